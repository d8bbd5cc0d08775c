/* Market caps of the simulated venue; see gecko.h. */
#include "feeds/sim/gecko.h"

#include "engine/base/num.h"
#include "engine/market/coin_ids.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_DEFAULT = 100, PAGE_MOST = 250, DAYS_MOST = 2000, VALUE = 64 };

static const char type_json[] = "application/json; charset=utf-8";

static void refuse(rv_sim_reply *r, int status, const char *text)
{
	rv_sim_out_reset(&r->body);
	rv_sim_out_fmt(&r->body, "{\"error\":\"%s\"}", text);
	r->status = status;
	r->type = type_json;
}

/* The value of a key of the query; false: not there, or too long. */
static bool query_value(const char *query, const char *key, char out[VALUE])
{
	const size_t k = strlen(key);
	for (const char *p = query; p && *p; p = strchr(p, '&') ? strchr(p, '&') + 1 : NULL) {
		if (strncmp(p, key, k) != 0 || p[k] != '=')
			continue;
		const size_t n = strcspn(p + k + 1, "&");
		if (n >= VALUE)
			return false;
		(void)snprintf(out, VALUE, "%.*s", (int)n, p + k + 1);
		return true;
	}
	return false;
}

/* A whole number of the query, or the default; false: something else. */
static bool query_int(const char *query, const char *key, int64_t lo, int64_t hi, int64_t *v)
{
	char text[VALUE];
	if (!query_value(query, key, text))
		return true;
	int64_t n;
	if (rv_num_parse_i64(text, strlen(text), &n) != RV_OK || n < lo || n > hi)
		return false;
	*v = n;
	return true;
}

static bool in_usd(const char *query)
{
	char text[VALUE];
	return query_value(query, "vs_currency", text) && strcmp(text, "usd") == 0;
}

typedef struct names {
	rv_coin_ids ids;
	rv_aliases aliases;
} names;

static const names *table(void)
{
	static names t; /* constant once made; the venue's thread only */
	if (t.ids.n == 0) {
		rv_coin_ids_default(&t.ids);
		rv_aliases_default(&t.aliases);
	}
	return &t;
}

static void id_of(const rv_sim_tape *t, size_t coin, char out[RV_COIN_ID_MAX])
{
	const names *n = table();
	rv_coin_ids_sim(&n->ids, &n->aliases, rv_sim_tape_source(t)->coins[coin].name, out);
}

/* Cap at an instant that has passed: NaN unknown. px: the price then. */
static double cap_at(const rv_sim_tape *t, size_t coin, int64_t at_ms, double px)
{
	const rv_sim_source *s = rv_sim_tape_source(t);
	return s->ops->cap ? s->ops->cap(s, coin, at_ms, px) : NAN;
}

static double cap_now(rv_sim_tape *t, size_t coin)
{
	rv_sim_quote q;
	if (!rv_sim_tape_listed(t, coin) || rv_sim_tape_delisted(t, coin) ||
	    !rv_sim_tape_price(t, coin, &q) || !q.live)
		return NAN;
	return cap_at(t, coin, rv_sim_tape_now(t), q.last);
}

typedef struct ranked {
	size_t coin;
	double cap;
} ranked;

static int larger_first(const void *a, const void *b)
{
	const ranked *x = a, *y = b;
	const double cx = isnan(x->cap) ? -1.0 : x->cap, cy = isnan(y->cap) ? -1.0 : y->cap;
	if (cx < cy || cx > cy)
		return cx < cy ? 1 : -1;
	return x->coin < y->coin ? -1 : x->coin > y->coin;
}

static size_t rank_coins(rv_sim_tape *t, ranked out[RV_SIM_MAX_COINS])
{
	size_t n = 0;
	for (size_t i = 0; i < rv_sim_tape_source(t)->n_coins; i++) {
		if (rv_sim_tape_listed(t, i))
			out[n++] = (ranked){ i, cap_now(t, i) };
	}
	qsort(out, n, sizeof(out[0]), larger_first);
	return n;
}

static void put_number(rv_sim_out *o, double v)
{
	char text[RV_SIM_NUM_TEXT];
	rv_sim_out_raw(o, isfinite(v) ? rv_sim_dec_text(v, text) : "null");
}

