/*
 * What a Sharpe ratio is worth when the returns are not normal, the record is short, and it is the
 * best of several that were tried: the probability that the true one is above what the best of N
 * without any skill would show. Pure; any thread. GSL's error handler must be off.
 *
 * Ratios are per period of the record (a day), never annual. Source: Bailey and Lopez de Prado, The
 * Deflated Sharpe Ratio (2014). Formulas: docs/formulas.md#deflated-sharpe.
 */
#ifndef RV_STATS_DEFLATED_H
#define RV_STATS_DEFLATED_H

#include <stddef.h>

/* Moments of a stream of returns; zeroed has seen none. Sums of powers about the mean, so that the
 * state is what a restart needs to go on to the same bits. */
typedef struct rv_run_moments {
	size_t n;
	double mean, m2, m3, m4; /* m_k: sum of (x - mean)^k */
} rv_run_moments;

void rv_run_moments_add(rv_run_moments *m, double x);	 /* not finite: no value, nothing changes */
double rv_run_moments_sd1(const rv_run_moments *m);	 /* NaN below two values */
double rv_run_moments_skew(const rv_run_moments *m);	 /* NaN for a constant; divisor n */
double rv_run_moments_kurtosis(const rv_run_moments *m); /* likewise; of a normal 3 */
/* mean / sd1; NaN below two values and for a constant series (RV_SD_MIN). */
double rv_run_moments_sharpe(const rv_run_moments *m);

/*
 * What the best of `trials` ratios is expected to be if none has skill; var: of the ratios of the
 * trials among each other. One trial has not been chosen: 0, whatever var. NaN: no trial, or var
 * negative or unknown.
 */
double rv_sharpe_of_luck(size_t trials, double var);

/*
 * Probability (0 .. 1) that the true ratio is above `benchmark` (rv_sharpe_of_luck), from that of n
 * periods with their skew and (not excess) kurtosis. NaN: n < 2, a NaN, or moments that leave no
 * positive variance of the ratio.
 */
double rv_sharpe_deflated(double sharpe, size_t n, double skew, double kurtosis, double benchmark);

#endif
