/* Funding days and market caps of a daily panel against the reference, and what must not matter. */
#include "engine/market/aliases.h"
#include "engine/market/funding_days.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <stdlib.h>
#include <string.h>

#include "tests/oracle/funding_days_cases.h"

#define D0 (100 * RV_DAY_MS)
#define ALWAYS INT64_MAX

/* A daily panel with a bar of X on each of n days from D0 on. */
static rv_panel *panel_of(size_t n)
{
	rv_panel *p = NULL;
	assert_int_equal(rv_panel_new(RV_INTERVAL_1D, 2, 16, &p), RV_OK);
	assert_int_equal(rv_panel_add_symbol(p, "X", RV_KIND_PERP), RV_OK);
	for (size_t k = 0; k < n; k++) {
		const rv_bar b = { D0 + (int64_t)k * RV_DAY_MS, 1, 1, 1, 1, NAN, NAN };
		assert_int_equal(rv_panel_put(p, 0, &b), RV_OK);
	}
	return p;
}

static double at(const rv_panel *p, rv_panel_field f, size_t col)
{
	return rv_panel_row(p, f, 0)[col];
}

static void days_agree_with_the_reference(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		const rv_funding *rows = case_rows + cases[i].row;
		for (size_t k = cases[i].day; k < cases[i].day + cases[i].days; k++) {
			const rv_funding_day d = rv_funding_day_of(
				rows, cases[i].rows, case_days[k].day, RV_FUNDING_MIN_HOURS);
			assert_close(cases[i].name, d.hours, case_days[k].hours, 0.0);
			assert_close(cases[i].name, 1e4 * d.paid, 1e4 * case_days[k].paid, 1e-12);
		}
	}
}

static void the_panel_holds_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		const rv_funding *rows = case_rows + cases[i].row;
		rv_panel *p = panel_of(7);
		const bool changed = rv_funding_days_put(p, 0, rows, cases[i].rows, 0, ALWAYS,
							 RV_FUNDING_MIN_HOURS);
		assert_true(changed);
		for (size_t k = cases[i].day; k < cases[i].day + cases[i].days; k++) {
			const size_t col = (size_t)((case_days[k].day - D0) / RV_DAY_MS);
			assert_close(cases[i].name, at(p, RV_PANEL_FUNDING_HOURS, col),
				     case_days[k].hours, 0.0);
			assert_close(cases[i].name, 1e4 * at(p, RV_PANEL_FUNDING, col),
				     1e4 * case_days[k].paid, 1e-12);
		}
		assert_true(isnan(at(p, RV_PANEL_FUNDING, 6)));
		assert_true(isnan(at(p, RV_PANEL_FUNDING_HOURS, 6)));
		assert_false(rv_funding_days_put(p, 0, rows, cases[i].rows, 0, ALWAYS,
						 RV_FUNDING_MIN_HOURS));
		rv_panel_free(p);
	}
}

static void hours_of(rv_funding rows[24], int64_t day, double rate)
{
	for (int h = 0; h < 24; h++)
		rows[h] = (rv_funding){ day + h * RV_HOUR_MS + 37, rate, 1.0 };
}

static void a_day_counts_when_it_has_closed_and_has_a_column(void **state)
{
	(void)state;
	rv_funding rows[48];
	hours_of(rows, D0, 1e-5);
	hours_of(rows + 24, D0 + RV_DAY_MS, 2e-5);
	rv_panel *p = panel_of(1);
	assert_false(rv_funding_days_put(p, 0, rows, 48, 0, D0 + RV_DAY_MS - 1, 20.0));
	assert_true(isnan(at(p, RV_PANEL_FUNDING, 0)));
	assert_true(rv_funding_days_put(p, 0, rows, 48, 0, ALWAYS, 20.0));
	assert_close("first day", at(p, RV_PANEL_FUNDING, 0), 24e-5, 1e-15);
	assert_int_equal(rv_panel_bars(p), 1); /* the second day has no bar: no column is made */
	rv_panel_free(p);
	p = panel_of(2);
	assert_true(rv_funding_days_put(p, 0, rows, 48, D0 + RV_DAY_MS, ALWAYS, 20.0));
	assert_true(isnan(at(p, RV_PANEL_FUNDING, 0))); /* before `from` */
	assert_close("second day", at(p, RV_PANEL_FUNDING, 1), 48e-5, 1e-15);
	rv_panel_free(p);
}

