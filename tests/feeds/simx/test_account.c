/*
 * Money by cases worked out by hand: fees, closed P&L, margin, funding, liquidation, settlement.
 * The market's numbers are in tests/support/simx_bench.h; in coin AAA a price of 1 and a size of 1
 * make 1,000,000 micro-USDC.
 */
#include <stdio.h>
#include <string.h>

#include "engine/base/timefmt.h"
#include "feeds/simx/margin.h"
#include "feeds/simx/money.h"
#include "feeds/simx/state.h"
#include "feeds/simx/trade.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/simx_bench.h"

static void products_are_cut_once(void **state)
{
	(void)state;
	assert_int_equal(rv_simx_muldiv(7, 3, 2), 10);
	assert_int_equal(rv_simx_muldiv(-7, 3, 2), -11);
	assert_int_equal(rv_simx_muldiv_cut(-7, 3, 2), -10);
	assert_int_equal(rv_simx_muldiv(INT64_C(3000000000000000000), 450, 1000000),
			 INT64_C(1350000000000000));
	assert_int_equal(rv_simx_muldiv(INT64_MAX, INT64_MAX, 1), INT64_MAX);
	assert_int_equal(rv_simx_muldiv(INT64_MAX, -INT64_MAX, 1), -INT64_MAX);
	/* a coin whose prices have more decimals than the venue's rule: 12 + 0 of 6 are cut */
	const rv_simx_coin c = { .sz_decimals = 0, .px_scale = 12 };
	assert_int_equal(rv_simx_notional(&c, 1999999, 3), 5);
	assert_int_equal(rv_simx_notional(&c, 1999999, -3), -5);
}

static void positions_by_hand(void **state)
{
	(void)state;
	static const struct {
		int64_t szi, cost, sz, ntl; /* before, and what is done */
		int64_t want_szi, want_cost, pnl;
	} cases[] = {
		{ 0, 0, 300, 3000, 300, 3000, 0 },
		{ 300, 3000, 100, 1100, 400, 4100, 0 },
		{ 300, 3000, -100, 1100, 200, 2000, 100 }, /* a third of the cost */
		{ 300, 3000, -300, 2700, 0, 0, -300 },
		{ 300, 3000, -400, 4400, -100, 1100, 300 }, /* three quarters close, one opens */
		{ -300, 3000, 100, 900, -200, 2000, 100 },
		{ -300, 3000, 600, 7200, 300, 3600, -600 },
		{ 3, 10, -1, 4, 2, 7, 1 },  /* 10 * 1 / 3 is 3 */
		{ -3, 10, 2, 5, -1, 4, 1 }, /* 6 of 10 go */
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_simx_position p = { .szi = cases[i].szi, .cost = cases[i].cost };
		const int64_t pnl = rv_simx_position_change(&p, cases[i].sz, cases[i].ntl);
		if (p.szi != cases[i].want_szi || p.cost != cases[i].want_cost ||
		    pnl != cases[i].pnl)
			fail_msg("case %zu: %lld, %lld, %lld", i, (long long)p.szi,
				 (long long)p.cost, (long long)pnl);
	}
}

static void fees_are_rounded_down(void **state)
{
	simx_bench *b = *state;
	(void)bench_place(b, 0, 0, false, "101.37", "3.33", RV_HL_TIF_GTC);
	b->coins[0].n[1] = 0;
	bench_advance(b, 1000);
	(void)bench_place(b, 1, 0, true, "101.37", "3.33", RV_HL_TIF_IOC);
	/* 337.5621 USDC: 0.151902945 for the taker, 0.050634315 for the maker */
	assert_int_equal(bench_last_fill(b, 1)->fee, 151902);
	assert_int_equal(bench_last_fill(b, 0)->fee, 50634);
	assert_int_equal(bench_account(b, 1)->cash, INT64_C(100000000000) - 337562100 - 151902);
	assert_int_equal(bench_account(b, 0)->cash, INT64_C(100000000000) + 337562100 - 50634);
	assert_int_equal(bench_account(b, 1)->volume, 337562100);
	assert_int_equal(b->x->house_cash, 151902 + 50634);
}

