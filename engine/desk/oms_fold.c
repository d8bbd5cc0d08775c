/* Tables of the folded state; see oms_fold.h. */
#include "engine/desk/oms_fold.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void clear_buckets(int *b)
{
	for (size_t i = 0; i < OMS_BUCKETS; i++)
		b[i] = -1;
}

rv_status oms_fold_new(oms_fold **out)
{
	oms_fold *f = calloc(1, sizeof(*f));
	if (!f)
		return RV_ENOMEM;
	clear_buckets(f->by_cloid);
	clear_buckets(f->by_oid);
	for (int i = OMS_ORDERS - 1; i >= 0; i--)
		f->free[f->n_free++] = i;
	f->state = RV_BOOK_HALTED;
	(void)snprintf(f->reason, sizeof(f->reason), "the desk has started");
	f->nav_peak_usd = f->nav_day_usd = f->nav_first_usd = f->nav_stop_usd = NAN;
	f->horizon_ms = -1;
	for (int s = 0; s < RV_SUB_N; s++)
		f->licences[s] = RV_LICENCE_N;
	rv_status st = rv_fill_set_new(OMS_FILLS_KEPT, &f->counted[0]);
	if (st == RV_OK)
		st = rv_fill_set_new(OMS_FILLS_KEPT, &f->counted[1]);
	if (st != RV_OK) {
		oms_fold_free(f);
		return st;
	}
	*out = f;
	return RV_OK;
}

void oms_fold_free(oms_fold *f)
{
	if (!f)
		return;
	rv_fill_set_free(f->counted[0]);
	rv_fill_set_free(f->counted[1]);
	free(f);
}

int64_t oms_musd(int64_t px, int64_t lots)
{
	int64_t out = 0;
	return __builtin_mul_overflow(px, lots, &out) ? INT64_MAX : out;
}

int64_t oms_grant_musd(const oms_mandate *m)
{
	return m->plan.revision == 0 ? m->notional_most_musd : oms_musd(m->px_most, m->plan.lots);
}

/* ---- hashes; keys are spread by a multiplication, the top bits choose ---- */

static size_t bucket_of(uint64_t h)
{
	return (size_t)((h * UINT64_C(0x9e3779b97f4a7c15)) >> 51) & (OMS_BUCKETS - 1);
}

static size_t cloid_bucket(const rv_cloid *c)
{
	uint64_t a = 0, b = 0;
	memcpy(&a, c->b, 8);
	memcpy(&b, c->b + 8, 8);
	return bucket_of(a ^ (b * 31));
}

static size_t oid_bucket(int64_t oid)
{
	return bucket_of((uint64_t)oid);
}

/* ---- look-ups ---- */

oms_coin *oms_coin_find(oms_fold *f, const char *symbol)
{
	for (size_t i = 0; i < f->n_coins; i++)
		if (strcmp(f->coins[i].ref.symbol, symbol) == 0)
			return &f->coins[i];
	return NULL;
}

oms_ticket *oms_ticket_find(oms_fold *f, uint64_t id)
{
	for (size_t i = 0; id > 0 && i < OMS_TICKETS; i++)
		if (f->tickets[i].id == id)
			return &f->tickets[i];
	return NULL;
}

oms_mandate *oms_mandate_find(oms_fold *f, uint64_t id)
{
	for (size_t i = 0; id > 0 && i < OMS_MANDATES; i++)
		if (f->mandates[i].id == id)
			return &f->mandates[i];
	return NULL;
}

oms_order *oms_order_by_cloid(oms_fold *f, const rv_cloid *cloid)
{
	if (rv_cloid_none(cloid))
		return NULL;
	for (int i = f->by_cloid[cloid_bucket(cloid)]; i >= 0; i = f->orders[i].next_cloid)
		if (rv_cloid_same(&f->orders[i].o.cloid, cloid))
			return &f->orders[i];
	return NULL;
}

oms_order *oms_order_by_oid(oms_fold *f, int64_t oid, const char *symbol)
{
	if (oid <= 0)
		return NULL;
	for (int i = f->by_oid[oid_bucket(oid)]; i >= 0; i = f->orders[i].next_oid)
		if (f->orders[i].oid == oid && strcmp(f->orders[i].o.coin.symbol, symbol) == 0)
			return &f->orders[i];
	return NULL;
}

