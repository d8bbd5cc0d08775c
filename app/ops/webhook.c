/* The queue of the webhook; see webhook.h. */
#include "app/ops/webhook.h"

#include "engine/base/clock.h"
#include "engine/base/rng.h"
#include "engine/base/timefmt.h"
#include "feeds/net/backoff.h"
#include "feeds/net/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BODY_CAP = 64 << 10, RETRY_MOST_MS = 10 * 60 * 1000 };

struct rv_webhook {
	const rv_ops_params *p;
	rv_ops_target to;
	rv_log *log;
	rv_http *http;
	rv_backoff backoff;
	rv_rng rng;
	char *wait[RV_WEBHOOK_WAIT]; /* oldest first; the first is the one that is tried */
	size_t n_wait;
	bool sending;
	int tries; /* of the first */
	int64_t due_ms;
	rv_notice_counts counts;
};

static void take_first(rv_webhook *w)
{
	free(w->wait[0]);
	w->n_wait--;
	memmove(w->wait, w->wait + 1, w->n_wait * sizeof(w->wait[0]));
	w->tries = 0;
	rv_backoff_reset(&w->backoff);
	w->due_ms = 0;
}

static bool may_repeat(const rv_http_result *r)
{
	return !r->transport_ok || r->status == 408 || r->status == 429 || r->status >= 500;
}

static void say(rv_webhook *w, const rv_http_result *r, bool last)
{
	char status[32];
	(void)snprintf(status, sizeof(status), "status %ld", r->status);
	rv_log_put(w->log, last ? RV_LOG_ERROR : RV_LOG_WARN, "alerts", "webhook at %s: %.80s%s",
		   w->to.url.host, r->transport_ok ? status : r->error,
		   last ? "; the notice is given up" : "");
}

static void failed(rv_webhook *w, const rv_http_result *r)
{
	const double u = rv_rng_uniform(&w->rng);
	const bool last = !may_repeat(r) || w->tries >= w->p->webhook_tries;
	w->counts.failed++;
	say(w, r, last);
	if (last) {
		w->counts.dropped++;
		take_first(w);
		return;
	}
	int64_t wait = rv_backoff_next(&w->backoff, u);
	if (r->transport_ok && r->status == 429) {
		const int64_t asked = rv_backoff_limited(r->retry_after_ms, u);
		wait = asked > wait ? asked : wait;
	}
	w->due_ms = r->got_mono_ms + wait;
}

static void done(void *ctx, const rv_http_result *r)
{
	rv_webhook *w = ctx;
	w->sending = false;
	if (r->transport_ok && r->status >= 200 && r->status < 300) {
		w->counts.sent++;
		take_first(w);
	} else {
		failed(w, r);
	}
}

rv_status rv_webhook_new(const rv_ops_params *p, const rv_ops_target *to, rv_log *log,
			 rv_webhook **out, rv_err *err)
{
	rv_webhook *w = calloc(1, sizeof(*w));
	if (!w)
		return rv_err_set(err, RV_ENOMEM, "alerts.webhook: out of memory");
	w->p = p;
	w->to = *to;
	w->log = log;
	rv_rng_seed(&w->rng, (uint64_t)rv_mono_ms(), 0, 0); /* two desks must not retry together */
	rv_backoff_init(&w->backoff, p->retry_ms,
			p->retry_ms > RETRY_MOST_MS ? p->retry_ms : RETRY_MOST_MS);
	rv_http_params hp;
	rv_http_params_default(&hp);
	hp.url = to->url;
	hp.inflight = 1;
	hp.body_cap = BODY_CAP;
	hp.total_ms = (long)p->webhook_ms;
	const rv_status st = rv_http_new(&hp, done, w, &w->http, err);
	if (st != RV_OK) {
		rv_webhook_free(w);
		return st;
	}
	*out = w;
	return RV_OK;
}

void rv_webhook_free(rv_webhook *w)
{
	if (!w)
		return;
	rv_http_free(w->http);
	for (size_t i = 0; i < w->n_wait; i++)
		free(w->wait[i]);
	explicit_bzero(&w->to, sizeof(w->to));
	free(w);
}

/* The one that is on its way stays: it may have arrived. */
static void drop_oldest(rv_webhook *w)
{
	const size_t i = w->sending ? 1 : 0;
	w->counts.dropped++;
	rv_log_put(w->log, RV_LOG_ERROR, "alerts",
		   "too many notices wait for the webhook at %s: the oldest is dropped (%llu)",
		   w->to.url.host, (unsigned long long)w->counts.dropped);
	if (i == 0) {
		take_first(w);
		return;
	}
	free(w->wait[i]);
	w->n_wait--;
	memmove(w->wait + i, w->wait + i + 1, (w->n_wait - i) * sizeof(w->wait[0]));
}

void rv_webhook_put(rv_webhook *w, char *json)
{
	if (w->n_wait == RV_WEBHOOK_WAIT)
		drop_oldest(w);
	w->wait[w->n_wait++] = json;
}

static void send_first(rv_webhook *w, int64_t now_ms)
{
	const rv_status st = rv_http_post(w->http, w->to.path, w->wait[0], 0);
	w->tries++;
	if (st == RV_OK) {
		w->sending = true;
		return;
	}
	const rv_http_result none = { .error = "the request cannot be made",
				      .got_mono_ms = now_ms,
				      .retry_after_ms = -1 };
	failed(w, &none);
}

void rv_webhook_step(rv_webhook *w, int64_t now_ms)
{
	if (w->sending && rv_http_poll(w->http, 0) != RV_OK)
		rv_log_once(w->log, "webhook.poll", RV_LOG_ERROR, "alerts",
			    "webhook at %s: libcurl failed", w->to.url.host);
	if (!w->sending && w->n_wait > 0 && now_ms >= w->due_ms)
		send_first(w, now_ms);
}

bool rv_webhook_busy(const rv_webhook *w)
{
	return w->n_wait > 0;
}

rv_notice_counts rv_webhook_counts(const rv_webhook *w)
{
	return w->counts;
}
