/*
 * The optimizer against an interior-point solver (tests/oracle/optimizer.py), against a certificate
 * that this file works out itself from a plain Sigma, and at its edges.
 */
#include "engine/base/rng.h"
#include "engine/portfolio/optimizer.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/opt_case.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_errno.h>

#include "tests/oracle/optimizer_cases.h"

enum { MAX_P = 130, MAX_T = 60, CAMPAIGN = 2000 };

typedef struct fixture {
	rv_shrinkage *shrinkage;
	rv_optimizer *optimizer;
	rv_covariance cov;
	double mu[MAX_P], cost[MAX_P], cap[MAX_P], prev[MAX_P], w[MAX_P];
	double sigma[MAX_P * MAX_P];
} fixture;

static int setup(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	assert_int_equal(rv_shrinkage_new(MAX_P, MAX_T, &f->shrinkage), RV_OK);
	assert_int_equal(rv_optimizer_new(MAX_P, MAX_T, &f->optimizer), RV_OK);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	fixture *f = *state;
	rv_optimizer_free(f->optimizer);
	rv_shrinkage_free(f->shrinkage);
	free(f);
	return 0;
}

/* Sigma in the open, from what the covariance is said to be. */
static void set_covariance(fixture *f, const double *x, size_t p, size_t t)
{
	for (size_t i = 0; i < p; i++)
		memcpy(rv_shrinkage_row(f->shrinkage, i), x + i * t, t * sizeof(*x));
	assert_int_equal(rv_shrinkage_run(f->shrinkage, p, t, &f->cov), RV_OK);
	for (size_t i = 0; i < p; i++) {
		for (size_t j = 0; j < p; j++) {
			double sum = i == j ? f->cov.a : 0.0;
			for (size_t k = 0; k < t; k++)
				sum += f->cov.z[i * t + k] * f->cov.z[j * t + k];
			f->sigma[i * p + j] = sum;
		}
	}
}

static rv_opt_problem problem(const fixture *f)
{
	return (rv_opt_problem){ .cov = &f->cov,
				 .mu = f->mu,
				 .cost = f->cost,
				 .cap = f->cap,
				 .prev = f->prev,
				 .gamma = 5.0,
				 .gross = 1.0,
				 .horizon = 1.0,
				 .gap_max = 1e-12,
				 .max_iterations = 200 };
}

/* grad [p] of the smooth part that is minimised, H (gamma w'Sigma w - mu'w); returns the value. */
static double smooth(const fixture *f, const rv_opt_problem *pr, const double *w, double *grad)
{
	const size_t p = f->cov.p;
	double value = 0.0;
	for (size_t i = 0; i < p; i++) {
		double sum = 0.0;
		for (size_t j = 0; j < p; j++)
			sum += f->sigma[i * p + j] * w[j];
		grad[i] = pr->horizon * (2.0 * pr->gamma * sum - pr->mu[i]);
		value += pr->horizon * (pr->gamma * w[i] * sum - pr->mu[i] * w[i]);
	}
	return value;
}

static double plain_objective(const fixture *f, const rv_opt_problem *pr, const double *w)
{
	double grad[MAX_P], value = -smooth(f, pr, w, grad);
	for (size_t i = 0; i < f->cov.p; i++)
		value -= pr->cost[i] * fabs(w[i] - pr->prev[i]);
	return value;
}

typedef struct step {
	double slope, length;
} step;

static void insert(step *s, size_t *n, double slope, double length)
{
	size_t k = *n;
	if (!(slope > 0.0) || !(length > 0.0))
		return;
	for (; k > 0 && s[k - 1].slope < slope; k--)
		s[k] = s[k - 1];
	s[k] = (step){ slope, length };
	++*n;
}

