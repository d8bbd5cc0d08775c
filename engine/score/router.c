/* Router health and quality, and the decay of a signal; see hybrid.h. */
#include "engine/score/hybrid_internal.h"
#include "engine/stats/clamp.h"

#include <math.h>

static double known_or(double x, double otherwise)
{
	return isfinite(x) ? x : otherwise;
}

static double slip_penalty(const rv_router_params *p, double bps)
{
	if (bps <= p->slip_free_bps)
		return 0.0;
	if (bps <= p->slip_steep_bps)
		return (bps - p->slip_free_bps) / p->slip_unit_bps;
	return p->slip_steep_base + fmin(p->slip_max, (bps - p->slip_steep_bps) / p->slip_unit_bps);
}

double rv_router_health(const rv_router_params *p, const rv_experience_symbol *s)
{
	if (!s || s->fills == 0 || !isfinite(s->maker_ratio))
		return NAN;
	const double fallback = p->fallback_weight * known_or(s->fallback_ratio, 0.0);
	const double reject =
		fmin(p->reject_max, p->reject_weight * known_or(s->reject_ratio, 0.0));
	const double slip = slip_penalty(p, known_or(s->slip_bps, 0.0));
	return rv_clamp(s->maker_ratio - fallback - slip - reject, 0.0, 1.0);
}

static double drift_term(const rv_router_params *p, const rv_experience_symbol *s)
{
	if (s->fills < (size_t)p->mature_fills || !isfinite(s->drift_bps))
		return 0.0;
	if (s->drift_bps <= 0.0)
		return p->drift_bonus;
	if (s->drift_bps <= p->drift_yellow_bps)
		return 0.0;
	return s->drift_bps <= p->drift_red_bps ? -p->drift_yellow : -p->drift_red;
}

double rv_router_quality(const rv_router_params *p, const rv_experience_symbol *s)
{
	double q = p->quality_base;
	if (s && s->fills > 0) {
		if (s->bucket >= 0 && s->bucket < 3)
			q -= p->bucket_penalty[s->bucket];
		q += drift_term(p, s);
		q -= p->twap_skip_weight * known_or(s->twap_skip_ratio, 0.0);
	}
	return rv_clamp(q, p->quality_min, 1.0);
}

double rv_signal_decay(const rv_hybrid_params *p, double age_minutes)
{
	if (!(age_minutes > 0.0))
		return 1.0;
	return fmax(p->decay_floor, fmin(1.0, exp2(-age_minutes / p->decay_minutes)));
}
