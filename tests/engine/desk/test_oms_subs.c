/* What each sub-book holds: whose fills are, what is nobody's, and that it always sums up (I13). */
#include "tests/support/cm.h"
#include "tests/support/oms_desk.h"
#include "tests/support/oms_forge.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t held(oms_bench *b, const char *symbol, rv_sub s)
{
	const rv_tv_position *p = bench_position(b, symbol);
	return p ? p->sub_lots[s] : 0;
}

static const char *shares_of_last(oms_bench *b, rv_event_type type)
{
	return bench_value(bench_last(b, type), "shares");
}

/* ---- by hand ---- */

static void what_is_bought_by_hand_is_the_operators(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	assert_int_equal(held(b, "SOL", RV_SUB_OP), 500);
	assert_string_equal(shares_of_last(b, RV_EVENT_PROPOSE), "");
	(void)bench_trade(b, "SOL", RV_SELL, 700);
	bench_run(b, 3000);
	assert_int_equal(held(b, "SOL", RV_SUB_OP), -200);
}

/* 500 of OP and 200 that somebody else sold: closing 90 of the 300 takes 150 off and 60 back. */
static void a_close_is_everybodys(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	mini_foreign_fill(&b->v, BENCH_SOL, RV_SELL, 200, RV_FILL_NORMAL);
	bench_run(b, 3000);
	assert_int_equal(held(b, "SOL", RV_SUB_RESIDUE), -200);
	rv_command c = bench_buy("SOL", 90);
	c.side = RV_SELL;
	c.reduce_only = true;
	uint64_t t = bench_propose(b, &c);
	assert_string_equal(shares_of_last(b, RV_EVENT_PROPOSE), "OP:-150 RESIDUE:60");
	rv_command less = { .kind = RV_CMD_REDUCE, .n_ids = 1, .ids = { t }, .lots = 60 };
	bench_expect(b, bench_command(b, &less), true, "");
	assert_string_equal(shares_of_last(b, RV_EVENT_REQUOTE), "OP:-100 RESIDUE:40");
	(void)bench_approve(b, t);
	bench_run(b, 3000);
	assert_int_equal(held(b, "SOL", RV_SUB_OP), 400);
	assert_int_equal(held(b, "SOL", RV_SUB_RESIDUE), -160);
	rv_command all = { .kind = RV_CMD_PROPOSE, .close = true, .symbol = "SOL" };
	t = bench_propose(b, &all);
	(void)bench_approve(b, t);
	bench_run(b, 3000);
	assert_int_equal(bench_lots(b, "SOL"), 0);
	assert_int_equal(held(b, "SOL", RV_SUB_OP), 0);
	assert_int_equal(held(b, "SOL", RV_SUB_RESIDUE), 0);
}

/* What it closes is what is held when it is quoted: the position has become smaller since. */
static void a_close_follows_what_is_held(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	rv_command all = { .kind = RV_CMD_PROPOSE, .close = true, .symbol = "SOL" };
	const uint64_t t = bench_propose(b, &all);
	assert_string_equal(shares_of_last(b, RV_EVENT_PROPOSE), "");
	mini_foreign_fill(&b->v, BENCH_SOL, RV_SELL, 200, RV_FILL_ADL);
	bench_run(b, 3000);
	rv_command again = { .kind = RV_CMD_REQUOTE, .n_ids = 1, .ids = { t } };
	bench_expect(b, bench_command(b, &again), true, "sell 3.0 SOL");
	assert_string_equal(shares_of_last(b, RV_EVENT_REQUOTE), "OP:-500 RESIDUE:200");
	(void)bench_approve(b, t);
	bench_run(b, 3000);
	assert_int_equal(held(b, "SOL", RV_SUB_OP), 0);
	assert_int_equal(held(b, "SOL", RV_SUB_RESIDUE), 0);
}

