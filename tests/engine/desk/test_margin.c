/*
 * Margin: the venue's own numbers of one account, tests/oracle/margin.py (whose liquidation prices
 * come from bisection), ranges against every combination of their ends, and what is unknown.
 */
#include "engine/base/rng.h"
#include "engine/desk/margin.h"
#include "tests/oracle/margin_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <string.h>

static rv_margin_leg leg(double coins, double mark, int leverage)
{
	return (rv_margin_leg){ .low = coins,
				.high = coins,
				.mark = mark,
				.sigma_day = 0.04,
				.max_leverage = leverage };
}

/* 10 SOL long at 150, 20x: notional 1,500, maintenance 37.50. Account 300. */
static void by_hand(void **state)
{
	(void)state;
	const rv_margin_leg l = leg(10, 150, 20);
	rv_margin m;
	rv_margin_of(&l, 1, 300, NULL, 3, &m);
	assert_close("maintenance", m.maintenance_usd, 37.5, 1e-12);
	assert_close("ratio", m.ratio, 8.0, 1e-12);
	assert_close("gross", m.gross_usd, 1500, 1e-12);
	/* -30 %: 300 - 450 = -150 against 26.25 */
	rv_margin_of(&l, 1, 300, &rv_stresses[0], 3, &m);
	assert_close("account", m.account_usd, -150, 1e-12);
	assert_close("stressed", m.maintenance_usd, 26.25, 1e-12);
	/* value - maintenance = 300 - 10 (150 - p) - 0.25 p = 0 at p = 1200 / 9.75 */
	rv_liquidation q;
	rv_margin_liquidation(&l, 1, 0, 300, 3, &q);
	assert_close("px", q.px, 1200.0 / 9.75, 1e-12);
	assert_close("pct", q.pct, (1 - 1200.0 / 9.75 / 150) * 100, 1e-9);
	assert_close("sigmas", q.sigmas, -log(1200.0 / 9.75 / 150) / 0.04, 1e-9);
}

/*
 * The venue's own table of a 10x coin: from 3,000,000 on half the leverage. 4,000,000 need
 * 3,000,000 / 20 and 1,000,000 / 10; by its formula 4,000,000 x 0.1 - 3,000,000 x (0.1 - 0.05).
 */
static void tiers_by_hand(void **state)
{
	(void)state;
	static const rv_margin_tiers tiers = { 2, { { 0, 10 }, { 3000000, 5 } } };
	rv_margin_leg l = leg(-40000, 100, 10);
	l.tiers = &tiers;
	rv_margin m;
	rv_margin_of(&l, 1, 1000000, NULL, 3, &m);
	assert_close("maintenance", m.maintenance_usd, 250000, 1e-12);
	assert_close("at the bound", rv_margin_need(&tiers, 10, 3000000), 150000, 1e-12);
	assert_close("below", rv_margin_need(&tiers, 10, 1000), 50, 1e-12);
	assert_close("nothing", rv_margin_need(&tiers, 10, 0), 0, 0);
	assert_close("no table", rv_margin_need(NULL, 20, 4000), 100, 1e-12);
	assert_true(isnan(rv_margin_need(NULL, 0, 4000)));
	/* 1,000,000 - 40,000 (p - 100) = 4,000 p - 150,000 at p = 5,150,000 / 44,000 */
	rv_liquidation q;
	rv_margin_liquidation(&l, 1, 0, 1000000, 3, &q);
	assert_close("px", q.px, 5150000.0 / 44000.0, 1e-12);
	/* a long of the same size falls into the first tier before it is reached */
	l.low = l.high = 40000;
	rv_margin_liquidation(&l, 1, 0, 2000000, 3, &q);
	assert_close("px", q.px, 2000000.0 / 38000.0, 1e-12);
}

/* The venue's clearinghouse: 4,720.8375 is the maintenance of 377,667.0 at 40x. */
static void as_the_venue_shows_it(void **state)
{
	(void)state;
	const rv_margin_leg l = leg(1, 377667.0, 40);
	rv_margin m;
	rv_margin_of(&l, 1, 38252.7, NULL, 3, &m);
	assert_close("maintenance", m.maintenance_usd, 4720.8375, 1e-12);
}

