/*
 * Sentences that name a key: with the key that the table has for the action now. Static text until
 * the same sentence is asked for again. UI thread.
 */
#ifndef RV_TUI_KEY_WORDS_H
#define RV_TUI_KEY_WORDS_H

typedef enum rv_key_sentence {
	RV_KEYED_LOCKED, /* "LOCKED, U arms" */
	RV_KEYED_LOCKED_FLATTEN,
	RV_KEYED_FROZEN, /* "the display is frozen, Z goes on" */
	RV_KEYED_NO_SIZE,
	RV_KEYED_LEG_LEFT_OUT,
	RV_KEYED_BACK_IN, /* ": x takes it back in" */
	RV_KEYED_OUT,	  /* "; x leaves it out" */
	RV_KEYED_PROGRAM_CHANGED,
	RV_KEYED_TICKET_CHANGED,
	RV_KEYED_PEN_GONE,
	RV_KEYED_PEN_LOST,
	RV_KEYED_PEN_FREE,
	RV_KEYED_ASKS_PIN, /* ", U asks for it" */
	RV_KEYED_READY,	   /* "READY: a opens it" */
	RV_KEYED_N
} rv_key_sentence;

const char *rv_key_words(rv_key_sentence s);

#endif
