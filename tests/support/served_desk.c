/* See served_desk.h. */
#include "tests/support/served_desk.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/patience.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { WAIT_MS = 60000 * RV_PATIENCE, ARGS = 16 };

int served_setup(void **state)
{
	const char *build = getenv("BUILD_DIR");
	if (rv_tmp_setup(state) != 0)
		return -1;
	served_desk *s = calloc(1, sizeof(*s));
	if (!s)
		return -1;
	*state = s;
	(void)snprintf(s->program, sizeof(s->program), "%s/rvdesk",
		       build ? build : "build/release");
	(void)rv_tmpdir_path(&rv_tmp, "state", s->t.state);
	(void)snprintf(s->socket, sizeof(s->socket), "%s/control.sock", s->t.state);
	return mkdir(s->t.state, 0700);
}

int served_teardown(void **state)
{
	served_desk *s = *state;
	if (s->t.j)
		rv_job_free(s->t.j);
	if (s->proc.pid > 0)
		(void)order_proc_end(&s->proc, SIGKILL, 1000);
	free(s);
	return rv_tmp_teardown(state);
}

void served_start(served_desk *s, const char *const *words)
{
	char text[ARGS][SERVED_WORD], *argv[ARGS + 1] = { NULL };
	const char *const fixed[] = { s->program, "serve", "--stdin", "--state", s->t.state };
	size_t n = 0;
	for (size_t i = 0; i < LEN(fixed); i++, n++)
		(void)snprintf(text[n], SERVED_WORD, "%s", fixed[i]);
	for (size_t i = 0; words[i]; i++, n++)
		(void)snprintf(text[n], SERVED_WORD, "%s", words[i]);
	for (size_t i = 0; i < n; i++)
		argv[i] = text[i];
	assert_true(order_proc_start(&s->proc, argv, rv_tmp_path("err"), NULL));
	if (order_proc_line(&s->proc, WAIT_MS) != 1 || strncmp(s->proc.text, "ready", 5) != 0)
		fail_msg("no desk: %s", s->proc.text);
}

void served_start_plainly(served_desk *s)
{
	served_start(s, (const char *const[]){ "--config", "config", "--start",
					       "2026-01-16T12:05:00Z", NULL });
}

void served_attach(served_desk *s, const char *option, const char *value)
{
	s->t.j = trader_run(
		(const char *const[]){ "attach", "--state", s->t.state, option, value, NULL });
}

void served_leave(served_desk *s)
{
	trader_quits(&s->t);
	s->t.j = NULL;
}
