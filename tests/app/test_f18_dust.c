/*
 * Fault matrix F18: what is too small or does not come out even. Less than the venue takes is
 * refused before it is sent; a rest that is too small ends its mandate and is shown, and nobody
 * goes on trying; a position of any size can be closed as a whole; every limit is on the venue's
 * grid and inside the collar. Half of a pair that is too small to be balanced stays what it is.
 */
#include <stdio.h>
#include <string.h>

#include "engine/desk/price.h"
#include "tests/support/cm.h"
#include "tests/support/order_desk.h"

enum { TRIES = 20 };

static order_desk *d;

static int setup(void **state)
{
	(void)state;
	const od_params p = { .speed = OD_FAST_SPEED,
			      .orders = OD_FAST_WITH(
				      ", \"order_most_usd\": 50000, \"symbol_most_usd\": 90000",
				      ", \"slice_s\": 5", "") };
	d = od_trading(&p);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	od_free(d);
	return 0;
}

static const rv_view_row *row_of(const char *symbol)
{
	for (size_t i = 0; i < d->v->n_rows; i++)
		if (strcmp(d->v->rows[i].symbol, symbol) == 0)
			return &d->v->rows[i];
	fail_msg("no row of %s", symbol);
	return NULL;
}

/* Nothing more leaves, whatever time passes. */
static void no_more(void)
{
	od_ties(d);
	const size_t orders = od_venue_orders(d), sent = od_admitted(d, "order");
	OD_WHILE(d, 500, od_venue_orders(d) == orders && od_admitted(d, "order") == sent);
}

static void flat(const char *symbol)
{
	const rv_command close = od_close(symbol);
	if (od_lots(d, symbol) != 0)
		od_yes(d, &close);
	OD_UNTIL(d, od_lots(d, symbol) == 0);
	od_ties(d);
}

static void f18_less_than_the_venue_takes(void **state)
{
	(void)state;
	const rv_command small = od_order("SOL", RV_BUY, 9), none = od_order("BTC", RV_BUY, 0);
	rv_command lot = od_order("BTC", RV_BUY, 0);
	const size_t sent = od_admitted(d, "order");
	lot.notional_musd = RV_MUSD / 10;
	od_no(d, &small, "is denied: least order: ");
	od_no(d, &none, "no size");
	od_no(d, &lot, "less than one lot");
	no_more();
	assert_int_equal(od_admitted(d, "order"), sent);
}

/* A few USD that somebody left there: all of it can be closed, a part of it cannot. */
static void f18_a_small_position(void **state)
{
	(void)state;
	od_ties(d);
	od_control(d, "fill", "{\"user\":\"%s\",\"coin\":\"SOL\",\"side\":\"B\",\"sz\":\"0.05\"}",
		   d->user);
	OD_UNTIL(d, od_lots(d, "SOL") == 5);
	rv_command part = od_order("SOL", RV_SELL, 0);
	part.lots = 3;
	part.reduce_only = true;
	od_no(d, &part, "is denied: least order: ");
	flat("SOL");
	no_more();
}

/* The last slice takes what is left, as long as the venue takes that; what it does not is shown. */
static void f18_slices_come_out_even_or_end(void **state)
{
	(void)state;
	rv_command twap = od_order("SOL", RV_BUY, 37);
	twap.style = RV_STYLE_TWAP;
	twap.duration_ms = 30 * RV_SECOND_MS;
	od_ties(d);
	od_mark(d);
	od_yes(d, &twap);
	OD_UNTIL(d, od_sent(d) && od_mandate(d)->state == RV_MANDATE_ENDED);
	const rv_tv_mandate *m = od_mandate(d);
	assert_true(m->lots_filled > 0 && m->lots_filled <= m->lots_most);
	assert_int_equal(m->lots_filled, od_lots(d, "SOL"));
	assert_true(m->reason[0] != '\0');
	no_more();
	flat("SOL");
}

/* The first slice fills, the next one is refused if the fault is there in time. */
static bool half_of_it(void)
{
	rv_command twap = od_order("SOL", RV_BUY, 25);
	twap.style = RV_STYLE_TWAP;
	twap.duration_ms = 60 * RV_SECOND_MS;
	od_ties(d);
	od_mark(d);
	od_yes(d, &twap);
	OD_UNTIL(d, od_sent(d) && od_last(d)->lots_filled > 0);
	od_fault(d, "exchange.order", "post_only", "");
	OD_UNTIL(d, od_mandate(d)->state == RV_MANDATE_ENDED);
	od_faults(d, "[]");
	od_ties(d);
	return od_mandate(d)->lots_filled < od_mandate(d)->lots_most;
}

