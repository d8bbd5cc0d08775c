/*
 * Parts of the account shared by its files, and by nothing else.
 */
#ifndef RV_RESEARCH_ACCOUNT_INTERNAL_H
#define RV_RESEARCH_ACCOUNT_INTERNAL_H

#include "engine/research/account.h"

#include "engine/market/types.h"
#include "engine/stats/wilder.h"

#include <stdint.h>

/* A round trip that is open: what its trade will say. */
typedef struct acc_trip {
	int64_t open_ms;
	int64_t most;			 /* lots, of either sign */
	int64_t pnl, fee, slip, funding; /* micro-USD; pnl of the price alone */
	double entry_usd, exit_usd;
	int64_t entry_lots, exit_lots;
	double atr;
} acc_trip;

typedef struct acc_position {
	int64_t lots;
	int64_t value; /* micro-USD at the mark, signed */
	acc_trip trip;
	const char *why; /* of its next exit, as its newest target says */
} acc_position;

typedef struct acc_coin {
	double mark; /* newest known close; NaN none yet */
	bool fresh;  /* it is of the column that was marked last */
	int missing; /* columns in a row without a close */
	int decimals;
	double step; /* coins a lot; 0: not set, it is nowhere held */
	double beta_btc, beta_eth;
	acc_position sub[RV_BT_SUBS];
} acc_coin;

/* Of a target: rv_bt_target. */
typedef struct acc_rule {
	double keep;
	bool exact;
	int64_t lots;
} acc_rule;

/*
 * The ATR of a coin over the bars from .. next - 1. While the window still begins with the panel's
 * first bar it only grows and goes on from here; one that has slid is made anew. next 0: none yet.
 */
typedef struct acc_atr_state {
	size_t from, next;
	rv_wilder range;
	double newest; /* of bar next - 1 */
} acc_atr_state;

struct rv_account {
	rv_account_setup s;
	size_t n; /* coins: rows of the panel */
	acc_coin *coins;
	size_t col;
	bool marked;
	int64_t close_ms;
	int64_t start, cash;
	rv_account_day today, sum; /* nav, turnover and counts of sum are not kept */
	rv_account_sub_day sub_today[RV_BT_SUBS];
	int64_t sub_before[RV_BT_SUBS]; /* net of the days before, micro-USD */
	double *want;			/* [n_subs][n] scratch: target weights of a trade */
	acc_rule *rule;			/* [n_subs][n] scratch: and how they are traded */
	acc_atr_state *atr;		/* [n] */
};

/* What one fill of a position is, beyond the lots. */
typedef struct acc_fill {
	int64_t lots; /* signed */
	double price;
	int64_t fee, slip; /* micro-USD, >= 0 */
	const char *why;   /* of an exit */
} acc_fill;

bool acc_flat(const rv_account *a, size_t row); /* no sub-book holds it */
/* Decimals that it is entered with at its mark. */
int acc_decimals(const rv_account *a, size_t row);
/* A lot's value in micro-USD is rounded once for the whole position, so that values add up. */
int64_t acc_value(const acc_coin *c, int64_t lots, double price);
/* Lots change hands: cash, position, round trips. The day's sums are the caller's. */
rv_status acc_fill_position(rv_account *a, size_t row, size_t sub, const acc_fill *f);
/* The NAV of the day after trades. */
void acc_day_over(rv_account *a);
int64_t acc_net_lots(const rv_account *a, size_t row);
/* Of the known USD volumes of the newest volume_days columns; NaN: not more than half are. */
double acc_volume_usd(const rv_account *a, size_t row);
/* Wilder's, up to the column that was marked; NaN unknown. */
double acc_atr(rv_account *a, size_t row);

/* Fee and slippage of so many dollars, of them the participation in a day's volume; micro-USD. */
int64_t acc_fee(const rv_account *a, double usd);
int64_t acc_slip(const rv_account *a, double usd, double participation);

#endif
