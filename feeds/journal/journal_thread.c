/*
 * The journal thread: takes what waits, commits it together, acknowledges in order, and writes the
 * log back in quiet minutes; see journal.h.
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/crash_point.h"
#include "feeds/journal/journal_priv.h"

enum {
	GROUP_BATCHES = 64,    /* of one transaction, at most */
	LOG_PAGES_MAX = 16384, /* 64 MiB of log are written back without waiting for quiet */
	LOOK_MS = 5000,	       /* between looks at the clock while it is not the time */
	FULL_WAIT_MS = 20      /* between looks at a full queue of acks */
};

typedef struct group {
	size_t n;
	rv_journal_request *reqs[GROUP_BATCHES];
} group;

/* Never dropped while somebody may still take it. */
static void push_ack(rv_journal *j, rv_journal_ack *ack)
{
	struct pollfd stop = { .fd = j->stop_fd, .events = POLLIN };
	while (rv_queue_push(j->acks, ack) != RV_OK) {
		if (poll(&stop, 1, FULL_WAIT_MS) <= 0)
			continue;
		rv_log_put(j->log, RV_LOG_WARN, "journal",
			   "batch %" PRIu64 ": nobody takes the answer", ack->batch);
		free(ack);
		return;
	}
}

static void acknowledge(rv_journal *j, rv_journal_request *r, bool committed)
{
	rv_journal_ack *ack = r->ack;
	const rv_journal_row *last = &r->rows[r->n - 1];
	r->ack = NULL;
	ack->status = committed ? RV_OK : j->status;
	if (committed) {
		ack->seq = last->seq;
		(void)rv_hex_format(last->hash, RV_HASH_BYTES, ack->head);
	} else {
		rv_journal_stats s;
		rv_journal_stats_get(j, &s);
		memcpy(ack->text, s.text, sizeof(ack->text));
	}
	(void)atomic_fetch_sub(&j->waiting, 1);
	(void)atomic_fetch_sub(&j->waiting_bytes, r->bytes);
	rv_journal_request_free(r);
	push_ack(j, ack);
}
_Static_assert(sizeof(((rv_journal_stats *)0)->text) == sizeof(((rv_journal_ack *)0)->text),
	       "the reason is copied whole");
_Static_assert(sizeof(((rv_journal_ack *)0)->head) == RV_HASH_HEX, "the hash is written whole");

static rv_journal_request *next_request(rv_journal *j)
{
	rv_journal_request *r = j->held ? j->held : rv_queue_pop(j->requests);
	j->held = NULL;
	return r;
}

/* Batches that wait, up to something that must stand alone. */
static void take_group(rv_journal *j, group *g)
{
	g->n = 0;
	while (g->n < GROUP_BATCHES) {
		rv_journal_request *r = next_request(j);
		if (!r)
			return;
		const bool alone = r->copy || r->last_words;
		if (alone && g->n > 0) {
			j->held = r;
			return;
		}
		g->reqs[g->n++] = r;
		if (alone)
			return;
	}
}

static void serve_copy(rv_journal *j, rv_journal_request *r)
{
	rv_journal_copy *c = r->copy;
	rv_journal_request_free(r);
	rv_journal_copy_begin(j, c); /* one at a time: who asks sees to that */
}

static void serve_batches(rv_journal *j, const group *g)
{
	const bool may = !atomic_load(&j->broken) || (g->reqs[0]->last_words && !j->damaged);
	const size_t done = may ? rv_journal_commit(j, g->reqs, g->n) : 0;
	for (size_t i = 0; i < g->n; i++) {
		acknowledge(j, g->reqs[i], i < done);
		rv_crash_point("journal.mid-acks");
	}
	j->served_at = rv_mono_ms();
}

/* False: nothing waits. */
static bool serve(rv_journal *j)
{
	group g;
	take_group(j, &g);
	if (g.n == 0)
		return false;
	if (g.reqs[0]->copy)
		serve_copy(j, g.reqs[0]);
	else
		serve_batches(j, &g);
	return true;
}

void rv_journal_tell_head(rv_journal *j)
{
	if (j->stats.seq == j->head_told)
		return;
	j->head_told = j->stats.seq;
	j->head_at = rv_mono_ms();
	rv_log_file(j->log, RV_LOG_INFO, "journal", "head %" PRIu64 " %s", j->stats.seq,
		    j->stats.head);
}

/* Writes the log back when it is time; returns the rv_mono_ms at which to look again. */
static int64_t tend_log(rv_journal *j, int64_t now)
{
	if (atomic_load(&j->broken) || j->log_pages == 0)
		return INT64_MAX;
	const int64_t due = j->log_pages > LOG_PAGES_MAX ? now : j->served_at + j->p.quiet_ms;
	if (now < due)
		return due;
	if (rv_journal_busy_time(j))
		return now + (j->p.quiet_ms < LOOK_MS ? j->p.quiet_ms : LOOK_MS);
	return rv_journal_write_back(j, false) == RV_OK ? INT64_MAX : now;
}

static int64_t tend_head(rv_journal *j, int64_t now)
{
	if (j->p.head_ms == 0 || j->stats.seq == j->head_told)
		return INT64_MAX;
	if (now < j->head_at + j->p.head_ms)
		return j->head_at + j->p.head_ms;
	rv_journal_tell_head(j);
	return INT64_MAX;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Sleeps until something waits, something is due, or the end; true: the end. */
static bool wait_for_work(rv_journal *j)
{
	struct pollfd fds[2] = { { .fd = rv_queue_fd(j->requests), .events = POLLIN },
				 { .fd = j->stop_fd, .events = POLLIN } };
	const int64_t now = rv_mono_ms();
	int64_t at = tend_log(j, now);
	at = earlier(at, tend_head(j, now));
	at = earlier(at, rv_journal_tend_room(j, now));
	at = j->copy ? earlier(at, j->copy_at) : at;
	const int64_t left = at - now;
	const int n = poll(fds, 2, left < 0 ? 0 : left > RV_PULSE_MS ? RV_PULSE_MS : (int)left + 1);
	if (n < 0 && errno != EINTR) /* cannot be: both are ours */
		rv_journal_break(j, SQLITE_IOERR, strerror(errno));
	rv_queue_drain_event(j->requests); /* before the queue is looked at again */
	return n > 0 && (fds[1].revents & POLLIN) != 0;
}

void *rv_journal_main(void *arg)
{
	rv_journal *j = arg;
	bool end = false;
	for (;;) {
		rv_pulse_beat(j->p.pulse);
		while (serve(j)) { /* however many come: the copy goes on, too */
			rv_pulse_beat(j->p.pulse);
			rv_journal_copy_tend(j, rv_mono_ms());
		}
		if (end)
			break;
		rv_journal_copy_tend(j, rv_mono_ms());
		end = wait_for_work(j);
	}
	rv_journal_copy_abandon(j);
	return NULL;
}
