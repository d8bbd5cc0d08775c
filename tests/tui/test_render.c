/*
 * Pictures: golden text, ANSI and SVG of a small canvas written by hand; PNG read back by libpng
 * and looked at pixel by pixel; joins of shapes; errors; the same bytes twice.
 */
#include "tui/render.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"
#include "tui/render_impl.h"

enum { MARGIN = 8 };

static rv_theme theme(bool mono)
{
	rv_theme t;
	assert_int_equal(rv_theme_init(&t, "dark", NULL, mono, NULL), RV_OK);
	return t;
}

/* Two rows: a title, a selected value, a mark-up character; then lines, block, braille. */
static rv_canvas *sample(void)
{
	rv_canvas *c;
	assert_int_equal(rv_canvas_new(12, 2, false, &c), RV_OK);
	(void)rv_canvas_text(c, 0, 0, 12, RV_ROLE_TITLE, 0, "A<&>");
	(void)rv_canvas_text(c, 5, 0, 12, RV_ROLE_UP, 0, "+1");
	rv_canvas_attr(c, 7, 0, 2, RV_ATTR_REVERSE);
	(void)rv_canvas_text(c, 0, 1, 12, RV_ROLE_BORDER, 0, "─│█⣿");
	(void)rv_canvas_text(c, 6, 1, 12, RV_ROLE_ENV_SIM, RV_ATTR_UNDERLINE, "β");
	return c;
}

static char *render(const rv_canvas *c, rv_render_format f, const rv_theme *t, size_t *n)
{
	char *bytes = NULL;
	rv_err err = { .text = "" };
	FILE *out = open_memstream(&bytes, n);
	assert_non_null(out);
	const rv_status st = rv_render(c, f, t, out, &err);
	if (st != RV_OK)
		fail_msg("%s", err.text);
	assert_int_equal(fclose(out), 0);
	return bytes;
}

static void check(rv_render_format f, bool mono, const char *want)
{
	const rv_theme t = theme(mono);
	size_t n;
	rv_canvas *c = sample();
	char *got = render(c, f, &t, &n);
	assert_string_equal(got, want);
	free(got);
	rv_canvas_free(c);
}

static void test_text(void **state)
{
	(void)state;
	check(RV_RENDER_TEXT, false, "A<&> +1\n─│█⣿  β\n");
}

static void test_ansi(void **state)
{
	(void)state;
	check(RV_RENDER_ANSI, false,
	      "\033[0;1;96mA<&>\033[0m \033[0;92m+1\033[0;7m  \033[0m\n"
	      "\033[0;90m─│█⣿\033[0m  \033[0;1;4;97;44mβ\033[0m\n");
	check(RV_RENDER_ANSI, true,
	      "\033[0;1mA<&>\033[0m \033[0m+1\033[0;7m  \033[0m\n"
	      "\033[0m─│█⣿\033[0m  \033[0;4;7mβ\033[0m\n");
}

static void test_svg(void **state)
{
	(void)state;
	check(RV_RENDER_SVG, false,
	      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"124\" height=\"52\" "
	      "viewBox=\"0 0 124 52\">\n"
	      "<style>text{white-space:pre;font-family:'DejaVu Sans Mono',Menlo,Consolas,"
	      "monospace;font-size:15px}</style>\n"
	      "<rect width=\"124\" height=\"52\" fill=\"#0d1117\"/>\n"
	      "<g fill=\"#c9d1d9\" xml:space=\"preserve\">\n"
	      "<rect x=\"71\" y=\"8\" width=\"18\" height=\"18\" fill=\"#c9d1d9\"/>\n"
	      "<text x=\"8\" y=\"22\" textLength=\"36\" fill=\"#56d4dd\" font-weight=\"bold\">"
	      "A&lt;&amp;&gt;</text>\n"
	      "<text x=\"53\" y=\"22\" textLength=\"18\" fill=\"#56d364\">+1</text>\n"
	      "<rect x=\"62\" y=\"26\" width=\"9\" height=\"18\" fill=\"#2f6bd6\"/>\n"
	      "<text x=\"8\" y=\"40\" textLength=\"36\" fill=\"#6e7681\">─│█⣿</text>\n"
	      "<text x=\"62\" y=\"40\" textLength=\"9\" fill=\"#ffffff\" font-weight=\"bold\" "
	      "text-decoration=\"underline\">β</text>\n"
	      "</g>\n</svg>\n");
}

typedef struct picture {
	png_image png;
	unsigned char *rgb;
} picture;

static picture read_png(const char *bytes, size_t n)
{
	picture p = { .png = { .version = PNG_IMAGE_VERSION } };
	assert_true(png_image_begin_read_from_memory(&p.png, bytes, n));
	p.png.format = PNG_FORMAT_RGB;
	p.rgb = malloc(PNG_IMAGE_SIZE(p.png));
	assert_non_null(p.rgb);
	assert_true(png_image_finish_read(&p.png, NULL, p.rgb, 0, NULL));
	return p;
}

