/*
 * What the strategies rv-momentum and multi-bucket decide at a close is what the live pass and the
 * live book of S4 say there; and a close that is decided again trades nothing.
 */
#include "engine/research/multi_bucket_internal.h"
#include "engine/research/rv_momentum_internal.h"
#include "tests/support/assert_close.h"
#include "tests/support/bt_drive.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COINS = BT_LIVE_COINS, START = 420, DAYS = 120 };

static void live_pass(bt_live *b, size_t day)
{
	const rv_step_input in = { .signal = b->p,
				   .daily = b->p,
				   .modules = RV_MODULE_BUCKETS,
				   .asof_ms = rv_panel_open_ms(b->p, START + day) + RV_DAY_MS };
	assert_int_equal(rv_step_run(b->step, &in, b->r), RV_OK);
}

/* ---- rv-momentum ---- */

static double live_score(const bt_live *b, const char *name)
{
	const size_t i = rv_step_find_signal(b->r, name);
	assert_true(i < b->r->rvm.n);
	return b->r->rvm.symbols[i].score;
}

/* By the universe of the live pass at that close. */
static bool is_liquid(const bt_live *b, const char *name)
{
	const rv_universe *u = &b->r->universe;
	for (size_t i = 0; i < u->n; i++) {
		if (strcmp(rv_panel_name(b->p, u->entries[i].row), name) == 0)
			return u->entries[i].reason == RV_UNIVERSE_ACTIVE ||
			       u->entries[i].reason == RV_UNIVERSE_FACTOR;
	}
	return false;
}

/* Nobody who is out of a side is beyond everybody's band by the live score. */
static void check_sides(const bt_live *b, const bt_drive *x)
{
	double sum_long = 0.0, sum_short = 0.0;
	size_t n = 0, longs = 0, shorts = 0;
	const rvt_day *d = x->pass;
	for (size_t k = 0; k < x->decision.n; k++) {
		const rv_bt_target *t = &x->decision.targets[k];
		size_t above = 0, below = 0;
		n = 0;
		assert_close("keep", t->keep, .25, 0);
		assert_true(is_liquid(b, t->symbol));
		for (size_t i = 0; i < d->n; i++) {
			const double s = live_score(b, d->coins[i].symbol);
			n += d->coins[i].eligible;
			above += d->coins[i].eligible && s > live_score(b, t->symbol);
			below += d->coins[i].eligible && s < live_score(b, t->symbol);
		}
		assert_true((t->weight > 0.0 ? above : below) < (size_t)(.3 * (double)n));
		*(t->weight > 0.0 ? &sum_long : &sum_short) += t->weight;
		*(t->weight > 0.0 ? &longs : &shorts) += 1;
	}
	assert_close("long", sum_long, .5, 1e-12);
	assert_close("short", sum_short, -.5, 1e-12);
	assert_int_equal(longs, (size_t)(.2 * (double)n));
	assert_int_equal(shorts, longs);
}

static void test_rv_momentum(void **state)
{
	bt_live *b = *state;
	b->params.universe.min_volume_usd = 10e6;
	rv_step_free(b->step);
	assert_int_equal(rv_step_new(&b->params, &b->step), RV_OK);
	bt_drive *x = bt_drive_open(&rv_strategy_rv_momentum, b->p, &b->params, START, DAYS);
	size_t traded = 0, out = 0;
	for (size_t day = 1; day < DAYS; day++) {
		bt_drive_decide(x, day);
		live_pass(b, day);
		for (size_t k = 0; k < x->decision.n_scores; k++)
			assert_close("score", x->decision.scores[k].score,
				     live_score(b, x->decision.scores[k].symbol), 0);
		const bool due = (rv_panel_open_ms(b->p, START + day) / RV_DAY_MS + 1) % 7 == 0;
		assert_int_equal(x->decision.trades != 0, due || day == 1);
		if (x->decision.trades != 0)
			check_sides(b, x);
		traded += x->decision.trades != 0;
		out += b->r->rvm.n_available - ((const rvt_day *)x->pass)->n_eligible;
		bt_drive_trade(x);
		if (x->decision.trades == 0)
			assert_int_equal(rv_account_today(x->account)->orders, 0);
	}
	assert_true(traded > 15);
	assert_true(out > DAYS); /* some coins are not liquid enough */
	bt_drive_close(x);
}

/* ---- multi-bucket ---- */

static double legs_in(const rv_bb_leg *legs, size_t n, size_t sub, const char *symbol)
{
	double sum = 0.0;
	for (size_t k = 0; k < n; k++)
		sum += legs[k].sub == (rv_sub)(RV_SUB_S4M + sub) &&
				       strcmp(legs[k].symbol, symbol) == 0
			       ? legs[k].weight
			       : 0.0;
	return sum;
}

