/*
 * rvdesk trials verify: the register of trials that a backtest has left, looked at: is its chain
 * whole, and is it the one that the report counted? Nothing is written.
 */
#include "app/commands.h"

#include "app/args.h"
#include "app/research/trial_log.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int usage_error(const char *text)
{
	(void)fprintf(stderr, "rvdesk: %s\n", text);
	return RV_EXIT_USAGE;
}

int rv_trials_verify(const char *dir)
{
	rv_trials_report report;
	rv_err err = { .code = RV_OK };
	const rv_status st = rv_trials_check_run(dir, &report, &err);
	if (report.lines > 0)
		(void)printf("trials  %" PRIu64 ", %" PRIu64
			     " of them inadmissible\nlines   %" PRIu64 "\nhead    %s\n",
			     report.trials, report.inadmissible, report.lines, report.head);
	if (report.stopped > 0)
		(void)printf("stopped %" PRIu64 " of them of runs before\n", report.stopped);
	if (st == RV_EDATA && report.bad_line > 0)
		(void)printf("result  broken at line %" PRIu64 "\n", report.bad_line);
	else if (report.lines > 0)
		(void)printf("result  %s\n", st != RV_OK	? "broken"
					     : !report.ended	? "good, of a run that was stopped"
					     : report.no_report ? "good, without a report"
								: "good");
	if (st == RV_OK && (fflush(stdout) != 0 || ferror(stdout)))
		return rv_args_fail("cannot write to stdout");
	return st == RV_OK ? RV_EXIT_OK : rv_args_fail(err.text);
}

int rv_cmd_trials(int argc, char **argv)
{
	const char *dir = NULL;
	const rv_arg table[] = {
		{ "--dir", RV_ARG_STRING, &dir, 0, 0, "DIR", "the --out of a backtest" },
		{ NULL, RV_ARG_FLAG, NULL, 0, 0, NULL, NULL },
	};
	static const char usage[] = "rvdesk trials verify --dir DIR";
	if (argc > 1 && strcmp(argv[1], "--help") == 0)
		return rv_args_parse(usage, table, argc, argv);
	if (argc < 2 || strcmp(argv[1], "verify") != 0)
		return usage_error("trials: expected verify");
	const int rc = rv_args_parse(usage, table, argc - 1, argv + 1);
	if (rc >= 0)
		return rc;
	return dir ? rv_trials_verify(dir) : usage_error("trials verify needs --dir DIR");
}
