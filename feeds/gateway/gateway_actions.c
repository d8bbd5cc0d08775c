/* Actions out, verdicts in: what leaves, and what its answer says; see gateway_priv.h. */
#include "engine/base/crash_point.h"
#include "feeds/gateway/gateway_priv.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void rv_gw_send_free(void *job)
{
	rv_gw_send *j = job;
	if (!j)
		return;
	rv_venue_report_free(j->report);
	free(j);
}

/* What the i-th item is about; an order's bytes know better than the engine. */
static const rv_cloid *cloid_of(const rv_gw_send *j, size_t i)
{
	return j->f.kind == RV_ACTION_ORDER && i < j->f.n ? &j->f.v[i].cloid : &j->s.cloids[i];
}

/* The job ends in its report. */
static void tell(rv_gateway *g, rv_gw_send *j, rv_outcome outcome, rv_refusal refusal)
{
	rv_venue_report *r = j->report;
	r->request = j->s.request;
	r->sent_at = j->sent_at;
	r->u.action.kind = j->s.kind;
	r->u.action.outcome = outcome;
	r->u.action.refusal = refusal;
	if (outcome != RV_OUTCOME_VERDICT)
		r->u.action.n = j->s.n;
	for (size_t i = 0; i < j->s.n; i++)
		r->u.action.cloids[i] = *cloid_of(j, i);
	if (j->f.kind == RV_ACTION_ORDER)
		rv_gate_answered(g->gate, &j->f, r);
	if (outcome == RV_OUTCOME_UNKNOWN)
		rv_gw_board_error(g, "orders", r->text);
	j->report = NULL;
	rv_gw_push(g, r);
	rv_gw_send_free(j);
}

/* No byte of it left. */
static void tell_gated(rv_gateway *g, rv_gw_send *j, const char *why)
{
	rv_gw_say(j->report, "%s", why);
	rv_log_put(g->log, RV_LOG_WARN, "gateway", "not sent: %s", why);
	tell(g, j, RV_OUTCOME_GATED, RV_REFUSAL_OTHER);
}

static const char *env_refusal(const rv_gateway *g, bool order)
{
	const rv_venue_env env = rv_gateway_env(g);
	if (env == RV_VENUE_ENV_MISMATCH)
		return g->p.sim ? "this is not the simulated venue that is configured"
				: "this is a simulated venue, a real one is configured";
	if (env == RV_VENUE_ENV_UNKNOWN && order)
		return "the venue has not said yet what it is";
	return NULL;
}

static bool no(char why[RV_VENUE_TEXT], const char *fmt, ...) RV_PRINTF(2, 3);

static bool no(char why[RV_VENUE_TEXT], const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(why, RV_VENUE_TEXT, fmt, ap);
	va_end(ap);
	return false;
}

/* Weight of the address: cancels go whatever is left, the venue decides. */
static bool weight_ok(rv_gateway *g, bool order, char why[RV_VENUE_TEXT])
{
	const int64_t wait = g->limited_until - rv_mono_ms();
	if (!order) {
		rv_weight_spend(g->weight, 1);
		return true;
	}
	if (wait > 0)
		return no(why, "rate limited by the venue for %lld s more",
			  (long long)(wait + 999) / 1000);
	return rv_weight_take(g->weight, 1, g->p.weight_reserve) ||
	       no(why, "the REST weight of this minute is spent, %u of %u",
		  rv_weight_used(g->weight), rv_weight_limit(g->weight));
}

/* Everything that is asked before a connection is looked for; true: it is charged. */
static bool admit(rv_gateway *g, rv_gw_send *j, char why[RV_VENUE_TEXT])
{
	rv_err err = { 0 };
	const rv_gate_now now = rv_gw_now(g);
	if (g->broken)
		return no(why, "the HTTP library failed: nothing leaves any more");
	if (!rv_coins_known(g->coins) && j->s.kind == RV_ACTION_ORDER)
		return no(why, "the venue's universe is not known yet");
	if (rv_wire_facts(&g->wire, j->s.bytes.body, j->s.bytes.len, g->coins, &j->f, &err) !=
	    RV_OK)
		return no(why, "the bytes cannot be read: %.120s", err.text);
	const bool order = j->f.kind == RV_ACTION_ORDER;
	const char *env = env_refusal(g, order);
	if (env)
		return no(why, "%s", env);
	return weight_ok(g, order, why) && rv_gate_pass(g->gate, &j->s, &j->f, &now, why);
}

