/* Life of a market feed: two threads and what they share; see market_feed.h. */
#include "feeds/market_feed.h"

#include "feeds/coingecko/poller.h"
#include "feeds/feed_shared.h"
#include "feeds/rest_poller.h"
#include "feeds/ws_session.h"

#include <stdlib.h>
#include <string.h>

enum { CLOSED_CAP = 4096 };

struct rv_feed {
	rv_feed_shared sh;
	char *base_url, *store_path, *mcap_url;
	rv_poller *poller;
	rv_session *session;
	rv_gecko *gecko; /* NULL: no market caps */
	pthread_t rest, ws, caps;
	bool rest_up, ws_up, caps_up, mu_up;
};

void rv_feed_params_default(rv_feed_params *p)
{
	memset(p, 0, sizeof(*p));
	p->rv_bars = 26;
	p->depth_1h = 1440;
	p->depth_1d = 400;
	p->day_grace_ms = 2 * RV_MINUTE_MS;
	p->depth_funding_h = 2160; /* 90 days: what the daily signals look back, in five pages */
	p->mcap_poll_ms = 10 * RV_MINUTE_MS;
	p->weight_per_min = 1200;
	p->weight_reserve = 120;
}

static rv_status check(const rv_feed_params *p, rv_err *err)
{
	if (p->rv_bars < 1 || p->depth_1h < p->rv_bars || p->depth_1h > 4999 || p->depth_1d < 1 ||
	    p->depth_1d > 4999)
		return rv_err_set(err, RV_EINVAL,
				  "feed: expected 1 <= rv_bars <= depth_1h <= 4999 and "
				  "1 <= depth_1d <= 4999");
	if (p->depth_funding_h < 1 || p->depth_funding_h > 12000)
		return rv_err_set(err, RV_EINVAL, "feed: expected 1 <= depth_funding_h <= 12000");
	if (p->mcap_url && (!p->mcap_ids || !p->mcap_aliases || p->mcap_poll_ms < 1))
		return rv_err_set(err, RV_EINVAL, "feed: market caps need tables and a period");
	/* The largest request of history, 4999 candles, weighs 104. */
	if (p->weight_per_min < p->weight_reserve || p->weight_per_min - p->weight_reserve < 104)
		return rv_err_set(err, RV_EINVAL,
				  "feed: expected weight_per_min >= weight_reserve + 104");
	return RV_OK;
}

static void *rest_main(void *arg)
{
	rv_poller_run(((rv_feed *)arg)->poller);
	return NULL;
}

static void *ws_main(void *arg)
{
	rv_session_run(((rv_feed *)arg)->session);
	return NULL;
}

static void *caps_main(void *arg)
{
	rv_gecko_run(((rv_feed *)arg)->gecko);
	return NULL;
}

static void free_closed(void *md)
{
	rv_md_free(md);
}

void rv_feed_stop(rv_feed *f)
{
	if (!f)
		return;
	atomic_store(&f->sh.stop, true);
	if (f->rest_up)
		rv_poller_wake(f->poller);
	if (f->ws_up)
		rv_session_stop(f->session);
	if (f->caps_up) {
		rv_gecko_wake(f->gecko);
		(void)pthread_join(f->caps, NULL); /* it wakes the REST thread: first to go */
	}
	if (f->rest_up)
		(void)pthread_join(f->rest, NULL); /* our own joinable thread */
	if (f->ws_up)
		(void)pthread_join(f->ws, NULL);
	rv_poller_free(f->poller);
	rv_session_free(f->session);
	rv_gecko_free(f->gecko);
	rv_queue_free(f->sh.closed, free_closed);
	rv_queue_free(f->sh.caps, free_closed);
	if (f->mu_up)
		(void)pthread_mutex_destroy(&f->sh.mu);
	free(f->base_url);
	free(f->store_path);
	free(f->mcap_url);
	free(f);
}

/* Everything but the threads. */
static rv_status build(rv_feed *f, const rv_feed_params *p, rv_err *err)
{
	rv_feed_shared *sh = &f->sh;
	sh->p = *p;
	f->base_url = strdup(p->base_url);
	f->store_path = p->store_path ? strdup(p->store_path) : NULL;
	f->mcap_url = p->mcap_url ? strdup(p->mcap_url) : NULL;
	if (!f->base_url || (p->store_path && !f->store_path) || (p->mcap_url && !f->mcap_url))
		return rv_err_set(err, RV_ENOMEM, "feed: out of memory");
	sh->p.base_url = f->base_url;
	sh->p.store_path = f->store_path;
	sh->p.mcap_url = f->mcap_url;
	atomic_init(&sh->stop, false);
	atomic_init(&sh->gap, false);
	atomic_init(&sh->subscribed, false);
	atomic_init(&sh->is_sim, false);
	f->mu_up = pthread_mutex_init(&sh->mu, NULL) == 0;
	if (!f->mu_up || rv_queue_new(CLOSED_CAP, &sh->closed) != RV_OK ||
	    rv_queue_new(CLOSED_CAP, &sh->caps) != RV_OK)
		return rv_err_set(err, RV_ENOMEM, "feed: out of memory");
	rv_status st = rv_poller_new(sh, &f->poller, err);
	if (st == RV_OK)
		st = rv_session_new(sh, &f->session, err);
	if (st == RV_OK && p->mcap_url)
		st = rv_gecko_new(sh, &f->gecko, err);
	sh->wake_rest = rv_poller_wake;
	sh->rest_arg = f->poller;
	sh->wake_ws = rv_session_wake;
	sh->ws_arg = f->session;
	return st;
}

static rv_status launch(rv_feed *f, rv_err *err)
{
	rv_feed_periods(&f->sh);
	f->ws_up = pthread_create(&f->ws, NULL, ws_main, f) == 0;
	f->rest_up = f->ws_up && pthread_create(&f->rest, NULL, rest_main, f) == 0;
	if (f->rest_up && f->gecko) {
		f->caps_up = pthread_create(&f->caps, NULL, caps_main, f) == 0;
		if (!f->caps_up)
			return rv_err_set(err, RV_ENOMEM, "feed: cannot start its threads");
		(void)pthread_setname_np(f->caps, "feed-caps");
	}
	if (f->rest_up) { /* names are for people: one that cannot be set is no matter */
		(void)pthread_setname_np(f->ws, "feed-ws");
		(void)pthread_setname_np(f->rest, "feed-rest");
	}
	return f->rest_up ? RV_OK : rv_err_set(err, RV_ENOMEM, "feed: cannot start its threads");
}

rv_status rv_feed_start(const rv_feed_params *p, rv_clock *clock, rv_board *board, rv_queue *md,
			rv_log *log, rv_feed **out, rv_err *err)
{
	rv_url url, mcap_url = { 0 };
	rv_status st = rv_url_parse(p->base_url, &url, err);
	if (st == RV_OK && p->mcap_url)
		st = rv_url_parse(p->mcap_url, &mcap_url, err);
	if (st == RV_OK)
		st = check(p, err);
	if (st != RV_OK)
		return st;
	rv_feed *f = calloc(1, sizeof(*f));
	if (!f)
		return rv_err_set(err, RV_ENOMEM, "feed: out of memory");
	f->sh.url = url;
	f->sh.mcap_url = mcap_url;
	f->sh.clock = clock;
	f->sh.board = board;
	f->sh.md = md;
	f->sh.log = log;
	st = build(f, p, err);
	if (st == RV_OK)
		st = launch(f, err);
	if (st != RV_OK) {
		rv_feed_stop(f);
		return st;
	}
	*out = f;
	return RV_OK;
}
