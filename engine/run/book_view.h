/*
 * What the snapshot says of the one book: each sub-book's vote in each coin, the target that they
 * make, what is held and what would be traded; how large the whole may be; the hedge.
 *
 * Plain data; NaN is unknown. Weights are shares of the sub-book's equity, the rest is USD and
 * lots. The day's program and hedges are made of it.
 */
#ifndef RV_RUN_BOOK_VIEW_H
#define RV_RUN_BOOK_VIEW_H

#include "engine/book/hedge.h"
#include "engine/book/net.h"
#include "engine/book/paper.h"

enum { RV_BV_COINS = 256, RV_BV_TEXT = 120, RV_BV_SIGNALS = 256 };

typedef struct rv_bv_coin {
	char symbol[RV_SYMBOL_MAX];
	int sz_decimals;
	double price;		    /* USD */
	double model[RV_SUB_H];	    /* what the system wants, before the modifiers */
	double vote[RV_SUB_H];	    /* after them */
	int64_t held[RV_SUB_N];	    /* lots */
	double beta[RV_HEDGE_LEGS]; /* that the hedge counts it with; of a factor coin 1 and 0 */
	char why[RV_NET_TEXT];	    /* what the modifiers did to whose vote, in words; "" nothing */
	/* The numbers behind the votes of those who are off their targets, the furthest first. */
	char signals[RV_BV_SIGNALS];
	rv_net_out net;
} rv_bv_coin;

typedef struct rv_book_view {
	bool present;		 /* there are votes */
	char reason[RV_BV_TEXT]; /* why not */
	int64_t close_ms;	 /* of the daily bar that the votes are of */
	int64_t utc_ms, at;	 /* when it was made: desk clock, elapsed ms */
	int64_t price_at;	 /* elapsed ms, of the oldest price of coins; RV_NEVER: of none */
	double nav;		 /* USD */
	rv_net_result net;	 /* G, equity of each sub-book, gross, net, least leg */
	rv_licence licence[RV_SUB_H];
	char state[RV_SUB_H][RV_BV_TEXT]; /* where its votes come from, or why there are none */
	double gross_usd[RV_SUB_N];	  /* of what each holds, at the prices */
	rv_paper_stat paper[RV_SUB_H];	  /* what each would have earned; also while not present */
	bool no_additions, risk_off;	  /* risk_off: momentum's delta is hedged */
	char hedge_names[RV_HEDGE_LEGS][RV_SYMBOL_MAX];
	rv_hedge_leg hedge[RV_HEDGE_LEGS];
	int64_t hedge_lots[RV_HEDGE_LEGS]; /* that H holds */
	int hedge_decimals[RV_HEDGE_LEGS];
	bool hedge_known;	 /* false: hedge is not to be read */
	int64_t next_propose_ms; /* when the day's phase would begin */
	size_t n_coins;
	rv_bv_coin coins[RV_BV_COINS]; /* that somebody votes for or holds, name order */
} rv_book_view;

/* Copies what is used. */
void rv_book_view_copy(rv_book_view *to, const rv_book_view *from);

#endif
