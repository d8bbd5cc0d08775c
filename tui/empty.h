/*
 * What a pane that has nothing says of when it will: the next bar, the history on its way, the
 * desk's next proposal. Only what the snapshot knows; what it does not is said to be unknown.
 * Pure. UI thread.
 */
#ifndef RV_TUI_EMPTY_H
#define RV_TUI_EMPTY_H

#include "tui/panes/writer.h"
#include "tui/scene.h"

enum { RV_EMPTY_TEXT = 200 };

/* "The desk proposes at 23:50:00Z, in 3h12." */
const char *rv_empty_propose(const rv_scene *s, char buf[RV_EMPTY_TEXT]);
/* "The next bar closes at 13:00:00Z, in 25:04.", and how many symbols have their history while some
 * have not; "" before the first instruments. */
const char *rv_empty_next_bar(const rv_scene *s, char buf[RV_EMPTY_TEXT]);
/* That, as a paragraph behind what was written; nothing where there is nothing to say. */
void rv_empty_write_next_bar(rv_writer *wr, int x, const rv_scene *s);

#endif
