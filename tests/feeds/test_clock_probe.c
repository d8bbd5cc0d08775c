/* The simulated venue's clock header, and the skew at the middle of an exchange. */
#include "feeds/clock_probe.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>

static void reads_the_header(void **state)
{
	(void)state;
	rv_sim_clock c;
	assert_int_equal(rv_sim_clock_parse("utc_ms=1763600000123;speed=0.5;source=replay", &c),
			 RV_OK);
	assert_int_equal(c.utc_ms, INT64_C(1763600000123));
	assert_close("speed", c.speed, 0.5, 0.0);
	assert_true(c.replay);
	assert_int_equal(rv_sim_clock_parse("source=seed; speed=3600; utc_ms=0; more=1", &c),
			 RV_OK);
	assert_false(c.replay);
	assert_close("speed", c.speed, 3600.0, 0.0);
}

static void refuses_the_rest(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",
		"utc_ms=5;speed=1",
		"utc_ms=5;speed=0;source=seed",
		"utc_ms=5;speed=-1;source=seed",
		"utc_ms=5;speed=nan;source=seed",
		"utc_ms=-5;speed=1;source=seed",
		"utc_ms=5.5;speed=1;source=seed",
		"utc_ms=5;speed=1;source=live",
		"xutc_ms=5;speed=1;source=seed",
		"utc_ms;speed=1;source=seed",
	};
	for (size_t i = 0; i < LEN(bad); i++) {
		rv_sim_clock c = { .utc_ms = 4711 };
		assert_int_equal(rv_sim_clock_parse(bad[i], &c), RV_EPARSE);
		assert_int_equal(c.utc_ms, 4711);
	}
	assert_true(rv_sim_server("rvdesk-sim"));
	assert_false(rv_sim_server("nginx"));
	assert_false(rv_sim_server(""));
}

static void skew_is_taken_at_the_middle(void **state)
{
	(void)state;
	/* Sent at 1000, answered at 1040: the venue spoke at 1020. Desk read 50 ms later. */
	assert_close("exact", rv_clock_skew(500020, 500070, 1070, 1.0, 1000, 1040), 0.0, 0.0);
	assert_close("venue ahead", rv_clock_skew(500270, 500070, 1070, 1.0, 1000, 1040), 250.0,
		     0.0);
	/* At 60 desk ms a ms, 50 ms are 3000. */
	assert_close("fast", rv_clock_skew(497000, 500000, 1070, 60.0, 1000, 1040), 0.0, 0.0);
}

static void only_a_quicker_answer_that_agrees_refines(void **state)
{
	(void)state;
	static const struct {
		const char *id;
		double skew, rate;
		int64_t sync_rtt, rtt;
		bool want;
	} cases[] = {
		{ "the error of a slow connect", -389.0, 1.0, 800, 11, true },
		{ "not twice as quick", -389.0, 1.0, 800, 401, false },
		{ "just twice as quick", 389.0, 1.0, 800, 400, true },
		{ "all that both explain", 407.0, 1.0, 800, 10, true },
		{ "more than both explain", 408.0, 1.0, 800, 10, false },
		{ "a venue that is a second and a half off", 1500.0, 1.0, 120, 9, false },
		{ "the same of a slow connect", -1500.0, 1.0, 800, 9, false },
		{ "desk time is what is compared", 7000.0, 20.0, 800, 10, true },
		{ "in fast time, too", 8141.0, 20.0, 800, 10, false },
		{ "not known", NAN, 1.0, 800, 10, false },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		if (rv_clock_refines(cases[i].skew, cases[i].rate, cases[i].sync_rtt,
				     cases[i].rtt) != cases[i].want)
			fail_msg("%s", cases[i].id);
	}
}

static void a_slow_answer_proves_little(void **state)
{
	(void)state;
	static const struct {
		const char *id;
		double was, skew, rate;
		int64_t rtt;
		double want;
	} cases[] = {
		{ "quick", 3.0, -120.0, 1.0, 1000, -120.0 },
		{ "quick, and the first", NAN, 41.5, 1.0, 7, 41.5 },
		{ "slow, and explained by it", 3.0, 1400.0, 1.0, 3000, 3.0 },
		{ "slow, and more than that", 3.0, -1900.0, 1.0, 3000, -400.0 },
		{ "slow, and less than is known", -700.0, 1900.0, 1.0, 3000, -700.0 },
		{ "a quick one takes it back", -700.0, 12.0, 1.0, 40, 12.0 },
		{ "slow, and nothing is known", NAN, 9000.0, 1.0, 3000, NAN },
		{ "in fast time", 0.0, 33000.0, 20.0, 3000, 3000.0 },
	};
	for (size_t i = 0; i < LEN(cases); i++)
		assert_close(
			cases[i].id,
			rv_clock_learns(cases[i].was, cases[i].skew, cases[i].rate, cases[i].rtt),
			cases[i].want, 0.0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_header),
		cmocka_unit_test(refuses_the_rest),
		cmocka_unit_test(skew_is_taken_at_the_middle),
		cmocka_unit_test(only_a_quicker_answer_that_agrees_refines),
		cmocka_unit_test(a_slow_answer_proves_little),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
