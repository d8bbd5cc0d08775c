/* Both tellings against each other; see order_check.h. */
#include <string.h>

#include "tests/support/order_walk.h"

static void check_accepted(order_walk *w)
{
	const order_books *b = w->b;
	for (size_t i = 0; i < b->n_orders; i++) {
		const order_record *x = &b->orders[i];
		const order_child *c = order_child_of(w, x->cloid);
		if (!c)
			BAD(w, "I3 the venue has order %lld (%s %s) without an intent",
			    (long long)x->oid, x->symbol, x->cloid);
		else if (c->intent->nonce != x->nonce)
			BAD(w, "I3 %s was accepted under nonce %lld, its intent has %lld", x->cloid,
			    (long long)x->nonce, (long long)c->intent->nonce);
		for (size_t k = 0; k < i; k++)
			if (x->cloid[0] && strcmp(b->orders[k].cloid, x->cloid) == 0)
				BAD(w, "I1 the venue has %s twice", x->cloid);
	}
	for (size_t i = 0; i < b->n_acts; i++) {
		bool known = false;
		for (size_t k = 0; !known && k < b->n_events; k++)
			known = b->events[k].nonce == b->acts[i].nonce &&
				(b->events[k].type == RV_EVENT_INTENT ||
				 b->events[k].type == RV_EVENT_ACTION);
		if (!known)
			BAD(w, "I3 the venue took %s of nonce %lld, which is in no event",
			    b->acts[i].type, (long long)b->acts[i].nonce);
		for (size_t k = 0; k < i; k++)
			if (b->acts[k].nonce == b->acts[i].nonce)
				BAD(w, "I1 the venue took nonce %lld twice",
				    (long long)b->acts[i].nonce);
	}
}

static bool says_rejected(const char *status)
{
	return strstr(status, "ejected") != NULL;
}

/* What became of each order of ours, by both. */
static void check_children(order_walk *w)
{
	for (size_t i = 0; i < w->n_children; i++) {
		const order_child *c = &w->children[i];
		const order_record *x = NULL;
		for (size_t k = 0; k < w->b->n_orders; k++)
			if (strcmp(w->b->orders[k].cloid, c->intent->cloid) == 0)
				x = &w->b->orders[k];
		const char *id = c->intent->cloid;
		if (!c->settled)
			BAD(w, "I12 %s (event %llu) has come to no end; the venue: %s", id,
			    (unsigned long long)c->intent->seq, x ? x->status : "never seen");
		if (c->dead && x && !(c->verdict == RV_EVENT_REFUSED && says_rejected(x->status)))
			BAD(w, "I12 %s is %s for us and %s at the venue", id,
			    rv_event_word(c->verdict), x->status);
		if (c->filled != (x ? x->filled : 0))
			BAD(w, "I11 %s: %lld lots for us, %lld at the venue", id,
			    (long long)c->filled, x ? (long long)x->filled : 0LL);
	}
}

static bool same_fill(const order_event *e, const order_fill *f)
{
	return strcmp(e->symbol, f->symbol) == 0 && e->side == f->side && e->lots == f->lots &&
	       e->px == f->px && e->fee == f->fee && e->closed_pnl == f->closed_pnl &&
	       e->oid == f->oid && e->time_ms == f->time_ms && strcmp(e->cloid, f->cloid) == 0;
}

static void check_fills(order_walk *w)
{
	const order_books *b = w->b;
	int64_t fees = 0, paid = 0;
	size_t ours = 0;
	for (size_t k = 0; k < b->n_events; k++) {
		const order_event *e = &b->events[k];
		if (e->type != RV_EVENT_FILL)
			continue;
		const order_fill *f = NULL;
		for (size_t i = 0; i < b->n_fills; i++)
			if (b->fills[i].tid == e->tid)
				f = &b->fills[i];
		ours++;
		fees += e->fee;
		paid += e->side * e->px * e->lots; /* exactly micro-USD */
		if (!f || !same_fill(e, f))
			BAD(w, "I11 event %llu: fill %lld is %s", (unsigned long long)e->seq,
			    (long long)e->tid, f ? "another one at the venue" : "not the venue's");
		for (size_t i = 0; i < k; i++)
			if (b->events[i].type == RV_EVENT_FILL && b->events[i].tid == e->tid)
				BAD(w, "I4 fill %lld is counted twice", (long long)e->tid);
	}
	if (ours != b->n_fills)
		BAD(w, "I11 we have %zu fills, the venue %zu", ours, b->n_fills);
	if (fees != b->fees)
		BAD(w, "I11 fees: %lld micro-USD for us, %lld at the venue", (long long)fees,
		    (long long)b->fees);
	/* The venue's cash is what was paid and received; a position is worth its size at the mark.
	 */
	const int64_t cash = b->deposited - paid - fees + b->funding;
	if (cash != b->cash)
		BAD(w, "I11 cash: %lld micro-USD by our fills, %lld at the venue", (long long)cash,
		    (long long)b->cash);
}

static int64_t ours_of(const order_books *b, const char *symbol)
{
	int64_t lots = 0;
	for (size_t i = 0; i < b->n_events; i++) {
		const order_event *e = &b->events[i];
		if (strcmp(e->symbol, symbol) == 0 && e->type == RV_EVENT_FILL)
			lots += e->side * e->lots;
		if (strcmp(e->symbol, symbol) == 0 && e->type == RV_EVENT_ADJUST)
			lots += e->lots;
	}
	return lots;
}

static int64_t theirs_of(const order_books *b, const char *symbol)
{
	for (size_t i = 0; i < b->n_positions; i++)
		if (strcmp(b->positions[i].symbol, symbol) == 0)
			return b->positions[i].lots;
	return 0;
}

static void check_position(order_walk *w, const char *symbol)
{
	const int64_t ours = ours_of(w->b, symbol), theirs = theirs_of(w->b, symbol);
	if (symbol[0] && ours != theirs)
		BAD(w, "I4 %s: %lld lots by our fills, %lld at the venue", symbol, (long long)ours,
		    (long long)theirs);
}

static void check_positions(order_walk *w)
{
	const order_books *b = w->b;
	for (size_t i = 0; i < b->n_positions; i++)
		check_position(w, b->positions[i].symbol);
	for (size_t i = 0; i < b->n_events; i++)
		if (b->events[i].type == RV_EVENT_INTENT)
			check_position(w, b->events[i].symbol);
}

/* What the venue filled for each mandate, whatever we believe. */
static void check_granted(order_walk *w)
{
	for (size_t i = 0; i < w->n_mandates; i++) {
		const order_mandate *m = &w->mandates[i];
		int64_t filled = 0;
		for (size_t k = 0; k < w->b->n_orders; k++) {
			const order_child *c = order_child_of(w, w->b->orders[k].cloid);
			if (c && c->intent->mandate == m->id)
				filled += w->b->orders[k].filled;
		}
		if (filled > m->lots)
			BAD(w, "I2 mandate %lld: the venue filled %lld lots of %lld",
			    (long long)m->id, (long long)filled, (long long)m->lots);
	}
}

void order_check_venue(order_walk *w)
{
	const order_books *b = w->b;
	check_accepted(w);
	check_children(w);
	check_granted(w);
	check_fills(w);
	check_positions(w);
	if (strcmp(b->audit, "ok") != 0)
		BAD(w, "the venue's own books: %s", b->audit);
	if (b->open_orders != 0)
		BAD(w, "I11 %lld orders are open at the venue", (long long)b->open_orders);
}
