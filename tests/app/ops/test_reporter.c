/* When a day is written, under which name, and that it is written once. */
#include "app/ops/reporter.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/day_bench.h"
#include "tests/support/files.h"
#include "tests/support/tmpdir.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DAY = 86400000, QUARTER = 900000 };

typedef struct bench {
	day_bench *d;
	rv_ops_params p;
	rv_reporter *r;
	rv_view *v;
	int64_t date, now;
} bench;

static bench b;

static const char html[] = "reports/2026-11-26.html", csv[] = "reports/2026-11-26.csv";

static void start(void)
{
	rv_reporter_free(b.r);
	assert_int_equal(rv_reporter_new(&b.p, rv_tmp.path, b.d->log, NULL, &b.r), RV_OK);
}

static int setup(void **state)
{
	(void)rv_tmp_setup(state);
	memset(&b, 0, sizeof(b));
	rv_ops_params_default(&b.p);
	b.d = db_new();
	b.v = calloc(1, sizeof(*b.v));
	assert_non_null(b.v);
	b.v->trade.present = true;
	b.v->env = RV_ENV_SIM;
	(void)snprintf(b.v->account, sizeof(b.v->account), "0x1234..abcd");
	b.date = db_day(b.d);
	b.now = 5000000;
	(void)rv_tmp_path("reports");
	start();
	return 0;
}

static int teardown(void **state)
{
	rv_reporter_free(b.r);
	free(b.v);
	db_free(b.d);
	return rv_tmp_teardown(state);
}

/* A look at so many ms after the day's midnight. */
static void look(int64_t after_ms)
{
	b.now += 3000;
	b.v->utc_ms = b.date + DAY + after_ms;
	rv_reporter_step(b.r, b.v, b.now);
}

static bool there(const char *name)
{
	return access(rv_tmp_path(name), F_OK) == 0;
}

static void a_quarter_past_midnight(void **state)
{
	(void)state;
	look(-1);
	lb_midnight(b.d->x, 100);
	look(QUARTER - 1);
	assert_false(there(html));
	look(QUARTER);
	assert_true(there(html));
	assert_true(there(csv));
	struct stat st;
	assert_int_equal(stat(rv_tmp_path("reports"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_equal(stat(rv_tmp_path(html), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	char *text = rv_file_slurp(rv_tmp_path(html), NULL);
	assert_non_null(strstr(text, "Day 2026-11-26"));
	assert_non_null(strstr(text, "NAV at the end"));
	free(text);
}

/* What was on the screen that day, of this process. */
static void alerts_of_that_day(void **state)
{
	(void)state;
	rv_notice n = { .alert = 31, .kind = RV_NOTICE_NEW, .severity = RV_SEVERITY_ERROR };
	(void)snprintf(n.text, sizeof(n.text), "VENUE DOWN: <refused>");
	n.utc_ms = b.date + DAY - 1;
	rv_reporter_note(b.r, &n);
	n.alert = 32;
	n.utc_ms = b.date + DAY;
	(void)snprintf(n.text, sizeof(n.text), "CLOCK: of the next day");
	rv_reporter_note(b.r, &n);
	for (int i = 0; i < RV_REPORTER_NOTICES - 2; i++)
		rv_reporter_note(b.r, &n);
	lb_midnight(b.d->x, 100);
	look(QUARTER);
	char *page = rv_file_slurp(rv_tmp_path(html), NULL);
	assert_non_null(strstr(page, "VENUE DOWN: &lt;refused&gt;"));
	assert_null(strstr(page, "CLOCK: of the next day"));
	free(page);
	char *rows = rv_file_slurp(rv_tmp_path(csv), NULL);
	assert_non_null(strstr(rows, "notices,\"1\",words,\"VENUE DOWN: <refused>\""));
	free(rows);
}

static void a_day_that_goes_on_is_not_written(void **state)
{
	(void)state;
	look(QUARTER * 100); /* nothing of a later day has come */
	assert_false(there("reports"));
}

static void mark(const char *name)
{
	rv_file_write(rv_tmp_path(name), "mine", 4);
}

static bool is_marked(const char *name)
{
	char text[8];
	return rv_file_read(rv_tmp_path(name), text, sizeof(text)) == 4;
}

/* Neither by this process nor by the next one. */
static void never_twice(void **state)
{
	(void)state;
	lb_midnight(b.d->x, 100);
	look(QUARTER);
	assert_true(there(html));
	mark(html);
	look(QUARTER + 60000);
	start();
	look(QUARTER + 120000);
	look(QUARTER * 50);
	assert_true(is_marked(html));
}

/* Killed before the quarter: the next start writes it, with the day's own date. */
static void missed_while_nothing_ran(void **state)
{
	(void)state;
	lb_midnight(b.d->x, 100);
	look(60000);
	assert_false(there(html));
	rv_clock_set(b.d->x->b->clock, b.date + 2 * INT64_C(86400000) + 7 * 3600000);
	lb_restart(b.d->x, SIZE_MAX, true);
	start();
	look(DAY + 7 * 3600000);
	assert_true(there(html));
	assert_true(there("reports/2026-11-27.html")); /* that began, and that nobody ended */
	assert_false(there("reports/2026-11-28.html"));
	char *text = rv_file_slurp(rv_tmp_path(html), NULL);
	assert_null(strstr(text, "was down at the end"));
	free(text);
	text = rv_file_slurp(rv_tmp_path("reports/2026-11-27.html"), NULL);
	assert_non_null(strstr(text, "was down at the end"));
	free(text);
}

/* The page was not there yet: it is made again, and the CSV with it. */
static void a_half_that_was_left(void **state)
{
	(void)state;
	lb_midnight(b.d->x, 100);
	look(QUARTER);
	assert_int_equal(unlink(rv_tmp_path(html)), 0);
	start();
	look(QUARTER + 60000);
	assert_true(there(html));
}

/* Of another account in the same folder: neither is lost. */
static void another_account(void **state)
{
	(void)state;
	lb_midnight(b.d->x, 100);
	look(QUARTER);
	mark(html);
	start();
	(void)snprintf(b.v->account, sizeof(b.v->account), "0x9999..0001");
	look(QUARTER + 60000);
	assert_true(is_marked(html));
	assert_true(there("reports/2026-11-26-0x9999..0001.html"));
	assert_true(there("reports/2026-11-26-0x9999..0001.csv"));
}

/* A folder that cannot be written is tried again. */
static void tried_again(void **state)
{
	(void)state;
	lb_midnight(b.d->x, 100);
	rv_file_write(rv_tmp_path("reports"), "", 0); /* a file has its name */
	look(QUARTER);
	assert_int_equal(unlink(rv_tmp_path("reports")), 0);
	look(QUARTER + 60000);
	assert_true(there(html));
}

static void not_without_an_order_side(void **state)
{
	(void)state;
	lb_midnight(b.d->x, 100);
	b.v->trade.present = false;
	look(QUARTER);
	rv_reporter_step(b.r, NULL, b.now + 10000);
	assert_false(there("reports"));
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(a_quarter_past_midnight),
		FRESH(alerts_of_that_day),
		FRESH(a_day_that_goes_on_is_not_written),
		FRESH(never_twice),
		FRESH(missed_while_nothing_ran),
		FRESH(a_half_that_was_left),
		FRESH(another_account),
		FRESH(tried_again),
		FRESH(not_without_an_order_side),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
