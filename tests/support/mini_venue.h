/*
 * A venue of a few hundred lines with a ledger of its own, behind rv_venue_port: what an order
 * management is tested against without sockets. It knows nothing of the desk's code but the port's
 * types. What becomes of each action is decided by a queue of fates.
 *
 * Matching: an order that crosses the one price of its side fills there, at most `liquidity` lots;
 * the rest of an IOC is gone, that of a GTC rests until mini_price moves through it. One nonce, one
 * action; a cloid that is accepted twice is a violation, and is kept. One test thread.
 */
#ifndef RV_TESTS_MINI_VENUE_H
#define RV_TESTS_MINI_VENUE_H

#include "engine/desk/venue.h"

enum {
	MINI_COINS = 3,
	MINI_ORDERS = 2048,
	MINI_FILLS = 4096,
	MINI_ACTIONS = 4096,
	MINI_TRANSFERS = 256,
	MINI_OUT = 4096
};

typedef enum mini_fate {
	MINI_ANSWER,	  /* as a good venue does */
	MINI_LOST_LANDED, /* it landed, the answer is lost */
	MINI_LOST,	  /* it never landed, nobody knows */
	MINI_LATE,	  /* it lands `late_ms` later unless expired; the answer is lost */
	MINI_REFUSE,	  /* whole action refused: `refusal` */
	MINI_GATED,	  /* the last gate stops it */
	MINI_UNREADABLE,  /* it landed; the verdict cannot be read */
	MINI_SHORT,	  /* it landed; the answer names another order */
	MINI_SILENT	  /* it landed; no answer ever */
} mini_fate;

typedef struct mini_coin {
	rv_coin_ref ref;
	int64_t bid, ask; /* units */
	int64_t lots;	  /* position of the account */
} mini_coin;

typedef struct mini_order {
	rv_order o;
	int64_t oid, left, nonce, time_ms, status_ms;
	rv_order_status status;
	char word[40];
	bool foreign;
} mini_order;

typedef struct mini_action {
	rv_venue_action a;
	char body[64];
	bool used; /* its nonce is used up at the venue */
} mini_action;

typedef struct mini_pending {
	rv_venue_send s;
	mini_fate fate;
	int64_t land_utc; /* of a late one */
} mini_pending;

typedef struct mini_out {
	rv_venue_report *r;
	int64_t at; /* elapsed ms */
} mini_out;

typedef struct mini_venue {
	int64_t utc, at; /* set by whoever drives */
	mini_coin coins[MINI_COINS];
	double account_usd, maintenance_usd;
	double cash_usd; /* by fills, fees and transfers */
	rv_transfer transfers[MINI_TRANSFERS];
	size_t n_transfers, hide_transfers; /* so many of the newest are not told yet */
	int64_t budget_used;		    /* of 10,000 */
	mini_order orders[MINI_ORDERS];
	size_t n_orders;
	rv_fill fills[MINI_FILLS];
	size_t n_fills;
	mini_action actions[MINI_ACTIONS];
	size_t n_actions;
	int64_t last_oid, last_tid;
	int64_t schedule_ms; /* dead-man; 0 none */
	unsigned triggers;
	/* knobs */
	mini_fate fates[64];
	size_t n_fates, fate_at;
	mini_fate schedule_fate;	      /* of each scheduleCancel */
	int64_t late_ms, delay_ms, liquidity; /* liquidity < 0: no end */
	int64_t stream_ms;		      /* rows of the streams come so much later */
	rv_refusal refusal;
	char refusal_text[80];
	bool stream_up, drop_fills, drop_orders, twice, no_cloids;
	unsigned fail_asks;			       /* that many questions fail */
	bool fail_fills, fail_transfers;	       /* those for fills, for transfers do */
	int64_t lag_ms;				       /* pages do not have younger fills yet */
	double signer_days;			       /* that the signer is valid for; 0: 100 */
	bool refuse_schedule, never_agent, page_small; /* pages of 2 rows */
	bool split;				       /* a match is two trades, 50 ms apart */
	bool full;				       /* takes nothing */
	/* what it was told */
	bool halted;
	size_t n_sends, n_asks, n_never_landed;
	mini_pending pending[64];
	size_t n_pending;
	mini_pending late[64];
	size_t n_late;
	rv_venue_query asks[256];
	size_t n_asks_waiting;
	mini_out out[MINI_OUT];
	size_t n_out;
	char violation[160]; /* "" none */
	/* called for every order that is sent, before anything happens to it; NULL none */
	void (*on_send)(void *ctx, const rv_venue_send *s);
	void *ctx;
} mini_venue;

void mini_init(mini_venue *v);
void mini_done(mini_venue *v); /* frees what was never delivered */
rv_venue_port mini_port(mini_venue *v);

void mini_fate_next(mini_venue *v, mini_fate f);
/* Everything that has reached it by now: sends, questions, late ones, dead-man. */
void mini_step(mini_venue *v);
/* The next report that is due, NULL none; the caller frees. */
rv_venue_report *mini_take(mini_venue *v);
/* Elapsed time at which the next one is due; INT64_MAX none. */
int64_t mini_due(const mini_venue *v);
/* The line is cut: nothing that is on its way arrives. Sends that wait are processed or dropped. */
void mini_cut(mini_venue *v, bool process);

void mini_stream(mini_venue *v, bool up);
void mini_price(mini_venue *v, size_t coin, int64_t bid, int64_t ask);
/* A trade of somebody else on the account; kind as a fill's. */
void mini_foreign_fill(mini_venue *v, size_t coin, rv_side side, int64_t lots, rv_fill_kind kind);
void mini_foreign_order(mini_venue *v, size_t coin, rv_side side, int64_t lots, int64_t px);
void mini_cancel_foreign(mini_venue *v);
/* Fills lots of a resting order of ours, newest first; returns what was filled. */
int64_t mini_fill_resting(mini_venue *v, size_t coin, int64_t lots);
/* Money in (or out, negative): account, cash, and a row of the ledger. */
void mini_pay(mini_venue *v, double usd, const char *kind);
/* The venue ends it, with its word. */
void mini_end(mini_venue *v, mini_order *q, const char *word);
/* Sends every fill so far down the stream again, as after a subscription. */
void mini_repeat(mini_venue *v);

/* Between its two files. */
void mini_answer_asks(mini_venue *v);
void mini_put(mini_venue *v, rv_venue_report *r); /* after the usual delay */

mini_order *mini_by_cloid(mini_venue *v, const rv_cloid *c);
size_t mini_open(const mini_venue *v); /* orders of ours that rest */

#endif
