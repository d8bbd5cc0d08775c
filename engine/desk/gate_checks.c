/* Rules of the gate about the desk, the market, the order itself and the flow of orders. */
#include "engine/desk/gate_internal.h"

#include "engine/base/decimal.h"
#include "engine/desk/position.h"
#include "engine/desk/price.h"

#include <math.h>
#include <stdlib.h>

#define BPS 1e4

static void yes_or_no(gate *g, rv_gate_rule rule, bool ok, const char *yes, const char *no)
{
	gate_say(g, rule, true, ok, "%s", ok ? yes : no);
}

/* symbol: whose state it is, "" the book's. */
static void check_state(gate *g, rv_gate_rule rule, rv_book_state s, const char *symbol)
{
	if (s == RV_BOOK_ACTIVE)
		gate_say(g, rule, true, true, "ACTIVE");
	else if (s == RV_BOOK_REDUCING)
		gate_say(g, rule, true, g->reduces, "REDUCING%s",
			 g->reduces ? "" : ", and the order does not reduce");
	else if (g->a->flatten && g->reduces)
		gate_say(g, rule, true, true, "HALTED, and the order flattens");
	else
		gate_say(g, rule, true, false, "HALTED: resume%s%.24s first", symbol[0] ? " " : "",
			 symbol);
}

void gate_check_desk(gate *g)
{
	const rv_gate_facts *f = g->f;
	yes_or_no(g, RV_GATE_JOURNAL, f->journal_ok, "good", "broken");
	check_state(g, RV_GATE_BOOK, f->book, "");
	check_state(g, RV_GATE_SYMBOL, g->a->symbol, g->o->coin.symbol);
	yes_or_no(g, RV_GATE_STREAM, f->stream_up, "up", "down");
	yes_or_no(g, RV_GATE_RECONCILED, f->reconciled, "since the connection",
		  "not since the connection");
	yes_or_no(g, RV_GATE_FEED, f->connected, "connected", "not connected");
	gate_most(g, RV_GATE_CLOCK, fabs(f->skew_ms), g->p->skew_halt_ms, "ms off");
}

static bool tradable(const gate *g)
{
	const rv_coin_ref *c = &g->o->coin;
	return c->asset >= 0 && c->asset == g->q->coin.asset && c->sz_decimals >= 0 &&
	       c->sz_decimals <= RV_PX_SCALE_SUM && c->sz_decimals == g->q->coin.sz_decimals &&
	       g->q->coin.max_leverage > 0;
}

/* A position that is partly nobody's is not built upon until a person says whose it is. */
static void check_residue(gate *g)
{
	const int sz = g->o->coin.sz_decimals;
	const bool szs = sz >= 0 && sz <= RV_PX_SCALE_SUM;
	if (g->a->residue_lots == 0)
		gate_say(g, RV_GATE_RESIDUE, true, true, "none");
	else
		gate_say(g, RV_GATE_RESIDUE, true, false, "%.6g %.12s is nobody's; assign it",
			 rv_lots_coins(g->a->residue_lots, szs ? sz : 0), g->o->coin.symbol);
}

void gate_check_coin(gate *g)
{
	if (!g->q) {
		gate_say(g, RV_GATE_TRADABLE, false, false, "the market does not know it");
		return;
	}
	yes_or_no(g, RV_GATE_TRADABLE, tradable(g), "yes", "its asset or decimals are not known");
	yes_or_no(g, RV_GATE_DELISTED, !g->q->delisted, "no", "the venue trades it no more");
	if (g->reduces)
		return;
	yes_or_no(g, RV_GATE_ISOLATED, !g->q->only_isolated, "no", "cannot share the margin");
	const size_t unknown = g->a->unknown_orders;
	gate_say(g, RV_GATE_UNKNOWN, true, unknown == 0, "%zu in %s%s", unknown, g->o->coin.symbol,
		 unknown == 0 ? "" : " without a verdict, none may be");
	check_residue(g);
}

static bool is_price(double usd)
{
	return isfinite(usd) && usd > 0.0;
}

static int64_t age_most(const gate *g)
{
	return g->a->stage == RV_GATE_SEND ? g->p->quote_send_ms : g->p->quote_propose_ms;
}

/*
 * The top of the book is only sent when it changes, and mids come on a stream of their own. A young
 * top may be a little ahead of the mid; an old one is believed while the mid stands inside it.
 */
