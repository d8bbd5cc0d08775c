/*
 * The tape as a market: what the trading half sees is what the venue shows, in whole units; and
 * prices moved by hand reach quotes, books, trades and candles, but not the past.
 */
#include <math.h>

#include "engine/base/decimal.h"
#include "feeds/simx/tape_market.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/sim_market.h"

static int64_t units(double v, int scale)
{
	return (int64_t)llround(v * pow(10.0, scale));
}

static void units_are_the_tapes_numbers(void **state)
{
	sim_market f = market_open(7, market_start);
	const rv_simx_market m = rv_simx_tape_market(f.tape);
	(void)state;
	assert_int_equal(m.n_coins, f.src->n_coins);
	for (size_t i = 0; i < m.n_coins; i++) {
		rv_simx_coin c;
		rv_simx_quote q;
		rv_sim_quote t;
		m.ops->coin(&m, i, &c);
		assert_string_equal(c.name, f.src->coins[i].name);
		assert_int_equal(c.px_scale + c.sz_decimals, 6);
		assert_int_equal(c.delisted, f.src->coins[i].delisted);
		if (!rv_sim_tape_quote(f.tape, i, &t))
			continue;
		assert_true(m.ops->quote(&m, i, &q));
		assert_int_equal(q.live, t.live);
		assert_int_equal(q.last, units(t.last, c.px_scale));
		assert_int_equal(q.mark, units(t.mark, c.px_scale));
		for (int side = 0; side < 2; side++) {
			rv_simx_level got[RV_SIMX_LEVELS];
			rv_sim_level want[RV_SIM_BOOK_LEVELS];
			const size_t n = m.ops->book(&m, i, side, got);
			assert_int_equal(n, rv_sim_tape_book(f.tape, i, side, 0.0, want));
			for (size_t k = 0; k < n; k++) {
				assert_int_equal(got[k].px, units(want[k].px, c.px_scale));
				assert_int_equal(got[k].sz, units(want[k].sz, c.sz_decimals));
				assert_true(k == 0 || (side ? got[k].px > got[k - 1].px
							    : got[k].px < got[k - 1].px));
			}
		}
	}
	market_close(&f);
}

/* The extremes of a span are those of its seconds one by one, across the turn of an hour too. */
static void a_span_is_its_seconds(void **state)
{
	(void)state;
	const int64_t from =
		rv_time_floor(market_start, RV_HOUR_MS) + RV_HOUR_MS - 70 * RV_SECOND_MS;
	sim_market f = market_open(7, from);
	static const char *const names[] = { "BTC", "MAVIA", "kPEPE" };
	for (size_t i = 0; i < LEN(names); i++) {
		const size_t coin = rv_sim_tape_find(f.tape, names[i]);
		double hi = NAN, lo = NAN, got_hi = 0.0, got_lo = 0.0;
		for (int s = 1; s <= 140; s++) {
			rv_sim_quote q;
			assert_int_equal(rv_sim_tape_set_now(f.tape, from + s * RV_SECOND_MS),
					 RV_OK);
			assert_true(rv_sim_tape_price(f.tape, coin, &q));
			/* an illiquid coin's quote may still be the one from before the span */
			if (f.src->coins[coin].illiquid && s < 20)
				continue;
			hi = fmax(hi, q.last);
			lo = fmin(lo, q.last);
		}
		assert_true(rv_sim_tape_range(f.tape, coin, from, from + 140 * RV_SECOND_MS,
					      &got_hi, &got_lo));
		assert_true(got_hi >= hi && got_lo <= lo);
		if (!f.src->coins[coin].illiquid) {
			assert_close(names[i], got_hi, hi, 0.0);
			assert_close(names[i], got_lo, lo, 0.0);
		}
		assert_int_equal(rv_sim_tape_set_now(f.tape, from), RV_OK);
	}
	double hi = 0.0, lo = 0.0, part_hi = 0.0, part_lo = 0.0;
	rv_sim_ohlc bar;
	const int64_t hour = rv_time_floor(from, RV_HOUR_MS) - RV_HOUR_MS;
	assert_true(f.src->ops->hour(f.src, 0, hour, &bar));
	assert_true(rv_sim_tape_range(f.tape, 0, hour - 1, hour + RV_HOUR_MS - 1, &hi, &lo));
	assert_close("high", hi, bar.h, 0.0);
	assert_close("low", lo, bar.l, 0.0);
	/* all of it but the first second, which is the open: the seconds touch the extremes */
	assert_true(rv_sim_tape_range(f.tape, 0, hour, hour + RV_HOUR_MS - 1, &part_hi, &part_lo));
	assert_close("high by seconds", fmax(part_hi, bar.o), hi, 0.0);
	assert_close("low by seconds", fmin(part_lo, bar.o), lo, 0.0);
	assert_false(rv_sim_tape_range(f.tape, 0, from, from + 999, &hi, &lo)); /* no second */
	market_close(&f);
}

