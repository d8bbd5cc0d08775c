/*
 * Imports that cannot end well: a cut file, a broken store, too many symbols, a killed import.
 * The old content stays, byte by byte.
 */
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <zlib.h>

#include "tests/support/import_help.h"

static void a_cut_gzip_changes_nothing(void **state)
{
	import_place *f = *state;
	f->p.keep_going = true;
	import_write_rows(f, 3000, RV_DAY_MS);
	const file_bytes plain = slurp(f->csv);
	gzFile gz = gzopen(f->csv, "wb");
	assert_non_null(gz);
	assert_int_equal(gzwrite(gz, plain.p, (unsigned)plain.n), plain.n);
	assert_int_equal(gzclose(gz), Z_OK);
	free(plain.p);
	assert_ok(import_one(f, RV_IMPORT_CANDLES), f->err);
	assert_int_equal(f->result.rows, 3000);
	const file_bytes before = slurp(f->path), whole = slurp(f->csv);
	rv_tmpdir_write(&f->dir, "in.csv", whole.p, whole.n - 5);
	free(whole.p);
	assert_int_equal(import_one(f, RV_IMPORT_CANDLES), RV_EIO);
	assert_non_null(strstr(f->err.text, f->csv));
	assert_same_file(before, f->path);
}

static void a_broken_store_stays_as_it_is(void **state)
{
	import_place *f = *state;
	rv_tmpdir_text(&f->dir, "a.db", "this is not a store");
	rv_tmpdir_text(&f->dir, "in.csv", BARS GOOD_BTC);
	const file_bytes before = slurp(f->path);
	rv_store *s = NULL;
	assert_int_equal(rv_store_open(f->path, RV_STORE_WRITE, &s, &f->err), RV_EDATA);
	assert_same_file(before, f->path);
}

static void too_many_symbols_are_refused(void **state)
{
	import_place *f = *state;
	FILE *out = fopen(f->csv, "wb");
	assert_non_null(out);
	(void)fputs(BARS, out);
	for (int i = 0; i <= RV_MAX_SYMBOLS; i++)
		(void)fprintf(out, "S%d,1609459200000,1,2,1,1.5,,\n", i);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(import_one(f, RV_IMPORT_CANDLES), RV_EFULL);
	assert_non_null(strstr(f->err.text, ":1026: symbol: more than 1024 symbols"));
}

/* In a child: imports from a pipe until it is killed. */
static void import_forever(const import_place *f)
{
	const rv_import_file file = { .kind = RV_IMPORT_CANDLES, .path = f->csv };
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
	import_place *f = *state;
	assert_ok(import_text(f, RV_IMPORT_CANDLES, BARS GOOD_BTC GOOD_ETH), f->err);
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
	assert_int_equal(import_bars_of(f, "BTC"), 1);
	assert_int_equal(import_bars_of(f, "S0"), 0);
	assert_same_file(before, f->path);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, import_setup, import_teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_cut_gzip_changes_nothing),
		TEST(a_broken_store_stays_as_it_is),
		TEST(too_many_symbols_are_refused),
		TEST(a_killed_import_leaves_the_old_content),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
