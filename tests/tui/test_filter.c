/* Filter expressions: what they match, that unknown never matches, and where errors point. */
#include "tui/filter.h"

#include <math.h>
#include <string.h>

#include "engine/factors/rv_momentum.h"
#include "engine/score/hybrid.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

static rv_filter_row doge(void)
{
	rv_filter_row r = { .baskets = RV_BASKET_MEME, .symbol = "DOGE" };
	r.num[RV_FIELD_RV] = 0.62;
	r.num[RV_FIELD_MARK] = 0.2385;
	r.num[RV_FIELD_CHANGE] = -3.5;
	r.num[RV_FIELD_FUNDING] = 10.95;
	r.num[RV_FIELD_VOLUME] = 1.5e9;
	r.num[RV_FIELD_OI] = NAN;
	r.num[RV_FIELD_MOMENTUM] = 2.385;
	r.num[RV_FIELD_AGE] = 1;
	r.num[RV_FIELD_HYBRID] = 0.61;
	r.num[RV_FIELD_BETA_BTC] = 1.2;
	r.num[RV_FIELD_BETA_ETH] = 0.4;
	r.num[RV_FIELD_RESIDUAL_Z] = -1.4;
	r.num[RV_FIELD_SIG_MOMENTUM] = 1.1;
	r.num[RV_FIELD_SIG_REVERSION] = -0.7;
	r.num[RV_FIELD_SIG_CARRY] = NAN;
	r.num[RV_FIELD_ALPHA] = 12.5;
	r.num[RV_FIELD_TARGET] = -2.1;
	r.num[RV_FIELD_POSITION] = -250;
	r.num[RV_FIELD_PNL] = -3.2;
	r.tier = RV_TIER_SATELLITE;
	return r;
}

static void test_matches(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool want;
	} cases[] = {
		{ "", true },
		{ "   ", true },
		{ "rv>0.5", true },
		{ "rv > 0.5 & fund<0", false },
		{ "rv>0.5&fund<0|chg<-3", true }, /* & binds tighter */
		{ "chg<-3|rv>0.9&fund<0", true },
		{ "(chg<-3|rv>0.9)&fund<0", false },
		{ "!rv>0.5", false },
		{ "!!rv>0.5", true },
		{ "!rv>0.9 & sym~og", true },
		{ "!(rv>0.5 | fund<0)", false },
		{ "rv>=0.62 & rv<=0.62", true },
		{ "vol>1.4B & vol<1600M", true },
		{ "vol>1500001k", false },
		{ "chg<-3.4%", true },
		{ "fund>10% & mom<3%", true },
		{ "bucket=meme", true },
		{ "bucket=MEME & bucket!=l1", true },
		{ "bucket=rest", false },
		{ "sym=doge", true },
		{ "sym=DO", false },
		{ "SYM~do", true },
		{ "sym!=btc", true },
		{ "((((rv>0))))", true },
		{ "age<2", true },
		{ "price<0.24", true },
		{ "mom>2.384", true },
		{ "hybrid>0.5 & alpha>12", true },
		{ "ALPHA<0 | target<0", true },
		{ "target>-3%", true },
		{ "beta>1 & betaeth<1", true },
		{ "resz<-1 & smom>1 & smr<0", true },
		{ "pos<-100 & pnl>-5", true },
		{ "pos>0 | PNL>0", false },
		{ "tier=sat", true },
		{ "tier!=sat | tier=core", false },
		{ "scarry>0", false }, /* unknown */
		{ "!scarry>0", false },
		/* unknown is never true, nor is its negation */
		{ "oi>0", false },
		{ "oi<=0", false },
		{ "!oi>0", false },
		{ "oi>0 | rv>0.5", true },
		{ "oi>0 & rv>0.5", false },
		{ "!(oi>0 & rv>0.9)", true }, /* false whatever oi is, so its negation is true */
		{ "!(oi>0 | rv>0.9)", false },
	};
	const rv_filter_row row = doge();
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_filter f;
		rv_filter_error err = { 0 };
		if (rv_filter_parse(cases[i].text, &f, &err) != RV_OK)
			fail_msg("\"%s\": at %zu: %s", cases[i].text, err.pos, err.text);
		if (rv_filter_match(&f, &row) != cases[i].want)
			fail_msg("\"%s\": want %d", cases[i].text, cases[i].want);
	}
}

static void test_errors(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t pos;
		const char *part;
	} cases[] = {
		{ "cost>1", 0, "no such field" },
		{ "rv>", 3, "expected a number" },
		{ "rv>0.5 fund<0", 7, "expected & |" },
		{ "rv>0.5 &", 8, "not finished" },
		{ "!", 1, "not finished" },
		{ "& rv>1", 0, "expected a field" },
		{ "(rv>1", 0, "no )" },
		{ "rv>1)", 4, "no (" },
		{ "()", 1, "expected a field" },
		{ "tier>core", 4, "= or != after tier" },
		{ "tier=big", 5, "core sat tact" },
		{ "rv=1", 2, "expected > >= < <=" },
		{ "bucket>l1", 6, "= or !=" },
		{ "bucket~l", 6, "= or !=" },
		{ "bucket=l2", 7, "l1 alt meme" },
		{ "sym>a", 3, "~ after sym" },
		{ "rv>1x", 4, "k M B" },
		{ "rv>50%", 5, "% is for chg fund mom" },
		{ "chg>1% | vol>2%", 14, "% is for chg fund mom" },
		{ "age>5%", 5, "% is for chg fund mom" },
		{ "rv>1.2.3", 3, "expected a number" },
		{ "rv>--1", 3, "expected a number" },
		{ "rv>nan", 3, "expected a number" },
		{ "sym~", 4, "letters of a symbol" },
		{ "sym~abcdefghijklmnopqrstuvwxyz", 4, "letters of a symbol" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_filter f = { .n = 77 };
		rv_filter_error err = { 0 };
		assert_int_equal(rv_filter_parse(cases[i].text, &f, &err), RV_EPARSE);
		if (err.pos != cases[i].pos || !strstr(err.text, cases[i].part))
			fail_msg("\"%s\": at %zu: %s", cases[i].text, err.pos, err.text);
		assert_int_equal(f.n, 77); /* untouched */
	}
}

static void test_bounds(void **state)
{
	(void)state;
	char text[4096];
	rv_filter f;
	rv_filter_error err;

	memset(text, '(', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(rv_filter_parse(text, &f, &err), RV_EPARSE);
	assert_non_null(strstr(err.text, "deep"));

	text[0] = '\0';
	for (int i = 0; i < 100; i++)
		memcpy(text + i * 5, i < 99 ? "rv>0|" : "rv>0", i < 99 ? 6 : 5);
	assert_int_equal(rv_filter_parse(text, &f, &err), RV_EPARSE);
	assert_non_null(strstr(err.text, "too long"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matches),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_bounds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
