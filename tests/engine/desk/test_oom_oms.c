/*
 * Memory of the order management: each allocation of a start failed in turn, and no allocation
 * while a desk that works does what is due.
 */
#include "tests/support/cm.h"
#include "tests/support/oms_bench.h"
#include "tests/support/oom.h"

#include <stdlib.h>

static void every_allocation_may_fail(void **state)
{
	(void)state;
	rv_oms_params p;
	rv_clock *clock = NULL;
	rv_oms_params_default(&p);
	assert_int_equal(rv_clock_new_manual(BENCH_START, &clock), RV_OK);
	const long before = oom_live;
	rv_status st = RV_ENOMEM;
	long k = 0;
	for (; st != RV_OK; k++) {
		rv_oms *o = NULL;
		assert_true(k < 100);
		oom_fail_at = k;
		st = rv_oms_new(&p, clock, NULL, &o);
		oom_fail_at = -1;
		assert_int_equal(o == NULL, st != RV_OK);
		assert_true(st == RV_OK || st == RV_ENOMEM);
		rv_oms_free(o);
		assert_int_equal(oom_live, before);
	}
	assert_true(k > 7);
	rv_oms_free(NULL);
	rv_clock_free(clock);
}

/* A TWAP at work, an order that rests, a ticket that waits; the journal counts and keeps nothing.
 */
static void a_tick_allocates_nothing(void **state)
{
	(void)state;
	oms_bench *b = bench_new();
	bench_up(b, true);
	rv_command c = bench_buy("SOL", 4000);
	c.style = RV_STYLE_TWAP;
	c.duration_ms = 120000;
	const uint64_t t = bench_propose(b, &c);
	(void)bench_approve(b, t);
	c = bench_buy("SOL", 500);
	c.style = RV_STYLE_LIMIT;
	c.px = 1420000;
	const uint64_t u = bench_propose(b, &c);
	(void)bench_approve(b, u);
	bench_run(b, 1000);
	b->forget = true;
	c = bench_buy("ETH", 1000);
	(void)bench_command(b, &c);
	const size_t sends = b->v.n_sends, asks = b->v.n_asks;
	for (int i = 0; i < 300; i++) {
		bench_run(b, 400); /* reports are the venue's to allocate */
		rv_clock_set(b->clock, rv_clock_utc_ms(b->clock) + 100);
		bench_quotes(b);
		const long before = oom_made;
		(void)rv_oms_tick(b->o);
		rv_oms_view(b->o, &b->view);
		assert_int_equal(oom_made, before);
	}
	assert_true(b->v.n_sends > sends + 4 && b->v.n_asks > asks + 10);
	bench_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_allocation_may_fail),
		cmocka_unit_test(a_tick_allocates_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
