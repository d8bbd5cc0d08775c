/*
 * Our positions against the account's: ours at the account's own time, from the fills up to it.
 *
 * A difference is concluded when it has lasted for ten seconds and no order of the coin could
 * explain it. It is proposed to a person and never made up for by a fill.
 */
#include "engine/desk/oms_internal.h"

#include <string.h>

enum { DIFFERS_MS = 10000 /* a difference must last for so long; pages may lag behind */ };

static const rv_venue_position *position_in(const oms_account *a, const char *symbol)
{
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->positions[i].symbol, symbol) == 0)
			return &a->positions[i];
	return NULL;
}

const rv_venue_position *oms_venue_position(const rv_oms *o, const char *symbol)
{
	return position_in(&o->account, symbol);
}

/* Our position by the fills up to a venue time; false: too many are younger to tell. */
bool oms_lots_at(const rv_oms *o, const oms_coin *c, int64_t time_ms, int64_t *out)
{
	const oms_fold *f = o->f;
	const unsigned coin = (unsigned)(c - f->coins);
	const uint64_t n = f->fills_total < OMS_RECENT ? f->fills_total : OMS_RECENT;
	int64_t lots = c->pos.lots;
	bool reaches = f->fills_total <= OMS_RECENT;
	for (uint64_t i = f->fills_total - n; i < f->fills_total; i++) {
		const oms_recent *x = &f->recent[i % OMS_RECENT];
		reaches = reaches || x->time_ms <= time_ms;
		if (x->coin == coin && x->time_ms > time_ms)
			lots -= x->lots;
	}
	*out = lots;
	return reaches;
}

/* Between rounds the account alone shows that something was missed: a round finds out what. */
bool oms_account_surprises(const rv_oms *o)
{
	for (size_t i = 0; i < o->f->n_coins; i++) {
		const oms_coin *c = &o->f->coins[i];
		const rv_venue_position *v = oms_venue_position(o, c->ref.symbol);
		const int64_t theirs = v ? v->lots : 0;
		int64_t ours = 0;
		const bool known = c->proposed && c->theirs - c->ours == theirs - c->pos.lots;
		if (!known && oms_lots_at(o, c, o->account.time_ms, &ours) && ours != theirs)
			return true;
	}
	for (size_t i = 0; i < o->account.n; i++)
		if (o->account.positions[i].lots != 0 &&
		    !oms_coin_find(o->f, o->account.positions[i].symbol))
			return true;
	return false;
}

static oms_mismatch *mismatch_of(rv_oms *o, const oms_coin *c)
{
	return &o->mismatch[c - o->f->coins];
}

static void agrees(rv_oms *o, oms_coin *c)
{
	*mismatch_of(o, c) = (oms_mismatch){ 0 };
	if (!c->proposed)
		return;
	rv_event *e = oms_event(o, RV_EVENT_RECONCILE, c->ref.symbol);
	rv_event_put(e, "agrees", c->ref.symbol);
	oms_emit(o, e, 0, "%s agrees with the venue again", c->ref.symbol);
}

static void propose(rv_oms *o, oms_coin *c, int64_t ours, int64_t theirs)
{
	if (c->proposed && c->ours == ours && c->theirs == theirs)
		return;
	rv_event *e = oms_event(o, RV_EVENT_ADJUST_PROPOSED, c->ref.symbol);
	oms_put_coin(e, &c->ref);
	rv_event_put_i64(e, "ours", ours);
	rv_event_put_i64(e, "theirs", theirs);
	oms_money_lost(o); /* whatever made the difference was paid for */
	oms_emit(o, e, 0, "%s: ours is %.30s, the venue's %.30s", c->ref.symbol,
		 oms_say_lots(&c->ref, ours).s, oms_say_lots(&c->ref, theirs).s);
	if (o->f->state == RV_BOOK_ACTIVE)
		oms_set_book(o, RV_BOOK_REDUCING, true, true, 0,
			     "the position of %s does not agree with the venue's", c->ref.symbol);
}

