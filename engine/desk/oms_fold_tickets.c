/* Tickets and mandates as the events make them; see oms_fold.h. */
#include "engine/desk/oms_fold.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A free place, or that of the oldest ticket that is over. */
static oms_ticket *ticket_place(oms_fold *f)
{
	oms_ticket *best = NULL;
	for (size_t i = 0; i < OMS_TICKETS; i++) {
		oms_ticket *t = &f->tickets[i];
		if (t->id == 0)
			return t;
		if (t->state != RV_TICKET_READY && (!best || t->id < best->id))
			best = t;
	}
	return best;
}

static oms_mandate *mandate_place(oms_fold *f)
{
	oms_mandate *best = NULL;
	for (size_t i = 0; i < OMS_MANDATES; i++) {
		oms_mandate *m = &f->mandates[i];
		if (m->id == 0)
			return m;
		if (m->state == RV_MANDATE_ENDED && (!best || m->id < best->id))
			best = m;
	}
	return best;
}

static rv_side read_side(oms_rd *r)
{
	const int64_t v = oms_rd_range(r, "side", -1, 1);
	if (v == 0)
		oms_rd_fail(r, "side");
	return v < 0 ? RV_SELL : RV_BUY;
}

static void read_version(oms_rd *r, oms_ticket *t)
{
	rv_ticket_terms *x = &t->terms;
	x->version = (unsigned)oms_rd_range(r, "version", 1, 1000000);
	oms_rd_hex(r, "digest", t->digest.b, sizeof(t->digest.b));
	x->lots = oms_rd_range(r, "lots", 1, INT64_MAX);
	x->px = oms_rd_range(r, "px", 1, INT64_MAX);
	x->notional_musd = oms_rd_range(r, "notional", 0, INT64_MAX);
	x->slices = oms_rd_range(r, "slices", 1, 1000000);
	x->mid_px = oms_rd_range(r, "mid_px", 1, INT64_MAX);
	x->created_utc_ms = oms_rd_i64(r, "created_ms");
	x->expires_utc_ms = oms_rd_i64(r, "expires_ms");
	t->mid = oms_rd_num(r, "mid");
	t->bid = oms_rd_num(r, "bid");
	t->ask = oms_rd_num(r, "ask");
	t->sigma_hour = oms_rd_num(r, "sigma_hour");
	t->foreign = oms_rd_id(r, "foreign");
	oms_rd_shares(r, x->side * x->lots, x->want);
	t->first.is = false; /* whoever approved has seen another version */
}

static void read_terms(const oms_fold *f, oms_rd *r, oms_ticket *t)
{
	rv_ticket_terms *x = &t->terms;
	x->id = t->id;
	x->paper = f->paper;
	memcpy(x->book, f->book, sizeof(x->book));
	memcpy(x->account, f->account, sizeof(x->account));
	oms_rd_coin(r, &x->coin);
	x->side = read_side(r);
	x->reduce_only = oms_rd_bool(r, "reduce_only");
	x->style = (rv_style)oms_rd_range(r, "style", RV_STYLE_IOC, RV_STYLE_LIMIT);
	x->duration_ms = oms_rd_range(r, "duration_ms", 0, INT64_MAX / 4);
	read_version(r, t);
}

/* What an approval would be bound to is what was shown: the digest is that of these very terms. */
static void check_digest(oms_rd *r, const oms_ticket *t)
{
	rv_digest d;
	rv_ticket_digest(&t->terms, &d);
	if (!rv_digest_same(&d, &t->digest))
		oms_rd_fail(r, "digest (that of the terms)");
}

/* A leg of the program that follows, or of the correction of one that was granted. */
static bool program_fits(oms_fold *f, const oms_ticket *t)
{
	const oms_program *p = oms_program_find(f, t->program);
	if (t->correct)
		return p && p->state == OMS_PROGRAM_GRANTED;
	return t->program == 0 || t->program == f->last_program + 1;
}

