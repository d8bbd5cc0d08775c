/*
 * Betas of a coin to the two benchmarks, as known at a cursor's close: for the ex-ante exposures of
 * strategies whose own model has none to both. Least squares of daily simple returns, an intercept,
 * RV_BETAS_DAYS days, at least RV_BETAS_LEAST of them; NaN unknown, 1 and 0 of a benchmark itself.
 * Pure; any thread with a cursor of its own.
 */
#ifndef RV_RESEARCH_BETAS_H
#define RV_RESEARCH_BETAS_H

#include "engine/research/cursor.h"

enum { RV_BETAS_DAYS = 60, RV_BETAS_LEAST = 30 };

typedef struct rv_betas {
	size_t coin[2]; /* BTC, ETH in the cursor; SIZE_MAX not listed */
	double returns[2][RV_BETAS_DAYS];
} rv_betas;

/* The benchmarks' part: the first two of the universe's factors. */
void rv_betas_begin(const rv_cursor *c, const rv_universe_params *u, rv_betas *b);
void rv_betas_of(const rv_betas *b, const rv_cursor *c, size_t coin, double *btc, double *eth);

/* Simple returns of the newest n days, oldest first; n <= RV_BETAS_DAYS. */
void rv_cursor_returns(const rv_cursor *c, size_t coin, size_t n, double *out);

#endif
