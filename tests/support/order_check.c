/* See order_check.h. */
#include "tests/support/order_check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANDATES = 256, BOOK_ACTIVE = 0, BOOK_REDUCING = 1, BOOK_HALTED = 2, SYMBOLS = 64 };

/* One order of ours, from its intent on. */
typedef struct child {
	const order_event *intent;
	int64_t filled;
	bool over, settled; /* over: by a verdict; settled: nothing more can come of it */
	bool dead;	    /* refused, not sent, never landed */
	rv_event_type verdict;
} child;

typedef struct mandate {
	int64_t id, ticket, lots, flatten;
	char digest[2 * RV_DIGEST_BYTES + 1];
	bool ended;
} mandate;

typedef struct walk {
	const order_books *b;
	order_report *out;
	child *children;
	size_t n_children;
	mandate mandates[MANDATES];
	size_t n_mandates;
	int64_t book;
	char halted[SYMBOLS][RV_SYMBOL_MAX];
	size_t n_halted;
	unsigned proposed, kills;
} walk;

void order_report_add(order_report *r, const char *fmt, ...)
{
	va_list ap;
	r->violations++;
	if (r->n + 1 >= sizeof(r->text))
		return;
	va_start(ap, fmt);
	const int n = vsnprintf(r->text + r->n, sizeof(r->text) - r->n, fmt, ap);
	va_end(ap);
	r->n += n > 0 ? (size_t)n : 0;
	if (r->n + 2 > sizeof(r->text))
		r->n = sizeof(r->text) - 2;
	r->text[r->n++] = '\n';
	r->text[r->n] = '\0';
}

#define BAD(w, ...) order_report_add((w)->out, __VA_ARGS__)

static child *child_of(walk *w, const char *cloid)
{
	for (size_t i = 0; cloid[0] && i < w->n_children; i++)
		if (strcmp(w->children[i].intent->cloid, cloid) == 0)
			return &w->children[i];
	return NULL;
}

static mandate *mandate_of(walk *w, int64_t id)
{
	for (size_t i = 0; i < w->n_mandates; i++)
		if (w->mandates[i].id == id)
			return &w->mandates[i];
	return NULL;
}

static bool is_halted(const walk *w, const char *symbol)
{
	for (size_t i = 0; i < w->n_halted; i++)
		if (strcmp(w->halted[i], symbol) == 0)
			return true;
	return false;
}

/* ---- the walk over the journal ---- */

/* The newest version of the ticket that was put before the operator. */
static void on_approve(walk *w, size_t at)
{
	const order_event *e = &w->b->events[at];
	if (w->n_mandates == MANDATES) {
		BAD(w, "more mandates than the checker has room for");
		return;
	}
	mandate *m = &w->mandates[w->n_mandates++];
	*m = (mandate){ .id = e->mandate, .ticket = e->ticket };
	(void)snprintf(m->digest, sizeof(m->digest), "%s", e->digest);
	const order_event *asked = NULL;
	for (size_t i = 0; i < at; i++) {
		const order_event *x = &w->b->events[i];
		if (x->ticket != e->ticket)
			continue;
		if (x->type == RV_EVENT_PROPOSE || x->type == RV_EVENT_REQUOTE)
			asked = x;
		if (x->type == RV_EVENT_PROPOSE)
			m->flatten = x->flatten;
	}
	if (!asked || strcmp(asked->digest, e->digest) != 0)
		BAD(w, "I8 event %llu approves a digest that was not proposed",
		    (unsigned long long)e->seq);
	m->lots = asked ? asked->lots : 0;
}

/* Filled, or possible: what is counted against the mandate. */
static int64_t used_of(const walk *w, int64_t id)
{
	int64_t lots = 0;
	for (size_t i = 0; i < w->n_children; i++) {
		const child *c = &w->children[i];
		if (c->intent->mandate == id)
			lots += c->settled ? c->filled : c->intent->lots;
	}
	return lots;
}

static void check_state(walk *w, const order_event *e, const mandate *m)
{
	const bool halted = w->book == BOOK_HALTED || is_halted(w, e->symbol);
	const bool flatten = m && m->flatten && e->reduce_only;
	if (halted && !flatten)
		BAD(w, "I7 event %llu: an intent in %s while HALTED", (unsigned long long)e->seq,
		    e->symbol);
	if (w->book == BOOK_REDUCING && !e->reduce_only)
		BAD(w, "I7 event %llu: an intent that adds while REDUCING",
		    (unsigned long long)e->seq);
}

