/*
 * Fault matrix F7, what can only be told by waiting: streams that say nothing any more although the
 * connection stands, and subscriptions that nobody acknowledges. Both are found within seconds, by
 * real time; what happened meanwhile is there afterwards.
 */
#include "tests/support/cm.h"
#include "tests/support/order_desk.h"

enum { FOUND_MS = 20000 * RV_PATIENCE };

static const od_params fast = { .speed = OD_FAST_SPEED, .orders = OD_FAST };

static void fill_eth(order_desk *d)
{
	od_control(d, "fill", "{\"user\":\"%s\",\"coin\":\"ETH\",\"side\":\"B\",\"sz\":\"0.5\"}",
		   d->user);
}

/* One desk's streams fall silent, the other's come back without the acks: they wait together. */
static void f07_silent_and_unacknowledged(void **state)
{
	(void)state;
	order_desk *d = od_trading(&fast), *e = od_trading(&fast);
	od_fault(d, "ws", "silent", "");
	od_faults(e, "[{\"at\":0,\"for\":1e6,\"match\":\"ws\",\"do\":\"close\",\"code\":1006}]");
	OD_UNTIL(e, !(&e->v->trade)->stream_up);
	od_fault(e, "ws.subscriptionResponse", "silent", "");
	fill_eth(d);
	fill_eth(e);
	const int64_t began = rv_mono_ms();
	OD_UNTIL(d, !T->stream_up);
	assert_true(rv_mono_ms() - began <= FOUND_MS);
	od_look(e);
	assert_false(e->v->trade.stream_up); /* connected, but a zombie */
	od_faults(d, "[]");
	od_faults(e, "[]");
	OD_UNTIL(d, T->stream_up && T->reconciled && od_lots(d, "ETH") > 0);
	OD_UNTIL(e, e->v->trade.stream_up && e->v->trade.reconciled && od_lots(e, "ETH") > 0);
	od_ties(d);
	od_ties(e);
	od_free(d);
	od_free(e);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(f07_silent_and_unacknowledged) };
	return cmocka_run_group_tests_name("f07_silence", tests, NULL, NULL);
}
