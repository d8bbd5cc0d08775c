/*
 * A whole backtest of strategies that are known: without an edge it loses its costs, with one it
 * finds it, what looks ahead is stopped, what dies is settled, windows choose in training only.
 */
#include "engine/research/run.h"
#include "tests/support/assert_close.h"
#include "tests/support/bt_same.h"
#include "tests/support/cm.h"
#include "tests/support/toy_strategy.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct bench {
	rv_panel *p;
	rv_step_params step;
	rv_bt_params params;
	const rv_strategy *strategy;
	int64_t start, end;
	size_t threads;
} bench;

static bench open_bench(const rv_strategy *s, rv_panel *p)
{
	bench b = { .p = p, .strategy = s, .threads = 2 };
	rv_step_params_default(&b.step);
	rv_bt_params_default(&b.params);
	b.start = rv_panel_open_ms(p, 10);
	b.end = rv_panel_open_ms(p, rv_panel_bars(p) - 1);
	b.params.walk.on = false;
	return b;
}

static rv_status try_run(const bench *b, rv_bt_result **out, rv_err *err)
{
	const rv_bt_setup s = { .strategy = b->strategy,
				.daily = b->p,
				.step = &b->step,
				.params = &b->params,
				.start_ms = b->start,
				.end_ms = b->end,
				.nav_usd = 1e6,
				.threads = b->threads,
				.profile = "seed" };
	*err = (rv_err){ .code = RV_OK };
	return rv_bt_run(&s, out, err);
}

static rv_bt_result *run(const bench *b)
{
	rv_bt_result *r = NULL;
	rv_err err;
	const rv_status st = try_run(b, &r, &err);
	if (st != RV_OK)
		print_message("%s\n", err.text);
	assert_int_equal(st, RV_OK);
	return r;
}

typedef struct totals {
	double price, funding, cost, net, price_sd;
	size_t n;
} totals;

static totals add_up(const rv_bt_result *r)
{
	totals t = { 0 };
	double squares = 0.0;
	for (size_t d = 1; d < r->n_days; d++) {
		const rv_bt_day *x = &r->days[d];
		t.price += x->price;
		t.funding += x->funding;
		t.cost += x->fee + x->slippage + x->settlement;
		t.net += x->net;
		squares += x->price * x->price;
		t.n++;
		assert_close("net", x->net,
			     x->price + x->funding - x->fee - x->slippage - x->settlement, 1e-9);
	}
	const double mean = t.price / (double)t.n;
	t.price_sd = sqrt(squares / (double)t.n - mean * mean);
	return t;
}

/* ---- no edge, an edge ---- */

static void test_no_edge_loses_its_costs(void **state)
{
	(void)state;
	bench b = open_bench(&toy_random, toy_panel(1, 30, 1500, 0.0, .04));
	rv_bt_result *r = run(&b);
	const totals t = add_up(r);
	const double error = t.price_sd * sqrt((double)t.n);
	assert_true(t.cost > 0.5); /* 10 bp and more of a turnover above 1, 1489 days */
	assert_true(fabs(t.price) < 3.0 * error);
	assert_true(fabs(t.net + t.cost) < 3.0 * error);
	assert_true(t.net < -3.0 * error);
	rv_bt_result_free(r);
	rv_panel_free(b.p);
}

static void test_costs_times_two(void **state)
{
	(void)state;
	bench b = open_bench(&toy_random, toy_panel(2, 30, 400, 0.0, .04));
	double before = INFINITY, once = NAN;
	for (int k = 0; k < 4; k++) {
		b.params.costs.factor = (double)k;
		rv_bt_result *r = run(&b);
		const totals t = add_up(r);
		assert_true(t.net < before);
		if (k == 0)
			assert_close("free", t.cost, 0, 0);
		if (k == 1)
			once = t.cost;
		else if (k > 1)
			assert_close("cost", t.cost / once, (double)k, .02);
		before = t.net;
		rv_bt_result_free(r);
	}
	rv_panel_free(b.p);
}

static double sharpe(const rv_bt_result *r)
{
	double sum = 0.0, m2 = 0.0;
	for (size_t d = 2; d < r->n_days; d++)
		sum += r->days[d].net;
	const double n = (double)(r->n_days - 2), mean = sum / n;
	for (size_t d = 2; d < r->n_days; d++)
		m2 += (r->days[d].net - mean) * (r->days[d].net - mean);
	return mean / sqrt(m2 / (n - 1.0)) * sqrt(365.0);
}

