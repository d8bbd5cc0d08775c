/* What REST answers do: to the clock, the board, the history and the pace; see rest_state.h. */
#include "feeds/rest_state.h"

#include "feeds/clock_probe.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	CLOCK_MS = 10000,
	CLOCK_AGAIN_MS = 2000, /* after an answer that was too slow to tell */
	META_MS = 600000,      /* listings and delistings */
	META_MIN_MS = 5000,    /* the same against a fast simulated clock */
	GAP_RETRY_MS = 3000    /* after an answer without the overlap */
};

/* A round trip that is good enough: half of it is the error of the clock. */
enum { SYNC_GOOD_MS = 20 };

/* A jump of the venue's clock that is no drift: the market was started anew. */
static const double jump_ms = 3600000.0;

struct note {
	bool ok, sim, replay;
	double skew;
};

static void apply_known(rv_venue_stat *v, const void *arg)
{
	(void)arg;
	v->known = true;
}

static void apply_rest(rv_venue_stat *v, const void *arg)
{
	const struct note *n = arg;
	v->rest_ok = n->ok;
	v->known = true;
	v->is_sim = n->sim;
	v->is_replay = n->replay;
	v->skew_ms = n->skew;
}

/* Bars that have not happened yet at the venue's new time belong to another market. */
static void rewind_history(rv_poller *r)
{
	const int64_t now = rv_poller_now(r);
	r->hour = r->day = 0;
	for (size_t i = 0; i < r->n; i++) {
		rv_hist_symbol *s = &r->sym[i];
		if (s->h1.any && s->h1.last + RV_HOUR_MS > now)
			rv_series_reset(&s->h1);
		if (s->d1.any && s->d1.last + RV_DAY_MS > now)
			rv_series_reset(&s->d1);
		if (s->fund.any && s->fund.last > now)
			rv_fundings_reset(&s->fund);
	}
}

static void sync_clock(rv_poller *r, const rv_sim_clock *c, const rv_http_result *res)
{
	const int64_t mid = (res->sent_mono_ms + res->got_mono_ms) / 2;
	if (rv_clock_sync(r->sh->clock, c->utc_ms, mid, c->speed) != RV_OK)
		return; /* the speed was range-checked when it was read */
	r->skew_ms = 0.0;
	r->sync_rtt_ms = res->got_mono_ms - res->sent_mono_ms;
	rv_feed_periods(r->sh);
	rewind_history(r);
}

static double skew_of(const rv_poller *r, int64_t venue_ms, const rv_http_result *res)
{
	return rv_clock_skew(venue_ms, rv_clock_utc_ms(r->sh->clock), rv_mono_ms(),
			     rv_clock_rate(r->sh->clock), res->sent_mono_ms, res->got_mono_ms);
}

/*
 * An answer tells the venue's clock to half its round trip. A machine that was busy at connect may
 * have taken seconds, and all later answers would show that error as skew: the first answer that
 * is much quicker than the one that set the clock sets it again. What the round trips do not
 * explain is no error of ours and stays to be seen.
 */
static void refine_clock(rv_poller *r, const rv_sim_clock *c, const rv_http_result *res)
{
	const int64_t rtt = res->got_mono_ms - res->sent_mono_ms;
	if (r->sync_rtt_ms <= SYNC_GOOD_MS ||
	    !rv_clock_refines(skew_of(r, c->utc_ms, res), rv_clock_rate(r->sh->clock),
			      r->sync_rtt_ms, rtt))
		return;
	const int64_t mid = (res->sent_mono_ms + res->got_mono_ms) / 2;
	if (rv_clock_sync(r->sh->clock, c->utc_ms, mid, c->speed) != RV_OK)
		return; /* the speed was range-checked when it was read */
	r->sync_rtt_ms = rtt;
}

/*
 * A simulated venue sets the desk's clock at connect (refined until an answer was quick), when its
 * speed changes, and when it was started anew; after that the deviation is measured, not hidden.
 */
