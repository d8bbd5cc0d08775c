/* The command line's words for backtests: `backtest STRATEGY START END`, `research open NAME`. */
#include <stdio.h>
#include <string.h>

#include "engine/base/timefmt.h"
#include "tui/command_verbs.h"

static const char usage[] = "STRATEGY START END [PROFILE] [no-walk-forward] is expected, or cancel";

static void ask(rv_line *out, const char *verb, const char *rest)
{
	out->kind = RV_LINE_SEND;
	out->cmd.kind = RV_CMD_BACKTEST;
	(void)snprintf(out->cmd.reason, sizeof(out->cmd.reason), "%s%s", verb, rest); /* fits: below
										       */
}

static rv_status parse_day(const rv_words *ws, size_t i, const char *which, int64_t *ms)
{
	const rv_word w = rv_words_at(ws, i);
	char text[RV_TIME_TEXT];
	bool is_date = false;

	if (w.len == 0)
		return rv_words_fail(ws, i, "%s day is expected, YYYY-MM-DD", which);
	(void)snprintf(text, sizeof(text), "%.*s", (int)w.len, w.s); /* cut: no day */
	if (w.len != 10 || rv_time_parse(text, ms, &is_date) != RV_OK || !is_date)
		return rv_words_fail(ws, i, "'%.24s': expected a day, YYYY-MM-DD", text);
	return RV_OK;
}

/* Which strategies and profiles there are the desk says. */
rv_status rv_parse_backtest(const rv_line_in *in, rv_line *out)
{
	const rv_words *ws = in->ws;
	const rv_word first = rv_words_at(ws, 1);
	int64_t from = 0, to = 0;

	if (first.len == 0)
		return rv_words_fail(ws, 1, "%s", usage);
	if (rv_word_is(first, "cancel")) {
		ask(out, "cancel", "");
		return rv_words_end(ws, 2);
	}
	rv_status st = parse_day(ws, 2, "a first", &from);
	if (st == RV_OK)
		st = parse_day(ws, 3, "a last", &to);
	if (st == RV_OK && to < from)
		st = rv_words_fail(ws, 3, "the last day is before the first");
	if (st == RV_OK)
		st = rv_words_end(ws, 6);
	if (st == RV_OK && strlen(first.s) + sizeof("run ") > RV_REASON_TEXT)
		st = rv_words_fail(ws, 1, "%s", usage);
	if (st == RV_OK)
		ask(out, "run ", first.s);
	return st;
}

/* "research" alone is the screen. */
rv_status rv_parse_research(const rv_line_in *in, rv_line *out)
{
	const rv_words *ws = in->ws;
	const rv_word word = rv_words_at(ws, 1), name = rv_words_at(ws, 2);

	if (word.len == 0) {
		out->kind = RV_LINE_SCREEN;
		out->screen = RV_SCREEN_RESEARCH;
		return RV_OK;
	}
	if (!rv_word_is(word, "open"))
		return rv_words_fail(ws, 1, "open NAME is expected, or nothing");
	if (name.len == 0)
		return rv_words_fail(ws, 2, "the name of a run is expected, or newest");
	if (!in->v || !in->v->trade.present)
		return rv_words_fail(ws, 0, "this engine has no order side: it only watches");
	if (name.len >= RV_RESEARCH_NAME)
		return rv_words_fail(ws, 2, "no run has so long a name");
	char text[RV_RESEARCH_NAME];
	(void)snprintf(text, sizeof(text), "%.*s", (int)name.len, name.s);
	ask(out, "show ", text);
	return rv_words_end(ws, 3);
}
