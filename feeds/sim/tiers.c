/* See tiers.h. */
#include "feeds/sim/tiers.h"

#define MILLION INT64_C(1000000)

static const rv_sim_tiers tables[] = {
	{ 51, "tiered 10x", { { 0, 10 }, { 3 * MILLION, 5 } } },
	{ 54, "tiered 20x (2)", { { 0, 20 }, { 70 * MILLION, 10 } } },
	{ 55, "tiered 25x", { { 0, 25 }, { 100 * MILLION, 15 } } },
	{ 56, "tiered 40x", { { 0, 40 }, { 150 * MILLION, 20 } } },
};
enum { TABLES = sizeof(tables) / sizeof(tables[0]) };

const rv_sim_tiers *rv_sim_tier_tables(size_t *n)
{
	*n = TABLES;
	return tables;
}

const rv_sim_tiers *rv_sim_tiers_of(int max_leverage)
{
	for (size_t i = 0; i < TABLES; i++) {
		if (tables[i].v[0].max_leverage == max_leverage)
			return &tables[i];
	}
	return NULL;
}
