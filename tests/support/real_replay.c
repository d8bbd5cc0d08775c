/* The one book on recorded days; see real_replay.h. */
#include "tests/support/real_replay.h"

#include "engine/base/timefmt.h"
#include "engine/market/symbol.h"
#include "tests/support/cm.h"
#include "tests/support/real_check.h"
#include "tests/support/real_trace.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct leg {
	size_t coin;
	rv_split split;
	int64_t lots, filled, cross;
} leg;

typedef struct replay {
	const real_params *p;
	const rv_config *cfg;
	real_market *m;
	rv_live *live;
	rv_book_now *now;
	real_account account;
	bool trading;
	int64_t t;
	rv_book_coin coins[RV_MAX_SYMBOLS];
	double alone[RV_SUB_H][RV_MAX_SYMBOLS]; /* lots */
	double nav_peak, nav_day;
	real_tally *y;
} replay;

/* ---- what the desk sees ---- */

static void pass_at(replay *r, int64_t t)
{
	bool scored = false;
	r->t = t;
	real_market_feed(r->m, r->live, t);
	assert_int_equal(rv_live_tick(r->live, t, &scored), RV_OK);
}

static bool is_major(const replay *r, const char *name)
{
	const rv_universe_params *u = &r->cfg->step.universe;
	for (size_t i = 0; i < u->n_factors; i++) {
		if (rv_symbol_equal(u->factors[i], name))
			return true;
	}
	return false;
}

static void gather(replay *r)
{
	assert_int_equal(rv_live_coins(r->live), r->m->n);
	for (size_t i = 0; i < r->m->n; i++) {
		const rv_live_coin c = rv_live_coin_at(r->live, i);
		assert_string_equal(c.in->name, r->m->coins[i].name);
		r->coins[i] = (rv_book_coin){ .sz_decimals = c.in->sz_decimals,
					      .price = real_coin_price(&r->m->coins[i], r->t),
					      .price_at = r->t,
					      .returns = c.returns,
					      .max_leverage = c.in->max_leverage,
					      .major = is_major(r, c.in->name),
					      .tiers = &c.in->tiers };
		memcpy(r->coins[i].symbol, c.in->name, RV_SYMBOL_MAX);
		rv_coin_book_held(&r->account.books[i], r->coins[i].held);
	}
}

static const rv_book_view *look(replay *r)
{
	rv_book_input in = { .params = &r->cfg->step,
			     .coins = r->coins,
			     .n = r->m->n,
			     .nav = real_account_nav(&r->account),
			     .utc_ms = r->t,
			     .elapsed_ms = r->t };
	gather(r);
	in.pass = rv_live_pass(r->live, &in.pass_number);
	in.day_whole = in.pass && rv_live_day_whole(r->live, in.pass->idio.close_ms);
	assert_int_equal(rv_book_now_run(r->now, &in), RV_OK);
	rv_live_hold(r->live, rv_book_now_s5(r->now));
	return rv_book_now_view(r->now);
}

static void check(replay *r, const char *what)
{
	real_note(r->y, r->t, what);
}

static size_t coin_of(const replay *r, const char *symbol)
{
	for (size_t i = 0; i < r->m->n; i++) {
		if (strcmp(r->m->coins[i].name, symbol) == 0)
			return i;
	}
	return SIZE_MAX;
}

/* ---- the hedge ---- */

static size_t hedge_orders(replay *r, const rv_book_view *v)
{
	size_t n = 0;
	for (int f = 0; f < RV_HEDGE_LEGS; f++) {
		const rv_hedge_leg *l = &v->hedge[f];
		r->y->hedges_small += l->verdict == RV_HEDGE_SMALL;
		r->y->hedges_unknown += l->verdict == RV_HEDGE_UNKNOWN;
		if (l->verdict != RV_HEDGE_ORDER)
			continue;
		rv_split s = { .want = { [RV_SUB_H] = l->lots } };
		const size_t i = coin_of(r, v->hedge_names[f]);
		check(r, i == SIZE_MAX || !isfinite(l->usd) ? "a hedge of no number" : NULL);
		r->y->hedge_usd += (double)real_account_fill(&r->account, i, &s, l->lots) * 1e-6;
		check(r, real_account_check(&r->account));
		n++;
	}
	return n;
}

/* Until nothing is wanted: one order a leg, then the distance is within the trigger. */
static size_t hedge(replay *r)
{
	const rv_book_view *v = look(r);
	if (!v->hedge_known)
		return 0;
	const size_t n = hedge_orders(r, v);
	if (n > 0)
		v = look(r);
	check(r, real_hedge_breach(v));
	return n;
}

