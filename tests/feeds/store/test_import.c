/*
 * Imports: every kind of bad row is named by file, line and field and changes nothing; what is
 * kept with keep_going.
 */
#include <sys/stat.h>

#include "tests/support/import_help.h"

static void good_rows_arrive(void **state)
{
	import_place *f = *state;
	assert_ok(import_text(f, RV_IMPORT_CANDLES, BARS GOOD_BTC GOOD_BTC_2 GOOD_ETH), f->err);
	assert_int_equal(f->result.rows, 3);
	assert_int_equal(f->result.symbols, 2);
	assert_int_equal(f->result.rejected, 0);
	assert_int_equal(f->result.first, DAY0);
	assert_int_equal(f->result.last, DAY0 + RV_DAY_MS);
	rv_store *s = open_store(f->path, RV_STORE_READ);
	rv_bar b[2];
	size_t n = 0;
	assert_ok(rv_store_read_bars(s, "BTC", RV_INTERVAL_1D, 0, INT64_MAX, b, 2, &n, &f->err),
		  f->err);
	rv_store_close(s);
	assert_int_equal(n, 2);
	assert_same_bar(&b[0], &(rv_bar){ DAY0, 29000, 29600, 28700, 29374.15, 4.25, 125000 });
	assert_same_bar(&b[1],
			&(rv_bar){ DAY0 + RV_DAY_MS, 29374.15, 33300, 29000, 32127, NAN, NAN });
}

static const struct bad_case {
	rv_import_kind kind;
	const char *row; /* line 3, behind a good row on line 2 */
	const char *says;
} bad_rows[] = {
#define C RV_IMPORT_CANDLES
	{ C, "BTC,1609545600000,1,2,1", "close: missing, the row has 5 fields, expected 8" },
	{ C, "BTC,1609545600000,1,2,1,1,,,9", "row: 9 fields, expected 8" },
	{ C, "", "row: empty line" },
	{ C, ",1609545600000,1,2,1,1,,", "symbol: '' is empty" },
	{ C, "ABCDEFGHIJKLMNOPQRSTUVWX,1609545600000,1,2,1,1,,",
	  "symbol: 'ABCDEFGHIJKLMNOPQRSTUVWX' is too long, expected at most 23" },
	{ C, "B\x01TC,1609545600000,1,2,1,1,,", "symbol: 'B?TC' has a byte that no name has" },
	{ C, "B TC,1609545600000,1,2,1,1,,", "symbol: 'B TC' has a byte" },
	{ C, "\"BTC\",1609545600000,1,2,1,1,,", "symbol: '\"BTC\"' has a byte" },
	{ C, "BTC,yesterday,1,2,1,1,,",
	  "t: 'yesterday' is not a time, expected Unix milliseconds" },
	{ C, "BTC,,1,2,1,1,,", "t: '' is not a time" },
	{ C, "BTC,1609545600000.0,1,2,1,1,,", "t: '1609545600000.0' is not a time" },
	{ C, "BTC,1609545600,1,2,1,1,,", "t: '1609545600' is outside of 2009 to 2099" },
	{ C, "BTC,1609545600000000,1,2,1,1,,", "t: '1609545600000000' is outside" },
	{ C, "BTC,1609545600001,1,2,1,1,,",
	  "t: '1609545600001' is off the 1d grid, expected 00:00 UTC" },
	{ C, "BTC,1609545600000,x,2,1,1,,", "open: 'x' is not a number" },
	{ C, "BTC,1609545600000,1,2 ,1,1,,", "high: '2 ' is not a number" },
	{ C, "BTC,1609545600000,1,2,0x1,1,,", "low: '0x1' is not a number" },
	{ C, "BTC,1609545600000,1,2,1,nan,,", "close: 'nan' is not a number" },
	{ C, "BTC,1609545600000,1,inf,1,1,,", "high: 'inf' is not a number" },
	{ C, "BTC,1609545600000,1,1e999,1,1,,", "high: '1e999' is too large, expected a finite" },
	{ C, "BTC,1609545600000,1,2,1,,,", "close: '' is empty, expected a number" },
	{ C, "BTC,1609545600000,-1,2,1,1,,", "open: '-1' is negative, expected a number above 0" },
	{ C, "BTC,1609545600000,1,2,0,1,,", "low: '0' is zero, expected a number above 0" },
	{ C, "BTC,1609545600000,1,2,1,1,-3,", "volume_base: '-3' is negative" },
	{ C, "BTC,1609545600000,1,2,1,1,,n/a", "volume_quote: 'n/a' is not a number" },
	{ C, "BTC,1609545600000,1,1,2,1,,", "high: '1' is below low, expected high >= low" },
	{ C, "BTC,1609545600000,2.5,2,1,1,,", "open: '2.5' is outside of the bar" },
	{ C, "BTC,1609545600000,1,2,1,0.5,,", "close: '0.5' is outside of the bar" },
	{ C, "BTC,1609459200000,1,2,1,1,,", "t: duplicate row of BTC at 2021-01-01T00:00:00Z" },
	{ C, "BTC,1609372800000,1,2,1,1,,",
	  "t: out of order, BTC at 2020-12-31T00:00:00Z, expected a time after "
	  "2021-01-01T00:00:00Z" },
#undef C
#define F RV_IMPORT_FUNDING
	{ F, "BTC,1609545600000,x,1", "rate: 'x' is not a number" },
	{ F, "BTC,1609545600000,,1", "rate: '' is empty" },
	{ F, "BTC,1609545600000,1.5,1", "rate: '1.5' is too large" },
	{ F, "BTC,1609545600000,0.0001,3",
	  "interval_h: '3' is no funding interval, expected 1, 2, 4 or 8" },
	{ F, "BTC,1609545600000,0.0001,", "interval_h: '' is empty" },
	{ F, "BTC,1609459200000,0.0001,1", "t: duplicate row of BTC" },
	{ F, "BTC,1609459199999,0.0001,1", "t: out of order" },
#undef F
#define M RV_IMPORT_MCAP
	{ M, "BTC,1609545600000,0", "market_cap_usd: '0' is zero" },
	{ M, "BTC,1609545600000,-5", "market_cap_usd: '-5' is negative" },
	{ M, "BTC,1609545600000,", "market_cap_usd: '' is empty" },
	{ M, "BTC,1609549200000,5", "t: '1609549200000' is off the 1d grid" },
	{ M, "BTC,1609459200000,5", "t: duplicate row of BTC" },
#undef M
};