static uint32_t pixel(const picture *p, int cell_x, int cell_y, int x, int y)
{
	const size_t at = (size_t)(MARGIN + cell_y * RV_CELL_H + y) * p->png.width +
			  (size_t)(MARGIN + cell_x * RV_CELL_W + x);
	const unsigned char *c = p->rgb + 3 * at;
	return (uint32_t)c[0] << 16 | (uint32_t)c[1] << 8 | c[2];
}

/* How many pixels of a cell are not the colour. */
static int inked(const picture *p, int cell_x, int cell_y, uint32_t bg)
{
	int n = 0;
	for (int y = 0; y < RV_CELL_H; y++)
		for (int x = 0; x < RV_CELL_W; x++)
			n += pixel(p, cell_x, cell_y, x, y) != bg;
	return n;
}

static bool have_font(void)
{
	return access("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf", R_OK) == 0;
}

static void test_png(void **state)
{
	(void)state;
	if (!have_font()) {
		(void)printf("skip: DejaVu Sans Mono is not installed\n");
		skip();
	}
	const rv_theme t = theme(false);
	size_t n, n2;
	rv_canvas *c = sample();
	char *bytes = render(c, RV_RENDER_PNG, &t, &n);
	char *again = render(c, RV_RENDER_PNG, &t, &n2);
	assert_int_equal(n, n2);
	assert_memory_equal(bytes, again, n);
	picture p = read_png(bytes, n);
	assert_int_equal(p.png.width, 2 * MARGIN + 12 * RV_CELL_W);
	assert_int_equal(p.png.height, 2 * MARGIN + 2 * RV_CELL_H);
	const uint32_t bg = t.palette->bg;
	assert_int_equal(pixel(&p, 11, 1, 5, 5), bg);
	assert_int_equal(inked(&p, 4, 0, bg), 0);		       /* a space */
	assert_in_range(inked(&p, 0, 0, bg), 20, 150);		       /* A */
	assert_int_equal(pixel(&p, 7, 0, 5, 5), t.palette->fg);	       /* reversed blank */
	assert_int_equal(pixel(&p, 2, 1, 0, 0), t.palette->colour[8]); /* full block */
	assert_int_equal(inked(&p, 2, 1, bg), RV_CELL_W * RV_CELL_H);
	assert_int_equal(pixel(&p, 6, 1, 0, 0), t.palette->colour[RV_COLOUR_BLUE]);
	free(p.rgb);
	free(bytes);
	free(again);
	rv_canvas_free(c);
}

static void test_png_without_font(void **state)
{
	(void)state;
	const rv_theme t = theme(false);
	rv_err err = { .text = "" };
	rv_canvas *c = sample();
	FILE *out = tmpfile();
	assert_non_null(out);
	(void)setenv("RVDESK_FONT", "/no/such/font.ttf", 1);
	assert_int_equal(rv_render(c, RV_RENDER_PNG, &t, out, &err), RV_ENOENT);
	assert_non_null(strstr(err.text, "/no/such/font.ttf"));
	assert_non_null(strstr(err.text, "RVDESK_FONT"));
	(void)setenv("RVDESK_FONT", "/proc/self/status", 1);
	assert_int_equal(rv_render(c, RV_RENDER_PNG, &t, out, &err), RV_EDATA);
	(void)unsetenv("RVDESK_FONT");
	(void)fclose(out);
	rv_canvas_free(c);
}

static unsigned char at(wchar_t ch, int x, int y)
{
	unsigned char cover[RV_CELL_H][RV_CELL_W];
	assert_true(rv_render_shape(ch, cover));
	return cover[y][x];
}

