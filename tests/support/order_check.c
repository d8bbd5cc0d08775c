/* The walk over the journal; see order_check.h. */
#include "tests/support/order_walk.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BOOK_REDUCING = 1, BOOK_HALTED = 2 };

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

/* Where it is, or would be. */
static size_t slot_of(const order_walk *w, const char *cloid)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	for (const char *c = cloid; *c; c++)
		h = (h ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
	size_t at = (size_t)(h % w->n_slots);
	while (w->slots[at] && strcmp(w->children[w->slots[at] - 1].intent->cloid, cloid) != 0)
		at = (at + 1) % w->n_slots;
	return at;
}

order_child *order_child_of(const order_walk *w, const char *cloid)
{
	const size_t k = cloid[0] ? w->slots[slot_of(w, cloid)] : 0;
	return k ? &w->children[k - 1] : NULL;
}

static void add_child(order_walk *w, const order_event *e)
{
	const size_t at = slot_of(w, e->cloid);
	assert(w->children);
	w->children[w->n_children++] = (order_child){ .intent = e };
	if (!w->slots[at])
		w->slots[at] = w->n_children;
}

static order_mandate *mandate_of(order_walk *w, int64_t id)
{
	for (size_t i = 0; i < w->n_mandates; i++)
		if (w->mandates[i].id == id)
			return &w->mandates[i];
	return NULL;
}

/* The worse one of the book's and the symbol's. */
static int64_t state_of(const order_walk *w, const char *symbol)
{
	for (size_t i = 0; i < w->n_states; i++)
		if (strcmp(w->states[i].symbol, symbol) == 0 && w->states[i].state > w->book)
			return w->states[i].state;
	return w->book;
}

/* ---- the walk over the journal ---- */

/* The newest version of the ticket that was put before the operator. */
static void on_ask(order_walk *w, const order_event *e)
{
	if (e->ticket <= 0 || (size_t)e->ticket >= w->n_asked) {
		BAD(w, "I8 event %llu: ticket %lld", (unsigned long long)e->seq,
		    (long long)e->ticket);
		return;
	}
	order_ask *a = &w->asked[e->ticket];
	a->newest = e;
	if (e->type == RV_EVENT_PROPOSE)
		a->flatten = e->flatten;
}

static void on_approve(order_walk *w, size_t at)
{
	const order_event *e = &w->b->events[at];
	const bool known = e->ticket > 0 && (size_t)e->ticket < w->n_asked;
	const order_ask a = known ? w->asked[e->ticket] : (order_ask){ NULL, 0 };
	order_mandate *m = &w->mandates[w->n_mandates++];
	*m = (order_mandate){ .id = e->mandate, .ticket = e->ticket, .flatten = a.flatten };
	(void)snprintf(m->digest, sizeof(m->digest), "%s", e->digest);
	if (!a.newest || strcmp(a.newest->digest, e->digest) != 0)
		BAD(w, "I8 event %llu approves a digest that was not proposed",
		    (unsigned long long)e->seq);
	m->lots = a.newest ? a.newest->lots : 0;
}

/* What a program's grant lets its correction do: never under what is filled. */
static void on_retarget(order_walk *w, const order_event *e)
{
	order_mandate *m = mandate_of(w, e->mandate);
	if (!m || m->ended) {
		BAD(w, "I8 event %llu corrects mandate %lld, which does not run",
		    (unsigned long long)e->seq, (long long)e->mandate);
		return;
	}
	if (e->lots < e->filled)
		BAD(w, "I2 event %llu corrects mandate %lld to less than is filled",
		    (unsigned long long)e->seq, (long long)e->mandate);
	m->lots = e->lots;
}

/* Filled, or possible: what is counted against the mandate. */
static int64_t used_of(const order_walk *w, int64_t id)
{
	int64_t lots = 0;
	for (size_t i = 0; i < w->n_children; i++) {
		const order_child *c = &w->children[i];
		if (c->intent->mandate == id)
			lots += c->settled ? c->filled : c->intent->lots;
	}
	return lots;
}

static void check_state(order_walk *w, const order_event *e, const order_mandate *m)
{
	const int64_t state = state_of(w, e->symbol);
	const bool flatten = m && m->flatten && e->reduce_only;
	if (state == BOOK_HALTED && !flatten)
		BAD(w, "I7 event %llu: an intent in %s while HALTED", (unsigned long long)e->seq,
		    e->symbol);
	if (state == BOOK_REDUCING && !e->reduce_only)
		BAD(w, "I7 event %llu: an intent that adds while REDUCING",
		    (unsigned long long)e->seq);
}

