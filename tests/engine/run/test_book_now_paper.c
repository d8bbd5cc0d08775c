/*
 * A sub-book without a licence gathers days on paper while nothing is held or wanted for it, and a
 * restart goes on from them. The market is that of book_case.h; real money, so that "auto" is
 * SHADOW. Costs are 5.5 bp.
 */
#include "engine/stats/init.h"
#include "tests/engine/run/book_case.h"
#include "tests/support/assert_close.h"

#include <math.h>

#define COST 5.5e-4

static int shadow(void **state)
{
	(void)bc_set_up(state);
	book_case *f = *state;
	f->in.live = f->in.day_whole = true;
	f->r->book.symbols[BC_SOL].weight = 0.4;
	f->r->book.symbols[BC_XRP].weight = -0.2;
	return 0;
}

/* The close of day k after the first; only SOL moves. */
static const rv_book_view *close_of(book_case *f, int k, double sol)
{
	rv_step_result *r = f->r;
	r->idio.close_ms = r->buckets.close_ms = r->ma.close_ms = BC_T0 + k * RV_DAY_MS;
	r->bar_close_ms = r->idio.close_ms;
	r->daily_close[BC_SOL] = sol;
	f->in.pass_number++;
	f->in.utc_ms = r->idio.close_ms + 3 * RV_MINUTE_MS;
	return bc_run(f);
}

static void nothing_is_wanted(const rv_book_view *v)
{
	assert_true(v->present);
	assert_int_equal(v->net.n_legs, 0);
	for (size_t i = 0; i < v->n_coins; i++) {
		assert_int_equal(v->coins[i].net.net, 0);
		for (int s = 0; s < RV_SUB_H; s++)
			assert_int_equal(v->coins[i].net.target[s], 0);
	}
}

static void shadow_gathers_days_and_holds_nothing(void **state)
{
	book_case *f = *state;
	const rv_book_view *v = close_of(f, 0, 100.0);
	assert_int_equal(v->licence[RV_SUB_S5], RV_LICENCE_SHADOW);
	assert_int_equal(v->paper[RV_SUB_S5].days, 0);
	assert_int_equal(v->paper[RV_SUB_S5].since_ms, BC_T0);
	nothing_is_wanted(v);
	f->r->daily_funding[BC_SOL] = 0.001;
	f->r->daily_funding[BC_XRP] = NAN;
	v = close_of(f, 1, 105.0);
	const double r = 0.4 * 0.05 - 0.4 * 0.001 - 0.6 * COST;
	assert_int_equal(v->paper[RV_SUB_S5].days, 1);
	assert_int_equal(v->paper[RV_SUB_S5].unfunded, 1);
	assert_close("net", v->paper[RV_SUB_S5].net, r, 1e-15);
	nothing_is_wanted(v);
	v = close_of(f, 1, 90.0); /* a day that was taken is not taken again */
	assert_close("net", v->paper[RV_SUB_S5].net, r, 1e-15);
	/* systems that want nothing have their flat days */
	assert_int_equal(v->paper[RV_SUB_S4M].days, 1);
	assert_int_equal(v->paper[RV_SUB_S3].days, 1);
	assert_close("S3", v->paper[RV_SUB_S3].net, 0.0, 0);
	nothing_is_wanted(v);
}

static void a_day_waits_until_it_is_whole(void **state)
{
	book_case *f = *state;
	(void)close_of(f, 0, 100.0);
	f->in.day_whole = false;
	const rv_book_view *v = close_of(f, 1, 105.0);
	assert_int_equal(v->paper[RV_SUB_S5].days, 0);
	assert_int_equal(v->paper[RV_SUB_S3].days, 0);
	f->in.day_whole = true;
	v = bc_run(f);
	assert_int_equal(v->paper[RV_SUB_S5].days, 1);
	assert_int_equal(v->paper[RV_SUB_S3].days, 1);
}

