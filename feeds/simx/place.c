/* Placing an order; see place.h. */
#include "feeds/simx/place.h"

#include <stdio.h>
#include <string.h>

#include "feeds/simx/depth.h"
#include "feeds/simx/margin.h"
#include "feeds/simx/match.h"
#include "feeds/simx/money.h"
#include "feeds/simx/orders.h"
#include "feeds/simx/trade.h"

enum {
	SIGNIFICANT = 5,
	BAND = 5, /* a price is more than a fifth and at most five times the reference */
	OPEN_MOST = 1000,
	OPEN_LIMIT = 5000
};

static const int64_t min_notional = 10 * INT64_C(1000000);
static const int64_t volume_per_open = 5000000 * INT64_C(1000000);

static bool wrong(char why[RV_SIMX_WHY], const char *text, size_t asset)
{
	(void)snprintf(why, RV_SIMX_WHY, "%s asset=%zu", text, asset);
	return false;
}

static bool wrong_plain(char why[RV_SIMX_WHY], const char *text)
{
	(void)snprintf(why, RV_SIMX_WHY, "%s", text);
	return false;
}

/* At most five significant figures, or an integer. */
static bool on_tick(int64_t px, int scale)
{
	int64_t one = 1, digits = px;
	for (int k = 0; k < scale; k++)
		one *= 10;
	if (px % one == 0)
		return true;
	while (digits % 10 == 0)
		digits /= 10;
	int n = 0;
	for (; digits > 0; digits /= 10)
		n++;
	return n <= SIGNIFICANT;
}

/* Most micro-USDC of one limit order: ten times what a market order may be. */
static int64_t most_value(int max_leverage)
{
	const int64_t million = 1000000 * INT64_C(1000000);
	if (max_leverage >= 25)
		return 300 * million;
	if (max_leverage >= 20)
		return 50 * million;
	return max_leverage >= 10 ? 20 * million : 5 * million;
}

static bool read_numbers(const rv_simx_coin *c, const rv_hl_order *w, rv_simx_order *o,
			 char why[RV_SIMX_WHY])
{
	if (w->px.units <= 0)
		return wrong_plain(why, "Order has invalid price.");
	if (rv_dec_rescale(w->px, c->px_scale, &o->px) != RV_OK || !on_tick(o->px, c->px_scale))
		return wrong(why, "Price must be divisible by tick size.", o->coin);
	if (w->sz.units == 0)
		return wrong_plain(why, "Order has zero size.");
	if (w->sz.units < 0 || rv_dec_rescale(w->sz, c->sz_decimals, &o->sz) != RV_OK)
		return wrong_plain(why, "Order has invalid size.");
	o->orig_sz = o->sz;
	return true;
}

static bool check_band(const rv_simx *x, const rv_simx_coin *c, const rv_simx_order *o,
		       char why[RV_SIMX_WHY])
{
	rv_simx_quote q;
	if (!x->m.ops->quote(&x->m, o->coin, &q) || !q.live || c->delisted)
		return wrong_plain(why, RV_SIMX_HALTED);
	const rv_simx_wide ref = q.oracle > 0 ? q.oracle : q.last;
	if ((rv_simx_wide)o->px * BAND <= ref || o->px > ref * BAND)
		return wrong_plain(why, "Order price cannot be more than 80% away from the "
					"reference price");
	const int64_t most = most_value(c->max_leverage);
	if (rv_simx_notional(c, o->px, o->sz) <= most)
		return true;
	(void)snprintf(why, RV_SIMX_WHY, "Order value too large. Max is $%lld.",
		       (long long)(most / RV_SIMX_USDC));
	return false;
}

static rv_simx_tif tif_of(rv_hl_tif tif)
{
	return tif == RV_HL_TIF_ALO   ? RV_SIMX_ALO
	       : tif == RV_HL_TIF_IOC ? RV_SIMX_IOC
				      : RV_SIMX_GTC;
}

