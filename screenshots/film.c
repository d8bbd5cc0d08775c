/*
 * Pictures and a recording of the console with its order side: the real program on a
 * pseudo-terminal with its built-in venue, driven by keys, as a person would.
 *
 *   film stills RVDESK DIR STATE      tour, approval, program, desks, portfolio, halted
 *   film mono RVDESK DIR STATE        the desk without colours, in 7-bit characters
 *   film research RVDESK DIR STATE    the screen of backtests of that state folder
 *   film cast RVDESK FILE STATE       approve, fill, hedge as an asciicast (version 2)
 *
 * What the terminal shows is painted cell by cell, with the looks of the program's dark theme. The
 * venue's clock runs: two runs show the same market, not the same second. Exit status 1: something
 * that should have been on the screen did not come; the screen is printed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "tests/support/pty_job.h"
#include "tui/render.h"
#include "tui/theme.h"

enum { COLS = 120, ROWS = 40, WAIT_MS = 60000, LOOK_MS = 300, SETTLE_MS = 1500, PATH = 4096 };
/* The recording: how often what has come is written down, and the most that it may be. */
enum { FRAME_MS = 50, CAST_MOST = 300 * 1024, CHUNK_MOST = 65536 };

static const char *const terminal[] = {
	"TERM=xterm-256color", "LANG=C.UTF-8", "LC_ALL", "LC_CTYPE", "NO_COLOR", "COLORTERM", NULL
};

typedef struct film {
	rv_job *j;
	const char *dir, *state;
	bool mono, ascii;
	int cols, rows;
	FILE *cast; /* NULL: nothing is recorded */
	size_t seen, written;
	int64_t began_us;
	char rest[8]; /* the beginning of a character whose end has not come */
	size_t n_rest;
} film;

static void die(film *f, const char *what)
{
	(void)fprintf(stderr, "film: %s\n%s\n", what, f->j ? rv_job_screen(f->j) : "");
	rv_job_free(f->j);
	exit(1);
}

/* ---- the recording ---- */

static size_t put_json(FILE *to, const char *s, size_t n)
{
	size_t out = 0;

	for (size_t i = 0; i < n; i++) {
		const unsigned char c = (unsigned char)s[i];
		const int k = c < 0x20 || c == 0x7f   ? fprintf(to, "\\u%04x", c)
			      : c == '"' || c == '\\' ? fprintf(to, "\\%c", c)
						      : fprintf(to, "%c", c);
		out += k > 0 ? (size_t)k : 0;
	}
	return out;
}

/* Bytes at the end that begin a character and do not end it. */
static size_t unfinished(const char *s, size_t n)
{
	for (size_t back = 1; back <= 3 && back <= n; back++) {
		const unsigned char c = (unsigned char)s[n - back];
		if ((c & 0xc0) == 0x80)
			continue;
		const size_t len = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
		return len > back ? back : 0;
	}
	return 0;
}

static void record(film *f)
{
	static char chunk[CHUNK_MOST + 8];
	const size_t all = rv_job_bytes(f->j), fresh = all - f->seen;
	const char *tail = rv_job_output(f->j);
	const size_t have = strlen(tail);

	if (!f->cast || fresh == 0)
		return;
	if (fresh > have || fresh > CHUNK_MOST)
		die(f, "more output at once than the recording holds");
	memcpy(chunk, f->rest, f->n_rest);
	memcpy(chunk + f->n_rest, tail + have - fresh, fresh);
	const size_t n = f->n_rest + fresh, left = unfinished(chunk, n);
	memcpy(f->rest, chunk + n - left, left);
	f->n_rest = left;
	f->seen = all;
	(void)fprintf(f->cast, "[%.3f, \"o\", \"", (double)(rv_job_now_us() - f->began_us) / 1e6);
	f->written += 24 + put_json(f->cast, chunk, n - left);
	(void)fprintf(f->cast, "\"]\n");
	if (f->written > CAST_MOST)
		die(f, "the recording is too large");
}

/* ---- the terminal ---- */

static void pump(film *f, int ms)
{
	for (int left = ms; left > 0; left -= FRAME_MS) {
		rv_job_pump(f->j, FRAME_MS, 0);
		record(f);
	}
}

