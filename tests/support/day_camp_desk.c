/* The desk of a campaign; see day_camp.h. */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "engine/base/clock.h"
#include "tests/support/day_camp.h"
#include "tests/support/patience.h"

enum { ANSWER_MS = 60000 * RV_PATIENCE, STOP_MS = 60000 * RV_PATIENCE };

bool day_desk_start(day_camp *c, const char *crash)
{
	char *argv[] = { (char *)(uintptr_t)c->rvdesk,
			 (char[]){ "serve" },
			 (char[]){ "--stdin" },
			 (char[]){ "--venue" },
			 (char[]){ "sim" },
			 (char[]){ "--url" },
			 c->venue.url,
			 (char[]){ "--state" },
			 c->state,
			 (char[]){ "--config" },
			 c->config,
			 (char[]){ "--weight" },
			 (char[]){ "10000000" },
			 NULL };
	c->ready = false;
	c->day.starts++;
	(void)snprintf(c->crash, sizeof(c->crash), "%s", crash);
	day_note(c, "desk starts%s%s", crash[0] ? ", dies at " : "", crash);
	return order_proc_start(&c->desk, argv, c->err, crash[0] ? crash : NULL) ||
	       day_camp_failed(c, "the desk does not start");
}

bool day_desk_rest(day_camp *c, int ms)
{
	const int64_t until = rv_mono_ms() + ms;
	for (int64_t left = ms; left > 0; left = until - rv_mono_ms()) {
		const int got = order_proc_line(&c->desk, (int)left);
		if (got < 0)
			return false;
		if (got == 0)
			return true;
		if (strncmp(c->desk.text, "ready", 5) == 0)
			c->ready = true;
		day_note(c, "< %s", c->desk.text);
	}
	return true;
}

/* It ends by itself with 0, or at its crash point; whatever else happens to it is not good. */
static void judge_end(day_camp *c, int sig, int status)
{
	char text[ORDER_LINE];
	const bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
	if (c->desk.overdue)
		(void)snprintf(text, sizeof(text), "the desk does not end");
	else if (WIFSIGNALED(status) && !(killed && (sig == SIGKILL || c->crash[0])))
		(void)snprintf(text, sizeof(text), "the desk dies of signal %d", WTERMSIG(status));
	else if (WIFEXITED(status) && (WEXITSTATUS(status) != 0 || sig == 0))
		(void)snprintf(text, sizeof(text), "the desk ends with status %d%s",
			       WEXITSTATUS(status), sig == 0 ? " by itself" : "");
	else
		return;
	(void)day_camp_failed(c, text);
}

void day_desk_end(day_camp *c, int sig)
{
	const int64_t t0 = rv_mono_ms();
	const int status = order_proc_end(&c->desk, sig, STOP_MS);
	const bool killed = order_proc_killed(status);
	day_note(c, "desk ends by signal %d: %s %d, %lld ms", sig, killed ? "killed" : "status",
		 killed ? SIGKILL : status, (long long)(rv_mono_ms() - t0));
	judge_end(c, sig, status);
	c->day.kills += killed && sig == SIGKILL;
	c->day.crashes += killed && sig != SIGKILL;
	c->day.stops += !killed;
	c->ready = false;
}

/* "HALTED reconciled=1 ... head=12:0123": the head is one that must be found again. */
static void remember_head(day_camp *c)
{
	order_told *t = &c->told;
	const char *at = strstr(c->desk.text, "head=");
	char *end = NULL;
	if (!at || t->n_heads == ORDER_HEADS || c->day.commands % 50 != 0)
		return;
	const unsigned long long seq = strtoull(at + strlen("head="), &end, 10);
	if (*end != ':' || seq == 0)
		return;
	t->head_seq[t->n_heads] = seq;
	(void)snprintf(t->head[t->n_heads++], ORDER_HASH16, "%.16s", end + 1);
}

static void remember(day_camp *c, const char *line)
{
	if (strcmp(line, "status") == 0)
		remember_head(c);
	if (strncmp(line, "kill cancel", 11) == 0)
		c->told.killed++;
	if (strncmp(line, "buy", 3) == 0 || strncmp(line, "sell", 4) == 0)
		c->told.proposed++;
}

int day_say(day_camp *c, const char *fmt, ...)
{
	char line[ORDER_LINE];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	const int got = order_proc_ask(&c->desk, line, ANSWER_MS);
	c->day.commands++;
	day_note(c, "> %s -> %d %s", line, got, got > 0 ? c->desk.text : "");
	if (got == 1)
		remember(c, line);
	if (got != 0)
		return got;
	(void)day_camp_failed(c, "a line is not answered");
	return -1;
}
