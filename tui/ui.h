/*
 * The state of the desk that panes read and change. Plain data inside rv_desk. UI thread.
 */
#ifndef RV_TUI_UI_H
#define RV_TUI_UI_H

#include "tui/alerts.h"
#include "tui/command_line.h"
#include "tui/confirm.h"
#include "tui/files.h"
#include "tui/history.h"
#include "tui/keymap.h"
#include "tui/layout.h"
#include "tui/link.h"
#include "tui/outbox.h"
#include "tui/past.h"
#include "tui/picks.h"
#include "tui/prompt.h"
#include "tui/remember.h"
#include "tui/rtt.h"
#include "tui/say.h"
#include "tui/scene.h"
#include "tui/table.h"
#include "tui/tour.h"
#include "tui/wish.h"

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
	RV_MODE_PIN,	 /* the PIN that arms; never shown */
	RV_MODE_REDUCE,	 /* to what the ticket or the leg of confirm is reduced */
	RV_MODE_KILL,
	RV_MODE_OVERRIDES, /* the override menu */
	RV_MODE_HANDOVER,  /* what whoever takes over must know */
	RV_MODE_RULES,	   /* alert rules */
	RV_MODE_SETTINGS,
	RV_MODE_WHATIF /* what approvals would do together */
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
	uint64_t whatif; /* asked for last, under this nonce; 0 never */
	int64_t whatif_mono;
	bool whatif_told; /* it has come, or will not */
	rv_ui_mode back; /* where a question, and a line that belongs to one, goes when it closes */
	rv_book_state state; /* of the last update: the bell rings when it becomes HALTED */
	bool known;	     /* there was one */
	rv_prompt pin;	     /* as it is typed; wiped when it has been sent, and when it is not */
	int64_t beat_mono;   /* when this console last said that it has the pen */
	bool pen_asked;	     /* it has asked for the free one, by itself */
	bool pen_by_hand;    /* a person has asked for the pen here: with it comes the hand-over */
	bool pen_mine;	     /* at the last look, and of which connection */
	uint64_t pen_conn;
	bool pen_let_go;   /* it was given back here: that it is gone is no news */
	bool quit_cancels; /* the operator quits and wants the orders cancelled */
} rv_ui_trade;

enum { RV_UI_RANGE = 1 }; /* of the plot, at the start */

/* The screen of a past moment; see replay.h. */
typedef struct rv_replay {
	rv_past_way way;
	bool on;
	bool asked; /* an answer is on its way */
	int64_t asked_mono;
	int64_t wanted_ms; /* which moment was asked for; -1 a step */
	int steps;	   /* asked for since */
	rv_view *view;	   /* that is shown; NULL none. Ours */
	uint64_t id;	   /* of it */
	rv_scene now;	   /* of the newest snapshot */
	rv_alerts alerts;  /* of that moment */
	rv_link link;	   /* while it is drawn */
} rv_replay;

typedef struct rv_ui {
	rv_scene scene;
	rv_scene live;	     /* of the newest snapshot: the same unless the display is frozen */
	int64_t now_mono;    /* CLOCK_MONOTONIC ms of the last update */
	rv_link link;	     /* to a desk in another process */
	rv_rtt_now line;     /* to the operator's terminal */
	int64_t frozen_mono; /* the moment that a frozen screen shows */
	rv_layout_state at;
	rv_layout layout; /* of the last draw */
	int rows, cols;
	rv_ui_mode mode;
	rv_table table;
	int spread;			    /* selected rv_spread */
	bool plot_spread;		    /* the plot shows the spread, not the symbol */
	int range;			    /* index of rv_plot_bars */
	int research_range;		    /* the same of a backtest's days */
	size_t log_back;		    /* lines scrolled back from the newest */
	uint64_t log_seq;		    /* newest line of the last update */
	size_t details_top;		    /* of the pane */
	size_t pane_top[RV_PANE_FOCUSABLE]; /* panes of text that scroll */
	size_t dialog_top, dialog_lines, dialog_page;
	int sort_cursor; /* rv_column */
	rv_prefs prefs;
	int setting;	/* line of the settings */
	bool no_colour; /* the terminal has none */
	rv_files files;
	rv_remembered recall;	/* of last time; its filter waits for a snapshot */
	size_t override_cursor; /* line of the override menu: kinds, then those that are set */
	rv_prompt prompt;
	rv_filter_error filter_error; /* text "" = none */
	bool find_failed;
	rv_alerts alerts;
	bool bell;		   /* a new alert that rings has come and nobody has rung yet */
	uint64_t frame;		   /* draws so far */
	int64_t frame_sent_at;	   /* mono ms when the terminal last had a whole one; -1 never */
	char typed[RV_TYPED_TEXT]; /* the key or line that is being acted on, for the audit */
	rv_say say;
	bool say_waits; /* for what becomes of an export */
	rv_history history;
	char choices[RV_LINE_CHOICES];
	rv_line_error line_error; /* of the command line and of reductions; text "" = none */
	rv_ui_trade trade;
	rv_replay replay;
	rv_tour tour;
	rv_wish wish; /* of the terminal */
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
	case RV_MODE_SETTINGS:
		return RV_CTX_SETTINGS;
	case RV_MODE_FIND:
	case RV_MODE_FILTER:
	case RV_MODE_COMMAND:
	case RV_MODE_REASON:
	case RV_MODE_REDUCE:
	case RV_MODE_PIN:
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
