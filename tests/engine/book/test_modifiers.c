/*
 * Modifiers of votes: the numbers of tests/oracle/book_modifiers.py, what must hold whatever they
 * are (nothing grows, nothing is closed by a cap, sides stay in proportion), and cases by hand.
 */
#include "engine/base/rng.h"
#include "engine/book/modifiers.h"
#include "tests/oracle/book_modifiers_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <string.h>

enum { LEGS = 16 };

static rv_mod_params params(void)
{
	rv_mod_params p;
	rv_mod_params_default(&p);
	return p;
}

static rv_mod_market calm(void)
{
	return (rv_mod_market){ .leader = RV_REGIME_RISK_ON,
				.leader_confidence = 0.8,
				.leader_vol_factor = 1.0,
				.leverage_in_votes = 1.0,
				.leverage = 1.0,
				.s3_scale = 1.0 };
}

static rv_mod_leg leg(rv_sub sub, double held, double vote)
{
	return (rv_mod_leg){ .sub = sub, .held = held, .vote = vote, .beta_btc = 1.0 };
}

static void votes_are_those_of_the_oracle(void **state)
{
	(void)state;
	const rv_mod_params p = params();
	for (size_t k = 0; k < LEN(mod_cases); k++) {
		rv_mod_leg legs[LEGS];
		const size_t n = mod_cases[k].n;
		for (size_t i = 0; i < n; i++) {
			const size_t r = mod_cases[k].row + i;
			legs[i] = (rv_mod_leg){ .sub = (rv_sub)mod_rows[r].sub,
						.group = mod_rows[r].group,
						.held = mod_rows[r].held,
						.vote = mod_rows[r].vote,
						.beta_btc = mod_rows[r].beta,
						.filter = (rv_screen_action)mod_rows[r].filter,
						.gated = mod_rows[r].gated != 0 };
		}
		assert_int_equal(rv_mod_apply(&p, &mod_cases[k].m, legs, n), RV_OK);
		for (size_t i = 0; i < n; i++)
			assert_close("weight", legs[i].weight, mod_rows[mod_cases[k].row + i].want,
				     1e-12);
	}
}

/* Leverage .4 of .8 in the votes halves S4; leader volatility .6 scales all; S3's regime its own.
 */
static void factors_scale(void **state)
{
	(void)state;
	const rv_mod_params p = params();
	rv_mod_market m = calm();
	m.leader_vol_factor = 0.6;
	m.leverage_in_votes = 0.8;
	m.leverage = 0.4;
	m.s3_scale = 0.5;
	rv_mod_leg l[] = { leg(RV_SUB_S5, 0, 0.05), leg(RV_SUB_S4M, 0, 0.1),
			   leg(RV_SUB_S3, 0, -0.1), leg(RV_SUB_S4MR, 0.1, -0.1) };
	assert_int_equal(rv_mod_apply(&p, &m, l, LEN(l)), RV_OK);
	assert_close("S5", l[0].weight, 0.03, 1e-15);
	assert_close("S4m", l[1].weight, 0.03, 1e-15);
	assert_close("S3", l[2].weight, -0.03, 1e-15);
	assert_int_equal(l[0].why, RV_MOD_LEADER_VOL);
	assert_int_equal(l[1].why, RV_MOD_LEADER_VOL | RV_MOD_LEVERAGE);
	assert_int_equal(l[2].why, RV_MOD_LEADER_VOL | RV_MOD_REGIME);
	assert_close("S4mr", l[3].weight, -0.03, 1e-15);
	m = calm();
	m.risk_off = true;
	assert_int_equal(rv_mod_apply(&p, &m, l, LEN(l)), RV_OK);
	assert_close("closes", l[3].weight, 0.0, 0.0);
	assert_int_equal(l[3].why, RV_MOD_REGIME);
	assert_close("no entry", l[1].weight, 0.0, 0.0);
	assert_int_equal(l[1].why, RV_MOD_RISK_OFF);
	assert_close("not S5's", l[0].weight, 0.05, 0.0);
}

