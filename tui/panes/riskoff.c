/* Average correlation by window, leverage factor, and how far the risk-off triggers are. */
#include <math.h>
#include <stdio.h>

#include "tui/empty.h"
#include "tui/labels.h"
#include "tui/paint.h"
#include "tui/panes/texts.h"

static const int window_days[RV_CORR_WINDOWS] = { 7, 14, 30, 60 };

static void write_correlation(rv_writer *wr, const rv_view *v)
{
	const rv_bucket_result *b = &v->scores.buckets;
	const rv_bucket_params *p = &v->params.buckets;
	char text[RV_FMT_TEXT];

	for (int k = 0; k < RV_CORR_WINDOWS; k++) {
		const double c = b->avg_corr[k];
		int y;
		if (rv_write_here(wr, &y)) {
			(void)rv_write_put(wr, 0, y, RV_ROLE_DIM, 0, "%d days", window_days[k]);
			rv_canvas_text_right(wr->c, 8, y, 6, RV_ROLE_TEXT,
					     window_days[k] == p->corr_days ? RV_ATTR_BOLD : 0,
					     rv_fmt_signed(c, 3, text));
			rv_meter(wr->c, 16, y, wr->w - 16, c, (double)NAN, RV_ROLE_PLOT);
		}
		rv_write_next(wr);
	}
	if (b->avg_corr_default)
		rv_write_text(wr, 0, RV_ROLE_WARN, 0, "! fewer than 3 coins: %s assumed",
			      rv_num(b->avg_corr_used, 2).s);
	else
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "used %s, the day before %s",
			      rv_num(b->avg_corr_used, 3).s, rv_num(b->avg_corr_previous, 3).s);
}

/* By the rank of the correlation among its own past; one line, the triggers below must fit. */
static void write_percentile_rule(rv_writer *wr, double percentile, const rv_bucket_params *p)
{
	rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0, "percentile %s of %d d: 1 to %s, %s from %s",
			 rv_num(percentile * 100, 0).s, p->lf_days,
			 rv_num(p->lf_pct_low * 100, 0).s, rv_num(p->lf_floor, 2).s,
			 rv_num(p->lf_pct_high * 100, 0).s);
}

/* The rule that made the factor, with its numbers. */
static void write_leverage_rule(rv_writer *wr, const rv_bucket_result *b, const rv_bucket_params *p)
{
	if (p->lf_percentile && isfinite(b->corr_percentile)) {
		write_percentile_rule(wr, b->corr_percentile, p);
		return;
	}
	if (p->lf_percentile)
		rv_write_wrapped(wr, 0, RV_ROLE_WARN, 0,
				 "! percentile unknown: under %d days of correlations",
				 p->lf_days_min);
	if (p->lf_mode_floor)
		rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0,
				 "1 up to corr %s, falling to 0 at %s, never below %s",
				 rv_num(p->lf_low, 2).s, rv_num(p->lf_high, 2).s,
				 rv_num(p->lf_floor, 2).s);
	else
		rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0, "1 up to corr %s, falling to %s at %s",
				 rv_num(p->lf_low, 2).s, rv_num(p->lf_floor, 2).s,
				 rv_num(p->lf_high, 2).s);
}

static void write_leverage(rv_writer *wr, const rv_view *v)
{
	const rv_bucket_result *b = &v->scores.buckets;
	const rv_bucket_params *p = &v->params.buckets;
	const bool full = b->leverage_factor >= 1;
	int y;

	rv_write_heading(wr, "Leverage factor", "");
	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, full ? RV_ROLE_GOOD : RV_ROLE_WARN, RV_ATTR_BOLD,
				   "LF x%s", rv_num(b->leverage_factor, 3).s);
		rv_meter(wr->c, 16, y, wr->w - 16, b->leverage_factor, p->lf_floor,
			 full ? RV_ROLE_GOOD : RV_ROLE_WARN);
	}
	rv_write_next(wr);
	write_leverage_rule(wr, b, p);
}

