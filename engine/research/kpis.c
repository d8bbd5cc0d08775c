/* Figures of a backtest; see kpis.h. */
#include "engine/research/kpis.h"

#include "engine/stats/deflated.h"
#include "engine/stats/moments.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define DAYS_OF_YEAR 365.0

/* Squares about the mean of a window's ratios, and their degrees of freedom, from trial i on. */
static size_t add_window(const rv_bt_result *r, size_t i, double *m2, size_t *freedom)
{
	const uint32_t window = r->trials[i].window;
	rv_run_moments m = { 0 };
	for (; i < r->n_trials && r->trials[i].window == window; i++)
		rv_run_moments_add(&m, r->trials[i].sharpe_day);
	*m2 += m.m2;
	*freedom += m.n > 0 ? m.n - 1 : 0;
	return i;
}

rv_kpi_trials rv_kpi_trials_of(const rv_bt_result *r)
{
	double m2 = 0.0;
	size_t freedom = 0;
	for (size_t i = 0; i < r->n_trials;)
		i = add_window(r, i, &m2, &freedom);
	const size_t n = r->n_trials + r->stopped_trials;
	return (rv_kpi_trials){ n ? n : 1, freedom ? m2 / (double)freedom : NAN };
}

static bool counts(const rv_bt_day *d, rv_kpi_days which)
{
	return which == RV_KPI_ALL || d->oos == (which == RV_KPI_OOS);
}

/* Something was held over the day, or it cost something. */
static bool is_active(const rv_bt_day *before, const rv_bt_day *day)
{
	return before->alt_gross + before->major_gross > 0.0 || fabs(day->net) > 0.0;
}

/* Sums of one walk over the days. */
typedef struct sums {
	rv_run_moments m;
	double equity, peak, drawdown, downside2, turnover, funding;
	size_t hits;
} sums;

static void add_day(sums *s, rv_kpis *k, const rv_bt_day *before, const rv_bt_day *d)
{
	rv_run_moments_add(&s->m, d->net);
	s->equity *= 1.0 + d->net;
	s->peak = fmax(s->peak, s->equity);
	s->drawdown = fmin(s->drawdown, s->equity / s->peak - 1.0);
	s->downside2 += d->net < 0.0 ? d->net * d->net : 0.0;
	s->turnover += d->alt_turnover + d->major_turnover;
	s->funding += d->funding;
	s->hits += d->net > 0.0 ? 1 : 0;
	k->active += is_active(before, d) ? 1 : 0;
}

static void figures(const sums *s, rv_kpis *k)
{
	const double n = k->days ? (double)k->days : NAN,
		     active = k->active ? (double)k->active : NAN;
	const double down = sqrt(s->downside2 / n), year = sqrt(DAYS_OF_YEAR);
	k->cagr = s->equity > 0.0 ? pow(s->equity, DAYS_OF_YEAR / n) - 1.0 : -1.0;
	if (k->days == 0)
		k->cagr = NAN; /* 1 to any power, even an unknown one, is 1 */
	k->mean = k->days ? s->m.mean : NAN;
	k->sd = rv_run_moments_sd1(&s->m);
	k->skew = k->days ? rv_run_moments_skew(&s->m) : NAN;
	k->kurtosis = k->days ? rv_run_moments_kurtosis(&s->m) : NAN;
	k->sharpe.annual_ = rv_run_moments_sharpe(&s->m) * year;
	k->sortino = down >= RV_SD_MIN ? k->mean / down * year : NAN;
	k->max_drawdown = k->days ? s->drawdown : NAN;
	k->calmar = k->max_drawdown < 0.0 ? k->cagr / -k->max_drawdown : NAN;
	k->hit_rate = (double)s->hits / active;
	k->hit_rate_all = (double)s->hits / n;
	k->avg_turnover = s->turnover / n;
	k->avg_funding_daily = s->funding / n;
}

