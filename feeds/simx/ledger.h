/*
 * The venue's own books as JSON, to judge a client by, and their sums, to judge the venue by.
 * Owner: the venue's thread.
 */
#ifndef RV_FEEDS_SIMX_LEDGER_H
#define RV_FEEDS_SIMX_LEDGER_H

#include "feeds/sim/out.h"
#include "feeds/simx/simx.h"

/* Everything that is kept: docs/sim.md, The ledger. May fail for size (out->failed). */
void rv_simx_ledger(const rv_simx *x, rv_sim_out *out);

/*
 * RV_EDATA with the first thing that does not add up: sizes over all accounts and the market, cash
 * against deposits, positions against fills, what is left of an order against what it filled.
 */
RV_NODISCARD rv_status rv_simx_audit(const rv_simx *x, rv_err *err);

#endif
