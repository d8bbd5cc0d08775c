/* The one key table; see keymap.h. */
#include "tui/keymap.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "tui/keys.h"

#define MAIN (1u << RV_CTX_MAIN)
#define DIALOG (1u << RV_CTX_DIALOG)
#define ITEM (1u << RV_CTX_ITEM)
#define PROGRAM (1u << RV_CTX_PROGRAM)
#define MENU (1u << RV_CTX_MENU)
#define SETTINGS (1u << RV_CTX_SETTINGS)
#define INPUT (1u << RV_CTX_INPUT)
#define WORD (1u << RV_CTX_WORD)
#define CONFIRM (1u << RV_CTX_CONFIRM)
#define KILL (1u << RV_CTX_KILL)
#define PAGES (MAIN | DIALOG | ITEM | PROGRAM)
#define ASKED (CONFIRM | WORD) /* a question that scrolls; of others these keys close it */
#define LISTS (PAGES | MENU | SETTINGS)
#define READING (LISTS | INPUT) /* nothing waits for an answer */
#define NOT_TEXT (LISTS | CONFIRM | KILL)
#define EVERYWHERE (READING | WORD | CONFIRM | KILL)

static const rv_key_binding bindings[] = {
	{ NOT_TEXT, 'L', RV_ACT_LOCK }, /* the safety block */
	{ NOT_TEXT, 'K', RV_ACT_KILL },
	{ KILL, 'H', RV_ACT_KILL_CANCEL },
	{ KILL, 'C', RV_ACT_KILL_LEAVE },
	{ KILL, 'R', RV_ACT_KILL_REDUCE },
	{ LISTS, 'Q', RV_ACT_QUIT },
	{ EVERYWHERE, RV_KEY_F10, RV_ACT_QUIT },
	{ EVERYWHERE, RV_KEY_CTRL('c'), RV_ACT_QUIT }, /* to here */
	{ LISTS | CONFIRM, 'j', RV_ACT_DOWN },
	{ LISTS | ASKED, RV_KEY_DOWN, RV_ACT_DOWN },
	{ LISTS | CONFIRM, 'k', RV_ACT_UP },
	{ LISTS | ASKED, RV_KEY_UP, RV_ACT_UP },
	{ LISTS, 'g', RV_ACT_FIRST },
	{ READING, RV_KEY_HOME, RV_ACT_FIRST },
	{ LISTS, 'G', RV_ACT_LAST },
	{ READING, RV_KEY_END, RV_ACT_LAST },
	{ PAGES, RV_KEY_CTRL('d'), RV_ACT_HALF_DOWN },
	{ PAGES, RV_KEY_CTRL('u'), RV_ACT_HALF_UP },
	{ PAGES | ASKED, RV_KEY_PGDN, RV_ACT_PAGE_DOWN },
	{ PAGES | ASKED, RV_KEY_PGUP, RV_ACT_PAGE_UP },
	{ MAIN | SETTINGS, 'h', RV_ACT_LEFT },
	{ MAIN | SETTINGS | INPUT, RV_KEY_LEFT, RV_ACT_LEFT },
	{ MAIN | SETTINGS, 'l', RV_ACT_RIGHT },
	{ MAIN | SETTINGS | INPUT, RV_KEY_RIGHT, RV_ACT_RIGHT },
	{ MAIN, RV_KEY_TAB, RV_ACT_FOCUS_NEXT },
	{ MAIN, RV_KEY_BTAB, RV_ACT_FOCUS_PREV },
	{ MAIN, '1', RV_ACT_SCREEN_DESK },
	{ MAIN, '2', RV_ACT_SCREEN_SYMBOLS },
	{ MAIN, '3', RV_ACT_SCREEN_REGIME },
	{ MAIN, '4', RV_ACT_SCREEN_PORTFOLIO },
	{ MAIN, '5', RV_ACT_SCREEN_ORDERS },
	{ MAIN, '6', RV_ACT_SCREEN_STRUCTURE },
	{ MAIN, '7', RV_ACT_SCREEN_RISK },
	{ MAIN, '8', RV_ACT_SCREEN_LOG },
	{ MAIN, '9', RV_ACT_SCREEN_RESEARCH },
	{ MAIN, 'z', RV_ACT_ZOOM },
	{ PAGES, 'Z', RV_ACT_FREEZE },
	{ MAIN, RV_KEY_ENTER, RV_ACT_DETAILS },
	{ MAIN, '/', RV_ACT_FIND },
	{ MAIN, 'n', RV_ACT_FIND_NEXT },
	{ MAIN, 'N', RV_ACT_FIND_PREV },
	{ MAIN, '\\', RV_ACT_FILTER },
	{ MAIN, RV_KEY_F4, RV_ACT_FILTER },
	{ MAIN, 's', RV_ACT_SORT_MENU },
	{ MAIN, RV_KEY_F6, RV_ACT_SORT_MENU },
	{ MAIN | MENU, 'I', RV_ACT_SORT_INVERT },
	{ MAIN, '<', RV_ACT_SORT_PREV },
	{ MAIN, '>', RV_ACT_SORT_NEXT },
	{ MAIN, RV_KEY_SPACE, RV_ACT_MARK },
	{ MAIN, 'u', RV_ACT_UNMARK_ALL },
	{ MAIN, '[', RV_ACT_RANGE_SHORTER },
	{ MAIN, ']', RV_ACT_RANGE_LONGER },
	{ MAIN, '{', RV_ACT_PAST_BACK },
	{ MAIN, '}', RV_ACT_PAST_ON },
	{ MAIN, 'b', RV_ACT_LEADER },
	{ MAIN, 'w', RV_ACT_MEASURE },
	{ MAIN, 'v', RV_ACT_VIEW },
	{ MAIN, 'x', RV_ACT_EXPORT },
	{ LISTS, '!', RV_ACT_ACK_ALERT },
	{ PAGES, ':', RV_ACT_COMMAND },
	{ MAIN | ITEM | PROGRAM, 'p', RV_ACT_PROGRAM },
	{ PROGRAM, 'x', RV_ACT_LEG_OUT },
	{ MAIN | ITEM | PROGRAM, 'a', RV_ACT_APPROVE },
	{ MAIN, 'A', RV_ACT_APPROVE_MARKED },
	{ MAIN | ITEM | PROGRAM, 'r', RV_ACT_REJECT },
	{ MAIN | ITEM | PROGRAM, 'e', RV_ACT_REDUCE },
	{ ITEM | PROGRAM, RV_KEY_ENTER, RV_ACT_REQUOTE },
	{ MAIN | ITEM | PROGRAM, 'c', RV_ACT_CANCEL },
	{ MAIN | PROGRAM, 'U', RV_ACT_ARM },
	{ MAIN, 'F', RV_ACT_FLATTEN },
	{ MAIN, 'o', RV_ACT_OVERRIDES },
	{ MAIN | PROGRAM, 'P', RV_ACT_PEN },
	{ CONFIRM, 'Y', RV_ACT_YES },
	{ CONFIRM, 'C', RV_ACT_QUIT_CANCEL },
	{ MAIN, 'm', RV_ACT_MOUSE },
	{ MAIN, 'y', RV_ACT_COPY },
	{ MAIN, '+', RV_ACT_SLOWER },
	{ MAIN, '-', RV_ACT_FASTER },
	{ PAGES, '?', RV_ACT_HELP },
	{ READING, RV_KEY_F1, RV_ACT_HELP },
	{ MAIN | SETTINGS, RV_KEY_F2, RV_ACT_SETTINGS },
	{ DIALOG, 't', RV_ACT_TOUR },
	{ LISTS, ')', RV_ACT_TOUR_NEXT },
	{ LISTS, '(', RV_ACT_TOUR_PREV },
	{ EVERYWHERE, RV_KEY_CTRL('l'), RV_ACT_REPAINT },
	{ EVERYWHERE, RV_KEY_ESC, RV_ACT_BACK },
	{ LISTS, 'q', RV_ACT_BACK },
	{ MENU | SETTINGS | INPUT, RV_KEY_ENTER, RV_ACT_ACCEPT },
	{ INPUT | WORD, RV_KEY_BACKSPACE, RV_ACT_ERASE },
	{ INPUT, RV_KEY_DEL, RV_ACT_DELETE },
	{ INPUT, RV_KEY_CTRL('w'), RV_ACT_ERASE_WORD },
	{ INPUT, RV_KEY_CTRL('u'), RV_ACT_ERASE_LINE },
	{ INPUT, RV_KEY_TAB, RV_ACT_COMPLETE },
	{ INPUT, RV_KEY_UP, RV_ACT_OLDER },
	{ INPUT, RV_KEY_DOWN, RV_ACT_NEWER },
};

