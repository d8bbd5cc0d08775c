/*
 * Fault matrix F9: the venue's clock and the desk's disagree by a second and a half, and the clock
 * jumps by an hour either way (a desk at a simulated venue follows that venue's clock). Nothing
 * leaves that should not, the reason stands on the screen; durations go on by the elapsed reading,
 * and nonces rise whatever the clocks say.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/cm.h"
#include "tests/support/order_desk.h"

enum { USD = 500 };

static order_desk *d;

static int setup(void **state)
{
	(void)state;
	const od_params p = { .speed = 1.0,
			      .orders = "\"limits\": {\"duplicate_s\": 0},"
					"\"ticket\": {\"drift_bps\": 1000},"
					"\"mandate\": {\"collar_bps\": 900}" };
	d = od_trading(&p);
	return 0;
}

static void nonces_rise(void)
{
	const cJSON *a = NULL;
	double last = 0.0;
	od_ledger(d);
	cJSON_ArrayForEach(a, cJSON_GetObjectItem(d->ledger, "actions"))
	{
		const double nonce = cJSON_GetNumberValue(cJSON_GetObjectItem(a, "nonce"));
		assert_true(nonce > last);
		last = nonce;
	}
}

static int teardown(void **state)
{
	(void)state;
	nonces_rise();
	od_free(d);
	return 0;
}

static void trade(void)
{
	const rv_command buy = od_order("SOL", RV_BUY, USD);
	const int64_t lots = od_lots(d, "SOL");
	od_yes(d, &buy);
	OD_UNTIL(d, od_lots(d, "SOL") > lots);
	od_ties(d);
}

/* No hour went by; a snapshot on a busy machine may be seconds old. */
static void time_goes_on(int64_t elapsed, int64_t mono)
{
	const int64_t passed = d->v->elapsed_ms - elapsed, real = rv_mono_ms() - mono;
	assert_true(passed > 0 && llabs(passed - real) < 10 * RV_MINUTE_MS);
}

static void off_by(const char *ms)
{
	char more[64];
	const rv_command buy = od_order("SOL", RV_BUY, USD), resume = od_cmd(RV_CMD_RESUME, "");
	trade();
	const size_t orders = od_venue_orders(d);
	const int64_t elapsed = d->v->elapsed_ms, mono = rv_mono_ms();
	(void)snprintf(more, sizeof(more), ", \"ms\": %s", ms);
	od_fault(d, "*", "clock_offset", more);
	OD_UNTIL(d, T->state == RV_BOOK_HALTED);
	assert_non_null(strstr(T->state_reason, "the clock is"));
	od_no(d, &resume, "the clock is");
	od_yes(d, &buy); /* a ticket, blocked */
	OD_WHILE(d, 700,
		 od_ticket(d)->state == RV_TICKET_READY ||
			 od_ticket(d)->state == RV_TICKET_BLOCKED);
	assert_int_equal(od_venue_orders(d), orders);
	time_goes_on(elapsed, mono);
	od_faults(d, "[]");
	od_resume(d);
	OD_UNTIL(d, od_venue_orders(d) == orders + 1); /* the ticket that waited */
	od_ties(d);
	trade();
}

static void f09_a_second_and_a_half(void **state)
{
	(void)state;
	off_by("1500");
}

/*
 * The feeds may follow such a jump, which at a simulated venue is a market that was started anew;
 * if they have measured it first, the book is HALTED and stays so.
 */
static bool halts(const char *plan)
{
	const int64_t utc = d->v->utc_ms;
	od_faults(d, plan);
	OD_UNTIL(d, T->state == RV_BOOK_HALTED || llabs(d->v->utc_ms - utc) > 50 * RV_MINUTE_MS);
	return T->state == RV_BOOK_HALTED;
}

static void nothing_leaves(void)
{
	const rv_command buy = od_order("SOL", RV_BUY, USD);
	const size_t orders = od_venue_orders(d);
	od_yes(d, &buy);
	assert_non_null(strstr(d->reply.text, "is blocked"));
	OD_WHILE(d, 700, T->state == RV_BOOK_HALTED && T->state_reason[0] != '\0');
	assert_int_equal(od_venue_orders(d), orders);
}

static void jump(const char *plan)
{
	trade();
	const int64_t elapsed = d->v->elapsed_ms, mono = rv_mono_ms();
	if (halts(plan) || halts("[]"))
		nothing_leaves();
	od_faults(d, "[]");
	time_goes_on(elapsed, mono);
	const size_t orders = od_venue_orders(d);
	od_stop(d);
	od_active(d); /* what was asked for meanwhile is not valid any more */
	OD_WHILE(d, 300, od_venue_orders(d) == orders);
	trade();
}

static void f09_an_hour_behind_and_back(void **state)
{
	(void)state;
	jump("[{\"at\":0,\"for\":1e6,\"do\":\"clock_offset\",\"ms\":-3600000}]");
}

static void f09_an_hour_ahead_and_back(void **state)
{
	(void)state;
	jump("[{\"at\":0,\"for\":1e6,\"do\":\"clock_offset\",\"ms\":3600000}]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(f09_a_second_and_a_half),
		cmocka_unit_test(f09_an_hour_behind_and_back),
		cmocka_unit_test(f09_an_hour_ahead_and_back),
	};
	return cmocka_run_group_tests_name("f09_clock", tests, setup, teardown);
}
