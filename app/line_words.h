/*
 * Words of a line that the console has keys for: arm, lock, kill cancel|leave|reduce, approve ID,
 * reject ID REASON. Pure. Any thread.
 */
#ifndef RV_APP_LINE_WORDS_H
#define RV_APP_LINE_WORDS_H

#include "engine/run/view.h"

typedef enum rv_line_word {
	RV_WORD_OTHER, /* none of these: the command line's */
	RV_WORD_OK,    /* *out is the command */
	RV_WORD_WRONG  /* why [RV_TV_TEXT] says what was expected */
} rv_line_word;

/* v: the newest snapshot, for the digest that goes with a ticket; NULL: nothing is known yet. */
rv_line_word rv_line_word_parse(const char *text, const rv_view *v, rv_command *out,
				char why[RV_TV_TEXT]);

/* Words and what they do, for the help; false after the last. */
bool rv_line_word_describe(size_t i, const char **word, const char **does);

#endif
