/*
 * A console whose desk is another process: what it says of the way there, that nothing is granted
 * over a way that is gone or slow, and what becomes of a command that went no further.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/desk_bench.h"
#include "tests/support/golden_screen.h"
#include "tests/support/view_trade.h"

static rv_link way(bool up, int64_t rtt_ms)
{
	rv_link l = { .attached = true, .up = up, .may = up, .rtt_ms = rtt_ms };

	(void)snprintf(l.why, sizeof(l.why), "%s",
		       up ? "" : "/run/rvdesk/control.sock: no desk is there");
	return l;
}

static void set(rv_bench *b, rv_link l)
{
	rv_desk_set_link(b->d, &l);
	rv_bench_draw(b);
}

static void test_says_how_far_the_desk_is(void **state)
{
	rv_bench *b = *state;

	rv_expect_not(b, "RTT");
	set(b, way(true, 12));
	rv_expect(b, "RTT 12 ms");
	set(b, way(true, -1));
	rv_expect_not(b, "RTT");
	set(b, way(true, 3000));
	rv_expect_not(b, "LINK LAG");
	set(b, way(true, 3001));
	rv_expect(b, "LINK LAG 3s");
	b->later = 2500; /* the same way makes the data old, and not the engine */
	rv_bench_draw(b);
	rv_expect(b, "LINK LAG 3s - data 2s old");
	rv_expect_not(b, "ENGINE SILENT");
	set(b, way(true, 12));
	rv_expect(b, "ENGINE SILENT");
	b->later = 0;
	rv_link l = way(true, 12);
	l.may = false;
	set(b, l);
	rv_expect(b, "VIEW ONLY");
}

static void test_the_last_screen_stays(void **state)
{
	rv_bench *b = *state;

	set(b, way(true, 12));
	set(b, way(false, -1)); /* at once, however young the data is */
	rv_expect(b, "DISCONNECTED - data 0s old");
	rv_expect(b, "no desk is there");
	rv_expect(b, "SOL");
	for (int x = 0; x < RV_BENCH_COLS; x++)
		assert_int_equal(rv_canvas_at(b->c, x, 0)->role, RV_ROLE_ALERT);
	b->later = 7000;
	rv_bench_draw(b);
	rv_expect(b, "DISCONNECTED - data 7s old");
	rv_expect_not(b, "ENGINE SILENT");
	rv_golden_check("disconnected-120x40", b->c, rv_golden_text);
	set(b, way(true, 12));
	rv_expect_not(b, "DISCONNECTED");
}

/* Opens the question of a ticket and says yes to it. */
static size_t approve(rv_bench *b)
{
	const size_t before = b->n_got;

	rv_bench_type(b, "5a");
	rv_bench_wait(b, 500);
	rv_bench_type(b, "Y");
	(void)rv_bench_key(b, 27);
	(void)rv_bench_key(b, 27);
	return b->n_got - before;
}

static void test_nothing_is_granted_over_a_bad_way(void **state)
{
	rv_bench *b = *state;
	const struct {
		rv_link l;
		const char *why; /* NULL: it is granted */
	} cases[] = {
		{ way(true, 12), NULL },
		{ way(true, 3000), NULL },
		{ way(true, 3001), "LINK LAG: the way to the desk is too slow" },
		{ way(false, -1), "DISCONNECTED: nothing on the screen is of now" },
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		set(b, cases[i].l);
		rv_bench_type(b, "5a");
		rv_bench_wait(b, 500);
		if (cases[i].why)
			rv_expect(b, cases[i].why);
		rv_bench_type(b, "\033");
		assert_int_equal(approve(b), cases[i].why ? 0 : 1);
		if (!cases[i].why)
			assert_close("rtt", b->got[b->n_got - 1].rtt_ms, (double)cases[i].l.rtt_ms,
				     0.0);
	}
	rv_link l = way(true, 12);
	l.may = false;
	set(b, l);
	assert_int_equal(approve(b), 0);
}

/* Both ways are said, the worse one decides; of the terminal's own nothing is granted over 3 s. */
static void test_the_line_to_the_terminal(void **state)
{
	rv_bench *b = *state;
	static const struct {
		rv_rtt_now line;
		const char *says, *why; /* why NULL: it is granted */
		double rtt;		/* journaled, with 12 ms to the desk */
	} cases[] = {
		{ { RV_RTT_ANSWERS, 345 }, "RTT 345 ms desk 12 ms", NULL, 357.0 },
		{ { RV_RTT_UNKNOWN, -1 }, "RTT ? desk 12 ms", NULL, 12.0 },
		{ { RV_RTT_MEASURING, -1 }, "RTT ? desk 12 ms", NULL, 12.0 },
		{ { RV_RTT_ANSWERS, 3000 }, "RTT 3000 ms desk 12 ms", NULL, 3012.0 },
		{ { RV_RTT_ANSWERS, 3001 },
		  "LINK LAG 3s",
		  "LINK LAG: the line to this terminal is too slow",
		  0.0 },
	};

	set(b, way(true, 12));
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_desk_set_line(b->d, &cases[i].line);
		rv_bench_draw(b);
		rv_expect(b, cases[i].says);
		rv_bench_type(b, "5a");
		rv_desk_frame_seen(b->d, rv_desk_frame(b->d), b->v->mono_ms);
		rv_bench_wait(b, 500);
		if (cases[i].why)
			rv_expect(b, cases[i].why);
		const size_t before = b->n_got;
		rv_bench_type(b, "Y\033\033");
		assert_int_equal(b->n_got - before, cases[i].why ? 0 : 1);
		if (!cases[i].why)
			assert_close("rtt", b->got[b->n_got - 1].rtt_ms, cases[i].rtt, 0.0);
	}
}

