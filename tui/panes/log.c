/*
 * The log: newest line at the bottom; scrolled back it stands still; alone on the screen it wraps
 * long lines. Alert and hint lines.
 */
#include <stdio.h>
#include <string.h>

#include "tui/fmt.h"
#include "tui/order_lists.h"
#include "tui/paint.h"
#include "tui/panes/panes.h"

static rv_role level_role(rv_log_level level)
{
	switch (level) {
	case RV_LOG_ERROR:
		return RV_ROLE_BAD;
	case RV_LOG_WARN:
		return RV_ROLE_WARN;
	case RV_LOG_DEBUG:
		return RV_ROLE_DIM;
	default:
		return RV_ROLE_TEXT;
	}
}

static const char *level_word(rv_log_level level)
{
	static const char *const words[] = { "debug", "info", "WARN", "ERROR" };
	return words[level];
}

enum { X_TEXT = 23, INDENT = 2 };

/* Room for the text of a line; 0 where lines are cut: beside other panes each has one row. */
static int wrap_width(const rv_ui *ui, int w)
{
	const bool alone = ui->at.screen == RV_SCREEN_LOG || ui->at.zoom;

	return alone && w > X_TEXT + 1 + INDENT ? w - X_TEXT - 1 : 0;
}

/* Bytes of s that go into w cells: up to a blank if there is one, never inside a character. */
static size_t piece(const char *s, int w)
{
	size_t n = (size_t)w;

	if (w <= 0 || strlen(s) <= n)
		return strlen(s);
	for (size_t i = n; i > 0; i--) {
		if (s[i] == ' ')
			return i;
	}
	while (n > 1 && ((unsigned char)s[n] & 0xc0) == 0x80)
		n--;
	return n;
}

/* Draws the text from row y on, w as of wrap_width, and returns its rows; c NULL only counts. */
static int text_rows(rv_canvas *c, int y, int most, int w, rv_role role, const char *s)
{
	int rows = 0;

	do {
		const int indent = rows > 0 ? INDENT : 0;
		const size_t n = piece(s, w > 0 ? w - indent : 0);
		if (c)
			rv_canvas_printf(c, X_TEXT + indent, y + rows, most - indent, role, 0,
					 "%.*s", (int)n, s);
		s += n;
		s += strspn(s, " ");
		rows++;
	} while (*s);
	return rows;
}

static int draw_line(const rv_ui *ui, rv_canvas *c, int y, int w, const rv_log_line *l)
{
	char at[RV_TIME_TEXT];
	const rv_role role = level_role(l->level);

	rv_canvas_printf(c, 1, y, 9, RV_ROLE_DIM, 0, "%s", rv_time_format_clock(l->utc_ms, at));
	rv_canvas_text(c, 10, y, 5, role, l->level >= RV_LOG_WARN ? RV_ATTR_BOLD : 0,
		       level_word(l->level));
	rv_canvas_text(c, 16, y, 6, RV_ROLE_DIM, 0, l->source);
	return text_rows(c, y, w - X_TEXT - 1, wrap_width(ui, w), role, l->text);
}

static int rows_of(const rv_ui *ui, int w, const rv_log_line *l)
{
	return text_rows(NULL, 0, 0, wrap_width(ui, w), RV_ROLE_TEXT, l->text);
}

/* Index of the line at the bottom. */
static size_t last_shown(const rv_ui *ui)
{
	const size_t n = ui->scene.v->n_log;

	return n > ui->log_back ? n - ui->log_back - 1 : 0;
}

/* Lines that fit whole into h rows, from `from` on by step, at least one. */
static size_t fitting(const rv_ui *ui, rv_rect in, size_t from, int step)
{
	const rv_view *v = ui->scene.v;
	size_t n = 0;

	for (int rows = 0; from < v->n_log; n++, from += (size_t)step) {
		rows += rows_of(ui, in.w, &v->log[from]);
		if (n > 0 && rows > in.h)
			break;
	}
	return n;
}

size_t rv_pane_log_page(const rv_ui *ui, size_t *most_back)
{
	const rv_view *v = ui->scene.v;
	rv_rect in = ui->layout.panes[RV_PANE_LOG];

	*most_back = 0;
	if (!v || v->n_log == 0)
		return 1;
	in.h -= 1; /* its title */
	*most_back = v->n_log - fitting(ui, in, 0, 1);
	return fitting(ui, in, last_shown(ui), -1);
}

void rv_pane_log(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const rv_view *v = ui->scene.v;
	char note[48] = "";

	if (ui->log_back > 0)
		(void)snprintf(note, sizeof(note), "%zu lines back", ui->log_back);
	const rv_rect in = rv_paint_frame(c, r, rv_pane_title(RV_PANE_LOG), note,
					  rv_ui_focused(ui, RV_PANE_LOG));
	if (!v || v->n_log == 0)
		return;
	const size_t last = last_shown(ui);
	int y = 0;
	for (size_t i = last + 1 - fitting(ui, in, last, -1); i <= last; i++)
		y += draw_line(ui, c, y, in.w, &v->log[i]);
}

