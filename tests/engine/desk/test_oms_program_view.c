/* What the snapshot says of programs: what waits counted once, sizes as proposed, progress. */
#include "tests/support/cm.h"
#include "tests/support/oms_desk.h"
#include "tests/support/program_case.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static rv_command reduce(uint64_t ticket, int64_t lots)
{
	return (rv_command){ .kind = RV_CMD_REDUCE, .n_ids = 1, .ids = { ticket }, .lots = lots };
}

/* A program is one question, whatever the number of its legs. */
static void what_waits_is_counted_once(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const rv_command c = bench_buy("SOL", 50);
	const uint64_t id = case_begin(b);
	const int64_t since = rv_clock_elapsed_ms(b->clock);
	assert_int_equal(bench_view(b)->n_pending, 1);
	assert_int_equal(bench_view(b)->oldest_pending_at, since);
	bench_run(b, 3000);
	(void)bench_propose(b, &c);
	assert_int_equal(bench_view(b)->n_pending, 2);
	assert_int_equal(bench_view(b)->oldest_pending_at, since);
	bench_expect(b, case_command(b, RV_CMD_REJECT_PROGRAM, id, ""), true, "rejected");
	assert_int_equal(bench_view(b)->n_pending, 1);
	assert_int_equal(bench_view(b)->oldest_pending_at, since + 3000);
}

/* The newest first, but legs behind what must be answered by itself. */
static void legs_stand_behind_other_tickets(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const rv_command c = bench_buy("SOL", 50);
	const uint64_t first = bench_propose(b, &c);
	const uint64_t id = case_begin(b);
	const rv_trade_view *v = bench_view(b);
	assert_int_equal(v->tickets[0].id, first);
	assert_int_equal(v->tickets[1].program, id);
	assert_int_equal(v->tickets[2].program, id);
}

static void sizes_as_they_were_proposed(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t id = case_begin(b);
	const int64_t at = rv_clock_utc_ms(b->clock);
	assert_int_equal(case_program(b, id)->quoted_utc_ms, at);
	rv_command c = reduce(case_leg_of(b, id, "SOL")->ticket, 700);
	bench_expect(b, bench_command(b, &c), true, "program 1");
	c = reduce(case_leg_of(b, id, "SOL")->ticket, 300);
	bench_expect(b, bench_command(b, &c), true, "program 1");
	assert_int_equal(case_leg_of(b, id, "SOL")->lots, 300);
	assert_int_equal(case_leg_of(b, id, "SOL")->lots_proposed, 1000);
	assert_int_equal(case_leg_of(b, id, "ETH")->lots_proposed, 6000);
	assert_int_equal(case_leg_of(b, id, "BTC")->lots_proposed, 0);
	bench_run(b, 5000);
	bench_expect(b, case_command(b, RV_CMD_REQUOTE_PROGRAM, id, ""), true, "");
	assert_int_equal(case_program(b, id)->quoted_utc_ms, at + 5000);
	bench_restart(b, SIZE_MAX, true); /* it is of the journal */
	bench_run(b, 6000);
	assert_int_equal(case_leg_of(b, id, "SOL")->lots, 300);
	assert_int_equal(case_leg_of(b, id, "SOL")->lots_proposed, 1000);
}

/* The mid of SOL rises by 10 bp: against the buyer. */
static void the_move_of_each_leg(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t id = case_begin(b);
	bench_run(b, 1000);
	assert_true(fabs(case_leg_of(b, id, "SOL")->move_bps) < 1e-9);
	assert_true(isnan(case_leg_of(b, id, "BTC")->move_bps)); /* no order, no quote of it */
	b->stale = true;
	b->quotes[BENCH_SOL].mid *= 1.001;
	rv_oms_market_set(b->o, &b->market);
	bench_run(b, 1000);
	assert_true(fabs(case_leg_of(b, id, "SOL")->move_bps - 10.0) < 1e-6);
	assert_true(fabs(case_leg_of(b, id, "ETH")->move_bps) < 1e-9);
}

