/*
 * The loop of the UI thread: sleep until a key, a snapshot, a signal or a deadline, then draw at
 * most one frame.
 *
 * A key is drawn at once. A snapshot waits until refresh_ms after the last frame. When nothing
 * comes for 2 s a frame a second shows that the engine is silent and how old everything is.
 * While the terminal has not taken the last frame nothing is drawn and no deadline runs for it.
 */
#include "tui/console.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>

#include "engine/base/clock.h"
#include "tui/canvas.h"
#include "tui/desk.h"
#include "tui/keys.h"
#include "tui/screen.h"
#include "tui/signals.h"

enum {
	REFRESH_MIN_MS = 250,
	REFRESH_MAX_MS = 5000,
	SILENT_MS = 2001, /* first frame of a silent engine: just over the 2 s of the rule */
	WAKE_MS = 1000,
	RESIZE_MS = 50 /* a window that is dragged sends many sizes */
};

enum { ON_INPUT, ON_SNAPSHOT, ON_SIGNAL, ON_WRITABLE, N_EVENTS };

typedef struct console {
	rv_pub *pub;
	rv_screen *screen;
	rv_canvas *canvas;
	rv_desk *desk;
	const rv_view *held; /* the snapshot that the desk refers to */
	int refresh_ms;
	bool key_due, snapshot_due, quit;
	int64_t frame_at, snapshot_at, resize_at; /* CLOCK_MONOTONIC ms; resize_at -1: none */
	uint64_t frame_out; /* the desk's frame that went to the terminal last */
	bool frame_open;    /* and the desk has not heard yet that all of it went */
} console;

void rv_console_params_default(rv_console_params *p)
{
	*p = (rv_console_params){ .refresh_ms = REFRESH_MIN_MS };
}

/* When to draw without a key: a snapshot that waits, or the next sign of a silent engine. */
static int64_t frame_deadline(const console *c)
{
	if (c->key_due)
		return 0;
	if (c->snapshot_due) /* the first one at once */
		return c->held ? c->frame_at + c->refresh_ms : 0;
	const int64_t silent_at = c->snapshot_at + SILENT_MS;
	return c->frame_at >= silent_at ? c->frame_at + WAKE_MS : silent_at;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return b >= 0 && (a < 0 || b < a) ? b : a;
}

/* Time to sleep in poll: -1 for ever, when only the terminal's writability is waited for. */
static int sleep_ms(const console *c, int64_t now)
{
	int64_t until = earlier(rv_screen_key_deadline(c->screen), c->resize_at);
	if (!rv_screen_unsent(c->screen))
		until = earlier(until, frame_deadline(c));
	if (until < 0)
		return -1;
	return until <= now ? 0 : (int)(until - now);
}

/* Shows the desk the newest snapshot and puts back those that it does not refer to. */
static void update_desk(console *c, int64_t now)
{
	const rv_view *newest = rv_pub_get(c->pub);
	rv_desk_update(c->desk, newest, now);
	const rv_view *shown = rv_desk_view(c->desk);
	if (shown == newest) {
		rv_pub_put(c->pub, c->held);
		c->held = newest;
		return;
	}
	rv_pub_put(c->pub, newest); /* frozen: the desk stays with what it has */
	assert(!shown || shown == c->held);
	if (!shown) {
		rv_pub_put(c->pub, c->held);
		c->held = NULL;
	}
}

/* Tells the desk when the terminal has taken a frame whole: only then has it been seen. */
static void tell_sent(console *c)
{
	if (!c->frame_open || rv_screen_unsent(c->screen))
		return;
	c->frame_open = false;
	rv_desk_frame_sent(c->desk, c->frame_out, rv_mono_ms());
}

static rv_status draw(console *c)
{
	const int64_t now = rv_mono_ms();
	update_desk(c, now);
	rv_canvas_clear(c->canvas);
	rv_desk_draw(c->desk, c->canvas);
	if (!rv_screen_unsent(c->screen) && rv_desk_take_bell(c->desk))
		rv_screen_bell(c->screen);
	const rv_status st = rv_screen_draw(c->screen, c->canvas);
	if (st == RV_EAGAIN)
		return RV_OK; /* still due; drawn when the terminal has taken the last frame */
	c->key_due = c->snapshot_due = false;
	c->frame_at = now;
	if (st == RV_OK) {
		c->frame_out = rv_desk_frame(c->desk);
		c->frame_open = true;
		tell_sent(c);
	}
	return st;
}

static void take_key(console *c, int key)
{
	switch (rv_desk_key_at(c->desk, key, rv_mono_ms())) {
	case RV_DESK_NONE:
		break;
	case RV_DESK_REPAINT:
		rv_screen_repaint(c->screen);
		c->key_due = true;
		break;
	case RV_DESK_REDRAW:
		c->key_due = true;
		break;
	case RV_DESK_QUIT:
		c->quit = true;
		break;
	}
}

static void take_keys(console *c, bool readable)
{
	const int64_t now = rv_mono_ms();
	if (readable)
		rv_screen_read(c->screen, now);
	for (int key; !c->quit && (key = rv_screen_key(c->screen, now)) != RV_KEY_NONE;)
		take_key(c, key);
}

/* The canvas follows the terminal's size. */
static rv_status take_size(console *c)
{
	int cols, rows;
	c->resize_at = -1;
	rv_screen_size(c->screen, &cols, &rows);
	c->key_due = true;
	if (cols == rv_canvas_cols(c->canvas) && rows == rv_canvas_rows(c->canvas))
		return RV_OK;
	const rv_status st = rv_canvas_resize(c->canvas, cols, rows);
	if (st == RV_OK)
		take_key(c, RV_KEY_RESIZE);
	return st;
}

