/*
 * Nothing after the as-of bar changes a byte of what a pass publishes.
 *
 * At random cuts the same pass runs over the truth, over panels that end at the cut, and over
 * panels whose later bars are NaN, times 1000, shuffled or full of holes. The whole object of
 * `score --json` must be the same text. So that this test is known to bite, a leaky engine, whose
 * as-of column is one too late, goes through the same comparison and must fail it.
 */
#include "app/score_json.h"
#include "config/load.h"
#include "engine/base/rng.h"
#include "engine/run/step.h"
#include "tests/support/cm.h"
#include "tests/support/market_fixture.h"
#include "tests/support/patience.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { COINS = 24, DAYS = 470, HOURS = 900, CUTS = 200 / RV_PATIENCE };

static bool leaky; /* set: every as-of column is one bar too late */

size_t __real_rv_panel_asof_col(const rv_panel *p, int64_t asof_ms);
size_t __wrap_rv_panel_asof_col(const rv_panel *p, int64_t asof_ms);

size_t __wrap_rv_panel_asof_col(const rv_panel *p, int64_t asof_ms)
{
	const size_t col = __real_rv_panel_asof_col(p, asof_ms);
	return leaky && col != SIZE_MAX && col + 1 < rv_panel_bars(p) ? col + 1 : col;
}

typedef struct fixture {
	fx_market *market;
	rv_step *step;
	rv_step_result *result;
} fixture;

static int set_up(void **state)
{
	static rv_step_params params;
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	rv_step_params_default(&params);
	f->market = fx_market_new(20240630, COINS, DAYS, HOURS, 0);
	assert_int_equal(rv_step_new(&params, &f->step), RV_OK);
	f->result = malloc(sizeof(*f->result));
	assert_non_null(f->result);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	fx_market_free(f->market);
	rv_step_free(f->step);
	free(f->result);
	free(f);
	return 0;
}

/* The text of a pass at cut_ms over panels with that future; the caller frees it. */
static char *publish(fixture *f, rv_interval signal, int64_t cut_ms, fx_after after, int reversed)
{
	rv_panel *daily = fx_market_panel(f->market, RV_INTERVAL_1D, cut_ms, after, reversed);
	rv_panel *hourly = signal == RV_INTERVAL_1D ? daily
						    : fx_market_panel(f->market, RV_INTERVAL_1H,
								      cut_ms, after, reversed);
	const rv_step_input in = { .signal = hourly, .daily = daily, .asof_ms = cut_ms };
	cJSON *o = NULL;
	memset(f->result, 0x5a, sizeof(*f->result)); /* what a pass leaves unwritten would show */
	assert_int_equal(rv_step_run(f->step, &in, f->result), RV_OK);
	assert_int_equal(rv_score_json(&in, f->result, RV_SCORE_ALL, "cut", &o), RV_OK);
	char *text = cJSON_PrintUnformatted(o);
	assert_non_null(text);
	cJSON_Delete(o);
	if (hourly != daily)
		rv_panel_free(hourly);
	rv_panel_free(daily);
	return text;
}

/* Where two texts part, with what is before it. */
static void say_where(const char *a, const char *b, fx_after after, int64_t cut)
{
	size_t i = 0;
	while (a[i] && a[i] == b[i])
		i++;
	const size_t from = i > 160 ? i - 160 : 0;
	print_message("cut %lld, future %d: ...%.200s\n            became: ...%.200s\n",
		      (long long)cut, (int)after, a + from, b + from);
}

static int64_t random_cut(const fixture *f, rv_interval iv, rv_rng *g)
{
	const int64_t t0 =
		iv == RV_INTERVAL_1D ? fx_market_day0(f->market) : fx_market_hour0(f->market);
	const size_t bars = iv == RV_INTERVAL_1D ? DAYS : HOURS;
	const int64_t k = 5 + (int64_t)rv_rng_below(g, bars - 6);
	return t0 + k * rv_interval_ms(iv) + (int64_t)rv_rng_below(g, 3600000);
}

/* How many of the futures changed the text at a cut. */
static int changed(fixture *f, rv_interval iv, int64_t cut, bool talk)
{
	int n = 0;
	char *truth = publish(f, iv, cut, FX_AFTER_TRUTH, 0);
	for (int after = FX_AFTER_NOTHING; after < FX_AFTER_N; after++) {
		char *other = publish(f, iv, cut, (fx_after)after, after % 2);
		if (strcmp(truth, other) != 0) {
			n++;
			if (talk)
				say_where(truth, other, (fx_after)after, cut);
		}
		free(other);
	}
	free(truth);
	return n;
}

