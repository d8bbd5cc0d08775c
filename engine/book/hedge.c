/* The hedge; see hedge.h. */
#include "engine/book/hedge.h"

#include "engine/base/decimal.h"
#include "engine/market/returns.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void rv_hedge_params_default(rv_hedge_params *p)
{
	*p = (rv_hedge_params){ .names = { "BTC", "ETH" },
				.trigger_nav = 0.01,
				.trigger_usd = 10.0,
				.back_share = 0.25,
				.momentum_most = 0.25,
				.least_order_usd = 10.0 };
}

const char *rv_hedge_params_error(const rv_hedge_params *p)
{
	if (!p->names[0][0] || !p->names[1][0] || strcmp(p->names[0], p->names[1]) == 0)
		return "the hedge's coins: two names that differ";
	if (!(p->trigger_nav >= 0.0 && p->trigger_nav <= 1.0) || !(p->trigger_usd > 0.0))
		return "the hedge's trigger: 0 to 1 of NAV, and above 0 USD";
	if (!(p->back_share >= 0.0 && p->back_share < 1.0))
		return "what a hedge leaves: 0 to below 1 of its trigger";
	if (!(p->momentum_most >= 0.0) || !(p->least_order_usd >= 0.0))
		return "momentum's delta and the least order: not negative";
	return NULL;
}

bool rv_hedge_betas(const rv_hedge_coin *c, double beta[RV_HEDGE_LEGS])
{
	const double *from = NULL;
	const bool fresh = isfinite(c->beta[0]) && isfinite(c->beta[1]);
	if (fresh)
		from = c->beta;
	else if (isfinite(c->last[0]) && isfinite(c->last[1]))
		from = c->last;
	beta[RV_HEDGE_BTC] = from ? from[RV_HEDGE_BTC] : 1.0;
	beta[RV_HEDGE_ETH] = from ? from[RV_HEDGE_ETH] : 0.0;
	return !fresh;
}

void rv_hedge_remember(double last[RV_HEDGE_LEGS], const double now[RV_HEDGE_LEGS])
{
	if (isfinite(now[0]) && isfinite(now[1]))
		memcpy(last, now, RV_HEDGE_LEGS * sizeof(last[0]));
}

static bool held(const rv_hedge_coin *c)
{
	for (int s = 0; s < RV_SUB_N; s++) {
		if (c->lots[s] != 0)
			return true;
	}
	return false;
}

/* Of a coin, or of a factor coin: 1 on itself, 0 on the other. */
static bool betas_of(const rv_hedge_params *p, const rv_hedge_coin *c, double beta[RV_HEDGE_LEGS])
{
	for (int f = 0; f < RV_HEDGE_LEGS; f++) {
		if (strcmp(c->symbol, p->names[f]) == 0) {
			beta[f] = 1.0;
			beta[!f] = 0.0;
			return false;
		}
	}
	return rv_hedge_betas(c, beta);
}

static void add(const rv_hedge_params *p, const rv_hedge_coin *c, rv_hedge_leg *out)
{
	double beta[RV_HEDGE_LEGS];
	const bool assumed = betas_of(p, c, beta);
	const double lot = pow(10.0, -(double)c->sz_decimals) * c->price;
	for (int f = 0; f < RV_HEDGE_LEGS; f++) {
		for (int s = 0; s < RV_SUB_N; s++)
			out[f].by_sub[s] += (double)c->lots[s] * lot * beta[f];
		out[f].assumed += assumed ? 1 : 0;
	}
}

static double target_of(const rv_hedge_params *p, const rv_hedge_input *in, const rv_hedge_leg *l)
{
	const double most = in->risk_off ? 0.0 : p->momentum_most * in->nav;
	return fmin(most, fmax(-most, l->by_sub[RV_SUB_S4M])) + l->by_sub[RV_SUB_OP];
}

static void unknown(rv_hedge_now *o, const char *what, const char *of)
{
	o->verdict = RV_HEDGE_UNKNOWN;
	(void)snprintf(o->reason, sizeof(o->reason), "no %s%s: no order", what, of);
}

static void measure(const rv_hedge_params *p, const rv_hedge_input *in, rv_hedge_leg *l)
{
	l->actual = 0.0;
	for (int s = 0; s < RV_SUB_N; s++)
		l->actual += l->by_sub[s];
	if (!isfinite(in->nav) || !(in->nav > 0.0)) {
		unknown(&l->now, "NAV", "");
		return;
	}
	l->target = target_of(p, in, l);
	l->distance = l->actual - l->target;
	l->trigger = fmax(p->trigger_nav * in->nav, p->trigger_usd);
	l->left = p->back_share * l->trigger;
}

