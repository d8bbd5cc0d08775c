/*
 * The line that is typed: the text with a block on the cursor, then what is wrong with it. On a
 * narrow line the text scrolls under the cursor to leave the error its place.
 */
#include <stdio.h>
#include <string.h>

#include "tui/panes/panes.h"

enum { GAP = 2, ERROR_TEXT = 96 };

static void error_text(const rv_ui *ui, char out[ERROR_TEXT])
{
	const bool filter = ui->mode == RV_MODE_FILTER;

	out[0] = '\0';
	if (filter && ui->filter_error.text[0])
		(void)snprintf(out, ERROR_TEXT, "at %zu: %s", ui->filter_error.pos + 1,
			       ui->filter_error.text);
	else if (!filter && ui->find_failed)
		(void)snprintf(out, ERROR_TEXT, "no match");
}

/* Columns of the text and its cursor: all of it, or what the error leaves, at least a third. */
static int text_room(const rv_prompt *p, int all, int error)
{
	const int need = (int)p->len + 1;
	const int left = error > 0 ? all - error - GAP : all;
	const int room = left > all / 3 ? left : all / 3;

	return need < room ? need : room;
}

void rv_pane_input(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const rv_prompt *p = &ui->prompt;
	char error[ERROR_TEXT];

	rv_canvas_set_clip(c, r);
	const int label = rv_canvas_text(c, 1, 0, r.w, RV_ROLE_TITLE, RV_ATTR_BOLD,
					 ui->mode == RV_MODE_FILTER ? "filter: " : "find: ");
	const int x = 1 + label;
	error_text(ui, error);
	const int room = text_room(p, r.w - x - 1, (int)strlen(error));
	if (room < 1)
		return;
	const size_t from = (int)p->cursor >= room ? p->cursor - (size_t)room + 1 : 0;
	rv_canvas_text(c, x, 0, room, RV_ROLE_TEXT, 0, p->text + from);
	rv_canvas_attr(c, x + (int)(p->cursor - from), 0, 1, RV_ATTR_REVERSE);
	rv_canvas_text(c, x + room + GAP - 1, 0, r.w - x - room - GAP + 1, RV_ROLE_BAD, 0, error);
}
