/* From targets to legs; see day_legs.h. */
#include "engine/manager/day_legs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static double usd_of(const rv_bv_coin *c, int64_t lots)
{
	return (double)lots * pow(10.0, -(double)c->sz_decimals) * c->price;
}

/* Whose it is stands beside it: who wants most of it, and what was done to the votes. */
static void say_why(const rv_bv_coin *c, const int64_t want[RV_SUB_N], char out[RV_REASON_TEXT])
{
	const char *sub = "";
	int64_t most = 0;
	for (int s = 0; s < RV_SUB_N; s++) {
		const int64_t size = want[s] < 0 ? -want[s] : want[s];
		if (size > most)
			sub = rv_sub_name((rv_sub)s);
		most = size > most ? size : most;
	}
	const int n = snprintf(out, RV_REASON_TEXT, "%s%s%s", rv_net_class_name(c->net.class),
			       sub[0] ? ", most of it " : "", sub);
	if (c->why[0] && n > 0 && (size_t)n + 2 + strlen(c->why) < RV_REASON_TEXT)
		(void)snprintf(out + n, RV_REASON_TEXT - (size_t)n, "; %.*s",
			       RV_REASON_TEXT - n - 3, c->why);
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
	const double usd = fabs(usd_of(c, l->lots));
	l->edge_bps = usd > 0.0 ? c->net.edge_usd / usd * 1e4 : (double)NAN;
	say_why(c, want, l->why);
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
