/*
 * A store replayed by the simulated venue into a desk over real HTTP and WebSocket: the scores on
 * the desk are those of one pass over the same store, to the bit. The store is made here, with
 * prices off every tick and missing hours; and from recorded hours where RVDESK_DATA is set.
 */
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/runtime.h"
#include "engine/base/rng.h"
#include "feeds/store/import.h"
#include "feeds/store/store.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

enum { WAIT_MS = 60000, HOURS = 65 * 24 };

static const int64_t first = INT64_C(1704067200000); /* 2024-01-01 */

typedef struct fixture {
	rv_tmpdir dir;
	char recorded[RV_TMP_PATH * 2], history[RV_TMP_PATH * 2];
	rv_runtime rt;
	rv_panel *panel; /* of the recorded store */
	rv_step_result want;
} fixture;

static int setup(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	rv_tmpdir_make(&f->dir);
	(void)rv_tmpdir_path(&f->dir, "recorded.db", f->recorded);
	(void)rv_tmpdir_path(&f->dir, "history.db", f->history);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	fixture *f = *state;
	rv_runtime_stop(&f->rt);
	rv_panel_free(f->panel);
	rv_tmpdir_remove(&f->dir);
	free(f);
	return 0;
}

static void put_coin(rv_store *s, const char *name, uint64_t stream)
{
	static rv_bar bars[HOURS];
	rv_rng r;
	rv_err err = { .code = RV_OK };
	rv_rng_seed(&r, 2385, stream, 1);
	double px = exp(12.0 * rv_rng_uniform(&r) - 6.0);
	size_t n = 0;
	for (int i = 0; i < HOURS; i++) {
		const double open = px;
		px *= exp(0.008 * rv_rng_normal(&r));
		if (rv_rng_below(&r, 40) == 0)
			continue; /* an outage */
		bars[n++] = (rv_bar){ .t = first + i * RV_HOUR_MS,
				      .open = open,
				      .close = px,
				      .high = fmax(open, px) * 1.00123,
				      .low = fmin(open, px) * 0.99871,
				      .volume_base = 1e6 * rv_rng_uniform(&r),
				      .volume_quote = NAN };
	}
	rv_instrument in = { .kind = RV_KIND_PERP, .venue_index = -1, .sz_decimals = -1 };
	(void)snprintf(in.name, sizeof(in.name), "%s", name);
	assert_int_equal(rv_store_put_instrument(s, &in, &err), RV_OK);
	assert_int_equal(rv_store_put_bars(s, name, RV_INTERVAL_1H, bars, n, &err), RV_OK);
}

static void make_store(fixture *f)
{
	static const char *const names[] = { "BTC",  "ETH", "SOL",  "LTC", "LINK", "SUI",
					     "DOGE", "WIF", "AVAX", "XRP", "PEPE", "TIA" };
	rv_store *s = NULL;
	rv_err err = { .code = RV_OK };
	assert_int_equal(rv_store_open(f->recorded, RV_STORE_WRITE, &s, &err), RV_OK);
	assert_int_equal(rv_store_begin(s, "import", "test", &err), RV_OK);
	for (size_t i = 0; i < LEN(names); i++)
		put_coin(s, names[i], i);
	assert_int_equal(rv_store_commit(s, &err), RV_OK);
	rv_store_close(s);
}

static void import_store(fixture *f, const char *data)
{
	char path[512];
	(void)snprintf(path, sizeof(path), "%s/hourly.csv.gz", data);
	const rv_import_params p = { .interval = RV_INTERVAL_1H };
	const rv_import_file file = { .kind = RV_IMPORT_CANDLES, .path = path };
	rv_import_result result;
	rv_import *im = NULL;
	rv_store *s = NULL;
	rv_err err = { .code = RV_OK };
	if (rv_import_new(&p, &file, 1, &im, &err) != RV_OK)
		fail_msg("%s", err.text);
	assert_int_equal(rv_store_open(f->recorded, RV_STORE_WRITE, &s, &err), RV_OK);
	assert_int_equal(rv_import_run(im, s, &result, &err), RV_OK);
	rv_import_free(im);
	rv_store_close(s);
}

static rv_instrument_kind kind_of(const void *ctx, const char *name)
{
	return rv_universe_kind(ctx, name);
}

