/* The grammar of alert rules: what each means, that writing and reading agree, where errors point.
 */
#include "engine/run/alert_rule.h"

#include "engine/base/timefmt.h"
#include "engine/desk/types.h"
#include "engine/factors/market_structure.h"
#include "engine/regime/majors_state.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <stdio.h>
#include <string.h>

static void what_a_rule_means(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int value;
		const char *of;
		rv_rule_op op;
		double number;
		int word;
		unsigned times;
		int64_t for_ms;
		const char *written;
	} cases[] = {
		{ "rv(SOL) > 0.8 for 3", RV_FIELD_RV, "SOL", RV_RULE_GT, 0.8, 0, 3, 0,
		  "rv(SOL) > 0.8 for 3" },
		{ "  rv( SOL )>0.8  for 3 ", RV_FIELD_RV, "SOL", RV_RULE_GT, 0.8, 0, 3, 0,
		  "rv(SOL) > 0.8 for 3" },
		{ "delta > 5000", RV_RULE_DELTA, "", RV_RULE_GT, 5000, 0, 1, 0, "delta > 5000" },
		{ "delta(ETH)<=-5k", RV_RULE_DELTA, "ETH", RV_RULE_LE, -5000, 0, 1, 0,
		  "delta(ETH) <= -5000" },
		{ "price(BTC) < 60k for 90s", RV_FIELD_MARK, "BTC", RV_RULE_LT, 60000, 0, 1, 90000,
		  "price(BTC) < 60000 for 90s" },
		{ "mark(kPEPE) >= 0.01", RV_FIELD_MARK, "kPEPE", RV_RULE_GE, 0.01, 0, 1, 0,
		  "price(kPEPE) >= 0.01" },
		{ "CHG(SOL)<-10% FOR 60s", RV_FIELD_CHANGE, "SOL", RV_RULE_LT, -10, 0, 1, 60000,
		  "chg(SOL) < -10 for 1m" },
		{ "fund(ETH)>20", RV_FIELD_FUNDING, "ETH", RV_RULE_GT, 20, 0, 1, 0,
		  "fund(ETH) > 20" },
		{ "hybrid(X/Y:Z)>.5", RV_FIELD_HYBRID, "X/Y:Z", RV_RULE_GT, 0.5, 0, 1, 0,
		  "hybrid(X/Y:Z) > 0.5" },
		{ "pnl < -2.5k", RV_RULE_PNL, "", RV_RULE_LT, -2500, 0, 1, 0, "pnl < -2500" },
		{ "nav<1M for 2h", RV_RULE_NAV, "", RV_RULE_LT, 1e6, 0, 1, 7200000,
		  "nav < 1000000 for 2h" },
		{ "margin<2.5", RV_RULE_MARGIN, "", RV_RULE_LT, 2.5, 0, 1, 0, "margin < 2.5" },
		{ "drawdown>4%", RV_RULE_DRAWDOWN, "", RV_RULE_GT, 4, 0, 1, 0, "drawdown > 4" },
		{ "pos(SOL)>1000", RV_RULE_POSITION, "SOL", RV_RULE_GT, 1000, 0, 1, 0,
		  "pos(SOL) > 1000" },
		{ "spread(L1_vs_alt)>5%", RV_RULE_SPREAD, "l1_vs_alt", RV_RULE_GT, 5, 0, 1, 0,
		  "spread(l1_vs_alt) > 5" },
		{ "spreadz(meme_vs_rest)<-3", RV_RULE_SPREAD_SD, "meme_vs_rest", RV_RULE_LT, -3, 0,
		  1, 0, "spreadz(meme_vs_rest) < -3" },
		{ "regime changes", RV_RULE_REGIME, "", RV_RULE_CHANGES, 0, 0, 1, 0,
		  "regime changes" },
		{ "regime = risk_off for 2", RV_RULE_REGIME, "", RV_RULE_EQ, 0, RV_REGIME_RISK_OFF,
		  2, 0, "regime = RISK_OFF for 2" },
		{ "majors!=BALANCED", RV_RULE_MAJORS, "", RV_RULE_NE, 0, RV_MA_BALANCED, 1, 0,
		  "majors != BALANCED" },
		{ "state=HALTED", RV_RULE_STATE, "", RV_RULE_EQ, 0, RV_BOOK_HALTED, 1, 0,
		  "state = HALTED" },
		{ "tier(SOL) changes", RV_FIELD_TIER, "SOL", RV_RULE_CHANGES, 0, 0, 1, 0,
		  "tier(SOL) changes" },
		{ "tier(SOL)=ext", RV_FIELD_TIER, "SOL", RV_RULE_EQ, 0, 3, 1, 0,
		  "tier(SOL) = ext" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_alert_rule r, again;
		rv_rule_error e = { 0 };
		char text[RV_RULE_TEXT];
		if (rv_alert_rule_parse(cases[i].text, &r, &e) != RV_OK)
			fail_msg("\"%s\": at %zu: %s", cases[i].text, e.pos, e.text);
		assert_int_equal(r.value, cases[i].value);
		assert_string_equal(r.of, cases[i].of);
		assert_int_equal(r.op, cases[i].op);
		assert_close(cases[i].text, r.number, cases[i].number, 0.0);
		assert_int_equal(r.word, cases[i].word);
		assert_int_equal(r.times, cases[i].times);
		assert_int_equal(r.for_ms, cases[i].for_ms);
		assert_string_equal(rv_alert_rule_text(&r, text), cases[i].written);
		assert_int_equal(rv_alert_rule_parse(text, &again, &e), RV_OK);
		assert_memory_equal(&again, &r, sizeof(r));
	}
}

