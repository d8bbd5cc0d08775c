/*
 * The stat-arb system as a book: what a day decides is where the next one starts; in the step, the
 * live engine and what the book wants; and its lines of text.
 */
#include "engine/run/book_now.h"
#include "engine/run/live.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/market_fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COINS = 24, DAYS = 240, HOURS = 400, AGAIN = 20 };
#define T0 (INT64_C(20400) * RV_DAY_MS)

static const char names[][RV_SYMBOL_MAX] = { "ADA", "SOL", "XRP" };

static rv_book_result *answer(double ada, double xrp)
{
	rv_book_result *r = calloc(1, sizeof(*r));
	assert_non_null(r);
	r->n = LEN(names);
	r->n_assets = 2;
	r->status = RV_OPT_OPTIMAL;
	r->symbols[0].weight = ada;
	r->symbols[1] = (rv_book_symbol){ .reason = RV_BOOK_NO_SIGNAL, .weight = NAN };
	r->symbols[2].weight = xrp;
	return r;
}

static void a_day_is_taken_once_and_only_a_certain_one(void **state)
{
	(void)state;
	static rv_s5_book b;
	rv_book_result *r = answer(0.07, -0.02);
	const rv_edge_state edge = { 3, 1 };
	memset(&b, 0, sizeof(b));
	rv_s5_book_step(&b, T0, names, r, &edge);
	assert_int_equal(b.close_ms, T0);
	assert_int_equal(b.n, 2);
	assert_int_equal(b.edge.days_without, 3);
	assert_close("ADA", rv_s5_book_weight(&b, "ADA"), 0.07, 0);
	assert_close("XRP", rv_s5_book_weight(&b, "XRP"), -0.02, 0);
	assert_close("was not in it", rv_s5_book_weight(&b, "SOL"), NAN, 0);
	assert_close("unheard of", rv_s5_book_weight(&b, "ZZZ"), NAN, 0);
	r->symbols[0].weight = 0.01;
	rv_s5_book_step(&b, T0, names, r, &edge);
	assert_close("the same close", rv_s5_book_weight(&b, "ADA"), 0.07, 0);
	r->status = RV_OPT_UNCERTIFIED;
	rv_s5_book_step(&b, T0 + RV_DAY_MS, names, r, &edge);
	assert_int_equal(b.close_ms, T0 + RV_DAY_MS);
	assert_close("no certificate", rv_s5_book_weight(&b, "ADA"), 0.07, 0);
	r->status = RV_OPT_NO_EDGE;
	rv_s5_book_step(&b, T0 + 2 * RV_DAY_MS, names, r, &edge);
	assert_true(b.no_edge);
	assert_close("unwound", rv_s5_book_weight(&b, "ADA"), 0.01, 0);
	free(r);
}

static void same_lines(const rv_s5_book *a, const rv_s5_book *b)
{
	char x[RV_S5_LINE], y[RV_S5_LINE];
	size_t i = 0;
	for (; rv_s5_book_line(a, i, x); i++) {
		assert_true(rv_s5_book_line(b, i, y));
		assert_string_equal(x, y);
	}
	assert_int_equal(i, 3);
	assert_false(rv_s5_book_line(b, i, y));
}

static void lines_read_back(void **state)
{
	(void)state;
	static rv_s5_book b, back;
	char line[RV_S5_LINE];
	rv_book_result *r = answer(0.1 / 3.0, -0.0213);
	const rv_edge_state edge = { 20, 4 };
	memset(&b, 0, sizeof(b));
	memset(&back, 0, sizeof(back));
	rv_s5_book_step(&b, T0, names, r, &edge);
	for (size_t i = 0; rv_s5_book_line(&b, i, line); i++) {
		assert_true(rv_s5_book_is_line(line));
		assert_int_equal(rv_s5_book_read(&back, line), RV_OK);
	}
	same_lines(&b, &back);
	assert_int_equal(rv_s5_book_read(&back, "s5 weight ADA 0.1"), RV_EEXIST);
	static const char *const bad[] = { "",
					   "s5",
					   "s5 weight ZRX",
					   "s5 weight ZRX null",
					   "s5 weight ZRX 1 2",
					   "s5 book -1 0 0 0",
					   "s5 book 1 2 0 0",
					   "s5 book 1 0 0",
					   "s4 book 1 0 0 0" };
	for (size_t i = 0; i < LEN(bad); i++)
		assert_int_equal(rv_s5_book_read(&back, bad[i]), RV_EPARSE);
	same_lines(&b, &back);
	free(r);
}

