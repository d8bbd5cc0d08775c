/*
 * Student's t. Pure; any thread. GSL's error handler must be off. Formula:
 * docs/formulas.md#student.
 */
#ifndef RV_STATS_STUDENT_H
#define RV_STATS_STUDENT_H

#include <stddef.h>

/* P(|T| >= |t|) at df > 0 degrees of freedom; NaN for t = NaN or df not above 0; 0 at infinity. */
double rv_student_two_sided(double t, double df);

/* Two-sided p of a Pearson correlation over n pairs; NaN when rho is NaN or n < 3; 0 at |rho| = 1.
 */
double rv_correlation_p(double rho, size_t n);

#endif
