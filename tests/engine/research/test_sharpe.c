/* A Sharpe ratio is not handed out without its trials, its costs and its universe. */
#include "engine/research/sharpe.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const rv_bt_costs usual = { 2, 5, 0, 5, 0.1, 10, 1 };

static rv_bt_sharpe complete(void)
{
	rv_bt_sharpe s = { .annual_ = 1.2345,
			   .level = 0.95,
			   .lo = -0.317,
			   .hi = 2.6,
			   .psr = 0.94,
			   .dsr = NAN,
			   .days = 812,
			   .oos = true,
			   .trials = 450 };
	rv_bt_costs_text(&usual, s.costs);
	(void)snprintf(s.universe, sizeof(s.universe), "store, listed on the date");
	return s;
}

static void all_of_it_in_one_line(void **state)
{
	(void)state;
	char text[RV_SHARPE_TEXT];
	rv_bt_sharpe s = complete();
	assert_int_equal(rv_bt_sharpe_text(&s, text, sizeof(text), NULL), RV_OK);
	assert_string_equal(text,
			    "Sharpe 1.23 (95 % -0.32 .. 2.60), PSR 0.94, DSR --, 812 days out of "
			    "sample, N 450 trials; costs: taker 5 bp, slippage 5 bp (1 + share of "
			    "ADV / 0.1), least order 10 USD; universe: store, listed on the date");
	s.oos = false;
	assert_int_equal(rv_bt_sharpe_text(&s, text, sizeof(text), NULL), RV_OK);
	assert_non_null(strstr(text, "812 days NOT out of sample"));
}

static void refused(rv_bt_sharpe s, const char *why)
{
	char text[RV_SHARPE_TEXT] = "before";
	double v = 7.0;
	rv_err err = { 0 };
	assert_int_equal(rv_bt_sharpe_text(&s, text, sizeof(text), &err), RV_EINVAL);
	assert_string_equal(text, "");
	assert_string_equal(err.text, why);
	err.text[0] = '\0';
	assert_int_equal(rv_bt_sharpe_annual(&s, &v, &err), RV_EINVAL);
	assert_true(isnan(v));
	assert_string_equal(err.text, why);
}

static void nothing_may_be_missing(void **state)
{
	(void)state;
	rv_bt_sharpe s = complete();
	s.trials = 0;
	refused(s, "Sharpe ratio: not shown without the number of trials");
	s = complete();
	s.costs[0] = '\0';
	refused(s, "Sharpe ratio: not shown without the costs");
	s = complete();
	s.universe[0] = '\0';
	refused(s, "Sharpe ratio: not shown without the source of the universe");
	refused((rv_bt_sharpe){ 0 }, "Sharpe ratio: not shown without the number of trials");
	double v;
	s = complete();
	assert_int_equal(rv_bt_sharpe_annual(&s, &v, NULL), RV_OK);
	assert_close("annual", v, 1.2345, 0);
}

static void never_a_part(void **state)
{
	(void)state;
	char text[RV_SHARPE_TEXT];
	const rv_bt_sharpe s = complete();
	rv_err err = { 0 };
	assert_int_equal(rv_bt_sharpe_text(&s, text, sizeof(text), NULL), RV_OK);
	const size_t n = strlen(text);
	assert_int_equal(rv_bt_sharpe_text(&s, text, n + 1, NULL), RV_OK);
	assert_int_equal(rv_bt_sharpe_text(&s, text, n, &err), RV_ERANGE);
	assert_string_equal(text, "");
	assert_int_equal(rv_bt_sharpe_text(&s, text, 0, &err), RV_ERANGE);
}

/* The longest of everything fits. */
static void the_longest_line(void **state)
{
	(void)state;
	char text[RV_SHARPE_TEXT];
	rv_bt_sharpe s = complete();
	const double wide = -1.0e15 / 3.0;
	s.annual_ = s.lo = s.hi = s.psr = s.dsr = wide;
	s.level = 0.999;
	s.days = s.trials = SIZE_MAX;
	memset(s.costs, 'c', sizeof(s.costs) - 1);
	memset(s.universe, 'u', sizeof(s.universe) - 1);
	s.costs[sizeof(s.costs) - 1] = s.universe[sizeof(s.universe) - 1] = '\0';
	assert_int_equal(rv_bt_sharpe_text(&s, text, sizeof(text), NULL), RV_OK);
}

static void costs_in_words(void **state)
{
	(void)state;
	char text[RV_BT_TEXT];
	rv_bt_costs c = usual;
	c.maker_share = 0.25;
	c.factor = 2;
	rv_bt_costs_text(&c, text);
	assert_string_equal(text,
			    "maker 2 bp on 25 %, taker 5 bp, slippage 5 bp (1 + share of ADV / "
			    "0.1), least order 10 USD, all times 2");
	c.factor = 0; /* "what if it were free" must say so */
	rv_bt_costs_text(&c, text);
	assert_string_equal(text, "NO COSTS");
	c = (rv_bt_costs){ .factor = 1 };
	rv_bt_costs_text(&c, text);
	assert_string_equal(text, "NO COSTS");
	c = (rv_bt_costs){ 0 };
	rv_bt_costs_text(&c, text);
	assert_string_equal(text, "");
	c = usual;
	c.slippage_bps = NAN;
	rv_bt_costs_text(&c, text);
	assert_string_equal(text, "");
	c = usual;
	c.taker_bps = -1;
	rv_bt_costs_text(&c, text);
	assert_string_equal(text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_of_it_in_one_line), cmocka_unit_test(nothing_may_be_missing),
		cmocka_unit_test(never_a_part),		 cmocka_unit_test(the_longest_line),
		cmocka_unit_test(costs_in_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
