/* The regime of majors against alts: every way from every state, bands, gaps, three states. */
#include "engine/regime/majors_state.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>

enum { SA = RV_MA_STRONG_ALTS, WA, BA, WM, SM };

static rv_ma_params params(void)
{
	rv_ma_params p;
	rv_ma_params_default(&p);
	return p;
}

/* In a state since `age` bars. */
static rv_ma_state in(int regime, int age)
{
	return (rv_ma_state){ .regime = (rv_ma_regime)regime, .age_bars = age, .score = 0.0 };
}

static void every_way_from_every_state(void **state)
{
	(void)state;
	static const struct {
		int from, age; /* age of the bar before: the band is chosen at age + 1 */
		double score;
		int to;
	} ways[] = {
		/* old: band .3 */
		{ SA, 9, -1.6, SA },
		{ SA, 9, -1.3, SA },
		{ SA, 9, -1.19, WA },
		{ SA, 9, -0.9, WA },
		{ SA, 9, 0.0, BA },
		{ SA, 9, 1.0, WM },
		{ SA, 9, 1.7, SM },
		{ WA, 9, -1.51, SA },
		{ WA, 9, -1.5, WA },
		{ WA, 9, -0.21, WA },
		{ WA, 9, -0.19, BA },
		{ WA, 9, 0.6, WM },
		{ WA, 9, 1.6, SM },
		{ BA, 9, -1.51, SA },
		{ BA, 9, -1.5, WA },
		{ BA, 9, -0.51, WA },
		{ BA, 9, -0.5, BA },
		{ BA, 9, 0.5, BA },
		{ BA, 9, 0.51, WM },
		{ BA, 9, 1.5, WM },
		{ BA, 9, 1.51, SM },
		{ WM, 9, 1.51, SM },
		{ WM, 9, 1.5, WM },
		{ WM, 9, 0.21, WM },
		{ WM, 9, 0.19, BA },
		{ WM, 9, -0.6, WA },
		{ WM, 9, -1.6, SA },
		{ SM, 9, 1.21, SM },
		{ SM, 9, 1.19, WM },
		{ SM, 9, 0.5, BA },
		{ SM, 9, 0.51, WM },
		{ SM, 9, -0.7, WA },
		{ SM, 9, -2.0, SA },
		/* young: band .45; the bar after a switch has age 1, the third age 3 */
		{ SA, 0, -1.06, SA },
		{ SA, 1, -1.04, WA },
		{ WA, 1, -0.06, WA },
		{ WA, 0, -0.04, BA },
		{ WM, 0, 0.06, WM },
		{ WM, 1, 0.04, BA },
		{ SM, 1, 1.06, SM },
		{ SM, 0, 1.04, WM },
		{ WM, 2, 0.19, BA },
		{ WM, 1, 0.19, WM },
		{ WA, 1, -1.51, SA },
		{ BA, 0, 0.51, WM },
	};
	const rv_ma_params p = params();
	for (size_t i = 0; i < LEN(ways); i++) {
		rv_ma_state s = in(ways[i].from, ways[i].age);
		rv_ma_state_step(&p, &s, ways[i].score);
		if ((int)s.regime != ways[i].to)
			print_error("way %zu: from %d at %g to %d, expected %d\n", i, ways[i].from,
				    ways[i].score, (int)s.regime, ways[i].to);
		assert_int_equal(s.regime, ways[i].to);
		assert_int_equal(s.age_bars, ways[i].from == ways[i].to ? ways[i].age + 1 : 0);
	}
}

static void golden_walk(void **state)
{
	(void)state;
	const rv_ma_params p = params();
	rv_ma_state s = { 0 };
	rv_ma_state_step(&p, &s, 0.6);
	assert_int_equal(s.regime, WM);
	assert_int_equal(s.age_bars, 0);
	rv_ma_state_step(&p, &s, 0.1); /* age 1: the exit needs < .05 */
	assert_int_equal(s.regime, WM);
	rv_ma_state_step(&p, &s, 0.04);
	assert_int_equal(s.regime, BA);

	s = (rv_ma_state){ 0 };
	rv_ma_state_step(&p, &s, 0.6);
	rv_ma_state_step(&p, &s, 0.21);
	rv_ma_state_step(&p, &s, 0.21);
	rv_ma_state_step(&p, &s, 0.21); /* age 3: the exit needs < .20 */
	assert_int_equal(s.regime, WM);
	rv_ma_state_step(&p, &s, 0.19);
	assert_int_equal(s.regime, BA);
}

static void a_missing_score_carries(void **state)
{
	(void)state;
	const rv_ma_params p = params();
	rv_ma_state s = { 0 };
	for (int i = 0; i < 400; i++) /* nothing is missed that never was there */
		rv_ma_state_step(&p, &s, NAN);
	assert_int_equal(s.regime, RV_MA_UNKNOWN);
	assert_int_equal(s.missing_days, 0);
	assert_int_equal(s.age_bars, 0);
	rv_ma_state_step(&p, &s, 1.8);
	assert_int_equal(s.regime, SM);
	for (int i = 1; i <= 4; i++) {
		rv_ma_state_step(&p, &s, i % 2 ? NAN : INFINITY);
		assert_int_equal(s.regime, SM);
		assert_int_equal(s.missing_days, i);
		assert_int_equal(s.age_bars, i);
		assert_close("last known", s.score, 1.8, 0.0);
	}
	rv_ma_state_step(&p, &s, 1.3); /* age 5: the exit needs < 1.2 */
	assert_int_equal(s.regime, SM);
	assert_int_equal(s.missing_days, 0);
}

