/* The desk's past: its thread; see past.h. */
#include "app/past/past.h"

#include "app/control/frame.h"
#include "app/control/hello.h"
#include "app/past/past_keep.h"
#include "app/past/past_wire.h"
#include "engine/base/clock.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { LOOK_MS = RV_PULSE_MS, LOWEST = 19, BETWEEN_MS = 10 };

/* What a disk must have left: the journal goes before the past. */
#define LEAST_FREE (UINT64_C(256) << 20)

typedef struct question {
	rv_past_ask q;
	uint64_t who;
	rv_past_done done;
	void *ctx;
} question;

struct rv_past {
	rv_pub *pub;
	rv_log *log;
	rv_pulse *pulse;
	int wake_fd;
	pthread_t thread;
	bool is_running; /* main thread's */
	char path[PATH_MAX + 64];
	rv_past_keeper keeper;
	pthread_mutex_t mu; /* guards the rest */
	bool stopping;
	question queue[RV_PAST_QUEUE];
	size_t n_queue;
	rv_packing *here; /* an answer for the console in this process */
	rv_past_stats stats;
};

static void lock(rv_past *p)
{
	(void)pthread_mutex_lock(&p->mu);
}

static void unlock(rv_past *p)
{
	(void)pthread_mutex_unlock(&p->mu);
}

static void wake(const rv_past *p)
{
	const uint64_t one = 1;
	if (write(p->wake_fd, &one, sizeof(one)) < 0)
		return; /* EAGAIN: it is being woken */
}

static question *find(rv_past *p, uint64_t who, const void *ctx)
{
	for (size_t i = 0; i < p->n_queue; i++) {
		if (p->queue[i].who == who && p->queue[i].ctx == ctx)
			return &p->queue[i];
	}
	return p->n_queue < RV_PAST_QUEUE ? &p->queue[p->n_queue++] : NULL;
}

rv_status rv_past_put(rv_past *p, const rv_past_ask *q, uint64_t who, rv_past_done done, void *ctx)
{
	lock(p);
	question *at = p->stopping ? NULL : find(p, who, ctx);
	const rv_status st = at ? RV_OK : p->stopping ? RV_ECLOSED : RV_EFULL;
	if (at)
		*at = (question){ .q = *q, .who = who, .done = done, .ctx = ctx };
	unlock(p);
	if (at)
		wake(p);
	return st;
}

static bool take_question(rv_past *p, question *out)
{
	lock(p);
	const bool any = p->n_queue > 0 && !p->stopping;
	if (any) {
		*out = p->queue[0];
		memmove(p->queue, p->queue + 1, --p->n_queue * sizeof(p->queue[0]));
	}
	unlock(p);
	return any;
}

/*
 * What a machine does for those that ask is bounded, however many they are and however often; and
 * between a queue of them and the next the newest is kept.
 */
static void answer_some(rv_past *p)
{
	question q;
	for (int i = 0; i < RV_PAST_QUEUE && take_question(p, &q); i++) {
		rv_packing *f = rv_past_keeper_answer(&p->keeper, &q.q);
		q.done(q.ctx, q.who, f);
		rv_pulse_beat(p->pulse);
		(void)poll(NULL, 0, BETWEEN_MS);
	}
}

static bool has_room(rv_past *p)
{
	struct statvfs s;
	if (statvfs(p->path, &s) != 0 || (uint64_t)s.f_bavail * s.f_frsize >= LEAST_FREE)
		return true; /* what is wrong with the file its own writing says */
	rv_log_once(p->log, "past.room", RV_LOG_WARN, "past",
		    "less than 256 MiB are free: no past screens are kept until there is more");
	return false;
}

static void keep_newest(rv_past *p)
{
	rv_err err = { 0 };
	const int64_t now = rv_mono_ms();
	const rv_view *v = rv_pub_get(p->pub);
	if (v && rv_past_keeper_due(&p->keeper, v, now) && has_room(p) &&
	    rv_past_keeper_keep(&p->keeper, v, now, rv_machine_utc_ms(), &err) != RV_OK)
		rv_log_once(p->log, "past.keep", RV_LOG_ERROR, "past", "%s", err.text);
	rv_pub_put(p->pub, v);
	lock(p);
	p->stats = p->keeper.n;
	unlock(p);
}

static bool is_stopping(rv_past *p)
{
	lock(p);
	const bool stop = p->stopping;
	unlock(p);
	return stop;
}

static void *past_main(void *arg)
{
	rv_past *p = arg;
	struct pollfd fd = { .fd = p->wake_fd, .events = POLLIN };
	uint64_t n;
	/* Of this thread alone, as Linux has it; refused, it works as the others do. */
	(void)setpriority(PRIO_PROCESS, 0, LOWEST);
	while (!is_stopping(p)) {
		rv_pulse_beat(p->pulse);
		answer_some(p);
		keep_newest(p);
		const int some = poll(&fd, 1, LOOK_MS);
		if ((some < 0 && errno != EINTR) ||
		    (some > 0 && read(p->wake_fd, &n, sizeof(n)) < 0 && errno != EAGAIN)) {
			rv_log_put(p->log, RV_LOG_ERROR, "past", "poll: %s", strerror(errno));
			return NULL;
		}
	}
	return NULL;
}

