/*
 * The command line: what each line asks for, to the unit; what is refused, and where; completion;
 * bytes that are no line. The snapshot is the fixture's: SOL has 2 decimals of size, BTC 5, WIF 0.
 */
#include "tui/command_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_trade.h"

static rv_view *view;

static int setup(void **state)
{
	(void)state;
	view = rv_fixture_view();
	if (!view)
		return -1;
	rv_fixture_trade(view);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	free(view);
	return 0;
}

static rv_line parsed(const char *text)
{
	rv_line_error err = { 0, "" };
	rv_line line;

	if (rv_line_parse(text, view, &line, &err) != RV_OK)
		fail_msg("\"%s\" is refused at %zu: %s", text, err.pos, err.text);
	return line;
}

static void test_proposals(void **state)
{
	(void)state;
	static const struct {
		const char *text, *symbol;
		rv_side side;
		bool close, reduce_only;
		rv_style style;
		int64_t duration_ms, musd, lots, px;
	} cases[] = {
		{ "buy SOL 500 usd", "SOL", RV_BUY, 0, 0, RV_STYLE_IOC, 0, 500000000, 0, 0 },
		{ "sell SOL 500.25 USD", "SOL", RV_SELL, 0, 0, RV_STYLE_IOC, 0, 500250000, 0, 0 },
		{ "  buy   sol  0.01 coins  ", "SOL", RV_BUY, 0, 0, RV_STYLE_IOC, 0, 0, 1, 0 },
		{ "buy BTC 0.00001 coin", "BTC", RV_BUY, 0, 0, RV_STYLE_IOC, 0, 0, 1, 0 },
		{ "buy kpepe 900000 coins", "kPEPE", RV_BUY, 0, 0, RV_STYLE_IOC, 0, 0, 900000, 0 },
		{ "buy SOL 12.4 coins twap", "SOL", RV_BUY, 0, 0, RV_STYLE_TWAP, 0, 0, 1240, 0 },
		{ "buy SOL 1 coins twap 15m", "SOL", RV_BUY, 0, 0, RV_STYLE_TWAP, 900000, 0, 100,
		  0 },
		{ "BUY SOL 1 coins TWAP 90S", "SOL", RV_BUY, 0, 0, RV_STYLE_TWAP, 90000, 0, 100,
		  0 },
		{ "sell SOL 1 coins twap 24h", "SOL", RV_SELL, 0, 0, RV_STYLE_TWAP, 86400000, 0,
		  100, 0 },
		{ "sell SOL 1 coins limit 137.05", "SOL", RV_SELL, 0, 0, RV_STYLE_LIMIT, 0, 0, 100,
		  1370500 },
		{ "buy WIF 100 coins limit 0.38525", "WIF", RV_BUY, 0, 0, RV_STYLE_LIMIT, 0, 0, 100,
		  385250 },
		{ "buy BTC 100 usd limit 91234", "BTC", RV_BUY, 0, 0, RV_STYLE_LIMIT, 0, 100000000,
		  0, 912340 },
		{ "buy BTC 100 usd limit 123456", "BTC", RV_BUY, 0, 0, RV_STYLE_LIMIT, 0, 100000000,
		  0, 1234560 }, /* integers are always allowed */
		{ "close DOGE", "DOGE", 0, 1, 1, RV_STYLE_IOC, 0, 0, 0, 0 },
		{ "close ETH twap 2h", "ETH", 0, 1, 1, RV_STYLE_TWAP, 7200000, 0, 0, 0 },
		{ "reduce ETH 50%", "ETH", RV_SELL, 0, 1, RV_STYLE_IOC, 0, 0, 3100, 0 },
		{ "reduce DOGE 12.34%", "DOGE", RV_BUY, 0, 1, RV_STYLE_IOC, 0, 0, 1752, 0 },
		{ "reduce DOGE 100% twap 10s", "DOGE", RV_BUY, 0, 1, RV_STYLE_TWAP, 10000, 0, 14200,
		  0 },
		{ "reduce LINK 80 coins", "LINK", RV_SELL, 0, 1, RV_STYLE_IOC, 0, 0, 800, 0 },
		{ "reduce LINK 250 usd limit 13.5", "LINK", RV_SELL, 0, 1, RV_STYLE_LIMIT, 0,
		  250000000, 0, 1350000 },
		{ "buy SOL 1000000000 usd", "SOL", RV_BUY, 0, 0, RV_STYLE_IOC, 0,
		  INT64_C(1000000000000000), 0, 0 },
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		const rv_line l = parsed(cases[i].text);
		assert_int_equal(l.kind, RV_LINE_SEND);
		assert_int_equal(l.cmd.kind, RV_CMD_PROPOSE);
		assert_string_equal(l.cmd.symbol, cases[i].symbol);
		if (!cases[i].close)
			assert_int_equal(l.cmd.side, cases[i].side);
		assert_int_equal(l.cmd.close, cases[i].close);
		assert_int_equal(l.cmd.reduce_only, cases[i].reduce_only);
		assert_int_equal(l.cmd.style, cases[i].style);
		assert_true(l.cmd.duration_ms == cases[i].duration_ms);
		assert_true(l.cmd.notional_musd == cases[i].musd);
		assert_true(l.cmd.lots == cases[i].lots);
		assert_true(l.cmd.px == cases[i].px);
		assert_true(l.cmd.nonce == 0);
	}
}

