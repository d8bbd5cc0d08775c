/* The REST side of a market feed: what is asked, and when; see rest_poller.h, rest_state.h. */
#include "feeds/rest_poller.h"

#include "feeds/rest_state.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MARGIN_MS = 50,	      /* real time: half a round trip, and the venue's own delay */
	HOUR_GRACE_MS = 1500, /* venue time after the hour until closed bars are asked for */
	BACKOFF_MS = 250,
	BACKOFF_CAP_MS = 30000,
	BACKOFF_LOCAL_MS = 2000,
	SUBSCRIBE_MS = 3000, /* depth waits so long for the subscriptions */
	FULL_WAIT_MS = 20,   /* between looks at a full queue of the engine */
	IDLE_MS = 1000,
	W_META = 20,
	W_MIDS = 2,
	W_CLOCK = 2
};

int64_t rv_poller_now(const rv_poller *r)
{
	const int64_t desk = rv_clock_utc_ms(r->sh->clock);
	/* Against a real venue the desk's clock is left alone; its deviation is known. */
	return r->is_sim || isnan(r->skew_ms) ? desk : desk + llround(r->skew_ms);
}

int64_t rv_poller_margin(const rv_poller *r)
{
	const double rate = rv_clock_rate(r->sh->clock);
	return llround((double)MARGIN_MS * (rate > 1.0 ? rate : 1.0));
}

int64_t rv_poller_hour(const rv_poller *r)
{
	return rv_time_floor(rv_poller_now(r) - HOUR_GRACE_MS - rv_poller_margin(r), RV_HOUR_MS);
}

int64_t rv_poller_day(const rv_poller *r)
{
	return rv_time_floor(rv_poller_now(r) - r->sh->p.day_grace_ms - rv_poller_margin(r),
			     RV_DAY_MS);
}

rv_status rv_poller_new(rv_feed_shared *sh, rv_poller **out, rv_err *err)
{
	rv_http_params hp;
	rv_poller *r = calloc(1, sizeof(*r));
	if (!r)
		return rv_err_set(err, RV_ENOMEM, "feed: out of memory");
	r->sh = sh;
	r->skew_ms = NAN;
	rv_budget_init(&r->budget, sh->p.weight_per_min);
	rv_backoff_init(&r->backoff, BACKOFF_MS,
			sh->url.loopback ? BACKOFF_LOCAL_MS : BACKOFF_CAP_MS);
	/* Jitter only has to differ between processes that lost the same venue. */
	rv_rng_seed(&r->rng, (uint64_t)rv_mono_ms(), (uint64_t)(uintptr_t)r, 2);
	rv_http_params_default(&hp);
	hp.url = sh->url;
	hp.inflight = RV_REST_INFLIGHT;
	rv_status st = rv_keeper_new(sh->p.store_path, sh->p.base_url, sh->log, &r->keeper, err);
	if (st == RV_OK)
		st = rv_http_new(&hp, rv_poller_answer, r, &r->http, err);
	if (st != RV_OK) {
		rv_poller_free(r);
		return st;
	}
	*out = r;
	return RV_OK;
}

void rv_poller_free(rv_poller *r)
{
	if (!r)
		return;
	rv_http_free(r->http);
	rv_keeper_free(r->keeper);
	for (size_t i = 0; i < r->n; i++)
		rv_fundings_free(&r->sym[i].fund);
	while (r->out_n > 0) {
		rv_md_free(r->out[r->out_head]);
		r->out_head = (r->out_head + 1) % RV_OUTBOX_CAP;
		r->out_n--;
	}
	free(r);
}

void rv_poller_wake(void *r)
{
	rv_http_wakeup(((rv_poller *)r)->http);
}

static int idle_slot(const rv_poller *r)
{
	for (int i = 0; i < RV_REST_INFLIGHT; i++) {
		if (r->jobs[i].kind == RV_JOB_NONE)
			return i;
	}
	return -1;
}

struct weight_note {
	unsigned used, limit;
};

static void apply_store(rv_venue_stat *v, const void *arg)
{
	(void)snprintf(v->store_error, sizeof(v->store_error), "%s", (const char *)arg);
}

static void apply_weight(rv_venue_stat *v, const void *arg)
{
	const struct weight_note *n = arg;
	v->weight_used = n->used;
	v->weight_limit = n->limit;
}

