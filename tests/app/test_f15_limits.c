/*
 * Fault matrix F15: limits through the whole desk, at their edge and one unit beyond it, with the
 * rule that is named; what is unknown counts at its worst; bursts are throttled and cancels are
 * not; a mandate that never fills stops until a person lets it go on. Every rule of the gate at its
 * edge is in tests/engine/desk/test_gate.c.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/desk/price.h"
#include "tests/support/cm.h"
#include "tests/support/order_desk.h"

enum { SOL_DECIMALS = 2 };

/* A market that stands still is as old as it likes. */
#define STILL(limits)                                                                              \
	"\"fresh\": {\"quote_s\": 600, \"account_s\": 600, \"mark_off_most_bps\": 5000},"          \
	"\"ticket\": {\"quote_s\": 600, \"drift_bps\": 1000},"                                     \
	"\"limits\": {\"duplicate_s\": 0, \"messages_per_min\": 2000" limits "},"                  \
	"\"mandate\": {\"collar_bps\": 900, \"collar_sigmas\": 0}"

static const rv_view_row *row_of(const order_desk *d, const char *symbol)
{
	for (size_t i = 0; i < d->v->n_rows; i++)
		if (strcmp(d->v->rows[i].symbol, symbol) == 0)
			return &d->v->rows[i];
	fail_msg("no row of %s", symbol);
	return NULL;
}

/* From here on every price of the desk is the one at which the market stood still. */
static order_desk *in_a_still_market(const char *orders)
{
	const od_params p = { .speed = 1.0, .orders = orders };
	order_desk *d = od_trading(&p);
	od_fault(d, "*", "freeze", "");
	const int64_t since = rv_clock_elapsed_ms(d->rt.clock);
	OD_UNTIL(d, row_of(d, "SOL")->ctx_at > since && row_of(d, "SOL")->mid_at > since);
	return d;
}

static rv_command lots_at(int64_t lots, int64_t px)
{
	rv_command c = od_order("SOL", RV_BUY, 0);
	c.style = RV_STYLE_LIMIT;
	c.lots = lots;
	c.px = px;
	return c;
}

/* It is granted and taken; then it is taken back. */
static void passes(order_desk *d, const rv_command *c)
{
	rv_command cancel = od_cmd(RV_CMD_CANCEL, "");
	od_mark(d);
	od_yes(d, c);
	OD_UNTIL(d, od_sent(d) && (od_last(d)->state == RV_ORDER_WORKING ||
				   od_last(d)->state == RV_ORDER_FILLED));
	cancel.cloid = od_last(d)->cloid;
	if (od_last(d)->state == RV_ORDER_WORKING)
		od_yes(d, &cancel);
	od_ties(d);
}

/* SOL's position may be so many USD at most, by this limit: to the lot. */
static void at_its_edge(const char *orders, double usd, const char *rule)
{
	order_desk *d = in_a_still_market(orders);
	const double lot = row_of(d, "SOL")->mark / pow(10.0, SOL_DECIMALS);
	rv_command c = od_limit(d, "SOL", RV_BUY, 0, 0.05);
	c.lots = (int64_t)floor(usd / lot);
	passes(d, &c);
	c.lots++;
	od_no(d, &c, rule);
	assert_int_equal(od_ticket(d)->state, RV_TICKET_DENIED);
	od_free(d);
}

static void f15_symbol_gross_net_leverage(void **state)
{
	(void)state;
	at_its_edge(STILL(", \"order_most_usd\": 3000, \"symbol_most_usd\": 3000"), 3000.0,
		    "is denied: symbol: ");
	at_its_edge(STILL(", \"gross_most_x\": 0.03, \"net_most_x\": 0.03"), 3000.0,
		    "is denied: gross: ");
	at_its_edge(STILL(", \"gross_most_x\": 0.05, \"net_most_x\": 0.03"), 3000.0,
		    "is denied: net: ");
	at_its_edge(STILL(", \"leverage_most_x\": 0.03"), 3000.0, "is denied: leverage: ");
}

/* At 100.00 a lot is one USD. */
static void f15_size_of_an_order(void **state)
{
	(void)state;
	order_desk *d = in_a_still_market(STILL(", \"order_most_usd\": 1500"));
	const int64_t px = 1000000;
	rv_command c = lots_at(1500, px);
	passes(d, &c);
	c.lots = 1501;
	od_no(d, &c, "is denied: order size: 1501.00 USD, at most 1500.00");
	c.lots = 10;
	passes(d, &c);
	c.lots = 9;
	od_no(d, &c, "is denied: least order: 9.00, least 10.00 USD");
	c = lots_at(10, px + 1); /* six figures */
	od_no(d, &c, "not a limit that the venue takes");
	od_free(d);
}

static void f15_the_collar(void **state)
{
	(void)state;
	int64_t worst = 0;
	order_desk *d = in_a_still_market(STILL(""));
	assert_int_equal(rv_px_collar(RV_BUY, row_of(d, "SOL")->mid, 0.09, SOL_DECIMALS, &worst),
			 RV_OK);
	rv_command c = lots_at(300, rv_px_snap(worst + 1, SOL_DECIMALS, RV_DEC_UP));
	od_yes(d, &c);
	if (!strstr(d->reply.text, "is blocked: collar now: "))
		od_fail(d, d->reply.text);
	rv_command reject = od_cmd(RV_CMD_REJECT, "");
	reject.n_ids = 1;
	reject.ids[0] = od_ticket(d)->id;
	od_yes(d, &reject);
	c.px = worst;
	passes(d, &c);
	od_free(d);
}

