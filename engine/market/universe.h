/*
 * The stat-arb universe, point in time: who is liquid and old enough at a daily bar.
 * Active: 30 finite daily USD volumes in the last 30 bars with a mean >= min_volume_usd, at least
 * min_history_closes closes up to the as-of bar, and neither a factor, an index nor a stablecoin.
 * USD volume = volume_quote where known, else volume_base * close. Pure.
 * Formulas: docs/formulas.md#universe.
 */
#ifndef RV_MARKET_UNIVERSE_H
#define RV_MARKET_UNIVERSE_H

#include "engine/market/panel.h"

enum { RV_UNIVERSE_LIST_CAP = 64 };

typedef struct rv_universe_params {
	double min_volume_usd;	/* default 10e6 */
	int volume_days;	/* default 30 */
	int min_history_closes; /* default 31 */
	size_t n_factors;	/* default BTC, ETH */
	char factors[8][RV_SYMBOL_MAX];
	size_t n_indices; /* names that are indices, not coins: BTCDOM, TOTAL200 */
	char indices[RV_UNIVERSE_LIST_CAP][RV_SYMBOL_MAX];
	size_t n_stables;
	char stables[RV_UNIVERSE_LIST_CAP][RV_SYMBOL_MAX];
} rv_universe_params;

typedef enum rv_universe_reason {
	RV_UNIVERSE_ACTIVE,
	RV_UNIVERSE_FACTOR,
	RV_UNIVERSE_INDEX,
	RV_UNIVERSE_STABLE,
	RV_UNIVERSE_NO_BAR,    /* no bar at the as-of day */
	RV_UNIVERSE_HISTORY,   /* too few closes */
	RV_UNIVERSE_NO_VOLUME, /* fewer than volume_days known volumes */
	RV_UNIVERSE_ILLIQUID,  /* mean volume below the minimum */
	RV_UNIVERSE_REASONS
} rv_universe_reason;

typedef struct rv_universe_entry {
	size_t row; /* in the panel */
	rv_universe_reason reason;
	double mean_volume_usd; /* NaN when unknown */
	size_t closes;
} rv_universe_entry;

typedef struct rv_universe {
	size_t n; /* rows with a bar at or before the as-of bar, in name order */
	size_t n_active;
	rv_universe_entry entries[RV_MAX_SYMBOLS];
} rv_universe;

void rv_universe_params_default(rv_universe_params *p);
/* kind of a name by the lists (case-insensitive). */
rv_instrument_kind rv_universe_kind(const rv_universe_params *p, const char *name);
/* daily: a 1d panel; asof_col: its newest column that may be read. */
void rv_universe_run(const rv_universe_params *p, const rv_panel *daily, size_t asof_col,
		     rv_universe *out);
const char *rv_universe_reason_text(rv_universe_reason r); /* "factor", "history too short", ... */

#endif
