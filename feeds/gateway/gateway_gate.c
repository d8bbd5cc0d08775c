/* The last gate; see gateway_gate.h. */
#include "feeds/gateway/gateway_gate.h"

#include "feeds/gateway/gateway_sums.h"
#include "feeds/net/budget.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Venue time: a question asked so long after an order's expiry finds it if it ever was there. */
static const int64_t after_expiry_ms = 1000, apart_ms = 2000;

struct rv_lastgate {
	rv_lastgate_params p;
	pthread_mutex_t mu; /* guards what follows */
	rv_budget messages;
	int64_t last_nonce;
	rv_sums sums;
};

rv_status rv_lastgate_new(const rv_lastgate_params *p, rv_lastgate **out)
{
	if (p->messages_per_min < 1 || p->cancel_reserve_pct > 100 || p->expiry_margin_ms < 0)
		return RV_EINVAL;
	rv_lastgate *g = calloc(1, sizeof(*g));
	if (!g)
		return RV_ENOMEM;
	g->p = *p;
	rv_budget_init(&g->messages, p->messages_per_min);
	if (pthread_mutex_init(&g->mu, NULL) != 0) {
		free(g);
		return RV_EIO;
	}
	*out = g;
	return RV_OK;
}

void rv_lastgate_free(rv_lastgate *g)
{
	if (!g)
		return;
	(void)pthread_mutex_destroy(&g->mu);
	free(g);
}

static bool refuse(char why[RV_VENUE_TEXT], const char *fmt, ...) RV_PRINTF(2, 3);

static bool refuse(char why[RV_VENUE_TEXT], const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(why, RV_VENUE_TEXT, fmt, ap);
	va_end(ap);
	return false;
}

/* What the engine says of one order against what its bytes say. */
static bool order_agrees(const rv_gate_order *o, const rv_lastgate_fact *f, char *why)
{
	int64_t value = 0;
	if (!rv_sums_same(&o->cloid, &f->cloid))
		return refuse(why, "the bytes name another cloid than the engine");
	if (o->lots != f->lots || !rv_sums_notional(f->px, f->lots, &value))
		return refuse(why, "the bytes say %lld lots, the engine %lld", (long long)f->lots,
			      (long long)o->lots);
	if (o->notional_musd < value)
		return refuse(why, "the bytes are worth %lld micro-USD, the engine says %lld",
			      (long long)value, (long long)o->notional_musd);
	if (o->reduce_only != f->reduce_only)
		return refuse(why, "the bytes and the engine differ about reduce-only");
	if (o->mandate == 0 && !f->reduce_only)
		return refuse(why, "an order that adds belongs to no mandate");
	return true;
}

static bool agrees(const rv_venue_send *s, const rv_lastgate_facts *f, char *why)
{
	if (s->kind != f->kind || s->bytes.nonce != f->nonce ||
	    s->bytes.expires_after_ms != f->expires_after_ms)
		return refuse(why, "the bytes are another action than the engine says");
	if (f->kind != RV_ACTION_ORDER)
		return f->kind != RV_ACTION_CANCEL || s->n == f->n ||
		       refuse(why, "the bytes cancel %zu orders, the engine %zu", f->n, s->n);
	if (s->n != f->n || f->n < 1)
		return refuse(why, "the bytes hold %zu orders, the engine says %zu", f->n, s->n);
	for (size_t i = 0; i < f->n; i++) {
		if (!order_agrees(&s->gate[i], &f->v[i], why))
			return false;
		for (size_t k = 0; k < i; k++) {
			if (rv_sums_same(&f->v[k].cloid, &f->v[i].cloid))
				return refuse(why, "two orders of one action have one cloid");
		}
	}
	return true;
}

bool rv_lastgate_still(const rv_lastgate *g, const rv_lastgate_facts *f, const rv_lastgate_now *now,
		       char why[RV_VENUE_TEXT])
{
	const bool order = f->kind == RV_ACTION_ORDER;
	if (order && f->expires_after_ms <= 0)
		return refuse(why, "an order must expire");
	if (f->expires_after_ms > 0 && now->utc_ms >= f->expires_after_ms - g->p.expiry_margin_ms)
		return refuse(why, "expires in %lld ms, at least %lld are needed",
			      (long long)(f->expires_after_ms - now->utc_ms),
			      (long long)g->p.expiry_margin_ms + 1);
	if (order && now->level == RV_LASTGATE_SHUT)
		return refuse(why, "the gate is shut: no orders");
	for (size_t i = 0; order && now->level == RV_LASTGATE_HALTED && i < f->n; i++) {
		if (!f->v[i].reduce_only)
			return refuse(why, "halted: no order that adds");
	}
	return true;
}

/*
 * A nonce rises with each action, but for a second copy of the same bytes and for a noop, which
 * takes the nonce of an order in order to kill it.
 */
