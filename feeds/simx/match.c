/* Matching; see match.h. */
#include "feeds/simx/match.h"

#include "feeds/simx/depth.h"
#include "feeds/simx/margin.h"
#include "feeds/simx/money.h"
#include "feeds/simx/orders.h"
#include "feeds/simx/trade.h"

static bool reaches(bool buy, int64_t limit, int64_t px)
{
	return buy ? px <= limit : px >= limit;
}

bool rv_simx_crosses(rv_simx *x, size_t coin, bool buy, int64_t px)
{
	int64_t bid = 0, ask = 0;
	rv_simx_bbo(x, coin, &bid, &ask);
	const int64_t against = buy ? ask : bid;
	return against > 0 && reaches(buy, px, against);
}

/* False when the resting order had to go instead of trading. */
static bool may_trade(rv_simx *x, const rv_simx_order *taker, rv_simx_order *maker, int64_t sz)
{
	if (taker && maker->account == taker->account) {
		rv_simx_order_end(x, maker, RV_SIMX_SELF_TRADE_CANCELED);
		return false;
	}
	if (!rv_simx_margin_fits(x, x->accounts[maker->account], maker->coin, maker->buy, sz,
				 maker->px)) {
		rv_simx_order_end(x, maker, RV_SIMX_MARGIN_CANCELED);
		return false;
	}
	return true;
}

/* One step; false when nothing more is in reach. */
static bool step(rv_simx *x, rv_simx_order *o, rv_simx_wide *product)
{
	const int side = o->buy ? 1 : 0; /* that it takes from */
	rv_simx_order *maker = rv_simx_book_best(x, o->coin, side);
	const rv_simx_level *l = rv_simx_depth_best(x, o->coin, side);
	if (maker && l && !reaches(o->buy, l->px, maker->px))
		maker = NULL; /* the depth is better */
	const int64_t px = maker ? maker->px : l ? l->px : 0;
	if (px == 0 || !reaches(o->buy, o->px, px))
		return false;
	const int64_t sz = rv_simx_min(o->sz, maker ? maker->sz : l->sz);
	if (maker && !may_trade(x, o, maker, sz))
		return true;
	if (!maker)
		rv_simx_depth_take(rv_simx_depth_now(x, o->coin), side, sz);
	*product += (rv_simx_wide)px * sz;
	rv_simx_trade(x, o, maker, px, sz);
	return true;
}

void rv_simx_match(rv_simx *x, rv_simx_order *o, rv_simx_wide *product)
{
	*product = 0;
	while (o->sz > 0 && step(x, o, product)) {
		/* each step trades, or ends a resting order */
	}
}

/* One resting order of a side against the depth shifted to the extreme; false: none in reach. */
static bool cross_one(rv_simx *x, size_t coin, int side, int64_t extreme)
{
	rv_simx_order *o = rv_simx_book_best(x, coin, side);
	const int from = side == 0 ? 1 : 0;
	rv_simx_level l;
	if (!o || !rv_simx_depth_shifted(x, coin, from, extreme, &l) ||
	    !reaches(o->buy, o->px, l.px))
		return false;
	const int64_t sz = rv_simx_min(o->sz, l.sz);
	if (!may_trade(x, NULL, o, sz))
		return true;
	rv_simx_depth_take(rv_simx_depth_now(x, coin), from, sz);
	rv_simx_trade(x, NULL, o, o->px, sz);
	return true;
}

void rv_simx_cross(rv_simx *x, size_t coin, int64_t hi, int64_t lo)
{
	while (cross_one(x, coin, 0, lo)) {
		/* best bids first */
	}
	while (cross_one(x, coin, 1, hi)) {
		/* best asks first */
	}
}
