/* Panels whose future is gone or something else; see bt_honest.h. */
#include "tests/support/bt_honest.h"

#include "engine/base/rng.h"
#include "tests/support/cm.h"

#include <math.h>
#include <string.h>

static const char *const newcomers[] = { "0EVER", "ZEVER" }; /* first and last in name order */

typedef struct source {
	const rv_panel *truth;
	size_t cols, cut; /* columns that are kept: [0, cut) */
	honest_after after;
	uint64_t seed;
} source;

/* One bar and the day's other fields, each times so much. A coin that never had one stays so. */
static void put(rv_panel *p, size_t row, int64_t open, const source *s, size_t from_row,
		size_t from_col, double times)
{
	double v[RV_PANEL_FIELDS];
	for (int f = 0; f < RV_PANEL_FIELDS; f++)
		v[f] = rv_panel_row(s->truth, (rv_panel_field)f, from_row)[from_col] * times;
	const rv_bar b = { open,
			   v[RV_PANEL_OPEN],
			   v[RV_PANEL_HIGH],
			   v[RV_PANEL_LOW],
			   v[RV_PANEL_CLOSE],
			   v[RV_PANEL_VOLUME_BASE],
			   v[RV_PANEL_VOLUME_QUOTE] };
	assert_int_equal(rv_panel_put(p, row, &b), RV_OK);
	for (int f = RV_PANEL_BAR_FIELDS; f < RV_PANEL_FIELDS; f++)
		assert_int_equal(rv_panel_put_value(p, row, (rv_panel_field)f, open, v[f]), RV_OK);
}

static bool stays(const source *s, size_t row)
{
	const int64_t last = rv_panel_open_ms(s->truth, s->cut - 1);
	return rv_panel_first_ms(s->truth, row) <= last;
}

static void put_later(rv_panel *p, size_t row, const source *s, size_t from_row, size_t col)
{
	const int64_t open = rv_panel_open_ms(s->truth, col);
	rv_rng g;
	rv_rng_seed(&g, s->seed, from_row, col);
	switch (s->after) {
	case HONEST_NAN:
		put(p, row, open, s, from_row, col, NAN);
		break;
	case HONEST_TIMES_1000:
		put(p, row, open, s, from_row, col, 1000.0);
		break;
	case HONEST_RANDOM:
		put(p, row, open, s, (size_t)rv_rng_below(&g, rv_panel_symbols(s->truth)),
		    (size_t)rv_rng_below(&g, s->cols), .3 + 3.0 * rv_rng_uniform(&g));
		break;
	case HONEST_REVERSED:
		put(p, row, open, s, from_row, s->cols - 1 - (col - s->cut), 1.0);
		break;
	case HONEST_MISSING:
		if (from_row % 2 == 0 && stays(s, from_row))
			put(p, row, open, s, from_row, col, 1.0);
		break;
	default:
		put(p, row, open, s, from_row, col, 1.0);
		break;
	}
}

static void put_newcomers(rv_panel *p, const source *s)
{
	for (size_t k = 0; s->after == HONEST_RANDOM && k < 2; k++) {
		for (size_t t = s->cut; t < s->cols; t++)
			put_later(p, rv_panel_find(p, newcomers[k]), s, k, t);
	}
}

static void fill(rv_panel *p, const source *s)
{
	const size_t cols = s->after == HONEST_NOTHING ? s->cut : s->cols;
	for (size_t i = 0; i < rv_panel_symbols(s->truth); i++) {
		const size_t row = rv_panel_find(p, rv_panel_name(s->truth, i));
		for (size_t t = 0; row != SIZE_MAX && t < cols; t++) {
			if (t >= s->cut)
				put_later(p, row, s, i, t);
			else
				put(p, row, rv_panel_open_ms(s->truth, t), s, i, t, 1.0);
		}
	}
	put_newcomers(p, s);
}

/* Bars before the panel's window belong to a coin's history, too. */
static void note_first(rv_panel *p, const rv_panel *truth)
{
	for (size_t i = 0; i < rv_panel_symbols(truth); i++) {
		const size_t row = rv_panel_find(p, rv_panel_name(truth, i));
		const int64_t first = rv_panel_first_ms(truth, i);
		if (row != SIZE_MAX && first < rv_panel_open_ms(truth, 0))
			rv_panel_note_first(p, row, first);
	}
}

rv_panel *honest_panel(const rv_panel *truth, int64_t cut_ms, honest_after after, uint64_t seed)
{
	rv_panel *p = NULL;
	source s = { truth, rv_panel_bars(truth), 0, after, seed };
	const size_t n = rv_panel_symbols(truth);
	while (s.cut < s.cols && rv_panel_open_ms(truth, s.cut) + RV_DAY_MS <= cut_ms)
		s.cut++;
	assert_true(s.cut > 0);
	assert_int_equal(rv_panel_new(RV_INTERVAL_1D, n + 2, s.cols, &p), RV_OK);
	for (size_t i = 0; i < n; i++) {
		if (after != HONEST_NOTHING || stays(&s, i))
			assert_int_equal(rv_panel_add_symbol(p, rv_panel_name(truth, i),
							     rv_panel_kind(truth, i)),
					 RV_OK);
	}
	for (size_t k = 0; after == HONEST_RANDOM && k < 2; k++)
		assert_int_equal(rv_panel_add_symbol(p, newcomers[k], RV_KIND_PERP), RV_OK);
	fill(p, &s);
	note_first(p, truth);
	return p;
}

rv_panel *honest_later(const rv_panel *truth, int64_t from_ms)
{
	rv_panel *p = NULL;
	const size_t n = rv_panel_symbols(truth), cols = rv_panel_bars(truth);
	const source s = { truth, cols, cols, HONEST_TRUTH, 0 };
	size_t from = 0;
	while (from < cols && rv_panel_open_ms(truth, from) < from_ms)
		from++;
	assert_true(from < cols);
	assert_int_equal(rv_panel_new(RV_INTERVAL_1D, n, cols - from, &p), RV_OK);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(
			rv_panel_add_symbol(p, rv_panel_name(truth, i), rv_panel_kind(truth, i)),
			RV_OK);
	for (size_t i = 0; i < n; i++) {
		const size_t row = rv_panel_find(p, rv_panel_name(truth, i));
		for (size_t t = from; t < cols; t++)
			put(p, row, rv_panel_open_ms(truth, t), &s, i, t, 1.0);
	}
	return p;
}
