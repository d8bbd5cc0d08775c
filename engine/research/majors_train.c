/*
 * The strategy majors-alts: the book that is always on, and what a walk-forward tries on it.
 * Formulas: docs/formulas.md#majors-against-alts-walk-forward.
 */
#include "engine/research/majors_internal.h"

#include "engine/base/rng.h"
#include "engine/market/symbol.h"
#include "engine/regime/majors_score.h"
#include "engine/research/train_tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DRAWS_MOST = 1000 };

static const double LEAST_SHARE = .05, MOST_SHARE = .95;

/* ---- choices ---- */

void majors_choice_of(const rv_ma_params *p, rv_bt_choice *out)
{
	*out = (rv_bt_choice){ .value = { 0 } };
	memcpy(out->value, p->weights, sizeof(p->weights));
	out->value[MAJORS_LOW] = p->low;
	out->value[MAJORS_HIGH] = p->high;
	out->value[MAJORS_STRONG_LOW] = p->strong_low;
	out->value[MAJORS_STRONG_HIGH] = p->strong_high;
}

void majors_apply(const rv_bt_choice *c, rv_ma_params *p)
{
	memcpy(p->weights, c->value, sizeof(p->weights));
	p->low = c->value[MAJORS_LOW];
	p->high = c->value[MAJORS_HIGH];
	p->strong_low = c->value[MAJORS_STRONG_LOW];
	p->strong_high = c->value[MAJORS_STRONG_HIGH];
}

/* Weights that are drawn, up to; those that are not keep what is configured, until all of them are
 * made to sum to 1. */
static const double weight_most[RV_MA_FEATURES] = {
	[RV_MA_ALT_BREADTH] = .3, [RV_MA_BTC_DOMINANCE] = .4,	  [RV_MA_FUNDING_SKEW] = .3,
	[RV_MA_LIQUIDITY] = .3,	  [RV_MA_VOLATILITY_SPREAD] = .3, [RV_MA_MOMENTUM] = .2,
};

static double between(rv_rng *g, double lo, double hi)
{
	return lo + (hi - lo) * rv_rng_uniform(g);
}

static void draw(rv_rng *g, rv_ma_params *p)
{
	double sum = 0.0;
	for (size_t f = 0; f < RV_MA_FEATURES; f++) {
		if (weight_most[f] > 0.0)
			p->weights[f] = between(g, 0.0, weight_most[f]);
		sum += p->weights[f];
	}
	for (size_t f = 0; f < RV_MA_FEATURES && sum > 0.0; f++)
		p->weights[f] /= sum;
	p->low = between(g, -2.0, 0.0);
	p->high = between(g, 0.0, 2.0);
	p->strong_low = between(g, -3.0, -.5);
	p->strong_high = between(g, .5, 3.0);
}

/* Drawn again until the thresholds are in order; the configured values should they never be. */
void majors_sample(const void *self, uint64_t seed, size_t k, rv_bt_choice *out)
{
	const majors *m = self;
	rv_ma_params p = m->configured;
	rv_rng g;
	rv_rng_seed(&g, seed, k, 0);
	bool ok = k == 0;
	for (int i = 0; i < DRAWS_MOST && !ok; i++) {
		p = m->configured;
		draw(&g, &p);
		ok = rv_ma_params_ok(&p);
	}
	majors_choice_of(ok ? &p : &m->configured, out);
}

rv_status majors_choose(void *self, const rv_bt_choice *choice)
{
	majors *m = self;
	m->now = m->configured;
	majors_apply(choice, &m->now);
	return rv_ma_params_ok(&m->now) ? RV_OK : RV_EINVAL;
}

/* ---- the book that is always on ---- */

static double close_of(const rv_cursor *c, const char *symbol)
{
	const size_t i = rv_cursor_find(c, symbol);
	const double close = i == SIZE_MAX ? (double)NAN : rv_cursor_value(c, RV_PANEL_CLOSE, i, 0);
	return close > 0.0 ? close : (double)NAN;
}

static double funding_of(const rv_cursor *c, const char *symbol)
{
	const size_t i = rv_cursor_find(c, symbol);
	const double f = i == SIZE_MAX ? (double)NAN : rv_cursor_value(c, RV_PANEL_FUNDING, i, 0);
	return isfinite(f) ? f : 0.0;
}

