/*
 * The Symbol RV table: columns that fit, values as fresh as they are, the selected symbol reversed.
 *
 * SYMBOL, RV, HYBRID and MARK are always there; the others leave when it is narrow, or are scrolled
 * away from the left. Of a named set only its own columns come. TREND and NOTE share what is left
 * over; where NOTE has no room, what must be said of a row stands in place of its alpha and target.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/override_text.h"
#include "tui/paint.h"
#include "tui/panes/panes.h"
#include "tui/panes/rv_cells.h"
#include "tui/panes/writer.h"

enum {
	GUTTER = 2, /* cursor and mark */
	TREND_MIN = 6,
	NOTE_MIN = 13,
	NOTE_MAX = 26
};

/* In screen order; widths without the space before; TREND and NOTE are the least. */
static const struct {
	int w;
	bool always, right;
} specs[RV_COL_N] = {
	[RV_COL_SYMBOL] = { 9, true, false },
	[RV_COL_BUCKET] = { 8, false, false },
	[RV_COL_RV] = { 6, true, true },
	[RV_COL_HYBRID] = { 6, true, true },
	[RV_COL_TIER] = { 4, false, false },
	[RV_COL_MARK] = { 11, true, true },
	[RV_COL_CHANGE] = { 7, false, true },
	[RV_COL_BETA_BTC] = { 5, false, true },
	[RV_COL_BETA_ETH] = { 5, false, true },
	[RV_COL_RESIDUAL_Z] = { 5, false, true },
	[RV_COL_FUNDING] = { 8, false, true },
	[RV_COL_SIG_MOMENTUM] = { 5, false, true },
	[RV_COL_SIG_REVERSION] = { 5, false, true },
	[RV_COL_SIG_CARRY] = { 5, false, true },
	[RV_COL_ALPHA] = { 6, false, true },
	[RV_COL_TARGET] = { 6, false, true },
	[RV_COL_POSITION] = { 8, false, true },
	[RV_COL_PNL] = { 7, false, true },
	[RV_COL_AGE] = { 5, false, true },
	[RV_COL_VOLUME] = { 7, false, true },
	[RV_COL_OI] = { 7, false, true },
	[RV_COL_MOMENTUM] = { 7, false, true },
	[RV_COL_TREND] = { TREND_MIN, false, false },
	[RV_COL_NOTE] = { NOTE_MIN, false, false },
};

/* Columns of a set; who gets room first. From the first that finds none, all go without. */
static const rv_column of_all[] = { RV_COL_BUCKET,     RV_COL_CHANGE,	    RV_COL_FUNDING,
				    RV_COL_AGE,	       RV_COL_ALPHA,	    RV_COL_TARGET,
				    RV_COL_TIER,       RV_COL_SIG_MOMENTUM, RV_COL_SIG_REVERSION,
				    RV_COL_SIG_CARRY,  RV_COL_BETA_BTC,	    RV_COL_BETA_ETH,
				    RV_COL_RESIDUAL_Z, RV_COL_POSITION,	    RV_COL_PNL,
				    RV_COL_NOTE,       RV_COL_TREND,	    RV_COL_VOLUME,
				    RV_COL_OI,	       RV_COL_MOMENTUM };
static const rv_column of_scores[] = { RV_COL_ALPHA,	 RV_COL_TARGET,	      RV_COL_AGE,
				       RV_COL_TIER,	 RV_COL_SIG_MOMENTUM, RV_COL_SIG_REVERSION,
				       RV_COL_SIG_CARRY, RV_COL_BUCKET,	      RV_COL_NOTE,
				       RV_COL_TREND };
static const rv_column of_market[] = { RV_COL_CHANGE, RV_COL_FUNDING, RV_COL_AGE,
				       RV_COL_VOLUME, RV_COL_OI,      RV_COL_MOMENTUM,
				       RV_COL_BUCKET, RV_COL_TREND,   RV_COL_NOTE };
static const rv_column of_position[] = { RV_COL_POSITION, RV_COL_PNL,	 RV_COL_AGE,
					 RV_COL_TARGET,	  RV_COL_CHANGE, RV_COL_FUNDING,
					 RV_COL_ALPHA,	  RV_COL_TIER,	 RV_COL_NOTE,
					 RV_COL_TREND };
static const rv_column of_factors[] = { RV_COL_BETA_BTC,  RV_COL_BETA_ETH,     RV_COL_RESIDUAL_Z,
					RV_COL_AGE,	  RV_COL_SIG_MOMENTUM, RV_COL_SIG_REVERSION,
					RV_COL_SIG_CARRY, RV_COL_ALPHA,	       RV_COL_NOTE,
					RV_COL_TREND };

#define SET(list)                                                                                  \
	{                                                                                          \
		list, sizeof(list) / sizeof((list)[0])                                             \
	}
