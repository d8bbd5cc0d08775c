/*
 * Correlations at once against the correlation of each pair, and complete linkage against the slow
 * merging of the most similar clusters.
 */
#include "engine/base/rng.h"
#include "engine/stats/corr_matrix.h"
#include "engine/stats/linkage.h"
#include "engine/stats/pair.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_N = 90, BARS = 37, STRIDE = 41 };

/* Fat tails around a common factor; a part of the series has gaps, is constant or is a copy. */
static void make_series(double *x, size_t n, uint64_t seed, double holes)
{
	rv_rng rng;
	rv_rng_seed(&rng, seed, 0, 0);
	double market[BARS];
	for (size_t t = 0; t < BARS; t++)
		market[t] = 0.02 * rv_rng_student(&rng, 3);
	for (size_t i = 0; i < n; i++) {
		double *row = x + i * STRIDE;
		const bool gappy = i % 3 == 1;
		for (size_t t = 0; t < BARS; t++) {
			const double own = 0.012 * rv_rng_student(&rng, 3);
			row[t] = (double)(i % 5) * 0.4 * market[t] + own;
			if (i % 17 == 5)
				row[t] = 0.1;
			if (gappy && rv_rng_uniform(&rng) < holes)
				row[t] = NAN;
		}
		if (i % 11 == 10)
			memcpy(row, row - STRIDE, BARS * sizeof(double));
		if (i % 19 == 4)
			memset(row, 0xff, 25 * sizeof(double)); /* NaN: late listing, 12 bars */
		for (size_t t = BARS; t < STRIDE; t++)
			row[t] = 1e300; /* past the window */
	}
}

static void is_the_correlation_of_each_pair(void **state)
{
	(void)state;
	static double x[MAX_N * STRIDE], rho[MAX_N * MAX_N];
	rv_corr_matrix *w = NULL;
	assert_int_equal(rv_corr_matrix_new(MAX_N, STRIDE, &w), RV_OK);
	static const size_t sizes[] = { 0, 1, 2, 33, MAX_N };
	static const double holes[] = { 0.0, 0.15, 0.6 };
	for (size_t k = 0; k < LEN(sizes) * LEN(holes); k++) {
		const size_t n = sizes[k % LEN(sizes)];
		make_series(x, n, 100 + k, holes[k / LEN(sizes)]);
		memset(rho, 0xa5, sizeof(rho));
		rv_corr_matrix_of(w, x, STRIDE, n, BARS, 20, rho);
		for (size_t i = 0; i < n; i++) {
			for (size_t j = 0; j < n; j++) {
				const double want =
					rv_corr(x + i * STRIDE, x + j * STRIDE, BARS, 20);
				assert_close("rho", rho[i * n + j], want, 1e-12);
			}
		}
	}
	rv_corr_matrix_free(w);
	rv_corr_matrix_free(NULL);
	assert_int_equal(rv_corr_matrix_new(0, 5, &w), RV_EINVAL);
}

/* Similarity of two clusters: that of their least similar pair; -2 where one is unknown. */
static double between(const double *s, size_t n, const int *cluster, int a, int b)
{
	double least = 2.0;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++) {
			if (cluster[i] == a && cluster[j] == b)
				least = isfinite(s[i * n + j]) ? fmin(least, s[i * n + j]) : -2.0;
			if (least < -1.5)
				return -2.0;
		}
	}
	return least;
}

static void slow_linkage(const double *s, size_t n, double threshold, int *cluster)
{
	for (size_t i = 0; i < n; i++)
		cluster[i] = (int)i;
	for (;;) {
		double best = -2.0;
		int from = -1, to = -1;
		for (int a = 0; a < (int)n; a++) {
			for (int b = a + 1; cluster[a] == a && b < (int)n; b++) {
				const double v =
					cluster[b] == b ? between(s, n, cluster, a, b) : -2.0;
				if (v >= threshold && v > best) {
					best = v;
					to = a;
					from = b;
				}
			}
		}
		if (from < 0)
			return;
		for (size_t i = 0; i < n; i++)
			cluster[i] = cluster[i] == from ? to : cluster[i];
	}
}

static void groups_are_those_of_the_slow_way(void **state)
{
	(void)state;
	enum { N = 24 };
	double s[N * N], copy[N * N];
	size_t work[3 * N];
	int label[N], cluster[N];
	rv_rng rng;
	for (uint64_t seed = 0; seed < 60; seed++) {
		rv_rng_seed(&rng, seed, 7, 0);
		for (size_t i = 0; i < N; i++) {
			for (size_t j = i; j < N; j++) {
				const double u = rv_rng_uniform(&rng);
				s[i * N + j] = s[j * N + i] = i == j ? 1.0 : u < 0.03 ? NAN : u;
			}
		}
		const double threshold = 0.2 + 0.1 * (double)(seed % 6);
		memcpy(copy, s, sizeof(copy));
		const size_t n_groups = rv_linkage_complete(copy, N, threshold, work, label);
		slow_linkage(s, N, threshold, cluster);
		int last = -1;
		for (size_t i = 0; i < N; i++) {
			assert_true(label[i] >= -1 && label[i] < (int)n_groups);
			if (label[i] > last)
				assert_int_equal(label[i], ++last); /* numbered by first members */
			for (size_t j = 0; j < i; j++) {
				const bool together = label[i] >= 0 && label[i] == label[j];
				assert_int_equal(together, cluster[i] == cluster[j]);
				if (together)
					assert_true(s[i * N + j] >= threshold);
			}
		}
		assert_int_equal(last + 1, n_groups);
	}
}

static void nobody_alike_is_no_group(void **state)
{
	(void)state;
	double s[9] = { 1.0, 0.69, NAN, 0.69, 1.0, -0.9, NAN, -0.9, 1.0 };
	size_t work[9];
	int label[3];
	assert_int_equal(rv_linkage_complete(s, 3, 0.7, work, label), 0);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(label[i], -1);
	assert_int_equal(rv_linkage_complete(s, 0, 0.7, work, label), 0);
}

/* a-b and b-c are alike, a-c is not: a chain is not a group. */
static void a_chain_is_not_a_group(void **state)
{
	(void)state;
	double s[9] = { 1.0, 0.9, 0.1, 0.9, 1.0, 0.8, 0.1, 0.8, 1.0 };
	size_t work[9];
	int label[3];
	assert_int_equal(rv_linkage_complete(s, 3, 0.7, work, label), 1);
	assert_int_equal(label[0], 0);
	assert_int_equal(label[1], 0);
	assert_int_equal(label[2], -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_the_correlation_of_each_pair),
		cmocka_unit_test(groups_are_those_of_the_slow_way),
		cmocka_unit_test(nobody_alike_is_no_group),
		cmocka_unit_test(a_chain_is_not_a_group),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