static void closed_pnl_is_gross_and_has_a_direction(void **state)
{
	simx_bench *b = *state;
	static const struct {
		bool buy;
		const char *px, *sz, *dir;
		int64_t start, pnl;
	} steps[] = {
		{ true, "101", "5", "Open Long", 0, 0 },	 /* at 100.01 */
		{ false, "99", "2", "Close Long", 500, -40000 }, /* at 99.99 */
		{ false, "99", "3", "Close Long", 300, -60000 },
		{ false, "99", "1", "Open Short", 0, 0 },
		{ true, "101", "3", "Short > Long", -100, -20000 },
		{ false, "99", "4", "Long > Short", 200, -40000 },
		{ true, "101", "2", "Close Short", -200, -40000 },
	};
	for (size_t i = 0; i < LEN(steps); i++) {
		(void)bench_place(b, 0, 0, steps[i].buy, steps[i].px, steps[i].sz, RV_HL_TIF_IOC);
		const rv_simx_fill *f = bench_last_fill(b, 0);
		assert_int_equal(f->start_szi, steps[i].start);
		assert_int_equal(f->closed_pnl, steps[i].pnl);
		cJSON *v = bench_ask(b, 0, "\"type\":\"userFills\"");
		assert_string_equal(
			cJSON_GetObjectItem(cJSON_GetArrayItem(v, 0), "dir")->valuestring,
			steps[i].dir);
		cJSON_Delete(v);
		bench_advance(b, 1000);
	}
	assert_int_equal(bench_account(b, 0)->positions[0].cost, 0);
}

static void margin_is_what_leverage_asks(void **state)
{
	simx_bench *b = *state;
	static const char no[] = "Insufficient margin to place order. asset=0";
	/* 100,000 USDC at 10: a million of notional at 99.9 is 10010.01 */
	bench_expect_error(bench_place(b, 0, 0, true, "99.9", "10010.02", RV_HL_TIF_GTC), no);
	assert_non_null(
		strstr(bench_place(b, 0, 0, true, "99.9", "10010.01", RV_HL_TIF_GTC), "resting"));
	/* a sale counts at the mark if its price is lower */
	bench_expect_error(bench_place(b, 1, 0, false, "95", "10000.01", RV_HL_TIF_IOC), no);
	b->coins[0].level[0][0].sz = 2000000;
	bench_advance(b, 1000);
	assert_non_null(strstr(bench_place(b, 1, 0, false, "95", "9990", RV_HL_TIF_IOC), "filled"));
	/* closing and turning round are free as far as they close */
	bench_expect_error(bench_place(b, 1, 0, false, "100", "100", RV_HL_TIF_GTC), no);
	assert_non_null(
		strstr(bench_place(b, 1, 0, true, "99", "10000", RV_HL_TIF_GTC), "resting"));
	/* leverage of 1: ten times less; 20 is the default where the coin allows it */
	const rv_hl_action one = { .kind = RV_HL_ACTION_UPDATE_LEVERAGE,
				   .u.leverage = { .asset = 0, .leverage = 1, .cross = true } };
	(void)bench_send(b, 2, &one);
	bench_expect_error(bench_place(b, 2, 0, true, "99.9", "1001.01", RV_HL_TIF_GTC), no);
	b->coins[0].coin.max_leverage = 50;
	assert_non_null(
		strstr(bench_place(b, 3, 0, true, "99.9", "20020.02", RV_HL_TIF_GTC), "resting"));
	bench_expect_error(bench_place(b, 3, 0, true, "99.9", "20020.03", RV_HL_TIF_GTC), no);
}

static void a_maker_without_margin_goes(void **state)
{
	simx_bench *b = *state;
	const rv_hl_action one = { .kind = RV_HL_ACTION_UPDATE_LEVERAGE,
				   .u.leverage = { .asset = 1, .leverage = 1, .cross = true } };
	(void)bench_send(b, 0, &one);
	b->coins[1].level[1][0].sz = 60000;
	const int64_t oid = bench_oid(bench_place(b, 0, 0, true, "99.9", "30", RV_HL_TIF_GTC));
	assert_non_null(
		strstr(bench_place(b, 0, 1, true, "2.0001", "49900", RV_HL_TIF_IOC), "filled"));
	/* 150 are left; 25 at 99.9 would take 249.75, after the depth's 5 */
	assert_non_null(strstr(bench_place(b, 1, 0, false, "99.9", "30", RV_HL_TIF_IOC),
			       "\"totalSz\":\"5.0\""));
	assert_string_equal(bench_status(b, 0, oid), "marginCanceled");
}

