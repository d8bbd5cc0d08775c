/* Fills and funding payments; see parse_fills.h. */
#include "feeds/hyperliquid/parse_fills.h"

#include "feeds/hyperliquid/json_strict.h"
#include "feeds/hyperliquid/parse_info.h"

#include <string.h>

static rv_status bad_at(rv_err *err, const char *list, size_t i, const char *member,
			const char *want)
{
	return rv_err_set(err, RV_EPARSE, "%s[%zu].%s: expected %s", list, i, member, want);
}

/* A perpetual of the main dex, or another market's name. */
static rv_status read_coin(const cJSON *v, char coin[RV_SYMBOL_MAX], bool *foreign)
{
	const rv_status st = rv_json_symbol(v, coin);
	if (st == RV_OK)
		*foreign = rv_hl_is_foreign(coin);
	return st;
}

static rv_status read_liquidation(const cJSON *v, rv_hl_fill *f)
{
	const cJSON *user = rv_json_get(v, "liquidatedUser"), *method = rv_json_get(v, "method");
	if (!rv_json_given(v))
		return RV_OK;
	if (!cJSON_IsObject(v) || !cJSON_IsString(method))
		return RV_EPARSE;
	f->liquidation = rv_json_is(method, "market")	  ? RV_HL_LIQUIDATION_MARKET
			 : rv_json_is(method, "backstop") ? RV_HL_LIQUIDATION_BACKSTOP
							  : RV_HL_LIQUIDATION_OTHER;
	f->has_liquidated = rv_json_given(user);
	return f->has_liquidated ? rv_json_address(user, f->liquidated) : RV_OK;
}

static rv_status read_fill_options(const cJSON *v, size_t i, rv_hl_fill *f, rv_err *err)
{
	const cJSON *cloid = rv_json_get(v, "cloid"), *twap = rv_json_get(v, "twapId");
	const cJSON *builder = rv_json_get(v, "builderFee");
	f->has_cloid = rv_json_given(cloid);
	f->twap_id = -1;
	if (f->has_cloid && rv_json_cloid(cloid, &f->cloid) != RV_OK)
		return bad_at(err, "fills", i, "cloid", "0x and 32 digits, or null");
	if (rv_json_given(twap) && rv_json_int(twap, 0, INT64_MAX, &f->twap_id) != RV_OK)
		return bad_at(err, "fills", i, "twapId", "a number or null");
	if (rv_json_given(builder) &&
	    rv_json_dec(builder, RV_JSON_ANY_SIGN, &f->builder_fee) != RV_OK)
		return bad_at(err, "fills", i, "builderFee", "a decimal as a string");
	if (read_liquidation(rv_json_get(v, "liquidation"), f) != RV_OK)
		return bad_at(err, "fills", i, "liquidation", "method and perhaps a user");
	return RV_OK;
}

static rv_status read_fill_amounts(const cJSON *v, size_t i, rv_hl_fill *f, rv_err *err)
{
	static const struct {
		const char *member;
		rv_json_sign sign;
		size_t at;
	} amounts[] = {
		{ "px", RV_JSON_POSITIVE, offsetof(rv_hl_fill, px) },
		{ "sz", RV_JSON_POSITIVE, offsetof(rv_hl_fill, sz) },
		{ "startPosition", RV_JSON_ANY_SIGN, offsetof(rv_hl_fill, start_position) },
		{ "closedPnl", RV_JSON_ANY_SIGN, offsetof(rv_hl_fill, closed_pnl) },
		{ "fee", RV_JSON_ANY_SIGN, offsetof(rv_hl_fill, fee) },
	};
	for (size_t k = 0; k < sizeof(amounts) / sizeof(amounts[0]); k++) {
		rv_dec *d = (rv_dec *)(void *)((char *)f + amounts[k].at);
		if (rv_json_dec(rv_json_get(v, amounts[k].member), amounts[k].sign, d) != RV_OK)
			return bad_at(err, "fills", i, amounts[k].member,
				      amounts[k].sign == RV_JSON_POSITIVE
					      ? "a decimal > 0 as a string"
					      : "a decimal as a string");
	}
	return RV_OK;
}

static rv_status read_fill_ids(const cJSON *v, size_t i, rv_hl_fill *f, rv_err *err)
{
	const cJSON *dir = rv_json_get(v, "dir"), *token = rv_json_get(v, "feeToken");
	if (rv_json_side(rv_json_get(v, "side"), &f->buy) != RV_OK)
		return bad_at(err, "fills", i, "side", "B or A");
	if (rv_json_bool(rv_json_get(v, "crossed"), &f->crossed) != RV_OK)
		return bad_at(err, "fills", i, "crossed", "true or false");
	if (rv_json_time(rv_json_get(v, "time"), &f->time_ms) != RV_OK)
		return bad_at(err, "fills", i, "time", "ms");
	if (rv_json_int(rv_json_get(v, "oid"), 0, INT64_MAX, &f->oid) != RV_OK)
		return bad_at(err, "fills", i, "oid", "a number");
	if (rv_json_int(rv_json_get(v, "tid"), 0, INT64_MAX, &f->tid) != RV_OK)
		return bad_at(err, "fills", i, "tid", "a number");
	if (!cJSON_IsString(dir))
		return bad_at(err, "fills", i, "dir", "a text");
	/* A fee in a token whose name was cut would be a fee in another token. */
	if (!cJSON_IsString(token) ||
	    strnlen(token->valuestring, RV_HL_TOKEN_TEXT) == RV_HL_TOKEN_TEXT)
		return bad_at(err, "fills", i, "feeToken", "a token's name");
	rv_json_copy_text(dir->valuestring, f->dir, sizeof(f->dir));
	rv_json_copy_text(token->valuestring, f->fee_token, sizeof(f->fee_token));
	return RV_OK;
}

