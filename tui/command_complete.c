/* Completion of the command line: what the last word can be; see command_line.h. */
#include <stdio.h>
#include <string.h>

#include "tui/command_program.h"
#include "tui/command_verbs.h"
#include "tui/expression.h"
#include "tui/money.h"

enum { CANDIDATE = RV_RESEARCH_NAME };

typedef struct finding {
	rv_word prefix;
	size_t n;
	char first[CANDIDATE]; /* the first one, cut to what all have in common */
	char *choices;
	size_t len;
} finding;

static bool same_letter(char a, char b)
{
	const char one[2] = { a, '\0' };
	const rv_word w = { &b, 1, 0 };

	return rv_word_is(w, one);
}

static void offer(finding *f, const char *candidate)
{
	if (!rv_word_starts(candidate, f->prefix))
		return;
	if (f->n++ == 0) {
		(void)snprintf(f->first, sizeof(f->first), "%s", candidate);
	} else {
		size_t i = 0;
		while (f->first[i] && candidate[i] && same_letter(f->first[i], candidate[i]))
			i++;
		f->first[i] = '\0';
	}
	const size_t room = RV_LINE_CHOICES - f->len;
	const int n = snprintf(f->choices + f->len, room, "%s%s", f->len ? " " : "", candidate);
	if (n > 0 && (size_t)n < room)
		f->len += (size_t)n;
	else
		f->choices[f->len] = '\0'; /* whole words or nothing */
}

static void offer_all(finding *f, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		offer(f, words[i]);
}

static void offer_verbs(finding *f)
{
	const rv_verb *verbs;
	const size_t n = rv_line_verbs(&verbs);

	for (size_t i = 0; i < n; i++)
		offer(f, verbs[i].name);
}

static void offer_symbols(finding *f, const rv_view *v)
{
	for (size_t i = 0; v && i < v->n_rows; i++)
		offer(f, v->rows[i].symbol);
}

static void offer_argument(finding *f, const rv_verb *verb, const rv_view *v)
{
	static const char *const hedges[] = { "now", "on", "off" };
	static const char *const backtests[] = { "majors-alts", "stat-arb", "multi-bucket",
						 "rv-momentum", "book",	    "cancel" };
	char id[RV_FMT_TEXT];

	if (verb->arg == RV_ARG_ALL)
		offer(f, "all");
	if (verb->arg == RV_ARG_SYMBOL || verb->arg == RV_ARG_ALL)
		offer_symbols(f, v);
	for (int s = 0; verb->arg == RV_ARG_STRATEGY && s < RV_SUB_H; s++)
		offer(f, rv_sub_name((rv_sub)s));
	if (verb->arg == RV_ARG_BACKTEST)
		offer_all(f, backtests, sizeof(backtests) / sizeof(backtests[0]));
	if (verb->arg == RV_ARG_RUN)
		offer(f, "open");
	if (verb->arg == RV_ARG_HEDGE)
		offer_all(f, hedges, sizeof(hedges) / sizeof(hedges[0]));
	for (size_t i = 0; v && verb->arg == RV_ARG_HELD && i < v->trade.n_positions; i++) {
		if (v->trade.positions[i].lots != 0)
			offer(f, v->trade.positions[i].coin.symbol);
	}
	for (size_t i = 0; v && verb->arg == RV_ARG_UNKNOWN && i < v->trade.n_orders; i++) {
		if (v->trade.orders[i].state == RV_ORDER_UNKNOWN)
			offer(f, rv_fmt_cloid(&v->trade.orders[i].cloid, id));
	}
}

static const rv_verb *verb_of(const rv_words *ws)
{
	const rv_verb *verbs;
	const size_t n = rv_line_verbs(&verbs);

	for (size_t i = 0; i < n; i++) {
		if (rv_word_is(ws->w[0], verbs[i].name))
			return &verbs[i];
	}
	return NULL;
}

static void offer_to(void *ctx, const char *candidate)
{
	offer(ctx, candidate);
}

