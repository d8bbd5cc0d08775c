/*
 * An account on a recorded market: what each sub-book holds of each coin, by the ledgers of the
 * desk (book/coin_book.h), beside a plain account of the net positions that shares nothing with
 * them. Orders fill at once and whole at the newest close. real_account_check compares the two.
 * Micro-USD, lots and ticks as book/holding.h. One thread.
 */
#ifndef RV_TESTS_REAL_ACCOUNT_H
#define RV_TESTS_REAL_ACCOUNT_H

#include "engine/book/coin_book.h"
#include "tests/support/real_market.h"

typedef struct real_account {
	const real_market *m;
	double taker_fee;
	int64_t start_musd;
	rv_coin_book books[RV_MAX_SYMBOLS];
	/* plain */
	int64_t lots[RV_MAX_SYMBOLS];
	int64_t cash_musd, fees_musd, funding_musd;
	/* since the caller has last cleared them, musd */
	int64_t traded_musd, crossed_musd;
} real_account;

void real_account_open(real_account *a, const real_market *m, double usd, double taker_fee);
/* Fills so many lots of the order whose wants s holds; returns their value in musd. */
int64_t real_account_fill(real_account *a, size_t coin, rv_split *s, int64_t lots);
/* Changes hands inside. */
void real_account_cross(real_account *a, size_t coin, rv_split *s, int64_t lots);
/* What the market's coins have paid in what was fed last. */
void real_account_fund(real_account *a);

double real_account_nav(const real_account *a);
/* Profit since the beginning of a sub-book, USD; gross and net of what it holds. */
double real_account_profit(const real_account *a, rv_sub s);
double real_account_gross(const real_account *a, rv_sub s);
/* Of the net positions. */
double real_account_net_gross(const real_account *a);
double real_account_net(const real_account *a);
size_t real_account_held(const real_account *a); /* coins with a position */

/* NULL, or which coin's sub-books do not sum to the position, or that the money does not tie. */
const char *real_account_check(const real_account *a);

#endif
