/*
 * Corrections of legs whose mandate does not run as it was granted: filled, expired, ended, held,
 * paused, with an order that is not over; and what is no correction.
 */
#include "tests/support/cm.h"
#include "tests/support/oms_forge.h"
#include "tests/support/retarget_case.h"

static size_t rt_count(rt_desk *d)
{
	return bench_count(d->b, RV_EVENT_RETARGET, NULL);
}

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

/* ---- no mandate ---- */

static void a_mandate_that_was_filled(void **state)
{
	rt_desk *d = *state;
	bench_run(d->b, 455000);
	assert_int_equal(rt_mandate(d, "SOL")->state, RV_MANDATE_ENDED);
	const uint64_t old = rt_mandate(d, "SOL")->id;
	rv_retarget_want w = rt_after(d);
	rt_aim(d, &w, "SOL", 1100, RV_SUB_S5);
	rt_aim(d, &w, "ETH", -6000, RV_SUB_S4M); /* as it is */
	const rv_retarget_result r = rt_correct(d, &w);
	assert_int_equal(r.verdict[0], RV_RETARGET_NEW);
	assert_int_equal(r.verdict[1], RV_RETARGET_OVER);
	assert_true(rt_mandate(d, "SOL")->id > old && rt_mandate(d, "SOL")->lots_most == 100);
	bench_run(d->b, 305000);
	assert_int_equal(bench_lots(d->b, "SOL"), 1100);
}

/* Its time was over before the close was known: what is left goes on under the same grant. */
static void a_mandate_that_expired(void **state)
{
	rt_desk *d = *state;
	d->b->v.liquidity = 0;
	bench_run(d->b, 580000);
	assert_int_equal(rt_mandate(d, "SOL")->state, RV_MANDATE_ENDED);
	const int64_t filled = bench_lots(d->b, "SOL");
	assert_true(filled < 600);
	d->b->v.liquidity = -1;
	rv_retarget_want w = rt_after(d);
	rt_aim(d, &w, "SOL", 950, RV_SUB_S5);
	assert_int_equal(rt_correct(d, &w).verdict[0], RV_RETARGET_NEW);
	bench_run(d->b, 305000);
	assert_int_equal(bench_lots(d->b, "SOL"), 950);
}

/* A person has cancelled it: nothing begins it again without one. */
static void a_mandate_that_a_person_ended(void **state)
{
	rt_desk *d = *state;
	rv_command c = { .kind = RV_CMD_CANCEL, .n_ids = 1, .ids = { rt_mandate(d, "SOL")->id } };
	bench_expect(d->b, bench_command(d->b, &c), true, "has ended");
	rv_retarget_want w = rt_after(d);
	rt_aim(d, &w, "SOL", 1000, RV_SUB_S5);
	const rv_retarget_result r = rt_correct(d, &w);
	assert_int_equal(r.verdict[0], RV_RETARGET_ASKS);
	rt_says(r.reason[0], "a person, a halt or a fill of others");
	const int64_t half = bench_lots(d->b, "SOL");
	assert_int_equal(case_program(d->b, r.asks)->legs[0].lots, 1000 - half);
	bench_run(d->b, 100000);
	assert_int_equal(bench_lots(d->b, "SOL"), half);
}

static void mandates_that_a_halt_ended(void **state)
{
	rt_desk *d = *state;
	rv_command kill = { .kind = RV_CMD_KILL, .level = RV_KILL_CANCEL };
	(void)bench_command(d->b, &kill);
	(void)bench_simple(d->b, RV_CMD_ARM);
	bench_expect(d->b, bench_simple(d->b, RV_CMD_RESUME), true, "ACTIVE");
	rv_retarget_want w = rt_after(d);
	rt_aim(d, &w, "SOL", 1000, RV_SUB_S5);
	rt_aim(d, &w, "ETH", -6000, RV_SUB_S4M);
	const rv_retarget_result r = rt_correct(d, &w);
	assert_int_equal(r.verdict[0], RV_RETARGET_ASKS);
	assert_int_equal(r.verdict[1], RV_RETARGET_ASKS);
}

