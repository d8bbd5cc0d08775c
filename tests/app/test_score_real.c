/*
 * rvdesk score and signals on real candles against numpy and pandas, and plain Python; runs the
 * scripts that compare more days of them. Skipped without RVDESK_DATA or without Python's packages.
 */
#include "tests/support/cm.h"
#include "tests/support/patience.h"
#include "tests/support/script_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The script compares days, or all of its own when day is NULL. */
static void agree(const char *name, const char *day)
{
	char script[64], date[16] = "", rvdesk[512], last[SCRIPT_LINE];
	const char *build = getenv("BUILD_DIR");
	if (RV_PATIENCE > 1) {
		(void)printf("skip: real candles are compared in the release build\n");
		skip();
	}
	if (!getenv("RVDESK_DATA")) {
		(void)printf("skip: RVDESK_DATA is not set\n");
		skip();
	}
	(void)snprintf(script, sizeof(script), "tests/oracle/%s", name);
	(void)snprintf(rvdesk, sizeof(rvdesk), "%s/rvdesk", build ? build : "build/release");
	(void)snprintf(date, sizeof(date), "%s", day ? day : "");
	assert_int_equal(script_run((char *[]){ script, rvdesk, day ? date : NULL, NULL }, last),
			 0);
	if (strncmp(last, "skip: ", 6) == 0) {
		(void)printf("%s", last);
		skip();
	}
	assert_non_null(strstr(last, "largest difference"));
}

static void real_candles_agree_with_the_reference(void **state)
{
	(void)state;
	agree("compare_real.sh", "2024-06-30");
}

static void real_signals_agree_with_the_raw_files(void **state)
{
	(void)state;
	agree("compare_signals.sh", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(real_candles_agree_with_the_reference),
		cmocka_unit_test(real_signals_agree_with_the_raw_files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
