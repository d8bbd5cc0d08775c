/*
 * The WebSocket half of the venue: subscriptions, acks, error frames, one batch of pushes a block.
 *
 * What a client has not read yet waits in its queue; a client that lets it grow beyond a cap is
 * dropped, so that one that does not read costs the others nothing.
 */
#include <cjson/cJSON.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "feeds/sim/json_out.h"
#include "feeds/sim/subs.h"
#include "feeds/sim/venue.h"
#include "feeds/sim/ws_priv.h"

enum {
	QUEUE_MAX_BYTES = 8 << 20,
	QUIET_MS = 60000,    /* a client that sends nothing for this long is closed */
	FEW_PER_WRITE = 256, /* frames sent before other clients get their turn */
	TRADES_PER_BLOCK = 10,
	CATCH_UP_CANDLES = 5000,
	ODD_ONE = 3 /* a gap takes every third message */
};

/* --- Sending --- */

void rv_sim_ws_drop(rv_sim_client *c)
{
	if (c->doomed)
		return;
	c->doomed = true;
	lws_set_timeout(c->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
}

void rv_sim_ws_enqueue(rv_sim_client *c, const char *text, size_t n)
{
	if (c->doomed || c->close_code)
		return;
	rv_sim_frame *f = c->queued + n > QUEUE_MAX_BYTES ? NULL : malloc(sizeof(*f) + LWS_PRE + n);
	if (!f) {
		rv_log_put(c->sim->log, RV_LOG_WARN, "sim", "SIM venue: a client does not read");
		rv_sim_ws_drop(c);
		return;
	}
	f->next = NULL;
	f->n = n;
	memcpy(f->data + LWS_PRE, text, n);
	*c->tail = f;
	c->tail = &f->next;
	c->queued += n;
	(void)lws_callback_on_writable(c->wsi);
}

void rv_sim_ws_send(rv_sim_client *c, const char *name)
{
	if (c->text.failed) {
		rv_sim_ws_drop(c);
		return;
	}
	if (rv_sim_fault_now(c->sim, RV_SIM_FAULT_SILENT, name))
		return;
	if (rv_sim_fault_now(c->sim, RV_SIM_FAULT_GAP, name) && ++c->count % ODD_ONE == 0)
		return;
	rv_sim_spoil(c->sim, name, &c->text);
	rv_sim_ws_enqueue(c, c->text.b, c->text.n);
	if (rv_sim_fault_now(c->sim, RV_SIM_FAULT_DUPLICATE, name))
		rv_sim_ws_enqueue(c, c->text.b, c->text.n);
}

void rv_sim_ws_error(rv_sim_client *c, const char *text, const char *json)
{
	rv_sim_out whole = { .b = NULL };
	rv_sim_out_raw(&whole, text);
	rv_sim_out_raw(&whole, json);
	rv_sim_out_reset(&c->text);
	rv_sim_out_raw(&c->text, "{\"channel\":\"error\",\"data\":");
	if (whole.failed)
		c->text.failed = true;
	else
		rv_sim_out_str(&c->text, whole.b);
	rv_sim_out_raw(&c->text, "}");
	rv_sim_out_free(&whole);
	rv_sim_ws_send(c, "ws.error");
}

/* --- Pushing --- */

rv_sim_out *rv_sim_ws_begin(rv_sim_client *c, const char *channel)
{
	rv_sim_out_reset(&c->text);
	rv_sim_out_fmt(&c->text, "{\"channel\":\"%s\",\"data\":", channel);
	return &c->text;
}

static void end(rv_sim_client *c, const rv_sim_sub *sub)
{
	char name[64];
	rv_sim_out_raw(&c->text, "}");
	(void)snprintf(name, sizeof(name), "ws.%s", rv_sim_sub_channel(sub));
	rv_sim_ws_send(c, name);
}

static bool changed(rv_sim_sub *sub, const char *text)
{
	uint64_t h = 0xcbf29ce484222325ULL;
	for (const char *p = text; *p; p++)
		h = (h ^ (unsigned char)*p) * 0x100000001b3ULL;
	const bool differs = h != sub->hash;
	sub->hash = h;
	return differs;
}

static void push_candle_at(rv_sim_client *c, rv_sim_sub *sub, int64_t open)
{
	rv_sim_tape *t = c->sim->tape;
	rv_sim_ohlc k;
	if (!rv_sim_tape_candle(t, sub->coin, sub->interval, open, &k))
		return;
	rv_sim_json_candle(rv_sim_ws_begin(c, "candle"),
			   rv_sim_tape_source(t)->coins[sub->coin].name, sub->interval, open, &k);
	if (c->text.failed || changed(sub, c->text.b))
		end(c, sub);
}

/* The final state of every candle that has closed since the last block, then the forming one. */
static void push_candle(rv_sim_client *c, rv_sim_sub *sub)
{
	const int64_t open = rv_sim_interval_open(sub->interval, rv_sim_tape_now(c->sim->tape));
	if (sub->seen == INT64_MIN)
		sub->seen = open;
	for (int n = 0; sub->seen < open && n < CATCH_UP_CANDLES; n++) {
		push_candle_at(c, sub, sub->seen);
		sub->seen = rv_sim_interval_next(sub->interval, sub->seen);
	}
	sub->seen = open;
	push_candle_at(c, sub, open);
}

static void push_trades(rv_sim_client *c, rv_sim_sub *sub)
{
	rv_sim_tape *t = c->sim->tape;
	const int64_t now = rv_time_floor(rv_sim_tape_now(t), RV_SECOND_MS);
	int64_t at = now - TRADES_PER_BLOCK * RV_SECOND_MS;
	if (sub->seen > at)
		at = sub->seen;
	sub->seen = now;
	rv_sim_out *o = rv_sim_ws_begin(c, "trades");
	rv_sim_out_raw(o, "[");
	bool any = false;
	for (; at < now; at += RV_SECOND_MS) {
		rv_sim_trade tr;
		if (!rv_sim_tape_trade(t, sub->coin, at, &tr))
			continue;
		rv_sim_out_raw(o, any ? "," : "");
		rv_sim_json_trade(o, rv_sim_tape_source(t)->coins[sub->coin].name, &tr);
		any = true;
	}
	rv_sim_out_raw(o, "]");
	if (any)
		end(c, sub);
}

static void push_ctx(rv_sim_client *c, rv_sim_sub *sub)
{
	rv_sim_tape *t = c->sim->tape;
	rv_sim_out *o = rv_sim_ws_begin(c, "activeAssetCtx");
	rv_sim_out_raw(o, "{\"coin\":");
	rv_sim_out_str(o, rv_sim_tape_source(t)->coins[sub->coin].name);
	rv_sim_out_raw(o, ",\"ctx\":");
	rv_sim_json_ctx(o, t, sub->coin);
	rv_sim_out_raw(o, "}");
	end(c, sub);
}

static void push_bbo(rv_sim_client *c, rv_sim_sub *sub)
{
	rv_sim_json_bbo(rv_sim_ws_begin(c, "bbo"), c->sim->tape, sub->coin);
	const char *sides = c->text.failed ? NULL : strstr(c->text.b, ",\"bbo\":");
	if (!sides || changed(sub, sides))
		end(c, sub);
}

static void push(rv_sim_client *c, rv_sim_sub *sub)
{
	switch (sub->type) {
	case RV_SIM_SUB_ALL_MIDS:
		rv_sim_out_raw(rv_sim_ws_begin(c, "allMids"), "{\"mids\":");
		rv_sim_json_mids(&c->text, c->sim->tape);
		rv_sim_out_raw(&c->text, "}");
		end(c, sub);
		return;
	case RV_SIM_SUB_CANDLE:
		push_candle(c, sub);
		return;
	case RV_SIM_SUB_BOOK:
		rv_sim_json_book(rv_sim_ws_begin(c, "l2Book"), c->sim->tape, sub->coin,
				 sub->sig_figs, sub->mantissa, sub->fast ? 5 : RV_SIM_BOOK_LEVELS);
		end(c, sub);
		return;
	case RV_SIM_SUB_BBO:
		push_bbo(c, sub);
		return;
	case RV_SIM_SUB_TRADES:
		push_trades(c, sub);
		return;
	case RV_SIM_SUB_CTX:
		push_ctx(c, sub);
		return;
	case RV_SIM_SUB_USER_FILLS:
	case RV_SIM_SUB_ORDER_UPDATES:
	case RV_SIM_SUB_USER_EVENTS:
	case RV_SIM_SUB_USER_FUNDINGS:
		return; /* pushed when something happens, not by the block: ws_user.c */
	}
}

static void close_as_planned(rv_sim_client *c)
{
	const rv_sim_fault *f = rv_sim_fault_now(c->sim, RV_SIM_FAULT_CLOSE, "ws");
	if (!f)
		return;
	if (f->code == 1006) {
		rv_sim_ws_drop(c);
		return;
	}
	c->close_code = f->code;
	(void)lws_callback_on_writable(c->wsi);
}

void rv_sim_ws_block(rv_sim *s)
{
	if ((!s->clients && !rv_simx_awake(s->x)) || rv_sim_refresh(s) != RV_OK)
		return;
	for (rv_sim_client *c = s->clients; c; c = c->next) {
		close_as_planned(c);
		for (size_t i = 0; i < c->subs.n && !c->doomed; i++)
			push(c, &c->subs.v[i]);
	}
}

bool rv_sim_ws_wanted(const rv_sim *s)
{
	for (const rv_sim_client *c = s->clients; c; c = c->next) {
		if (c->subs.n > 0)
			return true;
	}
	return false;
}

/* --- Requests --- */

static void acknowledge(rv_sim_client *c, const char *method, const rv_sim_sub *sub)
{
	rv_sim_out *o = rv_sim_ws_begin(c, "subscriptionResponse");
	rv_sim_out_fmt(o, "{\"method\":\"%s\",\"subscription\":", method);
	rv_sim_sub_json(o, sub, rv_sim_tape_source(c->sim->tape));
	rv_sim_out_raw(o, "}}");
	rv_sim_ws_send(c, "ws.subscriptionResponse");
}

/* An error frame that quotes the normalised subscription. */
static void refuse(rv_sim_client *c, const char *text, const rv_sim_sub *sub)
{
	rv_sim_out json = { .b = NULL };
	rv_sim_sub_json(&json, sub, rv_sim_tape_source(c->sim->tape));
	rv_sim_ws_error(c, text, json.failed ? "" : json.b);
	rv_sim_out_free(&json);
}

static void subscribe(rv_sim_client *c, const rv_sim_sub *sub)
{
	const unsigned most = c->sim->peers.limits.subscriptions;
	if (rv_sim_subs_find(&c->subs, sub)) {
		refuse(c, "Already subscribed: ", sub);
		return;
	}
	if (c->peer->subscriptions >= most) {
		char text[64];
		(void)snprintf(text, sizeof(text), "Cannot subscribe to more than %u channels.",
			       most);
		rv_sim_ws_error(c, text, "");
		return;
	}
	if (rv_sim_ws_users_full(c, sub)) {
		char text[64];
		(void)snprintf(text, sizeof(text), "Cannot track more than %u total users.",
			       c->sim->peers.limits.users);
		rv_sim_ws_error(c, text, "");
		return;
	}
	/* What has happened until now is the snapshot's, what comes after the stream's. */
	const bool fresh = rv_sim_refresh(c->sim) == RV_OK;
	rv_sim_sub *kept = rv_sim_subs_add(&c->subs, sub);
	if (!kept) {
		rv_sim_ws_drop(c);
		return;
	}
	c->peer->subscriptions++;
	acknowledge(c, "subscribe", kept);
	if (fresh && rv_sim_sub_of_user(kept))
		rv_sim_ws_user_snapshot(c, kept);
	else if (fresh)
		push(c, kept);
	if (c->sim->block.list.owner == NULL)
		rv_sim_arm(c->sim);
}

static void unsubscribe(rv_sim_client *c, const rv_sim_sub *sub)
{
	rv_sim_sub *kept = rv_sim_subs_find(&c->subs, sub);
	if (!kept) {
		refuse(c, "Already unsubscribed: ", sub);
		return;
	}
	acknowledge(c, "unsubscribe", kept);
	rv_sim_subs_remove(&c->subs, kept);
	c->peer->subscriptions--;
}

static void on_method(rv_sim_client *c, const cJSON *json)
{
	const cJSON *method = cJSON_GetObjectItemCaseSensitive(json, "method");
	const cJSON *what = cJSON_GetObjectItemCaseSensitive(json, "subscription");
	if (cJSON_IsString(method) && strcmp(method->valuestring, "ping") == 0) {
		rv_sim_out_reset(&c->text);
		rv_sim_out_raw(&c->text, "{\"channel\":\"pong\"}");
		rv_sim_ws_send(c, "ws.pong");
		return;
	}
	if (cJSON_IsString(method) && strcmp(method->valuestring, "post") == 0) {
		rv_sim_ws_post(c, json);
		return;
	}
	const bool on = cJSON_IsString(method) && strcmp(method->valuestring, "subscribe") == 0;
	const bool off = cJSON_IsString(method) && strcmp(method->valuestring, "unsubscribe") == 0;
	if ((!on && !off) || !cJSON_IsObject(what)) {
		rv_sim_ws_error(c, "Error parsing JSON into valid websocket request: ", c->in.b);
		return;
	}
	rv_sim_sub sub;
	if (!rv_sim_sub_parse(what, c->sim->tape, &sub)) {
		char *text = cJSON_PrintUnformatted(what);
		rv_sim_ws_error(c, "Invalid subscription ", text ? text : "");
		cJSON_free(text);
	} else if (on) {
		subscribe(c, &sub);
	} else {
		unsubscribe(c, &sub);
	}
}

static void on_message(rv_sim_client *c)
{
	rv_sim *s = c->sim;
	c->heard_ms = rv_mono_ms();
	if (!rv_sim_peer_message(&s->peers.limits, c->peer, c->heard_ms)) {
		char text[64];
		(void)snprintf(text, sizeof(text), "Cannot send more than %u messages per minute.",
			       s->peers.limits.messages_per_min);
		rv_sim_ws_error(c, text, "");
		return;
	}
	cJSON *json = cJSON_ParseWithLength(c->in.b, c->in.n);
	if (cJSON_IsObject(json))
		on_method(c, json);
	else
		rv_sim_ws_error(c, "Error parsing JSON into valid websocket request: ", c->in.b);
	cJSON_Delete(json);
}

/* --- lws --- */

static int on_upgrade(const rv_sim *s, struct lws *wsi)
{
	char uri[16];
	if (lws_hdr_copy(wsi, uri, (int)sizeof(uri), WSI_TOKEN_GET_URI) <= 0 ||
	    strcmp(uri, "/ws") != 0)
		return -1;
	return rv_sim_fault_now(s, RV_SIM_FAULT_REFUSE, "ws") ? -1 : 0;
}

static int on_open(rv_sim *s, struct lws *wsi, rv_sim_session *session)
{
	char name[RV_SIM_PEER_NAME] = "";
	(void)lws_get_peer_simple(wsi, name, sizeof(name));
	rv_sim_peer *peer = rv_sim_peers_get(&s->peers, name, rv_mono_ms());
	if (!rv_sim_peer_connect(&s->peers.limits, peer, rv_mono_ms()))
		return -1;
	rv_sim_client *c = calloc(1, sizeof(*c));
	if (!c) {
		rv_sim_peer_release(peer);
		return -1;
	}
	c->sim = s;
	c->wsi = wsi;
	c->peer = peer;
	c->tail = &c->head;
	c->heard_ms = rv_mono_ms();
	c->next = s->clients;
	s->clients = c;
	session->client = c;
	lws_set_timer_usecs(wsi, QUIET_MS * INT64_C(1000));
	static const char hello[] = "Websocket connection established.";
	if (!rv_sim_fault_now(s, RV_SIM_FAULT_SILENT, "ws"))
		rv_sim_ws_enqueue(c, hello, sizeof(hello) - 1);
	return 0;
}

static void on_close(rv_sim *s, rv_sim_session *session)
{
	rv_sim_client *c = session->client;
	if (!c)
		return;
	for (rv_sim_client **p = &s->clients; *p; p = &(*p)->next) {
		if (*p == c) {
			*p = c->next;
			break;
		}
	}
	while (c->head) {
		rv_sim_frame *f = c->head;
		c->head = f->next;
		free(f);
	}
	rv_sim_ws_posts_free(c);
	c->peer->subscriptions -= (unsigned)c->subs.n;
	rv_sim_peer_release(c->peer);
	rv_sim_subs_free(&c->subs);
	rv_sim_out_free(&c->in);
	rv_sim_out_free(&c->text);
	free(c);
	session->client = NULL;
	rv_sim_arm(s);
}

/* Holds small segments back, so that a block wakes its reader once and not once a message. */
static void cork(const rv_sim_client *c, int on)
{
	/* Only speed hangs on it: a refusal changes nothing that anyone sees. */
	(void)setsockopt(lws_get_socket_fd(c->wsi), IPPROTO_TCP, TCP_CORK, &on, sizeof(on));
}

static int send_queued(rv_sim_client *c)
{
	for (int i = 0; c->head && i < FEW_PER_WRITE && !lws_send_pipe_choked(c->wsi); i++) {
		rv_sim_frame *f = c->head;
		if (lws_write(c->wsi, f->data + LWS_PRE, f->n, LWS_WRITE_TEXT) < (int)f->n)
			return -1;
		c->head = f->next;
		if (!c->head)
			c->tail = &c->head;
		c->queued -= f->n;
		free(f);
	}
	return 0;
}

static int on_writable(rv_sim_client *c)
{
	cork(c, 1);
	const int rc = send_queued(c);
	cork(c, 0);
	if (rc)
		return rc;
	if (c->head) {
		(void)lws_callback_on_writable(c->wsi);
		return 0;
	}
	if (c->close_code) {
		lws_close_reason(c->wsi, (enum lws_close_status)c->close_code, NULL, 0);
		return -1;
	}
	return 0;
}

static int on_receive(rv_sim_client *c, const void *in, size_t len)
{
	if (lws_is_first_fragment(c->wsi))
		rv_sim_out_reset(&c->in);
	if (c->in.n + len > RV_SIM_BODY_MAX)
		return -1;
	rv_sim_out_bytes(&c->in, in, len);
	if (c->in.failed)
		return -1;
	if (lws_is_final_fragment(c->wsi) && lws_remaining_packet_payload(c->wsi) == 0 && c->in.n)
		on_message(c);
	return 0;
}

static int on_timer(rv_sim_client *c)
{
	const int64_t quiet = c->heard_ms + QUIET_MS - rv_mono_ms();
	if (quiet <= 0)
		return -1;
	const int64_t post = rv_sim_ws_posts_due(c);
	lws_set_timer_usecs(c->wsi, (post >= 0 && post < quiet ? post : quiet) * 1000);
	return 0;
}

int rv_sim_ws(rv_sim *s, struct lws *wsi, enum lws_callback_reasons reason, rv_sim_session *session,
	      const void *in, size_t len)
{
	rv_sim_client *c = session ? session->client : NULL;
	switch (reason) {
	case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
		return on_upgrade(s, wsi);
	case LWS_CALLBACK_ESTABLISHED:
		return session ? on_open(s, wsi, session) : -1;
	case LWS_CALLBACK_RECEIVE:
		return c ? on_receive(c, in, len) : -1;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return c ? on_writable(c) : -1;
	case LWS_CALLBACK_TIMER:
		return c ? on_timer(c) : 0;
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL:
		if (session)
			on_close(s, session);
		return 0;
	default:
		return 0;
	}
}
