/*
 * Programs as the events make them: a phase's legs, granted together.
 *
 * An order of a leg is a ticket of its own; the program's event says which tickets and crossings
 * are its legs and is bound to all of them by its digest, which is computed again here. So the
 * terms of a leg stand in the journal once.
 */
#include "engine/desk/oms_fold.h"
#include "engine/desk/programs.h"
#include "engine/desk/shares.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

oms_program *oms_program_find(oms_fold *f, uint64_t id)
{
	for (size_t i = 0; id > 0 && i < OMS_PROGRAMS; i++)
		if (f->programs[i].id == id)
			return &f->programs[i];
	return NULL;
}

size_t oms_leg_of(const oms_program *p, uint64_t ticket)
{
	for (size_t i = 0; ticket > 0 && i < p->terms.n; i++)
		if (p->ticket[i] == ticket)
			return i;
	return SIZE_MAX;
}

/* A granted one is over when nothing of it can be corrected any more. */
static bool is_over(const oms_program *p, const oms_stamp *now)
{
	return p->state != OMS_PROGRAM_PENDING &&
	       (p->state != OMS_PROGRAM_GRANTED ||
		now->utc >= p->terms.mandate_end_utc_ms + RV_RETARGET_LATE_MS);
}

/* A free place, or that of the oldest that is over. */
oms_program *oms_program_place(oms_fold *f, const oms_stamp *now)
{
	oms_program *best = NULL;
	for (size_t i = 0; i < OMS_PROGRAMS; i++) {
		oms_program *p = &f->programs[i];
		if (p->id == 0)
			return p;
		if (is_over(p, now) && (!best || p->id < best->id))
			best = p;
	}
	return best;
}

/* ---- reading ---- */

const char *oms_leg_key(size_t i, const char *name, char out[40])
{
	(void)snprintf(out, 40, "leg.%zu.%s", i + 1, name);
	return out;
}

void oms_leg_terms(rv_program_leg *l, const rv_ticket_terms *x)
{
	memcpy(l->symbol, x->coin.symbol, sizeof(l->symbol));
	l->asset = x->coin.asset;
	l->sz_decimals = x->coin.sz_decimals;
	l->side = x->side;
	l->lots = x->lots;
	l->worst_px = x->px;
	l->mid_px = x->mid_px;
	l->reduce_only = x->reduce_only;
	rv_shares_own(x->side * x->lots, l->want);
	if (!rv_shares_plain(x->want))
		memcpy(l->want, x->want, sizeof(l->want));
}

/* No order: what changes places stands in the program's own event. */
static void read_crossing(oms_rd *r, size_t i, rv_program_leg *l)
{
	char key[40], text[RV_SHARES_TEXT];
	int64_t net = -1;
	oms_rd_text(r, oms_leg_key(i, "symbol", key), l->symbol, sizeof(l->symbol));
	l->asset = (int)oms_rd_range(r, oms_leg_key(i, "asset", key), -1, 1000000);
	l->sz_decimals = (int)oms_rd_range(r, oms_leg_key(i, "sz", key), 0, RV_PX_SCALE_SUM);
	l->mid_px = oms_rd_range(r, oms_leg_key(i, "mid_px", key), 1, INT64_MAX);
	oms_rd_text(r, oms_leg_key(i, "shares", key), text, sizeof(text));
	if (text[0] == '\0' || rv_shares_parse(text, l->want) != RV_OK ||
	    rv_shares_net(l->want, &net) != RV_OK || net != 0)
		oms_rd_fail(r, "shares (that change places)");
}

static void read_leg(oms_fold *f, oms_rd *r, oms_program *p, size_t i)
{
	char key[40];
	rv_program_leg *l = &p->terms.legs[i];
	memset(l, 0, sizeof(*l));
	p->ticket[i] = oms_rd_id(r, oms_leg_key(i, "ticket", key));
	l->from_utc_ms = oms_rd_i64(r, oms_leg_key(i, "from_ms", key));
	l->to_utc_ms = oms_rd_i64(r, oms_leg_key(i, "to_ms", key));
	l->excluded = oms_rd_bool(r, oms_leg_key(i, "excluded", key));
	if (p->ticket[i] == 0) {
		read_crossing(r, i, l);
		return;
	}
	const oms_ticket *t = oms_ticket_find(f, p->ticket[i]);
	if (!t || t->state != RV_TICKET_READY || t->program != p->id)
		oms_rd_fail(r, "ticket (a leg of this program that waits)");
	else
		oms_leg_terms(l, &t->terms);
}

