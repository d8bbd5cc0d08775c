/*
 * What executing an order has cost, in USD and basis points, > 0 is cost.
 *
 * The way of a price: the mid at which it was decided, at which a person approved it, at which each
 * of its orders arrived, the fills, the close. Costs of what was filled, side * (later - earlier) *
 * qty: they add up to the total without a remainder. Prices in USD, qty in coins. NaN = unknown: a
 * part that needs it is NaN, and its sums leave the order out and count it. Plain data; any thread,
 * one order one thread. docs/book.md, "What execution costs".
 */
#ifndef RV_BOOK_TCA_H
#define RV_BOOK_TCA_H

#include "engine/book/subbook.h"

typedef enum rv_tca_part {
	RV_TCA_WAIT,   /* decision -> approval: the person */
	RV_TCA_DELAY,  /* approval -> arrival: the desk, and the slices of a TWAP */
	RV_TCA_IMPACT, /* arrival -> fill: spread and depth */
	RV_TCA_FEE,
	RV_TCA_TOTAL,  /* the four: decision -> fill and fee; known whenever the decision is */
	RV_TCA_CLOSE,  /* fill against the close, without the fee */
	RV_TCA_MISSED, /* what was not filled: decision -> close on it */
	RV_TCA_N
} rv_tca_part;

const char *rv_tca_name(rv_tca_part p); /* "wait", "delay", ... */

typedef struct rv_tca {
	int side;			  /* +1 buy, -1 sell */
	double ordered;			  /* coins */
	double decision, approval, close; /* mids; NaN unknown */
	double qty, value, arrival;	  /* filled; sum of px * qty, of mid at arrival * qty */
	double fee;
} rv_tca;

/* RV_EINVAL: side neither, ordered not > 0, a price that is known and not > 0. */
RV_NODISCARD rv_status rv_tca_begin(rv_tca *t, int side, double ordered, double decision,
				    double approval);
/* A fill of qty coins; arrival: mid when its order arrived, NaN unknown. RV_EINVAL: qty or px not
 * > 0, fee unknown; nothing changes. */
RV_NODISCARD rv_status rv_tca_fill(rv_tca *t, double qty, double px, double arrival, double fee);
/* The close that it is compared with. RV_EINVAL: not > 0. */
RV_NODISCARD rv_status rv_tca_close(rv_tca *t, double close);

typedef struct rv_tca_cost {
	double usd[RV_TCA_N];
	double basis[RV_TCA_N]; /* USD: filled qty at the decision (at the fills when that is not
				 * known); of MISSED what was not filled */
	double bps[RV_TCA_N];	/* of basis; NaN when that is 0 */
} rv_tca_cost;

void rv_tca_cost_of(const rv_tca *t, rv_tca_cost *out);

/* ---- sums ---- */

typedef struct rv_tca_sum {
	struct {
		double usd, basis;
		size_t n, unknown; /* orders in it; orders that could not be */
	} part[RV_TCA_N];
} rv_tca_sum;

/* Adds a share (0, 1] of an order. RV_EINVAL: another share. */
RV_NODISCARD rv_status rv_tca_add(rv_tca_sum *s, const rv_tca_cost *c, double share);
/* To each sub-book by what it traded with the venue (rv_coin_shares.traded, summed over the order's
 * fills); to nobody when all are 0. */
RV_NODISCARD rv_status rv_tca_add_shares(rv_tca_sum sub[RV_SUB_N], const rv_tca_cost *c,
					 const int64_t traded[RV_SUB_N]);
double rv_tca_mean_bps(const rv_tca_sum *s, rv_tca_part p); /* by value; NaN without any */

#endif
