/*
 * Strategies that are known through and through, for tests of the backtest's machinery. All hold
 * coins of kind PERP but BTC and ETH, and trade at each close.
 */
#ifndef RV_TESTS_TOY_STRATEGY_H
#define RV_TESTS_TOY_STRATEGY_H

#include "engine/research/strategy.h"

/* Random weights of both signs: no edge. */
extern const rv_strategy toy_random;
/* Long what was traded above a million coins on the day, short the others. */
extern const rv_strategy toy_signal;
/* The same weight in each coin. */
extern const rv_strategy toy_even;
/* Asks for the close of the next day; trades by it where it gets one. */
extern const rv_strategy toy_peek;
/* As toy_signal with a direction that a walk-forward chooses: sample 0 is -1, sample k is -1, 0 or
 * 1 by k % 3; 0 is not admissible, and all that share a direction tie. */
extern const rv_strategy toy_walk;

/* Daily panel of random walks without drift: BTC, ETH, C00 .. ; the next day's return of a coin is
 * edge x (was it traded above a million) of sign and noise of sd. Volumes in coins. */
rv_panel *toy_panel(uint64_t seed, size_t coins, size_t days, double edge, double sd);

#endif
