/* Names of actions, contexts and keys; see keymap_names.h. */
#include "tui/keymap_names.h"

#include <string.h>
#include <strings.h>

#include "tui/keys.h"

static const char *const actions[RV_ACT_N] = {
	[RV_ACT_DOWN] = "down",
	[RV_ACT_UP] = "up",
	[RV_ACT_FIRST] = "first",
	[RV_ACT_LAST] = "last",
	[RV_ACT_HALF_DOWN] = "half-down",
	[RV_ACT_HALF_UP] = "half-up",
	[RV_ACT_PAGE_DOWN] = "page-down",
	[RV_ACT_PAGE_UP] = "page-up",
	[RV_ACT_LEFT] = "left",
	[RV_ACT_RIGHT] = "right",
	[RV_ACT_FOCUS_NEXT] = "pane-next",
	[RV_ACT_FOCUS_PREV] = "pane-previous",
	[RV_ACT_SCREEN_DESK] = "screen-desk",
	[RV_ACT_SCREEN_SYMBOLS] = "screen-symbols",
	[RV_ACT_SCREEN_REGIME] = "screen-regime",
	[RV_ACT_SCREEN_PORTFOLIO] = "screen-portfolio",
	[RV_ACT_SCREEN_ORDERS] = "screen-orders",
	[RV_ACT_SCREEN_STRUCTURE] = "screen-structure",
	[RV_ACT_SCREEN_RISK] = "screen-risk",
	[RV_ACT_SCREEN_LOG] = "screen-log",
	[RV_ACT_SCREEN_RESEARCH] = "screen-research",
	[RV_ACT_ZOOM] = "zoom",
	[RV_ACT_FREEZE] = "freeze",
	[RV_ACT_DETAILS] = "details",
	[RV_ACT_BACK] = "back",
	[RV_ACT_FIND] = "find",
	[RV_ACT_FIND_NEXT] = "find-next",
	[RV_ACT_FIND_PREV] = "find-previous",
	[RV_ACT_FILTER] = "filter",
	[RV_ACT_SORT_MENU] = "sort-menu",
	[RV_ACT_SORT_INVERT] = "sort-invert",
	[RV_ACT_SORT_PREV] = "sort-previous",
	[RV_ACT_SORT_NEXT] = "sort-next",
	[RV_ACT_MARK] = "mark",
	[RV_ACT_UNMARK_ALL] = "unmark-all",
	[RV_ACT_RANGE_SHORTER] = "range-shorter",
	[RV_ACT_RANGE_LONGER] = "range-longer",
	[RV_ACT_LEADER] = "leader",
	[RV_ACT_MEASURE] = "measure",
	[RV_ACT_VIEW] = "view",
	[RV_ACT_EXPORT] = "export",
	[RV_ACT_PAST_BACK] = "past-back",
	[RV_ACT_PAST_ON] = "past-on",
	[RV_ACT_ACK_ALERT] = "acknowledge",
	[RV_ACT_COMMAND] = "command",
	[RV_ACT_PROGRAM] = "program",
	[RV_ACT_LEG_OUT] = "leg-out",
	[RV_ACT_APPROVE] = "approve",
	[RV_ACT_APPROVE_MARKED] = "approve-marked",
	[RV_ACT_REJECT] = "reject",
	[RV_ACT_REDUCE] = "reduce",
	[RV_ACT_REQUOTE] = "requote",
	[RV_ACT_CANCEL] = "cancel",
	[RV_ACT_ARM] = "arm",
	[RV_ACT_FLATTEN] = "flatten",
	[RV_ACT_OVERRIDES] = "overrides",
	[RV_ACT_PEN] = "pen",
	[RV_ACT_YES] = "yes",
	[RV_ACT_LOCK] = "lock",
	[RV_ACT_KILL] = "kill",
	[RV_ACT_KILL_CANCEL] = "kill-cancel",
	[RV_ACT_KILL_LEAVE] = "kill-leave",
	[RV_ACT_KILL_REDUCE] = "kill-reduce",
	[RV_ACT_QUIT_CANCEL] = "quit-cancel",
	[RV_ACT_HELP] = "help",
	[RV_ACT_SETTINGS] = "settings",
	[RV_ACT_MOUSE] = "mouse",
	[RV_ACT_COPY] = "copy",
	[RV_ACT_SLOWER] = "slower",
	[RV_ACT_FASTER] = "faster",
	[RV_ACT_TOUR] = "tour",
	[RV_ACT_TOUR_NEXT] = "tour-next",
	[RV_ACT_TOUR_PREV] = "tour-previous",
	[RV_ACT_REPAINT] = "repaint",
	[RV_ACT_QUIT] = "quit",
	[RV_ACT_ACCEPT] = "accept",
	[RV_ACT_ERASE] = "erase",
	[RV_ACT_DELETE] = "delete",
	[RV_ACT_ERASE_WORD] = "erase-word",
	[RV_ACT_ERASE_LINE] = "erase-line",
	[RV_ACT_COMPLETE] = "complete",
	[RV_ACT_OLDER] = "older",
	[RV_ACT_NEWER] = "newer",
};

