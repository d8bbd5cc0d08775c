/* What the steps of the tour say; see tour.h. */
#include <stdio.h>
#include <string.h>

#include "tui/empty.h"
#include "tui/fmt.h"
#include "tui/money.h"
#include "tui/programs.h"
#include "tui/tour.h"
#include "tui/ui.h"

/* One way to say a step: what is to be done, and why. */
typedef struct saying {
	const char *doing, *why;
} saying;

typedef struct step_text {
	const char *name;
	saying say; /* doing NULL: it depends */
} step_text;

static const step_text steps[RV_TOUR_STEPS] = {
	[RV_TOUR_LOOK] = { "look",
			   { "{down} {up}: move the cursor", "{env}. What is old is dim, what is "
							     "not known is --. Sorted by RV: who "
							     "is strong against the others." } },
	[RV_TOUR_WHY] = { "why",
			  { "{details}: why; {back} closes it",
			    "No score is to be believed: here it is term by term, down to its "
			    "inputs "
			    "and their ages. {down} scrolls." } },
	[RV_TOUR_FILTER] = { "filter",
			     { "{filter}, then rv>0.3 and {accept}",
			       "Only the strong ones stay; unknown never matches. {back} shows all "
			       "again, {find} finds one, {sort} sorts." } },
	[RV_TOUR_REGIME] = { "regime",
			     { "{regime}: the regime", "What kind of market it is, and how far "
						       "each switch is from here: it "
						       "decides who trades, and how large." } },
	[RV_TOUR_STRUCTURE] = { "structure",
				{ "{structure}: structure, {desk}: Desk again",
				  "How each coin follows BTC, ETH or SOL, and with what lag. There "
				  "{leader} takes the next leader, {measure} the next measure." } },
	[RV_TOUR_ARM] = { "arm", { NULL, NULL } },
	[RV_TOUR_RESUME] = { "resume",
			     { "{command}resume {accept}: let it trade",
			       "A desk starts HALTED, in red at the top: no order leaves. Only a "
			       "typed word makes the book ACTIVE." } },
	[RV_TOUR_OPEN] = { "open", { NULL, NULL } },
	[RV_TOUR_READ] = { "read", { NULL, NULL } },
	[RV_TOUR_GRANT] = { "grant", { NULL, NULL } },
	[RV_TOUR_FILL] = { "fill",
			   { "{back}, {orders}: watch it fill",
			     "Orders leave in slices or at once, never beyond the limit that you "
			     "read. Fills say whose they are; {desk} shows the positions." } },
	[RV_TOUR_HEDGE] = { "hedge",
			    { "{desk}: watch Hedge delta",
			      "Fills are hedged, not orders, once a delta leaves its trigger: now "
			      "{hedge} USD. {next} goes on meanwhile." } },
	[RV_TOUR_KILL] = { "kill menu",
			   { "{kill}: look at it, then {back}",
			     "Two keys stop everything, on every screen: {kill} then {halt} halts "
			     "and "
			     "cancels ours. The menu alone does nothing." } },
	[RV_TOUR_LOCK] = { "lock",
			   { "{lock}: lock",
			     "From then on no Y counts until somebody arms again. What was granted "
			     "goes on; to lock needs no question." } },
	[RV_TOUR_HELP] = { "help",
			   { "{help}: every key; {back} closes it",
			     "Made from the table that the keys run on, commands and fields of a "
			     "filter behind them. {command} and Tab complete." } },
	[RV_TOUR_END] = { "end",
			  { "{f1} {tour}: end this; {quit}: quit",
			    "That was all. Quitting asks first what becomes of what works, and the "
			    "journal keeps what was done: rvdesk journal list." } },
};

