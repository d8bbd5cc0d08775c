/* CoinGecko's answers; see parse.h. */
#include "feeds/coingecko/parse.h"

#include "feeds/hyperliquid/json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A cap above all the money there is, or a time off the calendar, is no value. */
#define CAP_MOST 1e16
#define TIME_LEAST INT64_C(1230768000000) /* 2009 */
#define TIME_MOST INT64_C(4102444800000)  /* 2100 */

/* null or 0: unknown. */
static rv_status cap_of(const cJSON *v, double *out)
{
	*out = NAN;
	if (cJSON_IsNull(v))
		return RV_OK;
	if (!cJSON_IsNumber(v))
		return RV_EPARSE;
	if (!(v->valuedouble >= 0.0 && v->valuedouble <= CAP_MOST))
		return RV_ERANGE;
	if (v->valuedouble > 0.0)
		*out = v->valuedouble;
	return RV_OK;
}

/* "2026-05-18T12:49:21.599Z": the fraction is dropped. */
static rv_status stamp_of(const cJSON *v, int64_t *out)
{
	char text[RV_TIME_TEXT];
	bool is_date;
	*out = INT64_MIN;
	if (cJSON_IsNull(v))
		return RV_OK;
	if (!cJSON_IsString(v) || strlen(v->valuestring) >= sizeof(text) - 1)
		return RV_EPARSE;
	(void)snprintf(text, sizeof(text), "%s", v->valuestring);
	char *dot = strchr(text, '.');
	if (dot) {
		if (strcmp(dot + 1 + strspn(dot + 1, "0123456789"), "Z") != 0)
			return RV_EPARSE;
		memcpy(dot, "Z", 2);
	}
	int64_t t;
	const rv_status st = rv_time_parse(text, &t, &is_date);
	if (st != RV_OK || is_date || t < TIME_LEAST || t >= TIME_MOST)
		return st != RV_OK ? st : RV_ERANGE;
	*out = t;
	return RV_OK;
}

static rv_status one_coin(const cJSON *o, rv_gecko_coin *out, bool *ours)
{
	const cJSON *id = rv_json_get(o, "id");
	if (!cJSON_IsString(id) || !id->valuestring[0])
		return RV_EPARSE;
	*ours = strlen(id->valuestring) < sizeof(out->id);
	(void)snprintf(out->id, sizeof(out->id), "%.*s", RV_COIN_ID_MAX - 1, id->valuestring);
	const rv_status st = cap_of(rv_json_get(o, "market_cap"), &out->market_cap_usd);
	return st == RV_OK ? stamp_of(rv_json_get(o, "last_updated"), &out->updated_ms) : st;
}

rv_status rv_gecko_parse_markets(const char *body, size_t n, rv_gecko_coin *out, size_t *count,
				 size_t *rows, rv_err *err)
{
	cJSON *root = rv_json_parse(body, n, err);
	if (!root)
		return RV_EPARSE;
	rv_status st = cJSON_IsArray(root) ? RV_OK : RV_EPARSE;
	if (st != RV_OK)
		(void)rv_err_set(err, st, "coins/markets: expected a list of coins");
	size_t k = 0, seen = 0;
	for (const cJSON *o = st == RV_OK ? root->child : NULL; o && st == RV_OK; o = o->next) {
		bool ours = false;
		st = seen < RV_GECKO_PAGE ? one_coin(o, &out[k], &ours) : RV_EFULL;
		if (st != RV_OK)
			(void)rv_err_set(err, st, "coins/markets: coin %zu: %s", seen,
					 rv_status_text(st));
		k += ours;
		seen++;
	}
	cJSON_Delete(root);
	*count = k;
	*rows = seen;
	return st;
}

/* The day that a point tells of. */
static int64_t day_of(int64_t t)
{
	const int64_t day = rv_time_floor(t, RV_DAY_MS);
	return t == day ? day - RV_DAY_MS : day;
}

static rv_status one_point(const cJSON *p, rv_mcap *out, size_t cap, size_t *n)
{
	const cJSON *when = cJSON_GetArrayItem(p, 0), *value = cJSON_GetArrayItem(p, 1);
	int64_t t;
	double usd;
	if (!cJSON_IsArray(p) || cJSON_GetArraySize(p) != 2)
		return RV_EPARSE;
	rv_status st = rv_json_int(when, TIME_LEAST, TIME_MOST, &t);
	if (st == RV_OK)
		st = cap_of(value, &usd);
	if (st != RV_OK || isnan(usd))
		return st;
	const rv_mcap row = { day_of(t), usd };
	if (*n > 0 && row.t < out[*n - 1].t)
		return RV_EDATA; /* not in time order */
	if (*n > 0 && row.t == out[*n - 1].t)
		(*n)--;
	if (*n == cap)
		return RV_EFULL;
	out[(*n)++] = row;
	return RV_OK;
}

rv_status rv_gecko_parse_chart(const char *body, size_t n, rv_mcap *out, size_t cap, size_t *count,
			       rv_err *err)
{
	cJSON *root = rv_json_parse(body, n, err);
	if (!root)
		return RV_EPARSE;
	const cJSON *caps = rv_json_get(root, "market_caps");
	rv_status st = cJSON_IsArray(caps) ? RV_OK : RV_EPARSE;
	if (st != RV_OK)
		(void)rv_err_set(err, st, "market_chart: expected a list market_caps");
	size_t k = 0, i = 0;
	for (const cJSON *p = st == RV_OK ? caps->child : NULL; p && st == RV_OK;
	     p = p->next, i++) {
		st = one_point(p, out, cap, &k);
		if (st != RV_OK)
			(void)rv_err_set(err, st, "market_chart: point %zu: %s", i,
					 rv_status_text(st));
	}
	cJSON_Delete(root);
	*count = k;
	return st;
}

rv_status rv_gecko_parse_global(const char *body, size_t n, rv_gecko_global *out, rv_err *err)
{
	cJSON *root = rv_json_parse(body, n, err);
	if (!root)
		return RV_EPARSE;
	const cJSON *data = rv_json_get(root, "data");
	const cJSON *btc = rv_json_get(rv_json_get(data, "market_cap_percentage"), "btc");
	int64_t s = 0;
	rv_status st =
		cap_of(rv_json_get(rv_json_get(data, "total_market_cap"), "usd"), &out->total_usd);
	if (st == RV_OK)
		st = cJSON_IsNumber(btc) ? RV_OK : RV_EPARSE;
	if (st == RV_OK && !(btc->valuedouble >= 0.0 && btc->valuedouble <= 100.0))
		st = RV_ERANGE;
	if (st == RV_OK)
		st = rv_json_int(rv_json_get(data, "updated_at"), TIME_LEAST / 1000,
				 TIME_MOST / 1000, &s);
	if (st == RV_OK) {
		out->btc_percent = btc->valuedouble;
		out->updated_ms = s * 1000;
	} else {
		(void)rv_err_set(err, st, "global: %s", rv_status_text(st));
	}
	cJSON_Delete(root);
	return st;
}
