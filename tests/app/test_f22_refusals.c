/*
 * Fault matrix F22: the venue takes no order of this kind for a while, a coin is delisted, its open
 * interest is capped, the second leg of a pair is refused for want of margin. The venue's words end
 * what was asked for, once; what the first leg left is shown and can be taken back; what only
 * reduces still goes.
 */
#include <string.h>

#include "tests/support/cm.h"
#include "tests/support/order_desk.h"

enum { USD = 500 };

static const od_params fast = { .speed = OD_FAST_SPEED, .orders = OD_FAST };

/* One order leaves, is refused with these words, and nothing comes after it. */
static void refused_once(order_desk *d, const rv_command *c, const char *words)
{
	od_ties(d);
	const size_t sent = od_admitted(d, "order");
	const int64_t lots = od_lots(d, c->symbol);
	od_mark(d);
	od_yes(d, c);
	OD_UNTIL(d, od_sent(d) && od_mandate(d)->state == RV_MANDATE_ENDED && od_rests(d));
	if (!strstr(od_mandate(d)->reason, words) || !strstr(od_last(d)->text, words))
		od_fail(d, words);
	assert_int_equal(od_last(d)->state, RV_ORDER_REJECTED);
	OD_WHILE(d, 400, od_admitted(d, "order") <= sent + 1);
	od_ties(d);
	assert_int_equal(od_lots(d, c->symbol), lots);
	assert_int_equal(T->n_unknown, 0);
}

static void trade(order_desk *d, const rv_command *c)
{
	const int64_t lots = od_lots(d, c->symbol);
	od_yes(d, c);
	OD_UNTIL(d, od_lots(d, c->symbol) != lots);
	od_ties(d);
}

static void f22_post_only_for_a_while(void **state)
{
	(void)state;
	order_desk *d = od_trading(&fast);
	const rv_command buy = od_order("SOL", RV_BUY, USD);
	od_fault(d, "exchange.order", "post_only", "");
	refused_once(d, &buy, "Only post-only orders allowed");
	od_faults(d, "[]");
	trade(d, &buy);
	od_free(d);
}

static void f22_open_interest_is_capped(void **state)
{
	(void)state;
	order_desk *d = od_trading(&fast);
	const rv_command buy = od_order("SOL", RV_BUY, USD), close = od_close("SOL");
	trade(d, &buy);
	od_fault(d, "exchange.order", "oi_capped", "");
	refused_once(d, &buy, "open interest is capped");
	trade(d, &close); /* what makes it smaller is taken */
	assert_int_equal(od_lots(d, "SOL"), 0);
	od_free(d);
}

/* The resting order goes, the position settles, what was granted there is over. */
static void gone(order_desk *d)
{
	OD_UNTIL(d, od_said(d, "a settlement: sold ") && od_lots(d, "SOL") == 0);
	OD_UNTIL(d, od_mandate(d)->state == RV_MANDATE_ENDED);
	od_ties(d);
	assert_int_equal(od_venue_open(d), 0);
	assert_int_equal(T->n_breaks, 0);
}

static void f22_a_coin_is_delisted(void **state)
{
	(void)state;
	order_desk *d = od_trading(&fast);
	const rv_command buy = od_order("SOL", RV_BUY, USD), eth = od_order("ETH", RV_BUY, USD);
	const rv_command limit = od_limit(d, "SOL", RV_BUY, USD, 0.05);
	rv_command twap = od_order("SOL", RV_BUY, 2000);
	twap.style = RV_STYLE_TWAP;
	twap.duration_ms = RV_HOUR_MS;
	trade(d, &buy);
	od_yes(d, &limit);
	OD_UNTIL(d, od_venue_open(d) == 1);
	od_yes(d, &twap);
	OD_UNTIL(d, od_mandate(d)->style == RV_STYLE_TWAP && od_mandate(d)->lots_filled > 0);
	od_mark(d);
	od_control(d, "delist", "{\"coin\":\"SOL\"}");
	gone(d);
	trade(d, &eth); /* the others go on */
	/* the next connection tells what is traded, and a proposal does not even become a ticket */
	od_faults(d, "[{\"at\":0,\"for\":1e6,\"match\":\"ws\",\"do\":\"close\",\"code\":1006}]");
	OD_UNTIL(d, !T->stream_up);
	od_faults(d, "[]");
	const int64_t until = rv_mono_ms() + OD_WAIT_MS;
	while (od_do(d, &buy)->ok || !strstr(d->reply.text, "not traded at the venue")) {
		if (rv_mono_ms() > until)
			od_fail(d, d->reply.text);
		od_begin(d, OD_WAIT_MS);
		(void)od_pause(d);
	}
	od_free(d);
}

/* Money leaves after the first leg; the desk does not know it yet when the second one goes. */
static const char old_account[] =
	"\"fresh\": {\"quote_s\": 120, \"account_s\": 3600, \"mark_off_most_bps\": 5000},"
	"\"ticket\": {\"quote_s\": 120, \"ttl_s\": 3600, \"drift_bps\": 1000},"
	"\"limits\": {\"duplicate_s\": 0, \"messages_per_min\": 2000},"
	"\"mandate\": {\"collar_bps\": 900, \"ioc_slippage_bps\": 400},"
	"\"wire\": {\"expires_s\": 120, \"settle_s\": 5, \"reconcile_s\": 3600, \"account_s\": "
	"600}";

static void f22_no_margin_for_the_second_leg(void **state)
{
	(void)state;
	const od_params p = { .speed = OD_FAST_SPEED, .orders = old_account };
	order_desk *d = od_trading(&p);
	const rv_command leg1 = od_order("SOL", RV_BUY, 5000),
			 leg2 = od_order("ETH", RV_SELL, 5000);
	const rv_command close = od_close("SOL"), round = od_cmd(RV_CMD_RECONCILE, "");
	trade(d, &leg1);
	od_control(d, "deposit", "{\"user\":\"%s\",\"usdc\":\"-99690\"}", d->user);
	refused_once(d, &leg2, "Insufficient margin to place order");
	assert_true(T->net_usd > 4000.0); /* what is left of the pair stands on the screen */
	assert_true(od_position(d, "SOL")->value_usd > 4000.0);
	od_yes(d, &round);
	OD_UNTIL(d, T->state == RV_BOOK_REDUCING); /* now it knows */
	trade(d, &close);
	assert_int_equal(od_lots(d, "SOL"), 0);
	assert_int_equal(od_venue_orders(d), 3);
	od_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(f22_post_only_for_a_while),
		cmocka_unit_test(f22_open_interest_is_capped),
		cmocka_unit_test(f22_a_coin_is_delisted),
		cmocka_unit_test(f22_no_margin_for_the_second_leg),
	};
	return cmocka_run_group_tests_name("f22_refusals", tests, NULL, NULL);
}
