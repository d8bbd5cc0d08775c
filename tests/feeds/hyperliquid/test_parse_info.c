/* /info answers: what is read, and that one wrong thing refuses the whole answer. */
#include "feeds/hyperliquid/parse_info.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CTX_BTC                                                                                    \
	"{\"funding\":\"-0.0000071931\",\"openInterest\":\"2718.25\",\"prevDayPx\":\"62000.5\","   \
	"\"dayNtlVlm\":\"123456789.5\",\"premium\":\"0.0003\",\"oraclePx\":\"64100.0\","           \
	"\"markPx\":\"64123.5\",\"midPx\":\"64126.5\",\"impactPxs\":[\"1.0\",\"2.0\"],"            \
	"\"newField\":{\"x\":[1]}}"
#define CTX_OLD                                                                                    \
	"{\"funding\":\"0.0\",\"openInterest\":\"0.0\",\"prevDayPx\":\"0.0\",\"dayNtlVlm\":"       \
	"\"0.0\",\"premium\":null,\"oraclePx\":\"0.4711\",\"markPx\":\"0.4712\",\"midPx\":null,"   \
	"\"impactPxs\":null}"
#define UNIVERSE                                                                                   \
	"{\"universe\":[{\"szDecimals\":5,\"name\":\"BTC\",\"maxLeverage\":40,"                    \
	"\"marginTableId\":3},{\"szDecimals\":1,\"name\":\"OLD\",\"maxLeverage\":3,"               \
	"\"isDelisted\":true}],\"marginTables\":[]}"

static rv_hl_meta meta; /* too large for the stack */
static rv_hl_mids mids;

static void reads_instruments_and_contexts(void **state)
{
	(void)state;
	static const char text[] = " [" UNIVERSE ",[" CTX_BTC "," CTX_OLD "]]\n";
	rv_err err = { 0 };
	assert_int_equal(rv_hl_parse_meta_ctxs(text, sizeof(text) - 1, &meta, &err), RV_OK);
	assert_int_equal(meta.n, 2);
	assert_true(meta.has_ctx);
	assert_string_equal(meta.in[0].name, "BTC");
	assert_int_equal(meta.in[0].sz_decimals, 5);
	assert_int_equal(meta.in[0].max_leverage, 40);
	assert_false(meta.in[0].delisted);
	assert_true(meta.in[1].delisted);
	assert_int_equal(meta.in[1].venue_index, 1); /* delisted ones keep their place */
	assert_close("funding", meta.ctx[0].funding_1h, -0.0000071931, 0.0);
	assert_close("oi", meta.ctx[0].open_interest, 2718.25, 0.0);
	assert_close("prev", meta.ctx[0].prev_day_px, 62000.5, 0.0);
	assert_close("volume", meta.ctx[0].day_volume_usd, 123456789.5, 0.0);
	assert_close("oracle", meta.ctx[0].oracle, 64100.0, 0.0);
	assert_close("mark", meta.ctx[0].mark, 64123.5, 0.0);
	assert_close("mid", meta.ctx[0].mid, 64126.5, 0.0);
	assert_close("no mid", meta.ctx[1].mid, NAN, 0.0);
	assert_close("no price yesterday", meta.ctx[1].prev_day_px, NAN, 0.0);
}

/* One replacement in a good answer makes it a bad one. */
struct wrong {
	const char *from, *to;
};

static char *replaced(const char *text, const struct wrong *w)
{
	const char *at = strstr(text, w->from);
	assert_non_null(at);
	const size_t cap = strlen(text) + strlen(w->to) + 1;
	char *out = malloc(cap);
	assert_non_null(out);
	(void)snprintf(out, cap, "%.*s%s%s", (int)(at - text), text, w->to, at + strlen(w->from));
	return out;
}

