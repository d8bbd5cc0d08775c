/* WebSocket messages: kinds, contents, what is skipped and what is refused; the fuzzers' corpus. */
#include "feeds/hyperliquid/parse_ws.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/corpus.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static rv_hl_ws_msg m;

static rv_status parse(const char *text)
{
	rv_err err = { 0 };
	const rv_status st = rv_hl_parse_ws(text, strlen(text), &m, &err);
	assert_int_equal(st != RV_OK, err.text[0] != '\0');
	return st;
}

static void tells_the_kinds_apart(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		rv_hl_ws_kind kind;
		const char *symbol;
	} cases[] = {
		{ "Websocket connection established.", RV_HL_WS_OTHER, "" },
		{ "{\"channel\":\"pong\"}", RV_HL_WS_PONG, "" },
		{ "{\"channel\":\"somethingNew\",\"data\":[1,2]}", RV_HL_WS_OTHER, "" },
		{ "{\"channel\":\"allMids\",\"data\":{\"mids\":{\"BTC\":\"1.5\"}}}", RV_HL_WS_MIDS,
		  "" },
		{ "{\"channel\":\"candle\",\"data\":{\"t\":0,\"T\":3599999,\"s\":\"SOL\",\"i\":"
		  "\"1h\","
		  "\"o\":\"1.0\",\"c\":\"1.5\",\"h\":\"2.0\",\"l\":\"0.5\",\"v\":\"3.0\",\"n\":1}}",
		  RV_HL_WS_CANDLE, "SOL" },
		{ "{\"channel\":\"candle\",\"data\":{\"t\":0,\"T\":59999,\"s\":\"SOL\",\"i\":"
		  "\"1m\"}}",
		  RV_HL_WS_OTHER, "SOL" },
		{ "{\"channel\":\"candle\",\"data\":{\"s\":\"xyz:TSLA\",\"i\":\"1h\"}}",
		  RV_HL_WS_OTHER, "" },
		{ "{\"channel\":\"activeAssetCtx\",\"data\":{\"coin\":\"ETH\",\"ctx\":{\"funding\":"
		  "\"0.00001\",\"openInterest\":\"5.5\",\"prevDayPx\":\"2.0\",\"dayNtlVlm\":\"9."
		  "0\","
		  "\"oraclePx\":\"2.1\",\"markPx\":\"2.2\",\"midPx\":null}}}",
		  RV_HL_WS_CTX, "ETH" },
		{ "{\"channel\":\"bbo\",\"data\":{\"coin\":\"ETH\",\"time\":5,\"bbo\":[null,{"
		  "\"px\":"
		  "\"2.2\",\"sz\":\"1.0\",\"n\":1}]}}",
		  RV_HL_WS_BBO, "ETH" },
		{ "{\"channel\":\"trades\",\"data\":[{\"coin\":\"ETH\",\"side\":\"A\",\"px\":\"2."
		  "2\","
		  "\"sz\":\"1.0\",\"time\":7,\"tid\":1125899906842623,\"hash\":\"0x\"}]}",
		  RV_HL_WS_TRADES, "ETH" },
		{ "{\"channel\":\"trades\",\"data\":[]}", RV_HL_WS_OTHER, "" },
		{ "{\"channel\":\"subscriptionResponse\",\"data\":{\"method\":\"unsubscribe\","
		  "\"subscription\":{\"type\":\"allMids\"}}}",
		  RV_HL_WS_OTHER, "" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		if (parse(cases[i].text) != RV_OK || m.kind != cases[i].kind)
			fail_msg("case %zu: %s", i, cases[i].text);
		assert_string_equal(m.symbol, cases[i].symbol);
	}
}

static void reads_the_numbers(void **state)
{
	(void)state;
	assert_int_equal(parse("{\"channel\":\"bbo\",\"data\":{\"coin\":\"ETH\",\"time\":5,\"bbo\":"
			       "[{\"px\":\"2.125\",\"sz\":\"1.0\",\"n\":1},null]}}"),
			 RV_OK);
	assert_close("bid", m.u.bbo.bid, 2.125, 0.0);
	assert_close("ask", m.u.bbo.ask, NAN, 0.0);
	assert_int_equal(parse("{\"channel\":\"trades\",\"data\":[{\"coin\":\"ETH\",\"side\":\"B\","
			       "\"px\":\"2.2\",\"sz\":\"1.25\",\"time\":7,"
			       "\"tid\":1125899906842623}]}"),
			 RV_OK);
	assert_int_equal(m.u.trades.n, 1);
	assert_true(m.u.trades.v[0].buy);
	assert_int_equal(m.u.trades.v[0].tid, INT64_C(1125899906842623));
	assert_close("size", m.u.trades.v[0].sz, 1.25, 0.0);
}

