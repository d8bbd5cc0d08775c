/* From targets to legs; see day_legs.h. */
#include "engine/manager/day_legs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static double usd_of(const rv_bv_coin *c, int64_t lots)
{
	return (double)lots * pow(10.0, -(double)c->sz_decimals) * c->price;
}

/* What becomes of the position: the net of all of them. */
static const char *verb_of(const rv_bv_coin *c, int64_t lots)
{
	const int64_t before = c->net.position, after = before + lots;
	if (lots == 0)
		return "crosses inside";
	if (before == 0)
		return "opens";
	if (after == 0)
		return "closes";
	if ((before > 0) != (after > 0))
		return "turns over";
	return (lots > 0) == (before > 0) ? "adds" : "reduces";
}

/* Who wants most of it, where no system says anything: OP, or nobody is off a target any more. */
static const char *main_sub(const int64_t want[RV_SUB_N])
{
	const char *sub = "";
	int64_t most = 0;
	for (int s = 0; s < RV_SUB_N; s++) {
		const int64_t size = want[s] < 0 ? -want[s] : want[s];
		if (size > most)
			sub = rv_sub_name((rv_sub)s);
		most = size > most ? size : most;
	}
	return sub;
}

/* What it does, the numbers behind the votes, what was done to these. Whose it is stands beside
 * it. */
static void say_why(const rv_bv_coin *c, const int64_t want[RV_SUB_N], int64_t lots,
		    char out[RV_WHY_TEXT])
{
	const bool first = c->net.class == RV_NET_LIQUIDATION || c->net.class == RV_NET_URGENT;
	const int n = snprintf(out, RV_WHY_TEXT, "%s%s%s, %s%s%s",
			       first ? rv_net_class_name(c->net.class) : "", first ? ": " : "",
			       verb_of(c, lots), c->signals[0] ? c->signals : main_sub(want),
			       c->why[0] ? "; " : "", c->why);
	if (n >= RV_WHY_TEXT)
		(void)snprintf(out + RV_WHY_TEXT - 4, 4, "...");
}

/* What it is expected to earn before any cost. Of what OP wants nobody has said so. */
static void put_edge(const rv_bv_coin *c, rv_leg_want *l)
{
	const double lot_usd = usd_of(c, 1), usd = fabs((double)l->lots) * lot_usd;
	l->edge_bps = NAN;
	if (!(usd > 0.0) || l->want[RV_SUB_OP] != 0)
		return;
	l->edge_bps = rv_net_earn_usd(&c->net, lot_usd, l->want) / usd * 1e4;
	for (int s = 0; s < RV_SUB_H; s++)
		l->edge_assumed |= l->want[s] != 0 ? c->net.assumed & 1U << s : 0U;
}

/* Less of what is held, on its own side. What the hedge moves meanwhile is not counted on. */
static bool only_reduces(const rv_bv_coin *c, int64_t lots)
{
	const int64_t p = c->net.position;
	if (lots == 0 || c->held[RV_SUB_H] != 0 || p == 0 || (p > 0) == (lots > 0))
		return false;
	return p > 0 ? -lots <= p : lots <= -p;
}

static void make_leg(const rv_bv_coin *c, const int64_t want[RV_SUB_N], rv_leg_want *l)
{
	memset(l, 0, sizeof(*l));
	memcpy(l->symbol, c->symbol, sizeof(l->symbol));
	memcpy(l->want, want, sizeof(l->want));
	for (int s = 0; s < RV_SUB_N; s++)
		l->lots += want[s];
	l->reduce_only = only_reduces(c, l->lots);
	put_edge(c, l);
	say_why(c, want, l->lots, l->why);
}

static const rv_bv_coin *of_rank(const rv_book_view *v, size_t rank)
{
	for (size_t i = 0; i < v->n_coins; i++) {
		if (v->coins[i].net.rank == rank)
			return &v->coins[i];
	}
	return NULL;
}

