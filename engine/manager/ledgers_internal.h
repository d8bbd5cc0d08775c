/* Inside of the ledgers: what their files do for each other. Included by engine/manager only. */
#ifndef RV_MANAGER_LEDGERS_INTERNAL_H
#define RV_MANAGER_LEDGERS_INTERNAL_H

#include "engine/manager/ledgers.h"

enum {
	LED_COINS = RV_MAX_SYMBOLS,
	LED_TICKETS = 160, /* more than can wait at once */
	LED_ORDERS = 192,  /* of a day; older ones are in the sums */
	LED_INTENTS = 1024,
	LED_STAMPS = 16, /* newest funding stamps of a coin, which payments are matched with */
	LED_PART = 120	 /* coins of one event */
};

/* The time at which something was expected, and what of it has come. */
typedef struct led_stamp {
	int64_t ms; /* 0 free */
	bool paid;
} led_stamp;

typedef struct led_funding {
	int64_t expected_musd[RV_SPAN_N], paid_musd[RV_SPAN_N], beside_musd[RV_SPAN_N];
	size_t n[RV_SPAN_N];
	led_stamp stamps[LED_STAMPS]; /* ring, newest at (n_stamps - 1) % LED_STAMPS */
	uint64_t n_stamps;
} led_funding;

typedef struct led_coin {
	char symbol[RV_SYMBOL_MAX];
	int sz_decimals;
	rv_ledger_coin ledger;
	led_funding funding;
	int64_t roll_px, roll_ms; /* of the roll that is being read; 0 none */
} led_coin;

/* A ticket while it waits. */
typedef struct led_ticket {
	uint64_t id, program; /* id 0: free */
	char symbol[RV_SYMBOL_MAX];
	int sz_decimals, side;
	bool excluded;		  /* from its program */
	int64_t lots_first, lots; /* as it was proposed, as it is */
	int64_t mid_px;		  /* newest */
	double decision;	  /* mid at the proposal, USD */
	double spread;		  /* newest, USD; NaN unknown */
	int64_t want[RV_SUB_N];
} led_ticket;

/* A mandate since its approval. */
typedef struct led_order {
	uint64_t mandate; /* 0: free */
	char symbol[RV_SYMBOL_MAX];
	int sz_decimals;
	int64_t utc_ms;
	int64_t want[RV_SUB_N], traded[RV_SUB_N];
	rv_tca tca;
	/* What was filled when a span began in which it still ran: that is of the span before. */
	rv_tca before[RV_SPAN_ROLLS];
	int64_t traded_before[RV_SPAN_ROLLS][RV_SUB_N];
} led_order;

typedef struct led_intent {
	rv_cloid cloid;
	double mid; /* NaN unknown */
} led_intent;

/* All that is folded: the same events make the same bytes. */
typedef struct led_fold {
	rv_ledger_clock clock;
	rv_ledger_account account;
	int64_t since_ms[RV_SPAN_N]; /* UTC of the roll that began it, or of the first event */
	int64_t adjusted_at;	     /* elapsed, of the newest ADJUST; RV_NEVER */
	uint64_t errors;	     /* amounts beyond counting */
	size_t n_coins;
	led_coin coins[LED_COINS]; /* in the order in which they came */
	led_ticket tickets[LED_TICKETS];
	led_order orders[LED_ORDERS]; /* ring */
	uint64_t n_orders;
	led_intent intents[LED_INTENTS]; /* ring */
	uint64_t n_intents;
	rv_tca_sum tca[RV_SPAN_N][RV_SUB_N]; /* of the orders that have left the ring */
	rv_regret_list regret;
	uint64_t last_regret;
	int64_t roll_part; /* of the roll that is being read */
	rv_ledger_day day; /* the newest that is over */
} led_fold;

