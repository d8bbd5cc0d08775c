/*
 * Signals, expected residual return and target weight of each symbol, in the order of the symbol
 * table. Columns leave from the right when it is narrow; what keeps a symbol out of the book
 * stands in its place.
 */
#include <math.h>
#include <stdio.h>

#include "tui/fmt.h"
#include "tui/labels.h"
#include "tui/paint.h"
#include "tui/panes/lists.h"
#include "tui/panes/panes.h"
#include "tui/panes/why.h"

enum { X0 = RV_LIST_GUTTER + RV_LIST_NAME };

static const struct {
	const char *head;
	int w;
	rv_column sort; /* RV_COL_N: none */
} columns[] = { { "ALPHA bp", 8, RV_COL_ALPHA },   { "TARGET", 8, RV_COL_TARGET },
		{ "MOM", 6, RV_COL_SIG_MOMENTUM }, { "MR", 6, RV_COL_SIG_REVERSION },
		{ "CARRY", 6, RV_COL_SIG_CARRY },  { "SIGMA", 6, RV_COL_N },
		{ "COST bp", 7, RV_COL_N },	   { "CAP", 7, RV_COL_N },
		{ "RES Z", 6, RV_COL_RESIDUAL_Z } };
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]), OWN = 2, SIGNALS_END = OWN + RV_IDIO_N };

static void draw_heads(const rv_ui *ui, rv_canvas *c, int w)
{
	int x = X0;

	for (size_t k = 0; k < COLUMNS && x + columns[k].w + 1 < w; k++)
		rv_list_cell(c, &x, 0, columns[k].w,
			     columns[k].sort == ui->table.sort ? RV_ROLE_TITLE : RV_ROLE_DIM,
			     columns[k].head);
}

/* Text and role of a column; the role is that of its sign where it has one. */
static rv_role value_of(const rv_scored *s, size_t k, char text[RV_FMT_TEXT])
{
	const bool in = s->book && s->book->reason == RV_BOOK_IN;
	double v;

	switch (k) {
	case 0:
		v = rv_scored_alpha_bp(s);
		rv_fmt_signed(v, 2, text);
		break;
	case 1:
		v = rv_scored_target(s);
		rv_fmt_pct(v, 2, text);
		break;
	case 2:
	case 3:
	case 4:
		v = rv_scored_signal(s, (rv_idio_signal)(k - OWN));
		rv_fmt_signed(v, 2, text);
		break;
	case 5:
		(void)snprintf(text, RV_FMT_TEXT, "%s%%", rv_num(s->idio->idio_vol * 100, 2).s);
		return isfinite(s->idio->idio_vol) ? RV_ROLE_TEXT : RV_ROLE_N;
	case 6:
		(void)snprintf(text, RV_FMT_TEXT, "%s", rv_num(in ? s->book->cost * 1e4 : 0, 2).s);
		return in && isfinite(s->book->cost) ? RV_ROLE_TEXT : RV_ROLE_N;
	case 7:
		(void)snprintf(text, RV_FMT_TEXT, "%s%%", rv_num(in ? s->book->cap * 100 : 0, 2).s);
		return in && isfinite(s->book->cap) ? RV_ROLE_TEXT : RV_ROLE_N;
	default:
		v = rv_scored_residual_z(s);
		rv_fmt_signed(v, 2, text);
		return isnan(v) ? RV_ROLE_N : RV_ROLE_TEXT;
	}
	return isnan(v) ? RV_ROLE_N : rv_sign_role(v);
}

static const char *why_out(const rv_scored *s, char missing[RV_MISSING_TEXT])
{
	if (!s->idio)
		return "no daily bars yet";
	if (s->idio->reason != RV_IDIO_OK)
		return rv_label_idio_reason(s->idio->reason);
	if (s->book && s->book->reason != RV_BOOK_IN)
		return s->book->reason == RV_BOOK_NO_SIGNAL
			       ? rv_scored_missing_signals(s->idio, missing)
			       : rv_label_book_reason(s->book->reason);
	return s->idio->active ? NULL : "not in the universe";
}

static void draw_row(const rv_ui *ui, rv_canvas *c, int y, int w, const rv_view_row *r)
{
	const rv_scored s = rv_scored_of(ui->scene.v, r);
	char missing[RV_MISSING_TEXT];
	const char *out = why_out(&s, missing);
	const size_t known = isfinite(rv_scored_alpha_bp(&s)) ? SIGNALS_END : 0;
	int x = X0;

	for (size_t k = 0; k < COLUMNS && x + columns[k].w + 1 < w; k++) {
		char text[RV_FMT_TEXT];
		if (out && k >= known) { /* what is not known gives way to why */
			rv_canvas_text(c, x + 1, y, w - x - 1, RV_ROLE_DIM, 0, out);
			return;
		}
		const rv_role role = s.idio ? value_of(&s, k, text) : RV_ROLE_N;
		rv_list_cell(c, &x, y, columns[k].w, role == RV_ROLE_N ? RV_ROLE_DIM : role,
			     role == RV_ROLE_N ? "--" : text);
	}
}

void rv_pane_signals(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const rv_view *v = ui->scene.v;
	char note[RV_AS_OF_TEXT] = "";

	if (v && rv_scored_has_idio(v))
		(void)rv_why_as_of_text(&ui->scene, RV_INTERVAL_1D, v->scores.idio.close_ms, note);
	else if (v)
		(void)snprintf(note, sizeof(note), "needs 41 daily bars of the market");
	rv_list_draw(ui, c, r, RV_PANE_SIGNALS, note, draw_heads, draw_row);
}
