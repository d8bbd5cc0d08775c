/* The panel out of a store: order, gaps, window, and nothing from after the as-of. */
#include "tests/support/store_help.h"

#define T0 INT64_C(1609459200000) /* 2021-01-01 */
#define DAY(k) (T0 + (k)*RV_DAY_MS)

/* Puts days [from, to) of a symbol; every value tells its symbol, field and day. */
static void put_days(store_place *f, const char *symbol, int64_t from, int64_t to)
{
	rv_store *s = open_store(f->path, RV_STORE_WRITE);
	assert_ok(rv_store_begin(s, "sim", "seed 7", &f->err), f->err);
	for (int64_t k = from; k < to; k++) {
		const double x = 1000.0 * symbol[0] + (double)k;
		const rv_bar b = { DAY(k), x + 0.25, x + 0.75, x, x + 0.5, k % 3 ? x : NAN, x * x };
		assert_ok(rv_store_put_bars(s, symbol, RV_INTERVAL_1D, &b, 1, &f->err), f->err);
	}
	assert_ok(rv_store_commit(s, &f->err), f->err);
	rv_store_close(s);
}

static rv_panel *load(store_place *f, int64_t asof_ms, size_t max_bars)
{
	rv_panel *p = NULL;
	rv_store *s = open_store(f->path, RV_STORE_READ);
	assert_ok(
		rv_store_load_panel(s, RV_INTERVAL_1D, asof_ms, max_bars, NULL, NULL, &p, &f->err),
		f->err);
	rv_store_close(s);
	assert_non_null(p);
	return p;
}

static void assert_values(const rv_panel *p, size_t row, size_t col, const char *symbol, int64_t k)
{
	const double x = 1000.0 * symbol[0] + (double)k;
	assert_int_equal(rv_panel_open_ms(p, col), DAY(k));
	assert_close("open", rv_panel_row(p, RV_PANEL_OPEN, row)[col], x + 0.25, 0.0);
	assert_close("high", rv_panel_row(p, RV_PANEL_HIGH, row)[col], x + 0.75, 0.0);
	assert_close("low", rv_panel_row(p, RV_PANEL_LOW, row)[col], x, 0.0);
	assert_close("close", rv_panel_row(p, RV_PANEL_CLOSE, row)[col], x + 0.5, 0.0);
	assert_close("base", rv_panel_row(p, RV_PANEL_VOLUME_BASE, row)[col], k % 3 ? x : NAN, 0.0);
	assert_close("quote", rv_panel_row(p, RV_PANEL_VOLUME_QUOTE, row)[col], x * x, 0.0);
}

static void rows_are_in_name_order_and_gaps_unknown(void **state)
{
	store_place *f = *state;
	put_days(f, "kPEPE", 2, 5); /* added in another order than their names */
	put_days(f, "BTC", 0, 3);
	put_days(f, "BTC", 4, 5);
	put_days(f, "AAVE", 1, 2);
	rv_panel *p = load(f, INT64_MAX, 0);
	assert_int_equal(rv_panel_symbols(p), 3);
	assert_int_equal(rv_panel_bars(p), 5);
	assert_string_equal(rv_panel_name(p, 0), "AAVE");
	assert_string_equal(rv_panel_name(p, 1), "BTC");
	assert_string_equal(rv_panel_name(p, 2), "kPEPE");
	for (size_t k = 0; k < 5; k++) {
		const double *a = rv_panel_row(p, RV_PANEL_CLOSE, 0);
		const double *b = rv_panel_row(p, RV_PANEL_CLOSE, 1);
		assert_int_equal(isfinite(a[k]) != 0, k == 1);
		assert_int_equal(isfinite(b[k]) != 0, k != 3);
		if (k != 3)
			assert_values(p, 1, k, "BTC", (int64_t)k);
		if (k >= 2)
			assert_values(p, 2, k, "kPEPE", (int64_t)k);
	}
	rv_panel_free(p);
}

