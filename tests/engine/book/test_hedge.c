/*
 * The hedge: the books of tests/oracle/book_hedge.py, and by hand which sub-book is meant to have a
 * delta, when an order is sent, how large it is, and what is not known.
 */
#include "engine/book/hedge.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include "tests/oracle/book_hedge_cases.h"

#include <math.h>
#include <string.h>

static rv_hedge_params params(void)
{
	rv_hedge_params p;
	rv_hedge_params_default(&p);
	return p;
}

static void books_are_those_of_the_oracle(void **state)
{
	(void)state;
	const rv_hedge_params p = params();
	size_t kinds[4] = { 0 };
	for (size_t b = 0; b < LEN(hedge_books); b++) {
		rv_hedge_leg out[RV_HEDGE_LEGS];
		assert_int_equal(rv_hedge_run(&p, &hedge_books[b].in,
					      &hedge_coins[hedge_books[b].coin], hedge_books[b].n,
					      out),
				 RV_OK);
		for (int f = 0; f < RV_HEDGE_LEGS; f++) {
			const double nav = hedge_books[b].in.nav;
			assert_close("actual", out[f].actual / nav,
				     hedge_books[b].leg[f].actual / nav, 1e-12);
			assert_close("target", out[f].target / nav,
				     hedge_books[b].leg[f].target / nav, 1e-12);
			assert_close("trigger", out[f].trigger, hedge_books[b].leg[f].trigger,
				     1e-12);
			assert_int_equal(out[f].verdict, hedge_books[b].leg[f].verdict);
			assert_int_equal(out[f].lots, hedge_books[b].leg[f].lots);
			for (int s = 0; s < RV_SUB_N; s++)
				assert_close("exposure", out[f].by_sub[s] / nav,
					     hedge_books[b].leg[f].by_sub[s] / nav, 1e-12);
			kinds[out[f].verdict]++;
		}
	}
	for (size_t v = 0; v < LEN(kinds); v++)
		assert_true(kinds[v] >= 3); /* the cases are of every kind */
}

/* NAV 100,000: the trigger is 1,000, an order leaves 250. BTC at 50,000 with 3 decimals: a lot is
 * 50 USD; ETH at 2,000 with 2: 20 USD; SOL at 100, whole coins, betas .8 and .5. */
enum { BTC, ETH, SOL, COINS };

typedef struct book {
	rv_hedge_input in;
	rv_hedge_coin c[COINS];
	rv_hedge_leg out[RV_HEDGE_LEGS];
} book;

static book empty(void)
{
	return (book){ .in = { .nav = 1e5 },
		       .c = { { .symbol = "BTC", .sz_decimals = 3, .price = 50000 },
			      { .symbol = "ETH", .sz_decimals = 2, .price = 2000 },
			      { .symbol = "SOL",
				.price = 100,
				.beta = { 0.8, 0.5 },
				.last = { NAN, NAN } } } };
}

static void run(book *b)
{
	const rv_hedge_params p = params();
	assert_int_equal(rv_hedge_run(&p, &b->in, b->c, COINS, b->out), RV_OK);
}

/* 100 SOL of each sub-book in turn: 8,000 on BTC, 5,000 on ETH. */
static void only_momentum_and_the_operator_are_meant_to_be_open(void **state)
{
	(void)state;
	for (int s = 0; s < RV_SUB_N; s++) {
		book b = empty();
		b.c[SOL].lots[s] = 100;
		run(&b);
		const bool open = s == RV_SUB_S4M || s == RV_SUB_OP;
		assert_close("actual", b.out[RV_HEDGE_BTC].actual, 8000, 1e-12);
		assert_close("target", b.out[RV_HEDGE_BTC].target, open ? 8000 : 0, 1e-12);
		/* -(8,000 - 250) / 50 and -(5,000 - 250) / 20 */
		assert_int_equal(b.out[RV_HEDGE_BTC].lots, open ? 0 : -155);
		assert_int_equal(b.out[RV_HEDGE_ETH].lots, open ? 0 : -237);
		b.in.risk_off = true;
		run(&b);
		assert_close("off", b.out[RV_HEDGE_BTC].target, s == RV_SUB_OP ? 8000 : 0, 1e-12);
	}
}

