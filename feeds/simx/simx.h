/*
 * The trading half of the simulated venue: accounts, orders, matching, margin, funding. No sockets,
 * no clock; docs/sim.md says what it does and what it leaves out.
 *
 * Integers throughout: prices and sizes in the coin's units, money in micro-USDC. All functions
 * belong to the venue's thread.
 */
#ifndef RV_FEEDS_SIMX_SIMX_H
#define RV_FEEDS_SIMX_SIMX_H

#include "engine/base/status.h"
#include "feeds/simx/events.h"
#include "feeds/simx/market.h"
#include "feeds/simx/types.h"

typedef struct rv_simx_params {
	int64_t start_ms; /* of the market; ids grow from it, so that a later life has higher ones
			   */
	int64_t equity;	  /* micro-USDC of an account that says none */
	bool adopt;	  /* an unknown signer becomes an agent of account 0 */
	bool mainnet;	  /* signatures are made for "a", else for "b" */
} rv_simx_params;

typedef struct rv_simx rv_simx;

/* m is copied; what it points to is borrowed. */
RV_NODISCARD rv_status rv_simx_new(const rv_simx_market *m, const rv_simx_params *p, rv_simx **out);
void rv_simx_free(rv_simx *x);

/*
 * A new account with this much money (0 = the default), or a known one, which keeps what it has;
 * agent (NULL or zero: none) may sign for it for 180 days from now. RV_EFULL; RV_EEXIST: the agent
 * belongs to another account, or is one.
 */
RV_NODISCARD rv_status rv_simx_add(rv_simx *x, const unsigned char master[RV_SIMX_ADDRESS],
				   const unsigned char agent[RV_SIMX_ADDRESS], const char *name,
				   int64_t equity);
/* By master address; NULL: no such account (an agent has none). x may be NULL. */
rv_simx_account *rv_simx_find(const rv_simx *x, const unsigned char address[RV_SIMX_ADDRESS]);
/* The account an address may sign for at this time of the clock, or NULL. */
rv_simx_account *rv_simx_signer_account(const rv_simx *x,
					const unsigned char signer[RV_SIMX_ADDRESS]);

/*
 * Lets the market move to market_ms: resting orders that its path crossed fill, funding is paid,
 * scheduled cancels trigger, accounts without margin are liquidated, delisted coins settle.
 * clock_ms is what the venue's clock says then; stamps and nonces follow it.
 */
void rv_simx_advance(rv_simx *x, int64_t market_ms, int64_t clock_ms);
/* Prices of a coin have been moved by hand: its book is looked at again. */
void rv_simx_moved(rv_simx *x, size_t coin);
/* Something may happen without a request: orders rest, positions are open. */
bool rv_simx_awake(const rv_simx *x);
/* Ran out of memory or disk: the books are not complete any more and nothing is accepted. */
bool rv_simx_failed(const rv_simx *x);

/* What has happened since the last take; *n events, valid until the next call of any function. */
const rv_simx_event *rv_simx_events_take(rv_simx *x, size_t *n);

#endif
