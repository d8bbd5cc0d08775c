/* See trading_market.h. */
#include "app/trading_market.h"

#include "engine/base/health.h"
#include "engine/market/symbol.h"

#include <math.h>
#include <string.h>

static bool is_major(const rv_universe_params *u, const char *name)
{
	for (size_t i = 0; i < u->n_factors; i++) {
		if (rv_symbol_equal(u->factors[i], name))
			return true;
	}
	return false;
}

/*
 * A best price comes only when it changes: one of this connection (the feeds forget the others) is
 * as old as the connection's newest word.
 */
static int64_t best_price_at(const rv_quote *q, const rv_board_copy *b)
{
	const rv_stream_stat *mids = &b->streams[RV_STREAM_MIDS];
	if (q->bbo_at == RV_NEVER || !b->venue.ws_connected)
		return q->bbo_at;
	return mids->last_at > q->bbo_at ? mids->last_at : q->bbo_at;
}

static rv_oms_quote quote_of(const rv_live_coin *c, const rv_board_copy *b, bool major)
{
	rv_oms_quote o = { .coin = { .asset = c->in->venue_index,
				     .sz_decimals = c->in->sz_decimals,
				     .max_leverage = c->in->max_leverage },
			   .delisted = c->in->delisted,
			   .only_isolated = c->in->only_isolated,
			   .mid = NAN,
			   .bid = NAN,
			   .ask = NAN,
			   .mark = NAN,
			   .oracle = NAN,
			   .day_volume_usd = NAN,
			   .mid_at = RV_NEVER,
			   .bbo_at = RV_NEVER,
			   .ctx_at = RV_NEVER,
			   .sigma_day = c->sigma_day,
			   .sigma_hour = c->sigma_hour,
			   .major = major,
			   .tiers = c->in->tiers };
	memcpy(o.coin.symbol, c->in->name, sizeof(o.coin.symbol));
	const rv_quote *q = c->quote;
	if (!q)
		return o;
	o.mid = q->mid;
	o.bid = q->bid;
	o.ask = q->ask;
	o.mark = q->mark;
	o.oracle = q->oracle;
	o.day_volume_usd = q->day_volume_usd;
	o.mid_at = q->mid_at;
	o.bbo_at = best_price_at(q, b);
	o.ctx_at = q->ctx_at;
	return o;
}

void rv_trading_market_of(const rv_live *l, const rv_board_copy *b, const rv_universe_params *u,
			  double rate, rv_oms_quote *quotes, rv_oms_market *m)
{
	const size_t n = rv_live_coins(l);
	for (size_t i = 0; i < n; i++) {
		const rv_live_coin c = rv_live_coin_at(l, i);
		quotes[i] = quote_of(&c, b, is_major(u, c.in->name));
	}
	*m = (rv_oms_market){ .connected = b->venue.ws_connected,
			      .skew_ms = b->venue.skew_ms / rate,
			      .n = n,
			      .quotes = quotes };
}
