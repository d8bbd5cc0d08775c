/* See program_delta.h. */
#include "tui/panes/program_delta.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/money.h"

static const rv_bv_coin *book_coin(const rv_book_view *b, const char *symbol)
{
	for (size_t i = 0; i < b->n_coins; i++) {
		if (strcmp(b->coins[i].symbol, symbol) == 0)
			return &b->coins[i];
	}
	return NULL;
}

/* What is still to be traded of it, in USD of a factor; NaN: a leg's coin is not known. */
static double delta_to_come(const rv_book_view *b, const rv_tv_program *p, int k)
{
	double sum = 0.0;
	for (size_t i = 0; i < p->n; i++) {
		const rv_tv_leg *l = &p->legs[i];
		const rv_bv_coin *c = book_coin(b, l->coin.symbol);
		if (l->lots_to_come != 0)
			sum += c ? (double)l->lots_to_come * pow(10.0, -c->sz_decimals) * c->price *
					       c->beta[k]
				 : (double)NAN;
	}
	return sum;
}

const char *rv_program_delta(const rv_book_view *b, const rv_tv_program *p, char out[RV_DELTA_TEXT])
{
	char now[RV_HEDGE_LEGS][RV_FMT_TEXT], after[RV_HEDGE_LEGS][RV_FMT_TEXT];
	for (int k = 0; k < RV_HEDGE_LEGS; k++) {
		const double actual = b->hedge_known ? b->hedge[k].actual : (double)NAN;
		(void)rv_fmt_usd_signed(actual, 0, now[k]);
		(void)rv_fmt_usd_signed(actual + delta_to_come(b, p, k), 0, after[k]);
	}
	(void)snprintf(out, RV_DELTA_TEXT, "delta BTC %s to %s, ETH %s to %s USD, before hedges",
		       now[RV_HEDGE_BTC], after[RV_HEDGE_BTC], now[RV_HEDGE_ETH],
		       after[RV_HEDGE_ETH]);
	return out;
}

const char *rv_ticket_delta(const rv_book_view *b, const rv_tv_ticket *t, char out[RV_DELTA_TEXT])
{
	const rv_bv_coin *c = book_coin(b, t->coin.symbol);
	char now[RV_HEDGE_LEGS][RV_FMT_TEXT], after[RV_HEDGE_LEGS][RV_FMT_TEXT];
	char trigger[RV_HEDGE_LEGS][RV_FMT_TEXT];
	for (int k = 0; k < RV_HEDGE_LEGS; k++) {
		const double actual = b->hedge_known ? b->hedge[k].actual : (double)NAN;
		const double coins = (double)(t->side * t->lots) * pow(10.0, -t->coin.sz_decimals);
		const double more = c ? coins * c->price * c->beta[k] : (double)NAN;
		(void)rv_fmt_usd_signed(actual, 0, now[k]);
		(void)rv_fmt_usd_signed(actual + more, 0, after[k]);
		(void)rv_fmt_usd(b->hedge_known ? b->hedge[k].trigger : (double)NAN, 0, trigger[k]);
	}
	(void)snprintf(out, RV_DELTA_TEXT, "delta BTC %s to %s, ETH %s to %s; hedged at %s, %s",
		       now[RV_HEDGE_BTC], after[RV_HEDGE_BTC], now[RV_HEDGE_ETH],
		       after[RV_HEDGE_ETH], trigger[RV_HEDGE_BTC], trigger[RV_HEDGE_ETH]);
	return out;
}
