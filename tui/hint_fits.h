/*
 * Which keys mean something where the keyboard is: what the focused pane can do, what the thing
 * under the cursor allows. The line of hints names those and no others. Pure. UI thread.
 */
#ifndef RV_TUI_HINT_FITS_H
#define RV_TUI_HINT_FITS_H

#include "tui/ui.h"

/* Actions of a pane that stand before all others, most useful first; returns how many. */
size_t rv_pane_hints_of(rv_pane_id pane, const rv_action **list);
/* Would the key of this action do something now? */
bool rv_hint_fits(const rv_ui *ui, rv_action a);
/* The word for it here: "plot" for Enter on a spread, "open" in a list. */
const char *rv_hint_word(const rv_ui *ui, rv_action a);

#endif
