/*
 * The simulated venue: a server on loopback that speaks Hyperliquid's protocol.
 *
 * POST /info, POST /exchange and WebSocket /ws as docs/sim.md describes, with weights, limits,
 * error bodies and a fault plan. Two sources of prices: a seeded market, a pure function of (seed,
 * UTC time), so that a restarted venue tells the same history; or the replay of a store. Every HTTP
 * answer and the WebSocket handshake carry `Server: rvdesk-sim` and `X-Sim-Clock:
 * utc_ms=N;speed=X;source=S` (S = seed or replay): no one may take it for a market. One thread of
 * its own.
 */
#ifndef RV_FEEDS_SIM_SIM_H
#define RV_FEEDS_SIM_SIM_H

#include "engine/base/clock.h"
#include "engine/base/log.h"
#include "engine/base/status.h"
#include "engine/market/aliases.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RV_SIM_SPEED_MOST = 86400, /* a day a second */
	RV_SIM_ADDRESS = 20,
	RV_SIM_ACCOUNTS_MAX = 64,
	RV_SIM_EQUITY_MOST = 1000000000 /* USDC */
};

/* A paper account, and who may sign for it besides the master itself. */
typedef struct rv_sim_account {
	unsigned char master[RV_SIM_ADDRESS];
	unsigned char agent[RV_SIM_ADDRESS]; /* all zero: none */
	int64_t equity_usd;		     /* at its start; 0 = rv_sim_params.equity_usd */
} rv_sim_account;

typedef struct rv_sim_params {
	const char *listen; /* "127.0.0.1:0" picks a free port */
	uint64_t seed;	    /* default 7 */
	double speed;	    /* venue seconds per real second, default 1, at most the above */
	int64_t start_ms;   /* venue UTC at start; 0 = the machine's clock (seeded) or as
			       replay.h says; a replay starts inside the store's hourly bars */
	/*
	 * Without a start_ms and a replay: the time of day at which the venue starts, ms after
	 * 00:00 UTC; 0 = as said above. A world that was left within the half hour after it goes on
	 * from there, another one jumps to the next such time, a fresh one starts at yesterday's.
	 */
	int64_t start_day_ms;
	const char *replay_store; /* NULL = seeded market */
	unsigned coins; /* only the first so many of its coins; 0 = all. The same prices */
	const rv_aliases *aliases; /* of a replay; NULL = the default table */
	const char *faults;	   /* fault plan file, NULL = none */
	bool real_limits;	   /* false: generous weight limits */
	const rv_clock *clock;	   /* venue clock to use instead of its own (pictures, tests): start
				      and speed are then ignored; the caller moves it and calls kick */
	/* Trading. Without an account every signer "does not exist". */
	const rv_sim_account *accounts; /* copied at the start */
	size_t n_accounts;
	int64_t equity_usd; /* of an account that says none, default 100000, at most the above */
	/*
	 * Where accounts, orders, fills and nonces are kept from one life of the venue to the next;
	 * NULL: in memory. Seeded market only. The venue's clock never runs backwards against it:
	 * without a start_ms it starts at the machine's clock or where the file was left, whichever
	 * is later; a start_ms before that is refused, or with accounts_resume put off to it.
	 */
	const char *accounts_path;
	bool accounts_resume;
	bool adopt;	   /* tests: a signer that nobody knows becomes an agent of accounts[0] */
	bool mainnet;	   /* signatures say "a" (mainnet); default "b" (testnet), so that an
			      order for this venue is worth nothing at the real one */
	bool test_control; /* POST /_test/...: fills, deposits and moves that nobody ordered */
	int64_t ack_ms;	   /* an action's answer waits so long after it is done, default 0 */
} rv_sim_params;

void rv_sim_params_default(rv_sim_params *p);

typedef struct rv_sim rv_sim;

/* Builds the market, listens, starts the thread. Errors are one line in err. */
RV_NODISCARD rv_status rv_sim_start(const rv_sim_params *p, rv_log *log, rv_sim **out, rv_err *err);
void rv_sim_stop(rv_sim *s); /* joins; NULL is a no-op */
/* "http://127.0.0.1:PORT", valid until stop. */
const char *rv_sim_url(const rv_sim *s);
/* Venue UTC at which it started. */
int64_t rv_sim_start_ms(const rv_sim *s);
/* A number that the accounts' file was given when it was made, so that others' accounts can be told
 * from its own; 0: they are in memory. */
uint64_t rv_sim_world(const rv_sim *s);
/* Close of a replay's last bar: no prices from then on. INT64_MAX for the seeded market. */
int64_t rv_sim_end_ms(const rv_sim *s);
/* Makes the venue look at its clock now and push a block; for a caller that owns the clock. */
void rv_sim_kick(rv_sim *s);

/*
 * The following ask the venue's thread and wait until it has done it; any thread but that one.
 * RV_ETIMEOUT: it did not answer within seconds; RV_ECLOSED: it has ended.
 */

/*
 * A new account with this many USDC (0 = the default), or a known one, which keeps its money. The
 * agent (NULL or zero: none) may sign for it for 180 days of the venue's time from now. RV_EFULL:
 * no room; RV_EEXIST: the agent signs for another account, or is one.
 */
RV_NODISCARD rv_status rv_sim_add_account(rv_sim *s, const unsigned char master[RV_SIM_ADDRESS],
					  const unsigned char agent[RV_SIM_ADDRESS],
					  int64_t equity_usd);
/* The venue's own books as JSON, as GET /_test/ledger answers; the caller frees *json. */
RV_NODISCARD rv_status rv_sim_ledger(rv_sim *s, char **json);

#endif
