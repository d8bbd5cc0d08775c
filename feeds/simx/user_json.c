/* Accounts as JSON; see user_json.h. */
#include "feeds/simx/user_json.h"

#include <string.h>

#include "engine/base/decimal.h"
#include "feeds/hyperliquid/action.h"
#include "feeds/sign/l1.h"
#include "feeds/sim/intrabar.h"
#include "feeds/simx/account.h"
#include "feeds/simx/margin.h"
#include "feeds/simx/money.h"

enum { DOUBLINGS = 20 /* a short that a millionfold does not liquidate never is */ };

void rv_simx_json_dec(rv_sim_out *o, int64_t units, int scale)
{
	char buf[RV_DEC_TEXT];
	rv_sim_out_fmt(o, "\"%s\"", rv_dec_format(units, scale, buf));
}

static void field(rv_sim_out *o, const char *before, int64_t units, int scale)
{
	rv_sim_out_raw(o, before);
	rv_simx_json_dec(o, units, scale);
}

static void put_cloid(rv_sim_out *o, const unsigned char cloid[RV_SIMX_CLOID])
{
	rv_hl_cloid c;
	char text[RV_HL_CLOID_TEXT];
	memcpy(c.b, cloid, sizeof(c.b));
	rv_sim_out_fmt(o, "\"%s\"", rv_hl_cloid_format(&c, text));
}

/* coin .. oid, which both forms begin with. */
static void order_head(rv_sim_out *o, const rv_simx_coin *c, const rv_simx_order *v)
{
	rv_sim_out_raw(o, "{\"coin\":");
	rv_sim_out_str(o, c->name);
	rv_sim_out_fmt(o, ",\"side\":\"%s\"", v->buy ? "B" : "A");
	field(o, ",\"limitPx\":", v->px, c->px_scale);
	field(o, ",\"sz\":", v->sz, c->sz_decimals);
	rv_sim_out_fmt(o, ",\"oid\":%lld,\"timestamp\":%lld", (long long)v->oid,
		       (long long)v->placed_ms);
}

void rv_simx_json_order(rv_sim_out *o, const rv_simx *x, const rv_simx_order *v)
{
	const rv_simx_coin c = rv_simx_coin_of(x, v->coin);
	order_head(o, &c, v);
	field(o, ",\"origSz\":", v->orig_sz, c.sz_decimals);
	if (v->has_cloid) {
		rv_sim_out_raw(o, ",\"cloid\":");
		put_cloid(o, v->cloid);
	}
	rv_sim_out_raw(o, v->reduce_only ? ",\"reduceOnly\":true}" : "}");
}

void rv_simx_json_order_full(rv_sim_out *o, const rv_simx *x, const rv_simx_order *v)
{
	static const char *const tifs[] = { "Alo", "Ioc", "Gtc" };
	const rv_simx_coin c = rv_simx_coin_of(x, v->coin);
	order_head(o, &c, v);
	rv_sim_out_fmt(o,
		       ",\"triggerCondition\":\"N/A\",\"isTrigger\":false,\"triggerPx\":\"0.0\","
		       "\"children\":[],\"isPositionTpsl\":false,\"reduceOnly\":%s,"
		       "\"orderType\":\"Limit\"",
		       v->reduce_only ? "true" : "false");
	field(o, ",\"origSz\":", v->orig_sz, c.sz_decimals);
	rv_sim_out_fmt(o, ",\"tif\":\"%s\",\"cloid\":", tifs[v->tif]);
	if (v->has_cloid)
		put_cloid(o, v->cloid);
	else
		rv_sim_out_raw(o, "null");
	rv_sim_out_raw(o, "}");
}

void rv_simx_json_order_status(rv_sim_out *o, const rv_simx *x, const rv_simx_order *v, bool full)
{
	rv_sim_out_raw(o, "{\"order\":");
	if (full)
		rv_simx_json_order_full(o, x, v);
	else
		rv_simx_json_order(o, x, v);
	rv_sim_out_fmt(o, ",\"status\":\"%s\",\"statusTimestamp\":%lld}",
		       rv_simx_status_text(v->status), (long long)v->status_ms);
}

