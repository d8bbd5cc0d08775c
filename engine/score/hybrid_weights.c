/* Volatility regime, tiers and weights of the hybrid score; see hybrid.h. */
#include "engine/market/symbol.h"
#include "engine/score/hybrid_internal.h"
#include "engine/stats/ewma.h"
#include "engine/stats/moments.h"

#include <math.h>

static bool in_list(const char (*list)[RV_SYMBOL_MAX], size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (rv_symbol_equal(list[i], name))
			return true;
	}
	return false;
}

static rv_tier tier_of(const rv_hybrid_params *p, const char *name)
{
	for (int t = 0; t < RV_TIER_N; t++) {
		if (in_list((const char(*)[RV_SYMBOL_MAX])p->tiers[t], p->n_tier[t], name))
			return (rv_tier)t;
	}
	return RV_TIER_ALT_EXT;
}

static size_t at_most(size_t n, int cap)
{
	return n < (size_t)cap ? n : (size_t)cap;
}

/* Spread of the short window over that of the long one; NaN while there is too little of either. */
static double vol_ratio(const hybrid_pass *h, size_t i)
{
	const rv_frame *f = h->signal;
	const size_t n_short = at_most(f->bars, h->p->vol_short);
	const size_t n_long = at_most(f->bars, h->p->vol_long);
	const double *end = rv_frame_log(f, i) + f->bars;
	const rv_ewma l = rv_ewma_of(end - n_long, n_long, h->w->long_weights);
	if (l.n < (size_t)h->p->vol_short || l.sd < RV_SD_MIN)
		return NAN;
	const rv_ewma s = rv_ewma_of(end - n_short, n_short, h->w->short_weights);
	return 2 * s.n < n_short ? NAN : s.sd / l.sd;
}

void hybrid_vol_regime(const hybrid_pass *h, size_t i, rv_hybrid_symbol *s)
{
	const double ratio = vol_ratio(h, i);
	s->vol_ratio = isfinite(ratio) ? ratio : 1.0;
	s->vol_regime = RV_VOL_NORMAL;
	if (isfinite(ratio)) {
		int v = 0;
		while (v < RV_VOL_CRISIS && ratio >= h->p->vol_cuts[v])
			v++;
		s->vol_regime = (rv_vol_regime)v;
	}
	s->tier = tier_of(h->p, rv_frame_name(h->signal, i));
	s->tier_multiplier = h->p->tier_size[s->tier][s->vol_regime];
}

static void normalize(double *weight)
{
	double sum = 0.0;
	for (int k = 0; k < RV_PART_N; k++)
		sum += weight[k];
	for (int k = 0; k < RV_PART_N; k++)
		weight[k] = sum > 0.0 ? weight[k] / sum : NAN;
}

void hybrid_weigh(const hybrid_pass *h, size_t i, const rv_experience_symbol *e,
		  rv_hybrid_symbol *s)
{
	const rv_hybrid_params *p = h->p;
	const char *name = rv_frame_name(h->signal, i);
	const bool no_carry = in_list((const char(*)[RV_SYMBOL_MAX])p->carry_override_symbols,
				      p->n_carry_overrides, name);
	for (int side = 0; side < 2; side++) {
		double *weight = s->side[side].weight;
		for (int k = 0; k < RV_PART_N; k++) {
			const bool out = s->source[k] == RV_SOURCE_LEFT_OUT ||
					 (k == RV_PART_CARRY && no_carry);
			weight[k] = out ? 0.0 : p->weights[k] * p->vol_modifiers[s->vol_regime][k];
		}
		normalize(weight);
		if (p->calibrate && e && e->trades >= (size_t)p->expectancy.mature_trades) {
			hybrid_calibrate(e, &s->side[side]);
			normalize(weight);
		}
	}
}
