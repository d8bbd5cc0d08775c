/*
 * The cell grid. Every write goes through put_cell, which is where clipping and the choice of
 * printable characters happen; nothing can leave the clip or put a control byte on a terminal.
 */
#include "tui/canvas.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PRINTF_MAX = 1024, UTF8_BAD = -1 };

struct rv_canvas {
	int cols, rows;
	bool ascii;
	rv_rect clip;
	size_t cap; /* cells allocated; resize only ever grows it */
	rv_cell *cells;
};

/*
 * Code points above ASCII that take one cell in every terminal. A list of our own, because
 * wcwidth answers by the process's locale and a picture must not depend on it.
 */
static const struct {
	uint32_t from, to;
} narrow[] = {
	{ 0x00a0, 0x00ac }, { 0x00ae, 0x02ff }, { 0x0370, 0x0377 }, { 0x037a, 0x037f },
	{ 0x0384, 0x038a }, { 0x038c, 0x038c }, { 0x038e, 0x03a1 }, { 0x03a3, 0x0482 },
	{ 0x048a, 0x052f }, { 0x2010, 0x2027 }, { 0x2030, 0x205e }, { 0x2070, 0x2071 },
	{ 0x2074, 0x208e }, { 0x20a0, 0x20bf }, { 0x2100, 0x218b }, { 0x2190, 0x2319 },
	{ 0x231c, 0x2328 }, { 0x232b, 0x23e8 }, { 0x23ed, 0x23ef }, { 0x23f1, 0x23f2 },
	{ 0x23f4, 0x23ff }, { 0x2500, 0x25fc }, { 0x25ff, 0x2613 }, { 0x2800, 0x28ff },
};

static bool takes_one_cell(uint32_t cp)
{
	if (cp < 0x80)
		return cp >= 0x20 && cp != 0x7f;
	for (size_t i = 0; i < sizeof(narrow) / sizeof(narrow[0]); i++)
		if (cp >= narrow[i].from && cp <= narrow[i].to)
			return true;
	return false;
}

/* One code point from s into *cp (UTF8_BAD if malformed); returns the bytes that it took, >= 1. */
static size_t utf8_next(const char *s, int32_t *cp)
{
	const unsigned char b = (unsigned char)s[0];
	if (b < 0x80) {
		*cp = b;
		return 1;
	}
	const size_t n = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
	static const int32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	*cp = UTF8_BAD;
	if (b < 0xc2 || b > 0xf4)
		return 1;
	int32_t v = b & (0xff >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		const unsigned char k = (unsigned char)s[i]; /* a NUL fails the test and stops */
		if ((k & 0xc0) != 0x80)
			return 1;
		v = (v << 6) | (k & 0x3f);
	}
	if (v < least[n] || v > 0x10ffff || (v >= 0xd800 && v <= 0xdfff))
		return 1;
	*cp = v;
	return n;
}

static rv_cell *cell_at(rv_canvas *c, int x, int y)
{
	if (x < 0 || y < 0 || x >= c->clip.w || y >= c->clip.h)
		return NULL;
	const int gx = c->clip.x + x, gy = c->clip.y + y;
	if (gx < 0 || gy < 0 || gx >= c->cols || gy >= c->rows)
		return NULL;
	return &c->cells[(size_t)gy * (size_t)c->cols + (size_t)gx];
}

static void put_cell(rv_canvas *c, int x, int y, int32_t cp, rv_role role, int attr)
{
	assert((unsigned)role < RV_ROLE_N);
	rv_cell *cell = cell_at(c, x, y);
	if (!cell)
		return;
	if (cp < 0 || !takes_one_cell((uint32_t)cp) || (c->ascii && cp > 0x7e))
		cp = '?';
	cell->ch = (wchar_t)cp;
	cell->role = (uint8_t)role;
	cell->attr = (uint8_t)attr;
}

static int text_cells(const char *utf8)
{
	int n = 0;
	for (int32_t cp; *utf8; n++)
		utf8 += utf8_next(utf8, &cp);
	return n;
}

rv_status rv_canvas_new(int cols, int rows, bool ascii, rv_canvas **out)
{
	rv_canvas *c = calloc(1, sizeof(*c));
	if (!c)
		return RV_ENOMEM;
	c->ascii = ascii;
	const rv_status st = rv_canvas_resize(c, cols, rows);
	if (st != RV_OK) {
		rv_canvas_free(c);
		return st;
	}
	*out = c;
	return RV_OK;
}

