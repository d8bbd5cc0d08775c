/* The CSV reader: headers, row shapes, line lengths, plain and gzip files, damaged ones. */
#include "feeds/store/csv_reader.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/tmpdir.h"

static const char *const columns[] = { "symbol", "t", "x" };

typedef struct fixture {
	rv_tmpdir dir;
	char path[RV_TMP_PATH * 2];
	rv_csv *r;
	rv_err err;
} fixture;

static int setup(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	rv_tmpdir_make(&f->dir);
	(void)rv_tmpdir_path(&f->dir, "x.csv", f->path);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	fixture *f = *state;
	rv_csv_close(f->r);
	rv_tmpdir_remove(&f->dir);
	free(f);
	return 0;
}

static rv_status open_text(fixture *f, const char *text)
{
	rv_csv_close(f->r);
	f->r = NULL;
	rv_tmpdir_text(&f->dir, "x.csv", text);
	return rv_csv_open(f->path, columns, LEN(columns), &f->r, &f->err);
}

static void assert_row(fixture *f, const char *symbol, const char *t, const char *x)
{
	const char *const want[] = { symbol, t, x };
	const rv_csv_field *row = NULL;
	assert_int_equal(rv_csv_next(f->r, &row, &f->err), RV_OK);
	assert_non_null(row);
	for (size_t i = 0; i < LEN(want); i++) {
		assert_int_equal(row[i].n, strlen(want[i]));
		assert_memory_equal(row[i].s, want[i], row[i].n);
	}
}

static void assert_end(fixture *f)
{
	const rv_csv_field *row = NULL;
	for (int again = 0; again < 2; again++) {
		assert_int_equal(rv_csv_next(f->r, &row, &f->err), RV_OK);
		assert_null(row);
	}
}

static void assert_says(const fixture *f, const char *tail)
{
	const size_t n = strlen(f->path);
	assert_memory_equal(f->err.text, f->path, n);
	assert_string_equal(f->err.text + n, tail);
}

static void columns_are_found_by_name(void **state)
{
	fixture *f = *state;
	assert_int_equal(open_text(f, "x,symbol,t\n1.5,BTC,7\n,ETH,8\n"), RV_OK);
	assert_int_equal(rv_csv_line(f->r), 1);
	assert_row(f, "BTC", "7", "1.5");
	assert_int_equal(rv_csv_line(f->r), 2);
	assert_row(f, "ETH", "8", "");
	assert_end(f);
	assert_int_equal(rv_csv_line(f->r), 3);
}

static void accepts_crlf_a_mark_and_no_last_newline(void **state)
{
	fixture *f = *state;
	assert_int_equal(open_text(f, "\xEF\xBB\xBFsymbol,t,x\r\nBTC,7,1.5\r\nETH,8,2.5"), RV_OK);
	assert_row(f, "BTC", "7", "1.5");
	assert_row(f, "ETH", "8", "2.5");
	assert_end(f);
}

