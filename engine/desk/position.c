/* The position of one symbol in exact integers; see position.h. */
#include "engine/desk/position.h"

#include <math.h>
#include <string.h>

#include "engine/book/avg_cost.h"

static const double pow10_of[RV_PX_SCALE_SUM + 1] = { 1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6 };

void rv_position_init(rv_position *p, int sz_decimals)
{
	memset(p, 0, sizeof(*p));
	p->sz_decimals = sz_decimals;
}

rv_status rv_musd_of(int64_t px, int64_t lots, int64_t *out)
{
	int64_t v = 0;
	if (__builtin_mul_overflow(px, lots, &v))
		return RV_ERANGE;
	*out = v;
	return RV_OK;
}

static rv_status trade(rv_position *p, int64_t lots, int64_t px)
{
	rv_avg_cost c = { p->lots, p->cost_musd, p->realized_musd };
	const rv_status st = rv_avg_cost_trade(&c, lots, px);
	if (st != RV_OK)
		return st;
	p->lots = c.lots;
	p->cost_musd = c.cost_musd;
	p->realized_musd = c.realized_musd;
	return RV_OK;
}

rv_status rv_position_fill(rv_position *p, const rv_fill *f)
{
	if (f->lots <= 0 || f->px <= 0 || (f->side != RV_BUY && f->side != RV_SELL))
		return RV_EINVAL;
	if (f->sz_decimals != p->sz_decimals)
		return RV_EDATA;
	rv_position n = *p;
	int64_t value = 0;
	if (rv_musd_of(f->px, f->lots, &value) != RV_OK ||
	    __builtin_add_overflow(n.volume_musd, value, &n.volume_musd) ||
	    __builtin_add_overflow(n.fees_musd, f->fee_musd, &n.fees_musd) ||
	    __builtin_add_overflow(n.fill_lots, f->side * f->lots, &n.fill_lots) ||
	    trade(&n, f->side * f->lots, f->px) != RV_OK)
		return RV_ERANGE;
	n.fills++;
	n.external += f->kind != RV_FILL_NORMAL ? 1 : 0;
	if (f->time_ms > n.last_ms)
		n.last_ms = f->time_ms;
	*p = n;
	return RV_OK;
}

rv_status rv_position_funding(rv_position *p, int64_t usdc_musd)
{
	int64_t sum = 0;
	if (__builtin_add_overflow(p->funding_musd, usdc_musd, &sum))
		return RV_ERANGE;
	p->funding_musd = sum;
	return RV_OK;
}

rv_status rv_position_adjust(rv_position *p, int64_t lots, int64_t px)
{
	if (lots == 0 || lots == INT64_MIN || px <= 0)
		return RV_EINVAL;
	rv_position n = *p;
	if (__builtin_add_overflow(n.adjust_lots, lots, &n.adjust_lots) ||
	    trade(&n, lots, px) != RV_OK)
		return RV_ERANGE;
	*p = n;
	return RV_OK;
}

double rv_lots_coins(int64_t lots, int sz_decimals)
{
	return (double)lots / pow10_of[sz_decimals];
}

double rv_px_usd(int64_t px, int sz_decimals)
{
	return (double)px / pow10_of[RV_PX_SCALE_SUM - sz_decimals];
}

double rv_musd_usd(int64_t musd)
{
	return (double)musd / (double)RV_MUSD;
}

double rv_position_entry(const rv_position *p)
{
	if (p->lots == 0)
		return NAN;
	return rv_musd_usd(p->cost_musd) / rv_lots_coins(p->lots, p->sz_decimals);
}

double rv_position_value(const rv_position *p, double mark)
{
	return p->lots == 0 ? 0.0 : rv_lots_coins(p->lots, p->sz_decimals) * mark;
}

double rv_position_unrealized(const rv_position *p, double mark)
{
	return rv_position_value(p, mark) - rv_musd_usd(p->cost_musd);
}