/* "Open Long", "Long > Short", ...: where a fill brings the position from and to. */
static const char *direction(const rv_simx_fill *f)
{
	const int64_t from = f->start_szi, to = from + (f->buy ? f->sz : -f->sz);
	switch (f->kind) {
	case RV_SIMX_FILL_LIQUIDATION:
		return from > 0 ? "Liquidated Cross Long" : "Liquidated Cross Short";
	case RV_SIMX_FILL_ADL:
		return "Auto-Deleveraging";
	case RV_SIMX_FILL_SETTLEMENT:
		return "Settlement";
	case RV_SIMX_FILL_TRADE:
		break;
	}
	if (from > 0 && to < 0)
		return "Long > Short";
	if (from < 0 && to > 0)
		return "Short > Long";
	if (f->buy)
		return from < 0 ? "Close Short" : "Open Long";
	return from > 0 ? "Close Long" : "Open Short";
}

void rv_simx_json_hash(rv_sim_out *o, uint64_t id)
{
	rv_sim_out_raw(o, "\"0x");
	for (uint64_t i = 0; i < 4; i++)
		rv_sim_out_fmt(o, "%016llx",
			       id == 0 ? 0ULL : (unsigned long long)rv_sim_mix(id, 5, i));
	rv_sim_out_raw(o, "\"");
}

static void put_liquidation(rv_sim_out *o, const rv_simx_coin *c, const rv_simx_fill *f)
{
	char address[RV_ADDRESS_TEXT];
	rv_sim_out_fmt(o, ",\"liquidation\":{\"liquidatedUser\":\"%s\"",
		       rv_address_format(f->liquidated, address));
	field(o, ",\"markPx\":", f->liquidation_mark, c->px_scale);
	rv_sim_out_fmt(o, ",\"method\":\"%s\"}", f->backstop ? "backstop" : "market");
}

void rv_simx_json_fill(rv_sim_out *o, const rv_simx *x, const rv_simx_fill *f)
{
	const rv_simx_coin c = rv_simx_coin_of(x, f->coin);
	const bool system = f->kind == RV_SIMX_FILL_ADL || f->kind == RV_SIMX_FILL_SETTLEMENT;
	rv_sim_out_raw(o, "{\"coin\":");
	rv_sim_out_str(o, c.name);
	field(o, ",\"px\":", f->px, c.px_scale);
	field(o, ",\"sz\":", f->sz, c.sz_decimals);
	rv_sim_out_fmt(o, ",\"side\":\"%s\",\"time\":%lld", f->buy ? "B" : "A", (long long)f->time);
	field(o, ",\"startPosition\":", f->start_szi, c.sz_decimals);
	rv_sim_out_fmt(o, ",\"dir\":\"%s\"", direction(f));
	field(o, ",\"closedPnl\":", f->closed_pnl, RV_SIMX_MONEY_SCALE);
	rv_sim_out_raw(o, ",\"hash\":");
	rv_simx_json_hash(o, system ? 0 : (uint64_t)f->tid);
	rv_sim_out_fmt(o, ",\"oid\":%lld,\"crossed\":%s", (long long)f->oid,
		       f->crossed ? "true" : "false");
	field(o, ",\"fee\":", f->fee, RV_SIMX_MONEY_SCALE);
	rv_sim_out_fmt(o, ",\"tid\":%lld", (long long)f->tid);
	if (f->has_cloid) {
		rv_sim_out_raw(o, ",\"cloid\":");
		put_cloid(o, f->cloid);
	}
	if (f->kind == RV_SIMX_FILL_LIQUIDATION || f->kind == RV_SIMX_FILL_ADL)
		put_liquidation(o, &c, f);
	rv_sim_out_raw(o, ",\"feeToken\":\"USDC\",\"twapId\":null}");
}

