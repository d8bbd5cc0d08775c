/*
 * A canvas as text, ANSI, SVG or PNG: the pictures are the same drawing as the screen.
 *
 * The same canvas and theme give the same bytes (PNG: with the same font file and libraries). No
 * clock, no locale. Threads: any, on a canvas that nobody writes meanwhile.
 */
#ifndef RV_TUI_RENDER_H
#define RV_TUI_RENDER_H

#include "engine/base/status.h"
#include "tui/canvas.h"
#include "tui/theme.h"

#include <stdio.h>

typedef enum rv_render_format {
	RV_RENDER_TEXT, /* UTF-8, blanks at the ends of lines cut */
	RV_RENDER_ANSI, /* UTF-8 with SGR sequences, reset at each end of line */
	RV_RENDER_SVG,	/* one <text> per run of a style, as text, in a monospace grid */
	RV_RENDER_PNG	/* glyphs by freetype; lines, blocks and braille drawn so that they join */
} rv_render_format;

/* "txt", "ansi", "svg", "png"; others: RV_EUSAGE. */
RV_NODISCARD rv_status rv_render_format_parse(const char *name, rv_render_format *out, rv_err *err);

/*
 * Writes the picture to out, which the caller owns and flushes. PNG needs a monospace font:
 * RVDESK_FONT, else DejaVu Sans Mono where Debian puts it; RV_ENOENT names the file that is
 * missing and what to do. RV_EIO when writing fails.
 */
RV_NODISCARD rv_status rv_render(const rv_canvas *c, rv_render_format format, const rv_theme *theme,
				 FILE *out, rv_err *err);

/* As rv_render, to a file that appears whole or not at all (temporary file and rename). */
RV_NODISCARD rv_status rv_render_file(const rv_canvas *c, rv_render_format format,
				      const rv_theme *theme, const char *path, rv_err *err);

#endif
