/*
 * ncurses, kept to what it is best at: knowing terminals and the shortest way from one screen to
 * the next. It writes to a file in memory; modes, input, signals and sending are not its business
 * (tui/tty.c, tui/keyin.c, tui/signals.c), which is why it never sees the real terminal.
 */
#include "tui/screen.h"

#include <assert.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

#include "engine/base/num.h"
#include "tui/keyin.h"
#include "tui/keys.h"
#include "tui/theme.h"
#include "tui/tty.h"

enum { ESC_MS = 25, ESC_MS_MAX = 5000, RESET_MAX = 256, READ_MAX = RV_KEYIN_QUEUE };
enum { N_STYLE_COLOURS = RV_COLOUR_N + 1 }; /* and the default */

#define SYNC_QUERY "\033[?2026$p"
#define SYNC_BEGIN "\033[?2026h"
#define SYNC_END "\033[?2026l"

struct rv_screen {
	rv_tty *tty;
	SCREEN *sp;
	FILE *out, *in; /* ncurses' ends: the frame buffer and standard input */
	locale_t locale, old_locale;
	rv_theme theme;
	bool ascii, utf8, has_dim, bright;
	short pair[N_STYLE_COLOURS][N_STYLE_COLOURS]; /* ncurses pair + 1, 0 not yet made */
	short n_pairs;
	int cols, rows;
	rv_cell *shadow; /* what stdscr holds */
	size_t shadow_cap;
	bool shadow_valid;
	rv_keyin keys;
	int64_t esc_ms, key_at;
};

/* Terminals that ncurses' database may be too old to know, but that follow xterm. */
static bool follows_xterm(const char *term)
{
	static const char *const known[] = { "xterm", "alacritty", "foot",   "ghostty", "iterm2",
					     "kitty", "konsole",   "rio",    "st-",	"tmux",
					     "vte",   "wezterm",   "contour" };
	if (getenv("COLORTERM"))
		return true;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strncmp(term, known[i], strlen(known[i])) == 0)
			return true;
	return false;
}

static bool has_string(const char *capability)
{
	/* terminfo's answers: NULL or (char *)-1 when there is none */
	const char *s = tigetstr(capability);
	return s && s != (const char *)-1;
}

typedef enum terminal_kind { TERMINAL_UNKNOWN, TERMINAL_NO_CURSOR, TERMINAL_USABLE } terminal_kind;

static terminal_kind probe(const char *term, int fd)
{
	int found;
	if (setupterm(term, fd, &found) != OK)
		return found == 1 ? TERMINAL_NO_CURSOR : TERMINAL_UNKNOWN; /* 1: a hard copy */
	const bool usable = has_string("cup");
	(void)del_curterm(cur_term); /* the one just made */
	return usable ? TERMINAL_USABLE : TERMINAL_NO_CURSOR;
}

/* The name to open the terminal with, or NULL with *err set. */
static const char *choose_terminal(int fd, rv_err *err)
{
	const char *term = getenv("TERM");
	if (!term || !*term)
		term = "vt100"; /* nobody said what it is: the least that moves a cursor */
	switch (probe(term, fd)) {
	case TERMINAL_USABLE:
		return term;
	case TERMINAL_NO_CURSOR:
		(void)rv_err_set(err, RV_EIO,
				 "console: TERM=%s cannot position the cursor; expected a terminal "
				 "such as xterm, tmux, screen, linux or vt100",
				 term);
		return NULL;
	case TERMINAL_UNKNOWN:
		break;
	}
	static const char *const chain[] = { "xterm-256color", "xterm", "vt100", "ansi" };
	for (size_t i = follows_xterm(term) ? 0 : 2; i < sizeof(chain) / sizeof(chain[0]); i++)
		if (probe(chain[i], fd) == TERMINAL_USABLE)
			return chain[i];
	(void)rv_err_set(err, RV_EIO,
			 "console: TERM=%s is unknown, and so are xterm and vt100; "
			 "expected a terminfo database (package ncurses-base)",
			 term);
	return NULL;
}

