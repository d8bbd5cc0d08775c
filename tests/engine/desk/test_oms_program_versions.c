/* Programs that wait: legs left out and made smaller, quoted again, rejected, over in time. */
#include "engine/desk/digest.h"
#include "tests/support/cm.h"
#include "tests/support/oms_desk.h"
#include "tests/support/program_case.h"

#include <math.h>
#include <string.h>

static void legs_are_left_out_and_made_smaller(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t id = case_begin(b);
	const rv_digest first = case_program(b, id)->digest;
	bench_expect(b, case_command(b, RV_CMD_EXCLUDE, id, "DOGE"), false, "not in the program");
	bench_expect(b, case_command(b, RV_CMD_INCLUDE, id, "ETH"), false, "so already");
	bench_expect(b, case_command(b, RV_CMD_EXCLUDE, id, "ETH"), true, "1 left out");
	bench_expect(b, case_command(b, RV_CMD_EXCLUDE, id, "ETH"), false, "so already");
	const rv_digest second = case_program(b, id)->digest;
	assert_false(rv_digest_same(&first, &second));
	assert_int_equal(case_program(b, id)->version, 2);
	bench_expect(b, case_command(b, RV_CMD_INCLUDE, id, "ETH"), true, "0 left out");
	bench_expect(b, case_command(b, RV_CMD_EXCLUDE, id, "ETH"), true, "1 left out");
	bench_expect(b, case_command(b, RV_CMD_EXCLUDE, id, "BTC"), true, "2 left out");
	rv_command c = { .kind = RV_CMD_REDUCE, .n_ids = 1, .lots = 700 };
	c.ids[0] = case_leg_of(b, id, "SOL")->ticket;
	bench_expect(b, bench_command(b, &c), true, "gross 997");
	const rv_tv_leg *l = case_leg_of(b, id, "SOL");
	assert_true(l->lots == 700 && l->want[RV_SUB_S5] == 900 && l->want[RV_SUB_S3] == -200);
	assert_int_equal(case_program(b, id)->version, 6);
	c = (rv_command){ .kind = RV_CMD_APPROVE_PROGRAM, .n_ids = 1, .ids = { id } };
	c.digests[0] = second;
	bench_expect(b, bench_command(b, &c), false, "not what was on the screen");
	const uint64_t eth = case_leg_of(b, id, "ETH")->ticket;
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), true, "1 mandates");
	assert_int_equal(bench_ticket(b, eth)->state, RV_TICKET_REJECTED);
	assert_string_equal(bench_ticket(b, eth)->reason, "left out of its program");
	bench_run(b, 905000);
	assert_int_equal(bench_lots(b, "SOL"), 700);
	assert_int_equal(bench_lots(b, "ETH"), 0);
	assert_int_equal(case_held(b, "BTC", RV_SUB_S5), 0);
	assert_int_equal(case_held(b, "SOL", RV_SUB_S5), 900);
	assert_int_equal(case_held(b, "SOL", RV_SUB_S3), -200);
}

static void with_every_leg_left_out_there_is_nothing(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t id = case_begin(b);
	(void)case_command(b, RV_CMD_EXCLUDE, id, "ETH");
	(void)case_command(b, RV_CMD_EXCLUDE, id, "BTC");
	(void)case_command(b, RV_CMD_EXCLUDE, id, "SOL");
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), false,
		     "every leg is left out");
	assert_non_null(strstr(case_program(b, id)->reason, "every leg is left out"));
}

/* A limit that pays less is part of the digest, too; one that pays more is refused. */
static void a_legs_limit_may_pay_less(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t id = case_begin(b);
	const rv_tv_leg l = *case_leg_of(b, id, "SOL");
	rv_command c = {
		.kind = RV_CMD_REDUCE, .n_ids = 1, .ids = { l.ticket }, .px = l.px + 1000
	};
	bench_expect(b, bench_command(b, &c), false, "not a more passive limit");
	c = (rv_command){ .kind = RV_CMD_REDUCE, .n_ids = 1, .ids = { l.ticket }, .px = 1425000 };
	bench_expect(b, bench_command(b, &c), true, "program 1");
	assert_int_equal(case_leg_of(b, id, "SOL")->px, 1425000);
	assert_int_equal(case_leg_of(b, id, "SOL")->lots, 1000);
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), true, "2 mandates");
}

/* A quote lives as a ticket's; the desk quotes again by itself until the last quote, then no more.
 */
