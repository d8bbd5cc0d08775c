/*
 * The blocks that `score --json` and state.json share, each built in one place: the same names,
 * the same order, the same number text. Any thread.
 */
#ifndef RV_APP_SCORE_BLOCKS_H
#define RV_APP_SCORE_BLOCKS_H

#include "engine/base/status.h"
#include "engine/factors/rv_momentum.h"
#include "engine/market/universe.h"

#include <cjson/cJSON.h>

enum { RV_SCORE_SCHEMA = 1 };

#define RV_BLOCK_NO_BAR INT64_C(-1)

/* What relative momentum publishes of one symbol. */
typedef struct rv_block_symbol {
	char symbol[RV_SYMBOL_MAX];
	unsigned baskets; /* RV_BASKET_* bits, 0 = REST */
	bool available;	  /* false: score 0, raw unknown, listed in "stale" */
	double score, raw;
} rv_block_symbol;

typedef struct rv_block_momentum {
	int64_t bar_open_ms; /* the as-of bar by its open time, "as_of_bar"; RV_BLOCK_NO_BAR: null
			      */
	size_t n, n_available;
	rv_block_symbol symbols[RV_MAX_SYMBOLS]; /* name order */
	rv_rvm_spread_value spreads[RV_SPREAD_N];
} rv_block_momentum;

typedef struct rv_block_universe {
	size_t n;
	bool band; /* adds "no_increase" and "reduce_only" */
	bool reduce_only;
	struct {
		char symbol[RV_SYMBOL_MAX];
		rv_universe_reason reason;
		bool no_increase;
	} entries[RV_MAX_SYMBOLS]; /* name order */
} rv_block_universe;

/* The object of "rv_momentum". *out is the caller's; RV_ENOMEM leaves it unset. */
RV_NODISCARD rv_status rv_block_momentum_json(const rv_block_momentum *m, cJSON **out);
/* The object of "universe": "active" and "inactive" with the reason. */
RV_NODISCARD rv_status rv_block_universe_json(const rv_block_universe *u, cJSON **out);

/*
 * Reads "rv_momentum" back. Symbols keep the order of the text. RV_EDATA when the block has
 * another shape; *out is then empty.
 */
RV_NODISCARD rv_status rv_block_momentum_read(const cJSON *json, rv_block_momentum *out);

#endif