static void take_sim_clock(rv_poller *r, const rv_http_result *res)
{
	rv_sim_clock c;
	if (rv_sim_clock_parse(res->sim_clock, &c) != RV_OK) {
		rv_feed_message(r->sh, RV_STREAM_CLOCK, true);
		(void)rv_log_once(r->sh->log, "sim clock", RV_LOG_WARN, "rest",
				  "malformed X-Sim-Clock, ignored: %s", res->sim_clock);
		return;
	}
	r->answer_utc = c.utc_ms;
	const double rate = rv_clock_rate(r->sh->clock);
	const bool speed = c.speed < rate || c.speed > rate;
	if (!r->synced || r->resync || speed || fabs(skew_of(r, c.utc_ms, res)) > jump_ms * rate)
		sync_clock(r, &c, res);
	else
		refine_clock(r, &c, res);
	r->resync = false;
	if (!r->synced) {
		const struct note n = { true, true, c.replay, 0.0 };
		rv_board_venue(r->sh->board, apply_rest, &n);
	}
	r->is_sim = true;
	atomic_store(&r->sh->is_sim, true);
}

/* The first good answer says what the venue is. */
static void take_headers(rv_poller *r, const rv_http_result *res)
{
	const bool sim = rv_sim_server(res->server);
	r->answer_utc = INT64_MAX;
	if (sim)
		take_sim_clock(r, res);
	if (r->synced || (sim && !r->is_sim))
		return;
	rv_board_venue(r->sh->board, apply_known, NULL);
	rv_keeper_source(r->keeper, sim ? "sim" : "hyperliquid");
	rv_feed_periods(r->sh);
	r->synced = true;
	r->synced_at = rv_mono_ms();
	r->hour = rv_poller_hour(r);
	r->day = rv_poller_day(r);
}

static void publish_coins(rv_poller *r)
{
	rv_feed_shared *sh = r->sh;
	(void)pthread_mutex_lock(&sh->mu);
	sh->n_coins = r->n;
	for (size_t i = 0; i < r->n; i++) {
		(void)snprintf(sh->coins[i].name, sizeof(sh->coins[i].name), "%s",
			       r->sym[i].in.name);
		sh->coins[i].delisted = r->sym[i].in.delisted;
		sh->coins[i].caps_until = r->sym[i].caps_until;
	}
	(void)pthread_mutex_unlock(&sh->mu);
	sh->wake_ws(sh->ws_arg);
}

/* What the store knows goes to the engine first; the first tail request then checks it. */
static void warm_series(rv_poller *r, rv_hist_symbol *s, rv_series *ser)
{
	const int64_t now = rv_poller_now(r), step = rv_interval_ms(ser->iv);
	const int64_t from = rv_time_floor(now, step) - ser->depth * step;
	const size_t n = rv_keeper_read_bars(r->keeper, s->in.name, ser->iv, from, now, r->bars,
					     RV_HL_MAX_CANDLES, rv_mono_ms());
	rv_series_warm(ser, r->bars, n);
	rv_outbox_bars(r, s->in.name, ser->iv, r->bars, n, false);
}

/* Hours of funding to take from the store: as far back as daily bars, more than is asked for. */
static int64_t kept_hours(const rv_poller *r, const rv_hist_symbol *s)
{
	const int64_t days = 24 * (int64_t)r->sh->p.depth_1d;
	const int64_t want = days > s->fund.depth_h ? days : s->fund.depth_h;
	return want < RV_FUNDING_HOURS_MAX ? want : RV_FUNDING_HOURS_MAX;
}

/* Closed days of most of the history: enough to ask only for what came since. */
enum { CAPS_ENOUGH = 380, CAPS_DAYS = 400 };

static void warm_caps(rv_poller *r, rv_hist_symbol *s, int64_t now)
{
	const int64_t today = rv_time_floor(now, RV_DAY_MS);
	const size_t n = rv_keeper_read_mcaps(r->keeper, s->in.name, today - CAPS_DAYS * RV_DAY_MS,
					      now, r->caps, RV_MCAP_ROWS);
	rv_outbox_mcaps(r, s->in.name, r->caps, n);
	/* The newest day may have been kept before it closed. */
	s->caps_until = n >= CAPS_ENOUGH ? r->caps[n - 2].t : INT64_MIN;
}

static void warm_start(rv_poller *r, rv_hist_symbol *s)
{
	const int64_t now = rv_poller_now(r);
	warm_series(r, s, &s->h1);
	warm_series(r, s, &s->d1);
	const int64_t from = rv_time_floor(now, RV_HOUR_MS) - kept_hours(r, s) * RV_HOUR_MS;
	const size_t n = rv_keeper_read_fundings(r->keeper, s->in.name, from, now, r->fundings,
						 RV_FUNDING_ROWS);
	if (n > 0)
		rv_fundings_warm(&s->fund, r->fundings[0].t, r->fundings[n - 1].t);
	rv_outbox_fundings(r, s->in.name, r->fundings, n, false);
	warm_caps(r, s, now);
}

