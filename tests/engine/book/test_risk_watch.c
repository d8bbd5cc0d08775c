/* Stops of shares and circuits of sub-books, on prices whose stops are exact by hand. */
#include "tests/engine/book/watch_desk.h"
#include "tests/support/assert_close.h"

#include <stdio.h>

static void a_stop_takes_the_share_of_its_sub_book(void **state)
{
	(void)state;
	watch_desk d;
	watch_setup(&d);
	rv_watch_share s[] = { watch_share(RV_SUB_S4M, "SOL", 700),
			       watch_share(RV_SUB_S5, "SOL", 900) };
	watch_step(&d, s, 2);
	assert_int_equal(d.res.n_wants, 0);
	assert_close("stop", d.w.entries[0].stop.stop, 92.0, 0);
	for (int k = 0; k < 2; k++) {
		s[k].close = 91.5;
		s[k].close_ms += RV_DAY_MS;
	}
	watch_step(&d, s, 2);
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
	watch_desk d;
	watch_setup(&d);
	rv_watch_share s = watch_share(RV_SUB_S4M, "SOL", 700);
	watch_step(&d, &s, 1);
	watch_close_at(&d, &s, 91.0);
	s.lots = 300;
	watch_close_at(&d, &s, 120.0);
	assert_int_equal(d.wants[0].lots, -300);
	assert_string_equal(d.wants[0].reason, "S4m SOL: stop at 92, close 91");
	s.lots = 0;
	watch_step(&d, &s, 1);
	assert_int_equal(d.res.n_wants, 0);
	/* then it rests for a day, and is forgotten */
	assert_int_equal(rv_watch_most(&d.w, RV_SUB_S4M, "SOL", d.in.utc_ms + RV_DAY_MS - 1), 0);
	assert_int_equal(rv_watch_most(&d.w, RV_SUB_S4M, "SOL", d.in.utc_ms + RV_DAY_MS),
			 INT64_MAX);
	d.in.utc_ms += RV_DAY_MS - 1;
	watch_step(&d, &s, 1);
	assert_int_equal(d.w.n, 1);
	d.in.utc_ms += 1;
	watch_step(&d, &s, 1);
	assert_int_equal(d.w.n, 0);
}

/* 104 and 111 lift the stop of a long to 96 and 100; a short on mirrored prices. */
static void stops_trail(void **state)
{
	(void)state;
	for (int side = 1; side >= -1; side -= 2) {
		watch_desk d;
		watch_setup(&d);
		rv_watch_share s = watch_share(RV_SUB_S4R, "SOL", side * 50);
		watch_step(&d, &s, 1);
		static const double closes[] = { 104.0, 111.0, NAN, 100.5 };
		for (size_t i = 0; i < LEN(closes); i++) {
			watch_close_at(&d, &s, 100.0 + side * (closes[i] - 100.0));
			assert_int_equal(d.res.n_wants, 0);
		}
		watch_close_at(&d, &s, 100.0 - side * 0.5);
		assert_int_equal(d.wants[0].exit, RV_EXIT_TRAILING);
		assert_int_equal(d.wants[0].lots, -side * 50);
	}
}

static void a_bar_counts_once(void **state)
{
	(void)state;
	watch_desk d;
	watch_setup(&d);
	rv_watch_share s = watch_share(RV_SUB_S4M, "SOL", 700);
	s.close = 80.0; /* the bar before it was opened says nothing */
	watch_step(&d, &s, 1);
	watch_step(&d, &s, 1);
	assert_int_equal(d.res.n_wants, 0);
	watch_close_at(&d, &s, 104.0);
	s.close = 50.0; /* the same bar again */
	watch_step(&d, &s, 1);
	assert_int_equal(d.res.n_wants, 0);
	assert_close("trailed", d.w.entries[0].stop.stop, 96.0, 0);
	/* more of it is bought at another price: the stop stays where it is */
	s.lots = 900;
	s.entry_px = 103.0;
	watch_step(&d, &s, 1);
	assert_close("stays", d.w.entries[0].stop.stop, 96.0, 0);
	/* the other side is another position */
	s.lots = -20;
	watch_step(&d, &s, 1);
	assert_close("mirrored", d.w.entries[0].stop.stop, 111.0, 0);
}

