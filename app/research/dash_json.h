/*
 * Lists of numbers of the page, shortened to six significant digits: a whole list is one piece of
 * raw text, because a run has a million numbers and cJSON a node for each. NaN and infinite are
 * null. Each returns false when memory is out. Any thread.
 */
#ifndef RV_APP_RESEARCH_DASH_JSON_H
#define RV_APP_RESEARCH_DASH_JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RV_DASH_NUM_TEXT = 16 };

/* Six significant digits; "null". Returns the length. */
size_t rv_dash_num_text(double v, char buf[RV_DASH_NUM_TEXT]);
bool rv_dash_num(cJSON *object, const char *key, double v);
/* v [n], one every `stride` bytes: of a plain array sizeof(double), of a member its structure's. */
bool rv_dash_nums(cJSON *object, const char *key, const double *v, size_t n, size_t stride);
/* v [rows][cols] as a list of lists */
bool rv_dash_rows(cJSON *object, const char *key, const double *v, size_t rows, size_t cols);
/* get(ctx, i) for i in [0, n) */
bool rv_dash_ints(cJSON *object, const char *key, size_t n, int64_t (*get)(const void *, size_t),
		  const void *ctx);

/* A text that grows, for lists within lists. NULL text: memory is out, and later pieces are not
 * taken. Owner: whoever freed it, or gave it to rv_dash_text_put. */
typedef struct rv_dash_text {
	char *text;
	size_t n, cap;
} rv_dash_text;

bool rv_dash_text_new(rv_dash_text *t, size_t cap);
void rv_dash_text_add(rv_dash_text *t, const char *piece, size_t n);
void rv_dash_text_num(rv_dash_text *t, double v, char after);
void rv_dash_text_int(rv_dash_text *t, int64_t v, char after);
/* Drops a comma at the end. */
void rv_dash_text_close(rv_dash_text *t, const char *close);
/* Closed, as the raw value of key; frees it. */
bool rv_dash_text_put(rv_dash_text *t, cJSON *object, const char *key, const char *close);

#endif
