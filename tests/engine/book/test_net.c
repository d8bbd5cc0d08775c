/*
 * Netting: the books of tests/oracle/book_net.py, what must hold of every leg, and the rules of
 * size, priority and overrides by hand.
 */
#include "engine/book/net.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include "tests/oracle/book_net_cases.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COINS = 32 };
#define T0 INT64_C(1795219200000)

static rv_net_params params(void)
{
	rv_net_params p;
	rv_net_params_default(&p);
	return p;
}

/* NAV 100,000: S5 and S4 have 40,000, S3 20,000; a leg is at least 1,000. No cap binds. */
static rv_net_input input(void)
{
	rv_net_input in = { .nav = 1e5, .vol = 0.1, .margin_g = INFINITY, .utc_ms = T0 };
	for (int s = 0; s < RV_SUB_H; s++) {
		in.licence[s] = RV_LICENCE_100;
		in.factor[s] = 1.0;
	}
	return in;
}

/* Price 10, whole coins: 40,000 of S5 are 4,000 lots, S3's 20,000 are 2,000. */
static rv_net_coin coin(const char *symbol)
{
	rv_net_coin c = { .price = 10.0, .cost_bps = NAN, .hybrid = NAN };
	memcpy(c.symbol, symbol, strlen(symbol) + 1);
	for (int s = 0; s < RV_SUB_H; s++)
		c.edge[s] = NAN;
	rv_net_rule_none(&c.rule);
	return c;
}

typedef struct run {
	rv_net_state state;
	rv_net_result res;
	rv_net_out out[COINS];
} run;

static run run_of(const rv_net_input *in, const rv_net_coin *c, size_t n)
{
	run r = { .state = { NAN, 0 } };
	const rv_net_params p = params();
	assert_int_equal(rv_net_run(&p, in, c, n, &r.state, &r.res, r.out), RV_OK);
	return r;
}

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
	static double cov[COINS * COINS];
	const size_t n = net_books[b].n, first = net_books[b].coin;
	const rv_net_params p = params();
	rv_net_input in = net_books[b].in;
	rv_net_state s = { net_books[b].g, net_books[b].at };
	rv_net_result res;
	rv_net_out out[COINS];
	rv_net_coin coins[COINS];
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
	const rv_net_input in = input();
	rv_net_coin c = coin("SOL");
	c.vote[RV_SUB_S5] = 0.1;
	c.vote[RV_SUB_S3] = -0.05;
	c.held[RV_SUB_OP] = 7;
	const run r = run_of(&in, &c, 1);
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
	assert_close("gross", r.res.gross_usd, 3070, 1e-9);
}

/* 4,000 x .10004 and 4,000 x .10006 lots: 400.16 + 400.24 = 800.4 are 800, as the parts are. With
 * 400.6 + 400.7 the sum is 801: one lot more than the parts, of the larger rest. */
static void lots_are_rounded_once(void **state)
{
	(void)state;
	const rv_net_input in = input();
	rv_net_coin c[3] = { coin("A"), coin("B"), coin("C") };
	c[0].vote[RV_SUB_S5] = 0.10004;
	c[0].vote[RV_SUB_S4M] = 0.10006;
	c[1].vote[RV_SUB_S5] = 0.10015;
	c[1].vote[RV_SUB_S4M] = 0.100175;
	c[2].vote[RV_SUB_S5] = c[2].vote[RV_SUB_S4M] = 0.10015; /* a tie: the first has it */
	const run r = run_of(&in, c, 3);
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
	rv_net_input in = input();
	rv_net_coin c[3] = { coin("A"), coin("B"), coin("C") };
	for (size_t i = 0; i < 3; i++)
		c[i].vote[RV_SUB_S5] = 0.1;
	c[0].held[RV_SUB_S5] = 50;
	c[0].held[RV_SUB_S4M] = 30;
	c[0].vote[RV_SUB_S5] = NAN;
	c[1].price = NAN;
	in.paused[RV_SUB_S4M] = true;
	run r = run_of(&in, c, 3);
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
	r = run_of(&in, c, 3);
	assert_true(isnan(r.res.g.g) && isnan(r.state.g) && isnan(r.res.gross_usd));
	assert_int_equal(r.res.g.bound, RV_NET_UNKNOWN);
	assert_int_equal(r.out[2].verdict, RV_NET_BLOCKED);
	assert_int_equal(r.out[2].net, 0);
	assert_int_equal(r.out[1].net, 50);
	c[1].price = 10.0;
	in.nav = NAN;
	r = run_of(&in, c, 3);
	assert_string_equal(r.out[2].reason, "the NAV is unknown: everything stays as it is");
	assert_int_equal(r.out[0].net, 80);
}

