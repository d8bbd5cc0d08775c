/* Keys of the block "backtest"; see tables.h. */
#include "config/tables.h"

#define AT(name, kind, member, lo, hi) RV_KEY_NUMBER(name, kind, backtest.member, lo, hi)
#define COST(name, lo, hi) AT(#name, RV_KEY_DOUBLE, costs.name, lo, hi)
#define WALK(name, lo, hi) AT(#name, RV_KEY_INT, walk.name, lo, hi)
#define RISK(name, lo, hi) AT(#name, RV_KEY_DOUBLE, risk.name, lo, hi)

static const rv_key cost_keys[] = {
	COST(maker_bps, 0, 1000),
	COST(taker_bps, 0, 1000),
	COST(maker_share, 0, 1),
	COST(slippage_bps, 0, 1000),
	AT("adv_multiplier", RV_KEY_POSITIVE, costs.adv_multiplier, 0, 100),
	COST(min_notional_usd, 0, 1e6),
	AT("participation_most", RV_KEY_DOUBLE, participation_most, 0, 1),
	AT("volume_days", RV_KEY_INT, volume_days, 1, RV_BT_VOLUME_DAYS_MAX),
	AT("gone_days", RV_KEY_INT, gone_days, 1, 30),
	AT("atr_days", RV_KEY_INT, atr_days, 2, 200),
	RV_KEY_END,
};

static const rv_key walk_keys[] = {
	AT("enabled", RV_KEY_BOOL, walk.on, 0, 0),
	WALK(train_days, 30, 2000),
	WALK(test_days, 5, 1000),
	WALK(purge_days, 0, 365),
	WALK(embargo_days, 0, 365),
	WALK(min_test_days, 2, 1000),
	AT("samples", RV_KEY_INT, samples, 0, 5000),
	AT("seed", RV_KEY_INT, seed, 0, 1000000000),
	RV_KEY_END,
};

static const rv_key risk_keys[] = {
	RISK(vol_target, 0, 5),
	AT("vol_days", RV_KEY_INT, risk.vol_days, 2, RV_BT_VOL_DAYS_MAX),
	AT("vol_least", RV_KEY_POSITIVE, risk.vol_least, 0, 10),
	AT("vol_most", RV_KEY_POSITIVE, risk.vol_most, 0, 10),
	RISK(drawdown_cut, 0, 1),
	RISK(drawdown_release, 0, 1),
	RISK(drawdown_scale, 0, 1),
	RV_KEY_END,
};

const rv_key rv_keys_backtest[] = {
	RV_KEY_TABLE("costs", cost_keys),
	RV_KEY_TABLE("walk", walk_keys),
	RV_KEY_TABLE("risk", risk_keys),
	RV_KEY_END,
};

rv_status rv_keys_check_backtest(const rv_json_doc *doc, const rv_bt_params *p, rv_err *err)
{
	const char *why = rv_bt_params_error(p);
	return why ? rv_keys_contradiction(doc, "backtest", why, err) : RV_OK;
}
