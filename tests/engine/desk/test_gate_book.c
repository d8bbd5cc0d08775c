/*
 * The pre-trade gate and the book: what an order that reduces is let out of, open and unknown
 * orders at their worst, limits that are passed already, the stages, and the words.
 */
#include "engine/base/health.h"
#include "engine/desk/gate.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/gate_bench.h"

#include <math.h>
#include <string.h>

static void sell_what_is_held(gate_bench *b, int64_t lots)
{
	b->o.side = RV_SELL;
	b->o.reduce_only = true;
	b->o.lots = lots;
	b->a.px_worst = 0;
	b->legs[GATE_SOL].sell_lots = 0;
}

static void reducing_is_let_out_of_what_stops_growing(void **state)
{
	(void)state;
	gate_bench b;
	gate_bench_make(&b);
	sell_what_is_held(&b, 100);
	b.f.book = b.a.symbol = RV_BOOK_REDUCING;
	b.q.only_isolated = true;
	b.a.unknown_orders = 2;
	b.p.order_most_usd = 50;
	b.q.day_volume_usd = NAN;
	b.f.account_at = RV_NEVER;
	b.f.nav_usd = b.f.account_usd = b.f.peak_usd = NAN;
	assert_gate_open(&b, "reduces");
	assert_true(b.r.reduces);
	for (int i = RV_GATE_ORDER; i < RV_GATE_N; i++)
		assert_null(gate_bench_check(&b, (rv_gate_rule)i));
	assert_null(gate_bench_check(&b, RV_GATE_ISOLATED));
	assert_null(gate_bench_check(&b, RV_GATE_UNKNOWN));
	assert_non_null(gate_bench_check(&b, RV_GATE_QUOTE_AGE)); /* but nothing blind */
	b.f.reconciled = false;
	assert_gate_denied(&b, RV_GATE_RECONCILED);
}

/* HALTED is not for what reduces but for what a person flattens, and that only if it reduces. */
static void halted_is_let_through_by_flattening_alone(void **state)
{
	(void)state;
	gate_bench b;
	gate_bench_make(&b);
	sell_what_is_held(&b, 100);
	b.f.book = RV_BOOK_HALTED;
	assert_gate_denied(&b, RV_GATE_BOOK);
	assert_true(b.r.reduces);
	assert_string_equal(b.r.text, "book state: HALTED: resume first");
	b.a.flatten = true;
	assert_gate_open(&b, "flattens");
	b.a.symbol = RV_BOOK_HALTED;
	assert_gate_open(&b, "flattens");
	assert_string_equal(gate_bench_check(&b, RV_GATE_SYMBOL)->text,
			    "HALTED, and the order flattens");
	b.a.flatten = false;
	b.f.book = RV_BOOK_ACTIVE;
	assert_gate_denied(&b, RV_GATE_SYMBOL);
	assert_string_equal(b.r.text, "symbol state: HALTED: resume SOL first");
	b.a.flatten = true;
	sell_what_is_held(&b, 101); /* a lot more than there is */
	assert_gate_denied(&b, RV_GATE_SYMBOL);
}

static void reducing_is_exact(void **state)
{
	(void)state;
	gate_bench b;
	gate_bench_make(&b);
	b.f.book = RV_BOOK_REDUCING;
	sell_what_is_held(&b, 100);
	assert_gate_open(&b, "all of it");
	sell_what_is_held(&b, 101); /* a lot more than there is */
	assert_gate_denied(&b, RV_GATE_BOOK);
	sell_what_is_held(&b, 100);
	b.o.reduce_only = false; /* could flip */
	assert_gate_denied(&b, RV_GATE_BOOK);
	sell_what_is_held(&b, 100);
	b.legs[GATE_SOL].reduce_lots = 1; /* one is on its way already */
	assert_gate_denied(&b, RV_GATE_BOOK);
	b.o.lots = 99;
	assert_gate_open(&b, "what is left");
	b.legs[GATE_SOL].sell_lots = 1;
	assert_gate_denied(&b, RV_GATE_BOOK);
	b.legs[GATE_SOL].lots = -100; /* a sale adds to a short */
	b.legs[GATE_SOL].sell_lots = b.legs[GATE_SOL].reduce_lots = 0;
	assert_gate_denied(&b, RV_GATE_BOOK);
	b.o.side = RV_BUY;
	b.legs[GATE_SOL].buy_lots = 0;
	b.o.lots = 100;
	assert_gate_open(&b, "a short");
	b.o.lots = 101;
	assert_gate_denied(&b, RV_GATE_BOOK);
	b.f.n = 0; /* no position at all */
	b.o.lots = 1;
	assert_gate_denied(&b, RV_GATE_BOOK);
}

