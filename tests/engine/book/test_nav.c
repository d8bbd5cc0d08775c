/*
 * Units: against tests/oracle/nav.py (time-weighted returns, without units), by hand, and the
 * property that money paid in or out moves no value, drawdown or day's return.
 */
#include "engine/base/rng.h"
#include "engine/book/nav.h"
#include "tests/oracle/nav_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <string.h>

static void accounts_as_in_the_oracle(void **state)
{
	(void)state;
	rv_nav n;
	for (size_t i = 0; i < LEN(accounts); i++) {
		if (accounts[i].first)
			memset(&n, 0, sizeof(n));
		if (accounts[i].new_day)
			rv_unit_new_day(&n.unit);
		if (accounts[i].flow < 0.0 || accounts[i].flow > 0.0)
			assert_int_equal(rv_nav_flow(&n, accounts[i].flow, false), RV_OK);
		rv_nav_mark(&n, accounts[i].usd);
		assert_close("value", n.unit.value, accounts[i].want_value, 1e-12);
		assert_close("drawdown", rv_unit_drawdown(&n.unit), accounts[i].want_drawdown,
			     1e-12);
		assert_close("day", rv_unit_day_return(&n.unit), accounts[i].want_day, 1e-12);
	}
	assert_true(LEN(accounts) == 160);
}

static void sub_books_as_in_the_oracle(void **state)
{
	(void)state;
	rv_sub_nav n;
	size_t cuts = 0, released = 0;
	const rv_sub_nav_params p = rv_sub_nav_defaults();
	for (size_t i = 0; i < LEN(sub_books); i++) {
		if (sub_books[i].first)
			memset(&n, 0, sizeof(n));
		assert_int_equal(rv_sub_nav_earn(&n, sub_books[i].earned, sub_books[i].equity),
				 RV_OK);
		const bool was = n.circuit.latched;
		const rv_drawdown_order o = rv_sub_nav_circuit(&n, &p);
		assert_close("value", n.unit.value, sub_books[i].want_value, 1e-12);
		assert_close("drawdown", rv_unit_drawdown(&n.unit), sub_books[i].want_drawdown,
			     1e-12);
		assert_close("drawdown", o.drawdown, sub_books[i].want_drawdown, 1e-12);
		assert_true(n.circuit.latched == (sub_books[i].want_halved != 0));
		assert_true(o.cut == (sub_books[i].want_cut != 0));
		assert_close("factor", o.factor, sub_books[i].want_halved ? 0.5 : 1.0, 0);
		cuts += o.cut;
		released += was && !n.circuit.latched;
	}
	assert_true(LEN(sub_books) == 240 && cuts > 1 && released > 0);
}

static void flows_move_no_value(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 2385, 0, 0);
	rv_nav n;
	memset(&n, 0, sizeof(n));
	rv_nav_mark(&n, 238500.0);
	double other = 1.0;
	for (int i = 0; i < 5000; i++) {
		const rv_nav before = n;
		const double usd = (rv_rng_uniform(&r) - 0.45) * before.usd;
		const bool counted = rv_rng_below(&r, 3) == 0;
		if (counted)
			n.usd += usd; /* as if the equity had been read with it */
		assert_int_equal(rv_nav_flow(&n, usd, counted), RV_OK);
		assert_close("value", n.unit.value, before.unit.value, 1e-12);
		assert_close("day", rv_unit_day_return(&n.unit), rv_unit_day_return(&before.unit),
			     1e-12);
		assert_close("drawdown", rv_unit_drawdown(&n.unit), rv_unit_drawdown(&before.unit),
			     1e-12);
		assert_close("usd", n.usd, before.usd + usd, 1e-12);
		const double ret = 1.0 + 0.02 * (rv_rng_uniform(&r) - 0.5);
		rv_nav_mark(&n, n.usd * ret);
		other *= ret;
		assert_close("twr", n.unit.value, other, 1e-9);
		if (n.usd > 1e9 || n.usd < 1e3)
			assert_int_equal(rv_nav_flow(&n, 2e5 - n.usd, false), RV_OK);
	}
}

