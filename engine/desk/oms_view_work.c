/* The snapshot's tickets, mandates, orders and fills. */
#include "engine/desk/oms_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- tickets: those that wait first, legs of programs behind the others, then the newest ---- */

static bool all_met(const rv_tv_ticket *t)
{
	for (size_t i = 0; i < t->n_checks; i++)
		if (!t->checks[i].ok || !t->checks[i].known)
			return false;
	return true;
}

/*
 * What the desk holds against it and no rule of the gate knows (the price has moved, positions are
 * being compared, the signer) stands among the checks, first: a ticket that is BLOCKED has one that
 * is not met.
 */
static void desk_check(const oms_eval *e, rv_tv_ticket *out)
{
	if (e->ready || !e->text[0] || !all_met(out) || out->n_checks == RV_TV_CHECKS)
		return;
	memmove(&out->checks[1], &out->checks[0], out->n_checks * sizeof(out->checks[0]));
	out->n_checks++;
	rv_tv_check *c = &out->checks[0];
	*c = (rv_tv_check){ .name = "desk", .known = true };
	(void)snprintf(c->text, sizeof(c->text), "%.*s", (int)sizeof(c->text) - 1, e->text);
}

static void ticket_gate(const oms_eval *e, rv_tv_ticket *out)
{
	const rv_gate_result *g = &e->gate;
	out->n_checks = g->n < RV_TV_CHECKS ? g->n : (size_t)RV_TV_CHECKS;
	memcpy(out->checks, g->checks, out->n_checks * sizeof(out->checks[0]));
	if (out->state == RV_TICKET_BLOCKED)
		desk_check(e, out);
	out->lots_before = g->lots_before;
	out->lots_after = g->lots_after;
	out->gross_after_usd = g->gross_usd;
	out->net_after_usd = g->net_usd;
	out->margin_after = g->margin;
	out->stress_after = g->stress;
	out->move_bps = e->move_bps;
}

static void ticket_unknown(rv_tv_ticket *out)
{
	out->lots_before = out->lots_after = out->gross_after_usd = out->net_after_usd = NAN;
	out->margin_after = out->stress_after = out->move_bps = NAN;
}

/* Half the spread is paid by whoever takes; a resting order is counted as a taker all the same. */
static void ticket_cost(const rv_oms *o, const oms_ticket *t, rv_tv_ticket *out)
{
	out->slippage_bps = (t->ask - t->bid) / 2.0 / t->mid * 1e4;
	out->fee_bps = o->taker_fee * 1e4;
	out->edge_bps = t->edge_bps; /* by hand nobody has said what it is worth */
	out->edge_assumed = t->edge_assumed;
	out->net_bps = out->edge_bps - out->slippage_bps - out->fee_bps;
}

static void ticket_view(const rv_oms *o, size_t i, rv_tv_ticket *out)
{
	const oms_ticket *t = &o->f->tickets[i];
	const oms_eval *e = &o->evals[i];
	const rv_ticket_terms *x = &t->terms;
	const rv_oms_quote *q = oms_quote(o, x->coin.symbol);
	const bool looked = e->id == t->id && e->version == x->version;
	out->id = t->id;
	out->program = t->program;
	out->cls = t->cls;
	memcpy(out->want, x->want, sizeof(out->want));
	out->version = x->version;
	out->digest = t->digest;
	out->state = t->state;
	memcpy(out->reason, t->reason, sizeof(out->reason));
	memcpy(out->why, t->why, sizeof(out->why));
	oms_view_first(&t->first, out->first);
	if (t->state == RV_TICKET_READY && !(looked && e->ready)) {
		out->state = RV_TICKET_BLOCKED;
		(void)snprintf(out->reason, sizeof(out->reason), "%s",
			       looked ? e->text : "not looked at yet");
		out->quote_old = looked && e->stale;
	}
	if (out->state == RV_TICKET_READY)
		oms_view_waits(&t->first, out->reason);
	out->for_person = t->state == RV_TICKET_READY && t->cls != RV_CLASS_HAND &&
			  !oms_led_by_program(o, t) &&
			  oms_waits_for_person(o, t, looked ? e : NULL);
	out->coin = x->coin;
	out->side = x->side;
	out->reduce_only = x->reduce_only;
	out->style = x->style;
	out->duration_ms = x->duration_ms;
	out->slices = x->slices;
	out->lots = x->lots;
	out->px = x->px;
	out->notional_musd = x->notional_musd;
	out->created_at = t->created.at;
	out->expires_at = t->quoted.at + t->ttl_ms;
	out->quote_mid = t->mid;
	out->quote_bid = t->bid;
	out->quote_ask = t->ask;
	out->quote_at = t->quoted.at;
	out->ctx_at = q ? q->ctx_at : RV_NEVER;
	out->account_at = o->account.known ? o->account.at : RV_NEVER;
	ticket_cost(o, t, out);
	if (looked)
		ticket_gate(e, out);
	else
		ticket_unknown(out);
}

