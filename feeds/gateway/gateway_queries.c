/*
 * Questions about the account: bodies, weights, and their end; see gateway_priv.h. What has no
 * complete, well-formed answer in time is RV_REPORT_QUERY_FAILED: nothing may be concluded from it.
 */
#include "feeds/gateway/gateway_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BODY = 256 };

void rv_gw_ask_free(void *job)
{
	rv_gw_ask *a = job;
	if (!a)
		return;
	rv_venue_report_free(a->failed);
	free(a);
}

static const char *name_of(rv_query_kind k)
{
	static const char *const names[RV_QUERY_N] = {
		[RV_QUERY_ORDER_STATUS] = "order status",
		[RV_QUERY_OPEN_ORDERS] = "open orders",
		[RV_QUERY_FILLS] = "fills",
		[RV_QUERY_ACCOUNT] = "account",
		[RV_QUERY_ROLE] = "role",
		[RV_QUERY_FEES] = "fees",
		[RV_QUERY_BUDGET] = "budget",
		[RV_QUERY_FUNDING] = "funding",
		[RV_QUERY_TRANSFERS] = "transfers",
	};
	return k < RV_QUERY_N ? names[k] : "?";
}

/* The question ends without a conclusion. */
static void fail(rv_gateway *g, rv_gw_ask *a, const char *why)
{
	rv_venue_report *r = a->failed;
	rv_gw_say(r, "%s: %s", name_of(a->q.kind), why);
	r->request = a->q.request;
	r->query = a->q.kind;
	r->sent_at = a->sent_at;
	rv_log_put(g->log, RV_LOG_WARN, "gateway", "%s", r->text);
	rv_gw_board_error(g, "account", r->text);
	a->failed = NULL;
	rv_gw_push(g, r);
	rv_gw_ask_free(a);
}

void rv_gw_asks_take(rv_gateway *g)
{
	rv_queue_drain_event(g->asks);
	while (g->n_ask_wait < RV_GW_ASKS) {
		rv_gw_ask *a = rv_queue_pop(g->asks);
		if (!a)
			return;
		if (g->broken)
			fail(g, a, "the HTTP library failed");
		else
			g->ask_wait[g->n_ask_wait++] = a;
	}
}

/* What it costs before the rows of its answer are known. */
static unsigned weight_of(const rv_gw_ask *a)
{
	switch (a->q.kind) {
	case RV_QUERY_ORDER_STATUS:
	case RV_QUERY_ACCOUNT:
		return 2;
	case RV_QUERY_ROLE:
		return a->step == 0 ? 60 : 20;
	default:
		return 20;
	}
}

/* Of a question about a span of time; without an end it reaches to now. */
static void text_of_span(const rv_gw_ask *a, const char *type, const char *user, char out[BODY])
{
	char end[48] = "";
	if (a->q.to_ms > 0)
		(void)snprintf(end, sizeof(end), ",\"endTime\":%lld", (long long)a->q.to_ms);
	(void)snprintf(out, BODY, "{\"type\":\"%s\",\"user\":\"%s\",\"startTime\":%lld%s}", type,
		       user, (long long)a->q.from_ms, end);
}

static const char *type_of(const rv_gw_ask *a)
{
	static const char *const types[RV_QUERY_N] = {
		[RV_QUERY_ORDER_STATUS] = "orderStatus",
		[RV_QUERY_OPEN_ORDERS] = "frontendOpenOrders",
		[RV_QUERY_FILLS] = "userFillsByTime",
		[RV_QUERY_ACCOUNT] = "clearinghouseState",
		[RV_QUERY_ROLE] = "userRole",
		[RV_QUERY_FEES] = "userFees",
		[RV_QUERY_BUDGET] = "userRateLimit",
		[RV_QUERY_FUNDING] = "userFunding",
		[RV_QUERY_TRANSFERS] = "userNonFundingLedgerUpdates",
	};
	return a->step == 1 ? "extraAgents" : types[a->q.kind];
}

static void text_of(const rv_gw_ask *a, const rv_gateway *g, char out[BODY])
{
	char cloid[RV_HL_CLOID_TEXT];
	rv_hl_cloid id;
	const bool of_signer = a->q.kind == RV_QUERY_ROLE && a->step == 0;
	const char *user = of_signer ? g->signer_text : g->account_text;
	switch (a->q.kind) {
	case RV_QUERY_ORDER_STATUS:
		memcpy(id.b, a->q.cloid.b, sizeof(id.b));
		(void)snprintf(out, BODY, "{\"type\":\"%s\",\"user\":\"%s\",\"oid\":\"%s\"}",
			       type_of(a), user, rv_hl_cloid_format(&id, cloid));
		return;
	case RV_QUERY_FILLS:
	case RV_QUERY_FUNDING:
	case RV_QUERY_TRANSFERS:
		text_of_span(a, type_of(a), user, out);
		return;
	default:
		(void)snprintf(out, BODY, "{\"type\":\"%s\",\"user\":\"%s\"}", type_of(a), user);
		return;
	}
}

