/* Strict JSON access; see json.h. */
#include "feeds/hyperliquid/json.h"

#include "engine/base/num.h"

#include <math.h>
#include <string.h>

cJSON *rv_json_parse(const char *s, size_t n, rv_err *err)
{
	const char *end = NULL;
	cJSON *root = cJSON_ParseWithLengthOpts(s, n, &end, 0);
	if (!root) {
		const size_t at = end && end >= s && end <= s + n ? (size_t)(end - s) : 0;
		(void)rv_err_set(err, RV_EPARSE, "not JSON at byte %zu of %zu", at, n);
		return NULL;
	}
	while (end < s + n && (*end == ' ' || *end == '\n' || *end == '\r' || *end == '\t'))
		end++;
	if (end != s + n) {
		cJSON_Delete(root);
		(void)rv_err_set(err, RV_EPARSE, "text after the JSON value at byte %zu",
				 (size_t)(end - s));
		return NULL;
	}
	return root;
}

const cJSON *rv_json_get(const cJSON *o, const char *key)
{
	return cJSON_IsObject(o) ? cJSON_GetObjectItemCaseSensitive(o, key) : NULL;
}

rv_status rv_json_only(const cJSON *o, const char *const *keys)
{
	const cJSON *m = NULL;
	uint32_t seen = 0;
	if (!cJSON_IsObject(o))
		return RV_EPARSE;
	cJSON_ArrayForEach(m, o)
	{
		size_t i = 0;
		while (keys[i] && strcmp(m->string, keys[i]) != 0)
			i++;
		if (!keys[i] || (seen & (UINT32_C(1) << i)))
			return RV_EPARSE;
		seen |= UINT32_C(1) << i;
	}
	return RV_OK;
}

rv_status rv_json_numstr(const cJSON *v, double lo, double hi, double *out)
{
	double d = NAN;
	if (!cJSON_IsString(v) || !v->valuestring)
		return RV_EPARSE;
	const rv_status st = rv_num_parse(v->valuestring, strlen(v->valuestring), &d);
	if (st != RV_OK)
		return st;
	if (!(d >= lo && d <= hi))
		return RV_ERANGE;
	*out = d;
	return RV_OK;
}

rv_status rv_json_int(const cJSON *v, int64_t lo, int64_t hi, int64_t *out)
{
	if (!cJSON_IsNumber(v))
		return RV_EPARSE;
	const double d = v->valuedouble; /* valueint saturates */
	if (!(fabs(d) < 9007199254740992.0) || trunc(d) < d || trunc(d) > d)
		return RV_ERANGE;
	const int64_t i = (int64_t)d;
	if (i < lo || i > hi)
		return RV_ERANGE;
	*out = i;
	return RV_OK;
}

rv_status rv_json_symbol_text(const char *s, char out[RV_SYMBOL_MAX])
{
	const size_t n = strlen(s);
	if (n < 1 || n >= RV_SYMBOL_MAX)
		return RV_ERANGE;
	for (size_t i = 0; i < n; i++) {
		if (s[i] <= ' ' || s[i] > '~' || s[i] == '"' || s[i] == '\\')
			return RV_EPARSE; /* also keeps names safe inside a request */
	}
	memcpy(out, s, n + 1);
	return RV_OK;
}

rv_status rv_json_symbol(const cJSON *v, char out[RV_SYMBOL_MAX])
{
	if (!cJSON_IsString(v) || !v->valuestring)
		return RV_EPARSE;
	return rv_json_symbol_text(v->valuestring, out);
}
