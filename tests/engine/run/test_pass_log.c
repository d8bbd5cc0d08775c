/* Fallbacks in the log: a line when one begins, changes and ends, none while it goes on. */
#include "engine/run/pass_log.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct fixture {
	rv_clock *clock;
	rv_log *log;
	rv_pass_log said;
	rv_step_result *r;
	rv_log_line line;
} fixture;

static int setup(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	f->r = calloc(1, sizeof(*f->r));
	assert_non_null(f->r);
	assert_int_equal(rv_clock_new_manual(INT64_C(1719705600000), &f->clock), RV_OK);
	assert_int_equal(rv_log_new(f->clock, NULL, &f->log, NULL), RV_OK);
	f->r->idio.close_ms = f->r->ma.close_ms = INT64_C(1719705600000);
	f->r->idio.n_active = 44;
	f->r->book.status = RV_OPT_OPTIMAL;
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	fixture *f = *state;
	rv_log_free(f->log);
	rv_clock_free(f->clock);
	free(f->r);
	free(f);
	return 0;
}

/* How many lines a pass adds; the newest is f->line. */
static uint64_t pass(fixture *f)
{
	const uint64_t before = rv_log_seq(f->log);
	rv_pass_log_note(&f->said, f->log, f->r);
	(void)rv_log_tail(f->log, &f->line, 1);
	return rv_log_seq(f->log) - before;
}

static void says(fixture *f, rv_log_level level, const char *text)
{
	assert_int_equal(pass(f), 1);
	assert_int_equal(f->line.level, level);
	if (!strstr(f->line.text, text))
		fail_msg("%s\nexpected %s", f->line.text, text);
	assert_int_equal(pass(f), 0); /* while it goes on */
}

static void a_good_pass_says_nothing(void **state)
{
	fixture *f = *state;
	assert_int_equal(pass(f), 0);
	f->r->book.status = RV_OPT_NO_EDGE;
	assert_int_equal(pass(f), 0);
	f->r->book.status = RV_OPT_NONE;
	assert_int_equal(pass(f), 0);
	rv_pass_log_note(&f->said, NULL, f->r);
}

static void weights_that_are_not_fitted(void **state)
{
	fixture *f = *state;
	f->r->idio.ridge_status = RV_RIDGE_TOO_FEW;
	f->r->idio.n_active = 0; /* warming up */
	assert_int_equal(pass(f), 0);
	f->r->idio.n_active = 44;
	f->r->idio.rows = 120;
	f->r->idio.dates = 9;
	f->r->idio.weights_equal = true;
	says(f, RV_LOG_WARN, "not fitted: too few rows (120 rows of 9 days), equal ones");
	f->r->idio.ridge_status = RV_RIDGE_SINGULAR;
	f->r->idio.weights_equal = false;
	says(f, RV_LOG_WARN, "singular (120 rows of 9 days), those of the day before");
	f->r->idio.ridge_status = RV_RIDGE_OK;
	says(f, RV_LOG_INFO, "fitted again");
}

static void a_solution_without_a_certificate(void **state)
{
	fixture *f = *state;
	f->r->book.status = RV_OPT_UNCERTIFIED;
	f->r->book.gap = 4.2e-7;
	f->r->book.iterations = 200;
	says(f, RV_LOG_WARN, "uncertified (gap 4.2e-07, 200 iterations): weights before stay");
	f->r->book.status = RV_OPT_SINGULAR;
	says(f, RV_LOG_WARN, "singular");
	f->r->book.status = RV_OPT_OPTIMAL;
	says(f, RV_LOG_INFO, "optimal again");
}

/* One pass alone: one line of all that fell back, none where nothing did or nothing ran. */
static void one_pass_has_one_line(void **state)
{
	fixture *f = *state;
	char text[RV_PASS_FALLBACKS_TEXT];
	assert_false(rv_pass_fallbacks(f->r, text));
	assert_string_equal(text, "");
	f->r->book.status = RV_OPT_NO_EDGE;
	assert_false(rv_pass_fallbacks(f->r, text));
	f->r->idio.ridge_status = RV_RIDGE_TOO_FEW;
	f->r->idio.rows = 120;
	f->r->idio.dates = 9;
	f->r->idio.weights_equal = true;
	assert_true(rv_pass_fallbacks(f->r, text));
	assert_string_equal(text, "factor weights are not fitted: too few rows (120 rows of 9 "
				  "days), equal ones");
	f->r->book.status = RV_OPT_SINGULAR;
	f->r->book.gap = 4.2e-7;
	f->r->book.iterations = 20;
	assert_true(rv_pass_fallbacks(f->r, text));
	assert_non_null(strstr(text, "equal ones; the optimizer is singular (gap 4.2e-07, 20"));
	f->r->idio.ridge_status = RV_RIDGE_OK;
	f->r->book.status = RV_OPT_UNCERTIFIED;
	assert_true(rv_pass_fallbacks(f->r, text));
	assert_string_equal(text, "the optimizer is uncertified (gap 4.2e-07, 20 iterations): "
				  "weights before stay");
	f->r->idio.close_ms = 0; /* the system did not run */
	f->r->idio.ridge_status = RV_RIDGE_TOO_FEW;
	assert_false(rv_pass_fallbacks(f->r, text));
}

static void a_regime_that_is_carried(void **state)
{
	fixture *f = *state;
	f->r->ma.state.missing_days = 1;
	says(f, RV_LOG_WARN, "no score for 1 day: the regime is carried");
	f->r->ma.state.missing_days = 2;
	says(f, RV_LOG_WARN, "no score for 2 days");
	f->r->ma.close_ms = 0; /* a pass without the module */
	f->r->ma.state.missing_days = 0;
	assert_int_equal(pass(f), 0);
	f->r->ma.close_ms = INT64_C(1719792000000);
	says(f, RV_LOG_INFO, "there is a score again");
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_good_pass_says_nothing),		TEST(weights_that_are_not_fitted),
		TEST(a_solution_without_a_certificate), TEST(one_pass_has_one_line),
		TEST(a_regime_that_is_carried),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
