/*
 * The options of a console, wherever its desk is, and the console run by them. Main thread.
 */
#ifndef RV_APP_CONSOLE_ARGS_H
#define RV_APP_CONSOLE_ARGS_H

#include "app/args.h"
#include "tui/console.h"

enum { RV_CONSOLE_ARGS = 8 };

typedef struct rv_console_options {
	bool ascii, mono, plain, no_remember;
	const char *theme, *updown, *keys;
	const char *state; /* folder of console.json and exports; NULL: the user's */
	double refresh_s;  /* 0: as it was left, or the default */
} rv_console_options;

void rv_console_options_default(rv_console_options *o);
/* Writes the rows of these options; a command adds its own and the last one. */
void rv_console_args(rv_console_options *o, rv_arg table[RV_CONSOLE_ARGS]);
/* What the table cannot check, and the operator's own keys, which are put in force: a status with a
 * line. */
RV_NODISCARD rv_status rv_console_options_check(const rv_console_options *o, rv_err *err);

/*
 * Runs it until the operator quits or *stop becomes non-zero. at has where snapshots' commands go
 * and, of a desk in another process, the way there; what is of the options is filled in here. A
 * terminal that cannot show a screen gets plain lines.
 */
RV_NODISCARD rv_status rv_console_show(const rv_console_options *o, rv_console_params *at,
				       rv_pub *pub, const volatile sig_atomic_t *stop, rv_err *err);

#endif
