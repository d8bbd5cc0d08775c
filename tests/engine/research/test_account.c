/*
 * The account of a backtest: three trades to the cent (tests/oracle/account.py), what is not sent
 * and why, sub-books that cross, coins that end, and that money never comes from nowhere.
 */
#include "engine/research/account.h"

#include "engine/base/rng.h"
#include "tests/oracle/account_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS = 12 };

static const char *const whys[RV_BT_SUBS] = { NULL };

typedef struct desk {
	rv_panel *p;
	rv_bt_result *r;
	rv_account *a;
	size_t btc, eth;
} desk;

static void add(rv_panel *p, const char *name)
{
	assert_int_equal(rv_panel_add_symbol(p, name, RV_KIND_PERP), RV_OK);
}

static void put(rv_panel *p, const char *name, size_t day, double close, double volume)
{
	const rv_bar b = {
		(int64_t)day * RV_DAY_MS, close, close * 1.02, close * .98, close, NAN, volume
	};
	assert_int_equal(rv_panel_put(p, rv_panel_find(p, name), &b), RV_OK);
}

static void put_funding(rv_panel *p, const char *name, size_t day, double rate)
{
	assert_int_equal(rv_panel_put_value(p, rv_panel_find(p, name), RV_PANEL_FUNDING,
					    (int64_t)day * RV_DAY_MS, rate),
			 RV_OK);
}

static void open_account(desk *d, const rv_account_params *params, size_t n_subs)
{
	static const char *const subs[] = { "S3", "S4m", "S4r" };
	d->btc = rv_panel_find(d->p, "BTC");
	d->eth = rv_panel_find(d->p, "ETH");
	assert_int_equal(rv_bt_result_new(&d->r), RV_OK);
	const rv_account_setup s = { *params, d->p, n_subs, subs, d->btc, d->eth, d->r };
	assert_int_equal(rv_account_new(&s, &d->a), RV_OK);
}

static void close_account(desk *d)
{
	rv_account_free(d->a);
	rv_bt_result_free(d->r);
	rv_panel_free(d->p);
}

static void mark(desk *d, size_t day)
{
	assert_int_equal(rv_account_mark(d->a, day), RV_OK);
	assert_null(rv_account_check(d->a));
}

static rv_bt_target target(const char *coin, uint32_t sub, double weight)
{
	rv_bt_target t = { .sub = sub, .weight = weight, .beta_btc = 1.0 };
	(void)snprintf(t.symbol, sizeof(t.symbol), "%s", coin);
	return t;
}

static void trade(desk *d, const rv_bt_target *t, size_t n, uint32_t subs)
{
	assert_int_equal(rv_account_trade(d->a, t, n, subs, 1.0, whys), RV_OK);
	assert_null(rv_account_check(d->a));
}

/* ---- three trades ---- */

static rv_panel *ledger_panel(void)
{
	static const double btc[] = { 20000, 20000, 20500.5, 21000, 20800, 21200.25,
				      21500, 21000, 20900,   20000, 20100, 20200 };
	static const double aaa[] = {
		2.5, 2.5, 2.4, 2.61, 2.55, 2.2, 2.3, 2.35, 2.4, 2.5, 2.6, 2.7
	};
	static const double die[] = { .08, .08, .081, .079, .08, .082, .083, .0755 };
	rv_panel *p = NULL;
	assert_int_equal(rv_panel_new(RV_INTERVAL_1D, 8, DAYS, &p), RV_OK);
	add(p, "BTC");
	add(p, "ETH");
	add(p, "AAA");
	add(p, "DIE");
	for (size_t t = 0; t < DAYS; t++) {
		put(p, "BTC", t, btc[t], 5e7);
		put(p, "ETH", t, 1500, 5e7);
		put(p, "AAA", t, aaa[t], 1e6);
		if (t < LEN(die))
			put(p, "DIE", t, die[t], 2e5);
	}
	put_funding(p, "BTC", 2, .0003);
	put_funding(p, "BTC", 3, .0002);
	put_funding(p, "AAA", 2, .001);
	put_funding(p, "AAA", 3, -.0004);
	put_funding(p, "AAA", 5, .0007);
	put_funding(p, "DIE", 7, .0005);
	return p;
}

