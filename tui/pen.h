/*
 * The pen at this console: who has it, that it is kept while somebody is here, and asking for it.
 *
 * Whoever has it says so once a second; the UI thread does, so that a console that hangs or was
 * stopped loses it. UI thread.
 */
#ifndef RV_TUI_PEN_H
#define RV_TUI_PEN_H

#include "tui/desk.h"
#include "tui/trade.h"
#include "tui/ui.h"

/* This very console has it. */
bool rv_pen_mine(const rv_ui *ui);
/* Who sits here, as the desk knows it. */
int64_t rv_own_uid(const rv_ui *ui);
/*
 * With each snapshot, and more often than RV_PEN_BEAT_MS while somebody is here: keeps it; and
 * takes a free one, once, where the engine ends with this console and nobody else was there before.
 * Says once when it is lost, unless it was let go here.
 */
void rv_pen_update(rv_ui *ui, int64_t now_mono);
/* The key: takes a free one, lets its own go, says how somebody's is taken over. */
rv_desk_action rv_pen_key(rv_ui *ui);
/* Role or pen: why nothing is approved from here; "" nothing. What a second person answers needs no
 * pen. */
const char *rv_pen_block(const rv_ui *ui, const char *first, char buf[RV_WHY_NOT]);
/* "alice", "1001". */
const char *rv_pen_who(const rv_tv_pen *p, char out[RV_WHO_SAID]);

#endif
