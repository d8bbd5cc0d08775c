/*
 * Orders through crashes, by the order runner: a desk and a venue as processes of their own, a desk
 * that is killed at named points, and the invariants of both sides' books.
 *
 * ORDER_SECONDS (60) of it: enumerated cases in rotation and random episodes in turn, from a seed
 * that is printed (ORDER_SEED has it again). docs/testing.md says what they are.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/base/clock.h"
#include "engine/base/num.h"
#include "tests/support/journal_help.h"
#include "tests/support/order_episode.h"

enum { STRIDE = 149, LEAST = 6 }; /* of no factor in common with the number of cases */

static order_run run;
static order_episode e;

static int64_t number(const char *name, int64_t otherwise)
{
	int64_t v = otherwise;
	const char *text = getenv(name);
	if (text && (rv_num_parse_i64(text, strlen(text), &v) != RV_OK || v < 0))
		fail_msg("%s=%s: expected a number", name, text);
	return v;
}

static int setup(void **state)
{
	static char program[ORDER_PATH];
	const char *build = getenv("BUILD_DIR");
	(void)state;
	(void)snprintf(program, sizeof(program), "%s/rvdesk", build ? build : "build/release");
	return order_run_open(&run, program, "") ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	order_run_close(&run);
	return 0;
}

/* A life with a fill, one that rests, and a status. */
static void trade(uint64_t seed, const char *name)
{
	assert_true(order_episode_open(&e, &run, name, seed));
	assert_int_equal(order_episode_start(&e, NULL), 1);
	assert_int_equal(order_episode_say(&e, "arm"), 1);
	assert_int_equal(order_episode_resume(&e), 1);
	assert_int_equal(order_episode_say_priced(&e, "buy SOL 300 usd"), 1);
	assert_int_equal(order_episode_say_priced(&e, "buy SOL 120 usd LIMIT"), 1);
	assert_true(order_episode_rest(&e, 300));
	assert_int_equal(order_episode_say(&e, "status"), 1);
}

static void without_a_crash_it_trades(void **state)
{
	(void)state;
	trade(3, "calm");
	assert_false(order_episode_stop(&e, SIGTERM));
	assert_true(order_episode_close(&e));
	assert_true(run.orders >= 2 && run.fills >= 1 && run.events >= 10);
}

/* The folder of an episode that was violated stays; these were to be. */
static void assert_found(const char *words)
{
	if (!strstr(e.report.text, words))
		fail_msg("'%s' is not in\n%s", words, e.report.text);
	order_remove_folder(e.state);
}

/* Whatever was shown while it ran is looked for in the journal. */
static void another_head_is_found(void **state)
{
	(void)state;
	trade(4, "head");
	assert_int_equal(e.told.n_heads, 1);
	e.told.head[0][0] = e.told.head[0][0] == '0' ? '1' : '0';
	assert_false(order_episode_stop(&e, SIGKILL) && order_episode_close(&e));
	assert_found("I9 head");
}

/* One digit of the journal is changed while no desk runs: the desk does not start any more. */
static void another_digit_is_found(void **state)
{
	char path[ORDER_PATH * 2];
	(void)state;
	trade(5, "digit");
	assert_false(order_episode_stop(&e, SIGTERM));
	(void)snprintf(path, sizeof(path), "%s/journal-sim-%.8s.db", e.state, e.account + 2);
	(void)journal_sql(path, "PRAGMA journal_mode = DELETE; DROP TRIGGER event_fixed;"
				"UPDATE event SET payload = replace(payload, 'side 1', 'side -1')"
				" WHERE type = 'intent'");
	assert_false(order_episode_close(&e));
	assert_non_null(strstr(e.report.text, "the desk ends with status 1"));
	assert_found("payload changed");
}

/* What is missing at the venue is found, too: another account's books are held against ours. */
static void another_account_is_found(void **state)
{
	char json[256];
	(void)state;
	trade(6, "account");
	assert_int_equal(order_episode_say(&e, "kill cancel"), 1);
	assert_false(order_episode_stop(&e, SIGTERM));
	memcpy(e.account + 2, "0123456789", 10);
	(void)snprintf(json, sizeof(json), "{\"user\":\"%s\",\"equity\":\"100000\"}", e.account);
	assert_true(order_venue_control(&run.venue, "account", json));
	assert_false(order_episode_close(&e));
	assert_found("the venue 0\n");
}

/* At least a few, however slow the machine is. */
static void through_crashes(void **state)
{
	const int64_t seconds = number("ORDER_SECONDS", 60), t0 = rv_mono_ms();
	const int64_t seed = number("ORDER_SEED", (int64_t)time(NULL));
	const order_run was = run;
	(void)state;
	print_message("ORDER_SEED=%lld\n", (long long)seed);
	for (int64_t i = 0; i < LEAST || rv_mono_ms() - t0 < seconds * 1000; i++) {
		const uint64_t at = (uint64_t)(seed + i / 2 * STRIDE);
		if (i % 2 == 0)
			(void)order_run_case(&run, (unsigned)(at % order_run_cases()));
		else
			(void)order_run_random(&run, (uint64_t)(seed + i));
	}
	print_message("%u episodes, %u lives, %u cases died at their point, %llu orders, "
		      "%llu fills, %llu events\n",
		      run.episodes - was.episodes, run.lives - was.lives, run.reached,
		      run.orders - was.orders, run.fills - was.fills, run.events - was.events);
	assert_int_equal(run.bad, was.bad);
	assert_true(run.reached > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_crash_it_trades),
		cmocka_unit_test(another_head_is_found),
		cmocka_unit_test(another_digit_is_found),
		cmocka_unit_test(another_account_is_found),
		cmocka_unit_test(through_crashes),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
