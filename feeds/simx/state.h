/*
 * The books of the simulated venue as one object, shared by the files of feeds/simx. Others include
 * feeds/simx/simx.h. Owner: the venue's thread.
 *
 * Every trade has two sides: accounts, or an account and the synthetic market. Cash moves from one
 * to the other, fees to the house, so that at any time
 *   sum(accounts' cash) + market_cash + house_cash = sum(deposited)   to the micro-USDC, and
 *   sum(accounts' szi) + market_szi = 0                               for every coin.
 */
#ifndef RV_FEEDS_SIMX_STATE_H
#define RV_FEEDS_SIMX_STATE_H

#include "engine/base/status.h"
#include "feeds/simx/events.h"
#include "feeds/simx/market.h"
#include "feeds/simx/nonces.h"
#include "feeds/simx/simx.h"
#include "feeds/simx/types.h"

/* Synthetic depth of one coin in the present second, less what was taken. */
typedef struct rv_simx_depth {
	int64_t second; /* INT64_MIN: not looked at yet */
	size_t n[2];
	rv_simx_level level[2][RV_SIMX_LEVELS]; /* sz = left */
	size_t best[2];				/* first level with something left */
} rv_simx_depth;

/* An action that was admitted: its nonce is used up, whatever the business answer was. */
typedef struct rv_simx_act {
	int64_t time, nonce;
	unsigned char signer[RV_SIMX_ADDRESS];
	int account;
	int orders_ok; /* orders of it that were accepted */
	const char *type;
} rv_simx_act;

struct rv_simx {
	rv_simx_params p;
	rv_simx_market m;
	int64_t now;	      /* of the market; never goes back */
	int64_t ahead;	      /* the venue's clock - now */
	int64_t funding_hour; /* the next to be paid */
	size_t n_accounts;
	rv_simx_account *accounts[RV_SIMX_ACCOUNTS];
	rv_simx_order **heads[2]; /* [n_coins] best resting order; 0 = bids */
	rv_simx_depth *depth;	  /* [n_coins] */
	int64_t *market_szi;	  /* [n_coins] */
	bool *settled;		  /* [n_coins] delisted and done */
	int64_t market_cash, house_cash;
	int64_t next_oid, next_tid;
	rv_simx_nonces nonces;
	rv_simx_events events;
	RV_SIMX_LIST(rv_simx_act) acts;
	int64_t n_resting;
	int64_t refused;		 /* actions refused as a whole */
	struct rv_simx_request *request; /* the one that was read last; exchange.c */
	bool kept; /* in a file: touched is the orders that are newer than their record there */
	RV_SIMX_LIST(rv_simx_order *) touched;
	bool failed; /* out of memory or disk once: the books are no longer complete */
};

/* The stamp of what happens now. */
static inline int64_t rv_simx_stamp(const rv_simx *x)
{
	return x->now + x->ahead;
}

static inline rv_simx_coin rv_simx_coin_of(const rv_simx *x, size_t coin)
{
	rv_simx_coin c;
	x->m.ops->coin(&x->m, coin, &c);
	return c;
}

/* px * sz in micro-USDC, cut toward zero. */
int64_t rv_simx_notional(const rv_simx_coin *c, int64_t px, int64_t sz);

#endif
