/*
 * Lines one below the other, from a scroll offset on: what panes of text are made of. A writer
 * without height draws nothing and counts (w decides where text is wrapped), so that a pane's
 * length and its picture are one code.
 */
#ifndef RV_TUI_PANES_WRITER_H
#define RV_TUI_PANES_WRITER_H

#include "engine/base/status.h"
#include "tui/canvas.h"
#include "tui/fmt.h"

typedef struct rv_writer {
	rv_canvas *c; /* may be NULL where h = 0; drawn relative to its clip */
	int w, h;
	size_t top, line;
} rv_writer;

/* Is the next line on screen, and where? Advance with rv_write_next. */
bool rv_write_here(const rv_writer *wr, int *y);
void rv_write_next(rv_writer *wr);

/* A title after a blank line (none at the top), with an optional remark behind it. */
void rv_write_heading(rv_writer *wr, const char *title, const char *remark);
/* name, value right-aligned, remark, which goes on below itself where it is too long. */
void rv_write_item(rv_writer *wr, const char *name, rv_role role, const char *value,
		   const char *remark);
void rv_write_text(rv_writer *wr, int x, rv_role role, int attr, const char *fmt, ...)
	RV_PRINTF(5, 6);

/* As rv_write_text, over as many lines as it needs; words are kept whole. */
void rv_write_wrapped(rv_writer *wr, int x, rv_role role, int attr, const char *fmt, ...)
	RV_PRINTF(5, 6);
/* The same of a text of any length. */
void rv_write_paragraph(rv_writer *wr, int x, rv_role role, const char *text);
/* The same over just so many lines (1 or more): the last ends with a mark where it is cut. */
void rv_write_lines(rv_writer *wr, int x, rv_role role, const char *text, size_t lines);
/* A piece of a line that is on screen (rv_write_here); returns the column after it. */
int rv_write_put(const rv_writer *wr, int x, int y, rv_role role, int attr, const char *fmt, ...)
	RV_PRINTF(6, 7);

enum { RV_WRITE_NAME = 15, RV_WRITE_VALUE = 10 };

#endif
