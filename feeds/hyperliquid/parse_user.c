/* The account's WebSocket messages; see parse_user.h. */
#include "feeds/hyperliquid/parse_user.h"

#include "feeds/hyperliquid/json_strict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char greeting[] = "Websocket connection established.";

static const char *const sub_name[RV_HL_USER_SUB_N] = {
	[RV_HL_USER_SUB_OTHER] = "",
	[RV_HL_USER_SUB_FILLS] = "userFills",
	[RV_HL_USER_SUB_ORDER_UPDATES] = "orderUpdates",
	[RV_HL_USER_SUB_EVENTS] = "userEvents",
	[RV_HL_USER_SUB_FUNDINGS] = "userFundings",
	[RV_HL_USER_SUB_OPEN_ORDERS] = "openOrders",
	[RV_HL_USER_SUB_ACCOUNT] = "clearinghouseState",
	[RV_HL_USER_SUB_NOTIFICATION] = "notification",
};

void rv_hl_user_msg_free(rv_hl_user_msg *m)
{
	if (!m)
		return;
	free(m->fills.v);
	free(m->states.v);
	free(m->payments.v);
	free(m->open.v);
	free(m->account.v);
	free(m);
}

rv_hl_user_msg *rv_hl_user_msg_new(void)
{
	rv_hl_user_msg *m = calloc(1, sizeof(*m));
	if (!m)
		return NULL;
	m->fills.v = calloc(m->fills.cap = RV_HL_FILLS_MAX, sizeof(*m->fills.v));
	m->states.v = calloc(m->states.cap = RV_HL_OPEN_ORDERS_MAX, sizeof(*m->states.v));
	m->payments.v = calloc(m->payments.cap = RV_HL_FUNDINGS_MAX, sizeof(*m->payments.v));
	m->open.v = calloc(m->open.cap = RV_HL_OPEN_ORDERS_MAX, sizeof(*m->open.v));
	m->account.v = calloc(m->account.cap = RV_HL_POSITIONS_MAX, sizeof(*m->account.v));
	if (!m->fills.v || !m->states.v || !m->payments.v || !m->open.v || !m->account.v) {
		rv_hl_user_msg_free(m);
		return NULL;
	}
	return m;
}

static rv_status bad(rv_err *err, const char *where, const char *want)
{
	return rv_err_set(err, RV_EPARSE, "%s: expected %s", where, want);
}

/* The account that a message is about; absent where the channel does not name one. */
static rv_status read_user(const cJSON *v, rv_hl_user_msg *m, rv_err *err)
{
	m->has_user = rv_json_given(v);
	if (m->has_user && rv_json_address(v, m->user) != RV_OK)
		return bad(err, "user", "an address");
	return RV_OK;
}

/* Which subscription an echoed object is: matched as a subset, since the server adds defaults. */
static rv_status read_sub(const cJSON *v, rv_hl_user_msg *m, rv_err *err)
{
	const cJSON *type = rv_json_get(v, "type");
	if (!cJSON_IsString(type))
		return bad(err, "subscription.type", "a string");
	for (int i = RV_HL_USER_SUB_FILLS; i < RV_HL_USER_SUB_N; i++) {
		if (rv_json_is(type, sub_name[i])) {
			m->sub = (rv_hl_user_sub)i;
			return read_user(rv_json_get(v, "user"), m, err);
		}
	}
	return RV_OK;
}

static rv_status on_ack(const cJSON *data, rv_hl_user_msg *m, rv_err *err)
{
	const cJSON *method = rv_json_get(data, "method");
	m->kind = RV_HL_USER_ACK;
	m->unsubscribed = rv_json_is(method, "unsubscribe");
	if (!m->unsubscribed && !rv_json_is(method, "subscribe"))
		return bad(err, "subscriptionResponse.method", "subscribe or unsubscribe");
	return read_sub(rv_json_get(data, "subscription"), m, err);
}

/* `Already subscribed: {json}`: as good as an acknowledgement. */
static void read_already(const char *text, rv_hl_user_msg *m)
{
	static const char lead[] = "Already subscribed: ";
	const size_t k = sizeof(lead) - 1;
	if (strncmp(text, lead, k) != 0)
		return;
	rv_err ignored = { 0 };
	cJSON *sub =
		rv_json_parse_strict(text + k, strlen(text + k), RV_HL_USER_TEXT * 8, &ignored);
	m->already = sub && read_sub(sub, m, &ignored) == RV_OK;
	cJSON_Delete(sub);
}

