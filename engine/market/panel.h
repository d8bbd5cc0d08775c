/*
 * The panel: symbols x bars on one regular time grid, NaN where a bar is missing.
 *
 * Rows are symbols in strcmp order, always, so that sums over symbols have one order. Columns are
 * bars: column k opens at t0 + k * step. A panel holds at most cap_bars columns; a bar newer than
 * the last column shifts the window and the oldest columns fall out. Fields are rows x cap_bars.
 * Owner: one thread. Allocates in new and add_symbol only.
 */
#ifndef RV_MARKET_PANEL_H
#define RV_MARKET_PANEL_H

#include "engine/base/status.h"
#include "engine/market/types.h"

typedef enum rv_panel_field {
	RV_PANEL_OPEN,
	RV_PANEL_HIGH,
	RV_PANEL_LOW,
	RV_PANEL_CLOSE,
	RV_PANEL_VOLUME_BASE,
	RV_PANEL_VOLUME_QUOTE,
	RV_PANEL_BAR_FIELDS, /* the fields above come with a bar; those below, of daily panels only,
				by rv_panel_put_value */
	RV_PANEL_FUNDING =
		RV_PANEL_BAR_FIELDS, /* paid over the day per unit notional, long pays + */
	RV_PANEL_FUNDING_HOURS,	     /* hours of the day that the payments cover */
	RV_PANEL_MCAP,		     /* market cap in USD */
	RV_PANEL_FIELDS
} rv_panel_field;

typedef struct rv_panel rv_panel;

/* Empty panel. cap_symbols <= RV_MAX_SYMBOLS. */
RV_NODISCARD rv_status rv_panel_new(rv_interval iv, size_t cap_symbols, size_t cap_bars,
				    rv_panel **out);
void rv_panel_free(rv_panel *p);

/*
 * A panel as it was when an earlier column was its newest: the same rows in the same order, later
 * columns are not in use, and a coin that had no bar by then has no first one. At the newest column
 * until it is moved. It reads the cells of `of`, which outlives it: after a change of that one it
 * is to be moved before it is read. Nothing is ever put into it. RV_ENOMEM. col < the bars of `of`;
 * seek does not allocate.
 */
RV_NODISCARD rv_status rv_panel_past_new(const rv_panel *of, rv_panel **out);
void rv_panel_past_seek(rv_panel *past, const rv_panel *of, size_t col);

rv_interval rv_panel_interval(const rv_panel *p);
size_t rv_panel_symbols(const rv_panel *p);
size_t rv_panel_bars(const rv_panel *p); /* columns in use */
int64_t rv_panel_open_ms(const rv_panel *p, size_t col);
const char *rv_panel_name(const rv_panel *p, size_t row);
rv_instrument_kind rv_panel_kind(const rv_panel *p, size_t row);
/* Row of a name (exact), or SIZE_MAX. */
size_t rv_panel_find(const rv_panel *p, const char *name);
/* The same, looked for at row `near` and the few after it first: for names in the order of rows. */
size_t rv_panel_find_near(const rv_panel *p, const char *name, size_t near);
/* Column whose bar opens at t, or SIZE_MAX. */
size_t rv_panel_col(const rv_panel *p, int64_t open_ms);
/* [bars] values of one symbol and field, oldest first, NaN = missing. */
const double *rv_panel_row(const rv_panel *p, rv_panel_field f, size_t row);

/* Adds a symbol (all NaN) in name order; RV_EEXIST if there, RV_EFULL at capacity. */
RV_NODISCARD rv_status rv_panel_add_symbol(rv_panel *p, const char *name, rv_instrument_kind kind);
/* Writes one bar; RV_ERANGE if off the grid or older than the window, RV_ENOENT unknown row. */
RV_NODISCARD rv_status rv_panel_put(rv_panel *p, size_t row, const rv_bar *bar);
/*
 * Writes one value of a field that does not come with bars (daily panels only). It widens the
 * window as a bar does. RV_EINVAL: a bar field or an hourly panel; else as rv_panel_put.
 */
RV_NODISCARD rv_status rv_panel_put_value(rv_panel *p, size_t row, rv_panel_field f,
					  int64_t open_ms, double value);
/*
 * Open time of the oldest bar (finite close) that the symbol is known to have had, also when it has
 * left the window; INT64_MAX if it never had one. A loader that reads only the newest columns tells
 * of an older bar with note_first. So a symbol that stopped trading stays listed, as stale.
 */
int64_t rv_panel_first_ms(const rv_panel *p, size_t row);
void rv_panel_note_first(rv_panel *p, size_t row, int64_t open_ms);
/* Makes every value of a symbol NaN and forgets its first bar. */
void rv_panel_clear_row(rv_panel *p, size_t row);

/*
 * Makes `to` what `from` is: same interval and capacity, and no symbol that `from` has not
 * (RV_EINVAL else). Allocates for symbols that `to` has not seen yet, and never again.
 */
RV_NODISCARD rv_status rv_panel_copy(rv_panel *to, const rv_panel *from);

/*
 * Newest column with a bar of any symbol whose close (open + interval) is <= asof_ms; SIZE_MAX if
 * none. Every window ends there: nothing later is ever read (point in time).
 */
size_t rv_panel_asof_col(const rv_panel *p, int64_t asof_ms);

#endif
