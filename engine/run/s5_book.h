/*
 * The stat-arb system as a book: the weights that it has decided at one daily close are where the
 * optimizer starts from at the next.
 *
 * A pass by itself is one shot, from nothing: what it holds would be paid for again every day, and
 * a coin whose edge is under the cost of a trade would be closed, which costs the same. The book is
 * on paper: it counts in shares of S5's equity and is what S5 votes for, whatever the account
 * holds. Without a certified answer it stays. Plain data without pointers, to be kept across
 * restarts as lines of text; pure, no clock; one book, one thread. docs/book-day.md, "Votes".
 */
#ifndef RV_RUN_S5_BOOK_H
#define RV_RUN_S5_BOOK_H

#include "engine/portfolio/stat_arb_book.h"

enum { RV_S5_LINE = 120 };

typedef struct rv_s5_weight {
	char symbol[RV_SYMBOL_MAX];
	double weight; /* share of S5's equity, signed */
} rv_s5_weight;

/* Zeroed: has seen no day. */
typedef struct rv_s5_book {
	int64_t close_ms;   /* newest daily close that it has seen; 0 none */
	bool no_edge;	    /* it is being unwound */
	rv_edge_state edge; /* of profile desk: days without an edge */
	size_t n;
	rv_s5_weight weights[RV_MAX_SYMBOLS]; /* of the coins that were in it, name order */
} rv_s5_book;

/* NaN: the coin was not in it. */
double rv_s5_book_weight(const rv_s5_book *b, const char *symbol);

/* One more daily close: names [r->n] are the coins of the result, in name order. A close that is
 * not newer changes nothing; an answer without a certificate leaves the weights. */
void rv_s5_book_step(rv_s5_book *b, int64_t close_ms, const char (*names)[RV_SYMBOL_MAX],
		     const rv_book_result *r, const rv_edge_state *edge);

/* The state as lines of text, i from 0; false after the last. */
bool rv_s5_book_line(const rv_s5_book *b, size_t i, char out[RV_S5_LINE]);
/* Is it a line of such a book ("s5 ...")? */
bool rv_s5_book_is_line(const char *line);
/* One such line into a book that began zeroed. RV_EPARSE; RV_EEXIST: that coin is there, or it is
 * not in name order; RV_EFULL. Nothing changes then. */
RV_NODISCARD rv_status rv_s5_book_read(rv_s5_book *b, const char *line);

#endif
