/*
 * The market moves on: what happens to the books between two instants. See simx.h.
 *
 * A span is cut at every hour and at every scheduled cancel, so that what happens at an instant
 * meets the books as they were then, however long nobody has looked.
 */
#include "feeds/simx/account.h"
#include "feeds/simx/depth.h"
#include "feeds/simx/liquidation.h"
#include "feeds/simx/match.h"
#include "feeds/simx/money.h"
#include "feeds/simx/orders.h"

#include "engine/base/timefmt.h"
#include "feeds/simx/list.h"

/* Funding of an hour is looked up so long after it, when its stamp has certainly come. */
static const int64_t funding_late_ms = RV_SECOND_MS;

static void keep_funding(rv_simx *x, rv_simx_account *a, const rv_simx_funding *f)
{
	rv_simx_funding *v = rv_simx_room(a->fundings.v, &a->fundings.n, &a->fundings.cap,
					  &a->fundings.dropped, sizeof(*v), RV_SIMX_KEPT);
	if (!v) {
		x->failed = true;
		return;
	}
	a->fundings.v = v;
	v[a->fundings.n++] = *f;
	const rv_simx_event e = { .kind = RV_SIMX_EVENT_FUNDING,
				  .account = a->index,
				  .u.funding = *f };
	rv_simx_event_put(x, &e);
}

/* A positive rate: longs pay. The synthetic market is the other side of whatever is left over. */
static void pay_coin(rv_simx *x, size_t coin, int64_t stamp, int64_t rate, int64_t oracle)
{
	const rv_simx_coin c = rv_simx_coin_of(x, coin);
	for (size_t i = 0; i < x->n_accounts; i++) {
		rv_simx_account *a = x->accounts[i];
		rv_simx_position *p = &a->positions[coin];
		if (p->szi == 0)
			continue;
		const int64_t ntl = rv_simx_notional(&c, oracle, p->szi);
		const int64_t usdc = -rv_simx_muldiv_cut(ntl, rate, INT64_C(1000000000000));
		a->cash += usdc;
		x->market_cash -= usdc;
		p->funding_all -= usdc;
		p->funding_open -= usdc;
		p->funding_change -= usdc;
		const rv_simx_funding f = {
			.time = stamp, .usdc = usdc, .szi = p->szi, .rate = rate, .coin = coin
		};
		keep_funding(x, a, &f);
	}
}

static bool anyone_holds(const rv_simx *x, size_t coin)
{
	for (size_t i = 0; i < x->n_accounts; i++) {
		if (x->accounts[i]->positions[coin].szi != 0)
			return true;
	}
	return false;
}

static void pay_hour(rv_simx *x, int64_t hour)
{
	for (size_t i = 0; i < x->m.n_coins; i++) {
		int64_t stamp = 0, rate = 0, oracle = 0;
		if (anyone_holds(x, i) && x->m.ops->funding(&x->m, i, hour, &stamp, &rate, &oracle))
			pay_coin(x, i, stamp + x->ahead, rate, oracle);
	}
}

/* Every hour whose time has come; hours without a position cost a comparison. */
static void pay_due(rv_simx *x)
{
	for (; x->funding_hour + funding_late_ms <= x->now; x->funding_hour += RV_HOUR_MS)
		pay_hour(x, x->funding_hour);
}

static void trigger_cancels(rv_simx *x)
{
	for (size_t i = 0; i < x->n_accounts; i++) {
		rv_simx_account *a = x->accounts[i];
		const int64_t clock = rv_simx_stamp(x), day = rv_time_floor(clock, RV_DAY_MS);
		if (a->cancel_at == 0 || a->cancel_at > clock)
			continue;
		a->cancel_at = 0;
		if (a->trigger_day != day)
			a->triggers = 0;
		a->trigger_day = day;
		a->triggers++;
		rv_simx_orders_end(x, a, SIZE_MAX, RV_SIMX_SCHEDULED_CANCEL);
	}
}

/* The next instant after now, up to `to`, at which something is due. */
static int64_t next_instant(const rv_simx *x, int64_t to)
{
	int64_t t = to;
	const int64_t hour = x->funding_hour + funding_late_ms;
	if (hour > x->now && hour < t)
		t = hour;
	for (size_t i = 0; i < x->n_accounts; i++) {
		const int64_t at = x->accounts[i]->cancel_at - x->ahead;
		if (x->accounts[i]->cancel_at != 0 && at > x->now && at < t)
			t = at;
	}
	return t;
}

static void cross_span(rv_simx *x, int64_t from, int64_t to)
{
	for (size_t i = 0; i < x->m.n_coins && x->n_resting > 0; i++) {
		int64_t hi = 0, lo = 0;
		if ((x->heads[0][i] || x->heads[1][i]) &&
		    x->m.ops->range(&x->m, i, from, to, &hi, &lo))
			rv_simx_cross(x, i, hi, lo);
	}
}

/* A delisted coin: open orders go, positions settle at the last price. */
static void settle_coin(rv_simx *x, size_t coin)
{
	rv_simx_quote q;
	if (!x->m.ops->quote(&x->m, coin, &q))
		return;
	x->settled[coin] = true;
	for (size_t i = 0; i < x->n_accounts; i++) {
		rv_simx_account *a = x->accounts[i];
		const int64_t szi = a->positions[coin].szi;
		rv_simx_orders_end(x, a, coin, RV_SIMX_DELISTED_CANCELED);
		if (szi == 0)
			continue;
		const rv_simx_fill f = { .coin = coin,
					 .px = q.last,
					 .sz = rv_simx_abs(szi),
					 .buy = szi < 0,
					 .kind = RV_SIMX_FILL_SETTLEMENT };
		rv_simx_fill_outside(x, a, &f);
	}
}

static void settle_delisted(rv_simx *x)
{
	for (size_t i = 0; i < x->m.n_coins; i++) {
		if (!x->settled[i] && rv_simx_coin_of(x, i).delisted)
			settle_coin(x, i);
	}
}

void rv_simx_advance(rv_simx *x, int64_t market_ms, int64_t clock_ms)
{
	x->ahead = clock_ms - market_ms;
	while (x->now < market_ms) {
		const int64_t from = x->now;
		x->now = next_instant(x, market_ms);
		cross_span(x, from, x->now);
		trigger_cancels(x);
		pay_due(x);
	}
	trigger_cancels(x); /* the clock may run on while the market stands still */
	settle_delisted(x);
	rv_simx_liquidate(x);
}

void rv_simx_moved(rv_simx *x, size_t coin)
{
	rv_simx_quote q;
	x->depth[coin].second = INT64_MIN;
	if (x->m.ops->quote(&x->m, coin, &q) && q.live)
		rv_simx_cross(x, coin, q.last, q.last);
	rv_simx_liquidate(x);
}
