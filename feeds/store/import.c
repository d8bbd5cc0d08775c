/*
 * Rows go from the reader through the parsers into small per-symbol runs, and from there to the
 * store; see import.h.
 */
#include "feeds/store/import.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * RUN rows are handed to the store at once. PROGRESS_ROWS is a few milliseconds of work.
 * EVIDENCE: so many rows that contradict --interval are no accident, the whole file is of another
 * interval (a day of hourly bars cannot all open at 00:00).
 */
enum { RUN = 512, PROGRESS_ROWS = 4096, EVIDENCE = 24 };

typedef struct seen_symbol {
	char name[RV_SYMBOL_MAX];
	int64_t last_t;
} seen_symbol;

/* A file while it is read. */
typedef struct source {
	rv_import_file file;
	rv_row_source rows;
	size_t n_seen, current; /* current: symbol of the run */
	size_t off_grid, at_midnight;
	rv_import_result result;
} source;

struct rv_import {
	rv_import_params p;
	size_t n;
	source sources[RV_IMPORT_FILES_MAX];
	seen_symbol seen[RV_MAX_SYMBOLS]; /* of the current file */
	size_t run_n;
	union {
		rv_bar bars[RUN];
		rv_funding funding[RUN];
		rv_mcap mcap[RUN];
	} run;
};

/* One parsed row before it joins the run. */
typedef struct row {
	int64_t t;
	union {
		rv_bar bar;
		rv_funding funding;
		rv_mcap mcap;
	} u;
} row;

static rv_status parse_row(const rv_import *im, const source *src, const rv_csv_field *f, row *out,
			   rv_import_defect *bad)
{
	rv_status st = RV_EINVAL;
	switch (src->file.kind) {
	case RV_IMPORT_CANDLES:
		st = rv_import_bar(f, im->p.interval, &out->u.bar, bad);
		out->t = out->u.bar.t;
		break;
	case RV_IMPORT_FUNDING:
		st = rv_import_funding(f, &out->u.funding, bad);
		out->t = out->u.funding.t;
		break;
	case RV_IMPORT_MCAP:
		st = rv_import_mcap(f, &out->u.mcap, bad);
		out->t = out->u.mcap.t;
		break;
	case RV_IMPORT_KINDS:
		break;
	}
	return st;
}

static rv_status flush_run(rv_import *im, const source *src, rv_store *s, rv_err *err)
{
	const size_t n = im->run_n;
	im->run_n = 0;
	if (n == 0)
		return RV_OK;
	const char *symbol = im->seen[src->current].name;
	switch (src->file.kind) {
	case RV_IMPORT_FUNDING:
		return rv_store_put_funding(s, symbol, im->run.funding, n, err);
	case RV_IMPORT_MCAP:
		return rv_store_put_mcap(s, symbol, im->run.mcap, n, err);
	case RV_IMPORT_CANDLES:
	case RV_IMPORT_KINDS:
		break;
	}
	return rv_store_put_bars(s, symbol, im->p.interval, im->run.bars, n, err);
}

/* Index of a symbol in this file, n_seen if it is new. Runs are long: the current one first. */
static size_t find_seen(const rv_import *im, const source *src, const char *name)
{
	if (src->n_seen > 0 && strcmp(im->seen[src->current].name, name) == 0)
		return src->current;
	size_t i = 0;
	while (i < src->n_seen && strcmp(im->seen[i].name, name) != 0)
		i++;
	return i;
}

static rv_status check_order(const seen_symbol *seen, int64_t t, rv_import_defect *bad)
{
	if (t > seen->last_t)
		return RV_OK;
	char now[RV_TIME_TEXT], before[RV_TIME_TEXT];
	(void)snprintf(bad->text, sizeof(bad->text),
		       t == seen->last_t ? "t: duplicate row of %s at %s, expected a time after %s"
					 : "t: out of order, %s at %s, expected a time after %s",
		       seen->name, rv_time_format(t, now), rv_time_format(seen->last_t, before));
	return RV_EDATA;
}

