/* Alert conditions; see alert_watch.h. */
#include "app/alert_watch.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	SKEW_ALERT_MS = 1000,
	MALFORMED_ACTIVE_MS = 30000,
	CONNECT_GRACE_MS = 4000 /* real time from the handshake until prices are missed */
};

void rv_alert_watch_init(rv_alert_watch *a)
{
	memset(a, 0, sizeof(*a));
	a->next_id = 1;
	a->malformed_at = RV_NEVER;
}

static void set(rv_alert_watch *a, rv_alert_kind kind, rv_log_level level, int64_t since,
		const char *text)
{
	rv_view_alert *s = &a->slots[kind];
	if (!s->active) {
		s->id = a->next_id++;
		s->since_utc_ms = since;
	}
	s->active = true;
	s->level = level;
	(void)snprintf(s->text, sizeof(s->text), "%s", text);
}

static void update_down(rv_alert_watch *a, const rv_board_copy *b)
{
	const rv_venue_stat *s = &b->venue;
	if (s->down_since_utc_ms == 0) {
		a->slots[RV_ALERT_VENUE_DOWN].active = false;
		return;
	}
	char ts[RV_TIME_TEXT], text[RV_VIEW_TEXT];
	(void)snprintf(text, sizeof(text), "VENUE DOWN: no data since %.8sZ%s%.70s",
		       rv_time_format_clock(s->down_since_utc_ms, ts), s->last_error[0] ? ": " : "",
		       s->last_error);
	set(a, RV_ALERT_VENUE_DOWN, RV_LOG_ERROR, s->down_since_utc_ms, text);
}

/*
 * A new connection has the age of the old one's prices until its first message. Real time, since
 * that is what a message needs, whatever the desk's clock does.
 */
static bool just_connected(rv_alert_watch *a, const rv_view_stream *s, const rv_view *v)
{
	if (s->connected && (!a->connected || s->reconnects != a->reconnects))
		a->connected_at = v->mono_ms;
	a->connected = s->connected;
	a->reconnects = s->reconnects;
	return s->connected && v->mono_ms - a->connected_at < CONNECT_GRACE_MS;
}

/* Connected, yet the price streams are silent: the case that looks alive and is not. */
static void update_stale(rv_alert_watch *a, const rv_view *v)
{
	const rv_view_stream *s = &v->streams[RV_STREAM_MIDS];
	const bool grace = just_connected(a, s, v);
	const rv_health h =
		rv_health_of(s->last_at, v->elapsed_ms, s->period_ms, s->is_price, true);
	if (!s->connected || grace || h == RV_HEALTH_NONE || h < RV_HEALTH_STALE) {
		a->slots[RV_ALERT_STALE_PRICES].active = false;
		return;
	}
	char ts[RV_TIME_TEXT], text[RV_VIEW_TEXT];
	const int64_t since = v->utc_ms - (v->elapsed_ms - s->last_at);
	(void)snprintf(text, sizeof(text), "PRICES STALE: connected, but no prices since %.8sZ",
		       rv_time_format_clock(since, ts));
	set(a, RV_ALERT_STALE_PRICES, RV_LOG_ERROR, since, text);
}

static void update_malformed(rv_alert_watch *a, const rv_board_copy *b, const rv_view *v)
{
	uint64_t n = 0;
	for (int i = 0; i < RV_STREAM_N; i++)
		n += b->streams[i].malformed;
	if (n != a->malformed_seen) {
		a->malformed_seen = n;
		a->malformed_at = v->elapsed_ms;
	}
	if (a->malformed_at == RV_NEVER || v->elapsed_ms - a->malformed_at > MALFORMED_ACTIVE_MS) {
		a->slots[RV_ALERT_MALFORMED].active = false;
		return;
	}
	char text[RV_VIEW_TEXT];
	(void)snprintf(text, sizeof(text),
		       "MALFORMED: the venue sent %llu messages that were refused (see log)",
		       (unsigned long long)n);
	set(a, RV_ALERT_MALFORMED, RV_LOG_WARN, v->utc_ms, text);
}

static void update_skew(rv_alert_watch *a, const rv_view *v)
{
	if (!(fabs(v->skew_ms) > SKEW_ALERT_MS)) {
		a->slots[RV_ALERT_SKEW].active = false;
		return;
	}
	char text[RV_VIEW_TEXT];
	(void)snprintf(text, sizeof(text), "CLOCK: the venue's clock is %+.1f s from ours",
		       v->skew_ms / 1000.0);
	set(a, RV_ALERT_SKEW, RV_LOG_WARN, v->utc_ms, text);
}

static void update_scores(rv_alert_watch *a, const char *score_error, const rv_view *v)
{
	if (!score_error[0]) {
		a->slots[RV_ALERT_SCORES].active = false;
		return;
	}
	char text[RV_VIEW_TEXT];
	(void)snprintf(text, sizeof(text), "SCORES: the last pass failed: %.80s", score_error);
	set(a, RV_ALERT_SCORES, RV_LOG_ERROR, v->utc_ms, text);
}

