/* Hyperliquid /info answers; see parse_info.h. */
#include "feeds/hyperliquid/parse_info.h"

#include "feeds/hyperliquid/json.h"

#include <math.h>
#include <string.h>

/* Far above any real value, far below where arithmetic would overflow. */
static const double px_max = 1e12, big = 1e18;
static const double px_min = 1e-12;
static const int64_t time_max = INT64_C(4102444800000); /* 2100-01-01 */

bool rv_hl_is_foreign(const char *coin)
{
	return coin[0] == '@' || coin[0] == '#' || strpbrk(coin, "/:") != NULL;
}

static rv_status bad(rv_err *err, const char *where, const char *want)
{
	return rv_err_set(err, RV_EPARSE, "%s: expected %s", where, want);
}

/* A price that may be null, absent or "0.0" (no market yet): NaN then. */
static rv_status opt_price(const cJSON *v, double *out)
{
	double d = NAN;
	*out = NAN;
	if (!v || cJSON_IsNull(v))
		return RV_OK;
	const rv_status st = rv_json_numstr(v, 0.0, px_max, &d);
	if (st == RV_OK && d >= px_min)
		*out = d;
	return st;
}

/* A number as a string; null: unknown, NaN. The venue always has one, a replayed store may not. */
static rv_status number_or_null(const cJSON *v, double lo, double hi, double *out)
{
	*out = NAN;
	return cJSON_IsNull(v) ? RV_OK : rv_json_numstr(v, lo, hi, out);
}

rv_status rv_hl_read_ctx(const cJSON *v, rv_hl_ctx *out, rv_err *err)
{
	if (!cJSON_IsObject(v))
		return bad(err, "ctx", "an object");
	if (number_or_null(rv_json_get(v, "funding"), -1.0, 1.0, &out->funding_1h) != RV_OK)
		return bad(err, "ctx.funding", "a rate as a string");
	if (number_or_null(rv_json_get(v, "openInterest"), 0.0, big, &out->open_interest) != RV_OK)
		return bad(err, "ctx.openInterest", "coins >= 0 as a string");
	if (number_or_null(rv_json_get(v, "dayNtlVlm"), 0.0, big, &out->day_volume_usd) != RV_OK)
		return bad(err, "ctx.dayNtlVlm", "USD >= 0 as a string");
	if (number_or_null(rv_json_get(v, "oraclePx"), px_min, px_max, &out->oracle) != RV_OK)
		return bad(err, "ctx.oraclePx", "a price as a string");
	if (number_or_null(rv_json_get(v, "markPx"), px_min, px_max, &out->mark) != RV_OK)
		return bad(err, "ctx.markPx", "a price as a string");
	if (opt_price(rv_json_get(v, "prevDayPx"), &out->prev_day_px) != RV_OK)
		return bad(err, "ctx.prevDayPx", "a price as a string");
	if (opt_price(rv_json_get(v, "midPx"), &out->mid) != RV_OK)
		return bad(err, "ctx.midPx", "a price as a string, or null");
	return RV_OK;
}

/* onlyIsolated is the older form; a mode that we do not know is not trusted with cross margin. */
static rv_status read_margin_mode(const cJSON *v, size_t index, bool *only_isolated, rv_err *err)
{
	const cJSON *flag = rv_json_get(v, "onlyIsolated"), *mode = rv_json_get(v, "marginMode");
	if (flag && !cJSON_IsBool(flag))
		return rv_err_set(err, RV_EPARSE,
				  "universe[%zu].onlyIsolated: expected true or false", index);
	if (mode && !cJSON_IsString(mode))
		return rv_err_set(err, RV_EPARSE, "universe[%zu].marginMode: expected a string",
				  index);
	*only_isolated = cJSON_IsTrue(flag) || mode;
	return RV_OK;
}