/* {0, .5, 1} of an entry; a position that is there is not closed by it; the same every day. */
static void the_filter_scales_entries(void **state)
{
	(void)state;
	static const double share[] = { 1.0, 0.5, 0.0 };
	const rv_mod_params p = params();
	const rv_mod_market m = calm();
	for (int f = RV_SCREEN_KEEP; f <= RV_SCREEN_DROP; f++) {
		rv_mod_leg l[] = { leg(RV_SUB_S4M, 0, 0.1), leg(RV_SUB_S4M, 0.08, 0.1),
				   leg(RV_SUB_S4M, 0.3, 0.1), leg(RV_SUB_S4M, -0.02, 0.1),
				   leg(RV_SUB_S5, 0.0, 0.1) };
		for (size_t i = 0; i < LEN(l); i++)
			l[i].filter = (rv_screen_action)f;
		assert_int_equal(rv_mod_apply(&p, &m, l, LEN(l)), RV_OK);
		assert_close("entry", l[0].weight, 0.1 * share[f], 1e-15);
		assert_close("held", l[1].weight, f == RV_SCREEN_KEEP ? 0.1 : 0.08, 1e-15);
		assert_close("shrinks", l[2].weight, 0.1, 1e-15);
		assert_close("flips", l[3].weight, 0.1 * share[f], 1e-15);
		assert_close("not S5's", l[4].weight, 0.1, 0.0);
		const double once = l[0].weight;
		l[0].held = once;
		assert_int_equal(rv_mod_apply(&p, &m, l, LEN(l)), RV_OK);
		assert_close("twice", l[0].weight, once, 0.0);
	}
}

static void leaders_off_stop_high_betas(void **state)
{
	(void)state;
	const rv_mod_params p = params();
	rv_mod_market m = calm();
	m.leader = RV_REGIME_RISK_OFF;
	m.leader_confidence = 0.6;
	rv_mod_leg l[] = { leg(RV_SUB_S4M, 0.02, 0.1), leg(RV_SUB_S4M, 0.02, 0.1),
			   leg(RV_SUB_S4M, 0.02, 0.1), leg(RV_SUB_S4M, 0.02, 0.01),
			   leg(RV_SUB_S4M, 0, -0.1),   leg(RV_SUB_S4R, 0, 0.1) };
	for (size_t i = 0; i < LEN(l); i++)
		l[i].beta_btc = 1.3;
	l[1].beta_btc = 1.2;
	l[2].beta_btc = NAN;
	assert_int_equal(rv_mod_apply(&p, &m, l, LEN(l)), RV_OK);
	assert_close("stopped", l[0].weight, 0.02, 0.0);
	assert_int_equal(l[0].why, RV_MOD_LEADERS_OFF);
	assert_close("at the mark", l[1].weight, 0.1, 0.0);
	assert_close("assumed", l[2].weight, 0.1, 0.0);
	assert_int_equal(l[2].why, RV_MOD_BETA_ASSUMED);
	assert_close("shrinks", l[3].weight, 0.01, 0.0);
	assert_close("a short", l[4].weight, -0.1, 0.0);
	assert_close("not S4r's", l[5].weight, 0.1, 0.0);
	m.leader_confidence = 0.59;
	assert_int_equal(rv_mod_apply(&p, &m, l, LEN(l)), RV_OK);
	assert_close("unsure", l[0].weight, 0.1, 0.0);
	m.leader_confidence = NAN;
	assert_int_equal(rv_mod_apply(&p, &m, l, LEN(l)), RV_OK);
	assert_close("unknown counts", l[0].weight, 0.02, 0.0);
}

