/* A folder as one hash; see tree_hash.h. */
#include "tests/support/tree_hash.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/cm.h"
#include "tests/support/files.h"

enum { ENTRIES = 4096 };

static char *paths[ENTRIES];
static size_t n_paths;

static int note_path(const char *path, const struct stat *sb, int type, struct FTW *at)
{
	(void)sb;
	(void)type;
	(void)at;
	assert_true(n_paths < ENTRIES);
	paths[n_paths] = strdup(path);
	assert_non_null(paths[n_paths++]);
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_entry(rv_sha256_ctx *c, const char *path)
{
	struct stat sb;
	char target[4096];
	size_t n = 0;
	assert_int_equal(lstat(path, &sb), 0);
	const int64_t facts[] = { sb.st_mode, sb.st_size, sb.st_mtim.tv_sec, sb.st_mtim.tv_nsec };
	rv_sha256_update(c, path, strlen(path) + 1);
	rv_sha256_update(c, facts, sizeof(facts));
	if (S_ISLNK(sb.st_mode)) {
		const ssize_t k = readlink(path, target, sizeof(target));
		assert_true(k > 0);
		rv_sha256_update(c, target, (size_t)k);
	} else if (S_ISREG(sb.st_mode)) {
		char *bytes = rv_file_slurp(path, &n);
		rv_sha256_update(c, bytes, n);
		free(bytes);
	}
}

tree_hash tree_hash_of(const char *dir)
{
	rv_sha256_ctx c;
	uint8_t hash[RV_SHA256_BYTES];
	tree_hash out;
	n_paths = 0;
	assert_int_equal(nftw(dir, note_path, 8, FTW_PHYS), 0);
	qsort(paths, n_paths, sizeof(paths[0]), by_name);
	rv_sha256_init(&c);
	for (size_t i = 0; i < n_paths; i++) {
		add_entry(&c, paths[i]);
		free(paths[i]);
	}
	rv_sha256_final(&c, hash);
	(void)rv_hex_format(hash, sizeof(hash), out.hex);
	return out;
}
