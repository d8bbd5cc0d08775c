/* The symbol table without its drawing; see table.h. */
#include "tui/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/table_impl.h"

static const struct {
	const char *title;
	bool sortable, ascending;
} columns[RV_COL_N] = {
	[RV_COL_SYMBOL] = { "SYMBOL", true, true },
	[RV_COL_BUCKET] = { "BUCKET", true, true },
	[RV_COL_RV] = { "RV", true, false },
	[RV_COL_MARK] = { "MARK", true, false },
	[RV_COL_CHANGE] = { "24H", true, false },
	[RV_COL_FUNDING] = { "FUNDING", true, false },
	[RV_COL_HYBRID] = { "HYBRID", true, false },
	[RV_COL_TIER] = { "TIER", true, true },
	[RV_COL_BETA_BTC] = { "βBTC", true, false },
	[RV_COL_BETA_ETH] = { "βETH", true, false },
	[RV_COL_RESIDUAL_Z] = { "RES Z", true, false },
	[RV_COL_SIG_MOMENTUM] = { "MOM", true, false },
	[RV_COL_SIG_REVERSION] = { "MR", true, false },
	[RV_COL_SIG_CARRY] = { "CARRY", true, false },
	[RV_COL_ALPHA] = { "α bp/d", true, false },
	[RV_COL_TARGET] = { "TARGET", true, false },
	[RV_COL_POSITION] = { "POS USD", true, false },
	[RV_COL_PNL] = { "PNL", true, false },
	[RV_COL_MEASURE] = { "MEASURE", true, false },
	[RV_COL_AGE] = { "AGE", true, true },
	[RV_COL_TREND] = { "TREND", false, false },
	[RV_COL_VOLUME] = { "VOLUME", true, false },
	[RV_COL_OI] = { "OI", true, false },
	[RV_COL_MOMENTUM] = { "WMOM", true, false },
	[RV_COL_NOTE] = { "NOTE", false, false },
};

void rv_table_init(rv_table *t)
{
	memset(t, 0, sizeof(*t));
	t->sort = RV_COL_RV;
	t->page = 1;
}

static const char *const set_names[RV_COLUMN_SETS] = {
	[RV_COLUMNS_ALL] = "all",	  [RV_COLUMNS_SCORES] = "scores",
	[RV_COLUMNS_MARKET] = "market",	  [RV_COLUMNS_POSITION] = "position",
	[RV_COLUMNS_FACTORS] = "factors",
};

const char *rv_column_set_name(rv_column_set s)
{
	return set_names[s];
}

void rv_table_set_columns(rv_table *t, rv_column_set s)
{
	t->columns = s;
	t->col_scroll = 0;
}

bool rv_column_sortable(rv_column c)
{
	return columns[c].sortable;
}

const char *rv_column_title(rv_column c, bool ascii)
{
	if (ascii && c == RV_COL_BETA_BTC)
		return "bBTC";
	if (ascii && c == RV_COL_BETA_ETH)
		return "bETH";
	if (ascii && c == RV_COL_ALPHA)
		return "a bp/d";
	return columns[c].title;
}

bool rv_table_descending(const rv_table *t)
{
	return columns[t->sort].ascending == t->invert;
}

/* Ascending by (class, value, row): class 0 known, 1 unknown, 2 delisted. */
typedef struct sort_item {
	int class;
	double value;
	size_t row;
} sort_item;

static int by_item(const void *a, const void *b)
{
	const sort_item *x = a, *y = b;

	if (x->class != y->class)
		return x->class - y->class;
	if (x->class == 0 && (x->value < y->value || x->value > y->value))
		return x->value < y->value ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

static bool is_marked(const rv_table *t, const char *symbol, size_t *at)
{
	for (size_t i = 0; i < t->n_marked; i++) {
		if (strcmp(t->marked[i], symbol) == 0) {
			*at = i;
			return true;
		}
	}
	return false;
}

static void set_entry(rv_table *t, size_t place, const rv_view_row *r, size_t row)
{
	rv_table_entry *e = &t->entries[place];
	size_t at;

	memcpy(e->symbol, r->symbol, sizeof(e->symbol));
	e->row = row;
	e->marked = is_marked(t, r->symbol, &at);
}

static void rebuild(rv_table *t, const rv_scene *s)
{
	sort_item items[RV_MAX_SYMBOLS];
	const bool descending = rv_table_descending(t);

	t->n = 0;
	for (size_t row = 0; row < s->v->n_rows; row++) {
		const rv_view_row *r = &s->v->rows[row];
		rv_filter_row fr;
		rv_table_filter_row(s, r, &fr);
		if (!rv_filter_match(&t->filter, &fr))
			continue;
		const double v = rv_table_value(t, s, r, row);
		items[t->n].class = r->delisted ? 2 : isnan(v) ? 1 : 0;
		items[t->n].value = descending ? -v : v;
		items[t->n++].row = row;
	}
	qsort(items, t->n, sizeof(items[0]), by_item);
	for (size_t i = 0; i < t->n; i++)
		set_entry(t, i, &s->v->rows[items[i].row], items[i].row);
}

static int by_symbol(const void *key, const void *row)
{
	return strcmp(key, ((const rv_view_row *)row)->symbol);
}

/* The order stands: find each symbol's row in the new snapshot, drop those that are gone. */
static void follow(rv_table *t, const rv_scene *s)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++) {
		const rv_view_row *r = bsearch(t->entries[i].symbol, s->v->rows, s->v->n_rows,
					       sizeof(s->v->rows[0]), by_symbol);
		if (r)
			set_entry(t, n++, r, (size_t)(r - s->v->rows));
	}
	t->n = n;
}

