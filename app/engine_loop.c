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
	rv_view *unseen;	   /* filled while every snapshot is held */
	rv_research_watch *watch;  /* borrowed; NULL none */
	rv_research_view research; /* as it was last told */
	uint64_t research_seen;
	rv_live *live;
	rv_feed_view feeds;
	rv_alert_watch alerts;
	rv_alert_rules rules;
	rv_board_copy copy;
	double step_us;
	char score_error[RV_VIEW_TEXT];
	char no_trading[RV_TV_TEXT];
	int stop_fd;
	atomic_bool stopping, ending, leave_orders;
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
	rv_alert_rules_init(&e->rules, p->rules, p->n_rules);
	e->p.rules = NULL; /* the caller's */
	e->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	e->unseen = calloc(1, sizeof(*e->unseen));
	rv_status st = !e->unseen	? RV_ENOMEM
		       : e->stop_fd < 0 ? RV_EIO
					: rv_live_new(&e->p.live, log, &e->live);
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
	free(e->unseen);
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

static void tick(rv_engine_loop *e)
{
	bool scored;
	const double t0 = rv_mono_us();
	const rv_status st = rv_live_tick(e->live, rv_clock_utc_ms(e->clock), &scored);
	if (st != RV_OK) {
		(void)snprintf(e->score_error, sizeof(e->score_error), "%s", rv_status_text(st));
		return;
	}
	e->score_error[0] = '\0';
	if (scored && !e->p.still)
		e->step_us = rv_mono_us() - t0;
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

static void no_book(rv_view *v)
{
	v->book.present = v->book.hedge_known = v->day.present = false;
	v->book.n_coins = 0;
	v->book.reason[0] = '\0';
	v->overrides.preview.nonce = 0;
	v->whatif.nonce = 0;
	v->kept.file[0] = '\0';
	v->kept.version = 0;
	v->kept.n = 0;
}

/* A desk without a book has no hedge, and says so. */
static void refuse_hedge(rv_engine_loop *e, const rv_command *c)
{
	static const rv_hedge_ask none = { .text = "this desk has no book to hedge" };
	uint64_t ids[2];
	rv_oms_hedge(rv_trading_oms(e->p.trading), c, &none, ids);
}

static void answer_preview(rv_engine_loop *e, const rv_command *asked, const rv_view *v)
{
	if (asked->kind == RV_CMD_PREVIEW_OVERRIDE)
		rv_book_loop_preview(e->p.book, e->live, &e->p.live.step, asked, v);
	else
		rv_book_loop_whatif(e->p.book, e->live, &e->p.live.step, asked, v,
				    rv_trading_oms(e->p.trading));
}

static void fill_book(rv_engine_loop *e, rv_view *v)
{
	rv_command asked, hedge;
	rv_trading *t = e->p.trading;
	const bool now = t && rv_trading_hedge_asked(t, &hedge);
	if (!e->p.book) {
		if (now)
			refuse_hedge(e, &hedge);
		no_book(v);
		return;
	}
	if (t && rv_trading_asked(t, &asked))
		answer_preview(e, &asked, v);
	rv_book_loop_fill(e->p.book, e->live, &e->p.live.step, t ? rv_trading_oms(t) : NULL,
			  e->p.still || now, v);
	if (now)
		rv_book_loop_hedge(e->p.book, &hedge, v, rv_trading_oms(t));
}

static void fill_research(rv_engine_loop *e, rv_view *v)
{
	if (e->watch)
		(void)rv_research_watch_copy(e->watch, &e->research_seen, &e->research);
	v->research = e->research;
}

/*
 * The book, and with it hedges and the day, works at each pass, whoever reads: where every snapshot
 * is held by a reader it works on one that nobody sees, and the next publication is newer.
 */
static void publish(rv_engine_loop *e)
{
	rv_view *seen = rv_pub_begin(e->pub), *v = seen ? seen : e->unseen;
	fill_identity(e, v);
	rv_live_fill(e->live, v);
	rv_feed_view_fill(&e->feeds, &e->copy, v);
	fill_trading(e, v);
	fill_book(e, v);
	fill_research(e, v);
	if (e->p.still)
		v->skew_ms = NAN;
	rv_alert_watch_update(&e->alerts, &e->copy, e->score_error, v);
	rv_alert_rules_update(&e->rules, v);
	rv_alert_rules_raise(&e->rules, &e->alerts.next_id, v);
	if (!seen)
		return;
	v->log_seq = rv_log_seq(e->log);
	rv_log_counts(e->log, v->log_lines);
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

static void drain_stop(rv_engine_loop *e)
{
	uint64_t n;
	if (read(e->stop_fd, &n, sizeof(n)) < 0 && errno != EAGAIN)
		rv_log_once(e->log, "engine.stop", RV_LOG_ERROR, "engine", "stop signal: %s",
			    strerror(errno));
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
	if (fds[STOP].revents) /* the flags say what is meant */
		drain_stop(e);
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

/* The end has been announced: from here on nothing new leaves, while the feeds are still stopped.
 */
static void stop_orders(rv_engine_loop *e)
{
	if (e->p.trading && atomic_load(&e->ending))
		rv_trading_no_more(e->p.trading, !atomic_load(&e->leave_orders));
}

static void *engine_main(void *arg)
{
	rv_engine_loop *e = arg;
	while (!atomic_load(&e->stopping)) {
		rv_pulse_beat(e->p.pulse);
		stop_orders(e);
		work(e);
		wait_for_work(e);
	}
	if (e->p.trading)
		rv_trading_wind_down(e->p.trading, !atomic_load(&e->leave_orders),
				     e->p.wind_down_ms, e->p.hurry);
	return NULL;
}

void rv_engine_loop_leave_orders(rv_engine_loop *e, bool leave)
{
	atomic_store(&e->leave_orders, leave);
}

_Static_assert((int)RV_RESEARCH_ANSWER <= (int)RV_TV_TEXT, "an answer has room for it");

static bool decide_backtest(void *ctx, const rv_command *c, char text[RV_TV_TEXT])
{
	return rv_research_watch_ask(ctx, c->reason, text);
}

void rv_engine_loop_research(rv_engine_loop *e, rv_research_watch *watch)
{
	e->watch = watch;
	if (e->p.trading)
		rv_trading_backtests(e->p.trading, watch ? decide_backtest : NULL, watch);
}

rv_status rv_engine_loop_start(rv_engine_loop *e)
{
	if (pthread_create(&e->thread, NULL, engine_main, e) != 0)
		return RV_EIO;
	(void)pthread_setname_np(e->thread, "engine");
	e->started = true;
	return RV_OK;
}

static void wake(rv_engine_loop *e)
{
	const uint64_t one = 1;
	if (write(e->stop_fd, &one, sizeof(one)) < 0)
		rv_log_put(e->log, RV_LOG_WARN, "engine", "stop signal: %s", strerror(errno));
}

void rv_engine_loop_end_orders(rv_engine_loop *e)
{
	atomic_store(&e->ending, true);
	wake(e);
}

void rv_engine_loop_stop(rv_engine_loop *e)
{
	if (!e->started)
		return;
	atomic_store(&e->stopping, true);
	wake(e);
	(void)pthread_join(e->thread, NULL);
	e->started = false;
}
