/*
 * The heat map: every symbol against every leader, one measure. Intensity is a character, sign a
 * sign and a colour, so that it reads the same without colours. Symbols run down, then right.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/empty.h"
#include "tui/fmt.h"
#include "tui/paint.h"
#include "tui/panes/panes.h"

enum { NAME_W = 7, CELL_W = 6, COLUMN_W = NAME_W + RV_LEADERS * CELL_W };

/* What full intensity is. */
static double full_scale(rv_measure m)
{
	static const double full[RV_MEASURE_N] = { 2, 1, 10, 1, 1, 48 };
	return full[m];
}

static void draw_cell(const rv_ui *ui, rv_canvas *c, int x, int y, double v)
{
	static const wchar_t blocks[] = L" ░▒▓█", marks[] = L" .:*#";
	const wchar_t *glyphs = rv_canvas_ascii(c) ? marks : blocks;
	const rv_measure m = ui->table.measure;
	char text[RV_FMT_TEXT];

	if (isnan(v)) {
		rv_canvas_text_right(c, x, y, CELL_W - 1, RV_ROLE_DIM, 0, "--");
		return;
	}
	const double share = isinf(v) ? 1 : fabs(v) / full_scale(m);
	const int level = share >= 1 ? 4 : (int)(share * 4 + 0.5);
	const rv_role role = v > 0 ? RV_ROLE_UP : v < 0 ? RV_ROLE_DOWN : RV_ROLE_TEXT;
	if (isinf(v))
		(void)snprintf(text, sizeof(text), ">win");
	else if (m == RV_MEASURE_LEAD_LAG)
		(void)snprintf(text, sizeof(text), "%s", rv_num_signed(v, 0).s);
	else
		(void)snprintf(text, sizeof(text), "%s",
			       m == RV_MEASURE_HALF_LIFE ? rv_num(v, 0).s : rv_num_signed(v, 1).s);
	rv_canvas_put(c, x, y, glyphs[level], role, 0);
	rv_canvas_text_right(c, x + 1, y, CELL_W - 2, role, level == 4 ? RV_ATTR_BOLD : 0, text);
}

static void draw_heads(const rv_ui *ui, rv_canvas *c, int x)
{
	for (int k = 0; k < RV_LEADERS; k++)
		rv_canvas_text_right(c, x + NAME_W + k * CELL_W, 0, CELL_W - 1,
				     k == ui->table.leader ? RV_ROLE_TITLE : RV_ROLE_DIM,
				     k == ui->table.leader ? RV_ATTR_BOLD : 0,
				     ui->scene.v->params.ms.leaders[k]);
}

static void draw_symbol(const rv_ui *ui, rv_canvas *c, int x, int y, size_t place)
{
	const rv_table_entry *e = &ui->table.entries[place];
	const rv_scored s = rv_scored_of(ui->scene.v, &ui->scene.v->rows[e->row]);
	const bool here = place == ui->table.cursor;

	rv_canvas_text(c, x, y, NAME_W - 1, here ? RV_ROLE_TITLE : RV_ROLE_TEXT,
		       here ? RV_ATTR_BOLD | RV_ATTR_UNDERLINE : 0, e->symbol);
	for (int k = 0; k < RV_LEADERS; k++)
		draw_cell(ui, c, x + NAME_W + k * CELL_W, y,
			  s.ms ? rv_scored_measure(&s.ms->pairs[k], ui->table.measure)
			       : (double)NAN);
}

void rv_pane_heat(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const rv_table *t = &ui->table;
	const rv_rect in =
		rv_paint_frame(c, r, rv_pane_title(RV_PANE_HEAT), rv_measure_name(t->measure),
			       rv_ui_focused(ui, RV_PANE_HEAT));

	if (!ui->scene.v || !rv_scored_has_ms(ui->scene.v)) {
		rv_writer wr = { .c = c, .w = in.w, .h = in.h };
		rv_write_wrapped(&wr, 1, RV_ROLE_DIM, 0,
				 "-- comes with the next scored bar, with 20 bars that coins and "
				 "leaders have in common.");
		rv_empty_write_next_bar(&wr, 1, &ui->scene);
		return;
	}
	const size_t columns = in.w >= COLUMN_W ? (size_t)(in.w - 1) / COLUMN_W : 1;
	const size_t rows = in.h > 1 ? (size_t)in.h - 1 : 1, page = rows * columns;
	const size_t top = t->cursor / page * page; /* the cursor's page */
	for (size_t i = 0; i < page && top + i < t->n; i++) {
		const int x = 1 + (int)(i / rows) * COLUMN_W;
		if (i % rows == 0)
			draw_heads(ui, c, x);
		draw_symbol(ui, c, x, 1 + (int)(i % rows), top + i);
	}
}