static size_t place_of(const rv_table *t, const char *symbol)
{
	for (size_t i = 0; i < t->n; i++) {
		if (strcmp(t->entries[i].symbol, symbol) == 0)
			return i;
	}
	return SIZE_MAX;
}

static void select_place(rv_table *t, size_t place)
{
	t->cursor = place;
	if (t->n > 0)
		memcpy(t->selected, t->entries[place].symbol, sizeof(t->selected));
}

/* The selected symbol if it is still shown, else whatever stands in its place. */
static void reselect(rv_table *t)
{
	const size_t place = t->touched ? place_of(t, t->selected) : 0;

	if (t->n == 0)
		t->cursor = 0;
	else if (place != SIZE_MAX)
		select_place(t, place);
	else
		select_place(t, t->cursor < t->n ? t->cursor : t->n - 1);
}

static void reorder(rv_table *t, const rv_scene *s)
{
	if (!s->v)
		return;
	rebuild(t, s);
	reselect(t);
}

void rv_table_update(rv_table *t, const rv_scene *s)
{
	if (!s->v) {
		t->n = t->total = t->cursor = 0;
		return;
	}
	const bool fresh = s->v->seq != t->seq;
	t->seq = s->v->seq;
	t->total = s->v->n_rows;
	if (t->hold > 0) {
		t->hold -= fresh;
		follow(t, s);
	} else if (fresh || t->n == 0) {
		rebuild(t, s);
	}
	reselect(t);
}

void rv_table_arrange(rv_table *t, size_t page)
{
	t->page = page > 0 ? page : 1;
	if (t->cursor < t->top)
		t->top = t->cursor;
	if (t->cursor >= t->top + t->page)
		t->top = t->cursor - t->page + 1;
	if (t->top + t->page > t->n)
		t->top = t->n > t->page ? t->n - t->page : 0;
}

void rv_table_move_to(rv_table *t, size_t place)
{
	if (t->n == 0)
		return;
	t->touched = true;
	t->hold = RV_TABLE_HOLD;
	select_place(t, place < t->n ? place : t->n - 1);
}

void rv_table_move(rv_table *t, long delta)
{
	const size_t back = delta < 0 ? (size_t)-delta : 0;

	if (back > t->cursor)
		rv_table_move_to(t, 0);
	else
		rv_table_move_to(t, t->cursor - back + (delta > 0 ? (size_t)delta : 0));
}

const char *rv_table_selected(const rv_table *t)
{
	return t->n > 0 ? t->entries[t->cursor].symbol : NULL;
}

const rv_view_row *rv_table_selected_row(const rv_table *t, const rv_scene *s)
{
	return s->v && t->n > 0 ? &s->v->rows[t->entries[t->cursor].row] : NULL;
}

void rv_table_sort_by(rv_table *t, rv_column c, const rv_scene *s)
{
	if (!columns[c].sortable)
		return;
	t->sort = c;
	t->invert = false;
	reorder(t, s);
}

void rv_table_sort_again(rv_table *t, const rv_scene *s)
{
	reorder(t, s);
}

void rv_table_sort_step(rv_table *t, int step, const rv_scene *s)
{
	int c = (int)t->sort;

	do {
		c = (c + step + RV_COL_N) % RV_COL_N;
	} while (!columns[c].sortable);
	rv_table_sort_by(t, (rv_column)c, s);
}

void rv_table_invert(rv_table *t, const rv_scene *s)
{
	t->invert = !t->invert;
	reorder(t, s);
}

rv_status rv_table_set_filter(rv_table *t, const char *text, const rv_scene *s,
			      rv_filter_error *err)
{
	const rv_status st = rv_filter_parse(text, &t->filter, err);

	if (st != RV_OK)
		return st;
	(void)snprintf(t->filter_text, sizeof(t->filter_text), "%s", t->filter.n ? text : "");
	reorder(t, s);
	return RV_OK;
}

bool rv_table_find(rv_table *t, const char *text, int step)
{
	if (t->n == 0 || !text[0])
		return false;
	for (size_t k = step == 0 ? 0 : 1; k <= t->n; k++) {
		const size_t place = (t->cursor + (step < 0 ? t->n - k % t->n : k)) % t->n;
		if (rv_text_contains(t->entries[place].symbol, text)) {
			rv_table_move_to(t, place);
			return true;
		}
	}
	return false;
}

void rv_table_mark(rv_table *t)
{
	size_t at;

	if (t->n == 0)
		return;
	rv_table_entry *e = &t->entries[t->cursor];
	e->marked = !is_marked(t, e->symbol, &at);
	if (!e->marked) {
		t->n_marked--;
		memmove(t->marked[at], t->marked[t->n_marked], sizeof(t->marked[at]));
	} else if (t->n_marked < RV_MAX_SYMBOLS) {
		memcpy(t->marked[t->n_marked++], e->symbol, sizeof(e->symbol));
	} else {
		e->marked = false;
	}
	rv_table_move(t, 1);
}

void rv_table_unmark_all(rv_table *t)
{
	t->n_marked = 0;
	for (size_t i = 0; i < t->n; i++)
		t->entries[i].marked = false;
}