static rv_status read_fill(const cJSON *v, size_t i, rv_hl_fill *f, rv_err *err)
{
	rv_status st = read_fill_amounts(v, i, f, err);
	if (st == RV_OK)
		st = read_fill_ids(v, i, f, err);
	return st == RV_OK ? read_fill_options(v, i, f, err) : st;
}

rv_status rv_hl_read_fills(const cJSON *list, rv_hl_fills *out, rv_err *err)
{
	const cJSON *v = NULL;
	size_t i = 0;
	out->n = out->foreign = 0;
	if (!cJSON_IsArray(list))
		return rv_err_set(err, RV_EPARSE, "fills: expected an array");
	cJSON_ArrayForEach(v, list)
	{
		rv_hl_fill f;
		bool foreign = false;
		memset(&f, 0, sizeof(f));
		if (read_coin(rv_json_get(v, "coin"), f.coin, &foreign) != RV_OK)
			return bad_at(err, "fills", i, "coin", "a coin's name");
		if (!foreign && out->n == out->cap)
			return rv_err_set(err, RV_EFULL, "fills: more than %zu", out->cap);
		if (!foreign) {
			const rv_status st = read_fill(v, i, &f, err);
			if (st != RV_OK)
				return st;
			out->v[out->n++] = f;
		}
		out->foreign += foreign;
		i++;
	}
	return RV_OK;
}

rv_status rv_hl_parse_fills(const char *s, size_t n, rv_hl_fills *out, rv_err *err)
{
	cJSON *root = rv_json_parse_strict(s, n, RV_JSON_USER_BYTES, err);
	if (!root)
		return RV_EPARSE;
	const rv_status st = rv_hl_read_fills(root, out, err);
	cJSON_Delete(root);
	return st;
}

/* row has time; body has the rest, which is the same object in the stream. */
static rv_status read_payment(const cJSON *row, const cJSON *body, rv_hl_payments *out, rv_err *err)
{
	rv_hl_payment p;
	bool foreign = false;
	const size_t i = out->n + out->foreign;
	memset(&p, 0, sizeof(p));
	if (read_coin(rv_json_get(body, "coin"), p.coin, &foreign) != RV_OK)
		return bad_at(err, "funding", i, "coin", "a coin's name");
	if (foreign) {
		out->foreign++;
		return RV_OK;
	}
	if (out->n == out->cap)
		return rv_err_set(err, RV_EFULL, "funding: more than %zu rows", out->cap);
	if (rv_json_time(rv_json_get(row, "time"), &p.time_ms) != RV_OK)
		return bad_at(err, "funding", i, "time", "ms");
	if (rv_json_dec(rv_json_get(body, "usdc"), RV_JSON_ANY_SIGN, &p.usdc) != RV_OK)
		return bad_at(err, "funding", i, "usdc", "a decimal as a string");
	if (rv_json_dec(rv_json_get(body, "szi"), RV_JSON_ANY_SIGN, &p.szi) != RV_OK)
		return bad_at(err, "funding", i, "szi", "a decimal as a string");
	if (rv_json_numstr(rv_json_get(body, "fundingRate"), -1.0, 1.0, &p.rate) != RV_OK)
		return bad_at(err, "funding", i, "fundingRate", "a rate as a string");
	out->v[out->n++] = p;
	return RV_OK;
}

rv_status rv_hl_read_payment(const cJSON *row, rv_hl_payments *out, rv_err *err)
{
	return read_payment(row, row, out, err);
}

rv_status rv_hl_read_payments(const cJSON *list, rv_hl_payments *out, rv_err *err)
{
	const cJSON *v = NULL;
	out->n = out->foreign = 0;
	if (!cJSON_IsArray(list))
		return rv_err_set(err, RV_EPARSE, "funding: expected an array");
	cJSON_ArrayForEach(v, list)
	{
		const cJSON *delta = rv_json_get(v, "delta");
		if (delta && !rv_json_is(rv_json_get(delta, "type"), "funding"))
			return bad_at(err, "funding", out->n + out->foreign, "delta.type",
				      "funding");
		const rv_status st = read_payment(v, delta ? delta : v, out, err);
		if (st != RV_OK)
			return st;
	}
	return RV_OK;
}

rv_status rv_hl_parse_payments(const char *s, size_t n, rv_hl_payments *out, rv_err *err)
{
	cJSON *root = rv_json_parse_strict(s, n, RV_JSON_USER_BYTES, err);
	if (!root)
		return RV_EPARSE;
	const rv_status st = rv_hl_read_payments(root, out, err);
	cJSON_Delete(root);
	return st;
}
