/* Both tellings against each other; see order_check.h. */
#include <stdlib.h>
#include <string.h>

#include "tests/support/order_walk.h"

static void check_accepted(order_walk *w)
{
	const order_books *b = w->b;
	for (size_t i = 0; i < b->n_orders; i++) {
		const order_record *x = &b->orders[i];
		order_child *c = order_child_of(w, x->cloid);
		if (!c)
			BAD(w, "I3 the venue has order %lld (%s %s) without an intent",
			    (long long)x->oid, x->symbol, x->cloid);
		else if (c->intent->nonce != x->nonce)
			BAD(w, "I3 %s was accepted under nonce %lld, its intent has %lld", x->cloid,
			    (long long)x->nonce, (long long)c->intent->nonce);
		if (c && c->there)
			BAD(w, "I1 the venue has %s twice", x->cloid);
		if (c)
			c->there = x;
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
		const order_record *x = c->there;
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

static int by_tid(const void *a, const void *b)
{
	const order_fill *const *x = a, *const *y = b;
	return ((*x)->tid > (*y)->tid) - ((*x)->tid < (*y)->tid);
}

/* The venue's by tid; NULL: no memory. The caller frees. */
static const order_fill **sorted_fills(const order_books *b)
{
	const order_fill **v = calloc(b->n_fills + 1, sizeof(*v));
	for (size_t i = 0; v && i < b->n_fills; i++)
		v[i] = &b->fills[i];
	if (v)
		qsort(v, b->n_fills, sizeof(*v), by_tid);
	return v;
}

static void check_fill(order_walk *w, const order_event *e, const order_fill **sorted,
		       bool *counted)
{
	const order_fill key = { .tid = e->tid }, *at = &key;
	const order_fill **found = bsearch(&at, sorted, w->b->n_fills, sizeof(*sorted), by_tid);
	if (!found || !same_fill(e, *found))
		BAD(w, "I11 event %llu: fill %lld is %s", (unsigned long long)e->seq,
		    (long long)e->tid, found ? "another one at the venue" : "not the venue's");
	if (found && counted[*found - w->b->fills])
		BAD(w, "I4 fill %lld is counted twice", (long long)e->tid);
	if (found)
		counted[*found - w->b->fills] = true;
}

/* The venue's cash is what was paid and received; a position is worth its size at the mark. */
static void check_money(order_walk *w, int64_t paid, int64_t fees)
{
	const order_books *b = w->b;
	const int64_t cash = b->deposited - paid - fees + b->funding;
	if (fees != b->fees)
		BAD(w, "I11 fees: %lld micro-USD for us, %lld at the venue", (long long)fees,
		    (long long)b->fees);
	if (cash != b->cash)
		BAD(w, "I11 cash: %lld micro-USD by our fills, %lld at the venue", (long long)cash,
		    (long long)b->cash);
}

static void check_fills(order_walk *w)
{
	const order_books *b = w->b;
	const order_fill **sorted = sorted_fills(b);
	bool *counted = calloc(b->n_fills + 1, sizeof(*counted));
	int64_t fees = 0, paid = 0;
	size_t ours = 0;
	for (size_t k = 0; sorted && counted && k < b->n_events; k++) {
		const order_event *e = &b->events[k];
		if (e->type != RV_EVENT_FILL)
			continue;
		ours++;
		fees += e->fee;
		paid += e->side * e->px * e->lots; /* exactly micro-USD */
		check_fill(w, e, sorted, counted);
	}
	if (!sorted || !counted)
		BAD(w, "no memory");
	if (ours != b->n_fills)
		BAD(w, "I11 we have %zu fills, the venue %zu", ours, b->n_fills);
	free(sorted);
	free(counted);
	check_money(w, paid, fees);
}

/* Lots by our fills and adjustments. */
typedef struct held {
	const char *symbol;
	int64_t lots;
} held;

typedef struct held_list {
	held v[ORDER_STATES];
	size_t n;
} held_list;

static int64_t *lots_of(held_list *h, const char *symbol)
{
	size_t i = 0;
	while (i < h->n && strcmp(h->v[i].symbol, symbol) != 0)
		i++;
	if (i == ORDER_STATES)
		return NULL;
	if (i == h->n)
		h->v[h->n++] = (held){ symbol, 0 };
	return &h->v[i].lots;
}

static int64_t theirs_of(const order_books *b, const char *symbol)
{
	for (size_t i = 0; i < b->n_positions; i++)
		if (strcmp(b->positions[i].symbol, symbol) == 0)
			return b->positions[i].lots;
	return 0;
}

static void hold(order_walk *w, held_list *h, const char *symbol, int64_t lots)
{
	int64_t *at = symbol[0] ? lots_of(h, symbol) : NULL;
	if (at)
		*at += lots;
	else
		BAD(w, "more symbols than the checker has room for");
}

static void check_positions(order_walk *w)
{
	const order_books *b = w->b;
	held_list h = { .n = 0 };
	for (size_t i = 0; i < b->n_events; i++) {
		const order_event *e = &b->events[i];
		if (e->type == RV_EVENT_FILL || e->type == RV_EVENT_ADJUST)
			hold(w, &h, e->symbol,
			     e->type == RV_EVENT_FILL ? e->side * e->lots : e->lots);
	}
	for (size_t i = 0; i < b->n_positions; i++)
		hold(w, &h, b->positions[i].symbol, 0);
	for (size_t i = 0; i < h.n; i++) {
		const int64_t theirs = theirs_of(b, h.v[i].symbol);
		if (h.v[i].lots != theirs)
			BAD(w, "I4 %s: %lld lots by our fills, %lld at the venue", h.v[i].symbol,
			    (long long)h.v[i].lots, (long long)theirs);
	}
}

/* What the venue filled for each mandate, whatever we believe. */
static void check_granted(order_walk *w)
{
	for (size_t i = 0; i < w->n_mandates; i++) {
		const order_mandate *m = &w->mandates[i];
		int64_t filled = 0;
		for (size_t k = 0; k < w->n_children; k++) {
			const order_child *c = &w->children[k];
			if (c->there && c->intent->mandate == m->id)
				filled += c->there->filled;
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
