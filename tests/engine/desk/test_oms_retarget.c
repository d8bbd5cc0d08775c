/*
 * Corrections of mandates that run: less, more, nothing, the other way; what is more than was
 * granted goes as far as the envelope, and asks beyond it. The numbers: retarget_case.h.
 */
#include "tests/support/cm.h"
#include "tests/support/retarget_case.h"

/* Half of the window is over. */
static int half_worked(void **state)
{
	rt_desk *d = rt_make();
	const rv_program_want w = case_want(d->b);
	rt_begin(d, &w);
	bench_run(d->b, 450000);
	*state = d;
	return 0;
}

static int fresh(void **state)
{
	*state = rt_make();
	return 0;
}

static int done(void **state)
{
	rt_free(*state);
	return 0;
}

/* ---- a mandate that runs ---- */

static void less_than_before(void **state)
{
	rt_desk *d = *state;
	rv_retarget_want w = rt_after(d);
	const int64_t half = bench_lots(d->b, "SOL");
	rt_aim(d, &w, "SOL", 700, RV_SUB_S5);
	const rv_retarget_result r = rt_correct(d, &w);
	assert_int_equal(r.verdict[0], RV_RETARGET_WORKS);
	assert_int_equal(r.asks, 0);
	const rv_tv_mandate *m = rt_mandate(d, "SOL");
	assert_true(m->lots_most == 700 && m->lots_filled == half && m->slices <= 10);
	assert_int_equal(m->ends_at - rv_clock_elapsed_ms(d->b->clock), 420000);
	const int64_t s3 = case_held(d->b, "SOL", RV_SUB_S3),
		      s5 = case_held(d->b, "SOL", RV_SUB_S5);
	bench_run(d->b, 305000);
	assert_int_equal(bench_lots(d->b, "SOL"), 700);
	assert_int_equal(case_held(d->b, "SOL", RV_SUB_S3), s3);
	assert_int_equal(case_held(d->b, "SOL", RV_SUB_S5), s5 + 700 - half);
	assert_int_equal(rt_mandate(d, "SOL")->state, RV_MANDATE_ENDED);
}

/* Far less is less, too: the envelope is about more. */
static void far_less_than_before(void **state)
{
	rt_desk *d = *state;
	rv_retarget_want w = rt_after(d);
	const int64_t half = bench_lots(d->b, "SOL");
	rt_aim(d, &w, "SOL", half + 20, RV_SUB_S5);
	assert_int_equal(rt_correct(d, &w).verdict[0], RV_RETARGET_WORKS);
	bench_run(d->b, 305000);
	assert_int_equal(bench_lots(d->b, "SOL"), half + 20);
}

/* The same in all by other sub-books, until later. */
static void the_same_for_others(void **state)
{
	rt_desk *d = *state;
	rv_retarget_want w = rt_after(d);
	const int64_t half = bench_lots(d->b, "SOL"), s5 = case_held(d->b, "SOL", RV_SUB_S5);
	rt_aim(d, &w, "SOL", 1000, RV_SUB_S3);
	assert_int_equal(rt_correct(d, &w).verdict[0], RV_RETARGET_WORKS);
	assert_int_equal(rt_mandate(d, "SOL")->lots_most, 1000);
	const int64_t s3 = case_held(d->b, "SOL", RV_SUB_S3);
	bench_run(d->b, 305000);
	assert_int_equal(bench_lots(d->b, "SOL"), 1000);
	assert_int_equal(case_held(d->b, "SOL", RV_SUB_S5), s5);
	assert_int_equal(case_held(d->b, "SOL", RV_SUB_S3), s3 + 1000 - half);
}

