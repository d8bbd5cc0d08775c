/*
 * What corrects a granted program after the close: how far its envelope lets it go without asking.
 *
 * A coin's change is what the program is to trade of it in all, less what was granted; it is valued
 * at the mids that were granted, and NAV is that of the grant, so that it is the same at every
 * replay. Less than before is always within what was granted.
 */
#include "engine/desk/oms_fold.h"

#include "engine/desk/programs.h"

#include <stdio.h>
#include <string.h>

static const uint64_t grant_step = UINT64_C(1) << 40; /* above every mandate's number */

static bool in_coin(const oms_program *p, const oms_mandate *m, const char *symbol)
{
	return m->id != 0 && m->program == p->id && strcmp(m->terms.coin.symbol, symbol) == 0;
}

int64_t oms_program_filled(const oms_fold *f, const oms_program *p, const char *symbol)
{
	int64_t lots = 0;
	for (size_t i = 0; i < OMS_MANDATES; i++)
		if (in_coin(p, &f->mandates[i], symbol))
			lots += f->mandates[i].terms.side * f->mandates[i].lots_filled;
	return lots;
}

oms_mandate *oms_program_mandate(oms_fold *f, const oms_program *p, const char *symbol)
{
	for (size_t i = 0; i < OMS_MANDATES; i++)
		if (in_coin(p, &f->mandates[i], symbol) && f->mandates[i].state != RV_MANDATE_ENDED)
			return &f->mandates[i];
	return NULL;
}

bool oms_program_stopped(const oms_fold *f, const oms_program *p, const char *symbol)
{
	for (size_t i = 0; i < OMS_MANDATES; i++)
		if (in_coin(p, &f->mandates[i], symbol) && f->mandates[i].stopped)
			return true;
	return false;
}

/* ---- the envelope ---- */

static const oms_fix *fix_of(const oms_program *p, const char *symbol)
{
	for (size_t i = 0; i < p->n_fixes; i++)
		if (strcmp(p->fixes[i].symbol, symbol) == 0)
			return &p->fixes[i];
	return NULL;
}

oms_fix oms_fix_make(const oms_fold *f, const oms_program *p, const rv_coin_ref *coin, int64_t more,
		     int64_t px)
{
	oms_fix x = { .sz_decimals = coin->sz_decimals, .px = px };
	memcpy(x.symbol, coin->symbol, sizeof(x.symbol));
	x.lots = oms_program_filled(f, p, coin->symbol) + more;
	return x;
}

bool oms_fix_set(oms_program *p, const oms_fix *x)
{
	const oms_fix *was = fix_of(p, x->symbol);
	const size_t i = was ? (size_t)(was - p->fixes) : p->n_fixes;
	if (i == OMS_FIXES)
		return false;
	p->n_fixes += i == p->n_fixes;
	p->fixes[i] = *x;
	return true;
}

/* Legs of the program, then coins that were not in it. */
static size_t envelope_legs(const oms_program *p, rv_envelope_leg out[RV_PROGRAM_LEGS + OMS_FIXES])
{
	size_t n = 0;
	for (size_t i = 0; i < p->terms.n; i++) {
		const rv_program_leg *l = &p->terms.legs[i];
		const oms_fix *x = fix_of(p, l->symbol);
		rv_envelope_leg *e = &out[n++];
		*e = (rv_envelope_leg){ .sz_decimals = l->sz_decimals,
					.price = rv_px_usd(l->mid_px, l->sz_decimals),
					.granted = l->excluded ? 0 : l->side * l->lots,
					.excluded = l->excluded };
		memcpy(e->symbol, l->symbol, sizeof(e->symbol));
		e->corrected = x ? x->lots : e->granted;
	}
	for (size_t i = 0; i < p->n_fixes; i++) {
		const oms_fix *x = &p->fixes[i];
		if (rv_program_find(&p->terms, x->symbol) != SIZE_MAX)
			continue;
		out[n] = (rv_envelope_leg){ .sz_decimals = x->sz_decimals,
					    .price = rv_px_usd(x->px, x->sz_decimals),
					    .corrected = x->lots };
		memcpy(out[n++].symbol, x->symbol, sizeof(x->symbol));
	}
	return n;
}

bool oms_inside(const oms_program *p, const char *symbol, char out[RV_ENVELOPE_TEXT])
{
	rv_envelope_leg legs[RV_PROGRAM_LEGS + OMS_FIXES];
	rv_envelope_sum sum;
	const size_t n = envelope_legs(p, legs);
	if (out)
		out[0] = '\0';
	if (rv_envelope_check(&p->terms.envelope, p->nav_usd, legs, n, &sum) != RV_OK)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(legs[i].symbol, symbol) != 0)
			continue;
		if (out)
			(void)snprintf(out, RV_ENVELOPE_TEXT, "%s", legs[i].reason);
		return legs[i].inside;
	}
	return false;
}

