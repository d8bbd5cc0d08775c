/*
 * The strip of the tour: what to press first, then why. Keys are drawn as the hint line draws
 * them. One line where there is no room, or where a dialog needs it.
 */
#include <stdio.h>
#include <string.h>

#include "tui/paint.h"
#include "tui/panes/panes.h"
#include "tui/tour.h"

enum { RULE_FROM = 4, X_FIRST = 1, WHY_X = 6 };

/* Text with marked keys from x on, at most to end; returns the column after it. */
static int put_marked(rv_canvas *c, int x, int y, int end, rv_role role, int attr, const char *text)
{
	bool key = false;

	while (*text && x < end) {
		char piece[RV_TOUR_TEXT];
		const char mark[] = { RV_TOUR_KEY, '\0' };
		const size_t n = strcspn(text, mark);
		(void)snprintf(piece, sizeof(piece), "%.*s", (int)n, text);
		x += rv_canvas_text(c, x, y, end - x, key ? RV_ROLE_HINT_KEY : role,
				    key ? RV_ATTR_BOLD : attr, piece);
		key = !key;
		text += n + (text[n] ? 1 : 0);
	}
	return x;
}

/* Cells that a text takes without its marks; keys may be arrows. */
static int cells(const char *s, size_t len)
{
	int n = 0;

	for (size_t i = 0; i < len; i++)
		n += s[i] != RV_TOUR_KEY && ((unsigned char)s[i] & 0xc0) != 0x80;
	return n;
}

/* Bytes of the longest beginning, cut behind a word, that fits. A key with its blanks is one. */
static size_t line_end(const char *text, int w)
{
	size_t fits = 0;

	for (size_t i = 0;; i++) {
		if (text[i] != ' ' && text[i] != '\0')
			continue;
		if (cells(text, i) > w)
			return fits > 0 ? fits : i;
		fits = i;
		if (text[i] == '\0')
			return i;
	}
}

size_t rv_tour_why_lines(const char *why, int w)
{
	size_t n = 0;

	for (; *why; n++) {
		why += line_end(why, w);
		why += *why == ' ';
	}
	return n;
}

static void draw_why(rv_canvas *c, int x, int y, int w, int h, const char *why)
{
	for (int i = 0; i < h && *why; i++) {
		char line[RV_TOUR_TEXT];
		const size_t n = line_end(why, w);
		(void)snprintf(line, sizeof(line), "%.*s", (int)n, why);
		(void)put_marked(c, x, y + i, x + w, RV_ROLE_TEXT, 0, line);
		why += n + (why[n] == ' ' ? 1 : 0);
	}
}

static void put_way(const rv_ui *ui, rv_canvas *c, int y, int from, int w)
{
	char way[RV_TOUR_TEXT];

	rv_tour_expand(ui, "{next} next  {prev} back  {f1} {tour} ends", rv_canvas_ascii(c), way,
		       sizeof(way));
	const int x = w - cells(way, strlen(way)) - 1;
	if (x > from)
		(void)put_marked(c, x, y, w, RV_ROLE_DIM, 0, way);
}

/* "Tour 6/16", and behind it what was done just now. */
static void title_of(const rv_ui *ui, char title[64])
{
	size_t of;
	const size_t place = rv_tour_place(ui, &of);
	const bool ticked = ui->tour.ticked != RV_TOUR_STEPS;

	(void)snprintf(title, 64, "Tour %zu/%zu%s%s", place, of, ticked ? "  [x] " : "",
		       ticked ? rv_tour_name(ui->tour.ticked) : "");
}

static void put_doing(const rv_ui *ui, rv_canvas *c, int x, int y, int w, const char *doing)
{
	x += rv_canvas_text(c, x, y, w - x, ui->tour.done ? RV_ROLE_GOOD : RV_ROLE_DIM, 0,
			    ui->tour.done ? "[x] " : "[ ] ");
	x = put_marked(c, x, y, w, RV_ROLE_TITLE, RV_ATTR_BOLD, doing);
	put_way(ui, c, y, x + 2, w);
}

static void draw_line(const rv_ui *ui, rv_canvas *c, int w, const rv_tour_words *words)
{
	size_t of;
	const size_t place = rv_tour_place(ui, &of);
	int x = X_FIRST;

	x += rv_canvas_printf(c, x, 0, w - x, ui->tour.done ? RV_ROLE_GOOD : RV_ROLE_TITLE, 0,
			      "%zu/%zu%s", place, of, ui->tour.done ? "x" : "");
	x = put_marked(c, x + 1, 0, w, RV_ROLE_TITLE, RV_ATTR_BOLD, words->doing);
	put_way(ui, c, 0, x + 2, w);
}

void rv_pane_tour(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	rv_tour_words words;
	char title[64];
	int x = X_FIRST;

	rv_tour_say(ui, rv_canvas_ascii(c), &words);
	title_of(ui, title);
	if (r.h >= RULE_FROM) {
		const rv_rect in = rv_paint_frame(c, r, title, "", false);
		put_doing(ui, c, X_FIRST, 0, in.w, words.doing);
		draw_why(c, X_FIRST + 4, 1, in.w - WHY_X, in.h - 1, words.why);
		return;
	}
	rv_canvas_set_clip(c, r);
	if (r.h == 1) {
		draw_line(ui, c, r.w, &words);
		return;
	}
	x += rv_canvas_text(c, x, 0, r.w - x, RV_ROLE_TITLE, 0, title) + 2;
	(void)put_marked(c, x, 0, r.w, RV_ROLE_TITLE, RV_ATTR_BOLD, words.doing);
	put_way(ui, c, 0, x + cells(words.doing, strlen(words.doing)) + 1, r.w);
	draw_why(c, X_FIRST, 1, r.w - 2, r.h - 1, words.why);
}
