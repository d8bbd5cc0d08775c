/*
 * What was not traded: by hand, and against an unbounded list of the same entries at every step.
 */
#include "engine/base/rng.h"
#include "engine/book/regret.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <stdio.h>
#include <string.h>

static rv_regret entry(rv_regret_kind kind, const char *symbol, int64_t wanted, int64_t done,
		       int64_t px)
{
	rv_regret e = { .id = 7, .kind = kind, .wanted = wanted, .done = done, .px = px };
	(void)snprintf(e.symbol, sizeof(e.symbol), "%s", symbol);
	return e;
}

static rv_regret_list list;

static int setup(void **state)
{
	(void)state;
	memset(&list, 0, sizeof(list));
	return 0;
}

static int64_t worth(size_t i)
{
	int64_t v = 0;
	assert_int_equal(rv_regret_worth(rv_regret_at(&list, i), &v), RV_OK);
	return v;
}

/* A buy of 300 that was rejected at 1000, a sale of 200 that was cut to 50 at 1000; mark 1020. */
static void by_hand(void **state)
{
	(void)state;
	rv_regret e = entry(RV_REGRET_REJECTED, "SOL", 300, 0, 1000);
	e.cost_musd = 450;
	assert_int_equal(rv_regret_add(&list, &e), RV_OK);
	e = entry(RV_REGRET_SHRUNK, "SOL", -200, -50, 1000);
	assert_int_equal(rv_regret_add(&list, &e), RV_OK);
	e = entry(RV_REGRET_OVERRIDDEN, "ETH", -20, 10, 500); /* sold was wanted, bought instead */
	assert_int_equal(rv_regret_add(&list, &e), RV_OK);
	int64_t v = 5;
	assert_int_equal(rv_regret_worth(rv_regret_at(&list, 0), &v), RV_ENOENT);
	assert_true(v == 5);
	rv_regret_mark(&list, "SOL", 1020, 9000);
	assert_true(worth(2) == 300 * 20 - 450); /* would have been earned */
	assert_true(worth(1) == -150 * 20);	 /* was saved */
	rv_regret_total t[RV_REGRET_N];
	rv_regret_totals(&list, t);
	assert_true(t[RV_REGRET_REJECTED].musd == 5550 && t[RV_REGRET_REJECTED].n == 1);
	assert_true(t[RV_REGRET_SHRUNK].saved_musd == -3000 &&
		    t[RV_REGRET_SHRUNK].earned_musd == 0);
	assert_true(t[RV_REGRET_OVERRIDDEN].unknown == 1 && t[RV_REGRET_OVERRIDDEN].n == 0);
	/* the model decides on SOL anew: what comes after is not theirs any more */
	rv_regret_settle(&list, "SOL");
	rv_regret_mark(&list, "SOL", 1500, 9500);
	rv_regret_mark(&list, "ETH", 490, 9500);
	rv_regret_mark(&list, "ETH", 0, 9600);
	assert_true(worth(2) == 5550 && worth(1) == -3000 && worth(0) == 300);
	assert_true(rv_regret_at(&list, 2)->over && rv_regret_at(&list, 2)->mark_ms == 9000);
	assert_true(!rv_regret_at(&list, 0)->over && rv_regret_at(&list, 0)->mark_ms == 9500);
	assert_null(rv_regret_at(&list, 3));
	assert_string_equal(rv_regret_name(RV_REGRET_EXCLUDED), "excluded");
	assert_string_equal(rv_regret_name(RV_REGRET_N), "?");
}

enum { ALL = 4000, SYMBOLS = 5 };

static rv_regret all[ALL]; /* nothing ever leaves it */
static size_t n_all;

static void compare(void)
{
	rv_regret_total got[RV_REGRET_N], want[RV_REGRET_N];
	memset(want, 0, sizeof(want));
	for (size_t i = 0; i < n_all; i++) {
		const rv_regret *e = &all[i];
		const int64_t v = (e->wanted - e->done) * (e->mark_px - e->px) - e->cost_musd;
		rv_regret_total *t = &want[e->kind];
		t->n += e->mark_px != 0;
		t->unknown += e->mark_px == 0;
		t->musd += e->mark_px ? v : 0;
		t->earned_musd += e->mark_px && v > 0 ? v : 0;
		t->saved_musd += e->mark_px && v < 0 ? v : 0;
	}
	rv_regret_totals(&list, got);
	assert_memory_equal(got, want, sizeof(want));
}

