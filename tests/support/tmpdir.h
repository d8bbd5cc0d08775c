/*
 * A private folder for one test, under TMPDIR or /tmp, and small files in it. Every failure fails
 * the test at once.
 */
#ifndef RV_TESTS_TMPDIR_H
#define RV_TESTS_TMPDIR_H

#include <stddef.h>

enum { RV_TMP_PATH = 256 };

typedef struct rv_tmpdir {
	char path[RV_TMP_PATH];
} rv_tmpdir;

void rv_tmpdir_make(rv_tmpdir *d);
/* Removes the folder and everything in it. */
void rv_tmpdir_remove(const rv_tmpdir *d);
/* "DIR/NAME" into buf; returns buf. */
const char *rv_tmpdir_path(const rv_tmpdir *d, const char *name, char buf[RV_TMP_PATH * 2]);
/* Creates or replaces a file with n bytes. */
void rv_tmpdir_write(const rv_tmpdir *d, const char *name, const void *bytes, size_t n);
/* The same with a C string. */
void rv_tmpdir_text(const rv_tmpdir *d, const char *name, const char *text);

#endif
