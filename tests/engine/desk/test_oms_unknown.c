/* Orders without a verdict: what is found is adopted, what is proved is closed, the rest stays. */
#include "tests/support/cm.h"
#include "tests/support/oms_desk.h"

#include <stdlib.h>
#include <string.h>

static void answer_lost_then_the_fill_comes(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	mini_fate_next(&b->v, MINI_LOST_LANDED);
	const uint64_t m = bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	assert_int_equal(bench_lots(b, "SOL"), 500);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_FILLED);
	assert_int_equal(bench_view(b)->n_unknown, 0);
	assert_int_equal(b->v.n_orders, 1);
}

/* No stream tells of it: the questions find it within seconds. */
static void answer_lost_and_the_streams_are_dumb(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->v.drop_fills = b->v.drop_orders = true;
	mini_fate_next(&b->v, MINI_LOST_LANDED);
	const uint64_t m = bench_trade(b, "SOL", RV_BUY, 500);
	assert_true(bench_count(b, RV_EVENT_UNKNOWN, NULL) == 1);
	bench_run(b, 3000);
	assert_int_equal(bench_lots(b, "SOL"), 500);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_FILLED);
	assert_int_equal(b->v.n_orders, 1);
}

static void unreadable_answers_are_no_verdict(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const mini_fate fates[] = { MINI_UNREADABLE, MINI_SHORT };
	for (size_t i = 0; i < 2; i++) {
		mini_fate_next(&b->v, fates[i]);
		b->v.drop_fills = b->v.drop_orders = true;
		const uint64_t m = bench_trade(b, "SOL", RV_BUY, 500 + (int64_t)i);
		assert_int_equal(bench_count(b, RV_EVENT_UNKNOWN, NULL), i + 1);
		bench_run(b, 5000);
		assert_int_equal(bench_order(b, m)->state, RV_ORDER_FILLED);
	}
	assert_int_equal(bench_lots(b, "SOL"), 1001);
}

/*
 * It never landed. It expires at 10 s; with 1 s of clock and 5 s to settle the proof is due at
 * 16 s. Until then its symbol takes no new risk, and nothing is sent in its place.
 */
static void never_landed_is_proved(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	mini_fate_next(&b->v, MINI_LOST);
	mini_fate_next(&b->v, MINI_LOST); /* the noop */
	const uint64_t m = bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 15000);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_UNKNOWN);
	assert_int_equal(bench_mandate(b, m)->lots_unknown, 500);
	assert_int_equal(bench_view(b)->n_unknown, 1);
	assert_int_equal(bench_view(b)->orders[0].state, RV_ORDER_UNKNOWN); /* seen first */
	rv_command c = bench_buy("SOL", 100);
	bench_expect(b, bench_command(b, &c), true, "unknown orders");
	c = bench_buy("ETH", 1000);
	const uint64_t t = bench_propose(b, &c);
	assert_int_equal(bench_ticket(b, t)->state, RV_TICKET_READY);
	assert_int_equal(bench_count(b, RV_EVENT_NEVER_LANDED, NULL), 0);
	bench_run(b, 15000);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_REJECTED);
	const bench_event *e = bench_last(b, RV_EVENT_NEVER_LANDED);
	assert_non_null(e);
	const int64_t sent = BENCH_START + 5000;
	assert_true(e->utc_ms >= sent + 16000);
	const long first = strtol(bench_value(e, "unknown_oid_at"), NULL, 10);
	const long again = strtol(bench_value(e, "unknown_oid_again_at"), NULL, 10);
	assert_true(first >= 5000 + 16000 && again >= first + 2000);
	assert_true(strtol(bench_value(e, "fills_asked_at"), NULL, 10) >= 5000 + 16000);
	assert_true(strtoll(bench_value(e, "account_ms"), NULL, 10) > sent + 15000);
	assert_int_equal(bench_mandate(b, m)->state, RV_MANDATE_ENDED);
	assert_int_equal(b->v.n_orders, 0);
	assert_int_equal(bench_view(b)->state, RV_BOOK_ACTIVE);
	assert_int_equal(bench_count(b, RV_EVENT_INTENT, NULL), 1);
}

