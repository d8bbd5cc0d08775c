/* What the store's tests share; see store_help.h. */
#include "tests/support/store_help.h"

#include <dirent.h>

#include "tests/support/files.h"

int store_place_setup(void **state)
{
	store_place *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	rv_tmpdir_make(&f->dir);
	(void)rv_tmpdir_path(&f->dir, "a.db", f->path);
	*state = f;
	return 0;
}

int store_place_teardown(void **state)
{
	store_place *f = *state;
	rv_tmpdir_remove(&f->dir);
	free(f);
	return 0;
}

file_bytes slurp(const char *path)
{
	file_bytes b = { 0, NULL };
	b.p = rv_file_slurp(path, &b.n);
	return b;
}

void assert_same_file(file_bytes before, const char *path)
{
	const file_bytes now = slurp(path);
	assert_int_equal(now.n, before.n);
	assert_memory_equal(now.p, before.p, before.n);
	free(now.p);
	free(before.p);
}

size_t entries(const char *dir)
{
	size_t n = 0;
	DIR *d = opendir(dir);
	assert_non_null(d);
	for (struct dirent *e = readdir(d); e; e = readdir(d))
		n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	assert_int_equal(closedir(d), 0);
	return n;
}

rv_store *open_store(const char *path, rv_store_mode mode)
{
	rv_err err = { .code = RV_OK };
	rv_store *s = NULL;
	assert_ok(rv_store_open(path, mode, &s, &err), err);
	assert_non_null(s);
	return s;
}

rv_bar odd_bar(rv_rng *r, int64_t t)
{
	const double scale = pow(10.0, 16.0 * rv_rng_uniform(r) - 8.0);
	const double a = scale * (1.0 + rv_rng_uniform(r)), b = scale * (1.0 + rv_rng_uniform(r));
	rv_bar bar = { .t = t, .high = fmax(a, b), .low = fmin(a, b) };
	bar.open = bar.low + (bar.high - bar.low) * rv_rng_uniform(r);
	bar.close = bar.low + (bar.high - bar.low) * rv_rng_uniform(r);
	bar.volume_base = rv_rng_below(r, 4) ? 1e9 * rv_rng_uniform(r) : NAN;
	bar.volume_quote = rv_rng_below(r, 4) ? 1e9 * rv_rng_uniform(r) : NAN;
	return bar;
}

void assert_same_num(double got, double want)
{
	if (isnan(want))
		assert_true(isnan(got));
	else
		assert_memory_equal(&got, &want, sizeof(got));
}

void assert_same_bar(const rv_bar *got, const rv_bar *want)
{
	assert_int_equal(got->t, want->t);
	assert_same_num(got->open, want->open);
	assert_same_num(got->high, want->high);
	assert_same_num(got->low, want->low);
	assert_same_num(got->close, want->close);
	assert_same_num(got->volume_base, want->volume_base);
	assert_same_num(got->volume_quote, want->volume_quote);
}
