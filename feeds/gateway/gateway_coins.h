/*
 * The venue's universe as the gateway asked for it itself: asset ids, names, size decimals. What an
 * order's bytes mean is read with this table, never with the engine's. Any thread.
 */
#ifndef RV_FEEDS_GATEWAY_COINS_H
#define RV_FEEDS_GATEWAY_COINS_H

#include "engine/base/status.h"
#include "feeds/hyperliquid/parse_info.h"

typedef struct rv_coins rv_coins;

RV_NODISCARD rv_status rv_coins_new(rv_coins **out);
void rv_coins_free(rv_coins *c);

/* Replaces the table. */
void rv_coins_set(rv_coins *c, const rv_hl_meta *m);
bool rv_coins_known(rv_coins *c);
/* RV_ENOENT: not in the universe. */
RV_NODISCARD rv_status rv_coins_of_asset(rv_coins *c, int asset, int *sz_decimals);
RV_NODISCARD rv_status rv_coins_of_symbol(rv_coins *c, const char *symbol, int *sz_decimals);

#endif
