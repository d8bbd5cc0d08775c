/*
 * rvdesk serve: the desk without a screen, until SIGTERM or SIGINT; a service (app/ops/service.h).
 * The first of them ends it in order: nothing new leaves, working orders are cancelled (or left,
 * --leave-orders), the journal is closed. A second one does not wait for the venue any more. SIGHUP
 * reads again what concerns viewing only (app/ops/reload.h).
 *
 * With --stdin the lines of standard input are commands in the words of the console's command
 * line; each answer is a line on standard output: "ok N TEXT" or "no N TEXT", N counting the lines.
 * Orders need no approval there only with --approve auto, which a simulated venue alone accepts.
 */
#include "app/commands.h"

#include "app/audit_anchor.h"
#include "app/desk_start.h"
#include "app/line_commands.h"
#include "app/ops/reload.h"
#include "app/ops/service.h"
#include "engine/base/crash_point.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct serve_options {
	rv_desk_options desk;
	const char *approve;
	bool from_stdin, leave_orders;
} serve_options;

/* -1 to go on, or the exit status. */
static int parse(int argc, char **argv, serve_options *o)
{
	const rv_arg own[] = {
		{ "--approve", RV_ARG_STRING, &o->approve, 0, 0, "MODE",
		  "manual, or auto (simulated venue only); default: the configuration's" },
		{ "--stdin", RV_ARG_FLAG, &o->from_stdin, 0, 0, NULL,
		  "commands as lines of standard input, answers on standard output; below" },
		{ "--leave-orders", RV_ARG_FLAG, &o->leave_orders, 0, 0, NULL,
		  "the end leaves working orders at the venue (default: cancels them)" },
		{ NULL, RV_ARG_FLAG, NULL, 0, 0, NULL, NULL },
	};
	rv_arg table[RV_DESK_ARGS + sizeof(own) / sizeof(own[0])];
	rv_desk_args(&o->desk, table);
	memcpy(table + RV_DESK_ARGS, own, sizeof(own));
	const int rc = rv_args_parse("rvdesk serve [OPTIONS]    the desk without a screen", table,
				     argc, argv);
	if (rc == RV_EXIT_OK) /* it was the help that was asked for */
		rv_line_commands_help();
	return rc;
}

static rv_status check(serve_options *o, rv_err *err)
{
	const bool is_auto = o->approve && strcmp(o->approve, "auto") == 0;
	if (o->approve && !is_auto && strcmp(o->approve, "manual") != 0)
		return rv_err_set(err, RV_EUSAGE, "--approve '%.40s': expected manual or auto",
				  o->approve);
	if (is_auto && strcmp(o->desk.venue, "sim") != 0)
		return rv_err_set(err, RV_EUSAGE,
				  "--approve auto: expected the simulated venue with it");
	o->desk.auto_approve = is_auto;
	o->desk.must_trade = !o->desk.watch && (strcmp(o->desk.venue, "sim") == 0 || o->desk.key);
	return rv_desk_options_check(&o->desk, err);
}

/*
 * RVDESK_CRASH_AT=name[:n] kills the process at the n-th pass of a named point, for tests of
 * recovery; a simulated venue only, so that nobody's environment can do it to real orders.
 */
static rv_status arm_crash(const serve_options *o, rv_err *err)
{
	const char *at = getenv("RVDESK_CRASH_AT");
	if (!at || !*at)
		return RV_OK;
	if (strcmp(o->desk.venue, "sim") != 0)
		return rv_err_set(err, RV_EUSAGE,
				  "RVDESK_CRASH_AT is for the simulated venue only");
	return rv_crash_arm(at, err);
}

/* Without its journal a desk without a screen has nothing left to do. */
static bool is_broken(const rv_runtime *rt)
{
	return rt->trading && rv_trading_is_broken(rt->trading);
}

/* Where others keep it: what was cut off the journal's end is found by it alone. */
static void tell_head(const rv_runtime *rt, rv_audit_anchor *a,
		      void (*tell)(rv_audit_anchor *, uint64_t, const char *, int64_t))
{
	char hash[RV_TRADING_HEAD];
	uint64_t seq = 0;
	if (!rt->trading)
		return;
	rv_trading_head(rt->trading, &seq, hash);
	tell(a, seq, hash, rv_mono_ms());
}

static void reload_if_asked(const serve_options *o, rv_runtime *rt)
{
	if (!rv_desk_reload_requested)
		return;
	rv_desk_reload_requested = 0; /* before: one that comes meanwhile is another */
	rv_reload(rt, o->desk.config);
}

/* Until a signal: lines in, answers out. */
static rv_status serve(void *ctx, rv_runtime *rt, rv_err *err)
{
	const serve_options *o = ctx;
	rv_service service;
	rv_line_commands *lines = NULL;
	rv_audit_anchor anchor = { .say = NULL };
	rv_status st = rv_line_commands_new(rt, o->from_stdin ? STDIN_FILENO : -1, &lines);
	if (st != RV_OK)
		return rv_err_set(err, st, "serve: %s", rv_status_text(st));
	rv_service_begin(&service, rt);
	while (st == RV_OK && !rv_desk_stop_requested && !is_broken(rt)) {
		tell_head(rt, &anchor, rv_audit_anchor_tick);
		st = rv_line_commands_step(lines, err);
		reload_if_asked(o, rt);
		rv_service_step(&service);
	}
	rv_engine_loop_leave_orders(rt->engine, o->leave_orders);
	tell_head(rt, &anchor, rv_audit_anchor_tell);
	rv_service_end(&service);
	rv_line_commands_free(lines);
	if (st == RV_OK && is_broken(rt))
		return rv_err_set(err, RV_EIO,
				  "the journal is broken: halted, working orders cancelled; see "
				  "the log");
	return st;
}

static rv_status run(serve_options *o, rv_err *err)
{
	const rv_status st = arm_crash(o, err);
	rv_desk_reloads = true;
	return st == RV_OK ? rv_desk_run(&o->desk, true, serve, o, err) : st;
}

int rv_cmd_serve(int argc, char **argv)
{
	serve_options o;
	memset(&o, 0, sizeof(o));
	rv_desk_options_default(&o.desk);
	const int rc = parse(argc, argv, &o);
	if (rc >= 0)
		return rc;
	rv_err err = { 0 };
	if (check(&o, &err) != RV_OK) {
		(void)fprintf(stderr, "rvdesk: %s\n", err.text);
		return RV_EXIT_USAGE;
	}
	return run(&o, &err) == RV_OK ? RV_EXIT_OK : rv_args_fail(err.text);
}