static void quoted_again_until_the_last_quote(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t id = case_begin(b);
	const rv_digest first = case_program(b, id)->digest;
	mini_price(&b->v, BENCH_SOL, 1431000, 1431200);
	bench_run(b, 121000);
	const rv_tv_program *p = case_program(b, id);
	assert_int_equal(p->version, 2);
	assert_false(rv_digest_same(&first, &p->digest));
	assert_int_equal(case_leg_of(b, id, "SOL")->mid_px, 1431100);
	assert_int_equal(p->state, RV_PROGRAM_READY);
	bench_run(b, 440000);
	assert_int_equal(case_program(b, id)->expires_utc_ms,
			 case_program(b, id)->quote_end_utc_ms);
	bench_run(b, 10000);
	p = case_program(b, id);
	assert_int_equal(p->state, RV_PROGRAM_EXPIRED);
	assert_string_equal(p->reason, "nobody granted it in time");
	assert_int_equal(bench_ticket(b, p->legs[0].ticket)->state, RV_TICKET_EXPIRED);
	assert_int_equal(bench_view(b)->n_pending, 0);
	(void)bench_simple(b, RV_CMD_ARM);
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), false, "waits");
	assert_int_equal(bench_count(b, RV_EVENT_EXPIRE, NULL), 0); /* one event for all */
}

/* A command that is faster than the clock's tick finds it over, too. */
static void not_a_moment_after_the_last_quote(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	for (int i = 0; i < 3; i++) {
		rv_program_want w = case_want(b);
		w.run_date_ms += i * RV_DAY_MS;
		const uint64_t id = case_propose(b, &w);
		(void)bench_simple(b, RV_CMD_ARM);
		rv_command c = { .kind = i == 0	  ? RV_CMD_REQUOTE_PROGRAM
					 : i == 1 ? RV_CMD_APPROVE_PROGRAM
						  : RV_CMD_EXCLUDE,
				 .n_ids = 1,
				 .ids = { id },
				 .symbol = "ETH" };
		c.digests[0] = case_program(b, id)->digest;
		rv_clock_set(b->clock, w.quote_end_utc_ms);
		bench_expect(b, bench_command(b, &c), i == 2, i == 0 ? "last quote" : "");
		assert_int_equal(case_program(b, id)->state, RV_PROGRAM_EXPIRED);
	}
}

/* Without a price it waits for one, and is not granted at the old. */
static void without_prices_it_is_not_quoted(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t id = case_begin(b);
	b->stale = true;
	b->quotes[BENCH_ETH].mid = NAN;
	rv_oms_market_set(b->o, &b->market);
	bench_expect(b, case_command(b, RV_CMD_REQUOTE_PROGRAM, id, ""), false,
		     "ETH: no price now");
	bench_run(b, 125000);
	assert_int_equal(case_program(b, id)->version, 1);
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), false, "its time is over");
	b->stale = false;
	bench_run(b, 1000);
	assert_int_equal(case_program(b, id)->version, 2);
	assert_int_equal(case_program(b, id)->state, RV_PROGRAM_READY);
}

static void rejected_as_a_whole(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t id = case_begin(b);
	rv_command c = { .kind = RV_CMD_REJECT_PROGRAM, .n_ids = 1, .ids = { id }, .reason = "no" };
	bench_expect(b, bench_command(b, &c), true, "rejected");
	assert_int_equal(case_program(b, id)->state, RV_PROGRAM_REJECTED);
	assert_string_equal(bench_ticket(b, case_leg_of(b, id, "SOL")->ticket)->reason, "no");
	assert_int_equal(bench_view(b)->n_pending, 0);
}

static void granted_by_itself_where_that_is_set(void **state)
{
	(void)state;
	oms_desk *d = oms_desk_new();
	oms_bench *b = d->b;
	b->p.approval = RV_APPROVE_AUTO;
	bench_remake(b);
	bench_up(b, true);
	const uint64_t id = case_begin(b);
	bench_run(b, 1000);
	assert_int_equal(case_program(b, id)->state, RV_PROGRAM_GRANTED);
	assert_int_equal(case_program(b, id)->granted_by, -1);
	oms_desk_free(d);
}

/* What reduces only goes no further than the position, whatever was wanted when. */
static void a_leg_that_reduces(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 12000);
	rv_program_want w = case_want(b);
	w.n = 1;
	w.legs[0] = case_leg("SOL", -800, RV_SUB_OP);
	w.legs[0].reduce_only = true;
	const uint64_t id = case_propose(b, &w);
	const rv_tv_leg *l = case_leg_of(b, id, "SOL");
	assert_true(l->lots == 500 && l->want[RV_SUB_OP] == -500 && l->reduce_only);
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), true, "1 mandates");
	bench_run(b, 901000);
	assert_int_equal(bench_lots(b, "SOL"), 0);
	assert_int_equal(case_held(b, "SOL", RV_SUB_OP), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, oms_desk_setup, oms_desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(legs_are_left_out_and_made_smaller),
		TEST(with_every_leg_left_out_there_is_nothing),
		TEST(a_legs_limit_may_pay_less),
		TEST(quoted_again_until_the_last_quote),
		TEST(not_a_moment_after_the_last_quote),
		TEST(without_prices_it_is_not_quoted),
		TEST(rejected_as_a_whole),
		cmocka_unit_test(granted_by_itself_where_that_is_set),
		TEST(a_leg_that_reduces),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
