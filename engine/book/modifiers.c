/* Modifiers of votes; see modifiers.h. */
#include "engine/book/modifiers.h"

#include <math.h>

typedef struct sides {
	double total[2]; /* long, short */
} sides;

void rv_mod_params_default(rv_mod_params *p)
{
	p->downrank = 0.5;
	p->off_confidence = 0.6;
	p->off_beta = 1.2;
	for (int s = 0; s < RV_SUB_STRATEGIES; s++)
		p->hedged[s] = s != RV_SUB_S4M;
}

static bool is_s4(rv_sub s)
{
	return s == RV_SUB_S4M || s == RV_SUB_S4R || s == RV_SUB_S4MR || s == RV_SUB_S4P;
}

static void multiply(rv_mod_leg *l, double factor, unsigned why)
{
	l->scaled *= factor;
	if (factor < 1.0 || factor > 1.0)
		l->why |= why;
}

/* A factor that is not known, or makes no sense, leaves the vote unknown. */
static double known_factor(double f)
{
	return f >= 0.0 ? f : NAN;
}

static void scale(const rv_mod_market *m, rv_mod_leg *l)
{
	l->why = 0;
	l->scaled = l->vote;
	if (is_s4(l->sub)) {
		const double in = m->leverage_in_votes > 0.0 ? m->leverage_in_votes : NAN;
		multiply(l, known_factor(m->leverage / in), RV_MOD_LEVERAGE);
	}
	if (l->sub == RV_SUB_S4MR && m->risk_off)
		multiply(l, 0.0, RV_MOD_REGIME);
	if (l->sub == RV_SUB_S3)
		multiply(l, known_factor(m->s3_scale), RV_MOD_REGIME);
	multiply(l, known_factor(m->leader_vol_factor), RV_MOD_LEADER_VOL);
	if (!isfinite(l->scaled) || !isfinite(l->held)) {
		l->scaled = l->weight = NAN;
		l->why = RV_MOD_UNKNOWN;
	}
}

/* What of the position stays whatever caps there are: held, on the side and within the vote. */
static double kept(const rv_mod_leg *l)
{
	return l->held * l->scaled > 0.0 ? fmin(fabs(l->held), fabs(l->scaled)) : 0.0;
}

static double filter_share(const rv_mod_params *p, const rv_mod_leg *l)
{
	if (l->sub != RV_SUB_S4M && l->sub != RV_SUB_S4R)
		return 1.0;
	if (l->filter == RV_SCREEN_DROP)
		return 0.0;
	return l->filter == RV_SCREEN_DOWNRANK ? p->downrank : 1.0;
}

/* A gate that stops increases of the leg, as its bit; 0 none. */
static unsigned gate_of(const rv_mod_params *p, const rv_mod_market *m, rv_mod_leg *l)
{
	if (l->gated)
		return RV_MOD_GATE;
	if (is_s4(l->sub) && m->risk_off)
		return RV_MOD_RISK_OFF;
	if (l->sub != RV_SUB_S4M || !(l->scaled > 0.0) || m->leader != RV_REGIME_RISK_OFF ||
	    m->leader_confidence < p->off_confidence)
		return 0;
	if (!isfinite(l->beta_btc))
		l->why |= RV_MOD_BETA_ASSUMED;
	return (isfinite(l->beta_btc) ? l->beta_btc : 1.0) > p->off_beta ? RV_MOD_LEADERS_OFF : 0;
}

/* The weight of a size on the side of the vote; says why when that is less than was wanted. */
static void put(rv_mod_leg *l, double size, double wanted, unsigned why)
{
	l->weight = size > 0.0 ? copysign(size, l->scaled) : 0.0;
	if (size < wanted)
		l->why |= why;
}

static void alone(const rv_mod_params *p, const rv_mod_market *m, rv_mod_leg *l)
{
	const double wanted = fabs(l->scaled), keep = kept(l);
	const double filtered = fmax(filter_share(p, l) * wanted, keep);
	const unsigned gate = gate_of(p, m, l);
	put(l, filtered, wanted, RV_MOD_FILTER);
	if (gate)
		put(l, keep, filtered, gate);
}

static bool in_group(const rv_mod_leg *l, const rv_mod_leg *of)
{
	return l->sub == of->sub && l->group == of->group;
}

static size_t side_of(const rv_mod_leg *l)
{
	return l->scaled < 0.0 ? 1 : 0;
}

static double share_of(const sides *part, const sides *whole, size_t side)
{
	return whole->total[side] > 0.0 ? part->total[side] / whole->total[side] : 1.0;
}