/* ---- on a made market ---- */

typedef struct market {
	fx_market *m;
	rv_panel *daily, *hourly;
	rv_step *step;
	rv_step_result *r;
	rv_s5_book s5;
	int64_t end;
} market;

static int set_up(void **state)
{
	market *f = calloc(1, sizeof(*f));
	rv_step_params p;
	assert_non_null(f);
	f->r = calloc(1, sizeof(*f->r));
	assert_non_null(f->r);
	f->m = fx_market_new(7, COINS, DAYS, HOURS, 1);
	f->daily = fx_market_panel(f->m, RV_INTERVAL_1D, INT64_MAX, FX_AFTER_TRUTH, 0);
	f->hourly = fx_market_panel(f->m, RV_INTERVAL_1H, INT64_MAX, FX_AFTER_TRUTH, 0);
	f->end = fx_market_day0(f->m) + DAYS * RV_DAY_MS;
	rv_step_params_default(&p);
	p.opt.taker_fee = 0.0002; /* low enough that the made market has an edge */
	p.opt.spread_sigma = 0.002;
	assert_int_equal(rv_step_new(&p, &f->step), RV_OK);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	market *f = *state;
	rv_step_free(f->step);
	rv_panel_free(f->daily);
	rv_panel_free(f->hourly);
	fx_market_free(f->m);
	free(f->r);
	free(f);
	return 0;
}

static void pass(market *f, int64_t asof_ms, const rv_s5_book *s5)
{
	const rv_step_input in = {
		.signal = f->hourly, .daily = f->daily, .asof_ms = asof_ms, .s5 = s5
	};
	assert_int_equal(rv_step_run(f->step, &in, f->r), RV_OK);
}

static void take_of(rv_s5_book *to, const rv_step_result *r, const rv_book_result *b)
{
	const rv_edge_state none = { 0, 0 };
	rv_s5_book_step(to, r->idio.close_ms, r->daily_names, b, b == &r->s5 ? &r->s5_edge : &none);
}

static void take(market *f)
{
	take_of(&f->s5, f->r, f->r->s5.n > 0 ? &f->r->s5 : &f->r->book);
}

/* From nothing it is the one-shot book; from the optimum of the same day, that optimum. */
static void the_optimum_stays_where_it_is(void **state)
{
	market *f = *state;
	pass(f, f->end, NULL);
	assert_int_equal(f->r->s5.n, 0);
	pass(f, f->end, &f->s5);
	assert_int_equal(f->r->s5.n, f->r->book.n);
	assert_true(f->r->book.gross > 0.1);
	for (size_t i = 0; i < f->r->book.n; i++)
		assert_close("from nothing", f->r->s5.symbols[i].weight,
			     f->r->book.symbols[i].weight, 0);
	take(f);
	pass(f, f->end, &f->s5);
	assert_int_equal(f->r->s5.n, 0); /* it has seen this close */
	f->s5.close_ms -= RV_DAY_MS;
	pass(f, f->end, &f->s5);
	assert_int_equal(f->r->s5_from_ms, f->end - RV_DAY_MS);
	for (size_t i = 0; i < f->r->s5.n; i++) {
		if (f->r->s5.symbols[i].reason == RV_BOOK_IN)
			assert_close("from there", f->r->s5.symbols[i].weight,
				     f->r->book.symbols[i].weight, 1e-6);
	}
}

static double change(const rv_s5_book *from, const rv_step_result *r, const rv_book_result *b)
{
	double sum = 0.0;
	for (size_t i = 0; i < b->n; i++) {
		const double before = rv_s5_book_weight(from, r->daily_names[i]),
			     after = b->symbols[i].weight;
		sum += fabs((isfinite(after) ? after : 0.0) - (isfinite(before) ? before : 0.0));
	}
	return sum;
}

/* Twenty days: who starts from what he holds trades a part of what the one-shot books do. */
static void what_is_held_is_not_paid_for_again(void **state)
{
	market *f = *state;
	static rv_s5_book shot;
	double kept = 0.0, anew = 0.0;
	memset(&shot, 0, sizeof(shot));
	for (int d = AGAIN; d >= 0; d--) {
		pass(f, f->end - d * RV_DAY_MS, &f->s5);
		if (d < AGAIN) {
			kept += change(&f->s5, f->r, &f->r->s5);
			anew += change(&shot, f->r, &f->r->book);
		}
		take(f);
		take_of(&shot, f->r, &f->r->book);
	}
	assert_true(kept > 0.0);
	if (!(kept < 0.9 * anew))
		fail_msg("%.3f from what is held, %.3f from nothing", kept, anew);
}