void rv_poller_weight(rv_poller *r, int64_t now_mono)
{
	const struct weight_note n = { rv_budget_used(&r->budget, now_mono), r->budget.limit };
	if (n.used == r->weight_shown)
		return;
	r->weight_shown = n.used;
	rv_board_venue(r->sh->board, apply_weight, &n);
}

/* What ended the keeping of history, once: the alert stands, since the session writes no more. */
static void tell_store(rv_poller *r)
{
	const char *why = rv_keeper_error(r->keeper);
	if (r->store_told || !why[0])
		return;
	r->store_told = true;
	rv_board_venue(r->sh->board, apply_store, why);
	rv_board_notify(r->sh->board);
}

/* Sends a job if the budget allows; RV_EAGAIN: not now. */
static rv_status send(rv_poller *r, const rv_job *job, const char *body, unsigned weight,
		      unsigned reserve)
{
	const int64_t now = rv_mono_ms();
	const int slot = idle_slot(r);
	if (slot < 0 || !rv_budget_take(&r->budget, now, weight, reserve))
		return RV_EAGAIN;
	const rv_status st = rv_http_post(r->http, "/info", body, slot);
	if (st != RV_OK) {
		(void)rv_log_once(r->sh->log, "rest send", RV_LOG_ERROR, "rest",
				  "cannot start a request: %s", rv_status_text(st));
		return RV_EAGAIN;
	}
	r->jobs[slot] = *job;
	rv_poller_weight(r, now);
	return RV_OK;
}

static rv_status send_repeat(rv_poller *r, rv_repeat *rep, rv_job_kind kind, const char *body,
			     unsigned weight, int64_t now)
{
	const rv_job job = { .kind = kind, .asked_now = rv_poller_now(r) };
	if (rep->busy || rep->at > now)
		return RV_OK;
	const rv_status st = send(r, &job, body, weight, 0);
	if (st == RV_OK)
		rep->busy = true;
	return st;
}

static rv_status send_candles(rv_poller *r, size_t i, rv_series *s, rv_part part, int64_t now)
{
	char body[256];
	rv_job job = { .kind = RV_JOB_CANDLES, .sym = i, .iv = s->iv, .part = part };
	if (s->busy || s->retry_at > now)
		return RV_OK;
	job.asked_now = rv_poller_now(r);
	if (!rv_series_ask(s, part, job.asked_now, &job.from, &job.to)) {
		rv_poller_progress(r, &r->sym[i]); /* the store had it all */
		return RV_OK;
	}
	(void)snprintf(body, sizeof(body),
		       "{\"type\":\"candleSnapshot\",\"req\":{\"coin\":\"%s\",\"interval\":\"%s\","
		       "\"startTime\":%lld,\"endTime\":%lld}}",
		       r->sym[i].in.name, rv_interval_name(s->iv), (long long)job.from,
		       (long long)job.to);
	/* The newest hours make the desk useful: at the start they may take most of the reserve. */
	const bool newest = part == RV_PART_TAIL && s->iv == RV_INTERVAL_1H;
	const unsigned reserve = r->sh->p.weight_reserve / (newest ? 4 : 1);
	const rv_status st =
		send(r, &job, body, rv_weight_candles(job.from, job.to, s->iv), reserve);
	if (st == RV_OK)
		s->busy = true;
	return st;
}

static rv_status send_fundings(rv_poller *r, size_t i, int64_t now)
{
	char body[192];
	rv_fundings *f = &r->sym[i].fund;
	rv_job job = { .kind = RV_JOB_FUNDING, .sym = i };
	if (f->busy || f->retry_at > now)
		return RV_OK;
	job.asked_now = rv_poller_now(r);
	if (!rv_fundings_ask(f, job.asked_now, &job.from, &job.to)) {
		rv_poller_progress(r, &r->sym[i]); /* the store had it all */
		return RV_OK;
	}
	(void)snprintf(body, sizeof(body),
		       "{\"type\":\"fundingHistory\",\"coin\":\"%s\",\"startTime\":%lld,"
		       "\"endTime\":%lld}",
		       r->sym[i].in.name, (long long)job.from, (long long)job.to);
	const rv_status st =
		send(r, &job, body, rv_weight_funding(job.from, job.to), r->sh->p.weight_reserve);
	if (st == RV_OK)
		f->busy = true;
	return st;
}