static void test_other_commands(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		rv_line_kind kind;
		rv_cmd_kind cmd;
		const char *symbol, *reason;
	} cases[] = {
		{ "halt SOL spread looks  wrong ", RV_LINE_SEND, RV_CMD_HALT_SYMBOL, "SOL",
		  "spread looks  wrong" },
		{ "resume", RV_LINE_SEND, RV_CMD_RESUME, "", "" },
		{ "resume link", RV_LINE_SEND, RV_CMD_RESUME, "LINK", "" },
		{ "adjust LINK ADL seen on the venue", RV_LINE_SEND, RV_CMD_ADJUST, "LINK",
		  "ADL seen on the venue" },
		{ "assign LINK s4MR it was stat-arb's", RV_LINE_SEND, RV_CMD_ASSIGN, "LINK",
		  "it was stat-arb's" },
		{ "licence s4M 50 three weeks of fills", RV_LINE_LICENCE, RV_CMD_LICENCE, "",
		  "three weeks of fills" },
		{ "reconcile", RV_LINE_SEND, RV_CMD_RECONCILE, "", "" },
		{ "backtest majors-alts 2024-01-01 2024-03-01", RV_LINE_SEND, RV_CMD_BACKTEST, "",
		  "run majors-alts 2024-01-01 2024-03-01" },
		{ "backtest book 2024-01-01 2024-01-01 desk no-walk-forward", RV_LINE_SEND,
		  RV_CMD_BACKTEST, "", "run book 2024-01-01 2024-01-01 desk no-walk-forward" },
		{ "backtest cancel", RV_LINE_SEND, RV_CMD_BACKTEST, "", "cancel" },
		{ "research open first-try", RV_LINE_SEND, RV_CMD_BACKTEST, "", "show first-try" },
		{ "note lunch until 13:00", RV_LINE_SEND, RV_CMD_NOTE, "", "lunch until 13:00" },
		{ "cancel all", RV_LINE_CANCEL, RV_CMD_PROPOSE, "", "" },
		{ "cancel SOL", RV_LINE_CANCEL, RV_CMD_PROPOSE, "SOL", "" },
		{ "flatten", RV_LINE_FLATTEN, RV_CMD_PROPOSE, "", "" },
		{ "rv SOL", RV_LINE_FIND, RV_CMD_PROPOSE, "SOL", "" },
		{ "help", RV_LINE_HELP, RV_CMD_PROPOSE, "", "" },
		{ "q", RV_LINE_QUIT, RV_CMD_PROPOSE, "", "" },
		{ "quit", RV_LINE_QUIT, RV_CMD_PROPOSE, "", "" },
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		const rv_line l = parsed(cases[i].text);
		assert_int_equal(l.kind, cases[i].kind);
		assert_int_equal(l.cmd.kind, cases[i].cmd);
		assert_string_equal(l.cmd.symbol, cases[i].symbol);
		assert_string_equal(l.cmd.reason, cases[i].reason);
	}
	assert_int_equal(parsed("assign LINK s4MR why").cmd.sub, RV_SUB_S4MR);
	assert_int_equal(parsed("assign LINK op why").cmd.sub, RV_SUB_OP);
	assert_int_equal(parsed("licence S4m 50 why").cmd.sub, RV_SUB_S4M);
	assert_int_equal(parsed("licence S4m 50 why").cmd.licence, RV_LICENCE_50);
	assert_int_equal(parsed("licence s3 SHADOW why").cmd.licence, RV_LICENCE_SHADOW);
	assert_string_equal(parsed("filter rv>0.5 & fund<0").text, "rv>0.5 & fund<0");
	assert_string_equal(parsed("filter").text, "");
	for (int s = 0; s < RV_SCREEN_N; s++) {
		const rv_line l = parsed(rv_screen_word((rv_screen_id)s));
		assert_int_equal(l.kind, RV_LINE_SCREEN);
		assert_int_equal(l.screen, s);
	}
}

