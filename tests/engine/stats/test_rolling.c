/* Rolling windows against the batch functions over long runs of random updates. */
#include "engine/stats/rolling.h"

#include "engine/base/rng.h"
#include "engine/stats/decay.h"
#include "engine/stats/moments.h"
#include "engine/stats/pair.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <string.h>

enum { UPDATES = 100000, WINDOW_MAX = 720 };
#define TOL 1e-10

/* Fat tails, quiet stretches, outliers of a thousand sigma, gaps, listings and delistings. */
static double next_return(rv_rng *g, int *closed)
{
	if (*closed > 0) {
		(*closed)--;
		return NAN;
	}
	const double u = rv_rng_uniform(g);
	if (u < 0.0005)
		*closed = (int)(rv_rng_uniform(g) * 900.0); /* delisted, and listed again later */
	if (u < 0.03)
		return NAN;
	const double x = (rv_rng_uniform(g) + rv_rng_uniform(g) + rv_rng_uniform(g) - 1.5) * 0.03;
	return u > 0.9995 ? x * 1000.0 : u > 0.97 ? x * 10.0 : x;
}

/* The window as an array, oldest first, with one value appended and the oldest dropped. */
static void slide(double *w, size_t n, double x)
{
	memmove(w, w + 1, (n - 1) * sizeof(*w));
	w[n - 1] = x;
}

static void check_pair(const rv_rolling_sums *m, const double *x, const double *y, size_t n)
{
	const rv_pair p = rv_pair_of(x, y, n);
	assert_int_equal(m->n, p.n);
	if (p.n == 0)
		return;
	assert_close("mean", m->mean[0], p.mx, TOL);
	assert_close("sxx", m->s[0][0] / (p.sxx + 1e-300), p.sxx / (p.sxx + 1e-300), TOL);
	const double scale = sqrt(p.sxx * p.syy) + 1e-300;
	assert_close("sxy", m->s[0][1] / scale, p.sxy / scale, TOL);
	assert_close("corr", rv_rolling_corr(m, 0, 1, 3), rv_pair_corr(&p, 3), TOL);
}

static void run_pair(size_t window, uint64_t seed)
{
	static double ring[2 * WINDOW_MAX], x[WINDOW_MAX], y[WINDOW_MAX], px[WINDOW_MAX],
		py[WINDOW_MAX];
	rv_rng g;
	rv_rng_seed(&g, seed, 0, 0);
	rv_rolling r;
	rv_rolling_init(&r, 2, window, ring);
	for (size_t i = 0; i < window; i++)
		x[i] = y[i] = NAN;
	int cx = 200, cy = 0;
	for (int k = 0; k < UPDATES; k++) {
		const double v[2] = { next_return(&g, &cx), next_return(&g, &cy) };
		const rv_rolling_sums peeked = rv_rolling_peek(&r, v);
		if (k % 7 == 0) { /* another mid before the bar closes leaves no trace */
			const double other[2] = { 5.0, -3.0 };
			(void)rv_rolling_peek(&r, other);
		}
		rv_rolling_push(&r, v);
		slide(x, window, v[0]);
		slide(y, window, v[1]);
		if (k % 97 != 0 && k < UPDATES - 100)
			continue;
		memcpy(px, x, sizeof(px));
		memcpy(py, y, sizeof(py));
		check_pair(&peeked, px, py, window);
		check_pair(&r.sums, px, py, window);
	}
}

static void pairs_equal_the_batch_after_100000_updates(void **state)
{
	(void)state;
	run_pair(5, 11);
	run_pair(30, 12);
	run_pair(60, 13);
	run_pair(720, 14);
}

static void one_series_equals_the_moments(void **state)
{
	(void)state;
	static double ring[30], x[30];
	rv_rng g;
	rv_rng_seed(&g, 5, 0, 0);
	rv_rolling r;
	rv_rolling_init(&r, 1, 30, ring);
	for (size_t i = 0; i < 30; i++)
		x[i] = NAN;
	int closed = 40;
	for (int k = 0; k < UPDATES; k++) {
		const double v = next_return(&g, &closed);
		rv_rolling_push(&r, &v);
		slide(x, 30, v);
		assert_close("sd1", rv_rolling_sd1(&r.sums, 0), rv_sd1(x, 30), TOL);
		assert_close("sd0", rv_rolling_sd0(&r.sums, 0), rv_sd0(x, 30), TOL);
		assert_close("newest", rv_rolling_back(&r, 0, 0), v, 0.0);
		assert_close("oldest", rv_rolling_back(&r, 0, 29), x[0], 0.0);
	}
}

