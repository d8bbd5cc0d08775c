/* A workspace of the stat-arb factors with its frame and universe, for their tests. */
#ifndef RV_TESTS_SA_RUN_H
#define RV_TESTS_SA_RUN_H

#include "engine/factors/stat_arb.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdlib.h>

enum { SA_FIRST_DAY = 18000 };

typedef struct sa_desk {
	rv_frame *f;
	rv_idio *w;
	rv_universe_params up;
	rv_universe *u;
	rv_idio_result *r;
} sa_desk;

static inline int64_t sa_open_ms(size_t bar)
{
	return ((int64_t)SA_FIRST_DAY + (int64_t)bar) * rv_interval_ms(RV_INTERVAL_1D);
}

static inline int64_t sa_close_ms(size_t bar)
{
	return sa_open_ms(bar + 1);
}

static inline void sa_add_coin(rv_panel *p, const char *name, const double *close,
			       const double *volume, const double *funding, size_t bars)
{
	assert_int_equal(rv_panel_add_symbol(p, name, RV_KIND_PERP), RV_OK);
	for (size_t t = 0; t < bars; t++) {
		const size_t row = rv_panel_find(p, name);
		const rv_bar b = { .t = sa_open_ms(t),
				   .open = close[t],
				   .high = close[t],
				   .low = close[t],
				   .close = close[t],
				   .volume_base = NAN,
				   .volume_quote = volume[t] };
		if (!isnan(close[t]))
			assert_int_equal(rv_panel_put(p, row, &b), RV_OK);
		assert_int_equal(
			rv_panel_put_value(p, row, RV_PANEL_FUNDING, sa_open_ms(t), funding[t]),
			RV_OK);
		assert_int_equal(rv_panel_put_value(p, row, RV_PANEL_FUNDING_HOURS, sa_open_ms(t),
						    t % 7 ? 24.0 : 21.0),
				 RV_OK);
	}
}

static inline sa_desk *sa_desk_new(size_t coins, size_t bars)
{
	sa_desk *d = calloc(1, sizeof(*d));
	assert_non_null(d);
	d->u = calloc(1, sizeof(*d->u));
	d->r = calloc(1, sizeof(*d->r));
	assert_non_null(d->u);
	assert_non_null(d->r);
	rv_universe_params_default(&d->up);
	assert_int_equal(rv_frame_new(coins, bars, &d->f), RV_OK);
	assert_int_equal(rv_idio_new(coins, bars, &d->w), RV_OK);
	return d;
}

static inline void sa_desk_free(sa_desk *d)
{
	rv_idio_free(d->w);
	rv_frame_free(d->f);
	free(d->r);
	free(d->u);
	free(d);
}

static inline void sa_desk_run(sa_desk *d, const rv_idio_params *p, const rv_panel *panel,
			       int64_t asof_ms, const double *previous)
{
	const size_t col = rv_panel_asof_col(panel, asof_ms);
	assert_int_equal(rv_frame_fill(d->f, panel, asof_ms), RV_OK);
	if (col != SIZE_MAX)
		rv_universe_run(&d->up, panel, col, d->u);
	assert_int_equal(rv_idio_run(d->w, p, &d->up, d->u, d->f, previous, d->r), RV_OK);
}

#endif
