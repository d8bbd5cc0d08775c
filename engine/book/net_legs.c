/* Which changes are worth an order, and which of them are legs of this phase; see net.h. */
#include "engine/book/net_internal.h"

#include "engine/market/returns.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static void say(rv_net_out *o, rv_net_verdict verdict, const char *reason)
{
	o->verdict = verdict;
	(void)snprintf(o->reason, sizeof(o->reason), "%s", reason);
}

static bool reduces(const rv_net_out *o)
{
	const bool same_side = (o->net >= 0) == (o->position >= 0);
	return o->position != 0 &&
	       (!same_side || (o->position > 0 ? o->net < o->position : o->net > o->position));
}

/* Does it close a position: the whole one, or that of a sub-book? */
static bool closes(const rv_net_coin *c, const rv_net_out *o)
{
	for (int s = 0; s < RV_SUB_N; s++) {
		if (o->target[s] == 0 && c->held[s] != 0)
			return true;
	}
	return o->net == 0 && o->position != 0;
}

/* Less of the position on its own side. */
static bool shrinks(const rv_net_out *o)
{
	return reduces(o) && (o->net == 0 || (o->net > 0) == (o->position > 0));
}

static rv_net_class class_of(const rv_net_coin *c, const rv_net_out *o)
{
	if (!reduces(o))
		return RV_NET_ADDITION;
	if (c->near_liquidation)
		return RV_NET_LIQUIDATION;
	return c->urgent ? RV_NET_URGENT : RV_NET_REDUCTION;
}

double rv_net_earn_usd(const rv_net_out *o, double lot_usd, const int64_t want[RV_SUB_N])
{
	double earn = 0.0;
	for (int s = 0; s < RV_SUB_H; s++)
		earn += want[s] != 0 ? fabs((double)want[s]) * lot_usd * o->edge[s] : 0.0;
	return earn;
}

/* The change's own direction: who gives up what is expected to rise earns less than nothing. */
static void put_edges(const net_pass *x, size_t i)
{
	const rv_net_coin *c = &x->coins[i];
	rv_net_out *o = &x->out[i];
	const bool priced = rv_price_known(c->price);
	for (int s = 0; s < RV_SUB_H; s++) {
		const double way = o->want[s] < 0 ? -1.0 : 1.0;
		const bool given = isfinite(c->edge[s]);
		o->edge[s] = given ? way * c->edge[s] : x->p->edge_bps * 1e-4;
		if (!priced)
			o->edge[s] = NAN;
		o->assumed |= given ? 0U : 1U << s;
	}
}

/* What the changes are expected to earn, less what the order costs. */
static double edge_of(const net_pass *x, size_t i)
{
	const rv_net_coin *c = &x->coins[i];
	const rv_net_out *o = &x->out[i];
	const double cost = isnan(c->cost_bps) ? x->p->cost_bps : c->cost_bps;
	return rv_net_earn_usd(o, net_lots_usd(c, 1.0), o->want) - o->usd * cost * 1e-4;
}

/* Of the changes that a leg makes: is the edge of some of them a setting? */
static bool is_assumed(const rv_net_out *o)
{
	bool any = false;
	for (int s = 0; s < RV_SUB_H; s++)
		any = any || (o->want[s] != 0 && (o->assumed >> s & 1U) != 0);
	return any;
}

/* Since when the position has been further off than over_share of the target; 0: it is not. */
static int64_t over_since(const net_pass *x, size_t i)
{
	const rv_net_out *o = &x->out[i];
	const double off = fabs((double)o->net - (double)o->position);
	if (!(off > x->p->over_share * fabs((double)o->net)))
		return 0;
	const int64_t since = x->coins[i].over_since_ms;
	return since > 0 && since <= x->in->utc_ms ? since : x->in->utc_ms;
}

/* A change under the least leg that is one all the same. */
static bool counts_small(const net_pass *x, size_t i)
{
	const rv_net_coin *c = &x->coins[i];
	const rv_net_out *o = &x->out[i];
	if (closes(c, o) || ((c->limit_broken || x->in->limit_broken) && shrinks(o)))
		return true;
	return o->over_since_ms > 0 && x->in->utc_ms - o->over_since_ms >= x->p->over_ms;
}

/* Takes lots off the wants of one direction, the largest first, until they sum to nothing. */
static void trim(rv_net_out *o)
{
	int64_t left = o->net - o->position;
	while (left != 0) {
		int best = 0;
		for (int s = 1; s < RV_SUB_N; s++) {
			if (left > 0 ? o->want[s] > o->want[best] : o->want[s] < o->want[best])
				best = s;
		}
		const int64_t most = o->want[best];
		const int64_t off = (left > 0 ? most < left : most > left) ? most : left;
		o->want[best] -= off;
		left -= off;
	}
	o->usd = 0.0;
}

