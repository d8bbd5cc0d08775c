/* The symbol table: order, selection by symbol, the hold, filter, find, marks, stale values. */
#include "tui/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_trade.h"

typedef struct desk {
	rv_view *v;
	rv_scene s;
	rv_table t;
} desk;

/* Shows the view to the table, as at ms after its publication. */
static void show_at(desk *d, int64_t ms)
{
	d->s = rv_scene_at(d->v, d->v->mono_ms + ms);
	rv_table_update(&d->t, &d->s);
	rv_table_arrange(&d->t, 10);
}

static void next(desk *d)
{
	rv_fixture_next(d->v, 1000);
	show_at(d, 0);
}

static int setup(void **state)
{
	desk *d = calloc(1, sizeof(*d));

	if (!d)
		return -1;
	d->v = rv_fixture_view();
	if (!d->v) {
		free(d);
		return -1;
	}
	rv_table_init(&d->t);
	show_at(d, 0);
	*state = d;
	return 0;
}

static int teardown(void **state)
{
	desk *d = *state;

	free(d->v);
	free(d);
	return 0;
}

static const char *symbol_at(const desk *d, size_t place)
{
	return d->t.entries[place].symbol;
}

static void set_rv(desk *d, const char *symbol, double rv)
{
	rv_view_row *r = rv_fixture_row(d->v, symbol);
	r->rv_available = isfinite(rv);
	r->rv = r->rv_available ? rv : 0;
}

static void test_starts_by_rv_falling(void **state)
{
	desk *d = *state;
	double last = INFINITY;

	assert_int_equal(d->t.n, 48);
	for (size_t i = 0; i < d->t.n; i++) {
		const double rv = d->v->rows[d->t.entries[i].row].rv;
		assert_true(rv <= last);
		assert_string_equal(symbol_at(d, i), d->v->rows[d->t.entries[i].row].symbol);
		last = rv;
	}
}

static void test_unknown_and_delisted_are_last(void **state)
{
	desk *d = *state;

	set_rv(d, "BTC", NAN);
	rv_fixture_row(d->v, "WIF")->delisted = true;
	next(d);
	assert_string_equal(symbol_at(d, 46), "BTC");
	assert_string_equal(symbol_at(d, 47), "WIF");
	rv_table_invert(&d->t, &d->s); /* unknown is last whichever way */
	assert_string_equal(symbol_at(d, 46), "BTC");
	assert_string_equal(symbol_at(d, 47), "WIF");
}

static void test_ties_stand_in_name_order(void **state)
{
	desk *d = *state;

	for (size_t i = 0; i < d->v->n_rows; i++)
		d->v->rows[i].rv = 0.25;
	next(d);
	for (size_t i = 0; i < d->t.n; i++)
		assert_int_equal(d->t.entries[i].row, i);
	rv_table_invert(&d->t, &d->s);
	for (size_t i = 0; i < d->t.n; i++)
		assert_int_equal(d->t.entries[i].row, i);
}

static void test_sort_columns(void **state)
{
	desk *d = *state;

	for (int c = 0; c < RV_COL_N; c++) {
		const rv_column before = d->t.sort;
		rv_table_sort_by(&d->t, (rv_column)c, &d->s);
		if (!rv_column_sortable((rv_column)c))
			assert_int_equal(d->t.sort, before);
		else
			assert_int_equal(d->t.sort, c);
		assert_int_equal(d->t.n, 48);
	}
	rv_table_sort_by(&d->t, RV_COL_SYMBOL, &d->s);
	assert_string_equal(symbol_at(d, 0), "AAVE");
	rv_table_sort_by(&d->t, RV_COL_MARK, &d->s);
	assert_string_equal(symbol_at(d, 0), "BTC");
	rv_table_invert(&d->t, &d->s);
	assert_string_equal(symbol_at(d, 0), "kPEPE");
	rv_table_sort_by(&d->t, RV_COL_MEASURE, &d->s);
	rv_table_sort_step(&d->t, 1, &d->s); /* over TREND and NOTE, round the end */
	assert_int_equal(d->t.sort, RV_COL_SYMBOL);
	rv_table_sort_step(&d->t, -1, &d->s);
	assert_int_equal(d->t.sort, RV_COL_MEASURE);
}

