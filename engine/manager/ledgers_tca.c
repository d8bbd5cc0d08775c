/*
 * What each order has cost, from its events: mids at the proposal, the approval and each intent,
 * its fills, and the close, which is the mark at which the day is rolled.
 */
#include "engine/manager/ledgers_internal.h"

#include "engine/desk/position.h"
#include "engine/desk/shares.h"

#include <math.h>
#include <string.h>

static led_order *order_of(led_fold *f, uint64_t mandate)
{
	for (size_t i = 0; mandate > 0 && i < LED_ORDERS; i++) {
		if (f->orders[i].mandate == mandate)
			return &f->orders[i];
	}
	return NULL;
}

/* A mid that is not one is not known. */
static double price(double v)
{
	return isfinite(v) && v > 0.0 ? v : (double)NAN;
}

static void leave(led_fold *f, led_order *x)
{
	for (size_t s = 0; s < RV_SPAN_N; s++)
		led_tca_sum(x, s, f->tca[s]);
	x->mandate = 0;
}

void led_on_approve(led_fold *f, const rv_event *e, const led_ticket *t)
{
	led_order *x = &f->orders[f->n_orders % LED_ORDERS];
	rv_tca tca;
	const double coins = rv_lots_coins(t->lots, t->sz_decimals);
	if (rv_tca_begin(&tca, t->side, coins, price(t->decision), price(led_num(e, "mid_now"))) !=
	    RV_OK)
		return;
	if (x->mandate != 0)
		leave(f, x);
	f->n_orders++;
	memset(x, 0, sizeof(*x));
	x->mandate = (uint64_t)led_i64(e, "mandate", 0);
	memcpy(x->symbol, t->symbol, sizeof(x->symbol));
	x->sz_decimals = t->sz_decimals;
	x->utc_ms = e->utc_ms;
	memcpy(x->want, t->want, sizeof(x->want));
	x->tca = tca;
}

/* After the close a mandate may be for more or for less. */
void led_on_retarget(led_fold *f, const rv_event *e)
{
	led_order *x = order_of(f, (uint64_t)led_i64(e, "mandate", 0));
	const int64_t lots = led_i64(e, "lots", 0);
	if (x && lots > 0)
		x->tca.ordered = rv_lots_coins(lots, x->sz_decimals);
}

void led_on_intent(led_fold *f, const rv_event *e)
{
	led_intent *x = &f->intents[f->n_intents++ % LED_INTENTS];
	memset(x, 0, sizeof(*x));
	x->mid = price(led_num(e, "mid_now"));
	if (rv_event_get_hex(e, "cloid", x->cloid.b, sizeof(x->cloid.b)) != RV_OK)
		f->n_intents--;
}

static double arrival_of(const led_fold *f, const rv_cloid *cloid)
{
	const uint64_t n = f->n_intents < LED_INTENTS ? f->n_intents : LED_INTENTS;
	for (uint64_t i = 1; i <= n; i++) {
		const led_intent *x = &f->intents[(f->n_intents - i) % LED_INTENTS];
		if (memcmp(x->cloid.b, cloid->b, sizeof(cloid->b)) == 0)
			return x->mid;
	}
	return (double)NAN;
}

void led_on_fill(led_fold *f, const rv_oms *o)
{
	rv_cloid cloid;
	int64_t traded[RV_SUB_N], part[RV_SUB_N];
	const rv_tv_fill *x = rv_oms_newest_fill(o, &cloid);
	led_order *q = x ? order_of(f, x->mandate) : NULL;
	if (!q || (int)x->fill.side != q->tca.side)
		return;
	memcpy(part, x->part, sizeof(part));
	if (rv_split_traded(part, traded) != RV_OK)
		return;
	const int sz = q->sz_decimals;
	if (rv_tca_fill(&q->tca, rv_lots_coins(x->fill.lots, sz), rv_px_usd(x->fill.px, sz),
			arrival_of(f, &cloid), led_usd(x->fill.fee_musd)) != RV_OK)
		return;
	for (size_t i = 0; i < RV_SUB_N; i++)
		f->errors += !led_add(&q->traded[i], traded[i]);
}

/* Of a span: without what was filled before it began. */
static rv_tca of_span(const led_order *x, size_t span)
{
	rv_tca t = x->tca;
	if (span >= RV_SPAN_ROLLS)
		return t;
	const rv_tca *b = &x->before[span];
	t.ordered -= b->qty;
	t.qty -= b->qty;
	t.value -= b->value;
	t.arrival -= b->qty > 0.0 ? b->arrival : 0.0;
	t.fee -= b->fee;
	return t;
}

/* By what each has traded in it; of an order that has filled nothing by what each wanted of it.
 * One whose fills are all of the span before is none of this one's. */
void led_tca_sum(const led_order *x, size_t span, rv_tca_sum sub[RV_SUB_N])
{
	rv_tca_cost cost;
	int64_t by[RV_SUB_N];
	const rv_tca t = of_span(x, span);
	const bool carried = span < RV_SPAN_ROLLS && x->before[span].qty > 0.0;
	if (carried && !(t.qty > 0.0))
		return;
	rv_tca_cost_of(&t, &cost);
	for (size_t i = 0; i < RV_SUB_N; i++) {
		by[i] = x->traded[i] - (carried ? x->traded_before[span][i] : 0);
		if (!(t.qty > 0.0))
			by[i] = (x->want[i] > 0) == (x->tca.side > 0) ? x->want[i] : 0;
	}
	const rv_status st = rv_tca_add_shares(sub, &cost, by);
	(void)st; /* shares of one order are within 0 and 1 */
}

/* Another span begins while it runs. */
static void carry(led_order *x, rv_spans spans)
{
	for (unsigned s = 0; s < RV_SPAN_ROLLS; s++) {
		if (!(spans & 1u << s))
			continue;
		x->before[s] = x->tca;
		memcpy(x->traded_before[s], x->traded, sizeof(x->traded));
	}
}

/* The first close after its approval; a program of the evening works on beyond its own. */
static void close_at(led_fold *f, led_order *x)
{
	const led_coin *c = led_coin_at(f, x->symbol);
	if (!isnan(x->tca.close) || !c || c->roll_px <= 0)
		return;
	f->errors += rv_tca_close(&x->tca, rv_px_usd(c->roll_px, c->sz_decimals)) != RV_OK;
}

/* Sums of a span that ends go with it; a span's sums hold what has left the list since it began. */
void led_tca_roll(led_fold *f, const rv_oms *o, rv_spans spans)
{
	if (!(spans & 1u << RV_SPAN_DAY))
		return;
	for (size_t i = 0; i < LED_ORDERS; i++) {
		if (f->orders[i].mandate != 0)
			close_at(f, &f->orders[i]);
	}
	led_day_costs(f); /* while each still has what it filled of that day */
	for (size_t i = 0; i < LED_ORDERS; i++) {
		led_order *x = &f->orders[i];
		if (x->mandate != 0 && rv_oms_runs(o, x->mandate))
			carry(x, spans);
		else if (x->mandate != 0)
			leave(f, x);
	}
	for (unsigned s = 0; s < RV_SPAN_ROLLS; s++) {
		if (spans & 1u << s)
			memset(f->tca[s], 0, sizeof(f->tca[s]));
	}
}
