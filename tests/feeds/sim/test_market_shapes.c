/*
 * The seeded market has the shapes of real ones: tails, clusters, lead, regimes of correlation, and
 * funding that follows the crowd.
 */
#include <math.h>

#include "engine/base/timefmt.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/sim_market.h"

enum { HOURS = 390 * 24 };

static void returns_of(const sim_market *v, const char *name, double *r)
{
	const size_t coin = rv_sim_tape_find(v->tape, name);
	const int64_t to = rv_time_floor(market_start, RV_HOUR_MS);
	double before = NAN;
	for (int i = 0; i <= HOURS; i++) {
		rv_sim_ohlc b;
		assert_true(v->src->ops->hour(v->src, coin, to - (HOURS + 1 - i) * RV_HOUR_MS, &b));
		if (i > 0)
			r[i - 1] = log(b.c / before);
		before = b.c;
	}
}

/* Correlation of x[t] with y[t + lag]. */
static double corr(const double *x, const double *y, int lag)
{
	double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
	const int n = HOURS - lag;
	for (int i = 0; i < n; i++) {
		const double a = x[i], b = y[i + lag];
		sx += a;
		sy += b;
		sxx += a * a;
		syy += b * b;
		sxy += a * b;
	}
	return (sxy - sx * sy / n) / sqrt((sxx - sx * sx / n) * (syy - sy * sy / n));
}

static double kurtosis(const double *r)
{
	double m2 = 0.0, m4 = 0.0;
	for (int i = 0; i < HOURS; i++) {
		m2 += r[i] * r[i];
		m4 += r[i] * r[i] * r[i] * r[i];
	}
	return m4 / HOURS / (m2 / HOURS * (m2 / HOURS));
}

/* Standard error of these correlations is about 0.01; the bounds leave ten of them. */
static void market_has_the_shapes_of_one(void **state)
{
	(void)state;
	static double btc[HOURS], eth[HOURS], alt[HOURS], meme[HOURS], size[HOURS];
	sim_market v = market_open(7, market_start);
	returns_of(&v, "BTC", btc);
	returns_of(&v, "ETH", eth);
	returns_of(&v, "LINK", alt);
	returns_of(&v, "DOGE", meme);
	assert_true(kurtosis(btc) > 5.0); /* a normal has 3 */
	for (int i = 0; i < HOURS; i++)
		size[i] = fabs(btc[i]);
	assert_true(corr(size, size, 1) > 0.1);
	assert_true(corr(size, size, 24) > 0.05);
	assert_true(fabs(corr(btc, btc, 1)) < 0.05);
	assert_in_range((int)(100.0 * corr(btc, eth, 0)), 50, 95);
	assert_true(corr(btc, alt, 1) > 0.1 && corr(btc, alt, 2) > 0.05);
	assert_true(corr(btc, meme, 1) > 0.1);
	assert_true(fabs(corr(alt, btc, 1)) < 0.05); /* the alts do not lead */
	market_close(&v);
}

/* Correlation of two coins over windows of nine days: it must differ between windows. */
static void correlations_have_regimes(void **state)
{
	(void)state;
	enum { WINDOW = 9 * 24 };
	static double a[HOURS], b[HOURS];
	sim_market v = market_open(7, market_start);
	returns_of(&v, "LDO", a);
	returns_of(&v, "TRX", b);
	double least = 1.0, most = -1.0;
	for (int w = 0; w + WINDOW <= HOURS; w += WINDOW) {
		double sxx = 0, syy = 0, sxy = 0;
		for (int i = w; i < w + WINDOW; i++) {
			sxx += a[i] * a[i];
			syy += b[i] * b[i];
			sxy += a[i] * b[i];
		}
		least = fmin(least, sxy / sqrt(sxx * syy));
		most = fmax(most, sxy / sqrt(sxx * syy));
	}
	assert_true(most - least > 0.3);
	market_close(&v);
}

static void funding_rests_at_the_baseline_and_follows_the_crowd(void **state)
{
	(void)state;
	sim_market v = market_open(7, market_start);
	const size_t coin = rv_sim_tape_find(v.tape, "WIF");
	const int64_t to = rv_time_floor(market_start, RV_HOUR_MS);
	size_t base = 0, up = 0, up_high = 0, down = 0, down_low = 0, n = 0;
	for (int64_t h = to - 120 * RV_DAY_MS; h < to; h += RV_HOUR_MS, n++) {
		int64_t stamp = 0;
		double rate = NAN, premium = NAN;
		rv_sim_ohlc now, then;
		assert_true(v.src->ops->funding(v.src, coin, h, &stamp, &rate, &premium));
		assert_true(v.src->ops->hour(v.src, coin, h - RV_HOUR_MS, &now));
		assert_true(v.src->ops->hour(v.src, coin, h - 72 * RV_HOUR_MS, &then));
		base += fabs(rate - 0.0000125) < 1e-12;
		if (now.c > 1.1 * then.c) {
			up++;
			up_high += premium > 0.0;
		} else if (now.c < 0.9 * then.c) {
			down++;
			down_low += premium < 0.0;
		}
	}
	assert_in_range(base, n / 3, n - n / 50);
	assert_true(up > 50 && down > 50);
	assert_true(up_high > up * 8 / 10 && down_low > down * 8 / 10);
	market_close(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(market_has_the_shapes_of_one),
		cmocka_unit_test(correlations_have_regimes),
		cmocka_unit_test(funding_rests_at_the_baseline_and_follows_the_crowd),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
