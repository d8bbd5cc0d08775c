/* Life and port of the gateway, and the loop of its REST thread; see gateway.h. */
#include "feeds/gateway/gateway.h"

#include "feeds/clock_probe.h"
#include "feeds/gateway/gateway_priv.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	IDLE_MS = 1000,
	BROKEN_MS = 100,
	META_RETRY_MS = 250,
	META_RETRY_CAP_MS = 30000,
	META_RETRY_LOCAL_MS = 2000,
	W_META = 20,
	W_PROBE = 2,
	BODY_CAP = 8 << 20
};

void rv_gateway_params_default(rv_gateway_params *p)
{
	memset(p, 0, sizeof(*p));
	p->sim = true;
	p->weight_per_min = 400;
	p->weight_reserve = 80;
	p->messages_per_min = 60;
	p->cancel_reserve_pct = 20;
	p->expiry_margin_ms = 250;
	p->answer_ms = 10000;
	p->room_ms = 10000;
	p->warm_ms = 15000;
	p->ping_ms = 5000;
	p->pong_ms = 10000;
	p->ack_ms = 10000;
}

const char *rv_venue_env_word(rv_venue_env env)
{
	switch (env) {
	case RV_VENUE_ENV_SIM:
		return "SIM";
	case RV_VENUE_ENV_PAPER:
		return "PAPER";
	case RV_VENUE_ENV_TESTNET:
		return "TESTNET";
	case RV_VENUE_ENV_LIVE:
		return "LIVE";
	case RV_VENUE_ENV_MISMATCH:
		return "MISMATCH";
	case RV_VENUE_ENV_UNKNOWN:
		break;
	}
	return "UNKNOWN";
}

static rv_status check(const rv_gateway_params *p, const rv_url *url, rv_err *err)
{
	if (!p->signer)
		return rv_err_set(err, RV_EINVAL, "gateway: expected a signer");
	if (p->sim && !url->loopback)
		return rv_err_set(err, RV_EINVAL,
				  "gateway: %s is not on this machine, as a simulated venue is",
				  url->host);
	if (p->sim && p->mainnet)
		return rv_err_set(err, RV_EINVAL,
				  "gateway: no mainnet signatures for a simulated venue");
	if (!p->sim && (p->paper || !url->tls))
		return rv_err_set(err, RV_EINVAL,
				  "gateway: expected https and no paper for a real venue");
	if (p->weight_reserve >= p->weight_per_min || p->messages_per_min < 1 ||
	    p->cancel_reserve_pct > 100 || p->expiry_margin_ms < 0)
		return rv_err_set(err, RV_EINVAL,
				  "gateway: expected weight_reserve < weight_per_min, "
				  "messages_per_min >= 1, cancel_reserve_pct <= 100");
	if (p->answer_ms < 1 || p->room_ms < 1 || p->warm_ms < 1 || p->ping_ms < 1 ||
	    p->pong_ms < 1 || p->ack_ms < 1)
		return rv_err_set(err, RV_EINVAL, "gateway: expected durations > 0");
	return RV_OK;
}

rv_venue_env rv_gateway_env(const rv_gateway *g)
{
	return (rv_venue_env)atomic_load(&g->env);
}

bool rv_gateway_ready(const rv_gateway *g)
{
	const rv_venue_env env = rv_gateway_env(g);
	return env != RV_VENUE_ENV_UNKNOWN && env != RV_VENUE_ENV_MISMATCH && rv_coins_known(g->coins);
}

/* What an HTTP answer says about who gave it. A contradiction stays. */
static void observe(rv_gateway *g, const rv_http_result *res)
{
	rv_sim_clock at;
	const bool sim =
		rv_sim_server(res->server) && rv_sim_clock_parse(res->sim_clock, &at) == RV_OK;
	const rv_venue_env old = rv_gateway_env(g);
	rv_venue_env env = sim ? (g->p.paper ? RV_VENUE_ENV_PAPER : RV_VENUE_ENV_SIM)
			       : (g->p.mainnet ? RV_VENUE_ENV_LIVE : RV_VENUE_ENV_TESTNET);
	if (res->status == 0 || old == RV_VENUE_ENV_MISMATCH)
		return;
	if (sim != g->p.sim)
		env = RV_VENUE_ENV_MISMATCH;
	if (env == old)
		return;
	atomic_store(&g->env, (int)env);
	rv_log_put(g->log, env == RV_VENUE_ENV_MISMATCH ? RV_LOG_ERROR : RV_LOG_INFO, "gateway",
		   "the venue at %s:%d is %s", g->url.host, g->url.port, rv_venue_env_word(env));
}