static void test_shapes_join(void **state)
{
	(void)state;
	enum { L = 0, R = RV_CELL_W - 1, T = 0, B = RV_CELL_H - 1 };
	enum { CX = RV_CELL_W / 2, CY = RV_CELL_H / 2 };
	static const struct {
		wchar_t ch;
		bool left, right, up, down;
	} boxes[] = {
		{ L'─', true, true, false, false }, { L'│', false, false, true, true },
		{ L'┌', false, true, false, true }, { L'┐', true, false, false, true },
		{ L'└', false, true, true, false }, { L'┘', true, false, true, false },
		{ L'├', false, true, true, true },  { L'┤', true, false, true, true },
		{ L'┬', true, true, false, true },  { L'┴', true, true, true, false },
		{ L'┼', true, true, true, true },
	};
	for (size_t i = 0; i < LEN(boxes); i++) {
		assert_int_equal(at(boxes[i].ch, L, CY), boxes[i].left ? 255 : 0);
		assert_int_equal(at(boxes[i].ch, R, CY), boxes[i].right ? 255 : 0);
		assert_int_equal(at(boxes[i].ch, CX, T), boxes[i].up ? 255 : 0);
		assert_int_equal(at(boxes[i].ch, CX, B), boxes[i].down ? 255 : 0);
		assert_int_equal(at(boxes[i].ch, CX, CY), 255);
	}
	assert_int_equal(at(L'▄', L, CY), 255);
	assert_int_equal(at(L'▄', L, CY - 1), 0);
	assert_int_equal(at(L'▁', R, B), 255);
	assert_int_equal(at(L'▁', R, B - 3), 0);
	assert_int_equal(at(L'▌', CX - 1, T), 255);
	assert_int_equal(at(L'▌', CX, T), 0);
	assert_int_equal(at(L'▚', L, T), 255);
	assert_int_equal(at(L'▚', R, T), 0);
	assert_int_equal(at(L'▚', R, B), 255);
}

/* Dot n of braille lights its own eighth of the cell and nothing else. */
static void test_braille_dots(void **state)
{
	(void)state;
	static const int column[] = { 0, 0, 0, 1, 1, 1, 0, 1 }, row[] = { 0, 1, 2, 0, 1, 2, 3, 3 };
	unsigned char cover[RV_CELL_H][RV_CELL_W];
	for (int dot = 0; dot < 8; dot++) {
		assert_true(rv_render_shape(0x2800 + (1 << dot), cover));
		for (int y = 0; y < RV_CELL_H; y++)
			for (int x = 0; x < RV_CELL_W; x++)
				if (x / 5 != column[dot] || y / 5 != row[dot])
					assert_int_equal(cover[y][x], 0);
		assert_int_equal(cover[row[dot] * 5 + 2][column[dot] * 5 + 2], 255);
	}
	assert_true(rv_render_shape(0x2800, cover));
	assert_int_equal(cover[10][5], 0);
	assert_false(rv_render_shape(L'A', cover));
	assert_false(rv_render_shape(L'β', cover));
}

static void test_formats(void **state)
{
	(void)state;
	rv_render_format f;
	rv_err err = { .text = "" };
	assert_int_equal(rv_render_format_parse("png", &f, &err), RV_OK);
	assert_int_equal(f, RV_RENDER_PNG);
	assert_int_equal(rv_render_format_parse("txt", &f, &err), RV_OK);
	assert_int_equal(f, RV_RENDER_TEXT);
	assert_int_equal(rv_render_format_parse("jpeg", &f, &err), RV_EUSAGE);
	assert_non_null(strstr(err.text, "jpeg"));
	assert_non_null(strstr(err.text, "txt, ansi, svg or png"));
}

static void test_file_appears_whole(void **state)
{
	(void)state;
	const rv_theme t = theme(false);
	rv_err err = { .text = "" };
	rv_tmpdir dir;
	char path[RV_TMP_PATH * 2], text[64] = "";
	rv_tmpdir_make(&dir);
	(void)rv_tmpdir_path(&dir, "shot.txt", path);
	rv_canvas *c = sample();
	assert_int_equal(rv_render_file(c, RV_RENDER_TEXT, &t, path, &err), RV_OK);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	assert_non_null(fgets(text, sizeof(text), f));
	assert_string_equal(text, "A<&> +1\n");
	(void)fclose(f);
	/* A picture that fails leaves the old file and nothing beside it. */
	(void)setenv("RVDESK_FONT", "/no/such/font.ttf", 1);
	assert_int_equal(rv_render_file(c, RV_RENDER_PNG, &t, path, &err), RV_ENOENT);
	(void)unsetenv("RVDESK_FONT");
	assert_int_equal(access(path, R_OK), 0);
	rv_tmpdir_remove(&dir);
	assert_int_equal(rv_render_file(c, RV_RENDER_TEXT, &t, path, &err), RV_EIO);
	assert_non_null(strstr(err.text, path));
	rv_canvas_free(c);
}

static void test_full_device(void **state)
{
	(void)state;
	const rv_theme t = theme(false);
	rv_err err = { .text = "" };
	rv_canvas *c = sample();
	FILE *full = fopen("/dev/full", "w");
	assert_non_null(full);
	assert_int_equal(rv_render(c, RV_RENDER_SVG, &t, full, &err), RV_EIO);
	(void)fclose(full);
	rv_canvas_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_ansi),
		cmocka_unit_test(test_svg),
		cmocka_unit_test(test_png),
		cmocka_unit_test(test_png_without_font),
		cmocka_unit_test(test_shapes_join),
		cmocka_unit_test(test_braille_dots),
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_file_appears_whole),
		cmocka_unit_test(test_full_device),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
