/*
 * What the commands for scripts share: where the desk is, words without dashes, exit statuses.
 * Main thread.
 */
#ifndef RV_APP_SCRIPT_SCRIPT_ARGS_H
#define RV_APP_SCRIPT_SCRIPT_ARGS_H

#include "app/args.h"
#include "app/script/desk_link.h"

/* Beside those of commands.h. */
enum {
	RV_EXIT_NO_DESK = 3, /* none runs, or it does not answer */
	RV_EXIT_HALTED = 4,  /* of status */
	RV_EXIT_UNSURE = 5   /* sent, and no answer: look at what is */
};

typedef struct rv_script_where {
	const char *socket, *state;
} rv_script_where;

#define RV_SCRIPT_WHERE_ARGS(where)                                                                \
	{ "--socket",                                                                              \
	  RV_ARG_STRING,                                                                           \
	  &(where).socket,                                                                         \
	  0,                                                                                       \
	  0,                                                                                       \
	  "PATH",                                                                                  \
	  "the desk's control socket (default: as rvdesk attach finds it)" },                      \
	{                                                                                          \
		"--state", RV_ARG_STRING, &(where).state, 0, 0, "DIR", "state folder of that desk" \
	}

enum { RV_SCRIPT_WORDS = 32 }; /* as its error says */

typedef struct rv_script_words {
	size_t n;
	const char *v[RV_SCRIPT_WORDS];
} rv_script_words;

/*
 * Options anywhere, as rv_args_parse has them, and the words between them in their order; what
 * follows "--" is words whatever it begins with. Returns as rv_args_parse does.
 */
int rv_script_parse(const char *usage, const rv_arg *table, int argc, char **argv,
		    rv_script_words *out);
/* From the i-th on, one blank between them. RV_ERANGE: longer than a reason may be. */
RV_NODISCARD rv_status rv_script_join(const rv_script_words *w, size_t i, char *out, size_t cap,
				      rv_err *err);

RV_NODISCARD rv_status rv_script_open(const rv_script_where *w, bool read_only, rv_desk_link **out,
				      rv_err *err);
/* Each prints one line on stderr and returns the exit status. */
int rv_script_fail(rv_status st, const rv_err *err);
int rv_script_usage(const char *text);

#endif
