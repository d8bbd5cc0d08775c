/* Majors against alts: the feature series of every date from the sums over its alts. */
#include "engine/factors/maf_internal.h"
#include "engine/stats/moments.h"
#include "engine/stats/quantile.h"
#include "engine/stats/select.h"

#include <math.h>

enum { SKEW_FAST = 10, SKEW_SLOW = 20 };

static const double *coin_returns(const maf_pass *s, size_t i)
{
	return i == SIZE_MAX ? NULL : rv_frame_simple(s->frame, i);
}

/* Mean over the majors of a value each; a major that is missing is skipped. */
static double majors_mean(double btc, double eth)
{
	if (!isfinite(btc))
		return eth;
	return isfinite(eth) ? (btc + eth) / 2.0 : btc;
}

static double majors_funding(const maf_pass *s, size_t t)
{
	const size_t b = s->w->f.btc, e = s->w->f.eth;
	return majors_mean(b == SIZE_MAX ? NAN : rv_frame_field(s->frame, RV_PANEL_FUNDING, b)[t],
			   e == SIZE_MAX ? NAN : rv_frame_field(s->frame, RV_PANEL_FUNDING, e)[t]);
}

static double majors_momentum(const maf_pass *s, size_t t, size_t days)
{
	const double *b = coin_returns(s, s->w->f.btc), *e = coin_returns(s, s->w->f.eth);
	return majors_mean(b ? maf_mean(b, t, days) : NAN, e ? maf_mean(e, t, days) : NAN);
}

static void breadth_and_skew(const maf_pass *s)
{
	rv_ma_features *f = &s->w->f;
	for (size_t t = 0; t < f->bars; t++) {
		const maf_day *d = &s->w->days[t];
		f->raw[RV_MA_ALT_BREADTH][t] =
			d->n_returns >= (size_t)s->p->min_alts
				? 100.0 * (double)d->n_up / (double)d->n_returns
				: NAN;
		const double alts = d->n_funding > 0 ? d->funding / (double)d->n_funding : NAN;
		f->raw[RV_MA_FUNDING_SKEW][t] = alts - majors_funding(s, t);
		f->raw[RV_MA_OI_RISK][t] = NAN; /* no open interest is kept */
	}
	for (size_t t = 0; t < f->bars; t++)
		f->raw[RV_MA_FUNDING_HEATING][t] =
			maf_mean(f->raw[RV_MA_FUNDING_SKEW], t, SKEW_FAST) -
			maf_mean(f->raw[RV_MA_FUNDING_SKEW], t, SKEW_SLOW);
}

static void dominance(const maf_pass *s)
{
	rv_ma_features *f = &s->w->f;
	const size_t max_age = (size_t)s->p->stale_days;
	const double *cap =
		f->btc == SIZE_MAX ? NULL : rv_frame_field(s->frame, RV_PANEL_MCAP, f->btc);
	double btc = NAN;
	size_t age = 0;
	for (size_t t = 0; t < f->bars; t++) {
		const maf_day *d = &s->w->days[t];
		if (cap && isfinite(cap[t]) && cap[t] > 0.0) {
			btc = cap[t];
			age = 0;
		} else if (++age > max_age) {
			btc = NAN;
		}
		f->raw[RV_MA_BTC_DOMINANCE][t] = d->n_cap > 0 ? btc / (btc + d->cap) : NAN;
	}
}

static void liquidity(const maf_pass *s)
{
	rv_ma_features *f = &s->w->f;
	double *total = s->w->series;
	const size_t n = (size_t)s->p->volume_days;
	for (size_t t = 0; t < f->bars; t++) {
		const maf_day *d = &s->w->days[t];
		const size_t from = t + 1 < n ? 0 : t + 1 - n;
		total[t] = d->n_volume > 0 ? d->volume : NAN;
		const double m = rv_median(total + from, t + 1 - from, rv_ma_least(n), s->w->work);
		f->raw[RV_MA_LIQUIDITY][t] = m > 0.0 ? log(m) : NAN;
	}
}

/* sd1 of the values of n bars that end at t; NaN when not more than half of them are known. */
static double window_sd(const double *x, size_t t, size_t n)
{
	const size_t from = t + 1 < n ? 0 : t + 1 - n;
	const rv_moments m = rv_moments_of(x + from, t + 1 - from);
	return m.n >= rv_ma_least(n) && m.n > 1 ? sqrt(m.m2 / (double)(m.n - 1)) : NAN;
}

static void volatility_spread(const maf_pass *s)
{
	rv_ma_features *f = &s->w->f;
	const double *btc = coin_returns(s, f->btc);
	double *index = s->w->series;
	const size_t n = (size_t)s->p->momentum_days;
	for (size_t t = 0; t < f->bars; t++) {
		const maf_day *d = &s->w->days[t];
		index[t] = d->index_cap > 0.0 ? d->index / d->index_cap : NAN;
		f->raw[RV_MA_VOLATILITY_SPREAD][t] =
			btc ? window_sd(index, t, n) - window_sd(btc, t, n) : NAN;
	}
}

static void momentum(const maf_pass *s)
{
	const rv_maf *w = s->w;
	for (size_t t = 0; t < w->f.bars; t++) {
		double *m = w->momentum + t * w->max_symbols;
		w->f.raw[RV_MA_MOMENTUM][t] = rv_median_select(m, w->days[t].n_momentum) -
					      majors_momentum(s, t, (size_t)s->p->momentum_days);
	}
}

/* z of the newest of n values, two passes; NaN below min_n, 0 for a constant window. */
static double window_z(const double *x, size_t n, size_t min_n)
{
	double sum = 0.0, m2 = 0.0;
	size_t k = 0;
	for (size_t i = 0; i < n; i++) {
		if (isfinite(x[i])) {
			sum += x[i];
			k++;
		}
	}
	if (k < min_n || k < 2 || !isfinite(x[n - 1]))
		return NAN;
	const double mean = sum / (double)k;
	for (size_t i = 0; i < n; i++) {
		const double d = x[i] - mean;
		m2 += isfinite(d) ? d * d : 0.0;
	}
	const double sd = sqrt(m2 / (double)(k - 1));
	return sd < RV_SD_MIN ? 0.0 : (x[n - 1] - mean) / sd;
}

static void standardise(const maf_pass *s, size_t feature)
{
	const double *raw = s->w->f.raw[feature], clip = s->p->z_clip;
	const size_t n = (size_t)s->p->z_window;
	for (size_t t = 0; t < s->w->f.bars; t++) {
		const size_t from = t + 1 < n ? 0 : t + 1 - n;
		const double z = window_z(raw + from, t + 1 - from, (size_t)s->p->z_min);
		s->w->f.z[feature][t] = isfinite(z) ? fmin(clip, fmax(-clip, z)) : NAN;
	}
}

void maf_series(const maf_pass *s)
{
	rv_ma_features *f = &s->w->f;
	breadth_and_skew(s);
	dominance(s);
	liquidity(s);
	volatility_spread(s);
	momentum(s);
	for (size_t i = 0; i < RV_MA_FEATURES; i++)
		standardise(s, i);
	const size_t days = (size_t)s->p->high_vol_days;
	for (size_t t = 0; t < f->bars; t++)
		f->gate[t] = f->btc == SIZE_MAX
				     ? NAN
				     : maf_return(rv_frame_close(s->frame, f->btc), t, days);
}