static const rv_action_info infos[RV_ACT_N] = {
	[RV_ACT_NONE] = { RV_GROUP_OTHER, "", NULL },
	[RV_ACT_DOWN] = { RV_GROUP_MOVE, "one line down", "scroll" },
	[RV_ACT_UP] = { RV_GROUP_MOVE, "one line up", "older" },
	[RV_ACT_FIRST] = { RV_GROUP_MOVE, "to the first line", NULL },
	[RV_ACT_LAST] = { RV_GROUP_MOVE, "to the last line", NULL },
	[RV_ACT_HALF_DOWN] = { RV_GROUP_MOVE, "half a page down", NULL },
	[RV_ACT_HALF_UP] = { RV_GROUP_MOVE, "half a page up", NULL },
	[RV_ACT_PAGE_DOWN] = { RV_GROUP_MOVE, "a page down", NULL },
	[RV_ACT_PAGE_UP] = { RV_GROUP_MOVE, "a page up", NULL },
	[RV_ACT_LEFT] = { RV_GROUP_MOVE, "scroll columns left", NULL },
	[RV_ACT_RIGHT] = { RV_GROUP_MOVE, "scroll columns right", "change" },
	[RV_ACT_FOCUS_NEXT] = { RV_GROUP_SCREEN, "next pane", "pane" },
	[RV_ACT_FOCUS_PREV] = { RV_GROUP_SCREEN, "previous pane", NULL },
	[RV_ACT_SCREEN_DESK] = { RV_GROUP_SCREEN, "Desk: all panes", "desk" },
	[RV_ACT_SCREEN_SYMBOLS] = { RV_GROUP_SCREEN, "Symbols: table and details", "symbols" },
	[RV_ACT_SCREEN_REGIME] = { RV_GROUP_SCREEN, "Regime: leaders, majors, risk-off", "regime" },
	[RV_ACT_SCREEN_PORTFOLIO] = { RV_GROUP_SCREEN, "Portfolio: signals and targets", "book" },
	[RV_ACT_SCREEN_ORDERS] = { RV_GROUP_SCREEN, "Orders: programs, tickets, fills", "orders" },
	[RV_ACT_SCREEN_STRUCTURE] = { RV_GROUP_SCREEN, "Market structure", "structure" },
	[RV_ACT_SCREEN_RISK] = { RV_GROUP_SCREEN, "Venue and risk: limits, margin", "risk" },
	[RV_ACT_SCREEN_LOG] = { RV_GROUP_SCREEN, "Log, audit", "log" },
	[RV_ACT_SCREEN_RESEARCH] = { RV_GROUP_SCREEN, "Research: backtests", "research" },
	[RV_ACT_ZOOM] = { RV_GROUP_SCREEN, "zoom the focused pane", "zoom" },
	[RV_ACT_FREEZE] = { RV_GROUP_SCREEN, "freeze the display", "freeze" },
	[RV_ACT_DETAILS] = { RV_GROUP_TABLE, "details: how the score is made", "why" },
	[RV_ACT_BACK] = { RV_GROUP_SCREEN, "back: close what is open", "back" },
	[RV_ACT_FIND] = { RV_GROUP_TABLE, "find a symbol as you type", "find" },
	[RV_ACT_FIND_NEXT] = { RV_GROUP_TABLE, "next match", NULL },
	[RV_ACT_FIND_PREV] = { RV_GROUP_TABLE, "previous match", NULL },
	[RV_ACT_FILTER] = { RV_GROUP_TABLE, "filter: rv>0.5 & fund<0, empty shows all", "filter" },
	[RV_ACT_SORT_MENU] = { RV_GROUP_TABLE, "choose the sort column", "sort" },
	[RV_ACT_SORT_INVERT] = { RV_GROUP_TABLE, "invert the sort", "invert" },
	[RV_ACT_SORT_PREV] = { RV_GROUP_TABLE, "sort by the column to the left", NULL },
	[RV_ACT_SORT_NEXT] = { RV_GROUP_TABLE, "sort by the column to the right", NULL },
	[RV_ACT_MARK] = { RV_GROUP_TABLE, "mark the symbol or the ticket", "mark" },
	[RV_ACT_UNMARK_ALL] = { RV_GROUP_TABLE, "unmark all", NULL },
	[RV_ACT_RANGE_SHORTER] = { RV_GROUP_OTHER, "plot fewer bars; replay: before", "fewer" },
	[RV_ACT_RANGE_LONGER] = { RV_GROUP_OTHER, "plot more bars; replay: next", "range" },
	[RV_ACT_PAST_BACK] = { RV_GROUP_OTHER, "replay: five minutes back", "5m back" },
	[RV_ACT_PAST_ON] = { RV_GROUP_OTHER, "replay: five minutes on", "5m on" },
	[RV_ACT_LEADER] = { RV_GROUP_OTHER, "structure: next leader", "leader" },
	[RV_ACT_VIEW] = { RV_GROUP_OTHER, "columns; portfolio: profit, costs, regret", "view" },
	[RV_ACT_EXPORT] = { RV_GROUP_OTHER, "export the pane as CSV and JSON", NULL },
	[RV_ACT_MEASURE] = { RV_GROUP_OTHER, "structure: next measure", "measure" },
	[RV_ACT_ACK_ALERT] = { RV_GROUP_OTHER, "acknowledge the alert shown", NULL },
	[RV_ACT_COMMAND] = { RV_GROUP_OTHER, "command line, Tab completes", "command" },
	[RV_ACT_PROGRAM] = { RV_GROUP_TRADE, "the phase's program: its legs", "program" },
	[RV_ACT_LEG_OUT] = { RV_GROUP_TRADE, "in a program: leave a leg out, or in", "out/in" },
	[RV_ACT_APPROVE] = { RV_GROUP_TRADE, "approve: opens it, then Y", "approve" },
	[RV_ACT_APPROVE_MARKED] = { RV_GROUP_TRADE, "approve marked tickets: count, Y", NULL },
	[RV_ACT_REJECT] = { RV_GROUP_TRADE, "reject: Y, then a reason", "reject" },
	[RV_ACT_REDUCE] = { RV_GROUP_TRADE, "smaller or more passive, never else", "reduce" },
	[RV_ACT_REQUOTE] = { RV_GROUP_TRADE, "in its details: quote it again", "requote" },
	[RV_ACT_CANCEL] = { RV_GROUP_TRADE, "cancel a mandate or an order, then Y", "cancel" },
	[RV_ACT_ARM] = { RV_GROUP_TRADE, "arm: approvals work for a while", "arm" },
	[RV_ACT_FLATTEN] = { RV_GROUP_TRADE, "flatten: HALTED or REDUCING only", NULL },
	[RV_ACT_OVERRIDES] = { RV_GROUP_TRADE, "overrides: set one, or end one", "override" },
	[RV_ACT_PEN] = { RV_GROUP_TRADE, "the pen: take it, or let it go", "pen" },
	[RV_ACT_YES] = { RV_GROUP_TRADE, "yes, in a question; others close it", "yes" },
	[RV_ACT_LOCK] = { RV_GROUP_SAFETY, "lock now: no approval by hand until armed", "lock" },
	[RV_ACT_KILL] = { RV_GROUP_SAFETY, "kill menu: stop, in two keys", "kill" },
	[RV_ACT_KILL_CANCEL] = { RV_GROUP_SAFETY, "K H: HALT and cancel our orders", "halt" },
	[RV_ACT_KILL_LEAVE] = { RV_GROUP_SAFETY, "K C: HALT, orders stay", "leave" },
	[RV_ACT_KILL_REDUCE] = { RV_GROUP_SAFETY, "K R: only reducing orders", "reduce" },
	[RV_ACT_QUIT_CANCEL] = { RV_GROUP_SAFETY, "on quitting: cancel our orders",
				 "cancel, quit" },
	[RV_ACT_MOUSE] = { RV_GROUP_OTHER, "mouse on or off: never trades", NULL },
	[RV_ACT_COPY] = { RV_GROUP_OTHER, "copy the chosen row (OSC 52)", NULL },
	[RV_ACT_SLOWER] = { RV_GROUP_OTHER, "fewer frames, up to 5 s apart", NULL },
	[RV_ACT_FASTER] = { RV_GROUP_OTHER, "more frames, down to 0.25 s", NULL },
	[RV_ACT_HELP] = { RV_GROUP_OTHER, "this help", "help" },
	[RV_ACT_SETTINGS] = { RV_GROUP_OTHER, "settings: colours, refresh, columns", NULL },
	[RV_ACT_TOUR] = { RV_GROUP_OTHER, "in this help: the tour, or its end", "tour" },
	[RV_ACT_TOUR_NEXT] = { RV_GROUP_OTHER, "tour: next step", NULL },
	[RV_ACT_TOUR_PREV] = { RV_GROUP_OTHER, "tour: step before", NULL },
	[RV_ACT_REPAINT] = { RV_GROUP_OTHER, "repaint the screen", NULL },
	[RV_ACT_QUIT] = { RV_GROUP_OTHER, "quit", "quit" },
	[RV_ACT_ACCEPT] = { RV_GROUP_INPUT, "accept", "accept" },
	[RV_ACT_ERASE] = { RV_GROUP_INPUT, "erase the character before", NULL },
	[RV_ACT_DELETE] = { RV_GROUP_INPUT, "delete the character under", NULL },
	[RV_ACT_ERASE_WORD] = { RV_GROUP_INPUT, "erase the word before", NULL },
	[RV_ACT_ERASE_LINE] = { RV_GROUP_INPUT, "erase the line", "erase" },
	[RV_ACT_COMPLETE] = { RV_GROUP_INPUT, "complete a command", "complete" },
	[RV_ACT_OLDER] = { RV_GROUP_INPUT, "command line: older lines", NULL },
	[RV_ACT_NEWER] = { RV_GROUP_INPUT, "command line: newer lines", NULL },
};

