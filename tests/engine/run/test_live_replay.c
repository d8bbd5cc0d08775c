/*
 * The past that is replayed is the one that was lived through: an engine that is given a history at
 * once, one that gets it coin by coin and late, and one that had to score bar by bar remember the
 * same, to the bit; and what is published does not change for it.
 */
#include "engine/run/live_state.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/market_fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The newest bar is 5 hours into a day, so that hours and days end at different bars. */
enum { COINS = 10, DAYS = 240, HOURS = 1440 + 96, INTO_DAY = 5, LIVED_DAYS = RV_VIEW_DAYS + 1 };

typedef struct fixture {
	rv_panel *hourly, *daily;
	rv_live_params p;
	int64_t asof; /* close of the newest hourly bar */
} fixture;

static int setup(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	fx_market *m = fx_market_new(19, COINS, DAYS, HOURS, 0);
	if (!f)
		return -1;
	f->hourly = fx_market_panel(m, RV_INTERVAL_1H, INT64_MAX, FX_AFTER_TRUTH, 0);
	f->daily = fx_market_panel(m, RV_INTERVAL_1D, INT64_MAX, FX_AFTER_TRUTH, 0);
	fx_market_free(m);
	const int64_t end = rv_panel_open_ms(f->hourly, HOURS - 1) + RV_HOUR_MS;
	f->asof = rv_time_floor(end - RV_HOUR_MS, RV_DAY_MS) + INTO_DAY * RV_HOUR_MS;
	rv_live_params_default(&f->p);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	fixture *f = *state;
	rv_panel_free(f->hourly);
	rv_panel_free(f->daily);
	free(f);
	return 0;
}

static void apply(rv_live *l, rv_md *md, size_t n)
{
	md->n = n;
	if (n > 0)
		assert_int_equal(rv_live_md(l, md), RV_OK);
	rv_md_free(md);
}

/* The bars of a coin that close after from and not after to. */
static void send_bars(rv_live *l, const rv_panel *p, size_t row, int64_t from, int64_t to)
{
	const int64_t step = rv_interval_ms(rv_panel_interval(p));
	rv_md *md = NULL;
	size_t n = 0;
	assert_int_equal(rv_md_new(RV_MD_BARS, rv_panel_name(p, row), rv_panel_bars(p), &md),
			 RV_OK);
	md->interval = rv_panel_interval(p);
	for (size_t t = 0; t < rv_panel_bars(p); t++) {
		const int64_t open = rv_panel_open_ms(p, t);
		const double c = rv_panel_row(p, RV_PANEL_CLOSE, row)[t];
		if (open + step <= from || open + step > to || !isfinite(c))
			continue;
		md->u.bars[n++] = (rv_bar){ .t = open,
					    .open = c,
					    .high = rv_panel_row(p, RV_PANEL_HIGH, row)[t],
					    .low = rv_panel_row(p, RV_PANEL_LOW, row)[t],
					    .close = c,
					    .volume_base = NAN,
					    .volume_quote = 5e7 };
	}
	apply(l, md, n);
}

/* Funding and market caps of the days that close after from and not after to. */
static void send_fields(rv_live *l, const rv_panel *p, size_t row, int64_t from, int64_t to)
{
	rv_md *fund = NULL, *caps = NULL;
	size_t n = 0, n_caps = 0;
	assert_int_equal(
		rv_md_new(RV_MD_FUNDING, rv_panel_name(p, row), 24 * rv_panel_bars(p), &fund),
		RV_OK);
	assert_int_equal(rv_md_new(RV_MD_MCAP, rv_panel_name(p, row), rv_panel_bars(p), &caps),
			 RV_OK);
	for (size_t t = 0; t < rv_panel_bars(p); t++) {
		const int64_t open = rv_panel_open_ms(p, t);
		const double f = rv_panel_row(p, RV_PANEL_FUNDING, row)[t];
		const double cap = rv_panel_row(p, RV_PANEL_MCAP, row)[t];
		if (open + RV_DAY_MS <= from || open + RV_DAY_MS > to)
			continue;
		for (int h = 1; h <= 24 && isfinite(f); h++)
			fund->u.funding[n++] = (rv_funding){ open + h * RV_HOUR_MS, f / 24, 1 };
		if (isfinite(cap))
			caps->u.mcaps[n_caps++] = (rv_mcap){ open, cap };
	}
	apply(l, fund, n);
	apply(l, caps, n_caps);
}

