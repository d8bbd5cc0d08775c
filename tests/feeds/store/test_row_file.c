/*
 * What a file of records promises: committed records come back, others never were there, whatever
 * ended the process or the power; a file that is foreign, damaged or in use is one line.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "feeds/store/row_file.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/faulty_vfs.h"
#include "tests/support/files.h"
#include "tests/support/tmpdir.h"

static const rv_row_file_id kind = { 0x52565458, 3, "a test's records" };
static const rv_row_file_id other = { 0x52565459, 3, "something else" };
static const rv_row_file_id newer = { 0x52565458, 4, "a test's records" };

static rv_row_file *open_at(const char *path)
{
	rv_row_file *f = NULL;
	rv_err err = { .code = RV_OK };
	if (rv_row_file_open(path, &kind, &f, &err) != RV_OK)
		fail_msg("%s", err.text);
	return f;
}

static void put(rv_row_file *f, int k, int64_t id, const char *text)
{
	rv_err err = { .code = RV_OK };
	if (rv_row_file_put(f, k, id, text, strlen(text), &err) != RV_OK)
		fail_msg("%s", err.text);
}

static void commit(rv_row_file *f)
{
	rv_err err = { .code = RV_OK };
	if (rv_row_file_commit(f, &err) != RV_OK)
		fail_msg("%s", err.text);
}

static rv_status append(void *ctx, int64_t id, const unsigned char *bytes, size_t n, rv_err *err)
{
	char *all = ctx;
	const size_t have = strlen(all);
	(void)err;
	(void)snprintf(all + have, 256 - have, "%lld=%.*s;", (long long)id, (int)n,
		       n ? (const char *)bytes : "");
	return RV_OK;
}

static void expect(rv_row_file *f, int k, const char *want)
{
	char all[256] = "";
	rv_err err = { .code = RV_OK };
	if (rv_row_file_walk(f, k, append, all, &err) != RV_OK)
		fail_msg("%s", err.text);
	assert_string_equal(all, want);
}

static void refused(const char *path, const rv_row_file_id *id, rv_status want, const char *why)
{
	rv_row_file *f = NULL;
	rv_err err = { .code = RV_OK };
	const rv_status st = rv_row_file_open(path, id, &f, &err);
	if (st != want || !strstr(err.text, why) || strchr(err.text, '\n'))
		fail_msg("%s: %d '%s', want %d and '%s'", path, (int)st, err.text, (int)want, why);
	assert_null(f);
}

static void what_is_committed_comes_back(void **state)
{
	(void)state;
	const char *path = rv_tmp_path("a.rows");
	struct stat sb;
	rv_row_file *f = open_at(path);
	commit(f); /* nothing to do */
	put(f, 7, INT64_MIN, "low");
	put(f, 7, -3, "");
	put(f, 7, INT64_MAX, "high");
	put(f, 7, -3, "replaced");
	put(f, 8, -3, "another kind");
	commit(f);
	put(f, 7, 12, "not committed");
	rv_row_file_close(f);
	assert_int_equal(stat(path, &sb), 0);
	assert_int_equal(sb.st_mode & 0777, 0600);
	f = open_at(path);
	expect(f, 7, "-9223372036854775808=low;-3=replaced;9223372036854775807=high;");
	rv_err err = { .code = RV_OK };
	assert_int_equal(rv_row_file_drop(f, 7, -3, INT64_MAX, &err), RV_OK);
	commit(f);
	expect(f, 7, "-9223372036854775808=low;");
	expect(f, 8, "-3=another kind;");
	expect(f, 9, "");
	rv_row_file_close(f);
	rv_row_file_close(NULL);
}

static void refuses_what_is_not_its_own(void **state)
{
	(void)state;
	const char *path = rv_tmp_path("b.rows");
	rv_err err = { .code = RV_OK };
	size_t n = 0, after = 0;
	rv_file_write(path, "{\"state\":1}\n", 12);
	refused(path, &kind, RV_EDATA, "not a test's records, left untouched");
	char *text = rv_file_slurp(path, &n);
	assert_string_equal(text, "{\"state\":1}\n");
	free(text);
	assert_int_equal(unlink(path), 0);
	rv_row_file *f = open_at(path);
	assert_int_equal(rv_row_file_put(f, 1, 1, "", RV_ROW_BYTES_MAX + 1, &err), RV_ERANGE);
	rv_row_file_close(f);
	text = rv_file_slurp(path, &n);
	refused(path, &other, RV_EDATA, "not something else, left untouched");
	refused(path, &newer, RV_EDATA, "of version 3, this rvdesk reads version 4");
	char *again = rv_file_slurp(path, &after);
	assert_true(n == after && memcmp(text, again, n) == 0);
	free(again);
	free(text);
	refused(rv_tmp.path, &kind, RV_EIO, "not a file");
	refused("", &kind, RV_EINVAL, "empty path");
	refused("/nonexistent-folder/x", &kind, RV_EIO, "/nonexistent-folder/x: cannot be made");
}

