/*
 * Reading one line of words with one blank between, as states are kept in.
 *
 * A reader remembers the first word that is not as it should be: from then on everything that it
 * gives is empty or 0, and rv_words_done says so at the end. Pure; any thread.
 */
#ifndef RV_BOOK_WORDS_H
#define RV_BOOK_WORDS_H

#include "engine/base/num.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RV_WORD_MAX = 64 }; /* with its NUL */

typedef struct rv_words {
	const char *at;
	bool ok;
} rv_words;

/* The next word; returns out. */
const char *rv_words_take(rv_words *r, char out[RV_WORD_MAX]);
/* As text of at most cap bytes with its NUL. */
void rv_words_text(rv_words *r, char *out, size_t cap);
/* "null" is NaN, "inf" and "-inf" are what they say: as rv_words_num_text writes. */
double rv_words_num(rv_words *r);
int64_t rv_words_i64(rv_words *r, int64_t least, int64_t most);
/* One word of printable ASCII with its NUL within cap, so that it reads back as itself. */
bool rv_word_ok(const char *s, size_t cap);
/* Nothing was wrong and nothing is left. */
bool rv_words_done(const rv_words *r);

const char *rv_words_num_text(double v, char buf[RV_NUM_TEXT]);

#endif