static void a_constant_series_has_no_variance(void **state)
{
	(void)state;
	double ring[60];
	rv_rolling r;
	rv_rolling_init(&r, 2, 30, ring);
	const double burst[2] = { 1e6, 1.0 }, flat[2] = { 0.1, 0.2 };
	rv_rolling_push(&r, burst);
	for (int i = 0; i < 40; i++)
		rv_rolling_push(&r, flat);
	assert_true(rv_rolling_sd1(&r.sums, 0) < RV_SD_MIN);
	assert_close("corr", rv_rolling_corr(&r.sums, 0, 1, 2), NAN, 0.0);
}

static void an_empty_window_knows_nothing(void **state)
{
	(void)state;
	double ring[30];
	rv_rolling r;
	rv_rolling_init(&r, 1, 30, ring);
	assert_close("sd1", rv_rolling_sd1(&r.sums, 0), NAN, 0.0);
	assert_close("sd0", rv_rolling_sd0(&r.sums, 0), NAN, 0.0);
	const double one = 2.385;
	const rv_rolling_sums m = rv_rolling_peek(&r, &one);
	assert_int_equal(m.n, 1);
	assert_int_equal(r.sums.n, 0);
}

/* sum (1-a)^age x / sum (1-a)^age over the finite values, ages in bars. */
static double batch_ema(const double *x, size_t n, double a)
{
	double num = 0.0, den = 0.0;
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(x[i]))
			continue;
		const double w = pow(1.0 - a, (double)(n - 1 - i));
		num += w * x[i];
		den += w;
	}
	return den > 0.0 ? num / den : NAN;
}

static void ema_keeps_the_age_of_gaps(void **state)
{
	(void)state;
	static double x[3000];
	rv_rng g;
	rv_rng_seed(&g, 77, 0, 0);
	rv_ema_stream e;
	rv_ema_stream_init(&e, 2.0 / 11.0);
	int closed = 3;
	for (size_t k = 0; k < 3000; k++) {
		x[k] = next_return(&g, &closed);
		const double peeked = rv_ema_stream_peek(&e, x[k]);
		rv_ema_stream_push(&e, x[k]);
		assert_close("peek", peeked, rv_ema_stream_value(&e), 0.0);
		if (k % 50 == 0)
			assert_close("ema", rv_ema_stream_value(&e),
				     batch_ema(x, k + 1, 2.0 / 11.0), TOL);
	}
}

/* QR by hand on the centred window: the slow reference of the two-regressor fit. */
static void batch_fit2(double (*w)[3], size_t n, double out[3])
{
	double mean[3] = { 0 }, q1 = 0.0, q2 = 0.0, r12 = 0.0, b2 = 0.0, b1 = 0.0;
	size_t k = 0;
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(w[i][0] + w[i][1] + w[i][2]))
			continue;
		k++;
		for (int c = 0; c < 3; c++)
			mean[c] += w[i][c];
	}
	for (int c = 0; c < 3; c++)
		mean[c] /= (double)k;
	for (int pass = 0; pass < 3; pass++) {
		for (size_t i = 0; i < n; i++) {
			if (!isfinite(w[i][0] + w[i][1] + w[i][2]))
				continue;
			const double y = w[i][0] - mean[0], x1 = w[i][1] - mean[1];
			const double x2 = w[i][2] - mean[2] - (pass > 0 ? r12 * x1 : 0.0);
			if (pass == 0) {
				q1 += x1 * x1;
				r12 += x1 * x2;
				b1 += x1 * y;
			} else if (pass == 1) {
				q2 += x2 * x2;
				b2 += x2 * y;
			}
		}
		if (pass == 0)
			r12 /= q1;
	}
	out[2] = b2 / q2;
	out[1] = b1 / q1 - r12 * out[2];
	out[0] = mean[0] - out[1] * mean[1] - out[2] * mean[2];
}