static void sees(film *f, const char *text)
{
	for (int left = WAIT_MS; !rv_job_has_text(f->j, text); left -= FRAME_MS) {
		if (left <= 0) {
			(void)fprintf(stderr, "film: \"%s\" does not come\n", text);
			die(f, "as it is now:");
		}
		pump(f, FRAME_MS);
	}
}

static void types(film *f, const char *keys)
{
	rv_job_send(f->j, keys, strlen(keys));
	pump(f, LOOK_MS);
}

/* As a hand types, so that it can be followed. */
static void says(film *f, const char *line)
{
	for (; *line; line++) {
		const char key[] = { *line, '\0' };
		rv_job_send(f->j, key, 1);
		pump(f, FRAME_MS);
	}
	types(f, "\r");
}

/* Y until the question is gone. */
static void answers(film *f, const char *question)
{
	for (int left = WAIT_MS; rv_job_has_text(f->j, question); left -= LOOK_MS) {
		if (left <= 0)
			die(f, "the question takes no answer");
		pump(f, LOOK_MS);
		types(f, "Y");
	}
}

static void start(film *f, const char *rvdesk)
{
	char program[PATH], state[PATH], word[] = "--state", seven[] = "-U", plain[] = "-C";
	char *argv[] = { program, word, state, f->ascii ? seven : NULL, plain, NULL };

	(void)snprintf(program, sizeof(program), "%s", rvdesk);
	(void)snprintf(state, sizeof(state), "%s", f->state);
	f->cols = COLS;
	f->rows = ROWS;
	f->began_us = rv_job_now_us();
	f->j = rv_job_exec(COLS, ROWS, terminal, argv);
	if (!f->j)
		die(f, "cannot start the program");
	sees(f, "48 of 48 scored");
}

static void quit(film *f)
{
	types(f, "Q");
	for (int i = 0; i < 100 && !rv_job_wait_done(f->j, LOOK_MS); i++)
		types(f, "C");
	if (!rv_job_wait_done(f->j, WAIT_MS))
		die(f, "it does not end");
	rv_job_free(f->j);
	f->j = NULL;
}

static void resize(film *f, int cols, int rows)
{
	f->cols = cols;
	f->rows = rows;
	rv_job_resize(f->j, cols, rows);
	pump(f, SETTLE_MS);
}

/* ---- the picture ---- */

/* A role and attributes that look like the cell; the plain text's where none does. */
static void look_up(const rv_theme *t, const rv_job_cell *c, uint8_t *role, uint8_t *attr)
{
	const int want = (c->bold ? RV_ATTR_BOLD : 0) | (c->underline ? RV_ATTR_UNDERLINE : 0) |
			 (c->reverse ? RV_ATTR_REVERSE : 0);

	for (int a = 0; a < 8; a++) {
		for (int r = 0; r < RV_ROLE_N; r++) {
			const rv_cell cell = { .role = (uint8_t)r, .attr = (uint8_t)a };
			const rv_look l = rv_theme_style(t, &cell);
			if (l.fg != c->fg || l.bg != c->bg || l.attr != want)
				continue;
			*role = (uint8_t)r;
			*attr = (uint8_t)a;
			return;
		}
	}
	*role = RV_ROLE_TEXT;
	*attr = (uint8_t)want;
}

static void shoot(film *f, const char *name)
{
	rv_canvas *c = NULL;
	rv_theme theme;
	rv_err err = { .text = "" };
	char path[PATH];

	pump(f, LOOK_MS);
	if (rv_theme_init(&theme, "dark", NULL, f->mono, &err) != RV_OK ||
	    rv_canvas_new(f->cols, f->rows, f->ascii, &c) != RV_OK)
		die(f, "no canvas");
	for (int y = 0; y < f->rows; y++) {
		for (int x = 0; x < f->cols; x++) {
			const rv_job_cell cell = rv_job_cell_at(f->j, x, y);
			uint8_t role, attr;
			look_up(&theme, &cell, &role, &attr);
			rv_canvas_put(c, x, y, cell.ch, (rv_role)role, attr);
		}
	}
	(void)snprintf(path, sizeof(path), "%s/%s.png", f->dir, name);
	const rv_status st = rv_render_file(c, RV_RENDER_PNG, &theme, path, &err);
	rv_canvas_free(c);
	if (st != RV_OK)
		die(f, err.text);
}

/* ---- the scenes ---- */

