/* What the one book wants now; see book_now.h. */
#include "engine/run/book_now_state.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAYS_A_YEAR 365.0

void rv_book_params_default(rv_book_params *p)
{
	*p = (rv_book_params){ .price_age_ms = 30 * RV_SECOND_MS, .cov_min = 20 };
	rv_net_params_default(&p->net);
	rv_mod_params_default(&p->mods);
	rv_hedge_params_default(&p->hedge);
	rv_day_params_default(&p->day);
	rv_envelope_default(&p->envelope);
	rv_guard_params_default(&p->risk);
}

const char *rv_book_params_error(const rv_book_params *p)
{
	const char *why = rv_net_params_error(&p->net);
	if (!why)
		why = rv_hedge_params_error(&p->hedge);
	if (!why)
		why = rv_day_params_error(&p->day);
	if (!why)
		why = rv_envelope_error(&p->envelope);
	if (!why)
		why = rv_guard_params_error(&p->risk);
	if (!why && !(p->margin_after >= 0.0 && p->margin_after <= 100.0))
		why = "margin under stress: 0 (not looked at) to 100";
	if (!why && (p->cov_min < 2 || p->cov_min > RV_BOOK_RETURNS))
		why = "days of a covariance: 2 to 60";
	return why;
}

rv_status rv_book_now_new(const rv_book_params *p, rv_book_now **out)
{
	if (rv_book_params_error(p))
		return RV_EINVAL;
	rv_book_now *b = calloc(1, sizeof(*b));
	if (b)
		b->copy = calloc(1, sizeof(*b->copy));
	if (!b || !b->copy) {
		free(b);
		return RV_ENOMEM;
	}
	b->p = *p;
	b->size = (rv_net_state){ .g = NAN };
	b->paper_params = rv_paper_defaults();
	b->paper_params.cost_bps = p->net.cost_bps;
	(void)snprintf(b->view.reason, sizeof(b->view.reason), "no pass yet");
	*out = b;
	return RV_OK;
}

void rv_book_now_free(rv_book_now *b)
{
	if (!b)
		return;
	free(b->copy);
	free(b);
}

rv_status rv_book_now_project(rv_book_now *b, const rv_book_input *in, const rv_book_view **out)
{
	rv_book_now *copy = b->copy;
	memcpy(copy, b, sizeof(*copy));
	copy->copy = NULL;
	*out = &copy->view;
	return rv_book_now_run(copy, in);
}

bool rv_book_now_loading(const rv_book_now *b)
{
	return b->loading;
}

void rv_book_view_copy(rv_book_view *to, const rv_book_view *from)
{
	memcpy(to, from, offsetof(rv_book_view, coins));
	memcpy(to->coins, from->coins, from->n_coins * sizeof(from->coins[0]));
}

const rv_book_view *rv_book_now_view(const rv_book_now *b)
{
	return &b->view;
}

int64_t rv_book_now_day(const rv_book_now *b)
{
	return b->s4.close_ms;
}

const rv_s5_book *rv_book_now_s5(const rv_book_now *b)
{
	return &b->s5;
}

const rv_s3_book *rv_book_now_s3(const rv_book_now *b)
{
	return &b->s3;
}

const rv_bb_changes *rv_book_now_changes(const rv_book_now *b)
{
	return &b->changes;
}

uint64_t rv_book_now_version(const rv_book_now *b)
{
	return b->version;
}

rv_book_memory *book_memory(rv_book_now *b, const char *symbol, bool make)
{
	for (size_t i = 0; i < b->n_memory; i++) {
		if (strcmp(b->memory[i].symbol, symbol) == 0)
			return &b->memory[i];
	}
	if (!make || b->n_memory == RV_MAX_SYMBOLS)
		return NULL;
	rv_book_memory *m = &b->memory[b->n_memory++];
	*m = (rv_book_memory){ .beta = { NAN, NAN } };
	(void)snprintf(m->symbol, sizeof(m->symbol), "%s", symbol);
	return m;
}

double book_capital(const rv_book_now *b, int s)
{
	if (s == RV_SUB_S5)
		return b->p.net.capital_s5;
	return s == RV_SUB_S3 ? b->p.net.capital_s3 : b->p.net.capital_s4;
}

