/* What must hold of the book; see real_check.h. */
#include "tests/support/real_check.h"

#include "engine/base/timefmt.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static char text[REAL_BREACH];

void real_note(real_tally *y, int64_t t, const char *breach)
{
	char at[RV_TIME_TEXT];
	y->checks++;
	if (!breach)
		return;
	if (y->breaches++ == 0)
		(void)snprintf(y->breach, sizeof(y->breach), "%s %s", rv_time_format(t, at),
			       breach);
}

static double lot_usd(const rv_bv_coin *c)
{
	return pow(10.0, -(double)c->sz_decimals) * c->price;
}

/* One lot a sub-book may be lost or won by rounding. */
static const char *gross_breach(const rv_config *cfg, const rv_book_view *v)
{
	double gross = 0.0, slack = 0.0;
	for (size_t i = 0; i < v->n_coins; i++) {
		if (v->coins[i].net.net == 0)
			continue;
		gross += fabs((double)v->coins[i].net.net) * lot_usd(&v->coins[i]);
		slack += RV_SUB_H * lot_usd(&v->coins[i]);
	}
	const double most = cfg->book.net.gross_most * v->nav;
	if (v->net.g.g > 0.0 && !(gross <= most + slack)) {
		(void)snprintf(text, sizeof(text), "targets of %.2f, gross at most %.2f", gross,
			       most);
		return text;
	}
	return NULL;
}

static const rv_book_coin *find(const rv_book_coin *coins, size_t n, const char *symbol)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(coins[i].symbol, symbol) == 0)
			return &coins[i];
	}
	return NULL;
}

/* Returns of the targets on a day; NaN: of one of the coins it is not known. */
static double target_return(const rv_book_view *v, const rv_book_coin *coins, size_t n, int day)
{
	double sum = 0.0;
	for (size_t i = 0; i < v->n_coins; i++) {
		const rv_bv_coin *c = &v->coins[i];
		const rv_book_coin *from = find(coins, n, c->symbol);
		if (c->net.net == 0)
			continue;
		if (!from || !from->returns)
			return NAN;
		sum += (double)c->net.net * lot_usd(c) / v->nav * from->returns[day];
	}
	return sum;
}

static double target_vol(const rv_book_view *v, const rv_book_coin *coins, size_t n)
{
	double x[RV_BOOK_RETURNS], mean = 0.0, sum = 0.0;
	for (int k = 0; k < RV_BOOK_RETURNS; k++) {
		x[k] = target_return(v, coins, n, k);
		mean += x[k] / RV_BOOK_RETURNS;
	}
	for (int k = 0; k < RV_BOOK_RETURNS; k++)
		sum += (x[k] - mean) * (x[k] - mean);
	return sqrt(sum / (RV_BOOK_RETURNS - 1) * 365.0);
}

/* What is fixed (the hedge as it is) may be beyond the cap alone: then G is 0. */
static const char *vol_breach(const rv_config *cfg, const rv_book_view *v,
			      const rv_book_coin *coins, size_t n)
{
	const double vol = target_vol(v, coins, n), most = cfg->book.net.vol_most;
	if (isnan(vol) || !(v->net.g.g > 0.0) || vol <= most * 1.001)
		return NULL;
	(void)snprintf(text, sizeof(text), "targets of a volatility of %.4f, at most %.4f, G %.4f",
		       vol, most, v->net.g.g);
	return text;
}

const char *real_target_breach(const rv_config *cfg, const rv_book_view *v,
			       const rv_book_coin *coins, size_t n)
{
	if (v->net.n_legs > (size_t)cfg->book.net.legs_most)
		return "more legs than a phase may have";
	if (!(v->net.g.g >= 0.0 && v->net.g.g <= 1.0))
		return "G is no share";
	const char *why = gross_breach(cfg, v);
	return why ? why : vol_breach(cfg, v, coins, n);
}

const char *real_leg_breach(const rv_bv_coin *c)
{
	int64_t sum = 0;
	if (!(isfinite(c->price) && c->price > 0.0 && isfinite(c->net.usd)))
		return "a leg of no number";
	for (int s = 0; s < RV_SUB_N; s++) {
		sum += c->net.want[s];
		if (c->net.verdict == RV_NET_LEG && c->held[s] + c->net.want[s] != c->net.target[s])
			return "a leg does not bring a sub-book to its target";
	}
	return sum == c->net.lots ? NULL : "the changes of a leg do not sum to its order";
}

const char *real_hedge_breach(const rv_book_view *v)
{
	for (int f = 0; f < RV_HEDGE_LEGS; f++) {
		const rv_hedge_leg *l = &v->hedge[f];
		if (l->verdict == RV_HEDGE_SMALL || l->verdict == RV_HEDGE_UNKNOWN)
			continue;
		if (fabs(l->distance) <= l->trigger)
			continue;
		(void)snprintf(text, sizeof(text), "%s is %.2f off after a hedge, trigger %.2f",
			       v->hedge_names[f], l->distance, l->trigger);
		return text;
	}
	return NULL;
}