static void the_whole_position_may_be_small(void **state)
{
	(void)state;
	gate_bench b;
	gate_bench_make(&b);
	b.legs[GATE_SOL].lots = 7; /* 7 USD */
	sell_what_is_held(&b, 7);
	assert_gate_open(&b, "all of it");
	b.o.lots = 6;
	assert_gate_denied(&b, RV_GATE_MIN_ORDER);
}

/* ---- what is open counts at its worst ---- */

static void open_orders_count_at_worst(void **state)
{
	(void)state;
	gate_bench b;
	gate_bench_make(&b);
	assert_gate_open(&b, "as made");
	/* 1 held, 2 may be bought, 5 more: 8 SOL; half a SOL may be sold */
	assert_close("symbol", b.r.symbol_usd, 800, 1e-9);
	assert_close("gross", b.r.gross_usd, 2812.5, 1e-9);
	assert_close("net", b.r.net_usd, 2812.5, 1e-9);
	assert_close("before", b.r.lots_before, 1, 1e-12);
	assert_close("after", b.r.lots_after, 6, 1e-12);
	/* 8 x 100 / 40 + 2,012.5 / 50 */
	assert_close("margin", b.r.margin, 10000 / 60.25, 1e-9);
	b.o.side = RV_SELL; /* 1 held, 0.5 may be sold, 5 more: - 4.5 SOL; or 3 */
	b.o.px = 999900;
	b.a.px_worst = 0;
	assert_gate_open(&b, "a sale");
	assert_close("symbol", b.r.symbol_usd, 450, 1e-9);
	assert_close("net", b.r.net_usd, 2312.5, 1e-9); /* the buys fill, the sale does not */
	gate_bench_make(&b);
	b.legs[GATE_SOL].buy_lots =
		49400; /* 494, 1 and 5 SOL are the 50,000 USD that there may be */
	b.p.gross_most_x = b.p.net_most_x = b.p.leverage_most_x = 50;
	b.f.account_usd = 1e6;
	assert_gate_open(&b, "as much as there may be");
	b.legs[GATE_SOL].buy_lots++;
	assert_gate_denied(&b, RV_GATE_SYMBOL_USD);
}

/* Orders of other symbols as well: 30 ETH on their way are 30,187.50 USD of 20,000. */
static void unknown_orders_elsewhere_count(void **state)
{
	(void)state;
	gate_bench b;
	gate_bench_make(&b);
	b.legs[GATE_ETH].sell_lots = 300000;
	assert_gate_denied(&b, RV_GATE_GROSS);
	b.legs[GATE_ETH].sell_lots = 0;
	b.legs[GATE_ETH].buy_lots = 300000;
	assert_gate_denied(&b, RV_GATE_GROSS);
}

/* A book that is too long lets itself be hedged by an order that takes it no further. */
static void a_passed_limit_stops_only_what_goes_further(void **state)
{
	(void)state;
	gate_bench b;
	gate_bench_make(&b);
	b.p.net_most_x = 0.1; /* 1,000 USD of the 2,312.50 that may be held */
	assert_gate_denied(&b, RV_GATE_NET);
	b.o.side = RV_SELL;
	b.a.px_worst = 0;
	assert_gate_open(&b, "a hedge");
	assert_non_null(strstr(gate_bench_check(&b, RV_GATE_NET)->text, "no further"));
	b.o.lots = 50000; /* 500 SOL: as far on the other side */
	b.p.order_most_usd = b.p.symbol_most_usd = 1e6;
	b.p.gross_most_x = b.p.leverage_most_x = 50;
	b.a.mandate = false;
	assert_gate_denied(&b, RV_GATE_NET);
}

static void a_new_symbol_has_no_leg(void **state)
{
	(void)state;
	gate_bench b;
	gate_bench_make(&b);
	b.f.n = 0;
	assert_gate_open(&b, "the first order");
	assert_close("symbol", b.r.symbol_usd, 500, 1e-9);
	assert_close("gross", b.r.gross_usd, 500, 1e-9);
	assert_close("before", b.r.lots_before, 0, 0);
	b.legs[GATE_SOL] = b.legs[GATE_ETH];
	b.f.n = 1;
	assert_gate_open(&b, "beside another");
	assert_close("gross", b.r.gross_usd, 2512.5, 1e-9);
}

