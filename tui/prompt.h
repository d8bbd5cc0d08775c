/*
 * One line of text being edited: ASCII only, since symbols and expressions are. Plain data.
 */
#ifndef RV_TUI_PROMPT_H
#define RV_TUI_PROMPT_H

#include "tui/keymap.h"

enum { RV_PROMPT_CAP = 160 };

typedef struct rv_prompt {
	char text[RV_PROMPT_CAP]; /* terminated */
	size_t len, cursor;	  /* bytes; cursor <= len */
} rv_prompt;

/* Starts with text (cut to the capacity), cursor at its end. */
void rv_prompt_set(rv_prompt *p, const char *text);
/* Printable ASCII is put at the cursor; anything else, or a full line, changes nothing. */
bool rv_prompt_insert(rv_prompt *p, int key);
/* Editing and cursor actions; false if the action is not one of them. */
bool rv_prompt_edit(rv_prompt *p, rv_action a);

#endif