static const char *const contexts[RV_CTX_N] = {
	[RV_CTX_MAIN] = "main",	      [RV_CTX_DIALOG] = "dialog", [RV_CTX_ITEM] = "item",
	[RV_CTX_PROGRAM] = "program", [RV_CTX_MENU] = "menu",	  [RV_CTX_SETTINGS] = "settings",
	[RV_CTX_INPUT] = "input",     [RV_CTX_WORD] = "word",	  [RV_CTX_CONFIRM] = "confirm",
	[RV_CTX_KILL] = "kill",
};

static bool is_name(const char *known, const char *name, size_t n)
{
	return known && strlen(known) == n && memcmp(known, name, n) == 0;
}

const char *rv_action_name(rv_action a)
{
	return actions[a];
}

rv_action rv_action_named(const char *name, size_t n)
{
	for (int a = RV_ACT_NONE + 1; a < RV_ACT_N; a++) {
		if (is_name(actions[a], name, n))
			return (rv_action)a;
	}
	return RV_ACT_NONE;
}

const char *rv_key_context_name(rv_key_context c)
{
	return contexts[c];
}

rv_key_context rv_key_context_named(const char *name, size_t n)
{
	int c = 0;

	while (c < RV_CTX_N && !is_name(contexts[c], name, n))
		c++;
	return (rv_key_context)c;
}

static bool says(const char *name, size_t n, const char *known)
{
	return strlen(known) == n && strncasecmp(name, known, n) == 0;
}

/* Those that are a letter with Ctrl and nothing else. */
static int ctrl_key(const char *name, size_t n)
{
	if (n != strlen("Ctrl-x") || strncasecmp(name, "Ctrl-", 5) != 0)
		return RV_KEY_NONE;
	const int key = RV_KEY_CTRL(name[5]);
	const bool letter =
		(name[5] >= 'a' && name[5] <= 'z') || (name[5] >= 'A' && name[5] <= 'Z');

	return letter && !strchr("hijmHIJM", name[5]) ? key : RV_KEY_NONE;
}

int rv_key_named(const char *name, size_t n)
{
	char text[RV_KEY_TEXT];

	if (n == 1)
		return name[0] > ' ' && name[0] <= '~' ? name[0] : RV_KEY_NONE;
	for (int key = RV_KEY_NAMED; key < RV_KEY_RESIZE; key++) {
		if (says(name, n, rv_key_text(key, true, text)))
			return key;
	}
	static const int others[] = { RV_KEY_TAB, RV_KEY_ENTER, RV_KEY_ESC, RV_KEY_SPACE,
				      RV_KEY_BACKSPACE };
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (says(name, n, rv_key_text(others[i], true, text)))
			return others[i];
	}
	return ctrl_key(name, n);
}
