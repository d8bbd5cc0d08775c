/*
 * The state of the desk that panes read and change. Plain data inside rv_desk. UI thread.
 */
#ifndef RV_TUI_UI_H
#define RV_TUI_UI_H

#include "tui/alerts.h"
#include "tui/command_line.h"
#include "tui/confirm.h"
#include "tui/history.h"
#include "tui/keymap.h"
#include "tui/layout.h"
#include "tui/outbox.h"
#include "tui/picks.h"
#include "tui/prompt.h"
#include "tui/say.h"
#include "tui/scene.h"
#include "tui/table.h"

typedef enum rv_ui_mode {
	RV_MODE_PANES,
	RV_MODE_HELP,
	RV_MODE_DETAILS,
	RV_MODE_SORT,
	RV_MODE_FIND,
	RV_MODE_FILTER,
	RV_MODE_COMMAND, /* the : line */
	RV_MODE_ITEM,	 /* a ticket, mandate, order or fill in full */
	RV_MODE_PROGRAM, /* a program with its legs */
	RV_MODE_CONFIRM, /* a question: confirm */
	RV_MODE_REASON,	 /* why what confirm is about is rejected */
	RV_MODE_REDUCE,	 /* to what the ticket or the leg of confirm is reduced */
	RV_MODE_KILL,
	RV_MODE_OVERRIDES /* the override menu */
} rv_ui_mode;

/* Lists of the order side, each with a cursor of its own. */
typedef enum rv_list_id {
	RV_LIST_PENDING,
	RV_LIST_TICKETS,
	RV_LIST_MANDATES,
	RV_LIST_ORDERS,
	RV_LIST_FILLS,
	RV_LIST_HISTORY,
	RV_LIST_N
} rv_list_id;

/* What the console knows of the order side beyond the snapshot. */
typedef struct rv_ui_trade {
	rv_outbox out;
	rv_picks lists[RV_LIST_N];
	size_t n_marked; /* tickets to be approved together */
	uint64_t marked[RV_CMD_IDS];
	rv_confirm confirm;
	rv_pick item;		 /* of RV_MODE_ITEM */
	uint64_t program;	 /* of RV_MODE_PROGRAM */
	char leg[RV_SYMBOL_MAX]; /* the one under the cursor there */
	size_t leg_top, leg_page;
	rv_ui_mode back; /* where a question, and a line that belongs to one, goes when it closes */
	rv_book_state state; /* of the last update: the bell rings when it becomes HALTED */
	bool known;	     /* there was one */
	bool quit_cancels;   /* the operator quits and wants the orders cancelled */
} rv_ui_trade;

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
	int sort_cursor;	/* rv_column */
	size_t override_cursor; /* line of the override menu: kinds, then those that are set */
	rv_prompt prompt;
	rv_filter_error filter_error; /* text "" = none */
	bool find_failed;
	rv_alerts alerts;
	bool bell;	       /* a new alert of level error has come and nobody has rung yet */
	uint64_t frame;	       /* draws so far */
	int64_t frame_sent_at; /* mono ms when the terminal last had a whole one; -1 never */
	rv_say say;
	rv_history history;
	char choices[RV_LINE_CHOICES];
	rv_line_error line_error; /* of the command line and of reductions; text "" = none */
	rv_ui_trade trade;
} rv_ui;

static inline bool rv_ui_focused(const rv_ui *ui, rv_pane_id id)
{
	return ui->mode != RV_MODE_HELP && rv_layout_focus(&ui->at) == id;
}

static inline rv_key_context rv_ui_context(const rv_ui *ui)
{
	switch (ui->mode) {
	case RV_MODE_PANES:
		return RV_CTX_MAIN;
	case RV_MODE_SORT:
	case RV_MODE_OVERRIDES:
		return RV_CTX_MENU;
	case RV_MODE_FIND:
	case RV_MODE_FILTER:
	case RV_MODE_COMMAND:
	case RV_MODE_REASON:
	case RV_MODE_REDUCE:
		return RV_CTX_INPUT;
	case RV_MODE_ITEM:
		return RV_CTX_ITEM;
	case RV_MODE_PROGRAM:
		return RV_CTX_PROGRAM;
	case RV_MODE_CONFIRM:
		return rv_confirm_word_typed(&ui->trade.confirm) ? RV_CTX_CONFIRM : RV_CTX_WORD;
	case RV_MODE_KILL:
		return RV_CTX_KILL;
	default:
		return RV_CTX_DIALOG;
	}
}

#endif
