/* Ids of coins; see coin_ids.h. */
#include "engine/market/coin_ids.h"

#include "engine/market/symbol.h"

#include <stdio.h>
#include <string.h>

/* As CoinGecko names them. */
/* clang-format off */
static const rv_coin_id defaults[] = {
	{ "BTC", "bitcoin" },
	{ "ETH", "ethereum" },
	{ "SOL", "solana" },
	{ "BNB", "binancecoin" },
	{ "XRP", "ripple" },
	{ "ADA", "cardano" },
	{ "DOGE", "dogecoin" },
	{ "TRX", "tron" },
	{ "AVAX", "avalanche-2" },
	{ "DOT", "polkadot" },
	{ "LINK", "chainlink" },
	{ "LTC", "litecoin" },
	{ "BCH", "bitcoin-cash" },
	{ "UNI", "uniswap" },
	{ "ATOM", "cosmos" },
	{ "XLM", "stellar" },
	{ "ETC", "ethereum-classic" },
	{ "FIL", "filecoin" },
	{ "HBAR", "hedera-hashgraph" },
	{ "APT", "aptos" },
	{ "ARB", "arbitrum" },
	{ "OP", "optimism" },
	{ "NEAR", "near" },
	{ "ICP", "internet-computer" },
	{ "SUI", "sui" },
	{ "SEI", "sei-network" },
	{ "TIA", "celestia" },
	{ "INJ", "injective-protocol" },
	{ "AAVE", "aave" },
	{ "MKR", "maker" },
	{ "CRV", "curve-dao-token" },
	{ "LDO", "lido-dao" },
	{ "MATIC", "matic-network" },
	{ "POL", "polygon-ecosystem-token" },
	{ "PEPE", "pepe" },
	{ "BONK", "bonk" },
	{ "SHIB", "shiba-inu" },
	{ "FLOKI", "floki" },
	{ "WIF", "dogwifcoin" },
	{ "POPCAT", "popcat" },
	{ "FARTCOIN", "fartcoin" },
	{ "PENGU", "pudgy-penguins" },
	{ "MON", "monad" },
	{ "PENDLE", "pendle" },
	{ "TAO", "bittensor" },
	{ "MAVIA", "heroes-of-mavia" },
	{ "JUP", "jupiter-exchange-solana" },
	{ "RENDER", "render-token" },
	{ "RNDR", "render-token" },
	{ "ONDO", "ondo-finance" },
	{ "ENA", "ethena" },
	{ "FET", "fetch-ai" },
	{ "HYPE", "hyperliquid" },
	{ "WLD", "worldcoin-wld" },
	{ "STX", "blockstack" },
	{ "IMX", "immutable-x" },
	{ "GRT", "the-graph" },
	{ "RUNE", "thorchain" },
	{ "SNX", "havven" },
	{ "COMP", "compound-governance-token" },
	{ "DYDX", "dydx-chain" },
	{ "GMX", "gmx" },
	{ "SAND", "the-sandbox" },
	{ "MANA", "decentraland" },
	{ "AXS", "axie-infinity" },
	{ "GALA", "gala" },
	{ "APE", "apecoin" },
	{ "CHZ", "chiliz" },
	{ "ENJ", "enjincoin" },
	{ "XTZ", "tezos" },
	{ "ALGO", "algorand" },
	{ "EOS", "eos" },
	{ "VET", "vechain" },
	{ "THETA", "theta-token" },
	{ "FTM", "fantom" },
	{ "EGLD", "elrond-erd-2" },
	{ "FLOW", "flow" },
	{ "KAVA", "kava" },
	{ "ZEC", "zcash" },
	{ "DASH", "dash" },
	{ "XMR", "monero" },
	{ "NEO", "neo" },
	{ "IOTA", "iota" },
	{ "QTUM", "qtum" },
	{ "ZIL", "zilliqa" },
	{ "ONT", "ontology" },
	{ "KSM", "kusama" },
	{ "YFI", "yearn-finance" },
	{ "SUSHI", "sushi" },
	{ "1INCH", "1inch" },
	{ "BAL", "balancer" },
	{ "ZRX", "0x" },
	{ "BAT", "basic-attention-token" },
	{ "CELO", "celo" },
	{ "MINA", "mina-protocol" },
	{ "ROSE", "oasis-network" },
	{ "AR", "arweave" },
	{ "KAS", "kaspa" },
	{ "STRK", "starknet" },
	{ "ZK", "zksync" },
	{ "ZRO", "layerzero" },
	{ "W", "wormhole" },
	{ "JTO", "jito-governance-token" },
	{ "PYTH", "pyth-network" },
	{ "DYM", "dymension" },
	{ "MANTA", "manta-network" },
	{ "ALT", "altlayer" },
	{ "PIXEL", "pixels" },
	{ "ETHFI", "ether-fi" },
	{ "BLUR", "blur" },
	{ "MEME", "memecoin-2" },
	{ "ORDI", "ordinals" },
	{ "SATS", "sats-ordinals" },
	{ "BOME", "book-of-meme" },
	{ "MEW", "cat-in-a-dogs-world" },
	{ "BRETT", "based-brett" },
	{ "TURBO", "turbo" },
	{ "MOG", "mog-coin" },
	{ "NEIRO", "neiro-3" },
	{ "GOAT", "goatseus-maximus" },
	{ "MOODENG", "moo-deng" },
	{ "PNUT", "peanut-the-squirrel" },
	{ "ACT", "act-i-the-ai-prophecy" },
	{ "VIRTUAL", "virtual-protocol" },
	{ "AIXBT", "aixbt" },
	{ "TRUMP", "official-trump" },
	{ "MOVE", "movement" },
	{ "BERA", "berachain-bera" },
	{ "IP", "story-2" },
	{ "KAITO", "kaito" },
	{ "S", "sonic-3" },
	{ "GAS", "gas" },
	{ "CAKE", "pancakeswap-token" },
	{ "CFX", "conflux-token" },
	{ "MASK", "mask-network" },
	{ "LRC", "loopring" },
	{ "ENS", "ethereum-name-service" },
	{ "RSR", "reserve-rights-token" },
	{ "TRB", "tellor" },
	{ "BLAST", "blast" },
	{ "EIGEN", "eigenlayer" },
	{ "POLYX", "polymesh" },
	{ "PEOPLE", "constitutiondao" },
	{ "UMA", "uma" },
	{ "BIGTIME", "big-time" },
	{ "ARK", "ark" },
	{ "ARKM", "arkham" },
	{ "NOT", "notcoin" },
	{ "TON", "the-open-network" },
	{ "OM", "mantra-dao" },
	{ "JASMY", "jasmycoin" },
	{ "LUNC", "terra-luna" },
	{ "LUNA", "terra-luna-2" },
	{ "USTC", "terrausd" },
	{ "FTT", "ftx-token" },
	{ "SRM", "serum" },
	{ "SUPER", "superfarm" },
	{ "AEVO", "aevo-exchange" },
	{ "GMT", "stepn" },
	{ "WOO", "woo-network" },
	{ "MAGIC", "magic" },
	{ "STG", "stargate-finance" },
	{ "RDNT", "radiant-capital" },
	{ "AGIX", "singularitynet" },
	{ "OCEAN", "ocean-protocol" },
	{ "HIGH", "highstreet" },
	{ "ILV", "illuvium" },
	{ "CKB", "nervos-network" },
	{ "IO", "io" },
	{ "OMNI", "omni-network" },
	{ "REZ", "renzo" },
	{ "SAGA", "saga-2" },
	{ "TNSR", "tensor" },
	{ "BANANA", "banana-gun" },
	{ "RATS", "rats" },
	{ "DOGS", "dogs-2" },
	{ "CATI", "catizen" },
	{ "HMSTR", "hamster-kombat" },
	{ "SCR", "scroll" },
	{ "GRASS", "grass" },
	{ "PURR", "purr-2" },
	{ "SPX", "spx6900" },
	{ "XVG", "verge" },
};
/* clang-format on */

void rv_coin_ids_default(rv_coin_ids *t)
{
	memset(t, 0, sizeof(*t));
	t->n = sizeof(defaults) / sizeof(defaults[0]);
	memcpy(t->list, defaults, sizeof(defaults));
}

static const char *find(const rv_coin_ids *t, const char *symbol)
{
	for (size_t i = 0; i < t->n; i++) {
		if (rv_symbol_equal(t->list[i].symbol, symbol))
			return t->list[i].id;
	}
	return NULL;
}

const char *rv_coin_ids_find(const rv_coin_ids *t, const rv_aliases *aliases, const char *name)
{
	const char *id = find(t, name);
	return id ? id : find(t, rv_aliases_coin(aliases, name));
}

void rv_coin_ids_sim(const rv_coin_ids *t, const rv_aliases *aliases, const char *name,
		     char out[RV_COIN_ID_MAX])
{
	const char *id = rv_coin_ids_find(t, aliases, name);
	(void)snprintf(out, RV_COIN_ID_MAX, "%s", id ? id : name);
	for (char *p = out; *p; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	}
}