enum { WAITS, WAITS_AS_LEG, IS_OVER, TICKET_RANKS };

static int rank_of(const rv_oms *o, const oms_ticket *t)
{
	if (t->state != RV_TICKET_READY)
		return IS_OVER;
	return oms_led_by_program(o, t) ? WAITS_AS_LEG : WAITS;
}

/* The newest ticket of a rank that is older than `below`; -1 none. */
static int next_ticket(const rv_oms *o, int rank, uint64_t below)
{
	int best = -1;
	for (int i = 0; i < OMS_TICKETS; i++) {
		const oms_ticket *t = &o->f->tickets[i];
		if (t->id == 0 || t->id >= below || rank_of(o, t) != rank)
			continue;
		if (best < 0 || t->id > o->f->tickets[best].id)
			best = i;
	}
	return best;
}

static void say_tickets(const rv_oms *o, rv_trade_view *v)
{
	for (int rank = 0; rank < TICKET_RANKS; rank++) {
		uint64_t below = UINT64_MAX;
		for (int i;
		     v->n_tickets < RV_TV_TICKETS && (i = next_ticket(o, rank, below)) >= 0;) {
			ticket_view(o, (size_t)i, &v->tickets[v->n_tickets++]);
			below = o->f->tickets[i].id;
		}
	}
}

/* ---- mandates: those that run first, then the newest ---- */

static void mandate_schedule(const rv_oms *o, const oms_mandate *m, rv_tv_mandate *out)
{
	const rv_twap plan = oms_twap_of(o, m);
	out->slices = m->plan.slices;
	out->slices_done = m->children > m->plan.child ? m->children - m->plan.child : 0;
	out->next_slice_at = INT64_MAX;
	if (m->terms.style != RV_STYLE_TWAP || m->state == RV_MANDATE_ENDED)
		return;
	const int64_t next = rv_twap_next_due(&plan, o->now.at - m->plan.from.at);
	if (next != INT64_MAX)
		out->next_slice_at = m->plan.from.at + next;
}

/*
 * A book that lets nothing of it leave stops it now, not at its next slice, which is when the desk
 * writes that it pauses. What it has at the venue already goes on working.
 */
static void mandate_halted(const rv_oms *o, const oms_mandate *m, rv_tv_mandate *out)
{
	const bool stops = o->f->state == RV_BOOK_HALTED ||
			   (o->f->state == RV_BOOK_REDUCING && !m->terms.reduce_only);
	if (!stops || m->flatten || m->state != RV_MANDATE_RUNNING)
		return;
	if (out->lots_working == 0)
		out->state = RV_MANDATE_PAUSED;
	(void)snprintf(out->reason, sizeof(out->reason), "the book is %s: nothing%s is sent",
		       oms_state_word(o->f->state), out->lots_working == 0 ? "" : " more");
}

static void mandate_view(const rv_oms *o, size_t i, rv_tv_mandate *out)
{
	const oms_mandate *m = &o->f->mandates[i];
	const oms_wait *w = &o->waits[i];
	const bool waits = m->state == RV_MANDATE_RUNNING && w->id == m->id && w->since != RV_NEVER;
	out->id = m->id;
	out->ticket = m->terms.id;
	out->program = m->program;
	out->cls = m->cls;
	out->digest = m->digest;
	out->coin = m->terms.coin;
	out->side = m->terms.side;
	out->style = m->terms.style;
	out->state = m->state;
	(void)snprintf(out->reason, sizeof(out->reason), "%s", waits ? w->text : m->reason);
	out->lots_granted = m->terms.lots;
	out->lots_most = m->lots_most;
	out->lots_filled = m->lots_filled;
	oms_mandate_lots(o->f, m, &out->lots_working, &out->lots_unknown);
	out->px_worst = m->px_worst;
	out->ends_at = m->approved.at + m->life_ms;
	out->avg_px = m->lots_filled > 0
			      ? (double)m->filled_musd / (double)m->lots_filled /
					pow(10.0, RV_PX_SCALE_SUM - m->terms.coin.sz_decimals)
			      : NAN;
	out->approved_at = m->approved.at;
	out->approved_by = m->uid;
	mandate_halted(o, m, out);
	mandate_schedule(o, m, out);
}

