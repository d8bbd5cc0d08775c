/* One coin's position as its sub-books hold it; see coin_book.h. */
#include "engine/book/coin_book.h"

#include "engine/book/wide.h"

#include <string.h>

/* Whose the fill is: lots by the order's wants, the fee by what was traded with the venue. */
static rv_status share_fill(rv_split *s, const rv_coin_fill *f, rv_coin_shares *out)
{
	rv_split none = { .want = { 0 } };
	rv_status st = rv_split_fill(s ? s : &none, f->lots, out->part, &out->crossed);
	if (st == RV_OK)
		st = rv_split_traded(out->part, out->traded);
	if (st == RV_OK)
		st = rv_share_musd(f->fee_musd, out->traded, out->fee_musd);
	return st;
}

static rv_status book_one(rv_holding *h, const rv_coin_fill *f, int64_t traded, int64_t inside,
			  int64_t fee)
{
	rv_status st = rv_holding_fee(h, fee);
	if (st == RV_OK && traded != 0)
		st = rv_holding_fill(h, traded, f->px, f->ref_px);
	if (st == RV_OK && inside != 0)
		st = rv_holding_cross(h, inside, f->px, f->ref_px);
	return st;
}

rv_status rv_coin_book_fill(rv_coin_book *b, rv_split *s, const rv_coin_fill *f,
			    rv_coin_shares *out)
{
	rv_coin_book n = *b;
	rv_coin_shares x;
	rv_split after;
	if (s)
		after = *s;
	rv_status st = share_fill(s ? &after : NULL, f, &x);
	for (size_t i = 0; i < RV_SUB_N && st == RV_OK; i++)
		st = book_one(&n.sub[i], f, x.traded[i], x.part[i] - x.traded[i], x.fee_musd[i]);
	if (st != RV_OK)
		return st;
	*b = n;
	*out = x;
	if (s)
		*s = after;
	return RV_OK;
}

rv_status rv_coin_book_inside(rv_coin_book *b, rv_split *s, int64_t lots, int64_t px,
			      int64_t ref_px)
{
	rv_coin_book n = *b;
	rv_split after = *s;
	int64_t part[RV_SUB_N];
	rv_status st = rv_split_inside(&after, lots, part);
	for (size_t i = 0; i < RV_SUB_N && st == RV_OK; i++) {
		if (part[i] != 0)
			st = rv_holding_cross(&n.sub[i], part[i], px, ref_px);
	}
	if (st != RV_OK)
		return st;
	*b = n;
	*s = after;
	return RV_OK;
}

rv_status rv_coin_book_funding(rv_coin_book *b, int64_t musd)
{
	rv_coin_book n = *b;
	int64_t lots[RV_SUB_N], part[RV_SUB_N];
	rv_coin_book_held(b, lots);
	rv_status st = rv_share_funding(musd, lots, part);
	for (size_t i = 0; i < RV_SUB_N && st == RV_OK; i++)
		st = rv_holding_funding(&n.sub[i], part[i]);
	if (st == RV_OK)
		*b = n;
	return st;
}

rv_status rv_coin_book_fee(rv_coin_book *b, int64_t musd)
{
	return rv_holding_fee(&b->sub[RV_SUB_RESIDUE], musd);
}

rv_status rv_coin_book_adjust(rv_coin_book *b, rv_sub sub, int64_t lots, int64_t px)
{
	return rv_holding_adjust(&b->sub[sub], lots, px);
}

rv_status rv_coin_book_assign(rv_coin_book *b, rv_sub from, rv_sub to, int64_t lots, int64_t px)
{
	rv_coin_book n = *b;
	const int64_t have = b->sub[from].held.lots;
	if (from == to || lots == 0 ||
	    (have < 0 ? lots > 0 || lots < have : lots < 0 || lots > have))
		return RV_EINVAL;
	rv_status st = rv_holding_cross(&n.sub[from], -lots, px, px);
	if (st == RV_OK)
		st = rv_holding_cross(&n.sub[to], lots, px, px);
	if (st == RV_OK)
		*b = n;
	return st;
}

void rv_coin_book_held(const rv_coin_book *b, int64_t lots[RV_SUB_N])
{
	for (size_t i = 0; i < RV_SUB_N; i++)
		lots[i] = b->sub[i].held.lots;
}

rv_status rv_coin_book_lots(const rv_coin_book *b, int64_t *lots)
{
	rv_wide sum = 0;
	for (size_t i = 0; i < RV_SUB_N; i++)
		sum += b->sub[i].held.lots;
	return rv_wide_narrow(sum, lots);
}

rv_status rv_coin_book_reduce(const rv_coin_book *b, int64_t amount, rv_split *out)
{
	int64_t net = 0, lots[RV_SUB_N];
	rv_split s;
	rv_status st = rv_coin_book_lots(b, &net);
	if (st != RV_OK)
		return st;
	if (net < 0 ? amount <= 0 || amount > -net : amount >= 0 || amount < -net)
		return RV_EINVAL;
	memset(&s, 0, sizeof(s));
	rv_coin_book_held(b, lots);
	st = rv_share_net(amount, lots, s.want);
	if (st == RV_OK)
		*out = s;
	return st;
}

rv_status rv_coin_book_netting(const rv_coin_book *b, const rv_avg_cost *position, int64_t *musd)
{
	rv_wide sum = -(rv_wide)position->realized_musd;
	for (size_t i = 0; i < RV_SUB_N; i++)
		sum += b->sub[i].held.realized_musd;
	return rv_wide_narrow(sum, musd);
}
