/* Adjusted exponential moving average; see ema.h. */
#include "engine/stats/ema.h"

#include <assert.h>
#include <math.h>

void rv_ema_adjusted(const double *x, size_t n, double span, size_t from, double *out)
{
	assert(span >= 1.0);
	const double keep = 1.0 - 2.0 / (span + 1.0);
	double sum = 0.0, weight = 0.0, decay = keep;
	for (size_t t = 0; t < n; t++) {
		if (isfinite(x[t])) {
			sum = sum * decay + x[t];
			weight = weight * decay + 1.0;
			decay = keep;
		} else {
			decay *= keep; /* both decay alike: the average stays until a value comes */
		}
		if (t >= from)
			out[t] = weight > 0.0 ? sum / weight : NAN;
	}
}
