/*
 * Fault matrix F21: the venue's allowance for the address is used up in the middle of a TWAP, or
 * its limit on requests is hit. Slices wait with the numbers, and go on when there is room; what is
 * kept for cancels and questions stays for them; nothing is unknown, nothing is done twice.
 */
#include <string.h>

#include "tests/support/cm.h"
#include "tests/support/order_desk.h"

static const od_params fast = { .speed = OD_FAST_SPEED,
				.orders =
					OD_FAST_WITH(", \"order_most_usd\": 20000",
						     ", \"slice_s\": 5", ", \"deadman\": false") };

/* A limit order rests, and a TWAP has begun. */
static void begin(order_desk *d)
{
	const rv_command limit = od_limit(d, "SOL", RV_BUY, 500, 0.05);
	rv_command twap = od_order("ETH", RV_BUY, 15000);
	twap.style = RV_STYLE_TWAP;
	twap.duration_ms = RV_HOUR_MS;
	od_yes(d, &limit);
	OD_UNTIL(d, od_venue_open(d) == 1);
	od_yes(d, &twap);
	OD_UNTIL(d, od_mandate(d)->lots_filled > 0);
}

static rv_cloid resting(const order_desk *d)
{
	for (size_t i = 0; i < T->n_orders; i++)
		if (T->orders[i].state == RV_ORDER_WORKING)
			return T->orders[i].cloid;
	fail_msg("nothing rests");
	return (rv_cloid){ { 0 } };
}

/* While orders wait: a cancel leaves, and a question is answered. */
static void the_reserve_is_there(order_desk *d)
{
	rv_command cancel = od_cmd(RV_CMD_CANCEL, "");
	const rv_command round = od_cmd(RV_CMD_RECONCILE, "");
	cancel.cloid = resting(d);
	od_mark(d);
	od_yes(d, &cancel);
	OD_UNTIL(d, od_venue_open(d) == 0);
	od_yes(d, &round);
	OD_UNTIL(d, od_said(d, "asked for by hand: 0 differences"));
	assert_true(T->n_unknown == 0 && T->state == RV_BOOK_ACTIVE);
}

/* It goes on by itself, with no more than was granted, and both sides tie. */
static void it_goes_on(order_desk *d)
{
	const rv_command kill = od_kill(RV_KILL_CANCEL);
	const int64_t filled = od_mandate(d)->lots_filled;
	OD_UNTIL(d, od_mandate(d)->lots_filled > filled);
	od_yes(d, &kill);
	od_ties(d);
	assert_true(od_mandate(d)->lots_filled <= od_mandate(d)->lots_most);
	assert_int_equal(od_lots(d, "ETH"), od_mandate(d)->lots_filled);
	od_free(d);
}

static void f21_the_allowance_is_used_up(void **state)
{
	(void)state;
	order_desk *d = od_trading(&fast);
	begin(d);
	od_control(d, "account", "{\"user\":\"%s\",\"requests\":\"13000\"}", d->user);
	OD_UNTIL(d, od_mandate(d)->state == RV_MANDATE_PAUSED &&
			    strstr(od_mandate(d)->reason, "address budget: 13"));
	assert_non_null(strstr(od_mandate(d)->reason, "cancels aside"));
	assert_true(T->budget_used >= 13000 && T->budget_cap >= 10000);
	const size_t sent = od_admitted(d, "order");
	OD_WHILE(d, 700, od_admitted(d, "order") == sent);
	the_reserve_is_there(d);
	od_control(d, "account", "{\"user\":\"%s\",\"requests\":\"100\"}", d->user);
	it_goes_on(d);
}

/* 429: it was not even looked at. Orders wait it out, a cancel does not. */
static void f21_too_many_requests(void **state)
{
	(void)state;
	order_desk *d = od_trading(&fast);
	begin(d);
	od_mark(d);
	od_fault(d, "exchange.order", "status", ", \"code\": 429, \"retry_after\": 1");
	OD_UNTIL(d, od_noted(d, "refused"));
	const size_t sent = od_admitted(d, "order");
	const rv_cloid cloid = resting(d);
	rv_command cancel = od_cmd(RV_CMD_CANCEL, "");
	cancel.cloid = cloid;
	od_yes(d, &cancel);
	OD_UNTIL(d, od_venue_open(d) == 0);
	OD_WHILE(d, 500, od_admitted(d, "order") == sent && T->n_unknown == 0);
	od_faults(d, "[]");
	it_goes_on(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(f21_the_allowance_is_used_up),
		cmocka_unit_test(f21_too_many_requests),
	};
	return cmocka_run_group_tests_name("f21_allowance", tests, NULL, NULL);
}
