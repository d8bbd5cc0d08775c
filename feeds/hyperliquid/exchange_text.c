/* The venue's sentences about refused actions and orders; see parse_exchange.h. */
#include "feeds/hyperliquid/exchange_text.h"

#include <string.h>

/* The wire adds " asset=N" and details, so all of these are beginnings. */
static const struct {
	const char *begins;
	rv_hl_refusal refusal;
} refusals[] = {
	{ "Invalid nonce: duplicate nonce", RV_HL_REFUSAL_DUPLICATE_NONCE },
	{ "Invalid nonce: nonce too low", RV_HL_REFUSAL_NONCE_TOO_LOW },
	{ "Invalid nonce: nonce too high", RV_HL_REFUSAL_NONCE_TOO_HIGH },
	{ "Action already expired", RV_HL_REFUSAL_EXPIRED },
	{ "User or API Wallet ", RV_HL_REFUSAL_UNKNOWN_SIGNER },
	{ "Unable to recover signer", RV_HL_REFUSAL_BAD_SIGNATURE },
	{ "Must deposit before performing actions", RV_HL_REFUSAL_NO_DEPOSIT },
	{ "Too many cumulative requests sent", RV_HL_REFUSAL_RATE },
	{ "Signed action over weight limit", RV_HL_REFUSAL_WEIGHT },
	{ "Cannot set scheduled cancel time until enough volume", RV_HL_REFUSAL_SCHEDULE_VOLUME },
	{ "Too many scheduled cancels triggered", RV_HL_REFUSAL_SCHEDULE_LIMIT },
	{ "Trading is halted", RV_HL_REFUSAL_HALTED },
};

static const struct {
	const char *begins;
	rv_hl_status recorded;
	bool of_request; /* depends on the request alone, so that it may stand for a whole batch */
} order_errors[] = {
	{ "Price must be divisible by tick size", RV_HL_STATUS_TICK_REJECTED, true },
	{ "Order must have minimum value of", RV_HL_STATUS_MIN_TRADE_NTL_REJECTED, false },
	{ "Insufficient margin to place order", RV_HL_STATUS_PERP_MARGIN_REJECTED, false },
	{ "Reduce only order would increase position", RV_HL_STATUS_REDUCE_ONLY_REJECTED, false },
	{ "Post only order would have immediately matched", RV_HL_STATUS_BAD_ALO_PX_REJECTED,
	  false },
	{ "Order could not immediately match against", RV_HL_STATUS_IOC_CANCEL_REJECTED, false },
	{ "Invalid TP/SL price", RV_HL_STATUS_BAD_TRIGGER_PX_REJECTED, false },
	{ "No liquidity available for market order", RV_HL_STATUS_NO_LIQUIDITY_REJECTED, false },
	{ "Order would increase open interest while open interest is capped",
	  RV_HL_STATUS_OI_CAP_INCREASE_REJECTED, false },
	{ "Order would increase open interest too quickly", RV_HL_STATUS_OI_INCREASE_REJECTED,
	  false },
	{ "Order rejected due to price more aggressive than oracle",
	  RV_HL_STATUS_OI_CAP_AGGRESSIVE_REJECTED, false },
	{ "Order has insufficient spot balance", RV_HL_STATUS_SPOT_BALANCE_REJECTED, false },
	{ "Price too far from oracle", RV_HL_STATUS_ORACLE_REJECTED, false },
	{ "Order price too far from oracle", RV_HL_STATUS_ORACLE_REJECTED, false },
	{ "Order would cause position to exceed margin tier", RV_HL_STATUS_MAX_POSITION_REJECTED,
	  false },
	{ "Too many open orders", RV_HL_STATUS_TOO_MANY_ORDERS_REJECTED, false },
	{ "Orders are empty", RV_HL_STATUS_UNKNOWN, true },
	{ "Order has invalid price", RV_HL_STATUS_UNKNOWN, true },
	{ "Order has invalid size", RV_HL_STATUS_UNKNOWN, true },
	{ "Order has zero size", RV_HL_STATUS_UNKNOWN, true },
	{ "Order price cannot be more than 80% away", RV_HL_STATUS_UNKNOWN, true },
};

static const char *const names[RV_HL_REFUSAL_N] = {
	"none",	   "other",	      "duplicate nonce", "nonce too low", "nonce too high",
	"expired", "unknown signer",  "bad signature",	 "no deposit",	  "rate",
	"weight",  "schedule volume", "schedule limit",	 "halted",
};

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

rv_hl_refusal rv_hl_refusal_of(const char *text)
{
	static const char old[] = "L1 error: ";
	if (begins(text, old))
		text += sizeof(old) - 1;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		if (begins(text, refusals[i].begins))
			return refusals[i].refusal;
	}
	return RV_HL_REFUSAL_OTHER;
}

const char *rv_hl_refusal_name(rv_hl_refusal r)
{
	return names[r];
}

rv_hl_status rv_hl_recorded_of(const char *text)
{
	for (size_t i = 0; i < sizeof(order_errors) / sizeof(order_errors[0]); i++) {
		if (begins(text, order_errors[i].begins))
			return order_errors[i].recorded;
	}
	return RV_HL_STATUS_UNKNOWN;
}

bool rv_hl_error_of_request(const char *text)
{
	for (size_t i = 0; i < sizeof(order_errors) / sizeof(order_errors[0]); i++) {
		if (begins(text, order_errors[i].begins))
			return order_errors[i].of_request;
	}
	return false;
}

bool rv_hl_error_gone(const char *text)
{
	return begins(text, "Order was never placed, already canceled, or filled");
}
