/*
 * Words of a command line and what they can be: amounts, prices, times, symbols, orders. What is
 * wrong is said in one line, at the word that is wrong. For tui/command_*.c.
 */
#ifndef RV_TUI_COMMAND_WORDS_H
#define RV_TUI_COMMAND_WORDS_H

#include "tui/command_line.h"

enum { RV_WORDS_MAX = 8 };

typedef struct rv_word {
	const char *s; /* in the text, not terminated */
	size_t len, pos;
} rv_word;

/* A line in words; those above RV_WORDS_MAX are only in the rest. */
typedef struct rv_words {
	const char *text;
	size_t n;
	rv_word w[RV_WORDS_MAX];
	rv_line_error *err;
} rv_words;

void rv_words_split(const char *text, rv_words *out, rv_line_error *err);
/* Letters in either case. */
bool rv_word_is(rv_word w, const char *text);
bool rv_word_starts(const char *text, rv_word prefix);
/* Word i, or one of length 0 at the end of the text. */
rv_word rv_words_at(const rv_words *ws, size_t i);
/* Sets the error at word i and returns RV_EPARSE. */
rv_status rv_words_fail(const rv_words *ws, size_t i, const char *fmt, ...) RV_PRINTF(3, 4);
/* Nothing may follow word i. */
RV_NODISCARD rv_status rv_words_end(const rv_words *ws, size_t i);

/* Everything from word i on; required: not empty; fits RV_REASON_TEXT. */
RV_NODISCARD rv_status rv_words_reason(const rv_words *ws, size_t i, char out[RV_REASON_TEXT]);
/* A symbol of the snapshot; tradable: with known decimals and listed. */
RV_NODISCARD rv_status rv_words_symbol(const rv_words *ws, size_t i, const rv_view *v,
				       bool tradable, const rv_view_row **out);
/* Unsigned exact decimal above 0 as units of 10^-scale; what names it in the error. */
RV_NODISCARD rv_status rv_words_decimal(const rv_words *ws, size_t i, int scale, const char *what,
					int64_t *out);
/* "N usd" or "N coins" at words i and i+1: one of the two amounts is set. */
RV_NODISCARD rv_status rv_words_amount(const rv_words *ws, size_t i, int sz_decimals, int64_t *musd,
				       int64_t *lots);
/* A limit of the coin that the venue would take: its decimals, five significant figures. */
RV_NODISCARD rv_status rv_words_price(const rv_words *ws, size_t i, int sz_decimals, int64_t *px);
/* "shadow", "25", "50", "100". */
RV_NODISCARD rv_status rv_words_licence(const rv_words *ws, size_t i, rv_licence *out);
/* A sub-book that has an owner: not RESIDUE. */
RV_NODISCARD rv_status rv_words_sub(const rv_words *ws, size_t i, rv_sub *out);
/* "90s", "15m", "2h": 10 s to 24 h. */
RV_NODISCARD rv_status rv_words_duration(const rv_words *ws, size_t i, int64_t *ms);
/* "50%", above 0 to 100, as hundredths of a percent. */
RV_NODISCARD rv_status rv_words_percent(const rv_words *ws, size_t i, int64_t *bp);
/* An order of the snapshot by its cloid or the first 8 or more digits of one that is unique. */
RV_NODISCARD rv_status rv_words_order(const rv_words *ws, size_t i, const rv_trade_view *tv,
				      const rv_tv_order **out);

#endif