static void a_mandate_that_others_ended(void **state)
{
	rt_desk *d = *state;
	mini_foreign_fill(&d->b->v, BENCH_SOL, RV_BUY, 10, RV_FILL_NORMAL);
	bench_run(d->b, 3000);
	rv_retarget_want w = rt_after(d);
	rt_aim(d, &w, "SOL", 1000, RV_SUB_S5);
	assert_int_equal(rt_correct(d, &w).verdict[0], RV_RETARGET_ASKS);
}

static void a_leg_that_was_left_out(void **state)
{
	rt_desk *d = *state;
	const rv_program_want p = case_want(d->b);
	d->id = case_propose(d->b, &p);
	(void)case_command(d->b, RV_CMD_EXCLUDE, d->id, "ETH");
	(void)case_command(d->b, RV_CMD_APPROVE_PROGRAM, d->id, "");
	bench_run(d->b, 300000);
	rv_retarget_want w = rt_after(d);
	rt_aim(d, &w, "ETH", -6000, RV_SUB_S4M);
	rt_aim(d, &w, "SOL", 1000, RV_SUB_S5);
	const rv_retarget_result r = rt_correct(d, &w);
	assert_int_equal(r.verdict[0], RV_RETARGET_LEFT_OUT);
	rt_says(r.reason[0], "excluded from the program");
	assert_int_equal(r.asks, 0);
	bench_run(d->b, 305000);
	assert_int_equal(bench_lots(d->b, "ETH"), 0);
}

/* 125 USD are 149 BTC lots of 0.838 USD. */
static void a_coin_that_was_not_in_it(void **state)
{
	rt_desk *d = *state;
	rv_retarget_want w = rt_after(d);
	rt_aim(d, &w, "BTC", 149, RV_SUB_S3);
	rv_retarget_result r = rt_correct(d, &w);
	assert_int_equal(r.verdict[0], RV_RETARGET_NEW);
	rt_says(r.reason[0], "was not in the program");
	bench_run(d->b, 60000);
	w = rt_after(d);
	rt_aim(d, &w, "BTC", 150, RV_SUB_S3);
	r = rt_correct(d, &w);
	assert_int_equal(r.verdict[0], RV_RETARGET_ASKS);
	bench_run(d->b, 305000);
	assert_int_equal(bench_lots(d->b, "BTC"), 149);
}

/* ---- at another time ---- */

/* An order is on its way: nothing is corrected, nothing new begins, and then it is. */
static void an_order_that_is_not_over(void **state)
{
	rt_desk *d = *state;
	rv_retarget_result out;
	rv_err err = { 0 };
	d->b->v.delay_ms = 20000;
	while (d->b->v.n_out == 0 ||
	       bench_order(d->b, rt_mandate(d, "SOL")->id)->state != RV_ORDER_SENDING)
		bench_run(d->b, 1000);
	const size_t orders = d->b->v.n_orders, before = rt_count(d);
	rv_retarget_want w = rt_after(d);
	rt_aim(d, &w, "SOL", 700, RV_SUB_S5);
	assert_int_equal(rv_oms_retarget(d->b->o, &w, &out, &err), RV_EAGAIN);
	rt_says(err.text, "is not complete yet");
	d->b->v.delay_ms = 0;
	bench_run(d->b, 120000);
	assert_int_equal(rt_count(d), before);
	assert_true(d->b->v.n_orders <= orders + 1); /* ETH's may have been on its way, too */
	assert_string_equal(rt_mandate(d, "SOL")->reason, "waits for the correction");
	w = rt_after(d);
	rt_aim(d, &w, "SOL", 700, RV_SUB_S5);
	(void)rt_correct(d, &w);
	bench_run(d->b, 305000);
	assert_int_equal(bench_lots(d->b, "SOL"), 700);
	assert_int_equal(bench_lots(d->b, "ETH"), -6000);
}

