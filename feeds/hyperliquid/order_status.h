/*
 * The words that the venue has for the state of an order. Pure; any thread.
 *
 * New words appear without notice. One that ends like a cancellation or a rejection is final all
 * the same; any other is RV_HL_STATUS_UNKNOWN, about which nothing may be concluded.
 */
#ifndef RV_FEEDS_HYPERLIQUID_ORDER_STATUS_H
#define RV_FEEDS_HYPERLIQUID_ORDER_STATUS_H

#include <stdbool.h>

#define RV_HL_STATUS_TABLE(X)                                                                      \
	X(OPEN, "open", LIVE)                                                                      \
	X(TRIGGERED, "triggered", LIVE)                                                            \
	X(FILLED, "filled", FILLED)                                                                \
	X(CANCELED, "canceled", CANCELED)                                                          \
	X(MARGIN_CANCELED, "marginCanceled", CANCELED)                                             \
	X(VAULT_WITHDRAWAL_CANCELED, "vaultWithdrawalCanceled", CANCELED)                          \
	X(OPEN_INTEREST_CAP_CANCELED, "openInterestCapCanceled", CANCELED)                         \
	X(SELF_TRADE_CANCELED, "selfTradeCanceled", CANCELED)                                      \
	X(REDUCE_ONLY_CANCELED, "reduceOnlyCanceled", CANCELED)                                    \
	X(SIBLING_FILLED_CANCELED, "siblingFilledCanceled", CANCELED)                              \
	X(DELISTED_CANCELED, "delistedCanceled", CANCELED)                                         \
	X(LIQUIDATED_CANCELED, "liquidatedCanceled", CANCELED)                                     \
	X(OUTCOME_SETTLED_CANCELED, "outcomeSettledCanceled", CANCELED)                            \
	X(SCHEDULED_CANCEL, "scheduledCancel", CANCELED)                                           \
	X(INTERNAL_CANCEL, "internalCancel", CANCELED)                                             \
	X(REJECTED, "rejected", REJECTED)                                                          \
	X(TICK_REJECTED, "tickRejected", REJECTED)                                                 \
	X(MIN_TRADE_NTL_REJECTED, "minTradeNtlRejected", REJECTED)                                 \
	X(PERP_MARGIN_REJECTED, "perpMarginRejected", REJECTED)                                    \
	X(REDUCE_ONLY_REJECTED, "reduceOnlyRejected", REJECTED)                                    \
	X(BAD_ALO_PX_REJECTED, "badAloPxRejected", REJECTED)                                       \
	X(IOC_CANCEL_REJECTED, "iocCancelRejected", REJECTED)                                      \
	X(BAD_TRIGGER_PX_REJECTED, "badTriggerPxRejected", REJECTED)                               \
	X(NO_LIQUIDITY_REJECTED, "marketOrderNoLiquidityRejected", REJECTED)                       \
	X(OI_CAP_INCREASE_REJECTED, "positionIncreaseAtOpenInterestCapRejected", REJECTED)         \
	X(OI_CAP_FLIP_REJECTED, "positionFlipAtOpenInterestCapRejected", REJECTED)                 \
	X(OI_CAP_AGGRESSIVE_REJECTED, "tooAggressiveAtOpenInterestCapRejected", REJECTED)          \
	X(OI_INCREASE_REJECTED, "openInterestIncreaseRejected", REJECTED)                          \
	X(SPOT_BALANCE_REJECTED, "insufficientSpotBalanceRejected", REJECTED)                      \
	X(ORACLE_REJECTED, "oracleRejected", REJECTED)                                             \
	X(MAX_POSITION_REJECTED, "perpMaxPositionRejected", REJECTED)                              \
	X(TOO_MANY_ORDERS_REJECTED, "tooManyOpenOrdersRejected", REJECTED)

typedef enum rv_hl_status_class {
	RV_HL_CLASS_UNKNOWN,  /* neither alive nor final: ask again, tell the operator */
	RV_HL_CLASS_LIVE,     /* may still fill */
	RV_HL_CLASS_FILLED,   /* final, all of it */
	RV_HL_CLASS_CANCELED, /* final, perhaps partly filled */
	RV_HL_CLASS_REJECTED  /* final; whether an Ioc filled in part, the fills say */
} rv_hl_status_class;

typedef enum rv_hl_status {
	RV_HL_STATUS_UNKNOWN, /* a word that is not in the table and has no final ending */
#define RV_HL_STATUS_ENUM(name, word, class) RV_HL_STATUS_##name,
	RV_HL_STATUS_TABLE(RV_HL_STATUS_ENUM)
#undef RV_HL_STATUS_ENUM
		RV_HL_STATUS_OTHER_CANCELED, /* new words that end in Canceled or Cancel */
	RV_HL_STATUS_OTHER_REJECTED,	     /* new words that end in Rejected */
	RV_HL_STATUS_N
} rv_hl_status;

rv_hl_status rv_hl_status_of(const char *word);
/* The venue's word; "unknown", "otherCanceled", "otherRejected" for the three that have none. */
const char *rv_hl_status_word(rv_hl_status st);
rv_hl_status_class rv_hl_status_class_of(rv_hl_status st);
/* No further fill can come from this order. False for RV_HL_STATUS_UNKNOWN. */
bool rv_hl_status_final(rv_hl_status st);

#endif