/* The best linearised gain over the feasible set, by filling the steepest steps first. */
static double plain_gap(const fixture *f, const rv_opt_problem *pr, const double *w, double *noise)
{
	double grad[MAX_P], here = 0.0, best = 0.0, left = pr->gross;
	step steps[3 * MAX_P];
	size_t n = 0;
	*noise = fabs(smooth(f, pr, w, grad));
	for (size_t i = 0; i < f->cov.p; i++) {
		const double p = pr->prev[i], s = p < 0.0 ? -1.0 : 1.0, l = pr->cost[i];
		const double to_prev = fmin(fabs(p), pr->cap[i]);
		here += -grad[i] * w[i] - l * fabs(w[i] - p);
		best -= l * fabs(p);
		*noise += fabs(grad[i] * w[i]) + l * fabs(p) + pr->horizon * fabs(pr->mu[i] * w[i]);
		insert(steps, &n, -s * grad[i] + l, to_prev);
		insert(steps, &n, -s * grad[i] - l, pr->cap[i] - to_prev);
		insert(steps, &n, s * grad[i] - l, pr->cap[i]);
	}
	for (size_t k = 0; k < n && left > 0.0; k++) {
		const double take = fmin(left, steps[k].length);
		best += take * steps[k].slope;
		left -= take;
	}
	*noise = 1e-14 * (*noise + fabs(best));
	return best - here;
}

static void assert_feasible(const rv_opt_problem *pr, const double *w)
{
	double gross = 0.0;
	for (size_t i = 0; i < pr->cov->p; i++) {
		assert_true(fabs(w[i]) <= pr->cap[i] + 1e-9);
		gross += fabs(w[i]);
	}
	assert_true(gross <= pr->gross + 1e-9);
}

/* What "optimal" promises, checked without the optimizer's own arithmetic. */
static void assert_optimal(const char *what, fixture *f, const rv_opt_problem *pr,
			   const rv_opt_solution *s)
{
	if (s->status != RV_OPT_OPTIMAL || s->gap > pr->gap_max)
		print_error("%s: %s after %d iterations, gap %g\n", what,
			    rv_opt_status_text(s->status), s->iterations, s->gap);
	assert_int_equal(s->status, RV_OPT_OPTIMAL);
	assert_true(s->gap >= 0.0 && s->gap <= pr->gap_max);
	assert_feasible(pr, f->w);
	double noise; /* of the sums here, in which much cancels */
	const double objective = plain_objective(f, pr, f->w), gap = plain_gap(f, pr, f->w, &noise);
	assert_true(gap <= pr->gap_max + noise);
	assert_true(fabs(gap - s->gap) <= pr->gap_max + noise);
	assert_true(fabs(objective - s->objective) <= noise);
	double gross = 0.0;
	for (size_t i = 0; i < f->cov.p; i++)
		gross += fabs(f->w[i]);
	assert_close(what, s->gross, gross, 1e-15);
}

static void load_case(fixture *f, const opt_case *o, rv_opt_problem *pr)
{
	set_covariance(f, o->x, o->n, o->t);
	*pr = problem(f);
	pr->mu = o->mu;
	pr->cost = o->cost;
	pr->cap = o->cap;
	pr->prev = o->prev;
	pr->gamma = o->gamma;
	pr->gross = o->gross;
	pr->horizon = o->horizon;
}

static void agrees_with_the_interior_point(void **state)
{
	fixture *f = *state;
	for (size_t k = 0; k < LEN(opt_cases); k++) {
		const opt_case *o = &opt_cases[k];
		rv_opt_problem pr;
		rv_opt_solution s;
		load_case(f, o, &pr);
		pr.dust = strcmp(o->name, "dust") == 0 ? 1e-6 : 0.0;
		assert_int_equal(rv_optimizer_run(f->optimizer, &pr, f->w, &s), RV_OK);
		assert_int_equal(s.status, RV_OPT_OPTIMAL);
		assert_feasible(&pr, f->w);
		if (fabs(s.objective - o->objective) > 1e-10)
			print_error("%s: objective %.17g, wanted %.17g\n", o->name, s.objective,
				    o->objective);
		assert_true(fabs(s.objective - o->objective) <= 1e-10);
		for (size_t i = 0; i < o->n; i++)
			assert_close(o->name, f->w[i], o->weights[i], 1e-6);
		if (!(pr.dust > 0.0))
			assert_optimal(o->name, f, &pr, &s);
	}
}