static void momentum_has_a_limit(void **state)
{
	(void)state;
	for (int64_t side = -1; side <= 1; side += 2) {
		book b = empty();
		b.c[SOL].lots[RV_SUB_S4M] = side * 400; /* 32,000 on BTC, 20,000 on ETH */
		b.c[BTC].lots[RV_SUB_OP] = -side * 20;	/* 1,000 of the operator's own */
		run(&b);
		assert_close("limit", b.out[RV_HEDGE_BTC].target, (double)side * 24000, 1e-9);
		assert_close("within", b.out[RV_HEDGE_ETH].target, (double)side * 20000, 1e-9);
		assert_close("distance", b.out[RV_HEDGE_BTC].distance, (double)side * 7000, 1e-9);
		assert_int_equal(b.out[RV_HEDGE_BTC].lots, -side * 135);
	}
}

/* What is held of the majors counts, whoever holds it: the hedge is not made twice. */
static void a_hedge_that_is_there_is_counted(void **state)
{
	(void)state;
	book b = empty();
	b.c[SOL].lots[RV_SUB_S5] = 100;
	b.c[BTC].lots[RV_SUB_H] = -155;
	b.c[ETH].lots[RV_SUB_S3] = -237;
	run(&b);
	assert_close("BTC", b.out[RV_HEDGE_BTC].distance, 250, 1e-9);
	assert_close("ETH", b.out[RV_HEDGE_ETH].distance, 260, 1e-9);
	assert_int_equal(b.out[RV_HEDGE_BTC].verdict, RV_HEDGE_QUIET);
	assert_int_equal(b.out[RV_HEDGE_ETH].verdict, RV_HEDGE_QUIET);
	/* the coins are closed: what is left of the hedge goes, but for a quarter of the trigger */
	b.c[SOL].lots[RV_SUB_S5] = 0;
	run(&b);
	assert_int_equal(b.out[RV_HEDGE_BTC].lots, 150);
	assert_string_equal(b.out[RV_HEDGE_BTC].reason,
			    "buy 7500.00 USD of BTC: delta -7750.00, target 0.00, trigger 1000.00, "
			    "left 250.00");
}

static void the_trigger_is_a_limit(void **state)
{
	(void)state;
	book b = empty();
	b.c[BTC].lots[RV_SUB_S5] = 20; /* 1,000 exactly */
	run(&b);
	assert_int_equal(b.out[RV_HEDGE_BTC].verdict, RV_HEDGE_QUIET);
	assert_string_equal(b.out[RV_HEDGE_BTC].reason, "");
	b.c[BTC].lots[RV_SUB_S5] = 21;
	b.in.in_flight[RV_HEDGE_BTC] = true;
	run(&b);
	assert_int_equal(b.out[RV_HEDGE_BTC].verdict, RV_HEDGE_WAITS);
	assert_int_equal(b.out[RV_HEDGE_BTC].lots, 0);
	b.in.in_flight[RV_HEDGE_BTC] = false;
	run(&b);
	assert_int_equal(b.out[RV_HEDGE_BTC].lots, -16); /* (1,050 - 250) / 50 */
	/* a small account: 10 USD at least, and an order that the venue would refuse is none */
	b = empty();
	b.in.nav = 500;
	b.c[BTC].sz_decimals = 6; /* a lot is 5 cents */
	b.c[BTC].lots[RV_SUB_S5] = 220;
	run(&b);
	assert_close("trigger", b.out[RV_HEDGE_BTC].trigger, 10, 0);
	assert_int_equal(b.out[RV_HEDGE_BTC].verdict, RV_HEDGE_SMALL);
	assert_int_equal(b.out[RV_HEDGE_BTC].lots, 0);
	assert_string_equal(b.out[RV_HEDGE_BTC].reason,
			    "an order of -8.50 USD is too small to be sent");
}

