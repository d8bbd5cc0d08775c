/* Funding and market caps of the live engine; see live_fields.h. */
#include "engine/run/live_fields.h"

#include "engine/market/funding_days.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	ROWS_A_DAY = 48, /* twice what the densest venue pays */
	FIELDS = RV_PANEL_FIELDS - RV_PANEL_BAR_FIELDS
};

/* Rows of one kind: rv_funding or rv_mcap, both begin with their time. */
typedef struct series {
	char *rows;
	size_t n, cap;
	int64_t dirty_from; /* days from here on have to be written again, INT64_MAX none */
} series;

typedef struct symbol {
	char name[RV_SYMBOL_MAX];
	series fund, caps;
} symbol;

struct rv_live_fields {
	size_t days;
	double min_hours;
	rv_aliases aliases;
	int64_t first, last; /* columns of the panel when it was last written */
	double *before;	     /* [FIELDS][days]: a row as it was */
	size_t n;
	symbol list[RV_MAX_SYMBOLS]; /* name order */
};

rv_status rv_live_fields_new(size_t days, const rv_aliases *aliases, double funding_min_hours,
			     rv_live_fields **out)
{
	rv_live_fields *f = calloc(1, sizeof(*f));
	if (!f)
		return RV_ENOMEM;
	f->before = calloc(FIELDS * days, sizeof(*f->before));
	if (!f->before) {
		free(f);
		return RV_ENOMEM;
	}
	f->days = days;
	f->aliases = *aliases;
	f->min_hours = funding_min_hours;
	f->first = f->last = -1;
	*out = f;
	return RV_OK;
}

void rv_live_fields_free(rv_live_fields *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->n; i++) {
		free(f->list[i].fund.rows);
		free(f->list[i].caps.rows);
	}
	free(f->before);
	free(f);
}

