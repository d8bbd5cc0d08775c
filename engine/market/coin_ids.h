/*
 * Which coin a symbol is, for data providers that know coins by id: symbols are not unique there
 * (several coins call themselves PEPE), ids are. Never matched by name. Pure; any thread.
 */
#ifndef RV_MARKET_COIN_IDS_H
#define RV_MARKET_COIN_IDS_H

#include "engine/market/aliases.h"

enum { RV_COIN_IDS_CAP = 512, RV_COIN_ID_MAX = 48 };

typedef struct rv_coin_id {
	char symbol[RV_SYMBOL_MAX], id[RV_COIN_ID_MAX];
} rv_coin_id;

typedef struct rv_coin_ids {
	size_t n;
	rv_coin_id list[RV_COIN_IDS_CAP];
} rv_coin_ids;

void rv_coin_ids_default(rv_coin_ids *t);
/*
 * The id of an instrument: that of its name, else that of its coin (kPEPE: PEPE), without regard to
 * case. NULL when the table does not know it.
 */
const char *rv_coin_ids_find(const rv_coin_ids *t, const rv_aliases *aliases, const char *name);
/* What a simulated venue calls a coin that the table does not know: its name in lower case. */
void rv_coin_ids_sim(const rv_coin_ids *t, const rv_aliases *aliases, const char *name,
		     char out[RV_COIN_ID_MAX]);

#endif
