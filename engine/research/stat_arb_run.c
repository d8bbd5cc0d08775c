/*
 * The strategy stat-arb: the live book of S5 over history, with the BTC and ETH that hedge it.
 *
 * Factors of all dates are made once (rv_cursor_range); a day is its ridge, its book and the legs
 * that offset its deltas, which are positions as any other: they cost, and pay funding. Sub-book S5
 * has the coins, H the legs. What a walk-forward chooses is a grid of three values, tried on paper
 * over the days of a training.
 */
#include "engine/research/stat_arb_paper.h"
#include "engine/research/strategy.h"
#include "engine/research/train_tally.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SUB_S5, SUB_H };
enum { GAMMA, HORIZON, RIDGE_DAYS, VALUES };

/* The grid: every combination. A horizon of 1 is "no cost_horizon". */
static const double gammas[] = { 2.5, 5.0, 10.0 }, horizons[] = { 1.0, 3.0, 5.0 },
		    days[] = { 60.0, 120.0 };

enum { N_GAMMA = 3, N_HORIZON = 3, N_DAYS = 2, GRID = N_GAMMA * N_HORIZON * N_DAYS };

static const char *const value_names[VALUES] = { "gamma", "horizon_days", "ridge_days" };

enum {
	F_ACTIVE,
	F_ASSETS,
	F_HELD,
	F_MOMENTUM,
	F_MEAN_REVERSION,
	F_CARRY,
	F_ALPHA,
	F_R2,
	F_OOS_R2,
	F_ROWS,
	F_ABS_MU,
	F_GROSS,
	F_HEDGE_BTC,
	F_HEDGE_ETH,
	F_SHRINKAGE,
	F_GAP,
	F_STEPS,
	F_NO_EDGE_DAYS,
	FEATURES
};

static const char *const feature_names[FEATURES] = {
	"n_active",    "n_assets",     "n_held",      "ridge_momentum", "ridge_mean_reversion",
	"ridge_carry", "ridge_alpha",  "r2",	      "oos_r2",		"ridge_rows",
	"mean_abs_mu", "gross",	       "hedge_btc",   "hedge_eth",	"shrinkage",
	"gap",	       "newton_steps", "no_edge_days"
};

typedef struct stat_arb {
	rv_strategy_setup s;
	rv_idio_range *range;
	rv_opt_params configured;
	sa_paper *book; /* what is traded */
	double cost;	/* of a unit of turnover, without impact: for trials */
} stat_arb;

/* ---- open ---- */

static void name_all(rv_bt_result *r)
{
	for (size_t f = 0; f < FEATURES; f++)
		(void)snprintf(r->features[f], RV_BT_NAME, "%s", feature_names[f]);
	for (size_t v = 0; v < VALUES; v++)
		(void)snprintf(r->values[v], RV_BT_NAME, "%s", value_names[v]);
	r->n_features = FEATURES;
	r->n_values = VALUES;
	r->n_regimes = 0;
}

static void close_stat_arb(void *self)
{
	stat_arb *a = self;
	sa_paper_free(a->book);
	rv_idio_range_free(a->range);
	free(a);
}

static rv_status open_stat_arb(const rv_strategy_setup *s, rv_bt_result *names, void **self,
			       rv_err *err)
{
	stat_arb *a = calloc(1, sizeof(*a));
	if (!a)
		return RV_ENOMEM;
	a->s = *s;
	a->cost = rv_train_cost_rate(s->costs);
	a->configured = s->step->opt;
	a->configured.equity_usd = s->nav_usd; /* of the liquidity caps */
	rv_status st = rv_cursor_range(s->cursor, &s->step->idio, &s->step->universe, &a->range);
	if (st == RV_OK)
		st = sa_paper_new(a->range, &a->book);
	if (st == RV_OK)
		a->book->opt = a->configured;
	if (st == RV_OK && rv_opt_params_error(&a->configured))
		st = rv_err_set(err, RV_EINVAL, "stat-arb: %s",
				rv_opt_params_error(&a->configured));
	if (st != RV_OK) {
		close_stat_arb(a);
		return st;
	}
	name_all(names);
	*self = a;
	return RV_OK;
}

/* ---- a day ---- */

static void put_target(rv_bt_decision *out, const char *symbol, uint32_t sub, double weight,
		       double btc, double eth)
{
	if (!(fabs(weight) > 0.0) || out->n == RV_BT_TARGETS)
		return;
	rv_bt_target *t = &out->targets[out->n++];
	*t = (rv_bt_target){ .sub = sub, .weight = weight, .beta_btc = btc, .beta_eth = eth };
	memcpy(t->symbol, symbol, strlen(symbol) + 1);
}

