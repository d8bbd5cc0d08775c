/* Block bootstrap against numpy (tests/oracle/bootstrap.py), on any number of threads. */
#include "engine/base/rng.h"
#include "engine/stats/bootstrap.h"
#include "tests/oracle/bootstrap_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

static rv_boot of(const rv_boot_params *p, const double *x, size_t n)
{
	rv_boot b;
	assert_int_equal(rv_boot_of(p, x, n, &b, NULL), RV_OK);
	return b;
}

static void as_numpy_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(boot_cases); i++) {
		const rv_boot b = of(&boot_cases[i].p, boot_cases[i].x, boot_cases[i].n);
		const double got[] = { (double)b.n, b.mean,	 b.mean_lo,   b.mean_hi,
				       b.sharpe,    b.sharpe_lo, b.sharpe_hi, b.p };
		for (size_t k = 0; k < LEN(got); k++)
			assert_close("figure", got[k], boot_cases[i].want[k], 1e-12);
	}
}

typedef struct part {
	const rv_boot_params *p;
	const double *x;
	size_t n, from, to;
	double *mean, *sharpe;
} part;

static void *make_part(void *arg)
{
	const part *w = arg;
	rv_boot_replicates(w->p, w->x, w->n, w->from, w->to, w->mean, w->sharpe);
	return NULL;
}

static void the_same_bytes_on_any_number_of_threads(void **state)
{
	(void)state;
	enum { REPLICATES = 300 };
	for (int kind = RV_BOOT_MOVING; kind <= RV_BOOT_STATIONARY; kind++) {
		double mean[5][REPLICATES], sharpe[5][REPLICATES];
		rv_boot_params p;
		rv_boot_params_default(&p);
		p.kind = (rv_boot_kind)kind;
		for (size_t threads = 1; threads <= 4; threads++) {
			pthread_t id[4];
			part parts[4];
			for (size_t i = 0; i < threads; i++) {
				parts[i] = (part){ &p,
						   boot_cases[0].x,
						   boot_cases[0].n,
						   i * REPLICATES / threads,
						   (i + 1) * REPLICATES / threads,
						   mean[threads],
						   sharpe[threads] };
				assert_int_equal(pthread_create(&id[i], NULL, make_part, &parts[i]),
						 0);
			}
			for (size_t i = 0; i < threads; i++)
				assert_int_equal(pthread_join(id[i], NULL), 0);
			assert_memory_equal(mean[threads], mean[1], sizeof(mean[1]));
			assert_memory_equal(sharpe[threads], sharpe[1], sizeof(sharpe[1]));
		}
	}
}

/* Blocks hang together: a series of pairs that cancel has a mean of nearly 0 in every replicate. */
static void blocks_stay_as_they_were(void **state)
{
	(void)state;
	double x[200], mean[300], sharpe[300];
	rv_boot_params p;
	rv_boot_params_default(&p);
	for (size_t i = 0; i < 200; i++)
		x[i] = i % 2 ? 1.0 : -1.0;
	rv_boot_replicates(&p, x, 200, 0, 300, mean, sharpe);
	for (size_t b = 0; b < 300; b++)
		assert_close("mean", mean[b], 0.0, 1e-14);
	p.block = 1;
	rv_boot_replicates(&p, x, 200, 0, 300, mean, sharpe);
	double spread = 0.0;
	for (size_t b = 0; b < 300; b++)
		spread += mean[b] * mean[b] / 300.0;
	assert_close("1 / n", spread * 200.0, 1.0, 0.3);
}

/* The share of series without an edge whose p is below .1 is about .1, and that of a planted one 1.
 */
static void p_is_a_probability(void **state)
{
	(void)state;
	size_t few = 0, planted = 0;
	rv_boot_params p;
	rv_boot_params_default(&p);
	for (uint64_t series = 0; series < 300; series++) {
		double x[250];
		rv_rng rng;
		rv_rng_seed(&rng, 31, 5, series);
		for (size_t i = 0; i < LEN(x); i++)
			x[i] = 0.01 * rv_rng_normal(&rng);
		p.stream = series;
		few += of(&p, x, LEN(x)).p < 0.1 ? 1 : 0;
		for (size_t i = 0; i < LEN(x); i++)
			x[i] += 0.003;
		planted += of(&p, x, LEN(x)).p < 0.1 ? 1 : 0;
	}
	assert_in_range(few, 18, 60); /* 6 .. 20 % of 300; blocks of 10 in 250 are few */
	assert_in_range(planted, 290, 300);
}

static void what_is_not_known(void **state)
{
	(void)state;
	rv_boot_params p;
	rv_boot_params_default(&p);
	const double same[40] = { 0 };
	rv_boot b = of(&p, same, 40);
	assert_true(b.n == 40 && isnan(b.p) && isnan(b.mean_lo) && isnan(b.sharpe));
	b = of(&p, boot_cases[0].x, 19); /* one block and a bit */
	assert_true(b.n == 19 && isfinite(b.mean) && isnan(b.p) && isnan(b.sharpe_hi));
	b = of(&p, boot_cases[0].x, 20);
	assert_true(isfinite(b.p) && isfinite(b.sharpe_hi));
	b = of(&p, boot_cases[0].x, 0);
	assert_true(b.n == 0 && isnan(b.mean) && isnan(b.p));
	rv_err err = { 0 };
	p.block = 0;
	assert_int_equal(rv_boot_of(&p, same, 40, &b, &err), RV_EINVAL);
	assert_non_null(strstr(err.text, "block 0"));
	rv_boot_params_default(&p);
	p.level = 1.0;
	assert_int_equal(rv_boot_of(&p, same, 40, &b, &err), RV_EINVAL);
	p.level = NAN;
	assert_int_equal(rv_boot_of(&p, same, 40, &b, &err), RV_EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_numpy_says),
		cmocka_unit_test(the_same_bytes_on_any_number_of_threads),
		cmocka_unit_test(blocks_stay_as_they_were),
		cmocka_unit_test(p_is_a_probability),
		cmocka_unit_test(what_is_not_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
