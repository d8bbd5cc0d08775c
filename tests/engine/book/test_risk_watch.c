/*
 * Stops of shares and circuits of sub-books: on prices whose stops are exact by hand, and random
 * days in which a process that starts again at every step decides the same.
 */
#include "engine/base/rng.h"
#include "engine/book/risk_watch.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define T0 INT64_C(1795219200000)
enum { SHARES = 24 };

typedef struct desk {
	rv_watch_params p;
	rv_bucket_params b;
	rv_watch w;
	rv_watch_input in;
	rv_watch_result res;
	rv_watch_want wants[SHARES];
} desk;

static desk *setup(desk *d)
{
	memset(d, 0, sizeof(*d));
	rv_watch_params_default(&d->p);
	rv_bucket_params_default(&d->b);
	d->in = (rv_watch_input){ .utc_ms = T0, .nav = 100.0, .nav_day_start = 100.0 };
	for (int s = 0; s < RV_SUB_H; s++)
		d->in.equity[s] = 1.0;
	return d;
}

/* Entry 100, ATR 4: the stop of a long is at 92. */
static rv_watch_share share(rv_sub sub, const char *symbol, int64_t lots)
{
	rv_watch_share s = { .sub = sub,
			     .lots = lots,
			     .entry_px = 100.0,
			     .atr = 4.0,
			     .target = NAN,
			     .close = 100.0,
			     .close_ms = T0 - RV_DAY_MS,
			     .profit = NAN };
	memcpy(s.symbol, symbol, strlen(symbol) + 1);
	return s;
}

static void step(desk *d, const rv_watch_share *s, size_t n)
{
	assert_int_equal(rv_watch_step(&d->p, &d->b, &d->w, &d->in, s, n, &d->res, d->wants),
			 RV_OK);
}

/* One more daily bar. */
static void close_at(desk *d, rv_watch_share *s, double close)
{
	s->close = close;
	s->close_ms += RV_DAY_MS;
	d->in.utc_ms += RV_DAY_MS;
	step(d, s, 1);
}

static void a_stop_takes_the_share_of_its_sub_book(void **state)
{
	(void)state;
	desk d;
	setup(&d);
	rv_watch_share s[] = { share(RV_SUB_S4M, "SOL", 700), share(RV_SUB_S5, "SOL", 900) };
	step(&d, s, 2);
	assert_int_equal(d.res.n_wants, 0);
	assert_close("stop", d.w.entries[0].stop.stop, 92.0, 0);
	for (int k = 0; k < 2; k++) {
		s[k].close = 91.5;
		s[k].close_ms += RV_DAY_MS;
	}
	step(&d, s, 2);
	assert_int_equal(d.res.n_wants, 1); /* S5 has no stops */
	assert_int_equal(d.wants[0].sub, RV_SUB_S4M);
	assert_int_equal(d.wants[0].lots, -700);
	assert_int_equal(d.wants[0].exit, RV_EXIT_HARD_STOP);
	assert_string_equal(d.wants[0].reason, "S4m SOL: stop at 92, close 91.5");
	assert_int_equal(rv_watch_most(&d.w, RV_SUB_S4M, "SOL", T0), 0);
	assert_int_equal(rv_watch_most(&d.w, RV_SUB_S5, "SOL", T0), INT64_MAX);
}

