/* The delta that a program leaves: legs by their betas, what is filled or left out does not count.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/cm.h"
#include "tui/panes/program_delta.h"

static void add_coin(rv_book_view *b, const char *symbol, double price, double btc, double eth)
{
	rv_bv_coin *c = &b->coins[b->n_coins++];
	(void)snprintf(c->symbol, sizeof(c->symbol), "%s", symbol);
	c->sz_decimals = 2;
	c->price = price;
	c->beta[RV_HEDGE_BTC] = btc;
	c->beta[RV_HEDGE_ETH] = eth;
}

static rv_tv_leg *add_leg(rv_tv_program *p, const char *symbol, int side, int64_t lots)
{
	rv_tv_leg *l = &p->legs[p->n++];
	(void)snprintf(l->coin.symbol, sizeof(l->coin.symbol), "%s", symbol);
	l->side = side;
	l->lots = lots;
	l->lots_to_come = side * lots;
	return l;
}

static void legs_by_their_betas(void **state)
{
	(void)state;
	char text[RV_DELTA_TEXT];
	rv_book_view *b = calloc(1, sizeof(*b));
	rv_tv_program *p = calloc(1, sizeof(*p));
	assert_true(b && p);
	b->hedge_known = true;
	b->hedge[RV_HEDGE_BTC].actual = 100.0;
	b->hedge[RV_HEDGE_ETH].actual = -50.0;
	add_coin(b, "SOL", 100.0, 1.2, 0.5);
	add_coin(b, "LTC", 50.0, 0.8, 0.0);
	add_leg(p, "SOL", 1, 1000)->lots_to_come = 500; /* 500 USD are left */
	(void)add_leg(p, "LTC", -1, 1000);		/* 500 USD sold */
	add_leg(p, "AVAX", 1, 1000)->lots_to_come = 0;	/* left out, or its mandate has ended */
	(void)add_leg(p, "TIA", 0, 300);		/* crosses: no order */
	assert_string_equal(rv_program_delta(b, p, text),
			    "delta BTC +100 to +300, ETH -50 to +200 USD, before hedges");
	(void)add_leg(p, "NEW", 1, 100);
	assert_string_equal(rv_program_delta(b, p, text),
			    "delta BTC +100 to --, ETH -50 to -- USD, before hedges");
	free(p);
	free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(legs_by_their_betas) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