/* One tier after those before it: a higher bound and no more leverage. */
static rv_status read_tier(const cJSON *v, rv_margin_tiers *t)
{
	double from = NAN;
	int64_t leverage = 0;
	if (t->n == RV_MARGIN_TIERS ||
	    rv_json_numstr(rv_json_get(v, "lowerBound"), 0.0, big, &from) != RV_OK ||
	    rv_json_int(rv_json_get(v, "maxLeverage"), 1, 1000, &leverage) != RV_OK)
		return RV_EPARSE;
	const rv_margin_tier *last = t->n > 0 ? &t->v[t->n - 1] : NULL;
	if (last ? !(from > last->from_usd) || leverage > last->max_leverage : from > 0.0)
		return RV_EPARSE;
	t->v[t->n++] = (rv_margin_tier){ .from_usd = from, .max_leverage = (int)leverage };
	return RV_OK;
}

/* The table of that number, [number, {.., marginTiers}]; an id without one is a single tier. */
static rv_status read_tiers(const cJSON *tables, const cJSON *id, rv_margin_tiers *out)
{
	int64_t want = 0, has = 0;
	const cJSON *table = NULL, *tier = NULL;
	if (!id)
		return RV_OK;
	if (rv_json_int(id, 0, INT32_MAX, &want) != RV_OK)
		return RV_EPARSE;
	cJSON_ArrayForEach(table, tables)
	{
		if (cJSON_GetArraySize(table) != 2 ||
		    rv_json_int(table->child, 0, INT32_MAX, &has) != RV_OK)
			return RV_EPARSE;
		const cJSON *tiers = rv_json_get(table->child->next, "marginTiers");
		if (has != want)
			continue;
		if (!cJSON_IsArray(tiers) || !tiers->child)
			return RV_EPARSE;
		cJSON_ArrayForEach(tier, tiers)
		{
			if (read_tier(tier, out) != RV_OK)
				return RV_EPARSE;
		}
		return RV_OK;
	}
	return RV_OK;
}

static rv_status read_instrument(const cJSON *v, size_t index, rv_instrument *out, rv_err *err)
{
	int64_t decimals = 0, leverage = 0;
	memset(out, 0, sizeof(*out));
	if (rv_json_symbol(rv_json_get(v, "name"), out->name) != RV_OK)
		return rv_err_set(err, RV_EPARSE,
				  "universe[%zu].name: expected 1 to %d printable characters",
				  index, RV_SYMBOL_MAX - 1);
	if (rv_json_int(rv_json_get(v, "szDecimals"), 0, 12, &decimals) != RV_OK)
		return rv_err_set(err, RV_EPARSE, "universe[%zu].szDecimals: expected 0 to 12",
				  index);
	if (rv_json_int(rv_json_get(v, "maxLeverage"), 1, 1000, &leverage) != RV_OK)
		return rv_err_set(err, RV_EPARSE, "universe[%zu].maxLeverage: expected 1 to 1000",
				  index);
	const cJSON *del = rv_json_get(v, "isDelisted");
	if (del && !cJSON_IsBool(del))
		return rv_err_set(err, RV_EPARSE,
				  "universe[%zu].isDelisted: expected true or "
				  "false",
				  index);
	out->kind = RV_KIND_PERP;
	out->venue_index = (int)index;
	out->sz_decimals = (int)decimals;
	out->max_leverage = (int)leverage;
	out->delisted = cJSON_IsTrue(del);
	return read_margin_mode(v, index, &out->only_isolated, err);
}

static bool known(const rv_hl_meta *m, const char *name)
{
	for (size_t i = 0; i < m->n; i++) {
		if (strcmp(m->in[i].name, name) == 0)
			return true;
	}
	return false;
}

static rv_status read_universe(const cJSON *meta, rv_hl_meta *out, rv_err *err)
{
	const cJSON *list = rv_json_get(meta, "universe"), *v = NULL;
	const cJSON *tables = rv_json_get(meta, "marginTables");
	out->n = 0;
	out->has_ctx = false;
	if (!cJSON_IsArray(list))
		return bad(err, "meta.universe", "an array");
	if (tables && !cJSON_IsArray(tables))
		return bad(err, "meta.marginTables", "an array");
	cJSON_ArrayForEach(v, list)
	{
		rv_instrument in;
		if (out->n == RV_MAX_SYMBOLS)
			return rv_err_set(err, RV_EFULL, "meta.universe: more than %d instruments",
					  RV_MAX_SYMBOLS);
		const rv_status st = read_instrument(v, out->n, &in, err);
		if (st != RV_OK)
			return st;
		if (read_tiers(tables, rv_json_get(v, "marginTableId"), &in.tiers) != RV_OK)
			return rv_err_set(
				err, RV_EPARSE,
				"universe[%zu]: expected a margin table with rising bounds "
				"from 0 and falling leverage",
				out->n);
		if (known(out, in.name))
			return rv_err_set(err, RV_EPARSE, "meta.universe: %s comes twice", in.name);
		out->in[out->n++] = in;
	}
	return RV_OK;
}

