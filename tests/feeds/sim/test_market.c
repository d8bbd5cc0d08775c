/*
 * The seeded market: the same to the bit from any start, with the coins and the depth that the
 * venue promises, and prices that move.
 */
#include <math.h>

#include "engine/base/timefmt.h"
#include "feeds/sim/coins.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/sim_market.h"

/* Hours of both venues that both may show, compared to the bit; returns how many. */
static size_t compare_hours(const sim_market *a, const sim_market *b, int64_t from, int64_t to)
{
	size_t n = 0;
	for (size_t i = 0; i < RV_SIM_N_COINS; i++) {
		for (int64_t h = from; h < to; h += RV_HOUR_MS) {
			rv_sim_ohlc x, y;
			const bool in_a = a->src->ops->hour(a->src, i, h, &x);
			const bool in_b = b->src->ops->hour(b->src, i, h, &y);
			if (!in_a || !in_b)
				continue; /* listing and delisting depend on the start */
			assert_same_bits(&x, &y);
			n++;
		}
	}
	return n;
}

static void same_seed_same_market_from_any_start(void **state)
{
	(void)state;
	static const int64_t later[] = { 1, 13 * RV_HOUR_MS + 7, 100 * RV_DAY_MS, 300 * RV_DAY_MS };
	sim_market a = market_open(7, market_start);
	const int64_t to = rv_time_floor(market_start, RV_HOUR_MS), from = to - 60 * RV_DAY_MS;
	for (size_t i = 0; i < LEN(later); i++) {
		sim_market b = market_open(7, market_start + later[i]);
		assert_true(compare_hours(&a, &b, from, to) > 46 * 60 * 24);
		market_close(&b);
	}
	market_close(&a);
}

static void a_restart_in_the_same_day_shows_the_same_span(void **state)
{
	(void)state;
	sim_market a = market_open(7, market_start);
	sim_market b = market_open(7, market_start + 5 * RV_HOUR_MS + 1234);
	for (size_t i = 0; i < RV_SIM_N_COINS; i++) {
		assert_int_equal(a.src->coins[i].from, b.src->coins[i].from);
		assert_int_equal(a.src->coins[i].until, b.src->coins[i].until);
		assert_int_equal(a.src->coins[i].funding_from, b.src->coins[i].funding_from);
	}
	market_close(&a);
	market_close(&b);
}

static void time_running_on_equals_a_fresh_start_later(void **state)
{
	(void)state;
	sim_market a = market_open(7, market_start);
	const int64_t later =
		market_start + 70 * RV_DAY_MS; /* beyond the page in hand at the start */
	assert_int_equal(rv_sim_tape_set_now(a.tape, later), RV_OK);
	sim_market b = market_open(7, later);
	assert_true(compare_hours(&a, &b, market_start + RV_HOUR_MS, later) > 47 * 69 * 24);
	rv_sim_quote x, y;
	assert_true(rv_sim_tape_quote(a.tape, 0, &x));
	assert_true(rv_sim_tape_quote(b.tape, 0, &y));
	assert_close("mid", x.mid, y.mid, 0.0);
	assert_close("mark", x.mark, y.mark, 0.0);
	assert_close("volume", x.day_ntl_vlm, y.day_ntl_vlm, 0.0);
	market_close(&a);
	market_close(&b);
}

static void another_seed_is_another_market(void **state)
{
	(void)state;
	sim_market a = market_open(7, market_start), b = market_open(8, market_start);
	rv_sim_ohlc x, y;
	const int64_t h = rv_time_floor(market_start, RV_HOUR_MS);
	assert_true(a.src->ops->hour(a.src, 0, h, &x));
	assert_true(b.src->ops->hour(b.src, 0, h, &y));
	assert_true(fabs(x.c / y.c - 1.0) > 1e-4);
	market_close(&a);
	market_close(&b);
}

static void universe_is_48_live_and_one_delisted(void **state)
{
	(void)state;
	static const char *const must[] = {
		"BTC", "ETH", "SOL", "LTC", "LINK", "SUI", "DOGE", "WIF"
	};
	sim_market v = market_open(7, market_start);
	size_t live = 0, delisted = SIZE_MAX;
	for (size_t i = 0; i < v.src->n_coins; i++) {
		rv_sim_quote q;
		assert_true(rv_sim_tape_quote(v.tape, i, &q));
		assert_int_equal(q.live, !v.src->coins[i].delisted);
		live += q.live;
		if (v.src->coins[i].delisted)
			delisted = i;
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(v.src->coins[i].name, v.src->coins[k].name);
	}
	assert_int_equal(live, 48);
	assert_int_equal(v.src->n_coins, 49);
	assert_in_range(delisted, 10, 40); /* in the middle: indices after it must not shift */
	for (size_t i = 0; i < LEN(must); i++)
		assert_true(rv_sim_tape_find(v.tape, must[i]) < v.src->n_coins);
	market_close(&v);
}

