/* Rolling windows against the batch functions over long runs of random updates. */
#include "engine/stats/rolling.h"

#include "engine/base/rng.h"
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pairs_equal_the_batch_after_100000_updates),
		cmocka_unit_test(one_series_equals_the_moments),
		cmocka_unit_test(a_constant_series_has_no_variance),
		cmocka_unit_test(an_empty_window_knows_nothing),
		cmocka_unit_test(ema_keeps_the_age_of_gaps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
