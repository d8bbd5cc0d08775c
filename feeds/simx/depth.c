/* Synthetic depth; see depth.h. */
#include "feeds/simx/depth.h"

#include "engine/base/timefmt.h"
#include "feeds/simx/money.h"
#include "feeds/simx/orders.h"

rv_simx_depth *rv_simx_depth_now(rv_simx *x, size_t coin)
{
	rv_simx_depth *d = &x->depth[coin];
	const int64_t second = rv_time_floor(x->now, RV_SECOND_MS);
	if (d->second == second)
		return d;
	d->second = second;
	for (int side = 0; side < 2; side++) {
		d->n[side] = x->m.ops->book(&x->m, coin, side, d->level[side]);
		d->best[side] = 0;
	}
	return d;
}

const rv_simx_level *rv_simx_depth_best(rv_simx *x, size_t coin, int side)
{
	const rv_simx_depth *d = rv_simx_depth_now(x, coin);
	return d->best[side] < d->n[side] ? &d->level[side][d->best[side]] : NULL;
}

void rv_simx_depth_take(rv_simx_depth *d, int side, int64_t sz)
{
	d->level[side][d->best[side]].sz -= sz;
	while (d->best[side] < d->n[side] && d->level[side][d->best[side]].sz <= 0)
		d->best[side]++;
}

bool rv_simx_depth_shifted(rv_simx *x, size_t coin, int side, int64_t last, rv_simx_level *out)
{
	const rv_simx_depth *d = rv_simx_depth_now(x, coin);
	const rv_simx_level *best = rv_simx_depth_best(x, coin, side);
	if (!best)
		return false;
	*out = (rv_simx_level){ .px = last + best->px - d->level[side][0].px, .sz = best->sz };
	return true;
}

void rv_simx_bbo(rv_simx *x, size_t coin, int64_t *bid, int64_t *ask)
{
	for (int side = 0; side < 2; side++) {
		const rv_simx_level *l = rv_simx_depth_best(x, coin, side);
		const rv_simx_order *o = rv_simx_book_best(x, coin, side);
		int64_t px = l ? l->px : 0;
		if (o && (px == 0 || (side == 0 ? o->px > px : o->px < px)))
			px = o->px;
		*(side == 0 ? bid : ask) = px;
	}
}
