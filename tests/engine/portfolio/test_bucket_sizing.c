/*
 * Sizing of the multi-bucket portfolio: weights of seeded candidates against
 * tests/oracle/buckets.py and, over thousands of random candidate sets, every cap in the final
 * weights.
 */
#include "engine/base/rng.h"
#include "engine/portfolio/bucket_sizing.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <string.h>

enum { COINS_MAX = 16, ROUNDS = 20000 };

typedef struct oracle_position {
	int bucket;
	size_t coin, hedge_coin;
	double side, hedge, sigma, confidence, multiplier, weight;
} oracle_position;

typedef struct oracle_sizing {
	size_t n;
	const oracle_position *positions;
	size_t coins;
	double adv[COINS_MAX], beta[COINS_MAX];
	bool cluster[COINS_MAX];
	size_t benchmark;
	double target_vol;
	bool k_corr;
	double equity, lf, corr, hedge;
} oracle_sizing;

#include "tests/oracle/bucket_sizing_cases.h"

static void agrees_with_the_reference(void **state)
{
	(void)state;
	for (size_t k = 0; k < LEN(sizing_cases); k++) {
		const oracle_sizing *c = &sizing_cases[k];
		rv_bucket_position pos[RV_SIZING_POSITIONS_MAX];
		rv_sizing_result r;
		rv_bucket_params p;
		rv_bucket_params_default(&p);
		p.target_vol = c->target_vol;
		p.k_corr = c->k_corr;
		p.equity_usd = c->equity;
		const rv_sizing_input in = { c->coins, c->adv, c->beta, c->cluster, c->benchmark,
					     0,	       c->lf,  1.0,	c->corr };
		for (size_t i = 0; i < c->n; i++) {
			const oracle_position *q = &c->positions[i];
			pos[i] = (rv_bucket_position){ (rv_bucket)q->bucket,
						       q->coin,
						       q->hedge_coin,
						       q->side,
						       q->hedge,
						       q->sigma,
						       q->confidence,
						       q->multiplier,
						       0.0,
						       NULL };
		}
		rv_bucket_size(&p, &in, pos, c->n, &r);
		for (size_t i = 0; i < c->n; i++) {
			assert_close("weight", pos[i].weight, c->positions[i].weight, 1e-9);
			assert_true((fabs(pos[i].weight) > 0.0) == (pos[i].reason == NULL));
		}
		assert_close("hedge", r.hedge, c->hedge, 1e-9);
	}
}

typedef struct market {
	rv_sizing_input in;
	double adv[COINS_MAX], beta[COINS_MAX];
	bool cluster[COINS_MAX];
	rv_bucket_position pos[RV_SIZING_POSITIONS_MAX];
	size_t n;
} market;

static double between(rv_rng *g, double lo, double hi)
{
	return lo + (hi - lo) * rv_rng_uniform(g);
}

static size_t below(rv_rng *g, size_t n)
{
	return (size_t)(rv_rng_uniform(g) * (double)n);
}

static void random_position(rv_rng *g, market *m, rv_bucket bucket, size_t coin)
{
	rv_bucket_position *q = &m->pos[m->n++];
	*q = (rv_bucket_position){ .bucket = bucket, .coin = coin, .hedge_coin = SIZE_MAX };
	q->side = bucket == RV_BUCKET_MOMENTUM || rv_rng_uniform(g) < 0.6 ? 1.0 : -1.0;
	q->sigma = rv_rng_uniform(g) < 0.02 ? NAN : between(g, 0.1, 3.0);
	q->confidence = rv_rng_uniform(g);
	q->multiplier = between(g, 0.5, 1.25);
	if (bucket != RV_BUCKET_PAIR)
		return;
	q->hedge_coin = (coin + 1 + below(g, m->in.n_coins - 1)) % m->in.n_coins;
	q->hedge = between(g, 0.05, 4.0);
}

