/*
 * The venue's margin tables: how much leverage a position of a size may have. Constant data.
 */
#ifndef RV_FEEDS_SIM_TIERS_H
#define RV_FEEDS_SIM_TIERS_H

#include <stddef.h>
#include <stdint.h>

enum { RV_SIM_TIERS = 2 };

typedef struct rv_sim_tier {
	int64_t from_usd; /* of notional */
	int max_leverage;
} rv_sim_tier;

typedef struct rv_sim_tiers {
	int id;
	const char *description;
	rv_sim_tier v[RV_SIM_TIERS];
} rv_sim_tiers;

/* All of them; *n how many. */
const rv_sim_tiers *rv_sim_tier_tables(size_t *n);
/* That of coins with this maximum; NULL: one tier, whose id is the leverage itself. */
const rv_sim_tiers *rv_sim_tiers_of(int max_leverage);

#endif
