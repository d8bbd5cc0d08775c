/* Which phase is due, and that it has been done; see day_manager.h. */
#include "engine/manager/day_internal.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

rv_status rv_day_manager_new(const rv_book_params *p, rv_log *log, rv_day_manager **out)
{
	if (rv_book_params_error(p))
		return RV_EINVAL;
	rv_day_manager *m = calloc(1, sizeof(*m));
	if (!m)
		return RV_ENOMEM;
	m->p = *p;
	m->log = log;
	m->ready_since = INT64_MAX;
	m->retry_at = INT64_MIN;
	*out = m;
	return RV_OK;
}

void rv_day_manager_free(rv_day_manager *m)
{
	if (!m)
		return;
	free(m->record);
	free(m);
}

/* ---- the fold ---- */

static void applied(void *self, const rv_oms *o, const rv_event *e)
{
	rv_day_manager *m = self;
	int64_t date_ms = 0;
	char word[24];
	rv_phase phase = RV_PHASE_N;
	day_again_applied(m, o, e);
	if (e->type != RV_EVENT_PHASE || rv_event_get_i64(e, "date_ms", &date_ms) != RV_OK ||
	    rv_event_get(e, "phase", word, sizeof(word)) != RV_OK ||
	    rv_phase_of_word(word, &phase) != RV_OK)
		return;
	if (rv_day_mark(&m->day, date_ms, phase, e->utc_ms) != RV_OK)
		return; /* it is there: the key has kept a second one out of the journal */
	if (phase != RV_PHASE_PROPOSE)
		return;
	m->deferred_date = date_ms;
	if (rv_event_get(e, "deferred", m->deferred, sizeof(m->deferred)) != RV_OK)
		m->deferred[0] = '\0';
}

rv_oms_observer rv_day_manager_observer(rv_day_manager *m)
{
	return (rv_oms_observer){ .self = m, .applied = applied };
}

/* ---- what is said ---- */

void day_say(rv_day_manager *m, int64_t utc_ms, bool alarm, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(m->view.said, sizeof(m->view.said), fmt, ap);
	va_end(ap);
	m->view.said_utc_ms = utc_ms;
	m->view.alarm = alarm;
	rv_log_put(m->log, alarm ? RV_LOG_ERROR : RV_LOG_INFO, "day", "%s", m->view.said);
}

static bool does_something(rv_phase phase)
{
	return phase == RV_PHASE_PROPOSE || phase == RV_PHASE_PREPARE ||
	       phase == RV_PHASE_CORRECT || phase == RV_PHASE_GIVE_UP;
}

/* False: it is not in the journal, so that nothing may follow from it. */
static bool mark(rv_day_manager *m, const rv_day_now *now, int64_t date_ms, rv_phase phase)
{
	rv_event e;
	char words[RV_TV_TEXT];
	rv_event_begin(&e, RV_EVENT_PHASE, rv_phase_word(phase));
	(void)rv_day_key(date_ms, phase, e.key[0]);
	e.uid = RV_EVENT_UID_DESK;
	rv_event_put_i64(&e, "date_ms", date_ms);
	rv_event_put(&e, "phase", rv_phase_word(phase));
	if (phase == RV_PHASE_PROPOSE) {
		rv_event_put(&e, "deferred", m->deferred_date == date_ms ? m->deferred : "");
		rv_event_put(&e, "overridden", m->overridden);
		day_record_digest(m, &e);
	}
	if (phase == RV_PHASE_CORRECT)
		rv_event_put(&e, "aims", m->aims);
	(void)snprintf(words, sizeof(words), "%s",
		       does_something(phase) ? m->view.said : rv_phase_word(phase));
	const rv_status st = rv_oms_record(now->oms, &e, words);
	m->recorded = m->recorded || (st == RV_OK && phase == RV_PHASE_PROPOSE);
	if (st != RV_OK) /* the journal has broken, or the desk is stopping */
		rv_log_once(m->log, "day.mark", RV_LOG_ERROR, "day", "%s is not journaled: %s",
			    rv_phase_word(phase), rv_status_text(st));
	return st == RV_OK;
}

/* ---- the work ---- */

const rv_tv_program *day_program(const rv_trade_view *t, int64_t date_ms, const char *phase)
{
	const rv_tv_program *best = NULL;
	for (size_t i = 0; i < t->n_programs; i++) {
		const rv_tv_program *p = &t->programs[i];
		const size_t n = strlen(phase);
		const bool same = strncmp(p->phase, phase, n) == 0 &&
				  (p->phase[n] == '\0' || p->phase[n] == '.');
		if (p->run_date_ms == date_ms && same && (!best || p->id > best->id))
			best = p;
	}
	return best;
}