/* Nobody knows what became of it: until that is decided its coin is not corrected. */
static void an_order_that_is_unknown(void **state)
{
	rt_desk *d = *state;
	rv_retarget_result out;
	rv_err err = { 0 };
	mini_fate_next(&d->b->v, MINI_LOST);
	while (bench_view(d->b)->n_unknown == 0)
		bench_run(d->b, 1000);
	rv_retarget_want w = rt_after(d);
	rt_aim(d, &w, "SOL", 700, RV_SUB_S5);
	rt_aim(d, &w, "ETH", -6000, RV_SUB_S4M);
	assert_int_equal(rv_oms_retarget(d->b->o, &w, &out, &err), RV_EAGAIN);
	bench_run(d->b, 25000);
	assert_int_equal(bench_view(d->b)->n_unknown, 0);
	w = rt_after(d);
	rt_aim(d, &w, "SOL", 700, RV_SUB_S5);
	rt_aim(d, &w, "ETH", -6000, RV_SUB_S4M);
	(void)rt_correct(d, &w);
	bench_run(d->b, 305000);
	assert_int_equal(bench_lots(d->b, "SOL"), 700);
	assert_int_equal(bench_lots(d->b, "ETH"), -6000);
	check_agree(d->k);
}

static void held_and_released(void **state)
{
	rt_desk *d = *state;
	assert_int_equal(rv_oms_hold(d->b->o, 99, true), RV_ENOENT);
	assert_int_equal(rv_oms_hold(d->b->o, d->id, true), RV_OK);
	const int64_t half = bench_lots(d->b, "SOL");
	bench_run(d->b, 100000);
	assert_int_equal(bench_lots(d->b, "SOL"), half);
	assert_int_equal(rt_mandate(d, "SOL")->state, RV_MANDATE_PAUSED);
	assert_int_equal(rv_oms_hold(d->b->o, d->id, false), RV_OK);
	bench_run(d->b, 355000);
	assert_int_equal(bench_lots(d->b, "SOL"), 1000);
}

/* Paused by the collar it stays so, whatever is wanted of it; by a person, too. */
static void a_mandate_that_is_paused(void **state)
{
	rt_desk *d = *state;
	mini_price(&d->b->v, BENCH_SOL, 1450000, 1450200);
	bench_run(d->b, 60000);
	assert_int_equal(rt_mandate(d, "SOL")->state, RV_MANDATE_PAUSED);
	const int64_t half = bench_lots(d->b, "SOL");
	rv_retarget_want w = rt_after(d);
	rt_aim(d, &w, "SOL", 700, RV_SUB_S5);
	assert_int_equal(rt_correct(d, &w).verdict[0], RV_RETARGET_WORKS);
	bench_run(d->b, 60000);
	assert_int_equal(bench_lots(d->b, "SOL"), half);
	assert_int_equal(rt_mandate(d, "SOL")->state, RV_MANDATE_PAUSED);
	mini_price(&d->b->v, BENCH_SOL, 1423500, 1423700);
	bench_run(d->b, 250000);
	assert_int_equal(bench_lots(d->b, "SOL"), 700);
}

static void one_that_waits_for_a_person(void **state)
{
	rt_desk *d = *state;
	d->b->v.liquidity = 0;
	bench_run(d->b, 340000); /* ten orders without a fill */
	rt_says(rt_mandate(d, "SOL")->reason, "orders in a row without a fill");
	d->b->v.liquidity = -1;
	const int64_t half = bench_lots(d->b, "SOL");
	rv_retarget_want w = rt_after(d);
	rt_aim(d, &w, "SOL", 900, RV_SUB_S5);
	(void)rt_correct(d, &w);
	bench_run(d->b, 100000);
	assert_int_equal(bench_lots(d->b, "SOL"), half);
	rv_command c = { .kind = RV_CMD_RESUME, .n_ids = 1, .ids = { rt_mandate(d, "SOL")->id } };
	(void)bench_simple(d->b, RV_CMD_ARM);
	bench_expect(d->b, bench_command(d->b, &c), true, "goes on");
	bench_run(d->b, 205000);
	assert_int_equal(bench_lots(d->b, "SOL"), 900);
}