/* By what is to be traded: the program, a ticket, or nothing yet. */
static const saying ways[][3] = {
	[0] = { { "{program}: open the program",
		  "The day's trades in one list: size, limit, edge, who "
		  "wants each, what all of it "
		  "costs and does to gross, net and margin." },
		{ "{orders}: the ticket is there",
		  "It was proposed, nothing has left yet: it waits for "
		  "you, and runs out by itself." },
		{ "{command}buy SOL 500 usd {accept}",
		  "No program waits. {propose} Until then a trade by "
		  "hand goes the same way: this "
		  "line proposes one." } },
	[RV_TOUR_READ - RV_TOUR_OPEN] = { { "{down}, {legout}: leave a leg out",
					    "What is left out is not traded; the same key takes it "
					    "in. Below the legs stands "
					    "who wants the one chosen. {next} goes on as it is." },
					  { "{orders}, {details}: read its checks",
					    "Every check by name, with its number. One that is not "
					    "met holds it back. {back} "
					    "closes it." },
					  { "{command}buy SOL 500 usd {accept}",
					    "What waited is over. {propose} A trade by hand goes "
					    "the same way: this line "
					    "proposes one." } },
	[RV_TOUR_GRANT - RV_TOUR_OPEN] = { { "{approve}, then {yes}: grant all of it",
					     "{yes} counts once each leg was on the screen: {down} "
					     "scrolls. What holds it back "
					     "is said there; where a price has moved, {requote} "
					     "quotes again." },
					   { "{orders}, {approve}, then {yes}: send it",
					     "{yes} counts when the question has been seen whole. "
					     "What holds it back is said "
					     "there; where a price has moved, {details} twice "
					     "quotes again." },
					   { "{command}buy SOL 500 usd {accept}",
					     "What waited is over. {propose} A trade by hand goes "
					     "the same way: this line "
					     "proposes one." } },
};

static saying saying_of(const rv_ui *ui)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	const rv_tour_step s = ui->tour.step;

	if (s == RV_TOUR_ARM)
		return (saying){
			tv && tv->asks_pin ? "{arm}, PIN, {accept}, {yes}: arm"
					   : "{arm}, then {yes}: arm",
			"Locked, no Y counts. Armed, it does for a while, and the header says "
			"how long. {lock} locks at once, wherever you are."
		};
	if (s >= RV_TOUR_OPEN && s <= RV_TOUR_GRANT)
		return ways[s - RV_TOUR_OPEN][rv_tour_way_of(ui)];
	return steps[s].say;
}

/* ---- names in braces ---- */

static const struct {
	const char *name;
	rv_action action;
	rv_key_context ctx;
} keys[] = {
	{ "down", RV_ACT_DOWN, RV_CTX_MAIN },
	{ "up", RV_ACT_UP, RV_CTX_MAIN },
	{ "details", RV_ACT_DETAILS, RV_CTX_MAIN },
	{ "back", RV_ACT_BACK, RV_CTX_MAIN },
	{ "filter", RV_ACT_FILTER, RV_CTX_MAIN },
	{ "find", RV_ACT_FIND, RV_CTX_MAIN },
	{ "sort", RV_ACT_SORT_MENU, RV_CTX_MAIN },
	{ "accept", RV_ACT_ACCEPT, RV_CTX_INPUT },
	{ "desk", RV_ACT_SCREEN_DESK, RV_CTX_MAIN },
	{ "regime", RV_ACT_SCREEN_REGIME, RV_CTX_MAIN },
	{ "structure", RV_ACT_SCREEN_STRUCTURE, RV_CTX_MAIN },
	{ "orders", RV_ACT_SCREEN_ORDERS, RV_CTX_MAIN },
	{ "leader", RV_ACT_LEADER, RV_CTX_MAIN },
	{ "measure", RV_ACT_MEASURE, RV_CTX_MAIN },
	{ "arm", RV_ACT_ARM, RV_CTX_MAIN },
	{ "yes", RV_ACT_YES, RV_CTX_CONFIRM },
	{ "lock", RV_ACT_LOCK, RV_CTX_MAIN },
	{ "kill", RV_ACT_KILL, RV_CTX_MAIN },
	{ "halt", RV_ACT_KILL_CANCEL, RV_CTX_KILL },
	{ "command", RV_ACT_COMMAND, RV_CTX_MAIN },
	{ "program", RV_ACT_PROGRAM, RV_CTX_MAIN },
	{ "legout", RV_ACT_LEG_OUT, RV_CTX_PROGRAM },
	{ "requote", RV_ACT_REQUOTE, RV_CTX_PROGRAM },
	{ "approve", RV_ACT_APPROVE, RV_CTX_MAIN },
	{ "help", RV_ACT_HELP, RV_CTX_MAIN },
	{ "f1", RV_ACT_HELP, RV_CTX_MENU }, /* F1, which is help where ? is text, too */
	{ "quit", RV_ACT_QUIT, RV_CTX_MAIN },
	{ "tour", RV_ACT_TOUR, RV_CTX_DIALOG },
	{ "next", RV_ACT_TOUR_NEXT, RV_CTX_MAIN },
	{ "prev", RV_ACT_TOUR_PREV, RV_CTX_MAIN },
};

