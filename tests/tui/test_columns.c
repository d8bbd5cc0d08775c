/* Columns that leave when it is narrow: never over the edge, never over each other. */
#include "tui/panes/columns.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

static const rv_col_spec spec[] = {
	{ "ID", 4, false, 0, false },  { "SIZE", 8, true, 1, false },
	{ "USD", 7, true, 3, false },  { "STATE", 8, false, 0, false },
	{ "WHY", 10, false, 2, true },
};

static void test_every_width(void **state)
{
	(void)state;
	size_t shown_before = 0;

	for (int w = 1; w <= 120; w++) {
		rv_cols p;
		size_t shown = 0;
		int end = RV_COLS_GUTTER - 1;
		rv_cols_plan(spec, LEN(spec), w, &p);
		for (int k = 0; k < p.n; k++) {
			if (p.w[k] == 0)
				continue;
			assert_true(p.x[k] > end); /* a cell between two */
			end = p.x[k] + p.w[k] - 1;
			shown++;
		}
		assert_true(p.w[0] && p.w[3]); /* rank 0 always */
		if (w >= RV_COLS_GUTTER + 4 + 1 + 8)
			assert_true(end < w);
		assert_true(shown >= shown_before);
		shown_before = shown;
	}
	assert_int_equal(shown_before, LEN(spec));
}

/* The highest rank goes first; the stretching one takes what is left. */
static void test_ranks(void **state)
{
	(void)state;
	const int all = 2 + 4 + 1 + 8 + 1 + 7 + 1 + 8 + 1 + 10;
	rv_cols p;

	rv_cols_plan(spec, LEN(spec), all, &p);
	assert_int_equal(p.w[4], 10);
	rv_cols_plan(spec, LEN(spec), all + 5, &p);
	assert_int_equal(p.w[4], 15);
	rv_cols_plan(spec, LEN(spec), all - 1, &p);
	assert_int_equal(p.w[2], 0);
	assert_int_equal(p.w[4], 10 + 7); /* its place and the space beside it, less one */
	rv_cols_plan(spec, LEN(spec), 2 + 4 + 1 + 8 + 1 + 8, &p);
	assert_int_equal(p.w[4], 0);
	assert_int_equal(p.w[1], 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_width),
		cmocka_unit_test(test_ranks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
