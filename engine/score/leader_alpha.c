/*
 * The leader alpha engine: a coin's strength against the mean of the leaders that are not itself;
 * see market_risk.h.
 */
#include "engine/score/risk_internal.h"
#include "engine/stats/moments.h"

#include <math.h>

/* Mean of the known values of the leaders that are not coin i; NaN where there is none. */
static double leader_mean(const risk_pass *r, size_t i, const double *value)
{
	double sum = 0.0;
	size_t n = 0;
	for (int l = 0; l < RV_LEADERS; l++) {
		if (r->leader[l] == SIZE_MAX || r->leader[l] == i || !isfinite(value[l]))
			continue;
		sum += value[l];
		n++;
	}
	return n > 0 ? sum / (double)n : NAN;
}

/* Half a t-statistic of the last relative returns, within 1; NaN below half of them. */
static double leader_bias(const risk_pass *r, size_t i)
{
	double relative[RISK_SLOW];
	const rv_frame *f = r->f;
	const size_t n = f->bars < RISK_SLOW ? f->bars : RISK_SLOW;
	for (size_t k = 0; k < n; k++) {
		const size_t t = f->bars - n + k;
		double leaders[RV_LEADERS];
		for (int l = 0; l < RV_LEADERS; l++)
			leaders[l] = r->leader[l] == SIZE_MAX ? NAN
							      : rv_frame_simple(f, r->leader[l])[t];
		relative[k] = rv_frame_simple(f, i)[t] - leader_mean(r, i, leaders);
	}
	const rv_moments m = rv_moments_of(relative, n);
	if (2 * m.n < RISK_SLOW)
		return NAN;
	const double sd = sqrt(m.m2 / (double)(m.n - 1));
	if (sd < RV_SD_MIN)
		return 0.0;
	return fmax(-1.0, fmin(1.0, m.mean / (sd / sqrt((double)m.n)) / 2.0));
}

static bool in_trend(const risk_pass *r, size_t i)
{
	const rv_ms_symbol *ms = risk_structure(r, i);
	return ms && (ms->regime == RV_REGIME_RISK_ON || ms->regime == RV_REGIME_RISK_OFF);
}

/* The sell's score is the buy's of the mirrored coin. */
static double score(double rs, double lb, bool with)
{
	return 0.40 * fmin(rs / 100.0, 1.0) + 0.35 * (lb + 1.0) / 2.0 + (with ? 0.25 : 0.0);
}

void risk_alpha_engine(const risk_pass *r, size_t i, rv_risk_symbol *s)
{
	const rv_risk_params *p = r->p;
	rv_source_vote *v = &s->sources[RV_SRC_ALPHA_ENGINE];
	const double slow = rv_frame_return(r->f, i, RISK_SLOW);
	const double fast_rel =
		rv_frame_return(r->f, i, RISK_FAST) - leader_mean(r, i, r->leader_fast);
	const double slow_rel = slow - leader_mean(r, i, r->leader_slow);
	s->rs = 50.0 * (1.0 + tanh(10.0 * (0.6 * fast_rel + 0.4 * slow_rel)));
	s->leader_bias = leader_bias(r, i);
	*v = (rv_source_vote){ false, RV_VOTE_HOLD, 0.0 };
	if (!isfinite(s->rs) || !isfinite(s->leader_bias))
		return;
	v->present = true;
	const double affinity = in_trend(r, i) ? 1.0 : p->off_trend_affinity;
	if (s->rs > p->rs_buy && s->leader_bias > p->lb_min) {
		v->vote = RV_VOTE_BUY;
		v->confidence = affinity * score(s->rs, s->leader_bias, slow > 0.0);
	} else if (s->rs < p->rs_sell && s->leader_bias < -p->lb_min) {
		v->vote = RV_VOTE_SELL;
		v->confidence = affinity * p->sell_discount *
				score(100.0 - s->rs, -s->leader_bias, slow < 0.0);
	}
}