static void order(desk *d, size_t day)
{
	const rv_bt_target first[] = { target("BTC", 0, .3), target("AAA", 0, -.2) };
	const rv_bt_target half[] = { target("BTC", 0, .3), target("AAA", 0, -.1) };
	const rv_bt_target last[] = { target("DIE", 0, .1) };
	if (day == 1)
		trade(d, first, 2, 1);
	else if (day == 3)
		trade(d, half, 2, 1);
	else if (day == 5)
		trade(d, NULL, 0, 1);
	else if (day == 6)
		trade(d, last, 1, 1);
}

/* Two roundings a position, a funding and a cost each: some micro-USD. */
static void near_musd(int64_t got, int64_t want)
{
	assert_true(llabs(got - want) <= 8);
}

static void test_three_trades(void **state)
{
	(void)state;
	desk d = { .p = ledger_panel() };
	rv_account_params params = rv_account_defaults();
	params.nav_usd = 100000;
	params.volume_days = 1;
	open_account(&d, &params, 1);
	for (size_t t = 0; t < DAYS; t++) {
		const account_day *want = &account_days[t];
		mark(&d, t);
		order(&d, t);
		const rv_account_day *got = rv_account_today(d.a);
		near_musd(got->price, want->price);
		near_musd(got->funding, want->funding);
		near_musd(got->fee, want->fee);
		near_musd(got->slippage, want->slip);
		near_musd(got->settlement, want->settle);
		near_musd(got->nav, want->nav);
		assert_int_equal(got->unfunded, want->unfunded);
		assert_int_equal(got->orders, want->orders);
	}
	assert_int_equal(d.r->n_trades, LEN(account_trades));
	for (size_t i = 0; i < LEN(account_trades); i++) {
		const rv_bt_trade *got = &d.r->trades[i];
		const account_trade *want = &account_trades[i];
		assert_string_equal(got->symbol, want->coin);
		assert_string_equal(got->sub, "S3");
		assert_string_equal(got->why, want->why);
		assert_int_equal(got->open_ms, (want->open + 1) * RV_DAY_MS);
		assert_int_equal(got->close_ms, (want->close + 1) * RV_DAY_MS);
		assert_close("side", got->side, want->side, 0);
		assert_close("qty", got->qty, want->qty, 1e-12);
		assert_close("entry", got->entry, want->entry, 1e-12);
		assert_close("exit", got->exit, want->exit, 1e-12);
		assert_close("pnl", got->pnl, want->pnl, 1e-8);
		assert_close("fee", got->fee, want->fee, 1e-6);
		assert_close("slippage", got->slippage, want->slip, 1e-6);
		assert_close("funding", got->funding, want->funding, 1e-6);
	}
	/* the coin that has ended: said, with what it has cost */
	assert_int_equal(d.r->n_notes, 1);
	assert_string_equal(d.r->notes[0].symbol, "DIE");
	assert_non_null(strstr(d.r->notes[0].text, "1970-01-08"));
	assert_close("cost", d.r->notes[0].cost_usd, (double)account_days[10].settle / 1e6, 1e-6);
	close_account(&d);
}

/* ---- orders ---- */

static desk two_coins(double volume, const rv_account_params *params, size_t n_subs)
{
	desk d = { .p = NULL };
	assert_int_equal(rv_panel_new(RV_INTERVAL_1D, 8, DAYS, &d.p), RV_OK);
	add(d.p, "BTC");
	add(d.p, "ETH");
	add(d.p, "AAA");
	for (size_t t = 0; t < DAYS; t++) {
		put(d.p, "BTC", t, 20000, 5e7);
		put(d.p, "ETH", t, 1500, 5e7);
		put(d.p, "AAA", t, 2, volume);
	}
	open_account(&d, params, n_subs);
	return d;
}

