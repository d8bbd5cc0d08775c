/*
 * Betas of a coin to the two majors, and the majors' legs that make a short basket neutral.
 * Pure; any thread. Formulas: docs/formulas.md#dual-beta.
 */
#ifndef RV_PORTFOLIO_DUAL_BETA_H
#define RV_PORTFOLIO_DUAL_BETA_H

#include "engine/factors/majors_params.h"

/* The majors' winsorised log returns of the window, prepared once for all coins. */
typedef struct rv_dual_factors {
	size_t n; /* returns of the window: beta_window - 1 */
	double btc[RV_MA_WINDOW_MAX], eth[RV_MA_WINDOW_MAX];
} rv_dual_factors;

typedef struct rv_dual_beta {
	double btc, eth; /* clamped; NaN when not known */
	size_t n;	 /* bars with all three returns */
} rv_dual_beta;

/* btc, eth [beta_window - 1] log returns, oldest first, NaN = missing. */
void rv_dual_factors_of(const rv_ma_params *p, const double *btc, const double *eth,
			rv_dual_factors *out);
/*
 * Ridge with intercept of a coin's log returns x [f->n] on the factors, over the bars where all
 * three are known: at least beta_min. Each series is winsorised by its own quantiles first.
 */
rv_dual_beta rv_dual_beta_of(const rv_ma_params *p, const rv_dual_factors *f, const double *x);

typedef struct rv_dual_legs {
	double btc, eth; /* >= 0 */
} rv_dual_legs;

/*
 * The legs against an alt leg with these exposures (weights < 0, so they are usually < 0 too) and
 * this gross. Beta neutral: -exposure each, in [0, major_cap]. Dollar neutral: the split of the
 * gross that leaves the smallest sum of squared exposures.
 */
rv_dual_legs rv_dual_legs_of(const rv_ma_params *p, double exposure_btc, double exposure_eth,
			     double gross);

#endif
