/*
 * The open day as if it closed now: equals the step over a panel that holds that day as a closed
 * bar, to the bit; old mids are unknown, a missing yesterday is said, published scores stay.
 */
#include "engine/base/rng.h"
#include "engine/research/cursor.h"
#include "engine/run/live.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N_SYM = 9, DAYS = 300, HOURS = 30 * 24 };

static const char *const names[N_SYM] = { "ADA",  "BTC", "DOGE", "ENA", "ETH",
					  "LINK", "SOL", "WIF",	 "XRP" };

#define DAY0 INT64_C(1735689600000) /* 2025-01-01 */
#define TODAY (DAY0 + DAYS * RV_DAY_MS)
#define HOUR0 (TODAY - HOURS * RV_HOUR_MS)
#define NOW (TODAY + 23 * RV_HOUR_MS + 50 * INT64_C(60000))
#define MID_AT INT64_C(5000)

typedef struct fixture {
	rv_live *live;
	rv_quote quotes[N_SYM];
	double day[N_SYM][DAYS]; /* closes */
	double hour[N_SYM][HOURS + 23];
} fixture;

static rv_bar bar_of(int64_t t, double close)
{
	return (rv_bar){ .t = t,
			 .open = close,
			 .high = close * 1.02,
			 .low = close * 0.97,
			 .close = close,
			 .volume_base = 3e6,
			 .volume_quote = 5e7 };
}

static void send(fixture *f, size_t sym, rv_interval iv, int64_t t0, const double *close, size_t n)
{
	rv_md *md = NULL;
	assert_int_equal(rv_md_new(RV_MD_BARS, names[sym], n, &md), RV_OK);
	md->interval = iv;
	for (size_t i = 0; i < n; i++)
		md->u.bars[i] = bar_of(t0 + (int64_t)i * rv_interval_ms(iv), close[i]);
	assert_int_equal(rv_live_md(f->live, md), RV_OK);
	rv_md_free(md);
}

static void walk(double *x, size_t n, double from, double sd, uint64_t stream)
{
	rv_rng r;
	rv_rng_seed(&r, 41, stream, 0);
	for (size_t i = 0; i < n; i++)
		x[i] = from *= exp(sd * rv_rng_normal(&r));
}

/* The day's extremes are those of its open hour for one half of the coins, of the closed hours for
 * the other. */
static bool open_hour_rules(size_t s)
{
	return s % 2 == 0;
}

/* closed: with the hours that have closed by now; else the desk has been told of the open one
 * alone. */
static fixture *begin(bool closed)
{
	fixture *f = calloc(1, sizeof(*f));
	rv_live_params p;
	assert_non_null(f);
	rv_live_params_default(&p);
	assert_int_equal(rv_live_new(&p, NULL, &f->live), RV_OK);
	for (size_t s = 0; s < N_SYM; s++) {
		walk(f->day[s], DAYS, 2.385, 0.03, s);
		walk(f->hour[s], HOURS + 23, 1.0, 0.006, 100 + s);
		/* Yesterday's last hour ends at its close, or a gap would be the whole range. */
		const double level = f->day[s][DAYS - 1] / f->hour[s][HOURS - 1];
		for (size_t k = 0; k < HOURS + 23; k++)
			f->hour[s][k] *= level;
		send(f, s, RV_INTERVAL_1D, DAY0, f->day[s], DAYS);
		if (closed)
			send(f, s, RV_INTERVAL_1H, HOUR0, f->hour[s], HOURS + 23);
		else
			send(f, s, RV_INTERVAL_1H, TODAY + 23 * RV_HOUR_MS, &f->hour[s][HOURS + 22],
			     1);
		rv_quote *q = &f->quotes[s];
		(void)snprintf(q->symbol, sizeof(q->symbol), "%s", names[s]);
		q->mid = open_hour_rules(s) ? f->day[s][DAYS - 1] * (1.0 + 0.01 * (double)s)
					    : f->hour[s][HOURS + 22];
		q->mid_at = MID_AT;
		q->ctx_at = q->bbo_at = q->candle_at = RV_NEVER;
		q->forming = (rv_bar){ .t = TODAY + 23 * RV_HOUR_MS,
				       .high = q->mid * (open_hour_rules(s) ? 1.5 : 1.0),
				       .low = q->mid * (open_hour_rules(s) ? 0.4 : 1.0) };
	}
	rv_live_quotes(f->live, f->quotes, N_SYM);
	return f;
}

static int setup(void **state)
{
	fixture *f = begin(true);
	bool scored;
	assert_int_equal(rv_live_tick(f->live, NOW, &scored), RV_OK);
	assert_true(scored);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	fixture *f = *state;
	rv_live_free(f->live);
	free(f);
	return 0;
}

