/* Screens as text against files; see golden_screen.h. */
#include "tests/support/golden_screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/keys.h"
#include "tui/render.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"

#define GOLDEN_DIR "tests/tui/golden"

enum { SCREEN_CAP = 200 * 60 * 4 + 64 };

static size_t put_utf8(char *out, wchar_t ch)
{
	const uint32_t c = (uint32_t)ch;

	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	out[0] = (char)(0xe0 | c >> 12);
	out[1] = (char)(0x80 | (c >> 6 & 0x3f));
	out[2] = (char)(0x80 | (c & 0x3f));
	return 3;
}

void rv_golden_text(const rv_canvas *c, char *out)
{
	size_t n = 0;

	for (int y = 0; y < rv_canvas_rows(c); y++) {
		size_t end = n;
		for (int x = 0; x < rv_canvas_cols(c); x++) {
			const rv_cell *cell = rv_canvas_at(c, x, y);
			n += put_utf8(out + n, cell->ch);
			if (cell->ch != L' ')
				end = n;
		}
		n = end;
		out[n++] = '\n';
	}
	out[n] = '\0';
}

static void print_difference(const char *want, const char *got)
{
	for (int line = 1; *want || *got; line++) {
		const size_t w = strcspn(want, "\n"), g = strcspn(got, "\n");
		if (w != g || memcmp(want, got, w) != 0)
			print_error("%3d want |%.*s\n%3d got  |%.*s\n", line, (int)w, want, line,
				    (int)g, got);
		want += w + (want[w] == '\n');
		got += g + (got[g] == '\n');
	}
}

void rv_golden_roles(const rv_canvas *c, char *out)
{
	static const char letters[] = ".dtbuoesgwrxakhlpmcyz";
	size_t n = 0;

	assert_int_equal(sizeof(letters) - 1, RV_ROLE_N);
	for (int y = 0; y < rv_canvas_rows(c); y++) {
		for (int x = 0; x < rv_canvas_cols(c); x++) {
			const rv_cell *cell = rv_canvas_at(c, x, y);
			const char ch = letters[cell->role];
			out[n++] = cell->attr ? (char)(ch == '.' ? '*' : ch - 'a' + 'A') : ch;
		}
		out[n++] = '\n';
	}
	out[n] = '\0';
}

void rv_golden_mono(const rv_canvas *c, char *out)
{
	rv_theme theme;
	FILE *f = fmemopen(out, SCREEN_CAP - 1, "w");

	assert_non_null(f);
	memset(out, 0, SCREEN_CAP);
	assert_int_equal(rv_theme_init(&theme, NULL, NULL, true, NULL), RV_OK);
	assert_int_equal(rv_render(c, RV_RENDER_ANSI, &theme, f, NULL), RV_OK);
	assert_int_equal(fclose(f), 0);
}

/* GOLDEN_PNG=DIR: the same canvas as a picture, to look at. */
static void paint(const char *name, const rv_canvas *c)
{
	const char *dir = getenv("GOLDEN_PNG");
	char path[512];
	rv_theme theme;

	if (!dir)
		return;
	(void)snprintf(path, sizeof(path), "%s/%s.png", dir, name);
	assert_int_equal(rv_theme_init(&theme, NULL, NULL, strstr(name, "mono") != NULL, NULL),
			 RV_OK);
	assert_int_equal(rv_render_file(c, RV_RENDER_PNG, &theme, path, NULL), RV_OK);
}

void rv_golden_check(const char *name, const rv_canvas *c,
		     void (*as_text)(const rv_canvas *c, char *out))
{
	static char got[SCREEN_CAP], want[SCREEN_CAP];
	char path[256];

	(void)snprintf(path, sizeof(path), GOLDEN_DIR "/%s.txt", name);
	as_text(c, got);
	paint(name, c);
	if (getenv("UPDATE_GOLDEN")) {
		rv_file_write(path, got, strlen(got));
		return;
	}
	(void)rv_file_read(path, want, sizeof(want));
	if (strcmp(want, got) != 0) {
		print_difference(want, got);
		fail_msg("%s differs", path);
	}
}

static int named_key(const char *name)
{
	static const struct {
		const char *name;
		int key;
	} names[] = { { "enter", RV_KEY_ENTER }, { "tab", RV_KEY_TAB },	  { "esc", RV_KEY_ESC },
		      { "space", RV_KEY_SPACE }, { "f2", RV_KEY_F2 },	  { "f4", RV_KEY_F4 },
		      { "end", RV_KEY_END },	 { "down", RV_KEY_DOWN }, { "f1", RV_KEY_F1 } };

	for (size_t i = 0; i < LEN(names); i++) {
		if (strncmp(names[i].name, name, strlen(names[i].name)) == 0)
			return names[i].key;
	}
	fail_msg("no key named %s", name);
	return 0;
}

void rv_golden_type(rv_desk *d, const char *keys)
{
	for (; *keys; keys++) {
		if (*keys == '{') {
			(void)rv_desk_key(d, named_key(keys + 1));
			keys = strchr(keys, '}');
		} else {
			(void)rv_desk_key(d, *keys);
		}
	}
}
