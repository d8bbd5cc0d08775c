/*
 * What the risk watch leaves of the votes: a share that ends, or rests, is voted no larger than
 * what may stay of it, and what ends goes before other reductions; see book_now.h.
 */
#include "engine/run/book_now_state.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

rv_licence rv_book_licence_of(rv_book_licence l, bool live)
{
	if (l == RV_BOOK_AUTO)
		return live ? RV_LICENCE_SHADOW : RV_LICENCE_100;
	return (rv_licence)(l - RV_BOOK_SHADOW);
}

const rv_bucket_book *rv_book_now_s4(const rv_book_now *b)
{
	return &b->s4;
}

static bool watched(const rv_book_input *in)
{
	return in->risk && in->risk->present;
}

rv_licence book_risk_licence(const rv_book_now *b, const rv_book_input *in, int s)
{
	return watched(in) ? in->risk->subs[s].licence
			   : rv_book_licence_of(b->p.licence[s], in->live);
}

double book_risk_factor(const rv_book_input *in, int s)
{
	return watched(in) ? in->risk->subs[s].factor : 1.0;
}

/*
 * The vote whose target is that many lots: G and the factor make it smaller afterwards. NaN: it
 * cannot be said, and neither can the target be.
 */
static double vote_of(const rv_book_now *b, const rv_book_input *in, const rv_net_coin *c, int s,
		      int64_t lots)
{
	const double g = b->size.g > 0.0 ? b->size.g : 1.0, factor = book_risk_factor(in, s);
	const double usd = (double)lots * pow(10.0, -(double)c->sz_decimals) * c->price;
	const double equity =
		book_capital(b, s) * in->nav * rv_licence_share(book_risk_licence(b, in, s));
	return usd / (equity * g * (factor > 0.0 ? factor : 1.0));
}

static void keep_within(double *vote, double limit)
{
	if (fabs(*vote) > limit)
		*vote = copysign(limit, *vote);
}

/*
 * An unknown vote stays unknown: the sub-book stays where it is, and its stop has its own order.
 * While that order is on its way the target stays, or a program would ask for the same lots.
 * What a person has pinned is capped too: a stop is above it.
 */
static void cap(rv_book_now *b, const rv_book_input *in, size_t i, int s, const rv_risk_cap *k)
{
	rv_net_coin *c = &b->coins[i];
	if (k->ordered) {
		b->ordered[i] |= 1U << s;
		return;
	}
	const int64_t most = k->most;
	const double limit = most == 0 ? 0.0 : vote_of(b, in, c, s, most);
	keep_within(&c->vote[s], limit);
	keep_within(&c->rule.pin[s], limit);
	c->urgent = c->urgent || (most == 0 && c->held[s] != 0);
}

void book_risk_caps(rv_book_now *b, const rv_book_input *in)
{
	memset(b->ordered, 0, sizeof(b->ordered));
	if (!watched(in))
		return;
	for (size_t i = 0; i < b->n_active; i++) {
		for (int s = 0; s < RV_SUB_H; s++) {
			const rv_risk_cap *k =
				rv_risk_view_cap(in->risk, (rv_sub)s, b->coins[i].symbol);
			if (k)
				cap(b, in, i, s, k);
		}
	}
}

static void add_why(rv_bv_coin *c, rv_sub s, const rv_risk_cap *k)
{
	const size_t at = strlen(c->why);
	const char *what = c->held[s] == 0 ? "rests after a stop"
			   : k->ordered	   ? "waits for the order of its stop"
			   : k->most == 0  ? "stopped"
					   : "halved by its circuit";
	(void)snprintf(c->why + at, sizeof(c->why) - at, "%s%s %s", at > 0 ? "; " : "",
		       rv_sub_name(s), what);
}

void book_risk_say(rv_book_now *b, const rv_book_input *in)
{
	if (!watched(in))
		return;
	for (size_t i = 0; i < b->view.n_coins; i++) {
		for (int s = 0; s < RV_SUB_H; s++) {
			const rv_risk_cap *k =
				rv_risk_view_cap(in->risk, (rv_sub)s, b->view.coins[i].symbol);
			if (k)
				add_why(&b->view.coins[i], (rv_sub)s, k);
		}
	}
}