static size_t lower_bound(const rv_live_fields *f, const char *name)
{
	size_t lo = 0, hi = f->n;
	while (lo < hi) {
		const size_t mid = lo + (hi - lo) / 2;
		if (strcmp(f->list[mid].name, name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static symbol *find(rv_live_fields *f, const char *name)
{
	const size_t i = lower_bound(f, name);
	return i < f->n && strcmp(f->list[i].name, name) == 0 ? &f->list[i] : NULL;
}

static symbol *find_or_add(rv_live_fields *f, const char *name)
{
	symbol *s = find(f, name);
	if (s || f->n == RV_MAX_SYMBOLS)
		return s;
	const size_t i = lower_bound(f, name);
	memmove(&f->list[i + 1], &f->list[i], (f->n - i) * sizeof(f->list[0]));
	f->n++;
	s = &f->list[i];
	memset(s, 0, sizeof(*s));
	(void)snprintf(s->name, sizeof(s->name), "%s", name);
	s->fund.dirty_from = s->caps.dirty_from = INT64_MAX;
	return s;
}

static int64_t time_at(const char *rows, size_t size, size_t i)
{
	int64_t t;
	memcpy(&t, rows + i * size, sizeof(t));
	return t;
}

static rv_status grow(series *s, size_t size, size_t want)
{
	if (want <= s->cap)
		return RV_OK;
	const size_t cap = want > 2 * s->cap ? want : 2 * s->cap;
	char *rows = realloc(s->rows, cap * size);
	if (!rows)
		return RV_ENOMEM;
	s->rows = rows;
	s->cap = cap;
	return RV_OK;
}

/* First row with t >= ms. */
static size_t first_from(const series *s, size_t size, int64_t ms)
{
	size_t lo = 0, hi = s->n;
	while (lo < hi) {
		const size_t mid = lo + (hi - lo) / 2;
		if (time_at(s->rows, size, mid) < ms)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* One row in its place. Rows come in time order, so that most go to the end. */
static void insert(series *s, size_t size, const char *row)
{
	const int64_t t = time_at(row, size, 0);
	const size_t at = first_from(s, size, t);
	const bool same = at < s->n && time_at(s->rows, size, at) == t;
	if (!same) {
		memmove(s->rows + (at + 1) * size, s->rows + at * size, (s->n - at) * size);
		s->n++;
	}
	memcpy(s->rows + at * size, row, size);
}

/* Older rows in front of all known ones: one move for all of them, not one each. */
static void prepend(series *s, size_t size, const char *rows, size_t n)
{
	memmove(s->rows + n * size, s->rows, s->n * size);
	memcpy(s->rows, rows, n * size);
	s->n += n;
}

static void forget_old(series *s, size_t size, size_t days)
{
	const int64_t newest = time_at(s->rows, size, s->n - 1);
	size_t drop = first_from(s, size, newest - (int64_t)days * RV_DAY_MS);
	if (s->n - drop > days * ROWS_A_DAY)
		drop = s->n - days * ROWS_A_DAY;
	if (drop == 0)
		return;
	memmove(s->rows, s->rows + drop * size, (s->n - drop) * size);
	s->n -= drop;
}

static rv_status add_rows(const rv_live_fields *f, series *s, size_t size, const void *rows,
			  size_t n)
{
	const char *p = rows;
	if (n == 0)
		return RV_OK;
	const rv_status st = grow(s, size, s->n + n);
	if (st != RV_OK)
		return st;
	/* First rows may take the place of another name's: then every day is written anew. */
	const int64_t day = s->n > 0 ? rv_time_floor(time_at(p, size, 0), RV_DAY_MS) : INT64_MIN;
	if (s->n > 0 && time_at(p, size, n - 1) < time_at(s->rows, size, 0)) {
		prepend(s, size, p, n);
	} else {
		for (size_t i = 0; i < n; i++)
			insert(s, size, p + i * size);
	}
	forget_old(s, size, f->days);
	if (day < s->dirty_from)
		s->dirty_from = day;
	return RV_OK;
}

rv_status rv_live_fields_funding(rv_live_fields *f, const char *name, const rv_funding *rows,
				 size_t n, bool replace)
{
	symbol *s = find_or_add(f, name);
	if (!s)
		return RV_EFULL;
	if (replace && s->fund.n > 0) {
		s->fund.n = 0;
		s->fund.dirty_from = INT64_MIN; /* days that are no more have to go */
	}
	return add_rows(f, &s->fund, sizeof(*rows), rows, n);
}

rv_status rv_live_fields_mcap(rv_live_fields *f, const char *name, const rv_mcap *rows, size_t n)
{
	symbol *s = find_or_add(f, name);
	return s ? add_rows(f, &s->caps, sizeof(*rows), rows, n) : RV_EFULL;
}

void rv_live_fields_touch(rv_live_fields *f, const char *name)
{
	symbol *s = find_or_add(f, name);
	if (s)
		s->fund.dirty_from = s->caps.dirty_from = INT64_MIN;
}

typedef enum kind { FUNDING, MCAP } kind;

static const series *of_kind(const symbol *s, kind k)
{
	return k == FUNDING ? &s->fund : &s->caps;
}

/* The symbol whose rows stand for a name: itself, or the first of the same coin that has any. */
static const symbol *source_of(const rv_live_fields *f, const symbol *own, const char *name, kind k)
{
	if (own && of_kind(own, k)->n > 0)
		return own;
	for (size_t i = 0; i < f->n; i++) {
		const symbol *s = &f->list[i];
		if (of_kind(s, k)->n > 0 && rv_aliases_same(&f->aliases, s->name, name))
			return s;
	}
	return own;
}

/* Unknown on every day: what a replaced series no longer has must not stay. */
static void wipe(rv_panel *p, size_t row, rv_panel_field f)
{
	for (size_t c = 0; c < rv_panel_bars(p); c++) {
		if (isfinite(rv_panel_row(p, f, row)[c]) &&
		    rv_panel_put_value(p, row, f, rv_panel_open_ms(p, c), NAN) != RV_OK)
			assert(false); /* the column is there */
	}
}

/* Days that have to be written again: those of the rows and those of the row that is written. */
static int64_t dirty_from(const series *rows, const series *own, bool all)
{
	const int64_t from =
		own->dirty_from < rows->dirty_from ? own->dirty_from : rows->dirty_from;
	return all && from > INT64_MIN ? INT64_MIN + 1 : from;
}

static void write_funding(const rv_live_fields *f, const series *s, int64_t from, rv_panel *daily,
			  size_t row)
{
	if (from == INT64_MIN) {
		wipe(daily, row, RV_PANEL_FUNDING);
		wipe(daily, row, RV_PANEL_FUNDING_HOURS);
	}
	(void)rv_funding_days_put(daily, row, (const rv_funding *)(const void *)s->rows, s->n, from,
				  INT64_MAX, f->min_hours);
}

static void write_caps(const series *s, int64_t from, rv_panel *daily, size_t row)
{
	if (from == INT64_MIN)
		wipe(daily, row, RV_PANEL_MCAP);
	(void)rv_mcap_days_put(daily, row, (const rv_mcap *)(const void *)s->rows, s->n, INT64_MAX);
}

static void write_row(rv_live_fields *f, rv_panel *daily, size_t row, bool all)
{
	static const symbol none = { .fund.dirty_from = INT64_MAX, .caps.dirty_from = INT64_MAX };
	const char *name = rv_panel_name(daily, row);
	const symbol *own = find(f, name);
	const symbol *fund = source_of(f, own, name, FUNDING);
	const symbol *caps = source_of(f, own, name, MCAP);
	if (!own)
		own = &none;
	int64_t from = fund ? dirty_from(&fund->fund, &own->fund, all) : INT64_MAX;
	if (from != INT64_MAX)
		write_funding(f, &fund->fund, from, daily, row);
	from = caps ? dirty_from(&caps->caps, &own->caps, all) : INT64_MAX;
	if (from != INT64_MAX)
		write_caps(&caps->caps, from, daily, row);
}

static const double *field_of(const rv_panel *daily, size_t row, int k)
{
	return rv_panel_row(daily, (rv_panel_field)(RV_PANEL_BAR_FIELDS + k), row);
}

static void keep_row(rv_live_fields *f, const rv_panel *daily, size_t row)
{
	for (int k = 0; k < FIELDS; k++)
		memcpy(f->before + (size_t)k * f->days, field_of(daily, row, k),
		       rv_panel_bars(daily) * sizeof(double));
}

/* Oldest day of a row that is not as it was, INT64_MAX none. Bit by bit: NaN is a value here. */
static int64_t changed_from(const rv_live_fields *f, const rv_panel *daily, size_t row)
{
	const size_t bars = rv_panel_bars(daily);
	size_t c = bars;
	for (int k = 0; k < FIELDS; k++) {
		const double *was = f->before + (size_t)k * f->days, *is = field_of(daily, row, k);
		for (size_t t = 0; t < c; t++) {
			if (memcmp(&was[t], &is[t], sizeof(double)) != 0)
				c = t;
		}
	}
	return c < bars ? rv_panel_open_ms(daily, c) : INT64_MAX;
}

static bool any_dirty(const rv_live_fields *f)
{
	for (size_t i = 0; i < f->n; i++) {
		if (f->list[i].fund.dirty_from != INT64_MAX ||
		    f->list[i].caps.dirty_from != INT64_MAX)
			return true;
	}
	return false;
}

bool rv_live_fields_write(rv_live_fields *f, rv_panel *daily, int64_t *from)
{
	const size_t bars = rv_panel_bars(daily);
	*from = INT64_MAX;
	if (bars == 0)
		return false;
	assert(bars <= f->days);
	const int64_t first = rv_panel_open_ms(daily, 0), last = rv_panel_open_ms(daily, bars - 1);
	const bool all = first < f->first || last > f->last || f->last < 0;
	if (!all && !any_dirty(f))
		return false;
	for (size_t row = 0; row < rv_panel_symbols(daily); row++) {
		keep_row(f, daily, row);
		write_row(f, daily, row, all);
		const int64_t changed = changed_from(f, daily, row);
		*from = changed < *from ? changed : *from;
	}
	for (size_t i = 0; i < f->n; i++)
		f->list[i].fund.dirty_from = f->list[i].caps.dirty_from = INT64_MAX;
	f->first = first;
	f->last = last;
	return *from != INT64_MAX;
}
