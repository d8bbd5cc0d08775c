/* The default command: the console on a live engine in one process. */
#include "app/commands.h"

#include "app/console_args.h"
#include "app/desk_start.h"
#include "app/told_ssh.h"

#include <stdio.h>
#include <string.h>

/* 23:49:35: a newcomer sees the day's program within half a minute. */
enum { BEFORE_PROGRAM_MS = ((23 * 60 + 49) * 60 + 35) * 1000 };

typedef struct run_options {
	rv_desk_options desk;
	rv_console_options console;
} run_options;

static int parse(int argc, char **argv, run_options *o)
{
	rv_arg table[RV_DESK_ARGS + RV_CONSOLE_ARGS + 1];
	memset(table, 0, sizeof(table));
	rv_desk_args(&o->desk, table);
	rv_console_args(&o->console, table + RV_DESK_ARGS);
	return rv_args_parse(
		"rvdesk [OPTIONS]\n"
		"       rvdesk COMMAND [OPTIONS]: serve attach status show handover approve\n"
		"           reject note arm lock resume halt pin journal report upgrade score\n"
		"           signals backtest sweep trials import sim shot keys (rvdesk help: what "
		"does)\n"
		"       rvdesk --version",
		table, argc, argv);
}

static rv_status check(run_options *o, rv_err *err)
{
	const rv_status st = rv_console_options_check(&o->console, err);
	return st == RV_OK ? rv_desk_options_check(&o->desk, err) : st;
}

/* The UI thread's commands go to the engine thread through its queue. */
static void send_command(void *ctx, const rv_command *c)
{
	rv_runtime *rt = ctx;
	const rv_status st = rv_runtime_command(rt, c);
	if (st != RV_OK) /* no answer will come: the console says that after a while */
		rv_log_put(rt->log, RV_LOG_ERROR, "desk", "%s was not taken: %s",
			   rv_cmd_word(c->kind), rv_status_text(st));
}

static rv_sender sender_of(rv_runtime *rt)
{
	rv_origin from = { .via = RV_VIA_CONSOLE };
	if (!rt->trading)
		return (rv_sender){ 0 };
	rv_told_ssh(from.told);
	return (rv_sender){ .sink = send_command,
			    .ctx = rt,
			    /* a console of another time never repeats these */
			    .nonce = (uint64_t)rv_clock_utc_ms(rt->clock) << 20,
			    .uid = rt->self.uid,
			    .conn = RV_RUNTIME_CONN,
			    .from = from,
			    .owner = true };
}

static rv_status run_console(void *ctx, rv_runtime *rt, rv_err *err)
{
	const run_options *o = ctx;
	rv_console_params cp;
	rv_console_params_default(&cp);
	bool cancels = true; /* also when a signal or a lost line ends it */
	cp.sender = sender_of(rt);
	cp.quit_cancels = &cancels;
	cp.past = rv_past_way_here(rt->past);
	const rv_status st =
		rv_console_show(&o->console, &cp, rt->pub, &rv_desk_stop_requested, err);
	rv_engine_loop_leave_orders(rt->engine, !cancels);
	return st;
}

int rv_cmd_run(int argc, char **argv)
{
	run_options o;
	memset(&o, 0, sizeof(o));
	rv_desk_options_default(&o.desk);
	rv_console_options_default(&o.console);
	o.desk.sim.start_day_ms = BEFORE_PROGRAM_MS;
	const int rc = parse(argc, argv, &o);
	if (rc >= 0)
		return rc;
	o.console.state = o.desk.state;
	rv_err err = { 0 };
	if (check(&o, &err) != RV_OK) {
		(void)fprintf(stderr, "rvdesk: %s\n", err.text);
		return RV_EXIT_USAGE;
	}
	return rv_desk_run(&o.desk, false, run_console, &o, &err) == RV_OK ? RV_EXIT_OK
									   : rv_args_fail(err.text);
}