static rv_status on_error(const cJSON *data, rv_hl_user_msg *m, rv_err *err)
{
	m->kind = RV_HL_USER_ERROR;
	if (!cJSON_IsString(data))
		return bad(err, "error.data", "a text");
	rv_json_copy_text(data->valuestring, m->text, sizeof(m->text));
	read_already(data->valuestring, m);
	return RV_OK;
}

static rv_status on_notification(const cJSON *data, rv_hl_user_msg *m, rv_err *err)
{
	const cJSON *text = rv_json_get(data, "notification");
	m->kind = RV_HL_USER_NOTIFICATION;
	if (!cJSON_IsString(text))
		return bad(err, "notification", "a text");
	rv_json_copy_text(text->valuestring, m->text, sizeof(m->text));
	return RV_OK;
}

static rv_status on_post(const cJSON *data, rv_hl_user_msg *m, rv_err *err)
{
	m->kind = RV_HL_USER_POST;
	if (rv_json_int(rv_json_get(data, "id"), 0, INT64_MAX, &m->post_id) != RV_OK)
		return bad(err, "post.id", "a number");
	return RV_OK;
}

/* Absent is not true. */
static rv_status read_snapshot(const cJSON *data, rv_hl_user_msg *m, rv_err *err)
{
	const cJSON *v = rv_json_get(data, "isSnapshot");
	if (v && rv_json_bool(v, &m->snapshot) != RV_OK)
		return bad(err, "isSnapshot", "true or false");
	return read_user(rv_json_get(data, "user"), m, err);
}

static rv_status on_fills(const cJSON *data, rv_hl_user_msg *m, rv_err *err)
{
	m->kind = RV_HL_USER_FILLS;
	const rv_status st = read_snapshot(data, m, err);
	return st == RV_OK ? rv_hl_read_fills(rv_json_get(data, "fills"), &m->fills, err) : st;
}

static rv_status on_payments(const cJSON *data, rv_hl_user_msg *m, rv_err *err)
{
	m->kind = RV_HL_USER_PAYMENTS;
	const rv_status st = read_snapshot(data, m, err);
	return st == RV_OK ? rv_hl_read_payments(rv_json_get(data, "fundings"), &m->payments, err)
			   : st;
}

static rv_status on_order_updates(const cJSON *data, rv_hl_user_msg *m, rv_err *err)
{
	m->kind = RV_HL_USER_ORDER_UPDATES;
	return rv_hl_read_order_states(data, &m->states, err);
}

/* "" is the main dex; other dexes' states are not ours to keep. */
static bool other_dex(const cJSON *data)
{
	const cJSON *dex = rv_json_get(data, "dex");
	return cJSON_IsString(dex) && dex->valuestring[0] != '\0';
}

static rv_status on_open_orders(const cJSON *data, rv_hl_user_msg *m, rv_err *err)
{
	if (other_dex(data))
		return RV_OK;
	m->kind = RV_HL_USER_OPEN_ORDERS;
	const rv_status st = read_user(rv_json_get(data, "user"), m, err);
	return st == RV_OK ? rv_hl_read_orders(rv_json_get(data, "orders"), &m->open, err) : st;
}

static rv_status on_account(const cJSON *data, rv_hl_user_msg *m, rv_err *err)
{
	if (other_dex(data))
		return RV_OK;
	m->kind = RV_HL_USER_ACCOUNT;
	const rv_status st = read_user(rv_json_get(data, "user"), m, err);
	return st == RV_OK ? rv_hl_read_account(rv_json_get(data, "clearinghouseState"),
						&m->account, err)
			   : st;
}

static rv_status on_liquidation(const cJSON *v, rv_hl_user_msg *m, rv_err *err)
{
	m->kind = RV_HL_USER_LIQUIDATION;
	if (rv_json_int(rv_json_get(v, "lid"), 0, INT64_MAX, &m->liquidation.lid) != RV_OK ||
	    rv_json_address(rv_json_get(v, "liquidated_user"), m->liquidation.user) != RV_OK ||
	    rv_json_dec(rv_json_get(v, "liquidated_ntl_pos"), RV_JSON_ANY_SIGN,
			&m->liquidation.ntl) != RV_OK ||
	    rv_json_dec(rv_json_get(v, "liquidated_account_value"), RV_JSON_ANY_SIGN,
			&m->liquidation.account_value) != RV_OK)
		return bad(err, "liquidation", "lid, user, position and account value");
	return RV_OK;
}

