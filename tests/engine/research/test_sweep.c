/* What a search has found, against numpy (tests/oracle/sweep.py); noise; runs as trials. */
#include "engine/base/rng.h"
#include "engine/base/timefmt.h"
#include "engine/research/sweep.h"
#include "tests/oracle/sweep_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/bt_fixture.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void make_trials(rv_sweep_trial *t, size_t n)
{
	memset(t, 0, n * sizeof(*t));
	for (size_t i = 0; i < n; i++) {
		t[i].admissible = true;
		t[i].looked_at = 1;
		(void)snprintf(t[i].costs, RV_BT_TEXT, "taker 5 bp");
		(void)snprintf(t[i].universe, RV_BT_TEXT, "made");
	}
}

static void the_oracle(void **state)
{
	(void)state;
	rv_sweep_trial t[SWEEP_TRIALS];
	rv_bt_sharpe s[SWEEP_TRIALS];
	rv_sweep_found f;
	make_trials(t, SWEEP_TRIALS);
	for (size_t i = 0; i < SWEEP_TRIALS; i++)
		t[i].looked_at = sweep_looked_at[i];
	t[SWEEP_REFUSED].admissible = false;
	assert_int_equal(rv_sweep_of(t, sweep_r, SWEEP_TRIALS, SWEEP_DAYS, s, &f, NULL), RV_OK);
	assert_int_equal(f.admissible, SWEEP_TRIALS - 1);
	assert_int_equal(f.best, SWEEP_BEST);
	assert_true(f.has_pbo);
	const double got[] = { (double)f.days,	      (double)f.first, (double)f.last,
			       (double)f.looked_at,   f.var,	       s[f.best].lo,
			       s[f.best].hi,	      f.pbo.pbo,       f.pbo.slope,
			       f.pbo.probability_loss };
	for (size_t k = 0; k < LEN(got); k++)
		assert_close("figure", got[k], sweep_want[k], 1e-11);
	for (size_t i = 0; i < SWEEP_TRIALS; i++) {
		double annual = NAN;
		assert_int_equal(rv_bt_sharpe_annual(&s[i], &annual, NULL), RV_OK);
		assert_close("ratio", annual, sweep_sharpes[3 * i], 1e-11);
		assert_close("PSR", s[i].psr, sweep_sharpes[3 * i + 1], 1e-11);
		assert_close("DSR", s[i].dsr, sweep_sharpes[3 * i + 2], 1e-9);
		assert_int_equal(s[i].trials, f.looked_at);
		assert_false(s[i].oos); /* chosen on the days that it is shown on */
	}
}

enum { DAYS = 320, TRIALS = 20, SEEDS = 40 };

static void make_noise(double *r, uint64_t seed)
{
	rv_rng rng;
	rv_rng_seed(&rng, 2, 1, seed);
	for (size_t i = 0; i < (size_t)DAYS * TRIALS; i++)
		r[i] = 0.01 * rv_rng_normal(&rng);
}

/* A search over noise: overfitted half of the time, and a deflated ratio that says luck. */
static void noise(void **state)
{
	(void)state;
	static double r[DAYS * TRIALS];
	rv_sweep_trial t[TRIALS];
	rv_bt_sharpe s[TRIALS];
	rv_sweep_found f;
	double sum = 0.0, sum2 = 0.0, best = 0.0, dsr = 0.0;
	make_trials(t, TRIALS);
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		make_noise(r, seed);
		assert_int_equal(rv_sweep_of(t, r, TRIALS, DAYS, s, &f, NULL), RV_OK);
		sum += f.pbo.pbo;
		sum2 += f.pbo.pbo * f.pbo.pbo;
		best += s[f.best].annual_ / SEEDS;
		dsr += s[f.best].dsr / SEEDS;
	}
	const double mean = sum / SEEDS, se = sqrt((sum2 / SEEDS - mean * mean) / (SEEDS - 1));
	print_message("noise: best Sharpe %.2f, DSR %.2f, PBO %.3f +- %.3f\n", best, dsr, mean, se);
	assert_true(fabs(mean - 0.5) < 3.0 * se && se < 0.05);
	assert_true(best > 1.2);	       /* what the search promises */
	assert_true(dsr > 0.35 && dsr < 0.65); /* and what it is worth */
}

