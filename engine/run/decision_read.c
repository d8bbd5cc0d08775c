/* A decision as text: reading; see decision.h. */
#include "engine/run/decision.h"

#include "engine/book/words.h"

#include <stdlib.h>
#include <string.h>

enum { LINE = 2 * RV_BOOK_LINE, ALL_HEAD = 5 };

typedef struct reader {
	rv_decision *d;
	rv_book_now *book;
	unsigned head; /* lines of the head that have come */
	size_t n_over;
	char over[RV_OVERRIDE_TEXT]; /* the override that is being read */
} reader;

static bool flag(rv_words *r)
{
	return rv_words_i64(r, 0, 1) == 1;
}

/* The override before the next one, or before what is no override, is whole. */
static rv_status end_override(reader *x)
{
	rv_override o;
	if (x->n_over == 0)
		return RV_OK;
	const rv_status st = rv_override_parse(x->over, x->n_over, &o);
	x->n_over = 0;
	return st == RV_OK ? rv_overrides_replay(&x->d->set, &o) : st;
}

static rv_status on_override(reader *x, const char *rest)
{
	static const char first[] = "rvdesk override ";
	const size_t n = strlen(rest);
	rv_status st = RV_OK;
	if (strncmp(rest, first, sizeof(first) - 1) == 0)
		st = end_override(x);
	if (st != RV_OK || x->n_over + n + 2 > sizeof(x->over))
		return st == RV_OK ? RV_EPARSE : st;
	memcpy(x->over + x->n_over, rest, n);
	x->n_over += n + 1;
	x->over[x->n_over - 1] = '\n';
	return RV_OK;
}

static void on_sub(reader *x, rv_words *r)
{
	const int64_t s = rv_words_i64(r, 0, RV_SUB_H - 1);
	rv_risk_sub *sub = &x->d->risk.subs[s];
	sub->licence = (rv_licence)rv_words_i64(r, RV_LICENCE_SHADOW, RV_LICENCE_100);
	sub->factor = rv_words_num(r);
	x->d->risk.present = true;
}

static void on_cap(reader *x, rv_words *r)
{
	rv_risk_view *v = &x->d->risk;
	if (v->n_caps == RV_RISK_CAPS) {
		r->ok = false;
		return;
	}
	rv_risk_cap *c = &v->caps[v->n_caps++];
	c->sub = (rv_sub)rv_words_i64(r, 0, RV_SUB_N - 1);
	rv_words_text(r, c->symbol, sizeof(c->symbol));
	c->most = rv_words_i64(r, 0, INT64_MAX);
	c->ordered = flag(r);
}

static void on_bar(reader *x, rv_words *r)
{
	if (x->d->n_bars == RV_MAX_SYMBOLS) {
		r->ok = false;
		return;
	}
	rv_decision_bar *b = &x->d->bars[x->d->n_bars++];
	rv_words_text(r, b->symbol, sizeof(b->symbol));
	b->close = rv_words_num(r);
	b->high = rv_words_num(r);
	b->low = rv_words_num(r);
}

static void on_coin(reader *x, rv_words *r)
{
	size_t *n = &x->d->in.n;
	if (*n == RV_MAX_SYMBOLS) {
		r->ok = false;
		return;
	}
	rv_book_coin *c = &x->d->coins[*n];
	rv_margin_tiers *t = &x->d->tiers[(*n)++];
	rv_words_text(r, c->symbol, sizeof(c->symbol));
	c->sz_decimals = (int)rv_words_i64(r, 0, 6);
	c->price = rv_words_num(r);
	c->max_leverage = (int)rv_words_i64(r, 0, 1000);
	c->major = flag(r);
	c->named = flag(r);
	for (int s = 0; s < RV_SUB_N; s++)
		c->held[s] = rv_words_i64(r, INT64_MIN, INT64_MAX);
	t->n = (size_t)rv_words_i64(r, 0, RV_MARGIN_TIERS);
	for (size_t k = 0; k < t->n; k++) {
		t->v[k].from_usd = rv_words_num(r);
		t->v[k].max_leverage = (int)rv_words_i64(r, 1, 1000);
	}
	c->tiers = t;
}

