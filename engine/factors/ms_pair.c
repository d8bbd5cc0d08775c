/* Beta, lead-lag and what else a coin has against one leader; see market_structure.h. */
#include "engine/factors/ms_internal.h"
#include "engine/stats/student.h"

#include <math.h>

/* Correlations closer than this count as equal, so that rounding does not choose the lag. */
#define LAG_TIE 1e-12

void ms_pair_unknown(rv_ms_pair *out)
{
	*out = (rv_ms_pair){
		.beta = NAN,
		.alpha = NAN,
		.r_squared = NAN,
		.beta_se = NAN,
		.correlation = NAN,
		.feature_beta = NAN,
		.divergence = NAN,
		.volatility = NAN,
		.relative_momentum = NAN,
		.rs20 = NAN,
		.rho = NAN,
		.lag_correlation = NAN,
		.lag_confidence = NAN,
		.lag0_correlation = NAN,
		.spillover = NAN,
		.vol_correlation = NAN,
		.half_life = NAN,
	};
	for (size_t k = 0; k < RV_LAGS; k++)
		out->profile[k] = NAN;
}

static void put_beta(const rv_ms_params *p, const rv_pair *m, rv_ms_pair *out)
{
	out->n = m->n;
	out->rho = rv_pair_corr(m, (size_t)p->regime_min);
	out->beta = rv_pair_slope(m, (size_t)p->beta_min);
	if (!isfinite(out->beta))
		return;
	const double rho = rv_pair_corr(m, (size_t)p->beta_min);
	out->alpha = m->my - out->beta * m->mx;
	out->r_squared = rho * rho;
	out->beta_se = sqrt((1.0 - rho * rho) / (double)(m->n - 2)) * sqrt(m->syy / m->sxx);
}

/* Nearer to 0 first; of two lags as near, the one at which the leader leads. */
static bool lag_before(int a, int b)
{
	const int abs_a = a < 0 ? -a : a, abs_b = b < 0 ? -b : b;
	return abs_a != abs_b ? abs_a < abs_b : a < b;
}

void ms_lead_lag(const rv_ms_params *p, const rv_pair moments[RV_LAGS], rv_ms_pair *out)
{
	const size_t n = moments[RV_LAG_MAX].n, half = (n + 1) / 2;
	const size_t least = half > (size_t)p->lag_pair_min ? half : (size_t)p->lag_pair_min;
	double rho[RV_LAGS], top = -1.0;
	if (n < (size_t)p->lag_min)
		return;
	for (size_t k = 0; k < RV_LAGS; k++) {
		rho[k] = rv_pair_corr(&moments[k], least);
		out->profile[k] = (float)rho[k];
		if (fabs(rho[k]) > top)
			top = fabs(rho[k]);
	}
	out->lag0_correlation = rho[RV_LAG_MAX];
	size_t best = SIZE_MAX;
	for (size_t k = 0; k < RV_LAGS; k++) {
		if (fabs(rho[k]) >= top - LAG_TIE &&
		    (best == SIZE_MAX || lag_before((int)k - RV_LAG_MAX, (int)best - RV_LAG_MAX)))
			best = k;
	}
	if (best == SIZE_MAX)
		return;
	out->lead_lag = (int)best - RV_LAG_MAX;
	out->lag_correlation = rho[best];
	/* the best of RV_LAGS draws: Bonferroni */
	out->lag_confidence =
		fmax(0.0, 1.0 - RV_LAGS * rv_correlation_p(rho[best], moments[best].n));
}

void ms_pair_of(const ms_pass *pass, const ms_series *leader, const ms_series *asset, size_t l,
		size_t i, rv_ms_pair *out)
{
	rv_pair moments[RV_LAGS];
	ms_pair_unknown(out);
	ms_moments(leader, asset, moments);
	put_beta(pass->p, &moments[RV_LAG_MAX], out);
	ms_lead_lag(pass->p, moments, out);
	ms_spillover(pass->p, leader, asset, out);
	ms_features(pass, l, i, out);
	if (pass->leader[l] == i) { /* by definition, and however short the history */
		out->beta = out->r_squared = 1.0;
		out->alpha = out->beta_se = 0.0;
	}
}
