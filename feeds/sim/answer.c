/*
 * What a request gets, over HTTP and over a WebSocket's post alike: info, actions, and the controls
 * of tests, with the part of the fault plan that decides whether anything is done at all.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "feeds/sim/venue.h"
#include "feeds/simx/control.h"
#include "feeds/simx/exchange.h"
#include "feeds/simx/ledger.h"
#include "feeds/simx/user_info.h"

static const char type_json[] = "application/json";
static const char type_text[] = "text/plain; charset=utf-8";

static void set_reply(rv_sim_reply *r, int status, const char *type, const char *body)
{
	rv_sim_out_reset(&r->body);
	rv_sim_out_raw(&r->body, body);
	r->status = status;
	r->type = type;
}

void rv_sim_status_reply(rv_sim_reply *r, int code)
{
	char html[160];
	switch (code) {
	case 422:
		set_reply(r, code, type_text, RV_SIM_BAD_BODY);
		return;
	case 429:
	case 500:
		set_reply(r, code, type_json, "null");
		return;
	default:
		(void)snprintf(html, sizeof(html),
			       "<html>\r\n<head><title>%d</title></head>\r\n<body>\r\n<center>"
			       "<h1>%d</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n"
			       "</html>\r\n",
			       code, code);
		set_reply(r, code, "text/html", html);
	}
}

static bool weighs_too_much(rv_sim *s, const char *peer, unsigned weight)
{
	rv_sim_peer *p = rv_sim_peers_get(&s->peers, peer, rv_mono_ms());
	return !rv_sim_peer_weight(&s->peers.limits, p, weight, rv_mono_ms());
}

/* --- Info --- */

static bool now(const rv_sim *s, rv_sim_fault_kind kind, const char *name)
{
	return rv_sim_fault_now(s, kind, name) != NULL;
}

static void plan_rows(const rv_sim *s, const cJSON *json, rv_sim_reply *r)
{
	static const char candles[] = "info.candleSnapshot", funding[] = "info.fundingHistory";
	const cJSON *type = cJSON_GetObjectItemCaseSensitive(json, "type");
	char name[RV_SIM_FAULT_NAME];
	(void)snprintf(name, sizeof(name), "info.%s",
		       cJSON_IsString(type) ? type->valuestring : "");
	r->candle_gap = now(s, RV_SIM_FAULT_GAP, candles);
	r->candle_twice = now(s, RV_SIM_FAULT_DUPLICATE, candles);
	r->funding_gap = now(s, RV_SIM_FAULT_GAP, funding);
	r->funding_twice = now(s, RV_SIM_FAULT_DUPLICATE, funding);
	r->unknown_oid = now(s, RV_SIM_FAULT_UNKNOWN_OID, name);
	r->fills_twice = now(s, RV_SIM_FAULT_DUPLICATE_FILLS, name);
	r->fills_wrong = now(s, RV_SIM_FAULT_WRONG_FILL_SIZE, name);
	const rv_sim_fault *late = rv_sim_fault_now(s, RV_SIM_FAULT_LATE_FILLS, name);
	r->fills_late_ms = late ? late->ms : 0;
}

void rv_sim_answer_info(rv_sim *s, const char *peer, const cJSON *json, rv_sim_reply *r,
			rv_sim_verdict *v)
{
	plan_rows(s, json, r);
	rv_sim_info_ask(s->tape, s->x, rv_sim_utc_ms(s), json, r);
	(void)snprintf(v->name, sizeof(v->name), "info.%s", r->kind);
	if (weighs_too_much(s, peer, r->weight))
		rv_sim_status_reply(r, 429);
	const rv_sim_fault *f = rv_sim_fault_now(s, RV_SIM_FAULT_STATUS, v->name);
	if (f) {
		rv_sim_status_reply(r, f->code);
		v->retry_after = f->retry_after;
	}
}

/* --- Actions --- */