static void is_held_by_one_process(void **state)
{
	(void)state;
	const char *path = rv_tmp_path("c.rows");
	rv_row_file *f = open_at(path);
	put(f, 1, 1, "mine");
	commit(f);
	assert_int_equal(fflush(NULL), 0);
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		rv_row_file *second = NULL;
		rv_err err = { .code = RV_OK };
		const rv_status st = rv_row_file_open(path, &kind, &second, &err);
		_exit(st == RV_EAGAIN && strstr(err.text, "in use by another process") ? 0 : 1);
	}
	int status = 0;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	rv_row_file_close(f);
}

/* A record that somebody changed with another tool, a table too many, and torn pages. */
static void finds_damage(void **state)
{
	(void)state;
	static const struct {
		const char *sql, *why;
	} cases[] = {
		{ "UPDATE row SET body = x'6d696e64'", "record 1/1 is not what was put" },
		{ "UPDATE row SET id = 2", "record 1/2 is not what was put" },
		{ "UPDATE row SET kind = 1, sum = sum + 1", "record 1/1 is not what was put" },
	};
	const char *path = rv_tmp_path("d.rows");
	for (size_t i = 0; i < LEN(cases); i++) {
		char all[256] = "";
		rv_err err = { .code = RV_OK };
		sqlite3 *db = NULL;
		rv_row_file *f = open_at(path);
		put(f, 1, 1, "mine");
		commit(f);
		rv_row_file_close(f);
		assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
		assert_int_equal(sqlite3_exec(db, cases[i].sql, NULL, NULL, NULL), SQLITE_OK);
		assert_int_equal(sqlite3_close(db), SQLITE_OK);
		f = open_at(path);
		assert_int_equal(rv_row_file_walk(f, 1, append, all, &err), RV_EDATA);
		if (!strstr(err.text, cases[i].why))
			fail_msg("%s", err.text);
		rv_row_file_close(f);
		assert_int_equal(unlink(path), 0);
	}
	sqlite3 *db = NULL;
	rv_row_file_close(open_at(path));
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "CREATE TABLE more (x)", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	refused(path, &kind, RV_EDATA, "not with the tables it was made with");
}

static void finds_torn_pages(void **state)
{
	(void)state;
	const char *path = rv_tmp_path("e.rows");
	size_t n = 0;
	rv_row_file *f = open_at(path);
	for (int i = 0; i < 400; i++)
		put(f, 1, i, "some bytes that fill several pages of the file");
	commit(f);
	rv_row_file_close(f);
	char *bytes = rv_file_slurp(path, &n);
	assert_true(n > 3 * (size_t)4096);
	rv_file_write(path, bytes, n / 2);
	refused(path, &kind, RV_EDATA, path);
	memset(bytes + 4096, 0x5a, 4096);
	rv_file_write(path, bytes, n);
	refused(path, &kind, RV_EDATA, path);
	free(bytes);
}

/* What a loss of power leaves is the newest commit that was told, or the one that was not yet. */
static void survives_a_loss_of_power(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 2385, 9, 0);
	for (int round = 0; round < 60; round++) {
		const char *path = rv_tmp_path("f.rows");
		const int fails = 1 + (int)rv_rng_below(&r, 60);
		int told = 0;
		vfs_install();
		rv_row_file *f = open_at(path);
		put(f, 1, 1, "0");
		commit(f);
		vfs_fail(rv_rng_below(&r, 2) ? VFS_WRITE : VFS_SYNC, fails, SQLITE_IOERR_WRITE,
			 true);
		for (int i = 1; i < 40; i++) {
			char text[16];
			rv_err err = { .code = RV_OK };
			(void)snprintf(text, sizeof(text), "%d", i);
			if (rv_row_file_put(f, 1, 1, text, strlen(text), &err) != RV_OK ||
			    rv_row_file_put(f, 2, 1, text, strlen(text), &err) != RV_OK ||
			    rv_row_file_commit(f, &err) != RV_OK)
				break;
			told = i;
		}
		rv_row_file_close(f);
		vfs_heal();
		vfs_lose_power(&r);
		char one[256] = "", two[256] = "";
		rv_err err = { .code = RV_OK };
		f = open_at(path);
		assert_int_equal(rv_row_file_walk(f, 1, append, one, &err), RV_OK);
		assert_int_equal(rv_row_file_walk(f, 2, append, two, &err), RV_OK);
		const int have = (int)strtol(one + 2, NULL, 10);
		assert_true(have == told || have == told + 1);
		assert_true(have == 0 || strcmp(one, two) == 0);
		rv_row_file_close(f);
		vfs_remove();
		assert_int_equal(unlink(path), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_committed_comes_back),
		cmocka_unit_test(refuses_what_is_not_its_own),
		cmocka_unit_test(is_held_by_one_process),
		cmocka_unit_test(finds_damage),
		cmocka_unit_test(finds_torn_pages),
		cmocka_unit_test(survives_a_loss_of_power),
	};
	return cmocka_run_group_tests(tests, rv_tmp_setup, rv_tmp_teardown);
}
