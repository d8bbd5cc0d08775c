/*
 * The lag profile: correlation of the selected symbol with the chosen leader, shifted by -10 to +10
 * bars, as bars up and down from zero. The lag that was taken is marked.
 */
#include <math.h>
#include <stdio.h>

#include "tui/empty.h"
#include "tui/fmt.h"
#include "tui/paint.h"
#include "tui/panes/panes.h"

enum { SCALE_W = 6, MIN_H = 5 };

typedef struct chart {
	rv_canvas *c;
	int x, y, h, bar_w, mid; /* mid: row of zero, from y */
	double most;
} chart;

static double greatest(const rv_ms_pair *p)
{
	double most = 0.1;

	for (int k = 0; k < RV_LAGS; k++)
		most = fmax(most,
			    isfinite((double)p->profile[k]) ? fabs((double)p->profile[k]) : 0);
	return most;
}

/* Half cells up from zero, or down. */
static void draw_bar(const chart *ch, int k, double v, bool taken)
{
	const bool ascii = rv_canvas_ascii(ch->c);
	const rv_role role = v > 0 ? RV_ROLE_UP : RV_ROLE_DOWN;
	const int halves = (int)(fabs(v) / ch->most * (double)ch->mid * 2 + 0.5);
	const int x = ch->x + k * ch->bar_w;
	const int wide = ch->bar_w > 1 ? ch->bar_w - 1 : 1;

	for (int i = 0; i < (halves + 1) / 2; i++) {
		const bool half = i * 2 + 1 == halves;
		const int y = v > 0 ? ch->y + ch->mid - 1 - i : ch->y + ch->mid + 1 + i;
		const wchar_t full = ascii ? (v > 0 ? L'#' : L'=') : L'█';
		const wchar_t part = ascii ? (v > 0 ? L'.' : L'\'') : v > 0 ? L'▄' : L'▀';
		for (int b = 0; b < wide; b++)
			rv_canvas_put(ch->c, x + b, y, half ? part : full, role,
				      taken ? RV_ATTR_BOLD : 0);
	}
}

static void draw_axis(const chart *ch, int lead_lag, bool known)
{
	const bool ascii = rv_canvas_ascii(ch->c);
	char text[RV_FMT_TEXT];

	for (int x = 0; x < RV_LAGS * ch->bar_w; x++)
		rv_canvas_put(ch->c, ch->x + x, ch->y + ch->mid, ascii ? L'-' : L'─', RV_ROLE_DIM,
			      0);
	rv_canvas_text_right(ch->c, 0, ch->y, SCALE_W - 1, RV_ROLE_DIM, 0,
			     rv_fmt_signed(ch->most, 2, text));
	rv_canvas_text_right(ch->c, 0, ch->y + ch->mid, SCALE_W - 1, RV_ROLE_DIM, 0, "0");
	rv_canvas_text_right(ch->c, 0, ch->y + ch->h - 1, SCALE_W - 1, RV_ROLE_DIM, 0,
			     rv_fmt_signed(-ch->most, 2, text));
	for (int lag = -RV_LAG_MAX; lag <= RV_LAG_MAX; lag += 5) {
		const int x = ch->x + (lag + RV_LAG_MAX) * ch->bar_w;
		rv_canvas_printf(ch->c, x, ch->y + ch->h, 4, RV_ROLE_DIM, 0, "%s",
				 rv_num_signed(lag, 0).s);
	}
	if (!known)
		return;
	const int x = ch->x + (lead_lag + RV_LAG_MAX) * ch->bar_w;
	rv_canvas_put(ch->c, x, ch->y + ch->mid, ascii ? L'^' : L'▲', RV_ROLE_WARN, RV_ATTR_BOLD);
}

static void draw_words(const rv_ui *ui, rv_canvas *c, int y, int w, const rv_ms_pair *p)
{
	const char *leader = ui->scene.v->params.ms.leaders[ui->table.leader];
	char text[128];

	if (!isfinite(p->lag_correlation))
		(void)snprintf(text, sizeof(text), "lag -- too few common bars");
	else if (p->lead_lag == 0)
		(void)snprintf(text, sizeof(text), "together with %s, confidence %s", leader,
			       rv_num(p->lag_confidence, 2).s);
	else
		(void)snprintf(text, sizeof(text), "%s %s by %d bars, confidence %s", leader,
			       p->lead_lag < 0 ? "leads" : "lags",
			       p->lead_lag < 0 ? -p->lead_lag : p->lead_lag,
			       rv_num(p->lag_confidence, 2).s);
	rv_canvas_text(c, 1, y, w - 1, RV_ROLE_TEXT, 0, text);
}

static void draw_profile(const rv_ui *ui, rv_canvas *c, rv_rect in, const rv_ms_pair *p)
{
	const int bar_w = (in.w - SCALE_W - 3) / RV_LAGS;
	const bool known = isfinite(p->lag_correlation) && p->lead_lag >= -RV_LAG_MAX &&
			   p->lead_lag <= RV_LAG_MAX;

	draw_words(ui, c, 0, in.w, p);
	if (bar_w < 1 || in.h < MIN_H + 2)
		return;
	const int h = (in.h - 2 - 1) | 1; /* zero in the middle */
	const chart ch = { .c = c,
			   .x = SCALE_W,
			   .y = 1,
			   .h = h > in.h - 2 ? h - 2 : h,
			   .bar_w = bar_w > 4 ? 4 : bar_w,
			   .mid = (h > in.h - 2 ? h - 2 : h) / 2,
			   .most = greatest(p) };
	draw_axis(&ch, p->lead_lag, known);
	for (int k = 0; k < RV_LAGS; k++) {
		if (isfinite((double)p->profile[k]))
			draw_bar(&ch, k, (double)p->profile[k],
				 known && k == p->lead_lag + RV_LAG_MAX);
	}
}

static void draw_nothing(const rv_ui *ui, rv_canvas *c, rv_rect in, bool has)
{
	rv_writer wr = { .c = c, .w = in.w, .h = in.h };

	rv_write_wrapped(&wr, 1, RV_ROLE_DIM, 0, "%s",
			 has ? "-- too few bars of this symbol: the leader and it need 20 in common"
			     : "-- comes with the next scored bar.");
	if (!has)
		rv_empty_write_next_bar(&wr, 1, &ui->scene);
}

void rv_pane_lag(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const rv_view_row *row = rv_table_selected_row(&ui->table, &ui->scene);
	const bool has = ui->scene.v && row && rv_scored_has_ms(ui->scene.v);
	char note[64] = "";

	if (has)
		(void)snprintf(note, sizeof(note), "%s against %s", row->symbol,
			       ui->scene.v->params.ms.leaders[ui->table.leader]);
	const rv_rect in = rv_paint_frame(c, r, rv_pane_title(RV_PANE_LAG), note,
					  rv_ui_focused(ui, RV_PANE_LAG));
	const rv_scored s = has ? rv_scored_of(ui->scene.v, row) : (rv_scored){ 0 };
	if (s.ms)
		draw_profile(ui, c, in, &s.ms->pairs[ui->table.leader]);
	else
		draw_nothing(ui, c, in, has);
}
