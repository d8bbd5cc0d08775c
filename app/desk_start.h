/*
 * What the commands that run a desk share: their options, where the desk keeps things, and the
 * start of everything behind the screen. Main thread.
 */
#ifndef RV_APP_DESK_START_H
#define RV_APP_DESK_START_H

#include "app/args.h"
#include "app/control/control_server.h"
#include "app/publisher.h"
#include "app/runtime.h"

#include <limits.h>
#include <signal.h>
#include <stdatomic.h>

enum { RV_DESK_PATH = PATH_MAX + 64 }; /* a folder and a file name in it */

typedef struct rv_desk_options {
	const char *venue, *url, *config, *state, *profile, *coingecko, *key, *account;
	const char *socket, *socket_group;
	rv_sim_params sim;
	uint64_t seed, weight;
	rv_arg_time start;
	bool live, watch;
	bool auto_approve, must_trade; /* serve */
} rv_desk_options;

void rv_desk_options_default(rv_desk_options *o);

enum { RV_DESK_ARGS = 19 };

/* Writes the rows of these options; a command adds its own and the last one. */
void rv_desk_args(rv_desk_options *o, rv_arg table[RV_DESK_ARGS]);

/* What the table cannot check, before anything starts: RV_EUSAGE with a line. Fills o->url. */
RV_NODISCARD rv_status rv_desk_options_check(rv_desk_options *o, rv_err *err);

/* Where this desk keeps things; dir is "" when another desk keeps the folder. */
typedef struct rv_desk_paths {
	char config[PATH_MAX], shipped_buf[PATH_MAX];
	const char *shipped;
	char dir[PATH_MAX], store[RV_DESK_PATH], log[RV_DESK_PATH];
	int lock;   /* -1: not ours */
	long owner; /* process that has the folder, 0 unknown */
} rv_desk_paths;

/* Finds and locks; close paths->lock at the end. must_own: another owner is RV_EEXIST. */
RV_NODISCARD rv_status rv_desk_paths_find(const rv_desk_options *o, bool must_own,
					  rv_desk_paths *paths, rv_err *err);
void rv_desk_paths_free(rv_desk_paths *paths);

/*
 * Starts everything behind the screen. Threads made while a signal is blocked never take it: the
 * main thread does. The publisher writes state.json where the folder is ours.
 */
RV_NODISCARD rv_status rv_desk_start(const rv_desk_options *o, const rv_desk_paths *paths,
				     rv_runtime *rt, rv_publisher **pub, rv_err *err);
void rv_desk_stop(rv_runtime *rt, rv_publisher *pub);

/*
 * Opens the control socket of a desk that runs, for consoles to attach; NULL where the folder is
 * not ours. To be stopped before the desk.
 */
RV_NODISCARD rv_status rv_desk_control(const rv_desk_options *o, const rv_desk_paths *paths,
				       rv_runtime *rt, rv_control_server **out, rv_err *err);

/* What a command does with a desk that runs; its status is the command's. */
typedef rv_status (*rv_desk_body)(void *ctx, rv_runtime *rt, rv_err *err);
/*
 * Signals, folder, start, control socket, body, stop. must_own as in rv_desk_paths_find; and then a
 * socket that cannot be had ends the start, else it is only said.
 */
RV_NODISCARD rv_status rv_desk_run(const rv_desk_options *o, bool must_own, rv_desk_body body,
				   void *ctx, rv_err *err);

/* Set by SIGINT, SIGTERM, SIGHUP once rv_desk_signals was called; SIGPIPE is ignored then. */
extern volatile sig_atomic_t rv_desk_stop_requested;
/* A SIGTERM or SIGINT after the first of them: the end is not to wait for orders any more. */
extern atomic_bool rv_desk_hurry;
/*
 * Set before rv_desk_signals, for a desk without a screen: SIGHUP then ends nothing but sets
 * rv_desk_reload_requested, which its body clears.
 */
extern bool rv_desk_reloads;
extern volatile sig_atomic_t rv_desk_reload_requested;
RV_NODISCARD rv_status rv_desk_signals(rv_err *err);
/* Threads made from here on never take a signal, the main thread does; old is put back after. */
RV_NODISCARD rv_status rv_desk_block_signals(sigset_t *old, rv_err *err);

#endif