static void put_targets(const sa_paper *p, rv_bt_decision *out)
{
	for (size_t i = 0; i < p->n; i++)
		put_target(out, p->names[i], SUB_S5, p->weight[i], sa_paper_beta(p, i, 0),
			   sa_paper_beta(p, i, 1));
	if (p->btc < p->n)
		put_target(out, p->names[p->btc], SUB_H, p->hedge[0], 1.0, 0.0);
	if (p->eth < p->n)
		put_target(out, p->names[p->eth], SUB_H, p->hedge[1], 0.0, 1.0);
	out->trades = 1U << SUB_S5 | 1U << SUB_H;
	out->why[SUB_S5] = "target";
	out->why[SUB_H] = "hedge";
}

static void put_scores(const sa_paper *p, rv_bt_decision *out)
{
	for (size_t i = 0; i < p->r->n && out->n_scores < RV_BT_TARGETS; i++) {
		if (p->r->symbols[i].reason != RV_BOOK_IN)
			continue;
		rv_bt_score *s = &out->scores[out->n_scores++];
		*s = (rv_bt_score){ .sub = SUB_S5, .score = p->r->symbols[i].mu };
		memcpy(s->symbol, p->names[i], sizeof(s->symbol));
	}
}

static double mean_abs_mu(const rv_idio_result *r)
{
	double sum = 0.0;
	size_t n = 0;
	for (size_t i = 0; i < r->n; i++) {
		if (!r->symbols[i].active || !isfinite(r->symbols[i].mu))
			continue;
		sum += fabs(r->symbols[i].mu);
		n++;
	}
	return n > 0 ? sum / (double)n : (double)NAN;
}

static void put_factors(const rv_idio_result *r, double *f)
{
	f[F_ACTIVE] = (double)r->n_active;
	f[F_MOMENTUM] = r->weights[RV_IDIO_MOMENTUM];
	f[F_MEAN_REVERSION] = r->weights[RV_IDIO_MEAN_REVERSION];
	f[F_CARRY] = r->weights[RV_IDIO_CARRY];
	f[F_ALPHA] = r->alpha;
	f[F_R2] = r->r2;
	f[F_OOS_R2] = r->oos_r2;
	f[F_ROWS] = (double)r->rows;
	f[F_ABS_MU] = mean_abs_mu(r);
}

static void put_book(const sa_paper *p, double *f)
{
	size_t held = 0;
	double gross = 0.0;
	for (size_t i = 0; i < p->n; i++) {
		held += fabs(p->weight[i]) > 0.0;
		gross += fabs(p->weight[i]);
	}
	f[F_ASSETS] = (double)p->r->n_assets;
	f[F_HELD] = (double)held;
	f[F_GROSS] = gross;
	f[F_HEDGE_BTC] = p->hedge[0];
	f[F_HEDGE_ETH] = p->hedge[1];
	f[F_SHRINKAGE] = p->r->shrinkage;
	f[F_GAP] = p->r->gap;
	f[F_STEPS] = (double)p->r->iterations;
	f[F_NO_EDGE_DAYS] = (double)p->s5->now.edge.days_without;
}

/* In training it looks on: the book begins with the first day that trades, from nothing. */
static rv_status decide(void *self, const rv_bt_today *t, rv_bt_decision *out)
{
	sa_paper *p = ((stat_arb *)self)->book;
	const rv_status st =
		t->trading ? sa_paper_day(p, t->cursor, 0) : sa_paper_look(p, t->cursor, 0);
	if (st != RV_OK)
		return st;
	put_factors(p->idio, out->features);
	if (!t->trading)
		return RV_OK;
	out->always_on = p->earned;
	put_targets(p, out);
	put_scores(p, out);
	put_book(p, out->features);
	return RV_OK;
}

/* ---- walk-forward ---- */

static void choice_of(const stat_arb *a, rv_bt_choice *out)
{
	*out = (rv_bt_choice){ .value = { 0 } };
	out->value[GAMMA] = a->configured.gamma;
	out->value[HORIZON] = rv_opt_horizon(&a->configured);
	out->value[RIDGE_DAYS] = (double)a->s.step->idio.ridge_days;
}