size_t rv_day_legs(const rv_book_view *v, rv_leg_want legs[RV_PROGRAM_LEGS], size_t *n_deferred)
{
	size_t n = 0;
	*n_deferred = 0;
	for (size_t i = 0; i < v->n_coins; i++)
		*n_deferred += v->coins[i].net.verdict == RV_NET_DEFERRED;
	for (size_t rank = 0; rank < v->n_coins && n < RV_PROGRAM_LEGS; rank++) {
		const rv_bv_coin *c = of_rank(v, rank);
		if (c)
			make_leg(c, c->net.want, &legs[n++]);
	}
	return n;
}

/* All that the sub-books are off their targets, however little. */
static void whole_want(const rv_bv_coin *c, int64_t want[RV_SUB_N])
{
	for (int s = 0; s < RV_SUB_N; s++)
		want[s] = c->net.target[s] - c->held[s];
}

/* Under the venue's least order, and no whole close: nothing is left to order. */
static bool is_dust(const rv_bv_coin *c, const rv_leg_want *l, double least_usd)
{
	const bool closes = c->net.net == 0 && c->net.position != 0;
	return l->lots != 0 && !closes && !(fabs(usd_of(c, l->lots)) >= least_usd);
}

static const rv_bv_coin *find(const rv_book_view *v, const char *symbol)
{
	for (size_t i = 0; i < v->n_coins; i++) {
		if (strcmp(v->coins[i].symbol, symbol) == 0)
			return &v->coins[i];
	}
	return NULL;
}

static const rv_tv_leg *leg_of(const rv_tv_program *p, const char *symbol)
{
	for (size_t i = 0; i < p->n; i++) {
		if (strcmp(p->legs[i].coin.symbol, symbol) == 0)
			return &p->legs[i];
	}
	return NULL;
}

static bool is_deferred(const char *deferred, const char *symbol)
{
	const size_t n = strlen(symbol);
	for (const char *at = deferred; *at;) {
		const size_t k = strcspn(at, ",");
		if (k == n && strncmp(at, symbol, n) == 0)
			return true;
		at += k + (at[k] == ',');
	}
	return false;
}

/* A coin that nobody votes for or holds any more: nothing is left of it. */
static void leg_over(const char *symbol, rv_leg_want *l)
{
	memset(l, 0, sizeof(*l));
	memcpy(l->symbol, symbol, sizeof(l->symbol));
	l->edge_bps = NAN;
}

static void rest_of_leg(const rv_book_view *v, const rv_tv_leg *g, double least_usd, rv_leg_want *l)
{
	int64_t want[RV_SUB_N];
	const rv_bv_coin *c = find(v, g->coin.symbol);
	if (!c) {
		leg_over(g->coin.symbol, l);
		return;
	}
	whole_want(c, want);
	make_leg(c, want, l);
	if (is_dust(c, l, least_usd))
		leg_over(g->coin.symbol, l);
}

/* A coin whose target cannot be said keeps what was granted: it is not named. */
static bool is_known(const rv_book_view *v, const char *symbol)
{
	const rv_bv_coin *c = find(v, symbol);
	return !c || c->net.verdict != RV_NET_BLOCKED;
}

size_t rv_day_rest(const rv_book_view *v, const rv_tv_program *granted, const char *deferred,
		   double least_order_usd, rv_leg_want legs[RV_PROGRAM_LEGS])
{
	size_t n = 0;
	for (size_t i = 0; i < granted->n && n < RV_PROGRAM_LEGS; i++) {
		const rv_tv_leg *g = &granted->legs[i];
		if (is_known(v, g->coin.symbol))
			rest_of_leg(v, g, least_order_usd, &legs[n++]);
	}
	for (size_t rank = 0; rank < v->n_coins && n < RV_PROGRAM_LEGS; rank++) {
		const rv_bv_coin *c = of_rank(v, rank);
		if (c && !leg_of(granted, c->symbol) && !is_deferred(deferred, c->symbol))
			make_leg(c, c->net.want, &legs[n++]);
	}
	return n;
}

void rv_day_deferred(const rv_book_view *v, char *out, size_t cap)
{
	size_t at = 0;
	out[0] = '\0';
	for (size_t i = 0; i < v->n_coins; i++) {
		const rv_bv_coin *c = &v->coins[i];
		if (c->net.verdict != RV_NET_DEFERRED || at + strlen(c->symbol) + 2 > cap)
			continue;
		at += (size_t)snprintf(out + at, cap - at, "%s,", c->symbol);
	}
}