static void test_planted_edge(void **state)
{
	(void)state;
	bench b = open_bench(&toy_signal, toy_panel(3, 30, 600, .01, .03));
	rv_bt_result *r = run(&b);
	const totals t = add_up(r);
	/* .01 a day on a gross of about 1 */
	assert_true(fabs(t.price / (double)(t.n - 1) - .01) < .001);
	assert_true(sharpe(r) > 10.0);
	rv_bt_result_free(r);
	rv_panel_free(b.p);
	b = open_bench(&toy_signal, toy_panel(3, 30, 600, 0.0, .03));
	r = run(&b);
	assert_true(sharpe(r) < 0.0);
	rv_bt_result_free(r);
	rv_panel_free(b.p);
}

/* The rank correlation of its signs with the next days is theirs: an edge of one day in seven. */
static void test_scores_are_judged(void **state)
{
	(void)state;
	bench b = open_bench(&toy_signal, toy_panel(3, 60, 400, .03, .03));
	rv_bt_result *r = run(&b);
	double sum = 0.0;
	size_t n = 0;
	for (size_t i = 0; i < r->n_shares; i++) {
		assert_string_equal(r->shares[i].sub, "TOY");
		if (isfinite(r->shares[i].ic)) {
			assert_true(r->shares[i].day + 7 < r->n_days);
			sum += r->shares[i].ic;
			n++;
		}
	}
	assert_true(n > 300);
	/* .03 of sign against sqrt(7 (.03^2 + .03^2)) = .112: Pearson .27, ranks much the same */
	assert_true(fabs(sum / (double)n - .27) < .05);
	rv_bt_result_free(r);
	rv_panel_free(b.p);
}

/* ---- what looks ahead ---- */

static void test_who_asks_for_later_is_stopped(void **state)
{
	(void)state;
	bench b = open_bench(&toy_peek, toy_panel(4, 10, 100, 0.0, .04));
	rv_bt_result *r = NULL;
	rv_err err;
	assert_int_equal(try_run(&b, &r, &err), RV_EDATA);
	assert_non_null(strstr(err.text, "after its as-of instant"));
	assert_null(r);
	rv_panel_free(b.p);
}

/* ---- coins that end ---- */

/* As toy_panel, but the first coin has no bar from `last` on. */
static rv_panel *with_a_death(size_t last)
{
	rv_panel *whole = toy_panel(5, 12, 200, 0.0, .03), *p = NULL;
	assert_int_equal(rv_panel_new(RV_INTERVAL_1D, 14, 200, &p), RV_OK);
	for (size_t i = 0; i < rv_panel_symbols(whole); i++) {
		const char *name = rv_panel_name(whole, i);
		assert_int_equal(rv_panel_add_symbol(p, name, RV_KIND_PERP), RV_OK);
		for (size_t t = 0; t < 200; t++) {
			const double c = rv_panel_row(whole, RV_PANEL_CLOSE, i)[t];
			const rv_bar b = { (int64_t)t * RV_DAY_MS, c, c, c, c, 1e6, NAN };
			if (strcmp(name, "C00") != 0 || t < last)
				assert_int_equal(rv_panel_put(p, rv_panel_find(p, name), &b),
						 RV_OK);
		}
	}
	rv_panel_free(whole);
	return p;
}

static rv_panel *without(const rv_panel *whole, const char *gone)
{
	rv_panel *p = NULL;
	assert_int_equal(rv_panel_new(RV_INTERVAL_1D, 14, 200, &p), RV_OK);
	for (size_t i = 0; i < rv_panel_symbols(whole); i++) {
		const char *name = rv_panel_name(whole, i);
		if (strcmp(name, gone) == 0)
			continue;
		assert_int_equal(rv_panel_add_symbol(p, name, RV_KIND_PERP), RV_OK);
		for (size_t t = 0; t < rv_panel_bars(whole); t++) {
			const double c = rv_panel_row(whole, RV_PANEL_CLOSE, i)[t];
			const rv_bar b = { (int64_t)t * RV_DAY_MS, c, c, c, c, 1e6, NAN };
			assert_int_equal(rv_panel_put(p, rv_panel_find(p, name), &b), RV_OK);
		}
	}
	return p;
}

