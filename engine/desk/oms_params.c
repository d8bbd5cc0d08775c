/* Defaults and ranges of the order side; see oms_params.h and docs/configuration.md. */
#include "engine/desk/oms_params.h"

#include <ctype.h>
#include <string.h>

/* name, least, most, default. MS and COUNT whole numbers, NUM doubles, POS doubles above least. */
#define PARAMS(MS, COUNT, NUM, POS)                                                                \
	MS(pen_ms, 0, 600000, 5000)                                                                \
	MS(second_ms, 10000, 3600000, 300000)                                                      \
	MS(ticket_ms, 5000, 3600000, 120000)                                                       \
	MS(arm_ms, 10000, 86400000, 900000)                                                        \
	MS(arm_idle_ms, 10000, 86400000, 300000)                                                   \
	MS(mandate_extra_ms, 0, 3600000, 120000)                                                   \
	MS(twap_ms, 1000, 86400000, 900000)                                                        \
	MS(slice_ms, 1000, 3600000, 30000)                                                         \
	MS(limit_ms, 1000, 86400000, 900000)                                                       \
	NUM(slice_jitter, 0, 0.5, 0.2)                                                             \
	NUM(drift_bps, 0, 1000, 10)                                                                \
	NUM(drift_spreads, 0, 100, 1.5)                                                            \
	NUM(drift_sigmas, 0, 100, 0.35)                                                            \
	NUM(collar_bps, 1, 1000, 75)                                                               \
	NUM(collar_sigmas, 0, 100, 1.5)                                                            \
	NUM(ioc_slippage_bps, 0, 500, 20)                                                          \
	MS(quote_propose_ms, 100, 600000, 5000)                                                    \
	MS(quote_send_ms, 100, 600000, 2000)                                                       \
	NUM(skew_warn_ms, 1, 60000, 250)                                                           \
	NUM(skew_halt_ms, 1, 60000, 1000)                                                          \
	NUM(spread_most_bps, 1, 10000, 100)                                                        \
	NUM(mark_off_most_bps, 1, 10000, 200)                                                      \
	MS(account_age_ms, 1000, 3600000, 30000)                                                   \
	POS(order_most_usd, 0, 1e9, 10000)                                                         \
	POS(symbol_most_usd, 0, 1e10, 50000)                                                       \
	POS(gross_most_x, 0, 50, 2)                                                                \
	POS(net_most_x, 0, 50, 0.5)                                                                \
	POS(leverage_most_x, 0, 50, 3)                                                             \
	NUM(order_most_adv, 0, 1, 0.01)                                                            \
	POS(min_order_usd, 0, 1e6, 10)                                                             \
	POS(daily_loss_pct, 0, 100, 2)                                                             \
	POS(drawdown_pct, 0, 100, 6)                                                               \
	COUNT(messages_per_min, 1, 2000, 60)                                                       \
	COUNT(cancel_reserve_pct, 0, 90, 20)                                                       \
	MS(duplicate_ms, 0, 3600000, 10000)                                                        \
	COUNT(repeat_most, 1, 1000, 10)                                                            \
	NUM(margin_after, 1, 100, 3)                                                               \
	NUM(margin_reducing, 1, 100, 2.5)                                                          \
	NUM(margin_alarm, 1, 100, 2)                                                               \
	NUM(liquidation_pct, 0, 100, 25)                                                           \
	NUM(liquidation_sigmas, 0, 100, 6)                                                         \
	MS(expires_ms, 1000, 120000, 10000)                                                        \
	MS(settle_ms, 1000, 600000, 5000)                                                          \
	MS(deadman_ms, 10000, 3600000, 60000)                                                      \
	MS(deadman_refresh_ms, 1000, 1800000, 15000)                                               \
	MS(reconcile_ms, 5000, 3600000, 60000)                                                     \
	MS(account_ms, 1000, 3600000, 10000)

void rv_oms_params_default(rv_oms_params *p)
{
#define SET(name, least, most, value) .name = (value),
	*p = (rv_oms_params){ .book = "main",
			      .approval = RV_APPROVE_MANUAL,
			      .approve_hedge = RV_APPROVE_SIM,
			      .approve_stop = RV_APPROVE_SIM,
			      .two_person = RV_TWO_PERSON_LIVE,
			      .deadman = true,
			      PARAMS(SET, SET, SET, SET) };
#undef SET
}

