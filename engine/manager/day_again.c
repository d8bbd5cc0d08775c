/*
 * Programs that wait, and overrides that are newer than they are; see day_internal.h. What a person
 * reads in a program's dialog is never older than what has been set: it is withdrawn with a word,
 * and made anew where its phase can be.
 */
#include "engine/manager/day_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Programs of one run, the first and those made anew: their words are among those that the order
 * management remembers. Who sets more than that in a quarter of an hour is told. */
enum { MADE_MOST = 6 };

#define WHY "overrides have changed since it was made"

void day_projected_word(const rv_day_manager *m, int64_t date_ms, char *out, size_t cap)
{
	if (m->again_date == date_ms && m->made_date == date_ms)
		(void)snprintf(out, cap, "%s.%u", DAY_PROJECTED, m->made + 1);
	else
		(void)snprintf(out, cap, "%s", DAY_PROJECTED);
}

void day_leave_out(const rv_day_manager *m, const rv_trade_view *t, int64_t date_ms,
		   rv_program_want *w)
{
	const rv_tv_program *p = day_program(t, date_ms, DAY_PROJECTED);
	if (m->again_date != date_ms || !p || p->id != m->withdrawn)
		return;
	for (size_t i = 0; i < w->n; i++) {
		for (size_t k = 0; k < p->n; k++) {
			if (p->legs[k].excluded &&
			    strcmp(p->legs[k].coin.symbol, w->legs[i].symbol) == 0)
				w->legs[i].excluded = true;
		}
	}
}

/* ---- the fold ---- */

/* What held then, and goes on for as long as the program waits: an end is a change, too. */
static void remember(rv_overrides *to, const rv_overrides *from, int64_t utc_ms)
{
	*to = (rv_overrides){ .last_id = from->last_id };
	for (size_t i = 0; i < from->n; i++) {
		if (utc_ms >= from->o[i].expires_utc_ms)
			continue;
		to->o[to->n] = from->o[i];
		to->o[to->n++].expires_utc_ms = INT64_MAX;
	}
}

static void on_made(rv_day_manager *m, const rv_oms *o, const rv_event *e)
{
	char phase[24];
	int64_t date_ms = 0, id = 0;
	if (rv_event_get(e, "phase", phase, sizeof(phase)) != RV_OK ||
	    rv_event_get_i64(e, "run_date_ms", &date_ms) != RV_OK ||
	    rv_event_get_i64(e, "program", &id) != RV_OK)
		return;
	remember(&m->made_with, rv_oms_overrides(o), e->utc_ms);
	m->last_seen = rv_oms_overrides(o)->last_id;
	m->n_seen = rv_oms_overrides(o)->n;
	if (strncmp(phase, DAY_PROJECTED, strlen(DAY_PROJECTED)) != 0)
		return;
	m->made = m->made_date == date_ms ? m->made + 1 : 1;
	m->made_date = date_ms;
	m->newest = (uint64_t)id;
	m->again_date = 0;
}

static void on_end(rv_day_manager *m, const rv_event *e)
{
	int64_t again = 0, id = 0;
	if (rv_event_get_i64(e, "again", &again) != RV_OK || again != 1 ||
	    rv_event_get_i64(e, "program", &id) != RV_OK || (uint64_t)id != m->newest)
		return;
	m->again_date = m->made_date;
	m->withdrawn = m->newest;
}

/* It has been made anew, or there was nothing to make. */
static void on_done(rv_day_manager *m, const rv_event *e)
{
	int64_t again = 0;
	if (rv_event_get_i64(e, "again", &again) != RV_OK || again != 1)
		return;
	m->again_date = 0;
	if (rv_event_get_i64(e, "date_ms", &m->deferred_date) != RV_OK ||
	    rv_event_get(e, "deferred", m->deferred, sizeof(m->deferred)) != RV_OK)
		m->deferred[0] = '\0';
}

void day_again_applied(rv_day_manager *m, const rv_oms *o, const rv_event *e)
{
	if (e->type == RV_EVENT_PROGRAM)
		on_made(m, o, e);
	else if (e->type == RV_EVENT_PROGRAM_END)
		on_end(m, e);
	else if (e->type == RV_EVENT_PHASE)
		on_done(m, e);
}

/* ---- does what was set change it? ---- */

typedef struct day_legs {
	size_t n;
	rv_leg_want leg[RV_PROGRAM_LEGS];
} day_legs;

static const rv_leg_want *leg_of(const day_legs *l, const char *symbol)
{
	for (size_t i = 0; i < l->n; i++) {
		if (strcmp(l->leg[i].symbol, symbol) == 0)
			return &l->leg[i];
	}
	return NULL;
}

static bool in_program(const rv_tv_program *p, const char *symbol)
{
	for (size_t i = 0; i < p->n; i++) {
		if (strcmp(p->legs[i].coin.symbol, symbol) == 0)
			return true;
	}
	return false;
}

/* p: whose legs count; NULL all. */
static bool lacks(const day_legs *a, const day_legs *b, const rv_tv_program *p)
{
	for (size_t i = 0; i < a->n; i++) {
		const rv_leg_want *x = &a->leg[i], *y = leg_of(b, x->symbol);
		if (p && !in_program(p, x->symbol))
			continue;
		if (!y || memcmp(x->want, y->want, sizeof(x->want)) != 0)
			return true;
	}
	return false;
}