static const char *bad_text(const struct bad_case *c, char *buf, size_t cap)
{
	static const char *const head[RV_IMPORT_KINDS] = {
		[RV_IMPORT_CANDLES] = BARS GOOD_BTC,
		[RV_IMPORT_FUNDING] = "symbol,t,rate,interval_h\nBTC,1609459200000,-0.0001,8\n",
		[RV_IMPORT_MCAP] = "symbol,t,market_cap_usd\nBTC,1609459200000,5e11\n",
	};
	static const char *const tail[RV_IMPORT_KINDS] = {
		[RV_IMPORT_CANDLES] = GOOD_ETH,
		[RV_IMPORT_FUNDING] = "ETH,1609459200000,0,1\n",
		[RV_IMPORT_MCAP] = "ETH,1609459200000,9e10\n",
	};
	(void)snprintf(buf, cap, "%s%s\n%s", head[c->kind], c->row, tail[c->kind]);
	return buf;
}

static void assert_names_the_place(const import_place *f, const char *text, const char *says)
{
	char want[RV_ERR_TEXT * 3];
	(void)snprintf(want, sizeof(want), "%s:3: %s", f->csv, says);
	if (strncmp(text, want, strlen(want)) != 0)
		fail_msg("got '%s', want '%s'", text, want);
}

static void a_bad_row_is_named_and_changes_nothing(void **state)
{
	import_place *f = *state;
	char text[1024];
	assert_ok(import_text(f, RV_IMPORT_CANDLES, BARS GOOD_ETH), f->err);
	for (size_t i = 0; i < LEN(bad_rows); i++) {
		const file_bytes before = slurp(f->path);
		const rv_status st = import_text(f, bad_rows[i].kind,
						 bad_text(&bad_rows[i], text, sizeof(text)));
		assert_true(st == RV_EDATA || st == RV_EPARSE);
		assert_names_the_place(f, f->err.text, bad_rows[i].says);
		assert_same_file(before, f->path);
	}
	assert_int_equal(f->rejects, 0);
}

static void keep_going_leaves_out_the_bad_row_only(void **state)
{
	import_place *f = *state;
	char text[1024];
	f->p.keep_going = true;
	for (size_t i = 0; i < LEN(bad_rows); i++) {
		assert_ok(import_text(f, bad_rows[i].kind,
				      bad_text(&bad_rows[i], text, sizeof(text))),
			  f->err);
		assert_int_equal(f->result.rows, 2);
		assert_int_equal(f->result.symbols, 2);
		assert_int_equal(f->result.rejected, 1);
		assert_int_equal(f->rejects, i + 1);
		assert_names_the_place(f, f->last_reject, bad_rows[i].says);
	}
	assert_int_equal(import_bars_of(f, "BTC"), 1);
	assert_int_equal(import_bars_of(f, "ETH"), 1);
}