static void funding_is_paid_each_hour(void **state)
{
	simx_bench *b = *state;
	b->coins[0].rate = INT64_C(12500000); /* 0.0000125 */
	b->coins[1].rate = INT64_C(-33333333);
	(void)bench_place(b, 0, 0, true, "101", "5", RV_HL_TIF_IOC);
	(void)bench_place(b, 1, 0, false, "99", "3", RV_HL_TIF_IOC);
	(void)bench_place(b, 1, 1, true, "2.1", "123", RV_HL_TIF_IOC);
	const int64_t before[] = { bench_account(b, 0)->cash, bench_account(b, 1)->cash };
	bench_advance(b, 2000);
	/* 5 * 100 * 0.0000125; 3 of it the other way, and 123 * 2 * 0.000033333333 = 0.00819999..
	 */
	assert_int_equal(bench_account(b, 0)->cash, before[0] - 6250);
	assert_int_equal(bench_account(b, 1)->cash, before[1] + 3750 + 8199);
	cJSON *v = bench_ask(b, 1, "\"type\":\"userFunding\",\"startTime\":0");
	assert_int_equal(cJSON_GetArraySize(v), 2);
	char *text = cJSON_PrintUnformatted(cJSON_GetArrayItem(v, 1));
	assert_string_equal(
		text,
		"{\"time\":1795190400045,\"hash\":\"0x00000000000000000000000000000000000000000"
		"00000000000000000000000\",\"delta\":{\"type\":\"funding\",\"coin\":\"BBB\","
		"\"usdc\":\"0.008199\",\"szi\":\"123.0\",\"fundingRate\":\"-0.000033333333\","
		"\"nSamples\":null}}");
	cJSON_free(text);
	cJSON_Delete(v);
	/* nobody looked for three hours: three payments, each under its own stamp */
	bench_advance(b, 3 * RV_HOUR_MS);
	assert_int_equal(bench_account(b, 0)->cash, before[0] - 4 * 6250);
	assert_int_equal(bench_account(b, 0)->fundings.v[3].time,
			 bench_start + 1000 + 3 * RV_HOUR_MS + 45);
	assert_int_equal(bench_account(b, 0)->positions[0].funding_all, 4 * 6250);
	assert_int_equal(b->x->market_cash,
			 -(bench_account(b, 0)->cash + bench_account(b, 1)->cash +
			   b->x->house_cash - INT64_C(200000000000)));
}

/* 5000 of AAA at 100.01: cash is then -400,275.0225 */
static void load_up(simx_bench *b, int trader)
{
	b->coins[0].level[1][0].sz = 500000;
	bench_advance(b, 1000);
	assert_non_null(strstr(bench_place(b, trader, 0, true, "101", "5000", RV_HL_TIF_IOC),
			       "\"totalSz\":\"5000.0\""));
	assert_int_equal(bench_account(b, trader)->cash, INT64_C(-400275022500));
}

static void mark(simx_bench *b, int64_t px, int64_t bids)
{
	b->coins[0].quote.mark = b->coins[0].quote.last = px;
	b->coins[0].level[0][0] = (rv_simx_level){ px - 600, bids };
	b->coins[0].n[0] = bids > 0 ? 1 : 0;
}

