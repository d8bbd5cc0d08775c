/* The table of verbs, which parsing, completion and help share. For tui/command_*.c. */
#ifndef RV_TUI_COMMAND_VERBS_H
#define RV_TUI_COMMAND_VERBS_H

#include "tui/command_words.h"

typedef struct rv_line_in {
	const rv_words *ws;
	const rv_view *v; /* has an order side where the verb needs one; else may be NULL */
} rv_line_in;

/* What the first word after the verb can be, for completion. */
typedef enum rv_line_arg {
	RV_ARG_NONE,
	RV_ARG_SYMBOL,
	RV_ARG_HELD,	 /* a symbol with a position */
	RV_ARG_ALL,	 /* "all" or a symbol */
	RV_ARG_UNKNOWN,	 /* an order that is unknown */
	RV_ARG_OVERRIDE, /* a kind of override, or "end" */
	RV_ARG_HEDGE,	 /* now, on or off */
	RV_ARG_STRATEGY, /* a sub-book with a model */
	RV_ARG_BACKTEST, /* a strategy that has one, or cancel */
	RV_ARG_RUN,	 /* open, then a run */
	RV_ARG_FILTER,	 /* an expression */
	RV_ARG_RULE,	 /* an alert rule, or end */
	RV_ARG_PROGRAM	 /* a program, or what is to be done with it */
} rv_line_arg;

typedef struct rv_verb {
	const char *name, *usage; /* usage "": not in the help by itself */
	bool trading;
	rv_line_arg arg;
	rv_status (*parse)(const rv_line_in *in, rv_line *out);
} rv_verb;

/* command_override.c: overrides in full and in short, and the list of them. */
rv_status rv_parse_override(const rv_line_in *in, rv_line *out);
rv_status rv_parse_override_short(const rv_line_in *in, rv_line *out); /* by its verb */
rv_status rv_parse_hedge(const rv_line_in *in, rv_line *out);	       /* now, or who grants it */
rv_status rv_parse_overrides(const rv_line_in *in, rv_line *out);
/* What follows a kind, for people: "SYM WEIGHT [SUB] 4h|1d|close REASON". */
const char *rv_override_usage(rv_override_kind k);
/* What the word at a place of "override KIND ..." can be: a symbol, a strategy or neither. */
rv_line_arg rv_override_arg(const rv_words *ws, size_t i);

/* command_licence.c: a strategy's licence, with what is known of its record; that alone. */
rv_status rv_parse_licence(const rv_line_in *in, rv_line *out);
rv_status rv_parse_evidence(const rv_line_in *in, rv_line *out);

/* command_research.c: backtests. */
rv_status rv_parse_backtest(const rv_line_in *in, rv_line *out);
rv_status rv_parse_research(const rv_line_in *in, rv_line *out);

/* command_whatif.c: what approvals would do together. */
rv_status rv_parse_whatif(const rv_line_in *in, rv_line *out);

/* command_rule.c: alerts that people ask for. */
rv_status rv_parse_alert(const rv_line_in *in, rv_line *out);
rv_status rv_parse_alerts(const rv_line_in *in, rv_line *out);

/* command_request.c: what waits for a second person. */
rv_status rv_parse_request(const rv_line_in *in, rv_line *out);

/* command_export.c: the focused pane into a file. */
rv_status rv_parse_export(const rv_line_in *in, rv_line *out);
/* command_replay.c: the screen of a past moment, and back. */
rv_status rv_parse_replay(const rv_line_in *in, rv_line *out);
rv_status rv_parse_live(const rv_line_in *in, rv_line *out);

size_t rv_line_verbs(const rv_verb **table);

#endif
