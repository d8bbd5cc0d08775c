/*
 * The loop of the UI thread: sleep until a key, a snapshot, a signal or a deadline, then draw at
 * most one frame.
 *
 * A key is drawn at once. A snapshot waits until refresh_ms after the last frame. When nothing
 * comes for 2 s a frame a second shows that the engine is silent and how old everything is.
 * The terminal's size is looked at once a second, too: a console that is not of the terminal's
 * session (su, some containers) is sent no SIGWINCH.
 * While the terminal has not taken the last frame nothing is drawn and no deadline runs for it.
 * While a terminal that answers has not answered (tui/rtt.h) nothing is drawn, for 2 s at most.
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
#include "tui/rtt.h"
#include "tui/screen.h"
#include "tui/signals.h"
#include "tui/theme.h"
#include "tui/wish.h"

enum {
	SILENT_MS = 2001, /* first frame of a silent engine: just over the 2 s of the rule */
	WAKE_MS = 1000,
	RESIZE_MS = 50, /* a window that is dragged sends many sizes */
	SIZE_LOOK_MS = 1000,
	SIZE_EARLY_MS = 400
};

enum { ON_INPUT, ON_SNAPSHOT, ON_SIGNAL, ON_WRITABLE, N_EVENTS };

typedef struct console {
	rv_pub *pub;
	rv_screen *screen;
	rv_canvas *canvas;
	rv_desk *desk;
	const rv_view *held; /* the snapshot that the desk refers to */
	rv_link_now link;    /* NULL: the desk is in this process */
	void *link_ctx;
	bool is_down; /* and that way is not there */
	bool key_due, snapshot_due, quit;
	bool crowded;				  /* the last snapshot had to wait for its frame */
	int64_t frame_at, snapshot_at, resize_at; /* CLOCK_MONOTONIC ms; resize_at -1: none */
	int64_t size_look_at;
	uint64_t frame_out; /* the desk's frame that went to the terminal last */
	bool frame_open;    /* and the desk has not heard yet that all of it went */
	rv_rtt line;
	uint64_t seen;	/* the newest frame that the desk has been told was seen */
	unsigned pongs; /* answers that line knows of */
	rv_prefs prefs; /* that the screen follows now */
	rv_files files;
	rv_remembered kept; /* the last that was given to be kept */
} console;

void rv_console_params_default(rv_console_params *p)
{
	*p = (rv_console_params){ .refresh_ms = RV_REFRESH_MIN_MS };
}

/* From when on a snapshot is drawn as soon as it comes. */
static int64_t ready_at(const console *c)
{
	return c->frame_at + rv_desk_prefs(c->desk)->refresh_ms;
}