/* ---- stages and variants ---- */

static void a_proposal_has_no_mandate_yet(void **state)
{
	(void)state;
	gate_bench b;
	gate_bench_make(&b);
	b.a.stage = RV_GATE_PROPOSE;
	b.a.mandate = false;
	b.a.px_worst = 0;
	b.q.mid_at = GATE_NOW - 5000;
	b.p.order_most_adv = 0; /* off */
	b.q.day_volume_usd = NAN;
	assert_gate_open(&b, "proposed");
	assert_int_equal(b.r.n, RV_GATE_N - 6);
	assert_null(gate_bench_check(&b, RV_GATE_MANDATE));
	assert_null(gate_bench_check(&b, RV_GATE_COLLAR));
	assert_null(gate_bench_check(&b, RV_GATE_VOLUME));
	b.q.mid_at = GATE_NOW - 5001;
	assert_gate_denied(&b, RV_GATE_QUOTE_AGE);
}

static void a_duplicate_may_be_confirmed(void **state)
{
	(void)state;
	gate_bench b;
	gate_bench_make(&b);
	b.a.last_same_at = GATE_NOW - 1;
	assert_gate_denied(&b, RV_GATE_DUPLICATE);
	b.a.said_twice = true;
	assert_gate_open(&b, "said twice");
}

static void tops_that_are_none(void **state)
{
	(void)state;
	static const struct {
		double bid, mid, ask;
		int64_t age;
		bool ok;
	} cases[] = {
		{ 99.9, 100, 100.1, 0, true },
		{ 100, 100, 100, 0, false },
		{ 100.1, 100, 99.9, 0, false },
		{ 99.9, 100.11, 100.1, 2000, true },
		{ 99.9, 100.11, 100.1, 2001, false },
		{ 99.9, 99.89, 100.1, 2001, false },
		{ 99.9, 101.01, 100.1, 0, false }, /* more than 100 bp from the middle */
		{ 99, 101, 101, 0, true },	   /* 100 bp exactly */
		{ 99.9, 99.9, 100.1, 999000, true },
		{ 0, 100, 100.1, 0, false },
		{ -1, 100, 100.1, 0, false },
		{ 99.9, 100, INFINITY, 0, false },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		gate_bench b;
		gate_bench_make(&b);
		b.q.bid = cases[i].bid;
		b.q.mid = cases[i].mid;
		b.q.ask = cases[i].ask;
		b.q.bbo_at = GATE_NOW - cases[i].age;
		gate_bench_ask(&b);
		if (gate_bench_check(&b, RV_GATE_QUOTE)->ok != cases[i].ok)
			fail_msg("top %zu: %s", i, gate_bench_check(&b, RV_GATE_QUOTE)->text);
	}
	gate_bench b;
	gate_bench_make(&b);
	b.q.bbo_at = RV_NEVER;
	assert_gate_open(&b, "the mid is inside");
}

static void nonsense_is_no_order(void **state)
{
	(void)state;
	gate_bench b;
	for (int i = 0; i < 6; i++) {
		gate_bench_make(&b);
		b.o.lots = i == 0 ? 0 : i == 1 ? -5 : b.o.lots;
		b.o.px = i == 2 ? 0 : i == 3 ? -1000000 : b.o.px;
		b.o.side = i == 4 ? (rv_side)0 : b.o.side;
		if (i == 5)
			b.o.lots = INT64_MAX;
		assert_gate_denied(&b, RV_GATE_FORM);
	}
	gate_bench_make(&b);
	b.o.coin.sz_decimals = 3; /* not those of the market */
	assert_gate_denied(&b, RV_GATE_TRADABLE);
	gate_bench_make(&b);
	b.o.coin.sz_decimals = b.q.coin.sz_decimals = 9;
	assert_gate_denied(&b, RV_GATE_TRADABLE);
	gate_bench_make(&b);
	b.o.coin.asset = 6;
	assert_gate_denied(&b, RV_GATE_TRADABLE);
	gate_bench_make(&b);
	b.q.coin.max_leverage = 0;
	assert_gate_denied(&b, RV_GATE_TRADABLE);
	gate_bench_make(&b);
	b.a.lots_used = b.a.lots_most = INT64_MAX;
	assert_gate_denied(&b, RV_GATE_CHILD_LOTS);
}

