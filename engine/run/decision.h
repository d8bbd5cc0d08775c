/*
 * What a proposal of the trading day was made of, and what came of it, as text: all that the
 * recorded bars of the day do not say, so that the backtest's book can decide it again.
 *
 * Lines of words, numbers in the shortest form that reads back to the bit, "null" unknown. From the
 * line "answer" on it is what the book decided: targets and legs, to the lot. Pure; any thread.
 * docs/backtest.md, "A recorded day".
 */
#ifndef RV_RUN_DECISION_H
#define RV_RUN_DECISION_H

#include "engine/run/book_now.h"

enum {
	RV_DECISION_PHASE = 16,
	RV_DECISION_NAME = 112,	   /* of its file */
	RV_DECISION_TEXT = 2 << 20 /* most bytes of one */
};

/* The open day of a coin as the decision has seen it; the rest of its bar is the day before's. */
typedef struct rv_decision_bar {
	char symbol[RV_SYMBOL_MAX];
	double close, high, low; /* USD: the mid of that moment, the extremes so far */
} rv_decision_bar;

/* What it is written from; all borrowed. */
typedef struct rv_decision_source {
	const char *phase;	 /* word of the program, "projected" */
	int64_t date_ms;	 /* 00:00 of the run */
	const rv_book_input *in; /* but pass and params */
	const rv_book_now *book; /* before it took the projected pass */
	const rv_book_view *made;
	const rv_decision_bar *bars;
	size_t n_bars;
} rv_decision_source;

/* Writes it with a NUL; RV_EFULL: it is longer than cap. *n: its length. */
RV_NODISCARD rv_status rv_decision_write(const rv_decision_source *s, char *out, size_t cap,
					 size_t *n);
/* Only the lines behind "answer". */
RV_NODISCARD rv_status rv_decision_answer(const rv_book_view *made, char *out, size_t cap,
					  size_t *n);

/* One that was read. in.pass and in.params are the reader's; in's pointers lead into it. */
typedef struct rv_decision {
	char phase[RV_DECISION_PHASE];
	int64_t date_ms;
	size_t n_bars;
	rv_decision_bar bars[RV_MAX_SYMBOLS];
	rv_book_input in;
	rv_book_coin coins[RV_MAX_SYMBOLS];
	rv_margin_tiers tiers[RV_MAX_SYMBOLS];
	rv_overrides set;
	rv_risk_view risk;
	const char *answer; /* into the text */
} rv_decision;

/*
 * text (with a NUL at n) outlives *out, which is large: the caller's. book: one that has not run
 * yet, takes the state. RV_EPARSE with the line; after an error *out is not to be used.
 */
RV_NODISCARD rv_status rv_decision_read(const char *text, size_t n, rv_decision *out,
					rv_book_now *book, rv_err *err);

#endif