static bool amber(rv_bench *b, const char *text)
{
	const int y = rv_bench_find(b, text);

	assert_true(y >= 0);
	const long x = strstr(rv_bench_line(b, y), text) - b->line;
	return rv_canvas_at(b->c, (int)x, y)->role == RV_ROLE_WARN;
}

static void test_a_slow_line_is_amber(void **state)
{
	rv_bench *b = *state;
	rv_rtt_now line = { RV_RTT_ANSWERS, 1000 };

	rv_desk_set_line(b->d, &line);
	rv_bench_draw(b);
	assert_false(amber(b, "RTT 1000 ms"));
	line.rtt_ms = 1001;
	rv_desk_set_line(b->d, &line);
	rv_bench_draw(b);
	assert_true(amber(b, "RTT 1001 ms"));
	line.rtt_ms = 5;
	rv_desk_set_line(b->d, &line);
	set(b, way(true, 1001));
	assert_true(amber(b, "RTT 5 ms desk 1001 ms"));
}

/* It was sent, and the terminal has not answered: no key is an answer. */
static void test_sent_is_not_seen(void **state)
{
	rv_bench *b = *state;
	const rv_rtt_now line = { RV_RTT_ANSWERS, 20 };

	rv_desk_set_line(b->d, &line);
	assert_false(rv_desk_waits_to_be_seen(b->d));
	rv_bench_type(b, "5a");
	assert_true(rv_desk_waits_to_be_seen(b->d));
	const uint64_t frame = rv_desk_frame(b->d);
	rv_bench_wait(b, 5000);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	rv_desk_frame_seen(b->d, frame - 1, b->v->mono_ms); /* one before the question */
	assert_true(rv_desk_waits_to_be_seen(b->d));
	rv_desk_frame_seen(b->d, frame, b->v->mono_ms);
	assert_false(rv_desk_waits_to_be_seen(b->d));
	rv_bench_wait(b, 299);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	rv_bench_wait(b, 1);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
}

/* It is asked while the way was good, and answered when it is not any more. */
static void test_a_question_notices_that_the_way_is_gone(void **state)
{
	rv_bench *b = *state;
	const rv_link gone = way(false, -1);

	set(b, way(true, 12));
	rv_bench_type(b, "5a");
	rv_bench_wait(b, 500);
	rv_expect(b, "Y = send");
	rv_desk_set_link(b->d, &gone); /* and no frame since */
	(void)rv_bench_key(b, 'Y');
	assert_int_equal(b->n_got, 0);
}

static void test_what_did_not_go_is_said(void **state)
{
	rv_bench *b = *state;

	set(b, way(false, -1));
	rv_bench_type(b, ":note hello\r");
	rv_expect(b, "DISCONNECTED: not sent: note");
	assert_int_equal(b->n_got, 0);
	rv_link l = way(true, 12);
	set(b, l);
	rv_bench_type(b, ":note hello\r");
	rv_expect(b, "note: sent");
	assert_int_equal(b->n_got, 1);
	l.denied[3] = (rv_tv_reply){ .nonce = b->got[0].nonce + 1 };
	(void)snprintf(l.denied[3].text, sizeof(l.denied[3].text), "of another one");
	set(b, l);
	rv_expect_not(b, "REFUSED");
	l.denied[4] = (rv_tv_reply){ .nonce = b->got[0].nonce };
	(void)snprintf(l.denied[4].text, sizeof(l.denied[4].text), "too many commands wait");
	set(b, l);
	rv_expect(b, "note: REFUSED: too many commands wait");
}

static void test_without_a_link_nothing_is_measured(void **state)
{
	rv_bench *b = *state;

	assert_int_equal(approve(b), 1);
	assert_true(isnan(b->got[0].rtt_ms));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rv_bench_trade_setup, rv_bench_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_says_how_far_the_desk_is),
		TEST(test_the_last_screen_stays),
		TEST(test_nothing_is_granted_over_a_bad_way),
		TEST(test_the_line_to_the_terminal),
		TEST(test_a_slow_line_is_amber),
		TEST(test_sent_is_not_seen),
		TEST(test_a_question_notices_that_the_way_is_gone),
		TEST(test_what_did_not_go_is_said),
		TEST(test_without_a_link_nothing_is_measured),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
