/* Log returns and the matching of names. */
#include "engine/market/returns.h"
#include "engine/market/symbol.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <float.h>
#include <math.h>

static void log_returns_skip_what_is_no_price(void **state)
{
	(void)state;
	const double price[] = { 100.0, 102.385, NAN, 99.5, 0.0, 98.0, -1.0, 98.0, 98.0, INFINITY };
	/* ln(1.02385) by Python math.log */
	const double want[] = { 0.023570031512432057, NAN, NAN, NAN, NAN, NAN, NAN, 0.0, NAN };
	double r[LEN(price) - 1];
	rv_log_returns(price, LEN(price), r);
	for (size_t i = 0; i < LEN(r); i++)
		assert_close("return", r[i], want[i], 1e-15);
}

static void nothing_to_return(void **state)
{
	(void)state;
	double r = 42.0;
	rv_log_returns(&r, 1, &r);
	rv_log_returns(&r, 0, &r);
	assert_close("untouched", r, 42.0, 0);
}

static void an_overflowing_ratio_is_unknown(void **state)
{
	(void)state;
	assert_close("over", rv_log_return(DBL_MIN, DBL_MAX), NAN, 0);
	assert_close("under", rv_log_return(DBL_MAX, DBL_MIN / 4.0), NAN, 0);
}

static void names_match_without_regard_to_case(void **state)
{
	(void)state;
	assert_true(rv_symbol_equal("kPEPE", "KPEPE"));
	assert_true(rv_symbol_equal("", ""));
	assert_false(rv_symbol_equal("BTC", "BTCDOM"));
	assert_false(rv_symbol_equal("BTCDOM", "BTC"));
	assert_false(rv_symbol_equal("A[", "A{"));
	assert_false(rv_symbol_equal("1INCH", "INCH"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(log_returns_skip_what_is_no_price),
		cmocka_unit_test(nothing_to_return),
		cmocka_unit_test(an_overflowing_ratio_is_unknown),
		cmocka_unit_test(names_match_without_regard_to_case),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
