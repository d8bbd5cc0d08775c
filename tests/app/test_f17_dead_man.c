/*
 * Fault matrix F17: the dead-man at the venue. It is on by the venue's word while something rests
 * and gone when nothing does; when its refresh does not arrive, or the desk is not there, the venue
 * cancels at the time that it was told, by its own clock, and the desk knows what became of its
 * orders. Refused, for want of volume or because the day's ten triggers are spent, it is a badge
 * with the venue's reason, and the desk trades on.
 */
#include <poll.h>
#include <string.h>

#include "tests/support/cm.h"
#include "tests/support/order_desk.h"

enum { USD = 500, TRIGGERS = 10 };

/* Sixteen of its seconds are less than a real one, so that ten triggers are soon spent. */
#define SHORT OD_FAST_WITH("", "", ", \"deadman_s\": 16, \"deadman_refresh_s\": 4")

static const char lost[] =
	"[{\"at\":0,\"for\":1e6,\"match\":\"exchange.scheduleCancel\",\"do\":\"no_accept\"}]";

/* A desk whose account has traded enough for it, ready and ACTIVE. */
static order_desk *with_volume(const char *orders)
{
	const od_params p = { .speed = OD_FAST_SPEED, .orders = orders };
	order_desk *d = od_new(&p);
	od_control(d, "account", "{\"user\":\"%s\",\"volume\":\"2000000\"}", d->user);
	od_active(d);
	return d;
}

static void rest_one(order_desk *d)
{
	const rv_command c = od_limit(d, "SOL", RV_BUY, USD, 0.05);
	od_mark(d);
	od_yes(d, &c);
	OD_UNTIL(d, od_sent(d) && od_last(d)->state == RV_ORDER_WORKING);
}

static bool is_on(const order_desk *d)
{
	return T->deadman_on && T->deadman_available && T->deadman_at_ms > d->v->utc_ms;
}

/* The venue has done it: the order is over by its word, and the switch is off. */
static void is_triggered(order_desk *d, unsigned left)
{
	OD_UNTIL(d, od_last(d)->state == RV_ORDER_CANCELED && od_said(d, "scheduledCancel"));
	assert_int_equal(od_venue_open(d), 0);
	assert_int_equal(T->deadman_left, left);
	od_ties(d);
	assert_int_equal(T->state, RV_BOOK_ACTIVE);
}

static void f17_on_while_something_rests(void **state)
{
	(void)state;
	order_desk *d = with_volume(OD_FAST);
	assert_false(T->deadman_on);
	rest_one(d);
	OD_UNTIL(d, is_on(d));
	const int64_t first = T->deadman_at_ms;
	OD_UNTIL(d, T->deadman_at_ms > first); /* refreshed */
	rv_command cancel = od_cmd(RV_CMD_CANCEL, "");
	cancel.cloid = od_last(d)->cloid;
	od_yes(d, &cancel);
	OD_UNTIL(d, !T->deadman_on && od_said(d, "the dead-man is cleared"));
	od_ties(d);
	assert_int_equal(T->deadman_left, TRIGGERS);
	od_free(d);
}

/* The venue's clock is three quarters of a second ahead: it is its time that counts. */
static void f17_a_refresh_is_missed(void **state)
{
	(void)state;
	order_desk *d = with_volume(OD_FAST);
	od_fault(d, "*", "clock_offset", ", \"ms\": 15000");
	rest_one(d);
	OD_UNTIL(d, is_on(d));
	od_control(d, "faults",
		   "{\"plan\":[{\"at\":0,\"for\":1e6,\"match\":\"*\",\"do\":\"clock_offset\","
		   "\"ms\":15000},{\"at\":0,\"for\":1e6,\"match\":\"exchange.scheduleCancel\","
		   "\"do\":\"no_accept\"}]}");
	is_triggered(d, TRIGGERS - 1);
	assert_false(T->deadman_on);
	od_faults(d, "[]");
	rest_one(d);
	OD_UNTIL(d, is_on(d));
	od_free(d);
}

/* It ends and leaves its orders: they live a minute, and the next start knows that they are gone.
 */
static void f17_the_desk_is_not_there(void **state)
{
	(void)state;
	order_desk *d = with_volume(OD_FAST);
	rest_one(d);
	OD_UNTIL(d, is_on(d));
	rv_engine_loop_leave_orders(d->rt.engine, true);
	od_stop(d);
	assert_int_equal(od_venue_open(d), 1);
	const int64_t until = rv_mono_ms() + OD_WAIT_MS;
	while (od_venue_open(d) > 0) {
		assert_true(rv_mono_ms() < until);
		(void)poll(NULL, 0, 20);
	}
	od_active(d);
	od_ties(d);
	assert_int_equal(T->deadman_left, TRIGGERS - 1);
	assert_int_equal(od_last(d)->state, RV_ORDER_CANCELED);
	od_free(d);
}

static void f17_ten_triggers_are_spent(void **state)
{
	(void)state;
	order_desk *d = with_volume(SHORT);
	/* A slow machine may be too late with a refresh by itself: that spends one, too. */
	for (int i = 0; i < 3 * TRIGGERS && T->deadman_available; i++) {
		rest_one(d);
		OD_UNTIL(d, is_on(d) || !T->deadman_available ||
				    od_last(d)->state == RV_ORDER_CANCELED);
		if (!T->deadman_available)
			break;
		od_faults(d, lost);
		OD_UNTIL(d, od_last(d)->state == RV_ORDER_CANCELED);
		assert_int_equal(od_venue_open(d), 0);
		od_ties(d);
		od_faults(d, "[]");
	}
	if (od_venue_open(d) == 0)
		rest_one(d);
	OD_UNTIL(d, !T->deadman_available && !T->deadman_on);
	assert_non_null(strstr(T->deadman_text, "Too many scheduled cancels triggered"));
	const rv_command buy = od_order("ETH", RV_BUY, USD);
	od_yes(d, &buy); /* the life of the orders is what is left */
	OD_UNTIL(d, od_lots(d, "ETH") > 0 && od_venue_open(d) == 1);
	od_free(d);
}

static void f17_refused_for_want_of_volume(void **state)
{
	(void)state;
	const od_params p = { .speed = OD_FAST_SPEED,
			      .orders = OD_FAST_WITH("", ", \"limit_s\": 30", "") };
	order_desk *d = od_trading(&p);
	rest_one(d);
	OD_UNTIL(d, !T->deadman_available);
	assert_false(T->deadman_on);
	assert_non_null(strstr(T->deadman_text, "until enough volume traded"));
	assert_true(od_said(d, "dead-man refused"));
	OD_UNTIL(d, od_venue_open(d) == 0); /* by the order's own life */
	od_ties(d);
	assert_int_equal(T->deadman_left, TRIGGERS);
	od_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(f17_on_while_something_rests),
		cmocka_unit_test(f17_a_refresh_is_missed),
		cmocka_unit_test(f17_the_desk_is_not_there),
		cmocka_unit_test(f17_ten_triggers_are_spent),
		cmocka_unit_test(f17_refused_for_want_of_volume),
	};
	return cmocka_run_group_tests_name("f17_dead_man", tests, NULL, NULL);
}
