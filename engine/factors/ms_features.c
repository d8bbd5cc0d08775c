/* The five features of a coin against a leader, and what stands for an unknown one. */
#include "engine/factors/ms_internal.h"

#include <math.h>

static double strength(const rv_frame *f, size_t asset, size_t leader, size_t h)
{
	return rv_frame_return(f, asset, h) - rv_frame_return(f, leader, h);
}

static double clip(double v, double limit)
{
	return isnan(v) ? NAN : fmin(limit, fmax(-limit, v));
}

void ms_features(const ms_pass *pass, size_t l, size_t i, rv_ms_pair *out)
{
	const rv_ms_params *p = pass->p;
	const rv_frame *f = pass->f;
	const size_t leader = pass->leader[l], returns = f->bars > 0 ? f->bars - 1 : 0;
	const size_t want = (size_t)p->feature_window, n = returns < want ? returns : want;
	const rv_pair m = rv_pair_of(rv_frame_simple(f, leader) + f->bars - n,
				     rv_frame_simple(f, i) + f->bars - n, n);
	out->correlation = rv_pair_corr(&m, want / 2);
	out->feature_beta = out->correlation * sqrt(m.syy / m.sxx);
	out->rs20 = strength(f, i, leader, (size_t)p->vol_window);
	out->divergence = clip(strength(f, i, leader, (size_t)p->short_bars) - out->rs20,
			       p->divergence_clip) /
			  p->divergence_clip;
	out->volatility = pass->leaders[l].volatility;
	out->relative_momentum = strength(f, i, leader, (size_t)p->momentum_bars);
}

void ms_feature_defaults(const rv_ms_params *p, const rv_ms_pair *pair, double out[5])
{
	const double v[5] = { pair->feature_beta, pair->correlation, pair->divergence,
			      pair->volatility, pair->relative_momentum };
	const double unknown[5] = { 1.0, 0.0, 0.0, p->default_volatility, 0.0 };
	for (size_t k = 0; k < 5; k++)
		out[k] = isfinite(v[k]) ? v[k] : unknown[k];
}