/* The newest of the market, by the place of the coin in the fold. Not folded. */
typedef struct led_mark {
	int64_t px, ms;		  /* mark in px units, 0 unknown; UTC at which it was seen */
	int64_t at;		  /* elapsed */
	double usd, pay_px, rate; /* pay_px: what funding is paid on, USD */
} led_mark;

struct rv_ledgers {
	rv_ledger_params p;
	led_fold f;
	led_mark marks[LED_COINS];
	int64_t utc_ms, elapsed_ms, first_at, seen_utc_ms; /* seen: of the tick before */
	int64_t late_at; /* elapsed, of the newest marks that were missing; RV_NEVER */
	/* What the venue has beside the cash that is counted, USD; NaN: not known. */
	double newest, settled; /* settled: it has been so for settle_ms */
	int64_t newest_at;	/* elapsed since when it is so */
	int64_t adjust_seen;	/* adjusted_at by then */
	bool ticked, ready;	/* ready: what a start waits for is there, or its time is over */
	bool closed;		/* the order management takes no more */
	rv_event e;		/* scratch */
};

/* ---- ledgers.c ---- */
led_coin *led_coin_find(led_fold *f, const char *symbol);
const led_coin *led_coin_at(const led_fold *f, const char *symbol);
led_coin *led_coin_take(led_fold *f, const char *symbol, int sz_decimals); /* NULL: no room */
double led_usd(int64_t musd);
void led_show_pnl(rv_lv_pnl *to, const rv_pnl *p);	 /* its causes and total, in USD */
void led_count_worth(rv_lv_regret_total *t, double usd); /* NaN: unknown */
int64_t led_i64(const rv_event *e, const char *key, int64_t absent);
double led_num(const rv_event *e, const char *key); /* NaN absent */
bool led_add(int64_t *to, int64_t by);		    /* false: beyond int64, nothing changes */

/* ---- ledgers_fold.c ---- */
void led_on_roll(rv_ledgers *l, const rv_oms *o, const rv_event *e);
void led_on_funding(led_fold *f, const rv_event *e);
void led_on_transfer(led_fold *f, const rv_event *e);

/* ---- ledgers_day.c ---- */
/* The day's span ends, at the marks that have been read; before anything is rolled. */
void led_day_over(led_fold *f, const rv_oms *o, const int64_t *equity_musd, int64_t utc_ms);
/* Its costs, once its orders have been compared with the close. */
void led_day_costs(led_fold *f);

/* ---- ledgers_tca.c ---- */
void led_on_approve(led_fold *f, const rv_event *e, const led_ticket *t);
void led_on_retarget(led_fold *f, const rv_event *e);
void led_on_intent(led_fold *f, const rv_event *e);
void led_on_fill(led_fold *f, const rv_oms *o);
/* A span begins: what is over is compared with the close and leaves the list. */
void led_tca_roll(led_fold *f, const rv_oms *o, rv_spans spans);
/* Adds an order to sums by sub-book. */
void led_tca_sum(const led_order *x, size_t span, rv_tca_sum sub[RV_SUB_N]);

/* ---- ledgers_regret.c ---- */
void led_on_propose(rv_ledgers *l, const rv_event *e);
void led_on_requote(led_fold *f, const rv_event *e);
/* Approved, rejected, denied, expired; of a mandate it does nothing. */
void led_on_decision(rv_ledgers *l, const rv_event *e);
void led_on_program(rv_ledgers *l, const rv_event *e);
void led_on_phase(rv_ledgers *l, const rv_event *e); /* left out, or over */

/* ---- ledgers_roll.c ---- */
/* Lots of all sub-books; false: it was never traded. */
bool led_held(const rv_oms *o, const char *symbol, rv_coin_book *b, int64_t *lots);
/*
 * Cash, and positions at the marks of now. Payments are told a moment after the account has them:
 * what it has beside counts once it has lasted. rolls: only then; else what is there counts as long
 * as nothing has lasted yet.
 */
bool led_equity(const rv_ledgers *l, const rv_oms *o, bool rolls, int64_t *musd);

#endif
