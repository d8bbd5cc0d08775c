/*
 * Stat-arb over history: what it decides on is what a live pass at the same close says, masks and
 * counts to the bit and sums to rounding; nothing later changes anything earlier; the same at any
 * number of threads.
 */
#include "engine/research/run.h"
#include "engine/research/stat_arb_paper.h"
#include "tests/support/assert_close.h"
#include "tests/support/bt_same.h"
#include "tests/support/cm.h"
#include "tests/support/market_fixture.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COINS = 30, DAYS = 520, START = 330 };

typedef struct bench {
	fx_market *m;
	rv_panel *p;
	rv_step_params step;
	rv_bt_params params;
	int64_t day0;
} bench;

static int set_up_market(void **state, int clean)
{
	bench *b = calloc(1, sizeof(*b));
	assert_non_null(b);
	b->m = fx_market_new(11, COINS, DAYS, 24, clean);
	b->day0 = fx_market_day0(b->m);
	b->p = fx_market_panel(b->m, RV_INTERVAL_1D, INT64_MAX, FX_AFTER_TRUTH, 0);
	rv_step_params_default(&b->step);
	rv_bt_params_default(&b->params);
	b->step.modules = RV_MODULE_STAT_ARB;
	b->params.walk.train_days = 80;
	b->params.walk.test_days = 40;
	b->params.samples = 4;
	*state = b;
	return 0;
}

static int set_up(void **state)
{
	return set_up_market(state, 0);
}

static int set_up_clean(void **state)
{
	return set_up_market(state, 1);
}

/* The desk's variants of what is computed. */
static void make_desk(bench *b)
{
	b->step.idio.residual_mode = RV_RESIDUAL_OOS;
	b->step.idio.hedge_beta = RV_HEDGE_BETA_SHRUNK;
	b->step.opt.cost_horizon = true;
	b->step.opt.unwind_no_edge = true;
	b->step.universe.exit_volume_usd = 7e6;
	b->step.universe.exit_days = 5;
	b->step.universe.min_active = 8;
}

