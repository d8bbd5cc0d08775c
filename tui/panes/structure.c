/*
 * Each symbol against the chosen leader: beta, correlation, lead-lag, spillover, half-life. In the
 * order of the symbol table; the chosen measure's column is lit.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/fmt.h"
#include "tui/labels.h"
#include "tui/paint.h"
#include "tui/panes/lists.h"
#include "tui/panes/panes.h"
#include "tui/panes/why.h"

enum { X0 = RV_LIST_GUTTER + RV_LIST_NAME };

typedef enum column {
	C_BETA,
	C_CORR,
	C_LAG,
	C_CONF,
	C_SPILL,
	C_HALF,
	C_SE,
	C_R2,
	C_RS,
	C_VOL_CORR,
	C_BARS,
	C_REGIME,
	C_N
} column;

/* The first six are the measures, in their order. */
static const struct {
	const char *head;
	int w;
} columns[C_N] = {
	[C_BETA] = { "BETA", 6 },      [C_CORR] = { "CORR", 6 },   [C_LAG] = { "LAG", 4 },
	[C_CONF] = { "CONF", 5 },      [C_SPILL] = { "SPILL", 6 }, [C_HALF] = { "HALF-LIFE", 9 },
	[C_SE] = { "+-SE", 5 },	       [C_R2] = { "R2", 5 },	   [C_RS] = { "RS20", 6 },
	[C_VOL_CORR] = { "VOL C", 5 }, [C_BARS] = { "BARS", 5 },   [C_REGIME] = { "REGIME", 10 },
};

static void draw_heads(const rv_ui *ui, rv_canvas *c, int w)
{
	int x = X0;

	for (int k = 0; k < C_N && x + columns[k].w + 1 < w; k++)
		rv_list_cell(c, &x, 0, columns[k].w,
			     k == (int)ui->table.measure ? RV_ROLE_TITLE : RV_ROLE_DIM,
			     columns[k].head);
}

static void number(double v, int decimals, bool sign, char text[RV_FMT_TEXT])
{
	(void)snprintf(text, RV_FMT_TEXT, "%s",
		       sign ? rv_num_signed(v, decimals).s : rv_num(v, decimals).s);
}

/* "12.3", "> window", "none"; '~' where overlapping returns bias it. */
static void half_life(const rv_ms_pair *p, char text[RV_FMT_TEXT])
{
	const char *mark = p->overlap_biased ? "~" : " ";

	if (isnan(p->half_life))
		(void)snprintf(text, RV_FMT_TEXT, "-- ");
	else if (isinf(p->half_life))
		(void)snprintf(text, RV_FMT_TEXT, ">window%s", mark);
	else if (p->half_life < 0.05)
		(void)snprintf(text, RV_FMT_TEXT, "none%s", mark);
	else
		(void)snprintf(text, RV_FMT_TEXT, "%s%s", rv_num(p->half_life, 1).s, mark);
}

static void text_of(const rv_ms_symbol *s, const rv_ms_pair *p, column k, char text[RV_FMT_TEXT])
{
	switch (k) {
	case C_BETA:
		number(p->beta, 2, true, text);
		return;
	case C_CORR:
		number(p->correlation, 2, true, text);
		return;
	case C_LAG:
		number(isfinite(p->lag_correlation) ? p->lead_lag : (double)NAN, 0, true, text);
		return;
	case C_CONF:
		number(p->lag_confidence, 2, false, text);
		return;
	case C_SPILL:
		number(p->spillover, 2, true, text);
		return;
	case C_HALF:
		half_life(p, text);
		return;
	case C_SE:
		number(p->beta_se, 2, false, text);
		return;
	case C_R2:
		number(p->r_squared, 2, false, text);
		return;
	case C_RS:
		(void)rv_fmt_pct(p->rs20, 1, text);
		return;
	case C_VOL_CORR:
		number(p->vol_correlation, 2, true, text);
		return;
	case C_BARS:
		(void)snprintf(text, RV_FMT_TEXT, "%zu", p->n);
		return;
	default:
		(void)snprintf(text, RV_FMT_TEXT, "%s",
			       s->regime == RV_REGIME_UNKNOWN ? "unk"
							      : rv_label_leader_regime(s->regime));
	}
}

static void draw_row(const rv_ui *ui, rv_canvas *c, int y, int w, const rv_view_row *r)
{
	const rv_scored s = rv_scored_of(ui->scene.v, r);
	int x = X0;

	if (!s.ms) {
		rv_canvas_text(c, x + 1, y, w - x - 1, RV_ROLE_DIM, 0,
			       rv_scored_has_ms(ui->scene.v) ? "no bars" : "--");
		return;
	}
	const rv_ms_pair *p = &s.ms->pairs[ui->table.leader];
	for (int k = 0; k < C_N && x + columns[k].w + 1 < w; k++) {
		char text[RV_FMT_TEXT];
		text_of(s.ms, p, (column)k, text);
		const bool unknown = strncmp(text, "--", 2) == 0 || strcmp(text, "unk") == 0;
		const rv_role role =
			k == C_REGIME ? rv_role_leader_regime(s.ms->regime) : RV_ROLE_TEXT;
		rv_list_cell(c, &x, y, columns[k].w, unknown ? RV_ROLE_DIM : role, text);
	}
}

/* Is there a "~" in the table to explain? */
static bool any_overlap(const rv_ui *ui)
{
	const rv_view *v = ui->scene.v;

	for (size_t i = 0; i < ui->table.n; i++) {
		const rv_scored s = rv_scored_of(v, &v->rows[ui->table.entries[i].row]);
		if (!s.ms)
			continue;
		const rv_ms_pair *p = &s.ms->pairs[ui->table.leader];
		if (p->overlap_biased && !isnan(p->half_life))
			return true;
	}
	return false;
}

void rv_pane_structure(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const rv_view *v = ui->scene.v;
	char note[128] = "", at[RV_AS_OF_TEXT];

	if (v && rv_scored_has_ms(v))
		(void)snprintf(note, sizeof(note), "against %s, %s%s",
			       v->params.ms.leaders[ui->table.leader],
			       rv_why_as_of_text(&ui->scene, v->scores.interval,
						 v->scores.ms.close_ms, at),
			       r.w > 90 && any_overlap(ui) ? ", ~ overlapping returns" : "");
	else if (v)
		(void)snprintf(note, sizeof(note), "needs 20 common bars with a leader");
	rv_list_draw(ui, c, r, RV_PANE_STRUCTURE, note, draw_heads, draw_row);
}
