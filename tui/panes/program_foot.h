/*
 * The dialog of a program below its legs: the selected one in words, what they come to, what is
 * after it, times, ages and the envelope. For program.c. UI thread.
 */
#ifndef RV_TUI_PANES_PROGRAM_FOOT_H
#define RV_TUI_PANES_PROGRAM_FOOT_H

#include "tui/panes/program.h"

/* What of it there is room for. */
typedef struct rv_program_sheet {
	const rv_ui *ui;
	const rv_tv_program *p;
	bool asks;
	bool spaced;  /* with the blank lines */
	bool compact; /* every line counts */
	size_t whose; /* lines that the selected leg's reason may take */
} rv_program_sheet;

/* A writer without height counts the lines. */
void rv_program_foot(rv_writer *wr, const rv_program_sheet *s);

#endif
