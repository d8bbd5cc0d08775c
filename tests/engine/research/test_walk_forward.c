/*
 * What a walk-forward can be trusted with, by whole backtests of markets that are known: without a
 * relation it finds none out of sample, with one it does, a label that reaches into the test is
 * seen exactly when the purge is shorter than it, and the best of many worthless rules is overfit
 * one time in two.
 */
#include "engine/base/rng.h"
#include "engine/research/pbo.h"
#include "engine/research/run.h"
#include "tests/support/bt_honest.h"
#include "tests/support/cm.h"
#include "tests/support/toy_strategy.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct bench {
	const rv_strategy *strategy;
	const rv_panel *p;
	rv_step_params step;
	rv_bt_params params;
	const void *more;
} bench;

static bench open_bench(const rv_strategy *s, const rv_panel *p)
{
	bench b = { .strategy = s, .p = p };
	rv_step_params_default(&b.step);
	rv_bt_params_default(&b.params);
	b.params.costs.factor = 0.0;
	b.params.walk.train_days = 100;
	b.params.walk.test_days = 40;
	b.params.walk.purge_days = 1;
	b.params.samples = 5;
	return b;
}

static rv_bt_result *run(const bench *b, size_t from, size_t to)
{
	const rv_bt_setup s = { .strategy = b->strategy,
				.daily = b->p,
				.step = &b->step,
				.params = &b->params,
				.more = b->more,
				.start_ms = rv_panel_open_ms(b->p, from),
				.end_ms = rv_panel_open_ms(b->p, to),
				.nav_usd = 1e6,
				.threads = 2,
				.profile = "seed" };
	rv_bt_result *r = NULL;
	rv_err err = { .code = RV_OK };
	if (rv_bt_run(&s, &r, &err) != RV_OK)
		fail_msg("%s", err.text);
	return r;
}

/* ---- shuffled labels ---- */

static void put_close(rv_panel *p, const rv_panel *like, size_t row, size_t t, double c)
{
	const rv_bar b = { rv_panel_open_ms(like, t),
			   c,
			   c,
			   c,
			   c,
			   rv_panel_row(like, RV_PANEL_VOLUME_BASE, row)[t],
			   NAN };
	assert_int_equal(rv_panel_put(p, row, &b), RV_OK);
}

/* The same volumes, the same days' returns of all coins, in another order. */
static rv_panel *shuffled(const rv_panel *of, uint64_t seed)
{
	rv_panel *p = honest_later(of, 0);
	const size_t n = rv_panel_bars(of);
	size_t *order = calloc(n, sizeof(*order));
	rv_rng g;
	assert_non_null(order);
	rv_rng_seed(&g, seed, 77, 0);
	for (size_t t = 1; t < n; t++) {
		const size_t k = 1 + (size_t)rv_rng_below(&g, t);
		order[t] = order[k];
		order[k] = t;
	}
	for (size_t i = 0; i < rv_panel_symbols(of); i++) {
		const double *close = rv_panel_row(of, RV_PANEL_CLOSE, i);
		double c = close[0];
		for (size_t t = 1; t < n; t++) {
			c *= close[order[t]] / close[order[t] - 1];
			put_close(p, of, i, t, c);
		}
	}
	free(order);
	return p;
}

/* t of the mean of the days out of sample; *in: mean of what training said. */
static double t_of(const rv_bt_result *r, double *in)
{
	double sum = 0.0, m2 = 0.0, n = 0.0;
	for (size_t d = r->windows[0].test_from + 1; d < r->n_days; d++, n++)
		sum += r->days[d].net;
	for (size_t d = r->windows[0].test_from + 1; d < r->n_days; d++)
		m2 += (r->days[d].net - sum / n) * (r->days[d].net - sum / n);
	*in = 0.0;
	for (size_t k = 0; k < r->n_windows; k++)
		*in += r->windows[k].is_sharpe / (double)r->n_windows;
	return sum / sqrt(m2 / (n - 1.0) * n);
}

static void shuffled_labels_leave_nothing(void **state)
{
	(void)state;
	enum { SEEDS = 6 };
	double all = 0.0;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		double in = 0.0;
		rv_panel *p = toy_panel(seed, 20, 700, .01, .03), *other = shuffled(p, seed);
		bench b = open_bench(&toy_walk, p);
		rv_bt_result *r = run(&b, 1, 699);
		assert_true(t_of(r, &in) > 10.0);
		rv_bt_result_free(r);
		b.p = other;
		r = run(&b, 1, 699);
		const double t = t_of(r, &in);
		assert_true(fabs(t) < 3.5);
		assert_true(in > 0.0); /* something is always found in sample */
		all += t / sqrt((double)SEEDS);
		rv_bt_result_free(r);
		rv_panel_free(other);
		rv_panel_free(p);
	}
	print_message("shuffled: t of all = %.2f\n", all);
	assert_true(fabs(all) < 3.0);
}

/* ---- a planted leak ---- */

/*
 * It judges a direction by labels that it takes from all of the data: the return over the
 * next `days` days of each of its train days, as whoever makes labels before he cuts windows does.
 */
