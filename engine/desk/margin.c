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

/* Maintenance of a USD of notional: half the initial margin at the most leverage. */
static double rate_of(const rv_margin_leg *l)
{
	return 1.0 / (2.0 * l->max_leverage);
}

static double shock_of(const rv_margin_leg *l, const rv_stress *shock)
{
	if (!shock)
		return 0.0;
	return l->major ? shock->majors : shock->alts;
}

/* What a size leaves of account - ratio_least x maintenance. Concave: least at an end. */
static double leaves(const rv_margin_leg *l, double coins, double move, double ratio_least)
{
	const double gain = coins * l->mark * move;
	return gain - ratio_least * fabs(coins) * l->mark * (1.0 + move) * rate_of(l);
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
		m.maintenance_usd += fabs(value) * rate_of(l);
		m.gross_usd += fabs(value);
		m.net_usd += value;
	}
	m.ratio = m.maintenance_usd > 0.0 ? m.account_usd / m.maintenance_usd : INFINITY;
	if (!isfinite(account_usd))
		m.account_usd = m.ratio = NAN;
	*out = m;
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
	/* Account and maintenance both move with the price of this leg; where they meet: */
	const double coins = worst_end(l, 0.0, ratio_least);
	const double slack = m.account_usd - m.maintenance_usd;
	const double px = l->mark - slack / (coins - fabs(coins) * rate_of(l));
	if (px <= 0.0)
		return;
	out->px = px;
	out->pct = slack > 0.0 ? fabs(px / l->mark - 1.0) * 100.0 : 0.0;
	if (isfinite(l->sigma_day) && l->sigma_day > 0.0)
		out->sigmas = slack > 0.0 ? fabs(log(px / l->mark)) / l->sigma_day : 0.0;
}