/* ---- the program ---- */

static size_t take_legs(replay *r, const rv_book_view *v, leg legs[RV_NET_LEGS_MOST])
{
	size_t n = 0;
	for (size_t i = 0; i < v->n_coins; i++) {
		const rv_net_out *o = &v->coins[i].net;
		if (o->verdict != RV_NET_LEG && o->verdict != RV_NET_CROSS)
			continue;
		check(r, real_leg_breach(&v->coins[i]));
		assert_true(n < RV_NET_LEGS_MOST);
		leg *l = &legs[n++];
		*l = (leg){ .coin = coin_of(r, v->coins[i].symbol), .lots = o->lots };
		memcpy(l->split.want, o->want, sizeof(l->split.want));
		assert_int_equal(rv_split_cross(&l->split, &l->cross), RV_OK);
	}
	return n;
}

static void count_leg(replay *r, const rv_bv_coin *c)
{
	const rv_net_out *o = &c->net;
	const double lot = pow(10.0, -(double)c->sz_decimals) * c->price;
	real_tally *y = r->y;
	y->crossings += o->verdict == RV_NET_CROSS;
	y->additions += o->verdict == RV_NET_LEG && o->class == RV_NET_ADDITION;
	y->reductions += o->verdict == RV_NET_LEG && o->class == RV_NET_REDUCTION;
	y->urgent += o->verdict == RV_NET_LEG && o->class == RV_NET_URGENT;
	y->turns += (o->position > 0 && o->position + o->lots < 0) ||
		    (o->position < 0 && o->position + o->lots > 0);
	for (int s = 0; s < RV_SUB_N; s++) {
		y->want_usd += fabs((double)o->want[s]) * lot;
		y->sub_usd[s] += fabs((double)o->want[s]) * lot;
	}
}

/* Each strategy by itself: every change of its vote that the venue would take. */
static void count_alone(replay *r, const rv_bv_coin *c)
{
	const size_t i = coin_of(r, c->symbol);
	const double lot = pow(10.0, -(double)c->sz_decimals) * c->price;
	for (int s = 0; s < RV_SUB_H; s++) {
		const double to = c->net.vote_usd[s] / lot, usd = fabs(to - r->alone[s][i]) * lot;
		if (!(usd >= r->cfg->book.net.least_order_usd))
			continue;
		r->y->alone_orders++;
		r->y->alone_usd += usd;
		r->alone[s][i] = to;
	}
}

/* What a sub-book wants of a coin, or holds where it is unknown what it wants. */
static double votes_usd(const rv_bv_coin *c, int s)
{
	const double held = c->held[s] ? fabs((double)c->held[s]) *
						 pow(10.0, -(double)c->sz_decimals) * c->price
				       : 0.0;
	return isfinite(c->net.vote_usd[s]) ? fabs(c->net.vote_usd[s]) : held;
}

static void count_program(replay *r, const rv_book_view *v)
{
	real_tally *y = r->y;
	const rv_net_g *g = &v->net.g;
	for (size_t i = 0; i < v->n_coins; i++) {
		const rv_net_verdict verdict = v->coins[i].net.verdict;
		y->skipped += verdict == RV_NET_SKIPPED;
		count_alone(r, &v->coins[i]);
		for (int s = 0; s < RV_SUB_H; s++)
			y->sub_want[s] += votes_usd(&v->coins[i], s) / v->nav;
		if (verdict == RV_NET_LEG || verdict == RV_NET_CROSS)
			count_leg(r, &v->coins[i]);
	}
	y->programs += v->net.n_legs > 0;
	y->legs += v->net.n_legs;
	y->deferred += v->net.n_deferred;
	y->g += g->g;
	y->g_least = fmin(y->g_least, g->g);
	y->g_most = fmax(y->g_most, g->g);
	y->bound[g->bound]++;
}

/* Slices of one leg, as many of its lots by then as of the program. */
static void fill_slice(replay *r, leg *l, int k)
{
	const int64_t by_now = l->lots / REAL_SLICES * k + l->lots % REAL_SLICES * k / REAL_SLICES,
		      lots = by_now - l->filled;
	if (lots != 0)
		r->y->program_usd +=
			(double)real_account_fill(&r->account, l->coin, &l->split, lots) * 1e-6;
	else if (l->lots == 0 && l->cross > 0 && k == 1)
		real_account_cross(&r->account, l->coin, &l->split, l->cross);
	l->filled = by_now;
	check(r, real_account_check(&r->account));
}