static rv_hist_symbol *symbol_of(rv_poller *r, const char *name)
{
	for (size_t i = 0; i < r->n; i++) {
		if (strcmp(r->sym[i].in.name, name) == 0)
			return &r->sym[i];
	}
	return NULL;
}

static void add_symbol(rv_poller *r, const rv_instrument *in)
{
	const rv_feed_params *p = &r->sh->p;
	rv_hist_symbol *s = &r->sym[r->n++];
	memset(s, 0, sizeof(*s));
	s->in = *in;
	rv_series_init(&s->h1, RV_INTERVAL_1H, p->depth_1h, p->rv_bars);
	rv_series_init(&s->d1, RV_INTERVAL_1D, p->depth_1d, p->depth_1d);
	rv_fundings_init(&s->fund, p->depth_funding_h);
}

static bool same_tiers(const rv_margin_tiers *a, const rv_margin_tiers *b)
{
	bool same = a->n == b->n;
	for (size_t i = 0; same && i < a->n; i++)
		same = a->v[i].max_leverage == b->v[i].max_leverage &&
		       !(a->v[i].from_usd < b->v[i].from_usd) &&
		       !(a->v[i].from_usd > b->v[i].from_usd);
	return same;
}

/* Field by field: padding bytes may differ. */
static bool same_instrument(const rv_instrument *a, const rv_instrument *b)
{
	return strcmp(a->name, b->name) == 0 && a->kind == b->kind &&
	       a->venue_index == b->venue_index && a->sz_decimals == b->sz_decimals &&
	       a->max_leverage == b->max_leverage && a->delisted == b->delisted &&
	       a->only_isolated == b->only_isolated && same_tiers(&a->tiers, &b->tiers);
}

/* New and changed instruments; a symbol's row stays where it is, since jobs refer to it. */
static void take_instruments(rv_poller *r)
{
	const size_t before = r->n;
	bool changed = false;
	for (size_t i = 0; i < r->meta_in.n; i++) {
		const rv_instrument *in = &r->meta_in.in[i];
		rv_hist_symbol *s = symbol_of(r, in->name);
		if (!s && r->n < RV_MAX_SYMBOLS) {
			add_symbol(r, in);
			changed = true;
			continue;
		}
		if (!s || same_instrument(&s->in, in))
			continue;
		if (s->in.delisted != in->delisted)
			rv_log_put(r->sh->log, RV_LOG_WARN, "rest", "%s is %s", in->name,
				   in->delisted ? "delisted" : "listed again");
		s->in = *in;
		changed = true;
	}
	if (!changed)
		return;
	if (before > 0 && r->n > before)
		rv_log_put(r->sh->log, RV_LOG_INFO, "rest", "%zu new instruments", r->n - before);
	rv_outbox_instruments(r);
	for (size_t i = before; i < r->n; i++)
		warm_start(r, &r->sym[i]);
	rv_keeper_instruments(r->keeper, r->meta_in.in, r->meta_in.n, rv_mono_ms());
	publish_coins(r);
}

struct quote_note {
	const rv_hl_ctx *ctx;
	double mid;
	int64_t at;
};

static void apply_ctx(rv_quote *q, const void *arg)
{
	const struct quote_note *n = arg;
	q->mark = n->ctx->mark;
	q->oracle = n->ctx->oracle;
	q->prev_day_px = n->ctx->prev_day_px;
	q->funding_1h = n->ctx->funding_1h;
	q->open_interest = n->ctx->open_interest;
	q->day_volume_usd = n->ctx->day_volume_usd;
	q->ctx_at = n->at;
	if (isfinite(n->ctx->mid)) {
		q->mid = n->ctx->mid;
		q->mid_at = n->at;
	}
}

static void apply_mid(rv_quote *q, const void *arg)
{
	const struct quote_note *n = arg;
	q->mid = n->mid;
	q->mid_at = n->at;
}

static void put_quote(rv_poller *r, const char *symbol, void (*apply)(rv_quote *, const void *),
		      const struct quote_note *n)
{
	rv_hist_symbol *s = symbol_of(r, symbol);
	if (!s)
		return;
	if (rv_board_quote(r->sh->board, symbol, apply, n) != RV_OK) {
		(void)rv_log_once(r->sh->log, "board full", RV_LOG_WARN, "rest",
				  "%s: the board is full", symbol);
		return;
	}
	rv_outbox_progress(r, s, RV_HAVE_PRICE);
}