/* 24 % more: within a quarter of the leg, and a tenth of the program. */
static void more_within_the_envelope(void **state)
{
	rt_desk *d = *state;
	rv_retarget_want w = rt_after(d);
	rt_aim(d, &w, "SOL", 1240, RV_SUB_S5);
	const rv_retarget_result r = rt_correct(d, &w);
	assert_int_equal(r.verdict[0], RV_RETARGET_WORKS);
	rt_says(r.reason[0], "changes by 24.0 % of the leg");
	assert_int_equal(rt_mandate(d, "SOL")->lots_most, 1240);
	bench_run(d->b, 305000);
	assert_int_equal(bench_lots(d->b, "SOL"), 1240);
	assert_int_equal(bench_view(d->b)->n_residue, 0);
	bench_run(d->b, 150000); /* not named: as it was granted */
	assert_int_equal(bench_lots(d->b, "ETH"), -6000);
}

/* 26 % more: the mandate goes on with its own, and the 260 ask. */
static void more_than_the_envelope_asks(void **state)
{
	rt_desk *d = *state;
	rv_retarget_want w = rt_after(d);
	rt_aim(d, &w, "SOL", 1260, RV_SUB_S5);
	const rv_retarget_result r = rt_correct(d, &w);
	assert_int_equal(r.verdict[0], RV_RETARGET_ASKS);
	rt_says(r.reason[0], "changes by 26.0 % of the leg");
	assert_true(r.asks == d->id + 1 && r.asked == RV_OK);
	assert_int_equal(rt_mandate(d, "SOL")->lots_most, 1000);
	const rv_tv_program *p = case_program(d->b, r.asks);
	assert_string_equal(p->phase, "correct");
	assert_true(p->n == 1 && p->legs[0].lots == 260 && p->legs[0].want[RV_SUB_S5] == 260);
	bench_run(d->b, 100000);
	(void)bench_simple(d->b, RV_CMD_ARM);
	bench_expect(d->b, case_command(d->b, RV_CMD_APPROVE_PROGRAM, r.asks, ""), true,
		     "1 mandates");
	bench_run(d->b, 205000);
	assert_int_equal(bench_lots(d->b, "SOL"), 1260);
	assert_int_equal(rt_mandate(d, "SOL")->lots_filled, 1000);
}

/* Each within a quarter of its leg, with BTC (84 USD) together more than a quarter of all. */
static void all_of_it_asks_when_the_sum_is_too_much(void **state)
{
	rt_desk *d = *state;
	rv_retarget_want w = rt_after(d);
	rt_aim(d, &w, "SOL", 1245, RV_SUB_S5);
	rt_aim(d, &w, "ETH", -7480, RV_SUB_S4M);
	rt_aim(d, &w, "BTC", 100, RV_SUB_S3);
	rv_retarget_result r = rt_correct(d, &w);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(r.verdict[i], RV_RETARGET_ASKS);
		rt_says(r.reason[i], "the changes sum to");
	}
	assert_int_equal(case_program(d->b, r.asks)->n, 3);
	assert_int_equal(rt_mandate(d, "SOL")->lots_most, 1000);
	assert_int_equal(rt_mandate(d, "ETH")->lots_most, 6000);
	w = rt_after(d);
	rt_aim(d, &w, "SOL", 1150, RV_SUB_S5); /* 213 and 446 and 84 */
	rt_aim(d, &w, "ETH", -7480, RV_SUB_S4M);
	rt_aim(d, &w, "BTC", 100, RV_SUB_S3);
	r = rt_correct(d, &w);
	assert_true(r.verdict[0] == RV_RETARGET_WORKS && r.verdict[1] == RV_RETARGET_WORKS &&
		    r.verdict[2] == RV_RETARGET_NEW);
	bench_run(d->b, 305000);
	assert_int_equal(bench_lots(d->b, "SOL"), 1150);
	assert_int_equal(bench_lots(d->b, "ETH"), -7480);
	assert_int_equal(bench_lots(d->b, "BTC"), 100);
	assert_int_equal(case_held(d->b, "BTC", RV_SUB_S3), 100);
}

