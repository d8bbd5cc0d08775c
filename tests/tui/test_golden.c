/*
 * Golden screens: the whole desk for a fixed snapshot, as text, against tests/tui/golden/NAME.txt.
 *
 * UPDATE_GOLDEN=1 writes them anew (then read the difference before you commit it). A mismatch
 * prints the lines that differ. Sizes are those that people use and those where the layout
 * changes; keys are typed before the screen is taken.
 */
#include "tui/desk.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/golden_screen.h"
#include "tests/support/view_engine.h"
#include "tests/support/view_fixture.h"

typedef struct scene {
	const char *name;
	int cols, rows;
	bool ascii;
	void (*prepare)(rv_view *v); /* NULL: as the fixture is */
	const char *keys;
	int64_t later_ms; /* since the publication */
	bool no_view;
} scene;

static void draw_scene_as(const scene *s, void (*as_text)(const rv_canvas *c, char *out))
{
	rv_desk *d = NULL;
	rv_canvas *c = NULL;
	rv_view *v = rv_fixture_view();

	assert_non_null(v);
	if (s->prepare)
		s->prepare(v);
	assert_int_equal(rv_desk_new(&d), RV_OK);
	assert_int_equal(rv_canvas_new(s->cols, s->rows, s->ascii, &c), RV_OK);
	rv_desk_update(d, s->no_view ? NULL : v, v->mono_ms + s->later_ms);
	rv_desk_draw(d, c);
	rv_golden_type(d, s->keys);
	rv_desk_update(d, s->no_view ? NULL : v, v->mono_ms + s->later_ms);
	rv_desk_draw(d, c);
	rv_golden_check(s->name, c, as_text);
	rv_canvas_free(c);
	rv_desk_free(d);
	free(v);
}

static void draw_scene(const scene *s)
{
	draw_scene_as(s, rv_golden_text);
}

/* Colours are roles; what a role looks like is the theme's, tested with it. */
static void test_colours(void **state)
{
	(void)state;
	static const scene scenes[] = {
		{ "roles-120x40", 120, 40, false, NULL, "j", 0, false },
		{ "roles-stale-120x40", 120, 40, false, rv_fixture_stale, "", 0, false },
		{ "roles-venue-down-80x24", 80, 24, false, rv_fixture_venue_down, "", 0, false },
		{ "roles-engine-silent-80x24", 80, 24, false, NULL, "", 12000, false },
		{ "roles-filter-error-80x24", 80, 24, false, NULL, "\\rv>", 0, false },
		{ "roles-sort-menu-80x24", 80, 24, false, NULL, "s", 0, false },
	};
	for (size_t i = 0; i < LEN(scenes); i++)
		draw_scene_as(&scenes[i], rv_golden_roles);
}

static void test_sizes(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int cols, rows;
	} sizes[] = { { "200x60", 200, 60 }, { "120x40", 120, 40 }, { "100x30", 100, 30 },
		      { "80x24", 80, 24 },   { "79x23", 79, 23 },   { "60x16", 60, 16 },
		      { "40x10", 40, 10 },   { "20x5", 20, 5 } };

	for (size_t i = 0; i < LEN(sizes); i++) {
		char name[64];
		scene s = {
			.name = name, .cols = sizes[i].cols, .rows = sizes[i].rows, .keys = ""
		};
		(void)snprintf(name, sizeof(name), "desk-%s", sizes[i].name);
		draw_scene(&s);
		(void)snprintf(name, sizeof(name), "ascii-%s", sizes[i].name);
		s.ascii = true;
		draw_scene(&s);
	}
}

/* Just started: no attempt to connect has ended yet, one way or the other. */
static void connecting(rv_view *v)
{
	rv_fixture_venue_down(v);
	v->down_since_utc_ms = 0;
	v->n_alerts = 0;
	for (size_t i = 0; i < v->n_streams; i++)
		v->streams[i].last_at = RV_NEVER;
}

/* Candles are there, funding and market caps are not: what is made of them is not either. */
static void no_inputs(rv_view *v)
{
	rv_step_result *x = &v->scores;

	for (size_t i = 0; i < x->idio.n; i++) {
		rv_idio_symbol *s = &x->idio.symbols[i];
		rv_book_symbol *b = &x->book.symbols[i];
		s->funding = s->signal[RV_IDIO_CARRY] = s->signal_raw[RV_IDIO_CARRY] = s->mu = NAN;
		b->weight = b->cost = b->cap = b->previous = b->mu = NAN;
		if (b->reason != RV_BOOK_INACTIVE)
			b->reason = RV_BOOK_NO_SIGNAL;
	}
	x->idio.ridge_status = RV_RIDGE_TOO_FEW;
	x->idio.weights_equal = true;
	x->idio.rows = x->idio.dates = 0;
	x->idio.alpha = x->idio.r2 = x->idio.oos_r2 = NAN;
	x->book.n_assets = 0;
	x->book.status = RV_OPT_NONE;
	x->book.shrinkage = x->book.gap = x->book.objective = NAN;
	x->book.gross = x->book.weight_btc = x->book.weight_eth = 0;
	x->ma.features[RV_MA_FUNDING_SKEW] = x->ma.features[RV_MA_FUNDING_HEATING] =
		x->ma.features[RV_MA_BTC_DOMINANCE];
	x->ma.score = x->ma.score_raw = x->ma.to_up = x->ma.to_down = NAN;
	x->ma.mcap_known = false;
	x->ma.state = (rv_ma_state){ .regime = RV_MA_UNKNOWN, .missing_days = 400 };
	for (size_t i = 0; i < x->hybrid.n; i++)
		x->hybrid.symbols[i].source[RV_PART_CARRY] = RV_SOURCE_NEUTRAL;
}

