/* Regimes and the returns in and after them; see regime_eval.h. */
#include "engine/research/regime_eval.h"

#include "engine/stats/moments.h"
#include "engine/stats/newey_west.h"
#include "engine/stats/quantile.h"

#include <math.h>
#include <stdlib.h>

#define DAYS_OF_YEAR 365.25 /* of switches a year */

void rv_eval_params_default(rv_eval_params *p)
{
	*p = (rv_eval_params){ .n_horizons = 5,
			       .horizon = { 5, 10, 20, 40, 60 },
			       .annual_days = 365.0 };
	rv_boot_params_default(&p->boot);
}

static bool known(const rv_regime_days *d, size_t t)
{
	return d->held[t] >= 0 && (size_t)d->held[t] < d->regimes;
}

/* which = regimes: every known one. */
static bool is_in(const rv_regime_days *d, size_t t, size_t which)
{
	return known(d, t) && (which == d->regimes || (size_t)d->held[t] == which);
}

/* x of the days in a regime in their places, NaN elsewhere. */
static void only(const rv_regime_days *d, size_t which, const double *x, double *out)
{
	for (size_t t = 0; t < d->n; t++)
		out[t] = is_in(d, t, which) ? x[t] : NAN;
}

void rv_forward_returns(const double *r, size_t n, size_t horizon, double *out)
{
	for (size_t t = 0; t < n; t++) {
		double growth = t + horizon <= n ? 1.0 : NAN;
		for (size_t i = t; i < t + horizon && i < n; i++)
			growth *= 1.0 + (isfinite(r[i]) ? r[i] : NAN);
		out[t] = growth - 1.0;
	}
}

static rv_regime_metrics metrics_of(const rv_eval_params *p, const double *x, size_t n,
				    double *work)
{
	const rv_moments m = rv_moments_of(x, n);
	rv_regime_metrics f = { m.n, m.mean, rv_median(x, n, 1, work), rv_sd1(x, n), NAN };
	if (f.std >= RV_SD_MIN)
		f.sharpe_like = f.mean / f.std * sqrt(p->annual_days);
	return f;
}

static double share_above_0(const double *x, size_t n)
{
	size_t k = 0, above = 0;
	for (size_t t = 0; t < n; t++) {
		k += isfinite(x[t]) ? 1 : 0;
		above += isfinite(x[t]) && x[t] > 0.0 ? 1 : 0;
	}
	return k ? (double)above / (double)k : NAN;
}

/* stream: of the draws; the same for every regime and horizon would tie them together. */
static rv_status forward_of(const rv_eval_params *p, const double *x, size_t n, size_t horizon,
			    uint64_t stream, rv_regime_forward *out, rv_err *err)
{
	rv_boot_params boot = p->boot;
	rv_boot b;
	boot.block = boot.block > horizon ? boot.block : horizon;
	boot.stream += stream;
	const rv_status st = rv_boot_of(&boot, x, n, &b, err);
	if (st != RV_OK)
		return st;
	*out = (rv_regime_forward){ .horizon = horizon,
				    .n = b.n,
				    .independent = (double)b.n / (double)horizon,
				    .mean = b.mean,
				    .sd = rv_sd1(x, n),
				    .hit = share_above_0(x, n),
				    .t = rv_newey_west_mean(x, n, horizon - 1).t,
				    .p = b.p,
				    .lo = b.mean_lo,
				    .hi = b.mean_hi };
	return RV_OK;
}

static rv_regime_stability stability_of(const rv_regime_days *d)
{
	rv_regime_stability s = { 0 };
	size_t days[RV_BT_REGIMES_MAX] = { 0 };
	int32_t before = -1;
	for (size_t t = 0; t < d->n; t++) {
		if (!known(d, t))
			continue;
		s.total_days++;
		s.total_switches += before >= 0 && d->held[t] != before ? 1 : 0;
		before = d->held[t];
		days[before]++;
	}
	const double total = s.total_days ? (double)s.total_days : NAN;
	s.switches_per_year = (double)s.total_switches / (total / DAYS_OF_YEAR);
	s.avg_regime_duration_days = total / ((double)s.total_switches + 1.0);
	for (size_t k = 0; k < d->regimes; k++)
		s.distribution[k] = 100.0 * (double)days[k] / total;
	return s;
}

/* One regime, or all; work [3 n]. */
static rv_status one_regime(const rv_eval_params *p, const rv_regime_days *d, size_t which,
			    double *work, rv_regime_eval *out, rv_err *err)
{
	double *ahead = work, *x = work + d->n, *sorted = work + 2 * d->n;
	only(d, which, d->r, x);
	out->metrics[which] = metrics_of(p, x, d->n, sorted);
	rv_status st = RV_OK;
	for (size_t h = 0; st == RV_OK && h < p->n_horizons; h++) {
		rv_forward_returns(d->r, d->n, p->horizon[h], ahead);
		only(d, which, ahead, x);
		st = forward_of(p, x, d->n, p->horizon[h], which * RV_EVAL_HORIZONS_MAX + h,
				&out->forward[which][h], err);
	}
	return st;
}

static rv_status check(const rv_eval_params *p, const rv_regime_days *d, rv_err *err)
{
	if (d->regimes > RV_BT_REGIMES_MAX || p->n_horizons > RV_EVAL_HORIZONS_MAX)
		return rv_err_set(err, RV_EINVAL,
				  "regime evaluation: %zu regimes, %zu horizons: expected at most "
				  "%d and %d",
				  d->regimes, p->n_horizons, RV_BT_REGIMES_MAX,
				  RV_EVAL_HORIZONS_MAX);
	for (size_t h = 0; h < p->n_horizons; h++)
		if (p->horizon[h] < 1)
			return rv_err_set(
				err, RV_EINVAL,
				"regime evaluation: a horizon of 0 days, expected 1 or more");
	return RV_OK;
}

rv_status rv_regime_eval_of(const rv_eval_params *p, const rv_regime_days *d, rv_regime_eval *out,
			    rv_err *err)
{
	rv_status st = check(p, d, err);
	if (st != RV_OK)
		return st;
	rv_regime_eval e = { .regimes = d->regimes, .horizons = p->n_horizons };
	double *work = malloc((3 * d->n + 1) * sizeof(double));
	if (!work)
		return RV_ENOMEM;
	for (size_t k = 0; st == RV_OK && k <= d->regimes; k++)
		st = one_regime(p, d, k, work, &e, err);
	e.stability = stability_of(d);
	if (st == RV_OK)
		*out = e;
	free(work);
	return st;
}
