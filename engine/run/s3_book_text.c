/* The book of majors against alts as lines of text; see s3_book.h. */
#include "engine/run/s3_book.h"

#include "engine/book/words.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DAYS_MOST = 1 << 20 };

/* ---- writing ---- */

/* "s3 before|now" close did regime entry traded out missing scale score value returns... */
static void head_line(const rv_s3_day *d, const char *word, char out[RV_S3_LINE])
{
	char scale[RV_NUM_TEXT], score[RV_NUM_TEXT], value[RV_NUM_TEXT];
	int at = snprintf(out, RV_S3_LINE,
			  "s3 %s %" PRId64 " %d %d %" PRId64 " %" PRId64 " %" PRId64
			  " %d %s %s %s %zu",
			  word, d->close_ms, (int)d->did, (int)d->regime, d->entry_ms, d->traded_ms,
			  d->out_ms, d->missing_days, rv_words_num_text(d->scale, scale),
			  rv_words_num_text(d->score, score), rv_words_num_text(d->value, value),
			  d->n_returns);
	for (size_t i = 0; i < d->n_returns; i++)
		at += snprintf(out + at, RV_S3_LINE - (size_t)at, " %s",
			       rv_words_num_text(d->returns[i], value));
}

static void leg_line(const rv_s3_leg *l, const char *word, char out[RV_S3_LINE])
{
	char weight[RV_NUM_TEXT], close[RV_NUM_TEXT], btc[RV_NUM_TEXT], eth[RV_NUM_TEXT];
	(void)snprintf(out, RV_S3_LINE, "s3 %s %s %s %s %s %s", word, l->symbol,
		       rv_words_num_text(l->weight, weight), rv_words_num_text(l->close, close),
		       rv_words_num_text(l->beta_btc, btc), rv_words_num_text(l->beta_eth, eth));
}

size_t rv_s3_book_lines(const rv_s3_book *b)
{
	return b->before.n + b->now.n + 2;
}

bool rv_s3_book_line(const rv_s3_book *b, size_t i, char out[RV_S3_LINE])
{
	const size_t second = b->before.n + 1;
	if (i >= rv_s3_book_lines(b))
		return false;
	if (i == 0)
		head_line(&b->before, "before", out);
	else if (i < second)
		leg_line(&b->before.legs[i - 1], "was", out);
	else if (i == second)
		head_line(&b->now, "now", out);
	else
		leg_line(&b->now.legs[i - second - 1], "is", out);
	return true;
}

bool rv_s3_book_is_line(const char *line)
{
	return strncmp(line, "s3 ", 3) == 0;
}

/* ---- reading ---- */

static bool head_ok(const rv_s3_day *h)
{
	bool ok = isfinite(h->scale) && h->scale >= 0.0 && !isinf(h->score) && !isinf(h->value);
	for (size_t i = 0; i < h->n_returns; i++)
		ok = ok && isfinite(h->returns[i]);
	return ok;
}

/* The legs that were read before it stay. */
static rv_status read_head(rv_s3_day *d, rv_words *r)
{
	rv_s3_day h = *d;
	h.close_ms = rv_words_i64(r, 0, INT64_MAX);
	h.did = (rv_s3_did)rv_words_i64(r, 0, RV_S3_DID_N - 1);
	h.regime = (rv_ma_regime)rv_words_i64(r, 0, RV_MA_STRONG_MAJORS);
	h.entry_ms = rv_words_i64(r, 0, INT64_MAX);
	h.traded_ms = rv_words_i64(r, 0, INT64_MAX);
	h.out_ms = rv_words_i64(r, 0, INT64_MAX);
	h.missing_days = (int)rv_words_i64(r, 0, DAYS_MOST);
	h.scale = rv_words_num(r);
	h.score = rv_words_num(r);
	h.value = rv_words_num(r);
	h.n_returns = (size_t)rv_words_i64(r, 0, RV_MA_STOP_DAYS_MAX);
	for (size_t i = 0; i < h.n_returns; i++)
		h.returns[i] = rv_words_num(r);
	if (!rv_words_done(r) || !head_ok(&h))
		return RV_EPARSE;
	*d = h;
	return RV_OK;
}

static rv_status read_leg(rv_s3_day *d, rv_words *r)
{
	rv_s3_leg l;
	rv_words_text(r, l.symbol, sizeof(l.symbol));
	l.weight = rv_words_num(r);
	l.close = rv_words_num(r);
	l.beta_btc = rv_words_num(r);
	l.beta_eth = rv_words_num(r);
	if (!rv_words_done(r) || !rv_word_ok(l.symbol, sizeof(l.symbol)) || !isfinite(l.weight) ||
	    !(l.close > 0.0) || !isfinite(l.close) || !isfinite(l.beta_btc) ||
	    !isfinite(l.beta_eth))
		return RV_EPARSE;
	for (size_t k = 0; k < d->n; k++) {
		if (strcmp(d->legs[k].symbol, l.symbol) == 0)
			return RV_EEXIST;
	}
	if (d->n == RV_S3_LEGS)
		return RV_EFULL;
	d->legs[d->n++] = l;
	return RV_OK;
}

rv_status rv_s3_book_read(rv_s3_book *b, const char *line)
{
	char word[RV_WORD_MAX];
	rv_words r = { line, true };
	if (strcmp(rv_words_take(&r, word), "s3") != 0)
		return RV_EPARSE;
	(void)rv_words_take(&r, word);
	if (strcmp(word, "before") == 0 || strcmp(word, "now") == 0)
		return read_head(word[0] == 'b' ? &b->before : &b->now, &r);
	if (strcmp(word, "was") == 0 || strcmp(word, "is") == 0)
		return read_leg(word[0] == 'w' ? &b->before : &b->now, &r);
	return RV_EPARSE;
}
