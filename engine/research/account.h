/*
 * An account that trades at daily closes: sub-books of integer lots, cash in micro-USD.
 *
 * A day is marked first (price, funding, coins that ended), then traded. Orders fill at the close
 * that they were decided at; what that costs is the fee and the slippage of the traded notional.
 * Opposite changes of sub-books cross inside at the close and cost nothing. An order is not sent
 * below the least notional unless it closes the coin, nor without a close or, when it adds, without
 * a known volume; and no more of it fills than the participation cap leaves.
 *
 * Everything is whole lots and micro-USD, so that the NAV is exactly its start plus the sums of
 * what happened (rv_account_check). Coins are rows of the panel. Owner: one thread; allocates when
 * a trade is closed. docs/backtest.md, "The account".
 */
#ifndef RV_RESEARCH_ACCOUNT_H
#define RV_RESEARCH_ACCOUNT_H

#include "engine/market/panel.h"
#include "engine/research/params.h"

enum { RV_BT_SUBS = 8, RV_BT_TARGETS = 1024 };

/* What is wanted of a coin by a sub-book. */
typedef struct rv_bt_target {
	char symbol[RV_SYMBOL_MAX];
	uint32_t sub;		   /* index into the strategy's subs */
	double weight;		   /* share of NAV, signed */
	double beta_btc, beta_eth; /* of the coin, for the ex-ante exposures; NaN: counts as 0 */
	const char *why;	   /* of the exit when it ends here; static; NULL: "target" */
	/* A change of less than this share of the target is left alone; 0: everything is traded. */
	double keep;
	/* The target is `lots`, whatever the weight and the run's scale; rv_account_coin_decimals
	 * says what a lot is. */
	bool exact;
	int64_t lots;
} rv_bt_target;

typedef struct rv_account_params {
	rv_bt_costs costs;
	double nav_usd;
	double participation_most; /* of the median daily USD volume an order fills; 0: no cap */
	int volume_days;	   /* 7: of that median */
	int gone_days;		   /* 3: without a bar in a row, then a held coin is settled */
	int atr_days;		   /* 14: of a trade's ATR at its entry */
	/* Decimals of a coin's lot, -1 unknown: then by its price (rv_account_decimals). NULL: none
	 * known. */
	int (*sz_decimals)(const void *ctx, const char *symbol);
	const void *ctx;
} rv_account_params;

rv_account_params rv_account_defaults(void);
/* The least decimals, 0 .. 8, at which a lot is worth at most one dollar. */
int rv_account_decimals(double price);

/* What happened in a day, micro-USD. */
typedef struct rv_account_day {
	int64_t price, funding, fee, slippage, settlement; /* fee and later: > 0 paid */
	int64_t nav;					   /* at the close, after everything */
	uint32_t orders, skipped, unfunded;
	double turnover_major, turnover_alt; /* USD */
} rv_account_day;

typedef struct rv_account_sub_day {
	int64_t net, price;		 /* micro-USD; net: price + funding - costs */
	double turnover;		 /* USD, with the venue and inside */
	double traded_usd, slippage_usd; /* of what went to the venue */
} rv_account_sub_day;

typedef struct rv_account rv_account;

/*
 * result takes trades and notes. majors: rows that count as majors; n_subs and names of the
 * sub-books. All borrowed.
 */
typedef struct rv_account_setup {
	rv_account_params params;
	const rv_panel *daily;
	size_t n_subs;
	const char *const *subs;
	size_t btc, eth; /* rows */
	rv_bt_result *result;
} rv_account_setup;

RV_NODISCARD rv_status rv_account_new(const rv_account_setup *s, rv_account **out);
void rv_account_free(rv_account *a);

/* The next day: the column's closes and funding; every column once, in order. */
RV_NODISCARD rv_status rv_account_mark(rv_account *a, size_t col);
/*
 * Trades the sub-books of the mask `trades` at the close that was marked last; scale: of every
 * target's weight. why [n_subs]: of positions that no target names.
 */
RV_NODISCARD rv_status rv_account_trade(rv_account *a, const rv_bt_target *targets, size_t n,
					uint32_t trades, double scale, const char *const *why);

/* Every position becomes so much of itself (0 .. 1), as orders are. why: of what that closes. */
RV_NODISCARD rv_status rv_account_cut(rv_account *a, double keep, const char *why);

/* Of the day that was marked last, so far. */
const rv_account_day *rv_account_today(const rv_account *a);
const rv_account_sub_day *rv_account_sub_today(const rv_account *a, size_t sub);
double rv_account_nav(const rv_account *a); /* USD */
/* What a sub-book has earned since the beginning, after its costs, USD. */
double rv_account_sub_earned(const rv_account *a, size_t sub);
/* Share of NAV that a sub-book, or all of them, hold of a coin now; 0 nothing. */
double rv_account_weight(const rv_account *a, size_t sub, const char *symbol);
/* Lots of a coin that a sub-book holds now, and the decimals of a lot: of one that nobody holds
 * what it would be entered with at the newest close; -1: there was none, or no such coin. */
int64_t rv_account_lots(const rv_account *a, size_t sub, const char *symbol);
int rv_account_coin_decimals(const rv_account *a, const char *symbol);
double rv_account_net_weight(const rv_account *a, size_t row);
double rv_account_sub_weight(const rv_account *a, size_t sub, size_t row);
/* Betas of the coin as its newest target had them; 0 unknown. */
void rv_account_betas(const rv_account *a, size_t row, double *btc, double *eth);
/* Cash + positions = start + price + funding - fees - slippage - settlements, to the micro-USD,
 * and no sub-book holds a lot more or less than the position; NULL, or what does not tie. */
const char *rv_account_check(const rv_account *a);

#endif