static const char *const group_titles[RV_GROUP_N] = {
	[RV_GROUP_MOVE] = "Move",
	[RV_GROUP_SCREEN] = "Screens and panes",
	[RV_GROUP_TABLE] = "Symbol table",
	[RV_GROUP_TRADE] = "Orders",
	[RV_GROUP_SAFETY] = "Safety, on every screen",
	[RV_GROUP_OTHER] = "Other",
	[RV_GROUP_INPUT] = "Input line and menus",
};

static const rv_action main_hints[] = {
	RV_ACT_HELP,
	RV_ACT_DETAILS,
	RV_ACT_FIND,
	RV_ACT_FILTER,
	RV_ACT_SORT_MENU,
	RV_ACT_FOCUS_NEXT,
	RV_ACT_QUIT,
	RV_ACT_ZOOM,
	RV_ACT_FREEZE,
	RV_ACT_SCREEN_DESK,
	RV_ACT_SCREEN_SYMBOLS,
	RV_ACT_SCREEN_REGIME,
	RV_ACT_SCREEN_PORTFOLIO,
	RV_ACT_SCREEN_ORDERS,
	RV_ACT_SCREEN_STRUCTURE,
	RV_ACT_SCREEN_RISK,
	RV_ACT_SCREEN_LOG,
	RV_ACT_SCREEN_RESEARCH,
	RV_ACT_MARK,
	RV_ACT_RANGE_LONGER,
	RV_ACT_RANGE_SHORTER,
};
static const rv_action structure_hints[] = { RV_ACT_LEADER, RV_ACT_MEASURE };
static const rv_action portfolio_hints[] = { RV_ACT_VIEW };
static const rv_action research_hints[] = { RV_ACT_RANGE_LONGER, RV_ACT_RANGE_SHORTER,
					    RV_ACT_COMMAND };