void rv_gw_sends_take(rv_gateway *g)
{
	rv_queue_drain_event(g->sends);
	while (g->n_send_wait < RV_GW_SENDS) {
		char why[RV_VENUE_TEXT] = "";
		rv_gw_send *j = rv_queue_pop(g->sends);
		if (!j)
			return;
		if (admit(g, j, why))
			g->send_wait[g->n_send_wait++] = j;
		else
			tell_gated(g, j, why);
	}
}

/* A tag for the job, or -1: orders leave room for cancels, which overtake them here. */
static int slot_for(const rv_gateway *g, const rv_gw_send *j)
{
	int orders = 0;
	for (int i = 0; i < RV_HTTP_MAX_INFLIGHT; i++)
		orders += g->flights[i].use == RV_GW_SEND &&
			  g->flights[i].send->f.kind == RV_ACTION_ORDER;
	if (j->f.kind == RV_ACTION_ORDER && orders >= RV_GW_ORDERS_OUT)
		return -1;
	return rv_gw_slot(g);
}

/* True: the job is gone from the list, sent or told. */
static bool start(rv_gateway *g, rv_gw_send *j)
{
	char why[RV_VENUE_TEXT] = "";
	const rv_gate_now now = rv_gw_now(g);
	const int tag = slot_for(g, j);
	if (!rv_gate_still(g->gate, &j->f, &now, why)) {
		rv_gate_unsent(g->gate, &j->f);
		tell_gated(g, j, why);
		return true;
	}
	if (tag < 0)
		return false;
	const rv_status st =
		rv_http_post_once(g->http, "/exchange", j->s.bytes.body, j->s.bytes.len, tag);
	if (st != RV_OK) {
		rv_gate_unsent(g->gate, &j->f);
		tell_gated(g, j, rv_status_text(st));
		return true;
	}
	g->flights[tag] = (rv_gw_flight){ .use = RV_GW_SEND, .send = j };
	return true;
}

void rv_gw_sends_start(rv_gateway *g)
{
	size_t kept = 0;
	for (size_t i = 0; i < g->n_send_wait; i++) {
		rv_gw_send *j = g->send_wait[i];
		if (!start(g, j))
			g->send_wait[kept++] = j;
	}
	g->n_send_wait = kept;
}

/* The connection stands and the headers are out: the last moment at which it can be stopped. */
size_t rv_gw_give(void *ctx, int tag, size_t given, size_t left)
{
	rv_gateway *g = ctx;
	rv_gw_send *j = g->flights[tag].send;
	const rv_gate_now now = rv_gw_now(g);
	if (given > 0) {
		rv_crash_point("gateway.mid-send");
		return left;
	}
	const char *env = env_refusal(g, j->f.kind == RV_ACTION_ORDER);
	if (env)
		(void)no(j->why, "%s", env);
	else if (atomic_load(&g->stop))
		(void)no(j->why, "the gateway stops");
	else if (rv_gate_still(g->gate, &j->f, &now, j->why))
		j->why[0] = '\0';
	if (j->why[0])
		return 0;
	rv_crash_point("gateway.before-send");
	j->sent_at = rv_clock_elapsed_ms(g->clock);
	/* Two pieces only for the crash point between them. */
	return atomic_load_explicit(&rv_crash_armed, memory_order_relaxed) ? (left + 1) / 2 : left;
}

void rv_gw_gone(void *ctx, int tag)
{
	(void)ctx;
	(void)tag;
	rv_crash_point("gateway.after-send");
}

static void put_verdict(rv_verdict *out, const rv_hl_verdict *v, const rv_cloid *asked)
{
	char sz[RV_DEC_TEXT], px[RV_DEC_TEXT];
	out->cloid = *asked;
	out->oid = v->oid;
	(void)snprintf(out->text, sizeof(out->text), "%.150s", v->text);
	switch (v->kind) {
	case RV_HL_VERDICT_RESTING:
		out->kind = RV_VERDICT_RESTING;
		break;
	case RV_HL_VERDICT_FILLED:
		out->kind = RV_VERDICT_FILLED;
		(void)snprintf(out->text, sizeof(out->text), "%s at %s",
			       rv_dec_text(v->total_sz, sz), rv_dec_text(v->avg_px, px));
		break;
	case RV_HL_VERDICT_ERROR:
	case RV_HL_VERDICT_GONE:
		out->kind = RV_VERDICT_ERROR;
		break;
	case RV_HL_VERDICT_CANCELED:
		out->kind = RV_VERDICT_SUCCESS;
		break;
	case RV_HL_VERDICT_WAITING: /* of groups, which the desk never sends */
	case RV_HL_VERDICT_UNPARSED:
		out->kind = RV_VERDICT_UNREADABLE;
		break;
	}
	if (v->has_cloid && memcmp(v->cloid.b, asked->b, sizeof(asked->b)) != 0) {
		out->kind = RV_VERDICT_UNREADABLE;
		(void)snprintf(out->text, sizeof(out->text), "the answer names another cloid");
	}
}

