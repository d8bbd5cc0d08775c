/* Keys of the block "stat_arb"; see tables.h. */
#include "config/tables.h"

/* A window fits a daily frame. */
enum { DAYS_MAX = RV_STEP_DAILY_BARS - 1 };

static const rv_key residual_words[] = { RV_KEY_WORD("in_sample"), RV_KEY_WORD("oos"), RV_KEY_END };
static const rv_key beta_words[] = { RV_KEY_WORD("ols"), RV_KEY_WORD("shrunk"), RV_KEY_END };

static const rv_key model_keys[] = {
	RV_KEY_NUMBER("ols_window", RV_KEY_INT, step.idio.ols_window, 4, DAYS_MAX),
	RV_KEY_NUMBER("ols_min_periods", RV_KEY_INT, step.idio.ols_min_periods, 4, DAYS_MAX),
	RV_KEY_NUMBER("rcond_min", RV_KEY_DOUBLE, step.idio.rcond_min, 0, 0.1),
	RV_KEY_ONE_OF("residual_mode", step.idio.residual_mode, residual_words),
	RV_KEY_NUMBER("idio_window", RV_KEY_INT, step.idio.idio_window, 2, DAYS_MAX),
	RV_KEY_NUMBER("idio_min", RV_KEY_INT, step.idio.idio_min, 2, DAYS_MAX),
	RV_KEY_END,
};

static const rv_key signal_keys[] = {
	RV_KEY_NUMBER("ema_fast", RV_KEY_INT, step.idio.ema_fast, 1, DAYS_MAX),
	RV_KEY_NUMBER("ema_slow", RV_KEY_INT, step.idio.ema_slow, 1, DAYS_MAX),
	RV_KEY_NUMBER("sma", RV_KEY_INT, step.idio.sma, 1, DAYS_MAX),
	RV_KEY_NUMBER("warmup", RV_KEY_INT, step.idio.warmup, 1, DAYS_MAX),
	RV_KEY_NUMBER("z_clip", RV_KEY_POSITIVE, step.idio.z_clip, 0, 100),
	RV_KEY_NUMBER("min_assets", RV_KEY_INT, step.idio.min_assets, 1, 1000),
	RV_KEY_NUMBER("annualization_days", RV_KEY_POSITIVE, step.idio.annualization_days, 0, 366),
	RV_KEY_END,
};

static const rv_key ridge_keys[] = {
	RV_KEY_NUMBER("days", RV_KEY_INT, step.idio.ridge_days, 1, DAYS_MAX),
	RV_KEY_NUMBER("folds", RV_KEY_INT, step.idio.ridge_folds, 2, 50),
	RV_KEY_NUMBER("min_rows", RV_KEY_INT, step.idio.ridge_min_rows, 1, 1000000),
	RV_KEY_NUMBER("min_dates", RV_KEY_INT, step.idio.ridge_min_dates, 3, DAYS_MAX),
	RV_KEY_NUMBER("ratio_min", RV_KEY_POSITIVE, step.idio.ridge_ratio_min, 0, 10),
	RV_KEY_NUMBER("ratios", RV_KEY_INT, step.idio.ridge_ratios, 1, 32),
	RV_KEY_END,
};

static const rv_key hedge_keys[] = {
	RV_KEY_ONE_OF("beta", step.idio.hedge_beta, beta_words),
	RV_KEY_NUMBER("window", RV_KEY_INT, step.idio.hedge_window, 4, DAYS_MAX),
	RV_KEY_NUMBER("min_returns", RV_KEY_INT, step.idio.hedge_min, 4, DAYS_MAX),
	RV_KEY_NUMBER("winsor", RV_KEY_DOUBLE, step.idio.hedge_winsor, 0, 0.49),
	RV_KEY_NUMBER("prior_sd", RV_KEY_POSITIVE, step.idio.hedge_prior_sd, 0, 100),
	RV_KEY_END,
};

static const rv_key optimizer_keys[] = {
	RV_KEY_NUMBER("gamma", RV_KEY_POSITIVE, step.opt.gamma, 0, 1e6),
	RV_KEY_NUMBER("gross", RV_KEY_POSITIVE, step.opt.gross, 0, 20),
	RV_KEY_NUMBER("max_position", RV_KEY_POSITIVE, step.opt.max_pos, 0, 20),
	RV_KEY_NUMBER("liquidity_share", RV_KEY_DOUBLE, step.opt.liquidity_share, 0, 1),
	RV_KEY_NUMBER("adv_days", RV_KEY_INT, step.opt.adv_days, 1, DAYS_MAX),
	RV_KEY_NUMBER("taker_fee", RV_KEY_DOUBLE, step.opt.taker_fee, 0, 0.1),
	RV_KEY_NUMBER("spread_sigma", RV_KEY_DOUBLE, step.opt.spread_sigma, 0, 1),
	RV_KEY_NUMBER("cost_horizon", RV_KEY_BOOL, step.opt.cost_horizon, 0, 0),
	RV_KEY_NUMBER("horizon_days", RV_KEY_DOUBLE, step.opt.horizon_days, 1, 5),
	RV_KEY_NUMBER("hedge_cost_bps", RV_KEY_DOUBLE, step.opt.hedge_cost_bps, 0, 1000),
	RV_KEY_NUMBER("add_carry_to_mu", RV_KEY_BOOL, step.opt.add_carry_to_mu, 0, 0),
	RV_KEY_NUMBER("idio_beta_neutral", RV_KEY_BOOL, step.opt.idio_beta_neutral, 0, 0),
	RV_KEY_NUMBER("unwind_no_edge", RV_KEY_BOOL, step.opt.unwind_no_edge, 0, 0),
	RV_KEY_NUMBER("edge_days", RV_KEY_INT, step.opt.edge_days, 1, DAYS_MAX),
	RV_KEY_NUMBER("unwind_days", RV_KEY_INT, step.opt.unwind_days, 1, DAYS_MAX),
	RV_KEY_NUMBER("cov_days", RV_KEY_INT, step.opt.cov_days, 2, RV_OPT_COV_DAYS_MAX),
	RV_KEY_NUMBER("cov_min", RV_KEY_INT, step.opt.cov_min, 2, DAYS_MAX),
	RV_KEY_NUMBER("gap_max", RV_KEY_POSITIVE, step.opt.gap_max, 0, 1),
	RV_KEY_NUMBER("max_iterations", RV_KEY_INT, step.opt.max_iterations, 1, 100000),
	RV_KEY_END,
};

const rv_key rv_keys_stat_arb[] = {
	RV_KEY_TABLE("model", model_keys),	   RV_KEY_TABLE("signals", signal_keys),
	RV_KEY_TABLE("ridge", ridge_keys),	   RV_KEY_TABLE("hedge", hedge_keys),
	RV_KEY_TABLE("optimizer", optimizer_keys), RV_KEY_END,
};

rv_status rv_keys_check_stat_arb(const rv_json_doc *doc, const rv_idio_params *p,
				 const rv_opt_params *opt, rv_err *err)
{
	const char *why = rv_idio_params_error(p);
	if (!why)
		why = rv_opt_params_error(opt);
	return why ? rv_keys_contradiction(doc, "stat_arb", why, err) : RV_OK;
}
