/* Reductions: smaller or more passive, to the unit, and never anything else. */
#include "tui/reduce.h"

#include <string.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

/* BUY 12.40 SOL at 137.05; the sale is the same the other way. */
static rv_tv_ticket ticket(rv_side side)
{
	static rv_tv_ticket t;

	memset(&t, 0, sizeof(t));
	memcpy(t.coin.symbol, "SOL", 4);
	t.coin.sz_decimals = 2;
	t.side = side;
	t.lots = 1240;
	t.px = 1370500;
	return t;
}

static void test_taken(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		rv_side side;
		int64_t lots, px;
	} cases[] = {
		{ "2.5", RV_BUY, 250, 0 },	    { " 12.39 ", RV_BUY, 1239, 0 },
		{ "0.01", RV_SELL, 1, 0 },	    { "50%", RV_BUY, 620, 0 },
		{ "33.33%", RV_BUY, 413, 0 },	    { "@137", RV_BUY, 0, 1370000 },
		{ "@137.04", RV_BUY, 0, 1370400 },  { "@ 140.5", RV_SELL, 0, 1405000 },
		{ "@137.06", RV_SELL, 0, 1370600 },
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		const rv_tv_ticket t = ticket(cases[i].side);
		rv_command c = { .kind = RV_CMD_REDUCE };
		rv_line_error err;
		assert_int_equal(rv_reduce_parse(cases[i].text, &t, &c, &err), RV_OK);
		assert_true(c.lots == cases[i].lots && c.px == cases[i].px);
	}
}

static void test_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		rv_side side;
		size_t pos;
		const char *says;
	} cases[] = {
		{ "", RV_BUY, 0, "is expected" },
		{ "@", RV_BUY, 0, "is expected" },
		{ "12.40", RV_BUY, 0, "less than 12.40" }, /* the same is no reduction */
		{ "13", RV_BUY, 0, "less than 12.40" },
		{ "100%", RV_BUY, 0, "less than 12.40" },
		{ "0.01%", RV_BUY, 0, "more than 0" }, /* less than a lot */
		{ "0", RV_BUY, 0, "more than 0" },
		{ "1.001", RV_BUY, 0, "at most 2 decimals" },
		{ "-1", RV_BUY, 0, "expected a size" },
		{ "two", RV_BUY, 0, "expected a size" },
		{ "2 3", RV_BUY, 2, "nothing expected here" },
		{ "@137.05", RV_BUY, 1, "below 137.05" },
		{ "@138", RV_BUY, 1, "below 137.05" },
		{ "@137.05", RV_SELL, 1, "above 137.05" },
		{ "@136", RV_SELL, 1, "above 137.05" },
		{ " @137.123", RV_SELL, 2, "5 significant figures" },
		{ "@x", RV_SELL, 1, "expected this coin's price" },
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		const rv_tv_ticket t = ticket(cases[i].side);
		rv_command c = { .kind = RV_CMD_REDUCE };
		rv_line_error err = { 99, "" };
		assert_int_equal(rv_reduce_parse(cases[i].text, &t, &c, &err), RV_EPARSE);
		if (!strstr(err.text, cases[i].says) ||
		    (cases[i].pos != 0 && err.pos != cases[i].pos))
			fail_msg("\"%s\": at %zu: %s", cases[i].text, err.pos, err.text);
		assert_true(c.lots == 0 && c.px == 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_taken),
		cmocka_unit_test(test_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
