/*
 * What a person has set in the place of what the pass says: regimes, S4's leverage factor, the
 * weights of S5's signals. Votes read the copy; the pass and the scores stay. See votes.h.
 */
#include "engine/run/votes_internal.h"

#include <string.h>

/* The pass has started from the day that the book would start it from. */
bool votes_goes_on(const rv_votes_input *in)
{
	const rv_step_result *p = in->pass;
	return !in->s5 || p->s5.n == 0 ||
	       p->s5_from_ms == rv_s5_book_start(in->s5, p->idio.close_ms)->close_ms;
}

/* Bitwise: the pass was run with the very numbers of the list. */
const rv_book_result *rv_votes_s5(const rv_votes_input *in)
{
	double weights[RV_IDIO_N];
	if (!votes_goes_on(in))
		return NULL;
	if (!in->overrides || !rv_overrides_factors(in->overrides, in->utc_ms, weights))
		return in->s5 && in->pass->s5.n > 0 ? &in->pass->s5 : &in->pass->book;
	const bool made = in->pass->weighed_book.n > 0 &&
			  memcmp(in->pass->factor_weights, weights, sizeof(weights)) == 0;
	return made ? &in->pass->weighed_book : NULL;
}

static bool majors(const votes_pass *x, rv_ma_regime *out)
{
	return x->in->overrides && rv_overrides_majors(x->in->overrides, x->in->utc_ms, out);
}

void votes_force(const votes_pass *x, rv_mod_market *m)
{
	const rv_overrides *l = x->in->overrides;
	const int64_t now = x->in->utc_ms;
	rv_ma_regime regime = RV_MA_UNKNOWN;
	if (!l)
		return;
	if (rv_overrides_leader(l, now, &m->leader))
		m->leader_confidence = 1.0;
	(void)rv_overrides_risk_off(l, now, &m->risk_off);
	(void)rv_overrides_leverage(l, now, &m->leverage);
	if (majors(x, &regime))
		m->s3_scale = rv_ma_regime_scale(&x->in->params->ma, regime, x->in->pass->ma.score);
}

bool votes_s3_forced(const votes_pass *x)
{
	rv_ma_regime regime = RV_MA_UNKNOWN;
	return majors(x, &regime);
}

bool votes_s3_trades(const votes_pass *x)
{
	rv_ma_regime regime = RV_MA_UNKNOWN;
	return majors(x, &regime) ? rv_ma_regime_trades(regime) : x->in->pass->ma.trading;
}

bool votes_s4_forced(const votes_pass *x)
{
	bool off = false;
	return x->in->overrides && rv_overrides_risk_off(x->in->overrides, x->in->utc_ms, &off);
}
