/*
 * What must hold of the book at every step of a replayed day. Pure but for the text of a breach,
 * which lives until the next call; NULL: it holds.
 */
#ifndef RV_TESTS_REAL_CHECK_H
#define RV_TESTS_REAL_CHECK_H

#include "tests/support/real_replay.h"

/* Counts a check, and its breach when there is one; the first is kept with its time. */
void real_note(real_tally *y, int64_t t, const char *breach);

/* Targets are within the caps of gross and volatility, and there are at most so many legs. The
 * volatility is that of the targets' own daily returns, where every coin has all of them. */
const char *real_target_breach(const rv_config *cfg, const rv_book_view *v,
			       const rv_book_coin *coins, size_t n);
/* A leg has a price, its changes sum to the order, and bring each sub-book to its target. */
const char *real_leg_breach(const rv_bv_coin *c);
/* The delta is within the trigger, or an order would be too small or has no number. */
const char *real_hedge_breach(const rv_book_view *v);

#endif