static rv_status on_meta(rv_poller *r, const rv_http_result *res, rv_err *err)
{
	const rv_status st = rv_hl_parse_meta_ctxs(res->body, res->len, &r->meta_in, err);
	if (st != RV_OK)
		return st;
	take_instruments(r);
	struct quote_note n = { .at = rv_clock_elapsed_ms(r->sh->clock) };
	for (size_t i = 0; i < r->meta_in.n; i++) {
		n.ctx = &r->meta_in.ctx[i];
		put_quote(r, r->meta_in.in[i].name, apply_ctx, &n);
	}
	const int64_t every = (int64_t)((double)META_MS / rv_clock_rate(r->sh->clock));
	r->meta.at = rv_mono_ms() + (every < META_MIN_MS ? META_MIN_MS : every);
	rv_board_notify(r->sh->board);
	return RV_OK;
}

static rv_status on_mids(rv_poller *r, const rv_http_result *res, rv_err *err)
{
	const rv_status st = rv_hl_parse_mids(res->body, res->len, &r->mids_in, err);
	if (st != RV_OK)
		return st;
	struct quote_note n = { .at = rv_clock_elapsed_ms(r->sh->clock) };
	for (size_t i = 0; i < r->mids_in.n; i++) {
		n.mid = r->mids_in.v[i].mid;
		put_quote(r, r->mids_in.v[i].symbol, apply_mid, &n);
	}
	r->mids.at = INT64_MAX; /* from here on the stream has them; fill_gap asks again */
	rv_board_notify(r->sh->board);
	return RV_OK;
}

static void apply_skew(rv_venue_stat *v, const void *arg)
{
	v->skew_ms = *(const double *)arg;
}

static rv_status on_clock(rv_poller *r, const rv_http_result *res, rv_err *err)
{
	int64_t t = 0;
	const rv_status st = rv_hl_parse_status(res->body, res->len, &t, err);
	if (st != RV_OK)
		return st;
	const int64_t rtt = res->got_mono_ms - res->sent_mono_ms;
	r->skew_ms =
		rv_clock_learns(r->skew_ms, skew_of(r, t, res), rv_clock_rate(r->sh->clock), rtt);
	rv_board_venue(r->sh->board, apply_skew, &r->skew_ms);
	rv_feed_message(r->sh, RV_STREAM_CLOCK, false);
	r->clock.at = rv_mono_ms() + (rtt > RV_CLOCK_SLOW_MS ? CLOCK_AGAIN_MS : CLOCK_MS);
	if (r->sh->p.still)
		r->clock.at = INT64_MAX;
	rv_poller_weight(r, rv_mono_ms());
	rv_board_notify(r->sh->board);
	return RV_OK;
}

static unsigned have_of(const rv_hist_symbol *s)
{
	unsigned have = 0;
	if (!s->h1.tail_due)
		have |= RV_HAVE_RV_BARS;
	if (!s->h1.tail_due && !s->h1.depth_due)
		have |= RV_HAVE_DEPTH_1H;
	if (!s->d1.tail_due && !s->d1.depth_due)
		have |= RV_HAVE_DEPTH_1D;
	if (!s->fund.tail_due && !s->fund.depth_due)
		have |= RV_HAVE_FUNDING;
	return have;
}

void rv_poller_progress(rv_poller *r, rv_hist_symbol *s)
{
	rv_outbox_progress(r, s, have_of(s));
}