rv_status rv_hl_parse_meta(const char *s, size_t n, rv_hl_meta *out, rv_err *err)
{
	cJSON *root = rv_json_parse(s, n, err);
	if (!root)
		return RV_EPARSE;
	const rv_status st = read_universe(root, out, err);
	cJSON_Delete(root);
	return st;
}

static rv_status read_meta_ctxs(const cJSON *root, rv_hl_meta *out, rv_err *err)
{
	if (!cJSON_IsArray(root) || cJSON_GetArraySize(root) != 2)
		return bad(err, "metaAndAssetCtxs", "[meta, contexts]");
	const rv_status st = read_universe(root->child, out, err);
	if (st != RV_OK)
		return st;
	const cJSON *ctxs = root->child->next, *v = NULL;
	if (!cJSON_IsArray(ctxs) || (size_t)cJSON_GetArraySize(ctxs) != out->n)
		return rv_err_set(err, RV_EPARSE,
				  "metaAndAssetCtxs: expected as many contexts as instruments, %zu",
				  out->n);
	size_t i = 0;
	cJSON_ArrayForEach(v, ctxs)
	{
		const rv_status one = rv_hl_read_ctx(v, &out->ctx[i++], err);
		if (one != RV_OK)
			return one;
	}
	out->has_ctx = true;
	return RV_OK;
}

rv_status rv_hl_parse_meta_ctxs(const char *s, size_t n, rv_hl_meta *out, rv_err *err)
{
	cJSON *root = rv_json_parse(s, n, err);
	if (!root)
		return RV_EPARSE;
	const rv_status st = read_meta_ctxs(root, out, err);
	cJSON_Delete(root);
	return st;
}

rv_status rv_hl_read_mids(const cJSON *v, rv_hl_mids *out, rv_err *err)
{
	const cJSON *m = NULL;
	out->n = 0;
	if (!cJSON_IsObject(v))
		return bad(err, "allMids", "an object of prices");
	cJSON_ArrayForEach(m, v)
	{
		if (rv_hl_is_foreign(m->string))
			continue;
		if (out->n == RV_MAX_SYMBOLS)
			return rv_err_set(err, RV_EFULL, "allMids: more than %d coins",
					  RV_MAX_SYMBOLS);
		if (rv_json_symbol_text(m->string, out->v[out->n].symbol) != RV_OK)
			return bad(err, "allMids", "printable coin names");
		if (rv_json_numstr(m, px_min, px_max, &out->v[out->n].mid) != RV_OK)
			return rv_err_set(err, RV_EPARSE,
					  "allMids.%s: expected a price > 0 as a string",
					  out->v[out->n].symbol);
		out->n++;
	}
	return RV_OK;
}

rv_status rv_hl_parse_mids(const char *s, size_t n, rv_hl_mids *out, rv_err *err)
{
	cJSON *root = rv_json_parse(s, n, err);
	if (!root)
		return RV_EPARSE;
	const rv_status st = rv_hl_read_mids(root, out, err);
	cJSON_Delete(root);
	return st;
}

static bool prices_ok(const rv_bar *b)
{
	return b->high >= b->low && b->high >= b->open && b->high >= b->close &&
	       b->low <= b->open && b->low <= b->close;
}