/* Everything converges in full where that was granted; what a person left out stays out. */
static void in_full_where_that_was_granted(void **state)
{
	rt_desk *d = *state;
	rv_program_want p = case_want(d->b);
	p.envelope.total_share = p.envelope.leg_share = 1.0;
	rt_begin(d, &p);
	bench_run(d->b, 300000);
	rv_retarget_want w = rt_after(d);
	rt_aim(d, &w, "SOL", -900, RV_SUB_S5);
	rt_aim(d, &w, "ETH", -13000, RV_SUB_S4M);
	const rv_retarget_result r = rt_correct(d, &w);
	assert_int_equal(r.verdict[0], RV_RETARGET_NEW);
	assert_int_equal(r.verdict[1], RV_RETARGET_WORKS);
	bench_run(d->b, 305000);
	assert_int_equal(bench_lots(d->b, "SOL"), -900);
	assert_int_equal(bench_lots(d->b, "ETH"), -13000);
}

/* A corrected plan is one of its own at the last gate: what went before it is not counted in it. */
static void fits_its_plan(void *ctx, const rv_gate_order *g)
{
	(void)ctx;
	assert_true(g->lots > 0 && g->lots <= g->lots_most);
	assert_true(g->notional_musd <= g->notional_most_musd);
}

static void a_start_goes_on_with_it(void **state)
{
	rt_desk *d = *state;
	rv_retarget_want w = rt_after(d);
	rt_aim(d, &w, "SOL", 1200, RV_SUB_S5);
	rt_aim(d, &w, "BTC", 100, RV_SUB_S3);
	(void)rt_correct(d, &w);
	bench_run(d->b, 60000);
	bench_restart(d->b, SIZE_MAX, true);
	rv_oms_sent(d->b->o, fits_its_plan, NULL);
	mini_stream(&d->b->v, true);
	bench_run(d->b, 6000);
	(void)bench_simple(d->b, RV_CMD_ARM);
	bench_expect(d->b, bench_simple(d->b, RV_CMD_RESUME), true, "ACTIVE");
	assert_int_equal(rt_mandate(d, "SOL")->lots_most, 1200);
	bench_run(d->b, 245000);
	assert_int_equal(bench_lots(d->b, "SOL"), 1200);
	assert_int_equal(bench_lots(d->b, "BTC"), 100);
	check_agree(d->k);
}

/* ---- what is no correction ---- */

static void what_is_refused(void **state)
{
	rt_desk *d = *state;
	const int64_t now = rv_clock_utc_ms(d->b->clock);
	rv_retarget_want w = rt_after(d), good = w;
	w.program = 99;
	rt_refused(d, &w, RV_ENOENT, "not granted");
	w = good;
	w.n = RV_PROGRAM_LEGS + 1;
	rt_refused(d, &w, RV_EINVAL, "legs at most");
	w = good;
	w.window_end_utc_ms = now;
	rt_refused(d, &w, RV_EINVAL, "times");
	w = good;
	w.mandate_end_utc_ms = w.window_end_utc_ms - 1;
	rt_refused(d, &w, RV_EINVAL, "times");
	w = good;
	w.mandate_end_utc_ms = now + 570000 + RV_RETARGET_LATE_MS + 1;
	rt_refused(d, &w, RV_EINVAL, "times");
	w = good;
	rt_aim(d, &w, "SOL", 900, RV_SUB_S5);
	rt_aim(d, &w, "SOL", 900, RV_SUB_S5);
	rt_refused(d, &w, RV_EINVAL, "two legs of SOL");
	w = good;
	rt_aim(d, &w, "SOL", 900, RV_SUB_S5);
	w.legs[0].want[RV_SUB_S3] = 1;
	rt_refused(d, &w, RV_EINVAL, "do not sum");
	bench_run(d->b, 570000 + RV_RETARGET_LATE_MS - 1000);
	w = rt_after(d);
	w.window_end_utc_ms = rv_clock_utc_ms(d->b->clock) + 500;
	w.mandate_end_utc_ms = w.window_end_utc_ms;
	(void)rt_correct(d, &w);
	bench_run(d->b, 1000);
	w = rt_after(d);
	rt_refused(d, &w, RV_ETIMEOUT, "is over");
	rv_oms_stop(d->b->o, true);
	rt_refused(d, &w, RV_ECLOSED, "no programs now");
}

