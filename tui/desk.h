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
#include "tui/outbox.h"

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
/* The terminal was in other hands (Ctrl-Z): closes what is open and locks. */
void rv_desk_interrupted(rv_desk *d, int64_t now_mono_ms);
/* Which snapshot the desk still refers to (so that the console may put back the others). */
const rv_view *rv_desk_view(const rv_desk *d);
/* True once after a new alert of level error, or when the book is HALTED: rings the bell. */
bool rv_desk_take_bell(rv_desk *d);
/* After RV_DESK_QUIT: the operator wants our orders cancelled (sender.owner only). */
bool rv_desk_quit_cancels(const rv_desk *d);

#endif
