/* Whole files in and out; see files.h. */
#include "tests/support/files.h"

#include "tests/support/cm.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static FILE *open_file(const char *path, const char *mode)
{
	FILE *f = fopen(path, mode);
	if (!f)
		fail_msg("%s: %s", path, strerror(errno));
	return f;
}

void rv_file_write(const char *path, const void *bytes, size_t n)
{
	FILE *f = open_file(path, "wb");
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

char *rv_file_slurp(const char *path, size_t *n)
{
	FILE *f = open_file(path, "rb");
	assert_int_equal(fseek(f, 0, SEEK_END), 0);
	const long size = ftell(f);
	assert_true(size >= 0);
	rewind(f);
	char *bytes = malloc((size_t)size + 1);
	assert_non_null(bytes);
	assert_int_equal(fread(bytes, 1, (size_t)size, f), size);
	assert_int_equal(fclose(f), 0);
	bytes[size] = '\0';
	if (n)
		*n = (size_t)size;
	return bytes;
}

size_t rv_file_read(const char *path, void *buf, size_t cap)
{
	size_t n = 0;
	char *bytes = rv_file_slurp(path, &n);
	if (n >= cap)
		fail_msg("%s: %zu bytes, room for %zu", path, n, cap - 1);
	memcpy(buf, bytes, n + 1);
	free(bytes);
	return n;
}