static void send_coin(const fixture *f, rv_live *l, size_t row, int64_t from, int64_t to)
{
	send_bars(l, f->hourly, row, from, to);
	send_bars(l, f->daily, row, from, to);
	send_fields(l, f->daily, row, from, to);
}

static void send(const fixture *f, rv_live *l, int64_t from, int64_t to)
{
	for (size_t row = 0; row < COINS; row++)
		send_coin(f, l, row, from, to);
}

static rv_live *new_live(const fixture *f)
{
	rv_live *l = NULL;
	assert_int_equal(rv_live_new(&f->p, NULL, &l), RV_OK);
	return l;
}

static void tick(rv_live *l, int64_t utc)
{
	bool scored;
	assert_int_equal(rv_live_tick(l, utc + RV_MINUTE_MS, &scored), RV_OK);
	assert_true(scored);
}

/* Scores each of the days, and each of the hours that are remembered, when it closes. */
static rv_live *lived(const fixture *f)
{
	rv_live *l = new_live(f);
	const int64_t hours_from = f->asof - (RV_VIEW_PASSES - 1) * RV_HOUR_MS;
	int64_t at = rv_time_floor(f->asof, RV_DAY_MS) - (LIVED_DAYS - 1) * RV_DAY_MS;
	int64_t from = INT64_MIN;
	while (at <= f->asof) {
		send(f, l, from, at);
		tick(l, at);
		from = at;
		at += at + RV_DAY_MS <= hours_from ? RV_DAY_MS
		      : at < hours_from		   ? hours_from - at
						   : RV_HOUR_MS;
	}
	assert_int_equal(l->asof_bar_close, f->asof);
	return l;
}

static rv_live *old_engine;

/* The engine that lived through it, for all tests: the market is the same in each. */
static const rv_live *grown(const fixture *f)
{
	if (!old_engine)
		old_engine = lived(f);
	return old_engine;
}

static int forget_grown(void **state)
{
	(void)state;
	rv_live_free(old_engine);
	return 0;
}

static void replay_all(rv_live *l)
{
	for (int guard = 0; rv_live_past_due(l) > 0; guard++) {
		assert_true(guard < 200);
		assert_int_equal(rv_live_replay_past(l, 1), RV_OK);
	}
}

static bool same_float(float a, float b)
{
	return memcmp(&a, &b, sizeof(a)) == 0;
}

static void assert_same_past(const rv_live *a, const rv_live *b)
{
	assert_int_equal(a->n_passes, RV_VIEW_PASSES);
	assert_int_equal(b->n_passes, RV_VIEW_PASSES);
	for (size_t i = 0; i < RV_VIEW_PASSES; i++) {
		const rv_view_pass *x = &a->passes[i], *y = &b->passes[i];
		assert_int_equal(x->bar_close_ms, y->bar_close_ms);
		assert_int_equal(x->regime, y->regime);
		assert_true(same_float(x->confidence, y->confidence));
		assert_true(same_float(x->avg_corr, y->avg_corr));
		assert_true(same_float(x->leverage_factor, y->leverage_factor));
	}
	assert_int_equal(a->n_days, RV_VIEW_DAYS);
	assert_int_equal(b->n_days, RV_VIEW_DAYS);
	for (size_t i = 0; i < RV_VIEW_DAYS; i++) {
		const rv_view_day *x = &a->days[i], *y = &b->days[i];
		assert_int_equal(x->close_ms, y->close_ms);
		assert_int_equal(x->status, y->status);
		assert_int_equal(x->weights_equal, y->weights_equal);
		for (int k = 0; k < RV_IDIO_N; k++)
			assert_true(same_float(x->weights[k], y->weights[k]));
		assert_true(same_float(x->alpha, y->alpha) && same_float(x->r2, y->r2));
	}
}

/* The market says something: the values compared are fitted, known and not all the same. */
static void assert_worth_comparing(const rv_live *l)
{
	size_t fitted = 0, moved = 0, known = 0;
	for (size_t i = 0; i < l->n_days; i++) {
		fitted += l->days[i].status == RV_RIDGE_OK;
		moved += i > 0 && !same_float(l->days[i].r2, l->days[i - 1].r2);
	}
	for (size_t i = 0; i < l->n_passes; i++)
		known += isfinite(l->passes[i].avg_corr) && l->passes[i].confidence > 0;
	assert_true(fitted > RV_VIEW_DAYS / 2 && moved > RV_VIEW_DAYS / 2);
	assert_true(known > RV_VIEW_PASSES / 2);
}

