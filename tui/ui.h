/*
 * The state of the desk that panes read and change. Plain data inside rv_desk. UI thread.
 */
#ifndef RV_TUI_UI_H
#define RV_TUI_UI_H

#include "tui/alerts.h"
#include "tui/keymap.h"
#include "tui/layout.h"
#include "tui/prompt.h"
#include "tui/scene.h"
#include "tui/table.h"

typedef enum rv_ui_mode {
	RV_MODE_PANES,
	RV_MODE_HELP,
	RV_MODE_DETAILS,
	RV_MODE_SORT,
	RV_MODE_FIND,
	RV_MODE_FILTER
} rv_ui_mode;

typedef struct rv_ui {
	rv_scene scene;
	rv_scene live;	     /* of the newest snapshot: the same unless the display is frozen */
	int64_t now_mono;    /* CLOCK_MONOTONIC ms of the last update */
	int64_t frozen_mono; /* the moment that a frozen screen shows */
	rv_layout_state at;
	rv_layout layout; /* of the last draw */
	int rows, cols;
	rv_ui_mode mode;
	rv_table table;
	int spread;			    /* selected rv_spread */
	bool plot_spread;		    /* the plot shows the spread, not the symbol */
	int range;			    /* index of rv_plot_bars */
	size_t log_back;		    /* lines scrolled back from the newest */
	uint64_t log_seq;		    /* newest line of the last update */
	size_t details_top;		    /* of the pane */
	size_t pane_top[RV_PANE_FOCUSABLE]; /* panes of text that scroll */
	size_t dialog_top, dialog_lines, dialog_page;
	int sort_cursor; /* rv_column */
	rv_prompt prompt;
	rv_filter_error filter_error; /* text "" = none */
	bool find_failed;
	rv_alerts alerts;
	bool bell; /* a new alert of level error has come and nobody has rung yet */
} rv_ui;

static inline bool rv_ui_focused(const rv_ui *ui, rv_pane_id id)
{
	return ui->mode != RV_MODE_HELP && rv_layout_focus(ui->at.screen, ui->at.focus) == id;
}

static inline rv_key_context rv_ui_context(rv_ui_mode mode)
{
	switch (mode) {
	case RV_MODE_PANES:
		return RV_CTX_MAIN;
	case RV_MODE_SORT:
		return RV_CTX_MENU;
	case RV_MODE_FIND:
	case RV_MODE_FILTER:
		return RV_CTX_INPUT;
	default:
		return RV_CTX_DIALOG;
	}
}

#endif