/* 1,000 earns 10 % by the time its 500 more are seen as equity, before their event comes. */
static void a_flow_that_comes_late(void **state)
{
	(void)state;
	rv_nav n;
	memset(&n, 0, sizeof(n));
	rv_nav_mark(&n, 1000.0);
	assert_true(rv_nav_explains(&n, 1100.0, 99.5, 0.001));
	assert_false(rv_nav_explains(&n, 1600.0, 100.0, 0.001));
	assert_false(rv_nav_explains(&n, NAN, 100.0, 0.001));
	assert_false(rv_nav_explains(&n, 1600.0, NAN, 0.001));
	rv_nav_mark(&n, 1600.0);
	assert_close("spoiled", n.unit.value, 1.6, 1e-15);
	assert_int_equal(rv_nav_flow(&n, 500.0, true), RV_OK);
	assert_close("value", n.unit.value, 1.1, 1e-15);
	assert_close("units", n.units, 1600.0 / 1.1, 1e-12);
	rv_nav_mark(&n, 1760.0);
	assert_close("value", n.unit.value, 1.21, 1e-12);
}

static void all_paid_out_and_in_again(void **state)
{
	(void)state;
	rv_nav n;
	memset(&n, 0, sizeof(n));
	assert_int_equal(rv_nav_flow(&n, 5.0, false), RV_ENOENT);
	rv_nav_mark(&n, -3.0); /* nothing to begin with */
	assert_true(isnan(rv_unit_drawdown(&n.unit)) && isnan(rv_unit_day_return(&n.unit)));
	rv_nav_mark(&n, 1000.0);
	rv_nav_mark(&n, 900.0);
	rv_nav_mark(&n, NAN);
	assert_close("unchanged", n.unit.value, 0.9, 1e-15);
	assert_int_equal(rv_nav_flow(&n, NAN, false), RV_EINVAL);
	assert_int_equal(rv_nav_flow(&n, -900.0, false), RV_OK);
	assert_close("no units", n.units, 0.0, 0);
	rv_nav_mark(&n, 0.0);
	assert_close("value stays", n.unit.value, 0.9, 1e-15);
	assert_int_equal(rv_nav_flow(&n, 450.0, false), RV_OK);
	rv_nav_mark(&n, 500.0);
	assert_close("goes on", n.unit.value, 1.0, 1e-12);
	rv_nav_mark(&n, -20.0); /* more than all is lost */
	assert_true(rv_unit_drawdown(&n.unit) > 1.0);
	assert_int_equal(rv_nav_flow(&n, 450.0, false), RV_EDATA);
	assert_close("as it was", n.usd, -20.0, 0);
}

static void demotion_is_measured_from_the_last_licence(void **state)
{
	(void)state;
	const rv_sub_nav_params p = rv_sub_nav_defaults();
	rv_sub_nav n;
	memset(&n, 0, sizeof(n));
	assert_false(rv_sub_nav_demotes(&n, &p, 0.01));
	assert_int_equal(rv_sub_nav_earn(&n, 200.0, 1000.0), RV_OK);  /* 1.2 */
	assert_int_equal(rv_sub_nav_earn(&n, -175.0, 1000.0), RV_OK); /* 0.99: 17.5 % down */
	assert_false(rv_sub_nav_demotes(&n, &p, 0.1167));	      /* 1.5 x is 17.505 % */
	assert_true(rv_sub_nav_demotes(&n, &p, 0.1166));
	assert_false(rv_sub_nav_demotes(&n, &p, NAN));
	assert_false(rv_sub_nav_demotes(&n, &p, 0.0));
	rv_sub_nav_trial(&n);
	assert_false(rv_sub_nav_demotes(&n, &p, 0.0001)); /* once, not at every step */
	assert_close("of the record", rv_unit_drawdown(&n.unit), 0.175, 1e-12);
	assert_int_equal(rv_sub_nav_earn(&n, 100.0, 1000.0), RV_OK);
	assert_int_equal(rv_sub_nav_earn(&n, -160.0, 1000.0), RV_OK); /* 16 % from there */
	assert_true(rv_sub_nav_demotes(&n, &p, 0.1));
	assert_false(rv_sub_nav_demotes(&n, &p, 0.1167));
}

