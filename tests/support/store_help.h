/* What the store's tests share: files compared byte by byte, odd but legal rows. */
#ifndef RV_TESTS_STORE_HELP_H
#define RV_TESTS_STORE_HELP_H

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

/* Where a test keeps its store: "a.db" in a folder of its own. */
typedef struct store_place {
	rv_tmpdir dir;
	char path[RV_TMP_PATH * 2];
	rv_err err;
} store_place;

/* cmocka's; *state is a store_place. */
int store_place_setup(void **state);
int store_place_teardown(void **state);

typedef struct file_bytes {
	size_t n;
	char *p;
} file_bytes;

/* All of a file; assert_same_file frees it. */
file_bytes slurp(const char *path);
/* Compares with the file as it is now, and frees. */
void assert_same_file(file_bytes before, const char *path);
/* Number of entries of a folder, without . and .. */
size_t entries(const char *dir);
/* Fails the test when it does not open. */
rv_store *open_store(const char *path, rv_store_mode mode);
/* A bar with prices of any size, full mantissas, and a volume that is unknown one time in four. */
rv_bar odd_bar(rv_rng *r, int64_t t);
/* Bit for bit, except that any NaN equals any NaN. */
void assert_same_num(double got, double want);
void assert_same_bar(const rv_bar *got, const rv_bar *want);

#endif
