/*
 * How large the book may be before a shock brings the account under its margin: the cap on G by
 * stress margin (docs/book-day.md, "Targets").
 *
 * For targets g m + f (m what G scales, f the rest) the largest g of [0, 1] at which account /
 * maintenance is at least `least` as things are and after each of the shocks of desk/margin.h.
 * account - least x maintenance is concave in g (maintenance grows by ever higher rates), so that
 * what is allowed is one interval. Pure; any thread.
 */
#ifndef RV_RUN_BOOK_MARGIN_H
#define RV_RUN_BOOK_MARGIN_H

#include "engine/desk/margin.h"

typedef struct rv_book_margin_coin {
	double scaled_usd, fixed_usd; /* at the price, signed */
	double price;
	int max_leverage; /* 0 unknown */
	bool major;
	const rv_margin_tiers *tiers; /* borrowed; NULL or empty: one, at max_leverage */
} rv_book_margin_coin;

/*
 * legs [n]: room to work in. INFINITY: no smaller than 1 is needed; 0: none is small enough; NaN: a
 * coin that counts has no price or leverage, or the account is not known.
 */
double rv_book_margin_g(const rv_book_margin_coin *coins, size_t n, double account_usd,
			double least, rv_margin_leg *legs);

#endif
