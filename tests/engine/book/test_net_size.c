/* How large the whole book may be: the caps on G, each by hand, and how G moves in time. */
#include "tests/engine/book/net_run.h"
#include "tests/support/assert_close.h"

/* Votes of 4 x 40,000 are 160,000 of NAV 100,000 with OP's 80,000: 120,000 are left, G .75. */
static void gross_holds_the_book(void **state)
{
	(void)state;
	rv_net_input in = net_input();
	rv_net_coin c[2] = { net_coin("A"), net_coin("B") };
	c[0].vote[RV_SUB_S5] = 2.0;
	c[1].vote[RV_SUB_S4M] = -2.0;
	c[1].held[RV_SUB_OP] = -8000;
	net_run r = net_run_of(&in, c, 2);
	assert_close("cap", r.res.g.gross, 0.75, 1e-12);
	assert_close("G", r.res.g.g, 0.75, 1e-12);
	assert_int_equal(r.res.g.bound, RV_NET_GROSS);
	assert_close("at the cap", r.res.gross_usd, 2e5, 1e-9);
	in.vol = 0.4;
	r = net_run_of(&in, c, 2);
	assert_close("vol", r.res.g.g, 0.5, 1e-12);
	assert_int_equal(r.res.g.bound, RV_NET_VOL);
	in.margin_g = 0.25;
	r = net_run_of(&in, c, 2);
	assert_close("margin", r.res.g.g, 0.25, 0);
	assert_int_equal(r.res.g.bound, RV_NET_MARGIN);
	in.margin_g = -1.0;
	r = net_run_of(&in, c, 2);
	assert_close("none", r.res.g.g, 0.0, 0);
}

static double next(const rv_net_input *in, rv_net_state *s, double margin, int64_t at,
		   rv_net_bound *bound)
{
	const rv_net_params p = net_params();
	rv_net_input now = *in;
	rv_net_coin c = net_coin("A");
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
	const rv_net_input in = net_input();
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
	rv_net_input in = net_input();
	rv_net_coin c[2] = { net_coin("A"), net_coin("B") };
	c[0].vote[RV_SUB_S5] = 1.0;
	c[1].vote[RV_SUB_S4M] = -1.0;
	in.cov = cov;
	net_run r = net_run_of(&in, c, 2);
	assert_close("cap", r.res.g.vol, 0.2 / sqrt(0.04 + 0.0256), 1e-12);
	/* the hedge offsets half of A: |G x .4 - .2| x .5 with B's .16 G */
	c[0].held[RV_SUB_H] = -2000;
	r = net_run_of(&in, c, 2);
	const double g = r.res.g.vol;
	assert_close("at the cap", hypot((0.4 * g - 0.2) * 0.5, 0.16 * g), 0.2, 1e-12);
	in.cov = odd; /* a coin in no book is not read */
	c[1].vote[RV_SUB_S4M] = 0.0;
	c[0].held[RV_SUB_H] = 0;
	assert_close("only A", net_run_of(&in, c, 2).res.g.vol, 1.0, 1e-12);
	c[1].vote[RV_SUB_S4M] = 0.1;
	r = net_run_of(&in, c, 2);
	assert_true(isnan(r.res.g.vol) && isnan(r.res.g.g));
	/* what cannot be scaled breaks the cap alone */
	in.cov = cov;
	c[1].held[RV_SUB_OP] = 60000;
	assert_close("nothing", net_run_of(&in, c, 2).res.g.vol, 0.0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gross_holds_the_book),
		cmocka_unit_test(g_falls_at_once_and_rises_slowly),
		cmocka_unit_test(volatility_is_that_of_the_whole_book),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
