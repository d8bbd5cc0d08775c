/*
 * Majors against alts: the regime with hysteresis; see majors_state.h.
 *
 * A regime is left at an exit threshold; where it goes is the class of the score by the raw
 * thresholds, so that states may be skipped. All comparisons are strict.
 */
#include "engine/regime/majors_state.h"
#include "engine/stats/clamp.h"

#include <math.h>

static rv_ma_regime class_of(const rv_ma_params *p, double s)
{
	const bool five = p->n_regimes == 5;
	if (five && s < p->strong_low)
		return RV_MA_STRONG_ALTS;
	if (s < p->low)
		return RV_MA_WEAK_ALTS;
	if (five && s > p->strong_high)
		return RV_MA_STRONG_MAJORS;
	return s > p->high ? RV_MA_WEAK_MAJORS : RV_MA_BALANCED;
}

/* The scores that a regime is left at: below down or above up; infinite where there is no way. */
typedef struct exits {
	double down, up;
} exits;

static exits exits_of(const rv_ma_params *p, rv_ma_regime r, int age)
{
	const double band = p->hysteresis * (age < p->young_bars ? p->young_mult : 1.0);
	const bool five = p->n_regimes == 5;
	switch (r) {
	case RV_MA_STRONG_ALTS:
		return (exits){ -INFINITY, p->strong_low + band };
	case RV_MA_WEAK_ALTS:
		return (exits){ five ? p->strong_low : -INFINITY, p->low + band };
	case RV_MA_BALANCED:
		return (exits){ p->low, p->high };
	case RV_MA_WEAK_MAJORS:
		return (exits){ p->high - band, five ? p->strong_high : INFINITY };
	case RV_MA_STRONG_MAJORS:
		return (exits){ p->strong_high - band, INFINITY };
	case RV_MA_UNKNOWN:
		break;
	}
	return (exits){ -INFINITY, INFINITY };
}

static void enter(rv_ma_state *s, rv_ma_regime r)
{
	s->regime = r;
	s->age_bars = 0;
	s->pending_days = 0;
	s->pending = RV_MA_UNKNOWN;
}

static bool same_side(rv_ma_regime a, rv_ma_regime b)
{
	return a != RV_MA_UNKNOWN && (a < RV_MA_BALANCED) == (b < RV_MA_BALANCED);
}

/* BALANCED has no band of its own: leaving it may have to be confirmed on one side. */
static bool confirmed(const rv_ma_params *p, rv_ma_state *s, rv_ma_regime to)
{
	s->pending_days = same_side(s->pending, to) ? s->pending_days + 1 : 1;
	s->pending = to;
	return s->pending_days >= p->entry_confirm_days;
}

static void move(const rv_ma_params *p, rv_ma_state *s, rv_ma_regime to, bool out)
{
	if (!out) {
		s->pending_days = 0;
		s->pending = RV_MA_UNKNOWN;
	} else if (s->regime != RV_MA_BALANCED || confirmed(p, s, to)) {
		enter(s, to);
	}
}

void rv_ma_state_step(const rv_ma_params *p, rv_ma_state *s, double score)
{
	const bool first = s->regime == RV_MA_UNKNOWN;
	s->age_bars += first ? 0 : 1;
	if (!isfinite(score)) {
		s->missing_days += first ? 0 : 1; /* nothing is missed before it was known */
		return;
	}
	s->missing_days = 0;
	s->score = score;
	const rv_ma_regime to = class_of(p, score);
	const exits at = exits_of(p, s->regime, s->age_bars);
	const bool out = score < at.down || score > at.up;
	if (first)
		enter(s, to);
	else
		move(p, s, to, out);
}

void rv_ma_state_distance(const rv_ma_params *p, const rv_ma_state *s, double score, double *to_up,
			  double *to_down)
{
	const exits at = exits_of(p, s->regime, s->age_bars + 1);
	*to_up = isfinite(score) && isfinite(at.up) ? fmax(0.0, at.up - score) : NAN;
	*to_down = isfinite(score) && isfinite(at.down) ? fmax(0.0, score - at.down) : NAN;
}

bool rv_ma_regime_trades(rv_ma_regime r)
{
	return r == RV_MA_WEAK_MAJORS || r == RV_MA_STRONG_MAJORS;
}

double rv_ma_regime_scale(const rv_ma_params *p, rv_ma_regime r, double score)
{
	if (!rv_ma_regime_trades(r) || !isfinite(score))
		return 0.0;
	const double s = fabs(score);
	if (p->n_regimes == 3)
		return rv_clamp(s / p->high, p->scale_three_min, 1.0);
	if (r == RV_MA_STRONG_MAJORS)
		return rv_clamp(s / p->strong_high, p->scale_strong_min, 1.0);
	const double rise = (p->scale_weak_max - p->scale_weak_min) / (p->strong_high - p->high);
	return rv_clamp(p->scale_weak_min + rise * (s - p->high), p->scale_weak_min,
			p->scale_weak_max);
}

const char *rv_ma_regime_name(rv_ma_regime r, int n_regimes)
{
	const bool three = n_regimes == 3;
	switch (r) {
	case RV_MA_STRONG_ALTS:
		return "STRONG_RISK_ON_ALTS";
	case RV_MA_WEAK_ALTS:
		return three ? "RISK_ON_ALTS" : "WEAK_RISK_ON_ALTS";
	case RV_MA_BALANCED:
		return "BALANCED";
	case RV_MA_WEAK_MAJORS:
		return three ? "RISK_ON_MAJORS" : "WEAK_RISK_ON_MAJORS";
	case RV_MA_STRONG_MAJORS:
		return "STRONG_RISK_ON_MAJORS";
	case RV_MA_UNKNOWN:
		break;
	}
	return "UNKNOWN";
}
