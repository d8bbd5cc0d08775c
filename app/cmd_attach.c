/*
 * rvdesk attach: a console on a desk that runs in another process.
 *
 * It shows what the desk shows and asks what a person asks; that it ends touches no order. The
 * connection is made again by itself, for as long as the console is open.
 */
#include "app/commands.h"

#include "app/console_args.h"
#include "app/control/link.h"
#include "app/desk_start.h"
#include "app/script/desk_link.h"
#include "app/told_ssh.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_MS = 10000 };

typedef struct attach_options {
	rv_console_options console;
	const char *socket, *state;
	bool read_only;
} attach_options;

static int parse(int argc, char **argv, attach_options *o)
{
	const rv_arg own[] = {
		{ "--read-only", RV_ARG_FLAG, &o->read_only, 0, 0, NULL,
		  "look on: this console sends no commands" },
		{ "--socket", RV_ARG_STRING, &o->socket, 0, 0, "PATH",
		  "the desk's control socket; default: where this user's would be, or in /run" },
		{ "--state", RV_ARG_STRING, &o->state, 0, 0, "DIR", "state folder of that desk" },
		{ NULL, RV_ARG_FLAG, NULL, 0, 0, NULL, NULL },
	};
	rv_arg table[RV_CONSOLE_ARGS + sizeof(own) / sizeof(own[0])];
	rv_console_args(&o->console, table);
	memcpy(table + RV_CONSOLE_ARGS, own, sizeof(own));
	return rv_args_parse("rvdesk attach [OPTIONS]    a console on a desk that runs "
			     "(rvdesk serve, or rvdesk)",
			     table, argc, argv);
}

static rv_status show(const attach_options *o, rv_control_link *link, const rv_welcome *w,
		      rv_pub *pub, rv_err *err)
{
	rv_console_params cp;
	uint64_t nonce = 0;
	rv_console_params_default(&cp);
	if (rv_first_nonce(&nonce, err) != RV_OK)
		return RV_EIO;
	cp.link = rv_control_link_now;
	cp.link_ctx = link;
	cp.past = rv_control_link_past(link);
	if (!o->read_only && w->may)
		cp.sender = (rv_sender){ .sink = rv_control_link_send,
					 .ctx = link,
					 .nonce = nonce,
					 .uid = w->uid,
					 .conn = w->conn,
					 .owner = false };
	return rv_console_show(&o->console, &cp, pub, &rv_desk_stop_requested, err);
}

/* Signals are the main thread's, as at the desk. */
static rv_status start_link(const rv_control_link_params *p, rv_control_link **link, rv_err *err)
{
	sigset_t old;
	if (rv_desk_block_signals(&old, err) != RV_OK)
		return RV_EIO;
	const rv_status st = rv_control_link_start(p, link, err);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	return st;
}

/* Who is not there, or another program, at the start is said as a line and not on a screen. */
static rv_status attach(const attach_options *o, rv_err *err)
{
	rv_control_link_params p = { .read_only = o->read_only };
	rv_told_ssh(p.told);
	rv_control_link *link = NULL;
	rv_welcome w;
	rv_status st = rv_desk_socket(o->socket, o->state, p.path, err);
	if (st == RV_OK)
		st = rv_desk_signals(err);
	if (st != RV_OK)
		return st;
	st = rv_pub_new(RV_LINK_SNAPSHOTS, &p.pub);
	if (st != RV_OK)
		return rv_err_set(err, st, "attach: %s", rv_status_text(st));
	st = start_link(&p, &link, err);
	if (st == RV_OK)
		st = rv_control_link_wait(link, FIRST_MS, &w, err);
	if (st == RV_OK)
		st = show(o, link, &w, p.pub, err);
	rv_control_link_stop(link);
	rv_pub_free(p.pub);
	return st;
}

int rv_cmd_attach(int argc, char **argv)
{
	attach_options o;
	rv_err err = { 0 };
	memset(&o, 0, sizeof(o));
	rv_console_options_default(&o.console);
	const int rc = parse(argc, argv, &o);
	if (rc >= 0)
		return rc;
	if (rv_console_options_check(&o.console, &err) != RV_OK) {
		(void)fprintf(stderr, "rvdesk: %s\n", err.text);
		return RV_EXIT_USAGE;
	}
	return attach(&o, &err) == RV_OK ? RV_EXIT_OK : rv_args_fail(err.text);
}
