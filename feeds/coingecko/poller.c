/* Market caps: what is asked, when, and what answers do; see poller.h. */
#include "feeds/coingecko/poller.h"

#include "engine/base/rng.h"
#include "feeds/coingecko/parse.h"
#include "feeds/net/backoff.h"
#include "feeds/net/http.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	HISTORY_DAYS = 400,
	PAGES = 4,	      /* a thousand coins; smaller ones are not traded */
	GAP_MS = 6000,	      /* between requests: ten a minute, what a keyless client may */
	MIDNIGHT_MS = 600000, /* venue time until a day's close is asked for: answers are cached */
	SIM_MIDNIGHT_MS = 5000,
	RETRY_MS = 5000,
	RETRY_CAP_MS = 600000,
	RETRY_LOCAL_MS = 250,
	RETRY_LOCAL_CAP_MS = 5000,
	POLL_LEAST_MS = 1000, /* real time, however fast a simulated clock */
	IDLE_MS = 1000,
	FAILS_MOST = 5 /* then a coin waits for the next day */
};

typedef enum job { JOB_NONE, JOB_MARKETS, JOB_GLOBAL, JOB_CHART } job;

typedef struct coin {
	char name[RV_SYMBOL_MAX], id[RV_COIN_ID_MAX];
	bool delisted;
	int64_t closed;	   /* newest closed day that a chart (or the store) gave */
	int64_t asked_day; /* yesterday, when the chart was asked for */
	unsigned fails;
} coin;

struct rv_gecko {
	rv_feed_shared *sh;
	rv_http *http;
	rv_backoff backoff;
	rv_rng rng;
	bool ok;
	int64_t not_before; /* monotonic: the gap, or the wait after a failure */
	int64_t markets_at, global_at;
	job job;
	size_t page, coin;
	bool ready; /* every coin's history has been asked for once */
	size_t n;
	coin coins[RV_MAX_SYMBOLS];
	rv_gecko_coin rows[RV_GECKO_PAGE];
	rv_mcap caps[RV_GECKO_DAYS_MAX];
};

static bool local(const rv_gecko *g)
{
	return g->sh->mcap_url.loopback;
}

static int64_t now_utc(const rv_gecko *g)
{
	return rv_clock_utc_ms(g->sh->clock);
}

static void done(void *ctx, const rv_http_result *res);

rv_status rv_gecko_new(rv_feed_shared *sh, rv_gecko **out, rv_err *err)
{
	rv_http_params hp;
	rv_gecko *g = calloc(1, sizeof(*g));
	if (!g)
		return rv_err_set(err, RV_ENOMEM, "market caps: out of memory");
	g->sh = sh;
	rv_backoff_init(&g->backoff, local(g) ? RETRY_LOCAL_MS : RETRY_MS,
			local(g) ? RETRY_LOCAL_CAP_MS : RETRY_CAP_MS);
	/* Jitter only has to differ between processes that lost the same server. */
	rv_rng_seed(&g->rng, (uint64_t)rv_mono_ms(), (uint64_t)(uintptr_t)g, 3);
	rv_http_params_default(&hp);
	hp.url = sh->mcap_url;
	hp.inflight = 1;
	const rv_status st = rv_http_new(&hp, done, g, &g->http, err);
	if (st != RV_OK) {
		free(g);
		return st;
	}
	*out = g;
	return RV_OK;
}

void rv_gecko_free(rv_gecko *g)
{
	if (!g)
		return;
	rv_http_free(g->http);
	free(g);
}

void rv_gecko_wake(void *arg)
{
	rv_http_wakeup(((rv_gecko *)arg)->http);
}

