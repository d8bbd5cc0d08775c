/*
 * Fault matrix F8: the venue says what is not JSON, or JSON of other types, in each answer and
 * stream about the account. Nothing of such a message is used, the desk trades on nothing that it
 * has not read, and it finds out the rest when the venue makes sense again. The readers themselves
 * meet the corpora of the fuzzers in tests/feeds/hyperliquid.
 */
#include <string.h>

#include "tests/support/cm.h"
#include "tests/support/order_desk.h"

enum { USD = 500 };

static order_desk *d;

static int setup(void **state)
{
	(void)state;
	const od_params p = { .speed = OD_FAST_SPEED,
			      .orders = OD_FAST_WITH("", "", ", \"reconcile_s\": 10") };
	d = od_trading(&p);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	od_free(d);
	return 0;
}

static const char *const told[] = { "info.clearinghouseState", "info.frontendOpenOrders",
				    "info.openOrders",	       "info.userFillsByTime",
				    "info.orderStatus",	       "ws.userFills",
				    "ws.orderUpdates",	       "ws.userEvents" };

/* An order while one kind of message is spoilt: it fills once, and both sides tie in the end. */
static void trade_under(const char *match, const char *what)
{
	const rv_command buy = od_order("SOL", RV_BUY, USD);
	od_ties(d);
	OD_UNTIL(d, T->stream_up && T->reconciled);
	const size_t orders = od_venue_orders(d);
	const int64_t lots = od_lots(d, "SOL");
	od_mark(d);
	od_fault(d, match, what, "");
	od_yes(d, &buy);
	OD_WHILE(d, 150, od_lots(d, "SOL") >= lots);
	od_faults(d, "[]");
	OD_UNTIL(d, od_sent(d));
	od_ties(d);
	if (od_venue_orders(d) != orders + 1 || od_lots(d, "SOL") <= lots)
		fail_msg("%s of %s", what, match);
}

static void f08_garbage(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
		trade_under(told[i], "garbage");
}

static void f08_wrong_types(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
		trade_under(told[i], "wrong_types");
}

/* While nothing about the account can be read for long, nothing that adds risk leaves. */
static void f08_nothing_is_traded_on_it(void **state)
{
	(void)state;
	const rv_command buy = od_order("SOL", RV_BUY, USD);
	od_ties(d);
	OD_UNTIL(d, T->stream_up && T->reconciled);
	od_fault(d, "info.clearinghouseState", "wrong_types", "");
	OD_UNTIL(d, !T->reconciled);
	const size_t orders = od_venue_orders(d);
	od_yes(d, &buy);
	if (!strstr(d->reply.text, "not reconciled"))
		od_fail(d, d->reply.text);
	OD_WHILE(d, 500, od_venue_orders(d) == orders);
	assert_true(T->state == RV_BOOK_ACTIVE && T->stream_up);
	od_faults(d, "[]");
	OD_UNTIL(d, T->reconciled && od_venue_orders(d) == orders + 1);
	od_ties(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(f08_garbage),
		cmocka_unit_test(f08_wrong_types),
		cmocka_unit_test(f08_nothing_is_traded_on_it),
	};
	return cmocka_run_group_tests_name("f08_malformed", tests, setup, teardown);
}