static void judge_size(const net_pass *x, size_t i)
{
	rv_net_out *o = &x->out[i];
	const bool whole = o->net == 0 && o->position != 0; /* the venue closes any size */
	const bool enough = o->usd >= x->p->least_order_usd || whole;
	if (o->net != o->position && enough &&
	    (o->usd >= x->res->least_usd || counts_small(x, i))) {
		o->lots = o->net - o->position;
		say(o, RV_NET_LEG, "");
	} else if (o->cross > 0 && o->cross_usd >= x->res->least_usd) {
		trim(o);
		say(o, RV_NET_CROSS, "sub-books change places, no order");
	} else {
		o->verdict = RV_NET_SKIPPED;
		(void)snprintf(o->reason, sizeof(o->reason), "%.2f USD, a leg is at least %.2f%s",
			       o->usd, enough ? x->res->least_usd : x->p->least_order_usd,
			       enough ? "" : " (the venue's least order)");
	}
}

static void judge(const net_pass *x, size_t i)
{
	const rv_net_coin *c = &x->coins[i];
	rv_net_out *o = &x->out[i];
	o->over_since_ms = over_since(x, i);
	o->usd =
		o->net == o->position ? 0.0 : fabs(net_lots_usd(c, (double)(o->net - o->position)));
	o->cross_usd = o->cross ? net_lots_usd(c, (double)o->cross) : 0.0;
	o->class = class_of(c, o);
	put_edges(x, i);
	if (isnan(x->res->least_usd))
		say(o, RV_NET_BLOCKED, "the NAV is unknown: everything stays as it is");
	else if (isnan(x->res->g.g))
		say(o, RV_NET_BLOCKED, "the size of the book is unknown: everything stays");
	else if (!rv_price_known(c->price))
		say(o, RV_NET_BLOCKED, "no price: the position stays as it is");
	else if (o->net == o->position && o->cross == 0)
		say(o, RV_NET_NONE, "");
	else
		judge_size(x, i);
	if (o->verdict == RV_NET_BLOCKED)
		o->over_since_ms = c->over_since_ms;
	if (o->verdict == RV_NET_LEG || o->verdict == RV_NET_CROSS)
		o->edge_usd = edge_of(x, i);
}

/* Does it do what a person has pinned or flattened? They have decided that it is to be done. */
static bool is_by_hand(const rv_net_coin *c, const rv_net_out *o)
{
	bool hand = o->want[RV_SUB_OP] != 0;
	for (int s = 0; s < RV_SUB_H; s++)
		hand = hand || (o->want[s] != 0 && (c->rule.flatten || !isnan(c->rule.pin[s])));
	return hand;
}

/* Does coin a go before coin b? Both are legs. */
static bool before(const net_pass *x, size_t a, size_t b)
{
	const rv_net_out *p = &x->out[a], *q = &x->out[b];
	if (p->class != q->class)
		return p->class < q->class;
	const bool hand = is_by_hand(&x->coins[a], p);
	if (hand != is_by_hand(&x->coins[b], q))
		return hand;
	if (p->edge_usd > q->edge_usd || p->edge_usd < q->edge_usd)
		return p->edge_usd > q->edge_usd;
	const double ha = x->coins[a].hybrid, hb = x->coins[b].hybrid;
	if (ha > hb || ha < hb || isnan(ha) != isnan(hb))
		return isnan(hb) || ha > hb;
	return a < b; /* name order */
}

static bool is_leg(const rv_net_out *o)
{
	return o->verdict == RV_NET_LEG || o->verdict == RV_NET_CROSS;
}

static void defer(const net_pass *x, rv_net_out *o, size_t place)
{
	o->verdict = RV_NET_DEFERRED;
	o->lots = 0;
	(void)snprintf(o->reason, sizeof(o->reason),
		       "%s, net edge %.2f USD%s: place %zu of at most %d legs",
		       rv_net_class_name(o->class), o->edge_usd, is_assumed(o) ? ", assumed" : "",
		       place + 1, x->p->legs_most);
}

void net_legs(const net_pass *x)
{
	for (size_t i = 0; i < x->n; i++)
		judge(x, i);
	for (size_t i = 0; i < x->n; i++) {
		size_t place = 0;
		for (size_t k = 0; k < x->n && is_leg(&x->out[i]); k++)
			place += k != i && is_leg(&x->out[k]) && before(x, k, i) ? 1 : 0;
		x->out[i].rank = is_leg(&x->out[i]) ? place : SIZE_MAX;
	}
	for (size_t i = 0; i < x->n; i++) {
		rv_net_out *o = &x->out[i];
		if (!is_leg(o))
			continue;
		if (o->rank < (size_t)x->p->legs_most) {
			x->res->n_legs++;
			continue;
		}
		x->res->n_deferred++;
		defer(x, o, o->rank);
		o->rank = SIZE_MAX;
	}
	for (size_t i = 0; i < x->n; i++) {
		rv_net_out *o = &x->out[i];
		if (!is_leg(o))
			memset(o->want, 0, sizeof(o->want));
	}
}