static rv_status take_terminal_again(console *c, rv_err *err)
{
	const rv_status st = rv_screen_resume(c->screen, err);
	rv_desk_interrupted(c->desk, rv_mono_ms());
	return st == RV_OK ? take_size(c) : st;
}

static rv_status take_signals(console *c, rv_err *err)
{
	rv_status st = RV_OK;
	rv_signals_drain();
	for (int sig; st == RV_OK && (sig = rv_signals_next()) != 0;) {
		switch (sig) {
		case SIGWINCH:
			c->resize_at = rv_mono_ms() + RESIZE_MS;
			break;
		case SIGTSTP:
			rv_screen_suspend(c->screen);
			rv_signals_stop_self();
			st = take_terminal_again(c, err);
			break;
		case SIGCONT: /* after a STOP that nobody could catch */
			st = take_terminal_again(c, err);
			break;
		default:
			c->quit = true;
			break;
		}
	}
	return st;
}

/* What poll reported, and what is due by now. */
static rv_status answer(console *c, const struct pollfd p[N_EVENTS], rv_err *err)
{
	rv_status st = RV_OK;
	if (p[ON_SIGNAL].revents)
		st = take_signals(c, err);
	if (st == RV_OK && (p[ON_WRITABLE].revents & POLLOUT))
		st = rv_screen_send(c->screen);
	if (st == RV_EAGAIN)
		st = RV_OK;
	tell_sent(c);
	if (p[ON_SNAPSHOT].revents) {
		rv_pub_drain_event(c->pub);
		c->snapshot_due = true;
		c->snapshot_at = rv_mono_ms();
	}
	take_keys(c, (p[ON_INPUT].revents & POLLIN) != 0);
	if ((p[ON_INPUT].revents | p[ON_WRITABLE].revents) & (POLLHUP | POLLERR | POLLNVAL))
		return RV_ECLOSED;
	const int64_t now = rv_mono_ms();
	if (st == RV_OK && c->resize_at >= 0 && now >= c->resize_at) {
		(void)rv_screen_resize(c->screen); /* take_size compares */
		st = take_size(c);
	}
	const bool due = !rv_screen_unsent(c->screen) && now >= frame_deadline(c);
	return st == RV_OK && due && !c->quit ? draw(c) : st;
}

static rv_status loop(console *c, const volatile sig_atomic_t *stop, rv_err *err)
{
	rv_status st = draw(c);
	while (st == RV_OK && !c->quit && !*stop) {
		const bool unsent = rv_screen_unsent(c->screen);
		struct pollfd p[N_EVENTS] = {
			[ON_INPUT] = { .fd = rv_screen_in_fd(c->screen), .events = POLLIN },
			[ON_SNAPSHOT] = { .fd = rv_pub_fd(c->pub), .events = POLLIN },
			[ON_SIGNAL] = { .fd = rv_signals_fd(), .events = POLLIN },
			[ON_WRITABLE] = { .fd = unsent ? rv_screen_out_fd(c->screen) : -1,
					  .events = POLLOUT },
		};
		const int n = poll(p, N_EVENTS, sleep_ms(c, rv_mono_ms()));
		if (n < 0 && errno != EINTR)
			return rv_err_set(err, RV_EIO, "console: poll: %s", strerror(errno));
		if (n >= 0)
			st = answer(c, p, err);
	}
	if (st != RV_OK && st != RV_ECLOSED && err && !*err->text)
		return rv_err_set(err, st, "console: cannot draw: %s", rv_status_text(st));
	return st == RV_ECLOSED ? RV_OK : st;
}

static rv_status start(console *c, const rv_console_params *p, rv_err *err)
{
	const rv_screen_params sp = {
		.ascii = p->ascii, .mono = p->mono, .theme = p->theme, .updown = p->updown
	};
	rv_status st = rv_signals_install(err);
	if (st == RV_OK)
		st = rv_screen_new(&sp, &c->screen, err);
	if (st != RV_OK)
		return st;
	int cols, rows;
	rv_screen_size(c->screen, &cols, &rows);
	st = rv_canvas_new(cols, rows, rv_screen_ascii(c->screen), &c->canvas);
	if (st == RV_OK)
		st = rv_desk_new(&c->desk);
	if (st == RV_OK)
		rv_desk_set_sender(c->desk, &p->sender);
	return st == RV_OK ? st : rv_err_set(err, st, "console: %s", rv_status_text(st));
}

rv_status rv_console_run(const rv_console_params *p, rv_pub *pub, const volatile sig_atomic_t *stop,
			 rv_err *err)
{
	if (p->refresh_ms < REFRESH_MIN_MS || p->refresh_ms > REFRESH_MAX_MS)
		return rv_err_set(err, RV_ERANGE, "refresh %d ms: expected %d to %d", p->refresh_ms,
				  REFRESH_MIN_MS, REFRESH_MAX_MS);
	console c = { .pub = pub, .refresh_ms = p->refresh_ms, .resize_at = -1 };
	c.snapshot_at = rv_mono_ms();
	rv_status st = start(&c, p, err);
	if (st == RV_OK)
		st = loop(&c, stop, err);
	if (p->quit_cancels)
		*p->quit_cancels = c.desk && rv_desk_quit_cancels(c.desk);
	rv_screen_free(c.screen);
	rv_signals_restore();
	rv_desk_free(c.desk);
	rv_canvas_free(c.canvas);
	rv_pub_put(pub, c.held);
	return st;
}
