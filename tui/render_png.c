/*
 * PNG: a grid of cells of RV_CELL_W x RV_CELL_H pixels; glyphs by freetype, shapes by our own hand,
 * the file by libpng's simple writer (which reports errors by its result and needs no longjmp).
 */
#include "tui/render_impl.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H
#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FONT_PX = 16, BASELINE = 15, MARGIN = 8, CHANNELS = 3, MAX_CELLS = 100000 };

#define FONT_DIR "/usr/share/fonts/truetype/dejavu/"
#define FONT_REGULAR FONT_DIR "DejaVuSansMono.ttf"
#define FONT_BOLD FONT_DIR "DejaVuSansMono-Bold.ttf"

typedef struct image {
	const rv_canvas *canvas;
	const rv_theme *theme;
	FT_Library library;
	FT_Face regular, bold; /* bold NULL: regular, made bolder */
	int w, h;
	unsigned char *pixels; /* [h][w][CHANNELS] */
} image;

typedef unsigned char cell_cover[RV_CELL_H][RV_CELL_W];

static rv_status open_face(image *im, const char *path, FT_Face *face, rv_err *err)
{
	if (access(path, R_OK) != 0)
		return rv_err_set(err, RV_ENOENT,
				  "font %s: not found; expected the package fonts-dejavu-core, or "
				  "RVDESK_FONT=FILE with a monospace font",
				  path);
	if (FT_New_Face(im->library, path, 0, face) != 0)
		return rv_err_set(err, RV_EDATA, "font %s: not a font that freetype can read",
				  path);
	if (FT_Set_Pixel_Sizes(*face, 0, FONT_PX) != 0)
		return rv_err_set(err, RV_EDATA, "font %s: has no size of %d pixels", path,
				  FONT_PX);
	return RV_OK;
}

static rv_status open_fonts(image *im, rv_err *err)
{
	if (FT_Init_FreeType(&im->library) != 0)
		return rv_err_set(err, RV_ENOMEM, "picture: cannot start freetype");
	const char *own = getenv("RVDESK_FONT");
	const bool has_own = own && *own;
	const rv_status st = open_face(im, has_own ? own : FONT_REGULAR, &im->regular, err);
	if (st != RV_OK || has_own || access(FONT_BOLD, R_OK) != 0)
		return st;
	return open_face(im, FONT_BOLD, &im->bold, err);
}

static void close_image(image *im)
{
	if (im->bold)
		(void)FT_Done_Face(im->bold); /* fails for bad handles only */
	if (im->regular)
		(void)FT_Done_Face(im->regular);
	if (im->library)
		(void)FT_Done_FreeType(im->library);
	free(im->pixels);
}

/* A glyph's 8-bit picture into the cell, cut at the cell's edges. */
static void copy_bitmap(const FT_GlyphSlotRec *slot, cell_cover cover)
{
	const FT_Bitmap *b = &slot->bitmap;
	if (b->pixel_mode != FT_PIXEL_MODE_GRAY)
		return; /* a bitmap font: not expected of FT_LOAD_RENDER */
	const int shift = (RV_CELL_W - (int)((slot->advance.x + 32) >> 6)) / 2;
	for (int r = 0; r < (int)b->rows; r++) {
		const int y = BASELINE - slot->bitmap_top + r;
		for (int i = 0; i < (int)b->width; i++) {
			const int x = slot->bitmap_left + shift + i;
			if (x >= 0 && y >= 0 && x < RV_CELL_W && y < RV_CELL_H)
				cover[y][x] = b->buffer[r * b->pitch + i];
		}
	}
}

static rv_status draw_glyph(const image *im, wchar_t ch, bool bold, cell_cover cover)
{
	FT_Face face = bold && im->bold ? im->bold : im->regular;
	memset(cover, 0, sizeof(cell_cover));
	if (FT_Load_Char(face, (FT_ULong)ch, FT_LOAD_TARGET_LIGHT) != 0)
		return RV_EDATA;
	if (bold && !im->bold && face->glyph->format == FT_GLYPH_FORMAT_OUTLINE &&
	    FT_Outline_Embolden(&face->glyph->outline, 48) != 0)
		return RV_EDATA;
	if (FT_Render_Glyph(face->glyph, FT_RENDER_MODE_NORMAL) != 0)
		return RV_EDATA;
	copy_bitmap(face->glyph, cover);
	return RV_OK;
}

