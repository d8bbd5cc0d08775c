/* Events as canonical text; see event.h. */
#include "engine/desk/event.h"

#include "engine/base/hex.h"
#include "engine/base/num.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { OVERLONG = RV_EVENT_TEXT }; /* len of an event that something did not fit into */

static const char *const words[] = {
#define WORD(code, word) word,
	RV_EVENT_TABLE(WORD)
#undef WORD
};

const char *rv_event_word(rv_event_type type)
{
	return (size_t)type < RV_EVENT_N ? words[type] : "?";
}

rv_status rv_event_of_word(const char *word, rv_event_type *out)
{
	for (size_t i = 0; i < RV_EVENT_N; i++) {
		if (strcmp(words[i], word) == 0) {
			*out = (rv_event_type)i;
			return RV_OK;
		}
	}
	return RV_ENOENT;
}

/* Bytes of the well-formed UTF-8 character at s [n], 0 if there is none; *code is its number. */
static size_t utf8_char(const unsigned char *s, size_t n, uint32_t *code)
{
	static const struct {
		unsigned char lead, mask;
		uint32_t least;
	} kinds[] = { { 0x00, 0x80, 0 },
		      { 0xc0, 0xe0, 0x80 },
		      { 0xe0, 0xf0, 0x800 },
		      { 0xf0, 0xf8, 0x10000 } };
	for (size_t k = 0; k < 4; k++) {
		if ((s[0] & kinds[k].mask) != kinds[k].lead)
			continue;
		uint32_t c = s[0] & (unsigned char)~kinds[k].mask;
		for (size_t i = 1; i <= k; i++) {
			if (i >= n || (s[i] & 0xc0) != 0x80)
				return 0;
			c = c << 6 | (s[i] & 0x3fU);
		}
		*code = c;
		const bool bad = c < kinds[k].least || c > 0x10ffff || (c >= 0xd800 && c < 0xe000);
		return bad ? 0 : k + 1;
	}
	return 0;
}

/* Copies text without what a terminal or a line reader would act on; never past cap. */
static size_t clean(char *to, size_t cap, const char *from, size_t n)
{
	size_t at = 0;
	for (size_t i = 0; i < n;) {
		uint32_t c = 0;
		const size_t w = utf8_char((const unsigned char *)from + i, n - i, &c);
		const bool control = c < 0x20 || (c >= 0x7f && c < 0xa0);
		const size_t put = w == 0 || control ? 1 : w;
		if (at + put > cap)
			break;
		if (w == 0 || control)
			to[at] = w == 0 ? '?' : ' ';
		else
			memcpy(to + at, from + i, w);
		at += put;
		i += w == 0 ? 1 : w;
	}
	return at;
}

void rv_event_begin(rv_event *e, rv_event_type type, const char *subject)
{
	e->seq = 0;
	e->type = type;
	e->utc_ms = e->elapsed_ms = 0;
	e->uid = RV_EVENT_UID_DESK;
	e->conn = 0;
	memset(e->subject, 0, sizeof(e->subject));
	memset(e->key, 0, sizeof(e->key));
	(void)clean(e->subject, sizeof(e->subject) - 1, subject, strlen(subject));
	e->len = 0;
	e->text[0] = '\0';
}

/*
 * Room for "key value\n" with n bytes of value; NULL marks the event as overlong. The value goes to
 * the returned place; the newline and the NUL stand already.
 */
static char *line(rv_event *e, const char *key, size_t n)
{
	const size_t k = strlen(key);
	assert(k > 0 && !strpbrk(key, " \n"));
	if (!rv_event_fits(e) || n > sizeof(e->text) || e->len + k + 1 + n + 1 >= sizeof(e->text)) {
		e->len = OVERLONG;
		return NULL;
	}
	char *at = e->text + e->len;
	memcpy(at, key, k);
	at[k] = ' ';
	at[k + 1 + n] = '\n';
	at[k + 1 + n + 1] = '\0';
	e->len += k + 1 + n + 1;
	return at + k + 1;
}

/* Cleaning never makes text longer, and of text that needs none the length is known before. */
void rv_event_put(rv_event *e, const char *key, const char *value)
{
	const size_t before = e->len, n = strlen(value);
	char *at = line(e, key, n);
	if (!at)
		return;
	const size_t got = clean(at, n, value, n);
	at[got] = '\n';
	at[got + 1] = '\0';
	e->len = before + strlen(key) + 1 + got + 1;
}

void rv_event_put_i64(rv_event *e, const char *key, int64_t value)
{
	char text[24];
	(void)snprintf(text, sizeof(text), "%" PRId64, value);
	rv_event_put(e, key, text);
}

void rv_event_put_num(rv_event *e, const char *key, double value)
{
	char text[RV_NUM_TEXT];
	rv_event_put(e, key, rv_num_format(value, text));
}

void rv_event_put_hex(rv_event *e, const char *key, const uint8_t *b, size_t n)
{
	char *at = line(e, key, 2 * n);
	if (!at)
		return;
	(void)rv_hex_format(b, n, at);
	at[2 * n] = '\n'; /* where the digits' NUL stands */
}

bool rv_event_fits(const rv_event *e)
{
	return e->len < OVERLONG;
}

/* The value of the first line with that key, NULL if there is none; *n its length. */
static const char *find(const rv_event *e, const char *key, size_t *n)
{
	const size_t k = strlen(key);
	const char *end = e->text + (rv_event_fits(e) ? e->len : 0);
	for (const char *at = e->text; at < end;) {
		const char *nl = memchr(at, '\n', (size_t)(end - at));
		if (!nl)
			return NULL;
		if ((size_t)(nl - at) > k && memcmp(at, key, k) == 0 && at[k] == ' ') {
			*n = (size_t)(nl - at) - k - 1;
			return at + k + 1;
		}
		at = nl + 1;
	}
	return NULL;
}

rv_status rv_event_get(const rv_event *e, const char *key, char *out, size_t cap)
{
	size_t n = 0;
	const char *v = find(e, key, &n);
	if (!v)
		return RV_ENOENT;
	if (n >= cap)
		return RV_EPARSE;
	memcpy(out, v, n);
	out[n] = '\0';
	return RV_OK;
}

rv_status rv_event_get_i64(const rv_event *e, const char *key, int64_t *out)
{
	size_t n = 0;
	const char *v = find(e, key, &n);
	if (!v)
		return RV_ENOENT;
	return rv_num_parse_i64(v, n, out) == RV_OK ? RV_OK : RV_EPARSE;
}

rv_status rv_event_get_num(const rv_event *e, const char *key, double *out)
{
	size_t n = 0;
	const char *v = find(e, key, &n);
	if (!v)
		return RV_ENOENT;
	if (n == 4 && memcmp(v, "null", 4) == 0) {
		*out = NAN;
		return RV_OK;
	}
	return rv_num_parse(v, n, out) == RV_OK ? RV_OK : RV_EPARSE;
}

rv_status rv_event_get_hex(const rv_event *e, const char *key, uint8_t *out, size_t n)
{
	size_t len = 0;
	const char *v = find(e, key, &len);
	if (!v)
		return RV_ENOENT;
	return rv_hex_parse(v, len, out, n);
}
