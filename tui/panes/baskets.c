/*
 * Basket spreads: weighted value over the lookback, in percent and in its own standard deviations,
 * a week's sparkline, and the tone as colour and word.
 */
#include <math.h>
#include <stdio.h>

#include "tui/fmt.h"
#include "tui/paint.h"
#include "tui/panes/panes.h"

enum { SPREAD_TREND = 48 };

static rv_role tone_role(rv_spread_tone tone)
{
	switch (tone) {
	case RV_TONE_RISK_ON:
		return RV_ROLE_GOOD;
	case RV_TONE_MILD:
		return RV_ROLE_WARN;
	case RV_TONE_EXTREME:
		return RV_ROLE_BAD;
	default:
		return RV_ROLE_DIM;
	}
}

static const char *tone_word(rv_spread_tone tone)
{
	switch (tone) {
	case RV_TONE_RISK_ON:
		return "risk-on";
	case RV_TONE_MILD:
		return "mild";
	case RV_TONE_EXTREME:
		return "EXTREME";
	default:
		return "--";
	}
}

/* Without its own deviation nothing is known of how unusual a spread is: no tone then. */
static void draw_values(rv_canvas *c, int y, const rv_view_spread *sp, bool stale)
{
	const bool dim = !sp->available || stale, has_sd = sp->sd30 > 0;
	const rv_spread_tone tone = has_sd ? sp->tone : RV_TONE_UNKNOWN;
	const rv_role role = dim ? RV_ROLE_DIM : has_sd ? tone_role(tone) : RV_ROLE_TEXT;
	char cum[RV_FMT_TEXT], sds[RV_FMT_TEXT];

	rv_fmt_pct(sp->available ? sp->cum : (double)NAN, 2, cum);
	rv_fmt_signed(sp->available && has_sd ? sp->cum / sp->sd30 : (double)NAN, 1, sds);
	rv_canvas_text_right(c, 0, y, 8, role, RV_ATTR_BOLD, cum);
	rv_canvas_printf(c, 10, y, 9, RV_ROLE_DIM, 0, "%s sd", sds);
	rv_canvas_text(c, 19, y, 8, role, RV_ATTR_BOLD,
		       !sp->available ? "no data"
		       : stale	      ? "stale"
				      : tone_word(tone));
}

static void draw_spark(rv_canvas *c, int x, int y, int w, const rv_view_spread *sp)
{
	size_t n = SPREAD_TREND;
	const float *v = rv_scene_tail(sp->hist, sp->n_hist, &n);

	rv_paint_spark(c, x, y, w, v, n, RV_ROLE_PLOT);
}

/*
 * lines 1: name values; 2: name, values; 3 and more: name, values, sparkline. Selected '>'.
 */
static void draw_spread(const rv_ui *ui, rv_canvas *c, rv_rect in, int k, int lines)
{
	const rv_view_spread *sp = &ui->scene.v->spreads[k];
	const bool here = ui->spread == k && rv_ui_focused(ui, RV_PANE_BASKETS);
	const bool stale = rv_scene_scores_stale(&ui->scene);
	const int attr = here ? RV_ATTR_BOLD | RV_ATTR_REVERSE : RV_ATTR_BOLD;
	rv_rect at = { in.x + 1, in.y + k * lines, in.w - 2, lines };

	rv_canvas_set_clip(c, at);
	if (ui->spread == k)
		rv_canvas_put(c, 0, 0, L'>', RV_ROLE_DIM, 0);
	rv_canvas_text(c, 2, 0, 14, RV_ROLE_TEXT, attr, rv_spread_name((rv_spread)k));
	const int x = lines > 1 ? 2 : 17, y = lines > 1 ? 1 : 0;
	rv_canvas_set_clip(c, (rv_rect){ at.x + x, at.y + y, at.w - x, lines - y });
	draw_values(c, 0, sp, stale);
	if (lines > 2)
		draw_spark(c, 0, 1, at.w - x, sp);
	else if (lines == 2)
		draw_spark(c, 28, 0, at.w - x - 28, sp);
}

void rv_pane_baskets(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const rv_view *v = ui->scene.v;
	char note[32] = "";

	if (v && v->lookback_bars > 0)
		(void)snprintf(note, sizeof(note), "weighted %d bars", v->lookback_bars);
	const rv_rect in = rv_paint_frame(c, r, rv_pane_title(RV_PANE_BASKETS), note,
					  rv_ui_focused(ui, RV_PANE_BASKETS));
	if (!v) {
		rv_canvas_text(c, 2, 0, in.w - 2, RV_ROLE_DIM, 0, "--");
		return;
	}
	const int fit = in.h / RV_SPREAD_N;
	const int lines = fit > 4 ? 4 : fit < 1 ? 1 : fit;
	for (int k = 0; k < RV_SPREAD_N && k * lines < in.h; k++)
		draw_spread(ui, c, in, k, lines);
}