/* Asked for, the trigger is not looked at; what is left is what an order leaves by itself. */
static void asked_for_it_trades_below_its_trigger(void **state)
{
	(void)state;
	book b = empty();
	b.c[BTC].lots[RV_SUB_S5] = 14; /* 700 of 1,000 */
	b.c[ETH].lots[RV_SUB_S5] = 12; /* 240: within the 250 that are left */
	run(&b);
	const rv_hedge_now *btc = &b.out[RV_HEDGE_BTC].now, *eth = &b.out[RV_HEDGE_ETH].now;
	assert_int_equal(b.out[RV_HEDGE_BTC].verdict, RV_HEDGE_QUIET);
	assert_int_equal(b.out[RV_HEDGE_BTC].lots, 0);
	assert_int_equal(btc->verdict, RV_HEDGE_ORDER);
	assert_int_equal(btc->lots, -9); /* (700 - 250) / 50 */
	assert_close("usd", btc->usd, -450, 1e-12);
	assert_close("after", btc->after, 250, 1e-12);
	assert_int_equal(eth->verdict, RV_HEDGE_QUIET);
	assert_true(eth->lots == 0 && isnan(eth->after));
	assert_string_equal(eth->reason,
			    "240.00 USD off its target, which an order would leave (250.00)");
	b.in.in_flight[RV_HEDGE_BTC] = true;
	b.c[ETH].lots[RV_SUB_S5] = -13; /* 260: half a lot too many */
	run(&b);
	assert_int_equal(btc->verdict, RV_HEDGE_WAITS);
	assert_int_equal(btc->lots, 0);
	assert_int_equal(eth->verdict, RV_HEDGE_SMALL);
	assert_int_equal(eth->lots, 0);
	b.c[SOL].lots[RV_SUB_S5] = 1;
	b.c[SOL].price = NAN;
	run(&b);
	assert_int_equal(btc->verdict, RV_HEDGE_UNKNOWN);
	assert_string_equal(btc->reason, "no price of SOL: no order");
	/* above its trigger both are the same order */
	b = empty();
	b.c[BTC].lots[RV_SUB_S5] = -40;
	run(&b);
	assert_int_equal(b.out[RV_HEDGE_BTC].lots, 35);
	assert_int_equal(btc->lots, 35);
}

static void betas_fall_back_in_pairs(void **state)
{
	(void)state;
	book b = empty();
	b.c[SOL].lots[RV_SUB_S5] = 100;
	b.c[SOL].beta[RV_HEDGE_ETH] = NAN;
	run(&b);
	assert_close("assumed", b.out[RV_HEDGE_BTC].actual, 10000, 1e-9);
	assert_close("assumed", b.out[RV_HEDGE_ETH].actual, 0, 0);
	assert_int_equal(b.out[RV_HEDGE_ETH].assumed, 1);
	rv_hedge_remember(b.c[SOL].last, (const double[]){ 0.7, 0.6 });
	rv_hedge_remember(b.c[SOL].last, (const double[]){ 0.9, NAN });
	run(&b);
	assert_close("last", b.out[RV_HEDGE_BTC].actual, 7000, 1e-9);
	assert_close("last", b.out[RV_HEDGE_ETH].actual, 6000, 1e-9);
	/* a coin that nobody holds is not assumed about, and a factor coin has no beta */
	b.c[SOL].lots[RV_SUB_S5] = 0;
	b.c[BTC].lots[RV_SUB_S5] = 1;
	b.c[BTC].beta[0] = b.c[BTC].beta[1] = NAN;
	run(&b);
	assert_int_equal(b.out[RV_HEDGE_BTC].assumed, 0);
	assert_close("itself", b.out[RV_HEDGE_BTC].actual, 50, 1e-12);
}