rv_status rv_hl_read_candle(const cJSON *v, rv_interval iv, rv_bar *out, char symbol[RV_SYMBOL_MAX],
			    rv_err *err)
{
	const int64_t step = rv_interval_ms(iv);
	const cJSON *i = rv_json_get(v, "i");
	int64_t last = 0;
	rv_bar b = { .volume_quote = NAN };
	if (rv_json_symbol(rv_json_get(v, "s"), symbol) != RV_OK)
		return bad(err, "candle.s", "a coin");
	if (!cJSON_IsString(i) || strcmp(i->valuestring, rv_interval_name(iv)) != 0)
		return bad(err, "candle.i", rv_interval_name(iv));
	if (rv_json_int(rv_json_get(v, "t"), 0, time_max, &b.t) != RV_OK || b.t % step != 0)
		return bad(err, "candle.t", "a time on the interval's grid");
	if (rv_json_int(rv_json_get(v, "T"), 0, time_max, &last) != RV_OK || last != b.t + step - 1)
		return bad(err, "candle.T", "the last ms of the interval");
	if (rv_json_numstr(rv_json_get(v, "o"), px_min, px_max, &b.open) != RV_OK ||
	    rv_json_numstr(rv_json_get(v, "h"), px_min, px_max, &b.high) != RV_OK ||
	    rv_json_numstr(rv_json_get(v, "l"), px_min, px_max, &b.low) != RV_OK ||
	    rv_json_numstr(rv_json_get(v, "c"), px_min, px_max, &b.close) != RV_OK)
		return bad(err, "candle.ohlc", "prices > 0 as strings");
	if (!prices_ok(&b))
		return bad(err, "candle.ohlc", "low <= open, close <= high");
	if (rv_json_numstr(rv_json_get(v, "v"), 0.0, big, &b.volume_base) != RV_OK)
		return bad(err, "candle.v", "a volume >= 0 as a string");
	*out = b;
	return RV_OK;
}

static rv_status read_candles(const cJSON *root, const char *coin, rv_interval iv, rv_bar *out,
			      size_t cap, size_t *count, rv_err *err)
{
	const cJSON *v = NULL;
	size_t n = 0;
	char symbol[RV_SYMBOL_MAX];
	if (!cJSON_IsArray(root))
		return bad(err, "candleSnapshot", "an array");
	cJSON_ArrayForEach(v, root)
	{
		if (n == cap)
			return rv_err_set(err, RV_EFULL, "candleSnapshot: more than %zu rows", cap);
		const rv_status st = rv_hl_read_candle(v, iv, &out[n], symbol, err);
		if (st != RV_OK)
			return st;
		if (strcmp(symbol, coin) != 0)
			return rv_err_set(err, RV_EPARSE, "candleSnapshot: expected %s, got %s",
					  coin, symbol);
		if (n > 0 && out[n].t <= out[n - 1].t)
			return bad(err, "candleSnapshot", "ascending times");
		n++;
	}
	*count = n;
	return RV_OK;
}

rv_status rv_hl_parse_candles(const char *s, size_t n, const char *coin, rv_interval iv,
			      rv_bar *out, size_t cap, size_t *count, rv_err *err)
{
	cJSON *root = rv_json_parse(s, n, err);
	if (!root)
		return RV_EPARSE;
	const rv_status st = read_candles(root, coin, iv, out, cap, count, err);
	cJSON_Delete(root);
	return st;
}

static rv_status read_funding(const cJSON *root, const char *coin, rv_funding *out, size_t cap,
			      size_t *count, rv_err *err)
{
	const cJSON *v = NULL;
	size_t n = 0;
	char symbol[RV_SYMBOL_MAX];
	if (!cJSON_IsArray(root))
		return bad(err, "fundingHistory", "an array");
	cJSON_ArrayForEach(v, root)
	{
		if (n == cap)
			return rv_err_set(err, RV_EFULL, "fundingHistory: more than %zu rows", cap);
		if (rv_json_symbol(rv_json_get(v, "coin"), symbol) != RV_OK ||
		    strcmp(symbol, coin) != 0)
			return bad(err, "fundingHistory.coin", coin);
		if (rv_json_int(rv_json_get(v, "time"), 0, time_max, &out[n].t) != RV_OK)
			return bad(err, "fundingHistory.time", "a time in ms");
		if (rv_json_numstr(rv_json_get(v, "fundingRate"), -1.0, 1.0, &out[n].rate) != RV_OK)
			return bad(err, "fundingHistory.fundingRate", "a rate as a string");
		if (n > 0 && out[n].t <= out[n - 1].t)
			return bad(err, "fundingHistory", "ascending times");
		out[n++].interval_h = 1.0;
	}
	*count = n;
	return RV_OK;
}

