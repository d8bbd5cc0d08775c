/* Temporary folders for tests; see tmpdir.h. */
#include "tests/support/tmpdir.h"

#include "tests/support/cm.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void rv_tmpdir_make(rv_tmpdir *d)
{
	const char *base = getenv("TMPDIR");
	(void)snprintf(d->path, sizeof(d->path), "%s/rvdesk-test-XXXXXX", base ? base : "/tmp");
	assert_non_null(mkdtemp(d->path));
}

static int remove_one(const char *path, const struct stat *sb, int type, struct FTW *at)
{
	(void)sb;
	(void)type;
	(void)at;
	return remove(path);
}

void rv_tmpdir_remove(const rv_tmpdir *d)
{
	assert_int_equal(nftw(d->path, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

const char *rv_tmpdir_path(const rv_tmpdir *d, const char *name, char buf[RV_TMP_PATH * 2])
{
	const int n = snprintf(buf, (size_t)RV_TMP_PATH * 2, "%s/%s", d->path, name);
	assert_in_range(n, 1, RV_TMP_PATH * 2 - 1);
	return buf;
}

void rv_tmpdir_write(const rv_tmpdir *d, const char *name, const void *bytes, size_t n)
{
	char path[RV_TMP_PATH * 2];
	FILE *f = fopen(rv_tmpdir_path(d, name, path), "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

void rv_tmpdir_text(const rv_tmpdir *d, const char *name, const char *text)
{
	rv_tmpdir_write(d, name, text, strlen(text));
}
