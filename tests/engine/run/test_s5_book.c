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

static const rv_edge_state edge = { 3, 1 };

static void a_day_begins_from_the_one_before(void **state)
{
	(void)state;
	static rv_s5_book b;
	rv_book_result *r = answer(0.07, -0.02);
	memset(&b, 0, sizeof(b));
	assert_int_equal(rv_s5_book_start(&b, T0)->n, 0);
	assert_true(rv_s5_book_take(&b, T0, names, r, &edge));
	assert_int_equal(b.now.close_ms, T0);
	assert_int_equal(b.now.edge.days_without, 3);
	assert_close("ADA", rv_s5_day_weight(&b.now, "ADA"), 0.07, 0);
	assert_close("XRP", rv_s5_day_weight(&b.now, "XRP"), -0.02, 0);
	assert_close("was not in it", rv_s5_day_weight(&b.now, "SOL"), NAN, 0);
	assert_close("unheard of", rv_s5_day_weight(&b.now, "ZZZ"), NAN, 0);
	/* Every pass of this day starts from nothing, those of the next one from this day. */
	assert_int_equal(rv_s5_book_start(&b, T0)->close_ms, 0);
	assert_int_equal(rv_s5_book_start(&b, T0 + RV_DAY_MS)->close_ms, T0);
	assert_false(rv_s5_book_take(&b, T0, names, r, &edge));
	r->symbols[0].weight = 0.01; /* a late bar, or a person's hand */
	assert_true(rv_s5_book_take(&b, T0, names, r, &edge));
	assert_close("corrected", rv_s5_day_weight(&b.now, "ADA"), 0.01, 0);
	assert_int_equal(b.before.close_ms, 0);
	r->symbols[0].weight = 0.03;
	assert_true(rv_s5_book_take(&b, T0 + RV_DAY_MS, names, r, &edge));
	assert_close("before", rv_s5_day_weight(&b.before, "ADA"), 0.01, 0);
	assert_int_equal(rv_s5_book_start(&b, T0 + RV_DAY_MS)->close_ms, T0);
	assert_false(rv_s5_book_take(&b, T0, names, r, &edge)); /* an older one */
	free(r);
}

static void without_a_certificate_it_stays(void **state)
{
	(void)state;
	static rv_s5_book b;
	rv_book_result *r = answer(0.07, -0.02);
	memset(&b, 0, sizeof(b));
	(void)rv_s5_book_take(&b, T0, names, r, &edge);
	r->symbols[0].weight = 0.09;
	r->status = RV_OPT_UNCERTIFIED;
	assert_true(rv_s5_book_take(&b, T0 + RV_DAY_MS, names, r, &edge));
	assert_int_equal(b.now.close_ms, T0 + RV_DAY_MS);
	assert_close("stays", rv_s5_day_weight(&b.now, "ADA"), 0.07, 0);
	r->status = RV_OPT_NO_EDGE;
	r->symbols[0].weight = 0.05;
	assert_true(rv_s5_book_take(&b, T0 + RV_DAY_MS, names, r, &edge));
	assert_close("unwound", rv_s5_day_weight(&b.now, "ADA"), 0.05, 0);
	r->status = RV_OPT_SINGULAR;
	assert_true(rv_s5_book_take(&b, T0 + RV_DAY_MS, names, r, &edge));
	assert_close("where it started", rv_s5_day_weight(&b.now, "ADA"), 0.07, 0);
	r->n = 0;
	assert_false(rv_s5_book_take(&b, T0 + 2 * RV_DAY_MS, names, r, &edge));
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
	assert_int_equal(i, rv_s5_book_lines(a));
	assert_false(rv_s5_book_line(b, i, y));
}

