#include "engine/research/cursor.h"

#include "engine/market/returns.h"
#include "engine/stats/quantile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { VOLUME_DAYS_MAX = 64 };

struct rv_cursor {
	const rv_panel *panel; /* the run's, of which nothing but the past is read */
	rv_panel *past;	       /* that panel up to col: frames and passes have no other */
	size_t col;	       /* the newest that may be read */
	size_t n;
	size_t *rows; /* [n] of the coins that have had a bar, in name order */
	size_t *refused;
	rv_frame *own;	       /* returns of the whole panel, out of which frames are copied */
	const rv_frame *whole; /* own, or that of the cursor that this one is the twin of */
};

static rv_status new_cursor(const rv_panel *daily, const rv_frame *whole, rv_cursor **out)
{
	rv_cursor *c = calloc(1, sizeof(*c));
	if (!c)
		return RV_ENOMEM;
	c->panel = daily;
	c->whole = whole;
	c->rows = calloc(rv_panel_symbols(daily) + 1, sizeof(*c->rows));
	c->refused = calloc(1, sizeof(*c->refused)); /* counted through a const cursor, too */
	if (!c->rows || !c->refused) {
		rv_cursor_free(c);
		return RV_ENOMEM;
	}
	rv_status st = rv_panel_past_new(daily, &c->past);
	if (st == RV_OK)
		st = rv_cursor_seek(c, 0);
	if (st != RV_OK) {
		rv_cursor_free(c);
		return st;
	}
	*out = c;
	return RV_OK;
}

rv_status rv_cursor_new(const rv_panel *daily, rv_cursor **out)
{
	if (!daily || rv_panel_interval(daily) != RV_INTERVAL_1D || rv_panel_bars(daily) < 1 ||
	    rv_panel_symbols(daily) < 1)
		return RV_EINVAL;
	const size_t bars = rv_panel_bars(daily);
	rv_frame *own = NULL;
	rv_status st = rv_frame_new(rv_panel_symbols(daily), bars < 2 ? 2 : bars, &own);
	if (st == RV_OK)
		st = rv_frame_fill(own, daily, INT64_MAX);
	if (st == RV_OK)
		st = new_cursor(daily, own, out);
	if (st == RV_OK)
		(*out)->own = own;
	else
		rv_frame_free(own);
	return st;
}

rv_status rv_cursor_twin(const rv_cursor *first, rv_cursor **out)
{
	return new_cursor(first->panel, first->whole, out);
}

void rv_cursor_free(rv_cursor *c)
{
	if (!c)
		return;
	free(c->rows);
	free(c->refused);
	rv_panel_free(c->past);
	rv_frame_free(c->own);
	free(c);
}

rv_status rv_cursor_seek(rv_cursor *c, size_t col)
{
	const size_t bars = rv_panel_bars(c->panel);
	if (col >= bars)
		return RV_ERANGE;
	c->col = col + RV_CURSOR_LEAK < bars ? col + RV_CURSOR_LEAK : bars - 1;
	rv_panel_past_seek(c->past, c->panel, c->col);
	const int64_t open = rv_panel_open_ms(c->past, c->col);
	c->n = 0;
	for (size_t row = 0; row < rv_panel_symbols(c->past); row++) {
		if (rv_panel_first_ms(c->past, row) <= open)
			c->rows[c->n++] = row;
	}
	return RV_OK;
}

int64_t rv_cursor_close_ms(const rv_cursor *c)
{
	return rv_panel_open_ms(c->past, c->col) + RV_DAY_MS;
}

size_t rv_cursor_bars(const rv_cursor *c)
{
	return c->col + 1;
}

size_t rv_cursor_coins(const rv_cursor *c)
{
	return c->n;
}

const char *rv_cursor_name(const rv_cursor *c, size_t coin)
{
	return coin < c->n ? rv_panel_name(c->past, c->rows[coin]) : "";
}

rv_instrument_kind rv_cursor_kind(const rv_cursor *c, size_t coin)
{
	return coin < c->n ? rv_panel_kind(c->past, c->rows[coin]) : RV_KIND_INDEX;
}

size_t rv_cursor_find(const rv_cursor *c, const char *name)
{
	size_t lo = 0, hi = c->n;
	while (lo < hi) {
		const size_t mid = lo + (hi - lo) / 2;
		if (strcmp(rv_cursor_name(c, mid), name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < c->n && strcmp(rv_cursor_name(c, lo), name) == 0 ? lo : SIZE_MAX;
}

double rv_cursor_value(const rv_cursor *c, rv_panel_field f, size_t coin, size_t ago)
{
	if (coin >= c->n || ago > c->col || f >= RV_PANEL_FIELDS)
		return NAN;
	return rv_panel_row(c->past, f, c->rows[coin])[c->col - ago];
}

void rv_cursor_window(const rv_cursor *c, rv_panel_field f, size_t coin, size_t n, double *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = rv_cursor_value(c, f, coin, n - 1 - i);
}

double rv_cursor_value_at(const rv_cursor *c, rv_panel_field f, size_t coin, int64_t open_ms)
{
	if (open_ms > rv_panel_open_ms(c->past, c->col)) {
		++*c->refused;
		return NAN;
	}
	const size_t col = rv_panel_col(c->past, open_ms);
	return col > c->col ? NAN : rv_cursor_value(c, f, coin, c->col - col);
}

size_t rv_cursor_refused(const rv_cursor *c)
{
	return *c->refused;
}

double rv_cursor_volume_usd(const rv_cursor *c, size_t coin, size_t days)
{
	double x[VOLUME_DAYS_MAX], work[VOLUME_DAYS_MAX];
	const size_t n = days < VOLUME_DAYS_MAX ? days : VOLUME_DAYS_MAX;
	for (size_t i = 0; i < n; i++)
		x[i] = rv_volume_usd(rv_cursor_value(c, RV_PANEL_VOLUME_QUOTE, coin, i),
				     rv_cursor_value(c, RV_PANEL_VOLUME_BASE, coin, i),
				     rv_cursor_value(c, RV_PANEL_CLOSE, coin, i));
	return rv_median(x, n, n / 2 + 1, work);
}

rv_status rv_cursor_frame(const rv_cursor *c, rv_frame *frame)
{
	const rv_status st = rv_frame_fill_from(frame, c->whole, rv_cursor_close_ms(c));
	frame->panel = c->past; /* has the same rows */
	return st;
}

rv_status rv_cursor_range(const rv_cursor *c, const rv_idio_params *p, const rv_universe_params *up,
			  rv_idio_range **out)
{
	return rv_idio_range_new(p, up, c->whole, out);
}

rv_status rv_cursor_range_at(const rv_cursor *c, rv_idio_range *r, size_t ago, size_t days,
			     const double previous[RV_IDIO_N], rv_idio_result *out)
{
	if (ago > c->col)
		return RV_ERANGE;
	const int64_t close_ms = rv_panel_open_ms(c->panel, c->col - ago) + RV_DAY_MS;
	const size_t col = rv_panel_asof_col(c->panel, close_ms);
	return col == SIZE_MAX ? RV_ERANGE : rv_idio_range_at(r, col + 1, days, previous, out);
}

rv_status rv_cursor_pass(const rv_cursor *c, rv_step *step, const rv_step_input *in,
			 rv_step_result *out)
{
	rv_step_input x = *in;
	x.daily = c->past;
	x.signal = in->signal ? in->signal : c->past;
	x.asof_ms = rv_cursor_close_ms(c);
	return rv_step_run(step, &x, out);
}
