/*
 * The parsers on recorded answers of the real venue ($RVDESK_DATA/../samples), and on the /info
 * fuzzer's corpus through the fuzzer's own entry.
 */
#include "feeds/hyperliquid/json.h"
#include "feeds/hyperliquid/parse_ws.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LLVMFuzzerTestOneInput fuzz_parse_info
#include "tests/fuzz/fuzz_parse_info.c" /* NOLINT(bugprone-suspicious-include): its entry */

enum { FILE_CAP = 1 << 20 };

static char file_buf[FILE_CAP];

static void the_corpus_passes(void **state)
{
	(void)state;
	static const char dir[] = "tests/fuzz/corpus/fuzz_parse_info";
	size_t count = 0;
	DIR *d = opendir(dir);
	assert_non_null(d);
	for (const struct dirent *e = readdir(d); e; e = readdir(d)) {
		char path[512];
		if (e->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		const size_t n = rv_file_read(path, file_buf, sizeof(file_buf));
		assert_int_equal(fuzz_parse_info((const uint8_t *)file_buf, n), 0);
		count++;
	}
	(void)closedir(d);
	assert_true(count >= 10);
}

/* Skips the test when there are no samples here. */
static const char *samples(void)
{
	static char dir[512];
	const char *data = getenv("RVDESK_DATA");
	if (!data) {
		puts("skip: RVDESK_DATA is not set, no recorded answers here");
		skip();
	}
	(void)snprintf(dir, sizeof(dir), "%s/../samples", data);
	return dir;
}

/* A member of a sample file as JSON text; caller frees with cJSON_free. */
static char *member(const char *name, const char *key)
{
	char path[640];
	rv_err err = { 0 };
	(void)snprintf(path, sizeof(path), "%s/%s.json", samples(), name);
	const size_t n = rv_file_read(path, file_buf, sizeof(file_buf));
	cJSON *root = rv_json_parse(file_buf, n, &err);
	if (!root)
		fail_msg("%s: %s", path, err.text);
	const cJSON *v = rv_json_get(root, key);
	assert_non_null(v);
	char *text = cJSON_PrintUnformatted(v);
	assert_non_null(text);
	cJSON_Delete(root);
	return text;
}

static void ok(const char *name, rv_status st, const rv_err *err)
{
	if (st != RV_OK)
		fail_msg("%s: %s", name, err->text);
}

static void reads_recorded_instruments(void **state)
{
	(void)state;
	static const char *const files[] = { "hl_info_meta", "hl_info_meta_2026" };
	for (size_t i = 0; i < LEN(files); i++) {
		rv_err err = { 0 };
		char *text = member(files[i], "response");
		ok(files[i], rv_hl_parse_meta(text, strlen(text), &meta, &err), &err);
		assert_true(meta.n >= 6);
		assert_string_equal(meta.in[0].name, "BTC");
		cJSON_free(text);
	}
	assert_true(meta.in[3].delisted); /* MATIC in the one of 2026 */
}

static void reads_recorded_contexts(void **state)
{
	(void)state;
	static const struct {
		const char *file;
		int n, no_mid;
	} files[] = { { "hl_ws_allDexsAssetCtxs_main_dex", 230, 51 },
		      { "hl_info_metaAndAssetCtxs_docs", 3, 1 } };
	for (size_t i = 0; i < LEN(files); i++) {
		rv_err err = { 0 };
		int n = 0, no_mid = 0;
		char *text = member(files[i].file, "ctxs");
		cJSON *list = rv_json_parse(text, strlen(text), &err);
		const cJSON *v = NULL;
		assert_non_null(list);
		cJSON_ArrayForEach(v, list)
		{
			rv_hl_ctx ctx;
			ok(files[i].file, rv_hl_read_ctx(v, &ctx, &err), &err);
			no_mid += isnan(ctx.mid);
			n++;
		}
		assert_int_equal(n, files[i].n);
		assert_int_equal(no_mid, files[i].no_mid);
		cJSON_Delete(list);
		cJSON_free(text);
	}
}

static void reads_recorded_series(void **state)
{
	(void)state;
	static const struct {
		const char *file, *key, *coin;
		bool candles;
	} files[] = {
		{ "hl_info_candleSnapshot", "response", "kPEPE", true },
		{ "hl_info_candleSnapshot_BTC_1h_2026", "response", "BTC", true },
		{ "hl_info_fundingHistory", "response", "BTC", false },
		{ "hl_info_fundingHistory_2", "response", "BTC", false },
		{ "hl_info_fundingHistory_BTC_2026", "response", "BTC", false },
		{ "hl_nautilus_http_funding_history", "body", "BTC", false },
	};
	for (size_t i = 0; i < LEN(files); i++) {
		rv_err err = { 0 };
		size_t n = 0;
		char *text = member(files[i].file, files[i].key);
		ok(files[i].file,
		   files[i].candles
			   ? rv_hl_parse_candles(text, strlen(text), files[i].coin, RV_INTERVAL_1H,
						 bars, RV_HL_MAX_CANDLES, &n, &err)
			   : rv_hl_parse_funding(text, strlen(text), files[i].coin, fundings,
						 RV_HL_FUNDING_PAGE, &n, &err),
		   &err);
		assert_true(n >= 3);
		cJSON_free(text);
	}
}

static void reads_recorded_mids_and_books(void **state)
{
	(void)state;
	rv_err err = { 0 };
	char *text = member("hl_info_allMids", "response");
	ok("allMids", rv_hl_parse_mids(text, strlen(text), &mids, &err), &err);
	assert_true(mids.n >= 20);
	cJSON_free(text);
	static const char *const books[] = { "hl_info_l2Book", "hl_info_l2Book_BTC_2026" };
	for (size_t i = 0; i < LEN(books); i++) {
		text = member(books[i], "response");
		ok(books[i], rv_hl_parse_book(text, strlen(text), &book, &err), &err);
		assert_true(book.n[0] >= 4 && book.n[1] >= 4);
		cJSON_free(text);
	}
}

static void reads_recorded_messages(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		rv_hl_ws_kind kind;
	} want[] = { { "trades", RV_HL_WS_TRADES },
		     { "bbo", RV_HL_WS_BBO },
		     { "candle_forming", RV_HL_WS_OTHER } /* 1m */,
		     { "candle_next", RV_HL_WS_OTHER },
		     { "activeAssetCtx", RV_HL_WS_CTX } };
	static rv_hl_ws_msg m;
	rv_err err = { 0 };
	char *text = member("hl_ws_messages_2026", "messages");
	cJSON *all = rv_json_parse(text, strlen(text), &err);
	assert_non_null(all);
	for (size_t i = 0; i < LEN(want); i++) {
		char *one = cJSON_PrintUnformatted(rv_json_get(all, want[i].name));
		assert_non_null(one);
		ok(want[i].name, rv_hl_parse_ws(one, strlen(one), &m, &err), &err);
		assert_int_equal(m.kind, want[i].kind);
		cJSON_free(one);
	}
	cJSON_Delete(all);
	cJSON_free(text);
	text = member("hl_nautilus_ws_allmids", "body");
	ok("ws allMids", rv_hl_parse_ws(text, strlen(text), &m, &err), &err);
	assert_int_equal(m.u.mids.n, 3);
	cJSON_free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_corpus_passes),
		cmocka_unit_test(reads_recorded_instruments),
		cmocka_unit_test(reads_recorded_contexts),
		cmocka_unit_test(reads_recorded_series),
		cmocka_unit_test(reads_recorded_mids_and_books),
		cmocka_unit_test(reads_recorded_messages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