static void progress_and_crossings(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t id = case_begin(b);
	assert_int_equal(case_leg_of(b, id, "SOL")->lots_most, 0);
	assert_false(case_leg_of(b, id, "BTC")->crossed);
	(void)bench_simple(b, RV_CMD_ARM);
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), true, "2 mandates");
	assert_true(case_leg_of(b, id, "BTC")->crossed);
	assert_int_equal(case_leg_of(b, id, "SOL")->lots_most, 1000);
	bench_run(b, 400000);
	const rv_tv_leg *l = case_leg_of(b, id, "ETH");
	assert_true(l->lots_filled > 0 && l->lots_filled < l->lots_most);
	bench_run(b, 510000);
	assert_int_equal(case_leg_of(b, id, "ETH")->lots_filled, 6000);
	assert_int_equal(case_leg_of(b, id, "SOL")->lots_filled, 1000);
}

/* A kill ends what it had still to trade: nothing says that more comes of it. */
static void a_kill_stops_it(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = { .kind = RV_CMD_KILL, .level = RV_KILL_CANCEL };
	const uint64_t id = case_begin(b);
	assert_int_equal(case_leg_of(b, id, "ETH")->lots_to_come, -6000);
	(void)bench_simple(b, RV_CMD_ARM);
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), true, "2 mandates");
	bench_run(b, 400000);
	const rv_tv_leg *l = case_leg_of(b, id, "SOL");
	assert_true(l->lots_to_come > 0 && l->lots_to_come == l->lots_most - l->lots_filled);
	assert_false(case_program(b, id)->stopped);
	assert_true(case_program(b, id)->gross_after_usd > bench_view(b)->gross_usd + 100.0);
	(void)bench_command(b, &c);
	bench_run(b, 5000);
	const rv_tv_program *p = case_program(b, id);
	assert_true(p->stopped);
	assert_int_equal(p->state, RV_PROGRAM_GRANTED);
	assert_non_null(strstr(p->reason, "killed, 2 of 2 mandates ended at 4"));
	for (size_t i = 0; i < p->n; i++)
		assert_int_equal(p->legs[i].lots_to_come, 0);
	assert_true(fabs(p->gross_after_usd - b->view.gross_usd) < 1e-6);
	assert_true(fabs(p->net_after_usd - b->view.net_usd) < 1e-6);
}

/* One of two goes on: so does the program. Worked to the end it has not been stopped. */
static void a_leg_that_is_cancelled_does_not_stop_it(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t id = case_begin(b);
	(void)bench_simple(b, RV_CMD_ARM);
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), true, "2 mandates");
	bench_run(b, 400000);
	rv_command c = { .kind = RV_CMD_CANCEL,
			 .n_ids = 1,
			 .ids = { case_leg_of(b, id, "SOL")->mandate } };
	bench_expect(b, bench_command(b, &c), true, "has ended");
	assert_int_equal(case_leg_of(b, id, "SOL")->lots_to_come, 0);
	assert_true(case_leg_of(b, id, "ETH")->lots_to_come < 0);
	assert_false(case_program(b, id)->stopped);
	assert_int_equal(case_program(b, id)->n_ended, 1);
}

/* Nothing leaves a HALTED book: its mandates read so at once, not at their next slice. */
static void a_halted_book_pauses_its_mandates(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t id = case_begin(b);
	(void)bench_simple(b, RV_CMD_ARM);
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), true, "2 mandates");
	bench_run(b, 400000);
	const uint64_t m = case_leg_of(b, id, "SOL")->mandate;
	assert_int_equal(bench_mandate(b, m)->state, RV_MANDATE_RUNNING);
	bench_restart(b, SIZE_MAX, true);
	assert_int_equal(bench_view(b)->state, RV_BOOK_HALTED);
	assert_int_equal(bench_count(b, RV_EVENT_PAUSE, NULL), 0);
	assert_int_equal(bench_mandate(b, m)->state, RV_MANDATE_PAUSED);
	assert_string_equal(bench_mandate(b, m)->reason, "the book is HALTED: nothing is sent");
	mini_stream(&b->v, true);
	bench_run(b, 5000);
	(void)bench_simple(b, RV_CMD_ARM);
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), true, "ACTIVE");
	bench_run(b, 60000);
	assert_int_equal(bench_mandate(b, m)->state, RV_MANDATE_RUNNING);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, oms_desk_setup, oms_desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_waits_is_counted_once),
		TEST(legs_stand_behind_other_tickets),
		TEST(sizes_as_they_were_proposed),
		TEST(the_move_of_each_leg),
		TEST(progress_and_crossings),
		TEST(a_kill_stops_it),
		TEST(a_leg_that_is_cancelled_does_not_stop_it),
		TEST(a_halted_book_pauses_its_mandates),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
