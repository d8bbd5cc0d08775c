/* Pictures: the choice of the format, text, ANSI, and files that appear whole; see render.h. */
#include "tui/render.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/render_impl.h"

static const struct {
	const char *name;
	rv_render_format format;
} formats[] = {
	{ "txt", RV_RENDER_TEXT },
	{ "ansi", RV_RENDER_ANSI },
	{ "svg", RV_RENDER_SVG },
	{ "png", RV_RENDER_PNG },
};

rv_status rv_render_format_parse(const char *name, rv_render_format *out, rv_err *err)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (strcmp(formats[i].name, name) == 0) {
			*out = formats[i].format;
			return RV_OK;
		}
	}
	return rv_err_set(err, RV_EUSAGE, "format '%s': expected txt, ansi, svg or png", name);
}

const char *rv_render_utf8(wchar_t ch, char buf[RV_UTF8_MAX])
{
	const uint32_t v = (uint32_t)ch;
	size_t n = 0;
	if (v < 0x80) {
		buf[n++] = (char)v;
	} else if (v < 0x800) {
		buf[n++] = (char)(0xc0 | v >> 6);
		buf[n++] = (char)(0x80 | (v & 0x3f));
	} else if (v < 0x10000) {
		buf[n++] = (char)(0xe0 | v >> 12);
		buf[n++] = (char)(0x80 | (v >> 6 & 0x3f));
		buf[n++] = (char)(0x80 | (v & 0x3f));
	} else {
		buf[n++] = (char)(0xf0 | v >> 18);
		buf[n++] = (char)(0x80 | (v >> 12 & 0x3f));
		buf[n++] = (char)(0x80 | (v >> 6 & 0x3f));
		buf[n++] = (char)(0x80 | (v & 0x3f));
	}
	buf[n] = '\0';
	return buf;
}

bool rv_render_blank(const rv_theme *t, const rv_cell *cell)
{
	const rv_look s = rv_theme_style(t, cell);
	return cell->ch == L' ' && s.bg == RV_COLOUR_DEFAULT &&
	       !(s.attr & (RV_ATTR_REVERSE | RV_ATTR_UNDERLINE));
}

bool rv_render_same_style(const rv_cell *a, const rv_cell *b)
{
	return a->role == b->role && a->attr == b->attr;
}

static void put_char(wchar_t ch, FILE *out)
{
	char buf[RV_UTF8_MAX];
	(void)fputs(rv_render_utf8(ch, buf), out); /* rv_render looks at ferror */
}

/* Cells of a row up to the last one that shows something. */
static int used_cells(const rv_canvas *c, const rv_theme *t, int y)
{
	int n = rv_canvas_cols(c);
	while (n > 0) {
		const rv_cell *cell = rv_canvas_at(c, n - 1, y);
		if (t ? !rv_render_blank(t, cell) : cell->ch != L' ')
			break;
		n--;
	}
	return n;
}

static void render_text(const rv_canvas *c, FILE *out)
{
	for (int y = 0; y < rv_canvas_rows(c); y++) {
		const int n = used_cells(c, NULL, y);
		for (int x = 0; x < n; x++)
			put_char(rv_canvas_at(c, x, y)->ch, out);
		(void)fputc('\n', out);
	}
}

/* SGR number of one of the 16 colours: 30..37 and 90..97, backgrounds 10 higher. */
static int sgr(int colour, bool background)
{
	const bool bright = colour >= RV_COLOUR_BRIGHT;
	return (bright ? 90 + colour - RV_COLOUR_BRIGHT : 30 + colour) + (background ? 10 : 0);
}

static void put_style(rv_look s, FILE *out)
{
	(void)fputs("\033[0", out);
	if (s.attr & RV_ATTR_BOLD)
		(void)fputs(";1", out);
	if (s.attr & RV_ATTR_UNDERLINE)
		(void)fputs(";4", out);
	if (s.attr & RV_ATTR_REVERSE)
		(void)fputs(";7", out);
	if (s.fg >= 0)
		(void)fprintf(out, ";%d", sgr(s.fg, false));
	if (s.bg >= 0)
		(void)fprintf(out, ";%d", sgr(s.bg, true));
	(void)fputc('m', out);
}

static void render_ansi(const rv_canvas *c, const rv_theme *t, FILE *out)
{
	for (int y = 0; y < rv_canvas_rows(c); y++) {
		const int n = used_cells(c, t, y);
		for (int x = 0; x < n; x++) {
			const rv_cell *cell = rv_canvas_at(c, x, y);
			if (x == 0 || !rv_render_same_style(cell, rv_canvas_at(c, x - 1, y)))
				put_style(rv_theme_style(t, cell), out);
			put_char(cell->ch, out);
		}
		(void)fputs(n > 0 ? "\033[0m\n" : "\n", out);
	}
}

rv_status rv_render(const rv_canvas *c, rv_render_format format, const rv_theme *theme, FILE *out,
		    rv_err *err)
{
	rv_status st = RV_OK;
	switch (format) {
	case RV_RENDER_TEXT:
		render_text(c, out);
		break;
	case RV_RENDER_ANSI:
		render_ansi(c, theme, out);
		break;
	case RV_RENDER_SVG:
		rv_render_svg(c, theme, out);
		break;
	case RV_RENDER_PNG:
		st = rv_render_png(c, theme, out, err);
		break;
	}
	if (st == RV_OK && (fflush(out) != 0 || ferror(out)))
		return rv_err_set(err, RV_EIO, "picture: cannot write: %s", strerror(errno));
	return st;
}

/* A new file beside path; *name is for free(). */
static FILE *open_temporary(const char *path, char **name)
{
	enum { PID_TEXT = 24 };
	const size_t n = strlen(path) + PID_TEXT;
	char *tmp = malloc(n);
	if (!tmp)
		return NULL;
	(void)snprintf(tmp, n, "%s.%ld.tmp", path, (long)getpid());
	const int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
	FILE *f = fd >= 0 ? fdopen(fd, "wb") : NULL;
	if (!f) {
		if (fd >= 0) {
			(void)close(fd);
			(void)unlink(tmp);
		}
		free(tmp);
		return NULL;
	}
	*name = tmp;
	return f;
}

rv_status rv_render_file(const rv_canvas *c, rv_render_format format, const rv_theme *theme,
			 const char *path, rv_err *err)
{
	char *tmp = NULL;
	FILE *f = open_temporary(path, &tmp);
	if (!f)
		return rv_err_set(err, RV_EIO, "%s: cannot create: %s", path, strerror(errno));
	rv_status st = rv_render(c, format, theme, f, err);
	const bool written = fclose(f) == 0;
	if (st == RV_OK && (!written || rename(tmp, path) != 0))
		st = rv_err_set(err, RV_EIO, "%s: cannot write: %s", path, strerror(errno));
	if (st != RV_OK)
		(void)unlink(tmp);
	free(tmp);
	return st;
}