/* Until the operator moves, the cursor stays at the top; after that it stays on the symbol. */
static void test_selection_is_a_symbol(void **state)
{
	desk *d = *state;
	char chosen[RV_SYMBOL_MAX];

	set_rv(d, "XRP", 0.99);
	next(d);
	assert_string_equal(rv_table_selected(&d->t), "XRP");
	rv_table_move(&d->t, 3);
	(void)memcpy(chosen, rv_table_selected(&d->t), sizeof(chosen));
	set_rv(d, chosen, -0.99);
	for (int i = 0; i < RV_TABLE_HOLD + 1; i++)
		next(d);
	assert_string_equal(rv_table_selected(&d->t), chosen);
	assert_int_equal(d->t.cursor, 47);
	assert_true(d->t.top <= 47 && 47 < d->t.top + d->t.page);
	assert_string_equal(rv_table_selected_row(&d->t, &d->s)->symbol, chosen);
}

static void test_order_is_held_after_a_move(void **state)
{
	desk *d = *state;
	char before[RV_SYMBOL_MAX];

	rv_table_move(&d->t, 1);
	(void)memcpy(before, symbol_at(d, 0), sizeof(before));
	set_rv(d, before, -0.99);
	for (int i = 0; i < 5; i++) {
		next(d);
		assert_string_equal(symbol_at(d, 0), before);
		show_at(d, 200); /* drawing the same snapshot again does not use the hold up */
	}
	next(d);
	assert_string_not_equal(symbol_at(d, 0), before);
	assert_string_equal(symbol_at(d, 47), before);
}

/* A symbol that leaves while the order is held takes its line with it; the rest stay in order. */
static void test_a_symbol_leaves_during_the_hold(void **state)
{
	desk *d = *state;
	char second[RV_SYMBOL_MAX], third[RV_SYMBOL_MAX];

	(void)memcpy(second, symbol_at(d, 1), sizeof(second));
	(void)memcpy(third, symbol_at(d, 2), sizeof(third));
	rv_table_move(&d->t, 1);
	rv_view_row *r = rv_fixture_row(d->v, second);
	const size_t after = (size_t)(d->v->rows + d->v->n_rows - (r + 1));
	memmove(r, r + 1, after * sizeof(*r));
	d->v->n_rows--;
	next(d);
	assert_int_equal(d->t.n, 47);
	assert_string_equal(rv_table_selected(&d->t), third); /* what stands in its place */
	for (size_t i = 0; i < d->t.n; i++)
		assert_string_equal(symbol_at(d, i), d->v->rows[d->t.entries[i].row].symbol);
}

static void test_moves_stop_at_the_ends(void **state)
{
	desk *d = *state;

	rv_table_move(&d->t, -1);
	assert_int_equal(d->t.cursor, 0);
	rv_table_move(&d->t, 1000);
	rv_table_arrange(&d->t, 10);
	assert_int_equal(d->t.cursor, 47);
	assert_int_equal(d->t.top, 38);
	rv_table_move(&d->t, -12);
	rv_table_arrange(&d->t, 10);
	assert_int_equal(d->t.cursor, 35);
	assert_int_equal(d->t.top, 35);
	rv_table_arrange(&d->t, 100); /* a taller screen shows them all */
	assert_int_equal(d->t.top, 0);
}

static void test_filter(void **state)
{
	desk *d = *state;
	rv_filter_error err;

	assert_int_equal(rv_table_set_filter(&d->t, "bucket=l1", &d->s, &err), RV_OK);
	assert_int_equal(d->t.n, 4);
	assert_int_equal(rv_table_set_filter(&d->t, "bucket=", &d->s, &err), RV_EPARSE);
	assert_int_equal(d->t.n, 4); /* a broken one changes nothing */
	assert_string_equal(d->t.filter_text, "bucket=l1");
	assert_int_equal(rv_table_set_filter(&d->t, "sym~zzz", &d->s, &err), RV_OK);
	assert_int_equal(d->t.n, 0);
	assert_null(rv_table_selected(&d->t));
	assert_null(rv_table_selected_row(&d->t, &d->s));
	rv_table_move(&d->t, 1);
	rv_table_mark(&d->t);
	assert_false(rv_table_find(&d->t, "A", 1));
	next(d);
	assert_int_equal(rv_table_set_filter(&d->t, "", &d->s, &err), RV_OK);
	assert_int_equal(d->t.n, 48);
}

