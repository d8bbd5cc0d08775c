/*
 * One function per subcommand. argv[0] is the subcommand's name. Each returns the process's exit
 * status: 0 success, 1 a failure explained in one line on stderr, 2 wrong usage.
 */
#ifndef RV_APP_COMMANDS_H
#define RV_APP_COMMANDS_H

enum { RV_EXIT_OK = 0, RV_EXIT_FAIL = 1, RV_EXIT_USAGE = 2 };

int rv_cmd_run(int argc, char **argv);	  /* the default: console on a live engine */
int rv_cmd_sim(int argc, char **argv);	  /* rvdesk sim */
int rv_cmd_import(int argc, char **argv); /* rvdesk import */
int rv_cmd_score(int argc, char **argv);  /* rvdesk score */
int rv_cmd_shot(int argc, char **argv);	  /* rvdesk shot */

int rv_cmd_journal(int argc, char **argv); /* rvdesk journal verify|list|export */

#endif
