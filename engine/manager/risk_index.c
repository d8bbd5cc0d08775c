/*
 * What each sub-book has earned, as an index: between the steps that are written down it follows
 * the marks, and a step is written an hour after the last, with a new day, a new peak, another
 * equity, a decision.
 */
#include "engine/manager/risk_internal.h"

#include "engine/base/timefmt.h"

#include <math.h>

/* A peak so much higher is worth a line; so much more or less equity is another size. */
#define STEP_PEAK 1e-3
#define STEP_EQUITY 1e-2

rv_licence risk_licence(const rv_risk_manager *m, int s)
{
	if (m->fold.licence[s].set)
		return m->fold.licence[s].value;
	return rv_book_licence_of(m->licence[s], m->in && m->in->trade->live_confirm);
}

static double capital_of(const rv_risk_manager *m, int s)
{
	if (s == RV_SUB_S5)
		return m->capital.capital_s5;
	return s == RV_SUB_S3 ? m->capital.capital_s3 : m->capital.capital_s4;
}

static double earned(const rv_tv_sub *s)
{
	return s->realized_usd + s->unrealized_usd + s->funding_usd - s->fees_usd;
}

static bool is_new_day(int64_t before_ms, int64_t now_ms)
{
	return now_ms / RV_DAY_MS != before_ms / RV_DAY_MS;
}

static bool is_worth(const rv_risk_index *before, const rv_risk_index *x)
{
	const double e = x->nav.equity_usd / before->nav.equity_usd - 1.0;
	const bool moved = fabs(x->earned_usd - before->earned_usd) > 0.0;
	return fabs(e) > STEP_EQUITY ||
	       x->nav.unit.value > before->nav.unit.peak * (1.0 + STEP_PEAK) ||
	       (moved && (x->at_utc_ms - before->at_utc_ms >= RV_HOUR_MS ||
			  is_new_day(before->at_utc_ms, x->at_utc_ms)));
}

/* Its record begins with the first equity that it has. */
static bool begin(rv_risk_index *x, double equity_usd, double earned_usd, int64_t utc_ms)
{
	if (rv_sub_nav_earn(&x->nav, 0.0, equity_usd) != RV_OK)
		return false;
	x->earned_usd = earned_usd;
	x->at_utc_ms = x->since_utc_ms = utc_ms;
	return true;
}

/* What came since the last step counts on the equity of then. */
static bool move_on(rv_risk_index *x, double equity_usd, double earned_usd, int64_t utc_ms)
{
	if (is_new_day(x->at_utc_ms, utc_ms))
		rv_unit_new_day(&x->nav.unit);
	if (rv_sub_nav_earn(&x->nav, earned_usd - x->earned_usd, NAN) != RV_OK)
		return false;
	if (equity_usd > 0.0)
		x->nav.equity_usd = equity_usd;
	x->earned_usd = earned_usd;
	x->at_utc_ms = utc_ms;
	return true;
}

static void one(rv_risk_manager *m, int s)
{
	const rv_risk_index *before = &m->fold.index[s];
	const double sum = earned(&m->in->trade->subs[s]), equity = m->equity[s];
	const int64_t now = m->in->utc_ms;
	rv_risk_index x = *before;
	m->index[s] = *before;
	m->index_due[s] = false;
	if (!isfinite(sum))
		return;
	if (before->since_utc_ms == 0) {
		m->index_due[s] = begin(&x, equity, sum, now);
		if (!m->index_due[s])
			return;
	} else if (now < before->at_utc_ms || !move_on(&x, equity, sum, now)) {
		return;
	}
	m->index[s] = x;
	m->index_due[s] = m->index_due[s] || is_worth(before, &x);
}

bool risk_demotes(const rv_risk_manager *m, int s)
{
	const rv_sub_nav_params p = { .demote_times = m->p.demote_times };
	return risk_licence(m, s) != RV_LICENCE_SHADOW &&
	       rv_sub_nav_demotes(&m->index[s].nav, &p, m->p.p95[s]);
}

void risk_indices(rv_risk_manager *m)
{
	for (int s = 0; s < RV_SUB_H; s++) {
		m->equity[s] = capital_of(m, s) * rv_licence_share(risk_licence(m, s)) *
			       m->in->trade->nav_usd;
		one(m, s);
		m->index_due[s] = m->index_due[s] || risk_demotes(m, s);
	}
}
