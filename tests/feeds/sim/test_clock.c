/*
 * The venue's own clock: the books never know a time that clients have not reached. At this speed
 * the moment that making the market takes would be hours.
 */
#include <cjson/cJSON.h>
#include <stdlib.h>

#include "feeds/clock_ask.h"
#include "feeds/sim/sim.h"
#include "tests/support/cm.h"

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

static void books_are_not_ahead_of_the_clock(void **state)
{
	(void)state;
	rv_sim_params p;
	rv_sim *sim = NULL;
	rv_err err = { 0 };
	rv_sim_params_default(&p);
	p.listen = "127.0.0.1:0";
	p.start_ms = START_MS;
	p.speed = RV_SIM_SPEED_MOST;
	if (rv_sim_start(&p, NULL, &sim, &err) != RV_OK)
		fail_msg("%s", err.text);
	const int64_t stamp = stamp_of(sim), later = told(sim);
	assert_true(START_MS <= stamp && stamp <= later);
	rv_sim_stop(sim);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(books_are_not_ahead_of_the_clock) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
