/* The tape as a market; see tape_market.h. */
#include "feeds/simx/tape_market.h"

#include <math.h>
#include <string.h>

#include "feeds/sim/tiers.h"
#include "feeds/simx/money.h"

enum { PX_DECIMALS = 6 };

static const double largest = 9e15; /* units: doubles are whole numbers up to here */

static const rv_sim_coin *coin_of(const rv_simx_market *m, size_t coin)
{
	return &rv_sim_tape_source(m->ctx)->coins[coin];
}

static int px_scale(const rv_sim_coin *c)
{
	return c->tick_rule < PX_DECIMALS ? PX_DECIMALS - c->tick_rule : 0;
}

/* 0 for what is unknown or no price. */
static int64_t units(double v, int scale)
{
	const double u = v * pow(10.0, scale);
	return u > 0.0 && u < largest ? (int64_t)llround(u) : 0;
}

static void take_tiers(const rv_sim_coin *c, rv_simx_coin *out)
{
	const rv_sim_tiers *t = rv_sim_tiers_of(c->max_leverage);
	for (size_t i = 0; t && i < RV_SIM_TIERS; i++)
		out->tiers[out->n_tiers++] =
			(rv_simx_tier){ .from = t->v[i].from_usd * RV_SIMX_USDC,
					.max_leverage = t->v[i].max_leverage };
}
_Static_assert((int)RV_SIM_TIERS <= (int)RV_SIMX_TIERS, "every tier has a place");

static void market_coin(const rv_simx_market *m, size_t coin, rv_simx_coin *out)
{
	const rv_sim_coin *c = coin_of(m, coin);
	*out = (rv_simx_coin){ .sz_decimals = c->sz_decimals,
			       .px_scale = px_scale(c),
			       .max_leverage = c->max_leverage > 0 ? c->max_leverage : 1,
			       .listed = rv_sim_tape_listed(m->ctx, coin),
			       .delisted = rv_sim_tape_delisted(m->ctx, coin) };
	memcpy(out->name, c->name, sizeof(out->name));
	take_tiers(c, out);
}

static bool market_quote(const rv_simx_market *m, size_t coin, rv_simx_quote *out)
{
	const int scale = px_scale(coin_of(m, coin));
	rv_sim_quote q;
	if (!rv_sim_tape_marks(m->ctx, coin, &q))
		return false;
	*out = (rv_simx_quote){ .live = q.live,
				.last = units(q.last, scale),
				.mark = units(q.mark, scale),
				.oracle = units(q.oracle, scale) };
	return out->last > 0;
}

static size_t market_book(const rv_simx_market *m, size_t coin, int side,
			  rv_simx_level out[RV_SIMX_LEVELS])
{
	const rv_sim_coin *c = coin_of(m, coin);
	rv_sim_level l[RV_SIM_BOOK_LEVELS];
	const size_t n = rv_sim_tape_book(m->ctx, coin, side, 0.0, l);
	size_t k = 0;
	for (size_t i = 0; i < n && k < RV_SIMX_LEVELS; i++) {
		out[k].px = units(l[i].px, px_scale(c));
		out[k].sz = units(l[i].sz, c->sz_decimals);
		k += out[k].px > 0 && out[k].sz > 0;
	}
	return k;
}

static bool market_range(const rv_simx_market *m, size_t coin, int64_t from_ms, int64_t to_ms,
			 int64_t *hi, int64_t *lo)
{
	const int scale = px_scale(coin_of(m, coin));
	double h = NAN, l = NAN;
	if (!rv_sim_tape_range(m->ctx, coin, from_ms, to_ms, &h, &l))
		return false;
	*hi = units(h, scale);
	*lo = units(l, scale);
	return *lo > 0;
}

/* The price at the turn of the hour; NaN without data. */
static double price_at(const rv_sim_source *s, size_t coin, int64_t hour_ms)
{
	rv_sim_ohlc bar;
	if (s->ops->hour(s, coin, hour_ms - RV_HOUR_MS, &bar))
		return bar.c;
	return s->ops->hour(s, coin, hour_ms, &bar) ? bar.o : NAN;
}

static bool market_funding(const rv_simx_market *m, size_t coin, int64_t hour_ms, int64_t *stamp,
			   int64_t *rate, int64_t *oracle)
{
	const rv_sim_source *s = rv_sim_tape_source(m->ctx);
	double r = NAN, premium = NAN;
	const double px = price_at(s, coin, hour_ms) * rv_sim_tape_factor(m->ctx, coin, hour_ms);
	if (!s->ops->funding(s, coin, hour_ms, stamp, &r, &premium) || !(fabs(r) < 1.0))
		return false;
	*rate = (int64_t)llround(r * 1e12);
	*oracle =
		units(px / (1.0 + (isfinite(premium) ? premium : 0.0)), px_scale(&s->coins[coin]));
	return *oracle > 0;
}

static const rv_simx_market_ops ops = { .coin = market_coin,
					.quote = market_quote,
					.book = market_book,
					.range = market_range,
					.funding = market_funding };

rv_simx_market rv_simx_tape_market(rv_sim_tape *t)
{
	return (rv_simx_market){ .ops = &ops, .ctx = t, .n_coins = rv_sim_tape_source(t)->n_coins };
}
