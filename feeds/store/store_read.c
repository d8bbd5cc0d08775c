/* Rows out of the store: series, spans, instruments, the panel; see store.h. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/store/store_priv.h"

/*
 * Widest panel: 15 years of hours, 359 years of days. A stray time far in the past or future is a
 * clear error, not gigabytes of NaN.
 */
enum { PANEL_MAX_BARS = 131072 };

/* Puts the current row of a query at position i of an array. */
typedef void (*row_reader)(sqlite3_stmt *st, void *array, size_t i);

static void read_bar(sqlite3_stmt *st, void *array, size_t i)
{
	((rv_bar *)array)[i] = (rv_bar){
		.t = sqlite3_column_int64(st, 0),
		.open = rv_store_column_num(st, 1),
		.high = rv_store_column_num(st, 2),
		.low = rv_store_column_num(st, 3),
		.close = rv_store_column_num(st, 4),
		.volume_base = rv_store_column_num(st, 5),
		.volume_quote = rv_store_column_num(st, 6),
	};
}

static void read_funding(sqlite3_stmt *st, void *array, size_t i)
{
	((rv_funding *)array)[i] = (rv_funding){
		.t = sqlite3_column_int64(st, 0),
		.rate = rv_store_column_num(st, 1),
		.interval_h = rv_store_column_num(st, 2),
	};
}

static void read_mcap(sqlite3_stmt *st, void *array, size_t i)
{
	((rv_mcap *)array)[i] = (rv_mcap){ .t = sqlite3_column_int64(st, 0),
					   .market_cap_usd = rv_store_column_num(st, 1) };
}

static int column_known_int(sqlite3_stmt *st, int col, int unknown)
{
	return sqlite3_column_type(st, col) == SQLITE_NULL ? unknown : sqlite3_column_int(st, col);
}

static void read_instrument(sqlite3_stmt *st, void *array, size_t i)
{
	rv_instrument *in = &((rv_instrument *)array)[i];
	(void)snprintf(in->name, sizeof(in->name), "%s", (const char *)sqlite3_column_text(st, 0));
	in->kind = rv_store_kind(sqlite3_column_text(st, 1));
	in->venue_index = column_known_int(st, 2, -1);
	in->sz_decimals = column_known_int(st, 3, -1);
	in->max_leverage = column_known_int(st, 4, 0);
	in->delisted = sqlite3_column_int(st, 5) != 0;
}

/* Runs a bound query to its end; RV_EFULL when it has more rows than cap. */
static rv_status read_all(rv_store *s, sqlite3_stmt *st, row_reader read, void *array, size_t cap,
			  size_t *n, rv_err *err)
{
	size_t k = 0;
	int rc = SQLITE_ROW;
	while ((rc = sqlite3_step(st)) == SQLITE_ROW && k < cap)
		read(st, array, k++);
	rv_status code = RV_OK;
	if (rc == SQLITE_ROW)
		code = rv_err_set(err, RV_EFULL, "%s: more than %zu rows", s->path, cap);
	else if (rc != SQLITE_DONE)
		code = rv_store_fail(s, rc, "cannot read the store", err);
	(void)sqlite3_reset(st); /* a step's error is in rc */
	if (code == RV_OK)
		code = rv_store_check_unchanged(s, err);
	if (code == RV_OK)
		*n = k;
	return code;
}

/* The statement of one symbol's rows. hours: the interval of bars, 0 for the other tables. */
static rv_status open_series(rv_store *s, rv_sql query, const char *symbol, int hours,
			     sqlite3_stmt **st, rv_err *err)
{
	int64_t id = 0;
	rv_status code = rv_store_symbol_id(s, symbol, &id, err);
	if (code == RV_OK)
		code = rv_store_stmt(s, query, st, err);
	if (code != RV_OK)
		return code;
	/* Integers need no memory: these binds cannot fail. 0 is no symbol's id. */
	(void)sqlite3_bind_int64(*st, 1, id);
	if (hours > 0)
		(void)sqlite3_bind_int(*st, 2, hours);
	return RV_OK;
}

