/*
 * What a sub-book holds: by hand, against tests/oracle/holding.py, and the ends of the integers.
 */
#include "engine/base/rng.h"
#include "engine/book/holding.h"
#include "tests/oracle/holding_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <stdlib.h>
#include <string.h>

enum { FILL, CROSS, FEE, FUNDING, ADJUST };

/* SOL: a lot is 0.01 SOL, a price unit 0.0001 USD. Mid 100, bought at 100.02, mark 101. */
static void by_hand(void **state)
{
	(void)state;
	rv_holding h = { .fees_musd = 0 };
	rv_pnl p;
	assert_int_equal(rv_holding_pnl(&h, RV_SUB_S5, 0, &p), RV_OK); /* flat needs no mark */
	assert_true(p.musd[RV_CAUSE_PRICE] == 0);
	assert_int_equal(rv_holding_fill(&h, 150, 1000200, 1000000), RV_OK);
	assert_int_equal(rv_holding_fee(&h, 67500), RV_OK);
	assert_int_equal(rv_holding_cross(&h, -50, 1000200, 1000000), RV_OK);
	assert_int_equal(rv_holding_funding(&h, -1250), RV_OK);
	assert_int_equal(rv_holding_pnl(&h, RV_SUB_S5, 1010000, &p), RV_OK);
	assert_true(p.musd[RV_CAUSE_PRICE] == 1000000);	  /* 1 SOL, 100 -> 101 */
	assert_true(p.musd[RV_CAUSE_SLIPPAGE] == -30000); /* 1.5 SOL, 2 cents too dear */
	assert_true(p.musd[RV_CAUSE_TRANSFER] == 10000);  /* 0.5 SOL sold inside 2 cents above */
	assert_true(p.musd[RV_CAUSE_FEE] == -67500 && p.musd[RV_CAUSE_FUNDING] == -1250);
	assert_true(p.musd[RV_CAUSE_HEDGE] == 0);
	int64_t total = 0, open = 0;
	assert_int_equal(rv_pnl_total(&p, &total), RV_OK);
	assert_true(total == 911250);
	assert_int_equal(rv_holding_unrealized(&h, 1010000, &open), RV_OK);
	assert_true(open == 980000 && h.held.realized_musd == 0 && h.volume_musd == 150030000);
	assert_int_equal(rv_holding_pnl(&h, RV_SUB_H, 1010000, &p), RV_OK);
	assert_true(p.musd[RV_CAUSE_HEDGE] == 1000000 && p.musd[RV_CAUSE_PRICE] == 0);
	assert_int_equal(rv_holding_pnl(&h, RV_SUB_H, 0, &p), RV_ENOENT);
	assert_int_equal(rv_holding_unrealized(&h, -1, &open), RV_ENOENT);
	assert_true(open == 980000);
}

static rv_status step(rv_holding *h, size_t i)
{
	switch (cases[i].kind) {
	case FILL:
		return rv_holding_fill(h, cases[i].lots, cases[i].px, cases[i].ref);
	case CROSS:
		return rv_holding_cross(h, cases[i].lots, cases[i].px, cases[i].ref);
	case FEE:
		return rv_holding_fee(h, cases[i].musd);
	case FUNDING:
		return rv_holding_funding(h, cases[i].musd);
	default:
		return rv_holding_adjust(h, cases[i].lots, cases[i].px);
	}
}

static void assert_within(const char *what, size_t i, int64_t got, int64_t want, int64_t most)
{
	if (llabs(got - want) > most)
		fail_msg("case %zu: %s is %lld, expected %lld within %lld", i, what, (long long)got,
			 (long long)want, (long long)most);
}

