/* Life and port of the gateway; see gateway.h. */
#include "feeds/gateway/gateway.h"

#include "feeds/gateway/gateway_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	META_RETRY_MS = 250,
	META_RETRY_CAP_MS = 30000,
	META_RETRY_LOCAL_MS = 2000,
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
	return env != RV_VENUE_ENV_UNKNOWN && env != RV_VENUE_ENV_MISMATCH &&
	       rv_coins_known(g->coins);
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
	rv_lastgate_free(g->gate);
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
	return rv_http_new(&hp, rv_gw_done, g, &g->http, err);
}

/* Everything but the threads. */
static rv_status build(rv_gateway *g, rv_err *err)
{
	const rv_lastgate_params gp = { .messages_per_min = g->p.messages_per_min,
					.cancel_reserve_pct = g->p.cancel_reserve_pct,
					.expiry_margin_ms = g->p.expiry_margin_ms };
	rv_status st = rv_lastgate_new(&gp, &g->gate);
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
		g->thread_up = g->ws_up && pthread_create(&g->thread, NULL, rv_gw_loop, g) == 0;
		if (g->ws_up) /* names are for people: one that cannot be set is no matter */
			(void)pthread_setname_np(g->ws_thread, "gateway-ws");
		if (g->thread_up)
			(void)pthread_setname_np(g->thread, "gateway");
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

static rv_status port_never_landed(void *self, const rv_cloid *cloid)
{
	return rv_lastgate_never_landed(((rv_gateway *)self)->gate, cloid);
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
				.never_landed = port_never_landed,
				.halt = port_halt };
}

void rv_gateway_shut(rv_gateway *g, bool shut)
{
	atomic_store(&g->shut, shut);
}

rv_status rv_gateway_restore(rv_gateway *g, const rv_gate_order *o)
{
	return rv_lastgate_restore(g->gate, o, rv_clock_elapsed_ms(g->clock));
}
