/* Keys of the block "buckets"; see tables.h. */
#include "config/tables.h"

const rv_key rv_keys_buckets[] = {
	RV_KEY_END,
};