static void random_market(rv_rng *g, rv_bucket_params *p, market *m)
{
	const double one_sided = rv_rng_uniform(g);
	m->n = 0;
	m->in = (rv_sizing_input){ .n_coins = 2 + below(g, COINS_MAX - 2),
				   .adv_usd = m->adv,
				   .beta = m->beta,
				   .in_cluster = m->cluster,
				   .leverage_factor = between(g, 0.4, 1.0),
				   .drawdown_factor = rv_rng_uniform(g) < 0.2 ? 0.5 : 1.0,
				   .avg_corr = between(g, -0.2, 1.0) };
	m->in.benchmark = rv_rng_uniform(g) < 0.1 ? SIZE_MAX : below(g, m->in.n_coins);
	for (size_t i = 0; i < m->in.n_coins; i++) {
		m->adv[i] = rv_rng_uniform(g) < 0.05 ? NAN : pow(10.0, between(g, 3.0, 10.0));
		m->beta[i] = i == m->in.benchmark ? 1.0 : 1.0 + rv_rng_normal(g);
		m->cluster[i] = rv_rng_uniform(g) < 0.3;
		for (int b = 0; b < RV_BUCKET_PAIR; b++) {
			if (rv_rng_uniform(g) < one_sided)
				random_position(g, m, (rv_bucket)b, i);
		}
		if (rv_rng_uniform(g) < 0.2)
			random_position(g, m, RV_BUCKET_PAIR, i);
	}
	p->target_vol = pow(10.0, between(g, -3.0, 1.0));
	p->equity_usd = pow(10.0, between(g, 2.0, 9.0));
	p->k_corr = rv_rng_uniform(g) < 0.5;
}

typedef struct sums {
	double bucket[RV_BUCKET_N], coin[COINS_MAX], cluster, beta, shorts, all;
} sums;

static void add_leg(sums *s, const market *m, size_t coin, double w)
{
	s->coin[coin] += fabs(w);
	s->all += fabs(w);
	s->cluster += m->cluster[coin] ? fabs(w) : 0.0;
}

static sums sum_up(const market *m, const rv_sizing_result *r)
{
	sums s;
	memset(&s, 0, sizeof(s));
	for (size_t i = 0; i < m->n; i++) {
		const rv_bucket_position *q = &m->pos[i];
		s.bucket[q->bucket] += fabs(q->weight);
		add_leg(&s, m, q->coin, q->weight);
		if (q->hedge_coin != SIZE_MAX) {
			s.bucket[q->bucket] += fabs(q->hedge * q->weight);
			add_leg(&s, m, q->hedge_coin, q->hedge * q->weight);
		}
		if (q->bucket == RV_BUCKET_RESIDUAL)
			s.beta += q->weight * m->beta[q->coin];
		if (q->bucket == RV_BUCKET_MEAN_REVERSION && q->weight < 0.0)
			s.shorts -= q->weight;
	}
	assert_true(s.shorts <= 0.30 * s.all + 1e-9); /* before the hedge is added */
	if (fabs(r->hedge) > 0.0) {
		s.bucket[RV_BUCKET_RESIDUAL] += fabs(r->hedge);
		add_leg(&s, m, m->in.benchmark, r->hedge);
		s.beta += r->hedge;
	}
	return s;
}

/* Before any cap: what a position may never exceed. */
static double uncapped(const rv_bucket_params *p, const market *m, const rv_bucket_position *q)
{
	size_t n = 0;
	for (size_t i = 0; i < m->n; i++)
		n += m->pos[i].sigma > 0.0 ? 1 : 0;
	return rv_bucket_base_weight(p, q->sigma, n, m->in.avg_corr) *
	       rv_bucket_confidence(p, q->confidence) * q->multiplier * m->in.leverage_factor *
	       m->in.drawdown_factor;
}

