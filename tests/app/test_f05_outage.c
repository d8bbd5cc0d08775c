/*
 * Fault matrix F5: forty minutes in which the venue executes orders and answers everything with
 * errors (2025-07-29). The clock runs two hundred times as fast. The desk shows the trouble within
 * seconds, sends nothing again, has at most the one order out that it cannot know of, and knows at
 * the end what it was.
 */
#include "tests/support/cm.h"
#include "tests/support/order_desk.h"

#define OUTAGE_MS (INT64_C(40) * RV_MINUTE_MS)

enum { SHOWN_MS = 5000 * RV_PATIENCE };

/* Prices are as old as a block is long, two hundred seconds here. */
static const char orders[] =
	"\"fresh\": {\"quote_s\": 600, \"account_s\": 3600, \"mark_off_most_bps\": 10000,"
	"           \"skew_halt_ms\": 5000},"
	"\"ticket\": {\"quote_s\": 600, \"ttl_s\": 3600, \"drift_bps\": 1000},"
	"\"limits\": {\"duplicate_s\": 0, \"messages_per_min\": 2000},"
	"\"mandate\": {\"collar_bps\": 1000, \"ioc_slippage_bps\": 500, \"slice_s\": 120},"
	"\"wire\": {\"expires_s\": 120, \"settle_s\": 60, \"reconcile_s\": 600}";

static const char outage[] =
	"[{\"at\":0,\"for\":1e6,\"match\":\"exchange\",\"do\":\"error_status\",\"code\":502},"
	"{\"at\":0,\"for\":1e6,\"match\":\"info\",\"do\":\"status\",\"code\":503},"
	"{\"at\":0,\"for\":1e6,\"match\":\"ws.userFills\",\"do\":\"silent\"},"
	"{\"at\":0,\"for\":1e6,\"match\":\"ws.userEvents\",\"do\":\"silent\"},"
	"{\"at\":0,\"for\":1e6,\"match\":\"ws.orderUpdates\",\"do\":\"silent\"}]";

static void f05_forty_minutes_of_errors_while_orders_execute(void **state)
{
	(void)state;
	const od_params p = { .speed = 200.0, .orders = orders };
	order_desk *d = od_trading(&p);
	rv_command twap = od_order("SOL", RV_BUY, 3000);
	twap.style = RV_STYLE_TWAP;
	twap.duration_ms = RV_HOUR_MS;
	od_faults(d, outage);
	od_yes(d, &twap);
	const rv_command other = od_order("ETH", RV_SELL, 500);
	od_yes(d, &other);
	OD_UNTIL(d, od_venue_orders(d) >= 2);
	const int64_t seen = rv_mono_ms();
	OD_UNTIL(d, T->n_unknown >= 2);
	assert_true(rv_mono_ms() - seen <= SHOWN_MS);
	const int64_t began = d->v->utc_ms;
	OD_UNTIL(d, d->v->utc_ms >= began + OUTAGE_MS);
	assert_int_equal(od_venue_orders(d), 2); /* what is not known is not repeated */
	assert_int_equal(od_lots(d, "SOL"), 0);	 /* nothing is counted that was not told */
	assert_true(T->n_unknown == 2 && !T->reconciled);
	od_faults(d, "[]");
	OD_UNTIL(d, T->n_unknown == 0 && T->reconciled);
	const rv_command k = od_kill(RV_KILL_CANCEL);
	od_yes(d, &k);
	od_ties(d);
	assert_true(od_lots(d, "SOL") > 0 && od_lots(d, "ETH") < 0);
	od_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(f05_forty_minutes_of_errors_while_orders_execute),
	};
	return cmocka_run_group_tests_name("f05_outage", tests, NULL, NULL);
}
