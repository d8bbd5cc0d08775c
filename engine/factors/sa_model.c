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

/* sums: of the finite residuals of the window that ends at t, of their squares, and their count. */
static double vol_of(const sa_pass *c, const double *e, size_t t, const double s[3])
{
	const size_t window = (size_t)c->p->idio_window, least = (size_t)c->p->idio_min;
	if (t + 1 >= window) {
		const double ss = s[1] - s[0] * s[0] * c->w->inverse[(size_t)s[2]];
		if (s[2] < (double)least)
			return NAN;
		if (ss > CANCELLED * s[1])
			return sqrt(ss * c->w->inverse[(size_t)s[2] - 1]);
	}
	/* the first bars, and residuals that hardly vary */
	const size_t from = t + 1 < window ? 0 : t + 1 - window;
	const rv_moments m = rv_moments_of(e + from, t + 1 - from);
	return m.n < least ? NAN : sqrt(m.m2 / (double)(m.n - 1));
}

static inline void add_residual(double s[3], double e)
{
	const bool known = isfinite(e);
	const double v = known ? e : 0.0;
	s[0] += v;
	s[1] += v * v;
	s[2] += known ? 1.0 : 0.0;
}

/*
 * sd1 over the finite ones of the last idio_window residuals, NaN below idio_min of them. The sums
 * of a window come from the tail of one block and the head of the next, as in stats/window.h.
 */
static void set_vols(const sa_pass *c, size_t i)
{
	const size_t bars = c->f->bars, window = (size_t)c->p->idio_window;
	const double *e = residuals_of(c, i);
	double *vol = vols_of(c, i);
	rv_triple *tails = c->w->work3;
	for (size_t j = 0; j <= window; j++)
		tails[j] = (rv_triple){ { 0.0, 0.0, 0.0 } };
	for (size_t at = 0; at < bars; at += window) {
		const size_t len = bars - at < window ? bars - at : window;
		double head[3] = { 0.0, 0.0, 0.0 }, tail[3] = { 0.0, 0.0, 0.0 };
		for (size_t j = 0; j < len; j++) {
			const double *before = tails[j + 1].v;
			add_residual(head, e[at + j]);
			const double s[3] = { before[0] + head[0], before[1] + head[1],
					      before[2] + head[2] };
			vol[at + j] = vol_of(c, e, at + j, s);
		}
		for (size_t j = len; j-- > 0 && len == window;) {
			add_residual(tail, e[at + j]);
			tails[j] = (rv_triple){ { tail[0], tail[1], tail[2] } };
		}
	}
}

/* Daily funding of a coin by frame bar; all NaN when it is not in the frame. */
static const double *funding_of(const sa_pass *c, size_t i)
{
	return i == SIZE_MAX ? c->w->none : rv_frame_field(c->f, RV_PANEL_FUNDING, i);
}

