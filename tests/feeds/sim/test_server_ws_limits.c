/*
 * The limits of the venue's WebSocket over real sockets: connections, subscriptions, messages a
 * minute, and a client that does not read.
 */
#include <stdio.h>
#include <string.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/sim_venue.h"

static void an_eleventh_connection_is_closed(void **state)
{
	sim_venue *f = *state;
	rv_ws_raw w[11];
	venue_launch(f, true, NULL);
	for (size_t i = 0; i < 10; i++)
		venue_join(f, &w[i]);
	(void)rv_ws_raw_open(&w[10], rv_sim_url(f->sim), "/ws");
	assert_null(rv_ws_raw_next(&w[10], VENUE_WAIT_MS));
	assert_true(w[10].close_code != 0);
	rv_ws_raw_send(&w[0], "{\"method\":\"ping\"}"); /* the ten are well */
	assert_string_equal(rv_ws_raw_next(&w[0], VENUE_WAIT_MS), "{\"channel\":\"pong\"}");
	for (size_t i = 0; i < LEN(w); i++)
		rv_ws_raw_close(&w[i]);
}

static void thousand_and_one_subscriptions(void **state)
{
	sim_venue *f = *state;
	static const char *const iv[] = { "1m", "3m", "5m",  "15m", "30m", "1h", "2h",
					  "4h", "8h", "12h", "1d",  "3d",  "1w", "1M" };
	static const char *const forms[] = { "\"type\":\"l2Book\"",
					     "\"type\":\"bbo\"",
					     "\"type\":\"trades\"",
					     "\"type\":\"activeAssetCtx\"",
					     "\"type\":\"l2Book\",\"fast\":true",
					     "\"type\":\"l2Book\",\"nSigFigs\":2",
					     "\"type\":\"l2Book\",\"nSigFigs\":3" };
	rv_ws_raw w;
	venue_launch(f, true, NULL);
	venue_expect(f, "/info", "{\"type\":\"meta\"}", 200);
	cJSON *meta = cJSON_ParseWithLength(f->body, f->n);
	venue_join(f, &w);
	const cJSON *v = cJSON_GetObjectItem(meta, "universe")->child;
	for (size_t acks = 0; acks < 1000; v = v->next) { /* 21 for each of 49 coins are enough */
		assert_non_null(v);
		for (size_t k = 0; k < LEN(iv) + LEN(forms) && acks < 1000; k++, acks++) {
			char text[256];
			const bool candle = k < LEN(iv);
			(void)snprintf(
				text, sizeof(text), "{%s,\"coin\":\"%s\",\"interval\":\"%s\"}",
				candle ? "\"type\":\"candle\"" : forms[k - LEN(iv)],
				cJSON_GetObjectItem(v, "name")->valuestring, candle ? iv[k] : "");
			venue_subscribe(&w, text);
		}
	}
	cJSON_Delete(meta);
	cJSON *whole = NULL;
	rv_ws_raw_send(&w, "{\"method\":\"subscribe\",\"subscription\":{\"type\":\"allMids\"}}");
	const cJSON *d = venue_next_of(&w, "error", &whole);
	assert_string_equal(d->valuestring, "Cannot subscribe to more than 1000 channels.");
	cJSON_Delete(whole);
	rv_ws_raw_close(&w);
}

static void more_than_2000_messages_a_minute(void **state)
{
	sim_venue *f = *state;
	rv_ws_raw w;
	venue_launch(f, true, NULL);
	venue_join(f, &w);
	cJSON *whole = NULL;
	int pongs = 0;
	for (;;) {
		rv_ws_raw_send(&w, "{\"method\":\"ping\"}");
		const char *text = rv_ws_raw_next(&w, VENUE_WAIT_MS);
		assert_non_null(text);
		if (strcmp(text, "{\"channel\":\"pong\"}") != 0) {
			whole = cJSON_Parse(text);
			break;
		}
		pongs++;
		assert_true(pongs < 4000);
	}
	assert_true(pongs >= 2000);
	assert_string_equal(cJSON_GetObjectItem(whole, "data")->valuestring,
			    "Cannot send more than 2000 messages per minute.");
	cJSON_Delete(whole);
	rv_ws_raw_close(&w);
}

static void a_client_that_does_not_read_is_dropped(void **state)
{
	sim_venue *f = *state;
	rv_ws_raw slow, quick;
	venue_launch(f, false, NULL);
	venue_join(f, &slow);
	venue_join(f, &quick);
	venue_expect(f, "/info", "{\"type\":\"meta\"}", 200);
	cJSON *meta = cJSON_ParseWithLength(f->body, f->n);
	const cJSON *u = cJSON_GetObjectItem(meta, "universe");
	for (const cJSON *v = u->child; v; v = v->next) {
		char text[128];
		(void)snprintf(text, sizeof(text),
			       "{\"method\":\"subscribe\",\"subscription\":"
			       "{\"type\":\"l2Book\",\"coin\":\"%s\"}}",
			       cJSON_GetObjectItem(v, "name")->valuestring);
		rv_ws_raw_send(&slow, text);
	}
	cJSON_Delete(meta);
	venue_subscribe(&quick, "{\"type\":\"activeAssetCtx\",\"coin\":\"BTC\"}");
	cJSON *whole = NULL;
	(void)venue_next_of(&quick, "activeAssetCtx", &whole);
	cJSON_Delete(whole);
	for (int k = 1; k <= 400;
	     k++) { /* about 50 MB for the one, each block awaited by the other */
		venue_block_at(f, venue_start + k * 1000);
		(void)venue_next_of(&quick, "activeAssetCtx", &whole);
		cJSON_Delete(whole);
	}
	while (rv_ws_raw_next(&slow, VENUE_WAIT_MS)) {
		/* what the socket held before it was dropped */
	}
	assert_int_equal(slow.close_code, 1006);
	rv_ws_raw_send(&quick, "{\"method\":\"ping\"}");
	assert_string_equal(rv_ws_raw_next(&quick, VENUE_WAIT_MS), "{\"channel\":\"pong\"}");
	rv_ws_raw_close(&slow);
	rv_ws_raw_close(&quick);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		venue_test(an_eleventh_connection_is_closed),
		venue_test(thousand_and_one_subscriptions),
		venue_test(more_than_2000_messages_a_minute),
		venue_test(a_client_that_does_not_read_is_dropped),
	};
	return cmocka_run_group_tests(tests, venue_group_setup, venue_group_teardown);
}