static const rv_action trade_hints[] = { RV_ACT_PROGRAM, RV_ACT_KILL, RV_ACT_LOCK, RV_ACT_ARM,
					 RV_ACT_COMMAND };
static const rv_action dialog_hints[] = { RV_ACT_BACK, RV_ACT_TOUR, RV_ACT_DOWN, RV_ACT_FREEZE,
					  RV_ACT_QUIT };
static const rv_action replay_hints[] = { RV_ACT_BACK,	       RV_ACT_RANGE_SHORTER,
					  RV_ACT_RANGE_LONGER, RV_ACT_PAST_BACK,
					  RV_ACT_PAST_ON,      RV_ACT_KILL,
					  RV_ACT_LOCK,	       RV_ACT_COMMAND };
static const rv_action item_hints[] = { RV_ACT_BACK,   RV_ACT_REQUOTE, RV_ACT_APPROVE,
					RV_ACT_REJECT, RV_ACT_REDUCE,  RV_ACT_CANCEL,
					RV_ACT_KILL,   RV_ACT_LOCK,    RV_ACT_DOWN };
static const rv_action program_hints[] = { RV_ACT_BACK,	   RV_ACT_LEG_OUT, RV_ACT_REDUCE,
					   RV_ACT_APPROVE, RV_ACT_REJECT,  RV_ACT_REQUOTE,
					   RV_ACT_ARM,	   RV_ACT_CANCEL,  RV_ACT_PROGRAM,
					   RV_ACT_KILL,	   RV_ACT_LOCK,	   RV_ACT_DOWN };