/* The pass of `rvdesk score` over the recorded store, point in time. */
static void score(fixture *f, const rv_step_params *p, int64_t asof)
{
	rv_err err = { .code = RV_OK };
	rv_store *s = NULL;
	rv_step *step = NULL;
	assert_int_equal(rv_store_open(f->recorded, RV_STORE_READ, &s, &err), RV_OK);
	assert_int_equal(rv_store_load_panel(s, RV_INTERVAL_1H, asof, 0, kind_of, &p->universe,
					     &f->panel, &err),
			 RV_OK);
	rv_store_close(s);
	assert_int_equal(rv_step_new(p, &step), RV_OK);
	const rv_step_input in = { .signal = f->panel, .asof_ms = asof };
	assert_int_equal(rv_step_run(step, &in, &f->want), RV_OK);
	rv_step_free(step);
}

static void start_desk(fixture *f, int64_t start_ms)
{
	rv_err err = { .code = RV_OK };
	rv_sim_params sim;
	rv_sim_params_default(&sim);
	sim.listen = "127.0.0.1:0";
	sim.real_limits = false;
	sim.replay_store = f->recorded;
	sim.start_ms = start_ms;
	const rv_runtime_params p = { .config_dir = "config",
				      .store_path = f->history,
				      .venue = "sim",
				      .weight_per_min = 100000,
				      .sim = &sim,
				      .snapshots = 4 };
	if (rv_runtime_start(&p, &f->rt, &err) != RV_OK)
		fail_msg("%s", err.text);
	score(f, &f->rt.config.step, start_ms);
	assert_int_equal(rv_engine_loop_start(f->rt.engine), RV_OK);
}

/* The first snapshot of the wanted bar with every score there. */
static const rv_view *wait_scores(fixture *f)
{
	const int64_t t0 = rv_mono_ms();
	for (;;) {
		const rv_view *v = rv_pub_get(f->rt.pub);
		if (v && v->bar_close_ms == f->want.bar_close_ms &&
		    v->n_available == f->want.rvm.n_available)
			return v;
		const size_t have = v ? v->n_available : 0;
		rv_pub_put(f->rt.pub, v);
		if (rv_mono_ms() - t0 > WAIT_MS)
			fail_msg("%zu of %zu scores after %d ms", have, f->want.rvm.n_available,
				 WAIT_MS);
		struct pollfd fd = { .fd = rv_pub_fd(f->rt.pub), .events = POLLIN };
		(void)poll(&fd, 1, 1000);
		rv_pub_drain_event(f->rt.pub);
	}
}

static const rv_view_row *row_of(const rv_view *v, const char *symbol)
{
	for (size_t i = 0; i < v->n_rows; i++) {
		if (strcmp(v->rows[i].symbol, symbol) == 0)
			return &v->rows[i];
	}
	fail_msg("no row for %s", symbol);
	return NULL;
}

static void compare(fixture *f)
{
	const rv_view *v = wait_scores(f);
	size_t seen = 0;
	for (size_t k = 0; k < f->want.rvm.n; k++) {
		const rv_rvm_symbol *s = &f->want.rvm.symbols[k];
		if (!s->available)
			continue;
		const rv_view_row *r = row_of(v, rv_panel_name(f->panel, s->row));
		assert_true(r->rv_available);
		assert_memory_equal(&r->rv, &s->score, sizeof(double));
		assert_memory_equal(&r->rv_raw, &s->raw, sizeof(double));
		seen++;
	}
	assert_true(seen >= 8);
	for (int s = 0; s < RV_SPREAD_N; s++)
		assert_memory_equal(&v->spreads[s].cum, &f->want.rvm.spreads[s].cum,
				    sizeof(double));
	rv_pub_put(f->rt.pub, v);
}

static void scores_equal_one_pass_over_the_replayed_store(void **state)
{
	fixture *f = *state;
	make_store(f);
	start_desk(f, first + 62 * RV_DAY_MS + 30 * RV_MINUTE_MS);
	compare(f);
}

static void recorded_hours_score_the_same(void **state)
{
	fixture *f = *state;
	const char *data = getenv("RVDESK_DATA");
	if (!data) {
		(void)printf("skip: RVDESK_DATA is not set\n");
		skip();
	}
	import_store(f, data);
	start_desk(f, INT64_C(1719750600000)); /* 2024-06-30T12:30:00Z */
	assert_int_equal(f->want.bar_close_ms, INT64_C(1719748800000));
	compare(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(scores_equal_one_pass_over_the_replayed_store,
						setup, teardown),
		cmocka_unit_test_setup_teardown(recorded_hours_score_the_same, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
