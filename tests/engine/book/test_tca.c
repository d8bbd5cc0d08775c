/* What execution costs: by hand, against tests/oracle/tca.py, and with prices that are unknown. */
#include "engine/book/tca.h"
#include "tests/oracle/tca_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <string.h>

/* Sold 10 of 12 decided at 50.00, approved at 49.90, sent at 49.80, filled at 49.70; close 49. */
static void by_hand(void **state)
{
	(void)state;
	rv_tca t;
	rv_tca_cost c;
	assert_int_equal(rv_tca_begin(&t, -1, 12.0, 50.0, 49.9), RV_OK);
	assert_int_equal(rv_tca_fill(&t, 4.0, 49.75, 49.85, 0.1), RV_OK);
	assert_int_equal(rv_tca_fill(&t, 6.0, 49.66666666666666666, 49.76666666666666666, 0.12),
			 RV_OK);
	assert_int_equal(rv_tca_close(&t, 49.0), RV_OK);
	rv_tca_cost_of(&t, &c);
	assert_close("wait", c.usd[RV_TCA_WAIT], 1.0, 1e-12);
	assert_close("delay", c.usd[RV_TCA_DELAY], 1.0, 1e-12);
	assert_close("impact", c.usd[RV_TCA_IMPACT], 1.0, 1e-12);
	assert_close("fee", c.usd[RV_TCA_FEE], 0.22, 1e-12);
	assert_close("total", c.usd[RV_TCA_TOTAL], 3.22, 1e-12);
	assert_close("total bps", c.bps[RV_TCA_TOTAL], 64.4, 1e-9);
	/* sold 0.70 above the close: that is no cost */
	assert_close("close", c.usd[RV_TCA_CLOSE], -7.0, 1e-12);
	/* 2 not sold, and they fell by 1 */
	assert_close("missed", c.usd[RV_TCA_MISSED], 2.0, 1e-12);
	assert_close("missed bps", c.bps[RV_TCA_MISSED], 200.0, 1e-9);
}

/* As the oracle has them after fill i of an order decided at `decision`. */
static void check_costs(const rv_tca *t, size_t i, double decision)
{
	rv_tca_cost c;
	rv_tca_cost_of(t, &c);
	const double left = fills[i].left * decision;
	const double size = 1e-12 * (fills[i].basis + left); /* differences of sums, in USD */
	for (size_t p = 0; p < RV_TCA_N; p++) {
		const double basis = p == RV_TCA_MISSED ? left : fills[i].basis;
		assert_true(fabs(c.usd[p] - fills[i].want[p]) <= size);
		assert_close("basis", c.basis[p], basis, 1e-9);
		if (basis > 0.0)
			assert_true(fabs(c.bps[p] - fills[i].want[p] / basis * 1e4) <= 1e-7);
	}
}

static void costs_as_in_the_oracle(void **state)
{
	(void)state;
	size_t i = 0;
	for (size_t o = 0; o < LEN(orders); o++) {
		rv_tca t;
		assert_int_equal(rv_tca_begin(&t, orders[o].side, orders[o].ordered,
					      orders[o].decision, orders[o].approval),
				 RV_OK);
		assert_int_equal(rv_tca_close(&t, orders[o].close), RV_OK);
		for (const size_t end = i + orders[o].fills; i < end; i++) {
			assert_int_equal(rv_tca_fill(&t, fills[i].qty, fills[i].px,
						     fills[i].arrival, fills[i].fee),
					 RV_OK);
			check_costs(&t, i, orders[o].decision);
		}
	}
	assert_int_equal(i, LEN(fills));
	assert_true(LEN(fills) > 200);
}

static void what_is_unknown_stays_unknown(void **state)
{
	(void)state;
	rv_tca t;
	rv_tca_cost c;
	assert_int_equal(rv_tca_begin(&t, 1, 5.0, NAN, 100.0), RV_OK);
	rv_tca_cost_of(&t, &c);
	assert_close("nothing filled", c.usd[RV_TCA_IMPACT], 0.0, 0);
	assert_close("no basis", c.bps[RV_TCA_IMPACT], NAN, 0);
	assert_close("missed", c.usd[RV_TCA_MISSED], NAN, 0);
	assert_int_equal(rv_tca_fill(&t, 5.0, 101.0, 100.5, 0.3), RV_OK);
	rv_tca_cost_of(&t, &c);
	assert_close("wait", c.usd[RV_TCA_WAIT], NAN, 0);
	assert_close("total", c.usd[RV_TCA_TOTAL], NAN, 0);
	assert_close("delay", c.usd[RV_TCA_DELAY], 2.5, 1e-12);
	assert_close("impact", c.usd[RV_TCA_IMPACT], 2.5, 1e-12);
	assert_close("of the fills", c.bps[RV_TCA_IMPACT], 2.5 / 505.0 * 1e4, 1e-12);
	assert_close("close", c.usd[RV_TCA_CLOSE], NAN, 0);
	assert_close("none missed", c.usd[RV_TCA_MISSED], 0.0, 0);
	assert_int_equal(rv_tca_begin(&t, 1, 5.0, 99.0, NAN), RV_OK);
	assert_int_equal(rv_tca_fill(&t, 2.0, 101.0, 100.5, 0.3), RV_OK);
	assert_int_equal(rv_tca_fill(&t, 4.0, 101.0, NAN, 0.3), RV_OK); /* one too many */
	rv_tca_cost_of(&t, &c);
	assert_close("wait", c.usd[RV_TCA_WAIT], NAN, 0);
	assert_close("impact", c.usd[RV_TCA_IMPACT], NAN, 0);
	assert_close("total", c.usd[RV_TCA_TOTAL], 12.6, 1e-12);
	assert_close("none missed", c.usd[RV_TCA_MISSED], 0.0, 0);
}

