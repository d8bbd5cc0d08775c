/* Golden screens of Research: a finished run, one that is made, none, and in every doubt; and that
 * a day of a deep loss is on the screen however narrow it is. */
#include "tui/desk.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/golden_screen.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_research.h"
#include "tests/support/view_trade.h"

typedef struct scene {
	const char *name, *keys;
	int cols, rows;
	bool ascii, trade;
	void (*prepare)(rv_view *v);
	void (*as_text)(const rv_canvas *c, char *out);
} scene;

static void draw(const scene *s)
{
	rv_desk *d = NULL;
	rv_canvas *c = NULL;
	rv_view *v = rv_fixture_view();

	assert_non_null(v);
	if (s->trade)
		rv_fixture_trade(v);
	if (s->prepare)
		s->prepare(v);
	assert_int_equal(rv_desk_new(&d), RV_OK);
	assert_int_equal(rv_canvas_new(s->cols, s->rows, s->ascii, &c), RV_OK);
	rv_desk_update(d, v, v->mono_ms);
	rv_desk_draw(d, c);
	rv_golden_type(d, s->keys);
	rv_desk_draw(d, c);
	rv_golden_check(s->name, c, s->as_text ? s->as_text : rv_golden_text);
	rv_canvas_free(c);
	rv_desk_free(d);
	free(v);
}

static void test_sizes(void **state)
{
	(void)state;
	static const struct {
		int cols, rows;
	} sizes[] = { { 200, 60 }, { 120, 40 }, { 80, 24 }, { 40, 10 } };

	for (size_t k = 0; k < LEN(sizes); k++) {
		char name[64];
		scene s = { .name = name,
			    .keys = "9",
			    .cols = sizes[k].cols,
			    .rows = sizes[k].rows,
			    .trade = true,
			    .prepare = rv_fixture_research };
		(void)snprintf(name, sizeof(name), "research-%dx%d", s.cols, s.rows);
		draw(&s);
		(void)snprintf(name, sizeof(name), "ascii-research-%dx%d", s.cols, s.rows);
		s.ascii = true;
		draw(&s);
	}
}

static void test_states(void **state)
{
	(void)state;
	static const scene scenes[] = {
		{ "research-figures-80x24", "9{tab}", 80, 24, false, true, rv_fixture_research,
		  NULL },
		{ "research-windows-80x24", "9{tab}{tab}G", 80, 24, false, true,
		  rv_fixture_research, NULL },
		{ "research-range-120x40", "9[[", 120, 40, false, false, rv_fixture_research,
		  NULL },
		{ "research-running-120x40", "9", 120, 40, false, true, rv_fixture_research_running,
		  NULL },
		{ "research-running-80x24", "9", 80, 24, false, true, rv_fixture_research_running,
		  NULL },
		{ "research-failed-80x24", "9", 80, 24, false, true, rv_fixture_research_failed,
		  NULL },
		{ "research-failed-120x40", "9", 120, 40, false, true, rv_fixture_research_failed,
		  NULL },
		{ "research-odd-120x40", "9", 120, 40, false, true, rv_fixture_research_odd, NULL },
		{ "research-none-120x40", "9", 120, 40, false, true, rv_fixture_research_none,
		  NULL },
		{ "research-none-80x24", "9", 80, 24, false, true, rv_fixture_research_none, NULL },
		{ "research-no-folder-80x24", "9", 80, 24, false, false, NULL, NULL },
		{ "roles-research-120x40", "9", 120, 40, false, true, rv_fixture_research_running,
		  rv_golden_roles },
		{ "mono-research-120x40", "9", 120, 40, false, true, rv_fixture_research,
		  rv_golden_mono },
	};

	for (size_t i = 0; i < LEN(scenes); i++)
		draw(&scenes[i]);
}

/* Whatever the length, the least and the greatest value are among those that stay, in order. */
static void test_thin_keeps_extremes(void **state)
{
	(void)state;
	enum { N = 997 };
	float v[N], out[N];

	for (size_t m = 2; m < 300; m += 7) {
		for (size_t spike = 1; spike < N; spike += 83) {
			for (size_t i = 0; i < N; i++)
				v[i] = sinf((float)i * 0.05F);
			v[spike] = -5.0F;
			v[N - 1 - spike] = 7.0F;
			v[spike / 2 + 1] = NAN;
			const size_t n = rv_research_thin(v, N, out, m);
			assert_true(n >= 2 && n <= m);
			float lo = out[0], hi = out[0];
			for (size_t i = 0; i < n; i++) {
				lo = out[i] < lo ? out[i] : lo;
				hi = out[i] > hi ? out[i] : hi;
			}
			if (spike / 2 + 1 != spike)
				assert_true(lo == -5.0F);
			if (spike / 2 + 1 != N - 1 - spike)
				assert_true(hi == 7.0F);
		}
	}
	assert_int_equal(rv_research_thin(v, 5, out, 10), 5);
	assert_memory_equal(v, out, 5 * sizeof(*v));
	assert_int_equal(rv_research_thin(v, 0, out, 10), 0);
}

/* A span of unknown days stays a gap. */
static void test_thin_keeps_gaps(void **state)
{
	(void)state;
	float v[100], out[20];

	for (size_t i = 0; i < 100; i++)
		v[i] = i >= 40 && i < 60 ? NAN : (float)i;
	assert_int_equal(rv_research_thin(v, 100, out, 20), 20);
	for (size_t i = 0; i < 20; i++)
		assert_int_equal(isnan(out[i]) != 0, i >= 8 && i < 12);
	assert_true(out[0] == 0.0F && out[1] == 9.0F && out[19] == 99.0F);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_thin_keeps_extremes),
		cmocka_unit_test(test_thin_keeps_gaps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