static rv_refusal refusal_of(rv_hl_refusal r)
{
	switch (r) {
	case RV_HL_REFUSAL_DUPLICATE_NONCE:
		return RV_REFUSAL_NONCE_USED;
	case RV_HL_REFUSAL_EXPIRED:
		return RV_REFUSAL_EXPIRED;
	case RV_HL_REFUSAL_UNKNOWN_SIGNER:
	case RV_HL_REFUSAL_BAD_SIGNATURE:
		return RV_REFUSAL_SIGNER;
	case RV_HL_REFUSAL_RATE:
		return RV_REFUSAL_BUDGET;
	case RV_HL_REFUSAL_SCHEDULE_VOLUME:
	case RV_HL_REFUSAL_SCHEDULE_LIMIT:
		return RV_REFUSAL_SCHEDULE;
	case RV_HL_REFUSAL_HALTED:
		return RV_REFUSAL_HALTED;
	case RV_HL_REFUSAL_NONE:
	case RV_HL_REFUSAL_OTHER:
	case RV_HL_REFUSAL_NONCE_TOO_LOW:
	case RV_HL_REFUSAL_NONCE_TOO_HIGH:
	case RV_HL_REFUSAL_NO_DEPOSIT:
	case RV_HL_REFUSAL_WEIGHT:
	case RV_HL_REFUSAL_N:
		break;
	}
	return RV_REFUSAL_OTHER;
}

static rv_hl_action_kind asked_kind(const rv_gw_send *j)
{
	switch (j->s.kind) {
	case RV_ACTION_ORDER:
		return RV_HL_ACTION_ORDER;
	case RV_ACTION_CANCEL:
		return RV_HL_ACTION_CANCEL_CLOID; /* answered like one by oid */
	case RV_ACTION_SCHEDULE_CANCEL:
		return RV_HL_ACTION_SCHEDULE_CANCEL;
	case RV_ACTION_LEVERAGE:
		return RV_HL_ACTION_UPDATE_LEVERAGE;
	case RV_ACTION_NOOP:
		break;
	}
	return RV_HL_ACTION_NOOP;
}

static bool sent_once(rv_gateway *g, const rv_gw_send *j)
{
	return j->f.kind == RV_ACTION_ORDER ? rv_gate_sent_once(g->gate, &j->f) : !j->s.resend;
}

/* Statuses of items: a verdict if at least one of them was understood. */
static void tell_statuses(rv_gateway *g, rv_gw_send *j, const rv_err *err)
{
	const rv_hl_answer *a = &g->answer;
	rv_venue_report *r = j->report;
	size_t read = 0;
	for (size_t i = 0; i < a->n && i < RV_ACTION_ORDERS; i++) {
		put_verdict(&r->u.action.verdicts[i], &a->v[i], cloid_of(j, i));
		read += r->u.action.verdicts[i].kind != RV_VERDICT_UNREADABLE;
	}
	if (err->text[0])
		rv_gw_say(r, "%s", err->text);
	if (read == 0) {
		tell(g, j, RV_OUTCOME_UNKNOWN, RV_REFUSAL_OTHER);
		return;
	}
	r->u.action.n = a->n;
	tell(g, j, RV_OUTCOME_VERDICT, RV_REFUSAL_OTHER);
}

/* status "err": a refusal where the venue is known to have done nothing, else nobody knows. */
static void tell_refused(rv_gateway *g, rv_gw_send *j)
{
	const rv_hl_answer *a = &g->answer;
	const rv_refusal why = refusal_of(a->refusal);
	const bool proof =
		why == RV_REFUSAL_NONCE_USED || rv_hl_answer_without_effect(a, sent_once(g, j));
	rv_gw_say(j->report, "%s", a->text);
	tell(g, j, proof ? RV_OUTCOME_REFUSED : RV_OUTCOME_UNKNOWN, why);
}

