/*
 * The panel; see panel.h.
 *
 * Each symbol has one block of rows of 2 * cap cells, one row a field, and all rows share one
 * window [end - bars, end) of physical cells, cap <= end <= 2 * cap. Appending moves `end` to the
 * right; when it would pass 2 * cap the window is moved back so that it ends at cap, which costs
 * one copy per cap appended bars. Because end >= cap, older bars always fit in front without any
 * move. A cell is set to NaN when it enters the window, so cells outside it are never touched (nor
 * paged in) and never read. Rows are an index in name order over the blocks: adding a symbol moves
 * pointers, not bars.
 */
#include "engine/market/panel.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_BARS = 1 << 20, NEAR_ROWS = 4 };

/* Bars open between 1970 and the year 10000, so that no sum of times can overflow. */
#define MAX_OPEN_MS INT64_C(253402300800000)

typedef struct row {
	char name[RV_SYMBOL_MAX];
	rv_instrument_kind kind;
	int64_t first_ms;
	double *cells; /* [fields][2 * cap_bars] */
} row;

struct rv_panel {
	rv_interval iv;
	int fields; /* hourly panels have the bar fields only */
	int64_t step_ms;
	int64_t t0; /* open time of column 0; meaningless while bars = 0 */
	size_t cap_symbols, cap_bars;
	size_t bars; /* columns in use */
	size_t end;  /* physical cell after the newest column */
	size_t n;
	row *rows;    /* [cap_symbols], strcmp order */
	bool borrows; /* the cells are another panel's (rv_panel_past_new) */
};

static double *field_cells(const rv_panel *p, size_t r, rv_panel_field f)
{
	return p->rows[r].cells + (size_t)f * 2 * p->cap_bars;
}

static void fill_nan(double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		x[i] = NAN;
}

/* Sets cells [from, from + n) of every row to NaN: they have just entered the window. */
static void open_cells(rv_panel *p, size_t from, size_t n)
{
	for (size_t r = 0; r < p->n; r++) {
		for (int f = 0; f < p->fields; f++)
			fill_nan(field_cells(p, r, (rv_panel_field)f) + from, n);
	}
}

/* Moves the newest `keep` columns so that they end at cell new_end. */
static void move_cells(rv_panel *p, size_t keep, size_t new_end)
{
	for (size_t r = 0; r < p->n && keep > 0; r++) {
		for (int f = 0; f < p->fields; f++) {
			double *x = field_cells(p, r, (rv_panel_field)f);
			memmove(x + new_end - keep, x + p->end - keep, keep * sizeof(*x));
		}
	}
}

static void start_at(rv_panel *p, int64_t t)
{
	p->t0 = t;
	p->bars = 1;
	p->end = p->cap_bars;
	open_cells(p, p->end - 1, 1);
}

/* Appends k columns, the newest of them opening at t; the oldest columns beyond cap fall out. */
static void append(rv_panel *p, size_t k, int64_t t)
{
	if (k >= p->cap_bars) { /* nothing of the old window is left */
		p->bars = p->end = p->cap_bars;
		open_cells(p, 0, p->cap_bars);
	} else {
		const size_t bars = p->bars + k < p->cap_bars ? p->bars + k : p->cap_bars;
		if (p->end + k > 2 * p->cap_bars) {
			move_cells(p, bars - k, p->cap_bars - k);
			p->end = p->cap_bars;
		} else {
			p->end += k;
		}
		p->bars = bars;
		open_cells(p, p->end - k, k);
	}
	p->t0 = t - (int64_t)(p->bars - 1) * p->step_ms;
}

static void prepend(rv_panel *p, size_t k)
{
	p->bars += k;
	p->t0 -= (int64_t)k * p->step_ms;
	open_cells(p, p->end - p->bars, k);
}

/* Makes the column of time t (on the grid) part of the window, or RV_ERANGE if it is too old. */
static rv_status reach(rv_panel *p, int64_t t)
{
	if (p->bars == 0) {
		start_at(p, t);
		return RV_OK;
	}
	const int64_t newest = p->t0 + (int64_t)(p->bars - 1) * p->step_ms;
	if (t > newest) {
		const int64_t k = (t - newest) / p->step_ms;
		append(p, k < (int64_t)p->cap_bars ? (size_t)k : p->cap_bars, t);
	} else if (t <= newest - (int64_t)p->cap_bars * p->step_ms) {
		return RV_ERANGE;
	} else if (t < p->t0) {
		prepend(p, (size_t)((p->t0 - t) / p->step_ms));
	}
	return RV_OK;
}