static void a_replayed_past_is_the_one_lived_through(void **state)
{
	const fixture *f = *state;
	const rv_live *old = grown(f);
	rv_live *fed = new_live(f);
	rv_step_result *was = malloc(sizeof(*was));
	assert_non_null(was);
	assert_worth_comparing(old);
	send(f, fed, INT64_MIN, f->asof);
	assert_int_equal(rv_live_past_due(fed), 0); /* nothing before a first pass */
	tick(fed, f->asof);
	assert_int_equal(fed->n_passes, 1);
	assert_int_equal(rv_live_past_due(fed), RV_VIEW_PASSES - 1 + RV_VIEW_DAYS - 1);
	memcpy(was, &fed->result, sizeof(*was));
	assert_int_equal(rv_live_replay_past(fed, 1), RV_OK);
	assert_int_equal(fed->n_passes, 2); /* the newest of them first */
	assert_int_equal(fed->passes[0].bar_close_ms, f->asof - RV_HOUR_MS);
	replay_all(fed);
	assert_same_past(old, fed);
	assert_memory_equal(was, &fed->result, sizeof(*was));
	free(was);
	rv_live_free(fed);
}

/*
 * With rv_release the screener remembers what the bar before held back: the past that is replayed
 * in between is not that bar.
 */
static void the_screener_remembers_the_live_bar(void **state)
{
	fixture *f = *state;
	f->p.step.hybrid.rv_release = 0.3;
	rv_live *plain = new_live(f), *fed = new_live(f);
	const int64_t start = f->asof - 4 * RV_HOUR_MS;
	int64_t from = INT64_MIN;
	for (int64_t at = start; at <= f->asof; from = at, at += RV_HOUR_MS) {
		send(f, plain, from, at);
		send(f, fed, from, at);
		tick(plain, at);
		tick(fed, at);
		assert_int_equal(rv_live_replay_past(fed, 20), RV_OK);
		const rv_hybrid_result *a = &plain->result.hybrid, *b = &fed->result.hybrid;
		assert_true(a->n_screen > 0);
		assert_int_equal(a->n_screen, b->n_screen);
		for (size_t k = 0; k < a->n_screen; k++) {
			assert_int_equal(a->screen[k].index, b->screen[k].index);
			assert_int_equal(a->screen[k].side, b->screen[k].side);
			assert_int_equal(a->screen[k].action, b->screen[k].action);
			assert_memory_equal(&a->screen[k].hybrid, &b->screen[k].hybrid,
					    sizeof(double));
		}
	}
	assert_true(plain->n_passes == 5 && fed->n_passes == RV_VIEW_PASSES);
	rv_live_free(plain);
	rv_live_free(fed);
}

/* A coin whose history comes when all has been replayed: what it had not known is done again. */
static void late_history_is_replayed(void **state)
{
	const fixture *f = *state;
	const rv_live *old = grown(f);
	rv_live *fed = new_live(f);
	for (size_t row = 0; row + 1 < COINS; row++)
		send_coin(f, fed, row, INT64_MIN, f->asof);
	tick(fed, f->asof);
	replay_all(fed);
	send_bars(fed, f->hourly, COINS - 1, INT64_MIN, f->asof);
	send_bars(fed, f->daily, COINS - 1, INT64_MIN, f->asof);
	assert_int_equal(rv_live_replay_past(fed, 5), RV_OK); /* a pass is due before */
	tick(fed, f->asof);
	assert_int_equal(rv_live_past_due(fed), RV_VIEW_PASSES - 1 + RV_VIEW_DAYS - 1);
	replay_all(fed);
	send_fields(fed, f->daily, COINS - 1, INT64_MIN, f->asof); /* and its funding later still */
	tick(fed, f->asof);
	assert_true(rv_live_past_due(fed) > 0);
	replay_all(fed);
	assert_same_past(old, fed);
	rv_live_free(fed);
}