/* What the ratio may not go without. */
static void label(const rv_bt_result *r, rv_kpi_days which, const rv_kpi_trials *t, rv_kpis *k)
{
	rv_bt_sharpe *s = &k->sharpe;
	const double day = s->annual_ / sqrt(DAYS_OF_YEAR);
	s->days = k->days;
	s->oos = which == RV_KPI_OOS;
	s->trials = t->n;
	s->psr = rv_sharpe_deflated(day, k->days, k->skew, k->kurtosis, 0.0);
	s->dsr = rv_sharpe_deflated(day, k->days, k->skew, k->kurtosis,
				    rv_sharpe_of_luck(t->n, t->var));
	rv_bt_costs_text(&r->costs, s->costs);
	(void)snprintf(s->universe, sizeof(s->universe), "%s", r->universe_source);
}

/* The known net returns of the days that count, to x; their sums. */
static void walk(const rv_bt_result *r, rv_kpi_days which, double *x, sums *s, rv_kpis *k)
{
	for (size_t d = 1; d < r->n_days; d++) {
		if (!counts(&r->days[d], which))
			continue;
		if (!isfinite(r->days[d].net)) {
			k->unknown++;
			continue;
		}
		add_day(s, k, &r->days[d - 1], &r->days[d]);
		x[k->days++] = r->days[d].net;
	}
}

rv_status rv_kpis_of(const rv_bt_result *r, rv_kpi_days which, const rv_kpi_trials *trials,
		     const rv_boot_params *boot, rv_kpis *out, rv_err *err)
{
	rv_boot_params usual;
	rv_boot b;
	rv_kpis k = { 0 };
	sums s = { .equity = 1.0, .peak = 1.0 };
	const rv_kpi_trials own = rv_kpi_trials_of(r);
	double *x = malloc((r->n_days + 1) * sizeof(*x));
	if (!x)
		return RV_ENOMEM;
	rv_boot_params_default(&usual);
	walk(r, which, x, &s, &k);
	figures(&s, &k);
	label(r, which, trials ? trials : &own, &k);
	boot = boot ? boot : &usual;
	const rv_status st = rv_boot_of(boot, x, k.days, &b, err);
	free(x);
	if (st != RV_OK)
		return st;
	k.sharpe.level = boot->level;
	k.sharpe.lo = b.sharpe_lo * sqrt(DAYS_OF_YEAR);
	k.sharpe.hi = b.sharpe_hi * sqrt(DAYS_OF_YEAR);
	*out = k;
	return RV_OK;
}

size_t rv_kpi_decay(const rv_bt_result *r, double *is, double *oos)
{
	double in = 0.0, out = 0.0;
	size_t n = 0;
	for (size_t w = 0; w < r->n_windows; w++) {
		if (!isfinite(r->windows[w].is_sharpe) || !isfinite(r->windows[w].oos_sharpe))
			continue;
		in += r->windows[w].is_sharpe;
		out += r->windows[w].oos_sharpe;
		n++;
	}
	*is = n ? in / (double)n : NAN;
	*oos = n ? out / (double)n : NAN;
	return n;
}

/* The mean of what is known. */
static void add_known(double *sum, size_t *n, double v)
{
	if (!isfinite(v))
		return;
	*sum += v;
	++*n;
}

rv_kpi_overfit rv_kpi_overfit_of(const rv_bt_result *r)
{
	rv_kpi_overfit o = { 0 };
	double sum[6] = { 0 };
	size_t n[6] = { 0 };
	for (size_t w = 0; w < r->n_windows; w++) {
		const rv_bt_window *x = &r->windows[w];
		const double v[6] = { x->pbo.pbo,	x->pbo.slope,
				      x->pbo.intercept, x->pbo.probability_loss,
				      x->pbo.mean_is,	x->pbo.mean_oos };
		if (x->pbo_sets == 0)
			continue;
		o.windows++;
		o.blocks = x->pbo_blocks;
		o.splits = x->pbo.combinations;
		for (size_t i = 0; i < 6; i++)
			add_known(&sum[i], &n[i], v[i]);
	}
	double *const out[6] = { &o.pbo,     &o.slope,	 &o.intercept, &o.probability_loss,
				 &o.mean_is, &o.mean_oos };
	for (size_t i = 0; i < 6; i++)
		*out[i] = n[i] ? sum[i] / (double)n[i] : (double)NAN;
	return o;
}