rv_gate_now rv_gw_now(const rv_gateway *g)
{
	rv_gate_now now = { .utc_ms = rv_clock_utc_ms(g->clock), .mono_ms = rv_mono_ms() };
	now.level = atomic_load(&g->shut)     ? RV_GATE_SHUT
		    : atomic_load(&g->halted) ? RV_GATE_HALTED
					      : RV_GATE_OPEN;
	return now;
}

int rv_gw_flights(const rv_gateway *g, rv_gw_use use)
{
	int n = 0;
	for (int i = 0; i < RV_HTTP_MAX_INFLIGHT; i++)
		n += g->flights[i].use == use;
	return n;
}

int rv_gw_slot(const rv_gateway *g)
{
	for (int i = 0; i < RV_HTTP_MAX_INFLIGHT; i++) {
		if (g->flights[i].use == RV_GW_IDLE)
			return i;
	}
	return -1;
}

/* After 429: nothing but cancels for a while. */
static void limited(rv_gateway *g, const rv_http_result *res)
{
	const int64_t wait = rv_backoff_limited(res->retry_after_ms, rv_rng_uniform(&g->rng));
	g->limited_until = rv_mono_ms() + wait;
	rv_weight_exhaust(g->weight);
	rv_log_put(g->log, RV_LOG_WARN, "gateway", "rate limited: orders and questions wait %lld s",
		   (long long)(wait + 999) / 1000);
}

static void meta_done(rv_gateway *g, const rv_http_result *res)
{
	rv_err err = { 0 };
	if (!res->transport_ok)
		(void)rv_err_set(&err, RV_EIO, "no answer: %s", res->error);
	else if (res->status != 200 || !rv_http_is_json(res->content_type))
		(void)rv_err_set(&err, RV_EIO, "HTTP %ld", res->status);
	else if (rv_hl_parse_meta(res->body, res->len, &g->meta, &err) == RV_OK) {
		rv_coins_set(g->coins, &g->meta);
		rv_backoff_reset(&g->meta_backoff);
		rv_gw_stream_wake(g->stream);
		return;
	}
	g->meta_at = rv_mono_ms() + rv_backoff_next(&g->meta_backoff, rv_rng_uniform(&g->rng));
	(void)rv_log_once(g->log, "gateway meta", RV_LOG_WARN, "gateway",
			  "the universe cannot be read: %s", err.text);
	rv_gw_board_error(g, "universe", err.text);
}

static void on_done(void *ctx, const rv_http_result *res)
{
	rv_gateway *g = ctx;
	const rv_gw_flight f = g->flights[res->tag];
	g->flights[res->tag] = (rv_gw_flight){ 0 };
	observe(g, res);
	if (res->status == 429)
		limited(g, res);
	switch (f.use) {
	case RV_GW_SEND:
		rv_gw_send_done(g, f.send, res);
		break;
	case RV_GW_ASK:
		rv_gw_ask_done(g, f.ask, res);
		break;
	case RV_GW_META:
		meta_done(g, res);
		break;
	case RV_GW_PROBE: /* its headers were all that was wanted */
	case RV_GW_IDLE:
		break;
	}
}

/* A request of the gateway's own; false: not now. */
static bool ask_own(rv_gateway *g, rv_gw_use use, const char *body, unsigned weight)
{
	const int tag = rv_gw_slot(g);
	if (tag < 0 || rv_mono_ms() < g->limited_until || !rv_weight_take(g->weight, weight, 0) ||
	    rv_http_post(g->http, "/info", body, tag) != RV_OK)
		return false;
	g->flights[tag].use = use;
	return true;
}

/* The universe when it is due, and a word now and then so that the connection stays warm. */
static void own_due(rv_gateway *g)
{
	static const char meta[] = "{\"type\":\"meta\"}", probe[] = "{\"type\":\"exchangeStatus\"}";
	const int64_t now = rv_mono_ms();
	if (atomic_exchange(&g->meta_due, false) && g->meta_at == INT64_MAX)
		g->meta_at = now;
	if (g->meta_at <= now && ask_own(g, RV_GW_META, meta, W_META))
		g->meta_at = INT64_MAX;
	if (rv_http_inflight(g->http) > 0)
		g->probe_at = now + g->p.warm_ms;
	else if (g->probe_at <= now && ask_own(g, RV_GW_PROBE, probe, W_PROBE))
		g->probe_at = now + g->p.warm_ms;
}

