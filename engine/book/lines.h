/*
 * Reading canonical text: "key value" lines, one blank between, keys in a fixed order.
 *
 * A reader remembers the first line that is not as it should be: from then on everything that it
 * gives is empty or 0, and ok says so at the end. Strict as the number readers of base/num.h; who
 * wants the canonical text alone writes what was read again and compares. Pure; any thread.
 */
#ifndef RV_BOOK_LINES_H
#define RV_BOOK_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RV_LINE_MAX = 320 }; /* a value with its NUL */

typedef struct rv_lines {
	const char *at, *end; /* what is left of the text */
	bool ok;
} rv_lines;

rv_lines rv_lines_of(const char *text, size_t n);
/* The value of the next line, whose key is to be `key`; returns out. Values hold no NUL. */
const char *rv_lines_take(rv_lines *r, const char *key, char out[RV_LINE_MAX]);
/* As text of at most cap bytes with its NUL. */
void rv_lines_text(rv_lines *r, const char *key, char *out, size_t cap);
int64_t rv_lines_i64(rv_lines *r, const char *key, int64_t least, int64_t most);
uint64_t rv_lines_u64(rv_lines *r, const char *key);
double rv_lines_num(rv_lines *r, const char *key);
/* The index of the value among n words. */
int rv_lines_choice(rv_lines *r, const char *key, const char *const *words, int n);

#endif
