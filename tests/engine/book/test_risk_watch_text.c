/*
 * The risk watch as text: its lines are read strictly, and in random days a process that starts
 * again at every step decides the same.
 */
#include "engine/base/rng.h"
#include "tests/engine/book/watch_desk.h"
#include "tests/support/assert_close.h"

#include <stdio.h>
#include <stdlib.h>

static void same_want(const rv_watch_want *a, const rv_watch_want *b)
{
	assert_int_equal(a->sub, b->sub);
	assert_string_equal(a->symbol, b->symbol);
	assert_int_equal(a->lots, b->lots);
	assert_int_equal(a->exit, b->exit);
	assert_int_equal(a->cut, b->cut);
	assert_string_equal(a->reason, b->reason);
}

static void random_share(rv_rng *r, rv_watch_share *s, int day)
{
	s->close *= exp(0.05 * rv_rng_normal(r));
	s->close_ms = T0 + day * RV_DAY_MS;
	s->model = rv_rng_below(r, 12) ? RV_EXIT_NONE : (rv_exit)rv_rng_below(r, 8);
	if (rv_rng_below(r, 6) == 0)
		s->lots = (int64_t)rv_rng_below(r, 400) - 200;
	if (rv_rng_below(r, 6) == 0)
		s->lots = 0;
	if (rv_rng_below(r, 20) == 0)
		s->atr = NAN;
}

/* Two shares of each coin, of sub-books with and without a stop by time. */
static void make_shares(rv_watch_share *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char name[8];
		(void)snprintf(name, sizeof(name), "C%zu", i / 2);
		s[i] = watch_share((rv_sub)(i % 2 ? RV_SUB_S4M : RV_SUB_S4R), name, 0);
		s[i].target = i % 3 ? 0.05 : INFINITY;
	}
}

static void random_day(rv_rng *r, watch_desk *d, rv_watch_share *s, size_t n, int day)
{
	for (size_t i = 0; i < n; i++)
		random_share(r, &s[i], day);
	d->in.utc_ms = T0 + day * RV_DAY_MS + 60000;
	for (int q = 0; q < RV_SUB_H; q++)
		d->in.equity[q] *= exp(0.02 * rv_rng_normal(r));
}

/* What is wanted takes a share toward nothing, never past it. */
static void check_toward_nothing(const rv_watch_want *v, const rv_watch_share *s)
{
	while (s->sub != v->sub || strcmp(s->symbol, v->symbol) != 0)
		s++;
	const int64_t left = s->lots + v->lots;
	assert_true(v->lots != 0 && left * s->lots >= 0 && llabs(left) < llabs(s->lots));
}

/* A desk whose state goes through its text before every step, and one whose does not. */
static void restarts_decide_the_same(void **state)
{
	(void)state;
	static watch_desk a, b;
	size_t wants = 0;
	for (uint64_t seed = 0; seed < 60; seed++) {
		rv_rng r;
		rv_watch_share s[12];
		rv_rng_seed(&r, 2385, seed, 1);
		watch_setup(&a);
		watch_setup(&b);
		make_shares(s, LEN(s));
		for (int day = 0; day < 60; day++) {
			random_day(&r, &a, s, LEN(s), day);
			b.in = a.in;
			watch_copy_by_text(&a.w, &b.w);
			watch_step(&a, s, LEN(s));
			watch_step(&b, s, LEN(s));
			assert_int_equal(a.res.n_wants, b.res.n_wants);
			for (size_t i = 0; i < a.res.n_wants; i++) {
				same_want(&a.wants[i], &b.wants[i]);
				check_toward_nothing(&a.wants[i], s);
			}
			wants += a.res.n_wants;
		}
	}
	assert_true(wants > 1000);
}

static void lines_are_read_strictly(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",
		"peak",
		"peak ",
		"peak 1 ",
		"peak 1 2",
		"peak null",
		"peak inf",
		"peaks 1",
		"circuit S5 1",
		"circuit S5 1 2",
		"circuit H 1 0",
		"circuit S5 nan 0",
		"share S5 X 1 0 0 null null null null null 5 0 0 0 null 0",
		"share S5 X 1 0 0 null null null null null 5 0 0 0 null 0 0 0",
		"share S5  1 0 0 null null null null null 5 0 0 0 null 0 0",
		"share S5 X 1 0 2 null null null null null 5 0 0 0 null 0 0",
		"share S5 X 1 0 0 null null null null null -5 0 0 0 null 0 0",
		"share S5 X 1 0 0 null null null null null 5 8 0 0 null 0 0",
		"share OP X 1 0 0 null null null null null 5 0 0 0 null 0 0",
		"share S5 XXXXXXXXXXXXXXXXXXXXXXXX 1 0 0 null null null null null 5 0 0 0 null 0 0",
	};
	static rv_watch w, zero;
	for (size_t i = 0; i < LEN(bad); i++) {
		assert_int_equal(rv_watch_read(&w, bad[i]), RV_EPARSE);
		assert_memory_equal(&w, &zero, sizeof(w));
	}
	assert_int_equal(rv_watch_read(&w, "circuit S4mr 1.25 1"), RV_OK);
	assert_close("peak", w.circuits[RV_SUB_S4MR].peak, 1.25, 0);
	assert_true(w.circuits[RV_SUB_S4MR].latched);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(restarts_decide_the_same),
		cmocka_unit_test(lines_are_read_strictly),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
