/* The WebSocket side of a market feed; see ws_session.h. */
#include "feeds/ws_session.h"

#include "feeds/clock_probe.h"
#include "feeds/net/reconnect.h"
#include "feeds/net/ws.h"
#include "feeds/ws_messages.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	PING_MS = 30000,
	PONG_MS = 10000,
	SILENT_MS = 4000, /* of a stream that should speak every second */
	TICK_MS = 900,
	ACK_MS = 10000,
	GAP_WAIT_MS = 2000, /* longest wait for acks before the gap is filled */
	NOTIFY_MS = 20,	    /* messages of one burst are one wake-up of the engine */
	PACE_MS = 50,	    /* one subscription: 20 a second, below the venue's 2000 a minute */
	PACE_SIM_MS = 20,   /* the simulated venue says who it is in its handshake: so many ... */
	SIM_BURST = 10	    /* at once, as a timer of the library spins for its last millisecond */
};

static const int64_t never = INT64_MAX;

struct rv_session {
	rv_feed_shared *sh;
	rv_ws *ws;
	rv_ws_messages *msgs;
	rv_reconnect reconnect;
	bool open, sim, first_open, gap_due, said_down;
	bool data; /* prices came on this connection */
	unsigned reconnects;
	int64_t opened_at, ping_at, last_at, mids_at, ctx_at;
	int64_t price_at; /* newest price of any connection; the start before the first */
	bool pong_due;
	int64_t connect_at, tick_at, pace_at, notify_at; /* next actions, monotonic ms */
};

static void arm(rv_session *s)
{
	int64_t at = s->connect_at;
	at = s->tick_at < at ? s->tick_at : at;
	at = s->pace_at < at ? s->pace_at : at;
	at = s->notify_at < at ? s->notify_at : at;
	const int64_t wait = at - rv_mono_ms();
	rv_ws_timer(s->ws, at == never ? -1 : wait < 1 ? 1 : wait);
}

static void notify_soon(rv_session *s)
{
	if (s->notify_at == never)
		s->notify_at = rv_mono_ms() + NOTIFY_MS;
}

struct link_note {
	bool connected, data;
	unsigned reconnects;
	int64_t utc;
};

static void apply_link(rv_venue_stat *v, const void *arg)
{
	const struct link_note *n = arg;
	v->ws_connected = n->connected;
	if (n->data)
		v->down_since_utc_ms = 0;
	else if (!n->connected && v->down_since_utc_ms == 0)
		v->down_since_utc_ms = n->utc;
}

static void apply_stream(rv_stream_stat *st, const void *arg)
{
	const struct link_note *n = arg;
	st->connected = n->connected;
	st->reconnects = n->reconnects;
}

static void publish_link(rv_session *s, bool connected, bool data)
{
	/* Silence is noticed seconds after it began: what is told is when the data ended. */
	const double ago = (double)(rv_mono_ms() - s->price_at) * rv_clock_rate(s->sh->clock);
	const struct link_note n = { connected, data, s->reconnects,
				     rv_clock_utc_ms(s->sh->clock) - llround(ago) };
	rv_board_venue(s->sh->board, apply_link, &n);
	rv_board_stream(s->sh->board, RV_STREAM_MIDS, apply_stream, &n);
	rv_board_stream(s->sh->board, RV_STREAM_CTX, apply_stream, &n);
	rv_board_stream(s->sh->board, RV_STREAM_BBO, apply_stream, &n);
	rv_board_stream(s->sh->board, RV_STREAM_CANDLE, apply_stream, &n);
	notify_soon(s);
}

/* A connection or an attempt ended: the screen says so, and another attempt is planned. */
static void on_closed(void *ctx, const char *why)
{
	rv_session *s = ctx;
	const int64_t now = rv_mono_ms();
	if (s->open)
		rv_reconnect_lived(&s->reconnect, now - s->opened_at);
	s->open = s->data = false;
	atomic_store(&s->sh->subscribed, false);
	s->tick_at = s->pace_at = never;
	rv_ws_messages_closed(s->msgs);
	publish_link(s, false, false);
	rv_feed_error(s->sh, "websocket", why);
	if (!s->said_down)
		rv_log_put(s->sh->log, RV_LOG_WARN, "ws", "%s:%d: %s; trying again",
			   s->sh->url.host, s->sh->url.port, why);
	s->said_down = true;
	s->connect_at = rv_reconnect_at(&s->reconnect, now);
	arm(s);
}

