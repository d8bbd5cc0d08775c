/*
 * The file of kept snapshots: rows are found by moment and by step, the oldest group goes first, a
 * cut or damaged file costs what is damaged and nothing else, and no stranger's file is written to.
 */
#include "feeds/store/past_file.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/tmpdir.h"

enum { BLOB = 9000 };

static const rv_past_build ours = { .binary = { 1, 2, 3 }, .version = "1.2.3" };
static const rv_past_build theirs = { .binary = { 9 }, .version = "0.9" };

static const char *path(void)
{
	(void)rv_tmp_path("past.db-wal");
	(void)rv_tmp_path("past.db-shm");
	(void)rv_tmp_path("past.db.bad");
	return rv_tmp_path("past.db");
}

static rv_past_file *open_as(const rv_past_build *b, bool *aside)
{
	rv_past_file *f = NULL;
	rv_err err = { 0 };
	bool was = false;

	if (rv_past_file_open(path(), b, &f, &was, &err) != RV_OK)
		fail_msg("%s", err.text);
	assert_true(was == (err.text[0] != '\0'));
	if (aside)
		*aside = was;
	else if (was)
		fail_msg("put aside: %s", err.text);
	return f;
}

/* What row id holds: its own bytes, of a length of its own. */
static size_t fill(uint64_t id, uint8_t out[BLOB])
{
	for (size_t i = 0; i < BLOB; i++)
		out[i] = (uint8_t)(id * 31 + i * 7);
	return BLOB - (size_t)(id % 97);
}

static void put(rv_past_file *f, uint64_t key, int64_t utc_ms, int64_t kept_ms)
{
	uint8_t data[BLOB];
	rv_err err = { 0 };
	const uint64_t id = rv_past_file_next(f);
	const rv_past_row row = {
		.id = id, .key = key ? key : id, .utc_ms = utc_ms, .kept_ms = kept_ms
	};

	if (rv_past_file_put(f, &row, data, fill(id, data), &err) != RV_OK)
		fail_msg("row %llu: %s", (unsigned long long)id, err.text);
}

static void assert_holds(rv_past_file *f, uint64_t id)
{
	uint8_t want[BLOB], *data = NULL;
	size_t n = 0;
	rv_past_build b;
	rv_err err = { 0 };
	const size_t len = fill(id, want);

	if (rv_past_file_data(f, id, &b, &data, &n, &err) != RV_OK)
		fail_msg("row %llu: %s", (unsigned long long)id, err.text);
	assert_int_equal(n, len);
	assert_memory_equal(data, want, len);
	free(data);
}

static uint64_t at(rv_past_file *f, int64_t utc_ms)
{
	rv_past_row row;
	rv_err err = { 0 };
	const rv_status st = rv_past_file_at(f, utc_ms, &row, &err);

	assert_true(st == RV_OK || st == RV_ENOENT);
	return st == RV_OK ? row.id : 0;
}

static uint64_t step(rv_past_file *f, uint64_t id, int steps)
{
	rv_past_row row;
	rv_err err = { 0 };
	const rv_status st = rv_past_file_step(f, id, steps, &row, &err);

	assert_true(st == RV_OK || st == RV_ENOENT);
	return st == RV_OK ? row.id : 0;
}

/* Two groups: 1 2 3 and 4 5, a second apart from 1000. */
static void put_five(rv_past_file *f)
{
	for (int i = 0; i < 5; i++)
		put(f, i == 0 || i == 3 ? 0 : i < 3 ? 1 : 4, 1000 * (i + 1), 777000 + i);
}

