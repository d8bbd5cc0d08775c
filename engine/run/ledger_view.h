/*
 * What the snapshot says of the ledgers: profit and loss by sub-book, symbol and cause, what
 * executing has cost, funding expected against paid, and what was not done.
 *
 * Plain data. USD; NaN is unknown. A number that is not whole says how much is missing beside it.
 * docs/book.md, "Ledgers".
 */
#ifndef RV_RUN_LEDGER_VIEW_H
#define RV_RUN_LEDGER_VIEW_H

#include "engine/book/ledger.h"
#include "engine/book/regret.h"
#include "engine/book/tca.h"

enum { RV_LV_COINS = 96, RV_LV_ORDERS = 24, RV_LV_REGRETS = 32, RV_LV_TEXT = 120 };

typedef struct rv_lv_pnl {
	double usd[RV_CAUSE_N];
	double total;
	size_t unknown; /* parts that are not in it: held, and no mark */
} rv_lv_pnl;

typedef struct rv_lv_span {
	int64_t since_ms; /* UTC from when the figures are; 0 unknown */
	rv_lv_pnl sub[RV_SUB_N], all;
	/* the account, at the same marks; NaN unknown */
	double change_usd; /* of its equity, less what was paid in */
	double paid_usd, unexplained_usd;
} rv_lv_span;

typedef struct rv_lv_coin {
	char symbol[RV_SYMBOL_MAX];
	int sz_decimals;
	int64_t lots;
	double mark;	 /* USD; NaN unknown */
	int64_t mark_at; /* elapsed ms; RV_NEVER */
	rv_lv_pnl span[RV_SPAN_N];
	/* funding; > 0 is received */
	double rate_1h, next_usd;	/* at the next stamp, as it stands; NaN unknown */
	double expected_usd[RV_SPAN_N]; /* at the stamps that were seen */
	double paid_usd[RV_SPAN_N];	/* of them; of others in beside_usd */
	double beside_usd[RV_SPAN_N];	/* paid at stamps at which nothing was expected */
	size_t stamps[RV_SPAN_N];	/* seen */
	size_t waiting;			/* of the newest ones, not paid yet */
} rv_lv_coin;

/* One order: what it has cost so far. */
typedef struct rv_lv_order {
	uint64_t mandate;
	char symbol[RV_SYMBOL_MAX];
	int side;
	bool runs;
	int64_t utc_ms;					 /* of the approval */
	double ordered, filled;				 /* coins */
	double decision, approval, arrival, fill, close; /* mids, mean fill; NaN unknown */
	rv_tca_cost cost;
} rv_lv_order;

typedef struct rv_lv_regret {
	rv_regret e;
	int sz_decimals;  /* -1 unknown */
	double worth_usd; /* > 0: the decision has cost it; NaN no mark */
} rv_lv_regret;

typedef struct rv_lv_regret_total {
	uint64_t n, unknown;
	double usd, cost_usd, saved_usd;
} rv_lv_regret_total;

typedef struct rv_ledger_view {
	bool present;
	char reason[RV_LV_TEXT]; /* why not, or what it waits for; "" nothing */
	int64_t utc_ms, at;	 /* when it was made: desk clock, elapsed ms */
	int64_t mark_at;    /* elapsed ms, of the oldest mark that is used; RV_NEVER: none is */
	int64_t account_at; /* elapsed ms of the account; RV_NEVER */
	double equity_usd;  /* its cash, and positions at these marks */
	rv_lv_span span[RV_SPAN_N];
	size_t n_coins, coins_total;
	rv_lv_coin coins[RV_LV_COINS]; /* held first, then the largest of the day; name order in
					  each */
	rv_tca_sum tca[RV_SPAN_N][RV_SUB_N];
	size_t n_orders;
	rv_lv_order orders[RV_LV_ORDERS]; /* newest first */
	int64_t next_stamp_ms;		  /* of funding, UTC */
	int64_t rate_at; /* elapsed ms, of the oldest rate of what is held; RV_NEVER */
	rv_lv_regret_total regret[RV_REGRET_N];
	size_t n_regrets;
	rv_lv_regret regrets[RV_LV_REGRETS]; /* newest first */
} rv_ledger_view;

#endif
