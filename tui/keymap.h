/*
 * The one key table: dispatch, hint line and help are all made from it.
 *
 * A key means one action in a context. Contexts name what has the keyboard: the panes, a dialog
 * (help, details), the sort menu or the input line; movement actions go to whatever that is.
 * The safety block (lock, kill and its menu, quit) means the same wherever a key is not text, and
 * works on every size.
 *
 * The table is the built-in one or, once rv_keymap_use has been told, the operator's own
 * (tui/keymap_file.h). It is one per process, as its terminal is: set before a console runs, read
 * by the UI thread.
 */
#ifndef RV_TUI_KEYMAP_H
#define RV_TUI_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>

typedef enum rv_key_context {
	RV_CTX_MAIN,	/* the focused pane */
	RV_CTX_DIALOG,	/* help or details */
	RV_CTX_ITEM,	/* details of a ticket, mandate, order or fill */
	RV_CTX_PROGRAM, /* a program: its legs */
	RV_CTX_MENU,	/* sort menu */
	RV_CTX_SETTINGS,
	RV_CTX_INPUT,	/* input lines; printable keys are text here */
	RV_CTX_WORD,	/* a question that wants a word typed first */
	RV_CTX_CONFIRM, /* a question: Y answers it, most other keys close it */
	RV_CTX_KILL,	/* the kill menu */
	RV_CTX_N
} rv_key_context;

typedef enum rv_action {
	RV_ACT_NONE,
	RV_ACT_DOWN,
	RV_ACT_UP,
	RV_ACT_FIRST,
	RV_ACT_LAST,
	RV_ACT_HALF_DOWN,
	RV_ACT_HALF_UP,
	RV_ACT_PAGE_DOWN,
	RV_ACT_PAGE_UP,
	RV_ACT_LEFT,
	RV_ACT_RIGHT,
	RV_ACT_FOCUS_NEXT,
	RV_ACT_FOCUS_PREV,
	RV_ACT_SCREEN_DESK,
	RV_ACT_SCREEN_SYMBOLS,
	RV_ACT_SCREEN_REGIME,
	RV_ACT_SCREEN_PORTFOLIO,
	RV_ACT_SCREEN_ORDERS,
	RV_ACT_SCREEN_STRUCTURE,
	RV_ACT_SCREEN_RISK,
	RV_ACT_SCREEN_LOG,
	RV_ACT_SCREEN_RESEARCH,
	RV_ACT_ZOOM,
	RV_ACT_FREEZE,
	RV_ACT_DETAILS,
	RV_ACT_BACK,
	RV_ACT_FIND,
	RV_ACT_FIND_NEXT,
	RV_ACT_FIND_PREV,
	RV_ACT_FILTER,
	RV_ACT_SORT_MENU,
	RV_ACT_SORT_INVERT,
	RV_ACT_SORT_PREV,
	RV_ACT_SORT_NEXT,
	RV_ACT_MARK,
	RV_ACT_UNMARK_ALL,
	RV_ACT_RANGE_SHORTER,
	RV_ACT_RANGE_LONGER,
	RV_ACT_LEADER,
	RV_ACT_MEASURE,
	RV_ACT_VIEW,
	RV_ACT_EXPORT,
	RV_ACT_PAST_BACK, /* in a replay */
	RV_ACT_PAST_ON,
	RV_ACT_ACK_ALERT,
	RV_ACT_COMMAND,
	RV_ACT_PROGRAM, /* the order side's, from here */
	RV_ACT_LEG_OUT,
	RV_ACT_APPROVE,
	RV_ACT_APPROVE_MARKED,
	RV_ACT_REJECT,
	RV_ACT_REDUCE,
	RV_ACT_REQUOTE,
	RV_ACT_CANCEL,
	RV_ACT_ARM,
	RV_ACT_FLATTEN,
	RV_ACT_OVERRIDES,
	RV_ACT_PEN,
	RV_ACT_YES,
	RV_ACT_LOCK, /* the safety block */
	RV_ACT_KILL,
	RV_ACT_KILL_CANCEL,
	RV_ACT_KILL_LEAVE,
	RV_ACT_KILL_REDUCE,
	RV_ACT_QUIT_CANCEL, /* to here */
	RV_ACT_MOUSE,
	RV_ACT_COPY,
	RV_ACT_SLOWER,
	RV_ACT_FASTER,
	RV_ACT_HELP,
	RV_ACT_SETTINGS,
	RV_ACT_TOUR, /* in the help: begins it, or ends it */
	RV_ACT_TOUR_NEXT,
	RV_ACT_TOUR_PREV,
	RV_ACT_REPAINT,
	RV_ACT_QUIT,
	RV_ACT_ACCEPT, /* Enter in a menu or the input line */
	RV_ACT_ERASE,
	RV_ACT_DELETE,
	RV_ACT_ERASE_WORD,
	RV_ACT_ERASE_LINE,
	RV_ACT_COMPLETE,
	RV_ACT_OLDER, /* lines entered before */
	RV_ACT_NEWER,
	RV_ACT_N
} rv_action;

