/* The one key table; see keymap.h. */
#include "tui/keymap.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "tui/keys.h"

#define MAIN (1u << RV_CTX_MAIN)
#define DIALOG (1u << RV_CTX_DIALOG)
#define MENU (1u << RV_CTX_MENU)
#define INPUT (1u << RV_CTX_INPUT)
#define LISTS (MAIN | DIALOG | MENU)
#define EVERYWHERE (LISTS | INPUT)

static const rv_key_binding bindings[] = {
	{ LISTS, 'j', RV_ACT_DOWN },
	{ LISTS, RV_KEY_DOWN, RV_ACT_DOWN },
	{ LISTS, 'k', RV_ACT_UP },
	{ LISTS, RV_KEY_UP, RV_ACT_UP },
	{ LISTS, 'g', RV_ACT_FIRST },
	{ EVERYWHERE, RV_KEY_HOME, RV_ACT_FIRST },
	{ LISTS, 'G', RV_ACT_LAST },
	{ EVERYWHERE, RV_KEY_END, RV_ACT_LAST },
	{ MAIN | DIALOG, RV_KEY_CTRL('d'), RV_ACT_HALF_DOWN },
	{ MAIN | DIALOG, RV_KEY_CTRL('u'), RV_ACT_HALF_UP },
	{ MAIN | DIALOG, RV_KEY_PGDN, RV_ACT_PAGE_DOWN },
	{ MAIN | DIALOG, RV_KEY_PGUP, RV_ACT_PAGE_UP },
	{ MAIN, 'h', RV_ACT_LEFT },
	{ MAIN | INPUT, RV_KEY_LEFT, RV_ACT_LEFT },
	{ MAIN, 'l', RV_ACT_RIGHT },
	{ MAIN | INPUT, RV_KEY_RIGHT, RV_ACT_RIGHT },
	{ MAIN, RV_KEY_TAB, RV_ACT_FOCUS_NEXT },
	{ MAIN, RV_KEY_BTAB, RV_ACT_FOCUS_PREV },
	{ MAIN, '1', RV_ACT_SCREEN_DESK },
	{ MAIN, '2', RV_ACT_SCREEN_SYMBOLS },
	{ MAIN, '3', RV_ACT_SCREEN_REGIME },
	{ MAIN, '4', RV_ACT_SCREEN_PORTFOLIO },
	{ MAIN, '6', RV_ACT_SCREEN_STRUCTURE },
	{ MAIN, '8', RV_ACT_SCREEN_LOG },
	{ MAIN, 'z', RV_ACT_ZOOM },
	{ MAIN | DIALOG, 'Z', RV_ACT_FREEZE },
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
	{ MAIN, 'b', RV_ACT_LEADER },
	{ MAIN, 'w', RV_ACT_MEASURE },
	{ LISTS, '!', RV_ACT_ACK_ALERT },
	{ MAIN | DIALOG, '?', RV_ACT_HELP },
	{ EVERYWHERE, RV_KEY_F1, RV_ACT_HELP },
	{ EVERYWHERE, RV_KEY_CTRL('l'), RV_ACT_REPAINT },
	{ EVERYWHERE, RV_KEY_ESC, RV_ACT_BACK },
	{ LISTS, 'q', RV_ACT_BACK },
	{ LISTS, 'Q', RV_ACT_QUIT },
	{ EVERYWHERE, RV_KEY_F10, RV_ACT_QUIT },
	{ EVERYWHERE, RV_KEY_CTRL('c'), RV_ACT_QUIT },
	{ MENU | INPUT, RV_KEY_ENTER, RV_ACT_ACCEPT },
	{ INPUT, RV_KEY_BACKSPACE, RV_ACT_ERASE },
	{ INPUT, RV_KEY_DEL, RV_ACT_DELETE },
	{ INPUT, RV_KEY_CTRL('w'), RV_ACT_ERASE_WORD },
	{ INPUT, RV_KEY_CTRL('u'), RV_ACT_ERASE_LINE },
};

