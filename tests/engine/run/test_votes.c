/*
 * Votes of a pass: what each system wants, who is unknown and why, what is held and by whom. Every
 * expected number is worked out beside it.
 */
#include "engine/base/rng.h"
#include "engine/run/votes.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = { "ADA", "BTC", "ENA", "ETH", "SOL", "XRP" };
enum { ADA, BTC, ENA, ETH, SOL, XRP, N };
#define T0 (INT64_C(20400) * RV_DAY_MS)

typedef struct fixture {
	rv_step_params params;
	rv_step_result *r;
	rv_bucket_book *s4;
	rv_mod_params mods;
	rv_net_coin coins[N];
	rv_votes_input in;
	rv_votes *v;
} fixture;

static void fill_modules(rv_step_result *r)
{
	r->idio.close_ms = r->buckets.close_ms = r->ma.close_ms = T0;
	r->book.status = RV_OPT_OPTIMAL;
	r->book.n_assets = 4;
	r->buckets.ready = true;
	r->buckets.leverage_factor = 0.8;
	r->ms.regime = RV_REGIME_RISK_ON;
	r->ms.confidence = 0.9;
	r->ma.score = 0.7;
	r->ma.scale = 0.5;
	r->ma.trading = true;
	r->ma.n_basket = 2;
	r->ma.basket[0] = (rv_ma_leg){ ADA, 1.0, 0.0, -0.3 };
	r->ma.basket[1] = (rv_ma_leg){ XRP, 1.0, 0.0, -0.2 };
	r->ma.weight_btc = 0.4;
	r->ma.weight_eth = 0.1;
}

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	f->r = calloc(1, sizeof(*f->r));
	f->s4 = calloc(1, sizeof(*f->s4));
	f->v = calloc(1, sizeof(*f->v));
	assert_true(f->r && f->s4 && f->v);
	rv_step_params_default(&f->params);
	rv_mod_params_default(&f->mods);
	rv_step_result *r = f->r;
	r->n_daily = r->n_signal = r->universe.n = r->book.n = r->buckets.n = r->ms.n = r->risk.n =
		N;
	fill_modules(r);
	for (size_t i = 0; i < N; i++) {
		memcpy(r->daily_names[i], names[i], strlen(names[i]) + 1);
		memcpy(r->signal_names[i], names[i], strlen(names[i]) + 1);
		r->daily_close[i] = 100.0;
		r->book.symbols[i] = (rv_book_symbol){ .reason = RV_BOOK_IN };
		r->risk.symbols[i].leader_vol_factor = 1.0;
		for (int side = 0; side < 2; side++)
			r->hybrid.screen[r->hybrid.n_screen++] = (rv_screen_entry){
				.index = i, .side = (rv_direction)side, .action = RV_SCREEN_KEEP
			};
		memcpy(f->coins[i].symbol, names[i], strlen(names[i]) + 1);
		f->coins[i].sz_decimals = 2;
		f->coins[i].price = 50.0;
	}
	r->book.symbols[BTC].reason = r->book.symbols[ETH].reason = RV_BOOK_INACTIVE;
	f->s4->close_ms = T0;
	f->in = (rv_votes_input){ .pass = r, .params = &f->params, .s4 = f->s4, .mods = &f->mods };
	for (int s = 0; s < RV_SUB_H; s++)
		f->in.equity[s] = 10000.0;
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	free(f->r);
	free(f->s4);
	free(f->v);
	free(f);
	return 0;
}

static void run(fixture *f)
{
	assert_int_equal(rv_votes_run(&f->in, f->coins, N, f->v), RV_OK);
	for (size_t i = 0; i < N; i++) {
		for (int s = 0; s < RV_SUB_H; s++)
			assert_close("told", f->coins[i].vote[s], f->v->coin[i][s].vote, 0);
	}
}

static void unknown(const fixture *f, rv_sub s, const char *words)
{
	assert_false(f->v->known[s]);
	assert_string_equal(f->v->state[s], words);
	for (size_t i = 0; i < N; i++)
		assert_true(isnan(f->coins[i].vote[s]));
}

