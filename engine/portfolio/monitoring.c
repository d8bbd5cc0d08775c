/* Figures of the multi-bucket portfolio; see monitoring.h. */
#include "engine/portfolio/monitoring.h"

#include "engine/stats/moments.h"
#include "engine/stats/pair.h"
#include "engine/stats/rank.h"

#include <math.h>

rv_trade_stats rv_trade_stats_of(const rv_bucket_trade *t, size_t n, rv_bucket bucket,
				 double atr_stop)
{
	rv_trade_stats s = { 0, NAN, NAN, NAN };
	double hits = 0.0, days = 0.0, pnl = 0.0, risk = 0.0;
	for (size_t i = 0; i < n; i++) {
		if ((bucket != RV_BUCKET_N && t[i].bucket != bucket) || !isfinite(t[i].pnl_usd))
			continue;
		s.n++;
		hits += t[i].pnl_usd > 0.0 ? 1.0 : 0.0;
		days += t[i].days;
		pnl += t[i].pnl_usd;
		risk += atr_stop * t[i].atr * fabs(t[i].qty);
	}
	if (s.n == 0)
		return s;
	s.hit_rate = hits / (double)s.n;
	s.holding_days = days / (double)s.n;
	s.per_atr_risk = risk > 0.0 ? pnl / risk : NAN;
	return s;
}

double rv_weighted_sum(const double *w, const double *x, size_t n, double *unknown)
{
	double sum = 0.0;
	*unknown = 0.0;
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(w[i]))
			continue;
		if (isfinite(x[i]))
			sum += w[i] * x[i];
		else
			*unknown += fabs(w[i]);
	}
	return sum;
}

double rv_slippage_bps(int side, double fill, double mid)
{
	return mid > 0.0 ? (double)side * (fill - mid) / mid * 1e4 : NAN;
}

double rv_spearman(const double *x, const double *y, size_t n, size_t min_n, double *work)
{
	double *kx = work, *ky = work + n, *rx = work + 2 * n, *ry = work + 3 * n;
	size_t k = 0;
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(x[i]) || !isfinite(y[i]))
			continue;
		kx[k] = x[i];
		ky[k++] = y[i];
	}
	(void)rv_rank_average(kx, k, rx);
	(void)rv_rank_average(ky, k, ry);
	return rv_corr(rx, ry, k, min_n);
}

rv_ic rv_ic_of(const double *ic, size_t n)
{
	const rv_moments m = rv_moments_of(ic, n);
	rv_ic s = { m.n, m.mean, rv_sd1(ic, n), NAN };
	if (s.sd >= RV_SD_MIN)
		s.ir = s.mean / s.sd;
	return s;
}

double rv_turnover(const double *w, const double *w_before, size_t n)
{
	double sum = 0.0;
	for (size_t i = 0; i < n; i++) {
		const double now = isfinite(w[i]) ? w[i] : 0.0;
		sum += fabs(now - (isfinite(w_before[i]) ? w_before[i] : 0.0));
	}
	return sum;
}

double rv_alpha_per_turnover(double net_alpha, double turnover)
{
	return turnover > 0.0 ? net_alpha / turnover : NAN;
}

static bool falls(const double *market, size_t n, double fall)
{
	double peak = market[0];
	for (size_t t = 1; t < n; t++) {
		if (market[t] > peak)
			peak = market[t];
		if (1.0 - market[t] / peak > fall)
			return true;
	}
	return false;
}

rv_shift_accuracy rv_shift_accuracy_of(const bool *trigger, const double *market, size_t n,
				       size_t days, double fall)
{
	rv_shift_accuracy a = { 0, 0, NAN };
	for (size_t t = 0; t < n; t++) {
		if (!trigger[t] || !(market[t] > 0.0))
			continue;
		const size_t left = n - t, need = days + 1;
		const bool right = falls(market + t, left < need ? left : need, fall);
		a.right += right ? 1 : 0;
		a.calls += right || left >= need ? 1 : 0;
	}
	if (a.calls > 0)
		a.share = (double)a.right / (double)a.calls;
	return a;
}
