/*
 * ncurses, kept to what it is best at: knowing terminals and the shortest way from one screen to
 * the next. It writes to a file in memory; modes, input, signals and sending are not its business
 * (tui/tty.c, tui/keyin.c, tui/signals.c), which is why it never sees the real terminal.
 */
#include "tui/screen_impl.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/base64.h"
#include "tui/keys.h"

#define SYNC_BEGIN "\033[?2026h"
#define SYNC_END "\033[?2026l"
#define PING "\033[5n"
#define COPY_BEGIN "\033]52;c;"
#define COPY_END "\a"

/* How long a lone ESC waits while an answer of the terminal, which begins with one, may come. */
enum { ANSWER_GAP_MS = 250 };

/* Room for the shadow of the present size. */
static rv_status fit(rv_screen *s, int cols, int rows)
{
	const size_t n = (size_t)cols * (size_t)rows;
	if (n > s->shadow_cap) {
		rv_cell *cells = realloc(s->shadow, n * sizeof(*cells));
		if (!cells)
			return RV_ENOMEM;
		s->shadow = cells;
		s->shadow_cap = n;
	}
	if (resize_term(rows, cols) != OK)
		return RV_ENOMEM;
	s->cols = cols;
	s->rows = rows;
	rv_screen_repaint(s);
	return RV_OK;
}

static int clamp(int v, int most)
{
	return v < 1 ? 1 : v > most ? most : v;
}

static void wanted_size(const rv_screen *s, int *cols, int *rows)
{
	if (!rv_tty_size(s->tty, cols, rows)) {
		*cols = COLS; /* from terminfo or the environment */
		*rows = LINES;
	}
	*cols = clamp(*cols, RV_CANVAS_MAX_COLS);
	*rows = clamp(*rows, RV_CANVAS_MAX_ROWS);
}

rv_status rv_screen_fit(rv_screen *s)
{
	int cols, rows;
	wanted_size(s, &cols, &rows);
	return fit(s, cols, rows);
}

bool rv_screen_ascii(const rv_screen *s)
{
	return s->ascii;
}

void rv_screen_size(const rv_screen *s, int *cols, int *rows)
{
	*cols = s->cols;
	*rows = s->rows;
}

/* The ncurses pair of two colours of this terminal, made when first used. */
static short pair_of(rv_screen *s, int fg, int bg)
{
	if (fg < 0 && bg < 0)
		return 0;
	short *p = &s->pair[fg + 1][bg + 1];
	if (*p == 0) {
		const int next = s->n_pairs + 1;
		if (next >= COLOR_PAIRS || init_pair((short)next, (short)fg, (short)bg) != OK)
			return 0; /* out of pairs: legible, without colour */
		s->n_pairs = (short)next;
		*p = (short)(next + 1);
	}
	return (short)(*p - 1);
}

/* A style on this terminal. With 8 colours bright is bold, and grey is dim if it can. */
static attr_t attributes(rv_screen *s, rv_look style, short *pair)
{
	attr_t a = A_NORMAL;
	int fg = style.fg, bg = style.bg;
	if (!s->bright && fg == RV_COLOUR_BRIGHT + RV_COLOUR_BLACK) {
		a |= s->has_dim ? A_DIM : 0;
		fg = RV_COLOUR_DEFAULT;
	} else if (!s->bright && fg >= RV_COLOUR_BRIGHT) {
		a |= A_BOLD;
		fg -= RV_COLOUR_BRIGHT;
	}
	if (!s->bright && bg >= RV_COLOUR_BRIGHT)
		bg -= RV_COLOUR_BRIGHT;
	a |= style.attr & RV_ATTR_BOLD ? A_BOLD : 0;
	a |= style.attr & RV_ATTR_REVERSE ? A_REVERSE : 0;
	a |= style.attr & RV_ATTR_UNDERLINE ? A_UNDERLINE : 0;
	*pair = pair_of(s, fg, bg);
	return a;
}

static void put(rv_screen *s, int x, int y, const rv_cell *cell)
{
	const bool fits = !s->ascii || cell->ch < 0x7f;
	const wchar_t text[2] = { fits ? cell->ch : L'?', 0 };
	short pair;
	const attr_t a = attributes(s, rv_theme_style(&s->theme, cell), &pair);
	cchar_t cc;
	if (setcchar(&cc, text, a, pair, NULL) == OK)
		(void)mvadd_wch(y, x, &cc); /* ERR in the last cell, which is set all the same */
}

static bool same_cell(const rv_cell *a, const rv_cell *b)
{
	return a->ch == b->ch && a->role == b->role && a->attr == b->attr;
}

static void put_changes(rv_screen *s, const rv_canvas *c)
{
	for (int y = 0; y < s->rows; y++) {
		rv_cell *row = s->shadow + (size_t)y * (size_t)s->cols;
		for (int x = 0; x < s->cols; x++) {
			const rv_cell *cell = rv_canvas_at(c, x, y);
			if (s->shadow_valid && same_cell(cell, &row[x]))
				continue;
			row[x] = *cell;
			put(s, x, y, cell);
		}
	}
	s->shadow_valid = true;
}

/* doupdate between a begin and an end mark, if the terminal has them and anything changed. */
static rv_status make_frame(rv_screen *s)
{
	const bool sync = s->keys.sync_mode == 2 || s->keys.sync_mode == 3; /* set or reset */
	const int fd = rv_tty_frame_fd(s->tty);
	const ssize_t n_begin = (ssize_t)strlen(SYNC_BEGIN), n_end = (ssize_t)strlen(SYNC_END);
	if (sync && write(fd, SYNC_BEGIN, strlen(SYNC_BEGIN)) != n_begin)
		return RV_EIO;
	const off_t before = lseek(fd, 0, SEEK_CUR);
	(void)wnoutrefresh(stdscr);
	if (doupdate() != OK || before < 0)
		return RV_EIO;
	if (!sync)
		return RV_OK;
	if (lseek(fd, 0, SEEK_CUR) == before) /* nothing changed: take the mark back */
		return lseek(fd, before - n_begin, SEEK_SET) >= 0 ? RV_OK : RV_EIO;
	return write(fd, SYNC_END, strlen(SYNC_END)) == n_end ? RV_OK : RV_EIO;
}