void rv_canvas_free(rv_canvas *c)
{
	if (!c)
		return;
	free(c->cells);
	free(c);
}

rv_status rv_canvas_resize(rv_canvas *c, int cols, int rows)
{
	if (cols < 1 || rows < 1 || cols > RV_CANVAS_MAX_COLS || rows > RV_CANVAS_MAX_ROWS)
		return RV_EINVAL;
	const size_t n = (size_t)cols * (size_t)rows;
	if (n > c->cap) {
		rv_cell *cells = realloc(c->cells, n * sizeof(*cells));
		if (!cells)
			return RV_ENOMEM;
		c->cells = cells;
		c->cap = n;
	}
	c->cols = cols;
	c->rows = rows;
	rv_canvas_clear(c);
	return RV_OK;
}

int rv_canvas_cols(const rv_canvas *c)
{
	return c->cols;
}

int rv_canvas_rows(const rv_canvas *c)
{
	return c->rows;
}

bool rv_canvas_ascii(const rv_canvas *c)
{
	return c->ascii;
}

const rv_cell *rv_canvas_at(const rv_canvas *c, int x, int y)
{
	assert(x >= 0 && y >= 0 && x < c->cols && y < c->rows);
	return &c->cells[(size_t)y * (size_t)c->cols + (size_t)x];
}

void rv_canvas_set_clip(rv_canvas *c, rv_rect r)
{
	c->clip = r;
}

rv_rect rv_canvas_clip(const rv_canvas *c)
{
	return c->clip;
}

void rv_canvas_clear(rv_canvas *c)
{
	c->clip = (rv_rect){ .x = 0, .y = 0, .w = c->cols, .h = c->rows };
	rv_canvas_fill(c, 0, 0, c->cols, c->rows, L' ', RV_ROLE_TEXT, 0);
}

void rv_canvas_fill(rv_canvas *c, int x, int y, int w, int h, wchar_t ch, rv_role role, int attr)
{
	/* Cut to the clip first: w and h may be anything, also INT_MAX. */
	const int x0 = x < 0 ? 0 : x, y0 = y < 0 ? 0 : y;
	const int x1 = w < c->clip.w - x ? x + w : c->clip.w;
	const int y1 = h < c->clip.h - y ? y + h : c->clip.h;
	for (int j = y0; j < y1; j++)
		for (int i = x0; i < x1; i++)
			put_cell(c, i, j, (int32_t)ch, role, attr);
}

int rv_canvas_text(rv_canvas *c, int x, int y, int max_w, rv_role role, int attr, const char *utf8)
{
	int n = 0;
	while (*utf8 && n < max_w) {
		int32_t cp;
		utf8 += utf8_next(utf8, &cp);
		put_cell(c, x + n, y, cp, role, attr);
		n++;
	}
	return n;
}

int rv_canvas_printf(rv_canvas *c, int x, int y, int max_w, rv_role role, int attr, const char *fmt,
		     ...)
{
	char buf[PRINTF_MAX];
	va_list ap;
	va_start(ap, fmt);
	const int n = vsnprintf(buf, sizeof(buf), fmt, ap);
	va_end(ap);
	assert(n >= 0); /* a bad format is a programmer's error */
	return n < 0 ? 0 : rv_canvas_text(c, x, y, max_w, role, attr, buf);
}

void rv_canvas_text_right(rv_canvas *c, int x, int y, int max_w, rv_role role, int attr,
			  const char *utf8)
{
	const int n = text_cells(utf8), pad = n < max_w ? max_w - n : 0;
	if (n <= max_w && x + max_w <= c->clip.w) {
		(void)rv_canvas_text(c, x + pad, y, n, role, attr, utf8); /* width is known */
		return;
	}
	/* What is left of a number that is cut reads as another number. */
	for (int i = x + pad; i < x + max_w && i < c->clip.w; i++)
		put_cell(c, i, y, '#', role, attr);
}

void rv_canvas_put(rv_canvas *c, int x, int y, wchar_t ch, rv_role role, int attr)
{
	put_cell(c, x, y, (int32_t)ch, role, attr);
}

void rv_canvas_attr(rv_canvas *c, int x, int y, int w, int attr)
{
	for (int i = x < 0 ? 0 : x; i - x < w && i < c->clip.w; i++) {
		rv_cell *cell = cell_at(c, i, y);
		if (cell)
			cell->attr = (uint8_t)(cell->attr | attr);
	}
}
