/* Cuts; see honest_cuts.h. */
#include "tests/support/honest_cuts.h"

#include "engine/stats/init.h"
#include "tests/support/bt_same.h"
#include "tests/support/cm.h"
#include "tests/support/market_fixture.h"

#include <string.h>

enum { COINS = 16, DAYS = 470, START = 330, LISTED = 9, LISTED_AFTER = 25 };

/* Days that a poisoned run could go on for, so that what computes ahead does. */
enum { AHEAD_DAYS = 5 };

/* The coin forgets what was before a column. */
static void list_at(rv_panel *p, size_t row, size_t from)
{
	static double kept[RV_PANEL_FIELDS][DAYS];
	const size_t bars = rv_panel_bars(p);
	for (int f = 0; f < RV_PANEL_FIELDS; f++)
		memcpy(kept[f], rv_panel_row(p, (rv_panel_field)f, row), bars * sizeof(double));
	rv_panel_clear_row(p, row);
	for (size_t t = from; t < bars; t++) {
		const rv_bar b = { rv_panel_open_ms(p, t),	  kept[RV_PANEL_OPEN][t],
				   kept[RV_PANEL_HIGH][t],	  kept[RV_PANEL_LOW][t],
				   kept[RV_PANEL_CLOSE][t],	  kept[RV_PANEL_VOLUME_BASE][t],
				   kept[RV_PANEL_VOLUME_QUOTE][t] };
		assert_int_equal(rv_panel_put(p, row, &b), RV_OK);
	}
}

void honest_world_make(honest_world *w, const char *profile)
{
	rv_err err = { .code = RV_OK };
	rv_stats_init();
	fx_market *m = fx_market_new(20250711, COINS, DAYS, 24, 0);
	w->truth = fx_market_panel(m, RV_INTERVAL_1D, INT64_MAX, FX_AFTER_TRUTH, 0);
	w->start_ms = fx_market_day0(m) + START * RV_DAY_MS;
	fx_market_free(m);
	list_at(w->truth, LISTED, START + LISTED_AFTER);
	if (rv_config_load_profile("config", "config", profile, &w->config, NULL, &err) != RV_OK)
		fail_msg("%s", err.text);
}

void honest_world_free(honest_world *w)
{
	rv_panel_free(w->truth);
	w->truth = NULL;
}

honest_case honest_case_of(const honest_world *w, const rv_strategy *s)
{
	honest_case c = { .strategy = s,
			  .step = &w->config.step,
			  .params = w->config.backtest,
			  .more = &w->config.book,
			  .start_ms = w->start_ms,
			  .threads = 2 };
	c.params.samples = HONEST_SAMPLES;
	c.params.walk.train_days = HONEST_TRAIN;
	c.params.walk.test_days = HONEST_TEST;
	c.params.walk.min_test_days = 1;
	return c;
}

static int64_t open_of(const honest_bench *b, size_t day)
{
	return b->c.start_ms + (int64_t)day * RV_DAY_MS;
}

void honest_begin(honest_bench *b, size_t days)
{
	b->end_ms = open_of(b, days - 1);
	honest_run(&b->c, b->truth, b->end_ms, SIZE_MAX, &b->all, &b->result);
	assert_true(b->all.n == days);
}

void honest_end(honest_bench *b)
{
	rv_bt_result_free(b->result);
	b->result = NULL;
}

static bool same(const honest_bench *b, const honest_chain *got, size_t day, honest_after after,
		 bool talk)
{
	assert_true(got->n == day + 1);
	const size_t part = honest_parts(&b->all, got, day + 1);
	if (part <= day && talk)
		print_message("%s: cut after day %zu, future %s: day %zu is another\n",
			      rv_bt_strategy_name(b->c.strategy->id), day, honest_after_name(after),
			      part);
	return part > day;
}

/* A run that cannot be finished any more has noticed as well. */
static bool ended(const honest_bench *b, rv_status st, const rv_err *err, size_t day,
		  honest_after after, bool talk)
{
	if (st != RV_OK && talk)
		print_message("%s: cut after day %zu, future %s: %s\n",
			      rv_bt_strategy_name(b->c.strategy->id), day, honest_after_name(after),
			      err->text);
	return st == RV_OK;
}

bool honest_truncated(const honest_bench *b, size_t day, bool deep, bool talk)
{
	static honest_chain got;
	const int64_t last = open_of(b, day);
	rv_panel *p = honest_panel(b->truth, last + RV_DAY_MS, HONEST_NOTHING, 0);
	rv_bt_result *r = NULL;
	rv_err err;
	const rv_status st = honest_try(&b->c, p, last, SIZE_MAX, &got, &r, &err);
	const bool ok = ended(b, st, &err, day, HONEST_NOTHING, talk) &&
			same(b, &got, day, HONEST_NOTHING, talk);
	if (ok && deep)
		bt_same_prefix(r, b->result, day + 1);
	rv_bt_result_free(r);
	rv_panel_free(p);
	return ok;
}

bool honest_poisoned(const honest_bench *b, size_t day, honest_after after, bool talk)
{
	static honest_chain got;
	const size_t least = (size_t)b->c.params.walk.train_days + 1; /* for a first window */
	const int64_t far = open_of(b, (day > least ? day : least) + AHEAD_DAYS);
	rv_panel *p = honest_panel(b->truth, open_of(b, day) + RV_DAY_MS, after, day);
	rv_err err;
	const rv_status st =
		honest_try(&b->c, p, far < b->end_ms ? far : b->end_ms, day + 1, &got, NULL, &err);
	rv_panel_free(p);
	return ended(b, st, &err, day, after, talk) && same(b, &got, day, after, talk);
}
