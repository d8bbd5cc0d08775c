/*
 * Exports: all that a pane has, typed, from the snapshot on the screen; unknown is empty; the line
 * that says what became of it; refusals.
 */
#include "tui/export.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/keys.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/desk_bench.h"
#include "tests/support/view_fixture.h"

static rv_export *got;
static bool full, has_told;

static rv_status take(void *ctx, rv_export *e)
{
	(void)ctx;
	if (full) {
		rv_export_free(e);
		return RV_EFULL;
	}
	rv_export_free(got);
	got = e;
	return RV_OK;
}

static bool told(void *ctx, bool *ok, char text[RV_FILES_TOLD])
{
	(void)ctx;
	if (!has_told)
		return false;
	has_told = false;
	*ok = true;
	(void)snprintf(text, RV_FILES_TOLD, "written there");
	return true;
}

static const rv_files files = { .write = take, .told = told };

static int setup(void **state)
{
	if (rv_bench_trade_setup(state) != 0)
		return -1;
	got = NULL;
	full = has_told = false;
	rv_desk_set_files(((rv_bench *)*state)->d, &files);
	return 0;
}

static int teardown(void **state)
{
	rv_export_free(got);
	return rv_bench_teardown(state);
}

static size_t column(const char *name)
{
	for (size_t k = 0; k < got->n_columns; k++) {
		if (strcmp(got->columns[k].name, name) == 0)
			return k;
	}
	fail_msg("no column %s", name);
	return 0;
}

static const rv_export_cell *cell(size_t row, const char *name)
{
	assert_true(row < got->n_rows);
	return &got->cells[row * got->n_columns + column(name)];
}

/* The row whose symbol that is. */
static size_t row_of(const char *symbol)
{
	for (size_t i = 0; i < got->n_rows; i++) {
		if (strcmp(cell(i, "symbol")->text, symbol) == 0)
			return i;
	}
	fail_msg("no row of %s", symbol);
	return 0;
}

static const rv_view_row *find(const rv_view *v, const char *symbol)
{
	size_t i = 0;

	while (i < v->n_rows && strcmp(v->rows[i].symbol, symbol) != 0)
		i++;
	assert_true(i < v->n_rows);
	return &v->rows[i];
}

/* Values as the snapshot has them, to the last bit; those that the screen does not show, too. */
static void test_table(void **state)
{
	rv_bench *b = *state;
	const rv_view_row *doge = find(b->v, "DOGE");
	const rv_tv_position *p = NULL;

	b->later = 700;
	((rv_view_row *)(uintptr_t)find(b->v, "WIF"))->funding_1h = NAN;
	assert_int_equal(rv_bench_key(b, 'x'), RV_DESK_REDRAW);
	assert_non_null(got);
	assert_int_equal(got->formats, RV_EXPORT_CSV | RV_EXPORT_JSON);
	assert_string_equal(got->pane, "symbols");
	assert_string_equal(got->screen, "desk");
	assert_string_equal(got->environment, "PAPER");
	assert_int_equal(got->snapshot_utc_ms, b->v->utc_ms);
	assert_int_equal(got->snapshot_age_ms, 700);
	assert_int_equal(got->n_rows, b->v->n_rows);
	const size_t i = row_of("DOGE");
	assert_close("rv", cell(i, "rv")->num, doge->rv, 0);
	assert_close("price", cell(i, "price")->num, doge->mark, 0);
	assert_close("oi", cell(i, "open_interest")->num, doge->open_interest * doge->mark, 1e-6);
	assert_string_equal(got->columns[column("funding")].unit, "%/year");
	assert_close("funding", cell(i, "funding")->num, doge->funding_1h * 24 * 365 * 100, 1e-9);
	for (size_t k = 0; k < b->v->trade.n_positions; k++) {
		if (strcmp(b->v->trade.positions[k].coin.symbol, "DOGE") == 0)
			p = &b->v->trade.positions[k];
	}
	assert_non_null(p);
	assert_int_equal(cell(i, "position")->kind, RV_CELL_DEC);
	assert_int_equal(cell(i, "position")->units, p->lots);
	assert_int_equal(cell(i, "position")->scale, p->coin.sz_decimals);
	assert_int_equal(cell(row_of("WIF"), "funding")->kind, RV_CELL_EMPTY);
	assert_int_equal(cell(row_of("WIF"), "position")->units, 0); /* known: flat */
}

/* As it is filtered and sorted; without an order side no position is known. */
static void test_filtered(void **state)
{
	rv_bench *b = *state;

	b->v->trade.present = false;
	rv_bench_draw(b);
	rv_bench_type(b, "\\bucket=meme\r");
	(void)rv_bench_key(b, 'x');
	assert_true(got->n_rows > 1 && got->n_rows < b->v->n_rows);
	for (size_t i = 1; i < got->n_rows; i++)
		assert_true(cell(i - 1, "rv")->num >= cell(i, "rv")->num);
	assert_int_equal(cell(0, "position")->kind, RV_CELL_EMPTY);
}