/* A journal of before there was another edge has them all by the setting. */
static void take_edge(oms_rd *r, oms_ticket *t)
{
	const int64_t all = (1 << RV_SUB_STRATEGIES) - 1;
	t->edge_bps = oms_rd_opt_num(r, "edge");
	const int64_t assumed = oms_rd_opt_i64(r, "edge_assumed", isnan(t->edge_bps) ? 0 : all);
	if (assumed < 0 || assumed > all)
		oms_rd_fail(r, "edge_assumed");
	t->edge_assumed = (unsigned)(assumed & all);
}

void oms_on_propose(oms_fold *f, oms_rd *r)
{
	oms_ticket t = { .id = oms_rd_id(r, "ticket"), .created = r->t, .quoted = r->t };
	t.uid = r->e->uid;
	read_terms(f, r, &t);
	t.flatten = oms_rd_bool(r, "flatten");
	t.twice = oms_rd_bool(r, "twice");
	t.cls = (rv_ticket_class)oms_rd_opt_i64(r, "class", RV_CLASS_HAND);
	if ((unsigned)t.cls >= RV_CLASS_N)
		oms_rd_fail(r, "class");
	t.ttl_ms = oms_rd_range(r, "ttl_ms", 1, INT64_MAX / 4);
	t.program = (uint64_t)oms_rd_opt_i64(r, "program", 0);
	take_edge(r, &t);
	t.correct = oms_rd_opt_i64(r, "correct", 0) == 1;
	if ((t.program != 0) != (t.cls == RV_CLASS_PROGRAM) || !program_fits(f, &t))
		oms_rd_fail(r, "program (the one that is being made, or corrected)");
	oms_rd_opt_text(r, "why", t.why, sizeof(t.why));
	check_digest(r, &t);
	if (t.id != f->last_ticket + 1)
		oms_rd_fail(r, "ticket (the next number)");
	oms_ticket *place = ticket_place(f);
	if (!place)
		oms_rd_fail(r, "room for one more ticket");
	(void)oms_coin_take(f, &t.terms.coin, r);
	if (r->bad || !place)
		return;
	t.state = RV_TICKET_READY;
	f->last_ticket = t.id;
	*place = t;
}

static oms_ticket *pending(oms_fold *f, oms_rd *r)
{
	oms_ticket *t = oms_ticket_find(f, oms_rd_id(r, "ticket"));
	if (!t || t->state != RV_TICKET_READY) {
		oms_rd_fail(r, "ticket (one that waits)");
		return NULL;
	}
	return t;
}

void oms_on_requote(oms_fold *f, oms_rd *r)
{
	oms_ticket *t = pending(f, r);
	if (!t)
		return;
	oms_ticket next = *t;
	read_version(r, &next);
	check_digest(r, &next);
	if (next.terms.version != t->terms.version + 1)
		oms_rd_fail(r, "version (the next number)");
	if (oms_rd_bool(r, "renew"))
		next.quoted = r->t;
	if (!r->bad)
		*t = next;
}

static void end_ticket(oms_fold *f, oms_rd *r, rv_ticket_state state)
{
	oms_ticket *t = pending(f, r);
	if (!t)
		return;
	t->state = state;
	oms_rd_opt_text(r, "reason", t->reason, sizeof(t->reason));
}

void oms_on_reject(oms_fold *f, oms_rd *r)
{
	end_ticket(f, r, RV_TICKET_REJECTED);
}

void oms_on_deny(oms_fold *f, oms_rd *r)
{
	end_ticket(f, r, RV_TICKET_DENIED);
}

static oms_mandate *open_mandate(oms_fold *f, oms_rd *r)
{
	oms_mandate *m = oms_mandate_find(f, oms_rd_id(r, "mandate"));
	if (!m || m->state == RV_MANDATE_ENDED) {
		oms_rd_fail(r, "mandate (one that runs)");
		return NULL;
	}
	return m;
}

/* Its working order goes with it: nothing rests that nobody has granted. */
static void end_mandate(oms_fold *f, oms_rd *r)
{
	oms_mandate *m = open_mandate(f, r);
	if (!m)
		return;
	m->state = RV_MANDATE_ENDED;
	m->stopped = oms_rd_opt_i64(r, "stopped", 0) == 1;
	oms_rd_opt_text(r, "reason", m->reason, sizeof(m->reason));
	for (size_t i = 0; i < f->n_live; i++) {
		oms_order *q = &f->orders[f->live[i]];
		if (!q->external && q->mandate == m->id && !rv_order_over(q->state))
			q->cancel_wanted = true;
	}
}

