/* The dead-man ping; see ping.h. */
#include "app/ops/ping.h"

#include "feeds/net/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BODY_CAP = 64 << 10 };

struct rv_ping {
	const rv_ops_params *p;
	rv_ops_target to;
	rv_log *log;
	rv_http *http;
	int64_t due_ms;	  /* 0: at once */
	bool said_failed; /* since the last that arrived */
	bool said_unwell;
	rv_notice_counts counts;
};

const char *rv_ping_unwell(const rv_ops_params *p, const rv_view *v, int64_t now_ms)
{
	if (!v)
		return "the engine has published nothing yet";
	if (now_ms - v->mono_ms > p->ping_stale_ms)
		return "the engine is silent";
	if (v->trade.present && !v->trade.journal_ok)
		return "the journal is broken";
	return NULL;
}

static void done(void *ctx, const rv_http_result *r)
{
	rv_ping *g = ctx;
	if (r->transport_ok && r->status >= 200 && r->status < 300) {
		g->counts.sent++;
		g->said_failed = false;
		return;
	}
	char status[32];
	(void)snprintf(status, sizeof(status), "status %ld", r->status);
	g->counts.failed++;
	if (!g->said_failed)
		rv_log_put(g->log, RV_LOG_WARN, "ping", "ping at %s: %.80s", g->to.url.host,
			   r->transport_ok ? status : r->error);
	g->said_failed = true;
}

rv_status rv_ping_new(const rv_ops_params *p, const rv_ops_target *to, rv_log *log, rv_ping **out,
		      rv_err *err)
{
	rv_ping *g = calloc(1, sizeof(*g));
	if (!g)
		return rv_err_set(err, RV_ENOMEM, "ping: out of memory");
	g->p = p;
	g->to = *to;
	g->log = log;
	rv_http_params hp;
	rv_http_params_default(&hp);
	hp.url = to->url;
	hp.inflight = 1;
	hp.body_cap = BODY_CAP;
	if (p->ping_ms < hp.total_ms)
		hp.total_ms = (long)p->ping_ms; /* the next one is due */
	const rv_status st = rv_http_new(&hp, done, g, &g->http, err);
	if (st != RV_OK) {
		rv_ping_free(g);
		return st;
	}
	*out = g;
	return RV_OK;
}

void rv_ping_free(rv_ping *g)
{
	if (!g)
		return;
	rv_http_free(g->http);
	explicit_bzero(&g->to, sizeof(g->to));
	free(g);
}

static void say_unwell(rv_ping *g, const char *unwell)
{
	if (unwell && !g->said_unwell && g->counts.sent > 0)
		rv_log_put(g->log, RV_LOG_ERROR, "ping", "no more pings: %s", unwell);
	else if (!unwell && g->said_unwell)
		rv_log_put(g->log, RV_LOG_INFO, "ping", "pings again");
	g->said_unwell = unwell && (g->said_unwell || g->counts.sent > 0);
}

void rv_ping_step(rv_ping *g, const char *unwell, int64_t now_ms)
{
	if (rv_http_inflight(g->http) > 0 && rv_http_poll(g->http, 0) != RV_OK)
		rv_log_once(g->log, "ping.poll", RV_LOG_ERROR, "ping", "ping at %s: libcurl failed",
			    g->to.url.host);
	say_unwell(g, unwell);
	if (unwell || now_ms < g->due_ms || rv_http_inflight(g->http) > 0)
		return;
	g->due_ms = now_ms + g->p->ping_ms;
	const rv_status st = g->p->ping_post ? rv_http_post(g->http, g->to.path, "", 0)
					     : rv_http_get(g->http, g->to.path, 0);
	if (st != RV_OK)
		g->counts.failed++;
}

bool rv_ping_busy(const rv_ping *g)
{
	return rv_http_inflight(g->http) > 0;
}

rv_notice_counts rv_ping_counts(const rv_ping *g)
{
	return g->counts;
}