static void flattening_takes_everybody_along(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	mini_foreign_fill(&b->v, BENCH_SOL, RV_BUY, 100, RV_FILL_NORMAL);
	bench_run(b, 3000);
	rv_command kill = { .kind = RV_CMD_KILL, .level = RV_KILL_CANCEL };
	(void)bench_command(b, &kill);
	bench_expect(b, bench_simple(b, RV_CMD_FLATTEN), true, "flattening 1");
	assert_string_equal(shares_of_last(b, RV_EVENT_PROPOSE), "OP:-500 RESIDUE:-100");
	bench_run(b, 5000);
	assert_int_equal(held(b, "SOL", RV_SUB_OP), 0);
	assert_int_equal(held(b, "SOL", RV_SUB_RESIDUE), 0);
}

/* ---- nobody's ---- */

static void liquidated_and_adjusted_is_nobodys(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	mini_foreign_fill(&b->v, BENCH_SOL, RV_SELL, 150, RV_FILL_LIQUIDATION);
	bench_run(b, 3000);
	assert_int_equal(held(b, "SOL", RV_SUB_RESIDUE), -150);
	b->v.coins[BENCH_SOL].lots = 400;
	bench_run(b, 70000);
	rv_command a = { .kind = RV_CMD_ADJUST, .symbol = "SOL", .reason = "the venue is right" };
	bench_expect(b, bench_command(b, &a), true, "0.5 SOL");
	assert_int_equal(held(b, "SOL", RV_SUB_OP), 500);
	assert_int_equal(held(b, "SOL", RV_SUB_RESIDUE), -100);
}

/* 600 of an order of 500: the mandate's 500 are the operator's. */
static void an_overfill_is_nobodys(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = bench_buy("SOL", 500);
	c.style = RV_STYLE_LIMIT;
	c.px = 1420000;
	const uint64_t t = bench_propose(b, &c);
	(void)bench_approve(b, t);
	bench_run(b, 2000);
	b->v.orders[0].left = 600;
	assert_int_equal(mini_fill_resting(&b->v, BENCH_SOL, 600), 600);
	bench_run(b, 3000);
	assert_int_equal(held(b, "SOL", RV_SUB_OP), 500);
	assert_int_equal(held(b, "SOL", RV_SUB_RESIDUE), 100);
}

/* Fills without a name whose order gets its number later: nobody's first, then the operator's. */
static void a_fill_that_finds_its_order_changes_hands(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->v.no_cloids = true;
	b->v.fail_asks = 1000000;
	b->v.drop_orders = true;
	mini_fate_next(&b->v, MINI_LOST_LANDED);
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 6000);
	assert_int_equal(held(b, "SOL", RV_SUB_RESIDUE), 500);
	b->v.fail_asks = 0;
	bench_run(b, 6000);
	assert_int_equal(held(b, "SOL", RV_SUB_OP), 500);
	assert_int_equal(held(b, "SOL", RV_SUB_RESIDUE), 0);
}

/* ---- nobody's becomes somebody's ---- */

static uint64_t assign(oms_bench *b, const char *symbol, rv_sub sub, const char *reason)
{
	rv_command c = { .kind = RV_CMD_ASSIGN, .sub = sub };
	(void)snprintf(c.symbol, sizeof(c.symbol), "%s", symbol);
	(void)snprintf(c.reason, sizeof(c.reason), "%s", reason);
	return bench_command(b, &c);
}

