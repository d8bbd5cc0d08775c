/*
 * The stat-arb universe, point in time: who is liquid and old enough at a daily bar.
 * Active: 30 finite daily USD volumes in the last 30 bars with a mean >= min_volume_usd, at least
 * min_history_closes closes up to the as-of bar, and neither a factor, an index nor a stablecoin.
 * USD volume = volume_quote where known, else volume_base * close.
 * With a band (an exit volume below the entry volume, or exit_days above 1) a coin stays in below
 * the entry volume, without increases, until its mean was below the exit volume for exit_days days
 * in a row, or one of the other conditions fails. The state is replayed over the last replay_days
 * days, from out: it is a function of the data alone. Pure. Formulas: docs/formulas.md#universe.
 */
#ifndef RV_MARKET_UNIVERSE_H
#define RV_MARKET_UNIVERSE_H

#include "engine/market/panel.h"

enum { RV_UNIVERSE_LIST_CAP = 64 };

typedef struct rv_universe_params {
	double min_volume_usd;	/* default 10e6 */
	double exit_volume_usd; /* 0 (default): the same, no band */
	int exit_days;		/* days in a row below it, default 1 */
	int replay_days;	/* a day at the entry volume counts for so long, default 60 */
	int min_active;		/* fewer active coins: reduce only; default 0 */
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
	bool no_increase;	/* active below the entry volume: positions may only shrink */
	double mean_volume_usd; /* NaN when unknown */
	size_t closes;
} rv_universe_entry;

typedef struct rv_universe {
	size_t n; /* rows with a bar at or before the as-of bar, in name order */
	size_t n_active;
	bool band;	  /* are there two volumes? Without, no coin is no_increase */
	bool reduce_only; /* fewer than min_active: no position may grow */
	rv_universe_entry entries[RV_MAX_SYMBOLS];
} rv_universe;

void rv_universe_params_default(rv_universe_params *p);
/* kind of a name by the lists (case-insensitive). */
rv_instrument_kind rv_universe_kind(const rv_universe_params *p, const char *name);
/* daily: a 1d panel; asof_col: its newest column that may be read. */
void rv_universe_run(const rv_universe_params *p, const rv_panel *daily, size_t asof_col,
		     rv_universe *out);

/* Is there a band? Without it every day is judged alone. */
bool rv_universe_has_band(const rv_universe_params *p);
/* Below it a coin is on its way out: exit_volume_usd, or the entry volume where that is 0. */
double rv_universe_exit_volume(const rv_universe_params *p);

/* The state of one coin from day to day; zero = out. */
typedef struct rv_universe_state {
	bool in;
	int below; /* days in a row below the exit volume */
	int age;   /* days since the last one at the entry volume */
} rv_universe_state;

/*
 * One day more. mean: of the volume, NaN when the coin has no bar, too little history or an unknown
 * volume that day, which puts it out. True: in.
 */
bool rv_universe_day(const rv_universe_params *p, rv_universe_state *s, double mean);

const char *rv_universe_reason_text(rv_universe_reason r); /* "factor", "history too short", ... */

#endif
