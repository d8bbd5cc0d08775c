/* A day that is over is what the day's span was a moment before, live and in a replay. */
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/ledger_bench.h"

#include <math.h>
#include <string.h>

static int setup(void **state)
{
	ledger_bench *x = lb_new();
	*state = x;
	bench_up(x->b, true);
	return 0;
}

static int teardown(void **state)
{
	lb_free(*state);
	return 0;
}

static void trade_some(ledger_bench *x)
{
	oms_bench *b = x->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	(void)bench_trade(b, "ETH", RV_SELL, 1999);
	bench_run(b, 3000);
	const mini_coin c = b->v.coins[BENCH_SOL];
	mini_price(&b->v, BENCH_SOL, c.bid + 3100, c.ask + 3100);
	bench_run(b, 12000);
}

static void same_pnl(const char *what, const rv_lv_pnl *got, const rv_lv_pnl *want)
{
	for (size_t c = 0; c < RV_CAUSE_N; c++)
		assert_close(what, got->usd[c], want->usd[c], 1e-9);
	assert_close(what, got->total, want->total, 1e-9);
	assert_int_equal(got->unknown, want->unknown);
}

static void no_day_is_over_at_first(void **state)
{
	ledger_bench *x = *state;
	trade_some(x);
	assert_int_equal(rv_ledgers_day(x->l)->date_ms, 0);
}

static void it_is_the_span_of_a_moment_before(void **state)
{
	ledger_bench *x = *state;
	const int64_t day = INT64_C(86400000);
	trade_some(x);
	lb_pay(x, 50.25);
	x->unchecked = true;
	bench_run(x->b, 15000);
	x->unchecked = false;
	bench_run(x->b, 65000); /* what was paid has settled */
	lb_midnight(x, -500);
	const rv_ledger_view before = *lb_view(x);
	const int64_t midnight = (rv_clock_utc_ms(x->b->clock) / day + 1) * day;
	lb_midnight(x, 100);
	const rv_ledger_day *d = rv_ledgers_day(x->l);
	const rv_lv_span *span = &before.span[RV_SPAN_DAY];
	assert_int_equal(d->date_ms, midnight - day);
	assert_int_equal(d->since_ms, span->since_ms);
	assert_int_equal(d->until_ms, midnight + 100);
	same_pnl("all", &d->all, &span->all);
	for (size_t i = 0; i < RV_SUB_N; i++)
		assert_close("sub", d->sub[i].total, span->sub[i].total, 1e-9);
	assert_close("equity", d->last_usd, before.equity_usd, 1e-6);
	assert_close("first", d->first_usd, 100000.0, 1e-6);
	assert_close("paid in", d->paid_usd, 50.25, 1e-9);
	assert_close("change", d->change_usd, d->last_usd - d->first_usd - d->paid_usd, 1e-6);
	assert_close("unexplained", d->unexplained_usd, 0.0, 2e-5);
	assert_int_equal(d->n_coins, 2);
	assert_close("by coin", d->coins[0].pnl.total + d->coins[1].pnl.total, d->all.total, 1e-9);
	for (size_t i = 0; i < RV_SUB_N; i++)
		assert_int_equal(d->tca[i].part[RV_TCA_IMPACT].n,
				 before.tca[RV_SPAN_DAY][i].part[RV_TCA_IMPACT].n);
	assert_true(d->tca[RV_SUB_OP].part[RV_TCA_IMPACT].n == 2);
	assert_true(d->tca[RV_SUB_OP].part[RV_TCA_CLOSE].n == 2); /* compared with this close */
}

static void funding_of_the_day(void **state)
{
	ledger_bench *x = *state;
	oms_bench *b = x->b;
	trade_some(x);
	rv_clock_set(b->clock, BENCH_START + 3600000 + 300);
	bench_run(b, 0);
	lb_funding(x, BENCH_SOL, -0.031731, BENCH_START + 3600000);
	bench_run(b, 70000);
	const rv_ledger_view before = *lb_view(x);
	double expected = 0.0;
	for (size_t i = 0; i < before.n_coins; i++)
		expected += before.coins[i].expected_usd[RV_SPAN_DAY];
	lb_midnight(x, 100);
	const rv_ledger_day *d = rv_ledgers_day(x->l);
	assert_true(fabs(expected) > 1e-6);
	assert_close("expected", d->expected_usd, expected, 1e-9);
	assert_close("paid", d->funding_usd, -0.031731, 1e-9);
	assert_true(d->stamps == 2);
}

/* A mandate works over midnight: each day has the costs of what was filled in it. */
static void costs_of_a_mandate_over_midnight(void **state)
{
	ledger_bench *x = *state;
	oms_bench *b = x->b;
	const rv_tca_sum *op = &rv_ledgers_day(x->l)->tca[RV_SUB_OP];
	lb_midnight(x, -900000);
	bench_run(b, 30000);
	(void)bench_simple(b, RV_CMD_ARM);
	rv_command twap = bench_buy("SOL", 4000);
	twap.style = RV_STYLE_TWAP;
	twap.duration_ms = 1800000;
	bench_expect(b, bench_approve(b, bench_propose(b, &twap)), true, "granted");
	bench_run(b, 1000000);
	const int64_t midnight = rv_time_floor(rv_clock_utc_ms(b->clock), RV_DAY_MS);
	const double first = lb_fees_usd(x, 0, midnight);
	assert_true(lb_view(x)->orders[0].runs);
	assert_true(first > 0.0 && lb_fees_usd(x, midnight, INT64_MAX) > 0.0);
	assert_close("before", op->part[RV_TCA_FEE].usd, first, 1e-9);
	assert_int_equal(op->part[RV_TCA_CLOSE].n, 1);
	bench_run(b, 1200000);
	lb_midnight(x, 1000);
	assert_close("after", op->part[RV_TCA_FEE].usd,
		     lb_fees_usd(x, midnight, midnight + RV_DAY_MS), 1e-9);
	assert_close("all", first + op->part[RV_TCA_FEE].usd, lb_fees_usd(x, 0, INT64_MAX), 1e-9);
}

/* Down over midnight: it lasts until the start, and a ledger made anew says the same. */
static void a_day_that_nobody_ended(void **state)
{
	ledger_bench *x = *state;
	oms_bench *b = x->b;
	trade_some(x);
	const int64_t day = rv_clock_utc_ms(b->clock) / 86400000 * 86400000;
	rv_clock_set(b->clock, rv_clock_utc_ms(b->clock) + INT64_C(30) * 3600 * 1000);
	lb_restart(x, SIZE_MAX, true);
	const rv_ledger_day live = *rv_ledgers_day(x->l);
	assert_int_equal(live.date_ms, day);
	assert_true(live.until_ms - live.since_ms > INT64_C(29) * 3600 * 1000);
	lb_restart(x, SIZE_MAX, true);
	const rv_ledger_day *anew = rv_ledgers_day(x->l);
	assert_memory_equal(anew, &live, sizeof(live));
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(no_day_is_over_at_first), T(it_is_the_span_of_a_moment_before),
		T(funding_of_the_day),	    T(costs_of_a_mandate_over_midnight),
		T(a_day_that_nobody_ended),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
