/*
 * The log: newest line at the bottom; scrolled back it stands still; alone on the screen it wraps
 * long lines. The alert line.
 */
#include <stdio.h>
#include <string.h>

#include "tui/fmt.h"
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

enum { X_SOURCE = 16, INDENT = 2 };

/* Where the text of a line begins, and the room that it wraps in; 0: each line has one row. */
typedef struct form {
	int x_text, wrap;
} form;

/* No area's name is cut: the column is as wide as the longest that is shown. */
static int source_width(const rv_view *v)
{
	size_t w = 4;

	for (size_t i = 0; v && i < v->n_log; i++) {
		const size_t n = strlen(v->log[i].source);
		w = n > w ? n : w;
	}
	return (int)w;
}

/* Lines are cut beside other panes, and wrapped alone on the screen. */
static form form_of(const rv_ui *ui, int w)
{
	const bool alone = ui->at.screen == RV_SCREEN_LOG || ui->at.zoom;
	form f = { .x_text = X_SOURCE + source_width(ui->scene.v) + 1 };

	if (alone && w > f.x_text + 1 + INDENT)
		f.wrap = w - f.x_text - 1;
	return f;
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

/* Draws the text from row y on, and returns its rows; c NULL only counts. */
static int text_rows(rv_canvas *c, int y, int most, const form *f, rv_role role, const char *s)
{
	int rows = 0;

	do {
		const int indent = rows > 0 ? INDENT : 0;
		const size_t n = piece(s, f->wrap > 0 ? f->wrap - indent : 0);
		if (c)
			rv_canvas_printf(c, f->x_text + indent, y + rows, most - indent, role, 0,
					 "%.*s", (int)n, s);
		s += n;
		s += strspn(s, " ");
		rows++;
	} while (*s);
	return rows;
}

static int draw_line(rv_canvas *c, int y, int w, const form *f, const rv_log_line *l)
{
	char at[RV_TIME_TEXT];
	const rv_role role = level_role(l->level);

	rv_canvas_printf(c, 1, y, 9, RV_ROLE_DIM, 0, "%s", rv_time_format_clock(l->utc_ms, at));
	rv_canvas_text(c, 10, y, 5, role, l->level >= RV_LOG_WARN ? RV_ATTR_BOLD : 0,
		       level_word(l->level));
	rv_canvas_text(c, X_SOURCE, y, f->x_text - X_SOURCE - 1, RV_ROLE_DIM, 0, l->source);
	return text_rows(c, y, w - f->x_text - 1, f, role, l->text);
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
	const form f = form_of(ui, in.w);
	size_t n = 0;

	for (int rows = 0; from < v->n_log; n++, from += (size_t)step) {
		rows += text_rows(NULL, 0, 0, &f, RV_ROLE_TEXT, v->log[from].text);
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
	const form f = form_of(ui, in.w);
	const size_t last = last_shown(ui);
	int y = 0;
	for (size_t i = last + 1 - fitting(ui, in, last, -1); i <= last; i++)
		y += draw_line(c, y, in.w, &f, &v->log[i]);
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

void rv_alert_draw(const rv_ui *ui, rv_canvas *c, int w)
{
	const rv_alert_waiting *waiting = rv_alerts_shown(&ui->alerts);
	const bool replay = ui->replay.on, past = replay && !waiting;
	char at[RV_TIME_TEXT], tail[RV_KEYS_TEXT + 96] = "";

	if (past) /* of that moment, where none waits now */
		waiting = rv_alerts_shown(&ui->replay.alerts);
	if (!waiting)
		return;
	const rv_view_alert *a = &waiting->last;
	if (!past)
		alert_tail(ui, rv_canvas_ascii(c), w < 60, waiting, tail, sizeof(tail));
	const rv_role role = a->level == RV_LOG_ERROR ? RV_ROLE_ALERT : RV_ROLE_WARN;
	const int room = w - (int)strlen(tail) - 4;
	rv_canvas_fill(c, 0, 0, w, 1, L' ', role, 0);
	rv_canvas_printf(c, 1, 0, room, role, RV_ATTR_BOLD, "%s%sZ %s",
			 replay && !past ? "NOW " : "", rv_time_format_clock(a->since_utc_ms, at),
			 a->text);
	rv_canvas_text_right(c, 0, 0, w - 1, role, 0, tail);
}

/* Who sees the first simulated market of this machine may well see the program for the first time.
 */
static void offer_tour(const rv_ui *ui, rv_canvas *c, int w)
{
	char help[RV_KEYS_TEXT], tour[RV_KEYS_TEXT];
	const bool ascii = rv_canvas_ascii(c);

	(void)rv_canvas_printf(c, 1, 0, w - 2, RV_ROLE_TITLE, 0,
			       ui->cols < 80
				       ? "New here? %s, then %s: the tour"
				       : "New here? %s, then %s: the tour, five minutes, here "
					 "in the running program",
			       rv_keymap_keys(RV_CTX_MENU, RV_ACT_HELP, 1, ascii, help),
			       rv_keymap_keys(RV_CTX_DIALOG, RV_ACT_TOUR, 1, ascii, tour));
}

void rv_pane_alert(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	rv_canvas_set_clip(c, r);
	if (ui->alerts.n == 0 && rv_tour_offered(ui))
		offer_tour(ui, c, r.w);
	else
		rv_alert_draw(ui, c, r.w);
}