static void rows_of_other_days_change_nothing(void **state)
{
	(void)state;
	rv_funding rows[72];
	hours_of(rows, D0 - RV_DAY_MS, 7e-3);
	hours_of(rows + 24, D0, 1.0 / 3e5);
	hours_of(rows + 48, D0 + RV_DAY_MS, -9e-3);
	rows[47].interval_h = 8.0; /* its hours reach into the next day's rows */
	const rv_funding_day alone = rv_funding_day_of(rows + 24, 24, D0, 20.0);
	const rv_funding_day among = rv_funding_day_of(rows, 72, D0, 20.0);
	assert_memory_equal(&alone, &among, sizeof(alone));
	assert_close("hours", alone.hours, 24.0, 0.0);
}

static void odd_rows_are_no_payments(void **state)
{
	(void)state;
	rv_funding rows[24];
	hours_of(rows, D0, 1e-5);
	rows[3].rate = NAN;
	rows[4].rate = INFINITY;
	rows[5].interval_h = NAN;
	rows[6].interval_h = -1.0;
	const rv_funding_day d = rv_funding_day_of(rows, 24, D0, 20.0);
	assert_close("hours", d.hours, 20.0, 0.0);
	assert_close("paid", d.paid, 24e-5, 1e-15);
	assert_true(isnan(rv_funding_day_of(rows, 24, D0, 21.0).paid));
	assert_true(isnan(rv_funding_day_of(NULL, 0, D0, 0.0).paid));
	assert_true(isnan(rv_funding_day_of(rows, 24, D0 + RV_DAY_MS, 20.0).paid));
}

static void caps_stand_on_their_day(void **state)
{
	(void)state;
	const rv_mcap rows[] = { { D0 - RV_DAY_MS, 1e9 },
				 { D0, 2.385e9 },
				 { D0 + 2 * RV_DAY_MS, 3e9 },
				 { D0 + 3 * RV_DAY_MS, 4e9 } };
	rv_panel *p = panel_of(3);
	assert_true(rv_mcap_days_put(p, 0, rows, LEN(rows), D0 + 2 * RV_DAY_MS));
	assert_close("first", at(p, RV_PANEL_MCAP, 0), 2.385e9, 0.0);
	assert_true(isnan(at(p, RV_PANEL_MCAP, 1)));
	assert_true(isnan(at(p, RV_PANEL_MCAP, 2))); /* not closed yet */
	assert_true(rv_mcap_days_put(p, 0, rows, LEN(rows), ALWAYS));
	assert_close("third", at(p, RV_PANEL_MCAP, 2), 3e9, 0.0);
	assert_false(rv_mcap_days_put(p, 0, rows, LEN(rows), ALWAYS));
	assert_int_equal(rv_panel_bars(p), 3);
	rv_panel_free(p);
}

static void names_of_one_coin(void **state)
{
	(void)state;
	rv_aliases a;
	rv_aliases_default(&a);
	assert_string_equal(rv_aliases_coin(&a, "kPEPE"), "PEPE");
	assert_string_equal(rv_aliases_coin(&a, "KPEPE"), "PEPE");
	assert_string_equal(rv_aliases_coin(&a, "BTC"), "BTC");
	assert_true(rv_aliases_same(&a, "kPEPE", "PEPE"));
	assert_true(rv_aliases_same(&a, "PEPE", "1000PEPE"));
	assert_true(rv_aliases_same(&a, "1000PEPE", "kPEPE"));
	assert_true(rv_aliases_same(&a, "SATS", "1000SATS"));
	assert_false(rv_aliases_same(&a, "PEPE", "PEPE"));
	assert_false(rv_aliases_same(&a, "kPEPE", "kBONK"));
	assert_false(rv_aliases_same(&a, "BTC", "ETH"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_agree_with_the_reference),
		cmocka_unit_test(the_panel_holds_the_same),
		cmocka_unit_test(a_day_counts_when_it_has_closed_and_has_a_column),
		cmocka_unit_test(rows_of_other_days_change_nothing),
		cmocka_unit_test(odd_rows_are_no_payments),
		cmocka_unit_test(caps_stand_on_their_day),
		cmocka_unit_test(names_of_one_coin),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