static rv_status make_votes(rv_book_now *b, const rv_book_input *in)
{
	rv_votes_input vi = {
		.pass = in->pass,
		.params = in->params,
		.s4 = &b->s4,
		.s5 = &b->s5,
		.s3 = &b->s3,
		.mods = &b->p.mods,
		.overrides = in->overrides,
		.utc_ms = in->utc_ms,
		.s4_waits = b->loading,
		.histories = b->loading ? in->histories : b->day_with,
		.listed = b->loading ? in->listed : b->day_of,
	};
	for (int s = 0; s < RV_SUB_H; s++)
		vi.equity[s] = book_capital(b, s) * in->nav;
	if (in->n > RV_MAX_SYMBOLS)
		return RV_EINVAL;
	for (size_t i = 0; i < in->n; i++) {
		rv_net_coin *c = &b->all[i];
		*c = (rv_net_coin){ .sz_decimals = in->coins[i].sz_decimals,
				    .price = in->coins[i].price,
				    .cost_bps = NAN,
				    .hybrid = NAN };
		memcpy(c->symbol, in->coins[i].symbol, sizeof(c->symbol));
		memcpy(c->held, in->coins[i].held, sizeof(c->held));
		book_rule(in, c);
	}
	const rv_status st = rv_votes_run(&vi, b->all, in->n, &b->votes);
	if (st == RV_OK)
		book_edges(b, in);
	return st;
}

/* Somebody votes for it or holds it, a person has pinned it, or the hedge is in it. */
static bool is_active(const rv_book_now *b, size_t i)
{
	const rv_net_coin *c = &b->all[i];
	for (int s = 0; s < RV_SUB_N; s++) {
		if (c->held[s] != 0)
			return true;
		if (s < RV_SUB_H &&
		    (fabs(b->votes.coin[i][s].model) > 0.0 || fabs(c->vote[s]) > 0.0))
			return true;
	}
	return book_has_pin(c) || strcmp(c->symbol, b->p.hedge.names[0]) == 0 ||
	       strcmp(c->symbol, b->p.hedge.names[1]) == 0;
}

static double hybrid_of(const rv_step_result *p, const rv_net_coin *c)
{
	const size_t sig = rv_step_find_signal(p, c->symbol);
	double sum = 0.0;
	if (sig >= p->hybrid.n)
		return NAN;
	for (int s = 0; s < RV_SUB_H; s++)
		sum += isfinite(c->vote[s]) ? c->vote[s] : 0.0;
	return p->hybrid.symbols[sig].side[sum < 0.0 ? RV_SHORT : RV_LONG].hybrid;
}

/* False: more coins than the book can show. */
static bool choose(rv_book_now *b, const rv_book_input *in)
{
	b->n_active = 0;
	for (size_t i = 0; i < in->n; i++) {
		if (!is_active(b, i) && !in->coins[i].named)
			continue;
		if (b->n_active == RV_BV_COINS)
			return false;
		rv_net_coin *c = &b->coins[b->n_active];
		const rv_book_memory *m = book_memory(b, b->all[i].symbol, false);
		*c = b->all[i];
		c->hybrid = hybrid_of(in->pass, c);
		c->over_since_ms = m ? m->over_since_ms : 0;
		for (int s = 0; s < RV_SUB_H; s++)
			c->urgent = c->urgent || b->votes.coin[i][s].left;
		b->active[b->n_active++] = i;
	}
	return true;
}

/* Sample covariance of the days on which both have a return, a year; NaN with too few. */
static double covariance(const double *x, const double *y, int least)
{
	double sx = 0.0, sy = 0.0, sum = 0.0;
	int n = 0;
	if (!x || !y)
		return NAN;
	for (int t = 0; t < RV_BOOK_RETURNS; t++) {
		if (!isfinite(x[t]) || !isfinite(y[t]))
			continue;
		sx += x[t];
		sy += y[t];
		n++;
	}
	if (n < least)
		return NAN;
	for (int t = 0; t < RV_BOOK_RETURNS; t++) {
		if (isfinite(x[t]) && isfinite(y[t]))
			sum += (x[t] - sx / n) * (y[t] - sy / n);
	}
	return sum / (n - 1) * DAYS_A_YEAR;
}

/* The returns are those of the pass: the same coins of the same pass have the same covariance. */
static bool cov_is_of(rv_book_now *b, const rv_book_input *in)
{
	bool same =
		b->n_cov == b->n_active && b->cov_pass == in->pass_number && in->pass_number != 0;
	for (size_t i = 0; same && i < b->n_active; i++)
		same = strcmp(b->cov_coins[i], b->coins[i].symbol) == 0;
	b->n_cov = b->n_active;
	b->cov_pass = in->pass_number;
	for (size_t i = 0; !same && i < b->n_active; i++)
		memcpy(b->cov_coins[i], b->coins[i].symbol, sizeof(b->cov_coins[i]));
	return same;
}

static void fill_cov(rv_book_now *b, const rv_book_input *in)
{
	const size_t n = b->n_active;
	if (cov_is_of(b, in))
		return;
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k <= i; k++) {
			const double v = covariance(in->coins[b->active[i]].returns,
						    in->coins[b->active[k]].returns, b->p.cov_min);
			b->cov[i * n + k] = b->cov[k * n + i] = v;
		}
	}
}