static void on_intent(walk *w, const order_event *e)
{
	const mandate *m = mandate_of(w, e->mandate);
	if (child_of(w, e->cloid))
		BAD(w, "I1 event %llu: cloid %s a second time", (unsigned long long)e->seq,
		    e->cloid);
	for (size_t i = 0; i < w->n_children; i++)
		if (w->children[i].intent->nonce >= e->nonce)
			BAD(w, "I1 event %llu: nonce %lld is not above an earlier one",
			    (unsigned long long)e->seq, (long long)e->nonce);
	w->children[w->n_children++] = (child){ .intent = e };
	check_state(w, e, m);
	if (!m || m->ended || strcmp(m->digest, e->digest) != 0)
		BAD(w, "I8 event %llu: mandate %lld is not granted, over, or another digest",
		    (unsigned long long)e->seq, (long long)e->mandate);
	else if (used_of(w, m->id) > m->lots)
		BAD(w, "I2 event %llu: mandate %lld has %lld lots of %lld in its orders",
		    (unsigned long long)e->seq, (long long)m->id, (long long)used_of(w, m->id),
		    (long long)m->lots);
}

static void on_fill(walk *w, const order_event *e)
{
	child *c = child_of(w, e->cloid);
	if (!c) {
		BAD(w, "I3 event %llu: fill %lld is of no order of ours",
		    (unsigned long long)e->seq, (long long)e->tid);
		return;
	}
	c->filled += e->lots;
	if (c->dead)
		BAD(w, "I6 event %llu: %s is filled after %s", (unsigned long long)e->seq, e->cloid,
		    rv_event_word(c->verdict));
	if (c->filled > c->intent->lots)
		BAD(w, "I2 event %llu: %s is filled beyond its size", (unsigned long long)e->seq,
		    e->cloid);
	if (c->filled >= c->intent->lots)
		c->over = c->settled = true;
}

static void on_verdict(walk *w, const order_event *e)
{
	child *c = child_of(w, e->cloid);
	const bool kills = e->type == RV_EVENT_REFUSED || e->type == RV_EVENT_UNSENT ||
			   e->type == RV_EVENT_NEVER_LANDED;
	if (!c)
		return; /* of somebody else's order */
	if (c->dead)
		BAD(w, "I6 event %llu: %s of %s, which was %s before", (unsigned long long)e->seq,
		    rv_event_word(e->type), e->cloid, rv_event_word(c->verdict));
	if (kills && c->filled > 0)
		BAD(w, "I6 event %llu: %s of %s, which has fills", (unsigned long long)e->seq,
		    rv_event_word(e->type), e->cloid);
	c->verdict = e->type;
	c->over = true;
	c->dead = kills;
	c->settled = c->settled || kills;
}

static void on_state(walk *w, const order_event *e)
{
	size_t i = 0;
	if (e->book) {
		w->book = e->state;
		w->kills += e->state == BOOK_HALTED;
		return;
	}
	while (i < w->n_halted && strcmp(w->halted[i], e->symbol) != 0)
		i++;
	if (e->state == BOOK_HALTED && i == w->n_halted && w->n_halted < SYMBOLS)
		(void)snprintf(w->halted[w->n_halted++], RV_SYMBOL_MAX, "%s", e->symbol);
	else if (e->state != BOOK_HALTED && i < w->n_halted)
		memmove(w->halted[i], w->halted[--w->n_halted], RV_SYMBOL_MAX);
}

static void on_end(walk *w, const order_event *e)
{
	mandate *m = mandate_of(w, e->mandate);
	if (m)
		m->ended = true;
}