/* One condition of a trigger: what is compared, with the distance to its limit. */
static void write_trigger(rv_writer *wr, const char *name, double v, double limit, bool fired)
{
	const bool on = v > limit;
	const rv_role role = fired ? RV_ROLE_BAD : on ? RV_ROLE_WARN : RV_ROLE_TEXT;
	char value[RV_FMT_TEXT];
	int y;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_DIM, 0, "%s", name);
		rv_canvas_text_right(wr->c, 12, y, 7, role, on ? RV_ATTR_BOLD : 0,
				     rv_fmt_signed(v, 3, value));
		rv_meter(wr->c, 20, y, wr->w - 20 - 17, limit > 0 ? v / limit / 1.25 : (double)NAN,
			 0.8, on ? role : RV_ROLE_PLOT);
		if (isfinite(v))
			(void)rv_write_put(wr, wr->w - 16, y, on ? role : RV_ROLE_DIM, 0, "%s %s",
					   on ? "OVER by" : "short of",
					   rv_num(fabs(limit - v), 3).s);
	}
	rv_write_next(wr);
}

static void write_riskoff(rv_writer *wr, const rv_view *v)
{
	const rv_bucket_result *b = &v->scores.buckets;
	const rv_bucket_params *p = &v->params.buckets;

	rv_write_heading(wr, "Risk-off", "");
	if (b->risk_off)
		rv_write_text(wr, 0, RV_ROLE_BAD, RV_ATTR_BOLD,
			      "RISK-OFF: no entries. Clear for %d of %d days", b->release_days,
			      p->riskoff_release);
	else
		rv_write_text(wr, 0, RV_ROLE_GOOD, 0, "no");
	rv_write_text(wr, 0, b->trigger_jump ? RV_ROLE_BAD : RV_ROLE_TEXT, 0,
		      "correlation jumps while high%s", b->trigger_jump ? ": TRIGGERED" : "");
	write_trigger(wr, " jump", b->jump, p->riskoff_jump, b->trigger_jump);
	write_trigger(wr, " level", b->avg_corr_used, p->riskoff_level, b->trigger_jump);
	rv_write_text(wr, 0, b->trigger_breadth ? RV_ROLE_BAD : RV_ROLE_TEXT, 0,
		      "most coins without momentum (abs CM < %s)%s", rv_num(p->riskoff_cm, 2).s,
		      b->trigger_breadth ? ": TRIGGERED" : "");
	write_trigger(wr, " share", b->breadth, p->riskoff_breadth, b->trigger_breadth);
}

static void write_past(rv_writer *wr, const rv_view *v)
{
	float corr[RV_VIEW_PASSES], lf[RV_VIEW_PASSES];
	char remark[64];
	int y;

	if (v->n_passes < 2)
		return;
	for (size_t i = 0; i < v->n_passes; i++) {
		corr[i] = v->passes[i].avg_corr;
		lf[i] = v->passes[i].leverage_factor;
	}
	(void)snprintf(remark, sizeof(remark), "%zu hours, newest right%s", v->n_passes,
		       rv_scored_past(v));
	rv_write_heading(wr, "Past", remark);
	for (int k = 0; k < 2; k++) {
		if (rv_write_here(wr, &y)) {
			(void)rv_write_put(wr, 0, y, RV_ROLE_DIM, 0, k == 0 ? "avg corr" : "LF");
			rv_paint_spark(wr->c, 10, y, wr->w - 10, k == 0 ? corr : lf, v->n_passes,
				       RV_ROLE_PLOT);
		}
		rv_write_next(wr);
	}
}

void rv_text_riskoff(const rv_ui *ui, rv_writer *wr)
{
	const rv_view *v = ui->scene.v;

	if (!rv_scored_has_correlation(v)) {
		rv_write_wrapped(
			wr, 0, RV_ROLE_DIM, 0,
			"-- Average correlation is not known yet. It comes with the next "
			"scored bar and needs 20 daily bars of 3 of the strategy's coins.");
		rv_empty_write_next_bar(wr, 0, &ui->scene);
		return;
	}
	write_correlation(wr, v);
	write_leverage(wr, v);
	write_riskoff(wr, v);
	write_past(wr, v);
}
