/*
 * The panel against a naive reference: every bar ever put, kept in a plain table, from which the
 * window is read again after each step.
 */
#include "engine/base/rng.h"
#include "engine/market/panel.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { T0 = 17 }; /* first hour of the reference table */

static rv_bar bar_at(int64_t hour, double close)
{
	return (rv_bar){ .t = hour * RV_HOUR_MS,
			 .open = close + 0.25,
			 .high = close + 1.5,
			 .low = close - 1.75,
			 .close = close,
			 .volume_base = 3.5 * close,
			 .volume_quote = NAN };
}

static rv_panel *panel_of(size_t symbols, size_t bars)
{
	rv_panel *p = NULL;
	assert_int_equal(rv_panel_new(RV_INTERVAL_1H, symbols, bars, &p), RV_OK);
	return p;
}

static void add(rv_panel *p, const char *name)
{
	assert_int_equal(rv_panel_add_symbol(p, name, RV_KIND_PERP), RV_OK);
}

static void refuses_impossible_shapes(void **state)
{
	(void)state;
	rv_panel *p = NULL;
	assert_int_equal(rv_panel_new(RV_INTERVAL_N, 3, 3, &p), RV_EINVAL);
	assert_int_equal(rv_panel_new(RV_INTERVAL_1H, 0, 3, &p), RV_EINVAL);
	assert_int_equal(rv_panel_new(RV_INTERVAL_1H, 3, 0, &p), RV_EINVAL);
	assert_int_equal(rv_panel_new(RV_INTERVAL_1H, RV_MAX_SYMBOLS + 1, 3, &p), RV_EINVAL);
	assert_null(p);
	rv_panel_free(NULL);
}

static void keeps_names_in_order(void **state)
{
	(void)state;
	static const char *const names[] = { "SOL", "kPEPE", "BTC", "1INCH", "ETH", "BTCDOM" };
	static const char *const sorted[] = { "1INCH", "BTC", "BTCDOM", "ETH", "SOL", "kPEPE" };
	rv_panel *p = panel_of(LEN(names), 4);
	for (size_t i = 0; i < LEN(names); i++) {
		assert_int_equal(
			rv_panel_add_symbol(p, names[i], i == 5 ? RV_KIND_INDEX : RV_KIND_PERP),
			RV_OK);
		const rv_bar b = bar_at(T0, 100.0 + (double)i);
		assert_int_equal(rv_panel_put(p, rv_panel_find(p, names[i]), &b), RV_OK);
	}
	for (size_t r = 0; r < LEN(sorted); r++) {
		assert_string_equal(rv_panel_name(p, r), sorted[r]);
		assert_int_equal(rv_panel_find(p, sorted[r]), r);
	}
	for (size_t i = 0; i < LEN(names); i++)
		assert_close(names[i],
			     rv_panel_row(p, RV_PANEL_CLOSE, rv_panel_find(p, names[i]))[0],
			     100.0 + (double)i, 0);
	assert_int_equal(rv_panel_kind(p, 2), RV_KIND_INDEX);
	assert_int_equal(rv_panel_find(p, "btc"), SIZE_MAX);
	assert_int_equal(rv_panel_add_symbol(p, "ETH", RV_KIND_PERP), RV_EEXIST);
	assert_int_equal(rv_panel_add_symbol(p, "XRP", RV_KIND_PERP), RV_EFULL);
	assert_int_equal(rv_panel_add_symbol(p, "", RV_KIND_PERP), RV_EINVAL);
	assert_int_equal(rv_panel_add_symbol(p, "A23456789012345678901234", RV_KIND_PERP),
			 RV_EINVAL);
	rv_panel_free(p);
}