static void take(rv_import *im, source *src, const row *r)
{
	rv_import_result *res = &src->result;
	if (res->rows == 0 || r->t < res->first)
		res->first = r->t;
	if (res->rows == 0 || r->t > res->last)
		res->last = r->t;
	res->rows++;
	src->at_midnight += r->t % RV_DAY_MS == 0;
	im->seen[src->current].last_t = r->t;
	if (src->file.kind == RV_IMPORT_CANDLES)
		im->run.bars[im->run_n++] = r->u.bar;
	else if (src->file.kind == RV_IMPORT_FUNDING)
		im->run.funding[im->run_n++] = r->u.funding;
	else
		im->run.mcap[im->run_n++] = r->u.mcap;
}

/* Makes name the current symbol; the run of the one before goes to the store. */
static rv_status switch_symbol(rv_import *im, source *src, rv_store *s, const char *name, size_t at,
			       rv_err *err)
{
	const rv_status st = flush_run(im, src, s, err);
	if (st != RV_OK)
		return st;
	if (at == RV_MAX_SYMBOLS) {
		char place[RV_ROW_PLACE];
		src->rows.ops->place(src->rows.self, place);
		return rv_err_set(err, RV_EFULL, "%s: symbol: more than %d symbols in one file",
				  place, RV_MAX_SYMBOLS);
	}
	if (at == src->n_seen) {
		(void)snprintf(im->seen[at].name, RV_SYMBOL_MAX, "%s", name);
		im->seen[at].last_t = INT64_MIN;
		src->n_seen++;
		src->result.symbols++;
	}
	src->current = at;
	return RV_OK;
}

/* RV_EDATA with the reason in bad for a bad row; anything else is final. */
static rv_status read_row(rv_import *im, source *src, rv_store *s, const rv_csv_field *f,
			  rv_import_defect *bad, rv_err *err)
{
	row r;
	char name[RV_SYMBOL_MAX];
	rv_status st = rv_import_symbol(f[0], name, bad);
	if (st == RV_OK)
		st = parse_row(im, src, f, &r, bad);
	if (st != RV_OK)
		return st;
	const size_t at = find_seen(im, src, name);
	if (at < src->n_seen)
		st = check_order(&im->seen[at], r.t, bad);
	if (st != RV_OK)
		return st;
	bad->text[0] = '\0'; /* from here on an error is the store's, not the row's */
	if (at != src->current || src->n_seen == 0)
		st = switch_symbol(im, src, s, name, at, err);
	else if (im->run_n == RUN)
		st = flush_run(im, src, s, err);
	if (st == RV_OK)
		take(im, src, &r);
	return st;
}

/* The whole file is of another interval than said: refused even with keep_going. */
static rv_status check_interval(const rv_import *im, const source *src, rv_err *err)
{
	const rv_import_result *r = &src->result;
	const char *name = src->rows.ops->name(src->rows.self);
	if (src->file.kind != RV_IMPORT_CANDLES)
		return RV_OK;
	if (im->p.interval == RV_INTERVAL_1H && r->rows >= EVIDENCE && src->at_midnight == r->rows)
		return rv_err_set(err, RV_EDATA,
				  "%s: t: all %zu bars open at 00:00 UTC: daily bars, expected "
				  "hourly ones (--interval 1d?)",
				  name, r->rows);
	if (src->off_grid >= EVIDENCE && src->off_grid > r->rows)
		return rv_err_set(err, RV_EDATA,
				  "%s: t: %zu of %zu rows are off the %s grid, expected %s bars "
				  "(another --interval?)",
				  name, src->off_grid, r->rows + r->rejected,
				  rv_interval_name(im->p.interval),
				  rv_interval_name(im->p.interval));
	return RV_OK;
}

static void reject(const rv_import *im, source *src, const char *text)
{
	src->result.rejected++;
	if (im->p.on_reject)
		im->p.on_reject(im->p.ctx, text);
}

static void report_progress(const rv_import *im, const source *src)
{
	const size_t done = src->result.rows + src->result.rejected;
	if (im->p.on_progress && done % PROGRESS_ROWS == 0)
		im->p.on_progress(im->p.ctx, src->file.path,
				  src->rows.ops->progress(src->rows.self));
}

