/* Liquidation; see liquidation.h. */
#include "feeds/simx/liquidation.h"

#include <string.h>

#include "feeds/simx/depth.h"
#include "feeds/simx/margin.h"
#include "feeds/simx/money.h"
#include "feeds/simx/orders.h"

static rv_simx_fill closing(const rv_simx *x, const rv_simx_account *a, size_t coin)
{
	const int64_t szi = a->positions[coin].szi;
	rv_simx_fill f = { .coin = coin,
			   .buy = szi < 0,
			   .sz = rv_simx_abs(szi),
			   .crossed = true,
			   .kind = RV_SIMX_FILL_LIQUIDATION,
			   .liquidation_mark = rv_simx_mark(x, coin) };
	memcpy(f.liquidated, a->address, RV_SIMX_ADDRESS);
	return f;
}

static void close_position(rv_simx *x, rv_simx_account *a, size_t coin)
{
	const int64_t oid = x->next_oid++;
	for (;;) {
		rv_simx_fill f = closing(x, a, coin);
		const rv_simx_level *l = rv_simx_depth_best(x, coin, f.buy ? 1 : 0);
		if (f.sz == 0)
			return;
		f.oid = oid;
		f.px = l ? l->px : f.liquidation_mark;
		f.backstop = l == NULL;
		if (l) {
			f.sz = rv_simx_min(f.sz, l->sz);
			rv_simx_depth_take(rv_simx_depth_now(x, coin), f.buy ? 1 : 0, f.sz);
		}
		rv_simx_fill_outside(x, a, &f);
	}
}

void rv_simx_liquidate_account(rv_simx *x, rv_simx_account *a)
{
	rv_simx_margin m;
	rv_simx_margin_of(x, a, &m);
	rv_simx_event e = {
		.kind = RV_SIMX_EVENT_LIQUIDATION,
		.account = a->index,
		.u.liquidation = { .lid = (uint64_t)x->next_tid++, .ntl = m.ntl, .value = m.value }
	};
	memcpy(e.u.liquidation.user, a->address, RV_SIMX_ADDRESS);
	rv_simx_orders_end(x, a, SIZE_MAX, RV_SIMX_LIQUIDATED_CANCELED);
	for (size_t i = 0; i < x->m.n_coins; i++)
		close_position(x, a, i);
	rv_simx_event_put(x, &e);
	if (a->cash < 0) { /* nobody owes the venue: the house bears what is missing */
		x->house_cash += a->cash;
		a->cash = 0;
	}
}

void rv_simx_liquidate(rv_simx *x)
{
	for (size_t i = 0; i < x->n_accounts; i++) {
		rv_simx_margin m;
		rv_simx_margin_of(x, x->accounts[i], &m);
		if (m.ntl > 0 && m.value < m.maintenance)
			rv_simx_liquidate_account(x, x->accounts[i]);
	}
}
