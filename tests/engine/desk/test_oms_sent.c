/* What an earlier process sent for mandates that still run: the last gate goes on from there. */
#include "tests/support/cm.h"
#include "tests/support/oms_bench.h"

#include <string.h>

typedef struct told {
	size_t n;
	uint64_t mandate;
	int64_t lots, lots_most;
} told;

static void note(void *ctx, const rv_gate_order *g)
{
	told *t = ctx;
	t->n++;
	t->mandate = g->mandate;
	t->lots += g->lots;
	t->lots_most = g->lots_most;
	assert_true(g->lots > 0 && g->notional_musd > 0);
}

static told ask(const oms_bench *b)
{
	told t = { 0 };
	rv_oms_sent(b->o, note, &t);
	return t;
}

static uint64_t half_of_a_twap(oms_bench *b)
{
	rv_command c = bench_buy("SOL", 640);
	c.style = RV_STYLE_TWAP;
	c.duration_ms = 120000;
	const uint64_t ticket = bench_propose(b, &c);
	(void)bench_approve(b, ticket);
	bench_run(b, 60000);
	for (size_t i = 0; i < bench_view(b)->n_mandates; i++) {
		if (b->view.mandates[i].ticket == ticket)
			return b->view.mandates[i].id;
	}
	fail_msg("no mandate came of the ticket");
	return 0;
}

static void a_running_mandate_is_told_as_far_as_it_went(void **state)
{
	(void)state;
	oms_bench *b = bench_new();
	bench_up(b, true);
	const uint64_t id = half_of_a_twap(b);
	const int64_t filled = bench_mandate(b, id)->lots_filled;
	assert_in_range(filled, 1, 639);
	bench_restart(b, SIZE_MAX, true);
	const told t = ask(b);
	assert_true(t.n >= 1);
	assert_int_equal(t.mandate, id);
	assert_int_equal(t.lots, filled);
	assert_int_equal(t.lots_most, 640);
	bench_free(b);
}

static void nothing_is_told_of_what_has_ended(void **state)
{
	(void)state;
	oms_bench *b = bench_new();
	bench_up(b, true);
	(void)bench_trade(b, "ETH", RV_BUY, 300);
	bench_run(b, 5000);
	assert_int_equal(bench_lots(b, "ETH"), 300);
	assert_int_equal(ask(b).n, 0);
	bench_restart(b, SIZE_MAX, true);
	assert_int_equal(ask(b).n, 0);
	bench_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_running_mandate_is_told_as_far_as_it_went),
		cmocka_unit_test(nothing_is_told_of_what_has_ended),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
