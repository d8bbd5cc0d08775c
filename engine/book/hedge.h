/*
 * The hedge: how far the book's delta to BTC and to ETH is from where it should be, and the order
 * that brings it back.
 *
 * Everything is in USD and from confirmed lots: what is ordered, projected or promised is not there
 * yet. Actual: what every coin that is held moves with the factor, the factor coin itself with 1.
 * Target: what is meant to be open, that is momentum's delta within its limit and all of the
 * operator's. Neutral books have none, and neither the hedge nor what nobody ordered has one.
 *
 * A price that is needed and unknown: no order, and the reason names the coin. An unknown beta: the
 * last valid ones of the coin, then 1 on BTC and 0 on ETH, counted in `assumed`. Pure; any thread.
 * Formulas: docs/book-day.md, "Hedge".
 */
#ifndef RV_BOOK_HEDGE_H
#define RV_BOOK_HEDGE_H

#include "engine/book/subbook.h"
#include "engine/market/types.h"

enum { RV_HEDGE_BTC, RV_HEDGE_ETH, RV_HEDGE_LEGS };
enum { RV_HEDGE_TEXT = 160 };

typedef struct rv_hedge_params {
	char names[RV_HEDGE_LEGS][RV_SYMBOL_MAX]; /* BTC ETH */
	double trigger_nav, trigger_usd;	  /* max(.01 NAV, 10) */
	double back_share;	/* of the trigger that is left after an order: .25 */
	double momentum_most;	/* of NAV, of each factor: .25 */
	double least_order_usd; /* the venue's: 10 */
} rv_hedge_params;

void rv_hedge_params_default(rv_hedge_params *p);
/* NULL, or what is wrong with them: static text. */
const char *rv_hedge_params_error(const rv_hedge_params *p);

typedef struct rv_hedge_coin {
	char symbol[RV_SYMBOL_MAX];
	int sz_decimals;	    /* 0 .. 6 */
	double price;		    /* USD */
	int64_t lots[RV_SUB_N];	    /* confirmed, signed */
	double beta[RV_HEDGE_LEGS]; /* as frozen by the last phase; of a factor coin not read */
	double last[RV_HEDGE_LEGS]; /* the last that were valid; NaN never */
} rv_hedge_coin;

typedef struct rv_hedge_input {
	double nav;
	bool risk_off;		       /* of the leaders or of S4: momentum's target is 0 */
	bool in_flight[RV_HEDGE_LEGS]; /* an order of the leg is not over: no second one */
} rv_hedge_input;

typedef enum rv_hedge_verdict {
	RV_HEDGE_QUIET, /* within the trigger */
	RV_HEDGE_ORDER,
	RV_HEDGE_WAITS,	 /* one is in flight */
	RV_HEDGE_SMALL,	 /* under the venue's least order, or under a lot */
	RV_HEDGE_UNKNOWN /* a price or the NAV */
} rv_hedge_verdict;

/* What an order asked for now would be, whatever the trigger; what it leaves is the same. */
typedef struct rv_hedge_now {
	rv_hedge_verdict verdict; /* QUIET: within what an order leaves */
	int64_t lots;		  /* signed; 0 none */
	double usd;		  /* its value, signed */
	double after;		  /* actual once it is filled; NaN: there is none */
	char reason[RV_HEDGE_TEXT];
} rv_hedge_now;

typedef struct rv_hedge_leg {
	double by_sub[RV_SUB_N]; /* exposure of each sub-book, USD */
	double actual, target;	 /* USD; NaN unknown */
	double distance;	 /* actual - target */
	double trigger;		 /* an order when |distance| is above it */
	double left;		 /* |distance| that an order leaves, before rounding */
	size_t assumed;		 /* coins whose beta is not that of the last phase */
	int64_t lots;		 /* wanted order, signed; 0 none */
	double usd;		 /* its value, signed */
	rv_hedge_verdict verdict;
	char reason[RV_HEDGE_TEXT];
	rv_hedge_now now;
} rv_hedge_leg;

/*
 * RV_EINVAL: parameters or decimals out of range, two coins of one name as a factor;
 * RV_ERANGE: an order beyond int64. Then out is not to be read.
 */
RV_NODISCARD rv_status rv_hedge_run(const rv_hedge_params *p, const rv_hedge_input *in,
				    const rv_hedge_coin *coins, size_t n,
				    rv_hedge_leg out[RV_HEDGE_LEGS]);

/* The betas that count for a coin; true when they are not those of the last phase. A pair of betas
 * is one estimate: with one of them unknown neither is used. */
bool rv_hedge_betas(const rv_hedge_coin *c, double beta[RV_HEDGE_LEGS]);
/* The last valid betas after a phase's estimate. */
void rv_hedge_remember(double last[RV_HEDGE_LEGS], const double now[RV_HEDGE_LEGS]);

const char *rv_hedge_verdict_name(rv_hedge_verdict v);

#endif