/* The noop with its nonce is accepted: an order that is still on its way cannot land any more. */
static void a_noop_keeps_it_from_landing(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->v.late_ms = 8000;
	mini_fate_next(&b->v, MINI_LATE);
	const uint64_t m = bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 7000);
	const bench_event *e = bench_last(b, RV_EVENT_RESULT);
	assert_non_null(e);
	assert_string_equal(bench_value(e, "nonce_free"), "1");
	bench_run(b, 25000);
	assert_int_equal(b->v.n_orders, 0);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_REJECTED);
	assert_int_equal(bench_count(b, RV_EVENT_ACTION, NULL), 1);
}

/* The noop is lost, the order lands after eight seconds of silence. */
static void it_lands_late(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->v.late_ms = 8000;
	mini_fate_next(&b->v, MINI_LATE);
	mini_fate_next(&b->v, MINI_LOST);
	const uint64_t m = bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 7000);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_UNKNOWN);
	bench_run(b, 3000);
	assert_int_equal(bench_lots(b, "SOL"), 500);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_FILLED);
	assert_int_equal(bench_count(b, RV_EVENT_NEVER_LANDED, NULL), 0);
}

/* It lands, and the noop finds its nonce used: that says only that something was there. */
static void a_used_nonce_is_no_verdict(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	mini_fate_next(&b->v, MINI_REFUSE);
	b->v.refusal = RV_REFUSAL_NONCE_USED;
	const uint64_t m = bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 1000);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_UNKNOWN);
	bench_run(b, 30000); /* it did not land: the proof says so */
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_REJECTED);
}

/* Every question fails: no conclusion, however long. Its symbol halts after 46 s. */
static void it_stays_unknown_and_is_forced(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	mini_fate_next(&b->v, MINI_LOST);
	mini_fate_next(&b->v, MINI_LOST);
	const uint64_t m = bench_trade(b, "SOL", RV_BUY, 500);
	b->v.fail_asks = 1000000;
	bench_run(b, 44000);
	assert_int_equal(bench_position(b, "SOL") ? bench_position(b, "SOL")->state : 0,
			 RV_BOOK_ACTIVE);
	bench_run(b, 10000);
	assert_int_equal(bench_position(b, "SOL")->state, RV_BOOK_HALTED);
	bench_run(b, 600000);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_UNKNOWN);
	assert_int_equal(bench_count(b, RV_EVENT_NEVER_LANDED, NULL), 0);
	const rv_cloid cloid = bench_order(b, m)->cloid;
	rv_command f = { .kind = RV_CMD_FORCE, .cloid = cloid };
	bench_expect(b, bench_command(b, &f), false, "needs a reason");
	f = (rv_command){ .kind = RV_CMD_FORCE, .cloid = cloid, .reason = "the venue told me" };
	bench_expect(b, bench_command(b, &f), false, "armed");
	bench_expect(b, bench_simple(b, RV_CMD_ARM), true, "armed");
	f.nonce = 0;
	bench_expect(b, bench_command(b, &f), true, "closed by force");
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_CANCELED);
	assert_int_equal(bench_view(b)->n_unknown, 0);
	b->v.fail_asks = 0;
	bench_run(b, 60000);
	rv_command r = { .kind = RV_CMD_RESUME, .symbol = "SOL" };
	bench_expect(b, bench_command(b, &r), true, "ACTIVE");
	assert_int_equal(bench_lots(b, "SOL"), 0);
}

/* The venue's position does not agree with ours: the proof fails, whatever the status says. */
static void a_position_that_disagrees_proves_nothing(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	mini_fate_next(&b->v, MINI_LOST);
	mini_fate_next(&b->v, MINI_LOST);
	const uint64_t m = bench_trade(b, "SOL", RV_BUY, 500);
	b->v.coins[BENCH_SOL].lots = 500; /* somebody has them, no fill says who */
	bench_run(b, 120000);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_UNKNOWN);
	assert_int_equal(bench_position(b, "SOL")->state, RV_BOOK_HALTED);
	assert_int_equal(bench_count(b, RV_EVENT_NEVER_LANDED, NULL), 0);
	assert_true(bench_view(b)->n_breaks > 0);
	b->v.coins[BENCH_SOL].lots = 0;
	bench_run(b, 120000);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_REJECTED);
}

/* Everything speaks for it but the fills, which nobody shows: no proof. */
static void without_the_fills_nothing_is_proved(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	mini_fate_next(&b->v, MINI_LOST);
	mini_fate_next(&b->v, MINI_LOST);
	const uint64_t m = bench_trade(b, "SOL", RV_BUY, 500);
	b->v.fail_fills = true;
	bench_run(b, 120000);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_UNKNOWN);
	b->v.fail_fills = false;
	bench_run(b, 60000);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_REJECTED);
}

