/* The screener: relative momentum among close scores, the filter, and an order that is one. */
#include "tests/engine/score/hybrid_run.h"

enum { BARS = 120 };
static const char *const coins[] = { "AAA", "BBB", "CCC", "DDD", "EEE" };

static int set_up(void **state)
{
	hyb_market *m = hyb_new(64, BARS);
	for (size_t i = 0; i < LEN(coins); i++)
		hyb_same_walk(m, coins[i], BARS);
	hyb_frames(m, INT64_MAX);
	m->params.emission_floor = -1.0; /* the order alone is looked at, unless a test says so */
	m->params.rv_weight = 0.0;	 /* equal hybrid scores */
	*state = m;
	return 0;
}

static int tear_down(void **state)
{
	hyb_free(*state);
	return 0;
}

static void equal_scores_rank_by_momentum_with_the_side(void **state)
{
	hyb_market *m = *state;
	static const double rv[] = { 0.1, -0.3, 0.4, NAN, 0.0 };
	static const char *const longs[] = { "CCC", "AAA", "DDD", "EEE", "BBB" };
	static const char *const shorts[] = { "BBB", "DDD", "EEE", "AAA", "CCC" };
	for (size_t i = 0; i < LEN(coins); i++)
		hyb_momentum(m, coins[i], rv[i]);
	hyb_go(m);
	assert_int_equal(m->out->n_screen, 2 * LEN(coins));
	for (size_t k = 0; k + 1 < LEN(coins); k++) {
		assert_true(hyb_place(m, longs[k], RV_LONG) < hyb_place(m, longs[k + 1], RV_LONG));
		assert_true(hyb_place(m, shorts[k], RV_SHORT) <
			    hyb_place(m, shorts[k + 1], RV_SHORT));
	}
}

static void a_much_better_score_beats_any_momentum(void **state)
{
	hyb_market *m = *state;
	rv_experience_symbol *e = hyb_learn(m, "AAA");
	e->last_signal_ms[RV_LONG] = m->ex->asof_ms - 60 * RV_MINUTE_MS; /* its score decays */
	hyb_momentum(m, "AAA", 0.9);
	hyb_momentum(m, "BBB", -0.4);
	hyb_go(m);
	assert_true(hyb_place(m, "BBB", RV_LONG) < hyb_place(m, "AAA", RV_LONG));
}

static void the_filter_drops_or_downranks(void **state)
{
	hyb_market *m = *state;
	hyb_momentum(m, "AAA", -0.51);
	hyb_momentum(m, "BBB", 0.51);
	hyb_momentum(m, "CCC", -0.5); /* at the limit is not below it */
	hyb_go(m);
	assert_int_equal(hyb_line(m, "AAA", RV_LONG)->action, RV_SCREEN_DROP);
	assert_int_equal(hyb_line(m, "AAA", RV_SHORT)->action, RV_SCREEN_KEEP);
	assert_int_equal(hyb_line(m, "BBB", RV_SHORT)->action, RV_SCREEN_DROP);
	assert_int_equal(hyb_line(m, "BBB", RV_LONG)->action, RV_SCREEN_KEEP);
	assert_int_equal(hyb_line(m, "CCC", RV_LONG)->action, RV_SCREEN_KEEP);
	assert_string_equal(hyb_line(m, "AAA", RV_LONG)->reason,
			    "relative momentum too low for a long");
	assert_true(hyb_place(m, "AAA", RV_LONG) >= 2 * LEN(coins) - 2); /* dropped ones are last */
	assert_false(hyb_of(m, "AAA")->side[RV_LONG].emitted);
	assert_true(hyb_of(m, "AAA")->side[RV_SHORT].emitted);
	const double kept = hyb_line(m, "CCC", RV_LONG)->hybrid;
	m->params.rv_filter = RV_RVFILTER_DOWNRANK;
	hyb_go(m);
	assert_int_equal(hyb_line(m, "AAA", RV_LONG)->action, RV_SCREEN_DOWNRANK);
	assert_close("less", hyb_line(m, "AAA", RV_LONG)->hybrid, kept - 0.10, 1e-15);
	assert_true(hyb_of(m, "AAA")->side[RV_LONG].emitted);
	assert_close("score", hyb_of(m, "AAA")->side[RV_LONG].hybrid, kept, 1e-15);
	m->params.rv_filter = RV_RVFILTER_OFF;
	hyb_go(m);
	assert_int_equal(hyb_line(m, "AAA", RV_LONG)->action, RV_SCREEN_KEEP);
}

