/* What a search has found; see sweep.h. */
#include "engine/research/sweep.h"

#include "engine/base/timefmt.h"
#include "engine/stats/bootstrap.h"
#include "engine/stats/deflated.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAYS_OF_YEAR 365.0

/* ---- one trial ---- */

static void clear_row(double *row, size_t days)
{
	for (size_t d = 0; d < days; d++)
		row[d] = NAN;
}

static void text_to(char out[RV_BT_TEXT], const char *text)
{
	(void)snprintf(out, RV_BT_TEXT, "%s", text);
}

/* Sums of one walk over the days that count. */
typedef struct sums {
	double equity, peak, drawdown, turnover;
} sums;

static void add_day(const rv_bt_day *before, const rv_bt_day *d, sums *s, rv_sweep_trial *t)
{
	s->equity *= 1.0 + d->net;
	s->peak = fmax(s->peak, s->equity);
	s->drawdown = fmin(s->drawdown, s->equity / s->peak - 1.0);
	s->turnover += d->alt_turnover + d->major_turnover;
	t->days++;
	t->active += before->alt_gross + before->major_gross > 0.0 || fabs(d->net) > 0.0;
}

static double cagr_of(double equity, uint64_t days)
{
	if (days == 0)
		return NAN;
	return equity > 0.0 ? pow(equity, DAYS_OF_YEAR / (double)days) - 1.0 : -1.0;
}

void rv_sweep_trial_of(const rv_bt_result *r, int64_t start_ms, size_t days, rv_sweep_trial *out,
		       double *row)
{
	sums s = { .equity = 1.0, .peak = 1.0 };
	rv_sweep_trial t;
	memset(&t, 0, sizeof(t)); /* its bytes travel, those between members too */
	clear_row(row, days);
	t.admissible = true;
	t.looked_at = r->n_trials ? r->n_trials : 1;
	rv_bt_costs_text(&r->costs, t.costs);
	text_to(t.universe, r->universe_source);
	for (size_t d = 1; d < r->n_days; d++) {
		const rv_bt_day *day = &r->days[d];
		const int64_t at = (day->close_ms - RV_DAY_MS - start_ms) / RV_DAY_MS;
		if ((r->walk.on && !day->oos) || at < 0 || (size_t)at >= days ||
		    !isfinite(day->net))
			continue;
		row[at] = day->net;
		add_day(&r->days[d - 1], day, &s, &t);
	}
	t.cagr = cagr_of(s.equity, t.days);
	t.max_drawdown = t.days ? s.drawdown : NAN;
	t.avg_turnover = t.days ? s.turnover / (double)t.days : NAN;
	memcpy(out, &t, sizeof(t));
}

void rv_sweep_trial_refused(const char *why, size_t days, rv_sweep_trial *out, double *row)
{
	memset(out, 0, sizeof(*out));
	clear_row(row, days);
	out->looked_at = 1;
	out->cagr = out->max_drawdown = out->avg_turnover = NAN;
	text_to(out->why, why);
}

/* ---- all of them ---- */

/* Returns of the common days, one memory. */
typedef struct common {
	size_t *day;   /* [days] columns of r */
	size_t *trial; /* [admissible] */
	double *x;     /* [days of a trial], then for PBO [days][admissible] */
} common;

static void common_free(common *c)
{
	free(c->day);
	free(c->trial);
	free(c->x);
}

static void find_common(const rv_sweep_trial *t, const double *r, size_t days, common *c,
			rv_sweep_found *f)
{
	for (size_t i = 0; i < f->trials; i++) {
		f->looked_at += t[i].looked_at;
		if (t[i].admissible)
			c->trial[f->admissible++] = i;
	}
	for (size_t d = 0; d < days && f->admissible > 0; d++) {
		bool all = true;
		for (size_t k = 0; k < f->admissible && all; k++)
			all = isfinite(r[c->trial[k] * days + d]);
		if (all)
			c->day[f->days++] = d;
	}
	f->first = f->days ? c->day[0] : SIZE_MAX;
	f->last = f->days ? c->day[f->days - 1] : SIZE_MAX;
}

static rv_run_moments moments_of(const double *row, const common *c, size_t n)
{
	rv_run_moments m = { 0 };
	for (size_t d = 0; d < n; d++)
		rv_run_moments_add(&m, row[c->day[d]]);
	return m;
}

static void clear_sharpe(const rv_sweep_trial *t, const rv_sweep_found *f, rv_bt_sharpe *s)
{
	*s = (rv_bt_sharpe){ .annual_ = NAN,
			     .level = NAN,
			     .lo = NAN,
			     .hi = NAN,
			     .psr = NAN,
			     .dsr = NAN,
			     .days = f->days,
			     .oos = false,
			     .trials = f->looked_at };
	text_to(s->costs, t->costs);
	text_to(s->universe, t->universe);
}

