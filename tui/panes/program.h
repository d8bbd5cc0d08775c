/*
 * The dialog of a program: all its legs under one digest, what they come to, and the envelope. The
 * same picture is the question, with its answers below. UI thread.
 */
#ifndef RV_TUI_PANES_PROGRAM_H
#define RV_TUI_PANES_PROGRAM_H

#include "tui/panes/writer.h"
#include "tui/trade_program.h"

/* Lines for legs that the screen leaves; 0: it is too small for the dialog. asks: the question. */
size_t rv_program_page(const rv_ui *ui, const rv_tv_program *p, bool asks);
/*
 * Legs from ui->trade.leg_top on, as many as leg_page says (rv_program_arrange). false: something
 * that must be read is not on the screen, which says so.
 */
bool rv_dialog_program(const rv_ui *ui, rv_canvas *c, bool asks);

/* Legs: heads, and one on line y of w cells. For program.c. */
void rv_leg_heads(rv_canvas *c, int y, int w);
void rv_leg_row(const rv_ui *ui, rv_canvas *c, int y, int w, const rv_tv_program *p,
		const rv_tv_leg *l);
/* Whose the leg is and why; its state in words, with what keeps it. */
enum { RV_LEG_WORDS = 704 };
const char *rv_leg_whose(const rv_tv_leg *l, char out[RV_LEG_WORDS]);
const char *rv_leg_state(const rv_ui *ui, const rv_tv_program *p, const rv_tv_leg *l, rv_role *role,
			 char out[RV_LEG_WORDS]);

#endif
