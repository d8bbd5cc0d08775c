/*
 * The universe's band against tests/oracle/universe.py, at every day and for four rules; that the
 * state is a function of the newest days alone; and that nothing later is read.
 */
#include "engine/market/universe.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/oracle/universe_cases.h"

typedef struct fixture {
	rv_panel *panel;
	rv_universe_params params;
	rv_universe *out;
} fixture;

static void put_day(rv_panel *p, size_t coin, int day, double volume)
{
	char name[RV_SYMBOL_MAX];
	(void)snprintf(name, sizeof(name), "C%02d", (int)coin);
	if (rv_panel_find(p, name) == SIZE_MAX)
		assert_int_equal(rv_panel_add_symbol(p, name, RV_KIND_PERP), RV_OK);
	const rv_bar b = { day * RV_DAY_MS, 2.5, 2.5, 2.5, 2.5, NAN, volume };
	if (!isnan(volume))
		assert_int_equal(rv_panel_put(p, rv_panel_find(p, name), &b), RV_OK);
}

static rv_panel *market(int first, int last)
{
	rv_panel *p = NULL;
	assert_int_equal(rv_panel_new(RV_INTERVAL_1D, CASE_COINS, CASE_DAYS, &p), RV_OK);
	for (int day = first; day <= last; day++) {
		for (size_t i = 0; i < CASE_COINS; i++)
			put_day(p, i, day, case_volume[i][day]);
	}
	return p;
}

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	f->out = calloc(1, sizeof(*f->out));
	assert_non_null(f->out);
	f->panel = market(0, CASE_DAYS - 1);
	rv_universe_params_default(&f->params);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	rv_panel_free(f->panel);
	free(f->out);
	free(f);
	return 0;
}

static void take(fixture *f, size_t c)
{
	f->params.min_volume_usd = cases[c].entry;
	f->params.exit_volume_usd = cases[c].exit;
	f->params.exit_days = cases[c].out;
	f->params.replay_days = cases[c].replay;
	f->params.min_active = cases[c].least;
}

static char letter(const rv_universe_entry *e)
{
	if (e->reason != RV_UNIVERSE_ACTIVE) {
		assert_false(e->no_increase);
		return '.';
	}
	return e->no_increase ? 'N' : 'A';
}

static void agrees_with_the_reference_at_every_day(void **state)
{
	fixture *f = *state;
	for (size_t c = 0; c < LEN(cases); c++) {
		take(f, c);
		bool reduced = false;
		for (size_t day = 0; day < CASE_DAYS; day++) {
			char got[CASE_COINS + 1] = { 0 };
			size_t active = 0;
			memset(got, '.', CASE_COINS);
			rv_universe_run(&f->params, f->panel, day, f->out);
			for (size_t k = 0; k < f->out->n; k++)
				got[f->out->entries[k].row] = letter(&f->out->entries[k]);
			if (strcmp(got, cases[c].members[day]) != 0)
				fail_msg("%s, day %zu: %s, expected %s", cases[c].name, day, got,
					 cases[c].members[day]);
			for (size_t i = 0; i < CASE_COINS; i++)
				active += got[i] != '.';
			assert_int_equal(f->out->n_active, active);
			assert_int_equal(f->out->reduce_only, active < (size_t)cases[c].least);
			assert_int_equal(f->out->band, c > 0);
			reduced = reduced || f->out->reduce_only;
		}
		assert_int_equal(reduced, c > 0);
	}
}

/* What a replay needs, and not a day more: 60 days, the window and the history before them. */
static void older_days_do_not_count(void **state)
{
	fixture *f = *state;
	take(f, 1);
	for (int day = 120; day < CASE_DAYS; day += 23) {
		rv_panel *tail = market(day - 59 - 30, day);
		rv_universe *u = calloc(1, sizeof(*u));
		assert_non_null(u);
		rv_universe_run(&f->params, f->panel, (size_t)day, f->out);
		rv_universe_run(&f->params, tail, rv_panel_bars(tail) - 1, u);
		assert_int_equal(u->n_active, f->out->n_active);
		for (size_t k = 0; k < u->n; k++)
			assert_int_equal(letter(&u->entries[k]), letter(&f->out->entries[k]));
		free(u);
		rv_panel_free(tail);
	}
}

static void nothing_later_is_read(void **state)
{
	fixture *f = *state;
	take(f, 1);
	rv_universe_run(&f->params, f->panel, 130, f->out);
	const rv_universe before = *f->out;
	for (int day = 131; day < CASE_DAYS; day++) {
		for (size_t i = 0; i < CASE_COINS; i++)
			put_day(f->panel, i, day, i % 2 ? 0.0 : 1e15);
	}
	rv_universe_run(&f->params, f->panel, 130, f->out);
	assert_int_equal(f->out->n_active, before.n_active);
	for (size_t k = 0; k < before.n; k++)
		assert_int_equal(letter(&f->out->entries[k]), letter(&before.entries[k]));
}

/* Two days under the exit volume are forgiven, a third is not; the entry volume starts anew. */
static void a_state_counts_days_in_a_row(void **state)
{
	fixture *f = *state;
	static const double mean[] = { 8e6, 10e6, 6e6, 6.9e6, 7e6,  6e6, 6e6, 9.9e6,
				       6e6, 6e6,  6e6, 9e6,   10e6, NAN, 9e6 };
	static const bool want[] = { false, true, true,	 true,	true, true,  true, true,
				     true,  true, false, false, true, false, false };
	rv_universe_state s = { 0 };
	take(f, 1);
	for (size_t k = 0; k < LEN(mean); k++)
		assert_int_equal(rv_universe_day(&f->params, &s, mean[k]), want[k]);
}

static void no_exit_volume_is_the_entry_volume(void **state)
{
	fixture *f = *state;
	assert_close("exit", f->params.exit_volume_usd, 0.0, 0.0);
	assert_false(rv_universe_has_band(&f->params));
	f->params.min_volume_usd = 20e6; /* one value to change, not two */
	assert_false(rv_universe_has_band(&f->params));
	assert_close("exit", rv_universe_exit_volume(&f->params), 20e6, 0.0);
	f->params.exit_days = 2;
	assert_true(rv_universe_has_band(&f->params));
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(agrees_with_the_reference_at_every_day),
		WITH(older_days_do_not_count),
		WITH(nothing_later_is_read),
		WITH(a_state_counts_days_in_a_row),
		WITH(no_exit_volume_is_the_entry_volume),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
