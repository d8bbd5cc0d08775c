/* The plot: closes of the selected symbol, or the selected spread, with its range and times. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/empty.h"
#include "tui/fmt.h"
#include "tui/paint.h"
#include "tui/panes/panes.h"

enum { LABEL_W = 10 };

typedef struct series {
	const float *v;
	size_t n;
	bool spread;
	int sz_decimals;
	const char *name;
} series;

static const int ranges[RV_PLOT_RANGES] = { 24, 48, 96, 168 };

int rv_plot_bars(int range)
{
	return ranges[range];
}

static void label(const series *s, double v, char buf[RV_FMT_TEXT])
{
	if (s->spread)
		rv_fmt_pct(v, 2, buf);
	else
		rv_fmt_price(v, s->sz_decimals, buf);
}

/* "20 Nov 12:00" would need month names: "11-20 12:00Z" is enough and sorts. */
static void time_label(int64_t utc_ms, char buf[2 * RV_TIME_TEXT])
{
	char day[RV_TIME_TEXT], at[RV_TIME_TEXT];

	rv_time_format_date(utc_ms, day);
	rv_time_format_clock(utc_ms, at);
	(void)snprintf(buf, 2 * RV_TIME_TEXT, "%.5s %.5sZ", day + 5, at);
}

static void draw_times(const rv_view *v, rv_canvas *c, rv_rect plot, const series *s)
{
	char from[2 * RV_TIME_TEXT], to[2 * RV_TIME_TEXT];
	const int64_t step = rv_interval_ms(v->interval);

	time_label(v->bar_close_ms - (int64_t)(s->n - 1) * step, from);
	time_label(v->bar_close_ms, to);
	rv_canvas_text(c, plot.x, plot.y + plot.h, plot.w, RV_ROLE_DIM, 0, from);
	if (plot.w > 30)
		rv_canvas_text_right(c, plot.x, plot.y + plot.h, plot.w, RV_ROLE_DIM, 0, to);
}

static void draw_labels(rv_canvas *c, rv_rect plot, const series *s, double lo, double hi)
{
	char text[RV_FMT_TEXT];

	label(s, hi, text);
	rv_canvas_text_right(c, 0, plot.y, LABEL_W, RV_ROLE_DIM, 0, text);
	if (plot.h < 2)
		return;
	label(s, lo, text);
	rv_canvas_text_right(c, 0, plot.y + plot.h - 1, LABEL_W, RV_ROLE_DIM, 0, text);
	if (plot.h < 5)
		return;
	label(s, (lo + hi) / 2, text);
	rv_canvas_text_right(c, 0, plot.y + plot.h / 2, LABEL_W, RV_ROLE_DIM, 0, text);
}

/* "HYPE: 48 closes, last 12.345, +1.2% over 47 h" */
static void title_note(const series *s, rv_interval interval, char *buf, size_t cap)
{
	char last[RV_FMT_TEXT], change[RV_FMT_TEXT];
	const double a = s->n ? (double)s->v[0] : (double)NAN;
	const double b = s->n ? (double)s->v[s->n - 1] : (double)NAN;

	label(s, b, last);
	if (s->spread || s->n < 2) {
		(void)snprintf(buf, cap, "%s, last %s, %zu %s", s->name, last, s->n,
			       s->spread ? "values" : "closes");
		return;
	}
	rv_fmt_pct(a > 0 ? b / a - 1.0 : (double)NAN, 2, change);
	const int64_t ms = (int64_t)(s->n - 1) * rv_interval_ms(interval);
	(void)snprintf(buf, cap, "%s, last %s, %zu closes, %s over %lld h", s->name, last, s->n,
		       change, (long long)(ms / RV_HOUR_MS));
}

static void draw_series(const rv_ui *ui, rv_canvas *c, rv_rect r, const series *s, bool focused)
{
	char note[128], when[RV_EMPTY_TEXT];
	double lo = 0, hi = 0;

	title_note(s, ui->scene.v ? ui->scene.v->interval : RV_INTERVAL_1H, note, sizeof(note));
	const rv_rect in = rv_paint_frame(c, r, rv_pane_title(RV_PANE_PLOT), note, focused);
	if (in.w < LABEL_W + 4 || in.h < 2)
		return;
	if (!ui->scene.v || !rv_paint_range(s->v, s->n, &lo, &hi)) {
		rv_canvas_text(c, 2, in.h / 2, in.w - 2, RV_ROLE_DIM, 0, "no closed bars yet");
		if (in.h / 2 + 1 < in.h)
			rv_canvas_text(c, 2, in.h / 2 + 1, in.w - 2, RV_ROLE_DIM, 0,
				       rv_empty_next_bar(&ui->scene, when));
		return;
	}
	const rv_rect plot = { LABEL_W + 1, 0, in.w - LABEL_W - 2, in.h - 1 };
	draw_labels(c, plot, s, lo, hi);
	draw_times(ui->scene.v, c, plot, s);
	rv_paint_chart(c, plot, s->v, s->n, lo, hi, RV_ROLE_PLOT);
}

static series spread_series(const rv_ui *ui)
{
	const rv_view_spread *sp = &ui->scene.v->spreads[ui->spread];
	series s = { .spread = true, .name = rv_spread_name((rv_spread)ui->spread) };

	s.n = (size_t)rv_plot_bars(ui->range);
	s.v = rv_scene_tail(sp->hist, sp->n_hist, &s.n);
	return s;
}

static void draw_without_data(rv_canvas *c, rv_rect r, bool focused, const char *why)
{
	const rv_rect in = rv_paint_frame(c, r, rv_pane_title(RV_PANE_PLOT), "", focused);
	rv_canvas_text(c, 2, in.h / 2, in.w - 2, RV_ROLE_DIM, 0, why);
}

void rv_pane_spread_plot(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	if (!ui->scene.v) {
		draw_without_data(c, r, false, "--");
		return;
	}
	const series s = spread_series(ui);
	draw_series(ui, c, r, &s, false);
}

void rv_pane_plot(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const bool focused = rv_ui_focused(ui, RV_PANE_PLOT);
	const rv_view_row *row = rv_table_selected_row(&ui->table, &ui->scene);
	const bool other_shows_spread = rv_layout_has(&ui->layout, RV_PANE_SPREAD_PLOT);

	if (ui->scene.v && ui->plot_spread && !other_shows_spread) {
		const series s = spread_series(ui);
		draw_series(ui, c, r, &s, focused);
	} else if (row) {
		series s = { .name = row->symbol, .sz_decimals = row->sz_decimals };
		s.n = (size_t)rv_plot_bars(ui->range);
		s.v = rv_scene_tail(row->hist, row->n_hist, &s.n);
		draw_series(ui, c, r, &s, focused);
	} else {
		draw_without_data(c, r, focused, "no symbol selected");
	}
}
