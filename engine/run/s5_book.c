/* The stat-arb system as a book; see s5_book.h. */
#include "engine/run/s5_book.h"

#include "engine/book/words.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DAYS_MOST = 1 << 20 };

double rv_s5_book_weight(const rv_s5_book *b, const char *symbol)
{
	size_t lo = 0, hi = b->n;
	while (lo < hi) {
		const size_t mid = lo + (hi - lo) / 2;
		if (strcmp(b->weights[mid].symbol, symbol) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	const bool found = lo < b->n && strcmp(b->weights[lo].symbol, symbol) == 0;
	return found ? b->weights[lo].weight : (double)NAN;
}

static bool is_answer(const rv_book_result *r)
{
	return r->n_assets > 0 && r->status != RV_OPT_UNCERTIFIED && r->status != RV_OPT_SINGULAR;
}

void rv_s5_book_step(rv_s5_book *b, int64_t close_ms, const char (*names)[RV_SYMBOL_MAX],
		     const rv_book_result *r, const rv_edge_state *edge)
{
	if (close_ms <= b->close_ms || r->n == 0)
		return;
	b->close_ms = close_ms;
	b->edge = *edge;
	if (!is_answer(r))
		return;
	b->no_edge = r->status == RV_OPT_NO_EDGE;
	b->n = 0;
	for (size_t i = 0; i < r->n; i++) {
		if (r->symbols[i].reason != RV_BOOK_IN)
			continue;
		rv_s5_weight *w = &b->weights[b->n++];
		memcpy(w->symbol, names[i], sizeof(w->symbol));
		w->weight = r->symbols[i].weight;
	}
}

bool rv_s5_book_line(const rv_s5_book *b, size_t i, char out[RV_S5_LINE])
{
	char text[RV_NUM_TEXT];
	if (i == 0) {
		(void)snprintf(out, RV_S5_LINE, "s5 book %" PRId64 " %d %d %d", b->close_ms,
			       b->no_edge, b->edge.days_without, b->edge.days_unwound);
		return true;
	}
	if (i > b->n)
		return false;
	(void)snprintf(out, RV_S5_LINE, "s5 weight %s %s", b->weights[i - 1].symbol,
		       rv_words_num_text(b->weights[i - 1].weight, text));
	return true;
}

bool rv_s5_book_is_line(const char *line)
{
	return strncmp(line, "s5 ", 3) == 0;
}

static rv_status read_head(rv_s5_book *b, rv_words *r)
{
	const int64_t close_ms = rv_words_i64(r, 0, INT64_MAX);
	const bool no_edge = rv_words_i64(r, 0, 1) == 1;
	const rv_edge_state edge = { .days_without = (int)rv_words_i64(r, 0, DAYS_MOST),
				     .days_unwound = (int)rv_words_i64(r, 0, DAYS_MOST) };
	if (!rv_words_done(r))
		return RV_EPARSE;
	b->close_ms = close_ms;
	b->no_edge = no_edge;
	b->edge = edge;
	return RV_OK;
}

static rv_status read_weight(rv_s5_book *b, rv_words *r)
{
	rv_s5_weight w;
	rv_words_text(r, w.symbol, sizeof(w.symbol));
	w.weight = rv_words_num(r);
	if (!rv_words_done(r) || !isfinite(w.weight) || !rv_word_ok(w.symbol, sizeof(w.symbol)))
		return RV_EPARSE;
	if (b->n > 0 && strcmp(b->weights[b->n - 1].symbol, w.symbol) >= 0)
		return RV_EEXIST;
	if (b->n == RV_MAX_SYMBOLS)
		return RV_EFULL;
	b->weights[b->n++] = w;
	return RV_OK;
}

rv_status rv_s5_book_read(rv_s5_book *b, const char *line)
{
	char word[RV_WORD_MAX];
	rv_words r = { line, true };
	if (strcmp(rv_words_take(&r, word), "s5") != 0)
		return RV_EPARSE;
	(void)rv_words_take(&r, word);
	if (strcmp(word, "book") == 0)
		return read_head(b, &r);
	return strcmp(word, "weight") == 0 ? read_weight(b, &r) : RV_EPARSE;
}
