/*
 * The two programs of the order runner: a simulated venue and a desk, as processes of their own.
 *
 * Lines in, lines out, SIGKILL at any time. A child dies with the runner. Nothing here asserts:
 * what goes wrong is a return value. One thread.
 */
#ifndef RV_TESTS_ORDER_PROC_H
#define RV_TESTS_ORDER_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { ORDER_PATH = 512, ORDER_LINE = 512, ORDER_ENV = 64 };

typedef struct order_proc {
	pid_t pid;    /* 0: none runs */
	bool overdue; /* it did not end in time, and was killed */
	int in, out;
	unsigned line;	/* of the last command */
	char buf[4096]; /* what has come, whole lines first */
	size_t n;
	char text[ORDER_LINE]; /* the last line that was taken */
} order_proc;

/*
 * Starts argv with stdin and stdout on pipes, stderr added to the file err, and
 * RVDESK_CRASH_AT=crash when that is not NULL.
 */
bool order_proc_start(order_proc *p, char *const argv[], const char *err, const char *crash);
/* The next line into p->text: 1; 0 nothing within ms; -1 it is gone. */
int order_proc_line(order_proc *p, int ms);
/* Writes a command; false: it is gone. Its number is p->line. */
bool order_proc_say(order_proc *p, const char *text);
/*
 * Says it and waits for "ok N ..." or "no N ..." of its number: 1 ok, 2 no, 0 no answer in time,
 * -1 it is gone. p->text has the answer without the word and number.
 */
int order_proc_ask(order_proc *p, const char *text, int ms);
/* Sends a signal (0: none) and waits at most ms for the end, then SIGKILL; the wait status. */
int order_proc_end(order_proc *p, int sig, int ms);
bool order_proc_killed(int wait_status); /* by SIGKILL */

/* ---- the venue ---- */

typedef struct order_venue {
	order_proc proc;
	char url[64];
} order_venue;

/* One with these words, until it has said where it listens. */
bool order_venue_launch(order_venue *v, char *const argv[], const char *err);
/* One of the order runner's: four coins, in memory. */
bool order_venue_start(order_venue *v, const char *rvdesk, double speed, uint64_t seed,
		       const char *err);
void order_venue_stop(order_venue *v);
/* POST (body) or GET (NULL) of a path: the body, which the caller frees; NULL failed. */
char *order_venue_http(const order_venue *v, const char *path, const char *body);
/* POST /_test/what; false unless it says ok. */
bool order_venue_control(const order_venue *v, const char *what, const char *json);

#endif
