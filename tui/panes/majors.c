/* Majors against alts: state, composite on its bands, features, and the days before. */
#include <math.h>
#include <stdio.h>

#include "tui/empty.h"
#include "tui/labels.h"
#include "tui/paint.h"
#include "tui/panes/texts.h"

static void write_state(rv_writer *wr, const rv_view *v)
{
	const rv_ma_result *m = &v->scores.ma;
	const rv_ma_state *s = &m->state;
	char score[RV_FMT_TEXT], raw[RV_FMT_TEXT], missing[RV_MISSING_TEXT], smooth[32] = "";
	int y;

	if (rv_scored_majors_never(v)) {
		rv_write_wrapped(wr, 0, RV_ROLE_WARN, 0, "no score yet: needs 60 days of %s",
				 rv_scored_majors_missing(v, missing));
		return;
	}
	if (v->params.ma.score_ema > 0) /* the signs may differ then */
		(void)snprintf(smooth, sizeof(smooth), ", EMA %d", v->params.ma.score_ema);
	if (rv_write_here(wr, &y)) {
		const int x =
			rv_write_put(wr, 0, y, rv_role_ma_regime(s->regime), RV_ATTR_BOLD, "%s",
				     rv_label_ma_regime(s->regime, v->params.ma.n_regimes));
		(void)rv_write_put(
			wr, x + 2, y, RV_ROLE_TEXT, 0, "for %d day%s   score %s%s (raw %s%s)",
			s->age_bars, s->age_bars == 1 ? "" : "s", rv_fmt_signed(m->score, 2, score),
			smooth, rv_fmt_signed(m->score_raw, 3, raw), m->gated ? ", gated" : "");
	}
	rv_write_next(wr);
	if (s->missing_days > 0)
		rv_write_text(wr, 0, RV_ROLE_WARN, RV_ATTR_BOLD,
			      "! carried: no score for %d day%s (under %s%% of the weights known)",
			      s->missing_days, s->missing_days == 1 ? "" : "s",
			      rv_num(v->params.ma.min_weight_share * 100, 0).s);
	if (s->pending_days > 0)
		rv_write_text(wr, 0, RV_ROLE_WARN, 0, "%s waits for confirmation: day %d of %d",
			      rv_label_ma_regime(s->pending, v->params.ma.n_regimes),
			      s->pending_days, v->params.ma.entry_confirm_days);
}

static void write_band(rv_writer *wr, const rv_view *v)
{
	const rv_ma_result *m = &v->scores.ma;
	char up[RV_FMT_TEXT], down[RV_FMT_TEXT], at_up[RV_FMT_TEXT], at_down[RV_FMT_TEXT];
	int y;

	if (rv_write_here(wr, &y))
		rv_band_draw(wr->c, 0, y, wr->w, &v->params.ma, m);
	rv_write_next(wr);
	if (rv_write_here(wr, &y))
		rv_band_scale(wr->c, 0, y, wr->w, &v->params.ma, m);
	rv_write_next(wr);
	if (isfinite(m->to_up))
		rv_write_text(wr, 0, RV_ROLE_TEXT, 0, "next switch up:   in %s, at %s",
			      rv_fmt_signed(fabs(m->to_up), 2, up),
			      rv_fmt_signed(m->score + fabs(m->to_up), 2, at_up));
	else
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "next switch up:   --");
	if (isfinite(m->to_down))
		rv_write_text(wr, 0, RV_ROLE_TEXT, 0, "next switch down: in %s, at %s",
			      rv_fmt_signed(-fabs(m->to_down), 2, down),
			      rv_fmt_signed(m->score - fabs(m->to_down), 2, at_down));
	else
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "next switch down: --");
	rv_write_text(wr, 0, RV_ROLE_TEXT, 0, "book: %s, scale %s",
		      m->trading ? "this regime trades" : "stands aside in this regime",
		      rv_num(m->trading ? m->scale : 0.0, 2).s);
}

