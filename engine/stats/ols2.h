/*
 * Least squares of a series on two regressors and an intercept, of one window and rolling.
 * By orthogonalisation of the centred regressors, never by an inverse of X'X.
 * Formula: docs/formulas.md#two-regressor-ols. Pure but for the workspace; one thread each.
 */
#ifndef RV_STATS_OLS2_H
#define RV_STATS_OLS2_H

#include "engine/base/status.h"

#include <stddef.h>

typedef enum rv_ols2_status {
	RV_OLS2_OK,
	RV_OLS2_SHORT,	  /* fewer than min_n bars where all three are finite */
	RV_OLS2_COLLINEAR /* rcond below the least, or a regressor is constant */
} rv_ols2_status;

typedef struct rv_ols2 {
	rv_ols2_status status;
	size_t n;	       /* bars where all three are finite */
	double alpha, beta[2]; /* NaN unless OK */
	double se[2];	       /* standard errors, divisor n - 3; NaN for n < 4 */
	double slope21;	       /* slope of x2 on x1 alone; NaN when x1 is constant */
	double slope12;	       /* slope of x1 on x2 alone */
	double rcond;	       /* of the centred regressors scaled to unit length; NaN when SHORT */
} rv_ols2;

/* y, x1, x2 [n]; bars where one of them is not finite are skipped. min_n >= 3. */
rv_ols2 rv_ols2_fit(const double *y, const double *x1, const double *x2, size_t n, size_t min_n,
		    double rcond_min);

/* One window of two regressors without a hole, for many series; borrows the work it was made in. */
typedef struct rv_ols2_shared {
	rv_ols2 fit; /* status, n, slopes and rcond: the same for every series */
	size_t n;
	double m1, m2;	   /* means */
	double s11, g, d;  /* x2 = g x1 + rest, centred: squares of x1, of the rest */
	double *d1, *rest; /* [n] x1 centred, the rest */
	double *left;	   /* [n] of a series; scratch */
} rv_ols2_shared;

/* x1, x2 [n] finite; work [3 n]. */
void rv_ols2_share(const double *x1, const double *x2, size_t n, size_t min_n, double rcond_min,
		   double *work, rv_ols2_shared *out);
/* rv_ols2_fit of a series y [n] that is finite at every bar, to rounding. */
rv_ols2 rv_ols2_fit_shared(const rv_ols2_shared *s, const double *y);

typedef struct rv_ols2_roll rv_ols2_roll;

RV_NODISCARD rv_status rv_ols2_roll_new(size_t max_bars, rv_ols2_roll **out);
void rv_ols2_roll_free(rv_ols2_roll *w);

/*
 * The regressors that many series share: x1, x2 [bars], borrowed until the next call. A window is
 * the `window` bars that end at t, bars before the first are missing; 3 <= min_n <= window.
 */
void rv_ols2_roll_regressors(rv_ols2_roll *w, const double *x1, const double *x2, size_t bars,
			     size_t window, size_t min_n, double rcond_min);

/*
 * The same with a given shift of the regressors, any numbers near their means: the bits of a bar
 * then depend on nothing after it. (rv_ols2_roll_regressors takes the means of all bars.)
 */
void rv_ols2_roll_regressors_at(rv_ols2_roll *w, const double *x1, const double *x2, size_t bars,
				size_t window, size_t min_n, double rcond_min,
				const double shift[2]);

/* What a series gives by bar, [bars] each; NaN = none. */
typedef struct rv_ols2_series {
	double *alpha, *beta1, *beta2;
	double *residual; /* y_t - fitted_t, of the window that ends at t */
} rv_ols2_series;

/*
 * Every window of y [bars]. O(1) a bar where a window has no hole; windows with holes (when
 * min_n < window) and with nearly collinear regressors go through rv_ols2_fit.
 */
void rv_ols2_roll_run(rv_ols2_roll *w, const double *y, const rv_ols2_series *out);

#endif
