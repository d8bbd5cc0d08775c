/*
 * The store's budgets: importing the daily file (under 3 s for 259,396 rows, with the flush to
 * disk) and loading the panel of all symbols (under 0.5 s). Uses RVDESK_DATA, or as much synthetic
 * history. The best of three passes, each import into a fresh store.
 */
#include "feeds/store/import.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <zlib.h>

#include "engine/base/rng.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

enum { SYMBOLS = 295, BARS = 880, PASSES = 3 };

static double now_s(void)
{
	struct timespec ts = { 0, 0 };
	assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &ts), 0);
	return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

static void write_synthetic(const char *path)
{
	rv_rng r;
	rv_rng_seed(&r, 7, 1, 0);
	gzFile gz = gzopen(path, "wb1");
	assert_non_null(gz);
	assert_true(gzputs(gz, "symbol,t,open,high,low,close,volume_base,volume_quote\n") > 0);
	for (int s = 0; s < SYMBOLS; s++) {
		double px = 100.0 * exp(rv_rng_normal(&r));
		for (int k = 0; k < BARS; k++) {
			const double close = px * exp(0.04 * rv_rng_normal(&r));
			const double v = 1e6 * rv_rng_uniform(&r);
			assert_true(gzprintf(gz, "S%03d,%lld,%.8g,%.8g,%.8g,%.8g,%.8g,%.8g\n", s,
					     1609459200000LL + k * 86400000LL, px,
					     1.01 * fmax(px, close), 0.99 * fmin(px, close), close,
					     v, v * close) > 0);
			px = close;
		}
	}
	assert_int_equal(gzclose(gz), Z_OK);
}

static void check(rv_status st, const rv_err *err)
{
	if (st == RV_OK)
		return;
	(void)fprintf(stderr, "bench_store: %s\n", err->text);
	exit(1);
}

static size_t import_once(const char *store, const char *csv)
{
	rv_err err = { .code = RV_OK };
	const rv_import_params p = { .interval = RV_INTERVAL_1D };
	const rv_import_file file = { .kind = RV_IMPORT_CANDLES, .path = csv };
	rv_import_result r = { .rows = 0 };
	rv_import *im = NULL;
	rv_store *s = NULL;
	check(rv_import_new(&p, &file, 1, &im, &err), &err);
	check(rv_store_open(store, RV_STORE_WRITE, &s, &err), &err);
	check(rv_import_run(im, s, &r, &err), &err);
	rv_store_close(s);
	rv_import_free(im);
	return r.rows;
}

static void load_once(const char *store, size_t *symbols, size_t *bars)
{
	rv_err err = { .code = RV_OK };
	rv_store *s = NULL;
	rv_panel *p = NULL;
	check(rv_store_open(store, RV_STORE_READ, &s, &err), &err);
	check(rv_store_load_panel(s, RV_INTERVAL_1D, INT64_MAX, 0, NULL, NULL, &p, &err), &err);
	*symbols = rv_panel_symbols(p);
	*bars = rv_panel_bars(p);
	rv_panel_free(p);
	rv_store_close(s);
}

int main(void)
{
	rv_tmpdir dir;
	char csv[RV_TMP_PATH * 2], store[RV_TMP_PATH * 2];
	const char *data = getenv("RVDESK_DATA");
	rv_tmpdir_make(&dir);
	if (data) {
		(void)snprintf(csv, sizeof(csv), "%s/daily.csv.gz", data);
	} else {
		write_synthetic(rv_tmpdir_path(&dir, "synthetic.csv.gz", csv));
	}
	double import_s = INFINITY, load_s = INFINITY;
	size_t rows = 0, symbols = 0, bars = 0;
	for (int i = 0; i < PASSES; i++) {
		char name[16];
		(void)snprintf(name, sizeof(name), "%d.db", i);
		const double t0 = now_s();
		rows = import_once(rv_tmpdir_path(&dir, name, store), csv);
		const double t1 = now_s();
		load_once(store, &symbols, &bars);
		import_s = fmin(import_s, t1 - t0);
		load_s = fmin(load_s, now_s() - t1);
	}
	(void)printf("store import  %zu rows in %.2f s, %.0f rows/s (%s; budget 3 s)\n", rows,
		     import_s, (double)rows / import_s, data ? "real daily file" : "synthetic");
	(void)printf("store panel   %zu symbols x %zu bars in %.0f ms (budget 500 ms)\n", symbols,
		     bars, 1e3 * load_s);
	rv_tmpdir_remove(&dir);
	return 0;
}