static void three_states(void **state)
{
	(void)state;
	rv_ma_params p = params();
	p.n_regimes = 3;
	static const struct {
		int from;
		double score;
		int to;
	} ways[] = { { WA, -9.0, WA }, { WA, -0.21, WA }, { WA, -0.19, BA }, { WA, 9.0, WM },
		     { BA, -9.0, WA }, { BA, 0.5, BA },	  { BA, 9.0, WM },   { WM, 9.0, WM },
		     { WM, 0.21, WM }, { WM, 0.19, BA },  { WM, -0.6, WA } };
	for (size_t i = 0; i < LEN(ways); i++) {
		rv_ma_state s = in(ways[i].from, 9);
		rv_ma_state_step(&p, &s, ways[i].score);
		assert_int_equal(s.regime, ways[i].to);
	}
	assert_string_equal(rv_ma_regime_name(RV_MA_WEAK_ALTS, 3), "RISK_ON_ALTS");
	assert_string_equal(rv_ma_regime_name(RV_MA_WEAK_MAJORS, 3), "RISK_ON_MAJORS");
	assert_string_equal(rv_ma_regime_name(RV_MA_WEAK_MAJORS, 5), "WEAK_RISK_ON_MAJORS");
}

static void entry_may_need_confirmation(void **state)
{
	(void)state;
	rv_ma_params p = params();
	p.entry_confirm_days = 2;
	rv_ma_state s = in(BA, 5);
	rv_ma_state_step(&p, &s, 0.6);
	assert_int_equal(s.regime, BA);
	rv_ma_state_step(&p, &s, 0.4); /* back inside: starts anew */
	rv_ma_state_step(&p, &s, 0.6);
	assert_int_equal(s.regime, BA);
	rv_ma_state_step(&p, &s, -0.6); /* the other side: starts anew */
	assert_int_equal(s.regime, BA);
	rv_ma_state_step(&p, &s, 0.6);
	rv_ma_state_step(&p, &s, NAN); /* a gap neither confirms nor starts anew */
	rv_ma_state_step(&p, &s, 1.7); /* the same side, another class */
	assert_int_equal(s.regime, SM);
	rv_ma_state_step(&p, &s, 0.0); /* leaving a state at its band needs none */
	assert_int_equal(s.regime, BA);
	s = (rv_ma_state){ 0 };
	rv_ma_state_step(&p, &s, 0.6); /* nor does the first score */
	assert_int_equal(s.regime, WM);
}

/* The distances are where the next bar switches: just short of one it stays, just past it goes. */
static void distances_are_where_it_switches(void **state)
{
	(void)state;
	const rv_ma_params p = params();
	for (int r = SA; r <= SM; r++) {
		for (int age = 0; age < 5; age++) {
			const double score = -1.7 + 0.83 * (r - SA);
			const rv_ma_state at = in(r, age);
			double up = 0.0, down = 0.0;
			rv_ma_state_distance(&p, &at, score, &up, &down);
			assert_int_equal(isnan(up), r == SM);
			assert_int_equal(isnan(down), r == SA);
			for (int side = 0; side < 2; side++) {
				const double d = side ? up : down, sign = side ? 1.0 : -1.0;
				if (isnan(d) || d < 1e-6)
					continue;
				rv_ma_state s = at;
				rv_ma_state_step(&p, &s, score + sign * (d - 1e-9));
				assert_int_equal(s.regime, r);
				s = at;
				rv_ma_state_step(&p, &s, score + sign * (d + 1e-9));
				assert_int_not_equal(s.regime, r);
			}
		}
	}
}

static void scale_of_the_book(void **state)
{
	(void)state;
	rv_ma_params p = params();
	static const struct {
		int regime;
		double score, five, three;
	} rows[] = { { SA, -2.0, 0, 0 },   { WA, -1.0, 0, 0 },	 { BA, 0.4, 0, 0 },
		     { WM, 0.1, .4, .5 },  { WM, 0.5, .4, 1.0 }, { WM, 1.0, .6, 1.0 },
		     { WM, 1.5, .8, 1.0 }, { SM, 1.2, .8, 1.0 }, { SM, 1.5, 1.0, 1.0 },
		     { SM, 0.3, .6, .6 },  { WM, 0.3, .4, .6 },	 { WM, NAN, 0, 0 } };
	for (size_t i = 0; i < LEN(rows); i++) {
		p.n_regimes = 5;
		assert_close("five",
			     rv_ma_regime_scale(&p, (rv_ma_regime)rows[i].regime, rows[i].score),
			     rows[i].five, 1e-12);
		p.n_regimes = 3;
		assert_close("three",
			     rv_ma_regime_scale(&p, (rv_ma_regime)rows[i].regime, rows[i].score),
			     rows[i].three, 1e-12);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_way_from_every_state),
		cmocka_unit_test(golden_walk),
		cmocka_unit_test(a_missing_score_carries),
		cmocka_unit_test(three_states),
		cmocka_unit_test(entry_may_need_confirmation),
		cmocka_unit_test(distances_are_where_it_switches),
		cmocka_unit_test(scale_of_the_book),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
