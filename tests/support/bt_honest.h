/*
 * Backtests that are run to be compared: what a strategy decides at each close as a chain of
 * SHA-256, and panels whose bars after a cut are gone or something else.
 *
 * The digest of a close has in it all that was decided by then: the universe, targets with their
 * sub-books and betas, exits, regime, score, features, scores of coins, what the account holds and
 * is worth as the strategy sees it, and of each window every trial with its objective and the
 * choice. Two runs that agree at close t have agreed at every close before. Failing calls fail the
 * test. One run at a time.
 */
#ifndef RV_TESTS_BT_HONEST_H
#define RV_TESTS_BT_HONEST_H

#include "engine/base/sha256.h"
#include "engine/research/run.h"

enum { HONEST_DAYS = 1024, HONEST_TRIALS = 64 };

/* What stands after a cut. */
typedef enum honest_after {
	HONEST_TRUTH,
	HONEST_NOTHING,	   /* no column, and no coin that had no bar by then */
	HONEST_NAN,	   /* the columns are there, every value is NaN */
	HONEST_TIMES_1000, /* prices and volumes */
	HONEST_RANDOM,	   /* other prices of other coins, and two coins that were never there */
	HONEST_REVERSED,   /* the last bar comes first */
	HONEST_MISSING,	   /* every second coin has ended, later ones never list */
	HONEST_AFTERS
} honest_after;

const char *honest_after_name(honest_after a);

/* Bars that close after cut_ms are as `after` says. The caller frees it. */
rv_panel *honest_panel(const rv_panel *truth, int64_t cut_ms, honest_after after, uint64_t seed);
/* Without the bars that open before from_ms, as a store that begins there. */
rv_panel *honest_later(const rv_panel *truth, int64_t from_ms);

typedef struct honest_case {
	const rv_strategy *strategy;
	const rv_step_params *step;
	rv_bt_params params;
	const void *more;
	int64_t start_ms;
	size_t threads;
} honest_case;

typedef struct honest_chain {
	size_t n; /* closes: h[0] is empty, as nothing is decided on day 0 */
	uint8_t h[HONEST_DAYS][RV_SHA256_BYTES];
	size_t targets, active, choices, trials; /* so that a test can see that there were some */
} honest_chain;

/* Days 0 .. days - 1 of a run to end_ms, then it is stopped; SIZE_MAX: whole. result may be NULL;
 * it is made of whole runs only. An error is in err and is returned. */
rv_status honest_try(const honest_case *c, const rv_panel *p, int64_t end_ms, size_t days,
		     honest_chain *out, rv_bt_result **result, rv_err *err);
/* The same, and an error fails the test. */
void honest_run(const honest_case *c, const rv_panel *p, int64_t end_ms, size_t days,
		honest_chain *out, rv_bt_result **result);
/* The first of the first n closes at which they part; n: none. */
size_t honest_parts(const honest_chain *a, const honest_chain *b, size_t n);

#endif