static void name_place(const source *src, const rv_import_defect *bad, rv_err *why)
{
	char place[RV_ROW_PLACE];
	src->rows.ops->place(src->rows.self, place);
	(void)rv_err_set(why, RV_EDATA, "%s: %s", place, bad->text);
}

/* Reads the next row and stores it. *end at the end of the file. */
static rv_status step(rv_import *im, source *src, rv_store *s, bool *end, rv_err *err)
{
	const rv_csv_field *f = NULL;
	rv_import_defect bad = { .off_grid = false };
	rv_err why = { .code = RV_OK };
	rv_status st = src->rows.ops->next(src->rows.self, &f, &why);
	if (st == RV_OK && !f) {
		*end = true;
		return RV_OK;
	}
	bool bad_row = st == RV_EPARSE;
	if (st == RV_OK) {
		st = read_row(im, src, s, f, &bad, &why);
		bad_row = st == RV_EDATA && bad.text[0];
		if (bad_row)
			name_place(src, &bad, &why);
	}
	if (bad_row && im->p.keep_going) {
		src->off_grid += bad.off_grid;
		reject(im, src, why.text);
		st = RV_OK;
	}
	report_progress(im, src);
	return st == RV_OK ? RV_OK : rv_err_set(err, st, "%s", why.text);
}

static rv_status open_source(source *src, rv_err *err)
{
	const rv_import_file *f = &src->file;
	size_t n = 0;
	const char *const *columns = rv_import_columns(f->kind, &n);
	return f->open ? f->open(f->ctx, columns, n, &src->rows, err)
		       : rv_row_source_csv(f->path, columns, n, &src->rows, err);
}

static rv_status read_source(rv_import *im, source *src, rv_store *s, rv_err *err)
{
	bool end = false;
	rv_status st = src->rows.ops ? RV_OK : open_source(src, err);
	while (st == RV_OK && !end)
		st = step(im, src, s, &end, err);
	if (st == RV_OK)
		st = check_interval(im, src, err);
	if (st == RV_OK)
		st = flush_run(im, src, s, err);
	rv_row_source_close(&src->rows);
	return st;
}

rv_status rv_import_new(const rv_import_params *p, const rv_import_file *files, size_t n,
			rv_import **out, rv_err *err)
{
	if (n == 0 || n > RV_IMPORT_FILES_MAX)
		return rv_err_set(err, RV_EINVAL, "import: %zu files, expected 1 to %d", n,
				  RV_IMPORT_FILES_MAX);
	rv_import *im = calloc(1, sizeof(*im));
	if (!im)
		return rv_err_set(err, RV_ENOMEM, "import: out of memory");
	im->p = *p;
	im->n = n;
	for (size_t i = 0; i < n; i++) {
		im->sources[i].file = files[i];
		const rv_status st = files[i].open ? RV_OK : open_source(&im->sources[i], err);
		if (st != RV_OK) {
			rv_import_free(im);
			return st;
		}
	}
	*out = im;
	return RV_OK;
}

void rv_import_free(rv_import *im)
{
	if (!im)
		return;
	for (size_t i = 0; i < im->n; i++)
		rv_row_source_close(&im->sources[i].rows);
	free(im);
}

rv_status rv_import_run(rv_import *im, rv_store *s, rv_import_result *results, rv_err *err)
{
	rv_status st = rv_store_begin(s, "import", im->sources[0].file.path, err);
	if (st != RV_OK)
		return st;
	for (size_t i = 0; i < im->n && st == RV_OK; i++) {
		if (i > 0)
			st = rv_store_next_origin(s, im->sources[i].file.path, err);
		if (st == RV_OK)
			st = read_source(im, &im->sources[i], s, err);
	}
	if (st != RV_OK) {
		rv_store_rollback(s);
		return st;
	}
	st = rv_store_commit(s, err);
	for (size_t i = 0; i < im->n && st == RV_OK; i++)
		results[i] = im->sources[i].result;
	return st;
}
