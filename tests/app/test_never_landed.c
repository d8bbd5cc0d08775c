/*
 * Slices that never landed, through the real gateway and its last gate: their lots are there for
 * later slices, those of the last slice for another attempt, and the mandate ends filled to the
 * lot. The connection of an order ends without an answer and the venue does nothing (`no_accept`).
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/cm.h"
#include "tests/support/journal_help.h"
#include "tests/support/order_desk.h"

enum { USD = 4000, SLICES = 4 };

static order_desk *d;

static int setup(void **state)
{
	(void)state;
	const od_params p = { .speed = OD_FAST_SPEED,
			      .orders = OD_FAST_WITH("", ", \"slice_s\": 120", "") };
	d = od_trading(&p);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	od_free(d);
	return 0;
}

static const rv_tv_mandate *twap(void)
{
	return od_mandate(d);
}

static size_t noted(const rv_event *e, size_t n, rv_event_type type)
{
	size_t found = 0;
	for (size_t i = 0; i < n; i++)
		found += e[i].type == type;
	return found;
}

static void a_twap_ends_filled_all_the_same(void **state)
{
	(void)state;
	rv_command c = od_order("SOL", RV_BUY, USD);
	c.style = RV_STYLE_TWAP;
	c.duration_ms = SLICES * 2 * RV_MINUTE_MS;
	od_mark(d);
	od_yes(d, &c);
	OD_UNTIL(d, twap() && twap()->lots_filled > 0);
	assert_int_equal(twap()->slices, SLICES);
	/* From here on every order is lost, until the first attempt of the last slice is. */
	od_fault(d, "exchange.order", "no_accept", "");
	OD_UNTIL(d, od_said(d, ", child 3.0") && od_last(d)->state == RV_ORDER_UNKNOWN);
	od_faults(d, "[]");
	OD_UNTIL(d, twap()->state == RV_MANDATE_ENDED);
	assert_true(od_said(d, ", child 3.1")); /* it has all that was lost */
	if (twap()->lots_filled != twap()->lots_most)
		od_fail(d, twap()->reason);
	assert_string_equal(twap()->reason, "filled");
	od_ties(d);
	assert_int_equal(od_lots(d, "SOL"), twap()->lots_most);
	od_stop(d);
	char path[RV_TMP_PATH * 4];
	size_t n = 0;
	assert_true(od_journal(d, path));
	rv_event *e = journal_file_events(path, &n);
	assert_in_range(noted(e, n, RV_EVENT_NEVER_LANDED), 2, SLICES - 1);
	assert_int_equal(noted(e, n, RV_EVENT_UNSENT), 0); /* the last gate stopped nothing */
	free(e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_twap_ends_filled_all_the_same, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
