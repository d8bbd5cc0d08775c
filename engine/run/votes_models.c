/* What each system of a pass votes for; see votes.h. */
#include "engine/base/timefmt.h"
#include "engine/run/votes_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

bool votes_on(const votes_pass *x, unsigned module)
{
	return (x->in->params->modules & module) != 0;
}

void votes_say_known(const votes_pass *x, rv_sub s, int64_t close_ms, const char *more)
{
	char date[RV_TIME_TEXT];
	votes_say(x->out, s, true, "of the close of %s%s",
		  rv_time_format_date(close_ms - RV_DAY_MS, date), more);
}

/* ---- the systems without capital ---- */

/* Off by configuration: it says nothing. Without a result: nobody knows what it would say. */
static double leader_vol(const votes_pass *x)
{
	const rv_risk_result *r = &x->in->pass->risk;
	if (!votes_on(x, RV_MODULE_RISK))
		return 1.0;
	return r->n > 0 ? r->symbols[0].leader_vol_factor : (double)NAN;
}

void votes_market(const votes_pass *x)
{
	const rv_step_result *p = x->in->pass;
	rv_mod_market *m = &x->out->market;
	*m = (rv_mod_market){
		.leader = p->ms.n > 0 ? p->ms.regime : RV_REGIME_UNKNOWN,
		.leader_confidence = p->ms.n > 0 ? p->ms.confidence : (double)NAN,
		.leader_vol_factor = leader_vol(x),
		.leverage_in_votes = p->buckets.leverage_factor,
		.leverage = p->buckets.leverage_factor,
		.risk_off = p->buckets.n > 0 && p->buckets.risk_off,
		.s3_scale = votes_s3_scale(x),
	};
	votes_force(x, m);
	const bool leaders_off = m->leader == RV_REGIME_RISK_OFF &&
				 !(m->leader_confidence < x->in->mods->off_confidence);
	x->out->risk_off = leaders_off || m->risk_off;
}

/* What relative momentum does to an entry on the side of the vote. A side that it does not know is
 * a gate: what is held stays, nothing is added. */
static void put_filter(const votes_pass *x, rv_mod_leg *l, const char *symbol)
{
	const rv_step_result *p = x->in->pass;
	const size_t sig = rv_step_find_signal(p, symbol);
	const rv_direction side = l->vote < 0.0 ? RV_SHORT : RV_LONG;
	if (sig < p->ms.n)
		l->beta_btc = p->ms.symbols[sig].pairs[0].beta;
	if (!votes_on(x, RV_MODULE_HYBRID))
		return;
	for (size_t k = 0; k < p->hybrid.n_screen; k++) {
		if (p->hybrid.screen[k].index == sig && p->hybrid.screen[k].side == side) {
			l->filter = p->hybrid.screen[k].action;
			return;
		}
	}
	l->gated = true;
}

/* ---- S5 ---- */

/* Why a coin is not in the universe; RV_UNIVERSE_REASONS: it cannot be said. */
static rv_universe_reason why_out(const rv_step_result *p, size_t i)
{
	return p->universe.n == p->n_daily ? p->universe.entries[i].reason : RV_UNIVERSE_REASONS;
}

/* It is known that the coin does not belong; missing data says nothing of the kind. */
static bool has_left(const votes_pass *x, size_t i)
{
	const rv_universe_reason r = why_out(x->in->pass, i);
	return x->s5->symbols[i].reason == RV_BOOK_INACTIVE &&
	       (r == RV_UNIVERSE_ILLIQUID || r == RV_UNIVERSE_FACTOR || r == RV_UNIVERSE_INDEX ||
		r == RV_UNIVERSE_STABLE);
}

/*
 * One coin that S5 votes for, or holds. What is unknown stands alone: it does not hold back the
 * others, because H hedges what S5 has, leg by leg.
 */
static void s5_coin(const votes_pass *x, size_t coin, const char *symbol)
{
	const rv_step_result *p = x->in->pass;
	const size_t i = rv_step_find_daily(p, symbol);
	const bool in = i < x->s5->n && x->s5->symbols[i].reason == RV_BOOK_IN,
		   held = coin != SIZE_MAX && x->coins[coin].held[RV_SUB_S5] != 0,
		   priced = coin == SIZE_MAX || !held || x->coins[coin].price > 0.0;
	if (in) {
		const double w = x->s5->symbols[i].weight;
		if (held || w > 0.0 || w < 0.0)
			(void)votes_add(x, RV_SUB_S5, priced ? 0 : -1 - (int)coin, symbol, w);
		return;
	}
	if (!held)
		return;
	const bool left = i < x->s5->n && has_left(x, i);
	x->out->coin[coin][RV_SUB_S5].left = left;
	(void)votes_add(x, RV_SUB_S5, -1 - (int)coin, symbol, left ? 0.0 : (double)NAN);
}

