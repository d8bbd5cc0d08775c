/* The info endpoint; see info.h. */
#include "feeds/sim/info.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

#include "feeds/sim/json_out.h"
#include "feeds/simx/user_info.h"

enum { WEIGHT_LIGHT = 2, WEIGHT_PLAIN = 20, ROWS_PER_WEIGHT = 20, CANDLES_PER_WEIGHT = 60 };

typedef struct request {
	rv_sim_tape *tape;
	const struct rv_simx *x;
	const cJSON *json;
	rv_sim_reply *r;
	int64_t clock_ms;
} request;

static const char type_json[] = "application/json";
static const char type_text[] = "text/plain; charset=utf-8";

/* Wrong shape: unknown type, missing field, wrong type. */
static void bad_shape(rv_sim_reply *r)
{
	rv_sim_out_reset(&r->body);
	rv_sim_out_raw(&r->body, RV_SIM_BAD_BODY);
	r->status = 422;
	r->type = type_text;
}

/* Well-formed, but a value the venue does not accept. */
static void bad_value(rv_sim_reply *r)
{
	rv_sim_out_reset(&r->body);
	rv_sim_out_raw(&r->body, "null");
	r->status = 500;
	r->type = type_json;
}

/* A required string. */
static const char *text_field(const cJSON *o, const char *key)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, key);
	return cJSON_IsString(v) ? v->valuestring : NULL;
}

/* A non-negative integer time. Absent or null: true and *out stays, unless required. */
static bool time_field(const cJSON *o, const char *key, bool required, int64_t *out)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, key);
	if (!v || cJSON_IsNull(v))
		return !required;
	if (!cJSON_IsNumber(v) || v->valuedouble < 0.0 || v->valuedouble > 0x1.0p53 ||
	    floor(v->valuedouble) < v->valuedouble)
		return false;
	*out = (int64_t)v->valuedouble;
	return true;
}

static void do_meta(request *q)
{
	rv_sim_json_meta(&q->r->body, q->tape);
}

static void do_meta_and_ctxs(request *q)
{
	const size_t n = rv_sim_tape_source(q->tape)->n_coins;
	bool first = true;
	rv_sim_out_raw(&q->r->body, "[");
	rv_sim_json_meta(&q->r->body, q->tape);
	rv_sim_out_raw(&q->r->body, ",[");
	for (size_t i = 0; i < n; i++) {
		if (!rv_sim_tape_listed(q->tape, i))
			continue;
		rv_sim_out_raw(&q->r->body, first ? "" : ",");
		first = false;
		rv_sim_json_ctx(&q->r->body, q->tape, i);
	}
	rv_sim_out_raw(&q->r->body, "]]");
}

static void do_mids(request *q)
{
	rv_sim_json_mids(&q->r->body, q->tape);
}

/* How often a row is written: once, but for every third one of a faulty answer. */
static int copies(bool gap, bool twice, unsigned row)
{
	if (row % 3 != 0)
		return 1;
	return gap ? 0 : twice ? 2 : 1;
}

/* Candles that overlap [from, to] among the newest 5000 of the interval; returns how many. */
static unsigned candles(request *q, size_t coin, const rv_sim_interval *iv, int64_t from,
			int64_t to)
{
	const rv_sim_source *s = rv_sim_tape_source(q->tape);
	const int64_t now = rv_sim_tape_now(q->tape);
	const int64_t len = iv->ms ? iv->ms : 31 * RV_DAY_MS;
	int64_t t = rv_sim_interval_open(iv, now) - (RV_SIM_CANDLES_MAX - 1) * len;
	if (t < s->coins[coin].days_from)
		t = s->coins[coin].days_from;
	if (t < from)
		t = from;
	unsigned n = 0, seen = 0;
	for (t = rv_sim_interval_open(iv, t); t <= to && t <= now;
	     t = rv_sim_interval_next(iv, t)) {
		rv_sim_ohlc c;
		if (!rv_sim_tape_candle(q->tape, coin, iv, t, &c))
			continue;
		const int times = copies(q->r->candle_gap, q->r->candle_twice, ++seen);
		for (int k = 0; k < times; k++) {
			rv_sim_out_raw(&q->r->body, n++ ? "," : "");
			rv_sim_json_candle(&q->r->body, s->coins[coin].name, iv, t, &c);
		}
	}
	return n;
}

