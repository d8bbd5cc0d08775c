/*
 * What the desk's past costs: bytes and processor time of a kept snapshot, and the time from a
 * question to the snapshot, both ends; the 48 coins of the screens, every price another one each
 * time. The file lies in TMPDIR or /tmp.
 */
#include "app/control/frame.h"
#include "app/past/past_keep.h"
#include "app/past/past_wire.h"
#include "engine/base/clock.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_trade.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { N = 360, ASKS = 200, EVERY_MS = 5000 };

static double ms_of(clockid_t clock)
{
	struct timespec t;
	(void)clock_gettime(clock, &t);
	return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static void check(rv_status st, const char *why)
{
	if (st == RV_OK)
		return;
	(void)fprintf(stderr, "bench_past: %s: %s\n", rv_status_text(st), why);
	exit(1);
}

static int ascending(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void keep_all(rv_past_keeper *k, rv_view *v, double cpu[N])
{
	rv_err err = { 0 };
	for (int i = 0; i < N; i++) {
		rv_fixture_move(v, (uint64_t)i + 1);
		rv_fixture_next(v, EVERY_MS);
		rv_fixture_trade_next(v, EVERY_MS);
		const double before = ms_of(CLOCK_THREAD_CPUTIME_ID);
		check(rv_past_keeper_keep(k, v, (int64_t)i * EVERY_MS, (int64_t)i * EVERY_MS, &err),
		      err.text);
		cpu[i] = ms_of(CLOCK_THREAD_CPUTIME_ID) - before;
	}
}

static void ask_all(rv_past_keeper *k, int64_t last_utc, double desk[ASKS], double console[ASKS])
{
	for (int i = 0; i < ASKS; i++) {
		rv_err err = { 0 };
		rv_past_answer a = { 0 };
		const rv_past_ask q = { .utc_ms = last_utc - (int64_t)(i * 1789 % N) * EVERY_MS };
		const double t0 = ms_of(CLOCK_MONOTONIC);
		rv_packing *f = rv_past_keeper_answer(k, &q);
		const double t1 = ms_of(CLOCK_MONOTONIC);
		check(f ? RV_OK : RV_ENOMEM, "answer");
		check(rv_past_answer_read(f->data + RV_FRAME_HEAD, f->n - RV_FRAME_HEAD, &a, &err),
		      err.text);
		desk[i] = t1 - t0;
		console[i] = ms_of(CLOCK_MONOTONIC) - t1;
		check(a.view ? RV_OK : RV_ENOENT, a.why);
		rv_past_view_free(a.view);
		rv_packing_put(f);
	}
}

static void say(const char *what, double *x, size_t n)
{
	qsort(x, n, sizeof(*x), ascending);
	(void)printf("  %-44s p50 %6.2f  p99 %6.2f  most %6.2f ms\n", what, x[n / 2],
		     x[n * 99 / 100], x[n - 1]);
}

int main(void)
{
	static double cpu[N], desk[ASKS], console[ASKS];
	const char *tmp = getenv("TMPDIR");
	char dir[256], path[300], more[320];
	rv_past_keeper k;
	rv_past_file *file = NULL;
	bool aside = false;
	int64_t bytes = 0;
	rv_err err = { 0 };
	const rv_past_build build = { .version = "bench" };
	const rv_past_params p = { .every_ms = EVERY_MS,
				   .budget_bytes = INT64_C(1) << 32,
				   .keep_ms = INT64_MAX / 2 };
	rv_view *v = rv_fixture_view();
	check(v ? RV_OK : RV_ENOMEM, "view");
	rv_fixture_trade(v);
	(void)snprintf(dir, sizeof(dir), "%s/bench_past.XXXXXX", tmp ? tmp : "/tmp");
	check(mkdtemp(dir) ? RV_OK : RV_EIO, dir);
	(void)snprintf(path, sizeof(path), "%s/past.db", dir);
	check(rv_past_file_open(path, &build, &file, &aside, &err), err.text);
	check(rv_past_keeper_init(&k, &p, &build, file), "keeper");
	keep_all(&k, v, cpu);
	ask_all(&k, v->utc_ms, desk, console);
	check(rv_past_file_bytes(k.file, &bytes, &err), err.text);
	(void)printf("the past, %d snapshots, one every %d s of market time, %llu keys\n", N,
		     EVERY_MS / 1000, (unsigned long long)k.n.keys);
	(void)printf("  packed %.1f KB each, in the file %.1f KB each\n",
		     (double)k.n.bytes / N / 1e3, (double)bytes / N / 1e3);
	say("processor time of keeping one", cpu, N);
	say("from a question to its answer's bytes", desk, ASKS);
	say("from those to the snapshot", console, ASKS);
	rv_past_keeper_free(&k);
	free(v);
	for (const char *const *t = (const char *const[]){ "", "-wal", "-shm", NULL }; *t; t++) {
		(void)snprintf(more, sizeof(more), "%s%s", path, *t);
		(void)unlink(more); /* there may be none */
	}
	return rmdir(dir) == 0 ? 0 : 1;
}
