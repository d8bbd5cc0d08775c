/* Panels for tests; see panel_fixture.h. */
#include "tests/support/panel_fixture.h"

#include <math.h>

#include "engine/base/rng.h"
#include "tests/support/cm.h"

rv_panel *fx_panel(rv_interval iv, size_t cap_symbols, size_t cap_bars)
{
	rv_panel *p = NULL;
	assert_int_equal(rv_panel_new(iv, cap_symbols, cap_bars, &p), RV_OK);
	return p;
}

static void put(rv_panel *p, const char *name, int64_t t, double close)
{
	const rv_bar b = { .t = t,
			   .open = close,
			   .high = close,
			   .low = close,
			   .close = close,
			   .volume_base = 1.5,
			   .volume_quote = 1.5 * close };
	assert_int_equal(rv_panel_put(p, rv_panel_find(p, name), &b), RV_OK);
}

void fx_closes(rv_panel *p, const char *name, size_t first, const double *close, size_t n)
{
	if (rv_panel_find(p, name) == SIZE_MAX)
		assert_int_equal(rv_panel_add_symbol(p, name, RV_KIND_PERP), RV_OK);
	const int64_t step = rv_interval_ms(rv_panel_interval(p));
	for (size_t k = 0; k < n; k++) {
		if (!isnan(close[k]))
			put(p, name, (int64_t)(FX_FIRST_BAR + first + k) * step, close[k]);
	}
}

static uint64_t stream_of(const char *name)
{
	uint64_t h = 14695981039346656037U; /* FNV-1a */
	for (; *name; name++)
		h = (h ^ (uint64_t)(unsigned char)*name) * 1099511628211U;
	return h;
}

rv_panel *fx_random_walks(const char *const *names, size_t n, size_t bars, uint64_t seed,
			  double holes)
{
	rv_panel *p = fx_panel(RV_INTERVAL_1H, n, bars);
	for (size_t i = 0; i < n; i++) {
		rv_rng rng;
		rv_rng_seed(&rng, seed, stream_of(names[i]), 0);
		double close = 2.385 + 100.0 * rv_rng_uniform(&rng);
		assert_int_equal(rv_panel_add_symbol(p, names[i], RV_KIND_PERP), RV_OK);
		for (size_t k = 0; k < bars; k++) {
			close *= exp(0.011 * rv_rng_student(&rng, 4));
			if (rv_rng_uniform(&rng) >= holes)
				fx_closes(p, names[i], k, &close, 1);
		}
	}
	return p;
}

rv_panel *fx_copy(const rv_panel *p, size_t cols, double scale)
{
	const size_t n = rv_panel_symbols(p);
	rv_panel *q = fx_panel(rv_panel_interval(p), n, rv_panel_bars(p));
	for (size_t i = n; i-- > 0;) {
		const char *name = rv_panel_name(p, i);
		assert_int_equal(rv_panel_add_symbol(q, name, rv_panel_kind(p, i)), RV_OK);
		for (size_t k = 0; k < cols; k++) {
			const double close = rv_panel_row(p, RV_PANEL_CLOSE, i)[k];
			if (!isnan(close))
				put(q, name, rv_panel_open_ms(p, k), close * scale);
		}
	}
	return q;
}
