/* The loop of the REST thread: what is due, and whose answer it is; see gateway_priv.h. */
#include "feeds/clock_probe.h"
#include "feeds/gateway/gateway_priv.h"

#include <poll.h>
#include <stddef.h>

enum {
	IDLE_MS = 1000,
	WAIT_MS = 50,	/* between looks at orders that wait for a connection */
	RETRY_MS = 250, /* of a request of the gateway's own that had no room */
	BROKEN_MS = 100,
	WARM = 2, /* connections */
	W_META = 20,
	W_PROBE = 2
};

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

rv_lastgate_now rv_gw_now(const rv_gateway *g)
{
	rv_lastgate_now now = { .utc_ms = rv_clock_utc_ms(g->clock),
				.at_ms = rv_clock_elapsed_ms(g->clock) };
	now.level = atomic_load(&g->shut)     ? RV_LASTGATE_SHUT
		    : atomic_load(&g->halted) ? RV_LASTGATE_HALTED
					      : RV_LASTGATE_OPEN;
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

/*
 * After 429: nothing but cancels for a while. A venue that says for how long is believed; else the
 * minute counts as spent, but for what is kept for orderStatus: an order that is unknown must not
 * stay so for a minute because of it.
 */
static void limited(rv_gateway *g, const rv_http_result *res)
{
	const int64_t wait = rv_backoff_limited(res->retry_after_ms, rv_rng_uniform(&g->rng));
	g->limited_until = rv_mono_ms() + wait;
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

void rv_gw_done(void *ctx, const rv_http_result *res)
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
	if (g->meta_at <= now)
		g->meta_at = ask_own(g, RV_GW_META, meta, W_META) ? INT64_MAX : now + RETRY_MS;
	if (rv_http_inflight(g->http) > 0 && g->warmed)
		g->probe_at = now + g->p.warm_ms;
	if (g->probe_at > now)
		return;
	/* Two at once are two connections: a question does not cost an order its own. */
	bool ok = true;
	for (int i = 0; i < WARM; i++)
		ok = ask_own(g, RV_GW_PROBE, probe, W_PROBE) && ok;
	g->warmed = g->warmed || ok;
	g->probe_at = now + (ok ? g->p.warm_ms : RETRY_MS);
}

static int sleep_ms(rv_gateway *g)
{
	const int64_t now = rv_mono_ms();
	int64_t ms = rv_gw_asks_wait(g, now, IDLE_MS);
	const int64_t due = g->meta_at < g->probe_at ? g->meta_at : g->probe_at;
	if (due - now < ms)
		ms = due - now;
	/* Orders without a connection are looked at again: they expire, a halt may come. */
	if (g->n_send_wait > 0 && ms > WAIT_MS)
		ms = WAIT_MS;
	return (int)(ms < 1 ? 1 : ms);
}

void *rv_gw_loop(void *arg)
{
	rv_gateway *g = arg;
	while (!atomic_load(&g->stop)) {
		rv_pulse_beat(g->p.pulse);
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
