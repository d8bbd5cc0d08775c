/* Subscriptions; see subs.h. */
#include "feeds/sim/subs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const channels[] = {
	[RV_SIM_SUB_ALL_MIDS] = "allMids",
	[RV_SIM_SUB_CANDLE] = "candle",
	[RV_SIM_SUB_BOOK] = "l2Book",
	[RV_SIM_SUB_BBO] = "bbo",
	[RV_SIM_SUB_TRADES] = "trades",
	[RV_SIM_SUB_CTX] = "activeAssetCtx",
	[RV_SIM_SUB_USER_FILLS] = "userFills",
	[RV_SIM_SUB_ORDER_UPDATES] = "orderUpdates",
	[RV_SIM_SUB_USER_EVENTS] = "userEvents",
	[RV_SIM_SUB_USER_FUNDINGS] = "userFundings",
};

bool rv_sim_sub_of_user(const rv_sim_sub *s)
{
	return s->type >= RV_SIM_SUB_USER_FILLS;
}

const char *rv_sim_sub_channel(const rv_sim_sub *s)
{
	return channels[s->type];
}

static const char *text(const cJSON *o, const char *key)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, key);
	return cJSON_IsString(v) ? v->valuestring : NULL;
}

static bool whole(const cJSON *o, const char *key, int min, int max, int *out)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, key);
	if (!v || cJSON_IsNull(v))
		return true;
	if (!cJSON_IsNumber(v) || v->valuedouble < min || v->valuedouble > max ||
	    floor(v->valuedouble) < v->valuedouble)
		return false;
	*out = (int)v->valuedouble;
	return true;
}

static bool parse_book(const cJSON *json, rv_sim_sub *s)
{
	const cJSON *fast = cJSON_GetObjectItemCaseSensitive(json, "fast");
	if (fast && !cJSON_IsBool(fast) && !cJSON_IsNull(fast))
		return false;
	s->fast = cJSON_IsTrue(fast);
	if (!whole(json, "nSigFigs", 2, 5, &s->sig_figs) ||
	    !whole(json, "mantissa", 1, 5, &s->mantissa))
		return false;
	return s->mantissa == 1 || (s->sig_figs == 5 && (s->mantissa == 2 || s->mantissa == 5));
}

bool rv_sim_sub_parse(const cJSON *json, const rv_sim_tape *t, rv_sim_sub *out)
{
	const char *type = text(json, "type"), *coin = text(json, "coin");
	const char *interval = text(json, "interval"), *dex = text(json, "dex");
	rv_sim_sub s = { .mantissa = 1, .seen = INT64_MIN };
	size_t k = 0;
	while (k < sizeof(channels) / sizeof(channels[0]) && type && strcmp(channels[k], type) != 0)
		k++;
	if (!type || k == sizeof(channels) / sizeof(channels[0]) || (dex && dex[0] != '\0'))
		return false;
	s.type = (rv_sim_sub_type)k;
	if (rv_sim_sub_of_user(&s)) {
		const char *user = text(json, "user");
		if (!user || rv_address_parse(user, s.user) != RV_OK)
			return false;
	} else if (s.type != RV_SIM_SUB_ALL_MIDS) {
		s.coin = coin ? rv_sim_tape_find(t, coin) : SIZE_MAX;
		if (s.coin == SIZE_MAX)
			return false;
	}
	if (s.type == RV_SIM_SUB_CANDLE) {
		s.interval = interval ? rv_sim_interval_find(interval) : NULL;
		if (!s.interval)
			return false;
	}
	if (s.type == RV_SIM_SUB_BOOK && !parse_book(json, &s))
		return false;
	*out = s;
	return true;
}

void rv_sim_sub_json(rv_sim_out *o, const rv_sim_sub *s, const rv_sim_source *src)
{
	char user[RV_ADDRESS_TEXT];
	rv_sim_out_fmt(o, "{\"type\":\"%s\"", channels[s->type]);
	if (rv_sim_sub_of_user(s)) {
		rv_sim_out_fmt(o, ",\"user\":\"%s\"%s", rv_address_format(s->user, user),
			       s->type == RV_SIM_SUB_USER_FILLS ? ",\"aggregateByTime\":null" : "");
	} else if (s->type != RV_SIM_SUB_ALL_MIDS) {
		rv_sim_out_raw(o, ",\"coin\":");
		rv_sim_out_str(o, src->coins[s->coin].name);
	}
	if (s->type == RV_SIM_SUB_CANDLE)
		rv_sim_out_fmt(o, ",\"interval\":\"%s\"", s->interval->name);
	if (s->type == RV_SIM_SUB_BOOK) {
		if (s->sig_figs)
			rv_sim_out_fmt(o, ",\"nSigFigs\":%d", s->sig_figs);
		else
			rv_sim_out_raw(o, ",\"nSigFigs\":null");
		if (s->mantissa > 1)
			rv_sim_out_fmt(o, ",\"mantissa\":%d", s->mantissa);
		else
			rv_sim_out_raw(o, ",\"mantissa\":null");
		if (s->fast)
			rv_sim_out_raw(o, ",\"fast\":true");
	}
	rv_sim_out_raw(o, "}");
}

rv_sim_sub *rv_sim_subs_find(const rv_sim_subs *l, const rv_sim_sub *s)
{
	for (size_t i = 0; i < l->n; i++) {
		rv_sim_sub *v = &l->v[i];
		if (v->type == s->type && v->coin == s->coin && v->interval == s->interval &&
		    v->sig_figs == s->sig_figs && v->mantissa == s->mantissa &&
		    v->fast == s->fast && memcmp(v->user, s->user, sizeof(v->user)) == 0)
			return v;
	}
	return NULL;
}

rv_sim_sub *rv_sim_subs_add(rv_sim_subs *l, const rv_sim_sub *s)
{
	if (l->n == l->cap) {
		const size_t cap = l->cap ? 2 * l->cap : 64;
		rv_sim_sub *v = realloc(l->v, cap * sizeof(*v));
		if (!v)
			return NULL;
		l->v = v;
		l->cap = cap;
	}
	l->v[l->n] = *s;
	return &l->v[l->n++];
}

void rv_sim_subs_remove(rv_sim_subs *l, rv_sim_sub *s)
{
	*s = l->v[--l->n];
}

void rv_sim_subs_free(rv_sim_subs *l)
{
	free(l->v);
	*l = (rv_sim_subs){ .v = NULL };
}
