/* Alert rules on the console: the lines that set and end one, where they go wrong, and the list. */
#include "tui/rules.h"

#include <stdio.h>
#include <string.h>

#include "tui/command_line.h"
#include "tui/keys.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/desk_bench.h"

static void a_line_asks_for_it(void **state)
{
	rv_bench *b = *state;
	rv_bench_type(b, ":alert rv(sol)>0.8 for 3");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_ALERT_RULE);
	assert_string_equal(b->got[0].reason, "rv(SOL) > 0.8 for 3");
	b->v->trade.rules.n = 1;
	b->v->trade.rules.r[0].id = 7;
	rv_bench_draw(b);
	rv_bench_type(b, ":alert end 7");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	assert_int_equal(b->got[1].kind, RV_CMD_ALERT_RULE_END);
	assert_int_equal(b->got[1].ids[0], 7);
}

static void where_a_line_goes_wrong(void **state)
{
	rv_bench *b = *state;
	static const struct {
		const char *text;
		size_t pos;
		const char *part;
	} cases[] = {
		{ "alert", 5, "a rule is expected" },
		{ "alert rv(SOL) > x", 16, "expected a number" },
		{ "alert   rv(NONE) > 1", 11, "no such symbol here" },
		{ "alert end", 9, "the number of a rule" },
		{ "alert end 3", 10, "no rule of that number" },
		{ "alert end c1", 10, "of the configuration" },
		{ "alerts now", 7, "" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_line_error e = { 0, "" };
		rv_line l;
		assert_int_equal(rv_line_parse(cases[i].text, b->v, &l, &e), RV_EPARSE);
		if (e.pos != cases[i].pos || !strstr(e.text, cases[i].part))
			fail_msg("\"%s\": at %zu: %s", cases[i].text, e.pos, e.text);
	}
}

static rv_rule_row *add(rv_view *v, const char *text, rv_rule_state state, const char *said)
{
	rv_rule_row *r = &v->rules.rows[v->rules.n++];
	*r = (rv_rule_row){ .id = v->rules.n, .state = state };
	(void)snprintf(r->text, sizeof(r->text), "%s", text);
	(void)snprintf(r->said, sizeof(r->said), "%s", said);
	r->value_utc_ms = said[0] ? v->utc_ms - 4000 : 0;
	return r;
}

static void the_list(void **state)
{
	rv_bench *b = *state;
	rv_view *v = b->v;
	rv_rule_row *r = add(v, "pnl < -100", RV_RULE_FIRED, "-150.00 USD");
	r->fired = 2;
	r->fired_utc_ms = v->utc_ms - 90000;
	r = add(v, "rv(SOL) > 0.8 for 3", RV_RULE_COUNTS, "0.8312");
	r->seen = 2;
	r->times = 3;
	r = add(v, "delta > 5000", RV_RULE_IS_UNKNOWN, "");
	(void)snprintf(r->note, sizeof(r->note), "the book is stale");
	r = add(v, "price(BTC) < 60000", RV_RULE_IS_UNKNOWN, "64211 ");
	(void)snprintf(r->note, sizeof(r->note), "the quote is stale");
	r = add(v, "regime changes", RV_RULE_IS_FALSE, "RISK_ON");
	r->id = 0;
	r->config = 1;
	rv_bench_draw(b);
	rv_bench_type(b, ":alerts");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	rv_expect(b, "Alert rules");
	rv_expect(b, "1  pnl < -100");
	rv_expect(b, "FIRED: -150.00 USD, age 4s; fired 90s ago, 2x");
	rv_expect(b, "true 2 of 3: 0.8312, age 4s");
	rv_expect(b, "unknown: the book is stale");
	rv_expect(b, "unknown: the quote is stale; last 64211");
	rv_expect(b, "c1  regime changes");
	rv_expect(b, "false: RISK_ON, age 4s");
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_expect_not(b, "Alert rules");
	assert_int_equal(b->n_got, 0);
}

/* Tab in the line of the filter: what is certain is completed, the rest is shown. */
static void the_filter_is_completed(void **state)
{
	rv_bench *b = *state;
	rv_bench_type(b, "\\buck");
	(void)rv_bench_key(b, RV_KEY_TAB);
	rv_expect(b, "filter: bucket ");
	rv_bench_type(b, "= ");
	(void)rv_bench_key(b, RV_KEY_TAB);
	rv_expect(b, "l1 alt meme rest");
	rv_bench_type(b, "me");
	(void)rv_bench_key(b, RV_KEY_TAB);
	(void)rv_bench_key(b, RV_KEY_ENTER);
	rv_expect(b, "filter bucket = meme");
}

#define T(test) cmocka_unit_test_setup_teardown(test, rv_bench_trade_setup, rv_bench_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = { T(a_line_asks_for_it), T(where_a_line_goes_wrong),
					    T(the_list), T(the_filter_is_completed) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
