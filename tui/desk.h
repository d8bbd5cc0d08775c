/*
 * The desk: what the operator sees and how it answers keys, without a terminal.
 *
 * rv_desk holds the UI state (screen, focus, selection by symbol, sort, filter, freeze, dialogs)
 * and draws a snapshot into a canvas. The same object serves the console (tui/console.c) and
 * pictures (`rvdesk shot`). Pure but for its own state: no clock, no terminal, no engine.
 * Owner: UI thread.
 */
#ifndef RV_TUI_DESK_H
#define RV_TUI_DESK_H

#include "engine/base/status.h"
#include "engine/run/view.h"
#include "tui/canvas.h"
#include "tui/files.h"
#include "tui/link.h"
#include "tui/outbox.h"
#include "tui/past.h"
#include "tui/remember.h"
#include "tui/rtt.h"
#include "tui/wish.h"

#include <stdbool.h>

typedef struct rv_desk rv_desk;

typedef enum rv_desk_action {
	RV_DESK_NONE, /* key ignored, nothing to redraw */
	RV_DESK_REDRAW,
	RV_DESK_REPAINT, /* Ctrl-L: redraw from nothing */
	RV_DESK_QUIT
} rv_desk_action;

/* Keys above this are named keys of tui/keys.h (arrows, F-keys, resize). */
RV_NODISCARD rv_status rv_desk_new(rv_desk **out);
void rv_desk_free(rv_desk *d);
/* Who commands go to, from here on; without one the desk is read-only. */
void rv_desk_set_sender(rv_desk *d, const rv_sender *to);

/* Who writes files for it; {0}: nobody. */
void rv_desk_set_files(rv_desk *d, const rv_files *f);
/* How it looks and how fast it goes now: changed by the settings, followed by the console. */
const rv_prefs *rv_desk_prefs(const rv_desk *d);
void rv_desk_set_prefs(rv_desk *d, const rv_prefs *p);
/* The terminal has no colours, whatever is set. */
void rv_desk_set_no_colour(rv_desk *d);
/* Before the first snapshot: as it was left last time, whoever keeps that. */
void rv_desk_recall(rv_desk *d, const rv_remembered *r);
void rv_desk_remember(const rv_desk *d, rv_remembered *out);
/* Where kept snapshots come from; without it there is no replay. */
void rv_desk_set_past(rv_desk *d, const rv_past_way *way);

/* How the way to the desk is now; a console in the desk's own process has none. */
void rv_desk_set_link(rv_desk *d, const rv_link *now);

/* How the line to the terminal is now; a picture has none. */
void rv_desk_set_line(rv_desk *d, const rv_rtt_now *now);

/*
 * Takes the newest snapshot (borrowed until the next call; NULL before the first). While frozen
 * the desk goes on showing the frozen one. now_mono_ms is CLOCK_MONOTONIC (a picture passes
 * v->mono_ms): ages on screen are v->elapsed_ms - at + (now - v->mono_ms) * v->clock_rate.
 */
void rv_desk_update(rv_desk *d, const rv_view *v, int64_t now_mono_ms);
rv_desk_action rv_desk_key(rv_desk *d, int key); /* at the moment of the last update */
/* The same at CLOCK_MONOTONIC now: how old the snapshot is, and what is shown, counts from it. */
rv_desk_action rv_desk_key_at(rv_desk *d, int key, int64_t now_mono_ms);
/* Draws the whole screen for the canvas's size. */
void rv_desk_draw(rv_desk *d, rv_canvas *c);
/*
 * Which frame the last draw was; and that the terminal has taken a frame whole. A question is
 * only answered by keys that come after it was seen.
 */
uint64_t rv_desk_frame(const rv_desk *d);
void rv_desk_frame_sent(rv_desk *d, uint64_t frame, int64_t now_mono_ms);
/*
 * And that it has been seen, as far as anybody can know (tui/rtt.h); without a line what was sent
 * was seen. Something on the screen waits for that.
 */
void rv_desk_frame_seen(rv_desk *d, uint64_t frame, int64_t at_mono_ms);
bool rv_desk_waits_to_be_seen(const rv_desk *d);
/* The terminal was in other hands (Ctrl-Z): closes what is open and locks. */
void rv_desk_interrupted(rv_desk *d, int64_t now_mono_ms);
/* Between two updates: the screen works, so whoever has the pen is here. */
void rv_desk_here(rv_desk *d, int64_t now_mono_ms);
/* Which snapshot the desk still refers to (so that the console may put back the others). */
const rv_view *rv_desk_view(const rv_desk *d);
/*
 * True once after a new alert of level error or one that rings, or when the book is HALTED: rings
 * the bell.
 */
bool rv_desk_take_bell(rv_desk *d);
/* What it wants of its terminal. */
const rv_wish *rv_desk_wish(const rv_desk *d);
/*
 * Once after the key that copies: the text, of the row as c, the canvas of the last draw, shows it.
 * The next draw says what became of it.
 */
bool rv_desk_take_copy(rv_desk *d, const rv_canvas *c, char out[RV_WISH_COPY]);
/* After RV_DESK_QUIT: the operator wants our orders cancelled (sender.owner only). */
bool rv_desk_quit_cancels(const rv_desk *d);

#endif
