/*
 * The real program run to its end by a test: its exit status and what it printed. Asserts inside.
 * One test thread.
 */
#ifndef RV_TESTS_CLI_RUN_H
#define RV_TESTS_CLI_RUN_H

#include "tests/support/tmpdir.h"

enum { CLI_TEXT = 65536 };

typedef struct cli_run {
	const char *dir;    /* where its output goes, and what @ stands for in the words */
	const char *before; /* words in front of the program, a space at their end; NULL none */
	char out[CLI_TEXT], err[CLI_TEXT];
} cli_run;

/*
 * `rvdesk WORDS` as a shell reads them; "@" is dir. Returns the exit status; a signal, or an end
 * that does not come, fails the test.
 */
int cli_do(cli_run *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Fails the test unless that is the status and stdout, or stderr when the status is not 0, has
 * these words. */
void cli_wants(const cli_run *c, int status, int want, const char *words);

#endif
