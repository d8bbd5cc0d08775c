/*
 * A private folder for one test, under TMPDIR or /tmp, and small files in it. Every failure fails
 * the test at once.
 *
 * The folder knows the names that the test asked for. Anything else that is in it at the end (a
 * journal, a half-written copy) was left behind by the program under test, and fails the test.
 */
#ifndef RV_TESTS_TMPDIR_H
#define RV_TESTS_TMPDIR_H

#include <stddef.h>

enum { RV_TMP_PATH = 256, RV_TMP_NAMES = 24, RV_TMP_NAME = 64 };

typedef struct rv_tmpdir {
	char path[RV_TMP_PATH];
	char name[RV_TMP_NAMES][RV_TMP_NAME]; /* known entries of the folder */
	size_t n;
} rv_tmpdir;

void rv_tmpdir_make(rv_tmpdir *d);
/* Removes the folder and everything in it; then fails if there was an entry of unknown name. */
void rv_tmpdir_remove(rv_tmpdir *d);
/* "DIR/NAME" into buf, which may be "DIR/NAME/DEEPER"; returns buf. */
const char *rv_tmpdir_path(rv_tmpdir *d, const char *name, char buf[RV_TMP_PATH * 2]);
/* Creates or replaces a file with n bytes. */
void rv_tmpdir_write(rv_tmpdir *d, const char *name, const void *bytes, size_t n);
/* The same with a C string. */
void rv_tmpdir_text(rv_tmpdir *d, const char *name, const char *text);

/* For tests that need no more state: rv_tmp is made before a test (or a group) and removed after.
 */
extern rv_tmpdir rv_tmp;
int rv_tmp_setup(void **state);
int rv_tmp_teardown(void **state);
/* "DIR/NAME" in rv_tmp; the text lives until eight more calls. */
char *rv_tmp_path(const char *name);

#endif