static double power(rv_rng *r, double lo, double hi)
{
	return pow(10.0, lo + (hi - lo) * rv_rng_uniform(r));
}

static bool chance(rv_rng *r, double p)
{
	return rv_rng_uniform(r) < p;
}

static void random_residuals(fixture *f, rv_rng *r)
{
	static double x[MAX_P * MAX_T];
	const size_t p = 1 + (size_t)rv_rng_below(r, chance(r, 0.2) ? MAX_P : 40);
	const size_t t = 2 + (size_t)rv_rng_below(r, MAX_T - 1);
	const bool twins = chance(r, 0.1), flat = chance(r, 0.05);
	double common[MAX_T];
	for (size_t k = 0; k < t; k++)
		common[k] = rv_rng_student(r, 4);
	for (size_t i = 0; i < p; i++) {
		const double sd = 0.02 * exp(0.5 * rv_rng_normal(r)), load = rv_rng_normal(r);
		for (size_t k = 0; k < t; k++)
			x[i * t + k] = sd * (rv_rng_student(r, 4) + load * common[k]);
		if (twins && i > 0 && chance(r, 0.5))
			memcpy(&x[i * t], &x[(i - 1) * t], t * sizeof(*x));
		if (flat && i > 0 && chance(r, 0.5))
			memset(&x[i * t], 0, t * sizeof(*x));
	}
	set_covariance(f, x, p, t);
}

static rv_opt_problem random_problem(fixture *f, rv_rng *r)
{
	rv_opt_problem pr;
	random_residuals(f, r);
	pr = problem(f);
	pr.gamma = chance(r, 0.5) ? 5.0 : power(r, -4.0, 3.0);
	pr.gross = chance(r, 0.5) ? 1.0 : power(r, -2.0, 1.0);
	pr.horizon = chance(r, 0.5) ? 1.0 : 3.0;
	const double strength = chance(r, 0.1) ? 0.0 : power(r, -4.0, -1.5);
	const double dear = chance(r, 0.1) ? 0.0 : power(r, -5.0, -1.5);
	const double held = chance(r, 0.3) ? 0.0 : power(r, -1.0, 0.5);
	const bool equal = chance(r, 0.1);
	for (size_t i = 0; i < f->cov.p; i++) {
		f->mu[i] = strength * (equal ? 1.0 : rv_rng_student(r, 4));
		f->cost[i] = dear * (equal ? 1.0 : rv_rng_uniform(r));
		f->cap[i] = chance(r, 0.03) ? 0.0 : fmin(0.1, power(r, -3.0, 0.0));
		f->prev[i] = chance(r, 0.3) ? 0.0 : held * f->cap[i] * rv_rng_normal(r);
	}
	return pr;
}

static void random_books_are_certified(void **state)
{
	fixture *f = *state;
	for (uint64_t k = 0; k < CAMPAIGN; k++) {
		char what[32];
		rv_rng r;
		rv_opt_solution s;
		rv_rng_seed(&r, 17, k, 0);
		const rv_opt_problem pr = random_problem(f, &r);
		(void)snprintf(what, sizeof(what), "book %u", (unsigned)k);
		assert_int_equal(rv_optimizer_run(f->optimizer, &pr, f->w, &s), RV_OK);
		assert_optimal(what, f, &pr, &s);
	}
}