static void test_rows_are_found(void **state)
{
	(void)state;
	struct stat sb;
	rv_past_file *f = open_as(&ours, NULL);
	rv_past_span span;
	rv_err err = { 0 };

	assert_int_equal(stat(path(), &sb), 0);
	assert_int_equal(sb.st_mode & 0777, 0600);
	assert_int_equal(stat(rv_tmp_path("past.db-wal"), &sb), 0);
	assert_int_equal(sb.st_mode & 0777, 0600);
	assert_int_equal(rv_past_file_span(f, &span, &err), RV_OK);
	assert_int_equal(span.rows, 0);
	assert_int_equal(at(f, 5000), 0);
	put_five(f);
	assert_int_equal(at(f, 999), 0);
	assert_int_equal(at(f, 1000), 1);
	assert_int_equal(at(f, 2999), 2);
	assert_int_equal(at(f, INT64_MAX), 5);
	assert_int_equal(step(f, 3, 1), 4);
	assert_int_equal(step(f, 3, -1), 2);
	assert_int_equal(step(f, 3, -2), 1);
	assert_int_equal(step(f, 3, -50), 1); /* stops at the ends */
	assert_int_equal(step(f, 3, 50), 5);
	assert_int_equal(step(f, 1, -1), 0);
	assert_int_equal(step(f, 5, 1), 0);
	for (uint64_t id = 1; id <= 5; id++)
		assert_holds(f, id);
	assert_int_equal(rv_past_file_span(f, &span, &err), RV_OK);
	assert_int_equal(span.rows, 5);
	assert_int_equal(span.oldest_utc_ms, 1000);
	assert_int_equal(span.newest_utc_ms, 5000);
	assert_int_equal(span.oldest_kept_ms, 777002); /* the last of the oldest group */
	rv_past_file_close(f);
}

/* A simulated venue begins its day again: the moment is this run's, where this run has it. */
static void test_runs(void **state)
{
	(void)state;
	uint8_t *data = NULL;
	size_t n = 0;
	rv_past_build b;
	rv_err err = { 0 };
	rv_past_file *f = open_as(&theirs, NULL);

	put_five(f);
	rv_past_file_close(f);
	f = open_as(&ours, NULL);
	assert_int_equal(rv_past_file_next(f), 6);
	put(f, 0, 2500, 888000);
	put(f, 6, 3500, 888001);
	assert_int_equal(at(f, 4000), 7); /* not 4, which is of another run */
	assert_int_equal(at(f, 2600), 6);
	assert_int_equal(at(f, 2400), 2);
	assert_int_equal(step(f, 6, -1), 5);
	assert_int_equal(rv_past_file_data(f, 5, &b, &data, &n, &err), RV_OK);
	free(data);
	assert_memory_equal(b.binary, theirs.binary, sizeof(b.binary));
	assert_string_equal(b.version, "0.9");
	assert_int_equal(rv_past_file_data(f, 7, &b, &data, &n, &err), RV_OK);
	free(data);
	assert_memory_equal(b.binary, ours.binary, sizeof(b.binary));
	assert_int_equal(rv_past_file_data(f, 8, &b, &data, &n, &err), RV_ENOENT);
	rv_past_file_close(f);
}

static int64_t bytes(rv_past_file *f)
{
	int64_t n = 0;
	rv_err err = { 0 };

	assert_int_equal(rv_past_file_bytes(f, &n, &err), RV_OK);
	return n;
}

static void test_the_oldest_group_goes(void **state)
{
	(void)state;
	rv_err err = { 0 };
	rv_past_file *f = open_as(&ours, NULL);

	put_five(f);
	const int64_t before = bytes(f);
	assert_true(before > (int64_t)4 * BLOB);
	assert_int_equal(rv_past_file_drop(f, &err), RV_OK);
	assert_int_equal(at(f, INT64_MAX), 5);
	assert_int_equal(step(f, 5, -50), 4);
	assert_true(bytes(f) < before - (int64_t)2 * BLOB);
	assert_int_equal(rv_past_file_drop(f, &err), RV_ENOENT); /* the last one stays */
	assert_holds(f, 4);
	for (int i = 0; i < 200; i++) { /* what was dropped is used again */
		put(f, 0, 6000 + i, 1);
		put(f, rv_past_file_next(f) - 1, 6000 + i, 1);
		assert_int_equal(rv_past_file_drop(f, &err), RV_OK);
	}
	assert_true(bytes(f) < before + (int64_t)2 * BLOB);
	rv_past_file_close(f);
}

