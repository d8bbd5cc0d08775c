/* A book of tests/oracle/optimizer_cases.h: inputs, and what sklearn and cvxopt make of them. */
#ifndef RV_TESTS_OPT_CASE_H
#define RV_TESTS_OPT_CASE_H

#include <stddef.h>

typedef struct opt_case {
	const char *name;
	size_t n, t;
	const double *x; /* [n][t] residuals, NaN = missing */
	const double *mu, *cost, *cap, *prev;
	const double *row_sums; /* [n] of the covariance */
	const double *weights;
	double gamma, gross, horizon;
	double shrinkage, mean_variance, objective;
} opt_case;

#endif
