/* Unsupervised regimes: order, persistence, holes, and that no later row changes an earlier label.
 */
#include "engine/base/rng.h"
#include "engine/regime/unsupervised.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <string.h>

enum { TRAIN = 252, DAYS = 400, D = 3 };

typedef struct market {
	double x[DAYS * D], r[DAYS];
	int truth[DAYS]; /* 0 earns least .. 2 most */
} market;

/* Three states that last; what the day after one earns depends on it. */
static void make(market *m, uint64_t seed)
{
	static const double at[3][D] = { { 1.6, -1.1, 0.9 },
					 { 0.1, 0.2, -0.3 },
					 { -1.4, 1.2, 0.4 } };
	rv_rng rng;
	int now = 1;
	rv_rng_seed(&rng, seed, 3, 0);
	for (size_t t = 0; t < DAYS; t++) {
		if (rv_rng_uniform(&rng) < 0.06)
			now = (int)rv_rng_below(&rng, 3);
		m->truth[t] = now;
		for (size_t j = 0; j < D; j++)
			m->x[t * D + j] = at[now][j] + 0.45 * rv_rng_normal(&rng);
		m->r[t] = 0.004 * (now - 1) + 0.002 * rv_rng_normal(&rng);
	}
}

static rv_unsup fit(rv_unsup_kind kind, const market *m)
{
	rv_unsup_params p;
	rv_unsup u;
	rv_unsup_params_default(&p);
	p.kind = kind;
	assert_int_equal(rv_unsup_fit(&p, m->x, m->r, TRAIN, D, &u, NULL), RV_OK);
	return u;
}

static void walk(const rv_unsup *u, const double *x, size_t n, int *held)
{
	rv_unsup_state s = { 0 };
	for (size_t t = 0; t < n; t++)
		held[t] = rv_unsup_step(u, &s, x + t * D);
}

static void ranks_are_by_what_was_earned(void **state)
{
	(void)state;
	for (int kind = RV_UNSUP_KMEANS; kind <= RV_UNSUP_HMM; kind++)
		for (uint64_t seed = 1; seed < 6; seed++) {
			market m;
			int held[DAYS];
			size_t right = 0, days = 0;
			make(&m, seed);
			const rv_unsup u = fit((rv_unsup_kind)kind, &m);
			for (size_t k = 0; k < 3; k++)
				days += u.days[k];
			assert_int_equal(days, TRAIN);
			assert_true(u.mean_return[0] < u.mean_return[1] &&
				    u.mean_return[1] < u.mean_return[2]);
			walk(&u, m.x, DAYS, held);
			for (size_t t = 0; t < DAYS; t++)
				right += held[t] == m.truth[t] ? 1 : 0;
			assert_true(right > DAYS * 80 / 100); /* two days late by rule */
			for (size_t t = 0; t < TRAIN; t++)
				m.r[t] = -m.r[t]; /* the same states, the other way round */
			const rv_unsup v = fit((rv_unsup_kind)kind, &m);
			for (size_t k = 0; k < 3; k++)
				assert_int_equal(v.rank[k], 2 - u.rank[k]);
		}
}

/* Bit for bit: cut, and replaced by NaN, by huge values, by others. */
static void later_rows_change_nothing(void **state)
{
	(void)state;
	static market m, other, poisoned;
	make(&m, 5);
	make(&other, 6);
	for (int kind = RV_UNSUP_KMEANS; kind <= RV_UNSUP_HMM; kind++) {
		const rv_unsup u = fit((rv_unsup_kind)kind, &m);
		int whole[DAYS], cut[DAYS];
		walk(&u, m.x, DAYS, whole);
		for (size_t t = 1; t < DAYS; t++) {
			const size_t bytes = t * D * sizeof(double);
			for (int poison = 0; poison < 3; poison++) {
				poisoned = other;
				for (size_t i = t * D; poison < 2 && i < DAYS * D; i++)
					poisoned.x[i] = poison ? NAN : 1000.0 * m.x[i];
				memcpy(poisoned.x, m.x, bytes);
				walk(&u, poisoned.x, DAYS, cut);
				assert_memory_equal(cut, whole, t * sizeof(int));
			}
		}
		poisoned = other; /* the fit reads the train rows alone */
		memcpy(poisoned.x, m.x, TRAIN * D * sizeof(double));
		memcpy(poisoned.r, m.r, TRAIN * sizeof(double));
		const rv_unsup v = fit((rv_unsup_kind)kind, &poisoned);
		assert_memory_equal(&u, &v, sizeof(u));
	}
}

/* Filtered, not smoothed: a smoother would have told the first day of a state with those after it.
 */
static void the_probability_is_that_of_the_day(void **state)
{
	(void)state;
	market m;
	make(&m, 9);
	const rv_unsup u = fit(RV_UNSUP_HMM, &m);
	rv_unsup_state s = { 0 };
	double prob[3] = { 0 };
	for (size_t t = 0; t < DAYS; t++) {
		(void)rv_unsup_step(&u, &s, m.x + t * D);
		(void)rv_hmm_filter(&u.hmm, prob, t == 0, m.x + t * D);
		assert_memory_equal(s.prob, prob, sizeof(prob));
	}
}

