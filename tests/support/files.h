/* Whole files in and out, for tests. Every failure fails the test, with the path. */
#ifndef RV_TESTS_FILES_H
#define RV_TESTS_FILES_H

#include <stddef.h>

/* Creates or replaces a file with n bytes. */
void rv_file_write(const char *path, const void *bytes, size_t n);
/* All of a file with a NUL after it; the caller frees. n NULL: not asked. */
char *rv_file_slurp(const char *path, size_t *n);
/* The same into buf [cap], which must have room for the NUL too; returns the file's size. */
size_t rv_file_read(const char *path, void *buf, size_t cap);

#endif
