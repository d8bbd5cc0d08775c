/*
 * A new program looks at the state that it will take over: backs it up, folds all of it on a copy,
 * and changes nothing. A desk that runs, one that was killed, a newer schema, a chain that is
 * broken: one line each.
 */
#include <dirent.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/ops/upgrade.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/order_desk.h"
#include "tests/support/order_desk_proc.h"

enum { PATH = RV_TMP_PATH * 5 };
#define AT INT64_C(1795717205000) /* 2026-11-26T18:20:05Z */

static const od_params fast = { .speed = OD_FAST_SPEED, .orders = OD_FAST };

static order_desk *d;
static rv_upgrade_report got;
static char got_file[PATH], got_backup[PATH], book[PATH], book_backup[PATH];
static size_t n_got;
static rv_err err;

static int setup(void **state)
{
	(void)state;
	d = od_trading(&fast);
	n_got = 0;
	memset(&err, 0, sizeof(err));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	od_free(d);
	return 0;
}

static void take(void *ctx, const rv_upgrade_report *r)
{
	(void)ctx;
	got = *r;
	(void)snprintf(got_file, sizeof(got_file), "%s/%s", d->state, r->file);
	(void)snprintf(got_backup, sizeof(got_backup), "%s", r->backup);
	n_got++;
}

static rv_status look(int64_t at)
{
	return rv_upgrade_check(d->state, at, take, NULL, &err);
}

static bool same_files(const char *a, const char *b)
{
	size_t n = 0, m = 0;
	char *x = rv_file_slurp(a, &n), *y = rv_file_slurp(b, &m);
	const bool same = n == m && memcmp(x, y, n) == 0;
	free(x);
	free(y);
	return same;
}

/* What the book keeps beside the journal, and where its backup belongs. */
static void has_book(void)
{
	DIR *dir = opendir(d->state);
	assert_non_null(dir);
	for (const struct dirent *e = readdir(dir); e; e = readdir(dir)) {
		const int n = (int)strlen(e->d_name) - 11; /* without "journal-" and ".db" */
		if (strncmp(e->d_name, "journal-", 8) != 0 || n < 1 ||
		    strcmp(e->d_name + n + 8, ".db") != 0)
			continue;
		(void)snprintf(book, sizeof(book), "%s/book-%.*s.txt", d->state, n, e->d_name + 8);
		(void)snprintf(book_backup, sizeof(book_backup),
			       "%s/backups/book-%.*s-20261126T182005Z.txt", d->state, n,
			       e->d_name + 8);
	}
	assert_int_equal(closedir(dir), 0);
	if (access(book, F_OK) != 0)
		rv_file_write(book, "kept", 4);
}

static void it_can_go_on(void **state)
{
	(void)state;
	char copy[PATH];
	od_process p;
	const rv_command sol = od_order("SOL", RV_BUY, 500);
	od_yes(d, &sol);
	OD_UNTIL(d, T->n_positions >= 1 && T->positions[0].lots != 0 && T->n_unknown == 0);
	od_stop(d);
	od_serve_well(d, &p);
	assert_int_equal(look(AT), RV_EEXIST);
	assert_non_null(strstr(err.text, "end that desk first"));
	assert_int_equal(od_signal(&p, SIGTERM), 0);
	has_book();
	if (look(AT) != RV_OK)
		fail_msg("%s", err.text);
	assert_int_equal(n_got, 1);
	assert_true(same_files(book, book_backup));
	assert_int_equal(got.positions, 1);
	assert_int_equal(got.live, 0);
	assert_true(got.events > 3 && got.head.seq == got.events);
	assert_true(same_files(got_file, got_backup));
	(void)snprintf(copy, sizeof(copy), "%s/backups/.upgrade.db", d->state);
	assert_int_equal(access(copy, F_OK), -1);
	assert_int_equal(look(AT), RV_EEXIST); /* a backup is never replaced */
	assert_non_null(strstr(err.text, got_backup));
	od_ready(d); /* and the desk goes on with what was there */
	assert_true(T->positions[0].lots != 0 && T->journal_seq > got.events);
}

static void one_that_was_killed(void **state)
{
	(void)state;
	od_process p;
	od_stop(d);
	od_serve_well(d, &p);
	assert_true(order_proc_killed(od_signal(&p, SIGKILL)));
	assert_int_equal(look(AT), RV_EDATA);
	assert_non_null(strstr(err.text, "has not ended in order"));
	assert_int_equal(n_got, 0);
	od_ready(d);
}

/* The program that comes is older than the journal. */
static void a_newer_schema(void **state)
{
	(void)state;
	sqlite3 *db = NULL;
	od_stop(d);
	assert_int_equal(look(AT), RV_OK);
	assert_int_equal(sqlite3_open(got_file, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 2", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_int_equal(look(AT + 1000), RV_EDATA);
	assert_non_null(strstr(err.text, "schema version 2, this rvdesk reads version 1"));
	assert_int_equal(n_got, 1);
	assert_int_equal(sqlite3_open(got_file, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 1", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	od_ready(d);
}

static void a_folder_without_a_journal(void **state)
{
	(void)state;
	rv_tmpdir empty;
	rv_tmpdir_make(&empty);
	assert_int_equal(rv_upgrade_check(empty.path, AT, take, NULL, &err), RV_ENOENT);
	assert_non_null(strstr(err.text, "no journal*.db"));
	(void)rv_tmpdir_path(&empty, "lock", (char[RV_TMP_PATH * 2]){ 0 });
	(void)rv_tmpdir_path(&empty, "backups", (char[RV_TMP_PATH * 2]){ 0 });
	rv_tmpdir_remove(&empty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(it_can_go_on, setup, teardown),
		cmocka_unit_test_setup_teardown(one_that_was_killed, setup, teardown),
		cmocka_unit_test_setup_teardown(a_newer_schema, setup, teardown),
		cmocka_unit_test(a_folder_without_a_journal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