/* Rows of one symbol with from <= t < to. */
static rv_status read_series(rv_store *s, rv_sql query, const char *symbol, int hours,
			     const int64_t range[2], row_reader read, void *out, size_t cap,
			     size_t *n, rv_err *err)
{
	sqlite3_stmt *st = NULL;
	const rv_status code = open_series(s, query, symbol, hours, &st, err);
	if (code != RV_OK)
		return code;
	(void)sqlite3_bind_int64(st, 3, range[0]);
	(void)sqlite3_bind_int64(st, 4, range[1]);
	(void)sqlite3_bind_int64(st, 5, cap > INT64_MAX ? INT64_MAX : (int64_t)cap);
	return read_all(s, st, read, out, cap, n, err);
}

rv_status rv_store_read_bars(rv_store *s, const char *symbol, rv_interval iv, int64_t from,
			     int64_t to, rv_bar *out, size_t cap, size_t *n, rv_err *err)
{
	return read_series(s, RV_SQL_BARS_READ, symbol, rv_store_interval_h(iv),
			   (const int64_t[]){ from, to }, read_bar, out, cap, n, err);
}

rv_status rv_store_read_funding(rv_store *s, const char *symbol, int64_t from, int64_t to,
				rv_funding *out, size_t cap, size_t *n, rv_err *err)
{
	return read_series(s, RV_SQL_FUNDING_READ, symbol, 0, (const int64_t[]){ from, to },
			   read_funding, out, cap, n, err);
}

rv_status rv_store_read_mcap(rv_store *s, const char *symbol, int64_t from, int64_t to,
			     rv_mcap *out, size_t cap, size_t *n, rv_err *err)
{
	return read_series(s, RV_SQL_MCAP_READ, symbol, 0, (const int64_t[]){ from, to }, read_mcap,
			   out, cap, n, err);
}

static rv_status read_span(rv_store *s, rv_sql query, const char *symbol, int hours,
			   rv_store_span *out, rv_err *err)
{
	sqlite3_stmt *st = NULL;
	rv_status code = open_series(s, query, symbol, hours, &st, err);
	if (code != RV_OK)
		return code;
	rv_store_span span = *out;
	const int rc = sqlite3_step(st); /* an aggregate: always one row */
	if (rc == SQLITE_ROW) {
		span.n = (size_t)sqlite3_column_int64(st, 0);
		if (span.n > 0) {
			span.first = sqlite3_column_int64(st, 1);
			span.last = sqlite3_column_int64(st, 2);
		}
	} else {
		code = rv_store_fail(s, rc, "cannot read the store", err);
	}
	(void)sqlite3_reset(st); /* a step's error is in rc */
	if (code == RV_OK)
		code = rv_store_check_unchanged(s, err);
	if (code == RV_OK)
		*out = span;
	return code;
}

rv_status rv_store_bar_span(rv_store *s, const char *symbol, rv_interval iv, rv_store_span *out,
			    rv_err *err)
{
	return read_span(s, RV_SQL_BAR_SPAN, symbol, rv_store_interval_h(iv), out, err);
}

rv_status rv_store_funding_span(rv_store *s, const char *symbol, rv_store_span *out, rv_err *err)
{
	return read_span(s, RV_SQL_FUNDING_SPAN, symbol, 0, out, err);
}

rv_status rv_store_instruments(rv_store *s, rv_instrument *out, size_t cap, size_t *n, rv_err *err)
{
	sqlite3_stmt *st = NULL;
	rv_status code =
		rv_store_stmt(s, out ? RV_SQL_INSTRUMENTS : RV_SQL_INSTRUMENT_COUNT, &st, err);
	if (code != RV_OK)
		return code;
	if (out)
		return read_all(s, st, read_instrument, out, cap, n, err);
	const int rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		*n = (size_t)sqlite3_column_int64(st, 0);
	else
		code = rv_store_fail(s, rc, "cannot read the store", err);
	(void)sqlite3_reset(st); /* a step's error is in rc */
	return code;
}

