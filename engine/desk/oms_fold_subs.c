/*
 * What each sub-book holds of a position. Nothing of it is in the journal but what was granted:
 * fills are shared by the mandate's wants, so that a replay shares them the same way.
 */
#include "engine/desk/oms_fold.h"
#include "engine/desk/shares.h"

#include <string.h>

__extension__ typedef __int128 wide; /* a product of two int64 */

void oms_rd_shares(oms_rd *r, int64_t lots, int64_t want[RV_SUB_N])
{
	char text[RV_SHARES_TEXT];
	int64_t net = 0;
	rv_shares_own(lots, want);
	oms_rd_opt_text(r, "shares", text, sizeof(text));
	if (text[0] == '\0')
		return;
	if (rv_shares_parse(text, want) != RV_OK || rv_shares_net(want, &net) != RV_OK ||
	    net != lots || rv_shares_plain(want))
		oms_rd_fail(r, "shares (those of the order's lots)");
}

/* At the mid that was approved; an order that nobody ordered has none. */
static rv_coin_fill fill_of(const oms_mandate *m, const rv_fill *x)
{
	return (rv_coin_fill){ .lots = x->side * x->lots,
			       .px = x->px,
			       .ref_px = m ? m->terms.mid_px : 0,
			       .fee_musd = x->fee_musd };
}

/* What the wants cannot share (lots beyond counting) is nobody's. */
rv_status oms_subs_fill(oms_coin *c, oms_mandate *m, const rv_fill *x, rv_coin_shares *out)
{
	const rv_coin_fill own = fill_of(m, x), nobodys = fill_of(NULL, x);
	if (m && rv_coin_book_fill(&c->book, &m->split, &own, out) == RV_OK)
		return RV_OK;
	return rv_coin_book_fill(&c->book, NULL, &nobodys, out);
}

/* Takes back what oms_subs_fill made of a fill that was nobody's. */
static rv_status undo(rv_holding *h, const rv_fill *x)
{
	const int64_t value = oms_musd(x->px, x->lots);
	if (__builtin_sub_overflow(h->volume_musd, value, &h->volume_musd) ||
	    __builtin_sub_overflow(h->blind_musd, value, &h->blind_musd) ||
	    __builtin_sub_overflow(h->fees_musd, x->fee_musd, &h->fees_musd))
		return RV_ERANGE;
	return rv_avg_cost_trade(&h->held, -x->side * x->lots, x->px);
}

void oms_subs_claim(oms_coin *c, oms_mandate *m, rv_tv_fill *shown)
{
	rv_coin_shares s;
	oms_coin n = { .book = c->book };
	if (!m || undo(&n.book.sub[RV_SUB_RESIDUE], &shown->fill) != RV_OK ||
	    oms_subs_fill(&n, m, &shown->fill, &s) != RV_OK)
		return;
	c->book = n.book;
	oms_subs_show(shown, &s);
}

void oms_subs_show(rv_tv_fill *shown, const rv_coin_shares *s)
{
	memcpy(shown->part, s->part, sizeof(shown->part));
	shown->crossed = s->crossed;
}

/*
 * Each has what its lots earned at the payment's own rate. What has been traded since the payment
 * was for nobody can say whose: that part of it is RESIDUE's.
 */
rv_status oms_subs_funding(oms_coin *c, int64_t musd, int64_t then)
{
	int64_t lots = 0;
	rv_coin_book n = c->book;
	rv_status st = rv_coin_book_lots(&n, &lots);
	if (st != RV_OK || then == 0 || lots == then)
		return st == RV_OK ? rv_coin_book_funding(&c->book, musd) : st;
	const wide share = (wide)musd * lots / then, rest = musd - share;
	if (share > INT64_MAX || share < INT64_MIN || rest > INT64_MAX || rest < INT64_MIN)
		return RV_ERANGE;
	if (lots != 0)
		st = rv_coin_book_funding(&n, (int64_t)share);
	if (st == RV_OK)
		st = rv_holding_funding(&n.sub[RV_SUB_RESIDUE], (int64_t)rest);
	if (st == RV_OK)
		c->book = n;
	return st;
}

int64_t oms_residue(const oms_coin *c)
{
	return c->book.sub[RV_SUB_RESIDUE].held.lots;
}

void oms_on_assign(oms_fold *f, oms_rd *r)
{
	char symbol[RV_SYMBOL_MAX], name[16];
	rv_sub sub = RV_SUB_RESIDUE;
	oms_rd_text(r, "symbol", symbol, sizeof(symbol));
	oms_rd_text(r, "sub", name, sizeof(name));
	const int64_t lots = oms_rd_i64(r, "lots"), px = oms_rd_range(r, "px", 1, INT64_MAX);
	oms_coin *c = oms_coin_find(f, symbol);
	if (!c || lots == 0 || lots != oms_residue(c))
		oms_rd_fail(r, "symbol and lots (all that is nobody's)");
	if (rv_sub_of_name(name, &sub) != RV_OK || sub == RV_SUB_RESIDUE)
		oms_rd_fail(r, "sub (one that has an owner)");
	if (!r->bad && c && rv_coin_book_assign(&c->book, RV_SUB_RESIDUE, sub, lots, px) != RV_OK)
		oms_rd_fail(r, "lots (that can be counted)");
}

/* What each has in money, against what the position has. */
static bool money_ties(const oms_coin *c)
{
	wide cash = 0, fees = 0, funding = 0;
	for (size_t i = 0; i < RV_SUB_N; i++) {
		const rv_holding *h = &c->book.sub[i];
		cash += h->held.realized_musd;
		cash -= h->held.cost_musd;
		fees += h->fees_musd;
		funding += h->funding_musd;
	}
	const rv_position *p = &c->pos;
	return cash + p->cost_musd == p->realized_musd && fees == p->fees_musd &&
	       funding == p->funding_musd;
}

void oms_subs_check(const oms_fold *f, oms_rd *r)
{
	for (size_t i = 0; i < f->n_coins; i++) {
		const oms_coin *c = &f->coins[i];
		int64_t lots = 0;
		if (rv_coin_book_lots(&c->book, &lots) != RV_OK || lots != c->pos.lots)
			oms_rd_fail(r, "the sum of the sub-books (I13)");
		else if (!money_ties(c))
			oms_rd_fail(r, "the money of the sub-books (I13)");
	}
}
