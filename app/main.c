/*
 * rvdesk: the operator's desk. This file only finds the subcommand; each has a file of its own.
 */
#include "app/commands.h"
#include "app/version.h"
#include "engine/stats/init.h"

#include <stdio.h>
#include <string.h>

typedef struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} command;

static const command commands[] = {
	{ "import", rv_cmd_import, "read CSV, Parquet or DuckDB into a store" },
	{ "score", rv_cmd_score, "one scoring pass over a store, point in time" },
	{ "signals", rv_cmd_signals, "what the daily systems want to hold" },
	{ "trials", rv_cmd_trials, "the register of a backtest's trials: verify" },
	{ "backtest", rv_cmd_backtest, "a strategy over the history of a store" },
	{ "sweep", rv_cmd_sweep, "a backtest for each of many configurations" },
	{ "serve", rv_cmd_serve, "the desk without a screen" },
	{ "attach", rv_cmd_attach, "a console on a desk that runs" },
	{ "status", rv_cmd_status, "one look at a desk that runs" },
	{ "show", rv_cmd_show, "a ticket or program of it, with its digest" },
	{ "handover", rv_cmd_handover, "what whoever takes it over must know" },
	{ "approve", rv_cmd_command, "grants one" },
	{ "reject", rv_cmd_command, "the opposite" },
	{ "note", rv_cmd_command, "writes a line into its audit" },
	{ "arm", rv_cmd_command, "lets it take approvals and a resume" },
	{ "lock", rv_cmd_command, "the opposite" },
	{ "resume", rv_cmd_command, "the book, or a coin, from HALTED" },
	{ "halt", rv_cmd_halt, "HALTED; with the desk or without it" },
	{ "pin", rv_cmd_pin, "set the PIN that arms the desk" },
	{ "sim", rv_cmd_sim, "the simulated venue as a server" },
	{ "shot", rv_cmd_shot, "draw a screen without a terminal" },
	{ "keys", rv_cmd_keys, "the console's keys, as a file to change" },
	{ "journal", rv_cmd_journal, "the audit log: verify, list, export, restore" },
	{ "report", rv_cmd_report, "the report of a day, from the journal" },
	{ "upgrade", rv_cmd_upgrade, "a new program looks at the state it will take over" },
};

static void usage(FILE *out)
{
	(void)fprintf(out, "usage: rvdesk [OPTIONS]            the console on a live engine\n"
			   "       rvdesk COMMAND [OPTIONS]    COMMAND --help says more\n\n");
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		(void)fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].help);
	(void)fprintf(out, "  %-8s %s\n", "help", "this text; --version prints the version");
}

int main(int argc, char **argv)
{
	rv_stats_init();
	if (argc > 1 && strcmp(argv[1], "--version") == 0) {
		(void)printf("rvdesk " RV_VERSION "\n");
		return RV_EXIT_OK;
	}
	if (argc < 2 || argv[1][0] == '-')
		return rv_cmd_run(argc, argv);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	}
	if (strcmp(argv[1], "help") == 0) {
		usage(stdout);
		return RV_EXIT_OK;
	}
	(void)fprintf(stderr, "rvdesk: unknown command '%s'\n", argv[1]);
	usage(stderr);
	return RV_EXIT_USAGE;
}
