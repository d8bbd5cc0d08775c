/* A decision as text: writing; see decision.h. */
#include "engine/run/decision.h"

#include "engine/book/words.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct text {
	char *out;
	size_t n, cap;
	bool full;
} text;

static void put(text *t, const char *fmt, ...) RV_PRINTF(2, 3);

static void put(text *t, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const int n = vsnprintf(t->out + t->n, t->cap - t->n, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= t->cap - t->n)
		t->full = true;
	else
		t->n += (size_t)n;
}

static void put_num(text *t, double v)
{
	char buf[RV_NUM_TEXT];
	put(t, " %s", rv_words_num_text(v, buf));
}

static void put_lots(text *t, const int64_t *lots, size_t n)
{
	for (size_t s = 0; s < n; s++)
		put(t, " %" PRId64, lots[s]);
}

/* ---- what it was made of ---- */

static void put_account(text *t, const rv_decision_source *s)
{
	const rv_book_input *in = s->in;
	put(t, "rvdesk decision 1\nphase %s\ndate %" PRId64 "\nat %" PRId64 "\nnav", s->phase,
	    s->date_ms, in->utc_ms);
	put_num(t, in->nav);
	put(t, "\nflags %d %d %d %d %d\n", in->live, in->no_additions, in->limit_broken,
	    in->hedging[0], in->hedging[1]);
}

static void put_risk(text *t, const rv_risk_view *r)
{
	if (!r || !r->present)
		return;
	for (int s = 0; s < RV_SUB_H; s++) {
		put(t, "sub %d %d", s, (int)r->subs[s].licence);
		put_num(t, r->subs[s].factor);
		put(t, "\n");
	}
	for (size_t i = 0; i < r->n_caps; i++)
		put(t, "cap %d %s %" PRId64 " %d\n", (int)r->caps[i].sub, r->caps[i].symbol,
		    r->caps[i].most, r->caps[i].ordered);
}

/* Each line of its canonical text, with a word before it. */
static void put_overrides(text *t, const rv_overrides *l)
{
	char one[RV_OVERRIDE_TEXT];
	for (size_t i = 0; l && i < l->n; i++) {
		(void)rv_override_canonical(&l->o[i], one);
		for (const char *at = one; *at;) {
			const size_t n = strcspn(at, "\n");
			put(t, "override %.*s\n", (int)n, at);
			at += n + (at[n] == '\n');
		}
	}
}

static void put_bars(text *t, const rv_decision_bar *bars, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		put(t, "bar %s", bars[i].symbol);
		put_num(t, bars[i].close);
		put_num(t, bars[i].high);
		put_num(t, bars[i].low);
		put(t, "\n");
	}
}

static void put_coin(text *t, const rv_book_coin *c)
{
	const size_t n = c->tiers ? c->tiers->n : 0;
	put(t, "coin %s %d", c->symbol, c->sz_decimals);
	put_num(t, c->price);
	put(t, " %d %d %d", c->max_leverage, c->major, c->named);
	put_lots(t, c->held, RV_SUB_N);
	put(t, " %zu", n);
	for (size_t k = 0; k < n; k++) {
		put_num(t, c->tiers->v[k].from_usd);
		put(t, " %d", c->tiers->v[k].max_leverage);
	}
	put(t, "\n");
}

static void put_kept(text *t, const rv_book_now *b)
{
	char line[RV_BOOK_LINE];
	for (size_t i = 0; rv_book_now_line(b, i, line); i++)
		put(t, "kept %s\n", line);
}

/* ---- what came of it ---- */

static void put_target(text *t, const rv_bv_coin *c)
{
	put(t, "target %s %d %" PRId64, c->symbol, (int)c->net.verdict, c->net.net);
	put_lots(t, c->net.target, RV_SUB_N);
	for (int s = 0; s < RV_SUB_H; s++)
		put_num(t, c->model[s]);
	for (int s = 0; s < RV_SUB_H; s++)
		put_num(t, c->vote[s]);
	put(t, "\n");
}

static void put_leg(text *t, const rv_book_view *v, size_t rank)
{
	for (size_t i = 0; i < v->n_coins; i++) {
		const rv_net_out *o = &v->coins[i].net;
		if (o->rank != rank)
			continue;
		put(t, "leg %s %" PRId64, v->coins[i].symbol, o->lots);
		put_lots(t, o->want, RV_SUB_N);
		put(t, "\n");
	}
}

static void put_answer(text *t, const rv_book_view *v)
{
	put(t, "size");
	put_num(t, v->net.g.g);
	put_num(t, v->net.gross_usd);
	put_num(t, v->net.net_usd);
	put(t, "\n");
	for (size_t i = 0; i < v->n_coins; i++)
		put_target(t, &v->coins[i]);
	for (size_t rank = 0; rank < v->n_coins; rank++)
		put_leg(t, v, rank);
}

rv_status rv_decision_answer(const rv_book_view *made, char *out, size_t cap, size_t *n)
{
	text t = { .out = out, .cap = cap };
	put_answer(&t, made);
	*n = t.n;
	return t.full ? RV_EFULL : RV_OK;
}

rv_status rv_decision_write(const rv_decision_source *s, char *out, size_t cap, size_t *n)
{
	text t = { .out = out, .cap = cap };
	put_account(&t, s);
	put_risk(&t, s->in->risk);
	put_overrides(&t, s->in->overrides);
	put_bars(&t, s->bars, s->n_bars);
	for (size_t i = 0; i < s->in->n; i++)
		put_coin(&t, &s->in->coins[i]);
	put_kept(&t, s->book);
	put(&t, "answer\n");
	put_answer(&t, s->made);
	*n = t.n;
	return t.full ? RV_EFULL : RV_OK;
}
