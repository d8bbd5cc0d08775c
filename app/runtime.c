/* Wiring of threads and owners; see runtime.h. */
#include "app/runtime.h"

#include "app/control/who_is.h"
#include "app/venue_start.h"
#include "config/read_file.h"
#include "feeds/clock_ask.h"
#include "feeds/net/url.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MD_QUEUE = 1024,
	RECORDS = 16, /* of proposals: more than the programs of a run */
	GENEROUS_WEIGHT = 1000000,
	PAPER_EQUITY_USD = 100000,
	GATEWAY_WEIGHT = 400, /* of the 1200 a minute of an address */
	WIND_DOWN_MS = 5000,
	CLOCK_MS = 3000
};

static void md_free(void *md)
{
	rv_md_free(md);
}

static rv_status make_shared(const rv_runtime_params *p, rv_runtime *rt, rv_err *err)
{
	rv_status st = RV_OK;
	rt->clock = p->clock;
	rt->own_clock = !p->clock;
	if (rt->own_clock)
		st = rv_clock_new_slaved(&rt->clock);
	if (st == RV_OK)
		st = rv_log_new(rt->clock, p->log_path, &rt->log, err);
	if (st == RV_OK)
		st = rv_board_new(&rt->board);
	if (st == RV_OK)
		st = rv_queue_new(MD_QUEUE, &rt->md);
	if (st == RV_OK)
		st = rv_queue_new(RECORDS, &rt->records);
	if (st == RV_OK)
		st = rv_pub_new(p->snapshots, &rt->pub);
	if (st != RV_OK && (!err || !err->text[0]))
		return rv_err_set(err, st, "start: %s", rv_status_text(st));
	return st;
}

static const char *host_of(const char *url)
{
	const char *p = strstr(url, "://");
	return p ? p + 3 : url;
}

/* Nobody counts the requests to a venue of our own. */
static bool generous(const rv_runtime_params *p)
{
	return !p->url && !p->sim->real_limits;
}

static bool is_sim(const rv_runtime_params *p)
{
	return !p->url || strcmp(p->venue, "sim") == 0;
}

/* What is written down begins with a time: the venue's own, if it has one. */
static void know_time(const char *url, rv_runtime *rt)
{
	rv_err err = { 0 };
	if (rv_clock_ask(url, rt->clock, CLOCK_MS, &err) != RV_OK)
		rv_log_put(rt->log, RV_LOG_WARN, "orders", "%s", err.text);
}

/* Of the gateway; 0: its own default, which a real venue's limit is shared by. */
static unsigned order_weight(const rv_runtime_params *p)
{
	return generous(p) ? GENEROUS_WEIGHT : is_sim(p) ? p->weight_per_min : 0;
}

/*
 * The order side. Where it cannot start the desk still watches, and why has the reason, unless the
 * caller asked for nothing but trading.
 */
static rv_status make_trading(const rv_runtime_params *p, const char *url, rv_runtime *rt,
			      rv_err *why)
{
	if (!p->state_dir)
		return rv_err_set(why, RV_OK, "%s", p->no_trading ? p->no_trading : "");
	if (!is_sim(p) && !p->key_path)
		return rv_err_set(why, RV_OK, "this desk only watches: no --key and --account");
	if (rt->no_accounts.text[0]) {
		(void)rv_err_set(why, rt->no_accounts.code, "%s", rt->no_accounts.text);
		return p->must_trade ? rt->no_accounts.code : RV_OK;
	}
	if (p->auto_approve)
		rt->config.oms.approval = RV_APPROVE_AUTO;
	rv_oms_observer observers[RV_BOOK_OBSERVERS];
	rv_book_loop_observers(rt->book, observers);
	const rv_trading_params tp = {
		.oms = &rt->config.oms,
		.book = &rt->config.book,
		.universe = &rt->config.step.universe,
		.state_dir = p->state_dir,
		.url = url,
		.is_sim = is_sim(p),
		.sim = rt->sim,
		.equity_usd = PAPER_EQUITY_USD,
		.live = p->live,
		.key_path = p->key_path,
		.account = p->account,
		.config_dir = p->config_dir,
		.observers = observers,
		.n_observers = RV_BOOK_OBSERVERS,
		.weight_per_min = order_weight(p),
		.pulse_journal = rv_heartbeat_watch(&rt->beats, RV_BEAT_JOURNAL),
		.pulse_gateway = rv_heartbeat_watch(&rt->beats, RV_BEAT_GATEWAY),
		.pulse_gateway_ws = rv_heartbeat_watch(&rt->beats, RV_BEAT_GATEWAY_WS)
	};
	if (tp.is_sim)
		know_time(url, rt);
	const rv_status st =
		rv_trading_start(&tp, rt->clock, rt->board, rt->log, &rt->trading, why);
	if (st == RV_OK)
		return RV_OK;
	rv_log_put(rt->log, RV_LOG_ERROR, "orders", "no orders from this desk: %s", why->text);
	rv_heartbeat_ignore(&rt->beats, RV_BEAT_JOURNAL);
	rv_heartbeat_ignore(&rt->beats, RV_BEAT_GATEWAY);
	rv_heartbeat_ignore(&rt->beats, RV_BEAT_GATEWAY_WS);
	return p->must_trade ? st : RV_OK;
}

