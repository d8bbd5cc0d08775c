/*
 * The line that is typed: the text with a block on the cursor, then what is wrong with it; above
 * the line where that has no room beside the text. In a question, whose dialog is above, the text
 * scrolls under the cursor instead.
 */
#include <stdio.h>
#include <string.h>

#include "tui/money.h"
#include "tui/panes/panes.h"
#include "tui/panes/writer.h"
#include "tui/programs.h"

enum { LABEL_TEXT = 96, REDUCE_WIDE = 110, GAP = 2, ERROR_TEXT = 160, ABOVE_MOST = 2 };

static const char *label_of(rv_ui_mode mode)
{
	switch (mode) {
	case RV_MODE_FILTER:
		return "filter: ";
	case RV_MODE_COMMAND:
		return ":";
	case RV_MODE_REASON:
		return "reason: ";
	case RV_MODE_PIN:
		return "PIN: ";
	default:
		return "find: ";
	}
}

/* Which of them, what it is now, and in which unit: a number alone could be of anything. */
static const rv_tv_ticket *reduced(const rv_ui *ui, rv_tv_ticket *leg)
{
	const rv_confirm *q = &ui->trade.confirm;
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	const rv_tv_program *p = tv && q->leg[0] ? rv_trade_program(tv, q->bound[0].id) : NULL;
	const rv_tv_leg *l = p ? rv_program_leg_of(p, q->leg) : NULL;

	if (l)
		*leg = rv_leg_ticket(l);
	return l ? leg : tv && !q->leg[0] ? rv_trade_ticket(tv, q->bound[0].id) : NULL;
}

static void reduce_label(const rv_ui *ui, int w, char out[LABEL_TEXT])
{
	char lots[RV_FMT_TEXT];
	rv_tv_ticket leg;
	const rv_tv_ticket *t = reduced(ui, &leg);

	if (t && w >= REDUCE_WIDE)
		(void)snprintf(out, LABEL_TEXT, "%s %s %s to 2.5 %s, 50%% or @limit in USD: ",
			       rv_label_side(t->side),
			       rv_fmt_lots(t->lots, t->coin.sz_decimals, lots), t->coin.symbol,
			       t->coin.symbol);
	else /* with room for what may be wrong with it */
		(void)snprintf(out, LABEL_TEXT,
			       "to 2.5 %s, 50%% or @limit: ", t ? t->coin.symbol : "coins");
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

/* As many stars as there are characters, which whoever looks over a shoulder may count. */
static void draw_pin(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const int x = 1 + rv_canvas_text(c, 1, 0, r.w, RV_ROLE_TITLE, RV_ATTR_BOLD,
					 label_of(RV_MODE_PIN));
	const int n = (int)ui->trade.pin.len, room = r.w - x - 1;

	for (int i = 0; i < n && i < room; i++)
		rv_canvas_put(c, x + i, 0, L'*', RV_ROLE_TEXT, 0);
	rv_canvas_attr(c, x + (n < room ? n : room), 0, 1, RV_ATTR_REVERSE);
}

void rv_pane_input(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const rv_prompt *p = &ui->prompt;
	char error[ERROR_TEXT], label[LABEL_TEXT];

	rv_canvas_set_clip(c, r);
	if (ui->mode == RV_MODE_PIN) {
		draw_pin(ui, c, r);
		return;
	}
	if (ui->mode == RV_MODE_REDUCE)
		reduce_label(ui, r.w, label);
	else
		(void)snprintf(label, sizeof(label), "%s", label_of(ui->mode));
	const int x = 1 + rv_canvas_text(c, 1, 0, r.w, RV_ROLE_TITLE, RV_ATTR_BOLD, label);
	error_text(ui, error);
	const bool offers = ui->mode == RV_MODE_FILTER && ui->choices[0];
	const bool wrong = error[0] != '\0' && !offers; /* unfinished: what may follow is told */
	if (offers || (!wrong && ui->mode == RV_MODE_COMMAND))
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