/* The clock has gone back behind the grant: how long a mandate lives cannot be said. */
static void a_clock_before_the_grant(void **state)
{
	rt_desk *d = *state;
	const int64_t now = rv_clock_utc_ms(d->b->clock);
	rv_clock_set(d->b->clock, now - 500000);
	rv_retarget_want w = rt_after(d);
	rt_aim(d, &w, "SOL", 900, RV_SUB_S5);
	rt_refused(d, &w, RV_EAGAIN, "before the grant");
	rv_clock_set(d->b->clock, now);
	w = rt_after(d);
	rt_aim(d, &w, "SOL", 900, RV_SUB_S5);
	assert_int_equal(rt_correct(d, &w).verdict[0], RV_RETARGET_WORKS);
}

static void a_program_that_waits_is_not_corrected(void **state)
{
	rt_desk *d = *state;
	const rv_program_want p = case_want(d->b);
	d->id = case_propose(d->b, &p);
	rv_retarget_want w = rt_after(d);
	rt_refused(d, &w, RV_ENOENT, "not granted");
	assert_int_equal(rv_oms_hold(d->b->o, d->id, true), RV_ENOENT);
}

/* The correction has been asked about: the same phase cannot ask again, and says so. */
static void it_asks_once(void **state)
{
	rt_desk *d = *state;
	for (int i = 0; i < 2; i++) {
		rv_retarget_want w = rt_after(d);
		rt_aim(d, &w, "SOL", 1500 + i, RV_SUB_S5);
		const rv_retarget_result r = rt_correct(d, &w);
		assert_int_equal(r.verdict[0], RV_RETARGET_ASKS);
		assert_int_equal(r.asked, i == 0 ? RV_OK : RV_EEXIST);
		assert_true((r.asks == 0) == (i == 1));
	}
	rt_says(bench_value(bench_last(d->b, RV_EVENT_ALARM), "words"), "cannot ask");
	rv_retarget_want w = rt_after(d);
	rt_aim(d, &w, "SOL", 1500, RV_SUB_S5);
	w.ask.phase[0] = '\0';
	assert_int_equal(rt_correct(d, &w).asks, 0);
}

static void what_does_not_fit(void **state)
{
	rt_desk *d = *state;
	rv_retarget_want w = rt_after(d);
	rt_aim(d, &w, "SOL", 1200, RV_SUB_S5);
	rt_aim(d, &w, "ETH", -5800, RV_SUB_S4R);
	rt_aim(d, &w, "BTC", 100, RV_SUB_S3);
	(void)rt_correct(d, &w);
	oms_bench *b = d->b;
	bench_forged(b, RV_EVENT_RETARGET, "lots 1200", "lots 1251",
		     "within the program's envelope");
	bench_forged(b, RV_EVENT_RETARGET, "lots 1200", "lots 100", "what is filled");
	bench_forged(b, RV_EVENT_RETARGET, "mandate 1", "mandate 9", "one that runs");
	bench_forged(b, RV_EVENT_RETARGET, "window_ms 300000", "window_ms 9300000", "window");
	bench_forged(b, RV_EVENT_RETARGET, "life_ms ", "life_ms 9", "window");
	bench_forged(b, RV_EVENT_RETARGET, "shares S5:", "shares S5:1", "shares");
	bench_forged(b, RV_EVENT_PROGRAM_GRANT, "nav 50000", "nav null", "envelope"); /* of BTC */
	bench_forged(b, RV_EVENT_PROGRAM_GRANT, NULL, NULL, "program (that has been granted");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, half_worked, done)
#define FRESH(f) cmocka_unit_test_setup_teardown(f, fresh, done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_mandate_that_was_filled),
		TEST(a_mandate_that_expired),
		TEST(a_mandate_that_a_person_ended),
		TEST(mandates_that_a_halt_ended),
		TEST(a_mandate_that_others_ended),
		FRESH(a_leg_that_was_left_out),
		TEST(a_coin_that_was_not_in_it),
		TEST(an_order_that_is_not_over),
		TEST(an_order_that_is_unknown),
		TEST(held_and_released),
		TEST(a_mandate_that_is_paused),
		TEST(one_that_waits_for_a_person),
		FRESH(in_full_where_that_was_granted),
		TEST(a_start_goes_on_with_it),
		TEST(what_is_refused),
		TEST(a_clock_before_the_grant),
		FRESH(a_program_that_waits_is_not_corrected),
		TEST(it_asks_once),
		TEST(what_does_not_fit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
