/*
 * The optimizer on random books: how many instances are certified, in how many steps, and what a
 * cold and a warm solve cost. Warm is the next day: the expected returns have moved a little, the
 * previous weights and the start are the solution before. Exit 1 unless every one is certified.
 */
#include "engine/base/rng.h"
#include "engine/portfolio/optimizer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <gsl/gsl_errno.h>

enum { ROWS = 60, MAX_P = 1000, FACTORS = 4 };

typedef struct book {
	rv_shrinkage *shrinkage;
	rv_optimizer *optimizer;
	rv_covariance cov;
	double mu[MAX_P], cost[MAX_P], cap[MAX_P], prev[MAX_P], sigma[MAX_P], w[MAX_P], x[MAX_P];
} book;

typedef struct tally {
	size_t n, certified;
	int worst, steps;
	double worst_gap, *us;
} tally;

static void check(rv_status st)
{
	if (st == RV_OK)
		return;
	(void)fprintf(stderr, "bench_optimizer: %s\n", rv_status_text(st));
	exit(1);
}

/* Time of this thread: the bench shares its processors with whatever else runs. */
static double now_us(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return 1e6 * (double)t.tv_sec + 1e-3 * (double)t.tv_nsec;
}

/* Residuals with fat tails, a few common factors and a wide range of volatilities. */
static void make_covariance(book *b, size_t p, rv_rng *r)
{
	double factor[FACTORS][ROWS];
	for (size_t f = 0; f < FACTORS; f++) {
		for (size_t t = 0; t < ROWS; t++)
			factor[f][t] = rv_rng_student(r, 4);
	}
	for (size_t i = 0; i < p; i++) {
		double *row = rv_shrinkage_row(b->shrinkage, i), load[FACTORS];
		const double sd = 0.02 * exp(0.5 * rv_rng_normal(r));
		for (size_t f = 0; f < FACTORS; f++)
			load[f] = 0.5 * sd * rv_rng_normal(r);
		for (size_t t = 0; t < ROWS; t++) {
			row[t] = sd * rv_rng_student(r, 4);
			for (size_t f = 0; f < FACTORS; f++)
				row[t] += load[f] * factor[f][t];
		}
		b->sigma[i] = sd;
	}
	check(rv_shrinkage_run(b->shrinkage, p, ROWS, &b->cov));
}

/* strength: size of the expected returns in daily sigmas. */
static void make_problem(book *b, size_t p, double strength, rv_rng *r)
{
	for (size_t i = 0; i < p; i++) {
		b->mu[i] = strength * b->sigma[i] * rv_rng_student(r, 5);
		b->cost[i] = 0.00045 + 0.01 * b->sigma[i];
		b->cap[i] = fmin(0.1, 0.002 * exp(2.0 * rv_rng_normal(r)) + 0.005);
		b->prev[i] = rv_rng_uniform(r) < 0.5 ? 0.0 : 0.5 * b->cap[i] * rv_rng_normal(r);
	}
}

static double solve(book *b, double gamma, const double *start, rv_opt_solution *s)
{
	const rv_opt_problem pr = { .cov = &b->cov,
				    .mu = b->mu,
				    .cost = b->cost,
				    .cap = b->cap,
				    .prev = b->prev,
				    .start = start,
				    .gamma = gamma,
				    .gross = 1.0,
				    .horizon = 1.0,
				    .gap_max = 1e-12,
				    .dust = 1e-6,
				    .max_iterations = 200 };
	const double begin = now_us();
	check(rv_optimizer_run(b->optimizer, &pr, b->w, s));
	return now_us() - begin;
}

static void note(tally *t, const rv_opt_solution *s, double us)
{
	t->us[t->n++] = us;
	t->certified += s->status == RV_OPT_OPTIMAL ? 1 : 0;
	t->steps += s->iterations;
	t->worst = s->iterations > t->worst ? s->iterations : t->worst;
	t->worst_gap = fmax(t->worst_gap, s->gap);
}

static int ascending(const void *a, const void *b)
{
	const double *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static bool print(const char *what, size_t p, tally *t)
{
	qsort(t->us, t->n, sizeof(*t->us), ascending);
	(void)printf("%-18s N=%4zu: certified %zu/%zu, gap <= %.1e, steps mean %.1f max %d, "
		     "median %.3f ms, p95 %.3f ms, max %.3f ms\n",
		     what, p, t->certified, t->n, t->worst_gap, (double)t->steps / (double)t->n,
		     t->worst, t->us[t->n / 2] / 1e3, t->us[t->n * 95 / 100] / 1e3,
		     t->us[t->n - 1] / 1e3);
	const bool ok = t->certified == t->n;
	double *us = t->us;
	*t = (tally){ .us = us };
	return ok;
}

static bool campaign(book *b, const char *name, size_t p, size_t runs, double strength,
		     double gamma)
{
	char what[64];
	rv_opt_solution s;
	tally cold = { .us = malloc(runs * sizeof(double)) },
	      warm = { .us = malloc(runs * sizeof(double)) };
	if (!cold.us || !warm.us)
		check(RV_ENOMEM);
	for (size_t k = 0; k < runs; k++) {
		rv_rng r;
		rv_rng_seed(&r, 11, p, k);
		make_covariance(b, p, &r);
		make_problem(b, p, strength, &r);
		const double us = solve(b, gamma, NULL, &s);
		note(&cold, &s, us);
		for (size_t i = 0; i < p; i++) {
			b->prev[i] = b->x[i] = b->w[i];
			b->mu[i] =
				0.8 * b->mu[i] + 0.3 * strength * b->sigma[i] * rv_rng_normal(&r);
		}
		const double again = solve(b, gamma, b->x, &s);
		note(&warm, &s, again);
	}
	(void)snprintf(what, sizeof(what), "%s cold", name);
	bool ok = print(what, p, &cold);
	(void)snprintf(what, sizeof(what), "%s warm", name);
	ok = print(what, p, &warm) && ok;
	free(cold.us);
	free(warm.us);
	return ok;
}

int main(int argc, char **argv)
{
	static const size_t sizes[] = { 50, 200, 500, 1000 };
	static const struct {
		const char *name;
		double strength, gamma;
	} kinds[] = { { "usual", 0.08, 5.0 },
		      { "strong", 0.5, 5.0 },
		      { "nearly linear", 0.08, 0.01 },
		      { "cautious", 0.08, 200.0 } };
	const size_t runs = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 200;
	book *b = calloc(1, sizeof(*b));
	if (!b)
		check(RV_ENOMEM);
	(void)gsl_set_error_handler_off();
	check(rv_shrinkage_new(MAX_P, ROWS, &b->shrinkage));
	check(rv_optimizer_new(MAX_P, ROWS, &b->optimizer));
	bool ok = true;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
			ok = campaign(b, kinds[k].name, sizes[i], runs, kinds[k].strength,
				      kinds[k].gamma) &&
			     ok;
	}
	rv_optimizer_free(b->optimizer);
	rv_shrinkage_free(b->shrinkage);
	free(b);
	return ok ? 0 : 1;
}
