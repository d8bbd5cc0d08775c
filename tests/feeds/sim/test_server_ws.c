/*
 * The venue's WebSocket over a real socket: the handshake, the venue's words, what a block pushes
 * and in which state, the venue's own clock.
 */
#include <stdio.h>
#include <string.h>

#include "engine/base/timefmt.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/sim_venue.h"

static void handshake_says_what_it_is(void **state)
{
	sim_venue *f = *state;
	rv_ws_raw w;
	venue_launch(f, true, NULL);
	venue_join(f, &w);
	assert_non_null(strcasestr(w.head, "\r\nserver: rvdesk-sim\r\n"));
	assert_non_null(strcasestr(w.head, "\r\nx-sim-clock: utc_ms=1795190399000;speed=1;"
					   "source=seed\r\n"));
	rv_ws_raw_close(&w);
	assert_false(rv_ws_raw_open(&w, rv_sim_url(f->sim), "/other"));
	rv_ws_raw_close(&w);
}

static void requests_get_the_venues_words(void **state)
{
	sim_venue *f = *state;
	static const struct {
		const char *send, *want;
	} cases[] = {
		{ "{\"method\":\"ping\"}", "{\"channel\":\"pong\"}" },
		{ "{\"method\":\"subscribe\",\"subscription\":{\"type\":\"l2Book\",\"coin\":"
		  "\"BTC\"}}",
		  "{\"channel\":\"subscriptionResponse\",\"data\":{\"method\":\"subscribe\","
		  "\"subscription\":{\"type\":\"l2Book\",\"coin\":\"BTC\",\"nSigFigs\":null,"
		  "\"mantissa\":null}}}" },
		{ "{\"method\":\"subscribe\",\"subscription\":{\"coin\":\"BTC\",\"type\":"
		  "\"l2Book\"}}",
		  "{\"channel\":\"error\",\"data\":\"Already subscribed: "
		  "{\\\"type\\\":\\\"l2Book\\\","
		  "\\\"coin\\\":\\\"BTC\\\",\\\"nSigFigs\\\":null,\\\"mantissa\\\":null}\"}" },
		{ "{\"method\":\"unsubscribe\",\"subscription\":{\"type\":\"l2Book\",\"coin\":"
		  "\"BTC\"}}",
		  "{\"channel\":\"subscriptionResponse\",\"data\":{\"method\":\"unsubscribe\","
		  "\"subscription\":{\"type\":\"l2Book\",\"coin\":\"BTC\",\"nSigFigs\":null,"
		  "\"mantissa\":null}}}" },
		{ "{\"method\":\"unsubscribe\",\"subscription\":{\"type\":\"bbo\",\"coin\":\"BTC\"}"
		  "}",
		  "{\"channel\":\"error\",\"data\":\"Already unsubscribed: "
		  "{\\\"type\\\":\\\"bbo\\\","
		  "\\\"coin\\\":\\\"BTC\\\"}\"}" },
		{ "{\"method\":\"subscribe\",\"subscription\":{\"type\":\"bbo\",\"coin\":\"btc\"}}",
		  "{\"channel\":\"error\",\"data\":\"Invalid subscription "
		  "{\\\"type\\\":\\\"bbo\\\","
		  "\\\"coin\\\":\\\"btc\\\"}\"}" },
		{ "{\"method\":\"subscribe\",\"subscription\":{\"type\":\"candle\",\"coin\":"
		  "\"BTC\","
		  "\"interval\":\"7h\"}}",
		  "{\"channel\":\"error\",\"data\":\"Invalid subscription "
		  "{\\\"type\\\":\\\"candle\\\","
		  "\\\"coin\\\":\\\"BTC\\\",\\\"interval\\\":\\\"7h\\\"}\"}" },
		{ "{nonsense", "{\"channel\":\"error\",\"data\":\"Error parsing JSON into valid "
			       "websocket request: "
			       "{nonsense\"}" },
		{ "{\"method\":\"dance\"}", "{\"channel\":\"error\",\"data\":\"Error parsing JSON "
					    "into valid websocket request: "
					    "{\\\"method\\\":\\\"dance\\\"}\"}" },
	};
	rv_ws_raw w;
	venue_launch(f, true, NULL);
	venue_join(f, &w);
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_ws_raw_send(&w, cases[i].send);
		const char *got = rv_ws_raw_next(&w, VENUE_WAIT_MS);
		while (got && strncmp(got, "{\"channel\":\"l2Book\"", 19) == 0)
			got = rv_ws_raw_next(&w, VENUE_WAIT_MS); /* the first push after the ack */
		assert_non_null(got);
		assert_string_equal(got, cases[i].want);
	}
	rv_ws_raw_close(&w);
}

