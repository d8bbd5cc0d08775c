/* Acknowledged alerts: in the journal with who it was, in the view of this run alone; and how many
 * events of each type there have been. */
#include "tests/support/cm.h"
#include "tests/support/oms_bench.h"

#include <string.h>

static int setup(void **state)
{
	oms_bench *b = bench_new();
	bench_up(b, true);
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	bench_free(*state);
	return 0;
}

static uint64_t ack(oms_bench *b, uint64_t first, uint64_t second)
{
	rv_command c = { .kind = RV_CMD_ACK, .n_ids = second ? 2 : 1 };
	c.ids[0] = first;
	c.ids[1] = second;
	(void)memcpy(c.reason, "VENUE DOWN: no data", 20);
	return bench_command(b, &c);
}

static void it_is_written_who_has_seen_it(void **state)
{
	oms_bench *b = *state;
	bench_expect(b, ack(b, 7, 9), true, "for the whole desk");
	assert_int_equal(bench_count(b, RV_EVENT_ACKNOWLEDGE, NULL), 2);
	const bench_event *e = bench_last(b, RV_EVENT_ACKNOWLEDGE);
	assert_string_equal(bench_value(e, "alert"), "9");
	assert_string_equal(bench_value(e, "words"), "alert 9: VENUE DOWN: no data");
	const rv_trade_view *v = bench_view(b);
	assert_int_equal(v->n_acks, 2);
	assert_int_equal(v->acks[0].alert, 7);
	assert_int_equal(v->acks[1].alert, 9);
	assert_int_equal(v->acks[1].uid, 1000);
	assert_int_equal(v->acks[1].utc_ms, rv_clock_utc_ms(b->clock));
}

static void what_is_no_alert_is_refused(void **state)
{
	oms_bench *b = *state;
	bench_expect(b, ack(b, 0, 0), false, "which alert?");
	bench_expect(b, ack(b, 3, UINT64_MAX), false, "which alert?");
	bench_expect(b, bench_simple(b, RV_CMD_ACK), false, "which alert?");
	assert_int_equal(bench_count(b, RV_EVENT_ACKNOWLEDGE, NULL), 0);
	assert_int_equal(bench_view(b)->n_acks, 0);
}

/* More than are kept: the newest. */
static void many(void **state)
{
	oms_bench *b = *state;
	for (uint64_t i = 1; i <= RV_TV_ACKS + 5; i++)
		(void)ack(b, i, 0);
	const rv_trade_view *v = bench_view(b);
	assert_int_equal(v->n_acks, RV_TV_ACKS);
	assert_int_equal(v->acks[0].alert, 6);
	assert_int_equal(v->acks[RV_TV_ACKS - 1].alert, RV_TV_ACKS + 5);
}

/* The numbers of alerts begin anew with the process: an old one must not quiet a new one. */
static void the_next_process_has_other_alerts(void **state)
{
	oms_bench *b = *state;
	(void)ack(b, 7, 0);
	bench_restart(b, SIZE_MAX, true);
	assert_int_equal(bench_count(b, RV_EVENT_ACKNOWLEDGE, NULL), 1);
	assert_int_equal(bench_view(b)->n_acks, 0);
}

static void events_are_counted_over_restarts(void **state)
{
	oms_bench *b = *state;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	(void)ack(b, 7, 0);
	const rv_trade_view *v = bench_view(b);
	for (int t = 0; t < RV_EVENT_N; t++)
		assert_int_equal(v->events[t], bench_count(b, (rv_event_type)t, NULL));
	assert_true(v->events[RV_EVENT_FILL] > 0);
	assert_int_equal(v->journal_waiting, 0);
	const uint64_t fills = v->events[RV_EVENT_FILL];
	bench_restart(b, SIZE_MAX, true);
	v = bench_view(b);
	assert_int_equal(v->events[RV_EVENT_FILL], fills);
	assert_int_equal(v->events[RV_EVENT_RUN], 2);
}

static void what_is_not_on_disk_yet_is_counted(void **state)
{
	oms_bench *b = *state;
	b->hold_acks = true;
	(void)ack(b, 7, 0);
	assert_int_equal(bench_view(b)->journal_waiting, 1);
	b->hold_acks = false;
	bench_run(b, 0);
	assert_int_equal(bench_view(b)->journal_waiting, 0);
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(it_is_written_who_has_seen_it),
		T(what_is_no_alert_is_refused),
		T(many),
		T(the_next_process_has_other_alerts),
		T(events_are_counted_over_restarts),
		T(what_is_not_on_disk_yet_is_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