static size_t count_candles(const sim_market *v, size_t coin, const char *name, int64_t from)
{
	const rv_sim_interval *iv = market_interval(name);
	size_t n = 0;
	for (int64_t t = rv_time_floor(from, iv->ms); t + iv->ms <= rv_sim_tape_now(v->tape);
	     t += iv->ms) {
		rv_sim_ohlc c;
		n += rv_sim_tape_candle(v->tape, coin, iv, t, &c);
	}
	return n;
}

static void depth_is_there_from_the_first_second(void **state)
{
	(void)state;
	sim_market v = market_open(7, market_start);
	const size_t btc = rv_sim_tape_find(v.tape, "BTC");
	assert_int_equal(count_candles(&v, btc, "1d", market_start - 500 * RV_DAY_MS), 400);
	assert_int_equal(count_candles(&v, btc, "1h", market_start - 60 * RV_DAY_MS), 60 * 24);
	size_t funding = 0;
	for (int64_t h = rv_time_floor(market_start, RV_HOUR_MS);
	     h > market_start - 200 * RV_DAY_MS; h -= RV_HOUR_MS) {
		int64_t stamp = 0;
		double rate = NAN, premium = NAN;
		if (!rv_sim_tape_funding(v.tape, btc, h, &stamp, &rate, &premium))
			continue;
		assert_in_range(stamp - h, 10, 80);
		assert_true(isfinite(rate) && isfinite(premium));
		funding++;
	}
	assert_in_range(funding, 120 * 24, 121 * 24);
	market_close(&v);
}

static void special_coins_are_what_they_say(void **state)
{
	(void)state;
	sim_market v = market_open(7, market_start);
	for (size_t i = 0; i < v.src->n_coins; i++) {
		const size_t days = count_candles(&v, i, "1d", market_start - 500 * RV_DAY_MS);
		const size_t hours = count_candles(&v, i, "1h", market_start - 20 * RV_DAY_MS);
		switch (rv_sim_coin_defs[i].role) {
		case RV_SIM_LATE:
			assert_in_range(days, 2, 30);
			assert_in_range(hours, 49, 20 * 24 - 1);
			break;
		case RV_SIM_DELISTED:
			assert_in_range(hours, 0, 24);
			assert_int_equal(days, 380);
			break;
		case RV_SIM_ILLIQUID:
			assert_in_range(hours, 300, 20 * 24 - 10); /* some hours have no trade */
			assert_true(v.src->coins[i].spread_ticks > 5);
			break;
		case RV_SIM_PLAIN:
			assert_int_equal(days, 400);
			assert_int_equal(hours, 20 * 24);
			break;
		}
	}
	market_close(&v);
}

static void mids_move_every_second(void **state)
{
	(void)state;
	enum { SECONDS = 300 };
	sim_market v = market_open(7, market_start);
	size_t moved = 0, all = 0;
	double before[RV_SIM_N_COINS] = { 0.0 };
	for (int s = 0; s < SECONDS; s++) {
		assert_int_equal(rv_sim_tape_set_now(v.tape, market_start + s * RV_SECOND_MS),
				 RV_OK);
		for (size_t i = 0; i < v.src->n_coins; i++) {
			rv_sim_quote q;
			if (v.src->coins[i].illiquid || !rv_sim_tape_price(v.tape, i, &q) ||
			    !q.live)
				continue;
			assert_true(q.bid < q.ask && q.mid > q.bid && q.mid < q.ask);
			all += s > 0;
			moved += s > 0 && fabs(q.mid - before[i]) > 0.0;
			before[i] = q.mid;
		}
	}
	assert_int_equal(all, 47 * (SECONDS - 1));
	assert_true((double)moved > 0.99 * (double)all);
	market_close(&v);
}

static void estimate_ends_at_what_is_paid(void **state)
{
	(void)state;
	const int64_t hour = rv_time_floor(market_start, RV_HOUR_MS);
	sim_market v = market_open(7, hour + RV_HOUR_MS - 1);
	for (size_t i = 0; i < v.src->n_coins; i++) {
		rv_sim_quote q;
		int64_t stamp = 0;
		double rate = NAN, premium = NAN;
		assert_true(rv_sim_tape_quote(v.tape, i, &q));
		if (!q.live || v.src->coins[i].illiquid)
			continue;
		assert_true(
			v.src->ops->funding(v.src, i, hour + RV_HOUR_MS, &stamp, &rate, &premium));
		assert_close("funding", q.funding, rate, 0.0);
	}
	market_close(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_seed_same_market_from_any_start),
		cmocka_unit_test(a_restart_in_the_same_day_shows_the_same_span),
		cmocka_unit_test(time_running_on_equals_a_fresh_start_later),
		cmocka_unit_test(another_seed_is_another_market),
		cmocka_unit_test(universe_is_48_live_and_one_delisted),
		cmocka_unit_test(depth_is_there_from_the_first_second),
		cmocka_unit_test(special_coins_are_what_they_say),
		cmocka_unit_test(mids_move_every_second),
		cmocka_unit_test(estimate_ends_at_what_is_paid),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