static void test_a_coin_that_dies(void **state)
{
	(void)state;
	bench b = open_bench(&toy_even, with_a_death(100));
	rv_bt_result *r = run(&b);
	assert_int_equal(r->n_notes, 1);
	assert_string_equal(r->notes[0].symbol, "C00");
	assert_non_null(strstr(r->notes[0].text, "1970-04-10")); /* day 99 of 1970 */
	assert_true(r->notes[0].cost_usd > 0.0);
	size_t deaths = 0;
	for (size_t i = 0; i < r->n_trades; i++)
		deaths += strcmp(r->trades[i].why, "delisted") == 0;
	assert_int_equal(deaths, 1);
	double settled = 0.0;
	for (size_t d = 0; d < r->n_days; d++) {
		settled += r->days[d].settlement;
		assert_true(r->days[d].settlement <= 0.0 || d == 100 + 2 - 10);
	}
	/* 5 bp of fee, 5 bp x 11 of slippage, on a twelfth of NAV */
	assert_close("settlement", settled, .0060 / 12, .15);
	/* survivors alone make another history */
	bench alive = open_bench(&toy_even, without(b.p, "C00"));
	rv_bt_result *s = run(&alive);
	assert_int_equal(s->n_notes, 0);
	assert_true(fabs(s->days[s->n_days - 1].nav - r->days[r->n_days - 1].nav) > 1.0);
	rv_bt_result_free(s);
	rv_bt_result_free(r);
	rv_panel_free(alive.p);
	rv_panel_free(b.p);
}

/* ---- windows ---- */

static bench walk_bench(double edge)
{
	bench b = open_bench(&toy_walk, toy_panel(6, 20, 400, edge, .03));
	b.params.walk.on = true;
	b.params.walk.train_days = 120;
	b.params.walk.test_days = 40;
	b.params.samples = 5;
	return b;
}

static void test_walk_chooses_in_training(void **state)
{
	(void)state;
	bench b = walk_bench(.01);
	rv_bt_result *r = run(&b);
	/* 390 days: (390 - 120) / 40 = 6, and 30 more make a seventh */
	assert_int_equal(r->n_windows, 7);
	assert_int_equal(r->n_trials, 7 * 6);
	for (size_t k = 0; k < r->n_windows; k++) {
		const rv_bt_window *w = &r->windows[k];
		/* directions -1 0 1 -1 0 1: the first 1 is sample 2; 5 ties, and is later */
		assert_int_equal(w->trial, 6 * k + 2);
		assert_true(w->is_sharpe > 0.0);
		assert_true(w->oos_sharpe > 5.0);
	}
	assert_null(r->trials[0].why);
	assert_string_equal(r->trials[1].why, "never in the market");
	assert_true(isnan(r->trials[1].objective));
	rv_bt_result_free(r);
	rv_panel_free(b.p);
}

/* The other way round: the configured -1 is best, and the ties with it are not taken. */
static void test_ties_go_to_the_configured(void **state)
{
	(void)state;
	bench b = walk_bench(-.01);
	rv_bt_result *r = run(&b);
	for (size_t k = 0; k < r->n_windows; k++)
		assert_int_equal(r->windows[k].trial, 6 * k);
	rv_bt_result_free(r);
	rv_panel_free(b.p);
}

/* The edge turns over on day 250: a window chooses what its training has seen. */
static void test_a_choice_knows_its_training_alone(void **state)
{
	(void)state;
	bench b = walk_bench(.01);
	rv_panel *p = b.p, *turned = toy_panel(6, 20, 400, -.01, .03);
	for (size_t i = 0; i < rv_panel_symbols(p); i++) {
		double scale = 1.0;
		for (size_t t = 250; t < 400; t++) {
			const double *from = rv_panel_row(turned, RV_PANEL_CLOSE, i);
			if (t == 250)
				scale = rv_panel_row(p, RV_PANEL_CLOSE, i)[249] / from[249];
			const double c = scale * from[t];
			const rv_bar x = { (int64_t)t * RV_DAY_MS,
					   c,
					   c,
					   c,
					   c,
					   rv_panel_row(turned, RV_PANEL_VOLUME_BASE, i)[t],
					   NAN };
			assert_int_equal(rv_panel_put(p, i, &x), RV_OK);
		}
	}
	rv_bt_result *r = run(&b);
	/* day 240 of the run is bar 250: windows 0 .. 3 train before it, but for the last's end */
	for (size_t k = 0; k < 4; k++)
		assert_int_equal(r->trials[r->windows[k].trial].choice.value[0], 1);
	assert_int_equal(r->trials[r->windows[6].trial].choice.value[0], -1);
	/* so the test in which it turned is lost, and in sample nothing shows it */
	assert_true(r->windows[3].oos_sharpe < 0.0 && r->windows[3].is_sharpe > 0.0);
	rv_bt_result_free(r);
	rv_panel_free(turned);
	rv_panel_free(p);
}

static void test_threads(void **state)
{
	(void)state;
	bench b = walk_bench(.005);
	b.threads = 1;
	rv_bt_result *one = run(&b);
	for (size_t n = 2; n <= 4; n += 2) {
		b.threads = n;
		rv_bt_result *r = run(&b);
		bt_same(one, r);
		rv_bt_result_free(r);
	}
	rv_bt_result_free(one);
	rv_panel_free(b.p);
}

