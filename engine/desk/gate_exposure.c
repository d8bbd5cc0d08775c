/*
 * Rules of the gate about the account: losses, and what the book could become with this order and
 * everything that may still fill.
 */
#include "engine/desk/gate_internal.h"

#include "engine/desk/position.h"

#include <math.h>
#include <stdio.h>

/* A loss since `from`, less than pct of it; reaching it is over. */
static void check_loss(gate *g, rv_gate_rule rule, double from, double pct)
{
	const double loss = from - g->f->nav_usd, most = from * pct / 100.0;
	const bool small = loss < most;
	if (!isfinite(loss) || from <= 0.0)
		gate_say(g, rule, false, false, "not known");
	else
		gate_say(g, rule, true, small,
			 small ? "%.2f of %.2f USD" : "%.2f USD lost, less than %.2f may be",
			 fmax(loss, 0.0), most);
}

void gate_check_account(gate *g)
{
	if (g->reduces)
		return;
	gate_age(g, RV_GATE_ACCOUNT_AGE, g->f->account_at, g->p->account_age_ms);
	check_loss(g, RV_GATE_DAY_LOSS, g->f->day_start_usd, g->p->daily_loss_pct);
	check_loss(g, RV_GATE_DRAWDOWN, g->f->peak_usd, g->p->drawdown_pct);
}

/* The book after the order: a range for each symbol, the order's own last when it is a new one. */
typedef struct book {
	size_t n, own;
	rv_margin_leg legs[RV_MAX_SYMBOLS + 1];
	const char *names[RV_MAX_SYMBOLS + 1];
} book;

static double coins(int64_t lots, const rv_coin_ref *c)
{
	const bool known = c->sz_decimals >= 0 && c->sz_decimals <= RV_PX_SCALE_SUM;
	return known ? rv_lots_coins(lots, c->sz_decimals) : NAN;
}

static rv_margin_leg range_of(const rv_gate_leg *l)
{
	const double now = coins(l->lots, &l->coin);
	return (rv_margin_leg){ .low = now - coins(l->sell_lots, &l->coin),
				.high = now + coins(l->buy_lots, &l->coin),
				.mark = l->mark,
				.sigma_day = l->sigma_day,
				.max_leverage = l->coin.max_leverage,
				.major = l->major,
				.tiers = l->tiers };
}

static double side_of(const gate *g)
{
	return g->o->side == RV_BUY ? 1.0 : -1.0;
}

/* One that reduces moves the whole range and widens nothing. */
static void add_order(const gate *g, rv_margin_leg *l)
{
	const double size = coins(g->o->lots, &g->o->coin);
	if (g->o->side == RV_SELL || g->reduces)
		l->low += side_of(g) * size;
	if (g->o->side == RV_BUY || g->reduces)
		l->high += side_of(g) * size;
}

/* The book without the order. */
static bool make_book(const gate *g, book *b)
{
	if (g->f->n > RV_MAX_SYMBOLS)
		return false;
	b->n = g->f->n;
	b->own = g->leg ? (size_t)(g->leg - g->f->legs) : b->n++;
	for (size_t i = 0; i < g->f->n; i++) {
		b->legs[i] = range_of(&g->f->legs[i]);
		b->names[i] = g->f->legs[i].coin.symbol;
	}
	if (!g->leg) {
		b->names[b->own] = g->o->coin.symbol;
		b->legs[b->own] = (rv_margin_leg){ .mark = NAN, .sigma_day = NAN };
	}
	rv_margin_leg *own = &b->legs[b->own];
	if (g->q) { /* newer than what the position was valued with */
		own->mark = g->q->mark;
		own->sigma_day = g->q->sigma_day;
		own->max_leverage = g->q->coin.max_leverage;
		own->major = g->q->major;
		own->tiers = &g->q->tiers;
	}
	return true;
}

/* What a leg is worth at an end of its range; an end at zero needs no mark. */
static double worth(double size, double mark)
{
	return fabs(size) <= 0.0 ? 0.0 : size * mark;
}

static double gross_of(const rv_margin_leg *l)
{
	const double low = fabs(worth(l->low, l->mark)), high = fabs(worth(l->high, l->mark));
	if (isnan(low) || isnan(high))
		return NAN;
	return low > high ? low : high;
}

typedef struct totals {
	double symbol, gross, net; /* USD at worst */
} totals;

static totals measure(const book *b)
{
	double low = 0.0, high = 0.0;
	totals t = { .symbol = gross_of(&b->legs[b->own]) };
	for (size_t i = 0; i < b->n; i++) {
		low += worth(b->legs[i].low, b->legs[i].mark);
		high += worth(b->legs[i].high, b->legs[i].mark);
		t.gross += gross_of(&b->legs[i]);
	}
	t.net = fabs(low) > fabs(high) ? low : high;
	if (isnan(low) || isnan(high))
		t.net = NAN;
	return t;
}