/* Help is printed in groups, in this order. */
typedef enum rv_key_group {
	RV_GROUP_MOVE,
	RV_GROUP_SCREEN,
	RV_GROUP_TABLE,
	RV_GROUP_TRADE,
	RV_GROUP_SAFETY,
	RV_GROUP_OTHER,
	RV_GROUP_INPUT,
	RV_GROUP_N
} rv_key_group;

typedef struct rv_key_binding {
	unsigned contexts; /* bits 1 << rv_key_context */
	int key;
	rv_action action;
} rv_key_binding;

typedef struct rv_action_info {
	rv_key_group group;
	const char *help; /* one line for the help screen */
	const char *hint; /* one word for the hint line, NULL = not hinted */
} rv_action_info;

enum { RV_KEYMAP_MAX = 512 };
typedef struct rv_keymap {
	size_t n;
	rv_key_binding list[RV_KEYMAP_MAX];
} rv_keymap;

/* Copies it; NULL: the built-in table again. */
void rv_keymap_use(const rv_keymap *m);
size_t rv_keymap_built_in(const rv_key_binding **table);

rv_action rv_keymap_find(rv_key_context ctx, int key);
size_t rv_keymap_bindings(const rv_key_binding **table);
const rv_action_info *rv_action_describe(rv_action a);
const char *rv_key_group_title(rv_key_group g);
bool rv_action_is_trading(rv_action a); /* needs an order side */
/* Lock, kill, quit, repaint: works on a screen that is too small to show anything. */
bool rv_action_is_safety(rv_action a);

/* Actions of the hint line of a context, most useful first; returns how many. */
size_t rv_keymap_hints(rv_key_context ctx, const rv_action **list);
/* Actions that stand before those where they mean something. */
typedef enum rv_hint_place {
	RV_HINTS_STRUCTURE, /* the market structure screen */
	RV_HINTS_PORTFOLIO, /* the portfolio, with an order side */
	RV_HINTS_RESEARCH,  /* the research screen */
	RV_HINTS_REPLAY,    /* a past screen */
	RV_HINTS_TRADE,	    /* everywhere, with an order side */
	RV_HINT_PLACES
} rv_hint_place;
size_t rv_keymap_place_hints(rv_hint_place place, const rv_action **list);

enum { RV_KEY_TEXT = 12, RV_KEYS_TEXT = 48 };
/* "j", "Ctrl-d", "PgUp", "↓" ("Down" in ASCII). */
const char *rv_key_text(int key, bool ascii, char buf[RV_KEY_TEXT]);
/* All keys of an action in a context, in table order, one space between; at most max of them. */
const char *rv_keymap_keys(rv_key_context ctx, rv_action a, size_t max, bool ascii,
			   char buf[RV_KEYS_TEXT]);
/* The first key of an action of the panes (or of the first context that has one), for a sentence:
 * "a". Never empty. */
const char *rv_keymap_key(rv_action a, char buf[RV_KEY_TEXT]);

#endif
