/*
 * The dead-man at the venue: while an order of ours rests, "cancel everything at that time" is
 * asked for again and again, so that the orders of a dead desk do not outlive it for long. Cleared
 * when nothing rests. The venue gives a few triggers a day and may refuse it altogether; then only
 * the life of the orders themselves bounds what can happen, and the screen says so.
 *
 * It is on when the venue has said so, not when it was asked: what was asked for and not answered
 * may stand or not. A start knows of no answer.
 */
#include "engine/desk/oms_internal.h"

#include <stdio.h>

enum {
	TRIGGERS = 10, /* a day, at the venue */
	RETRY_MS = 5000,
	REFUSED_MS = 3600 * 1000
};

static bool anything_rests(const rv_oms *o)
{
	for (size_t i = 0; i < o->f->n_live; i++) {
		const oms_order *q = &o->f->orders[o->f->live[i]];
		if (!q->external && q->o.tif != RV_TIF_IOC && !rv_order_over(q->state) &&
		    q->state != RV_ORDER_SENDING)
			return true;
	}
	return false;
}

unsigned oms_deadman_left(const rv_oms *o)
{
	const unsigned used =
		o->now.utc / RV_DAY_MS == o->f->deadman_day ? o->f->deadman_triggers : 0;
	return used < TRIGGERS ? TRIGGERS - used : 0;
}

bool oms_deadman_on(const rv_oms *o)
{
	return o->deadman_told_ms > o->now.utc;
}

static void ask_for(rv_oms *o, int64_t time_ms)
{
	if (oms_send_schedule(o, time_ms, &o->deadman_request)) {
		o->deadman_sent_at = o->now.at;
		o->deadman_asked_ms = time_ms;
		if (time_ms == 0)
			o->deadman_told_ms = 0; /* from here on it may be gone */
	}
	o->deadman_retry_at = o->now.at + RETRY_MS;
}

void oms_work_deadman(rv_oms *o)
{
	const bool rests = anything_rests(o);
	const bool on = o->f->deadman_ms > o->now.utc;
	const bool waiting =
		o->deadman_request != 0 && o->now.at < o->deadman_sent_at + o->p.deadman_ms;
	if (!o->p.deadman || o->now.at < o->deadman_retry_at) {
		oms_due(o, o->deadman_retry_at > o->now.at ? o->deadman_retry_at : INT64_MAX);
		return;
	}
	if (!rests) {
		if (on && !waiting)
			ask_for(o, 0);
		return;
	}
	const int64_t next = o->deadman_sent_at == RV_NEVER
				     ? o->now.at
				     : o->deadman_sent_at + o->p.deadman_refresh_ms;
	if (o->now.at >= next || o->f->deadman_ms == 0)
		ask_for(o, o->now.utc + o->p.deadman_ms);
	else
		oms_due(o, next);
}

static void refused(rv_oms *o, const rv_venue_report *r)
{
	if (o->f->deadman_ms != 0) {
		rv_event *e = oms_event(o, RV_EVENT_RESULT, "dead-man");
		rv_event_put_i64(e, "deadman_refused", 1);
		oms_put_text(e, "text", r->text);
		oms_emit(o, e, 0, "dead-man refused: %.90s", r->text);
	}
	o->deadman_available = r->u.action.refusal != RV_REFUSAL_SCHEDULE;
	(void)snprintf(o->deadman_text, sizeof(o->deadman_text), "%.110s", r->text);
	o->deadman_retry_at = o->now.at + (o->deadman_available ? RETRY_MS : REFUSED_MS);
	oms_alarm_level(o, OMS_ALARM_DEADMAN, 1, "the venue gives no dead-man: %.80s", r->text);
}

void oms_deadman_result(rv_oms *o, const rv_venue_report *r)
{
	if (r->request != o->deadman_request)
		return;
	o->deadman_request = 0;
	switch (r->u.action.outcome) {
	case RV_OUTCOME_VERDICT:
		o->deadman_told_ms = o->deadman_asked_ms;
		o->deadman_available = true;
		o->deadman_text[0] = '\0';
		o->deadman_retry_at = o->now.at;
		oms_alarm_level(o, OMS_ALARM_DEADMAN, 0, "the dead-man");
		break;
	case RV_OUTCOME_REFUSED:
		refused(o, r);
		break;
	case RV_OUTCOME_UNKNOWN:
	case RV_OUTCOME_GATED:
		o->deadman_sent_at = RV_NEVER;
		(void)snprintf(o->deadman_text, sizeof(o->deadman_text), "%.110s", r->text);
		break;
	}
}
