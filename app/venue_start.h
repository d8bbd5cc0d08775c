/*
 * The built-in simulated venue of a desk, and where its accounts are kept. Main thread.
 */
#ifndef RV_APP_VENUE_START_H
#define RV_APP_VENUE_START_H

#include "engine/base/log.h"
#include "feeds/sim/sim.h"

#include <stddef.h>

/*
 * DIR/venue-sim-SEED.db, with a chosen start DIR/venue-sim-SEED-START.db (START in UTC, to the
 * second, "20260116T123000Z"): another start is another world, with accounts of its own, and the
 * same one is gone on with. "" where accounts are in memory: no dir, a replay, a caller's clock.
 * RV_ERANGE with a line.
 */
RV_NODISCARD rv_status rv_venue_accounts(const rv_sim_params *p, const char *dir, char *out,
					 size_t cap, rv_err *err);

/*
 * Starts the venue with its accounts in the state folder (dir NULL: in memory). Where their file
 * cannot be used the venue runs without accounts, for a desk that only watches, and why has the
 * reason; else why->text is "".
 */
RV_NODISCARD rv_status rv_venue_start(const rv_sim_params *p, const char *dir, rv_log *log,
				      rv_sim **out, rv_err *why, rv_err *err);

#endif
