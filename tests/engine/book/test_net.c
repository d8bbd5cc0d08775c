/*
 * Netting: the books of tests/oracle/book_net.py, targets in lots, and what people have set.
 */
#include "tests/engine/book/net_run.h"
#include "tests/oracle/book_net_cases.h"
#include "tests/support/assert_close.h"

static void make_cov(const double *load, size_t n, double *cov)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < n; k++) {
			cov[i * n + k] = i == k ? 0.3 : 0.0;
			for (size_t f = 0; f < 3; f++)
				cov[i * n + k] += load[f * n + i] * load[f * n + k];
		}
	}
}

/* The oracle looks for caps up to 1,000. */
static double at_most(double cap)
{
	return cap > 1000.0 ? 1000.0 : cap;
}

static void check_book(size_t b)
{
	static double cov[NET_COINS * NET_COINS];
	const size_t n = net_books[b].n, first = net_books[b].coin;
	const rv_net_params p = net_params();
	rv_net_input in = net_books[b].in;
	rv_net_state s = { net_books[b].g, net_books[b].at };
	rv_net_result res;
	rv_net_out out[NET_COINS];
	rv_net_coin coins[NET_COINS];
	for (size_t i = 0; i < n; i++)
		coins[i] = net_coins[first + i].coin;
	make_cov(&net_loads[net_books[b].load], n, cov);
	in.cov = cov;
	assert_int_equal(rv_net_run(&p, &in, coins, n, &s, &res, out), RV_OK);
	assert_close("gross", at_most(res.g.gross), at_most(net_books[b].caps[0]), 1e-9);
	assert_close("vol", at_most(res.g.vol), at_most(net_books[b].caps[1]), 1e-6);
	assert_close("margin", at_most(res.g.margin), at_most(net_books[b].caps[2]), 0);
	assert_close("G", res.g.g, net_books[b].want, 1e-6);
	for (size_t i = 0; i < n; i++) {
		const size_t k = first + i;
		assert_int_equal(out[i].verdict, net_coins[k].verdict);
		assert_int_equal(out[i].over_since_ms, net_coins[k].since);
		assert_int_equal(out[i].rank, net_coins[k].rank);
		if (net_coins[k].class >= 0) {
			assert_int_equal(out[i].class, net_coins[k].class);
			assert_close("edge", out[i].edge_usd, net_coins[k].edge, 1e-6);
		}
		assert_int_equal(out[i].lots, net_coins[k].lots);
		for (int q = 0; q < RV_SUB_N; q++) {
			assert_int_equal(out[i].target[q], net_coins[k].target[q]);
			assert_int_equal(out[i].want[q], net_coins[k].want[q]);
		}
	}
}

static void books_are_those_of_the_oracle(void **state)
{
	(void)state;
	size_t kinds[6] = { 0 };
	for (size_t b = 0; b < LEN(net_books); b++)
		check_book(b);
	for (size_t k = 0; k < LEN(net_coins); k++)
		kinds[net_coins[k].verdict]++;
	for (size_t v = 0; v < LEN(kinds); v++)
		assert_true(kinds[v] >= 5); /* the cases are of every kind */
}

/* Of S5 .1 and S3 -.05: +400 - 100 lots; S5 wins, and all but the 100 that cross is bought. */
static void votes_become_lots_with_owners(void **state)
{
	(void)state;
	const rv_net_input in = net_input();
	rv_net_coin c = net_coin("SOL");
	c.vote[RV_SUB_S5] = 0.1;
	c.vote[RV_SUB_S3] = -0.05;
	c.held[RV_SUB_OP] = 7;
	const net_run r = net_run_of(&in, &c, 1);
	assert_close("G", r.res.g.g, 1.0, 0);
	assert_close("equity", r.res.equity[RV_SUB_S4P], 4e4, 1e-12);
	assert_int_equal(r.out[0].target[RV_SUB_S5], 400);
	assert_int_equal(r.out[0].target[RV_SUB_S3], -100);
	assert_int_equal(r.out[0].target[RV_SUB_OP], 7);
	assert_int_equal(r.out[0].lots, 300);
	assert_int_equal(r.out[0].cross, 100);
	assert_int_equal(r.out[0].winner, RV_SUB_S5);
	assert_int_equal(r.out[0].verdict, RV_NET_LEG);
	assert_int_equal(r.out[0].class, RV_NET_ADDITION);
	assert_close("edge", r.out[0].edge_usd, 5000 * 20e-4 - 3000 * 5.5e-4, 1e-9);
	assert_int_equal(r.out[0].assumed, (1U << RV_SUB_STRATEGIES) - 1U);
	assert_close("gross", r.res.gross_usd, 3070, 1e-9);
}

