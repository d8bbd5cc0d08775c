/* RSI and ATR against numbers made with numpy from the definition, and their edges. */
#include "engine/stats/wilder.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>

enum { N = 11, PERIOD = 3 };

static const double close[N] = {
	2.385, 2.41, 2.37, 2.39, 2.46, 2.44, 2.47, 2.47, 2.38, 2.35, 2.42
};

static void rsi_is_wilders(void **state)
{
	(void)state;
	static const double want[N] = { NAN,
					NAN,
					NAN,
					52.941176470588424,
					78.94736842105263,
					63.829787234042556,
					74.72118959107812,
					74.72118959107812,
					24.639901930738603,
					18.45518191208545,
					56.59080494883149 };
	double out[N];
	rv_rsi(close, N, PERIOD, out);
	for (size_t t = 0; t < N; t++)
		assert_close("rsi", out[t], want[t], 1e-12);
}

static void a_gap_is_unknown_and_leaves_the_average(void **state)
{
	(void)state;
	static const double want[N] = { NAN,
					NAN,
					NAN,
					52.941176470588424,
					78.94736842105263,
					63.829787234042556,
					NAN,
					NAN,
					27.842227378190216,
					21.719457013574683,
					55.765788800818164 };
	double gap[N], out[N];
	for (size_t t = 0; t < N; t++)
		gap[t] = t == 6 ? NAN : close[t];
	rv_rsi(gap, N, PERIOD, out);
	for (size_t t = 0; t < N; t++)
		assert_close("rsi", out[t], want[t], 1e-12);
	gap[6] = 0.0; /* no price either */
	rv_rsi(gap, N, PERIOD, out);
	assert_true(isnan(out[6]) && isnan(out[7]));
	assert_close("rsi", out[10], want[10], 1e-12);
}

static void atr_is_wilders(void **state)
{
	(void)state;
	static const double want[N] = { NAN,
					NAN,
					NAN,
					0.06718333333333353,
					0.07732222222222232,
					0.07288148148148156,
					0.07017098765432121,
					0.06836399176954765,
					0.08747599451303183,
					0.08006732967535449,
					0.08577821978356964 };
	double high[N], low[N], out[N];
	for (size_t t = 0; t < N; t++) {
		high[t] = close[t] * 1.01 + 0.003;
		low[t] = close[t] * 0.985;
	}
	rv_atr(high, low, close, N, PERIOD, out);
	for (size_t t = 0; t < N; t++)
		assert_close("atr", out[t], want[t], 1e-12);
	rv_wilder w = { 0, PERIOD, 0.0 };
	for (size_t t = 1; t < N; t++)
		assert_close("bar by bar", rv_atr_add(&w, high[t], low[t], close[t - 1]), want[t],
			     1e-12);
	assert_true(isnan(rv_atr_add(&w, NAN, low[1], close[0])));
	low[5] = NAN;
	rv_atr(high, low, close, N, PERIOD, out);
	assert_true(isnan(out[5]) && isfinite(out[6]));
}

static void only_gains_only_losses_and_neither(void **state)
{
	(void)state;
	double x[20], out[20];
	for (size_t t = 0; t < 20; t++)
		x[t] = 2.385 + 0.1 * (double)t;
	rv_rsi(x, 20, 14, out);
	assert_true(isnan(out[13]));
	assert_close("gains", out[19], 100.0, 0.0);
	for (size_t t = 0; t < 20; t++)
		x[t] = 9.0 - 0.1 * (double)t;
	rv_rsi(x, 20, 14, out);
	assert_close("losses", out[19], 0.0, 0.0);
	for (size_t t = 0; t < 20; t++)
		x[t] = 2.385;
	rv_rsi(x, 20, 14, out);
	assert_close("neither", out[19], 50.0, 0.0);
	rv_atr(x, x, x, 20, 14, out);
	assert_close("no range", out[19], 0.0, 0.0);
	rv_rsi(x, 14, 14, out); /* 13 changes */
	assert_true(isnan(out[13]));
	rv_rsi(x, 0, 14, out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rsi_is_wilders),
		cmocka_unit_test(a_gap_is_unknown_and_leaves_the_average),
		cmocka_unit_test(atr_is_wilders),
		cmocka_unit_test(only_gains_only_losses_and_neither),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
