/*
 * From the book's targets to the legs of a program, and to what is left of them after the close: a
 * flip, a coin that nobody wants any more, a crossing, what is deferred, what is too little, what
 * cannot be said.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/manager/day_legs.h"
#include "tests/support/cm.h"

static rv_book_view *v;
static rv_tv_program *granted;
static rv_leg_want legs[RV_PROGRAM_LEGS];

static int setup(void **state)
{
	(void)state;
	v = calloc(1, sizeof(*v));
	granted = calloc(1, sizeof(*granted));
	return v && granted ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	free(granted);
	free(v);
	return 0;
}

/* A coin of 100 USD and two decimals, of which S5 and S3 hold and want so many lots. */
static rv_bv_coin *coin(const char *symbol, int64_t s5, int64_t s3, int64_t to_s5, int64_t to_s3)
{
	rv_bv_coin *c = &v->coins[v->n_coins++];
	memset(c, 0, sizeof(*c));
	(void)snprintf(c->symbol, sizeof(c->symbol), "%s", symbol);
	c->sz_decimals = 2;
	c->price = 100.0;
	c->held[RV_SUB_S5] = s5;
	c->held[RV_SUB_S3] = s3;
	c->net.target[RV_SUB_S5] = to_s5;
	c->net.target[RV_SUB_S3] = to_s3;
	c->net.want[RV_SUB_S5] = to_s5 - s5;
	c->net.want[RV_SUB_S3] = to_s3 - s3;
	c->net.position = s5 + s3;
	c->net.net = to_s5 + to_s3;
	c->net.lots = c->net.net - c->net.position;
	c->net.edge[RV_SUB_S5] = 0.0034; /* S5's own; S3's is the setting */
	c->net.edge[RV_SUB_S3] = 0.0020;
	c->net.assumed = 1U << RV_SUB_S3;
	c->net.class = RV_NET_ADDITION;
	c->net.verdict = RV_NET_SKIPPED;
	c->net.rank = SIZE_MAX;
	return c;
}

static void is_leg(rv_bv_coin *c, size_t rank)
{
	c->net.verdict = c->net.lots != 0 ? RV_NET_LEG : RV_NET_CROSS;
	c->net.rank = rank;
}

static void was_granted(const char *symbol)
{
	rv_tv_leg *l = &granted->legs[granted->n++];
	(void)snprintf(l->coin.symbol, sizeof(l->coin.symbol), "%s", symbol);
}

static const rv_leg_want *leg(size_t n, const char *symbol)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(legs[i].symbol, symbol) == 0)
			return &legs[i];
	return NULL;
}

/* ---- the projected program ---- */

static void legs_stand_in_their_order(void **state)
{
	(void)state;
	size_t deferred = 0;
	is_leg(coin("AVAX", 0, 0, 500, 0), 1);
	is_leg(coin("SOL", 300, 0, -200, 0), 0); /* turns over: one leg through zero */
	coin("LTC", 0, 0, 5, 0);
	coin("SUI", 0, 0, 400, 0)->net.verdict = RV_NET_DEFERRED;
	is_leg(coin("TIA", 100, -100, 0, 0), 2);
	const size_t n = rv_day_legs(v, legs, &deferred);
	assert_int_equal(n, 3);
	assert_int_equal(deferred, 1);
	assert_string_equal(legs[0].symbol, "SOL");
	assert_int_equal(legs[0].lots, -500);
	assert_int_equal(legs[0].want[RV_SUB_S5], -500);
	assert_false(legs[0].reduce_only); /* more than is held */
	assert_string_equal(legs[1].symbol, "AVAX");
	assert_true(fabs(legs[1].edge_bps - 34.0) < 1e-9);
	assert_int_equal(legs[1].edge_assumed, 0);
	assert_string_equal(legs[0].why, "turns over, S5");
	assert_string_equal(legs[1].why, "opens, S5");
	assert_string_equal(legs[2].why, "crosses inside, S5");
	assert_true(isnan(legs[2].edge_bps)); /* no order */
	assert_int_equal(legs[2].lots, 0);    /* a crossing */
	assert_int_equal(legs[2].want[RV_SUB_S5], -100);
	assert_int_equal(legs[2].want[RV_SUB_S3], 100);
}

static void what_only_reduces_says_so(void **state)
{
	(void)state;
	size_t deferred = 0;
	is_leg(coin("SOL", 300, 100, 100, 100), 0);
	is_leg(coin("AVAX", -300, 0, 0, 0), 1); /* a drop-out closes */
	rv_bv_coin *btc = coin("BTC", 300, 0, 0, 0);
	btc->held[RV_SUB_H] = -50; /* what the hedge does meanwhile is not known */
	is_leg(btc, 2);
	assert_int_equal(rv_day_legs(v, legs, &deferred), 3);
	assert_true(legs[0].reduce_only && legs[0].lots == -200);
	assert_true(legs[1].reduce_only && legs[1].lots == 300);
	assert_false(legs[2].reduce_only);
}

/* 500 USD by S5's 34 bp and 100 that S3 sells by 20 assumed: 1.9 USD of 400. Nobody has said what a
 * person's part is worth. */
static void an_edge_says_what_of_it_is_assumed(void **state)
{
	(void)state;
	size_t deferred = 0;
	is_leg(coin("SOL", 0, 0, 500, -100), 0);
	rv_bv_coin *op = coin("AVAX", 0, 0, 500, 0);
	op->net.want[RV_SUB_OP] = 1;
	is_leg(op, 1);
	assert_int_equal(rv_day_legs(v, legs, &deferred), 2);
	assert_true(fabs(legs[0].edge_bps - 47.5) < 1e-9);
	assert_int_equal(legs[0].edge_assumed, 1U << RV_SUB_S3);
	assert_true(isnan(legs[1].edge_bps));
	assert_int_equal(legs[1].edge_assumed, 0);
}

