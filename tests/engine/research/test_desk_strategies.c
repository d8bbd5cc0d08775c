/*
 * Whole runs of rv-momentum, multi-bucket and book over a made market: the same at any number of
 * threads, nothing later changes anything earlier, a coin that dies while it is held, windows and
 * trials.
 */
#include "engine/research/multi_bucket_internal.h"
#include "engine/research/run.h"
#include "engine/research/rv_momentum_internal.h"
#include "tests/support/bt_drive.h"
#include "tests/support/bt_same.h"
#include "tests/support/cm.h"
#include "tests/support/market_fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COINS = 40, BARS = 760, START = 420, DAYS = 300, ALL = 3 };

static const rv_strategy *const all[ALL] = { &rv_strategy_rv_momentum, &rv_strategy_multi_bucket,
					     &rv_strategy_book };

typedef struct bench {
	rv_panel *p;
	rv_step_params step;
	rv_bt_params params;
} bench;

static int set_up(void **state)
{
	bench *b = calloc(1, sizeof(*b));
	assert_non_null(b);
	b->p = bt_drive_panel(11, COINS, BARS, NULL, 0);
	bt_drive_params(b->p, &b->step);
	rv_bt_params_default(&b->params);
	b->params.walk.train_days = 120;
	b->params.walk.test_days = 60;
	b->params.samples = 10;
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	bench *b = *state;
	rv_panel_free(b->p);
	free(b);
	return 0;
}

static rv_bt_result *run(const bench *b, const rv_strategy *st, const rv_panel *p, size_t threads,
			 size_t days)
{
	rv_bt_result *r = NULL;
	rv_err err = { .code = RV_OK };
	const int64_t day0 = rv_panel_open_ms(b->p, START);
	const rv_bt_setup s = { .strategy = st,
				.daily = p,
				.step = &b->step,
				.params = &b->params,
				.start_ms = day0,
				.end_ms = day0 + (int64_t)(days - 1) * RV_DAY_MS,
				.nav_usd = 1e6,
				.threads = threads,
				.profile = "seed" };
	const rv_status st_run = rv_bt_run(&s, &r, &err);
	if (st_run != RV_OK)
		print_message("%s\n", err.text);
	assert_int_equal(st_run, RV_OK);
	return r;
}

static void test_threads(void **state)
{
	bench *b = *state;
	for (size_t k = 0; k < ALL; k++) {
		rv_bt_result *one = run(b, all[k], b->p, 1, DAYS),
			     *two = run(b, all[k], b->p, 2, DAYS),
			     *four = run(b, all[k], b->p, 4, DAYS);
		assert_true(one->n_trades > 10);
		bt_same(one, two);
		bt_same(one, four);
		rv_bt_result_free(one);
		rv_bt_result_free(two);
		rv_bt_result_free(four);
	}
}

static void test_later_data_change_nothing(void **state)
{
	bench *b = *state;
	fx_market *m = fx_market_new(11, COINS, BARS, 24, 1);
	for (size_t k = 0; k < ALL; k++) {
		rv_bt_result *whole = run(b, all[k], b->p, 2, DAYS);
		for (size_t days = 170; days < 290; days += 97) {
			const int64_t cut = rv_panel_open_ms(b->p, START + days);
			for (fx_after after = FX_AFTER_NAN; after < FX_AFTER_N; after++) {
				rv_panel *p = fx_market_panel(m, RV_INTERVAL_1D, cut, after, 0);
				rv_bt_result *r = run(b, all[k], p, 2, DAYS);
				bt_same_prefix(whole, r, days);
				rv_bt_result_free(r);
				rv_panel_free(p);
			}
		}
		rv_bt_result_free(whole);
	}
	fx_market_free(m);
}

/* The alt that is held most on a day. */
static const char *held_on(const rv_bt_result *r, size_t day)
{
	const char *name = NULL;
	double most = 0.0;
	for (size_t k = 0; k < r->n_holds; k++) {
		const rv_bt_hold *h = &r->holds[k];
		const char *coin = r->coins[h->coin];
		if (h->day != day || strcmp(coin, "BTC") == 0 || strcmp(coin, "ETH") == 0 ||
		    !(fabs(h->weight) > most))
			continue;
		most = fabs(h->weight);
		name = coin;
	}
	return name;
}