/* The price comes back, part is filled: what has been decided stays decided until it is done. */
static void a_decision_stays(void **state)
{
	(void)state;
	desk d;
	setup(&d);
	rv_watch_share s = share(RV_SUB_S4M, "SOL", 700);
	step(&d, &s, 1);
	close_at(&d, &s, 91.0);
	s.lots = 300;
	close_at(&d, &s, 120.0);
	assert_int_equal(d.wants[0].lots, -300);
	assert_string_equal(d.wants[0].reason, "S4m SOL: stop at 92, close 91");
	s.lots = 0;
	step(&d, &s, 1);
	assert_int_equal(d.res.n_wants, 0);
	/* then it rests for a day, and is forgotten */
	assert_int_equal(rv_watch_most(&d.w, RV_SUB_S4M, "SOL", d.in.utc_ms + RV_DAY_MS - 1), 0);
	assert_int_equal(rv_watch_most(&d.w, RV_SUB_S4M, "SOL", d.in.utc_ms + RV_DAY_MS),
			 INT64_MAX);
	d.in.utc_ms += RV_DAY_MS - 1;
	step(&d, &s, 1);
	assert_int_equal(d.w.n, 1);
	d.in.utc_ms += 1;
	step(&d, &s, 1);
	assert_int_equal(d.w.n, 0);
}

/* 104 and 111 lift the stop of a long to 96 and 100; a short on mirrored prices. */
static void stops_trail(void **state)
{
	(void)state;
	for (int side = 1; side >= -1; side -= 2) {
		desk d;
		setup(&d);
		rv_watch_share s = share(RV_SUB_S4R, "SOL", side * 50);
		step(&d, &s, 1);
		static const double closes[] = { 104.0, 111.0, NAN, 100.5 };
		for (size_t i = 0; i < LEN(closes); i++) {
			close_at(&d, &s, 100.0 + side * (closes[i] - 100.0));
			assert_int_equal(d.res.n_wants, 0);
		}
		close_at(&d, &s, 100.0 - side * 0.5);
		assert_int_equal(d.wants[0].exit, RV_EXIT_TRAILING);
		assert_int_equal(d.wants[0].lots, -side * 50);
	}
}

static void a_bar_counts_once(void **state)
{
	(void)state;
	desk d;
	setup(&d);
	rv_watch_share s = share(RV_SUB_S4M, "SOL", 700);
	s.close = 80.0; /* the bar before it was opened says nothing */
	step(&d, &s, 1);
	step(&d, &s, 1);
	assert_int_equal(d.res.n_wants, 0);
	close_at(&d, &s, 104.0);
	s.close = 50.0; /* the same bar again */
	step(&d, &s, 1);
	assert_int_equal(d.res.n_wants, 0);
	assert_close("trailed", d.w.entries[0].stop.stop, 96.0, 0);
	/* more of it is bought at another price: the stop stays where it is */
	s.lots = 900;
	s.entry_px = 103.0;
	step(&d, &s, 1);
	assert_close("stays", d.w.entries[0].stop.stop, 96.0, 0);
	/* the other side is another position */
	s.lots = -20;
	step(&d, &s, 1);
	assert_close("mirrored", d.w.entries[0].stop.stop, 111.0, 0);
}

static void without_an_atr_there_is_no_stop_yet(void **state)
{
	(void)state;
	desk d;
	setup(&d);
	rv_watch_share s = share(RV_SUB_S4M, "SOL", 700);
	s.atr = NAN;
	step(&d, &s, 1);
	close_at(&d, &s, 50.0);
	assert_int_equal(d.res.n_wants, 0);
	s.atr = 4.0;
	close_at(&d, &s, 91.0);
	assert_int_equal(d.wants[0].exit, RV_EXIT_HARD_STOP);
	/* a leg that hedges others has none at all */
	setup(&d);
	s = share(RV_SUB_S4R, "BTC", -7);
	s.hedge = true;
	s.target = INFINITY;
	step(&d, &s, 1);
	for (int k = 0; k < 12; k++)
		close_at(&d, &s, 150.0);
	assert_int_equal(d.res.n_wants, 0);
}

