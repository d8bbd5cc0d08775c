/*
 * The store as a file: foreign files are refused with not a byte changed, readers leave nothing
 * beside it, a killed writer loses its batch and nothing else.
 */
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/store_help.h"

#define T0 INT64_C(1609459200000) /* 2021-01-01 */

/* Without asserts: a forked child uses it too, and must not fall into the test runner. */
static rv_status put_bars(rv_store *s, const char *symbol, size_t n, double close, rv_err *err)
{
	rv_status st = RV_OK;
	for (size_t i = 0; i < n && st == RV_OK; i++) {
		const int64_t t = T0 + (int64_t)i * RV_HOUR_MS;
		const rv_bar b = { t, close, close, close, close, NAN, NAN };
		st = rv_store_put_bars(s, symbol, RV_INTERVAL_1H, &b, 1, err);
	}
	return st;
}

/* A closed store with n hourly bars of BTC. */
static void make_store(const char *path, size_t n)
{
	rv_err err = { .code = RV_OK };
	rv_store *s = open_store(path, RV_STORE_WRITE);
	assert_ok(rv_store_begin(s, "sim", "seed 7", &err), err);
	assert_ok(put_bars(s, "BTC", n, 29000.5, &err), err);
	assert_ok(rv_store_commit(s, &err), err);
	rv_store_close(s);
}

static size_t count_bars(const char *path, rv_store_mode mode, const char *symbol)
{
	rv_err err = { .code = RV_OK };
	rv_store *s = open_store(path, mode);
	rv_store_span span = { .n = 99 };
	assert_ok(rv_store_bar_span(s, symbol, RV_INTERVAL_1H, &span, &err), err);
	rv_store_close(s);
	return span.n;
}