static const char *key_of(const char *name, size_t len, bool ascii, char buf[RV_KEYS_TEXT])
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strlen(keys[i].name) == len && strncmp(keys[i].name, name, len) == 0)
			return rv_keymap_keys(keys[i].ctx, keys[i].action, 1, ascii, buf);
	}
	return NULL;
}

static const char *env_words(rv_env env)
{
	switch (env) {
	case RV_ENV_SIM:
		return "SIM, top left: a made-up market, no real money";
	case RV_ENV_REPLAY:
		return "REPLAY, top left: a recorded market";
	case RV_ENV_PAPER:
		return "PAPER, top left: a test account";
	case RV_ENV_LIVE:
		return "LIVE, top left: real money, each Y counts";
	default:
		return "Top left stands which market this is";
	}
}

/* "BTC +316 of 102, ETH -33 of 102" */
static void put_hedge(const rv_ui *ui, char *out, size_t cap)
{
	const rv_view *v = ui->live.v;
	size_t len = 0;

	(void)snprintf(out, cap, "--");
	for (int k = 0; v && v->book.present && v->book.hedge_known && k < RV_HEDGE_LEGS; k++) {
		const rv_hedge_leg *l = &v->book.hedge[k];
		char distance[RV_FMT_TEXT];
		const int n = snprintf(out + len, cap - len, "%s%.5s %s of %s", k > 0 ? ", " : "",
				       v->book.hedge_names[k],
				       rv_fmt_usd_signed(l->distance, 0, distance),
				       rv_num(l->trigger, 0).s);
		if (n < 0 || (size_t)n >= cap - len)
			return;
		len += (size_t)n;
	}
}

static bool is(const char *name, size_t len, const char *word)
{
	return strlen(word) == len && strncmp(name, word, len) == 0;
}

/* What stands for one name; keys between their marks. */
static void put_name(const rv_ui *ui, const char *name, size_t len, bool ascii, char *out,
		     size_t cap)
{
	char buf[RV_KEYS_TEXT], text[RV_EMPTY_TEXT];
	const char *key = key_of(name, len, ascii, buf);

	if (key)
		(void)snprintf(out, cap, "%c%s%c", RV_TOUR_KEY, key, RV_TOUR_KEY);
	else if (is(name, len, "env"))
		(void)snprintf(out, cap, "%s",
			       env_words(ui->live.v ? ui->live.v->env : RV_ENV_UNKNOWN));
	else if (is(name, len, "propose"))
		(void)snprintf(out, cap, "%s", rv_empty_propose(&ui->live, text));
	else if (is(name, len, "hedge"))
		put_hedge(ui, out, cap);
	else
		(void)snprintf(out, cap, "{%.*s}", (int)len, name);
}

void rv_tour_expand(const struct rv_ui *ui, const char *text, bool ascii, char *out, size_t cap)
{
	size_t n = 0;

	while (*text && n + 1 < cap) {
		const char *end = *text == '{' ? strchr(text, '}') : NULL;
		if (!end) {
			out[n++] = *text++;
			continue;
		}
		char word[RV_TOUR_TEXT];
		put_name(ui, text + 1, (size_t)(end - text - 1), ascii, word, sizeof(word));
		const int put = snprintf(out + n, cap - n, "%s", word);
		n += put < 0 ? 0 : (size_t)put < cap - n ? (size_t)put : cap - n - 1;
		text = end + 1;
	}
	out[n] = '\0';
}

void rv_tour_say(const struct rv_ui *ui, bool ascii, rv_tour_words *out)
{
	const saying s = saying_of(ui);

	rv_tour_expand(ui, s.doing, ascii, out->doing, sizeof(out->doing));
	rv_tour_expand(ui, s.why, ascii, out->why, sizeof(out->why));
}

const char *rv_tour_name(rv_tour_step s)
{
	return s < RV_TOUR_STEPS ? steps[s].name : "";
}