static void test_least_notional(void **state)
{
	(void)state;
	rv_account_params params = rv_account_defaults();
	params.nav_usd = 1000;
	params.volume_days = 1;
	desk d = two_coins(1e6, &params, 1);
	const rv_bt_target small = target("AAA", 0, .0099), more = target("AAA", 0, .02),
			   less = target("AAA", 0, .012);
	mark(&d, 0);
	trade(&d, &small, 1, 1);
	assert_int_equal(rv_account_today(d.a)->orders, 0);
	assert_int_equal(rv_account_today(d.a)->skipped, 1);
	trade(&d, &more, 1, 1);
	assert_int_equal(rv_account_today(d.a)->orders, 1);
	/* 8 dollars less: not sent; all of it: sent, because it closes */
	trade(&d, &less, 1, 1);
	assert_int_equal(rv_account_today(d.a)->orders, 1);
	trade(&d, &small, 1, 0);
	assert_int_equal(rv_account_today(d.a)->orders, 1);
	trade(&d, NULL, 0, 1);
	assert_int_equal(rv_account_today(d.a)->orders, 2);
	assert_close("flat", rv_account_weight(d.a, 0, "AAA"), 0, 0);
	/* 12 dollars that have become 6 can still be closed */
	trade(&d, &less, 1, 1);
	put(d.p, "AAA", 1, 1, 1e6);
	mark(&d, 1);
	trade(&d, NULL, 0, 1);
	assert_int_equal(rv_account_today(d.a)->orders, 1);
	assert_close("flat", rv_account_weight(d.a, 0, "AAA"), 0, 0);
	close_account(&d);
}

/* A change of less than its share of the target stays undone, after the run's scale; closing and
 * turning over are never small. */
static void test_small_changes(void **state)
{
	(void)state;
	rv_account_params params = rv_account_defaults();
	desk d = two_coins(1e8, &params, 1);
	rv_bt_target t = target("AAA", 0, .10);
	t.keep = .25;
	for (size_t day = 0; day < 4; day++)
		mark(&d, day);
	trade(&d, &t, 1, 1);
	assert_int_equal(rv_account_today(d.a)->orders, 1);
	t.weight = .12; /* a sixth of it */
	trade(&d, &t, 1, 1);
	assert_int_equal(rv_account_today(d.a)->orders, 1);
	t.weight = .14;
	trade(&d, &t, 1, 1);
	assert_int_equal(rv_account_today(d.a)->orders, 2);
	assert_int_equal(rv_account_trade(d.a, &t, 1, 1, .5, whys), RV_OK);
	assert_int_equal(rv_account_today(d.a)->orders, 3);
	assert_close("half", rv_account_weight(d.a, 0, "AAA"), .07, 1e-4);
	t.weight = -.07;
	trade(&d, &t, 1, 1);
	assert_int_equal(rv_account_today(d.a)->orders, 4);
	trade(&d, NULL, 0, 1);
	assert_int_equal(rv_account_today(d.a)->orders, 5);
	assert_int_equal(rv_account_lots(d.a, 0, "AAA"), 0);
	close_account(&d);
}

