/*
 * The terminal device: modes, a frame buffer whose sending never blocks, and its restoration.
 *
 * A frame is written to rv_tty_frame_fd, a file in memory; rv_tty_send moves it to the terminal
 * as far as the terminal takes it and keeps the rest. The modes found at the start come back on
 * rv_tty_leave and rv_tty_free, and from the handlers of the signals that kill (QUIT, ABRT, SEGV,
 * BUS, FPE, ILL), which then let the signal take its course. One per process. Owner: UI thread.
 */
#ifndef RV_TUI_TTY_H
#define RV_TUI_TTY_H

#include "engine/base/status.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct rv_tty rv_tty;

/* Standard input and output must be a terminal: RV_EIO otherwise. Changes no mode yet. */
RV_NODISCARD rv_status rv_tty_new(rv_tty **out, rv_err *err);
/* Leaves first. NULL is a no-op. */
void rv_tty_free(rv_tty *t);

/* Raw input without Ctrl-C (a key) and with Ctrl-Z and Ctrl-\ (signals). */
RV_NODISCARD rv_status rv_tty_enter(rv_tty *t, rv_err *err);
/* What the handlers above write before they put the modes back; at most 256 bytes. */
void rv_tty_set_reset(rv_tty *t, const char *bytes, size_t n);
/*
 * Mouse reports were asked for, or are over: whether the handlers, and whoever leaves, say so to
 * the terminal before anything else. Any time.
 */
void rv_tty_set_mouse(rv_tty *t, bool on);
#define RV_TTY_MOUSE_ON "\033[?1000h\033[?1006h"
#define RV_TTY_MOUSE_OFF "\033[?1006l\033[?1000l"
/*
 * Sends what is in the frame buffer for at most 80 ms, then puts the modes back. What could not
 * be sent is lost: a terminal that nobody reads must not hold up the exit. In the background,
 * where the terminal is the shell's, touches nothing.
 */
void rv_tty_leave(rv_tty *t);

int rv_tty_in_fd(const rv_tty *t);  /* poll for input */
int rv_tty_out_fd(const rv_tty *t); /* poll for output while rv_tty_unsent */
/* Up to cap bytes of input; 0 if there is none. */
size_t rv_tty_read(rv_tty *t, unsigned char *buf, size_t cap);
/* Columns and rows as the kernel knows them; false if it does not. */
bool rv_tty_size(const rv_tty *t, int *cols, int *rows);

/* Append-only; what is unsent stays in front. */
int rv_tty_frame_fd(const rv_tty *t);
bool rv_tty_unsent(const rv_tty *t);
/* RV_OK: all sent. RV_EAGAIN: some is left. RV_ECLOSED: the terminal is gone. */
RV_NODISCARD rv_status rv_tty_send(rv_tty *t);

#endif