static void put_coin(rv_sim_reply *r, rv_sim_tape *t, const ranked *c, int rank, int64_t now)
{
	char id[RV_COIN_ID_MAX], when[RV_TIME_TEXT], symbol[RV_SYMBOL_MAX];
	const char *name = rv_sim_tape_source(t)->coins[c->coin].name;
	(void)snprintf(symbol, sizeof(symbol), "%s", name);
	for (char *p = symbol; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	id_of(t, c->coin, id);
	rv_sim_out_fmt(&r->body,
		       "{\"id\":\"%s\",\"symbol\":\"%s\",\"name\":\"%s\",\"market_cap\":", id,
		       symbol, name);
	put_number(&r->body, c->cap);
	rv_sim_out_fmt(&r->body, ",\"market_cap_rank\":%d,\"last_updated\":\"%.19s.000Z\"}", rank,
		       rv_time_format(now, when));
}

static void do_markets(rv_sim_tape *t, int64_t now, const char *query, rv_sim_reply *r)
{
	ranked coins[RV_SIM_MAX_COINS];
	int64_t per_page = PAGE_DEFAULT, page = 1;
	if (!in_usd(query) || !query_int(query, "per_page", 1, PAGE_MOST, &per_page) ||
	    !query_int(query, "page", 1, 1000, &page)) {
		refuse(r, 422, "invalid vs_currency, per_page or page");
		return;
	}
	const size_t n = rank_coins(t, coins);
	rv_sim_out_raw(&r->body, "[");
	const size_t from = (size_t)((page - 1) * per_page);
	for (size_t i = from; i < n && i < from + (size_t)per_page; i++) {
		rv_sim_out_raw(&r->body, i > from ? "," : "");
		put_coin(r, t, &coins[i], (int)i + 1, now);
	}
	rv_sim_out_raw(&r->body, "]");
}

static void do_global(rv_sim_tape *t, int64_t now, rv_sim_reply *r)
{
	double total = 0.0, btc = 0.0;
	const size_t bitcoin = rv_sim_tape_find(t, "BTC");
	for (size_t i = 0; i < rv_sim_tape_source(t)->n_coins; i++) {
		const double cap = cap_now(t, i);
		total += isfinite(cap) ? cap : 0.0;
		if (i == bitcoin && isfinite(cap))
			btc = cap;
	}
	rv_sim_out_raw(&r->body, "{\"data\":{\"total_market_cap\":{\"usd\":");
	put_number(&r->body, total);
	rv_sim_out_raw(&r->body, "},\"market_cap_percentage\":{\"btc\":");
	put_number(&r->body, total > 0.0 ? 100.0 * btc / total : 0.0);
	rv_sim_out_fmt(&r->body, "},\"updated_at\":%lld}}", (long long)(now / 1000));
}

/* The coin of an id: the first of those that share it. */
static size_t find_id(const rv_sim_tape *t, const char *id, size_t n)
{
	for (size_t i = 0; i < rv_sim_tape_source(t)->n_coins; i++) {
		char own[RV_COIN_ID_MAX];
		id_of(t, i, own);
		if (rv_sim_tape_listed(t, i) && strlen(own) == n && strncmp(own, id, n) == 0)
			return i;
	}
	return SIZE_MAX;
}

/* Price at a midnight: the close of the hour before it. */
static double price_at(const rv_sim_tape *t, size_t coin, int64_t midnight)
{
	const rv_sim_source *s = rv_sim_tape_source(t);
	rv_sim_ohlc h;
	return s->ops->hour(s, coin, midnight - RV_HOUR_MS, &h) ? h.c : NAN;
}

static void put_point(rv_sim_out *o, int64_t t, double v, unsigned *n)
{
	if (!isfinite(v))
		return;
	rv_sim_out_fmt(o, "%s[%lld,", (*n)++ ? "," : "", (long long)t);
	put_number(o, v);
	rv_sim_out_raw(o, "]");
}

static void do_chart(rv_sim_tape *t, const char *id, size_t id_n, const char *query,
		     rv_sim_reply *r)
{
	int64_t days = 0;
	const size_t coin = find_id(t, id, id_n);
	if (coin == SIZE_MAX) {
		refuse(r, 404, "coin not found");
		return;
	}
	if (!in_usd(query) || !query_int(query, "days", 1, DAYS_MOST, &days) || days == 0) {
		refuse(r, 422, "invalid vs_currency or days");
		return;
	}
	unsigned n = 0;
	const int64_t now = rv_sim_tape_now(t), today = rv_time_floor(now, RV_DAY_MS);
	rv_sim_out_raw(&r->body, "{\"market_caps\":[");
	for (int64_t at = today - (days - 1) * RV_DAY_MS; at <= today; at += RV_DAY_MS)
		put_point(&r->body, at, cap_at(t, coin, at, price_at(t, coin, at)), &n);
	if (now > today)
		put_point(&r->body, now, cap_now(t, coin), &n);
	rv_sim_out_raw(&r->body, "]}");
}

void rv_sim_gecko(rv_sim_tape *t, int64_t clock_ms, const char *uri, const char *query,
		  rv_sim_reply *r)
{
	static const char coins[] = RV_SIM_GECKO "coins/", chart[] = "/market_chart";
	rv_sim_out_reset(&r->body);
	r->status = 200;
	r->type = type_json;
	r->weight = 0;
	const size_t n = strlen(uri), c = sizeof(coins) - 1, m = sizeof(chart) - 1;
	if (strcmp(uri, RV_SIM_GECKO "coins/markets") == 0) {
		r->kind = "markets";
		do_markets(t, clock_ms, query, r);
	} else if (strcmp(uri, RV_SIM_GECKO "global") == 0) {
		r->kind = "global";
		do_global(t, clock_ms, r);
	} else if (n > c + m && strncmp(uri, coins, c) == 0 && strcmp(uri + n - m, chart) == 0) {
		r->kind = "marketChart";
		do_chart(t, uri + c, n - c - m, query, r);
	} else {
		refuse(r, 404, "no such page");
	}
}