/* Its last close is that of a day on which it is held: settled three days later, and gone. */
static void dies(const bench *b, const rv_strategy *st)
{
	rv_bt_result *before = run(b, st, b->p, 2, DAYS);
	size_t day = 200;
	while (!held_on(before, day))
		day++;
	const char *name = held_on(before, day);
	rv_panel *p = bt_drive_panel(11, COINS, BARS, name, START + day + 1);
	rv_bt_result *r = run(b, st, p, 2, DAYS);
	size_t settled = 0, notes = 0;
	bt_same_prefix(before, r, day + 1);
	for (size_t i = 0; i < r->n_trades; i++) {
		const rv_bt_trade *t = &r->trades[i];
		if (strcmp(t->why, "delisted") == 0) {
			assert_string_equal(t->symbol, name);
			assert_int_equal(t->close_ms, r->days[day + 3].close_ms);
			settled++;
		}
	}
	for (size_t i = 0; i < r->n_notes; i++)
		notes += strcmp(r->notes[i].symbol, name) == 0 && r->notes[i].cost_usd > 0.0;
	for (size_t k = 0; k < r->n_holds; k++)
		assert_true(r->holds[k].day < day + 3 ||
			    strcmp(r->coins[r->holds[k].coin], name) != 0);
	assert_true(settled >= 1);
	assert_int_equal(notes, 1);
	assert_true(r->days[day + 3].settlement > 0.0);
	rv_bt_result_free(before);
	rv_bt_result_free(r);
	rv_panel_free(p);
}

static void test_a_held_coin_dies(void **state)
{
	for (size_t k = 0; k < ALL; k++)
		dies(*state, all[k]);
}

/* ---- windows ---- */

static void test_windows(void **state)
{
	bench *b = *state;
	for (size_t k = 0; k < ALL; k++) {
		rv_bt_result *r = run(b, all[k], b->p, 2, DAYS);
		assert_int_equal(r->n_windows, 3); /* 180 days of test */
		assert_int_equal(r->n_trials, r->n_values > 0 ? 3 * 11 : 0);
		for (size_t d = 0; d < r->n_days; d++) {
			assert_int_equal(r->days[d].oos, d >= 120);
			if (d < 120)
				assert_int_equal(r->days[d].coins, 0);
		}
		for (size_t w = 0; w < r->n_windows; w++) {
			assert_int_equal(isnan(r->windows[w].is_sharpe), r->n_values == 0);
			assert_true(isfinite(r->windows[w].oos_sharpe));
		}
		rv_bt_result_free(r);
	}
}

static void test_grid_of_multi_bucket(void **state)
{
	bench *b = *state;
	rv_bt_result *r = run(b, &rv_strategy_multi_bucket, b->p, 2, DAYS);
	bool differ = false;
	assert_int_equal(r->n_values, MB_VALUES);
	for (size_t i = 0; i < r->n_trials; i++) {
		const rv_bt_trial *t = &r->trials[i];
		const double *v = t->choice.value;
		if (t->sample == 0) {
			assert_true(v[MB_CM_ENTRY] == b->step.buckets.cm_entry);
			continue;
		}
		assert_true(v[MB_CM_ENTRY] >= .5 && v[MB_CM_ENTRY] <= 1.0);
		assert_true(v[MB_RESID_ENTRY] >= .75 && v[MB_RESID_ENTRY] <= 1.5);
		assert_true(v[MB_MR_Z] >= 1.5 && v[MB_MR_Z] <= 2.5);
		assert_true(v[MB_PAIR_ENTRY] >= 1.5 && v[MB_PAIR_ENTRY] <= 2.5);
		differ = differ || t->objective > r->trials[0].objective ||
			 t->objective < r->trials[0].objective;
	}
	assert_true(differ);
	for (size_t d = 0; d < r->n_days; d++)
		assert_in_range(r->days[d].regime + 1, 0, 4);
	rv_bt_result_free(r);
}

/* A trial of the configured values over days that are traded with them earns about the same. */
static void test_trial_is_near_the_account(void **state)
{
	bench *b = *state;
	for (size_t k = 0; k < 2; k++) {
		const rv_strategy *st = all[k];
		bt_drive *x = bt_drive_open(st, b->p, &b->step, START, DAYS);
		bool uses[DAYS];
		double sum = 0.0, squares = 0.0, nav = 1e6;
		for (size_t d = 1; d < DAYS; d++) {
			bt_drive_decide(x, d);
			bt_drive_trade(x);
			const double r = rv_account_nav(x->account) / nav - 1.0;
			nav = rv_account_nav(x->account);
			sum += r;
			squares += r * r;
			uses[d - 1] = true;
		}
		const double n = DAYS - 1, mean = sum / n,
			     sd = sqrt((squares - n * mean * mean) / (n - 1.0));
		rv_bt_trial t = { .window = 0 };
		const rv_bt_train train = { 1, DAYS, uses, x->cursor, NULL };
		st->sample(x->self, 1, 0, &t.choice);
		assert_int_equal(st->train(x->self, &train, &t.choice, &t), RV_OK);
		assert_null(t.why);
		assert_true(fabs(t.sharpe_day - mean / sd) < .02);
		bt_drive_close(x);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_threads, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_later_data_change_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_held_coin_dies, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_windows, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_grid_of_multi_bucket, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_trial_is_near_the_account, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
