/* Sliding sums from heads and tails of blocks; see window.h. */
#include "engine/stats/window.h"

#include <assert.h>
#include <math.h>

static const rv_triple zero = { { 0.0, 0.0, 0.0 } };

static inline rv_triple add(rv_triple a, rv_triple b)
{
	for (int k = 0; k < 3; k++)
		a.v[k] += b.v[k];
	return a;
}

/* tail[j] = x[j] + .. + x[window - 1]; tail[window] = 0. */
static void tails(const rv_triple *x, size_t window, rv_triple *tail)
{
	rv_triple sum = zero;
	tail[window] = zero;
	for (size_t j = window; j-- > 0;) {
		sum = add(sum, x[j]);
		tail[j] = sum;
	}
}

void rv_window_sums3(const rv_triple *x, size_t n, size_t window, rv_triple *work, rv_triple *out)
{
	assert(window >= 1);
	const rv_triple none = { { NAN, NAN, NAN } };
	for (size_t j = 0; j < window; j++)
		work[j] = none;
	work[window] = zero;
	for (size_t at = 0; at < n; at += window) {
		const size_t len = n - at < window ? n - at : window;
		rv_triple head = zero;
		for (size_t j = 0; j < len; j++) {
			head = add(head, x[at + j]);
			out[at + j] = add(work[j + 1], head);
		}
		if (len == window)
			tails(x + at, window, work);
	}
}