/* A horizon that is not the configured one switches cost_horizon on above 1, and off at 1. */
static void apply_opt(const rv_bt_choice *c, rv_opt_params *opt)
{
	const double horizon = c->value[HORIZON];
	opt->gamma = c->value[GAMMA];
	if (fabs(horizon - rv_opt_horizon(opt)) > 0.0) {
		opt->cost_horizon = horizon > 1.0;
		opt->horizon_days = horizon;
	}
}

static void apply(const stat_arb *a, const rv_bt_choice *c, sa_paper *p)
{
	p->opt = a->configured;
	p->ridge_days = (size_t)c->value[RIDGE_DAYS];
	apply_opt(c, &p->opt);
}

static void apply_step(const rv_bt_choice *c, rv_step_params *step)
{
	step->idio.ridge_days = (int)c->value[RIDGE_DAYS];
	apply_opt(c, &step->opt);
}

/* Sample 0 is what is configured, sample k the grid's cell k - 1; there is no chance in it. */
static void sample(const void *self, uint64_t seed, size_t k, rv_bt_choice *out)
{
	const size_t cell = k > 0 ? (k - 1) % GRID : 0;
	(void)seed;
	choice_of(self, out);
	if (k == 0)
		return;
	out->value[GAMMA] = gammas[cell % N_GAMMA];
	out->value[HORIZON] = horizons[cell / N_GAMMA % N_HORIZON];
	out->value[RIDGE_DAYS] = days[cell / (size_t)(N_GAMMA * N_HORIZON)];
}

static rv_status choose(void *self, const rv_bt_choice *choice)
{
	stat_arb *a = self;
	apply(a, choice, a->book);
	return RV_OK;
}

static void judge(const double *net, size_t n, size_t active, rv_bt_trial *out)
{
	double sum = 0.0, m2 = 0.0;
	for (size_t i = 0; i < n; i++)
		sum += net[i];
	const double mean = n > 0 ? sum / (double)n : 0.0;
	for (size_t i = 0; i < n; i++)
		m2 += (net[i] - mean) * (net[i] - mean);
	const double sd = n > 1 ? sqrt(m2 / (double)(n - 1)) : 0.0;
	out->active_days = active;
	out->sharpe_day = sd > 0.0 ? mean / sd : (double)NAN;
	out->why = active < RV_TRAIN_LEAST_ACTIVE ? RV_TRAIN_TOO_FEW
		   : !(sd > 0.0)		  ? RV_TRAIN_STILL
						  : NULL;
	out->objective = out->why ? (double)NAN : out->sharpe_day * sqrt(365.0);
}

/* The book over the train days, from nothing: what it earned, less the cost of its trades. */
static rv_status run_trial(const stat_arb *a, const rv_bt_train *t, sa_paper *p, double *net,
			   rv_bt_trial *out)
{
	size_t n = 0, active = 0;
	for (size_t d = t->from; d < t->to; d++) {
		const rv_status st = sa_paper_day(p, t->cursor, t->to - 1 - d);
		if (st != RV_OK)
			return st;
		if (!t->uses[d - t->from])
			continue;
		net[n] = (isfinite(p->earned) ? p->earned : 0.0) - a->cost * p->turnover;
		if (t->net)
			t->net[d - t->from] = net[n];
		n++;
		active += p->turnover > 0.0 || fabs(p->earned) > 0.0;
	}
	judge(net, n, active, out);
	return RV_OK;
}

static rv_status train(const void *self, const rv_bt_train *t, const rv_bt_choice *choice,
		       rv_bt_trial *out)
{
	const stat_arb *a = self;
	rv_idio_range *range = NULL;
	sa_paper *p = NULL;
	double *net = calloc(t->to - t->from + 1, sizeof(*net));
	rv_status st = net ? rv_idio_range_twin(a->range, &range) : RV_ENOMEM;
	if (st == RV_OK)
		st = sa_paper_new(range, &p);
	if (st == RV_OK) {
		apply(a, choice, p);
		st = run_trial(a, t, p, net, out);
	}
	sa_paper_free(p);
	rv_idio_range_free(range);
	free(net);
	return st;
}

/* A label is the next day's residual; a cost is thought to be earned back over the horizon. */
static int horizon(const rv_step_params *step)
{
	(void)step;
	return 5;
}

const rv_strategy rv_strategy_stat_arb = {
	.id = RV_BT_STAT_ARB,
	.n_subs = 2,
	.subs = { "S5", "H" },
	.open = open_stat_arb,
	.close = close_stat_arb,
	.decide = decide,
	.horizon = horizon,
	.sample = sample,
	.train = train,
	.choose = choose,
	.apply = apply_step,
	.grid = GRID,
};