static void put_daily(const fixture *f, rv_panel *p, size_t s, size_t without)
{
	const size_t row = rv_panel_find(p, names[s]);
	for (size_t k = 0; k < DAYS; k++) {
		const rv_bar b = bar_of(DAY0 + (int64_t)k * RV_DAY_MS, f->day[s][k]);
		assert_int_equal(rv_panel_put(p, row, &b), RV_OK);
	}
	rv_bar b = bar_of(TODAY, f->quotes[s].mid);
	b.open = f->day[s][DAYS - 1];
	b.high = f->quotes[s].forming.high;
	b.low = f->quotes[s].forming.low;
	for (size_t k = HOURS; k < HOURS + 23; k++) {
		b.high = fmax(b.high, f->hour[s][k] * 1.02);
		b.low = fmin(b.low, f->hour[s][k] * 0.97);
	}
	if (s != without)
		assert_int_equal(rv_panel_put(p, row, &b), RV_OK);
}

/* The same pass over panels that hold the day as closed. */
static rv_step_result *expected(const fixture *f, size_t without)
{
	rv_panel *daily = NULL, *hourly = NULL;
	rv_step *step = NULL;
	rv_step_params sp;
	rv_step_result *want = calloc(1, sizeof(*want));
	assert_non_null(want);
	rv_step_params_default(&sp);
	assert_int_equal(rv_panel_new(RV_INTERVAL_1D, N_SYM, RV_STEP_DAILY_BARS, &daily), RV_OK);
	assert_int_equal(rv_panel_new(RV_INTERVAL_1H, N_SYM, RV_STEP_HOURLY_BARS, &hourly), RV_OK);
	for (size_t s = 0; s < N_SYM; s++) {
		const rv_instrument_kind kind = rv_universe_kind(&sp.universe, names[s]);
		assert_int_equal(rv_panel_add_symbol(daily, names[s], kind), RV_OK);
		assert_int_equal(rv_panel_add_symbol(hourly, names[s], kind), RV_OK);
	}
	for (size_t s = 0; s < N_SYM; s++) {
		put_daily(f, daily, s, without);
		for (size_t k = 0; k < HOURS + 23; k++) {
			const rv_bar b = bar_of(HOUR0 + (int64_t)k * RV_HOUR_MS, f->hour[s][k]);
			assert_int_equal(rv_panel_put(hourly, rv_panel_find(hourly, names[s]), &b),
					 RV_OK);
		}
	}
	const rv_step_input in = { .signal = hourly, .daily = daily, .asof_ms = TODAY + RV_DAY_MS };
	assert_int_equal(rv_step_new(&sp, &step), RV_OK);
	assert_int_equal(rv_step_run(step, &in, want), RV_OK);
	rv_step_free(step);
	rv_panel_free(daily);
	rv_panel_free(hourly);
	return want;
}

static void same_results(const rv_step_result *a, const rv_step_result *b)
{
	assert_int_equal(a->n_daily, b->n_daily);
	assert_int_equal(a->buckets.close_ms, b->buckets.close_ms);
	assert_int_equal(a->ma.close_ms, b->ma.close_ms);
	assert_int_equal(a->universe.n_active, b->universe.n_active);
	size_t known = 0;
	for (size_t i = 0; i < a->n_daily; i++) {
		const rv_bucket_symbol *x = &a->buckets.symbols[i], *y = &b->buckets.symbols[i];
		assert_close("cm", x->cm, y->cm, 0.0);
		assert_close("atr", x->atr14, y->atr14, 0.0);
		assert_close("net", x->net, y->net, 0.0);
		assert_close("adv", x->adv_usd, y->adv_usd, 0.0);
		known += isfinite(x->cm) ? 1 : 0;
	}
	assert_true(known > 0);
	assert_close("score", a->ma.score, b->ma.score, 0.0);
}

static void equals_the_step_over_the_closed_day(void **state)
{
	fixture *f = *state;
	const rv_step_result *got;
	assert_int_equal(rv_live_project(f->live, NOW, MID_AT, &got), RV_OK);
	assert_int_equal(got->asof_ms, TODAY + RV_DAY_MS);
	assert_int_equal(got->buckets.close_ms, TODAY + RV_DAY_MS);
	rv_step_result *want = expected(f, SIZE_MAX);
	same_results(got, want);
	assert_true(isfinite(got->buckets.symbols[rv_step_find_daily(got, names[3])].cm));
	free(want);
}