static void only_bars_closed_by_the_asof_are_read(void **state)
{
	store_place *f = *state;
	put_days(f, "BTC", 0, 10);
	put_days(f, "LATE", 6, 10);
	rv_panel *p = load(f, DAY(6), 0); /* the bar of day 5 closes at this instant */
	assert_int_equal(rv_panel_symbols(p), 1);
	assert_int_equal(rv_panel_bars(p), 6);
	rv_panel_free(p);
	p = load(f, DAY(6) - 1, 0);
	assert_int_equal(rv_panel_bars(p), 5);
	rv_panel_free(p);
	p = load(f, DAY(7), 0);
	assert_int_equal(rv_panel_symbols(p), 2);
	rv_panel_free(p);
}

/* All that a panel says, as one buffer. */
static size_t dump(const rv_panel *p, double *out, size_t cap)
{
	size_t k = 0;
	for (size_t r = 0; r < rv_panel_symbols(p); r++) {
		out[k++] = (double)rv_panel_name(p, r)[0];
		out[k++] = (double)rv_panel_first_ms(p, r);
		for (int fld = 0; fld < RV_PANEL_FIELDS; fld++) {
			const double *x = rv_panel_row(p, (rv_panel_field)fld, r);
			for (size_t c = 0; c < rv_panel_bars(p); c++)
				out[k++] = isnan(x[c]) ? -1.0 : x[c];
		}
	}
	assert_true(k <= cap);
	return k;
}

static void later_data_changes_nothing(void **state)
{
	store_place *f = *state;
	static double before[4096], after[4096];
	put_days(f, "BTC", 0, 40);
	put_days(f, "SOL", 12, 37);
	rv_panel *p = load(f, DAY(40), 0);
	const size_t n = dump(p, before, LEN(before));
	rv_panel_free(p);
	put_days(f, "AAVE", 40, 60);
	put_days(f, "BTC", 40, 60);
	put_days(f, "SOL", 50, 60);
	p = load(f, DAY(40), 0);
	assert_int_equal(dump(p, after, LEN(after)), n);
	assert_memory_equal(after, before, n * sizeof(before[0]));
	rv_panel_free(p);
}

static void a_window_keeps_the_newest_columns(void **state)
{
	store_place *f = *state;
	put_days(f, "BTC", 0, 30);
	put_days(f, "DEAD", 0, 10); /* stopped before the window */
	rv_panel *p = load(f, INT64_MAX, 7);
	assert_int_equal(rv_panel_bars(p), 7);
	assert_int_equal(rv_panel_symbols(p), 2);
	for (size_t c = 0; c < 7; c++) {
		assert_values(p, 0, c, "BTC", 23 + (int64_t)c);
		assert_true(isnan(rv_panel_row(p, RV_PANEL_CLOSE, 1)[c]));
	}
	assert_int_equal(rv_panel_first_ms(p, 1), DAY(0)); /* still known to have traded */
	rv_panel_free(p);
	p = load(f, INT64_MAX, 500); /* more than there is: room for later bars */
	assert_int_equal(rv_panel_bars(p), 30);
	const rv_bar next = { DAY(30), 1, 1, 1, 1, NAN, NAN };
	assert_int_equal(rv_panel_put(p, 0, &next), RV_OK);
	assert_int_equal(rv_panel_bars(p), 31);
	assert_values(p, 0, 0, "BTC", 0);
	rv_panel_free(p);
}

static rv_instrument_kind kind_by_list(const void *ctx, const char *name)
{
	return strcmp(name, ctx) == 0 ? RV_KIND_INDEX : RV_KIND_PERP;
}