/* Whatever the limits: no momentum, known or not, is no reason. */
static void zero_and_unknown_are_never_dropped(void **state)
{
	hyb_market *m = *state;
	m->params.rv_min_for_long = 0.9;
	m->params.rv_max_for_short = -0.9;
	hyb_momentum(m, "AAA", 0.0);
	hyb_momentum(m, "BBB", NAN);
	hyb_momentum(m, "CCC", -0.0);
	hyb_momentum(m, "DDD", 0.2);
	hyb_go(m);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(hyb_line(m, coins[i], RV_LONG)->action, RV_SCREEN_KEEP);
		assert_int_equal(hyb_line(m, coins[i], RV_SHORT)->action, RV_SCREEN_KEEP);
	}
	assert_int_equal(hyb_line(m, "DDD", RV_LONG)->action, RV_SCREEN_DROP);
	assert_int_equal(hyb_line(m, "DDD", RV_SHORT)->action, RV_SCREEN_DROP);
}

static void weak_scores_and_poor_routers_are_dropped_with_their_reason(void **state)
{
	hyb_market *m = *state;
	m->params.emission_floor = 0.35;
	rv_experience_symbol *e = hyb_learn(m, "AAA"); /* quality .8 - .15 - .18 - .10 = .37 */
	e->fills = 50;
	e->maker_ratio = 0.9;
	e->bucket = 2;
	e->drift_bps = 8.0;
	e->twap_skip_ratio = 1.0;
	hyb_go(m);
	assert_int_equal(hyb_line(m, "BBB", RV_LONG)->action, RV_SCREEN_KEEP);
	assert_close("quality", hyb_of(m, "AAA")->router_quality, 0.37, 1e-15);
	assert_close("half", hyb_of(m, "AAA")->side[RV_LONG].router_multiplier, 0.5, 0);
	assert_string_equal(hyb_line(m, "AAA", RV_LONG)->reason, "hybrid below the emission floor");
	m->params.emission_floor = -1.0;
	m->params.min_router_quality = 0.38;
	hyb_go(m);
	assert_int_equal(hyb_line(m, "AAA", RV_LONG)->action, RV_SCREEN_DROP);
	assert_string_equal(hyb_line(m, "AAA", RV_LONG)->reason, "router quality too low");
}

