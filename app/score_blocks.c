/* Shared blocks of the published objects; see score_blocks.h. */
#include "app/score_blocks.h"

#include "app/json_put.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct {
	unsigned bit;
	const char *name;
} baskets[] = { { RV_BASKET_L1, "l1" }, { RV_BASKET_ALTS, "alts" }, { RV_BASKET_MEME, "meme" } };

enum { N_BASKETS = sizeof(baskets) / sizeof(baskets[0]) };

static bool put_baskets(cJSON *object, unsigned bits)
{
	cJSON *list = cJSON_AddArrayToObject(object, "baskets");
	bool ok = list != NULL;
	for (size_t i = 0; ok && i < N_BASKETS; i++) {
		if (bits & baskets[i].bit)
			ok = rv_json_push_text(list, baskets[i].name);
	}
	return ok;
}

static bool put_symbol(cJSON *per_symbol, const rv_block_symbol *s)
{
	cJSON *one = cJSON_AddObjectToObject(per_symbol, s->symbol);
	return one && rv_json_put_num(one, "score", s->score) &&
	       rv_json_put_num(one, "raw_score", s->raw) && put_baskets(one, s->baskets);
}

static bool put_spreads(cJSON *object, const rv_rvm_spread_value *spreads)
{
	cJSON *per_bar = cJSON_AddObjectToObject(object, "spreads");
	cJSON *cumulative = cJSON_AddObjectToObject(object, "spreads_cumulative");
	bool ok = per_bar && cumulative;
	for (int i = 0; ok && i < RV_SPREAD_N; i++) {
		const char *name = rv_spread_name((rv_spread)i);
		ok = rv_json_put_num(per_bar, name, spreads[i].s) &&
		     rv_json_put_num(cumulative, name, spreads[i].cum);
	}
	cJSON *list = ok ? cJSON_AddArrayToObject(object, "unavailable") : NULL;
	ok = list != NULL;
	for (int i = 0; ok && i < RV_SPREAD_N; i++)
		ok = spreads[i].available || rv_json_push_text(list, rv_spread_name((rv_spread)i));
	return ok;
}

static bool put_bar(cJSON *object, int64_t open_ms)
{
	if (open_ms == RV_BLOCK_NO_BAR)
		return rv_json_put_num(object, "as_of_bar", NAN);
	return rv_json_put_i64(object, "as_of_bar", open_ms);
}

static bool put_momentum(cJSON *object, const rv_block_momentum *m)
{
	cJSON *per_symbol = cJSON_AddObjectToObject(object, "per_symbol");
	bool ok = per_symbol != NULL;
	for (size_t i = 0; ok && i < m->n; i++)
		ok = put_symbol(per_symbol, &m->symbols[i]);
	ok = ok && put_spreads(object, m->spreads) && put_bar(object, m->bar_open_ms) &&
	     rv_json_put_i64(object, "n_available", (int64_t)m->n_available);
	cJSON *stale = ok ? cJSON_AddArrayToObject(object, "stale") : NULL;
	ok = stale != NULL;
	for (size_t i = 0; ok && i < m->n; i++)
		ok = m->symbols[i].available || rv_json_push_text(stale, m->symbols[i].symbol);
	return ok;
}

static bool put_universe(cJSON *object, const rv_block_universe *u)
{
	cJSON *active = cJSON_AddArrayToObject(object, "active");
	cJSON *inactive = cJSON_AddObjectToObject(object, "inactive");
	bool ok = active && inactive;
	for (size_t i = 0; ok && i < u->n; i++) {
		const char *name = u->entries[i].symbol;
		const rv_universe_reason why = u->entries[i].reason;
		ok = why == RV_UNIVERSE_ACTIVE
			     ? rv_json_push_text(active, name)
			     : rv_json_put_text(inactive, name, rv_universe_reason_text(why));
	}
	return ok;
}

static bool put_band(cJSON *object, const rv_block_universe *u)
{
	cJSON *list = cJSON_AddArrayToObject(object, "no_increase");
	bool ok = list && cJSON_AddBoolToObject(object, "reduce_only", u->reduce_only);
	for (size_t i = 0; ok && i < u->n; i++) {
		if (u->entries[i].no_increase)
			ok = rv_json_push_text(list, u->entries[i].symbol);
	}
	return ok;
}

static rv_status finish(cJSON *object, bool ok, cJSON **out)
{
	if (!ok) {
		cJSON_Delete(object);
		return RV_ENOMEM;
	}
	*out = object;
	return RV_OK;
}

rv_status rv_block_momentum_json(const rv_block_momentum *m, cJSON **out)
{
	cJSON *object = cJSON_CreateObject();
	return finish(object, object && put_momentum(object, m), out);
}

