/* What the phases of the day do; see day_manager.h. */
#include "engine/manager/day_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { PATIENT_TRIES = 5 }; /* after so many a leg without a price is left out */

/* ---- the projected program ---- */

/* HALTED is a gate before orders, not before a proposal: a person resumes, then grants. */
static bool may_add(const rv_trade_view *t)
{
	return t->state != RV_BOOK_REDUCING;
}

rv_status day_project(const rv_day_manager *m, const rv_day_now *now, rv_book_input *in,
		      const rv_book_view **v)
{
	const rv_step_result *pass = NULL;
	*in = *now->in;
	rv_status st =
		rv_live_project(now->live, in->utc_ms, in->elapsed_ms - m->p.price_age_ms, &pass);
	if (st != RV_OK)
		return st;
	in->pass = pass;
	in->pass_number = 0;
	in->day_whole = true;
	in->no_additions = !may_add(now->trade);
	return rv_book_now_project(now->book, in, v);
}

static void begin_want(const rv_day_manager *m, int64_t date_ms, rv_program_want *w)
{
	memset(w, 0, sizeof(*w));
	(void)snprintf(w->phase, sizeof(w->phase), "%s", DAY_PROJECTED);
	w->run_date_ms = date_ms;
	w->quote_end_utc_ms = rv_day_at(&m->p.day, date_ms, RV_PHASE_LAST_QUOTE);
	w->window_end_utc_ms = rv_day_projected_end(&m->p.day, date_ms);
	w->mandate_end_utc_ms = rv_day_mandate_end(&m->p.day, date_ms);
	w->envelope = m->p.envelope;
}

static void drop_leg(rv_program_want *w, const char *words)
{
	for (size_t i = 0; i < w->n; i++) {
		const size_t n = strlen(w->legs[i].symbol);
		if (strncmp(words, w->legs[i].symbol, n) != 0 || words[n] != ':')
			continue;
		memmove(&w->legs[i], &w->legs[i + 1], (w->n - i - 1) * sizeof(w->legs[0]));
		w->n--;
		return;
	}
}

/* A leg that has no price now is waited for; then the others are proposed without it. */
static rv_status propose_legs(rv_day_manager *m, const rv_day_now *now, rv_program_want *w,
			      rv_err *err)
{
	uint64_t id = 0;
	rv_status st = rv_oms_program(now->oms, w, &id, err);
	while ((st == RV_EAGAIN || st == RV_ENOENT) && m->tries >= PATIENT_TRIES && w->n > 1) {
		const size_t before = w->n;
		rv_log_put(m->log, RV_LOG_WARN, "day", "left out: %s", err->text);
		drop_leg(w, err->text);
		if (w->n == before)
			break;
		*err = (rv_err){ 0 };
		st = rv_oms_program(now->oms, w, &id, err);
	}
	if (st == RV_OK)
		m->view.program = id;
	return st;
}

bool day_propose(rv_day_manager *m, const rv_day_now *now, int64_t date_ms)
{
	const rv_book_view *v = NULL;
	rv_program_want w;
	rv_err err = { 0 };
	size_t deferred = 0;
	if (m->view.ready[0]) {
		day_say(m, now->in->utc_ms, true, "no program yet: %s", m->view.ready);
		return false;
	}
	rv_book_input in;
	rv_status st = day_project(m, now, &in, &v);
	if (st != RV_OK || !v->present) {
		day_say(m, now->in->utc_ms, true, "no program: %s",
			st == RV_ENOENT ? "yesterday's bars are not here"
			: st != RV_OK	? rv_status_text(st)
					: v->reason);
		return false;
	}
	begin_want(m, date_ms, &w);
	day_projected_word(m, date_ms, w.phase, sizeof(w.phase));
	w.n = rv_day_legs(v, w.legs, &deferred);
	day_leave_out(m, now->trade, date_ms, &w);
	m->deferred_date = date_ms;
	rv_day_deferred(v, m->deferred, sizeof(m->deferred));
	day_record(m, now, &in, v, &w);
	(void)snprintf(w.why, sizeof(w.why),
		       "projected close; G %.2f, %zu deferred; edges of S5 by its model, else "
		       "%.1f bp assumed",
		       v->net.g.g, deferred, m->p.net.edge_bps);
	st = day_overridden(m, now, &in, &w); /* v is another one from here on */
	if (st != RV_OK)
		rv_log_once(m->log, "day.regret", RV_LOG_WARN, "day",
			    "what overrides change is not known: %s", rv_status_text(st));
	if (w.n == 0) {
		day_say(m, now->in->utc_ms, false, "nothing to trade at the projected close");
		return true;
	}
	st = propose_legs(m, now, &w, &err);
	if (st != RV_OK && st != RV_EEXIST) {
		day_say(m, now->in->utc_ms, true, "no program yet: %s", err.text);
		return false;
	}
	day_say(m, now->in->utc_ms, false, "projected program: %zu legs, %zu deferred", w.n,
		deferred);
	return true;
}