static void test_states(void **state)
{
	(void)state;
	static const scene scenes[] = {
		{ "stale-120x40", 120, 40, false, rv_fixture_stale, "", 0, false },
		{ "stale-80x24", 80, 24, false, rv_fixture_stale, "", 0, false },
		{ "venue-down-120x40", 120, 40, false, rv_fixture_venue_down, "", 0, false },
		{ "venue-down-40x10", 40, 10, false, rv_fixture_venue_down, "", 0, false },
		{ "venue-down-acknowledged-80x24", 80, 24, false, rv_fixture_venue_down, "!", 0,
		  false },
		{ "engine-silent-120x40", 120, 40, false, NULL, "", 12000, false },
		{ "engine-silent-40x10", 40, 10, false, NULL, "", 12000, false },
		{ "warming-120x40", 120, 40, false, rv_fixture_warming, "", 0, false },
		{ "warming-79x23", 79, 23, false, rv_fixture_warming, "", 0, false },
		{ "stale-60x16", 60, 16, false, rv_fixture_stale, "", 0, false },
		{ "stale-40x10", 40, 10, false, rv_fixture_stale, "", 0, false },
		{ "connecting-80x24", 80, 24, false, connecting, "", 0, false },
		{ "connecting-40x10", 40, 10, false, connecting, "", 0, false },
		{ "empty-120x40", 120, 40, false, rv_fixture_empty, "", 0, false },
		{ "desk-no-inputs-120x40", 120, 40, false, no_inputs, "", 0, false },
		{ "regime-no-inputs-120x40", 120, 40, false, no_inputs, "3", 0, false },
		{ "portfolio-no-inputs-120x40", 120, 40, false, no_inputs, "4", 0, false },
		{ "why-no-inputs-120x40", 120, 40, false, no_inputs, "/SOL{enter}2", 0, false },
		{ "no-snapshot-80x24", 80, 24, false, NULL, "", 0, true },
	};
	for (size_t i = 0; i < LEN(scenes); i++)
		draw_scene(&scenes[i]);
}

static void test_screens_and_dialogs(void **state)
{
	(void)state;
	static const scene scenes[] = {
		{ "symbols-120x40", 120, 40, false, NULL, "2jjj", 0, false },
		{ "log-120x40", 120, 40, false, NULL, "8", 0, false },
		{ "help-120x40", 120, 40, false, NULL, "?", 0, false },
		{ "help-ascii-80x24", 80, 24, true, NULL, "?G", 0, false },
		{ "details-120x40", 120, 40, false, NULL, "/BTC{enter}{enter}", 0, false },
		{ "details-warming-80x24", 80, 24, false, rv_fixture_warming, "/ADA{enter}{enter}",
		  0, false },
		{ "filter-80x24", 80, 24, false, NULL, "\\rv>0.2 & bucket!=meme{enter}", 0, false },
		{ "filter-error-80x24", 80, 24, false, NULL, "\\rv>0.2 & prize<3{enter}", 0,
		  false },
		{ "filter-error-60x16", 60, 16, false, NULL,
		  "\\rv>0.2 & bucket!=meme & fund<10 & prize<3{enter}", 0, false },
		{ "filter-error-40x10", 40, 10, false, NULL,
		  "\\rv>0.2 & bucket!=meme & fund<10 & prize<3{enter}", 0, false },
		{ "find-80x24", 80, 24, false, NULL, "/zz", 0, false },
		{ "sort-menu-80x24", 80, 24, false, NULL, "sjj", 0, false },
		{ "settings-120x40", 120, 40, false, NULL, "{f2}jjl", 0, false },
		{ "settings-40x10", 40, 10, false, NULL, "{f2}G", 0, false },
		{ "ascii-settings-80x24", 80, 24, true, NULL, "{f2}jjjll", 0, false },
		{ "columns-market-120x40", 120, 40, false, NULL, "vv", 0, false },
		{ "columns-factors-80x24", 80, 24, false, NULL, "2vvvv", 0, false },
		{ "sort-mark-100x30", 100, 30, false, NULL, ">> I<I{space}{space}", 0, false },
		{ "baskets-80x24", 80, 24, false, NULL, "{tab}j", 0, false },
		{ "feeds-80x24", 80, 24, false, NULL, "{tab}{tab}", 0, false },
		{ "plot-spread-120x40", 120, 40, false, NULL, "{tab}jj]]", 0, false },
		{ "zoom-plot-80x24", 80, 24, false, NULL, "{tab}{tab}{tab}z", 0, false },
		{ "zoom-plot-ascii-80x24", 80, 24, true, NULL, "{tab}{tab}{tab}z", 0, false },
		{ "frozen-120x40", 120, 40, false, NULL, "Z", 0, false },
		{ "columns-79x23", 79, 23, false, NULL, "lll", 0, false },
	};
	for (size_t i = 0; i < LEN(scenes); i++)
		draw_scene(&scenes[i]);
}

