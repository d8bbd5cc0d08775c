/* The settings dialog: a line each, and the characters that are used, which the terminal decides.
 */
#include "tui/settings.h"
#include "tui/paint.h"
#include "tui/panes/panes.h"

enum { NAME_X = 1, VALUE_X = 14, NOTE_X = 32, NOTE_W = 40 };

static void draw_line(rv_canvas *c, int y, int w, const char *const text[3])
{
	(void)rv_canvas_text(c, NAME_X, y, w - NAME_X, RV_ROLE_TEXT, 0, text[0]);
	(void)rv_canvas_text(c, VALUE_X, y, w - VALUE_X, RV_ROLE_TITLE, RV_ATTR_BOLD, text[1]);
	if (w >= NOTE_X + NOTE_W) /* a part of it says nothing */
		(void)rv_canvas_text(c, NOTE_X, y, w - NOTE_X, RV_ROLE_DIM, 0, text[2]);
}

/* What the colours are, to be seen while they are chosen. */
static void draw_sample(rv_canvas *c, int y, int w)
{
	static const struct {
		rv_role role;
		const char *text;
	} parts[] = {
		{ RV_ROLE_UP, "+1.2" },	   { RV_ROLE_DOWN, "-1.2" }, { RV_ROLE_ENTRY, "entry*" },
		{ RV_ROLE_STOP, "stop!" }, { RV_ROLE_WARN, "warn" }, { RV_ROLE_BAD, "bad" },
		{ RV_ROLE_DIM, "stale?" },
	};
	int x = VALUE_X;

	(void)rv_canvas_text(c, NAME_X, y, w - NAME_X, RV_ROLE_TEXT, 0, "Looks");
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && x < w; i++)
		x += rv_canvas_text(c, x, y, w - x, parts[i].role, 0, parts[i].text) + 1;
}

void rv_dialog_settings(const rv_ui *ui, rv_canvas *c, rv_rect box)
{
	const rv_rect in = rv_paint_box(c, box, "Settings");
	const int top = ui->setting < in.h ? 0 : ui->setting - in.h + 1;
	const char *const chars[3] = { "Characters", rv_canvas_ascii(c) ? "ASCII" : "UTF-8",
				       "by terminal and locale; -U: ASCII" };

	for (int s = top; s < RV_SETTING_N && s - top < in.h; s++) {
		char buf[RV_SETTING_TEXT];
		const char *const line[3] = { rv_setting_name((rv_setting)s),
					      rv_setting_value(ui, (rv_setting)s, buf),
					      rv_setting_note(ui, (rv_setting)s) };
		draw_line(c, s - top, in.w, line);
		if (s == ui->setting)
			rv_paint_selected(c, s - top, in.w);
	}
	if (in.h <= RV_SETTING_N + 1)
		return;
	draw_line(c, RV_SETTING_N, in.w, chars);
	draw_sample(c, RV_SETTING_N + 1, in.w);
}
