/*
 * The books in a file, so that a venue that was stopped or killed goes on where it was: accounts
 * with positions, agents and allowance, used nonces, open orders in their priority, order records,
 * fills, funding and transfers as far back as somebody can ask for them, the counters of ids, and
 * the instants up to which the market was looked at and funding was paid.
 *
 * After each piece of work what it changed is written and synced, in one transaction, before
 * anybody hears of it. Not kept: the ledger's list of actions, prices moved by hand, fills that a
 * fault plan holds back, what was taken from the depth of the last second. Owner: the venue's
 * thread. docs/sim.md.
 */
#ifndef RV_FEEDS_SIMX_KEEP_H
#define RV_FEEDS_SIMX_KEEP_H

#include "engine/base/status.h"
#include "feeds/simx/simx.h"

typedef struct rv_simx_keep rv_simx_keep;

/* What the venue's clock said when something was written last. */
typedef struct rv_simx_keep_clock {
	int64_t venue_ms;   /* without a fault plan's offset */
	int64_t machine_ms; /* UTC */
	int64_t speed;	    /* millionths; 0: it stood still (stopped, or somebody else's clock) */
} rv_simx_keep_clock;

/*
 * Opens or makes the file of a market. One line in err when it is not such a file, is damaged, in
 * use, or of another seed.
 */
RV_NODISCARD rv_status rv_simx_keep_open(const char *path, uint64_t seed, rv_simx_keep **out,
					 rv_err *err);
void rv_simx_keep_close(rv_simx_keep *k); /* NULL is a no-op */

/* A number drawn when the file was made, never 0: other accounts, another number. */
uint64_t rv_simx_keep_world(const rv_simx_keep *k);
/* False: the file is new. */
bool rv_simx_keep_last(const rv_simx_keep *k, rv_simx_keep_clock *out);

/*
 * Reads the books into x, which is new and without accounts, and checks that they add up. From now
 * on x notes what changes. RV_EDATA: not these instruments, or something is missing or wrong; x is
 * then of no use.
 */
RV_NODISCARD rv_status rv_simx_keep_load(rv_simx_keep *k, rv_simx *x, rv_err *err);

/*
 * Writes what has changed since the last call, and the clock with it; with tick the clock alone if
 * nothing else. When it fails x accepts nothing more, and what it did must not be told.
 */
RV_NODISCARD rv_status rv_simx_keep_save(rv_simx_keep *k, rv_simx *x, const rv_simx_keep_clock *c,
					 bool tick, rv_err *err);

#endif
