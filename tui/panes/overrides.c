/* The override menu: kinds to set, then those that are set, and what the chosen one is. */
#include <stdio.h>

#include "engine/base/timefmt.h"
#include "tui/command_verbs.h"
#include "tui/money.h"
#include "tui/override.h"
#include "tui/override_text.h"
#include "tui/paint.h"
#include "tui/panes/trading.h"

enum { BOX_W = 84, MARGIN = 2, FRAME = 2, SAID = 3, KIND_W = 11 };

static const char *const does[RV_OVERRIDE_N] = {
	[RV_OVERRIDE_PIN] = "a coin's weight in a sub-book, or the operator's",
	[RV_OVERRIDE_CAP] = "the most of a coin, as a share of NAV",
	[RV_OVERRIDE_EXCLUDE] = "a coin: nothing is added",
	[RV_OVERRIDE_FLATTEN] = "a coin: the strategies' targets are 0",
	[RV_OVERRIDE_SCALE] = "the votes of a coin, a sub-book or both",
	[RV_OVERRIDE_REGIME] = "a regime: leaders, majors against alts, S4's risk-off",
	[RV_OVERRIDE_FACTORS] = "the weights of S5's three signals",
	[RV_OVERRIDE_LEVERAGE] = "S4's leverage factor",
	[RV_OVERRIDE_HEDGE] = "the distance at which the hedge trades",
	[RV_OVERRIDE_PAUSE] = "a sub-book: its targets stay where it is",
	[RV_OVERRIDE_AUTO_HEDGE] = "on: the desk grants hedges; off: they wait for a person",
};

static void draw_line(const rv_ui *ui, rv_canvas *c, int y, int w, size_t line)
{
	rv_override_kind kind = RV_OVERRIDE_N;
	const rv_override *o = rv_override_menu_at(ui, line, &kind);
	char text[RV_OVERRIDE_LINE];

	if (o) {
		const bool holds = rv_override_holds(&ui->live, o);
		rv_canvas_text(c, 0, y, w, holds ? RV_ROLE_WARN : RV_ROLE_DIM, 0,
			       rv_override_line(&ui->live, o, text));
	} else {
		const bool of_kind = kind < RV_OVERRIDE_N;
		rv_canvas_text(c, 0, y, KIND_W, RV_ROLE_HINT_KEY, 0,
			       of_kind ? rv_override_kind_name(kind) : "hedge now");
		rv_canvas_text(c, KIND_W, y, w - KIND_W, RV_ROLE_TEXT, 0,
			       of_kind ? does[kind] : "brings the delta back at once, no override");
	}
	if (line == ui->override_cursor)
		rv_paint_selected(c, y, w);
}

/* Below the lines: of a kind what is to be typed, of one that is set who, when and why. */
static void draw_said(const rv_ui *ui, rv_canvas *c, int y, int w)
{
	rv_override_kind kind = RV_OVERRIDE_N;
	const rv_override *o = rv_override_menu_at(ui, ui->override_cursor, &kind);
	char at[RV_TIME_TEXT], until[RV_TIME_TEXT];

	if (o) {
		rv_canvas_printf(c, 0, y, w, RV_ROLE_TEXT, 0, "set %s by %lld, until %s",
				 rv_time_format(o->set_utc_ms, at), (long long)o->uid,
				 rv_time_format(o->expires_utc_ms, until));
		rv_canvas_text(c, 0, y + 1, w, RV_ROLE_TEXT, 0, o->reason);
		rv_canvas_text(c, 0, y + 2, w, RV_ROLE_DIM, 0, "Enter ends it, after its effect");
		return;
	}
	if (kind == RV_OVERRIDE_N)
		rv_canvas_text(c, 0, y, w, RV_ROLE_TEXT, 0, ":hedge now [SYM] REASON");
	else
		rv_canvas_printf(c, 0, y, w, RV_ROLE_TEXT, 0, ":override %s %s",
				 rv_override_kind_name(kind), rv_override_usage(kind));
	rv_canvas_text(c, 0, y + 2, w, RV_ROLE_DIM, 0,
		       kind == RV_OVERRIDE_N
			       ? "Enter begins the line; the order is shown before it is sent"
			       : "Enter begins the line; its effect is shown before it is set");
}

void rv_dialog_overrides(const rv_ui *ui, rv_canvas *c)
{
	const size_t n = rv_override_menu_lines(ui);
	const int most = ui->rows - MARGIN, want = (int)n + SAID + 1 + FRAME;
	const int w = ui->cols - MARGIN < BOX_W ? ui->cols - MARGIN : BOX_W;
	const int h = want < most ? want : most;
	const rv_rect box = { (ui->cols - w) / 2, (ui->rows - h) / 2, w, h };
	const rv_rect in = rv_paint_box(c, box, "Overrides");
	const int page = in.h > SAID + 1 ? in.h - SAID - 1 : in.h;
	const size_t cursor = ui->override_cursor;
	const size_t top = cursor < (size_t)page ? 0 : cursor - (size_t)page + 1;

	for (int y = 0; y < page && top + (size_t)y < n; y++)
		draw_line(ui, c, y, in.w, top + (size_t)y);
	if (page < in.h)
		draw_said(ui, c, page + 1, in.w);
}