static void kinds_come_from_the_caller_or_the_store(void **state)
{
	store_place *f = *state;
	static const rv_instrument usdc = {
		"USDC", RV_KIND_STABLE, -1, -1, 0, false, false, { 0 }
	};
	put_days(f, "BTCDOM", 0, 2);
	put_days(f, "USDC", 0, 2);
	rv_store *s = open_store(f->path, RV_STORE_WRITE);
	assert_ok(rv_store_begin(s, "sim", "seed 7", &f->err), f->err);
	assert_ok(rv_store_put_instrument(s, &usdc, &f->err), f->err);
	assert_ok(rv_store_commit(s, &f->err), f->err);
	rv_panel *p = NULL;
	assert_ok(rv_store_load_panel(s, RV_INTERVAL_1D, INT64_MAX, 0, kind_by_list, "BTCDOM", &p,
				      &f->err),
		  f->err);
	rv_store_close(s);
	assert_int_equal(rv_panel_kind(p, 0), RV_KIND_INDEX);
	assert_int_equal(rv_panel_kind(p, 1), RV_KIND_PERP);
	rv_panel_free(p);
	p = load(f, INT64_MAX, 0);
	assert_int_equal(rv_panel_kind(p, 0), RV_KIND_PERP);
	assert_int_equal(rv_panel_kind(p, 1), RV_KIND_STABLE);
	rv_panel_free(p);
}

static void no_bar_is_not_found(void **state)
{
	store_place *f = *state;
	put_days(f, "BTC", 5, 9);
	rv_store *s = open_store(f->path, RV_STORE_READ);
	rv_panel *p = NULL;
	assert_int_equal(rv_store_load_panel(s, RV_INTERVAL_1D, DAY(5), 0, NULL, NULL, &p, &f->err),
			 RV_ENOENT);
	assert_int_equal(
		rv_store_load_panel(s, RV_INTERVAL_1D, INT64_MIN, 0, NULL, NULL, &p, &f->err),
		RV_ENOENT);
	assert_int_equal(
		rv_store_load_panel(s, RV_INTERVAL_1H, INT64_MAX, 0, NULL, NULL, &p, &f->err),
		RV_ENOENT);
	assert_null(p);
	rv_store_close(s);
}

static void a_stray_time_is_an_error_not_gigabytes(void **state)
{
	store_place *f = *state;
	put_days(f, "BTC", 0, 3);
	put_days(f, "STRAY", 200000, 200001); /* five centuries later */
	rv_store *s = open_store(f->path, RV_STORE_READ);
	rv_panel *p = NULL;
	assert_int_equal(
		rv_store_load_panel(s, RV_INTERVAL_1D, INT64_MAX, 0, NULL, NULL, &p, &f->err),
		RV_EDATA);
	assert_null(p);
	assert_ok(rv_store_load_panel(s, RV_INTERVAL_1D, DAY(3), 0, NULL, NULL, &p, &f->err),
		  f->err);
	rv_panel_free(p);
	rv_store_close(s);
}

static void too_many_symbols_are_refused(void **state)
{
	store_place *f = *state;
	rv_store *s = open_store(f->path, RV_STORE_WRITE);
	const rv_bar b = { DAY(0), 1, 1, 1, 1, NAN, NAN };
	assert_ok(rv_store_begin(s, "sim", "seed 7", &f->err), f->err);
	for (int i = 0; i <= RV_MAX_SYMBOLS; i++) {
		char name[RV_SYMBOL_MAX];
		(void)snprintf(name, sizeof(name), "S%d", i);
		assert_ok(rv_store_put_bars(s, name, RV_INTERVAL_1D, &b, 1, &f->err), f->err);
	}
	assert_ok(rv_store_commit(s, &f->err), f->err);
	rv_panel *p = NULL;
	assert_int_equal(
		rv_store_load_panel(s, RV_INTERVAL_1D, INT64_MAX, 0, NULL, NULL, &p, &f->err),
		RV_EFULL);
	assert_null(p);
	rv_store_close(s);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, store_place_setup, store_place_teardown)
	const struct CMUnitTest tests[] = {
		TEST(rows_are_in_name_order_and_gaps_unknown),
		TEST(only_bars_closed_by_the_asof_are_read),
		TEST(later_data_changes_nothing),
		TEST(a_window_keeps_the_newest_columns),
		TEST(kinds_come_from_the_caller_or_the_store),
		TEST(no_bar_is_not_found),
		TEST(a_stray_time_is_an_error_not_gigabytes),
		TEST(too_many_symbols_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
