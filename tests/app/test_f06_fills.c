/*
 * Fault matrix F6: fills that come twice, out of order, late, before the answer, after the cancel,
 * with another size under the same name; and fills that nobody here ordered. Positions are the
 * venue's at rest, to the lot, each fill has one effect, and a person hears of what is odd.
 */
#include <string.h>

#include "tests/support/cm.h"
#include "tests/support/order_desk.h"

enum { USD = 800 };

static order_desk *d;

static int setup(void **state)
{
	(void)state;
	const od_params p = {
		.speed = 1.0,
		.orders = "\"limits\": {\"duplicate_s\": 0, \"messages_per_min\": 2000},"
			  "\"ticket\": {\"drift_bps\": 1000},"
			  "\"mandate\": {\"collar_bps\": 900}"
	};
	d = od_trading(&p);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	od_free(d);
	return 0;
}

/* Buys and sells under a fault of the fills; both sides tie after each. */
static void round_trip(const char *match, const char *what, const char *more)
{
	const rv_command buy = od_order("SOL", RV_BUY, USD), close = od_close("SOL");
	od_fault(d, match, what, more);
	od_yes(d, &buy);
	OD_UNTIL(d, od_lots(d, "SOL") > 0);
	od_ties(d);
	od_yes(d, &close);
	OD_UNTIL(d, od_lots(d, "SOL") == 0);
	od_ties(d);
	od_faults(d, "[]");
	od_ties(d);
	assert_int_equal(T->state, RV_BOOK_ACTIVE);
}

static void f06_duplicated(void **state)
{
	(void)state;
	round_trip("*", "duplicate_fills", "");
	round_trip("ws.userFills", "duplicate", "");
}

static void f06_out_of_order_and_late(void **state)
{
	(void)state;
	round_trip("ws.userFills", "reorder_fills", "");
	round_trip("ws.userFills", "late_fills", ", \"ms\": 700");
}

/* The streams tell it half a second before the answer to the order comes. */
static void f06_before_the_answer(void **state)
{
	(void)state;
	round_trip("exchange.order", "ack_delay", ", \"ms\": 500");
}

/* The venue's right fill is known; then the same name comes with a lot more. */
static void f06_same_name_other_size(void **state)
{
	(void)state;
	const rv_command buy = od_order("SOL", RV_BUY, USD), again = od_cmd(RV_CMD_RECONCILE, "");
	od_ties(d);
	od_mark(d);
	od_yes(d, &buy);
	OD_UNTIL(d, od_sent(d));
	od_ties(d);
	const int64_t lots = od_lots(d, "SOL");
	od_fault(d, "info", "wrong_fill_size", "");
	od_yes(d, &again);
	OD_UNTIL(d, od_said(d, "came again with another size or price"));
	assert_int_equal(od_lots(d, "SOL"), lots);
	od_faults(d, "[]");
	od_ties(d);
}

/* Another client trades on the account: it is real, counts, ends what was approved, and is told. */
static void f06_foreign(void **state)
{
	(void)state;
	od_ties(d);
	const int64_t lots = od_lots(d, "SOL");
	rv_command twap = od_order("SOL", RV_BUY, 2000);
	twap.style = RV_STYLE_TWAP;
	twap.duration_ms = 10 * RV_MINUTE_MS;
	od_yes(d, &twap);
	OD_UNTIL(d, od_mandate(d) && od_mandate(d)->state == RV_MANDATE_RUNNING &&
			    od_mandate(d)->style == RV_STYLE_TWAP &&
			    od_mandate(d)->lots_filled > 0);
	od_mark(d);
	const int64_t mine = od_lots(d, "SOL");
	od_control(d, "fill", "{\"user\":\"%s\",\"coin\":\"SOL\",\"side\":\"B\",\"sz\":\"1.5\"}",
		   d->user);
	OD_UNTIL(d, od_lots(d, "SOL") >= mine + 150 && od_said(d, "a fill of somebody else"));
	OD_UNTIL(d, od_mandate(d)->state == RV_MANDATE_ENDED);
	od_ties(d);
	assert_true(od_lots(d, "SOL") > lots);
}

static void f06_auto_deleveraging(void **state)
{
	(void)state;
	od_mark(d);
	const int64_t lots = od_lots(d, "SOL");
	assert_true(lots > 200);
	od_control(
		d, "fill",
		"{\"user\":\"%s\",\"coin\":\"SOL\",\"side\":\"A\",\"sz\":\"2\",\"kind\":\"adl\"}",
		d->user);
	OD_UNTIL(d, od_lots(d, "SOL") == lots - 200 && od_said(d, "an auto-deleveraging"));
	od_ties(d);
}

/* A coin that the desk has never touched. */
static void f06_of_an_order_nobody_knows(void **state)
{
	(void)state;
	od_mark(d);
	od_control(d, "fill", "{\"user\":\"%s\",\"coin\":\"ETH\",\"side\":\"A\",\"sz\":\"0.25\"}",
		   d->user);
	OD_UNTIL(d, od_lots(d, "ETH") < 0 && od_said(d, "a fill of somebody else"));
	od_ties(d);
}

/* The venue takes the whole account: the book only reduces from then on. */
static void f06_liquidation(void **state)
{
	(void)state;
	od_mark(d);
	od_control(d, "fill", "{\"user\":\"%s\",\"kind\":\"liquidation\"}", d->user);
	OD_UNTIL(d, od_lots(d, "SOL") == 0 && od_lots(d, "ETH") == 0);
	OD_UNTIL(d, T->state == RV_BOOK_REDUCING && od_said(d, "a liquidation"));
	assert_non_null(strstr(T->state_reason, "liquidated"));
	od_ties(d);
	od_resume(d);
}

/* The fill of a resting order meets its cancel: the fill counts, the order is over either way. */
static void f06_after_the_cancel(void **state)
{
	(void)state;
	rv_command c = od_limit(d, "SOL", RV_BUY, USD, 0.005);
	od_assign(d, "SOL"); /* what the tests before have left of others' fills */
	od_mark(d);
	od_yes(d, &c);
	OD_UNTIL(d, od_sent(d) && od_last(d)->state == RV_ORDER_WORKING);
	od_fault(d, "ws.userFills", "late_fills", ", \"ms\": 1500");
	od_control(d, "move", "{\"coin\":\"SOL\",\"factor\":0.99}");
	OD_UNTIL(d, od_venue_open(d) == 0);
	rv_command cancel = od_cmd(RV_CMD_CANCEL, "");
	cancel.cloid = od_last(d)->cloid;
	(void)od_do(d, &cancel); /* refused if the end is known already */
	OD_UNTIL(d, od_lots(d, "SOL") > 0);
	od_ties(d);
	od_faults(d, "[]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(f06_duplicated),
		cmocka_unit_test(f06_out_of_order_and_late),
		cmocka_unit_test(f06_before_the_answer),
		cmocka_unit_test(f06_same_name_other_size),
		cmocka_unit_test(f06_foreign),
		cmocka_unit_test(f06_auto_deleveraging),
		cmocka_unit_test(f06_of_an_order_nobody_knows),
		cmocka_unit_test(f06_liquidation),
		cmocka_unit_test(f06_after_the_cancel),
	};
	return cmocka_run_group_tests_name("f06_fills", tests, setup, teardown);
}