static const char *why_not_ready(const rv_day_now *now)
{
	if (!now->in->pass)
		return "nothing has been scored yet";
	if (!now->trade->reconciled)
		return "positions are not reconciled with the venue";
	if (!isfinite(now->in->nav))
		return "the NAV is unknown";
	return rv_book_now_loading(now->book) ? "histories are still arriving" : "";
}

static void look_ready(rv_day_manager *m, const rv_day_now *now)
{
	const char *why = why_not_ready(now);
	(void)snprintf(m->view.ready, sizeof(m->view.ready), "%s", why);
	if (!why[0] && m->ready_since == INT64_MAX)
		m->ready_since = now->in->utc_ms; /* a line that breaks for a moment costs no day */
}

/* One that is known already stays at the time at which it came to be known. */
static void note(rv_day_manager *m, int64_t date_ms, rv_day_event event, int64_t utc_ms)
{
	const rv_status st = rv_day_note(&m->day, date_ms, event, utc_ms);
	if (st != RV_OK && st != RV_EEXIST)
		rv_log_once(m->log, "day.note", RV_LOG_ERROR, "day", "what the day knows: %s",
			    rv_status_text(st));
}

/* What the day waits for besides the time: a grant, the official bars. */
static void note_events(rv_day_manager *m, const rv_day_now *now, int64_t date_ms)
{
	const int64_t utc = now->in->utc_ms;
	const rv_tv_program *p = day_program(now->trade, date_ms, DAY_PROJECTED);
	const bool closed = now->in->pass && now->in->day_whole &&
			    now->in->pass->idio.close_ms == rv_day_close(date_ms);
	m->view.program = p ? p->id : 0;
	if (p)
		note(m, date_ms, RV_DAY_MADE, utc);
	if (p && (p->state == RV_PROGRAM_GRANTED || p->state == RV_PROGRAM_OVER))
		note(m, date_ms, RV_DAY_GRANTED, utc);
	if (closed)
		note(m, date_ms, RV_DAY_CLOSE_KNOWN, utc);
}

static bool perform(rv_day_manager *m, const rv_day_now *now, int64_t date_ms, rv_phase phase)
{
	switch (phase) {
	case RV_PHASE_PROPOSE:
		return day_propose(m, now, date_ms);
	case RV_PHASE_PREPARE:
		return day_prepare(m, now, date_ms);
	case RV_PHASE_CORRECT:
		return day_correct(m, now, date_ms);
	case RV_PHASE_GIVE_UP:
		return day_give_up(m, now, date_ms);
	case RV_PHASE_LAST_QUOTE:
		day_last_quote(m, now, date_ms);
		break;
	case RV_PHASE_CLOSE:
	case RV_PHASE_FETCH_CLOSE:
	case RV_PHASE_END:
	case RV_PHASE_N:
		break;
	}
	return true; /* what the day said last stands: an alarm is not hidden by the end of its day
		      */
}

static void fill_view(rv_day_manager *m, const rv_day_due *due)
{
	rv_day_view *v = &m->view;
	v->present = true;
	v->date_ms = due->date_ms;
	v->done = due->done;
	v->missed = due->missed;
	v->next = due->next;
	v->next_utc_ms = due->next_utc_ms;
	v->n_deferred = 0;
	for (const char *c = m->deferred; m->deferred_date == due->date_ms && *c; c++)
		v->n_deferred += *c == ',';
}

static rv_day_due ask(rv_day_manager *m, const rv_day_now *now)
{
	const int64_t utc = now->in->utc_ms;
	note_events(m, now, rv_day_date(&m->p.day, utc));
	return rv_day_ask(&m->p.day, &m->day, utc, m->ready_since);
}

void rv_day_manager_work(rv_day_manager *m, const rv_day_now *now)
{
	look_ready(m, now);
	rv_day_due due = ask(m, now);
	for (int i = 0; i < RV_PHASE_N && due.due != RV_PHASE_N; i++) {
		if (now->in->elapsed_ms < m->retry_at)
			break;
		if (!perform(m, now, due.date_ms, due.due) || !mark(m, now, due.date_ms, due.due)) {
			m->retry_at = now->in->elapsed_ms + DAY_RETRY_MS;
			m->tries++;
			break;
		}
		m->tries = 0;
		due = ask(m, now);
	}
	day_again(m, now, due.date_ms);
	fill_view(m, &due);
}

void rv_day_manager_view(const rv_day_manager *m, rv_day_view *v)
{
	*v = m->view;
}
