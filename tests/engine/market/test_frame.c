/* The frame: where its window lies, what is in it, and that nothing later is reachable. */
#include "engine/market/frame.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/panel_fixture.h"

#include <math.h>
#include <string.h>

enum { BARS = 12 };

static const double btc[BARS] = { 60.5, 61, 62, 61.5, 63, 64, 65, 64.5, 66, 67, 66.5, 68 };
static const double eth[BARS] = { NAN, NAN, 3.0, 3.1, NAN, 3.2, 3.3, 0.0, 3.1, 3.0, 3.2, NAN };

static int64_t close_of(size_t bar)
{
	return (int64_t)(FX_FIRST_BAR + bar + 1) * RV_HOUR_MS;
}

static rv_panel *small_panel(void)
{
	rv_panel *p = fx_panel(RV_INTERVAL_1H, 5, BARS);
	assert_int_equal(rv_panel_add_symbol(p, "TOTAL200", RV_KIND_INDEX), RV_OK);
	fx_closes(p, "ETH", 0, eth, BARS);
	fx_closes(p, "BTC", 0, btc, BARS);
	fx_closes(p, "kPEPE", 10, btc, 2);
	fx_closes(p, "TOTAL200", 0, btc, BARS);
	return p;
}

static rv_frame *frame_of(size_t bars, const rv_panel *p, int64_t asof_ms)
{
	rv_frame *f = NULL;
	assert_int_equal(rv_frame_new(8, bars, &f), RV_OK);
	assert_int_equal(rv_frame_fill(f, p, asof_ms), RV_OK);
	return f;
}

static void ends_at_the_asof_bar(void **state)
{
	(void)state;
	rv_panel *p = small_panel();
	rv_frame *f = frame_of(6, p, close_of(8) + RV_HOUR_MS - 1); /* bar 9 has not closed */
	assert_int_equal(f->bars, 6);
	assert_int_equal(f->col0, 3);
	assert_int_equal(f->close_ms, close_of(8));
	assert_int_equal(f->interval, RV_INTERVAL_1H);
	assert_close("newest", rv_frame_close(f, 0)[5], btc[8], 0);
	assert_close("oldest", rv_frame_close(f, 0)[0], btc[3], 0);
	assert_int_equal(f->n, 2); /* no index, and nobody who comes later */
	assert_string_equal(rv_frame_name(f, 0), "BTC");
	assert_string_equal(rv_frame_name(f, 1), "ETH");
	assert_int_equal(rv_frame_find(f, "kPEPE"), SIZE_MAX);
	assert_int_equal(rv_frame_fill(f, p, close_of(11)), RV_OK);
	assert_int_equal(f->n, 3);
	assert_int_equal(f->col0, 6);
	assert_int_equal(rv_frame_find(f, "kPEPE"), 2);
	assert_int_equal(rv_frame_find(f, "KPEPE"), SIZE_MAX);
	assert_int_equal(rv_frame_find_name(f, "KPEPE"), 2);
	assert_int_equal(rv_frame_find_name(f, "btc"), 0);
	assert_int_equal(rv_frame_find(f, ""), SIZE_MAX);
	assert_int_equal(rv_frame_find(f, "ZZZ"), SIZE_MAX);
	assert_true(rv_frame_trades(f, 0) && rv_frame_trades(f, 2));
	assert_false(rv_frame_trades(f, 1)); /* ETH has no bar 11 */
	rv_frame_free(f);
	rv_panel_free(p);
}

static void returns_and_volumes(void **state)
{
	(void)state;
	rv_panel *p = small_panel();
	rv_frame *f = frame_of(BARS, p, close_of(10));
	assert_int_equal(f->bars, 11);
	for (size_t t = 0; t < f->bars; t++) {
		const double b = t > 0 ? btc[t] / btc[t - 1] - 1.0 : NAN;
		const double e =
			t > 0 && eth[t] > 0 && eth[t - 1] > 0 ? eth[t] / eth[t - 1] - 1.0 : NAN;
		assert_close("simple", rv_frame_simple(f, 0)[t], b, 1e-15);
		assert_close("log", rv_frame_log(f, 0)[t], log1p(b), 1e-13);
		assert_close("across a gap", rv_frame_simple(f, 1)[t], e, 1e-15);
		assert_close("across a gap", rv_frame_log(f, 1)[t], log1p(e), 1e-13);
		assert_close("volume", rv_frame_volume(f, 0)[t], 1.5 * btc[t], 1e-13);
	}
	assert_close("volume of no bar", rv_frame_volume(f, 1)[0], NAN, 0);
	rv_frame_free(f);
	rv_panel_free(p);
}