/* The solution does not depend on where the search starts, nor on the order of the assets. */
static void start_and_order_do_not_matter(void **state)
{
	fixture *f = *state;
	for (uint64_t k = 0; k < 100; k++) {
		rv_rng r;
		rv_opt_solution s, again;
		double first[MAX_P], start[MAX_P];
		rv_rng_seed(&r, 18, k, 0);
		rv_opt_problem pr = random_problem(f, &r);
		assert_int_equal(rv_optimizer_run(f->optimizer, &pr, first, &s), RV_OK);
		for (size_t i = 0; i < f->cov.p; i++)
			start[i] = rv_rng_student(&r, 3);
		pr.start = start;
		assert_int_equal(rv_optimizer_run(f->optimizer, &pr, f->w, &again), RV_OK);
		assert_optimal("other start", f, &pr, &again);
		assert_true(fabs(again.objective - s.objective) <= 2e-12);
		pr.start = first;
		assert_int_equal(rv_optimizer_run(f->optimizer, &pr, f->w, &again), RV_OK);
		assert_optimal("solution as start", f, &pr, &again);
		assert_true(again.iterations <= 2);
	}
}

static void the_same_input_gives_the_same_bytes(void **state)
{
	fixture *f = *state;
	rv_rng r;
	rv_opt_solution a, b;
	double first[MAX_P];
	rv_rng_seed(&r, 19, 0, 0);
	const rv_opt_problem pr = random_problem(f, &r);
	assert_int_equal(rv_optimizer_run(f->optimizer, &pr, first, &a), RV_OK);
	rv_opt_problem other = pr;
	other.gamma = 77.0;
	assert_int_equal(rv_optimizer_run(f->optimizer, &other, f->w, &b), RV_OK);
	assert_int_equal(rv_optimizer_run(f->optimizer, &pr, f->w, &b), RV_OK);
	assert_memory_equal(first, f->w, f->cov.p * sizeof(double));
	assert_close("objective", a.objective, b.objective, 0);
}

static void small_fixture(fixture *f, size_t p)
{
	double x[6 * 12];
	rv_rng r;
	rv_rng_seed(&r, 20, 0, 0);
	for (size_t i = 0; i < LEN(x); i++)
		x[i] = 0.03 * rv_rng_normal(&r);
	set_covariance(f, x, p, 12);
	for (size_t i = 0; i < p; i++) {
		f->mu[i] = 0.002;
		f->cost[i] = 0.0005;
		f->cap[i] = 0.1;
		f->prev[i] = 0.0;
	}
}

/* One asset by hand: w = (mu - cost) / (2 gamma var), 0 in the band, or the cap. */
static void one_asset_by_hand(void **state)
{
	fixture *f = *state;
	static const struct {
		double mu, cost, prev, cap, gross, want; /* with 2 gamma var = 1 */
	} cases[] = {
		{ 0.05, 0.01, 0.0, 0.1, 1.0, 0.04 },	/* free */
		{ 0.005, 0.01, 0.0, 0.1, 1.0, 0.0 },	/* not worth its cost */
		{ 0.05, 0.01, 0.045, 0.1, 1.0, 0.045 }, /* in the no-trade zone */
		{ 0.05, 0.01, 0.08, 0.1, 1.0, 0.06 },	/* reduced to the edge of it */
		{ 0.5, 0.01, 0.0, 0.1, 1.0, 0.1 },	/* cap */
		{ 0.5, 0.01, 0.0, 0.1, 0.07, 0.07 },	/* gross */
		{ -0.5, 0.01, 0.03, 0.1, 1.0, -0.1 },	/* turned around */
		{ -0.05, 0.01, 0.03, 0.1, 1.0, -0.04 }, { -0.05, 0.9, 0.03, 0.1, 1.0, 0.03 },
		{ 0.0, 0.9, -0.3, 0.1, 1.0, -0.1 }, /* above its cap, dear: down to the cap only */
		{ 0.5, 0.01, 0.0, 0.0, 1.0, 0.0 },
	};
	small_fixture(f, 1);
	for (size_t k = 0; k < LEN(cases); k++) {
		rv_opt_solution s;
		rv_opt_problem pr = problem(f);
		pr.gamma = 0.5 / f->cov.mean_variance;
		pr.gross = cases[k].gross;
		f->mu[0] = cases[k].mu;
		f->cost[0] = cases[k].cost;
		f->prev[0] = cases[k].prev;
		f->cap[0] = cases[k].cap;
		assert_int_equal(rv_optimizer_run(f->optimizer, &pr, f->w, &s), RV_OK);
		assert_optimal("one asset", f, &pr, &s);
		assert_close("weight", f->w[0], cases[k].want, 1e-12);
	}
}

