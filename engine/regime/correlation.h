/*
 * How alike the coins move: average pairwise correlation of daily returns, and the leverage factor
 * that follows from it. Pure; any thread. Formulas: docs/formulas.md#average-correlation.
 */
#ifndef RV_REGIME_CORRELATION_H
#define RV_REGIME_CORRELATION_H

#include <stdbool.h>
#include <stddef.h>

enum { RV_CORR_COINS_MAX = 64, RV_CORR_WINDOW_MAX = 90 };

typedef struct rv_avg_corr {
	double sum, mean;     /* of the known pairs; mean NaN below 3 coins */
	size_t pairs, assets; /* pairs that are known; coins in at least one of them */
} rv_avg_corr;

/*
 * r [n][len] windows of returns, n <= RV_CORR_COINS_MAX, len <= RV_CORR_WINDOW_MAX. A pair counts
 * with at least min_n common returns and both variances above the least.
 */
rv_avg_corr rv_avg_corr_of(const double *const *r, size_t n, size_t len, size_t min_n);
/*
 * The same of what an OLS on b leaves of every coin within the window (a coin needs min_n common
 * returns with b). work [n * len].
 */
rv_avg_corr rv_avg_corr_after(const double *const *r, size_t n, const double *b, size_t len,
			      size_t min_n, double *work);

typedef struct rv_lf_params {
	double low, high; /* full leverage up to low, the floor from high on: .15 .50 */
	double floor;	  /* .4 */
	bool mode_floor; /* max(floor, 1 - (c - low) / (high - low)) instead of the straight line */
} rv_lf_params;

/* NaN for an unknown correlation. */
double rv_leverage_factor(const rv_lf_params *p, double avg_corr);

/*
 * Rank of the last value among the n: (values below + half of the others equal) / (known - 1), in
 * [0, 1]. NaN if it is unknown or fewer than min_n (>= 2) are known.
 */
double rv_trailing_percentile(const double *x, size_t n, size_t min_n);
/* 1 up to the percentile lo, floor from hi on, straight between. NaN for NaN. */
double rv_leverage_at_percentile(double pct, double lo, double hi, double floor);

#endif
