/*
 * The correction envelope: its limits by hand, at and beyond each; random corrections against the
 * rule written down again.
 */
#include "engine/base/rng.h"
#include "engine/book/envelope.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <string.h>

/* NAV 100,000: 25 bp are 250 USD. A lot is 10 USD. */
#define NAV 1e5

static rv_envelope_leg leg(int64_t granted, int64_t corrected)
{
	return (rv_envelope_leg){
		.symbol = "SOL", .price = 10.0, .granted = granted, .corrected = corrected
	};
}

static rv_envelope_sum check(rv_envelope_leg *l, size_t n)
{
	rv_envelope e;
	rv_envelope_sum s;
	rv_envelope_default(&e);
	assert_int_equal(rv_envelope_check(&e, NAV, l, n, &s), RV_OK);
	return s;
}

static void a_leg_has_a_limit(void **state)
{
	(void)state;
	static const struct {
		int64_t granted, corrected;
		bool inside;
	} cases[] = {
		{ 200, 200, true },    { 200, 250, true },  { 200, 251, false },
		{ 200, 150, true },    { 200, 149, false }, { -200, -250, true },
		{ -200, -251, false }, { 40, 65, true }, /* 25 lots are 25 bp */
		{ 40, 66, false },     { 0, 25, true },	    { 0, -26, false },
		{ 24, 0, true },       { 26, 0, false },    { 10, -1, false }, /* turns over */
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		/* beside a leg large enough for the sum */
		rv_envelope_leg l[] = { leg(cases[i].granted, cases[i].corrected),
					leg(9000, 9000) };
		const rv_envelope_sum s = check(l, 2);
		assert_int_equal(l[0].inside, cases[i].inside);
		assert_true(l[1].inside);
		assert_close("change", l[0].change_usd,
			     10.0 * (double)(cases[i].corrected - cases[i].granted), 1e-9);
		assert_int_equal(s.n_inside + s.n_outside, i == 0 ? 0 : 1);
	}
}

/* 1,000 + 1,000 lots: 500 may change in all. */
static void the_sum_has_a_limit(void **state)
{
	(void)state;
	rv_envelope_leg l[] = { leg(1000, 1250), leg(-1000, -750), leg(0, 0) };
	rv_envelope_sum s = check(l, 3);
	assert_close("notional", s.notional_usd, 20000, 0);
	assert_close("change", s.change_usd, 5000, 0);
	assert_close("most", s.most_usd, 5000, 0);
	assert_true(l[0].inside && l[1].inside && l[2].inside);
	assert_int_equal(s.n_inside, 2);
	l[2].corrected = 1; /* one lot too much: every leg that changes asks */
	s = check(l, 3);
	assert_false(l[0].inside || l[1].inside || l[2].inside);
	assert_int_equal(s.n_outside, 3);
	assert_string_equal(
		l[2].reason,
		"the changes sum to 5010.00 USD, more than 5000.00 (25 % of the program)");
	/* what asks by itself does not use the envelope up */
	l[2].corrected = 26;
	s = check(l, 3);
	assert_true(l[0].inside && l[1].inside && !l[2].inside);
	assert_close("change", s.change_usd, 5000, 0);
}

static void reasons_have_numbers(void **state)
{
	(void)state;
	rv_envelope_leg l[] = { leg(200, 260), leg(0, 26),   leg(100, -20),
				leg(100, 100), leg(100, 90), leg(100, 50) };
	l[4].price = NAN;
	l[5].excluded = true;
	const rv_envelope_sum s = check(l, LEN(l));
	assert_string_equal(
		l[0].reason,
		"changes by 30.0 % of the leg, 60.0 bp of NAV (at most 25 % or 25.0 bp)");
	assert_string_equal(l[1].reason,
			    "was not in the program: 260.00 USD, 26.0 bp of NAV (at most 25.0 bp)");
	assert_string_equal(l[2].reason, "turns from buy to sell 200.00 USD, more than 0.00");
	assert_string_equal(l[3].reason, "no change");
	assert_string_equal(l[4].reason, "no price");
	assert_true(isnan(l[4].change_usd));
	assert_string_equal(l[5].reason, "excluded from the program");
	assert_int_equal(s.n_outside, 5);
	assert_true(isnan(s.notional_usd));
}

static void what_is_excluded_stays_out(void **state)
{
	(void)state;
	rv_envelope e = { 1.0, 1.0, 0.0, 0.0 };
	rv_envelope_sum s;
	rv_envelope_leg l[] = { leg(100, 0), leg(100, 100), leg(10, -300) };
	l[0].excluded = l[1].excluded = true;
	assert_true(rv_envelope_full(&e));
	assert_int_equal(rv_envelope_check(&e, NAV, l, 3, &s), RV_OK);
	assert_true(l[0].inside);
	assert_false(l[1].inside);
	assert_true(l[2].inside); /* convergence first */
	assert_string_equal(l[2].reason, "converges in full");
	assert_close("of the rest", s.notional_usd, 100, 0);
	l[2].price = NAN;
	assert_int_equal(rv_envelope_check(&e, NAV, l, 3, &s), RV_OK);
	assert_false(l[2].inside);
	e.leg_share = 0.99;
	assert_false(rv_envelope_full(&e));
}