/* New risk waits for a person, in that symbol only; what reduces does not. */
static void residue_blocks_new_risk(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	mini_foreign_fill(&b->v, BENCH_SOL, RV_BUY, 70, RV_FILL_NORMAL);
	bench_run(b, 13000);
	rv_command c = bench_buy("SOL", 100);
	const uint64_t buy = bench_propose(b, &c);
	assert_int_equal(bench_ticket(b, buy)->state, RV_TICKET_BLOCKED);
	assert_string_equal(bench_ticket(b, buy)->reason,
			    "residue: 0.7 SOL is nobody's; assign it");
	bench_expect(b, bench_approve(b, buy), false, "residue");
	c = bench_buy("ETH", 3000);
	assert_int_equal(bench_ticket(b, bench_propose(b, &c))->state, RV_TICKET_READY);
	c = bench_buy("SOL", 200);
	c.side = RV_SELL;
	c.reduce_only = true;
	assert_int_equal(bench_ticket(b, bench_propose(b, &c))->state, RV_TICKET_READY);
	bench_expect(b, assign(b, "SOL", RV_SUB_S3, "it was majors against alts"), true,
		     "0.7 SOL is S3's");
	assert_int_equal(held(b, "SOL", RV_SUB_RESIDUE), 0);
	assert_int_equal(held(b, "SOL", RV_SUB_S3), 70);
	bench_run(b, 1000);
	assert_int_equal(bench_ticket(b, buy)->state, RV_TICKET_READY);
	assert_string_equal(bench_value(bench_last(b, RV_EVENT_ASSIGN), "sub"), "S3");
	bench_restart(b, SIZE_MAX, true);
	assert_int_equal(held(b, "SOL", RV_SUB_S3), 70);
}

static void what_may_not_be_assigned(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	bench_expect(b, assign(b, "SOL", RV_SUB_OP, "mine"), false, "nothing of SOL is nobody's");
	mini_foreign_fill(&b->v, BENCH_SOL, RV_SELL, 70, RV_FILL_NORMAL);
	bench_run(b, 3000);
	bench_expect(b, assign(b, "SOL", RV_SUB_OP, ""), false, "needs a reason");
	bench_expect(b, assign(b, "ETH", RV_SUB_OP, "mine"), false, "nothing of ETH is nobody's");
	bench_expect(b, assign(b, "SOL", RV_SUB_RESIDUE, "mine"), false, "no sub-book");
	bench_expect(b, assign(b, "SOL", (rv_sub)99, "mine"), false, "no sub-book");
	(void)bench_simple(b, RV_CMD_LOCK);
	bench_expect(b, assign(b, "SOL", RV_SUB_OP, "mine"), false, "armed");
	assert_int_equal(held(b, "SOL", RV_SUB_RESIDUE), -70);
	assert_int_equal(bench_count(b, RV_EVENT_ASSIGN, NULL), 0);
}

/* What a person accepted is nobody's all the same: whose it is, is another question. */
static void an_accepted_adjustment_blocks_too(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = bench_buy("SOL", 2000);
	c.style = RV_STYLE_TWAP;
	c.duration_ms = 300000;
	const uint64_t t = bench_propose(b, &c);
	(void)bench_approve(b, t);
	bench_run(b, 20000);
	const int64_t before = bench_lots(b, "SOL");
	assert_true(before > 0);
	b->v.coins[BENCH_SOL].lots -= 30;
	bench_run(b, 75000);
	bench_expect(b, bench_simple(b, RV_CMD_ARM), true, "armed");
	rv_command a = { .kind = RV_CMD_ADJUST, .symbol = "SOL", .reason = "the venue is right" };
	bench_expect(b, bench_command(b, &a), true, "0.3 SOL");
	assert_int_equal(held(b, "SOL", RV_SUB_RESIDUE), -30);
	bench_run(b, 3000);
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), true, "ACTIVE");
	const uint64_t t2 = bench_propose(b, &c);
	assert_non_null(strstr(bench_ticket(b, t2)->reason, "residue"));
	bench_expect(b, assign(b, "SOL", RV_SUB_OP, "lost by hand"), true, "OP's");
	bench_run(b, 1000);
	bench_expect(b, bench_approve(b, t2), true, "granted");
	bench_run(b, 30000);
	assert_true(bench_lots(b, "SOL") > before - 30);
}

/* ---- money ---- */

static void pay_funding(oms_bench *b, int64_t musd, int64_t lots)
{
	rv_venue_report *r = NULL;
	assert_int_equal(rv_venue_report_new(RV_REPORT_FUNDING, 0, &r), RV_OK);
	rv_funding_payment *p = &r->u.funding.rows[r->u.funding.n++];
	memcpy(p->symbol, "SOL", 4);
	p->time_ms = rv_clock_utc_ms(b->clock);
	p->usdc_musd = musd;
	p->lots = lots;
	rv_oms_report(b->o, r);
	rv_venue_report_free(r);
	bench_run(b, 0);
}