/* One of them by its number, or those that nobody has acknowledged. */
static void test_ack(void **state)
{
	(void)state;
	rv_line l;
	rv_line_error err;

	view->n_alerts = 4;
	view->alerts[0] = (rv_view_alert){ .id = 11, .text = "VENUE DOWN: x", .active = true };
	view->alerts[1] = (rv_view_alert){ .id = 12, .text = "CLOCK: y", .acked_utc_ms = 5 };
	view->alerts[2] = (rv_view_alert){ .id = 0 };
	view->alerts[3] = (rv_view_alert){ .id = 14, .text = "SCORES: z" };
	l = parsed("ack 14");
	assert_int_equal(l.kind, RV_LINE_SEND);
	assert_int_equal(l.cmd.kind, RV_CMD_ACK);
	assert_int_equal(l.cmd.n_ids, 1);
	assert_true(l.cmd.ids[0] == 14);
	assert_string_equal(l.cmd.reason, "SCORES: z");
	l = parsed("ack");
	assert_int_equal(l.cmd.n_ids, 2);
	assert_true(l.cmd.ids[0] == 11 && l.cmd.ids[1] == 14);
	assert_int_equal(rv_line_parse("ack 13", view, &l, &err), RV_EPARSE);
	assert_int_equal(rv_line_parse("ack 0", view, &l, &err), RV_EPARSE);
	assert_int_equal(rv_line_parse("ack 14 x", view, &l, &err), RV_EPARSE);
	view->n_alerts = 0;
	assert_int_equal(rv_line_parse("ack", view, &l, &err), RV_EPARSE);
}

static void test_force(void **state)
{
	(void)state;
	const rv_tv_order *o = &view->trade.orders[0];
	char text[128], hex[40] = "";

	for (int i = 0; i < RV_CLOID_BYTES; i++)
		(void)snprintf(hex + 2 * i, sizeof(hex) - 2 * (size_t)i, "%02X", o->cloid.b[i]);
	static const int digits[] = { 8, 13, 32 };
	for (size_t i = 0; i < LEN(digits); i++) {
		(void)snprintf(text, sizeof(text), "force 0x%.*s venue says it never came",
			       digits[i], hex);
		const rv_line l = parsed(text);
		assert_int_equal(l.cmd.kind, RV_CMD_FORCE);
		assert_memory_equal(&l.cmd.cloid, &o->cloid, sizeof(o->cloid));
		assert_string_equal(l.cmd.symbol, "SOL");
		assert_string_equal(l.cmd.reason, "venue says it never came");
	}
}

