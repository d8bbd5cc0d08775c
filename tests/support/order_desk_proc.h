/*
 * The desk of order_desk.h as a process of its own, `rvdesk serve --stdin` on the same state folder
 * and venue, for what ends a process: SIGKILL at a point of the program, SIGSTOP, a full disk. Two
 * desks on a folder are a test of that. Asserts inside. One test thread.
 */
#ifndef RV_TESTS_ORDER_DESK_PROC_H
#define RV_TESTS_ORDER_DESK_PROC_H

#include <poll.h>

#include "engine/desk/event.h"
#include "tests/support/cm.h"
#include "tests/support/order_desk.h"
#include "tests/support/order_proc.h"

typedef struct od_process {
	order_proc proc; /* proc.text: its newest line, or answer */
	char program[RV_TMP_PATH], err[RV_TMP_PATH * 2], state[RV_TMP_PATH * 2],
		log[RV_TMP_PATH * 3];
} od_process;

/* Starts it; crash: RVDESK_CRASH_AT, or NULL. Does not wait for anything. */
void od_serve(order_desk *d, od_process *p, const char *crash);
/* The same with more words, at most four of them and a NULL; NULL none. */
void od_serve_with(order_desk *d, od_process *p, const char *crash, const char *const *words);
/* Until it has agreed with the venue; false: it has ended before. */
bool od_served(od_process *p);
/* Both; it must not end. */
void od_serve_well(order_desk *d, od_process *p);
/* Says a line: true "ok", false "no", and then p->proc.text says why; or it is gone. */
bool od_ask(od_process *p, const char *line);
/* The same again and again until it is done; false: it is gone. */
bool od_insist(od_process *p, const char *line);
/* Waits until it ends by itself; its wait status. */
int od_wait(od_process *p);
/* Sends the signal (0: none) and waits; its wait status. */
int od_signal(od_process *p, int sig);
/* The end of what it has written to standard error and to its log; a static buffer. */
const char *od_errors(const od_process *p);

/* Until the venue's books say so, while the desk is a process: `what` is looked at 50 times a
 * second. */
#define OD_LEDGER_UNTIL(what)                                                                      \
	do {                                                                                       \
		const int64_t until_ms = rv_mono_ms() + OD_WAIT_MS;                                \
		while (!(what)) {                                                                  \
			if (rv_mono_ms() > until_ms)                                               \
				fail_msg("not so: %s", #what);                                     \
			(void)poll(NULL, 0, 20);                                                   \
		}                                                                                  \
	} while (0)

/* `rvdesk journal verify` on the state folder, where no desk runs, says good of what is there. */
void od_verify(order_desk *d);
/* How many events of each type the journal has, which nobody has open; their sum. */
size_t od_events(const order_desk *d, size_t of[RV_EVENT_N]);

#endif
