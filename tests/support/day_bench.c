/* See day_bench.h. */
#include "tests/support/day_bench.h"

#include "tests/support/cm.h"

#include <stdlib.h>

static day_bench *the;
static void (*ledgers_made)(oms_bench *b);

/* After the ledgers' own. */
static void made(oms_bench *b)
{
	ledgers_made(b);
	rv_day_log_free(the->log);
	assert_int_equal(rv_day_log_new(the->x->l, 0, &the->log), RV_OK);
	const rv_oms_observer w = rv_day_log_observer(the->log);
	assert_int_equal(rv_oms_observe(b->o, &w), RV_OK);
}

day_bench *db_new(void)
{
	day_bench *d = calloc(1, sizeof(*d));
	assert_non_null(d);
	the = d;
	d->x = lb_new();
	ledgers_made = d->x->b->made;
	d->x->b->made = made;
	bench_remake(d->x->b);
	bench_up(d->x->b, true);
	return d;
}

void db_free(day_bench *d)
{
	rv_day_log_free(d->log);
	lb_free(d->x);
	free(d);
}

int64_t db_day(day_bench *d)
{
	oms_bench *b = d->x->b;
	const int64_t date = rv_clock_utc_ms(b->clock) / 86400000 * 86400000;
	rv_command note = { .kind = RV_CMD_NOTE,
			    .uid = 1000,
			    .reason = "=1+1,\"x\" <script>alert(1)</script>" };
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	(void)bench_trade(b, "ETH", RV_SELL, 1999);
	bench_run(b, 3000);
	bench_expect(b, bench_command(b, &note), true, "noted");
	const mini_coin c = b->v.coins[BENCH_SOL];
	mini_price(&b->v, BENCH_SOL, c.bid + 4100, c.ask + 4100);
	rv_clock_set(b->clock, date + 3600000 + 300);
	bench_run(b, 0);
	lb_funding(d->x, BENCH_SOL, -0.031731, date + 3600000);
	bench_run(b, 70000);
	return date;
}
