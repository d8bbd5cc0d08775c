/*
 * Bars of the seeded market: legal prices that hang together, a path inside each bar, forming
 * candles that grow into the final ones, intervals that add up.
 */
#include <math.h>

#include "engine/base/decimal.h"
#include "engine/base/timefmt.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/sim_market.h"

static void legal(double px, int sz_decimals)
{
	int64_t units = 0;
	int scale = 0;
	assert_int_equal(rv_dec_px_round(px, sz_decimals, RV_DEC_NEAREST, &units, &scale), RV_OK);
	const double back = (double)units / pow(10.0, scale);
	assert_memory_equal(&back, &px, sizeof(px));
}

static void bars_are_legal_and_hang_together(void **state)
{
	(void)state;
	sim_market v = market_open(7, market_start);
	const int64_t to = rv_time_floor(market_start, RV_HOUR_MS);
	for (size_t i = 0; i < v.src->n_coins; i++) {
		const int sz = v.src->coins[i].sz_decimals;
		double before = NAN;
		for (int64_t h = to - 400 * RV_DAY_MS; h < to; h += 1 * RV_HOUR_MS) {
			rv_sim_ohlc b;
			if (!v.src->ops->hour(v.src, i, h, &b))
				continue;
			legal(b.o, sz);
			legal(b.h, sz);
			legal(b.l, sz);
			legal(b.c, sz);
			assert_true(b.l <= fmin(b.o, b.c) && b.h >= fmax(b.o, b.c) && b.l > 0.0);
			assert_true(isnan(before) ||
				    fabs(b.o - before) <= 1.001 * fmax(rv_sim_tick(b.o, sz),
								       rv_sim_tick(before, sz)));
			before = b.c;
		}
		assert_true(isfinite(before));
	}
	market_close(&v);
}

static void path_respects_its_bar(void **state)
{
	(void)state;
	static const struct {
		double o, h, l, c;
	} bars[] = {
		{ 2.385, 2.44, 2.31, 2.402 },
		{ 2.385, 2.385, 2.31, 2.31 },
		{ 2.31, 2.385, 2.31, 2.385 },
		{ 2.4, 2.4, 2.31, 2.4 },
		{ 2.31, 2.4, 2.31, 2.31 },
		{ 2.4, 2.4, 2.4, 2.4 },
		{ 2.4, 2.5, 2.4, 2.5 },
		{ 2.385, 2.44, 2.385, 2.43 },
		{ 17.123456789, 17.98765432, 17.0123456,
		  17.5 }, /* off the ticks, as recorded data is */
	};
	for (size_t i = 0; i < LEN(bars); i++) {
		for (uint64_t key = 0; key < 50; key++) {
			rv_sim_path p;
			rv_sim_path_init(&p, bars[i].o, bars[i].h, bars[i].l, bars[i].c, key, 2);
			double hi = NAN, lo = NAN;
			rv_sim_path_range(&p, 0, RV_SIM_HOUR_S - 1, &hi, &lo);
			assert_close("first", rv_sim_path_at(&p, 0), bars[i].o, 0.0);
			assert_close("last", rv_sim_path_at(&p, RV_SIM_HOUR_S - 1), bars[i].c, 0.0);
			assert_close("high", hi, bars[i].h, 0.0);
			assert_close("low", lo, bars[i].l, 0.0);
			double before = 0.0;
			for (int s = 0; s < RV_SIM_HOUR_S; s += 7) {
				const double x = rv_sim_path_volume(&p, s);
				assert_true(x > before);
				before = x;
			}
			assert_close("all volume", rv_sim_path_volume(&p, 3599), 1.0, 0.0);
		}
	}
}