/* What the receiver of the coin's funding earns a year over sigma, the hedge's legs included. */
static void set_carry(const sa_pass *c, size_t i, const double *sd)
{
	const double *own = funding_of(c, i), *btc = funding_of(c, c->btc);
	const double *eth = funding_of(c, c->eth);
	const double year = c->p->annualization_days, root = sqrt(year);
	for (size_t d = 0; d < c->dates; d++) {
		const size_t t = c->t0 + d;
		const double yield =
			year * (-own[t] + c->w->beta1[t] * btc[t] + c->w->beta2[t] * eth[t]);
		sa_signal(c, RV_IDIO_CARRY, d)[i] = yield / (root * sd[d]);
	}
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

/* Momentum and mean reversion; sd [dates] is sigma where the coin has warmed up, else NaN. */
static void set_price_signals(const sa_pass *c, size_t i, const double *sd)
{
	const rv_idio *w = c->w;
	const double *e = residuals_of(c, i);
	const size_t sma = (size_t)c->p->sma;
	const double spans[2] = { c->p->ema_fast, c->p->ema_slow };
	rv_ema_adjusted2(e, c->f->bars, spans, c->t0, w->ema_fast, w->ema_slow);
	for (size_t d = 0; d < c->dates; d++) {
		const size_t t = c->t0 + d;
		const double mean = t + 1 >= sma ? plain_mean(e, t, sma) : NAN;
		sa_signal(c, RV_IDIO_MOMENTUM, d)[i] = (w->ema_fast[t] - w->ema_slow[t]) / sd[d];
		sa_signal(c, RV_IDIO_MEAN_REVERSION, d)[i] = -(e[t] - mean) / sd[d];
	}
}

static void set_signals(const sa_pass *c, size_t i)
{
	const double *e = residuals_of(c, i), *vol = vols_of(c, i);
	double *sd = c->w->sd;
	size_t run = run_before(e, c->t0);
	for (size_t d = 0; d < c->dates; d++) {
		const size_t t = c->t0 + d;
		run = isfinite(e[t]) ? run + 1 : 0;
		sd[d] = run >= (size_t)c->p->warmup && vol[t] >= RV_SD_MIN ? vol[t] : NAN;
	}
	set_price_signals(c, i, sd);
	set_carry(c, i, sd);
}

/* The first thing that is missing. The window is looked at again only where the model is not. */
rv_idio_reason sa_reason(const sa_pass *c, size_t i, const rv_idio_symbol *s)
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

/* What the residual and the signals of the as-of day are made of; after set_signals. */
static void set_inputs(const sa_pass *c, size_t i, rv_idio_symbol *s)
{
	const size_t last = c->f->bars - 1, sma = (size_t)c->p->sma;
	const bool oos = c->p->residual_mode == RV_RESIDUAL_OOS;
	s->log_return = rv_frame_log(c->f, i)[last];
	if (!oos || last > 0) {
		s->used_alpha = oos ? 0.0 : c->w->alpha[last];
		s->used_btc = c->w->beta1[oos ? last - 1 : last];
		s->used_eth = c->w->beta2[oos ? last - 1 : last];
	}
	s->ema_fast = c->w->ema_fast[last];
	s->ema_slow = c->w->ema_slow[last];
	s->sma = last + 1 >= sma ? plain_mean(residuals_of(c, i), last, sma) : NAN;
}

void sa_factors(const sa_pass *c)
{
	const size_t last = c->f->bars - 1;
	c->out->return_btc = c->r_btc[last];
	c->out->return_eth = c->r_eth[last];
	c->out->funding_btc = funding_of(c, c->btc)[last];
	c->out->funding_eth = funding_of(c, c->eth)[last];
}

void sa_unknown(const sa_pass *c, size_t i, rv_idio_symbol *s)
{
	const size_t last = c->f->bars - 1;
	*s = (rv_idio_symbol){ .reason = RV_IDIO_FACTOR,
			       .alpha = NAN,
			       .beta_btc = NAN,
			       .beta_eth = NAN,
			       .residual = NAN,
			       .idio_vol = NAN,
			       .residual_z = NAN,
			       .log_return = NAN,
			       .used_alpha = NAN,
			       .used_btc = NAN,
			       .used_eth = NAN,
			       .ema_fast = NAN,
			       .ema_slow = NAN,
			       .sma = NAN,
			       .hedge_btc = NAN,
			       .hedge_eth = NAN,
			       .mu = NAN };
	s->funding = funding_of(c, i)[last];
	s->funding_partial = isfinite(s->funding) &&
			     rv_frame_field(c->f, RV_PANEL_FUNDING_HOURS, i)[last] < 24.0;
}

void sa_model(const sa_pass *c, size_t i)
{
	rv_idio_symbol *s = &c->out->symbols[i];
	const size_t last = c->f->bars - 1;
	sa_unknown(c, i, s);
	if (i == c->btc || i == c->eth) {
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
	set_inputs(c, i, s);
	s->idio_vol = vols_of(c, i)[last];
	s->reason = sa_reason(c, i, s);
	if (s->idio_vol >= RV_SD_MIN)
		s->residual_z = s->residual / s->idio_vol;
}
