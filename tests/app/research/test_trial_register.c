/*
 * What a run is about to look at is on the disk when it begins to, and what it has found when the
 * next begins: read by somebody else, while the run goes on.
 */
#include "app/research/trial_register.h"

#include "tests/support/bt_fixture.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS = 160, SETS = 3 };

static size_t lines_of(const char *text)
{
	size_t n = 0;
	for (; (text = strchr(text, '\n')) != NULL; text++)
		n++;
	return n;
}

/* The file as it is now has so many whole lines, and nothing behind them. */
static void on_disk(size_t lines, const char *type, size_t of_type)
{
	char *text = rv_file_slurp(rv_tmp_path("run/" RV_TRIALS_FILE), NULL);
	size_t n = 0;
	assert_int_equal(lines_of(text), lines);
	assert_int_equal(text[strlen(text) - 1], '\n');
	for (const char *p = text; (p = strstr(p, type)) != NULL; p++)
		n++;
	assert_int_equal(n, of_type);
	free(text);
}

static void it_is_there_before_it_is_tried(void **state)
{
	(void)state;
	rv_trial_register *g = NULL;
	rv_trial_log end;
	rv_err err = { 0 };
	rv_bt_result *r = btx_result(7, DAYS);
	assert_true(r->n_trials >= 2 * SETS);
	assert_int_equal(rv_trial_register_open(rv_tmp_path("run"), "ab12", &g, &err), RV_OK);
	const rv_bt_register *hooks = rv_trial_register_of(g);
	for (size_t w = 0; w < 2; w++) {
		rv_bt_trial *sets = r->trials + w * SETS;
		const size_t before = 1 + w * (SETS + 1); /* behind the first line */
		assert_int_equal(hooks->begun(hooks->ctx, r, sets, SETS, &err), RV_OK);
		on_disk(before + 1, "\"type\":\"begun\"", w + 1);
		assert_int_equal(hooks->tried(hooks->ctx, r, sets, SETS, &err), RV_OK);
		on_disk(before + 1 + SETS, "\"type\":\"trial\"", (w + 1) * SETS);
	}
	assert_int_equal(rv_trial_register_end(g, r, &end, &err), RV_OK);
	on_disk(2 + 2 * (SETS + 1), "\"type\":\"end\"", 1);
	rv_trial_register_free(g);
	rv_bt_result_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(it_is_there_before_it_is_tried, rv_tmp_setup,
						rv_tmp_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