static const rv_action word_hints[] = { RV_ACT_BACK };
static const rv_action confirm_hints[] = { RV_ACT_QUIT_CANCEL, RV_ACT_YES, RV_ACT_BACK };
static const rv_action kill_hints[] = { RV_ACT_KILL_CANCEL, RV_ACT_KILL_LEAVE, RV_ACT_KILL_REDUCE,
					RV_ACT_BACK };
static const rv_action menu_hints[] = { RV_ACT_ACCEPT, RV_ACT_SORT_INVERT, RV_ACT_BACK };
static const rv_action settings_hints[] = { RV_ACT_DOWN, RV_ACT_RIGHT, RV_ACT_BACK };
static const rv_action input_hints[] = { RV_ACT_ACCEPT, RV_ACT_BACK, RV_ACT_ERASE_LINE };

#define HINTS(list)                                                                                \
	{                                                                                          \
		list, sizeof(list) / sizeof((list)[0])                                             \
	}
static const struct {
	const rv_action *list;
	size_t n;
} hints[RV_CTX_N] = {
	[RV_CTX_MAIN] = HINTS(main_hints),   [RV_CTX_DIALOG] = HINTS(dialog_hints),
	[RV_CTX_ITEM] = HINTS(item_hints),   [RV_CTX_PROGRAM] = HINTS(program_hints),
	[RV_CTX_WORD] = HINTS(word_hints),   [RV_CTX_CONFIRM] = HINTS(confirm_hints),
	[RV_CTX_KILL] = HINTS(kill_hints),   [RV_CTX_MENU] = HINTS(menu_hints),
	[RV_CTX_INPUT] = HINTS(input_hints), [RV_CTX_SETTINGS] = HINTS(settings_hints),
};