/* Lots are what they are, whatever the scale; what a lot is, is known before the first trade. */
static void test_exact_lots(void **state)
{
	(void)state;
	rv_account_params params = rv_account_defaults();
	desk d = two_coins(1e8, &params, 2);
	rv_bt_target t[2] = { target("BTC", 0, 0), target("BTC", 1, 0) };
	assert_int_equal(rv_account_coin_decimals(d.a, "BTC"), -1);
	for (size_t day = 0; day < 4; day++)
		mark(&d, day);
	assert_int_equal(rv_account_coin_decimals(d.a, "BTC"), rv_account_decimals(20000));
	assert_int_equal(rv_account_coin_decimals(d.a, "NONE"), -1);
	t[0].exact = t[1].exact = true;
	t[0].lots = 12345;
	t[1].lots = -2345;
	assert_int_equal(rv_account_trade(d.a, t, 2, 3, .5, whys), RV_OK);
	assert_int_equal(rv_account_lots(d.a, 0, "BTC"), 12345);
	assert_int_equal(rv_account_lots(d.a, 1, "BTC"), -2345);
	assert_int_equal(rv_account_today(d.a)->orders, 1);
	trade(&d, t, 2, 3);
	assert_int_equal(rv_account_today(d.a)->orders, 1);
	t[1].lots = 0;
	trade(&d, t, 2, 3);
	assert_int_equal(rv_account_lots(d.a, 1, "BTC"), 0);
	assert_int_equal(rv_account_today(d.a)->orders, 2);
	close_account(&d);
}

/* What the sub-books have earned is what the account has, over many days. */
static void test_earned(void **state)
{
	(void)state;
	const rv_account_params params = rv_account_defaults();
	desk d = { .p = ledger_panel() };
	open_account(&d, &params, 2);
	const rv_bt_target t[] = { target("BTC", 0, .3), target("AAA", 1, -.2) };
	for (size_t day = 0; day < DAYS; day++) {
		mark(&d, day);
		if (day >= 4)
			trade(&d, t, 2, 3);
		const double earned = rv_account_sub_earned(d.a, 0) + rv_account_sub_earned(d.a, 1);
		assert_close("earned", earned, rv_account_nav(d.a) - params.nav_usd, 1e-6);
	}
	assert_true(fabs(rv_account_sub_earned(d.a, 0)) > 1.0);
	assert_true(fabs(rv_account_sub_earned(d.a, 1)) > 1.0);
	close_account(&d);
}

static void test_participation(void **state)
{
	(void)state;
	rv_account_params params = rv_account_defaults();
	params.participation_most = .05;
	desk d = two_coins(1e6, &params, 1);
	const rv_bt_target t = target("AAA", 0, -.2);
	for (size_t day = 0; day < 4; day++)
		mark(&d, day);
	trade(&d, &t, 1, 1); /* 200,000 wanted, 50,000 fill */
	assert_close("part", rv_account_weight(d.a, 0, "AAA"), -50000 / rv_account_nav(d.a), 1e-12);
	/* 5 bp and 5 bp x (1 + .05 / .1) of 50,000 */
	assert_int_equal(rv_account_today(d.a)->fee, 25000000);
	assert_int_equal(rv_account_today(d.a)->slippage, 37500000);
	close_account(&d);
}

/* Unknown volume: nobody enters; who is in gets out, and pays as for a whole day's volume. */
static void test_unknown_volume(void **state)
{
	(void)state;
	rv_account_params params = rv_account_defaults();
	desk d = two_coins(1e6, &params, 1);
	const rv_bt_target t = target("AAA", 0, .1), more = target("AAA", 0, .2);
	for (size_t day = 4; day < DAYS; day++)
		put(d.p, "AAA", day, 2, NAN);
	for (size_t day = 0; day < 4; day++)
		mark(&d, day);
	trade(&d, &t, 1, 1);
	for (size_t day = 4; day < DAYS; day++)
		mark(&d, day);
	trade(&d, &more, 1, 1);
	assert_int_equal(rv_account_today(d.a)->orders, 0);
	assert_int_equal(rv_account_today(d.a)->skipped, 1);
	trade(&d, NULL, 0, 1);
	assert_int_equal(rv_account_today(d.a)->orders, 1);
	assert_close("11 times 5 bp", (double)rv_account_today(d.a)->slippage,
		     11.0 * (double)rv_account_today(d.a)->fee, 1e-9);
	close_account(&d);
}

