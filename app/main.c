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
	{ "import", rv_cmd_import, "read CSV files into a store" },
	{ "score", rv_cmd_score, "one scoring pass over a store, point in time" },
	{ "sim", rv_cmd_sim, "the simulated venue as a server" },
	{ "shot", rv_cmd_shot, "draw a screen without a terminal" },
	{ "journal", rv_cmd_journal, "the audit log: verify, list, export" },
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