/* Votes of 4 x 40,000 are 160,000 of NAV 100,000 with OP's 80,000: 120,000 are left, G .75. */
static void gross_holds_the_book(void **state)
{
	(void)state;
	rv_net_input in = input();
	rv_net_coin c[2] = { coin("A"), coin("B") };
	c[0].vote[RV_SUB_S5] = 2.0;
	c[1].vote[RV_SUB_S4M] = -2.0;
	c[1].held[RV_SUB_OP] = -8000;
	run r = run_of(&in, c, 2);
	assert_close("cap", r.res.g.gross, 0.75, 1e-12);
	assert_close("G", r.res.g.g, 0.75, 1e-12);
	assert_int_equal(r.res.g.bound, RV_NET_GROSS);
	assert_close("at the cap", r.res.gross_usd, 2e5, 1e-9);
	in.vol = 0.4;
	r = run_of(&in, c, 2);
	assert_close("vol", r.res.g.g, 0.5, 1e-12);
	assert_int_equal(r.res.g.bound, RV_NET_VOL);
	in.margin_g = 0.25;
	r = run_of(&in, c, 2);
	assert_close("margin", r.res.g.g, 0.25, 0);
	assert_int_equal(r.res.g.bound, RV_NET_MARGIN);
	in.margin_g = -1.0;
	r = run_of(&in, c, 2);
	assert_close("none", r.res.g.g, 0.0, 0);
}

static double next(const rv_net_input *in, rv_net_state *s, double margin, int64_t at,
		   rv_net_bound *bound)
{
	const rv_net_params p = params();
	rv_net_input now = *in;
	rv_net_coin c = coin("A");
	rv_net_result res;
	rv_net_out out;
	c.vote[RV_SUB_S5] = 0.1;
	now.margin_g = margin;
	now.utc_ms = at;
	assert_int_equal(rv_net_run(&p, &now, &c, 1, s, &res, &out), RV_OK);
	*bound = res.g.bound;
	return res.g.g;
}

static void g_falls_at_once_and_rises_slowly(void **state)
{
	(void)state;
	const rv_net_input in = input();
	rv_net_state s = { NAN, 0 };
	rv_net_bound b;
	assert_close("first", next(&in, &s, 0.9, T0, &b), 0.9, 0);
	assert_close("falls", next(&in, &s, 0.2, T0 + 1, &b), 0.2, 0);
	assert_int_equal(b, RV_NET_MARGIN);
	int64_t t = T0 + 1 + RV_DAY_MS / 2;
	assert_close("half a day", next(&in, &s, INFINITY, t, &b), 0.25, 1e-12);
	assert_int_equal(b, RV_NET_RISING);
	assert_close("a step back", next(&in, &s, INFINITY, T0, &b), 0.25, 1e-12);
	assert_close("and forth", next(&in, &s, INFINITY, t, &b), 0.25, 1e-12);
	t += 40 * RV_DAY_MS;
	assert_close("a day's at most", next(&in, &s, INFINITY, t, &b), 0.35, 1e-12);
	assert_close("unknown", next(&in, &s, NAN, t + RV_DAY_MS, &b), 0.35, 1e-12);
	assert_int_equal(b, RV_NET_UNKNOWN);
	for (int d = 2; d < 10; d++)
		(void)next(&in, &s, INFINITY, t + d * RV_DAY_MS, &b);
	assert_close("whole", s.g, 1.0, 1e-12);
	assert_int_equal(b, RV_NET_FREE);
}

static void volatility_is_that_of_the_whole_book(void **state)
{
	(void)state;
	/* sd .5 and .4, uncorrelated; 40,000 and 40,000: sqrt(.2^2 + .16^2) = .256 */
	static const double cov[] = { 0.25, 0.0, 0.0, 0.16 };
	static const double odd[] = { 0.25, NAN, NAN, NAN };
	rv_net_input in = input();
	rv_net_coin c[2] = { coin("A"), coin("B") };
	c[0].vote[RV_SUB_S5] = 1.0;
	c[1].vote[RV_SUB_S4M] = -1.0;
	in.cov = cov;
	run r = run_of(&in, c, 2);
	assert_close("cap", r.res.g.vol, 0.2 / sqrt(0.04 + 0.0256), 1e-12);
	/* the hedge offsets half of A: |G x .4 - .2| x .5 with B's .16 G */
	c[0].held[RV_SUB_H] = -2000;
	r = run_of(&in, c, 2);
	const double g = r.res.g.vol;
	assert_close("at the cap", hypot((0.4 * g - 0.2) * 0.5, 0.16 * g), 0.2, 1e-12);
	in.cov = odd; /* a coin in no book is not read */
	c[1].vote[RV_SUB_S4M] = 0.0;
	c[0].held[RV_SUB_H] = 0;
	assert_close("only A", run_of(&in, c, 2).res.g.vol, 1.0, 1e-12);
	c[1].vote[RV_SUB_S4M] = 0.1;
	r = run_of(&in, c, 2);
	assert_true(isnan(r.res.g.vol) && isnan(r.res.g.g));
	/* what cannot be scaled breaks the cap alone */
	in.cov = cov;
	c[1].held[RV_SUB_OP] = 60000;
	assert_close("nothing", run_of(&in, c, 2).res.g.vol, 0.0, 0);
}

