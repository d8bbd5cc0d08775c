/* Lines that were entered on the command line, to be called back. Plain data. UI thread. */
#ifndef RV_TUI_HISTORY_H
#define RV_TUI_HISTORY_H

#include "tui/prompt.h"

enum { RV_HISTORY_CAP = 32 };

typedef struct rv_history {
	size_t n;    /* ever */
	size_t back; /* steps back from the newest; 0: the line that is being typed */
	char draft[RV_PROMPT_CAP];
	char lines[RV_HISTORY_CAP][RV_PROMPT_CAP];
} rv_history;

/* Remembers a line (not an empty one, not the last one again) and goes back to its end. */
void rv_history_add(rv_history *h, const char *line);
void rv_history_rest(rv_history *h);
/*
 * One line older (1) or newer (-1) into the prompt; what was being typed is kept and comes back
 * after the newest. False: there is none.
 */
bool rv_history_step(rv_history *h, int step, rv_prompt *p);

#endif