static void position(fixture *f, rv_bucket k, const char *name, size_t coin, const char *hedge,
		     double weight)
{
	rv_bb_position *q = &f->s4->positions[f->s4->n++];
	*q = (rv_bb_position){ .bucket = k,
			       .units = llround(weight / RV_BB_UNIT),
			       .leverage = 0.8,
			       .hedge = hedge[0] ? 0.5 : 0.0,
			       .beta = 0.0 };
	memcpy(q->name, name, strlen(name) + 1);
	memcpy(q->symbol, names[coin], strlen(names[coin]) + 1);
	memcpy(q->hedge_symbol, hedge, strlen(hedge) + 1);
}

static void s5_votes_its_weights_and_not_its_hedge(void **state)
{
	fixture *f = *state;
	f->r->book.symbols[SOL].weight = 0.08;
	f->r->book.symbols[XRP].weight = -0.05;
	f->r->book.weight_btc = -0.06;
	run(f);
	assert_true(f->v->known[RV_SUB_S5]);
	assert_close("SOL", f->coins[SOL].vote[RV_SUB_S5], 0.08, 1e-15);
	assert_close("XRP", f->coins[XRP].vote[RV_SUB_S5], -0.05, 1e-15);
	assert_close("ADA", f->coins[ADA].vote[RV_SUB_S5], 0.0, 0);
	assert_close("BTC", f->coins[BTC].vote[RV_SUB_S5], 0.0, 0);
	assert_string_equal(f->v->state[RV_SUB_S5], "of the close of 2025-11-07");
}

/* A coin below the volume is closed; one whose data is missing stays, alone. */
static void s5_closes_what_left_and_keeps_what_is_unknown(void **state)
{
	fixture *f = *state;
	f->r->book.symbols[SOL].weight = 0.08;
	f->r->book.symbols[ADA].reason = f->r->book.symbols[XRP].reason = RV_BOOK_INACTIVE;
	f->r->universe.entries[ADA].reason = RV_UNIVERSE_ILLIQUID;
	f->r->universe.entries[XRP].reason = RV_UNIVERSE_NO_VOLUME;
	f->r->book.symbols[ENA].reason = RV_BOOK_NO_SIGNAL;
	f->coins[ADA].held[RV_SUB_S5] = 300;
	f->coins[XRP].held[RV_SUB_S5] = -200;
	f->coins[ENA].held[RV_SUB_S5] = 100;
	run(f);
	assert_close("left", f->coins[ADA].vote[RV_SUB_S5], 0.0, 0);
	assert_true(f->v->coin[ADA][RV_SUB_S5].left);
	assert_close("no volume", f->coins[XRP].vote[RV_SUB_S5], NAN, 0);
	assert_close("no signal", f->coins[ENA].vote[RV_SUB_S5], NAN, 0);
	assert_close("the others go on", f->coins[SOL].vote[RV_SUB_S5], 0.08, 1e-15);
	f->coins[SOL].held[RV_SUB_S5] = 100;
	f->coins[SOL].price = NAN;
	f->r->book.symbols[ETH].reason = RV_BOOK_IN;
	f->r->book.symbols[ETH].weight = 0.02;
	run(f);
	assert_close("no price", f->coins[SOL].vote[RV_SUB_S5], NAN, 0);
	assert_close("alone", f->coins[ETH].vote[RV_SUB_S5], 0.02, 1e-15);
}

/* With a book it votes what a pass makes of that, not of nothing; one of another day it waits for.
 */
