/*
 * The sub-books on paper: at each close that a sub-book has decided, what it would vote for if it
 * held what it has on paper becomes its weights; see book/paper.h.
 *
 * Modifiers read what is held. A licence that gives nothing would let them cut every entry of a
 * sub-book that has been in the coin on paper for days; so they read the paper.
 */
#include "engine/run/book_now_state.h"

#include <math.h>
#include <string.h>

/* Coins at 1 USD with six decimals: a lot is 1e-9 of the equity. */
#define PAPER_EQUITY 1e3
#define PAPER_LOT 1e-9
enum { PAPER_DECIMALS = 6 };

/* Close that the sub-book has decided, of this pass; 0: it has not. */
static int64_t decided(const rv_book_now *b, const rv_book_input *in, int s)
{
	const rv_step_result *p = in->pass;
	if (s == RV_SUB_S5)
		return b->s5.now.close_ms == p->idio.close_ms ? p->idio.close_ms : 0;
	if (s == RV_SUB_S3)
		return b->s3.now.close_ms == p->ma.close_ms ? p->ma.close_ms : 0;
	return b->s4.close_ms == p->buckets.close_ms ? p->buckets.close_ms : 0;
}

static bool is_due(const rv_book_now *b, const rv_book_input *in, int s)
{
	return decided(b, in, s) > b->paper[s].close_ms;
}

/* What every sub-book has of every coin, in lots of its equity; both are in name order. */
static void hold_paper(rv_book_now *b, const rv_book_input *in)
{
	size_t at[RV_SUB_H] = { 0 };
	for (size_t i = 0; i < in->n; i++) {
		rv_net_coin *c = &b->all[i];
		*c = (rv_net_coin){ .sz_decimals = PAPER_DECIMALS, .price = 1.0 };
		memcpy(c->symbol, in->coins[i].symbol, sizeof(c->symbol));
		for (int s = 0; s < RV_SUB_H; s++) {
			const rv_paper *p = &b->paper[s];
			while (at[s] < p->n && strcmp(p->legs[at[s]].symbol, c->symbol) < 0)
				at[s]++;
			if (at[s] < p->n && strcmp(p->legs[at[s]].symbol, c->symbol) == 0)
				c->held[s] = llround(p->legs[at[s]].weight / PAPER_LOT);
		}
	}
}

static rv_status vote(rv_book_now *b, const rv_book_input *in)
{
	rv_votes_input vi = { .pass = in->pass,
			      .params = in->params,
			      .s4 = &b->s4,
			      .s5 = &b->s5,
			      .s3 = &b->s3,
			      .mods = &b->p.mods,
			      .overrides = in->overrides,
			      .utc_ms = in->utc_ms };
	for (int s = 0; s < RV_SUB_H; s++)
		vi.equity[s] = PAPER_EQUITY;
	hold_paper(b, in);
	return rv_votes_run(&vi, b->all, in->n, &b->votes);
}

static void put_coin(rv_book_now *b, const rv_step_result *r, size_t i, int s)
{
	rv_paper_coin *c = &b->paper_coins[i];
	const size_t at = rv_step_find_daily(r, b->all[i].symbol);
	const bool known = at != SIZE_MAX;
	*c = (rv_paper_coin){ .close = known ? r->daily_close[at] : (double)NAN,
			      .funding = known ? r->daily_funding[at] : (double)NAN,
			      .vote = b->votes.coin[i][s].vote };
	memcpy(c->symbol, b->all[i].symbol, sizeof(c->symbol));
}

rv_status book_paper(rv_book_now *b, const rv_book_input *in)
{
	bool due = false;
	for (int s = 0; s < RV_SUB_H; s++)
		due = due || is_due(b, in, s);
	if (!due)
		return RV_OK;
	const rv_status st = in->n <= RV_MAX_SYMBOLS ? vote(b, in) : RV_EINVAL;
	for (int s = 0; s < RV_SUB_H && st == RV_OK; s++) {
		if (!is_due(b, in, s))
			continue;
		for (size_t i = 0; i < in->n; i++)
			put_coin(b, in->pass, i, s);
		if (rv_paper_step(&b->paper[s], &b->paper_params, decided(b, in, s), b->paper_coins,
				  in->n))
			b->version++;
	}
	return st;
}

bool book_paper_is_later(const rv_book_now *b, int64_t close_ms)
{
	bool later = false;
	for (int s = 0; s < RV_SUB_H; s++)
		later = later || b->paper[s].close_ms > close_ms;
	return later;
}

void book_paper_say(rv_book_now *b)
{
	for (int s = 0; s < RV_SUB_H; s++)
		rv_paper_stat_of(&b->paper[s], &b->paper_params, &b->view.paper[s]);
}

bool book_paper_line(const rv_book_now *b, size_t i, char out[RV_PAPER_LINE])
{
	for (int s = 0; s < RV_SUB_H; s++) {
		const size_t n = rv_paper_lines(&b->paper[s]);
		if (i < n)
			return rv_paper_line(&b->paper[s], (rv_sub)s, i, out);
		i -= n;
	}
	return false;
}

size_t book_paper_lines(const rv_book_now *b)
{
	size_t n = 0;
	for (int s = 0; s < RV_SUB_H; s++)
		n += rv_paper_lines(&b->paper[s]);
	return n;
}