void oms_on_expire(oms_fold *f, oms_rd *r)
{
	if (oms_rd_opt_i64(r, "mandate", 0) > 0)
		end_mandate(f, r);
	else
		end_ticket(f, r, RV_TICKET_EXPIRED);
}

void oms_on_end(oms_fold *f, oms_rd *r)
{
	end_mandate(f, r);
}

/* Slices over the whole of what was granted; of a program's leg from then to its window's end. */
static void first_plan(oms_rd *r, oms_mandate *m)
{
	const rv_ticket_terms *x = &m->terms;
	const int64_t wait = oms_rd_opt_i64(r, "wait_ms", 0);
	m->lots_most = x->lots;
	m->plan = (oms_plan){ .grant = m->id,
			      .from = { .utc = r->t.utc + wait, .at = r->t.at + wait },
			      .window_ms = oms_rd_opt_i64(r, "window_ms", x->duration_ms),
			      .slices = oms_rd_opt_i64(r, "slices", x->slices),
			      .lots = x->lots };
	if (wait < 0 || m->plan.window_ms < 0 || m->plan.window_ms > x->duration_ms ||
	    m->plan.slices < 1 || m->plan.slices > 1000000)
		oms_rd_fail(r, "window (within that of the ticket)");
}

void oms_on_approve(oms_fold *f, oms_rd *r)
{
	oms_ticket *t = pending(f, r);
	oms_mandate *m = mandate_place(f);
	if (!t || !m) {
		oms_rd_fail(r, "room for one more mandate");
		return;
	}
	oms_mandate next = {
		.id = oms_rd_id(r, "mandate"),
		.terms = t->terms,
		.cls = t->cls,
		.flatten = t->flatten,
		.twice = t->twice,
		.notional_most_musd = oms_rd_range(r, "notional_most", 0, INT64_MAX),
		.px_worst = oms_rd_range(r, "px_worst", 1, INT64_MAX),
		.min_lots = oms_rd_range(r, "min_lots", 1, INT64_MAX),
		.life_ms = oms_rd_range(r, "life_ms", 1, INT64_MAX / 4),
		.approved = r->t,
		.uid = r->e->uid,
	};
	first_plan(r, &next);
	memcpy(next.split.want, t->terms.want, sizeof(next.split.want));
	oms_rd_hex(r, "digest", next.digest.b, sizeof(next.digest.b));
	if (!rv_digest_same(&next.digest, &t->digest))
		oms_rd_fail(r, "digest (that of the ticket)");
	if (t->cls == RV_CLASS_HEDGE && oms_hedge_of(f, t->terms.coin.symbol))
		oms_rd_fail(r, "mandate (one hedge of a coin at a time)");
	if (next.id != f->last_mandate + 1)
		oms_rd_fail(r, "mandate (the next number)");
	next.px_most = next.notional_most_musd / next.terms.lots;
	const bool clears = oms_rd_opt_i64(r, "cancel_coin", 0) == 1;
	if (t->correct)
		oms_correction_granted(f, r, t, &next);
	else if (t->program != 0)
		oms_leg_granted(f, r, t, &next);
	if (r->bad)
		return;
	t->state = RV_TICKET_APPROVED;
	f->last_mandate = next.id;
	if (clears) /* what works in the coin would take its position away, or add to it */
		oms_fold_end_scope(f, next.terms.coin.symbol, false, true, "flatten");
	*m = next;
}

void oms_on_pause(oms_fold *f, oms_rd *r)
{
	oms_mandate *m = open_mandate(f, r);
	if (!m)
		return;
	m->state = RV_MANDATE_PAUSED;
	m->by_person = oms_rd_bool(r, "by_person");
	oms_rd_opt_text(r, "reason", m->reason, sizeof(m->reason));
}

void oms_on_unpause(oms_fold *f, oms_rd *r)
{
	oms_mandate *m = open_mandate(f, r);
	if (!m)
		return;
	m->state = RV_MANDATE_RUNNING;
	if (m->by_person)
		m->barren = 0;
	m->by_person = false;
	m->reason[0] = '\0';
}