/* The filter takes whole entries; what it leaves of one side is then left of the other. */
static void filter_group(const rv_mod_params *p, rv_mod_leg *legs, size_t n, size_t first)
{
	sides wanted = { { 0.0 } }, left = { { 0.0 } };
	for (size_t i = first; i < n; i++) {
		if (!in_group(&legs[i], &legs[first]))
			continue;
		const double w = fabs(legs[i].scaled);
		wanted.total[side_of(&legs[i])] += w;
		left.total[side_of(&legs[i])] += filter_share(p, &legs[i]) * w;
	}
	const double share[2] = { share_of(&left, &wanted, 0), share_of(&left, &wanted, 1) };
	const double least = fmin(share[0], share[1]);
	for (size_t i = first; i < n; i++) {
		if (!in_group(&legs[i], &legs[first]))
			continue;
		rv_mod_leg *l = &legs[i];
		const double of_side = share[side_of(l)], w = fabs(l->scaled);
		const double filtered = filter_share(p, l) * w, keep = kept(l);
		put(l, fmax(filtered, keep), w, RV_MOD_FILTER);
		if (least < of_side)
			put(l, fmax(filtered * least / of_side, keep), fabs(l->weight),
			    RV_MOD_BALANCE);
	}
}

/* Of the group's increases, the share that no gate stops, by its worse side, is what goes ahead. */
static void gate_group(const rv_mod_params *p, const rv_mod_market *m, rv_mod_leg *legs, size_t n,
		       size_t first)
{
	sides wanted = { { 0.0 } }, open = { { 0.0 } };
	for (size_t i = first; i < n; i++) {
		if (!in_group(&legs[i], &legs[first]))
			continue;
		const double more = fabs(legs[i].weight) - kept(&legs[i]);
		wanted.total[side_of(&legs[i])] += more;
		open.total[side_of(&legs[i])] += gate_of(p, m, &legs[i]) ? 0.0 : more;
	}
	const double share = fmin(share_of(&open, &wanted, 0), share_of(&open, &wanted, 1));
	for (size_t i = first; i < n && share < 1.0; i++) {
		if (!in_group(&legs[i], &legs[first]))
			continue;
		const double was = fabs(legs[i].weight), keep = kept(&legs[i]);
		const unsigned gate = gate_of(p, m, &legs[i]);
		put(&legs[i], keep + share * (was - keep), was, gate ? gate : RV_MOD_SHARED);
	}
}

/* One unknown leg makes its whole group unknown. */
static bool group_known(rv_mod_leg *legs, size_t n, size_t first)
{
	bool known = true;
	for (size_t i = first; i < n; i++)
		known = known && !(in_group(&legs[i], &legs[first]) && isnan(legs[i].scaled));
	for (size_t i = first; i < n && !known; i++) {
		if (!in_group(&legs[i], &legs[first]))
			continue;
		legs[i].why = isnan(legs[i].scaled) ? RV_MOD_UNKNOWN : RV_MOD_GROUP;
		legs[i].weight = NAN;
	}
	return known;
}

static bool first_of_group(const rv_mod_leg *legs, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (in_group(&legs[k], &legs[i]))
			return false;
	}
	return true;
}

rv_status rv_mod_apply(const rv_mod_params *p, const rv_mod_market *m, rv_mod_leg *legs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if ((unsigned)legs[i].sub >= RV_SUB_STRATEGIES)
			return RV_EINVAL;
	}
	for (size_t i = 0; i < n; i++)
		scale(m, &legs[i]);
	for (size_t i = 0; i < n; i++) {
		if (!p->hedged[legs[i].sub]) {
			if (isfinite(legs[i].scaled))
				alone(p, m, &legs[i]);
		} else if (first_of_group(legs, i) && group_known(legs, n, i)) {
			filter_group(p, legs, n, i);
			gate_group(p, m, legs, n, i);
		}
	}
	return RV_OK;
}

const char *rv_mod_why_text(unsigned bit)
{
	static const char *const texts[] = {
		"unknown",
		"another leg of the group is unknown",
		"scaled by the leaders' volatility",
		"scaled by the leverage factor",
		"by its regime",
		"capped by the relative momentum filter",
		"capped with the side that the filter has cut",
		"no entries in risk-off",
		"leaders are RISK_OFF and its beta is high",
		"capped by a gate",
		"capped with the group, by a gate on another leg",
		"beta unavailable, 1 assumed",
	};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (bit == 1U << i)
			return texts[i];
	}
	return "";
}