static void identical_assets_share_alike(void **state)
{
	fixture *f = *state;
	double x[5 * 20];
	rv_opt_solution s;
	rv_rng r;
	rv_rng_seed(&r, 21, 0, 0);
	for (size_t k = 0; k < 20; k++)
		x[k] = 0.03 * rv_rng_student(&r, 4);
	for (size_t i = 1; i < 5; i++)
		memcpy(&x[i * 20], x, 20 * sizeof(*x));
	small_fixture(f, 5);
	set_covariance(f, x, 5, 20);
	const rv_opt_problem pr = problem(f);
	assert_int_equal(rv_optimizer_run(f->optimizer, &pr, f->w, &s), RV_OK);
	assert_optimal("identical", f, &pr, &s);
	for (size_t i = 1; i < 5; i++)
		assert_close("share", f->w[i], f->w[0], 1e-10);
	assert_true(f->w[0] > 0.0);
}

static void dust_is_not_held(void **state)
{
	fixture *f = *state;
	size_t dropped = 0;
	for (uint64_t k = 0; k < 300; k++) {
		rv_rng r;
		rv_opt_solution with, without;
		double kept[MAX_P];
		rv_rng_seed(&r, 22, k, 0);
		rv_opt_problem pr = random_problem(f, &r);
		pr.gamma = power(&r, 1.0, 3.0); /* many small weights */
		for (size_t i = 0; i < f->cov.p; i++) {
			f->cap[i] = fmax(f->cap[i], 2e-6);
			f->prev[i] = fabs(f->prev[i]) < 2e-6 ? 0.0 : f->prev[i];
		}
		assert_int_equal(rv_optimizer_run(f->optimizer, &pr, kept, &without), RV_OK);
		pr.dust = 1e-6;
		assert_int_equal(rv_optimizer_run(f->optimizer, &pr, f->w, &with), RV_OK);
		assert_int_equal(with.status, RV_OPT_OPTIMAL);
		assert_true(with.gap <= pr.gap_max);
		/* rounding of the two sums apart, the published gap covers what dropping costs */
		assert_true(without.objective - with.objective <=
			    with.gap + 1e-15 * (1.0 + fabs(with.objective)));
		for (size_t i = 0; i < f->cov.p; i++)
			dropped += fabs(kept[i]) > 0.0 && !(fabs(f->w[i]) > 0.0) ? 1 : 0;
	}
	assert_true(dropped > 0);
}

static void dust_in_the_input_is_none(void **state)
{
	fixture *f = *state;
	rv_opt_solution s;
	small_fixture(f, 3);
	f->mu[0] = 0.0;
	f->prev[0] = 5e-7;
	f->cap[1] = 5e-7;
	rv_opt_problem pr = problem(f);
	pr.dust = 1e-6;
	assert_int_equal(rv_optimizer_run(f->optimizer, &pr, f->w, &s), RV_OK);
	assert_int_equal(s.status, RV_OPT_OPTIMAL);
	assert_close("held dust", f->w[0], 0.0, 0);
	assert_close("no room", f->w[1], 0.0, 0);
	assert_true(f->w[2] > 0.0);
}

