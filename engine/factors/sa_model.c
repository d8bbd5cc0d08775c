/* The two-factor model of one coin, its residuals, their sigma, and the raw signals. */
#include "engine/factors/sa_internal.h"

#include "engine/market/returns.h"
#include "engine/stats/ema.h"
#include "engine/stats/moments.h"

#include <math.h>

/* Where squares about zero and about the mean differ this much, sums have lost too many digits. */
#define CANCELLED 1e-6

static double *residuals_of(const sa_pass *c, size_t i)
{
	return c->w->residual + i * c->w->max_bars;
}

static double *vols_of(const sa_pass *c, size_t i)
{
	return c->w->vol + i * c->w->max_bars;
}

/* Residual by the coefficients of the day before, without their intercept: what a hedge leaves. */
static void out_of_sample(const sa_pass *c, const double *r, double *residual)
{
	residual[0] = NAN;
	for (size_t t = 1; t < c->f->bars; t++)
		residual[t] =
			r[t] - c->w->beta1[t - 1] * c->r_btc[t] - c->w->beta2[t - 1] * c->r_eth[t];
}

static void set_residuals(const sa_pass *c, size_t i)
{
	const rv_idio *w = c->w;
	const rv_ols2_series to = { w->alpha, w->beta1, w->beta2, residuals_of(c, i) };
	const double *r = rv_frame_log(c->f, i);
	rv_ols2_roll_run(w->roll, r, &to);
	if (c->p->residual_mode == RV_RESIDUAL_OOS)
		out_of_sample(c, r, to.residual);
}

/* sd1 over the finite ones of the last idio_window residuals, NaN below idio_min of them. */
static void set_vols(const sa_pass *c, size_t i)
{
	const size_t bars = c->f->bars, window = (size_t)c->p->idio_window;
	const double *e = residuals_of(c, i);
	double *vol = vols_of(c, i);
	rv_idio *w = c->w;
	for (size_t t = 0; t < bars; t++) {
		const bool ok = isfinite(e[t]);
		const double v = ok ? e[t] : 0.0;
		w->terms[t] = (rv_triple){ { v, v * v, ok ? 1.0 : 0.0 } };
	}
	if (window <= bars)
		rv_window_sums3(w->terms, bars, window, w->work3, w->sums);
	for (size_t t = 0; t < bars; t++) {
		const double *s = w->sums[t].v;
		const size_t from = t + 1 < window ? 0 : t + 1 - window;
		const double ss = t + 1 < window ? NAN : s[1] - s[0] * s[0] / s[2];
		if (t + 1 >= window && s[2] < (double)c->p->idio_min)
			vol[t] = NAN;
		else if (ss > CANCELLED * s[1])
			vol[t] = sqrt(ss / (s[2] - 1.0));
		else /* the first bars, and residuals that hardly vary */
			vol[t] = rv_moments_of(e + from, t + 1 - from).n < (size_t)c->p->idio_min
					 ? NAN
					 : rv_sd1(e + from, t + 1 - from);
	}
}

static double funding(const sa_pass *c, size_t i, size_t t)
{
	return i == SIZE_MAX ? NAN : rv_frame_field(c->f, RV_PANEL_FUNDING, i)[t];
}

/* What the receiver of the coin's funding earns a year, the hedge's legs included. */
static double hedged_yield(const sa_pass *c, size_t i, size_t t)
{
	return c->p->annualization_days *
	       (-funding(c, i, t) + c->w->beta1[t] * funding(c, c->btc, t) +
		c->w->beta2[t] * funding(c, c->eth, t));
}

/* Mean of the newest k values at t, NaN unless all are finite. */
static double plain_mean(const double *x, size_t t, size_t k)
{
	double sum = 0.0;
	for (size_t a = k; a-- > 0;)
		sum += x[t - a];
	return isfinite(sum) ? sum / (double)k : NAN;
}

/* Consecutive finite values that end at t - 1. */
static size_t run_before(const double *x, size_t t)
{
	size_t run = 0;
	while (run < t && isfinite(x[t - 1 - run]))
		run++;
	return run;
}

