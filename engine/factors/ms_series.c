/* One coin's returns made ready for shifted sums, and the moments of a pair by lag. */
#include "engine/factors/ms_internal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

double ms_centre(const double *x, size_t n, double *out, size_t *n_known)
{
	double sum = rv_sum(x, n);
	size_t known = n;
	if (!isfinite(sum)) { /* something is missing */
		sum = 0.0;
		known = 0;
		for (size_t t = 0; t < n; t++) {
			if (isfinite(x[t])) {
				sum += x[t];
				known++;
			}
		}
	}
	const double mean = known > 0 ? sum / (double)known : NAN;
	*n_known = known;
	if (known == n) {
		for (size_t t = 0; t < n; t++)
			out[t] = x[t] - mean;
		return mean;
	}
	for (size_t t = 0; t < n; t++)
		out[t] = isfinite(x[t]) ? x[t] - mean : 0.0;
	return mean;
}

enum { EDGE = RV_LAG_MAX };

/*
 * v [2 EDGE]: the two ends of a series, and the sum of what is between them. Only additions, from
 * the middle outwards: nothing cancels.
 */
static void spread_out(const double v[2 * EDGE], double middle, ms_trim *out)
{
	double head[EDGE + 1], tail[EDGE + 1]; /* sums of v[j ..] and of v[.. n - j) */
	head[EDGE] = tail[EDGE] = 0.0;
	for (size_t j = EDGE; j-- > 0;) {
		head[j] = head[j + 1] + v[j];
		tail[j] = tail[j + 1] + v[2 * EDGE - 1 - j];
	}
	for (size_t j = 0; j <= EDGE; j++) {
		out->from[j] = head[j] + middle + tail[0];
		out->upto[j] = head[0] + middle + tail[j];
	}
}

static void trim(ms_series *s)
{
	const size_t n = s->bars, m = n - 2 * EDGE;
	const double *x = s->x + RV_LAG_MAX;
	double v[2 * EDGE], squares[2 * EDGE], here[2 * EDGE];
	size_t known = s->n;
	for (size_t j = 0; j < 2 * EDGE; j++) {
		const size_t t = j < EDGE ? j : m + j;
		v[j] = x[t];
		squares[j] = x[t] * x[t];
		here[j] = isfinite(s->raw[t]) ? 1.0 : 0.0;
		known -= isfinite(s->raw[t]) ? 1 : 0;
	}
	spread_out(v, rv_sum(x + EDGE, m), &s->sum);
	spread_out(squares, rv_dot(x + EDGE, x + EDGE, m), &s->square);
	spread_out(here, (double)known, &s->count);
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

void ms_series_fill(ms_series *s, const ms_pass *pass, size_t i, bool marked)
{
	const rv_frame *f = pass->f;
	const double *end = rv_frame_simple(f, i) + f->bars;
	s->bars = pass->sizes.window;
	s->raw = end - s->bars;
	memset(s->x, 0, RV_LAG_MAX * sizeof(*s->x));
	memset(s->x + RV_LAG_MAX + s->bars, 0, RV_LAG_DOT_PAD * sizeof(*s->x));
	s->mean = ms_centre(s->raw, s->bars, s->x + RV_LAG_MAX, &s->n);
	const bool trimmed = s->bars > 2 * EDGE;
	s->whole = trimmed && s->n == s->bars;
	s->marked = marked || !s->whole;
	if (trimmed)
		trim(s);
	if (s->marked)
		mark(s);
	ms_volatility(s, pass->p, end - pass->sizes.spill, pass->sizes.spill);
}

/* The six sums of one lag, of values that are centred over the whole window. */
typedef struct sums {
	double n[RV_LAGS], x[RV_LAGS], y[RV_LAGS], xx[RV_LAGS], yy[RV_LAGS], xy[RV_LAGS];
} sums;

/* The lag k - RV_LAG_MAX: a's return t + lag meets b's return t. */
static size_t shift_of(size_t k, bool *ahead)
{
	*ahead = k >= RV_LAG_MAX;
	return *ahead ? k - RV_LAG_MAX : RV_LAG_MAX - k;
}

/* A value of a trim: of the first series of a pair the end that is cut is the other one. */
static double trimmed(const ms_trim *t, size_t k, bool first)
{
	bool ahead;
	const size_t j = shift_of(k, &ahead);
	return ahead == first ? t->from[j] : t->upto[j];
}

/* n, sum and sum of squares of a series at every lag, the other one being whole. */
static void put_trimmed(const ms_series *s, bool first, double n[RV_LAGS], double x[RV_LAGS],
			double xx[RV_LAGS])
{
	for (size_t k = 0; k < RV_LAGS; k++) {
		n[k] = trimmed(&s->count, k, first);
		x[k] = trimmed(&s->sum, k, first);
		xx[k] = trimmed(&s->square, k, first);
	}
}

static void sum_up(const ms_series *a, const ms_series *b, sums *s)
{
	const size_t n = b->bars;
	rv_lag_dots(a->x, b->x + RV_LAG_MAX, n, s->xy);
	if (a->whole) {
		put_trimmed(b, false, s->n, s->y, s->yy);
	} else {
		rv_lag_dots(a->mask, b->x + RV_LAG_MAX, n, s->y);
		rv_lag_dots(a->mask, b->sq + RV_LAG_MAX, n, s->yy);
	}
	if (b->whole) {
		put_trimmed(a, true, s->n, s->x, s->xx);
	} else {
		rv_lag_dots(a->x, b->mask + RV_LAG_MAX, n, s->x);
		rv_lag_dots(a->sq, b->mask + RV_LAG_MAX, n, s->xx);
	}
	if (!a->whole && !b->whole)
		rv_lag_dots(a->mask, b->mask + RV_LAG_MAX, n, s->n);
}

/* Two passes over the pairs of one lag. */
static rv_pair exactly(const ms_series *a, const ms_series *b, size_t k)
{
	bool ahead;
	const size_t j = shift_of(k, &ahead);
	const size_t n = a->bars > j ? a->bars - j : 0;
	return ahead ? rv_pair_of(a->raw + j, b->raw, n) : rv_pair_of(a->raw, b->raw + j, n);
}

void ms_moments(const ms_series *leader, const ms_series *asset, rv_pair out[RV_LAGS])
{
	const ms_series *a = leader, *b = asset;
	sums s;
	assert((a->whole || b->marked) && (b->whole || a->marked));
	sum_up(a, b, &s);
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
