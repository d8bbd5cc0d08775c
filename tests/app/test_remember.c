/*
 * The program over several runs: a screen that was left comes back, a file that is damaged is told
 * of, an operator's key acts and stands in the hints, an export lies on the disk.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/console_job.h"
#include "tests/support/files.h"
#include "tests/support/patience.h"
#include "tests/support/tmpdir.h"
#include "tests/support/trader.h"

enum { WAIT_MS = 60000, TRIES = 200 * RV_PATIENCE };

static rv_job *run(const char *keys)
{
	return trader_run(
		(const char *const[]){ "--state", rv_tmp_path("state"), "--keys", keys, NULL });
}

static void type(rv_job *j, const char *keys)
{
	rv_job_send(j, keys, strlen(keys));
}

static void sees(rv_job *j, const char *text)
{
	if (!rv_job_wait_text(j, text, WAIT_MS))
		fail_msg("no \"%s\" on\n%s", text, rv_job_screen(j));
}

/* The second Ctrl-C is for the question about orders. */
static void leave(rv_job *j)
{
	type(j, "\003\003");
	assert_true(rv_job_wait_done(j, WAIT_MS));
	rv_job_free(j);
}

static bool is_kept(const char *word)
{
	char text[8192] = "";
	FILE *f = fopen(rv_tmp_path("state/console.json"), "r");

	if (!f)
		return false;
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	(void)fclose(f);
	return strstr(text, word) != NULL;
}

static size_t exports(void)
{
	DIR *d = opendir(rv_tmp_path("state/export"));
	size_t n = 0;

	for (struct dirent *e; d && (e = readdir(d));)
		n += strstr(e->d_name, "majors-against-alts-") != NULL;
	if (d)
		(void)closedir(d);
	return n;
}

static void test_runs(void **state)
{
	(void)state;
	rv_job *j = run("none");

	sees(j, "Symbols");
	sees(j, "? help");
	type(j, "3");
	sees(j, "Majors against alts");
	for (int i = 0; i < TRIES && !rv_job_has_text(j, "rows of majors-against-alts: "); i++) {
		if (i % 50 == 0)
			type(j, "x"); /* what it says goes again: a busy machine may not show it */
		rv_job_pump(j, 100, 0);
	}
	for (int i = 0; i < TRIES && !(is_kept("\"regime\"") && exports() >= 2); i++)
		rv_job_pump(j, 100, 0);
	assert_true(is_kept("\"regime\""));
	assert_true(exports() >= 2 && exports() % 2 == 0);
	leave(j);

	rv_tmpdir_text(&rv_tmp, "keys", "help = F9\nscreen-symbols = @\n");
	j = run(rv_tmp_path("keys"));
	sees(j, "Majors against alts"); /* nobody has typed 3 */
	sees(j, "F9 help");
	type(j, "@");
	sees(j, "Details");
	leave(j);

	rv_file_write(rv_tmp_path("state/console.json"), "{", 1);
	j = run("none");
	sees(j, "it is damaged: expected a JSON object: not used");
	sees(j, "Basket spreads"); /* the Desk */
	leave(j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_runs, rv_tmp_setup, rv_tmp_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
