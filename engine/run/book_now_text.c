/* The state of the one book as lines of text; see book_now.h. */
#include "engine/book/words.h"
#include "engine/run/book_now_state.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static_assert((int)RV_S3_LINE == (int)RV_BOOK_LINE, "a line of S3 is a line of the book");
static_assert((int)RV_PAPER_LINE <= (int)RV_BOOK_LINE, "a line of a record on paper fits");

bool rv_book_now_line(const rv_book_now *b, size_t i, char out[RV_BOOK_LINE])
{
	char g[RV_NUM_TEXT], h[RV_NUM_TEXT];
	if (i == 0) {
		(void)snprintf(out, RV_BOOK_LINE, "size %s %" PRId64,
			       rv_words_num_text(b->size.g, g), b->size.at_utc_ms);
		return true;
	}
	if (i <= b->n_memory) {
		const rv_book_memory *m = &b->memory[i - 1];
		(void)snprintf(out, RV_BOOK_LINE, "coin %s %" PRId64 " %s %s", m->symbol,
			       m->over_since_ms, rv_words_num_text(m->beta[0], g),
			       rv_words_num_text(m->beta[1], h));
		return true;
	}
	i -= b->n_memory + 1;
	if (i < rv_s5_book_lines(&b->s5)) {
		char line[RV_S5_LINE];
		(void)rv_s5_book_line(&b->s5, i, line);
		memcpy(out, line, sizeof(line));
		return true;
	}
	i -= rv_s5_book_lines(&b->s5);
	if (i < rv_s3_book_lines(&b->s3))
		return rv_s3_book_line(&b->s3, i, out);
	i -= rv_s3_book_lines(&b->s3);
	if (i < book_paper_lines(b))
		return book_paper_line(b, i, out);
	return rv_bucket_book_line(&b->s4, i - book_paper_lines(b), out);
}

static rv_status read_coin(rv_book_now *b, rv_words *r)
{
	rv_book_memory m = { .over_since_ms = 0 };
	rv_words_text(r, m.symbol, sizeof(m.symbol));
	m.over_since_ms = rv_words_i64(r, 0, INT64_MAX);
	m.beta[0] = rv_words_num(r);
	m.beta[1] = rv_words_num(r);
	if (!rv_words_done(r))
		return RV_EPARSE;
	if (book_memory(b, m.symbol, false))
		return RV_EEXIST;
	rv_book_memory *to = book_memory(b, m.symbol, true);
	if (!to)
		return RV_EFULL;
	*to = m;
	return RV_OK;
}

rv_status rv_book_now_read(rv_book_now *b, const char *line)
{
	char word[RV_WORD_MAX];
	rv_words r = { line, true };
	if (rv_s5_book_is_line(line))
		return rv_s5_book_read(&b->s5, line);
	if (rv_s3_book_is_line(line))
		return rv_s3_book_read(&b->s3, line);
	if (rv_paper_is_line(line))
		return rv_paper_read(b->paper, line);
	(void)rv_words_take(&r, word);
	if (strcmp(word, "coin") == 0)
		return read_coin(b, &r);
	if (strcmp(word, "size") != 0)
		return rv_bucket_book_read(&b->s4, line);
	rv_net_state s;
	s.g = rv_words_num(&r);
	s.at_utc_ms = rv_words_i64(&r, 0, INT64_MAX);
	if (!rv_words_done(&r) || s.g < 0.0 || s.g > 1.0)
		return RV_EPARSE;
	b->size = s;
	return RV_OK;
}
