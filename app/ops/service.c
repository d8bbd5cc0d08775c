/* What the service manager is told; see service.h. */
#include "app/ops/service.h"

#include "app/desk_start.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	LOOK_MS = 1000,	      /* between looks at the threads */
	STATUS_MS = 1000,     /* between two STATUS= */
	EXTEND_MS = 60000,    /* of the start, as long as the threads beat */
	HELD_MS = 5000,	      /* of a thread that is not vital, before it is named */
	LEAST_US = 4000000,   /* of a watchdog that threads which beat once a second can feed */
	FEEDS_PER_TIMEOUT = 4 /* one that is lost does not matter */
};

static void start_backups(rv_service *s)
{
	rv_runtime *rt = s->rt;
	if (!rt->trading || !rt->state_dir)
		return;
	sigset_t old;
	rv_err err = { 0 };
	rv_status st = rv_clock_new_real(&s->machine);
	if (st == RV_OK)
		st = rv_desk_block_signals(&old, &err);
	if (st == RV_OK) {
		st = rv_backups_start(rt->state_dir, rt->trading, s->machine, rt->log, &s->backups);
		(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	}
	if (st != RV_OK)
		rv_log_put(rt->log, RV_LOG_ERROR, "backup", "no backups are made: %s",
			   rv_status_text(st));
}

void rv_service_begin(rv_service *s, rv_runtime *rt)
{
	rv_err err = { 0 };
	memset(s, 0, sizeof(*s));
	s->rt = rt;
	s->late = s->held = RV_BEAT_N;
	if (rv_notify_open(&s->notify, getenv("NOTIFY_SOCKET"), getenv("WATCHDOG_USEC"),
			   getenv("WATCHDOG_PID"), (int64_t)getpid(), &err) != RV_OK)
		rv_log_put(rt->log, RV_LOG_ERROR, "service", "%s", err.text);
	if (s->notify.watchdog_us > 0 && s->notify.watchdog_us < LEAST_US)
		rv_log_put(rt->log, RV_LOG_WARN, "service",
			   "a watchdog of %" PRId64 " us is too short: threads beat once a second",
			   s->notify.watchdog_us);
	start_backups(s);
	s->fed_at = s->tried_at = rv_mono_ms();
	s->told_at = s->fed_at - STATUS_MS;
}

void rv_service_words(const rv_view *v, uint64_t seq, const char *head, char *out, size_t cap)
{
	static const char *const states[] = { "ACTIVE", "REDUCING", "HALTED" };
	const rv_trade_view *t = &v->trade;
	if (!t->present) {
		(void)snprintf(out, cap, "watching, no order side");
		return;
	}
	size_t working = 0;
	for (size_t i = 0; i < t->n_orders; i++)
		working += !t->orders[i].external && !t->orders[i].complete;
	(void)snprintf(out, cap, "%s, %s, %zu unknown, %zu working; head %" PRIu64 " %s",
		       states[t->state], t->reconciled ? "reconciled" : "not reconciled",
		       t->n_unknown, working, seq, head);
}

static void add_held(const rv_service *s, char *words, size_t cap)
{
	const size_t n = strlen(words);
	if (s->held != RV_BEAT_N)
		(void)snprintf(words + n, cap - n, "; the thread %s stands still",
			       rv_beat_name(s->held));
}

static void tell_status(rv_service *s, const rv_view *v, int64_t now)
{
	char words[RV_NOTIFY_TEXT], head[RV_TRADING_HEAD] = "";
	uint64_t seq = 0;
	if (now < s->told_at + STATUS_MS)
		return;
	if (s->rt->trading)
		rv_trading_head(s->rt->trading, &seq, head);
	rv_service_words(v, seq, head, words, sizeof(words));
	add_held(s, words, sizeof(words));
	if (strcmp(words, s->status) == 0 || !rv_notify_send(&s->notify, "STATUS=%.480s", words))
		return;
	memcpy(s->status, words, sizeof(words));
	s->told_at = now;
}

/* Recovery is over; whether the desk may trade is another question. */
static bool is_recovered(const rv_view *v)
{
	return v->trade.present ? v->trade.reconciled : v->seq > 0;
}

static void tell_ready(rv_service *s, const rv_view *v)
{
	if (s->ready || !is_recovered(v))
		return;
	s->ready = rv_notify_send(&s->notify, "READY=1");
	s->told_at -= STATUS_MS; /* with its state, whatever was said before */
}

static void say_late(rv_service *s, rv_beat late)
{
	if (late == s->late)
		return;
	if (late != RV_BEAT_N)
		rv_log_put(s->rt->log, RV_LOG_WARN, "service",
			   "the thread %s does not come round: the watchdog is not fed",
			   rv_beat_name(late));
	s->late = late;
}

/* What the book does not need is no reason to end the desk; that it stands still is said. */
static void look_at_others(rv_service *s, int64_t now)
{
	const rv_beat held = rv_heartbeat_held(&s->rt->beats, now, HELD_MS);
	if (held == s->held)
		return;
	if (held != RV_BEAT_N)
		rv_log_put(s->rt->log, RV_LOG_WARN, "service",
			   "the thread %s stands still for %d s; orders do not need it",
			   rv_beat_name(held), HELD_MS / 1000);
	else
		rv_log_put(s->rt->log, RV_LOG_INFO, "service", "the thread %s goes on",
			   rv_beat_name(s->held));
	s->held = held;
}

/* How long the watchdog may go unfed before it is worth a line. */
static int64_t feed_ms(const rv_service *s)
{
	const int64_t ms = s->notify.watchdog_us / 1000 / FEEDS_PER_TIMEOUT;
	return ms > 0 ? ms : LOOK_MS;
}

static void feed(rv_service *s, int64_t now)
{
	rv_beat late;
	const int64_t every =
		s->notify.watchdog_us > 0 ? feed_ms(s) : EXTEND_MS / FEEDS_PER_TIMEOUT;
	if (now < s->fed_at + every || now < s->tried_at + LOOK_MS / 2)
		return;
	s->tried_at = now;
	const bool alive = rv_heartbeat_all(&s->rt->beats, &late);
	if (!alive && now < s->fed_at + 2 * every)
		return; /* it may just be working */
	say_late(s, late);
	if (!alive)
		return;
	s->fed_at = now;
	if (!s->ready)
		(void)rv_notify_send(&s->notify, "EXTEND_TIMEOUT_USEC=%d000", EXTEND_MS);
	if (s->notify.watchdog_us > 0 && s->ready)
		(void)rv_notify_send(&s->notify, "WATCHDOG=1");
}

void rv_service_step(rv_service *s)
{
	const int64_t now = rv_mono_ms();
	look_at_others(s, now);
	if (!rv_notify_wanted(&s->notify))
		return;
	feed(s, now);
	const rv_view *v = rv_pub_get(s->rt->pub);
	if (!v)
		return;
	tell_ready(s, v);
	tell_status(s, v, now);
	rv_pub_put(s->rt->pub, v);
}

void rv_service_end(rv_service *s)
{
	(void)rv_notify_send(&s->notify, "STOPPING=1\nSTATUS=stopping");
	rv_notify_close(&s->notify);
	rv_engine_loop_end_orders(s->rt->engine);
	rv_backups_stop(s->backups);
	rv_clock_free(s->machine);
}