/* One symbol of a panel to be: its id and its bars' first and last time within the as-of. */
typedef struct panel_symbol {
	int64_t id, first, last;
	rv_instrument_kind kind;
	char name[RV_SYMBOL_MAX];
} panel_symbol;

typedef struct panel_plan {
	size_t n;
	int64_t first, last; /* over all symbols */
	panel_symbol symbols[RV_MAX_SYMBOLS];
} panel_plan;

static rv_status plan_add(rv_store *s, panel_plan *plan, sqlite3_stmt *st, rv_err *err)
{
	if (sqlite3_column_type(st, 4) == SQLITE_NULL) /* no bar at or before the as-of */
		return RV_OK;
	if (plan->n == RV_MAX_SYMBOLS)
		return rv_err_set(err, RV_EFULL, "%s: bars of more than %d symbols", s->path,
				  RV_MAX_SYMBOLS);
	panel_symbol *p = &plan->symbols[plan->n];
	p->id = sqlite3_column_int64(st, 0);
	(void)snprintf(p->name, sizeof(p->name), "%s", (const char *)sqlite3_column_text(st, 1));
	p->kind = rv_store_kind(sqlite3_column_text(st, 2));
	p->first = sqlite3_column_int64(st, 3);
	p->last = sqlite3_column_int64(st, 4);
	if (plan->n == 0 || p->first < plan->first)
		plan->first = p->first;
	if (plan->n == 0 || p->last > plan->last)
		plan->last = p->last;
	plan->n++;
	return RV_OK;
}

static rv_status make_plan(rv_store *s, rv_interval iv, int64_t newest_open, panel_plan *plan,
			   rv_err *err)
{
	sqlite3_stmt *st = NULL;
	rv_status code = rv_store_stmt(s, RV_SQL_PANEL_SYMBOLS, &st, err);
	if (code != RV_OK)
		return code;
	(void)sqlite3_bind_int(st, 1, rv_store_interval_h(iv)); /* integers: cannot fail */
	(void)sqlite3_bind_int64(st, 2, newest_open);
	int rc = SQLITE_ROW;
	while (code == RV_OK && (rc = sqlite3_step(st)) == SQLITE_ROW)
		code = plan_add(s, plan, st, err);
	if (code == RV_OK && rc != SQLITE_DONE)
		code = rv_store_fail(s, rc, "cannot read the store", err);
	(void)sqlite3_reset(st); /* a step's error is in rc */
	return code;
}

/* Copies the bars of one symbol with from <= t <= to into its row, in time order. */
static rv_status fill_row(rv_store *s, rv_panel *p, const panel_symbol *sym, int64_t from,
			  int64_t to, rv_err *err)
{
	const size_t row = rv_panel_find(p, sym->name);
	rv_panel_note_first(p, row, sym->first); /* may be older than the window */
	sqlite3_stmt *st = NULL;
	rv_status code = rv_store_stmt(s, RV_SQL_BARS_READ, &st, err);
	if (code != RV_OK)
		return code;
	(void)sqlite3_bind_int64(st, 1, sym->id); /* integers: cannot fail */
	(void)sqlite3_bind_int(st, 2, rv_store_interval_h(rv_panel_interval(p)));
	(void)sqlite3_bind_int64(st, 3, from);
	(void)sqlite3_bind_int64(st, 4, to + 1);
	(void)sqlite3_bind_int64(st, 5, -1); /* no limit */
	int rc = SQLITE_ROW;
	while (code == RV_OK && (rc = sqlite3_step(st)) == SQLITE_ROW) {
		rv_bar bar;
		read_bar(st, &bar, 0);
		code = rv_panel_put(p, row, &bar);
		if (code != RV_OK)
			(void)rv_err_set(err, code, "%s: %s: a bar does not fit the panel: %s",
					 s->path, sym->name, rv_status_text(code));
	}
	if (code == RV_OK && rc != SQLITE_DONE)
		code = rv_store_fail(s, rc, "cannot read bars", err);
	(void)sqlite3_reset(st); /* a step's error is in rc */
	return code;
}