/* Said twice it is meant. */
static void f15_the_same_again(void **state)
{
	(void)state;
	const od_params p = { .speed = 1.0,
			      .orders = "\"ticket\": {\"drift_bps\": 1000},"
					"\"limits\": {\"duplicate_s\": 60}" };
	order_desk *d = od_trading(&p);
	const rv_command c = lots_at(10, 1000000);
	od_yes(d, &c);
	OD_UNTIL(d, od_venue_open(d) == 1);
	od_no(d, &c, "say it again to mean it");
	od_yes(d, &c);
	OD_UNTIL(d, od_venue_open(d) == 2);
	od_free(d);
}

/* Nobody knows whether 1,500 of SOL were bought: they count until it is known that they were not.
 */
static void f15_unknown_counts(void **state)
{
	(void)state;
	const od_params p = { .speed = OD_FAST_SPEED,
			      .orders = OD_SOON_WITH(
				      ", \"gross_most_x\": 0.02, \"net_most_x\": 0.02", "", "") };
	order_desk *d = od_trading(&p);
	const rv_command sol = od_order("SOL", RV_BUY, 1500), eth = od_order("ETH", RV_BUY, 700);
	od_faults(d, "[{\"at\":0,\"for\":1e6,\"match\":\"exchange.order\",\"do\":\"no_accept\"},"
		     "{\"at\":0,\"for\":1e6,\"match\":\"info.orderStatus\",\"do\":\"status\","
		     "\"code\":502}]");
	od_yes(d, &sol);
	OD_UNTIL(d, T->n_unknown == 1);
	od_no(d, &eth, "is denied: gross: ");
	od_faults(d, "[]");
	OD_UNTIL(d, T->n_unknown == 0);
	od_ties(d);
	od_yes(d, &eth);
	OD_UNTIL(d, od_lots(d, "ETH") > 0);
	od_ties(d);
	od_free(d);
}

static bool waits_for_room(const order_desk *d)
{
	const char *words = "messages: 8 and this, at most 8 a minute, cancels aside";
	return od_ticket(d)->state == RV_TICKET_BLOCKED && strstr(od_ticket(d)->reason, words);
}

/* Ten a minute, of which two are kept for cancels: the burst waits, a cancel leaves at once. */
static void f15_bursts_are_throttled(void **state)
{
	(void)state;
	const od_params p = { .speed = 1.0,
			      .orders =
				      "\"ticket\": {\"drift_bps\": 1000},"
				      "\"limits\": {\"duplicate_s\": 0, \"messages_per_min\": 10},"
				      "\"wire\": {\"deadman\": false}" };
	order_desk *d = od_trading(&p);
	const rv_command limit = od_limit(d, "SOL", RV_BUY, 500, 0.05);
	const rv_command buy = od_order("ETH", RV_BUY, 100), kill = od_kill(RV_KILL_CANCEL);
	rv_command cancel = od_cmd(RV_CMD_CANCEL, "");
	od_yes(d, &limit);
	OD_UNTIL(d, od_venue_open(d) == 1);
	cancel.cloid = od_last(d)->cloid;
	for (int i = 0; i < 12; i++)
		od_yes(d, &buy);
	OD_UNTIL(d, waits_for_room(d) && od_admitted(d, "order") == 8);
	assert_int_equal(T->messages_used, 8);
	od_yes(d, &cancel);
	OD_UNTIL(d, od_venue_open(d) == 0);
	OD_WHILE(d, 700, od_admitted(d, "order") == 8);
	od_yes(d, &kill);
	od_ties(d);
	od_free(d);
}

/* The venue takes none of its orders: after three a person decides. */
static void f15_orders_in_a_row_without_a_fill(void **state)
{
	(void)state;
	const od_params p = { .speed = OD_FAST_SPEED,
			      .orders = OD_FAST_WITH("", ", \"slice_s\": 5, \"repeat_most\": 3",
						     "") };
	order_desk *d = od_trading(&p);
	rv_command twap = od_order("ETH", RV_BUY, 3000);
	twap.style = RV_STYLE_TWAP;
	twap.duration_ms = RV_HOUR_MS;
	od_fault(d, "exchange.order", "post_only", "");
	od_yes(d, &twap);
	OD_UNTIL(d, od_mandate(d) && od_mandate(d)->state == RV_MANDATE_PAUSED &&
			    strstr(od_mandate(d)->reason, "3 orders in a row without a fill"));
	od_faults(d, "[]");
	const size_t orders = od_venue_orders(d);
	assert_int_equal(orders, 3);
	OD_WHILE(d, 700, od_venue_orders(d) == orders);
	rv_command resume = od_cmd(RV_CMD_RESUME, "");
	resume.n_ids = 1;
	resume.ids[0] = od_mandate(d)->id;
	od_yes(d, &resume);
	OD_UNTIL(d, od_lots(d, "ETH") > 0);
	const rv_command kill = od_kill(RV_KILL_CANCEL);
	od_yes(d, &kill);
	od_ties(d);
	od_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(f15_symbol_gross_net_leverage),
		cmocka_unit_test(f15_size_of_an_order),
		cmocka_unit_test(f15_the_collar),
		cmocka_unit_test(f15_the_same_again),
		cmocka_unit_test(f15_unknown_counts),
		cmocka_unit_test(f15_bursts_are_throttled),
		cmocka_unit_test(f15_orders_in_a_row_without_a_fill),
	};
	return cmocka_run_group_tests_name("f15_limits", tests, NULL, NULL);
}