static void funding_is_what_the_history_tells(void **state)
{
	(void)state;
	sim_market f = market_open(7, market_start);
	const rv_simx_market m = rv_simx_tape_market(f.tape);
	const int64_t hour = rv_time_floor(market_start, RV_HOUR_MS);
	int64_t stamp = 0, rate = 0, oracle = 0, want_stamp = 0;
	double want_rate = 0.0, premium = 0.0;
	rv_sim_ohlc bar;
	assert_true(m.ops->funding(&m, 0, hour, &stamp, &rate, &oracle));
	assert_true(rv_sim_tape_funding(f.tape, 0, hour, &want_stamp, &want_rate, &premium));
	assert_int_equal(stamp, want_stamp);
	assert_in_range(stamp - hour, 1, 999);
	assert_int_equal(rate, (int64_t)llround(want_rate * 1e12));
	assert_true(f.src->ops->hour(f.src, 0, hour - RV_HOUR_MS, &bar));
	assert_int_equal(oracle, units(bar.c / (1.0 + premium), 1));
	market_close(&f);
}

static void a_move_reaches_everything_after_it(void **state)
{
	(void)state;
	sim_market f = market_open(7, market_start);
	const size_t eth = rv_sim_tape_find(f.tape, "ETH"), btc = rv_sim_tape_find(f.tape, "BTC");
	const rv_sim_interval *hours = market_interval("1h");
	const int64_t open = rv_sim_interval_open(hours, market_start);
	rv_sim_quote before, other, after, q;
	rv_sim_ohlc old, was, is, next;
	assert_true(rv_sim_tape_price(f.tape, eth, &before));
	assert_true(rv_sim_tape_price(f.tape, btc, &other));
	assert_true(rv_sim_tape_candle(f.tape, eth, hours, open - RV_HOUR_MS, &old));
	assert_true(rv_sim_tape_candle(f.tape, eth, hours, open, &was));
	assert_int_equal(rv_sim_tape_move(f.tape, eth, 0.9), RV_OK);
	assert_true(rv_sim_tape_price(f.tape, eth, &after));
	assert_close("last", after.last / before.last, 0.9, 1e-4);
	assert_true(after.bid < after.ask && after.bid <= after.last && after.last <= after.ask);
	assert_close("tick", after.last, round(after.last * 10.0) / 10.0, 0.0);
	assert_true(rv_sim_tape_price(f.tape, btc, &q));
	assert_close("another coin", q.last, other.last, 0.0);
	assert_true(rv_sim_tape_candle(f.tape, eth, hours, open, &is));
	assert_close("forming close", is.c / was.c, 0.9, 1e-4);
	assert_close("forming open", is.o, was.o, 0.0);
	assert_close("forming high", is.h, was.h, 0.0);
	assert_close("forming low", is.l, is.c, 0.0);
	assert_true(rv_sim_tape_candle(f.tape, eth, hours, open - RV_HOUR_MS, &is));
	assert_same_bits(&is, &old);
	assert_int_equal(rv_sim_tape_set_now(f.tape, market_start + 2 * RV_HOUR_MS), RV_OK);
	assert_true(rv_sim_tape_candle(f.tape, eth, hours, open + RV_HOUR_MS, &next));
	assert_true(f.src->ops->hour(f.src, eth, open + RV_HOUR_MS, &was));
	assert_close("next open", next.o / was.o, 0.9, 1e-4);
	assert_close("next high", next.h / was.h, 0.9, 1e-4);
	for (int i = 1; i < RV_SIM_MOVES_MAX; i++)
		assert_int_equal(rv_sim_tape_move(f.tape, btc, 1.0), RV_OK);
	assert_int_equal(rv_sim_tape_move(f.tape, btc, 1.0), RV_EFULL);
	assert_int_equal(rv_sim_tape_move(f.tape, 9999, 1.0), RV_EINVAL);
	market_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(units_are_the_tapes_numbers),
		cmocka_unit_test(a_span_is_its_seconds),
		cmocka_unit_test(funding_is_what_the_history_tells),
		cmocka_unit_test(a_move_reaches_everything_after_it),
	};
	return cmocka_run_group_tests_name("simx_tape_market", tests, NULL, NULL);
}
