/* Lines of text that scroll; see writer.h. */
#include "tui/panes/writer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool rv_write_here(const rv_writer *wr, int *y)
{
	*y = (int)wr->line - (int)wr->top;
	return wr->line >= wr->top && *y < wr->h;
}

void rv_write_next(rv_writer *wr)
{
	wr->line++;
}

void rv_write_heading(rv_writer *wr, const char *title, const char *remark)
{
	int y;

	if (wr->line > 0)
		wr->line++;
	if (rv_write_here(wr, &y)) {
		const int n =
			rv_canvas_text(wr->c, 0, y, wr->w, RV_ROLE_TITLE, RV_ATTR_BOLD, title);
		rv_canvas_text(wr->c, n + 2, y, wr->w - n - 2, RV_ROLE_DIM, 0, remark);
	}
	wr->line++;
}

/* Bytes of s that go on a line of w cells: up to a blank if there is one. ASCII text. */
static size_t piece(const char *s, int w)
{
	const size_t len = strlen(s), room = w > 0 ? (size_t)w : 0;

	if (len <= room || room == 0)
		return len;
	for (size_t i = room; i > 0; i--) {
		if (s[i] == ' ')
			return i;
	}
	return room;
}

/* Draws s from the writer's line on and leaves the writer behind it. */
static void wrap(rv_writer *wr, int x, rv_role role, int attr, const char *s)
{
	enum { ROOM_MIN = 12 };
	const int room = wr->w - x;
	int y;

	do {
		const size_t n = room >= ROOM_MIN ? piece(s, room) : strlen(s);
		if (rv_write_here(wr, &y))
			rv_canvas_printf(wr->c, x, y, room, role, attr, "%.*s", (int)n, s);
		wr->line++;
		s += n;
		s += strspn(s, " ");
	} while (*s);
}

void rv_write_item(rv_writer *wr, const char *name, rv_role role, const char *value,
		   const char *remark)
{
	int y;

	if (rv_write_here(wr, &y)) {
		rv_canvas_text(wr->c, 1, y, RV_WRITE_NAME - 1, RV_ROLE_DIM, 0, name);
		rv_canvas_text_right(wr->c, RV_WRITE_NAME, y, RV_WRITE_VALUE, role, 0, value);
	}
	wrap(wr, RV_WRITE_NAME + RV_WRITE_VALUE + 1, RV_ROLE_DIM, 0, remark);
}

void rv_write_wrapped(rv_writer *wr, int x, rv_role role, int attr, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap); /* cut is fine */
	va_end(ap);
	wrap(wr, x, role, attr, text);
}

void rv_write_paragraph(rv_writer *wr, int x, rv_role role, const char *text)
{
	wrap(wr, x, role, 0, text);
}

void rv_write_lines(rv_writer *wr, int x, rv_role role, const char *text, size_t lines)
{
	rv_writer part = *wr;
	const size_t end = wr->line + lines;
	const int h = (int)end - (int)wr->top;
	int y;

	if (part.h > h)
		part.h = h > 0 ? h : 0;
	wrap(&part, x, role, 0, text);
	wr->line = end - 1;
	if (part.line > end && rv_write_here(wr, &y))
		rv_canvas_put(wr->c, wr->w - 1, y, rv_canvas_ascii(wr->c) ? L'~' : L'…', role, 0);
	wr->line = end;
}

void rv_write_text(rv_writer *wr, int x, rv_role role, int attr, const char *fmt, ...)
{
	char text[256];
	va_list ap;
	int y;

	if (rv_write_here(wr, &y)) {
		va_start(ap, fmt);
		(void)vsnprintf(text, sizeof(text), fmt, ap); /* cut is fine */
		va_end(ap);
		rv_canvas_text(wr->c, x, y, wr->w - x, role, attr, text);
	}
	wr->line++;
}

int rv_write_put(const rv_writer *wr, int x, int y, rv_role role, int attr, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap); /* cut is fine */
	va_end(ap);
	return x + rv_canvas_text(wr->c, x, y, wr->w - x, role, attr, text);
}
