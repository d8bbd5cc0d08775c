/*
 * Majors against alts over history: what it decides on is what a live pass at the same close says,
 * to the bit; the same at any number of threads; and nothing later changes anything earlier.
 */
#include "engine/base/rng.h"
#include "engine/research/majors_internal.h"
#include "engine/research/run.h"
#include "tests/support/assert_close.h"
#include "tests/support/bt_same.h"
#include "tests/support/cm.h"
#include "tests/support/market_fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COINS = 40, DAYS = 900, START = 420 };

typedef struct bench {
	fx_market *m;
	rv_panel *p;
	rv_step_params step;
	rv_bt_params params;
	int64_t day0;
} bench;

/* A basket of the made coins, and a score that trades now and then. */
static int set_up(void **state)
{
	bench *b = calloc(1, sizeof(*b));
	assert_non_null(b);
	b->m = fx_market_new(7, COINS, DAYS, 24, 0);
	b->day0 = fx_market_day0(b->m);
	b->p = fx_market_panel(b->m, RV_INTERVAL_1D, INT64_MAX, FX_AFTER_TRUTH, 0);
	rv_step_params_default(&b->step);
	rv_bt_params_default(&b->params);
	b->step.ma.min_corr = .05;
	b->step.ma.max_vol = 5.0;
	b->step.ma.basket_size = 8;
	b->params.walk.train_days = 150;
	b->params.walk.test_days = 60;
	b->params.samples = 12;
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

static rv_bt_result *run(const bench *b, const rv_panel *p, size_t threads, size_t days)
{
	rv_bt_result *r = NULL;
	rv_err err = { .code = RV_OK };
	const rv_bt_setup s = { .strategy = &rv_strategy_majors_alts,
				.daily = p,
				.step = &b->step,
				.params = &b->params,
				.start_ms = b->day0 + START * RV_DAY_MS,
				.end_ms = b->day0 + (int64_t)(START + days - 1) * RV_DAY_MS,
				.nav_usd = 1e6,
				.threads = threads,
				.profile = "seed" };
	const rv_status st = rv_bt_run(&s, &r, &err);
	if (st != RV_OK)
		print_message("%s\n", err.text);
	assert_int_equal(st, RV_OK);
	return r;
}

/* ---- live ---- */

static void same(double a, double b)
{
	assert_true(memcmp(&a, &b, sizeof(a)) == 0 || (isnan(a) && isnan(b)));
}

static void same_basket(const rv_ma_result *a, const rv_ma_result *b)
{
	assert_int_equal(a->close_ms, b->close_ms);
	assert_int_equal(a->n_alts, b->n_alts);
	assert_int_equal(a->n_candidates, b->n_candidates);
	assert_int_equal(a->n_basket, b->n_basket);
	for (size_t k = 0; k < a->n_basket; k++) {
		assert_int_equal(a->basket[k].index, b->basket[k].index);
		same(a->basket[k].weight, b->basket[k].weight);
		same(a->basket[k].beta_btc, b->basket[k].beta_btc);
		same(a->basket[k].beta_eth, b->basket[k].beta_eth);
	}
	same(a->weight_btc, b->weight_btc);
	same(a->weight_eth, b->weight_eth);
	same(a->exposure_btc, b->exposure_btc);
	same(a->exposure_eth, b->exposure_eth);
	assert_memory_equal(a->reason, b->reason, a->n_coins);
}

static void same_features(const rv_ma_result *a, const rv_ma_result *b)
{
	for (size_t f = 0; f < RV_MA_FEATURES; f++) {
		same(a->features[f].raw, b->features[f].raw);
		same(a->features[f].z, b->features[f].z);
	}
	const rv_ma_extras *x = &a->extras, *y = &b->extras;
	same(x->breadth_median, y->breadth_median);
	same(x->breadth_slope20, y->breadth_slope20);
	same(x->dominance_change5, y->dominance_change5);
	same(x->skew_z3, y->skew_z3);
	same(x->volume_z30, y->volume_z30);
	same(x->volume_highs, y->volume_highs);
	same(x->momentum_3d, y->momentum_3d);
	same(x->btc_return_7d, y->btc_return_7d);
}

/* Features and basket of a date from its newest bars are those of the whole frame. */
static void test_pass_is_the_live_one(void **state)
{
	bench *b = *state;
	rv_step *step = NULL;
	rv_step_result *r = calloc(1, sizeof(*r));
	rv_ma_result *got = calloc(1, sizeof(*got));
	rv_cursor *c = NULL;
	void *work = NULL;
	majors m = { .universe = &b->step.universe, .configured = b->step.ma };
	const rv_strategy *s = &rv_strategy_majors_alts;
	const rv_step_input in = { .modules = RV_MODULE_MAJORS_ALTS };
	assert_int_equal(rv_step_new(&b->step, &step), RV_OK);
	assert_int_equal(rv_cursor_new(b->p, &c), RV_OK);
	assert_int_equal(s->work_new(&m, &work), RV_OK);
	for (size_t day = 20; day < DAYS; day += 29) {
		assert_int_equal(rv_cursor_seek(c, day), RV_OK);
		assert_int_equal(rv_cursor_pass(c, step, &in, r), RV_OK);
		assert_int_equal(s->pass(work, c, got), RV_OK);
		same_basket(got, &r->ma);
		same_features(got, &r->ma);
	}
	s->work_free(work);
	rv_cursor_free(c);
	rv_step_free(step);
	free(got);
	free(r);
}

/*
 * The whole path: rv_step_run at every close into a book of S3, against the days of a run with the
 * same parameters. Scores to the bit; the regime the same; and what is held.
 */
static void against_live(bench *b, double tolerance)
{
	rv_step *step = NULL;
	rv_step_result *r = calloc(1, sizeof(*r));
	rv_s3_book *book = calloc(1, sizeof(*book));
	const size_t days = 300;
	b->params.walk.on = false;
	rv_bt_result *bt = run(b, b->p, 2, days);
	assert_int_equal(rv_step_new(&b->step, &step), RV_OK);
	size_t trades = 0;
	for (size_t d = 1; d + 1 < days; d++) {
		const rv_step_input in = { .signal = b->p,
					   .daily = b->p,
					   .modules = RV_MODULE_MAJORS_ALTS,
					   .asof_ms =
						   b->day0 + (int64_t)(START + d + 1) * RV_DAY_MS };
		assert_int_equal(rv_step_run(step, &in, r), RV_OK);
		(void)rv_s3_book_take(book, &b->step.ma, &b->step.universe, r);
		assert_close("score", bt->days[d + 1].score, r->ma.score, tolerance);
		assert_int_equal(bt->days[d + 1].regime, (int)r->ma.state.regime - 1);
		assert_int_equal(bt->days[d].orders > 0,
				 rv_s3_did_trade(book->now.did) && bt->days[d].orders > 0);
		if (book->now.n == 0)
			assert_int_equal(bt->days[d].coins, 0);
		else if (rv_s3_did_trade(book->now.did))
			assert_in_range(bt->days[d].coins + bt->days[d].skipped, book->now.n,
					RV_S3_LEGS);
		trades += rv_s3_did_trade(book->now.did);
	}
	assert_true(trades > 10);
	rv_bt_result_free(bt);
	rv_step_free(step);
	free(book);
	free(r);
}

static void test_decisions_are_the_live_ones(void **state)
{
	against_live(*state, 0);
}

/*
 * Profile desk: a smoothed score, confirmed entries, weekly rebalancing. The average begins where
 * the frame does, from features that its edge has cut: their weight is gone after 300 bars, but for
 * the last bits.
 */
static void test_decisions_are_the_live_ones_smoothed(void **state)
{
	bench *b = *state;
	b->step.ma.breadth_days = 7;
	b->step.ma.score_ema = 5;
	b->step.ma.entry_confirm_days = 2;
	b->step.ma.rebalance_score = .75;
	b->step.ma.rebalance_days = 7;
	against_live(b, 1e-12);
}

/* ---- walk-forward ---- */

static void test_threads(void **state)
{
	bench *b = *state;
	rv_bt_result *one = run(b, b->p, 1, 400), *two = run(b, b->p, 2, 400),
		     *four = run(b, b->p, 4, 400);
	assert_true(one->n_trades > 10);
	bt_same(one, two);
	bt_same(one, four);
	rv_bt_result_free(one);
	rv_bt_result_free(two);
	rv_bt_result_free(four);
}

static void test_trials(void **state)
{
	bench *b = *state;
	rv_bt_result *r = run(b, b->p, 2, 400);
	assert_int_equal(r->n_windows, 4); /* 250 days of test: 60 60 60 60 and 10 that are few */
	assert_int_equal(r->n_trials, 4 * 13);
	assert_int_equal(r->n_values, MAJORS_VALUES);
	for (size_t i = 0; i < r->n_trials; i++) {
		const rv_bt_trial *t = &r->trials[i];
		double sum = 0.0;
		assert_int_equal(t->window, i / 13);
		assert_int_equal(t->sample, i % 13);
		assert_int_equal(isnan(t->objective), t->why != NULL);
		for (size_t f = 0; f < RV_MA_FEATURES; f++)
			sum += t->choice.value[f];
		assert_true(fabs(sum - 1.0) < 1e-9);
		assert_true(t->choice.value[MAJORS_LOW] < t->choice.value[MAJORS_HIGH]);
	}
	for (size_t k = 0; k < r->n_windows; k++) {
		const rv_bt_window *w = &r->windows[k];
		for (size_t i = 0; i < r->n_trials; i++) {
			if (r->trials[i].window == k && w->trial != SIZE_MAX)
				assert_false(r->trials[i].objective >
					     r->trials[w->trial].objective);
		}
	}
	rv_bt_result_free(r);
}

/*
 * The objective of the configured values, from what a run without windows has written down: the
 * regime of the close before, and the return that is always on. Without costs.
 */
static void test_objective(void **state)
{
	bench *b = *state;
	b->params.costs.factor = 0.0;
	rv_bt_result *r = run(b, b->p, 2, 400);
	b->params.walk.on = false;
	rv_bt_result *all = run(b, b->p, 2, 400);
	size_t judged = 0;
	for (size_t k = 0; k < r->n_windows; k++) {
		const rv_bt_window *w = &r->windows[k];
		const rv_bt_trial *t = &r->trials[k * 13];
		double sum = 0.0, m2 = 0.0;
		size_t active = 0;
		/* regimes are written down from day 2 on: the first window lacks two */
		for (size_t d = w->train_from; d < w->train_to && k > 0; d++) {
			const bool in = all->days[d].regime >= (int)RV_MA_WEAK_MAJORS - 1;
			sum += in ? all->always_on[d] : 0.0;
			active += in;
		}
		const double n = (double)(w->train_to - w->train_from), mean = sum / n;
		for (size_t d = w->train_from; d < w->train_to && k > 0; d++) {
			const bool in = all->days[d].regime >= (int)RV_MA_WEAK_MAJORS - 1;
			const double x = (in ? all->always_on[d] : 0.0) - mean;
			m2 += x * x;
		}
		if (k == 0)
			continue;
		assert_int_equal(t->active_days, active);
		assert_close("ratio", t->sharpe_day, mean / sqrt(m2 / (n - 1.0)), 1e-9);
		if (!t->why)
			assert_close("objective", t->objective, t->sharpe_day * sqrt(365.0), 1e-12);
		judged += t->why == NULL;
	}
	assert_true(judged > 0);
	rv_bt_result_free(all);
	rv_bt_result_free(r);
}

/* Units of coins against an equity, in the place of weights that drift. */
typedef struct units {
	size_t n;
	double qty[RV_S3_LEGS], equity;
	const double *close[RV_S3_LEGS], *funding[RV_S3_LEGS];
} units;

static void buy(const bench *b, units *u, const char *name, double weight, size_t col)
{
	const size_t row = rv_panel_find(b->p, name);
	u->close[u->n] = rv_panel_row(b->p, RV_PANEL_CLOSE, row);
	u->funding[u->n] = rv_panel_row(b->p, RV_PANEL_FUNDING, row);
	u->qty[u->n] = weight * u->equity / u->close[u->n][col];
	u->n += fabs(weight) > 0.0;
}

static double earn(units *u, size_t col)
{
	double made = 0.0;
	for (size_t k = 0; k < u->n; k++) {
		const double *c = u->close[k], paid = u->funding[k][col];
		made += u->qty[k] * (c[col] - c[col - 1]);
		made -= isfinite(paid) ? u->qty[k] * c[col - 1] * paid : 0.0;
	}
	const double r = made / u->equity;
	u->equity += made;
	return r;
}

/* The return that is always on is the basket of the week, as a live pass has it. */
static void test_always_on(void **state)
{
	bench *b = *state;
	rv_step *step = NULL;
	rv_step_result *r = calloc(1, sizeof(*r));
	units u = { .equity = 1.0 };
	size_t weeks = 0;
	fx_market_free(b->m);
	rv_panel_free(b->p);
	b->m = fx_market_new(7, COINS, DAYS, 24, 1); /* without holes */
	b->p = fx_market_panel(b->m, RV_INTERVAL_1D, INT64_MAX, FX_AFTER_TRUTH, 0);
	b->params.walk.on = false;
	rv_bt_result *bt = run(b, b->p, 2, 200);
	assert_int_equal(rv_step_new(&b->step, &step), RV_OK);
	for (size_t d = 1; d < 200; d++) {
		const size_t col = START + d;
		const int64_t close_ms = b->day0 + (int64_t)(col + 1) * RV_DAY_MS;
		if (u.n > 0)
			assert_close("always on", bt->always_on[d], earn(&u, col), 1e-9);
		if (close_ms / RV_DAY_MS % 7 != 0 && u.n > 0)
			continue;
		const rv_step_input in = { .signal = b->p,
					   .daily = b->p,
					   .modules = RV_MODULE_MAJORS_ALTS,
					   .asof_ms = close_ms };
		assert_int_equal(rv_step_run(step, &in, r), RV_OK);
		assert_true(r->ma.n_basket > 0);
		u.n = 0;
		for (size_t k = 0; k < r->ma.n_basket; k++)
			buy(b, &u, r->daily_names[r->ma.basket[k].index], r->ma.basket[k].weight,
			    col);
		buy(b, &u, "BTC", r->ma.weight_btc, col);
		buy(b, &u, "ETH", r->ma.weight_eth, col);
		weeks++;
	}
	assert_true(weeks > 20);
	rv_bt_result_free(bt);
	rv_step_free(step);
	free(r);
}

/* Days before the first test are flat, whatever the regime. */
static void test_training_trades_nothing(void **state)
{
	bench *b = *state;
	rv_bt_result *r = run(b, b->p, 2, 300);
	for (size_t d = 0; d < r->windows[0].test_from; d++) {
		assert_int_equal(r->days[d].coins, 0);
		assert_int_equal(r->days[d].window, -1);
		assert_false(r->days[d].oos);
		same(r->days[d].nav, 1e6);
	}
	assert_true(isfinite(r->always_on[20]));
	rv_bt_result_free(r);
}

/* Whatever stands after a day: nothing up to it changes, choices of the windows neither. */
static void test_later_data_change_nothing(void **state)
{
	bench *b = *state;
	rv_bt_result *whole = run(b, b->p, 2, 400);
	for (size_t days = 200; days < 390; days += 61) {
		const int64_t cut = b->day0 + (int64_t)(START + days) * RV_DAY_MS;
		for (fx_after after = FX_AFTER_NAN; after < FX_AFTER_N; after++) {
			rv_panel *p = fx_market_panel(b->m, RV_INTERVAL_1D, cut, after, 0);
			rv_bt_result *r = run(b, p, 2, 400);
			bt_same_prefix(whole, r, days);
			rv_bt_result_free(r);
			rv_panel_free(p);
		}
	}
	rv_bt_result_free(whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_pass_is_the_live_one, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_decisions_are_the_live_ones, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_decisions_are_the_live_ones_smoothed, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_threads, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_trials, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_objective, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_always_on, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_training_trades_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_later_data_change_nothing, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