/* S5 gives its own: 4,000 USD that rise by .3 % are worth buying, and worth 12 USD less to S3,
 * which sells 1,000 by the setting: +12 + 2. What falls earns a seller; what rises costs one. */
static void edges_are_of_the_change(void **state)
{
	(void)state;
	const rv_net_input in = net_input();
	rv_net_coin c = net_coin("SOL");
	c.vote[RV_SUB_S5] = 0.1;
	c.vote[RV_SUB_S3] = -0.05;
	c.edge[RV_SUB_S5] = 0.003;
	net_run r = net_run_of(&in, &c, 1);
	assert_close("S5", r.out[0].edge[RV_SUB_S5], 0.003, 1e-15);
	assert_close("S3", r.out[0].edge[RV_SUB_S3], 0.002, 1e-15);
	assert_int_equal(r.out[0].assumed & 1U << RV_SUB_S5, 0);
	assert_int_equal(r.out[0].assumed >> RV_SUB_S3 & 1U, 1);
	assert_close("earn", rv_net_earn_usd(&r.out[0], 10.0, r.out[0].want), 14.0, 1e-9);
	assert_close("less cost", r.out[0].edge_usd, 14.0 - 3000 * 5.5e-4, 1e-9);
	c.vote[RV_SUB_S3] = 0.0;
	c.held[RV_SUB_S5] = 500; /* 100 lots less of what rises */
	r = net_run_of(&in, &c, 1);
	assert_close("given up", r.out[0].edge_usd, -1000 * 0.003 - 1000 * 5.5e-4, 1e-9);
	c.price = NAN;
	assert_close("no price", net_run_of(&in, &c, 1).out[0].edge[RV_SUB_S5], NAN, 0);
}

/* 4,000 x .10004 and 4,000 x .10006 lots: 400.16 + 400.24 = 800.4 are 800, as the parts are. With
 * 400.6 + 400.7 the sum is 801: one lot more than the parts, of the larger rest. */
static void lots_are_rounded_once(void **state)
{
	(void)state;
	const rv_net_input in = net_input();
	rv_net_coin c[3] = { net_coin("A"), net_coin("B"), net_coin("C") };
	c[0].vote[RV_SUB_S5] = 0.10004;
	c[0].vote[RV_SUB_S4M] = 0.10006;
	c[1].vote[RV_SUB_S5] = 0.10015;
	c[1].vote[RV_SUB_S4M] = 0.100175;
	c[2].vote[RV_SUB_S5] = c[2].vote[RV_SUB_S4M] = 0.10015; /* a tie: the first has it */
	const net_run r = net_run_of(&in, c, 3);
	assert_int_equal(r.out[0].net, 800);
	assert_int_equal(r.out[1].net, 801);
	assert_int_equal(r.out[1].target[RV_SUB_S5], 400);
	assert_int_equal(r.out[1].target[RV_SUB_S4M], 401);
	assert_int_equal(r.out[2].target[RV_SUB_S5], 401);
	assert_int_equal(r.out[2].target[RV_SUB_S4M], 400);
}