static const struct {
	const char *text;
	size_t pos;
	const char *says;
} refused[] = {
	{ "", 0, "a command is expected" },
	{ "   ", 3, "a command is expected" },
	{ "bye SOL", 0, "no such command" },
	{ "backtest", 8, "or cancel" },
	{ "backtest cancel now", 16, "nothing expected here" },
	{ "backtest majors-alts", 20, "a first day is expected" },
	{ "backtest majors-alts 2024-1-1 2024-03-01", 21, "expected a day" },
	{ "backtest majors-alts 2024-02-30 2024-03-01", 21, "expected a day" },
	{ "backtest majors-alts 2024-03-01", 31, "a last day is expected" },
	{ "backtest majors-alts 2024-03-01 2024-02-01", 32, "before the first" },
	{ "backtest majors-alts 2024-03-01 2024-04-01 a b c", 47, "nothing expected here" },
	{ "research shut", 9, "open NAME is expected" },
	{ "research open", 13, "the name of a run is expected" },
	{ "buy", 3, "a symbol is expected" },
	{ "buy XYZ 1 usd", 4, "no such symbol" },
	{ "assign LINK", 11, "a sub-book is expected" },
	{ "assign LINK residue it is", 12, "a sub-book is expected" },
	{ "assign LINK S3", 14, "reason" },
	{ "licence", 7, "a sub-book is expected" },
	{ "licence H 50 it hedges", 8, "a strategy is expected" },
	{ "licence S3 75 more", 11, "a licence is expected" },
	{ "licence S3 50", 13, "reason" },
	{ "buy SOL", 7, "an amount is expected" },
	{ "buy SOL 500", 11, "usd or coins" },
	{ "buy SOL 500 eur", 12, "usd or coins" },
	{ "buy SOL usd 500", 8, "expected an amount" },
	{ "buy SOL -5 coins", 8, "expected an amount" },
	{ "buy SOL +5 coins", 8, "expected an amount" },
	{ "buy SOL 1e3 coins", 8, "expected an amount" },
	{ "buy SOL 1,000 usd", 8, "expected an amount" },
	{ "buy SOL 0x10 coins", 8, "expected an amount" },
	{ "buy SOL .5 coins", 8, "expected an amount" },
	{ "buy SOL 1.2.3 coins", 8, "expected an amount" },
	{ "buy SOL 0 coins", 8, "more than 0" },
	{ "buy SOL 0.00 usd", 8, "more than 0" },
	{ "buy SOL 1.005 coins", 8, "at most 2 decimals" },
	{ "buy WIF 1.5 coins", 8, "at most 0 decimals" },
	{ "buy SOL 1.005 usd", 8, "at most 2 decimals" },
	{ "buy SOL 1000000000.01 usd", 8, "more than 1,000,000,000" },
	{ "buy SOL 99999999999999999999 coins", 8, "too large" },
	{ "buy SOL 10000000000001 coins", 8, "too many coins" },
	{ "buy SOL 1 coins now", 16, "expected twap, limit or nothing" },
	{ "buy SOL 1 coins twap 15", 21, "a time such as" },
	{ "buy SOL 1 coins twap m", 21, "a time such as" },
	{ "buy SOL 1 coins twap 1.5h", 21, "a time such as" },
	{ "buy SOL 1 coins twap -5m", 21, "a time such as" },
	{ "buy SOL 1 coins twap 9s", 21, "10s to 24h" },
	{ "buy SOL 1 coins twap 25h", 21, "10s to 24h" },
	{ "buy SOL 1 coins twap 99999999999h", 21, "10s to 24h" },
	{ "buy SOL 1 coins twap 15m limit 5", 25, "nothing expected here" },
	{ "buy SOL 1 coins limit", 21, "price is expected" },
	{ "buy SOL 1 coins limit 0", 22, "more than 0" },
	{ "buy SOL 1 coins limit 137.123", 22, "5 significant figures" },
	{ "buy SOL 1 coins limit 1.23456", 22, "at most 4 decimals" },
	{ "buy SOL 1 coins limit 137 138", 26, "nothing expected here" },
	{ "close", 5, "a symbol is expected" },
	{ "close WIF", 6, "no position in WIF" },
	{ "close ETH now", 10, "expected twap, limit" },
	{ "reduce WIF 50%", 7, "no position in WIF" },
	{ "reduce ETH", 10, "an amount is expected" },
	{ "reduce ETH %", 11, "a percentage such as" },
	{ "reduce ETH 0%", 11, "more than 0" },
	{ "reduce ETH 101%", 11, "at most 100%" },
	{ "reduce ETH 1.234%", 11, "at most 2 decimals" },
	{ "reduce ETH -5%", 11, "expected a percentage" },
	{ "reduce SOL 0.01%", 11, "less than the smallest size" },
	{ "reduce ETH 0.6201 coins", 11, "more than the position" },
	{ "cancel", 6, "all, or a symbol" },
	{ "cancel XYZ", 7, "no such symbol" },
	{ "cancel all now", 11, "nothing expected here" },
	{ "halt SOL", 8, "a reason is expected" },
	{ "halt SOL   ", 11, "a reason is expected" },
	{ "halt", 4, "a symbol is expected" },
	{ "resume SOL LINK", 11, "nothing expected here" },
	{ "flatten now", 8, "nothing expected here" },
	{ "force", 5, "an order's id is expected" },
	{ "force cef9aaaa reason", 6, "expected an order's id" },
	{ "force 0xcef9 reason", 6, "expected an order's id" },
	{ "force 0xzzzzzzzz reason", 6, "expected an order's id" },
	{ "force 0x00000000 reason", 6, "no such order of ours" },
	{ "reconcile now", 10, "nothing expected here" },
	{ "note", 4, "a reason is expected" },
	{ "desk SOL", 5, "nothing expected here" },
	{ "rv", 2, "a symbol is expected" },
};

