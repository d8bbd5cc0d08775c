/* Adjusted exponential moving average; see ema.h. */
#include "engine/stats/ema.h"

#include <assert.h>
#include <math.h>

/* sum / weight; both decay alike over missing values, which waits until a value comes. */
typedef struct ema {
	double keep, sum, weight, decay;
} ema;

static ema start(double span)
{
	assert(span >= 1.0);
	const double keep = 1.0 - 2.0 / (span + 1.0);
	return (ema){ keep, 0.0, 0.0, keep };
}

static inline void push(ema *e, double x)
{
	if (!isfinite(x)) {
		e->decay *= e->keep;
		return;
	}
	e->sum = e->sum * e->decay + x;
	e->weight = e->weight * e->decay + 1.0;
	e->decay = e->keep;
}

static inline double value(const ema *e)
{
	return e->weight > 0.0 ? e->sum / e->weight : NAN;
}

void rv_ema_adjusted(const double *x, size_t n, double span, size_t from, double *out)
{
	ema e = start(span);
	for (size_t t = 0; t < n; t++) {
		push(&e, x[t]);
		if (t >= from)
			out[t] = value(&e);
	}
}

void rv_ema_adjusted2(const double *x, size_t n, const double span[2], size_t from, double *out0,
		      double *out1)
{
	ema a = start(span[0]), b = start(span[1]);
	for (size_t t = 0; t < n; t++) {
		push(&a, x[t]);
		push(&b, x[t]);
		if (t < from)
			continue;
		out0[t] = value(&a);
		out1[t] = value(&b);
	}
}
