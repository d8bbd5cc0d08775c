/*
 * "What if": what a set of approvals would do together, asked of the engine before any is given.
 * The question of marked tickets shows it in short, `:whatif` opens it by itself. UI thread.
 */
#ifndef RV_TUI_WHATIF_H
#define RV_TUI_WHATIF_H

#include "tui/desk.h"
#include "tui/panes/writer.h"
#include "tui/ui.h"

/* Asks; the answer is in a later snapshot. */
void rv_whatif_ask(rv_ui *ui, const rv_command *c);
/* The answer to the newest question; NULL: none yet. */
const rv_whatif_view *rv_whatif_effect(const rv_ui *ui);
/* After each snapshot: a question whose picture changes with the answer counts anew. */
void rv_whatif_hear(rv_ui *ui);

/*
 * Opens the dialog. c: RV_CMD_PREVIEW_TICKETS or _PROGRAM; without ids the marked tickets, else the
 * chosen one, else the program that waits.
 */
rv_desk_action rv_whatif_open(rv_ui *ui, const rv_command *c);
size_t rv_whatif_dialog_lines(const rv_ui *ui, int w);
void rv_dialog_whatif(const rv_ui *ui, rv_canvas *c, rv_rect box);

/* Three lines for a question. */
void rv_write_whatif_short(rv_writer *wr, const rv_ui *ui);

#endif