static void test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(refused); i++) {
		rv_line line, before;
		rv_line_error err = { 99, "" };
		memset(&line, 0x5a, sizeof(line));
		before = line;
		assert_int_equal(rv_line_parse(refused[i].text, view, &line, &err), RV_EPARSE);
		if (!strstr(err.text, refused[i].says) || err.pos != refused[i].pos)
			fail_msg("\"%s\": at %zu: %s; want at %zu: %s", refused[i].text, err.pos,
				 err.text, refused[i].pos, refused[i].says);
		assert_memory_equal(&line, &before, sizeof(line));
	}
}

/* What the snapshot says of a symbol decides; without one nothing is known. */
static void test_refused_for_the_snapshot(void **state)
{
	(void)state;
	rv_line line;
	rv_line_error err;

	rv_fixture_row(view, "SOL")->sz_decimals = -1;
	rv_fixture_row(view, "WIF")->delisted = true;
	assert_int_equal(rv_line_parse("buy SOL 1 usd", view, &line, &err), RV_EPARSE);
	assert_non_null(strstr(err.text, "decimals of SOL are not known"));
	assert_int_equal(rv_line_parse("buy WIF 1 usd", view, &line, &err), RV_EPARSE);
	assert_non_null(strstr(err.text, "WIF is delisted"));
	assert_int_equal(rv_line_parse("halt WIF it is gone", view, &line, &err), RV_OK);
	(void)snprintf(rv_fixture_row(view, "OP")->symbol, RV_SYMBOL_MAX, "wif");
	assert_int_equal(rv_line_parse("halt Wif which one", view, &line, &err), RV_EPARSE);
	assert_int_equal(rv_line_parse("halt wif this one", view, &line, &err), RV_OK);
	assert_string_equal(line.cmd.symbol, "wif");
	view->trade.orders[0].state = RV_ORDER_CANCELED;
	assert_int_equal(rv_line_parse("force 0xcef9aaaa it is gone", view, &line, &err),
			 RV_EPARSE);
	assert_non_null(strstr(err.text, "not unknown"));
	view->trade.orders[1].cloid = view->trade.orders[0].cloid;
	assert_int_equal(rv_line_parse("force 0xcef9aaaa it is gone", view, &line, &err),
			 RV_EPARSE);
	assert_non_null(strstr(err.text, "several orders"));
	view->trade.present = false;
	assert_int_equal(rv_line_parse("buy ETH 1 usd", view, &line, &err), RV_EPARSE);
	assert_non_null(strstr(err.text, "no order side"));
	assert_int_equal(rv_line_parse("buy ETH 1 usd", NULL, &line, &err), RV_EPARSE);
	assert_int_equal(rv_line_parse("rv SOL", NULL, &line, &err), RV_EPARSE);
	assert_int_equal(rv_line_parse("orders", NULL, &line, &err), RV_OK);
}