static void write_feature(rv_writer *wr, rv_ma_feature f, const rv_ma_feature_value *x)
{
	char raw[RV_FMT_TEXT], z[RV_FMT_TEXT], part[RV_FMT_TEXT];
	int y;

	if (rv_write_here(wr, &y)) {
		const bool known = isfinite(x->contribution);
		if (isfinite(x->raw))
			(void)snprintf(raw, sizeof(raw), "%s", rv_num_sig(x->raw, 5).s);
		else
			(void)snprintf(raw, sizeof(raw), "--");
		(void)rv_write_put(wr, 0, y, known ? RV_ROLE_TEXT : RV_ROLE_DIM, 0,
				   "%-18s%12s%7s%8s", rv_label_ma_feature(f), raw,
				   rv_fmt_signed(x->z, 2, z),
				   rv_fmt_signed(x->contribution, 3, part));
		if (known && wr->w > 58)
			rv_meter_signed(wr->c, 47, y, (wr->w - 48) | 1, x->contribution * 2);
		else if (!known)
			(void)rv_write_put(wr, 47, y, RV_ROLE_DIM, 0,
					   isfinite(x->raw) ? "needs 60 days" : "no data");
	}
	rv_write_next(wr);
}

static void write_past(rv_writer *wr, const rv_view *v)
{
	const rv_ma_result *m = &v->scores.ma;
	const size_t fit = wr->w > 0 ? (size_t)wr->w : 0, n = m->n_hist < fit ? m->n_hist : fit;
	char remark[64];
	int y;

	(void)snprintf(remark, sizeof(remark), "%zu of %zu days, newest right", n, m->n_hist);
	rv_write_heading(wr, "Past", remark);
	if (rv_write_here(wr, &y))
		rv_paint_spark(wr->c, 0, y, (int)n, m->hist_score + (m->n_hist - n), n,
			       RV_ROLE_PLOT);
	rv_write_next(wr);
	if (rv_write_here(wr, &y)) {
		for (size_t i = 0; i < n; i++) {
			const rv_ma_regime r = (rv_ma_regime)m->hist_regime[m->n_hist - n + i];
			rv_canvas_put(wr->c, (int)i, y, rv_mark_ma_regime(r), rv_role_ma_regime(r),
				      0);
		}
	}
	rv_write_next(wr);
	rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0,
			 "A strong alts, a alts, - even, m majors, M strong majors, ? unknown");
}

static void write_inputs(rv_writer *wr, const rv_ma_result *m)
{
	rv_write_heading(wr, "Inputs", "");
	rv_write_text(wr, 0, RV_ROLE_TEXT, 0, "%zu alts counted", m->n_alts);
	if (!m->mcap_known)
		rv_write_text(wr, 0, RV_ROLE_WARN, 0,
			      "! market caps unknown: no cap filter, no BTC dominance");
	if (isfinite(m->extras.breadth_median))
		rv_write_text(wr, 0, RV_ROLE_TEXT, 0,
			      "breadth: median %s%%, IQR %s%%, slope 5 d %s, 20 d %s",
			      rv_num_signed(m->extras.breadth_median * 100, 2).s,
			      rv_num(m->extras.breadth_iqr * 100, 2).s,
			      rv_num_signed(m->extras.breadth_slope5, 2).s,
			      rv_num_signed(m->extras.breadth_slope20, 2).s);
}

void rv_text_majors(const rv_ui *ui, rv_writer *wr)
{
	const rv_view *v = ui->scene.v;
	const rv_ma_result *m = &v->scores.ma;

	if (!rv_scored_has_majors(v)) {
		rv_write_wrapped(
			wr, 0, RV_ROLE_DIM, 0,
			"-- No composite yet. It comes with the next scored bar and needs 60 "
			"days of daily bars and funding, and features that carry half of the "
			"weights.");
		rv_empty_write_next_bar(wr, 0, &ui->scene);
		return;
	}
	write_state(wr, v);
	write_band(wr, v);
	rv_write_heading(wr, "Features", "");
	rv_write_text(wr, 0, RV_ROLE_DIM, 0, "%-18s%12s%7s%8s", "", "RAW", "Z", "PART");
	for (int f = 0; f < RV_MA_FEATURES; f++)
		write_feature(wr, (rv_ma_feature)f, &m->features[f]);
	write_past(wr, v);
	write_inputs(wr, m);
}
