/*
 * Margin of a cross account: what it is, what stress makes of it, how far liquidation is.
 *
 * Maintenance is notional x rate - deduction of the tier that the notional is in, the rate half the
 * initial margin at the tier's maximum leverage, the deduction such that each dollar needs what its
 * own tier asks for; without a table notional / (2 x the coin's maximum leverage). Doubles: these
 * are ratios of market numbers. An unknown mark or leverage of a leg that is not flat makes every
 * result NaN. Pure; any thread.
 */
#ifndef RV_DESK_MARGIN_H
#define RV_DESK_MARGIN_H

#include "engine/market/types.h"

#include <stdbool.h>
#include <stddef.h>

enum { RV_STRESSES = 3 };

/* One symbol. low == high: the position; otherwise what open orders could make of it. */
typedef struct rv_margin_leg {
	double low, high;	      /* coins, signed, low <= high */
	double mark;		      /* USD; NaN unknown */
	double sigma_day;	      /* sd of daily log returns; NaN unknown */
	int max_leverage;	      /* of the coin at the venue; 0 unknown */
	bool major;		      /* BTC, ETH */
	const rv_margin_tiers *tiers; /* borrowed; NULL or empty: one, at max_leverage */
} rv_margin_leg;

/* Maintenance of a position of so many USD, >= 0. NaN: the leverage is not known. */
double rv_margin_need(const rv_margin_tiers *tiers, int max_leverage, double notional_usd);

typedef struct rv_margin {
	double account_usd;	/* account value, after the shock */
	double maintenance_usd; /* 0 when flat */
	double ratio;		/* account / maintenance; INFINITY when flat */
	double gross_usd, net_usd;
} rv_margin;

/* A shock: alts and majors move by these fractions. */
typedef struct rv_stress {
	const char *name; /* "alts -30 %, majors -15 %" */
	double alts, majors;
} rv_stress;

extern const rv_stress rv_stresses[RV_STRESSES];

/*
 * The account after a shock (NULL: none). account_usd: the venue's account value now, before it.
 * ratio_least: where a leg is a range, each takes the end that leaves the least of
 * account - ratio_least x maintenance, which makes "ratio >= ratio_least" hold for every
 * combination of fills exactly when it holds here.
 */
void rv_margin_of(const rv_margin_leg *legs, size_t n, double account_usd, const rv_stress *shock,
		  double ratio_least, rv_margin *out);

/*
 * The least account / maintenance that any combination of fills can leave after a shock (NULL:
 * none). INFINITY: flat whatever fills; NaN: unknown.
 */
double rv_margin_least(const rv_margin_leg *legs, size_t n, double account_usd,
		       const rv_stress *shock);

typedef struct rv_liquidation {
	double px;     /* USD at which the account would be liquidated, the other marks as now */
	double pct;    /* distance from the mark, 0 when reached */
	double sigmas; /* |log distance| in daily sigma; NaN without a sigma */
} rv_liquidation;

/*
 * Of leg i, all others at their mark; the leg's own ranges as rv_margin_of with that ratio_least.
 * All NaN: flat, unknown, or no price > 0 liquidates it.
 */
void rv_margin_liquidation(const rv_margin_leg *legs, size_t n, size_t i, double account_usd,
			   double ratio_least, rv_liquidation *out);

#endif