static void test_long_reason(void **state)
{
	(void)state;
	char text[RV_PROMPT_CAP] = "note ";
	rv_line line;
	rv_line_error err;

	memset(text + 5, 'x', RV_REASON_TEXT - 1);
	text[5 + RV_REASON_TEXT - 1] = '\0';
	assert_int_equal(rv_line_parse(text, view, &line, &err), RV_OK);
	assert_int_equal(strlen(line.cmd.reason), RV_REASON_TEXT - 1);
	text[5 + RV_REASON_TEXT - 1] = 'x';
	text[5 + RV_REASON_TEXT] = '\0';
	assert_int_equal(rv_line_parse(text, view, &line, &err), RV_EPARSE);
	assert_non_null(strstr(err.text, "at most 119"));
}

static void test_completion(void **state)
{
	(void)state;
	static const struct {
		const char *text, *out, *choices;
	} cases[] = {
		{ "bu", "buy ", "" },
		{ "re", "re", "reduce request resume reconcile regime research replay" },
		{ "rec", "reconcile ", "" },
		{ "RED", "reduce ", "" },
		{ "buy fart", "buy FARTCOIN ", "" },
		{ "buy kpe", "buy kPEPE ", "" },
		{ "buy PE", "buy PE", "PENDLE PEOPLE" },
		{ "buy pen", "buy PENDLE ", "" },
		{ "buy SOL 500 u", "buy SOL 500 usd ", "" },
		{ "buy SOL 500 usd t", "buy SOL 500 usd twap ", "" },
		{ "buy SOL 500 usd ", "buy SOL 500 usd ", "twap limit" },
		{ "close E", "close ETH ", "" },
		{ "close W", "close W", "" }, /* nothing is held */
		{ "reduce ", "reduce ", "BTC ETH DOGE LINK SOL" },
		{ "close ETH l", "close ETH limit ", "" },
		{ "cancel al", "cancel all ", "" },
		{ "force ", "force 0xcef9aaaa ", "" },
		{ "zzz", "zzz", "" },
		{ "filter hyb", "filter hybrid ", "" },
		{ "filter be", "filter beta", "beta betaeth" },
		{ "filter rv>0.5 & fu", "filter rv>0.5 & fund ", "" },
		{ "filter !(o", "filter !(oi ", "" },
		{ "filter bucket=", "filter bucket=", "l1 alt meme rest" },
		{ "filter bucket!=m", "filter bucket!=meme ", "" },
		{ "filter tier = t", "filter tier = tact ", "" },
		{ "filter sym=fart", "filter sym=FARTCOIN ", "" },
		{ "filter rv ", "filter rv ", "> >= < <=" },
		{ "filter sym ", "filter sym ", "= != ~" },
		{ "filter tier=core ", "filter tier=core ", "& |" },
		{ "filter rv>", "filter rv>", "" },
		{ "alert hy", "alert hybrid(", "" },
		{ "alert en", "alert end ", "" },
		{ "alert rv(fart", "alert rv(FARTCOIN) ", "" },
		{ "alert rv(SOL) ", "alert rv(SOL) ", "> >= < <=" },
		{ "alert regime ", "alert regime ", "changes = !=" },
		{ "alert regime c", "alert regime changes ", "" },
		{ "alert regime = rot", "alert regime = ROTATION ", "" },
		{ "alert spread(l", "alert spread(l1_vs_alt) ", "" },
		{ "alert pnl < -100 f", "alert pnl < -100 for ", "" },
		{ "alert pnl < -100 for ", "alert pnl < -100 for ", "" },
		{ "weight fart", "weight FARTCOIN ", "" },
		{ "halt SOL because s", "halt SOL because s", "" },
		{ "bogus S", "bogus S", "" },
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		char out[RV_PROMPT_CAP], choices[RV_LINE_CHOICES];
		rv_line_complete(cases[i].text, view, out, choices);
		assert_string_equal(out, cases[i].out);
		assert_string_equal(choices, cases[i].choices);
	}
	char out[RV_PROMPT_CAP], choices[RV_LINE_CHOICES];
	rv_line_complete("buy ", view, out, choices); /* 48 symbols: cut between two */
	assert_string_equal(out, "buy ");
	assert_true(strlen(choices) > 100 && strlen(choices) < RV_LINE_CHOICES);
	assert_non_null(strstr(choices, "AAVE ADA APT"));
	rv_line_complete("", NULL, out, choices);
	assert_string_equal(out, "");
}

