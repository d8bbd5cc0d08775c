/*
 * Why: how each score of the selected symbol is made, down to its inputs, and how fresh they are.
 * The same lines serve the pane of the Symbols screen and the dialog.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/fmt.h"
#include "tui/paint.h"
#include "tui/panes/panes.h"
#include "tui/panes/why.h"

const char *rv_why_as_of_text(const rv_scene *s, rv_interval interval, int64_t close_ms,
			      char buf[RV_AS_OF_TEXT])
{
	char at[RV_TIME_TEXT], age[RV_FMT_TEXT];

	if (close_ms <= 0) {
		(void)snprintf(buf, RV_AS_OF_TEXT, "no bar yet");
		return buf;
	}
	(void)rv_time_format(close_ms, at);
	at[10] = ' '; /* instead of the T */
	const int64_t ms = s->utc_now + s->held_ms - close_ms;
	(void)snprintf(buf, RV_AS_OF_TEXT, "%s %.11sZ, %s ago%s", rv_interval_name(interval),
		       at + 5, rv_fmt_age(ms, age),
		       ms > 2 * rv_interval_ms(interval) ? ", STALE" : "");
	return buf;
}

void rv_why_as_of(rv_writer *wr, const rv_scene *s, rv_interval interval, int64_t close_ms)
{
	const char *name = rv_interval_name(interval);
	char text[RV_AS_OF_TEXT];

	if (close_ms <= 0)
		return;
	(void)rv_why_as_of_text(s, interval, close_ms, text);
	rv_write_item(wr, "as of bar", RV_ROLE_TEXT, name, text + strlen(name) + 1);
}

void rv_why_number(rv_writer *wr, const char *name, double v, int decimals, const char *remark)
{
	char text[RV_FMT_TEXT];

	rv_write_item(wr, name, isnan(v) ? RV_ROLE_DIM : RV_ROLE_TEXT,
		      rv_fmt_signed(v, decimals, text), remark);
}

void rv_why_pct(rv_writer *wr, const char *name, double v, int decimals, const char *remark)
{
	char text[RV_FMT_TEXT];

	rv_write_item(wr, name, isnan(v) ? RV_ROLE_DIM : RV_ROLE_TEXT,
		      rv_fmt_pct(v, decimals, text), remark);
}

void rv_why_standing(rv_writer *wr, const rv_why *y)
{
	const rv_scene *s = y->s;
	const rv_view_row *r = y->r;
	char bucket[RV_BUCKET_TEXT], note[RV_NOTE_TEXT];

	rv_write_heading(wr, "Standing", "");
	rv_write_item(wr, "bucket", RV_ROLE_TEXT, rv_bucket_text(r->baskets, bucket), "");
	if (!r->universe_known)
		rv_write_item(wr, "universe", RV_ROLE_DIM, "--", "no daily bars yet");
	else if (r->universe == RV_UNIVERSE_ACTIVE)
		rv_write_item(wr, "universe", RV_ROLE_GOOD, "active",
			      r->no_increase ? "below the entry volume: no increase" : "");
	else
		rv_write_item(wr, "universe", RV_ROLE_DIM, "inactive",
			      rv_universe_reason_text(r->universe));
	if (rv_scene_note(s, r, wr->w - RV_WRITE_NAME - RV_WRITE_VALUE - 1, note) != RV_NOTE_NONE)
		rv_write_item(wr, "note", RV_ROLE_WARN, "", note);
}

static void write_all(const rv_ui *ui, const rv_view_row *r, rv_writer *wr)
{
	const rv_scene *s = &ui->scene;
	const rv_why y = { .s = s, .v = s->v, .r = r, .x = rv_scored_of(s->v, r) };

	rv_why_rv(wr, &y);
	rv_why_hybrid(wr, &y);
	rv_why_model(wr, &y);
	rv_why_book(wr, &y);
	rv_why_structure(wr, &y);
	rv_why_risk(wr, &y);
	rv_why_buckets(wr, &y);
	rv_why_quotes(wr, &y);
	rv_why_standing(wr, &y);
}

static void draw_all(const rv_ui *ui, rv_canvas *c, rv_rect in, size_t top)
{
	const rv_view_row *r = rv_table_selected_row(&ui->table, &ui->scene);
	rv_writer wr = { .c = c, .w = in.w, .h = in.h, .top = top };

	if (r)
		write_all(ui, r, &wr);
	else
		rv_canvas_text(c, 0, 0, in.w, RV_ROLE_DIM, 0, "no symbol selected");
}

/* A writer without height draws nothing and counts. */
int rv_details_pane_width(rv_rect r)
{
	return r.w - (r.x > 0 ? 1 : 0) - 2;
}

int rv_details_dialog_width(rv_rect box)
{
	return box.w - 4;
}

size_t rv_details_lines(const rv_ui *ui, int w)
{
	const rv_view_row *r = rv_table_selected_row(&ui->table, &ui->scene);
	rv_writer wr = { .c = NULL, .w = w };

	if (!r)
		return 1;
	write_all(ui, r, &wr);
	return wr.line;
}

void rv_pane_details(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const char *symbol = rv_table_selected(&ui->table);
	rv_rect in = rv_paint_frame(c, r, symbol ? symbol : rv_pane_title(RV_PANE_DETAILS), "",
				    rv_ui_focused(ui, RV_PANE_DETAILS));

	in.x += 1;
	in.w -= 2;
	rv_canvas_set_clip(c, in);
	draw_all(ui, c, in, ui->details_top);
}

void rv_dialog_details(const rv_ui *ui, rv_canvas *c, rv_rect box)
{
	const char *symbol = rv_table_selected(&ui->table);
	char title[64];

	(void)snprintf(title, sizeof(title), "Why: %s", symbol ? symbol : "--");
	const rv_rect in = rv_paint_box(c, box, title);
	draw_all(ui, c, in, ui->dialog_top);
}
