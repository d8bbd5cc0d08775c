/* The cursor of a backtest: what stands after its bar is not there, whatever it is. */
#include "engine/research/cursor.h"
#include "tests/support/cm.h"
#include "tests/support/market_fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COINS = 24, DAYS = 460 };

static const rv_panel_field fields[] = { RV_PANEL_OPEN,	       RV_PANEL_HIGH,
					 RV_PANEL_LOW,	       RV_PANEL_CLOSE,
					 RV_PANEL_VOLUME_BASE, RV_PANEL_VOLUME_QUOTE,
					 RV_PANEL_FUNDING,     RV_PANEL_MCAP };

static void same(double a, double b)
{
	assert_true(memcmp(&a, &b, sizeof(a)) == 0 || (isnan(a) && isnan(b)));
}

static rv_cursor *cursor_at(const rv_panel *p, size_t col)
{
	rv_cursor *c = NULL;
	assert_int_equal(rv_cursor_new(p, &c), RV_OK);
	assert_int_equal(rv_cursor_seek(c, col), RV_OK);
	return c;
}

/* All that can be asked of two cursors is the same, to the bit. */
static void same_cursors(const rv_cursor *a, const rv_cursor *b)
{
	assert_int_equal(rv_cursor_close_ms(a), rv_cursor_close_ms(b));
	assert_int_equal(rv_cursor_bars(a), rv_cursor_bars(b));
	assert_int_equal(rv_cursor_coins(a), rv_cursor_coins(b));
	for (size_t i = 0; i < rv_cursor_coins(a); i++) {
		assert_string_equal(rv_cursor_name(a, i), rv_cursor_name(b, i));
		assert_int_equal(rv_cursor_kind(a, i), rv_cursor_kind(b, i));
		same(rv_cursor_volume_usd(a, i, 7), rv_cursor_volume_usd(b, i, 7));
		for (size_t f = 0; f < sizeof(fields) / sizeof(fields[0]); f++) {
			for (size_t ago = 0; ago < rv_cursor_bars(a) + 2; ago += 3)
				same(rv_cursor_value(a, fields[f], i, ago),
				     rv_cursor_value(b, fields[f], i, ago));
		}
	}
}

static void test_later_bars_are_not_there(void **state)
{
	(void)state;
	fx_market *m = fx_market_new(5, COINS, DAYS, 24, 0);
	rv_panel *whole = fx_market_panel(m, RV_INTERVAL_1D, INT64_MAX, FX_AFTER_TRUTH, 0);
	for (size_t col = 30; col < DAYS - 1; col += 71) {
		const int64_t cut = rv_panel_open_ms(whole, col) + RV_DAY_MS;
		for (fx_after after = FX_AFTER_NOTHING; after < FX_AFTER_N; after++) {
			rv_panel *p = fx_market_panel(m, RV_INTERVAL_1D, cut, after, 0);
			rv_cursor *a = cursor_at(whole, col), *b = cursor_at(p, col);
			same_cursors(a, b);
			rv_cursor_free(a);
			rv_cursor_free(b);
			rv_panel_free(p);
		}
	}
	rv_panel_free(whole);
	fx_market_free(m);
}

static void test_what_is_later_is_refused(void **state)
{
	(void)state;
	fx_market *m = fx_market_new(5, COINS, DAYS, 24, 1);
	rv_panel *p = fx_market_panel(m, RV_INTERVAL_1D, INT64_MAX, FX_AFTER_TRUTH, 0);
	rv_cursor *c = cursor_at(p, 100);
	const size_t i = rv_cursor_find(c, "BTC");
	const int64_t newest = rv_panel_open_ms(p, 100);
	assert_true(i != SIZE_MAX);
	same(rv_cursor_value_at(c, RV_PANEL_CLOSE, i, newest),
	     rv_panel_row(p, RV_PANEL_CLOSE, rv_panel_find(p, "BTC"))[100]);
	same(rv_cursor_value_at(c, RV_PANEL_CLOSE, i, newest - 3 * RV_DAY_MS),
	     rv_cursor_value(c, RV_PANEL_CLOSE, i, 3));
	assert_true(isnan(rv_cursor_value_at(c, RV_PANEL_CLOSE, i, newest - 300 * RV_DAY_MS)));
	assert_int_equal(rv_cursor_refused(c), 0);
	assert_true(isnan(rv_cursor_value_at(c, RV_PANEL_CLOSE, i, newest + RV_DAY_MS)));
	assert_true(isnan(rv_cursor_value_at(c, RV_PANEL_CLOSE, i, INT64_MAX)));
	assert_int_equal(rv_cursor_refused(c), 2);
	assert_true(isnan(rv_cursor_value(c, RV_PANEL_CLOSE, i, 101)));
	assert_true(isnan(rv_cursor_value(c, RV_PANEL_CLOSE, SIZE_MAX, 0)));
	assert_int_equal(rv_cursor_seek(c, DAYS), RV_ERANGE);
	rv_cursor_free(c);
	rv_panel_free(p);
	fx_market_free(m);
}