static void on_open(void *ctx, const char *server)
{
	rv_session *s = ctx;
	const int64_t now = rv_mono_ms();
	s->open = true;
	s->data = false;
	s->sim = rv_sim_server(server);
	if (!s->first_open)
		s->reconnects++;
	s->first_open = false;
	s->opened_at = s->ping_at = s->last_at = s->mids_at = s->ctx_at = now;
	s->pong_due = false;
	s->gap_due = s->reconnects > 0 || s->said_down; /* else the start asks for all */
	s->tick_at = now + TICK_MS;
	s->pace_at = now;
	rv_ws_messages_opened(s->msgs);
	publish_link(s, true, false);
	rv_log_put(s->sh->log, RV_LOG_INFO, "ws", "connected to %s%s", s->sh->url.host,
		   s->sim ? " (simulated venue)" : "");
	arm(s);
}

/* Subscriptions come first, then the gap is filled, so that nothing falls between the two. */
static void fill_gap(rv_session *s)
{
	s->gap_due = false;
	atomic_store(&s->sh->gap, true);
	s->sh->wake_rest(s->sh->rest_arg);
}

static void all_acked(rv_session *s)
{
	atomic_store(&s->sh->subscribed, true);
	if (s->gap_due)
		fill_gap(s);
	else
		s->sh->wake_rest(s->sh->rest_arg);
}

static void on_message(void *ctx, const char *text, size_t n)
{
	rv_session *s = ctx;
	const int64_t now = rv_mono_ms();
	const rv_ws_seen seen = rv_ws_messages_take(s->msgs, text, n);
	s->last_at = now;
	if (seen & RV_WS_PONG)
		s->pong_due = false;
	if (seen & RV_WS_MIDS)
		s->mids_at = now;
	if (seen & RV_WS_CTX)
		s->ctx_at = now;
	if (seen & (RV_WS_MIDS | RV_WS_CTX))
		s->price_at = now;
	if (seen & (RV_WS_MIDS | RV_WS_CTX) && !s->data) {
		s->data = true;
		publish_link(s, true, true);
		if (s->said_down)
			rv_log_put(s->sh->log, RV_LOG_INFO, "ws", "data again");
		s->said_down = false;
	}
	if (seen & RV_WS_ACKED && rv_ws_messages_all_acked(s->msgs))
		all_acked(s);
	const bool armed = s->notify_at != never;
	notify_soon(s);
	if (!armed)
		arm(s);
}

/* False: nothing is due any more, or the connection is gone. */
static bool send_next_sub(rv_session *s, int64_t now)
{
	char text[192];
	const size_t n = rv_ws_messages_next_sub(s->msgs, now, text, sizeof(text));
	if (n == 0) {
		s->pace_at = never;
		return false;
	}
	if (rv_ws_send(s->ws, text, n) == RV_OK)
		return true;
	rv_ws_close(s->ws, "the send queue is full");
	return false;
}

/* Sends what is due of the subscriptions at the venue's pace. */
static void pace(rv_session *s, int64_t now)
{
	const bool sim = s->sim || atomic_load(&s->sh->is_sim);
	const int step = sim ? PACE_SIM_MS : PACE_MS, burst = sim ? SIM_BURST : 1;
	/* A timer may come late: then several are due, but never more than 100 ms' worth. */
	if (s->pace_at < now - 100)
		s->pace_at = now - 100;
	while (s->pace_at <= now) {
		for (int i = 0; i < burst; i++)
			if (!send_next_sub(s, now))
				return;
		s->pace_at += step;
	}
}

