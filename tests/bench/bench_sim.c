/*
 * What the simulated venue costs: making the seeded market (budget 0.3 s), one block of pushes for
 * 48 coins, the largest answers, and writing an action of an account with a long history to its
 * file before it is answered (budget 2 ms beside the disk's own sync). Medians, without sockets.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "feeds/sim/info.h"
#include "feeds/sim/json_out.h"
#include "feeds/sim/market.h"
#include "feeds/simx/keep.h"
#include "feeds/simx/state.h"
#include "tests/support/cm.h"
#include "tests/support/faulty_vfs.h"
#include "tests/support/simx_bench.h"
#include "tests/support/tmpdir.h"

enum { BUILDS = 5, BLOCKS = 301, ANSWERS = 21, HISTORY = 3000, ACTIONS = 301 };

static const int64_t start = INT64_C(1795190000000);

static double now_ms(void)
{
	struct timespec ts = { 0, 0 };
	assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &ts), 0);
	return 1e3 * (double)ts.tv_sec + 1e-6 * (double)ts.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static double median(double *v, size_t n)
{
	qsort(v, n, sizeof(*v), by_value);
	return v[n / 2];
}

static void bench_build(void)
{
	double ms[BUILDS];
	for (size_t i = 0; i < BUILDS; i++) {
		rv_sim_source *src = NULL;
		const double t0 = now_ms();
		assert_int_equal(rv_sim_market_new(7 + i, start, &src), RV_OK);
		ms[i] = now_ms() - t0;
		src->ops->free(src);
	}
	(void)printf("sim: seeded market of 49 coins x 402 days  %8.1f ms (budget 300)\n",
		     median(ms, BUILDS));
}

/* allMids, and context and hourly candle of each coin: what the default run subscribes to. */
static void one_block(rv_sim_tape *t, rv_sim_out *o)
{
	const rv_sim_interval *h1 = rv_sim_interval_find("1h");
	const int64_t open = rv_sim_interval_open(h1, rv_sim_tape_now(t));
	rv_sim_out_reset(o);
	rv_sim_json_mids(o, t);
	for (size_t i = 0; i < rv_sim_tape_source(t)->n_coins; i++) {
		rv_sim_ohlc c;
		rv_sim_json_ctx(o, t, i);
		if (rv_sim_tape_candle(t, i, h1, open, &c))
			rv_sim_json_candle(o, rv_sim_tape_source(t)->coins[i].name, h1, open, &c);
	}
	assert_false(o->failed);
}

static void bench_blocks(rv_sim_tape *t)
{
	double ms[BLOCKS];
	rv_sim_out o = { .b = NULL };
	for (size_t i = 0; i < BLOCKS; i++) {
		assert_int_equal(rv_sim_tape_set_now(t, start + (int64_t)i * RV_SECOND_MS), RV_OK);
		const double t0 = now_ms();
		one_block(t, &o);
		ms[i] = now_ms() - t0;
	}
	(void)printf("sim: one block for 48 coins                %8.3f ms, %zu kB\n",
		     median(ms, BLOCKS), o.n / 1024);
	rv_sim_out_free(&o);
}

static void bench_answer(rv_sim_tape *t, const char *what, const char *body)
{
	double ms[ANSWERS];
	rv_sim_reply r = { .status = 0 };
	for (size_t i = 0; i < ANSWERS; i++) {
		const double t0 = now_ms();
		rv_sim_info(t, start, body, strlen(body), &r);
		ms[i] = now_ms() - t0;
		assert_int_equal(r.status, 200);
	}
	(void)printf("sim: %-37s %8.2f ms, %zu kB\n", what, median(ms, ANSWERS), r.body.n / 1024);
	rv_sim_out_free(&r.body);
}

/* --- Accounts in a file --- */

static double keep_one(simx_bench *b, rv_simx_keep *k)
{
	const rv_simx_keep_clock c = { .venue_ms = b->now };
	rv_err err = { .code = RV_OK };
	const double t0 = now_ms();
	if (rv_simx_keep_save(k, b->x, &c, false, &err) != RV_OK)
		fail_msg("%s", err.text);
	return now_ms() - t0;
}

