/* The operator's line: what counts as a round trip, what as seen, what is lost and what is late. */
#include "tui/rtt.h"

#include "tests/support/cm.h"

static rv_rtt l;

static int setup(void **state)
{
	(void)state;
	rv_rtt_start(&l, false, 1000);
	return 0;
}

static void ping(uint64_t frame, int64_t now)
{
	assert_true(rv_rtt_due(&l, false, now));
	rv_rtt_pinged(&l, frame, now);
}

static void assert_now(int64_t now, rv_rtt_kind kind, int64_t rtt_ms)
{
	rv_rtt_tick(&l, now);
	const rv_rtt_now at = rv_rtt_at(&l, now);

	assert_int_equal(at.kind, kind);
	assert_int_equal(at.rtt_ms, rtt_ms);
	assert_int_equal(rv_rtt_lags(&at), rtt_ms > 3000);
}

static void test_measures_and_asks_again(void **state)
{
	(void)state;
	ping(7, 1000);
	assert_false(rv_rtt_due(&l, true, 1010));
	assert_now(1100, RV_RTT_MEASURING, -1);
	assert_int_equal(l.seen, 0);
	rv_rtt_answered(&l, 1137);
	assert_now(1137, RV_RTT_ANSWERS, 137);
	assert_int_equal(l.seen, 7);
	assert_int_equal(l.seen_at, 1137);
	assert_false(rv_rtt_due(&l, false, 5999));
	assert_true(rv_rtt_due(&l, true, 1138)); /* somebody waits */
	assert_int_equal(rv_rtt_deadline(&l), 6000);
	assert_true(rv_rtt_due(&l, false, 6000));
}

/* While it is out the line is at least as slow as that. */
static void test_a_late_answer_is_no_lost_one(void **state)
{
	(void)state;
	ping(1, 1000);
	rv_rtt_answered(&l, 1020);
	ping(2, 6000);
	assert_now(6019, RV_RTT_ANSWERS, 20);
	assert_now(7500, RV_RTT_ANSWERS, 1500);
	assert_int_equal(rv_rtt_holds_until(&l), 8000);
	assert_now(9000, RV_RTT_ANSWERS, 3000);
	assert_now(9001, RV_RTT_ANSWERS, 3001);
	assert_false(rv_rtt_due(&l, true, 9001)); /* one out is enough */
	rv_rtt_answered(&l, 9500);
	assert_now(9600, RV_RTT_ANSWERS, 3500);
	assert_int_equal(rv_rtt_holds_until(&l), -1);
	assert_false(rv_rtt_due(&l, false, 10499));
	ping(3, 10500); /* a slow line is asked sooner */
	rv_rtt_answered(&l, 10530);
	assert_now(10530, RV_RTT_ANSWERS, 30);
}

static void test_nothing_answers(void **state)
{
	(void)state;
	rv_rtt_sent(&l, 3, 1000);
	ping(3, 1000);
	rv_rtt_sent(&l, 4, 1500);
	assert_now(2999, RV_RTT_MEASURING, -1);
	assert_int_equal(l.seen, 0);
	assert_int_equal(rv_rtt_deadline(&l), 3000);
	assert_now(3000, RV_RTT_UNKNOWN, -1);
	assert_int_equal(l.seen, 4); /* sent at 1500: a question listens at 2500 */
	assert_int_equal(l.seen_at, 2200);
	rv_rtt_sent(&l, 5, 3100);
	assert_int_equal(l.seen, 5);
	assert_int_equal(l.seen_at, 3800);
	assert_int_equal(rv_rtt_holds_until(&l), -1); /* frames do not wait for it */
	assert_false(rv_rtt_due(&l, true, 10999));
	ping(5, 11000); /* once more, and no more */
	assert_false(rv_rtt_due(&l, true, 1000000));
	assert_int_equal(rv_rtt_deadline(&l), -1);
}

