/*
 * A licence from the command line: its evidence is asked about first, what was on the screen goes
 * out with it, and nothing goes out on evidence that has changed since.
 */
#include "tui/desk.h"

#include <stdio.h>
#include <string.h>

#include "tui/command_line.h"
#include "tui/keys.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/desk_bench.h"
#include "tests/support/view_book.h"
#include "tests/support/view_trade.h"

enum { AWHILE = 400 };
static const char promote[] = "licence S4m 25 seven months of it";

static int setup(void **state)
{
	if (rv_bench_trade_setup(state) != 0)
		return -1;
	rv_bench *b = *state;
	rv_fixture_shadow(b->v);
	rv_fixture_shadow(b->newer);
	rv_bench_draw(b);
	return 0;
}

static void line(rv_bench *b, const char *text)
{
	rv_bench_type(b, ":");
	rv_bench_type(b, text);
	(void)rv_bench_key(b, RV_KEY_ENTER);
}

static rv_line parsed(const rv_view *v, const char *text)
{
	rv_line_error err = { 0, "" };
	rv_line l;
	if (rv_line_parse(text, v, &l, &err) != RV_OK)
		fail_msg("\"%s\" is refused at %zu: %s", text, err.pos, err.text);
	return l;
}

static void test_lines(void **state)
{
	const rv_bench *b = *state;
	rv_line l = parsed(b->v, promote);
	assert_int_equal(l.kind, RV_LINE_LICENCE);
	assert_true(l.cmd.shadow);
	assert_string_equal(l.cmd.evidence,
			    "214 days since 2026-04-18, 2 unknown: net +7.24 % after costs, "
			    "drawdown 4.31 %, Sharpe 0.87 a year, deflated 0.75 (N = 1)");
	assert_false(parsed(b->v, "licence S5 50 slower").cmd.shadow);
	assert_string_equal(parsed(b->v, "licence S4p 25 in a hurry").cmd.evidence,
			    "no evidence yet: 0 days");
	l = parsed(b->v, "evidence");
	assert_int_equal(l.kind, RV_LINE_EVIDENCE);
	assert_int_equal(l.cmd.sub, RV_SUB_N);
	assert_int_equal(parsed(b->v, "evidence s4R").cmd.sub, RV_SUB_S4R);
}

static void test_what_is_wrong(void **state)
{
	const rv_bench *b = *state;
	static const struct {
		const char *text;
		size_t pos;
		const char *says;
	} cases[] = {
		{ "evidence H", 9, "a strategy is expected" },
		{ "evidence S6", 9, "a sub-book is expected" },
		{ "evidence S5 now", 12, "nothing expected here" },
		{ "licence S4m 25", 14, "reason" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_line_error err = { 0, "" };
		rv_line l;
		assert_int_equal(rv_line_parse(cases[i].text, b->v, &l, &err), RV_EPARSE);
		if (err.pos != cases[i].pos || !strstr(err.text, cases[i].says))
			fail_msg("\"%s\" at %zu: %s", cases[i].text, err.pos, err.text);
	}
}

/* Y counts once it could be read; another key leaves it. */
static void test_it_asks_with_its_evidence(void **state)
{
	rv_bench *b = *state;
	line(b, promote);
	assert_int_equal(b->n_got, 0);
	rv_expect(b, "S4m is SHADOW, will be 25 %: seven months of it");
	rv_expect(b, "214 days on paper since 2026-04-18");
	rv_expect(b, "net +7.24% after costs");
	rv_expect(b, "with N = 1");
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "n");
	rv_expect_not(b, "Licence of S4m");
	assert_int_equal(b->n_got, 0);
	line(b, promote);
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_LICENCE);
	assert_int_equal(b->got[0].sub, RV_SUB_S4M);
	assert_int_equal(b->got[0].licence, RV_LICENCE_25);
	assert_true(b->got[0].shadow);
	assert_string_equal(b->got[0].evidence, parsed(b->v, promote).cmd.evidence);
	assert_string_equal(b->got[0].reason, "seven months of it");
	rv_expect_not(b, "Licence of S4m");
}

static void test_no_evidence_is_said(void **state)
{
	rv_bench *b = *state;
	line(b, "licence S4p 25 in a hurry");
	rv_expect(b, "no evidence yet: 0 days");
	rv_expect_not(b, "Sharpe");
	(void)rv_bench_key(b, RV_KEY_ESC);
	line(b, "licence S4mr 25 in a hurry");
	rv_expect(b, "12 days on paper");
	rv_expect(b, "no Sharpe ratio before 20 days");
}

/* Another day has closed, or somebody else was faster: what is asked is no longer what was read. */
static void test_what_has_changed_is_asked_again(void **state)
{
	rv_bench *b = *state;
	line(b, promote);
	b->v->book.paper[RV_SUB_S4M].days++;
	b->newer->book.paper[RV_SUB_S4M].days++;
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	rv_expect(b, "not sent: the record of S4m has CHANGED");
	(void)rv_bench_key(b, RV_KEY_ESC);
	line(b, promote);
	b->v->risk.subs[RV_SUB_S4M].licence = RV_LICENCE_50;
	b->newer->risk.subs[RV_SUB_S4M].licence = RV_LICENCE_50;
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	rv_expect(b, "not sent: the licence of S4m has CHANGED");
}

static void test_it_needs_arming(void **state)
{
	rv_bench *b = *state;
	rv_fixture_trade_locked(b->v);
	rv_fixture_shadow(b->v);
	rv_fixture_trade_locked(b->newer);
	rv_fixture_shadow(b->newer);
	rv_bench_draw(b);
	line(b, promote);
	rv_expect(b, "cannot be sent: LOCKED, U arms");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
}

static void test_with_real_money_its_name_is_typed(void **state)
{
	rv_bench *b = *state;
	b->v->trade.live_confirm = b->newer->trade.live_confirm = true;
	rv_bench_draw(b);
	line(b, promote);
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	(void)rv_bench_key(b, RV_KEY_ESC);
	line(b, promote);
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "S4mY");
	assert_int_equal(b->n_got, 1);
}

static void test_evidence_is_a_screen(void **state)
{
	rv_bench *b = *state;
	line(b, "evidence");
	assert_int_equal(b->n_got, 0);
	rv_expect(b, "on paper 214d +7.2% -4.3% N 1 DSR 0.75");
	rv_expect(b, "on paper, no evidence yet: 0 days");
}

int main(void)
{
#define DESK(f) cmocka_unit_test_setup_teardown(f, setup, rv_bench_teardown)
	const struct CMUnitTest tests[] = {
		DESK(test_lines),
		DESK(test_what_is_wrong),
		DESK(test_it_asks_with_its_evidence),
		DESK(test_no_evidence_is_said),
		DESK(test_what_has_changed_is_asked_again),
		DESK(test_it_needs_arming),
		DESK(test_with_real_money_its_name_is_typed),
		DESK(test_evidence_is_a_screen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