/*
 * Makes the window [from, to] before the first bar comes, newest column first: the panel then grows
 * in one step instead of column by column.
 */
static rv_status open_window(rv_panel *p, int64_t from, int64_t to)
{
	rv_bar unknown = { to, NAN, NAN, NAN, NAN, NAN, NAN };
	rv_status code = rv_panel_put(p, 0, &unknown);
	unknown.t = from;
	if (code == RV_OK)
		code = rv_panel_put(p, 0, &unknown);
	return code;
}

static rv_status fill_panel(rv_store *s, rv_panel *p, const panel_plan *plan, int64_t from,
			    rv_err *err)
{
	rv_status code = open_window(p, from, plan->last);
	if (code != RV_OK)
		return rv_err_set(err, code, "%s: bars outside of what a panel holds: %s", s->path,
				  rv_status_text(code));
	for (size_t i = 0; i < plan->n && code == RV_OK; i++)
		code = fill_row(s, p, &plan->symbols[i], from, plan->last, err);
	return code == RV_OK ? rv_store_check_unchanged(s, err) : code;
}

static rv_status build_panel(rv_store *s, rv_interval iv, const panel_plan *plan, size_t max_bars,
			     rv_instrument_kind (*kind_of)(const void *ctx, const char *name),
			     const void *ctx, rv_panel **out, rv_err *err)
{
	const int64_t step = rv_interval_ms(iv);
	const int64_t span = (plan->last - plan->first) / step + 1;
	const int64_t want = max_bars > 0 && max_bars <= PANEL_MAX_BARS ? (int64_t)max_bars : span;
	if (want > PANEL_MAX_BARS)
		return rv_err_set(err, RV_EDATA, "%s: bars span %lld columns, expected at most %d",
				  s->path, (long long)want, PANEL_MAX_BARS);
	rv_panel *p = NULL;
	rv_status code = rv_panel_new(iv, plan->n, (size_t)want, &p);
	for (size_t i = 0; i < plan->n && code == RV_OK; i++) {
		const panel_symbol *sym = &plan->symbols[i];
		code = rv_panel_add_symbol(p, sym->name,
					   kind_of ? kind_of(ctx, sym->name) : sym->kind);
	}
	const int64_t from = want < span ? plan->last - (want - 1) * step : plan->first;
	if (code != RV_OK)
		(void)rv_err_set(err, code, "%s: cannot make a panel of %zu x %lld: %s", s->path,
				 plan->n, (long long)want, rv_status_text(code));
	else
		code = fill_panel(s, p, plan, from, err);
	if (code != RV_OK) {
		rv_panel_free(p);
		return code;
	}
	*out = p;
	return RV_OK;
}

rv_status rv_store_load_panel(rv_store *s, rv_interval iv, int64_t asof_ms, size_t max_bars,
			      rv_instrument_kind (*kind_of)(const void *ctx, const char *name),
			      const void *ctx, rv_panel **out, rv_err *err)
{
	const int64_t step = rv_interval_ms(iv);
	const int64_t newest_open = asof_ms < INT64_MIN + step ? INT64_MIN : asof_ms - step;
	panel_plan *plan = calloc(1, sizeof(*plan));
	if (!plan)
		return rv_err_set(err, RV_ENOMEM, "%s: out of memory", s->path);
	rv_status code = make_plan(s, iv, newest_open, plan, err);
	if (code == RV_OK && plan->n == 0)
		code = rv_err_set(err, RV_ENOENT,
				  "%s: no %s bar closed at or before the as-of time", s->path,
				  rv_interval_name(iv));
	if (code == RV_OK)
		code = build_panel(s, iv, plan, max_bars, kind_of, ctx, out, err);
	free(plan);
	return code;
}