static void refuses_bars_off_the_window(void **state)
{
	(void)state;
	rv_panel *p = panel_of(2, 5);
	add(p, "BTC");
	rv_bar b = bar_at(T0, 2.385);
	assert_int_equal(rv_panel_put(p, 1, &b), RV_ENOENT);
	assert_int_equal(rv_panel_bars(p), 0);
	assert_int_equal(rv_panel_put(p, 0, &b), RV_OK);
	b.t++;
	assert_int_equal(rv_panel_put(p, 0, &b), RV_ERANGE);
	b.t = -RV_HOUR_MS;
	assert_int_equal(rv_panel_put(p, 0, &b), RV_ERANGE);
	b.t = INT64_MAX - INT64_MAX % RV_HOUR_MS;
	assert_int_equal(rv_panel_put(p, 0, &b), RV_ERANGE);
	b = bar_at(T0 - 5, 1.0);
	assert_int_equal(rv_panel_put(p, 0, &b), RV_ERANGE);
	assert_int_equal(rv_panel_bars(p), 1);
	b = bar_at(T0 - 4, 1.0);
	assert_int_equal(rv_panel_put(p, 0, &b), RV_OK);
	assert_int_equal(rv_panel_bars(p), 5);
	assert_int_equal(rv_panel_open_ms(p, 0), (T0 - 4) * RV_HOUR_MS);
	assert_int_equal(rv_panel_col(p, T0 * RV_HOUR_MS), 4);
	assert_int_equal(rv_panel_col(p, T0 * RV_HOUR_MS + 1), SIZE_MAX);
	assert_int_equal(rv_panel_col(p, (T0 + 1) * RV_HOUR_MS), SIZE_MAX);
	assert_int_equal(rv_panel_col(p, (T0 - 5) * RV_HOUR_MS), SIZE_MAX);
	rv_panel_free(p);
}

static void a_bar_of_unknown_values_is_no_number(void **state)
{
	(void)state;
	rv_panel *p = panel_of(1, 3);
	add(p, "BTC");
	rv_bar b = bar_at(T0, 7.5);
	b.high = INFINITY;
	b.low = -INFINITY;
	assert_int_equal(rv_panel_put(p, 0, &b), RV_OK);
	assert_close("high", rv_panel_row(p, RV_PANEL_HIGH, 0)[0], NAN, 0);
	assert_close("low", rv_panel_row(p, RV_PANEL_LOW, 0)[0], NAN, 0);
	assert_close("quote", rv_panel_row(p, RV_PANEL_VOLUME_QUOTE, 0)[0], NAN, 0);
	assert_close("base", rv_panel_row(p, RV_PANEL_VOLUME_BASE, 0)[0], 26.25, 0);
	rv_panel_free(p);
}

static void remembers_the_first_bar(void **state)
{
	(void)state;
	rv_panel *p = panel_of(2, 2);
	add(p, "BTC");
	assert_int_equal(rv_panel_first_ms(p, 0), INT64_MAX);
	rv_bar b = bar_at(T0 + 3, NAN);
	assert_int_equal(rv_panel_put(p, 0, &b), RV_OK);
	assert_int_equal(rv_panel_first_ms(p, 0), INT64_MAX);
	for (int64_t h = T0 + 4; h < T0 + 9; h++) { /* the first bar falls out of the window */
		b = bar_at(h, 5.5);
		assert_int_equal(rv_panel_put(p, 0, &b), RV_OK);
	}
	assert_int_equal(rv_panel_first_ms(p, 0), (T0 + 4) * RV_HOUR_MS);
	add(p, "AAVE"); /* takes row 0 */
	assert_int_equal(rv_panel_first_ms(p, 0), INT64_MAX);
	assert_int_equal(rv_panel_first_ms(p, 1), (T0 + 4) * RV_HOUR_MS);
	rv_panel_note_first(p, 1, T0 * RV_HOUR_MS);
	rv_panel_note_first(p, 1, (T0 + 1) * RV_HOUR_MS);
	assert_int_equal(rv_panel_first_ms(p, 1), T0 * RV_HOUR_MS);
	rv_panel_clear_row(p, 1);
	assert_int_equal(rv_panel_first_ms(p, 1), INT64_MAX);
	rv_panel_free(p);
}

enum { SYMS = 7, HOURS = 400 };
typedef struct reference {
	double close[SYMS][HOURS];
	int64_t newest, oldest; /* hours seen; newest < 0: none */
} reference;

static void check_window(const rv_panel *p, const reference *ref, size_t cap)
{
	int64_t first = ref->newest - (int64_t)cap + 1;
	first = ref->oldest > first ? ref->oldest : first;
	assert_int_equal(rv_panel_bars(p), ref->newest - first + 1);
	assert_int_equal(rv_panel_open_ms(p, 0), first * RV_HOUR_MS);
	for (size_t r = 0; r < rv_panel_symbols(p); r++) {
		const size_t s = (size_t)(rv_panel_name(p, r)[0] - 'A');
		const double *close = rv_panel_row(p, RV_PANEL_CLOSE, r);
		const double *base = rv_panel_row(p, RV_PANEL_VOLUME_BASE, r);
		for (int64_t h = first; h <= ref->newest; h++) {
			assert_close("close", close[h - first], ref->close[s][h], 0);
			assert_close("base", base[h - first], 3.5 * ref->close[s][h], 0);
		}
	}
}

