/*
 * Majors against alts by regimes that nobody named: what it holds over a test day is what the
 * walk-forward of regimes (unsup_walk.h) says of the same features and returns, it holds the whole
 * book in RISK_ON_MAJORS alone, and nothing later changes anything earlier.
 */
#include "engine/research/majors_internal.h"
#include "engine/research/run.h"
#include "engine/research/unsup_walk.h"
#include "tests/support/assert_close.h"
#include "tests/support/bt_drive.h"
#include "tests/support/bt_same.h"
#include "tests/support/cm.h"
#include "tests/support/market_fixture.h"

#include <math.h>
#include <stdlib.h>

enum { COINS = 40, BARS = 860, START = 420, DAYS = 400, RISK_ON_MAJORS = 2 };

static const char *const columns[] = { "z_alt_breadth", "z_btc_dominance", "z_funding_skew" };

typedef struct bench {
	fx_market *m;
	rv_panel *p;
	rv_step_params step;
	rv_bt_params params;
} bench;

static int set_up(void **state)
{
	bench *b = calloc(1, sizeof(*b));
	assert_non_null(b);
	b->m = fx_market_new(7, COINS, BARS, 24, 0);
	b->p = fx_market_panel(b->m, RV_INTERVAL_1D, INT64_MAX, FX_AFTER_TRUTH, 0);
	bt_drive_params(b->p, &b->step);
	rv_bt_params_default(&b->params);
	b->params.walk.train_days = 150;
	b->params.walk.test_days = 60;
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	bench *b = *state;
	rv_panel_free(b->p);
	fx_market_free(b->m);
	free(b);
	return 0;
}

static rv_bt_result *run(const bench *b, rv_majors_model model, const rv_panel *p, size_t threads)
{
	rv_bt_result *r = NULL;
	rv_err err = { .code = RV_OK };
	const int64_t day0 = rv_panel_open_ms(b->p, START);
	const rv_bt_setup s = { .strategy = rv_strategy_majors_by(model),
				.daily = p,
				.step = &b->step,
				.params = &b->params,
				.start_ms = day0,
				.end_ms = day0 + (int64_t)(DAYS - 1) * RV_DAY_MS,
				.nav_usd = 1e6,
				.threads = threads,
				.profile = "seed" };
	assert_int_equal(rv_bt_run(&s, &r, &err), RV_OK);
	return r;
}

/* The first day of a test is still that of the model before. */
static void against_walk(const bench *b, rv_majors_model model)
{
	int32_t held[DAYS];
	size_t fitted = 0, switches = 0, in = 0, trained = 0;
	rv_unsup_params p;
	rv_bt_result *composite = run(b, RV_MAJORS_COMPOSITE, b->p, 2), *r = run(b, model, b->p, 2);
	rv_unsup_params_default(&p);
	p.kind = model == RV_MAJORS_KMEANS ? RV_UNSUP_KMEANS : RV_UNSUP_HMM;
	assert_int_equal(rv_unsup_walk(composite, &p, columns, LEN(columns), held, &fitted, NULL),
			 RV_OK);
	assert_int_equal(fitted, r->n_windows);
	assert_int_equal(r->n_trials, r->n_windows);
	assert_int_equal(r->n_values, 0);
	assert_string_equal(r->regimes[RISK_ON_MAJORS], "RISK_ON_MAJORS");
	for (size_t k = 0; k < r->n_windows; k++) {
		trained += isfinite(r->windows[k].is_sharpe) ? 1 : 0;
		for (size_t d = r->windows[k].test_from + 1; d < r->windows[k].test_to; d++) {
			assert_int_equal(r->days[d].regime, held[d]);
			switches += held[d] != held[d - 1];
			if (r->days[d].regime != RISK_ON_MAJORS)
				assert_int_equal(r->days[d - 1].coins, 0);
			in += r->days[d - 1].coins > 0;
		}
	}
	assert_true(trained > 0);
	assert_true(switches > 5);
	assert_true(in > 5); /* a stop keeps it out for the rest of a regime */
	rv_bt_result_free(composite);
	rv_bt_result_free(r);
}

static void test_kmeans(void **state)
{
	against_walk(*state, RV_MAJORS_KMEANS);
}

static void test_hmm(void **state)
{
	against_walk(*state, RV_MAJORS_HMM);
}

static void test_threads_and_later_data(void **state)
{
	bench *b = *state;
	const size_t days = 290;
	const int64_t cut = rv_panel_open_ms(b->p, START + days);
	for (int model = RV_MAJORS_KMEANS; model <= RV_MAJORS_HMM; model++) {
		rv_bt_result *whole = run(b, (rv_majors_model)model, b->p, 1),
			     *four = run(b, (rv_majors_model)model, b->p, 4);
		bt_same(whole, four);
		for (fx_after after = FX_AFTER_NAN; after < FX_AFTER_N; after++) {
			rv_panel *p = fx_market_panel(b->m, RV_INTERVAL_1D, cut, after, 0);
			rv_bt_result *r = run(b, (rv_majors_model)model, p, 2);
			bt_same_prefix(whole, r, days);
			rv_bt_result_free(r);
			rv_panel_free(p);
		}
		rv_bt_result_free(whole);
		rv_bt_result_free(four);
	}
}

static void test_names(void **state)
{
	(void)state;
	assert_int_equal(rv_majors_model_find("composite"), RV_MAJORS_COMPOSITE);
	assert_int_equal(rv_majors_model_find("kmeans"), RV_MAJORS_KMEANS);
	assert_int_equal(rv_majors_model_find("hmm"), RV_MAJORS_HMM);
	assert_int_equal(rv_majors_model_find("HMM"), RV_MAJORS_MODELS);
	assert_ptr_equal(rv_strategy_majors_by(RV_MAJORS_COMPOSITE), &rv_strategy_majors_alts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_kmeans, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_hmm, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_threads_and_later_data, set_up, tear_down),
		cmocka_unit_test(test_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
