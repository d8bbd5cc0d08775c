/*
 * What goes between a desk and the backtest that it has started: the words that are asked for,
 * which become a program's arguments, how far it is, and a copy of a store that is being written
 * to.
 */
#include "app/research/job.h"
#include "app/research/progress.h"
#include "app/research/store_copy.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

static void test_asked(void **state)
{
	(void)state;
	rv_job_ask a;
	rv_err err = { 0 };
	assert_int_equal(rv_job_ask_parse("majors-alts 2024-01-01 2024-03-01", "desk", &a, &err),
			 RV_OK);
	assert_string_equal(a.strategy, "majors-alts");
	assert_string_equal(a.start, "2024-01-01");
	assert_string_equal(a.end, "2024-03-01");
	assert_string_equal(a.profile, "desk");
	assert_false(a.no_walk);
	assert_int_equal(rv_job_ask_parse("majors-alts 2024-01-01 2024-01-01 no-walk-forward seed",
					  "desk", &a, &err),
			 RV_OK);
	assert_string_equal(a.profile, "seed");
	assert_true(a.no_walk);
}

/* Whoever may propose says them: none becomes an option or a path. */
static void test_refused(void **state)
{
	(void)state;
	static const struct {
		const char *line, *says;
	} cases[] = {
		{ "", "expected STRATEGY START END" },
		{ "majors-alts 2024-01-01", "expected STRATEGY START END" },
		{ "--store 2024-01-01 2024-03-01", "'--store': expected majors-alts" },
		{ "../x 2024-01-01 2024-03-01", "'../x': expected majors-alts" },
		{ "majors-alts --out 2024-03-01", "'--out': expected a first day" },
		{ "majors-alts 2024-01-01 1700000000000", "expected a last day" },
		{ "majors-alts 2024-01-01T00:00Z 2024-03-01", "expected a first day" },
		{ "majors-alts 2024-03-01 2024-01-01", "is before" },
		{ "majors-alts 2024-01-01 2024-03-01 --nav", "--nav" },
		{ "majors-alts 2024-01-01 2024-03-01 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		  "a word is too long" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_job_ask a = { .strategy = "as it was" };
		rv_err err = { 0 };
		assert_int_equal(rv_job_ask_parse(cases[i].line, "seed", &a, &err), RV_EUSAGE);
		if (!strstr(err.text, cases[i].says))
			fail_msg("'%s': '%s' lacks '%s'", cases[i].line, err.text, cases[i].says);
		assert_string_equal(a.strategy, "as it was");
	}
}

static void test_progress(void **state)
{
	(void)state;
	rv_progress p, none;
	rv_err err = { 0 };
	rv_research_job j = { .share = 7, .left_s = 7 };
	const char *path = rv_tmp_path("progress");
	rv_progress_read(path, &j); /* not there yet */
	assert_close("share", j.share, 7, 0);
	assert_int_equal(rv_progress_open(path, &p, &err), RV_OK);
	rv_progress_read(path, &j); /* empty */
	assert_close("share", j.share, 7, 0);
	rv_progress_tell(&p, "reading the store", NAN, NAN);
	rv_progress_read(path, &j);
	assert_true(isnan(j.share) && isnan(j.left_s));
	assert_string_equal(j.what, "reading the store");
	p.told_ms = 0;
	rv_progress_tell(&p, "days and trials", 0.25, 123.4);
	rv_progress_tell(&p, "days and trials", 0.26, 120); /* too soon after it */
	rv_progress_read(path, &j);
	assert_close("share", j.share, 0.25, 0);
	assert_close("left", j.left_s, 123.4, 0);
	assert_string_equal(j.what, "days and trials");
	p.told_ms = 0;
	rv_progress_tell(&p, "a text that is longer than there is room for in the line of the file",
			 1e-300, 1e300);
	rv_progress_read(path, &j);
	assert_close("share", j.share, 1e-300, 1e-303);
	assert_int_equal(strlen(j.what), 40);
	rv_progress_close(&p);
	assert_int_equal(rv_progress_open(NULL, &none, &err), RV_OK);
	rv_progress_tell(&none, "to nobody", 0, 0);
	rv_progress_close(&none);
	assert_int_equal(rv_progress_open("/nowhere/at/all", &none, &err), RV_EIO);
}

static void write_file(const char *path, const char *head, char counter)
{
	char bytes[4096] = { 0 };
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	(void)snprintf(bytes, sizeof(bytes), "%s", head);
	bytes[27] = counter;
	bytes[4095] = counter;
	assert_int_equal(fwrite(bytes, 1, sizeof(bytes), f), sizeof(bytes));
	assert_int_equal(fclose(f), 0);
}

static int last_byte(const char *path)
{
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	assert_int_equal(fseek(f, -1, SEEK_END), 0);
	const int c = fgetc(f);
	assert_int_equal(fclose(f), 0);
	return c;
}

typedef struct writer {
	char store[RV_TMP_PATH * 2], journal[RV_TMP_PATH * 2];
} writer;

/* A batch that ends while somebody waits for it. */
static void *commit(void *arg)
{
	writer *w = arg;
	const struct timespec t = { .tv_nsec = 400000000 };
	(void)nanosleep(&t, NULL);
	write_file(w->store, "SQLite format 3", 2);
	(void)unlink(w->journal);
	return NULL;
}

static void test_a_copy_waits_for_the_writer(void **state)
{
	(void)state;
	writer w;
	char copy[RV_TMP_PATH * 2];
	pthread_t thread;
	rv_err err = { 0 };
	(void)snprintf(w.store, sizeof(w.store), "%s", rv_tmp_path("store.db"));
	(void)snprintf(w.journal, sizeof(w.journal), "%s", rv_tmp_path("store.db-journal"));
	(void)snprintf(copy, sizeof(copy), "%s", rv_tmp_path("copy.db"));
	write_file(w.store, "SQLite format 3", 1);
	write_file(w.journal, "half a batch", 1);
	assert_int_equal(pthread_create(&thread, NULL, commit, &w), 0);
	assert_int_equal(rv_store_copy(w.store, copy, &err), RV_OK);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(last_byte(copy), 2);
	write_file(w.store, "SQLite format 3", 3); /* and a copy is replaced */
	assert_int_equal(rv_store_copy(w.store, copy, &err), RV_OK);
	assert_int_equal(last_byte(copy), 3);
}

static void test_no_copy(void **state)
{
	(void)state;
	char path[RV_TMP_PATH * 2];
	rv_err err = { 0 };
	(void)snprintf(path, sizeof(path), "%s", rv_tmp_path("other"));
	assert_int_equal(rv_store_copy("/nowhere/at.all", path, &err), RV_ENOENT);
	write_file(path, "something else", 1);
	assert_int_equal(rv_store_copy(path, rv_tmp_path("copy2"), &err), RV_EDATA);
	assert_non_null(strstr(err.text, "expected a store"));
	assert_int_equal(access(rv_tmp_path("copy2"), F_OK), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_asked),
		cmocka_unit_test(test_refused),
		cmocka_unit_test_setup_teardown(test_progress, rv_tmp_setup, rv_tmp_teardown),
		cmocka_unit_test_setup_teardown(test_a_copy_waits_for_the_writer, rv_tmp_setup,
						rv_tmp_teardown),
		cmocka_unit_test_setup_teardown(test_no_copy, rv_tmp_setup, rv_tmp_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
