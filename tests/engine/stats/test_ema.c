/* The adjusted moving average against pandas (tests/oracle/stat_arb_stats.py), and sliding sums. */
#include "engine/stats/ema.h"
#include "engine/stats/window.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdbool.h>

typedef struct ema_case {
	const char *name;
	double span, x[40], want[40];
} ema_case;

#include "tests/oracle/ema_cases.h"

static void agrees_with_pandas(void **state)
{
	(void)state;
	for (size_t k = 0; k < LEN(cases); k++) {
		double out[EMA_BARS];
		rv_ema_adjusted(cases[k].x, EMA_BARS, cases[k].span, 0, out);
		for (size_t t = 0; t < EMA_BARS; t++)
			assert_close(cases[k].name, out[t], cases[k].want[t], 1e-13);
	}
}

static void two_spans_are_two_passes_to_the_bit(void **state)
{
	(void)state;
	for (size_t k = 0; k < LEN(cases); k++) {
		const double spans[2] = { 3.0, 10.0 };
		double a[EMA_BARS], b[EMA_BARS], c[EMA_BARS], d[EMA_BARS];
		c[4] = d[4] = 7.5; /* below from: not written */
		rv_ema_adjusted(cases[k].x, EMA_BARS, 3.0, 0, a);
		rv_ema_adjusted(cases[k].x, EMA_BARS, 10.0, 0, b);
		rv_ema_adjusted2(cases[k].x, EMA_BARS, spans, 5, c, d);
		assert_close("not written", c[4] + d[4], 15.0, 0.0);
		for (size_t t = 5; t < EMA_BARS; t++) {
			assert_close(cases[k].name, c[t], a[t], 0.0);
			assert_close(cases[k].name, d[t], b[t], 0.0);
		}
	}
}

/* Longer than the smallest double lives under a weight that halves: never 0 / 0. */
static void a_long_silence_keeps_the_average(void **state)
{
	(void)state;
	static double x[4000], out[4000];
	for (size_t t = 0; t < LEN(x); t++)
		x[t] = NAN;
	x[1] = 2.385;
	x[3999] = -0.7;
	rv_ema_adjusted(x, LEN(x), 3.0, 0, out);
	assert_true(isnan(out[0]));
	assert_close("kept", out[3998], 2.385, 0.0);
	assert_close("new", out[3999], -0.7, 1e-15);
}

/* A value a million times the others leaves no trace when it has left the window. */
static void sliding_sums_forget(void **state)
{
	(void)state;
	enum { N = 23, WINDOW = 5 };
	rv_triple x[N], work[WINDOW + 1], out[N];
	for (size_t t = 0; t < N; t++)
		x[t] = (rv_triple){ { 0.1 * (double)t, t == 7 ? 1e12 : 0.25, t == 9 ? NAN : 1.0 } };
	rv_window_sums3(x, N, WINDOW, work, out);
	for (size_t t = 0; t < N; t++) {
		const double d = (double)t;
		const bool early = t < 4;
		assert_close("ramp", out[t].v[0], early ? NAN : 0.5 * (d - 2.0), 1e-15);
		if (t < 7 || t > 11)
			assert_close("outlier", out[t].v[1], early ? NAN : 1.25, 0.0);
		assert_close("hole", out[t].v[2], early || (t >= 9 && t < 14) ? NAN : 5.0, 0.0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_pandas),
		cmocka_unit_test(two_spans_are_two_passes_to_the_bit),
		cmocka_unit_test(a_long_silence_keeps_the_average),
		cmocka_unit_test(sliding_sums_forget),
	};
	return cmocka_run_group_tests_name("ema", tests, NULL, NULL);
}