/* What the program is to trade in all becomes part of it; more asks its envelope. */
static void correct(oms_rd *r, oms_program *p, const oms_fix *x, bool more)
{
	oms_program next = *p;
	if (!oms_fix_set(&next, x))
		oms_rd_fail(r, "symbol (room for one more)");
	else if (more && !oms_inside(&next, x->symbol, NULL))
		oms_rd_fail(r, "lots (within the program's envelope)");
	if (!r->bad)
		*p = next;
}

/* ---- the events ---- */

static bool works(const oms_fold *f, const oms_mandate *m)
{
	for (size_t i = 0; i < f->n_live; i++)
		if (!f->orders[f->live[i]].external && f->orders[f->live[i]].mandate == m->id)
			return true;
	return false;
}

/* Not beyond the time that a correction may take. */
static void check_end(oms_rd *r, const oms_program *p, const oms_mandate *m)
{
	const int64_t end = m->approved.utc + m->life_ms;
	if (end > p->terms.mandate_end_utc_ms + RV_RETARGET_LATE_MS || end <= r->t.utc ||
	    m->plan.window_ms < 1 || m->plan.window_ms > m->life_ms)
		oms_rd_fail(r, "window (within the program's correction)");
}

/* The slices of what is left begin anew, under a name of their own at the last gate. */
static void plan_anew(oms_rd *r, oms_mandate *m)
{
	const int64_t left = m->lots_most - m->lots_filled;
	m->plan.revision++;
	m->plan = (oms_plan){ .grant = m->id + m->plan.revision * grant_step,
			      .from = r->t,
			      .window_ms = oms_rd_i64(r, "window_ms"),
			      .slices = oms_rd_range(r, "slices", 1, 1000000),
			      .lots = left,
			      .filled = m->lots_filled,
			      .child = m->children,
			      .revision = m->plan.revision };
	m->life_ms = oms_rd_range(r, "life_ms", 1, INT64_MAX / 4);
	m->notional_most_musd = oms_musd(m->px_most, left);
	if (__builtin_add_overflow(m->notional_most_musd, m->filled_musd, &m->notional_most_musd))
		m->notional_most_musd = INT64_MAX;
	memset(&m->split, 0, sizeof(m->split));
	oms_rd_shares(r, m->terms.side * left, m->split.want);
	if (left == 0)
		memset(&m->split, 0, sizeof(m->split));
	m->attempts = 0;
	m->barren = 0;
}

void oms_on_retarget(oms_fold *f, oms_rd *r)
{
	oms_mandate *m = oms_mandate_find(f, oms_rd_id(r, "mandate"));
	oms_program *p = m ? oms_program_find(f, m->program) : NULL;
	const int64_t lots = oms_rd_range(r, "lots", 0, INT64_MAX / 4);
	if (!m || !p || m->state == RV_MANDATE_ENDED || p->state != OMS_PROGRAM_GRANTED) {
		oms_rd_fail(r, "mandate (one that runs, of a granted program)");
		return;
	}
	if (lots < m->lots_filled || works(f, m)) {
		oms_rd_fail(r, "lots (what is filled, and its orders are over)");
		return;
	}
	const int64_t left = lots - m->lots_filled;
	const oms_fix x = oms_fix_make(f, p, &m->terms.coin, m->terms.side * left, m->terms.mid_px);
	correct(r, p, &x, lots > m->lots_most);
	oms_mandate next = *m;
	next.lots_most = lots;
	plan_anew(r, &next);
	check_end(r, p, &next);
	if (!r->bad)
		*m = next;
}

/* A mandate in another direction, or of a coin that has none: the program's approval was for it. */
void oms_correction_granted(oms_fold *f, oms_rd *r, const oms_ticket *t, oms_mandate *m)
{
	oms_program *p = oms_program_find(f, t->program);
	const char *symbol = t->terms.coin.symbol;
	if (!p || p->state != OMS_PROGRAM_GRANTED || oms_program_mandate(f, p, symbol)) {
		oms_rd_fail(r, "program (that has been granted, without a mandate there)");
		return;
	}
	if (oms_program_stopped(f, p, symbol))
		oms_rd_fail(r, "mandate (that nobody has stopped)");
	const oms_fix x =
		oms_fix_make(f, p, &t->terms.coin, t->terms.side * t->terms.lots, t->terms.mid_px);
	correct(r, p, &x, true);
	check_end(r, p, m);
	oms_join(p, m);
	const size_t i = rv_program_find(&p->terms, symbol);
	if (i != SIZE_MAX)
		p->mandate[i] = m->id;
}
