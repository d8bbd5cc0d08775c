#include "engine/research/strategy.h"

const rv_strategy *rv_strategy_of(rv_bt_strategy_id id)
{
	switch (id) {
	case RV_BT_MAJORS_ALTS:
		return &rv_strategy_majors_alts;
	case RV_BT_MULTI_BUCKET:
		return &rv_strategy_multi_bucket;
	case RV_BT_RV_MOMENTUM:
		return &rv_strategy_rv_momentum;
	case RV_BT_BOOK:
		return &rv_strategy_book;
	case RV_BT_STAT_ARB:
		return &rv_strategy_stat_arb;
	default:
		return NULL;
	}
}
