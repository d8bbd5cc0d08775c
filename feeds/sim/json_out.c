/* Message shapes; see json_out.h. */
#include "feeds/sim/json_out.h"

#include <math.h>

static const char *const margin_tables =
	"[[54,{\"description\":\"tiered 20x (2)\",\"marginTiers\":[{\"lowerBound\":\"0.0\","
	"\"maxLeverage\":20},{\"lowerBound\":\"70000000.0\",\"maxLeverage\":10}]}],"
	"[55,{\"description\":\"tiered 25x\",\"marginTiers\":[{\"lowerBound\":\"0.0\","
	"\"maxLeverage\":25},{\"lowerBound\":\"100000000.0\",\"maxLeverage\":15}]}],"
	"[56,{\"description\":\"tiered 40x\",\"marginTiers\":[{\"lowerBound\":\"0.0\","
	"\"maxLeverage\":40},{\"lowerBound\":\"150000000.0\",\"maxLeverage\":20}]}]]";

/* Coins of the tiered tables by leverage; every other id is the leverage itself. */
static int margin_table_id(const rv_sim_coin *c)
{
	switch (c->max_leverage) {
	case 40:
		return 56;
	case 25:
		return 55;
	case 20:
		return 54;
	default:
		return c->max_leverage;
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
	rv_sim_out_fmt(o, "],\"marginTables\":");
	rv_sim_out_raw(o, margin_tables);
	rv_sim_out_raw(o, ",\"collateralToken\":0}");
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
