/* Untrusted JSON that decides about money; see json_strict.h. */
#include "feeds/hyperliquid/json_strict.h"

#include <string.h>

static const int64_t time_max = INT64_C(4102444800000); /* 2100-01-01 */

/* Length of the UTF-8 sequence at s, 0 when it is broken: cut, overlong, a surrogate, too large. */
static size_t utf8_length(const unsigned char *s, size_t n)
{
	static const uint32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
	const size_t k = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	if (k == 1)
		return 1;
	if (k == 0 || k > n || s[0] > 0xf4)
		return 0;
	uint32_t c = s[0] & (0x7fU >> k);
	for (size_t i = 1; i < k; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3fU);
	}
	return c < least[k] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000) ? 0 : k;
}

/* Index behind the string whose opening quote is at s[at]; 0 when the string is refused. */
static size_t skip_string(const char *s, size_t n, size_t at)
{
	for (at++; at < n && s[at] != '"';) {
		const size_t k = utf8_length((const unsigned char *)s + at, n - at);
		if (k == 0 || (unsigned char)s[at] < ' ')
			return 0;
		if (s[at] != '\\') {
			at += k;
			continue;
		}
		if (n - at >= 6 && memcmp(s + at, "\\u0000", 6) == 0)
			return 0;
		at += 2;
	}
	return at < n ? at + 1 : 0;
}

/* Depth and number of values, without looking at anything else: the parser does that. */
static rv_status scan(const char *s, size_t n, rv_err *err)
{
	size_t depth = 0, values = 1;
	for (size_t i = 0; i < n;) {
		const char c = s[i];
		if (c == '"') {
			i = skip_string(s, n, i);
			if (i == 0)
				return rv_err_set(
					err, RV_EPARSE,
					"JSON: a string that is cut, or is not plain text");
			continue;
		}
		if ((c == '{' || c == '[') && ++depth > RV_JSON_DEPTH)
			return rv_err_set(err, RV_EPARSE, "JSON: deeper than %d", RV_JSON_DEPTH);
		if ((c == '}' || c == ']') && depth > 0)
			depth--;
		values += c == ',' || c == '{' || c == '[';
		if (values > RV_JSON_VALUES)
			return rv_err_set(err, RV_EFULL, "JSON: more than %d values",
					  RV_JSON_VALUES);
		i++;
	}
	return RV_OK;
}

static bool names_differ(const cJSON *o)
{
	size_t n = 0;
	for (const cJSON *m = o->child; m; m = m->next) {
		if (++n > RV_JSON_MEMBERS)
			return false;
		for (const cJSON *k = o->child; k != m; k = k->next) {
			if (strcmp(k->string, m->string) == 0)
				return false;
		}
	}
	return true;
}

/* Visits every value, parents before children; scan has bounded the depth. */
static bool all_names_differ(const cJSON *root)
{
	const cJSON *up[RV_JSON_DEPTH + 1], *v = root;
	size_t n = 0;
	while (v) {
		if (cJSON_IsObject(v) && !names_differ(v))
			return false;
		if (v->child) {
			up[n++] = v;
			v = v->child;
			continue;
		}
		while (v && !v->next)
			v = n ? up[--n] : NULL;
		if (v)
			v = v->next;
	}
	return true;
}

cJSON *rv_json_parse_strict(const char *s, size_t n, size_t max_bytes, rv_err *err)
{
	if (n > max_bytes) {
		(void)rv_err_set(err, RV_EFULL, "JSON: %zu bytes, expected at most %zu", n,
				 max_bytes);
		return NULL;
	}
	if (scan(s, n, err) != RV_OK)
		return NULL;
	cJSON *root = rv_json_parse(s, n, err);
	if (root && !all_names_differ(root)) {
		(void)rv_err_set(err, RV_EPARSE, "JSON: a key twice in one object, or over %d keys",
				 RV_JSON_MEMBERS);
		cJSON_Delete(root);
		return NULL;
	}
	return root;
}

rv_status rv_json_dec(const cJSON *v, rv_json_sign sign, rv_dec *out)
{
	rv_dec d = { 0, 0 };
	if (!cJSON_IsString(v))
		return RV_EPARSE;
	const rv_status st =
		rv_dec_read(v->valuestring, strlen(v->valuestring), RV_DEC_MAX_SCALE, &d);
	if (st != RV_OK)
		return st;
	if ((sign != RV_JSON_ANY_SIGN && v->valuestring[0] == '-') ||
	    (sign == RV_JSON_POSITIVE && d.units == 0))
		return RV_ERANGE;
	*out = d;
	return RV_OK;
}

rv_status rv_json_bool(const cJSON *v, bool *out)
{
	if (!cJSON_IsBool(v))
		return RV_EPARSE;
	*out = cJSON_IsTrue(v);
	return RV_OK;
}

rv_status rv_json_time(const cJSON *v, int64_t *out)
{
	return rv_json_int(v, 0, time_max, out);
}

rv_status rv_json_address(const cJSON *v, uint8_t out[RV_ADDRESS_BYTES])
{
	return cJSON_IsString(v) ? rv_address_parse(v->valuestring, out) : RV_EPARSE;
}

rv_status rv_json_cloid(const cJSON *v, rv_hl_cloid *out)
{
	return cJSON_IsString(v) ? rv_hl_cloid_parse(v->valuestring, out) : RV_EPARSE;
}

rv_status rv_json_side(const cJSON *v, bool *buy)
{
	const bool b = rv_json_is(v, "B");
	if (!b && !rv_json_is(v, "A"))
		return RV_EPARSE;
	*buy = b;
	return RV_OK;
}

bool rv_json_is(const cJSON *v, const char *want)
{
	return cJSON_IsString(v) && strcmp(v->valuestring, want) == 0;
}

bool rv_json_given(const cJSON *v)
{
	return v && !cJSON_IsNull(v);
}

void rv_json_copy_text(const char *s, char *out, size_t cap)
{
	size_t n = 0;
	for (; s[n] && n + 1 < cap; n++)
		out[n] = s[n] >= ' ' && s[n] <= '~' ? s[n] : '?';
	out[n] = '\0';
}