/* Prices and funding of the day; the weights drift. A coin without a close earns nothing. */
static double drift(majors_always *a, const rv_cursor *c)
{
	double sum = 0.0;
	for (size_t k = 0; k < a->n; k++) {
		majors_leg *l = &a->legs[k];
		const double close = close_of(c, l->symbol);
		const double gross = isfinite(close) ? close / l->close : 1.0;
		sum += l->weight * (gross - 1.0) - l->weight * funding_of(c, l->symbol);
		l->weight *= gross;
		l->close = isfinite(close) ? close : l->close;
	}
	for (size_t k = 0; k < a->n && sum > -1.0; k++)
		a->legs[k].weight /= 1.0 + sum;
	return sum;
}

static double weight_in(const majors_leg *legs, size_t n, const char *symbol)
{
	for (size_t k = 0; k < n; k++) {
		if (strcmp(legs[k].symbol, symbol) == 0)
			return legs[k].weight;
	}
	return 0.0;
}

static void put_leg(majors_leg *legs, size_t *n, const rv_cursor *c, const char *symbol, double w)
{
	const double close = close_of(c, symbol);
	if (!isfinite(close) || !(fabs(w) > 0.0))
		return;
	majors_leg *l = &legs[(*n)++];
	*l = (majors_leg){ .weight = w, .close = close };
	memcpy(l->symbol, symbol, strlen(symbol) + 1);
}

/* Frame index to coin: a frame has the coins of kind PERP. */
static const char *perp_name(const rv_cursor *c, size_t index)
{
	size_t k = 0;
	for (size_t i = 0; i < rv_cursor_coins(c); i++) {
		if (rv_cursor_kind(c, i) == RV_KIND_PERP && k++ == index)
			return rv_cursor_name(c, i);
	}
	return "";
}

static const char *factor_name(const majors *m, const rv_cursor *c, size_t factor)
{
	for (size_t i = 0; factor < m->universe->n_factors && i < rv_cursor_coins(c); i++) {
		if (rv_symbol_equal(rv_cursor_name(c, i), m->universe->factors[factor]))
			return rv_cursor_name(c, i);
	}
	return "";
}

/* Turnover of what the basket of the day makes of it. */
static double rebuild(majors *m, const rv_cursor *c, const rv_ma_result *basket)
{
	majors_always *a = &m->always;
	majors_leg legs[RV_S3_LEGS];
	size_t n = 0;
	double turnover = 0.0;
	for (size_t k = 0; k < basket->n_basket; k++)
		put_leg(legs, &n, c, perp_name(c, basket->basket[k].index),
			basket->basket[k].weight);
	put_leg(legs, &n, c, factor_name(m, c, 0), basket->weight_btc);
	put_leg(legs, &n, c, factor_name(m, c, 1), basket->weight_eth);
	for (size_t k = 0; k < n; k++)
		turnover += fabs(legs[k].weight - weight_in(a->legs, a->n, legs[k].symbol));
	for (size_t k = 0; k < a->n; k++) {
		if (!(fabs(weight_in(legs, n, a->legs[k].symbol)) > 0.0))
			turnover += fabs(a->legs[k].weight);
	}
	memcpy(a->legs, legs, n * sizeof(legs[0]));
	a->n = n;
	return turnover;
}

/* Weeks are counted from 1970, so that where a run begins does not move them. */
void majors_always_day(majors *m, const rv_bt_today *t, const rv_ma_result *basket)
{
	majors_always *a = &m->always;
	const bool week = rv_cursor_close_ms(t->cursor) / RV_DAY_MS % MAJORS_REBUILD_DAYS == 0;
	a->net[t->day] = a->n > 0 ? drift(a, t->cursor) : (double)NAN;
	if (basket->n_basket > 0 && (week || a->n == 0))
		a->rebuilt[t->day] = rebuild(m, t->cursor, basket);
	for (size_t k = 0; k < a->n; k++)
		a->gross[t->day] += fabs(a->legs[k].weight);
}

/* ---- one trial ---- */

typedef struct trial {
	const majors *m;
	const rv_bt_train *t;
	rv_ma_params p;
	bool *in; /* [bars of the train days and the one before]: the regime trades */
	double cost;
} trial;

