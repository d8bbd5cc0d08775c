/*
 * What the answer to an action makes of it. Rule: nothing but the venue's own word for each order
 * is a verdict; what is not understood may have landed. docs/gateway.md, Outcomes.
 */
#include "engine/base/crash_point.h"
#include "feeds/gateway/gateway_priv.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

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
	return j->f.kind == RV_ACTION_ORDER ? rv_lastgate_sent_once(g->gate, &j->f) : !j->s.resend;
}

/* Statuses of items: a verdict if at least one of them was understood. */
static void tell_statuses(rv_gateway *g, rv_gw_send *j, const rv_err *err)
{
	const rv_hl_answer *a = &g->answer;
	rv_venue_report *r = j->report;
	size_t read = 0;
	for (size_t i = 0; i < a->n && i < RV_ACTION_ORDERS; i++) {
		put_verdict(&r->u.action.verdicts[i], &a->v[i], rv_gw_send_cloid(j, i));
		read += r->u.action.verdicts[i].kind != RV_VERDICT_UNREADABLE;
	}
	if (err->text[0])
		rv_gw_say(r, "%s", err->text);
	if (read == 0) {
		rv_gw_send_tell(g, j, RV_OUTCOME_UNKNOWN, RV_REFUSAL_OTHER);
		return;
	}
	r->u.action.n = a->n;
	rv_gw_send_tell(g, j, RV_OUTCOME_VERDICT, RV_REFUSAL_OTHER);
}

/* status "err": a refusal where the venue is known to have done nothing, else nobody knows. */
static void tell_refused(rv_gateway *g, rv_gw_send *j)
{
	const rv_hl_answer *a = &g->answer;
	const rv_refusal why = refusal_of(a->refusal);
	const bool proof =
		why == RV_REFUSAL_NONCE_USED || rv_hl_answer_without_effect(a, sent_once(g, j));
	rv_gw_say(j->report, "%s", a->text);
	rv_gw_send_tell(g, j, proof ? RV_OUTCOME_REFUSED : RV_OUTCOME_UNKNOWN, why);
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
			rv_gw_send_tell(g, j, RV_OUTCOME_VERDICT, RV_REFUSAL_OTHER);
			return;
		}
		break;
	case RV_HL_ANSWER_HTTP:
	case RV_HL_ANSWER_UNREADABLE:
		break;
	}
	rv_gw_say(j->report, "the answer cannot be read: %.120s", err.text);
	rv_gw_send_tell(g, j, RV_OUTCOME_UNKNOWN, RV_REFUSAL_OTHER);
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
	rv_gw_send_tell(g, j, proof ? RV_OUTCOME_REFUSED : RV_OUTCOME_UNKNOWN,
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
		rv_lastgate_unsent(g->gate, &j->f);
		rv_gw_send_gated(g, j,
				 j->why[0]	 ? j->why
				 : res->error[0] ? res->error
						 : "the venue answered before the action had left");
	} else if (!res->transport_ok) {
		rv_gw_say(r, "no answer: %s", res->error);
		rv_gw_send_tell(g, j, RV_OUTCOME_UNKNOWN, RV_REFUSAL_OTHER);
	} else if (res->status != 200) {
		tell_status(g, j, res);
	} else if (!rv_http_is_json(res->content_type)) {
		rv_gw_say(r, "HTTP 200, but %s: %.80s",
			  res->content_type[0] ? res->content_type : "no type", res->body);
		rv_gw_send_tell(g, j, RV_OUTCOME_UNKNOWN, RV_REFUSAL_OTHER);
	} else {
		tell_answer(g, j, res);
	}
}