static rv_coin_book book_of(oms_bench *b, const char *symbol)
{
	rv_coin_book c;
	assert_int_equal(rv_oms_coin_book(b->o, symbol, &c), RV_OK);
	return c;
}

/* OP has 500, nobody -200: of 3,000 paid on the 300 OP has paid 5,000, nobody has received 2,000.
 */
static void funding_is_what_each_ones_lots_earned(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	mini_foreign_fill(&b->v, BENCH_SOL, RV_SELL, 200, RV_FILL_NORMAL);
	bench_run(b, 3000);
	pay_funding(b, -3000, 300);
	const rv_coin_book c = book_of(b, "SOL");
	assert_int_equal(c.sub[RV_SUB_OP].funding_musd, -5000);
	assert_int_equal(c.sub[RV_SUB_RESIDUE].funding_musd, 2000);
	assert_true(bench_view(b)->subs[RV_SUB_OP].funding_usd == -0.005);
	rv_coin_book none;
	assert_int_equal(rv_oms_coin_book(b->o, "NONE", &none), RV_ENOENT);
}

/*
 * It was paid on 600 and 300 are held now: of 6,000 paid 3,000 are theirs at the same rate (OP
 * -5,000, nobody +2,000), and 3,000 nobody's. With nothing held net at all it is nobody's whole.
 */
static void funding_of_what_is_not_held_any_more(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	mini_foreign_fill(&b->v, BENCH_SOL, RV_SELL, 200, RV_FILL_NORMAL);
	bench_run(b, 3000);
	pay_funding(b, -6000, 600);
	rv_coin_book c = book_of(b, "SOL");
	assert_int_equal(c.sub[RV_SUB_OP].funding_musd, -5000);
	assert_int_equal(c.sub[RV_SUB_RESIDUE].funding_musd, 2000 - 3000);
	mini_foreign_fill(&b->v, BENCH_SOL, RV_SELL, 300, RV_FILL_NORMAL);
	bench_run(b, 3000);
	pay_funding(b, -700, 300);
	c = book_of(b, "SOL");
	assert_int_equal(c.sub[RV_SUB_OP].funding_musd, -5000);
	assert_int_equal(c.sub[RV_SUB_RESIDUE].funding_musd, -1700);
}

/* An assignment is at the mark: what it earned until then stays with RESIDUE. */
static void an_assignment_is_at_the_mark(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	mini_foreign_fill(&b->v, BENCH_SOL, RV_BUY, 200, RV_FILL_NORMAL);
	bench_run(b, 3000);
	const int64_t px = b->v.fills[0].px, fee = b->v.fills[0].fee_musd;
	mini_price(&b->v, BENCH_SOL, 1431000, 1431200);
	bench_run(b, 1000);
	bench_expect(b, assign(b, "SOL", RV_SUB_H, "a hedge"), true, "H's");
	const int64_t mark = 1431100;
	const rv_coin_book c = book_of(b, "SOL");
	assert_int_equal(c.sub[RV_SUB_RESIDUE].held.realized_musd, (mark - px) * 200);
	assert_int_equal(c.sub[RV_SUB_RESIDUE].fees_musd, fee);
	assert_int_equal(c.sub[RV_SUB_H].held.cost_musd, mark * 200);
	assert_int_equal(c.sub[RV_SUB_H].volume_musd, 0);
	assert_int_equal(bench_view(b)->n_residue, 0);
}

