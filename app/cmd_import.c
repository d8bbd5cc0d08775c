/*
 * rvdesk import: files into a store, CSV by itself, Parquet and DuckDB databases through DuckDB's
 * library. One line per file and a total on stdout, rejected rows and the progress bar on stderr.
 */
#include "app/commands.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/args.h"
#include "engine/base/clock.h"
#include "engine/base/timefmt.h"
#include "feeds/lake/lake.h"
#include "feeds/store/import.h"

enum { SHOWN_REJECTS = 20, BAR_WIDTH = 30, BAR_PERIOD_MS = 100 };

typedef struct options {
	const char *store, *interval;
	rv_arg_list lists[RV_IMPORT_KINDS]; /* of CSV files */
	const char *duckdb, *duckdb_lib;
	rv_arg_list parquet, tables;
	bool keep_going;
} options;

/* What the callbacks need. */
typedef struct screen {
	bool bar;	/* stderr is a terminal */
	bool bar_drawn; /* the cursor's line holds a bar */
	int64_t bar_at; /* rv_mono_ms of the last drawing */
	size_t rejects;
} screen;

static void clear_bar(screen *sc)
{
	if (sc->bar_drawn)
		(void)fputs("\r\033[K", stderr);
	sc->bar_drawn = false;
}

static void on_progress(void *ctx, const char *path, double share)
{
	static const char full[] = "##############################";
	static const char rest[] = "..............................";
	screen *sc = ctx;
	const int64_t now = rv_mono_ms();
	if (!sc->bar || isnan(share) || (sc->bar_drawn && now - sc->bar_at < BAR_PERIOD_MS))
		return;
	const int k = (int)(share * BAR_WIDTH);
	const char *slash = strrchr(path, '/');
	(void)fprintf(stderr, "\r\033[K%.40s [%.*s%.*s] %3.0f%%", slash ? slash + 1 : path, k, full,
		      BAR_WIDTH - k, rest, 100.0 * share);
	(void)fflush(stderr);
	sc->bar_drawn = true;
	sc->bar_at = now;
}

static void on_reject(void *ctx, const char *text)
{
	screen *sc = ctx;
	clear_bar(sc);
	if (++sc->rejects <= SHOWN_REJECTS)
		(void)fprintf(stderr, "rvdesk: %s\n", text);
}

/* What is imported, in this order: CSV by kind, Parquet, tables. */
typedef struct inputs {
	rv_duckdb *lib;
	rv_lake *lake;
	rv_import_file *files; /* [n] */
	rv_import_result *results;
	size_t n;
} inputs;

static void close_inputs(inputs *in)
{
	rv_lake_close(in->lake);
	rv_duckdb_free(in->lib);
	free(in->files);
	free(in->results);
}

static rv_status open_lake(const options *o, inputs *in, rv_err *err)
{
	const rv_lake_params p = { .patterns = o->parquet.v,
				   .n_patterns = o->parquet.n,
				   .database = o->duckdb,
				   .tables = o->tables.v,
				   .n_tables = o->tables.n };
	if (p.n_patterns == 0 && !p.database)
		return RV_OK;
	const rv_status st = rv_duckdb_load(o->duckdb_lib, &in->lib, err);
	return st == RV_OK ? rv_lake_open(in->lib, &p, &in->lake, err) : st;
}

/* in is closed by the caller, whatever comes of it. */
static rv_status open_inputs(const options *o, inputs *in, rv_err *err)
{
	size_t from_lake = 0;
	const rv_status st = open_lake(o, in, err);
	if (st != RV_OK)
		return st;
	const rv_import_file *lake = in->lake ? rv_lake_files(in->lake, &from_lake) : NULL;
	const size_t cap = RV_IMPORT_KINDS * RV_ARG_LIST_CAP + from_lake;
	in->files = calloc(cap, sizeof(*in->files));
	in->results = calloc(cap, sizeof(*in->results));
	if (!in->files || !in->results)
		return rv_err_set(err, RV_ENOMEM, "import: out of memory");
	for (int k = 0; k < RV_IMPORT_KINDS; k++) {
		for (size_t i = 0; i < o->lists[k].n; i++)
			in->files[in->n++] = (rv_import_file){ .kind = (rv_import_kind)k,
							       .path = o->lists[k].v[i] };
	}
	for (size_t i = 0; i < from_lake; i++)
		in->files[in->n++] = lake[i];
	return RV_OK;
}

static void print_result(const rv_import_file *f, const rv_import_result *r)
{
	char first[RV_TIME_TEXT], last[RV_TIME_TEXT];
	(void)printf("%s: %s: %zu rows, %zu symbols", f->path, rv_import_kind_name(f->kind),
		     r->rows, r->symbols);
	if (r->rows > 0)
		(void)printf(", %s .. %s", rv_time_format(r->first, first),
			     rv_time_format(r->last, last));
	if (r->rejected > 0)
		(void)printf(", %zu rejected", r->rejected);
	(void)printf("\n");
}

