/* The default command: the console on a live engine in one process. */
#include "app/commands.h"

#include "app/desk_start.h"
#include "tui/console.h"
#include "tui/plain.h"
#include "tui/theme.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Lines faster than one a second are for nobody. */
#define PLAIN_LEAST_S 1.0

/* 23:49:35: a newcomer sees the day's program within half a minute. */
enum { BEFORE_PROGRAM_MS = ((23 * 60 + 49) * 60 + 35) * 1000 };

typedef struct run_options {
	rv_desk_options desk;
	bool ascii, mono, plain;
	const char *theme, *updown;
	double refresh_s;
} run_options;

static int parse(int argc, char **argv, run_options *o)
{
	const rv_arg own[] = {
		{ "-U", RV_ARG_FLAG, &o->ascii, 0, 0, NULL, "7-bit characters only" },
		{ "-C", RV_ARG_FLAG, &o->mono, 0, 0, NULL, "no colours (NO_COLOR does the same)" },
		{ "--plain", RV_ARG_FLAG, &o->plain, 0, 0, NULL,
		  "lines instead of a screen, one every --refresh seconds" },
		{ "--theme", RV_ARG_STRING, &o->theme, 0, 0, "NAME", "dark, light, colour-blind" },
		{ "--updown", RV_ARG_STRING, &o->updown, 0, 0, "NAME",
		  "green-red, red-green, blue-orange" },
		{ "--refresh", RV_ARG_DOUBLE, &o->refresh_s, 0.25, 60, "S",
		  "least seconds between frames" },
		{ NULL, RV_ARG_FLAG, NULL, 0, 0, NULL, NULL },
	};
	rv_arg table[RV_DESK_ARGS + sizeof(own) / sizeof(own[0])];
	rv_desk_args(&o->desk, table);
	memcpy(table + RV_DESK_ARGS, own, sizeof(own));
	return rv_args_parse("rvdesk [OPTIONS]\n"
			     "       rvdesk import|journal|score|serve|shot|sim [OPTIONS]\n"
			     "       rvdesk --version",
			     table, argc, argv);
}

static rv_status check(run_options *o, rv_err *err)
{
	rv_theme theme;
	rv_err why = { 0 };
	if (rv_theme_init(&theme, o->theme, o->updown, false, &why) != RV_OK)
		return rv_err_set(err, RV_EUSAGE, "--%s", why.text);
	return rv_desk_options_check(&o->desk, err);
}

/* The UI thread's commands go to the engine thread through its queue. */
static void send_command(void *ctx, const rv_command *c)
{
	rv_runtime *rt = ctx;
	const rv_status st = rv_trading_command(rt->trading, c);
	if (st != RV_OK) /* no answer will come: the console says that after a while */
		rv_log_put(rt->log, RV_LOG_ERROR, "desk", "%s was not taken: %s",
			   rv_cmd_word(c->kind), rv_status_text(st));
}

static rv_sender sender_of(rv_runtime *rt)
{
	if (!rt->trading)
		return (rv_sender){ 0 };
	return (rv_sender){ .sink = send_command,
			    .ctx = rt,
			    /* a console of another time never repeats these */
			    .nonce = (uint64_t)rv_clock_utc_ms(rt->clock) << 20,
			    .uid = (int64_t)getuid(),
			    .conn = 1,
			    .owner = true };
}

static rv_status run_plain(const run_options *o, rv_runtime *rt, rv_err *err)
{
	const double s = o->refresh_s < PLAIN_LEAST_S ? PLAIN_LEAST_S : o->refresh_s;
	return rv_plain_run(stdout, rt->pub, (int)(s * 1000.0), &rv_desk_stop_requested, err);
}

static rv_status run_console(void *ctx, rv_runtime *rt, rv_err *err)
{
	const run_options *o = ctx;
	if (o->plain)
		return run_plain(o, rt, err);
	rv_console_params cp;
	rv_console_params_default(&cp);
	cp.ascii = o->ascii;
	cp.mono = o->mono || getenv("NO_COLOR") != NULL;
	if (o->theme)
		cp.theme = o->theme;
	if (o->updown)
		cp.updown = o->updown;
	cp.refresh_ms = (int)(fmin(o->refresh_s, 5.0) * 1000.0);
	bool cancels = true; /* also when a signal or a lost line ends it */
	cp.sender = sender_of(rt);
	cp.quit_cancels = &cancels;
	const rv_status st = rv_console_run(&cp, rt->pub, &rv_desk_stop_requested, err);
	rv_engine_loop_leave_orders(rt->engine, !cancels);
	if (st != RV_EIO || rv_desk_stop_requested)
		return st;
	/* A terminal that cannot show a screen still gets the desk. */
	(void)fprintf(stderr, "rvdesk: %s; going on in plain lines (--plain)\n", err->text);
	return run_plain(o, rt, err);
}

int rv_cmd_run(int argc, char **argv)
{
	run_options o;
	memset(&o, 0, sizeof(o));
	rv_desk_options_default(&o.desk);
	o.desk.sim.start_day_ms = BEFORE_PROGRAM_MS;
	o.refresh_s = 0.25;
	const int rc = parse(argc, argv, &o);
	if (rc >= 0)
		return rc;
	rv_err err = { 0 };
	if (check(&o, &err) != RV_OK) {
		(void)fprintf(stderr, "rvdesk: %s\n", err.text);
		return RV_EXIT_USAGE;
	}
	return rv_desk_run(&o.desk, false, run_console, &o, &err) == RV_OK ? RV_EXIT_OK
									   : rv_args_fail(err.text);
}
