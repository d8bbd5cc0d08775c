/* What the pre-trade gate is told of the desk; see engine/desk/gate.h. */
#include "engine/desk/gate.h"

#include "engine/desk/oms_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const rv_oms_quote *oms_quote(const rv_oms *o, const char *symbol)
{
	size_t lo = 0, hi = o->market.n;
	while (lo < hi) {
		const size_t mid = lo + (hi - lo) / 2;
		const int c = strcmp(o->market.quotes[mid].coin.symbol, symbol);
		if (c == 0)
			return &o->market.quotes[mid];
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

static void leg_orders(const rv_oms *o, unsigned coin, rv_gate_leg *leg)
{
	for (size_t i = 0; i < o->f->n_live; i++) {
		const oms_order *q = &o->f->orders[o->f->live[i]];
		if (q->coin != coin)
			continue;
		const int64_t left = oms_order_left(q);
		if (q->o.reduce_only)
			leg->reduce_lots += left;
		else if (q->o.side == RV_BUY)
			leg->buy_lots += left;
		else
			leg->sell_lots += left;
	}
}

size_t oms_gate_legs(const rv_oms *o)
{
	size_t n = 0;
	for (size_t i = 0; i < o->f->n_coins; i++) {
		const oms_coin *c = &o->f->coins[i];
		rv_gate_leg leg = {
			.coin = c->ref, .lots = c->pos.lots, .mark = NAN, .sigma_day = NAN
		};
		leg_orders(o, (unsigned)i, &leg);
		if (leg.lots == 0 && leg.buy_lots == 0 && leg.sell_lots == 0 &&
		    leg.reduce_lots == 0)
			continue;
		const rv_oms_quote *x = oms_quote(o, c->ref.symbol);
		if (x) {
			leg.coin = x->coin;
			leg.mark = x->mark;
			leg.sigma_day = x->sigma_day;
			leg.major = x->major;
			leg.tiers = &x->tiers;
		}
		o->legs[n++] = leg;
	}
	return n;
}

void oms_margin_legs(const rv_oms *o, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const rv_gate_leg *g = &o->legs[i];
		const double coins = rv_lots_coins(g->lots, g->coin.sz_decimals);
		o->margin_legs[i] = (rv_margin_leg){ .low = coins,
						     .high = coins,
						     .mark = g->mark,
						     .sigma_day = g->sigma_day,
						     .max_leverage = g->coin.max_leverage,
						     .major = g->major,
						     .tiers = g->tiers };
	}
}

void oms_gate_facts(const rv_oms *o, rv_gate_facts *out)
{
	const oms_account *a = &o->account;
	const bool today = o->now.utc / RV_DAY_MS == o->f->nav_day;
	*out = (rv_gate_facts){
		.now_at = o->now.at,
		.book = o->f->state,
		.journal_ok = !o->broken,
		.stream_up = o->stream_up,
		.reconciled = o->reconciled,
		.connected = o->market.connected,
		.skew_ms = o->market.skew_ms,
		/* what is not explained yet is no loss and no gain */
		.nav_usd = oms_size_usd(o),
		.day_start_usd = today ? oms_in_size_units(o, o->f->nav_day_usd) : oms_size_usd(o),
		.peak_usd = oms_in_size_units(o, o->f->nav_peak_usd),
		.account_usd = oms_worth_usd(o),
		.account_at = a->known ? a->at : RV_NEVER,
		.messages = oms_messages(o),
		.budget_used = o->budget_used,
		.budget_cap = o->budget_cap,
		.n = oms_gate_legs(o),
		.legs = o->legs,
	};
}

/* The newest of the same symbol, side and size that is not of this ticket; RV_NEVER. */
int64_t oms_last_same(const rv_oms *o, const rv_ticket_terms *x)
{
	int64_t at = RV_NEVER;
	for (size_t i = 0; i < OMS_TICKETS; i++) {
		const oms_ticket *t = &o->f->tickets[i];
		const rv_ticket_terms *y = &t->terms;
		const bool counts = t->state == RV_TICKET_READY || t->state == RV_TICKET_APPROVED;
		if (t->id != 0 && (x->id == 0 || t->id < x->id) && counts && y->side == x->side &&
		    y->lots == x->lots && strcmp(y->coin.symbol, x->coin.symbol) == 0 &&
		    t->created.at > at)
			at = t->created.at;
	}
	return at;
}

static rv_order order_of(const rv_ticket_terms *x, int64_t lots, int64_t px)
{
	return (rv_order){ .coin = x->coin,
			   .side = x->side,
			   .lots = lots,
			   .px = px,
			   .tif = x->style == RV_STYLE_LIMIT ? RV_TIF_GTC : RV_TIF_IOC,
			   .reduce_only = x->reduce_only };
}

static int64_t residue(const rv_oms *o, const char *symbol)
{
	const oms_coin *c = oms_coin_find(o->f, symbol);
	return c ? oms_residue(c) : 0;
}

static rv_book_state coin_state(const rv_oms *o, const char *symbol)
{
	const oms_coin *c = oms_coin_find(o->f, symbol);
	return c ? c->state : RV_BOOK_ACTIVE;
}

/*
 * The limit that is checked. That of slices is the collar of the quote, the outermost price that
 * any of them may have: by itself it would be outside the collar of now after each tick. A slice is
 * priced when it is due, so that the nearer of both is the worst that could leave now.
 */
static int64_t ticket_px(const rv_oms *o, const rv_ticket_terms *x)
{
	int64_t now = 0;
	const rv_oms_quote *q = oms_quote(o, x->coin.symbol);
	if (x->style != RV_STYLE_TWAP || !q)
		return x->px;
	const double width = rv_collar_width(o->p.collar_bps, o->p.collar_sigmas, q->sigma_hour);
	if (rv_px_collar(x->side, q->mid, width, x->coin.sz_decimals, &now) != RV_OK)
		return x->px;
	return rv_px_tighter(x->side, x->px, now);
}

void oms_gate_ticket(rv_oms *o, const oms_ticket *t, rv_gate_result *out)
{
	rv_gate_facts f;
	const rv_ticket_terms *x = &t->terms;
	const rv_order q = order_of(x, x->lots, ticket_px(o, x));
	oms_gate_facts(o, &f);
	const rv_gate_ask a = { .stage = RV_GATE_PROPOSE,
				.order = &q,
				.quote = oms_quote(o, x->coin.symbol),
				.symbol = coin_state(o, x->coin.symbol),
				.unknown_orders = oms_unknown(o->f, x->coin.symbol),
				.residue_lots = residue(o, x->coin.symbol),
				.last_same_at = oms_last_same(o, x),
				.said_twice = t->twice || t->flatten,
				.flatten = t->flatten };
	rv_gate_check(&o->p, &f, &a, out);
}

static int64_t used_musd(const rv_oms *o, const oms_mandate *m)
{
	int64_t sum = m->filled_musd;
	for (size_t i = 0; i < o->f->n_live; i++) {
		const oms_order *q = &o->f->orders[o->f->live[i]];
		if (!q->external && q->mandate == m->id)
			sum += oms_musd(q->o.px, oms_order_left(q));
	}
	return sum;
}

void oms_gate_child(rv_oms *o, const oms_mandate *m, const rv_order *q, rv_gate_result *out)
{
	rv_gate_facts f;
	int64_t working = 0, unknown = 0;
	oms_mandate_lots(o->f, m, &working, &unknown);
	oms_gate_facts(o, &f);
	const rv_gate_ask a = {
		.stage = RV_GATE_SEND,
		.order = q,
		.quote = oms_quote(o, q->coin.symbol),
		.symbol = coin_state(o, q->coin.symbol),
		.unknown_orders = oms_unknown(o->f, q->coin.symbol),
		.residue_lots = residue(o, q->coin.symbol),
		.px_worst = m->px_worst,
		.last_same_at = oms_last_same(o, &m->terms),
		.said_twice = m->twice || m->flatten,
		.flatten = m->flatten,
		.mandate = true,
		.ends_at = m->approved.at + m->life_ms,
		.lots_most = m->lots_most,
		.lots_used = m->lots_filled + working + unknown,
		.notional_most_musd = m->notional_most_musd,
		.notional_used_musd = used_musd(o, m),
		.repeats = m->barren,
	};
	rv_gate_check(&o->p, &f, &a, out);
}

/* Flattening asks only for what makes the order itself right: who would wait for the rest? */
static bool flatten_asks(rv_gate_rule r)
{
	switch (r) {
	case RV_GATE_JOURNAL:
	case RV_GATE_FEED:
	case RV_GATE_TRADABLE:
	case RV_GATE_QUOTE_AGE:
	case RV_GATE_QUOTE:
	case RV_GATE_FORM:
	case RV_GATE_COLLAR:
	case RV_GATE_MIN_ORDER:
	case RV_GATE_MANDATE:
	case RV_GATE_CHILD_LOTS:
	case RV_GATE_CHILD_USD:
		return true;
	default:
		return false;
	}
}

bool oms_gate_fails(const rv_gate_result *g, bool flatten, char *text, size_t cap)
{
	for (size_t i = 0; i < g->n; i++) {
		if (g->checks[i].ok || (flatten && g->reduces && !flatten_asks(g->rules[i])))
			continue;
		(void)snprintf(text, cap, "%s: %s", g->checks[i].name, g->checks[i].text);
		return true;
	}
	return false;
}

/* A rule that another quote or a minute of waiting cannot cure: the ticket is denied by it. */
static bool lasting(rv_gate_rule r)
{
	switch (r) {
	case RV_GATE_TRADABLE:
	case RV_GATE_DELISTED:
	case RV_GATE_ISOLATED:
	case RV_GATE_FORM:
	case RV_GATE_COLLAR:
	case RV_GATE_MIN_ORDER:
	case RV_GATE_ORDER:
	case RV_GATE_VOLUME:
	case RV_GATE_DAY_LOSS:
	case RV_GATE_DRAWDOWN:
	case RV_GATE_SYMBOL_USD:
	case RV_GATE_GROSS:
	case RV_GATE_NET:
	case RV_GATE_LEVERAGE:
	case RV_GATE_MARGIN:
	case RV_GATE_STRESS:
	case RV_GATE_LIQUIDATION:
		return true;
	default:
		return false;
	}
}

bool oms_gate_denies(const rv_gate_result *g, char *text, size_t cap)
{
	for (size_t i = 0; i < g->n; i++) {
		if (g->checks[i].ok || !g->checks[i].known || !lasting(g->rules[i]))
			continue;
		(void)snprintf(text, cap, "%s: %s", g->checks[i].name, g->checks[i].text);
		return true;
	}
	return false;
}
