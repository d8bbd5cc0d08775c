/*
 * Wilder's averages: RSI and ATR as series. Pure; any thread.
 *   close, high, low [n] one bar grid, oldest first; NaN or <= 0 = missing
 *   out [n] NaN where unknown
 * The first average is the plain mean of the first `period` known changes (true ranges), then
 * avg = ((period - 1) avg + x) / period. A bar whose change (true range) is unknown because it or
 * the bar before is missing gives NaN at that bar and leaves the average as it is.
 * Formulas: docs/formulas.md#wilder.
 */
#ifndef RV_STATS_WILDER_H
#define RV_STATS_WILDER_H

#include <stddef.h>

/* 0 .. 100; no losses 100, neither gains nor losses 50. period >= 1. */
void rv_rsi(const double *close, size_t n, size_t period, double *out);
/* In the unit of the price. The first bar has no previous close, hence no true range. */
void rv_atr(const double *high, const double *low, const double *close, size_t n, size_t period,
	    double *out);

/* An average under way: { 0, period, 0.0 } before its first value. */
typedef struct rv_wilder {
	size_t seen, period;
	double avg;
} rv_wilder;

/* The ATR of the next bar, before: the close of the bar before it. Bar by bar from the second bar
 * on these are the numbers of rv_atr to the bit. */
double rv_atr_add(rv_wilder *w, double high, double low, double before);

#endif
