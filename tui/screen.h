/*
 * A canvas on a terminal, and the keys that come back. The only part that knows ncurses.
 *
 * ncurses works out the bytes that turn what the terminal shows into what the canvas holds, into
 * a buffer in memory; sending that buffer never blocks (tui/tty.h). While part of a frame is
 * unsent no new one is made, so that a slow line sees the newest state and not a queue of old
 * ones. One per process. Owner: UI thread.
 */
#ifndef RV_TUI_SCREEN_H
#define RV_TUI_SCREEN_H

#include "engine/base/status.h"
#include "tui/canvas.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct rv_screen rv_screen;

typedef struct rv_screen_params {
	bool ascii;		    /* 7-bit characters whatever the locale says */
	bool mono;		    /* no colours whatever the terminal can */
	const char *theme, *updown; /* as rv_theme_init */
} rv_screen_params;

/*
 * Takes over the terminal of standard input and output. TERM decides what it can; a TERM that
 * ncurses does not know is tried as xterm-256color where that is likely, then as vt100. RV_EIO
 * when standard input or output is no terminal or the terminal cannot position its cursor. Install
 * tui/signals.h first: ncurses takes signals that nobody has.
 */
RV_NODISCARD rv_status rv_screen_new(const rv_screen_params *p, rv_screen **out, rv_err *err);
/* Gives the terminal back as it was. NULL is a no-op. */
void rv_screen_free(rv_screen *s);

/* True for -U, for a locale without UTF-8 and for terminals that have no such font. */
bool rv_screen_ascii(const rv_screen *s);
void rv_screen_size(const rv_screen *s, int *cols, int *rows);

/*
 * Shows the canvas, of rv_screen_size. RV_EAGAIN: an older frame is not yet sent, nothing was
 * drawn; draw again when the output is writable. RV_ECLOSED: the terminal is gone.
 */
RV_NODISCARD rv_status rv_screen_draw(rv_screen *s, const rv_canvas *c);
/* Other looks from the next draw on, as rv_theme_init; words that it does not know change nothing.
 * Mono stays where the terminal has no colours. */
void rv_screen_look(rv_screen *s, const char *theme, const char *updown, bool mono);
bool rv_screen_no_colour(const rv_screen *s);
/* The next draw starts from a cleared screen. */
void rv_screen_repaint(rv_screen *s);
/* Rings with the frame that is drawn next. Only while nothing is unsent. */
void rv_screen_bell(rv_screen *s);
/* The terminal's present size is another than the one that was taken last. */
bool rv_screen_resized(const rv_screen *s);
/* Takes the terminal's present size; the next draw repaints. True if the size is another. */
bool rv_screen_resize(rv_screen *s);

/* Mouse reports: presses and the wheel, as keys (tui/keys.h). Sent with the next draw or send. */
void rv_screen_mouse(rv_screen *s, bool on);
/* Asks the terminal to put the text into its clipboard (OSC 52); it may ignore that. */
RV_NODISCARD rv_status rv_screen_copy(rv_screen *s, const char *text);
/*
 * Asks the terminal, behind all that was drawn, to answer (CSI 5n). While an answer is expected a
 * lone ESC waits a little longer for what may be the rest of one.
 */
RV_NODISCARD rv_status rv_screen_ping(rv_screen *s);
void rv_screen_expect(rv_screen *s, bool answer);
unsigned rv_screen_pongs(const rv_screen *s); /* answers so far */
/* A tmux or screen is between us and the terminal: it would answer itself. */
bool rv_screen_multiplexed(const rv_screen *s);

int rv_screen_in_fd(const rv_screen *s);
int rv_screen_out_fd(const rv_screen *s);
bool rv_screen_unsent(const rv_screen *s);	     /* wait for out_fd to be writable, then: */
RV_NODISCARD rv_status rv_screen_send(rv_screen *s); /* as rv_tty_send */

/* Reads what was typed; take it with rv_screen_key until RV_KEY_NONE. now: CLOCK_MONOTONIC ms. */
void rv_screen_read(rv_screen *s, int64_t now_ms);
int rv_screen_key(rv_screen *s, int64_t now_ms);
/* When rv_screen_key must be asked again although nothing was typed (a lone ESC); -1 never. */
int64_t rv_screen_key_deadline(const rv_screen *s);

/* Gives the terminal back for a stop (Ctrl-Z); resume takes it again and repaints. */
void rv_screen_suspend(rv_screen *s);
RV_NODISCARD rv_status rv_screen_resume(rv_screen *s, rv_err *err);

#endif