/* What it does, the systems' numbers, what was done to the votes. */
static void a_reason_has_the_signals(void **state)
{
	(void)state;
	size_t deferred = 0;
	rv_bv_coin *c = coin("SOL", 300, 0, 500, 0);
	(void)snprintf(c->signals, sizeof(c->signals), "S5: alpha +34.0 bp = sigma 402 * (...)");
	(void)snprintf(c->why, sizeof(c->why), "S5 x0.50 scaled by the leaders' volatility");
	is_leg(c, 0);
	c = coin("AVAX", 300, 0, 0, 0);
	(void)snprintf(c->signals, sizeof(c->signals), "S5: alpha unknown, not in the universe");
	c->net.class = RV_NET_URGENT;
	is_leg(c, 1);
	is_leg(coin("LTC", -300, 0, -100, 0), 2);
	c = coin("TIA", 0, 0, 300, 0);
	memset(c->signals, 's', sizeof(c->signals) - 1);
	memset(c->why, 'w', sizeof(c->why) - 1);
	is_leg(c, 3);
	assert_int_equal(rv_day_legs(v, legs, &deferred), 4);
	assert_string_equal(legs[0].why, "adds, S5: alpha +34.0 bp = sigma 402 * (...); S5 x0.50 "
					 "scaled by the leaders' volatility");
	assert_string_equal(legs[1].why, "stop or drop-out: closes, S5: alpha unknown, not in the "
					 "universe");
	assert_string_equal(legs[2].why, "reduces, S5");
	assert_int_equal(strlen(legs[3].why),
			 strlen("opens, ; ") + RV_BV_SIGNALS - 1 + RV_NET_TEXT - 1); /* whole */
}

/* ---- after the close ---- */

static void what_is_left_of_granted_legs(void **state)
{
	(void)state;
	coin("SOL", 480, 0, 500, 0);  /* 20 USD are left, less than any leg */
	coin("AVAX", 500, 0, 495, 0); /* 5 USD: nothing that the venue takes */
	coin("LTC", 3, 0, 0, 0);      /* 3 USD, but it closes */
	coin("TIA", 50, -50, 0, 0);   /* crosses inside */
	was_granted("SOL");
	was_granted("AVAX");
	was_granted("LTC");
	was_granted("TIA");
	was_granted("GONE"); /* nobody votes for it or holds it */
	const size_t n = rv_day_rest(v, granted, "", 10.0, legs);
	assert_int_equal(n, 5);
	assert_int_equal(leg(n, "SOL")->lots, 20);
	assert_true(fabs(leg(n, "SOL")->edge_bps - 34.0) < 1e-9); /* of no leg of the book, too */
	assert_int_equal(leg(n, "AVAX")->lots, 0);
	assert_int_equal(leg(n, "AVAX")->want[RV_SUB_S5], 0);
	assert_int_equal(leg(n, "LTC")->lots, -3);
	assert_int_equal(leg(n, "TIA")->lots, 0);
	assert_int_equal(leg(n, "TIA")->want[RV_SUB_S3], 50);
	assert_int_equal(leg(n, "GONE")->lots, 0);
}

static void the_other_way_and_newcomers(void **state)
{
	(void)state;
	coin("SOL", 100, 0, -300, 0); /* turned over at the close */
	is_leg(coin("NEW", 0, 0, 700, 0), 0);
	is_leg(coin("AVAX", 0, 0, 800, 0), 1); /* was deferred: it waits for its day */
	coin("LTC", 0, 0, 900, 0);	       /* was no leg and is none */
	was_granted("SOL");
	const size_t n = rv_day_rest(v, granted, "SUI,AVAX,", 10.0, legs);
	assert_int_equal(n, 2);
	assert_int_equal(leg(n, "SOL")->lots, -400);
	assert_int_equal(leg(n, "NEW")->lots, 700);
	assert_null(leg(n, "AVAX"));
}

/* A leg whose target cannot be said works on as it was granted. */
static void what_cannot_be_said_is_not_named(void **state)
{
	(void)state;
	coin("SOL", 100, 0, 100, 0)->net.verdict = RV_NET_BLOCKED;
	was_granted("SOL");
	assert_int_equal(rv_day_rest(v, granted, "", 10.0, legs), 0);
}

static void names_of_deferred_coins(void **state)
{
	(void)state;
	char text[64], few[9];
	coin("SOL", 0, 0, 400, 0)->net.verdict = RV_NET_DEFERRED;
	coin("AVAX", 0, 0, 400, 0);
	coin("LINK", 0, 0, 400, 0)->net.verdict = RV_NET_DEFERRED;
	rv_day_deferred(v, text, sizeof(text));
	assert_string_equal(text, "SOL,LINK,");
	rv_day_deferred(v, few, sizeof(few));
	assert_string_equal(few, "SOL,");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(legs_stand_in_their_order, setup, teardown),
		cmocka_unit_test_setup_teardown(what_only_reduces_says_so, setup, teardown),
		cmocka_unit_test_setup_teardown(an_edge_says_what_of_it_is_assumed, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_reason_has_the_signals, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_left_of_granted_legs, setup, teardown),
		cmocka_unit_test_setup_teardown(the_other_way_and_newcomers, setup, teardown),
		cmocka_unit_test_setup_teardown(what_cannot_be_said_is_not_named, setup, teardown),
		cmocka_unit_test_setup_teardown(names_of_deferred_coins, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
