/* What several panes draw; see paint.h. */
#include "tui/paint.h"

#include <math.h>
#include <string.h>

enum {
	DOTS_X = 2, /* of a braille cell */
	DOTS_Y = 4,
	SPARK_LEVELS = 7 /* never a full cell: lines above each other stay apart */
};

static bool line_above(const rv_canvas *c, int x, int y)
{
	if (y == 0)
		return false;
	const wchar_t ch = rv_canvas_at(c, x, y - 1)->ch;
	return ch == L'│' || ch == L'├' || ch == L'┬';
}

/* The top rule; where a vertical rule ends on it from above, the corner joins them. */
static void draw_rule(rv_canvas *c, rv_rect r, rv_role role)
{
	const bool ascii = rv_canvas_ascii(c);

	for (int x = 0; x < r.w; x++) {
		const wchar_t ch = ascii ? L'-' : line_above(c, r.x + x, r.y) ? L'┴' : L'─';
		rv_canvas_put(c, x, 0, ch, role, 0);
	}
	if (r.x == 0)
		return;
	const bool down_only = r.y == 0 || !line_above(c, r.x, r.y);
	rv_canvas_put(c, 0, 0, ascii ? L'+' : down_only ? L'┬' : L'├', role, 0);
	for (int y = 1; y < r.h; y++)
		rv_canvas_put(c, 0, y, ascii ? L'|' : L'│', role, 0);
}

rv_rect rv_paint_frame(rv_canvas *c, rv_rect pane, const char *title, const char *note,
		       bool focused)
{
	const int edge = pane.x > 0 ? 1 : 0;
	const char *mark = !focused ? " " : rv_canvas_ascii(c) ? ">" : "▸";

	rv_canvas_set_clip(c, pane);
	draw_rule(c, pane, RV_ROLE_BORDER);
	int x = edge + rv_canvas_text(c, edge, 0, pane.w - edge, RV_ROLE_TITLE, 0, mark);
	x += rv_canvas_text(c, x, 0, pane.w - x - 1, RV_ROLE_TITLE, focused ? RV_ATTR_BOLD : 0,
			    title);
	x += rv_canvas_text(c, x, 0, 1, RV_ROLE_TITLE, 0, " ");
	const int room = pane.w - x - 4;
	if (note[0] && room > 6)
		rv_canvas_printf(c, x + 1, 0, room + 2, RV_ROLE_DIM, 0, " %s ", note);
	const rv_rect in = { pane.x + edge, pane.y + 1, pane.w - edge, pane.h - 1 };
	rv_canvas_set_clip(c, in);
	return in;
}

rv_rect rv_paint_box(rv_canvas *c, rv_rect box, const char *title)
{
	const bool ascii = rv_canvas_ascii(c);
	const wchar_t h = ascii ? L'-' : L'─', v = ascii ? L'|' : L'│';

	rv_canvas_set_clip(c, box);
	rv_canvas_fill(c, 0, 0, box.w, box.h, L' ', RV_ROLE_TEXT, 0);
	rv_canvas_fill(c, 0, 0, box.w, 1, h, RV_ROLE_TITLE, 0);
	rv_canvas_fill(c, 0, box.h - 1, box.w, 1, h, RV_ROLE_TITLE, 0);
	rv_canvas_fill(c, 0, 0, 1, box.h, v, RV_ROLE_TITLE, 0);
	rv_canvas_fill(c, box.w - 1, 0, 1, box.h, v, RV_ROLE_TITLE, 0);
	rv_canvas_put(c, 0, 0, ascii ? L'+' : L'┌', RV_ROLE_TITLE, 0);
	rv_canvas_put(c, box.w - 1, 0, ascii ? L'+' : L'┐', RV_ROLE_TITLE, 0);
	rv_canvas_put(c, 0, box.h - 1, ascii ? L'+' : L'└', RV_ROLE_TITLE, 0);
	rv_canvas_put(c, box.w - 1, box.h - 1, ascii ? L'+' : L'┘', RV_ROLE_TITLE, 0);
	rv_canvas_printf(c, 2, 0, box.w - 4, RV_ROLE_TITLE, RV_ATTR_BOLD, " %s ", title);
	const rv_rect in = { box.x + 2, box.y + 1, box.w - 4, box.h - 2 };
	rv_canvas_set_clip(c, in);
	return in;
}

static void paint_line(rv_canvas *c, int y, int w, rv_role role)
{
	const rv_rect clip = rv_canvas_clip(c);

	for (int x = 0; x < w && x < clip.w; x++) {
		const rv_cell cell = *rv_canvas_at(c, clip.x + x, clip.y + y);
		rv_canvas_put(c, x, y, cell.ch, role, cell.attr);
	}
}

void rv_paint_selected(rv_canvas *c, int y, int w)
{
	paint_line(c, y, w, RV_ROLE_SELECTED);
}

void rv_paint_role(rv_canvas *c, rv_role role)
{
	const rv_rect clip = rv_canvas_clip(c);

	for (int y = 0; y < clip.h; y++)
		paint_line(c, y, clip.w, role);
}

bool rv_paint_range(const float *v, size_t n, double *lo, double *hi)
{
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		const double x = (double)v[i];
		if (!isfinite(x))
			continue;
		*lo = !any || x < *lo ? x : *lo;
		*hi = !any || x > *hi ? x : *hi;
		any = true;
	}
	return any;
}

/* Mean of the finite values of [from, to), NaN if none. */
static double bucket_mean(const float *v, size_t from, size_t to)
{
	double sum = 0.0;
	size_t k = 0;

	for (size_t i = from; i < to; i++) {
		if (isfinite((double)v[i])) {
			sum += (double)v[i];
			k++;
		}
	}
	return k ? sum / (double)k : (double)NAN;
}

