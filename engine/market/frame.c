/* A frame of the panel with its shared series; see frame.h. */
#include "engine/market/frame.h"

#include "engine/market/returns.h"
#include "engine/market/symbol.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

rv_status rv_frame_new(size_t max_symbols, size_t max_bars, rv_frame **out)
{
	if (max_symbols == 0 || max_symbols > RV_MAX_SYMBOLS || max_bars < 2)
		return RV_EINVAL;
	rv_frame *f = calloc(1, sizeof(*f));
	if (!f)
		return RV_ENOMEM;
	f->max_symbols = max_symbols;
	f->max_bars = f->stride = max_bars;
	/* malloc: pages of coins that never come are never touched */
	f->rows = malloc(max_symbols * sizeof(*f->rows));
	f->simple = malloc(max_symbols * max_bars * sizeof(double));
	f->log_ret = malloc(max_symbols * max_bars * sizeof(double));
	f->volume = malloc(max_symbols * max_bars * sizeof(double));
	if (!f->rows || !f->simple || !f->log_ret || !f->volume) {
		rv_frame_free(f);
		return RV_ENOMEM;
	}
	*out = f;
	return RV_OK;
}

void rv_frame_free(rv_frame *f)
{
	if (!f)
		return;
	free(f->rows);
	free(f->simple);
	free(f->log_ret);
	free(f->volume);
	free(f);
}

/*
 * As rv_log_return and its exponential less one, with each price looked at once: this loop is most
 * of what a frame costs.
 */
static void fill_returns(const rv_frame *f, size_t i)
{
	const double *close = rv_frame_close(f, i);
	double *simple = f->simple + i * f->stride, *log_ret = f->log_ret + i * f->stride;
	simple[0] = log_ret[0] = NAN;
	bool before = rv_price_known(close[0]);
	for (size_t t = 1; t < f->bars; t++) {
		const bool now = rv_price_known(close[t]);
		const double ratio = before && now ? close[t] / close[t - 1] : NAN;
		const double r = log(ratio);
		const bool known = isfinite(r); /* a quotient may over- or underflow */
		log_ret[t] = known ? r : NAN;
		simple[t] = known ? ratio - 1.0 : NAN;
		before = now;
	}
}

static void fill_volume(const rv_frame *f, size_t i)
{
	const double *close = rv_frame_close(f, i);
	const double *base = rv_frame_field(f, RV_PANEL_VOLUME_BASE, i);
	const double *quote = rv_frame_field(f, RV_PANEL_VOLUME_QUOTE, i);
	double *volume = f->volume + i * f->stride;
	for (size_t t = 0; t < f->bars; t++)
		volume[t] = rv_volume_usd(quote[t], base[t], close[t]);
}

/* Everything but the coins; false: no bar has closed. */
static bool begin(rv_frame *f, const rv_panel *panel, int64_t asof_ms)
{
	const size_t col = panel ? rv_panel_asof_col(panel, asof_ms) : SIZE_MAX;
	f->panel = panel;
	f->n = f->bars = f->col0 = 0;
	f->close_ms = 0;
	f->interval = panel ? rv_panel_interval(panel) : RV_INTERVAL_1D;
	if (col == SIZE_MAX)
		return false;
	f->close_ms = rv_panel_open_ms(panel, col) + rv_interval_ms(f->interval);
	f->bars = col + 1 < f->max_bars ? col + 1 : f->max_bars;
	f->col0 = col + 1 - f->bars;
	return true;
}

/* A coin that has had a bar by the as-of column. */
static bool is_in(const rv_frame *f, size_t row)
{
	return rv_panel_kind(f->panel, row) == RV_KIND_PERP &&
	       rv_panel_first_ms(f->panel, row) < f->close_ms;
}

rv_status rv_frame_fill(rv_frame *f, const rv_panel *panel, int64_t asof_ms)
{
	if (!begin(f, panel, asof_ms))
		return RV_OK;
	if (rv_panel_symbols(panel) > f->max_symbols) {
		f->n = f->bars = f->col0 = 0;
		f->close_ms = 0;
		return RV_EINVAL;
	}
	for (size_t row = 0; row < rv_panel_symbols(panel); row++) {
		if (!is_in(f, row))
			continue;
		f->rows[f->n] = row;
		fill_returns(f, f->n);
		fill_volume(f, f->n);
		f->n++;
	}
	return RV_OK;
}

/* A window's first bar has no return: the bar before is not in it. */
static void copy_coin(rv_frame *f, const rv_frame *whole, size_t i)
{
	const size_t from = f->col0 - whole->col0, n = f->bars * sizeof(double);
	double *simple = f->simple + f->n * f->stride, *log_ret = f->log_ret + f->n * f->stride;
	memcpy(simple, rv_frame_simple(whole, i) + from, n);
	memcpy(log_ret, rv_frame_log(whole, i) + from, n);
	memcpy(f->volume + f->n * f->stride, rv_frame_volume(whole, i) + from, n);
	simple[0] = log_ret[0] = NAN;
	f->rows[f->n++] = whole->rows[i];
}

rv_status rv_frame_fill_from(rv_frame *f, const rv_frame *whole, int64_t asof_ms)
{
	if (!begin(f, whole->panel, asof_ms))
		return RV_OK;
	if (whole->n > f->max_symbols || whole->col0 > f->col0 ||
	    whole->col0 + whole->bars < f->col0 + f->bars) {
		f->n = f->bars = f->col0 = 0;
		f->close_ms = 0;
		return RV_EINVAL;
	}
	for (size_t i = 0; i < whole->n; i++) {
		if (is_in(f, whole->rows[i]))
			copy_coin(f, whole, i);
	}
	return RV_OK;
}

rv_frame rv_frame_tail(const rv_frame *f, size_t bars)
{
	rv_frame tail = *f;
	const size_t skip = bars < f->bars ? f->bars - bars : 0;
	tail.bars -= skip;
	tail.col0 += skip;
	tail.simple += skip;
	tail.log_ret += skip;
	tail.volume += skip;
	return tail;
}

size_t rv_frame_find(const rv_frame *f, const char *name)
{
	size_t lo = 0, hi = f->n;
	while (lo < hi) {
		const size_t mid = lo + (hi - lo) / 2;
		if (strcmp(rv_frame_name(f, mid), name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < f->n && strcmp(rv_frame_name(f, lo), name) == 0 ? lo : SIZE_MAX;
}

size_t rv_frame_find_name(const rv_frame *f, const char *name)
{
	const size_t exact = rv_frame_find(f, name);
	for (size_t i = 0; exact == SIZE_MAX && i < f->n; i++) {
		if (rv_symbol_equal(rv_frame_name(f, i), name))
			return i;
	}
	return exact;
}

double rv_frame_return(const rv_frame *f, size_t i, size_t h)
{
	if (f->bars <= h)
		return NAN;
	const double *close = rv_frame_close(f, i);
	return rv_simple_return(close[f->bars - 1 - h], close[f->bars - 1]);
}

bool rv_frame_trades(const rv_frame *f, size_t i)
{
	return f->bars > 0 && rv_price_known(rv_frame_close(f, i)[f->bars - 1]);
}
