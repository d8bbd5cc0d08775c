/* The snapshot's programs: their legs, what they cost, and the account with all of it filled. */
#include "engine/desk/account_with.h"
#include "engine/desk/oms_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- one leg ---- */

/* Over all its mandates, in its direction: a correction may have made another one. */
static void leg_progress(const rv_oms *o, const oms_program *p, size_t i, rv_tv_leg *out)
{
	for (size_t k = 0; k < OMS_MANDATES; k++) {
		const oms_mandate *m = &o->f->mandates[k];
		if (m->id == 0 || m->program != p->id ||
		    strcmp(m->terms.coin.symbol, p->terms.legs[i].symbol) != 0)
			continue;
		const int64_t way = m->terms.side == p->terms.legs[i].side ? 1 : -1;
		out->lots_filled += way * m->lots_filled;
		out->lots_most += way * (m->id == p->mandate[i] ? m->lots_most : m->lots_filled);
		if (m->state != RV_MANDATE_ENDED)
			out->lots_to_come += m->terms.side * (m->lots_most - m->lots_filled);
	}
}

static void leg_state(const rv_oms *o, const oms_program *p, size_t i, rv_tv_leg *out)
{
	const oms_ticket *t = oms_ticket_find(o->f, p->ticket[i]);
	out->ticket = p->ticket[i];
	out->mandate = p->mandate[i];
	out->ready = p->ticket[i] == 0;
	out->crossed = p->crossed[i];
	out->edge_bps = out->move_bps = NAN;
	if (p->state == OMS_PROGRAM_PENDING && !out->excluded)
		out->lots_to_come = out->side * out->lots;
	leg_progress(o, p, i, out);
	if (!t)
		return;
	const oms_eval *e = &o->evals[t - o->f->tickets];
	const bool looked = e->id == t->id && e->version == t->terms.version;
	out->coin = t->terms.coin;
	out->edge_bps = t->edge_bps;
	out->edge_assumed = t->edge_assumed;
	memcpy(out->why, t->why, sizeof(out->why));
	if (looked)
		out->move_bps = e->move_bps;
	out->ready = looked && e->ready;
	out->quote_old = looked && !e->ready && e->stale && t->state == RV_TICKET_READY;
	if (!out->ready && t->state == RV_TICKET_READY)
		(void)snprintf(out->reason, sizeof(out->reason), "%s",
			       looked ? e->text : "not looked at yet");
}

static void leg_view(const rv_oms *o, const oms_program *p, size_t i, rv_tv_leg *out)
{
	const rv_program_leg *l = &p->terms.legs[i];
	memcpy(out->coin.symbol, l->symbol, sizeof(out->coin.symbol));
	out->coin.asset = l->asset;
	out->coin.sz_decimals = l->sz_decimals;
	out->side = l->side;
	out->lots = l->lots;
	out->lots_proposed = p->lots_proposed[i];
	out->px = l->worst_px;
	out->mid_px = l->mid_px;
	memcpy(out->want, l->want, sizeof(out->want));
	out->reduce_only = l->reduce_only;
	out->excluded = l->excluded;
	out->usd = rv_musd_usd(oms_musd(l->mid_px, l->lots));
	leg_state(o, p, i, out);
}

/* ---- all of them ---- */

/* Half the spread and a taker's fee. */
static double cost_bps(const rv_oms *o, const rv_tv_leg *l)
{
	const rv_oms_quote *q = oms_quote(o, l->coin.symbol);
	return q && l->side != 0 ? ((q->ask - q->bid) / 2.0 / q->mid + o->taker_fee) * 1e4 : NAN;
}

/* Of every leg; what one does not know, all do not. */
static void sums(const rv_oms *o, rv_tv_program *out)
{
	for (size_t i = 0; i < out->n; i++) {
		rv_tv_leg *l = &out->legs[i];
		l->cost_bps = cost_bps(o, l);
		if (l->excluded) {
			out->n_excluded++;
			continue;
		}
		out->n_ready += l->ready;
		if (l->side == 0)
			continue;
		out->gross_usd += l->usd;
		out->net_usd += l->side * l->usd;
		out->cost_usd += l->usd * l->cost_bps / 1e4;
		out->edge_usd += l->usd * l->edge_bps / 1e4;
		out->n_assumed += l->edge_assumed != 0;
	}
}

