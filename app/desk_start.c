/* What the commands that run a desk share; see desk_start.h. */
#include "app/desk_start.h"

#include "app/config_dir.h"
#include "app/state_dir.h"
#include "app/state_lock.h"
#include "feeds/net/url.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SNAPSHOTS = 4 };

volatile sig_atomic_t rv_desk_stop_requested;

void rv_desk_options_default(rv_desk_options *o)
{
	memset(o, 0, sizeof(*o));
	rv_sim_params_default(&o->sim);
	o->sim.listen = "127.0.0.1:0"; /* two desks on one machine do not meet */
	o->sim.real_limits = false;    /* the first minute shows everything */
	o->venue = "sim";
	o->profile = "seed";
	o->seed = o->sim.seed;
}

void rv_desk_args(rv_desk_options *o, rv_arg table[RV_DESK_ARGS])
{
	const rv_arg rows[RV_DESK_ARGS] = {
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
		{ "--key", RV_ARG_STRING, &o->key, 0, 0, "FILE",
		  "key of the agent that signs orders, mode 0400; a simulated venue needs none" },
		{ "--account", RV_ARG_STRING, &o->account, 0, 0, "ADDR",
		  "account that the agent trades for, 0x..." },
		{ "--live", RV_ARG_FLAG, &o->live, 0, 0, NULL,
		  "orders with real money: needed at the main network" },
		{ "--watch", RV_ARG_FLAG, &o->watch, 0, 0, NULL, "no order side at all" },
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
		  "REST weight a minute that the feeds may use (default 1200); more: orders, too" },
	};
	memcpy(table, rows, sizeof(rows));
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

/* Which venue may see orders of which kind: real money is said twice, or it is not meant. */
static rv_status check_orders(const rv_desk_options *o, rv_err *err)
{
	const bool main_net = strcmp(o->venue, "hyperliquid") == 0;
	if (o->live && !main_net)
		return rv_err_set(err, RV_EUSAGE, "--live: expected --venue hyperliquid with it");
	if (o->watch)
		return RV_OK;
	if (main_net && o->key && !o->live)
		return rv_err_set(
			err, RV_EUSAGE,
			"--key at hyperliquid trades real money: expected --live with it");
	if ((o->key != NULL) != (o->account != NULL) && strcmp(o->venue, "sim") != 0)
		return rv_err_set(err, RV_EUSAGE, "%s: expected %s with it",
				  o->key ? "--key" : "--account", o->key ? "--account" : "--key");
	return RV_OK;
}

rv_status rv_desk_options_check(rv_desk_options *o, rv_err *err)
{
	const char *url = NULL;
	if (!venue_url(o->venue, &url))
		return rv_err_set(err, RV_EUSAGE,
				  "--venue '%s': expected sim, hyperliquid or hyperliquid-testnet",
				  o->venue);
	char text[96];
	if (rv_config_profile_error(o->profile, text, sizeof(text)))
		return rv_err_set(err, RV_EUSAGE, "%s", text);
	rv_err why = { 0 };
	rv_url parts;
	if (o->url && rv_url_parse(o->url, &parts, &why) != RV_OK)
		return rv_err_set(err, RV_EUSAGE, "--url: %s", why.text);
	if (o->coingecko && rv_url_parse(o->coingecko, &parts, &why) != RV_OK)
		return rv_err_set(err, RV_EUSAGE, "--coingecko: %s", why.text);
	const rv_status st = check_orders(o, err);
	if (!o->url)
		o->url = url;
	o->sim.seed = o->seed;
	if (o->start.set)
		o->sim.start_ms = o->start.ms;
	return st;
}

static uint64_t fnv1a(const char *s)
{
	uint64_t h = 0xcbf29ce484222325ULL;
	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3ULL;
	return h;
}

/* One history file per venue: another server's bars must never meet these. */
static void store_path(const rv_desk_options *o, const char *dir, char out[RV_DESK_PATH])
{
	if (o->url)
		(void)snprintf(out, RV_DESK_PATH, "%s/history-%s-%08llx.db", dir, o->venue,
			       (unsigned long long)(fnv1a(o->url) & 0xffffffffU));
	else if (o->sim.replay_store)
		(void)snprintf(out, RV_DESK_PATH, "%s/history-replay-%08llx.db", dir,
			       (unsigned long long)(fnv1a(o->sim.replay_store) & 0xffffffffU));
	else
		(void)snprintf(out, RV_DESK_PATH, "%s/history-sim-%llu.db", dir,
			       (unsigned long long)o->sim.seed);
}

