/* Funding days and market caps into a daily panel; see store_fields.h. */
#include "feeds/store/store_fields.h"

#include "engine/market/funding_days.h"

#include <stdlib.h>

enum { ROWS_A_DAY = 48 }; /* twice what the densest venue pays; more is no funding series */

/* One loading: the names that may stand for each other, and room for one symbol's rows. */
typedef struct load {
	rv_store *s;
	rv_panel *daily;
	int64_t from, to; /* times of rows, to exclusive */
	double min_hours;
	const rv_aliases *aliases;
	rv_instrument *known; /* every name of the store, in name order */
	size_t n_known;
	void *rows; /* rv_funding or rv_mcap */
	size_t cap;
} load;

typedef enum field { FUNDING, MCAP } field;

static rv_status read_rows(const load *l, field f, const char *name, size_t *n, rv_err *err)
{
	*n = 0;
	const rv_status st =
		f == FUNDING
			? rv_store_read_funding(l->s, name, l->from, l->to, l->rows, l->cap, n, err)
			: rv_store_read_mcap(l->s, name, l->from, l->to, l->rows, l->cap, n, err);
	if (st == RV_OK && *n == l->cap)
		return rv_err_set(err, RV_EDATA, "%s: more than %d funding rows a day", name,
				  ROWS_A_DAY);
	return st;
}

/* The symbol's own rows, else those of the first other name of its coin that has any. */
static rv_status find_rows(const load *l, field f, const char *name, size_t *n, rv_err *err)
{
	rv_status st = read_rows(l, f, name, n, err);
	if (st != RV_OK || *n > 0 || !l->aliases)
		return st;
	for (size_t i = 0; i < l->n_known && st == RV_OK && *n == 0; i++) {
		if (rv_aliases_same(l->aliases, l->known[i].name, name))
			st = read_rows(l, f, l->known[i].name, n, err);
	}
	return st;
}

static rv_status fill_row(const load *l, size_t row, int64_t asof_ms, rv_err *err)
{
	const char *name = rv_panel_name(l->daily, row);
	size_t n = 0;
	rv_status st = find_rows(l, FUNDING, name, &n, err);
	if (st == RV_OK)
		(void)rv_funding_days_put(l->daily, row, l->rows, n, l->from, asof_ms,
					  l->min_hours);
	if (st == RV_OK)
		st = find_rows(l, MCAP, name, &n, err);
	if (st == RV_OK)
		(void)rv_mcap_days_put(l->daily, row, l->rows, n, asof_ms);
	return st;
}

/* The times that the wanted columns span. */
static size_t set_window(load *l, int64_t asof_ms, size_t days)
{
	const size_t bars = rv_panel_bars(l->daily);
	const size_t want = days > 0 && days < bars ? days : bars;
	if (want == 0)
		return 0;
	l->from = rv_panel_open_ms(l->daily, bars - want);
	l->to = l->from + (int64_t)want * RV_DAY_MS;
	if (l->to > asof_ms)
		l->to = asof_ms;
	return want;
}

static rv_status make_room(load *l, size_t days, rv_err *err)
{
	size_t n = 0;
	rv_status st = rv_store_instruments(l->s, NULL, 0, &n, err);
	if (st != RV_OK)
		return st;
	l->cap = days * ROWS_A_DAY;
	l->rows = malloc(l->cap * sizeof(rv_funding));
	l->known = malloc((n > 0 ? n : 1) * sizeof(*l->known));
	if (!l->rows || !l->known)
		return rv_err_set(err, RV_ENOMEM, "cannot read funding: out of memory");
	return rv_store_instruments(l->s, l->known, n, &l->n_known, err);
}

rv_status rv_store_load_fields(rv_store *s, rv_panel *daily, int64_t asof_ms, size_t days,
			       const rv_aliases *aliases, double funding_min_hours, rv_err *err)
{
	load l = { .s = s, .daily = daily, .aliases = aliases, .min_hours = funding_min_hours };
	const size_t want = set_window(&l, asof_ms, days);
	if (want == 0)
		return RV_OK;
	rv_status st = make_room(&l, want, err);
	for (size_t row = 0; row < rv_panel_symbols(daily) && st == RV_OK; row++)
		st = fill_row(&l, row, asof_ms, err);
	free(l.rows);
	free(l.known);
	return st;
}