oms_order *oms_order_of(oms_fold *f, const rv_cloid *cloid, int64_t oid, const char *symbol)
{
	oms_order *q = oms_order_by_cloid(f, cloid);
	if (q && strcmp(q->o.coin.symbol, symbol) == 0 &&
	    (q->oid == 0 || oid == 0 || q->oid == oid))
		return q;
	return oms_order_by_oid(f, oid, symbol);
}

int64_t oms_order_left(const oms_order *q)
{
	if (rv_order_over(q->state) && q->settled)
		return 0;
	return q->o.lots > q->lots_filled ? q->o.lots - q->lots_filled : 0;
}

bool oms_order_unsure(const oms_order *q)
{
	return q->state == RV_ORDER_UNKNOWN || (rv_order_over(q->state) && !q->settled);
}

size_t oms_own_working(const oms_fold *f)
{
	size_t n = 0;
	for (size_t i = 0; i < f->n_live; i++) {
		const oms_order *q = &f->orders[f->live[i]];
		n += !q->external && !rv_order_over(q->state);
	}
	return n;
}

void oms_mandate_lots(const oms_fold *f, const oms_mandate *m, int64_t *working, int64_t *unknown)
{
	*working = *unknown = 0;
	for (size_t i = 0; i < f->n_live; i++) {
		const oms_order *q = &f->orders[f->live[i]];
		if (q->external || q->mandate != m->id)
			continue;
		*(oms_order_unsure(q) ? unknown : working) += oms_order_left(q);
	}
}

const oms_mandate *oms_hedge_of(const oms_fold *f, const char *symbol)
{
	for (size_t i = 0; i < OMS_MANDATES; i++) {
		const oms_mandate *m = &f->mandates[i];
		if (m->id != 0 && m->cls == RV_CLASS_HEDGE && m->state != RV_MANDATE_ENDED &&
		    strcmp(m->terms.coin.symbol, symbol) == 0)
			return m;
	}
	return NULL;
}

size_t oms_pending(const oms_fold *f, int64_t *oldest_at)
{
	size_t n = 0;
	for (size_t i = 0; i < OMS_TICKETS; i++) {
		const oms_ticket *t = &f->tickets[i];
		if (t->id == 0 || t->state != RV_TICKET_READY)
			continue;
		if (oldest_at && (n == 0 || t->created.at < *oldest_at))
			*oldest_at = t->created.at;
		n++;
	}
	return n;
}

size_t oms_running(const oms_fold *f)
{
	size_t n = 0;
	for (size_t i = 0; i < OMS_MANDATES; i++)
		n += f->mandates[i].id > 0 && f->mandates[i].state != RV_MANDATE_ENDED;
	return n;
}

size_t oms_unknown(const oms_fold *f, const char *symbol)
{
	size_t n = 0;
	for (size_t i = 0; i < f->n_live; i++) {
		const oms_order *q = &f->orders[f->live[i]];
		n += q->state == RV_ORDER_UNKNOWN && !q->external &&
		     (!symbol || strcmp(q->o.coin.symbol, symbol) == 0);
	}
	return n;
}

/* ---- orders come, change their state and go ---- */

static void unlink_order(oms_fold *f, int i)
{
	int *p = &f->by_cloid[cloid_bucket(&f->orders[i].o.cloid)];
	while (*p >= 0 && *p != i)
		p = &f->orders[*p].next_cloid;
	if (*p == i)
		*p = f->orders[i].next_cloid;
	p = &f->by_oid[oid_bucket(f->orders[i].oid)];
	while (*p >= 0 && *p != i)
		p = &f->orders[*p].next_oid;
	if (*p == i)
		*p = f->orders[i].next_oid;
}

static void leave_live(oms_fold *f, oms_order *q)
{
	if (q->live < 0)
		return;
	const int last = f->live[--f->n_live];
	f->live[q->live] = last;
	f->orders[last].live = q->live;
	q->live = -1;
	f->n_external -= q->external;
}