static void test_filter_by_position(void **state)
{
	desk *d = *state;
	rv_filter_error err;
	size_t held_long = 0, lost = 0;

	rv_fixture_trade(d->v);
	show_at(d, 0);
	for (size_t i = 0; i < d->v->trade.n_positions; i++) {
		const rv_tv_position *p = &d->v->trade.positions[i];
		held_long += p->value_usd > 0;
		lost += p->value_usd > 0 && p->unrealized_usd < 0;
	}
	assert_true(held_long > lost && lost > 0);
	assert_int_equal(rv_table_set_filter(&d->t, "pos>0", &d->s, &err), RV_OK);
	assert_int_equal(d->t.n, held_long);
	assert_int_equal(rv_table_set_filter(&d->t, "pos>0 & pnl<0", &d->s, &err), RV_OK);
	assert_int_equal(d->t.n, lost);
	show_at(d, 60000); /* the marks are stale: nothing is known to be held at any value */
	assert_int_equal(rv_table_set_filter(&d->t, "pos>0", &d->s, &err), RV_OK);
	assert_int_equal(d->t.n, 0);
}

static void test_find(void **state)
{
	desk *d = *state;

	rv_table_sort_by(&d->t, RV_COL_SYMBOL, &d->s);
	assert_true(rv_table_find(&d->t, "do", 0));
	assert_string_equal(rv_table_selected(&d->t), "DOGE");
	assert_true(rv_table_find(&d->t, "do", 0)); /* still here */
	assert_string_equal(rv_table_selected(&d->t), "DOGE");
	assert_true(rv_table_find(&d->t, "do", 1));
	assert_string_equal(rv_table_selected(&d->t), "DOT");
	assert_true(rv_table_find(&d->t, "do", 1));
	assert_string_equal(rv_table_selected(&d->t), "LDO");
	assert_true(rv_table_find(&d->t, "do", 1)); /* ONDO, then round the end */
	assert_true(rv_table_find(&d->t, "do", 1));
	assert_string_equal(rv_table_selected(&d->t), "DOGE");
	assert_true(rv_table_find(&d->t, "do", -1));
	assert_string_equal(rv_table_selected(&d->t), "ONDO");
	assert_false(rv_table_find(&d->t, "zz", 1));
	assert_string_equal(rv_table_selected(&d->t), "ONDO");
}

static void test_marks_stay_with_symbols(void **state)
{
	desk *d = *state;
	char first[RV_SYMBOL_MAX];

	(void)memcpy(first, symbol_at(d, 0), sizeof(first));
	rv_table_mark(&d->t);
	assert_int_equal(d->t.n_marked, 1);
	assert_int_equal(d->t.cursor, 1);
	rv_table_sort_by(&d->t, RV_COL_SYMBOL, &d->s);
	for (size_t i = 0; i < d->t.n; i++)
		assert_int_equal(d->t.entries[i].marked, strcmp(symbol_at(d, i), first) == 0);
	assert_true(rv_table_find(&d->t, first, 0));
	rv_table_mark(&d->t);
	assert_int_equal(d->t.n_marked, 0);
	rv_table_mark(&d->t);
	rv_table_unmark_all(&d->t);
	assert_int_equal(d->t.n_marked, 0);
	for (size_t i = 0; i < d->t.n; i++)
		assert_false(d->t.entries[i].marked);
}

