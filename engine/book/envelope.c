/* The correction envelope; see envelope.h. */
#include "engine/book/envelope.h"

#include "engine/market/returns.h"

#include <math.h>
#include <stdio.h>

void rv_envelope_default(rv_envelope *e)
{
	*e = (rv_envelope){
		.total_share = 0.25, .leg_share = 0.25, .leg_nav = 0.0025, .flip_nav = 0.0
	};
}

const char *rv_envelope_error(const rv_envelope *e)
{
	if (!(e->total_share >= 0.0 && e->total_share <= 1.0) ||
	    !(e->leg_share >= 0.0 && e->leg_share <= 1.0))
		return "the envelope's shares: 0 to 1";
	if (!(e->leg_nav >= 0.0 && e->leg_nav <= 1.0) ||
	    !(e->flip_nav >= 0.0 && e->flip_nav <= 1.0))
		return "the envelope's shares of NAV: 0 to 1";
	return NULL;
}

bool rv_envelope_full(const rv_envelope *e)
{
	return e->total_share >= 1.0 && e->leg_share >= 1.0;
}

static double usd_of(const rv_envelope_leg *l, double lots)
{
	return lots * pow(10.0, -(double)l->sz_decimals) * l->price;
}

static double change_of(const rv_envelope_leg *l)
{
	return (double)l->corrected - (double)l->granted;
}

static bool changes(const rv_envelope_leg *l)
{
	return l->corrected != l->granted && !(l->excluded && l->corrected == 0);
}

RV_PRINTF(3, 4)
static void say(rv_envelope_leg *l, bool inside, const char *fmt, ...)
{
	va_list ap;
	l->inside = inside;
	va_start(ap, fmt);
	(void)vsnprintf(l->reason, sizeof(l->reason), fmt, ap);
	va_end(ap);
}

static const char *side(int64_t lots)
{
	return lots > 0 ? "buy" : "sell";
}

/* A leg that turns over. */
static void judge_flip(const rv_envelope *e, double nav, rv_envelope_leg *l)
{
	const double usd = fabs(usd_of(l, (double)l->corrected)), most = e->flip_nav * nav;
	const bool inside = usd <= most;
	const char *from = side(l->granted), *to = side(l->corrected);
	if (isnan(most))
		say(l, false, "turns from %s to %s %.2f USD, the NAV is unknown", from, to, usd);
	else
		say(l, inside, "turns from %s to %s %.2f USD, %s %.2f", from, to, usd,
		    inside ? "within" : "more than", most);
}

static void judge_change(const rv_envelope *e, double nav, rv_envelope_leg *l)
{
	const double lots = fabs(change_of(l)), granted = fabs((double)l->granted);
	const double usd = usd_of(l, lots), bp = usd / nav * 1e4;
	const bool inside = lots <= e->leg_share * granted || usd <= e->leg_nav * nav;
	if (isnan(bp) && l->granted == 0)
		say(l, false, "was not in the program: %.2f USD, the NAV is unknown", usd);
	else if (isnan(bp))
		say(l, inside,
		    "changes by %.1f %% of the leg (at most %.0f %%), the NAV is unknown",
		    lots / granted * 100.0, e->leg_share * 100.0);
	else if (l->granted == 0)
		say(l, inside, "was not in the program: %.2f USD, %.1f bp of NAV (at most %.1f bp)",
		    usd, bp, e->leg_nav * 1e4);
	else
		say(l, inside,
		    "changes by %.1f %% of the leg, %.1f bp of NAV (at most %.0f %% or %.1f bp)",
		    lots / granted * 100.0, bp, e->leg_share * 100.0, e->leg_nav * 1e4);
}

/* Each leg by itself. */
static void judge(const rv_envelope *e, double nav, rv_envelope_leg *l)
{
	l->change_usd = changes(l) ? usd_of(l, change_of(l)) : 0.0;
	if (l->excluded)
		say(l, l->corrected == 0, l->corrected ? "excluded from the program" : "excluded");
	else if (!changes(l))
		say(l, true, "no change");
	else if (!rv_price_known(l->price))
		say(l, false, "no price");
	else if (rv_envelope_full(e))
		say(l, true, "converges in full");
	else if ((l->granted > 0 && l->corrected < 0) || (l->granted < 0 && l->corrected > 0))
		judge_flip(e, nav, l);
	else
		judge_change(e, nav, l);
	if (!rv_price_known(l->price) && changes(l))
		l->change_usd = NAN;
}

static void sum(const rv_envelope *e, const rv_envelope_leg *legs, size_t n, rv_envelope_sum *out)
{
	*out = (rv_envelope_sum){ .n_inside = 0 };
	for (size_t i = 0; i < n; i++) {
		const rv_envelope_leg *l = &legs[i];
		if (l->granted != 0 && !l->excluded)
			out->notional_usd += rv_price_known(l->price)
						     ? fabs(usd_of(l, (double)l->granted))
						     : (double)NAN;
		if (l->inside && changes(l))
			out->change_usd += fabs(l->change_usd);
	}
	out->most_usd = e->total_share * out->notional_usd;
}

/* A leg that is inside by itself, of changes that are too much together. */
static void put_outside(const rv_envelope *e, const rv_envelope_sum *sum, rv_envelope_leg *l)
{
	if (isnan(sum->most_usd))
		say(l, false, "the changes sum to %.2f USD, the program's size is unknown",
		    sum->change_usd);
	else
		say(l, false,
		    "the changes sum to %.2f USD, more than %.2f (%.0f %% of the program)",
		    sum->change_usd, sum->most_usd, e->total_share * 100.0);
}

rv_status rv_envelope_check(const rv_envelope *e, double nav, rv_envelope_leg *legs, size_t n,
			    rv_envelope_sum *out)
{
	if (rv_envelope_error(e))
		return RV_EINVAL;
	for (size_t i = 0; i < n; i++) {
		if (legs[i].sz_decimals < 0 || legs[i].sz_decimals > 6)
			return RV_EINVAL;
	}
	for (size_t i = 0; i < n; i++)
		judge(e, nav, &legs[i]);
	sum(e, legs, n, out);
	const bool fits = rv_envelope_full(e) || out->change_usd <= out->most_usd;
	for (size_t i = 0; i < n; i++) {
		if (!changes(&legs[i]))
			continue;
		if (legs[i].inside && !fits)
			put_outside(e, out, &legs[i]);
		*(legs[i].inside ? &out->n_inside : &out->n_outside) += 1;
	}
	return RV_OK;
}

const char *rv_envelope_words(const rv_envelope *e, double nav, double notional_usd,
			      char out[RV_ENVELOPE_WORDS])
{
	if (rv_envelope_full(e)) {
		(void)snprintf(out, RV_ENVELOPE_WORDS,
			       "After the close every leg is corrected in full, whatever it takes, "
			       "but for those that are excluded.");
		return out;
	}
	char flip[80] = "a leg that turns over asks again";
	if (e->flip_nav > 0.0)
		(void)snprintf(flip, sizeof(flip), "a leg may turn over up to %.2f USD",
			       e->flip_nav * nav);
	(void)snprintf(out, RV_ENVELOPE_WORDS,
		       "After the close legs are corrected without asking while the changes sum to "
		       "at most %.2f USD (%.0f %% of the program), each to at most %.0f %% of its "
		       "leg or %.2f USD, the larger; %s. What is outside asks for a fresh Y.",
		       e->total_share * notional_usd, e->total_share * 100.0, e->leg_share * 100.0,
		       e->leg_nav * nav, flip);
	return out;
}