rv_status rv_desk_paths_find(const rv_desk_options *o, bool must_own, rv_desk_paths *s, rv_err *err)
{
	memset(s, 0, sizeof(*s));
	s->lock = -1;
	rv_status st = rv_config_dir(o->config, s->config, err);
	s->shipped = rv_config_dir_shipped(s->shipped_buf);
	if (st == RV_OK)
		st = rv_state_dir(o->state, s->dir, err);
	if (st == RV_OK)
		st = rv_state_lock(s->dir, &s->lock, &s->owner, err);
	if (st == RV_EEXIST && !must_own) { /* look on all the same, and leave the folder alone */
		s->dir[0] = '\0';
		return RV_OK;
	}
	store_path(o, s->dir, s->store);
	(void)snprintf(s->log, sizeof(s->log), "%s/rvdesk.log", s->dir);
	return st;
}

void rv_desk_paths_free(rv_desk_paths *s)
{
	if (s->lock >= 0)
		(void)close(s->lock); /* gives the folder free */
	s->lock = -1;
}

static rv_runtime_params runtime_params(const rv_desk_options *o, const rv_desk_paths *s)
{
	const bool ours = s->dir[0] != '\0';
	return (rv_runtime_params){
		.config_dir = s->config,
		.shipped_dir = s->shipped,
		.profile = o->profile,
		.log_path = ours ? s->log : NULL,
		.store_path = ours ? s->store : NULL,
		.state_dir = ours && !o->watch ? s->dir : NULL,
		.no_trading = o->watch ? "--watch: this desk only watches"
				       : "another rvdesk keeps the state folder",
		.key_path = o->key,
		.account = o->account,
		.live = o->live,
		.auto_approve = o->auto_approve,
		.must_trade = o->must_trade,
		.url = o->url,
		.mcap_url = o->coingecko,
		.venue = o->venue,
		.weight_per_min = (unsigned)o->weight,
		.sim = &o->sim,
		.snapshots = SNAPSHOTS,
	};
}

static rv_status start_threads(const rv_runtime_params *p, const char *state_dir, rv_runtime *rt,
			       rv_publisher **pub, rv_err *err)
{
	rv_status st = rv_runtime_start(p, rt, err);
	if (st != RV_OK)
		return st;
	st = rv_engine_loop_start(rt->engine);
	if (st == RV_OK && state_dir)
		st = rv_publisher_start(state_dir, rt->pub, rt->log, pub);
	if (st != RV_OK) {
		rv_runtime_stop(rt);
		(void)rv_err_set(err, st, "cannot start a thread: %s", rv_status_text(st));
	}
	return st;
}

/*
 * Faults stay open, for the kernel kills a thread that blocks its own, and the terminal would stay
 * as the console has it.
 */
rv_status rv_desk_start(const rv_desk_options *o, const rv_desk_paths *s, rv_runtime *rt,
			rv_publisher **pub, rv_err *err)
{
	static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
	const bool ours = s->dir[0] != '\0';
	const rv_runtime_params p = runtime_params(o, s);
	sigset_t all, old;
	*pub = NULL;
	(void)sigfillset(&all);
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		(void)sigdelset(&all, faults[i]);
	if (pthread_sigmask(SIG_SETMASK, &all, &old) != 0)
		return rv_err_set(err, RV_EIO, "signal mask refused");
	const rv_status st = start_threads(&p, ours ? s->dir : NULL, rt, pub, err);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (st == RV_OK && !ours)
		rv_log_put(rt->log, RV_LOG_WARN, "desk",
			   "process %ld keeps the state folder: no history, log, orders or "
			   "state.json from here (--state DIR)",
			   s->owner);
	return st;
}

void rv_desk_stop(rv_runtime *rt, rv_publisher *pub)
{
	rv_publisher_stop(pub);
	rv_runtime_stop(rt);
}

static void on_stop(int sig)
{
	(void)sig;
	rv_desk_stop_requested = 1;
}

rv_status rv_desk_signals(rv_err *err)
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

rv_status rv_desk_run(const rv_desk_options *o, bool must_own, rv_desk_body body, void *ctx,
		      rv_err *err)
{
	rv_desk_paths paths;
	rv_runtime rt;
	rv_publisher *publisher;
	rv_status st = rv_desk_signals(err);
	if (st != RV_OK)
		return st;
	st = rv_desk_paths_find(o, must_own, &paths, err);
	if (st == RV_OK)
		st = rv_desk_start(o, &paths, &rt, &publisher, err);
	if (st == RV_OK) {
		st = body(ctx, &rt, err);
		rv_desk_stop(&rt, publisher);
	}
	rv_desk_paths_free(&paths);
	return st;
}
