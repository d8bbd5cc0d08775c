/* A search over processes; see sweep_ranks.h. */
#include "app/research/sweep_ranks.h"

#include "engine/base/sha256.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS_A_RANK = 4 };
#define NO_TASK UINT64_MAX

/* Rank 0's first word, and the answer. */
typedef struct hello {
	uint64_t go;
	uint8_t about[RV_SHA256_BYTES];
} hello;

typedef enum answer { READY, DIFFERS, BROKEN } answer;

typedef struct reply {
	uint64_t task;
	uint64_t status;
	rv_err err;
	rv_sweep_trial trial;
	double row[]; /* [days] */
} reply;

static size_t reply_size(size_t days)
{
	return sizeof(reply) + days * sizeof(double);
}

static rv_status lost(rv_err *err)
{
	return rv_err_set(err, RV_EIO, "the other ranks cannot be reached");
}

static rv_status hash_of(const rv_sweep_run *r, uint8_t out[RV_SHA256_BYTES], rv_err *err)
{
	char *text = cJSON_PrintUnformatted(r->about);
	if (!text)
		return rv_err_set(err, RV_ENOMEM, "cannot sweep: out of memory");
	rv_sha256(text, strlen(text), out);
	cJSON_free(text);
	return RV_OK;
}

/* ---- rank 0 ---- */

typedef struct lead {
	const rv_ranks *m;
	const rv_sweep_job *job;
	size_t size; /* ranks, rank 0 too */
	size_t next, taken, window;
	size_t busy;
	bool *idle; /* [size] */
	bool *full; /* [window] */
	unsigned char *slots, *incoming;
	bool failed; /* no more tasks are handed out */
} lead;

static reply *slot_of(const lead *l, size_t task)
{
	void *at = l->slots + (task % l->window) * reply_size(l->job->days);
	return at;
}

/* Whoever has nothing to do gets the next task that there is a slot for. */
static rv_status hand_out(lead *l, rv_err *err)
{
	for (size_t to = 1; to < l->size; to++) {
		if (l->failed || l->next >= l->job->grid->tasks || l->next >= l->taken + l->window)
			return RV_OK;
		if (!l->idle[to])
			continue;
		const uint64_t task = l->next;
		if (l->m->send((int)to, &task, sizeof(task)) != 0)
			return lost(err);
		l->idle[to] = false;
		l->busy++;
		l->next++;
	}
	return RV_OK;
}

static rv_status take_one(lead *l, rv_err *err)
{
	int who = 0;
	void *at = l->incoming;
	reply *in = at;
	if (l->m->receive(RV_RANKS_ANY, in, reply_size(l->job->days), &who) != 0 || who < 1 ||
	    (size_t)who >= l->size || in->task < l->taken || in->task >= l->next)
		return lost(err);
	memcpy(slot_of(l, in->task), in, reply_size(l->job->days));
	l->full[in->task % l->window] = true;
	l->idle[who] = true;
	l->busy--;
	return RV_OK;
}

/* All results that are next in order. */
static rv_status pass_on(lead *l, rv_sweep_sink sink, void *ctx, rv_err *err)
{
	while (!l->failed && l->taken < l->next && l->full[l->taken % l->window]) {
		const reply *r = slot_of(l, l->taken);
		rv_status st = (rv_status)r->status;
		if (st == RV_OK)
			st = sink(ctx, l->taken, &r->trial, r->row, err);
		else if (err)
			*err = r->err;
		l->failed = st != RV_OK;
		if (l->failed)
			return st;
		l->full[l->taken % l->window] = false;
		l->taken++;
	}
	return RV_OK;
}

static rv_status lead_on(lead *l, rv_sweep_sink sink, void *ctx, rv_err *err)
{
	rv_status first = RV_OK;
	for (;;) {
		rv_status st = hand_out(l, err);
		if (st != RV_OK || l->busy == 0)
			return first != RV_OK ? first : st;
		st = take_one(l, err);
		if (st != RV_OK)
			return st;
		if (first == RV_OK)
			first = pass_on(l, sink, ctx, err);
	}
}

static rv_status stop_all(const lead *l, rv_err *err)
{
	const uint64_t none = NO_TASK;
	for (size_t to = 1; to < l->size; to++) {
		if (l->m->send((int)to, &none, sizeof(none)) != 0)
			return lost(err);
	}
	return RV_OK;
}

void rv_sweep_ranks_call_off(const rv_ranks *m, int size)
{
	const hello off = { .go = 0 };
	for (int to = 1; to < size; to++)
		(void)m->send(to, &off, sizeof(off)); /* the job ends anyhow */
}