static const struct {
	const rv_column *list;
	size_t n;
} sets[RV_COLUMN_SETS] = {
	[RV_COLUMNS_ALL] = SET(of_all),		[RV_COLUMNS_SCORES] = SET(of_scores),
	[RV_COLUMNS_MARKET] = SET(of_market),	[RV_COLUMNS_POSITION] = SET(of_position),
	[RV_COLUMNS_FACTORS] = SET(of_factors),
};

static bool in_set(rv_column col, rv_column_set set)
{
	size_t i = 0;

	while (i < sets[set].n && sets[set].list[i] != col)
		i++;
	return i < sets[set].n;
}

/* A column that can be scrolled away: of the chosen set, and of what this engine has. */
static bool offered(const rv_ui *ui, rv_column col)
{
	const bool of_orders = col == RV_COL_POSITION || col == RV_COL_PNL;

	return in_set(col, ui->table.columns) && (ui->at.trade || !of_orders);
}

/* Not scrolled away, and not BUCKET in the compact form. */
static bool wanted(const rv_ui *ui, rv_column col)
{
	int before = 0;

	for (int i = 0; i < (int)col; i++)
		before += offered(ui, (rv_column)i);
	return offered(ui, col) && before >= ui->table.col_scroll &&
	       !(ui->layout.mode == RV_LAYOUT_COMPACT && col == RV_COL_BUCKET);
}

/* Gives the space that is over to NOTE and TREND. */
static void stretch(rv_column_plan *p, int spare)
{
	if (p->w[RV_COL_TREND]) {
		const int share = p->w[RV_COL_NOTE] ? spare / 2 : spare;
		const int more =
			share < RV_TREND_MAX - TREND_MIN ? share : RV_TREND_MAX - TREND_MIN;
		p->w[RV_COL_TREND] += more;
		spare -= more;
	}
	if (p->w[RV_COL_NOTE])
		p->w[RV_COL_NOTE] += spare < NOTE_MAX - NOTE_MIN ? spare : NOTE_MAX - NOTE_MIN;
}

static rv_column_plan plan_columns(const rv_ui *ui, int width)
{
	rv_column_plan p = { 0 };
	int used = GUTTER - 1;

	for (int col = 0; col < RV_COL_N; col++) {
		p.w[col] = specs[col].always ? specs[col].w : 0;
		used += specs[col].always ? specs[col].w + 1 : 0;
	}
	for (size_t i = 0; i < sets[ui->table.columns].n; i++) {
		const rv_column col = sets[ui->table.columns].list[i];
		if (!wanted(ui, col))
			continue;
		if (used + specs[col].w + 1 > width)
			break;
		used += specs[col].w + 1;
		p.w[col] = specs[col].w;
	}
	stretch(&p, width - used);
	int x = GUTTER;
	for (int col = 0; col < RV_COL_N; col++) {
		p.x[col] = x;
		x += p.w[col] ? p.w[col] + 1 : 0;
	}
	return p;
}

static void draw_heads(const rv_ui *ui, rv_canvas *c, const rv_column_plan *p)
{
	const rv_cell_line l = { ui, c, p, 0 };
	const bool down = rv_table_descending(&ui->table), ascii = rv_canvas_ascii(c);
	const char *arrow = ascii ? (down ? "v" : "^") : (down ? "▼" : "▲");

	for (int col = 0; col < RV_COL_N; col++) {
		if (!p->w[col])
			continue;
		const bool sorted = ui->table.sort == (rv_column)col;
		const rv_role role = sorted ? RV_ROLE_TITLE : RV_ROLE_DIM;
		const char *title = rv_column_title((rv_column)col, ascii);
		const bool room = (int)strlen(title) < p->w[col];
		char text[32];
		(void)snprintf(text, sizeof(text), "%s%s", title, sorted && room ? arrow : "");
		if (specs[col].right)
			rv_cell_right(&l, (rv_column)col, role, text);
		else
			rv_cell_left(&l, (rv_column)col, role, 0, text);
	}
}

/* The letter never touches the symbol, which would read as another one; behind a long one it takes
 * the column's gap: true, and what follows keeps away from it. */
static bool draw_override(const rv_cell_line *l, const char *symbol)
{
	const int x = l->p->x[RV_COL_SYMBOL], w = l->p->w[RV_COL_SYMBOL];
	const int len = (int)strlen(symbol), end = len < w ? len : w - 1;

	rv_canvas_put(l->c, x + end, l->y, L' ', RV_ROLE_TEXT, 0);
	rv_canvas_put(l->c, x + end + 1, l->y, L'o', RV_ROLE_WARN, RV_ATTR_BOLD);
	return end + 1 >= w;
}

