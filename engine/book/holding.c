/* What one sub-book holds of one coin; see holding.h. */
#include "engine/book/holding.h"

#include "engine/book/wide.h"

static rv_status add(int64_t *to, int64_t by)
{
	return __builtin_add_overflow(*to, by, to) ? RV_ERANGE : RV_OK;
}

/* |px * lots|: what was traded. */
static rv_status value_of(int64_t lots, int64_t px, int64_t *musd)
{
	int64_t v = 0;
	if (__builtin_mul_overflow(px, lots, &v) || v == INT64_MIN)
		return RV_ERANGE;
	*musd = v < 0 ? -v : v;
	return RV_OK;
}

/* Trades at px; what it gained against the reference goes to *gain, or its value to blind_musd. */
static rv_status trade(rv_holding *h, int64_t lots, int64_t px, int64_t ref_px, int64_t *gain,
		       int64_t *value)
{
	int64_t better = 0;
	if (ref_px < 0)
		return RV_EINVAL;
	rv_status st = rv_avg_cost_trade(&h->held, lots, px);
	if (st == RV_OK)
		st = value_of(lots, px, value);
	if (st != RV_OK)
		return st;
	if (ref_px == 0)
		return add(&h->blind_musd, *value);
	if (__builtin_mul_overflow(ref_px - px, lots, &better))
		return RV_ERANGE;
	return add(gain, better);
}

rv_status rv_holding_fill(rv_holding *h, int64_t lots, int64_t px, int64_t ref_px)
{
	rv_holding n = *h;
	int64_t value = 0;
	rv_status st = trade(&n, lots, px, ref_px, &n.slippage_musd, &value);
	if (st == RV_OK)
		st = add(&n.volume_musd, value);
	if (st == RV_OK)
		*h = n;
	return st;
}

rv_status rv_holding_cross(rv_holding *h, int64_t lots, int64_t px, int64_t ref_px)
{
	rv_holding n = *h;
	int64_t value = 0;
	const rv_status st = trade(&n, lots, px, ref_px, &n.transfer_musd, &value);
	if (st == RV_OK)
		*h = n;
	return st;
}

rv_status rv_holding_fee(rv_holding *h, int64_t musd)
{
	int64_t sum = h->fees_musd;
	const rv_status st = add(&sum, musd);
	if (st == RV_OK)
		h->fees_musd = sum;
	return st;
}

rv_status rv_holding_funding(rv_holding *h, int64_t musd)
{
	int64_t sum = h->funding_musd;
	const rv_status st = add(&sum, musd);
	if (st == RV_OK)
		h->funding_musd = sum;
	return st;
}

rv_status rv_holding_adjust(rv_holding *h, int64_t lots, int64_t px)
{
	return rv_avg_cost_trade(&h->held, lots, px);
}

rv_status rv_holding_unrealized(const rv_holding *h, int64_t mark_px, int64_t *musd)
{
	if (h->held.lots == 0) {
		*musd = 0;
		return RV_OK;
	}
	if (mark_px <= 0)
		return RV_ENOENT;
	return rv_wide_narrow((rv_wide)h->held.lots * mark_px - h->held.cost_musd, musd);
}

rv_status rv_holding_pnl(const rv_holding *h, rv_sub sub, int64_t mark_px, rv_pnl *out)
{
	rv_pnl p = { { 0 } };
	int64_t open = 0;
	rv_status st = rv_holding_unrealized(h, mark_px, &open);
	if (st != RV_OK)
		return st;
	const rv_wide price =
		(rv_wide)h->held.realized_musd + open - h->slippage_musd - h->transfer_musd;
	st = rv_wide_narrow(price, &p.musd[sub == RV_SUB_H ? RV_CAUSE_HEDGE : RV_CAUSE_PRICE]);
	if (st == RV_OK)
		st = rv_wide_narrow(-(rv_wide)h->fees_musd, &p.musd[RV_CAUSE_FEE]);
	if (st != RV_OK)
		return st;
	p.musd[RV_CAUSE_FUNDING] = h->funding_musd;
	p.musd[RV_CAUSE_SLIPPAGE] = h->slippage_musd;
	p.musd[RV_CAUSE_TRANSFER] = h->transfer_musd;
	*out = p;
	return RV_OK;
}