/* The order management lets it expire by itself; nobody may have seen it wait. */
void day_last_quote(rv_day_manager *m, const rv_day_now *now, int64_t date_ms)
{
	const rv_tv_program *p = day_program(now->trade, date_ms, DAY_PROJECTED);
	if (p && p->id == m->withdrawn) {
		if (m->again_date == date_ms)
			day_say(m, now->in->utc_ms, true,
				"program %llu was withdrawn and not made anew in time",
				(unsigned long long)p->id);
		return;
	}
	if (p && (p->state == RV_PROGRAM_READY || p->state == RV_PROGRAM_BLOCKED ||
		  p->state == RV_PROGRAM_EXPIRED))
		day_say(m, now->in->utc_ms, true, "program %llu was not granted in time: %zu legs",
			(unsigned long long)p->id, p->n);
}

/* ---- after the close ---- */

bool day_prepare(rv_day_manager *m, const rv_day_now *now, int64_t date_ms)
{
	const rv_tv_program *p = day_program(now->trade, date_ms, DAY_PROJECTED);
	const rv_status st = p ? rv_oms_hold(now->oms, p->id, true) : RV_ENOENT;
	day_say(m, now->in->utc_ms, st != RV_OK, "held for the correction%s%s",
		st == RV_OK ? "" : ": ", st == RV_OK ? "" : rv_status_text(st));
	return true;
}

static void fill_retarget(const rv_day_manager *m, const rv_day_now *now, int64_t date_ms,
			  const rv_tv_program *p, rv_retarget_want *w)
{
	const int64_t utc = now->in->utc_ms;
	memset(w, 0, sizeof(*w));
	w->program = p->id;
	w->window_end_utc_ms = rv_day_correction_end(&m->p.day, date_ms, utc);
	w->mandate_end_utc_ms = w->window_end_utc_ms + m->p.day.mandate_extra;
	begin_want(m, date_ms, &w->ask);
	(void)snprintf(w->ask.phase, sizeof(w->ask.phase), "%s", DAY_CORRECT);
	(void)snprintf(w->ask.why, sizeof(w->ask.why), "official close, beyond the envelope");
	w->ask.quote_end_utc_ms = w->ask.window_end_utc_ms = w->window_end_utc_ms;
	w->ask.mandate_end_utc_ms = w->mandate_end_utc_ms;
	w->n = rv_day_rest(rv_book_now_view(now->book), p,
			   m->deferred_date == date_ms ? m->deferred : "", m->p.net.least_order_usd,
			   w->legs);
}