/* Ten days under half of a target of 6 %: 2.9 % is too little, 3.1 % is not. */
static void time_runs_out(void **state)
{
	(void)state;
	for (int k = 0; k < 4; k++) {
		desk d;
		setup(&d);
		rv_watch_share s = share(k == 3 ? RV_SUB_S4MR : RV_SUB_S4P, "ENA", -10);
		s.target = k == 3 ? INFINITY : 0.06;
		s.atr = 50.0;
		s.close_ms = T0;
		step(&d, &s, 1);
		for (int day = 1; day < 10; day++) {
			close_at(&d, &s, 99.0);
			assert_int_equal(d.res.n_wants, 0);
		}
		if (k == 2)
			s.profit = 0.031; /* of the pair, whatever its leg says */
		close_at(&d, &s, k == 0 ? 97.1 : k == 1 ? 96.9 : k == 2 ? 99.0 : 80.0);
		const bool ends = k == 0 || k == 3;
		assert_int_equal(d.res.n_wants, ends ? 1 : 0);
		if (!ends)
			continue;
		assert_int_equal(d.wants[0].exit, RV_EXIT_TIME);
		assert_int_equal(d.wants[0].lots, 10);
		assert_non_null(strstr(d.wants[0].reason, "ENA: 10 days under 50 % of its target"));
	}
}

static void copy_by_text(const rv_watch *from, rv_watch *to)
{
	char line[RV_WATCH_LINE];
	memset(to, 0, sizeof(*to));
	for (size_t i = 0; rv_watch_line(from, i, line); i++)
		assert_int_equal(rv_watch_read(to, line), RV_OK);
}

static void models_may_close_half_and_all(void **state)
{
	(void)state;
	desk d;
	setup(&d);
	rv_watch_share s = share(RV_SUB_S4P, "ENA", 101);
	step(&d, &s, 1);
	s.model = RV_EXIT_HALF;
	step(&d, &s, 1);
	assert_int_equal(d.wants[0].lots, -51);
	assert_string_equal(d.wants[0].reason, "S4p ENA: exit, half");
	assert_int_equal(rv_watch_most(&d.w, RV_SUB_S4P, "ENA", T0), 50);
	s.lots = 50;
	step(&d, &s, 1); /* done, and not again: not after a restart either */
	const rv_watch was = d.w;
	copy_by_text(&was, &d.w);
	step(&d, &s, 1);
	assert_int_equal(d.res.n_wants, 0);
	assert_int_equal(rv_watch_most(&d.w, RV_SUB_S4P, "ENA", T0), INT64_MAX);
	s.model = RV_EXIT_BREAKDOWN;
	step(&d, &s, 1);
	assert_int_equal(d.wants[0].lots, -50);
	s.model = RV_EXIT_NONE; /* decided is decided */
	step(&d, &s, 1);
	assert_int_equal(d.wants[0].exit, RV_EXIT_BREAKDOWN);
}

/* 8 % off the peak halves the sub-book, once; at 4 % it is released. */
static void a_circuit_halves_its_sub_book(void **state)
{
	(void)state;
	desk d;
	setup(&d);
	rv_watch_share s[] = { share(RV_SUB_S5, "SOL", 901), share(RV_SUB_S5, "ETH", -1),
			       share(RV_SUB_S3, "SOL", -40) };
	step(&d, s, 3);
	assert_int_equal(d.res.n_wants, 0);
	d.in.equity[RV_SUB_S5] = 0.915;
	step(&d, s, 3);
	assert_close("drawdown", d.res.drawdown[RV_SUB_S5], 0.085, 1e-12);
	assert_close("factor", d.res.factor[RV_SUB_S5], 0.5, 0);
	assert_true(d.res.cut[RV_SUB_S5] && !d.res.cut[RV_SUB_S3]);
	assert_int_equal(d.res.n_wants, 2);
	assert_int_equal(d.wants[0].lots, -451);
	assert_true(d.wants[0].cut);
	assert_string_equal(d.wants[0].reason, "S5 SOL: drawdown of 8.5 %, positions by 0.5");
	assert_int_equal(d.wants[1].lots, 1);
	s[0].lots = 500;
	s[1].lots = 0;
	d.in.equity[RV_SUB_S5] = NAN; /* unknown: it stays on, and what was decided with it */
	step(&d, s, 3);
	assert_close("factor", d.res.factor[RV_SUB_S5], 0.5, 0);
	assert_int_equal(d.res.n_wants, 1);
	assert_int_equal(d.wants[0].lots, -50);
	s[0].lots = 450;
	d.in.equity[RV_SUB_S5] = 0.90; /* once */
	step(&d, s, 3);
	assert_int_equal(d.res.n_wants, 0);
	d.in.equity[RV_SUB_S5] = 0.961;
	step(&d, s, 3);
	assert_close("released", d.res.factor[RV_SUB_S5], 1.0, 0);
}

