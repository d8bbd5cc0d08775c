/*
 * What tests may do to accounts behind a client's back: fills that nobody ordered, deposits, traded
 * volume. Owner: the venue's thread.
 */
#ifndef RV_FEEDS_SIMX_CONTROL_H
#define RV_FEEDS_SIMX_CONTROL_H

#include "engine/base/status.h"
#include "feeds/simx/simx.h"

struct cJSON;

/*
 * {"user","coin","side":"B"|"A","sz"[,"px"][,"kind":"foreign"|"adl"|"liquidation"]}: a fill at px
 * (default: the last price). "foreign" (default) is an order of some other client on the account,
 * with an oid and no cloid; "liquidation" with no coin closes everything the account has.
 */
RV_NODISCARD rv_status rv_simx_control_fill(rv_simx *x, const struct cJSON *json, rv_err *err);
/* {"user","usdc"}: money in, below zero out. */
RV_NODISCARD rv_status rv_simx_control_deposit(rv_simx *x, const struct cJSON *json, rv_err *err);
/* {"user"[,"agent"][,"equity"][,"volume"]}: a new account or agent, and the volume it has traded.
 */
RV_NODISCARD rv_status rv_simx_control_account(rv_simx *x, const struct cJSON *json, rv_err *err);
/* Index of a coin by its exact name, or SIZE_MAX. */
size_t rv_simx_coin_find(const rv_simx *x, const char *name);

#endif
