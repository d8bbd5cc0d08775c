/*
 * The account's streams: userFills, orderUpdates, userEvents on one WebSocket; see gateway_priv.h.
 *
 * Up means that every subscription was acknowledged and the fills' snapshot has come. Whatever puts
 * that in doubt ends the connection: a missing pong or acknowledgement, a message that cannot be
 * read, a coin that the universe does not have. The next connection begins with a snapshot again,
 * and the engine reconciles, so that a gap is never papered over.
 */
#include "engine/base/crash_point.h"
#include "feeds/clock_probe.h"
#include "feeds/gateway/gateway_priv.h"
#include "feeds/hyperliquid/parse_user.h"
#include "feeds/net/reconnect.h"
#include "feeds/net/ws.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SUBS = 3,
	SUB_TEXT = 192,
	TICK_MS = 200,
	MSG_CAP = 4 << 20 /* a snapshot of 2,000 fills has about 700 kB */
};

static const int64_t never = INT64_MAX;

static const rv_hl_user_sub subs[SUBS] = {
	RV_HL_USER_SUB_FILLS,
	RV_HL_USER_SUB_ORDER_UPDATES,
	RV_HL_USER_SUB_EVENTS,
};

static const char *const sub_names[SUBS] = { "userFills", "orderUpdates", "userEvents" };

/* Owner: the ws thread, but for stop and wake. */
struct rv_gw_stream {
	rv_gateway *g;
	rv_ws *ws;
	rv_hl_user_msg *msg;
	rv_reconnect reconnect;
	bool idle;	/* no connection and no attempt */
	bool open;	/* the handshake is done */
	bool up;	/* told as up */
	bool said_down; /* told as down since it was last up */
	bool acked[SUBS], snapshot, pong_due;
	int64_t opened_at, ping_at;
	int64_t connect_at, tick_at;	      /* next actions, mono ms */
	rv_venue_report *up_next, *down_next; /* made ahead: neither may fail for want of memory */
};

static void arm(rv_gw_stream *s)
{
	const int64_t at = s->connect_at < s->tick_at ? s->connect_at : s->tick_at;
	const int64_t wait = at - rv_mono_ms();
	rv_ws_timer(s->ws, at == never ? -1 : wait < 1 ? 1 : wait);
}

static bool spare(rv_gw_stream *s)
{
	return (s->up_next || rv_venue_report_new(RV_REPORT_STREAM_UP, 0, &s->up_next) == RV_OK) &&
	       (s->down_next ||
		rv_venue_report_new(RV_REPORT_STREAM_DOWN, 0, &s->down_next) == RV_OK);
}

static void tell_down(rv_gw_stream *s, const char *why)
{
	rv_venue_report *r = s->down_next;
	if (s->said_down || !r)
		return;
	s->down_next = NULL;
	s->said_down = true;
	s->up = false;
	rv_gw_say(r, "%s", why);
	rv_log_put(s->g->log, RV_LOG_WARN, "gateway", "user streams down: %s", r->text);
	rv_gw_board_error(s->g, "user streams", r->text);
	rv_gw_push(s->g, r);
}

static void maybe_up(rv_gw_stream *s)
{
	bool all = s->snapshot;
	for (int i = 0; i < SUBS; i++)
		all = all && s->acked[i];
	if (!all || s->up)
		return;
	rv_venue_report *r = s->up_next;
	s->up_next = NULL;
	s->up = true;
	s->said_down = false;
	rv_log_put(s->g->log, RV_LOG_INFO, "gateway", "user streams up");
	rv_gw_push(s->g, r);
}

static void on_closed(void *ctx, const char *why)
{
	rv_gw_stream *s = ctx;
	if (s->open)
		rv_reconnect_lived(&s->reconnect, rv_mono_ms() - s->opened_at);
	s->idle = true;
	s->open = false;
	s->tick_at = never;
	tell_down(s, why);
	s->connect_at = rv_reconnect_at(&s->reconnect, rv_mono_ms());
	arm(s);
}

static void subscribe(rv_gw_stream *s)
{
	char text[SUB_TEXT];
	for (int i = 0; i < SUBS; i++) {
		const size_t n =
			rv_hl_format_user_sub(subs[i], s->g->p.account, true, text, sizeof(text));
		if (rv_ws_send(s->ws, text, n) != RV_OK) {
			rv_ws_close(s->ws, "the send queue is full");
			return;
		}
	}
}

static void on_open(void *ctx, const char *server)
{
	rv_gw_stream *s = ctx;
	const int64_t now = rv_mono_ms();
	s->open = true;
	s->snapshot = s->pong_due = false;
	memset(s->acked, 0, sizeof(s->acked));
	s->opened_at = s->ping_at = now;
	s->tick_at = now + TICK_MS;
	if (rv_sim_server(server) != s->g->p.sim) {
		atomic_store(&s->g->env, RV_VENUE_ENV_MISMATCH);
		rv_ws_close(s->ws, "not the venue that is configured");
	} else if (!spare(s)) {
		rv_ws_close(s->ws, "out of memory");
	} else {
		subscribe(s);
	}
	arm(s);
}