_Static_assert(RV_TV_PROGRAMS * sizeof(rv_tv_program) < 96 * 1024, "a snapshot has room for them");

static void account_after(const rv_oms *o, rv_tv_program *out)
{
	rv_what_fill fills[RV_PROGRAM_LEGS];
	rv_account_with a;
	out->gross_after_usd = out->net_after_usd = out->margin_after = out->stress_after = NAN;
	if (out->state > RV_PROGRAM_GRANTED)
		return; /* nothing more comes of it */
	for (size_t i = 0; i < out->n; i++)
		fills[i] = (rv_what_fill){ out->legs[i].coin, out->legs[i].lots_to_come };
	rv_oms_account_with(o, fills, out->n, &a);
	out->gross_after_usd = a.gross_usd;
	out->net_after_usd = a.net_usd;
	out->margin_after = a.margin;
	out->stress_after = a.stress;
}

/* ---- the program ---- */

static const char *blocked_by(const rv_oms *o, const oms_program *p, const rv_tv_program *v,
			      char *text, size_t cap)
{
	if (o->quoted[p - o->f->programs] != p->id)
		return "it is quoted again as soon as there are prices";
	if (v->n_excluded == v->n)
		return "every leg is left out";
	for (size_t i = 0; i < v->n; i++) {
		if (v->legs[i].ready || v->legs[i].excluded)
			continue;
		(void)snprintf(text, cap, "leg %.20s: %.90s", v->legs[i].coin.symbol,
			       v->legs[i].reason);
		return text;
	}
	return NULL;
}

/* ---- its mandates ---- */

static void later(int64_t *ms, int64_t than)
{
	if (than > *ms)
		*ms = than;
}

/* A correction gives its mandates times of their own, and may make others. */
static void mandates_of(const rv_oms *o, const oms_program *p, rv_tv_program *out)
{
	int64_t window = 0, end = 0;
	for (size_t i = 0; i < OMS_MANDATES; i++) {
		const oms_mandate *m = &o->f->mandates[i];
		if (m->id == 0 || m->program != p->id)
			continue;
		out->n_mandates++;
		out->n_ended += m->state == RV_MANDATE_ENDED;
		if (m->state == RV_MANDATE_ENDED)
			continue;
		later(&window, m->plan.from.utc + m->plan.window_ms);
		later(&end, m->approved.utc + m->life_ms);
	}
	if (end > 0) {
		out->window_end_utc_ms = window;
		out->mandate_end_utc_ms = end;
	}
}

/* Why the newest of them that was stopped was; NULL: each has been worked. */
static const char *stopped_by(const rv_oms *o, const rv_tv_program *p)
{
	const oms_mandate *last = NULL;
	for (size_t i = 0; i < OMS_MANDATES; i++) {
		const oms_mandate *m = &o->f->mandates[i];
		if (m->id != 0 && m->program == p->id && m->stopped && (!last || m->id > last->id))
			last = m;
	}
	return last ? last->reason : NULL;
}

/* Filled of granted in money, percent; NaN: there was nothing to fill. */
static double done_pct(const rv_tv_program *p)
{
	double done = 0.0, most = 0.0;
	for (size_t i = 0; i < p->n; i++) {
		done += (double)p->legs[i].lots_filled * (double)p->legs[i].mid_px;
		most += (double)p->legs[i].lots_most * (double)p->legs[i].mid_px;
	}
	return most > 0.0 ? floor(done / most * 100.0) : NAN;
}

