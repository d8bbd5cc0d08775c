/* Half-life weighted windows in O(1); see decay.h. */
#include "engine/stats/decay.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

/* Less than this share of a sum left after a bar has gone: summed anew (see rolling.c). */
#define LEFT_MIN 1e-2

/* The ring summed anew with x in the place of the oldest bar. */
static rv_decay_sums recompute(const rv_decay *d, double x)
{
	rv_decay_sums s = { 0, 0.0, 0.0, 0.0 };
	for (size_t k = 1; k <= d->window; k++) {
		const double v = k < d->window ? d->ring[(d->at + k) % d->window] : x;
		s.w *= d->lambda;
		s.wx *= d->lambda;
		s.wxx *= d->lambda;
		if (!isfinite(v))
			continue;
		s.n++;
		s.w += 1.0;
		s.wx += v;
		s.wxx += v * v;
	}
	return s;
}

void rv_decay_init(rv_decay *d, double half_life, size_t window, double *ring)
{
	assert(window >= 2);
	const double lambda = half_life > 0.0 ? exp2(-1.0 / half_life) : 1.0;
	*d = (rv_decay){ .window = window, .lambda = lambda, .ring = ring };
	d->last = half_life > 0.0 ? exp2(-(double)window / half_life) : 1.0;
	for (size_t i = 0; i < window; i++)
		ring[i] = NAN;
}

rv_decay_sums rv_decay_peek(const rv_decay *d, double x)
{
	const double old = d->ring[d->at];
	rv_decay_sums s = d->sums;
	s.w *= d->lambda;
	s.wx *= d->lambda;
	s.wxx *= d->lambda;
	if (isfinite(old)) {
		const double before = s.wxx;
		s.n--;
		s.w -= d->last;
		s.wx -= d->last * old;
		s.wxx -= d->last * old * old;
		if (!(s.wxx > LEFT_MIN * before))
			return recompute(d, x);
	}
	if (isfinite(x)) {
		s.n++;
		s.w += 1.0;
		s.wx += x;
		s.wxx += x * x;
	}
	return s;
}

void rv_decay_push(rv_decay *d, double x)
{
	const bool anew = ++d->since >= d->window;
	d->sums = anew ? recompute(d, x) : rv_decay_peek(d, x);
	d->ring[d->at] = isfinite(x) ? x : NAN;
	d->at = (d->at + 1) % d->window;
	if (anew)
		d->since = 0;
}

double rv_decay_mean(const rv_decay_sums *s)
{
	return s->n > 0 ? s->wx / s->w : NAN;
}

double rv_decay_variance(const rv_decay_sums *s)
{
	if (s->n == 0)
		return NAN;
	const double mean = s->wx / s->w;
	return fmax(0.0, s->wxx / s->w - mean * mean);
}
