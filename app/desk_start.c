/* What the commands that run a desk share; see desk_start.h. */
#include "app/desk_start.h"

#include "app/config_dir.h"
#include "app/ops/harden.h"
#include "app/research/watch.h"
#include "app/state_dir.h"
#include "app/state_lock.h"
#include "engine/base/clock.h"
#include "feeds/net/url.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* One is written, one is the newest; the console, the socket, state.json, the watcher and the past
 * hold one each. */
enum { SNAPSHOTS = 8 };

volatile sig_atomic_t rv_desk_stop_requested;
atomic_bool rv_desk_hurry;
bool rv_desk_reloads;
volatile sig_atomic_t rv_desk_reload_requested;

void rv_desk_options_default(rv_desk_options *o)
{
	memset(o, 0, sizeof(*o));
	rv_sim_params_default(&o->sim);
	o->sim.listen = "127.0.0.1:0"; /* two desks on one machine do not meet */
	o->sim.real_limits = false;    /* the first minute shows everything */
	o->venue = "sim";
	o->socket_group = "rvdesk";
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
		{ "--socket", RV_ARG_STRING, &o->socket, 0, 0, "PATH",
		  "where consoles attach; default: control.sock of this desk, docs/control.md" },
		{ "--socket-group", RV_ARG_STRING, &o->socket_group, 0, 0, "NAME",
		  "group that may open it, where there is one of that name; default rvdesk" },
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
	rv_status st = rv_harden_places(o->key, environ, err);
	if (st == RV_OK)
		st = check_orders(o, err);
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
	if (st == RV_EEXIST && !must_own && !o->watch)
		return rv_err_set(
			err, st,
			"%s: process %ld keeps this folder: `rvdesk attach --state %s` is "
			"the console of that desk (--watch: another market beside it, "
			"without orders)",
			s->dir, s->owner, s->dir);
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
		.hurry = &rv_desk_hurry,
	};
}

/*
 * Faults stay open, for the kernel kills a thread that blocks its own, and the terminal would stay
 * as the console has it.
 */
rv_status rv_desk_block_signals(sigset_t *old, rv_err *err)
{
	static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
	sigset_t all;
	(void)sigfillset(&all);
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		(void)sigdelset(&all, faults[i]);
	if (pthread_sigmask(SIG_SETMASK, &all, old) != 0)
		return rv_err_set(err, RV_EIO, "signal mask refused");
	return RV_OK;
}

/* Without it the Research screen is empty, and says so. */
static void start_research(const rv_runtime_params *p, const char *state_dir, rv_runtime *rt)
{
	const rv_research_watch_params wp = { .state_dir = state_dir,
					      .store = p->store_path,
					      .config = p->config_dir,
					      .profile = p->profile,
					      .log = rt->log,
					      .pulse = rv_heartbeat_watch(&rt->beats,
									  RV_BEAT_RESEARCH) };
	const rv_status st = rv_research_watch_start(&wp, &rt->research);
	if (st == RV_OK) {
		rv_engine_loop_research(rt->engine, rt->research);
		return;
	}
	rv_heartbeat_ignore(&rt->beats, RV_BEAT_RESEARCH);
	rv_log_put(rt->log, RV_LOG_WARN, "research", "no backtests are shown: %s",
		   rv_status_text(st));
}

/* Without it the console has no past, and says so. */
static void start_past(const char *state_dir, rv_runtime *rt)
{
	const rv_ops_params *o = &rt->config.ops;
	char path[RV_DESK_PATH];
	rv_err err = { 0 };
	if (o->past_budget_mb == 0)
		return;
	(void)snprintf(path, sizeof(path), "%s/past.db", state_dir);
	const rv_past_params pp = { .path = path,
				    .pub = rt->pub,
				    .log = rt->log,
				    .every_ms = o->past_every_ms,
				    .budget_bytes = (int64_t)o->past_budget_mb << 20,
				    .keep_ms = o->past_keep_hours * RV_HOUR_MS,
				    .pulse = rv_heartbeat_watch(&rt->beats, RV_BEAT_PAST) };
	if (rv_past_start(&pp, &rt->past, &err) == RV_OK)
		return;
	rv_heartbeat_ignore(&rt->beats, RV_BEAT_PAST);
	rv_log_put(rt->log, RV_LOG_WARN, "past", "no past screens are kept: %s", err.text);
}

static rv_status start_threads(const rv_runtime_params *p, const char *state_dir, rv_runtime *rt,
			       rv_publisher **pub, rv_err *err)
{
	rv_status st = rv_runtime_start(p, rt, err);
	if (st != RV_OK)
		return st;
	if (state_dir) {
		start_research(p, state_dir, rt);
		start_past(state_dir, rt);
	}
	st = rv_engine_loop_start(rt->engine);
	if (st == RV_OK && state_dir)
		st = rv_publisher_start(state_dir, rt->pub, rt->records, rt->log,
					rv_heartbeat_watch(&rt->beats, RV_BEAT_STATE), pub);
	if (st == RV_OK && state_dir) {
		const rv_ops_start_params sp = {
			.p = &rt->config.ops,
			.pub = rt->pub,
			.log = rt->log,
			.board = rt->board,
			.state_dir = state_dir,
			.days = rt->trading ? rv_trading_day_log(rt->trading) : NULL,
			.pulse = rv_heartbeat_watch(&rt->beats, RV_BEAT_OPS),
			.pulse_page = rv_heartbeat_watch(&rt->beats, RV_BEAT_PAGE),
		};
		st = rv_ops_start(&sp, &rt->ops, err);
		if (st == RV_OK && rv_ops_metrics_port(rt->ops) == 0)
			rv_heartbeat_ignore(&rt->beats, RV_BEAT_PAGE);
	}
	if (st != RV_OK) {
		if (!err->text[0])
			(void)rv_err_set(err, st, "cannot start a thread: %s", rv_status_text(st));
		rv_desk_stop(rt, *pub);
		*pub = NULL;
	}
	return st;
}

