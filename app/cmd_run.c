/*
 * The default command: the console on a live engine in one process. Without --url or --venue it
 * starts the built-in simulated venue. Market data only: there is no order gateway yet, so every
 * venue is watched, none is traded on.
 */
#include "app/commands.h"

#include "app/args.h"
#include "app/config_dir.h"
#include "app/publisher.h"
#include "app/runtime.h"
#include "app/state_dir.h"
#include "app/state_lock.h"
#include "feeds/net/url.h"
#include "tui/console.h"
#include "tui/plain.h"
#include "tui/theme.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Lines faster than one a second are for nobody. */
#define PLAIN_LEAST_S 1.0

/* Room for a state folder and a file name in it. */
enum { SNAPSHOTS = 4, PATH_CAP = PATH_MAX + 64 };

typedef struct run_options {
	const char *venue, *url, *config, *state, *profile, *coingecko;
	rv_sim_params sim;
	uint64_t seed, weight;
	rv_arg_time start;
	bool ascii, mono, plain;
	const char *theme, *updown;
	double refresh_s;
} run_options;

static volatile sig_atomic_t stop_requested;

static void on_stop(int sig)
{
	(void)sig;
	stop_requested = 1;
}

static int parse(int argc, char **argv, run_options *o)
{
	const rv_arg table[] = {
		{ "--venue", RV_ARG_STRING, &o->venue, 0, 0, "NAME",
		  "sim (default), hyperliquid, hyperliquid-testnet" },
		{ "--url", RV_ARG_STRING, &o->url, 0, 0, "URL",
		  "another server of the same protocol, a separate `rvdesk sim` for one" },
		{ "--coingecko", RV_ARG_STRING, &o->coingecko, 0, 0, "URL",
		  "market caps, https://api.coingecko.com/api/v3 (the built-in venue has its "
		  "own)" },
		{ "--config", RV_ARG_STRING, &o->config, 0, 0, "DIR", "configuration folder" },
		{ "--profile", RV_ARG_STRING, &o->profile, 0, 0, "NAME",
		  "seed (default) or desk: which switches of the strategies are on" },
		{ "--state", RV_ARG_STRING, &o->state, 0, 0, "DIR", "state folder" },
		{ "--seed", RV_ARG_U64, &o->seed, 0, 9e15, "N", "seed of the built-in venue" },
		{ "--speed", RV_ARG_DOUBLE, &o->sim.speed, 1e-3, RV_SIM_SPEED_MOST, "X",
		  "venue seconds a real second, built-in venue" },
		{ "--start", RV_ARG_TIME, &o->start, 0, 0, "T", "clock of the built-in venue" },
		{ "--replay", RV_ARG_STRING, &o->sim.replay_store, 0, 0, "STORE",
		  "the built-in venue replays this store" },
		{ "--faults", RV_ARG_STRING, &o->sim.faults, 0, 0, "FILE",
		  "fault plan of the built-in venue" },
		{ "--real-limits", RV_ARG_FLAG, &o->sim.real_limits, 0, 0, NULL,
		  "the built-in venue limits requests as the real one does" },
		{ "--weight", RV_ARG_U64, &o->weight, 400, 1e7, "N",
		  "REST weight a minute that the feeds may use (default 1200)" },
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
	return rv_args_parse("rvdesk [OPTIONS]\n"
			     "       rvdesk import|score|sim|shot [OPTIONS]\n"
			     "       rvdesk --version",
			     table, argc, argv);
}

/* URL of a named venue; NULL for the built-in one. false: unknown name. */
static bool venue_url(const char *venue, const char **url)
{
	static const char *const known[][2] = {
		{ "sim", NULL },
		{ "hyperliquid", "https://api.hyperliquid.xyz" },
		{ "hyperliquid-testnet", "https://api.hyperliquid-testnet.xyz" },
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(venue, known[i][0]) == 0) {
			*url = known[i][1];
			return true;
		}
	}
	return false;
}

