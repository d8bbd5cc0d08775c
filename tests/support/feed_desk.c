/* A feed with everything around it, for tests; see feed_desk.h. */
#include "tests/support/feed_desk.h"

#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/base/health.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

/* The venue's time: the machine's, shifted once per program so that it began ten minutes past an
 * hour. Tests count bars, and no bar closes while they do. */
static int64_t venue_now(void)
{
	enum { HOUR_MS = 3600 * 1000, PAST_MS = 600 * 1000 };
	static int64_t shift = INT64_MIN;
	struct timespec t;
	(void)clock_gettime(CLOCK_REALTIME, &t);
	const int64_t now = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
	if (shift == INT64_MIN)
		shift = PAST_MS - now % HOUR_MS;
	return now + shift;
}

rv_sim *desk_venue(const char *listen, const char *faults, double speed, bool real, uint64_t seed)
{
	rv_sim_params p;
	rv_sim *s = NULL;
	rv_err err = { 0 };
	rv_sim_params_default(&p);
	p.listen = listen;
	p.faults = faults;
	p.real_limits = real;
	p.seed = seed;
	p.speed = speed;
	p.start_ms = venue_now();
	if (rv_sim_start(&p, NULL, &s, &err) != RV_OK)
		fail_msg("sim: %s", err.text);
	return s;
}

struct desk *desk_new(const char *url, const char *store, unsigned weight)
{
	return desk_new_caps(url, store, weight, NULL);
}

struct desk *desk_new_caps(const char *url, const char *store, unsigned weight,
			   const rv_feed_params *caps)
{
	rv_feed_params p;
	rv_err err = { 0 };
	struct desk *d = calloc(1, sizeof(*d));
	assert_non_null(d);
	assert_int_equal(rv_clock_new_slaved(&d->clock), RV_OK);
	assert_int_equal(rv_log_new(d->clock, NULL, &d->log, NULL), RV_OK);
	assert_int_equal(rv_board_new(&d->board), RV_OK);
	assert_int_equal(rv_queue_new(256, &d->md), RV_OK);
	rv_feed_params_default(&p);
	p.base_url = url;
	p.store_path = store;
	p.weight_per_min = weight;
	p.depth_1h = DESK_HOURS;
	p.depth_funding_h = DESK_FUNDING_H;
	if (caps) {
		p.mcap_url = caps->mcap_url;
		p.mcap_poll_ms = caps->mcap_poll_ms;
		p.mcap_ids = caps->mcap_ids;
		p.mcap_aliases = caps->mcap_aliases;
	}
	if (rv_feed_start(&p, d->clock, d->board, d->md, d->log, &d->feed, &err) != RV_OK)
		fail_msg("feed: %s", err.text);
	return d;
}

struct desk *desk_started(const char *plan, rv_sim **sim)
{
	char path[RV_TMP_PATH * 2];
	rv_tmpdir dir;
	rv_tmpdir_make(&dir);
	rv_tmpdir_text(&dir, "plan.json", plan);
	*sim = desk_venue("127.0.0.1:0", rv_tmpdir_path(&dir, "plan.json", path), 1.0, false, 7);
	rv_tmpdir_remove(&dir); /* it has been read */
	struct desk *d = desk_new(rv_sim_url(*sim), NULL, DESK_GENEROUS);
	assert_true(desk_wait(d, desk_first_stage, 60000));
	assert_true(desk_wait(d, desk_up, 10000));
	return d;
}

struct desk *desk_filled(const char *plan, rv_sim **sim)
{
	struct desk *d = desk_started(plan, sim);
	assert_true(desk_wait(d, desk_everything, 60000));
	assert_true(desk_wait(d, desk_up, 10000));
	return d;
}

static void free_md(void *md)
{
	rv_md_free(md);
}

void desk_free(struct desk *d)
{
	const int64_t t0 = rv_mono_ms();
	rv_feed_stop(d->feed);
	assert_true(rv_mono_ms() - t0 < 1000);
	rv_queue_free(d->md, free_md);
	rv_board_free(d->board);
	rv_log_free(d->log);
	rv_clock_free(d->clock);
	free(d);
}

struct desk_sym *desk_find(struct desk *d, const char *name)
{
	for (size_t i = 0; i < d->n; i++) {
		if (strcmp(d->sym[i].name, name) == 0)
			return &d->sym[i];
	}
	return NULL;
}

static void on_bars(struct desk_sym *s, const rv_md *md)
{
	if (md->kind == RV_MD_BARS_RESET) {
		s->resets++;
		if (md->interval == RV_INTERVAL_1H)
			s->n1h = 0;
		else
			s->n1d = 0;
	}
	for (size_t i = 1; i < md->n; i++)
		assert_true(md->u.bars[i].t > md->u.bars[i - 1].t);
	if (md->interval == RV_INTERVAL_1D) {
		s->n1d += md->n;
		return;
	}
	s->n1h += md->n;
	if (md->n > 0 && md->u.bars[md->n - 1].t >= s->last_1h) {
		s->last_1h = md->u.bars[md->n - 1].t;
		s->last_close = md->u.bars[md->n - 1].close;
	}
}

