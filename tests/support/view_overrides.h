/* Overrides in the snapshot that tests draw, and the effect of one. Same bits every time. */
#ifndef RV_TESTS_VIEW_OVERRIDES_H
#define RV_TESTS_VIEW_OVERRIDES_H

#include "engine/run/view.h"

/* On top of rv_fixture_trade: six that are set, of coins, a sub-book, a regime, the hedge. */
void rv_fixture_overrides(rv_view *v);
/* The effect that was asked for under that nonce by 1000. */
void rv_fixture_effect(rv_view *v, uint64_t nonce);

#endif
