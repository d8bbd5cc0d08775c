/*
 * Acts that wait for a second person: looking them up, the question before one is approved, and
 * what stands between it and Y. They are "r3" on the screen. UI thread.
 */
#ifndef RV_TUI_REQUESTS_H
#define RV_TUI_REQUESTS_H

#include "tui/desk.h"
#include "tui/picks.h"
#include "tui/trade.h"
#include "tui/ui.h"

/* NULL: none of that number waits. */
const rv_tv_request *rv_trade_request(const rv_trade_view *tv, uint64_t id);
rv_pick rv_pick_of_request(const rv_tv_request *x, size_t index);

/* The question; id 0: the oldest. */
rv_desk_action rv_request_open(rv_ui *ui, uint64_t id);
/* The one before it is rejected, which asks for a reason. */
rv_desk_action rv_request_open_reject(rv_ui *ui, uint64_t id);
/* What stands between it and Y: "" nothing. */
const char *rv_request_block(const rv_ui *ui, char buf[RV_WHY_NOT]);
/* Sends what the question is about; reason: of a rejection, else "". */
rv_desk_action rv_request_send(rv_ui *ui, const char *reason);

#endif
