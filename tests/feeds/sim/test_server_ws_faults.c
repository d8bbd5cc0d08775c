/*
 * The faults that a plan can put into the venue's WebSocket: closed, mute and refused connections,
 * gaps, duplicates and garbage in the stream.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/sim_venue.h"

static void close_faults_have_their_codes(void **state)
{
	sim_venue *f = *state;
	rv_ws_raw w;
	venue_launch(f, true,
		     "[{\"at\":5,\"for\":1,\"match\":\"ws\",\"do\":\"close\",\"code\":1000},"
		     "{\"at\":10,\"for\":1,\"match\":\"ws\",\"do\":\"close\",\"code\":1006}]");
	venue_join(f, &w);
	venue_block_at(f, venue_start + 5000);
	assert_null(rv_ws_raw_next(&w, VENUE_WAIT_MS));
	assert_int_equal(w.close_code, 1000);
	rv_ws_raw_close(&w);
	rv_clock_set(f->clock, venue_start + 7000);
	venue_join(f, &w);
	venue_block_at(f, venue_start + 10000);
	assert_null(rv_ws_raw_next(&w, VENUE_WAIT_MS));
	assert_int_equal(w.close_code, 1006);
	rv_ws_raw_close(&w);
}

static void silent_socket_stays_open_and_mute(void **state)
{
	sim_venue *f = *state;
	rv_ws_raw w;
	venue_launch(f, true, "[{\"at\":5,\"for\":5,\"match\":\"ws\",\"do\":\"silent\"}]");
	venue_join(f, &w);
	venue_subscribe(&w, "{\"type\":\"activeAssetCtx\",\"coin\":\"BTC\"}");
	cJSON *whole = NULL;
	(void)venue_next_of(&w, "activeAssetCtx", &whole);
	cJSON_Delete(whole);
	venue_block_at(f, venue_start + 6000);
	rv_ws_raw_send(&w, "{\"method\":\"ping\"}");
	assert_null(rv_ws_raw_next(&w, VENUE_QUIET_MS));
	assert_int_equal(w.close_code, 0);
	venue_block_at(f, venue_start + 11000);
	(void)venue_next_of(&w, "activeAssetCtx", &whole);
	cJSON_Delete(whole);
	rv_ws_raw_close(&w);
}

static void refused_sockets_do_not_open(void **state)
{
	sim_venue *f = *state;
	rv_ws_raw w;
	venue_launch(f, true, "[{\"at\":0,\"for\":5,\"match\":\"ws\",\"do\":\"refuse\"}]");
	assert_false(rv_ws_raw_open(&w, rv_sim_url(f->sim), "/ws"));
	rv_ws_raw_close(&w);
	rv_clock_set(f->clock, venue_start + 5000);
	venue_join(f, &w);
	rv_ws_raw_close(&w);
}

/*
 * How many messages besides the contexts nine blocks bring under a fault. The contexts are
 * subscribed last, so that one of them ends each block.
 */
static int mids_in_nine_blocks(sim_venue *f, const char *plan, bool *json)
{
	static const char ctx[] = "{\"channel\":\"activeAssetCtx\"";
	rv_ws_raw w;
	venue_launch(f, true, plan);
	venue_join(f, &w);
	venue_subscribe(&w, "{\"type\":\"allMids\"}");
	assert_non_null(rv_ws_raw_next(&w, VENUE_WAIT_MS)); /* the push at once, before the fault */
	venue_subscribe(&w, "{\"type\":\"activeAssetCtx\",\"coin\":\"BTC\"}");
	assert_non_null(rv_ws_raw_next(&w, VENUE_WAIT_MS));
	int n = 0;
	*json = true;
	for (int k = 1; k <= 9; k++) {
		venue_block_at(f, venue_start + k * 1000);
		for (;;) {
			const char *text = rv_ws_raw_next(&w, VENUE_WAIT_MS);
			assert_non_null(text);
			if (strncmp(text, ctx, sizeof(ctx) - 1) == 0)
				break;
			cJSON *v = cJSON_Parse(text);
			*json = *json && v;
			cJSON_Delete(v);
			n++;
		}
	}
	rv_ws_raw_close(&w);
	return n;
}

static void gaps_duplicates_and_garbage_in_the_stream(void **state)
{
	sim_venue *f = *state;
	static const struct {
		const char *plan;
		int want;
		bool json;
	} cases[] = {
		{ "[{\"at\":1,\"for\":99,\"match\":\"ws.allMids\",\"do\":\"gap\"}]", 6, true },
		{ "[{\"at\":1,\"for\":99,\"match\":\"ws.allMids\",\"do\":\"duplicate\"}]", 18,
		  true },
		{ "[{\"at\":1,\"for\":99,\"match\":\"ws.allMids\",\"do\":\"garbage\"}]", 9, false },
		{ "[{\"at\":1,\"for\":99,\"match\":\"ws.candle\",\"do\":\"gap\"}]", 9, true },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		bool json = false;
		assert_int_equal(mids_in_nine_blocks(f, cases[i].plan, &json), cases[i].want);
		assert_int_equal(json, cases[i].json);
		rv_sim_stop(f->sim);
		f->sim = NULL;
		rv_clock_free(f->clock);
		assert_int_equal(rv_clock_new_manual(venue_start, &f->clock), RV_OK);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		venue_test(close_faults_have_their_codes),
		venue_test(silent_socket_stays_open_and_mute),
		venue_test(refused_sockets_do_not_open),
		venue_test(gaps_duplicates_and_garbage_in_the_stream),
	};
	return cmocka_run_group_tests(tests, venue_group_setup, venue_group_teardown);
}
