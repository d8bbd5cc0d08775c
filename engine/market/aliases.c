/* Other names of the same coin; see aliases.h. */
#include "engine/market/aliases.h"

#include "engine/market/symbol.h"

#include <stdio.h>
#include <string.h>

/* The units that Hyperliquid (k) and Binance (1000) trade in. */
static const char *const defaults[][2] = {
	{ "kPEPE", "PEPE" },	    { "kBONK", "BONK" },      { "kSHIB", "SHIB" },
	{ "kFLOKI", "FLOKI" },	    { "kLUNC", "LUNC" },      { "kNEIRO", "NEIRO" },
	{ "kDOGS", "DOGS" },	    { "1000PEPE", "PEPE" },   { "1000BONK", "BONK" },
	{ "1000SHIB", "SHIB" },	    { "1000FLOKI", "FLOKI" }, { "1000LUNC", "LUNC" },
	{ "1000SATS", "SATS" },	    { "1000RATS", "RATS" },   { "1000CAT", "CAT" },
	{ "1000CHEEMS", "CHEEMS" }, { "1000WHY", "WHY" },     { "1000X", "X" },
	{ "1000XEC", "XEC" },	    { "1000TURBO", "TURBO" }, { "1MBABYDOGE", "BABYDOGE" },
	{ "1000000MOG", "MOG" },    { "1000000BOB", "BOB" },  { "1000DOGS", "DOGS" },
	{ "1000NEIRO", "NEIRO" },
};

void rv_aliases_default(rv_aliases *a)
{
	memset(a, 0, sizeof(*a));
	for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++) {
		rv_alias *to = &a->list[a->n++];
		(void)snprintf(to->name, sizeof(to->name), "%s", defaults[i][0]);
		(void)snprintf(to->coin, sizeof(to->coin), "%s", defaults[i][1]);
	}
}

const char *rv_aliases_coin(const rv_aliases *a, const char *name)
{
	for (size_t i = 0; i < a->n; i++) {
		if (rv_symbol_equal(a->list[i].name, name))
			return a->list[i].coin;
	}
	return name;
}

bool rv_aliases_same(const rv_aliases *a, const char *x, const char *y)
{
	return strcmp(x, y) != 0 && rv_symbol_equal(rv_aliases_coin(a, x), rv_aliases_coin(a, y));
}
