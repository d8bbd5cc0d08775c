/* Pieces of a header line; see pieces.h. */
#include "tui/panes/pieces.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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
}

int rv_pieces_draw(rv_canvas *c, const rv_pieces *ps, int x, int y, int end)
{
	for (size_t i = 0; i < ps->n; i++) {
		const int w = (int)strlen(ps->p[i].text);
		if (x + w > end)
			continue;
		x += rv_canvas_text(c, x, y, w, ps->p[i].role, ps->p[i].attr, ps->p[i].text) + 2;
	}
	return x;
}
