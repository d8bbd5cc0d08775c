/* Message shapes; see json_out.h. */
#include "feeds/sim/json_out.h"

#include "feeds/sim/tiers.h"

#include <math.h>

static int margin_table_id(const rv_sim_coin *c)
{
	const rv_sim_tiers *t = rv_sim_tiers_of(c->max_leverage);
	return t ? t->id : c->max_leverage;
}

static void margin_tables(rv_sim_out *o)
{
	size_t n = 0;
	const rv_sim_tiers *t = rv_sim_tier_tables(&n);
	for (size_t i = 0; i < n; i++) {
		rv_sim_out_fmt(o, "%s[%d,{\"description\":\"%s\",\"marginTiers\":[", i ? "," : "",
			       t[i].id, t[i].description);
		for (size_t k = 0; k < RV_SIM_TIERS; k++)
			rv_sim_out_fmt(o, "%s{\"lowerBound\":\"%lld.0\",\"maxLeverage\":%d}",
				       k ? "," : "", (long long)t[i].v[k].from_usd,
				       t[i].v[k].max_leverage);
		rv_sim_out_raw(o, "]}]");
	}
}

void rv_sim_json_meta(rv_sim_out *o, const rv_sim_tape *t)
{
	const rv_sim_source *s = rv_sim_tape_source(t);
	rv_sim_out_raw(o, "{\"universe\":[");
	bool first = true;
	for (size_t i = 0; i < s->n_coins; i++) {
		const rv_sim_coin *c = &s->coins[i];
		if (!rv_sim_tape_listed(t, i))
			continue; /* comes last in the universe when its time has come */
		rv_sim_out_raw(o, first ? "" : ",");
		first = false;
		rv_sim_out_fmt(o, "{\"szDecimals\":%d,\"name\":", c->sz_decimals);
		rv_sim_out_str(o, c->name);
		rv_sim_out_fmt(o, ",\"maxLeverage\":%d,\"marginTableId\":%d%s}", c->max_leverage,
			       margin_table_id(c),
			       rv_sim_tape_delisted(t, i) ? ",\"isDelisted\":true" : "");
	}
	rv_sim_out_raw(o, "],\"marginTables\":[");
	margin_tables(o);
	rv_sim_out_raw(o, "],\"collateralToken\":0}");
}

static void field(rv_sim_out *o, const char *before, double v)
{
	rv_sim_out_raw(o, before);
	rv_sim_out_dec(o, v);
}

void rv_sim_json_ctx(rv_sim_out *o, rv_sim_tape *t, size_t coin)
{
	rv_sim_quote q;
	const bool known = rv_sim_tape_quote(t, coin, &q);
	if (!known)
		q = (rv_sim_quote){ .live = false };
	field(o, "{\"funding\":", q.funding);
	field(o, ",\"openInterest\":", q.open_interest);
	field(o, ",\"prevDayPx\":", q.prev_day_px);
	field(o, ",\"dayNtlVlm\":", q.day_ntl_vlm);
	field(o, ",\"premium\":", q.live ? q.premium : NAN);
	field(o, ",\"oraclePx\":", q.oracle);
	field(o, ",\"markPx\":", q.mark);
	field(o, ",\"midPx\":", q.live ? q.mid : NAN);
	if (q.live) {
		field(o, ",\"impactPxs\":[", q.impact_bid);
		field(o, ",", q.impact_ask);
		rv_sim_out_raw(o, "]");
	} else {
		rv_sim_out_raw(o, ",\"impactPxs\":null");
	}
	field(o, ",\"dayBaseVlm\":", q.day_base_vlm);
	rv_sim_out_raw(o, "}");
}

void rv_sim_json_mids(rv_sim_out *o, rv_sim_tape *t)
{
	const rv_sim_source *s = rv_sim_tape_source(t);
	bool first = true;
	rv_sim_out_raw(o, "{");
	for (size_t i = 0; i < s->n_coins; i++) {
		rv_sim_quote q;
		if (!rv_sim_tape_price(t, i, &q) || (!q.live && !s->coins[i].delisted))
			continue; /* a replay past its bars: an old price would look alive */
		rv_sim_out_raw(o, first ? "" : ",");
		first = false;
		rv_sim_out_str(o, s->coins[i].name);
		/* An empty book shows the last trade. */
		field(o, ":", q.live ? q.mid : q.last);
	}
	rv_sim_out_raw(o, "}");
}