/* 600 USD of SOL at 20x need 15; from 200 on at 2x instead they need 5 + 100, of an account of 300.
 */
static void the_venue_s_tiers_count(void **state)
{
	(void)state;
	gate_bench b;
	gate_bench_make(&b);
	gate_bench_only_sol(&b, 300);
	assert_gate_open(&b, "without tiers");
	assert_close("margin", b.r.margin, 20, 1e-9);
	b.q.tiers = (rv_margin_tiers){ 2, { { 0, 20 }, { 200, 2 } } };
	assert_gate_denied(&b, RV_GATE_MARGIN);
	assert_close("margin", b.r.margin, 300.0 / 105, 1e-9);
	/* of another coin that is held: 2 ETH at 1,006.25 */
	gate_bench_make(&b);
	assert_gate_open(&b, "as made");
	const double before = b.r.margin;
	const rv_margin_tiers eth = { 2, { { 0, 25 }, { 1000, 4 } } };
	b.legs[GATE_ETH].tiers = &eth;
	gate_bench_ask(&b);
	assert_true(b.r.margin < before);
	assert_close("margin", 10000 / b.r.margin - 10000 / before, 1012.5 * (0.125 - 0.02), 1e-9);
}

static void words_say_the_numbers(void **state)
{
	(void)state;
	gate_bench b;
	gate_bench_make(&b);
	assert_gate_open(&b, "as made");
	assert_string_equal(gate_bench_check(&b, RV_GATE_BOOK)->text, "ACTIVE");
	assert_string_equal(gate_bench_check(&b, RV_GATE_CLOCK)->text, "20.00 of 1000.00 ms off");
	assert_string_equal(gate_bench_check(&b, RV_GATE_QUOTE_AGE)->text, "0.1 of 2.0 s");
	assert_string_equal(gate_bench_check(&b, RV_GATE_SPREAD)->text, "2.00 of 100.00 bp");
	assert_string_equal(gate_bench_check(&b, RV_GATE_COLLAR)->text, "100.0, worst 100.75");
	assert_string_equal(gate_bench_check(&b, RV_GATE_MIN_ORDER)->text,
			    "500.00, least 10.00 USD");
	assert_string_equal(gate_bench_check(&b, RV_GATE_CHILD_LOTS)->text, "10 and 5 of 20");
	assert_string_equal(gate_bench_check(&b, RV_GATE_MESSAGES)->text,
			    "3 and this of 48 a minute");
	assert_string_equal(gate_bench_check(&b, RV_GATE_DAY_LOSS)->text, "0.00 of 200.00 USD");
	assert_string_equal(gate_bench_check(&b, RV_GATE_GROSS)->text, "2812.50 of 20000.00 USD");
	/* 8 SOL and 2 ETH: 800 x 0.3 + 2,012.5 x 0.15 won, 26 + 46.2875 needed */
	assert_string_equal(gate_bench_check(&b, RV_GATE_STRESS)->text,
			    "145.83, least 3.00: alts +30 %, majors +15 %");
	assert_string_equal(gate_bench_check(&b, RV_GATE_LIQUIDATION)->text, "none");
	b.f.book = RV_BOOK_HALTED;
	assert_gate_denied(&b, RV_GATE_BOOK);
	assert_string_equal(b.r.text, "book state: HALTED: resume first");
	gate_bench_make(&b);
	gate_bench_near(&b, 330);
	b.p.margin_after = 0;
	b.p.leverage_most_x = 50;
	gate_bench_ask(&b); /* 30 / 3 is ten percent */
	assert_string_equal(gate_bench_check(&b, RV_GATE_LIQUIDATION)->text,
			    "SOL 10.00 %, -- sd; least 50.0 % or 6.0 sd");
}

/* Far in sigma is far enough, whatever the percentage. */
static void liquidation_in_percent_or_in_sigma(void **state)
{
	(void)state;
	gate_bench b;
	gate_bench_make(&b);
	gate_bench_near(&b, 449);
	assert_gate_denied(&b, RV_GATE_LIQUIDATION);
	b.q.sigma_day = 0.1; /* log(1 - 0.4967) is - 6.87 of them */
	assert_gate_open(&b, "far in sigma");
	b.q.sigma_day = 0.12;
	assert_gate_denied(&b, RV_GATE_LIQUIDATION);
}

