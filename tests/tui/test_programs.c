/* Words of a program's edge: what of it is a model's, what a setting. */
#include "tui/programs.h"

#include <math.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

enum { S5 = 1U << RV_SUB_S5, S4M = 1U << RV_SUB_S4M, S3 = 1U << RV_SUB_S3 };

static void an_edge_says_whose_part_is_assumed(void **state)
{
	static const struct {
		unsigned assumed;
		int64_t s5, s4m, s3;
		const char *want;
	} cases[] = {
		{ 0, 1400, 0, 0, "" },
		{ S3, 0, 0, -200, " assumed" },
		{ S4M | S3, 0, 5, -5, " assumed" },
		{ S3, 1600, 0, -200, " with S3 assumed" },
		{ S4M | S3, -7, 5, 5, " with S4m S3 assumed" },
		{ S5, 1600, 0, 0, " assumed" }, /* an alpha that is not known */
	};

	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		int64_t want[RV_SUB_N] = { [RV_SUB_S5] = cases[i].s5,
					   [RV_SUB_S4M] = cases[i].s4m,
					   [RV_SUB_S3] = cases[i].s3 };
		char words[RV_EDGE_WORDS];
		assert_string_equal(rv_edge_words(cases[i].assumed, want, words), cases[i].want);
	}
}

static void a_program_says_how_many_are_assumed(void **state)
{
	rv_tv_program p = { .edge_usd = 21.314 };
	char text[RV_EDGE_USD];

	(void)state;
	assert_string_equal(rv_program_edge(&p, false, text), "+21.31");
	assert_string_equal(rv_program_edge(&p, true, text), "+21");
	p.n_assumed = 7;
	assert_string_equal(rv_program_edge(&p, false, text), "+21.31, 7 assumed");
	assert_string_equal(rv_program_edge(&p, true, text), "+21 assumed");
	p.edge_usd = NAN;
	assert_string_equal(rv_program_edge(&p, true, text), "-- assumed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_edge_says_whose_part_is_assumed),
		cmocka_unit_test(a_program_says_how_many_are_assumed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
