/* Margin, stress and liquidation of a cross account; see margin.h. */
#include "engine/desk/margin.h"

#include <math.h>

const rv_stress rv_stresses[RV_STRESSES] = {
	{ "alts -30 %, majors -15 %", -0.30, -0.15 },
	{ "alts +30 %, majors +15 %", 0.30, 0.15 },
	{ "alts +40 %, majors +5 %", 0.40, 0.05 },
};

static bool flat(const rv_margin_leg *l)
{
	return fabs(l->low) + fabs(l->high) <= 0.0;
}

static bool known(const rv_margin_leg *l)
{
	return isfinite(l->low) && isfinite(l->high) && isfinite(l->mark) && l->mark > 0.0 &&
	       l->max_leverage > 0;
}

/* The tiers of a coin, of which there is always one. */
typedef struct ladder {
	size_t n;
	const rv_margin_tier *v;
	rv_margin_tier one;
} ladder;

static void ladder_of(const rv_margin_tiers *t, int max_leverage, ladder *out)
{
	out->one = (rv_margin_tier){ 0.0, max_leverage };
	out->n = t && t->n > 0 ? t->n : 1;
	out->v = t && t->n > 0 ? t->v : &out->one;
}

/* Maintenance of a USD of notional: half the initial margin at the most leverage. */
static double rate_of(const rv_margin_tier *t)
{
	return 1.0 / (2.0 * t->max_leverage);
}

/* What tier k takes off, so that nothing jumps where it begins. */
static double deduction_of(const ladder *l, size_t k)
{
	double sum = 0.0;
	for (size_t i = 1; i <= k; i++)
		sum += l->v[i].from_usd * (rate_of(&l->v[i]) - rate_of(&l->v[i - 1]));
	return sum;
}

/* The tiers' lines are under each other up to where they begin: the highest one counts. */
double rv_margin_need(const rv_margin_tiers *tiers, int max_leverage, double notional_usd)
{
	ladder l;
	double most = NAN;
	ladder_of(tiers, max_leverage, &l);
	for (size_t k = 0; k < l.n && l.v[k].max_leverage > 0; k++)
		most = fmax(most, notional_usd * rate_of(&l.v[k]) - deduction_of(&l, k));
	return most;
}

static double need(const rv_margin_leg *l, double notional_usd)
{
	return rv_margin_need(l->tiers, l->max_leverage, notional_usd);
}

static double shock_of(const rv_margin_leg *l, const rv_stress *shock)
{
	if (!shock)
		return 0.0;
	return l->major ? shock->majors : shock->alts;
}

/*
 * What a size leaves of account - ratio_least x maintenance. Concave, since each dollar more needs
 * as much or more: least at an end.
 */
static double leaves(const rv_margin_leg *l, double coins, double move, double ratio_least)
{
	const double gain = coins * l->mark * move;
	return gain - ratio_least * need(l, fabs(coins) * l->mark * (1.0 + move));
}

static double worst_end(const rv_margin_leg *l, double move, double ratio_least)
{
	const double low = leaves(l, l->low, move, ratio_least);
	const double high = leaves(l, l->high, move, ratio_least);
	if (low < high)
		return l->low;
	if (high < low)
		return l->high;
	return fabs(l->low) > fabs(l->high) ? l->low : l->high;
}

void rv_margin_of(const rv_margin_leg *legs, size_t n, double account_usd, const rv_stress *shock,
		  double ratio_least, rv_margin *out)
{
	rv_margin m = { .account_usd = account_usd };
	for (size_t i = 0; i < n; i++) {
		const rv_margin_leg *l = &legs[i];
		if (flat(l))
			continue;
		if (!known(l)) {
			*out = (rv_margin){ NAN, NAN, NAN, NAN, NAN };
			return;
		}
		const double move = shock_of(l, shock), coins = worst_end(l, move, ratio_least);
		const double value = coins * l->mark * (1.0 + move);
		m.account_usd += coins * l->mark * move;
		m.maintenance_usd += need(l, fabs(value));
		m.gross_usd += fabs(value);
		m.net_usd += value;
	}
	m.ratio = m.maintenance_usd > 0.0 ? m.account_usd / m.maintenance_usd : INFINITY;
	if (!isfinite(account_usd))
		m.account_usd = m.ratio = NAN;
	*out = m;
}

/*
 * From the ends that need most maintenance on: as long as some combination is under the ratio that
 * has been found, the ends for that ratio find a lesser one. Each is of a combination, so it ends.
 */
double rv_margin_least(const rv_margin_leg *legs, size_t n, double account_usd,
		       const rv_stress *shock)
{
	const double above_any = 1e12;
	double least;
	rv_margin m;
	rv_margin_of(legs, n, account_usd, shock, above_any, &m);
	do {
		least = m.ratio;
		if (isfinite(least))
			rv_margin_of(legs, n, account_usd, shock, least, &m);
	} while (m.ratio < least);
	return least;
}

/*
 * The price at which account and maintenance meet, both moving with the price of this leg. slack:
 * what is left between them now. Of a long each tier's line meets the account further down than
 * what is true, of a short further up: the nearest one counts.
 */
static double meeting_px(const rv_margin_leg *leg, double coins, double slack)
{
	ladder l;
	ladder_of(leg->tiers, leg->max_leverage, &l);
	const double size = fabs(coins), now = need(leg, size * leg->mark);
	double px = NAN;
	for (size_t k = 0; k < l.n; k++) {
		/* slack + coins (p - mark) - (size p rate - deduction - now) = 0 */
		const double p = (coins * leg->mark - slack - now - deduction_of(&l, k)) /
				 (coins - size * rate_of(&l.v[k]));
		px = coins > 0.0 ? fmax(px, p) : fmin(px, p);
	}
	return px;
}

void rv_margin_liquidation(const rv_margin_leg *legs, size_t n, size_t i, double account_usd,
			   double ratio_least, rv_liquidation *out)
{
	*out = (rv_liquidation){ NAN, NAN, NAN };
	const rv_margin_leg *l = &legs[i];
	rv_margin m;
	if (flat(l))
		return;
	rv_margin_of(legs, n, account_usd, NULL, ratio_least, &m);
	if (!isfinite(m.account_usd))
		return;
	const double slack = m.account_usd - m.maintenance_usd;
	const double px = meeting_px(l, worst_end(l, 0.0, ratio_least), slack);
	if (!(px > 0.0))
		return;
	out->px = px;
	out->pct = slack > 0.0 ? fabs(px / l->mark - 1.0) * 100.0 : 0.0;
	if (isfinite(l->sigma_day) && l->sigma_day > 0.0)
		out->sigmas = slack > 0.0 ? fabs(log(px / l->mark)) / l->sigma_day : 0.0;
}
