/* Temporary folders for tests; see tmpdir.h. */
#include "tests/support/tmpdir.h"

#include "tests/support/cm.h"
#include "tests/support/files.h"

#include <dirent.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

rv_tmpdir rv_tmp;

void rv_tmpdir_make(rv_tmpdir *d)
{
	const char *base = getenv("TMPDIR");
	d->n = 0;
	(void)snprintf(d->path, sizeof(d->path), "%s/rvdesk-test-XXXXXX", base ? base : "/tmp");
	assert_non_null(mkdtemp(d->path));
}

static bool is_known(const rv_tmpdir *d, const char *name)
{
	for (size_t i = 0; i < d->n; i++) {
		if (strcmp(d->name[i], name) == 0)
			return true;
	}
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Remembers the part of a name before any slash. */
static void know(rv_tmpdir *d, const char *name)
{
	char entry[RV_TMP_NAME];
	const size_t n = strcspn(name, "/");
	assert_in_range(n, 1, sizeof(entry) - 1);
	memcpy(entry, name, n);
	entry[n] = '\0';
	if (is_known(d, entry))
		return;
	assert_true(d->n < RV_TMP_NAMES);
	memcpy(d->name[d->n++], entry, n + 1);
}

static int remove_one(const char *path, const struct stat *sb, int type, struct FTW *at)
{
	(void)sb;
	(void)type;
	(void)at;
	return remove(path);
}

void rv_tmpdir_remove(rv_tmpdir *d)
{
	char stranger[256] = "";
	DIR *dir = opendir(d->path);
	assert_non_null(dir);
	for (struct dirent *e = readdir(dir); e; e = readdir(dir)) {
		if (!is_known(d, e->d_name))
			(void)snprintf(stranger, sizeof(stranger), "%s", e->d_name);
	}
	assert_int_equal(closedir(dir), 0);
	assert_int_equal(nftw(d->path, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
	if (stranger[0])
		fail_msg("%s was left behind in %s", stranger, d->path);
}

const char *rv_tmpdir_path(rv_tmpdir *d, const char *name, char buf[RV_TMP_PATH * 2])
{
	const int n = snprintf(buf, (size_t)RV_TMP_PATH * 2, "%s/%s", d->path, name);
	assert_in_range(n, 1, RV_TMP_PATH * 2 - 1);
	know(d, name);
	return buf;
}

void rv_tmpdir_write(rv_tmpdir *d, const char *name, const void *bytes, size_t n)
{
	char path[RV_TMP_PATH * 2];
	rv_file_write(rv_tmpdir_path(d, name, path), bytes, n);
}

void rv_tmpdir_text(rv_tmpdir *d, const char *name, const char *text)
{
	rv_tmpdir_write(d, name, text, strlen(text));
}

int rv_tmp_setup(void **state)
{
	(void)state;
	rv_tmpdir_make(&rv_tmp);
	return 0;
}

int rv_tmp_teardown(void **state)
{
	(void)state;
	rv_tmpdir_remove(&rv_tmp);
	return 0;
}

char *rv_tmp_path(const char *name)
{
	static char bufs[8][RV_TMP_PATH * 2];
	static size_t next;
	char *buf = bufs[next++ % 8];
	(void)rv_tmpdir_path(&rv_tmp, name, buf);
	return buf;
}