/* Jumps forward, late bars, replaced bars, late symbols and cleared rows in random order. */
static void equals_the_reference_after_any_history(void **state)
{
	(void)state;
	for (size_t cap = 1; cap <= 41; cap += 8) {
		reference ref = { .newest = -1 };
		for (size_t s = 0; s < SYMS; s++) {
			for (size_t h = 0; h < HOURS; h++)
				ref.close[s][h] = NAN;
		}
		rv_rng rng;
		rv_rng_seed(&rng, 20240630, cap, 0);
		rv_panel *p = panel_of(SYMS, cap);
		int64_t now = 60;
		while (now < HOURS - 60) {
			char name[2] = { (char)('A' + (char)rv_rng_below(&rng, SYMS)), '\0' };
			const size_t s = (size_t)(name[0] - 'A');
			if (rv_panel_find(p, name) == SIZE_MAX)
				add(p, name);
			now += rv_rng_below(&rng, 50) == 0 ? 55 : (int64_t)rv_rng_below(&rng, 2);
			const int64_t h = now - (int64_t)rv_rng_below(&rng, 60);
			const rv_bar b = bar_at(h, 10.0 + rv_rng_uniform(&rng));
			const bool old = ref.newest >= 0 && h <= ref.newest - (int64_t)cap;
			assert_int_equal(rv_panel_put(p, rv_panel_find(p, name), &b),
					 old ? RV_ERANGE : RV_OK);
			if (old)
				continue;
			if (ref.newest < 0 || h < ref.oldest)
				ref.oldest = h;
			if (h > ref.newest)
				ref.newest = h;
			/* What has left the window is forgotten for good. */
			ref.close[s][h] = b.close;
			if (rv_rng_below(&rng, 40) == 0) {
				rv_panel_clear_row(p, rv_panel_find(p, name));
				for (int64_t k = 0; k < HOURS; k++)
					ref.close[s][k] = NAN;
			}
			check_window(p, &ref, cap);
		}
		rv_panel_free(p);
	}
}

static void as_of_is_the_newest_closed_bar(void **state)
{
	(void)state;
	rv_panel *p = panel_of(3, 10);
	assert_int_equal(rv_panel_asof_col(p, INT64_MAX), SIZE_MAX);
	add(p, "BTC");
	add(p, "ETH");
	static const int64_t hours[] = { T0, T0 + 1, T0 + 5 };
	for (size_t i = 0; i < LEN(hours); i++) {
		const rv_bar b = bar_at(hours[i], 42.0);
		assert_int_equal(rv_panel_put(p, i % 2, &b), RV_OK);
	}
	const int64_t close0 = (T0 + 1) * RV_HOUR_MS;
	assert_int_equal(rv_panel_asof_col(p, close0 - 1), SIZE_MAX);
	assert_int_equal(rv_panel_asof_col(p, INT64_MIN), SIZE_MAX);
	assert_int_equal(rv_panel_asof_col(p, close0), 0);
	assert_int_equal(rv_panel_asof_col(p, close0 + RV_HOUR_MS), 1);
	/* Columns 2..4 hold no bar: the newest bar is still column 1's. */
	assert_int_equal(rv_panel_asof_col(p, close0 + 5 * RV_HOUR_MS - 1), 1);
	assert_int_equal(rv_panel_asof_col(p, close0 + 5 * RV_HOUR_MS), 5);
	assert_int_equal(rv_panel_asof_col(p, INT64_MAX), 5);
	rv_panel_clear_row(p, 0);
	assert_int_equal(rv_panel_asof_col(p, INT64_MAX), 1);
	rv_panel_free(p);
}

static void same_panel(const rv_panel *a, const rv_panel *b)
{
	assert_int_equal(rv_panel_symbols(a), rv_panel_symbols(b));
	assert_int_equal(rv_panel_bars(a), rv_panel_bars(b));
	for (size_t r = 0; r < rv_panel_symbols(a); r++) {
		assert_string_equal(rv_panel_name(a, r), rv_panel_name(b, r));
		assert_int_equal(rv_panel_first_ms(a, r), rv_panel_first_ms(b, r));
		for (int f = 0; f < RV_PANEL_BAR_FIELDS; f++)
			assert_memory_equal(rv_panel_row(a, (rv_panel_field)f, r),
					    rv_panel_row(b, (rv_panel_field)f, r),
					    rv_panel_bars(a) * sizeof(double));
	}
}