static unsigned char channel(uint32_t colour, int i)
{
	return (unsigned char)(colour >> (16 - 8 * i));
}

static void blend(image *im, int col, int row, uint32_t fg, uint32_t bg, cell_cover cover)
{
	for (int y = 0; y < RV_CELL_H; y++) {
		const size_t line = (size_t)(MARGIN + row * RV_CELL_H + y) * (size_t)im->w;
		unsigned char *p =
			im->pixels + (line + (size_t)(MARGIN + col * RV_CELL_W)) * CHANNELS;
		for (int x = 0; x < RV_CELL_W; x++) {
			const int a = cover[y][x];
			for (int i = 0; i < CHANNELS; i++)
				*p++ = (unsigned char)((channel(fg, i) * a +
							channel(bg, i) * (255 - a) + 127) /
						       255);
		}
	}
}

static rv_status draw_cell(image *im, int col, int row)
{
	const rv_cell *cell = rv_canvas_at(im->canvas, col, row);
	const rv_look style = rv_theme_style(im->theme, cell);
	uint32_t fg, bg;
	cell_cover cover;
	rv_theme_rgb(im->theme, cell, &fg, &bg);
	rv_status st = RV_OK;
	if (!rv_render_shape(cell->ch, cover))
		st = draw_glyph(im, cell->ch, (style.attr & RV_ATTR_BOLD) != 0, cover);
	if (style.attr & RV_ATTR_UNDERLINE)
		memset(cover[BASELINE + 2], 255, sizeof(cover[0]));
	blend(im, col, row, fg, bg, cover);
	return st;
}

static rv_status draw_all(image *im, rv_err *err)
{
	const uint32_t bg = im->theme->palette->bg;
	for (size_t i = 0; i < (size_t)im->w * (size_t)im->h * CHANNELS; i++)
		im->pixels[i] = channel(bg, (int)(i % CHANNELS));
	for (int y = 0; y < rv_canvas_rows(im->canvas); y++) {
		for (int x = 0; x < rv_canvas_cols(im->canvas); x++) {
			if (draw_cell(im, x, y) != RV_OK)
				return rv_err_set(err, RV_EDATA,
						  "picture: the font cannot draw U+%04X",
						  (unsigned)rv_canvas_at(im->canvas, x, y)->ch);
		}
	}
	return RV_OK;
}

static rv_status write_image(const image *im, FILE *out, rv_err *err)
{
	png_image png = { .version = PNG_IMAGE_VERSION,
			  .width = (png_uint_32)im->w,
			  .height = (png_uint_32)im->h,
			  .format = PNG_FORMAT_RGB };
	if (!png_image_write_to_stdio(&png, out, 0, im->pixels, 0, NULL))
		return rv_err_set(err, RV_EIO, "picture: cannot write: %s", png.message);
	return RV_OK;
}

rv_status rv_render_png(const rv_canvas *c, const rv_theme *t, FILE *out, rv_err *err)
{
	const int cols = rv_canvas_cols(c), rows = rv_canvas_rows(c);
	if (cols * rows > MAX_CELLS)
		return rv_err_set(err, RV_ERANGE, "picture: %d x %d cells, expected at most %d",
				  cols, rows, MAX_CELLS);
	image im = { .canvas = c, .theme = t };
	im.w = 2 * MARGIN + cols * RV_CELL_W;
	im.h = 2 * MARGIN + rows * RV_CELL_H;
	rv_status st = open_fonts(&im, err);
	if (st == RV_OK) {
		im.pixels = malloc((size_t)im.w * (size_t)im.h * CHANNELS);
		st = im.pixels ? draw_all(&im, err)
			       : rv_err_set(err, RV_ENOMEM, "picture: out of memory");
	}
	if (st == RV_OK)
		st = write_image(&im, out, err);
	close_image(&im);
	return st;
}
