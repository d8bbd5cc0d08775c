/*
 * What a walk-forward says of the overfitting of its choices: the returns that a training keeps are
 * those that its sets were judged by, of every strategy; and a window's PBO is that of these
 * returns by a slow reference here that takes every split by itself.
 */
#include "engine/research/kpis.h"
#include "engine/research/run.h"
#include "tests/support/assert_close.h"
#include "tests/support/bt_drive.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { SETS_MOST = 8, WINDOWS_MOST = 8, TRAIN_MOST = 260, BLOCKS = 16, FROM = 120 };

/* What was heard of a window's sets. Each has a place of its own: trainings run on threads. */
typedef struct heard {
	atomic_size_t days; /* each of them says the same */
	bool uses[TRAIN_MOST];
	bool admissible[SETS_MOST];
	double net[SETS_MOST][TRAIN_MOST];
} heard;

static const rv_strategy *inner;
static heard windows[WINDOWS_MOST];

static void judged_by_its_returns(const rv_bt_train *t, const rv_bt_trial *out)
{
	const size_t days = t->to - t->from;
	double sum = 0.0, m2 = 0.0;
	size_t n = 0, counts = 0;
	for (size_t i = 0; i < days; i++) {
		counts += t->uses[i];
		sum += isfinite(t->net[i]) ? t->net[i] : 0.0;
		n += isfinite(t->net[i]) ? 1 : 0;
	}
	assert_true(n > 0 && n <= counts);
	for (size_t i = 0; i < days; i++) {
		const double d = isfinite(t->net[i]) ? t->net[i] - sum / (double)n : 0.0;
		m2 += d * d;
	}
	const double sharpe = sum / (double)n / sqrt(m2 / (double)(n - 1));
	if (isfinite(out->objective))
		assert_close("sharpe_day", sharpe, out->sharpe_day, 1e-9);
}

static rv_status listen(const void *self, const rv_bt_train *t, const rv_bt_choice *c,
			rv_bt_trial *out)
{
	const rv_status st = inner->train(self, t, c, out);
	heard *h = &windows[out->window];
	h->days = t->to - t->from;
	assert_true(h->days <= TRAIN_MOST && out->sample < SETS_MOST);
	assert_non_null(t->net);
	if (isfinite(out->objective))
		judged_by_its_returns(t, out);
	h->admissible[out->sample] = isfinite(out->objective);
	memcpy(h->net[out->sample], t->net, h->days * sizeof(double));
	return st;
}

static rv_bt_result *run(const bt_live *b, const rv_strategy *st, int train_days, int sets,
			 size_t days, size_t threads)
{
	rv_bt_result *r = NULL;
	rv_err err = { .code = RV_OK };
	rv_bt_params p;
	rv_strategy s = *st;
	inner = st;
	s.train = listen;
	rv_bt_params_default(&p);
	p.walk.train_days = train_days;
	p.walk.samples = (size_t)sets - 1;
	p.samples = sets - 1;
	memset(windows, 0, sizeof(windows));
	const rv_bt_setup setup = { .strategy = &s,
				    .daily = b->p,
				    .step = &b->params,
				    .params = &p,
				    .start_ms = rv_panel_open_ms(b->p, FROM),
				    .end_ms = rv_panel_open_ms(b->p, FROM + days - 1),
				    .nav_usd = 1e6,
				    .threads = threads,
				    .profile = "seed" };
	if (rv_bt_run(&setup, &r, &err) != RV_OK)
		fail_msg("%s", err.text);
	return r;
}

/* ---- the slow reference ---- */

typedef struct crossed {
	size_t days, sets;
	double x[TRAIN_MOST][SETS_MOST];
} crossed;

static void cross(const heard *h, crossed *c)
{
	*c = (crossed){ .days = 0 };
	for (size_t d = 0; d < h->days; d++) {
		bool known = true;
		c->sets = 0;
		for (size_t k = 0; k < SETS_MOST; k++) {
			if (!h->admissible[k])
				continue;
			known = known && isfinite(h->net[k][d]);
			c->x[c->days][c->sets++] = h->net[k][d];
		}
		c->days += known;
	}
}

/* Blocks of neighbouring days, equal but for one. */
static size_t block_of(const crossed *c, size_t day)
{
	size_t b = BLOCKS - 1;
	while (b * c->days / BLOCKS > day)
		b--;
	return b;
}

/* Mean / sd1 of a set on the days whose block's bit is `in`. */
static double ratio(const crossed *c, size_t set, unsigned mask, bool in)
{
	double sum = 0.0, m2 = 0.0;
	size_t n = 0;
	for (int pass = 0; pass < 2; pass++) {
		const double mean = n ? sum / (double)n : 0.0;
		for (size_t d = 0; d < c->days; d++) {
			if (((mask >> block_of(c, d) & 1U) != 0) != in)
				continue;
			n += pass == 0;
			sum += pass == 0 ? c->x[d][set] : 0.0;
			m2 += pass == 1 ? (c->x[d][set] - mean) * (c->x[d][set] - mean) : 0.0;
		}
	}
	const double sd = sqrt(m2 / (double)(n - 1));
	return sd > 0.0 ? sum / (double)n / sd : 0.0;
}