static void unknown_days_are_counted(void **state)
{
	book_case *f = *state;
	(void)close_of(f, 0, 100.0);
	const rv_book_view *v = close_of(f, 1, NAN);
	assert_int_equal(v->paper[RV_SUB_S5].days, 0);
	assert_int_equal(v->paper[RV_SUB_S5].unknown, 1);
	assert_close("net", v->paper[RV_SUB_S5].net, 0.0, 0);
	v = close_of(f, 4, 105.0); /* the desk was down */
	assert_int_equal(v->paper[RV_SUB_S5].unknown, 4);
	assert_int_equal(v->paper[RV_SUB_S3].unknown, 3);
}

/* Votes that are not known leave the weights where they are. */
static void an_unknown_vote_stays(void **state)
{
	book_case *f = *state;
	(void)close_of(f, 0, 100.0);
	f->r->book.status = RV_OPT_UNCERTIFIED;
	(void)close_of(f, 1, 100.0);
	const rv_book_view *v = close_of(f, 2, 110.0);
	assert_close("net", v->paper[RV_SUB_S5].net, (1.0 - 0.6 * COST) * 1.04 - 1.0, 1e-4);
	assert_int_equal(v->paper[RV_SUB_S5].days, 2);
}

static double weight_of(const book_case *f, const char *leg)
{
	char line[RV_BOOK_LINE];
	for (size_t i = 0; rv_book_now_line(f->b, i, line); i++) {
		if (strncmp(line, leg, strlen(leg)) == 0)
			return strtod(line + strlen(leg), NULL);
	}
	return 0.0;
}

/* What a vote says of a coin that is held, it says of what is held on paper: the account holds
 * nothing. */
static void votes_see_what_is_held_on_paper(void **state)
{
	static const char leg[] = "paper-leg S5 SOL ";
	book_case *f = *state;
	f->r->book.symbols[BC_XRP].weight = 0.0;
	(void)close_of(f, 0, 100.0);
	f->r->book.symbols[BC_SOL].reason = RV_BOOK_INACTIVE; /* missing data: it stays */
	f->r->universe.entries[BC_SOL].reason = RV_UNIVERSE_NO_BAR;
	(void)close_of(f, 1, 100.0);
	assert_close("stays", weight_of(f, leg), 0.4 / (1.0 - 0.4 * COST), 1e-9);
	f->r->universe.entries[BC_SOL].reason = RV_UNIVERSE_ILLIQUID; /* it has left: it closes */
	(void)close_of(f, 2, 100.0);
	assert_close("closes", weight_of(f, leg), 0.0, 0);
}

static void weights_are_votes_after_the_modifiers(void **state)
{
	static const char leg[] = "paper-leg S5 SOL ";
	book_case *f = *state;
	for (size_t i = 0; i < BC_N; i++)
		f->r->risk.symbols[i].leader_vol_factor = 0.5;
	(void)close_of(f, 0, 100.0);
	assert_close("modified", weight_of(f, leg), 0.2, 1e-12);
}

static void restart(book_case *f)
{
	char line[RV_BOOK_LINE], again[RV_BOOK_LINE];
	rv_book_now *b = NULL;
	size_t i = 0;
	assert_int_equal(rv_book_now_new(&f->bp, &b), RV_OK);
	for (; rv_book_now_line(f->b, i, line); i++)
		assert_int_equal(rv_book_now_read(b, line), RV_OK);
	for (i = 0; rv_book_now_line(f->b, i, line); i++) {
		assert_true(rv_book_now_line(b, i, again));
		assert_string_equal(line, again);
	}
	assert_false(rv_book_now_line(b, i, again));
	rv_book_now_free(f->b);
	f->b = b;
}

