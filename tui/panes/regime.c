/* The regimes in short, for the Desk: leaders, majors against alts, correlation, risk-off, marks.
 */
#include <math.h>
#include <stdio.h>

#include "tui/labels.h"
#include "tui/panes/override_lines.h"
#include "tui/panes/texts.h"

enum { X = 9, X_COINS = 6 };

static bool begin(const rv_writer *wr, const char *name, int *y)
{
	if (!rv_write_here(wr, y))
		return false;
	rv_canvas_text(wr->c, 0, *y, X - 1, RV_ROLE_DIM, 0, name);
	return true;
}

static void unknown(rv_writer *wr, const char *name, const char *why)
{
	int y;

	(void)begin(wr, name, &y);
	rv_write_wrapped(wr, X, RV_ROLE_DIM, 0, "-- %s", why);
}

static void write_leaders(rv_writer *wr, const rv_view *v, bool stale)
{
	const rv_ms_result *m = &v->scores.ms;
	int y;

	if (!rv_scored_has_ms(v)) {
		unknown(wr, "leaders", "needs 30 common bars");
		rv_write_next(wr);
		return;
	}
	if (begin(wr, "leaders", &y)) {
		const bool known = m->regime != RV_REGIME_UNKNOWN;
		int x = rv_write_put(
			wr, X, y, stale ? RV_ROLE_DIM : rv_role_leader_regime(m->regime),
			stale ? 0 : RV_ATTR_BOLD, "%s", rv_label_leader_regime(m->regime));
		if (known)
			x = rv_write_put(wr, x + 1, y, RV_ROLE_TEXT, 0, "%s",
					 rv_num(m->confidence, 2).s);
		if (stale)
			(void)rv_write_put(wr, x + 1, y, RV_ROLE_WARN, 0, "stale");
	}
	rv_write_next(wr);
	if (!stale && m->rotation && m->new_leader >= 0 && m->new_leader < RV_LEADERS)
		rv_write_text(wr, X, RV_ROLE_WARN, 0, "rotation to %s",
			      v->params.ms.leaders[m->new_leader]);
	if (begin(wr, "coins", &y))
		(void)rv_write_put(wr, X_COINS, y, RV_ROLE_TEXT, 0,
				   "on%zu off%zu rot%zu div%zu ?%zu", m->counts[RV_REGIME_RISK_ON],
				   m->counts[RV_REGIME_RISK_OFF], m->counts[RV_REGIME_ROTATION],
				   m->counts[RV_REGIME_DIVERGENCE], m->counts[RV_REGIME_UNKNOWN]);
	rv_write_next(wr);
}

static void write_majors(rv_writer *wr, const rv_view *v)
{
	const rv_ma_result *m = &v->scores.ma;
	char up[RV_FMT_TEXT], down[RV_FMT_TEXT];
	int y;

	if (rv_scored_majors_never(v)) {
		char why[RV_MISSING_TEXT + 32], missing[RV_MISSING_TEXT];
		(void)snprintf(why, sizeof(why), "60 days of %s",
			       rv_scored_majors_missing(v, missing));
		unknown(wr, "majors", why);
		return;
	}
	if (begin(wr, "majors", &y)) {
		const int x = rv_write_put(
			wr, X, y, rv_role_ma_regime(m->state.regime), RV_ATTR_BOLD, "%s",
			rv_label_ma_regime(m->state.regime, v->params.ma.n_regimes));
		(void)rv_write_put(wr, x + 1, y, RV_ROLE_DIM, 0, "%d d%s", m->state.age_bars,
				   m->state.missing_days > 0 ? " carried" : "");
	}
	rv_write_next(wr);
	if (begin(wr, rv_fmt_signed(m->score, 2, up), &y))
		rv_band_draw(wr->c, X, y, wr->w - X, &v->params.ma, m);
	rv_write_next(wr);
	if (begin(wr, "switch", &y))
		(void)rv_write_put(
			wr, X, y, RV_ROLE_DIM, 0, "%s down, %s up",
			isfinite(m->to_down) ? rv_fmt_signed(-fabs(m->to_down), 2, down) : "--",
			isfinite(m->to_up) ? rv_fmt_signed(fabs(m->to_up), 2, up) : "--");
	rv_write_next(wr);
}

static void write_correlation(rv_writer *wr, const rv_view *v)
{
	const rv_bucket_result *b = &v->scores.buckets;
	char jump[RV_FMT_TEXT];
	int y;

	if (!rv_scored_has_correlation(v)) {
		unknown(wr, "avg corr", "20 days of 3 coins");
		return;
	}
	if (begin(wr, "avg corr", &y)) {
		const int x = rv_write_put(wr, X, y, RV_ROLE_TEXT, 0, "%s%s",
					   rv_num(b->avg_corr_used, 2).s,
					   b->avg_corr_default ? " assumed" : "");
		(void)rv_write_put(wr, x + 2, y,
				   b->leverage_factor < 1 ? RV_ROLE_WARN : RV_ROLE_TEXT,
				   RV_ATTR_BOLD, "LF x%s", rv_num(b->leverage_factor, 2).s);
	}
	rv_write_next(wr);
	if (begin(wr, "risk-off", &y)) {
		const int x = rv_write_put(wr, X, y, b->risk_off ? RV_ROLE_BAD : RV_ROLE_GOOD,
					   RV_ATTR_BOLD, "%s", b->risk_off ? "YES" : "no");
		(void)rv_write_put(wr, x + 2, y, RV_ROLE_DIM, 0, "jump %s of %s",
				   rv_fmt_signed(b->jump, 2, jump),
				   rv_num(v->params.buckets.riskoff_jump, 2).s);
	}
	rv_write_next(wr);
	if (isfinite(b->breadth))
		rv_write_text(wr, X, RV_ROLE_DIM, 0, "flat %s%% of %s%% of coins",
			      rv_num(b->breadth * 100, 0).s,
			      rv_num(v->params.buckets.riskoff_breadth * 100, 0).s);
}

void rv_text_regime(const rv_ui *ui, rv_writer *wr)
{
	const rv_view *v = ui->scene.v;
	char marks[RV_MARKS_TEXT];

	if (rv_scored_marks(v, marks)[0]) /* first: where room ends, a number may go, not these */
		rv_write_wrapped(wr, 0, RV_ROLE_WARN, 0, "! %s", marks);
	rv_write_override_briefs(wr, &ui->scene,
				 1U << RV_OVERRIDE_REGIME | 1U << RV_OVERRIDE_LEVERAGE);
	write_leaders(wr, v, rv_scene_scores_stale(&ui->scene));
	write_majors(wr, v);
	write_correlation(wr, v);
}
