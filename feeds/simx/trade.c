/* Fills; see trade.h. */
#include "feeds/simx/trade.h"

#include <string.h>

#include "feeds/simx/list.h"
#include "feeds/simx/money.h"
#include "feeds/simx/orders.h"

int64_t rv_simx_position_change(rv_simx_position *p, int64_t sz, int64_t ntl)
{
	const int64_t have = rv_simx_abs(p->szi), size = rv_simx_abs(sz);
	p->funding_change = 0;
	if (p->szi == 0 || (p->szi > 0) == (sz > 0)) {
		if (p->szi == 0)
			p->funding_open = 0;
		p->szi += sz;
		p->cost += ntl;
		return 0;
	}
	const int64_t closes = rv_simx_min(have, size);
	const int64_t cost = closes == have ? p->cost : rv_simx_muldiv(p->cost, closes, have);
	const int64_t part = closes == size ? ntl : rv_simx_muldiv(ntl, closes, size);
	const int64_t pnl = p->szi > 0 ? part - cost : cost - part;
	p->cost -= cost;
	p->szi += sz;
	if (size >= have) {
		p->funding_open = 0;
		p->cost = ntl - part;
	}
	return pnl;
}

static void record(rv_simx *x, rv_simx_account *a, const rv_simx_fill *f)
{
	rv_simx_fill *v = rv_simx_room(a->fills.v, &a->fills.n, &a->fills.cap, &a->fills.dropped,
				       sizeof(*v), RV_SIMX_KEPT);
	if (!v) {
		x->failed = true;
		return;
	}
	a->fills.v = v;
	v[a->fills.n++] = *f;
	const rv_simx_event e = { .kind = RV_SIMX_EVENT_FILL, .account = a->index, .u.fill = *f };
	rv_simx_event_put(x, &e);
}

/* One side of a trade. The other side of its cash and its size is the caller's business. */
static void book_side(rv_simx *x, rv_simx_account *a, rv_simx_fill *f, int64_t ntl, int64_t ppm)
{
	rv_simx_position *p = &a->positions[f->coin];
	f->time = rv_simx_stamp(x);
	f->start_szi = p->szi;
	f->fee = rv_simx_muldiv(ntl, ppm, RV_SIMX_USDC);
	f->closed_pnl = rv_simx_position_change(p, f->buy ? f->sz : -f->sz, ntl);
	a->cash += (f->buy ? -ntl : ntl) - f->fee;
	a->fees += f->fee;
	a->volume += ntl;
	x->house_cash += f->fee;
	record(x, a, f);
}

static void market_side(rv_simx *x, size_t coin, bool buy, int64_t sz, int64_t ntl)
{
	x->market_szi[coin] += buy ? sz : -sz;
	x->market_cash += buy ? -ntl : ntl;
}

static void shrink(rv_simx *x, rv_simx_order *o, int64_t sz)
{
	o->sz = sz;
	rv_simx_order_touch(x, o);
}

/* A resting reduce-only order is never larger than the position, nor on its side. */
static void shrink_reduce_only(rv_simx *x, const rv_simx_account *a, size_t coin)
{
	const int64_t szi = a->positions[coin].szi;
	for (int side = 0; side < 2; side++) {
		rv_simx_order *next = NULL;
		for (rv_simx_order *o = x->heads[side][coin]; o; o = next) {
			next = o->next;
			if (o->account != a->index || !o->reduce_only)
				continue;
			if (szi == 0 || (szi > 0) == o->buy)
				rv_simx_order_end(x, o, RV_SIMX_REDUCE_ONLY_CANCELED);
			else if (o->sz > rv_simx_abs(szi))
				shrink(x, o, rv_simx_abs(szi));
		}
	}
}

static rv_simx_fill fill_of(const rv_simx_order *o, int64_t tid, int64_t px, int64_t sz)
{
	rv_simx_fill f = { .oid = o->oid,
			   .tid = tid,
			   .px = px,
			   .sz = sz,
			   .coin = o->coin,
			   .buy = o->buy,
			   .has_cloid = o->has_cloid };
	memcpy(f.cloid, o->cloid, sizeof(f.cloid));
	return f;
}

static void side_of_order(rv_simx *x, rv_simx_order *o, bool crossed, int64_t tid, int64_t px,
			  int64_t sz, int64_t ntl)
{
	rv_simx_fill f = fill_of(o, tid, px, sz);
	f.crossed = crossed;
	o->sz -= sz;
	o->filled += sz;
	o->status_ms = rv_simx_stamp(x);
	rv_simx_order_touch(x, o);
	book_side(x, x->accounts[o->account], &f, ntl,
		  crossed ? RV_SIMX_TAKER_PPM : RV_SIMX_MAKER_PPM);
}

void rv_simx_trade(rv_simx *x, rv_simx_order *taker, rv_simx_order *maker, int64_t px, int64_t sz)
{
	const rv_simx_order *any = taker ? taker : maker;
	const size_t coin = any->coin;
	const rv_simx_coin c = rv_simx_coin_of(x, coin);
	const int64_t ntl = rv_simx_notional(&c, px, sz), tid = x->next_tid++;
	if (taker)
		side_of_order(x, taker, true, tid, px, sz, ntl);
	else
		market_side(x, coin, !maker->buy, sz, ntl);
	if (maker)
		side_of_order(x, maker, false, tid, px, sz, ntl);
	else
		market_side(x, coin, !taker->buy, sz, ntl);
	if (maker && maker->sz == 0)
		rv_simx_order_end(x, maker, RV_SIMX_FILLED);
	else if (maker)
		rv_simx_order_tell(x, maker);
	if (maker)
		shrink_reduce_only(x, x->accounts[maker->account], coin);
	if (taker)
		shrink_reduce_only(x, x->accounts[taker->account], coin);
}

void rv_simx_fill_outside(rv_simx *x, rv_simx_account *a, const rv_simx_fill *f)
{
	const rv_simx_coin c = rv_simx_coin_of(x, f->coin);
	const int64_t ntl = rv_simx_notional(&c, f->px, f->sz);
	const bool free_of_charge =
		f->kind == RV_SIMX_FILL_ADL || f->kind == RV_SIMX_FILL_SETTLEMENT;
	rv_simx_fill own = *f;
	own.tid = x->next_tid++;
	if (own.oid == 0)
		own.oid = x->next_oid++;
	book_side(x, a, &own, ntl, free_of_charge ? 0 : RV_SIMX_TAKER_PPM);
	market_side(x, f->coin, !f->buy, f->sz, ntl);
	shrink_reduce_only(x, a, f->coin);
}