bool rv_simx_order_read(const rv_simx *x, const rv_hl_order *w, rv_simx_order *out,
			char why[RV_SIMX_WHY])
{
	*out = (rv_simx_order){ .coin = (size_t)w->asset,
				.tif = tif_of(w->tif),
				.buy = w->buy,
				.reduce_only = w->reduce_only,
				.has_cloid = w->has_cloid };
	memcpy(out->cloid, w->cloid.b, sizeof(out->cloid));
	if (w->asset < 0 || (size_t)w->asset >= x->m.n_coins)
		return wrong(why, "Order has invalid asset.", (size_t)w->asset);
	const rv_simx_coin c = rv_simx_coin_of(x, out->coin);
	if (!c.listed)
		return wrong(why, "Order has invalid asset.", out->coin);
	if (w->is_trigger)
		return wrong(why, "Trigger orders are not simulated.", out->coin);
	return read_numbers(&c, w, out, why) && check_band(x, &c, out, why);
}

/* Recorded under an oid of its own, like one that was accepted. */
static bool reject(rv_simx *x, const rv_simx_order *proto, rv_simx_status status, const char *text,
		   bool plain, rv_sim_out *answer)
{
	rv_simx_order *o = rv_simx_order_new(x, proto);
	if (o)
		rv_simx_order_end(x, o, status);
	if (plain)
		rv_sim_out_fmt(answer, "{\"error\":\"%s\"}", text);
	else
		rv_sim_out_fmt(answer, "{\"error\":\"%s asset=%zu\"}", text, proto->coin);
	return false;
}

static int open_limit(const rv_simx_account *a)
{
	const int64_t more = a->volume / volume_per_open;
	return more > OPEN_LIMIT - OPEN_MOST ? OPEN_LIMIT : OPEN_MOST + (int)more;
}

/* An order below the minimum is let through if nothing of the position remains. */
static bool closes_all(const rv_simx_account *a, const rv_simx_order *o)
{
	const int64_t szi = a->positions[o->coin].szi, have = rv_simx_abs(szi);
	if (szi == 0 || (szi > 0) == o->buy)
		return false;
	return o->reduce_only ? o->sz >= have : o->sz == have;
}

/* The bbo as the venue quotes it: decimals as they are needed, "1.2345@1.2346". */
static bool reject_alo(rv_simx *x, const rv_simx_order *o, rv_sim_out *answer)
{
	const rv_simx_coin c = rv_simx_coin_of(x, o->coin);
	int64_t bid = 0, ask = 0;
	char b[RV_DEC_TEXT], a[RV_DEC_TEXT], text[RV_SIMX_WHY];
	rv_simx_bbo(x, o->coin, &bid, &ask);
	(void)snprintf(text, sizeof(text),
		       "Post only order would have immediately matched, bbo was %s@%s.",
		       rv_dec_text((rv_dec){ bid, c.px_scale }, b),
		       rv_dec_text((rv_dec){ ask, c.px_scale }, a));
	return reject(x, o, RV_SIMX_ALO_REJECTED, text, false, answer);
}

/* Everything before the book is looked at; clamps a reduce-only order to the position. */
static bool check(rv_simx *x, const rv_simx_flags *f, rv_simx_order *o, rv_sim_out *answer)
{
	const rv_simx_account *a = x->accounts[o->account];
	const rv_simx_coin c = rv_simx_coin_of(x, o->coin);
	const int64_t szi = a->positions[o->coin].szi;
	if (f->post_only && o->tif != RV_SIMX_ALO)
		return reject(x, o, RV_SIMX_REJECTED,
			      "Only post-only orders allowed immediately after network upgrade",
			      true, answer);
	if (rv_simx_notional(&c, o->px, o->sz) < min_notional && !closes_all(a, o))
		return reject(x, o, RV_SIMX_MIN_NOTIONAL_REJECTED,
			      "Order must have minimum value of $10.", false, answer);
	if (o->reduce_only && (szi == 0 || (szi > 0) == o->buy))
		return reject(x, o, RV_SIMX_REDUCE_ONLY_REJECTED,
			      "Reduce only order would increase position.", false, answer);
	if (o->reduce_only)
		o->sz = rv_simx_min(o->sz, rv_simx_abs(szi));
	if (f->oi_capped && !(szi != 0 && (szi > 0) != o->buy && o->sz <= rv_simx_abs(szi)))
		return reject(x, o, RV_SIMX_OI_CAP_REJECTED,
			      "Order would increase open interest while open interest is capped",
			      true, answer);
	if (!rv_simx_tier_fits(x, a, o->coin, o->buy, o->sz, o->px))
		return reject(x, o, RV_SIMX_MAX_POSITION_REJECTED,
			      "Order would cause position to exceed margin tier limit at current "
			      "leverage",
			      true, answer);
	if (!rv_simx_margin_fits(x, a, o->coin, o->buy, o->sz, o->px))
		return reject(x, o, RV_SIMX_MARGIN_REJECTED, "Insufficient margin to place order.",
			      false, answer);
	if (o->tif != RV_SIMX_IOC && a->n_open >= open_limit(a))
		return reject(x, o, RV_SIMX_TOO_MANY_REJECTED, "Too many open orders", true,
			      answer);
	const bool crosses = rv_simx_crosses(x, o->coin, o->buy, o->px);
	if (o->tif == RV_SIMX_ALO && crosses)
		return reject_alo(x, o, answer);
	if (o->tif == RV_SIMX_IOC && !crosses)
		return reject(x, o, RV_SIMX_IOC_REJECTED,
			      "Order could not immediately match against any resting orders.",
			      false, answer);
	return true;
}