static const struct {
	int key;
	const char *text, *ascii;
} key_names[] = {
	{ RV_KEY_TAB, "Tab", "Tab" },	      { RV_KEY_ENTER, "Enter", "Enter" },
	{ RV_KEY_ESC, "Esc", "Esc" },	      { RV_KEY_SPACE, "Space", "Space" },
	{ RV_KEY_BACKSPACE, "Bksp", "Bksp" }, { RV_KEY_UP, "↑", "Up" },
	{ RV_KEY_DOWN, "↓", "Down" },	      { RV_KEY_LEFT, "←", "Left" },
	{ RV_KEY_RIGHT, "→", "Right" },	      { RV_KEY_HOME, "Home", "Home" },
	{ RV_KEY_END, "End", "End" },	      { RV_KEY_PGUP, "PgUp", "PgUp" },
	{ RV_KEY_PGDN, "PgDn", "PgDn" },      { RV_KEY_DEL, "Del", "Del" },
	{ RV_KEY_BTAB, "S-Tab", "S-Tab" },    { RV_KEY_INS, "Ins", "Ins" },
};

static const struct {
	const rv_action *list;
	size_t n;
} place_hints[RV_HINT_PLACES] = {
	[RV_HINTS_STRUCTURE] = HINTS(structure_hints),
	[RV_HINTS_PORTFOLIO] = HINTS(portfolio_hints),
	[RV_HINTS_RESEARCH] = HINTS(research_hints),
	[RV_HINTS_REPLAY] = HINTS(replay_hints),
	[RV_HINTS_TRADE] = HINTS(trade_hints),
};