static void without_an_atr_there_is_no_stop_yet(void **state)
{
	(void)state;
	watch_desk d;
	watch_setup(&d);
	rv_watch_share s = watch_share(RV_SUB_S4M, "SOL", 700);
	s.atr = NAN;
	watch_step(&d, &s, 1);
	watch_close_at(&d, &s, 50.0);
	assert_int_equal(d.res.n_wants, 0);
	s.atr = 4.0;
	watch_close_at(&d, &s, 91.0);
	assert_int_equal(d.wants[0].exit, RV_EXIT_HARD_STOP);
	/* a leg that hedges others has none at all */
	watch_setup(&d);
	s = watch_share(RV_SUB_S4R, "BTC", -7);
	s.hedge = true;
	s.target = INFINITY;
	watch_step(&d, &s, 1);
	for (int k = 0; k < 12; k++)
		watch_close_at(&d, &s, 150.0);
	assert_int_equal(d.res.n_wants, 0);
}

/* Ten days under half of a target of 6 %: 2.9 % is too little, 3.1 % is not. */
static void time_runs_out(void **state)
{
	(void)state;
	for (int k = 0; k < 4; k++) {
		watch_desk d;
		watch_setup(&d);
		rv_watch_share s = watch_share(k == 3 ? RV_SUB_S4MR : RV_SUB_S4P, "ENA", -10);
		s.target = k == 3 ? INFINITY : 0.06;
		s.atr = 50.0;
		s.close_ms = T0;
		watch_step(&d, &s, 1);
		for (int day = 1; day < 10; day++) {
			watch_close_at(&d, &s, 99.0);
			assert_int_equal(d.res.n_wants, 0);
		}
		if (k == 2)
			s.profit = 0.031; /* of the pair, whatever its leg says */
		watch_close_at(&d, &s, k == 0 ? 97.1 : k == 1 ? 96.9 : k == 2 ? 99.0 : 80.0);
		const bool ends = k == 0 || k == 3;
		assert_int_equal(d.res.n_wants, ends ? 1 : 0);
		if (!ends)
			continue;
		assert_int_equal(d.wants[0].exit, RV_EXIT_TIME);
		assert_int_equal(d.wants[0].lots, 10);
		assert_non_null(strstr(d.wants[0].reason, "ENA: 10 days under 50 % of its target"));
	}
}

static void models_may_close_half_and_all(void **state)
{
	(void)state;
	watch_desk d;
	watch_setup(&d);
	rv_watch_share s = watch_share(RV_SUB_S4P, "ENA", 101);
	watch_step(&d, &s, 1);
	s.model = RV_EXIT_HALF;
	watch_step(&d, &s, 1);
	assert_int_equal(d.wants[0].lots, -51);
	assert_string_equal(d.wants[0].reason, "S4p ENA: exit, half");
	assert_int_equal(rv_watch_most(&d.w, RV_SUB_S4P, "ENA", T0), 50);
	s.lots = 50;
	watch_step(&d, &s, 1); /* done, and not again: not after a restart either */
	const rv_watch was = d.w;
	watch_copy_by_text(&was, &d.w);
	watch_step(&d, &s, 1);
	assert_int_equal(d.res.n_wants, 0);
	assert_int_equal(rv_watch_most(&d.w, RV_SUB_S4P, "ENA", T0), INT64_MAX);
	s.model = RV_EXIT_BREAKDOWN;
	watch_step(&d, &s, 1);
	assert_int_equal(d.wants[0].lots, -50);
	s.model = RV_EXIT_NONE; /* decided is decided */
	watch_step(&d, &s, 1);
	assert_int_equal(d.wants[0].exit, RV_EXIT_BREAKDOWN);
}

