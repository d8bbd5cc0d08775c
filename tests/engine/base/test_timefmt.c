/* UTC text: round trips, the grid, and what must be refused. */
#include "engine/base/timefmt.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

static void parses_the_three_forms(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t want;
		bool date;
	} cases[] = {
		{ "1970-01-01", 0, true },
		{ "2024-06-30", INT64_C(1719705600000), true },
		{ "2024-02-29T23:59:59Z", INT64_C(1709251199000), false },
		{ "2024-02-29T23:59Z", INT64_C(1709251140000), false },
		{ "1719705600001", INT64_C(1719705600001), false },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		int64_t t = -1;
		bool date = !cases[i].date;
		assert_int_equal(rv_time_parse(cases[i].text, &t, &date), RV_OK);
		assert_int_equal(t, cases[i].want);
		assert_int_equal(date, cases[i].date);
	}
}

static void refuses_what_is_not_a_time(void **state)
{
	(void)state;
	static const char *const bad[] = { "",
					   "2024",
					   "2024-13-01",
					   "2023-02-29",
					   "2024-06-31",
					   "2024-6-30",
					   "2024-06-30T25:00:00Z",
					   "2024-06-30T10:00:00",
					   "12345678",
					   "yesterday",
					   "2024-06-30T10:00:00Zx",
					   "-1719705600000" };
	for (size_t i = 0; i < LEN(bad); i++) {
		int64_t t = 42;
		bool date = true;
		assert_int_not_equal(rv_time_parse(bad[i], &t, &date), RV_OK);
		assert_int_equal(t, 42);
	}
}

static void formats_back(void **state)
{
	(void)state;
	char buf[RV_TIME_TEXT];
	assert_string_equal(rv_time_format(INT64_C(1709251199999), buf), "2024-02-29T23:59:59Z");
	assert_string_equal(rv_time_format_date(INT64_C(1735689599999), buf), "2024-12-31");
	assert_string_equal(rv_time_format_clock(-1, buf), "23:59:59");
	for (int64_t d = 0; d < 40000; d += 13) {
		int64_t t = -1;
		bool date = false;
		assert_int_equal(rv_time_parse(rv_time_format_date(d * RV_DAY_MS, buf), &t, &date),
				 RV_OK);
		assert_int_equal(t, d * RV_DAY_MS);
	}
}

static void floors_to_the_grid(void **state)
{
	(void)state;
	assert_int_equal(rv_time_floor(3599999, RV_HOUR_MS), 0);
	assert_int_equal(rv_time_floor(3600000, RV_HOUR_MS), 3600000);
	assert_int_equal(rv_time_floor(-1, RV_HOUR_MS), -3600000);
}

static void finds_the_first_of_the_month(void **state)
{
	(void)state;
	static const struct {
		const char *at;
		int add;
		const char *want;
	} cases[] = { { "2024-02-29", 0, "2024-02-01" },   { "2024-02-29", 1, "2024-03-01" },
		      { "2024-12-31", 1, "2025-01-01" },   { "2024-01-01", -1, "2023-12-01" },
		      { "2024-06-15", -30, "2021-12-01" }, { "2024-06-15", 31, "2027-01-01" } };
	for (size_t i = 0; i < LEN(cases); i++) {
		char buf[RV_TIME_TEXT];
		int64_t t = 0;
		bool date = false;
		assert_int_equal(rv_time_parse(cases[i].at, &t, &date), RV_OK);
		const int64_t last_ms = t + RV_DAY_MS - 1;
		assert_string_equal(rv_time_format_date(rv_time_month(last_ms, cases[i].add), buf),
				    cases[i].want);
		assert_int_equal(rv_time_month(last_ms, cases[i].add) % RV_DAY_MS, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parses_the_three_forms),
		cmocka_unit_test(refuses_what_is_not_a_time),
		cmocka_unit_test(formats_back),
		cmocka_unit_test(floors_to_the_grid),
		cmocka_unit_test(finds_the_first_of_the_month),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
