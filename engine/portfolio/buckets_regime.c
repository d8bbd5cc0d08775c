/* Average correlation, leverage factor and risk-off of the multi-bucket portfolio; see buckets.h.
 */
#include "engine/portfolio/buckets_internal.h"

#include <math.h>

static const size_t windows[RV_CORR_WINDOWS] = { 7, 14, 30, 60 };

typedef struct regime {
	rv_buckets *w;
	const rv_bucket_params *p;
	const rv_frame *f;
	size_t corr_from; /* first day whose w->corr is filled */
} regime;

size_t bk_min_days(const rv_bucket_params *p, size_t window)
{
	const size_t n =
		(window * (size_t)p->corr_min + (size_t)p->corr_days - 1) / (size_t)p->corr_days;
	return n < 3 ? 3 : n;
}

/* Over the window that ends with day `last`. */
static rv_avg_corr avg_corr(const regime *g, size_t last, size_t window, bool after_btc)
{
	const double *r[RV_CORR_COINS_MAX];
	const rv_buckets *w = g->w;
	const rv_avg_corr none = { 0.0, NAN, 0, 0 };
	size_t n = 0;
	if (last + 1 < window || (after_btc && w->benchmark == SIZE_MAX))
		return none;
	const size_t first = last + 1 - window;
	for (size_t i = 0; i < w->n; i++) {
		if (w->members[i].universe && !(after_btc && i == w->benchmark))
			r[n++] = rv_frame_simple(g->f, w->members[i].coin) + first;
	}
	if (!after_btc)
		return rv_avg_corr_of(r, n, window, bk_min_days(g->p, window));
	const double *b = rv_frame_simple(g->f, w->members[w->benchmark].coin) + first;
	return rv_avg_corr_after(r, n, b, window, bk_min_days(g->p, window), w->after);
}

/* The figure in use of one day: NaN below three coins. */
static double corr_used(const regime *g, size_t last, bool after_btc)
{
	if (!g->p->corr_pooled)
		return avg_corr(g, last, (size_t)g->p->corr_days, after_btc).mean;
	double sum = 0.0;
	size_t pairs = 0, assets = 0;
	for (size_t k = 0; k < RV_CORR_WINDOWS; k++) {
		const rv_avg_corr a = avg_corr(g, last, windows[k], after_btc);
		sum += a.sum;
		pairs += a.pairs;
		assets = a.assets > assets ? a.assets : assets;
	}
	return assets >= 3 ? sum / (double)pairs : NAN;
}

/* The same, remembered: days are asked for from the newest backwards. */
static double corr_of_day(regime *g, size_t day)
{
	while (g->corr_from > day) {
		g->corr_from--;
		g->w->corr[g->corr_from] = corr_used(g, g->corr_from, g->p->corr_residual);
	}
	return g->w->corr[day];
}

static double breadth_of_day(const regime *g, size_t day)
{
	const rv_cm_params c = bk_cm_params(g->p);
	double cm[BK_MEMBERS_MAX];
	for (size_t i = 0; i < g->w->n; i++) {
		const bk_member *m = &g->w->members[i];
		cm[i] = NAN;
		if (m->universe)
			cm[i] = rv_cm_last(&c, (const double *const *)m->m, day + 1).cm;
	}
	return rv_flat_share(cm, g->w->n, g->p->riskoff_cm, 3);
}

static rv_risk_off_day day_of(regime *g, size_t day)
{
	return (rv_risk_off_day){ .avg_corr = corr_of_day(g, day),
				  .avg_corr_before = day > 0 ? corr_of_day(g, day - 1) : NAN,
				  .breadth = breadth_of_day(g, day) };
}

/*
 * The state after every day of the frame, from inactive. A trigger, or a full row of clear days,
 * makes the state independent of what came before: the replay starts at the newest such day.
 */
static rv_risk_off replay(regime *g, rv_risk_off_day *last)
{
	const rv_bucket_params *p = g->p;
	const rv_risk_off_params rp = { p->riskoff_jump, p->riskoff_level, p->riskoff_breadth,
					p->riskoff_release };
	const rv_risk_off start = { .active = false };
	size_t first = g->f->bars;
	int row = 0;
	while (first > 0 && row < rp.release) {
		rv_risk_off_day *day = &g->w->days[--first];
		*day = day_of(g, first);
		const rv_risk_off s = rv_risk_off_step(&rp, start, day);
		if (s.jump || s.breadth)
			break;
		row = s.clear_days > 0 ? row + 1 : 0;
	}
	rv_risk_off s = start;
	for (size_t t = first; t < g->f->bars; t++) {
		*last = g->w->days[t];
		s = rv_risk_off_step(&rp, s, last);
	}
	return s;
}

static void set_leverage(regime *g, rv_bucket_result *out)
{
	const rv_bucket_params *p = g->p;
	const rv_lf_params lf = { p->lf_low, p->lf_high, p->lf_floor, p->lf_mode_floor };
	const size_t days = (size_t)p->lf_days < g->f->bars ? (size_t)p->lf_days : g->f->bars;
	const size_t first = g->f->bars - days;
	out->corr_percentile = NAN;
	if (p->lf_percentile) {
		(void)corr_of_day(g, first);
		out->corr_percentile =
			rv_trailing_percentile(g->w->corr + first, days, (size_t)p->lf_days_min);
	}
	out->leverage_factor_correlation =
		isnan(out->corr_percentile)
			? rv_leverage_factor(&lf, out->avg_corr_used)
			: rv_leverage_at_percentile(out->corr_percentile, p->lf_pct_low,
						    p->lf_pct_high, p->lf_floor);
	out->leverage_factor = out->leverage_factor_correlation;
	if (out->risk_off)
		out->leverage_factor = fmin(out->leverage_factor, p->lf_floor);
}

static void set_correlation(regime *g, rv_bucket_result *out)
{
	const rv_bucket_params *p = g->p;
	const size_t last = g->f->bars - 1;
	for (size_t k = 0; k < RV_CORR_WINDOWS; k++)
		out->avg_corr[k] = avg_corr(g, last, windows[k], p->corr_residual).mean;
	out->avg_corr_used = corr_of_day(g, last);
	out->avg_corr_previous = last > 0 ? corr_of_day(g, last - 1) : NAN;
	out->avg_corr_default = isnan(out->avg_corr_used);
	if (out->avg_corr_default)
		out->avg_corr_used = p->corr_default;
	out->avg_corr_mr = out->avg_corr_used;
	if (p->mr_corr_residual && !p->corr_residual) {
		const double c = corr_used(g, last, true);
		out->avg_corr_mr = isnan(c) ? p->corr_default : c;
	}
}

void bk_run_regime(rv_buckets *w, const rv_bucket_params *p, const rv_frame *f,
		   rv_bucket_result *out)
{
	regime g = { w, p, f, f->bars };
	rv_risk_off_day last = { NAN, NAN, NAN };
	set_correlation(&g, out);
	const rv_risk_off s = replay(&g, &last);
	out->risk_off = s.active;
	out->trigger_jump = s.jump;
	out->trigger_breadth = s.breadth;
	out->release_days = s.clear_days;
	out->jump = last.avg_corr - last.avg_corr_before;
	out->breadth = last.breadth;
	set_leverage(&g, out);
}
