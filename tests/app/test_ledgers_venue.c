/*
 * The ledgers of a whole desk against the simulated venue's own books, over a midnight of its
 * clock: trades both ways, fees, funding, a deposit and a start in between. To the cent.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/timefmt.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/order_desk.h"

/* 23:51: the day's program is over, and midnight, which pays funding, is half a minute away. */
#define EVE INT64_C(1732060260000)
#define MIDNIGHT INT64_C(1732060800000) /* 2024-11-20T00:00:00Z */

static order_desk *d;

static int setup(void **state)
{
	(void)state;
	const od_params p = { .speed = OD_FAST_SPEED,
			      .orders = OD_FAST_WITH(", \"order_most_usd\": 60000,"
						     "\"symbol_most_usd\": 90000,"
						     "\"net_most_x\": 2",
						     "", ""),
			      .start_ms = EVE };
	d = od_trading(&p);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	od_free(d);
	return 0;
}

#define L (&d->v->ledger)

static double money(const cJSON *account, const char *key)
{
	const char *s = cJSON_GetStringValue(cJSON_GetObjectItem(account, key));
	assert_non_null(s);
	return strtod(s, NULL);
}

static double funding_ever(void)
{
	return L->span[RV_SPAN_EVER].all.usd[RV_CAUSE_FUNDING];
}

static void trade(const char *symbol, rv_side side, int64_t usd)
{
	const rv_command c = od_order(symbol, side, usd);
	od_yes(d, &c);
	OD_UNTIL(d, od_lots(d, symbol) != 0 && od_rests(d));
}

static void flat(const char *symbol)
{
	const rv_command c = od_close(symbol);
	od_yes(d, &c);
	OD_UNTIL(d, od_lots(d, symbol) == 0 && od_rests(d));
}

static bool is_whole(void)
{
	return L->present && !isnan(L->span[RV_SPAN_EVER].unexplained_usd);
}

/* Without a position there is nothing to mark: what is left is cash. */
static void ties_with_the_venue(void)
{
	od_ties(d);
	const cJSON *a = od_ledger(d);
	const double earned = money(a, "cash") - money(a, "deposited");
	OD_UNTIL(d, is_whole() && fabs(L->span[RV_SPAN_EVER].change_usd - earned) < 0.005);
	const rv_lv_span *ever = &L->span[RV_SPAN_EVER];
	assert_close("ever", ever->all.total, earned, 0.005);
	assert_close("unexplained", ever->unexplained_usd, 0.0, 0.005);
	assert_close("of the operator", ever->sub[RV_SUB_OP].total, earned, 0.005);
	assert_close("today", L->span[RV_SPAN_DAY].unexplained_usd, 0.0, 0.005);
}

static void a_midnight_ties_to_the_cent(void **state)
{
	(void)state;
	trade("SOL", RV_BUY, 20000);
	trade("ETH", RV_SELL, 15000);
	OD_UNTIL(d, d->v->utc_ms > MIDNIGHT);
	OD_UNTIL(d, L->span[RV_SPAN_DAY].since_ms >= MIDNIGHT && od_noted(d, "roll"));
	OD_UNTIL(d, fabs(funding_ever()) > 0.0 && od_noted(d, "funding"));
	assert_true(
		fabs(L->coins[0].paid_usd[RV_SPAN_EVER] + L->coins[0].beside_usd[RV_SPAN_EVER]) +
			fabs(L->coins[1].paid_usd[RV_SPAN_EVER] +
			     L->coins[1].beside_usd[RV_SPAN_EVER]) >
		0.0);
	od_control(d, "deposit", "{\"user\":\"%s\",\"usdc\":\"2385.25\"}", d->user);
	OD_UNTIL(d, is_whole() && fabs(L->span[RV_SPAN_EVER].paid_usd - 2385.25) < 1e-9);
	assert_close("paid in", L->span[RV_SPAN_EVER].unexplained_usd, 0.0, 0.005);
	od_stop(d);
	od_active(d);
	OD_UNTIL(d, is_whole() && fabs(L->span[RV_SPAN_EVER].unexplained_usd) < 0.005);
	assert_int_equal(L->span[RV_SPAN_DAY].since_ms / RV_DAY_MS, MIDNIGHT / RV_DAY_MS);
	trade("BTC", RV_BUY, 9000);
	flat("SOL");
	flat("ETH");
	flat("BTC");
	ties_with_the_venue();
	assert_true(L->span[RV_SPAN_EVER].all.usd[RV_CAUSE_FEE] < 0.0);
	assert_true(L->n_orders >= 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_midnight_ties_to_the_cent, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
