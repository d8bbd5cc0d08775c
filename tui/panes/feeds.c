/* The feeds strip: what each stream is doing, and what it has had to endure. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/fmt.h"
#include "tui/paint.h"
#include "tui/panes/panes.h"
#include "tui/scored.h"

/* Columns; 35 wide in all, so that the strip fits beside the table at 120 columns. */
enum { X_NAME = 1, X_STATE = 9, X_AGE = 15, X_RATE = 18, X_RECON = 23, X_BAD = 26, X_SUBS = 30 };

static void count_text(uint64_t n, char buf[RV_FMT_TEXT])
{
	if (n < 1000)
		(void)snprintf(buf, RV_FMT_TEXT, "%" PRIu64, n);
	else if (n < 100000)
		(void)snprintf(buf, RV_FMT_TEXT, "%" PRIu64 "k", n / 1000);
	else
		(void)snprintf(buf, RV_FMT_TEXT, "!!");
}

static void rate_text(double hz, char buf[RV_FMT_TEXT])
{
	if (!isfinite(hz))
		(void)snprintf(buf, RV_FMT_TEXT, "--");
	else
		(void)snprintf(buf, RV_FMT_TEXT, "%.*f", hz < 9.95 ? 1 : 0, hz);
}

/* "12/48", or where that has no room the share: "87%", "all". */
static void subs_text(const rv_view_stream *st, char buf[RV_FMT_TEXT])
{
	if (st->subs_wanted == 0)
		(void)snprintf(buf, RV_FMT_TEXT, "-");
	else if (st->subs_wanted < 100)
		(void)snprintf(buf, RV_FMT_TEXT, "%u/%u", st->subs_acked, st->subs_wanted);
	else if (st->subs_acked >= st->subs_wanted)
		(void)snprintf(buf, RV_FMT_TEXT, "all");
	else
		(void)snprintf(buf, RV_FMT_TEXT, "%u%%", st->subs_acked * 100 / st->subs_wanted);
}

static void draw_stream(const rv_scene *s, rv_canvas *c, int y, const rv_view_stream *st)
{
	const rv_health h =
		rv_health_of(st->last_at, s->now, st->period_ms, st->is_price, st->connected);
	char text[RV_FMT_TEXT];

	rv_canvas_text(c, X_NAME, y, 7, RV_ROLE_TEXT, 0, st->name);
	rv_canvas_text(c, X_STATE, y, 5, rv_health_role(h), h > RV_HEALTH_LATE ? RV_ATTR_BOLD : 0,
		       h == RV_HEALTH_NONE ? "none" : rv_health_word(h));
	rv_canvas_text_right(c, X_AGE, y, 3, h == RV_HEALTH_LIVE ? RV_ROLE_TEXT : RV_ROLE_DIM, 0,
			     rv_fmt_age(rv_scene_age(s, st->last_at), text));
	rate_text(h == RV_HEALTH_DOWN ? (double)NAN : st->rate_hz, text);
	rv_canvas_text_right(c, X_RATE, y, 4, RV_ROLE_TEXT, 0, text);
	count_text(st->reconnects, text);
	rv_canvas_text_right(c, X_RECON, y, 2, st->reconnects ? RV_ROLE_WARN : RV_ROLE_DIM, 0,
			     text);
	count_text(st->malformed, text);
	rv_canvas_text_right(c, X_BAD, y, 3, st->malformed ? RV_ROLE_BAD : RV_ROLE_DIM, 0, text);
	subs_text(st, text);
	rv_canvas_text(c, X_SUBS, y, 5,
		       st->subs_acked < st->subs_wanted ? RV_ROLE_WARN : RV_ROLE_DIM, 0, text);
}