static void three_days_in_a_row(void **state)
{
	(void)state;
	static const int label[] = {
		-1, 1, 2, 2, 1, 2, 2, 2, 0, 2, 0, 0, -1, 0, 0, 0, 1, 0, 1, 2, 1
	};
	static const int want[] = {
		-1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 0, 0, 0, 0, 0, 0
	};
	rv_unsup_state s = { 0 }, quick = { 0 };
	int last = -1;
	for (size_t i = 0; i < LEN(label); i++) {
		assert_int_equal(rv_unsup_persist(&s, label[i], 3), want[i]);
		last = label[i] < 0 ? last : label[i];
		assert_int_equal(rv_unsup_persist(&quick, label[i], 1), last);
	}
}

static void rows_with_holes(void **state)
{
	(void)state;
	market m;
	int held[DAYS];
	make(&m, 3);
	for (int kind = RV_UNSUP_KMEANS; kind <= RV_UNSUP_HMM; kind++) {
		const rv_unsup u = fit((rv_unsup_kind)kind, &m);
		double x[DAYS * D];
		memcpy(x, m.x, sizeof(x));
		x[1] = x[D + 2] = NAN;		    /* nothing is known before day 2 */
		for (size_t t = 100; t < DAYS; t++) /* and nothing after day 99 */
			x[t * D + t % D] = NAN;
		walk(&u, x, DAYS, held);
		assert_int_equal(held[0], -1);
		assert_int_equal(held[1], -1);
		assert_true(held[2] >= 0);
		if (kind == RV_UNSUP_KMEANS) /* carried for ever */
			for (size_t t = 100; t < DAYS; t++)
				assert_int_equal(held[t], held[99]);
	}
	/* The HMM goes to where its transitions lead by themselves. */
	const rv_unsup u = fit(RV_UNSUP_HMM, &m);
	rv_unsup_state s = { 0 };
	const double hole[D] = { NAN, NAN, NAN };
	double far[3] = { 0 };
	(void)rv_unsup_step(&u, &s, m.x);
	for (size_t t = 0; t < 2000; t++)
		(void)rv_unsup_step(&u, &s, hole);
	for (size_t from = 0; from < 3; from++)
		for (size_t to = 0; to < 3; to++)
			far[to] += s.prob[from] * u.hmm.move[from][to];
	for (size_t k = 0; k < 3; k++)
		assert_close("stationary", s.prob[k], far[k], 1e-12);
}

/* A state that no day's return is known of is neither the best nor the worst. */
static void a_state_without_returns_is_in_the_middle(void **state)
{
	(void)state;
	market m;
	make(&m, 4);
	const rv_unsup u = fit(RV_UNSUP_KMEANS, &m);
	for (int silent = 0; silent < 3; silent++) {
		market q = m;
		for (size_t t = 0; t < TRAIN; t++)
			if (u.rank[rv_kmeans_label(&u.kmeans, q.x + t * D)] == silent)
				q.r[t] = NAN;
		const rv_unsup v = fit(RV_UNSUP_KMEANS, &q);
		assert_true(isnan(v.mean_return[1]));
		assert_true(v.mean_return[0] < v.mean_return[2]);
		for (size_t k = 0; k < 3; k++)
			assert_true((v.rank[k] == 1) == (u.rank[k] == silent));
	}
}

static void what_cannot_be_fitted(void **state)
{
	(void)state;
	market m;
	rv_unsup_params p;
	rv_unsup u = { .rank = { 77 } };
	rv_err err = { 0 };
	make(&m, 4);
	rv_unsup_params_default(&p);
	assert_int_equal(p.kind, RV_UNSUP_HMM);
	for (size_t t = 0; t < TRAIN; t++)
		m.r[t] = NAN;
	assert_int_equal(rv_unsup_fit(&p, m.x, m.r, TRAIN, D, &u, &err), RV_EDATA);
	assert_non_null(strstr(err.text, "fewer than two of 3 states have a return"));
	for (size_t t = 0; t < TRAIN - 59; t++)
		m.x[t * D] = NAN;
	assert_int_equal(rv_unsup_fit(&p, m.x, m.r, TRAIN, D, &u, &err), RV_EDATA);
	assert_string_equal(err.text, "regimes: 59 whole train rows, expected 60 or more");
	p.persistence_days = 0;
	assert_int_equal(rv_unsup_fit(&p, m.x, m.r, TRAIN, D, &u, &err), RV_EINVAL);
	assert_int_equal(u.rank[0], 77);
}

static void names(void **state)
{
	(void)state;
	assert_string_equal(rv_ma_regime_name(rv_unsup_regime(0, 3), 3), "RISK_ON_ALTS");
	assert_string_equal(rv_ma_regime_name(rv_unsup_regime(1, 3), 3), "BALANCED");
	assert_string_equal(rv_ma_regime_name(rv_unsup_regime(2, 3), 3), "RISK_ON_MAJORS");
	assert_int_equal(rv_unsup_regime(-1, 3), RV_MA_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranks_are_by_what_was_earned),
		cmocka_unit_test(later_rows_change_nothing),
		cmocka_unit_test(the_probability_is_that_of_the_day),
		cmocka_unit_test(three_days_in_a_row),
		cmocka_unit_test(rows_with_holes),
		cmocka_unit_test(a_state_without_returns_is_in_the_middle),
		cmocka_unit_test(what_cannot_be_fitted),
		cmocka_unit_test(names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