static void exec_sql(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* Both modes refuse the file, say why, and change neither it nor its folder. */
static void assert_refused(store_place *f, rv_status want, const char *why)
{
	static const rv_store_mode modes[] = { RV_STORE_READ, RV_STORE_WRITE };
	const size_t around = entries(f->dir.path);
	for (size_t i = 0; i < LEN(modes); i++) {
		rv_store *s = NULL;
		const file_bytes before = slurp(f->path);
		assert_int_equal(rv_store_open(f->path, modes[i], &s, &f->err), want);
		assert_null(s);
		assert_non_null(strstr(f->err.text, f->path));
		if (!strstr(f->err.text, why))
			fail_msg("'%s' does not say '%s'", f->err.text, why);
		assert_same_file(before, f->path);
		assert_int_equal(entries(f->dir.path), around);
	}
}

static void refuses_a_text_file(void **state)
{
	store_place *f = *state;
	rv_tmpdir_text(&f->dir, "a.db", "symbol,t,open\nBTC,1609459200000,29000\n");
	assert_refused(f, RV_EDATA, "not an SQLite file");
}

static void refuses_another_database(void **state)
{
	store_place *f = *state;
	exec_sql(f->path, "CREATE TABLE bars (a); PRAGMA user_version = 1");
	assert_refused(f, RV_EDATA, "application id");
}

static void refuses_another_version(void **state)
{
	store_place *f = *state;
	make_store(f->path, 3);
	exec_sql(f->path, "PRAGMA user_version = 2");
	assert_refused(f, RV_EDATA, "schema version 2");
}

static void refuses_wal_mode(void **state)
{
	store_place *f = *state;
	make_store(f->path, 3);
	exec_sql(f->path, "PRAGMA journal_mode = WAL");
	assert_refused(f, RV_EDATA, "WAL");
}

static void refuses_to_read_what_is_not_there(void **state)
{
	store_place *f = *state;
	rv_store *s = NULL;
	assert_int_equal(rv_store_open(f->path, RV_STORE_READ, &s, &f->err), RV_ENOENT);
	assert_int_equal(entries(f->dir.path), 0);
	rv_tmpdir_text(&f->dir, "a.db", "");
	assert_int_equal(rv_store_open(f->path, RV_STORE_READ, &s, &f->err), RV_EDATA);
	assert_int_equal(rv_store_open("", RV_STORE_WRITE, &s, &f->err), RV_EINVAL);
	assert_int_equal(rv_store_open(f->dir.path, RV_STORE_WRITE, &s, &f->err), RV_EIO);
	assert_non_null(strstr(f->err.text, "is a folder"));
	assert_int_equal(rv_store_open(f->dir.path, RV_STORE_READ, &s, &f->err), RV_EIO);
	assert_non_null(strstr(f->err.text, "is a folder"));
	char nowhere[RV_TMP_PATH * 2];
	assert_int_equal(rv_store_open(rv_tmpdir_path(&f->dir, "no/a.db", nowhere), RV_STORE_WRITE,
				       &s, &f->err),
			 RV_EIO);
	assert_null(s);
}

static void a_damaged_store_is_an_error_not_a_crash(void **state)
{
	store_place *f = *state;
	make_store(f->path, 20000);
	const file_bytes whole = slurp(f->path);
	assert_int_equal(truncate(f->path, (off_t)(whole.n / 2)), 0);
	free(whole.p);
	const file_bytes before = slurp(f->path);
	rv_store *s = open_store(f->path, RV_STORE_READ);
	rv_panel *p = NULL;
	const rv_status st =
		rv_store_load_panel(s, RV_INTERVAL_1H, INT64_MAX, 0, NULL, NULL, &p, &f->err);
	assert_int_equal(st, RV_EDATA);
	assert_null(p);
	assert_non_null(strstr(f->err.text, f->path));
	rv_store_close(s);
	assert_same_file(before, f->path);
}

static void a_new_store_is_private(void **state)
{
	store_place *f = *state;
	make_store(f->path, 1);
	struct stat sb;
	assert_int_equal(stat(f->path, &sb), 0);
	assert_int_equal(sb.st_mode & 0777, 0600);
}

static void an_empty_file_becomes_a_store(void **state)
{
	store_place *f = *state;
	rv_tmpdir_text(&f->dir, "a.db", "");
	make_store(f->path, 2);
	assert_int_equal(count_bars(f->path, RV_STORE_READ, "BTC"), 2);
}

static void paths_are_taken_as_they_are(void **state)
{
	store_place *f = *state;
	static const char *const names[] = { "a b%41.db", "x?mode=memory&cache=shared", "#frag.db",
					     ":memory:", "h\xc3\xa9'\"\\.db" };
	for (size_t i = 0; i < LEN(names); i++) {
		struct stat sb;
		make_store(rv_tmpdir_path(&f->dir, names[i], f->path), i + 1);
		assert_int_equal(stat(f->path, &sb), 0);
		assert_true(sb.st_size > 0);
		assert_int_equal(count_bars(f->path, RV_STORE_READ, "BTC"), i + 1);
	}
	assert_int_equal(entries(f->dir.path), LEN(names));
}

static void a_reader_leaves_no_trace(void **state)
{
	store_place *f = *state;
	make_store(f->path, 50);
	const file_bytes before = slurp(f->path);
	rv_store *s = open_store(f->path, RV_STORE_READ);
	rv_bar bars[50];
	size_t n = 0;
	assert_ok(rv_store_read_bars(s, "BTC", RV_INTERVAL_1H, 0, INT64_MAX, bars, 50, &n, &f->err),
		  f->err);
	assert_int_equal(n, 50);
	assert_int_equal(entries(f->dir.path), 1); /* while it is open */
	rv_store_close(s);
	assert_int_equal(entries(f->dir.path), 1);
	assert_same_file(before, f->path);
}

static void a_reader_notices_a_writer(void **state)
{
	store_place *f = *state;
	make_store(f->path, 50);
	rv_store *reader = open_store(f->path, RV_STORE_READ);
	rv_store_span span = { .n = 0 };
	assert_ok(rv_store_bar_span(reader, "BTC", RV_INTERVAL_1H, &span, &f->err), f->err);
	make_store(f->path, 60);
	assert_int_equal(rv_store_bar_span(reader, "BTC", RV_INTERVAL_1H, &span, &f->err),
			 RV_EAGAIN);
	assert_int_equal(span.n, 50);
	rv_store_close(reader);
	assert_int_equal(count_bars(f->path, RV_STORE_READ, "BTC"), 60);
}

/* A child begins a batch, writes so much that pages reach the file, and is killed. */
static void kill_a_writer(const char *path)
{
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		rv_store *s = NULL;
		if (rv_store_open(path, RV_STORE_WRITE, &s, NULL) == RV_OK &&
		    rv_store_begin(s, "sim", "half", NULL) == RV_OK &&
		    put_bars(s, "BTC", 100, 1.5, NULL) == RV_OK &&
		    put_bars(s, "HALF", 100000, 2.5, NULL) == RV_OK)
			(void)kill(getpid(), SIGKILL);
		_exit(1);
	}
	int status = 0;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void a_killed_writer_loses_its_batch_only(void **state)
{
	store_place *f = *state;
	static const rv_store_mode modes[] = { RV_STORE_READ, RV_STORE_WRITE };
	make_store(f->path, 5000);
	for (size_t i = 0; i < LEN(modes); i++) {
		const file_bytes before = slurp(f->path);
		kill_a_writer(f->path);
		const file_bytes torn = slurp(f->path);
		assert_true(torn.n > before.n); /* it really was in the middle of the file */
		free(torn.p);
		assert_int_equal(entries(f->dir.path), 2); /* and left its journal */
		assert_int_equal(count_bars(f->path, modes[i], "HALF"), 0);
		assert_int_equal(count_bars(f->path, RV_STORE_READ, "BTC"), 5000);
		assert_same_file(before, f->path);
		assert_int_equal(entries(f->dir.path), 1);
	}
}

static void a_link_finds_the_journal_of_its_file(void **state)
{
	store_place *f = *state;
	char folder[RV_TMP_PATH * 2], link[RV_TMP_PATH * 2];
	make_store(f->path, 5000);
	assert_int_equal(mkdir(rv_tmpdir_path(&f->dir, "sub", folder), 0700), 0);
	assert_int_equal(symlink(f->path, rv_tmpdir_path(&f->dir, "sub/link.db", link)), 0);
	kill_a_writer(f->path);
	assert_int_equal(count_bars(link, RV_STORE_READ, "HALF"), 0);
	assert_int_equal(count_bars(link, RV_STORE_READ, "BTC"), 5000);
}

static void two_writers_take_turns(void **state)
{
	store_place *f = *state;
	rv_store *a = open_store(f->path, RV_STORE_WRITE);
	rv_store *b = open_store(f->path, RV_STORE_WRITE);
	for (size_t i = 1; i <= 3; i++) {
		rv_store *s = i % 2 ? a : b;
		assert_ok(rv_store_begin(s, "sim", "turn", &f->err), f->err);
		assert_ok(put_bars(s, i % 2 ? "AAA" : "BBB", i, 2.385, &f->err), f->err);
		assert_ok(rv_store_commit(s, &f->err), f->err);
	}
	rv_store_close(a);
	rv_store_close(b);
	assert_int_equal(count_bars(f->path, RV_STORE_READ, "AAA"), 3);
	assert_int_equal(count_bars(f->path, RV_STORE_READ, "BBB"), 2);
}

/* Opens, writes a batch, closes; any error is a result here. */
static rv_status write_batch(const char *path, const char *symbol, rv_err *err)
{
	rv_store *s = NULL;
	rv_status st = rv_store_open(path, RV_STORE_WRITE, &s, err);
	if (st == RV_OK)
		st = rv_store_begin(s, "sim", "short of memory", err);
	if (st == RV_OK)
		st = put_bars(s, symbol, 200, 2.5, err);
	if (st == RV_OK)
		st = rv_store_commit(s, err);
	rv_store_close(s);
	return st;
}

/* SQLite gets a little more memory each time, from nothing to enough. */
static void short_of_memory_a_batch_is_whole_or_absent(void **state)
{
	store_place *f = *state;
	size_t failed = 0;
	bool enough = false;
	make_store(f->path, 300);
	for (int k = 1; k <= 512 && !enough; k++) {
		char symbol[RV_SYMBOL_MAX];
		(void)snprintf(symbol, sizeof(symbol), "M%d", k);
		(void)sqlite3_hard_heap_limit64(k * INT64_C(2048));
		const rv_status st = write_batch(f->path, symbol, &f->err);
		(void)sqlite3_hard_heap_limit64(0);
		enough = st == RV_OK;
		failed += !enough;
		assert_true(enough || st == RV_ENOMEM);
		assert_int_equal(count_bars(f->path, RV_STORE_READ, symbol), enough ? 200 : 0);
		assert_int_equal(count_bars(f->path, RV_STORE_READ, "BTC"), 300);
	}
	assert_true(enough);
	assert_true(failed > 10); /* the limit did bite, at more than one place */
	assert_int_equal(entries(f->dir.path), 1);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, store_place_setup, store_place_teardown)
	const struct CMUnitTest tests[] = {
		TEST(refuses_a_text_file),
		TEST(refuses_another_database),
		TEST(refuses_another_version),
		TEST(refuses_wal_mode),
		TEST(refuses_to_read_what_is_not_there),
		TEST(a_damaged_store_is_an_error_not_a_crash),
		TEST(a_new_store_is_private),
		TEST(an_empty_file_becomes_a_store),
		TEST(paths_are_taken_as_they_are),
		TEST(a_reader_leaves_no_trace),
		TEST(a_reader_notices_a_writer),
		TEST(a_killed_writer_loses_its_batch_only),
		TEST(a_link_finds_the_journal_of_its_file),
		TEST(two_writers_take_turns),
		TEST(short_of_memory_a_batch_is_whole_or_absent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