static rv_status on_candles(rv_poller *r, const rv_job *job, const rv_http_result *res, rv_err *err)
{
	rv_hist_symbol *s = &r->sym[job->sym];
	rv_series *ser = job->iv == RV_INTERVAL_1H ? &s->h1 : &s->d1;
	const rv_bar *fresh = NULL;
	size_t n = 0, k = 0;
	const rv_status st = rv_hl_parse_candles(res->body, res->len, s->in.name, job->iv, r->bars,
						 RV_HL_MAX_CANDLES, &n, err);
	if (st != RV_OK)
		return st;
	if (rv_series_doubt(ser, job->part, r->bars, n)) {
		ser->retry_at = rv_mono_ms() + GAP_RETRY_MS;
		(void)rv_log_once(r->sh->log, "gap", RV_LOG_WARN, "rest",
				  "%s %s: known bars are missing; asking again", s->in.name,
				  rv_interval_name(job->iv));
		return RV_OK;
	}
	/* Closed at the venue when it answered, whatever the desk's clock says. */
	const int64_t seen = r->answer_utc < job->asked_now ? r->answer_utc : job->asked_now;
	const int64_t closed_by = seen - rv_poller_margin(r);
	if (rv_series_merge(ser, job->part, closed_by, job->from, r->bars, n, &fresh, &k) !=
	    RV_OK) {
		rv_log_put(r->sh->log, RV_LOG_WARN, "rest",
			   "%s %s: the venue tells another history; fetching it anew", s->in.name,
			   rv_interval_name(job->iv));
		rv_keeper_bars(r->keeper, s->in.name, job->iv, NULL, 0, true, rv_mono_ms());
		if (job->iv == RV_INTERVAL_1H) {
			rv_series_mark(&s->d1); /* its overlap is checked too */
			rv_fundings_reset(&s->fund);
		}
		return RV_OK;
	}
	rv_keeper_bars(r->keeper, s->in.name, job->iv, fresh, k, ser->reset, rv_mono_ms());
	rv_outbox_bars(r, s->in.name, job->iv, fresh, k, ser->reset);
	ser->reset = false;
	rv_poller_progress(r, s);
	return RV_OK;
}

static rv_status on_fundings(rv_poller *r, const rv_job *job, const rv_http_result *res,
			     rv_err *err)
{
	rv_hist_symbol *s = &r->sym[job->sym];
	bool complete = false;
	size_t n = 0;
	rv_status st = rv_hl_parse_funding(res->body, res->len, s->in.name, r->fundings,
					   RV_HL_FUNDING_PAGE, &n, err);
	if (st == RV_OK && s->fund.drop)
		return RV_OK; /* asked before the history was reset */
	if (st == RV_OK) {
		st = rv_fundings_page(&s->fund, r->fundings, n, RV_HL_FUNDING_PAGE, &complete);
		if (st != RV_OK) {
			rv_fundings_free(&s->fund);
			return rv_err_set(err, st, "fundingHistory: pages do not follow");
		}
	}
	if (st != RV_OK || !complete)
		return st;
	rv_keeper_fundings(r->keeper, s->in.name, s->fund.rows, s->fund.n, s->fund.reset,
			   rv_mono_ms());
	rv_outbox_fundings(r, s->in.name, s->fund.rows, s->fund.n, s->fund.reset);
	s->fund.reset = false;
	rv_fundings_taken(&s->fund);
	rv_poller_progress(r, s);
	return RV_OK;
}

static rv_status dispatch(rv_poller *r, const rv_job *job, const rv_http_result *res, rv_err *err)
{
	switch (job->kind) {
	case RV_JOB_META:
		return on_meta(r, res, err);
	case RV_JOB_MIDS:
		return on_mids(r, res, err);
	case RV_JOB_CLOCK:
		return on_clock(r, res, err);
	case RV_JOB_CANDLES:
		return on_candles(r, job, res, err);
	case RV_JOB_FUNDING:
		return on_fundings(r, job, res, err);
	case RV_JOB_NONE:
		break;
	}
	return RV_OK;
}

void rv_poller_answer(void *ctx, const rv_http_result *res)
{
	rv_poller *r = ctx;
	const rv_job job = r->jobs[res->tag];
	rv_err err = { 0 };
	char kind[RV_LOG_KIND];
	r->jobs[res->tag].kind = RV_JOB_NONE;
	if (rv_poller_refused(r, &job, res))
		return;
	take_headers(r, res);
	if (dispatch(r, &job, res, &err) != RV_OK) {
		(void)snprintf(kind, sizeof(kind), "malformed %s", rv_poller_job_name(job.kind));
		rv_poller_failed(r, &job, res, kind, err.text);
		return;
	}
	/* A clock that answers beside requests that fail is no reason to hurry those. */
	if (job.kind != RV_JOB_CLOCK || !r->clock_ok)
		rv_backoff_reset(&r->backoff);
	rv_feed_message(r->sh, RV_STREAM_REST, false);
	rv_poller_ok(r, true, r->clock_ok || job.kind == RV_JOB_CLOCK);
	rv_poller_release(r, &job, true, rv_mono_ms());
}
