/*
 * rvdesk upgrade: run by a new program to take over from the one that runs: halt, drain, end, back
 * up, try on a copy, start, compare, and resume where that is asked for. What it does and what is
 * to be done when a step fails is in docs/operations.md.
 */
#include "app/commands.h"

#include "app/args.h"
#include "app/ops/upgrade_run.h"

#include <stdio.h>

enum { WAIT_S = 90, WAIT_MOST_S = 3600 };

int rv_cmd_upgrade(int argc, char **argv)
{
	rv_upgrade_options o = { .unit = "rvdesk", .wait_s = WAIT_S };
	char next[RV_ERR_TEXT] = "";
	rv_err err = { .code = RV_OK };
	const rv_arg table[] = {
		{ "--state", RV_ARG_STRING, &o.state, 0, 0, "DIR", "state folder" },
		{ "--socket", RV_ARG_STRING, &o.socket, 0, 0, "PATH",
		  "the desk's control socket (default: as rvdesk attach finds it)" },
		{ "--unit", RV_ARG_STRING, &o.unit, 0, 0, "NAME",
		  "of the service manager, default rvdesk: stops and starts the desk where it "
		  "runs it" },
		{ "--stop", RV_ARG_STRING, &o.stop, 0, 0, "CMD",
		  "ends the desk (default: systemctl stop, else SIGTERM)" },
		{ "--start", RV_ARG_STRING, &o.start, 0, 0, "CMD",
		  "starts the new one (default: systemctl start, else nobody does)" },
		{ "--resume", RV_ARG_STRING, &o.resume, 0, 0, "REASON",
		  "and resume the book, as whoever runs this; default: it stays HALTED" },
		{ "--leave-orders", RV_ARG_FLAG, &o.leave_orders, 0, 0, NULL,
		  "working orders stay at the venue, where the desk was started so, too "
		  "(default: cancelled)" },
		{ "--now", RV_ARG_FLAG, &o.now, 0, 0, NULL,
		  "between 23:30 and 00:15 UTC of the desk's clock, too" },
		{ "--wait", RV_ARG_U64, &o.wait_s, 1, WAIT_MOST_S, "S",
		  "seconds for the orders, for the end and for the start; default 90" },
		{ NULL, RV_ARG_FLAG, NULL, 0, 0, NULL, NULL },
	};
	const int rc =
		rv_args_parse("rvdesk upgrade [OPTIONS]    the new program takes over: halt, "
			      "drain, back up, verify, start",
			      table, argc, argv);
	if (rc >= 0)
		return rc;
	if (o.resume && !o.resume[0]) {
		(void)fprintf(stderr, "rvdesk: --resume: expected a reason\n");
		return RV_EXIT_USAGE;
	}
	if (rv_upgrade_run(&o, stdout, next, &err) == RV_OK)
		return RV_EXIT_OK;
	(void)rv_args_fail(err.text);
	if (next[0])
		(void)fprintf(stderr, "rvdesk: next: %s\n", next);
	return RV_EXIT_FAIL;
}