static void s5_votes_what_comes_of_its_book(void **state)
{
	fixture *f = *state;
	rv_s5_book *s5 = calloc(1, sizeof(*s5));
	assert_non_null(s5);
	f->in.s5 = s5;
	f->r->book.symbols[SOL].weight = 0.08;
	run(f);
	assert_close("one shot", f->coins[SOL].vote[RV_SUB_S5], 0.08, 1e-15);
	f->r->s5 = f->r->book;
	f->r->s5.symbols[SOL].weight = 0.03;
	f->r->s5.status = RV_OPT_NO_EDGE;
	f->r->s5_from_ms = T0 - RV_DAY_MS;
	run(f);
	unknown(f, RV_SUB_S5, "a pass that goes on from its book is due: it stays");
	s5->now.close_ms = T0 - RV_DAY_MS;
	run(f);
	assert_string_equal(f->v->state[RV_SUB_S5], "of the close of 2025-11-07, no edge");
	assert_close("SOL", f->coins[SOL].vote[RV_SUB_S5], 0.03, 1e-15);
	s5->before = s5->now; /* the day is taken: its passes still start from the one before */
	s5->now.close_ms = T0;
	run(f);
	assert_close("SOL", f->coins[SOL].vote[RV_SUB_S5], 0.03, 1e-15);
	free(s5);
}

static void a_system_that_says_nothing_leaves_what_it_holds(void **state)
{
	fixture *f = *state;
	f->r->book.n_assets = 0;
	f->r->buckets.ready = false;
	f->r->ma.score = NAN;
	run(f);
	unknown(f, RV_SUB_S5, "no coin is ready: it stays");
	unknown(f, RV_SUB_S4M, "history too short: it stays");
	unknown(f, RV_SUB_S4P, "history too short: it stays");
	unknown(f, RV_SUB_S3, "no score, the regime is carried: it stays");
	fill_modules(f->r);
	f->r->book.status = RV_OPT_UNCERTIFIED;
	f->s4->close_ms = 0;
	f->r->ma.n_basket = 0;
	run(f);
	unknown(f, RV_SUB_S5, "the optimizer has no certificate: it stays");
	unknown(f, RV_SUB_S4R, "its book has seen no day: it stays");
	unknown(f, RV_SUB_S3, "too few coins for a basket: it stays");
	f->params.modules = RV_MODULE_HYBRID;
	f->r->book.n = f->r->buckets.n = 0;
	f->r->ma.close_ms = 0;
	run(f);
	unknown(f, RV_SUB_S5, "stat-arb is off: it stays");
	unknown(f, RV_SUB_S4MR, "the buckets are off: it stays");
	unknown(f, RV_SUB_S3, "majors against alts are off: it stays");
}

/* Without a result of the risk module nobody knows the leader-volatility factor. */
static void an_unknown_factor_leaves_every_vote_unknown(void **state)
{
	fixture *f = *state;
	f->r->book.symbols[SOL].weight = 0.08;
	f->r->risk.n = 0;
	run(f);
	assert_close("risk", f->coins[SOL].vote[RV_SUB_S5], NAN, 0);
	f->params.modules &= ~(unsigned)RV_MODULE_RISK;
	run(f);
	assert_close("off", f->coins[SOL].vote[RV_SUB_S5], 0.08, 1e-15);
}

static void s3_votes_basket_and_majors_at_its_scale(void **state)
{
	fixture *f = *state;
	run(f);
	assert_close("ADA", f->coins[ADA].vote[RV_SUB_S3], -0.15, 1e-15);
	assert_close("XRP", f->coins[XRP].vote[RV_SUB_S3], -0.10, 1e-15);
	assert_close("BTC", f->coins[BTC].vote[RV_SUB_S3], 0.20, 1e-15);
	assert_close("ETH", f->coins[ETH].vote[RV_SUB_S3], 0.05, 1e-15);
	f->r->ma.trading = false;
	f->r->ma.scale = 0.0;
	run(f);
	assert_close("aside", f->coins[ADA].vote[RV_SUB_S3], 0.0, 0);
	assert_string_equal(f->v->state[RV_SUB_S3], "of the close of 2025-11-07, stands aside");
}

/* Of 400 lots of ETH at 50 and 2 decimals, 200 USD or .02 of 10,000: the pairs want .02 and .06 in
 * ETH, so that a quarter and three quarters of it are theirs. */