static void read_head(const oms_fold *f, oms_rd *r, oms_program *p)
{
	rv_program *x = &p->terms;
	p->id = x->id = oms_rd_id(r, "program");
	x->paper = f->paper;
	memcpy(x->book, f->book, sizeof(x->book));
	memcpy(x->account, f->account, sizeof(x->account));
	x->version = (unsigned)oms_rd_range(r, "version", 1, 1000000);
	oms_rd_text(r, "phase", x->phase, sizeof(x->phase));
	x->run_date_ms = oms_rd_i64(r, "run_date_ms");
	x->created_utc_ms = oms_rd_i64(r, "created_ms");
	x->expires_utc_ms = oms_rd_i64(r, "expires_ms");
	x->mandate_end_utc_ms = oms_rd_i64(r, "mandate_end_ms");
	p->quote_end_utc_ms = oms_rd_i64(r, "quote_end_ms");
	x->envelope.total_share = oms_rd_num(r, "envelope_total");
	x->envelope.leg_share = oms_rd_num(r, "envelope_leg");
	x->envelope.leg_nav = oms_rd_num(r, "envelope_leg_nav");
	x->envelope.flip_nav = oms_rd_num(r, "envelope_flip_nav");
	x->n = (size_t)oms_rd_range(r, "legs", 1, RV_PROGRAM_LEGS);
	oms_rd_hex(r, "digest", p->digest.b, sizeof(p->digest.b));
	oms_rd_opt_text(r, "why", p->why, sizeof(p->why));
}

/* A version: every leg of it, and the digest that a person would grant it by. */
static void read_version(oms_fold *f, oms_rd *r, oms_program *p)
{
	rv_digest d;
	p->first.is = false; /* whoever approved has seen another version */
	read_head(f, r, p);
	for (size_t i = 0; i < p->terms.n && !r->bad; i++)
		read_leg(f, r, p, i);
	if (r->bad)
		return;
	const char *wrong = rv_program_error(&p->terms);
	rv_program_digest(&p->terms, d.b);
	if (wrong)
		oms_rd_fail(r, wrong);
	else if (!rv_digest_same(&d, &p->digest))
		oms_rd_fail(r, "digest (that of the legs)");
}

/* ---- the events ---- */

bool oms_phase_was(const oms_fold *f, const char *phase, int64_t date_ms)
{
	for (size_t i = 0; i < OMS_PHASES; i++)
		if (strcmp(f->phases[i].phase, phase) == 0)
			return f->phases[i].date_ms >= date_ms;
	return false;
}

static void remember_phase(oms_fold *f, const rv_program *x)
{
	size_t at = 0;
	while (at < OMS_PHASES && strcmp(f->phases[at].phase, x->phase) != 0)
		at++;
	if (at == OMS_PHASES)
		at = f->phases_at++ % OMS_PHASES;
	memcpy(f->phases[at].phase, x->phase, sizeof(x->phase));
	f->phases[at].date_ms = x->run_date_ms;
}

void oms_on_program(oms_fold *f, oms_rd *r)
{
	oms_program p = { .created = r->t, .quoted = r->t, .nav_usd = NAN };
	read_version(f, r, &p);
	if (p.id != f->last_program + 1 || p.terms.version != 1)
		oms_rd_fail(r, "program (the next number)");
	if (oms_phase_was(f, p.terms.phase, p.terms.run_date_ms))
		oms_rd_fail(r, "phase (one that has not been, of that date)");
	oms_program *place = oms_program_place(f, &r->t);
	if (!place)
		oms_rd_fail(r, "room for one more program");
	if (r->bad || !place)
		return;
	f->last_program = p.id;
	for (size_t i = 0; i < p.terms.n; i++)
		p.lots_proposed[i] = p.terms.legs[i].lots;
	remember_phase(f, &p.terms);
	*place = p;
}

static oms_program *pending(oms_fold *f, oms_rd *r)
{
	oms_program *p = oms_program_find(f, oms_rd_id(r, "program"));
	if (p && p->state == OMS_PROGRAM_PENDING)
		return p;
	oms_rd_fail(r, "program (one that waits)");
	return NULL;
}

static bool same_program(const oms_program *a, const oms_program *b)
{
	const rv_program *x = &a->terms, *y = &b->terms;
	return x->n == y->n && strcmp(x->phase, y->phase) == 0 &&
	       x->run_date_ms == y->run_date_ms && x->mandate_end_utc_ms == y->mandate_end_utc_ms &&
	       a->quote_end_utc_ms == b->quote_end_utc_ms &&
	       memcmp(&x->envelope, &y->envelope, sizeof(x->envelope)) == 0 &&
	       memcmp(a->ticket, b->ticket, sizeof(a->ticket)) == 0;
}

void oms_on_program_version(oms_fold *f, oms_rd *r)
{
	oms_program *p = pending(f, r);
	if (!p)
		return;
	oms_program next = *p;
	read_version(f, r, &next);
	if (!r->bad && !same_program(&next, p))
		oms_rd_fail(r, "legs (those of the program)");
	if (next.terms.version != p->terms.version + 1)
		oms_rd_fail(r, "version (the next number)");
	if (oms_rd_bool(r, "renew"))
		next.quoted = r->t;
	if (!r->bad)
		*p = next;
}

static void end_leg(oms_fold *f, uint64_t ticket, rv_ticket_state state, const char *reason)
{
	oms_ticket *t = oms_ticket_find(f, ticket);
	if (!t || t->state != RV_TICKET_READY)
		return;
	t->state = state;
	(void)snprintf(t->reason, sizeof(t->reason), "%s", reason);
}