/* Not closed: what was written lies in the log beside the file. */
static void killed_writer(void)
{
	const pid_t pid = fork();
	int how = 0;

	assert_true(pid >= 0);
	if (pid == 0) {
		rv_past_file *f = NULL;
		bool aside = false;
		rv_err err = { 0 };
		if (rv_past_file_open(path(), &ours, &f, &aside, &err) != RV_OK)
			_exit(1);
		put_five(f);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &how, 0), pid);
	assert_int_equal(how, 0);
}

/* Cut anywhere: the rows before the cut are there, whole, and the next one follows them. */
static void test_a_torn_tail(void **state)
{
	(void)state;
	size_t n = 0, rows_before = 99;

	for (int cut = 0; cut <= 8; cut++) {
		char *log = rv_tmp_path("past.db-wal");
		(void)unlink(path());
		(void)unlink(log);
		(void)unlink(rv_tmp_path("past.db-shm"));
		killed_writer();
		free(rv_file_slurp(log, &n));
		assert_true(n > 5 * BLOB);
		assert_int_equal(truncate(log, (off_t)(n - n * (size_t)cut / 8)), 0);
		bool aside = false;
		rv_past_file *f = open_as(&ours, &aside);
		const size_t rows = (size_t)(rv_past_file_next(f) - 1);
		assert_true(rows <= 5 && rows <= rows_before);
		assert_true(cut != 0 || rows == 5);
		assert_true(cut != 8 || rows == 0);
		for (uint64_t id = 1; id <= rows; id++)
			assert_holds(f, id);
		put(f, 0, 9000, 1);
		assert_holds(f, rows + 1);
		rv_past_file_close(f);
		rows_before = rows;
	}
}

static void test_a_damaged_file(void **state)
{
	(void)state;
	size_t n = 0;
	rv_past_file *f = open_as(&ours, NULL);

	put_five(f);
	rv_past_file_close(f);
	char *whole = rv_file_slurp(path(), &n);
	for (size_t i = 0; i < n; i += 997) { /* one byte: said, put aside or not even seen */
		uint8_t *data = NULL;
		size_t len = 0;
		bool aside = false;
		rv_past_build b;
		rv_err err = { 0 };
		char *bad = malloc(n);
		assert_non_null(bad);
		memcpy(bad, whole, n);
		bad[i] = (char)(bad[i] ^ 0x5a);
		rv_file_write(path(), bad, n);
		free(bad);
		f = open_as(&ours, &aside);
		for (uint64_t id = 1; id <= 5; id++) {
			if (rv_past_file_data(f, id, &b, &data, &len, &err) == RV_OK)
				free(data);
		}
		rv_past_file_close(f);
	}
	free(whole);
	rv_file_write(path(), "SQLite format 3", 15); /* cut off */
	bool aside = false;
	f = open_as(&ours, &aside);
	assert_true(aside);
	put_five(f);
	assert_holds(f, 5);
	rv_past_file_close(f);
}

static void test_a_strangers_file(void **state)
{
	(void)state;
	sqlite3 *db = NULL;
	bool aside = false;
	size_t n = 0;

	assert_int_equal(sqlite3_open(path(), &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "CREATE TABLE t(x)", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	char *was = rv_file_slurp(path(), &n);
	rv_past_file *f = open_as(&ours, &aside);
	assert_true(aside);
	put_five(f);
	rv_past_file_close(f);
	size_t kept = 0;
	char *bad = rv_file_slurp(rv_tmp_path("past.db.bad"), &kept);
	assert_int_equal(kept, n);
	assert_memory_equal(bad, was, n);
	free(bad);
	free(was);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rv_tmp_setup, rv_tmp_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_rows_are_found),	  TEST(test_runs),
		TEST(test_the_oldest_group_goes), TEST(test_a_torn_tail),
		TEST(test_a_damaged_file),	  TEST(test_a_strangers_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