static void sums_by_sub_book(void **state)
{
	(void)state;
	rv_tca_sum sub[RV_SUB_N];
	memset(sub, 0, sizeof(sub));
	rv_tca t;
	rv_tca_cost c;
	assert_close("none", rv_tca_mean_bps(&sub[RV_SUB_S5], RV_TCA_TOTAL), NAN, 0);
	assert_int_equal(rv_tca_begin(&t, 1, 4.0, 100.0, 100.0), RV_OK);
	assert_int_equal(rv_tca_fill(&t, 4.0, 101.0, 100.5, 0.4), RV_OK);
	rv_tca_cost_of(&t, &c);
	const int64_t traded[RV_SUB_N] = { [RV_SUB_S5] = 300, [RV_SUB_H] = 100 };
	assert_int_equal(rv_tca_add_shares(sub, &c, traded), RV_OK);
	assert_int_equal(rv_tca_begin(&t, -1, 2.0, 200.0, 201.0), RV_OK);
	assert_int_equal(rv_tca_fill(&t, 2.0, 199.0, NAN, 0.1), RV_OK);
	rv_tca_cost_of(&t, &c);
	const int64_t sold[RV_SUB_N] = { [RV_SUB_S5] = -7 }, none[RV_SUB_N] = { 0 };
	assert_int_equal(rv_tca_add_shares(sub, &c, sold), RV_OK);
	assert_int_equal(rv_tca_add_shares(sub, &c, none), RV_OK);
	const rv_tca_sum *s = &sub[RV_SUB_S5], *h = &sub[RV_SUB_H];
	/* 3 of 4.4 and 2.1, on 300 and 400 */
	assert_close("total", s->part[RV_TCA_TOTAL].usd, 0.75 * 4.4 + 2.1, 1e-12);
	assert_close("bps", rv_tca_mean_bps(s, RV_TCA_TOTAL), 5.4 / 700.0 * 1e4, 1e-12);
	assert_true(s->part[RV_TCA_TOTAL].n == 2 && s->part[RV_TCA_TOTAL].unknown == 0);
	/* the impact of the second is not known */
	assert_close("impact", rv_tca_mean_bps(s, RV_TCA_IMPACT), 50.0, 1e-12);
	assert_true(s->part[RV_TCA_IMPACT].n == 1 && s->part[RV_TCA_IMPACT].unknown == 1);
	assert_true(h->part[RV_TCA_TOTAL].n == 1 && sub[RV_SUB_OP].part[RV_TCA_TOTAL].n == 0);
	assert_close("h", h->part[RV_TCA_TOTAL].usd, 1.1, 1e-12);
	rv_tca_sum one = sub[RV_SUB_S5];
	assert_int_equal(rv_tca_add(&one, &c, 0.0), RV_EINVAL);
	assert_int_equal(rv_tca_add(&one, &c, 1.5), RV_EINVAL);
	assert_int_equal(rv_tca_add(&one, &c, NAN), RV_EINVAL);
	assert_memory_equal(&one, s, sizeof(one));
}

static void refuses_and_stays_as_it_was(void **state)
{
	(void)state;
	rv_tca t;
	assert_int_equal(rv_tca_begin(&t, 0, 5.0, 99.0, 98.0), RV_EINVAL);
	assert_int_equal(rv_tca_begin(&t, 1, 0.0, 99.0, 98.0), RV_EINVAL);
	assert_int_equal(rv_tca_begin(&t, 1, 5.0, 0.0, 98.0), RV_EINVAL);
	assert_int_equal(rv_tca_begin(&t, 1, 5.0, 99.0, INFINITY), RV_EINVAL);
	assert_int_equal(rv_tca_begin(&t, 1, 5.0, 99.0, 98.0), RV_OK);
	const rv_tca before = t;
	assert_int_equal(rv_tca_fill(&t, 0.0, 99.0, 98.0, 0.0), RV_EINVAL);
	assert_int_equal(rv_tca_fill(&t, 1.0, NAN, 98.0, 0.0), RV_EINVAL);
	assert_int_equal(rv_tca_fill(&t, 1.0, 99.0, -98.0, 0.0), RV_EINVAL);
	assert_int_equal(rv_tca_fill(&t, 1.0, 99.0, 98.0, NAN), RV_EINVAL);
	assert_int_equal(rv_tca_close(&t, NAN), RV_EINVAL);
	assert_memory_equal(&before, &t, sizeof(t));
	assert_string_equal(rv_tca_name(RV_TCA_IMPACT), "impact");
	assert_string_equal(rv_tca_name(RV_TCA_N), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_hand),
		cmocka_unit_test(costs_as_in_the_oracle),
		cmocka_unit_test(what_is_unknown_stays_unknown),
		cmocka_unit_test(sums_by_sub_book),
		cmocka_unit_test(refuses_and_stays_as_it_was),
	};
	return cmocka_run_group_tests_name("engine/book/tca", tests, NULL, NULL);
}