/* The regime of every train day and of the one before, from 400 bars before the first on. */
static rv_status trial_regimes(trial *x)
{
	const majors *m = x->m;
	const size_t first = majors_bar(m, x->t->from), end = majors_bar(m, x->t->to - 1) + 1;
	const size_t a = first > RV_STEP_DAILY_BARS ? first - RV_STEP_DAILY_BARS : 0;
	const size_t bars = end - a, n = x->t->to - x->t->from;
	double *memory = malloc(3 * bars * sizeof(double));
	bool *gated = malloc(bars * sizeof(bool));
	rv_ma_features f = { .bars = bars, .gate = m->gate + a };
	rv_ma_state s = { .regime = RV_MA_UNKNOWN, .score = NAN };
	if (!memory || !gated) {
		free(memory);
		free(gated);
		return RV_ENOMEM;
	}
	rv_ma_scores o = { memory, memory + bars, gated, memory + 2 * bars };
	for (size_t i = 0; i < RV_MA_FEATURES; i++)
		f.z[i] = m->z[i] + a;
	rv_ma_score_series(&x->p, &f, &o);
	for (size_t t = 0; t < bars; t++) {
		rv_ma_state_step(&x->p, &s, o.score[t]);
		if (t + n + 1 >= bars)
			x->in[t + n + 1 - bars] = rv_ma_regime_trades(s.regime);
	}
	free(memory);
	free(gated);
	return RV_OK;
}

/* in[0] is the day before the first, in[i + 1] train day i. */
static double day_return(const trial *x, size_t i)
{
	const majors_always *a = &x->m->always;
	const size_t day = x->t->from + i;
	const double r = isfinite(a->net[day]) ? a->net[day] : 0.0;
	double turnover = 0.0;
	if (x->in[i + 1])
		turnover = x->in[i] ? a->rebuilt[day] : a->gross[day];
	else if (x->in[i])
		turnover = a->gross[day];
	return (x->in[i] ? r : 0.0) - x->cost * turnover;
}

static void judge(const trial *x, rv_bt_trial *out)
{
	const size_t days = x->t->to - x->t->from;
	double sum = 0.0, m2 = 0.0;
	size_t n = 0, active = 0;
	for (size_t i = 0; i < days; i++) {
		if (!x->t->uses[i])
			continue;
		n++;
		active += x->in[i] && isfinite(x->m->always.net[x->t->from + i]) ? 1 : 0;
		sum += day_return(x, i);
		if (x->t->net)
			x->t->net[i] = day_return(x, i);
	}
	const double mean = n > 0 ? sum / (double)n : 0.0;
	for (size_t i = 0; i < days; i++) {
		const double d = x->t->uses[i] ? day_return(x, i) - mean : 0.0;
		m2 += d * d;
	}
	const double sd = n > 1 ? sqrt(m2 / (double)(n - 1)) : 0.0;
	const double share = n > 0 ? (double)active / (double)n : 0.0;
	out->active_days = active;
	out->sharpe_day = sd > 0.0 ? mean / sd : (double)NAN;
	out->why = active < RV_TRAIN_LEAST_ACTIVE ? RV_TRAIN_TOO_FEW
		   : share < LEAST_SHARE	  ? "in the market less than 5 % of the days"
		   : share > MOST_SHARE		  ? "in the market more than 95 % of the days"
		   : !(sd > 0.0)		  ? RV_TRAIN_STILL
						  : NULL;
	out->objective = out->why ? (double)NAN : out->sharpe_day * sqrt(365.0);
}

rv_status majors_train(const void *self, const rv_bt_train *t, const rv_bt_choice *choice,
		       rv_bt_trial *out)
{
	const majors *m = self;
	trial x = { .m = m, .t = t, .p = m->configured, .cost = rv_train_cost_rate(m->s.costs) };
	majors_apply(choice, &x.p);
	if (!rv_ma_params_ok(&x.p)) {
		out->why = "values that do not go together";
		return RV_OK;
	}
	x.in = calloc(t->to - t->from + 1, sizeof(*x.in));
	if (!x.in)
		return RV_ENOMEM;
	const rv_status st = trial_regimes(&x);
	if (st == RV_OK)
		judge(&x, out);
	free(x.in);
	return st;
}
