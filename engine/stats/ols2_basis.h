/* The centred regressors of one window, orthogonalised: shared by the files of ols2 only. */
#ifndef RV_STATS_OLS2_BASIS_H
#define RV_STATS_OLS2_BASIS_H

#include "engine/stats/ols2.h"

#include <stdbool.h>

typedef struct rv_ols2_basis {
	size_t n;	      /* bars where all are finite */
	double my, m1, m2;    /* means */
	double s11, s12, s22; /* sums of centred squares and products */
	double g;	      /* x2 = g x1 + rest, centred */
	double d;	      /* squared length of the rest */
	double rcond;	      /* 0 when a regressor is constant */
	bool flat1, flat2;
} rv_ols2_basis;

/* y may be NULL: then only x1 and x2 must be finite. */
rv_ols2_basis rv_ols2_basis_of(const double *y, const double *x1, const double *x2, size_t n);

#endif