/* The weights of S5's signals are a matter of the pass, of which there is one only. */
static bool same_factors(const rv_overrides *a, const rv_overrides *b, int64_t utc_ms)
{
	double x[RV_IDIO_N] = { 0 }, y[RV_IDIO_N] = { 0 };
	return rv_overrides_factors(a, utc_ms, x) == rv_overrides_factors(b, utc_ms, y) &&
	       memcmp(x, y, sizeof(x)) == 0;
}

static rv_status legs_by(const rv_day_now *now, const rv_book_input *in, const rv_overrides *list,
			 day_legs *out)
{
	const rv_book_view *v = NULL;
	rv_book_input with = *in;
	size_t deferred = 0;
	with.overrides = list;
	const rv_status st = rv_book_now_project(now->book, &with, &v);
	if (st == RV_OK && v->present)
		out->n = rv_day_legs(v, out->leg, &deferred);
	return st == RV_OK && !v->present ? RV_EAGAIN : st;
}

/* RV_OK: *changes is known. Both books are made at this moment and of the same prices. */
static rv_status compare(rv_day_manager *m, const rv_day_now *now, const rv_tv_program *p,
			 bool projected, bool *changes)
{
	const rv_overrides *is = now->in->overrides;
	const rv_book_view *v = NULL;
	day_legs before, after;
	rv_book_input in = *now->in;
	rv_status st = projected ? day_project(m, now, &in, &v) : RV_OK;
	if (st == RV_OK)
		st = legs_by(now, &in, is, &after);
	if (st == RV_OK)
		st = legs_by(now, &in, &m->made_with, &before);
	if (st != RV_OK)
		return st;
	const rv_tv_program *of = projected ? NULL : p;
	*changes = lacks(&before, &after, of) || lacks(&after, &before, of) ||
		   !same_factors(&m->made_with, is, in.utc_ms);
	return RV_OK;
}

/* ---- the work ---- */

static bool waits(const rv_tv_program *p)
{
	return p && (p->state == RV_PROGRAM_READY || p->state == RV_PROGRAM_BLOCKED);
}

static bool is_seen(const rv_day_manager *m, const rv_overrides *l)
{
	return !l || (l->last_id == m->last_seen && l->n == m->n_seen);
}

static void look(rv_day_manager *m, const rv_day_now *now, const rv_tv_program *p, bool projected)
{
	bool changes = false;
	if (compare(m, now, p, projected, &changes) != RV_OK)
		return; /* not known at this moment: looked at again */
	m->last_seen = now->in->overrides->last_id;
	m->n_seen = now->in->overrides->n;
	if (!changes)
		return;
	const rv_status st = rv_oms_withdraw(now->oms, p->id, "withdrawn: " WHY);
	day_say(m, now->in->utc_ms, st != RV_OK || !projected, "program %" PRIu64 " %s: " WHY,
		p->id, st == RV_OK ? "withdrawn" : "could not be withdrawn");
}

/* What has become of it is journaled beside the phase, which has been. */
static bool mark(rv_day_manager *m, const rv_day_now *now, int64_t date_ms)
{
	rv_event e;
	char key[RV_DAY_KEY];
	rv_event_begin(&e, RV_EVENT_PHASE, rv_phase_word(RV_PHASE_PROPOSE));
	(void)snprintf(e.key[0], sizeof(e.key[0]), "%s.%" PRIu64,
		       rv_day_key(date_ms, RV_PHASE_PROPOSE, key), m->withdrawn);
	e.uid = RV_EVENT_UID_DESK;
	rv_event_put_i64(&e, "date_ms", date_ms);
	rv_event_put(&e, "phase", rv_phase_word(RV_PHASE_PROPOSE));
	rv_event_put_i64(&e, "again", 1);
	rv_event_put(&e, "deferred", m->deferred);
	rv_event_put(&e, "overridden", m->overridden);
	day_record_digest(m, &e);
	const bool ok = rv_oms_record(now->oms, &e, m->view.said) == RV_OK;
	m->recorded = m->recorded || ok;
	return ok;
}

static void make(rv_day_manager *m, const rv_day_now *now, int64_t date_ms)
{
	const int64_t utc = now->in->utc_ms;
	if (now->in->elapsed_ms < m->retry_at ||
	    utc >= rv_day_at(&m->p.day, date_ms, RV_PHASE_LAST_QUOTE))
		return;
	const bool enough = m->made >= MADE_MOST;
	if (enough)
		day_say(m, utc, true, "no program any more: made %u times in this run", m->made);
	if ((enough || day_propose(m, now, date_ms)) && mark(m, now, date_ms)) {
		m->tries = 0;
		return;
	}
	m->retry_at = now->in->elapsed_ms + DAY_RETRY_MS;
	m->tries++;
}

void day_again(rv_day_manager *m, const rv_day_now *now, int64_t date_ms)
{
	const rv_tv_program *p = day_program(now->trade, date_ms, DAY_PROJECTED);
	const rv_tv_program *c = day_program(now->trade, date_ms, DAY_CORRECT);
	if (!is_seen(m, now->in->overrides) && m->withdrawn != m->newest && waits(p))
		look(m, now, p, true);
	else if (!is_seen(m, now->in->overrides) && waits(c))
		look(m, now, c, false);
	if (m->again_date == date_ms)
		make(m, now, date_ms);
}
