/*
 * rvdesk import: CSV files into a store. One line per file and a total on stdout, rejected rows and
 * the progress bar on stderr.
 */
#include "app/commands.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/args.h"
#include "engine/base/clock.h"
#include "engine/base/timefmt.h"
#include "feeds/store/import.h"

enum { SHOWN_REJECTS = 20, BAR_WIDTH = 30, BAR_PERIOD_MS = 100 };

typedef struct options {
	const char *store, *interval;
	rv_arg_list lists[RV_IMPORT_KINDS];
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

static size_t list_files(const options *o, rv_import_file files[RV_IMPORT_FILES_MAX])
{
	size_t n = 0;
	for (int k = 0; k < RV_IMPORT_KINDS; k++) {
		for (size_t i = 0; i < o->lists[k].n; i++)
			files[n++] = (rv_import_file){ .kind = (rv_import_kind)k,
						       .path = o->lists[k].v[i] };
	}
	return n;
}
_Static_assert(RV_IMPORT_KINDS *RV_ARG_LIST_CAP <= RV_IMPORT_FILES_MAX, "every list must fit");

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

static void print_summary(const options *o, const rv_import_file *files,
			  const rv_import_result *results, size_t n, int64_t elapsed_ms)
{
	size_t rows = 0;
	for (size_t i = 0; i < n; i++) {
		print_result(&files[i], &results[i]);
		rows += results[i].rows;
	}
	(void)printf("%zu rows into %s in %.2f s\n", rows, o->store, (double)elapsed_ms / 1000.0);
}

static rv_status import_all(const options *o, rv_interval iv, screen *sc, rv_err *err)
{
	rv_import_file files[RV_IMPORT_FILES_MAX];
	rv_import_result results[RV_IMPORT_FILES_MAX];
	const size_t n = list_files(o, files);
	const rv_import_params p = { .interval = iv,
				     .keep_going = o->keep_going,
				     .on_reject = on_reject,
				     .on_progress = on_progress,
				     .ctx = sc };
	const int64_t start = rv_mono_ms();
	rv_import *im = NULL;
	rv_store *s = NULL;
	rv_status st = rv_import_new(&p, files, n, &im, err);
	if (st == RV_OK)
		st = rv_store_open(o->store, RV_STORE_WRITE, &s, err);
	if (st == RV_OK)
		st = rv_import_run(im, s, results, err);
	clear_bar(sc);
	if (sc->rejects > SHOWN_REJECTS)
		(void)fprintf(stderr, "rvdesk: ... and %zu more rows rejected\n",
			      sc->rejects - SHOWN_REJECTS);
	if (st == RV_OK)
		print_summary(o, files, results, n, rv_mono_ms() - start);
	rv_store_close(s);
	rv_import_free(im);
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
	if (o->lists[0].n + o->lists[1].n + o->lists[2].n == 0)
		return usage_error("import needs at least one of --candles, --funding, --mcap");
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
		  "bars in the candles files (1d)" },
		{ "--candles", RV_ARG_LIST, &o.lists[RV_IMPORT_CANDLES], 0, 0, "FILE",
		  "bars, CSV or gzip; may be repeated" },
		{ "--funding", RV_ARG_LIST, &o.lists[RV_IMPORT_FUNDING], 0, 0, "FILE",
		  "funding payments" },
		{ "--mcap", RV_ARG_LIST, &o.lists[RV_IMPORT_MCAP], 0, 0, "FILE",
		  "daily market caps" },
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
