/* The engine thread; see engine_loop.h. */
#include "app/engine_loop.h"

#include "app/alert_watch.h"
#include "app/feed_view.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

enum { PUMP_MIN_MS = 250, HEARTBEAT_MS = 1000, PAST_BARS = 2 };

struct rv_engine_loop {
	rv_engine_loop_params p;
	char venue[32], host[64], profile[8];
	const rv_clock *clock;
	rv_board *board;
	rv_queue *md;
	rv_log *log;
	rv_pub *pub;
	rv_live *live;
	rv_feed_view feeds;
	rv_alert_watch alerts;
	rv_board_copy copy;
	double step_us;
	char score_error[RV_VIEW_TEXT];
	char no_trading[RV_TV_TEXT];
	int stop_fd;
	atomic_bool stopping, leave_orders;
	int64_t pumped_ms; /* CLOCK_MONOTONIC of the newest pump */
	bool feeds_wait;   /* the feeds have signalled since */
	bool started;
	pthread_t thread;
};

rv_status rv_engine_loop_new(const rv_engine_loop_params *p, const rv_clock *clock, rv_board *board,
			     rv_queue *md, rv_log *log, rv_pub *pub, rv_engine_loop **out)
{
	rv_engine_loop *e = calloc(1, sizeof(*e));
	if (!e)
		return RV_ENOMEM;
	e->p = *p;
	e->p.live.quiet_warm_up = p->still;
	(void)snprintf(e->venue, sizeof(e->venue), "%s", p->venue);
	(void)snprintf(e->host, sizeof(e->host), "%s", p->host);
	(void)snprintf(e->profile, sizeof(e->profile), "%s", p->profile);
	(void)snprintf(e->no_trading, sizeof(e->no_trading), "%s",
		       p->no_trading ? p->no_trading : "");
	e->clock = clock;
	e->board = board;
	e->md = md;
	e->log = log;
	e->pub = pub;
	e->step_us = NAN;
	rv_alert_watch_init(&e->alerts);
	e->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	rv_status st = e->stop_fd < 0 ? RV_EIO : rv_live_new(&e->p.live, log, &e->live);
	if (st != RV_OK) {
		rv_engine_loop_free(e);
		return st;
	}
	*out = e;
	return RV_OK;
}

void rv_engine_loop_free(rv_engine_loop *e)
{
	if (!e)
		return;
	rv_engine_loop_stop(e);
	rv_live_free(e->live);
	if (e->stop_fd >= 0)
		(void)close(e->stop_fd);
	free(e);
}

/* A person's weights of S5's signals are a matter of the pass. */
static void tell_factors(rv_engine_loop *e)
{
	double weights[RV_IDIO_N];
	const bool set = e->p.trading && rv_overrides_factors(rv_trading_overrides(e->p.trading),
							      rv_clock_utc_ms(e->clock), weights);
	rv_live_factors(e->live, set ? weights : NULL);
}

static void drain_queue(rv_engine_loop *e)
{
	rv_queue_drain_event(e->md);
	for (rv_md *md = rv_queue_pop(e->md); md; md = rv_queue_pop(e->md)) {
		const rv_status st = rv_live_md(e->live, md);
		if (st != RV_OK)
			rv_log_once(e->log, "engine.md", RV_LOG_ERROR, "engine",
				    "%s: event not applied: %s", md->symbol, rv_status_text(st));
		rv_md_free(md);
	}
}