static void a_circuit_stays_until_four_percent(void **state)
{
	(void)state;
	const rv_sub_nav_params p = rv_sub_nav_defaults();
	rv_sub_nav n;
	memset(&n, 0, sizeof(n));
	rv_drawdown_order o = rv_sub_nav_circuit(&n, &p);
	assert_true(isnan(o.drawdown) && !o.cut);
	assert_close("not begun", o.factor, 1.0, 0);
	assert_int_equal(rv_sub_nav_earn(&n, -80.0, 1000.0), RV_OK); /* 8 %: not over it */
	o = rv_sub_nav_circuit(&n, &p);
	assert_true(!o.cut && !n.circuit.latched);
	assert_int_equal(rv_sub_nav_earn(&n, -1.0, 1000.0), RV_OK);
	o = rv_sub_nav_circuit(&n, &p);
	assert_true(o.cut && n.circuit.latched);
	rv_sub_nav kept = n; /* across a restart */
	rv_sub_nav_trial(&kept);
	assert_int_equal(rv_sub_nav_earn(&kept, 40.0, 1000.0), RV_OK); /* 4.4 % below */
	o = rv_sub_nav_circuit(&kept, &p);
	assert_true(!o.cut && kept.circuit.latched);
	assert_close("half", o.factor, 0.5, 0);
	assert_int_equal(rv_sub_nav_earn(&kept, 5.0, 1000.0), RV_OK);
	o = rv_sub_nav_circuit(&kept, &p);
	assert_true(!kept.circuit.latched);
	assert_close("whole", o.factor, 1.0, 0);
}

static void without_equity_and_beyond_it(void **state)
{
	(void)state;
	rv_sub_nav n;
	memset(&n, 0, sizeof(n));
	assert_int_equal(rv_sub_nav_earn(&n, 5.0, NAN), RV_ENOENT);
	assert_int_equal(rv_sub_nav_earn(&n, 5.0, 0.0), RV_ENOENT);
	assert_int_equal(rv_sub_nav_earn(&n, NAN, 1000.0), RV_EINVAL);
	assert_int_equal(rv_sub_nav_earn(&n, 50.0, 1000.0), RV_OK);
	assert_int_equal(rv_sub_nav_earn(&n, 50.0, 0.0), RV_OK); /* on the newest there was */
	assert_close("value", n.unit.value, 1.1025, 1e-12);
	assert_int_equal(rv_sub_nav_earn(&n, -5000.0, 1000.0), RV_OK);
	assert_close("nothing left", n.unit.value, 0.0, 0);
	assert_close("all", rv_unit_drawdown(&n.unit), 1.0, 0);
	assert_int_equal(rv_sub_nav_earn(&n, 50.0, 1000.0), RV_OK);
	assert_close("stays", n.unit.value, 0.0, 0);
	rv_sub_nav_anew(&n);
	assert_int_equal(rv_sub_nav_earn(&n, 50.0, NAN), RV_OK);
	assert_close("anew", n.unit.value, 1.05, 1e-12);
}

static void params_are_checked(void **state)
{
	(void)state;
	rv_err err = { 0 };
	rv_sub_nav_params p = rv_sub_nav_defaults();
	assert_int_equal(rv_sub_nav_check(&p, &err), RV_OK);
	p.resume = 0.09;
	assert_int_equal(rv_sub_nav_check(&p, &err), RV_EINVAL);
	assert_string_equal(err.text, "drawdown: 0 < resume (0.09) <= cut (0.08) < 1");
	p = rv_sub_nav_defaults();
	p.factor = NAN;
	assert_int_equal(rv_sub_nav_check(&p, NULL), RV_EINVAL);
	p = rv_sub_nav_defaults();
	p.demote_times = INFINITY;
	assert_int_equal(rv_sub_nav_check(&p, NULL), RV_EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accounts_as_in_the_oracle),
		cmocka_unit_test(sub_books_as_in_the_oracle),
		cmocka_unit_test(flows_move_no_value),
		cmocka_unit_test(a_flow_that_comes_late),
		cmocka_unit_test(all_paid_out_and_in_again),
		cmocka_unit_test(demotion_is_measured_from_the_last_licence),
		cmocka_unit_test(a_circuit_stays_until_four_percent),
		cmocka_unit_test(without_equity_and_beyond_it),
		cmocka_unit_test(params_are_checked),
	};
	return cmocka_run_group_tests_name("engine/book/nav", tests, NULL, NULL);
}
