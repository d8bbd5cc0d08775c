/* What of a coin is on its way to whom: whoever wants more of it waits; see oms.h. */
#include "engine/desk/oms_internal.h"

#include <string.h>

static bool counts(rv_ticket_class cls, unsigned classes)
{
	return (classes >> cls & 1U) != 0;
}

static unsigned of_wants(const int64_t want[RV_SUB_N])
{
	unsigned subs = 0;
	for (unsigned s = 0; s < RV_SUB_N; s++)
		subs |= want[s] != 0 ? 1U << s : 0U;
	return subs;
}

static unsigned of_tickets(const oms_fold *f, const char *symbol, unsigned classes)
{
	unsigned subs = 0;
	for (size_t i = 0; i < OMS_TICKETS; i++) {
		const oms_ticket *t = &f->tickets[i];
		if (t->id != 0 && t->state == RV_TICKET_READY && counts(t->cls, classes) &&
		    strcmp(t->terms.coin.symbol, symbol) == 0)
			subs |= of_wants(t->terms.want);
	}
	return subs;
}

static unsigned of_mandates(const oms_fold *f, const char *symbol, unsigned classes)
{
	unsigned subs = 0;
	for (size_t i = 0; i < OMS_MANDATES; i++) {
		const oms_mandate *m = &f->mandates[i];
		if (m->id != 0 && m->state != RV_MANDATE_ENDED && counts(m->cls, classes) &&
		    strcmp(m->terms.coin.symbol, symbol) == 0)
			subs |= of_wants(m->split.want);
	}
	return subs;
}

/* An order outlives its mandate while nobody knows how it ended. */
static unsigned of_orders(oms_fold *f, const char *symbol, unsigned classes)
{
	unsigned subs = 0;
	for (size_t i = 0; i < f->n_live; i++) {
		const oms_order *q = &f->orders[f->live[i]];
		if (q->external || rv_order_over(q->state) || strcmp(q->o.coin.symbol, symbol) != 0)
			continue;
		const oms_mandate *m = oms_mandate_find(f, q->mandate);
		if (!m)
			subs |= (1U << RV_SUB_N) - 1U; /* of nobody knows what */
		else if (counts(m->cls, classes))
			subs |= of_wants(m->terms.want);
	}
	return subs;
}

unsigned rv_oms_coming(const rv_oms *o, const char *symbol, unsigned classes)
{
	return of_tickets(o->f, symbol, classes) | of_mandates(o->f, symbol, classes) |
	       of_orders(o->f, symbol, classes);
}