void rv_simx_json_funding(rv_sim_out *o, const rv_simx *x, const rv_simx_funding *f)
{
	const rv_simx_coin c = rv_simx_coin_of(x, f->coin);
	rv_sim_out_raw(o, "\"coin\":");
	rv_sim_out_str(o, c.name);
	field(o, ",\"usdc\":", f->usdc, RV_SIMX_MONEY_SCALE);
	field(o, ",\"szi\":", f->szi, c.sz_decimals);
	field(o, ",\"fundingRate\":", f->rate, RV_SIMX_RATE_SCALE);
	rv_sim_out_raw(o, ",\"nSamples\":null");
}

static void put_px_or_null(rv_sim_out *o, const rv_simx_coin *c, rv_simx_wide px)
{
	rv_sim_out_raw(o, ",\"liquidationPx\":");
	if (px <= 0 || px > INT64_MAX)
		rv_sim_out_raw(o, "null");
	else
		rv_simx_json_dec(o, (int64_t)px, c->px_scale);
}

/* px + side * room / (size * (1 - side / (2 * most leverage))); null when no price does it. */
static rv_simx_wide liquidation_px(const rv_simx_coin *c, int64_t szi, int64_t mark, int64_t room)
{
	const int64_t most = 2 * (int64_t)c->max_leverage, side = szi > 0 ? 1 : -1;
	int64_t unit = 1;
	for (int k = c->px_scale + c->sz_decimals; k > RV_SIMX_MONEY_SCALE; k--)
		unit *= 10;
	const rv_simx_wide away =
		(rv_simx_wide)room * unit * most / ((rv_simx_wide)rv_simx_abs(szi) * (most - side));
	return (rv_simx_wide)mark - side * away;
}

/* What is left of value - maintenance when the coin is at px instead of at the mark. */
static int64_t room_at(const rv_simx_coin *c, int64_t szi, int64_t mark, int64_t room, int64_t px)
{
	const int64_t size = rv_simx_abs(szi), was = rv_simx_notional(c, mark, size);
	const int64_t is = rv_simx_notional(c, px, size), gain = szi > 0 ? is - was : was - is;
	return room + gain - (rv_simx_maintenance(c, is) - rv_simx_maintenance(c, was));
}

/* With tiers: the price is looked for, a long's below the mark, a short's above it. 0: none. */
static int64_t search_px(const rv_simx_coin *c, int64_t szi, int64_t mark, int64_t room)
{
	int64_t good = mark, bad = szi > 0 ? 1 : mark;
	if (room <= 0)
		return mark;
	for (int i = 0; szi < 0 && i < DOUBLINGS && room_at(c, szi, mark, room, bad) > 0; i++)
		bad *= 2;
	if (room_at(c, szi, mark, room, bad) > 0)
		return 0;
	while (rv_simx_abs(good - bad) > 1) {
		const int64_t mid = bad + (good - bad) / 2;
		if (room_at(c, szi, mark, room, mid) > 0)
			good = mid;
		else
			bad = mid;
	}
	return bad;
}

static void put_liquidation_px(rv_sim_out *o, const rv_simx_coin *c, int64_t szi, int64_t mark,
			       int64_t room)
{
	const rv_simx_wide near = liquidation_px(c, szi, mark, room);
	const bool one_tier =
		c->n_tiers < 2 || (near > 0 && near <= INT64_MAX &&
				   rv_simx_notional(c, rv_simx_max(mark, (int64_t)near),
						    rv_simx_abs(szi)) <= c->tiers[1].from);
	put_px_or_null(o, c, one_tier ? near : search_px(c, szi, mark, room));
}

static void put_cum_funding(rv_sim_out *o, const rv_simx_position *p)
{
	field(o, ",\"cumFunding\":{\"allTime\":", p->funding_all, RV_SIMX_MONEY_SCALE);
	field(o, ",\"sinceOpen\":", p->funding_open, RV_SIMX_MONEY_SCALE);
	field(o, ",\"sinceChange\":", p->funding_change, RV_SIMX_MONEY_SCALE);
	rv_sim_out_raw(o, "}");
}