/* What cannot be read may have been a fill: told, and read again from the next snapshot. */
static void malformed(rv_gw_stream *s, const char *why, const char *text, size_t n)
{
	rv_venue_report *r = NULL;
	char words[RV_VENUE_TEXT];
	(void)snprintf(words, sizeof(words), "malformed message: %.120s", why);
	if (rv_venue_report_new(RV_REPORT_MALFORMED, 0, &r) == RV_OK) {
		rv_gw_say(r, "%s", why);
		rv_gw_hash(r, text, n);
		rv_gw_push(s->g, r);
	}
	rv_ws_close(s->ws, words);
}

static rv_venue_report *report(rv_gw_stream *s, rv_report_kind kind, size_t rows, const char *text,
			       size_t n)
{
	rv_venue_report *r = NULL;
	if (rv_venue_report_new(kind, rows, &r) != RV_OK) {
		rv_ws_close(s->ws, "out of memory");
		return NULL;
	}
	rv_gw_hash(r, text, n);
	return r;
}

static void on_fills(rv_gw_stream *s, const char *text, size_t n)
{
	rv_err err = { 0 };
	const rv_hl_user_msg *m = s->msg;
	rv_venue_report *r = report(s, RV_REPORT_STREAM_FILLS, m->fills.n, text, n);
	if (!r)
		return;
	for (size_t i = 0; i < m->fills.n; i++) {
		if (!rv_gw_fill(s->g, &m->fills.v[i], &r->fills[i], &err)) {
			rv_venue_report_free(r);
			malformed(s, err.text, text, n);
			return;
		}
	}
	rv_gw_sort_fills(r->fills, r->n);
	r->snapshot = m->snapshot;
	s->snapshot = s->snapshot || m->snapshot;
	rv_crash_point("gateway.stream-fill");
	rv_gw_push(s->g, r);
	maybe_up(s);
}

static void on_orders(rv_gw_stream *s, const char *text, size_t n)
{
	rv_err err = { 0 };
	const rv_hl_user_msg *m = s->msg;
	rv_venue_report *r = report(s, RV_REPORT_STREAM_ORDERS, m->states.n, text, n);
	if (!r)
		return;
	r->n = 0;
	for (size_t i = 0; i < m->states.n; i++) {
		if (rv_hl_is_foreign(m->states.v[i].order.coin))
			continue; /* spot and builders' markets are not the desk's */
		if (!rv_gw_state(s->g, &m->states.v[i], &r->records[r->n], &err)) {
			rv_venue_report_free(r);
			malformed(s, err.text, text, n);
			return;
		}
		rv_lastgate_record(s->g->gate, &r->records[r->n++]);
	}
	rv_gw_push(s->g, r);
}

static void on_payments(rv_gw_stream *s, const char *text, size_t n)
{
	rv_err err = { 0 };
	const rv_hl_user_msg *m = s->msg;
	rv_venue_report *r = report(s, RV_REPORT_FUNDING, 0, text, n);
	if (!r)
		return;
	r->u.funding.n = m->payments.n; /* at most RV_HL_FUNDINGS_MAX, as many as rows */
	for (size_t i = 0; i < m->payments.n; i++) {
		if (!rv_gw_payment(s->g, &m->payments.v[i], &r->u.funding.rows[i], &err)) {
			rv_venue_report_free(r);
			malformed(s, err.text, text, n);
			return;
		}
	}
	rv_gw_push(s->g, r);
}

static void on_ack(rv_gw_stream *s)
{
	for (int i = 0; i < SUBS; i++) {
		if (subs[i] == s->msg->sub && !s->msg->unsubscribed)
			s->acked[i] = true;
	}
	maybe_up(s);
}

static void on_error(rv_gw_stream *s)
{
	char why[RV_VENUE_TEXT];
	if (s->msg->already) {
		on_ack(s);
		return;
	}
	(void)snprintf(why, sizeof(why), "the venue says: %.140s", s->msg->text);
	rv_log_put(s->g->log, RV_LOG_WARN, "gateway", "user streams: %s", why);
	rv_ws_close(s->ws, why);
}

static bool ours(const rv_gw_stream *s)
{
	const rv_hl_user_msg *m = s->msg;
	return !m->has_user || memcmp(m->user, s->g->p.account, sizeof(m->user)) == 0;
}

static void on_message(void *ctx, const char *text, size_t n)
{
	rv_gw_stream *s = ctx;
	rv_err err = { 0 };
	if (rv_hl_parse_user(text, n, s->msg, &err) != RV_OK) {
		malformed(s, err.text, text, n);
		return;
	}
	if (!ours(s)) {
		malformed(s, "it is about another account", text, n);
		return;
	}
	switch (s->msg->kind) {
	case RV_HL_USER_PONG:
		s->pong_due = false;
		return;
	case RV_HL_USER_ACK:
		on_ack(s);
		return;
	case RV_HL_USER_ERROR:
		on_error(s);
		return;
	case RV_HL_USER_FILLS:
		on_fills(s, text, n);
		return;
	case RV_HL_USER_ORDER_UPDATES:
		on_orders(s, text, n);
		return;
	case RV_HL_USER_PAYMENTS:
		on_payments(s, text, n);
		return;
	case RV_HL_USER_LIQUIDATION:
		rv_log_put(s->g->log, RV_LOG_ERROR, "gateway",
			   "the venue tells of a liquidation; its fills follow");
		return;
	case RV_HL_USER_SYSTEM_CANCELS: /* orderUpdates says the same with sizes */
	case RV_HL_USER_OTHER:
	case RV_HL_USER_POST:
	case RV_HL_USER_OPEN_ORDERS:
	case RV_HL_USER_ACCOUNT:
	case RV_HL_USER_NOTIFICATION:
		return;
	}
}

