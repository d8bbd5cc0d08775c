/* Order statistics. Expected numbers: numpy.quantile (linear), numpy.clip; sorting by itself. */
#include "engine/base/rng.h"
#include "engine/stats/quantile.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <string.h>

static const double odd[] = { 2.385, -0.75, NAN, 11.0625, 3.1, INFINITY, 0.005, -INFINITY };

static void sorts_short_and_long(void **state)
{
	(void)state;
	static double x[1000], sorted[1000];
	for (size_t n = 0; n <= LEN(x); n += n < 70 ? 1 : 93) {
		rv_rng rng;
		rv_rng_seed(&rng, 5, n, 0);
		double sum = 0.0, of_sorted = 0.0;
		for (size_t i = 0; i < n; i++) {
			x[i] = floor(20.0 * rv_rng_normal(&rng)) / 4.0; /* many ties, exact sums */
			sum += x[i];
		}
		assert_int_equal(rv_sorted(x, n, sorted), n);
		for (size_t i = 0; i < n; i++) {
			of_sorted += sorted[i];
			assert_true(i == 0 || sorted[i - 1] <= sorted[i]);
		}
		assert_close("the same values", of_sorted, sum, 0);
		rv_sort(x, n);
		assert_memory_equal(x, sorted, n * sizeof(*x));
	}
}

static void interpolates_between_ranks(void **state)
{
	(void)state;
	static const struct {
		double p, want;
	} cases[] = { { 0, -0.75 },   { 0.05, -0.599 }, { 0.25, 0.005 },
		      { 0.5, 2.385 }, { 0.9, 7.8775 },	{ 1, 11.0625 } };
	double work[LEN(odd)];
	for (size_t i = 0; i < LEN(cases); i++)
		assert_close("quantile", rv_quantile(odd, LEN(odd), cases[i].p, 5, work),
			     cases[i].want, 1e-14);
	assert_close("median", rv_median(odd, LEN(odd), 5, work), 2.385, 0);
	const double even[] = { 4.0, 1.0, 2.5, 8.0 };
	assert_close("of an even number", rv_median(even, 4, 1, work), 3.25, 0);
	const double twice[] = { 2.385, 2.385, 2.385 };
	assert_close("of equal values", rv_quantile(twice, 3, 0.77, 1, work), 2.385, 0);
}

static void too_few_values_are_unknown(void **state)
{
	(void)state;
	double work[LEN(odd)];
	assert_close("six wanted", rv_quantile(odd, LEN(odd), 0.5, 6, work), NAN, 0);
	assert_close("none", rv_median(odd + 2, 1, 0, work), NAN, 0);
	assert_close("empty", rv_quantile(odd, 0, 0.5, 0, work), NAN, 0);
	assert_close("empty, sorted", rv_quantile_sorted(work, 0, 0.5), NAN, 0);
	assert_close("one", rv_quantile(odd, 1, 0.9, 1, work), 2.385, 0);
	assert_int_equal(rv_sorted(odd, LEN(odd), work), 5);
}

/* The edges alone, against the quantiles of all sorted values: the same bits. */
static void winsorizes_by_the_edges(void **state)
{
	(void)state;
	static const double shares[] = { 0.0, 0.01, 0.025, 0.05, 0.1, 0.3, 0.5 };
	double x[80], out[80], sorted[80], work[80];
	for (size_t n = 1; n <= 80; n++) {
		rv_rng r;
		rv_rng_seed(&r, 5, n, 0);
		for (size_t i = 0; i < n; i++) {
			const double v = rv_rng_student(&r, 3);
			x[i] = i % 7 == 3 ? NAN : i % 5 == 2 ? floor(2.0 * v) : v;
		}
		const size_t k = rv_sorted(x, n, sorted);
		for (size_t s = 0; s < LEN(shares); s++) {
			const double lo = rv_quantile_sorted(sorted, k, shares[s]);
			const double hi = rv_quantile_sorted(sorted, k, 1.0 - shares[s]);
			rv_winsorize(x, n, shares[s], out, work);
			for (size_t i = 0; i < n; i++)
				assert_close("clipped", out[i],
					     isnan(x[i]) ? NAN : fmin(hi, fmax(lo, x[i])), 0);
		}
	}
}

static void winsorizes_in_place_too(void **state)
{
	(void)state;
	const double want[] = { 2.385, -0.448, NAN, 7.8775, 3.1, NAN, 0.005, NAN };
	double out[LEN(odd)], work[LEN(odd)];
	rv_winsorize(odd, LEN(odd), 0.1, out, work);
	for (size_t i = 0; i < LEN(odd); i++)
		assert_close("clipped", out[i], want[i], 1e-14);
	memcpy(out, odd, sizeof(odd));
	rv_winsorize(out, LEN(odd), 0.1, out, work);
	for (size_t i = 0; i < LEN(odd); i++)
		assert_close("in place", out[i], want[i], 1e-14);
	rv_winsorize(odd, LEN(odd), 0.0, out, work);
	assert_close("p 0 clips nothing", out[3], 11.0625, 0);
	rv_winsorize(odd + 2, 1, 0.1, out, work);
	assert_close("nothing finite", out[0], NAN, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sorts_short_and_long),
		cmocka_unit_test(interpolates_between_ranks),
		cmocka_unit_test(too_few_values_are_unknown),
		cmocka_unit_test(winsorizes_by_the_edges),
		cmocka_unit_test(winsorizes_in_place_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