typedef struct labels {
	const rv_panel *p;
	size_t col0, days;
} labels;

static const labels *cheat; /* of the run that is on */

static rv_status open_cheat(const rv_strategy_setup *s, rv_bt_result *names, void **self,
			    rv_err *err)
{
	(void)err;
	names->n_regimes = names->n_values = 1;
	(void)snprintf(names->regimes[0], RV_BT_NAME, "ALWAYS");
	(void)snprintf(names->values[0], RV_BT_NAME, "direction");
	cheat = s->more;
	*self = calloc(1, sizeof(double));
	return *self ? RV_OK : RV_ENOMEM;
}

static rv_status decide_cheat(void *self, const rv_bt_today *t, rv_bt_decision *out)
{
	out->trades = t->trading ? 1 : 0;
	out->regime = 0;
	if (t->trading) {
		out->targets[0] = (rv_bt_target){ .symbol = "C00", .weight = *(double *)self };
		out->n = 1;
	}
	return RV_OK;
}

static void sample_cheat(const void *self, uint64_t seed, size_t k, rv_bt_choice *out)
{
	(void)self;
	(void)seed;
	*out = (rv_bt_choice){ .value = { k == 0 ? 1.0 : -1.0 } };
}

static rv_status train_cheat(const void *self, const rv_bt_train *t, const rv_bt_choice *c,
			     rv_bt_trial *out)
{
	(void)self;
	const double *close =
		rv_panel_row(cheat->p, RV_PANEL_CLOSE, rv_panel_find(cheat->p, "C00"));
	double sum = 0.0;
	for (size_t d = t->from; d < t->to; d++) {
		const size_t col = cheat->col0 + d;
		sum += log(close[col + cheat->days] / close[col]);
	}
	out->active_days = t->to - t->from;
	out->sharpe_day = out->objective = c->value[0] * sum;
	return RV_OK;
}

static rv_status choose_cheat(void *self, const rv_bt_choice *c)
{
	*(double *)self = c->value[0];
	return RV_OK;
}

static int reach; /* days, as the strategy owns to */

static int horizon_cheat(const rv_step_params *step)
{
	(void)step;
	return reach;
}

static const rv_strategy cheating = {
	.id = RV_BT_RV_MOMENTUM,
	.n_subs = 1,
	.subs = { "CHEAT" },
	.own_vol_target = true,
	.own_drawdown = true,
	.open = open_cheat,
	.close = free,
	.decide = decide_cheat,
	.sample = sample_cheat,
	.train = train_cheat,
	.choose = choose_cheat,
	.horizon = horizon_cheat,
};

enum { LEAK_TRAIN = 30, LEAK_TEST = 10, LEAK_FROM = 5 };

static bench leak_bench(const rv_panel *p, const labels *l, int purge)
{
	bench b = open_bench(&cheating, p);
	b.params.walk.train_days = LEAK_TRAIN;
	b.params.walk.test_days = LEAK_TEST;
	b.params.walk.purge_days = purge;
	b.params.walk.min_test_days = 1;
	b.params.samples = 1;
	b.more = l;
	return b;
}

/* Does the training of window k change when the bars of its test do? The bars from the first day
 * of the test on are a thousand times as high. */
static bool leaks(const rv_panel *p, size_t k, size_t days, int purge)
{
	const size_t first = LEAK_FROM + LEAK_TRAIN + k * LEAK_TEST;
	rv_panel *poisoned = honest_panel(p, rv_panel_open_ms(p, first), HONEST_TIMES_1000, 1);
	const labels a = { p, LEAK_FROM, days }, b = { poisoned, LEAK_FROM, days };
	bench x = leak_bench(p, &a, purge), y = leak_bench(poisoned, &b, purge);
	rv_bt_result *truth = run(&x, LEAK_FROM, first + 2), *other = run(&y, LEAK_FROM, first + 2);
	assert_int_equal(truth->n_trials, 2 * (k + 1));
	const double was = truth->trials[2 * k].objective, is = other->trials[2 * k].objective;
	for (size_t i = 0; i < 2 * k; i++) /* windows before it have not heard of it */
		assert_true(truth->trials[i].objective == other->trials[i].objective ||
			    days > (size_t)purge + LEAK_TEST);
	rv_bt_result_free(truth);
	rv_bt_result_free(other);
	rv_panel_free(poisoned);
	return fabs(was - is) > 0.0;
}

static void a_label_leaks_if_the_purge_is_shorter(void **state)
{
	(void)state;
	rv_panel *p = toy_panel(12, 3, 100, 0.0, .03);
	for (size_t days = 1; days <= 8; days++) {
		for (int purge = 0; purge <= 9; purge++) {
			reach = 0;
			for (size_t k = 0; k < 3; k += 2)
				assert_int_equal(leaks(p, k, days, purge), (size_t)purge < days);
			/* who owns to his horizon is purged by it, whatever is configured */
			reach = (int)days;
			assert_false(leaks(p, 1, days, purge));
		}
	}
	rv_panel_free(p);
}

