/* A made market in a store; see fx_store.h. */
#include "tests/support/fx_store.h"

#include <math.h>
#include <stdlib.h>

#include "tests/support/store_help.h"

enum { PAYMENTS = 3 };

typedef struct rows {
	size_t n, n_funding, n_mcap;
	rv_bar *bars;
	rv_funding *funding;
	rv_mcap *mcap;
} rows;

static double at(const rv_panel *p, rv_panel_field f, size_t coin, size_t t)
{
	return rv_panel_row(p, f, coin)[t];
}

static void add_day(rows *x, const rv_panel *p, size_t coin, size_t t, int64_t open_ms)
{
	const double funding = at(p, RV_PANEL_FUNDING, coin, t);
	const double cap = at(p, RV_PANEL_MCAP, coin, t);
	if (!isfinite(at(p, RV_PANEL_CLOSE, coin, t)))
		return;
	x->bars[x->n++] = (rv_bar){ open_ms,
				    at(p, RV_PANEL_OPEN, coin, t),
				    at(p, RV_PANEL_HIGH, coin, t),
				    at(p, RV_PANEL_LOW, coin, t),
				    at(p, RV_PANEL_CLOSE, coin, t),
				    at(p, RV_PANEL_VOLUME_BASE, coin, t),
				    at(p, RV_PANEL_VOLUME_QUOTE, coin, t) };
	for (int k = 0; isfinite(funding) && k < PAYMENTS; k++)
		x->funding[x->n_funding++] =
			(rv_funding){ open_ms + k * 8 * RV_HOUR_MS, funding / PAYMENTS, 8.0 };
	if (isfinite(cap))
		x->mcap[x->n_mcap++] = (rv_mcap){ open_ms, cap };
}

/* A bar opens at the close before, which may be missing: then at its own. */
static void mend(rv_bar *b)
{
	b->open = isfinite(b->open) ? b->open : b->close;
	b->high = fmax(isfinite(b->high) ? b->high : b->close, fmax(b->open, b->close));
	b->low = fmin(isfinite(b->low) ? b->low : b->close, fmin(b->open, b->close));
}

static void put_coin(rv_store *s, rows *x, const rv_panel *p, size_t coin, int64_t day0)
{
	rv_err err = { .code = RV_OK };
	const char *name = rv_panel_name(p, coin);
	x->n = x->n_funding = x->n_mcap = 0;
	for (size_t t = 0; t < rv_panel_bars(p); t++)
		add_day(x, p, coin, t, day0 + (int64_t)t * RV_DAY_MS);
	for (size_t i = 0; i < x->n; i++)
		mend(&x->bars[i]);
	assert_ok(rv_store_put_bars(s, name, RV_INTERVAL_1D, x->bars, x->n, &err), err);
	assert_ok(rv_store_put_funding(s, name, x->funding, x->n_funding, &err), err);
	assert_ok(rv_store_put_mcap(s, name, x->mcap, x->n_mcap, &err), err);
}

void fx_store_panel(const char *path, const rv_panel *p, int64_t day0)
{
	rv_err err = { .code = RV_OK };
	const size_t n = rv_panel_bars(p);
	rows x = { .bars = malloc(n * sizeof(rv_bar)),
		   .funding = malloc(n * PAYMENTS * sizeof(rv_funding)),
		   .mcap = malloc(n * sizeof(rv_mcap)) };
	assert_true(x.bars && x.funding && x.mcap);
	rv_store *s = open_store(path, RV_STORE_WRITE);
	assert_ok(rv_store_begin(s, "test", "made", &err), err);
	for (size_t coin = 0; coin < rv_panel_symbols(p); coin++)
		put_coin(s, &x, p, coin, day0);
	assert_ok(rv_store_commit(s, &err), err);
	rv_store_close(s);
	free(x.bars);
	free(x.funding);
	free(x.mcap);
}

void fx_store_make(const char *path, const fx_market *m)
{
	rv_panel *p = fx_market_panel(m, RV_INTERVAL_1D, INT64_MAX, FX_AFTER_TRUTH, 0);
	fx_store_panel(path, p, fx_market_day0(m));
	rv_panel_free(p);
}