/* The entry for display: cost / size, to the nearest unit of the price. */
static int64_t entry_px(const rv_simx_coin *c, const rv_simx_position *p)
{
	rv_simx_wide product = p->cost;
	const int64_t size = rv_simx_abs(p->szi);
	for (int k = c->px_scale + c->sz_decimals; k > RV_SIMX_MONEY_SCALE; k--)
		product *= 10;
	return rv_simx_narrow((2 * product + size) / (2 * (rv_simx_wide)size));
}

static void put_position(rv_sim_out *o, const rv_simx *x, const rv_simx_account *a, size_t coin,
			 int64_t room)
{
	const rv_simx_coin c = rv_simx_coin_of(x, coin);
	const rv_simx_position *p = &a->positions[coin];
	const int64_t value = rv_simx_position_value(x, a, coin);
	const int64_t pnl = p->szi > 0 ? value - p->cost : p->cost - value;
	const int leverage = rv_simx_leverage(x, a, coin);
	rv_sim_out_raw(o, "{\"type\":\"oneWay\",\"position\":{\"coin\":");
	rv_sim_out_str(o, c.name);
	field(o, ",\"szi\":", p->szi, c.sz_decimals);
	rv_sim_out_fmt(o, ",\"leverage\":{\"type\":\"cross\",\"value\":%d}", leverage);
	field(o, ",\"entryPx\":", entry_px(&c, p), c.px_scale);
	field(o, ",\"positionValue\":", value, RV_SIMX_MONEY_SCALE);
	field(o, ",\"unrealizedPnl\":", pnl, RV_SIMX_MONEY_SCALE);
	field(o, ",\"returnOnEquity\":",
	      p->cost ? rv_simx_muldiv_cut(pnl * leverage, INT64_C(10000000000), p->cost) : 0, 10);
	put_liquidation_px(o, &c, p->szi, rv_simx_mark(x, coin), room);
	field(o, ",\"marginUsed\":", value / leverage, RV_SIMX_MONEY_SCALE);
	rv_sim_out_fmt(o, ",\"maxLeverage\":%d", c.max_leverage);
	put_cum_funding(o, p);
	rv_sim_out_raw(o, "}}");
}

static void put_summary(rv_sim_out *o, const char *name, const rv_simx_margin *m, int64_t cash)
{
	rv_sim_out_fmt(o, "\"%s\":{", name);
	field(o, "\"accountValue\":", m->value, RV_SIMX_MONEY_SCALE);
	field(o, ",\"totalNtlPos\":", m->ntl, RV_SIMX_MONEY_SCALE);
	field(o, ",\"totalRawUsd\":", cash, RV_SIMX_MONEY_SCALE);
	field(o, ",\"totalMarginUsed\":", m->used, RV_SIMX_MONEY_SCALE);
	rv_sim_out_raw(o, "},");
}

void rv_simx_json_clearinghouse(rv_sim_out *o, const rv_simx *x, const rv_simx_account *a,
				int64_t clock_ms)
{
	rv_simx_margin m = { .value = 0 };
	bool any = false;
	if (a)
		rv_simx_margin_of(x, a, &m);
	rv_sim_out_raw(o, "{");
	put_summary(o, "marginSummary", &m, a ? a->cash : 0);
	put_summary(o, "crossMarginSummary", &m, a ? a->cash : 0);
	field(o, "\"crossMaintenanceMarginUsed\":", m.maintenance, RV_SIMX_MONEY_SCALE);
	field(o, ",\"withdrawable\":", rv_simx_max(m.value - m.used, 0), RV_SIMX_MONEY_SCALE);
	rv_sim_out_raw(o, ",\"assetPositions\":[");
	for (size_t i = 0; a && i < x->m.n_coins; i++) {
		if (a->positions[i].szi == 0)
			continue;
		rv_sim_out_raw(o, any ? "," : "");
		any = true;
		put_position(o, x, a, i, m.value - m.maintenance);
	}
	rv_sim_out_fmt(o, "],\"time\":%lld}", (long long)clock_ms);
}