/*
 * What the alert's text may not push off the line: how often it has been, that its cause has
 * passed, the key, the rest.
 */
static void alert_tail(const rv_ui *ui, bool ascii, bool narrow, const rv_alert_waiting *a,
		       char *buf, size_t cap)
{
	char key[RV_KEYS_TEXT], more[32] = "", times[32] = "";
	const char *over = a->last.active ? "" : narrow ? "over " : "(over) ";

	rv_keymap_keys(RV_CTX_MAIN, RV_ACT_ACK_ALERT, 1, ascii, key);
	if (a->times > 1)
		(void)snprintf(times, sizeof(times), "x%u ", a->times);
	if (ui->alerts.n > 1)
		(void)snprintf(more, sizeof(more), narrow ? " +%zu" : " (+%zu more)",
			       ui->alerts.n - 1);
	(void)snprintf(buf, cap, "%s%s%s%s%s", times, over, key, narrow ? "" : " acknowledges",
		       more);
}

static void draw_alert(const rv_ui *ui, rv_canvas *c, int w)
{
	const rv_alert_waiting *waiting = rv_alerts_shown(&ui->alerts);
	char at[RV_TIME_TEXT], tail[RV_KEYS_TEXT + 96];

	if (!waiting)
		return;
	const rv_view_alert *a = &waiting->last;
	alert_tail(ui, rv_canvas_ascii(c), w < 60, waiting, tail, sizeof(tail));
	const rv_role role = a->level == RV_LOG_ERROR ? RV_ROLE_ALERT : RV_ROLE_WARN;
	const int room = w - (int)strlen(tail) - 4;
	rv_canvas_fill(c, 0, 0, w, 1, L' ', role, 0);
	rv_canvas_printf(c, 1, 0, room, role, RV_ATTR_BOLD, "%sZ %s",
			 rv_time_format_clock(a->since_utc_ms, at), a->text);
	rv_canvas_text_right(c, 0, 0, w - 1, role, 0, tail);
}

void rv_pane_alert(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	rv_canvas_set_clip(c, r);
	draw_alert(ui, c, r.w);
}

static int draw_hint(rv_canvas *c, int x, int w, rv_key_context ctx, rv_action a)
{
	const char *hint = rv_action_describe(a)->hint;
	char keys[RV_KEYS_TEXT];

	rv_keymap_keys(ctx, a, 1, rv_canvas_ascii(c), keys);
	if (x + (int)(strlen(keys) + strlen(hint)) + 1 > w)
		return -1;
	x += rv_canvas_text(c, x, 0, w - x, RV_ROLE_HINT_KEY, RV_ATTR_BOLD, keys) + 1;
	return x + rv_canvas_text(c, x, 0, w - x, RV_ROLE_HINT, 0, hint) + 2;
}

/* What stands first here; 0 nothing does. */
static size_t place_hints(const rv_ui *ui, const rv_action **list)
{
	if (ui->mode != RV_MODE_PANES)
		return 0;
	if (ui->at.screen == RV_SCREEN_STRUCTURE)
		return rv_keymap_place_hints(RV_HINTS_STRUCTURE, list);
	if (!ui->at.trade)
		return 0;
	return rv_keymap_place_hints(rv_list_of_pane(rv_layout_focus(&ui->at)) == RV_LIST_N
					     ? RV_HINTS_TRADE
					     : RV_HINTS_LIST,
				     list);
}

static bool in_list(const rv_action *list, size_t n, rv_action a)
{
	for (size_t i = 0; i < n; i++) {
		if (list[i] == a)
			return true;
	}
	return false;
}

/* Does it mean something here: for an order side, for what is open? */
static bool hinted(const rv_ui *ui, rv_action a)
{
	const bool ticket = ui->trade.item.kind == RV_PICK_TICKET;

	if (ui->mode == RV_MODE_ITEM && (a == RV_ACT_REQUOTE || a == RV_ACT_APPROVE ||
					 a == RV_ACT_REJECT || a == RV_ACT_REDUCE))
		return ticket;
	if (ui->mode == RV_MODE_ITEM && a == RV_ACT_CANCEL)
		return !ticket && ui->trade.item.kind != RV_PICK_FILL;
	return ui->at.trade || (a != RV_ACT_SCREEN_ORDERS && a != RV_ACT_SCREEN_RISK);
}

static void draw_hints(const rv_ui *ui, rv_canvas *c, int w)
{
	const rv_key_context ctx = rv_ui_context(ui);
	const rv_action *list, *here = NULL;
	const size_t n = rv_keymap_hints(ctx, &list), n_here = place_hints(ui, &here);
	int x = 1;

	for (size_t i = 0; i < n_here && x > 0; i++)
		x = draw_hint(c, x, w, ctx, here[i]);
	for (size_t i = 0; i < n && x > 0; i++) {
		if (hinted(ui, list[i]) && !in_list(here, n_here, list[i]))
			x = draw_hint(c, x, w, ctx, list[i]);
	}
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
		draw_alert(ui, c, r.w);
	else
		draw_hints(ui, c, r.w);
}