static void draw_row(const rv_cell_line *l, const rv_table_entry *e, bool selected, int width)
{
	const rv_view_row *r = &l->ui->scene.v->rows[e->row];
	const bool focused = rv_ui_focused(l->ui, RV_PANE_TABLE);
	char bucket[RV_BUCKET_TEXT], apart[RV_BUCKET_TEXT + 1];
	bool in_gap = false;

	if (selected)
		rv_canvas_put(l->c, 0, l->y, L'>', RV_ROLE_TEXT, RV_ATTR_BOLD);
	if (e->marked)
		rv_canvas_put(l->c, 1, l->y, L'+', RV_ROLE_ENTRY, RV_ATTR_BOLD);
	else if (r->delisted)
		rv_canvas_put(l->c, 1, l->y, L'x', RV_ROLE_DIM, 0);
	else if ((r->have & RV_HAVE_ALL) != RV_HAVE_ALL)
		rv_canvas_put(l->c, 1, l->y, L'~', RV_ROLE_DIM, 0);
	rv_cell_left(l, RV_COL_SYMBOL, r->delisted ? RV_ROLE_DIM : RV_ROLE_TEXT,
		     selected || e->marked ? RV_ATTR_BOLD : 0, r->symbol);
	if (rv_override_of_coin(&l->ui->scene, r->symbol))
		in_gap = draw_override(l, r->symbol);
	(void)snprintf(apart, sizeof(apart), "%s%s", in_gap ? " " : "",
		       l->ui->scene.v->bar_close_ms > 0 ? rv_bucket_text(r->baskets, bucket)
							: "--");
	rv_cell_left(l, RV_COL_BUCKET, RV_ROLE_DIM, 0, apart);
	rv_cells_draw(l, r);
	if (selected && focused)
		rv_paint_selected(l->c, l->y, width);
}

static void title_note(const rv_ui *ui, char *buf, size_t cap)
{
	const rv_table *t = &ui->table;
	size_t len = 0, gone = 0;

	buf[0] = '\0';
	for (size_t i = 0; ui->scene.v && i < ui->scene.v->n_rows; i++)
		gone += ui->scene.v->rows[i].delisted;
	if (t->n != t->total)
		len += (size_t)snprintf(buf, cap, "%zu of %zu", t->n, t->total);
	else if (gone > 0)
		len += (size_t)snprintf(buf, cap, "%zu live, %zu delisted", t->n - gone, gone);
	else
		len += (size_t)snprintf(buf, cap, "%zu", t->n);
	if (t->columns != RV_COLUMNS_ALL && len < cap)
		len += (size_t)snprintf(buf + len, cap - len, ", %s",
					rv_column_set_name(t->columns));
	if (t->filter.n > 0 && len < cap)
		len += (size_t)snprintf(buf + len, cap - len, ", filter %s", t->filter_text);
	if (t->n_marked > 0 && len < cap)
		len += (size_t)snprintf(buf + len, cap - len, ", %zu marked", t->n_marked);
	if (t->hold > 0 && len < cap)
		(void)snprintf(buf + len, cap - len, ", sort held");
}

static void draw_nothing(const rv_ui *ui, rv_canvas *c, int w)
{
	const char *why = !ui->scene.v ? "No snapshot from the engine yet."
			  : ui->table.total == 0
				  ? "No instruments yet: the venue has not answered. "
				    "It is asked again."
				  : "No symbol matches the filter. \\ and Enter on an "
				    "empty line show all.";

	rv_writer wr = { .c = c, .w = w, .h = rv_canvas_clip(c).h };

	rv_write_next(&wr);
	rv_write_next(&wr);
	rv_write_wrapped(&wr, GUTTER, RV_ROLE_DIM, 0, "%s", why);
}

size_t rv_pane_table_page(rv_rect r)
{
	return r.h > 2 ? (size_t)r.h - 2 : 1;
}

int rv_pane_table_scroll_max(const rv_ui *ui)
{
	int n = 0;

	for (int col = 0; col < RV_COL_N; col++)
		n += offered(ui, (rv_column)col);
	return n - 1;
}

void rv_pane_table(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const rv_table *t = &ui->table;
	char note[256];

	title_note(ui, note, sizeof(note));
	const rv_rect in = rv_paint_frame(c, r, rv_pane_title(RV_PANE_TABLE), note,
					  rv_ui_focused(ui, RV_PANE_TABLE));
	const rv_column_plan p = plan_columns(ui, in.w - 1);
	draw_heads(ui, c, &p);
	if (t->n == 0)
		draw_nothing(ui, c, in.w);
	for (size_t i = t->top; i < t->n && i < t->top + rv_pane_table_page(r); i++) {
		const rv_cell_line l = { ui, c, &p, 1 + (int)(i - t->top) };
		draw_row(&l, &t->entries[i], i == t->cursor, in.w);
	}
}