/* Two answers in a row, not two in all: a failure between them begins the row anew. */
static void the_two_unknowns_stand_in_a_row(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	mini_fate_next(&b->v, MINI_LOST);
	mini_fate_next(&b->v, MINI_LOST);
	const uint64_t m = bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 16000);
	for (int i = 0; i < 7; i++) { /* one question every 4 s */
		b->v.fail_asks = i % 2 ? 1000000 : 0;
		bench_run(b, 4000);
	}
	assert_int_equal(bench_count(b, RV_EVENT_NEVER_LANDED, NULL), 0);
	b->v.fail_asks = 0;
	bench_run(b, 60000);
	const bench_event *e = bench_last(b, RV_EVENT_NEVER_LANDED);
	assert_non_null(e);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_REJECTED);
	assert_true(strtol(bench_value(e, "unknown_oid_again_at"), NULL, 10) >=
		    strtol(bench_value(e, "unknown_oid_at"), NULL, 10) + 2000);
}

/* A resting order that a refused cancel leaves in doubt is never "never landed". */
static void what_rested_is_never_never_landed(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = bench_buy("SOL", 500);
	c.style = RV_STYLE_LIMIT;
	c.px = 1420000;
	const uint64_t t = bench_propose(b, &c);
	(void)bench_approve(b, t);
	bench_run(b, 2000);
	b->v.n_orders = 0; /* the venue forgets it */
	rv_command x = { .kind = RV_CMD_CANCEL, .n_ids = 1, .ids = { 1 } };
	(void)bench_command(b, &x);
	bench_run(b, 200000);
	assert_int_equal(bench_order(b, 1)->state, RV_ORDER_UNKNOWN);
	assert_int_equal(bench_position(b, "SOL")->state, RV_BOOK_HALTED);
	assert_int_equal(bench_count(b, RV_EVENT_NEVER_LANDED, NULL), 0);
}

/* The wall clock jumps back an hour while an order is in doubt: durations do not notice. */
static void a_jump_of_the_wall_clock(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	mini_fate_next(&b->v, MINI_LOST);
	mini_fate_next(&b->v, MINI_LOST);
	const uint64_t m = bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	rv_clock_set(b->clock, rv_clock_utc_ms(b->clock) - 3600000);
	bench_run(b, 60000);
	/* the venue's own time is an hour back, too: it may still land there */
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_UNKNOWN);
	rv_clock_set(b->clock, BENCH_START + 70000);
	bench_run(b, 60000);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_REJECTED);
}

/* The address of the nonce: a clock that went back keeps counting up, up to a minute ahead. */
static void nonces_rise_whatever_the_clock_does(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)bench_trade(b, "SOL", RV_BUY, 300);
	const int64_t first = b->v.actions[0].a.nonce;
	bench_run(b, 2000);
	rv_clock_set(b->clock, rv_clock_utc_ms(b->clock) - 30000);
	(void)bench_trade(b, "SOL", RV_BUY, 301);
	assert_int_equal(b->v.actions[b->v.n_actions - 1].a.nonce, first + 1);
	rv_clock_set(b->clock, rv_clock_utc_ms(b->clock) - 60000);
	const size_t n = b->v.n_actions;
	(void)bench_trade(b, "SOL", RV_BUY, 302);
	assert_int_equal(b->v.n_actions, n);
	assert_non_null(strstr(bench_view(b)->mandates[0].reason, "behind the last nonce"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, oms_desk_setup, oms_desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(answer_lost_then_the_fill_comes),
		TEST(answer_lost_and_the_streams_are_dumb),
		TEST(unreadable_answers_are_no_verdict),
		TEST(never_landed_is_proved),
		TEST(a_noop_keeps_it_from_landing),
		TEST(it_lands_late),
		TEST(a_used_nonce_is_no_verdict),
		TEST(it_stays_unknown_and_is_forced),
		TEST(a_position_that_disagrees_proves_nothing),
		TEST(without_the_fills_nothing_is_proved),
		TEST(the_two_unknowns_stand_in_a_row),
		TEST(what_rested_is_never_never_landed),
		TEST(a_jump_of_the_wall_clock),
		TEST(nonces_rise_whatever_the_clock_does),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
