/*
 * One function per subcommand. argv[0] is the subcommand's name. Each returns the process's exit
 * status: 0 success, 1 a failure explained in one line on stderr, 2 wrong usage.
 */
#ifndef RV_APP_COMMANDS_H
#define RV_APP_COMMANDS_H

enum { RV_EXIT_OK = 0, RV_EXIT_FAIL = 1, RV_EXIT_USAGE = 2 };

int rv_cmd_run(int argc, char **argv);	    /* the default: console on a live engine */
int rv_cmd_sim(int argc, char **argv);	    /* rvdesk sim */
int rv_cmd_import(int argc, char **argv);   /* rvdesk import */
int rv_cmd_score(int argc, char **argv);    /* rvdesk score */
int rv_cmd_backtest(int argc, char **argv); /* rvdesk backtest */
int rv_cmd_sweep(int argc, char **argv);    /* rvdesk sweep */
int rv_cmd_serve(int argc, char **argv);    /* rvdesk serve */
int rv_cmd_attach(int argc, char **argv);   /* rvdesk attach */
int rv_cmd_keys(int argc, char **argv);	    /* rvdesk keys */
int rv_cmd_shot(int argc, char **argv);	    /* rvdesk shot */
int rv_cmd_status(int argc, char **argv);   /* rvdesk status */
int rv_cmd_halt(int argc, char **argv);	    /* rvdesk halt */
int rv_cmd_handover(int argc, char **argv); /* rvdesk handover */
int rv_cmd_show(int argc, char **argv);	    /* rvdesk show ID */
/* rvdesk approve, reject, note, arm, lock, resume: by argv[0] */
int rv_cmd_command(int argc, char **argv);
int rv_cmd_pin(int argc, char **argv); /* rvdesk pin */

int rv_cmd_journal(int argc, char **argv);
int rv_cmd_journal_restore(int argc, char **argv);
/* a word of that */			   /* rvdesk journal verify|list|export|restore */
int rv_cmd_report(int argc, char **argv);  /* rvdesk report */
int rv_cmd_upgrade(int argc, char **argv); /* rvdesk upgrade */
int rv_cmd_signals(int argc, char **argv); /* rvdesk signals */
int rv_cmd_trials(int argc, char **argv);  /* rvdesk trials verify */

/* `rvdesk trials verify --dir DIR`, once its words have been read: prints, returns the status. */
int rv_trials_verify(const char *dir);

#endif
