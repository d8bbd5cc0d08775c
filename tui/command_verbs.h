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
	RV_ARG_HELD,	/* a symbol with a position */
	RV_ARG_ALL,	/* "all" or a symbol */
	RV_ARG_UNKNOWN, /* an order that is unknown */
	RV_ARG_PROGRAM	/* a program, or what is to be done with it */
} rv_line_arg;

typedef struct rv_verb {
	const char *name, *usage; /* usage "": not in the help by itself */
	bool trading;
	rv_line_arg arg;
	rv_status (*parse)(const rv_line_in *in, rv_line *out);
} rv_verb;

size_t rv_line_verbs(const rv_verb **table);

#endif