static void the_account_has_limits(void **state)
{
	(void)state;
	desk d;
	setup(&d);
	step(&d, NULL, 0);
	static const struct {
		double nav, start;
		bool reducing, no_additions;
	} days[] = { { 110, 110, false, false },    { 107.81, 110, false, false },
		     { 107.8, 110, false, true },   { 103.41, 103.41, false, false },
		     { 103.39, 103.4, true, true }, { NAN, 103.4, false, false },
		     { 108, NAN, false, false } };
	for (size_t i = 0; i < LEN(days); i++) {
		d.in.nav = days[i].nav;
		d.in.nav_day_start = days[i].start;
		step(&d, NULL, 0);
		assert_int_equal(d.res.reducing, days[i].reducing);
		assert_int_equal(d.res.no_additions, days[i].no_additions);
	}
	assert_close("peak", d.w.peak, 110, 0);
}

static void shares_that_are_gone_end(void **state)
{
	(void)state;
	desk d;
	setup(&d);
	const rv_watch_share s = share(RV_SUB_S4M, "SOL", 700);
	step(&d, &s, 1);
	step(&d, NULL, 0); /* closed by its model: it does not rest */
	assert_int_equal(d.w.n, 0);
	rv_watch_share t = share(RV_SUB_S4M, "SOL", 700);
	step(&d, &t, 1);
	close_at(&d, &t, 90.0);
	step(&d, NULL, 0); /* closed after a stop */
	assert_int_equal(d.w.n, 1);
	assert_int_equal(rv_watch_most(&d.w, RV_SUB_S4M, "SOL", d.in.utc_ms), 0);
	step(&d, &t, 1); /* somebody opened it all the same: it is watched, and may not grow anew */
	assert_int_equal(d.w.entries[0].lots, 700);
}

static void nonsense_is_refused(void **state)
{
	(void)state;
	desk d;
	setup(&d);
	rv_watch_share s[2] = { share(RV_SUB_S4M, "SOL", 1), share(RV_SUB_S4M, "SOL", 2) };
	const rv_watch was = d.w;
#define REFUSED(n)                                                                                 \
	assert_int_equal(rv_watch_step(&d.p, &d.b, &d.w, &d.in, s, n, &d.res, d.wants), RV_EINVAL)
	REFUSED(2);
	s[0].sub = RV_SUB_H;
	REFUSED(1);
	s[0] = share(RV_SUB_S4M, "S L", 1);
	REFUSED(1);
	s[0] = share(RV_SUB_S4M, "SOL", INT64_MIN);
	REFUSED(1);
	s[0] = share(RV_SUB_S4M, "SOL", 1);
	for (int k = 0; k < 4; k++) {
		rv_watch_params_default(&d.p);
		assert_null(rv_watch_params_error(&d.p));
		if (k == 0)
			d.p.drawdown = NAN;
		if (k == 1)
			d.p.day_loss = 0.0;
		if (k == 2)
			d.p.rest_ms = -1;
		if (k == 3)
			d.p.stops[0] = 4;
		assert_non_null(rv_watch_params_error(&d.p));
		REFUSED(1);
	}
#undef REFUSED
	assert_memory_equal(&was, &d.w, sizeof(was));
}