/* A limit that is passed already stops nothing that does not take the book further. */
static void check_worst(gate *g, rv_gate_rule rule, double before, double after, double limit)
{
	const bool beyond = isfinite(limit) && after > limit;
	if (beyond && after <= before)
		gate_say(g, rule, true, true, "%.2f of %.2f USD, no further", after, limit);
	else
		gate_most(g, rule, after, limit, "USD");
}

static void check_limits(gate *g, const totals *was, const totals *now)
{
	const rv_oms_params *p = g->p;
	const double nav = g->f->nav_usd, account = g->f->account_usd;
	check_worst(g, RV_GATE_SYMBOL_USD, was->symbol, now->symbol, p->symbol_most_usd);
	check_worst(g, RV_GATE_GROSS, was->gross, now->gross, p->gross_most_x * nav);
	check_worst(g, RV_GATE_NET, fabs(was->net), fabs(now->net), p->net_most_x * nav);
	check_worst(g, RV_GATE_LEVERAGE, was->gross, now->gross, p->leverage_most_x * account);
}

static void check_ratio(gate *g, rv_gate_rule rule, double ratio, const char *name)
{
	if (isnan(ratio))
		gate_say(g, rule, false, false, "not known");
	else
		gate_say(g, rule, true, ratio >= g->p->margin_after, "%.2f, least %.2f%s%s", ratio,
			 g->p->margin_after, name[0] ? ": " : "", name);
}

/*
 * The least ratio of all stresses and fills, which is what a person is shown, not only the rule's
 * yes or no: a fill that gains in a stress needs maintenance all the same. Unknown as soon as one
 * is.
 */
static const char *measure_margin(gate *g, const book *b)
{
	rv_gate_result *r = g->out;
	const double account = g->f->account_usd, least = g->p->margin_after;
	const char *name = "";
	rv_margin m;
	rv_margin_of(b->legs, b->n, account, NULL, least, &m);
	r->margin = m.ratio;
	r->stress = INFINITY;
	for (size_t i = 0; i < RV_STRESSES; i++) {
		const double ratio = rv_margin_least(b->legs, b->n, account, &rv_stresses[i]);
		if (isnan(ratio) || ratio < r->stress) {
			r->stress = ratio;
			name = rv_stresses[i].name;
		}
	}
	return name;
}

static bool far_enough(const gate *g, const rv_liquidation *q)
{
	return isnan(q->px) || q->pct >= g->p->liquidation_pct ||
	       q->sigmas >= g->p->liquidation_sigmas;
}

/* The nearest of those that are too near, or the nearest of all. */
static void check_liquidation(gate *g, const book *b)
{
	const char *name = NULL;
	rv_liquidation nearest = { NAN, NAN, NAN };
	bool ok = true;
	for (size_t i = 0; i < b->n; i++) {
		rv_liquidation q;
		rv_margin_liquidation(b->legs, b->n, i, g->f->account_usd, g->p->margin_after, &q);
		const bool far = far_enough(g, &q);
		const bool nearer = !name || q.pct < nearest.pct;
		if (isnan(q.px) || (far && !ok) || (far == ok && !nearer))
			continue;
		ok = far;
		nearest = q;
		name = b->names[i];
	}
	char sigmas[24] = "--";
	if (isfinite(nearest.sigmas))
		(void)snprintf(sigmas, sizeof(sigmas), "%.2f", nearest.sigmas);
	if (isnan(g->out->margin))
		gate_say(g, RV_GATE_LIQUIDATION, false, false, "not known");
	else if (!name)
		gate_say(g, RV_GATE_LIQUIDATION, true, true, "none");
	else
		gate_say(g, RV_GATE_LIQUIDATION, true, ok,
			 "%s %.2f %%, %s sd; least %.1f %% or %.1f sd", name, nearest.pct, sigmas,
			 g->p->liquidation_pct, g->p->liquidation_sigmas);
}

void gate_check_exposure(gate *g)
{
	book b;
	totals was = { NAN, NAN, NAN }, now = was;
	const char *stress = "";
	rv_gate_result *r = g->out;
	r->lots_before = coins(g->position, &g->o->coin);
	r->lots_after = r->lots_before + side_of(g) * coins(g->o->lots, &g->o->coin);
	r->margin = r->stress = NAN;
	if (make_book(g, &b)) {
		was = measure(&b);
		add_order(g, &b.legs[b.own]);
		now = measure(&b);
		stress = measure_margin(g, &b);
	} else {
		b.n = 0;
	}
	r->symbol_usd = now.symbol;
	r->gross_usd = now.gross;
	r->net_usd = now.net;
	if (g->reduces)
		return;
	check_limits(g, &was, &now);
	check_ratio(g, RV_GATE_MARGIN, r->margin, "");
	check_ratio(g, RV_GATE_STRESS, r->stress, stress);
	check_liquidation(g, &b);
}
