/* Margin; see margin.h. */
#include "feeds/simx/margin.h"

#include "feeds/simx/account.h"
#include "feeds/simx/money.h"

int64_t rv_simx_notional(const rv_simx_coin *c, int64_t px, int64_t sz)
{
	int64_t unit = 1; /* px and sz together have this many units in a micro-USDC */
	for (int k = c->px_scale + c->sz_decimals; k > RV_SIMX_MONEY_SCALE; k--)
		unit *= 10;
	return rv_simx_muldiv_cut(px, sz, unit);
}

int64_t rv_simx_mark(const rv_simx *x, size_t coin)
{
	rv_simx_quote q;
	if (!x->m.ops->quote(&x->m, coin, &q))
		return 0;
	return q.mark > 0 ? q.mark : q.last;
}

int64_t rv_simx_position_value(const rv_simx *x, const rv_simx_account *a, size_t coin)
{
	const int64_t szi = a->positions[coin].szi;
	if (szi == 0)
		return 0;
	const rv_simx_coin c = rv_simx_coin_of(x, coin);
	return rv_simx_notional(&c, rv_simx_mark(x, coin), rv_simx_abs(szi));
}

int64_t rv_simx_maintenance(const rv_simx_coin *c, int64_t notional)
{
	if (c->n_tiers == 0)
		return notional / (2 * (int64_t)c->max_leverage);
	int64_t sum = 0;
	for (size_t i = 0; i < c->n_tiers && notional > c->tiers[i].from; i++) {
		const bool last = i + 1 == c->n_tiers;
		const int64_t to = last ? notional : rv_simx_min(notional, c->tiers[i + 1].from);
		sum += (to - c->tiers[i].from) / (2 * (int64_t)c->tiers[i].max_leverage);
	}
	return sum;
}

int rv_simx_tier_leverage(const rv_simx_coin *c, int64_t notional)
{
	int most = c->max_leverage;
	for (size_t i = 0; i < c->n_tiers && notional > c->tiers[i].from; i++)
		most = c->tiers[i].max_leverage;
	return most;
}

bool rv_simx_tier_fits(const rv_simx *x, const rv_simx_account *a, size_t coin, bool buy,
		       int64_t sz, int64_t px)
{
	const int64_t szi = a->positions[coin].szi, after = szi + (buy ? sz : -sz);
	const rv_simx_coin c = rv_simx_coin_of(x, coin);
	if (rv_simx_abs(after) <= rv_simx_abs(szi))
		return true;
	return rv_simx_leverage(x, a, coin) <=
	       rv_simx_tier_leverage(&c, rv_simx_notional(&c, px, rv_simx_abs(after)));
}

void rv_simx_margin_of(const rv_simx *x, const rv_simx_account *a, rv_simx_margin *out)
{
	*out = (rv_simx_margin){ .value = a->cash };
	for (size_t i = 0; i < x->m.n_coins; i++) {
		const int64_t szi = a->positions[i].szi;
		if (szi == 0)
			continue;
		const rv_simx_coin c = rv_simx_coin_of(x, i);
		const int64_t ntl = rv_simx_position_value(x, a, i);
		out->value += szi > 0 ? ntl : -ntl;
		out->ntl += ntl;
		out->used += ntl / rv_simx_leverage(x, a, i);
		out->maintenance += rv_simx_maintenance(&c, ntl);
	}
}

bool rv_simx_margin_fits(const rv_simx *x, const rv_simx_account *a, size_t coin, bool buy,
			 int64_t sz, int64_t px)
{
	const int64_t szi = a->positions[coin].szi;
	const bool against = buy ? szi < 0 : szi > 0;
	const int64_t opens = against ? sz - rv_simx_abs(szi) : sz;
	if (opens <= 0)
		return true;
	rv_simx_margin m;
	rv_simx_margin_of(x, a, &m);
	const int64_t leverage = rv_simx_leverage(x, a, coin);
	if (against) /* closed on the way */
		m.used -= rv_simx_position_value(x, a, coin) / leverage;
	const rv_simx_coin c = rv_simx_coin_of(x, coin);
	const int64_t at = buy ? px : rv_simx_max(px, rv_simx_mark(x, coin));
	return rv_simx_notional(&c, at, opens) / leverage <= m.value - m.used;
}