static rv_status order(const rv_hedge_params *p, const rv_hedge_coin *c, const rv_hedge_leg *l,
		       rv_hedge_now *o)
{
	const double usd = copysign(l->left, l->distance) - l->distance;
	int64_t lots = 0;
	if (rv_dec_sz_round(usd / c->price, c->sz_decimals, RV_DEC_DOWN, &lots) != RV_OK)
		return RV_ERANGE;
	const double worth = (double)lots * pow(10.0, -(double)c->sz_decimals) * c->price;
	if (lots == 0 || fabs(worth) < p->least_order_usd) {
		o->verdict = RV_HEDGE_SMALL;
		(void)snprintf(o->reason, sizeof(o->reason),
			       "an order of %.2f USD is too small to be sent", worth);
		return RV_OK;
	}
	o->verdict = RV_HEDGE_ORDER;
	o->lots = lots;
	o->usd = worth;
	o->after = l->actual + worth;
	(void)snprintf(o->reason, sizeof(o->reason),
		       "%s %.2f USD of %s: delta %.2f, target %.2f, trigger %.2f, left %.2f",
		       lots > 0 ? "buy" : "sell", fabs(worth), c->symbol, l->actual, l->target,
		       l->trigger, l->left);
	return RV_OK;
}

/* The order that brings it back now; the trigger is not looked at. */
static rv_status decide_now(const rv_hedge_params *p, const rv_hedge_input *in, int f,
			    const rv_hedge_coin *c, rv_hedge_leg *l)
{
	rv_hedge_now *o = &l->now;
	if (o->verdict == RV_HEDGE_UNKNOWN)
		return RV_OK;
	if (!(fabs(l->distance) > l->left)) {
		(void)snprintf(o->reason, sizeof(o->reason),
			       "%.2f USD off its target, which an order would leave (%.2f)",
			       fabs(l->distance), l->left);
		return RV_OK;
	}
	if (in->in_flight[f]) {
		o->verdict = RV_HEDGE_WAITS;
		(void)snprintf(o->reason, sizeof(o->reason), "an order of %s is on its way",
			       p->names[f]);
		return RV_OK;
	}
	if (!c || !rv_price_known(c->price)) {
		unknown(o, "price of ", p->names[f]);
		return RV_OK;
	}
	return order(p, c, l, o);
}

/* By itself the same, once the distance is above its trigger. */
static void decide(rv_hedge_leg *l)
{
	const rv_hedge_now *o = &l->now;
	if (!isnan(l->distance) && !(fabs(l->distance) > l->trigger))
		return;
	l->verdict = o->verdict;
	l->lots = o->lots;
	l->usd = o->usd;
	memcpy(l->reason, o->reason, sizeof(l->reason));
}

/* The factor coins; -1: not among the coins. RV_EINVAL: twice, or a coin's decimals. */
static rv_status find(const rv_hedge_params *p, const rv_hedge_coin *coins, size_t n,
		      const rv_hedge_coin *factor[RV_HEDGE_LEGS])
{
	factor[0] = factor[1] = NULL;
	for (size_t i = 0; i < n; i++) {
		if (coins[i].sz_decimals < 0 || coins[i].sz_decimals > 6)
			return RV_EINVAL;
		for (int f = 0; f < RV_HEDGE_LEGS; f++) {
			if (strcmp(coins[i].symbol, p->names[f]) != 0)
				continue;
			if (factor[f])
				return RV_EINVAL;
			factor[f] = &coins[i];
		}
	}
	return RV_OK;
}

static void clear(rv_hedge_leg *l)
{
	*l = (rv_hedge_leg){ .actual = NAN,
			     .target = NAN,
			     .distance = NAN,
			     .trigger = NAN,
			     .left = NAN,
			     .verdict = RV_HEDGE_QUIET,
			     .now = { .verdict = RV_HEDGE_QUIET, .after = NAN } };
}

/* The exposures of every coin that is held; NULL, or the first whose price is unknown. */
static const rv_hedge_coin *expose(const rv_hedge_params *p, const rv_hedge_coin *coins, size_t n,
				   rv_hedge_leg *out)
{
	for (size_t i = 0; i < n; i++) {
		if (!held(&coins[i]))
			continue;
		if (!rv_price_known(coins[i].price))
			return &coins[i];
		add(p, &coins[i], out);
	}
	return NULL;
}

rv_status rv_hedge_run(const rv_hedge_params *p, const rv_hedge_input *in,
		       const rv_hedge_coin *coins, size_t n, rv_hedge_leg out[RV_HEDGE_LEGS])
{
	const rv_hedge_coin *factor[RV_HEDGE_LEGS];
	if (rv_hedge_params_error(p))
		return RV_EINVAL;
	rv_status st = find(p, coins, n, factor);
	if (st != RV_OK)
		return st;
	for (int f = 0; f < RV_HEDGE_LEGS; f++)
		clear(&out[f]);
	const rv_hedge_coin *blind = expose(p, coins, n, out);
	for (int f = 0; f < RV_HEDGE_LEGS && st == RV_OK; f++) {
		if (blind)
			unknown(&out[f].now, "price of ", blind->symbol);
		else
			measure(p, in, &out[f]);
		st = decide_now(p, in, f, factor[f], &out[f]);
		decide(&out[f]);
	}
	return st;
}

const char *rv_hedge_verdict_name(rv_hedge_verdict v)
{
	static const char *const names[] = { "quiet", "order", "waits", "too small", "unknown" };
	return (size_t)v < sizeof(names) / sizeof(names[0]) ? names[v] : "?";
}
