/* Backtest overfitting against the slow way in numpy (tests/oracle/pbo.py), on noise, on an edge.
 */
#include "engine/base/rng.h"
#include "engine/research/pbo.h"
#include "tests/oracle/pbo_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static rv_pbo_split splits[RV_PBO_COMBINATIONS];

static rv_pbo of(const double *r, size_t days, size_t trials, size_t blocks)
{
	rv_pbo p;
	assert_true(rv_pbo_combinations(blocks) <= LEN(splits));
	assert_int_equal(rv_pbo_of(r, days, trials, blocks, splits, &p, NULL), RV_OK);
	return p;
}

static void the_slow_way(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(pbo_cases); i++) {
		const rv_pbo p = of(pbo_cases[i].r, pbo_cases[i].days, pbo_cases[i].trials,
				    pbo_cases[i].blocks);
		double logits = 0.0;
		for (size_t c = 0; c < p.combinations; c++)
			logits += splits[c].logit;
		const double got[] = { (double)p.combinations, p.pbo,	  p.slope,    p.intercept,
				       p.probability_loss,     p.mean_is, p.mean_oos, logits };
		for (size_t k = 0; k < LEN(got); k++)
			assert_close("figure", got[k], pbo_cases[i].want[k], 1e-11);
		for (size_t k = 0; k < pbo_cases[i].shown; k++) {
			const rv_pbo_split *s = &splits[k * pbo_cases[i].step];
			const double *want = pbo_cases[i].splits + 4 * k;
			assert_int_equal(s->chosen, (size_t)want[0]);
			assert_close("inside", s->is, want[1], 1e-12);
			assert_close("outside", s->oos, want[2], 1e-12);
			assert_close("logit", s->logit, want[3], 1e-12);
		}
	}
}

static void combinations(void **state)
{
	(void)state;
	assert_int_equal(rv_pbo_combinations(16), RV_PBO_COMBINATIONS);
	assert_int_equal(rv_pbo_combinations(2), 2);
	assert_int_equal(rv_pbo_combinations(6), 20);
	assert_int_equal(rv_pbo_combinations(20), 184756);
}

enum { DAYS = 320, TRIALS = 20, SEEDS = 60 };

static void noise(double *r, uint64_t seed)
{
	rv_rng rng;
	rv_rng_seed(&rng, 99, 1, seed);
	for (size_t i = 0; i < DAYS * TRIALS; i++)
		r[i] = 0.01 * rv_rng_normal(&rng);
}

/* The mean over seeds is within three of its own standard errors of one half. */
static void noise_is_overfitted_half_of_the_time(void **state)
{
	(void)state;
	static double r[DAYS * TRIALS];
	double sum = 0.0, sum2 = 0.0;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		noise(r, seed);
		const double pbo = of(r, DAYS, TRIALS, RV_PBO_BLOCKS).pbo;
		sum += pbo;
		sum2 += pbo * pbo;
	}
	const double mean = sum / SEEDS;
	const double se = sqrt((sum2 / SEEDS - mean * mean) / (SEEDS - 1));
	print_message("noise: PBO %.3f +- %.3f over %d seeds\n", mean, se, SEEDS);
	assert_true(se > 0.0 && se < 0.04);
	assert_true(fabs(mean - 0.5) < 3.0 * se);
}

static void an_edge_is_not(void **state)
{
	(void)state;
	static double r[DAYS * TRIALS];
	for (uint64_t seed = 0; seed < 10; seed++) {
		noise(r, seed);
		for (size_t d = 0; d < DAYS; d++)
			r[d * TRIALS + 7] += 0.004;
		const rv_pbo p = of(r, DAYS, TRIALS, RV_PBO_BLOCKS);
		assert_true(p.pbo < 0.02 && p.probability_loss < 0.02);
		assert_true(p.mean_oos > 0.2);
	}
}

/* Ratios have no unit. */
static void the_scale_does_not_matter(void **state)
{
	(void)state;
	static double r[DAYS * TRIALS];
	noise(r, 3);
	const rv_pbo p = of(r, DAYS, TRIALS, 16);
	const rv_pbo_split some = splits[4711];
	for (size_t i = 0; i < DAYS * TRIALS; i++)
		r[i] *= 1024.0; /* a power of two: the same bits */
	const rv_pbo q = of(r, DAYS, TRIALS, 16);
	assert_memory_equal(&p, &q, sizeof(p));
	assert_memory_equal(&some, &splits[4711], sizeof(some));
}

static void what_is_refused(void **state)
{
	(void)state;
	double r[40];
	rv_pbo p = { .combinations = 99 };
	rv_err err = { 0 };
	for (size_t i = 0; i < 40; i++)
		r[i] = (double)(i * i % 7);
	assert_int_equal(rv_pbo_of(r, 20, 2, 5, NULL, &p, &err), RV_EINVAL);
	assert_int_equal(rv_pbo_of(r, 20, 2, 0, NULL, &p, &err), RV_EINVAL);
	assert_int_equal(rv_pbo_of(r, 20, 2, 22, NULL, &p, &err), RV_EINVAL);
	assert_int_equal(rv_pbo_of(r, 20, 2, 12, NULL, &p, &err), RV_EINVAL);
	assert_int_equal(rv_pbo_of(r, 40, 1, 4, NULL, &p, &err), RV_EINVAL);
	r[7] = NAN;
	assert_int_equal(rv_pbo_of(r, 20, 2, 4, NULL, &p, &err), RV_EDATA);
	assert_string_equal(err.text, "overfitting: the return of day 3, trial 1 is not known");
	assert_int_equal(p.combinations, 99);
	memset(r, 0, sizeof(r)); /* nobody traded: a tie everywhere, right in the middle */
	assert_int_equal(rv_pbo_of(r, 20, 2, 4, NULL, &p, &err), RV_OK);
	assert_close("pbo", p.pbo, 1.0, 0);
	assert_true(isnan(p.slope) && isnan(p.intercept));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_slow_way),
		cmocka_unit_test(combinations),
		cmocka_unit_test(noise_is_overfitted_half_of_the_time),
		cmocka_unit_test(an_edge_is_not),
		cmocka_unit_test(the_scale_does_not_matter),
		cmocka_unit_test(what_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
