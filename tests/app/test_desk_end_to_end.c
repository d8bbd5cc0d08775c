/*
 * The whole desk without a screen: the simulated venue on loopback, feeds over real HTTP and
 * WebSocket, store, engine, snapshots. Scores must equal one pass over the store; a venue that
 * dies must be told within five seconds, and its return must leave the scores of a fresh start.
 */
#include "app/runtime.h"
#include "feeds/store/store.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/patience.h"
#include "tests/support/tmpdir.h"

#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WAIT_MS = 60000 * RV_PATIENCE };

/* Half past an hour, so that no bar closes while a test runs. */
#define START_MS INT64_C(1768566600000) /* 2026-01-16T12:30:00Z */

typedef struct desk {
	rv_tmpdir dir;
	char store[RV_TMP_PATH * 2];
	rv_sim_params sim;
	rv_runtime rt;
} desk;

static void desk_start(desk *d, const char *url)
{
	const rv_runtime_params p = { .config_dir = "config",
				      .store_path = d->store,
				      .url = url,
				      .venue = "sim",
				      .weight_per_min = 100000,
				      .sim = &d->sim,
				      .snapshots = 4 };
	rv_err err = { 0 };
	if (rv_runtime_start(&p, &d->rt, &err) != RV_OK)
		fail_msg("%s", err.text);
	assert_int_equal(rv_engine_loop_start(d->rt.engine), RV_OK);
}

static desk *desk_new(void)
{
	desk *d = calloc(1, sizeof(*d));
	assert_non_null(d);
	rv_tmpdir_make(&d->dir);
	(void)rv_tmpdir_path(&d->dir, "history.db", d->store);
	rv_sim_params_default(&d->sim);
	d->sim.listen = "127.0.0.1:0";
	d->sim.real_limits = false;
	d->sim.start_ms = START_MS;
	return d;
}

static void desk_end(desk *d)
{
	rv_runtime_stop(&d->rt);
	rv_tmpdir_remove(&d->dir);
	free(d);
}

/* Waits for a snapshot that satisfies want; fails after WAIT_MS. Give it back with rv_pub_put. */
static const rv_view *wait_view(desk *d, bool (*want)(const rv_view *), int64_t *took_ms)
{
	const int64_t t0 = rv_mono_ms();
	for (;;) {
		const rv_view *v = rv_pub_get(d->rt.pub);
		if (v && want(v)) {
			if (took_ms)
				*took_ms = rv_mono_ms() - t0;
			return v;
		}
		rv_pub_put(d->rt.pub, v);
		if (rv_mono_ms() - t0 > WAIT_MS)
			fail_msg("no such snapshot within %d ms", WAIT_MS);
		struct pollfd fd = { .fd = rv_pub_fd(d->rt.pub), .events = POLLIN };
		(void)poll(&fd, 1, 1000);
		rv_pub_drain_event(d->rt.pub);
	}
}

static bool all_warm(const rv_view *v)
{
	return v->warm_total == 48 && v->warm_done == v->warm_total && v->bar_close_ms != 0;
}

static bool is_down(const rv_view *v)
{
	return v->down_since_utc_ms != 0;
}

static bool is_up(const rv_view *v)
{
	if (v->down_since_utc_ms != 0 || v->n_available < 46)
		return false;
	for (size_t i = 0; i < v->n_rows; i++) {
		if (!v->rows[i].delisted && v->elapsed_ms - v->rows[i].mid_at > 2000)
			return false;
	}
	return true;
}

static size_t live_rows(const rv_view *v)
{
	size_t n = 0;
	for (size_t i = 0; i < v->n_rows; i++)
		n += !v->rows[i].delisted;
	return n;
}

static void shows_a_live_scored_market(void **state)
{
	(void)state;
	desk *d = desk_new();
	desk_start(d, NULL);
	const rv_view *v = wait_view(d, is_up, NULL);
	assert_int_equal(v->env, RV_ENV_SIM);
	assert_int_equal(live_rows(v), 48);
	assert_true(v->n_available >= 46);
	for (size_t i = 0; i < v->n_rows; i++) {
		const rv_view_row *r = &v->rows[i];
		if (r->delisted)
			continue;
		assert_true(r->mid > 0.0 && r->mark > 0.0);
		assert_true(!r->rv_available || fabs(r->rv) <= 1.0);
	}
	assert_true(v->utc_ms >= START_MS && v->utc_ms < START_MS + RV_HOUR_MS);
	rv_pub_put(d->rt.pub, v);
	desk_end(d);
}

static rv_instrument_kind kind_of(const void *ctx, const char *name)
{
	return rv_universe_kind(ctx, name);
}

/* One pass over the store by the function of `rvdesk score`. */
static void score_store(const desk *d, const rv_step_params *p, int64_t asof, rv_step_result *out)
{
	rv_err err = { 0 };
	rv_store *s = NULL;
	rv_panel *hourly = NULL, *daily = NULL;
	rv_step *step = NULL;
	assert_int_equal(rv_store_open(d->store, RV_STORE_READ, &s, &err), RV_OK);
	assert_int_equal(rv_store_load_panel(s, RV_INTERVAL_1H, asof, 0, kind_of, &p->universe,
					     &hourly, &err),
			 RV_OK);
	assert_int_equal(rv_store_load_panel(s, RV_INTERVAL_1D, asof, 0, kind_of, &p->universe,
					     &daily, &err),
			 RV_OK);
	assert_int_equal(rv_step_new(p, &step), RV_OK);
	const rv_step_input in = { .signal = hourly, .daily = daily, .asof_ms = asof };
	assert_int_equal(rv_step_run(step, &in, out), RV_OK);
	rv_step_free(step);
	rv_panel_free(daily);
	rv_panel_free(hourly);
	rv_store_close(s);
}