static void the_future_changes_no_byte(void **state)
{
	fixture *f = *state;
	rv_rng g;
	rv_rng_seed(&g, 1, 2, 3);
	leaky = false;
	for (int k = 0; k < CUTS; k++) {
		const rv_interval iv = k % 4 == 3 ? RV_INTERVAL_1H : RV_INTERVAL_1D;
		assert_int_equal(changed(f, iv, random_cut(f, iv, &g), true), 0);
	}
}

/* The other shipped profile takes other paths: bands, histories of terms, out-of-sample residuals.
 */
static void nor_under_the_desk_profile(void **state)
{
	fixture *f = *state;
	static rv_config config;
	rv_rng g;
	rv_err err = { .code = RV_OK };
	rv_rng_seed(&g, 7, 8, 9);
	assert_int_equal(rv_config_load_profile("config", "config", "desk", &config, NULL, &err),
			 RV_OK);
	rv_step_free(f->step);
	assert_int_equal(rv_step_new(&config.step, &f->step), RV_OK);
	for (int k = 0; k < CUTS / 4; k++) {
		const rv_interval iv = k % 4 == 3 ? RV_INTERVAL_1H : RV_INTERVAL_1D;
		assert_int_equal(changed(f, iv, random_cut(f, iv, &g), true), 0);
	}
}

static void a_leaky_engine_is_caught(void **state)
{
	fixture *f = *state;
	rv_rng g;
	rv_rng_seed(&g, 4, 5, 6);
	leaky = true;
	for (int k = 0; k < 4; k++)
		assert_true(changed(f, RV_INTERVAL_1D, random_cut(f, RV_INTERVAL_1D, &g), false) >
			    0);
	leaky = false;
}

static void repeated_passes_and_other_workspaces_agree(void **state)
{
	fixture *f = *state;
	static rv_step_params params;
	const int64_t cut = fx_market_day0(f->market) + (DAYS - 20) * RV_DAY_MS;
	char *first = publish(f, RV_INTERVAL_1D, cut, FX_AFTER_TRUTH, 0);
	char *between = publish(f, RV_INTERVAL_1H, cut + 19 * RV_DAY_MS, FX_AFTER_TRUTH, 0);
	char *again = publish(f, RV_INTERVAL_1D, cut, FX_AFTER_TRUTH, 1);
	assert_string_equal(first, again);
	rv_step_params_default(&params);
	rv_step_free(f->step);
	assert_int_equal(rv_step_new(&params, &f->step), RV_OK);
	char *fresh = publish(f, RV_INTERVAL_1D, cut, FX_AFTER_TRUTH, 0);
	assert_string_equal(first, fresh);
	free(first);
	free(between);
	free(again);
	free(fresh);
}

enum { THREADS = 4 };

typedef struct worker {
	pthread_t thread;
	fixture f; /* a workspace and a result of its own; the market is shared and only read */
	int64_t cut;
	char *text;
} worker;

static void *work(void *arg)
{
	worker *w = arg;
	w->text = publish(&w->f, RV_INTERVAL_1D, w->cut, FX_AFTER_TRUTH, 0);
	return NULL;
}

/* Workspaces share nothing: passes side by side say what a pass alone says. */
static void passes_side_by_side_agree(void **state)
{
	fixture *f = *state;
	static rv_step_params params;
	worker w[THREADS];
	const int64_t cut = fx_market_day0(f->market) + (DAYS - 7) * RV_DAY_MS;
	char *alone = publish(f, RV_INTERVAL_1D, cut, FX_AFTER_TRUTH, 0);
	rv_step_params_default(&params);
	for (int k = 0; k < THREADS; k++) {
		w[k] = (worker){ .f.market = f->market, .cut = cut };
		assert_int_equal(rv_step_new(&params, &w[k].f.step), RV_OK);
		w[k].f.result = malloc(sizeof(*w[k].f.result));
		assert_non_null(w[k].f.result);
		assert_int_equal(pthread_create(&w[k].thread, NULL, work, &w[k]), 0);
	}
	for (int k = 0; k < THREADS; k++) {
		assert_int_equal(pthread_join(w[k].thread, NULL), 0);
		assert_string_equal(w[k].text, alone);
		free(w[k].text);
		free(w[k].f.result);
		rv_step_free(w[k].f.step);
	}
	free(alone);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_future_changes_no_byte, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nor_under_the_desk_profile, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_leaky_engine_is_caught, set_up, tear_down),
		cmocka_unit_test_setup_teardown(passes_side_by_side_agree, set_up, tear_down),
		cmocka_unit_test_setup_teardown(repeated_passes_and_other_workspaces_agree, set_up,
						tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
