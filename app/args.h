/*
 * Command-line options shared by the subcommands: a table of long options, strict values, one
 * error line and exit status 2 for wrong usage.
 */
#ifndef RV_APP_ARGS_H
#define RV_APP_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum rv_arg_kind {
	RV_ARG_FLAG,   /* bool */
	RV_ARG_STRING, /* const char * */
	RV_ARG_LIST,   /* rv_arg_list: may be repeated */
	RV_ARG_U64,    /* uint64_t */
	RV_ARG_DOUBLE, /* double */
	RV_ARG_TIME    /* rv_arg_time */
} rv_arg_kind;

typedef struct rv_arg_time {
	bool set, is_date; /* is_date: a bare YYYY-MM-DD; ms is its 00:00 */
	int64_t ms;
} rv_arg_time;

enum { RV_ARG_LIST_CAP = 16 };
typedef struct rv_arg_list {
	size_t n;
	const char *v[RV_ARG_LIST_CAP];
} rv_arg_list;

typedef struct rv_arg {
	const char *name; /* "--store" or "-U"; the last entry has NULL */
	rv_arg_kind kind;
	void *out;
	double min, max;   /* for U64 and DOUBLE; both 0 = unchecked */
	const char *value; /* "FILE": how the help names the value */
	const char *help;
} rv_arg;

/*
 * Parses argv[1..]. Returns -1 to go on, or the exit status: 0 after --help (usage and table on
 * stdout), 2 after an error (one line on stderr). Positional arguments are wrong usage.
 */
int rv_args_parse(const char *usage, const rv_arg *table, int argc, char **argv);

/* Prints "rvdesk: TEXT" to stderr and returns RV_EXIT_FAIL. */
int rv_args_fail(const char *text);

#endif
