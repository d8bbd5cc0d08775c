/*
 * The list of alert rules: number, state, last value and its age. One text for the console's dialog
 * and for the lines of `rvdesk serve --stdin`. UI thread, or whoever holds the snapshot.
 */
#ifndef RV_TUI_RULES_H
#define RV_TUI_RULES_H

#include "tui/desk.h"
#include "tui/ui.h"

enum { RV_RULE_LINE = 256 };

/* "3", "c1": of the configuration */
const char *rv_rule_number(const rv_rule_row *r, char out[RV_RULE_SAID]);
/* "0.83, 4 s ago", "unknown: the bar is stale; last 0.83, 3h ago", "true 2 of 3: 0.83, 4m ago" */
const char *rv_rule_state_text(const rv_rule_row *r, int64_t utc_now, char out[RV_RULE_LINE]);

/* Opens the dialog. */
rv_desk_action rv_rules_open(rv_ui *ui);
size_t rv_rules_dialog_lines(const rv_ui *ui, int w);
void rv_dialog_rules(const rv_ui *ui, rv_canvas *c, rv_rect box);

#endif
