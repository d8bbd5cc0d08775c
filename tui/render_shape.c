/*
 * Box lines, blocks and braille as pixels of one cell, so that neighbours join whatever the font.
 * A box line is what its four arms are; a block is a rectangle of eighths; braille is eight dots.
 */
#include "tui/render_impl.h"

#include <stdint.h>
#include <string.h>

enum { W = RV_CELL_W, H = RV_CELL_H };
enum { UP = 1, DOWN = 2, LEFT = 4, RIGHT = 8, HEAVY = 16 };
enum { LIGHT_PX = 2, HEAVY_PX = 4 };

typedef unsigned char cell_cover[RV_CELL_H][RV_CELL_W];

static void fill(cell_cover cover, int x0, int y0, int x1, int y1, unsigned char value)
{
	for (int y = y0; y < y1; y++)
		for (int x = x0; x < x1; x++)
			cover[y][x] = value;
}

static const struct {
	wchar_t ch;
	unsigned arms;
} boxes[] = {
	{ 0x2500, LEFT | RIGHT },
	{ 0x2501, LEFT | RIGHT | HEAVY },
	{ 0x2502, UP | DOWN },
	{ 0x2503, UP | DOWN | HEAVY },
	{ 0x250c, DOWN | RIGHT },
	{ 0x250f, DOWN | RIGHT | HEAVY },
	{ 0x2510, DOWN | LEFT },
	{ 0x2513, DOWN | LEFT | HEAVY },
	{ 0x2514, UP | RIGHT },
	{ 0x2517, UP | RIGHT | HEAVY },
	{ 0x2518, UP | LEFT },
	{ 0x251b, UP | LEFT | HEAVY },
	{ 0x251c, UP | DOWN | RIGHT },
	{ 0x2523, UP | DOWN | RIGHT | HEAVY },
	{ 0x2524, UP | DOWN | LEFT },
	{ 0x252b, UP | DOWN | LEFT | HEAVY },
	{ 0x252c, DOWN | LEFT | RIGHT },
	{ 0x2533, DOWN | LEFT | RIGHT | HEAVY },
	{ 0x2534, UP | LEFT | RIGHT },
	{ 0x253b, UP | LEFT | RIGHT | HEAVY },
	{ 0x253c, UP | DOWN | LEFT | RIGHT },
	{ 0x254b, UP | DOWN | LEFT | RIGHT | HEAVY },
	{ 0x256d, DOWN | RIGHT },
	{ 0x256e, DOWN | LEFT },
	{ 0x256f, UP | LEFT },
	{ 0x2570, UP | RIGHT },
	{ 0x2574, LEFT },
	{ 0x2575, UP },
	{ 0x2576, RIGHT },
	{ 0x2577, DOWN },
};

static bool draw_box(wchar_t ch, cell_cover cover)
{
	for (size_t i = 0; i < sizeof(boxes) / sizeof(boxes[0]); i++) {
		if (boxes[i].ch != ch)
			continue;
		const unsigned arms = boxes[i].arms;
		const int thick = arms & HEAVY ? HEAVY_PX : LIGHT_PX;
		const int x0 = (W - thick) / 2, x1 = x0 + thick;
		const int y0 = (H - thick) / 2, y1 = y0 + thick;
		fill(cover, arms & LEFT ? 0 : x0, y0, arms & RIGHT ? W : x1, y1,
		     arms & (LEFT | RIGHT) ? 255 : 0);
		if (arms & (UP | DOWN))
			fill(cover, x0, arms & UP ? 0 : y0, x1, arms & DOWN ? H : y1, 255);
		return true;
	}
	return false;
}

/* Rounded n eighths of size. */
static int eighths(int n, int size)
{
	return (n * size + 4) / 8;
}

static void draw_quadrants(wchar_t ch, cell_cover cover)
{
	enum { UL = 1, UR = 2, LL = 4, LR = 8 };
	static const unsigned char quadrants[] = { LL,		 LR,	  UL,
						   UL | LL | LR, UL | LR, UL | UR | LL,
						   UL | UR | LR, UR,	  UR | LL,
						   UR | LL | LR };
	const unsigned q = quadrants[ch - 0x2596];
	fill(cover, 0, 0, W / 2, H / 2, q & UL ? 255 : 0);
	fill(cover, W / 2, 0, W, H / 2, q & UR ? 255 : 0);
	fill(cover, 0, H / 2, W / 2, H, q & LL ? 255 : 0);
	fill(cover, W / 2, H / 2, W, H, q & LR ? 255 : 0);
}

static bool draw_block(wchar_t ch, cell_cover cover)
{
	if (ch < 0x2580 || ch > 0x259f)
		return false;
	if (ch == 0x2580)
		fill(cover, 0, 0, W, H / 2, 255);
	else if (ch <= 0x2588)
		fill(cover, 0, H - eighths((int)ch - 0x2580, H), W, H, 255);
	else if (ch <= 0x258f)
		fill(cover, 0, 0, eighths(0x2590 - (int)ch, W), H, 255);
	else if (ch == 0x2590)
		fill(cover, W / 2, 0, W, H, 255);
	else if (ch <= 0x2593)
		fill(cover, 0, 0, W, H, (unsigned char)(64 * ((int)ch - 0x2590)));
	else if (ch == 0x2594)
		fill(cover, 0, 0, W, eighths(1, H), 255);
	else if (ch == 0x2595)
		fill(cover, W - eighths(1, W), 0, W, H, 255);
	else
		draw_quadrants(ch, cover);
	return true;
}

/* A round dot that fills its part of the cell, so that a row of dots is a line. */
static void draw_dot(cell_cover cover, int column, int row)
{
	enum { D = 5 };
	static const unsigned char dot[D][D] = {
		{ 0, 130, 190, 130, 0 },     { 130, 255, 255, 255, 130 },
		{ 190, 255, 255, 255, 190 }, { 130, 255, 255, 255, 130 },
		{ 0, 130, 190, 130, 0 },
	};
	for (int y = 0; y < D; y++)
		memcpy(&cover[row * D + y][column * D], dot[y], sizeof(dot[y]));
}

static bool draw_braille(wchar_t ch, cell_cover cover)
{
	/* column and row of the dots 1 to 8, whose bits are 0 to 7 */
	static const struct {
		int column, row;
	} dots[8] = {
		{ 0, 0 }, { 0, 1 }, { 0, 2 }, { 1, 0 }, { 1, 1 }, { 1, 2 }, { 0, 3 }, { 1, 3 }
	};
	if (ch < 0x2800 || ch > 0x28ff)
		return false;
	for (int i = 0; i < 8; i++)
		if ((ch - 0x2800) >> i & 1)
			draw_dot(cover, dots[i].column, dots[i].row);
	return true;
}

bool rv_render_shape(wchar_t ch, unsigned char cover[RV_CELL_H][RV_CELL_W])
{
	memset(cover, 0, sizeof(cell_cover));
	return draw_box(ch, cover) || draw_block(ch, cover) || draw_braille(ch, cover);
}