rv_status rv_panel_new(rv_interval iv, size_t cap_symbols, size_t cap_bars, rv_panel **out)
{
	if ((unsigned)iv >= RV_INTERVAL_N || cap_symbols == 0 || cap_symbols > RV_MAX_SYMBOLS ||
	    cap_bars == 0 || cap_bars > MAX_BARS)
		return RV_EINVAL;
	rv_panel *p = calloc(1, sizeof(*p));
	if (!p)
		return RV_ENOMEM;
	p->rows = calloc(cap_symbols, sizeof(*p->rows));
	if (!p->rows) {
		rv_panel_free(p);
		return RV_ENOMEM;
	}
	p->iv = iv;
	p->fields = iv == RV_INTERVAL_1D ? RV_PANEL_FIELDS : RV_PANEL_BAR_FIELDS;
	p->step_ms = rv_interval_ms(iv);
	p->cap_symbols = cap_symbols;
	p->cap_bars = cap_bars;
	p->end = cap_bars;
	*out = p;
	return RV_OK;
}

void rv_panel_free(rv_panel *p)
{
	if (!p)
		return;
	for (size_t r = 0; r < p->n && !p->borrows; r++)
		free(p->rows[r].cells);
	free(p->rows);
	free(p);
}

rv_status rv_panel_past_new(const rv_panel *of, rv_panel **out)
{
	rv_panel *p = malloc(sizeof(*p));
	row *rows = calloc(of->cap_symbols, sizeof(*rows));
	if (!p || !rows) {
		free(p);
		free(rows);
		return RV_ENOMEM;
	}
	*p = *of;
	p->rows = rows;
	p->borrows = true;
	memcpy(rows, of->rows, of->n * sizeof(*rows));
	*out = p;
	return RV_OK;
}

void rv_panel_past_seek(rv_panel *past, const rv_panel *of, size_t col)
{
	assert(past->borrows && past->cap_symbols == of->cap_symbols && col < of->bars);
	const int64_t open = rv_panel_open_ms(of, col);
	row *rows = past->rows;
	*past = *of;
	past->rows = rows;
	past->borrows = true;
	past->bars = col + 1;
	past->end = of->end - (of->bars - past->bars);
	memcpy(rows, of->rows, of->n * sizeof(*rows));
	for (size_t r = 0; r < of->n; r++) {
		if (rows[r].first_ms > open)
			rows[r].first_ms = INT64_MAX;
	}
}

rv_interval rv_panel_interval(const rv_panel *p)
{
	return p->iv;
}

size_t rv_panel_symbols(const rv_panel *p)
{
	return p->n;
}

size_t rv_panel_bars(const rv_panel *p)
{
	return p->bars;
}

int64_t rv_panel_open_ms(const rv_panel *p, size_t col)
{
	assert(col < p->bars);
	return p->t0 + (int64_t)col * p->step_ms;
}

const char *rv_panel_name(const rv_panel *p, size_t r)
{
	assert(r < p->n);
	return p->rows[r].name;
}

rv_instrument_kind rv_panel_kind(const rv_panel *p, size_t r)
{
	assert(r < p->n);
	return p->rows[r].kind;
}

