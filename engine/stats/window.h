/*
 * Sums over a sliding window in O(1) a bar without ever subtracting: a window is the tail of one
 * block of `window` values and the head of the next, so a large value that has left it leaves no
 * rounding behind. Pure; any thread.
 */
#ifndef RV_STATS_WINDOW_H
#define RV_STATS_WINDOW_H

#include <stddef.h>

/* Three series that are summed side by side. */
typedef struct rv_triple {
	double v[3];
} rv_triple;

/*
 * out[t] = sums of x[t - window + 1 .. t]; NaN for t < window - 1, and in a series where one of
 * the values is NaN. x, out [n], work [window + 1]; none may overlap. window >= 1.
 */
void rv_window_sums3(const rv_triple *x, size_t n, size_t window, rv_triple *work, rv_triple *out);

#endif