static void pairs_share_what_is_held_of_their_common_coin(void **state)
{
	fixture *f = *state;
	position(f, RV_BUCKET_PAIR, "ETH-ENA", ENA, "ETH", -0.04);
	position(f, RV_BUCKET_PAIR, "ETH-SOL", SOL, "ETH", -0.12);
	f->coins[ETH].held[RV_SUB_S4P] = 400;
	run(f);
	double held[2] = { NAN, NAN };
	size_t n = 0;
	for (size_t k = 0; k < f->v->n_legs; k++) {
		if (f->v->legs[k].sub == RV_SUB_S4P && f->v->leg_coin[k] == ETH)
			held[n++] = f->v->legs[k].held;
	}
	assert_int_equal(n, 2);
	assert_close("first", held[0], 0.005, 1e-12);
	assert_close("second", held[1], 0.015, 1e-12);
	assert_close("vote", f->coins[ETH].vote[RV_SUB_S4P], 0.08, 1e-9);
	f->coins[SOL].held[RV_SUB_S4P] = 7;
	f->coins[SOL].price = NAN; /* one pair stays; the coin that both are in with it */
	run(f);
	assert_close("unknown leg", f->coins[SOL].vote[RV_SUB_S4P], NAN, 0);
	assert_close("common coin", f->coins[ETH].vote[RV_SUB_S4P], NAN, 0);
	assert_close("the other pair", f->coins[ENA].vote[RV_SUB_S4P], -0.04, 1e-9);
}

static void relative_momentum_caps_entries_of_s4m(void **state)
{
	fixture *f = *state;
	char words[RV_NET_TEXT];
	position(f, RV_BUCKET_MOMENTUM, "SOL", SOL, "", 0.10);
	f->r->hybrid.screen[2 * SOL + RV_LONG].action = RV_SCREEN_DOWNRANK;
	f->r->hybrid.screen[2 * SOL + RV_SHORT].action = RV_SCREEN_DROP;
	run(f);
	assert_close("half", f->coins[SOL].vote[RV_SUB_S4M], 0.05, 1e-9);
	assert_close("model", f->v->coin[SOL][RV_SUB_S4M].model, 0.10, 1e-9);
	assert_string_equal(rv_votes_why(f->v->coin[SOL][RV_SUB_S4M].why, words),
			    "capped by the relative momentum filter");
	f->r->hybrid.n_screen = 0;	      /* it says nothing of the coin: nothing is added */
	f->coins[SOL].held[RV_SUB_S4M] = 600; /* 300 USD, .03 */
	run(f);
	assert_close("kept", f->coins[SOL].vote[RV_SUB_S4M], 0.03, 1e-9);
	f->params.modules &= ~(unsigned)RV_MODULE_HYBRID;
	run(f);
	assert_close("off", f->coins[SOL].vote[RV_SUB_S4M], 0.10, 1e-9);
}

static void leaders_risk_off_stops_high_betas(void **state)
{
	fixture *f = *state;
	position(f, RV_BUCKET_MOMENTUM, "SOL", SOL, "", 0.10);
	f->r->ms.regime = RV_REGIME_RISK_OFF;
	f->r->ms.symbols[SOL].pairs[0].beta = 1.5;
	run(f);
	assert_true(f->v->risk_off);
	assert_close("gated", f->coins[SOL].vote[RV_SUB_S4M], 0.0, 0);
	f->r->ms.confidence = 0.5;
	run(f);
	assert_false(f->v->risk_off);
	assert_close("unsure", f->coins[SOL].vote[RV_SUB_S4M], 0.10, 1e-9);
}

/* A sub-book that holds what nobody of it votes for closes it. */
static void leftovers_are_closed(void **state)
{
	fixture *f = *state;
	f->coins[XRP].held[RV_SUB_S4M] = 50;
	f->coins[SOL].held[RV_SUB_S3] = -50;
	run(f);
	assert_close("S4m", f->coins[XRP].vote[RV_SUB_S4M], 0.0, 0);
	assert_close("S3", f->coins[SOL].vote[RV_SUB_S3], 0.0, 0);
}

