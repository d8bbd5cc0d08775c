/*
 * A rolling window of one to three series that is updated in O(1): the streaming twin of moments.h,
 * pair.h and ols2.h. Means and centred sums of squares and products over the bars of the window
 * where every series is finite.
 *
 * push: a bar has closed, the window rolls. peek: what the moments would be if a bar with these
 * values closed now; the state does not change, so that a new mid simply replaces the forming bar.
 * A push that takes out most of a sum, and one push in each window length, recompute the sums from
 * the ring: rounding cannot pile up (1e-10 relative after any number of updates; see the tests).
 * Owner: one thread. No allocation: the ring is the caller's. Formulas: docs/formulas.md#streaming.
 */
#ifndef RV_STATS_ROLLING_H
#define RV_STATS_ROLLING_H

#include <stdbool.h>
#include <stddef.h>

enum { RV_ROLLING_MAX = 3 };

typedef struct rv_rolling_sums {
	size_t n; /* bars where all series are finite */
	double mean[RV_ROLLING_MAX];
	double s[RV_ROLLING_MAX][RV_ROLLING_MAX]; /* centred; symmetric */
} rv_rolling_sums;

typedef struct rv_rolling {
	size_t series, window;
	size_t at;    /* next place to write: the oldest bar */
	size_t since; /* pushes since the last recomputation */
	double *ring; /* [window][series], borrowed; NaN = gap */
	rv_rolling_sums sums;
} rv_rolling;

/* Doubles that a ring takes. */
static inline size_t rv_rolling_size(size_t series, size_t window)
{
	return series * window;
}

/* An empty window: all gaps. 1 <= series <= RV_ROLLING_MAX, window >= 2. */
void rv_rolling_init(rv_rolling *r, size_t series, size_t window, double *ring);
/* x [series]; a value that is not finite makes the bar a gap. */
void rv_rolling_push(rv_rolling *r, const double *x);
rv_rolling_sums rv_rolling_peek(const rv_rolling *r, const double *x);

/* The newest value of a series, k bars back from the newest (k = 0); NaN = gap. k < window. */
double rv_rolling_back(const rv_rolling *r, size_t series, size_t k);

/* Standard deviation of a series, divisor n - 1 (NaN below two) or n. */
double rv_rolling_sd1(const rv_rolling_sums *m, size_t series);
double rv_rolling_sd0(const rv_rolling_sums *m, size_t series);
/* Pearson of series a and b; NaN below min_n or when a variance is below RV_VARIANCE_MIN. */
double rv_rolling_corr(const rv_rolling_sums *m, size_t a, size_t b, size_t min_n);

/*
 * Least squares of series 0 on series 1 and 2 with an intercept: the twin of rv_ols2_fit.
 * rcond is of the centred regressors scaled to unit length, sqrt((1 - |r|) / (1 + |r|)) with their
 * correlation r. *ok false and NaN everywhere: fewer than min_n bars, a constant regressor, or
 * rcond below rcond_min.
 */
typedef struct rv_rolling_ols2 {
	bool ok;
	double alpha, beta[2], rcond;
} rv_rolling_ols2;

rv_rolling_ols2 rv_rolling_fit2(const rv_rolling_sums *m, size_t min_n, double rcond_min);

/*
 * Twin of the pandas "adjusted" EMA: E = sum (1-a)^k x_{t-k} / sum (1-a)^k, a missing x keeps its
 * age. Two recurrences, so there is nothing to recompute.
 */
typedef struct rv_ema_stream {
	double a, num, den;
} rv_ema_stream;

void rv_ema_stream_init(rv_ema_stream *e, double a);
void rv_ema_stream_push(rv_ema_stream *e, double x);
double rv_ema_stream_value(const rv_ema_stream *e); /* NaN before the first value */
double rv_ema_stream_peek(const rv_ema_stream *e, double x);

#endif
