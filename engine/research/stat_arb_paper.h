/*
 * The stat-arb book over history, on paper: what S5 decides at each close from what it has decided
 * at the one before, what that earns and what its trades cost. The run's strategy and every trial
 * of a walk-forward go through it, so that they cannot differ.
 *
 * Factors from the range of the cursor, the book by rv_stat_arb_book_day, what is held by
 * engine/run/s5_book.h: the code of a live pass. Weights are shares of equity by index of the
 * range's frame; a decision holds until the next one. Owner: one thread; allocates in new only.
 * Formulas: docs/formulas.md#stat-arb-walk-forward.
 */
#ifndef RV_RESEARCH_STAT_ARB_PAPER_H
#define RV_RESEARCH_STAT_ARB_PAPER_H

#include "engine/research/cursor.h"
#include "engine/run/s5_book.h"

typedef struct sa_paper {
	/* what it is made of */
	rv_idio_range *range;
	rv_opt_params opt;
	size_t ridge_days; /* 0: as configured */
	rv_stat_arb_book *book;
	rv_s5_book *s5;
	char (*names)[RV_SYMBOL_MAX]; /* [n] coins of the frame */
	size_t n, btc, eth;	      /* SIZE_MAX: not in the frame */
	/* of the newest close */
	rv_idio_result *idio;
	rv_book_result *r;
	double *weight;	 /* [n] as decided, 0 not held; the hedge's legs are not in it */
	double hedge[2]; /* weights of BTC and ETH that offset the deltas */
	double ridge[RV_IDIO_N];
	bool known; /* ridge is that of the close before */
	/* of the day that ends there, of what was decided before it */
	double earned;	 /* prices and funding, legs included; NaN before the first decision */
	double turnover; /* from what that became to the new decision, legs included */
	double *before, *held; /* [n] scratch: weights before, drifted; and for the optimizer */
} sa_paper;

/* range: borrowed, of the cursors that will be handed to a day. opt is for the caller to fill. */
RV_NODISCARD rv_status sa_paper_new(rv_idio_range *range, sa_paper **out);
void sa_paper_free(sa_paper *p);
/* The factors `ago` bars before the cursor's newest; decides nothing. */
RV_NODISCARD rv_status sa_paper_look(sa_paper *p, const rv_cursor *c, size_t ago);
/* That, and the book of that close. Closes in order. */
RV_NODISCARD rv_status sa_paper_day(sa_paper *p, const rv_cursor *c, size_t ago);
/* The beta that the hedge has of a coin; NaN unknown. leg: 0 BTC, 1 ETH. */
double sa_paper_beta(const sa_paper *p, size_t i, int leg);

#endif
