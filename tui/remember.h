/*
 * What of a console outlives it: what is shown and how, never anything of trading (no mark, no
 * selection, no ticket, no arming, no typed line). Plain data; words for it are the file's
 * business. UI thread.
 */
#ifndef RV_TUI_REMEMBER_H
#define RV_TUI_REMEMBER_H

#include "tui/layout.h"
#include "tui/prefs.h"
#include "tui/prompt.h"
#include "tui/scored.h"
#include "tui/table.h"

typedef struct rv_remembered {
	rv_prefs prefs;
	rv_screen_id screen;
	rv_pane_id focus;
	bool zoom;
	rv_portfolio_view view;
	rv_column sort;
	bool invert;
	rv_column_set columns;
	int leader;
	rv_measure measure;
	int range, research_range;  /* of the plots */
	char filter[RV_PROMPT_CAP]; /* "" none */
	rv_env filter_env; /* that it was set in: it hides symbols, so that it holds there alone */
} rv_remembered;

/* A console that nobody has touched. */
void rv_remembered_default(rv_remembered *r);
bool rv_remembered_same(const rv_remembered *a, const rv_remembered *b);

struct rv_ui;
void rv_ui_remember(const struct rv_ui *ui, rv_remembered *out);
/* Before the first snapshot. The filter waits for one: it is taken in its own environment alone. */
void rv_ui_recall(struct rv_ui *ui, const rv_remembered *r);
/* With each snapshot: takes the filter that waits, or drops it. */
void rv_ui_recall_filter(struct rv_ui *ui);

#endif
