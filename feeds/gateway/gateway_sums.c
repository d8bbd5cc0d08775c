/* What was sent and still counts; see gateway_sums.h. */
#include "feeds/gateway/gateway_sums.h"

#include <string.h>

static const int64_t forget_ms = INT64_C(86400000);

bool rv_sums_same(const rv_cloid *a, const rv_cloid *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

bool rv_sums_notional(int64_t px, int64_t lots, int64_t *out)
{
	return px > 0 && lots > 0 && !__builtin_mul_overflow(px, lots, out);
}

rv_sent_mandate *rv_sums_mandate(rv_sums *s, uint64_t id)
{
	for (size_t i = 0; id != 0 && i < RV_LASTGATE_MANDATES; i++) {
		if (s->mandates[i].id == id)
			return &s->mandates[i];
	}
	return NULL;
}

rv_sent_order *rv_sums_order(rv_sums *s, const rv_cloid *cloid)
{
	for (size_t i = 0; i < RV_LASTGATE_ORDERS; i++) {
		if (s->orders[i].used && rv_sums_same(&s->orders[i].cloid, cloid))
			return &s->orders[i];
	}
	return NULL;
}

static bool forgettable(const rv_sent_mandate *m, int64_t at_ms)
{
	return m->id == 0 || at_ms - m->used_at >= forget_ms;
}

size_t rv_sums_mandate_room(const rv_sums *s, int64_t at_ms)
{
	size_t n = 0;
	for (size_t i = 0; i < RV_LASTGATE_MANDATES; i++)
		n += forgettable(&s->mandates[i], at_ms);
	return n;
}

size_t rv_sums_order_room(const rv_sums *s)
{
	size_t n = 0;
	for (size_t i = 0; i < RV_LASTGATE_ORDERS; i++)
		n += !s->orders[i].used || s->orders[i].over;
	return n;
}

/* Unused places first, then round the table, so that the newest stay known the longest. */
static rv_sent_order *place_order(rv_sums *s)
{
	for (size_t i = 0; i < RV_LASTGATE_ORDERS; i++) {
		if (!s->orders[i].used)
			return &s->orders[i];
	}
	while (!s->orders[s->over_at].over)
		s->over_at = (s->over_at + 1) % RV_LASTGATE_ORDERS;
	rv_sent_order *o = &s->orders[s->over_at];
	s->over_at = (s->over_at + 1) % RV_LASTGATE_ORDERS;
	return o;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static rv_sent_mandate *mandate_of(rv_sums *s, const rv_gate_order *o, int64_t at_ms)
{
	rv_sent_mandate *m = rv_sums_mandate(s, o->mandate);
	if (!m) {
		m = s->mandates;
		while (!forgettable(m, at_ms))
			m++;
		*m = (rv_sent_mandate){ .id = o->mandate,
					.asset = -1,
					.lots_most = o->lots_most,
					.notional_most = o->notional_most_musd };
	}
	m->lots_most = least(m->lots_most, o->lots_most);
	m->notional_most = least(m->notional_most, o->notional_most_musd);
	m->used_at = at_ms;
	return m;
}

void rv_sums_charge(rv_sums *s, const rv_gate_order *o, const rv_lastgate_fact *w,
		    const rv_digest *hash, unsigned copies, int64_t expires_ms, int64_t at_ms)
{
	rv_sent_order *e = rv_sums_order(s, &w->cloid);
	copies += e ? e->copies : 0;
	const int64_t counted = e ? e->charged : 0;
	e = e ? e : place_order(s);
	*e = (rv_sent_order){ .cloid = w->cloid,
			      .mandate = o->mandate,
			      .lots = w->lots,
			      .px = w->px,
			      .charged = w->lots,
			      .expires_ms = expires_ms,
			      .copies = copies,
			      .has_hash = hash != NULL,
			      .used = true };
	if (hash)
		e->hash = *hash;
	if (!o->mandate)
		return;
	rv_sent_mandate *m = mandate_of(s, o, at_ms);
	if (w->asset >= 0) {
		m->asset = w->asset;
		m->side = w->side;
	}
	m->lots += w->lots - counted;
	m->notional += (w->lots - counted) * w->px;
}

/* The whole order, not just what was left of it. */
void rv_sums_back(rv_sums *s, rv_sent_order *o)
{
	rv_sent_mandate *m = rv_sums_mandate(s, o->mandate);
	o->over = o->dead;
	o->dead = o->returned = false;
	if (!m)
		return; /* none, or forgotten: what was not added must not be taken off later */
	o->charged = o->lots;
	m->lots += o->lots;
	m->notional += o->lots * o->px; /* was added before: it fits */
}

void rv_sums_over(rv_sums *s, rv_sent_order *o, int64_t unfilled)
{
	rv_sent_mandate *m = rv_sums_mandate(s, o->mandate);
	const int64_t back = least(unfilled, o->charged);
	o->over = true;
	if (back <= 0)
		return;
	o->charged -= back;
	if (!m)
		return; /* none, or forgotten */
	m->lots -= back;
	m->notional -= back * o->px; /* was added before: it fits */
}