/* A coin that lists later has no name before. */
static void test_coins_from_their_first_bar_on(void **state)
{
	(void)state;
	rv_panel *p = NULL;
	assert_int_equal(rv_panel_new(RV_INTERVAL_1D, 4, 10, &p), RV_OK);
	assert_int_equal(rv_panel_add_symbol(p, "BTC", RV_KIND_PERP), RV_OK);
	assert_int_equal(rv_panel_add_symbol(p, "AAA", RV_KIND_PERP), RV_OK);
	for (int64_t d = 0; d < 10; d++) {
		const rv_bar b = { d * RV_DAY_MS, 1, 1, 1, 1, 1, NAN };
		assert_int_equal(rv_panel_put(p, rv_panel_find(p, "BTC"), &b), RV_OK);
		if (d >= 6)
			assert_int_equal(rv_panel_put(p, rv_panel_find(p, "AAA"), &b), RV_OK);
	}
	rv_cursor *c = cursor_at(p, 5);
	assert_int_equal(rv_cursor_coins(c), 1);
	assert_true(rv_cursor_find(c, "AAA") == SIZE_MAX);
	assert_string_equal(rv_cursor_name(c, 0), "BTC");
	assert_int_equal(rv_cursor_seek(c, 6), RV_OK);
	assert_int_equal(rv_cursor_coins(c), 2);
	assert_int_equal(rv_cursor_find(c, "AAA"), 0);
	assert_int_equal(rv_cursor_find(c, "BTC"), 1);
	rv_cursor_free(c);
	rv_panel_free(p);
}

static void same_row(const double *a, const double *b, size_t n)
{
	for (size_t t = 0; t < n; t++)
		same(a[t], b[t]);
}

/* The frame that modules read is the one that the live engine fills, to the bit. */
static void test_frames_are_the_live_ones(void **state)
{
	(void)state;
	fx_market *m = fx_market_new(11, COINS, DAYS, 24, 0);
	rv_panel *p = fx_market_panel(m, RV_INTERVAL_1D, INT64_MAX, FX_AFTER_TRUTH, 0);
	rv_frame *a = NULL, *b = NULL;
	assert_int_equal(rv_frame_new(RV_MAX_SYMBOLS, 200, &a), RV_OK);
	assert_int_equal(rv_frame_new(RV_MAX_SYMBOLS, 200, &b), RV_OK);
	for (size_t col = 0; col < DAYS; col += 23) {
		rv_cursor *c = cursor_at(p, col);
		assert_int_equal(rv_cursor_frame(c, a), RV_OK);
		assert_int_equal(rv_frame_fill(b, p, rv_cursor_close_ms(c)), RV_OK);
		assert_int_equal(a->n, b->n);
		assert_int_equal(a->bars, b->bars);
		assert_int_equal(a->col0, b->col0);
		assert_int_equal(a->close_ms, b->close_ms);
		for (size_t i = 0; i < a->n; i++) {
			assert_int_equal(a->rows[i], b->rows[i]);
			same_row(rv_frame_simple(a, i), rv_frame_simple(b, i), a->bars);
			same_row(rv_frame_log(a, i), rv_frame_log(b, i), a->bars);
			same_row(rv_frame_volume(a, i), rv_frame_volume(b, i), a->bars);
		}
		rv_cursor_free(c);
	}
	rv_frame_free(a);
	rv_frame_free(b);
	rv_panel_free(p);
	fx_market_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_later_bars_are_not_there),
		cmocka_unit_test(test_what_is_later_is_refused),
		cmocka_unit_test(test_coins_from_their_first_bar_on),
		cmocka_unit_test(test_frames_are_the_live_ones),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
