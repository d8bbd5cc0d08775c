/*
 * What a process has cost so far, by the kernel's count: CPU, memory, and of each thread how often
 * it was woken. Reads /proc; what is not there counts as nothing. For measurements, not for tests.
 */
#ifndef RV_TESTS_PROC_COST_H
#define RV_TESTS_PROC_COST_H

#include <stddef.h>
#include <sys/types.h>

enum { PROC_COST_THREADS = 48 };

typedef struct proc_thread {
	char name[32];
	long tid;
	double wakeups; /* voluntary context switches */
} proc_thread;

typedef struct proc_cost {
	size_t n;
	proc_thread thread[PROC_COST_THREADS]; /* the first is the main thread */
	double cpu_s, main_cpu_s; /* user and system; of all threads, of the main one */
	double rss_kb, anon_kb;	  /* anon: private memory, RssAnon; -1 unknown */
} proc_cost;

proc_cost proc_cost_of(pid_t pid);
/* Between two looks at one process; threads that came meanwhile are left out. */
double proc_cost_wakeups(const proc_cost *a, const proc_cost *b);      /* of all threads */
double proc_cost_main_wakeups(const proc_cost *a, const proc_cost *b); /* of the main one */

#endif
