/*
 * The budgets of the console, measured on the real program: console_budget RVDESK [OPTIONS] runs it
 * on a pseudo-terminal of 120x40 for SOAK_SECONDS (60) and prints what it cost. Bytes, keys and
 * time are those of the terminal's side; CPU, wake-ups and memory are the kernel's count.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "engine/base/num.h"
#include "tests/support/proc_cost.h"
#include "tests/support/pty_job.h"

enum { COLS = 120, ROWS = 40, KEYS = 31, WARM_MS = 10000, START_MS = 15000 };

/* The selected row of the symbol table, whichever symbol the sort has put there. */
#define FIRST_ROW "\n> "

typedef struct sample {
	proc_cost cost;
	size_t bytes;
	int64_t at_us;
} sample;

static sample take(rv_job *j)
{
	const sample s = { .at_us = rv_job_now_us(),
			   .bytes = rv_job_bytes(j),
			   .cost = proc_cost_of(rv_job_pid(j)) };
	return s;
}

static void line(const char *what, double value, const char *unit, double budget)
{
	if (budget > 0.0)
		(void)printf("  %-34s %10.2f %-10s budget %-8g %s\n", what, value, unit, budget,
			     value <= budget ? "ok" : "OVER");
	else
		(void)printf("  %-34s %10.2f %s\n", what, value, unit);
}

static void print_rates(const sample *a, const sample *b)
{
	const double s = (double)(b->at_us - a->at_us) / 1e6;
	line("steady bytes", (double)(b->bytes - a->bytes) / s, "bytes/s", 2560);
	line("CPU, UI thread", 100.0 * (b->cost.main_cpu_s - a->cost.main_cpu_s) / s, "%", 0.3);
	line("CPU, all threads", 100.0 * (b->cost.cpu_s - a->cost.cpu_s) / s, "%", 0);
	line("RSS", b->cost.rss_kb / 1024.0, "MB", 80);
	line("RssAnon", b->cost.anon_kb / 1024.0, "MB", 0);
	for (size_t i = 0; i < b->cost.n; i++) {
		for (size_t k = 0; k < a->cost.n; k++) {
			char what[64];
			if (a->cost.thread[k].tid != b->cost.thread[i].tid)
				continue;
			(void)snprintf(what, sizeof(what), "wake-ups, thread %s%s",
				       b->cost.thread[i].name, i == 0 ? " (UI)" : "");
			line(what, (b->cost.thread[i].wakeups - a->cost.thread[k].wakeups) / s,
			     "/s", i == 0 ? 5 : 0);
		}
	}
}

static int compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* A key's time to its first byte; keys between frames, so that a frame is not taken for it. */
static void print_keys(rv_job *j)
{
	double ms[KEYS];
	for (size_t i = 0; i < KEYS; i++) {
		rv_job_pump(j, 700, 40); /* quiet: the last frame is done */
		const size_t before = rv_job_bytes(j);
		const int64_t t0 = rv_job_now_us();
		rv_job_send(j, i % 8 < 4 ? "j" : "k", 1);
		while (rv_job_bytes(j) == before && rv_job_now_us() - t0 < 2000000)
			rv_job_pump(j, 5, 1);
		ms[i] = (double)(rv_job_now_us() - t0) / 1e3;
	}
	qsort(ms, KEYS, sizeof(ms[0]), compare);
	line("key to paint, median", ms[KEYS / 2], "ms", 10);
	line("key to paint, most", ms[KEYS - 1], "ms", 0);
}

static bool print_start(rv_job *j, int64_t t0)
{
	while (rv_job_bytes(j) == 0 && rv_job_now_us() - t0 < (int64_t)START_MS * 1000)
		rv_job_pump(j, 5, 1);
	line("start to first byte", (double)(rv_job_now_us() - t0) / 1e3, "ms", 0);
	const bool live = rv_job_wait_text(j, FIRST_ROW, START_MS);
	line("start to first symbol", (double)(rv_job_now_us() - t0) / 1e3, "ms", 2000);
	rv_job_pump(j, 200, 40);
	line("bytes until the first full screen", (double)rv_job_bytes(j), "bytes", 0);
	return live;
}

/* What a whole screen costs: the answer to Ctrl-L. */
static void print_paint(rv_job *j)
{
	rv_job_pump(j, 700, 40);
	const size_t before = rv_job_bytes(j);
	rv_job_send(j, "\f", 1);
	rv_job_pump(j, 300, 40);
	line("full paint (Ctrl-L)", (double)(rv_job_bytes(j) - before), "bytes", 10240);
}

static int print_exit(rv_job *j)
{
	const int64_t t0 = rv_job_now_us();
	rv_job_send(j, "Q", 1);
	if (!rv_job_wait_done(j, 10000)) {
		(void)printf("  did not end within 10 s of Q\n");
		return 1;
	}
	line("exit", (double)(rv_job_now_us() - t0) / 1e3, "ms", 100);
	const int status = rv_job_notes(j)->exit_status;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		(void)printf("  ended badly: wait status %#x\n", (unsigned)status);
		return 1;
	}
	if (!rv_job_cursor_visible(j) || rv_job_alt_screen(j)) {
		(void)printf("  the terminal was not restored\n");
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	static const char *const env[] = { "TERM=xterm-256color", "LANG=C.UTF-8", "LC_ALL",
					   "NO_COLOR", NULL };
	if (argc < 2) {
		(void)fprintf(stderr, "usage: console_budget RVDESK [OPTIONS]\n");
		return 2;
	}
	const char *text = getenv("SOAK_SECONDS");
	int64_t seconds = 60;
	if (text && (rv_num_parse_i64(text, strlen(text), &seconds) != RV_OK || seconds < 1 ||
		     seconds > 86400)) {
		(void)fprintf(stderr, "SOAK_SECONDS=%s: expected 1 to 86400\n", text);
		return 2;
	}
	const int64_t t0 = rv_job_now_us();
	rv_job *j = rv_job_exec(COLS, ROWS, env, argv + 1);
	rv_job_answer(j, 0); /* frames wait for a terminal's answers where it has them */
	if (!print_start(j, t0)) {
		(void)printf("  no symbol on the screen:\n%s", rv_job_screen(j));
		rv_job_free(j);
		return 1;
	}
	rv_job_pump(j, WARM_MS, 0);
	const sample a = take(j);
	rv_job_pump(j, (int)seconds * 1000, 0);
	const sample b = take(j);
	print_rates(&a, &b);
	print_paint(j);
	print_keys(j);
	const int status = print_exit(j);
	rv_job_free(j);
	return status;
}