/* Ratios first: what the luck of the best is needs the spread of all of them. */
static void ratios(const rv_sweep_trial *t, const double *r, size_t days, const common *c,
		   rv_bt_sharpe *sharpe, rv_sweep_found *f)
{
	rv_run_moments among = { 0 };
	double most = -INFINITY;
	for (size_t i = 0; i < f->trials; i++)
		clear_sharpe(&t[i], f, &sharpe[i]);
	for (size_t k = 0; k < f->admissible; k++) {
		const size_t i = c->trial[k];
		const rv_run_moments m = moments_of(r + i * days, c, f->days);
		const double day = rv_run_moments_sharpe(&m);
		rv_run_moments_add(&among, day);
		sharpe[i].annual_ = day * sqrt(DAYS_OF_YEAR);
		if (day > most) {
			most = day;
			f->best = i;
		}
	}
	const double sd = rv_run_moments_sd1(&among);
	f->var = sd * sd;
}

static void deflate(const double *r, size_t days, const common *c, rv_bt_sharpe *sharpe,
		    const rv_sweep_found *f)
{
	const double luck = rv_sharpe_of_luck(f->looked_at, f->var);
	for (size_t k = 0; k < f->admissible; k++) {
		const size_t i = c->trial[k];
		const rv_run_moments m = moments_of(r + i * days, c, f->days);
		const double day = rv_run_moments_sharpe(&m), skew = rv_run_moments_skew(&m),
			     kurtosis = rv_run_moments_kurtosis(&m);
		sharpe[i].psr = rv_sharpe_deflated(day, f->days, skew, kurtosis, 0.0);
		sharpe[i].dsr = rv_sharpe_deflated(day, f->days, skew, kurtosis, luck);
	}
}

static rv_status interval(const double *row, common *c, rv_bt_sharpe *best, const rv_sweep_found *f,
			  rv_err *err)
{
	rv_boot_params p;
	rv_boot b;
	rv_boot_params_default(&p);
	for (size_t d = 0; d < f->days; d++)
		c->x[d] = row[c->day[d]];
	const rv_status st = rv_boot_of(&p, c->x, f->days, &b, err);
	if (st != RV_OK)
		return st;
	best->level = p.level;
	best->lo = b.sharpe_lo * sqrt(DAYS_OF_YEAR);
	best->hi = b.sharpe_hi * sqrt(DAYS_OF_YEAR);
	return RV_OK;
}

static rv_status overfitting(const double *r, size_t days, common *c, rv_sweep_found *f,
			     rv_err *err)
{
	f->blocks = rv_pbo_blocks_of(f->days);
	if (f->admissible < 2 || f->blocks == 0) {
		(void)snprintf(f->pbo_why, sizeof(f->pbo_why),
			       "%zu admissible trials with %zu days in common: it needs two, and "
			       "four days",
			       f->admissible, f->days);
		return RV_OK;
	}
	for (size_t d = 0; d < f->days; d++) {
		for (size_t k = 0; k < f->admissible; k++)
			c->x[d * f->admissible + k] = r[c->trial[k] * days + c->day[d]];
	}
	const rv_status st = rv_pbo_of(c->x, f->days, f->admissible, f->blocks, NULL, &f->pbo, err);
	f->has_pbo = st == RV_OK;
	return st;
}

static rv_status find(const rv_sweep_trial *t, const double *r, size_t days, common *c,
		      rv_bt_sharpe *sharpe, rv_sweep_found *f, rv_err *err)
{
	find_common(t, r, days, c, f);
	c->x = malloc((f->days * (f->admissible + 1) + 1) * sizeof(*c->x));
	if (!c->x)
		return RV_ENOMEM;
	ratios(t, r, days, c, sharpe, f);
	deflate(r, days, c, sharpe, f);
	rv_status st = RV_OK;
	if (f->best != SIZE_MAX)
		st = interval(r + f->best * days, c, &sharpe[f->best], f, err);
	return st == RV_OK ? overfitting(r, days, c, f, err) : st;
}

rv_status rv_sweep_of(const rv_sweep_trial *t, const double *r, size_t trials, size_t days,
		      rv_bt_sharpe *sharpe, rv_sweep_found *out, rv_err *err)
{
	rv_sweep_found f = { .trials = trials, .best = SIZE_MAX, .var = NAN };
	common c = { .day = malloc((days + 1) * sizeof(size_t)),
		     .trial = malloc((trials + 1) * sizeof(size_t)) };
	rv_status st = c.day && c.trial ? find(t, r, days, &c, sharpe, &f, err) : RV_ENOMEM;
	common_free(&c);
	if (st == RV_OK)
		*out = f;
	return st;
}