/* What the sub-books have is what the positions have. */
static void the_snapshots_sums_tie(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	(void)bench_trade(b, "ETH", RV_SELL, 9000);
	bench_run(b, 3000);
	mini_foreign_fill(&b->v, BENCH_SOL, RV_SELL, 200, RV_FILL_NORMAL);
	bench_run(b, 3000);
	pay_funding(b, -31117, 0); /* the venue did not say */
	mini_price(&b->v, BENCH_SOL, 1431000, 1431200);
	bench_run(b, 1000);
	const rv_trade_view *v = bench_view(b);
	double net = 0.0, pnl = 0.0, fees = 0.0, funding = 0.0;
	for (size_t i = 0; i < v->n_positions; i++) {
		const rv_tv_position *p = &v->positions[i];
		net -= p->value_usd;
		pnl -= p->realized_usd + p->unrealized_usd;
		fees -= p->fees_usd;
		funding -= p->funding_usd;
	}
	assert_true(v->n_positions == 2 && fees < 0.0 && funding > 0.0);
	for (size_t s = 0; s < RV_SUB_N; s++) {
		net += v->subs[s].net_usd;
		pnl += v->subs[s].realized_usd + v->subs[s].unrealized_usd;
		fees += v->subs[s].fees_usd;
		funding += v->subs[s].funding_usd;
	}
	assert_true(fabs(net) < 1e-9 && fabs(pnl) < 1e-9);
	assert_true(fabs(fees) < 1e-9 && fabs(funding) < 1e-9);
	assert_true(v->subs[RV_SUB_RESIDUE].gross_usd > 200.0 && v->n_residue == 1);
}

/* ---- a start ---- */

static void a_start_finds_the_same(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	mini_foreign_fill(&b->v, BENCH_SOL, RV_SELL, 170, RV_FILL_NORMAL);
	bench_run(b, 3000);
	rv_command c = bench_buy("SOL", 100);
	c.side = RV_SELL;
	c.reduce_only = true;
	const uint64_t t = bench_propose(b, &c);
	(void)bench_approve(b, t);
	bench_run(b, 3000);
	int64_t before[RV_SUB_N], after[RV_SUB_N];
	memcpy(before, bench_position(b, "SOL")->sub_lots, sizeof(before));
	assert_int_equal(before[RV_SUB_OP], 500 - 152); /* 500 * 100 / 330 is 151.5 */
	bench_restart(b, SIZE_MAX, true);
	memcpy(after, bench_position(b, "SOL")->sub_lots, sizeof(after));
	assert_memory_equal(before, after, sizeof(before));
}

/* Other shares than were granted: their digest is not that of the terms. */
static void shares_cannot_be_changed(void **state)
{
	static const char *const not [] = { "OP:-501 RESIDUE:-99", "OP:-500 RESIDUE:-0100",
					    "OP:-600", "S5:-500 RESIDUE:-100" };
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	mini_foreign_fill(&b->v, BENCH_SOL, RV_BUY, 100, RV_FILL_NORMAL);
	bench_run(b, 3000);
	rv_command all = { .kind = RV_CMD_PROPOSE, .close = true, .symbol = "SOL" };
	(void)bench_propose(b, &all);
	assert_string_equal(shares_of_last(b, RV_EVENT_PROPOSE), "OP:-500 RESIDUE:-100");
	for (size_t n = 0; n < sizeof(not ) / sizeof(not [0]); n++)
		bench_forged(b, RV_EVENT_PROPOSE, "OP:-500 RESIDUE:-100", not [n], "propose");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, oms_desk_setup, oms_desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_bought_by_hand_is_the_operators),
		TEST(a_close_is_everybodys),
		TEST(a_close_follows_what_is_held),
		TEST(flattening_takes_everybody_along),
		TEST(liquidated_and_adjusted_is_nobodys),
		TEST(an_overfill_is_nobodys),
		TEST(a_fill_that_finds_its_order_changes_hands),
		TEST(residue_blocks_new_risk),
		TEST(what_may_not_be_assigned),
		TEST(an_accepted_adjustment_blocks_too),
		TEST(funding_is_what_each_ones_lots_earned),
		TEST(funding_of_what_is_not_held_any_more),
		TEST(an_assignment_is_at_the_mark),
		TEST(the_snapshots_sums_tie),
		TEST(a_start_finds_the_same),
		TEST(shares_cannot_be_changed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