static int sleep_ms(rv_gateway *g)
{
	const int64_t now = rv_mono_ms();
	int64_t ms = rv_gw_asks_wait(g, now, IDLE_MS);
	const int64_t due = g->meta_at < g->probe_at ? g->meta_at : g->probe_at;
	if (due - now < ms)
		ms = due - now;
	/* Orders without a connection are looked at again before they expire. */
	if (g->n_send_wait > 0 && ms > 50)
		ms = 50;
	return (int)(ms < 1 ? 1 : ms);
}

static void *rest_main(void *arg)
{
	rv_gateway *g = arg;
	while (!atomic_load(&g->stop)) {
		rv_gw_sends_take(g);
		rv_gw_asks_take(g);
		if (!g->broken) {
			rv_gw_sends_start(g);
			rv_gw_asks_start(g);
			own_due(g);
		}
		if (g->broken) {
			(void)poll(NULL, 0, BROKEN_MS); /* a failed sleep is a short one */
		} else if (rv_http_poll(g->http, sleep_ms(g)) != RV_OK) {
			rv_log_put(g->log, RV_LOG_ERROR, "gateway", "libcurl failed; no orders");
			g->broken = true;
			rv_gw_sends_abandon(g);
			rv_gw_asks_abandon(g);
		}
	}
	return NULL;
}

static void *ws_main(void *arg)
{
	rv_gw_stream_run(((rv_gateway *)arg)->stream);
	return NULL;
}

void rv_gateway_stop(rv_gateway *g)
{
	if (!g)
		return;
	atomic_store(&g->stop, true);
	if (g->thread_up)
		rv_http_wakeup(g->http);
	if (g->ws_up)
		rv_gw_stream_stop(g->stream);
	if (g->thread_up)
		(void)pthread_join(g->thread, NULL); /* our own joinable thread */
	if (g->ws_up)
		(void)pthread_join(g->ws_thread, NULL);
	rv_http_free(g->http);
	rv_gw_stream_free(g->stream);
	for (int i = 0; i < RV_HTTP_MAX_INFLIGHT; i++) {
		rv_gw_send_free(g->flights[i].send);
		rv_gw_ask_free(g->flights[i].ask);
	}
	for (size_t i = 0; i < g->n_send_wait; i++)
		rv_gw_send_free(g->send_wait[i]);
	for (size_t i = 0; i < g->n_ask_wait; i++)
		rv_gw_ask_free(g->ask_wait[i]);
	rv_queue_free(g->sends, rv_gw_send_free);
	rv_queue_free(g->asks, rv_gw_ask_free);
	rv_weight_free(g->own_weight);
	rv_coins_free(g->coins);
	rv_gate_free(g->gate);
	free(g);
}

static rv_status make_http(rv_gateway *g, rv_err *err)
{
	rv_http_params hp;
	rv_http_params_default(&hp);
	hp.url = g->url;
	hp.inflight = RV_HTTP_MAX_INFLIGHT;
	hp.body_cap = BODY_CAP;
	hp.http1 = true;
	hp.total_ms = g->p.answer_ms;
	hp.stall_s = (hp.total_ms + 999) / 1000; /* an answer may be silent until then */
	hp.give = rv_gw_give;
	hp.gone = rv_gw_gone;
	return rv_http_new(&hp, on_done, g, &g->http, err);
}

/* Everything but the threads. */
static rv_status build(rv_gateway *g, rv_err *err)
{
	const rv_gate_params gp = { .messages_per_min = g->p.messages_per_min,
				    .cancel_reserve_pct = g->p.cancel_reserve_pct,
				    .expiry_margin_ms = g->p.expiry_margin_ms };
	rv_status st = rv_gate_new(&gp, &g->gate);
	if (st == RV_OK)
		st = rv_coins_new(&g->coins);
	if (st == RV_OK && !g->p.weight)
		st = rv_weight_new(g->p.weight_per_min, &g->own_weight);
	if (st == RV_OK)
		st = rv_queue_new(RV_GW_SENDS, &g->sends);
	if (st == RV_OK)
		st = rv_queue_new(RV_GW_ASKS, &g->asks);
	if (st != RV_OK)
		return rv_err_set(err, st, "gateway: %s", rv_status_text(st));
	g->weight = g->p.weight ? g->p.weight : g->own_weight;
	st = rv_gw_stream_new(g, &g->stream, err);
	return st == RV_OK ? make_http(g, err) : st;
}