static void program(replay *r)
{
	leg legs[RV_NET_LEGS_MOST];
	const rv_book_view *v = look(r);
	real_note(r->y, r->t, v->present ? real_target_breach(r->cfg, v, r->coins, r->m->n) : NULL);
	if (!v->present) {
		r->y->dry++;
		return;
	}
	for (int s = 0; s < RV_SUB_H; s++)
		r->y->known_days[s] += strstr(v->state[s], "stays") == NULL;
	const size_t n = take_legs(r, v, legs);
	count_program(r, v);
	if (r->p->legs)
		real_trace_coins(v);
	r->account.crossed_musd = 0;
	for (int k = 1; k <= REAL_SLICES && n > 0; k++) {
		for (size_t i = 0; i < n; i++)
			fill_slice(r, &legs[i], k);
		r->y->hedges_program += hedge(r);
	}
	for (size_t i = 0; i < n; i++)
		check(r, legs[i].filled == legs[i].lots ? NULL : "a leg is not filled whole");
	r->y->cross_usd += (double)r->account.crossed_musd * 1e-6;
}

/* ---- days ---- */

static void count_book(replay *r)
{
	real_tally *y = r->y;
	const double nav = real_account_nav(&r->account), net = real_account_net(&r->account) / nav;
	for (int s = 0; s < RV_SUB_N; s++) {
		const double g = real_account_gross(&r->account, (rv_sub)s) / nav;
		y->sub_hold[s] += g;
		y->sub_gross += g;
		y->sub_days[s] += g > 0.0;
	}
	y->book_gross += real_account_net_gross(&r->account) / nav;
	y->book_net += fabs(net);
	y->book_net_most = fmax(y->book_net_most, fabs(net));
	const size_t held = real_account_held(&r->account);
	y->held_most = held > y->held_most ? held : y->held_most;
}

static void count_nav(replay *r, bool new_day)
{
	real_tally *y = r->y;
	const double nav = real_account_nav(&r->account);
	check(r, isfinite(nav) && nav > 0.0 ? NULL : "no NAV");
	r->nav_peak = fmax(r->nav_peak, nav);
	y->nav = nav;
	y->nav_least = fmin(y->nav_least, nav);
	y->drawdown = fmax(y->drawdown, 1.0 - nav / r->nav_peak);
	if (!new_day)
		return;
	y->loss_days += nav / r->nav_day - 1.0 < -0.01 * r->cfg->oms.daily_loss_pct;
	r->nav_day = nav;
}

static void trade_day(replay *r, int64_t close_ms)
{
	const real_tally before = *r->y;
	for (int h = 0; h < 24; h++) {
		pass_at(r, close_ms + h * RV_HOUR_MS);
		real_account_fund(&r->account);
		count_nav(r, h == 0);
		if (h == 0) {
			program(r);
			count_book(r);
		}
		r->y->hedges_hour += hedge(r);
		check(r, real_account_check(&r->account));
	}
	r->y->days++;
	if (r->p->trace)
		real_trace(r->t, rv_book_now_view(r->now), &r->account, r->y, &before);
}

static void look_on(replay *r)
{
	for (int d = -r->p->warm; d < 0; d++) {
		pass_at(r, r->p->start_ms + (d + 1) * RV_DAY_MS);
		(void)look(r);
	}
}

static void open_replay(replay *r, const real_params *p, const rv_config *cfg, real_market *m)
{
	rv_live_params lp;
	r->p = p;
	r->cfg = cfg;
	r->m = m;
	rv_live_params_default(&lp);
	lp.step = cfg->step;
	assert_int_equal(rv_live_new(&lp, NULL, &r->live), RV_OK);
	assert_int_equal(rv_book_now_new(&cfg->book, &r->now), RV_OK);
	real_market_list(m, r->live);
	real_account_open(&r->account, m, p->nav, cfg->step.opt.taker_fee);
	r->nav_peak = r->nav_day = p->nav;
}

void real_replay(const real_params *p, const rv_config *cfg, real_market *m, real_tally *out)
{
	replay *r = calloc(1, sizeof(*r));
	assert_non_null(r);
	*out = (real_tally){ .g_least = INFINITY, .nav_least = INFINITY };
	r->y = out;
	open_replay(r, p, cfg, m);
	look_on(r);
	for (int d = 0; d < p->days; d++)
		trade_day(r, p->start_ms + (d + 1) * RV_DAY_MS);
	for (int s = 0; s < RV_SUB_N; s++)
		out->profit[s] = real_account_profit(&r->account, (rv_sub)s);
	out->fees = (double)r->account.fees_musd * 1e-6;
	out->funding = (double)r->account.funding_musd * 1e-6;
	rv_book_now_free(r->now);
	rv_live_free(r->live);
	free(r);
}