/* A second correction is measured from what was granted, not from the first. */
static void corrections_do_not_add_up(void **state)
{
	rt_desk *d = *state;
	rv_retarget_want w = rt_after(d);
	rt_aim(d, &w, "SOL", 1240, RV_SUB_S5);
	assert_int_equal(rt_correct(d, &w).verdict[0], RV_RETARGET_WORKS);
	bench_run(d->b, 60000);
	w = rt_after(d);
	rt_aim(d, &w, "SOL", 1400, RV_SUB_S5);
	const rv_retarget_result r = rt_correct(d, &w);
	assert_int_equal(r.verdict[0], RV_RETARGET_ASKS);
	assert_int_equal(case_program(d->b, r.asks)->legs[0].lots, 160);
	w = rt_after(d);
	rt_aim(d, &w, "SOL", 1000, RV_SUB_S5);
	assert_int_equal(rt_correct(d, &w).verdict[0], RV_RETARGET_WORKS);
	w = rt_after(d);
	rt_aim(d, &w, "SOL", 1250, RV_SUB_S5);
	assert_int_equal(rt_correct(d, &w).verdict[0], RV_RETARGET_WORKS);
	bench_run(d->b, 305000);
	assert_int_equal(bench_lots(d->b, "SOL"), 1250);
}

static void nothing_is_left(void **state)
{
	rt_desk *d = *state;
	rv_retarget_want w = rt_after(d);
	const int64_t half = bench_lots(d->b, "SOL");
	rt_aim(d, &w, "SOL", half, RV_SUB_S5);
	assert_int_equal(rt_correct(d, &w).verdict[0], RV_RETARGET_OVER);
	const rv_tv_mandate *m = rt_mandate(d, "SOL");
	assert_true(m->state == RV_MANDATE_ENDED && m->lots_most == half);
	assert_string_equal(m->reason, "the close left nothing of it");
	bench_run(d->b, 305000);
	assert_int_equal(bench_lots(d->b, "SOL"), half);
	assert_int_equal(bench_count(d->b, RV_EVENT_CROSS, NULL), 1); /* BTC's, at the grant */
}

/* Nothing to order, and S4p takes 30 lots from S5 at the mid. */
static void nothing_but_what_crosses(void **state)
{
	rt_desk *d = *state;
	rv_retarget_want w = rt_after(d);
	const int64_t s5 = case_held(d->b, "SOL", RV_SUB_S5);
	rt_aim(d, &w, "SOL", bench_lots(d->b, "SOL"), RV_SUB_S5);
	w.legs[0].want[RV_SUB_S4P] = 30;
	w.legs[0].want[RV_SUB_S5] = -30;
	assert_int_equal(rt_correct(d, &w).verdict[0], RV_RETARGET_OVER);
	assert_int_equal(case_held(d->b, "SOL", RV_SUB_S4P), 30);
	assert_int_equal(case_held(d->b, "SOL", RV_SUB_S5), s5 - 30);
	rv_coin_book c;
	assert_int_equal(rv_oms_coin_book(d->b->o, "SOL", &c), RV_OK);
	assert_int_equal(c.sub[RV_SUB_S4P].held.cost_musd, 30 * 1423600);
	assert_int_equal(c.sub[RV_SUB_S4P].fees_musd, 0);
}

/* ---- another direction ---- */

/* More has been bought than is wanted in all; what is left of it is still bought: no change of
 * side for the program, and within the envelope. */
static void what_went_too_far_comes_back(void **state)
{
	rt_desk *d = *state;
	bench_run(d->b, 420000);
	const int64_t filled = bench_lots(d->b, "SOL");
	assert_true(filled > 900);
	rv_retarget_want w = rt_after(d);
	rt_aim(d, &w, "SOL", 800, RV_SUB_S5);
	const rv_retarget_result r = rt_correct(d, &w);
	assert_int_equal(r.verdict[0], RV_RETARGET_NEW);
	rt_says(r.reason[0], "changes by 20.0 % of the leg");
	const rv_tv_mandate *m = rt_mandate(d, "SOL");
	assert_true(m->side == RV_SELL && m->lots_most == filled - 800 && m->program == d->id);
	assert_int_equal(bench_last(d->b, RV_EVENT_APPROVE)->uid, RV_EVENT_UID_DESK);
	bench_run(d->b, 305000);
	assert_int_equal(bench_lots(d->b, "SOL"), 800);
	assert_int_equal(bench_view(d->b)->n_residue, 0);
}