static void lines_read_back(void **state)
{
	(void)state;
	static rv_s5_book b, back;
	char line[RV_S5_LINE];
	rv_book_result *r = answer(0.1 / 3.0, -0.0213);
	memset(&b, 0, sizeof(b));
	memset(&back, 0, sizeof(back));
	same_lines(&b, &back);
	(void)rv_s5_book_take(&b, T0, names, r, &edge);
	r->symbols[2].weight = 0.2;
	(void)rv_s5_book_take(&b, T0 + RV_DAY_MS, names, r, &edge);
	for (size_t i = 0; rv_s5_book_line(&b, i, line); i++) {
		assert_true(rv_s5_book_is_line(line));
		assert_int_equal(rv_s5_book_read(&back, line), RV_OK);
	}
	same_lines(&b, &back);
	assert_int_equal(rv_s5_book_lines(&back), 6);
	assert_close("was", rv_s5_day_weight(&back.before, "XRP"), -0.0213, 0);
	assert_close("is", rv_s5_day_weight(&back.now, "XRP"), 0.2, 0);
	assert_int_equal(rv_s5_book_read(&back, "s5 was ADA 0.1"), RV_EEXIST);
	static const char *const bad[] = { "",
					   "s5",
					   "s5 is ZRX",
					   "s5 is ZRX null",
					   "s5 is ZRX 1 2",
					   "s5 now -1 0 0",
					   "s5 before 1 -2 0",
					   "s5 now 1 0",
					   "s5 later 1 0 0",
					   "s4 now 1 0 0" };
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
	(void)rv_s5_book_take(to, r->idio.close_ms, r->daily_names, b, &r->s5_edge);
}

static void take(market *f)
{
	take_of(&f->s5, f->r, &f->r->s5);
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
	pass(f, f->end, &f->s5); /* again from nothing: it is the same day */
	assert_int_equal(f->r->s5_from_ms, 0);
	f->s5.now.close_ms -= RV_DAY_MS;
	pass(f, f->end, &f->s5);
	assert_int_equal(f->r->s5_from_ms, f->end - RV_DAY_MS);
	for (size_t i = 0; i < f->r->s5.n; i++) {
		if (f->r->s5.symbols[i].reason == RV_BOOK_IN)
			assert_close("from there", f->r->s5.symbols[i].weight,
				     f->r->book.symbols[i].weight, 1e-6);
	}
}

/* A person's weights start from there, too; the same as the ridge's make the same book. */
static void a_persons_weights_start_from_it(void **state)
{
	market *f = *state;
	pass(f, f->end - RV_DAY_MS, &f->s5);
	take(f);
	pass(f, f->end, &f->s5);
	double weights[RV_IDIO_N];
	memcpy(weights, f->r->idio.weights, sizeof(weights));
	const rv_step_input in = { .signal = f->hourly,
				   .daily = f->daily,
				   .asof_ms = f->end,
				   .s5 = &f->s5,
				   .factor_weights = weights };
	assert_int_equal(rv_step_run(f->step, &in, f->r), RV_OK);
	assert_int_equal(f->r->weighed_book.n, f->r->s5.n);
	size_t held = 0;
	for (size_t i = 0; i < f->r->s5.n; i++) {
		assert_close("the same", f->r->weighed_book.symbols[i].weight,
			     f->r->s5.symbols[i].weight, 1e-9);
		held += f->r->weighed_book.symbols[i].previous != 0.0;
	}
	assert_true(held > 0);
}