static void a_flip_may_be_allowed(void **state)
{
	(void)state;
	rv_envelope e = { 0.25, 0.25, 0.0025, 0.002 }; /* 200 USD */
	rv_envelope_sum s;
	rv_envelope_leg l[] = { leg(10, -20), leg(9000, 9000) };
	assert_int_equal(rv_envelope_check(&e, NAV, l, 2, &s), RV_OK);
	assert_true(l[0].inside);
	assert_string_equal(l[0].reason, "turns from buy to sell 200.00 USD, within 200.00");
	l[0].corrected = -21;
	assert_int_equal(rv_envelope_check(&e, NAV, l, 2, &s), RV_OK);
	assert_false(l[0].inside);
	l[0].corrected = -20;
	assert_int_equal(rv_envelope_check(&e, NAN, l, 2, &s), RV_OK);
	assert_false(l[0].inside);
	assert_string_equal(l[0].reason, "turns from buy to sell 200.00 USD, the NAV is unknown");
}

static void the_unknown_is_outside(void **state)
{
	(void)state;
	rv_envelope e;
	rv_envelope_sum s;
	rv_envelope_default(&e);
	rv_envelope_leg l[] = { leg(40, 60), leg(1000, 1001), leg(500, 500), leg(0, 5) };
	assert_int_equal(rv_envelope_check(&e, NAN, l, 4, &s), RV_OK);
	assert_false(l[0].inside); /* half of the leg; 20 bp, if the NAV were known */
	assert_string_equal(l[0].reason,
			    "changes by 50.0 % of the leg (at most 25 %), the NAV is unknown");
	assert_true(l[1].inside);
	assert_false(l[3].inside);
	assert_string_equal(l[3].reason, "was not in the program: 50.00 USD, the NAV is unknown");
	l[2].price = NAN; /* does not change, but then the program's size is not known */
	assert_int_equal(rv_envelope_check(&e, NAV, l, 3, &s), RV_OK);
	assert_true(l[2].inside);
	assert_false(l[0].inside || l[1].inside);
	assert_string_equal(l[1].reason,
			    "the changes sum to 210.00 USD, the program's size is unknown");
}

static bool small(const rv_envelope_leg *l)
{
	const double lot = 10.0, d = fabs((double)(l->corrected - l->granted)) * lot;
	if (l->granted * l->corrected < 0)
		return false;
	return d <= fmax(0.25 * fabs((double)l->granted) * lot, 250.0);
}

static void random_corrections(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 2385, 5, 0);
	size_t fits = 0, over = 0;
	for (int k = 0; k < 4000; k++) {
		rv_envelope_leg l[6];
		double sum = 0.0, whole = 0.0;
		for (size_t i = 0; i < LEN(l); i++) {
			const int64_t most = k % 2 ? 200 : 40;
			const int64_t g = (int64_t)rv_rng_below(&r, (uint64_t)(2 * most)) - most;
			l[i] = leg(g, g + (int64_t)rv_rng_below(&r, 120) - 60);
			whole += 10.0 * fabs((double)g);
			sum += small(&l[i]) ? 10.0 * fabs((double)(l[i].corrected - g)) : 0.0;
		}
		const bool all = sum <= 0.25 * whole;
		(void)check(l, LEN(l));
		for (size_t i = 0; i < LEN(l); i++)
			assert_int_equal(l[i].inside,
					 l[i].corrected == l[i].granted || (all && small(&l[i])));
		*(all ? &fits : &over) += 1;
	}
	assert_true(fits > 100 && over > 100);
}

static void words_say_all_of_it(void **state)
{
	(void)state;
	char text[RV_ENVELOPE_WORDS];
	rv_envelope e;
	rv_envelope_default(&e);
	assert_string_equal(
		rv_envelope_words(&e, NAV, 20000, text),
		"After the close legs are corrected without asking while the changes sum to at "
		"most 5000.00 USD (25 % of the program), each to at most 25 % of its leg or 250.00 "
		"USD, the larger; a leg that turns over asks again. What is outside asks for a "
		"fresh Y.");
	e.flip_nav = 0.001;
	assert_non_null(strstr(rv_envelope_words(&e, NAV, 20000, text),
			       "a leg may turn over up to 100.00 USD"));
	e.leg_share = e.total_share = 1.0;
	assert_string_equal(rv_envelope_words(&e, NAV, 20000, text),
			    "After the close every leg is corrected in full, whatever it takes, "
			    "but for those that are excluded.");
	e.leg_share = 0.123;
	(void)rv_envelope_words(&e, 1e300, 1e300, text);
	assert_true(strlen(text) < RV_ENVELOPE_WORDS);
}

static void nonsense_is_refused(void **state)
{
	(void)state;
	rv_envelope_leg l = leg(1, 2);
	rv_envelope_sum s;
	for (int k = 0; k < 8; k++) {
		rv_envelope e;
		rv_envelope_default(&e);
		double *const f[] = { &e.total_share, &e.leg_share, &e.leg_nav, &e.flip_nav };
		*f[k % 4] = k < 4 ? NAN : k % 2 ? -0.1 : 1.1;
		assert_non_null(rv_envelope_error(&e));
		assert_int_equal(rv_envelope_check(&e, NAV, &l, 1, &s), RV_EINVAL);
	}
	rv_envelope e;
	rv_envelope_default(&e);
	assert_null(rv_envelope_error(&e));
	l.sz_decimals = 7;
	assert_int_equal(rv_envelope_check(&e, NAV, &l, 1, &s), RV_EINVAL);
	l = leg(INT64_MIN, INT64_MAX);
	assert_int_equal(rv_envelope_check(&e, NAV, &l, 1, &s), RV_OK);
	assert_false(l.inside);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_leg_has_a_limit),
		cmocka_unit_test(the_sum_has_a_limit),
		cmocka_unit_test(reasons_have_numbers),
		cmocka_unit_test(what_is_excluded_stays_out),
		cmocka_unit_test(a_flip_may_be_allowed),
		cmocka_unit_test(the_unknown_is_outside),
		cmocka_unit_test(random_corrections),
		cmocka_unit_test(words_say_all_of_it),
		cmocka_unit_test(nonsense_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