/* Why the connection cannot be trusted any more. */
static bool dead(const rv_gw_stream *s, int64_t now, char *why, size_t cap)
{
	const rv_gateway_params *p = &s->g->p;
	if (s->pong_due && now - s->ping_at > p->pong_ms) {
		(void)snprintf(why, cap, "no pong in %d ms", p->pong_ms);
		return true;
	}
	if (s->up || now - s->opened_at <= p->ack_ms)
		return false;
	for (int i = 0; i < SUBS; i++) {
		if (s->acked[i])
			continue;
		(void)snprintf(why, cap, "%s is not acknowledged in %d ms", sub_names[i],
			       p->ack_ms);
		return true;
	}
	(void)snprintf(why, cap, "no snapshot of the fills in %d ms", p->ack_ms);
	return true;
}

static void tick(rv_gw_stream *s, int64_t now)
{
	static const char ping[] = "{\"method\":\"ping\"}";
	char why[96];
	s->tick_at = now + TICK_MS;
	if (dead(s, now, why, sizeof(why))) {
		rv_ws_close(s->ws, why);
		return;
	}
	if (s->pong_due || now - s->ping_at < s->g->p.ping_ms)
		return;
	if (rv_ws_send(s->ws, ping, sizeof(ping) - 1) != RV_OK) {
		rv_ws_close(s->ws, "the send queue is full");
		return;
	}
	s->ping_at = now;
	s->pong_due = true;
}

static void connect_now(rv_gw_stream *s, int64_t now)
{
	s->connect_at = never;
	if (!rv_coins_known(s->g->coins) || rv_gateway_env(s->g) == RV_VENUE_ENV_MISMATCH)
		return; /* woken when the universe is known */
	rv_reconnect_begins(&s->reconnect, now);
	s->idle = false;
	const rv_status st = rv_ws_connect(s->ws);
	if (st != RV_OK)
		on_closed(s, rv_status_text(st));
}

static void on_timer(void *ctx)
{
	rv_gw_stream *s = ctx;
	const int64_t now = rv_mono_ms();
	if (s->connect_at <= now)
		connect_now(s, now);
	if (s->open && s->tick_at <= now)
		tick(s, now);
	arm(s);
}

static void on_wake(void *ctx)
{
	rv_gw_stream *s = ctx;
	if (s->idle && s->connect_at == never)
		s->connect_at = rv_mono_ms();
	arm(s);
}

static const rv_ws_handler handler = {
	.open = on_open,
	.message = on_message,
	.closed = on_closed,
	.timer = on_timer,
	.wake = on_wake,
};

rv_status rv_gw_stream_new(rv_gateway *g, rv_gw_stream **out, rv_err *err)
{
	rv_ws_params p;
	rv_gw_stream *s = calloc(1, sizeof(*s));
	if (!s)
		return rv_err_set(err, RV_ENOMEM, "gateway: out of memory");
	s->g = g;
	s->idle = true;
	s->connect_at = s->tick_at = never;
	rv_reconnect_init(&s->reconnect, g->url.loopback, 3, rv_mono_ms());
	rv_ws_params_default(&p);
	p.url = g->url;
	p.msg_cap = MSG_CAP;
	p.send_cap = 64;
	p.pulse = g->p.pulse_ws;
	s->msg = rv_hl_user_msg_new();
	rv_status st = s->msg && spare(s) ? RV_OK : RV_ENOMEM;
	if (st == RV_OK)
		st = rv_ws_new(&p, &handler, s, &s->ws, err);
	else
		(void)rv_err_set(err, st, "gateway: out of memory");
	if (st != RV_OK) {
		rv_gw_stream_free(s);
		return st;
	}
	*out = s;
	return RV_OK;
}

void rv_gw_stream_free(rv_gw_stream *s)
{
	if (!s)
		return;
	rv_ws_free(s->ws);
	rv_hl_user_msg_free(s->msg);
	rv_venue_report_free(s->up_next);
	rv_venue_report_free(s->down_next);
	free(s);
}

void rv_gw_stream_run(rv_gw_stream *s)
{
	on_wake(s); /* the universe may be known already */
	rv_ws_run(s->ws);
}

void rv_gw_stream_stop(rv_gw_stream *s)
{
	rv_ws_stop(s->ws);
}

void rv_gw_stream_wake(rv_gw_stream *s)
{
	rv_ws_wake(s->ws);
}