static bool loses(const crossed *c, unsigned mask)
{
	size_t best = 0, below = 0, same = 0;
	for (size_t k = 1; k < c->sets; k++)
		best = ratio(c, k, mask, true) > ratio(c, best, mask, true) ? k : best;
	const double out = ratio(c, best, mask, false);
	for (size_t k = 0; k < c->sets; k++) {
		const double r = ratio(c, k, mask, false);
		below += r < out;
		same += !(r < out) && !(r > out);
	}
	return 2 * below + same + 1 <= c->sets + 1; /* the middle of equals */
}

/* Of every 30th split: all of them by hand would take a minute. */
static double reference(const crossed *c, size_t *n)
{
	size_t lost = 0, seen = 0;
	*n = 0;
	for (unsigned mask = 0; mask < 1U << BLOCKS; mask++) {
		if (__builtin_popcount(mask) != BLOCKS / 2 || seen++ % 30 != 0)
			continue;
		lost += loses(c, mask);
		++*n;
	}
	return (double)lost / (double)*n;
}

static void windows_agree(const rv_bt_result *r, size_t least)
{
	static crossed c;
	double sum = 0.0;
	size_t known = 0;
	for (size_t w = 0; w < r->n_windows; w++) {
		const rv_bt_window *x = &r->windows[w];
		size_t n = 0;
		cross(&windows[w], &c);
		assert_int_equal(x->pbo_sets, c.sets >= 2 ? c.sets : 0);
		if (x->pbo_sets == 0)
			continue;
		assert_int_equal(x->pbo_blocks, BLOCKS);
		assert_int_equal(x->pbo.combinations, RV_PBO_COMBINATIONS);
		const double want = reference(&c, &n);
		/* a sample of splits: four of its standard errors */
		assert_close("pbo", x->pbo.pbo, want,
			     4.0 * sqrt(fmax(want * (1.0 - want), .01) / (double)n) + .01);
		sum += x->pbo.pbo;
		known++;
	}
	const rv_kpi_overfit o = rv_kpi_overfit_of(r);
	assert_true(known >= least);
	assert_int_equal(o.windows, known);
	assert_close("mean", o.pbo, sum / (double)known, 1e-12);
	assert_int_equal(o.splits, RV_PBO_COMBINATIONS);
}

static void test_momentum(void **state)
{
	rv_bt_result *r = run(*state, &rv_strategy_rv_momentum, 252, 6, 500, 2);
	windows_agree(r, 3);
	rv_bt_result *one = run(*state, &rv_strategy_rv_momentum, 252, 6, 500, 1);
	for (size_t w = 0; w < r->n_windows; w++)
		assert_memory_equal(&r->windows[w].pbo, &one->windows[w].pbo, sizeof(rv_pbo));
	rv_bt_result_free(one);
	rv_bt_result_free(r);
}

static void test_buckets(void **state)
{
	rv_bt_result *r = run(*state, &rv_strategy_multi_bucket, 252, 6, 400, 2);
	windows_agree(r, 1);
	rv_bt_result_free(r);
}

static void test_majors(void **state)
{
	rv_bt_result *r = run(*state, &rv_strategy_majors_alts, 252, 8, 500, 2);
	windows_agree(r, 1);
	rv_bt_result_free(r);
}

static void test_stat_arb(void **state)
{
	rv_bt_result *r = run(*state, &rv_strategy_stat_arb, 120, 3, 190, 2);
	windows_agree(r, 1);
	rv_bt_result_free(r);
}

/* One set was not chosen from others, and a strategy that keeps no returns says nothing. */
static void test_unknown(void **state)
{
	rv_bt_result *r = run(*state, &rv_strategy_rv_momentum, 252, 2, 340, 1);
	for (size_t w = 0; w < r->n_windows; w++)
		r->windows[w].pbo_sets = 0;
	const rv_kpi_overfit o = rv_kpi_overfit_of(r);
	assert_int_equal(o.windows, 0);
	assert_true(isnan(o.pbo) && isnan(o.slope));
	rv_bt_result_free(r);
	assert_int_equal(rv_pbo_blocks_of(222), 16);
	assert_int_equal(rv_pbo_blocks_of(31), 14);
	assert_int_equal(rv_pbo_blocks_of(4), 2);
	assert_int_equal(rv_pbo_blocks_of(3), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_momentum, bt_live_set_up, bt_live_tear_down),
		cmocka_unit_test_setup_teardown(test_buckets, bt_live_set_up, bt_live_tear_down),
		cmocka_unit_test_setup_teardown(test_majors, bt_live_set_up, bt_live_tear_down),
		cmocka_unit_test_setup_teardown(test_stat_arb, bt_live_set_up, bt_live_tear_down),
		cmocka_unit_test_setup_teardown(test_unknown, bt_live_set_up, bt_live_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