static void the_unknown_stays(void **state)
{
	(void)state;
	rv_net_input in = net_input();
	rv_net_coin c[3] = { net_coin("A"), net_coin("B"), net_coin("C") };
	for (size_t i = 0; i < 3; i++)
		c[i].vote[RV_SUB_S5] = 0.1;
	c[0].held[RV_SUB_S5] = 50;
	c[0].held[RV_SUB_S4M] = 30;
	c[0].vote[RV_SUB_S5] = NAN;
	c[1].price = NAN;
	in.paused[RV_SUB_S4M] = true;
	net_run r = net_run_of(&in, c, 3);
	assert_int_equal(r.out[0].net, 80);
	assert_int_equal(r.out[0].frozen, 1U << RV_SUB_S5 | 1U << RV_SUB_S4M);
	assert_string_equal(r.out[0].note,
			    "S5 unknown: stays at 50 lots; S4m paused: stays at 30 lots");
	assert_int_equal(r.out[0].verdict, RV_NET_NONE);
	assert_int_equal(r.out[1].verdict, RV_NET_BLOCKED);
	assert_string_equal(r.out[1].reason, "no price: the position stays as it is");
	assert_int_equal(r.out[2].lots, 400);
	/* a position without a price: the gross is unknown, and G has never been known */
	c[1].held[RV_SUB_S5] = 50;
	r = net_run_of(&in, c, 3);
	assert_true(isnan(r.res.g.g) && isnan(r.state.g) && isnan(r.res.gross_usd));
	assert_int_equal(r.res.g.bound, RV_NET_UNKNOWN);
	assert_int_equal(r.out[2].verdict, RV_NET_BLOCKED);
	assert_int_equal(r.out[2].net, 0);
	assert_int_equal(r.out[1].net, 50);
	c[1].price = 10.0;
	in.nav = NAN;
	r = net_run_of(&in, c, 3);
	assert_string_equal(r.out[2].reason, "the NAV is unknown: everything stays as it is");
	assert_int_equal(r.out[0].net, 80);
}

static void people_have_the_last_word(void **state)
{
	(void)state;
	rv_net_input in = net_input();
	rv_net_coin c[6] = { net_coin("A"), net_coin("B"), net_coin("C"),
			     net_coin("D"), net_coin("E"), net_coin("F") };
	for (size_t i = 0; i < 6; i++) {
		c[i].vote[RV_SUB_S5] = 0.1; /* 400 */
		c[i].held[RV_SUB_S5] = 100;
	}
	c[0].rule.pin[RV_SUB_S5] = -0.05;
	c[0].rule.pin_op = 0.03; /* of NAV: 300 */
	c[0].held[RV_SUB_OP] = 20;
	c[1].rule.scale[RV_SUB_S5] = 0.5;
	c[2].rule.cap = 0.02; /* 200 */
	c[3].rule.exclude = true;
	c[4].rule.flatten = true;
	c[4].vote[RV_SUB_S5] = NAN;
	c[5].held[RV_SUB_RESIDUE] = -3;
	const net_run r = net_run_of(&in, c, 6);
	assert_int_equal(r.out[0].target[RV_SUB_S5], -200);
	assert_int_equal(r.out[0].target[RV_SUB_OP], 300);
	assert_int_equal(r.out[0].want[RV_SUB_OP], 280);
	assert_string_equal(r.out[0].note, "S5 pinned; OP pinned");
	assert_int_equal(r.out[1].net, 200);
	assert_int_equal(r.out[2].net, 200);
	assert_string_equal(r.out[2].note, "capped at 0.02 of NAV");
	assert_int_equal(r.out[3].net, 100);
	assert_string_equal(r.out[3].note, "excluded: nothing is added");
	assert_int_equal(r.out[4].net, 0);
	assert_int_equal(r.out[4].verdict, RV_NET_LEG);
	assert_int_equal(r.out[5].net, 97);
	assert_string_equal(r.out[5].note, "residue of -3 lots: nothing is added");
	in.no_additions = true;
	c[1].vote[RV_SUB_S5] = 0.01;
	const net_run less = net_run_of(&in, c, 2);
	assert_int_equal(less.out[0].target[RV_SUB_S5], 0); /* what turns over closes only */
	assert_int_equal(less.out[1].net, 20);
}

