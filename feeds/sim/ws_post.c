/*
 * Requests over the WebSocket: {"method":"post","id":N,"request":{"type":"info"|"action",
 * "payload":..}}. The answer carries the id; a status other than 200 becomes an error text.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "feeds/sim/ws_priv.h"

static const char *status_text(int code)
{
	switch (code) {
	case 422:
		return "Unprocessable Entity";
	case 429:
		return "Too Many Requests";
	case 500:
		return "Internal Server Error";
	case 502:
		return "Bad Gateway";
	case 503:
		return "Service Unavailable";
	case 504:
		return "Gateway Timeout";
	default:
		return "Error";
	}
}

static void write_answer(rv_sim_client *c, int64_t id, bool action, const rv_sim_reply *r)
{
	rv_sim_out *o = rv_sim_ws_begin(c, "post");
	rv_sim_out_fmt(o, "{\"id\":%lld,\"response\":{\"type\":", (long long)id);
	if (r->status != 200) {
		rv_sim_out_fmt(o, "\"error\",\"payload\":\"%d %s\"", r->status,
			       status_text(r->status));
	} else if (action) {
		rv_sim_out_raw(o, "\"action\",\"payload\":");
		rv_sim_out_bytes(o, r->body.b, r->body.n);
	} else {
		rv_sim_out_fmt(o, "\"info\",\"payload\":{\"type\":\"%s\",\"data\":", r->kind);
		rv_sim_out_bytes(o, r->body.b, r->body.n);
		rv_sim_out_raw(o, "}");
	}
	rv_sim_out_raw(o, "}}}");
}

/* Keeps c->text until its time. */
static void send_later(rv_sim_client *c, int64_t wait_ms)
{
	rv_sim_late_post *p = calloc(1, sizeof(*p));
	char *text = c->text.failed ? NULL : malloc(c->text.n);
	if (!p || !text) {
		free(p);
		free(text);
		rv_sim_ws_drop(c);
		return;
	}
	memcpy(text, c->text.b, c->text.n);
	p->text = text;
	p->n = c->text.n;
	p->due_ms = rv_mono_ms() + wait_ms;
	p->next = c->posts;
	c->posts = p;
	c->n_posts++;
	lws_set_timer_usecs(c->wsi, 1000); /* on_timer finds the next moment */
}

int64_t rv_sim_ws_posts_due(rv_sim_client *c)
{
	int64_t next = -1;
	for (rv_sim_late_post **at = &c->posts; *at;) {
		rv_sim_late_post *p = *at;
		const int64_t left = p->due_ms - rv_mono_ms();
		if (left > 0) {
			next = next < 0 || left < next ? left : next;
			at = &p->next;
			continue;
		}
		*at = p->next;
		c->n_posts--;
		rv_sim_ws_enqueue(c, p->text, p->n);
		free(p->text);
		free(p);
	}
	return next;
}

void rv_sim_ws_posts_free(rv_sim_client *c)
{
	while (c->posts) {
		rv_sim_late_post *p = c->posts;
		c->posts = p->next;
		free(p->text);
		free(p);
	}
}

static void answer(rv_sim_client *c, int64_t id, bool action, const cJSON *payload)
{
	rv_sim_reply r = { .status = 200, .kind = "" };
	rv_sim_verdict v = { .drop = false };
	if (rv_sim_refresh(c->sim) != RV_OK) {
		r.status = 500;
		(void)snprintf(v.name, sizeof(v.name), "%s", action ? "exchange" : "info");
	} else if (action) {
		rv_sim_answer_exchange(c->sim, c->peer->name, payload, &r, &v);
	} else {
		rv_sim_answer_info(c->sim, c->peer->name, payload, &r, &v);
	}
	write_answer(c, id, action, &r);
	rv_sim_out_free(&r.body);
	if (v.drop || rv_sim_fault_now(c->sim, RV_SIM_FAULT_TRUNCATE, v.name))
		rv_sim_ws_drop(c); /* there is no half of a frame */
	else if (v.wait_ms > 0)
		send_later(c, v.wait_ms);
	else
		rv_sim_ws_send(c, v.name);
}

void rv_sim_ws_post(rv_sim_client *c, const cJSON *json)
{
	const cJSON *id = cJSON_GetObjectItemCaseSensitive(json, "id");
	const cJSON *request = cJSON_GetObjectItemCaseSensitive(json, "request");
	const cJSON *type = cJSON_GetObjectItemCaseSensitive(request, "type");
	const cJSON *payload = cJSON_GetObjectItemCaseSensitive(request, "payload");
	const bool info = cJSON_IsString(type) && strcmp(type->valuestring, "info") == 0;
	const bool action = cJSON_IsString(type) && strcmp(type->valuestring, "action") == 0;
	if (!cJSON_IsNumber(id) || !(fabs(id->valuedouble) <= 0x1.0p53) || (!info && !action) ||
	    !payload) {
		rv_sim_ws_error(c, "Error parsing JSON into valid websocket request: ", c->in.b);
		return;
	}
	if (c->n_posts >= RV_SIM_POSTS_MAX) {
		char text[64];
		(void)snprintf(text, sizeof(text), "too many pending post requests id=%lld",
			       (long long)id->valuedouble);
		rv_sim_ws_error(c, text, "");
		return;
	}
	answer(c, (int64_t)id->valuedouble, action, payload);
}