/* All of them have read the same, or nobody begins. */
static rv_status greet(const lead *l, const rv_sweep_run *run, rv_err *err)
{
	hello h = { .go = 1 };
	rv_status st = hash_of(run, h.about, err);
	for (size_t to = 1; to < l->size; to++) {
		h.go = st == RV_OK;
		if (l->m->send((int)to, &h, sizeof(h)) != 0)
			return lost(err);
	}
	for (size_t from = 1; from < l->size && h.go; from++) {
		uint64_t says = BROKEN;
		if (l->m->receive((int)from, &says, sizeof(says), NULL) != 0)
			return lost(err);
		if (says != READY && st == RV_OK)
			st = rv_err_set(err, RV_EDATA, "rank %zu: %s", from,
					says == DIFFERS ? "its store, configuration or program is "
							  "another than that of rank 0"
							: "it cannot begin");
	}
	return st;
}

static rv_status new_lead(lead *l)
{
	l->window = SLOTS_A_RANK * l->size;
	l->idle = calloc(l->size, sizeof(*l->idle));
	l->full = calloc(l->window, sizeof(*l->full));
	l->slots = calloc(l->window, reply_size(l->job->days));
	l->incoming = calloc(1, reply_size(l->job->days));
	for (size_t i = 1; l->idle && i < l->size; i++)
		l->idle[i] = true;
	return l->idle && l->full && l->slots && l->incoming ? RV_OK : RV_ENOMEM;
}

rv_status rv_sweep_on_ranks(const rv_ranks *m, int size, const rv_sweep_run *run, size_t from,
			    rv_sweep_sink sink, void *ctx, rv_err *err)
{
	lead l = { .m = m, .job = &run->job, .size = (size_t)size, .next = from, .taken = from };
	rv_status st = new_lead(&l);
	if (st != RV_OK) {
		rv_sweep_ranks_call_off(m, size);
		(void)rv_err_set(err, st, "cannot sweep: out of memory");
	} else {
		st = greet(&l, run, err);
		if (st == RV_OK)
			st = lead_on(&l, sink, ctx, err);
		const rv_status told = stop_all(&l, st == RV_OK ? err : NULL);
		st = st == RV_OK ? told : st;
	}
	free(l.idle);
	free(l.full);
	free(l.slots);
	free(l.incoming);
	return st;
}

/* ---- the others ---- */

static rv_status work(const rv_ranks *m, const rv_sweep_job *j, rv_err *err)
{
	reply *r = calloc(1, reply_size(j->days));
	uint64_t task = NO_TASK;
	rv_status st = RV_OK;
	if (!r)
		return rv_err_set(err, RV_ENOMEM, "cannot sweep: out of memory");
	while (st == RV_OK) {
		if (m->receive(0, &task, sizeof(task), NULL) != 0) {
			st = lost(err);
			break;
		}
		if (task == NO_TASK)
			break;
		memset(r, 0, reply_size(j->days));
		r->task = task;
		r->status = rv_sweep_job_run(j, (size_t)task, &r->trial, r->row, &r->err);
		if (m->send(0, r, reply_size(j->days)) != 0)
			st = lost(err);
	}
	free(r);
	return st;
}

static rv_status wait_for_end(const rv_ranks *m, rv_err *err)
{
	uint64_t task = 0;
	return m->receive(0, &task, sizeof(task), NULL) == 0 ? RV_OK : lost(err);
}

rv_status rv_sweep_rank_work(const rv_ranks *m, int rank, const rv_sweep_start *o, rv_err *err)
{
	hello h = { .go = 0 };
	uint8_t about[RV_SHA256_BYTES];
	rv_sweep_run *run = NULL;
	rv_err why = { .code = RV_OK };
	if (m->receive(0, &h, sizeof(h), NULL) != 0)
		return lost(err);
	if (!h.go)
		return RV_OK;
	rv_status st = rv_sweep_run_new(o, &run, &why);
	if (st == RV_OK)
		st = hash_of(run, about, &why);
	const uint64_t says = st != RV_OK				   ? BROKEN
			      : memcmp(about, h.about, sizeof(about)) != 0 ? DIFFERS
									   : READY;
	if (m->send(0, &says, sizeof(says)) != 0)
		st = lost(&why);
	else if (says == READY)
		st = work(m, &run->job, &why);
	else if (wait_for_end(m, &why) != RV_OK)
		st = RV_EIO;
	rv_sweep_run_free(run);
	return st == RV_OK ? RV_OK : rv_err_set(err, st, "rank %d: %.280s", rank, why.text);
}