static double change(const rv_s5_day *from, const rv_step_result *r, const rv_book_result *b)
{
	double sum = 0.0;
	for (size_t i = 0; i < b->n; i++) {
		const double before = rv_s5_day_weight(from, r->daily_names[i]),
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
			kept += change(&f->s5.now, f->r, &f->r->s5);
			anew += change(&shot.now, f->r, &f->r->book);
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
	const rv_step_result *r = rv_live_pass(l, &number);
	assert_int_equal(r->s5_from_ms, 0);
	assert_true(r->s5.n > 0);
	pass(f, f->end - RV_DAY_MS, &f->s5);
	take(f);
	rv_live_hold(l, &f->s5);
	assert_int_equal(rv_live_tick(l, f->end, &scored), RV_OK);
	assert_true(scored);
	r = rv_live_pass(l, &number);
	assert_int_equal(r->s5_from_ms, f->end - RV_DAY_MS);
	/* The panel of the fixture has no volumes, so that it is not the step's to the bit. */
	take_of(&f->s5, r, &r->s5);
	assert_int_equal(f->s5.now.close_ms, f->end);
	rv_live_hold(l, &f->s5); /* of this day: nothing is new */
	assert_int_equal(rv_live_tick(l, f->end, &scored), RV_OK);
	assert_false(scored);
	rv_live_free(l);
}

/* Of the coins of the pass; returns the one with the largest weight. */
static size_t fill_coins(const market *f, rv_book_coin *coins)
{
	size_t most = 0;
	double w = 0.0;
	for (size_t i = 0; i < f->r->n_daily; i++) {
		coins[i] = (rv_book_coin){ .sz_decimals = 2, .price = f->r->daily_close[i] };
		memcpy(coins[i].symbol, f->r->daily_names[i], RV_SYMBOL_MAX);
		const rv_book_symbol *s = &f->r->s5.symbols[i];
		if (s->reason == RV_BOOK_IN && fabs(s->weight) > w) {
			w = fabs(s->weight);
			most = i;
		}
	}
	assert_true(w > 0.001);
	return most;
}

static double voted(const rv_book_now *b, const char *symbol)
{
	const rv_book_view *v = rv_book_now_view(b);
	for (size_t i = 0; i < v->n_coins; i++) {
		if (strcmp(v->coins[i].symbol, symbol) == 0)
			return v->coins[i].model[RV_SUB_S5];
	}
	return NAN;
}

/* Votes are of a pass that goes on from the book; what they are is what it holds from then on. */
static void the_book_holds_what_it_votes(void **state)
{
	market *f = *state;
	static rv_book_coin coins[RV_MAX_SYMBOLS];
	rv_book_params bp;
	rv_book_now *b = NULL;
	pass(f, f->end, &f->s5);
	const size_t coin = fill_coins(f, coins);
	const double w = f->r->s5.symbols[coin].weight;
	rv_book_input in = { .pass = f->r,
			     .params = rv_step_get_params(f->step),
			     .coins = coins,
			     .n = f->r->n_daily,
			     .nav = 1e6,
			     .day_whole = true,
			     .utc_ms = f->end };
	rv_book_params_default(&bp);
	assert_int_equal(rv_book_now_new(&bp, &b), RV_OK);
	f->r->s5_from_ms = f->end - 5 * RV_DAY_MS; /* of another book */
	assert_int_equal(rv_book_now_run(b, &in), RV_OK);
	assert_int_equal(rv_book_now_s5(b)->now.close_ms, 0);
	assert_string_equal(rv_book_now_view(b)->state[RV_SUB_S5],
			    "a pass that goes on from its book is due: it stays");
	f->r->s5_from_ms = 0;
	f->r->book.symbols[coin].weight = -w; /* the one-shot book is not asked */
	in.day_whole = false;		      /* it votes, and holds nothing yet */
	assert_int_equal(rv_book_now_run(b, &in), RV_OK);
	assert_close("votes", voted(b, coins[coin].symbol), w, 0);
	assert_int_equal(rv_book_now_s5(b)->now.close_ms, 0);
	in.day_whole = true;
	assert_int_equal(rv_book_now_run(b, &in), RV_OK);
	assert_int_equal(rv_book_now_s5(b)->now.close_ms, f->end);
	assert_close("holds", rv_s5_day_weight(&rv_book_now_s5(b)->now, coins[coin].symbol), w, 0);
	const uint64_t version = rv_book_now_version(b);
	assert_int_equal(rv_book_now_run(b, &in), RV_OK);
	assert_int_equal(rv_book_now_version(b), version);
	f->r->s5.symbols[coin].weight = 0.5 * w; /* a late bar */
	assert_int_equal(rv_book_now_run(b, &in), RV_OK);
	assert_true(rv_book_now_version(b) > version);
	assert_close("corrected", rv_s5_day_weight(&rv_book_now_s5(b)->now, coins[coin].symbol),
		     0.5 * w, 0);
	rv_book_now_free(b);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_begins_from_the_one_before),
		cmocka_unit_test(without_a_certificate_it_stays),
		cmocka_unit_test(lines_read_back),
		WITH(the_optimum_stays_where_it_is),
		WITH(a_persons_weights_start_from_it),
		WITH(what_is_held_is_not_paid_for_again),
		WITH(the_live_engine_holds_it),
		WITH(the_book_holds_what_it_votes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