/* What the table of options cannot check, before anything starts. */
static rv_status check(run_options *o, rv_err *err)
{
	const char *url = NULL;
	if (!venue_url(o->venue, &url))
		return rv_err_set(err, RV_EUSAGE,
				  "--venue '%s': expected sim, hyperliquid or hyperliquid-testnet",
				  o->venue);
	char text[96];
	if (rv_config_profile_error(o->profile, text, sizeof(text)))
		return rv_err_set(err, RV_EUSAGE, "%s", text);
	rv_theme theme;
	rv_err why = { 0 };
	if (rv_theme_init(&theme, o->theme, o->updown, false, &why) != RV_OK)
		return rv_err_set(err, RV_EUSAGE, "--%s", why.text);
	rv_url parts;
	if (o->url && rv_url_parse(o->url, &parts, &why) != RV_OK)
		return rv_err_set(err, RV_EUSAGE, "--url: %s", why.text);
	if (o->coingecko && rv_url_parse(o->coingecko, &parts, &why) != RV_OK)
		return rv_err_set(err, RV_EUSAGE, "--coingecko: %s", why.text);
	if (!o->url)
		o->url = url;
	return RV_OK;
}

static uint64_t fnv1a(const char *s)
{
	uint64_t h = 0xcbf29ce484222325ULL;
	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3ULL;
	return h;
}

/* One history file per venue: another server's bars must never meet these. */
static void store_path(const run_options *o, const char *dir, char out[PATH_CAP])
{
	if (o->url)
		(void)snprintf(out, PATH_CAP, "%s/history-%s-%08llx.db", dir, o->venue,
			       (unsigned long long)(fnv1a(o->url) & 0xffffffffU));
	else if (o->sim.replay_store)
		(void)snprintf(out, PATH_CAP, "%s/history-replay-%08llx.db", dir,
			       (unsigned long long)(fnv1a(o->sim.replay_store) & 0xffffffffU));
	else
		(void)snprintf(out, PATH_CAP, "%s/history-sim-%llu.db", dir,
			       (unsigned long long)o->sim.seed);
}

static rv_status handle_signals(rv_err *err)
{
	struct sigaction sa;
	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = on_stop;
	static const int stops[] = { SIGINT, SIGTERM, SIGHUP };
	for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++) {
		if (sigaction(stops[i], &sa, NULL) != 0)
			return rv_err_set(err, RV_EIO, "sigaction: %s", strerror(errno));
	}
	sa.sa_handler = SIG_IGN;
	if (sigaction(SIGPIPE, &sa, NULL) != 0)
		return rv_err_set(err, RV_EIO, "sigaction: %s", strerror(errno));
	return RV_OK;
}

/*
 * state_dir NULL: nothing is published.
 * Threads made while a signal is blocked never take it: the UI thread does. Faults stay open, for
 * the kernel kills a thread that blocks its own, and the terminal would stay as the console has it.
 */
static rv_status start_all(const rv_runtime_params *p, const char *state_dir, rv_runtime *rt,
			   rv_publisher **pub, rv_err *err)
{
	sigset_t all, old;
	(void)sigfillset(&all);
	static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		(void)sigdelset(&all, faults[i]);
	if (pthread_sigmask(SIG_SETMASK, &all, &old) != 0)
		return rv_err_set(err, RV_EIO, "signal mask refused");
	rv_status st = rv_runtime_start(p, rt, err);
	if (st == RV_OK) {
		st = rv_engine_loop_start(rt->engine);
		if (st == RV_OK && state_dir)
			st = rv_publisher_start(state_dir, rt->pub, rt->log, pub);
		if (st != RV_OK) {
			rv_runtime_stop(rt);
			(void)rv_err_set(err, st, "cannot start a thread: %s", rv_status_text(st));
		}
	}
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	return st;
}

static rv_status run_plain(const run_options *o, rv_runtime *rt, rv_err *err)
{
	const double s = o->refresh_s < PLAIN_LEAST_S ? PLAIN_LEAST_S : o->refresh_s;
	return rv_plain_run(stdout, rt->pub, (int)(s * 1000.0), &stop_requested, err);
}

