/*
 * The console beside htop and btop: console_beside RVDESK STATE1 STATE2 runs rvdesk in one process
 * (state folder STATE1), an attached one on a desk of its own (STATE2), htop and btop, each at one
 * frame a second on a pseudo-terminal of 120x40, together for SOAK_SECONDS (60), and prints a
 * table. Starts and keys are measured one program after the other. What is not installed is said
 * and left out. Exit status 1 when rvdesk does not start or end, never for a figure: these are the
 * neighbours', and the budgets are console_budget's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/num.h"
#include "tests/support/order_proc.h"
#include "tests/support/proc_cost.h"
#include "tests/support/pty_job.h"

enum {
	COLS = 120,
	ROWS = 40,
	KEYS = 31,
	START_MS = 20000,
	WARM_MS = 5000,
	QUIET_MS = 120, /* between two frames and no part of one */
	READY_MS = 60000,
	PATH_CAP = 512
};

typedef enum subject { ONE_PROCESS, ATTACHED, HTOP, BTOP, SUBJECTS } subject;

static const char *const names[SUBJECTS] = { "rvdesk", "rvdesk attach", "htop", "btop" };
/* What is on a screen that is drawn. */
static const char *const shown[SUBJECTS] = { "\n> ", "\n> ", "PID", "Pid:" };

typedef struct run {
	rv_job *j;
	double first_ms, full_ms; /* from the start to the first byte, to the whole screen */
	double full_bytes;
	double bytes_s, wakeups_s, main_wakeups_s, cpu, main_cpu, anon_mb, rss_mb;
	double key_ms, key_most_ms;
} run;

static double ms_since(int64_t us)
{
	return (double)(rv_job_now_us() - us) / 1e3;
}

static bool executable(const char *path)
{
	return access(path, X_OK) == 0;
}

/* btop's default is two seconds; its settings are in a folder of its own. */
static bool write_btop_settings(const char *dir, char xdg[PATH_CAP])
{
	char path[PATH_CAP + 32];
	const int n = snprintf(xdg, PATH_CAP, "XDG_CONFIG_HOME=%s/xdg", dir);

	if (n < 0 || n >= PATH_CAP)
		return false;
	const char *root = strchr(xdg, '=') + 1;
	if (mkdir(root, 0700) != 0)
		return false;
	(void)snprintf(path, sizeof(path), "%s/btop", root);
	if (mkdir(path, 0700) != 0)
		return false;
	(void)snprintf(path, sizeof(path), "%s/btop/btop.conf", root);
	FILE *f = fopen(path, "w");
	if (!f)
		return false;
	const bool good = fprintf(f, "update_ms = 1000\n") > 0;
	return fclose(f) == 0 && good;
}

/* Until the screen is whole and quiet, or START_MS. */
static bool start(run *r, subject who, const char *const *env, char *const argv[])
{
	const int64_t t0 = rv_job_now_us();

	r->j = rv_job_exec(COLS, ROWS, env, argv);
	rv_job_answer(r->j, 0);
	while (rv_job_bytes(r->j) == 0 && ms_since(t0) < START_MS)
		rv_job_pump(r->j, 5, 1);
	r->first_ms = ms_since(t0);
	if (!rv_job_wait_text(r->j, shown[who], START_MS))
		return false;
	rv_job_pump(r->j, 2000, QUIET_MS);
	r->full_ms = ms_since(t0) - QUIET_MS;
	r->full_bytes = (double)rv_job_bytes(r->j);
	return true;
}

static void pump_all(run *runs, int ms)
{
	const int64_t t0 = rv_job_now_us();

	while (ms_since(t0) < ms)
		for (int i = 0; i < SUBJECTS; i++)
			if (runs[i].j)
				rv_job_pump(runs[i].j, 5, 0);
}

static void measure_together(run *runs, int ms)
{
	proc_cost a[SUBJECTS], b;
	size_t bytes[SUBJECTS] = { 0 };
	int64_t at[SUBJECTS] = { 0 };

	for (int i = 0; i < SUBJECTS; i++) {
		if (!runs[i].j)
			continue;
		a[i] = proc_cost_of(rv_job_pid(runs[i].j));
		bytes[i] = rv_job_bytes(runs[i].j);
		at[i] = rv_job_now_us();
	}
	pump_all(runs, ms);
	for (int i = 0; i < SUBJECTS; i++) {
		run *r = &runs[i];
		if (!r->j)
			continue;
		const double s = ms_since(at[i]) / 1e3;
		b = proc_cost_of(rv_job_pid(r->j));
		r->bytes_s = (double)(rv_job_bytes(r->j) - bytes[i]) / s;
		r->wakeups_s = proc_cost_wakeups(&a[i], &b) / s;
		r->main_wakeups_s = proc_cost_main_wakeups(&a[i], &b) / s;
		r->cpu = 100.0 * (b.cpu_s - a[i].cpu_s) / s;
		r->main_cpu = 100.0 * (b.main_cpu_s - a[i].main_cpu_s) / s;
		r->anon_mb = b.anon_kb / 1024.0;
		r->rss_mb = b.rss_kb / 1024.0;
	}
}

static int compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* A key's time to its first byte, in quiet moments; the others are read meanwhile. */
static void measure_keys(run *runs, run *r)
{
	double ms[KEYS];

	for (size_t i = 0; i < KEYS; i++) {
		pump_all(runs, 37);
		rv_job_pump(r->j, 700, 40);
		const size_t before = rv_job_bytes(r->j);
		const int64_t t0 = rv_job_now_us();
		rv_job_send(r->j, i % 8 < 4 ? "\033[B" : "\033[A", 3);
		while (rv_job_bytes(r->j) == before && ms_since(t0) < 2000)
			rv_job_pump(r->j, 5, 1);
		ms[i] = ms_since(t0);
	}
	qsort(ms, KEYS, sizeof(ms[0]), compare);
	r->key_ms = ms[KEYS / 2];
	r->key_most_ms = ms[KEYS - 1];
}

