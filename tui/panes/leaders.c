/* The regime of the leaders: what it is, what it comes of, coins in each, and the last passes. */
#include <math.h>
#include <stdio.h>

#include "tui/empty.h"
#include "tui/labels.h"
#include "tui/paint.h"
#include "tui/panes/texts.h"

static void write_regime(rv_writer *wr, const rv_view *v)
{
	const rv_ms_result *m = &v->scores.ms;
	const rv_ms_params *p = &v->params.ms;
	int y;

	if (rv_write_here(wr, &y)) {
		const int x = rv_write_put(wr, 0, y, rv_role_leader_regime(m->regime), RV_ATTR_BOLD,
					   "%s", rv_label_leader_regime(m->regime));
		if (m->regime != RV_REGIME_UNKNOWN)
			(void)rv_write_put(wr, x + 2, y, RV_ROLE_TEXT, 0, "confidence %s",
					   rv_num(m->confidence, 2).s);
		else if (m->confidence > 0)
			(void)rv_write_put(wr, x + 2, y, RV_ROLE_DIM, 0, "no rule fits, conf %s",
					   rv_num(m->confidence, 2).s);
		else
			(void)rv_write_put(wr, x + 2, y, RV_ROLE_DIM, 0, "under %d common bars",
					   p->regime_min);
	}
	rv_write_next(wr);
	if (m->rotation && m->new_leader >= 0 && m->new_leader < RV_LEADERS)
		rv_write_text(wr, 0, RV_ROLE_WARN, RV_ATTR_BOLD, "rotation, new leader %s",
			      p->leaders[m->new_leader]);
	else
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "no rotation");
}

/* Above its threshold a number decides: it is bold then. */
static void write_measure(rv_writer *wr, const char *name, double v, double limit)
{
	char text[RV_FMT_TEXT];
	int y;

	if (rv_write_here(wr, &y)) {
		const bool over = v >= limit;
		(void)rv_write_put(wr, 0, y, RV_ROLE_DIM, 0, "%s", name);
		rv_canvas_text_right(wr->c, 13, y, 6, RV_ROLE_TEXT, over ? RV_ATTR_BOLD : 0,
				     rv_fmt_signed(v, 2, text));
		rv_meter(wr->c, 21, y, wr->w - 21 - 14, v, limit, RV_ROLE_PLOT);
		(void)rv_write_put(wr, wr->w - 12, y, RV_ROLE_DIM, 0, "%s %s",
				   over ? "above" : "below", rv_num(limit, 2).s);
	}
	rv_write_next(wr);
}

static void write_leader_table(rv_writer *wr, const rv_view *v)
{
	char trend[RV_FMT_TEXT], vol[RV_FMT_TEXT], r10[RV_FMT_TEXT], r20[RV_FMT_TEXT];

	rv_write_heading(wr, "Their trends", "");
	rv_write_text(wr, 0, RV_ROLE_DIM, 0, "%-6s%7s%9s%9s%9s", "", "TREND", "VOL/BAR", "10 BARS",
		      "20 BARS");
	for (int k = 0; k < RV_LEADERS; k++) {
		const rv_ms_leader *l = &v->scores.ms.leaders[k];
		if (!l->available) {
			rv_write_text(wr, 0, RV_ROLE_DIM, 0, "%-6s     -- needs 21 bars",
				      v->params.ms.leaders[k]);
			continue;
		}
		rv_write_text(wr, 0, RV_ROLE_TEXT, 0, "%-6s%7s%9s%9s%9s", v->params.ms.leaders[k],
			      rv_fmt_signed(l->trend, 2, trend), rv_fmt_pct(l->volatility, 2, vol),
			      rv_fmt_pct(l->return_10, 2, r10), rv_fmt_pct(l->return_20, 2, r20));
	}
	rv_write_text(wr, 0, RV_ROLE_TEXT, 0, "%-6s%7s  weighted, decides on from off", "all",
		      rv_fmt_signed(v->scores.ms.leader_trend, 2, trend));
}

static void write_counts(rv_writer *wr, const rv_ms_result *m)
{
	static const rv_leader_regime order[] = { RV_REGIME_RISK_ON, RV_REGIME_RISK_OFF,
						  RV_REGIME_ROTATION, RV_REGIME_DIVERGENCE,
						  RV_REGIME_UNKNOWN };

	rv_write_heading(wr, "Coins in each regime", "");
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		const rv_leader_regime r = order[i];
		int y;
		if (rv_write_here(wr, &y)) {
			const rv_role role = m->counts[r] ? rv_role_leader_regime(r) : RV_ROLE_DIM;
			(void)rv_write_put(wr, 0, y, role, 0, "%-11s%4zu",
					   rv_label_leader_regime(r), m->counts[r]);
			rv_meter(wr->c, 17, y, wr->w - 17,
				 m->n ? (double)m->counts[r] / (double)m->n : (double)NAN,
				 (double)NAN, role);
		}
		rv_write_next(wr);
	}
}

static void write_past(rv_writer *wr, const rv_view *v)
{
	char remark[64];
	int y;

	const size_t fit = wr->w > 0 ? (size_t)wr->w : 0;
	const size_t n = v->n_passes < fit ? v->n_passes : fit;
	(void)snprintf(remark, sizeof(remark), "%zu hour%s, newest right%s", n, n == 1 ? "" : "s",
		       n < v->n_passes ? "" : rv_scored_past(v));
	rv_write_heading(wr, "Past", remark);
	if (rv_write_here(wr, &y)) {
		for (size_t i = 0; i < n; i++) {
			const rv_leader_regime r = v->passes[v->n_passes - n + i].regime;
			rv_canvas_put(wr->c, (int)i, y, rv_mark_leader_regime(r),
				      rv_role_leader_regime(r), 0);
		}
	}
	rv_write_next(wr);
	rv_write_text(wr, 0, RV_ROLE_DIM, 0, "+ on - off r rotation d divergence ? unknown");
}

void rv_text_leaders(const rv_ui *ui, rv_writer *wr)
{
	const rv_view *v = ui->scene.v;
	const rv_ms_result *m = &v->scores.ms;

	if (!rv_scored_has_ms(v)) {
		rv_write_wrapped(
			wr, 0, RV_ROLE_DIM, 0,
			"-- The regime of the leaders is not known yet. It comes with the next "
			"scored bar and needs 30 bars that coins and leaders have in common.");
		rv_empty_write_next_bar(wr, 0, &ui->scene);
		return;
	}
	write_regime(wr, v);
	write_measure(wr, "correlation", m->cross_asset_correlation, v->params.ms.corr_high);
	write_measure(wr, "divergence", m->divergence_score, v->params.ms.div_high);
	write_counts(wr, m);
	write_leader_table(wr, v);
	write_past(wr, v);
}