static void put_cloid(rv_sim_out *answer, const rv_simx_order *o)
{
	rv_hl_cloid c;
	char text[RV_HL_CLOID_TEXT];
	if (!o->has_cloid)
		return;
	memcpy(c.b, o->cloid, sizeof(c.b));
	rv_sim_out_fmt(answer, ",\"cloid\":\"%s\"", rv_hl_cloid_format(&c, text));
}

static void say_filled(rv_sim_out *answer, const rv_simx *x, const rv_simx_order *o, int64_t sz,
		       int64_t avg)
{
	const rv_simx_coin c = rv_simx_coin_of(x, o->coin);
	char s[RV_DEC_TEXT], p[RV_DEC_TEXT];
	rv_sim_out_fmt(answer, "{\"filled\":{\"totalSz\":\"%s\",\"avgPx\":\"%s\",\"oid\":%lld",
		       rv_dec_format(sz, c.sz_decimals, s), rv_dec_format(avg, c.px_scale, p),
		       (long long)o->oid);
	put_cloid(answer, o);
	rv_sim_out_raw(answer, "}}");
}

static void say_resting(rv_sim_out *answer, const rv_simx_order *o)
{
	rv_sim_out_fmt(answer, "{\"resting\":{\"oid\":%lld", (long long)o->oid);
	put_cloid(answer, o);
	rv_sim_out_raw(answer, "}}");
}

/* Own orders in the way of an Ioc may have gone without a trade. */
static bool ended_empty(rv_simx *x, rv_simx_order *o, rv_sim_out *answer)
{
	rv_simx_order_end(x, o, RV_SIMX_IOC_REJECTED);
	rv_sim_out_fmt(answer,
		       "{\"error\":\"Order could not immediately match against any resting "
		       "orders. asset=%zu\"}",
		       o->coin);
	return false;
}

bool rv_simx_place(rv_simx *x, const rv_simx_flags *f, const rv_simx_order *proto,
		   rv_sim_out *answer)
{
	rv_simx_order own = *proto;
	if (!check(x, f, &own, answer))
		return false;
	rv_simx_order *o = rv_simx_order_new(x, &own);
	if (!o) {
		rv_sim_out_raw(answer, "{\"error\":\"Internal error\"}");
		return false;
	}
	rv_simx_wide product = 0;
	rv_simx_match(x, o, &product);
	const int64_t avg = o->filled ? rv_simx_narrow(product / o->filled) : 0;
	if (o->sz > 0 && o->tif != RV_SIMX_IOC) {
		rv_simx_order_rest(x, o);
		rv_simx_order_tell(x, o);
		say_resting(answer, o);
		return true;
	}
	if (o->filled == 0)
		return ended_empty(x, o, answer);
	rv_simx_order_end(x, o, RV_SIMX_FILLED);
	say_filled(answer, x, o, o->filled, avg);
	return true;
}

void rv_simx_place_pretend(rv_simx *x, const rv_simx_order *proto, rv_sim_out *answer)
{
	rv_simx_order o = *proto;
	o.oid = x->next_oid++;
	if (o.tif == RV_SIMX_IOC)
		say_filled(answer, x, &o, o.sz, o.px);
	else
		say_resting(answer, &o);
}