static void do_candles(request *q)
{
	const cJSON *req = cJSON_GetObjectItemCaseSensitive(q->json, "req");
	const char *coin = text_field(req, "coin"), *name = text_field(req, "interval");
	int64_t from = 0, to = rv_sim_tape_now(q->tape);
	const rv_sim_interval *iv = name ? rv_sim_interval_find(name) : NULL;
	if (!cJSON_IsObject(req) || !coin || !iv || !time_field(req, "startTime", true, &from) ||
	    !time_field(req, "endTime", false, &to)) {
		bad_shape(q->r);
		return;
	}
	const size_t i = rv_sim_tape_find(q->tape, coin);
	if (i == SIZE_MAX) {
		bad_value(q->r);
		return;
	}
	rv_sim_out_raw(&q->r->body, "[");
	q->r->weight += candles(q, i, iv, from, to) / CANDLES_PER_WEIGHT;
	rv_sim_out_raw(&q->r->body, "]");
}

/* First page of the stamps in [from, to]; returns how many rows. */
static unsigned funding_rows(request *q, size_t coin, int64_t from, int64_t to)
{
	const rv_sim_coin *c = &rv_sim_tape_source(q->tape)->coins[coin];
	const int64_t now = rv_sim_tape_now(q->tape);
	int64_t h = from > c->funding_from ? from : c->funding_from;
	if (h < c->from)
		h = c->from;
	unsigned n = 0, seen = 0;
	for (h = rv_time_floor(h, RV_HOUR_MS); h <= to && h <= now && n < RV_SIM_FUNDING_ROWS;
	     h += RV_HOUR_MS) {
		int64_t stamp = 0;
		double rate = 0.0, premium = 0.0;
		if (!rv_sim_tape_funding(q->tape, coin, h, &stamp, &rate, &premium) ||
		    stamp < from || stamp > to)
			continue;
		const int times = copies(q->r->funding_gap, q->r->funding_twice, ++seen);
		for (int k = 0; k < times; k++) {
			rv_sim_out_raw(&q->r->body, n++ ? "," : "");
			rv_sim_json_funding(&q->r->body, c->name, stamp, rate, premium);
		}
	}
	return n;
}

static void do_funding(request *q)
{
	const char *coin = text_field(q->json, "coin");
	int64_t from = 0, to = rv_sim_tape_now(q->tape);
	if (!coin || !time_field(q->json, "startTime", true, &from) ||
	    !time_field(q->json, "endTime", false, &to)) {
		bad_shape(q->r);
		return;
	}
	const size_t i = rv_sim_tape_find(q->tape, coin);
	if (i == SIZE_MAX) {
		bad_value(q->r);
		return;
	}
	rv_sim_out_raw(&q->r->body, "[");
	q->r->weight += funding_rows(q, i, from, to) / ROWS_PER_WEIGHT;
	rv_sim_out_raw(&q->r->body, "]");
}

/* An optional small integer; false on a wrong type. Absent or null: *out stays. */
static bool int_field(const cJSON *o, const char *key, int *out)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, key);
	if (!v || cJSON_IsNull(v))
		return true;
	if (!cJSON_IsNumber(v) || fabs(v->valuedouble) > 1e6 ||
	    floor(v->valuedouble) < v->valuedouble)
		return false;
	*out = (int)v->valuedouble;
	return true;
}

static void do_book(request *q)
{
	const char *coin = text_field(q->json, "coin");
	int sig = 0, mantissa = 1;
	if (!coin || !int_field(q->json, "nSigFigs", &sig) ||
	    !int_field(q->json, "mantissa", &mantissa)) {
		bad_shape(q->r);
		return;
	}
	const bool mantissa_ok = mantissa == 1 || (sig == 5 && (mantissa == 2 || mantissa == 5));
	if ((sig != 0 && (sig < 2 || sig > 5)) || !mantissa_ok) {
		bad_value(q->r);
		return;
	}
	const size_t i = rv_sim_tape_find(q->tape, coin);
	if (i == SIZE_MAX || !rv_sim_tape_listed(q->tape, i))
		rv_sim_out_raw(&q->r->body, "null");
	else
		rv_sim_json_book(&q->r->body, q->tape, i, sig, mantissa, RV_SIM_BOOK_LEVELS);
}

