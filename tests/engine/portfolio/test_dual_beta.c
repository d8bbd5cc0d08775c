/* Dual betas, the neutral legs, and the weights under a cap: properties. */
#include "engine/base/rng.h"
#include "engine/portfolio/dual_beta.h"
#include "engine/portfolio/majors_basket.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>

enum { N = 59 };

static rv_ma_params params(void)
{
	rv_ma_params p;
	rv_ma_params_default(&p);
	return p;
}

static void walk(uint64_t seed, double *btc, double *eth, double *x)
{
	rv_rng r;
	rv_rng_seed(&r, seed, 1, 2);
	for (size_t t = 0; t < N; t++) {
		btc[t] = 0.03 * rv_rng_normal(&r);
		eth[t] = 0.03 * rv_rng_normal(&r);
		x[t] = 0.002 + 0.5 * btc[t] + 0.8 * eth[t];
	}
}

/* Without a penalty and clipping an exact relation comes back; with it betas shrink, not to ruin.
 */
static void known_betas(void **state)
{
	(void)state;
	double btc[N], eth[N], x[N];
	rv_ma_params p = params();
	rv_dual_factors f;
	walk(3, btc, eth, x);
	p.beta_ridge = 0.0;
	p.beta_winsor = 0.0;
	rv_dual_factors_of(&p, btc, eth, &f);
	rv_dual_beta b = rv_dual_beta_of(&p, &f, x);
	assert_close("btc", b.btc, 0.5, 1e-12);
	assert_close("eth", b.eth, 0.8, 1e-12);
	assert_int_equal(b.n, N);
	p.beta_ridge = 0.1;
	b = rv_dual_beta_of(&p, &f, x);
	assert_true(b.btc > 0.42 && b.btc < 0.52 && b.eth > 0.68 && b.eth < 0.78);
	p.ridge_absolute = true; /* .1 against squares of 59 * .03^2: half of the hedge is lost */
	b = rv_dual_beta_of(&p, &f, x);
	assert_true(b.btc < 0.3 && b.eth < 0.4);
}

static void unknown_betas(void **state)
{
	(void)state;
	double btc[N], eth[N], x[N], flat[N];
	rv_ma_params p = params();
	rv_dual_factors f;
	walk(4, btc, eth, x);
	for (size_t t = 0; t < N; t++)
		flat[t] = 0.001;
	rv_dual_factors_of(&p, btc, eth, &f);
	rv_dual_beta b = rv_dual_beta_of(&p, &f, flat);
	assert_close("constant", fabs(b.btc) + fabs(b.eth), 0.0, 1e-15);
	for (size_t t = 0; t < 30; t++)
		x[t] = NAN;
	b = rv_dual_beta_of(&p, &f, x); /* 29 of 30 */
	assert_true(isnan(b.btc) && isnan(b.eth));
	assert_int_equal(b.n, 29);
	x[0] = 0.01;
	b = rv_dual_beta_of(&p, &f, x);
	assert_true(isfinite(b.btc) && isfinite(b.eth));
	rv_dual_factors_of(&p, flat, flat, &f);
	b = rv_dual_beta_of(&p, &f, eth);
	assert_true(isnan(b.btc)); /* nothing to regress on */
	p.beta_ridge = 0.0;
	rv_dual_factors_of(&p, btc, btc, &f);
	b = rv_dual_beta_of(&p, &f, eth);
	assert_true(isnan(b.btc)); /* one regressor twice, no penalty that parts them */
	p.beta_ridge = 0.1;
	b = rv_dual_beta_of(&p, &f, btc);
	assert_close("shared", b.btc, b.eth, 1e-12); /* the penalty shares it out */
}

static void betas_are_clamped(void **state)
{
	(void)state;
	double btc[N], eth[N], x[N];
	const rv_ma_params p = params();
	rv_dual_factors f;
	walk(5, btc, eth, x);
	for (size_t t = 0; t < N; t++)
		x[t] = 9.0 * btc[t] - 2.0 * eth[t];
	rv_dual_factors_of(&p, btc, eth, &f);
	const rv_dual_beta b = rv_dual_beta_of(&p, &f, x);
	assert_close("high", b.btc, 3.0, 0.0);
	assert_close("low", b.eth, 0.0, 0.0);
}

