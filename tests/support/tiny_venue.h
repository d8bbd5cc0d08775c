/*
 * A venue of a few hundred lines with a ledger of its own, behind rv_venue_port: what an order
 * management is tested against without sockets. It knows nothing of the desk's code but the port's
 * types. What becomes of each action is decided by a queue of fates.
 *
 * Matching: an order that crosses the one price of its side fills there, at most `liquidity` lots;
 * the rest of an IOC is gone, that of a GTC rests until tiny_price moves through it. One nonce, one
 * action; a cloid that is accepted twice is a violation, and is kept. One test thread.
 */
#ifndef RV_TESTS_TINY_VENUE_H
#define RV_TESTS_TINY_VENUE_H

#include "engine/desk/venue.h"

enum { TINY_COINS = 3, TINY_ORDERS = 2048, TINY_FILLS = 4096, TINY_ACTIONS = 4096, TINY_OUT = 4096 };

typedef enum tiny_fate {
	TINY_ANSWER,	  /* as a good venue does */
	TINY_LOST_LANDED, /* it landed, the answer is lost */
	TINY_LOST,	  /* it never landed, nobody knows */
	TINY_LATE,	  /* it lands `late_ms` later unless expired; the answer is lost */
	TINY_REFUSE,	  /* whole action refused: `refusal` */
	TINY_GATED,	  /* the last gate stops it */
	TINY_UNREADABLE,  /* it landed; the verdict cannot be read */
	TINY_SHORT,	  /* it landed; the answer names another order */
	TINY_SILENT	  /* it landed; no answer ever */
} tiny_fate;

typedef struct tiny_coin {
	rv_coin_ref ref;
	int64_t bid, ask; /* units */
	int64_t lots;	  /* position of the account */
} tiny_coin;

typedef struct tiny_order {
	rv_order o;
	int64_t oid, left, nonce, time_ms, status_ms;
	rv_order_status status;
	char word[40];
	bool foreign;
} tiny_order;

typedef struct tiny_action {
	rv_venue_action a;
	char body[64];
	bool used; /* its nonce is used up at the venue */
} tiny_action;

typedef struct tiny_pending {
	rv_venue_send s;
	tiny_fate fate;
	int64_t land_utc; /* of a late one */
} tiny_pending;

typedef struct tiny_out {
	rv_venue_report *r;
	int64_t at; /* elapsed ms */
} tiny_out;

typedef struct tiny_venue {
	int64_t utc, at; /* set by whoever drives */
	tiny_coin coins[TINY_COINS];
	double account_usd, maintenance_usd;
	tiny_order orders[TINY_ORDERS];
	size_t n_orders;
	rv_fill fills[TINY_FILLS];
	size_t n_fills;
	tiny_action actions[TINY_ACTIONS];
	size_t n_actions;
	int64_t last_oid, last_tid;
	int64_t schedule_ms; /* dead-man; 0 none */
	unsigned triggers;
	/* knobs */
	tiny_fate fates[64];
	size_t n_fates, fate_at;
	int64_t late_ms, delay_ms, liquidity; /* liquidity < 0: no end */
	rv_refusal refusal;
	char refusal_text[80];
	bool stream_up, drop_fills, drop_orders, twice, no_cloids;
	unsigned fail_asks; /* that many questions fail */
	bool refuse_schedule, never_agent, page_small; /* pages of 2 rows */
	bool full; /* takes nothing */
	/* what it was told */
	bool halted;
	size_t n_sends, n_asks;
	tiny_pending pending[64];
	size_t n_pending;
	tiny_pending late[64];
	size_t n_late;
	rv_venue_query asks[256];
	size_t n_asks_waiting;
	tiny_out out[TINY_OUT];
	size_t n_out;
	char violation[160]; /* "" none */
	/* called for every order that is sent, before anything happens to it; NULL none */
	void (*on_send)(void *ctx, const rv_venue_send *s);
	void *ctx;
} tiny_venue;

void tiny_init(tiny_venue *v);
void tiny_done(tiny_venue *v); /* frees what was never delivered */
rv_venue_port tiny_port(tiny_venue *v);

void tiny_fate_next(tiny_venue *v, tiny_fate f);
/* Everything that has reached it by now: sends, questions, late ones, dead-man. */
void tiny_step(tiny_venue *v);
/* The next report that is due, NULL none; the caller frees. */
rv_venue_report *tiny_take(tiny_venue *v);
/* Elapsed time at which the next one is due; INT64_MAX none. */
int64_t tiny_due(const tiny_venue *v);
/* The line is cut: nothing that is on its way arrives. Sends that wait are processed or dropped. */
void tiny_cut(tiny_venue *v, bool process);

void tiny_stream(tiny_venue *v, bool up);
void tiny_price(tiny_venue *v, size_t coin, int64_t bid, int64_t ask);
/* A trade of somebody else on the account; kind as a fill's. */
void tiny_foreign_fill(tiny_venue *v, size_t coin, rv_side side, int64_t lots, rv_fill_kind kind);
void tiny_foreign_order(tiny_venue *v, size_t coin, rv_side side, int64_t lots, int64_t px);
void tiny_cancel_foreign(tiny_venue *v);
/* Fills lots of a resting order of ours, newest first; returns what was filled. */
int64_t tiny_fill_resting(tiny_venue *v, size_t coin, int64_t lots);
/* The venue ends it, with its word. */
void tiny_end(tiny_venue *v, tiny_order *q, const char *word);
/* Sends every fill so far down the stream again, as after a subscription. */
void tiny_repeat(tiny_venue *v);

/* Between its two files. */
void tiny_answer_asks(tiny_venue *v);
void tiny_put(tiny_venue *v, rv_venue_report *r); /* after the usual delay */

tiny_order *tiny_by_cloid(tiny_venue *v, const rv_cloid *c);
size_t tiny_open(const tiny_venue *v); /* orders of ours that rest */

#endif
