/* Net asset value in units; see nav.h. */
#include "engine/book/nav.h"

#include <math.h>
#include <string.h>

double rv_unit_drawdown(const rv_unit *u)
{
	return u->peak > 0.0 ? 1.0 - u->value / u->peak : NAN;
}

double rv_unit_day_return(const rv_unit *u)
{
	return u->day > 0.0 ? u->value / u->day - 1.0 : NAN;
}

void rv_unit_new_day(rv_unit *u)
{
	u->day = u->value;
}

static void unit_begin(rv_unit *u)
{
	*u = (rv_unit){ 1.0, 1.0, 1.0 };
}

static void unit_is(rv_unit *u, double value)
{
	u->value = value;
	if (value > u->peak)
		u->peak = value;
}

/* ---- the account ---- */

static bool begun(const rv_unit *u)
{
	return u->peak > 0.0;
}

void rv_nav_mark(rv_nav *n, double usd)
{
	if (!isfinite(usd))
		return;
	if (!begun(&n->unit)) {
		if (usd > 0.0) {
			unit_begin(&n->unit);
			n->units = n->usd = usd;
		}
		return;
	}
	n->usd = usd;
	if (n->units > 0.0)
		unit_is(&n->unit, usd / n->units);
}

rv_status rv_nav_flow(rv_nav *n, double usd, bool counted)
{
	if (!isfinite(usd))
		return RV_EINVAL;
	if (!begun(&n->unit))
		return RV_ENOENT;
	const double before = counted ? n->usd - usd : n->usd;
	if (n->units > 0.0 ? !(before > 0.0) : !(n->unit.value > 0.0))
		return RV_EDATA;
	/* what one was worth before it came, or when the last units went */
	const double value = n->units > 0.0 ? before / n->units : n->unit.value;
	n->usd = before + usd;
	n->units = n->usd > 0.0 ? n->usd / value : 0.0;
	unit_is(&n->unit, value);
	return RV_OK;
}

bool rv_nav_explains(const rv_nav *n, double usd, double earned_usd, double most)
{
	return fabs(usd - n->usd - earned_usd) <= most * fabs(n->usd);
}

/* ---- a sub-book ---- */

rv_sub_nav_params rv_sub_nav_defaults(void)
{
	return (rv_sub_nav_params){
		.cut = 0.08, .resume = 0.04, .factor = 0.5, .demote_times = 1.5
	};
}

rv_status rv_sub_nav_check(const rv_sub_nav_params *p, rv_err *err)
{
	if (!(p->resume > 0.0 && p->resume <= p->cut && p->cut < 1.0))
		return rv_err_set(err, RV_EINVAL, "drawdown: 0 < resume (%g) <= cut (%g) < 1",
				  p->resume, p->cut);
	if (!(p->factor >= 0.0 && p->factor <= 1.0))
		return rv_err_set(err, RV_EINVAL, "drawdown: 0 <= factor (%g) <= 1", p->factor);
	if (!(p->demote_times > 0.0) || !isfinite(p->demote_times))
		return rv_err_set(err, RV_EINVAL, "drawdown: demote_times (%g) > 0",
				  p->demote_times);
	return RV_OK;
}

rv_status rv_sub_nav_earn(rv_sub_nav *n, double earned_usd, double equity_usd)
{
	if (!isfinite(earned_usd))
		return RV_EINVAL;
	if (isfinite(equity_usd) && equity_usd > 0.0)
		n->equity_usd = equity_usd;
	if (!(n->equity_usd > 0.0))
		return RV_ENOENT;
	if (!begun(&n->unit)) {
		unit_begin(&n->unit);
		n->trial_peak = n->circuit.peak = 1.0; /* a loss at once is a drawdown, too */
	}
	unit_is(&n->unit, n->unit.value * fmax(0.0, 1.0 + earned_usd / n->equity_usd));
	n->trial_peak = fmax(n->trial_peak, n->unit.value);
	return RV_OK;
}

rv_drawdown_order rv_sub_nav_circuit(rv_sub_nav *n, const rv_sub_nav_params *p)
{
	rv_drawdown_order order;
	const rv_bucket_params b = { .dd_cut = p->cut,
				     .dd_resume = p->resume,
				     .dd_factor = p->factor };
	n->circuit =
		rv_drawdown_step(&b, n->circuit, begun(&n->unit) ? n->unit.value : NAN, &order);
	return order;
}

bool rv_sub_nav_demotes(const rv_sub_nav *n, const rv_sub_nav_params *p, double backtest_p95)
{
	if (!begun(&n->unit) || !(backtest_p95 > 0.0) || !(n->trial_peak > 0.0))
		return false;
	return 1.0 - n->unit.value / n->trial_peak > p->demote_times * backtest_p95;
}

void rv_sub_nav_trial(rv_sub_nav *n)
{
	n->trial_peak = n->unit.value;
}

void rv_sub_nav_anew(rv_sub_nav *n)
{
	const double equity = n->equity_usd;
	memset(n, 0, sizeof(*n));
	n->equity_usd = equity;
}
