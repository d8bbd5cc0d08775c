/*
 * Imports: every kind of bad row is named by file, line and field and changes nothing; what is
 * kept with keep_going; a killed import leaves the old content.
 */
#include "feeds/store/import.h"

#include <signal.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <zlib.h>

#include "tests/support/store_help.h"

#define BARS "symbol,t,open,high,low,close,volume_base,volume_quote\n"
#define DAY0 INT64_C(1609459200000) /* 2021-01-01 */
#define GOOD_BTC "BTC,1609459200000,29000,29600,28700,29374.15,4.25,125000\n"
#define GOOD_BTC_2 "BTC,1609545600000,29374.15,33300,29000,32127,,\n"
#define GOOD_ETH "ETH,1609459200000,736,749,714,728.5,,\n"

typedef struct fixture {
	rv_tmpdir dir;
	char path[RV_TMP_PATH * 2], csv[RV_TMP_PATH * 2];
	rv_err err;
	rv_import_params p;
	rv_import_result result;
	size_t rejects;
	char last_reject[RV_ERR_TEXT];
} fixture;

static void on_reject(void *ctx, const char *text)
{
	fixture *f = ctx;
	f->rejects++;
	(void)snprintf(f->last_reject, sizeof(f->last_reject), "%s", text);
}

static int setup(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	rv_tmpdir_make(&f->dir);
	(void)rv_tmpdir_path(&f->dir, "a.db", f->path);
	(void)rv_tmpdir_path(&f->dir, "in.csv", f->csv);
	f->p = (rv_import_params){ .interval = RV_INTERVAL_1D, .on_reject = on_reject, .ctx = f };
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	fixture *f = *state;
	rv_tmpdir_remove(&f->dir);
	free(f);
	return 0;
}

static rv_status run_files(fixture *f, const rv_import_file *files, size_t n,
			   rv_import_result *results)
{
	rv_import *im = NULL;
	rv_status st = rv_import_new(&f->p, files, n, &im, &f->err);
	if (st == RV_OK) {
		rv_store *s = open_store(f->path, RV_STORE_WRITE);
		st = rv_import_run(im, s, results, &f->err);
		rv_store_close(s);
	}
	rv_import_free(im);
	return st;
}

static rv_status run_one(fixture *f, rv_import_kind kind)
{
	const rv_import_file file = { kind, f->csv };
	return run_files(f, &file, 1, &f->result);
}

static rv_status run_text(fixture *f, rv_import_kind kind, const char *text)
{
	rv_tmpdir_text(&f->dir, "in.csv", text);
	return run_one(f, kind);
}

static size_t bars_of(fixture *f, const char *symbol)
{
	rv_store *s = open_store(f->path, RV_STORE_READ);
	rv_store_span span = { .n = 0 };
	assert_ok(rv_store_bar_span(s, symbol, RV_INTERVAL_1D, &span, &f->err), f->err);
	rv_store_close(s);
	return span.n;
}