#define FIGURE(text, member, digits, budget)                                                       \
	{                                                                                          \
		text, offsetof(run, member), digits, budget                                        \
	}
static const struct {
	const char *what;
	size_t at;
	int digits;
	const char *budget;
} figures[] = {
	FIGURE("start to first byte, ms", first_ms, 0, ""),
	FIGURE("start to whole screen, ms", full_ms, 0, ""),
	FIGURE("bytes until then", full_bytes, 0, "10240 a paint"),
	FIGURE("steady bytes/s", bytes_s, 0, "2560"),
	FIGURE("key to first byte, median ms", key_ms, 2, "10"),
	FIGURE("key to first byte, most ms", key_most_ms, 2, ""),
	FIGURE("wake-ups/s, main thread", main_wakeups_s, 1, "5"),
	FIGURE("wake-ups/s, all threads", wakeups_s, 1, ""),
	FIGURE("CPU %, main thread", main_cpu, 2, "0.3"),
	FIGURE("CPU %, all threads", cpu, 2, ""),
	FIGURE("RssAnon, MB", anon_mb, 1, "8 attached"),
	FIGURE("RSS, MB", rss_mb, 1, ""),
};

static void print_table(const run *runs)
{
	(void)printf("  %-30s", "");
	for (int i = 0; i < SUBJECTS; i++)
		(void)printf("%14s", names[i]);
	(void)printf("  budget\n");
	for (size_t k = 0; k < sizeof(figures) / sizeof(figures[0]); k++) {
		(void)printf("  %-30s", figures[k].what);
		for (int i = 0; i < SUBJECTS; i++) {
			double v;
			memcpy(&v, (const char *)&runs[i] + figures[k].at, sizeof(v));
			if (runs[i].j)
				(void)printf("%14.*f", figures[k].digits, v);
			else
				(void)printf("%14s", "--");
		}
		(void)printf("  %s\n", figures[k].budget);
	}
}

/* The desk that the attached console is on. */
static bool serve(order_proc *p, char *rvdesk, char *state, const char *err)
{
	char *argv[] = {
		rvdesk, (char[]){ "serve" }, (char[]){ "--stdin" }, (char[]){ "--state" }, state,
		NULL
	};

	return order_proc_start(p, argv, err, NULL) && order_proc_line(p, READY_MS) == 1 &&
	       strncmp(p->text, "ready", 5) == 0;
}

static int start_all(run *runs, char **args)
{
	static const char *const plain_env[] = { "TERM=xterm-256color",
						 "LANG=C.UTF-8",
						 "LC_ALL",
						 "NO_COLOR",
						 "HTOPRC=/dev/null",
						 NULL };
	char xdg[PATH_CAP];
	const char *const btop_env[] = {
		"TERM=xterm-256color", "LANG=C.UTF-8", "LC_ALL", "NO_COLOR", xdg, NULL
	};
	char *const one[] = { args[1], (char[]){ "--state" }, args[2], NULL };
	char *const attach[] = { args[1], (char[]){ "attach" }, (char[]){ "--state" }, args[3],
				 NULL };
	char *const htop[] = { (char[]){ "/usr/bin/htop" }, (char[]){ "-d" }, (char[]){ "10" },
			       NULL };
	char *const btop[] = { (char[]){ "/usr/bin/btop" }, (char[]){ "--utf-force" }, NULL };
	char *const *const argv[SUBJECTS] = { one, attach, htop, btop };

	for (int i = 0; i < SUBJECTS; i++) {
		const bool neighbour = i == HTOP || i == BTOP;
		if (neighbour && !executable(argv[i][0])) {
			(void)printf("  skipped: %s is not installed (make deps-soak)\n", names[i]);
			continue;
		}
		if (i == BTOP && !write_btop_settings(args[2], xdg)) {
			(void)printf("  skipped: btop's settings cannot be written\n");
			continue;
		}
		if (start(&runs[i], (subject)i, i == BTOP ? btop_env : plain_env, argv[i]))
			continue;
		(void)printf("  %s draws nothing:\n%s", names[i], rv_job_screen(runs[i].j));
		rv_job_free(runs[i].j);
		runs[i].j = NULL;
		if (!neighbour)
			return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	run runs[SUBJECTS] = { { .j = NULL } };
	order_proc desk = { .pid = 0 };
	char err[PATH_CAP];
	const char *text = getenv("SOAK_SECONDS");
	int64_t seconds = 60;

	if (argc != 4 || (text && (rv_num_parse_i64(text, strlen(text), &seconds) != RV_OK ||
				   seconds < 1 || seconds > 86400))) {
		(void)fprintf(stderr, "usage: [SOAK_SECONDS=1..86400] console_beside RVDESK STATE1 "
				      "STATE2\n");
		return 2;
	}
	(void)snprintf(err, sizeof(err), "%s/stderr", argv[2]);
	if (!serve(&desk, argv[1], argv[3], err)) {
		(void)printf("  no desk to attach to: %s\n", desk.text);
		return 1;
	}
	int status = start_all(runs, argv);
	if (status == 0) {
		pump_all(runs, WARM_MS);
		measure_together(runs, (int)seconds * 1000);
		for (int i = 0; i < SUBJECTS; i++)
			if (runs[i].j)
				measure_keys(runs, &runs[i]);
		print_table(runs);
	}
	for (int i = 0; i < SUBJECTS; i++)
		rv_job_free(runs[i].j);
	(void)order_proc_end(&desk, 15, 10000);
	return status;
}