static bool nonce_ok(const rv_lastgate *g, const rv_venue_send *s, const rv_lastgate_facts *f,
		     char *why)
{
	if (f->nonce <= 0)
		return refuse(why, "the nonce is not positive");
	if (s->resend || f->kind == RV_ACTION_NOOP || f->nonce > g->last_nonce)
		return true;
	return refuse(why, "nonce %lld does not rise above %lld", (long long)f->nonce,
		      (long long)g->last_nonce);
}

/* A cloid that is known may leave again only in the very same bytes. */
static bool copy_ok(const rv_sent_order *o, const rv_venue_send *s, const rv_lastgate_facts *f,
		    size_t i, char *why)
{
	if (!s->resend)
		return refuse(why, "its cloid was sent before");
	if (o->lots != f->v[i].lots || o->px != f->v[i].px || o->mandate != s->gate[i].mandate ||
	    (o->has_hash && memcmp(o->hash.b, f->hash.b, sizeof(o->hash.b)) != 0))
		return refuse(why, "its cloid was sent before in other bytes");
	return true;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Adds what the earlier orders of this action would add to the mandate of the i-th. */
static bool add_before(rv_lastgate *g, const rv_venue_send *s, const rv_lastgate_facts *f, size_t i,
		       int64_t *lots, int64_t *value)
{
	for (size_t k = 0; k < i; k++) {
		const rv_sent_order *o = rv_sums_order(&g->sums, &f->v[k].cloid);
		if (s->gate[k].mandate != s->gate[i].mandate || (o && !o->over))
			continue;
		if (f->v[k].asset != f->v[i].asset || f->v[k].side != f->v[i].side)
			return false;
		*lots += f->v[k].lots; /* within the leg, as was asked for k: no overflow */
		*value += f->v[k].lots * f->v[k].px;
	}
	return true;
}

/* The sum that must hold at the wire: sent and not given back, plus this, within the leg. */
static bool leg_ok(rv_lastgate *g, const rv_venue_send *s, const rv_lastgate_facts *f, size_t i,
		   char *why)
{
	const rv_gate_order *o = &s->gate[i];
	const rv_lastgate_fact *w = &f->v[i];
	const rv_sent_mandate *m = rv_sums_mandate(&g->sums, o->mandate);
	const int64_t cost = w->lots * w->px; /* fits: order_agrees */
	int64_t lots = m ? m->lots : 0, value = m ? m->notional : 0;
	const int64_t lots_most = m ? least(m->lots_most, o->lots_most) : o->lots_most;
	const int64_t value_most =
		m ? least(m->notional_most, o->notional_most_musd) : o->notional_most_musd;
	if (m && ((m->asset >= 0 && m->asset != w->asset) || (m->side && m->side != w->side)))
		return refuse(why, "its mandate is for another coin or side");
	if (o->mandate && !add_before(g, s, f, i, &lots, &value))
		return refuse(why, "its mandate is for another coin or side");
	if (w->lots > lots_most || lots > lots_most - w->lots)
		return refuse(why, "%lld lots sent and %lld more are above the mandate's %lld",
			      (long long)lots, (long long)w->lots, (long long)lots_most);
	if (cost > value_most || value > value_most - cost)
		return refuse(why, "%lld micro-USD sent and %lld more are above the mandate's %lld",
			      (long long)value, (long long)cost, (long long)value_most);
	return true;
}

/* Mandates of the action that are not known yet, each once. */
static size_t new_mandates(rv_lastgate *g, const rv_venue_send *s)
{
	size_t n = 0;
	for (size_t i = 0; i < s->n; i++) {
		bool first =
			s->gate[i].mandate != 0 && !rv_sums_mandate(&g->sums, s->gate[i].mandate);
		for (size_t k = 0; first && k < i; k++)
			first = s->gate[k].mandate != s->gate[i].mandate;
		n += first;
	}
	return n;
}

static bool orders_ok(rv_lastgate *g, const rv_venue_send *s, const rv_lastgate_facts *f,
		      const rv_lastgate_now *now, char *why)
{
	for (size_t i = 0; i < f->n; i++) {
		const rv_sent_order *o = rv_sums_order(&g->sums, &f->v[i].cloid);
		if (o && !copy_ok(o, s, f, i, why))
			return false;
		if ((!o || o->over) && !leg_ok(g, s, f, i, why))
			return false;
	}
	if (new_mandates(g, s) > rv_sums_mandate_room(&g->sums, now->at_ms))
		return refuse(why, "the gate's table of mandates is full");
	return rv_sums_order_room(&g->sums) >= f->n ||
	       refuse(why, "the gate's table of orders is full");
}

static bool budget_ok(rv_lastgate *g, const rv_lastgate_facts *f, const rv_lastgate_now *now,
		      char *why)
{
	const bool order = f->kind == RV_ACTION_ORDER;
	const unsigned n = f->n > 0 ? (unsigned)f->n : 1;
	const unsigned limit = g->p.messages_per_min;
	const unsigned kept = (limit * g->p.cancel_reserve_pct + 99) / 100;
	if (rv_budget_take(&g->messages, now->at_ms, n, order ? kept : 0))
		return true;
	return refuse(why, "%u of %u messages a minute are used%s",
		      rv_budget_used(&g->messages, now->at_ms), limit,
		      order ? ", the rest is for cancels" : "");
}

static bool pass(rv_lastgate *g, const rv_venue_send *s, const rv_lastgate_facts *f,
		 const rv_lastgate_now *now, char *why)
{
	const bool order = f->kind == RV_ACTION_ORDER;
	if (!agrees(s, f, why) || !rv_lastgate_still(g, f, now, why) || !nonce_ok(g, s, f, why) ||
	    (order && !orders_ok(g, s, f, now, why)) || !budget_ok(g, f, now, why))
		return false;
	if (f->nonce > g->last_nonce)
		g->last_nonce = f->nonce;
	for (size_t i = 0; order && i < f->n; i++) {
		rv_sent_order *o = rv_sums_order(&g->sums, &f->v[i].cloid);
		/* A second copy of what is not known: an earlier process sent the first one. */
		const unsigned copies = s->resend && !o ? 2 : 1;
		if (o && !o->over)
			o->copies++;
		else
			rv_sums_charge(&g->sums, &s->gate[i], &f->v[i], &f->hash, copies,
				       f->expires_after_ms, now->at_ms);
	}
	return true;
}

bool rv_lastgate_pass(rv_lastgate *g, const rv_venue_send *s, const rv_lastgate_facts *f,
		      const rv_lastgate_now *now, char why[RV_VENUE_TEXT])
{
	(void)pthread_mutex_lock(&g->mu);
	const bool ok = pass(g, s, f, now, why);
	(void)pthread_mutex_unlock(&g->mu);
	return ok;
}

/* All of it, unless the venue has shown that it is there: then only a record says how it ended. */
static void give_back(rv_lastgate *g, rv_sent_order *o)
{
	if (o->over || o->seen)
		return;
	rv_sums_over(&g->sums, o, o->lots);
	o->returned = true;
}

void rv_lastgate_unsent(rv_lastgate *g, const rv_lastgate_facts *f)
{
	(void)pthread_mutex_lock(&g->mu);
	for (size_t i = 0; f->kind == RV_ACTION_ORDER && i < f->n; i++) {
		rv_sent_order *o = rv_sums_order(&g->sums, &f->v[i].cloid);
		if (!o || o->copies == 0)
			continue;
		if (--o->copies == 0) /* else an earlier copy did leave */
			give_back(g, o);
	}
	(void)pthread_mutex_unlock(&g->mu);
}

bool rv_lastgate_sent_once(rv_lastgate *g, const rv_lastgate_facts *f)
{
	bool once = true;
	(void)pthread_mutex_lock(&g->mu);
	for (size_t i = 0; f->kind == RV_ACTION_ORDER && i < f->n; i++) {
		const rv_sent_order *o = rv_sums_order(&g->sums, &f->v[i].cloid);
		once = once && o && o->copies == 1;
	}
	(void)pthread_mutex_unlock(&g->mu);
	return once;
}

/* The venue has shown it. */
static void is_there(rv_lastgate *g, rv_sent_order *o)
{
	o->seen = true;
	if (o->dead || o->returned)
		rv_sums_back(&g->sums, o);
}

/* An answer that only an order which is there can have. */
static bool says_there(size_t i, const rv_venue_report *r)
{
	const rv_verdict_kind k = r->u.action.verdicts[i].kind;
	return r->u.action.outcome == RV_OUTCOME_VERDICT && i < r->u.action.n &&
	       (k == RV_VERDICT_RESTING || k == RV_VERDICT_FILLED);
}

/* The answer proves that this order is no more: only what the comment in the header names. */
static void answered(rv_lastgate *g, rv_sent_order *o, size_t i, const rv_venue_report *r)
{
	if (says_there(i, r))
		is_there(g, o);
	const bool refused = r->u.action.outcome == RV_OUTCOME_REFUSED && o->copies == 1 &&
			     r->u.action.refusal != RV_REFUSAL_NONCE_USED;
	const bool error = r->u.action.outcome == RV_OUTCOME_VERDICT && i < r->u.action.n &&
			   r->u.action.verdicts[i].kind == RV_VERDICT_ERROR;
	if (!refused && !error)
		return;
	if (refused)
		o->copies = 0;
	give_back(g, o);
}

void rv_lastgate_answered(rv_lastgate *g, const rv_lastgate_facts *f, const rv_venue_report *r)
{
	(void)pthread_mutex_lock(&g->mu);
	for (size_t i = 0; f->kind == RV_ACTION_ORDER && i < f->n; i++) {
		rv_sent_order *o = rv_sums_order(&g->sums, &f->v[i].cloid);
		if (o)
			answered(g, o, i, r);
	}
	(void)pthread_mutex_unlock(&g->mu);
}

void rv_lastgate_record(rv_lastgate *g, const rv_order_record *r)
{
	const bool over = r->status == RV_STATUS_FILLED || r->status == RV_STATUS_CANCELED ||
			  r->status == RV_STATUS_REJECTED;
	if (r->status == RV_STATUS_NONE)
		return;
	(void)pthread_mutex_lock(&g->mu);
	rv_sent_order *o = rv_sums_order(&g->sums, &r->cloid);
	if (o)
		is_there(g, o);
	/* A record that does not fit what was sent proves nothing. */
	if (over && o && !o->over && r->lots_orig == o->lots && r->lots_left >= 0 &&
	    r->lots_left <= o->lots)
		rv_sums_over(&g->sums, o, r->lots_left);
	(void)pthread_mutex_unlock(&g->mu);
}

/* ---- never landed ---- */

void rv_lastgate_seen(rv_lastgate *g, const rv_cloid *cloid)
{
	(void)pthread_mutex_lock(&g->mu);
	rv_sent_order *o = rv_sums_order(&g->sums, cloid);
	if (o)
		is_there(g, o);
	(void)pthread_mutex_unlock(&g->mu);
}

void rv_lastgate_absent(rv_lastgate *g, const rv_cloid *cloid, int64_t asked_ms)
{
	(void)pthread_mutex_lock(&g->mu);
	rv_sent_order *o = rv_sums_order(&g->sums, cloid);
	if (o && o->expires_ms > 0 && asked_ms > o->expires_ms + after_expiry_ms) {
		if (o->absent_first_ms == 0)
			o->absent_first_ms = asked_ms;
		if (asked_ms > o->absent_last_ms)
			o->absent_last_ms = asked_ms;
	}
	(void)pthread_mutex_unlock(&g->mu);
}

/* What the gate has seen itself: nothing of it, and twice that it is not there. */
static bool absent(const rv_sent_order *o)
{
	return !o->seen && o->absent_first_ms > 0 &&
	       o->absent_last_ms >= o->absent_first_ms + apart_ms;
}

rv_status rv_lastgate_never_landed(rv_lastgate *g, const rv_cloid *cloid)
{
	rv_status st = RV_OK;
	(void)pthread_mutex_lock(&g->mu);
	rv_sent_order *o = rv_sums_order(&g->sums, cloid);
	if (!o || o->over) { /* not known, or given back already */
		st = o ? RV_OK : RV_ENOENT;
	} else if (!absent(o)) {
		st = RV_EAGAIN;
	} else {
		o->dead = true;
		o->copies = 0;
		rv_sums_over(&g->sums, o, o->lots);
	}
	(void)pthread_mutex_unlock(&g->mu);
	return st;
}

static rv_status restore(rv_lastgate *g, const rv_gate_order *o, int64_t at_ms)
{
	const rv_lastgate_fact w = { .cloid = o->cloid,
				     .asset = -1,
				     .lots = o->lots,
				     .px = o->lots > 0 ? o->notional_musd / o->lots : 0 };
	int64_t value = 0;
	if (!rv_sums_notional(w.px, w.lots, &value) || value != o->notional_musd)
		return RV_EINVAL;
	if (rv_sums_order(&g->sums, &o->cloid))
		return RV_EEXIST;
	if (rv_sums_order_room(&g->sums) < 1 ||
	    (o->mandate && !rv_sums_mandate(&g->sums, o->mandate) &&
	     rv_sums_mandate_room(&g->sums, at_ms) < 1))
		return RV_EFULL;
	rv_sums_charge(&g->sums, o, &w, NULL, 1, o->expires_ms, at_ms);
	return RV_OK;
}

rv_status rv_lastgate_restore(rv_lastgate *g, const rv_gate_order *o, int64_t at_ms)
{
	(void)pthread_mutex_lock(&g->mu);
	const rv_status st = restore(g, o, at_ms);
	(void)pthread_mutex_unlock(&g->mu);
	return st;
}

void rv_lastgate_sums(rv_lastgate *g, uint64_t mandate, int64_t *lots, int64_t *notional_musd)
{
	(void)pthread_mutex_lock(&g->mu);
	const rv_sent_mandate *m = rv_sums_mandate(&g->sums, mandate);
	*lots = m ? m->lots : 0;
	*notional_musd = m ? m->notional : 0;
	(void)pthread_mutex_unlock(&g->mu);
}
