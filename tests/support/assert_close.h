/*
 * NaN-aware comparison of doubles for cmocka, which compares floats only.
 * Two NaN are equal; |got - want| <= tol * max(1, |want|) otherwise.
 */
#ifndef RV_TESTS_ASSERT_CLOSE_H
#define RV_TESTS_ASSERT_CLOSE_H

#include <stddef.h>

#define LEN(a) (sizeof(a) / sizeof((a)[0]))
#define assert_close(what, got, want, tol)                                                         \
	rv_assert_close((what), (got), (want), (tol), __FILE__, __LINE__)

void rv_assert_close(const char *what, double got, double want, double tol, const char *file,
		     int line);

#endif
