/* Random streams; see simx_stream.h. */
#include "tests/support/simx_stream.h"

#include "feeds/simx/state.h"

/* A price near the market's on the coin's ticks; the text of units of 10^-4 or 10^-6. */
static const char *near(rv_rng *r, const bench_coin *c, int32_t asset, char buf[RV_DEC_TEXT])
{
	const int64_t step = 100; /* 0.01 and 0.0001: five figures */
	const int64_t px = c->quote.last / step * step + ((int64_t)rv_rng_below(r, 13) - 6) * step;
	return rv_dec_text(rv_dec_canonical((rv_dec){ px, asset == 0 ? 4 : 6 }), buf);
}

/* The market takes a step, a book of random depth around its price, and an hour now and then. */
static void move_market(simx_bench *b, rv_rng *r)
{
	for (int i = 0; i < 2; i++) {
		bench_coin *c = &b->coins[i];
		const int64_t by = ((int64_t)rv_rng_below(r, 9) - 4) * 100;
		const int64_t px = c->quote.last + by;
		c->hi = (by > 0 ? px : c->quote.last) + (int64_t)rv_rng_below(r, 2) * 100;
		c->lo = (by < 0 ? px : c->quote.last) - (int64_t)rv_rng_below(r, 2) * 100;
		c->quote.last = c->quote.mark = c->quote.oracle = px;
		c->rate = (int64_t)rv_rng_below(r, 100000000) - 50000000;
		for (int side = 0; side < 2; side++) {
			c->n[side] = rv_rng_below(r, 4);
			for (size_t k = 0; k < c->n[side]; k++)
				c->level[side][k] =
					(rv_simx_level){ px + (side ? 1 : -1) * 100 *
									 (int64_t)(k + 1),
							 1 + (int64_t)rv_rng_below(r, 900) };
		}
	}
	bench_advance(b, rv_rng_below(r, 10) == 0 ? 3600000 : 1000);
}

static int64_t any_order(const simx_bench *b, int trader, rv_rng *r)
{
	const rv_simx_account *a = bench_account(b, trader);
	return a->orders.n ? a->orders.v[rv_rng_below(r, a->orders.n)]->oid : 0;
}

static void act(simx_bench *b, rv_rng *r)
{
	static const rv_hl_tif tifs[] = { RV_HL_TIF_GTC, RV_HL_TIF_GTC, RV_HL_TIF_IOC,
					  RV_HL_TIF_ALO };
	const int trader = (int)rv_rng_below(r, BENCH_TRADERS);
	if (rv_rng_below(r, 6) == 0) {
		(void)bench_cancel(b, trader, (int32_t)rv_rng_below(r, 2), any_order(b, trader, r));
		return;
	}
	rv_hl_action a = { .kind = RV_HL_ACTION_ORDER, .n = 1 + rv_rng_below(r, 3) };
	for (size_t i = 0; i < a.n; i++) {
		char px[RV_DEC_TEXT], sz[RV_DEC_TEXT];
		const int32_t asset = (int32_t)rv_rng_below(r, 2);
		const rv_dec size = { 1 + (int64_t)rv_rng_below(r, 700), asset == 0 ? 2 : 0 };
		a.u.order.v[i] = bench_action_order(asset, rv_rng_below(r, 2) == 0,
						    near(r, &b->coins[asset], asset, px),
						    rv_dec_text(rv_dec_canonical(size), sz),
						    tifs[rv_rng_below(r, 4)])
					 .u.order.v[0];
		a.u.order.v[i].reduce_only = rv_rng_below(r, 5) == 0;
	}
	(void)bench_send(b, trader, &a);
}

void stream_step(simx_bench *b, rv_rng *r)
{
	if (rv_rng_below(r, 4) == 0)
		move_market(b, r);
	else
		act(b, r);
}
