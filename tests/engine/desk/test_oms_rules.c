/* Alert rules in the journal: set, ended, by whom, and there again after a restart. */
#include "tests/support/cm.h"
#include "tests/support/oms_bench.h"

#include <stdio.h>
#include <string.h>

static int setup(void **state)
{
	oms_bench *b = bench_new();
	bench_up(b, true);
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	bench_free(*state);
	return 0;
}

static uint64_t set(oms_bench *b, const char *text)
{
	rv_command c = { .kind = RV_CMD_ALERT_RULE };
	(void)snprintf(c.reason, sizeof(c.reason), "%s", text);
	return bench_command(b, &c);
}

static uint64_t end(oms_bench *b, uint64_t id)
{
	rv_command c = { .kind = RV_CMD_ALERT_RULE_END, .n_ids = 1, .ids = { id } };
	return bench_command(b, &c);
}

static void it_is_written_and_comes_again(void **state)
{
	oms_bench *b = *state;
	bench_expect(b, set(b, "pnl < -100"), true, "alert 1: pnl < -100");
	bench_expect(b, set(b, "regime changes"), true, "alert 2: regime changes");
	const bench_event *e = bench_last(b, RV_EVENT_ALERT_RULE);
	assert_string_equal(bench_value(e, "rule"), "regime changes");
	assert_string_equal(bench_value(e, "id"), "2");
	bench_expect(b, end(b, 1), true, "alert 1 has ended: pnl < -100");
	bench_restart(b, SIZE_MAX, true);
	const rv_trade_view *v = bench_view(b);
	assert_int_equal(v->rules.n, 1);
	assert_int_equal(v->rules.r[0].id, 2);
	assert_int_equal(v->rules.r[0].uid, 1000);
	assert_true(v->rules.r[0].utc_ms > 0);
	assert_string_equal(v->rules.r[0].text, "regime changes");
	bench_expect(b, set(b, "pnl < -100"), true, "alert 3: pnl < -100"); /* no number twice */
}

static void what_is_wrong_is_refused(void **state)
{
	oms_bench *b = *state;
	char text[RV_REASON_TEXT];
	bench_expect(b, set(b, ""), false, "a rule is expected");
	memset(text, 'x', sizeof(text));
	text[RV_RULE_TEXT] = '\0';
	bench_expect(b, set(b, text), false, "a rule is expected");
	bench_expect(b, end(b, 1), false, "no alert rule of that number is set");
	bench_expect(b, set(b, "pnl < -100"), true, "alert 1");
	bench_expect(b, set(b, "pnl < -100"), false, "rule 1 is that already");
	for (int k = 2; k <= RV_DESK_RULES; k++) {
		(void)snprintf(text, sizeof(text), "pnl < -%d", k);
		bench_expect(b, set(b, text), true, "alert ");
	}
	bench_expect(b, set(b, "pnl < -1000"), false, "16 rules are set: end one first");
	bench_expect(b, end(b, 7), true, "alert 7 has ended");
	bench_expect(b, set(b, "pnl < -1000"), true, "alert 17");
	assert_int_equal(bench_view(b)->rules.n, RV_DESK_RULES);
	assert_int_equal(bench_view(b)->rules.r[6].id, 8);
}

/* Whoever may only look sets none. */
static void a_viewer_may_not(void **state)
{
	(void)state;
	assert_int_equal(rv_cmd_role(RV_CMD_ALERT_RULE), RV_WHO_PROPOSE);
	assert_int_equal(rv_cmd_role(RV_CMD_ALERT_RULE_END), RV_WHO_PROPOSE);
	assert_false(rv_cmd_needs_pen(RV_CMD_ALERT_RULE));
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(it_is_written_and_comes_again),
		T(what_is_wrong_is_refused),
		T(a_viewer_may_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