static void all_files_or_none(void **state)
{
	import_place *f = *state;
	char second[RV_TMP_PATH * 2];
	rv_tmpdir_text(&f->dir, "in.csv", BARS GOOD_BTC);
	rv_tmpdir_text(&f->dir, "caps.csv", "symbol,t,market_cap_usd\nBTC,1609459200000,-1\n");
	const rv_import_file files[] = {
		{ .kind = RV_IMPORT_CANDLES, .path = f->csv },
		{ .kind = RV_IMPORT_MCAP, .path = rv_tmpdir_path(&f->dir, "caps.csv", second) },
	};
	rv_import_result results[LEN(files)] = { { .rows = 0 } };
	assert_int_equal(import_files(f, files, LEN(files), results), RV_EDATA);
	assert_int_equal(import_bars_of(f, "BTC"), 0);
	rv_tmpdir_text(&f->dir, "caps.csv", "symbol,t,market_cap_usd\nBTC,1609459200000,1\n");
	assert_ok(import_files(f, files, LEN(files), results), f->err);
	assert_int_equal(results[0].rows, 1);
	assert_int_equal(results[1].rows, 1);
	assert_int_equal(import_bars_of(f, "BTC"), 1);
}

static void a_wrong_file_does_not_even_make_a_store(void **state)
{
	import_place *f = *state;
	f->p.keep_going = true; /* a header cannot be left out */
	struct stat sb;
	assert_int_equal(import_text(f, RV_IMPORT_CANDLES, "symbol,t,market_cap_usd\n"), RV_EPARSE);
	assert_non_null(strstr(f->err.text, ":1: 'market_cap_usd': unknown column"));
	assert_int_equal(stat(f->path, &sb), -1);
	assert_int_equal(import_text(f, RV_IMPORT_CANDLES,
				     "symbol,t,open,high,low,volume_base,volume_quote\n"),
			 RV_EPARSE);
	assert_non_null(strstr(f->err.text, ":1: close: missing column"));
	assert_int_equal(stat(f->path, &sb), -1);
}

static void symbols_may_be_mixed_and_files_imported_again(void **state)
{
	import_place *f = *state;
	static const char text[] = BARS GOOD_BTC GOOD_ETH GOOD_BTC_2
		"ETH,1609545600000,728.5,788,715,774.25,1.5,1100\n";
	for (int again = 0; again < 2; again++) {
		assert_ok(import_text(f, RV_IMPORT_CANDLES, text), f->err);
		assert_int_equal(f->result.rows, 4);
		assert_int_equal(f->result.symbols, 2);
		assert_int_equal(import_bars_of(f, "BTC"), 2);
		assert_int_equal(import_bars_of(f, "ETH"), 2);
	}
	/* Out of order is found although another symbol came in between. */
	assert_int_equal(import_text(f, RV_IMPORT_CANDLES, BARS GOOD_BTC_2 GOOD_ETH GOOD_BTC),
			 RV_EDATA);
	assert_non_null(strstr(f->err.text, ":4: t: out of order"));
}

static void bars_of_another_interval_are_refused_as_a_whole(void **state)
{
	import_place *f = *state;
	f->p.keep_going = true;
	import_write_rows(f, 100, RV_HOUR_MS);
	assert_int_equal(import_one(f, RV_IMPORT_CANDLES), RV_EDATA);
	assert_non_null(strstr(f->err.text, "95 of 100 rows are off the 1d grid"));
	assert_int_equal(import_bars_of(f, "BTC"), 0);
	f->p.interval = RV_INTERVAL_1H;
	assert_ok(import_one(f, RV_IMPORT_CANDLES), f->err);
	assert_int_equal(f->result.rows, 100);
	import_write_rows(f, 24, RV_DAY_MS);
	assert_int_equal(import_one(f, RV_IMPORT_CANDLES), RV_EDATA);
	assert_non_null(strstr(f->err.text, "all 24 bars open at 00:00 UTC: daily bars"));
	import_write_rows(f, 23, RV_DAY_MS); /* too few to tell */
	assert_ok(import_one(f, RV_IMPORT_CANDLES), f->err);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, import_setup, import_teardown)
	const struct CMUnitTest tests[] = {
		TEST(good_rows_arrive),
		TEST(a_bad_row_is_named_and_changes_nothing),
		TEST(keep_going_leaves_out_the_bad_row_only),
		TEST(all_files_or_none),
		TEST(a_wrong_file_does_not_even_make_a_store),
		TEST(symbols_may_be_mixed_and_files_imported_again),
		TEST(bars_of_another_interval_are_refused_as_a_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