static void on_intent(order_walk *w, const order_event *e)
{
	const order_mandate *m = mandate_of(w, e->mandate);
	if (order_child_of(w, e->cloid))
		BAD(w, "I1 event %llu: cloid %s a second time", (unsigned long long)e->seq,
		    e->cloid);
	if (e->nonce <= w->last_nonce)
		BAD(w, "I1 event %llu: nonce %lld is not above an earlier one",
		    (unsigned long long)e->seq, (long long)e->nonce);
	w->last_nonce = e->nonce > w->last_nonce ? e->nonce : w->last_nonce;
	add_child(w, e);
	check_state(w, e, m);
	if (!m || m->ended || strcmp(m->digest, e->digest) != 0)
		BAD(w, "I8 event %llu: mandate %lld is not granted, over, or another digest",
		    (unsigned long long)e->seq, (long long)e->mandate);
	else if (used_of(w, m->id) > m->lots)
		BAD(w, "I2 event %llu: mandate %lld has %lld lots of %lld in its orders",
		    (unsigned long long)e->seq, (long long)m->id, (long long)used_of(w, m->id),
		    (long long)m->lots);
}

static void on_fill(order_walk *w, const order_event *e)
{
	order_child *c = order_child_of(w, e->cloid);
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

/* A cancel's answer and the row of the order may both say that it is over; no more than that. */
static bool contradicts(const order_child *c, rv_event_type type)
{
	return c->dead || (c->over && type != RV_EVENT_CANCELED);
}

static void on_verdict(order_walk *w, const order_event *e)
{
	order_child *c = order_child_of(w, e->cloid);
	const bool kills = e->type != RV_EVENT_CANCELED;
	if (!c)
		return; /* of somebody else's order */
	if (contradicts(c, e->type))
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

/* A sign of life. */
static void on_ack(order_walk *w, const order_event *e)
{
	const order_child *c = order_child_of(w, e->cloid);
	if (c && c->dead)
		BAD(w, "I6 event %llu: %s is taken after %s", (unsigned long long)e->seq, e->cloid,
		    rv_event_word(c->verdict));
}

static void on_evidence(order_walk *w, const order_event *e)
{
	order_child *c = order_child_of(w, e->cloid);
	if (c && e->settled)
		c->over = c->settled = true;
}

static void on_book(order_walk *w, const order_event *e)
{
	w->book = e->state;
	w->kills += strstr(e->words, "killed") != NULL;
}

static void on_state(order_walk *w, const order_event *e)
{
	size_t i = 0;
	if (e->book) {
		on_book(w, e);
		return;
	}
	while (i < w->n_states && strcmp(w->states[i].symbol, e->symbol) != 0)
		i++;
	if (i == ORDER_STATES) {
		BAD(w, "more symbols than the checker has room for");
		return;
	}
	w->n_states += i == w->n_states;
	(void)snprintf(w->states[i].symbol, RV_SYMBOL_MAX, "%s", e->symbol);
	w->states[i].state = e->state;
}

static void on_end(order_walk *w, const order_event *e)
{
	order_mandate *m = mandate_of(w, e->mandate);
	if (m)
		m->ended = true;
}

static void on_event(order_walk *w, size_t at)
{
	const order_event *e = &w->b->events[at];
	switch (e->type) {
	case RV_EVENT_PROPOSE:
		w->proposed++;
		on_ask(w, e);
		break;
	case RV_EVENT_REQUOTE:
		on_ask(w, e);
		break;
	case RV_EVENT_APPROVE:
		on_approve(w, at);
		break;
	case RV_EVENT_RETARGET:
		on_retarget(w, e);
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
	case RV_EVENT_ACK:
		on_ack(w, e);
		break;
	case RV_EVENT_EVIDENCE:
		on_evidence(w, e);
		break;
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

static void check_told(order_walk *w, const order_told *told)
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
		BAD(w, "%u kills were answered ok, the journal has %u", told->killed, w->kills);
}

/* As large as the journal can make them. */
static bool make_walk(order_walk *w)
{
	int64_t tickets = 0;
	for (size_t i = 0; i < w->b->n_events; i++)
		if (w->b->events[i].ticket > tickets && w->b->events[i].type == RV_EVENT_PROPOSE)
			tickets = w->b->events[i].ticket;
	if (tickets > (int64_t)w->b->n_events + 1000)
		tickets = (int64_t)w->b->n_events + 1000; /* no number of ours: it is reported */
	w->n_asked = (size_t)tickets + 1;
	w->n_slots = 2 * w->b->n_events + 1;
	w->children = calloc(w->b->n_events + 1, sizeof(*w->children));
	w->mandates = calloc(w->b->n_events + 1, sizeof(*w->mandates));
	w->slots = calloc(w->n_slots, sizeof(*w->slots));
	w->asked = calloc(w->n_asked, sizeof(*w->asked));
	return w->children && w->mandates && w->slots && w->asked;
}

static void free_walk(order_walk *w)
{
	free(w->children);
	free(w->mandates);
	free(w->slots);
	free(w->asked);
}

void order_check(const order_books *b, const order_told *told, order_report *out)
{
	order_walk w = { .b = b, .out = out, .book = BOOK_HALTED };
	if (!make_walk(&w)) {
		free_walk(&w);
		order_report_add(out, "no memory");
		return;
	}
	for (size_t i = 0; i < b->n_events; i++)
		on_event(&w, i);
	order_check_venue(&w);
	check_told(&w, told);
	if (strcmp(b->verify, "ok") != 0)
		BAD(&w, "I9 %s", b->verify);
	free_walk(&w);
}
