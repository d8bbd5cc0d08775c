/* What the tests of imports share; see import_help.h. */
#include "tests/support/import_help.h"

static void on_reject(void *ctx, const char *text)
{
	import_place *f = ctx;
	f->rejects++;
	(void)snprintf(f->last_reject, sizeof(f->last_reject), "%s", text);
}

int import_setup(void **state)
{
	import_place *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	rv_tmpdir_make(&f->dir);
	(void)rv_tmpdir_path(&f->dir, "a.db", f->path);
	(void)rv_tmpdir_path(&f->dir, "in.csv", f->csv);
	f->p = (rv_import_params){ .interval = RV_INTERVAL_1D, .on_reject = on_reject, .ctx = f };
	*state = f;
	return 0;
}

int import_teardown(void **state)
{
	import_place *f = *state;
	rv_tmpdir_remove(&f->dir);
	free(f);
	return 0;
}

rv_status import_files(import_place *f, const rv_import_file *files, size_t n,
		       rv_import_result *results)
{
	rv_import *im = NULL;
	rv_status st = rv_import_new(&f->p, files, n, &im, &f->err);
	if (st == RV_OK) {
		rv_store *s = open_store(f->path, RV_STORE_WRITE);
		st = rv_import_run(im, s, results, &f->err);
		rv_store_close(s);
	}
	rv_import_free(im);
	return st;
}

rv_status import_one(import_place *f, rv_import_kind kind)
{
	const rv_import_file file = { .kind = kind, .path = f->csv };
	return import_files(f, &file, 1, &f->result);
}

rv_status import_text(import_place *f, rv_import_kind kind, const char *text)
{
	rv_tmpdir_text(&f->dir, "in.csv", text);
	return import_one(f, kind);
}

size_t import_bars_of(import_place *f, const char *symbol)
{
	rv_store *s = open_store(f->path, RV_STORE_READ);
	rv_store_span span = { .n = 0 };
	assert_ok(rv_store_bar_span(s, symbol, RV_INTERVAL_1D, &span, &f->err), f->err);
	rv_store_close(s);
	return span.n;
}

void import_write_rows(const import_place *f, size_t n, int64_t gap_ms)
{
	FILE *out = fopen(f->csv, "wb");
	assert_non_null(out);
	(void)fputs(BARS, out);
	for (size_t i = 0; i < n; i++)
		(void)fprintf(out, "BTC,%lld,1,2,1,1.5,,\n",
			      (long long)(DAY0 + (int64_t)i * gap_ms));
	assert_int_equal(fclose(out), 0);
}