static rv_simx_flags plan_action(const rv_sim *s, const char *name)
{
	return (rv_simx_flags){ .post_only = now(s, RV_SIM_FAULT_POST_ONLY, name),
				.oi_capped = now(s, RV_SIM_FAULT_OI_CAPPED, name),
				.agent_expired = now(s, RV_SIM_FAULT_AGENT_EXPIRED, name),
				.schedule_refused = now(s, RV_SIM_FAULT_SCHEDULE_REFUSED, name),
				.rate_exhausted = now(s, RV_SIM_FAULT_RATE_EXHAUSTED, name),
				.answer_only = now(s, RV_SIM_FAULT_ANSWER_ONLY, name),
				.short_statuses = now(s, RV_SIM_FAULT_SHORT_STATUSES, name) };
}

/* What keeps an action from being done; true: v and r are what becomes of it. */
static bool stopped(rv_sim *s, const char *peer, rv_sim_reply *r, rv_sim_verdict *v)
{
	if (now(s, RV_SIM_FAULT_NO_ACCEPT, v->name) || now(s, RV_SIM_FAULT_REFUSE, v->name)) {
		v->drop = true;
		return true;
	}
	const rv_sim_fault *f = rv_sim_fault_now(s, RV_SIM_FAULT_STATUS, v->name);
	if (f) {
		rv_sim_status_reply(r, f->code);
		v->retry_after = f->retry_after;
		return true;
	}
	if (!weighs_too_much(s, peer, r->weight))
		return false;
	rv_sim_status_reply(r, 429);
	return true;
}

void rv_sim_answer_exchange(rv_sim *s, const char *peer, const cJSON *json, rv_sim_reply *r,
			    rv_sim_verdict *v)
{
	const bool legal = rv_simx_request_read(s->x, json, r);
	(void)snprintf(v->name, sizeof(v->name), "exchange%s%s", r->kind[0] ? "." : "", r->kind);
	if (stopped(s, peer, r, v) || !legal)
		return;
	const rv_simx_flags flags = plan_action(s, v->name);
	rv_simx_request_run(s->x, &flags, r);
	if (rv_sim_keep_accounts(s) != RV_OK) { /* nobody may hear of what a kill would undo */
		rv_sim_status_reply(r, 500);
		return;
	}
	rv_sim_ws_users(s);
	rv_sim_arm(s);
	const rv_sim_fault *late = rv_sim_fault_now(s, RV_SIM_FAULT_ACK_DELAY, v->name);
	v->wait_ms = late ? late->ms : s->ack_ms;
	v->drop = now(s, RV_SIM_FAULT_DROP_ANSWER, v->name);
	const rv_sim_fault *f = rv_sim_fault_now(s, RV_SIM_FAULT_ERROR_STATUS, v->name);
	if (f)
		rv_sim_status_reply(r, f->code);
	if (r->body.failed)
		rv_sim_status_reply(r, 500);
}

/* --- Controls of tests --- */

#define UTC_MOST 1e15 /* far above any clock, exact as a double */

static rv_status move(rv_sim *s, const cJSON *json, rv_err *err)
{
	const cJSON *coin = cJSON_GetObjectItemCaseSensitive(json, "coin");
	const cJSON *factor = cJSON_GetObjectItemCaseSensitive(json, "factor");
	const size_t i = rv_simx_coin_find(s->x, cJSON_IsString(coin) ? coin->valuestring : NULL);
	if (i == SIZE_MAX)
		return rv_err_set(err, RV_EPARSE, "\"coin\": expected an instrument");
	const rv_status st =
		rv_sim_tape_move(s->tape, i, cJSON_IsNumber(factor) ? factor->valuedouble : NAN);
	if (st == RV_EFULL)
		return rv_err_set(err, st, "expected at most %d moves", RV_SIM_MOVES_MAX);
	if (st != RV_OK)
		return rv_err_set(err, RV_EPARSE, "\"factor\": expected a number more than 0");
	rv_simx_moved(s->x, i);
	return RV_OK;
}

/* From the next look at the market on: its orders go, its positions settle. */
static rv_status delist(rv_sim *s, const cJSON *json, rv_err *err)
{
	const cJSON *coin = cJSON_GetObjectItemCaseSensitive(json, "coin");
	const size_t i = rv_simx_coin_find(s->x, cJSON_IsString(coin) ? coin->valuestring : NULL);
	if (i == SIZE_MAX)
		return rv_err_set(err, RV_EPARSE, "\"coin\": expected an instrument");
	rv_sim_tape_delist(s->tape, i);
	return rv_sim_refresh(s);
}