/* A list: tickets with exact sizes and limits. */
static void test_list(void **state)
{
	rv_bench *b = *state;
	const rv_tv_ticket *t = &b->v->trade.tickets[0];
	char id[32];
	size_t i = 0;

	(void)rv_bench_key(b, '5');
	(void)rv_bench_key(b, 'x');
	assert_string_equal(got->pane, "tickets");
	(void)snprintf(id, sizeof(id), "#%llu", (unsigned long long)t->id);
	while (i < got->n_rows && strcmp(cell(i, "id")->text, id) != 0)
		i++;
	assert_int_equal(cell(i, "size")->units, t->lots);
	assert_int_equal(cell(i, "size")->scale, t->coin.sz_decimals);
	assert_int_equal(cell(i, "limit")->units, t->px);
	assert_int_equal(cell(i, "limit")->scale, 6 - t->coin.sz_decimals);
	assert_string_equal(cell(i, "side")->text, t->side == RV_BUY ? "BUY" : "SELL");
	assert_close("left", cell(i, "time_left")->num,
		     (double)(t->expires_at - b->v->elapsed_ms) / 1000.0, 1e-9);
	for (int k = 0; k < 3; k++)
		(void)rv_bench_key(b, RV_KEY_TAB);
	(void)rv_bench_key(b, 'x');
	assert_string_equal(got->pane, "fills");
	assert_int_equal(got->n_rows, b->v->trade.n_fills);
	assert_int_equal(cell(0, "price")->units, b->v->trade.fills[0].fill.px);
}

/* A pane of text: its lines, also those below the screen's edge. */
static void test_text(void **state)
{
	rv_bench *b = *state;
	bool seen = false;

	(void)rv_bench_key(b, '2');
	(void)rv_bench_key(b, RV_KEY_TAB);
	(void)rv_bench_key(b, 'x');
	assert_string_equal(got->pane, "details");
	assert_int_equal(got->n_columns, 1);
	assert_true(got->n_rows > RV_BENCH_ROWS);
	for (size_t i = 0; i < got->n_rows; i++)
		seen = seen || (got->cells[i].text && strstr(got->cells[i].text, "Hybrid score"));
	assert_true(seen);
	(void)rv_bench_key(b, '8');
	(void)rv_bench_key(b, 'x');
	assert_string_equal(got->pane, "log");
	assert_int_equal(got->n_rows, b->v->n_log);
	assert_string_equal(cell(0, "text")->text, b->v->log[0].text);
}

/* Every pane of every screen can be exported: nothing is drawn over an edge or left out. */
static void test_every_pane(void **state)
{
	rv_bench *b = *state;

	for (int screen = '1'; screen <= '9'; screen++) {
		(void)rv_bench_key(b, screen);
		for (int k = 0; k < 10; k++) {
			rv_export_free(got);
			got = NULL;
			(void)rv_bench_key(b, 'x');
			assert_non_null(got);
			assert_false(got->no_memory);
			assert_true(got->n_columns > 0);
			(void)rv_bench_key(b, RV_KEY_TAB);
		}
	}
}

static void test_command(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, ":export csv ~/my file.csv \r");
	assert_int_equal(got->formats, RV_EXPORT_CSV);
	assert_string_equal(got->path, "~/my file.csv");
	rv_bench_type(b, ":export JSON\r");
	assert_int_equal(got->formats, RV_EXPORT_JSON);
	assert_string_equal(got->path, "");
	rv_bench_type(b, ":export xml\r");
	rv_expect(b, "csv or json is expected");
}

/* That it is being written, then what became of it; what keeps it from being written. */
static void test_said(void **state)
{
	rv_bench *b = *state;

	(void)rv_bench_key(b, 'x');
	rv_expect(b, "writing 48 rows of symbols");
	has_told = true;
	rv_bench_draw(b);
	rv_expect(b, "written there");
	full = true;
	(void)rv_bench_key(b, 'x');
	rv_expect(b, "not exported: others are being written still");
	rv_desk_set_files(b->d, &(rv_files){ 0 });
	(void)rv_bench_key(b, 'x');
	rv_expect(b, "not exported: nothing can be written from here");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_table, setup, teardown),
		cmocka_unit_test_setup_teardown(test_filtered, setup, teardown),
		cmocka_unit_test_setup_teardown(test_list, setup, teardown),
		cmocka_unit_test_setup_teardown(test_text, setup, teardown),
		cmocka_unit_test_setup_teardown(test_every_pane, setup, teardown),
		cmocka_unit_test_setup_teardown(test_command, setup, teardown),
		cmocka_unit_test_setup_teardown(test_said, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
