/* Overrides as lines of a pane or of a question. UI thread. */
#ifndef RV_TUI_PANES_OVERRIDE_LINES_H
#define RV_TUI_PANES_OVERRIDE_LINES_H

#include "tui/panes/writer.h"
#include "tui/ui.h"

/* The question: what, until when, why, and what it would do to the book. */
void rv_write_override(rv_writer *wr, const rv_ui *ui);

/* Those that hold of a coin, or ("") of none, a line each. */
void rv_write_override_badges(rv_writer *wr, int x, const rv_scene *s, const char *symbol);
/* In short, in the pane that they are about: those of kinds, bits 1 << kind. */
void rv_write_override_briefs(rv_writer *wr, const rv_scene *s, unsigned kinds);

#endif