/* Without the iterations, the previous weights come back, inside the constraints. */
static void a_failure_keeps_the_previous_weights(void **state)
{
	fixture *f = *state;
	static const double prev[] = { 0.3, -0.05, 0.08, 0.02 },
			    want[] = { 0.08, -0.04, 0.064, 0.016 };
	rv_opt_solution s;
	small_fixture(f, 4);
	memcpy(f->prev, prev, sizeof(prev));
	rv_opt_problem pr = problem(f);
	pr.gross = 0.2;
	pr.max_iterations = 1;
	pr.gap_max = 0.0; /* no certificate is that good here */
	assert_int_equal(rv_optimizer_run(f->optimizer, &pr, f->w, &s), RV_OK);
	assert_int_equal(s.status, RV_OPT_UNCERTIFIED);
	assert_string_equal(rv_opt_status_text(s.status), "uncertified");
	for (size_t i = 0; i < 4; i++)
		assert_close("weight", f->w[i], want[i], 1e-15);
	double noise;
	assert_close("gap", s.gap, plain_gap(f, &pr, f->w, &noise), 1e-15);
	assert_close("objective", s.objective, plain_objective(f, &pr, f->w), 1e-15);
	assert_true(s.gap > 0.0);
}

static void no_variance_is_singular(void **state)
{
	fixture *f = *state;
	double x[3 * 5] = { 0 };
	rv_opt_solution s;
	small_fixture(f, 3);
	set_covariance(f, x, 3, 5);
	const rv_opt_problem pr = problem(f);
	assert_int_equal(rv_optimizer_run(f->optimizer, &pr, f->w, &s), RV_OK);
	assert_int_equal(s.status, RV_OPT_SINGULAR);
	assert_close("weight", f->w[0], 0.0, 0);
}

static void bad_inputs_are_refused(void **state)
{
	fixture *f = *state;
	rv_opt_solution s;
	small_fixture(f, 3);
	for (int k = 0; k < 14; k++) {
		rv_opt_problem pr = problem(f);
		double bad[3] = { 0.01, 0.01, k % 2 ? NAN : INFINITY };
		pr.mu = k == 0 || k == 1 ? bad : pr.mu;
		pr.cost = k == 2 || k == 3 ? bad : pr.cost;
		pr.cap = k == 4 || k == 5 ? bad : pr.cap;
		pr.prev = k == 6 || k == 7 ? bad : pr.prev;
		pr.start = k == 8 || k == 9 ? bad : pr.start;
		pr.gamma = k == 10 ? 0.0 : pr.gamma;
		pr.gross = k == 11 ? NAN : pr.gross;
		pr.horizon = k == 12 ? -1.0 : pr.horizon;
		pr.max_iterations = k == 13 ? 0 : pr.max_iterations;
		f->w[0] = 42.0;
		assert_int_equal(rv_optimizer_run(f->optimizer, &pr, f->w, &s), RV_EINVAL);
		assert_close("untouched", f->w[0], 42.0, 0);
	}
	rv_opt_problem pr = problem(f);
	f->cost[1] = -1e-9;
	assert_int_equal(rv_optimizer_run(f->optimizer, &pr, f->w, &s), RV_EINVAL);
	rv_optimizer_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_interior_point),
		cmocka_unit_test(random_books_are_certified),
		cmocka_unit_test(start_and_order_do_not_matter),
		cmocka_unit_test(the_same_input_gives_the_same_bytes),
		cmocka_unit_test(one_asset_by_hand),
		cmocka_unit_test(identical_assets_share_alike),
		cmocka_unit_test(dust_is_not_held),
		cmocka_unit_test(dust_in_the_input_is_none),
		cmocka_unit_test(a_failure_keeps_the_previous_weights),
		cmocka_unit_test(no_variance_is_singular),
		cmocka_unit_test(bad_inputs_are_refused),
	};
	(void)gsl_set_error_handler_off();
	return cmocka_run_group_tests(tests, setup, teardown);
}