static void arm_and_resume(film *f)
{
	types(f, "U");
	sees(f, "Y = arm");
	answers(f, "Y = arm");
	sees(f, " ARMED ");
	says(f, ":resume");
	sees(f, "resume: the book is ACTIVE");
}

/* The question with a quote of now: a price that has moved is quoted again. */
static void grant_program(film *f)
{
	sees(f, "p program");
	types(f, "p");
	for (int i = 0; i < 20 && !rv_job_has_text(f->j, " READY "); i++)
		types(f, "\r");
	sees(f, " READY ");
}

static void stills(film *f, const char *rvdesk)
{
	start(f, rvdesk);
	pump(f, 4 * SETTLE_MS); /* the daily systems have their history, too */
	types(f, "\033OP");
	types(f, "t");
	types(f, ")))))");
	sees(f, "Tour 6/16");
	shoot(f, "tour");
	types(f, "\033OP");
	types(f, "t");
	arm_and_resume(f);
	types(f, "5");
	says(f, ":buy SOL 500 usd");
	sees(f, "#1   BUY  SOL ");
	types(f, "a");
	sees(f, "Y = send");
	pump(f, SETTLE_MS);
	shoot(f, "approval");
	answers(f, "Y = send");
	types(f, "1");
	grant_program(f);
	shoot(f, "program");
	types(f, "a");
	answers(f, "Y = grant");
	types(f, "\033");
	types(f, "1");
	pump(f, 20 * SETTLE_MS);
	shoot(f, "desk");
	resize(f, 200, 60);
	shoot(f, "desk-200x60");
	resize(f, 80, 24);
	shoot(f, "desk-80x24");
	resize(f, COLS, ROWS);
	types(f, "4");
	pump(f, SETTLE_MS);
	shoot(f, "portfolio");
	types(f, "1");
	types(f, "K");
	types(f, "H");
	sees(f, "HALTED: killed");
	pump(f, SETTLE_MS);
	shoot(f, "halted");
	quit(f);
}

static void one(film *f, const char *rvdesk, const char *key, const char *name)
{
	start(f, rvdesk);
	types(f, key);
	pump(f, 4 * SETTLE_MS);
	shoot(f, name);
	quit(f);
}

/* Approve, fill, hedge: about half a minute. */
static void record_all(film *f, const char *rvdesk, const char *path)
{
	f->cast = fopen(path, "w");
	if (!f->cast)
		die(f, "cannot write the recording");
	(void)fprintf(
		f->cast,
		"{\"version\": 2, \"width\": %d, \"height\": %d, \"title\": \"rvdesk: approve, "
		"fill, hedge (simulated venue)\", \"env\": {\"TERM\": \"xterm-256color\"}}\n",
		COLS, ROWS);
	start(f, rvdesk);
	pump(f, SETTLE_MS);
	arm_and_resume(f);
	grant_program(f);
	pump(f, 2 * SETTLE_MS);
	types(f, "a");
	sees(f, "Y = grant");
	pump(f, SETTLE_MS);
	answers(f, "Y = grant");
	pump(f, SETTLE_MS);
	types(f, "\033");
	types(f, "5");
	pump(f, 6 * SETTLE_MS);
	types(f, "1");
	pump(f, 6 * SETTLE_MS);
	record(f);
	if (ferror(f->cast) || fclose(f->cast) != 0)
		die(f, "cannot write the recording");
	f->cast = NULL;
	quit(f);
}

int main(int argc, char **argv)
{
	if (argc != 5) {
		(void)fprintf(stderr, "usage: film stills|mono|research RVDESK DIR STATE\n"
				      "       film cast RVDESK FILE STATE\n");
		return 2;
	}
	film f = { .dir = argv[3], .state = argv[4] };
	if (strcmp(argv[1], "stills") == 0) {
		stills(&f, argv[2]);
	} else if (strcmp(argv[1], "mono") == 0) {
		f.mono = f.ascii = true;
		one(&f, argv[2], "1", "mono-ascii");
	} else if (strcmp(argv[1], "research") == 0) {
		one(&f, argv[2], "9", "research");
	} else if (strcmp(argv[1], "cast") == 0) {
		record_all(&f, argv[2], argv[3]);
	} else {
		(void)fprintf(stderr, "film: no such film: %s\n", argv[1]);
		return 2;
	}
	return 0;
}
