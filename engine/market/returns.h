/*
 * Returns and USD volume of bars. Pure; any thread. Formula: docs/formulas.md#returns.
 */
#ifndef RV_MARKET_RETURNS_H
#define RV_MARKET_RETURNS_H

#include <stdbool.h>
#include <stddef.h>

/* A price that arithmetic may use: finite and > 0. */
bool rv_price_known(double price);

/* p1 / p0 - 1; NaN when either price is missing or <= 0, or the quotient is no finite number. */
double rv_simple_return(double p0, double p1);

/* ln(p1 / p0); NaN when either price is missing or <= 0, or the ratio is no finite number. */
double rv_log_return(double p0, double p1);

/*
 * out[k] = ln(price[k+1] / price[k]) for k = 0 .. n-2; price [n] one per bar, oldest first,
 * NaN = missing bar. A return across a missing bar is missing: nothing is filled.
 */
void rv_log_returns(const double *price, size_t n, double *out);

/* USD volume of one bar: as published, else coins x close; NaN unknown. */
double rv_volume_usd(double quote, double base, double close);

#endif
