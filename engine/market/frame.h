/*
 * A frame: what the modules of one scoring pass read, computed once from a panel.
 *
 * The last `days` columns of a panel that end at the as-of bar, for every coin (kind PERP) that has
 * had a bar by then, in name order, with the series that several modules share. Nothing after the
 * as-of column is reachable through a frame. Index i of a frame is a coin, 0 .. n-1; index t a bar,
 * 0 .. bars-1, oldest first; t = bars-1 is the as-of bar. NaN = missing. Owner: one thread.
 * Allocates in new only. Formulas: docs/formulas.md#returns.
 */
#ifndef RV_MARKET_FRAME_H
#define RV_MARKET_FRAME_H

#include "engine/market/panel.h"

typedef struct rv_frame {
	const rv_panel *panel;
	rv_interval interval;
	size_t n, bars;
	size_t col0;	  /* panel column of t = 0 */
	size_t stride;	  /* doubles between two coins in the matrices */
	int64_t close_ms; /* of the as-of bar; 0 = no bar has closed, n = bars = 0 */
	size_t *rows;	  /* [n] panel row of each coin */
	double *simple;	  /* [n][stride] P_t / P_{t-1} - 1, NaN across a missing bar and at t = 0 */
	double *log_ret;  /* [n][stride] ln(P_t / P_{t-1}), likewise */
	double *volume;	  /* [n][stride] USD: volume_quote where known, else volume_base * close */
	size_t max_symbols, max_bars;
} rv_frame;

RV_NODISCARD rv_status rv_frame_new(size_t max_symbols, size_t max_bars, rv_frame **out);
void rv_frame_free(rv_frame *f);

/*
 * Fills the frame with the newest min(max_bars, what there is) columns up to asof_ms. panel NULL or
 * without such a bar: an empty frame, RV_OK. RV_EINVAL: more coins than max_symbols.
 */
RV_NODISCARD rv_status rv_frame_fill(rv_frame *f, const rv_panel *panel, int64_t asof_ms);

/*
 * The same, to the bit, for whoever goes through many dates of one panel: returns and volumes are
 * copied from `whole`, a frame that has been filled with all columns of the panel. RV_EINVAL: it is
 * not one of this panel, or does not reach so far.
 */
RV_NODISCARD rv_status rv_frame_fill_from(rv_frame *f, const rv_frame *whole, int64_t asof_ms);

static inline const char *rv_frame_name(const rv_frame *f, size_t i)
{
	return rv_panel_name(f->panel, f->rows[i]);
}

/* [bars] values of a panel field. */
static inline const double *rv_frame_field(const rv_frame *f, rv_panel_field field, size_t i)
{
	return rv_panel_row(f->panel, field, f->rows[i]) + f->col0;
}

static inline const double *rv_frame_close(const rv_frame *f, size_t i)
{
	return rv_frame_field(f, RV_PANEL_CLOSE, i);
}

static inline const double *rv_frame_simple(const rv_frame *f, size_t i)
{
	return f->simple + i * f->stride;
}

static inline const double *rv_frame_log(const rv_frame *f, size_t i)
{
	return f->log_ret + i * f->stride;
}

static inline const double *rv_frame_volume(const rv_frame *f, size_t i)
{
	return f->volume + i * f->stride;
}

/* The newest min(bars, f->bars) bars of a frame, of the same coins; borrows from f. */
rv_frame rv_frame_tail(const rv_frame *f, size_t bars);

/* Index of a coin by exact name, or SIZE_MAX. */
size_t rv_frame_find(const rv_frame *f, const char *name);
/* The same without regard to case: for names that come from a configuration. */
size_t rv_frame_find_name(const rv_frame *f, const char *name);
/* P_t / P_{t-h} - 1 of a coin at the as-of bar; NaN where one of the two closes is missing. */
double rv_frame_return(const rv_frame *f, size_t i, size_t h);
/* Does the coin have a close at the as-of bar? */
bool rv_frame_trades(const rv_frame *f, size_t i);

#endif
