/* Series that keep their extremes when they are made shorter; see research_view.h. */
#include "engine/run/research_view.h"

#include <math.h>
#include <string.h>

/* Both of one span; a single finite value twice. */
static void extremes(const float *v, size_t from, size_t to, float out[2])
{
	size_t lo = to, hi = to;
	for (size_t i = from; i < to; i++) {
		if (!isfinite((double)v[i]))
			continue;
		lo = lo == to || v[i] < v[lo] ? i : lo;
		hi = hi == to || v[i] > v[hi] ? i : hi;
	}
	out[0] = lo == to ? NAN : v[lo < hi ? lo : hi];
	out[1] = lo == to ? NAN : v[lo < hi ? hi : lo];
}

size_t rv_research_thin(const float *v, size_t n, float *out, size_t m)
{
	if (n <= m) {
		if (n > 0)
			memcpy(out, v, n * sizeof(*v));
		return n;
	}
	const size_t spans = m / 2;
	for (size_t k = 0; k < spans; k++)
		extremes(v, k * n / spans, (k + 1) * n / spans, out + 2 * k);
	return 2 * spans;
}
