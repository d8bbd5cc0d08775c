/* Help and the sort menu, both made from the tables that the keys run on. */
#include <stdio.h>
#include <string.h>

#include "tui/paint.h"
#include "tui/panes/panes.h"

enum { KEYS_W = 14, COLUMN_W = 52 };

/* Keys of an action: those of the panes, or of the input line for what only exists there. */
static void keys_of(rv_action a, bool ascii, char buf[RV_KEYS_TEXT])
{
	static const rv_key_context order[] = { RV_CTX_MAIN,	RV_CTX_DIALOG, RV_CTX_ITEM,
						RV_CTX_PROGRAM, RV_CTX_INPUT,  RV_CTX_CONFIRM,
						RV_CTX_KILL,	RV_CTX_MENU };

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		rv_keymap_keys(order[i], a, 6, ascii, buf);
		if (buf[0])
			return;
	}
}

typedef struct help_line {
	const char *title; /* NULL: an action or a field */
	rv_action action;
	const char *field, *text; /* of a filter, or a command */
} help_line;

enum {
	FIELDS_MAX = 32,
	COMMANDS_MAX = 64,
	HELP_LINES = RV_ACT_N + 2 * RV_GROUP_N + COMMANDS_MAX + FIELDS_MAX + RV_SUB_N + 9
};

static size_t field_lines(help_line *out)
{
	size_t n = 0;
	const char *name, *text;

	out[n++] = (help_line){ "", RV_ACT_NONE, NULL, NULL };
	out[n++] = (help_line){ "Marks", RV_ACT_NONE, NULL, NULL };
	out[n++] = (help_line){ NULL, RV_ACT_NONE, "0.52L~", "HYBRID lacks an input: see why" };
	out[n++] = (help_line){ "", RV_ACT_NONE, NULL, NULL };
	out[n++] = (help_line){ "Fields of a filter", RV_ACT_NONE, NULL, NULL };
	for (size_t i = 0; i < FIELDS_MAX && rv_filter_describe(i, &name, &text); i++)
		out[n++] = (help_line){ NULL, RV_ACT_NONE, name, text };
	return n;
}

/* Whose votes, positions and results a column or a line is. */
static size_t sub_lines(help_line *out)
{
	static const char *const who[RV_SUB_N] = {
		[RV_SUB_S5] = "statistical arbitrage, neutral",
		[RV_SUB_S4M] = "momentum of the buckets",
		[RV_SUB_S4R] = "residual of a coin against BTC",
		[RV_SUB_S4MR] = "mean reversion",
		[RV_SUB_S4P] = "pairs",
		[RV_SUB_S3] = "majors against alts",
		[RV_SUB_H] = "the hedge of what the others hold",
		[RV_SUB_OP] = "the operator's own",
		[RV_SUB_RESIDUE] = "nobody's, until it is assigned",
	};
	size_t n = 0;

	out[n++] = (help_line){ "", RV_ACT_NONE, NULL, NULL };
	out[n++] = (help_line){ "Sub-books", RV_ACT_NONE, NULL, NULL };
	for (int s = 0; s < RV_SUB_N; s++)
		out[n++] = (help_line){ NULL, RV_ACT_NONE, rv_sub_name((rv_sub)s), who[s] };
	return n;
}

static size_t command_lines(bool trade, help_line *out)
{
	const char *verb, *usage;
	size_t n = 0;
	bool trading;

	out[n++] = (help_line){ "", RV_ACT_NONE, NULL, NULL };
	out[n++] = (help_line){ "Commands, after :", RV_ACT_NONE, NULL, NULL };
	for (size_t i = 0; i < COMMANDS_MAX && rv_line_describe(i, &verb, &usage, &trading); i++) {
		if (usage[0] && (trade || !trading))
			out[n++] = (help_line){ NULL, RV_ACT_NONE, verb, usage };
	}
	return n;
}

