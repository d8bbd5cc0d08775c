/* Lists of numbers as raw JSON; see dash_json.h. */
#include "app/research/dash_json.h"

#include "app/json_put.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t rv_dash_num_text(double v, char buf[RV_DASH_NUM_TEXT])
{
	if (!isfinite(v)) {
		memcpy(buf, "null", sizeof("null"));
		return sizeof("null") - 1;
	}
	const int n = snprintf(buf, RV_DASH_NUM_TEXT, "%.6g", v); /* at most -1.23456e-308 */
	return n > 0 ? (size_t)n : 0;
}

bool rv_dash_num(cJSON *object, const char *key, double v)
{
	char text[RV_DASH_NUM_TEXT];
	(void)rv_dash_num_text(v, text);
	return rv_json_put_item(object, key, cJSON_CreateRaw(text));
}

bool rv_dash_text_new(rv_dash_text *t, size_t cap)
{
	*t = (rv_dash_text){ .text = malloc(cap), .cap = cap };
	return t->text != NULL;
}

static bool has_room(rv_dash_text *t, size_t more)
{
	if (!t->text)
		return false;
	if (t->cap - t->n > more)
		return true;
	const size_t cap = 2 * t->cap + more;
	char *grown = realloc(t->text, cap);
	if (!grown) {
		free(t->text);
		t->text = NULL;
		return false;
	}
	t->text = grown;
	t->cap = cap;
	return true;
}

void rv_dash_text_add(rv_dash_text *t, const char *piece, size_t n)
{
	if (!has_room(t, n))
		return;
	memcpy(t->text + t->n, piece, n);
	t->n += n;
}

void rv_dash_text_num(rv_dash_text *t, double v, char after)
{
	char text[RV_DASH_NUM_TEXT + 1];
	size_t n = rv_dash_num_text(v, text);
	text[n++] = after;
	rv_dash_text_add(t, text, n);
}

void rv_dash_text_int(rv_dash_text *t, int64_t v, char after)
{
	char text[32];
	const int n = snprintf(text, sizeof(text), "%" PRId64 "%c", v, after);
	rv_dash_text_add(t, text, n > 0 ? (size_t)n : 0);
}

void rv_dash_text_close(rv_dash_text *t, const char *close)
{
	if (t->text && t->n > 0 && t->text[t->n - 1] == ',')
		t->n--;
	rv_dash_text_add(t, close, strlen(close));
}

bool rv_dash_text_put(rv_dash_text *t, cJSON *object, const char *key, const char *close)
{
	rv_dash_text_close(t, close);
	rv_dash_text_add(t, "", 1);
	const bool ok = t->text && rv_json_put_item(object, key, cJSON_CreateRaw(t->text));
	free(t->text);
	t->text = NULL;
	return ok;
}

bool rv_dash_nums(cJSON *object, const char *key, const double *v, size_t n, size_t stride)
{
	rv_dash_text t;
	if (!rv_dash_text_new(&t, 16 + 10 * n))
		return false;
	rv_dash_text_add(&t, "[", 1);
	for (size_t i = 0; i < n; i++) {
		double x = 0.0;
		memcpy(&x, (const char *)v + i * stride, sizeof(x));
		rv_dash_text_num(&t, x, ',');
	}
	return rv_dash_text_put(&t, object, key, "]");
}

bool rv_dash_rows(cJSON *object, const char *key, const double *v, size_t rows, size_t cols)
{
	rv_dash_text t;
	if (!rv_dash_text_new(&t, 16 + rows * (10 * cols + 3)))
		return false;
	rv_dash_text_add(&t, "[", 1);
	for (size_t i = 0; i < rows; i++) {
		rv_dash_text_add(&t, "[", 1);
		for (size_t j = 0; j < cols; j++)
			rv_dash_text_num(&t, v[i * cols + j], ',');
		rv_dash_text_close(&t, "],");
	}
	return rv_dash_text_put(&t, object, key, "]");
}

bool rv_dash_ints(cJSON *object, const char *key, size_t n, int64_t (*get)(const void *, size_t),
		  const void *ctx)
{
	rv_dash_text t;
	if (!rv_dash_text_new(&t, 16 + 4 * n))
		return false;
	rv_dash_text_add(&t, "[", 1);
	for (size_t i = 0; i < n; i++)
		rv_dash_text_int(&t, get(ctx, i), ',');
	return rv_dash_text_put(&t, object, key, "]");
}