/*
 * The UI thread's own locale, so that no other thread sees it change. Where LANG names a UTF-8
 * locale that is not installed (ssh carries LANG to machines that lack it) C.UTF-8 serves.
 */
static void set_locale(rv_screen *s)
{
	s->locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	if (!s->locale) {
		const char *name = getenv("LC_ALL");
		if (!name || !*name)
			name = getenv("LC_CTYPE");
		if (!name || !*name)
			name = getenv("LANG");
		const bool utf8 = name && (strcasestr(name, "utf-8") || strcasestr(name, "utf8"));
		s->locale = newlocale(LC_CTYPE_MASK, utf8 ? "C.UTF-8" : "C", (locale_t)0);
	}
	if (s->locale)
		s->old_locale = uselocale(s->locale);
	s->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* Consoles whose fonts lack blocks and braille whatever the locale says. */
static bool poor_font(const char *term)
{
	return strcmp(term, "linux") == 0 || strncmp(term, "vt", 2) == 0 ||
	       strcmp(term, "ansi") == 0 || strcmp(term, "dumb") == 0;
}

static struct {
	char text[RESET_MAX];
	size_t n;
} collected;

static int collect(int ch)
{
	if (ch != 0 && collected.n < RESET_MAX)
		collected.text[collected.n++] = (char)ch;
	return ch;
}

static void collect_string(const char *s)
{
	while (*s)
		(void)collect(*s++);
}

/* What a signal handler must write: it cannot ask ncurses then. */
static void prepare_reset(rv_screen *s)
{
	static const char *const capabilities[] = { "rmacs", "sgr0", "op", "rmcup", "cnorm" };
	collected.n = 0;
	for (size_t i = 0; i < sizeof(capabilities) / sizeof(capabilities[0]); i++)
		if (has_string(capabilities[i]))
			(void)tputs(tigetstr(capabilities[i]), 1, collect);
	if (!has_string("rmcup"))
		collect_string("\r\n");
	rv_tty_set_reset(s->tty, collected.text, collected.n);
}

/*
 * Ends ncurses' part, into the frame buffer. The cursor once more after rmcup, which in some
 * terminals brings back the invisible one that ncurses saved when the size changed.
 */
static void end_ncurses(rv_screen *s)
{
	(void)endwin();
	collected.n = 0;
	if (has_string("cnorm"))
		(void)tputs(tigetstr("cnorm"), 1, collect);
	const ssize_t n = write(rv_tty_frame_fd(s->tty), collected.text, collected.n);
	(void)n; /* to memory; nothing better can be done on the way out */
}

static void prepare_ncurses(rv_screen *s)
{
	(void)typeahead(-1); /* never stop drawing because keys wait */
	(void)nonl();
	(void)noecho();
	(void)curs_set(0); /* ERR where the cursor cannot be hidden */
	(void)leaveok(stdscr, TRUE);
	const bool colour = has_colors() && start_color() == OK && use_default_colors() == OK;
	s->theme.mono = s->theme.mono || !colour;
	s->bright = colour && COLORS >= RV_COLOUR_N;
	s->has_dim = has_string("dim");
}

static int64_t esc_delay(void)
{
	const char *env = getenv("ESCDELAY");
	int64_t ms;
	if (env && rv_num_parse_i64(env, strlen(env), &ms) == RV_OK && ms >= 0 && ms <= ESC_MS_MAX)
		return ms;
	return ESC_MS;
}

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

/* DECRQM; a terminal that does not know it stays silent. The answer comes among the keys. */
static void ask_sync(rv_screen *s, const char *term)
{
	const char *program = getenv("TERM_PROGRAM");
	const bool prints_it = program && strcmp(program, "Apple_Terminal") == 0;
	if (prints_it || (strncmp(term, "xterm", 5) != 0 && strncmp(term, "tmux", 4) != 0))
		return;
	const ssize_t n = write(rv_tty_frame_fd(s->tty), SYNC_QUERY, strlen(SYNC_QUERY));
	(void)n; /* to memory; without it there is no synchronized output */
}

static rv_status open_ncurses(rv_screen *s, const char *term, rv_err *err)
{
	const int fd = fcntl(rv_tty_frame_fd(s->tty), F_DUPFD_CLOEXEC, 3);
	s->out = fd >= 0 ? fdopen(fd, "w") : NULL;
	s->in = fopen("/dev/null", "re"); /* ncurses reads nothing */
	if (!s->out || !s->in) {
		if (fd >= 0 && !s->out)
			(void)close(fd);
		return rv_err_set(err, RV_EIO, "console: cannot open the frame buffer");
	}
	ask_sync(s, term);
	s->sp = newterm(term, s->out, s->in);
	if (!s->sp)
		return rv_err_set(err, RV_EIO, "console: ncurses cannot open TERM=%s", term);
	prepare_ncurses(s);
	prepare_reset(s);
	int cols, rows;
	wanted_size(s, &cols, &rows);
	return fit(s, cols, rows);
}

static rv_status start(rv_screen *s, const rv_screen_params *p, rv_err *err)
{
	rv_status st = rv_theme_init(&s->theme, p->theme, p->updown, p->mono, err);
	if (st == RV_OK)
		st = rv_tty_new(&s->tty, err);
	if (st != RV_OK)
		return st;
	const char *term = choose_terminal(rv_tty_frame_fd(s->tty), err);
	if (!term)
		return RV_EIO;
	set_locale(s);
	s->ascii = p->ascii || !s->utf8 || poor_font(term);
	s->esc_ms = esc_delay();
	st = open_ncurses(s, term, err);
	if (st == RV_OK && s->theme.mono)
		st = rv_theme_init(&s->theme, p->theme, p->updown, true, err);
	return st == RV_OK ? rv_tty_enter(s->tty, err) : st;
}

rv_status rv_screen_new(const rv_screen_params *p, rv_screen **out, rv_err *err)
{
	rv_screen *s = calloc(1, sizeof(*s));
	if (!s)
		return rv_err_set(err, RV_ENOMEM, "console: out of memory");
	const rv_status st = start(s, p, err);
	if (st != RV_OK) {
		rv_screen_free(s);
		return st;
	}
	*out = s;
	return RV_OK;
}

void rv_screen_free(rv_screen *s)
{
	if (!s)
		return;
	if (s->sp) {
		end_ncurses(s); /* rv_tty_free sends it */
		rv_tty_free(s->tty);
		delscreen(s->sp);
	} else {
		rv_tty_free(s->tty);
	}
	if (s->out)
		(void)fclose(s->out);
	if (s->in)
		(void)fclose(s->in);
	if (s->locale) {
		(void)uselocale(s->old_locale);
		freelocale(s->locale);
	}
	free(s->shadow);
	free(s);
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
static attr_t attributes(rv_screen *s, rv_style style, short *pair)
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

bool rv_screen_resize(rv_screen *s)
{
	int cols, rows;
	wanted_size(s, &cols, &rows);
	const bool other = cols != s->cols || rows != s->rows;
	if (other && fit(s, cols, rows) != RV_OK)
		return false; /* no memory: the old size stays, cut by the terminal */
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
	unsigned char buf[READ_MAX];
	const size_t n = rv_tty_read(s->tty, buf, sizeof(buf));
	if (n > 0) {
		rv_keyin_feed(&s->keys, buf, n);
		s->key_at = now_ms;
	}
}

int64_t rv_screen_key_deadline(const rv_screen *s)
{
	return rv_keyin_waiting(&s->keys) ? s->key_at + s->esc_ms : -1;
}

int rv_screen_key(rv_screen *s, int64_t now_ms)
{
	const int64_t deadline = rv_screen_key_deadline(s);
	if (deadline >= 0 && now_ms >= deadline)
		rv_keyin_timeout(&s->keys);
	return rv_keyin_next(&s->keys);
}

void rv_screen_suspend(rv_screen *s)
{
	end_ncurses(s);
	rv_tty_leave(s->tty);
}

rv_status rv_screen_resume(rv_screen *s, rv_err *err)
{
	const rv_status st = rv_tty_enter(s->tty, err);
	if (st == RV_OK)
		(void)rv_screen_resize(s); /* it may have changed meanwhile */
	return st;
}
