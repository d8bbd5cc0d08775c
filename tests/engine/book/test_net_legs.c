/* Which changes are worth an order, which cross inside, and who is a leg of this phase. */
#include "tests/engine/book/net_run.h"
#include "tests/support/assert_close.h"

/* 99 lots of 10 USD are under 1,000: skipped, but closed, cured or three days over it is a leg. */
static void small_changes_wait(void **state)
{
	(void)state;
	rv_net_input in = net_input();
	rv_net_coin c = net_coin("A");
	c.vote[RV_SUB_S5] = 0.02475; /* 99 lots */
	net_run r = net_run_of(&in, &c, 1);
	assert_int_equal(r.out[0].verdict, RV_NET_SKIPPED);
	assert_string_equal(r.out[0].reason, "990.00 USD, a leg is at least 1000.00");
	assert_int_equal(r.out[0].over_since_ms, T0);
	assert_int_equal(r.out[0].want[RV_SUB_S5], 0);
	c.over_since_ms = T0 - 3 * RV_DAY_MS + 1;
	assert_int_equal(net_run_of(&in, &c, 1).out[0].verdict, RV_NET_SKIPPED);
	c.over_since_ms = T0 - 3 * RV_DAY_MS;
	r = net_run_of(&in, &c, 1);
	assert_int_equal(r.out[0].verdict, RV_NET_LEG);
	assert_int_equal(r.out[0].lots, 99);
	c.held[RV_SUB_S5] = 80; /* 19 of 99 are under a quarter: the days begin anew */
	r = net_run_of(&in, &c, 1);
	assert_int_equal(r.out[0].verdict, RV_NET_SKIPPED);
	assert_int_equal(r.out[0].over_since_ms, 0);
	c.held[RV_SUB_S5] = 150;
	c.over_since_ms = 0;
	in.limit_broken = true;
	assert_int_equal(net_run_of(&in, &c, 1).out[0].verdict, RV_NET_LEG);
	in.limit_broken = false;
	assert_int_equal(net_run_of(&in, &c, 1).out[0].verdict, RV_NET_SKIPPED);
	c.limit_broken = true;
	assert_int_equal(net_run_of(&in, &c, 1).out[0].verdict, RV_NET_LEG);
	c.held[RV_SUB_S5] = 0; /* adding cures nothing */
	c.over_since_ms = 0;
	assert_int_equal(net_run_of(&in, &c, 1).out[0].verdict, RV_NET_SKIPPED);
	c.vote[RV_SUB_S5] = 0.0;
	c.held[RV_SUB_S5] = -1; /* 10 cents of a whole position close */
	c.price = 0.1;
	assert_int_equal(net_run_of(&in, &c, 1).out[0].verdict, RV_NET_LEG);
	c.held[RV_SUB_OP] = 500; /* of a part of one they do not: the venue takes no such order */
	r = net_run_of(&in, &c, 1);
	assert_int_equal(r.out[0].verdict, RV_NET_SKIPPED);
	assert_string_equal(r.out[0].reason,
			    "0.10 USD, a leg is at least 10.00 (the venue's least order)");
	c.price = 12.0;
	assert_int_equal(net_run_of(&in, &c, 1).out[0].verdict, RV_NET_LEG);
}

static void opposite_changes_cross(void **state)
{
	(void)state;
	const rv_net_input in = net_input();
	rv_net_coin c = net_coin("A");
	c.vote[RV_SUB_S5] = 0.05; /* 200 */
	c.held[RV_SUB_S3] = 200;
	net_run r = net_run_of(&in, &c, 1);
	assert_int_equal(r.out[0].verdict, RV_NET_CROSS);
	assert_int_equal(r.out[0].cross, 200);
	assert_int_equal(r.out[0].want[RV_SUB_S5], 200);
	assert_int_equal(r.out[0].want[RV_SUB_S3], -200);
	c.vote[RV_SUB_S5] = 0.0525; /* 10 lots more: an order, since S3's position is closed */
	r = net_run_of(&in, &c, 1);
	assert_int_equal(r.out[0].verdict, RV_NET_LEG);
	assert_int_equal(r.out[0].lots, 10);
	assert_int_equal(r.out[0].class, RV_NET_ADDITION);
	c.vote[RV_SUB_S5] = 0.05;
	c.vote[RV_SUB_S3] = 0.025; /* 50: S3 gives 150 to S5, which buys 50 */
	r = net_run_of(&in, &c, 1);
	assert_int_equal(r.out[0].verdict, RV_NET_CROSS);
	assert_int_equal(r.out[0].lots, 0);
	assert_int_equal(r.out[0].cross, 150);
	assert_int_equal(r.out[0].want[RV_SUB_S5], 150);
	assert_int_equal(r.out[0].want[RV_SUB_S3], -150);
	assert_close("no cost", r.out[0].edge_usd, 3000 * 20e-4, 1e-9);
	c.vote[RV_SUB_S3] = 0.1;
	c.vote[RV_SUB_S5] = 0.0;
	c.held[RV_SUB_S3] = 150; /* 50 lots are under a leg, and nothing is opposite */
	assert_int_equal(net_run_of(&in, &c, 1).out[0].verdict, RV_NET_SKIPPED);
}