/*
 * The book goes on where an earlier process of this account left it. What cannot be read is put
 * aside under another name, said loudly, and the book begins anew: S4 then holds nothing.
 */
static rv_status keep_book(const rv_runtime_params *p, rv_runtime *rt)
{
	const char *file = rt->trading ? rv_trading_book_file(rt->trading) : "";
	char path[PATH_MAX], aside[PATH_MAX + 8], *text = NULL;
	size_t n = 0;
	rv_err why = { 0 };
	const int len =
		snprintf(path, sizeof(path), "%s/%s", p->state_dir ? p->state_dir : "", file);
	if (!file[0] || len < 0 || (size_t)len >= sizeof(path))
		return RV_OK;
	rv_status st = rv_read_file(path, RV_VIEW_KEPT, &text, &n, &why);
	if (st == RV_ENOENT)
		return rv_book_loop_kept(rt->book, file, NULL, &why);
	if (st == RV_OK)
		st = rv_book_loop_kept(rt->book, file, strlen(text) == n ? text : "?", &why);
	free(text);
	if (st == RV_OK)
		return st;
	(void)snprintf(aside, sizeof(aside), "%s.bad", path);
	const bool moved = rename(path, aside) == 0;
	rv_log_put(rt->log, RV_LOG_ERROR, "book", "%.200s: %s; the book begins anew, the file %s",
		   path, why.text, moved ? "is kept as .bad" : "could not be put aside");
	return rv_book_loop_kept(rt->book, file, NULL, &why);
}

static void know_self(rv_runtime *rt)
{
	rv_who_id who;
	rv_who_is_self(&who);
	rt->self.uid = who.uid;
	rt->self.role = rv_who_role_of(&rt->config.who, &who, who.uid);
	memcpy(rt->self.who, who.name, sizeof(rt->self.who));
}

static rv_status make_engine(const rv_runtime_params *p, const char *url, rv_runtime *rt,
			     rv_err *err)
{
	rv_err no_orders = { 0 };
	know_self(rt);
	rt->config.book.margin_after = rt->config.oms.margin_after; /* one limit for both */
	const rv_status booked = rv_book_loop_new(&rt->config.book, rt->log, &rt->book, err);
	if (booked != RV_OK)
		return booked;
	rv_book_loop_records(rt->book, rt->records);
	rv_status started = make_trading(p, url, rt, &no_orders);
	if (started == RV_OK)
		started = keep_book(p, rt);
	if (started != RV_OK)
		return rv_err_set(err, started, "%s", no_orders.text);
	const char *why = no_orders.text;
	rv_engine_loop_params ep = { .trading = rt->trading,
				     .book = rt->book,
				     .no_trading = rt->trading ? NULL : why,
				     .wind_down_ms = WIND_DOWN_MS,
				     .hurry = p->hurry,
				     .pulse = rv_heartbeat_watch(&rt->beats, RV_BEAT_ENGINE),
				     .venue = p->venue,
				     .host = p->still ? "127.0.0.1" : host_of(url),
				     .n_rules = rt->config.ops.n_rules,
				     .rules = (const char(*)[RV_RULE_TEXT_CAP])rt->config.ops.rules,
				     .still = p->still,
				     .profile = rt->config.profile };
	rv_live_params_default(&ep.live);
	ep.live.step = rt->config.step;
	const size_t need = (size_t)rt->config.step.rvm.lookback_bars + RV_VIEW_HIST + 2;
	if (ep.live.depth_1h < need)
		ep.live.depth_1h = need;
	const rv_status st = rv_engine_loop_new(&ep, rt->clock, rt->board, rt->md, rt->log, rt->pub,
						&rt->engine);
	if (st != RV_OK)
		return rv_err_set(err, st, "engine: %s", rv_status_text(st));
	return RV_OK;
}

/* Where market caps come from: as asked for, or from our own venue; NULL: nowhere. */
static const char *mcap_url(const rv_runtime_params *p, const char *url, char buf[RV_URL_TEXT])
{
	if (p->mcap_url || p->url)
		return p->mcap_url;
	(void)snprintf(buf, RV_URL_TEXT, "%s/api/v3", url);
	return buf;
}

