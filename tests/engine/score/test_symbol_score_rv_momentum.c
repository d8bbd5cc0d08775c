/* Relative momentum in the hybrid score: off, with and against the side, and the clamp. */
#include "tests/engine/score/hybrid_run.h"

enum { BARS = 120 };
static const char *const coins[] = { "BTC", "DOGE", "ETH", "SOL" };

static int set_up(void **state)
{
	hyb_market *m = hyb_new(8, BARS);
	for (size_t i = 0; i < LEN(coins); i++)
		hyb_same_walk(m, coins[i], BARS);
	hyb_frames(m, INT64_MAX);
	*state = m;
	return 0;
}

static int tear_down(void **state)
{
	hyb_free(*state);
	return 0;
}

static double hybrid_of(const hyb_market *m, const char *name, rv_direction side)
{
	return hyb_of(m, name)->side[side].hybrid;
}

/* A disabled factor has nobody available: the score is that of a desk without the factor. */
static void disabled_leaves_the_score_as_it_is(void **state)
{
	hyb_market *m = *state;
	assert_int_equal(rv_hybrid_run(m->w, &m->params, m->signal, m->days, NULL, m->ex, m->out),
			 RV_OK);
	const rv_hybrid_symbol without = *hyb_of(m, "SOL");
	rv_rvm_params off;
	rv_rvm_baskets baskets;
	rv_rvm *w = NULL;
	rv_rvm_params_default(&off);
	rv_rvm_baskets_default(&baskets);
	off.enabled = false;
	assert_int_equal(rv_rvm_new(8, 48, &w), RV_OK);
	assert_int_equal(rv_rvm_run(w, &off, &baskets, m->hourly, BARS - 1, m->rvm), RV_OK);
	hyb_go(m);
	assert_memory_equal(hyb_of(m, "SOL"), &without, sizeof(without));
	assert_true(without.known);
	assert_close("term", without.side[RV_LONG].rv_term, 0.0, 0);
	assert_memory_equal(&without.side[RV_LONG].hybrid, &without.side[RV_LONG].base,
			    sizeof(double));
	rv_rvm_free(w);
}

static void a_positive_score_lifts_the_long_and_sinks_the_short(void **state)
{
	hyb_market *m = *state;
	hyb_go(m);
	const double up = hybrid_of(m, "SOL", RV_LONG), down = hybrid_of(m, "SOL", RV_SHORT);
	hyb_momentum(m, "SOL", 0.5);
	hyb_go(m);
	assert_close("long", hybrid_of(m, "SOL", RV_LONG), up + 0.05, 1e-15);
	assert_close("short", hybrid_of(m, "SOL", RV_SHORT), down - 0.05, 1e-15);
	hyb_momentum(m, "SOL", -0.37);
	hyb_go(m);
	assert_close("long", hybrid_of(m, "SOL", RV_LONG), up - 0.037, 1e-15);
	assert_close("short", hybrid_of(m, "SOL", RV_SHORT), down + 0.037, 1e-15);
}

/* A blend of the two would take a good score down: base .8 and momentum .5 must not give .77. */
static void a_strong_coin_with_a_high_base_is_not_pulled_down(void **state)
{
	hyb_market *m = *state;
	m->params.weights[RV_PART_TREND] = 1.0;
	for (int k = RV_PART_CARRY; k < RV_PART_N; k++)
		m->params.weights[k] = 0.0;
	m->params.slope_scale = 1e-9; /* the trend is as good as certain */
	m->params.momentum_weight = 0.0;
	hyb_momentum(m, "DOGE", 0.5);
	hyb_go(m);
	const rv_hybrid_side *s = &hyb_of(m, "DOGE")->side[RV_LONG];
	assert_true(s->base > 0.8);
	assert_true(s->hybrid >= s->base);
}

static void only_the_coin_itself_moves(void **state)
{
	hyb_market *m = *state;
	hyb_go(m);
	const rv_hybrid_symbol eth = *hyb_of(m, "ETH");
	hyb_momentum(m, "SOL", 0.9);
	hyb_go(m);
	assert_memory_equal(hyb_of(m, "ETH"), &eth, sizeof(eth));
}

static void the_score_stays_within_one(void **state)
{
	hyb_market *m = *state;
	m->params.rv_weight = 7.0;
	rv_experience_symbol *e = hyb_learn(m, "SOL"); /* the best router: times 1.05 */
	e->fills = 30;
	e->maker_ratio = 1.0;
	e->drift_bps = -1.0;
	e->last_signal_ms[RV_SHORT] = m->ex->asof_ms - 30 * RV_MINUTE_MS;
	hyb_momentum(m, "SOL", 1.0);
	hyb_momentum(m, "DOGE", -1.0);
	hyb_go(m);
	assert_close("top", hybrid_of(m, "SOL", RV_LONG), 1.0, 0);
	assert_close("bottom", hybrid_of(m, "SOL", RV_SHORT), -1.0, 0);
	assert_close("bottom", hybrid_of(m, "DOGE", RV_LONG), -1.0, 0);
	assert_close("top", hybrid_of(m, "DOGE", RV_SHORT), 1.0, 0);
	assert_close("boost", hyb_of(m, "SOL")->side[RV_LONG].router_multiplier, 1.05, 0);
	hyb_momentum(m, "SOL", 250.0); /* no factor gives this; the clamp does not trust it */
	m->params.rv_weight = 0.1;
	hyb_go(m);
	assert_close("clamped", hyb_of(m, "SOL")->side[RV_LONG].rv_term, 0.1, 1e-16);
}

static void decay_and_router_come_after_the_factor(void **state)
{
	hyb_market *m = *state;
	rv_experience_symbol *e = hyb_learn(m, "SOL");
	e->last_signal_ms[RV_LONG] = m->ex->asof_ms - 45 * RV_MINUTE_MS;
	hyb_momentum(m, "SOL", 0.6);
	hyb_go(m);
	const rv_hybrid_side *s = &hyb_of(m, "SOL")->side[RV_LONG];
	assert_close("decay", s->decay, 0.5, 1e-15);
	assert_close("product", s->hybrid, (s->base + 0.06) * 0.5, 1e-15);
	assert_close("other side", hyb_of(m, "SOL")->side[RV_SHORT].decay, 1.0, 0);
	e->last_signal_ms[RV_LONG] = m->ex->asof_ms + RV_HOUR_MS; /* not yet known: no age */
	hyb_go(m);
	assert_close("ahead", hyb_of(m, "SOL")->side[RV_LONG].decay, 1.0, 0);
}

static void a_snapshot_of_another_bar_is_not_used(void **state)
{
	hyb_market *m = *state;
	hyb_momentum(m, "SOL", 0.6);
	m->rvm->bar_close_ms -= RV_HOUR_MS;
	hyb_go(m);
	assert_close("rv", hyb_of(m, "SOL")->rv, NAN, 0);
	assert_close("term", hyb_of(m, "SOL")->side[RV_LONG].rv_term, 0.0, 0);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(disabled_leaves_the_score_as_it_is),
		TEST(a_positive_score_lifts_the_long_and_sinks_the_short),
		TEST(a_strong_coin_with_a_high_base_is_not_pulled_down),
		TEST(only_the_coin_itself_moves),
		TEST(the_score_stays_within_one),
		TEST(decay_and_router_come_after_the_factor),
		TEST(a_snapshot_of_another_bar_is_not_used),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
