/* The cap on the book's size by stress margin; see book_margin.h. */
#include "engine/run/book_margin.h"

#include <math.h>

enum { HALVINGS = 60 };

typedef struct book {
	const rv_book_margin_coin *coins;
	size_t n;
	double account_usd, least;
	rv_margin_leg *legs;
} book;

/* What a size leaves of account - least x maintenance, after the worst of the shocks. */
static double leaves(const book *b, double g)
{
	double worst = INFINITY;
	for (size_t i = 0; i < b->n; i++) {
		const rv_book_margin_coin *c = &b->coins[i];
		const double usd = g * c->scaled_usd + c->fixed_usd;
		const double held = fabs(usd) > 0.0 || isnan(usd) ? usd / c->price : 0.0;
		b->legs[i] = (rv_margin_leg){ .low = held,
					      .high = held,
					      .mark = c->price,
					      .sigma_day = NAN,
					      .max_leverage = c->max_leverage,
					      .major = c->major,
					      .tiers = c->tiers };
	}
	for (int k = -1; k < RV_STRESSES; k++) {
		rv_margin m;
		rv_margin_of(b->legs, b->n, b->account_usd, k < 0 ? NULL : &rv_stresses[k],
			     b->least, &m);
		const double left = m.account_usd - b->least * m.maintenance_usd;
		if (isnan(left))
			return NAN;
		worst = fmin(worst, left);
	}
	return worst;
}

/* The size that leaves most: concave, so that a third at a time can go. */
static double best(const book *b)
{
	double lo = 0.0, hi = 1.0;
	for (int i = 0; i < 2 * HALVINGS; i++) {
		const double a = lo + (hi - lo) / 3.0, z = hi - (hi - lo) / 3.0;
		if (leaves(b, a) < leaves(b, z))
			lo = a;
		else
			hi = z;
	}
	return lo;
}

double rv_book_margin_g(const rv_book_margin_coin *coins, size_t n, double account_usd,
			double least, rv_margin_leg *legs)
{
	const book b = { coins, n, account_usd, least, legs };
	const double whole = leaves(&b, 1.0), none = leaves(&b, 0.0);
	if (isnan(whole) || isnan(none))
		return NAN;
	if (whole >= 0.0)
		return INFINITY;
	double lo = none >= 0.0 ? 0.0 : best(&b), hi = 1.0;
	if (!(leaves(&b, lo) >= 0.0))
		return 0.0;
	for (int i = 0; i < HALVINGS; i++) {
		const double mid = lo + (hi - lo) / 2.0;
		if (leaves(&b, mid) >= 0.0)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}
