/* Keys of the block "stat_arb"; see tables.h. */
#include "config/tables.h"

const rv_key rv_keys_stat_arb[] = {
	RV_KEY_END,
};
