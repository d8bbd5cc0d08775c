/* What the store's tests share: files compared byte by byte, odd but legal rows. */
#ifndef RV_TESTS_STORE_HELP_H
#define RV_TESTS_STORE_HELP_H

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "feeds/store/store.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

/* Fails the test with the store's own text. */
#define assert_ok(call, err)                                                                       \
	do {                                                                                       \
		const rv_status st_ = (call);                                                      \
		if (st_ != RV_OK)                                                                  \
			fail_msg("%s: %s (%s)", #call, rv_status_text(st_), (err).text);           \
	} while (0)

typedef struct file_bytes {
	size_t n;
	unsigned char *p;
} file_bytes;

static inline file_bytes slurp(const char *path)
{
	file_bytes b = { 0, NULL };
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	assert_int_equal(fseek(f, 0, SEEK_END), 0);
	b.n = (size_t)ftell(f);
	rewind(f);
	b.p = malloc(b.n + 1);
	assert_non_null(b.p);
	assert_int_equal(fread(b.p, 1, b.n, f), b.n);
	assert_int_equal(fclose(f), 0);
	return b;
}

/* Compares with the file as it is now, and frees. */
static inline void assert_same_file(file_bytes before, const char *path)
{
	const file_bytes now = slurp(path);
	assert_int_equal(now.n, before.n);
	assert_memory_equal(now.p, before.p, before.n);
	free(now.p);
	free(before.p);
}

/* Number of entries of a folder, without . and .. */
static inline size_t entries(const char *dir)
{
	size_t n = 0;
	DIR *d = opendir(dir);
	assert_non_null(d);
	for (struct dirent *e = readdir(d); e; e = readdir(d))
		n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	assert_int_equal(closedir(d), 0);
	return n;
}

static inline rv_store *open_store(const char *path, rv_store_mode mode)
{
	rv_err err = { .code = RV_OK };
	rv_store *s = NULL;
	assert_ok(rv_store_open(path, mode, &s, &err), err);
	assert_non_null(s);
	return s;
}

/* A bar with prices of any size, full mantissas, and a volume that is unknown one time in four. */
static inline rv_bar odd_bar(rv_rng *r, int64_t t)
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

/* Bit for bit, except that any NaN equals any NaN. */
static inline void assert_same_num(double got, double want)
{
	if (isnan(want))
		assert_true(isnan(got));
	else
		assert_memory_equal(&got, &want, sizeof(got));
}

static inline void assert_same_bar(const rv_bar *got, const rv_bar *want)
{
	assert_int_equal(got->t, want->t);
	assert_same_num(got->open, want->open);
	assert_same_num(got->high, want->high);
	assert_same_num(got->low, want->low);
	assert_same_num(got->close, want->close);
	assert_same_num(got->volume_base, want->volume_base);
	assert_same_num(got->volume_quote, want->volume_quote);
}

#endif
