/* Keys of the block "orders"; see tables.h. */
#include "config/tables.h"

#define NUMBER(name, lo, hi) RV_KEY_NUMBER(#name, RV_KEY_DOUBLE, oms.name, lo, hi)
#define ABOVE(name, lo, hi) RV_KEY_NUMBER(#name, RV_KEY_POSITIVE, oms.name, lo, hi)
#define WHOLE(name, lo, hi) RV_KEY_NUMBER(#name, RV_KEY_INT, oms.name, lo, hi)
#define SECONDS(key, name, lo, hi) RV_KEY_NUMBER(key, RV_KEY_SECONDS, oms.name, lo, hi)

static const rv_key approvals[] = { RV_KEY_WORD("manual"), RV_KEY_WORD("auto"), RV_KEY_END };

static const rv_key class_approvals[] = { RV_KEY_WORD("manual"), RV_KEY_WORD("auto"),
					  RV_KEY_WORD("sim"), RV_KEY_END };

static const rv_key ticket_keys[] = {
	SECONDS("ttl_s", ticket_ms, 5, 3600),
	NUMBER(drift_bps, 0, 1000),
	NUMBER(drift_spreads, 0, 100),
	NUMBER(drift_sigmas, 0, 100),
	SECONDS("quote_s", quote_propose_ms, 0.1, 600),
	RV_KEY_END,
};

static const rv_key mandate_keys[] = {
	SECONDS("extra_s", mandate_extra_ms, 0, 3600),
	SECONDS("twap_s", twap_ms, 1, 86400),
	SECONDS("slice_s", slice_ms, 1, 3600),
	NUMBER(slice_jitter, 0, 0.5),
	SECONDS("limit_s", limit_ms, 1, 86400),
	NUMBER(collar_bps, 1, 1000),
	NUMBER(collar_sigmas, 0, 100),
	NUMBER(ioc_slippage_bps, 0, 500),
	WHOLE(repeat_most, 1, 1000),
	RV_KEY_END,
};

static const rv_key fresh_keys[] = {
	SECONDS("quote_s", quote_send_ms, 0.1, 600),
	SECONDS("account_s", account_age_ms, 1, 3600),
	NUMBER(skew_warn_ms, 1, 60000),
	NUMBER(skew_halt_ms, 1, 60000),
	NUMBER(spread_most_bps, 1, 10000),
	NUMBER(mark_off_most_bps, 1, 10000),
	RV_KEY_END,
};

static const rv_key limit_keys[] = {
	ABOVE(order_most_usd, 0, 1e9),	    ABOVE(symbol_most_usd, 0, 1e10),
	ABOVE(gross_most_x, 0, 50),	    ABOVE(net_most_x, 0, 50),
	ABOVE(leverage_most_x, 0, 50),	    NUMBER(order_most_adv, 0, 1),
	ABOVE(min_order_usd, 0, 1e6),	    ABOVE(daily_loss_pct, 0, 100),
	ABOVE(drawdown_pct, 0, 100),	    WHOLE(messages_per_min, 1, 2000),
	WHOLE(cancel_reserve_pct, 0, 90),   SECONDS("duplicate_s", duplicate_ms, 0, 3600),
	ABOVE(margin_after, 1, 100),	    ABOVE(margin_reducing, 1, 100),
	ABOVE(margin_alarm, 1, 100),	    NUMBER(liquidation_pct, 0, 100),
	NUMBER(liquidation_sigmas, 0, 100), RV_KEY_END,
};

static const rv_key wire_keys[] = {
	SECONDS("expires_s", expires_ms, 1, 120),
	SECONDS("settle_s", settle_ms, 1, 600),
	RV_KEY_NUMBER("deadman", RV_KEY_BOOL, oms.deadman, 0, 0),
	SECONDS("deadman_s", deadman_ms, 10, 3600),
	SECONDS("deadman_refresh_s", deadman_refresh_ms, 1, 1800),
	SECONDS("reconcile_s", reconcile_ms, 5, 3600),
	SECONDS("account_s", account_ms, 1, 3600),
	RV_KEY_END,
};

const rv_key rv_keys_orders[] = {
	RV_KEY_ONE_OF("approval", oms.approval, approvals),
	RV_KEY_ONE_OF("approve_hedge", oms.approve_hedge, class_approvals),
	RV_KEY_ONE_OF("approve_stop", oms.approve_stop, class_approvals),
	SECONDS("arm_s", arm_ms, 10, 86400),
	SECONDS("arm_idle_s", arm_idle_ms, 10, 86400),
	RV_KEY_TABLE("ticket", ticket_keys),
	RV_KEY_TABLE("mandate", mandate_keys),
	RV_KEY_TABLE("fresh", fresh_keys),
	RV_KEY_TABLE("limits", limit_keys),
	RV_KEY_TABLE("wire", wire_keys),
	RV_KEY_END,
};

rv_status rv_keys_check_orders(const rv_json_doc *doc, const rv_oms_params *p, rv_err *err)
{
	const char *why = rv_oms_params_error(p);
	return why ? rv_keys_contradiction(doc, "orders", why, err) : RV_OK;
}