static rv_status run_console(const run_options *o, rv_runtime *rt, rv_err *err)
{
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
	const rv_status st = rv_console_run(&cp, rt->pub, &stop_requested, err);
	if (st != RV_EIO || stop_requested)
		return st;
	/* A terminal that cannot show a screen still gets the desk. */
	(void)fprintf(stderr, "rvdesk: %s; going on in plain lines (--plain)\n", err->text);
	return run_plain(o, rt, err);
}

/* Where this desk keeps things; dir is "" when another desk keeps the folder. */
typedef struct state_paths {
	char dir[PATH_MAX], store[PATH_CAP], log[PATH_CAP];
	int lock;   /* -1: not ours */
	long owner; /* process that has the folder, 0 unknown */
} state_paths;

static rv_status find_state(const run_options *o, state_paths *s, rv_err *err)
{
	s->lock = -1;
	rv_status st = rv_state_dir(o->state, s->dir, err);
	if (st == RV_OK)
		st = rv_state_lock(s->dir, &s->lock, &s->owner, err);
	if (st == RV_EEXIST) { /* look on all the same, and leave the folder to the other */
		s->dir[0] = '\0';
		return RV_OK;
	}
	store_path(o, s->dir, s->store);
	(void)snprintf(s->log, sizeof(s->log), "%s/rvdesk.log", s->dir);
	return st;
}

static rv_status run_with(const run_options *o, const char *config_dir, const state_paths *s,
			  rv_err *err)
{
	const bool ours = s->dir[0] != '\0';
	char shipped[PATH_MAX];
	const rv_runtime_params p = { .config_dir = config_dir,
				      .shipped_dir = rv_config_dir_shipped(shipped),
				      .profile = o->profile,
				      .log_path = ours ? s->log : NULL,
				      .store_path = ours ? s->store : NULL,
				      .url = o->url,
				      .mcap_url = o->coingecko,
				      .venue = o->venue,
				      .weight_per_min = (unsigned)o->weight,
				      .sim = &o->sim,
				      .snapshots = SNAPSHOTS };
	rv_runtime rt;
	rv_publisher *publisher = NULL;
	rv_status st = start_all(&p, ours ? s->dir : NULL, &rt, &publisher, err);
	if (st != RV_OK)
		return st;
	if (!ours)
		rv_log_put(rt.log, RV_LOG_WARN, "desk",
			   "process %ld keeps the state folder: no history, log or "
			   "state.json from here (--state DIR)",
			   s->owner);
	st = run_console(o, &rt, err);
	rv_publisher_stop(publisher);
	rv_runtime_stop(&rt);
	return st;
}

static rv_status run(const run_options *o, rv_err *err)
{
	char config_dir[PATH_MAX];
	state_paths s;
	rv_status st = rv_config_dir(o->config, config_dir, err);
	if (st == RV_OK)
		st = handle_signals(err);
	if (st != RV_OK)
		return st;
	st = find_state(o, &s, err);
	if (st == RV_OK)
		st = run_with(o, config_dir, &s, err);
	if (s.lock >= 0)
		(void)close(s.lock); /* gives the folder free */
	return st;
}

int rv_cmd_run(int argc, char **argv)
{
	run_options o;
	memset(&o, 0, sizeof(o));
	rv_sim_params_default(&o.sim);
	o.sim.listen = "127.0.0.1:0"; /* two desks on one machine do not meet */
	o.sim.real_limits = false;    /* the first minute shows everything */
	o.venue = "sim";
	o.profile = "seed";
	o.seed = o.sim.seed;
	o.refresh_s = 0.25;
	const int rc = parse(argc, argv, &o);
	if (rc >= 0)
		return rc;
	o.sim.seed = o.seed;
	if (o.start.set)
		o.sim.start_ms = o.start.ms;
	rv_err err = { 0 };
	if (check(&o, &err) != RV_OK) {
		(void)fprintf(stderr, "rvdesk: %s\n", err.text);
		return RV_EXIT_USAGE;
	}
	return run(&o, &err) == RV_OK ? RV_EXIT_OK : rv_args_fail(err.text);
}