/* 99 lots of 10 USD are under 1,000: skipped, but closed, cured or three days over it is a leg. */
static void small_changes_wait(void **state)
{
	(void)state;
	rv_net_input in = input();
	rv_net_coin c = coin("A");
	c.vote[RV_SUB_S5] = 0.02475; /* 99 lots */
	run r = run_of(&in, &c, 1);
	assert_int_equal(r.out[0].verdict, RV_NET_SKIPPED);
	assert_string_equal(r.out[0].reason, "990.00 USD, a leg is at least 1000.00");
	assert_int_equal(r.out[0].over_since_ms, T0);
	assert_int_equal(r.out[0].want[RV_SUB_S5], 0);
	c.over_since_ms = T0 - 3 * RV_DAY_MS + 1;
	assert_int_equal(run_of(&in, &c, 1).out[0].verdict, RV_NET_SKIPPED);
	c.over_since_ms = T0 - 3 * RV_DAY_MS;
	r = run_of(&in, &c, 1);
	assert_int_equal(r.out[0].verdict, RV_NET_LEG);
	assert_int_equal(r.out[0].lots, 99);
	c.held[RV_SUB_S5] = 80; /* 19 of 99 are under a quarter: the days begin anew */
	r = run_of(&in, &c, 1);
	assert_int_equal(r.out[0].verdict, RV_NET_SKIPPED);
	assert_int_equal(r.out[0].over_since_ms, 0);
	c.held[RV_SUB_S5] = 150;
	c.over_since_ms = 0;
	in.limit_broken = true;
	assert_int_equal(run_of(&in, &c, 1).out[0].verdict, RV_NET_LEG);
	in.limit_broken = false;
	assert_int_equal(run_of(&in, &c, 1).out[0].verdict, RV_NET_SKIPPED);
	c.limit_broken = true;
	assert_int_equal(run_of(&in, &c, 1).out[0].verdict, RV_NET_LEG);
	c.held[RV_SUB_S5] = 0; /* adding cures nothing */
	c.over_since_ms = 0;
	assert_int_equal(run_of(&in, &c, 1).out[0].verdict, RV_NET_SKIPPED);
	c.vote[RV_SUB_S5] = 0.0;
	c.held[RV_SUB_S5] = -1; /* 10 cents of a whole position close */
	c.price = 0.1;
	assert_int_equal(run_of(&in, &c, 1).out[0].verdict, RV_NET_LEG);
	c.held[RV_SUB_OP] = 500; /* of a part of one they do not: the venue takes no such order */
	r = run_of(&in, &c, 1);
	assert_int_equal(r.out[0].verdict, RV_NET_SKIPPED);
	assert_string_equal(r.out[0].reason,
			    "0.10 USD, a leg is at least 10.00 (the venue's least order)");
	c.price = 12.0;
	assert_int_equal(run_of(&in, &c, 1).out[0].verdict, RV_NET_LEG);
}

