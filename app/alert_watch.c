/* Alert conditions; see alert_watch.h. */
#include "app/alert_watch.h"

#include "app/alert_life.h"

#include "engine/desk/position.h"

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
		s->acked_by = s->acked_utc_ms = 0;
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

/* ---- somebody is waited for: once, when it begins, with a bell ---- */

static const char *left_words(int64_t ms, char out[32])
{
	if (ms >= RV_MINUTE_MS)
		(void)snprintf(out, 32, "%lld min left", (long long)(ms / RV_MINUTE_MS));
	else
		(void)snprintf(out, 32, "%lld s left", (long long)(ms > 0 ? ms / 1000 : 0));
	return out;
}

static void ring(rv_alert_watch *a, rv_alert_kind kind, uint64_t *told, uint64_t id, int64_t since,
		 const char *text)
{
	if (id > *told) {
		a->slots[kind].active = false; /* a newer one: the next occurrence */
		*told = id;
	}
	set(a, kind, RV_LOG_WARN, since, text);
	a->slots[kind].rings = true;
}

static void update_program(rv_alert_watch *a, const rv_view *v)
{
	const rv_trade_view *tv = &v->trade;
	const rv_tv_program *p = NULL;
	for (size_t i = 0; tv->present && i < tv->n_programs; i++) {
		if (tv->programs[i].for_person && (!p || tv->programs[i].id > p->id))
			p = &tv->programs[i];
	}
	if (!p) {
		a->slots[RV_ALERT_PROGRAM].active = false;
		return;
	}
	char text[RV_VIEW_TEXT], at[RV_TIME_TEXT], left[32];
	(void)snprintf(text, sizeof(text), "PROGRAM of %.5s waits: %zu legs, %s",
		       rv_time_format_clock(p->created_utc_ms, at), p->n - p->n_excluded,
		       left_words(p->quote_end_utc_ms - v->utc_ms, left));
	ring(a, RV_ALERT_PROGRAM, &a->program, p->id, p->created_utc_ms, text);
}

/* The newest; how many there are behind it. */
static void update_ticket(rv_alert_watch *a, const rv_view *v)
{
	const rv_trade_view *tv = &v->trade;
	const rv_tv_ticket *t = NULL;
	size_t n = 0;
	for (size_t i = 0; tv->present && i < tv->n_tickets; i++) {
		if (!tv->tickets[i].for_person)
			continue;
		n++;
		if (!t || tv->tickets[i].id > t->id)
			t = &tv->tickets[i];
	}
	if (!t) {
		a->slots[RV_ALERT_TICKET].active = false;
		return;
	}
	char text[RV_VIEW_TEXT], left[32], more[32] = "";
	if (n > 1)
		(void)snprintf(more, sizeof(more), ", %zu more", n - 1);
	(void)snprintf(text, sizeof(text), "TICKET of the desk waits: %s %.20s, %s%s",
		       t->cls == RV_CLASS_STOP ? "stop" : "hedge", t->coin.symbol,
		       left_words(t->expires_at - v->elapsed_ms, left), more);
	ring(a, RV_ALERT_TICKET, &a->ticket, t->id, v->utc_ms - (v->elapsed_ms - t->created_at),
	     text);
}

/* The newest; whoever has asked for it is not meant. */
static void update_request(rv_alert_watch *a, const rv_view *v)
{
	const rv_trade_view *tv = &v->trade;
	if (!tv->present || tv->n_requests == 0) {
		a->slots[RV_ALERT_REQUEST].active = false;
		return;
	}
	const rv_tv_request *x = &tv->requests[tv->n_requests - 1];
	char text[RV_ALERT_TEXT], left[32];
	(void)snprintf(text, sizeof(text), "REQUEST: r%llu waits for a second person, %.24s: %s",
		       (unsigned long long)x->id, left_words(x->expires_at - v->elapsed_ms, left),
		       x->text);
	ring(a, RV_ALERT_REQUEST, &a->request, x->id, x->asked_utc_ms, text);
}

static void update_journal(rv_alert_watch *a, const rv_view *v)
{
	const rv_trade_view *tv = &v->trade;
	if (!tv->present || tv->journal_ok) {
		a->slots[RV_ALERT_JOURNAL].active = false;
		return;
	}
	char text[RV_VIEW_TEXT];
	(void)snprintf(text, sizeof(text), "JOURNAL BROKEN: halted for good: %.85s",
		       tv->state_reason);
	set(a, RV_ALERT_JOURNAL, RV_LOG_ERROR, v->utc_ms, text);
}

/* What came from outside stops every addition in its coin, and no other alert says why. */
static void update_residue(rv_alert_watch *a, const rv_view *v)
{
	const rv_trade_view *tv = &v->trade;
	const rv_tv_position *p = NULL;
	for (size_t i = 0; tv->present && !p && i < tv->n_positions; i++)
		p = tv->positions[i].sub_lots[RV_SUB_RESIDUE] != 0 ? &tv->positions[i] : NULL;
	if (!p) {
		a->slots[RV_ALERT_RESIDUE].active = false;
		return;
	}
	char text[RV_VIEW_TEXT], more[24] = "";
	if (tv->n_residue > 1)
		(void)snprintf(more, sizeof(more), " (%u more)", (unsigned)tv->n_residue - 1);
	(void)snprintf(text, sizeof(text),
		       "RESIDUE: %+.6g %.12s is nobody's%s: adds stop there until `:assign`",
		       rv_lots_coins(p->sub_lots[RV_SUB_RESIDUE], p->coin.sz_decimals),
		       p->coin.symbol, more);
	set(a, RV_ALERT_RESIDUE, RV_LOG_ERROR, v->utc_ms, text);
}

/* What stays as it is until the desk is started again. */
static void update_found(rv_alert_watch *a, const rv_board_copy *b, const rv_view *v)
{
	char text[RV_VIEW_TEXT];
	if (b->venue.metrics_error[0]) {
		(void)snprintf(text, sizeof(text), "METRICS: no page: %s", b->venue.metrics_error);
		set(a, RV_ALERT_METRICS, RV_LOG_WARN, v->utc_ms, text);
	}
	if (b->venue.other_journals[0]) {
		(void)snprintf(text, sizeof(text), "JOURNAL EMPTY: %s", b->venue.other_journals);
		set(a, RV_ALERT_JOURNALS, RV_LOG_WARN, v->utc_ms, text);
	}
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
	update_program(a, v);
	update_ticket(a, v);
	update_request(a, v);
	update_journal(a, v);
	update_residue(a, v);
	update_found(a, b, v);
	v->n_alerts = 0;
	for (int i = 0; i < RV_ALERT_KINDS; i++) {
		rv_alert_take_acks(&a->slots[i], &v->trade);
		if (rv_alert_is_told(&a->slots[i], v->mono_ms))
			v->alerts[v->n_alerts++] = a->slots[i];
	}
}