static void accounts_are_those_of_the_oracle(void **state)
{
	(void)state;
	size_t account = 0, liquidations = 0;
	for (size_t i = 0; i < LEN(cases); i += 1 + RV_STRESSES) {
		const rv_margin_leg *legs = &case_legs[cases[i].first];
		const size_t n = (size_t)cases[i].n;
		rv_margin m;
		rv_margin_of(legs, n, cases[i].account, NULL, 3, &m);
		assert_close("account", m.account_usd, cases[i].account, 1e-12);
		assert_close("maintenance", m.maintenance_usd, cases[i].maintenance, 1e-9);
		assert_close("ratio", m.ratio, cases[i].account / cases[i].maintenance, 1e-9);
		for (size_t k = 0; k < RV_STRESSES; k++) {
			rv_margin_of(legs, n, cases[i].account, &rv_stresses[k], 3, &m);
			assert_close("stress", m.account_usd, cases[i + 1 + k].account, 1e-9);
			assert_close("needs", m.maintenance_usd, cases[i + 1 + k].maintenance,
				     1e-9);
		}
		for (size_t k = 0; k < n; k++) {
			rv_liquidation q;
			rv_margin_liquidation(legs, n, k, cases[i].account, 3, &q);
			const double want = case_liquidations[(size_t)cases[i].first + k];
			assert_close("liquidation", q.px / legs[k].mark, want / legs[k].mark, 1e-9);
			liquidations += isnan(want) ? 0 : 1;
		}
		account++;
	}
	assert_true(account == 80 && liquidations > 120);
}

/* Every combination of the ends of six ranges, against the one that is chosen. */
static void no_combination_of_fills_is_worse(void **state)
{
	(void)state;
	enum { LEGS = 6, ROUNDS = 300 };
	static const rv_margin_tiers tiers = { 3, { { 0, 5 }, { 40, 4 }, { 110, 2 } } };
	rv_rng r;
	rv_rng_seed(&r, 2385, 2, 0);
	for (int round = 0; round < ROUNDS; round++) {
		rv_margin_leg legs[LEGS];
		for (size_t i = 0; i < LEGS; i++) {
			legs[i] = leg(rv_rng_normal(&r), 50 + 100 * rv_rng_uniform(&r), 5);
			legs[i].high = legs[i].low + (i % 2 ? rv_rng_uniform(&r) : 0.0);
			legs[i].major = i == 0;
			legs[i].tiers = i % 3 ? &tiers : NULL;
		}
		const double least = 1 + 3 * rv_rng_uniform(&r);
		const rv_stress *s = round % 4 ? &rv_stresses[round % 4 - 1] : NULL;
		rv_margin got;
		rv_margin_of(legs, LEGS, 1000, s, least, &got);
		double worst = INFINITY, ratio = INFINITY;
		for (unsigned mask = 0; mask < 1U << LEGS; mask++) {
			rv_margin_leg one[LEGS];
			rv_margin m;
			memcpy(one, legs, sizeof(one));
			for (size_t i = 0; i < LEGS; i++)
				one[i].low = one[i].high = mask >> i & 1 ? one[i].high : one[i].low;
			rv_margin_of(one, LEGS, 1000, s, 0, &m);
			worst = fmin(worst, m.account_usd - least * m.maintenance_usd);
			ratio = fmin(ratio, m.ratio);
		}
		assert_close("ratio", rv_margin_least(legs, LEGS, 1000, s), ratio, 1e-9);
		assert_close("worst", got.account_usd - least * got.maintenance_usd, worst, 1e-9);
	}
}

static void a_range_takes_its_worse_end(void **state)
{
	(void)state;
	rv_margin_leg l = leg(0, 100, 10);
	l.low = -2;
	l.high = 5;
	rv_margin m;
	rv_margin_of(&l, 1, 1000, NULL, 3, &m);
	assert_close("the larger", m.net_usd, 500, 1e-12);
	rv_margin_of(&l, 1, 1000, &rv_stresses[2], 3, &m); /* alts + 40 %: the short loses */
	assert_close("the short", m.account_usd, 1000 - 80, 1e-12);
	rv_margin_of(&l, 1, 1000, NULL, 0, &m); /* alike: the larger */
	assert_close("the larger", m.gross_usd, 500, 1e-12);
}

