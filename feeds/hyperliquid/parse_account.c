/* Money and positions of an account; see parse_account.h. */
#include "feeds/hyperliquid/parse_account.h"

#include "feeds/hyperliquid/json_strict.h"

#include <math.h>
#include <string.h>

static const double px_max = 1e12, usd_max = 1e18;

static rv_status bad(rv_err *err, const char *where, const char *want)
{
	return rv_err_set(err, RV_EPARSE, "%s: expected %s", where, want);
}

static rv_status bad_position(rv_err *err, const char *coin, const char *member, const char *want)
{
	return rv_err_set(err, RV_EPARSE, "position %s.%s: expected %s", coin, member, want);
}

static rv_status read_leverage(const cJSON *v, rv_hl_position *p)
{
	const cJSON *type = rv_json_get(v, "type");
	int64_t value = 0;
	p->cross = rv_json_is(type, "cross");
	if ((!p->cross && !rv_json_is(type, "isolated")) ||
	    rv_json_int(rv_json_get(v, "value"), 1, 1000, &value) != RV_OK)
		return RV_EPARSE;
	p->leverage = (int32_t)value;
	return RV_OK;
}

static rv_status read_position_extras(const cJSON *v, rv_hl_position *p, rv_err *err)
{
	const cJSON *liq = rv_json_get(v, "liquidationPx"), *max = rv_json_get(v, "maxLeverage");
	const cJSON *funding = rv_json_get(rv_json_get(v, "cumFunding"), "sinceOpen");
	int64_t most = 0;
	p->liquidation_px = p->funding_since_open = NAN;
	if (read_leverage(rv_json_get(v, "leverage"), p) != RV_OK)
		return bad_position(err, p->coin, "leverage", "cross or isolated and 1 to 1000");
	if (rv_json_given(max) && rv_json_int(max, 1, 1000, &most) != RV_OK)
		return bad_position(err, p->coin, "maxLeverage", "1 to 1000");
	p->max_leverage = (int32_t)most;
	if (rv_json_given(liq) && rv_json_numstr(liq, 0.0, px_max, &p->liquidation_px) != RV_OK)
		return bad_position(err, p->coin, "liquidationPx", "a price as a string, or null");
	if (rv_json_given(funding) &&
	    rv_json_numstr(funding, -usd_max, usd_max, &p->funding_since_open) != RV_OK)
		return bad_position(err, p->coin, "cumFunding", "USD as strings");
	return RV_OK;
}

static rv_status read_position(const cJSON *v, rv_hl_position *p, rv_err *err)
{
	const cJSON *entry = rv_json_get(v, "entryPx");
	memset(p, 0, sizeof(*p));
	if (rv_json_symbol(rv_json_get(v, "coin"), p->coin) != RV_OK)
		return bad(err, "position.coin", "a coin's name");
	if (rv_json_dec(rv_json_get(v, "szi"), RV_JSON_ANY_SIGN, &p->szi) != RV_OK)
		return bad_position(err, p->coin, "szi", "a decimal as a string");
	p->has_entry = rv_json_given(entry);
	if (p->has_entry && rv_json_dec(entry, RV_JSON_NOT_NEGATIVE, &p->entry_px) != RV_OK)
		return bad_position(err, p->coin, "entryPx", "a price as a string, or null");
	if (rv_json_dec(rv_json_get(v, "positionValue"), RV_JSON_NOT_NEGATIVE,
			&p->position_value) != RV_OK)
		return bad_position(err, p->coin, "positionValue", "USD >= 0 as a string");
	if (rv_json_dec(rv_json_get(v, "unrealizedPnl"), RV_JSON_ANY_SIGN, &p->unrealized_pnl) !=
	    RV_OK)
		return bad_position(err, p->coin, "unrealizedPnl", "USD as a string");
	if (rv_json_dec(rv_json_get(v, "marginUsed"), RV_JSON_ANY_SIGN, &p->margin_used) != RV_OK)
		return bad_position(err, p->coin, "marginUsed", "USD as a string");
	return read_position_extras(v, p, err);
}

static rv_status read_margin(const cJSON *v, rv_hl_margin *m)
{
	if (rv_json_dec(rv_json_get(v, "accountValue"), RV_JSON_ANY_SIGN, &m->account_value) !=
		    RV_OK ||
	    rv_json_dec(rv_json_get(v, "totalNtlPos"), RV_JSON_ANY_SIGN, &m->total_ntl) != RV_OK ||
	    rv_json_dec(rv_json_get(v, "totalRawUsd"), RV_JSON_ANY_SIGN, &m->total_raw_usd) !=
		    RV_OK ||
	    rv_json_dec(rv_json_get(v, "totalMarginUsed"), RV_JSON_ANY_SIGN, &m->margin_used) !=
		    RV_OK)
		return RV_EPARSE;
	return RV_OK;
}

static bool known(const rv_hl_account *a, const char *coin)
{
	for (size_t i = 0; i < a->n; i++) {
		if (strcmp(a->v[i].coin, coin) == 0)
			return true;
	}
	return false;
}

static rv_status read_positions(const cJSON *list, rv_hl_account *out, rv_err *err)
{
	const cJSON *v = NULL;
	out->n = 0;
	if (!cJSON_IsArray(list))
		return bad(err, "assetPositions", "an array");
	cJSON_ArrayForEach(v, list)
	{
		rv_hl_position p;
		if (out->n == out->cap)
			return rv_err_set(err, RV_EFULL, "assetPositions: more than %zu", out->cap);
		const rv_status st = read_position(rv_json_get(v, "position"), &p, err);
		if (st != RV_OK)
			return st;
		if (known(out, p.coin)) /* the venue has one-way positions only */
			return rv_err_set(err, RV_EPARSE, "assetPositions: %s comes twice", p.coin);
		out->v[out->n++] = p;
	}
	return RV_OK;
}

rv_status rv_hl_read_account(const cJSON *v, rv_hl_account *out, rv_err *err)
{
	if (read_margin(rv_json_get(v, "marginSummary"), &out->all) != RV_OK)
		return bad(err, "marginSummary", "four sums of USD as strings");
	if (read_margin(rv_json_get(v, "crossMarginSummary"), &out->cross) != RV_OK)
		return bad(err, "crossMarginSummary", "four sums of USD as strings");
	if (rv_json_dec(rv_json_get(v, "crossMaintenanceMarginUsed"), RV_JSON_NOT_NEGATIVE,
			&out->cross_maintenance) != RV_OK)
		return bad(err, "crossMaintenanceMarginUsed", "USD >= 0 as a string");
	if (rv_json_dec(rv_json_get(v, "withdrawable"), RV_JSON_ANY_SIGN, &out->withdrawable) !=
	    RV_OK)
		return bad(err, "withdrawable", "USD as a string");
	if (rv_json_time(rv_json_get(v, "time"), &out->time_ms) != RV_OK)
		return bad(err, "clearinghouseState.time", "ms");
	return read_positions(rv_json_get(v, "assetPositions"), out, err);
}

rv_status rv_hl_parse_account(const char *s, size_t n, rv_hl_account *out, rv_err *err)
{
	cJSON *root = rv_json_parse_strict(s, n, RV_JSON_USER_BYTES, err);
	if (!root)
		return RV_EPARSE;
	const rv_status st = rv_hl_read_account(root, out, err);
	cJSON_Delete(root);
	return st;
}