/* One buys what another sells: they cross inside, and only the rest pays. */
static void test_sub_books_cross(void **state)
{
	(void)state;
	rv_account_params params = rv_account_defaults();
	desk d = two_coins(1e9, &params, 2);
	const rv_bt_target apart[] = { target("AAA", 0, .1), target("AAA", 1, -.1) };
	const rv_bt_target rest[] = { target("AAA", 0, .3), target("AAA", 1, -.2) };
	mark(&d, 0);
	mark(&d, 1);
	mark(&d, 2);
	mark(&d, 3);
	trade(&d, apart, 2, 3);
	assert_int_equal(rv_account_today(d.a)->orders, 0);
	assert_int_equal(rv_account_today(d.a)->fee, 0);
	assert_close("long", rv_account_weight(d.a, 0, "AAA"), .1, 1e-12);
	assert_close("short", rv_account_weight(d.a, 1, "AAA"), -.1, 1e-12);
	trade(&d, rest, 2, 3);
	assert_int_equal(rv_account_today(d.a)->orders, 1);
	assert_int_equal(rv_account_today(d.a)->fee, 50000000); /* 5 bp of 100,000 */
	assert_close("long", rv_account_weight(d.a, 0, "AAA"), .3, 1e-3);
	assert_close("short", rv_account_weight(d.a, 1, "AAA"), -.2, 1e-3);
	assert_close("net", rv_account_net_weight(d.a, rv_panel_find(d.p, "AAA")), .1, 1e-3);
	/* the buyer alone has paid */
	assert_close("paid", (double)rv_account_sub_today(d.a, 0)->net,
		     (double)(rv_account_today(d.a)->nav - 1000000000000), 0);
	assert_int_equal(rv_account_sub_today(d.a, 1)->net, 0);
	/* a sub-book that is not asked stays */
	trade(&d, NULL, 0, 2);
	assert_close("stays", rv_account_weight(d.a, 0, "AAA"), .3, 1e-3);
	assert_close("gone", rv_account_weight(d.a, 1, "AAA"), 0, 0);
	close_account(&d);
}

/* From long to short in one order: two round trips, the costs shared by lots. */
static void test_turning_over(void **state)
{
	(void)state;
	rv_account_params params = rv_account_defaults();
	desk d = two_coins(1e9, &params, 1);
	const rv_bt_target up = target("AAA", 0, .1), down = target("AAA", 0, -.3);
	for (size_t day = 0; day < 4; day++)
		mark(&d, day);
	trade(&d, &up, 1, 1);
	mark(&d, 4);
	trade(&d, &down, 1, 1);
	assert_int_equal(d.r->n_trades, 1);
	assert_close("side", d.r->trades[0].side, 1, 0);
	mark(&d, 5);
	trade(&d, NULL, 0, 1);
	assert_int_equal(d.r->n_trades, 2);
	assert_close("side", d.r->trades[1].side, -1, 0);
	/* prices stand still: what was lost are the costs of both */
	assert_close("all", d.r->trades[0].pnl + d.r->trades[1].pnl, rv_account_nav(d.a) - 1e6,
		     1e-9);
	assert_close("fees", d.r->trades[0].fee, 2 * 50.0, 1e-3);
	close_account(&d);
}

static void test_lots(void **state)
{
	(void)state;
	assert_int_equal(rv_account_decimals(.5), 0);
	assert_int_equal(rv_account_decimals(1), 0);
	assert_int_equal(rv_account_decimals(1.01), 1);
	assert_int_equal(rv_account_decimals(20000), 5);
	assert_int_equal(rv_account_decimals(1e30), 8);
	assert_int_equal(rv_account_decimals(NAN), 0);
}

/* ---- money ---- */

static void random_walks(rv_panel *p, rv_rng *g, size_t days)
{
	static const char *const names[] = { "AAA", "BBB", "BTC", "CCC", "DDD", "ETH" };
	for (size_t i = 0; i < LEN(names); i++) {
		double price = 1e-4 * pow(10.0, 1.5 * (double)i);
		add(p, names[i]);
		for (size_t t = 0; t < days; t++) {
			price *= exp(.05 * rv_rng_normal(g));
			if (rv_rng_uniform(g) < .1)
				continue;
			put(p, names[i], t, price,
			    rv_rng_uniform(g) < .1 ? NAN : 1e6 * rv_rng_uniform(g));
			if (rv_rng_uniform(g) < .8)
				put_funding(p, names[i], t, .001 * rv_rng_normal(g));
		}
	}
}