/* From 300,000 on 5x instead of 10x. 4000 at 100.01: cash is then -300,220.018. */
static void larger_positions_ask_for_more(void **state)
{
	simx_bench *b = *state;
	const rv_hl_action five = { .kind = RV_HL_ACTION_UPDATE_LEVERAGE,
				    .u.leverage = { .asset = 0, .leverage = 5, .cross = true } };
	rv_simx_coin *c = &b->coins[0].coin;
	c->n_tiers = 2;
	c->tiers[0] = (rv_simx_tier){ 0, 10 };
	c->tiers[1] = (rv_simx_tier){ INT64_C(300000000000), 5 };
	b->coins[0].level[1][0].sz = 400000;
	bench_advance(b, 1000);
	const char *text = bench_place(b, 0, 0, true, "101", "4000", RV_HL_TIF_IOC);
	bench_expect_error(text, "Order would cause position to exceed margin tier limit at "
				 "current leverage");
	assert_non_null(strstr(bench_place(b, 0, 0, true, "101", "2970", RV_HL_TIF_GTC), "filled"));
	bench_expect_error(bench_place(b, 0, 0, true, "101", "1030", RV_HL_TIF_IOC),
			   "Order would cause position to exceed margin tier limit at current "
			   "leverage");
	(void)bench_send(b, 0, &five);
	assert_non_null(strstr(bench_place(b, 0, 0, true, "101", "1030", RV_HL_TIF_IOC), "filled"));
	assert_int_equal(bench_account(b, 0)->cash, INT64_C(-300220018000));
	cJSON *v = bench_ask(b, 0, "\"type\":\"clearinghouseState\"");
	const cJSON *p = cJSON_GetObjectItem(
		cJSON_GetArrayItem(cJSON_GetObjectItem(v, "assetPositions"), 0), "position");
	/* 300,000 / 20 and 100,000 / 10 */
	assert_string_equal(cJSON_GetObjectItem(v, "crossMaintenanceMarginUsed")->valuestring,
			    "25000.0");
	/* 4000 m - 300,220.018 = 15,000 + (4000 m - 300,000) / 10 at 79.227783 */
	assert_string_equal(cJSON_GetObjectItem(p, "liquidationPx")->valuestring, "79.2277");
	cJSON_Delete(v);
	mark(b, 792278, 500000);
	bench_advance(b, 1000);
	assert_int_equal(bench_account(b, 0)->positions[0].szi, 400000);
	mark(b, 792277, 500000);
	bench_advance(b, 1000);
	assert_int_equal(bench_account(b, 0)->positions[0].szi, 0);
}

static void an_account_is_liquidated(void **state)
{
	simx_bench *b = *state;
	load_up(b, 0);
	cJSON *v = bench_ask(b, 0, "\"type\":\"clearinghouseState\"");
	const cJSON *p = cJSON_GetObjectItem(
		cJSON_GetArrayItem(cJSON_GetObjectItem(v, "assetPositions"), 0), "position");
	/* 4750 * m = 400275.0225: 84.268426; the distance from the mark is cut to the tick */
	assert_string_equal(cJSON_GetObjectItem(p, "liquidationPx")->valuestring, "84.2685");
	cJSON_Delete(v);
	const int64_t resting = bench_oid(bench_place(b, 0, 1, true, "1.9", "10", RV_HL_TIF_GTC));
	mark(b, 842700, 200000);
	bench_advance(b, 1000);
	assert_int_equal(bench_account(b, 0)->positions[0].szi, 500000);
	mark(b, 842600, 200000); /* 2000 are bid for at 84.20 */
	bench_advance(b, 1000);
	const rv_simx_account *a = bench_account(b, 0);
	assert_int_equal(a->positions[0].szi, 0);
	assert_string_equal(bench_status(b, 0, resting), "liquidatedCanceled");
	/* 2000 * 84.2 - 75.78 and 3000 * 84.26 - 113.751 */
	assert_int_equal(a->cash, INT64_C(20715446500));
	assert_int_equal(a->fills.n, 3);
	const rv_simx_fill *f = &a->fills.v[1];
	assert_int_equal(f->px, 842000);
	assert_false(f->backstop);
	assert_true(a->fills.v[2].backstop);
	v = bench_ask(b, 0, "\"type\":\"userFills\"");
	const cJSON *row = cJSON_GetArrayItem(v, 0);
	assert_string_equal(cJSON_GetObjectItem(row, "dir")->valuestring, "Liquidated Cross Long");
	row = cJSON_GetObjectItem(row, "liquidation");
	assert_string_equal(cJSON_GetObjectItem(row, "method")->valuestring, "backstop");
	assert_string_equal(cJSON_GetObjectItem(row, "markPx")->valuestring, "84.26");
	cJSON_Delete(v);
}

static void nobody_owes_the_venue(void **state)
{
	simx_bench *b = *state;
	load_up(b, 0);
	mark(b, 600000, 0);
	const int64_t house = b->x->house_cash;
	bench_advance(b, 1000);
	assert_int_equal(bench_account(b, 0)->cash, 0);
	/* 300,000 - 400,275.0225 is missing; the fee of 135 on the way out is the house's own */
	assert_int_equal(b->x->house_cash, house + 135000000 - INT64_C(100275022500) - 135000000);
}

