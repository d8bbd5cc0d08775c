/* One coin's returns made ready for shifted sums, and the moments of a pair by lag. */
#include "engine/factors/ms_internal.h"

#include <math.h>
#include <string.h>

static void centre(ms_series *s)
{
	double sum = 0.0;
	s->n = 0;
	for (size_t t = 0; t < s->bars; t++) {
		if (isfinite(s->raw[t])) {
			sum += s->raw[t];
			s->n++;
		}
	}
	s->mean = s->n > 0 ? sum / (double)s->n : NAN;
	s->whole = s->n == s->bars && s->n > 2 * RV_LAG_MAX;
	double *x = s->x + RV_LAG_MAX;
	for (size_t t = 0; t < s->bars; t++)
		x[t] = isfinite(s->raw[t]) ? s->raw[t] - s->mean : 0.0;
	memset(s->x, 0, RV_LAG_MAX * sizeof(*s->x));
	memset(x + s->bars, 0, RV_LAG_DOT_PAD * sizeof(*x));
}

/* Only additions, from the middle outwards: nothing cancels. */
static void trim(const double *v, size_t n, ms_trim *out)
{
	double head[RV_LAG_MAX + 1], tail[RV_LAG_MAX + 1], middle[4] = { 0.0, 0.0, 0.0, 0.0 };
	head[RV_LAG_MAX] = tail[RV_LAG_MAX] = 0.0; /* sums of v[j ..] and of v[.. n - j) */
	for (size_t j = RV_LAG_MAX; j-- > 0;) {
		head[j] = head[j + 1] + v[j];
		tail[j] = tail[j + 1] + v[n - 1 - j];
	}
	for (size_t t = RV_LAG_MAX; t < n - RV_LAG_MAX; t++)
		middle[t % 4] += v[t];
	const double sum = (middle[0] + middle[1]) + (middle[2] + middle[3]);
	for (size_t j = 0; j <= RV_LAG_MAX; j++) {
		out->from[j] = head[j] + sum + tail[0];
		out->upto[j] = head[0] + sum + tail[j];
	}
}

/* Squares and the mask of what is known, laid out like x: for pairs with gaps. */
static void mark(ms_series *s)
{
	const size_t all = RV_LAG_MAX + s->bars + RV_LAG_DOT_PAD;
	for (size_t t = 0; t < all; t++) {
		const bool inside = t >= RV_LAG_MAX && t < RV_LAG_MAX + s->bars;
		s->sq[t] = s->x[t] * s->x[t];
		s->mask[t] = inside && isfinite(s->raw[t - RV_LAG_MAX]) ? 1.0 : 0.0;
	}
}

void ms_series_fill(ms_series *s, const ms_pass *pass, size_t i)
{
	const rv_frame *f = pass->f;
	const double *end = rv_frame_simple(f, i) + f->bars;
	s->bars = pass->sizes.window;
	s->raw = end - s->bars;
	centre(s);
	mark(s);
	if (s->whole) {
		trim(s->x + RV_LAG_MAX, s->bars, &s->sum);
		trim(s->sq + RV_LAG_MAX, s->bars, &s->square);
	}
	ms_volatility(s, pass->p, end - pass->sizes.spill, pass->sizes.spill);
}

/* The six sums of one lag, of values that are centred over the whole window. */
typedef struct sums {
	double n[RV_LAGS], x[RV_LAGS], y[RV_LAGS], xx[RV_LAGS], yy[RV_LAGS], xy[RV_LAGS];
} sums;

static void sums_whole(const ms_series *a, const ms_series *b, sums *s)
{
	for (size_t k = 0; k < RV_LAGS; k++) {
		/* a's return t + lag meets b's return t */
		const bool ahead = k >= RV_LAG_MAX;
		const size_t j = ahead ? k - RV_LAG_MAX : RV_LAG_MAX - k;
		s->n[k] = (double)(a->bars - j);
		s->x[k] = ahead ? a->sum.from[j] : a->sum.upto[j];
		s->xx[k] = ahead ? a->square.from[j] : a->square.upto[j];
		s->y[k] = ahead ? b->sum.upto[j] : b->sum.from[j];
		s->yy[k] = ahead ? b->square.upto[j] : b->square.from[j];
	}
}

static void sums_masked(const ms_series *a, const ms_series *b, sums *s)
{
	const size_t n = b->bars;
	rv_lag_dots(a->mask, b->mask + RV_LAG_MAX, n, s->n);
	rv_lag_dots(a->x, b->mask + RV_LAG_MAX, n, s->x);
	rv_lag_dots(a->sq, b->mask + RV_LAG_MAX, n, s->xx);
	rv_lag_dots(a->mask, b->x + RV_LAG_MAX, n, s->y);
	rv_lag_dots(a->mask, b->sq + RV_LAG_MAX, n, s->yy);
}

/* Two passes over the pairs of one lag. */
static rv_pair exactly(const ms_series *a, const ms_series *b, size_t k)
{
	const bool ahead = k >= RV_LAG_MAX;
	const size_t j = ahead ? k - RV_LAG_MAX : RV_LAG_MAX - k;
	const size_t n = a->bars > j ? a->bars - j : 0;
	return ahead ? rv_pair_of(a->raw + j, b->raw, n) : rv_pair_of(a->raw, b->raw + j, n);
}

void ms_moments(const ms_series *leader, const ms_series *asset, rv_pair out[RV_LAGS])
{
	const ms_series *a = leader, *b = asset;
	sums s;
	rv_lag_dots(a->x, b->x + RV_LAG_MAX, b->bars, s.xy);
	if (a->whole && b->whole)
		sums_whole(a, b, &s);
	else
		sums_masked(a, b, &s);
	for (size_t k = 0; k < RV_LAGS; k++) {
		if (!(s.n[k] > 0.0)) {
			out[k] = (rv_pair){ 0, NAN, NAN, 0.0, 0.0, 0.0 };
			continue;
		}
		const double mx = s.x[k] / s.n[k], my = s.y[k] / s.n[k];
		out[k] = (rv_pair){ .n = (size_t)s.n[k],
				    .mx = a->mean + mx,
				    .my = b->mean + my,
				    .sxx = s.xx[k] - mx * s.x[k],
				    .syy = s.yy[k] - my * s.y[k],
				    .sxy = s.xy[k] - mx * s.y[k] };
		if (out[k].sxx < MS_CANCELLED * s.xx[k] || out[k].syy < MS_CANCELLED * s.yy[k])
			out[k] = exactly(a, b, k);
	}
}
