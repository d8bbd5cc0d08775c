/* See proc_cost.h. */
#include "tests/support/proc_cost.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The number after "key" in a file of "Key: number" lines; -1 without. */
static double field(const char *path, const char *key, char *text, size_t cap)
{
	char line[256];
	double v = -1.0;
	FILE *f = fopen(path, "r");
	if (!f)
		return v;
	while (fgets(line, sizeof(line), f)) {
		const size_t n = strlen(key);
		if (strncmp(line, key, n) != 0)
			continue;
		if (text)
			(void)snprintf(text, cap, "%.*s", (int)strcspn(line + n, "\n"), line + n);
		v = strtod(line + n, NULL);
		break;
	}
	(void)fclose(f);
	return v;
}

/* User and system seconds of a process or thread. */
static double cpu_seconds(const char *stat_path)
{
	char line[1024];
	FILE *f = fopen(stat_path, "r");
	if (!f)
		return 0.0;
	const bool got = fgets(line, sizeof(line), f) != NULL;
	(void)fclose(f);
	const char *p = got ? strrchr(line, ')') : NULL; /* the name may hold anything */
	for (int i = 0; p && i < 12; i++)
		p = strchr(p + 1, ' '); /* to field 14 */
	if (!p)
		return 0.0;
	char *end;
	const double user = strtod(p, &end), kernel = strtod(end, NULL);
	return (user + kernel) / (double)sysconf(_SC_CLK_TCK);
}

static void take_threads(proc_cost *s, pid_t pid)
{
	char path[128];
	(void)snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	DIR *d = opendir(path);
	for (struct dirent *e; d && (e = readdir(d)) != NULL && s->n < PROC_COST_THREADS;) {
		if (e->d_name[0] == '.')
			continue;
		proc_thread *t = &s->thread[s->n++];
		t->tid = strtol(e->d_name, NULL, 10);
		(void)snprintf(path, sizeof(path), "/proc/%d/task/%ld/status", (int)pid, t->tid);
		(void)field(path, "Name:\t", t->name, sizeof(t->name));
		t->wakeups = field(path, "voluntary_ctxt_switches:", NULL, 0);
	}
	if (d)
		(void)closedir(d);
}

proc_cost proc_cost_of(pid_t pid)
{
	proc_cost s = { .n = 0 };
	char path[128];

	(void)snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	s.rss_kb = field(path, "VmRSS:", NULL, 0);
	s.anon_kb = field(path, "RssAnon:", NULL, 0);
	(void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	s.cpu_s = cpu_seconds(path);
	(void)snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", (int)pid, (int)pid);
	s.main_cpu_s = cpu_seconds(path);
	take_threads(&s, pid);
	return s;
}

double proc_cost_wakeups(const proc_cost *a, const proc_cost *b)
{
	double n = 0.0;

	for (size_t i = 0; i < b->n; i++)
		for (size_t k = 0; k < a->n; k++)
			if (a->thread[k].tid == b->thread[i].tid)
				n += b->thread[i].wakeups - a->thread[k].wakeups;
	return n;
}

double proc_cost_main_wakeups(const proc_cost *a, const proc_cost *b)
{
	return a->n > 0 && b->n > 0 ? b->thread[0].wakeups - a->thread[0].wakeups : 0.0;
}