enum stage { STAGE_NEWEST, STAGE_DEPTH_1H, STAGE_DEPTH_1D, STAGE_FUNDING, STAGE_N };

static rv_status send_stage(rv_poller *r, enum stage stage, size_t i, int64_t now)
{
	rv_hist_symbol *s = &r->sym[i];
	switch (stage) {
	case STAGE_NEWEST:
		return s->h1.tail_due ? send_candles(r, i, &s->h1, RV_PART_TAIL, now) : RV_OK;
	case STAGE_DEPTH_1H:
		return s->h1.depth_due ? send_candles(r, i, &s->h1, RV_PART_DEPTH, now) : RV_OK;
	case STAGE_DEPTH_1D:
		if (s->d1.tail_due)
			return send_candles(r, i, &s->d1, RV_PART_TAIL, now);
		return s->d1.depth_due ? send_candles(r, i, &s->d1, RV_PART_DEPTH, now) : RV_OK;
	case STAGE_FUNDING:
		return s->fund.tail_due || s->fund.depth_due ? send_fundings(r, i, now) : RV_OK;
	case STAGE_N:
		break;
	}
	return RV_OK;
}

/* History in its order: all symbols of one stage before the next, delisted ones after all. */
static rv_status send_history(rv_poller *r, int64_t now)
{
	/* Live prices before old ones: depth does not compete with the subscriptions. */
	const bool wait = !atomic_load(&r->sh->subscribed) && now < r->synced_at + SUBSCRIBE_MS;
	const enum stage end = wait ? STAGE_DEPTH_1H : STAGE_N;
	for (int delisted = 0; delisted < 2; delisted++) {
		for (enum stage st = STAGE_NEWEST; st < end; st++) {
			for (size_t i = 0; i < r->n; i++) {
				if (r->sym[i].in.delisted != (delisted == 1))
					continue;
				const rv_status one = send_stage(r, st, i, now);
				if (one != RV_OK)
					return one;
			}
		}
	}
	return RV_OK;
}

static void send_due(rv_poller *r, int64_t now)
{
	if (now < r->limited_until)
		return;
	/* While a venue does not answer, one request at a time finds out when it does again. The
	 * clock goes on while it is answered: what else fails says nothing about it. */
	const bool wait =
		now < r->quiet_until || (r->backoff.fails > 0 && rv_http_inflight(r->http) > 0);
	if (wait && !r->clock_ok)
		return;
	static const char meta[] = "{\"type\":\"metaAndAssetCtxs\"}";
	static const char mids[] = "{\"type\":\"allMids\"}";
	static const char clock[] = "{\"type\":\"exchangeStatus\"}";
	if (send_repeat(r, &r->clock, RV_JOB_CLOCK, clock, W_CLOCK, now) != RV_OK || wait ||
	    send_repeat(r, &r->meta, RV_JOB_META, meta, W_META, now) != RV_OK ||
	    send_repeat(r, &r->mids, RV_JOB_MIDS, mids, W_MIDS, now) != RV_OK)
		return;
	if (r->synced && r->out_n == 0 && send_history(r, now) != RV_OK)
		return; /* out of slots or weight: the loop comes back */
}

/* Marks what a passed hour has closed: the newest bars and the funding of every live symbol. */
static void mark_hour(rv_poller *r)
{
	if (!r->synced)
		return;
	const int64_t hour = rv_poller_hour(r);
	if (hour <= r->hour)
		return;
	r->hour = hour;
	for (size_t i = 0; i < r->n; i++) {
		rv_hist_symbol *s = &r->sym[i];
		if (s->in.delisted)
			continue;
		rv_series_mark(&s->h1);
		rv_fundings_mark(&s->fund);
	}
}

/* The daily bar of the day that has closed, once the venue has had its time to make it whole. */
static void mark_day(rv_poller *r)
{
	const int64_t day = r->synced ? rv_poller_day(r) : 0;
	if (day <= r->day)
		return;
	r->day = day;
	for (size_t i = 0; i < r->n; i++) {
		if (!r->sym[i].in.delisted)
			rv_series_mark(&r->sym[i].d1);
	}
}