/* It answers late: from then on it is held to that. */
static void test_answers_after_all(void **state)
{
	(void)state;
	ping(1, 1000);
	rv_rtt_sent(&l, 2, 2000);
	assert_now(3000, RV_RTT_UNKNOWN, -1);
	rv_rtt_answered(&l, 4500);
	assert_now(4500, RV_RTT_ANSWERS, 3500);
	rv_rtt_sent(&l, 9, 4600);
	assert_int_equal(l.seen, 2); /* no more by time alone */
	ping(9, 5500);
	rv_rtt_answered(&l, 5505);
	assert_int_equal(l.seen, 9);
}

/* Two are out: the first answer is the older one's, which never makes the line look faster. */
static void test_lost_and_found(void **state)
{
	(void)state;
	ping(1, 1000);
	rv_rtt_answered(&l, 1020);
	ping(2, 6000);
	ping(3, 16000);
	rv_rtt_answered(&l, 16030);
	assert_now(16030, RV_RTT_ANSWERS, 10030);
	assert_int_equal(l.seen, 2);
	rv_rtt_answered(&l, 16031); /* both came */
	assert_now(16040, RV_RTT_ANSWERS, 31);
	assert_int_equal(l.seen, 3);
}

static void test_lost_for_good(void **state)
{
	(void)state;
	ping(1, 1000);
	rv_rtt_answered(&l, 1020);
	ping(2, 6000); /* its answer is lost */
	ping(3, 16000);
	rv_rtt_answered(&l, 16030);
	assert_false(rv_rtt_due(&l, true, 26029));
	assert_int_equal(rv_rtt_deadline(&l), 26030);
	assert_now(26030, RV_RTT_ANSWERS, 10030);
	ping(4, 26030); /* with nothing else out */
	rv_rtt_answered(&l, 26050);
	assert_now(26050, RV_RTT_ANSWERS, 20);
	assert_int_equal(l.seen, 4);
}

static void test_answers_that_nobody_asked_for(void **state)
{
	(void)state;
	rv_rtt_answered(&l, 1000);
	assert_now(1000, RV_RTT_MEASURING, -1);
	ping(1, 1000);
	rv_rtt_answered(&l, 1005);
	rv_rtt_answered(&l, 1900);
	assert_now(1900, RV_RTT_ANSWERS, 5);
}

static void test_under_a_multiplexer_nobody_asks(void **state)
{
	(void)state;
	rv_rtt_start(&l, true, 1000);
	assert_false(rv_rtt_due(&l, true, 99000));
	assert_int_equal(rv_rtt_deadline(&l), -1);
	assert_now(1000, RV_RTT_UNKNOWN, -1);
	rv_rtt_sent(&l, 1, 1000);
	assert_int_equal(l.seen, 1);
	assert_int_equal(l.seen_at, 1700);
}

/* After Ctrl-Z: what was out is over, that it answers is not. */
static void test_in_other_hands(void **state)
{
	(void)state;
	ping(1, 1000);
	rv_rtt_answered(&l, 1020);
	ping(2, 6000);
	rv_rtt_forget(&l, 60000);
	assert_now(60000, RV_RTT_ANSWERS, 20);
	rv_rtt_sent(&l, 5, 60000);
	assert_int_equal(l.seen, 1);
	ping(5, 60000);
	assert_now(63001, RV_RTT_ANSWERS, 3001);
	rv_rtt_answered(&l, 63500);
	assert_int_equal(l.seen, 5);
	rv_rtt_start(&l, true, 0);
	rv_rtt_forget(&l, 10);
	assert_now(10, RV_RTT_UNKNOWN, -1);
	assert_false(rv_rtt_due(&l, true, 99000));
}

#define TEST(f) cmocka_unit_test_setup(f, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_measures_and_asks_again),
		TEST(test_a_late_answer_is_no_lost_one),
		TEST(test_nothing_answers),
		TEST(test_answers_after_all),
		TEST(test_lost_and_found),
		TEST(test_lost_for_good),
		TEST(test_answers_that_nobody_asked_for),
		TEST(test_under_a_multiplexer_nobody_asks),
		TEST(test_in_other_hands),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
