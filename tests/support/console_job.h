/*
 * The console's loop as a job on a pseudo-terminal, with a publisher of made-up snapshots beside
 * it, and assertions about the terminal. For tests that link tui/ and libvterm.
 */
#ifndef RV_TESTS_CONSOLE_JOB_H
#define RV_TESTS_CONSOLE_JOB_H

#include <stdbool.h>
#include <termios.h>

#include "engine/run/pub.h"
#include "tests/support/pty_job.h"

#define RV_SHOWN "PEOPLE" /* a symbol that stands high in the table of symbols */

enum {
	RV_COLS = 120,
	RV_ROWS = 40,
	RV_PATIENCE_MS = 20000,	    /* for what must happen, however slow the machine */
	RV_CONSOLE_EXIT_FAILED = 10 /* rv_console_run failed; its reason is on the screen */
};

/*
 * Notes of the job: when the first snapshot came, how many, the largest gap between tries; how
 * many commands came out, the kind of the last one and its round trip, -1 unknown;
 * 1 when rv_console_run has returned RV_OK, 2 when something else.
 */
enum {
	RV_NOTE_FIRST_US,
	RV_NOTE_COUNT,
	RV_NOTE_MAX_GAP_US,
	RV_NOTE_COMMANDS,
	RV_NOTE_KIND,
	RV_NOTE_RTT_MS,
	RV_NOTE_RETURNED
};

/* Zero-initialise; 0 means the default. */
typedef struct rv_console_child {
	int period_ms;	 /* between snapshots, 1000 */
	int most;	 /* snapshots, then silence; no end */
	bool no_input;	 /* standard input is not a terminal */
	bool no_session; /* the terminal is of another session: it signals nothing here */
	bool answers;	 /* the terminal answers pings at once */
	bool trade;	 /* with an order side, and somebody to take commands */
	rv_pub *pub;
	rv_job_shared *sh;
	int stop_fd; /* eventfd */
} rv_console_child;

extern const char *const rv_xterm_env[];

rv_job *rv_console_job_start(rv_console_child *c, const char *const *env);
/* On xterm-256color in UTF-8, until the first symbols are on the screen. */
rv_job *rv_console_job_shown(rv_console_child *c);

/* The modes of a terminal that nobody has touched. */
struct termios rv_fresh_modes(void);
void rv_assert_same_modes(const struct termios *a, const struct termios *b);
/* The last sequence of output that sets the scroll margins; NULL: none does. */
const char *rv_last_margins(const char *output);
/* The terminal is as a shell expects it; or as the console needs it. */
void rv_assert_restored(rv_job *j);
void rv_assert_taken(rv_job *j);

#endif
