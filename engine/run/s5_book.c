/* The stat-arb system as a book; see s5_book.h. */
#include "engine/run/s5_book.h"

#include "engine/book/words.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DAYS_MOST = 1 << 20 };

const rv_s5_day *rv_s5_book_start(const rv_s5_book *b, int64_t close_ms)
{
	return close_ms > b->now.close_ms ? &b->now : &b->before;
}

double rv_s5_day_weight(const rv_s5_day *d, const char *symbol)
{
	size_t lo = 0, hi = d->n;
	while (lo < hi) {
		const size_t mid = lo + (hi - lo) / 2;
		if (strcmp(d->weights[mid].symbol, symbol) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	const bool found = lo < d->n && strcmp(d->weights[lo].symbol, symbol) == 0;
	return found ? d->weights[lo].weight : (double)NAN;
}

/* ---- a day ---- */

static bool is_answer(const rv_book_result *r)
{
	return r->n_assets > 0 && r->status != RV_OPT_UNCERTIFIED && r->status != RV_OPT_SINGULAR;
}

/* True when it is another one than before. Bitwise: it is kept as it is. */
static bool put(rv_s5_day *d, size_t k, const char *symbol, double weight)
{
	rv_s5_weight *w = &d->weights[k];
	const bool same = k < d->n && strcmp(w->symbol, symbol) == 0 &&
			  memcmp(&w->weight, &weight, sizeof(weight)) == 0;
	memcpy(w->symbol, symbol, strnlen(symbol, RV_SYMBOL_MAX - 1) + 1);
	w->symbol[RV_SYMBOL_MAX - 1] = '\0';
	w->weight = weight;
	return !same;
}

static bool put_answer(rv_s5_day *d, const char (*names)[RV_SYMBOL_MAX], const rv_book_result *r)
{
	bool changed = false;
	size_t n = 0;
	for (size_t i = 0; i < r->n; i++) {
		if (r->symbols[i].reason == RV_BOOK_IN)
			changed = put(d, n++, names[i], r->symbols[i].weight) || changed;
	}
	changed = changed || n != d->n;
	d->n = n;
	return changed;
}

static bool put_start(rv_s5_day *d, const rv_s5_day *start)
{
	bool changed = d->n != start->n;
	for (size_t k = 0; k < start->n; k++)
		changed = put(d, k, start->weights[k].symbol, start->weights[k].weight) || changed;
	d->n = start->n;
	return changed;
}

/* Now becomes before; of its weights those that there are. */
static void keep_before(rv_s5_book *b)
{
	b->before.close_ms = b->now.close_ms;
	b->before.edge = b->now.edge;
	b->before.n = b->now.n;
	memcpy(b->before.weights, b->now.weights, b->now.n * sizeof(*b->now.weights));
}

bool rv_s5_book_take(rv_s5_book *b, int64_t close_ms, const char (*names)[RV_SYMBOL_MAX],
		     const rv_book_result *r, const rv_edge_state *edge)
{
	bool changed = close_ms > b->now.close_ms;
	if (close_ms < b->now.close_ms || close_ms <= 0 || r->n == 0)
		return false;
	if (changed)
		keep_before(b);
	changed = (is_answer(r) ? put_answer(&b->now, names, r) : put_start(&b->now, &b->before)) ||
		  changed;
	changed = changed || edge->days_without != b->now.edge.days_without ||
		  edge->days_unwound != b->now.edge.days_unwound;
	b->now.close_ms = close_ms;
	b->now.edge = *edge;
	return changed;
}

/* ---- lines ---- */

static void head_line(const rv_s5_day *d, const char *word, char out[RV_S5_LINE])
{
	(void)snprintf(out, RV_S5_LINE, "s5 %s %" PRId64 " %d %d", word, d->close_ms,
		       d->edge.days_without, d->edge.days_unwound);
}

static void weight_line(const rv_s5_weight *w, const char *word, char out[RV_S5_LINE])
{
	char text[RV_NUM_TEXT];
	(void)snprintf(out, RV_S5_LINE, "s5 %s %s %s", word, w->symbol,
		       rv_words_num_text(w->weight, text));
}

size_t rv_s5_book_lines(const rv_s5_book *b)
{
	return b->before.n + b->now.n + 2;
}

bool rv_s5_book_line(const rv_s5_book *b, size_t i, char out[RV_S5_LINE])
{
	const size_t second = b->before.n + 1;
	if (i >= rv_s5_book_lines(b))
		return false;
	if (i == 0)
		head_line(&b->before, "before", out);
	else if (i < second)
		weight_line(&b->before.weights[i - 1], "was", out);
	else if (i == second)
		head_line(&b->now, "now", out);
	else
		weight_line(&b->now.weights[i - second - 1], "is", out);
	return true;
}

bool rv_s5_book_is_line(const char *line)
{
	return strncmp(line, "s5 ", 3) == 0;
}

static rv_status read_head(rv_s5_day *d, rv_words *r)
{
	const int64_t close_ms = rv_words_i64(r, 0, INT64_MAX);
	rv_edge_state edge;
	edge.days_without = (int)rv_words_i64(r, 0, DAYS_MOST);
	edge.days_unwound = (int)rv_words_i64(r, 0, DAYS_MOST);
	if (!rv_words_done(r))
		return RV_EPARSE;
	d->close_ms = close_ms;
	d->edge = edge;
	return RV_OK;
}

static rv_status read_weight(rv_s5_day *d, rv_words *r)
{
	rv_s5_weight w;
	rv_words_text(r, w.symbol, sizeof(w.symbol));
	w.weight = rv_words_num(r);
	if (!rv_words_done(r) || !isfinite(w.weight) || !rv_word_ok(w.symbol, sizeof(w.symbol)))
		return RV_EPARSE;
	if (d->n > 0 && strcmp(d->weights[d->n - 1].symbol, w.symbol) >= 0)
		return RV_EEXIST;
	if (d->n == RV_MAX_SYMBOLS)
		return RV_EFULL;
	d->weights[d->n++] = w;
	return RV_OK;
}

rv_status rv_s5_book_read(rv_s5_book *b, const char *line)
{
	char word[RV_WORD_MAX];
	rv_words r = { line, true };
	if (strcmp(rv_words_take(&r, word), "s5") != 0)
		return RV_EPARSE;
	(void)rv_words_take(&r, word);
	if (strcmp(word, "before") == 0 || strcmp(word, "now") == 0)
		return read_head(word[0] == 'b' ? &b->before : &b->now, &r);
	if (strcmp(word, "was") == 0 || strcmp(word, "is") == 0)
		return read_weight(word[0] == 'w' ? &b->before : &b->now, &r);
	return RV_EPARSE;
}