static void an_old_mid_is_unknown(void **state)
{
	fixture *f = *state;
	const rv_step_result *got;
	f->quotes[3].mid_at = MID_AT - 1;
	assert_int_equal(rv_live_project(f->live, NOW, MID_AT, &got), RV_OK);
	rv_step_result *want = expected(f, 3);
	same_results(got, want);
	assert_true(isnan(got->buckets.symbols[rv_step_find_daily(got, names[3])].cm));
	free(want);
}

static void published_scores_stay(void **state)
{
	fixture *f = *state;
	const rv_step_result *got;
	rv_view *before = calloc(1, sizeof(*before)), *after = calloc(1, sizeof(*after));
	assert_non_null(before);
	assert_non_null(after);
	rv_live_fill(f->live, before);
	assert_int_equal(rv_live_project(f->live, NOW, MID_AT, &got), RV_OK);
	bool scored;
	assert_int_equal(rv_live_tick(f->live, NOW, &scored), RV_OK);
	assert_false(scored);
	rv_live_fill(f->live, after);
	assert_int_equal(after->scores.buckets.close_ms, TODAY);
	assert_memory_equal(&before->scores.buckets, &after->scores.buckets,
			    sizeof(before->scores.buckets));
	assert_memory_equal(before->rows, after->rows, sizeof(before->rows));
	free(before);
	free(after);
}

static void a_missing_yesterday_is_said(void **state)
{
	fixture *f = *state;
	const rv_step_result *got;
	assert_int_equal(rv_live_project(f->live, NOW + RV_DAY_MS, MID_AT, &got), RV_ENOENT);
	assert_null(got);
	assert_int_equal(rv_live_project(f->live, NOW, MID_AT, &got), RV_OK); /* and goes on */
}

/* ---- what comes after 23:50 ---- */

/* The day's close, the hour that is open, tomorrow, the payment of midnight, tomorrow's caps and a
 * coin that lists then: all told already, and all wrong. */
static void poison(fixture *f, double times)
{
	double day[2], hour[2];
	for (size_t s = 0; s < N_SYM; s++) {
		day[0] = f->day[s][DAYS - 1] * times;
		day[1] = day[0] * times;
		hour[0] = f->hour[s][HOURS + 22] * times;
		hour[1] = hour[0] / times;
		send(f, s, RV_INTERVAL_1D, TODAY, day, 2);
		send(f, s, RV_INTERVAL_1H, TODAY + 23 * RV_HOUR_MS, hour, 2);
		rv_md *md = NULL;
		assert_int_equal(rv_md_new(RV_MD_FUNDING, names[s], 1, &md), RV_OK);
		md->u.funding[0] = (rv_funding){ .t = TODAY + RV_DAY_MS, .rate = .01 * times };
		assert_int_equal(rv_live_md(f->live, md), RV_OK);
		rv_md_free(md);
		assert_int_equal(rv_md_new(RV_MD_MCAP, names[s], 2, &md), RV_OK);
		md->u.mcaps[0] = (rv_mcap){ .t = TODAY, .market_cap_usd = 1e9 * times };
		md->u.mcaps[1] = (rv_mcap){ .t = TODAY + RV_DAY_MS, .market_cap_usd = 1e9 * times };
		assert_int_equal(rv_live_md(f->live, md), RV_OK);
		rv_md_free(md);
	}
}

static void what_comes_later_is_not_projected(void **state)
{
	fixture *f = *state;
	const rv_step_result *got;
	rv_step_result *before = malloc(sizeof(*before));
	assert_non_null(before);
	f->quotes[3].mid_at = MID_AT - 1; /* not even where there is no mid */
	assert_int_equal(rv_live_project(f->live, NOW, MID_AT, &got), RV_OK);
	memcpy(before, got, sizeof(*before));
	for (int k = 0; k < 4; k++) {
		static const double times[] = { 1000.0, .01, 1.3, NAN };
		poison(f, times[k]);
		assert_int_equal(rv_live_project(f->live, NOW, MID_AT, &got), RV_OK);
		same_results(got, before);
		assert_memory_equal(before, got, sizeof(*before));
	}
	assert_true(isnan(got->buckets.symbols[rv_step_find_daily(got, names[3])].cm));
	free(before);
}

/* Its open hour is no hour to score by. */
static void without_a_closed_hour_there_is_none(void **state)
{
	fixture *f = begin(false);
	const rv_step_result *got;
	*state = f;
	assert_int_equal(rv_live_project(f->live, NOW, MID_AT, &got), RV_ENOENT);
	assert_null(got);
}

