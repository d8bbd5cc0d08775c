/* The journal's file: who may have it, what is refused and left untouched, what stands beside it.
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/journal_help.h"
#include "tests/support/store_help.h"

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' does not have '%s'", text, part);
}

static mode_t mode_of(const char *path)
{
	struct stat sb;
	assert_int_equal(stat(path, &sb), 0);
	return sb.st_mode & 07777;
}

static const char *beside(const journal_place *f, const char *suffix)
{
	static char path[RV_TMP_PATH * 2 + 16];
	(void)snprintf(path, sizeof(path), "%s%s", f->path, suffix);
	return path;
}

static void its_files_are_the_owners_alone(void **state)
{
	journal_place *f = *state;
	struct stat sb;
	journal_open(f);
	assert_int_equal(journal_note(f, "x"), RV_OK);
	assert_int_equal(mode_of(f->path), 0600);
	assert_int_equal(mode_of(beside(f, "-wal")), 0600);
	assert_int_equal(mode_of(beside(f, "-ballast")), 0600);
	assert_int_equal(entries(f->dir.path), 3); /* no -shm: nobody else can connect */
	assert_int_equal(stat(beside(f, "-ballast"), &sb), 0);
	assert_int_equal(sb.st_size, f->p.ballast_bytes);
	assert_true(sb.st_blocks * 512 >= f->p.ballast_bytes); /* not a hole */
	journal_close(f);
	assert_int_equal(entries(f->dir.path), 2); /* the log is written back and gone */
	assert_int_equal(chmod(f->path, 0644), 0);
	journal_open(f);
	assert_int_equal(mode_of(f->path), 0600);
}

static void the_ballast_can_be_left_out(void **state)
{
	journal_place *f = *state;
	f->p.ballast_bytes = 0;
	journal_open(f);
	journal_close(f);
	assert_int_equal(entries(f->dir.path), 1);
}

static void a_second_opener_is_refused(void **state)
{
	journal_place *f = *state;
	rv_journal *second = NULL;
	rv_journal_reader *r = NULL;
	sqlite3 *db = NULL;
	journal_open(f);
	assert_int_equal(journal_note(f, "mine"), RV_OK);
	assert_int_equal(rv_journal_open(f->path, &f->p, NULL, &second, &f->err), RV_EAGAIN);
	assert_has(f->err.text, "j.db: in use: a running rvdesk keeps its journal to itself");
	assert_int_equal(rv_journal_reader_open(f->path, &r, &f->err), RV_EAGAIN);
	assert_has(f->err.text, "stop it first, or look at a backup");
	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "SELECT * FROM event", NULL, NULL, NULL), SQLITE_BUSY);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_null(second);
	assert_null(r);
	assert_int_equal(journal_note(f, "still mine"), RV_OK); /* nobody disturbed it */
}

/* The same between processes, where the locks are others'. */
static void also_in_another_process(void **state)
{
	journal_place *f = *state;
	int ready[2], go[2];
	char byte = 0;
	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(go), 0);
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		rv_journal *j = NULL;
		const bool ok = rv_journal_open(f->path, &f->p, NULL, &j, NULL) == RV_OK;
		if (write(ready[1], ok ? "y" : "n", 1) != 1 || close(go[1]) != 0 ||
		    read(go[0], &byte, 1) != 0)
			_exit(1);
		rv_journal_close(j);
		_exit(0);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(byte, 'y');
	rv_journal *second = NULL;
	assert_int_equal(rv_journal_open(f->path, &f->p, NULL, &second, &f->err), RV_EAGAIN);
	(void)close(go[0]);
	(void)close(go[1]); /* the child goes */
	int status = -1;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	(void)close(ready[0]);
	(void)close(ready[1]);
	journal_open(f);
}

/* Opens what must not open, and nothing of it may change. */
static void assert_refused(journal_place *f, rv_status want, const char *text)
{
	rv_journal_reader *r = NULL;
	const file_bytes before = slurp(f->path), again = slurp(f->path);
	const size_t files = entries(f->dir.path);
	assert_int_equal(rv_journal_open(f->path, &f->p, NULL, &f->j, &f->err), want);
	assert_has(f->err.text, text);
	assert_same_file(before, f->path);
	assert_int_equal(rv_journal_reader_open(f->path, &r, &f->err), want);
	assert_has(f->err.text, text);
	assert_same_file(again, f->path);
	assert_int_equal(entries(f->dir.path), files);
	assert_null(f->j);
}

