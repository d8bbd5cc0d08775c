/*
 * A program on a pseudo-terminal, under a small shell with job control, seen through a terminal
 * emulator (libvterm; link -lvterm). For tests of what a real terminal would show and get back.
 */
#ifndef RV_TESTS_PTY_JOB_H
#define RV_TESTS_PTY_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <termios.h>
#include <wchar.h>

/* Memory shared with the job; the test's program may use note[]. */
typedef struct rv_job_shared {
	volatile pid_t pid;
	volatile bool stopped;	  /* by the shell: the job is stopped, the shell has the terminal */
	volatile bool foreground; /* by the test: continue it */
	volatile int exit_status; /* of waitpid; valid when done */
	volatile bool done;
	volatile int64_t note[16];
} rv_job_shared;

typedef int (*rv_job_main)(rv_job_shared *sh, void *arg);

typedef struct rv_job rv_job;

/*
 * Starts main(sh, arg) in a child on a new terminal. env: NAME=value or NAME (unset), NULL-ended;
 * changes against this process; where it does not name them, the folders of configuration and state
 * are new ones: nobody's keys are in them, and nothing is remembered. main's result is the exit
 * status.
 */
rv_job *rv_job_start(int cols, int rows, const char *const *env, rv_job_main main, void *arg);
/* As above, for an executable file. */
rv_job *rv_job_exec(int cols, int rows, const char *const *env, char *const argv[]);
/* Kills what is left. */
void rv_job_free(rv_job *j);

rv_job_shared *rv_job_notes(rv_job *j);
pid_t rv_job_pid(rv_job *j);
/* Reads output for ms, or until nothing came for quiet_ms (0: the whole time). */
void rv_job_pump(rv_job *j, int ms, int quiet_ms);
/* Pumps until the screen has the text; false after ms. */
bool rv_job_wait_text(rv_job *j, const char *text, int ms);
bool rv_job_wait_no_text(rv_job *j, const char *text, int ms);
/* Pumps until the job stopped or ended. */
bool rv_job_wait_stopped(rv_job *j, int ms);
bool rv_job_wait_done(rv_job *j, int ms);
void rv_job_send(rv_job *j, const char *bytes, size_t n);
void rv_job_signal(rv_job *j, int sig);
void rv_job_continue(rv_job *j); /* what `fg` does */
/*
 * The terminal goes away, and the shell with it: nothing is seen of the job any more but its notes.
 */
void rv_job_hang_up(rv_job *j);
void rv_job_resize(rv_job *j, int cols, int rows);

/*
 * From now on the terminal answers CSI 5n ms after it came, while it is pumped; -1: not at all, as
 * at the start. What is due then still comes.
 */
void rv_job_answer(rv_job *j, int ms);
size_t rv_job_pings(const rv_job *j); /* CSI 5n so far */

size_t rv_job_bytes(const rv_job *j);	    /* of output so far */
const char *rv_job_output(const rv_job *j); /* the newest 64 KiB, NUL-ended */
bool rv_job_has_text(rv_job *j, const char *text);
/* The screen as text, one line a row. */
const char *rv_job_screen(rv_job *j);
/* A cell: its character (a blank where none is), and its colours, 0 .. 255, -1 the default. */
typedef struct rv_job_cell {
	wchar_t ch;
	int fg, bg;
	bool bold, underline, reverse;
} rv_job_cell;
rv_job_cell rv_job_cell_at(const rv_job *j, int x, int y);
bool rv_job_cursor_visible(const rv_job *j);
bool rv_job_alt_screen(const rv_job *j);
bool rv_job_mouse(const rv_job *j); /* reports are asked for */
bool rv_job_modes(const rv_job *j, struct termios *out);

/* CLOCK_MONOTONIC in us. */
int64_t rv_job_now_us(void);

#endif