/* Of what works on or begins: what asks is nobody's aim yet. */
static void write_aims(rv_day_manager *m, const rv_trade_view *t, const rv_retarget_want *w,
		       const rv_retarget_result *r)
{
	size_t at = 0;
	m->aims[0] = '\0';
	for (size_t i = 0; i < w->n; i++) {
		int64_t held = 0;
		for (size_t k = 0; k < t->n_positions; k++) {
			if (strcmp(t->positions[k].coin.symbol, w->legs[i].symbol) == 0)
				held = t->positions[k].lots;
		}
		if (r->verdict[i] > RV_RETARGET_OVER)
			continue;
		const int n = snprintf(m->aims + at, sizeof(m->aims) - at, "%s %" PRId64 ";",
				       w->legs[i].symbol, held + w->legs[i].lots);
		at += n > 0 && (size_t)n < sizeof(m->aims) - at ? (size_t)n : 0;
	}
	m->aims[at] = '\0';
}

static void say_corrected(rv_day_manager *m, const rv_day_now *now, const rv_retarget_want *w,
			  const rv_retarget_result *r)
{
	size_t count[RV_RETARGET_LEFT_OUT + 1] = { 0 };
	for (size_t i = 0; i < w->n; i++) {
		count[r->verdict[i]]++;
		if (r->verdict[i] == RV_RETARGET_ASKS)
			rv_log_put(m->log, RV_LOG_INFO, "day", "%s asks: %s", w->legs[i].symbol,
				   r->reason[i]);
	}
	const bool failed = count[RV_RETARGET_ASKS] > 0 && r->asked != RV_OK;
	day_say(m, now->in->utc_ms, failed,
		"corrected to the close: %zu work on, %zu new, %zu over, %zu ask%s%s",
		count[RV_RETARGET_WORKS], count[RV_RETARGET_NEW], count[RV_RETARGET_OVER],
		count[RV_RETARGET_ASKS], failed ? " and cannot: " : "",
		failed ? rv_status_text(r->asked) : "");
}

bool day_correct(rv_day_manager *m, const rv_day_now *now, int64_t date_ms)
{
	rv_retarget_want w;
	rv_retarget_result r;
	rv_err err = { 0 };
	const rv_tv_program *p = day_program(now->trade, date_ms, DAY_PROJECTED);
	const rv_book_view *v = rv_book_now_view(now->book);
	/* What is not known is no target: an account that is not reconciled for a moment is waited
	 * for. */
	if (!p || !v->present || m->view.ready[0]) {
		day_say(m, now->in->utc_ms, true, "no correction yet: %s",
			!p		   ? "its program is not known any more"
			: m->view.ready[0] ? m->view.ready
					   : v->reason);
		return false;
	}
	fill_retarget(m, now, date_ms, p, &w);
	const rv_status st = rv_oms_retarget(now->oms, &w, &r, &err);
	if (st == RV_EAGAIN)
		return false; /* acks are waited for */
	if (st != RV_OK) {
		day_say(m, now->in->utc_ms, true, "no correction: %s", err.text);
		return st != RV_EFULL;
	}
	write_aims(m, now->trade, &w, &r);
	say_corrected(m, now, &w, &r);
	return true;
}

/*
 * Whether the close is official is not in the journal: a process that was not ready before has not
 * seen that it never came, and what it has not seen is no alarm when nothing hangs on it.
 */
bool day_give_up(rv_day_manager *m, const rv_day_now *now, int64_t date_ms)
{
	const rv_tv_program *p = day_program(now->trade, date_ms, DAY_PROJECTED);
	const bool granted = p && (p->state == RV_PROGRAM_GRANTED || p->state == RV_PROGRAM_OVER);
	const bool watched = m->ready_since <= rv_day_at(&m->p.day, date_ms, RV_PHASE_GIVE_UP);
	const rv_status st = granted ? rv_oms_hold(now->oms, p->id, false) : RV_OK;
	if (!granted && !watched) {
		day_say(m, now->in->utc_ms, false, "started after the close; nothing was granted");
		return true;
	}
	day_say(m, now->in->utc_ms, true, "no official close in time%s%s",
		granted ? ": the projected target stays" : "; nothing was granted",
		st == RV_OK || st == RV_ENOENT ? "" : ", and its orders are held");
	return true;
}