/* What is shown of one symbol as its quotes grow old. */
static void test_values_grow_stale(void **state)
{
	desk *d = *state;
	static const struct {
		int64_t later;
		rv_health health;
		bool value, derived;
		const char *note;
	} cases[] = {
		{ 0, RV_HEALTH_LIVE, true, true, "" },
		{ 1400, RV_HEALTH_LIVE, true, true, "" },
		{ 1401, RV_HEALTH_LATE, true, true, "" },
		{ 4400, RV_HEALTH_LATE, true, true, "" },
		{ 4401, RV_HEALTH_STALE, true, false, "STALE" },
		{ 29400, RV_HEALTH_STALE, true, false, "STALE" },
		{ 29401, RV_HEALTH_DOWN, false, false, "no data since 12:34:55Z" },
	};
	rv_view_row *r = rv_fixture_row(d->v, "SOL");
	r->mid_at = r->ctx_at; /* 600 ms before the publication */

	for (size_t i = 0; i < LEN(cases); i++) {
		const rv_scene s = rv_scene_at(d->v, d->v->mono_ms + cases[i].later);
		const rv_quoted px = rv_scene_price(&s, r, NULL);
		char note[RV_NOTE_TEXT];
		(void)rv_scene_note(&s, r, 30, note);
		if (px.health != cases[i].health || isfinite(px.value) != cases[i].value ||
		    isfinite(rv_scene_change(&s, r)) != cases[i].derived ||
		    isfinite(rv_scene_open_interest_usd(&s, r)) != cases[i].derived ||
		    strcmp(note, cases[i].note) != 0)
			fail_msg("after %d ms: %s, value %d, change %d, \"%s\"",
				 (int)cases[i].later, rv_health_word(px.health), isfinite(px.value),
				 isfinite(rv_scene_change(&s, r)), note);
		assert_int_equal(px.age_ms, 600 + cases[i].later);
	}
}

/* A closed connection is down at once, whatever the age. */
static void test_a_closed_connection_is_down(void **state)
{
	desk *d = *state;
	const rv_view_row *r = rv_fixture_row(d->v, "SOL");
	bool is_mid;

	d->v->streams[1].connected = false; /* ctx */
	assert_int_equal(rv_scene_mark(&d->s, r).health, RV_HEALTH_DOWN);
	assert_true(isnan(rv_scene_funding(&d->s, r).value));
	assert_close("mid stands in", rv_scene_price(&d->s, r, &is_mid).value, r->mid, 0);
	assert_true(is_mid);
	d->v->streams[0].connected = false;
	assert_true(isnan(rv_scene_price(&d->s, r, NULL).value));
}

/* Under a faster desk clock ages run with it. */
static void test_ages_follow_the_desk_clock(void **state)
{
	desk *d = *state;
	const rv_view_row *r = rv_fixture_row(d->v, "SOL");

	d->v->clock_rate = 60.0;
	const rv_scene s = rv_scene_at(d->v, d->v->mono_ms + 500);
	assert_int_equal(rv_scene_mark(&s, r).age_ms, 600 + 30000);
	assert_false(s.engine_silent);
	assert_true(rv_scene_at(d->v, d->v->mono_ms + 2001).engine_silent);
}

static void test_scores_are_stale_after_two_bars(void **state)
{
	desk *d = *state;

	d->v->bar_close_ms = d->v->utc_ms - 2 * RV_HOUR_MS;
	assert_false(rv_scene_scores_stale(&d->s));
	d->v->bar_close_ms--;
	assert_true(rv_scene_scores_stale(&d->s));
	d->v->bar_close_ms = 0;
	assert_false(rv_scene_scores_stale(&d->s)); /* none yet is not old */
	assert_int_equal(rv_scene_bar_age(&d->s), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_starts_by_rv_falling, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unknown_and_delisted_are_last, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_ties_stand_in_name_order, setup, teardown),
		cmocka_unit_test_setup_teardown(test_sort_columns, setup, teardown),
		cmocka_unit_test_setup_teardown(test_selection_is_a_symbol, setup, teardown),
		cmocka_unit_test_setup_teardown(test_order_is_held_after_a_move, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_symbol_leaves_during_the_hold, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_moves_stop_at_the_ends, setup, teardown),
		cmocka_unit_test_setup_teardown(test_filter, setup, teardown),
		cmocka_unit_test_setup_teardown(test_filter_by_position, setup, teardown),
		cmocka_unit_test_setup_teardown(test_find, setup, teardown),
		cmocka_unit_test_setup_teardown(test_marks_stay_with_symbols, setup, teardown),
		cmocka_unit_test_setup_teardown(test_values_grow_stale, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_closed_connection_is_down, setup, teardown),
		cmocka_unit_test_setup_teardown(test_ages_follow_the_desk_clock, setup, teardown),
		cmocka_unit_test_setup_teardown(test_scores_are_stale_after_two_bars, setup,
						teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
