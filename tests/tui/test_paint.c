/* Sparklines and charts: levels, gaps, and nothing outside their rectangle. */
#include "tui/paint.h"

#include <math.h>

#include "engine/base/rng.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

static rv_canvas *canvas(int cols, int rows, bool ascii)
{
	rv_canvas *c = NULL;

	assert_int_equal(rv_canvas_new(cols, rows, ascii, &c), RV_OK);
	return c;
}

static wchar_t at(const rv_canvas *c, int x, int y)
{
	return rv_canvas_at(c, x, y)->ch;
}

static void test_spark_levels(void **state)
{
	(void)state;
	static const float v[] = { 1, 2, 3, 4, 5, 6, 7 }, flat[] = { 5, 5, 5 };
	static const wchar_t want[] = L"▁▂▃▄▅▆▇";
	rv_canvas *c = canvas(10, 2, false);

	rv_paint_spark(c, 1, 0, 7, v, LEN(v), RV_ROLE_PLOT);
	assert_int_equal(at(c, 0, 0), L' ');
	for (int i = 0; i < 7; i++)
		assert_int_equal(at(c, 1 + i, 0), want[i]);
	assert_int_equal(at(c, 8, 0), L' ');
	rv_paint_spark(c, 0, 1, 10, flat, LEN(flat), RV_ROLE_PLOT);
	assert_int_equal(at(c, 0, 1), L'▄'); /* no range: the middle */
	assert_int_equal(at(c, 3, 1), L' '); /* never stretched */
	rv_canvas_free(c);
}

static void test_spark_gaps_and_buckets(void **state)
{
	(void)state;
	static const float v[] = { 1, 1, NAN, NAN, 7, NAN, 7, 7 };
	static const float none[] = { NAN, NAN };
	rv_canvas *c = canvas(8, 2, true);

	rv_paint_spark(c, 0, 0, 4, v, LEN(v), RV_ROLE_PLOT); /* two values a cell */
	assert_int_equal(at(c, 0, 0), L'_');
	assert_int_equal(at(c, 1, 0), L' ');
	assert_int_equal(at(c, 2, 0), L'*'); /* the mean of what there is */
	assert_int_equal(at(c, 3, 0), L'*');
	rv_paint_spark(c, 0, 1, 4, none, LEN(none), RV_ROLE_PLOT);
	rv_paint_spark(c, 0, 1, 4, none, 0, RV_ROLE_PLOT);
	for (int x = 0; x < 8; x++)
		assert_int_equal(at(c, x, 1), L' ');
	rv_canvas_free(c);
}

/* The corners of the scale and a straight line between them. */
static void test_chart_scale(void **state)
{
	(void)state;
	static const float v[] = { 0, 1 };
	rv_canvas *c = canvas(4, 2, false);

	rv_paint_chart(c, (rv_rect){ 0, 0, 4, 2 }, v, LEN(v), 0, 1, RV_ROLE_PLOT);
	assert_int_equal(at(c, 0, 1) & 0x40, 0x40); /* lower left dot */
	assert_int_equal(at(c, 3, 0) & 0x08, 0x08); /* upper right dot */
	assert_int_equal(at(c, 0, 0), L' ');
	assert_int_equal(at(c, 3, 1), L' ');
	rv_canvas_free(c);
}

static void test_chart_gap_stays_a_gap(void **state)
{
	(void)state;
	static const float v[] = { 1, 2, NAN, NAN, NAN, 2, 1 };

	for (int ascii = 0; ascii < 2; ascii++) {
		rv_canvas *c = canvas(28, 4, ascii != 0);
		rv_paint_chart(c, (rv_rect){ 0, 0, 28, 4 }, v, LEN(v), 1, 2, RV_ROLE_PLOT);
		for (int x = 0; x < 28; x++) {
			bool any = false;
			for (int y = 0; y < 4; y++)
				any = any || at(c, x, y) != L' ';
			/* bars 1 and 5 of 0 .. 6 stand at cells 4.5 and 22.5 */
			if (x <= 3 || x >= 24)
				assert_true(any);
			if (x >= 6 && x <= 21)
				assert_false(any);
		}
		rv_canvas_free(c);
	}
}

static void test_chart_stays_inside(void **state)
{
	(void)state;
	float v[64];
	rv_rng rng;

	rv_rng_seed(&rng, 2385, 3, 1);
	for (int round = 0; round < 300; round++) {
		rv_canvas *c = canvas(40, 12, round % 2 == 0);
		const rv_rect r = { (int)rv_rng_below(&rng, 20), (int)rv_rng_below(&rng, 6),
				    (int)rv_rng_below(&rng, 20), (int)rv_rng_below(&rng, 6) };
		const size_t n = rv_rng_below(&rng, LEN(v) + 1);
		for (size_t i = 0; i < n; i++)
			v[i] = rv_rng_below(&rng, 5) ? (float)rv_rng_normal(&rng) : NAN;
		/* a scale narrower than the values must not leave the rectangle either */
		rv_paint_chart(c, r, v, n, -0.5, 0.5, RV_ROLE_PLOT);
		for (int y = 0; y < 12; y++) {
			for (int x = 0; x < 40; x++) {
				const bool inside =
					x >= r.x && x < r.x + r.w && y >= r.y && y < r.y + r.h;
				if (!inside)
					assert_int_equal(at(c, x, y), L' ');
			}
		}
		rv_canvas_free(c);
	}
}

static void test_range(void **state)
{
	(void)state;
	static const float v[] = { NAN, 3, -2, INFINITY, 1 };
	double lo, hi;

	assert_true(rv_paint_range(v, LEN(v), &lo, &hi));
	assert_close("lo", lo, -2, 0);
	assert_close("hi", hi, 3, 0);
	assert_false(rv_paint_range(v, 1, &lo, &hi));
	assert_false(rv_paint_range(v, 0, &lo, &hi));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spark_levels),
		cmocka_unit_test(test_spark_gaps_and_buckets),
		cmocka_unit_test(test_chart_scale),
		cmocka_unit_test(test_chart_gap_stays_a_gap),
		cmocka_unit_test(test_chart_stays_inside),
		cmocka_unit_test(test_range),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
