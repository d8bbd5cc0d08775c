/*
 * Candles and funding by the info endpoint: windows, pages, caps, weights, values to the bit, and
 * the gaps and doubles of a fault plan.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/timefmt.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/json_shape.h"
#include "tests/support/sim_market.h"

static const char candle_form[] =
	"{\"t\":1,\"T\":2,\"s\":\"BTC\",\"i\":\"1h\",\"o\":\"1.0\",\"c\":\"1.0\",\"h\":\"1.0\","
	"\"l\":\"1.0\",\"v\":\"1.0\",\"n\":3}";
static cJSON *candles(sim_market *f, const char *coin, const char *iv, int64_t from, int64_t to)
{
	char body[256];
	(void)snprintf(body, sizeof(body),
		       "{\"type\":\"candleSnapshot\",\"req\":{\"coin\":\"%s\",\"interval\":\"%s\","
		       "\"startTime\":%lld,\"endTime\":%lld}}",
		       coin, iv, (long long)from, (long long)to);
	return market_ask(f, body);
}

static void candles_keep_their_window(void **state)
{
	sim_market *f = *state;
	const int64_t hour = rv_time_floor(market_start, RV_HOUR_MS);
	/* from the middle of a candle: that one is included; to an open: that one too */
	cJSON *c = candles(f, "BTC", "1h", hour - 5 * RV_HOUR_MS - 1, hour - 2 * RV_HOUR_MS);
	assert_int_equal(cJSON_GetArraySize(c), 5);
	int64_t t = hour - 6 * RV_HOUR_MS;
	for (const cJSON *v = c->child; v; v = v->next, t += RV_HOUR_MS) {
		assert_shape("candle", v, candle_form);
		assert_int_equal((int64_t)json_num(v, "t"), t);
		assert_int_equal((int64_t)json_num(v, "T"), t + RV_HOUR_MS - 1);
	}
	cJSON_Delete(c);
}

static void forming_candle_is_included(void **state)
{
	sim_market *f = *state;
	static const char *const names[] = { "1m", "3m", "5m",	"15m", "30m", "1h", "2h",
					     "4h", "8h", "12h", "1d",  "3d",  "1w", "1M" };
	for (size_t i = 0; i < LEN(names); i++) {
		cJSON *c = candles(f, "ETH", names[i], market_start - RV_MINUTE_MS, market_start);
		const int n = cJSON_GetArraySize(c);
		assert_in_range(n, 1, 2);
		const cJSON *last = cJSON_GetArrayItem(c, n - 1);
		assert_true(json_num(last, "t") <= (double)market_start &&
			    json_num(last, "T") >= (double)market_start);
		assert_string_equal(cJSON_GetObjectItem(last, "i")->valuestring, names[i]);
		assert_true(json_num(last, "h") >= json_num(last, "c") &&
			    json_num(last, "l") <= json_num(last, "c"));
		cJSON_Delete(c);
	}
}

static void only_the_newest_5000_exist(void **state)
{
	sim_market *f = *state;
	cJSON *c = candles(f, "BTC", "1h", 0, market_start);
	assert_int_equal(cJSON_GetArraySize(c), 5000);
	assert_int_equal((int64_t)json_num(c->child, "t"),
			 rv_time_floor(market_start, RV_HOUR_MS) - 4999 * RV_HOUR_MS);
	assert_int_equal(f->r.weight, 20 + 5000 / 60);
	cJSON_Delete(c);
	/* an old window holds nothing: those candles are gone */
	c = candles(f, "BTC", "1h", market_start - 5010 * RV_HOUR_MS,
		    market_start - 5003 * RV_HOUR_MS);
	assert_int_equal(cJSON_GetArraySize(c), 0);
	assert_int_equal(f->r.weight, 20);
	cJSON_Delete(c);
}

static void values_on_the_wire_are_the_bars_to_the_bit(void **state)
{
	sim_market *f = *state;
	const size_t coin = rv_sim_tape_find(f->tape, "kPEPE");
	const int64_t from = rv_time_floor(market_start, RV_HOUR_MS) - 500 * RV_HOUR_MS;
	cJSON *c = candles(f, "kPEPE", "1h", from, market_start - RV_HOUR_MS);
	assert_int_equal(cJSON_GetArraySize(c), 500);
	for (const cJSON *v = c->child; v; v = v->next) {
		rv_sim_ohlc b;
		assert_true(f->src->ops->hour(f->src, coin, (int64_t)json_num(v, "t"), &b));
		assert_close("o", json_num(v, "o"), b.o, 0.0);
		assert_close("h", json_num(v, "h"), b.h, 0.0);
		assert_close("l", json_num(v, "l"), b.l, 0.0);
		assert_close("c", json_num(v, "c"), b.c, 0.0);
		assert_close("v", json_num(v, "v"), b.v, 0.0);
	}
	cJSON_Delete(c);
}