/* When to draw without a key: a snapshot that waits, or the next sign of a silent engine. */
static int64_t frame_deadline(const console *c)
{
	if (c->key_due)
		return 0;
	if (c->snapshot_due) /* the first one at once */
		return c->held ? ready_at(c) : 0;
	if (c->is_down) /* how old everything is goes on being said */
		return c->frame_at + WAKE_MS;
	const int64_t silent_at = c->snapshot_at + SILENT_MS;
	return c->frame_at >= silent_at ? c->frame_at + WAKE_MS : silent_at;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return b >= 0 && (a < 0 || b < a) ? b : a;
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/*
 * Snapshots come faster than frames: one that comes before the next frame would wake this thread
 * for nothing, so it is looked for when that is due. How silent the engine is stays known to within
 * a second.
 */
static bool rests(const console *c, int64_t now)
{
	return c->crowded && !c->snapshot_due && now < ready_at(c) &&
	       rv_desk_prefs(c->desk)->refresh_ms <= WAKE_MS;
}

/* Time to sleep in poll. */
static int sleep_ms(const console *c, int64_t now)
{
	int64_t until = earlier(rv_screen_key_deadline(c->screen), c->resize_at);
	if (rests(c, now))
		until = earlier(until, ready_at(c));
	until = earlier(until, c->size_look_at);
	if (!rv_screen_unsent(c->screen)) {
		until = earlier(until, later(frame_deadline(c), rv_rtt_holds_until(&c->line)));
		until = earlier(until, rv_rtt_deadline(&c->line));
	}
	return until <= now ? 0 : (int)(until - now);
}

static void update_link(console *c)
{
	rv_link now;
	if (!c->link)
		return;
	c->link(c->link_ctx, &now);
	c->is_down = !now.up;
	rv_desk_set_link(c->desk, &now);
}

/* What is known of the line by now, and what has been seen over it. */
static void update_line(console *c, int64_t now)
{
	rv_rtt_tick(&c->line, now);
	for (; c->pongs != rv_screen_pongs(c->screen); c->pongs++)
		rv_rtt_answered(&c->line, now);
	const rv_rtt_now at = rv_rtt_at(&c->line, now);
	rv_desk_set_line(c->desk, &at);
	rv_screen_expect(c->screen, rv_rtt_expects(&c->line, now));
	if (c->line.seen == c->seen)
		return;
	c->seen = c->line.seen;
	rv_desk_frame_seen(c->desk, c->seen, c->line.seen_at);
}

/* Asks the terminal for an answer, behind the last frame, when it is time or somebody waits. */
static rv_status ping(console *c, int64_t now)
{
	if (rv_screen_unsent(c->screen) ||
	    !rv_rtt_due(&c->line, rv_desk_waits_to_be_seen(c->desk), now))
		return RV_OK;
	const rv_status st = rv_screen_ping(c->screen);
	if (st != RV_OK && st != RV_EAGAIN)
		return st;
	rv_rtt_pinged(&c->line, c->frame_out, now);
	update_line(c, now);
	return RV_OK;
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
	const int64_t now = rv_mono_ms();
	rv_rtt_sent(&c->line, c->frame_out, now);
	rv_desk_frame_sent(c->desk, c->frame_out, now);
	update_line(c, now);
}

/* The screen does as the settings say; what has changed is kept. */
static void follow_settings(console *c)
{
	const rv_prefs *p = rv_desk_prefs(c->desk);
	const bool looks = p->theme != c->prefs.theme || p->updown != c->prefs.updown ||
			   p->mono != c->prefs.mono;
	rv_remembered now;

	if (looks)
		rv_screen_look(c->screen, rv_theme_name(p->theme),
			       p->updown < 0 ? NULL : rv_updown_name(p->updown), p->mono);
	c->prefs = *p;
	if (!c->files.keep)
		return;
	rv_desk_remember(c->desk, &now);
	if (rv_remembered_same(&now, &c->kept))
		return;
	c->kept = now;
	c->files.keep(c->files.ctx, &now);
}

static rv_status draw(console *c)
{
	const int64_t now = rv_mono_ms();
	update_link(c);
	update_line(c, now);
	update_desk(c, now);
	follow_settings(c);
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

/* What the desk wants of the terminal by now. */
static void grant_wishes(console *c)
{
	char text[RV_WISH_COPY];
	rv_screen_mouse(c->screen, rv_desk_wish(c->desk)->mouse);
	if (!rv_desk_take_copy(c->desk, c->canvas, text))
		return;
	const rv_status st = rv_screen_copy(c->screen, text);
	(void)st; /* the terminal may ignore it, too; if it is gone, poll says so */
}

static void take_key(console *c, int key)
{
	const int64_t now = rv_mono_ms();
	update_link(c); /* nothing is sent by what it was like at the last frame */
	update_line(c, now);
	switch (rv_desk_key_at(c->desk, key, now)) {
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
	grant_wishes(c);
}

static void take_keys(console *c, bool readable)
{
	const int64_t now = rv_mono_ms();
	if (readable)
		rv_screen_read(c->screen, now);
	update_line(c, now);
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
	rv_rtt_forget(&c->line, rv_mono_ms());
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

/* A new size waits a moment, as one that was told of does. */
static void look_at_size(console *c, int64_t now)
{
	if (now <
	    c->size_look_at - SIZE_EARLY_MS) /* awake anyway: it need not wake for this alone */
		return;
	c->size_look_at = now + SIZE_LOOK_MS;
	if (c->resize_at < 0 && rv_screen_resized(c->screen))
		c->resize_at = now + RESIZE_MS;
}

static void take_snapshot(console *c, bool is_there)
{
	const int64_t now = rv_mono_ms();
	const bool early = now < ready_at(c);
	if (is_there || !early)
		c->crowded = is_there && (early || c->crowded);
	if (!is_there)
		return;
	rv_pub_drain_event(c->pub);
	c->snapshot_due = true;
	c->snapshot_at = now;
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
	take_snapshot(c, p[ON_SNAPSHOT].revents != 0);
	take_keys(c, (p[ON_INPUT].revents & POLLIN) != 0);
	if ((p[ON_INPUT].revents | p[ON_WRITABLE].revents) & (POLLHUP | POLLERR | POLLNVAL))
		return RV_ECLOSED;
	const int64_t now = rv_mono_ms();
	look_at_size(c, now);
	if (st == RV_OK && c->resize_at >= 0 && now >= c->resize_at) {
		(void)rv_screen_resize(c->screen); /* take_size compares */
		st = take_size(c);
	}
	if (!rv_screen_unsent(c->screen)) /* frames may be further apart than signs of life */
		rv_desk_here(c->desk, now);
	const int64_t due_at = later(frame_deadline(c), rv_rtt_holds_until(&c->line));
	if (st == RV_OK && !rv_screen_unsent(c->screen) && now >= due_at && !c->quit)
		st = draw(c);
	return st == RV_OK && !c->quit ? ping(c, rv_mono_ms()) : st;
}

static rv_status loop(console *c, const volatile sig_atomic_t *stop, rv_err *err)
{
	rv_status st = draw(c);
	if (st == RV_OK)
		st = ping(c, rv_mono_ms());
	while (st == RV_OK && !c->quit && !*stop) {
		const bool unsent = rv_screen_unsent(c->screen);
		const int64_t now = rv_mono_ms();
		struct pollfd p[N_EVENTS] = {
			[ON_INPUT] = { .fd = rv_screen_in_fd(c->screen), .events = POLLIN },
			[ON_SNAPSHOT] = { .fd = rests(c, now) ? -1 : rv_pub_fd(c->pub),
					  .events = POLLIN },
			[ON_SIGNAL] = { .fd = rv_signals_fd(), .events = POLLIN },
			[ON_WRITABLE] = { .fd = unsent ? rv_screen_out_fd(c->screen) : -1,
					  .events = POLLOUT },
		};
		const int n = poll(p, N_EVENTS, sleep_ms(c, now));
		if (n < 0 && errno != EINTR)
			return rv_err_set(err, RV_EIO, "console: poll: %s", strerror(errno));
		if (n >= 0)
			st = answer(c, p, err);
	}
	if (st != RV_OK && st != RV_ECLOSED && err && !*err->text)
		return rv_err_set(err, st, "console: cannot draw: %s", rv_status_text(st));
	return st == RV_ECLOSED ? RV_OK : st;
}

/* The desk begins with what it was given, or with how it was left. */
static void set_desk(console *c, const rv_console_params *p)
{
	rv_desk_set_sender(c->desk, &p->sender);
	rv_desk_set_past(c->desk, &p->past);
	rv_rtt_start(&c->line, rv_screen_multiplexed(c->screen), rv_mono_ms());
	update_line(c, rv_mono_ms());
	rv_desk_set_files(c->desk, &p->files);
	if (rv_screen_no_colour(c->screen))
		rv_desk_set_no_colour(c->desk);
	if (p->recall)
		rv_desk_recall(c->desk, p->recall);
	c->prefs = *rv_desk_prefs(c->desk);
	c->prefs.theme = p->theme ? rv_theme_named(p->theme) : 0; /* the screen knows it */
	c->prefs.updown = rv_updown_named(p->updown);
	c->prefs.mono = p->mono;
	c->prefs.refresh_ms = p->refresh_ms;
	rv_desk_set_prefs(c->desk, &c->prefs);
	rv_desk_remember(c->desk, &c->kept);
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
		set_desk(c, p);
	return st == RV_OK ? st : rv_err_set(err, st, "console: %s", rv_status_text(st));
}

rv_status rv_console_run(const rv_console_params *p, rv_pub *pub, const volatile sig_atomic_t *stop,
			 rv_err *err)
{
	if (p->refresh_ms < RV_REFRESH_MIN_MS || p->refresh_ms > RV_REFRESH_MAX_MS)
		return rv_err_set(err, RV_ERANGE, "refresh %d ms: expected %d to %d", p->refresh_ms,
				  RV_REFRESH_MIN_MS, RV_REFRESH_MAX_MS);
	console c = { .pub = pub,
		      .resize_at = -1,
		      .link = p->link,
		      .link_ctx = p->link_ctx,
		      .files = p->files };
	c.snapshot_at = rv_mono_ms();
	c.size_look_at = c.snapshot_at + SIZE_LOOK_MS;
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