static int set_up_desk(void **state)
{
	const int failed = set_up(state);
	make_desk(*state);
	return failed;
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
	const rv_bt_setup s = { .strategy = &rv_strategy_stat_arb,
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

/* Relative, to numbers of the given size at least. */
static void near(const char *what, double got, double want, double size)
{
	const double scale = isfinite(want) && fabs(want) > size ? fabs(want) : size;
	assert_close(what, got / scale, want / scale, 1e-12);
}

static void same_coin(const rv_idio_symbol *a, const rv_idio_symbol *b)
{
	assert_int_equal(a->active, b->active);
	assert_int_equal(a->no_increase, b->no_increase);
	assert_int_equal(a->reason, b->reason);
	near("alpha", a->alpha, b->alpha, 1e-2);
	near("beta", a->beta_btc, b->beta_btc, 1.0);
	near("beta", a->beta_eth, b->beta_eth, 1.0);
	near("residual", a->residual, b->residual, 1e-2);
	near("sigma", a->idio_vol, b->idio_vol, 1e-2);
	near("funding", a->funding, b->funding, 0.0);
	if (a->active) {
		near("hedge", a->hedge_btc, b->hedge_btc, 1.0);
		near("hedge", a->hedge_eth, b->hedge_eth, 1.0);
	}
	for (int k = 0; k < RV_IDIO_N; k++) {
		near("raw", a->signal_raw[k], b->signal_raw[k], 1.0);
		near("z", a->signal[k], b->signal[k], 1.0);
	}
	near("mu", a->mu, b->mu, 1e-2);
}

static void same_ridge(const rv_idio_result *a, const rv_idio_result *b)
{
	assert_int_equal(a->close_ms, b->close_ms);
	assert_int_equal(a->n_active, b->n_active);
	assert_int_equal(a->reduce_only, b->reduce_only);
	assert_int_equal(a->ridge_status, b->ridge_status);
	assert_int_equal(a->rows, b->rows);
	assert_int_equal(a->dates, b->dates);
	for (int k = 0; k < RV_IDIO_N; k++)
		near("ridge", a->weights[k], b->weights[k], 1.0);
	near("alpha", a->alpha, b->alpha, 0.0);
	near("r2", a->r2, b->r2, 1.0);
	near("oos r2", a->oos_r2, b->oos_r2, 1.0);
}

/* Indices differ where a coin is listed later: by name. */
static void same_day(const sa_paper *p, const rv_step_result *r)
{
	const rv_frame *f = rv_idio_range_frame(p->range);
	same_ridge(p->idio, &r->idio);
	assert_int_equal(p->r->status, r->s5.status);
	assert_int_equal(p->r->n_assets, r->s5.n_assets);
	assert_int_equal(p->r->iterations, r->s5.iterations);
	near("gross", p->r->gross, r->s5.gross, 1.0);
	near("delta", p->r->delta_btc, r->s5.delta_btc, 1.0);
	near("delta", p->r->delta_eth, r->s5.delta_eth, 1.0);
	for (size_t i = 0; i < r->n_daily; i++) {
		const size_t k = rv_frame_find(f, r->daily_names[i]);
		assert_true(k != SIZE_MAX);
		same_coin(&p->idio->symbols[k], &r->idio.symbols[i]);
		assert_int_equal(p->r->symbols[k].reason, r->s5.symbols[i].reason);
		assert_int_equal(p->r->symbols[k].limit, r->s5.symbols[i].limit);
		near("cap", p->r->symbols[k].cap, r->s5.symbols[i].cap, 0.0);
		near("cost", p->r->symbols[k].cost, r->s5.symbols[i].cost, 0.0);
		near("weight", p->r->symbols[k].weight, r->s5.symbols[i].weight, 1.0);
	}
}

/* The whole path at every close: rv_step_run into a book of S5, against the book on paper. */
static void test_days_are_the_live_ones(void **state)
{
	bench *b = *state;
	rv_step *step = NULL;
	rv_cursor *c = NULL;
	rv_idio_range *range = NULL;
	sa_paper *p = NULL;
	rv_step_result *r = calloc(1, sizeof(*r));
	rv_s5_book *s5 = calloc(1, sizeof(*s5));
	double before[RV_IDIO_N];
	size_t held = 0;
	assert_int_equal(rv_step_new(&b->step, &step), RV_OK);
	assert_int_equal(rv_cursor_new(b->p, &c), RV_OK);
	assert_int_equal(rv_cursor_range(c, &b->step.idio, &b->step.universe, &range), RV_OK);
	assert_int_equal(sa_paper_new(range, &p), RV_OK);
	p->opt = b->step.opt;
	for (size_t day = 20; day < DAYS; day += day < 200 ? 3 : 1) {
		const rv_step_input in = { .modules = RV_MODULE_STAT_ARB,
					   .s5 = s5,
					   .ridge_previous = day > 20 ? before : NULL };
		assert_int_equal(rv_cursor_seek(c, day), RV_OK);
		assert_int_equal(rv_cursor_pass(c, step, &in, r), RV_OK);
		assert_int_equal(sa_paper_day(p, c, 0), RV_OK);
		same_day(p, r);
		(void)rv_s5_book_take(s5, r->idio.close_ms,
				      (const char(*)[RV_SYMBOL_MAX])r->daily_names, &r->s5,
				      &r->s5_edge);
		assert_int_equal(s5->now.n, p->s5->now.n);
		assert_int_equal(s5->now.edge.days_without, p->s5->now.edge.days_without);
		memcpy(before, r->idio.weights, sizeof(before));
		held += r->s5.gross > 0.0;
	}
	assert_true(held > 100);
	sa_paper_free(p);
	rv_idio_range_free(range);
	rv_cursor_free(c);
	rv_step_free(step);
	free(s5);
	free(r);
}

/* ---- honest ---- */

static void test_threads(void **state)
{
	bench *b = *state;
	rv_bt_result *one = run(b, b->p, 1, 180), *two = run(b, b->p, 2, 180),
		     *four = run(b, b->p, 4, 180);
	assert_true(one->n_trades > 10);
	assert_int_equal(one->n_trials, one->n_windows * 5);
	bt_same(one, two);
	bt_same(one, four);
	rv_bt_result_free(one);
	rv_bt_result_free(two);
	rv_bt_result_free(four);
}

static void test_later_data_change_nothing(void **state)
{
	bench *b = *state;
	rv_bt_result *whole = run(b, b->p, 1, 180);
	for (size_t days = 90; days < 175; days += 37) {
		const int64_t cut = b->day0 + (int64_t)(START + days) * RV_DAY_MS;
		for (fx_after after = FX_AFTER_NAN; after < FX_AFTER_N; after++) {
			rv_panel *p = fx_market_panel(b->m, RV_INTERVAL_1D, cut, after, 0);
			rv_bt_result *r = run(b, p, 1, 180);
			bt_same_prefix(whole, r, days);
			rv_bt_result_free(r);
			rv_panel_free(p);
		}
	}
	rv_bt_result_free(whole);
}

/* The legs make the book neutral as it is decided, and they are positions that cost. */
static void test_legs_are_traded(void **state)
{
	bench *b = *state;
	b->params.walk.on = false;
	rv_bt_result *r = run(b, b->p, 1, 120);
	double gross = 0.0, worst = 0.0, cost = 0.0;
	for (size_t d = 1; d < r->n_days; d++) {
		gross = fmax(gross, r->days[d].major_gross);
		worst = fmax(worst, fmax(fabs(r->days[d].beta_btc), fabs(r->days[d].beta_eth)));
	}
	for (size_t k = 0; k < r->n_shares; k++) {
		if (strcmp(r->shares[k].sub, "H") == 0)
			cost += r->shares[k].turnover;
	}
	assert_true(gross > 0.05);
	assert_true(worst < 0.01); /* lots and least notionals */
	assert_true(cost > 0.05);
	rv_bt_result_free(r);
}

/* What a live pass would read of a choice: sample 0 is what is configured. */
static void test_choices_apply_to_a_pass(void **state)
{
	bench *b = *state;
	const rv_strategy *st = &rv_strategy_stat_arb;
	rv_step_params as = b->step;
	const rv_bt_choice same = { .value = { as.opt.gamma, rv_opt_horizon(&as.opt),
					       (double)as.idio.ridge_days } };
	st->apply(&same, &as);
	assert_memory_equal(&as, &b->step, sizeof(as));
	const rv_bt_choice other = { .value = { 2.5, 5.0, 120.0 } };
	st->apply(&other, &as);
	assert_close("gamma", as.opt.gamma, 2.5, 0);
	assert_close("horizon", rv_opt_horizon(&as.opt), 5.0, 0);
	assert_int_equal(as.idio.ridge_days, 120);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_days_are_the_live_ones, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_days_are_the_live_ones, set_up_desk,
						tear_down),
		cmocka_unit_test_setup_teardown(test_threads, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_threads, set_up_desk, tear_down),
		cmocka_unit_test_setup_teardown(test_later_data_change_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_later_data_change_nothing, set_up_desk,
						tear_down),
		cmocka_unit_test_setup_teardown(test_legs_are_traded, set_up_clean, tear_down),
		cmocka_unit_test_setup_teardown(test_choices_apply_to_a_pass, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_choices_apply_to_a_pass, set_up_desk,
						tear_down),
	};
	(void)gsl_set_error_handler_off(); /* as main does: a failed factorisation is a status */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