static rv_status on_system_cancels(const cJSON *list, rv_hl_user_msg *m, rv_err *err)
{
	const cJSON *v = NULL;
	m->kind = RV_HL_USER_SYSTEM_CANCELS;
	if (!cJSON_IsArray(list))
		return bad(err, "nonUserCancel", "an array");
	cJSON_ArrayForEach(v, list)
	{
		if (m->n_cancels == RV_HL_SYSTEM_CANCELS_MAX)
			return rv_err_set(err, RV_EFULL, "nonUserCancel: more than %d",
					  RV_HL_SYSTEM_CANCELS_MAX);
		rv_hl_system_cancel *c = &m->cancels[m->n_cancels];
		if (rv_json_symbol(rv_json_get(v, "coin"), c->coin) != RV_OK ||
		    rv_json_int(rv_json_get(v, "oid"), 0, INT64_MAX, &c->oid) != RV_OK)
			return bad(err, "nonUserCancel", "coin and oid");
		m->n_cancels++;
	}
	return RV_OK;
}

/* Channel "user": an object with the one member that names the event. */
static rv_status on_event(const cJSON *data, rv_hl_user_msg *m, rv_err *err)
{
	if (!cJSON_IsObject(data) || cJSON_GetArraySize(data) != 1)
		return bad(err, "user", "one event");
	const cJSON *v = data->child;
	if (strcmp(v->string, "fills") == 0) {
		m->kind = RV_HL_USER_FILLS;
		return rv_hl_read_fills(v, &m->fills, err);
	}
	if (strcmp(v->string, "funding") == 0) {
		m->kind = RV_HL_USER_PAYMENTS;
		return cJSON_IsArray(v) ? rv_hl_read_payments(v, &m->payments, err)
					: rv_hl_read_payment(v, &m->payments, err);
	}
	if (strcmp(v->string, "liquidation") == 0)
		return on_liquidation(v, m, err);
	if (strcmp(v->string, "nonUserCancel") == 0)
		return on_system_cancels(v, m, err);
	return RV_OK;
}

static rv_status on_pong(const cJSON *data, rv_hl_user_msg *m, rv_err *err)
{
	(void)data;
	(void)err;
	m->kind = RV_HL_USER_PONG;
	return RV_OK;
}

static const struct {
	const char *channel;
	rv_status (*read)(const cJSON *data, rv_hl_user_msg *m, rv_err *err);
} channels[] = {
	{ "pong", on_pong },
	{ "subscriptionResponse", on_ack },
	{ "error", on_error },
	{ "notification", on_notification },
	{ "post", on_post },
	{ "userFills", on_fills },
	{ "user", on_event },
	{ "orderUpdates", on_order_updates },
	{ "userFundings", on_payments },
	{ "openOrders", on_open_orders },
	{ "clearinghouseState", on_account },
};

/* Everything but the arrays and their sizes. */
static void clear(rv_hl_user_msg *m)
{
	m->kind = RV_HL_USER_OTHER;
	m->sub = RV_HL_USER_SUB_OTHER;
	m->unsubscribed = m->already = m->snapshot = m->has_user = false;
	m->text[0] = '\0';
	m->post_id = 0;
	m->n_cancels = m->states.n = m->open.n = m->account.n = 0;
	m->fills.n = m->fills.foreign = m->payments.n = m->payments.foreign = 0;
}

static rv_status read_message(const cJSON *root, rv_hl_user_msg *m, rv_err *err)
{
	const cJSON *channel = rv_json_get(root, "channel"), *data = rv_json_get(root, "data");
	if (!cJSON_IsString(channel))
		return bad(err, "message", "a channel");
	for (size_t i = 0; i < sizeof(channels) / sizeof(channels[0]); i++) {
		if (rv_json_is(channel, channels[i].channel))
			return channels[i].read(data, m, err);
	}
	return RV_OK;
}

rv_status rv_hl_parse_user(const char *s, size_t n, rv_hl_user_msg *m, rv_err *err)
{
	clear(m);
	if (n == sizeof(greeting) - 1 && memcmp(s, greeting, n) == 0)
		return RV_OK;
	cJSON *root = rv_json_parse_strict(s, n, RV_JSON_USER_BYTES, err);
	if (!root)
		return RV_EPARSE;
	const rv_status st = read_message(root, m, err);
	cJSON_Delete(root);
	return st;
}

size_t rv_hl_format_user_sub(rv_hl_user_sub sub, const uint8_t user[RV_ADDRESS_BYTES],
			     bool subscribe, char *buf, size_t cap)
{
	char text[RV_ADDRESS_TEXT];
	const int k = snprintf(buf, cap,
			       "{\"method\":\"%s\",\"subscription\":{\"type\":\"%s\",\"user\":"
			       "\"%s\"}}",
			       subscribe ? "subscribe" : "unsubscribe", sub_name[sub],
			       rv_address_format(user, text));
	return k > 0 && (size_t)k < cap ? (size_t)k : 0;
}