/* The oldest of those that are over makes room for the newest. */
static void keep_over(oms_fold *f, oms_order *q)
{
	if (f->n_over == OMS_OVER_KEPT) {
		const int old = f->over[f->over_head];
		const oms_order *x = &f->orders[old];
		if (!x->external)
			rv_old_orders_add(&f->old, &x->o.cloid, x->oid, x->mandate);
		unlink_order(f, old);
		f->orders[old].used = false;
		f->free[f->n_free++] = old;
		f->over_head = (f->over_head + 1) % OMS_OVER_KEPT;
		f->n_over--;
	}
	f->over[(f->over_head + f->n_over++) % OMS_OVER_KEPT] = (int)(q - f->orders);
}

oms_order *oms_order_new(oms_fold *f, oms_rd *r)
{
	if (f->n_live == OMS_LIVE_MOST || f->n_free == 0) {
		oms_rd_fail(r, "room for one more live order");
		return NULL;
	}
	const int i = f->free[--f->n_free];
	oms_order *q = &f->orders[i];
	memset(q, 0, sizeof(*q));
	q->used = true;
	q->next_cloid = q->next_oid = -1;
	q->live = (int)f->n_live;
	f->live[f->n_live++] = i;
	return q;
}

void oms_order_index_cloid(oms_fold *f, oms_order *q)
{
	int *p = &f->by_cloid[cloid_bucket(&q->o.cloid)];
	q->next_cloid = *p;
	*p = (int)(q - f->orders);
}

void oms_order_set_oid(oms_fold *f, oms_order *q, int64_t oid)
{
	if (oid <= 0 || q->oid > 0)
		return;
	int *p = &f->by_oid[oid_bucket(oid)];
	q->oid = oid;
	q->next_oid = *p;
	*p = (int)(q - f->orders);
}

void oms_order_settle(oms_fold *f, oms_order *q)
{
	if (q->settled || !rv_order_over(q->state))
		return;
	q->settled = true;
	oms_mandate *m = oms_mandate_find(f, q->mandate);
	if (m) {
		if (q->lots_filled > 0)
			m->barren = 0;
		else if (q->state != RV_ORDER_UNSENT) /* nobody has been bothered by that */
			m->barren++;
		m->last = q->state;
		m->last_over = q->over;
		memcpy(m->last_text, q->text, sizeof(m->last_text));
	}
	leave_live(f, q);
	keep_over(f, q);
}

rv_order_step oms_order_step(oms_fold *f, oms_order *q, rv_order_event ev, const oms_stamp *t,
			     const char *text)
{
	const rv_order_step s = rv_order_next(q->state, ev);
	if (s.ignore)
		return s;
	const bool was_over = rv_order_over(q->state);
	if (q->state != s.to)
		q->changed = *t;
	q->state = s.to;
	if (text[0])
		(void)snprintf(q->text, sizeof(q->text), "%s", text);
	if (!was_over && rv_order_over(q->state))
		q->over = *t;
	const bool dead = q->state == RV_ORDER_REJECTED || q->state == RV_ORDER_UNSENT;
	if (rv_order_over(q->state) && (dead || q->lots_filled >= q->o.lots))
		oms_order_settle(f, q);
	return s;
}

void oms_fold_end_scope(oms_fold *f, const char *symbol, bool only_risk, bool cancel,
			const char *reason)
{
	for (size_t i = 0; i < OMS_MANDATES; i++) {
		oms_mandate *m = &f->mandates[i];
		if (m->id == 0 || m->state == RV_MANDATE_ENDED ||
		    (only_risk && m->terms.reduce_only) ||
		    (symbol && strcmp(symbol, m->terms.coin.symbol) != 0))
			continue;
		m->state = RV_MANDATE_ENDED;
		m->stopped = true;
		(void)snprintf(m->reason, sizeof(m->reason), "%s", reason);
	}
	for (size_t i = 0; cancel && i < f->n_live; i++) {
		oms_order *q = &f->orders[f->live[i]];
		if (!q->external && !rv_order_over(q->state) && !(only_risk && q->o.reduce_only) &&
		    (!symbol || strcmp(symbol, q->o.coin.symbol) == 0))
			q->cancel_wanted = true;
	}
}