static void on_event(walk *w, size_t at)
{
	const order_event *e = &w->b->events[at];
	switch (e->type) {
	case RV_EVENT_PROPOSE:
		w->proposed++;
		break;
	case RV_EVENT_APPROVE:
		on_approve(w, at);
		break;
	case RV_EVENT_INTENT:
		on_intent(w, e);
		break;
	case RV_EVENT_FILL:
		on_fill(w, e);
		break;
	case RV_EVENT_REFUSED:
	case RV_EVENT_UNSENT:
	case RV_EVENT_NEVER_LANDED:
	case RV_EVENT_CANCELED:
		on_verdict(w, e);
		break;
	case RV_EVENT_EVIDENCE: {
		child *c = child_of(w, e->cloid);
		if (c && e->settled)
			c->over = c->settled = true;
		break;
	}
	case RV_EVENT_STATE:
		on_state(w, e);
		break;
	case RV_EVENT_END:
	case RV_EVENT_EXPIRE:
		on_end(w, e);
		break;
	case RV_EVENT_FORCED:
	case RV_EVENT_ADJUST:
		BAD(w, "I12 event %llu: %s, which nobody asked for", (unsigned long long)e->seq,
		    rv_event_word(e->type));
		break;
	case RV_EVENT_EXTERNAL:
		BAD(w, "I3 event %llu: an order that is not ours: %s", (unsigned long long)e->seq,
		    e->words);
		break;
	default:
		if (e->conflict_tid)
			BAD(w, "I4 event %llu: %s", (unsigned long long)e->seq, e->words);
		break;
	}
}

/* ---- against the venue ---- */

static void check_accepted(walk *w)
{
	const order_books *b = w->b;
	for (size_t i = 0; i < b->n_orders; i++) {
		const order_record *x = &b->orders[i];
		const child *c = child_of(w, x->cloid);
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
static void check_children(walk *w)
{
	for (size_t i = 0; i < w->n_children; i++) {
		const child *c = &w->children[i];
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

static void check_fills(walk *w)
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

static void check_position(walk *w, const char *symbol)
{
	const int64_t ours = ours_of(w->b, symbol), theirs = theirs_of(w->b, symbol);
	if (symbol[0] && ours != theirs)
		BAD(w, "I4 %s: %lld lots by our fills, %lld at the venue", symbol, (long long)ours,
		    (long long)theirs);
}

static void check_positions(walk *w)
{
	const order_books *b = w->b;
	for (size_t i = 0; i < b->n_positions; i++)
		check_position(w, b->positions[i].symbol);
	for (size_t i = 0; i < b->n_events; i++)
		if (b->events[i].type == RV_EVENT_INTENT)
			check_position(w, b->events[i].symbol);
}

/* What the venue filled for each mandate, whatever we believe. */
static void check_granted(walk *w)
{
	for (size_t i = 0; i < w->n_mandates; i++) {
		const mandate *m = &w->mandates[i];
		int64_t filled = 0;
		for (size_t k = 0; k < w->b->n_orders; k++) {
			const child *c = child_of(w, w->b->orders[k].cloid);
			if (c && c->intent->mandate == m->id)
				filled += w->b->orders[k].filled;
		}
		if (filled > m->lots)
			BAD(w, "I2 mandate %lld: the venue filled %lld lots of %lld",
			    (long long)m->id, (long long)filled, (long long)m->lots);
	}
}

static void check_told(walk *w, const order_told *told)
{
	for (size_t i = 0; i < told->n_heads; i++) {
		const order_event *e = order_books_event(w->b, told->head_seq[i]);
		if (!e || strcmp(e->hash16, told->head[i]) != 0)
			BAD(w, "I9 head %llu %s was shown and is not in the journal",
			    (unsigned long long)told->head_seq[i], told->head[i]);
	}
	if (told->proposed > w->proposed)
		BAD(w, "%u proposals were answered ok, the journal has %u", told->proposed,
		    w->proposed);
	if (told->killed > w->kills)
		BAD(w, "%u kills were answered ok, the journal has %u halts", told->killed,
		    w->kills);
}

void order_check(const order_books *b, const order_told *told, order_report *out)
{
	walk w = { .b = b, .out = out, .book = BOOK_HALTED };
	w.children = calloc(b->n_events + 1, sizeof(*w.children));
	if (!w.children) {
		order_report_add(out, "no memory");
		return;
	}
	for (size_t i = 0; i < b->n_events; i++)
		on_event(&w, i);
	check_accepted(&w);
	check_children(&w);
	check_granted(&w);
	check_fills(&w);
	check_positions(&w);
	check_told(&w, told);
	if (strcmp(b->verify, "ok") != 0)
		BAD(&w, "I9 %s", b->verify);
	if (strcmp(b->audit, "ok") != 0)
		BAD(&w, "the venue's own books: %s", b->audit);
	if (b->open_orders != 0)
		BAD(&w, "I11 %lld orders are open at the venue", (long long)b->open_orders);
	free(w.children);
}