static const rv_view_row *row_of(const rv_view *v, size_t k)
{
	assert_true(k < v->n_rows);
	return &v->rows[k];
}

static void assert_same_scores(const rv_view *v, const rv_step_result *want)
{
	assert_int_equal(v->bar_close_ms, want->bar_close_ms);
	assert_int_equal(v->n_available, want->rvm.n_available);
	size_t seen = 0;
	for (size_t i = 0, k = 0; i < v->n_rows && k < want->rvm.n; i++) {
		const rv_view_row *r = row_of(v, i);
		if (r->n_hist == 0 || !r->rv_available)
			continue;
		while (k < want->rvm.n && !want->rvm.symbols[k].available)
			k++;
		assert_true(k < want->rvm.n);
		assert_memory_equal(&r->rv, &want->rvm.symbols[k].score, sizeof(double));
		assert_memory_equal(&r->rv_raw, &want->rvm.symbols[k].raw, sizeof(double));
		k++;
		seen++;
	}
	assert_int_equal(seen, want->rvm.n_available);
	for (int s = 0; s < RV_SPREAD_N; s++)
		assert_memory_equal(&v->spreads[s].cum, &want->rvm.spreads[s].cum, sizeof(double));
}

static void scores_equal_one_pass_over_the_store(void **state)
{
	(void)state;
	desk *d = desk_new();
	desk_start(d, NULL);
	const rv_view *v = wait_view(d, all_warm, NULL);
	rv_feed_stop(d->rt.feed); /* the store is at rest */
	d->rt.feed = NULL;
	rv_step_result *want = calloc(1, sizeof(*want));
	assert_non_null(want);
	score_store(d, &d->rt.config.step, v->bar_close_ms, want);
	assert_same_scores(v, want);
	free(want);
	rv_pub_put(d->rt.pub, v);
	desk_end(d);
}

/* What differs between two desks on the same venue, three bars after START_MS; NULL: nothing. */
static const char *difference(const rv_view *v, const rv_view *w)
{
	if (v->bar_close_ms != rv_time_floor(START_MS, RV_HOUR_MS) + 3 * RV_HOUR_MS ||
	    v->bar_close_ms != w->bar_close_ms)
		return "the scored bar";
	if (v->n_rows != w->n_rows || v->n_available != w->n_available)
		return "the number of symbols";
	for (size_t i = 0; i < v->n_rows; i++) {
		if (strcmp(v->rows[i].symbol, w->rows[i].symbol) != 0)
			return "the list of symbols";
		if (memcmp(&v->rows[i].rv, &w->rows[i].rv, sizeof(double)) != 0)
			return "a score";
	}
	return NULL;
}

static void tells_a_dead_venue_and_recovers_to_a_fresh_start(void **state)
{
	(void)state;
	desk *d = desk_new();
	rv_sim *venue = NULL;
	rv_err err = { 0 };
	assert_int_equal(rv_sim_start(&d->sim, NULL, &venue, &err), RV_OK);
	char url[64];
	(void)snprintf(url, sizeof(url), "%s", rv_sim_url(venue));
	desk_start(d, url);
	rv_pub_put(d->rt.pub, wait_view(d, is_up, NULL));

	rv_sim_stop(venue);
	int64_t took;
	rv_pub_put(d->rt.pub, wait_view(d, is_down, &took));
	assert_true(took <= 5000 * RV_PATIENCE);

	d->sim.listen = strstr(url, "127.0.0.1");
	d->sim.start_ms = START_MS + 3 * RV_HOUR_MS; /* it was away for three bars */
	assert_int_equal(rv_sim_start(&d->sim, NULL, &venue, &err), RV_OK);
	desk *fresh = desk_new();
	desk_start(fresh, url);
	/* Bars come one symbol after the other: what must hold is where both end. */
	const int64_t deadline = rv_mono_ms() + WAIT_MS;
	const char *differs;
	do {
		const rv_view *v = wait_view(d, is_up, NULL);
		const rv_view *w = wait_view(fresh, is_up, NULL);
		differs = difference(v, w);
		rv_pub_put(fresh->rt.pub, w);
		rv_pub_put(d->rt.pub, v);
		if (differs)
			(void)poll(NULL, 0, 100);
	} while (differs && rv_mono_ms() < deadline);
	if (differs)
		fail_msg("after recovery %s is not that of a fresh start", differs);
	desk_end(fresh);
	desk_end(d);
	rv_sim_stop(venue);
}

static void comes_up_when_the_venue_is_down(void **state)
{
	(void)state;
	desk *d = desk_new();
	desk_start(d, "http://127.0.0.1:9"); /* discard: nobody listens */
	int64_t took;
	const rv_view *v = wait_view(d, is_down, &took);
	assert_true(took <= 5000 * RV_PATIENCE);
	assert_int_equal(v->n_rows, 0);
	assert_true(v->n_alerts > 0 && v->alerts[0].active);
	rv_pub_put(d->rt.pub, v);
	const int64_t t0 = rv_mono_ms();
	desk_end(d);
	assert_true(rv_mono_ms() - t0 < 3000 * RV_PATIENCE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shows_a_live_scored_market),
		cmocka_unit_test(scores_equal_one_pass_over_the_store),
		cmocka_unit_test(tells_a_dead_venue_and_recovers_to_a_fresh_start),
		cmocka_unit_test(comes_up_when_the_venue_is_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
