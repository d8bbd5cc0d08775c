/*
 * Fault matrix F7, what breaks at once: the streams of the account are closed, the connection is
 * refused for a while, fills happen meanwhile, snapshots come again, fills are swallowed while
 * pongs go on. The desk knows it is deaf, sends nothing before it has agreed with the venue again,
 * and counts each fill once.
 */
#include <stdio.h>
#include <string.h>

#include "tests/support/cm.h"
#include "tests/support/order_desk.h"

enum { USD = 500, STORM_MS = 5000 };

static order_desk *d;

static int setup(void **state)
{
	(void)state;
	const od_params p = {
		.speed = 1.0,
		.orders = "\"limits\": {\"duplicate_s\": 0, \"messages_per_min\": 2000},"
			  "\"ticket\": {\"drift_bps\": 1000},"
			  "\"mandate\": {\"collar_bps\": 900},"
			  "\"wire\": {\"reconcile_s\": 5}"
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

/*
 * The streams end with this code and cannot come back; somebody fills meanwhile; an order is asked
 * for. It leaves after the streams are back and a round is done, never before. The market's own
 * connection ends with them, sooner or later: what is asked for has a limit, for which the last mid
 * is enough.
 */
static void gap(const char *code)
{
	char plan[256];
	od_ties(d);
	const rv_command buy = od_limit(d, "SOL", RV_BUY, USD, -0.01);
	const size_t orders = od_venue_orders(d);
	const int64_t sol = od_lots(d, "SOL");
	const int64_t eth = od_lots(d, "ETH");
	(void)snprintf(plan, sizeof(plan),
		       "[{\"at\":0,\"for\":1e6,\"match\":\"ws\",\"do\":\"close\",\"code\":%s},"
		       "{\"at\":0,\"for\":1e6,\"match\":\"ws\",\"do\":\"refuse\"}]",
		       code);
	od_faults(d, plan);
	OD_UNTIL(d, !T->stream_up);
	assert_false(T->reconciled);
	od_control(d, "fill", "{\"user\":\"%s\",\"coin\":\"ETH\",\"side\":\"B\",\"sz\":\"0.5\"}",
		   d->user);
	od_yes(d, &buy);
	assert_non_null(strstr(d->reply.text, "blocked"));
	OD_WHILE(d, 700, !T->reconciled && od_venue_orders(d) == orders + 1); /* the fill's own */
	const int64_t back = d->v->elapsed_ms;
	od_faults(d, "[]");
	OD_UNTIL(d, T->stream_up && T->reconciled);
	OD_UNTIL(d, od_lots(d, "ETH") > eth);
	OD_UNTIL(d, od_ticket(d)->state == RV_TICKET_APPROVED && od_lots(d, "SOL") > sol);
	assert_true(od_last(d)->sent_at >= back);
	od_ties(d);
	assert_int_equal(od_venue_orders(d), orders + 2);
}

static void f07_closed_in_good_order(void **state)
{
	(void)state;
	gap("1000");
}

static void f07_dropped(void **state)
{
	(void)state;
	gap("1006");
}

/* Every connection is ended as soon as it stands, for some seconds. */
static void f07_a_storm_of_reconnections(void **state)
{
	(void)state;
	od_ties(d);
	const int64_t eth = od_lots(d, "ETH"), until = rv_mono_ms() + STORM_MS;
	od_faults(d, "[{\"at\":0,\"for\":1e6,\"match\":\"ws\",\"do\":\"close\",\"code\":1006}]");
	OD_UNTIL(d, !T->stream_up);
	od_control(d, "fill", "{\"user\":\"%s\",\"coin\":\"ETH\",\"side\":\"B\",\"sz\":\"0.5\"}",
		   d->user);
	OD_UNTIL(d, rv_mono_ms() > until);
	od_faults(d, "[]");
	OD_UNTIL(d, T->stream_up && T->reconciled && od_lots(d, "ETH") > eth);
	od_ties(d);
	const rv_command buy = od_order("SOL", RV_BUY, USD);
	const int64_t sol = od_lots(d, "SOL");
	od_yes(d, &buy);
	OD_UNTIL(d, od_lots(d, "SOL") > sol);
	od_ties(d);
}

/* Each connection brings a snapshot of fills that are known: nothing happens. */
static void f07_snapshot_again(void **state)
{
	(void)state;
	od_ties(d);
	for (int i = 0; i < 3; i++) {
		const size_t fills = T->fills_total;
		const int64_t lots = od_lots(d, "SOL");
		od_faults(
			d,
			"[{\"at\":0,\"for\":1e6,\"match\":\"ws\",\"do\":\"close\",\"code\":1006}]");
		OD_UNTIL(d, !T->stream_up);
		od_faults(d, "[]");
		OD_UNTIL(d, T->stream_up && T->reconciled);
		assert_int_equal(T->fills_total, fills);
		assert_int_equal(od_lots(d, "SOL"), lots);
	}
	od_ties(d);
}

/* Pongs come, fills do not: the next round finds them. */
static void f07_heartbeats_without_fills(void **state)
{
	(void)state;
	od_ties(d);
	const int64_t eth = od_lots(d, "ETH");
	od_faults(d, "[{\"at\":0,\"for\":1e6,\"match\":\"ws.userFills\",\"do\":\"silent\"},"
		     "{\"at\":0,\"for\":1e6,\"match\":\"ws.userEvents\",\"do\":\"silent\"}]");
	od_control(d, "fill", "{\"user\":\"%s\",\"coin\":\"ETH\",\"side\":\"A\",\"sz\":\"0.5\"}",
		   d->user);
	OD_UNTIL(d, od_lots(d, "ETH") < eth);
	assert_true(T->stream_up);
	od_faults(d, "[]");
	od_ties(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(f07_closed_in_good_order),
		cmocka_unit_test(f07_dropped),
		cmocka_unit_test(f07_a_storm_of_reconnections),
		cmocka_unit_test(f07_snapshot_again),
		cmocka_unit_test(f07_heartbeats_without_fills),
	};
	return cmocka_run_group_tests_name("f07_streams", tests, setup, teardown);
}