rv_status rv_screen_draw(rv_screen *s, const rv_canvas *c)
{
	assert(rv_canvas_cols(c) == s->cols && rv_canvas_rows(c) == s->rows);
	rv_status st = RV_OK;
	if (rv_tty_unsent(s->tty))
		st = rv_tty_send(s->tty);
	if (st != RV_OK)
		return st;
	put_changes(s, c);
	st = make_frame(s);
	if (st != RV_OK)
		return st;
	st = rv_tty_send(s->tty);
	return st == RV_EAGAIN ? RV_OK : st;
}

void rv_screen_look(rv_screen *s, const char *theme, const char *updown, bool mono)
{
	rv_theme t;
	if (rv_theme_init(&t, theme, updown, mono || s->no_colour, NULL) != RV_OK)
		return;
	s->theme = t;
	s->shadow_valid = false; /* the same cells look otherwise */
}

bool rv_screen_no_colour(const rv_screen *s)
{
	return s->no_colour;
}

void rv_screen_repaint(rv_screen *s)
{
	s->shadow_valid = false;
	(void)clearok(curscr, TRUE);
}

void rv_screen_bell(rv_screen *s)
{
	const ssize_t n = write(rv_tty_frame_fd(s->tty), "\a", 1);
	(void)n; /* a bell that is not heard is still an alert that is seen */
}

static rv_status add(rv_screen *s, const char *bytes, size_t n)
{
	return write(rv_tty_frame_fd(s->tty), bytes, n) == (ssize_t)n ? RV_OK : RV_EIO;
}

void rv_screen_mouse(rv_screen *s, bool on)
{
	if (on == s->mouse)
		return;
	s->mouse = on;
	s->keys.mouse = true; /* reports may come for a while after they are over */
	rv_tty_set_mouse(s->tty, true);
	const rv_status st = on ? add(s, RV_TTY_MOUSE_ON, strlen(RV_TTY_MOUSE_ON))
				: add(s, RV_TTY_MOUSE_OFF, strlen(RV_TTY_MOUSE_OFF));
	(void)st; /* to memory; the mouse is no way to anything that the keys have not */
}

rv_status rv_screen_copy(rv_screen *s, const char *text)
{
	enum { MOST = 1024 };
	char out[RV_BASE64_TEXT(MOST)];
	if (strlen(text) > MOST)
		return RV_EINVAL;
	const size_t n = rv_base64(text, strlen(text), out);
	rv_status st = add(s, COPY_BEGIN, strlen(COPY_BEGIN));
	if (st == RV_OK)
		st = add(s, out, n);
	if (st == RV_OK)
		st = add(s, COPY_END, strlen(COPY_END));
	return st == RV_OK ? rv_tty_send(s->tty) : st;
}

rv_status rv_screen_ping(rv_screen *s)
{
	const rv_status st = add(s, PING, strlen(PING));
	return st == RV_OK ? rv_tty_send(s->tty) : st;
}

void rv_screen_expect(rv_screen *s, bool answer)
{
	s->keys.expects = answer;
}

unsigned rv_screen_pongs(const rv_screen *s)
{
	return s->keys.pongs;
}

bool rv_screen_multiplexed(const rv_screen *s)
{
	return s->multiplexed;
}

bool rv_screen_resized(const rv_screen *s)
{
	int cols, rows;
	wanted_size(s, &cols, &rows);
	return cols != s->cols || rows != s->rows;
}

bool rv_screen_resize(rv_screen *s)
{
	int cols, rows;
	wanted_size(s, &cols, &rows);
	const bool other = cols != s->cols || rows != s->rows;
	if (other && fit(s, cols, rows) != RV_OK)
		return false; /* no memory: the old size stays, cut by the terminal */
	if (other)
		rv_screen_margins_off(s);
	rv_screen_repaint(s);
	return other;
}

int rv_screen_in_fd(const rv_screen *s)
{
	return rv_tty_in_fd(s->tty);
}

int rv_screen_out_fd(const rv_screen *s)
{
	return rv_tty_out_fd(s->tty);
}

bool rv_screen_unsent(const rv_screen *s)
{
	return rv_tty_unsent(s->tty);
}

rv_status rv_screen_send(rv_screen *s)
{
	return rv_tty_send(s->tty);
}

void rv_screen_read(rv_screen *s, int64_t now_ms)
{
	unsigned char buf[RV_KEYIN_QUEUE];
	const size_t n = rv_tty_read(s->tty, buf, sizeof(buf));
	if (n > 0) {
		rv_keyin_feed(&s->keys, buf, n);
		s->key_at = now_ms;
	}
}

int64_t rv_screen_key_deadline(const rv_screen *s)
{
	if (!rv_keyin_waiting(&s->keys))
		return -1;
	const bool longer = s->keys.expects && s->esc_ms < ANSWER_GAP_MS;
	return s->key_at + (longer ? ANSWER_GAP_MS : s->esc_ms);
}

int rv_screen_key(rv_screen *s, int64_t now_ms)
{
	const int64_t deadline = rv_screen_key_deadline(s);
	if (deadline >= 0 && now_ms >= deadline)
		rv_keyin_timeout(&s->keys);
	return rv_keyin_next(&s->keys);
}