/* Every cause is exact; realised and cost each within half a micro-USD for each close of a part. */
static void adds_up_as_in_the_oracle(void **state)
{
	(void)state;
	rv_holding h = { .fees_musd = 0 };
	rv_pnl p;
	for (size_t i = 0; i < LEN(cases); i++) {
		if (cases[i].first)
			memset(&h, 0, sizeof(h));
		assert_int_equal(step(&h, i), RV_OK);
		const int64_t most = 500 * cases[i].partial + 1;
		assert_within("lots", i, h.held.lots, cases[i].want_lots, 0);
		assert_within("realized", i, h.held.realized_musd * 1000, cases[i].want_realized,
			      most);
		assert_within("cost", i, h.held.cost_musd * 1000, cases[i].want_cost, most);
		assert_within("volume", i, h.volume_musd, cases[i].want_volume, 0);
		assert_within("blind", i, h.blind_musd, cases[i].want_blind, 0);
		assert_int_equal(rv_holding_pnl(&h, RV_SUB_S3, cases[i].mark, &p), RV_OK);
		assert_within("price", i, p.musd[RV_CAUSE_PRICE], cases[i].want_price, 0);
		assert_within("slip", i, p.musd[RV_CAUSE_SLIPPAGE], cases[i].want_slippage, 0);
		assert_within("transfer", i, p.musd[RV_CAUSE_TRANSFER], cases[i].want_transfer, 0);
		assert_within("fee", i, p.musd[RV_CAUSE_FEE], -cases[i].want_fees, 0);
		assert_within("funding", i, p.musd[RV_CAUSE_FUNDING], cases[i].want_funding, 0);
	}
	assert_true(LEN(cases) == 360 && cases[359].partial > 2);
}

static void refuses_and_stays_as_it_was(void **state)
{
	(void)state;
	rv_holding h = { .fees_musd = INT64_MAX, .funding_musd = INT64_MIN };
	assert_int_equal(rv_holding_fill(&h, 150, 1000000, 0), RV_OK);
	const rv_holding before = h;
	rv_pnl p = { { 7 } };
	assert_int_equal(rv_holding_fill(&h, 0, 5, 5), RV_EINVAL);
	assert_int_equal(rv_holding_fill(&h, 5, 0, 5), RV_EINVAL);
	assert_int_equal(rv_holding_fill(&h, 5, 5, -1), RV_EINVAL);
	assert_int_equal(rv_holding_cross(&h, INT64_MIN, 5, 5), RV_EINVAL);
	assert_int_equal(rv_holding_cross(&h, INT64_MAX, 5, 5), RV_ERANGE);
	assert_int_equal(rv_holding_fill(&h, -2, 1, INT64_MAX), RV_ERANGE); /* the slippage */
	assert_int_equal(rv_holding_fee(&h, 1), RV_ERANGE);
	assert_int_equal(rv_holding_funding(&h, -1), RV_ERANGE);
	assert_int_equal(rv_holding_adjust(&h, 0, 5), RV_EINVAL);
	assert_memory_equal(&before, &h, sizeof(h));
	assert_int_equal(rv_holding_pnl(&h, RV_SUB_S5, INT64_MAX, &p), RV_ERANGE);
	h.fees_musd = INT64_MIN; /* its negative does not fit */
	assert_int_equal(rv_holding_pnl(&h, RV_SUB_S5, 1000000, &p), RV_ERANGE);
	assert_true(p.musd[0] == 7);
}

static void causes_add_and_subtract(void **state)
{
	(void)state;
	rv_pnl a = { { 5, 0, -3, 7, 0, 1 } };
	const rv_pnl b = { { 2, 1, -8, 0, 0, 4 } }, top = { { INT64_MAX, 0, 0, 0, 0, 1 } };
	rv_pnl d = { { 0 } };
	int64_t sum = 9;
	assert_int_equal(rv_pnl_less(&a, &b, &d), RV_OK);
	assert_true(d.musd[0] == 3 && d.musd[1] == -1 && d.musd[2] == 5 && d.musd[5] == -3);
	assert_int_equal(rv_pnl_add(&d, &b), RV_OK);
	assert_memory_equal(&d, &a, sizeof(a));
	assert_int_equal(rv_pnl_add(&a, &top), RV_ERANGE);
	assert_memory_equal(&d, &a, sizeof(a));
	assert_int_equal(rv_pnl_total(&top, &sum), RV_ERANGE);
	assert_int_equal(rv_pnl_total(&a, &sum), RV_OK);
	assert_true(sum == 10);
	assert_string_equal(rv_cause_name(RV_CAUSE_TRANSFER), "transfer");
	assert_string_equal(rv_cause_name(RV_CAUSE_N), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_hand),
		cmocka_unit_test(adds_up_as_in_the_oracle),
		cmocka_unit_test(refuses_and_stays_as_it_was),
		cmocka_unit_test(causes_add_and_subtract),
	};
	return cmocka_run_group_tests_name("engine/book/holding", tests, NULL, NULL);
}
