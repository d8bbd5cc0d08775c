/* The curves of a backtest: equity, drawdown and the regimes below each other, over the same days.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/fmt.h"
#include "tui/paint.h"
#include "tui/panes/panes.h"
#include "tui/panes/texts.h"

enum {
	LABEL_W = 9,
	DRAWDOWN_FROM = 9, /* rows of the body from which on it has a chart of its own */
	LEGEND_FROM = 7,
	DOTS_MOST = 2 * RV_CANVAS_MAX_COLS
};

/* Days that are shown; 0 all. As the plots of symbols do, [ and ] go through them. */
static const int ranges[RV_PLOT_RANGES] = { 90, 180, 365, 0 };

/* The tail of the run that is in the range. */
typedef struct span {
	size_t from, n;
	int32_t first, last; /* days since 1970 */
} span;

static span span_of(const rv_research_view *v, int range)
{
	span s = { .n = v->n_points, .first = v->from, .last = v->to };
	const int days = ranges[range];

	if (days == 0 || !(v->days_a_point > 0))
		return s;
	const size_t fit = (size_t)(days / v->days_a_point);
	if (fit >= s.n)
		return s;
	s.from = s.n - fit;
	s.n = fit;
	s.first = v->to - days + 1;
	return s;
}

static void draw_labels(rv_canvas *c, rv_rect at, const char *hi, const char *lo)
{
	rv_canvas_text_right(c, 0, at.y, LABEL_W, RV_ROLE_DIM, 0, hi);
	if (at.h > 1)
		rv_canvas_text_right(c, 0, at.y + at.h - 1, LABEL_W, RV_ROLE_DIM, 0, lo);
}

/* As many values as there are dots: the least and the greatest of what one stands for stay. */
static void draw_line(rv_canvas *c, rv_rect at, const float *v, size_t n, double lo, double hi,
		      rv_role role)
{
	static float thin[DOTS_MOST]; /* the screen has one thread */
	const size_t dots = (size_t)at.w * (rv_canvas_ascii(c) ? 1 : 2);

	const size_t m = rv_research_thin(v, n, thin, dots > 2 ? dots : 2);
	rv_paint_chart(c, at, thin, m, lo, hi, role);
}

static void draw_equity(rv_canvas *c, rv_rect at, const float *v, size_t n)
{
	double lo = 0, hi = 0;

	if (!rv_paint_range(v, n, &lo, &hi))
		return;
	draw_labels(c, at, rv_num(hi, 3).s, rv_num(lo, 3).s);
	draw_line(c, at, v, n, lo, hi, RV_ROLE_PLOT);
}

/* From 0 down, so that depths of two runs can be compared by their labels. */
static void draw_drawdown(rv_canvas *c, rv_rect at, const float *v, size_t n)
{
	double lo = 0, hi = 0;
	char text[RV_FMT_TEXT];

	if (!rv_paint_range(v, n, &lo, &hi))
		return;
	draw_labels(c, at, "0%", rv_fmt_pct(lo, 1, text));
	draw_line(c, at, v, n, lo, 0.0, RV_ROLE_DOWN);
}

/* Alts and risk-on as what rises; the digit says which it is, where there is no colour, too. */
static rv_role regime_role(const rv_research_view *v, int regime)
{
	if (regime < 0 || (size_t)regime >= v->n_regimes)
		return RV_ROLE_DIM;
	const char *name = v->regimes[regime];
	if (strstr(name, "MAJORS") || strstr(name, "RISK_OFF"))
		return RV_ROLE_DOWN;
	return strstr(name, "ALTS") || strstr(name, "RISK_ON") ? RV_ROLE_UP : RV_ROLE_TEXT;
}

static int regime_attr(const rv_research_view *v, int regime)
{
	return regime >= 0 && strncmp(v->regimes[regime], "STRONG", 6) == 0 ? RV_ATTR_BOLD : 0;
}

/* A digit a column: the regime of its last day, with its name in the legend. */
static void draw_regimes(rv_canvas *c, rv_rect at, const rv_research_view *v, const span *s)
{
	rv_canvas_text_right(c, 0, at.y, LABEL_W, RV_ROLE_DIM, 0, "regime");
	for (int x = 0; x < at.w && s->n > 0; x++) {
		const size_t i = (size_t)(x + 1) * s->n / (size_t)at.w;
		const int regime = v->regime[s->from + (i > 0 ? i - 1 : 0)];
		const wchar_t mark = regime < 0 ? L'?' : (wchar_t)(L'1' + regime);
		rv_canvas_put(c, at.x + x, at.y, mark, regime_role(v, regime),
			      regime_attr(v, regime));
	}
}

static void draw_legend(rv_canvas *c, rv_rect at, const rv_research_view *v)
{
	int x = 0, y = 0;

	for (size_t i = 0; i < v->n_regimes; i++) {
		const int w = (int)strlen(v->regimes[i]) + 4;
		if (x > 0 && x + w > at.w) {
			x = 0;
			y++;
		}
		if (y < at.h)
			(void)rv_canvas_printf(c, at.x + x, at.y + y, at.w - x,
					       regime_role(v, (int)i), regime_attr(v, (int)i),
					       "%zu %s", i + 1, v->regimes[i]);
		x += w;
	}
}

