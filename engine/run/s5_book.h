/*
 * The stat-arb system as a book: the weights that it has decided at one daily close are where the
 * optimizer starts from at the next.
 *
 * A pass by itself is one shot, from nothing: what it holds would be paid for again every day, and
 * a coin whose edge is under the cost of a trade would be closed, which costs the same. The book is
 * on paper: it counts in shares of S5's equity and is what S5 votes for, whatever the account
 * holds. It keeps two days, so that every pass of a day starts from the same place, that of the day
 * before. Plain data without pointers, to be kept across restarts as lines of text; pure, no clock;
 * one book, one thread. docs/book-day.md, "What S5 holds".
 */
#ifndef RV_RUN_S5_BOOK_H
#define RV_RUN_S5_BOOK_H

#include "engine/portfolio/stat_arb_book.h"

enum { RV_S5_LINE = 120 };

typedef struct rv_s5_weight {
	char symbol[RV_SYMBOL_MAX];
	double weight; /* share of S5's equity, signed */
} rv_s5_weight;

typedef struct rv_s5_day {
	int64_t close_ms;   /* 0: none */
	rv_edge_state edge; /* of profile desk: days without an edge, up to this one */
	size_t n;
	rv_s5_weight weights[RV_MAX_SYMBOLS]; /* of the coins that were in it, name order */
} rv_s5_day;

/* Zeroed: has seen no day. */
typedef struct rv_s5_book {
	rv_s5_day before, now; /* the newest day, and what it has started from */
} rv_s5_book;

/* What a pass of that daily close starts from: of the newest day or an older one the day before,
 * of a day to come the newest. */
const rv_s5_day *rv_s5_book_start(const rv_s5_book *b, int64_t close_ms);
/* Weight of a coin; NaN: it was not in it. */
double rv_s5_day_weight(const rv_s5_day *d, const char *symbol);

/*
 * What a pass of a daily close says; names [r->n]: the coins of the result, in name order. A new
 * close begins a day, the newest one is corrected. An answer without a certificate leaves the
 * weights that it started from. True when something has changed.
 */
bool rv_s5_book_take(rv_s5_book *b, int64_t close_ms, const char (*names)[RV_SYMBOL_MAX],
		     const rv_book_result *r, const rv_edge_state *edge);

/* The state as lines of text, i from 0; false after the last. */
bool rv_s5_book_line(const rv_s5_book *b, size_t i, char out[RV_S5_LINE]);
size_t rv_s5_book_lines(const rv_s5_book *b);
/* Is it a line of such a book ("s5 ...")? */
bool rv_s5_book_is_line(const char *line);
/* One such line into a book that began zeroed. RV_EPARSE; RV_EEXIST: that coin is there, or it is
 * not in name order; RV_EFULL. Nothing changes then. */
RV_NODISCARD rv_status rv_s5_book_read(rv_s5_book *b, const char *line);

#endif
