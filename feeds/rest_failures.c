/* REST requests that fail: how it is counted, said and waited out; see rest_state.h. */
#include "feeds/rest_state.h"

#include <stdio.h>

enum { RETRY_MS = 1000, RETRY_CAP_MS = 60000 }; /* of one series: doubled up to the cap */

static void apply_connected(rv_stream_stat *s, const void *arg)
{
	s->connected = *(const bool *)arg;
}

static void apply_ok(rv_venue_stat *v, const void *arg)
{
	v->rest_ok = *(const bool *)arg;
}

void rv_poller_ok(rv_poller *r, bool rest, bool clock)
{
	if (r->rest_ok == rest && r->clock_ok == clock)
		return;
	r->rest_ok = rest;
	r->clock_ok = clock;
	rv_board_venue(r->sh->board, apply_ok, &rest);
	rv_board_stream(r->sh->board, RV_STREAM_REST, apply_connected, &rest);
	rv_board_stream(r->sh->board, RV_STREAM_CLOCK, apply_connected, &clock);
	rv_board_notify(r->sh->board);
}

struct limit {
	int64_t ms, until;
};

static void apply_limit(rv_venue_stat *v, const void *arg)
{
	const struct limit *n = arg;
	v->limited_ms = n->ms;
	v->limited_until_mono_ms = n->until;
}

static rv_stream_id stream_of(const rv_job *job)
{
	return job->kind == RV_JOB_CLOCK ? RV_STREAM_CLOCK : RV_STREAM_REST;
}

const char *rv_poller_job_name(rv_job_kind k)
{
	static const char *const names[] = {
		"nothing",	  "metaAndAssetCtxs", "allMids",
		"exchangeStatus", "candleSnapshot",   "fundingHistory"
	};
	return names[k];
}

void rv_poller_release(rv_poller *r, const rv_job *job, bool ok, int64_t now)
{
	rv_hist_symbol *s = &r->sym[job->sym];
	unsigned *fails = NULL;
	int64_t *retry_at = NULL;
	switch (job->kind) {
	case RV_JOB_META:
		r->meta.busy = false;
		return;
	case RV_JOB_MIDS:
		r->mids.busy = false;
		return;
	case RV_JOB_CLOCK:
		r->clock.busy = false;
		return;
	case RV_JOB_CANDLES: {
		rv_series *ser = job->iv == RV_INTERVAL_1H ? &s->h1 : &s->d1;
		rv_series_release(ser);
		fails = &ser->fails;
		retry_at = &ser->retry_at;
		break;
	}
	case RV_JOB_FUNDING:
		rv_fundings_release(&s->fund);
		fails = &s->fund.fails;
		retry_at = &s->fund.retry_at;
		break;
	case RV_JOB_NONE:
		return;
	}
	if (ok) {
		*fails = 0;
		return;
	}
	const int64_t wait = (int64_t)RETRY_MS << (*fails < 6 ? *fails : 6);
	*retry_at = now + (wait < RETRY_CAP_MS ? wait : RETRY_CAP_MS);
	(*fails)++;
}

/* HTTP 429 says that the venue is there and wants less: nothing is sent until then. */
static void wait_limited(rv_poller *r, const rv_http_result *res, int64_t now)
{
	struct limit n = { .ms = rv_backoff_limited(res->retry_after_ms, rv_rng_uniform(&r->rng)) };
	r->limited_until = n.until = now + n.ms;
	rv_backoff_reset(&r->backoff);
	rv_board_venue(r->sh->board, apply_limit, &n);
}

/*
 * A request failed: it is said, and the next ones wait. One refused request does not mean that
 * the venue is down; the clock probe, which is the cheapest, is asked at once and tells.
 */
static void failed(rv_poller *r, const rv_job *job, const rv_http_result *res, const char *kind,
		   const char *why)
{
	const int64_t now = rv_mono_ms();
	char what[RV_LOG_KIND];
	(void)snprintf(what, sizeof(what), "rest %s", kind);
	(void)rv_log_once(r->sh->log, what, RV_LOG_WARN, "rest", "%s: %s; trying again",
			  rv_poller_job_name(job->kind), why);
	rv_feed_error(r->sh, "REST", why);
	const int64_t wait = rv_backoff_next(&r->backoff, rv_rng_uniform(&r->rng));
	r->quiet_until = now + wait;
	if (res->transport_ok && res->status == 429)
		wait_limited(r, res, now);
	else if (job->kind == RV_JOB_CLOCK)
		rv_poller_ok(r, false, false);
	else
		r->clock.at = now;
	rv_poller_release(r, job, false, now);
	rv_board_notify(r->sh->board);
}

/* An answer that is none: its own count, since its contents were not looked at. */
static void failed_http(rv_poller *r, const rv_job *job, const rv_http_result *res,
			const char *kind, const char *why)
{
	rv_feed_refused(r->sh, stream_of(job));
	failed(r, job, res, kind, why);
}

void rv_poller_failed(rv_poller *r, const rv_job *job, const rv_http_result *res, const char *kind,
		      const char *why)
{
	rv_feed_message(r->sh, stream_of(job), true);
	failed(r, job, res, kind, why);
}

bool rv_poller_refused(rv_poller *r, const rv_job *job, const rv_http_result *res)
{
	char kind[24], why[160];
	if (!res->transport_ok) {
		failed_http(r, job, res, "transport", res->error);
		return true;
	}
	if (res->status != 200) {
		(void)snprintf(kind, sizeof(kind), "status %ld", res->status);
		(void)snprintf(why, sizeof(why), "HTTP %ld%s", res->status,
			       res->status == 429 ? ", over the rate limit" : "");
		failed_http(r, job, res, kind, why);
		return true;
	}
	if (!rv_http_is_json(res->content_type)) {
		(void)snprintf(why, sizeof(why), "expected application/json, got %.60s",
			       res->content_type[0] ? res->content_type : "no type");
		rv_poller_failed(r, job, res, "type", why);
		return true;
	}
	return false;
}
