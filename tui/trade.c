/* The order side of a snapshot at a moment; see trade.h. */
#include "tui/trade.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/fmt.h"
#include "tui/key_words.h"
#include "tui/money.h"

#define EXTERNAL_ID UINT64_MAX /* second half of the id of an order without a cloid */

enum { SKEW_BAD_MS = 1000, ACCOUNT_PERIOD_MS = 10000, ACCOUNT_LATE_MS = 10000 };

const rv_trade_view *rv_trade_of(const rv_scene *s)
{
	return s->v && s->v->trade.present ? &s->v->trade : NULL;
}

bool rv_trade_account_stale(const rv_scene *s, const rv_trade_view *tv)
{
	return !s->v->venue_connected || tv->account_at == RV_NEVER ||
	       rv_scene_age(s, tv->account_at) > ACCOUNT_LATE_MS + ACCOUNT_PERIOD_MS;
}

const char *rv_trade_none(const rv_view *v, char buf[RV_NO_ORDERS])
{
	const char *why = v ? v->trade.state_reason : "";

	(void)snprintf(buf, RV_NO_ORDERS, "No order side%s%s",
		       why[0] ? ": " : " in this engine: it only watches.", why);
	return buf;
}

const rv_tv_ticket *rv_trade_ticket(const rv_trade_view *tv, uint64_t id)
{
	for (size_t i = 0; i < tv->n_tickets; i++) {
		if (tv->tickets[i].id == id)
			return &tv->tickets[i];
	}
	return NULL;
}

const rv_tv_mandate *rv_trade_mandate(const rv_trade_view *tv, uint64_t id)
{
	for (size_t i = 0; i < tv->n_mandates; i++) {
		if (tv->mandates[i].id == id)
			return &tv->mandates[i];
	}
	return NULL;
}

rv_pick rv_pick_of_ticket(const rv_tv_ticket *t, size_t index)
{
	return (rv_pick){
		.kind = RV_PICK_TICKET, .a = t->id, .index = index, .waits = rv_ticket_waits(t)
	};
}

rv_pick rv_pick_of_mandate(const rv_tv_mandate *m, size_t index)
{
	return (rv_pick){ .kind = RV_PICK_MANDATE, .a = m->id, .index = index };
}

/* Ours by its cloid, an external one by the venue's id. */
rv_pick rv_pick_of_order(const rv_tv_order *o, size_t index)
{
	static const rv_cloid none;
	rv_pick p = {
		.kind = RV_PICK_ORDER, .a = (uint64_t)o->oid, .b = EXTERNAL_ID, .index = index
	};

	if (memcmp(&o->cloid, &none, sizeof(none)) != 0) {
		memcpy(&p.a, o->cloid.b, sizeof(p.a));
		memcpy(&p.b, o->cloid.b + sizeof(p.a), sizeof(p.b));
	}
	return p;
}

rv_pick rv_pick_of_fill(const rv_tv_fill *f, size_t index)
{
	return (rv_pick){ .kind = RV_PICK_FILL,
			  .a = (uint64_t)f->fill.tid,
			  .b = (uint64_t)f->fill.oid,
			  .index = index };
}

const rv_tv_order *rv_trade_order(const rv_trade_view *tv, const rv_pick *id)
{
	for (size_t i = 0; i < tv->n_orders; i++) {
		const rv_pick p = rv_pick_of_order(&tv->orders[i], i);
		if (rv_pick_same(&p, id))
			return &tv->orders[i];
	}
	return NULL;
}

const rv_tv_fill *rv_trade_fill(const rv_trade_view *tv, const rv_pick *id)
{
	for (size_t i = 0; i < tv->n_fills; i++) {
		const rv_pick p = rv_pick_of_fill(&tv->fills[i], i);
		if (rv_pick_same(&p, id))
			return &tv->fills[i];
	}
	return NULL;
}

bool rv_ticket_waits(const rv_tv_ticket *t)
{
	return t->state == RV_TICKET_READY || t->state == RV_TICKET_BLOCKED;
}

bool rv_order_works(const rv_tv_order *o)
{
	return o->state < RV_ORDER_FILLED;
}

bool rv_order_alone(const rv_trade_view *tv, const rv_tv_order *o)
{
	if (o->external || o->state >= RV_ORDER_CANCELING)
		return false;
	const rv_tv_mandate *m = o->mandate ? rv_trade_mandate(tv, o->mandate) : NULL;
	return !m || m->state == RV_MANDATE_ENDED;
}

bool rv_position_held(const rv_tv_position *p)
{
	return p->lots != 0 || p->venue_lots != 0;
}

const rv_tv_position *rv_trade_position(const rv_trade_view *tv, const char *symbol)
{
	for (size_t i = 0; tv && i < tv->n_positions; i++) {
		if (strcmp(tv->positions[i].coin.symbol, symbol) == 0)
			return &tv->positions[i];
	}
	return NULL;
}

/* What is derived from a mark that is stale is not known. */
static bool mark_stale(const rv_scene *s, const rv_tv_position *p)
{
	const rv_health h =
		rv_health_of(p->mark_at, s->now + s->held_ms, 1000, true, s->v->venue_connected);

	return h == RV_HEALTH_NONE || h > RV_HEALTH_LATE;
}