/* 0 .. steps-1 for lo .. hi; the middle for a flat series. */
static int level(double x, double lo, double hi, int steps)
{
	if (!(hi > lo))
		return steps / 2;
	const int k = (int)((x - lo) / (hi - lo) * steps);
	return k < 0 ? 0 : k >= steps ? steps - 1 : k;
}

void rv_paint_spark(rv_canvas *c, int x, int y, int w, const float *v, size_t n, rv_role role)
{
	static const wchar_t blocks[] = L"▁▂▃▄▅▆▇", marks[] = L"_.-:=+*";
	const wchar_t *glyphs = rv_canvas_ascii(c) ? marks : blocks;
	double lo = 0, hi = 0;

	if (w < 1 || !rv_paint_range(v, n, &lo, &hi))
		return;
	const size_t cells = n < (size_t)w ? n : (size_t)w;
	for (size_t i = 0; i < cells; i++) {
		const double m = bucket_mean(v, i * n / cells, (i + 1) * n / cells);
		if (isfinite(m))
			rv_canvas_put(c, x + (int)i, y, glyphs[level(m, lo, hi, SPARK_LEVELS)],
				      role, 0);
	}
}

/* The series at dot column k of dots, between its neighbours; NaN where either is missing. */
static double sample(const float *v, size_t n, int k, int dots)
{
	if (n == 1 || dots < 2)
		return (double)v[n - 1];
	const double t = (double)k * (double)(n - 1) / (double)(dots - 1);
	const size_t i = (size_t)t;
	const double f = t - (double)i;
	if (i + 1 >= n || f < 1e-9) /* on a value: its neighbour does not matter */
		return (double)v[i < n ? i : n - 1];
	return (double)v[i] * (1.0 - f) + (double)v[i + 1] * f;
}

/* Dots [from, to] from the bottom that column k fills, so that the line has no holes. */
static bool span(const float *v, size_t n, int k, int dots, double lo, double hi, int steps,
		 int *from, int *to)
{
	const double now = sample(v, n, k, dots);
	if (!isfinite(now))
		return false;
	const int at = level(now, lo, hi, steps);
	const double before = k > 0 ? sample(v, n, k - 1, dots) : (double)NAN;
	const int prev = isfinite(before) ? level(before, lo, hi, steps) : at;
	*from = prev < at ? prev + 1 : at;
	*to = prev > at ? prev - 1 : at;
	return true;
}

static wchar_t braille_bit(int dx, int dy_from_top)
{
	static const int bits[DOTS_Y][DOTS_X] = {
		{ 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 }
	};
	return (wchar_t)bits[dy_from_top][dx];
}

static void chart_braille(rv_canvas *c, rv_rect at, const float *v, size_t n, double lo, double hi,
			  rv_role role)
{
	const int dots = at.w * DOTS_X, steps = at.h * DOTS_Y;

	for (int x = 0; x < at.w; x++) {
		int from[DOTS_X], to[DOTS_X];
		bool on[DOTS_X];
		for (int d = 0; d < DOTS_X; d++)
			on[d] = span(v, n, x * DOTS_X + d, dots, lo, hi, steps, &from[d], &to[d]);
		for (int y = 0; y < at.h; y++) {
			wchar_t ch = 0;
			for (int i = 0; i < DOTS_X * DOTS_Y; i++) {
				const int d = i / DOTS_Y, row = i % DOTS_Y;
				const int dot = steps - 1 - (y * DOTS_Y + row);
				if (on[d] && dot >= from[d] && dot <= to[d])
					ch |= braille_bit(d, row);
			}
			if (ch)
				rv_canvas_put(c, at.x + x, at.y + y, 0x2800 | ch, role, 0);
		}
	}
}

/* Two dots a cell, one over the other: ' upper, . lower, : both. */
static void chart_ascii(rv_canvas *c, rv_rect at, const float *v, size_t n, double lo, double hi,
			rv_role role)
{
	static const wchar_t glyphs[] = L" .':";
	const int steps = at.h * 2;

	for (int x = 0; x < at.w; x++) {
		int from, to;
		if (!span(v, n, x, at.w, lo, hi, steps, &from, &to))
			continue;
		for (int y = 0; y < at.h; y++) {
			const int upper = steps - 1 - y * 2, lower = upper - 1;
			const int ch = (upper >= from && upper <= to ? 2 : 0) |
				       (lower >= from && lower <= to ? 1 : 0);
			if (ch)
				rv_canvas_put(c, at.x + x, at.y + y, glyphs[ch], role, 0);
		}
	}
}

void rv_paint_chart(rv_canvas *c, rv_rect at, const float *v, size_t n, double lo, double hi,
		    rv_role role)
{
	if (at.w < 1 || at.h < 1 || n == 0)
		return;
	if (rv_canvas_ascii(c))
		chart_ascii(c, at, v, n, lo, hi, role);
	else
		chart_braille(c, at, v, n, lo, hi, role);
}

rv_role rv_health_role(rv_health h)
{
	switch (h) {
	case RV_HEALTH_LIVE:
		return RV_ROLE_GOOD;
	case RV_HEALTH_LATE:
	case RV_HEALTH_STALE:
		return RV_ROLE_WARN;
	case RV_HEALTH_DOWN:
		return RV_ROLE_BAD;
	default:
		return RV_ROLE_DIM;
	}
}

rv_role rv_sign_role(double v)
{
	return v > 0 ? RV_ROLE_UP : v < 0 ? RV_ROLE_DOWN : RV_ROLE_TEXT;
}