static void a_copy_is_the_same_and_a_panel_of_its_own(void **state)
{
	(void)state;
	rv_panel *from = panel_of(3, 10), *to = panel_of(3, 10);
	add(from, "ETH");
	for (int64_t k = 0; k < 25; k++) { /* the window wraps */
		if (k == 13)
			add(from, "BTC"); /* a row in front */
		const rv_bar b = bar_at(T0 + k, 1.5 + (double)k);
		assert_int_equal(rv_panel_put(from, (size_t)(k % 2 && k > 13), &b), RV_OK);
		assert_int_equal(rv_panel_copy(to, from), RV_OK);
		assert_int_equal(rv_panel_open_ms(to, 0), rv_panel_open_ms(from, 0));
		same_panel(to, from);
	}
	const rv_bar next = bar_at(T0 + 25, 7.0);
	assert_int_equal(rv_panel_put(to, 0, &next), RV_OK);
	assert_int_equal(rv_panel_col(from, next.t), SIZE_MAX);
	add(to, "SOL");
	assert_int_equal(rv_panel_copy(to, from), RV_EINVAL); /* it has what from has not */
	rv_panel_free(to);
	to = panel_of(3, 11);
	assert_int_equal(rv_panel_copy(to, from), RV_EINVAL);
	rv_panel_free(to);
	rv_panel_free(from);
}

/* A coin that lists at hour 4; the past is that of a panel that was never given more. */
static rv_panel *listed_late(int64_t hours)
{
	rv_panel *p = panel_of(4, 6);
	add(p, "BTC");
	add(p, "AAA");
	for (int64_t t = 0; t < hours; t++) {
		const rv_bar b = bar_at(t, 100.0 + (double)t), late = bar_at(t, 7.0 + (double)t);
		assert_int_equal(rv_panel_put(p, rv_panel_find(p, "BTC"), &b), RV_OK);
		if (t >= 4)
			assert_int_equal(rv_panel_put(p, rv_panel_find(p, "AAA"), &late), RV_OK);
	}
	return p;
}

static void a_past_ends_where_it_stands(void **state)
{
	(void)state;
	/* the window has lost its oldest hours by the second length */
	for (int64_t hours = 6; hours <= 9; hours += 3) {
		rv_panel *p = listed_late(hours), *past = NULL;
		const size_t gone = (size_t)hours - 6;
		assert_int_equal(rv_panel_past_new(p, &past), RV_OK);
		same_panel(p, past);
		for (size_t col = 6 - gone; col-- > 0;) {
			rv_panel_past_seek(past, p, col);
			assert_int_equal(rv_panel_bars(past), col + 1);
			assert_int_equal(rv_panel_open_ms(past, col), rv_panel_open_ms(p, col));
			assert_true(rv_panel_asof_col(past, INT64_MAX) == col);
			assert_true(rv_panel_col(past, rv_panel_open_ms(p, col) + RV_HOUR_MS) ==
				    SIZE_MAX);
			for (size_t r = 0; r < 2; r++)
				assert_true(rv_panel_row(past, RV_PANEL_CLOSE, r) ==
					    rv_panel_row(p, RV_PANEL_CLOSE, r));
			const bool listed = rv_panel_open_ms(p, col) >= 4 * RV_HOUR_MS;
			assert_true(rv_panel_first_ms(past, 0) ==
				    (listed ? 4 * RV_HOUR_MS : INT64_MAX));
			assert_int_equal(rv_panel_first_ms(past, 1), 0);
		}
		/* what has come since is there once it is moved */
		add(p, "ETH");
		const rv_bar b = bar_at(hours, 3.0);
		assert_int_equal(rv_panel_put(p, rv_panel_find(p, "ETH"), &b), RV_OK);
		rv_panel_past_seek(past, p, rv_panel_bars(p) - 1);
		same_panel(p, past);
		rv_panel_free(past);
		rv_panel_free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copy_is_the_same_and_a_panel_of_its_own),
		cmocka_unit_test(a_past_ends_where_it_stands),
		cmocka_unit_test(refuses_impossible_shapes),
		cmocka_unit_test(keeps_names_in_order),
		cmocka_unit_test(refuses_bars_off_the_window),
		cmocka_unit_test(a_bar_of_unknown_values_is_no_number),
		cmocka_unit_test(remembers_the_first_bar),
		cmocka_unit_test(equals_the_reference_after_any_history),
		cmocka_unit_test(as_of_is_the_newest_closed_bar),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
