/* Keys of the block "market_structure"; see tables.h. */
#include "config/tables.h"

const rv_key rv_keys_market_structure[] = {
	RV_KEY_END,
};
