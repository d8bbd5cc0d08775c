/* A day that is over; see ledgers.h. */
#include "engine/manager/ledgers_internal.h"

#include <math.h>
#include <string.h>

const rv_ledger_day *rv_ledgers_day(const rv_ledgers *l)
{
	return &l->f.day;
}

/* ---- profit and loss ---- */

static void take_account(const led_fold *f, const rv_ledger_sums *sums, const int64_t *equity,
			 rv_ledger_day *d)
{
	const rv_ledger_account *a = &f->account;
	int64_t musd = 0;
	const bool known = a->known[RV_SPAN_DAY];
	d->first_usd = known ? led_usd(a->base_musd[RV_SPAN_DAY]) : (double)NAN;
	d->paid_usd = known ? led_usd(a->flow_musd[RV_SPAN_DAY]) : (double)NAN;
	d->last_usd = equity ? led_usd(*equity) : (double)NAN;
	d->change_usd = d->unexplained_usd = NAN;
	if (equity && rv_ledger_account_change(a, RV_SPAN_DAY, *equity, &musd) == RV_OK)
		d->change_usd = led_usd(musd);
	if (equity && sums->unknown == 0 &&
	    rv_ledger_unexplained(a, RV_SPAN_DAY, *equity, sums, &musd) == RV_OK)
		d->unexplained_usd = led_usd(musd);
}

static void take_sums(const rv_ledger_sums *sums, rv_ledger_day *d)
{
	rv_pnl all;
	for (size_t i = 0; i < RV_SUB_N; i++)
		led_show_pnl(&d->sub[i], &sums->sub[i]);
	if (rv_ledger_all(sums, &all) == RV_OK)
		led_show_pnl(&d->all, &all);
	else
		d->all.total = NAN;
	d->all.unknown = sums->unknown;
}

/* ---- by coin ---- */

static void take_funding(const led_coin *c, rv_ledger_day_coin *x, rv_ledger_day *d)
{
	const led_funding *p = &c->funding;
	x->expected_usd = led_usd(p->expected_musd[RV_SPAN_DAY]);
	x->paid_usd = led_usd(p->paid_musd[RV_SPAN_DAY]);
	x->beside_usd = led_usd(p->beside_musd[RV_SPAN_DAY]);
	d->expected_usd += x->expected_usd;
	d->funding_usd += x->paid_usd;
	d->beside_usd += x->beside_usd;
	d->stamps += p->n[RV_SPAN_DAY];
}

static bool is_quiet(const rv_ledger_day_coin *x)
{
	bool moved = x->pnl.unknown > 0 || x->lots != 0;
	for (size_t i = 0; i < RV_CAUSE_N; i++)
		moved = moved || fabs(x->pnl.usd[i]) > 0.0;
	return !moved;
}

static void take_coin(const led_coin *c, const rv_coin_book *b, rv_ledger_day *d)
{
	rv_ledger_sums own;
	rv_ledger_day_coin x;
	rv_pnl all;
	memset(&own, 0, sizeof(own));
	memset(&x, 0, sizeof(x));
	memcpy(x.symbol, c->symbol, sizeof(x.symbol));
	x.sz_decimals = c->sz_decimals;
	if (rv_coin_book_lots(b, &x.lots) != RV_OK)
		return;
	if (rv_ledger_sum(&own, &c->ledger, b, RV_SPAN_DAY, c->roll_px) == RV_OK &&
	    rv_ledger_all(&own, &all) == RV_OK)
		led_show_pnl(&x.pnl, &all);
	else
		x.pnl.total = NAN;
	x.pnl.unknown = own.unknown;
	take_funding(c, &x, d);
	if (is_quiet(&x))
		return;
	if (d->n_coins < RV_LEDGER_DAY_COINS)
		d->coins[d->n_coins++] = x;
	d->coins_total++;
}

/* ---- what was not done ---- */

static void take_regret(const led_fold *f, rv_ledger_day *d)
{
	for (size_t i = 0;; i++) {
		int64_t musd = 0;
		const rv_regret *e = rv_regret_at(&f->regret, i);
		if (!e)
			return;
		rv_regret x = *e;
		const led_coin *c = led_coin_at(f, x.symbol);
		if (x.utc_ms < d->since_ms)
			continue;
		if (!x.over && c && c->roll_px > 0)
			x.mark_px = c->roll_px;
		led_count_worth(&d->regret[x.kind],
				rv_regret_worth(&x, &musd) == RV_OK ? led_usd(musd) : (double)NAN);
	}
}

/* ---- the whole ---- */

void led_day_over(led_fold *f, const rv_oms *o, const int64_t *equity_musd, int64_t utc_ms)
{
	rv_ledger_sums sums;
	rv_ledger_day *d = &f->day;
	const int64_t date_ms = f->clock.start_ms[RV_SPAN_DAY];
	if (date_ms == 0)
		return; /* the first one begins */
	memset(&sums, 0, sizeof(sums));
	memset(d, 0, sizeof(*d));
	d->date_ms = date_ms;
	d->since_ms = f->since_ms[RV_SPAN_DAY];
	d->until_ms = utc_ms;
	for (size_t i = 0; i < f->n_coins; i++) {
		rv_coin_book b;
		const led_coin *c = &f->coins[i];
		if (rv_oms_coin_book(o, c->symbol, &b) != RV_OK)
			continue;
		if (rv_ledger_sum(&sums, &c->ledger, &b, RV_SPAN_DAY, c->roll_px) != RV_OK)
			sums.unknown += RV_SUB_N;
		take_coin(c, &b, d);
	}
	take_sums(&sums, d);
	take_account(f, &sums, equity_musd, d);
	take_regret(f, d);
}

void led_day_costs(led_fold *f)
{
	memcpy(f->day.tca, f->tca[RV_SPAN_DAY], sizeof(f->day.tca));
	for (size_t i = 0; i < LED_ORDERS; i++) {
		if (f->orders[i].mandate != 0)
			led_tca_sum(&f->orders[i], RV_SPAN_DAY, f->day.tca);
	}
}
