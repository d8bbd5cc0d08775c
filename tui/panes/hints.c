/*
 * The line of hints. What does not fit is left out from its end, but never how to stop, to get help
 * and to leave.
 */
#include <string.h>

#include "tui/hint_fits.h"
#include "tui/order_lists.h"
#include "tui/panes/panes.h"

enum { HINTS_MOST = 64, X_FIRST = 1, GAP = 2 };

typedef struct hint {
	rv_action action;
	const char *text;
	char keys[RV_KEYS_TEXT];
	int w; /* with the gap behind it */
	bool shown;
} hint;

typedef struct hint_line {
	size_t n;
	hint list[HINTS_MOST];
} hint_line;

static bool is_kept(rv_action a)
{
	return a == RV_ACT_KILL || a == RV_ACT_HELP || a == RV_ACT_QUIT;
}

static bool is_on(const hint_line *l, rv_action a)
{
	for (size_t i = 0; i < l->n; i++) {
		if (l->list[i].action == a)
			return true;
	}
	return false;
}

/* Cells of a key's name, which may be an arrow. */
static int cells(const char *utf8)
{
	int n = 0;

	for (; *utf8; utf8++)
		n += ((unsigned char)*utf8 & 0xc0) != 0x80;
	return n;
}

static void add(hint_line *l, const rv_ui *ui, rv_key_context ctx, rv_action a, bool ascii)
{
	if (is_on(l, a) || l->n == HINTS_MOST)
		return;
	hint *h = &l->list[l->n++];
	h->action = a;
	h->shown = is_kept(a);
	h->text = rv_hint_word(ui, a);
	rv_keymap_keys(ctx, a, 1, ascii, h->keys);
	h->w = cells(h->keys) + 1 + (int)strlen(h->text) + GAP;
}

/* Those that stay have their room before any other; the others come as far as they fit. */
static void choose(hint_line *l, int w)
{
	int left = w - X_FIRST + GAP;

	for (size_t i = 0; i < l->n; i++)
		left -= l->list[i].shown ? l->list[i].w : 0;
	for (size_t i = 0; i < l->n; i++) {
		hint *h = &l->list[i];
		if (h->shown)
			continue;
		left -= h->w;
		if (left < 0)
			return;
		h->shown = true;
	}
}

static void draw(const hint_line *l, rv_canvas *c, int w)
{
	int x = X_FIRST;

	for (size_t i = 0; i < l->n; i++) {
		const hint *h = &l->list[i];
		if (!h->shown)
			continue;
		const int end = x + h->w;
		x += rv_canvas_text(c, x, 0, w - x, RV_ROLE_HINT_KEY, RV_ATTR_BOLD, h->keys) + 1;
		(void)rv_canvas_text(c, x, 0, w - x, RV_ROLE_HINT, 0, h->text);
		x = end;
	}
}

static void add_all(hint_line *l, const rv_ui *ui, const rv_action *list, size_t n, bool ascii)
{
	const rv_key_context ctx = rv_ui_context(ui);

	for (size_t i = 0; i < n; i++) {
		if (rv_hint_fits(ui, list[i]))
			add(l, ui, ctx, list[i], ascii);
	}
}

static void add_place(hint_line *l, const rv_ui *ui, rv_hint_place place, bool ascii)
{
	const rv_action *list;
	const size_t n = rv_keymap_place_hints(place, &list);

	add_all(l, ui, list, n, ascii);
}

/* What stands first where it means something: of the screen, of the pane, of the order side. */
static void add_here(hint_line *l, const rv_ui *ui, bool ascii)
{
	const rv_action *list;

	if (ui->replay.on) {
		add_place(l, ui, RV_HINTS_REPLAY, ascii);
		return;
	}
	if (ui->at.screen == RV_SCREEN_STRUCTURE)
		add_place(l, ui, RV_HINTS_STRUCTURE, ascii);
	if (ui->at.screen == RV_SCREEN_PORTFOLIO && ui->at.trade)
		add_place(l, ui, RV_HINTS_PORTFOLIO, ascii);
	if (ui->at.screen == RV_SCREEN_RESEARCH)
		add_place(l, ui, RV_HINTS_RESEARCH, ascii);
	const size_t n = rv_pane_hints_of(rv_layout_focus(&ui->at), &list);
	add_all(l, ui, list, n, ascii);
	if (ui->at.trade)
		add_place(l, ui, RV_HINTS_TRADE, ascii);
}

static void draw_hints(const rv_ui *ui, rv_canvas *c, int w)
{
	const rv_key_context ctx = rv_ui_context(ui);
	const rv_action *list;
	const size_t n = rv_keymap_hints(ctx, &list);
	hint_line l = { .n = 0 };

	if (ui->mode == RV_MODE_PANES)
		add_here(&l, ui, rv_canvas_ascii(c));
	add_all(&l, ui, list, n, rv_canvas_ascii(c));
	choose(&l, w);
	draw(&l, c, w);
}

static void draw_say(const rv_ui *ui, rv_canvas *c, int w)
{
	rv_canvas_text(c, 1, 0, w - 2, ui->say.role, RV_ATTR_BOLD, ui->say.text);
}

void rv_pane_hints(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const bool compact = ui->layout.mode == RV_LAYOUT_COMPACT;

	rv_canvas_set_clip(c, r);
	if (rv_ui_context(ui) == RV_CTX_INPUT)
		rv_pane_input(ui, c, r);
	else if (rv_say_on(&ui->say, ui->now_mono))
		draw_say(ui, c, r.w);
	else if (compact && ui->alerts.n > 0)
		rv_alert_draw(ui, c, r.w);
	else
		draw_hints(ui, c, r.w);
}