rv_status rv_hl_parse_funding(const char *s, size_t n, const char *coin, rv_funding *out,
			      size_t cap, size_t *count, rv_err *err)
{
	cJSON *root = rv_json_parse(s, n, err);
	if (!root)
		return RV_EPARSE;
	const rv_status st = read_funding(root, coin, out, cap, count, err);
	cJSON_Delete(root);
	return st;
}

rv_status rv_hl_parse_status(const char *s, size_t n, int64_t *time_ms, rv_err *err)
{
	cJSON *root = rv_json_parse(s, n, err);
	if (!root)
		return RV_EPARSE;
	rv_status st = rv_json_int(rv_json_get(root, "time"), 1, time_max, time_ms);
	if (st != RV_OK)
		st = bad(err, "exchangeStatus.time", "a time in ms");
	cJSON_Delete(root);
	return st;
}

rv_status rv_hl_read_level(const cJSON *v, rv_hl_level *out)
{
	if (rv_json_numstr(rv_json_get(v, "px"), px_min, px_max, &out->px) != RV_OK ||
	    rv_json_numstr(rv_json_get(v, "sz"), 0.0, big, &out->sz) != RV_OK ||
	    rv_json_int(rv_json_get(v, "n"), 0, INT32_MAX, &out->orders) != RV_OK)
		return RV_EPARSE;
	return RV_OK;
}

/* One side of a book, best price first: sign is +1 for asks, -1 for bids. */
static rv_status read_side(const cJSON *side, double sign, rv_hl_level *out, size_t *n)
{
	const cJSON *v = NULL;
	if (!cJSON_IsArray(side))
		return RV_EPARSE;
	*n = 0;
	cJSON_ArrayForEach(v, side)
	{
		if (*n == RV_HL_BOOK_LEVELS || rv_hl_read_level(v, &out[*n]) != RV_OK)
			return RV_EPARSE;
		if (*n > 0 && sign * out[*n].px <= sign * out[*n - 1].px)
			return RV_EPARSE;
		(*n)++;
	}
	return RV_OK;
}

rv_status rv_hl_read_book(const cJSON *v, rv_hl_book *out, rv_err *err)
{
	const cJSON *levels = rv_json_get(v, "levels"), *time = rv_json_get(v, "time");
	if (rv_json_symbol(rv_json_get(v, "coin"), out->symbol) != RV_OK)
		return bad(err, "l2Book.coin", "a coin");
	out->time_ms = 0; /* old answers have none */
	if (time && rv_json_int(time, 0, time_max, &out->time_ms) != RV_OK)
		return bad(err, "l2Book.time", "a time in ms");
	if (!cJSON_IsArray(levels) || cJSON_GetArraySize(levels) != 2 ||
	    read_side(levels->child, -1.0, out->level[0], &out->n[0]) != RV_OK ||
	    read_side(levels->child->next, 1.0, out->level[1], &out->n[1]) != RV_OK)
		return bad(err, "l2Book.levels", "[bids, asks], best first, at most 20 each");
	if (out->n[0] > 0 && out->n[1] > 0 && out->level[0][0].px >= out->level[1][0].px)
		return bad(err, "l2Book.levels", "a bid below the ask");
	return RV_OK;
}

rv_status rv_hl_parse_book(const char *s, size_t n, rv_hl_book *out, rv_err *err)
{
	cJSON *root = rv_json_parse(s, n, err);
	if (!root)
		return RV_EPARSE;
	const rv_status st = cJSON_IsNull(root) ? rv_err_set(err, RV_ENOENT, "l2Book: unknown coin")
						: rv_hl_read_book(root, out, err);
	cJSON_Delete(root);
	return st;
}