/* The first number that is not in its range; comparisons are written so that NaN is not. */
static const char *range_error(const rv_oms_params *p)
{
#define WHOLE(name, least, most, value)                                                            \
	if (p->name < (least) || p->name > (most))                                                 \
		return #name ": expected " #least " to " #most;
#define COUNT(name, least, most, value)                                                            \
	if ((int64_t)p->name < (least) || p->name > (most))                                        \
		return #name ": expected " #least " to " #most;
#define NUM(name, least, most, value)                                                              \
	if (!(p->name >= (least)) || !(p->name <= (most)))                                         \
		return #name ": expected " #least " to " #most;
#define POS(name, least, most, value)                                                              \
	if (!(p->name > (least)) || !(p->name <= (most)))                                          \
		return #name ": expected more than " #least ", at most " #most;
	PARAMS(WHOLE, COUNT, NUM, POS)
#undef WHOLE
#undef COUNT
#undef NUM
#undef POS
	return NULL;
}

static bool plain(const char *s)
{
	for (; *s; s++) {
		if (!isalnum((unsigned char)*s) && !strchr("-_.", *s))
			return false;
	}
	return true;
}

/* Each rule by itself, the broken one in words. */
static const char *rule_error(const rv_oms_params *p)
{
	const struct {
		bool ok;
		const char *words;
	} rules[] = {
		{ p->book[0] && plain(p->book), "book: expected letters, digits, '-', '_', '.'" },
		{ plain(p->account), "account: expected an address" },
		{ !(p->paper && p->live), "live: a simulated venue is not a live account" },
		{ !(p->live && p->approval == RV_APPROVE_AUTO),
		  "approval: expected manual on a live account" },
		{ p->approval == RV_APPROVE_MANUAL || p->approval == RV_APPROVE_AUTO,
		  "approval: expected manual or auto" },
		{ (unsigned)p->approve_hedge <= RV_APPROVE_SIM &&
			  (unsigned)p->approve_stop <= RV_APPROVE_SIM,
		  "approve_hedge, approve_stop: expected manual, auto or sim" },
		{ (unsigned)p->two_person <= RV_TWO_PERSON_ALWAYS,
		  "two_person: expected off, live or always" },
		{ p->pen_ms == 0 || p->pen_ms >= RV_PEN_LEAST_MS,
		  "pen_ms: expected 0 or at least 2000" },
		{ p->slice_ms <= p->twap_ms, "slice_ms: expected at most twap_ms" },
		{ p->arm_idle_ms <= p->arm_ms, "arm_idle_ms: expected at most arm_ms" },
		{ p->quote_send_ms <= p->quote_propose_ms,
		  "quote_send_ms: expected at most quote_propose_ms" },
		{ p->skew_warn_ms <= p->skew_halt_ms,
		  "skew_warn_ms: expected at most skew_halt_ms" },
		{ p->account_ms < p->account_age_ms,
		  "account_age_ms: expected more than account_ms, how often it is asked for" },
		{ p->min_order_usd <= p->order_most_usd,
		  "order_most_usd: expected at least min_order_usd" },
		{ p->order_most_usd <= p->symbol_most_usd,
		  "symbol_most_usd: expected at least order_most_usd" },
		{ p->net_most_x <= p->gross_most_x, "net_most_x: expected at most gross_most_x" },
		{ p->margin_reducing <= p->margin_after,
		  "margin_reducing: expected at most margin_after" },
		{ p->margin_alarm <= p->margin_reducing,
		  "margin_alarm: expected at most margin_reducing" },
		{ p->deadman_refresh_ms < p->deadman_ms,
		  "deadman_refresh_ms: expected less than deadman_ms" },
		{ p->ioc_slippage_bps <= p->collar_bps,
		  "ioc_slippage_bps: expected at most collar_bps" },
	};
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (!rules[i].ok)
			return rules[i].words;
	}
	return NULL;
}

bool rv_oms_params_auto(const rv_oms_params *p, rv_approval a)
{
	return a == RV_APPROVE_AUTO || (a == RV_APPROVE_SIM && p->paper && !p->live);
}

const char *rv_oms_params_error(const rv_oms_params *p)
{
	const char *why = range_error(p);
	return why ? why : rule_error(p);
}