static void draw_days(rv_canvas *c, rv_rect at, const span *s)
{
	char from[RV_TIME_TEXT], to[RV_TIME_TEXT];

	if (s->first < 0 || s->last < 0)
		return;
	rv_time_format_date(s->first * RV_DAY_MS, from);
	rv_time_format_date(s->last * RV_DAY_MS, to);
	rv_canvas_text(c, at.x, at.y, at.w, RV_ROLE_DIM, 0, from);
	if (at.w > 24)
		rv_canvas_text_right(c, at.x, at.y, at.w, RV_ROLE_DIM, 0, to);
}

static void draw_run(const rv_ui *ui, rv_canvas *c, rv_rect in)
{
	const rv_research_view *v = &ui->scene.v->research;
	const span s = span_of(v, ui->research_range);
	const bool deep = in.h >= DRAWDOWN_FROM;
	const int legend = in.h >= LEGEND_FROM ? (deep ? 2 : 1) : 0;
	const int charts = in.h - 2 - legend;
	const int low = deep ? charts / 3 : 0;
	rv_rect at = { LABEL_W + 1, 0, in.w - LABEL_W - 2, charts - low };

	draw_equity(c, at, v->equity + s.from, s.n);
	at.y += at.h;
	at.h = low;
	if (low > 0)
		draw_drawdown(c, at, v->drawdown + s.from, s.n);
	at.y += low;
	at.h = 1;
	draw_regimes(c, at, v, &s);
	at.y++;
	draw_days(c, at, &s);
	at.y++;
	at.h = legend;
	draw_legend(c, at, v);
}

/* What is being made, before what is shown: where one pane is on the screen this is it. */
static size_t note_job(const rv_research_job *j, char *buf, size_t cap)
{
	int n = 0;

	if (j->state == RV_RESEARCH_FAILED)
		n = snprintf(buf, cap, "the newest FAILED: see Figures; ");
	else if (j->state == RV_RESEARCH_RUNNING && isfinite(j->share))
		n = snprintf(buf, cap, "running %s%%; ", rv_num(100 * j->share, 0).s);
	else if (j->state == RV_RESEARCH_RUNNING)
		n = snprintf(buf, cap, "running; ");
	return n > 0 && (size_t)n < cap ? (size_t)n : 0;
}

/* "majors-alts, out of sample, equity 1.234, deepest -4.5%" */
static void note_of(const rv_research_view *v, const rv_ui *ui, char *buf, size_t cap)
{
	const int days = ranges[ui->research_range];
	char deepest[RV_FMT_TEXT], shown[32] = "all days";
	const double last = v->n_points ? (double)v->equity[v->n_points - 1] : (double)NAN;

	if (days > 0)
		(void)snprintf(shown, sizeof(shown), "last %d days", days);
	rv_fmt_pct(-fabs(v->kpis.max_drawdown), 1, deepest);
	const int n = snprintf(buf, cap, "%s, %s, %s, equity %s, deepest %s", v->strategy,
			       v->kpis.out_of_sample ? "out of sample" : "IN SAMPLE", shown,
			       rv_num(last, 3).s, deepest);
	if (n < 0)
		buf[0] = '\0';
}

static const char how[] =
	"-- No backtest yet. One is made by `:backtest STRATEGY START END`, as in `:backtest "
	"majors-alts 2024-01-01 2024-12-31`, or elsewhere by `rvdesk backtest --out DIR`: a "
	"report in the folder research of the state folder comes here by itself.";

/* How a run is had, or why there is none. */
static void draw_none(const rv_ui *ui, rv_canvas *c, rv_rect in)
{
	const rv_view *v = ui->scene.v;
	rv_writer wr = { .c = c, .w = in.w - 2, .h = in.h };

	if (!v)
		rv_write_text(&wr, 1, RV_ROLE_DIM, 0, "--");
	else if (v->research.job.state == RV_RESEARCH_RUNNING ||
		 v->research.job.state == RV_RESEARCH_FAILED)
		rv_write_research_job(&wr, &v->research.job);
	else if (v->research.problem[0])
		rv_write_wrapped(&wr, 1, RV_ROLE_WARN, 0, "! %s", v->research.problem);
	else if (!v->research.present)
		rv_write_wrapped(&wr, 1, RV_ROLE_DIM, 0,
				 "-- This desk has no state folder of its own: there are no "
				 "backtests to show.");
	else
		rv_write_paragraph(&wr, 1, RV_ROLE_DIM, how);
}

void rv_pane_research_plot(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const bool focused = rv_ui_focused(ui, RV_PANE_RESEARCH_PLOT);
	const rv_view *v = ui->scene.v;
	char note[160] = "";

	if (v && v->research.shown) {
		const size_t n = note_job(&v->research.job, note, sizeof(note));
		note_of(&v->research, ui, note + n, sizeof(note) - n);
	}
	const rv_rect in =
		rv_paint_frame(c, r, rv_pane_title(RV_PANE_RESEARCH_PLOT), note, focused);
	if (!v || !v->research.shown)
		draw_none(ui, c, in);
	else if (in.w >= LABEL_W + 8 && in.h >= 4)
		draw_run(ui, c, in);
}