/* Every vote of the live book is a target, and nothing else is. */
static size_t same_legs(const bt_live *b, const bt_drive *x, const rv_bucket_book *book)
{
	rv_bb_leg legs[RV_BB_LEGS];
	const size_t n = rv_bucket_book_legs(book, &b->params.buckets, b->r, legs);
	for (size_t k = 0; k < n; k++)
		assert_non_null(
			bt_drive_target(x, (size_t)(legs[k].sub - RV_SUB_S4M), legs[k].symbol));
	for (size_t k = 0; k < x->decision.n; k++) {
		const rv_bt_target *t = &x->decision.targets[k];
		assert_close("weight", t->weight, legs_in(legs, n, t->sub, t->symbol), 0);
		/* the desk's least leg is 1 % of NAV; what closes is never too small */
		assert_close("keep", t->keep * fabs(t->weight), fabs(t->weight) > 0.0 ? .01 : 0.0,
			     1e-12);
	}
	return n;
}

static void test_multi_bucket(void **state)
{
	bt_live *b = *state;
	rv_bucket_book *book = calloc(1, sizeof(*book));
	bt_drive *x = bt_drive_open(&rv_strategy_multi_bucket, b->p, &b->params, START, DAYS);
	size_t legs = 0, subs = 0;
	for (size_t day = 1; day < DAYS; day++) {
		bt_drive_decide(x, day);
		live_pass(b, day);
		assert_int_equal(rv_bucket_book_step(book, &b->params.buckets, b->r, NULL), RV_OK);
		legs += same_legs(b, x, book);
		assert_close("corr", x->decision.score, b->r->buckets.avg_corr_used, 0);
		bt_drive_trade(x);
		for (size_t s = 0; s < MB_SUBS; s++)
			subs |= rv_account_sub_today(x->account, s)->turnover > 0.0 ? 1U << s : 0U;
	}
	assert_true(legs > DAYS);
	assert_true(subs & 1U && subs & 2U); /* momentum and residual at least */
	for (size_t i = 0; i < x->result->n_trades; i++)
		assert_true(x->result->trades[i].atr_entry > 0.0);
	assert_true(x->result->n_trades > 10);
	free(book);
	bt_drive_close(x);
}

/* Entries said anew by the same thresholds are those of the pass. */
static void test_multi_bucket_entries(void **state)
{
	bt_live *b = *state;
	bt_drive *x = bt_drive_open(&rv_strategy_multi_bucket, b->p, &b->params, START, DAYS);
	rv_step_result *r = calloc(1, sizeof(*r));
	size_t entries = 0;
	for (size_t day = 1; day < DAYS; day++) {
		const unsigned pairs = RV_ENTRY_PAIR_LONG | RV_ENTRY_PAIR_SHORT;
		bt_drive_decide(x, day);
		live_pass(b, day);
		mb_fill_step(x->pass, &b->params.buckets, r);
		for (size_t i = 0; i < r->n_daily; i++) {
			const size_t k = rv_step_find_daily(b->r, r->daily_names[i]);
			assert_int_equal(r->buckets.symbols[i].entries & ~pairs,
					 b->r->buckets.symbols[k].entries & ~pairs);
			entries += r->buckets.symbols[i].entries != 0;
		}
		for (size_t k = 0; k < r->buckets.n_pairs; k++)
			assert_int_equal(r->buckets.pairs[k].state, b->r->buckets.pairs[k].state);
	}
	assert_true(entries > 50);
	free(r);
	bt_drive_close(x);
}

/* ---- nothing new, nothing traded ---- */

static void test_again_trades_nothing(void **state)
{
	static const rv_strategy *const all[] = { &rv_strategy_rv_momentum,
						  &rv_strategy_multi_bucket, &rv_strategy_book };
	bt_live *b = *state;
	for (size_t k = 0; k < 3; k++) {
		bt_drive *x = bt_drive_open(all[k], b->p, &b->params, START, DAYS);
		uint32_t orders = 0;
		for (size_t day = 1; day < 40; day++) {
			bt_drive_decide(x, day);
			bt_drive_trade(x);
			/* deferred legs go in a second and a third program of the same close */
			for (int again = 0; again < 4; again++) {
				bt_drive_again(x, day);
				bt_drive_trade(x);
			}
			const uint32_t before = rv_account_today(x->account)->orders;
			bt_drive_again(x, day);
			bt_drive_trade(x);
			assert_int_equal(rv_account_today(x->account)->orders, before);
			orders += before;
		}
		assert_true(orders > 20);
		bt_drive_close(x);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_rv_momentum, bt_live_set_up,
						bt_live_tear_down),
		cmocka_unit_test_setup_teardown(test_multi_bucket, bt_live_set_up,
						bt_live_tear_down),
		cmocka_unit_test_setup_teardown(test_multi_bucket_entries, bt_live_set_up,
						bt_live_tear_down),
		cmocka_unit_test_setup_teardown(test_again_trades_nothing, bt_live_set_up,
						bt_live_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