static void a_shadow_holds_nothing(void **state)
{
	(void)state;
	rv_net_input in = net_input();
	rv_net_coin c = net_coin("A");
	in.licence[RV_SUB_S5] = RV_LICENCE_SHADOW;
	in.licence[RV_SUB_S4M] = RV_LICENCE_25;
	in.factor[RV_SUB_S4M] = 0.5;
	c.vote[RV_SUB_S5] = NAN;
	c.vote[RV_SUB_S4M] = 0.4;
	c.held[RV_SUB_S5] = 300;
	const net_run r = net_run_of(&in, &c, 1);
	assert_int_equal(r.out[0].target[RV_SUB_S5], 0);
	assert_int_equal(r.out[0].target[RV_SUB_S4M], 200); /* .4 x .5 x 10,000 */
	assert_close("equity", r.res.equity[RV_SUB_S5], 0.0, 0);
}

static void nonsense_is_refused(void **state)
{
	(void)state;
	const rv_net_params p = net_params();
	rv_net_input in = net_input();
	rv_net_coin c = net_coin("A");
	rv_net_state s = { 0.7, 5 };
	rv_net_result res = { .n_legs = 77 };
	rv_net_out out;
	c.held[RV_SUB_S5] = INT64_MAX;
	c.held[RV_SUB_H] = 1;
	assert_int_equal(rv_net_run(&p, &in, &c, 1, &s, &res, &out), RV_ERANGE);
	c.held[RV_SUB_S5] = c.held[RV_SUB_H] = 0;
	c.vote[RV_SUB_S5] = 1e300;
	assert_int_equal(rv_net_run(&p, &in, &c, 1, &s, &res, &out), RV_OK);
	assert_close("held back", res.gross_usd, 2e5, 1e-3);
	c.vote[RV_SUB_S5] = 0.1;
	c.price = 1e-18;
	s.g = 0.7;
	assert_int_equal(rv_net_run(&p, &in, &c, 1, &s, &res, &out), RV_ERANGE);
	c.price = 10.0;
	c.sz_decimals = 7;
	res.n_legs = 77;
	assert_int_equal(rv_net_run(&p, &in, &c, 1, &s, &res, &out), RV_EINVAL);
	c.sz_decimals = 2;
	in.licence[1] = RV_LICENCE_N;
	assert_int_equal(rv_net_run(&p, &in, &c, 1, &s, &res, &out), RV_EINVAL);
	assert_close("untouched", s.g, 0.7, 0);
	assert_int_equal(res.n_legs, 77);
	in.licence[1] = RV_LICENCE_100;
	assert_int_equal(rv_net_run(&p, &in, NULL, 0, &s, &res, &out), RV_OK);
}

static void parameters_have_ranges(void **state)
{
	(void)state;
	const rv_net_params good = net_params();
	assert_null(rv_net_params_error(&good));
	for (int k = 0; k < 14; k++) {
		rv_net_params p = good;
		double *const f[] = { &p.capital_s5, &p.capital_s4, &p.capital_s3,
				      &p.gross_most, &p.vol_most,   &p.rise_a_day,
				      &p.least_nav,  &p.least_usd,  &p.over_share,
				      &p.edge_bps,   &p.cost_bps,   &p.least_order_usd };
		if (k < (int)LEN(f))
			*f[k] = k % 2 ? NAN : -0.1;
		else if (k == 12)
			p.legs_most = RV_NET_LEGS_MOST + 1;
		else
			p.over_ms = -1;
		assert_non_null(rv_net_params_error(&p));
	}
	rv_net_params p = good;
	p.capital_s5 = 0.5;
	assert_non_null(rv_net_params_error(&p));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(books_are_those_of_the_oracle),
		cmocka_unit_test(votes_become_lots_with_owners),
		cmocka_unit_test(edges_are_of_the_change),
		cmocka_unit_test(lots_are_rounded_once),
		cmocka_unit_test(the_unknown_stays),
		cmocka_unit_test(people_have_the_last_word),
		cmocka_unit_test(a_shadow_holds_nothing),
		cmocka_unit_test(nonsense_is_refused),
		cmocka_unit_test(parameters_have_ranges),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
