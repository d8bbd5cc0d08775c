/* Keys of the block "majors_alts"; see tables.h. */
#include "config/tables.h"

const rv_key rv_keys_majors_alts[] = {
	RV_KEY_END,
};
