/* Dual betas by ridge, and the neutral legs; see dual_beta.h. */
#include "engine/portfolio/dual_beta.h"

#include "engine/stats/clamp.h"
#include "engine/stats/pair.h"
#include "engine/stats/quantile.h"

#include <assert.h>
#include <math.h>

/* Below this reciprocal condition number two regressors are one. */
#define RCOND_MIN 1e-10

void rv_dual_factors_of(const rv_ma_params *p, const double *btc, const double *eth,
			rv_dual_factors *out)
{
	double work[RV_MA_WINDOW_MAX];
	assert(p->beta_window >= 2 && p->beta_window <= RV_MA_WINDOW_MAX);
	out->n = (size_t)p->beta_window - 1;
	rv_winsorize(btc, out->n, p->beta_winsor, out->btc, work);
	rv_winsorize(eth, out->n, p->beta_winsor, out->eth, work);
}

/* Centred sums of squares and products over the common bars. */
typedef struct moments3 {
	size_t n;
	double mean[3], s[3][3];
} moments3;

static bool common(const double *const v[3], size_t t)
{
	return isfinite(v[0][t]) && isfinite(v[1][t]) && isfinite(v[2][t]);
}

static moments3 moments_of(const double *const v[3], size_t bars)
{
	moments3 m = { .n = 0 };
	for (size_t t = 0; t < bars; t++) {
		if (!common(v, t))
			continue;
		m.n++;
		for (size_t i = 0; i < 3; i++)
			m.mean[i] += v[i][t];
	}
	for (size_t i = 0; i < 3; i++)
		m.mean[i] /= m.n > 0 ? (double)m.n : 1.0;
	for (size_t t = 0; t < bars; t++) {
		if (!common(v, t))
			continue;
		const double d[3] = { v[0][t] - m.mean[0], v[1][t] - m.mean[1],
				      v[2][t] - m.mean[2] };
		for (size_t i = 0; i < 3; i++) {
			for (size_t k = 0; k <= i; k++)
				m.s[i][k] += d[i] * d[k];
		}
	}
	return m;
}

/* Smaller over larger eigenvalue of a symmetric, positive 2 x 2 matrix; 0 when it is singular. */
static double rcond2(double a, double b, double c)
{
	const double half = (a + b) / 2.0, root = hypot((a - b) / 2.0, c);
	/* det / large^2 keeps what half - root would cancel */
	const double large = half + root;
	return large > 0.0 ? (a * b - c * c) / (large * large) : 0.0;
}

rv_dual_beta rv_dual_beta_of(const rv_ma_params *p, const rv_dual_factors *f, const double *x)
{
	double y[RV_MA_WINDOW_MAX], work[RV_MA_WINDOW_MAX];
	rv_winsorize(x, f->n, p->beta_winsor, y, work);
	const double *const v[3] = { f->btc, f->eth, y };
	const moments3 m = moments_of(v, f->n);
	rv_dual_beta out = { NAN, NAN, m.n };
	if (m.n < (size_t)p->beta_min)
		return out;
	/* Relative to the regressors' own size: an absolute penalty would swallow daily returns. */
	const double trace = m.s[0][0] + m.s[1][1];
	const double alpha = p->ridge_absolute ? p->beta_ridge : p->beta_ridge * trace / 2.0;
	const double a = m.s[0][0] + alpha, b = m.s[1][1] + alpha, c = m.s[1][0];
	const double least = RV_VARIANCE_MIN * (double)(m.n - 1);
	if (!(trace / 2.0 >= least) || !(rcond2(a, b, c) >= RCOND_MIN))
		return out;
	const double l = c / a; /* LDL' of the 2 x 2 system */
	const double d = b - l * c;
	const double eth = (m.s[2][1] - l * m.s[2][0]) / d;
	const double btc = (m.s[2][0] - c * eth) / a;
	out.btc = rv_clamp(btc, p->beta_min_clamp, p->beta_max_clamp);
	out.eth = rv_clamp(eth, p->beta_min_clamp, p->beta_max_clamp);
	return out;
}

rv_dual_legs rv_dual_legs_of(const rv_ma_params *p, double exposure_btc, double exposure_eth,
			     double gross)
{
	if (p->dollar_neutral) {
		const double btc =
			rv_clamp((gross + exposure_eth - exposure_btc) / 2.0, 0.0, gross);
		return (rv_dual_legs){ btc, gross - btc };
	}
	return (rv_dual_legs){ rv_clamp(-exposure_btc, 0.0, p->major_cap),
			       rv_clamp(-exposure_eth, 0.0, p->major_cap) };
}
