/* Average cost in exact integers; see avg_cost.h. */
#include "engine/book/avg_cost.h"

#include "engine/book/wide.h"

static int64_t magnitude(int64_t v)
{
	return v < 0 ? -v : v;
}

/* cost * part / whole to the nearest, halves away from zero; 0 <= part <= whole, so it fits. */
static int64_t share(int64_t cost, int64_t part, int64_t whole)
{
	const rv_wide x = (rv_wide)cost * part;
	const rv_wide half = whole / 2;
	return (int64_t)((x < 0 ? x - half : x + half) / whole);
}

/* Takes lots off the other side: signed, no more than there are. */
static rv_status close_part(rv_avg_cost *c, int64_t lots, int64_t px)
{
	int64_t cash = 0;
	const int64_t off = share(c->cost_musd, magnitude(lots), magnitude(c->lots));
	if (__builtin_mul_overflow(px, -lots, &cash) || __builtin_sub_overflow(cash, off, &cash) ||
	    __builtin_add_overflow(c->realized_musd, cash, &c->realized_musd))
		return RV_ERANGE;
	c->cost_musd -= off;
	c->lots += lots;
	return RV_OK;
}

static rv_status open_part(rv_avg_cost *c, int64_t lots, int64_t px)
{
	int64_t cost = 0;
	if (__builtin_mul_overflow(px, lots, &cost) ||
	    __builtin_add_overflow(c->cost_musd, cost, &c->cost_musd) ||
	    __builtin_add_overflow(c->lots, lots, &c->lots) ||
	    c->lots == INT64_MIN) /* has no magnitude */
		return RV_ERANGE;
	return RV_OK;
}

rv_status rv_avg_cost_trade(rv_avg_cost *c, int64_t lots, int64_t px)
{
	if (lots == 0 || lots == INT64_MIN || px <= 0)
		return RV_EINVAL;
	rv_avg_cost n = *c;
	int64_t closed = 0;
	if (n.lots != 0 && (n.lots < 0) != (lots < 0)) {
		closed = magnitude(lots) < magnitude(n.lots) ? lots : -n.lots;
		if (close_part(&n, closed, px) != RV_OK)
			return RV_ERANGE;
	}
	if (lots != closed && open_part(&n, lots - closed, px) != RV_OK)
		return RV_ERANGE;
	*c = n;
	return RV_OK;
}