static void update_limited(rv_alert_watch *a, const rv_board_copy *b, const rv_view *v)
{
	const rv_venue_stat *s = &b->venue;
	if (s->limited_until_mono_ms <= v->mono_ms) {
		a->slots[RV_ALERT_LIMITED].active = false;
		return;
	}
	char text[RV_VIEW_TEXT];
	(void)snprintf(text, sizeof(text), "RATE LIMITED: the venue asked us to wait %lld s",
		       (long long)((s->limited_ms + 999) / 1000));
	set(a, RV_ALERT_LIMITED, RV_LOG_WARN, v->utc_ms, text);
}

static void update_store(rv_alert_watch *a, const rv_board_copy *b, const rv_view *v)
{
	if (!b->venue.store_error[0]) {
		a->slots[RV_ALERT_STORE].active = false;
		return;
	}
	char text[RV_VIEW_TEXT];
	(void)snprintf(text, sizeof(text), "STORE: history is not being kept: %s",
		       b->venue.store_error);
	set(a, RV_ALERT_STORE, RV_LOG_ERROR, v->utc_ms, text);
}

/* A regime without a score goes on for some days; then somebody has to look. */
static void update_carried(rv_alert_watch *a, const rv_view *v)
{
	const int days = v->has_scores ? v->scores.ma.state.missing_days : 0;
	if (days == 0 || days < v->params.ma.missing_alarm_days) {
		a->slots[RV_ALERT_CARRIED].active = false;
		return;
	}
	char text[RV_VIEW_TEXT];
	(void)snprintf(text, sizeof(text),
		       "MAJORS-ALTS: no score for %d days, the regime is carried", days);
	set(a, RV_ALERT_CARRIED, RV_LOG_WARN, v->utc_ms, text);
}

/* They count as filled in every limit, and stop what is new in their symbols. */
static void update_unknown(rv_alert_watch *a, const rv_view *v)
{
	const rv_trade_view *tv = &v->trade;
	if (!tv->present || tv->n_unknown == 0) {
		a->slots[RV_ALERT_UNKNOWN].active = false;
		return;
	}
	char text[RV_VIEW_TEXT];
	(void)snprintf(text, sizeof(text),
		       "UNKNOWN ORDERS: %zu (%.24s%s) without a verdict, counted as filled; "
		       "see screen 5",
		       tv->n_unknown, tv->n_orders > 0 ? tv->orders[0].coin.symbol : "?",
		       tv->n_unknown > 1 ? " ..." : "");
	set(a, RV_ALERT_UNKNOWN, RV_LOG_ERROR, v->utc_ms, text);
}

/* Lost for longer than a new connection needs, in real time. */
static void update_user_streams(rv_alert_watch *a, const rv_view *v)
{
	const bool down = v->trade.present && !v->trade.stream_up;
	if (down && !a->streams_down) {
		a->streams_at = v->mono_ms;
		a->streams_utc_ms = v->utc_ms;
	}
	a->streams_down = down;
	if (!down) {
		a->slots[RV_ALERT_USER_STREAMS].active = false;
		return;
	}
	if (v->mono_ms - a->streams_at < CONNECT_GRACE_MS)
		return;
	set(a, RV_ALERT_USER_STREAMS, RV_LOG_ERROR, a->streams_utc_ms,
	    "USER STREAMS: down, no fills come in, nothing new is sent; see screen 7");
}

static void update_signer(rv_alert_watch *a, const rv_view *v)
{
	const rv_trade_view *tv = &v->trade;
	if (!tv->present || !tv->signer_known || tv->signer_ok) {
		a->slots[RV_ALERT_SIGNER].active = false;
		return;
	}
	char text[RV_VIEW_TEXT];
	(void)snprintf(text, sizeof(text),
		       "SIGNER: no agent of %.20s: approve it at the venue or set another --key",
		       tv->account);
	set(a, RV_ALERT_SIGNER, RV_LOG_ERROR, v->utc_ms, text);
}

void rv_alert_watch_update(rv_alert_watch *a, const rv_board_copy *b, const char *score_error,
			   rv_view *v)
{
	update_down(a, b);
	update_stale(a, v);
	update_malformed(a, b, v);
	update_skew(a, v);
	update_scores(a, score_error, v);
	update_limited(a, b, v);
	update_store(a, b, v);
	update_carried(a, v);
	update_unknown(a, v);
	update_user_streams(a, v);
	update_signer(a, v);
	v->n_alerts = 0;
	for (int i = 0; i < RV_ALERT_KINDS; i++) {
		if (a->slots[i].id != 0)
			v->alerts[v->n_alerts++] = a->slots[i];
	}
}
