/*
 * Things of a snapshot, each as one line for a person: the same words in the hand-over, on the
 * screen and in `rvdesk status`. Values in USD, sizes in coins, `--` for unknown. Pure; any thread
 * that holds the snapshot.
 */
#ifndef RV_TUI_DESK_LINES_H
#define RV_TUI_DESK_LINES_H

#include "engine/run/view.h"

enum { RV_DESK_LINE = 320 };

/* There is something of it, by us or by the venue. */
bool rv_position_open(const rv_tv_position *p);

/* "-0.00482 is nobody's", in coins; "" nothing of it is. */
const char *rv_residue_words(const rv_tv_position *p, char *out, size_t cap);
/* "SOL 3.20, 497 USD, unrealized +1.20, HALTED". */
const char *rv_position_line(const rv_tv_position *p, char out[RV_DESK_LINE]);
/* "EXTERNAL 0x12..ab BUY 3.20 SOL at 155.41, filled 1.00, WORKING, age 3s". */
const char *rv_order_line(const rv_view *v, const rv_tv_order *q, char out[RV_DESK_LINE]);
/* "3 SOL excluded until 2026-01-16T23:00:00Z: REASON". */
const char *rv_override_until(const rv_override *o, char out[RV_DESK_LINE]);

#endif
