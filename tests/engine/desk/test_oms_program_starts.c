/* Programs and starts of the process: what waits and what works goes on, what is forged does not.
 */
#include "tests/support/cm.h"
#include "tests/support/oms_desk.h"
#include "tests/support/oms_forge.h"
#include "tests/support/program_case.h"

#include <string.h>

/* It waits on, at new prices, and may be granted; the old digest may not. */
static void a_start_while_it_waits(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t id = case_begin(b);
	(void)case_command(b, RV_CMD_EXCLUDE, id, "ETH");
	rv_command old = { .kind = RV_CMD_APPROVE_PROGRAM, .n_ids = 1, .ids = { id } };
	old.digests[0] = case_program(b, id)->digest;
	bench_restart(b, SIZE_MAX, true);
	(void)bench_simple(b, RV_CMD_ARM);
	bench_expect(b, bench_command(b, &old), false, "not what was on the screen");
	mini_stream(&b->v, true);
	bench_run(b, 6000);
	const rv_tv_program *p = case_program(b, id);
	assert_int_equal(p->version, 3);
	assert_int_equal(p->n_excluded, 1);
	assert_int_equal(p->state, RV_PROGRAM_BLOCKED); /* HALTED */
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), true, "ACTIVE");
	bench_run(b, 1000);
	assert_int_equal(case_program(b, id)->state, RV_PROGRAM_READY);
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), true, "1 mandates");
}

/* Its last quote went by while nothing ran. */
static void a_start_after_its_time(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t id = case_begin(b);
	mini_cut(&b->v, true);
	rv_clock_set(b->clock, rv_clock_utc_ms(b->clock) + 600000);
	bench_restart(b, SIZE_MAX, true);
	assert_int_equal(case_program(b, id)->state, RV_PROGRAM_EXPIRED);
	assert_int_equal(bench_count(b, RV_EVENT_PROGRAM_VERSION, NULL), 0);
}

/*
 * A start after each of its events: never half a program that can be granted, and one key. Behind
 * what each of the three commands did stands the command itself.
 */
static void a_start_after_every_event_of_it(void **state)
{
	(void)state;
	for (size_t cut = 0; cut <= 15; cut++) {
		oms_bench *b = bench_new();
		oms_check *k = check_new(b);
		bench_up(b, true);
		const size_t from = b->n_events;
		b->hold_acks = true;
		const rv_program_want w = case_want(b);
		rv_err err = { 0 };
		uint64_t id = 0;
		assert_int_equal(rv_oms_program(b->o, &w, &id, &err), RV_OK);
		(void)case_command(b, RV_CMD_EXCLUDE, id, "BTC");
		(void)case_command(b, RV_CMD_INCLUDE, id, "BTC");
		(void)case_command(b, RV_CMD_APPROVE_PROGRAM, id, "");
		assert_int_equal(b->n_events, from + 12);
		bench_restart(b, from + cut < b->n_events ? from + cut : b->n_events, true);
		mini_stream(&b->v, true);
		bench_run(b, 6000);
		(void)bench_simple(b, RV_CMD_ARM);
		(void)bench_simple(b, RV_CMD_RESUME);
		bench_run(b, 1000);
		if (cut < 3) { /* the program is not there: its legs were nobody's */
			assert_int_equal(bench_view(b)->n_programs, 0);
			assert_int_equal(bench_view(b)->n_pending, 0);
			(void)case_propose(b, &w);
		}
		check_now(k);
		const rv_trade_view *v = bench_view(b);
		const size_t mandates = cut < 9 ? 0 : cut == 9 ? 1 : 2;
		assert_int_equal(v->n_mandates, mandates);
		assert_int_equal(v->n_programs, 1);
		assert_int_equal(v->programs[0].state,
				 cut < 8 ? RV_PROGRAM_READY : RV_PROGRAM_GRANTED);
		assert_int_equal(case_held(b, "BTC", RV_SUB_S5), cut < 11 ? 0 : 50);
		if (cut < 8)
			bench_expect(b,
				     case_command(b, RV_CMD_APPROVE_PROGRAM, v->programs[0].id, ""),
				     true, "2 mandates");
		bench_run(b, 905000);
		check_agree(k);
		assert_int_equal(bench_lots(b, "SOL"), cut == 8 ? 0 : 1000);
		assert_int_equal(bench_lots(b, "ETH"), cut == 8 || cut == 9 ? 0 : -6000);
		check_free(k);
		bench_free(b);
	}
}

/* It goes on with the same slices, whatever of them is left. */
static void a_start_while_it_works(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t id = case_begin(b);
	(void)case_command(b, RV_CMD_APPROVE_PROGRAM, id, "");
	bench_run(b, 300000);
	bench_restart(b, SIZE_MAX, true);
	mini_stream(&b->v, true);
	bench_run(b, 6000);
	(void)bench_simple(b, RV_CMD_ARM);
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), true, "ACTIVE");
	bench_run(b, 600000);
	assert_int_equal(bench_lots(b, "SOL"), 1000);
	assert_int_equal(bench_lots(b, "ETH"), -6000);
	assert_int_equal(case_held(b, "SOL", RV_SUB_S5), 1200);
	assert_int_equal(case_program(b, id)->state, RV_PROGRAM_GRANTED);
}

