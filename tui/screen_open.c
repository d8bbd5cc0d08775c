/*
 * Opening and giving back a terminal: which kind it is, what it can, whether it may get more than
 * 7-bit characters, and the bytes that a signal handler will need.
 */
#include "tui/screen_impl.h"

#include <fcntl.h>
#include <langinfo.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/num.h"

enum { ESC_MS = 25, ESC_MS_MAX = 5000, RESET_MAX = 256 };

#define SYNC_QUERY "\033[?2026$p"
#define MARGINS_OFF "\033[r"

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

/* tmux and screen are terminals of their own, and answer for themselves. */
static bool is_multiplexed(void)
{
	const char *term = getenv("TERM");
	const bool by_name =
		term && (strncmp(term, "tmux", 4) == 0 || strncmp(term, "screen", 6) == 0);
	return by_name || getenv("TMUX") || getenv("STY");
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

static void collect_capability(const char *name)
{
	if (has_string(name))
		(void)tputs(tigetstr(name), 1, collect);
}

/* Terminals whose margins are set as ANSI has it; without numbers the sequence undoes them. */
static bool has_margins(void)
{
	static const char ansi[] = "\033[%i%p1%d;%p2%dr"; /* a delay may follow */
	return has_string("csr") && strncmp(tigetstr("csr"), ansi, strlen(ansi)) == 0;
}

/*
 * What a signal handler must write: it cannot ask ncurses then. Undoing the margins takes the
 * cursor home, and only rmcup brings it back; a terminal without that saves and restores it.
 */
static void prepare_reset(rv_screen *s)
{
	const bool alone = !has_string("rmcup");
	collected.n = 0;
	collect_capability("rmacs");
	collect_capability("sgr0");
	collect_capability("op");
	if (alone)
		collect_capability("sc");
	if (has_margins())
		collect_string(MARGINS_OFF);
	if (alone)
		collect_capability("rc");
	collect_capability("rmcup");
	collect_capability("cnorm");
	if (alone)
		collect_string("\r\n");
	rv_tty_set_reset(s->tty, collected.text, collected.n);
}

void rv_screen_margins_off(rv_screen *s)
{
	if (!has_margins())
		return;
	const ssize_t n = write(rv_tty_frame_fd(s->tty), MARGINS_OFF, strlen(MARGINS_OFF));
	(void)n; /* to memory; ncurses sets them to the whole screen on its own */
}

/* The terminal forgets the mouse; what the operator wants of it stays. */
static void mouse_off(rv_screen *s)
{
	if (!s->keys.mouse)
		return;
	const ssize_t n =
		write(rv_tty_frame_fd(s->tty), RV_TTY_MOUSE_OFF, strlen(RV_TTY_MOUSE_OFF));
	(void)n; /* to memory */
}

/*
 * Ends ncurses' part, into the frame buffer. The margins first: they outlive rmcup, and endwin
 * says anew where the cursor goes. The cursor once more after rmcup, which in some terminals
 * brings back the invisible one that ncurses saved when the size changed.
 */
static void end_ncurses(rv_screen *s)
{
	mouse_off(s);
	if (isendwin())
		return; /* nothing was drawn since the last end */
	rv_screen_margins_off(s);
	(void)endwin();
	collected.n = 0;
	collect_capability("cnorm");
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
	s->no_colour = !colour;
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

/*
 * newterm has set the terminal up for the size that terminfo tells, since it sees none. All it
 * wrote is dropped; the first frame sets the terminal up again, as the first after a stop does.
 */
static rv_status restart_ncurses(rv_screen *s, rv_err *err)
{
	const rv_status st = rv_screen_fit(s);
	if (st != RV_OK)
		return rv_err_set(err, st, "console: no memory for a screen of this size");
	(void)endwin(); /* ERR: a file has no modes to put back */
	const int fd = rv_tty_frame_fd(s->tty);
	if (ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0)
		return rv_err_set(err, RV_EIO, "console: cannot empty the frame buffer");
	return RV_OK;
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
	s->sp = newterm(term, s->out, s->in);
	if (!s->sp)
		return rv_err_set(err, RV_EIO, "console: ncurses cannot open TERM=%s", term);
	prepare_ncurses(s);
	prepare_reset(s);
	const rv_status st = restart_ncurses(s, err);
	if (st == RV_OK)
		ask_sync(s, term);
	return st;
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
	s->multiplexed = is_multiplexed();
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

/* An answer that is on its way would be typed into the shell: waits a moment for it. */
static void await_answer(rv_screen *s)
{
	enum { WAIT_MS = 40 };
	const unsigned had = s->keys.pongs;
	const int64_t until = rv_mono_ms() + WAIT_MS;
	const int in = rv_tty_in_fd(s->tty);
	if (rv_tty_unsent(s->tty) || tcgetpgrp(in) != getpgrp())
		return; /* nobody reads, or the terminal is another's to read */
	while (s->keys.expects && s->keys.pongs == had) {
		const int64_t left = until - rv_mono_ms();
		struct pollfd p = { .fd = in, .events = POLLIN };
		if (left <= 0 || poll(&p, 1, (int)left) <= 0 || (p.revents & POLLIN) != p.revents)
			return;
		rv_screen_read(s, rv_mono_ms());
	}
}

void rv_screen_free(rv_screen *s)
{
	if (!s)
		return;
	if (s->sp) {
		await_answer(s);
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

void rv_screen_suspend(rv_screen *s)
{
	await_answer(s);
	end_ncurses(s);
	rv_tty_leave(s->tty);
}

rv_status rv_screen_resume(rv_screen *s, rv_err *err)
{
	const rv_status st = rv_tty_enter(s->tty, err);
	if (st != RV_OK)
		return st;
	if (s->mouse) {
		s->mouse = false;
		rv_screen_mouse(s, true);
	}
	(void)rv_screen_resize(s); /* it may have changed meanwhile */
	return st;
}
