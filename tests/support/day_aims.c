/* See day_aims.h. */
#include "tests/support/day_aims.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/num.h"

enum { MOST_SAID = 3 };

static int64_t num(const rv_event *e, const char *key)
{
	int64_t v = 0;
	return rv_event_get_i64(e, key, &v) == RV_OK ? v : 0;
}

static bool symbol_of(const rv_event *e, char out[RV_SYMBOL_MAX])
{
	return rv_event_get(e, "symbol", out, RV_SYMBOL_MAX) == RV_OK;
}

/* Taken anew for the first time; NULL: no room. */
static aim_coin *coin_of(day_aims *a, const char *symbol, order_report *out)
{
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->coins[i].symbol, symbol) == 0)
			return &a->coins[i];
	if (a->n == AIM_COINS) {
		order_report_add(out, "more symbols than the checker has room for");
		return NULL;
	}
	aim_coin *c = &a->coins[a->n++];
	(void)snprintf(c->symbol, sizeof(c->symbol), "%s", symbol);
	return c;
}

static void forget(day_aims *a)
{
	for (size_t i = 0; i < a->n; i++)
		a->coins[i].has_aim = false;
}

/* ---- whose an order is ---- */

static void on_propose(day_aims *a, const rv_event *e)
{
	const int64_t id = num(e, "ticket");
	aim_ticket *t = &a->tickets[(uint64_t)id % AIM_KEPT];
	*t = (aim_ticket){ .id = id, .program = num(e, "program") };
	if (!symbol_of(e, t->symbol))
		t->program = 0;
}

static void on_intent(day_aims *a, const rv_event *e)
{
	aim_order *o = &a->orders[a->n_orders++ % AIM_KEPT];
	o->mandate = num(e, "mandate");
	if (rv_event_get(e, "cloid", o->cloid, sizeof(o->cloid)) != RV_OK)
		o->cloid[0] = '\0';
}

static int64_t mandate_of(const day_aims *a, const rv_event *e)
{
	char cloid[ORDER_CLOID];
	const size_t n = a->n_orders < AIM_KEPT ? a->n_orders : (size_t)AIM_KEPT;
	if (rv_event_get(e, "cloid", cloid, sizeof(cloid)) != RV_OK)
		return 0;
	for (size_t i = 1; i <= n; i++) {
		const aim_order *o = &a->orders[(a->n_orders - i) % AIM_KEPT];
		if (strcmp(o->cloid, cloid) == 0)
			return o->mandate;
	}
	return 0;
}

/* Its leg of the newest program of 23:50, or of the correction of that; NULL: it is no such. */
static const aim_ticket *leg_of(const day_aims *a, int64_t mandate)
{
	const int64_t id = mandate > 0 ? a->mandates[(uint64_t)mandate % AIM_KEPT] : 0;
	const aim_ticket *t = &a->tickets[(uint64_t)id % AIM_KEPT];
	return id > 0 && t->id == id && t->program > 0 && t->program == a->projected ? t : NULL;
}

/* ---- the events ---- */

/* Its legs may aim elsewhere: what the day before aimed at is over. */
static void on_program(day_aims *a, const rv_event *e)
{
	char phase[24];
	if (rv_event_get(e, "phase", phase, sizeof(phase)) != RV_OK ||
	    strcmp(phase, "projected") != 0)
		return;
	a->projected = num(e, "program");
	forget(a);
}

/* One "SOL 1200;"; where the next one begins, NULL: it cannot be read. */
static const char *read_aim(day_aims *a, const char *at, order_report *out)
{
	char symbol[RV_SYMBOL_MAX];
	int64_t lots = 0;
	const size_t n = strcspn(at, " "), end = strcspn(at, ";");
	if (at[end] != ';' || n >= end || n >= sizeof(symbol) ||
	    rv_num_parse_i64(at + n + 1, end - n - 1, &lots) != RV_OK)
		return NULL;
	(void)snprintf(symbol, sizeof(symbol), "%.*s", (int)n, at);
	aim_coin *c = coin_of(a, symbol, out);
	if (c) {
		c->aim = lots;
		c->has_aim = true;
	}
	return at + end + 1;
}

static void on_correct(day_aims *a, const rv_event *e, order_report *out)
{
	forget(a);
	if (rv_event_get(e, "aims", a->aims, sizeof(a->aims)) != RV_OK)
		return;
	for (const char *at = a->aims; at && *at;) {
		at = read_aim(a, at, out);
		if (!at)
			order_report_add(out, "D4 aims that cannot be read: %.80s", a->aims);
	}
}

/* Another order of the coin, or an adjustment: no aim any more. */
static void on_fill(day_aims *a, const rv_event *e, order_report *out)
{
	char symbol[RV_SYMBOL_MAX];
	aim_coin *c = symbol_of(e, symbol) ? coin_of(a, symbol, out) : NULL;
	if (!c)
		return;
	c->lots += (e->type == RV_EVENT_FILL ? num(e, "side") : 1) * num(e, "lots");
	if (e->type != RV_EVENT_FILL || !leg_of(a, mandate_of(a, e)))
		c->has_aim = false;
}

/* All of it is filled: the position is what the correction aimed at. */
static void on_end(day_aims *a, const rv_event *e, order_report *out)
{
	const int64_t mandate = num(e, "mandate");
	const aim_ticket *t = leg_of(a, mandate);
	const aim_coin *c = t ? coin_of(a, t->symbol, out) : NULL;
	if (!c || !c->has_aim || num(e, "filled") != num(e, "lots") || c->aim == c->lots ||
	    a->said >= MOST_SAID)
		return;
	a->said++;
	order_report_add(out,
			 "D4 mandate %" PRId64 " is filled, %s is %" PRId64
			 " lots and the correction aimed at %" PRId64,
			 mandate, c->symbol, c->lots, c->aim);
}

void day_aims_take(day_aims *a, const rv_event *e, order_report *out)
{
	switch (e->type) {
	case RV_EVENT_PROPOSE:
		on_propose(a, e);
		break;
	case RV_EVENT_APPROVE:
		a->mandates[(uint64_t)num(e, "mandate") % AIM_KEPT] = num(e, "ticket");
		break;
	case RV_EVENT_INTENT:
		on_intent(a, e);
		break;
	case RV_EVENT_PROGRAM:
		on_program(a, e);
		break;
	case RV_EVENT_PHASE:
		if (strcmp(e->subject, "correct") == 0)
			on_correct(a, e, out);
		break;
	case RV_EVENT_FILL:
	case RV_EVENT_ADJUST:
		on_fill(a, e, out);
		break;
	case RV_EVENT_END:
		on_end(a, e, out);
		break;
	default:
		break;
	}
}