static void opposite_changes_cross(void **state)
{
	(void)state;
	const rv_net_input in = input();
	rv_net_coin c = coin("A");
	c.vote[RV_SUB_S5] = 0.05; /* 200 */
	c.held[RV_SUB_S3] = 200;
	run r = run_of(&in, &c, 1);
	assert_int_equal(r.out[0].verdict, RV_NET_CROSS);
	assert_int_equal(r.out[0].cross, 200);
	assert_int_equal(r.out[0].want[RV_SUB_S5], 200);
	assert_int_equal(r.out[0].want[RV_SUB_S3], -200);
	c.vote[RV_SUB_S5] = 0.0525; /* 10 lots more: an order, since S3's position is closed */
	r = run_of(&in, &c, 1);
	assert_int_equal(r.out[0].verdict, RV_NET_LEG);
	assert_int_equal(r.out[0].lots, 10);
	assert_int_equal(r.out[0].class, RV_NET_ADDITION);
	c.vote[RV_SUB_S5] = 0.05;
	c.vote[RV_SUB_S3] = 0.025; /* 50: S3 gives 150 to S5, which buys 50 */
	r = run_of(&in, &c, 1);
	assert_int_equal(r.out[0].verdict, RV_NET_CROSS);
	assert_int_equal(r.out[0].lots, 0);
	assert_int_equal(r.out[0].cross, 150);
	assert_int_equal(r.out[0].want[RV_SUB_S5], 150);
	assert_int_equal(r.out[0].want[RV_SUB_S3], -150);
	assert_close("no cost", r.out[0].edge_usd, 3000 * 20e-4, 1e-9);
	c.vote[RV_SUB_S3] = 0.1;
	c.vote[RV_SUB_S5] = 0.0;
	c.held[RV_SUB_S3] = 150; /* 50 lots are under a leg, and nothing is opposite */
	assert_int_equal(run_of(&in, &c, 1).out[0].verdict, RV_NET_SKIPPED);
}

static void legs_go_by_need_then_by_edge(void **state)
{
	(void)state;
	const rv_net_input in = input();
	static const char names[] = "ABCDEFGHIJKLMNOP";
	rv_net_coin c[16];
	for (size_t i = 0; i < 16; i++) {
		c[i] = coin((char[2]){ names[i], '\0' });
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
	const run r = run_of(&in, c, 16);
	static const size_t want[16] = { 3,  SIZE_MAX, SIZE_MAX, 2, 1, 0, SIZE_MAX, SIZE_MAX,
					 11, 10,       9,	 8, 7, 6, 5,	    4 };
	for (size_t i = 0; i < 16; i++)
		assert_int_equal(r.out[i].rank, want[i]);
	assert_int_equal(r.res.n_legs, 12);
	assert_int_equal(r.res.n_deferred, 4);
	assert_int_equal(r.out[1].verdict, RV_NET_DEFERRED);
	assert_int_equal(r.out[1].want[RV_SUB_S5], 0);
	assert_string_equal(r.out[1].reason,
			    "addition, net edge 1.86 USD: place 16 of at most 12 legs");
	assert_string_equal(r.out[2].reason,
			    "addition, net edge 1.86 USD: place 15 of at most 12 legs");
}

static void people_have_the_last_word(void **state)
{
	(void)state;
	rv_net_input in = input();
	rv_net_coin c[6] = { coin("A"), coin("B"), coin("C"), coin("D"), coin("E"), coin("F") };
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
	const run r = run_of(&in, c, 6);
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
	const run less = run_of(&in, c, 2);
	assert_int_equal(less.out[0].target[RV_SUB_S5], 0); /* what turns over closes only */
	assert_int_equal(less.out[1].net, 20);
}

static void a_shadow_holds_nothing(void **state)
{
	(void)state;
	rv_net_input in = input();
	rv_net_coin c = coin("A");
	in.licence[RV_SUB_S5] = RV_LICENCE_SHADOW;
	in.licence[RV_SUB_S4M] = RV_LICENCE_25;
	in.factor[RV_SUB_S4M] = 0.5;
	c.vote[RV_SUB_S5] = NAN;
	c.vote[RV_SUB_S4M] = 0.4;
	c.held[RV_SUB_S5] = 300;
	const run r = run_of(&in, &c, 1);
	assert_int_equal(r.out[0].target[RV_SUB_S5], 0);
	assert_int_equal(r.out[0].target[RV_SUB_S4M], 200); /* .4 x .5 x 10,000 */
	assert_close("equity", r.res.equity[RV_SUB_S5], 0.0, 0);
}

static void nonsense_is_refused(void **state)
{
	(void)state;
	const rv_net_params p = params();
	rv_net_input in = input();
	rv_net_coin c = coin("A");
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
	const rv_net_params good = params();
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
		cmocka_unit_test(lots_are_rounded_once),
		cmocka_unit_test(the_unknown_stays),
		cmocka_unit_test(gross_holds_the_book),
		cmocka_unit_test(g_falls_at_once_and_rises_slowly),
		cmocka_unit_test(volatility_is_that_of_the_whole_book),
		cmocka_unit_test(small_changes_wait),
		cmocka_unit_test(opposite_changes_cross),
		cmocka_unit_test(legs_go_by_need_then_by_edge),
		cmocka_unit_test(people_have_the_last_word),
		cmocka_unit_test(a_shadow_holds_nothing),
		cmocka_unit_test(nonsense_is_refused),
		cmocka_unit_test(parameters_have_ranges),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
