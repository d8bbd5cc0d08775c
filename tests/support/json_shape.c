/* JSON compared by its shape; see json_shape.h. */
#include "tests/support/json_shape.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "engine/base/num.h"
#include "tests/support/cm.h"

char json_kind(const cJSON *v)
{
	double d = NAN;
	if (cJSON_IsString(v))
		return rv_num_parse(v->valuestring, strlen(v->valuestring), &d) == RV_OK ? 'd'
											 : 's';
	if (cJSON_IsNumber(v))
		return floor(v->valuedouble) < v->valuedouble ? 'f' : 'i';
	return cJSON_IsBool(v) ? 'b' : cJSON_IsNull(v) ? 'n' : '?';
}

static bool may_be_null(const char *key)
{
	return strcmp(key, "midPx") == 0 || strcmp(key, "premium") == 0 ||
	       strcmp(key, "impactPxs") == 0 || strcmp(key, "specialStatuses") == 0;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the samples written above */
void assert_same_shape(const char *where, const cJSON *got, const cJSON *want)
{
	if (cJSON_IsNull(got) && may_be_null(where))
		return;
	if (!got) {
		fail_msg("%s: missing", where);
		return;
	}
	if (cJSON_IsObject(want)) {
		assert_true(cJSON_IsObject(got));
		for (const cJSON *w = want->child; w; w = w->next) {
			const cJSON *g = cJSON_GetObjectItemCaseSensitive(got, w->string);
			if (!g)
				fail_msg("%s: no key %s", where, w->string);
			assert_same_shape(w->string, g, w);
		}
		for (const cJSON *g = got->child; g; g = g->next) {
			if (!cJSON_GetObjectItemCaseSensitive(want, g->string) &&
			    strcmp(g->string, "isDelisted") != 0)
				fail_msg("%s: extra key %s", where, g->string);
		}
	} else if (cJSON_IsArray(want)) {
		assert_true(cJSON_IsArray(got));
		assert_non_null(got->child);
		for (const cJSON *g = got->child; g; g = g->next)
			assert_same_shape(where, g, want->child);
	} else if (json_kind(got) != json_kind(want)) {
		fail_msg("%s: got kind %c, want %c", where, json_kind(got), json_kind(want));
	}
}

void assert_shape(const char *what, const cJSON *got, const char *want_text)
{
	cJSON *want = cJSON_Parse(want_text);
	assert_non_null(want);
	assert_same_shape(what, got, want);
	cJSON_Delete(want);
}

double json_num(const cJSON *o, const char *key)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, key);
	double d = NAN;
	if (cJSON_IsNumber(v))
		return v->valuedouble;
	assert_true(cJSON_IsString(v));
	assert_int_equal(rv_num_parse(v->valuestring, strlen(v->valuestring), &d), RV_OK);
	return d;
}