static void what_is_no_journal_is_left_untouched(void **state)
{
	journal_place *f = *state;
	rv_tmpdir_text(&f->dir, "j.db", "dear diary\n");
	assert_refused(f, RV_EDATA, "j.db: not an rvdesk journal (not an SQLite file)");
	assert_int_equal(unlink(f->path), 0);
	(void)journal_sql(f->path, "CREATE TABLE event (seq INTEGER PRIMARY KEY)");
	assert_refused(f, RV_EDATA,
		       "j.db: not an rvdesk journal (application id 0x00000000, "
		       "expected 0x52564a4c), left untouched");
	assert_int_equal(unlink(f->path), 0);
	rv_store_close(open_store(f->path, RV_STORE_WRITE));
	assert_refused(f, RV_EDATA, "application id 0x5256444b");
}

static void a_newer_schema_is_refused(void **state)
{
	journal_place *f = *state;
	journal_open(f);
	assert_int_equal(journal_note(f, "x"), RV_OK);
	journal_close(f);
	(void)journal_sql(f->path, "PRAGMA journal_mode = DELETE; PRAGMA user_version = 2");
	assert_refused(f, RV_EDATA,
		       "j.db: journal of schema version 2, this rvdesk reads version "
		       "1; left untouched");
}

/* A guard that is gone, or something that could act behind the desk's back. */
static void a_changed_schema_is_not_written_to(void **state)
{
	journal_place *f = *state;
	static const struct {
		const char *sql, *text;
	} cases[] = {
		{ "DROP INDEX event_key1", "schema changed: event_key1 is missing" },
		{ "DROP INDEX event_key1; CREATE INDEX event_key1 ON event (type, key1)",
		  "schema changed: event_key1 is not as rvdesk made it" },
		{ "CREATE TRIGGER t AFTER INSERT ON event BEGIN SELECT 1; END",
		  "schema changed: 9 objects, expected 8" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		journal_open(f);
		journal_close(f);
		(void)journal_sql(f->path, cases[i].sql);
		const file_bytes before = slurp(f->path);
		assert_int_equal(rv_journal_open(f->path, &f->p, NULL, &f->j, &f->err), RV_EDATA);
		assert_has(f->err.text, cases[i].text);
		assert_same_file(before, f->path);
		assert_int_equal(unlink(f->path), 0);
	}
	rv_tmpdir_path(&f->dir, "j.db-wal", (char[RV_TMP_PATH * 2]){ 0 });
	rv_tmpdir_path(&f->dir, "j.db-shm", (char[RV_TMP_PATH * 2]){ 0 });
}

static void a_folder_and_an_empty_path_are_refused(void **state)
{
	journal_place *f = *state;
	assert_int_equal(rv_journal_open(f->dir.path, &f->p, NULL, &f->j, &f->err), RV_EIO);
	assert_has(f->err.text, "not a file, expected a journal");
	assert_int_equal(rv_journal_open("", &f->p, NULL, &f->j, &f->err), RV_EINVAL);
	assert_int_equal(rv_journal_open("no/such/folder/j.db", &f->p, NULL, &f->j, &f->err),
			 RV_EIO);
	assert_int_equal(entries(f->dir.path), 0);
}

static void too_little_room_is_told_before_anything_is_made(void **state)
{
	journal_place *f = *state;
	f->p.free_bytes = INT64_MAX / 2;
	assert_int_equal(rv_journal_open(f->path, &f->p, NULL, &f->j, &f->err), RV_EFULL);
	assert_has(f->err.text, " MiB free, expected at least ");
	assert_int_equal(entries(f->dir.path), 0);
}

/* Nothing was ever committed to a file whose creation was cut off. */
static void an_empty_file_becomes_a_journal(void **state)
{
	journal_place *f = *state;
	rv_journal_reader *r = NULL;
	rv_tmpdir_text(&f->dir, "j.db", "");
	assert_int_equal(rv_journal_reader_open(f->path, &r, &f->err), RV_EDATA);
	assert_has(f->err.text, "nothing in it yet");
	journal_open(f);
	assert_int_equal(journal_note(f, "x"), RV_OK);
}

static void odd_paths_are_paths(void **state)
{
	journal_place *f = *state;
	char scratch[RV_TMP_PATH * 2];
	static const char *const names[] = { "a b?mode=ro#%41.db", "\xc3\xa4:memory:" };
	for (size_t i = 0; i < LEN(names); i++) {
		char name[64];
		(void)rv_tmpdir_path(&f->dir, names[i], f->path);
		(void)snprintf(name, sizeof(name), "%s-ballast", names[i]);
		(void)rv_tmpdir_path(&f->dir, name, scratch);
		journal_open(f);
		assert_int_equal(journal_note(f, "x"), RV_OK);
		journal_close(f);
		assert_int_equal(access(f->path, R_OK), 0);
	}
}

static void rows_can_neither_be_changed_nor_deleted(void **state)
{
	journal_place *f = *state;
	sqlite3 *db = NULL;
	journal_open(f);
	assert_int_equal(journal_note(f, "x"), RV_OK);
	journal_close(f);
	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "UPDATE event SET payload = ''", NULL, NULL, NULL),
			 SQLITE_CONSTRAINT);
	assert_int_equal(sqlite3_exec(db, "DELETE FROM event", NULL, NULL, NULL),
			 SQLITE_CONSTRAINT);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_int_equal(journal_sql(f->path, "SELECT count(*) FROM event"), 1);
}