/* It turns over: the mandate is over at once, and what is wanted now asks. */
static void what_turns_over_asks(void **state)
{
	rt_desk *d = *state;
	rv_retarget_want w = rt_after(d);
	const int64_t half = bench_lots(d->b, "SOL");
	rt_aim(d, &w, "SOL", -100, RV_SUB_S5);
	const rv_retarget_result r = rt_correct(d, &w);
	assert_int_equal(r.verdict[0], RV_RETARGET_ASKS);
	rt_says(r.reason[0], "turns from buy to sell");
	assert_int_equal(rt_mandate(d, "SOL")->state, RV_MANDATE_ENDED);
	const rv_tv_leg *l = &case_program(d->b, r.asks)->legs[0];
	assert_true(l->side == -1 && l->lots == half + 100);
	bench_run(d->b, 305000);
	assert_int_equal(bench_lots(d->b, "SOL"), half);
	assert_int_equal(case_program(d->b, r.asks)->state, RV_PROGRAM_EXPIRED);
}

/* Unless that was granted, too. */
static void what_turns_over_within_what_was_granted(void **state)
{
	rt_desk *d = *state;
	rv_program_want p = case_want(d->b);
	p.envelope.flip_nav = 0.003; /* 150 USD: 105 lots */
	p.envelope.total_share = 0.6;
	rt_begin(d, &p);
	bench_run(d->b, 300000);
	rv_retarget_want w = rt_after(d);
	rt_aim(d, &w, "SOL", -100, RV_SUB_S3);
	const rv_retarget_result r = rt_correct(d, &w);
	assert_int_equal(r.verdict[0], RV_RETARGET_NEW);
	assert_int_equal(rt_mandate(d, "SOL")->side, RV_SELL);
	bench_run(d->b, 305000);
	assert_int_equal(bench_lots(d->b, "SOL"), -100);
	w = rt_after(d);
	rt_aim(d, &w, "SOL", -106, RV_SUB_S3);
	assert_int_equal(rt_correct(d, &w).verdict[0], RV_RETARGET_ASKS);
}

/*
 * Granted for 900 s and 120 more; what a correction makes longer moves the program's times with it,
 * and it is not over while that runs.
 */
static void the_program_s_times_are_the_corrected_ones(void **state)
{
	rt_desk *d = *state;
	const rv_tv_program *p = case_program(d->b, d->id);
	const int64_t granted = p->mandate_end_utc_ms;
	assert_int_equal(granted - p->window_end_utc_ms, 120000);
	bench_run(d->b, 300000);
	rv_retarget_want w = rt_after(d);
	rt_aim(d, &w, "SOL", 1100, RV_SUB_S5);
	assert_int_equal(rt_correct(d, &w).verdict[0], RV_RETARGET_WORKS);
	p = case_program(d->b, d->id);
	assert_int_equal(p->mandate_end_utc_ms, rv_clock_utc_ms(d->b->clock) + 420000);
	assert_true(p->mandate_end_utc_ms > granted);
	assert_int_equal(p->window_end_utc_ms, rv_clock_utc_ms(d->b->clock) + 300000);
	bench_run(d->b, granted + 1000 - rv_clock_utc_ms(d->b->clock));
	assert_int_equal(rt_mandate(d, "SOL")->state, RV_MANDATE_RUNNING);
	assert_int_equal(case_program(d->b, d->id)->state, RV_PROGRAM_GRANTED);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, half_worked, done)
#define FRESH(f) cmocka_unit_test_setup_teardown(f, fresh, done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(less_than_before),
		TEST(far_less_than_before),
		TEST(the_same_for_others),
		TEST(more_within_the_envelope),
		TEST(more_than_the_envelope_asks),
		TEST(all_of_it_asks_when_the_sum_is_too_much),
		TEST(corrections_do_not_add_up),
		TEST(nothing_is_left),
		TEST(nothing_but_what_crosses),
		TEST(what_went_too_far_comes_back),
		TEST(what_turns_over_asks),
		TEST(the_program_s_times_are_the_corrected_ones),
		FRESH(what_turns_over_within_what_was_granted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
