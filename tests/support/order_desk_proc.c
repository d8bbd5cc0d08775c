/* See order_desk_proc.h. */
#include "tests/support/order_desk_proc.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/journal_help.h"

enum { MORE = 4, ASK_MS = 50, VERIFY_MS = 30000 * RV_PATIENCE };

static void name_program(char *out, size_t cap)
{
	const char *build = getenv("BUILD_DIR");
	(void)snprintf(out, cap, "%s/rvdesk", build ? build : "build/release");
}

void od_serve(order_desk *d, od_process *p, const char *crash)
{
	od_serve_with(d, p, crash, NULL);
}

void od_serve_with(order_desk *d, od_process *p, const char *crash, const char *const *words)
{
	char url[64];
	name_program(p->program, sizeof(p->program));
	(void)rv_tmpdir_path(&d->dir, "desk.err", p->err);
	(void)snprintf(p->state, sizeof(p->state), "%s", d->state);
	(void)snprintf(p->log, sizeof(p->log), "%s/rvdesk.log", d->state);
	(void)snprintf(url, sizeof(url), "%s", rv_sim_url(d->sim));
	char *argv[] = { p->program,
			 (char[]){ "serve" },
			 (char[]){ "--stdin" },
			 (char[]){ "--approve" },
			 d->p.manual ? (char[]){ "manual" } : (char[]){ "auto" },
			 (char[]){ "--url" },
			 url,
			 (char[]){ "--state" },
			 d->state,
			 (char[]){ "--config" },
			 d->config,
			 (char[]){ "--weight" },
			 (char[]){ "1000000" },
			 NULL,
			 NULL,
			 NULL,
			 NULL,
			 NULL };
	const size_t n = sizeof(argv) / sizeof(argv[0]) - MORE - 1;
	for (size_t i = 0; words && words[i]; i++) {
		assert_true(i < MORE);
		argv[n + i] = (char *)(uintptr_t)words[i];
	}
	assert_true(order_proc_start(&p->proc, argv, p->err, crash));
}

bool od_served(od_process *p)
{
	for (;;) {
		const int got = order_proc_line(&p->proc, OD_WAIT_MS);
		if (got == 0)
			fail_msg("the desk does not agree with the venue: %s", od_errors(p));
		if (got < 0)
			return false;
		if (strncmp(p->proc.text, "ready", 5) == 0)
			return true;
	}
}

void od_serve_well(order_desk *d, od_process *p)
{
	od_serve(d, p, NULL);
	if (!od_served(p))
		fail_msg("it does not start: %s", od_errors(p));
}

bool od_ask(od_process *p, const char *line)
{
	const int got = order_proc_ask(&p->proc, line, OD_WAIT_MS);
	if (got == 0)
		fail_msg("no answer to '%s'", line);
	return got == 1;
}

bool od_insist(od_process *p, const char *line)
{
	const int64_t until = rv_mono_ms() + OD_WAIT_MS;
	for (;;) {
		const int got = order_proc_ask(&p->proc, line, OD_WAIT_MS);
		if (got == 1 || got < 0)
			return got == 1;
		if (got == 0 || rv_mono_ms() > until)
			fail_msg("'%s' is not obeyed: %s", line, p->proc.text);
		(void)poll(NULL, 0, ASK_MS);
	}
}

/* Prints what can be known of it, and ends it: the next test finds the folder free. */
static void lives_on(od_process *p)
{
	if (order_proc_ask(&p->proc, "status", OD_WAIT_MS) > 0)
		print_message("status: %s\n", p->proc.text);
	(void)order_proc_end(&p->proc, SIGKILL, OD_WAIT_MS);
	char *argv[] = { p->program,	     (char[]){ "journal" },
			 (char[]){ "list" }, (char[]){ "--state" },
			 p->state,	     NULL };
	if (order_proc_start(&p->proc, argv, p->err, NULL)) {
		while (order_proc_line(&p->proc, VERIFY_MS) > 0)
			print_message("%s\n", p->proc.text);
		(void)order_proc_end(&p->proc, 0, VERIFY_MS);
	}
	print_message("%s\n", od_errors(p));
	fail_msg("the desk does not end");
}

int od_wait(od_process *p)
{
	const int64_t until = rv_mono_ms() + OD_WAIT_MS;
	for (int got = 1; got > 0;) {
		const int64_t left = until - rv_mono_ms();
		got = order_proc_line(&p->proc, left > 0 ? (int)left : 0);
		if (got == 0)
			lives_on(p);
	}
	return order_proc_end(&p->proc, 0, OD_WAIT_MS);
}

int od_signal(od_process *p, int sig)
{
	return order_proc_end(&p->proc, sig, OD_WAIT_MS);
}

/* The last `most` bytes of a file; nothing where there is none. */
static void add_tail(char *text, size_t cap, const char *path, size_t most)
{
	size_t n = 0;
	const size_t had = strlen(text);
	if (!path[0] || access(path, R_OK) != 0)
		return;
	char *all = rv_file_slurp(path, &n);
	const size_t from = n < most ? 0 : n - most;
	(void)snprintf(text + had, cap - had, "%.*s", (int)(n - from), all + from);
	free(all);
}

const char *od_errors(const od_process *p)
{
	static char text[4096];
	text[0] = '\0';
	add_tail(text, sizeof(text), p->err, 1024);
	add_tail(text, sizeof(text), p->log, 2048);
	return text;
}

void od_verify(order_desk *d)
{
	od_process p = { .log = "" };
	char path[RV_TMP_PATH * 4];
	bool good = false;
	assert_false(d->runs);
	if (!od_journal(d, path))
		return;
	name_program(p.program, sizeof(p.program));
	(void)rv_tmpdir_path(&d->dir, "verify.err", p.err);
	char *argv[] = { p.program,
			 (char[]){ "journal" },
			 (char[]){ "verify" },
			 (char[]){ "--state" },
			 d->state,
			 NULL };
	assert_true(order_proc_start(&p.proc, argv, p.err, NULL));
	while (order_proc_line(&p.proc, VERIFY_MS) > 0)
		good = good || strcmp(p.proc.text, "result  good") == 0;
	const int status = order_proc_end(&p.proc, 0, VERIFY_MS);
	if (!good || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail_msg("rvdesk journal verify: %s", od_errors(&p));
}

size_t od_events(const order_desk *d, size_t of[RV_EVENT_N])
{
	char path[RV_TMP_PATH * 4];
	size_t n = 0;
	assert_true(od_journal(d, path));
	rv_event *events = journal_file_events(path, &n);
	memset(of, 0, RV_EVENT_N * sizeof(of[0]));
	for (size_t i = 0; i < n; i++)
		of[events[i].type]++;
	free(events);
	return n;
}