static void a_reader_changes_nothing(void **state)
{
	journal_place *f = *state;
	size_t n = 0;
	journal_open(f);
	assert_int_equal(journal_note(f, "x"), RV_OK);
	journal_close(f);
	assert_int_equal(chmod(f->path, 0400), 0);
	const file_bytes before = slurp(f->path);
	free(journal_file_events(f->path, &n));
	assert_int_equal(n, 1);
	assert_same_file(before, f->path);
	assert_int_equal(entries(f->dir.path), 2);
}

/* What a crash leaves: the newest events are only in the log. */
static void nor_in_a_log_that_a_crash_left(void **state)
{
	journal_place *f = *state;
	char copy[RV_TMP_PATH * 2], log[RV_TMP_PATH * 2];
	size_t n = 0;
	journal_open(f);
	assert_int_equal(journal_note(f, "x"), RV_OK);
	assert_int_equal(journal_note(f, "y"), RV_OK);
	const file_bytes db = slurp(f->path), wal = slurp(beside(f, "-wal"));
	rv_tmpdir_write(&f->dir, "c.db", db.p, db.n);
	rv_tmpdir_write(&f->dir, "c.db-wal", wal.p, wal.n);
	journal_close(f);
	const size_t files = entries(f->dir.path);
	free(journal_file_events(rv_tmpdir_path(&f->dir, "c.db", copy), &n));
	assert_int_equal(n, 2);
	assert_same_file(db, copy);
	assert_same_file(wal, rv_tmpdir_path(&f->dir, "c.db-wal", log));
	assert_int_equal(entries(f->dir.path), files);
}

static void an_engine_waits_for_a_reader(void **state)
{
	journal_place *f = *state;
	rv_journal_reader *r = NULL;
	journal_open(f);
	journal_close(f);
	assert_fine(rv_journal_reader_open(f->path, &r, &f->err), f->err);
	assert_int_equal(rv_journal_open(f->path, &f->p, NULL, &f->j, &f->err), RV_EAGAIN);
	rv_journal_reader_close(r);
	journal_open(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, journal_setup, journal_teardown)
		T(its_files_are_the_owners_alone),
		T(the_ballast_can_be_left_out),
		T(a_second_opener_is_refused),
		T(also_in_another_process),
		T(what_is_no_journal_is_left_untouched),
		T(a_newer_schema_is_refused),
		T(a_changed_schema_is_not_written_to),
		T(a_folder_and_an_empty_path_are_refused),
		T(too_little_room_is_told_before_anything_is_made),
		T(an_empty_file_becomes_a_journal),
		T(odd_paths_are_paths),
		T(rows_can_neither_be_changed_nor_deleted),
		T(a_reader_changes_nothing),
		T(nor_in_a_log_that_a_crash_left),
		T(an_engine_waits_for_a_reader),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