static void check_mid(gate *g)
{
	const rv_oms_quote *q = g->q;
	const double centre = (q->bid + q->ask) / 2.0, most = g->p->spread_most_bps;
	const bool young = q->bbo_at != RV_NEVER && g->f->now_at - q->bbo_at <= age_most(g);
	const bool near = fabs(q->mid - centre) * BPS <= most * centre;
	const bool inside = q->bid <= q->mid && q->mid <= q->ask;
	if (young ? near : inside)
		gate_say(g, RV_GATE_QUOTE, true, true, "%.6g x %.6g, mid %.6g", q->bid, q->ask,
			 q->mid);
	else if (young)
		gate_say(g, RV_GATE_QUOTE, true, false,
			 "mid %.6g is more than %.0f bp off %.6g x %.6g", q->mid, most, q->bid,
			 q->ask);
	else
		gate_say(g, RV_GATE_QUOTE, true, false, "mid %.6g is outside %.6g x %.6g", q->mid,
			 q->bid, q->ask);
}

static void check_top(gate *g)
{
	const rv_oms_quote *q = g->q;
	const bool known = is_price(q->bid) && is_price(q->ask) && is_price(q->mid);
	if (!known) {
		gate_say(g, RV_GATE_QUOTE, false, false, "not known");
		gate_say(g, RV_GATE_SPREAD, false, false, "not known");
		return;
	}
	if (q->bid < q->ask)
		check_mid(g);
	else
		gate_say(g, RV_GATE_QUOTE, true, false, "bid %.6g is not below ask %.6g", q->bid,
			 q->ask);
	gate_most(g, RV_GATE_SPREAD, (q->ask - q->bid) / q->mid * BPS, g->p->spread_most_bps, "bp");
}

static double off_bps(double mid, double other)
{
	return is_price(mid) && is_price(other) ? fabs(mid - other) / other * BPS : NAN;
}

void gate_check_quote(gate *g)
{
	const rv_oms_quote *q = g->q;
	if (!q)
		return; /* said before */
	gate_age(g, RV_GATE_QUOTE_AGE, q->mid_at, age_most(g));
	check_top(g);
	yes_or_no(g, RV_GATE_STUCK, !q->stuck, "no", "the book stands still, the mark moves");
	gate_age(g, RV_GATE_MARK_AGE, q->ctx_at, g->p->account_age_ms);
	gate_most(g, RV_GATE_MARK, off_bps(q->mid, q->mark), g->p->mark_off_most_bps, "bp");
	gate_most(g, RV_GATE_ORACLE, off_bps(q->mid, q->oracle), g->p->mark_off_most_bps, "bp");
}

/* A limit against the worst that is allowed, as decimals. */
static void check_collar(gate *g, rv_gate_rule rule, int64_t worst)
{
	char px[RV_DEC_TEXT], most[RV_DEC_TEXT];
	const int scale = RV_PX_SCALE_SUM - g->o->coin.sz_decimals;
	const bool worse = rv_px_worse(g->o->side, g->o->px, worst);
	gate_say(g, rule, true, !worse, worse ? "%s is worse than %s" : "%s, worst %s",
		 rv_dec_format(g->o->px, scale, px), rv_dec_format(worst, scale, most));
}

static void check_collars(gate *g)
{
	if (g->a->px_worst > 0)
		check_collar(g, RV_GATE_COLLAR, g->a->px_worst);
	if (!g->q)
		return;
	int64_t worst = 0;
	const double width =
		rv_collar_width(g->p->collar_bps, g->p->collar_sigmas, g->q->sigma_hour);
	if (rv_px_collar(g->o->side, g->q->mid, width, g->o->coin.sz_decimals, &worst) == RV_OK)
		check_collar(g, RV_GATE_FRESH_COLLAR, worst);
	else
		gate_say(g, RV_GATE_FRESH_COLLAR, false, false, "not known");
}

static int64_t musd_of_usd(double usd)
{
	return usd < 9e12 ? llround(usd * (double)RV_MUSD) : INT64_MAX;
}

void gate_check_order(gate *g)
{
	const rv_order *o = g->o;
	const bool form = o->lots > 0 && (o->side == RV_BUY || o->side == RV_SELL) &&
			  g->value_musd < INT64_MAX && rv_px_legal(o->px, o->coin.sz_decimals);
	yes_or_no(g, RV_GATE_FORM, form, "legal", "not one that the venue takes");
	if (!form)
		return; /* the rest would compare nonsense */
	check_collars(g);
	const int64_t least = musd_of_usd(g->p->min_order_usd);
	gate_say(g, RV_GATE_MIN_ORDER, true,
		 rv_size_enough(o->lots, o->px, least, g->position, o->side, o->reduce_only),
		 "%.2f, least %.2f USD", rv_musd_usd(g->value_musd), g->p->min_order_usd);
}