/* The venue was away: its clock goes forward to then, and the market with it. */
static rv_status ahead(rv_sim *s, const cJSON *json, rv_err *err)
{
	const cJSON *to = cJSON_GetObjectItemCaseSensitive(json, "utc_ms");
	const double ms = cJSON_IsNumber(to) ? to->valuedouble : -1.0;
	if (!(ms >= 0.0 && ms < UTC_MOST) || rv_sim_jump(s, (int64_t)ms) != RV_OK)
		return rv_err_set(err, RV_EPARSE,
				  "\"utc_ms\": expected a time that is to come, within 60 days");
	return rv_sim_refresh(s);
}

/* From now on another plan, whose seconds count from now. */
static rv_status plan(rv_sim *s, const cJSON *json, rv_err *err)
{
	rv_sim_faults next;
	char *text = cJSON_PrintUnformatted(cJSON_GetObjectItemCaseSensitive(json, "plan"));
	if (!text)
		return rv_err_set(err, RV_EPARSE, "\"plan\": expected a JSON list of faults");
	const rv_status st = rv_sim_faults_parse("plan", text, &next, err);
	cJSON_free(text);
	if (st != RV_OK)
		return st;
	for (size_t i = 0; i < next.n; i++) {
		next.v[i].from_ms += rv_sim_since_start(s);
		next.v[i].until_ms += rv_sim_since_start(s);
	}
	s->faults = next;
	return RV_OK;
}

static rv_status control(rv_sim *s, const char *what, const cJSON *json, rv_err *err)
{
	if (strcmp(what, "fill") == 0)
		return rv_simx_control_fill(s->x, json, err);
	if (strcmp(what, "deposit") == 0)
		return rv_simx_control_deposit(s->x, json, err);
	if (strcmp(what, "account") == 0)
		return rv_simx_control_account(s->x, json, err);
	if (strcmp(what, "move") == 0)
		return move(s, json, err);
	if (strcmp(what, "delist") == 0)
		return delist(s, json, err);
	if (strcmp(what, "faults") == 0)
		return plan(s, json, err);
	if (strcmp(what, "clock") == 0)
		return ahead(s, json, err);
	return rv_err_set(err, RV_ENOENT,
			  "expected fill, deposit, account, move, delist, faults or clock");
}

static void run_control(rv_sim *s, const char *what, const char *body, size_t n, rv_sim_reply *r)
{
	rv_err err = { .code = RV_OK };
	cJSON *json = cJSON_ParseWithLength(body, n);
	const rv_status st = cJSON_IsObject(json)
				     ? control(s, what, json, &err)
				     : rv_err_set(&err, RV_EPARSE, "expected a JSON object");
	cJSON_Delete(json);
	if (rv_sim_keep_accounts(s) != RV_OK) {
		rv_sim_status_reply(r, 500);
		return;
	}
	set_reply(r, st == RV_OK ? 200 : st == RV_ENOENT ? 404 : 400, type_json, "");
	rv_sim_out_raw(&r->body, "{\"status\":");
	rv_sim_out_str(&r->body, st == RV_OK ? "ok" : err.text);
	rv_sim_out_raw(&r->body, "}");
	rv_sim_ws_users(s);
	rv_sim_arm(s);
}

void rv_sim_answer_test(rv_sim *s, bool post, const char *path, const char *body, size_t n,
			rv_sim_reply *r)
{
	if (!post && strcmp(path, "ledger") == 0) {
		set_reply(r, 200, type_json, "");
		rv_simx_ledger(s->x, &r->body);
		if (r->body.failed)
			set_reply(r, 500, type_json,
				  "\"the ledger is larger than an answer may be\"");
	} else if (post && s->test_control) {
		run_control(s, path, body, n, r);
	} else {
		set_reply(r, 404, type_text, "");
	}
}