static void print_summary(const options *o, const inputs *in, int64_t elapsed_ms)
{
	size_t rows = 0;
	for (size_t i = 0; i < in->n; i++) {
		print_result(&in->files[i], &in->results[i]);
		rows += in->results[i].rows;
	}
	(void)printf("%zu rows into %s in %.2f s\n", rows, o->store, (double)elapsed_ms / 1000.0);
}

static rv_status import_all(const options *o, rv_interval iv, screen *sc, rv_err *err)
{
	inputs in = { .n = 0 };
	const rv_import_params p = { .interval = iv,
				     .keep_going = o->keep_going,
				     .on_reject = on_reject,
				     .on_progress = on_progress,
				     .ctx = sc };
	const int64_t start = rv_mono_ms();
	rv_import *im = NULL;
	rv_store *s = NULL;
	rv_status st = open_inputs(o, &in, err);
	if (st == RV_OK)
		st = rv_import_new(&p, in.files, in.n, &im, err);
	if (st == RV_OK)
		st = rv_store_open(o->store, RV_STORE_WRITE, &s, err);
	if (st == RV_OK)
		st = rv_import_run(im, s, in.results, err);
	clear_bar(sc);
	if (sc->rejects > SHOWN_REJECTS)
		(void)fprintf(stderr, "rvdesk: ... and %zu more rows rejected\n",
			      sc->rejects - SHOWN_REJECTS);
	if (st == RV_OK)
		print_summary(o, &in, rv_mono_ms() - start);
	rv_store_close(s);
	rv_import_free(im);
	close_inputs(&in);
	return st;
}

static int usage_error(const char *text)
{
	(void)fprintf(stderr, "rvdesk: %s\n", text);
	return RV_EXIT_USAGE;
}

static int check_options(const options *o, rv_interval *iv)
{
	if (!o->store)
		return usage_error("import needs --store FILE");
	if (!o->duckdb != (o->tables.n == 0))
		return usage_error("--duckdb FILE and --table NAME go together");
	if (o->lists[0].n + o->lists[1].n + o->lists[2].n + o->parquet.n + o->tables.n == 0)
		return usage_error("import needs at least one of --candles, --funding, --mcap, "
				   "--parquet, --duckdb");
	for (int i = 0; i < RV_INTERVAL_N; i++) {
		*iv = (rv_interval)i;
		if (strcmp(o->interval, rv_interval_name(*iv)) == 0)
			return -1;
	}
	(void)fprintf(stderr, "rvdesk: --interval '%s': expected 1d or 1h\n", o->interval);
	return RV_EXIT_USAGE;
}

int rv_cmd_import(int argc, char **argv)
{
	options o = { .interval = "1d" };
	const rv_arg table[] = {
		{ "--store", RV_ARG_STRING, &o.store, 0, 0, "FILE", "the store; made when absent" },
		{ "--interval", RV_ARG_STRING, &o.interval, 0, 0, "1d|1h",
		  "what the bars are (1d)" },
		{ "--candles", RV_ARG_LIST, &o.lists[RV_IMPORT_CANDLES], 0, 0, "FILE",
		  "bars, CSV or gzip; may be repeated" },
		{ "--funding", RV_ARG_LIST, &o.lists[RV_IMPORT_FUNDING], 0, 0, "FILE",
		  "funding payments" },
		{ "--mcap", RV_ARG_LIST, &o.lists[RV_IMPORT_MCAP], 0, 0, "FILE",
		  "daily market caps" },
		{ "--parquet", RV_ARG_LIST, &o.parquet, 0, 0, "GLOB",
		  "Parquet files, bars, funding or caps by columns" },
		{ "--duckdb", RV_ARG_STRING, &o.duckdb, 0, 0, "FILE", "a DuckDB database" },
		{ "--table", RV_ARG_LIST, &o.tables, 0, 0, "NAME", "a table or view of it" },
		{ "--duckdb-lib", RV_ARG_STRING, &o.duckdb_lib, 0, 0, "FILE",
		  "DuckDB's library, where it is not found" },
		{ "--keep-going", RV_ARG_FLAG, &o.keep_going, 0, 0, NULL,
		  "leave bad rows out instead of stopping at the first" },
		{ NULL, RV_ARG_FLAG, NULL, 0, 0, NULL, NULL },
	};
	int rc = rv_args_parse("rvdesk import --store FILE [OPTIONS]", table, argc, argv);
	rv_interval iv = RV_INTERVAL_1D;
	if (rc < 0)
		rc = check_options(&o, &iv);
	if (rc >= 0)
		return rc;
	rv_err err = { .code = RV_OK };
	screen sc = { .bar = isatty(STDERR_FILENO) == 1 };
	if (import_all(&o, iv, &sc, &err) != RV_OK)
		return rv_args_fail(err.text);
	return RV_EXIT_OK;
}