/* Before and after of every three lines, at random scores: an order has no cycles. */
static void the_order_is_transitive_and_does_not_depend_on_the_input(void **state)
{
	(void)state;
	char names[40][RV_SYMBOL_MAX];
	const char *list[40];
	for (size_t i = 0; i < LEN(names); i++) {
		(void)snprintf(names[i], sizeof(names[i]), "C%02zu", i);
		list[i] = names[i];
	}
	hyb_market *m = hyb_new(64, BARS);
	rv_panel_free(m->hourly);
	m->hourly = fx_random_walks(list, LEN(list), BARS, 17, 0.01);
	hyb_frames(m, INT64_MAX);
	for (size_t i = 0; i < LEN(names); i++) {
		if (rv_frame_find(m->signal, names[i]) != SIZE_MAX)
			hyb_momentum(m, names[i], ((double)(i * 7 % 11) - 5.0) / 6.0);
	}
	hyb_go(m);
	assert_true(m->out->n_screen > LEN(names));
	for (size_t k = 0; k + 1 < m->out->n_screen; k++) {
		const rv_screen_entry *a = &m->out->screen[k], *b = a + 1;
		const bool drop_a = a->action == RV_SCREEN_DROP,
			   drop_b = b->action == RV_SCREEN_DROP;
		assert_true(drop_a <= drop_b);
		if (drop_a == drop_b)
			assert_true(floor(a->hybrid / 0.02) >= floor(b->hybrid / 0.02));
	}
	rv_screen_entry first[80];
	memcpy(first, m->out->screen, m->out->n_screen * sizeof(first[0]));
	rv_panel *copy = fx_copy(m->hourly, BARS, 1.0); /* rows added in reverse */
	rv_panel_free(m->hourly);
	m->hourly = copy;
	hyb_frames(m, INT64_MAX);
	for (size_t i = 0; i < LEN(names); i++) {
		if (rv_frame_find(m->signal, names[i]) != SIZE_MAX)
			hyb_momentum(m, names[i], ((double)(i * 7 % 11) - 5.0) / 6.0);
	}
	hyb_go(m);
	for (size_t k = 0; k < m->out->n_screen; k++) {
		assert_int_equal(m->out->screen[k].index, first[k].index);
		assert_int_equal(m->out->screen[k].side, first[k].side);
	}
	hyb_free(m);
}

static void one_side_keeps_the_better_one(void **state)
{
	hyb_market *m = *state;
	m->params.one_side = true;
	hyb_go(m);
	const bool up =
		hyb_of(m, "AAA")->side[RV_LONG].hybrid >= hyb_of(m, "AAA")->side[RV_SHORT].hybrid;
	assert_int_equal(hyb_line(m, "AAA", RV_LONG)->action == RV_SCREEN_KEEP, up);
	assert_int_equal(hyb_line(m, "AAA", RV_SHORT)->action == RV_SCREEN_KEEP, !up);
}

/* Moves the market one bar on; momentum as given. */
static void next_bar(hyb_market *m, double rv)
{
	m->signal->close_ms += RV_HOUR_MS;
	m->rvm->bar_close_ms = m->signal->close_ms;
	hyb_momentum(m, "AAA", rv);
	hyb_go(m);
}

static rv_screen_action action(const hyb_market *m)
{
	return hyb_line(m, "AAA", RV_LONG)->action;
}

static void what_is_held_back_is_released_later(void **state)
{
	hyb_market *m = *state;
	m->params.rv_filter = RV_RVFILTER_DOWNRANK;
	m->params.rv_release = 0.3;
	next_bar(m, -0.4);
	assert_int_equal(action(m), RV_SCREEN_KEEP);
	next_bar(m, -0.6);
	assert_int_equal(action(m), RV_SCREEN_DOWNRANK);
	next_bar(m, -0.4);
	assert_int_equal(action(m), RV_SCREEN_DOWNRANK);
	hyb_go(m); /* the same bar again gives the same */
	assert_int_equal(action(m), RV_SCREEN_DOWNRANK);
	next_bar(m, -0.29);
	assert_int_equal(action(m), RV_SCREEN_KEEP);
	next_bar(m, -0.4);
	assert_int_equal(action(m), RV_SCREEN_KEEP);
	next_bar(m, -0.6);
	m->signal->close_ms -= 10 * RV_HOUR_MS; /* back in time: nothing is remembered */
	next_bar(m, -0.4);
	assert_int_equal(action(m), RV_SCREEN_KEEP);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(equal_scores_rank_by_momentum_with_the_side),
		TEST(a_much_better_score_beats_any_momentum),
		TEST(the_filter_drops_or_downranks),
		TEST(zero_and_unknown_are_never_dropped),
		TEST(weak_scores_and_poor_routers_are_dropped_with_their_reason),
		TEST(the_order_is_transitive_and_does_not_depend_on_the_input),
		TEST(one_side_keeps_the_better_one),
		TEST(what_is_held_back_is_released_later),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