/* Keys of the order side only where there is one. */
static size_t help_lines(bool trade, help_line out[HELP_LINES])
{
	size_t n = 0;

	for (int g = 0; g < RV_GROUP_N; g++) {
		if (!trade && (g == RV_GROUP_TRADE || g == RV_GROUP_SAFETY))
			continue;
		if (n > 0)
			out[n++] = (help_line){ "", RV_ACT_NONE, NULL, NULL };
		out[n++] =
			(help_line){ rv_key_group_title((rv_key_group)g), RV_ACT_NONE, NULL, NULL };
		for (int a = RV_ACT_NONE + 1; a < RV_ACT_N; a++) {
			if (rv_action_describe((rv_action)a)->group == (rv_key_group)g)
				out[n++] = (help_line){ NULL, (rv_action)a, NULL, NULL };
		}
	}
	n += command_lines(trade, out + n);
	n += sub_lines(out + n);
	return n + field_lines(out + n);
}

size_t rv_dialog_help(const rv_ui *ui, rv_canvas *c, rv_rect box)
{
	help_line lines[HELP_LINES];
	const size_t n = help_lines(ui->at.trade, lines);
	const rv_rect in = rv_paint_box(c, box, "Keys");
	const int keys_w = in.w < 44 ? 12 : KEYS_W, columns = in.w >= 2 * COLUMN_W ? 2 : 1;
	const int w = in.w / columns;
	const size_t page = (size_t)in.h * (size_t)columns;

	for (size_t i = ui->dialog_top; i < n && i < ui->dialog_top + page; i++) {
		const int k = (int)(i - ui->dialog_top), y = k % in.h, x = k / in.h * w;
		char keys[RV_KEYS_TEXT];
		if (lines[i].title) {
			rv_canvas_text(c, x, y, w, RV_ROLE_TITLE, RV_ATTR_BOLD, lines[i].title);
			continue;
		}
		if (lines[i].field) {
			rv_canvas_text(c, x + 1, y, keys_w - 2, RV_ROLE_HINT_KEY, 0,
				       lines[i].field);
			rv_canvas_text(c, x + keys_w, y, w - keys_w, RV_ROLE_TEXT, 0,
				       lines[i].text);
			continue;
		}
		keys_of(lines[i].action, rv_canvas_ascii(c), keys);
		rv_canvas_text(c, x + 1, y, keys_w - 2, RV_ROLE_HINT_KEY, RV_ATTR_BOLD, keys);
		rv_canvas_text(c, x + keys_w, y, w - keys_w, RV_ROLE_TEXT, 0,
			       rv_action_describe(lines[i].action)->help);
	}
	return n;
}

/* Lines before the cursor's, so that it stays in a menu that is higher than the screen. */
static int sort_top(const rv_ui *ui, int h)
{
	int before = 0;

	for (int col = 0; col < ui->sort_cursor; col++)
		before += rv_column_sortable((rv_column)col);
	return before < h ? 0 : before - h + 1;
}

static void draw_sort_line(const rv_ui *ui, rv_canvas *c, int y, int w, rv_column col)
{
	const char *way = ui->table.sort != col		    ? ""
			  : rv_table_descending(&ui->table) ? "falling"
							    : "rising";

	rv_canvas_text(c, 0, y, w, RV_ROLE_TEXT, 0, rv_column_title(col, rv_canvas_ascii(c)));
	rv_canvas_text(c, 9, y, w - 9, RV_ROLE_TEXT, 0, way);
	if (ui->sort_cursor == (int)col)
		rv_paint_selected(c, y, w);
}

void rv_dialog_sort(const rv_ui *ui, rv_canvas *c, rv_rect box)
{
	const rv_rect in = rv_paint_box(c, box, "Sort by");
	int y = -sort_top(ui, in.h);

	for (int col = 0; col < RV_COL_N; col++) {
		if (!rv_column_sortable((rv_column)col))
			continue;
		if (y >= 0 && y < in.h)
			draw_sort_line(ui, c, y, in.w, (rv_column)col);
		y++;
	}
}