/* A reason as long as one may be, and what of the edge is assumed. */
static void reasons_and_edges_are_kept(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_program_want w = case_want(b);
	memset(w.legs[0].why, 'w', RV_WHY_TEXT - 1);
	const uint64_t id = case_propose(b, &w);
	bench_restart(b, SIZE_MAX, true);
	const rv_tv_leg *sol = case_leg_of(b, id, "SOL");
	assert_string_equal(sol->why, w.legs[0].why);
	assert_true(sol->edge_bps == 31.5 && sol->edge_assumed == 1U << RV_SUB_S3);
	assert_int_equal(case_leg_of(b, id, "ETH")->edge_assumed, 0); /* it has no edge */
}

/* Before S5 gave one of its own every edge was the setting. */
static void a_journal_of_before_has_assumed_edges(void **state)
{
	static const char line[] = "edge_assumed 32\n";
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t id = case_begin(b);
	size_t cut = 0;
	for (size_t i = 0; i < b->n_events; i++) {
		char *at = b->events[i].type == RV_EVENT_PROPOSE ? strstr(b->events[i].text, line)
								 : NULL;
		if (!at)
			continue;
		memmove(at, at + strlen(line), strlen(at + strlen(line)) + 1);
		b->events[i].len -= strlen(line);
		cut++;
	}
	assert_int_equal(cut, 1);
	bench_restart(b, SIZE_MAX, true);
	const rv_tv_leg *sol = case_leg_of(b, id, "SOL");
	assert_true(sol->edge_bps == 31.5);
	assert_int_equal(sol->edge_assumed, (1U << RV_SUB_STRATEGIES) - 1U);
	assert_int_equal(case_leg_of(b, id, "ETH")->edge_assumed, 0);
}

/* ---- what does not fit ---- */

static void what_does_not_fit(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t id = case_begin(b);
	(void)case_command(b, RV_CMD_EXCLUDE, id, "ETH");
	(void)case_command(b, RV_CMD_APPROVE_PROGRAM, id, "");
	bench_forged(b, RV_EVENT_PROGRAM_GRANT, NULL, NULL, "program (that has been granted");
	bench_forged(b, RV_EVENT_PROGRAM, NULL, NULL, "program (one that waits)");
	bench_forged(b, RV_EVENT_PROGRAM, "program 1\n", "program 2\n", "a leg of this program");
	bench_forged(b, RV_EVENT_PROGRAM, "envelope_leg 0.25", "envelope_leg 0.95", "digest");
	bench_forged(b, RV_EVENT_PROGRAM, "phase projected", "phase protected", "digest");
	bench_forged(b, RV_EVENT_PROGRAM, "leg.1.ticket 1", "leg.1.ticket 2",
		     "two legs of one coin");
	bench_forged(b, RV_EVENT_PROGRAM, "leg.1.ticket 1", "leg.1.ticket 9",
		     "a leg of this program");
	bench_forged(b, RV_EVENT_PROGRAM, "S5:50 S4r:-50", "S5:50 S4r:-49", "shares");
	bench_forged(b, RV_EVENT_PROGRAM, "S5:50 S4r:-50", "S5:60 S4r:-60", "digest");
	bench_forged(b, RV_EVENT_PROGRAM_VERSION, "leg.2.excluded 1", "leg.2.excluded 0", "digest");
	bench_forged(b, RV_EVENT_PROGRAM_VERSION, "quote_end_ms 1", "quote_end_ms 2", "legs");
	bench_forged(b, RV_EVENT_PROGRAM_VERSION, "version 2", "version 3", "digest");
	bench_forged(b, RV_EVENT_PROGRAM_GRANT, "digest ", "digest 00", "digest");
	bench_forged(b, RV_EVENT_APPROVE, "ticket 1", "ticket 2", "ticket (one that waits)");
	bench_forged(b, RV_EVENT_APPROVE, "window_ms 900000", "window_ms 900001", "window");
	bench_forged(b, RV_EVENT_CROSS, "\nleg 3\n", "\nleg 1\n", "a crossing");
	bench_forged(b, RV_EVENT_CROSS, "px ", "px -", "px");
	bench_forged(b, RV_EVENT_PROPOSE, "class 1", "class 0", "program");
	bench_forged(b, RV_EVENT_PROPOSE, "program 1", "program 2", "program");
	bench_forged(b, RV_EVENT_PROPOSE, "edge_assumed 32", "edge_assumed 64", "edge_assumed");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, oms_desk_setup, oms_desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_start_while_it_waits),
		TEST(a_start_after_its_time),
		cmocka_unit_test(a_start_after_every_event_of_it),
		TEST(a_start_while_it_works),
		TEST(reasons_and_edges_are_kept),
		TEST(a_journal_of_before_has_assumed_edges),
		TEST(what_does_not_fit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
