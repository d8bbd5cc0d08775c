/* Second moments of two series. Expected numbers: numpy.corrcoef, scipy.stats.linregress. */
#include "engine/stats/pair.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>

static const double x[] = { 2.385, -0.75, NAN, 11.0625, 3.1, INFINITY, 0.005, -4.2 };
static const double y[] = { 1.25, 0.5, 7.0, 4.75, NAN, 2.0, -1.125, -3.5 };

static void moments_of_the_common_bars(void **state)
{
	(void)state;
	const rv_pair p = rv_pair_of(x, y, LEN(x));
	assert_int_equal(p.n, 5);
	assert_close("mx", p.mx, 1.7005, 1e-14);
	assert_close("my", p.my, 0.375, 1e-14);
	assert_close("sxx", p.sxx, 131.811155, 1e-13);
	assert_close("syy", p.syy, 37.1875, 1e-13);
	assert_close("sxy", p.sxy, 66.6590625, 1e-13);
	assert_close("corr", rv_pair_corr(&p, 5), 0.9521045203553643, 1e-14);
	assert_close("slope of y on x", rv_pair_slope(&p, 5), 0.5057163978268758, 1e-14);
	assert_close("rv_corr", rv_corr(x, y, LEN(x), 2), 0.9521045203553643, 1e-14);
	assert_close("either way", rv_corr(y, x, LEN(x), 2), 0.9521045203553643, 1e-14);
}

static void too_few_pairs_are_unknown(void **state)
{
	(void)state;
	const rv_pair p = rv_pair_of(x, y, LEN(x)), none = rv_pair_of(x, y, 0),
		      one = rv_pair_of(x, y, 1);
	assert_close("six wanted", rv_pair_corr(&p, 6), NAN, 0);
	assert_close("six wanted", rv_pair_slope(&p, 6), NAN, 0);
	assert_int_equal(none.n, 0);
	assert_close("mean of none", none.mx, NAN, 0);
	assert_close("corr of none", rv_pair_corr(&none, 0), NAN, 0);
	assert_close("slope of none", rv_pair_slope(&none, 0), NAN, 0);
	assert_close("mean of one", one.mx, 2.385, 0);
	assert_close("corr of one", rv_pair_corr(&one, 1), NAN, 0);
	assert_close("slope of one", rv_pair_slope(&one, 1), NAN, 0);
	assert_close("nothing in common", rv_corr(x + 2, y + 2, 1, 0), NAN, 0);
}

static void a_constant_has_no_correlation(void **state)
{
	(void)state;
	double flat[31], moves[31];
	for (size_t i = 0; i < LEN(flat); i++) {
		flat[i] = 0.1;
		moves[i] = (double)(i % 7) - 2.385;
	}
	const rv_pair on_flat = rv_pair_of(flat, moves, LEN(flat));
	const rv_pair of_flat = rv_pair_of(moves, flat, LEN(flat));
	assert_true(on_flat.sxx / 30.0 < RV_VARIANCE_MIN);
	assert_close("corr", rv_pair_corr(&on_flat, 2), NAN, 0);
	assert_close("slope on a constant", rv_pair_slope(&on_flat, 2), NAN, 0);
	assert_close("slope of a constant", rv_pair_slope(&of_flat, 2), 0, 1e-15);
	for (size_t i = 0; i < LEN(flat); i++)
		flat[i] = 1e-10 * moves[i]; /* sample variance about 4e-20 */
	assert_close("below the least variance", rv_corr(flat, moves, LEN(flat), 2), NAN, 0);
}

static void collinear_is_one_and_no_more(void **state)
{
	(void)state;
	double a[50], b[50];
	for (size_t i = 0; i < LEN(a); i++) {
		a[i] = 0.1 * sin((double)i * 1.7) + 1e3;
		b[i] = -3.3 * a[i] + 0.7;
	}
	const double rho = rv_corr(a, b, LEN(a), 2);
	assert_close("corr", rho, -1, 1e-9);
	assert_true(rho >= -1.0 && rv_corr(a, a, LEN(a), 2) <= 1.0);
	const rv_pair p = rv_pair_of(a, b, LEN(a));
	assert_close("slope", rv_pair_slope(&p, 2), -3.3, 1e-9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moments_of_the_common_bars),
		cmocka_unit_test(too_few_pairs_are_unknown),
		cmocka_unit_test(a_constant_has_no_correlation),
		cmocka_unit_test(collinear_is_one_and_no_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
