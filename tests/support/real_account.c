/* An account on a recorded market; see real_account.h. */
#include "tests/support/real_account.h"

#include "tests/support/cm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MUSD 1e6

void real_account_open(real_account *a, const real_market *m, double usd, double taker_fee)
{
	memset(a, 0, sizeof(*a));
	a->m = m;
	a->taker_fee = taker_fee;
	a->start_musd = a->cash_musd = llround(usd * MUSD);
}

int64_t real_account_fill(real_account *a, size_t coin, rv_split *s, int64_t lots)
{
	const int64_t px = a->m->coins[coin].px, value = llabs(lots * px),
		      fee = llround((double)value * a->taker_fee);
	const rv_coin_fill f = { .lots = lots, .px = px, .ref_px = px, .fee_musd = fee };
	rv_coin_shares shares;
	assert_int_equal(rv_coin_book_fill(&a->books[coin], s, &f, &shares), RV_OK);
	a->lots[coin] += lots;
	a->cash_musd -= lots * px + fee;
	a->fees_musd += fee;
	a->traded_musd += value;
	a->crossed_musd += shares.crossed * px;
	return value;
}

void real_account_cross(real_account *a, size_t coin, rv_split *s, int64_t lots)
{
	const int64_t px = a->m->coins[coin].px;
	assert_int_equal(rv_coin_book_inside(&a->books[coin], s, lots, px, px), RV_OK);
	a->crossed_musd += lots * px;
}

void real_account_fund(real_account *a)
{
	for (size_t i = 0; i < a->m->n; i++) {
		const real_coin *c = &a->m->coins[i];
		const int64_t paid = llround((double)(a->lots[i] * c->px) * -c->funding_rate);
		if (paid == 0)
			continue;
		assert_int_equal(rv_coin_book_funding(&a->books[i], paid), RV_OK);
		a->cash_musd += paid;
		a->funding_musd += paid;
	}
}

double real_account_nav(const real_account *a)
{
	int64_t musd = a->cash_musd;
	for (size_t i = 0; i < a->m->n; i++)
		musd += a->lots[i] * a->m->coins[i].px;
	return (double)musd / MUSD;
}

static int64_t profit_musd(const real_account *a, size_t i, rv_sub s)
{
	rv_pnl p;
	int64_t sum = 0;
	assert_int_equal(rv_holding_pnl(&a->books[i].sub[s], s, a->m->coins[i].px, &p), RV_OK);
	assert_int_equal(rv_pnl_total(&p, &sum), RV_OK);
	return sum;
}

double real_account_profit(const real_account *a, rv_sub s)
{
	int64_t musd = 0;
	for (size_t i = 0; i < a->m->n; i++)
		musd += profit_musd(a, i, s);
	return (double)musd / MUSD;
}

double real_account_gross(const real_account *a, rv_sub s)
{
	int64_t musd = 0;
	for (size_t i = 0; i < a->m->n; i++)
		musd += llabs(a->books[i].sub[s].held.lots * a->m->coins[i].px);
	return (double)musd / MUSD;
}

double real_account_net_gross(const real_account *a)
{
	int64_t musd = 0;
	for (size_t i = 0; i < a->m->n; i++)
		musd += llabs(a->lots[i] * a->m->coins[i].px);
	return (double)musd / MUSD;
}

double real_account_net(const real_account *a)
{
	int64_t musd = 0;
	for (size_t i = 0; i < a->m->n; i++)
		musd += a->lots[i] * a->m->coins[i].px;
	return (double)musd / MUSD;
}

size_t real_account_held(const real_account *a)
{
	size_t n = 0;
	for (size_t i = 0; i < a->m->n; i++)
		n += a->lots[i] != 0;
	return n;
}

const char *real_account_check(const real_account *a)
{
	int64_t value = a->cash_musd, profit = a->start_musd;
	for (size_t i = 0; i < a->m->n; i++) {
		int64_t lots = 0;
		if (rv_coin_book_lots(&a->books[i], &lots) != RV_OK || lots != a->lots[i])
			return a->m->coins[i].name;
		value += a->lots[i] * a->m->coins[i].px;
		for (int s = 0; s < RV_SUB_N; s++)
			profit += profit_musd(a, i, (rv_sub)s);
	}
	return value == profit ? NULL : "the sub-books' profits are not the account's";
}