void rv_sim_json_candle(rv_sim_out *o, const char *coin, const rv_sim_interval *iv, int64_t open_ms,
			const rv_sim_ohlc *c)
{
	const int64_t last = rv_sim_interval_next(iv, open_ms) - 1;
	rv_sim_out_fmt(o, "{\"t\":%lld,\"T\":%lld,\"s\":", (long long)open_ms, (long long)last);
	rv_sim_out_str(o, coin);
	rv_sim_out_fmt(o, ",\"i\":\"%s\"", iv->name);
	field(o, ",\"o\":", c->o);
	field(o, ",\"c\":", c->c);
	field(o, ",\"h\":", c->h);
	field(o, ",\"l\":", c->l);
	field(o, ",\"v\":", c->v);
	rv_sim_out_fmt(o, ",\"n\":%lld}", (long long)c->n);
}

static void level(rv_sim_out *o, const rv_sim_level *l)
{
	field(o, "{\"px\":", l->px);
	field(o, ",\"sz\":", l->sz);
	rv_sim_out_fmt(o, ",\"n\":%d}", l->n);
}

/* Price step of a book cut to some significant figures; 0 = the tick. */
static double book_step(rv_sim_tape *t, size_t coin, int sig_figs, int mantissa)
{
	rv_sim_quote q;
	if (sig_figs == 0 || !rv_sim_tape_price(t, coin, &q))
		return 0.0;
	return pow(10.0, floor(log10(q.last)) + 1 - sig_figs) * mantissa;
}

void rv_sim_json_book(rv_sim_out *o, rv_sim_tape *t, size_t coin, int sig_figs, int mantissa,
		      size_t max)
{
	const double step = book_step(t, coin, sig_figs, mantissa);
	rv_sim_out_raw(o, "{\"coin\":");
	rv_sim_out_str(o, rv_sim_tape_source(t)->coins[coin].name);
	rv_sim_out_fmt(o, ",\"time\":%lld,\"levels\":[", (long long)rv_sim_tape_now(t));
	for (int side = 0; side < 2; side++) {
		rv_sim_level l[RV_SIM_BOOK_LEVELS];
		const size_t n = rv_sim_tape_book(t, coin, side, step, l);
		rv_sim_out_raw(o, side ? ",[" : "[");
		for (size_t i = 0; i < n && i < max; i++) {
			rv_sim_out_raw(o, i ? "," : "");
			level(o, &l[i]);
		}
		rv_sim_out_raw(o, "]");
	}
	rv_sim_out_raw(o, "]}");
}

void rv_sim_json_bbo(rv_sim_out *o, rv_sim_tape *t, size_t coin)
{
	rv_sim_out_raw(o, "{\"coin\":");
	rv_sim_out_str(o, rv_sim_tape_source(t)->coins[coin].name);
	rv_sim_out_fmt(o, ",\"time\":%lld,\"bbo\":[", (long long)rv_sim_tape_now(t));
	for (int side = 0; side < 2; side++) {
		rv_sim_level l[RV_SIM_BOOK_LEVELS];
		rv_sim_out_raw(o, side ? "," : "");
		if (rv_sim_tape_book(t, coin, side, 0.0, l) > 0)
			level(o, &l[0]);
		else
			rv_sim_out_raw(o, "null");
	}
	rv_sim_out_raw(o, "]}");
}

void rv_sim_json_trade(rv_sim_out *o, const char *coin, const rv_sim_trade *tr)
{
	rv_sim_out_raw(o, "{\"coin\":");
	rv_sim_out_str(o, coin);
	rv_sim_out_fmt(o, ",\"side\":\"%s\"", tr->buy ? "B" : "A");
	field(o, ",\"px\":", tr->px);
	field(o, ",\"sz\":", tr->sz);
	rv_sim_out_fmt(o, ",\"time\":%lld,\"hash\":\"0x", (long long)tr->time);
	for (uint64_t i = 0; i < 4; i++)
		rv_sim_out_fmt(o, "%016llx", (unsigned long long)rv_sim_mix(tr->tid, 1, i));
	rv_sim_out_fmt(o, "\",\"tid\":%llu,\"users\":[", (unsigned long long)tr->tid);
	for (uint64_t i = 0; i < 2; i++)
		rv_sim_out_fmt(o, "%s\"0x%016llx%016llx%08llx\"", i ? "," : "",
			       (unsigned long long)rv_sim_mix(tr->tid, 2, i),
			       (unsigned long long)rv_sim_mix(tr->tid, 3, i),
			       (unsigned long long)(rv_sim_mix(tr->tid, 4, i) >> 32));
	rv_sim_out_raw(o, "]}");
}

void rv_sim_json_funding(rv_sim_out *o, const char *coin, int64_t time, double rate, double premium)
{
	rv_sim_out_raw(o, "{\"coin\":");
	rv_sim_out_str(o, coin);
	field(o, ",\"fundingRate\":", rate);
	if (isfinite(premium)) /* a replayed store knows rates only: the key may be absent */
		field(o, ",\"premium\":", premium);
	rv_sim_out_fmt(o, ",\"time\":%lld}", (long long)time);
}
