/*
 * The market feed against the simulated venue, over real sockets on loopback: it fills, it tells
 * the truth when the venue misbehaves, it recovers, and a warm start asks only for what is missing.
 */
#include "engine/base/health.h"
#include "feeds/market_feed.h"
#include "feeds/sim/sim.h"
#include "feeds/store/store.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { GENEROUS = 1000000, SYMS = 64 };

/* What the engine would know of one symbol from the events alone. */
struct sym {
	char name[RV_SYMBOL_MAX];
	unsigned have;
	size_t n1h, n1d, n_fund, resets;
	int64_t last_1h;
	double last_close;
};

struct desk {
	rv_clock *clock;
	rv_log *log;
	rv_board *board;
	rv_queue *md;
	rv_feed *feed;
	rv_board_copy b;
	size_t n;
	struct sym sym[SYMS];
	rv_instrument in[SYMS];
};

static rv_sim *venue(const char *listen, const char *faults, bool real, uint64_t seed)
{
	rv_sim_params p;
	rv_sim *s = NULL;
	rv_err err = { 0 };
	rv_sim_params_default(&p);
	p.listen = listen;
	p.faults = faults;
	p.real_limits = real;
	p.seed = seed;
	if (rv_sim_start(&p, NULL, &s, &err) != RV_OK)
		fail_msg("sim: %s", err.text);
	return s;
}

static struct desk *desk_new(const char *url, const char *store, unsigned weight)
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
	if (rv_feed_start(&p, d->clock, d->board, d->md, d->log, &d->feed, &err) != RV_OK)
		fail_msg("feed: %s", err.text);
	return d;
}

static void free_md(void *md)
{
	rv_md_free(md);
}

static void desk_free(struct desk *d)
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

static struct sym *sym_of(struct desk *d, const char *name)
{
	for (size_t i = 0; i < d->n; i++) {
		if (strcmp(d->sym[i].name, name) == 0)
			return &d->sym[i];
	}
	return NULL;
}

static void on_bars(struct sym *s, const rv_md *md)
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
		assert_true(md->n <= SYMS);
		for (size_t i = 0; i < md->n; i++) {
			d->in[i] = md->u.instruments[i];
			if (!sym_of(d, d->in[i].name))
				(void)snprintf(d->sym[d->n++].name, RV_SYMBOL_MAX, "%s",
					       d->in[i].name);
		}
	} else {
		struct sym *s = sym_of(d, md->symbol);
		assert_non_null(s); /* the list comes before anything about its members */
		if (md->kind == RV_MD_PROGRESS)
			s->have = md->have;
		else if (md->kind == RV_MD_FUNDING)
			s->n_fund += md->n;
		else
			on_bars(s, md);
	}
	rv_md_free(md);
}

static void pump(struct desk *d, int ms)
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

static bool wait_for(struct desk *d, bool (*cond)(const struct desk *), int ms)
{
	const int64_t end = rv_mono_ms() + ms;
	while (rv_mono_ms() < end) {
		pump(d, 50);
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

static bool first_stage(const struct desk *d)
{
	return quoted(d) && all_have(d, RV_HAVE_PRICE | RV_HAVE_RV_BARS);
}

static bool everything(const struct desk *d)
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

static bool up(const struct desk *d)
{
	return d->b.venue.ws_connected && d->b.venue.down_since_utc_ms == 0 && acked(d) &&
	       d->b.venue.rest_ok;
}

static bool down(const struct desk *d)
{
	return d->b.venue.down_since_utc_ms != 0;
}

static bool live(const struct desk *d)
{
	const rv_stream_stat *s = &d->b.streams[RV_STREAM_MIDS];
	return rv_health_of(s->last_at, rv_clock_elapsed_ms(d->clock), s->period_ms, s->is_price,
			    s->connected) <= RV_HEALTH_LATE &&
	       s->last_at != RV_NEVER;
}

static bool not_live(const struct desk *d)
{
	return !live(d);
}

static bool up_and_live(const struct desk *d)
{
	return up(d) && live(d);
}

static void fills_from_nothing(void **state)
{
	(void)state;
	rv_sim *s = venue("127.0.0.1:0", NULL, false, 7);
	const int64_t t0 = rv_mono_ms();
	struct desk *d = desk_new(rv_sim_url(s), NULL, GENEROUS);
	assert_true(wait_for(d, first_stage, 20000));
	const int64_t t1 = rv_mono_ms() - t0;
	assert_true(wait_for(d, up_and_live, 20000));
	const int64_t t2 = rv_mono_ms() - t0;
	assert_true(wait_for(d, everything, 120000));
	print_message("first stage %lld ms, subscribed %lld ms, everything %lld ms\n",
		      (long long)t1, (long long)t2, (long long)(rv_mono_ms() - t0));
	assert_true(d->b.venue.is_sim);
	assert_true(fabs(d->b.venue.skew_ms) < 100.0);
	const struct sym *btc = sym_of(d, "BTC");
	assert_int_equal(btc->n1h, 1440);
	assert_int_equal(btc->n1d, 400);
	assert_in_range(btc->n_fund, 2879, 2881);
	assert_int_equal(btc->resets, 0);
	const int64_t now = rv_clock_utc_ms(d->clock);
	assert_in_range(now - btc->last_1h, RV_HOUR_MS, 2 * RV_HOUR_MS + 5000);
	for (int i = 0; i < RV_STREAM_N; i++)
		assert_int_equal(d->b.streams[i].malformed, 0);
	desk_free(d);
	rv_sim_stop(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fills_from_nothing),
	};
	(void)down;
	(void)not_live;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