rv_status rv_desk_start(const rv_desk_options *o, const rv_desk_paths *s, rv_runtime *rt,
			rv_publisher **pub, rv_err *err)
{
	const bool ours = s->dir[0] != '\0';
	const rv_runtime_params p = runtime_params(o, s);
	sigset_t old;
	*pub = NULL;
	if (rv_desk_block_signals(&old, err) != RV_OK)
		return RV_EIO;
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
	rv_research_watch *research = rt->research; /* the engine looks at it until its end */
	rv_past_free(rt->past);
	rt->past = NULL;
	rv_ops_stop(rt->ops);
	rt->ops = NULL;
	rv_publisher_stop(pub);
	rv_research_watch_end(research); /* it beats a pulse of the runtime */
	rv_runtime_stop(rt);
	rv_research_watch_stop(research);
}

/* Of this machine, whatever day the desk plays. */
static rv_status take_command(void *ctx, const rv_command *c)
{
	const rv_runtime *rt = ctx;
	return rv_trading_command(rt->trading, c); /* it has its user already */
}

rv_status rv_desk_control(const rv_desk_options *o, const rv_desk_paths *s, rv_runtime *rt,
			  rv_control_server **out, rv_err *err)
{
	rv_control_where where = { .socket = o->socket, .state = o->state, .state_dir = s->dir };
	rv_control_listener listener;
	char path[RV_CONTROL_PATH];
	sigset_t old;
	*out = NULL;
	if (s->dir[0] == '\0')
		return RV_OK;
	rv_control_environment(&where);
	rv_status st = rv_control_path(&where, path, err);
	if (st == RV_OK)
		st = rv_control_listen(path, o->socket_group, &listener, err);
	if (st != RV_OK)
		return st;
	const rv_control_params p = { .listener = &listener,
				      .pub = rt->pub,
				      .log = rt->log,
				      .started_utc_ms = rv_machine_utc_ms(),
				      .access = { .who = rt->config.who, .desk_uid = rt->self.uid },
				      .command = rt->trading ? take_command : NULL,
				      .ctx = rt,
				      .past = rt->past,
				      .pulse = rv_heartbeat_watch(&rt->beats, RV_BEAT_CONTROL) };
	if (rv_desk_block_signals(&old, err) != RV_OK) {
		rv_heartbeat_ignore(&rt->beats, RV_BEAT_CONTROL);
		rv_control_unlisten(&listener);
		return RV_EIO;
	}
	st = rv_control_server_start(&p, out, err);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (st != RV_OK)
		rv_heartbeat_ignore(&rt->beats, RV_BEAT_CONTROL);
	else
		rv_log_put(rt->log, RV_LOG_INFO, "console", "consoles attach at %s", path);
	return st;
}

static void on_stop(int sig)
{
	if (sig == SIGHUP && rv_desk_reloads) {
		rv_desk_reload_requested = 1;
		return;
	}
	/* A terminal that closes may hang up twice: that hurries nobody. */
	if (rv_desk_stop_requested && sig != SIGHUP)
		atomic_store(&rv_desk_hurry, true); /* lock-free */
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

static rv_status run_body(const rv_desk_options *o, const rv_desk_paths *paths, bool must_attach,
			  rv_runtime *rt, rv_desk_body body, void *ctx, rv_err *err)
{
	rv_control_server *control = NULL;
	rv_err why = { 0 };
	rv_status st = rv_desk_control(o, paths, rt, &control, &why);
	if (st != RV_OK && must_attach)
		return rv_err_set(err, st, "%s", why.text);
	if (st != RV_OK)
		rv_log_put(rt->log, RV_LOG_WARN, "console", "nobody can attach: %s", why.text);
	st = body(ctx, rt, err);
	rv_past_end(rt->past); /* it answers consoles through the server */
	rv_control_server_stop(control);
	return st;
}

rv_status rv_desk_run(const rv_desk_options *o, bool must_own, rv_desk_body body, void *ctx,
		      rv_err *err)
{
	rv_desk_paths paths;
	rv_runtime rt;
	rv_publisher *publisher;
	rv_status st = rv_desk_signals(err);
	if (st == RV_OK && !o->watch)
		st = rv_harden_process(err);
	if (st != RV_OK)
		return st;
	st = rv_desk_paths_find(o, must_own, &paths, err);
	if (st == RV_OK)
		st = rv_desk_start(o, &paths, &rt, &publisher, err);
	if (st == RV_OK) {
		st = run_body(o, &paths, must_own, &rt, body, ctx, err);
		rv_desk_stop(&rt, publisher);
	}
	rv_desk_paths_free(&paths);
	return st;
}
