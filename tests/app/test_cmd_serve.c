/*
 * rvdesk serve as a program sees it: lines in, an answer for each of them, however many come at
 * once; a last line without an end; the end by a signal; the help.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/num.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/order_proc.h"
#include "tests/support/patience.h"
#include "tests/support/tmpdir.h"

enum { LINES = 300, WAIT_MS = 60000 * RV_PATIENCE };

static char program[512];

enum { ARGS = 12, WORD = 24 };

/* Runs `rvdesk serve WORDS...`, with a state folder when there is none of the help. */
static void start(order_proc *p, char (*words)[WORD], size_t n, bool keeps_state)
{
	char *argv[ARGS] = { program }, state[RV_TMP_PATH * 2], log[RV_TMP_PATH * 2];
	static char name[] = "--state";
	(void)snprintf(state, sizeof(state), "%s", rv_tmp_path("state"));
	(void)snprintf(log, sizeof(log), "%s", rv_tmp_path("err"));
	for (size_t i = 0; i < n; i++)
		argv[1 + i] = words[i];
	if (keeps_state) {
		argv[1 + n] = name;
		argv[2 + n] = state;
	}
	assert_true(order_proc_start(p, argv, log, NULL));
}

static void next_line(order_proc *p)
{
	if (order_proc_line(p, WAIT_MS) != 1)
		fail_msg("no line after '%s'", p->text);
}

/* N of "ok N TEXT" or "no N TEXT". */
static int64_t number_of(const char *text)
{
	int64_t n = 0;
	const char *at = text + (strlen(text) > 3 ? 3 : 0);
	if (rv_num_parse_i64(at, strcspn(at, " "), &n) != RV_OK || n < 1 || n > LINES)
		fail_msg("'%s' is no answer", text);
	return n;
}

static void every_line_has_its_answer(void **state)
{
	(void)state;
	order_proc p;
	static bool seen[LINES + 1];
	static char words[][WORD] = { "serve",	"--stdin", "--config", "config",
				      "--seed", "7",	   "--start",  "2026-01-16T12:05:00Z" };
	start(&p, words, LEN(words), true);
	next_line(&p);
	assert_int_equal(strncmp(p.text, "ready 0 0x", 10), 0);
	for (int i = 0; i < LINES; i++) /* all of them before any answer is read */
		assert_true(order_proc_say(&p, i % 7 == 3 ? "nonsense" : "note one of many"));
	for (int i = 0; i < LINES; i++) {
		next_line(&p);
		const int64_t n = number_of(p.text);
		if (seen[n])
			fail_msg("line %lld is answered twice", (long long)n);
		seen[n] = true;
		assert_int_equal(strncmp(p.text, (n - 1) % 7 == 3 ? "no " : "ok ", 3), 0);
	}
	/* a last line without an end; the desk goes on when nobody speaks any more */
	assert_int_equal(write(p.in, "status", 6), 6);
	assert_int_equal(close(p.in), 0);
	p.in = -1;
	next_line(&p);
	assert_int_equal(strncmp(p.text, "ok 301 HALTED reconciled=1", 26), 0);
	const int status = order_proc_end(&p, SIGTERM, WAIT_MS);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void the_help_names_the_lines(void **state)
{
	(void)state;
	static const char *const words[] = { "--approve MODE", "  status ",    "  approve N ",
					     "  kill leave ",  "  buy ",       "  reconcile ",
					     "  regime ",      "\"ok N TEXT\"" };
	static char asks[][WORD] = { "serve", "--help" };
	static char all[8192];
	order_proc p;
	size_t n = 0;
	start(&p, asks, LEN(asks), false);
	while (order_proc_line(&p, WAIT_MS) == 1 && n < sizeof(all))
		n += (size_t)snprintf(all + n, sizeof(all) - n, "%s\n", p.text);
	assert_true(n < sizeof(all));
	const int status = order_proc_end(&p, 0, WAIT_MS);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	for (size_t i = 0; i < LEN(words); i++)
		if (!strstr(all, words[i]))
			fail_msg("the help lacks '%s'", words[i]);
}

int main(void)
{
	const char *build = getenv("BUILD_DIR");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_line_has_its_answer),
		cmocka_unit_test(the_help_names_the_lines),
	};
	(void)snprintf(program, sizeof(program), "%s/rvdesk", build ? build : "build/release");
	return cmocka_run_group_tests(tests, rv_tmp_setup, rv_tmp_teardown);
}