static void check_caps(const rv_bucket_params *p, const market *m, const rv_sizing_result *r)
{
	const sums s = sum_up(m, r);
	for (int b = 0; b < RV_BUCKET_N; b++) {
		assert_true(s.bucket[b] <= p->targets[b] + 1e-9);
		assert_close("gross", r->gross[b], s.bucket[b], 1e-12);
	}
	for (size_t c = 0; c < m->in.n_coins; c++) {
		const double adv = isnan(m->adv[c]) ? 0.0 : m->adv[c];
		assert_true(s.coin[c] <= p->asset_cap + 1e-9);
		assert_true(s.coin[c] <= p->adv_share * adv / p->equity_usd + 1e-9);
	}
	assert_true(s.cluster <= p->cluster_cap * p->asset_cap + 1e-9);
	assert_true(fabs(s.beta) < p->beta_tol + 1e-9);
	assert_close("beta", r->net_beta, s.beta, 1e-12);
	for (size_t i = 0; i < m->n; i++) {
		const rv_bucket_position *q = &m->pos[i];
		assert_true((fabs(q->weight) > 0.0) == (q->reason == NULL));
		if (q->reason)
			continue;
		assert_true(q->weight * q->side > 0.0);
		assert_true(fabs(q->weight) <= uncapped(p, m, q) * (1.0 + 1e-12));
		assert_true(fabs(q->weight) * p->equity_usd >= p->min_notional);
		if (q->hedge_coin != SIZE_MAX)
			assert_true(q->hedge * fabs(q->weight) * p->equity_usd >= p->min_notional);
	}
	if (fabs(r->hedge) > 0.0)
		assert_true(fabs(r->hedge) * p->equity_usd >= p->min_notional);
}

static void every_cap_holds_in_the_final_weights(void **state)
{
	(void)state;
	static market m;
	rv_bucket_params p;
	rv_rng g;
	size_t hedged = 0, some = 0;
	rv_bucket_params_default(&p);
	rv_rng_seed(&g, 20261121, 0, 0);
	for (size_t k = 0; k < ROUNDS; k++) {
		rv_sizing_result r;
		random_market(&g, &p, &m);
		rv_bucket_size(&p, &m.in, m.pos, m.n, &r);
		check_caps(&p, &m, &r);
		hedged += fabs(r.hedge) > 0.0 ? 1 : 0;
		some += r.n_positions > 0 ? 1 : 0;
	}
	print_message("%zu hedged, %zu with a position\n", hedged, some);
	assert_true(hedged > 100 && some > ROUNDS / 2); /* the search has found work */
}

static void one_small_position_is_its_risk(void **state)
{
	(void)state;
	const double adv[] = { 1e12 }, beta[] = { 1.0 };
	const bool cluster[] = { false };
	rv_bucket_params p;
	rv_bucket_params_default(&p);
	const rv_sizing_input in = { 1, adv, beta, cluster, SIZE_MAX, 3, 0.7, 1.0, 0.3 };
	rv_bucket_position q = {
		RV_BUCKET_MOMENTUM, 0, SIZE_MAX, 1.0, 0.0, 0.9, 0.7, 1.0, 0.0, NULL
	};
	rv_sizing_result r;
	rv_bucket_size(&p, &in, &q, 1, &r);
	/* .15 / sqrt(1 + 3 held) / .9, confidence .7 is medium, leverage factor .7 */
	assert_close("weight", q.weight, 0.15 / 2.0 / 0.9 * 0.85 * 0.7, 1e-15);
	assert_close("high", rv_bucket_confidence(&p, 0.81), 1.0, 0.0);
	assert_close("medium", rv_bucket_confidence(&p, 0.80), 0.85, 0.0);
	assert_close("low", rv_bucket_confidence(&p, 0.60), 0.70, 0.0);
	p.k_corr = true;
	rv_bucket_size(&p, &in, &q, 1, &r);
	assert_close("weight", q.weight, 0.15 / 2.0 / 0.9 * 0.85 * 0.7 / sqrt(1.0 + 3.0 * 0.3),
		     1e-15);
	rv_bucket_size(&p, &in, NULL, 0, &r);
	assert_int_equal(r.n_positions, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_reference),
		cmocka_unit_test(every_cap_holds_in_the_final_weights),
		cmocka_unit_test(one_small_position_is_its_risk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