/* Long .1 + .3, short .4: a gate on the .1 lets .75 of everything through, on both sides. */
static void a_gate_scales_both_sides(void **state)
{
	(void)state;
	const rv_mod_params p = params();
	const rv_mod_market m = calm();
	rv_mod_leg l[] = { leg(RV_SUB_S5, 0, 0.1), leg(RV_SUB_S5, 0, 0.3),
			   leg(RV_SUB_S5, 0, -0.4) };
	l[0].gated = true;
	assert_int_equal(rv_mod_apply(&p, &m, l, LEN(l)), RV_OK);
	assert_close("gated", l[0].weight, 0.075, 1e-15);
	assert_close("its side", l[1].weight, 0.225, 1e-15);
	assert_close("other side", l[2].weight, -0.3, 1e-15);
	assert_int_equal(l[0].why, RV_MOD_GATE);
	assert_int_equal(l[2].why, RV_MOD_SHARED);
	/* what is held stays: .3 of the .4, only the last .1 is capped */
	l[2].held = -0.3;
	assert_int_equal(rv_mod_apply(&p, &m, l, LEN(l)), RV_OK);
	assert_close("held", l[2].weight, -0.375, 1e-15);
}

/* Of a pair with a gated leg nothing is entered; another pair goes ahead. */
static void a_pair_is_entered_whole_or_not(void **state)
{
	(void)state;
	const rv_mod_params p = params();
	const rv_mod_market m = calm();
	rv_mod_leg l[] = { leg(RV_SUB_S4P, 0, 0.1), leg(RV_SUB_S4P, 0, -0.08),
			   leg(RV_SUB_S4P, 0, 0.05), leg(RV_SUB_S4P, 0, -0.06) };
	l[2].group = l[3].group = 1;
	l[1].gated = true;
	assert_int_equal(rv_mod_apply(&p, &m, l, LEN(l)), RV_OK);
	assert_close("leg", l[0].weight, 0.0, 0.0);
	assert_close("leg", l[1].weight, 0.0, 0.0);
	assert_close("other pair", l[2].weight, 0.05, 0.0);
	assert_close("other pair", l[3].weight, -0.06, 0.0);
	l[1].vote = NAN;
	assert_int_equal(rv_mod_apply(&p, &m, l, LEN(l)), RV_OK);
	assert_true(isnan(l[0].weight) && isnan(l[1].weight));
	assert_int_equal(l[0].why, RV_MOD_GROUP);
	assert_int_equal(l[1].why, RV_MOD_UNKNOWN);
	assert_close("other pair", l[3].weight, -0.06, 0.0);
}

/* Residuals long .1 + .1 with a BTC leg of -.2: one entry dropped takes half of the hedge. */
static void the_filter_takes_its_hedge_along(void **state)
{
	(void)state;
	const rv_mod_params p = params();
	const rv_mod_market m = calm();
	rv_mod_leg l[] = { leg(RV_SUB_S4R, 0, 0.1), leg(RV_SUB_S4R, 0, 0.1),
			   leg(RV_SUB_S4R, 0, -0.2) };
	l[1].filter = RV_SCREEN_DROP;
	assert_int_equal(rv_mod_apply(&p, &m, l, LEN(l)), RV_OK);
	assert_close("kept", l[0].weight, 0.1, 0.0);
	assert_close("dropped", l[1].weight, 0.0, 0.0);
	assert_close("hedge", l[2].weight, -0.1, 1e-15);
	assert_int_equal(l[1].why, RV_MOD_FILTER);
	assert_int_equal(l[2].why, RV_MOD_BALANCE);
}