static void say_stopped(const rv_oms *o, rv_tv_program *out)
{
	const char *why = stopped_by(o, out);
	if (out->state != RV_PROGRAM_GRANTED || out->n_ended < out->n_mandates || !why)
		return;
	char at[24] = "";
	if (!isnan(done_pct(out)))
		(void)snprintf(at, sizeof(at), " at %.0f %%", done_pct(out));
	out->stopped = true;
	(void)snprintf(out->reason, sizeof(out->reason), "%.*s, %zu of %zu mandates ended%s",
		       (int)strcspn(why, ",;:"), why, out->n_ended, out->n_mandates, at);
}

static void say_state(const rv_oms *o, const oms_program *p, rv_tv_program *out)
{
	char text[RV_TV_TEXT];
	const char *why = NULL;
	memcpy(out->reason, p->reason, sizeof(out->reason));
	switch (p->state) {
	case OMS_PROGRAM_PENDING:
		why = blocked_by(o, p, out, text, sizeof(text));
		out->state = why ? RV_PROGRAM_BLOCKED : RV_PROGRAM_READY;
		(void)snprintf(out->reason, sizeof(out->reason), "%s", why ? why : "");
		if (!why)
			oms_view_waits(&p->first, out->reason);
		break;
	case OMS_PROGRAM_GRANTED:
		out->state =
			o->now.utc < out->mandate_end_utc_ms ? RV_PROGRAM_GRANTED : RV_PROGRAM_OVER;
		say_stopped(o, out);
		break;
	case OMS_PROGRAM_REJECTED:
		out->state = RV_PROGRAM_REJECTED;
		break;
	case OMS_PROGRAM_EXPIRED:
		out->state = RV_PROGRAM_EXPIRED;
		break;
	}
}

static void program_view(const rv_oms *o, const oms_program *p, rv_tv_program *out)
{
	const rv_program *x = &p->terms;
	const bool granted = p->state == OMS_PROGRAM_GRANTED;
	out->id = p->id;
	out->version = x->version;
	out->digest = p->digest;
	memcpy(out->why, p->why, sizeof(out->why));
	oms_view_first(&p->first, out->first);
	memcpy(out->phase, x->phase, sizeof(out->phase));
	out->run_date_ms = x->run_date_ms;
	out->for_person = p->state == OMS_PROGRAM_PENDING && !oms_approves_alone(o);
	out->created_utc_ms = p->created.utc;
	out->quoted_utc_ms = x->created_utc_ms;
	out->expires_utc_ms = x->expires_utc_ms;
	out->quote_end_utc_ms = p->quote_end_utc_ms;
	out->window_end_utc_ms = x->legs[0].to_utc_ms;
	out->mandate_end_utc_ms = x->mandate_end_utc_ms;
	out->granted_by = granted ? p->uid : 0;
	out->n = x->n;
	for (size_t i = 0; i < x->n; i++)
		leg_view(o, p, i, &out->legs[i]);
	mandates_of(o, p, out);
	sums(o, out);
	const double nav = granted ? p->nav_usd : oms_size_usd(o);
	(void)rv_envelope_words(&x->envelope, nav, out->gross_usd, out->envelope);
	say_state(o, p, out);
	account_after(o, out);
}

/* The newest older than `below` that waits (or does not). */
static const oms_program *next_program(const rv_oms *o, bool waits, uint64_t below)
{
	const oms_program *best = NULL;
	for (size_t i = 0; i < OMS_PROGRAMS; i++) {
		const oms_program *p = &o->f->programs[i];
		if (p->id == 0 || p->id >= below || (p->state == OMS_PROGRAM_PENDING) != waits)
			continue;
		if (!best || p->id > best->id)
			best = p;
	}
	return best;
}

void oms_view_programs(const rv_oms *o, rv_trade_view *v)
{
	for (int pass = 0; pass < 2; pass++) {
		const oms_program *p = next_program(o, pass == 0, UINT64_MAX);
		for (; p && v->n_programs < RV_TV_PROGRAMS; p = next_program(o, pass == 0, p->id))
			program_view(o, p, &v->programs[v->n_programs++]);
	}
}
