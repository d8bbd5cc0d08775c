/* Random legal actions of the venue, and other spellings of their JSON. */
#ifndef RV_TESTS_HL_ACTION_H
#define RV_TESTS_HL_ACTION_H

#include "engine/base/rng.h"
#include "feeds/hyperliquid/action.h"

/* Any kind; a batch has at most max items. */
void rv_hl_random_action(rv_rng *r, rv_hl_action *a, size_t max);
/*
 * The same JSON with the members of every object in another order, zeros behind the decimals of p,
 * s and triggerPx where they fit, and cloids in mixed case. The caller frees.
 */
char *rv_hl_respell(rv_rng *r, const char *json);

#endif