static void feed(market *f, rv_live *l)
{
	for (size_t i = 0; i < rv_panel_symbols(f->daily); i++)
		fx_market_send(l, f->daily, i);
	for (size_t i = 0; i < rv_panel_symbols(f->hourly); i++)
		fx_market_send(l, f->hourly, i);
}

/* The live engine starts from what it was told, and scores again when that was something else. */
static void the_live_engine_holds_it(void **state)
{
	market *f = *state;
	rv_live_params p;
	rv_live *l = NULL;
	uint64_t number = 0;
	bool scored = false;
	rv_live_params_default(&p);
	p.step = *rv_step_get_params(f->step);
	assert_int_equal(rv_live_new(&p, NULL, &l), RV_OK);
	feed(f, l);
	assert_int_equal(rv_live_tick(l, f->end, &scored), RV_OK);
	assert_int_equal(rv_live_pass(l, &number)->s5_from_ms, 0);
	pass(f, f->end - RV_DAY_MS, &f->s5);
	take(f);
	rv_live_hold(l, &f->s5);
	assert_int_equal(rv_live_tick(l, f->end, &scored), RV_OK);
	assert_true(scored);
	pass(f, f->end, &f->s5);
	const rv_step_result *r = rv_live_pass(l, &number);
	assert_int_equal(r->s5_from_ms, f->end - RV_DAY_MS);
	assert_memory_equal(r->s5.symbols, f->r->s5.symbols, r->s5.n * sizeof(r->s5.symbols[0]));
	take(f);
	rv_live_hold(l, &f->s5); /* of this day: nothing is new */
	assert_int_equal(rv_live_tick(l, f->end, &scored), RV_OK);
	assert_false(scored);
	rv_live_free(l);
}

/* The book takes the day once, of a pass that went on from it, and votes that until the next. */
static void the_book_votes_what_its_day_has_decided(void **state)
{
	market *f = *state;
	static rv_book_coin coins[RV_MAX_SYMBOLS];
	rv_book_params bp;
	rv_book_now *b = NULL;
	pass(f, f->end, &f->s5);
	rv_book_input in = { .pass = f->r,
			     .params = rv_step_get_params(f->step),
			     .coins = coins,
			     .n = f->r->n_daily,
			     .nav = 1e6,
			     .day_whole = true,
			     .utc_ms = f->end };
	size_t coin = 0;
	for (size_t i = 0; i < in.n; i++) {
		coins[i] = (rv_book_coin){ .sz_decimals = 2, .price = f->r->daily_close[i] };
		memcpy(coins[i].symbol, f->r->daily_names[i], RV_SYMBOL_MAX);
		if (f->r->s5.symbols[i].reason == RV_BOOK_IN &&
		    fabs(f->r->s5.symbols[i].weight) > fabs(f->r->s5.symbols[coin].weight))
			coin = i;
	}
	rv_book_params_default(&bp);
	assert_int_equal(rv_book_now_new(&bp, &b), RV_OK);
	f->r->s5_from_ms = f->end - 5 * RV_DAY_MS; /* of another book */
	assert_int_equal(rv_book_now_run(b, &in), RV_OK);
	assert_int_equal(rv_book_now_s5(b)->close_ms, 0);
	assert_string_equal(rv_book_now_view(b)->state[RV_SUB_S5],
			    "its book has seen no day: it stays");
	f->r->s5_from_ms = 0;
	assert_int_equal(rv_book_now_run(b, &in), RV_OK);
	assert_int_equal(rv_book_now_s5(b)->close_ms, f->end);
	const double w = f->r->s5.symbols[coin].weight;
	assert_true(fabs(w) > 0.001);
	f->r->s5.symbols[coin].weight = f->r->book.symbols[coin].weight = 0.5 * w;
	assert_int_equal(rv_book_now_run(b, &in), RV_OK);
	assert_close("until the next day", rv_s5_book_weight(rv_book_now_s5(b), coins[coin].symbol),
		     w, 0);
	rv_book_now_free(b);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_is_taken_once_and_only_a_certain_one),
		cmocka_unit_test(lines_read_back),
		WITH(the_optimum_stays_where_it_is),
		WITH(what_is_held_is_not_paid_for_again),
		WITH(the_live_engine_holds_it),
		WITH(the_book_votes_what_its_day_has_decided),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
