/* Votes become targets in lots, and targets changes of each sub-book; see net.h. */
#include "engine/book/net_internal.h"

#include "engine/base/decimal.h"
#include "engine/market/returns.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void net_note(rv_net_out *o, const char *fmt, ...)
{
	const size_t at = strlen(o->note);
	if (at + 3 >= sizeof(o->note))
		return;
	const char *sep = at ? "; " : "";
	(void)snprintf(o->note + at, sizeof(o->note) - at, "%s", sep);
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(o->note + at + strlen(sep), sizeof(o->note) - at - strlen(sep), fmt, ap);
	va_end(ap);
}

double net_lots_usd(const rv_net_coin *c, double lots)
{
	return lots * pow(10.0, -(double)c->sz_decimals) * c->price;
}

/* The weight that a strategy is to have in a coin at G = 1; NaN: unknown. */
static double weight_of(const net_pass *x, size_t i, int s)
{
	const rv_net_coin *c = &x->coins[i];
	if (c->rule.flatten || x->in->licence[s] == RV_LICENCE_SHADOW)
		return 0.0;
	const double vote = isnan(c->rule.pin[s]) ? c->vote[s] : c->rule.pin[s];
	return vote * c->rule.scale[s] * x->in->factor[s];
}

static bool is_ordered(const net_pass *x, size_t i, int s)
{
	return x->in->ordered && (x->in->ordered[i] >> s & 1U) != 0;
}

/* A paused sub-book (but for a flatten), one with an order of its own, an unknown vote and a coin
 * without a price stay. */
static bool frozen(const net_pass *x, size_t i, int s)
{
	const bool stays = is_ordered(x, i, s) || (x->in->paused[s] && !x->coins[i].rule.flatten);
	return stays || !rv_price_known(x->coins[i].price) || !isfinite(weight_of(x, i, s));
}

static void vote(const net_pass *x, size_t i, int s)
{
	rv_net_out *o = &x->out[i];
	o->vote_usd[s] = frozen(x, i, s) ? NAN : weight_of(x, i, s) * x->res->equity[s];
	if (isnan(o->vote_usd[s])) {
		o->frozen |= 1U << s;
		if (!isnan(x->res->least_usd) && rv_price_known(x->coins[i].price))
			net_note(o, "%s %s: stays at %" PRId64 " lots", rv_sub_name((rv_sub)s),
				 is_ordered(x, i, s) ? "ordered"
				 : x->in->paused[s]  ? "paused"
						     : "unknown",
				 x->coins[i].held[s]);
	} else if (!isnan(x->coins[i].rule.pin[s])) {
		net_note(o, "%s pinned", rv_sub_name((rv_sub)s));
	}
}

static bool op_pinned(const net_pass *x, size_t i)
{
	return isfinite(x->coins[i].rule.pin_op) && rv_price_known(x->coins[i].price) &&
	       !isnan(x->res->least_usd);
}

/* Lots that no vote decides. */
static double fixed_lots(const net_pass *x, size_t i)
{
	const rv_net_coin *c = &x->coins[i];
	double sum = (double)c->held[RV_SUB_H] + (double)c->held[RV_SUB_RESIDUE];
	if (!op_pinned(x, i))
		sum += (double)c->held[RV_SUB_OP];
	for (int s = 0; s < RV_SUB_H; s++) {
		if (isnan(x->out[i].vote_usd[s]))
			sum += (double)c->held[s];
	}
	return sum;
}

static double fixed_usd(const net_pass *x, size_t i)
{
	const double lots = fixed_lots(x, i);
	const double usd = fabs(lots) > 0.0 ? net_lots_usd(&x->coins[i], lots) : 0.0;
	return op_pinned(x, i) ? usd + x->coins[i].rule.pin_op * x->in->nav : usd;
}

/* USD at G = 1 of what G scales in a coin. */
static double scaled_usd(const rv_net_out *o)
{
	double sum = 0.0;
	for (int s = 0; s < RV_SUB_H; s++)
		sum += isnan(o->vote_usd[s]) ? 0.0 : o->vote_usd[s];
	return sum;
}

rv_status net_votes(const net_pass *x)
{
	for (size_t i = 0; i < x->n; i++) {
		rv_net_out *o = &x->out[i];
		*o = (rv_net_out){ .rank = SIZE_MAX, .winner = RV_SUB_N };
		for (int s = 0; s < RV_SUB_H; s++)
			vote(x, i, s);
		o->scaled_usd = scaled_usd(o);
		o->fixed_usd = fixed_usd(x, i);
		for (int s = 0; s < RV_SUB_N; s++) {
			if (__builtin_add_overflow(o->position, x->coins[i].held[s], &o->position))
				return RV_ERANGE;
		}
	}
	return RV_OK;
}

/* Share of the votes that a person's cap on the whole target leaves. */
static double cap_share(const net_pass *x, size_t i, double votes)
{
	const double cap = x->coins[i].rule.cap * x->in->nav, fixed = x->out[i].fixed_usd;
	if (isnan(cap) || !(fabs(votes) > 0.0))
		return 1.0;
	const double capped = fmin(cap, fmax(-cap, votes + fixed)) - fixed;
	return fmin(1.0, fmax(0.0, capped / votes));
}

/* Where nothing may be added, the side of what is held and no more than that. */
static double not_more(double lots, int64_t held)
{
	const double h = (double)held;
	if (lots * h <= 0.0)
		return 0.0;
	return fabs(lots) <= fabs(h) ? lots : h;
}

