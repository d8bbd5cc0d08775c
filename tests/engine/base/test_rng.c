/*
 * Random numbers: known answers from tests/oracle/rng.py, and the moments of the distributions.
 */
#include "engine/base/rng.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>

static void draws_are_those_of_the_oracle(void **state)
{
	(void)state;
	static const struct {
		uint64_t seed, stream, index, want[4]; /* draws 0, 1, 2 and 999 */
		double uniform;			       /* of draw 0 */
	} cases[] = {
		{ UINT64_C(0x0),
		  UINT64_C(0x0),
		  0,
		  { UINT64_C(0x8c4986f3f0e565d5), UINT64_C(0xf4547fdf5c2f56b6),
		    UINT64_C(0x6a9e0d6a14f022fb), UINT64_C(0x4e28c752151b8a58) },
		  0x1.18930de7e1cacp-1 },
		{ UINT64_C(0x7),
		  UINT64_C(0x0),
		  0,
		  { UINT64_C(0xdfb8b1c59a07d42d), UINT64_C(0x8ecf155248301f7c),
		    UINT64_C(0x271c70d172d16be6), UINT64_C(0x97bbb7db8638fdf3) },
		  0x1.bf71638b340fap-1 },
		{ UINT64_C(0x7),
		  UINT64_C(0x1),
		  0,
		  { UINT64_C(0x1e17b560d1a1963d), UINT64_C(0x67241f32cc2e80fb),
		    UINT64_C(0xb1effa332fdd8034), UINT64_C(0xec852ec859bc969b) },
		  0x1.e17b560d1a190p-4 },
		{ UINT64_C(0x7),
		  UINT64_C(0x0),
		  1,
		  { UINT64_C(0x0ee8722eb900bac5), UINT64_C(0xae5d4b33a94a13ae),
		    UINT64_C(0xfb0d059a2edf87dd), UINT64_C(0xfb4bf8483b4fbac8) },
		  0x1.dd0e45d720170p-5 },
		{ UINT64_C(0xffffffffffffffff),
		  UINT64_C(0x123456789abcdef),
		  99,
		  { UINT64_C(0x6f2a92fe1f1f5fa6), UINT64_C(0x919d9c6a814891e5),
		    UINT64_C(0x3b3b69aa01771c4e), UINT64_C(0xe43a246a6c60eee9) },
		  0x1.bcaa4bf87c7d6p-2 },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_rng r;
		rv_rng_seed(&r, cases[i].seed, cases[i].stream, cases[i].index);
		rv_rng u = r;
		assert_close("uniform", rv_rng_uniform(&u), cases[i].uniform, 0);
		for (int k = 0; k < 3; k++)
			assert_true(rv_rng_u64(&r) == cases[i].want[k]);
		for (int k = 3; k < 999; k++)
			(void)rv_rng_u64(&r); /* only the state matters */
		assert_true(rv_rng_u64(&r) == cases[i].want[3]);
	}
}

static void uniforms_stay_in_range_and_are_even(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 11, 2, 3);
	unsigned bins[10] = { 0 };
	for (int i = 0; i < 100000; i++) {
		const double u = rv_rng_uniform(&r);
		assert_true(u >= 0.0 && u < 1.0);
		bins[(int)(u * 10.0)]++;
	}
	/* sd of a bin is 95; six of them */
	for (size_t i = 0; i < LEN(bins); i++)
		assert_in_range(bins[i], 10000 - 570, 10000 + 570);
}

typedef struct moments {
	double mean, sd, kurtosis;
} moments;

static moments measure(int dof)
{
	enum { N = 200000 };
	double m1 = 0.0, m2 = 0.0, m4 = 0.0;
	rv_rng r;
	rv_rng_seed(&r, 5, (uint64_t)dof, 1);
	for (int i = 0; i < N; i++) {
		const double x = dof ? rv_rng_student(&r, dof) : rv_rng_normal(&r);
		assert_true(isfinite(x));
		m1 += x;
		m2 += x * x;
		m4 += x * x * x * x;
	}
	m2 /= N;
	return (moments){ m1 / N, sqrt(m2), m4 / N / (m2 * m2) };
}

static void normals_and_students_have_their_moments(void **state)
{
	(void)state;
	const moments n = measure(0);
	assert_close("mean", n.mean, 0.0, 0.01); /* sd of the mean: 0.0022 */
	assert_close("sd", n.sd, 1.0, 0.01);
	assert_close("kurtosis", n.kurtosis, 3.0, 0.02);
	/* Student t of 10 degrees: kurtosis 3 + 6 / (10 - 4) = 4; of 4 degrees it has none */
	const moments t10 = measure(10);
	assert_close("mean", t10.mean, 0.0, 0.01);
	assert_close("sd", t10.sd, 1.0, 0.01);
	assert_close("kurtosis", t10.kurtosis, 4.0, 0.05);
	const moments t4 = measure(4);
	assert_close("sd", t4.sd, 1.0, 0.05);
	assert_true(t4.kurtosis > 5.0);
}

static void below_is_uniform_and_bounded(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 3, 0, 0);
	unsigned seen[7] = { 0 };
	for (int i = 0; i < 70000; i++) {
		const uint64_t k = rv_rng_below(&r, 7);
		assert_true(k < 7);
		seen[k]++;
	}
	for (size_t i = 0; i < LEN(seen); i++)
		assert_in_range(seen[i], 10000 - 560, 10000 + 560);
	for (int i = 0; i < 100; i++) {
		assert_int_equal(rv_rng_below(&r, 1), 0);
		const uint64_t big = UINT64_C(3) << 62; /* a quarter of the draws are refused */
		assert_true(rv_rng_below(&r, big) < big);
	}
}

static void streams_and_indices_are_apart(void **state)
{
	(void)state;
	uint64_t first[64];
	for (uint64_t i = 0; i < 64; i++) {
		rv_rng r;
		rv_rng_seed(&r, 7, i / 8, i % 8);
		first[i] = rv_rng_u64(&r);
		for (uint64_t k = 0; k < i; k++)
			assert_true(first[k] != first[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(draws_are_those_of_the_oracle),
		cmocka_unit_test(uniforms_stay_in_range_and_are_even),
		cmocka_unit_test(normals_and_students_have_their_moments),
		cmocka_unit_test(below_is_uniform_and_bounded),
		cmocka_unit_test(streams_and_indices_are_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