static void set_up(rv_gateway *g)
{
	atomic_init(&g->stop, false);
	atomic_init(&g->halted, true);
	atomic_init(&g->shut, false);
	atomic_init(&g->meta_due, false);
	atomic_init(&g->env, RV_VENUE_ENV_UNKNOWN);
	rv_signer_address(g->p.signer, g->signer_address);
	(void)rv_address_format(g->p.account, g->account_text);
	(void)rv_address_format(g->signer_address, g->signer_text);
	/* Jitter only has to differ between processes that lost the same venue. */
	rv_rng_seed(&g->rng, (uint64_t)rv_mono_ms(), (uint64_t)(uintptr_t)g, 4);
	rv_backoff_init(&g->meta_backoff, META_RETRY_MS,
			g->url.loopback ? META_RETRY_LOCAL_MS : META_RETRY_CAP_MS);
	g->probe_at = rv_mono_ms() + g->p.warm_ms;
}

rv_status rv_gateway_start(const rv_gateway_params *p, rv_clock *clock, rv_board *board,
			   rv_queue *reports, rv_log *log, rv_gateway **out, rv_err *err)
{
	rv_url url;
	rv_status st = rv_url_parse(p->base_url, &url, err);
	if (st == RV_OK)
		st = check(p, &url, err);
	if (st != RV_OK)
		return st;
	rv_gateway *g = calloc(1, sizeof(*g));
	if (!g)
		return rv_err_set(err, RV_ENOMEM, "gateway: out of memory");
	g->p = *p;
	g->p.base_url = NULL; /* borrowed for the call; url is what is used */
	g->url = url;
	g->clock = clock;
	g->board = board;
	g->reports = reports;
	g->log = log;
	set_up(g);
	st = build(g, err);
	if (st == RV_OK) {
		g->ws_up = pthread_create(&g->ws_thread, NULL, ws_main, g) == 0;
		g->thread_up = g->ws_up && pthread_create(&g->thread, NULL, rest_main, g) == 0;
		if (!g->thread_up)
			st = rv_err_set(err, RV_ENOMEM, "gateway: cannot start its threads");
	}
	if (st != RV_OK) {
		rv_gateway_stop(g);
		return st;
	}
	*out = g;
	return RV_OK;
}

static rv_status port_prepare(void *self, const rv_venue_action *a, rv_signed_action *out)
{
	rv_gateway *g = self;
	rv_err err = { 0 };
	const rv_status st =
		rv_wire_prepare(&g->engine_wire, a, g->p.signer, g->p.mainnet, out, &err);
	if (st != RV_OK)
		rv_log_put(g->log, RV_LOG_ERROR, "gateway", "%s", err.text);
	return st;
}

static rv_status port_send(void *self, const rv_venue_send *s)
{
	rv_gateway *g = self;
	if (s->n > RV_ACTION_ORDERS || s->bytes.len < 1 || s->bytes.len >= RV_ACTION_BODY)
		return RV_EINVAL;
	rv_gw_send *j = calloc(1, sizeof(*j));
	if (!j)
		return RV_ENOMEM;
	rv_status st = rv_venue_report_new(RV_REPORT_ACTION, 0, &j->report);
	if (st == RV_OK) {
		j->s = *s;
		st = rv_queue_push(g->sends, j);
	}
	if (st != RV_OK) {
		rv_gw_send_free(j);
		return st;
	}
	rv_http_wakeup(g->http);
	return RV_OK;
}

static rv_status port_ask(void *self, const rv_venue_query *q)
{
	rv_gateway *g = self;
	if (q->kind >= RV_QUERY_N)
		return RV_EINVAL;
	rv_gw_ask *a = calloc(1, sizeof(*a));
	if (!a)
		return RV_ENOMEM;
	rv_status st = rv_venue_report_new(RV_REPORT_QUERY_FAILED, 0, &a->failed);
	if (st == RV_OK) {
		a->q = *q;
		a->give_up_at = rv_mono_ms() + g->p.room_ms;
		st = rv_queue_push(g->asks, a);
	}
	if (st != RV_OK) {
		rv_gw_ask_free(a);
		return st;
	}
	rv_http_wakeup(g->http);
	return RV_OK;
}

static void port_halt(void *self, bool halted)
{
	atomic_store(&((rv_gateway *)self)->halted, halted);
}

rv_venue_port rv_gateway_port(rv_gateway *g)
{
	return (rv_venue_port){ .self = g,
				.prepare = port_prepare,
				.send = port_send,
				.ask = port_ask,
				.halt = port_halt };
}

void rv_gateway_shut(rv_gateway *g, bool shut)
{
	atomic_store(&g->shut, shut);
}

rv_status rv_gateway_restore(rv_gateway *g, const rv_gate_order *o)
{
	return rv_gate_restore(g->gate, o, rv_mono_ms());
}
