/* Keys of the block "hybrid"; see tables.h. */
#include "config/tables.h"

const rv_key rv_keys_hybrid[] = {
	RV_KEY_END,
};
