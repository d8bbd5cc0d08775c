/* The event log: order, cleaning, cutting, once-per-kind, the file, and many writers. */
#include "engine/base/log.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/tmpdir.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct fixture {
	rv_clock *clock;
	rv_log *log;
} fixture;

static int setup(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	assert_int_equal(rv_clock_new_manual(1719705600000, &f->clock), RV_OK);
	assert_int_equal(rv_log_new(f->clock, NULL, &f->log, NULL), RV_OK);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	fixture *f = *state;
	rv_log_free(f->log);
	rv_clock_free(f->clock);
	free(f);
	return 0;
}

static void lines_keep_their_order_and_time(void **state)
{
	const fixture *f = *state;
	rv_log_line line[4];
	assert_int_equal(rv_log_seq(f->log), 0);
	assert_int_equal(rv_log_tail(f->log, line, LEN(line)), 0);
	rv_log_put(f->log, RV_LOG_INFO, "feeds", "first %d", 1);
	rv_clock_set(f->clock, 1719705601000);
	rv_log_put(f->log, RV_LOG_ERROR, "a source with a long name", "second");
	assert_int_equal(rv_log_tail(f->log, line, LEN(line)), 2);
	assert_string_equal(line[0].text, "first 1");
	assert_string_equal(line[0].source, "feeds");
	assert_int_equal(line[0].level, RV_LOG_INFO);
	assert_int_equal(line[0].utc_ms, 1719705600000);
	assert_int_equal(line[0].seq, 1);
	assert_string_equal(line[1].text, "second");
	assert_string_equal(line[1].source, "a source wi");
	assert_int_equal(line[1].utc_ms, 1719705601000);
	assert_int_equal(rv_log_seq(f->log), 2);
	assert_int_equal(rv_log_tail(f->log, line, 1), 1);
	assert_string_equal(line[0].text, "second");
}

static void the_ring_keeps_the_newest(void **state)
{
	const fixture *f = *state;
	static rv_log_line line[1000];
	for (int i = 1; i <= 1300; i++)
		rv_log_put(f->log, RV_LOG_DEBUG, "t", "line %d", i);
	const size_t n = rv_log_tail(f->log, line, LEN(line));
	assert_in_range(n, 200, 999); /* enough for a screen, and bounded */
	for (size_t i = 0; i < n; i++) {
		char want[32];
		(void)snprintf(want, sizeof(want), "line %zu", 1300 - n + 1 + i);
		assert_string_equal(line[i].text, want);
	}
}

static void text_is_cleaned_and_cut(void **state)
{
	const fixture *f = *state;
	rv_log_line line;
	rv_log_put(f->log, RV_LOG_WARN, "t", "%s", "a\033[2Jb\nc\x7f");
	assert_int_equal(rv_log_tail(f->log, &line, 1), 1);
	assert_string_equal(line.text, "a?[2Jb?c?");
	char text[600];
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	rv_log_put(f->log, RV_LOG_WARN, "t", "%s", text);
	assert_int_equal(rv_log_tail(f->log, &line, 1), 1);
	assert_int_equal(strlen(line.text), RV_LOG_TEXT - 1);
}

static void a_kind_is_written_once_and_counted(void **state)
{
	const fixture *f = *state;
	rv_log_line line;
	for (uint64_t i = 1; i <= 1000; i++)
		assert_int_equal(rv_log_once(f->log, "bad price", RV_LOG_WARN, "t", "n %d", (int)i),
				 i);
	assert_int_equal(rv_log_once(f->log, "bad size", RV_LOG_WARN, "t", "other"), 1);
	assert_int_equal(rv_log_seq(f->log), 2);
	assert_int_equal(rv_log_tail(f->log, &line, 1), 1);
	assert_string_equal(line.text, "other");
	/* Kinds have a cap: a venue that invents new ones cannot flood the log either. */
	for (int i = 0; i < 5000; i++) {
		char kind[32];
		(void)snprintf(kind, sizeof(kind), "kind %d", i);
		(void)rv_log_once(f->log, kind, RV_LOG_WARN, "t", "x");
	}
	assert_true(rv_log_seq(f->log) < 1000);
}

static void no_log_is_fine(void **state)
{
	(void)state;
	rv_log_put(NULL, RV_LOG_INFO, "t", "x");
	assert_int_equal(rv_log_once(NULL, "k", RV_LOG_INFO, "t", "x"), 0);
	assert_int_equal(rv_log_seq(NULL), 0);
	assert_int_equal(rv_log_tail(NULL, NULL, 0), 0);
	rv_log_free(NULL);
}

static void the_file_gets_every_line_and_is_private(void **state)
{
	const fixture *f = *state;
	rv_tmpdir dir;
	rv_log *log = NULL;
	char path[RV_TMP_PATH * 2], text[256] = "";
	rv_err err = { 0 };
	struct stat sb;
	rv_tmpdir_make(&dir);
	(void)rv_tmpdir_path(&dir, "log", path);
	for (int i = 0; i < 2; i++) { /* a second log appends */
		assert_int_equal(rv_log_new(f->clock, path, &log, &err), RV_OK);
		rv_log_put(log, RV_LOG_WARN, "feeds", "gap of %d bars", i + 2);
		rv_log_file(log, RV_LOG_INFO, "journal", "head %d\n", i); /* nobody sees it */
		assert_int_equal(rv_log_seq(log), 1);
		rv_log_free(log);
	}
	assert_int_equal(stat(path, &sb), 0);
	assert_int_equal(sb.st_mode & 0777, 0600);
	(void)rv_file_read(path, text, sizeof(text));
	assert_string_equal(text, "2024-06-30T00:00:00Z W feeds: gap of 2 bars\n"
				  "2024-06-30T00:00:00Z I journal: head 0?\n"
				  "2024-06-30T00:00:00Z W feeds: gap of 3 bars\n"
				  "2024-06-30T00:00:00Z I journal: head 1?\n");
	(void)rv_tmpdir_path(&dir, "none/log", path);
	assert_int_equal(rv_log_new(f->clock, path, &log, &err), RV_EIO);
	assert_non_null(strstr(err.text, "cannot open the log"));
	rv_tmpdir_remove(&dir);
}

enum { WRITERS = 4, LINES = 2000 };

static void *write_lines(void *arg)
{
	rv_log *log = arg;
	rv_log_line line[8];
	for (int i = 0; i < LINES; i++) {
		rv_log_put(log, RV_LOG_INFO, "t", "%d", i);
		(void)rv_log_once(log, "same", RV_LOG_INFO, "t", "once");
		(void)rv_log_tail(log, line, LEN(line));
	}
	return NULL;
}

static void many_threads_may_write(void **state)
{
	const fixture *f = *state;
	pthread_t t[WRITERS];
	for (int i = 0; i < WRITERS; i++)
		assert_int_equal(pthread_create(&t[i], NULL, write_lines, f->log), 0);
	for (int i = 0; i < WRITERS; i++)
		assert_int_equal(pthread_join(t[i], NULL), 0);
	assert_int_equal(rv_log_seq(f->log), WRITERS * LINES + 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(lines_keep_their_order_and_time),
		TEST(the_ring_keeps_the_newest),
		TEST(text_is_cleaned_and_cut),
		TEST(a_kind_is_written_once_and_counted),
		TEST(no_log_is_fine),
		TEST(the_file_gets_every_line_and_is_private),
		TEST(many_threads_may_write),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
