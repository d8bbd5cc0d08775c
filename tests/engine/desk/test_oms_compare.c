/*
 * Ours against the venue's, where one of the two is older than the other: an account that came
 * after the fills that it is compared with, and a position whose fill the venue is late to show.
 * Neither is a difference.
 */
#include "tests/support/cm.h"
#include "tests/support/oms_bench.h"
#include "tests/support/oms_check.h"

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

/* The account as it is now, as an answer that was asked for a moment ago. */
static void tell_account(oms_bench *b)
{
	rv_venue_report *r = NULL;
	assert_int_equal(rv_venue_report_new(RV_REPORT_ACCOUNT, 0, &r), RV_OK);
	r->sent_at = r->got_at = b->v.at;
	r->u.account.time_ms = b->v.utc;
	r->u.account.account_value_usd = b->v.account_usd;
	r->u.account.maintenance_usd = b->v.maintenance_usd;
	for (size_t i = 0; i < MINI_COINS; i++) {
		const mini_coin *c = &b->v.coins[i];
		if (c->lots == 0)
			continue;
		rv_venue_position *p = &r->u.account.positions[r->u.account.n++];
		memcpy(p->symbol, c->ref.symbol, sizeof(p->symbol));
		p->lots = c->lots;
		p->entry_px = 142.0;
	}
	rv_oms_report(b->o, r);
	rv_venue_report_free(r);
	bench_run(b, 0);
}

/* A round has its lists and waits for its fills; meanwhile something is filled in this coin. */
static void fill_during_a_round(oms_bench *b, size_t coin)
{
	b->v.delay_ms = 500;
	mini_stream(&b->v, false);
	mini_stream(&b->v, true); /* a round, and nothing is agreed before its end */
	for (int i = 0; i < 100 && !strstr(bench_view(b)->recovery, "fills"); i++)
		bench_run(b, 50);
	assert_non_null(strstr(bench_view(b)->recovery, "asks for fills"));
	b->v.drop_fills = true;
	bench_run(b, 100); /* the question has been answered, the answer is on its way */
	mini_foreign_fill(&b->v, coin, RV_BUY, 300, RV_FILL_NORMAL);
	tell_account(b);
	bench_run(b, 700);
	assert_true(bench_view(b)->reconciled);
	assert_int_equal(bench_view(b)->n_breaks, 0);
	assert_int_equal(bench_count(b, RV_EVENT_ADJUST_PROPOSED, NULL), 0);
	bench_run(b, 10000);
	assert_int_equal(bench_lots(b, b->v.coins[coin].ref.symbol), b->v.coins[coin].lots);
	assert_int_equal(bench_view(b)->n_breaks, 0);
	assert_int_equal(bench_view(b)->state, RV_BOOK_ACTIVE);
}

static void an_account_that_came_later_is_not_compared(void **state)
{
	oms_bench *b = *state;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	fill_during_a_round(b, BENCH_SOL);
}

static void nor_in_a_coin_that_was_never_traded(void **state)
{
	fill_during_a_round(*state, BENCH_ETH);
}

/* The account has it, the pages get it four seconds later. */
static void a_late_page_makes_no_stranger(void **state)
{
	oms_bench *b = *state;
	b->v.drop_fills = true;
	b->v.lag_ms = 4000;
	mini_foreign_fill(&b->v, BENCH_ETH, RV_SELL, 300, RV_FILL_NORMAL);
	bench_expect(b, bench_simple(b, RV_CMD_RECONCILE), true, "reconciling");
	bench_run(b, 3500);
	assert_int_equal(bench_lots(b, "ETH"), 0);
	assert_int_equal(bench_count(b, RV_EVENT_ADJUST_PROPOSED, NULL), 0);
	bench_run(b, 20000);
	assert_int_equal(bench_lots(b, "ETH"), -300);
	assert_int_equal(bench_count(b, RV_EVENT_ADJUST_PROPOSED, NULL), 0);
	assert_int_equal(bench_view(b)->state, RV_BOOK_ACTIVE);
}

/* No fill ever comes: then it is proposed, as of any other coin. */
static void a_stranger_that_stays_is_proposed(void **state)
{
	oms_bench *b = *state;
	b->v.coins[BENCH_ETH].lots = -300;
	bench_expect(b, bench_simple(b, RV_CMD_RECONCILE), true, "reconciling");
	bench_run(b, 5000);
	assert_int_equal(bench_count(b, RV_EVENT_ADJUST_PROPOSED, NULL), 0);
	bench_run(b, 60000);
	assert_int_equal(bench_count(b, RV_EVENT_ADJUST_PROPOSED, NULL), 1);
	assert_int_equal(bench_view(b)->state, RV_BOOK_REDUCING);
	assert_int_equal(bench_view(b)->n_breaks, 1);
	assert_true(bench_view(b)->reconciled);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_account_that_came_later_is_not_compared),
		TEST(nor_in_a_coin_that_was_never_traded),
		TEST(a_late_page_makes_no_stranger),
		TEST(a_stranger_that_stays_is_proposed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
