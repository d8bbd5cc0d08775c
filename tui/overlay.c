/* Dialogs, menus and questions over the panes; see overlay.h. */
#include "tui/overlay.h"

#include "tui/handover.h"
#include "tui/panes/panes.h"
#include "tui/panes/program.h"
#include "tui/panes/trading.h"
#include "tui/replay.h"
#include "tui/rules.h"
#include "tui/trade_keys.h"
#include "tui/whatif.h"

static rv_rect centred(const rv_ui *ui, int w, int h)
{
	const int most_w = ui->cols - 2, most_h = ui->rows - 2;
	const rv_rect r = { .w = w < most_w ? w : most_w, .h = h < most_h ? h : most_h };

	return (rv_rect){ (ui->cols - r.w) / 2, (ui->rows - r.h) / 2, r.w, r.h };
}

enum { SETTINGS_W = 76, SETTINGS_H = 11 };
enum { HELP_W = 58, DETAILS_W = 96, ITEM_W = 84, SORT_W = 24, DIALOG_H = 40 };

static void draw_dialog(rv_ui *ui, rv_canvas *c)
{
	const bool help = ui->mode == RV_MODE_HELP;
	const bool wide = help && ui->cols >= 2 * HELP_W + 2;
	const rv_rect box = centred(ui, help ? (wide ? 2 : 1) * HELP_W : DETAILS_W, DIALOG_H);

	ui->dialog_page = (size_t)(box.h - 2) * (wide ? 2 : 1);
	if (!help)
		ui->dialog_lines = rv_details_lines(ui, rv_details_dialog_width(box));
	ui->dialog_top = rv_ui_at_most(ui->dialog_top, ui->dialog_lines, ui->dialog_page);
	if (help) {
		ui->dialog_lines = rv_dialog_help(ui, c, box);
		const size_t top = rv_ui_at_most(ui->dialog_top, ui->dialog_lines, ui->dialog_page);
		if (top != ui->dialog_top) { /* how long it is was not known */
			ui->dialog_top = top;
			(void)rv_dialog_help(ui, c, box);
		}
		return;
	}
	rv_dialog_details(ui, c, box);
}

typedef size_t (*lines_of)(const rv_ui *ui, int w);
typedef void (*draw_of)(const rv_ui *ui, rv_canvas *c, rv_rect box);

/* A dialog of lines, as high as it needs. */
static void draw_lines(rv_ui *ui, rv_canvas *c, lines_of lines, draw_of draw)
{
	const int w = ui->cols - 2 < ITEM_W ? ui->cols - 2 : ITEM_W;
	const int n = (int)lines(ui, w - 4);
	const rv_rect box = centred(ui, ITEM_W, n + 2 < DIALOG_H ? n + 2 : DIALOG_H);

	ui->dialog_page = box.h > 2 ? (size_t)(box.h - 2) : 1;
	ui->dialog_lines = lines(ui, box.w - 4);
	ui->dialog_top = rv_ui_at_most(ui->dialog_top, ui->dialog_lines, ui->dialog_page);
	draw(ui, c, box);
}

static int sort_choices(void)
{
	int n = 0;

	for (int col = 0; col < RV_COL_N; col++)
		n += rv_column_sortable((rv_column)col);
	return n;
}

/* The program, or the question about it; true: all that must be read is on the screen. */
static bool draw_program(rv_ui *ui, rv_canvas *c, bool asks)
{
	const rv_tv_program *p = rv_program_shown(ui);
	const size_t page = p ? rv_program_page(ui, p, asks) : 0;

	if (p)
		rv_program_arrange(ui, p, page);
	return rv_dialog_program(ui, c, asks);
}

/* The program, or the question of the moment. What is too small for it without the tour's rows has
 * them, too: rows are all that there are. */
static bool draw_read(rv_ui *ui, rv_canvas *c, int rows, bool program, bool asks)
{
	const bool whole = program ? draw_program(ui, c, asks) : rv_dialog_confirm(ui, c);

	if (whole || ui->rows == rows)
		return whole;
	ui->rows = rows;
	return program ? draw_program(ui, c, asks) : rv_dialog_confirm(ui, c);
}

/* A question counts from the frame on that it was whole in, a leg of it from its own. */
static void draw_question(rv_ui *ui, rv_canvas *c, int rows)
{
	rv_confirm *q = &ui->trade.confirm;
	const bool program = q->ask == RV_ASK_PROGRAM;

	rv_confirm_drawn(q, ui->frame, draw_read(ui, c, rows, program, true));
	if (program && q->frame != 0)
		rv_confirm_legs_drawn(q, ui->frame, ui->trade.leg_top, ui->trade.leg_page);
}

static void draw_mode(rv_ui *ui, rv_canvas *c, int rows)
{
	if (ui->layout.mode == RV_LAYOUT_TINY)
		return;
	switch (ui->mode) {
	case RV_MODE_HELP:
	case RV_MODE_DETAILS:
		draw_dialog(ui, c);
		break;
	case RV_MODE_SORT:
		rv_dialog_sort(ui, c, centred(ui, SORT_W, sort_choices() + 2));
		break;
	case RV_MODE_SETTINGS:
		rv_dialog_settings(ui, c, centred(ui, SETTINGS_W, SETTINGS_H));
		break;
	case RV_MODE_ITEM:
		draw_lines(ui, c, rv_item_lines, rv_dialog_item);
		break;
	case RV_MODE_CONFIRM:
		draw_question(ui, c, rows);
		break;
	case RV_MODE_PROGRAM:
		(void)draw_read(ui, c, rows, true, false);
		break;
	case RV_MODE_REASON:
	case RV_MODE_PIN:
	case RV_MODE_REDUCE:
		if (ui->trade.back == RV_MODE_PROGRAM)
			(void)draw_read(ui, c, rows, true, false);
		break;
	case RV_MODE_KILL: /* what would be stopped is of now */
		rv_replay_look_now(ui);
		rv_dialog_kill(ui, c);
		rv_replay_look_back(ui);
		break;
	case RV_MODE_HANDOVER:
		draw_lines(ui, c, rv_handover_dialog_lines, rv_dialog_handover);
		break;
	case RV_MODE_RULES:
		draw_lines(ui, c, rv_rules_dialog_lines, rv_dialog_rules);
		break;
	case RV_MODE_WHATIF:
		draw_lines(ui, c, rv_whatif_dialog_lines, rv_dialog_whatif);
		break;
	case RV_MODE_OVERRIDES:
		rv_dialog_overrides(ui, c);
		break;
	default:
		break;
	}
}

size_t rv_ui_at_most(size_t top, size_t lines, size_t page)
{
	const size_t most = lines > page ? lines - page : 0;

	return top < most ? top : most;
}

void rv_overlay_draw(rv_ui *ui, rv_canvas *c)
{
	const int rows = ui->rows;

	ui->rows -= ui->layout.panes[RV_PANE_TOUR].h;
	draw_mode(ui, c, rows);
	ui->rows = rows;
}