static void null_is_unknown_and_absent_is_wrong(void **state)
{
	(void)state;
	static const char good[] = "[" UNIVERSE ",[" CTX_BTC "," CTX_OLD "]]";
	static const struct wrong unknown[] = { { "\"-0.0000071931\"", "null" },
						{ "\"2718.25\"", "null" },
						{ "\"123456789.5\"", "null" },
						{ "\"64123.5\"", "null" } };
	for (size_t i = 0; i < LEN(unknown); i++) {
		char *text = replaced(good, &unknown[i]);
		assert_int_equal(rv_hl_parse_meta_ctxs(text, strlen(text), &meta, NULL), RV_OK);
		assert_int_equal(isnan(meta.ctx[0].funding_1h) != 0, i == 0);
		assert_int_equal(isnan(meta.ctx[0].open_interest) != 0, i == 1);
		assert_int_equal(isnan(meta.ctx[0].day_volume_usd) != 0, i == 2);
		assert_int_equal(isnan(meta.ctx[0].mark) != 0, i == 3);
		free(text);
	}
	static const struct wrong absent = { "\"funding\":\"-0.0000071931\",", "" };
	char *text = replaced(good, &absent);
	assert_int_equal(rv_hl_parse_meta_ctxs(text, strlen(text), &meta, NULL), RV_EPARSE);
	free(text);
}