/* 8 % off the peak halves the sub-book, once; at 4 % it is released. */
static void a_circuit_halves_its_sub_book(void **state)
{
	(void)state;
	watch_desk d;
	watch_setup(&d);
	rv_watch_share s[] = { watch_share(RV_SUB_S5, "SOL", 901),
			       watch_share(RV_SUB_S5, "ETH", -1),
			       watch_share(RV_SUB_S3, "SOL", -40) };
	watch_step(&d, s, 3);
	assert_int_equal(d.res.n_wants, 0);
	d.in.equity[RV_SUB_S5] = 0.915;
	watch_step(&d, s, 3);
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
	watch_step(&d, s, 3);
	assert_close("factor", d.res.factor[RV_SUB_S5], 0.5, 0);
	assert_int_equal(d.res.n_wants, 1);
	assert_int_equal(d.wants[0].lots, -50);
	s[0].lots = 450;
	d.in.equity[RV_SUB_S5] = 0.90; /* once */
	watch_step(&d, s, 3);
	assert_int_equal(d.res.n_wants, 0);
	d.in.equity[RV_SUB_S5] = 0.961;
	watch_step(&d, s, 3);
	assert_close("released", d.res.factor[RV_SUB_S5], 1.0, 0);
}

static void the_account_has_limits(void **state)
{
	(void)state;
	watch_desk d;
	watch_setup(&d);
	watch_step(&d, NULL, 0);
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
		watch_step(&d, NULL, 0);
		assert_int_equal(d.res.reducing, days[i].reducing);
		assert_int_equal(d.res.no_additions, days[i].no_additions);
	}
	assert_close("peak", d.w.peak, 110, 0);
}

static void shares_that_are_gone_end(void **state)
{
	(void)state;
	watch_desk d;
	watch_setup(&d);
	const rv_watch_share s = watch_share(RV_SUB_S4M, "SOL", 700);
	watch_step(&d, &s, 1);
	watch_step(&d, NULL, 0); /* closed by its model: it does not rest */
	assert_int_equal(d.w.n, 0);
	rv_watch_share t = watch_share(RV_SUB_S4M, "SOL", 700);
	watch_step(&d, &t, 1);
	watch_close_at(&d, &t, 90.0);
	watch_step(&d, NULL, 0); /* closed after a stop */
	assert_int_equal(d.w.n, 1);
	assert_int_equal(rv_watch_most(&d.w, RV_SUB_S4M, "SOL", d.in.utc_ms), 0);
	watch_step(&d, &t,
		   1); /* somebody opened it all the same: it is watched, and may not grow anew */
	assert_int_equal(d.w.entries[0].lots, 700);
}

static void nonsense_is_refused(void **state)
{
	(void)state;
	watch_desk d;
	watch_setup(&d);
	rv_watch_share s[2] = { watch_share(RV_SUB_S4M, "SOL", 1),
				watch_share(RV_SUB_S4M, "SOL", 2) };
	const rv_watch was = d.w;
#define REFUSED(n)                                                                                 \
	assert_int_equal(rv_watch_step(&d.p, &d.b, &d.w, &d.in, s, n, &d.res, d.wants), RV_EINVAL)
	REFUSED(2);
	s[0].sub = RV_SUB_H;
	REFUSED(1);
	s[0] = watch_share(RV_SUB_S4M, "S L", 1);
	REFUSED(1);
	s[0] = watch_share(RV_SUB_S4M, "SOL", INT64_MIN);
	REFUSED(1);
	s[0] = watch_share(RV_SUB_S4M, "SOL", 1);
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
	watch_desk d;
	watch_setup(&d);
	for (size_t i = 0; i < LEN(s); i++) {
		char name[RV_SYMBOL_MAX];
		(void)snprintf(name, sizeof(name), "C%zu", i);
		s[i] = watch_share(RV_SUB_S5, name, 1);
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
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