static rv_status start_feed(const rv_runtime_params *p, const char *url, bool unlimited,
			    rv_runtime *rt, rv_err *err)
{
	char caps[RV_URL_TEXT];
	rv_feed_params fp;
	rv_feed_params_default(&fp);
	fp.base_url = url;
	fp.store_path = p->store_path;
	fp.mcap_url = mcap_url(p, url, caps);
	fp.day_grace_ms = rv_day_at(&rt->config.book.day, 0, RV_PHASE_FETCH_CLOSE) - RV_DAY_MS;
	fp.mcap_poll_ms = (int64_t)(rt->config.mcap_poll_s * 1000.0);
	fp.still = p->still;
	fp.pulse_rest = rv_heartbeat_watch(&rt->beats, RV_BEAT_FEED_REST);
	fp.pulse_ws = rv_heartbeat_watch(&rt->beats, RV_BEAT_FEED_WS);
	if (fp.mcap_url)
		fp.pulse_caps = rv_heartbeat_watch(&rt->beats, RV_BEAT_FEED_CAPS);
	fp.mcap_ids = &rt->config.coin_ids;
	fp.mcap_aliases = &rt->config.step.aliases;
	if (!p->url) /* nobody counts the pages of our own venue */
		fp.depth_funding_h = 24 * RV_STEP_DAILY_BARS;
	fp.rv_bars = rt->config.step.rvm.lookback_bars + 2;
	fp.depth_1h = RV_STEP_HOURLY_BARS + RV_VIEW_PASSES; /* what a pass that far back reads */
	if (fp.depth_1h < fp.rv_bars + RV_VIEW_HIST)
		fp.depth_1h = fp.rv_bars + RV_VIEW_HIST;
	if (unlimited)
		fp.weight_per_min = GENEROUS_WEIGHT;
	else if (rt->trading)
		fp.weight_per_min -= GATEWAY_WEIGHT; /* the venue counts both by one address */
	if (p->weight_per_min != 0)
		fp.weight_per_min = p->weight_per_min;
	return rv_feed_start(&fp, rt->clock, rt->board, rt->md, rt->log, &rt->feed, err);
}

rv_status rv_runtime_start(const rv_runtime_params *p, rv_runtime *rt, rv_err *err)
{
	memset(rt, 0, sizeof(*rt));
	rv_status st = make_shared(p, rt, err);
	rt->state_dir = p->state_dir;
	if (st == RV_OK)
		st = rv_config_load_profile(p->config_dir, p->shipped_dir,
					    p->profile ? p->profile : "seed", &rt->config, rt->log,
					    err);
	if (st == RV_OK)
		st = rv_ops_check(&rt->config.ops, err);
	rt->as_read = rt->config;
	const char *url = p->url;
	if (st == RV_OK && !url) {
		rv_sim_params sim = *p->sim;
		sim.aliases = &rt->config.step.aliases;
		st = rv_venue_start(&sim, p->state_dir, rt->log, &rt->sim, &rt->no_accounts, err);
		if (st == RV_OK)
			url = rv_sim_url(rt->sim);
	}
	if (st == RV_OK)
		st = make_engine(p, url, rt, err);
	if (st == RV_OK)
		st = start_feed(p, url, generous(p), rt, err);
	if (st != RV_OK)
		rv_runtime_stop(rt);
	return st;
}

rv_status rv_runtime_command(const rv_runtime *rt, const rv_command *c)
{
	rv_command own = *c;
	if (!rt->trading)
		return RV_ENOENT;
	own.uid = rt->self.uid;
	own.conn = RV_RUNTIME_CONN;
	own.role = rt->self.role;
	memcpy(own.who, rt->self.who, sizeof(own.who));
	const rv_status st = rv_trading_command(rt->trading, &own);
	explicit_bzero(own.pin_text, sizeof(own.pin_text));
	return st;
}

void rv_runtime_stop(rv_runtime *rt)
{
	/* The engine goes on draining the queue until the feeds have stopped: they may wait on it.
	 */
	rv_feed_stop(rt->feed);
	rv_engine_loop_free(rt->engine);
	rv_trading_stop(rt->trading);
	rv_book_loop_free(rt->book); /* the order side tells it what happens until its end */
	rv_sim_stop(rt->sim);
	rv_pub_free(rt->pub);
	rv_queue_free(rt->md, md_free);
	rv_queue_free(rt->records, free);
	rv_board_free(rt->board);
	rv_log_free(rt->log);
	if (rt->own_clock)
		rv_clock_free(rt->clock);
	memset(rt, 0, sizeof(*rt));
}
