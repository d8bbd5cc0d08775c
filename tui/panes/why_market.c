/* Why: the symbol against each leader, the regime that follows, and its market-aware risk. */
#include <math.h>
#include <stdio.h>

#include "tui/labels.h"
#include "tui/panes/why.h"

/* "3.2 bars", "none", "> window", with the overlap mark; shared with the structure pane. */
static void half_life_text(const rv_ms_pair *p, char buf[RV_FMT_TEXT])
{
	const char *mark = p->overlap_biased ? " overlap" : "";

	if (isnan(p->half_life))
		(void)snprintf(buf, RV_FMT_TEXT, "--");
	else if (isinf(p->half_life))
		(void)snprintf(buf, RV_FMT_TEXT, "longer than the window%s", mark);
	else if (p->half_life < 0.05)
		(void)snprintf(buf, RV_FMT_TEXT, "none%s", mark);
	else
		(void)snprintf(buf, RV_FMT_TEXT, "%s bars%s", rv_num(p->half_life, 1).s, mark);
}

static void write_pair(rv_writer *wr, const char *leader, const rv_ms_pair *p)
{
	char value[RV_FMT_TEXT], remark[256], half[RV_FMT_TEXT], rs[RV_FMT_TEXT];

	(void)snprintf(value, sizeof(value), "beta %s", rv_num(p->beta, 2).s);
	(void)snprintf(remark, sizeof(remark),
		       "+-%s, r2 %s over %zu bars, corr %s over 30, ahead by %s in 20",
		       rv_num(p->beta_se, 2).s, rv_num(p->r_squared, 2).s, p->n,
		       rv_num(p->correlation, 2).s, rv_fmt_pct(p->rs20, 2, rs));
	if (isfinite(p->beta))
		rv_write_item(wr, leader, RV_ROLE_TEXT, value, remark);
	else
		rv_write_item(wr, leader, RV_ROLE_DIM, "--", "too few common bars");
	half_life_text(p, half);
	if (isfinite(p->lag_correlation))
		(void)snprintf(remark, sizeof(remark), "corr %s at it, confidence %s; at 0 %s",
			       rv_num(p->lag_correlation, 2).s, rv_num(p->lag_confidence, 2).s,
			       rv_num(p->lag0_correlation, 2).s);
	else
		(void)snprintf(remark, sizeof(remark), "too few bars");
	(void)snprintf(value, sizeof(value), "lag %s", rv_num_signed(p->lead_lag, 0).s);
	rv_write_item(wr, "", isfinite(p->lag_correlation) ? RV_ROLE_TEXT : RV_ROLE_DIM,
		      isfinite(p->lag_correlation) ? value : "lag --", remark);
	(void)snprintf(remark, sizeof(remark), "spillover, vol corr %s, half-life %s",
		       rv_num(p->vol_correlation, 2).s, half);
	rv_why_number(wr, "", p->spillover, 2, remark);
}

void rv_why_structure(rv_writer *wr, const rv_why *y)
{
	const rv_ms_symbol *m = y->x.ms;
	char value[RV_FMT_TEXT], remark[256];

	rv_write_heading(wr, "Market structure", "lag < 0: the leader leads");
	if (!m) {
		rv_write_item(wr, "leaders", RV_ROLE_DIM, "--",
			      rv_scored_has_ms(y->v) ? "no bars of this symbol"
						     : "needs 20 common bars with a leader");
		return;
	}
	rv_why_as_of(wr, y->s, y->v->scores.interval, y->v->scores.ms.close_ms);
	for (int k = 0; k < RV_LEADERS; k++)
		write_pair(wr, y->v->params.ms.leaders[k], &m->pairs[k]);
	(void)snprintf(value, sizeof(value), "%s", rv_num(m->confidence, 2).s);
	(void)snprintf(remark, sizeof(remark), "%s, corr %s, divergence %s%s",
		       rv_label_leader_regime(m->regime), rv_num(m->cross_asset_correlation, 2).s,
		       rv_num(m->divergence_score, 2).s, m->rotation ? ", rotation" : "");
	rv_write_item(wr, "regime", rv_role_leader_regime(m->regime),
		      m->regime == RV_REGIME_UNKNOWN ? "--" : value,
		      m->regime == RV_REGIME_UNKNOWN ? "too few common bars" : remark);
}

static void write_votes(rv_writer *wr, const rv_risk_symbol *x)
{
	static const char *const names[RV_SRC_N] = { "alpha engine", "structure" };
	char value[RV_FMT_TEXT], remark[256];

	for (int k = 0; k < RV_SRC_N; k++) {
		const rv_source_vote *s = &x->sources[k];
		(void)snprintf(remark, sizeof(remark), "confidence %s", rv_num(s->confidence, 2).s);
		rv_write_item(wr, names[k], s->present ? RV_ROLE_TEXT : RV_ROLE_DIM,
			      s->present ? rv_label_vote(s->vote) : "--",
			      s->present ? remark : "says nothing");
	}
	(void)snprintf(value, sizeof(value), "%s", rv_label_vote(x->vote));
	(void)snprintf(remark, sizeof(remark), "confidence %s, agreement %s",
		       rv_num(x->confidence, 2).s, rv_num(x->agreement, 2).s);
	rv_write_item(wr, "ensemble", RV_ROLE_TEXT, value, remark);
}

void rv_why_risk(rv_writer *wr, const rv_why *y)
{
	const rv_risk_symbol *x = y->x.risk;
	char value[RV_FMT_TEXT], remark[256];

	rv_write_heading(wr, "Market-aware risk", "");
	if (!x) {
		rv_write_item(wr, "size", RV_ROLE_DIM, "--", "needs the market structure");
		return;
	}
	rv_why_as_of(wr, y->s, y->v->scores.interval, y->v->scores.risk.close_ms);
	write_votes(wr, x);
	(void)snprintf(value, sizeof(value), "x%s", rv_num(x->size_multiplier, 3).s);
	(void)snprintf(remark, sizeof(remark),
		       "leader vol %s x beta %s%s x div %s x vol %s x drawdown %s",
		       rv_num(x->leader_vol_factor, 2).s, rv_num(x->beta_factor, 2).s,
		       x->beta_assumed ? " (assumed)" : "", rv_num(x->divergence_factor, 2).s,
		       rv_num(x->vol_factor, 2).s, rv_num(x->drawdown_factor, 2).s);
	const bool known = isfinite(x->size_multiplier);
	rv_write_item(wr, "size", known ? RV_ROLE_TEXT : RV_ROLE_DIM, known ? value : "--",
		      known ? remark : "volatility unknown");
	(void)snprintf(value, sizeof(value), "%s bp", rv_num(x->stop_bps, 0).s);
	rv_write_item(wr, "stop", RV_ROLE_TEXT, isfinite(x->stop_bps) ? value : "--",
		      "from the entry");
	rv_write_item(wr, "leader gate", x->buy_blocked ? RV_ROLE_WARN : RV_ROLE_TEXT,
		      x->buy_blocked ? "NO BUY" : "open", x->gate_reason);
}