static void the_two_regressor_fit_equals_the_batch(void **state)
{
	(void)state;
	static double ring[90], w[30][3];
	rv_rng g;
	rv_rng_seed(&g, 31, 0, 0);
	rv_rolling r;
	rv_rolling_init(&r, 3, 30, ring);
	for (int i = 0; i < 30; i++)
		w[i][0] = w[i][1] = w[i][2] = NAN;
	int closed = 50, none = 0, fits = 0;
	for (int k = 0; k < UPDATES; k++) {
		const double x1 = next_return(&g, &none), x2 = 0.8 * x1 + next_return(&g, &none);
		const double v[3] = { 0.7 * x1 + 0.4 * x2 + next_return(&g, &closed), x1, x2 };
		const rv_rolling_sums m = rv_rolling_peek(&r, v);
		rv_rolling_push(&r, v);
		memmove(w, w + 1, 29 * sizeof(w[0]));
		memcpy(w[29], v, sizeof(v));
		const rv_rolling_ols2 fit = rv_rolling_fit2(&m, 15, 1e-10);
		if (!fit.ok || k % 11 != 0)
			continue;
		double want[3];
		batch_fit2(w, 30, want);
		/* The condition of the problem itself, squared, bounds what any method can do. */
		const double tol = TOL * fmax(1.0, 1e-4 / (fit.rcond * fit.rcond));
		assert_close("beta1", fit.beta[0], want[1], tol);
		assert_close("beta2", fit.beta[1], want[2], tol);
		assert_close("alpha", fit.alpha, want[0], tol);
		fits++;
	}
	assert_true(fits > 5000);
}

static void a_collinear_window_has_no_fit(void **state)
{
	(void)state;
	double ring[90];
	rv_rolling r;
	rv_rolling_init(&r, 3, 30, ring);
	rv_rng g;
	rv_rng_seed(&g, 3, 0, 0);
	for (int k = 0; k < 40; k++) {
		const double x = rv_rng_normal(&g);
		const double v[3] = { x, x, 2.0 * x };
		rv_rolling_push(&r, v);
	}
	assert_false(rv_rolling_fit2(&r.sums, 15, 1e-7).ok);
	assert_false(rv_rolling_fit2(&r.sums, 31, 0.0).ok);
}

static double batch_decay(const double *x, size_t n, double h, double *variance)
{
	double w = 0.0, wx = 0.0, v = 0.0;
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(x[i]))
			continue;
		const double k = h > 0.0 ? pow(2.0, -(double)(n - 1 - i) / h) : 1.0;
		w += k;
		wx += k * x[i];
	}
	const double mean = w > 0.0 ? wx / w : NAN;
	for (size_t i = 0; i < n; i++) {
		if (isfinite(x[i]))
			v += (h > 0.0 ? pow(2.0, -(double)(n - 1 - i) / h) : 1.0) * (x[i] - mean) *
			     (x[i] - mean);
	}
	*variance = w > 0.0 ? v / w : NAN;
	return mean;
}

static void run_decay(double half_life, size_t window, uint64_t seed)
{
	static double ring[WINDOW_MAX], x[WINDOW_MAX];
	rv_rng g;
	rv_rng_seed(&g, seed, 0, 0);
	rv_decay d;
	rv_decay_init(&d, half_life, window, ring);
	for (size_t i = 0; i < window; i++)
		x[i] = NAN;
	int closed = 20;
	for (int k = 0; k < UPDATES; k++) {
		const double v = next_return(&g, &closed);
		const rv_decay_sums peeked = rv_decay_peek(&d, v);
		rv_decay_push(&d, v);
		slide(x, window, v);
		if (k % 61 != 0)
			continue;
		double variance;
		const double mean = batch_decay(x, window, half_life, &variance);
		assert_close("mean", rv_decay_mean(&d.sums), mean, TOL);
		assert_close("peeked mean", rv_decay_mean(&peeked), mean, TOL);
		if (isfinite(variance) && variance > 1e-20)
			assert_close("variance", rv_decay_variance(&d.sums) / variance, 1.0, TOL);
	}
}

static void half_life_windows_equal_the_batch(void **state)
{
	(void)state;
	run_decay(24.0, 48, 1);
	run_decay(84.0, 168, 2);
	run_decay(360.0, 720, 3);
	run_decay(0.0, 48, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pairs_equal_the_batch_after_100000_updates),
		cmocka_unit_test(one_series_equals_the_moments),
		cmocka_unit_test(a_constant_series_has_no_variance),
		cmocka_unit_test(an_empty_window_knows_nothing),
		cmocka_unit_test(ema_keeps_the_age_of_gaps),
		cmocka_unit_test(the_two_regressor_fit_equals_the_batch),
		cmocka_unit_test(a_collinear_window_has_no_fit),
		cmocka_unit_test(half_life_windows_equal_the_batch),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
