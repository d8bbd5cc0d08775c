/* Pieces of a header line; see pieces.h. */
#include "tui/panes/pieces.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { GAP = 2, LEAST_CUT = 8 }; /* LEAST_CUT: fewer cells of a text tell nothing */

void rv_pieces_add(rv_pieces *ps, rv_role role, int attr, const char *fmt, ...)
{
	if (ps->n >= RV_PIECES_MAX)
		return;
	rv_piece *p = &ps->p[ps->n++];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(p->text, sizeof(p->text), fmt, ap); /* cut is fine */
	va_end(ap);
	p->role = role;
	p->attr = attr;
	p->must = false;
	p->least = 0;
	p->shorter[0] = '\0';
}

void rv_pieces_must(rv_pieces *ps, const char *shorter)
{
	rv_piece *p = &ps->p[ps->n - 1];

	p->must = true;
	(void)snprintf(p->shorter, sizeof(p->shorter), "%s", shorter);
}

void rv_pieces_must_cut(rv_pieces *ps, int least)
{
	rv_piece *p = &ps->p[ps->n - 1];

	p->must = true;
	p->least = least;
}

static int width(const char *text)
{
	return (int)strlen(text);
}

static int least_width(const rv_piece *p)
{
	const int w = width(p->text);

	if (p->shorter[0])
		return width(p->shorter);
	return p->least > 0 && p->least < w ? p->least : w;
}

/* Cells that the pieces from i on that must be there take, as short or as long as they can be. */
static int kept_for(const rv_pieces *ps, size_t i, bool whole)
{
	int w = 0;

	for (; i < ps->n; i++) {
		const rv_piece *p = &ps->p[i];
		if (p->must)
			w += GAP + (whole ? width(p->text) : least_width(p));
	}
	return w;
}

int rv_pieces_need(const rv_pieces *ps)
{
	return kept_for(ps, 0, false);
}

/* At a word, if that leaves half of it; a mark says that there is more. */
static int draw_cut(rv_canvas *c, const rv_piece *p, const char *text, int x, int y, int room)
{
	const bool padded = text[0] == ' ';
	const int most = room - 1 - padded;
	int n = most;

	while (n > most / 2 && text[n] != ' ')
		n--;
	if (n <= most / 2)
		n = most;
	while (n > 1 && strchr(" ,;:", text[n - 1]))
		n--;
	(void)rv_canvas_text(c, x, y, n, p->role, p->attr, text);
	rv_canvas_put(c, x + n, y, rv_canvas_ascii(c) ? L'~' : L'…', p->role, p->attr);
	if (padded)
		rv_canvas_put(c, x + n + 1, y, L' ', p->role, p->attr);
	return n + 1 + padded;
}

/* Cells that it took. */
static int draw_piece(rv_canvas *c, const rv_pieces *ps, size_t i, int x, int y, int end)
{
	const rv_piece *p = &ps->p[i];
	const int left = end - x;
	const int room = left - kept_for(ps, i + 1, false);
	int most = left - kept_for(ps, i + 1, true); /* of one that can be cut */

	if (p->least > 0 && width(p->text) > most) {
		most = most < p->least ? p->least : most;
		if (most < width(p->text))
			return most <= left ? draw_cut(c, p, p->text, x, y, most) : 0;
	}
	if (width(p->text) <= room || (p->must && !p->shorter[0] && width(p->text) <= left))
		return rv_canvas_text(c, x, y, left, p->role, p->attr, p->text);
	if (!p->must)
		return 0;
	const char *shorter = p->shorter[0] ? p->shorter : p->text;
	if (width(shorter) <= left)
		return rv_canvas_text(c, x, y, left, p->role, p->attr, shorter);
	return left >= LEAST_CUT ? draw_cut(c, p, shorter, x, y, left) : 0;
}

int rv_pieces_draw(rv_canvas *c, const rv_pieces *ps, int x, int y, int end)
{
	for (size_t i = 0; i < ps->n; i++) {
		const int w = draw_piece(c, ps, i, x, y, end);
		x += w > 0 ? w + GAP : 0;
	}
	return x;
}