/* used + more at most most, none of them negative. */
static bool within(int64_t used, int64_t more, int64_t most)
{
	return used <= most && more <= most - used;
}

static void check_mandate(gate *g)
{
	const rv_gate_ask *a = g->a;
	const int64_t left = a->ends_at - g->f->now_at;
	const int sz = g->o->coin.sz_decimals;
	const bool szs = sz >= 0 && sz <= RV_PX_SCALE_SUM;
	const bool lots = within(a->lots_used, g->o->lots, a->lots_most);
	const bool usd = within(a->notional_used_musd, g->value_musd, a->notional_most_musd);
	const bool repeats = a->repeats < g->p->repeat_most;
	gate_say(g, RV_GATE_MANDATE, true, left > 0,
		 left > 0 ? "%.1f s left" : "its time has been over for %.1f s",
		 fabs((double)left) / 1000.0);
	gate_say(g, RV_GATE_CHILD_LOTS, szs, lots,
		 lots ? "%.6g and %.6g of %.6g" : "%.6g and %.6g more, at most %.6g",
		 rv_lots_coins(a->lots_used, szs ? sz : 0), rv_lots_coins(g->o->lots, szs ? sz : 0),
		 rv_lots_coins(a->lots_most, szs ? sz : 0));
	gate_say(g, RV_GATE_CHILD_USD, true, usd,
		 usd ? "%.2f and %.2f of %.2f" : "%.2f and %.2f more, at most %.2f",
		 rv_musd_usd(a->notional_used_musd), rv_musd_usd(g->value_musd),
		 rv_musd_usd(a->notional_most_musd));
	gate_say(g, RV_GATE_REPEAT, true, repeats,
		 repeats ? "%u of %u without a fill" : "%u without a fill, less than %u may be",
		 a->repeats, g->p->repeat_most);
}

static void check_duplicate(gate *g)
{
	const int64_t at = g->a->last_same_at, age = g->f->now_at - at;
	const double s = (double)age / 1000.0, least = (double)g->p->duplicate_ms / 1000.0;
	if (at == RV_NEVER)
		gate_say(g, RV_GATE_DUPLICATE, true, true, "none");
	else if (g->a->said_twice || age >= g->p->duplicate_ms)
		gate_say(g, RV_GATE_DUPLICATE, true, true, "the same %.1f s ago%s", s,
			 g->a->said_twice ? ", confirmed" : "");
	else
		gate_say(g, RV_GATE_DUPLICATE, true, false, "the same %.1f s ago, least %.1f apart",
			 s, least);
}

/* What is left of an allowance when the reserve for cancels is set aside. */
static int64_t spendable(const gate *g, int64_t all)
{
	const int64_t share = 100 - (int64_t)g->p->cancel_reserve_pct;
	return all / 100 * share + all % 100 * share / 100;
}

void gate_check_flow(gate *g)
{
	if (g->a->mandate)
		check_mandate(g);
	check_duplicate(g);
	const int64_t most = spendable(g, g->p->messages_per_min);
	const bool room = (int64_t)g->f->messages + 1 <= most;
	gate_say(g, RV_GATE_MESSAGES, true, room,
		 room ? "%u and this of %lld a minute"
		      : "%u and this, at most %lld a minute, cancels aside",
		 g->f->messages, (long long)most);
	const int64_t cap = g->f->budget_cap, budget = spendable(g, cap);
	if (cap <= 0)
		gate_say(g, RV_GATE_BUDGET, false, false, "not known");
	else
		gate_say(g, RV_GATE_BUDGET, true, g->f->budget_used < budget,
			 g->f->budget_used < budget ? "%lld and this of %lld"
						    : "%lld and this, at most %lld, cancels aside",
			 (long long)g->f->budget_used, (long long)budget);
}

void gate_check_size(gate *g)
{
	if (g->reduces)
		return;
	const double usd = rv_musd_usd(g->value_musd);
	const bool fits = g->value_musd <= musd_of_usd(g->p->order_most_usd);
	gate_say(g, RV_GATE_ORDER, true, fits, fits ? "%.2f of %.2f USD" : "%.2f USD, at most %.2f",
		 usd, g->p->order_most_usd);
	if (g->p->order_most_adv > 0.0)
		gate_most(g, RV_GATE_VOLUME, usd,
			  g->q ? g->p->order_most_adv * g->q->day_volume_usd : NAN, "USD");
}
