/* Rolling windows in O(1); see rolling.h. */
#include "engine/stats/rolling.h"

#include "engine/stats/pair.h"

#include <assert.h>
#include <math.h>

/*
 * Taking a bar out subtracts d^2 from a sum. Where less than this share of the sum is left, its
 * rounding error would be that many times larger: then the window is summed anew.
 */
#define LEFT_MIN 1e-2

static bool known(const double *x, size_t k)
{
	for (size_t i = 0; i < k; i++) {
		if (!isfinite(x[i]))
			return false;
	}
	return true;
}

static void add(rv_rolling_sums *m, const double *x, size_t k)
{
	double d[RV_ROLLING_MAX];
	const double n = (double)++m->n;
	for (size_t i = 0; i < k; i++) {
		d[i] = x[i] - m->mean[i];
		m->mean[i] += d[i] / n;
	}
	for (size_t i = 0; i < k; i++) {
		for (size_t j = 0; j <= i; j++)
			m->s[i][j] += d[i] * (x[j] - m->mean[j]);
	}
}

/* False: too little is left of a sum of squares to trust it. */
static bool take(rv_rolling_sums *m, const double *x, size_t k)
{
	double d[RV_ROLLING_MAX];
	bool exact = true;
	if (--m->n == 0) {
		*m = (rv_rolling_sums){ 0 };
		return true;
	}
	for (size_t i = 0; i < k; i++) {
		d[i] = x[i] - m->mean[i];
		m->mean[i] -= d[i] / (double)m->n;
	}
	for (size_t i = 0; i < k; i++) {
		const double before = m->s[i][i];
		for (size_t j = 0; j <= i; j++)
			m->s[i][j] -= d[i] * (x[j] - m->mean[j]);
		exact = exact && m->s[i][i] > LEFT_MIN * before;
	}
	return exact;
}

static void mirror(rv_rolling_sums *m, size_t k)
{
	for (size_t i = 0; i < k; i++) {
		for (size_t j = 0; j < i; j++)
			m->s[j][i] = m->s[i][j];
	}
}

/* Two passes over the ring, but for the bar at `skip`, and x in its place. */
static rv_rolling_sums recompute(const rv_rolling *r, const double *x)
{
	const size_t k = r->series;
	rv_rolling_sums m = { 0 };
	for (size_t b = 0; b < r->window; b++) {
		const double *v = b == r->at && x ? x : r->ring + b * k;
		if (!known(v, k))
			continue;
		m.n++;
		for (size_t i = 0; i < k; i++)
			m.mean[i] += v[i];
	}
	for (size_t i = 0; i < k && m.n > 0; i++)
		m.mean[i] /= (double)m.n;
	for (size_t b = 0; b < r->window; b++) {
		const double *v = b == r->at && x ? x : r->ring + b * k;
		if (!known(v, k))
			continue;
		for (size_t i = 0; i < k; i++) {
			for (size_t j = 0; j <= i; j++)
				m.s[i][j] += (v[i] - m.mean[i]) * (v[j] - m.mean[j]);
		}
	}
	mirror(&m, k);
	return m;
}

void rv_rolling_init(rv_rolling *r, size_t series, size_t window, double *ring)
{
	assert(series >= 1 && series <= RV_ROLLING_MAX && window >= 2);
	*r = (rv_rolling){ .series = series, .window = window, .ring = ring };
	for (size_t i = 0; i < rv_rolling_size(series, window); i++)
		ring[i] = NAN;
}

rv_rolling_sums rv_rolling_peek(const rv_rolling *r, const double *x)
{
	const double *oldest = r->ring + r->at * r->series;
	rv_rolling_sums m = r->sums;
	if (known(oldest, r->series) && !take(&m, oldest, r->series))
		return recompute(r, x);
	if (known(x, r->series))
		add(&m, x, r->series);
	mirror(&m, r->series);
	return m;
}

void rv_rolling_push(rv_rolling *r, const double *x)
{
	const bool anew = ++r->since >= r->window;
	const rv_rolling_sums m = anew ? recompute(r, x) : rv_rolling_peek(r, x);
	const bool gap = !known(x, r->series);
	double *cell = r->ring + r->at * r->series;
	for (size_t i = 0; i < r->series; i++)
		cell[i] = gap ? NAN : x[i];
	r->at = (r->at + 1) % r->window;
	r->sums = m;
	if (anew)
		r->since = 0;
}

double rv_rolling_back(const rv_rolling *r, size_t series, size_t k)
{
	assert(series < r->series && k < r->window);
	const size_t b = (r->at + r->window - 1 - k) % r->window;
	return r->ring[b * r->series + series];
}

double rv_rolling_sd1(const rv_rolling_sums *m, size_t series)
{
	return m->n > 1 ? sqrt(fmax(0.0, m->s[series][series]) / (double)(m->n - 1)) : NAN;
}

double rv_rolling_sd0(const rv_rolling_sums *m, size_t series)
{
	return m->n > 0 ? sqrt(fmax(0.0, m->s[series][series]) / (double)m->n) : NAN;
}

double rv_rolling_corr(const rv_rolling_sums *m, size_t a, size_t b, size_t min_n)
{
	const rv_pair p = { m->n, m->mean[a], m->mean[b], m->s[a][a], m->s[b][b], m->s[a][b] };
	return rv_pair_corr(&p, min_n);
}

rv_rolling_ols2 rv_rolling_fit2(const rv_rolling_sums *m, size_t min_n, double rcond_min)
{
	rv_rolling_ols2 fit = { false, NAN, { NAN, NAN }, NAN };
	const double var_min = RV_VARIANCE_MIN * (double)(m->n > 1 ? m->n - 1 : 1);
	if (m->n < min_n || !(m->s[1][1] > var_min) || !(m->s[2][2] > var_min))
		return fit;
	/* Regressor 2 less what 1 explains of it, then each slope alone: no difference of large
	 * products. */
	const double g = m->s[1][2] / m->s[1][1];
	const double rest = m->s[2][2] - g * m->s[1][2];
	const double r = fabs(m->s[1][2]) / sqrt(m->s[1][1] * m->s[2][2]);
	fit.rcond = r < 1.0 ? sqrt((1.0 - r) / (1.0 + r)) : 0.0;
	if (fit.rcond < rcond_min || !(rest > 0.0))
		return fit;
	fit.beta[1] = (m->s[0][2] - g * m->s[0][1]) / rest;
	fit.beta[0] = (m->s[0][1] - fit.beta[1] * m->s[1][2]) / m->s[1][1];
	fit.alpha = m->mean[0] - fit.beta[0] * m->mean[1] - fit.beta[1] * m->mean[2];
	fit.ok = true;
	return fit;
}

void rv_ema_stream_init(rv_ema_stream *e, double a)
{
	*e = (rv_ema_stream){ .a = a };
}

void rv_ema_stream_push(rv_ema_stream *e, double x)
{
	const bool in = isfinite(x);
	e->num = (1.0 - e->a) * e->num + (in ? x : 0.0);
	e->den = (1.0 - e->a) * e->den + (in ? 1.0 : 0.0);
}

double rv_ema_stream_value(const rv_ema_stream *e)
{
	return e->den > 0.0 ? e->num / e->den : NAN;
}

double rv_ema_stream_peek(const rv_ema_stream *e, double x)
{
	rv_ema_stream next = *e;
	rv_ema_stream_push(&next, x);
	return rv_ema_stream_value(&next);
}
