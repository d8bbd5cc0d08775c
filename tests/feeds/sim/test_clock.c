/*
 * The venue's own clock: the books never know a time that clients have not reached, and blocks come
 * whatever else is asked of it.
 */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/clock_ask.h"
#include "feeds/sim/sim.h"
#include "tests/support/cm.h"
#include "tests/support/gateway_desk.h"
#include "tests/support/ws_raw.h"

enum { ANSWER_MS = 20000 };

#define START_MS INT64_C(1768565100000) /* 2026-01-16T12:05:00Z */

static int64_t stamp_of(rv_sim *sim)
{
	char *text = NULL;
	assert_int_equal(rv_sim_ledger(sim, &text), RV_OK);
	cJSON *json = cJSON_Parse(text);
	free(text);
	const cJSON *time = cJSON_GetObjectItemCaseSensitive(json, "time");
	assert_true(cJSON_IsNumber(time));
	const int64_t ms = (int64_t)cJSON_GetNumberValue(time);
	cJSON_Delete(json);
	return ms;
}

static int64_t told(rv_sim *sim)
{
	rv_clock *clock = NULL;
	rv_err err = { 0 };
	assert_int_equal(rv_clock_new_slaved(&clock), RV_OK);
	if (rv_clock_ask(rv_sim_url(sim), clock, ANSWER_MS, &err) != RV_OK)
		fail_msg("%s", err.text);
	const int64_t ms = rv_clock_utc_ms(clock);
	rv_clock_free(clock);
	return ms;
}

static rv_sim *start(double speed)
{
	rv_sim_params p;
	rv_sim *sim = NULL;
	rv_err err = { 0 };
	rv_sim_params_default(&p);
	p.listen = "127.0.0.1:0";
	p.start_ms = START_MS;
	p.speed = speed;
	p.test_control = true;
	if (rv_sim_start(&p, NULL, &sim, &err) != RV_OK)
		fail_msg("%s", err.text);
	return sim;
}

/* At this speed the moment that making the market takes would be hours. */
static void books_are_not_ahead_of_the_clock(void **state)
{
	(void)state;
	rv_sim *sim = start(RV_SIM_SPEED_MOST);
	const int64_t stamp = stamp_of(sim), later = told(sim);
	assert_true(START_MS <= stamp && stamp <= later);
	rv_sim_stop(sim);
}

/* Each of these arms the block; none may put it off. */
static void blocks_come_while_others_ask(void **state)
{
	(void)state;
	int blocks = 0;
	rv_ws_raw w;
	rv_sim *sim = start(20.0);
	assert_true(rv_ws_raw_open(&w, rv_sim_url(sim), "/ws"));
	rv_ws_raw_send(&w, "{\"method\":\"subscribe\",\"subscription\":{\"type\":\"allMids\"}}");
	const int64_t until = rv_mono_ms() + ANSWER_MS;
	while (blocks < 3) {
		gd_control(sim, "faults", "{\"plan\":[]}");
		const char *text = rv_ws_raw_next(&w, 1);
		blocks += text && strstr(text, "\"channel\":\"allMids\"");
		if (rv_mono_ms() > until)
			fail_msg("%d blocks in %d ms", blocks, ANSWER_MS);
	}
	rv_ws_raw_close(&w);
	rv_sim_stop(sim);
}

/* Put ahead, the clock goes on from there at its speed. */
static void it_can_be_put_ahead(void **state)
{
	char json[64];
	(void)state;
	rv_sim *sim = start(20.0);
	const int64_t to = told(sim) + 3 * RV_DAY_MS;
	(void)snprintf(json, sizeof(json), "{\"utc_ms\":%lld}", (long long)to);
	gd_control(sim, "clock", json);
	const int64_t now = told(sim);
	assert_in_range(now - to, 0, RV_HOUR_MS);
	assert_true(stamp_of(sim) >= to);
	const int64_t until = rv_mono_ms() + ANSWER_MS;
	while (told(sim) < now + RV_SECOND_MS)
		assert_true(rv_mono_ms() < until);
	rv_sim_stop(sim);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(books_are_not_ahead_of_the_clock),
		cmocka_unit_test(blocks_come_while_others_ask),
		cmocka_unit_test(it_can_be_put_ahead),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
