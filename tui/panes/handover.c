/* The hand-over as a dialog; see tui/handover.h. */
#include "tui/handover.h"

#include <stdio.h>

#include "tui/actions.h"
#include "tui/paint.h"
#include "tui/panes/panes.h"
#include "tui/panes/writer.h"
#include "tui/trade_keys.h"

rv_desk_action rv_handover_open(rv_ui *ui)
{
	(void)rv_trade_close(ui);
	return rv_ui_dialog(ui, RV_MODE_HANDOVER);
}

rv_desk_action rv_handover_deaf(rv_ui *ui)
{
	return rv_trade_refuse(ui, "that key did nothing: Esc closes the hand-over first");
}

/* Of the newest snapshot, also while the screen is frozen: it is about now. */
static void write_all(const rv_ui *ui, rv_writer *wr)
{
	rv_handover h;

	if (!ui->live.v) {
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "no snapshot yet");
		rv_write_next(wr);
		return;
	}
	rv_handover_of(ui->live.v, &ui->alerts, &h);
	for (size_t i = 0; i < h.n; i++) {
		const rv_handover_line *l = &h.lines[i];
		if (l->heading)
			rv_write_heading(wr, l->text, "");
		else
			rv_write_wrapped(wr, 1, l->role, 0, "%s", l->text);
	}
}

/* Over the last line, where there are more: what is cut here must not look like the end. */
static void mark_more(rv_canvas *c, rv_rect in, size_t left)
{
	const size_t shown = in.h > 0 ? (size_t)in.h : 0;
	char text[48];

	if (left <= shown || shown < 2)
		return;
	const size_t more = left - shown + 1;
	(void)snprintf(text, sizeof(text), " %zu more line%s: j, PgDn", more, more == 1 ? "" : "s");
	rv_canvas_fill(c, 0, in.h - 1, in.w, 1, L' ', RV_ROLE_TEXT, 0);
	rv_canvas_put(c, 0, in.h - 1, rv_canvas_ascii(c) ? L'~' : L'…', RV_ROLE_WARN, RV_ATTR_BOLD);
	rv_canvas_text(c, 1, in.h - 1, in.w - 1, RV_ROLE_WARN, RV_ATTR_BOLD, text);
}

size_t rv_handover_dialog_lines(const rv_ui *ui, int w)
{
	rv_writer wr = { .c = NULL, .w = w };

	write_all(ui, &wr);
	return wr.line;
}

void rv_dialog_handover(const rv_ui *ui, rv_canvas *c, rv_rect box)
{
	const rv_rect in = rv_paint_box(c, box, "Hand-over: who takes over reads this");
	rv_writer wr = { .c = c, .w = in.w, .h = in.h, .top = ui->dialog_top };

	write_all(ui, &wr);
	mark_more(c, in, wr.line - ui->dialog_top);
}
