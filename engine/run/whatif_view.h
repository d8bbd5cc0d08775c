/*
 * What a set of approvals would do before any of them is given: the account and the hedge as they
 * are, and with the set filled at the marks. Plain data; NaN unknown.
 */
#ifndef RV_RUN_WHATIF_VIEW_H
#define RV_RUN_WHATIF_VIEW_H

#include "engine/book/hedge.h"
#include "engine/book/program.h"
#include "engine/run/override_view.h"

enum { RV_WHATIF_TEXT = 120 };

typedef struct rv_whatif_side {
	double gross_usd, net_usd;	 /* of the positions, at the marks */
	double margin, stress;		 /* account over maintenance; INFINITY: none is needed */
	bool hedge_known;		 /* else of the rest nothing is */
	double delta[RV_HEDGE_LEGS];	 /* USD of a factor that everything held moves with */
	double target[RV_HEDGE_LEGS];	 /* that it is meant to have */
	double trigger[RV_HEDGE_LEGS];	 /* an order comes when the distance is above it */
	double order_usd[RV_HEDGE_LEGS]; /* that the hedge would send, signed; 0 none */
} rv_whatif_side;

typedef struct rv_whatif_view {
	uint64_t nonce; /* of the command that asked; 0: nobody has */
	int64_t uid;
	bool ok;
	char text[RV_WHATIF_TEXT]; /* why there is none */
	int64_t utc_ms;
	double took_ms;		   /* the engine's time for it */
	uint64_t program;	   /* 0: of tickets */
	size_t n_orders;	   /* tickets, or legs that are not left out */
	double usd;		   /* of the orders, unsigned */
	double cost_usd, edge_usd; /* slippage and fees; what is expected of it; NaN unknown */
	rv_whatif_side before, after;
	size_t n_coins;			   /* whose position changes */
	rv_op_coin coins[RV_PROGRAM_LEGS]; /* in the order of the set; lots held */
} rv_whatif_view;

#endif