static void decimals_read_back_bit_for_bit(void **state)
{
	(void)state;
	static const double v[] = { 0.1,
				    1.0 / 3.0,
				    2.385e-7,
				    1e-12,
				    5e-324,
				    83767.123456789012,
				    123456789012.34,
				    -0.007,
				    1e300,
				    42283.58,
				    1.7976931348623157e308,
				    16542.4,
				    0.30000000000000004 };
	for (size_t i = 0; i < LEN(v); i++) {
		char buf[RV_SIM_NUM_TEXT];
		const char *text = rv_sim_dec_text(v[i], buf);
		assert_null(strpbrk(text, "eE"));
		assert_non_null(strchr(text, '.'));
		const double back = strtod(text, NULL);
		assert_memory_equal(&back, &v[i], sizeof(back));
	}
	char buf[RV_SIM_NUM_TEXT];
	assert_string_equal(rv_sim_dec_text(83767.0, buf), "83767.0");
	assert_string_equal(rv_sim_dec_text(-0.0, buf), "0.0");
	assert_string_equal(rv_sim_dec_text(1e-5, buf), "0.00001");
	assert_string_equal(rv_sim_dec_text(NAN, buf), "null");
}

static cJSON *funding(sim_market *f, int64_t from, const char *end)
{
	char body[256];
	(void)snprintf(body, sizeof(body),
		       "{\"type\":\"fundingHistory\",\"coin\":\"ETH\",\"startTime\":%lld%s}",
		       (long long)from, end);
	return market_ask(f, body);
}

static void funding_comes_in_pages_of_500(void **state)
{
	sim_market *f = *state;
	int64_t from = market_start - 120 * RV_DAY_MS;
	size_t rows = 0, pages = 0;
	for (;;) {
		cJSON *page = funding(f, from, "");
		const int n = cJSON_GetArraySize(page);
		assert_int_equal(f->r.weight, 20 + n / 20);
		for (const cJSON *v = page->child; v; v = v->next) {
			assert_shape(
				"funding", v,
				"{\"coin\":\"ETH\",\"fundingRate\":\"0.1\",\"premium\":\"0.1\","
				"\"time\":1}");
			const int64_t t = (int64_t)json_num(v, "time");
			assert_true(t >= from && t <= market_start);
			assert_in_range(t % RV_HOUR_MS, 10, 80);
			from = t + 1;
			rows++;
		}
		cJSON_Delete(page);
		pages++;
		if (n < RV_SIM_FUNDING_ROWS)
			break;
	}
	assert_int_equal(pages, 6);
	assert_in_range(rows, 120 * 24 - 1, 120 * 24 + 1);
}

static void planned_gaps_and_doubles(void **state)
{
	sim_market *f = *state;
	const int64_t to = rv_time_floor(market_start, RV_HOUR_MS) - 1,
		      from = to + 1 - 30 * RV_HOUR_MS;
	f->r.candle_gap = true;
	cJSON *c = candles(f, "BTC", "1h", from, to);
	assert_int_equal(cJSON_GetArraySize(c), 20);
	cJSON_Delete(c);
	f->r.candle_gap = false;
	f->r.candle_twice = true;
	c = candles(f, "BTC", "1h", from, to);
	assert_int_equal(cJSON_GetArraySize(c), 40);
	cJSON_Delete(c);
	f->r.candle_twice = false;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(candles_keep_their_window),
		cmocka_unit_test(forming_candle_is_included),
		cmocka_unit_test(only_the_newest_5000_exist),
		cmocka_unit_test(values_on_the_wire_are_the_bars_to_the_bit),
		cmocka_unit_test(decimals_read_back_bit_for_bit),
		cmocka_unit_test(funding_comes_in_pages_of_500),
		cmocka_unit_test(planned_gaps_and_doubles),
	};
	return cmocka_run_group_tests(tests, market_setup, market_teardown);
}