static void a_restart_keeps_the_evidence(void **state)
{
	book_case *f = *state;
	double sol = 100.0, never = 0.0, value = 1.0, owed = 0.6 * COST;
	rv_book_params_default(&f->bp);
	for (int k = 0; k < 30; k++) {
		const rv_book_view *v = close_of(f, k, sol);
		if (k > 0) {
			/* 0.4 of it every morning, whatever it has drifted to */
			const double was = 0.4 * (sol / never - 1.0) - owed;
			value *= 1.0 + was;
			owed = (fabs(0.4 * sol / never / (1.0 + was) - 0.4) +
				fabs(-0.2 / (1.0 + was) + 0.2)) *
			       COST;
		}
		assert_int_equal(v->paper[RV_SUB_S5].days, k);
		assert_close("net", v->paper[RV_SUB_S5].net, value - 1.0, 1e-12);
		assert_true(isnan(v->paper[RV_SUB_S5].sharpe) == (k < 20));
		never = sol;
		sol *= k % 3 == 0 ? 1.04 : 0.99;
		restart(f);
	}
	f->in.pass = NULL; /* before the first pass of a process it is there */
	(void)bc_run(f);
	assert_int_equal(rv_book_now_view(f->b)->paper[RV_SUB_S5].days, 29);
}

static void a_projection_leaves_no_trace(void **state)
{
	book_case *f = *state;
	const rv_book_view *p = NULL;
	(void)close_of(f, 0, 100.0);
	f->r->idio.close_ms = f->r->buckets.close_ms = f->r->ma.close_ms = BC_T0 + RV_DAY_MS;
	assert_int_equal(rv_book_now_project(f->b, &f->in, &p), RV_OK);
	assert_int_equal(rv_book_now_view(f->b)->paper[RV_SUB_S5].days, 0);
	assert_int_equal(close_of(f, 1, 110.0)->paper[RV_SUB_S5].days, 1);
}

/* Kept by a desk of another time (a venue that began anew): the record begins anew, too. */
static void a_record_of_a_later_day_is_dropped(void **state)
{
	book_case *f = *state;
	(void)close_of(f, 8, 100.0);
	(void)close_of(f, 9, 100.0);
	restart(f);
	const rv_book_view *v = close_of(f, 1, 100.0);
	assert_int_equal(v->paper[RV_SUB_S5].days, 0);
	assert_int_equal(v->paper[RV_SUB_S5].since_ms, BC_T0 + RV_DAY_MS);
}

/* Also where the books of S4 and S5 say nothing, because both are off. */
static void a_record_of_s3_alone_is_dropped_too(void **state)
{
	book_case *f = *state;
	f->params.modules &= ~(unsigned)(RV_MODULE_STAT_ARB | RV_MODULE_BUCKETS);
	f->r->book.n = f->r->buckets.n = f->r->idio.n = 0;
	f->r->idio.close_ms = f->r->buckets.close_ms = 0;
	for (int k = 8; k <= 9; k++) {
		f->r->ma.close_ms = BC_T0 + k * RV_DAY_MS;
		(void)bc_run(f);
	}
	assert_int_equal(rv_book_now_view(f->b)->paper[RV_SUB_S3].days, 1);
	assert_int_equal(rv_book_now_view(f->b)->paper[RV_SUB_S5].since_ms, 0);
	restart(f);
	f->r->ma.close_ms = BC_T0 + RV_DAY_MS;
	(void)bc_run(f);
	assert_int_equal(rv_book_now_view(f->b)->paper[RV_SUB_S3].days, 0);
	assert_int_equal(rv_book_now_view(f->b)->paper[RV_SUB_S3].since_ms, BC_T0 + RV_DAY_MS);
}

int main(void)
{
	rv_stats_init();
#define IN(f) cmocka_unit_test_setup_teardown(f, shadow, bc_tear_down)
	const struct CMUnitTest tests[] = {
		IN(shadow_gathers_days_and_holds_nothing),
		IN(a_day_waits_until_it_is_whole),
		IN(unknown_days_are_counted),
		IN(an_unknown_vote_stays),
		IN(votes_see_what_is_held_on_paper),
		IN(weights_are_votes_after_the_modifiers),
		IN(a_restart_keeps_the_evidence),
		IN(a_projection_leaves_no_trace),
		IN(a_record_of_a_later_day_is_dropped),
		IN(a_record_of_s3_alone_is_dropped_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