void oms_on_program_end(oms_fold *f, oms_rd *r)
{
	oms_program *p = pending(f, r);
	const bool expired = oms_rd_bool(r, "expired");
	if (!p)
		return;
	p->state = expired ? OMS_PROGRAM_EXPIRED : OMS_PROGRAM_REJECTED;
	oms_rd_opt_text(r, "reason", p->reason, sizeof(p->reason));
	for (size_t i = 0; i < p->terms.n; i++)
		end_leg(f, p->ticket[i], expired ? RV_TICKET_EXPIRED : RV_TICKET_REJECTED,
			p->reason);
}

void oms_on_program_grant(oms_fold *f, oms_rd *r)
{
	rv_digest d;
	oms_program *p = pending(f, r);
	oms_rd_hex(r, "digest", d.b, sizeof(d.b));
	const double nav = oms_rd_num(r, "nav");
	if (!p || !rv_digest_same(&d, &p->digest)) {
		oms_rd_fail(r, "digest (that of the program)");
		return;
	}
	p->state = OMS_PROGRAM_GRANTED;
	p->nav_usd = nav;
	p->granted = r->t;
	p->uid = r->e->uid;
	for (size_t i = 0; i < p->terms.n; i++)
		if (p->terms.legs[i].excluded)
			end_leg(f, p->ticket[i], RV_TICKET_REJECTED, "left out of its program");
}

/* ---- its mandates and crossings ---- */

/* With this ticket as its leg the program has the digest that was granted. */
static bool as_granted(const oms_program *p, size_t i, const oms_ticket *t)
{
	rv_program x = p->terms;
	rv_digest d;
	oms_leg_terms(&x.legs[i], &t->terms);
	rv_program_digest(&x, d.b);
	return rv_digest_same(&d, &p->digest);
}

void oms_leg_granted(oms_fold *f, oms_rd *r, const oms_ticket *t, oms_mandate *m)
{
	oms_program *p = oms_program_find(f, t->program);
	const size_t i = p ? oms_leg_of(p, t->id) : SIZE_MAX;
	if (!p || i == SIZE_MAX || p->state != OMS_PROGRAM_GRANTED || p->terms.legs[i].excluded) {
		oms_rd_fail(r, "program (that has been granted with this leg)");
		return;
	}
	if (!as_granted(p, i, t))
		oms_rd_fail(r, "ticket (as it was granted in its program)");
	p->mandate[i] = m->id;
	oms_join(p, m);
}

void oms_join(const oms_program *p, oms_mandate *m)
{
	m->program = p->id;
	(void)snprintf(m->phase, sizeof(m->phase), "%s", p->terms.phase);
}

static rv_status change_places(oms_coin *c, const int64_t want[RV_SUB_N], int64_t px,
			       int64_t ref_px)
{
	rv_split s = { .want = { 0 } };
	int64_t lots = 0;
	memcpy(s.want, want, sizeof(s.want));
	const rv_status st = rv_split_cross(&s, &lots);
	return st == RV_OK ? rv_coin_book_inside(&c->book, &s, lots, px, ref_px) : st;
}

/* What is left of a mandate that is to order nothing more, but for what crosses. */
static void cross_correction(oms_fold *f, oms_rd *r, oms_program *p, const rv_coin_ref *ref,
			     int64_t px)
{
	char text[RV_SHARES_TEXT];
	int64_t want[RV_SUB_N], net = -1;
	oms_rd_text(r, "shares", text, sizeof(text));
	if (text[0] == '\0' || rv_shares_parse(text, want) != RV_OK ||
	    rv_shares_net(want, &net) != RV_OK || net != 0)
		oms_rd_fail(r, "shares (that change places)");
	if (p->state != OMS_PROGRAM_GRANTED)
		oms_rd_fail(r, "program (that has been granted)");
	oms_coin *c = oms_coin_take(f, ref, r);
	if (c && change_places(c, want, px, px) != RV_OK)
		oms_rd_fail(r, "shares (that can be counted)");
}

/* The leg of a granted program that has no order; leg 0: of its correction. */
void oms_on_cross(oms_fold *f, oms_rd *r)
{
	oms_program *p = oms_program_find(f, oms_rd_id(r, "program"));
	const size_t i = (size_t)oms_rd_range(r, "leg", 0, RV_PROGRAM_LEGS) - 1;
	const int64_t px = oms_rd_range(r, "px", 1, INT64_MAX);
	rv_coin_ref ref;
	oms_rd_coin(r, &ref);
	if (p && i == SIZE_MAX) {
		cross_correction(f, r, p, &ref, px);
		return;
	}
	if (!p || p->state != OMS_PROGRAM_GRANTED || i >= p->terms.n || p->crossed[i] ||
	    p->terms.legs[i].side != 0 || p->terms.legs[i].excluded ||
	    strcmp(p->terms.legs[i].symbol, ref.symbol) != 0) {
		oms_rd_fail(r, "leg (a crossing of a granted program)");
		return;
	}
	oms_coin *c = oms_coin_take(f, &ref, r);
	if (!c)
		return;
	if (change_places(c, p->terms.legs[i].want, px, p->terms.legs[i].mid_px) != RV_OK)
		oms_rd_fail(r, "shares (that can be counted)");
	p->crossed[i] = true;
}