/* What is left of it is less than the venue takes: it is listed, and not sent again. */
static void f18_a_rest_that_is_too_small(void **state)
{
	(void)state;
	for (int i = 0; i < TRIES && !half_of_it(); i++)
		flat("SOL");
	const rv_tv_mandate *m = od_mandate(d);
	assert_true(m->lots_filled > 0 && m->lots_filled < m->lots_most);
	assert_int_equal(m->lots_filled, od_lots(d, "SOL"));
	no_more();
	flat("SOL");
}

/* One leg fills in part and what is missing of the other is less than the least order. */
static void f18_a_pair_out_of_balance(void **state)
{
	(void)state;
	const rv_command leg1 = od_order("SOL", RV_BUY, 4000);
	od_ties(d);
	od_yes(d, &leg1);
	OD_UNTIL(d, od_lots(d, "SOL") > 0);
	od_ties(d);
	rv_command leg2 = od_order("ETH", RV_SELL, 3995);
	od_yes(d, &leg2);
	OD_UNTIL(d, od_lots(d, "ETH") < 0);
	od_ties(d);
	OD_UNTIL(d, T->account_at != RV_NEVER);
	assert_true(T->gross_usd > 7000.0);
	const double off = T->net_usd;
	assert_true(off > -200.0 && off < 200.0);
	leg2.notional_musd = 5 * RV_MUSD;
	od_no(d, &leg2, "is denied: least order: ");
	no_more();
	flat("SOL");
	flat("ETH");
}

/* Far more than the touch has: an immediate order takes what is there and is over. */
static void f18_a_part_is_filled(void **state)
{
	(void)state;
	const od_params p = {
		.speed = 1.0,
		.orders = "\"fresh\": {\"quote_s\": 600}, \"ticket\": {\"quote_s\": 600},"
			  "\"limits\": {\"order_most_usd\": 50000, \"symbol_most_usd\": 90000},"
			  "\"mandate\": {\"ioc_slippage_bps\": 0}"
	};
	order_desk *all = d;
	d = od_trading(&p);
	const rv_command big = od_order("SOL", RV_BUY, 45000);
	od_fault(d, "*", "freeze", "");
	const int64_t since = rv_clock_elapsed_ms(d->rt.clock); /* what comes now is frozen */
	OD_UNTIL(d, row_of("SOL")->mid_at > since);
	od_yes(d, &big);
	OD_UNTIL(d, od_last(d) && od_rests(d));
	const rv_tv_mandate *m = od_mandate(d);
	assert_true(m->lots_filled > 0 && m->lots_filled < m->lots_most);
	assert_int_equal(m->lots_filled, od_lots(d, "SOL"));
	assert_int_equal(od_venue_orders(d), 1);
	no_more();
	od_free(d);
	d = all;
}

/* Coins of every size of price: no limit is off the grid, none is worse than the collar. */
static void f18_every_limit_is_on_the_grid(void **state)
{
	(void)state;
	static const char *const coins[] = { "BTC", "ETH", "SOL", "DOGE", "XRP", "kPEPE" };
	for (size_t i = 0; i < sizeof(coins) / sizeof(coins[0]); i++) {
		const rv_command buy = od_order(coins[i], RV_BUY, 200);
		od_mark(d);
		od_yes(d, &buy);
		OD_UNTIL(d, od_sent(d) && od_rests(d));
		const rv_tv_order *q = od_last(d);
		assert_true(rv_px_legal(q->px, q->coin.sz_decimals));
		assert_false(rv_px_worse(q->side, q->px, od_mandate(d)->px_worst));
		if (q->state == RV_ORDER_REJECTED)
			fail_msg("%s: %s", coins[i], q->text);
		flat(coins[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(f18_less_than_the_venue_takes),
		cmocka_unit_test(f18_a_small_position),
		cmocka_unit_test(f18_slices_come_out_even_or_end),
		cmocka_unit_test(f18_a_rest_that_is_too_small),
		cmocka_unit_test(f18_a_pair_out_of_balance),
		cmocka_unit_test(f18_a_part_is_filled),
		cmocka_unit_test(f18_every_limit_is_on_the_grid),
	};
	return cmocka_run_group_tests_name("f18_dust", tests, setup, teardown);
}
