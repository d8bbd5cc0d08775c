/*
 * Questions about the account: bodies, weights, answers; see gateway_priv.h. What has no complete,
 * well-formed answer in time is RV_REPORT_QUERY_FAILED, from which nothing may be concluded.
 */
#include "feeds/gateway/gateway_priv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BODY = 256, ACCOUNT_POSITIONS = 256, PAYMENT_ROWS = 500 };

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

static void text_of(const rv_gw_ask *a, const rv_gateway *g, char out[BODY])
{
	char cloid[RV_HL_CLOID_TEXT];
	rv_hl_cloid id;
	const char *user = g->account_text;
	const long long from = (long long)a->q.from_ms, to = (long long)a->q.to_ms;
	switch (a->q.kind) {
	case RV_QUERY_ORDER_STATUS:
		memcpy(id.b, a->q.cloid.b, sizeof(id.b));
		(void)snprintf(out, BODY,
			       "{\"type\":\"orderStatus\",\"user\":\"%s\",\"oid\":\"%s\"}", user,
			       rv_hl_cloid_format(&id, cloid));
		return;
	case RV_QUERY_OPEN_ORDERS:
		(void)snprintf(out, BODY, "{\"type\":\"frontendOpenOrders\",\"user\":\"%s\"}",
			       user);
		return;
	case RV_QUERY_FILLS:
		(void)snprintf(out, BODY,
			       "{\"type\":\"userFillsByTime\",\"user\":\"%s\",\"startTime\":%lld,"
			       "\"endTime\":%lld,\"aggregateByTime\":false}",
			       user, from, to);
		return;
	case RV_QUERY_ACCOUNT:
		(void)snprintf(out, BODY, "{\"type\":\"clearinghouseState\",\"user\":\"%s\"}",
			       user);
		return;
	case RV_QUERY_ROLE:
		(void)snprintf(out, BODY, "{\"type\":\"%s\",\"user\":\"%s\"}",
			       a->step == 0 ? "userRole" : "extraAgents",
			       a->step == 0 ? g->signer_text : user);
		return;
	case RV_QUERY_FEES:
		(void)snprintf(out, BODY, "{\"type\":\"userFees\",\"user\":\"%s\"}", user);
		return;
	case RV_QUERY_BUDGET:
		(void)snprintf(out, BODY, "{\"type\":\"userRateLimit\",\"user\":\"%s\"}", user);
		return;
	case RV_QUERY_FUNDING:
	case RV_QUERY_N:
		break;
	}
	if (to > 0)
		(void)snprintf(out, BODY,
			       "{\"type\":\"userFunding\",\"user\":\"%s\",\"startTime\":%lld,"
			       "\"endTime\":%lld}",
			       user, from, to);
	else
		(void)snprintf(out, BODY,
			       "{\"type\":\"userFunding\",\"user\":\"%s\",\"startTime\":%lld}",
			       user, from);
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

/* A report of what was asked, with room for rows; NULL: there is no memory. */
static rv_venue_report *answer(const rv_gw_ask *a, rv_report_kind kind, size_t rows)
{
	rv_venue_report *r = NULL;
	if (rv_venue_report_new(kind, rows, &r) != RV_OK)
		return NULL;
	r->request = a->q.request;
	r->query = a->q.kind;
	r->sent_at = a->sent_at;
	return r;
}

/* Each reader makes the whole report or sets err. */
typedef rv_venue_report *(*reader)(rv_gateway *g, rv_gw_ask *a, const rv_http_result *res,
				   rv_err *err);

static rv_venue_report *out_of_memory(rv_err *err)
{
	(void)rv_err_set(err, RV_ENOMEM, "out of memory");
	return NULL;
}

static rv_venue_report *drop(rv_venue_report *r)
{
	rv_venue_report_free(r);
	return NULL;
}

static rv_venue_report *read_status(rv_gateway *g, rv_gw_ask *a, const rv_http_result *res,
				    rv_err *err)
{
	rv_hl_order_state *s = &g->rows.states[0];
	const rv_status st = rv_hl_parse_order_status(res->body, res->len, s, err);
	if (st != RV_OK && st != RV_ENOENT)
		return NULL;
	rv_venue_report *r = answer(a, RV_REPORT_ORDER_STATUS, 1);
	if (!r)
		return out_of_memory(err);
	if (st == RV_ENOENT) {
		r->records[0].cloid = a->q.cloid;
		r->records[0].status = RV_STATUS_NONE;
		(void)snprintf(r->records[0].word, sizeof(r->records[0].word), "unknownOid");
		return r;
	}
	if (!rv_gw_state(g, s, &r->records[0], err))
		return drop(r);
	if (memcmp(r->records[0].cloid.b, a->q.cloid.b, sizeof(a->q.cloid.b)) != 0) {
		(void)rv_err_set(err, RV_EDATA, "the answer is about another order");
		return drop(r);
	}
	rv_gate_record(g->gate, &r->records[0]);
	return r;
}

static rv_venue_report *read_open(rv_gateway *g, rv_gw_ask *a, const rv_http_result *res,
				  rv_err *err)
{
	rv_hl_orders in = { .v = g->rows.orders, .cap = RV_HL_OPEN_ORDERS_MAX };
	if (rv_hl_parse_orders(res->body, res->len, &in, err) != RV_OK)
		return NULL;
	if (in.n > RV_REPORT_ROWS) {
		(void)rv_err_set(err, RV_EFULL, "%zu open orders are more than one report holds",
				 in.n);
		return NULL;
	}
	rv_venue_report *r = answer(a, RV_REPORT_OPEN_ORDERS, in.n);
	if (!r)
		return out_of_memory(err);
	r->n = 0;
	for (size_t i = 0; i < in.n; i++) {
		if (rv_hl_is_foreign(in.v[i].coin))
			continue; /* spot and builders' markets are not the desk's */
		if (!rv_gw_record(g, &in.v[i], &r->records[r->n++], err))
			return drop(r);
	}
	return r;
}

static rv_venue_report *read_fills(rv_gateway *g, rv_gw_ask *a, const rv_http_result *res,
				   rv_err *err)
{
	rv_hl_fills in = { .v = g->rows.fills, .cap = RV_HL_FILLS_MAX };
	if (rv_hl_parse_fills(res->body, res->len, &in, err) != RV_OK)
		return NULL;
	rv_weight_spend(g->weight, (unsigned)((in.n + in.foreign) / 20));
	rv_venue_report *r = answer(a, RV_REPORT_FILLS_PAGE, in.n);
	if (!r)
		return out_of_memory(err);
	for (size_t i = 0; i < in.n; i++) {
		if (!rv_gw_fill(g, &in.v[i], &r->fills[i], err))
			return drop(r);
	}
	rv_gw_sort_fills(r->fills, r->n);
	r->saturated = in.n + in.foreign >= RV_HL_FILLS_MAX;
	return r;
}

static void put_margin(rv_venue_report *r, const rv_hl_account *in)
{
	r->u.account.time_ms = in->time_ms;
	r->u.account.account_value_usd = rv_dec_to_double(in->all.account_value);
	r->u.account.margin_used_usd = rv_dec_to_double(in->all.margin_used);
	r->u.account.notional_usd = rv_dec_to_double(in->all.total_ntl);
	r->u.account.raw_usd = rv_dec_to_double(in->all.total_raw_usd);
	r->u.account.maintenance_usd = rv_dec_to_double(in->cross_maintenance);
	r->u.account.withdrawable_usd = rv_dec_to_double(in->withdrawable);
}

static rv_venue_report *read_account(rv_gateway *g, rv_gw_ask *a, const rv_http_result *res,
				     rv_err *err)
{
	rv_hl_account in = { .v = g->rows.positions, .cap = RV_HL_POSITIONS_MAX };
	if (rv_hl_parse_account(res->body, res->len, &in, err) != RV_OK)
		return NULL;
	if (in.n > ACCOUNT_POSITIONS) {
		(void)rv_err_set(err, RV_EFULL, "%zu positions are more than one report holds",
				 in.n);
		return NULL;
	}
	rv_venue_report *r = answer(a, RV_REPORT_ACCOUNT, 0);
	if (!r)
		return out_of_memory(err);
	put_margin(r, &in);
	r->u.account.n = in.n;
	for (size_t i = 0; i < in.n; i++) {
		if (!rv_gw_position(g, &in.v[i], &r->u.account.positions[i], err))
			return drop(r);
	}
	return r;
}

/* userRole of the signer, then extraAgents of the account, which says until when. */
static rv_venue_report *read_role(rv_gateway *g, rv_gw_ask *a, const rv_http_result *res,
				  rv_err *err)
{
	rv_hl_user_role role;
	if (rv_hl_parse_role(res->body, res->len, &role, err) != RV_OK)
		return NULL;
	const bool self = memcmp(g->signer_address, g->p.account, sizeof(g->signer_address)) == 0;
	a->is_agent = role.role == RV_HL_ROLE_AGENT
			      ? memcmp(role.of, g->p.account, sizeof(role.of)) == 0
			      : self && role.role == RV_HL_ROLE_USER;
	if (a->is_agent && !self) {
		a->step = 1; /* asked next; no report yet */
		return NULL;
	}
	rv_venue_report *r = answer(a, RV_REPORT_ROLE, 0);
	if (!r)
		return out_of_memory(err);
	r->u.role.is_agent = a->is_agent;
	return r;
}

static rv_venue_report *read_agents(rv_gateway *g, rv_gw_ask *a, const rv_http_result *res,
				    rv_err *err)
{
	if (rv_hl_parse_agents(res->body, res->len, &g->agents, err) != RV_OK)
		return NULL;
	rv_venue_report *r = answer(a, RV_REPORT_ROLE, 0);
	if (!r)
		return out_of_memory(err);
	r->u.role.is_agent = a->is_agent;
	for (size_t i = 0; i < g->agents.n; i++) {
		const rv_hl_agent *e = &g->agents.v[i];
		if (memcmp(e->address, g->signer_address, sizeof(e->address)) == 0 &&
		    e->valid_until_ms > 0)
			r->u.role.valid_until_ms = e->valid_until_ms;
	}
	return r;
}

static rv_venue_report *read_fees(rv_gateway *g, rv_gw_ask *a, const rv_http_result *res,
				  rv_err *err)
{
	rv_hl_fees in;
	(void)g;
	if (rv_hl_parse_fees(res->body, res->len, &in, err) != RV_OK)
		return NULL;
	rv_venue_report *r = answer(a, RV_REPORT_FEES, 0);
	if (!r)
		return out_of_memory(err);
	r->u.fees.taker = rv_dec_to_double(in.cross);
	r->u.fees.maker = rv_dec_to_double(in.add);
	return r;
}

static rv_venue_report *read_budget(rv_gateway *g, rv_gw_ask *a, const rv_http_result *res,
				    rv_err *err)
{
	rv_hl_allowance in;
	(void)g;
	if (rv_hl_parse_allowance(res->body, res->len, &in, err) != RV_OK)
		return NULL;
	rv_venue_report *r = answer(a, RV_REPORT_BUDGET, 0);
	if (!r)
		return out_of_memory(err);
	r->u.budget.used = in.used;
	r->u.budget.cap = in.cap;
	return r;
}

static rv_venue_report *read_funding(rv_gateway *g, rv_gw_ask *a, const rv_http_result *res,
				     rv_err *err)
{
	rv_hl_payments in = { .v = g->rows.payments, .cap = RV_HL_FUNDINGS_MAX };
	if (rv_hl_parse_payments(res->body, res->len, &in, err) != RV_OK)
		return NULL;
	rv_weight_spend(g->weight, (unsigned)((in.n + in.foreign) / 20));
	rv_venue_report *r = answer(a, RV_REPORT_FUNDING, 0);
	if (!r)
		return out_of_memory(err);
	r->u.funding.n = in.n;
	for (size_t i = 0; i < in.n; i++) {
		if (!rv_gw_payment(g, &in.v[i], &r->u.funding.rows[i], err))
			return drop(r);
	}
	r->saturated = in.n + in.foreign >= RV_HL_FUNDINGS_MAX;
	return r;
}

static reader reader_of(const rv_gw_ask *a)
{
	static const reader readers[RV_QUERY_N] = {
		[RV_QUERY_ORDER_STATUS] = read_status, [RV_QUERY_OPEN_ORDERS] = read_open,
		[RV_QUERY_FILLS] = read_fills,	       [RV_QUERY_ACCOUNT] = read_account,
		[RV_QUERY_ROLE] = read_role,	       [RV_QUERY_FEES] = read_fees,
		[RV_QUERY_BUDGET] = read_budget,       [RV_QUERY_FUNDING] = read_funding,
	};
	return a->step == 1 ? read_agents : readers[a->q.kind];
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
	rv_venue_report *r = reader_of(a)(g, a, res, &err);
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