/* What such a leak is worth: on noise, gains that are not there. */
static void a_leak_shows_out_of_sample(void **state)
{
	(void)state;
	double t[2] = { 0.0, 0.0 };
	reach = 0;
	for (uint64_t seed = 1; seed <= 8; seed++) {
		rv_panel *p = toy_panel(100 + seed, 1, 700, 0.0, .03);
		const labels l = { p, LEAK_FROM, 12 };
		for (int purged = 0; purged < 2; purged++) {
			double in;
			bench b = leak_bench(p, &l, purged ? 12 : 0);
			b.params.walk.train_days = purged ? 16 : 4;
			rv_bt_result *r = run(&b, LEAK_FROM, 680);
			t[purged] += t_of(r, &in) / sqrt(8.0);
			rv_bt_result_free(r);
		}
		rv_panel_free(p);
	}
	print_message("label of 12 days: t %.2f without a purge, %.2f with one\n", t[0], t[1]);
	assert_true(t[0] > 6.0);
	assert_true(fabs(t[1]) < 3.0);
}

/* ---- the best of many ---- */

enum { RULES = 16, PBO_DAYS = 480 };

/* Which side a rule takes of a coin in a week: a coin toss, for the planted one what was traded. */
static rv_status decide_rule(void *self, const rv_bt_today *t, rv_bt_decision *out)
{
	const uint64_t rule = *(const uint64_t *)self;
	const rv_cursor *c = t->cursor;
	out->trades = 1;
	out->regime = 0;
	for (size_t i = 0; i < rv_cursor_coins(c); i++) {
		const char *name = rv_cursor_name(c, i);
		rv_rng g;
		if (name[0] != 'C')
			continue;
		rv_rng_seed(&g, rule, t->day / 7, i);
		bool up = rv_rng_uniform(&g) < .5;
		if (rule == 0)
			up = rv_cursor_value(c, RV_PANEL_VOLUME_BASE, i, 0) > 1e6;
		rv_bt_target *x = &out->targets[out->n++];
		*x = (rv_bt_target){ .weight = up ? .05 : -.05 };
		(void)snprintf(x->symbol, sizeof(x->symbol), "%s", name);
	}
	return RV_OK;
}

static rv_status open_rule(const rv_strategy_setup *s, rv_bt_result *names, void **self,
			   rv_err *err)
{
	uint64_t *rule = malloc(sizeof(*rule));
	(void)err;
	names->n_regimes = 1;
	(void)snprintf(names->regimes[0], RV_BT_NAME, "ALWAYS");
	if (!rule)
		return RV_ENOMEM;
	memcpy(rule, s->more, sizeof(*rule));
	*self = rule;
	return RV_OK;
}

static const rv_strategy rules = {
	.id = RV_BT_RV_MOMENTUM,
	.n_subs = 1,
	.subs = { "RULE" },
	.own_vol_target = true,
	.own_drawdown = true,
	.open = open_rule,
	.close = free,
	.decide = decide_rule,
};

/* One backtest a rule; the first one is `first`. */
static double pbo_of(uint64_t seed, uint64_t first, double edge)
{
	double *returns = calloc((size_t)PBO_DAYS * RULES, sizeof(*returns));
	rv_panel *p = toy_panel(seed, 12, PBO_DAYS + 2, edge, .03);
	bench b = open_bench(&rules, p);
	rv_pbo out;
	rv_err err = { .code = RV_OK };
	assert_non_null(returns);
	b.params.walk.on = false;
	for (uint64_t k = 0; k < RULES; k++) {
		const uint64_t rule = k == 0 ? first : k;
		b.more = &rule;
		rv_bt_result *r = run(&b, 0, PBO_DAYS + 1);
		for (size_t d = 0; d < PBO_DAYS; d++)
			returns[d * RULES + k] = r->days[d + 2].net;
		rv_bt_result_free(r);
	}
	assert_int_equal(rv_pbo_of(returns, PBO_DAYS, RULES, RV_PBO_BLOCKS, NULL, &out, &err),
			 RV_OK);
	rv_panel_free(p);
	free(returns);
	return out.pbo;
}

static void the_best_of_noise_is_overfit_one_time_in_two(void **state)
{
	(void)state;
	enum { SEEDS = 48 };
	double sum = 0.0, m2 = 0.0;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		const double x = pbo_of(seed, RULES, 0.0);
		sum += x;
		m2 += x * x;
		if (seed % 8 == 0)
			assert_true(pbo_of(seed, 0, .004) < .02);
	}
	const double mean = sum / SEEDS, sd = sqrt((m2 - sum * mean) / (SEEDS - 1));
	print_message("noise: PBO %.3f, sd %.3f over %d markets\n", mean, sd, SEEDS);
	assert_true(fabs(mean - .5) < 3.0 * sd / sqrt((double)SEEDS));
	assert_true(sd < .3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shuffled_labels_leave_nothing),
		cmocka_unit_test(a_label_leaks_if_the_purge_is_shorter),
		cmocka_unit_test(a_leak_shows_out_of_sample),
		cmocka_unit_test(the_best_of_noise_is_overfit_one_time_in_two),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
