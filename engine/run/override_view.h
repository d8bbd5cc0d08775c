/*
 * What the snapshot says of overrides: those that are set, and what one that somebody asks about
 * would do before it is taken. Plain data; NaN is unknown.
 */
#ifndef RV_RUN_OVERRIDE_VIEW_H
#define RV_RUN_OVERRIDE_VIEW_H

#include "engine/book/hedge.h"
#include "engine/book/overrides.h"

enum { RV_OP_COINS = 6, RV_OP_TEXT = 120 };

/* The net target of a coin, all sub-books together. */
typedef struct rv_op_coin {
	char symbol[RV_SYMBOL_MAX];
	int sz_decimals;
	double price;	       /* USD */
	int64_t before, after; /* lots, signed */
} rv_op_coin;

/* The whole book by one list of overrides. */
typedef struct rv_op_side {
	bool present; /* there is a book: else nothing below is known */
	double gross_usd, net_usd;
	double g;
	rv_net_bound bound;
	size_t legs, deferred; /* of a phase now */
	bool hedge_known;
	double margin, stress; /* account over maintenance, were the targets held; INFINITY: flat */
	double distance[RV_HEDGE_LEGS], trigger[RV_HEDGE_LEGS]; /* USD */
} rv_op_side;

typedef struct rv_override_preview {
	uint64_t nonce; /* of the command that asked; 0: nobody has */
	int64_t uid;
	bool ok;
	char text[RV_OP_TEXT]; /* why there is none */
	int64_t utc_ms;
	rv_op_side before, after;
	size_t n_changed; /* coins whose target changes */
	size_t n;	  /* the largest of them, by USD; what has no price first */
	rv_op_coin coins[RV_OP_COINS];
} rv_override_preview;

typedef struct rv_override_view {
	rv_overrides set; /* those of the journal; what has ended does not hold */
	rv_override_preview preview;
} rv_override_view;

#endif