static void take(struct desk *d, rv_md *md)
{
	if (md->kind == RV_MD_INSTRUMENTS) {
		assert_true(md->n <= DESK_SYMS);
		for (size_t i = 0; i < md->n; i++) {
			d->in[i] = md->u.instruments[i];
			if (!desk_find(d, d->in[i].name))
				(void)snprintf(d->sym[d->n++].name, RV_SYMBOL_MAX, "%s",
					       d->in[i].name);
		}
	} else {
		struct desk_sym *s = desk_find(d, md->symbol);
		assert_non_null(s); /* the list comes before anything about its members */
		if (md->kind == RV_MD_PROGRESS)
			s->have = md->have;
		else if (md->kind == RV_MD_FUNDING)
			s->n_fund += md->n;
		else if (md->kind == RV_MD_FUNDING_RESET)
			s->n_fund = md->n;
		else if (md->kind == RV_MD_MCAP)
			s->n_mcap += md->n;
		else
			on_bars(s, md);
	}
	rv_md_free(md);
}

void desk_pump(struct desk *d, int ms)
{
	struct pollfd p[2] = { { rv_queue_fd(d->md), POLLIN, 0 },
			       { rv_board_fd(d->board), POLLIN, 0 } };
	(void)poll(p, 2, ms);
	rv_queue_drain_event(d->md);
	rv_board_drain_event(d->board);
	for (rv_md *md = rv_queue_pop(d->md); md; md = rv_queue_pop(d->md))
		take(d, md);
	rv_board_read(d->board, &d->b);
}

void desk_pump_for(struct desk *d, int ms)
{
	const int64_t end = rv_mono_ms() + ms;
	while (rv_mono_ms() < end)
		desk_pump(d, 100);
}

bool desk_wait(struct desk *d, bool (*cond)(const struct desk *), int ms)
{
	const int64_t end = rv_mono_ms() + ms;
	while (rv_mono_ms() < end) {
		desk_pump(d, 50);
		if (cond(d))
			return true;
	}
	return false;
}

static bool all_have(const struct desk *d, unsigned bits)
{
	for (size_t i = 0; i < d->n; i++) {
		if ((d->sym[i].have & bits) != bits)
			return false;
	}
	return d->n >= 40;
}

static bool quoted(const struct desk *d)
{
	for (size_t i = 0; i < d->b.n; i++) {
		if (!isfinite(d->b.quotes[i].mark))
			return false;
	}
	return d->b.n >= 40;
}

bool desk_first_stage(const struct desk *d)
{
	const unsigned bits = RV_HAVE_PRICE | RV_HAVE_RV_BARS;
	for (size_t i = 0; i < d->n; i++) {
		/* Delisted ones come after everything else. */
		if (!d->in[i].delisted && (d->sym[i].have & bits) != bits)
			return false;
	}
	return quoted(d) && d->n >= 40;
}

bool desk_everything(const struct desk *d)
{
	return all_have(d, RV_HAVE_ALL);
}

static bool acked(const struct desk *d)
{
	unsigned wanted = 0, got = 0;
	for (int i = 0; i <= RV_STREAM_CANDLE; i++) {
		wanted += d->b.streams[i].subs_wanted;
		got += d->b.streams[i].subs_acked;
	}
	return wanted > 80 && wanted == got;
}

static bool connected(const struct desk *d)
{
	return d->b.venue.ws_connected && d->b.venue.down_since_utc_ms == 0 && acked(d) &&
	       d->b.venue.rest_ok;
}

bool desk_down(const struct desk *d)
{
	return d->b.venue.down_since_utc_ms != 0;
}

bool desk_live(const struct desk *d)
{
	const rv_stream_stat *s = &d->b.streams[RV_STREAM_MIDS];
	return rv_health_of(s->last_at, rv_clock_elapsed_ms(d->clock), s->period_ms, s->is_price,
			    s->connected) <= RV_HEALTH_LATE &&
	       s->last_at != RV_NEVER;
}

bool desk_not_live(const struct desk *d)
{
	return !desk_live(d);
}

bool desk_up(const struct desk *d)
{
	return connected(d) && desk_live(d);
}

void desk_print_log(struct desk *d)
{
	static rv_log_line lines[64];
	const size_t n = rv_log_tail(d->log, lines, 64);
	for (size_t i = 0; i < n; i++)
		print_message("log: %s: %s\n", lines[i].source, lines[i].text);
}

uint64_t desk_malformed(const struct desk *d)
{
	uint64_t n = 0;
	for (int i = 0; i < RV_STREAM_N; i++)
		n += d->b.streams[i].malformed;
	return n;
}