static void legs_are_neutral(void **state)
{
	(void)state;
	rv_ma_params p = params();
	rv_dual_legs l = rv_dual_legs_of(&p, -0.31, -0.27, 0.5);
	assert_close("btc", l.btc, 0.31, 0.0);
	assert_close("eth", l.eth, 0.27, 0.0);
	l = rv_dual_legs_of(&p, 0.1, -2.0, 0.5); /* majors are never short, never above their cap */
	assert_close("never short", l.btc, 0.0, 0.0);
	assert_close("cap", l.eth, 0.75, 0.0);
}

/* The split of the gross leaves the least sum of squared exposures: no other split is better. */
static void dollar_neutral_is_optimal(void **state)
{
	(void)state;
	rv_ma_params p = params();
	p.dollar_neutral = true;
	rv_rng r;
	rv_rng_seed(&r, 6, 1, 1);
	for (int i = 0; i < 2000; i++) {
		const double eb = -1.5 * rv_rng_uniform(&r), ee = -1.5 * rv_rng_uniform(&r);
		const double g = i % 3 ? 0.5 : 0.05 + 0.45 * rv_rng_uniform(&r);
		const rv_dual_legs l = rv_dual_legs_of(&p, eb, ee, g);
		assert_true(l.btc >= 0.0 && l.eth >= -1e-16);
		assert_close("dollars", l.btc + l.eth, g, 1e-15);
		const double best = (eb + l.btc) * (eb + l.btc) + (ee + l.eth) * (ee + l.eth);
		for (int k = 0; k <= 50; k++) {
			const double x = g * k / 50.0;
			const double cost = (eb + x) * (eb + x) + (ee + g - x) * (ee + g - x);
			assert_true(best <= cost + 1e-15);
		}
	}
}

/* Caps hold, the sum is 1, the uncapped keep their proportions, the order does not matter. */
static void weights_under_a_cap(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 7, 1, 1);
	for (int i = 0; i < 4000; i++) {
		double raw[RV_MA_BASKET_MAX], w[RV_MA_BASKET_MAX], back[RV_MA_BASKET_MAX];
		const size_t n = 1 + (size_t)(rv_rng_uniform(&r) * 63.0);
		const double cap = i % 2 ? 0.1 : (1.0 + 0.5 * rv_rng_uniform(&r)) / (double)n;
		for (size_t k = 0; k < n; k++)
			w[k] = back[n - 1 - k] = raw[k] = exp(2.0 * rv_rng_normal(&r));
		rv_ma_fill_weights(w, n, cap);
		rv_ma_fill_weights(back, n, cap);
		double sum = 0.0, level = NAN;
		for (size_t k = 0; k < n; k++) {
			assert_true(w[k] > 0.0 && w[k] <= cap + 1e-12);
			assert_close("order", back[n - 1 - k], w[k], 1e-13);
			sum += w[k];
			if (w[k] < cap * (1.0 - 1e-9)) {
				assert_close("level", w[k] / raw[k],
					     isnan(level) ? w[k] / raw[k] : level, 1e-12);
				level = w[k] / raw[k];
			}
		}
		assert_close("sum", sum, (double)n * cap < 1.0 ? (double)n * cap : 1.0, 1e-12);
		for (size_t k = 0; k < n && !isnan(level); k++)
			assert_true(w[k] < cap * (1.0 - 1e-9) ||
				    raw[k] * level >= cap * (1.0 - 1e-9));
	}
	double none[1] = { 1.0 };
	rv_ma_fill_weights(none, 0, 0.1);
	rv_ma_fill_weights(none, 1, 1.0);
	assert_close("one", none[0], 1.0, 0.0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_betas),
		cmocka_unit_test(unknown_betas),
		cmocka_unit_test(betas_are_clamped),
		cmocka_unit_test(legs_are_neutral),
		cmocka_unit_test(dollar_neutral_is_optimal),
		cmocka_unit_test(weights_under_a_cap),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