static const rv_action_info infos[RV_ACT_N] = {
	[RV_ACT_NONE] = { RV_GROUP_OTHER, "", NULL },
	[RV_ACT_DOWN] = { RV_GROUP_MOVE, "one line down", "scroll" },
	[RV_ACT_UP] = { RV_GROUP_MOVE, "one line up", NULL },
	[RV_ACT_FIRST] = { RV_GROUP_MOVE, "to the first line", NULL },
	[RV_ACT_LAST] = { RV_GROUP_MOVE, "to the last line", NULL },
	[RV_ACT_HALF_DOWN] = { RV_GROUP_MOVE, "half a page down", NULL },
	[RV_ACT_HALF_UP] = { RV_GROUP_MOVE, "half a page up", NULL },
	[RV_ACT_PAGE_DOWN] = { RV_GROUP_MOVE, "a page down", NULL },
	[RV_ACT_PAGE_UP] = { RV_GROUP_MOVE, "a page up", NULL },
	[RV_ACT_LEFT] = { RV_GROUP_MOVE, "scroll columns left", NULL },
	[RV_ACT_RIGHT] = { RV_GROUP_MOVE, "scroll columns right", NULL },
	[RV_ACT_FOCUS_NEXT] = { RV_GROUP_SCREEN, "next pane", "pane" },
	[RV_ACT_FOCUS_PREV] = { RV_GROUP_SCREEN, "previous pane", NULL },
	[RV_ACT_SCREEN_DESK] = { RV_GROUP_SCREEN, "Desk: all panes", "desk" },
	[RV_ACT_SCREEN_SYMBOLS] = { RV_GROUP_SCREEN, "Symbols: table and details", "symbols" },
	[RV_ACT_SCREEN_REGIME] = { RV_GROUP_SCREEN, "Regime: leaders, majors, risk-off", "regime" },
	[RV_ACT_SCREEN_PORTFOLIO] = { RV_GROUP_SCREEN, "Portfolio: signals and targets", "book" },
	[RV_ACT_SCREEN_STRUCTURE] = { RV_GROUP_SCREEN, "Market structure", "structure" },
	[RV_ACT_SCREEN_LOG] = { RV_GROUP_SCREEN, "Log", "log" },
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
	[RV_ACT_MARK] = { RV_GROUP_TABLE, "mark the symbol", "mark" },
	[RV_ACT_UNMARK_ALL] = { RV_GROUP_TABLE, "unmark all", NULL },
	[RV_ACT_RANGE_SHORTER] = { RV_GROUP_OTHER, "plot fewer bars", NULL },
	[RV_ACT_RANGE_LONGER] = { RV_GROUP_OTHER, "plot more bars", "range" },
	[RV_ACT_LEADER] = { RV_GROUP_OTHER, "structure: next leader", "leader" },
	[RV_ACT_MEASURE] = { RV_GROUP_OTHER, "structure: next measure", "measure" },
	[RV_ACT_ACK_ALERT] = { RV_GROUP_OTHER, "acknowledge the alert shown", NULL },
	[RV_ACT_HELP] = { RV_GROUP_OTHER, "this help", "help" },
	[RV_ACT_REPAINT] = { RV_GROUP_OTHER, "repaint the screen", NULL },
	[RV_ACT_QUIT] = { RV_GROUP_OTHER, "quit", "quit" },
	[RV_ACT_ACCEPT] = { RV_GROUP_INPUT, "accept", "accept" },
	[RV_ACT_ERASE] = { RV_GROUP_INPUT, "erase the character before", NULL },
	[RV_ACT_DELETE] = { RV_GROUP_INPUT, "delete the character under", NULL },
	[RV_ACT_ERASE_WORD] = { RV_GROUP_INPUT, "erase the word before", NULL },
	[RV_ACT_ERASE_LINE] = { RV_GROUP_INPUT, "erase the line", "erase" },
};

static const char *const group_titles[RV_GROUP_N] = {
	[RV_GROUP_MOVE] = "Move",
	[RV_GROUP_SCREEN] = "Screens and panes",
	[RV_GROUP_TABLE] = "Symbol table",
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
	RV_ACT_SCREEN_STRUCTURE,
	RV_ACT_SCREEN_LOG,
	RV_ACT_MARK,
	RV_ACT_RANGE_LONGER,
	RV_ACT_LEADER,
	RV_ACT_MEASURE,
};
static const rv_action dialog_hints[] = { RV_ACT_BACK, RV_ACT_DOWN, RV_ACT_FREEZE, RV_ACT_QUIT };
static const rv_action menu_hints[] = { RV_ACT_ACCEPT, RV_ACT_SORT_INVERT, RV_ACT_BACK };
static const rv_action input_hints[] = { RV_ACT_ACCEPT, RV_ACT_BACK, RV_ACT_ERASE_LINE };

#define HINTS(list)                                                                                \
	{                                                                                          \
		list, sizeof(list) / sizeof((list)[0])                                             \
	}
static const struct {
	const rv_action *list;
	size_t n;
} hints[RV_CTX_N] = {
	[RV_CTX_MAIN] = HINTS(main_hints),
	[RV_CTX_DIALOG] = HINTS(dialog_hints),
	[RV_CTX_MENU] = HINTS(menu_hints),
	[RV_CTX_INPUT] = HINTS(input_hints),
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
	{ RV_KEY_BTAB, "S-Tab", "S-Tab" },
};

rv_action rv_keymap_find(rv_key_context ctx, int key)
{
	for (size_t i = 0; i < sizeof(bindings) / sizeof(bindings[0]); i++) {
		if (bindings[i].key == key && (bindings[i].contexts & 1u << ctx))
			return bindings[i].action;
	}
	return RV_ACT_NONE;
}

size_t rv_keymap_bindings(const rv_key_binding **table)
{
	*table = bindings;
	return sizeof(bindings) / sizeof(bindings[0]);
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

size_t rv_keymap_hints(rv_key_context ctx, const rv_action **list)
{
	*list = hints[ctx].list;
	return hints[ctx].n;
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
	size_t len = 0, found = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < sizeof(bindings) / sizeof(bindings[0]) && found < max; i++) {
		char one[RV_KEY_TEXT];
		if (bindings[i].action != a || !(bindings[i].contexts & 1u << ctx))
			continue;
		const int n = snprintf(buf + len, RV_KEYS_TEXT - len, "%s%s", found ? " " : "",
				       rv_key_text(bindings[i].key, ascii, one));
		if (n < 0 || (size_t)n >= RV_KEYS_TEXT - len)
			break;
		len += (size_t)n;
		found++;
	}
	return buf;
}
