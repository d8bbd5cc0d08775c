/* Reading canonical text; see lines.h. */
#include "engine/book/lines.h"

#include "engine/base/num.h"

#include <string.h>

rv_lines rv_lines_of(const char *text, size_t n)
{
	return (rv_lines){ text, text + n, true };
}

const char *rv_lines_take(rv_lines *r, const char *key, char out[RV_LINE_MAX])
{
	const size_t k = strlen(key), left = (size_t)(r->end - r->at);
	const char *eol = memchr(r->at, '\n', left);
	const size_t line = eol ? (size_t)(eol - r->at) : 0;
	out[0] = '\0';
	r->ok = r->ok && line > k && line - k - 1 < RV_LINE_MAX && memcmp(r->at, key, k) == 0 &&
		r->at[k] == ' ' && !memchr(r->at, '\0', line);
	if (!r->ok)
		return out;
	memcpy(out, r->at + k + 1, line - k - 1);
	out[line - k - 1] = '\0';
	r->at = eol + 1;
	return out;
}

void rv_lines_text(rv_lines *r, const char *key, char *out, size_t cap)
{
	char value[RV_LINE_MAX];
	const size_t n = strlen(rv_lines_take(r, key, value));
	r->ok = r->ok && n < cap;
	memcpy(out, value, r->ok ? n : 0);
	out[r->ok ? n : 0] = '\0';
}

int64_t rv_lines_i64(rv_lines *r, const char *key, int64_t least, int64_t most)
{
	char value[RV_LINE_MAX];
	int64_t v = 0;
	const size_t n = strlen(rv_lines_take(r, key, value));
	if (!r->ok || rv_num_parse_i64(value, n, &v) != RV_OK || v < least || v > most)
		r->ok = false;
	return r->ok ? v : 0;
}

uint64_t rv_lines_u64(rv_lines *r, const char *key)
{
	char value[RV_LINE_MAX];
	uint64_t v = 0;
	r->ok = rv_lines_take(r, key, value)[0] != '\0' && r->ok;
	for (const char *c = value; *c && r->ok; c++)
		r->ok = *c >= '0' && *c <= '9' && !__builtin_mul_overflow(v, 10U, &v) &&
			!__builtin_add_overflow(v, (uint64_t)(*c - '0'), &v);
	return r->ok ? v : 0;
}

double rv_lines_num(rv_lines *r, const char *key)
{
	char value[RV_LINE_MAX];
	double v = 0.0;
	const size_t n = strlen(rv_lines_take(r, key, value));
	if (!r->ok || rv_num_parse(value, n, &v) != RV_OK)
		r->ok = false;
	return r->ok ? v : 0.0;
}

int rv_lines_choice(rv_lines *r, const char *key, const char *const *words, int n)
{
	char value[RV_LINE_MAX];
	(void)rv_lines_take(r, key, value);
	for (int i = 0; i < n && r->ok; i++) {
		if (strcmp(value, words[i]) == 0)
			return i;
	}
	r->ok = false;
	return 0;
}