/* ---- risk ---- */

static rv_strategy common_rules(const rv_strategy *s)
{
	rv_strategy t = *s;
	t.own_vol_target = t.own_drawdown = false;
	return t;
}

static void test_volatility_is_targeted(void **state)
{
	(void)state;
	const rv_strategy s = common_rules(&toy_even);
	bench b = open_bench(&s, toy_panel(7, 1, 600, 0.0, .05)); /* one coin: 96 % a year */
	b.params.risk.drawdown_cut = 0.0;
	rv_bt_result *r = run(&b);
	double m2 = 0.0;
	size_t n = 0;
	for (size_t d = 40; d < r->n_days; d++, n++)
		m2 += r->days[d].price * r->days[d].price;
	assert_close("vol", sqrt(m2 / (double)n * 365.0), .20, .25);
	assert_close("unscaled", r->days[5].vol_scale, 1.0, 0);
	assert_true(r->days[100].vol_scale < .4 && r->days[100].vol_scale >= .1);
	rv_bt_result_free(r);
	rv_panel_free(b.p);
}

/* Halved when 8 % below the peak, whole again within 4 % of it. */
static void test_drawdown_circuit(void **state)
{
	(void)state;
	const rv_strategy s = common_rules(&toy_even);
	bench b = open_bench(&s, toy_panel(8, 1, 600, 0.0, .02));
	b.params.risk.vol_target = 0.0;
	rv_bt_result *r = run(&b);
	double peak = 0.0;
	bool cut = false;
	size_t halved = 0;
	for (size_t d = 1; d < r->n_days; d++) {
		/* the NAV as it was marked: before this close's costs */
		const rv_bt_day *x = &r->days[d];
		const double marked =
			r->days[d - 1].nav * (1.0 + x->price + x->funding - x->settlement);
		peak = fmax(peak, fmax(marked, 1e6));
		cut = cut ? 1.0 - marked / peak > .04 : 1.0 - marked / peak > .08;
		assert_close("gross", x->alt_gross, cut ? .5 : 1.0, .01);
		halved += cut;
	}
	assert_true(halved > 10 && halved < r->n_days - 10);
	rv_bt_result_free(r);
	rv_panel_free(b.p);
}

/* ---- wrong input ---- */

static void refused(const bench *b, rv_status want, const char *part)
{
	rv_bt_result *r = NULL;
	rv_err err;
	assert_int_equal(try_run(b, &r, &err), want);
	if (!strstr(err.text, part))
		print_message("got: %s\n", err.text);
	assert_non_null(strstr(err.text, part));
	assert_null(r);
}

static void test_wrong_input(void **state)
{
	(void)state;
	bench b = open_bench(&toy_walk, toy_panel(9, 4, 300, 0.0, .03));
	const bench good = b;
	b.start = -RV_DAY_MS;
	refused(&b, RV_ERANGE, "is before the data, which begin on 1970-01-01");
	b = good;
	b.end = b.start - RV_DAY_MS;
	refused(&b, RV_EUSAGE, "the end 1970-01-10 is before the start 1970-01-11");
	b = good;
	b.end += RV_DAY_MS;
	refused(&b, RV_ERANGE, "is after the data, which end on 1970-10-27");
	b = good;
	b.end = b.start;
	refused(&b, RV_ERANGE, "two days at least");
	b = good;
	b.params.walk.on = true;
	b.end = b.start + 260 * RV_DAY_MS;
	refused(&b, RV_ERANGE, "261 days are too few for a window");
	b.params.walk.train_days = 20;
	refused(&b, RV_EINVAL, "a training of 20 days is not longer than its purge of 30");
	b = good;
	(void)snprintf(b.step.universe.factors[1], RV_SYMBOL_MAX, "ETHER");
	refused(&b, RV_ENOENT, "the benchmark ETHER has no daily bars");
	b = good;
	b.threads = 0;
	refused(&b, RV_EINVAL, "threads");
	rv_panel_free(b.p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_edge_loses_its_costs),
		cmocka_unit_test(test_costs_times_two),
		cmocka_unit_test(test_planted_edge),
		cmocka_unit_test(test_scores_are_judged),
		cmocka_unit_test(test_who_asks_for_later_is_stopped),
		cmocka_unit_test(test_a_coin_that_dies),
		cmocka_unit_test(test_walk_chooses_in_training),
		cmocka_unit_test(test_ties_go_to_the_configured),
		cmocka_unit_test(test_a_choice_knows_its_training_alone),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_volatility_is_targeted),
		cmocka_unit_test(test_drawdown_circuit),
		cmocka_unit_test(test_wrong_input),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