static void name_coin(const rv_gecko *g, const rv_coin *from, coin *c)
{
	const rv_feed_params *p = &g->sh->p;
	(void)snprintf(c->name, sizeof(c->name), "%s", from->name);
	c->closed = from->caps_until;
	if (atomic_load(&g->sh->is_sim)) {
		rv_coin_ids_sim(p->mcap_ids, p->mcap_aliases, c->name, c->id);
		return;
	}
	const char *id = rv_coin_ids_find(p->mcap_ids, p->mcap_aliases, c->name);
	(void)snprintf(c->id, sizeof(c->id), "%s", id ? id : "");
}

/* Instruments that the REST thread has met since the last look; they keep their order. */
static void take_coins(rv_gecko *g)
{
	rv_feed_shared *sh = g->sh;
	(void)pthread_mutex_lock(&sh->mu);
	for (size_t i = 0; i < sh->n_coins; i++) {
		if (i >= g->n)
			name_coin(g, &sh->coins[i], &g->coins[i]);
		g->coins[i].delisted = sh->coins[i].delisted;
	}
	g->n = sh->n_coins;
	(void)pthread_mutex_unlock(&sh->mu);
}

static void apply_connected(rv_stream_stat *s, const void *arg)
{
	s->connected = *(const bool *)arg;
}

static void set_ok(rv_gecko *g, bool ok)
{
	if (ok != g->ok)
		rv_board_stream(g->sh->board, RV_STREAM_MCAP, apply_connected, &ok);
	g->ok = ok;
}

static void apply_ready(rv_venue_stat *v, const void *arg)
{
	(void)arg;
	v->mcap_ready = true;
}

/* Yesterday, once its close can be asked for. */
static int64_t closed_day(const rv_gecko *g)
{
	const int64_t grace = local(g) ? SIM_MIDNIGHT_MS : MIDNIGHT_MS;
	return rv_time_floor(now_utc(g) - grace, RV_DAY_MS) - RV_DAY_MS;
}

/* The next coin whose closed days are not all there, or SIZE_MAX. */
static size_t due_coin(const rv_gecko *g)
{
	const int64_t day = closed_day(g);
	for (size_t i = 0; i < g->n; i++) {
		const coin *c = &g->coins[i];
		if (c->id[0] && !c->delisted && c->closed < day && c->asked_day != day)
			return i;
	}
	return SIZE_MAX;
}

static bool send(rv_gecko *g, job kind, const char *path)
{
	if (rv_http_get(g->http, path, (int)kind) != RV_OK)
		return false;
	g->job = kind;
	return true;
}

static bool send_chart(rv_gecko *g, size_t i)
{
	char path[192];
	const coin *c = &g->coins[i];
	const int64_t today = rv_time_floor(now_utc(g), RV_DAY_MS);
	int64_t days = HISTORY_DAYS;
	if (c->closed > today - HISTORY_DAYS * RV_DAY_MS && c->closed < today)
		days = (today - c->closed) / RV_DAY_MS + 1;
	(void)snprintf(path, sizeof(path),
		       "/coins/%s/market_chart?vs_currency=usd&days=%lld&interval=daily", c->id,
		       (long long)days);
	g->coin = i;
	return send(g, JOB_CHART, path);
}

static bool send_markets(rv_gecko *g)
{
	char path[128];
	(void)snprintf(path, sizeof(path),
		       "/coins/markets?vs_currency=usd&order=market_cap_desc&per_page=%d&page=%zu",
		       RV_GECKO_PAGE, g->page + 1);
	return send(g, JOB_MARKETS, path);
}

static void send_due(rv_gecko *g, int64_t now)
{
	if (g->job != JOB_NONE || now < g->not_before || g->n == 0 || (g->ready && g->sh->p.still))
		return;
	bool sent = true;
	size_t i;
	if (now >= g->markets_at) {
		sent = send_markets(g);
	} else if (now >= g->global_at) {
		sent = send(g, JOB_GLOBAL, "/global");
	} else if ((i = due_coin(g)) != SIZE_MAX) {
		sent = send_chart(g, i);
	} else {
		if (!g->ready) {
			g->ready = true;
			rv_board_venue(g->sh->board, apply_ready, NULL);
			rv_board_notify(g->sh->board);
		}
		return;
	}
	g->not_before = now + (local(g) && sent ? 0 : GAP_MS);
}