static rv_keymap own;	/* the operator's table */
static bool own_in_use; /* instead of the built-in one */

void rv_keymap_use(const rv_keymap *m)
{
	own_in_use = m != NULL;
	if (m)
		own = *m;
}

size_t rv_keymap_built_in(const rv_key_binding **table)
{
	*table = bindings;
	return sizeof(bindings) / sizeof(bindings[0]);
}

size_t rv_keymap_bindings(const rv_key_binding **table)
{
	if (!own_in_use)
		return rv_keymap_built_in(table);
	*table = own.list;
	return own.n;
}

rv_action rv_keymap_find(rv_key_context ctx, int key)
{
	const rv_key_binding *t;
	const size_t n = rv_keymap_bindings(&t);

	for (size_t i = 0; i < n; i++) {
		if (t[i].key == key && (t[i].contexts & 1u << ctx))
			return t[i].action;
	}
	return RV_ACT_NONE;
}

const rv_action_info *rv_action_describe(rv_action a)
{
	assert(a < RV_ACT_N);
	return &infos[a];
}

const char *rv_key_group_title(rv_key_group g)
{
	assert(g < RV_GROUP_N);
	return group_titles[g];
}

bool rv_action_is_trading(rv_action a)
{
	return infos[a].group == RV_GROUP_TRADE || infos[a].group == RV_GROUP_SAFETY;
}

bool rv_action_is_safety(rv_action a)
{
	return infos[a].group == RV_GROUP_SAFETY || a == RV_ACT_QUIT || a == RV_ACT_REPAINT;
}

size_t rv_keymap_hints(rv_key_context ctx, const rv_action **list)
{
	*list = hints[ctx].list;
	return hints[ctx].n;
}

size_t rv_keymap_place_hints(rv_hint_place place, const rv_action **list)
{
	*list = place_hints[place].list;
	return place_hints[place].n;
}

const char *rv_key_text(int key, bool ascii, char buf[RV_KEY_TEXT])
{
	for (size_t i = 0; i < sizeof(key_names) / sizeof(key_names[0]); i++) {
		if (key_names[i].key == key) {
			(void)snprintf(buf, RV_KEY_TEXT, "%s", /* fits: all names are short */
				       ascii ? key_names[i].ascii : key_names[i].text);
			return buf;
		}
	}
	if (key >= RV_KEY_F1 && key <= RV_KEY_F12)
		(void)snprintf(buf, RV_KEY_TEXT, "F%d", key - RV_KEY_F1 + 1);
	else if (key > 0 && key < RV_KEY_SPACE)
		(void)snprintf(buf, RV_KEY_TEXT, "Ctrl-%c", key + 'a' - 1);
	else
		(void)snprintf(buf, RV_KEY_TEXT, "%c", key > 0 && key < 127 ? key : '?');
	return buf;
}

const char *rv_keymap_keys(rv_key_context ctx, rv_action a, size_t max, bool ascii,
			   char buf[RV_KEYS_TEXT])
{
	const rv_key_binding *t;
	const size_t all = rv_keymap_bindings(&t);
	size_t len = 0, found = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < all && found < max; i++) {
		char one[RV_KEY_TEXT];
		if (t[i].action != a || !(t[i].contexts & 1u << ctx))
			continue;
		const int n = snprintf(buf + len, RV_KEYS_TEXT - len, "%s%s", found ? " " : "",
				       rv_key_text(t[i].key, ascii, one));
		if (n < 0 || (size_t)n >= RV_KEYS_TEXT - len)
			break;
		len += (size_t)n;
		found++;
	}
	return buf;
}

const char *rv_keymap_key(rv_action a, char buf[RV_KEY_TEXT])
{
	const rv_key_binding *t;
	const size_t n = rv_keymap_bindings(&t);
	const rv_key_binding *best = NULL;

	for (size_t i = 0; i < n && !(best && (best->contexts & MAIN)); i++) {
		if (t[i].action == a && (!best || (t[i].contexts & MAIN)))
			best = &t[i];
	}
	assert(best); /* no table leaves an action without a key */
	return rv_key_text(best->key, true, buf);
}