/* The screens of the engine's systems, in every form, with what they say while nothing is known. */
static void test_engine_screens(void **state)
{
	(void)state;
	static const struct {
		const char *name, *key;
	} screens[] = { { "regime", "3" }, { "portfolio", "4" }, { "structure", "6" } };
	static const struct {
		int cols, rows;
	} sizes[] = { { 80, 24 }, { 120, 40 }, { 200, 60 }, { 79, 23 }, { 40, 10 } };
	char name[64];

	for (size_t i = 0; i < LEN(screens); i++) {
		scene s = { .name = name, .keys = screens[i].key };
		for (size_t k = 0; k < LEN(sizes); k++) {
			s.cols = sizes[k].cols;
			s.rows = sizes[k].rows;
			(void)snprintf(name, sizeof(name), "%s-%dx%d", screens[i].name, s.cols,
				       s.rows);
			draw_scene(&s);
		}
		s.cols = 120;
		s.rows = 40;
		(void)snprintf(name, sizeof(name), "roles-%s-120x40", screens[i].name);
		draw_scene_as(&s, rv_golden_roles);
		s.prepare = rv_fixture_marks;
		(void)snprintf(name, sizeof(name), "%s-marks-120x40", screens[i].name);
		draw_scene(&s);
		s.prepare = rv_fixture_no_engine;
		(void)snprintf(name, sizeof(name), "%s-nothing-120x40", screens[i].name);
		draw_scene(&s);
		s.prepare = NULL;
		s.ascii = true;
		(void)snprintf(name, sizeof(name), "ascii-%s-120x40", screens[i].name);
		draw_scene(&s);
	}
}

static void test_engine_panes(void **state)
{
	(void)state;
	static const scene scenes[] = {
		{ "desk-marks-120x40", 120, 40, false, rv_fixture_marks, "", 0, false },
		{ "desk-nothing-120x40", 120, 40, false, rv_fixture_no_engine, "", 0, false },
		{ "regime-leaders-80x24", 80, 24, false, NULL, "3{tab}", 0, false },
		{ "regime-riskoff-80x24", 80, 24, false, NULL, "3{tab}{tab}", 0, false },
		{ "portfolio-book-80x24", 80, 24, false, NULL, "4{tab}", 0, false },
		{ "portfolio-factors-80x24", 80, 24, false, NULL, "4{tab}{tab}", 0, false },
		{ "portfolio-buckets-80x24", 80, 24, false, NULL, "4{tab}{tab}{tab}jjj", 0, false },
		{ "portfolio-basket-80x24", 80, 24, false, NULL, "4{tab}{tab}{tab}{tab}", 0,
		  false },
		{ "structure-heat-80x24", 80, 24, false, NULL, "6{tab}wwwww", 0, false },
		{ "structure-lag-80x24", 80, 24, false, NULL, "6/WIF{enter}b{tab}{tab}", 0, false },
		{ "structure-sort-120x40", 120, 40, false, NULL, "6bws{end}{enter}", 0, false },
		{ "why-120x40", 120, 40, false, NULL, "/SOL{enter}2{tab}", 0, false },
		{ "why-end-120x40", 120, 40, false, NULL, "/SOL{enter}{enter}G", 0, false },
		{ "why-200x60", 200, 60, false, NULL, "2/LINK{enter}", 0, false },
		{ "why-nothing-120x40", 120, 40, false, rv_fixture_no_engine, "2", 0, false },
		{ "columns-200x60", 200, 60, false, NULL, "z", 0, false },
		{ "filter-alpha-120x40", 120, 40, false, NULL,
		  "\\alpha>5 & tier!=core & beta<1{enter}", 0, false },
	};
	for (size_t i = 0; i < LEN(scenes); i++)
		draw_scene(&scenes[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_screens_and_dialogs),
		cmocka_unit_test(test_engine_screens),
		cmocka_unit_test(test_engine_panes),
		cmocka_unit_test(test_colours),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