rv_status rv_block_universe_json(const rv_block_universe *u, cJSON **out)
{
	cJSON *object = cJSON_CreateObject();
	return finish(object,
		      object && put_universe(object, u) && (!u->band || put_band(object, u)), out);
}

/* A number, or NaN for null; false for anything else. */
static bool read_num(const cJSON *object, const char *key, double *v)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
	if (!cJSON_IsNumber(item) && !cJSON_IsNull(item))
		return false;
	*v = cJSON_IsNumber(item) ? item->valuedouble : NAN;
	return true;
}

static bool read_baskets(const cJSON *list, unsigned *bits)
{
	*bits = 0;
	if (!cJSON_IsArray(list))
		return false;
	for (const cJSON *at = list->child; at; at = at->next) {
		size_t i = 0;
		while (i < N_BASKETS && cJSON_IsString(at) &&
		       strcmp(at->valuestring, baskets[i].name) != 0)
			i++;
		if (i == N_BASKETS || !cJSON_IsString(at))
			return false;
		*bits |= baskets[i].bit;
	}
	return true;
}

static bool read_symbol(const cJSON *item, rv_block_symbol *s)
{
	if (strlen(item->string) >= RV_SYMBOL_MAX)
		return false;
	(void)snprintf(s->symbol, sizeof(s->symbol), "%s", item->string);
	s->available = true; /* until "stale" says otherwise */
	return read_num(item, "score", &s->score) && read_num(item, "raw_score", &s->raw) &&
	       read_baskets(cJSON_GetObjectItemCaseSensitive(item, "baskets"), &s->baskets);
}

static bool read_symbols(const cJSON *per_symbol, rv_block_momentum *m)
{
	if (!cJSON_IsObject(per_symbol))
		return false;
	for (const cJSON *at = per_symbol->child; at; at = at->next) {
		if (m->n == RV_MAX_SYMBOLS || !read_symbol(at, &m->symbols[m->n]))
			return false;
		m->n++;
	}
	return true;
}

static bool read_stale(const cJSON *list, rv_block_momentum *m)
{
	if (!cJSON_IsArray(list))
		return false;
	for (const cJSON *at = list->child; at; at = at->next) {
		size_t i = 0;
		while (i < m->n && cJSON_IsString(at) &&
		       strcmp(m->symbols[i].symbol, at->valuestring) != 0)
			i++;
		if (i == m->n || !cJSON_IsString(at))
			return false;
		m->symbols[i].available = false;
	}
	return true;
}

/* Is the spread named in "unavailable"? A text from before that key says it by 0. */
static bool read_available(const cJSON *json, const char *name, double s)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(json, "unavailable");
	if (!cJSON_IsArray(list))
		return fpclassify(s) != FP_ZERO;
	for (const cJSON *at = list->child; at; at = at->next) {
		if (cJSON_IsString(at) && strcmp(at->valuestring, name) == 0)
			return false;
	}
	return true;
}

static bool read_spreads(const cJSON *json, rv_block_momentum *m)
{
	const cJSON *per_bar = cJSON_GetObjectItemCaseSensitive(json, "spreads");
	const cJSON *cum = cJSON_GetObjectItemCaseSensitive(json, "spreads_cumulative");
	for (int i = 0; i < RV_SPREAD_N; i++) {
		const char *name = rv_spread_name((rv_spread)i);
		rv_rvm_spread_value *v = &m->spreads[i];
		if (!read_num(per_bar, name, &v->s) || !read_num(cum, name, &v->cum))
			return false;
		v->available = read_available(json, name, v->s);
	}
	return true;
}

static bool read_bar(const cJSON *json, int64_t *open_ms)
{
	double v = NAN;
	if (!read_num(json, "as_of_bar", &v))
		return false;
	if (!isnan(v) && !(v >= 0.0 && v <= 9e15)) /* what a double holds exactly */
		return false;
	*open_ms = isnan(v) ? RV_BLOCK_NO_BAR : (int64_t)v;
	return true;
}

rv_status rv_block_momentum_read(const cJSON *json, rv_block_momentum *out)
{
	double n = NAN;
	memset(out, 0, sizeof(*out));
	const bool ok = read_bar(json, &out->bar_open_ms) &&
			read_symbols(cJSON_GetObjectItemCaseSensitive(json, "per_symbol"), out) &&
			read_spreads(json, out) &&
			read_stale(cJSON_GetObjectItemCaseSensitive(json, "stale"), out) &&
			read_num(json, "n_available", &n) && n >= 0.0 && n <= (double)out->n;
	if (!ok) {
		memset(out, 0, sizeof(*out));
		return RV_EDATA;
	}
	out->n_available = (size_t)n;
	return RV_OK;
}