static void good_rows_arrive(void **state)
{
	fixture *f = *state;
	assert_ok(run_text(f, RV_IMPORT_CANDLES, BARS GOOD_BTC GOOD_BTC_2 GOOD_ETH), f->err);
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

static void assert_names_the_place(const fixture *f, const char *text, const char *says)
{
	char want[RV_ERR_TEXT * 3];
	(void)snprintf(want, sizeof(want), "%s:3: %s", f->csv, says);
	if (strncmp(text, want, strlen(want)) != 0)
		fail_msg("got '%s', want '%s'", text, want);
}

static void a_bad_row_is_named_and_changes_nothing(void **state)
{
	fixture *f = *state;
	char text[1024];
	assert_ok(run_text(f, RV_IMPORT_CANDLES, BARS GOOD_ETH), f->err);
	for (size_t i = 0; i < LEN(bad_rows); i++) {
		const file_bytes before = slurp(f->path);
		const rv_status st =
			run_text(f, bad_rows[i].kind, bad_text(&bad_rows[i], text, sizeof(text)));
		assert_true(st == RV_EDATA || st == RV_EPARSE);
		assert_names_the_place(f, f->err.text, bad_rows[i].says);
		assert_same_file(before, f->path);
	}
	assert_int_equal(f->rejects, 0);
}

static void keep_going_leaves_out_the_bad_row_only(void **state)
{
	fixture *f = *state;
	char text[1024];
	f->p.keep_going = true;
	for (size_t i = 0; i < LEN(bad_rows); i++) {
		assert_ok(run_text(f, bad_rows[i].kind, bad_text(&bad_rows[i], text, sizeof(text))),
			  f->err);
		assert_int_equal(f->result.rows, 2);
		assert_int_equal(f->result.symbols, 2);
		assert_int_equal(f->result.rejected, 1);
		assert_int_equal(f->rejects, i + 1);
		assert_names_the_place(f, f->last_reject, bad_rows[i].says);
	}
	assert_int_equal(bars_of(f, "BTC"), 1);
	assert_int_equal(bars_of(f, "ETH"), 1);
}

static void all_files_or_none(void **state)
{
	fixture *f = *state;
	char second[RV_TMP_PATH * 2];
	rv_tmpdir_text(&f->dir, "in.csv", BARS GOOD_BTC);
	rv_tmpdir_text(&f->dir, "caps.csv", "symbol,t,market_cap_usd\nBTC,1609459200000,-1\n");
	const rv_import_file files[] = {
		{ RV_IMPORT_CANDLES, f->csv },
		{ RV_IMPORT_MCAP, rv_tmpdir_path(&f->dir, "caps.csv", second) },
	};
	rv_import_result results[LEN(files)] = { { .rows = 0 } };
	assert_int_equal(run_files(f, files, LEN(files), results), RV_EDATA);
	assert_int_equal(bars_of(f, "BTC"), 0);
	rv_tmpdir_text(&f->dir, "caps.csv", "symbol,t,market_cap_usd\nBTC,1609459200000,1\n");
	assert_ok(run_files(f, files, LEN(files), results), f->err);
	assert_int_equal(results[0].rows, 1);
	assert_int_equal(results[1].rows, 1);
	assert_int_equal(bars_of(f, "BTC"), 1);
}

static void a_wrong_file_does_not_even_make_a_store(void **state)
{
	fixture *f = *state;
	f->p.keep_going = true; /* a header cannot be left out */
	struct stat sb;
	assert_int_equal(run_text(f, RV_IMPORT_CANDLES, "symbol,t,market_cap_usd\n"), RV_EPARSE);
	assert_non_null(strstr(f->err.text, ":1: 'market_cap_usd': unknown column"));
	assert_int_equal(stat(f->path, &sb), -1);
	assert_int_equal(
		run_text(f, RV_IMPORT_CANDLES, "symbol,t,open,high,low,volume_base,volume_quote\n"),
		RV_EPARSE);
	assert_non_null(strstr(f->err.text, ":1: close: missing column"));
	assert_int_equal(stat(f->path, &sb), -1);
}

static void symbols_may_be_mixed_and_files_imported_again(void **state)
{
	fixture *f = *state;
	static const char text[] = BARS GOOD_BTC GOOD_ETH GOOD_BTC_2
		"ETH,1609545600000,728.5,788,715,774.25,1.5,1100\n";
	for (int again = 0; again < 2; again++) {
		assert_ok(run_text(f, RV_IMPORT_CANDLES, text), f->err);
		assert_int_equal(f->result.rows, 4);
		assert_int_equal(f->result.symbols, 2);
		assert_int_equal(bars_of(f, "BTC"), 2);
		assert_int_equal(bars_of(f, "ETH"), 2);
	}
	/* Out of order is found although another symbol came in between. */
	assert_int_equal(run_text(f, RV_IMPORT_CANDLES, BARS GOOD_BTC_2 GOOD_ETH GOOD_BTC),
			 RV_EDATA);
	assert_non_null(strstr(f->err.text, ":4: t: out of order"));
}

/* n rows of one symbol, `gap_ms` apart, from the first day on. */
static void write_rows(const fixture *f, size_t n, int64_t gap_ms)
{
	FILE *out = fopen(f->csv, "wb");
	assert_non_null(out);
	(void)fputs(BARS, out);
	for (size_t i = 0; i < n; i++)
		(void)fprintf(out, "BTC,%lld,1,2,1,1.5,,\n",
			      (long long)(DAY0 + (int64_t)i * gap_ms));
	assert_int_equal(fclose(out), 0);
}

static void bars_of_another_interval_are_refused_as_a_whole(void **state)
{
	fixture *f = *state;
	f->p.keep_going = true;
	write_rows(f, 100, RV_HOUR_MS);
	assert_int_equal(run_one(f, RV_IMPORT_CANDLES), RV_EDATA);
	assert_non_null(strstr(f->err.text, "95 of 100 rows are off the 1d grid"));
	assert_int_equal(bars_of(f, "BTC"), 0);
	f->p.interval = RV_INTERVAL_1H;
	assert_ok(run_one(f, RV_IMPORT_CANDLES), f->err);
	assert_int_equal(f->result.rows, 100);
	write_rows(f, 24, RV_DAY_MS);
	assert_int_equal(run_one(f, RV_IMPORT_CANDLES), RV_EDATA);
	assert_non_null(strstr(f->err.text, "all 24 bars open at 00:00 UTC: daily bars"));
	write_rows(f, 23, RV_DAY_MS); /* too few to tell */
	assert_ok(run_one(f, RV_IMPORT_CANDLES), f->err);
}

static void a_cut_gzip_changes_nothing(void **state)
{
	fixture *f = *state;
	f->p.keep_going = true;
	write_rows(f, 3000, RV_DAY_MS);
	const file_bytes plain = slurp(f->csv);
	gzFile gz = gzopen(f->csv, "wb");
	assert_non_null(gz);
	assert_int_equal(gzwrite(gz, plain.p, (unsigned)plain.n), plain.n);
	assert_int_equal(gzclose(gz), Z_OK);
	free(plain.p);
	assert_ok(run_one(f, RV_IMPORT_CANDLES), f->err);
	assert_int_equal(f->result.rows, 3000);
	const file_bytes before = slurp(f->path), whole = slurp(f->csv);
	rv_tmpdir_write(&f->dir, "in.csv", whole.p, whole.n - 5);
	free(whole.p);
	assert_int_equal(run_one(f, RV_IMPORT_CANDLES), RV_EIO);
	assert_non_null(strstr(f->err.text, f->csv));
	assert_same_file(before, f->path);
}

static void a_broken_store_stays_as_it_is(void **state)
{
	fixture *f = *state;
	rv_tmpdir_text(&f->dir, "a.db", "this is not a store");
	rv_tmpdir_text(&f->dir, "in.csv", BARS GOOD_BTC);
	const file_bytes before = slurp(f->path);
	rv_store *s = NULL;
	assert_int_equal(rv_store_open(f->path, RV_STORE_WRITE, &s, &f->err), RV_EDATA);
	assert_same_file(before, f->path);
}

static void too_many_symbols_are_refused(void **state)
{
	fixture *f = *state;
	FILE *out = fopen(f->csv, "wb");
	assert_non_null(out);
	(void)fputs(BARS, out);
	for (int i = 0; i <= RV_MAX_SYMBOLS; i++)
		(void)fprintf(out, "S%d,1609459200000,1,2,1,1.5,,\n", i);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(run_one(f, RV_IMPORT_CANDLES), RV_EFULL);
	assert_non_null(strstr(f->err.text, ":514: symbol: more than 512 symbols"));
}

/* In a child: imports from a pipe until it is killed. */
static void import_forever(const fixture *f)
{
	const rv_import_file file = { RV_IMPORT_CANDLES, f->csv };
	rv_import *im = NULL;
	rv_store *s = NULL;
	rv_import_result r;
	if (rv_import_new(&f->p, &file, 1, &im, NULL) == RV_OK &&
	    rv_store_open(f->path, RV_STORE_WRITE, &s, NULL) == RV_OK)
		(void)!rv_import_run(im, s, &r, NULL);
	_exit(1);
}

/*
 * The pipe makes the moment certain: when the parent has written all its rows, the child has taken
 * all but what fits into the pipe and the reader's buffers, and still waits for more.
 */
static void a_killed_import_leaves_the_old_content(void **state)
{
	fixture *f = *state;
	assert_ok(run_text(f, RV_IMPORT_CANDLES, BARS GOOD_BTC GOOD_ETH), f->err);
	const file_bytes before = slurp(f->path);
	assert_int_equal(unlink(f->csv), 0);
	assert_int_equal(mkfifo(f->csv, 0600), 0);
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		import_forever(f);
	FILE *out = fopen(f->csv, "wb");
	assert_non_null(out);
	(void)fputs(BARS, out);
	for (int k = 0; k < 300; k++) {
		for (int64_t i = 0; i < 1000; i++)
			(void)fprintf(out, "S%d,%lld,1,2,1,1.5,,\n", k,
				      (long long)(DAY0 + i * RV_DAY_MS));
	}
	assert_int_equal(fflush(out), 0);
	assert_int_equal(kill(pid, SIGKILL), 0);
	int status = 0;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	(void)fclose(out); /* nobody reads any more */
	const file_bytes torn = slurp(f->path);
	assert_true(torn.n > before.n); /* the kill came in the middle of the file */
	free(torn.p);
	assert_int_equal(bars_of(f, "BTC"), 1);
	assert_int_equal(bars_of(f, "S0"), 0);
	assert_same_file(before, f->path);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(good_rows_arrive),
		TEST(a_bad_row_is_named_and_changes_nothing),
		TEST(keep_going_leaves_out_the_bad_row_only),
		TEST(all_files_or_none),
		TEST(a_wrong_file_does_not_even_make_a_store),
		TEST(symbols_may_be_mixed_and_files_imported_again),
		TEST(bars_of_another_interval_are_refused_as_a_whole),
		TEST(a_cut_gzip_changes_nothing),
		TEST(a_broken_store_stays_as_it_is),
		TEST(too_many_symbols_are_refused),
		TEST(a_killed_import_leaves_the_old_content),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
