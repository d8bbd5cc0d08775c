/*
 * SVG: a rectangle per run of a background, a <text> per run of a style. textLength pins every run
 * to the grid whatever monospace font the viewer has.
 */
#include "tui/render_impl.h"

enum { CELL_W = 9, CELL_H = 18, FONT_PX = 15, BASELINE = 14, MARGIN = 8 };

static void put_escaped(wchar_t ch, FILE *out)
{
	char buf[RV_UTF8_MAX];
	switch (ch) {
	case L'&':
		(void)fputs("&amp;", out);
		break;
	case L'<':
		(void)fputs("&lt;", out);
		break;
	case L'>':
		(void)fputs("&gt;", out);
		break;
	default:
		(void)fputs(rv_render_utf8(ch, buf), out);
		break;
	}
}

static uint32_t background(const rv_canvas *c, const rv_theme *t, int x, int y)
{
	uint32_t fg, bg;
	rv_theme_rgb(t, rv_canvas_at(c, x, y), &fg, &bg);
	return bg;
}

static void put_backgrounds(const rv_canvas *c, const rv_theme *t, int y, FILE *out)
{
	const int cols = rv_canvas_cols(c);
	for (int x = 0, end; x < cols; x = end) {
		const uint32_t bg = background(c, t, x, y);
		for (end = x + 1; end < cols && background(c, t, end, y) == bg; end++)
			continue;
		if (bg != t->palette->bg)
			(void)fprintf(out,
				      "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
				      "fill=\"#%06x\"/>\n",
				      MARGIN + x * CELL_W, MARGIN + y * CELL_H, (end - x) * CELL_W,
				      CELL_H, bg);
	}
}

static void put_run(const rv_canvas *c, const rv_theme *t, int x, int end, int y, FILE *out)
{
	const rv_cell *cell = rv_canvas_at(c, x, y);
	const rv_look style = rv_theme_style(t, cell);
	uint32_t fg, bg;
	rv_theme_rgb(t, cell, &fg, &bg);
	(void)fprintf(out, "<text x=\"%d\" y=\"%d\" textLength=\"%d\"", MARGIN + x * CELL_W,
		      MARGIN + y * CELL_H + BASELINE, (end - x) * CELL_W);
	if (fg != t->palette->fg)
		(void)fprintf(out, " fill=\"#%06x\"", fg);
	if (style.attr & RV_ATTR_BOLD)
		(void)fputs(" font-weight=\"bold\"", out);
	if (style.attr & RV_ATTR_UNDERLINE)
		(void)fputs(" text-decoration=\"underline\"", out);
	(void)fputc('>', out);
	for (int i = x; i < end; i++)
		put_escaped(rv_canvas_at(c, i, y)->ch, out);
	(void)fputs("</text>\n", out);
}

static bool is_space(const rv_canvas *c, const rv_theme *t, int x, int y)
{
	const rv_cell *cell = rv_canvas_at(c, x, y);
	return cell->ch == L' ' && !(rv_theme_style(t, cell).attr & RV_ATTR_UNDERLINE);
}

/* Runs of one style, without the blanks at their ends. */
static void put_texts(const rv_canvas *c, const rv_theme *t, int y, FILE *out)
{
	const int cols = rv_canvas_cols(c);
	for (int x = 0, end; x < cols; x = end) {
		end = x + 1;
		if (is_space(c, t, x, y))
			continue;
		const rv_cell *cell = rv_canvas_at(c, x, y);
		while (end < cols && rv_render_same_style(cell, rv_canvas_at(c, end, y)))
			end++;
		int last = end;
		while (is_space(c, t, last - 1, y))
			last--;
		put_run(c, t, x, last, y, out);
	}
}

void rv_render_svg(const rv_canvas *c, const rv_theme *t, FILE *out)
{
	const int w = 2 * MARGIN + rv_canvas_cols(c) * CELL_W;
	const int h = 2 * MARGIN + rv_canvas_rows(c) * CELL_H;
	(void)fprintf(out,
		      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
		      "viewBox=\"0 0 %d %d\">\n"
		      "<style>text{white-space:pre;font-family:'DejaVu Sans Mono',Menlo,Consolas,"
		      "monospace;font-size:%dpx}</style>\n"
		      "<rect width=\"%d\" height=\"%d\" fill=\"#%06x\"/>\n"
		      "<g fill=\"#%06x\" xml:space=\"preserve\">\n",
		      w, h, w, h, FONT_PX, w, h, t->palette->bg, t->palette->fg);
	for (int y = 0; y < rv_canvas_rows(c); y++) {
		put_backgrounds(c, t, y, out);
		put_texts(c, t, y, out);
	}
	(void)fputs("</g>\n</svg>\n", out);
}