static void draw_heads(rv_canvas *c)
{
	rv_canvas_text(c, X_NAME, 0, 7, RV_ROLE_DIM, 0, "STREAM");
	rv_canvas_text(c, X_STATE, 0, 5, RV_ROLE_DIM, 0, "STATE");
	rv_canvas_text(c, X_AGE, 0, 3, RV_ROLE_DIM, 0, "AGE");
	rv_canvas_text_right(c, X_RATE, 0, 4, RV_ROLE_DIM, 0, "/S");
	rv_canvas_text_right(c, X_RECON, 0, 2, RV_ROLE_DIM, 0, "RC");
	rv_canvas_text_right(c, X_BAD, 0, 3, RV_ROLE_DIM, 0, "BAD");
	rv_canvas_text(c, X_SUBS, 0, 4, RV_ROLE_DIM, 0, "SUBS");
}

/* Market caps have no stream of their own: whether any is known shows in what is made of them. */
static const char *mcap_note(const rv_view *v)
{
	return v && rv_scored_has_majors(v) && !v->scores.ma.mcap_known ? "mcap off" : "";
}

/* Worst first: what has no room is no worse than what is shown. */
static size_t by_health(const rv_scene *s, size_t order[RV_VIEW_STREAMS], size_t *live)
{
	const rv_view *v = s->v;
	rv_health h[RV_VIEW_STREAMS];
	size_t n = 0;

	*live = 0;
	for (size_t i = 0; i < v->n_streams; i++) {
		const rv_view_stream *st = &v->streams[i];
		h[i] = rv_health_of(st->last_at, s->now, st->period_ms, st->is_price,
				    st->connected);
		*live += h[i] == RV_HEALTH_LIVE;
		size_t at = n++;
		for (; at > 0 && h[order[at - 1]] < h[i]; at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
	return n;
}

/* Where there is no line a stream: how many are live, then the streams side by side. */
static void draw_short(const rv_scene *s, rv_canvas *c, int w, int h)
{
	size_t order[RV_VIEW_STREAMS], live;
	const size_t n = by_health(s, order, &live);
	char text[64], age[RV_FMT_TEXT];
	int x = 1, y = 0;

	x += rv_canvas_printf(c, x, y, w - x, live == n ? RV_ROLE_GOOD : RV_ROLE_BAD, RV_ATTR_BOLD,
			      "%zu of %zu live", live, n) +
	     2;
	for (size_t i = 0; i < n; i++) {
		const rv_view_stream *st = &s->v->streams[order[i]];
		const rv_health hl = rv_health_of(st->last_at, s->now, st->period_ms, st->is_price,
						  st->connected);
		(void)rv_fmt_age(rv_scene_age(s, st->last_at), age);
		(void)snprintf(text, sizeof(text), "%s%s%s %s", st->name,
			       hl == RV_HEALTH_LIVE ? "" : " ",
			       hl == RV_HEALTH_LIVE ? "" : rv_health_word(hl), age);
		if (x + (int)strlen(text) > w) {
			x = 1;
			y++;
		}
		if (y >= h)
			return;
		x += rv_canvas_text(c, x, y, w - x,
				    hl == RV_HEALTH_LIVE ? RV_ROLE_TEXT : rv_health_role(hl), 0,
				    text) +
		     2;
	}
}

/* A line a stream; the heads leave before a stream does, and of streams the most alive. */
static void draw_lines(const rv_scene *s, rv_canvas *c, int h)
{
	size_t order[RV_VIEW_STREAMS], live;
	const size_t n = by_health(s, order, &live);
	const bool all = h >= (int)n;
	const int first = h > (int)n ? 1 : 0;

	if (first > 0)
		draw_heads(c);
	for (size_t i = 0; i < n && first + (int)i < h; i++)
		draw_stream(s, c, first + (int)i, &s->v->streams[all ? i : order[i]]);
}

void rv_pane_feeds(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const rv_scene *s = &ui->live;
	const rv_rect in = rv_paint_frame(c, r, rv_pane_title(RV_PANE_FEEDS), mcap_note(s->v),
					  rv_ui_focused(ui, RV_PANE_FEEDS));

	if (!s->v) {
		rv_canvas_text(c, X_NAME, 0, in.w, RV_ROLE_DIM, 0, "--");
		return;
	}
	if (in.h < 1 + (int)s->v->n_streams && ui->at.trade) {
		draw_short(s, c, in.w, in.h);
		return;
	}
	draw_lines(s, c, in.h);
}