/* A body that says 200 and JSON. */
static void tell_answer(rv_gateway *g, rv_gw_send *j, const rv_http_result *res)
{
	rv_err err = { 0 };
	const size_t n = j->f.kind == RV_ACTION_ORDER || j->f.kind == RV_ACTION_CANCEL ? j->s.n : 0;
	const rv_status st = rv_hl_parse_exchange((int)res->status, res->body, res->len,
						  asked_kind(j), n, &g->answer, &err);
	switch (g->answer.kind) {
	case RV_HL_ANSWER_STATUSES:
		tell_statuses(g, j, &err);
		return;
	case RV_HL_ANSWER_REFUSED:
		tell_refused(g, j);
		return;
	case RV_HL_ANSWER_DONE:
		if (st == RV_OK && n == 0) {
			tell(g, j, RV_OUTCOME_VERDICT, RV_REFUSAL_OTHER);
			return;
		}
		break;
	case RV_HL_ANSWER_HTTP:
	case RV_HL_ANSWER_UNREADABLE:
		break;
	}
	rv_gw_say(j->report, "the answer cannot be read: %.120s", err.text);
	tell(g, j, RV_OUTCOME_UNKNOWN, RV_REFUSAL_OTHER);
}

/* The venue's own words for a request that it could not even read. A proxy has others. */
static bool refused_unread(const rv_http_result *res)
{
	static const char words[] = "Failed to deserialize the JSON body";
	return res->status == 422 && strncasecmp(res->content_type, "text/plain", 10) == 0 &&
	       res->len >= sizeof(words) - 1 && strncmp(res->body, words, sizeof(words) - 1) == 0;
}

/* An HTTP status other than 200. */
static void tell_status(rv_gateway *g, rv_gw_send *j, const rv_http_result *res)
{
	const bool limited = res->status == 429;
	const bool proof = (limited || refused_unread(res)) && sent_once(g, j);
	rv_gw_say(j->report, "HTTP %ld: %.100s", res->status, res->body);
	tell(g, j, proof ? RV_OUTCOME_REFUSED : RV_OUTCOME_UNKNOWN,
	     limited ? RV_REFUSAL_LIMITED : RV_REFUSAL_OTHER);
}

void rv_gw_send_done(rv_gateway *g, rv_gw_send *j, const rv_http_result *res)
{
	rv_venue_report *r = j->report;
	rv_crash_point("gateway.answered");
	r->sent_mono_us = res->body_mono_us;
	r->u.action.http_status = (int)res->status;
	if (res->len > 0)
		rv_gw_hash(r, res->body, res->len);
	if (res->body_mono_us == 0) {
		rv_gate_unsent(g->gate, &j->f);
		tell_gated(g, j,
			   j->why[0]	   ? j->why
			   : res->error[0] ? res->error
					   : "the venue answered before the action had left");
	} else if (!res->transport_ok) {
		rv_gw_say(r, "no answer: %s", res->error);
		tell(g, j, RV_OUTCOME_UNKNOWN, RV_REFUSAL_OTHER);
	} else if (res->status != 200) {
		tell_status(g, j, res);
	} else if (!rv_http_is_json(res->content_type)) {
		rv_gw_say(r, "HTTP 200, but %s: %.80s",
			  res->content_type[0] ? res->content_type : "no type", res->body);
		tell(g, j, RV_OUTCOME_UNKNOWN, RV_REFUSAL_OTHER);
	} else {
		tell_answer(g, j, res);
	}
}

void rv_gw_sends_abandon(rv_gateway *g)
{
	for (size_t i = 0; i < g->n_send_wait; i++) {
		rv_gate_unsent(g->gate, &g->send_wait[i]->f);
		tell_gated(g, g->send_wait[i], "the HTTP library failed");
	}
	g->n_send_wait = 0;
	for (int i = 0; i < RV_HTTP_MAX_INFLIGHT; i++) {
		rv_gw_send *j = g->flights[i].send;
		if (g->flights[i].use != RV_GW_SEND)
			continue;
		g->flights[i] = (rv_gw_flight){ 0 };
		rv_gw_say(j->report, "the HTTP library failed");
		tell(g, j, RV_OUTCOME_UNKNOWN, RV_REFUSAL_OTHER);
	}
}