/* Modifiers make a vote no larger than the model's, and of what is held at most the vote's side. */
static void random_passes(void **state)
{
	fixture *f = *state;
	rv_rng g;
	rv_rng_seed(&g, 20251107, 3, 0);
	size_t votes = 0, stays = 0;
	for (int t = 0; t < 5000; t++) {
		for (size_t i = 0; i < N; i++) {
			f->r->book.symbols[i].reason = (rv_book_reason)rv_rng_below(&g, 6);
			f->r->book.symbols[i].weight = rv_rng_uniform(&g) * 0.2 - 0.1;
			f->r->universe.entries[i].reason =
				(rv_universe_reason)rv_rng_below(&g, RV_UNIVERSE_REASONS);
			f->coins[i].price = rv_rng_below(&g, 20) == 0 ? (double)NAN : 50.0;
			for (int s = 0; s < RV_SUB_H; s++)
				f->coins[i].held[s] = (int64_t)rv_rng_below(&g, 5) * 100 - 200;
			f->r->hybrid.screen[2 * i].action = (rv_screen_action)rv_rng_below(&g, 3);
		}
		f->s4->n = 0;
		position(f, RV_BUCKET_MOMENTUM, "SOL", SOL, "", rv_rng_uniform(&g) * 0.2);
		position(f, RV_BUCKET_RESIDUAL, "XRP", XRP, "", rv_rng_uniform(&g) * 0.2);
		position(f, RV_BUCKET_RESIDUAL, "ADA", ADA, "", rv_rng_uniform(&g) * -0.2);
		run(f);
		for (size_t i = 0; i < N; i++) {
			for (int s = 0; s < RV_SUB_H; s++) {
				const rv_sub_vote *v = &f->v->coin[i][s];
				stays += isnan(v->vote) ? 1 : 0;
				if (isnan(v->vote))
					continue;
				votes++;
				assert_true(fabs(v->vote) <= fabs(v->model) + 1e-12);
				assert_true(v->vote * v->model >= 0.0);
				if (f->coins[i].held[s] != 0)
					assert_true(f->coins[i].price > 0.0);
			}
		}
	}
	assert_true(votes > 10000 && stays > 1000);
}

static void wrong_lists_are_refused(void **state)
{
	fixture *f = *state;
	rv_net_coin swap = f->coins[0];
	f->coins[0] = f->coins[1];
	f->coins[1] = swap;
	assert_int_equal(rv_votes_run(&f->in, f->coins, N, f->v), RV_EINVAL);
	f->coins[1] = f->coins[0];
	f->coins[0] = swap;
	f->coins[2].sz_decimals = 7;
	assert_int_equal(rv_votes_run(&f->in, f->coins, N, f->v), RV_EINVAL);
	f->coins[2].sz_decimals = 2;
	assert_int_equal(rv_votes_run(&f->in, f->coins, RV_MAX_SYMBOLS + 1, f->v), RV_EINVAL);
	assert_int_equal(rv_votes_run(&f->in, f->coins, 2, f->v), RV_OK);
	assert_true(f->v->n_strays > 0); /* the basket's XRP, and ETH, are not listed */
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(s5_votes_its_weights_and_not_its_hedge),
		WITH(s5_closes_what_left_and_keeps_what_is_unknown),
		WITH(s5_votes_what_comes_of_its_book),
		WITH(a_system_that_says_nothing_leaves_what_it_holds),
		WITH(an_unknown_factor_leaves_every_vote_unknown),
		WITH(s3_votes_basket_and_majors_at_its_scale),
		WITH(pairs_share_what_is_held_of_their_common_coin),
		WITH(relative_momentum_caps_entries_of_s4m),
		WITH(leaders_risk_off_stops_high_betas),
		WITH(leftovers_are_closed),
		WITH(random_passes),
		WITH(wrong_lists_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