static rv_status make_net(rv_book_now *b, const rv_book_input *in)
{
	rv_net_input ni = { .nav = in->nav,
			    .cov = b->cov,
			    .ordered = b->ordered,
			    .vol = NAN,
			    .margin_g = INFINITY,
			    .no_additions = in->no_additions,
			    .limit_broken = in->limit_broken,
			    .utc_ms = in->utc_ms };
	for (int s = 0; s < RV_SUB_H; s++) {
		ni.licence[s] = b->view.licence[s] = book_risk_licence(b, in, s);
		ni.factor[s] = book_risk_factor(in, s);
	}
	book_risk_caps(b, in);
	book_pause(in, ni.paused);
	fill_cov(b, in);
	ni.margin_g = book_margin_cap(b, in, &ni);
	rv_net_state size = b->size;
	const rv_status st =
		rv_net_run(&b->p.net, &ni, b->coins, b->n_active, &size, &b->view.net, b->out);
	if (st == RV_OK && !b->loading)
		b->size = size; /* what a few coins make of it is not worth keeping */
	for (size_t i = 0; st == RV_OK && i < b->n_active; i++) {
		rv_book_memory *m =
			book_memory(b, b->coins[i].symbol, b->out[i].over_since_ms != 0);
		if (m)
			m->over_since_ms = b->out[i].over_since_ms;
	}
	return st;
}

/* Betas of the pass, and the last ones that were valid. */
static void fill_betas(rv_book_now *b, const rv_step_result *p, rv_hedge_coin *h)
{
	const size_t i = rv_step_find_daily(p, h->symbol);
	h->beta[RV_HEDGE_BTC] = h->beta[RV_HEDGE_ETH] = NAN;
	if (i < p->idio.n) {
		h->beta[RV_HEDGE_BTC] = p->idio.symbols[i].hedge_btc;
		h->beta[RV_HEDGE_ETH] = p->idio.symbols[i].hedge_eth;
	}
	const bool valid = isfinite(h->beta[0]) && isfinite(h->beta[1]);
	rv_book_memory *m = book_memory(b, h->symbol, valid);
	if (m)
		rv_hedge_remember(m->beta, h->beta);
	for (int k = 0; k < RV_HEDGE_LEGS; k++)
		h->last[k] = m ? m->beta[k] : (double)NAN;
}

static void make_hedge(rv_book_now *b, const rv_book_input *in)
{
	rv_book_view *v = &b->view;
	rv_hedge_input hi = { .nav = in->nav, .risk_off = b->votes.risk_off };
	memcpy(hi.in_flight, in->hedging, sizeof(hi.in_flight));
	memset(v->hedge_lots, 0, sizeof(v->hedge_lots));
	memcpy(v->hedge_names, b->p.hedge.names, sizeof(v->hedge_names));
	for (size_t i = 0; i < b->n_active; i++) {
		const rv_net_coin *c = &b->coins[i];
		rv_hedge_coin *h = &b->hedge[i];
		*h = (rv_hedge_coin){ .sz_decimals = c->sz_decimals, .price = c->price };
		memcpy(h->symbol, c->symbol, sizeof(h->symbol));
		memcpy(h->lots, c->held, sizeof(h->lots));
		fill_betas(b, in->pass, h);
		for (int k = 0; k < RV_HEDGE_LEGS; k++) {
			if (strcmp(c->symbol, v->hedge_names[k]) != 0)
				continue;
			v->hedge_lots[k] = c->held[RV_SUB_H];
			v->hedge_decimals[k] = c->sz_decimals;
		}
	}
	const rv_hedge_params hp = book_hedge_params(b, in);
	v->hedge_known = rv_hedge_run(&hp, &hi, b->hedge, b->n_active, v->hedge) == RV_OK;
}

static rv_status none(rv_book_now *b, rv_status st, const char *why)
{
	b->view.present = b->view.hedge_known = false;
	b->view.n_coins = 0;
	(void)snprintf(b->view.reason, sizeof(b->view.reason), "%s", why);
	return st;
}

rv_status rv_book_now_run(rv_book_now *b, const rv_book_input *in)
{
	b->view.utc_ms = in->utc_ms;
	b->view.at = in->elapsed_ms;
	rv_status st = in->pass ? book_day(b, in) : RV_OK;
	book_paper_say(b);
	if (!in->pass)
		return none(b, RV_OK, "no pass yet");
	if (st == RV_OK)
		st = make_votes(b, in);
	if (st != RV_OK)
		return none(b, st, rv_status_text(st));
	if (!choose(b, in))
		return none(b, RV_OK, "more than 256 coins are voted for or held");
	st = make_net(b, in);
	if (st != RV_OK)
		return none(b, st, rv_status_text(st));
	make_hedge(b, in);
	book_show(b, in);
	book_risk_say(b, in);
	return RV_OK;
}