static void what_is_unknown_stays_unknown(void **state)
{
	(void)state;
	const rv_mod_params p = params();
	for (int k = 0; k < 5; k++) {
		rv_mod_market m = calm();
		rv_mod_leg l[] = { leg(RV_SUB_S4M, 0, 0.1), leg(RV_SUB_S3, 0, 0.1) };
		const bool s4 = k != 1, s3 = k == 0 || k == 1 || k == 4;
		if (k == 0)
			m.leader_vol_factor = NAN;
		if (k == 1)
			m.s3_scale = NAN;
		if (k == 2)
			m.leverage = NAN;
		if (k == 3)
			m.leverage_in_votes = 0.0;
		if (k == 4)
			l[0].held = l[1].vote = NAN;
		assert_int_equal(rv_mod_apply(&p, &m, l, 2), RV_OK);
		assert_close("S4", l[0].weight, s4 ? NAN : 0.1, 0.0);
		assert_close("S3", l[1].weight, s3 ? NAN : 0.1, 0.0);
		assert_int_equal(l[0].why, s4 ? RV_MOD_UNKNOWN : 0);
	}
	rv_mod_leg bad[] = { leg(RV_SUB_S5, 0, 0.1), leg(RV_SUB_H, 0, 0.1) };
	const rv_mod_market m = calm();
	bad[0].weight = 7.0;
	assert_int_equal(rv_mod_apply(&p, &m, bad, 2), RV_EINVAL);
	assert_close("untouched", bad[0].weight, 7.0, 0.0);
	assert_int_equal(rv_mod_apply(&p, &m, NULL, 0), RV_OK);
}

static double draw(rv_rng *r, double most)
{
	return (rv_rng_uniform(r) - 0.5) * 2.0 * most;
}

/* No cap makes a vote larger, turns it, or takes off what is held within it; sides keep their
 * proportion when nothing is held. */
static void caps_only_cap(void **state)
{
	(void)state;
	const rv_mod_params p = params();
	rv_rng r;
	rv_rng_seed(&r, 2385, 1, 0);
	for (int k = 0; k < 2000; k++) {
		const bool fresh = k % 2 == 0;
		rv_mod_leg l[LEGS];
		double before[2] = { 0 }, after[2] = { 0 };
		for (size_t i = 0; i < LEGS; i++) {
			l[i] = leg(RV_SUB_S4R, fresh ? 0 : draw(&r, 0.1), draw(&r, 0.1));
			l[i].filter = (rv_screen_action)rv_rng_below(&r, 3);
			l[i].gated = rv_rng_uniform(&r) < 0.2;
		}
		const rv_mod_market m = calm();
		assert_int_equal(rv_mod_apply(&p, &m, l, LEGS), RV_OK);
		for (size_t i = 0; i < LEGS; i++) {
			const double w = l[i].weight, v = l[i].vote, h = l[i].held;
			assert_true(w * v >= 0 && fabs(w) <= fabs(v));
			assert_true(h * v <= 0 || fabs(w) >= fmin(fabs(h), fabs(v)));
			before[v < 0] += fabs(v);
			after[v < 0] += fabs(w);
		}
		if (fresh)
			assert_close("sides", after[0] / before[0], after[1] / before[1], 1e-12);
	}
}

static void bits_have_words(void **state)
{
	(void)state;
	for (unsigned b = RV_MOD_UNKNOWN; b <= RV_MOD_BETA_ASSUMED; b <<= 1)
		assert_true(strlen(rv_mod_why_text(b)) > 6);
	assert_string_equal(rv_mod_why_text(0), "");
	assert_string_equal(rv_mod_why_text(3), "");
	assert_string_equal(rv_mod_why_text(RV_MOD_BETA_ASSUMED << 1), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(votes_are_those_of_the_oracle),
		cmocka_unit_test(factors_scale),
		cmocka_unit_test(the_filter_scales_entries),
		cmocka_unit_test(leaders_off_stop_high_betas),
		cmocka_unit_test(a_gate_scales_both_sides),
		cmocka_unit_test(a_pair_is_entered_whole_or_not),
		cmocka_unit_test(the_filter_takes_its_hedge_along),
		cmocka_unit_test(what_is_unknown_stays_unknown),
		cmocka_unit_test(caps_only_cap),
		cmocka_unit_test(bits_have_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