/* An order of the coin may still have fills that we do not know. */
static bool undecided(const rv_oms *o, const oms_coin *c)
{
	for (size_t i = 0; i < o->f->n_live; i++) {
		const oms_order *q = &o->f->orders[o->f->live[i]];
		if (!q->external && &o->f->coins[q->coin] == c && oms_order_unsure(q))
			return true;
	}
	return false;
}

/* Another look at a difference; true: it is an old one, and no fill has come that explains it. */
static bool has_lasted(const rv_oms *o, oms_mismatch *m, int64_t less)
{
	if (m->seen == 0 || m->less != less)
		*m = (oms_mismatch){ .less = less, .since_at = o->now.at };
	m->seen++;
	return m->seen >= 2 && o->now.at >= m->since_at + DIFFERS_MS;
}

/* False: not told yet whether they agree. */
static bool compare(rv_oms *o, oms_coin *c)
{
	const rv_venue_position *v = position_in(&o->round.account, c->ref.symbol);
	int64_t ours = 0;
	if (!oms_lots_at(o, c, o->round.account.time_ms, &ours))
		return false;
	const int64_t theirs = v ? v->lots : 0;
	oms_mismatch *m = mismatch_of(o, c);
	if (theirs == ours) {
		agrees(o, c);
		return true;
	}
	const bool lasts = has_lasted(o, m, theirs - ours);
	if (undecided(o, c))
		return true; /* that order may be the difference: its own evidence decides */
	if (!lasts)
		return false;
	propose(o, c, ours, theirs);
	return true;
}

/* The place of a coin that we never traded; NULL: too many are being compared already. */
static oms_stranger *stranger_of(rv_oms *o, const char *symbol)
{
	oms_stranger *room = NULL;
	for (size_t i = 0; i < OMS_STRANGERS; i++) {
		oms_stranger *s = &o->strangers[i];
		if (strcmp(s->symbol, symbol) == 0)
			return s;
		if (!room && s->symbol[0] == '\0')
			room = s;
	}
	if (room)
		memcpy(room->symbol, symbol, sizeof(room->symbol));
	return room;
}

/* Those that are gone, or that a fill or a proposal has made known, begin anew. */
static void forget_strangers(rv_oms *o)
{
	for (size_t i = 0; i < OMS_STRANGERS; i++) {
		oms_stranger *s = &o->strangers[i];
		const rv_venue_position *v = position_in(&o->round.account, s->symbol);
		if (s->symbol[0] && (!v || v->lots == 0 || oms_coin_find(o->f, s->symbol)))
			*s = (oms_stranger){ .symbol = "" };
	}
}

/* A position of a coin that we never traded: it is counted from nothing, by a proposal. */
static bool compare_strange(rv_oms *o, const rv_venue_position *v)
{
	const rv_oms_quote *x = oms_quote(o, v->symbol);
	oms_stranger *s = x ? stranger_of(o, v->symbol) : NULL;
	if (!s || !has_lasted(o, &s->m, v->lots))
		return false;
	rv_event *e = oms_event(o, RV_EVENT_ADJUST_PROPOSED, v->symbol);
	oms_put_coin(e, &x->coin);
	rv_event_put_i64(e, "ours", 0);
	rv_event_put_i64(e, "theirs", v->lots);
	oms_money_lost(o);
	oms_emit(o, e, 0, "%s: the venue has %.40s that we never bought", v->symbol,
		 oms_say_lots(&x->coin, v->lots).s);
	const oms_coin *c = oms_coin_find(o->f, v->symbol);
	if (c)
		*mismatch_of(o, c) = s->m; /* known from here on, and as old as it is */
	if (o->f->state == RV_BOOK_ACTIVE)
		oms_set_book(o, RV_BOOK_REDUCING, true, true, 0,
			     "a position in %s that is not ours", v->symbol);
	return true;
}

bool oms_compare(rv_oms *o)
{
	bool told = !o->pages.stuck;
	for (size_t i = 0; i < o->f->n_coins; i++)
		told = compare(o, &o->f->coins[i]) && told;
	forget_strangers(o);
	for (size_t i = 0; i < o->round.account.n; i++) {
		const rv_venue_position *v = &o->round.account.positions[i];
		if (v->lots != 0 && !oms_coin_find(o->f, v->symbol))
			told = compare_strange(o, v) && told;
	}
	return told;
}
