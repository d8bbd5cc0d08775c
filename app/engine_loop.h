/*
 * The engine thread: takes what the feeds bring, scores, publishes; works the order side.
 *
 * One pump = drain the queue, copy the board, tick, publish one snapshot. The thread pumps when
 * the feeds signal (at most four times a second) and at least once a second, so that a console can
 * tell a silent market from a silent engine. What concerns orders (a command, an answer, an ack, a
 * slice that is due) never waits for that: it is done at once, and told at once. A picture pumps by
 * hand. Owner: the engine thread once started, before that the caller.
 */
#ifndef RV_APP_ENGINE_LOOP_H
#define RV_APP_ENGINE_LOOP_H

#include "app/alert_rules.h"
#include "app/book_loop.h"
#include "app/research/watch.h"
#include "app/trading.h"
#include "engine/base/clock.h"
#include "engine/base/log.h"
#include "engine/base/pulse.h"
#include "engine/base/queue.h"
#include "engine/run/live.h"
#include "engine/run/pub.h"
#include "feeds/board.h"

typedef struct rv_engine_loop rv_engine_loop;

typedef struct rv_engine_loop_params {
	rv_live_params live;
	const char *venue;	  /* "hyperliquid" */
	const char *host;	  /* "127.0.0.1:18080" */
	const char *profile;	  /* "seed" */
	rv_trading *trading;	  /* borrowed; NULL: this desk only watches */
	const char *no_trading;	  /* then: why, for the screen; NULL nothing to say */
	rv_book_loop *book;	  /* borrowed; NULL: nobody asks what the sub-books want */
	int64_t wind_down_ms;	  /* at its end, real time: for orders to be cancelled */
	const atomic_bool *hurry; /* borrowed; set: that time is over; NULL: never */
	rv_pulse *pulse;	  /* of its thread; borrowed; NULL: nobody watches */
	size_t n_rules;		  /* alert rules of the configuration; copied */
	const char (*rules)[RV_RULE_TEXT_CAP];
	bool still; /* a picture: what the machine measures of itself (duration of a pass, clock
		       skew) and what its warm-up went through stay unknown, or no two would be
		       alike */
} rv_engine_loop_params;

/* Everything is borrowed and outlives the loop. */
RV_NODISCARD rv_status rv_engine_loop_new(const rv_engine_loop_params *p, const rv_clock *clock,
					  rv_board *board, rv_queue *md, rv_log *log, rv_pub *pub,
					  rv_engine_loop **out);
void rv_engine_loop_free(rv_engine_loop *e);

/* Before the start: whose runs the snapshots show; borrowed. Without it they show none. */
void rv_engine_loop_research(rv_engine_loop *e, rv_research_watch *watch);

void rv_engine_loop_pump(rv_engine_loop *e);

RV_NODISCARD rv_status rv_engine_loop_start(rv_engine_loop *e);
void rv_engine_loop_stop(rv_engine_loop *e); /* joins; no-op when not started */
/*
 * The end is near: no new order from the engine thread's next turn on, working ones as the end does
 * to them; market data is still taken. Any thread.
 */
void rv_engine_loop_end_orders(rv_engine_loop *e);
/* What the end does to working orders: cancels them (the default) or leaves them. Any thread. */
void rv_engine_loop_leave_orders(rv_engine_loop *e, bool leave);

#endif