static void refuses_wrong_contexts(void **state)
{
	(void)state;
	static const char good[] = "[" UNIVERSE ",[" CTX_BTC "," CTX_OLD "]]";
	static const struct wrong cases[] = {
		{ "\"64123.5\"", "64123.5" },
		{ "\"64123.5\"", "\"-1.0\"" },
		{ "\"64123.5\"", "\"0.0\"" },
		{ "\"64123.5\"", "\"NaN\"" },
		{ "\"64123.5\"", "\"inf\"" },
		{ "\"64123.5\"", "\"1e400\"" },
		{ "\"64123.5\"", "\"0x10\"" },
		{ "\"64123.5\"", "\" 1\"" },
		{ "\"64123.5\"", "\"\"" },
		{ "\"64123.5\"", "[]" },
		{ "\"markPx\"", "\"markpx\"" },
		{ "\"-0.0000071931\"", "\"2\"" },
		{ "\"2718.25\"", "\"-2\"" },
		{ "," CTX_OLD, "" },
		{ "\"name\":\"OLD\"", "\"name\":\"BTC\"" },
		{ "\"name\":\"OLD\"", "\"name\":\"\"" },
		{ "\"name\":\"OLD\"", "\"name\":\"a name with spaces\"" },
		{ "\"name\":\"OLD\"", "\"name\":\"evil\\u001b[2J\"" },
		{ "\"name\":\"OLD\"", "\"name\":\"quo\\\"te\"" },
		{ "\"name\":\"OLD\"", "\"name\":\"ABCDEFGHIJKLMNOPQRSTUVWX\"" },
		{ "\"szDecimals\":5", "\"szDecimals\":5.5" },
		{ "\"szDecimals\":5", "\"szDecimals\":\"5\"" },
		{ "\"szDecimals\":5", "\"szDecimals\":-1" },
		{ "\"maxLeverage\":3", "\"maxLeverage\":0" },
		{ "\"isDelisted\":true", "\"isDelisted\":1" },
		{ "\"isDelisted\":true", "\"onlyIsolated\":\"yes\"" },
		{ "\"isDelisted\":true", "\"marginMode\":true" },
		{ "\"universe\"", "\"Universe\"" },
		{ "]]", "]" },
		{ "]]", "]]x" },
		{ "]]", "]],{}" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_err err = { 0 };
		char *text = replaced(good, &cases[i]);
		const rv_status st = rv_hl_parse_meta_ctxs(text, strlen(text), &meta, &err);
		if (st == RV_OK)
			fail_msg("%s -> %s was accepted", cases[i].from, cases[i].to);
		assert_true(err.text[0] != '\0');
		free(text);
	}
	static const char *const whole[] = { "null",
					     "[]",
					     "{}",
					     "",
					     "\"text\"",
					     "[null,null]",
					     "<html><body>502 Bad Gateway</body></html>" };
	for (size_t i = 0; i < LEN(whole); i++)
		assert_int_not_equal(rv_hl_parse_meta_ctxs(whole[i], strlen(whole[i]), &meta, NULL),
				     RV_OK);
}

#define TIERS                                                                                      \
	"{\"universe\":[{\"szDecimals\":2,\"name\":\"A\",\"maxLeverage\":10,\"marginTableId\":51}" \
	","                                                                                        \
	"{\"szDecimals\":2,\"name\":\"B\",\"maxLeverage\":7,\"marginTableId\":7},"                 \
	"{\"szDecimals\":2,\"name\":\"C\",\"maxLeverage\":3}],\"marginTables\":"                   \
	"[[50,{\"description\":\"\",\"marginTiers\":[{\"lowerBound\":\"0.0\",\"maxLeverage\":50}]" \
	"}],"                                                                                      \
	"[51,{\"description\":\"tiered 10x\",\"marginTiers\":[{\"lowerBound\":\"0.0\","            \
	"\"maxLeverage\":10},{\"lowerBound\":\"3000000.5\",\"maxLeverage\":5}]}]]}"

static void reads_margin_tables(void **state)
{
	(void)state;
	static const struct wrong cases[] = {
		{ "\"marginTableId\":51", "\"marginTableId\":\"51\"" },
		{ "\"0.0\",\"maxLeverage\":10", "\"1.0\",\"maxLeverage\":10" },
		{ "\"3000000.5\"", "\"0.0\"" },
		{ "\"3000000.5\"", "3000000.5" },
		{ "\"3000000.5\"", "\"inf\"" },
		{ "\"maxLeverage\":5}]}]]", "\"maxLeverage\":11}]}]]" },
		{ "\"maxLeverage\":5}]}]]", "\"maxLeverage\":0}]}]]" },
		{ "[51,", "[\"51\"," },
		{ "[51,", "[51,5," },
		{ "\"marginTiers\":[{\"lowerBound\":\"0.0\",\"maxLeverage\":10}",
		  "\"marginTiers\":{\"lowerBound\":\"0.0\"}}]],\"x\":[[{\"y\":[{}" },
	};
	rv_err err = { 0 };
	assert_int_equal(rv_hl_parse_meta(TIERS, sizeof(TIERS) - 1, &meta, &err), RV_OK);
	assert_int_equal(meta.in[0].tiers.n, 2);
	assert_close("first", meta.in[0].tiers.v[0].from_usd, 0, 0);
	assert_int_equal(meta.in[0].tiers.v[0].max_leverage, 10);
	assert_close("second", meta.in[0].tiers.v[1].from_usd, 3000000.5, 0);
	assert_int_equal(meta.in[0].tiers.v[1].max_leverage, 5);
	assert_int_equal(meta.in[1].tiers.n, 0); /* the id has no table: a single tier */
	assert_int_equal(meta.in[2].tiers.n, 0);
	for (size_t i = 0; i < LEN(cases); i++) {
		char *text = replaced(TIERS, &cases[i]);
		if (rv_hl_parse_meta(text, strlen(text), &meta, &err) == RV_OK)
			fail_msg("%s -> %s", cases[i].from, cases[i].to);
		free(text);
	}
}

static bool isolated_of(const char *key)
{
	char text[256];
	(void)snprintf(text, sizeof(text),
		       "{\"universe\":[{\"szDecimals\":2,\"name\":\"X\",\"maxLeverage\":3%s}],"
		       "\"marginTables\":[]}",
		       key);
	assert_int_equal(rv_hl_parse_meta(text, strlen(text), &meta, NULL), RV_OK);
	return meta.in[0].only_isolated;
}

static void says_which_coins_have_no_cross_margin(void **state)
{
	(void)state;
	assert_false(isolated_of(""));
	assert_false(isolated_of(",\"onlyIsolated\":false"));
	assert_true(isolated_of(",\"onlyIsolated\":true"));
	assert_true(isolated_of(",\"marginMode\":\"strictIsolated\""));
	assert_true(isolated_of(",\"marginMode\":\"noCross\""));
}

static void reads_only_the_bytes_it_is_given(void **state)
{
	(void)state;
	static const char text[] = "{\"time\":1700006400077}garbage that is not ours";
	int64_t t = 0;
	assert_int_equal(rv_hl_parse_status(text, 22, &t, NULL), RV_OK);
	assert_int_equal(t, INT64_C(1700006400077));
	assert_int_not_equal(rv_hl_parse_status(text, 21, &t, NULL), RV_OK);
	assert_int_not_equal(rv_hl_parse_status(text, 23, &t, NULL), RV_OK);
}

static void too_many_instruments_are_refused(void **state)
{
	(void)state;
	const size_t cap = 80 * (RV_MAX_SYMBOLS + 4);
	char *text = malloc(cap);
	assert_non_null(text);
	size_t n = (size_t)snprintf(text, cap, "{\"universe\":[");
	for (int i = 0; i <= RV_MAX_SYMBOLS; i++)
		n += (size_t)snprintf(text + n, cap - n,
				      "%s{\"name\":\"C%d\",\"szDecimals\":2,\"maxLeverage\":5}",
				      i ? "," : "", i);
	n += (size_t)snprintf(text + n, cap - n, "]}");
	assert_int_equal(rv_hl_parse_meta(text, n, &meta, NULL), RV_EFULL);
	free(text);
}

static void mids_skip_what_is_not_ours(void **state)
{
	(void)state;
	static const char text[] = "{\"BTC\":\"64126.5\",\"@107\":\"28.3\",\"PURR/USDC\":\"x\","
				   "\"xyz:TSLA\":\"411.2\",\"kBONK\":\"0.0213585\"}";
	assert_int_equal(rv_hl_parse_mids(text, sizeof(text) - 1, &mids, NULL), RV_OK);
	assert_int_equal(mids.n, 2);
	assert_string_equal(mids.v[1].symbol, "kBONK");
	assert_close("kBONK", mids.v[1].mid, 0.0213585, 0.0);
	static const char *const bad[] = { "{\"BTC\":64126.5}", "{\"BTC\":\"0.0\"}", "[]", "null",
					   "{\"BTC\":null}",	"{\"\":\"1.0\"}" };
	for (size_t i = 0; i < LEN(bad); i++)
		assert_int_not_equal(rv_hl_parse_mids(bad[i], strlen(bad[i]), &mids, NULL), RV_OK);
}

#define CANDLE(t, T, o, h, l, c)                                                                   \
	"{\"t\":" #t ",\"T\":" #T ",\"s\":\"BTC\",\"i\":\"1h\",\"o\":\"" #o "\",\"c\":\"" #c       \
	"\",\"h\":\"" #h "\",\"l\":\"" #l "\",\"v\":\"12.5\",\"n\":3}"

static rv_status candles(const char *text, rv_bar *out, size_t cap, size_t *n)
{
	return rv_hl_parse_candles(text, strlen(text), "BTC", RV_INTERVAL_1H, out, cap, n, NULL);
}

static void reads_candles(void **state)
{
	(void)state;
	rv_bar b[4];
	size_t n = 99;
	assert_int_equal(candles("[" CANDLE(3600000, 7199999, 2.385, 2.5, 2.25, 2.4) "," CANDLE(
					 10800000, 14399999, 2.4, 2.4, 2.4, 2.4) "]",
				 b, LEN(b), &n),
			 RV_OK);
	assert_int_equal(n, 2); /* a gap is the venue's business */
	assert_int_equal(b[0].t, 3600000);
	assert_close("open", b[0].open, 2.385, 0.0);
	assert_close("high", b[0].high, 2.5, 0.0);
	assert_close("low", b[0].low, 2.25, 0.0);
	assert_close("close", b[0].close, 2.4, 0.0);
	assert_close("volume", b[0].volume_base, 12.5, 0.0);
	assert_close("volume USD", b[0].volume_quote, NAN, 0.0);
	assert_int_equal(candles("[]", b, LEN(b), &n), RV_OK);
	assert_int_equal(n, 0);
}

static void refuses_wrong_candles(void **state)
{
	(void)state;
	static const char good[] = "[" CANDLE(3600000, 7199999, 2.385, 2.5, 2.25, 2.4) "," CANDLE(
		7200000, 10799999, 2.41, 2.6, 2.35, 2.45) "]";
	static const struct wrong cases[] = {
		{ "\"t\":7200000", "\"t\":3600000" },	/* twice */
		{ "\"t\":7200000", "\"t\":7200001" },	/* off the grid */
		{ "\"T\":10799999", "\"T\":10800000" }, /* another length */
		{ "\"t\":7200000", "\"t\":\"7200000\"" }, { "\"t\":7200000", "\"t\":-3600000" },
		{ "\"t\":7200000", "\"t\":1e300" },	  { "\"h\":\"2.6\"", "\"h\":\"2.3\"" },
		{ "\"l\":\"2.35\"", "\"l\":\"2.46\"" },	  { "\"c\":\"2.45\"", "\"c\":\"2.7\"" },
		{ "\"o\":\"2.41\"", "\"o\":2.41" },	  { "\"o\":\"2.41\"", "\"o\":\"0\"" },
		{ "\"v\":\"12.5\"", "\"v\":\"-1\"" },	  { "\"s\":\"BTC\"", "\"s\":\"ETH\"" },
		{ "\"i\":\"1h\"", "\"i\":\"1m\"" },
	};
	rv_bar b[4];
	size_t n = 0;
	assert_int_equal(candles(good, b, LEN(b), &n), RV_OK);
	for (size_t i = 0; i < LEN(cases); i++) {
		char *text = replaced(good, &cases[i]);
		n = 77;
		if (candles(text, b, LEN(b), &n) == RV_OK)
			fail_msg("%s -> %s was accepted", cases[i].from, cases[i].to);
		assert_int_equal(n, 77);
		free(text);
	}
	assert_int_equal(candles(good, b, 1, &n), RV_EFULL);
}

static void reads_funding(void **state)
{
	(void)state;
	static const char good[] =
		"[{\"coin\":\"BTC\",\"fundingRate\":\"0.0000125\",\"premium\":\"-0.1\","
		"\"time\":1700002800031},{\"coin\":\"BTC\",\"fundingRate\":\"-0.0000413\","
		"\"time\":1700006400077}]";
	static const struct wrong cases[] = { { "1700006400077", "1700002800031" },
					      { "\"-0.0000413\"", "-0.0000413" },
					      { "\"-0.0000413\"", "\"-1.5\"" },
					      { "1700006400077", "\"1700006400077\"" },
					      { "\"coin\":\"BTC\"", "\"coin\":\"ETH\"" } };
	rv_funding f[4];
	size_t n = 0;
	assert_int_equal(rv_hl_parse_funding(good, strlen(good), "BTC", f, LEN(f), &n, NULL),
			 RV_OK);
	assert_int_equal(n, 2);
	assert_int_equal(f[1].t, INT64_C(1700006400077)); /* the stamp is kept as it is */
	assert_close("rate", f[1].rate, -0.0000413, 0.0);
	assert_close("hours", f[1].interval_h, 1.0, 0.0);
	for (size_t i = 0; i < LEN(cases); i++) {
		char *text = replaced(good, &cases[i]);
		assert_int_not_equal(
			rv_hl_parse_funding(text, strlen(text), "BTC", f, LEN(f), &n, NULL), RV_OK);
		free(text);
	}
}

static void reads_books(void **state)
{
	(void)state;
	static const char good[] =
		"{\"coin\":\"ETH\",\"time\":1700006400077,\"levels\":[[{\"px\":\"3141.5\","
		"\"sz\":\"2.385\",\"n\":3},{\"px\":\"3141.4\",\"sz\":\"11.0\",\"n\":9}],"
		"[{\"px\":\"3141.7\",\"sz\":\"0.7\",\"n\":1}]]}";
	static const struct wrong cases[] = { { "3141.7", "3141.5" }, /* crossed */
					      { "3141.4", "3141.6" }, /* not best first */
					      { "\"0.7\"", "0.7" },
					      { "\"levels\"", "\"Levels\"" },
					      { "\"ETH\"", "null" } };
	static rv_hl_book book;
	assert_int_equal(rv_hl_parse_book(good, strlen(good), &book, NULL), RV_OK);
	assert_int_equal(book.n[0], 2);
	assert_int_equal(book.n[1], 1);
	assert_close("bid", book.level[0][0].px, 3141.5, 0.0);
	assert_close("size", book.level[0][1].sz, 11.0, 0.0);
	for (size_t i = 0; i < LEN(cases); i++) {
		char *text = replaced(good, &cases[i]);
		assert_int_not_equal(rv_hl_parse_book(text, strlen(text), &book, NULL), RV_OK);
		free(text);
	}
	assert_int_equal(rv_hl_parse_book("null", 4, &book, NULL), RV_ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_instruments_and_contexts),
		cmocka_unit_test(null_is_unknown_and_absent_is_wrong),
		cmocka_unit_test(refuses_wrong_contexts),
		cmocka_unit_test(says_which_coins_have_no_cross_margin),
		cmocka_unit_test(reads_margin_tables),
		cmocka_unit_test(reads_only_the_bytes_it_is_given),
		cmocka_unit_test(too_many_instruments_are_refused),
		cmocka_unit_test(mids_skip_what_is_not_ours),
		cmocka_unit_test(reads_candles),
		cmocka_unit_test(refuses_wrong_candles),
		cmocka_unit_test(reads_funding),
		cmocka_unit_test(reads_books),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
