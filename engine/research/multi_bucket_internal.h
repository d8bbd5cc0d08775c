/*
 * Parts of the strategy multi-bucket shared by its files, and by nothing else.
 */
#ifndef RV_RESEARCH_MULTI_BUCKET_INTERNAL_H
#define RV_RESEARCH_MULTI_BUCKET_INTERNAL_H

#include "engine/book/net.h"
#include "engine/research/strategy.h"
#include "engine/run/bucket_book.h"

enum { MB_COINS = RV_SIZING_COINS_MAX + 1, MB_SUBS = RV_BUCKET_N };

/* What a walk-forward chooses. */
enum { MB_CM_ENTRY, MB_RESID_ENTRY, MB_MR_Z, MB_PAIR_ENTRY, MB_VALUES };

typedef struct mb_coin {
	char symbol[RV_SYMBOL_MAX];
	double close, funding; /* of the day; NaN unknown */
	double beta_btc, beta_eth;
	bool enters; /* of the universe, and it trades */
	bool factor;
	rv_bucket_symbol s;
} mb_coin;

/* Of a pass what the book of S4 reads: members and benchmark alone. */
typedef struct mb_pass {
	bool ready, risk_off;
	int64_t close_ms;
	double avg_corr, avg_corr_mr, leverage_factor, jump, breadth;
	size_t n_pairs, n;
	rv_bucket_pair pairs[RV_BUCKET_PAIRS_MAX]; /* x, y: indices of coins */
	mb_coin coins[MB_COINS];		   /* name order */
} mb_pass;

typedef struct multi_bucket {
	rv_strategy_setup s;
	const rv_universe_params *universe;
	rv_net_params net; /* its least leg */
	rv_bucket_params configured, now;
	mb_pass *days; /* [n_days] of each day decided so far; zeroed: not ready */
	rv_bucket_book book;
	rv_bb_changes changes;
	rv_step_result *r; /* what the book reads of a close */
} multi_bucket;

/* The result that the book reads, with entries by the thresholds of p. */
void mb_fill_step(const mb_pass *d, const rv_bucket_params *p, rv_step_result *r);
const mb_coin *mb_find(const mb_pass *d, const char *symbol); /* NULL: not there */

void mb_sample(const void *self, uint64_t seed, size_t k, rv_bt_choice *out);
rv_status mb_train(const void *self, const rv_bt_train *t, const rv_bt_choice *choice,
		   rv_bt_trial *out);
rv_status mb_choose(void *self, const rv_bt_choice *choice);

#endif