/* A list without bound in which entries are over when they would have left, or were settled. */
static void totals_are_those_of_a_list_without_bound(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 2385, 0, 0);
	n_all = 0;
	while (n_all < ALL) {
		char symbol[RV_SYMBOL_MAX];
		(void)snprintf(symbol, sizeof(symbol), "C%d", (int)rv_rng_below(&r, SYMBOLS));
		const uint64_t what = rv_rng_below(&r, 10);
		if (what == 0)
			rv_regret_settle(&list, symbol);
		const int64_t px = 1000 + (int64_t)rv_rng_below(&r, 500);
		if (what == 1)
			rv_regret_mark(&list, symbol, px, 1);
		for (size_t i = 0; i < n_all && what < 2; i++) {
			const bool here = i + RV_REGRET_MOST >= n_all && !all[i].over &&
					  strcmp(all[i].symbol, symbol) == 0;
			all[i].over = all[i].over || (here && what == 0);
			all[i].mark_px = here && what == 1 ? px : all[i].mark_px;
		}
		if (what >= 2) {
			rv_regret e = entry((rv_regret_kind)rv_rng_below(&r, RV_REGRET_N), symbol,
					    (int64_t)rv_rng_below(&r, 2001) - 1000,
					    (int64_t)rv_rng_below(&r, 601) + 1001, px);
			e.cost_musd = (int64_t)rv_rng_below(&r, 900);
			assert_int_equal(rv_regret_add(&list, &e), RV_OK);
			all[n_all++] = e;
		}
		if (what < 2)
			compare();
	}
	assert_true(list.n == RV_REGRET_MOST && rv_regret_at(&list, RV_REGRET_MOST) == NULL);
	assert_true(rv_regret_at(&list, 0)->wanted == all[ALL - 1].wanted);
	assert_true(rv_regret_at(&list, RV_REGRET_MOST - 1)->wanted ==
		    all[ALL - RV_REGRET_MOST].wanted);
	compare();
}

static void refuses_and_stays_as_it_was(void **state)
{
	(void)state;
	rv_regret e = entry(RV_REGRET_N, "SOL", 300, 0, 1000);
	assert_int_equal(rv_regret_add(&list, &e), RV_EINVAL);
	e = entry(RV_REGRET_EXPIRED, "SOL", 300, 300, 1000);
	assert_int_equal(rv_regret_add(&list, &e), RV_EINVAL);
	e = entry(RV_REGRET_EXPIRED, "SOL", 300, 0, 0);
	assert_int_equal(rv_regret_add(&list, &e), RV_EINVAL);
	e = entry(RV_REGRET_EXPIRED, "", 300, 0, 1000);
	assert_int_equal(rv_regret_add(&list, &e), RV_EINVAL);
	memset(e.symbol, 'x', sizeof(e.symbol));
	assert_int_equal(rv_regret_add(&list, &e), RV_EINVAL);
	e = entry(RV_REGRET_EXPIRED, "SOL", 300, 0, 1000);
	e.cost_musd = -1;
	assert_int_equal(rv_regret_add(&list, &e), RV_EINVAL);
	e = entry(RV_REGRET_EXPIRED, "SOL", INT64_MAX, -1, 1000);
	assert_int_equal(rv_regret_add(&list, &e), RV_ERANGE);
	assert_true(list.n == 0);
}

static void the_ends_of_the_integers(void **state)
{
	(void)state;
	rv_regret_total t[RV_REGRET_N];
	rv_regret e = entry(RV_REGRET_EXPIRED, "SOL", INT64_MAX, 0, 1);
	e.mark_px = 55; /* not the caller's to set */
	e.over = true;
	assert_int_equal(rv_regret_add(&list, &e), RV_OK);
	assert_int_equal(rv_regret_add(&list, &e), RV_OK);
	assert_true(rv_regret_at(&list, 0)->mark_px == 0 && !rv_regret_at(&list, 0)->over);
	rv_regret_mark(&list, "SOL", 2, 1);
	assert_true(worth(0) == INT64_MAX);
	rv_regret_totals(&list, t);
	assert_true(t[RV_REGRET_EXPIRED].musd == INT64_MAX && t[RV_REGRET_EXPIRED].n == 2);
	rv_regret_mark(&list, "SOL", 3, 1);
	rv_regret_totals(&list, t);
	assert_true(t[RV_REGRET_EXPIRED].unknown == 2 && t[RV_REGRET_EXPIRED].musd == 0);
	rv_regret_mark(&list, "SOL", INT64_MAX, 1);
	int64_t v = 0;
	assert_int_equal(rv_regret_worth(rv_regret_at(&list, 0), &v), RV_ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(by_hand, setup),
		cmocka_unit_test_setup(totals_are_those_of_a_list_without_bound, setup),
		cmocka_unit_test_setup(refuses_and_stays_as_it_was, setup),
		cmocka_unit_test_setup(the_ends_of_the_integers, setup),
	};
	return cmocka_run_group_tests_name("engine/book/regret", tests, NULL, NULL);
}