static const char *dead(rv_session *s, int64_t now)
{
	if (s->pong_due && now - s->ping_at > PONG_MS)
		return "no pong in 10 s";
	if (now - s->last_at > SILENT_MS)
		return "silent for 4 s";
	if (now - s->mids_at > SILENT_MS)
		return "allMids silent for 4 s";
	if (now - s->ctx_at > SILENT_MS && rv_ws_messages_coins(s->msgs) > 0 &&
	    now - s->opened_at > PING_MS)
		return "activeAssetCtx silent for 4 s";
	return NULL;
}

static void tick(rv_session *s, int64_t now)
{
	static const char ping[] = "{\"method\":\"ping\"}";
	const char *why = dead(s, now);
	s->tick_at = now + TICK_MS;
	if (why) {
		rv_ws_close(s->ws, why);
		return;
	}
	if (!s->pong_due && now - s->ping_at >= PING_MS) {
		if (rv_ws_send(s->ws, ping, sizeof(ping) - 1) != RV_OK) {
			rv_ws_close(s->ws, "the send queue is full");
			return;
		}
		s->ping_at = now;
		s->pong_due = true;
	}
	if (s->gap_due && now - s->opened_at > GAP_WAIT_MS)
		fill_gap(s);
	rv_ws_messages_expire(s->msgs, now - ACK_MS);
	if (s->pace_at == never && rv_ws_messages_pending(s->msgs))
		s->pace_at = now;
}

static void connect_now(rv_session *s, int64_t now)
{
	s->connect_at = never;
	rv_reconnect_begins(&s->reconnect, now);
	const rv_status st = rv_ws_connect(s->ws);
	if (st != RV_OK)
		on_closed(s, rv_status_text(st));
}

static void on_timer(void *ctx)
{
	rv_session *s = ctx;
	const int64_t now = rv_mono_ms();
	if (s->connect_at <= now)
		connect_now(s, now);
	if (s->open && s->tick_at <= now)
		tick(s, now);
	if (s->open && s->pace_at <= now)
		pace(s, now);
	if (s->notify_at <= now) {
		s->notify_at = never;
		rv_board_notify(s->sh->board);
	}
	arm(s);
}

static void on_wake(void *ctx)
{
	rv_session *s = ctx;
	rv_ws_messages_coins_changed(s->msgs);
	if (s->open && rv_ws_messages_pending(s->msgs))
		s->pace_at = rv_mono_ms();
	notify_soon(s);
	arm(s);
}

static const rv_ws_handler handler = {
	.open = on_open,
	.message = on_message,
	.closed = on_closed,
	.timer = on_timer,
	.wake = on_wake,
};

rv_status rv_session_new(rv_feed_shared *sh, rv_session **out, rv_err *err)
{
	rv_ws_params p;
	rv_session *s = calloc(1, sizeof(*s));
	if (!s)
		return rv_err_set(err, RV_ENOMEM, "feed: out of memory");
	s->sh = sh;
	s->first_open = true;
	s->connect_at = s->tick_at = s->pace_at = s->notify_at = never;
	rv_reconnect_init(&s->reconnect, sh->url.loopback, 1, rv_mono_ms());
	rv_ws_params_default(&p);
	p.url = sh->url;
	p.pulse = sh->p.pulse_ws;
	rv_status st = rv_ws_messages_new(sh, &s->msgs);
	if (st == RV_OK)
		st = rv_ws_new(&p, &handler, s, &s->ws, err);
	else
		(void)rv_err_set(err, st, "feed: out of memory");
	if (st != RV_OK) {
		rv_session_free(s);
		return st;
	}
	*out = s;
	return RV_OK;
}

void rv_session_free(rv_session *s)
{
	if (!s)
		return;
	rv_ws_free(s->ws);
	rv_ws_messages_free(s->msgs);
	free(s);
}

void rv_session_run(rv_session *s)
{
	s->connect_at = s->price_at = rv_mono_ms();
	arm(s);
	rv_ws_run(s->ws);
}

void rv_session_stop(rv_session *s)
{
	rv_ws_stop(s->ws);
}

void rv_session_wake(void *s)
{
	rv_ws_wake(((rv_session *)s)->ws);
}
