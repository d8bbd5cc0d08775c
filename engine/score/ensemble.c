/* The market structure as a source of votes, and the vote of all sources; see market_risk.h. */
#include "engine/score/risk_internal.h"

#include <math.h>

const rv_ms_symbol *risk_structure(const risk_pass *r, size_t i)
{
	return r->ms ? &r->ms->symbols[i] : NULL;
}

double risk_beta(const risk_pass *r, size_t i, bool *assumed)
{
	const rv_ms_symbol *s = risk_structure(r, i);
	*assumed = !s || !isfinite(s->pairs[0].beta);
	return *assumed ? 1.0 : s->pairs[0].beta;
}

/* Is there anything that the structure knows of the coin? */
static bool structure_known(const rv_ms_symbol *s)
{
	return s && (s->regime != RV_REGIME_UNKNOWN || s->confidence > 0.0);
}

static double falling_confidence(double leader_return, double beta)
{
	const double fall = isfinite(leader_return) ? fabs(leader_return) : 0.0;
	return fmin(1.0, 0.5 + 5.0 * fall) * fmin(1.0, beta);
}

void risk_structure_vote(const risk_pass *r, size_t i, rv_risk_symbol *s)
{
	const rv_risk_params *p = r->p;
	const rv_ms_symbol *ms = risk_structure(r, i);
	rv_source_vote *v = &s->sources[RV_SRC_MARKET_STRUCTURE];
	const bool present = rv_frame_trades(r->f, i) && structure_known(ms);
	*v = (rv_source_vote){ present, RV_VOTE_HOLD, 0.0 };
	if (!v->present)
		return;
	bool assumed = false;
	const double beta = risk_beta(r, i, &assumed);
	const double fall = r->ms->leaders[0].return_10;
	const bool off = ms->regime == RV_REGIME_RISK_OFF && ms->confidence >= p->risk_off_conf;
	const double apart = ms->pairs[0].divergence;
	if ((fall < p->gate_drop || off) && beta > p->gate_beta_drop) {
		v->vote = RV_VOTE_SELL;
		v->confidence = falling_confidence(fall, beta);
	} else if (ms->regime == RV_REGIME_DIVERGENCE && fabs(apart) > p->divergence_min) {
		v->vote = apart > 0.0 ? RV_VOTE_SELL : RV_VOTE_BUY;
		v->confidence = fmin(1.0, 0.5 + 0.5 * (ms->divergence_score - 0.5));
	} else if (ms->regime == RV_REGIME_RISK_ON && beta > p->buy_beta &&
		   r->ms->leader_trend > p->buy_trend) {
		v->vote = RV_VOTE_BUY;
		v->confidence = ms->confidence * fmin(1.0, beta / 1.5);
	}
}

/* Sum of confidence times weight, and mean confidence, of the sources with one vote. */
typedef struct vote_sum {
	double weighted, confidence;
	int n;
} vote_sum;

static vote_sum sum_votes(const rv_risk_params *p, const rv_risk_symbol *s, rv_vote vote)
{
	vote_sum v = { 0.0, 0.0, 0 };
	for (int k = 0; k < RV_SRC_N; k++) {
		if (!s->sources[k].present || s->sources[k].vote != vote)
			continue;
		v.weighted += p->source_weight[k] * s->sources[k].confidence;
		v.confidence += s->sources[k].confidence;
		v.n++;
	}
	return v;
}

void risk_ensemble(const rv_risk_params *p, rv_risk_symbol *s)
{
	const vote_sum hold = sum_votes(p, s, RV_VOTE_HOLD), buy = sum_votes(p, s, RV_VOTE_BUY),
		       sell = sum_votes(p, s, RV_VOTE_SELL);
	const double total = hold.weighted + buy.weighted + sell.weighted;
	const bool up = buy.weighted > sell.weighted;
	const vote_sum *win = up ? &buy : &sell;
	const double other = fmax(up ? sell.weighted : buy.weighted, hold.weighted);
	s->vote = RV_VOTE_HOLD;
	s->confidence = s->agreement = 0.0;
	if (total > 0.0)
		s->agreement = fmax(win->weighted, hold.weighted) / total;
	if (!(win->weighted > other) || s->agreement < p->min_agreement)
		return;
	s->vote = up ? RV_VOTE_BUY : RV_VOTE_SELL;
	s->confidence = 0.6 * win->confidence / win->n + 0.4 * s->agreement;
}
