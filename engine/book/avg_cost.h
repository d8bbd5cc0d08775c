/*
 * Average cost in exact integers: the one rule by which a position and each sub-book's part of it
 * are kept.
 *
 * What adds puts px * lots on the cost; what closes takes the same share of the cost off as of the
 * lots, and the difference to px * lots is realised; what goes through zero closes all and opens
 * the rest at its own price. Only the share taken off is rounded (to the nearest micro-USD, halves
 * away from zero), and what it loses stays in the cost: realised - cost = cash at every prefix.
 * Units as engine/book/holding.h. Plain data; any thread.
 */
#ifndef RV_BOOK_AVG_COST_H
#define RV_BOOK_AVG_COST_H

#include "engine/base/status.h"

#include <stdint.h>

typedef struct rv_avg_cost {
	int64_t lots;	       /* signed */
	int64_t cost_musd;     /* of what is open, its sign is that of lots; 0 when flat */
	int64_t realized_musd; /* before fees and funding */
} rv_avg_cost;

/* lots signed, px > 0. RV_EINVAL: lots 0 or INT64_MIN, px not > 0; RV_ERANGE: a sum beyond int64.
 * Nothing changes on error. */
RV_NODISCARD rv_status rv_avg_cost_trade(rv_avg_cost *c, int64_t lots, int64_t px);

#endif