/* The window's first return has no bar before it in the window: unknown, though the panel has it.
 */
static void a_short_window_sees_itself_only(void **state)
{
	(void)state;
	rv_panel *p = small_panel();
	rv_frame *f = frame_of(4, p, close_of(10));
	assert_int_equal(f->bars, 4);
	assert_close("first", rv_frame_simple(f, 0)[0], NAN, 0);
	assert_close("second", rv_frame_simple(f, 0)[1], btc[8] / btc[7] - 1.0, 1e-15);
	rv_frame_free(f);
	rv_panel_free(p);
}

static void nothing_is_an_empty_frame(void **state)
{
	(void)state;
	rv_panel *p = small_panel(), *bare = fx_panel(RV_INTERVAL_1D, 3, 5);
	rv_frame *f = frame_of(6, p, close_of(8));
	assert_int_equal(rv_frame_fill(f, p, close_of(0) - 1), RV_OK);
	assert_int_equal(f->n + f->bars, 0);
	assert_int_equal(f->close_ms, 0);
	assert_int_equal(rv_frame_find(f, "BTC"), SIZE_MAX);
	assert_int_equal(rv_frame_find_name(f, "BTC"), SIZE_MAX);
	assert_int_equal(rv_frame_fill(f, NULL, close_of(8)), RV_OK);
	assert_int_equal(f->n + f->bars, 0);
	assert_int_equal(rv_frame_fill(f, bare, close_of(8)), RV_OK);
	assert_int_equal(f->n + f->bars, 0);
	assert_int_equal(rv_frame_fill(f, p, close_of(0)), RV_OK); /* one bar, one coin */
	assert_int_equal(f->bars, 1);
	assert_int_equal(f->n, 1);
	assert_close("no return yet", rv_frame_simple(f, 0)[0], NAN, 0);
	rv_frame_free(f);
	rv_frame_free(NULL);
	rv_panel_free(p);
	rv_panel_free(bare);
}

static void sizes_are_checked(void **state)
{
	(void)state;
	rv_frame *f = NULL;
	assert_int_equal(rv_frame_new(0, 10, &f), RV_EINVAL);
	assert_int_equal(rv_frame_new(RV_MAX_SYMBOLS + 1, 10, &f), RV_EINVAL);
	assert_int_equal(rv_frame_new(3, 1, &f), RV_EINVAL);
	rv_panel *p = small_panel(); /* four rows */
	assert_int_equal(rv_frame_new(3, 10, &f), RV_OK);
	assert_int_equal(rv_frame_fill(f, p, close_of(8)), RV_EINVAL);
	rv_frame_free(f);
	rv_panel_free(p);
}

static void a_poisoned_future_changes_no_byte(void **state)
{
	(void)state;
	rv_panel *clean = small_panel(), *poisoned = small_panel();
	double wild[3] = { 1e300, 1e-300, 7.0 };
	fx_closes(poisoned, "BTC", 9, wild, 3);
	fx_closes(poisoned, "ETH", 9, wild, 3);
	rv_frame *a = frame_of(7, clean, close_of(8)), *b = frame_of(7, poisoned, close_of(8));
	assert_int_equal(a->n, b->n);
	for (size_t i = 0; i < a->n; i++) {
		const size_t size = a->bars * sizeof(double);
		assert_string_equal(rv_frame_name(a, i), rv_frame_name(b, i));
		assert_memory_equal(rv_frame_close(a, i), rv_frame_close(b, i), size);
		assert_memory_equal(rv_frame_simple(a, i), rv_frame_simple(b, i), size);
		assert_memory_equal(rv_frame_log(a, i), rv_frame_log(b, i), size);
		assert_memory_equal(rv_frame_volume(a, i), rv_frame_volume(b, i), size);
	}
	rv_frame_free(a);
	rv_frame_free(b);
	rv_panel_free(clean);
	rv_panel_free(poisoned);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ends_at_the_asof_bar),
		cmocka_unit_test(returns_and_volumes),
		cmocka_unit_test(a_short_window_sees_itself_only),
		cmocka_unit_test(nothing_is_an_empty_frame),
		cmocka_unit_test(sizes_are_checked),
		cmocka_unit_test(a_poisoned_future_changes_no_byte),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
