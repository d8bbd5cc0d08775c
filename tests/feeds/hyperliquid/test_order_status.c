/* Words for the state of an order: all that are documented, and what a new one may mean. */
#include "feeds/hyperliquid/order_status.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <string.h>

static void every_documented_word(void **state)
{
	(void)state;
	static const char *const canceled[] = {
		"canceled",
		"marginCanceled",
		"vaultWithdrawalCanceled",
		"openInterestCapCanceled",
		"selfTradeCanceled",
		"reduceOnlyCanceled",
		"siblingFilledCanceled",
		"delistedCanceled",
		"liquidatedCanceled",
		"outcomeSettledCanceled",
		"scheduledCancel",
		"internalCancel",
	};
	static const char *const rejected[] = {
		"rejected",
		"tickRejected",
		"minTradeNtlRejected",
		"perpMarginRejected",
		"reduceOnlyRejected",
		"badAloPxRejected",
		"iocCancelRejected",
		"badTriggerPxRejected",
		"marketOrderNoLiquidityRejected",
		"positionIncreaseAtOpenInterestCapRejected",
		"positionFlipAtOpenInterestCapRejected",
		"tooAggressiveAtOpenInterestCapRejected",
		"openInterestIncreaseRejected",
		"insufficientSpotBalanceRejected",
		"oracleRejected",
		"perpMaxPositionRejected",
		"tooManyOpenOrdersRejected",
	};
	assert_int_equal(rv_hl_status_class_of(rv_hl_status_of("open")), RV_HL_CLASS_LIVE);
	assert_int_equal(rv_hl_status_class_of(rv_hl_status_of("triggered")), RV_HL_CLASS_LIVE);
	assert_int_equal(rv_hl_status_class_of(rv_hl_status_of("filled")), RV_HL_CLASS_FILLED);
	for (size_t i = 0; i < LEN(canceled); i++) {
		const rv_hl_status st = rv_hl_status_of(canceled[i]);
		assert_int_equal(rv_hl_status_class_of(st), RV_HL_CLASS_CANCELED);
		assert_int_not_equal(st, RV_HL_STATUS_OTHER_CANCELED);
	}
	for (size_t i = 0; i < LEN(rejected); i++) {
		const rv_hl_status st = rv_hl_status_of(rejected[i]);
		assert_int_equal(rv_hl_status_class_of(st), RV_HL_CLASS_REJECTED);
		assert_int_not_equal(st, RV_HL_STATUS_OTHER_REJECTED);
	}
	/* open, triggered, filled and these are all of the table */
	assert_int_equal(3 + LEN(canceled) + LEN(rejected), RV_HL_STATUS_OTHER_CANCELED - 1);
}

static void words_come_back(void **state)
{
	(void)state;
	for (int i = RV_HL_STATUS_UNKNOWN + 1; i < RV_HL_STATUS_OTHER_CANCELED; i++)
		assert_int_equal(rv_hl_status_of(rv_hl_status_word((rv_hl_status)i)), i);
}

static void new_words(void **state)
{
	(void)state;
	static const struct {
		const char *word;
		rv_hl_status want;
		bool final;
	} cases[] = {
		{ "brandNewCanceled", RV_HL_STATUS_OTHER_CANCELED, true },
		{ "someDayCancel", RV_HL_STATUS_OTHER_CANCELED, true },
		{ "brandNewRejected", RV_HL_STATUS_OTHER_REJECTED, true },
		{ "Canceled", RV_HL_STATUS_UNKNOWN, false }, /* an ending alone is no such word */
		{ "Rejected", RV_HL_STATUS_UNKNOWN, false },
		{ "OPEN", RV_HL_STATUS_UNKNOWN, false },
		{ "opened", RV_HL_STATUS_UNKNOWN, false },
		{ "canceledSoon", RV_HL_STATUS_UNKNOWN, false },
		{ "partiallyFilled", RV_HL_STATUS_UNKNOWN, false },
		{ "unknown", RV_HL_STATUS_UNKNOWN, false },
		{ "", RV_HL_STATUS_UNKNOWN, false },
		{ "open", RV_HL_STATUS_OPEN, false },
		{ "triggered", RV_HL_STATUS_TRIGGERED, false },
		{ "filled", RV_HL_STATUS_FILLED, true },
		{ "scheduledCancel", RV_HL_STATUS_SCHEDULED_CANCEL, true },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		assert_int_equal(rv_hl_status_of(cases[i].word), cases[i].want);
		assert_int_equal(rv_hl_status_final(cases[i].want), cases[i].final);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_documented_word),
		cmocka_unit_test(words_come_back),
		cmocka_unit_test(new_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