static void set_signals(const sa_pass *c, size_t i)
{
	const rv_idio *w = c->w;
	const double *e = residuals_of(c, i), *vol = vols_of(c, i);
	const size_t bars = c->f->bars, sma = (size_t)c->p->sma;
	rv_ema_adjusted(e, bars, c->p->ema_fast, c->t0, w->ema_fast);
	rv_ema_adjusted(e, bars, c->p->ema_slow, c->t0, w->ema_slow);
	size_t run = run_before(e, c->t0);
	for (size_t d = 0; d < c->dates; d++) {
		const size_t t = c->t0 + d;
		run = isfinite(e[t]) ? run + 1 : 0;
		const bool ready = run >= (size_t)c->p->warmup && vol[t] >= RV_SD_MIN;
		const double sd = ready ? vol[t] : NAN;
		sa_signal(c, RV_IDIO_MOMENTUM, d)[i] = (w->ema_fast[t] - w->ema_slow[t]) / sd;
		sa_signal(c, RV_IDIO_MEAN_REVERSION, d)[i] =
			ready && t + 1 >= sma ? -(e[t] - plain_mean(e, t, sma)) / sd : NAN;
		sa_signal(c, RV_IDIO_CARRY, d)[i] =
			hedged_yield(c, i, t) / (sqrt(c->p->annualization_days) * sd);
	}
}

/* The first thing that is missing. The window is looked at again only where the model is not. */
static rv_idio_reason reason_of(const sa_pass *c, size_t i, const rv_idio_symbol *s)
{
	const size_t bars = c->f->bars, window = (size_t)c->p->ols_window;
	const double *r = rv_frame_log(c->f, i);
	if (!isfinite(r[bars - 1]))
		return RV_IDIO_NO_RETURN;
	if (!isfinite(s->beta_btc)) {
		const size_t from = bars < window ? 0 : bars - window;
		const rv_ols2 fit =
			rv_ols2_fit(r + from, c->r_btc + from, c->r_eth + from, bars - from,
				    (size_t)c->p->ols_min_periods, c->p->rcond_min);
		return fit.status == RV_OLS2_COLLINEAR ? RV_IDIO_COLLINEAR : RV_IDIO_HISTORY;
	}
	if (!isfinite(s->residual))
		return RV_IDIO_HISTORY;
	return s->idio_vol >= RV_SD_MIN ? RV_IDIO_OK : RV_IDIO_NO_VOL;
}

/* A factor has no model of its own: it would explain itself. */
static void no_model(const sa_pass *c, size_t i)
{
	double *e = residuals_of(c, i), *vol = vols_of(c, i);
	for (size_t t = 0; t < c->f->bars; t++)
		e[t] = vol[t] = NAN;
	for (size_t d = 0; d < c->dates; d++) {
		for (int k = 0; k < RV_IDIO_N; k++)
			sa_signal(c, k, d)[i] = NAN;
	}
}

void sa_model(const sa_pass *c, size_t i)
{
	rv_idio_symbol *s = &c->out->symbols[i];
	const size_t last = c->f->bars - 1;
	const bool factor = i == c->btc || i == c->eth;
	*s = (rv_idio_symbol){ .reason = RV_IDIO_FACTOR,
			       .alpha = NAN,
			       .beta_btc = NAN,
			       .beta_eth = NAN,
			       .residual = NAN,
			       .idio_vol = NAN,
			       .residual_z = NAN,
			       .hedge_btc = NAN,
			       .hedge_eth = NAN,
			       .mu = NAN };
	s->funding = funding(c, i, last);
	s->funding_partial = isfinite(s->funding) &&
			     rv_frame_field(c->f, RV_PANEL_FUNDING_HOURS, i)[last] < 24.0;
	if (factor) {
		no_model(c, i);
		return;
	}
	set_residuals(c, i);
	set_vols(c, i);
	set_signals(c, i);
	s->alpha = c->w->alpha[last];
	s->beta_btc = c->w->beta1[last];
	s->beta_eth = c->w->beta2[last];
	s->residual = residuals_of(c, i)[last];
	s->idio_vol = vols_of(c, i)[last];
	s->reason = reason_of(c, i, s);
	if (s->idio_vol >= RV_SD_MIN)
		s->residual_z = s->residual / s->idio_vol;
}