/* To the REST thread; false: its queue is full, and the rows are asked for again later. */
static bool hand_on(rv_gecko *g, const char *symbol, const rv_mcap *caps, size_t n)
{
	rv_md *md = NULL;
	if (n == 0)
		return true;
	if (rv_md_new(RV_MD_MCAP, symbol, n, &md) != RV_OK)
		return false;
	memcpy(md->u.mcaps, caps, n * sizeof(*caps));
	if (rv_queue_push(g->sh->caps, md) != RV_OK) {
		rv_md_free(md);
		return false;
	}
	return true;
}

static const rv_gecko_coin *row_of(const rv_gecko *g, const char *id, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(g->rows[i].id, id) == 0)
			return &g->rows[i];
	}
	return NULL;
}

/* Today's cap of every coin on the page. What was last updated on another day tells that day. */
static void take_page(rv_gecko *g, size_t n)
{
	const int64_t now = now_utc(g);
	for (size_t i = 0; i < g->n; i++) {
		const coin *c = &g->coins[i];
		const rv_gecko_coin *row = c->id[0] ? row_of(g, c->id, n) : NULL;
		if (!row || isnan(row->market_cap_usd) || row->updated_ms == INT64_MIN ||
		    row->updated_ms > now + RV_HOUR_MS)
			continue;
		const rv_mcap cap = { rv_time_floor(row->updated_ms, RV_DAY_MS),
				      row->market_cap_usd };
		if (cap.t > c->closed) /* a closed day has its close already */
			(void)hand_on(g, c->name, &cap, 1);
	}
}

static int64_t period(const rv_gecko *g)
{
	const double ms = (double)g->sh->p.mcap_poll_ms / rv_clock_rate(g->sh->clock);
	return ms < POLL_LEAST_MS ? POLL_LEAST_MS : llround(ms);
}

static rv_status on_markets(rv_gecko *g, const rv_http_result *res, rv_err *err)
{
	size_t n = 0, rows = 0;
	const rv_status st = rv_gecko_parse_markets(res->body, res->len, g->rows, &n, &rows, err);
	if (st != RV_OK)
		return st;
	take_page(g, n);
	g->page = rows == RV_GECKO_PAGE && g->page + 1 < PAGES ? g->page + 1 : 0;
	if (g->page == 0)
		g->markets_at = rv_mono_ms() + period(g);
	return RV_OK;
}

static void apply_global(rv_venue_stat *v, const void *arg)
{
	const rv_gecko_global *n = arg;
	v->total_mcap_usd = n->total_usd;
	v->btc_dominance_percent = n->btc_percent;
}

static rv_status on_global(rv_gecko *g, const rv_http_result *res, rv_err *err)
{
	rv_gecko_global v;
	const rv_status st = rv_gecko_parse_global(res->body, res->len, &v, err);
	if (st != RV_OK)
		return st;
	rv_board_venue(g->sh->board, apply_global, &v);
	g->global_at = rv_mono_ms() + period(g);
	return RV_OK;
}

static rv_status on_chart(rv_gecko *g, const rv_http_result *res, rv_err *err)
{
	coin *c = &g->coins[g->coin];
	size_t n = 0;
	const rv_status st =
		rv_gecko_parse_chart(res->body, res->len, g->caps, RV_GECKO_DAYS_MAX, &n, err);
	if (st != RV_OK)
		return st;
	while (n > 0 && g->caps[n - 1].t > now_utc(g))
		n--; /* another clock's day */
	if (!hand_on(g, c->name, g->caps, n))
		return RV_OK; /* asked again after the gap */
	const int64_t day = closed_day(g);
	for (size_t i = n; i-- > 0;) {
		if (g->caps[i].t <= day) {
			c->closed = g->caps[i].t;
			break;
		}
	}
	c->asked_day = day; /* what it does not have by now it will not have today */
	c->fails = 0;
	return RV_OK;
}

