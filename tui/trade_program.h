/*
 * The keys of a program: its dialog, the cursor over its legs, and the questions and commands that
 * come of it. The cursor is on a symbol and never on a line. UI thread.
 */
#ifndef RV_TUI_TRADE_PROGRAM_H
#define RV_TUI_TRADE_PROGRAM_H

#include "tui/desk.h"
#include "tui/programs.h"
#include "tui/ui.h"

/* Opens the dialog of a program; id 0: of the one that waits, else the newest. */
rv_desk_action rv_program_open(rv_ui *ui, uint64_t id);
/* An action of the order side in the dialog. */
rv_desk_action rv_program_act(rv_ui *ui, rv_action a);
/* r on its entry of a list. */
rv_desk_action rv_program_reject(rv_ui *ui, const rv_tv_program *p);
/* Moves the cursor over the legs, in the dialog and in its question; RV_DESK_NONE: no such action.
 */
rv_desk_action rv_program_move(rv_ui *ui, rv_action a);
/* With so many lines for legs: keeps the cursor among them. */
void rv_program_arrange(rv_ui *ui, const rv_tv_program *p, size_t page);
/* Enter on the line that says how small a leg is to be. */
rv_desk_action rv_program_reduce(rv_ui *ui);

/* What the dialog or the question is about; NULL: it is not in the snapshot. */
const rv_tv_program *rv_program_shown(const rv_ui *ui);
/* Place of the leg under the cursor: the first, where that symbol is no leg. */
size_t rv_program_cursor(const rv_ui *ui, const rv_tv_program *p);
/* "p4 projected" */
void rv_program_about(const rv_tv_program *p, char about[RV_OUTBOX_ABOUT]);

#endif
