/*
 * The line that is typed: the text with a block on the cursor, then what is wrong with it; above
 * the line where that has no room beside the text. In a question, whose dialog is above, the text
 * scrolls under the cursor instead.
 */
#include <stdio.h>
#include <string.h>

#include "tui/panes/panes.h"
#include "tui/panes/writer.h"

enum { GAP = 2, ERROR_TEXT = 160, ABOVE_MOST = 2 };

static const char *label_of(rv_ui_mode mode)
{
	switch (mode) {
	case RV_MODE_FILTER:
		return "filter: ";
	case RV_MODE_COMMAND:
		return ":";
	case RV_MODE_REASON:
		return "reason: ";
	case RV_MODE_REDUCE:
		return "to 2.5, 50% or @limit: ";
	default:
		return "find: ";
	}
}

static void error_text(const rv_ui *ui, char out[ERROR_TEXT])
{
	out[0] = '\0';
	if (ui->mode == RV_MODE_FIND && ui->find_failed)
		(void)snprintf(out, ERROR_TEXT, "no match");
	else if (ui->mode == RV_MODE_FILTER && ui->filter_error.text[0])
		(void)snprintf(out, ERROR_TEXT, "at %zu: %s", ui->filter_error.pos + 1,
			       ui->filter_error.text);
	else if (ui->mode != RV_MODE_FIND && ui->mode != RV_MODE_FILTER && ui->line_error.text[0])
		(void)snprintf(out, ERROR_TEXT, "at %zu: %s", ui->line_error.pos + 1,
			       ui->line_error.text);
}

/* Columns of the text and its cursor: all of it, or what the error leaves, at least a third. */
static int text_room(const rv_prompt *p, int all, int error)
{
	const int need = (int)p->len + 1;
	const int left = error > 0 ? all - error - GAP : all;
	const int room = left > all / 3 ? left : all / 3;

	return need < room ? need : room;
}

/* Commands and filters have the whole screen above them; a question's dialog is not covered. */
static bool goes_above(const rv_ui *ui, rv_rect r, int text, int error)
{
	return (ui->mode == RV_MODE_COMMAND || ui->mode == RV_MODE_FILTER) && error > 0 &&
	       r.y >= ABOVE_MOST && text + 1 + error + GAP > r.w;
}

/* All of it, over the lines above: what is cut is what one has to know. */
static void draw_above(rv_canvas *c, rv_rect r, const char *error)
{
	rv_writer count = { .c = NULL, .w = r.w - 2 };
	rv_write_wrapped(&count, 0, RV_ROLE_BAD, 0, "%s", error);
	const int h = count.line < ABOVE_MOST ? (int)count.line : ABOVE_MOST;
	rv_writer wr = { .c = c, .w = r.w - 1, .h = h };

	rv_canvas_set_clip(c, (rv_rect){ r.x, r.y - h, r.w, h });
	rv_canvas_fill(c, 0, 0, r.w, h, L' ', RV_ROLE_TEXT, 0);
	rv_write_wrapped(&wr, 1, RV_ROLE_BAD, 0, "%s", error);
	rv_canvas_set_clip(c, r);
}

void rv_pane_input(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const rv_prompt *p = &ui->prompt;
	char error[ERROR_TEXT];

	rv_canvas_set_clip(c, r);
	const int x =
		1 + rv_canvas_text(c, 1, 0, r.w, RV_ROLE_TITLE, RV_ATTR_BOLD, label_of(ui->mode));
	error_text(ui, error);
	const bool wrong = error[0] != '\0';
	if (!wrong && ui->mode == RV_MODE_COMMAND)
		(void)snprintf(error, sizeof(error), "%s", ui->choices);
	if (goes_above(ui, r, x + (int)p->len, (int)strlen(error))) {
		draw_above(c, r, error);
		error[0] = '\0';
	}
	const int room = text_room(p, r.w - x - 1, (int)strlen(error));
	if (room < 1)
		return;
	const size_t from = (int)p->cursor >= room ? p->cursor - (size_t)room + 1 : 0;
	rv_canvas_text(c, x, 0, room, RV_ROLE_TEXT, 0, p->text + from);
	rv_canvas_attr(c, x + (int)(p->cursor - from), 0, 1, RV_ATTR_REVERSE);
	rv_canvas_text(c, x + room + GAP - 1, 0, r.w - x - room - GAP + 1, RV_ROLE_BAD, 0, error);
}