static void a_delisted_coin_settles(void **state)
{
	simx_bench *b = *state;
	(void)bench_place(b, 0, 0, true, "101", "5", RV_HL_TIF_IOC);
	const int64_t oid = bench_oid(bench_place(b, 1, 0, false, "110", "1", RV_HL_TIF_GTC));
	const int64_t cash = bench_account(b, 0)->cash;
	b->coins[0].coin.delisted = true;
	b->coins[0].quote = (rv_simx_quote){ .live = false, .last = 985000 };
	b->coins[0].n[0] = b->coins[0].n[1] = 0;
	bench_advance(b, 1000);
	assert_string_equal(bench_status(b, 1, oid), "delistedCanceled");
	assert_int_equal(bench_account(b, 0)->positions[0].szi, 0);
	assert_int_equal(bench_account(b, 0)->cash, cash + 492500000); /* 5 * 98.5, no fee */
	cJSON *v = bench_ask(b, 0, "\"type\":\"userFills\"");
	assert_string_equal(cJSON_GetObjectItem(cJSON_GetArrayItem(v, 0), "dir")->valuestring,
			    "Settlement");
	cJSON_Delete(v);
	bench_expect_err(bench_place(b, 0, 0, true, "98.5", "1", RV_HL_TIF_GTC),
			 "Trading is halted.");
}

static void state_adds_up_as_the_venue_adds(void **state)
{
	simx_bench *b = *state;
	load_up(b, 0);
	b->coins[0].quote.mark = 1013700; /* 101.37 */
	cJSON *v = bench_ask(b, 0, "\"type\":\"clearinghouseState\"");
	char *text = cJSON_PrintUnformatted(v);
	/*
	 * cash + 5000 * 101.37 = 106574.9775; used = 506850 / 10; maintenance = 506850 / 20;
	 * P&L = 506850 - 500050; ROE = 6800 * 10 / 500050; liquidation: 101.37 less
	 * (106574.9775 - 25342.5) * 20 / (5000 * 19)
	 */
	assert_string_equal(
		text,
		"{\"marginSummary\":{\"accountValue\":\"106574.9775\",\"totalNtlPos\":\"506850.0\","
		"\"totalRawUsd\":\"-400275.0225\",\"totalMarginUsed\":\"50685.0\"},"
		"\"crossMarginSummary\":{\"accountValue\":\"106574.9775\",\"totalNtlPos\":"
		"\"506850.0\",\"totalRawUsd\":\"-400275.0225\",\"totalMarginUsed\":\"50685.0\"},"
		"\"crossMaintenanceMarginUsed\":\"25342.5\",\"withdrawable\":\"55889.9775\","
		"\"assetPositions\":[{\"type\":\"oneWay\",\"position\":{\"coin\":\"AAA\",\"szi\":"
		"\"5000.0\",\"leverage\":{\"type\":\"cross\",\"value\":10},\"entryPx\":\"100.01\","
		"\"positionValue\":\"506850.0\",\"unrealizedPnl\":\"6800.0\",\"returnOnEquity\":"
		"\"0.1359864013\",\"liquidationPx\":\"84.2685\",\"marginUsed\":\"50685.0\","
		"\"maxLeverage\":10,\"cumFunding\":{\"allTime\":\"0.0\",\"sinceOpen\":\"0.0\","
		"\"sinceChange\":\"0.0\"}}}],\"time\":1795190400000}");
	cJSON_free(text);
	cJSON_Delete(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(products_are_cut_once),
		cmocka_unit_test(positions_by_hand),
		bench_test(fees_are_rounded_down),
		bench_test(closed_pnl_is_gross_and_has_a_direction),
		bench_test(margin_is_what_leverage_asks),
		bench_test(a_maker_without_margin_goes),
		bench_test(funding_is_paid_each_hour),
		bench_test(larger_positions_ask_for_more),
		bench_test(an_account_is_liquidated),
		bench_test(nobody_owes_the_venue),
		bench_test(a_delisted_coin_settles),
		bench_test(state_adds_up_as_the_venue_adds),
	};
	return cmocka_run_group_tests_name("simx_account", tests, NULL, NULL);
}