static void without_a_price_there_is_no_order(void **state)
{
	(void)state;
	book b = empty();
	b.c[SOL].lots[RV_SUB_S5] = 100;
	b.c[SOL].price = NAN;
	run(&b);
	for (int f = 0; f < RV_HEDGE_LEGS; f++) {
		assert_int_equal(b.out[f].verdict, RV_HEDGE_UNKNOWN);
		assert_int_equal(b.out[f].lots, 0);
		assert_true(isnan(b.out[f].actual) && isnan(b.out[f].distance));
		assert_string_equal(b.out[f].reason, "no price of SOL: no order");
	}
	b.c[SOL].price = 100;
	b.c[ETH].price = 0.0;
	run(&b);
	assert_int_equal(b.out[RV_HEDGE_BTC].verdict, RV_HEDGE_ORDER);
	assert_string_equal(b.out[RV_HEDGE_ETH].reason, "no price of ETH: no order");
	assert_close("known", b.out[RV_HEDGE_ETH].distance, 5000, 1e-9);
	b.in.nav = NAN;
	run(&b);
	assert_string_equal(b.out[RV_HEDGE_BTC].reason, "no NAV: no order");
	assert_close("known", b.out[RV_HEDGE_BTC].actual, 8000, 1e-9);
}

static void nonsense_is_refused(void **state)
{
	(void)state;
	rv_hedge_leg out[RV_HEDGE_LEGS];
	book b = empty();
	const rv_hedge_params good = params();
	assert_null(rv_hedge_params_error(&good));
	for (int k = 0; k < 6; k++) {
		rv_hedge_params p = good;
		double *const f[] = { &p.trigger_nav, &p.trigger_usd, &p.back_share,
				      &p.momentum_most, &p.least_order_usd };
		if (k < 5)
			*f[k] = k % 2 ? NAN : -1.0;
		else
			memcpy(p.names[1], "BTC", 4);
		assert_non_null(rv_hedge_params_error(&p));
		assert_int_equal(rv_hedge_run(&p, &b.in, b.c, COINS, out), RV_EINVAL);
	}
	b.c[SOL].sz_decimals = 9;
	assert_int_equal(rv_hedge_run(&good, &b.in, b.c, COINS, out), RV_EINVAL);
	b = empty();
	memcpy(b.c[SOL].symbol, "BTC", 4);
	assert_int_equal(rv_hedge_run(&good, &b.in, b.c, COINS, out), RV_EINVAL);
	b = empty();
	b.c[SOL].lots[RV_SUB_S5] = INT64_MAX;
	b.c[BTC].price = 1e-3;
	b.c[BTC].sz_decimals = 6;
	assert_int_equal(rv_hedge_run(&good, &b.in, b.c, COINS, out), RV_ERANGE);
	/* without BTC among the coins its leg cannot be traded */
	b = empty();
	b.c[SOL].lots[RV_SUB_S5] = 100;
	assert_int_equal(rv_hedge_run(&good, &b.in, &b.c[ETH], 2, out), RV_OK);
	assert_string_equal(out[RV_HEDGE_BTC].reason, "no price of BTC: no order");
	assert_int_equal(rv_hedge_run(&good, &b.in, NULL, 0, out), RV_OK);
	assert_int_equal(out[RV_HEDGE_BTC].verdict, RV_HEDGE_QUIET);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(books_are_those_of_the_oracle),
		cmocka_unit_test(only_momentum_and_the_operator_are_meant_to_be_open),
		cmocka_unit_test(momentum_has_a_limit),
		cmocka_unit_test(a_hedge_that_is_there_is_counted),
		cmocka_unit_test(the_trigger_is_a_limit),
		cmocka_unit_test(asked_for_it_trades_below_its_trigger),
		cmocka_unit_test(betas_fall_back_in_pairs),
		cmocka_unit_test(without_a_price_there_is_no_order),
		cmocka_unit_test(nonsense_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