static void where_it_goes_wrong(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t pos;
		const char *part;
	} cases[] = {
		{ "", 0, "expected a value" },
		{ "> 3", 0, "expected a value" },
		{ "rvv(SOL)>1", 0, "no such value" },
		{ "bucket(SOL)=l1", 0, "no such value" },
		{ "rv > 1", 3, "expected ( and a symbol" },
		{ "rv()>1", 3, "expected a symbol" },
		{ "rv(SOL > 1", 7, "expected )" },
		{ "rv(ABCDEFGHIJKLMNOPQRSTUVWXY)>1", 3, "at most 23" },
		{ "pnl(SOL)>1", 3, "whole desk" },
		{ "delta(SOL)>1", 6, "BTC or ETH" },
		{ "spread(l2)>1", 7, "l1_vs_alt" },
		{ "spread > 1", 7, "expected ( and btc_vs_eth" },
		{ "rv(SOL)", 7, "expected > >=" },
		{ "rv(SOL) = 1", 8, "expected > >=" },
		{ "rv(SOL) changes", 8, "expected > >=" },
		{ "regime > 1", 7, "expected changes" },
		{ "regime", 6, "expected changes" },
		{ "regime = UP", 9, "RISK_ON RISK_OFF" },
		{ "tier(SOL) =", 11, "core sat tact ext" },
		{ "rv(SOL) >", 9, "expected a number" },
		{ "rv(SOL) > nan", 10, "expected a number" },
		{ "rv(SOL) > 50%", 12, "no %" },
		{ "rv(SOL) > 1x", 11, "k M B" },
		{ "rv(SOL) > 1 and", 12, "expected for" },
		{ "rv(SOL) > 1 for", 15, "number of looks" },
		{ "rv(SOL) > 1 for 0", 16, "1 to 1000" },
		{ "rv(SOL) > 1 for 1001", 16, "1 to 1000" },
		{ "rv(SOL) > 1 for 3x", 16, "number of looks" },
		{ "rv(SOL) > 1 for 99999999999999999999", 16, "number of looks" },
		{ "rv(SOL) > 1 for 3 bars", 18, "expected the end" },
		{ "regime changes for 3", 15, "at once" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_alert_rule r = { .times = 77 };
		rv_rule_error e = { 0 };
		assert_int_equal(rv_alert_rule_parse(cases[i].text, &r, &e), RV_EPARSE);
		if (e.pos != cases[i].pos || !strstr(e.text, cases[i].part))
			fail_msg("\"%s\": at %zu: %s", cases[i].text, e.pos, e.text);
		assert_int_equal(r.times, 77); /* untouched */
	}
}

/* Each value that the help lists is one that the grammar takes, as the help says. */
static void all_that_is_described_is_taken(void **state)
{
	(void)state;
	const char *name = "", *of = "", *help = "";
	size_t n = 0;
	for (; rv_alert_rule_describe(n, &name, &of, &help); n++) {
		char text[96];
		rv_alert_rule r;
		rv_rule_error e = { 0 };
		const char *arg = strcmp(of, "(SYM)") == 0	? "(SOL)"
				  : strcmp(of, "(SPREAD)") == 0 ? "(btc_vs_eth)"
								: "";
		(void)snprintf(text, sizeof(text), "%s%s > 1", name, arg);
		if (rv_alert_rule_parse(text, &r, &e) == RV_OK)
			continue;
		(void)snprintf(text, sizeof(text), "%s%s changes", name, arg);
		if (rv_alert_rule_parse(text, &r, &e) != RV_OK)
			fail_msg("%s: at %zu: %s", text, e.pos, e.text);
		assert_true(help[0] != '\0');
	}
	assert_true(n > 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_rule_means),
		cmocka_unit_test(where_it_goes_wrong),
		cmocka_unit_test(all_that_is_described_is_taken),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
