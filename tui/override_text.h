/*
 * Overrides of a snapshot in words: which hold, for how long still, of which coin. Pure; borrowed
 * pointers. UI thread.
 */
#ifndef RV_TUI_OVERRIDE_TEXT_H
#define RV_TUI_OVERRIDE_TEXT_H

#include "engine/book/overrides.h"
#include "tui/scene.h"

enum { RV_OVERRIDE_LINE = 176 };

/* It is set and its time is not over. */
bool rv_override_holds(const rv_scene *s, const rv_override *o);
/* How many hold. */
size_t rv_overrides_held(const rv_scene *s);
/* One of that coin holds: pinned, capped, excluded, flattened, scaled. */
bool rv_override_of_coin(const rv_scene *s, const char *symbol);
/* "override 3: S5 SOL pinned at 0.02, 3h12 left". */
const char *rv_override_line(const rv_scene *s, const rv_override *o, char buf[RV_OVERRIDE_LINE]);
/* Of what stands in its own pane, where room is small: "by hand: RISK_OFF, 3h12 left". */
const char *rv_override_brief(const rv_scene *s, const rv_override *o, char buf[RV_OVERRIDE_LINE]);

#endif
