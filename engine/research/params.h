/*
 * Settings of a backtest: the block "backtest" of the configuration. Plain data; any thread.
 * Defaults, ranges and what they mean: docs/configuration.md, docs/backtest.md.
 */
#ifndef RV_RESEARCH_PARAMS_H
#define RV_RESEARCH_PARAMS_H

#include "engine/research/result.h"

enum { RV_BT_VOL_DAYS_MAX = 64, RV_BT_VOLUME_DAYS_MAX = 64 };

/* Rules common to all strategies that have none of their own. */
typedef struct rv_bt_risk {
	double vol_target;	    /* .20 a year; 0 off */
	int vol_days;		    /* 20 in which something was held; fewer: unscaled */
	double vol_least, vol_most; /* .1 1: of the scale */
	/* .08 .04 .5: so deep below the NAV's peak everything is halved, until it is so near to
	 * it again. cut 0: off */
	double drawdown_cut, drawdown_release, drawdown_scale;
} rv_bt_risk;

typedef struct rv_bt_params {
	rv_bt_costs costs; /* its factor is no setting, but of a run */
	rv_bt_walk walk;   /* without samples and seed: */
	int samples, seed; /* 50 1 */
	rv_bt_risk risk;
	double participation_most; /* of a day's volume that an order fills; 0: no cap */
	int volume_days;	   /* 7: of the median volume */
	int gone_days;		   /* 3: days without a bar, then a held coin is settled */
	int atr_days;		   /* 14 */
} rv_bt_params;

void rv_bt_params_default(rv_bt_params *p);
/* NULL, or what does not go together; every number is in the range of its key. */
const char *rv_bt_params_error(const rv_bt_params *p);

#endif