static void refuses_wrong_headers(void **state)
{
	fixture *f = *state;
	static const struct {
		const char *text, *tail;
	} cases[] = {
		{ "", ":1: empty file, expected the header symbol,t,x" },
		{ "symbol,t\n", ":1: x: missing column, expected the header symbol,t,x" },
		{ "symbol,t,x,y\n", ":1: 'y': unknown column, expected the header symbol,t,x" },
		{ "symbol,t,x,t\n", ":1: 't': repeated column, expected the header symbol,t,x" },
		{ "BTC,7,1.5\n", ":1: 'BTC': unknown column, expected the header symbol,t,x" },
		{ "\n", ":1: '': unknown column, expected the header symbol,t,x" },
		{ "symbol;t;x\n",
		  ":1: 'symbol;t;x': unknown column, expected the header symbol,t,x" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		assert_int_equal(open_text(f, cases[i].text), RV_EPARSE);
		assert_null(f->r);
		assert_says(f, cases[i].tail);
	}
}

static void names_rows_of_a_wrong_shape_and_goes_on(void **state)
{
	fixture *f = *state;
	const rv_csv_field *row = NULL;
	assert_int_equal(open_text(f, "symbol,x,t\nBTC,1\nBTC,1,2,3\n\nETH,2.5,8\n"), RV_OK);
	assert_int_equal(rv_csv_next(f->r, &row, &f->err), RV_EPARSE);
	assert_says(f, ":2: t: missing, the row has 2 fields, expected 3");
	assert_int_equal(rv_csv_next(f->r, &row, &f->err), RV_EPARSE);
	assert_says(f, ":3: row: 4 fields, expected 3 (symbol,t,x)");
	assert_int_equal(rv_csv_next(f->r, &row, &f->err), RV_EPARSE);
	assert_says(f, ":4: row: empty line, expected symbol,t,x");
	assert_row(f, "ETH", "8", "2.5");
	assert_int_equal(rv_csv_line(f->r), 5);
	assert_end(f);
}

/* Lines around the cap and around the buffer's end, the whole buffer full of them. */
static void lines_have_a_cap(void **state)
{
	fixture *f = *state;
	FILE *out = fopen(f->path, "wb");
	assert_non_null(out);
	(void)fputs("symbol,t,x\n", out);
	for (int i = 0; i < 64; i++) {
		const int pad = RV_CSV_LINE_MAX - 6 + i % 2; /* "BTC,7,": even rows just fit */
		(void)fprintf(out, "BTC,7,%0*d\n", pad, i);
	}
	(void)fprintf(out, "BTC,7,%0*d\n", 200000, 1); /* longer than any buffer */
	(void)fputs("ETH,8,2.5\n", out);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(rv_csv_open(f->path, columns, LEN(columns), &f->r, &f->err), RV_OK);
	const rv_csv_field *row = NULL;
	for (int i = 0; i < 65; i++) {
		const rv_status want = i % 2 == 1 || i == 64 ? RV_EPARSE : RV_OK;
		assert_int_equal(rv_csv_next(f->r, &row, &f->err), want);
		assert_int_equal(rv_csv_line(f->r), i + 2);
		if (want == RV_OK)
			assert_int_equal(row[2].n, RV_CSV_LINE_MAX - 6);
	}
	assert_says(f, ":66: row: line too long, expected at most 4096 bytes");
	assert_row(f, "ETH", "8", "2.5");
	assert_end(f);
}

static void write_gzip(const fixture *f, size_t rows)
{
	gzFile gz = gzopen(f->path, "wb");
	assert_non_null(gz);
	assert_true(gzputs(gz, "symbol,t,x\n") > 0);
	for (size_t i = 0; i < rows; i++)
		assert_true(gzprintf(gz, "BTC,%zu,%zu.25\n", i, i * 7919 % 10007) > 0);
	assert_int_equal(gzclose(gz), Z_OK);
}

static void reads_gzip(void **state)
{
	fixture *f = *state;
	write_gzip(f, 50000);
	assert_int_equal(rv_csv_open(f->path, columns, LEN(columns), &f->r, &f->err), RV_OK);
	for (size_t i = 0; i < 50000; i++) {
		char t[24], x[24];
		(void)snprintf(t, sizeof(t), "%zu", i);
		(void)snprintf(x, sizeof(x), "%zu.25", i * 7919 % 10007);
		assert_row(f, "BTC", t, x);
	}
	assert_end(f);
	assert_close("progress", rv_csv_progress(f->r), 1.0, 0.01);
}

/* Reads to the end or to the first error that is not a row's. */
static rv_status drain(fixture *f)
{
	const rv_csv_field *row = NULL;
	rv_status st = RV_OK;
	do
		st = rv_csv_next(f->r, &row, &f->err);
	while (st == RV_EPARSE || (st == RV_OK && row));
	return st;
}

static void a_damaged_gzip_is_an_error(void **state)
{
	fixture *f = *state;
	static unsigned char bytes[1 << 20];
	write_gzip(f, 50000);
	const size_t n = rv_file_read(f->path, bytes, sizeof(bytes));
	assert_true(n > 1000 && n < sizeof(bytes));
	const size_t cuts[] = { n - 1, n - 8, n / 2, 20 }; /* CRC, trailer, data, just a header */
	for (size_t i = 0; i < LEN(cuts); i++) {
		rv_csv *r = NULL;
		rv_tmpdir_write(&f->dir, "x.csv", bytes, cuts[i]);
		rv_status st = rv_csv_open(f->path, columns, LEN(columns), &r, &f->err);
		f->r = r;
		if (st == RV_OK)
			st = drain(f);
		assert_int_equal(st, RV_EIO);
		assert_non_null(strstr(f->err.text, f->path));
		assert_non_null(strstr(f->err.text, "the file was cut"));
		rv_csv_close(f->r);
		f->r = NULL;
	}
	bytes[n / 2] ^= 0x40; /* one flipped bit */
	rv_tmpdir_write(&f->dir, "x.csv", bytes, n);
	assert_int_equal(rv_csv_open(f->path, columns, LEN(columns), &f->r, &f->err), RV_OK);
	assert_int_equal(drain(f), RV_EIO);
	assert_non_null(strstr(f->err.text, f->path));
}

static void a_file_that_cannot_be_read_is_an_error(void **state)
{
	fixture *f = *state;
	assert_int_equal(rv_csv_open(f->path, columns, LEN(columns), &f->r, &f->err), RV_EIO);
	assert_says(f, ": cannot open the file: No such file or directory");
	assert_int_equal(rv_csv_open(f->dir.path, columns, LEN(columns), &f->r, &f->err), RV_EIO);
	assert_non_null(strstr(f->err.text, "directory"));
	assert_null(f->r);
}

static void quotes_are_short_and_printable(void **state)
{
	(void)state;
	char buf[RV_CSV_QUOTE];
	assert_string_equal(rv_csv_quote((rv_csv_field){ .s = "a\x1b[2J\xff", .n = 6 }, buf),
			    "'a?[2J?'");
	assert_string_equal(rv_csv_quote((rv_csv_field){ .s = NULL }, buf), "''");
	const char *forty_one = "12345678901234567890123456789012345678901";
	assert_string_equal(rv_csv_quote((rv_csv_field){ .s = forty_one, .n = 41 }, buf),
			    "'1234567890123456789012345678901234567...'");
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(columns_are_found_by_name),
		TEST(accepts_crlf_a_mark_and_no_last_newline),
		TEST(refuses_wrong_headers),
		TEST(names_rows_of_a_wrong_shape_and_goes_on),
		TEST(lines_have_a_cap),
		TEST(reads_gzip),
		TEST(a_damaged_gzip_is_an_error),
		TEST(a_file_that_cannot_be_read_is_an_error),
		TEST(quotes_are_short_and_printable),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
