#include "engine/research/params.h"

void rv_bt_params_default(rv_bt_params *p)
{
	*p = (rv_bt_params){ .costs = { .maker_bps = 2.0,
					.taker_bps = 5.0,
					.maker_share = 0.0,
					.slippage_bps = 5.0,
					.adv_multiplier = .1,
					.min_notional_usd = 10.0,
					.factor = 1.0 },
			     .walk = { .on = true,
				       .train_days = 252,
				       .test_days = 63,
				       .purge_days = 30,
				       .embargo_days = 0,
				       .min_test_days = 20,
				       .samples = 50,
				       .seed = 1 },
			     .samples = 50,
			     .seed = 1,
			     .risk = { .vol_target = .20,
				       .vol_days = 20,
				       .vol_least = .1,
				       .vol_most = 1.0,
				       .drawdown_cut = .08,
				       .drawdown_release = .04,
				       .drawdown_scale = .5 },
			     .volume_days = 7,
			     .gone_days = 3,
			     .atr_days = 14 };
}

const char *rv_bt_params_error(const rv_bt_params *p)
{
	const rv_bt_walk *w = &p->walk;
	if (w->purge_days >= w->train_days)
		return "walk.purge_days is not below train_days";
	if (w->embargo_days >= w->test_days)
		return "walk.embargo_days is not below test_days";
	if (w->min_test_days > w->test_days)
		return "walk.min_test_days is above test_days";
	if (p->risk.vol_least > p->risk.vol_most)
		return "risk.vol_least is above vol_most";
	if (p->risk.drawdown_release > p->risk.drawdown_cut)
		return "risk.drawdown_release is above drawdown_cut";
	return p->costs.maker_bps > p->costs.taker_bps ? "costs.maker_bps is above taker_bps"
						       : NULL;
}
