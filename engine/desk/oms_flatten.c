/*
 * Flattening the book: every position is closed (oms_draft.c), and before that whatever could open
 * one ends, also in coins that hold nothing: a book that a person has flattened stays flat.
 */
#include "engine/desk/oms_internal.h"

#include <stdio.h>
#include <string.h>

static bool holds(const rv_oms *o, const char *symbol)
{
	const oms_coin *k = oms_coin_find(o->f, symbol);
	return k && k->pos.lots != 0;
}

/* A flattening's own orders stay, and what can only make a position smaller where there is none. */
static bool ends(const rv_oms *o, const oms_mandate *m)
{
	return m->id != 0 && m->state != RV_MANDATE_ENDED && !m->flatten &&
	       (!m->terms.reduce_only || holds(o, m->terms.coin.symbol));
}

static bool works(const rv_oms *o, const oms_order *q)
{
	const oms_mandate *m = oms_mandate_find(o->f, q->mandate);
	return !q->external && !rv_order_over(q->state) && !(m && m->flatten);
}

oms_flat oms_flatten_ends(const rv_oms *o)
{
	oms_flat n = { 0 };
	for (size_t i = 0; i < OMS_MANDATES; i++)
		n.mandates += ends(o, &o->f->mandates[i]);
	for (size_t i = 0; i < o->f->n_live; i++) {
		const oms_order *q = &o->f->orders[o->f->live[i]];
		n.orders += works(o, q) &&
			    (q->cancel_wanted || !q->o.reduce_only || holds(o, q->o.coin.symbol));
	}
	return n;
}

/* Those whose cancel has been asked for; a coin that cannot be flattened now keeps its own. */
static size_t cancelling(const rv_oms *o)
{
	size_t n = 0;
	for (size_t i = 0; i < o->f->n_live; i++) {
		const oms_order *q = &o->f->orders[o->f->live[i]];
		n += works(o, q) && q->cancel_wanted;
	}
	return n;
}

static size_t running(const rv_oms *o)
{
	size_t n = 0;
	for (size_t i = 0; i < OMS_MANDATES; i++) {
		const oms_mandate *m = &o->f->mandates[i];
		n += m->id != 0 && m->state != RV_MANDATE_ENDED && !m->flatten;
	}
	return n;
}

/* The book's state stays as it is, and since when. */
static void end_what_adds(rv_oms *o)
{
	rv_event *e = oms_event(o, RV_EVENT_STATE, "book");
	rv_event_put_i64(e, "book", 1);
	rv_event_put_i64(e, "state", o->f->state);
	rv_event_put_i64(e, "end_mandates", 0);
	rv_event_put_i64(e, "cancel", 0);
	rv_event_put_i64(e, "flatten", 1);
	oms_put_text(e, "reason", "flatten");
	oms_emit(o, e, 0, "flatten: ends what could open a position");
}

static void add(char *text, size_t cap, const char *verb, size_t n, const char *noun)
{
	const size_t at = strlen(text);
	if (n > 0)
		(void)snprintf(text + at, cap - at, ", %s %zu %s%s", verb, n, noun,
			       n == 1 ? "" : "s");
}

typedef struct flat_count {
	size_t asked, n;
	char why[RV_TV_TEXT];
} flat_count;

static void flatten_all(rv_oms *o, const char *only, flat_count *c)
{
	char text[RV_TV_TEXT] = "";
	for (size_t i = 0; i < o->f->n_coins; i++) {
		const oms_coin *k = &o->f->coins[i];
		if (k->pos.lots == 0 || (only[0] && strcmp(only, k->ref.symbol) != 0))
			continue;
		c->asked++;
		if (oms_flatten_coin(o, k, text, sizeof(text)))
			c->n++;
		else
			(void)snprintf(c->why, sizeof(c->why), "%s: %.60s", k->ref.symbol, text);
	}
}

static void say(rv_oms *o, const rv_command *c, const flat_count *n, size_t mandates)
{
	char also[RV_TV_TEXT] = "";
	add(also, sizeof(also), "cancelling", cancelling(o), "order");
	add(also, sizeof(also), "ending", mandates, "mandate");
	if (n->asked > n->n)
		oms_refuse(o, c, "flattening %zu of %zu%.60s; %s", n->n, n->asked, also, n->why);
	else if (n->n > 0)
		oms_reply(o, c, true, "flattening %zu position%s%s", n->n, n->n == 1 ? "" : "s",
			  also);
	else if (also[0])
		oms_reply(o, c, true, "no position%s", also);
	else
		oms_refuse(o, c, "no position, no order and no mandate to end");
}

void oms_cmd_flatten(rv_oms *o, const rv_command *c)
{
	flat_count n = { 0 };
	if (o->f->state == RV_BOOK_ACTIVE) {
		oms_refuse(o, c, "flatten needs a book that is HALTED or REDUCING");
		return;
	}
	if (!oms_armed(o) && !o->f->closes) {
		oms_refuse(o, c, "flatten needs an armed desk");
		return;
	}
	const oms_flat before = oms_flatten_ends(o);
	const size_t ran = running(o);
	if (!c->symbol[0] && before.mandates + before.orders > 0)
		end_what_adds(o);
	flatten_all(o, c->symbol, &n);
	say(o, c, &n, ran - running(o));
}
