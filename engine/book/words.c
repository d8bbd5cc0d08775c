/* Words of a line; see words.h. */
#include "engine/book/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

bool rv_word_ok(const char *s, size_t cap)
{
	const char *end = memchr(s, '\0', cap);
	for (const char *c = s; end && c < end; c++) {
		if (*c <= ' ' || *c >= 0x7f)
			return false;
	}
	return end && end > s;
}

const char *rv_words_take(rv_words *r, char out[RV_WORD_MAX])
{
	const size_t n = strcspn(r->at, " \n");
	out[0] = '\0';
	if (!r->ok || n == 0 || n >= RV_WORD_MAX || (r->at[n] == ' ' && !r->at[n + 1])) {
		r->ok = false;
		return out;
	}
	memcpy(out, r->at, n);
	out[n] = '\0';
	r->at += n + (r->at[n] == ' ' ? 1 : 0);
	return out;
}

void rv_words_text(rv_words *r, char *out, size_t cap)
{
	char word[RV_WORD_MAX];
	(void)rv_words_take(r, word);
	const size_t n = strlen(word);
	r->ok = r->ok && n < cap;
	memcpy(out, word, r->ok ? n + 1 : 1);
	if (!r->ok)
		out[0] = '\0';
}

double rv_words_num(rv_words *r)
{
	char word[RV_WORD_MAX];
	double v = NAN;
	(void)rv_words_take(r, word);
	if (strcmp(word, "null") == 0)
		return v;
	if (strcmp(word, "inf") == 0 || strcmp(word, "-inf") == 0)
		return word[0] == '-' ? -INFINITY : INFINITY;
	if (rv_num_parse(word, strlen(word), &v) != RV_OK)
		r->ok = false;
	return v;
}

int64_t rv_words_i64(rv_words *r, int64_t least, int64_t most)
{
	char word[RV_WORD_MAX];
	int64_t v = 0;
	(void)rv_words_take(r, word);
	if (rv_num_parse_i64(word, strlen(word), &v) != RV_OK || v < least || v > most)
		r->ok = false;
	return r->ok ? v : 0;
}

bool rv_words_done(const rv_words *r)
{
	return r->ok && !*r->at;
}

const char *rv_words_num_text(double v, char buf[RV_NUM_TEXT])
{
	if (isinf(v))
		(void)snprintf(buf, RV_NUM_TEXT, v > 0.0 ? "inf" : "-inf");
	else
		(void)rv_num_format(v, buf);
	return buf;
}
