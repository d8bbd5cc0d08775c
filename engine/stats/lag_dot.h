/*
 * Sums of products of two series, also shifted against each other. Pure; any thread.
 * Finite input unless said otherwise. Every sum has one fixed order, whatever the machine.
 */
#ifndef RV_STATS_LAG_DOT_H
#define RV_STATS_LAG_DOT_H

#include <stddef.h>

/* Shifts of one call, and how many values the shifted series must have beyond n. */
enum { RV_LAG_DOTS = 21, RV_LAG_DOT_PAD = 24 };

/* out[j] = sum over t < n of x[t + j] y[t], t ascending. x [n + RV_LAG_DOT_PAD], y [n]. */
void rv_lag_dots(const double *x, const double *y, size_t n, double out[RV_LAG_DOTS]);

/* Sum of x[t] y[t]: eight interleaved partial sums. */
double rv_dot(const double *x, const double *y, size_t n);
/* Sum of x[t], likewise. Not finite if a value is not. */
double rv_sum(const double *x, size_t n);
/* Sum of (x[t] - from)^2, likewise. */
double rv_sum_squares(const double *x, double from, size_t n);
/* out[t] = k (x[t] - from); out may be x, or lie before it. */
void rv_shift_scale(const double *x, double from, double k, size_t n, double *out);
/* y[t] += k x[t]. */
void rv_add_scaled(double k, const double *x, size_t n, double *y);

#endif
