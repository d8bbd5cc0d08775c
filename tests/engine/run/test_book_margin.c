/*
 * The cap on the book's size by stress margin: by hand, and against the gate's own numbers (the
 * least ratio that rv_margin_least finds) on random books.
 */
#include "engine/base/rng.h"
#include "engine/run/book_margin.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>

enum { COINS = 12, BOOKS = 2000 };
#define LEAST 3.0

static rv_book_margin_coin coin(double scaled, double fixed, int leverage, bool major)
{
	return (rv_book_margin_coin){ .scaled_usd = scaled,
				      .fixed_usd = fixed,
				      .price = 50.0,
				      .max_leverage = leverage,
				      .major = major };
}

/* 4,000 USD of an alt at 20x (2.5 %) on an account of 1,000: at -30 % there are 1,000 - 1,200 g
 * against 3 x 70 g. */
static void by_hand(void **state)
{
	(void)state;
	rv_margin_leg legs[2];
	const rv_book_margin_coin c = coin(4000.0, 0.0, 20, false);
	assert_close("long", rv_book_margin_g(&c, 1, 1000.0, LEAST, legs), 1000.0 / 1410.0, 1e-12);
	/* a short at +40 %: 1,000 - 1,600 g against 3 x 140 g */
	const rv_book_margin_coin s = coin(-4000.0, 0.0, 20, false);
	assert_close("short", rv_book_margin_g(&s, 1, 1000.0, LEAST, legs), 1000.0 / 2020.0, 1e-12);
	const rv_book_margin_coin small = coin(500.0, 0.0, 20, false);
	assert_true(isinf(rv_book_margin_g(&small, 1, 1000.0, LEAST, legs)));
	/* what G does not scale leaves less: 1,000 - 600 - 1,200 g against 105 + 210 g */
	const rv_book_margin_coin two[2] = { c, coin(0.0, 2000.0, 20, false) };
	assert_close("fixed", rv_book_margin_g(two, 2, 1000.0, LEAST, legs), 295.0 / 1410.0, 1e-12);
	/* it breaks by itself, and a short of the strategies only helps until its own shock counts
	 */
	const rv_book_margin_coin fixed[2] = { c, coin(0.0, 6000.0, 20, false) };
	assert_close("none", rv_book_margin_g(fixed, 2, 1000.0, LEAST, legs), 0.0, 0);
}

/* 3,000 fixed long fail at -30 %; a short of 1,500 g against it first mends and never harms. */
static void what_mends_the_rest_is_let_in(void **state)
{
	(void)state;
	rv_margin_leg legs[2];
	const rv_book_margin_coin mend[2] = { coin(-1500.0, 0.0, 50, false),
					      coin(0.0, 3000.0, 50, false) };
	assert_true(isinf(rv_book_margin_g(mend, 2, 1000.0, LEAST, legs)));
	/* of 12,000 it is let in until +40 % of the surplus counts: (3,000 - 12,000 g) x .4 + 1,000
	 * against 3 % x 1.4 x (3,000 + 12,000 g): 5,304 g = 2,074 */
	const rv_book_margin_coin more[2] = { coin(-12000.0, 0.0, 50, false),
					      coin(0.0, 3000.0, 50, false) };
	assert_close("more", rv_book_margin_g(more, 2, 1000.0, LEAST, legs), 2074.0 / 5304.0,
		     1e-12);
}

static void what_is_unknown(void **state)
{
	(void)state;
	rv_margin_leg legs[2];
	rv_book_margin_coin c[2] = { coin(400.0, 0.0, 20, false), coin(0.0, 0.0, 0, false) };
	assert_true(isinf(rv_book_margin_g(c, 2, 1000.0, LEAST, legs))); /* it does not count */
	c[1].fixed_usd = 10.0;
	assert_true(isnan(rv_book_margin_g(c, 2, 1000.0, LEAST, legs)));
	c[1].max_leverage = 20;
	assert_true(isnan(rv_book_margin_g(c, 2, NAN, LEAST, legs)));
	c[0].price = NAN;
	assert_true(isnan(rv_book_margin_g(c, 2, 1000.0, LEAST, legs)));
	c[0].scaled_usd = 0.0;
	assert_true(isinf(rv_book_margin_g(c, 2, 1000.0, LEAST, legs)));
}

static double least_ratio(const rv_book_margin_coin *c, double account, double g)
{
	rv_margin_leg legs[COINS];
	double least = INFINITY;
	for (size_t i = 0; i < COINS; i++) {
		const double held = (g * c[i].scaled_usd + c[i].fixed_usd) / c[i].price;
		legs[i] = (rv_margin_leg){ .low = held,
					   .high = held,
					   .mark = c[i].price,
					   .max_leverage = c[i].max_leverage,
					   .major = c[i].major,
					   .tiers = c[i].tiers };
	}
	least = fmin(least, rv_margin_least(legs, COINS, account, NULL));
	for (size_t k = 0; k < RV_STRESSES; k++)
		least = fmin(least, rv_margin_least(legs, COINS, account, &rv_stresses[k]));
	return least;
}

/* At g the least ratio is 3 and a little more breaks it; without a cap 1 does not. */
static void as_the_gate_counts(void **state)
{
	(void)state;
	static const rv_margin_tiers tiers = { 2, { { 0, 20 }, { 1500, 10 } } };
	rv_book_margin_coin c[COINS];
	rv_margin_leg legs[COINS];
	size_t bound = 0, free_of = 0, none = 0;
	rv_rng r;
	rv_rng_seed(&r, 20261126, 5, 0);
	for (int book = 0; book < BOOKS; book++) {
		const double account = 2000.0 + 20000.0 * rv_rng_uniform(&r);
		for (size_t i = 0; i < COINS; i++) {
			c[i] = coin(2500.0 * rv_rng_normal(&r),
				    rv_rng_below(&r, 3) == 0 ? 600.0 * rv_rng_normal(&r) : 0.0,
				    (int)rv_rng_below(&r, 40) + 3, i < 2);
			c[i].price = 0.01 + 500.0 * rv_rng_uniform(&r);
			if (rv_rng_below(&r, 2) == 0)
				c[i].tiers = &tiers;
		}
		const double g = rv_book_margin_g(c, COINS, account, LEAST, legs);
		if (isinf(g)) {
			free_of++;
			assert_true(least_ratio(c, account, 1.0) >= LEAST - 1e-9);
		} else if (g > 0.0) {
			bound++;
			assert_true(g < 1.0);
			assert_close("at g", least_ratio(c, account, g), LEAST, 1e-9);
			assert_true(least_ratio(c, account, g + 1e-6) < LEAST);
			assert_true(least_ratio(c, account, 1.0) < LEAST);
		} else {
			none++;
			for (int k = 0; k <= 20; k++)
				assert_true(least_ratio(c, account, k / 20.0) < LEAST + 1e-9);
		}
	}
	assert_true(bound > 200 && free_of > 200 && none < BOOKS / 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_hand),
		cmocka_unit_test(what_mends_the_rest_is_let_in),
		cmocka_unit_test(what_is_unknown),
		cmocka_unit_test(as_the_gate_counts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
