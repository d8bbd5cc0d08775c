/* What a row of the venue's ledger does to the perpetuals' account; see parse_account.h. */
#include "feeds/hyperliquid/parse_account.h"

#include <string.h>

enum { USD_SCALE = 6 };

typedef enum rule {
	IN,	   /* usdc comes */
	OUT,	   /* usdc and the fee go */
	BETWEEN,   /* from user to destination; the sender pays the fee */
	CLASS,	   /* between spot and perpetuals: toPerp */
	NET,	   /* netWithdrawnUsd comes */
	ELSEWHERE, /* other balances, or what fills tell */
} rule;

static const struct {
	const char *type;
	rule rule;
} types[] = {
	{ "deposit", IN },
	{ "withdraw", OUT },
	{ "internalTransfer", BETWEEN },
	{ "subAccountTransfer", BETWEEN },
	{ "accountClassTransfer", CLASS },
	{ "vaultCreate", OUT },
	{ "vaultDeposit", OUT },
	{ "vaultDistribution", IN },
	{ "vaultLeaderCommission", IN },
	{ "vaultWithdraw", NET },
	{ "liquidation", ELSEWHERE },
	{ "spotTransfer", ELSEWHERE },
	{ "spotGenesis", ELSEWHERE },
	{ "cStakingTransfer", ELSEWHERE },
};

/* usdc and the fee, as micro-USD; the fee counts when there is one. */
static bool cost(const rv_hl_ledger_row *r, int64_t *out)
{
	int64_t fee = 0;
	if (!r->has_usdc || rv_dec_rescale(r->usdc, USD_SCALE, out) != RV_OK)
		return false;
	if (r->has_fee && rv_dec_rescale(r->fee, USD_SCALE, &fee) != RV_OK)
		return false;
	*out += fee; /* both are below 1e12 USD: it fits */
	return true;
}

static bool come(bool has, rv_dec d, int64_t *out)
{
	return has && rv_dec_rescale(d, USD_SCALE, out) == RV_OK;
}

static bool between(const rv_hl_ledger_row *r, const uint8_t *account, int64_t *out)
{
	if (!r->has_user || !r->has_destination)
		return false;
	const bool from = memcmp(r->user, account, sizeof(r->user)) == 0;
	const bool to = memcmp(r->destination, account, sizeof(r->destination)) == 0;
	if (!from && !to)
		return false;
	int64_t in = 0, gone = 0;
	if ((to && !come(r->has_usdc, r->usdc, &in)) || (from && !cost(r, &gone)))
		return false;
	*out = in - gone;
	return true;
}

static bool by_rule(rule how, const rv_hl_ledger_row *r, const uint8_t *account, int64_t *out)
{
	switch (how) {
	case IN:
		return come(r->has_usdc, r->usdc, out);
	case NET:
		return come(r->has_net, r->net, out);
	case OUT:
		if (!cost(r, out))
			return false;
		*out = -*out;
		return true;
	case CLASS:
		if (!r->has_to_perp || !come(r->has_usdc, r->usdc, out))
			return false;
		*out = r->to_perp ? *out : -*out;
		return true;
	case BETWEEN:
		return between(r, account, out);
	case ELSEWHERE:
		break;
	}
	*out = 0;
	return true;
}

bool rv_hl_ledger_effect(const rv_hl_ledger_row *r, const uint8_t account[RV_ADDRESS_BYTES],
			 rv_dec *out)
{
	int64_t musd = 0;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (strcmp(r->type, types[i].type) != 0)
			continue;
		if (!by_rule(types[i].rule, r, account, &musd))
			return false;
		*out = rv_dec_canonical((rv_dec){ musd, USD_SCALE });
		return true;
	}
	return false;
}
