/* Bars in cells: shares, signed values, and the composite on its bands; see texts.h. */
#include <math.h>

#include "tui/labels.h"
#include "tui/panes/texts.h"

void rv_meter(rv_canvas *c, int x, int y, int w, double share, double limit, rv_role role)
{
	const bool ascii = rv_canvas_ascii(c);
	const double s = share < 0 ? 0 : share > 1 ? 1 : share;
	const int n = isfinite(share) ? (int)(s * w + 0.5) : 0;

	for (int i = 0; i < w; i++)
		rv_canvas_put(c, x + i, y, i < n ? (ascii ? L'#' : L'█') : (ascii ? L'.' : L'·'),
			      i < n ? role : RV_ROLE_DIM, 0);
	if (!(limit >= 0 && limit <= 1))
		return;
	const int at = (int)(limit * w + 0.5);
	rv_canvas_put(c, x + (at < w ? at : w - 1), y, ascii ? L'!' : L'┃', RV_ROLE_WARN,
		      RV_ATTR_BOLD);
}

void rv_meter_signed(rv_canvas *c, int x, int y, int w, double v)
{
	const bool ascii = rv_canvas_ascii(c);
	const int half = w / 2, mid = x + half;

	rv_canvas_put(c, mid, y, ascii ? L'|' : L'│', RV_ROLE_DIM, 0);
	if (!isfinite(v))
		return;
	const double a = fabs(v) > 1 ? 1 : fabs(v);
	const int n = (int)(a * half + 0.5);
	for (int i = 1; i <= n; i++)
		rv_canvas_put(c, v > 0 ? mid + i : mid - i, y, ascii ? (v > 0 ? L'+' : L'=') : L'█',
			      v > 0 ? RV_ROLE_UP : RV_ROLE_DOWN, 0);
}

/* The scale reaches a little beyond the strong thresholds, and as far as the score. */
static double reach(const rv_ma_params *p, const rv_ma_result *r)
{
	double a = fmax(fabs(p->low), fabs(p->high)) * 2;

	if (p->n_regimes != 3)
		a = fmax(a, fmax(fabs(p->strong_low), fabs(p->strong_high)) * 4 / 3);
	a = fmax(a, 1);
	return isfinite(r->score) ? fmax(a, fabs(r->score) * 1.1) : a;
}

static int cell_of(double v, double a, int w)
{
	const int k = (int)floor((v + a) / (2 * a) * (w - 1) + 0.5);
	return k < 0 ? 0 : k >= w ? w - 1 : k;
}

static size_t thresholds(const rv_ma_params *p, double out[4])
{
	size_t n = 0;

	if (p->n_regimes != 3)
		out[n++] = p->strong_low;
	out[n++] = p->low;
	out[n++] = p->high;
	if (p->n_regimes != 3)
		out[n++] = p->strong_high;
	return n;
}

/* Where the state would change; the end of the scale where it can not on that side. */
static double switch_at(double score, double distance, double end, double sign)
{
	return isfinite(distance) ? score + sign * fabs(distance) : end;
}

void rv_band_draw(rv_canvas *c, int x, int y, int w, const rv_ma_params *p, const rv_ma_result *r)
{
	const bool ascii = rv_canvas_ascii(c), known = isfinite(r->score);
	const double a = reach(p, r);
	const int from = cell_of(switch_at(r->score, r->to_down, -a, -1), a, w);
	const int to = cell_of(switch_at(r->score, r->to_up, a, 1), a, w);
	double marks[4];

	for (int i = 0; i < w; i++) {
		const bool held = known && i >= from && i <= to;
		rv_canvas_put(c, x + i, y, ascii ? (held ? L'=' : L'-') : (held ? L'═' : L'─'),
			      held ? rv_role_ma_regime(r->state.regime) : RV_ROLE_DIM, 0);
	}
	for (size_t k = thresholds(p, marks); k-- > 0;)
		rv_canvas_put(c, x + cell_of(marks[k], a, w), y, ascii ? L'+' : L'┼', RV_ROLE_TEXT,
			      0);
	if (!known)
		return;
	if (isfinite(r->to_down))
		rv_canvas_put(c, x + from, y, ascii ? L'<' : L'◂', RV_ROLE_WARN, RV_ATTR_BOLD);
	if (isfinite(r->to_up))
		rv_canvas_put(c, x + to, y, ascii ? L'>' : L'▸', RV_ROLE_WARN, RV_ATTR_BOLD);
	rv_canvas_put(c, x + cell_of(r->score, a, w), y, ascii ? L'O' : L'◆', RV_ROLE_TITLE,
		      RV_ATTR_BOLD);
}

void rv_band_scale(rv_canvas *c, int x, int y, int w, const rv_ma_params *p, const rv_ma_result *r)
{
	const double a = reach(p, r);
	double marks[4];

	rv_canvas_text(c, x, y, w, RV_ROLE_DIM, 0, "alts");
	rv_canvas_text_right(c, x, y, w, RV_ROLE_DIM, 0, "majors");
	for (size_t k = thresholds(p, marks); k-- > 0;) {
		const int at = cell_of(marks[k], a, w) - 2;
		if (at > 4 && at + 4 < w - 6)
			rv_canvas_printf(c, x + at, y, 5, RV_ROLE_DIM, 0, "%s",
					 rv_num_signed(marks[k], 1).s);
	}
}