typedef struct lots_plan {
	double exact[RV_SUB_N]; /* lots before rounding; of the sub-books in `in` */
	bool in[RV_SUB_N];
} lots_plan;

static rv_status to_lots(double lots, int64_t *out)
{
	return rv_dec_sz_round(lots, 0, RV_DEC_DOWN, out);
}

/* Gives one lot, up or down, to the sub-book whose rounding has taken most from it. */
static void settle(lots_plan *q, int64_t *target, int step)
{
	int best = -1;
	double most = 0.0;
	for (int s = 0; s < RV_SUB_N; s++) {
		const double left = (q->exact[s] - (double)target[s]) * (double)step;
		if (q->in[s] && (best < 0 || left > most)) {
			best = s;
			most = left;
		}
	}
	if (best >= 0)
		target[best] += step;
}

/* The sum is rounded toward zero once; the parts are rounded so that they make it. */
static rv_status round_plan(lots_plan *q, int64_t *target)
{
	double sum = 0.0;
	int64_t whole = 0, parts = 0;
	for (int s = 0; s < RV_SUB_N; s++) {
		if (!q->in[s])
			continue;
		sum += q->exact[s];
		if (to_lots(q->exact[s], &target[s]) != RV_OK)
			return RV_ERANGE;
		parts += target[s];
	}
	if (to_lots(sum, &whole) != RV_OK)
		return RV_ERANGE;
	for (; parts < whole; parts++)
		settle(q, target, 1);
	for (; parts > whole; parts--)
		settle(q, target, -1);
	return RV_OK;
}

static void note_stops(const net_pass *x, size_t i)
{
	const int64_t residue = x->coins[i].held[RV_SUB_RESIDUE];
	if (x->coins[i].rule.exclude)
		net_note(&x->out[i], "excluded: nothing is added");
	if (x->in->no_additions)
		net_note(&x->out[i], "no additions");
	if (residue != 0)
		net_note(&x->out[i], "residue of %" PRId64 " lots: nothing is added", residue);
}

static void plan(const net_pass *x, size_t i, lots_plan *q)
{
	const rv_net_coin *c = &x->coins[i];
	rv_net_out *o = &x->out[i];
	const bool stop = c->rule.exclude || x->in->no_additions || c->held[RV_SUB_RESIDUE] != 0;
	double votes = 0.0;
	for (int s = 0; s < RV_SUB_H; s++) {
		o->vote_usd[s] *= x->res->g.g;
		votes += isnan(o->vote_usd[s]) ? 0.0 : o->vote_usd[s];
	}
	const double left = cap_share(x, i, votes);
	if (left < 1.0)
		net_note(o, "capped at %.4g of NAV", c->rule.cap);
	const double unit = pow(10.0, (double)c->sz_decimals) / c->price;
	for (int s = 0; s < RV_SUB_H; s++) {
		if (isnan(o->vote_usd[s]))
			continue;
		q->in[s] = true;
		q->exact[s] = o->vote_usd[s] * left * unit;
		if (stop)
			q->exact[s] = not_more(q->exact[s], c->held[s]);
	}
	if (op_pinned(x, i)) {
		q->in[RV_SUB_OP] = true;
		q->exact[RV_SUB_OP] = c->rule.pin_op * x->in->nav * unit;
		net_note(o, "OP pinned");
	}
	note_stops(x, i);
}

static rv_sub winner_of(const rv_net_out *o)
{
	rv_sub best = RV_SUB_N;
	int64_t most = 0;
	for (int s = 0; s < RV_SUB_N; s++) {
		const int64_t on_side = o->net > 0 ? o->target[s] : -o->target[s];
		if (o->net != 0 && on_side > most) {
			most = on_side;
			best = (rv_sub)s;
		}
	}
	return best;
}

static rv_status changes(const rv_net_coin *c, rv_net_out *o)
{
	int64_t up = 0, down = 0;
	o->net = 0;
	for (int s = 0; s < RV_SUB_N; s++) {
		if (__builtin_add_overflow(o->net, o->target[s], &o->net) ||
		    __builtin_sub_overflow(o->target[s], c->held[s], &o->want[s]))
			return RV_ERANGE;
		if (__builtin_add_overflow(o->want[s] > 0 ? up : down, o->want[s],
					   o->want[s] > 0 ? &up : &down))
			return RV_ERANGE;
	}
	if (down < -INT64_MAX)
		return RV_ERANGE;
	o->cross = up < -down ? up : -down;
	o->winner = winner_of(o);
	return RV_OK;
}

rv_status net_targets(const net_pass *x)
{
	for (size_t i = 0; i < x->n; i++) {
		rv_net_out *o = &x->out[i];
		lots_plan q = { .in = { false } };
		memcpy(o->target, x->coins[i].held, sizeof(o->target));
		if (!isnan(x->res->g.g) && rv_price_known(x->coins[i].price)) {
			plan(x, i, &q);
			const rv_status st = round_plan(&q, o->target);
			if (st != RV_OK)
				return st;
		} else {
			o->frozen = (1U << RV_SUB_H) - 1U;
			for (int s = 0; s < RV_SUB_H; s++)
				o->vote_usd[s] = NAN;
		}
		const rv_status st = changes(&x->coins[i], o);
		if (st != RV_OK)
			return st;
	}
	return RV_OK;
}