static int next_mandate(const rv_oms *o, bool runs, uint64_t below)
{
	int best = -1;
	for (int i = 0; i < OMS_MANDATES; i++) {
		const oms_mandate *m = &o->f->mandates[i];
		if (m->id == 0 || m->id >= below || (m->state != RV_MANDATE_ENDED) != runs)
			continue;
		if (best < 0 || m->id > o->f->mandates[best].id)
			best = i;
	}
	return best;
}

static void say_mandates(const rv_oms *o, rv_trade_view *v)
{
	for (int pass = 0; pass < 2; pass++) {
		uint64_t below = UINT64_MAX;
		for (int i; v->n_mandates < RV_TV_MANDATES &&
			    (i = next_mandate(o, pass == 0, below)) >= 0;) {
			mandate_view(o, (size_t)i, &v->mandates[v->n_mandates++]);
			below = o->f->mandates[i].id;
		}
	}
}

/* ---- orders: unknown, then alive, then the newest that are over ---- */

static void order_view(const oms_order *q, rv_tv_order *out)
{
	out->cloid = q->o.cloid;
	if (q->external)
		memset(&out->cloid, 0, sizeof(out->cloid));
	out->oid = q->oid;
	out->mandate = q->mandate;
	out->coin = q->o.coin;
	out->side = q->o.side;
	out->tif = q->o.tif;
	out->reduce_only = q->o.reduce_only;
	out->external = q->external;
	out->lots = q->o.lots;
	out->lots_filled = q->lots_filled;
	out->px = q->o.px;
	out->state = q->state;
	memcpy(out->text, q->text, sizeof(out->text));
	out->complete = rv_order_over(q->state) && q->settled;
	if (rv_order_over(q->state) && !q->settled)
		(void)snprintf(out->text, sizeof(out->text), "over; its fills are being completed");
	out->sent_at = q->sent.at;
	out->changed_at = q->changed.at;
}

static void say_orders(const rv_oms *o, rv_trade_view *v)
{
	const oms_fold *f = o->f;
	for (int pass = 0; pass < 3; pass++) {
		for (size_t i = 0; i < f->n_live && v->n_orders < RV_TV_ORDERS; i++) {
			const oms_order *q = &f->orders[f->live[i]];
			const int rank = q->state == RV_ORDER_UNKNOWN ? 0 : q->external ? 2 : 1;
			if (rank == pass)
				order_view(q, &v->orders[v->n_orders++]);
		}
	}
	for (size_t i = f->n_over; i-- > 0 && v->n_orders < RV_TV_ORDERS;)
		order_view(&f->orders[f->over[(f->over_head + i) % OMS_OVER_KEPT]],
			   &v->orders[v->n_orders++]);
}

static void say_fills(const rv_oms *o, rv_trade_view *v)
{
	const uint64_t all = o->f->fills_total;
	const uint64_t n = all < RV_TV_FILLS ? all : (uint64_t)RV_TV_FILLS;
	for (uint64_t i = 0; i < n; i++)
		v->fills[v->n_fills++] = o->f->fills[(all - 1 - i) % RV_TV_FILLS];
	v->fills_total = (size_t)all;
}

static void add_pending(rv_trade_view *v, int64_t at)
{
	if (v->n_pending == 0 || at < v->oldest_pending_at)
		v->oldest_pending_at = at;
	v->n_pending++;
}

/* What a person is asked: a program once, whatever the number of its legs. */
static void say_pending(const rv_oms *o, rv_trade_view *v)
{
	for (size_t i = 0; i < OMS_TICKETS; i++) {
		const oms_ticket *t = &o->f->tickets[i];
		if (t->id != 0 && rank_of(o, t) == WAITS)
			add_pending(v, t->created.at);
	}
	for (size_t i = 0; i < OMS_PROGRAMS; i++) {
		const oms_program *p = &o->f->programs[i];
		if (p->id != 0 && p->state == OMS_PROGRAM_PENDING)
			add_pending(v, p->created.at);
	}
}

void oms_view_work(const rv_oms *o, rv_trade_view *v)
{
	say_pending(o, v);
	v->n_unknown = oms_unknown(o->f, NULL);
	const oms_flat flat = oms_flatten_ends(o);
	v->flatten_orders = flat.orders;
	v->flatten_mandates = flat.mandates;
	v->orders_total = (size_t)o->f->orders_total;
	say_tickets(o, v);
	say_mandates(o, v);
	say_orders(o, v);
	say_fills(o, v);
}