/* The same bars again are no news; a corrected one is, from its close on; missed bars are due. */
static void only_news_makes_a_bar_due(void **state)
{
	const fixture *f = *state;
	rv_live *l = new_live(f);
	const int64_t start = f->asof - 7 * RV_HOUR_MS;
	send(f, l, INT64_MIN, start);
	tick(l, start);
	replay_all(l);
	send(f, l, start - 3 * RV_HOUR_MS, start);
	tick(l, start); /* scored again: it is not known whether something changed */
	assert_int_equal(rv_live_past_due(l), 0);
	send(f, l, start, start + RV_HOUR_MS);
	tick(l, start + RV_HOUR_MS);
	assert_int_equal(rv_live_past_due(l), 0); /* the next hour: nothing to replay */
	send(f, l, start + RV_HOUR_MS, f->asof);
	tick(l, f->asof); /* six hours at once, five of them missed; a day closed with the second */
	assert_int_equal(rv_live_past_due(l), 5);
	replay_all(l);
	rv_md *md = NULL;
	assert_int_equal(rv_md_new(RV_MD_BARS, "BTC", 1, &md), RV_OK);
	md->interval = RV_INTERVAL_1H;
	md->u.bars[0] = (rv_bar){ f->asof - 3 * RV_HOUR_MS, 2.5, 2.5, 2.5, 2.5, 1.5, NAN };
	apply(l, md, 1);
	tick(l, f->asof);
	assert_int_equal(rv_live_past_due(l), 2); /* its own close is one, the newest is scored */
	rv_live_free(l);
}

/* What a warm-up goes through is no line where it must not depend on the order of arrival. */
static void a_quiet_warm_up_notes_the_end_of_it(void **state)
{
	fixture *f = *state;
	rv_clock *clock = NULL;
	rv_log *log = NULL;
	assert_int_equal(rv_clock_new_manual(f->asof, &clock), RV_OK);
	assert_int_equal(rv_log_new(clock, NULL, &log, NULL), RV_OK);
	for (int quiet = 0; quiet < 2; quiet++) {
		rv_live *l = NULL;
		bool scored;
		f->p.quiet_warm_up = quiet != 0;
		assert_int_equal(rv_live_new(&f->p, log, &l), RV_OK);
		const uint64_t before = rv_log_seq(log);
		send(f, l, f->asof - 36 * RV_DAY_MS, f->asof); /* too few days for a fit */
		tick(l, f->asof);
		assert_int_equal(rv_log_seq(log) - before, quiet ? 0 : 1);
		for (size_t row = 0; row < COINS; row++) {
			rv_md *md = NULL;
			assert_int_equal(
				rv_md_new(RV_MD_PROGRESS, rv_panel_name(f->daily, row), 0, &md),
				RV_OK);
			md->have = RV_HAVE_ALL;
			assert_int_equal(rv_live_md(l, md), RV_OK);
			rv_md_free(md);
		}
		for (int k = 0; k < 2; k++) {
			assert_int_equal(rv_live_tick(l, f->asof + RV_MINUTE_MS, &scored), RV_OK);
			assert_int_equal(rv_log_seq(log) - before, 1); /* said once */
		}
		rv_live_free(l);
	}
	rv_log_free(log);
	rv_clock_free(clock);
}

/* A history of two days and a system that is switched off: as far back as there is, no further. */
static void the_past_ends_where_the_history_does(void **state)
{
	fixture *f = *state;
	f->p.step.modules = RV_MODULE_MARKET_STRUCTURE;
	rv_live *l = new_live(f);
	send(f, l, f->asof - 9 * RV_HOUR_MS, f->asof);
	tick(l, f->asof);
	replay_all(l);
	assert_int_equal(l->n_passes, 9);
	assert_int_equal(l->n_days, 0);
	assert_true(isnan(l->passes[4].avg_corr));
	rv_live_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_replayed_past_is_the_one_lived_through, setup,
						teardown),
		cmocka_unit_test_setup_teardown(the_screener_remembers_the_live_bar, setup,
						teardown),
		cmocka_unit_test_setup_teardown(late_history_is_replayed, setup, teardown),
		cmocka_unit_test_setup_teardown(only_news_makes_a_bar_due, setup, teardown),
		cmocka_unit_test_setup_teardown(a_quiet_warm_up_notes_the_end_of_it, setup,
						teardown),
		cmocka_unit_test_setup_teardown(the_past_ends_where_the_history_does, setup,
						teardown),
	};
	return cmocka_run_group_tests(tests, NULL, forget_grown);
}