/* The order's fate decides what may be sent next: it may use the last of the weight. */
static unsigned reserve_of(const rv_gateway *g, const rv_gw_ask *a)
{
	return a->q.kind == RV_QUERY_ORDER_STATUS ? 0 : g->p.weight_reserve;
}

/* True: it is gone from the list, asked or told. */
static bool start(rv_gateway *g, rv_gw_ask *a, int64_t now)
{
	char body[BODY], why[96];
	if (now >= a->give_up_at) {
		(void)snprintf(why, sizeof(why), "no room in %d s: weight %u of %u is spent",
			       g->p.room_ms / 1000, rv_weight_used(g->weight),
			       rv_weight_limit(g->weight));
		fail(g, a, why);
		return true;
	}
	const int tag = rv_gw_flights(g, RV_GW_ASK) < RV_GW_ASKS_OUT ? rv_gw_slot(g) : -1;
	if (tag < 0 || now < g->limited_until ||
	    !rv_weight_take(g->weight, weight_of(a), reserve_of(g, a)))
		return false;
	text_of(a, g, body);
	const rv_status st = rv_http_post(g->http, "/info", body, tag);
	if (st != RV_OK) {
		fail(g, a, rv_status_text(st));
		return true;
	}
	a->sent_at = rv_clock_elapsed_ms(g->clock);
	a->sent_utc = rv_clock_utc_ms(g->clock);
	g->flights[tag] = (rv_gw_flight){ .use = RV_GW_ASK, .ask = a };
	return true;
}

void rv_gw_asks_start(rv_gateway *g)
{
	const int64_t now = rv_mono_ms();
	size_t kept = 0;
	for (size_t i = 0; i < g->n_ask_wait; i++) {
		rv_gw_ask *a = g->ask_wait[i];
		if (!start(g, a, now))
			g->ask_wait[kept++] = a;
	}
	g->n_ask_wait = kept;
}

int64_t rv_gw_asks_wait(rv_gateway *g, int64_t now, int64_t most)
{
	for (size_t i = 0; i < g->n_ask_wait; i++) {
		const rv_gw_ask *a = g->ask_wait[i];
		const int64_t give_up = a->give_up_at - now, limited = g->limited_until - now;
		int64_t ms = rv_weight_wait(g->weight, weight_of(a), reserve_of(g, a));
		ms = ms < limited ? limited : ms;
		/* Without a free tag, the answer that frees one ends the sleep. */
		if (ms <= 0 || ms > give_up)
			ms = give_up;
		most = ms < most ? ms : most;
	}
	return most < 1 ? 1 : most;
}

void rv_gw_ask_done(rv_gateway *g, rv_gw_ask *a, const rv_http_result *res)
{
	char why[120];
	rv_err err = { 0 };
	const int step = a->step;
	if (res->len > 0)
		rv_gw_hash(a->failed, res->body, res->len);
	if (!res->transport_ok) {
		(void)snprintf(why, sizeof(why), "no answer: %.100s", res->error);
		fail(g, a, why);
		return;
	}
	if (res->status != 200 || !rv_http_is_json(res->content_type)) {
		(void)snprintf(why, sizeof(why), "HTTP %ld, %.40s", res->status, res->content_type);
		fail(g, a, why);
		return;
	}
	rv_venue_report *r = rv_gw_ask_read(g, a, res, &err);
	if (!r && a->step != step) {
		g->ask_wait[g->n_ask_wait++] = a;
		return;
	}
	if (!r) {
		fail(g, a, err.text[0] ? err.text : "the answer cannot be read");
		return;
	}
	rv_gw_hash(r, res->body, res->len);
	rv_gw_push(g, r);
	rv_gw_ask_free(a);
}

void rv_gw_asks_abandon(rv_gateway *g)
{
	for (size_t i = 0; i < g->n_ask_wait; i++)
		fail(g, g->ask_wait[i], "the HTTP library failed");
	g->n_ask_wait = 0;
	for (int i = 0; i < RV_HTTP_MAX_INFLIGHT; i++) {
		if (g->flights[i].use != RV_GW_ASK)
			continue;
		rv_gw_ask *a = g->flights[i].ask;
		g->flights[i] = (rv_gw_flight){ 0 };
		fail(g, a, "the HTTP library failed");
	}
}