/* A taker's order, bought and sold in turn: a fill, a position, an order, a nonce. */
static void bench_act(simx_bench *b, int i)
{
	const bool buy = i % 2 == 0;
	(void)bench_place(b, 0, 0, buy, buy ? "101" : "99.9", "0.2", RV_HL_TIF_IOC);
	bench_advance(b, 1000);
}

static void bench_actions(simx_bench *b, rv_simx_keep *k, const char *what)
{
	double ms[ACTIONS], nothing[ACTIONS];
	for (int i = 0; i < ACTIONS; i++) {
		bench_act(b, i);
		ms[i] = keep_one(b, k);
		nothing[i] = keep_one(b, k);
	}
	const double middle = median(ms, ACTIONS); /* sorts */
	(void)printf("sim: keep an action, %-18s %8.3f ms, worst %.3f; nothing new %.3f\n", what,
		     middle, ms[ACTIONS - 1], median(nothing, ACTIONS));
}

static void open_keep(simx_bench *b, const char *path, rv_simx_keep **k)
{
	rv_err err = { .code = RV_OK };
	if (rv_simx_keep_open(path, 7, k, &err) != RV_OK ||
	    rv_simx_keep_load(*k, b->x, &err) != RV_OK)
		fail_msg("%s", err.text);
}

static void bench_keep(void)
{
	void *state = NULL;
	rv_simx_keep *k = NULL;
	assert_int_equal(rv_tmp_setup(&state), 0);
	assert_int_equal(bench_setup(&state), 0);
	simx_bench *b = state;
	char path[RV_TMP_PATH * 2];
	(void)rv_tmpdir_path(&rv_tmp, "accounts", path);
	vfs_install(); /* its syncs do nothing */
	open_keep(b, path, &k);
	for (int i = 0; i < HISTORY; i++) {
		bench_act(b, i);
		if (i % 50 == 0)
			(void)keep_one(b, k);
	}
	(void)keep_one(b, k);
	bench_actions(b, k, "budget 2, no sync");
	rv_simx_keep_close(k);
	vfs_remove();
	bench_reset(b);
	const double t0 = now_ms();
	open_keep(b, path, &k);
	(void)printf("sim: read %d orders, %zu fills back        %8.1f ms\n",
		     (int)bench_account(b, 0)->orders.n, bench_account(b, 0)->fills.n,
		     now_ms() - t0);
	bench_actions(b, k, "synced to the disk");
	rv_simx_keep_close(k);
	assert_int_equal(bench_teardown(&state), 0);
	assert_int_equal(rv_tmp_teardown(&state), 0);
}

int main(void)
{
	rv_sim_source *src = NULL;
	rv_sim_tape *t = NULL;
	bench_build();
	assert_int_equal(rv_sim_market_new(7, start, &src), RV_OK);
	assert_int_equal(rv_sim_tape_new(src, &t), RV_OK);
	bench_blocks(t);
	bench_answer(t, "5000 hourly candles",
		     "{\"type\":\"candleSnapshot\",\"req\":{\"coin\":\"BTC\",\"interval\":\"1h\","
		     "\"startTime\":0}}");
	bench_answer(t, "5000 one-minute candles",
		     "{\"type\":\"candleSnapshot\",\"req\":{\"coin\":\"BTC\",\"interval\":\"1m\","
		     "\"startTime\":0}}");
	bench_answer(t, "400 daily candles",
		     "{\"type\":\"candleSnapshot\",\"req\":{\"coin\":\"BTC\",\"interval\":\"1d\","
		     "\"startTime\":0}}");
	bench_answer(t, "metaAndAssetCtxs", "{\"type\":\"metaAndAssetCtxs\"}");
	rv_sim_tape_free(t);
	src->ops->free(src);
	bench_keep();
	return 0;
}