double rv_position_value_usd(const rv_scene *s, const rv_tv_position *p)
{
	return !p || mark_stale(s, p) ? (double)NAN : p->value_usd;
}

double rv_position_pnl_usd(const rv_scene *s, const rv_tv_position *p)
{
	return !p || mark_stale(s, p) ? (double)NAN : p->unrealized_usd;
}

size_t rv_trade_held(const rv_trade_view *tv)
{
	size_t n = 0;

	for (size_t i = 0; i < tv->n_positions; i++)
		n += rv_position_held(&tv->positions[i]);
	return n;
}

int64_t rv_trade_left(const rv_scene *s, int64_t at)
{
	const int64_t left = at - (s->now + s->held_ms);

	return left > 0 ? left : 0;
}

bool rv_trade_armed(const rv_scene *live)
{
	const rv_trade_view *tv = rv_trade_of(live);

	return tv && tv->armed && rv_trade_left(live, tv->armed_until_at) > 0;
}

static const rv_view_row *row_of(const rv_view *v, const char *symbol)
{
	for (size_t i = 0; i < v->n_rows; i++) {
		if (strcmp(v->rows[i].symbol, symbol) == 0)
			return &v->rows[i];
	}
	return NULL;
}

rv_quoted rv_trade_price(const rv_scene *s, const char *symbol)
{
	const rv_view_row *r = row_of(s->v, symbol);

	return r ? rv_scene_mid(s, r)
		 : (rv_quoted){ .value = (double)NAN, .health = RV_HEALTH_NONE, .age_ms = -1 };
}

rv_quoted rv_ticket_price(const rv_scene *s, const rv_tv_ticket *t)
{
	return rv_trade_price(s, t->coin.symbol);
}

const char *rv_price_why_not(const rv_scene *live, const char *symbol, char buf[RV_WHY_NOT])
{
	const rv_quoted px = rv_trade_price(live, symbol);
	char age[RV_FMT_TEXT];

	buf[0] = '\0';
	if (px.health_now == RV_HEALTH_LIVE || px.health_now == RV_HEALTH_LATE)
		return "";
	if (px.age_ms < 0)
		(void)snprintf(buf, RV_WHY_NOT, "no price of %s", symbol);
	else
		(void)snprintf(buf, RV_WHY_NOT, "the price of %s is %s, %s old", symbol,
			       rv_health_word(px.health_now), rv_fmt_age(px.age_ms, age));
	return buf;
}

const char *rv_ticket_word(const rv_scene *live, const rv_tv_ticket *t, rv_role *role)
{
	char unused[RV_WHY_NOT];

	*role = rv_role_ticket(t->state);
	if (!rv_ticket_waits(t))
		return rv_label_ticket(t->state);
	if (rv_trade_left(live, t->expires_at) == 0) {
		*role = RV_ROLE_DIM;
		return "expired";
	}
	if (t->state == RV_TICKET_READY && rv_price_why_not(live, t->coin.symbol, unused)[0]) {
		*role = RV_ROLE_WARN;
		return "STALE";
	}
	return rv_label_ticket(t->state);
}

const char *rv_ticket_why_not(const rv_scene *live, const rv_tv_ticket *t, char buf[RV_WHY_NOT])
{
	buf[0] = '\0';
	if (t->state != RV_TICKET_READY) {
		(void)snprintf(buf, RV_WHY_NOT, "%s%s%s", rv_label_ticket(t->state),
			       t->reason[0] ? ": " : "", t->reason);
		return buf;
	}
	if (rv_trade_left(live, t->expires_at) == 0) {
		(void)snprintf(buf, RV_WHY_NOT, "its time is over");
		return buf;
	}
	if (!rv_price_why_not(live, t->coin.symbol, buf)[0])
		(void)rv_desk_why_not(live, buf);
	return buf;
}

bool rv_quote_is_old(const rv_tv_ticket *t)
{
	return t->state == RV_TICKET_BLOCKED && t->quote_old;
}

const char *rv_mandate_change(const rv_tv_mandate *m, char buf[RV_CHANGE_TEXT])
{
	char granted[RV_FMT_TEXT], change[RV_FMT_TEXT];
	const int dec = m->coin.sz_decimals;

	buf[0] = '\0';
	if (m->lots_granted > 0 && m->lots_granted != m->lots_most)
		(void)snprintf(buf, RV_CHANGE_TEXT, ", granted %s %s",
			       rv_fmt_lots(m->lots_granted, dec, granted),
			       rv_fmt_lots_signed(m->lots_most - m->lots_granted, dec, change));
	return buf;
}

const char *rv_desk_why_not(const rv_scene *live, char buf[RV_WHY_NOT])
{
	buf[0] = '\0';
	if (fabs(live->v->skew_ms) > SKEW_BAD_MS) /* unknown is the engine's to judge */
		(void)snprintf(buf, RV_WHY_NOT, "CLOCK: the venue's is %s s off",
			       rv_num_signed(live->v->skew_ms / 1000, 1).s);
	else if (!rv_trade_armed(live))
		(void)snprintf(buf, RV_WHY_NOT, "%s", rv_key_words(RV_KEYED_LOCKED));
	return buf;
}