static rv_status own_build(rv_past_build *out, rv_err *err)
{
	rv_side_id id;
	const rv_status st = rv_side_id_own(&id, err);
	if (st != RV_OK)
		return st;
	memcpy(out->binary, id.binary, sizeof(out->binary));
	(void)snprintf(out->version, sizeof(out->version), "%s", id.version);
	return RV_OK;
}

static rv_status open_keeper(rv_past *p, const rv_past_params *params, rv_err *err)
{
	rv_past_build build;
	rv_past_file *file = NULL;
	bool aside = false;
	rv_err why = { 0 };
	rv_status st = RV_OK;
	if (params->build)
		build = *params->build;
	else
		st = own_build(&build, err);
	if (st == RV_OK) {
		st = rv_past_file_open(params->path, &build, &file, &aside, &why);
		if (st != RV_OK)
			return rv_err_set(err, st, "%s", why.text);
	}
	if (aside)
		rv_log_put(p->log, RV_LOG_WARN, "past",
			   "%s; it is kept as .bad, and the past begins anew", why.text);
	if (st == RV_OK && rv_past_keeper_init(&p->keeper, params, &build, file) != RV_OK)
		st = rv_err_set(err, RV_ENOMEM, "past: %s", rv_status_text(RV_ENOMEM));
	return st;
}

static rv_status start_thread(rv_past *p, rv_err *err)
{
	p->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (p->wake_fd < 0)
		return rv_err_set(err, RV_EIO, "eventfd: %s", strerror(errno));
	if (pthread_create(&p->thread, NULL, past_main, p) != 0)
		return rv_err_set(err, RV_EIO, "past: no thread");
	(void)pthread_setname_np(p->thread, "past");
	p->is_running = true;
	return RV_OK;
}

rv_status rv_past_start(const rv_past_params *params, rv_past **out, rv_err *err)
{
	rv_past *p = calloc(1, sizeof(*p));
	if (!p || pthread_mutex_init(&p->mu, NULL) != 0) {
		free(p);
		return rv_err_set(err, RV_ENOMEM, "past: %s", rv_status_text(RV_ENOMEM));
	}
	p->pub = params->pub;
	p->log = params->log;
	p->pulse = params->pulse;
	p->wake_fd = -1;
	(void)snprintf(p->path, sizeof(p->path), "%s", params->path); /* the file's own checks it */
	rv_status st = open_keeper(p, params, err);
	if (st == RV_OK)
		st = start_thread(p, err);
	if (st != RV_OK) {
		rv_past_free(p);
		return st;
	}
	*out = p;
	return RV_OK;
}

void rv_past_end(rv_past *p)
{
	if (!p || !p->is_running)
		return;
	lock(p);
	p->stopping = true;
	unlock(p);
	wake(p);
	(void)pthread_join(p->thread, NULL);
	p->is_running = false;
}

void rv_past_free(rv_past *p)
{
	if (!p)
		return;
	rv_past_end(p);
	rv_packing_put(p->here);
	rv_past_keeper_free(&p->keeper);
	if (p->wake_fd >= 0)
		(void)close(p->wake_fd);
	(void)pthread_mutex_destroy(&p->mu);
	free(p);
}

rv_past_stats rv_past_stats_of(rv_past *p)
{
	lock(p);
	const rv_past_stats n = p->stats;
	unlock(p);
	return n;
}

/* ---- a console in this process ---- */

static void put_here(rv_past *p, rv_packing *f)
{
	lock(p);
	rv_packing *was = p->here;
	p->here = f;
	unlock(p);
	rv_packing_put(was);
	rv_pub_wake(p->pub);
}

static void done_here(void *ctx, uint64_t who, rv_packing *f)
{
	(void)who;
	put_here(ctx, f ? f : rv_past_refusal("out of memory"));
}

static void ask_here(void *ctx, const rv_past_ask *q)
{
	rv_past *p = ctx;
	put_here(p, NULL); /* that of a question that is given up */
	const rv_status st = rv_past_put(p, q, 0, done_here, p);
	if (st != RV_OK)
		put_here(p, rv_past_refusal(rv_status_text(st)));
}

static bool answer_here(void *ctx, rv_past_answer *out)
{
	rv_past *p = ctx;
	rv_err err = { 0 };
	lock(p);
	rv_packing *f = p->here;
	p->here = NULL;
	unlock(p);
	if (!f)
		return false;
	if (rv_past_answer_read(f->data + RV_FRAME_HEAD, f->n - RV_FRAME_HEAD, out, &err) !=
	    RV_OK) {
		*out = (rv_past_answer){ 0 };
		(void)snprintf(out->why, sizeof(out->why), "%.*s", RV_PAST_TEXT - 1, err.text);
	}
	rv_packing_put(f);
	return true;
}

rv_past_way rv_past_way_here(rv_past *p)
{
	if (!p)
		return (rv_past_way){ 0 };
	return (rv_past_way){ .ask = ask_here, .answer = answer_here, .ctx = p };
}
