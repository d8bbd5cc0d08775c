/* Sentences that name a key; see key_words.h. */
#include "tui/key_words.h"

#include <stdio.h>
#include <string.h>

#include "tui/keymap.h"

enum { SENTENCE = 96 };

/* The key stands between the two parts. */
static const struct {
	const char *before;
	rv_action action;
	const char *after;
} sentences[RV_KEYED_N] = {
	[RV_KEYED_LOCKED] = { "LOCKED, ", RV_ACT_ARM, " arms" },
	[RV_KEYED_LOCKED_FLATTEN] = { "LOCKED: ", RV_ACT_ARM, " arms, then flatten" },
	[RV_KEYED_FROZEN] = { "the display is frozen, ", RV_ACT_FREEZE, " goes on" },
	[RV_KEYED_NO_SIZE] = { "what only changes places has no size: ", RV_ACT_LEG_OUT,
			       " leaves it out" },
	[RV_KEYED_LEG_LEFT_OUT] = { "that leg is left out: ", RV_ACT_LEG_OUT, " takes it back in" },
	[RV_KEYED_BACK_IN] = { ": ", RV_ACT_LEG_OUT, " takes it back in" },
	[RV_KEYED_OUT] = { "; ", RV_ACT_LEG_OUT, " leaves it out" },
	[RV_KEYED_PROGRAM_CHANGED] = { "the program has changed: Esc, and ", RV_ACT_REDUCE,
				       " again" },
	[RV_KEYED_TICKET_CHANGED] = { "the ticket has changed: Esc, and ", RV_ACT_REDUCE,
				      " again" },
	[RV_KEYED_PEN_GONE] = { "the pen went with the connection: ", RV_ACT_PEN,
				" takes a free one" },
	[RV_KEYED_PEN_LOST] = { "the pen is lost: ", RV_ACT_PEN, " takes it again" },
	[RV_KEYED_PEN_FREE] = { "nobody has the pen: ", RV_ACT_PEN, " takes it" },
	[RV_KEYED_ASKS_PIN] = { ", ", RV_ACT_ARM, " asks for it" },
	[RV_KEYED_READY] = { "READY: ", RV_ACT_APPROVE, " opens it" },
};

const char *rv_key_words(rv_key_sentence s)
{
	static char text[RV_KEYED_N][SENTENCE];
	char key[RV_KEY_TEXT];

	(void)snprintf(text[s], SENTENCE, "%s%s%s", sentences[s].before, /* all fit */
		       rv_keymap_key(sentences[s].action, key), sentences[s].after);
	return text[s];
}