static void a_block_pushes_what_is_subscribed(void **state)
{
	sim_venue *f = *state;
	rv_ws_raw w;
	cJSON *whole = NULL;
	venue_launch(f, true, NULL);
	venue_join(f, &w);
	venue_subscribe(&w, "{\"type\":\"allMids\"}");
	const cJSON *d = venue_next_of(&w, "allMids", &whole); /* at once */
	char *first = cJSON_PrintUnformatted(d);
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(d, "mids")), 49);
	cJSON_Delete(whole);
	assert_null(rv_ws_raw_next(&w, VENUE_QUIET_MS)); /* the clock stands: nothing more */
	venue_block_at(f, venue_start + 1000);
	d = venue_next_of(&w, "allMids", &whole);
	char *second = cJSON_PrintUnformatted(d);
	cJSON_Delete(whole);
	assert_string_not_equal(first, second);
	cJSON_free(first);
	cJSON_free(second);
	venue_subscribe(&w, "{\"type\":\"activeAssetCtx\",\"coin\":\"ETH\"}");
	d = venue_next_of(&w, "activeAssetCtx", &whole);
	assert_string_equal(cJSON_GetObjectItem(d, "coin")->valuestring, "ETH");
	assert_true(cJSON_IsString(cJSON_GetObjectItem(cJSON_GetObjectItem(d, "ctx"), "markPx")));
	cJSON_Delete(whole);
	venue_subscribe(&w, "{\"type\":\"trades\",\"coin\":\"ETH\"}");
	d = venue_next_of(&w, "trades", &whole);
	assert_true(cJSON_IsArray(d) && d->child);
	cJSON_Delete(whole);
	rv_ws_raw_close(&w);
}

static void bbo_comes_on_change_only(void **state)
{
	sim_venue *f = *state;
	rv_ws_raw w;
	cJSON *whole = NULL;
	venue_launch(f, true, NULL);
	venue_join(f, &w);
	venue_subscribe(&w, "{\"type\":\"bbo\",\"coin\":\"BTC\"}");
	const cJSON *d = venue_next_of(&w, "bbo", &whole);
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(d, "bbo")), 2);
	cJSON_Delete(whole);
	rv_sim_kick(f->sim);
	assert_null(rv_ws_raw_next(&w, VENUE_QUIET_MS));
	assert_int_equal(w.close_code, 0);
	venue_block_at(f, venue_start + 1000);
	(void)venue_next_of(&w, "bbo", &whole);
	cJSON_Delete(whole);
	rv_ws_raw_close(&w);
}

static int64_t open_of(const cJSON *candle)
{
	return (int64_t)cJSON_GetObjectItem(candle, "t")->valuedouble;
}

static void a_closing_candle_is_pushed_in_its_final_state(void **state)
{
	sim_venue *f = *state;
	rv_ws_raw w;
	cJSON *whole = NULL;
	const int64_t close = venue_start + 1000, open = close - RV_HOUR_MS;
	venue_launch(f, true, NULL);
	rv_clock_set(f->clock, venue_start - 40000);
	venue_join(f, &w);
	venue_subscribe(&w, "{\"type\":\"candle\",\"coin\":\"SOL\",\"interval\":\"1h\"}");
	const cJSON *d = venue_next_of(&w, "candle", &whole);
	assert_true(cJSON_IsObject(d));
	assert_int_equal(open_of(d), open);
	cJSON_Delete(whole);
	venue_block_at(f, close + 3 * RV_HOUR_MS + 2000); /* four hours close within one block */
	char *final_state = NULL;
	for (int k = 0; k < 5; k++) {
		d = venue_next_of(&w, "candle", &whole);
		assert_int_equal(open_of(d), open + k * RV_HOUR_MS);
		if (k == 0)
			final_state = cJSON_PrintUnformatted(d);
		cJSON_Delete(whole);
	}
	char ask[256];
	(void)snprintf(ask, sizeof(ask),
		       "{\"type\":\"candleSnapshot\",\"req\":{\"coin\":\"SOL\",\"interval\":\"1h\","
		       "\"startTime\":%lld,\"endTime\":%lld}}",
		       (long long)open, (long long)open);
	venue_expect(f, "/info", ask, 200);
	f->body[f->n - 1] = '\0'; /* the list's one member */
	assert_string_equal(f->body + 1, final_state);
	cJSON_free(final_state);
	rv_ws_raw_close(&w);
}

static void its_own_clock_runs_at_its_speed(void **state)
{
	sim_venue *f = *state;
	rv_sim_params p;
	rv_err err = { .code = RV_OK };
	rv_sim_params_default(&p);
	p.listen = "localhost:0";
	p.start_ms = venue_start;
	p.speed = 3600.0;
	assert_int_equal(rv_sim_start(&p, NULL, &f->sim, &err), RV_OK);
	assert_int_equal(rv_sim_start_ms(f->sim), venue_start);
	rv_ws_raw w;
	venue_join(f, &w);
	venue_subscribe(&w, "{\"type\":\"candle\",\"coin\":\"BTC\",\"interval\":\"1h\"}");
	int64_t before = 0;
	for (int k = 0; k < 4; k++) { /* an hour a second: each block closes candles */
		cJSON *whole = NULL;
		const int64_t t = open_of(venue_next_of(&w, "candle", &whole));
		assert_true(t >= before && t - before <= (before ? RV_HOUR_MS : INT64_MAX));
		before = t;
		cJSON_Delete(whole);
	}
	assert_true(before > venue_start);
	rv_ws_raw_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		venue_test(handshake_says_what_it_is),
		venue_test(requests_get_the_venues_words),
		venue_test(a_block_pushes_what_is_subscribed),
		venue_test(bbo_comes_on_change_only),
		venue_test(a_closing_candle_is_pushed_in_its_final_state),
		venue_test(its_own_clock_runs_at_its_speed),
	};
	return cmocka_run_group_tests(tests, venue_group_setup, venue_group_teardown);
}
