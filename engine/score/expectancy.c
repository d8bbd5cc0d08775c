/* The expectancy part of the hybrid score, and the calibration by trades; see hybrid.h. */
#include "engine/score/hybrid_internal.h"
#include "engine/stats/clamp.h"

#include <math.h>

/* In units of risk; a side that never happened counts nothing. NaN unknown. */
static double per_risk(const rv_experience_symbol *s)
{
	const double hit = s->hit_rate;
	const double won = hit > 0.0 ? hit * s->avg_win_r : 0.0;
	const double lost = hit < 1.0 ? (1.0 - hit) * s->avg_loss_r : 0.0;
	const double e = isfinite(hit) ? won + lost : NAN;
	return isfinite(e) ? e : s->expectancy_per_risk;
}

rv_prior rv_prior_of(const rv_expectancy_params *p, rv_vol_regime regime,
		     const double parts[RV_PART_N])
{
	rv_prior r = { .vol = p->prior_vol[regime], .e0 = p->prior_vol[regime] };
	for (int k = 0; k < RV_PART_N; k++) {
		if (k == RV_PART_EXPECTANCY)
			continue;
		r.part[k] = p->prior_part[k] * (parts[k] - 0.5);
		r.e0 += r.part[k];
	}
	r.value = rv_clamp(p->prior_gain * r.e0, -1.0, 1.0);
	return r;
}

static double known_per_risk(const rv_experience_symbol *s)
{
	return s && s->trades > 0 ? per_risk(s) : NAN;
}

double rv_prior_share(const rv_expectancy_params *p, const rv_experience_symbol *s)
{
	if (!isfinite(known_per_risk(s)))
		return 1.0;
	const double trades = (double)s->trades;
	return fmax(p->prior_floor,
		    1.0 - (1.0 - p->prior_floor) * fmin(trades / p->prior_trades, 1.0));
}

double rv_expectancy_score(const rv_expectancy_params *p, const rv_experience_symbol *s,
			   rv_vol_regime regime, const double parts[RV_PART_N])
{
	const double known = known_per_risk(s);
	double e = rv_prior_of(p, regime, parts).value;
	if (isfinite(known)) {
		const double share = rv_prior_share(p, s);
		e = share * e + (1.0 - share) * known;
	}
	const double score = 0.5 + 0.5 * tanh(e / p->scale);
	const bool mature = s && s->trades >= (size_t)p->mature_trades && isfinite(s->hit_rate);
	return mature ? (1.0 - p->hit_weight) * score + p->hit_weight * s->hit_rate : score;
}

static double temperature(double hit)
{
	if (hit > 0.55)
		return fmax(0.7, 1.0 - 2.0 * (hit - 0.55));
	return hit < 0.40 ? fmin(1.3, 1.0 + 2.0 * (0.40 - hit)) : 1.0;
}

static void stretch(double *part, double sensitivity)
{
	*part = rv_clamp(0.5 + sensitivity * (*part - 0.5), 0.0, 1.0);
}

void hybrid_calibrate(const rv_experience_symbol *e, rv_hybrid_side *side)
{
	const double r = per_risk(e);
	if (isfinite(e->hit_rate)) {
		const double t = temperature(e->hit_rate);
		for (int k = 0; k < RV_PART_N; k++)
			side->weight[k] = pow(side->weight[k], 1.0 / t);
	}
	if (r > 0.2) {
		stretch(&side->part[RV_PART_TREND], fmin(1.3, 1.0 + 0.5 * r));
		stretch(&side->part[RV_PART_EXPECTANCY], fmin(1.3, 1.0 + 0.3 * r));
	} else if (r < -0.1) {
		stretch(&side->part[RV_PART_TREND], fmax(0.7, 1.0 + 0.5 * r));
		stretch(&side->part[RV_PART_CARRY], fmin(1.3, 1.0 - 0.3 * r));
	}
}