static void offer_override(finding *f, const rv_words *ws, size_t i, const rv_view *v)
{
	for (int k = 0; i == 1 && k < RV_OVERRIDE_N; k++)
		offer(f, rv_override_kind_name((rv_override_kind)k));
	if (i == 1) {
		offer(f, "end");
		return;
	}
	const rv_line_arg arg = rv_override_arg(ws, i);
	if (arg == RV_ARG_SYMBOL)
		offer_symbols(f, v);
	for (int s = 0; arg == RV_ARG_STRATEGY && s < RV_SUB_H; s++)
		offer(f, rv_sub_name((rv_sub)s));
}

static void offer_runs(finding *f, const rv_view *v)
{
	offer(f, "newest");
	for (size_t i = 0; v && i < v->research.n_runs && i < RV_RESEARCH_RUNS; i++)
		offer(f, v->research.runs[i]);
}

/* The word at place i of a line whose earlier words are complete. */
static void offer_word(finding *f, const rv_words *ws, size_t i, const rv_view *v)
{
	static const char *const units[] = { "usd", "coins" }, *const styles[] = { "twap",
										   "limit" };
	const rv_verb *verb = i > 0 ? verb_of(ws) : NULL;

	if (i == 0)
		offer_verbs(f);
	else if (verb && verb->arg == RV_ARG_PROGRAM && v)
		rv_line_program_offer(ws, i, v, offer_to, f);
	else if (verb && verb->arg == RV_ARG_OVERRIDE)
		offer_override(f, ws, i, v);
	else if (verb && verb->arg == RV_ARG_RUN && i == 2)
		offer_runs(f, v);
	else if (verb && i == 1)
		offer_argument(f, verb, v);
	else if (verb && i == 3 && strstr(verb->usage, "usd|coins"))
		offer_all(f, units, 2);
	else if (verb && ((i == 4 && strstr(verb->usage, "usd|coins [")) ||
			  (i == 2 && strstr(verb->usage, "SYM [twap"))))
		offer_all(f, styles, 2);
}

/* What has a grammar of its own is completed by it; false: the line is none of those. */
static bool offer_expression(finding *f, const rv_words *ws, const char *text, const rv_view *v)
{
	const rv_verb *verb = ws->n > 0 ? verb_of(ws) : NULL;
	const size_t from = verb ? ws->w[0].pos + ws->w[0].len + 1 : 0;

	if (!verb || (verb->arg != RV_ARG_FILTER && verb->arg != RV_ARG_RULE) ||
	    from > strlen(text))
		return false;
	const size_t tail = rv_expression_tail(text, from);
	f->prefix = (rv_word){ text + tail, strlen(text + tail), tail };
	if (verb->arg == RV_ARG_FILTER)
		rv_filter_offer(text, from, v, offer_to, f);
	else
		rv_rule_offer(text, from, v, offer_to, f);
	return true;
}

void rv_line_complete(const char *text, const rv_view *v, char out[RV_PROMPT_CAP],
		      char choices[RV_LINE_CHOICES])
{
	rv_line_error unused;
	rv_words ws;
	finding f = { .choices = choices };

	choices[0] = '\0';
	rv_words_split(text, &ws, &unused);
	const size_t len = strnlen(text, RV_PROMPT_CAP - 1);
	const bool open = ws.n > 0 && len > 0 && text[len - 1] != ' ';
	const size_t at = open ? ws.n - 1 : ws.n;
	f.prefix = open ? ws.w[at] : (rv_word){ text + len, 0, len };
	if (!offer_expression(&f, &ws, text, v) && at < RV_WORDS_MAX)
		offer_word(&f, &ws, at, v);
	(void)snprintf(out, RV_PROMPT_CAP, "%.*s", (int)len, text);
	const size_t stem = f.prefix.pos, done = strlen(f.first);
	if (f.n == 0 || done == 0 || done < f.prefix.len || stem + done + 2 > RV_PROMPT_CAP)
		return;
	(void)snprintf(out + stem, RV_PROMPT_CAP - stem, "%s%s", f.first,
		       f.n == 1 && f.first[done - 1] != '(' ? " " : "");
	if (f.n == 1)
		choices[0] = '\0';
}