static void an_edge(void **state)
{
	(void)state;
	static double r[DAYS * TRIALS];
	rv_sweep_trial t[TRIALS];
	rv_bt_sharpe s[TRIALS];
	rv_sweep_found f;
	make_trials(t, TRIALS);
	make_noise(r, 99);
	for (size_t d = 0; d < DAYS; d++)
		r[7 * DAYS + d] += 0.004;
	assert_int_equal(rv_sweep_of(t, r, TRIALS, DAYS, s, &f, NULL), RV_OK);
	assert_int_equal(f.best, 7);
	assert_true(f.pbo.pbo < 0.02 && s[7].dsr > 0.99);
	/* the more was looked at, the less it is worth */
	const double few = s[7].dsr;
	t[3].looked_at = 1000000;
	assert_int_equal(rv_sweep_of(t, r, TRIALS, DAYS, s, &f, NULL), RV_OK);
	assert_true(s[7].dsr < few);
}

static void too_little(void **state)
{
	(void)state;
	double r[2 * 6];
	rv_sweep_trial t[2];
	rv_bt_sharpe s[2];
	rv_sweep_found f;
	make_trials(t, 2);
	for (size_t i = 0; i < LEN(r); i++)
		r[i] = 0.001 * (double)(i * i % 7);
	/* six days: two blocks of three */
	assert_int_equal(rv_sweep_of(t, r, 2, 6, s, &f, NULL), RV_OK);
	assert_true(f.has_pbo);
	assert_int_equal(f.blocks, 2);
	t[1].admissible = false;
	assert_int_equal(rv_sweep_of(t, r, 2, 6, s, &f, NULL), RV_OK);
	assert_false(f.has_pbo);
	assert_non_null(strstr(f.pbo_why, "1 admissible"));
	assert_int_equal(f.best, 0);
	t[0].admissible = false;
	assert_int_equal(rv_sweep_of(t, r, 2, 6, s, &f, NULL), RV_OK);
	assert_true(f.best == SIZE_MAX && f.days == 0 && isnan(f.var));
	assert_int_equal(f.looked_at, 2); /* what could not be run was looked at */
	/* a ratio without its costs is not handed out */
	double v = 1.0;
	t[0].admissible = t[1].admissible = true;
	t[0].costs[0] = '\0';
	assert_int_equal(rv_sweep_of(t, r, 2, 6, s, &f, NULL), RV_OK);
	assert_int_equal(rv_bt_sharpe_annual(&s[0], &v, NULL), RV_EINVAL);
	assert_true(isnan(v));
}

/* The row has the headline's days at their dates, and its figures are theirs. */
static void a_run_as_a_trial(void **state)
{
	(void)state;
	enum { N = 160 };
	double row[N];
	rv_sweep_trial t;
	rv_bt_result *r = btx_result(7, N);
	const int64_t start = r->days[0].close_ms - RV_DAY_MS;
	double equity = 1.0;
	size_t n = 0;
	rv_sweep_trial_of(r, start, N, &t, row);
	for (size_t d = 0; d < N; d++) {
		const bool counts = d > 0 && r->days[d].oos && isfinite(r->days[d].net);
		assert_true(counts ? !(row[d] < r->days[d].net || row[d] > r->days[d].net)
				   : isnan(row[d]));
		equity *= counts ? 1.0 + row[d] : 1.0;
		n += counts;
	}
	assert_true(n > 20);
	assert_int_equal(t.days, n);
	assert_close("cagr", t.cagr, pow(equity, 365.0 / (double)n) - 1.0, 1e-12);
	assert_int_equal(t.looked_at, r->n_trials);
	assert_true(t.admissible && t.costs[0] && t.universe[0]);
	/* begun a day earlier: the same a column later */
	double later[N];
	rv_sweep_trial_of(r, start - RV_DAY_MS, N, &t, later);
	assert_memory_equal(later + 1, row, (N - 1) * sizeof(double));
	rv_bt_result_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_oracle),	    cmocka_unit_test(noise),
		cmocka_unit_test(an_edge),	    cmocka_unit_test(too_little),
		cmocka_unit_test(a_run_as_a_trial),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
