/*
 * What whoever takes over the desk must know: the state, open positions, working orders, what
 * waits, programs, overrides with their ends, alerts that nobody has acknowledged, the last notes.
 *
 * One summary, for the console's dialog and for `rvdesk handover`. It is made of a snapshot alone.
 * UI thread, or whoever holds the snapshot.
 */
#ifndef RV_TUI_HANDOVER_H
#define RV_TUI_HANDOVER_H

#include "tui/alerts.h"
#include "tui/desk.h"
#include "tui/ui.h"

enum { RV_HANDOVER_LINES = 200, RV_HANDOVER_TEXT = 200 };

typedef struct rv_handover_line {
	bool heading;
	rv_role role;
	char text[RV_HANDOVER_TEXT];
} rv_handover_line;

typedef struct rv_handover {
	size_t n, more; /* more: lines that found no room; the last line says how many */
	rv_handover_line lines[RV_HANDOVER_LINES];
} rv_handover;

/* alerts: those that wait at a console; NULL: all that nobody has acknowledged. */
void rv_handover_of(const rv_view *v, const rv_alerts *alerts, rv_handover *out);

/*
 * Opens the dialog, whatever is open: what is asked there is dropped, nothing is answered. For
 * `:handover`, and for the moment at which this console is given the right to approve.
 */
rv_desk_action rv_handover_open(rv_ui *ui);

/* A key that does nothing there: the dialog may have opened by itself, so that it is said. */
rv_desk_action rv_handover_deaf(rv_ui *ui);

/* The dialog; lines() is how many there are in w cells. */
size_t rv_handover_dialog_lines(const rv_ui *ui, int w);
void rv_dialog_handover(const rv_ui *ui, rv_canvas *c, rv_rect box);

#endif