/* After a reconnection: the newest bars of every symbol, and quotes, at once. */
static void fill_gap(rv_poller *r, int64_t now)
{
	if (!atomic_exchange(&r->sh->gap, false))
		return;
	r->quiet_until = now; /* the venue is back */
	r->resync = r->resync || !r->rest_ok;
	r->meta.at = r->mids.at = r->clock.at = now;
	for (size_t i = 0; i < r->n; i++) {
		rv_hist_symbol *s = &r->sym[i];
		s->h1.retry_at = s->d1.retry_at = s->fund.retry_at = now;
		rv_series_mark(&s->h1); /* a delisted one too: it may be another market */
	}
}

static rv_hist_symbol *find(rv_poller *r, const char *name)
{
	for (size_t i = 0; i < r->n; i++) {
		if (strcmp(r->sym[i].in.name, name) == 0)
			return &r->sym[i];
	}
	return NULL;
}

/* Bars that the stream closed: handed on now, confirmed by REST when the hour is asked for. */
static void take_closed(rv_poller *r)
{
	rv_queue_drain_event(r->sh->closed);
	for (rv_md *md = rv_queue_pop(r->sh->closed); md; md = rv_queue_pop(r->sh->closed)) {
		const rv_hist_symbol *s = find(r, md->symbol);
		if (s && s->h1.any && md->u.bars[0].t > s->h1.last)
			rv_outbox_bars(r, md->symbol, RV_INTERVAL_1H, md->u.bars, 1, false);
		rv_md_free(md);
	}
}

/* Market caps: kept, and handed on. */
static void take_caps(rv_poller *r)
{
	rv_queue_drain_event(r->sh->caps);
	for (rv_md *md = rv_queue_pop(r->sh->caps); md; md = rv_queue_pop(r->sh->caps)) {
		rv_keeper_mcaps(r->keeper, md->symbol, md->u.mcaps, md->n, rv_mono_ms());
		rv_outbox_mcaps(r, md->symbol, md->u.mcaps, md->n);
		rv_md_free(md);
	}
}

static int64_t until(int64_t at, int64_t now, int64_t most)
{
	const int64_t d = at - now;
	return d < 0 ? 0 : d < most ? d : most;
}

/* How long to sleep: to the next thing that time alone brings. */
static int sleep_ms(rv_poller *r, int64_t now)
{
	int64_t ms = IDLE_MS;
	const int64_t flush = rv_keeper_flush(r->keeper, now, false);
	if (flush >= 0 && flush < ms)
		ms = flush;
	if (!rv_outbox_flush(r))
		return FULL_WAIT_MS;
	if (r->synced && now < r->synced_at + SUBSCRIBE_MS)
		ms = until(r->synced_at + SUBSCRIBE_MS, now, ms);
	if (r->quiet_until > now)
		ms = until(r->quiet_until, now, ms);
	/* An hour of a fast simulated clock may be shorter than a second. */
	const double rate = rv_clock_rate(r->sh->clock);
	if (r->synced && rate > 1.0) {
		const int64_t next = r->hour + RV_HOUR_MS + HOUR_GRACE_MS + rv_poller_margin(r) -
				     rv_poller_now(r);
		const int64_t day = r->day + RV_DAY_MS + r->sh->p.day_grace_ms +
				    rv_poller_margin(r) - rv_poller_now(r);
		ms = until((int64_t)((double)next / rate) + 1, 0, ms);
		ms = until((int64_t)((double)day / rate) + 1, 0, ms);
	}
	return (int)(ms < 1 ? 1 : ms);
}

void rv_poller_run(rv_poller *r)
{
	while (!atomic_load(&r->sh->stop)) {
		rv_pulse_beat(r->sh->p.pulse_rest);
		const int64_t now = rv_mono_ms();
		take_closed(r);
		take_caps(r);
		fill_gap(r, now);
		mark_hour(r);
		mark_day(r);
		send_due(r, now);
		if (rv_http_poll(r->http, sleep_ms(r, now)) != RV_OK) {
			rv_log_put(r->sh->log, RV_LOG_ERROR, "rest", "libcurl failed; no REST");
			return;
		}
		tell_store(r);
		rv_poller_weight(r, rv_mono_ms()); /* weight leaves the window by time alone */
	}
}