/* First row whose name is not less than the given one. */
static size_t lower_bound(const rv_panel *p, const char *name)
{
	size_t lo = 0, hi = p->n;
	while (lo < hi) {
		const size_t mid = lo + (hi - lo) / 2;
		if (strcmp(p->rows[mid].name, name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

size_t rv_panel_find(const rv_panel *p, const char *name)
{
	const size_t r = lower_bound(p, name);
	return r < p->n && strcmp(p->rows[r].name, name) == 0 ? r : SIZE_MAX;
}

size_t rv_panel_find_near(const rv_panel *p, const char *name, size_t near)
{
	for (size_t r = near; r < p->n && r - near < NEAR_ROWS; r++) {
		if (strcmp(p->rows[r].name, name) == 0)
			return r;
	}
	return rv_panel_find(p, name);
}

size_t rv_panel_col(const rv_panel *p, int64_t open_ms)
{
	if (p->bars == 0 || open_ms < p->t0 || (open_ms - p->t0) % p->step_ms != 0)
		return SIZE_MAX;
	const int64_t col = (open_ms - p->t0) / p->step_ms;
	return col < (int64_t)p->bars ? (size_t)col : SIZE_MAX;
}

const double *rv_panel_row(const rv_panel *p, rv_panel_field f, size_t r)
{
	assert(r < p->n && (int)f < p->fields);
	return field_cells(p, r, f) + p->end - p->bars;
}

rv_status rv_panel_add_symbol(rv_panel *p, const char *name, rv_instrument_kind kind)
{
	const size_t len = strlen(name);
	if (len == 0 || len >= RV_SYMBOL_MAX)
		return RV_EINVAL;
	const size_t r = lower_bound(p, name);
	if (r < p->n && strcmp(p->rows[r].name, name) == 0)
		return RV_EEXIST;
	if (p->n == p->cap_symbols)
		return RV_EFULL;
	double *cells = malloc((size_t)p->fields * 2 * p->cap_bars * sizeof(*cells));
	if (!cells)
		return RV_ENOMEM;
	memmove(p->rows + r + 1, p->rows + r, (p->n - r) * sizeof(*p->rows));
	memset(&p->rows[r], 0, sizeof(p->rows[r]));
	memcpy(p->rows[r].name, name, len + 1);
	p->rows[r].kind = kind;
	p->rows[r].cells = cells;
	p->n++;
	rv_panel_clear_row(p, r);
	return RV_OK;
}

/* The physical cell of time t, made part of the window. */
static rv_status reach_cell(rv_panel *p, size_t r, int64_t t, size_t *cell)
{
	if (r >= p->n)
		return RV_ENOENT;
	if (t < 0 || t > MAX_OPEN_MS || t % p->step_ms != 0)
		return RV_ERANGE;
	const rv_status st = reach(p, t);
	if (st == RV_OK)
		*cell = p->end - p->bars + (size_t)((t - p->t0) / p->step_ms);
	return st;
}

rv_status rv_panel_put(rv_panel *p, size_t r, const rv_bar *bar)
{
	size_t col;
	const rv_status st = reach_cell(p, r, bar->t, &col);
	if (st != RV_OK)
		return st;
	const double values[RV_PANEL_BAR_FIELDS] = {
		[RV_PANEL_OPEN] = bar->open,
		[RV_PANEL_HIGH] = bar->high,
		[RV_PANEL_LOW] = bar->low,
		[RV_PANEL_CLOSE] = bar->close,
		[RV_PANEL_VOLUME_BASE] = bar->volume_base,
		[RV_PANEL_VOLUME_QUOTE] = bar->volume_quote,
	};
	for (int f = 0; f < RV_PANEL_BAR_FIELDS; f++) /* an infinity is as unknown as a NaN */
		field_cells(p, r, (rv_panel_field)f)[col] = isfinite(values[f]) ? values[f] : NAN;
	if (isfinite(bar->close))
		rv_panel_note_first(p, r, bar->t);
	return RV_OK;
}

rv_status rv_panel_put_value(rv_panel *p, size_t r, rv_panel_field f, int64_t open_ms, double value)
{
	if ((int)f < RV_PANEL_BAR_FIELDS || (int)f >= p->fields)
		return RV_EINVAL;
	size_t col;
	const rv_status st = reach_cell(p, r, open_ms, &col);
	if (st == RV_OK)
		field_cells(p, r, f)[col] = isfinite(value) ? value : NAN;
	return st;
}

int64_t rv_panel_first_ms(const rv_panel *p, size_t r)
{
	assert(r < p->n);
	return p->rows[r].first_ms;
}

void rv_panel_note_first(rv_panel *p, size_t r, int64_t open_ms)
{
	assert(r < p->n);
	if (open_ms < p->rows[r].first_ms)
		p->rows[r].first_ms = open_ms;
}

void rv_panel_clear_row(rv_panel *p, size_t r)
{
	assert(r < p->n);
	p->rows[r].first_ms = INT64_MAX;
	for (int f = 0; f < p->fields; f++)
		fill_nan(field_cells(p, r, (rv_panel_field)f) + p->end - p->bars, p->bars);
}

/* The same symbols in both; `to` has none that `from` has not. */
static rv_status copy_symbols(rv_panel *to, const rv_panel *from)
{
	for (size_t r = 0; r < from->n; r++) {
		const rv_status st =
			rv_panel_add_symbol(to, from->rows[r].name, from->rows[r].kind);
		if (st != RV_OK && st != RV_EEXIST)
			return st;
	}
	return to->n == from->n ? RV_OK : RV_EINVAL;
}

rv_status rv_panel_copy(rv_panel *to, const rv_panel *from)
{
	if (to->iv != from->iv || to->cap_bars != from->cap_bars)
		return RV_EINVAL;
	const rv_status st = copy_symbols(to, from);
	if (st != RV_OK)
		return st;
	to->t0 = from->t0;
	to->bars = from->bars;
	to->end = from->end;
	for (size_t r = 0; r < from->n; r++) {
		to->rows[r].kind = from->rows[r].kind;
		to->rows[r].first_ms = from->rows[r].first_ms;
		for (int f = 0; f < from->fields; f++) {
			const size_t at = from->end - from->bars;
			memcpy(field_cells(to, r, (rv_panel_field)f) + at,
			       field_cells(from, r, (rv_panel_field)f) + at,
			       from->bars * sizeof(double));
		}
	}
	return RV_OK;
}

static bool has_bar(const rv_panel *p, size_t col)
{
	for (size_t r = 0; r < p->n; r++) {
		if (isfinite(rv_panel_row(p, RV_PANEL_CLOSE, r)[col]))
			return true;
	}
	return false;
}

size_t rv_panel_asof_col(const rv_panel *p, int64_t asof_ms)
{
	if (p->bars == 0 || asof_ms < p->t0 + p->step_ms)
		return SIZE_MAX;
	const int64_t closed =
		(asof_ms - p->t0) / p->step_ms; /* columns closed at or before asof */
	size_t col = closed < (int64_t)p->bars ? (size_t)closed : p->bars;
	while (col > 0) {
		if (has_bar(p, --col))
			return col;
	}
	return SIZE_MAX;
}
