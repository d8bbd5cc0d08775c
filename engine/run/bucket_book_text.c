/* The state of the bucket book as lines of text; see bucket_book.h. */
#include "engine/book/words.h"
#include "engine/run/bucket_book.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static void position_line(const rv_bb_position *q, char out[RV_BB_LINE])
{
	char a[RV_NUM_TEXT], b[RV_NUM_TEXT], c[RV_NUM_TEXT], d[RV_NUM_TEXT], e[RV_NUM_TEXT],
		f[RV_NUM_TEXT], g[RV_NUM_TEXT];
	(void)snprintf(out, RV_BB_LINE,
		       "position %s %s %s %s %" PRId64 " %s %s %s %s %s %s %s %" PRId64,
		       rv_sub_name(rv_sub_of_bucket(q->bucket)), q->name, q->symbol,
		       q->hedge_symbol[0] ? q->hedge_symbol : "-", q->units,
		       rv_words_num_text(q->hedge, a), rv_words_num_text(q->leverage, b),
		       rv_words_num_text(q->z, c), rv_words_num_text(q->target, d),
		       rv_words_num_text(q->entry_px, e), rv_words_num_text(q->hedge_px, f),
		       rv_words_num_text(q->beta, g), q->opened_ms);
}

bool rv_bucket_book_line(const rv_bucket_book *b, size_t i, char out[RV_BB_LINE])
{
	if (i == 0) {
		(void)snprintf(out, RV_BB_LINE, "buckets %" PRId64, b->close_ms);
		return true;
	}
	if (i <= b->n) {
		position_line(&b->positions[i - 1], out);
		return true;
	}
	char line[RV_WATCH_LINE];
	if (!rv_watch_line(&b->watch, i - b->n - 1, line))
		return false;
	memcpy(out, line, strlen(line) + 1);
	return true;
}

static rv_bucket take_bucket(rv_words *r)
{
	char word[RV_WORD_MAX];
	(void)rv_words_take(r, word);
	for (int k = 0; k < RV_BUCKET_N; k++) {
		if (strcmp(word, rv_sub_name(rv_sub_of_bucket((rv_bucket)k))) == 0)
			return (rv_bucket)k;
	}
	r->ok = false;
	return RV_BUCKET_MOMENTUM;
}

static void take_position(rv_words *r, rv_bb_position *q)
{
	*q = (rv_bb_position){ .bucket = take_bucket(r) };
	rv_words_text(r, q->name, sizeof(q->name));
	rv_words_text(r, q->symbol, sizeof(q->symbol));
	rv_words_text(r, q->hedge_symbol, sizeof(q->hedge_symbol));
	if (strcmp(q->hedge_symbol, "-") == 0)
		q->hedge_symbol[0] = '\0';
	q->units = rv_words_i64(r, -INT64_MAX, INT64_MAX);
	q->hedge = rv_words_num(r);
	q->leverage = rv_words_num(r);
	q->z = rv_words_num(r);
	q->target = rv_words_num(r);
	q->entry_px = rv_words_num(r);
	q->hedge_px = rv_words_num(r);
	q->beta = rv_words_num(r);
	q->opened_ms = rv_words_i64(r, INT64_MIN, INT64_MAX);
	r->ok = r->ok && q->units != 0 && q->leverage > 0.0 && q->entry_px > 0.0 &&
		isfinite(q->hedge) && (!q->hedge_symbol[0] || q->hedge_px > 0.0) &&
		(q->bucket == RV_BUCKET_PAIR) == (q->hedge_symbol[0] != '\0');
}

static rv_status read_position(rv_bucket_book *b, rv_words *r)
{
	rv_bb_position q;
	take_position(r, &q);
	if (!rv_words_done(r))
		return RV_EPARSE;
	for (size_t i = 0; i < b->n; i++) {
		if (b->positions[i].bucket == q.bucket && strcmp(b->positions[i].name, q.name) == 0)
			return RV_EEXIST;
	}
	if (b->n == RV_BB_MAX)
		return RV_EFULL;
	b->positions[b->n++] = q;
	return RV_OK;
}

rv_status rv_bucket_book_read(rv_bucket_book *b, const char *line)
{
	char word[RV_WORD_MAX];
	rv_words r = { line, true };
	(void)rv_words_take(&r, word);
	if (strcmp(word, "position") == 0)
		return read_position(b, &r);
	if (strcmp(word, "buckets") != 0)
		return rv_watch_read(&b->watch, line);
	const int64_t close_ms = rv_words_i64(&r, 0, INT64_MAX);
	if (!rv_words_done(&r))
		return RV_EPARSE;
	b->close_ms = close_ms;
	return RV_OK;
}
