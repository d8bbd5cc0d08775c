/* Shared by the formats of tui/render.h; nobody else includes this. */
#ifndef RV_TUI_RENDER_IMPL_H
#define RV_TUI_RENDER_IMPL_H

#include "engine/base/status.h"
#include "tui/canvas.h"
#include "tui/theme.h"

#include <stdbool.h>
#include <stdio.h>

enum { RV_UTF8_MAX = 5 }; /* bytes of one code point, with the NUL */

const char *rv_render_utf8(wchar_t ch, char buf[RV_UTF8_MAX]);
/* A blank that shows nothing: a space without another background, reverse or underline. */
bool rv_render_blank(const rv_theme *t, const rv_cell *cell);
bool rv_render_same_style(const rv_cell *a, const rv_cell *b);

/* rv_render looks at ferror. */
void rv_render_svg(const rv_canvas *c, const rv_theme *t, FILE *out);

/*
 * Characters that must join with their neighbours: box lines, blocks, braille. Fills cover, a
 * picture of one cell of RV_CELL_W x RV_CELL_H (0 nothing .. 255 full), and returns true; false
 * for a character that a font must draw. Pure.
 */
enum { RV_CELL_W = 10, RV_CELL_H = 20 };
bool rv_render_shape(wchar_t ch, unsigned char cover[RV_CELL_H][RV_CELL_W]);

RV_NODISCARD rv_status rv_render_png(const rv_canvas *c, const rv_theme *t, FILE *out, rv_err *err);

#endif