static const char *job_name(job k)
{
	static const char *const names[] = { "nothing", "coins/markets", "global", "market_chart" };
	return names[k];
}

/* Counted, said once, waited out; the same request comes again. */
static void failed(rv_gecko *g, job kind, const rv_http_result *res, bool malformed,
		   const char *why)
{
	char what[RV_LOG_KIND];
	if (malformed)
		rv_feed_message(g->sh, RV_STREAM_MCAP, true);
	else
		rv_feed_refused(g->sh, RV_STREAM_MCAP);
	(void)snprintf(what, sizeof(what), "mcap %s %ld", malformed ? "malformed" : "refused",
		       res->status);
	(void)rv_log_once(g->sh->log, what, RV_LOG_WARN, "mcap", "%s: %s; trying again",
			  job_name(kind), why);
	const double u = rv_rng_uniform(&g->rng);
	int64_t wait = rv_backoff_next(&g->backoff, u);
	if (res->transport_ok && res->status == 429)
		wait = rv_backoff_limited(res->retry_after_ms, u);
	g->not_before = rv_mono_ms() + wait;
	coin *c = &g->coins[g->coin];
	if (kind == JOB_CHART && (res->status == 404 || ++c->fails >= FAILS_MOST)) {
		c->asked_day = closed_day(g); /* not known there: others come first */
		c->fails = 0;
	}
	set_ok(g, false);
	rv_board_notify(g->sh->board);
}

static bool refused(rv_gecko *g, job kind, const rv_http_result *res)
{
	char why[160];
	if (!res->transport_ok) {
		failed(g, kind, res, false, res->error);
		return true;
	}
	if (res->status != 200) {
		(void)snprintf(why, sizeof(why), "HTTP %ld%s", res->status,
			       res->status == 429 ? ", over the rate limit" : "");
		failed(g, kind, res, false, why);
		return true;
	}
	return false;
}

static void done(void *ctx, const rv_http_result *res)
{
	rv_gecko *g = ctx;
	const job kind = g->job;
	rv_err err = { 0 };
	g->job = JOB_NONE;
	if (refused(g, kind, res))
		return;
	const rv_status st = kind == JOB_MARKETS  ? on_markets(g, res, &err)
			     : kind == JOB_GLOBAL ? on_global(g, res, &err)
						  : on_chart(g, res, &err);
	if (st != RV_OK) {
		failed(g, kind, res, true, err.text);
		return;
	}
	rv_backoff_reset(&g->backoff);
	rv_feed_message(g->sh, RV_STREAM_MCAP, false);
	set_ok(g, true);
	g->sh->wake_rest(g->sh->rest_arg);
	rv_board_notify(g->sh->board);
}

static int sleep_ms(const rv_gecko *g, int64_t now)
{
	int64_t ms = IDLE_MS;
	if (g->job == JOB_NONE && g->not_before > now && g->not_before - now < ms)
		ms = g->not_before - now;
	else if (g->ready && g->sh->p.still)
		return IDLE_MS;
	else if (g->job == JOB_NONE && g->n > 0 && g->not_before <= now &&
		 (g->markets_at <= now || g->global_at <= now || due_coin(g) != SIZE_MAX))
		ms = 0;
	return (int)ms;
}

void rv_gecko_run(rv_gecko *g)
{
	while (!atomic_load(&g->sh->stop)) {
		rv_pulse_beat(g->sh->p.pulse_caps);
		take_coins(g);
		send_due(g, rv_mono_ms());
		if (rv_http_poll(g->http, sleep_ms(g, rv_mono_ms())) != RV_OK) {
			rv_log_put(g->sh->log, RV_LOG_ERROR, "mcap",
				   "libcurl failed; no market caps");
			return;
		}
	}
}
