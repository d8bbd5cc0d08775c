/* From a pass to votes; see votes.h. */
#include "engine/run/votes.h"

#include "engine/run/votes_internal.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void votes_say(rv_votes *v, rv_sub s, bool known, const char *fmt, ...)
{
	va_list ap;
	v->known[s] = known;
	va_start(ap, fmt);
	(void)vsnprintf(v->state[s], RV_VOTES_TEXT, fmt, ap);
	va_end(ap);
}

size_t votes_coin(const votes_pass *x, const char *symbol)
{
	size_t lo = 0, hi = x->n;
	while (lo < hi) {
		const size_t mid = lo + (hi - lo) / 2;
		if (strcmp(x->coins[mid].symbol, symbol) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < x->n && strcmp(x->coins[lo].symbol, symbol) == 0 ? lo : SIZE_MAX;
}

rv_mod_leg *votes_add(const votes_pass *x, rv_sub sub, int group, const char *symbol, double vote)
{
	rv_votes *v = x->out;
	if (v->n_legs == RV_VOTES_LEGS)
		return NULL;
	const size_t coin = votes_coin(x, symbol);
	rv_mod_leg *l = &v->legs[v->n_legs];
	*l = (rv_mod_leg){
		.sub = sub, .group = group, .vote = vote, .beta_btc = NAN, .filter = RV_SCREEN_KEEP
	};
	v->leg_coin[v->n_legs++] = coin;
	v->n_strays += coin == SIZE_MAX ? 1 : 0;
	return l;
}

/* What a sub-book holds of a coin, as a share of its equity; NaN unknown. */
static double held_share(const votes_pass *x, size_t coin, rv_sub s)
{
	const rv_net_coin *c = &x->coins[coin];
	if (c->held[s] == 0)
		return 0.0;
	if (!(c->price > 0.0) || !(x->in->equity[s] > 0.0))
		return NAN;
	return (double)c->held[s] * pow(10.0, -(double)c->sz_decimals) * c->price /
	       x->in->equity[s];
}

/* One coin may be in several legs of a sub-book (two pairs): what is held is shared among them by
 * the sizes of their votes, all to the first when nobody wants any. */
static double leg_part(const rv_votes *v, size_t leg)
{
	double all = 0.0;
	bool first = true;
	for (size_t k = 0; k < v->n_legs; k++) {
		if (v->legs[k].sub != v->legs[leg].sub || v->leg_coin[k] != v->leg_coin[leg])
			continue;
		all += fabs(v->legs[k].vote);
		first = first && k >= leg;
	}
	if (isnan(all) || all > 0.0)
		return fabs(v->legs[leg].vote) / all;
	return first ? 1.0 : 0.0;
}

static void put_held(const votes_pass *x)
{
	rv_votes *v = x->out;
	for (size_t k = 0; k < v->n_legs; k++) {
		if (v->leg_coin[k] == SIZE_MAX)
			continue; /* it holds nothing that we know of */
		const double held = held_share(x, v->leg_coin[k], v->legs[k].sub);
		const double part = held > 0.0 || held < 0.0 ? leg_part(v, k) : 1.0;
		v->legs[k].held = isnan(part) ? held : held * part;
	}
}

/* What is held and nobody votes for is to be closed, each by itself. */
static void add_leftovers(const votes_pass *x)
{
	bool has[RV_SUB_H];
	for (size_t i = 0; i < x->n; i++) {
		memset(has, 0, sizeof(has));
		for (size_t k = 0; k < x->out->n_legs; k++)
			has[x->out->legs[k].sub] =
				has[x->out->legs[k].sub] || x->out->leg_coin[k] == i;
		for (int s = 0; s < RV_SUB_H; s++) {
			if (x->coins[i].held[s] != 0 && !has[s] && x->out->known[s])
				(void)votes_add(x, (rv_sub)s, -1 - (int)i, x->coins[i].symbol, 0.0);
		}
	}
}

static void clear(const votes_pass *x)
{
	for (size_t i = 0; i < x->n; i++) {
		for (int s = 0; s < RV_SUB_H; s++) {
			const double v = x->out->known[s] ? 0.0 : (double)NAN;
			const bool left = x->out->coin[i][s].left;
			x->out->coin[i][s] =
				(rv_sub_vote){ v, v, isnan(v) ? (unsigned)RV_MOD_UNKNOWN : 0U,
					       left };
		}
	}
}

static void gather(const votes_pass *x)
{
	for (size_t k = 0; k < x->out->n_legs; k++) {
		const rv_mod_leg *l = &x->out->legs[k];
		if (x->out->leg_coin[k] == SIZE_MAX)
			continue;
		rv_sub_vote *v = &x->out->coin[x->out->leg_coin[k]][l->sub];
		v->model += l->vote;
		v->vote += l->weight;
		v->why |= l->why;
	}
	for (size_t i = 0; i < x->n; i++) {
		for (int s = 0; s < RV_SUB_H; s++)
			x->coins[i].vote[s] = x->out->coin[i][s].vote;
	}
}

static rv_status check(const rv_net_coin *coins, size_t n)
{
	if (n > RV_MAX_SYMBOLS)
		return RV_EINVAL;
	for (size_t i = 0; i < n; i++) {
		if (coins[i].sz_decimals < 0 || coins[i].sz_decimals > 6 ||
		    (i > 0 && strcmp(coins[i - 1].symbol, coins[i].symbol) >= 0))
			return RV_EINVAL;
	}
	return RV_OK;
}

rv_status rv_votes_run(const rv_votes_input *in, rv_net_coin *coins, size_t n, rv_votes *out)
{
	const votes_pass x = { in, coins, n, out, rv_votes_s5(in) };
	if (check(coins, n) != RV_OK)
		return RV_EINVAL;
	out->n_legs = out->n_strays = 0;
	memset(out->coin, 0, n * sizeof(out->coin[0]));
	votes_market(&x);
	votes_s5(&x);
	votes_s4(&x);
	votes_s3(&x);
	add_leftovers(&x);
	put_held(&x);
	clear(&x);
	const rv_status st = rv_mod_apply(in->mods, &out->market, out->legs, out->n_legs);
	if (st == RV_OK)
		gather(&x);
	return st;
}

const char *rv_votes_why(unsigned why, char out[RV_NET_TEXT])
{
	size_t at = 0;
	out[0] = '\0';
	for (unsigned bit = 1; bit != 0 && bit <= why; bit <<= 1) {
		const char *text = why & bit ? rv_mod_why_text(bit) : "";
		if (!text[0] || at + strlen(text) + 3 > RV_NET_TEXT)
			continue;
		at += (size_t)snprintf(out + at, RV_NET_TEXT - at, "%s%s", at ? ", " : "", text);
	}
	return out;
}
