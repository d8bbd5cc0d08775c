/*
 * Panels for tests: from tables of closes, or random walks of a seed.
 * Failing calls fail the test; the caller frees the panel.
 */
#ifndef RV_TESTS_PANEL_FIXTURE_H
#define RV_TESTS_PANEL_FIXTURE_H

#include "engine/market/panel.h"

/* Hour at which the fixtures' first bar opens. */
enum { FX_FIRST_BAR = 1000 };

rv_panel *fx_panel(rv_interval iv, size_t cap_symbols, size_t cap_bars);
/* Adds a PERP unless it is there. Bars from FX_FIRST_BAR + first on; NaN closes are left out. */
void fx_closes(rv_panel *p, const char *name, size_t first, const double *close, size_t n);

/*
 * names [n] with random walks of `bars` hourly closes; each bar is missing with probability holes.
 * A symbol's path depends on the seed and its name only.
 */
rv_panel *fx_random_walks(const char *const *names, size_t n, size_t bars, uint64_t seed,
			  double holes);
/* A copy of the columns [0, cols) with the prices times scale; rows added in reverse order. */
rv_panel *fx_copy(const rv_panel *p, size_t cols, double scale);

#endif
