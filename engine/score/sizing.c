/* Size and stop of a coin with the leader in view, and the leader gate; see market_risk.h. */
#include "engine/score/risk_internal.h"
#include "engine/stats/clamp.h"
#include "engine/stats/moments.h"
#include "engine/stats/quantile.h"

#include <math.h>
#include <stdio.h>

double risk_vol(const risk_pass *r, size_t i, size_t end)
{
	const size_t window = (size_t)r->p->vol_window;
	const size_t n = end < window ? end : window;
	const rv_moments m = rv_moments_of(rv_frame_simple(r->f, i) + end - n, n);
	if (m.n < 2 || 2 * m.n < window)
		return NAN;
	return sqrt(m.m2 / (double)(m.n - 1));
}

void risk_leader_vol(const risk_pass *r)
{
	rv_risk_result *out = r->out;
	out->leader_vol = out->leader_vol_ref = NAN;
	const size_t bars = r->f->bars;
	if (r->leader[0] == SIZE_MAX || bars == 0)
		return;
	const size_t n = bars < (size_t)r->p->ref_window ? bars : (size_t)r->p->ref_window;
	for (size_t k = 0; k < n; k++)
		r->w->vols[k] = risk_vol(r, r->leader[0], bars - n + 1 + k);
	out->leader_vol = r->w->vols[n - 1];
	out->leader_vol_ref = rv_median(r->w->vols, n, (size_t)r->p->ref_min, r->w->work);
}

/* How wild the leader is against its habit; 1 where either is unknown or it does not move. */
static double leader_wildness(const rv_risk_result *out)
{
	const bool known = isfinite(out->leader_vol) && isfinite(out->leader_vol_ref) &&
			   out->leader_vol_ref > RV_SD_MIN;
	return known ? out->leader_vol / out->leader_vol_ref : 1.0;
}

static double drawdown_factor(const rv_risk_params *p, const rv_experience *ex)
{
	const double dd = ex ? ex->drawdown : NAN;
	if (!isfinite(dd) || dd <= p->drawdown_start)
		return 1.0;
	const double share = (dd - p->drawdown_start) / (p->drawdown_end - p->drawdown_start);
	return 1.0 - (1.0 - p->drawdown_min) * fmin(1.0, share);
}

/* Kelly's share of its largest value, times the largest multiplier; INFINITY while immature. */
static double kelly_cap(const risk_pass *r, size_t i)
{
	const rv_experience_symbol *e = rv_experience_find(r->ex, rv_frame_name(r->f, i));
	if (!e || e->trades < (size_t)r->p->kelly_trades || !isfinite(e->hit_rate))
		return INFINITY;
	const double win = e->hit_rate, loss = 1.0 - win;
	const double b = e->avg_win_r / -e->avg_loss_r;
	double share = NAN;
	if (win <= 0.0)
		share = 0.0;
	else if (loss <= 0.0)
		share = 1.0;
	else if (isfinite(b) && b > 0.0)
		share = rv_clamp((win * b - loss) / b, 0.0, 1.0);
	return isfinite(share) ? r->p->size_max * share : INFINITY;
}

static void set_factors(const risk_pass *r, size_t i, double vol_bps, rv_risk_symbol *s)
{
	const rv_risk_params *p = r->p;
	const rv_ms_symbol *ms = risk_structure(r, i);
	const double beta = risk_beta(r, i, &s->beta_assumed);
	s->leader_vol_factor = rv_clamp(1.0 / leader_wildness(r->out), p->leader_vol_min, 1.0);
	s->beta_factor = rv_clamp(1.0 / fmax(fabs(beta), p->beta_floor), p->beta_min, p->beta_max);
	s->divergence_factor = 1.0;
	if (ms && ms->regime == RV_REGIME_DIVERGENCE && isfinite(ms->divergence_score))
		s->divergence_factor += p->divergence_boost *
					rv_clamp((ms->divergence_score - 0.5) / 0.5, 0.0, 1.0);
	s->vol_factor = isfinite(vol_bps) ? fmin(1.0, p->vol_target_bps / vol_bps) : NAN;
	s->drawdown_factor = drawdown_factor(p, r->ex);
}

static double stop_bps(const risk_pass *r, double vol_bps, double confidence)
{
	const rv_risk_params *p = r->p;
	const double wide = rv_clamp(sqrt(leader_wildness(r->out)), 1.0, p->stop_widen_max);
	const double stop =
		rv_clamp(2.0 * vol_bps * (0.5 + confidence), p->stop_min_bps, p->stop_max_bps);
	return rv_clamp(stop * wide, p->stop_min_bps, p->stop_wide_bps);
}

void risk_size(const risk_pass *r, size_t i, rv_risk_symbol *s)
{
	const rv_risk_params *p = r->p;
	const bool trades = rv_frame_trades(r->f, i);
	const double vol_bps = trades ? 1e4 * risk_vol(r, i, r->f->bars) : NAN;
	set_factors(r, i, vol_bps, s);
	s->size_multiplier = s->size = s->stop_bps = NAN;
	if (!isfinite(vol_bps))
		return;
	const double product = 2.0 * s->confidence * s->leader_vol_factor * s->beta_factor *
			       s->divergence_factor * s->vol_factor * s->drawdown_factor;
	const double size = fmin(rv_clamp(product, p->size_min, p->size_max), kelly_cap(r, i));
	s->size_multiplier = s->confidence < p->min_conf ? 0.0 : size;
	s->size = p->base_size * s->size_multiplier;
	s->stop_bps = stop_bps(r, vol_bps, s->confidence);
}

void risk_gate(const risk_pass *r, size_t i, rv_risk_symbol *s)
{
	const rv_risk_params *p = r->p;
	const rv_ms_symbol *ms = risk_structure(r, i);
	bool assumed = false;
	const double beta = risk_beta(r, i, &assumed);
	const bool off = ms && ms->regime == RV_REGIME_RISK_OFF && beta > p->gate_beta_off;
	const bool drop =
		r->ms && r->ms->leaders[0].return_10 < p->gate_drop && beta > p->gate_beta_drop;
	s->buy_blocked = off || drop;
	(void)snprintf(s->gate_reason, sizeof(s->gate_reason), "%s",
		       off    ? "risk off, and the coin amplifies the leader"
		       : drop ? "the leader is falling, and the coin follows it"
			      : "");
}