static void acks_match_as_a_subset(void **state)
{
	(void)state;
	assert_int_equal(parse("{\"channel\":\"subscriptionResponse\",\"data\":{\"method\":"
			       "\"subscribe\",\"subscription\":{\"dex\":\"\",\"type\":\"candle\","
			       "\"interval\":\"1h\",\"coin\":\"SOL\",\"extra\":null}}}"),
			 RV_OK);
	assert_int_equal(m.kind, RV_HL_WS_ACK);
	assert_int_equal(m.sub, RV_HL_SUB_CANDLE);
	assert_string_equal(m.symbol, "SOL");
	assert_int_equal(parse("{\"channel\":\"error\",\"data\":\"Already subscribed: "
			       "{\\\"type\\\":\\\"activeAssetCtx\\\",\\\"coin\\\":\\\"SOL\\\"}\"}"),
			 RV_OK);
	assert_int_equal(m.kind, RV_HL_WS_ERROR);
	assert_true(m.already);
	assert_int_equal(m.sub, RV_HL_SUB_CTX);
	assert_int_equal(parse("{\"channel\":\"error\",\"data\":\"Cannot subscribe to more than "
			       "1000 channels.\"}"),
			 RV_OK);
	assert_false(m.already);
	assert_string_equal(m.u.text, "Cannot subscribe to more than 1000 channels.");
}

static void refuses_what_it_does_not_understand(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",
		"null",
		"{}",
		"[]",
		"Websocket connection established. ",
		"{\"channel\":5}",
		"{\"channel\":\"allMids\"}",
		"{\"channel\":\"allMids\",\"data\":{\"mids\":{\"BTC\":1.5}}}",
		"{\"channel\":\"allMids\",\"data\":{\"mids\":{\"BTC\":\"1.5\"}}",
		"{\"channel\":\"candle\",\"data\":{\"s\":\"SOL\",\"i\":\"1h\",\"t\":1}}",
		"{\"channel\":\"candle\",\"data\":[]}",
		"{\"channel\":\"activeAssetCtx\",\"data\":{\"coin\":\"ETH\",\"ctx\":null}}",
		"{\"channel\":\"bbo\",\"data\":{\"coin\":\"ETH\",\"time\":5,\"bbo\":[null]}}",
		"{\"channel\":\"error\",\"data\":{}}",
		"{\"channel\":\"subscriptionResponse\",\"data\":{\"method\":\"subscribe\"}}",
		("{\"channel\":\"trades\",\"data\":[{\"coin\":\"ETH\",\"side\":\"X\",\"px\":\"2."
		 "2\","
		 "\"sz\":\"1.0\",\"time\":7,\"tid\":1}]}"),
	};
	for (size_t i = 0; i < LEN(bad); i++) {
		if (parse(bad[i]) == RV_OK)
			fail_msg("accepted: %s", bad[i]);
	}
	/* The kind of a refused message says whose it was. */
	assert_int_not_equal(parse("{\"channel\":\"activeAssetCtx\",\"data\":{\"coin\":5}}"),
			     RV_OK);
	assert_int_equal(m.kind, RV_HL_WS_CTX);
	assert_int_not_equal(parse("{\"channel\":\"candle\",\"data\":{\"s\":\"SOL\",\"i\":7}}"),
			     RV_OK);
	assert_int_equal(m.kind, RV_HL_WS_CANDLE);
	assert_int_not_equal(parse("{\"SIM\":garbage]"), RV_OK);
	assert_int_equal(m.kind, RV_HL_WS_OTHER);
	assert_int_not_equal(parse("{\"channel\":\"allMids\",\"data\":{\"mids\":[]}}"), RV_OK);
	assert_int_equal(m.kind, RV_HL_WS_MIDS);
}

static void formats_subscriptions(void **state)
{
	(void)state;
	char buf[160];
	assert_true(rv_hl_format_sub(RV_HL_SUB_CANDLE, "SOL", true, buf, sizeof(buf)) > 0);
	assert_string_equal(buf, "{\"method\":\"subscribe\",\"subscription\":{\"type\":\"candle\","
				 "\"coin\":\"SOL\",\"interval\":\"1h\"}}");
	assert_true(rv_hl_format_sub(RV_HL_SUB_MIDS, "", false, buf, sizeof(buf)) > 0);
	assert_string_equal(buf,
			    "{\"method\":\"unsubscribe\",\"subscription\":{\"type\":\"allMids\"}}");
	assert_int_equal(rv_hl_format_sub(RV_HL_SUB_CTX, "SOL", true, buf, 40), 0);
}

static void take_ws(const char *data, size_t n)
{
	rv_err err = { 0 };
	const rv_status st = rv_hl_parse_ws(data, n, &m, &err);
	assert_int_equal(st != RV_OK, err.text[0] != '\0');
}

static void the_corpus_passes(void **state)
{
	(void)state;
	assert_true(rv_run_corpus("tests/fuzz/corpus/fuzz_parse_ws", take_ws) >= 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_the_kinds_apart),
		cmocka_unit_test(reads_the_numbers),
		cmocka_unit_test(acks_match_as_a_subset),
		cmocka_unit_test(refuses_what_it_does_not_understand),
		cmocka_unit_test(formats_subscriptions),
		cmocka_unit_test(the_corpus_passes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