void votes_s5(const votes_pass *x)
{
	const rv_step_result *p = x->in->pass;
	const rv_book_result *s5 = x->s5;
	char more[RV_VOTES_TEXT / 2];
	if (p->book.n == 0 || p->idio.close_ms == 0) {
		votes_say(x->out, RV_SUB_S5, false, "%s",
			  votes_on(x, RV_MODULE_STAT_ARB) ? "no daily bar has closed: it stays"
							  : "stat-arb is off: it stays");
		return;
	}
	if (!s5) {
		votes_say(x->out, RV_SUB_S5, false, "a pass %s is due: it stays",
			  votes_goes_on(x->in) ? "with the factor weights set by hand"
					       : "that goes on from its book");
		return;
	}
	if (s5->n_assets == 0) {
		votes_say(x->out, RV_SUB_S5, false, "no coin is ready: it stays");
		return;
	}
	/* Previous weights, and those of a pass are none. */
	if (s5->status == RV_OPT_UNCERTIFIED || s5->status == RV_OPT_SINGULAR) {
		votes_say(x->out, RV_SUB_S5, false, "the optimizer has no certificate: it stays");
		return;
	}
	(void)snprintf(more, sizeof(more), "%s%s",
		       s5 == &p->weighed_book ? ", factor weights by hand" : "",
		       s5->status == RV_OPT_NO_EDGE ? ", no edge" : "");
	votes_say_known(x, RV_SUB_S5, p->idio.close_ms, more);
	for (size_t i = 0; i < x->n; i++)
		s5_coin(x, i, x->coins[i].symbol);
	for (size_t i = 0; i < p->n_daily; i++) {
		if (votes_coin(x, p->daily_names[i]) == SIZE_MAX)
			s5_coin(x, SIZE_MAX, p->daily_names[i]);
	}
}

/* ---- S4 ---- */

static void s4_words(const votes_pass *x, char loading[RV_VOTES_TEXT], char more[RV_VOTES_TEXT])
{
	char with[RV_VOTES_TEXT / 2] = "";
	(void)snprintf(loading, RV_VOTES_TEXT, "histories are still loading, %zu of %zu: it stays",
		       x->in->histories, x->in->listed);
	if (x->in->listed > 0)
		(void)snprintf(with, sizeof(with), ", %zu of %zu histories", x->in->histories,
			       x->in->listed);
	const bool off = x->out->market.risk_off, by_hand = votes_s4_forced(x);
	(void)snprintf(more, RV_VOTES_TEXT, "%s%s%s",
		       off	 ? ", risk-off"
		       : by_hand ? ", no risk-off"
				 : "",
		       by_hand ? " by hand" : "", with);
}

void votes_s4(const votes_pass *x)
{
	static const rv_sub parts[] = { RV_SUB_S4M, RV_SUB_S4R, RV_SUB_S4MR, RV_SUB_S4P };
	const rv_bucket_result *b = &x->in->pass->buckets;
	char loading[RV_VOTES_TEXT], more[RV_VOTES_TEXT];
	s4_words(x, loading, more);
	const char *why = !votes_on(x, RV_MODULE_BUCKETS) ? "the buckets are off: it stays"
			  : x->in->s4_waits		  ? loading
			  : b->n == 0 || !b->ready	  ? "history too short: it stays"
			  : x->in->s4->close_ms == 0	  ? "its book has seen no day: it stays"
							  : NULL;
	for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++) {
		if (why)
			votes_say(x->out, parts[k], false, "%s", why);
		else
			votes_say_known(x, parts[k], b->close_ms, more);
	}
	if (why)
		return;
	rv_bb_leg legs[RV_BB_LEGS];
	const size_t n = rv_bucket_book_legs(x->in->s4, &x->in->params->buckets, x->in->pass, legs);
	for (size_t k = 0; k < n; k++) {
		rv_mod_leg *l =
			votes_add(x, legs[k].sub, legs[k].group, legs[k].symbol, legs[k].weight);
		const bool hedge =
			strcasecmp(legs[k].symbol, x->in->params->buckets.benchmark) == 0;
		/* The residual book's hedge is no entry of its own: the filter is for entries. */
		if (l && (legs[k].sub == RV_SUB_S4M || (legs[k].sub == RV_SUB_S4R && !hedge)))
			put_filter(x, l, legs[k].symbol);
	}
}