/* The five lines that every one has; false: it is none of them. */
static bool on_head(reader *x, const char *word, rv_words *r)
{
	rv_book_input *in = &x->d->in;
	unsigned k = 0;
	if (strcmp(word, "phase") == 0) {
		rv_words_text(r, x->d->phase, sizeof(x->d->phase));
	} else if (strcmp(word, "date") == 0) {
		x->d->date_ms = rv_words_i64(r, 0, INT64_MAX / 2);
		k = 1;
	} else if (strcmp(word, "at") == 0) {
		in->utc_ms = in->elapsed_ms = rv_words_i64(r, 0, INT64_MAX / 2);
		k = 2;
	} else if (strcmp(word, "nav") == 0) {
		in->nav = rv_words_num(r);
		k = 3;
	} else if (strcmp(word, "flags") == 0) {
		in->live = flag(r);
		in->no_additions = flag(r);
		in->limit_broken = flag(r);
		in->hedging[0] = flag(r);
		in->hedging[1] = flag(r);
		k = 4;
	} else {
		return false;
	}
	x->head |= 1U << k;
	return true;
}

static rv_status on_line(reader *x, const char *line)
{
	char word[RV_WORD_MAX];
	rv_words r = { line, true };
	(void)rv_words_take(&r, word);
	if (strcmp(word, "kept") == 0 && strlen(line) > 5)
		return rv_book_now_read(x->book, line + 5);
	if (strcmp(word, "override") == 0 && strlen(line) > 9)
		return on_override(x, line + 9);
	const rv_status st = end_override(x);
	if (st != RV_OK)
		return st;
	if (strcmp(word, "sub") == 0)
		on_sub(x, &r);
	else if (strcmp(word, "cap") == 0)
		on_cap(x, &r);
	else if (strcmp(word, "bar") == 0)
		on_bar(x, &r);
	else if (strcmp(word, "coin") == 0)
		on_coin(x, &r);
	else if (!on_head(x, word, &r))
		return RV_EPARSE;
	return rv_words_done(&r) ? RV_OK : RV_EPARSE;
}

static rv_status read_lines(reader *x, const char *text, rv_err *err)
{
	static const char first[] = "rvdesk decision 1\n", last[] = "answer\n";
	char line[LINE];
	size_t number = 1;
	if (strncmp(text, first, sizeof(first) - 1) != 0)
		return rv_err_set(err, RV_EPARSE, "line 1: expected \"rvdesk decision 1\"");
	for (const char *at = text + sizeof(first) - 1; *at;) {
		const size_t n = strcspn(at, "\n");
		number++;
		if (strncmp(at, last, sizeof(last) - 1) == 0) {
			x->d->answer = at + sizeof(last) - 1;
			return end_override(x);
		}
		const bool fits = n < sizeof(line) && at[n] == '\n';
		memcpy(line, at, fits ? n : 0);
		line[fits ? n : 0] = '\0';
		const rv_status st = fits ? on_line(x, line) : RV_EPARSE;
		if (st != RV_OK)
			return rv_err_set(err, st, "line %zu: %s", number, rv_status_text(st));
		at += n + 1;
	}
	return rv_err_set(err, RV_EPARSE, "it ends before its answer");
}

rv_status rv_decision_read(const char *text, size_t n, rv_decision *out, rv_book_now *book,
			   rv_err *err)
{
	reader x = { .d = out, .book = book };
	memset(out, 0, sizeof(*out));
	if (strlen(text) != n)
		return rv_err_set(err, RV_EPARSE, "not text");
	const rv_status st = read_lines(&x, text, err);
	if (st != RV_OK)
		return st;
	if (x.head != (1U << ALL_HEAD) - 1)
		return rv_err_set(err, RV_EPARSE, "phase, date, at, nav or flags is missing");
	out->in.coins = out->coins;
	out->in.overrides = &out->set;
	out->in.risk = &out->risk;
	out->in.day_whole = true;
	return RV_OK;
}