/* What an account with room to spare shows: a fill that gains is the least ratio all the same. */
static void the_least_ratio_counts_what_gains(void **state)
{
	(void)state;
	rv_margin_leg l = leg(0, 100, 10);
	l.low = 0;
	l.high = 1;
	rv_margin m;
	rv_margin_of(&l, 1, 1000, &rv_stresses[2], 3, &m);
	assert_true(isinf(m.ratio)); /* for the rule flat is worse */
	assert_close("alts + 40 %", rv_margin_least(&l, 1, 1000, &rv_stresses[2]), 1040 / 7.0,
		     1e-9);
	assert_close("alts - 30 %", rv_margin_least(&l, 1, 1000, &rv_stresses[0]), 970 / 3.5, 1e-9);
	l.high = 0;
	assert_true(isinf(rv_margin_least(&l, 1, 1000, NULL)));
	l.high = 1;
	assert_true(isnan(rv_margin_least(&l, 1, NAN, NULL)));
	l.mark = NAN;
	assert_true(isnan(rv_margin_least(&l, 1, 1000, NULL)));
}

static void flat_needs_nothing_and_unknown_is_not_flat(void **state)
{
	(void)state;
	rv_margin_leg l = leg(0, NAN, 0);
	rv_margin m;
	rv_liquidation q;
	rv_margin_of(&l, 1, 250, NULL, 3, &m);
	assert_close("account", m.account_usd, 250, 0);
	assert_true(isinf(m.ratio) && m.ratio > 0);
	rv_margin_liquidation(&l, 1, 0, 250, 3, &q);
	assert_true(isnan(q.px) && isnan(q.pct) && isnan(q.sigmas));
	rv_margin_of(NULL, 0, 250, &rv_stresses[0], 3, &m);
	assert_true(isinf(m.ratio));
	for (int i = 0; i < 4; i++) {
		rv_margin_leg legs[2] = { leg(1, 100, 10), leg(1, 100, 10) };
		legs[1].mark = i == 0 ? NAN : i == 1 ? 0.0 : legs[1].mark;
		legs[1].max_leverage = i == 2 ? 0 : 10;
		rv_margin_of(legs, 2, i == 3 ? NAN : 250, NULL, 3, &m);
		assert_true(isnan(m.ratio) && isnan(m.account_usd));
		assert_int_equal(isnan(m.gross_usd) != 0, i != 3); /* needs no account */
		rv_margin_liquidation(legs, 2, 0, i == 3 ? NAN : 250, 3, &q);
		assert_true(isnan(q.px));
	}
}

static void reached_is_no_distance(void **state)
{
	(void)state;
	const rv_margin_leg l = leg(10, 150, 20);
	rv_liquidation q;
	rv_margin_liquidation(&l, 1, 0, 37.5, 3, &q); /* account = maintenance */
	assert_close("px", q.px, 150, 1e-12);
	assert_close("pct", q.pct, 0, 0);
	assert_close("sigmas", q.sigmas, 0, 0);
	rv_margin_liquidation(&l, 1, 0, 10, 3, &q);
	assert_true(q.px > 150);
	assert_close("pct", q.pct, 0, 0);
	rv_margin_leg k = l;
	k.sigma_day = NAN;
	rv_margin_liquidation(&k, 1, 0, 300, 3, &q);
	assert_true(q.pct > 0 && isnan(q.sigmas));
	k.sigma_day = 0;
	rv_margin_liquidation(&k, 1, 0, 300, 3, &q);
	assert_true(q.pct > 0 && isnan(q.sigmas));
	rv_margin_liquidation(&l, 1, 0, 1500, 3, &q); /* falls to nothing and is still paid */
	assert_true(isnan(q.px));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_hand),
		cmocka_unit_test(tiers_by_hand),
		cmocka_unit_test(as_the_venue_shows_it),
		cmocka_unit_test(accounts_are_those_of_the_oracle),
		cmocka_unit_test(no_combination_of_fills_is_worse),
		cmocka_unit_test(a_range_takes_its_worse_end),
		cmocka_unit_test(the_least_ratio_counts_what_gains),
		cmocka_unit_test(flat_needs_nothing_and_unknown_is_not_flat),
		cmocka_unit_test(reached_is_no_distance),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
