/*
 * Names of symbols: stored as spelled, matched by configuration without regard to case.
 * ASCII only, whatever the locale. Any thread.
 */
#ifndef RV_MARKET_SYMBOL_H
#define RV_MARKET_SYMBOL_H

#include <stdbool.h>

bool rv_symbol_equal(const char *a, const char *b);

#endif
