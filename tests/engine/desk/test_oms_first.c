/* First path. */
#include "tests/support/cm.h"
#include "tests/support/oms_bench.h"

static void first(void **state)
{
	(void)state;
	oms_bench *b = bench_new();
	bench_up(b, true);
	const uint64_t m = bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 5000);
	const rv_tv_mandate *x = bench_mandate(b, m);
	bench_print(b);
	assert_non_null(x);
	print_message("%s %d filled %ld\n", x->reason, x->state, (long)x->lots_filled);
	assert_int_equal(bench_lots(b, "SOL"), 500);
	bench_restart(b, SIZE_MAX, true);
	mini_stream(&b->v, true);
	bench_run(b, 5000);
	bench_print(b);
	bench_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(first) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
