/* A sub-book's paper record as lines of text; see paper.h. */
#include "engine/book/paper.h"
#include "engine/book/words.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static void head_line(const rv_paper *p, rv_sub s, char out[RV_PAPER_LINE])
{
	const double values[] = { p->value,   p->peak,	  p->drawdown, p->days.mean,
				  p->days.m2, p->days.m3, p->days.m4,  p->price,
				  p->funding, p->cost,	  p->owed };
	char text[RV_NUM_TEXT];
	size_t at = (size_t)snprintf(out, RV_PAPER_LINE,
				     "paper %s %" PRId64 " %" PRId64 " %zu %" PRId64 " %" PRId64
				     " %" PRId64,
				     rv_sub_name(s), p->since_ms, p->close_ms, p->days.n,
				     p->unknown, p->unfunded, p->lost);
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		at += (size_t)snprintf(out + at, RV_PAPER_LINE - at, " %s",
				       rv_words_num_text(values[i], text));
}

static void leg_line(const rv_paper_leg *l, rv_sub s, char out[RV_PAPER_LINE])
{
	char weight[RV_NUM_TEXT], close[RV_NUM_TEXT];
	(void)snprintf(out, RV_PAPER_LINE, "paper-leg %s %s %s %s %d", rv_sub_name(s), l->symbol,
		       rv_words_num_text(l->weight, weight), rv_words_num_text(l->close, close),
		       l->missing);
}

size_t rv_paper_lines(const rv_paper *p)
{
	return p->since_ms > 0 ? 1 + p->n : 0;
}

bool rv_paper_line(const rv_paper *p, rv_sub s, size_t i, char out[RV_PAPER_LINE])
{
	if (i >= rv_paper_lines(p))
		return false;
	if (i == 0)
		head_line(p, s, out);
	else
		leg_line(&p->legs[i - 1], s, out);
	return true;
}

bool rv_paper_is_line(const char *line)
{
	return strncmp(line, "paper ", 6) == 0 || strncmp(line, "paper-leg ", 10) == 0;
}

static void take_numbers(rv_paper *p, rv_words *r)
{
	double *const values[] = { &p->value,	&p->peak,    &p->drawdown, &p->days.mean,
				   &p->days.m2, &p->days.m3, &p->days.m4,  &p->price,
				   &p->funding, &p->cost,    &p->owed };
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		*values[i] = rv_words_num(r);
		r->ok = r->ok && isfinite(*values[i]);
	}
}

/* Read into the record's own place, which has not begun, and taken back if it is not one. */
static rv_status read_head(rv_paper *p, rv_words *r)
{
	if (p->since_ms > 0)
		return RV_EEXIST;
	p->since_ms = rv_words_i64(r, 1, INT64_MAX);
	p->close_ms = rv_words_i64(r, p->since_ms, INT64_MAX);
	p->days.n = (size_t)rv_words_i64(r, 0, INT32_MAX);
	p->unknown = rv_words_i64(r, 0, INT64_MAX);
	p->unfunded = rv_words_i64(r, 0, INT64_MAX);
	p->lost = rv_words_i64(r, 0, INT64_MAX);
	take_numbers(p, r);
	if (rv_words_done(r) && p->value >= 0.0 && p->peak > 0.0 && p->drawdown >= 0.0 &&
	    p->days.m2 >= 0.0 && p->owed >= 0.0)
		return RV_OK;
	memset(p, 0, sizeof(*p));
	return RV_EPARSE;
}

static rv_status read_leg(rv_paper *p, rv_words *r)
{
	rv_paper_leg l;
	rv_words_text(r, l.symbol, sizeof(l.symbol));
	l.weight = rv_words_num(r);
	l.close = rv_words_num(r);
	l.missing = (int)rv_words_i64(r, 0, RV_PAPER_GONE - 1);
	const bool whole = rv_words_done(r) && isfinite(l.weight) && fabs(l.weight) > 0.0 &&
			   rv_word_ok(l.symbol, sizeof(l.symbol)) &&
			   (isnan(l.close) || (l.close > 0.0 && isfinite(l.close)));
	if (!whole || p->since_ms == 0)
		return RV_EPARSE;
	if (p->n > 0 && strcmp(p->legs[p->n - 1].symbol, l.symbol) >= 0)
		return RV_EEXIST;
	if (p->n == RV_PAPER_LEGS)
		return RV_EFULL;
	p->legs[p->n++] = l;
	return RV_OK;
}

rv_status rv_paper_read(rv_paper papers[RV_SUB_STRATEGIES], const char *line)
{
	char word[RV_WORD_MAX], name[RV_WORD_MAX];
	rv_words r = { line, true };
	rv_sub s = RV_SUB_N;
	(void)rv_words_take(&r, word);
	if (rv_sub_of_name(rv_words_take(&r, name), &s) != RV_OK || s >= RV_SUB_H)
		return RV_EPARSE;
	if (strcmp(word, "paper") == 0)
		return read_head(&papers[s], &r);
	return strcmp(word, "paper-leg") == 0 ? read_leg(&papers[s], &r) : RV_EPARSE;
}
