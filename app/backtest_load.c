#include "app/backtest_load.h"

#include "feeds/store/store.h"
#include "feeds/store/store_fields.h"

#include <stdlib.h>
#include <string.h>

static rv_instrument_kind kind_of(const void *ctx, const char *name)
{
	return rv_universe_kind(ctx, name);
}

static rv_status load_instruments(rv_store *s, rv_backtest_data *out, rv_err *err)
{
	out->instruments = calloc(RV_MAX_SYMBOLS, sizeof(*out->instruments));
	if (!out->instruments)
		return rv_err_set(err, RV_ENOMEM, "cannot read the store: out of memory");
	return rv_store_instruments(s, out->instruments, RV_MAX_SYMBOLS, &out->n, err);
}

static rv_status load(rv_store *s, const rv_step_params *params, int64_t asof_ms,
		      rv_backtest_data *out, rv_err *err)
{
	rv_status st = rv_store_load_panel(s, RV_INTERVAL_1D, asof_ms, 0, kind_of,
					   &params->universe, &out->daily, err);
	if (st == RV_OK)
		st = rv_store_load_fields(s, out->daily, asof_ms, 0, &params->aliases,
					  params->funding_min_hours, err);
	return st == RV_OK ? load_instruments(s, out, err) : st;
}

rv_status rv_backtest_load(const char *store, const rv_step_params *params, int64_t end_ms,
			   rv_backtest_data *out, rv_err *err)
{
	rv_store *s = NULL;
	rv_backtest_data d = { .daily = NULL };
	rv_status st = rv_store_open(store, RV_STORE_READ, &s, err);
	if (st == RV_OK)
		st = load(s, params, end_ms + RV_DAY_MS, &d, err);
	rv_store_close(s);
	if (st == RV_OK)
		*out = d;
	else
		rv_backtest_data_free(&d);
	return st;
}

void rv_backtest_data_free(rv_backtest_data *d)
{
	rv_panel_free(d->daily);
	free(d->instruments);
	*d = (rv_backtest_data){ .daily = NULL };
}

static int by_name(const void *name, const void *instrument)
{
	return strcmp(name, ((const rv_instrument *)instrument)->name);
}

int rv_backtest_sz_decimals(const void *ctx, const char *symbol)
{
	const rv_backtest_data *d = ctx;
	const rv_instrument *in =
		bsearch(symbol, d->instruments, d->n, sizeof(*d->instruments), by_name);
	return in ? in->sz_decimals : -1;
}
