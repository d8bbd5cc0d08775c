/* Keys of the block "risk"; see tables.h. */
#include "config/tables.h"

const rv_key rv_keys_risk[] = {
	RV_KEY_END,
};