/* At 00:01 the same bars are the truth, and what they say is what is scored. */
static void but_the_correction_knows_it(void **state)
{
	fixture *f = *state;
	const int64_t then = TODAY + RV_DAY_MS + 60 * INT64_C(1000);
	uint64_t number;
	rv_step_result *first = malloc(sizeof(*first));
	bool scored;
	assert_non_null(first);
	for (int k = 0; k < 2; k++) {
		poison(f, k == 0 ? 1.01 : 1.3);
		assert_int_equal(rv_live_tick(f->live, then + k * 1000, &scored), RV_OK);
		assert_true(scored);
		const rv_step_result *got = rv_live_pass(f->live, &number);
		assert_int_equal(got->buckets.close_ms, TODAY + RV_DAY_MS);
		if (k == 0)
			memcpy(first, got, sizeof(*first));
		else
			assert_true(fabs(got->daily_close[0] / first->daily_close[0] - 1.3 / 1.01) <
				    1e-9);
		if (k == 1)
			assert_true(fabs(got->buckets.symbols[2].atr14 -
					 first->buckets.symbols[2].atr14) > 0.0);
	}
	free(first);
}

/* What `poison` has told, as a store keeps it. */
static rv_panel *recorded(const fixture *f, double times)
{
	rv_panel *p = NULL;
	rv_step_params sp;
	rv_step_params_default(&sp);
	assert_int_equal(rv_panel_new(RV_INTERVAL_1D, N_SYM, DAYS + 2, &p), RV_OK);
	for (size_t s = 0; s < N_SYM; s++)
		assert_int_equal(
			rv_panel_add_symbol(p, names[s], rv_universe_kind(&sp.universe, names[s])),
			RV_OK);
	for (size_t s = 0; s < N_SYM; s++) {
		const size_t row = rv_panel_find(p, names[s]);
		double close = f->day[s][DAYS - 1];
		for (size_t k = 0; k < DAYS + 2; k++) {
			close = k < DAYS ? f->day[s][k] : close * times;
			const int64_t t = DAY0 + (int64_t)k * RV_DAY_MS;
			const rv_bar b = bar_of(t, close);
			assert_int_equal(rv_panel_put(p, row, &b), RV_OK);
			if (k >= DAYS)
				assert_int_equal(
					rv_panel_put_value(p, row, RV_PANEL_MCAP, t, 1e9 * times),
					RV_OK);
		}
	}
	return p;
}

/* The pass of 00:01, and that of a backtest over the record of the day and of a later one. */
static void a_backtest_of_the_record_finds_the_same(void **state)
{
	fixture *f = *state;
	const double times = 1.07;
	uint64_t number;
	bool scored;
	rv_cursor *c = NULL;
	rv_step *step = NULL;
	rv_step_params sp;
	rv_step_result *again = calloc(1, sizeof(*again));
	assert_non_null(again);
	poison(f, times);
	assert_int_equal(rv_live_tick(f->live, TODAY + RV_DAY_MS + 60 * INT64_C(1000), &scored),
			 RV_OK);
	assert_true(scored);
	const rv_step_result *live = rv_live_pass(f->live, &number);
	rv_panel *p = recorded(f, times);
	rv_step_params_default(&sp);
	assert_int_equal(rv_step_new(&sp, &step), RV_OK);
	assert_int_equal(rv_cursor_new(p, &c), RV_OK);
	assert_int_equal(rv_cursor_seek(c, DAYS), RV_OK);
	assert_int_equal(rv_cursor_pass(c, step, &(rv_step_input){ .asof_ms = 0 }, again), RV_OK);
	same_results(live, again);
	for (size_t i = 0; i < live->n_daily; i++)
		assert_close("close", again->daily_close[i], live->daily_close[i], 0.0);
	for (size_t i = 0; i < RV_MA_FEATURES; i++)
		assert_close("feature", again->ma.features[i].raw, live->ma.features[i].raw, 0.0);
	assert_int_equal(live->ma.n_basket, again->ma.n_basket);
	rv_cursor_free(c);
	rv_step_free(step);
	rv_panel_free(p);
	free(again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(equals_the_step_over_the_closed_day, setup,
						teardown),
		cmocka_unit_test_setup_teardown(an_old_mid_is_unknown, setup, teardown),
		cmocka_unit_test_setup_teardown(published_scores_stay, setup, teardown),
		cmocka_unit_test_setup_teardown(a_missing_yesterday_is_said, setup, teardown),
		cmocka_unit_test_setup_teardown(what_comes_later_is_not_projected, setup, teardown),
		cmocka_unit_test_teardown(without_a_closed_hour_there_is_none, teardown),
		cmocka_unit_test_setup_teardown(a_backtest_of_the_record_finds_the_same, setup,
						teardown),
		cmocka_unit_test_setup_teardown(but_the_correction_knows_it, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