/* Two longs that a fall liquidates: 1 SOL and 5 more at 1x, 2 ETH at 1x. */
static void the_nearest_leg_is_named(void **state)
{
	(void)state;
	gate_bench b;
	gate_bench_make(&b);
	gate_bench_near(&b, 2000);
	b.f.n = 2;
	b.p.margin_after = 0;
	b.p.leverage_most_x = b.p.net_most_x = 50;
	b.legs[GATE_ETH].coin.max_leverage = 1;
	b.legs[GATE_ETH].sigma_day = NAN;
	/* maintenance 300 and 1,006.25; 693.75 are left: ETH falls by as much, 68.9 %; SOL cannot
	 */
	gate_bench_ask(&b);
	assert_string_equal(gate_bench_check(&b, RV_GATE_LIQUIDATION)->text,
			    "ETH 68.94 %, -- sd; least 50.0 % or 6.0 sd");
	/* 293.75: SOL falls by 97.9 %, ETH by 29.2 %, whichever comes first in the list */
	b.f.account_usd = 1600;
	assert_gate_denied(&b, RV_GATE_LIQUIDATION);
	assert_non_null(strstr(b.r.text, "ETH 29.19 %"));
	const rv_gate_leg swap = b.legs[0];
	b.legs[0] = b.legs[1];
	b.legs[1] = swap;
	assert_gate_denied(&b, RV_GATE_LIQUIDATION);
	assert_non_null(strstr(b.r.text, "ETH 29.19 %"));
	/* 93.75: 31.3 % and 9.3 %, both too near */
	b.f.account_usd = 1400;
	assert_gate_denied(&b, RV_GATE_LIQUIDATION);
	assert_non_null(strstr(b.r.text, "ETH 9.32 %"));
	/* SOL's 31.3 % are far in sigma, ETH's are not: the one that fails is named */
	b.q.sigma_day = 0.01;
	assert_gate_denied(&b, RV_GATE_LIQUIDATION);
	assert_non_null(strstr(b.r.text, "ETH 9.32 %"));
	b.q.sigma_day = NAN;
	b.legs[0].sigma_day = 0.001; /* now the nearer one is far, and SOL fails */
	assert_gate_denied(&b, RV_GATE_LIQUIDATION);
	assert_non_null(strstr(b.r.text, "SOL 31.25 %"));
}

/* As many symbols as there can be, none of them the order's; one more is not looked through. */
static void a_book_of_every_symbol(void **state)
{
	(void)state;
	static rv_gate_leg legs[RV_MAX_SYMBOLS + 1];
	gate_bench b;
	gate_bench_make(&b);
	for (size_t i = 0; i < LEN(legs); i++) {
		legs[i] = b.legs[GATE_ETH];
		legs[i].lots = 1;
	}
	b.f.legs = legs;
	b.f.n = RV_MAX_SYMBOLS;
	assert_gate_open(&b, "full");
	assert_close("gross", b.r.gross_usd, 500 + 1024 * 0.100625, 1e-9);
	b.f.n++;
	assert_gate_denied(&b, RV_GATE_SYMBOL_USD);
	assert_false(gate_bench_check(&b, RV_GATE_MARGIN)->known);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reducing_is_let_out_of_what_stops_growing),
		cmocka_unit_test(halted_is_let_through_by_flattening_alone),
		cmocka_unit_test(reducing_is_exact),
		cmocka_unit_test(the_whole_position_may_be_small),
		cmocka_unit_test(open_orders_count_at_worst),
		cmocka_unit_test(unknown_orders_elsewhere_count),
		cmocka_unit_test(a_passed_limit_stops_only_what_goes_further),
		cmocka_unit_test(a_new_symbol_has_no_leg),
		cmocka_unit_test(a_proposal_has_no_mandate_yet),
		cmocka_unit_test(a_duplicate_may_be_confirmed),
		cmocka_unit_test(tops_that_are_none),
		cmocka_unit_test(nonsense_is_no_order),
		cmocka_unit_test(words_say_the_numbers),
		cmocka_unit_test(liquidation_in_percent_or_in_sigma),
		cmocka_unit_test(the_nearest_leg_is_named),
		cmocka_unit_test(a_book_of_every_symbol),
		cmocka_unit_test(the_venue_s_tiers_count),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