/* 60 random markets with holes and ends, random orders of three sub-books: it ties every day. */
static void test_money_ties(void **state)
{
	(void)state;
	enum { MARKETS = 60, LONG = 90 };
	for (uint64_t seed = 0; seed < MARKETS; seed++) {
		static const char *const names[] = { "AAA", "BBB", "BTC", "CCC", "DDD", "ETH" };
		desk d = { .p = NULL };
		rv_rng g;
		rv_account_params params = rv_account_defaults();
		params.participation_most = seed % 2 ? .02 : 0.0;
		params.gone_days = 1 + (int)(seed % 3);
		int64_t nav = 1000000000000;
		rv_rng_seed(&g, seed, 0, 0);
		assert_int_equal(rv_panel_new(RV_INTERVAL_1D, 8, LONG, &d.p), RV_OK);
		random_walks(d.p, &g, LONG);
		open_account(&d, &params, 3);
		for (size_t t = 0; t < rv_panel_bars(d.p); t++) {
			rv_bt_target list[18];
			size_t n = 0;
			mark(&d, t);
			for (size_t i = 0; i < 18; i++) {
				if (rv_rng_uniform(&g) < .4)
					list[n++] = target(names[i % 6], (uint32_t)(i / 6),
							   .2 * rv_rng_normal(&g));
			}
			trade(&d, list, n, (uint32_t)rv_rng_below(&g, 8));
			if (rv_rng_uniform(&g) < .05)
				assert_int_equal(rv_account_cut(d.a, .5, "drawdown"), RV_OK);
			assert_null(rv_account_check(d.a));
			/* what the sub-books have made is what the account has */
			int64_t subs = 0;
			for (size_t k = 0; k < 3; k++)
				subs += rv_account_sub_today(d.a, k)->net;
			assert_int_equal(rv_account_today(d.a)->nav - nav, subs);
			nav = rv_account_today(d.a)->nav;
		}
		assert_true(d.r->n_trades > 20);
		close_account(&d);
	}
}

static void test_bad_input(void **state)
{
	(void)state;
	rv_account_params params = rv_account_defaults();
	desk d = two_coins(1e6, &params, 1);
	const rv_bt_target nobody = target("ZZZ", 0, .1), unknown = target("AAA", 0, NAN),
			   other = target("AAA", 1, .1);
	mark(&d, 0);
	assert_int_equal(rv_account_mark(d.a, 2), RV_ERANGE);
	assert_int_equal(rv_account_trade(d.a, &nobody, 1, 1, 1.0, whys), RV_EDATA);
	assert_int_equal(rv_account_trade(d.a, &unknown, 1, 1, 1.0, whys), RV_EDATA);
	assert_int_equal(rv_account_trade(d.a, &other, 1, 1, 1.0, whys), RV_EDATA);
	close_account(&d);
	params.costs.adv_multiplier = 0;
	const rv_account_setup s = { params, NULL, 1, whys, 0, 0, NULL };
	rv_account *a = NULL;
	assert_int_equal(rv_account_new(&s, &a), RV_EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_three_trades),   cmocka_unit_test(test_least_notional),
		cmocka_unit_test(test_small_changes),  cmocka_unit_test(test_exact_lots),
		cmocka_unit_test(test_earned),	       cmocka_unit_test(test_participation),
		cmocka_unit_test(test_unknown_volume), cmocka_unit_test(test_sub_books_cross),
		cmocka_unit_test(test_turning_over),   cmocka_unit_test(test_lots),
		cmocka_unit_test(test_money_ties),     cmocka_unit_test(test_bad_input),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