static void more_shares_than_entries_are_refused(void **state)
{
	(void)state;
	static rv_watch_share s[RV_WATCH_MAX + 1];
	static rv_watch_want wants[RV_WATCH_MAX + 1];
	desk d;
	setup(&d);
	for (size_t i = 0; i < LEN(s); i++) {
		char name[RV_SYMBOL_MAX];
		(void)snprintf(name, sizeof(name), "C%zu", i);
		s[i] = share(RV_SUB_S5, name, 1);
	}
	assert_int_equal(rv_watch_step(&d.p, &d.b, &d.w, &d.in, s, LEN(s), &d.res, wants),
			 RV_EFULL);
	assert_int_equal(d.w.n, 0);
	assert_int_equal(rv_watch_step(&d.p, &d.b, &d.w, &d.in, s, RV_WATCH_MAX, &d.res, wants),
			 RV_OK);
	assert_int_equal(d.w.n, RV_WATCH_MAX);
	char line[RV_WATCH_LINE];
	assert_true(rv_watch_line(&d.w, RV_WATCH_MAX + RV_SUB_H, line));
	assert_int_equal(rv_watch_read(&d.w, line), RV_EEXIST);
	assert_int_equal(rv_watch_read(&d.w, "share S5 X 1 0 0 null null null null null 5 0 0 0 "
					     "null 0 0"),
			 RV_EFULL);
}

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

/* A desk whose state goes through its text before every step, and one whose does not. */
static void restarts_decide_the_same(void **state)
{
	(void)state;
	static desk a, b;
	size_t wants = 0;
	for (uint64_t seed = 0; seed < 60; seed++) {
		rv_rng r;
		rv_watch_share s[12];
		rv_rng_seed(&r, 2385, seed, 1);
		setup(&a);
		setup(&b);
		for (size_t i = 0; i < LEN(s); i++) {
			char name[8];
			(void)snprintf(name, sizeof(name), "C%zu", i / 2);
			s[i] = share((rv_sub)(i % 2 ? RV_SUB_S4M : RV_SUB_S4R), name, 0);
			s[i].target = i % 3 ? 0.05 : INFINITY;
		}
		for (int day = 0; day < 60; day++) {
			for (size_t i = 0; i < LEN(s); i++)
				random_share(&r, &s[i], day);
			a.in.utc_ms = T0 + day * RV_DAY_MS + 60000;
			for (int q = 0; q < RV_SUB_H; q++)
				a.in.equity[q] *= exp(0.02 * rv_rng_normal(&r));
			b.in = a.in;
			copy_by_text(&a.w, &b.w);
			step(&a, s, LEN(s));
			step(&b, s, LEN(s));
			assert_int_equal(a.res.n_wants, b.res.n_wants);
			for (size_t i = 0; i < a.res.n_wants; i++)
				same_want(&a.wants[i], &b.wants[i]);
			wants += a.res.n_wants;
			for (size_t i = 0; i < a.res.n_wants;
			     i++) { /* toward nothing, never past */
				const rv_watch_want *v = &a.wants[i];
				size_t k = 0;
				while (s[k].sub != v->sub || strcmp(s[k].symbol, v->symbol) != 0)
					k++;
				const int64_t left = s[k].lots + v->lots;
				assert_true(v->lots != 0 && left * s[k].lots >= 0 &&
					    llabs(left) < llabs(s[k].lots));
			}
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
		cmocka_unit_test(a_stop_takes_the_share_of_its_sub_book),
		cmocka_unit_test(a_decision_stays),
		cmocka_unit_test(stops_trail),
		cmocka_unit_test(a_bar_counts_once),
		cmocka_unit_test(without_an_atr_there_is_no_stop_yet),
		cmocka_unit_test(time_runs_out),
		cmocka_unit_test(models_may_close_half_and_all),
		cmocka_unit_test(a_circuit_halves_its_sub_book),
		cmocka_unit_test(the_account_has_limits),
		cmocka_unit_test(shares_that_are_gone_end),
		cmocka_unit_test(nonsense_is_refused),
		cmocka_unit_test(more_shares_than_entries_are_refused),
		cmocka_unit_test(restarts_decide_the_same),
		cmocka_unit_test(lines_are_read_strictly),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