static void legs_go_by_need_then_by_edge(void **state)
{
	(void)state;
	const rv_net_input in = net_input();
	static const char names[] = "ABCDEFGHIJKLMNOP";
	rv_net_coin c[16];
	for (size_t i = 0; i < 16; i++) {
		c[i] = net_coin((char[2]){ names[i], '\0' });
		c[i].vote[RV_SUB_S5] = 0.03 + 0.002 * (double)i;
	}
	c[3].held[RV_SUB_S5] = 500; /* reductions */
	c[4].held[RV_SUB_S5] = 500;
	c[4].urgent = true;
	c[5].held[RV_SUB_S5] = -500;
	c[5].near_liquidation = true;
	c[6].near_liquidation = c[6].urgent = true; /* an addition is neither */
	c[0].edge[RV_SUB_S5] = 0.02;		    /* 1,200 USD at 2 %: the first of the rest */
	c[1].hybrid = 0.4;			    /* of B and C, of the same size */
	c[2].vote[RV_SUB_S5] = c[1].vote[RV_SUB_S5];
	c[2].hybrid = 0.7;
	const net_run r = net_run_of(&in, c, 16);
	static const size_t want[16] = { 3,  SIZE_MAX, SIZE_MAX, 2, 1, 0, SIZE_MAX, SIZE_MAX,
					 11, 10,       9,	 8, 7, 6, 5,	    4 };
	for (size_t i = 0; i < 16; i++)
		assert_int_equal(r.out[i].rank, want[i]);
	assert_int_equal(r.res.n_legs, 12);
	assert_int_equal(r.res.n_deferred, 4);
	assert_int_equal(r.out[1].verdict, RV_NET_DEFERRED);
	assert_int_equal(r.out[1].want[RV_SUB_S5], 0);
	assert_string_equal(r.out[1].reason,
			    "addition, net edge 1.86 USD, assumed: place 16 of at most 12 legs");
	assert_string_equal(r.out[2].reason,
			    "addition, net edge 1.86 USD, assumed: place 15 of at most 12 legs");
}

/* 20 coins of the same 1,200 USD: a pin that its edge would put last, and OP's, go before the
 * models' additions; a reduction goes before both. */
static void what_people_want_is_done_today(void **state)
{
	(void)state;
	const rv_net_input in = net_input();
	rv_net_coin c[20];
	for (size_t i = 0; i < 20; i++) {
		c[i] = net_coin((char[2]){ (char)('A' + i), '\0' });
		c[i].vote[RV_SUB_S5] = 0.03;
		c[i].edge[RV_SUB_S5] = 0.01;
	}
	c[19].edge[RV_SUB_S5] = -0.01;
	c[19].rule.pin[RV_SUB_S5] = 0.03;
	c[18].vote[RV_SUB_S5] = 0.0;
	c[18].rule.pin_op = 0.012;
	c[17].held[RV_SUB_S5] = 500;
	net_run r = net_run_of(&in, c, 20);
	assert_int_equal(r.out[17].rank, 0);
	assert_int_equal(r.out[18].rank, 1); /* costs 0.66 USD; the pin 12.66 */
	assert_int_equal(r.out[19].rank, 2);
	assert_int_equal(r.out[0].rank, 3);
	c[19].rule.pin[RV_SUB_S5] = NAN;
	c[18].rule.pin_op = NAN;
	r = net_run_of(&in, c, 20);
	assert_int_equal(r.out[19].verdict, RV_NET_DEFERRED);
	c[16].held[RV_SUB_S5] = -500; /* turns over: reductions, too */
	c[16].edge[RV_SUB_S5] = 0.02;
	c[17].rule.flatten = true;
	r = net_run_of(&in, c, 20);
	assert_int_equal(r.out[17].rank, 0);
	assert_int_equal(r.out[16].rank, 1);
	c[17].rule.flatten = false;
	r = net_run_of(&in, c, 20);
	assert_int_equal(r.out[16].rank, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_changes_wait),
		cmocka_unit_test(opposite_changes_cross),
		cmocka_unit_test(legs_go_by_need_then_by_edge),
		cmocka_unit_test(what_people_want_is_done_today),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