static void do_trades(request *q)
{
	enum { NEWEST = 10, LOOK_S = 60 };
	const char *coin = text_field(q->json, "coin");
	if (!coin) {
		bad_shape(q->r);
		return;
	}
	const size_t i = rv_sim_tape_find(q->tape, coin);
	if (i == SIZE_MAX) {
		bad_value(q->r);
		return;
	}
	unsigned n = 0;
	const int64_t now = rv_sim_tape_now(q->tape);
	rv_sim_out_raw(&q->r->body, "[");
	for (int k = 1; k <= LOOK_S && n < NEWEST; k++) {
		rv_sim_trade tr;
		if (!rv_sim_tape_trade(q->tape, i, now - k * RV_SECOND_MS, &tr))
			continue;
		rv_sim_out_raw(&q->r->body, n++ ? "," : "");
		rv_sim_json_trade(&q->r->body, coin, &tr);
	}
	rv_sim_out_raw(&q->r->body, "]");
	q->r->weight += n / ROWS_PER_WEIGHT;
}

static void do_status(request *q)
{
	rv_sim_out_fmt(&q->r->body, "{\"time\":%lld,\"specialStatuses\":null}",
		       (long long)q->clock_ms);
}

static const struct handler {
	const char *type;
	void (*run)(request *q);
	unsigned weight;
} handlers[] = {
	{ "meta", do_meta, WEIGHT_PLAIN },
	{ "metaAndAssetCtxs", do_meta_and_ctxs, WEIGHT_PLAIN },
	{ "allMids", do_mids, WEIGHT_LIGHT },
	{ "candleSnapshot", do_candles, WEIGHT_PLAIN },
	{ "fundingHistory", do_funding, WEIGHT_PLAIN },
	{ "l2Book", do_book, WEIGHT_LIGHT },
	{ "recentTrades", do_trades, WEIGHT_PLAIN },
	{ "exchangeStatus", do_status, WEIGHT_LIGHT },
};

static const struct handler *find_handler(const char *type)
{
	for (size_t i = 0; type && i < sizeof(handlers) / sizeof(handlers[0]); i++) {
		if (strcmp(handlers[i].type, type) == 0)
			return &handlers[i];
	}
	return NULL;
}

static void run(request *q)
{
	const char *type = text_field(q->json, "type"), *user = rv_simx_user_type(type);
	const struct handler *h = find_handler(type);
	if (!h && !user) {
		bad_shape(q->r);
		return;
	}
	q->r->kind = user ? user : h->type;
	q->r->weight = user ? WEIGHT_PLAIN : h->weight;
	const cJSON *dex = cJSON_GetObjectItemCaseSensitive(q->json, "dex");
	const bool none = !dex || cJSON_IsNull(dex);
	if (!none && cJSON_IsString(dex) && dex->valuestring[0] != '\0')
		bad_value(q->r); /* no builder venues here */
	else if ((!none && !cJSON_IsString(dex)) ||
		 (user && !rv_simx_user_info(q->x, q->json, q->clock_ms, q->r)))
		bad_shape(q->r);
	else if (!user)
		h->run(q);
}

void rv_sim_info_ask(rv_sim_tape *t, const struct rv_simx *x, int64_t clock_ms,
		     const struct cJSON *json, rv_sim_reply *r)
{
	rv_sim_out_reset(&r->body);
	r->status = 200;
	r->type = type_json;
	r->kind = "";
	r->weight = WEIGHT_PLAIN;
	request q = { .tape = t, .x = x, .json = json, .r = r, .clock_ms = clock_ms };
	if (cJSON_IsObject(json))
		run(&q);
	else
		bad_shape(r);
	if (r->body.failed)
		bad_value(r);
}

void rv_sim_info(rv_sim_tape *t, int64_t clock_ms, const char *body, size_t n, rv_sim_reply *r)
{
	cJSON *json = cJSON_ParseWithLength(body, n);
	rv_sim_info_ask(t, NULL, clock_ms, json, r);
	cJSON_Delete(json);
}