static void forming_candle_grows_into_the_final_one(void **state)
{
	(void)state;
	const int64_t hour = rv_time_floor(market_start, RV_HOUR_MS);
	sim_market v = market_open(7, hour);
	const rv_sim_interval *h1 = market_interval("1h");
	for (size_t i = 0; i < v.src->n_coins; i += 3) {
		rv_sim_ohlc fin, now, prev = { .n = 0 };
		if (!v.src->ops->hour(v.src, i, hour, &fin) || !fin.traded)
			continue;
		for (int64_t t = hour; t < hour + RV_HOUR_MS; t += 61 * RV_SECOND_MS) {
			assert_int_equal(rv_sim_tape_set_now(v.tape, t), RV_OK);
			assert_true(rv_sim_tape_candle(v.tape, i, h1, hour, &now));
			assert_close("open", now.o, fin.o, 0.0);
			assert_true(now.h <= fin.h && now.l >= fin.l && now.v <= fin.v);
			assert_true(t == hour || (now.h >= prev.h && now.l <= prev.l &&
						  now.v >= prev.v && now.n >= prev.n));
			prev = now;
		}
		assert_int_equal(rv_sim_tape_set_now(v.tape, hour + RV_HOUR_MS - 1), RV_OK);
		assert_true(rv_sim_tape_candle(v.tape, i, h1, hour, &now));
		assert_same_bits(&now, &fin);
		assert_int_equal(rv_sim_tape_set_now(v.tape, hour + RV_HOUR_MS), RV_OK);
		assert_true(rv_sim_tape_candle(v.tape, i, h1, hour, &now));
		assert_same_bits(&now, &fin);
	}
	market_close(&v);
}

/* Sums the candles of one interval inside a candle of another. */
static void parts_make_the_whole(const sim_market *v, size_t coin, const char *fine,
				 const char *coarse, int64_t open)
{
	const rv_sim_interval *f = market_interval(fine), *c = market_interval(coarse);
	rv_sim_ohlc whole, part, sum = { .n = 0 };
	assert_true(rv_sim_tape_candle(v->tape, coin, c, open, &whole));
	for (int64_t t = open; t < open + c->ms; t += f->ms) {
		if (!rv_sim_tape_candle(v->tape, coin, f, t, &part))
			continue;
		sum.h = sum.n ? fmax(sum.h, part.h) : part.h;
		sum.l = sum.n ? fmin(sum.l, part.l) : part.l;
		sum.o = sum.n ? sum.o : part.o;
		sum.c = part.c;
		sum.v += part.v;
		sum.n += part.n;
	}
	assert_close("open", sum.o, whole.o, 0.0);
	assert_close("high", sum.h, whole.h, 0.0);
	assert_close("low", sum.l, whole.l, 0.0);
	assert_close("close", sum.c, whole.c, 0.0);
	assert_close("volume", sum.v, whole.v, 1e-9);
	assert_int_equal(sum.n, whole.n);
}

static void intervals_add_up(void **state)
{
	(void)state;
	sim_market v = market_open(7, market_start);
	const int64_t day = rv_time_floor(market_start, RV_DAY_MS) - 3 * RV_DAY_MS;
	static const char *const names[] = { "BTC", "kPEPE", "WIF", "MKR" };
	for (size_t i = 0; i < LEN(names); i++) {
		const size_t coin = rv_sim_tape_find(v.tape, names[i]);
		parts_make_the_whole(&v, coin, "1m", "1h", day + 5 * RV_HOUR_MS);
		parts_make_the_whole(&v, coin, "5m", "15m", day + 5 * RV_HOUR_MS);
		parts_make_the_whole(&v, coin, "1h", "4h", day + 8 * RV_HOUR_MS);
		parts_make_the_whole(&v, coin, "1h", "1d", day);
	}
	market_close(&v);
}

static void now_changes_nothing_before_it(void **state)
{
	(void)state;
	sim_market v = market_open(7, market_start);
	const rv_sim_interval *m5 = market_interval("5m"), *d1 = market_interval("1d");
	rv_sim_ohlc a, b;
	const int64_t t = rv_time_floor(market_start, m5->ms) - m5->ms,
		      d = rv_time_floor(market_start, d1->ms);
	assert_true(rv_sim_tape_candle(v.tape, 3, m5, t, &a));
	assert_int_equal(rv_sim_tape_set_now(v.tape, market_start + 40 * RV_MINUTE_MS), RV_OK);
	assert_true(rv_sim_tape_candle(v.tape, 3, m5, t, &b));
	assert_same_bits(&a, &b);
	assert_false(rv_sim_tape_candle(v.tape, 3, m5, market_start + RV_HOUR_MS, &b));
	assert_false(rv_sim_tape_candle(v.tape, 3, d1, d + RV_DAY_MS, &b));
	market_close(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bars_are_legal_and_hang_together),
		cmocka_unit_test(path_respects_its_bar),
		cmocka_unit_test(forming_candle_grows_into_the_final_one),
		cmocka_unit_test(intervals_add_up),
		cmocka_unit_test(now_changes_nothing_before_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