static double monotonic_us(void)
{
	struct timespec ts;
	if (clock_gettime(CLOCK_MONOTONIC, &ts) != 0)
		return NAN;
	return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

static void tick(rv_engine_loop *e)
{
	bool scored;
	const double t0 = monotonic_us();
	const rv_status st = rv_live_tick(e->live, rv_clock_utc_ms(e->clock), &scored);
	if (st != RV_OK) {
		(void)snprintf(e->score_error, sizeof(e->score_error), "%s", rv_status_text(st));
		return;
	}
	e->score_error[0] = '\0';
	if (scored && !e->p.still)
		e->step_us = monotonic_us() - t0;
}

static void fill_identity(const rv_engine_loop *e, rv_view *v)
{
	v->mono_ms = rv_mono_ms();
	v->utc_ms = rv_clock_utc_ms(e->clock);
	v->elapsed_ms = rv_clock_elapsed_ms(e->clock);
	v->clock_rate = rv_clock_rate(e->clock);
	memcpy(v->venue, e->venue, sizeof(v->venue));
	memcpy(v->host, e->host, sizeof(v->host));
	memcpy(v->profile, e->profile, sizeof(v->profile));
	v->account[0] = '\0';
	v->step_us = e->step_us;
}

static void fill_trading(const rv_engine_loop *e, rv_view *v)
{
	if (e->p.trading) {
		rv_trading_fill(e->p.trading, v);
		return;
	}
	memset(&v->trade, 0, sizeof(v->trade));
	v->risk.present = false;
	v->overrides.set.n = 0;
	v->ledger.present = false;
	memcpy(v->trade.state_reason, e->no_trading, sizeof(v->trade.state_reason));
}

static void fill_book(const rv_engine_loop *e, rv_view *v)
{
	rv_command asked;
	if (e->p.book) {
		if (e->p.trading && rv_trading_asked(e->p.trading, &asked))
			rv_book_loop_preview(e->p.book, e->live, &e->p.live.step, &asked, v);
		rv_book_loop_fill(e->p.book, e->live, &e->p.live.step,
				  e->p.trading ? rv_trading_oms(e->p.trading) : NULL, e->p.still,
				  v);
		return;
	}
	v->book.present = v->book.hedge_known = v->day.present = false;
	v->book.n_coins = 0;
	v->book.reason[0] = '\0';
	v->overrides.preview.nonce = 0;
	v->kept.file[0] = '\0';
	v->kept.version = 0;
	v->kept.n = 0;
}

static void publish(rv_engine_loop *e)
{
	rv_view *v = rv_pub_begin(e->pub);
	if (!v)
		return; /* every snapshot is held by a reader: the next publication is newer */
	fill_identity(e, v);
	rv_live_fill(e->live, v);
	rv_feed_view_fill(&e->feeds, &e->copy, v);
	fill_trading(e, v);
	fill_book(e, v);
	if (e->p.still)
		v->skew_ms = NAN;
	rv_alert_watch_update(&e->alerts, &e->copy, e->score_error, v);
	v->log_seq = rv_log_seq(e->log);
	v->n_log = rv_log_tail(e->log, v->log, RV_VIEW_LOG);
	rv_pub_commit(e->pub, v);
}

/*
 * After the publication, so that no live number waits for it; shown with the next one. A picture
 * has all of it.
 */
static void replay_past(rv_engine_loop *e)
{
	const rv_status st = rv_live_replay_past(e->live, e->p.still ? SIZE_MAX : PAST_BARS);
	if (st != RV_OK)
		rv_log_once(e->log, "engine.past", RV_LOG_ERROR, "engine",
			    "a bar of the past was not replayed: %s", rv_status_text(st));
}

void rv_engine_loop_pump(rv_engine_loop *e)
{
	rv_board_drain_event(e->board);
	drain_queue(e);
	rv_board_read(e->board, &e->copy);
	rv_live_quotes(e->live, e->copy.quotes, e->copy.n);
	tell_factors(e);
	tick(e);
	if (e->p.trading) {
		rv_trading_market(e->p.trading, e->live, &e->copy);
		(void)rv_trading_pump(e->p.trading);
		rv_trading_risk(e->p.trading, e->live, &e->p.live.step,
				e->p.book ? rv_book_loop_s4(e->p.book) : NULL);
		rv_trading_ledgers(e->p.trading, e->live);
	}
	publish(e);
	replay_past(e);
}

/* A pump when the feeds have something, but not too often, and when nothing has been told for long.
 */
static int64_t pump_due_ms(const rv_engine_loop *e)
{
	return e->pumped_ms + (e->feeds_wait ? PUMP_MIN_MS : HEARTBEAT_MS);
}

static int sleep_ms(const rv_engine_loop *e)
{
	const int64_t pump = pump_due_ms(e) - rv_mono_ms();
	const int orders = e->p.trading ? rv_trading_wait_ms(e->p.trading) : -1;
	const int left = pump > 0 ? (int)pump : 0;
	return orders >= 0 && orders < left ? orders : left;
}

/* Sleeps until something is due. While the feeds wait for the next pump they wake nobody again. */
static void wait_for_work(rv_engine_loop *e)
{
	enum { STOP, BOARD, MD, ORDERS };
	struct pollfd fds[ORDERS + RV_TRADING_FDS] = {
		[STOP] = { .fd = e->stop_fd, .events = POLLIN },
		[BOARD] = { .fd = e->feeds_wait ? -1 : rv_board_fd(e->board), .events = POLLIN },
		[MD] = { .fd = e->feeds_wait ? -1 : rv_queue_fd(e->md), .events = POLLIN },
	};
	nfds_t n = ORDERS;
	if (e->p.trading) {
		rv_trading_fds(e->p.trading, fds + ORDERS);
		n += RV_TRADING_FDS;
	}
	if (poll(fds, n, sleep_ms(e)) < 0) {
		if (errno != EINTR)
			rv_log_once(e->log, "engine.poll", RV_LOG_ERROR, "engine", "poll: %s",
				    strerror(errno));
		return;
	}
	e->feeds_wait = e->feeds_wait || fds[BOARD].revents || fds[MD].revents;
}

static void work(rv_engine_loop *e)
{
	if (rv_mono_ms() >= pump_due_ms(e)) {
		e->pumped_ms = rv_mono_ms();
		e->feeds_wait = false;
		rv_engine_loop_pump(e);
	} else if (e->p.trading && rv_trading_pump(e->p.trading)) {
		publish(e);
	}
}

static void *engine_main(void *arg)
{
	rv_engine_loop *e = arg;
	while (!atomic_load(&e->stopping)) {
		work(e);
		wait_for_work(e);
	}
	if (e->p.trading)
		rv_trading_wind_down(e->p.trading, !atomic_load(&e->leave_orders),
				     e->p.wind_down_ms);
	return NULL;
}

void rv_engine_loop_leave_orders(rv_engine_loop *e, bool leave)
{
	atomic_store(&e->leave_orders, leave);
}

rv_status rv_engine_loop_start(rv_engine_loop *e)
{
	if (pthread_create(&e->thread, NULL, engine_main, e) != 0)
		return RV_EIO;
	(void)pthread_setname_np(e->thread, "engine");
	e->started = true;
	return RV_OK;
}

void rv_engine_loop_stop(rv_engine_loop *e)
{
	if (!e->started)
		return;
	atomic_store(&e->stopping, true);
	const uint64_t one = 1;
	if (write(e->stop_fd, &one, sizeof(one)) < 0)
		rv_log_put(e->log, RV_LOG_WARN, "engine", "stop signal: %s", strerror(errno));
	(void)pthread_join(e->thread, NULL);
	e->started = false;
}