/* A line of as many bytes as fit is not made longer. */
static void test_completion_at_capacity(void **state)
{
	(void)state;
	char text[RV_PROMPT_CAP], out[RV_PROMPT_CAP], choices[RV_LINE_CHOICES];

	for (size_t n = RV_PROMPT_CAP - 12; n < RV_PROMPT_CAP; n++) {
		memset(text, ' ', n);
		memcpy(text + n - 2, "bu", 2);
		text[n] = '\0';
		rv_line_complete(text, view, out, choices);
		assert_true(strlen(out) >= n && strlen(out) < RV_PROMPT_CAP);
	}
}

static void test_verbs_are_described(void **state)
{
	(void)state;
	const char *verb, *usage;
	size_t n = 0;
	bool trading;

	while (rv_line_describe(n, &verb, &usage, &trading)) {
		assert_true(verb[0] != '\0');
		assert_non_null(usage);
		n++;
	}
	assert_true(n >= 20);
}

/* No bytes can do harm: words of the language, digits, signs and anything else, in any order. */
static void test_any_bytes(void **state)
{
	(void)state;
	static const char *const words[] = { "buy",   "sell",  "SOL",	 "usd",
					     "coins", "twap",  "limit",	 "%",
					     "force", "0x",    "1.",	 "99999999999999999999",
					     "-",     ".",     "reduce", "ETH",
					     "all",   "cancel" };
	rv_rng rng;
	size_t good = 0;

	rv_rng_seed(&rng, 11, 3, 5);
	for (int i = 0; i < 40000; i++) {
		char text[RV_PROMPT_CAP] = "", out[RV_PROMPT_CAP], choices[RV_LINE_CHOICES];
		size_t n = 0;
		for (uint64_t k = rv_rng_below(&rng, 9); k > 0; k--) {
			char byte[2] = { (char)(1 + rv_rng_below(&rng, 255)), '\0' };
			const char *w = rv_rng_below(&rng, 4)
						? words[rv_rng_below(&rng, LEN(words))]
						: byte;
			const int put = snprintf(text + n, sizeof(text) - n, "%s%s", w,
						 rv_rng_below(&rng, 3) ? " " : "");
			n = n + (size_t)put < sizeof(text) ? n + (size_t)put : sizeof(text) - 1;
		}
		rv_line line;
		rv_line_error err = { 0, "" };
		if (rv_line_parse(text, view, &line, &err) == RV_OK) {
			good++;
			assert_true(line.cmd.lots >= 0 && line.cmd.notional_musd >= 0);
			assert_true(line.cmd.px >= 0 && line.cmd.duration_ms >= 0);
		} else {
			assert_true(err.text[0] != '\0');
			assert_true(err.pos <= strlen(text));
		}
		rv_line_complete(text, view, out, choices);
		assert_true(strlen(out) < sizeof(out) && strlen(choices) < sizeof(choices));
	}
	assert_true(good > 10);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_proposals),
		TEST(test_other_commands),
		TEST(test_ack),
		TEST(test_force),
		TEST(test_refused),
		TEST(test_refused_for_the_snapshot),
		TEST(test_long_reason),
		TEST(test_completion),
		TEST(test_completion_at_capacity),
		TEST(test_verbs_are_described),
		TEST(test_any_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
